package episode

import "github.com/seed-6807d414/apm"

// Overlap says what becomes of two episodes when the later trigger begins inside
// the earlier one: between the start of its trigger and the end of its windows of
// cost. Candidates are taken by the start of their trigger, stays before lines, then by
// their end, then by the order of the definitions and triggers. One that the first of
// two drops stands in no other's way.
type Overlap struct {
	// Default is what happens to pairs that no Pair names: the first wins unless said
	// otherwise.
	Default Action `json:"default,omitempty"`
	// Pairs are looked through in order; the first that matches decides.
	Pairs []Pair `json:"pairs,omitempty"`
	// Trim lets windows of a later episode that reach back into an earlier one, whose
	// end its trigger lies behind, begin the day after that end.
	Trim bool `json:"trim,omitempty"`
}

// Action is what becomes of two episodes that overlap.
type Action string

// The actions.
const (
	FirstWins   Action = "firstWins" // the later is dropped; also when empty
	LastWins    Action = "lastWins"  // the earlier is dropped
	KeepBoth    Action = "keepBoth"
	Truncate    Action = "truncate"    // the earlier ends the day before the later trigger begins, and no window of the later begins before
	ExcludeBoth Action = "excludeBoth" // both are dropped, and both still count as overlapping others
)

// Pair is a kind of overlap with an action of its own. Empty conditions ask for
// nothing.
type Pair struct {
	// Earlier and Later name definitions by ID. They are for groups; in the overlap of
	// one definition they are empty.
	Earlier []string `json:"earlier,omitempty"`
	Later   []string `json:"later,omitempty"`
	// EarlierTriggers and LaterTriggers name triggers.
	EarlierTriggers []string `json:"earlierTriggers,omitempty"`
	LaterTriggers   []string `json:"laterTriggers,omitempty"`
	// Triggers asks that both have the same trigger, or not.
	Triggers Sameness `json:"triggers,omitempty"`
	// DaysApart is the least number of days from the start of the one trigger to that
	// of the other: 1 asks for different days.
	DaysApart int `json:"daysApart,omitempty"`
	// WithinDays, if there is one, is the greatest number of days from the end of the
	// earlier trigger to the start of the later.
	WithinDays *int   `json:"withinDays,omitempty"`
	Action     Action `json:"action"`
}

// Sameness says whether two things must be the same.
type Sameness string

// The words of sameness.
const (
	SameOrNot Sameness = ""
	Same      Sameness = "same"
	Different Sameness = "different"
)

// Group is definitions whose episodes are resolved against each other.
type Group struct {
	// Definitions names them by ID; none means all of the suite.
	Definitions []string `json:"definitions,omitempty"`
	Overlap
}

// AssignBy says when a claim lies in a window.
type AssignBy string

// The ways to assign.
const (
	ByStart   AssignBy = "start"   // its first day lies there; also when empty
	ByOverlap AssignBy = "overlap" // any of its days lies there
)

// Apportion says to which episode of one definition a line goes when several hold
// it. Windows of cost come before windows apart.
type Apportion string

// The ways to apportion.
const (
	ToFirst Apportion = "first" // whole to the episode that starts first; also when empty
	ToLast  Apportion = "last"  // whole to the episode that starts last
	Split   Apportion = "split" // in equal parts to all that include it
)

// Inclusion is a rule about lines: which, and what becomes of them.
type Inclusion struct {
	ID        string `json:"id"`
	Authority string `json:"authority,omitempty"`
	// Windows are those in which the line lies, one of them; none means any that is
	// not for tests only.
	Windows []string `json:"windows,omitempty"`
	// Triggers are those of the episode, one of them; none means any.
	Triggers []string `json:"triggers,omitempty"`
	Match
	// When asks something of the other claims of the member; nil asks for nothing.
	When *Claims `json:"when,omitempty"`
	// SameDay asks for another claim with a line that matches on the first day of this
	// one; nil asks for nothing.
	SameDay *Match `json:"sameDay,omitempty"`

	// Effect says what becomes of the line.
	Effect   Effect   `json:"effect"`
	Category Category `json:"category,omitempty"`
	// Book names the window to which an included line is booked; none means the one
	// in which it lies. A booked line is not prorated, and the window may lack a day.
	Book     string    `json:"book,omitempty"`
	AssignBy AssignBy  `json:"assignBy,omitempty"`
	Prorate  Proration `json:"prorate,omitempty"`
	// Cascade lets the rule exclude lines of these settings that lie within a stay
	// which it excludes, with both ends, when no rule before it has decided them.
	Cascade []Setting `json:"cascade,omitempty"`
}

// Effect is what a rule does with a line.
type Effect string

// The effects. [Outside] is not for rules: it marks the part of a prorated line
// that lies outside the windows.
const (
	Include Effect = "include"
	Exclude Effect = "exclude"
	Outside Effect = "outside"
)

// Category is what an included service is to the episode. Definitions may use
// words of their own.
type Category string

// The usual categories.
const (
	Typical      Category = "typical"
	Complication Category = "complication" // or potentially avoidable complication, or sequela
	Relevant     Category = "relevant"
	Unrelated    Category = "unrelated"
)

// Proration says how a line is split among windows when its claim goes beyond the
// window in which it lies. A claim that ends with the window is whole.
type Proration string

// The ways to prorate.
const (
	Whole    Proration = ""        // not split
	PerDiem  Proration = "perDiem" // by days in each window, and outside
	ByVisits Proration = "visits"  // by visits on the claim's lines in each window, and outside
	// ByGMLOS is per diem with the first day counted twice over the geometric mean
	// length of stay, as transfers are paid under 42 CFR 412.4(f); the outlier part is
	// per diem. With n days in the first window, amount A without outlier and geometric
	// mean g, that window gets all of A if n is at least g - 1, else (n + 1) A / g, and
	// the next window the rest.
	ByGMLOS Proration = "gmlos"
)

// Names of rules that the engine itself applies to lines in windows.
const (
	Unmatched = "unmatched" // no rule matches the line
	Taken     = "taken"     // a definition of higher precedence includes the line
	NoGMLOS   = "noGMLOS"   // the rule asks for the geometric mean length of stay, and the claim has none
	NoVisits  = "noVisits"  // the rule asks for visits, and the claim has none
)

// Exclusion is a reason for which an episode does not count. It has exactly one
// test.
type Exclusion struct {
	ID        string        `json:"id"`
	Authority string        `json:"authority,omitempty"`
	Kind      ExclusionKind `json:"kind"`
	// BeforeOverlap tests candidates before overlap is resolved: one that is excluded
	// then is dropped, and stands in no other's way.
	BeforeOverlap bool `json:"beforeOverlap,omitempty"`
	// Over is the time that the test looks at; nil is from EpisodeStart to EpisodeEnd.
	Over *Range `json:"over,omitempty"`
	// Triggers limits the exclusion to episodes by these triggers; none means any.
	Triggers []string `json:"triggers,omitempty"`

	Age        *Bounds      `json:"age,omitempty"`        // excluded outside these bounds, in years at the start of the trigger
	StayDays   *Bounds      `json:"stayDays,omitempty"`   // excluded outside these bounds, trigger end less start but at least 1
	Days       *Bounds      `json:"days,omitempty"`       // excluded outside these bounds, days of Over with both ends
	Cost       *Money       `json:"cost,omitempty"`       // excluded outside these bounds, cost of the episode
	Claims     *Claims      `json:"claims,omitempty"`     // excluded when it holds
	Trigger    *Match       `json:"trigger,omitempty"`    // excluded when a claim of the trigger matches
	NotCovered string       `json:"notCovered,omitempty"` // excluded when a span of this name does not hold on every day
	Touched    string       `json:"touched,omitempty"`    // excluded when a span of this name holds on any day
	Died       bool         `json:"died,omitempty"`       // excluded when the member died in the time
	Unobserved bool         `json:"unobserved,omitempty"` // excluded when the time is not within [Person.Observed]
	NoProvider ProviderRole `json:"noProvider,omitempty"` // excluded when the trigger has no such provider
}

// ExclusionKind is the kind of a reason for exclusion.
type ExclusionKind string

// The kinds.
const (
	Business    ExclusionKind = "business"
	Clinical    ExclusionKind = "clinical"
	CostOutlier ExclusionKind = "cost"
	Eligibility ExclusionKind = "eligibility"
)

// Bounds are the least and the greatest number that are let through.
type Bounds struct {
	Min *int `json:"min,omitempty"`
	Max *int `json:"max,omitempty"`
}

// Money are the least and the greatest amount that are let through.
type Money struct {
	Min *apm.Cents `json:"min,omitempty"`
	Max *apm.Cents `json:"max,omitempty"`
}

// Range is a span of days around an episode, both ends included.
type Range struct {
	From Bound `json:"from"`
	To   Bound `json:"to"`
}

// Claims asks how many claims of the member match. The trigger's own claims do not
// count, nor do claims that did not take place.
type Claims struct {
	Match
	// Over is the time in which they begin; nil is the time of the exclusion, and from
	// EpisodeStart to EpisodeEnd in a rule.
	Over *Range `json:"over,omitempty"`
	// AssignBy may ask for claims of which any day lies in the time, instead of the first.
	AssignBy AssignBy `json:"assignBy,omitempty"`
	// By asks that they have the same provider as the trigger.
	By ProviderRole `json:"by,omitempty"`
	// AtLeast and Fewer are the numbers of claims for which it holds; neither means at
	// least one. Fewer of 1 holds when there is none.
	AtLeast int `json:"atLeast,omitempty"`
	Fewer   int `json:"fewer,omitempty"`
	// OwnClaims counts the trigger's own claims too.
	OwnClaims bool `json:"ownClaims,omitempty"`
}

// ProviderRole is a role in which a claim names a provider.
type ProviderRole string

// The roles, each a field of [Claim].
const (
	AnyProvider    ProviderRole = ""
	ByFacility     ProviderRole = "facility"
	ByGroup        ProviderRole = "group"
	ByPractitioner ProviderRole = "practitioner"
	BySurgeon      ProviderRole = "surgeon"
)
