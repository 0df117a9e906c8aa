package episode

import "github.com/seed-6807d414/apm"

// Result is what became of a member.
type Result struct {
	Member   string
	Outcomes []Outcome    // one for each definition, in the order of the suite
	Rejected []*LineError // lines that could not be used, in the order of the claims
}

// Outcome is what one definition makes of a member.
type Outcome struct {
	Definition string
	Episodes   []Episode // by the start of their trigger; those with exclusions among them
	// Dropped are the candidates that are no episode. Of the lines of one claim that
	// lost a tie it names one, and none where another line of that claim won it.
	Dropped []Dropped
	Tally   Tally
}

// Tally accounts for every cent of a member's lines under one definition: Total is
// the sum of the others.
type Tally struct {
	Total    apm.Cents
	Cost     apm.Cents // included in windows of cost
	Apart    apm.Cents // included in windows apart
	Excluded apm.Cents // in windows, and excluded by a named rule
	Outside  apm.Cents // outside every window
	Rejected apm.Cents // see [Result.Rejected]
}

// Episode is a trigger with everything that belongs to it.
type Episode struct {
	Trigger Event
	Subtype string
	Cell    string // of prices; empty where no label matched
	// Windows are those that hold a day, in the order of the definition.
	Windows []Interval
	// Period is from the first day to the last of all windows of cost and of the trigger.
	Period apm.Period
	// Shares are the lines in the windows, in the order of the claims. The parts of a
	// line that was split stand one after another.
	Shares []Share
	// Amounts are what was included, by window, category and setting, in the order of
	// windows, then of category and setting.
	Amounts []Amount
	// Cost is what was included in windows of cost, Apart in windows apart.
	Cost, Apart apm.Cents
	// Exclusions are all reasons for which the episode does not count, in the order of
	// the definition. An episode counts when there is none.
	Exclusions []Reason
}

// Event is what triggered an episode.
type Event struct {
	Trigger string // its name
	// Claim and Line are where it stands: the indices of the claim, of the leg whose
	// codes count for a chain, and of the line. Line is -1 for a stay.
	Claim, Line int
	// Claims are the indices of all claims of the event: the legs of a chain in order,
	// then what it absorbed.
	Claims  []int
	ID      string     // identifier of the claim
	Period  apm.Period // from its first day to its last; absorbed events move the first
	Setting Setting
	DRG     string
	Code    string // of the line
	Amount  apm.Cents
	// The providers, of the leg that counts for them in a chain.
	Facility, Group, Practitioner, Surgeon string
}

// Interval is a window of an episode.
type Interval struct {
	Name   string
	Period apm.Period
	Use    Use
}

// Share is a line, or the part of a line, that lies in an episode's windows, with
// the rule that decided it.
type Share struct {
	Claim, Line int    // indices
	Rule        string // the rule's ID, or a name such as [Unmatched]
	Effect      Effect
	Window      string // where it is booked; the window in which it lies when excluded; empty when outside
	Category    Category
	Setting     Setting
	Amount      apm.Cents
	// Cascaded says that the line was excluded with the stay around it, Reversal that
	// it follows the line it reverses.
	Cascaded, Reversal bool
}

// Amount is money of one kind.
type Amount struct {
	Window   string
	Category Category
	Setting  Setting
	Amount   apm.Cents
}

// Reason is why an episode does not count.
type Reason struct {
	ID   string // of the [Exclusion]
	Kind ExclusionKind
}

// Dropped is a candidate that is no episode, and why.
type Dropped struct {
	Trigger Event
	Why     DropReason
	// By is where the candidate stands that was preferred: the index of its claim, and
	// of its definition in the suite.
	By, ByDefinition int
	Exclusions       []Reason // all that apply, when it was excluded before overlap
}

// DropReason is why a candidate is no episode.
type DropReason string

// The reasons.
const (
	Tied         DropReason = "tied"         // another one of the same day was preferred
	Absorbed     DropReason = "absorbed"     // it is part of another one
	Unconfirmed  DropReason = "unconfirmed"  // no second event confirms it
	Unclean      DropReason = "unclean"      // another one ended in the clean period
	NotEffective DropReason = "notEffective" // it begins outside the time of the definition
	Excluded     DropReason = "excluded"     // an exclusion applied before overlap
	Overlapped   DropReason = "overlapped"   // it overlaps another one that was preferred
)

// String says what became of the line: "rule post includes 80.00 in post (typical)".
func (s Share) String() string {
	text := "rule " + s.Rule + " includes " + s.Amount.String() + " in " + s.Window
	switch s.Effect {
	case Exclude:
		text = "rule " + s.Rule + " excludes " + s.Amount.String() + " from " + s.Window
	case Outside:
		return "rule " + s.Rule + " leaves " + s.Amount.String() + " outside the windows"
	}
	if s.Category != "" {
		text += " (" + string(s.Category) + ")"
	}
	if s.Cascaded {
		text += ", with the stay around it"
	}
	if s.Reversal {
		text += ", as the line that it reverses"
	}
	return text
}

// Counts says whether the episode counts: no exclusion applies to it.
func (e *Episode) Counts() bool { return len(e.Exclusions) == 0 }

// Window is the days of the window with that name, and whether it holds any.
func (e *Episode) Window(name string) (apm.Period, bool) {
	for _, w := range e.Windows {
		if w.Name == name {
			return w.Period, true
		}
	}
	return apm.Period{}, false
}

// Line is every share of one line, over all episodes; none means that the line lies
// outside every window.
func (o *Outcome) Line(claim, line int) []Share {
	var shares []Share
	for i := range o.Episodes {
		for _, s := range o.Episodes[i].Shares {
			if s.Claim == claim && s.Line == line {
				shares = append(shares, s)
			}
		}
	}
	return shares
}
