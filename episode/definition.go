package episode

import "github.com/seed-6807d414/apm"

// Suite is definitions that run together, in one pass over each member. It is
// plain data: it marshals to JSON, and [Decode] reads it back without loss.
type Suite struct {
	Name      string `json:"name,omitempty"`
	Authority string `json:"authority,omitempty"`
	// Sets are code sets for all definitions.
	Sets        []CodeSet    `json:"sets,omitempty"`
	Definitions []Definition `json:"definitions"`
	// Overlap resolves episodes of different definitions against each other. A
	// definition may be in one of these groups only, and has then no Overlap of its own:
	// the group's holds among its own episodes too.
	Overlap []Group `json:"overlap,omitempty"`
	// Precedence lists definitions by ID: a line that an earlier one includes is
	// excluded from the later ones, under the rule [Taken]. Definitions that are not
	// listed may use any line.
	Precedence []string `json:"precedence,omitempty"`
}

// Definition says what an episode is, clinically: what triggers it, which windows
// lie around the trigger, which claims belong to it, and which episodes do not count.
// It is plain data.
//
// It works in this order: triggers make candidates; of those that start on one day
// one is kept (Ties); absorbed, unconfirmed and unclean ones fall; each candidate gets
// its windows; exclusions that come before overlap are tested; overlap is resolved;
// the inclusion rules decide each line; the other exclusions are tested.
type Definition struct {
	ID        string `json:"id"`
	Name      string `json:"name,omitempty"`
	Version   string `json:"version,omitempty"`
	Authority string `json:"authority,omitempty"`
	// Effective is the time in which the trigger must begin; the zero value is any time.
	Effective apm.Period `json:"effective,omitzero"`
	// Sets are code sets for this definition alone; a name here hides one of the suite.
	Sets []CodeSet `json:"sets,omitempty"`

	Triggers []Trigger `json:"triggers"`
	// Ties say which of the candidates that start on one day is kept. At the end the
	// earlier listed trigger wins, then the earlier setting, the greater amount, the later
	// end, the smaller claim identifier, and last what else stands in the claims.
	Ties []Tie `json:"ties,omitempty"`
	// CleanDays refuses a candidate when another one ended in that many days before it
	// starts, or later; 0 asks for nothing.
	CleanDays int `json:"cleanDays,omitempty"`
	// Subtypes and Cells name what the episode is and by which price it is settled: the
	// first label that matches the trigger.
	Subtypes []Label `json:"subtypes,omitempty"`
	Cells    []Label `json:"cells,omitempty"`

	// Windows are the named parts of an episode. A day that lies in several belongs to
	// the one that is listed first, unless a rule says otherwise.
	Windows []Window `json:"windows"`
	Overlap Overlap  `json:"overlap,omitzero"`

	// AssignBy says which claims lie in a window: those that start there unless said
	// otherwise. A rule may say otherwise again.
	AssignBy AssignBy `json:"assignBy,omitempty"`
	// Apportion says to which of several episodes that hold it a line goes: to the one
	// that starts first unless said otherwise.
	Apportion Apportion `json:"apportion,omitempty"`
	// Inclusion lists the rules about lines; the first that matches decides. A line in
	// a window that none matches is excluded under the rule [Unmatched].
	Inclusion []Inclusion `json:"inclusion"`
	// Exclusions say which episodes do not count. All that apply are reported.
	Exclusions []Exclusion `json:"exclusions,omitempty"`
}

// CodeSet is codes of one system under a name. Sets of one name add up, so that
// one name can hold the ICD-9 and the ICD-10 codes of a condition.
type CodeSet struct {
	Name      string `json:"name"`
	Authority string `json:"authority,omitempty"`
	System    System `json:"system"`
	// Codes lists codes ("J45.901" or "J45901"), prefixes ("J45*"), ranges whose ends
	// differ in digits at their end ("469-470"), and ranges of prefixes ("A00-B99*").
	Codes []string `json:"codes"`
}

// System is a system of codes.
type System string

// The systems. The codes of the first four and of the last ones stand on a claim,
// those of the others on a line.
const (
	ICD10CM   System = "icd10cm"   // diagnoses
	ICD9CM    System = "icd9cm"    // diagnoses
	ICD10PCS  System = "icd10pcs"  // procedures
	ICD9Proc  System = "icd9proc"  // procedures
	MSDRG     System = "msdrg"     // three digits
	HCPCS     System = "hcpcs"     // HCPCS and CPT
	Revenue   System = "revenue"   // revenue centers, four digits
	NDC       System = "ndc"       // eleven digits
	Place     System = "place"     // place of service, two digits
	Facility  System = "facility"  // facilities by their number: lists, or prefixes such as "21*"
	Provider  System = "provider"  // practitioners of the claim by NPI
	Discharge System = "discharge" // discharge status, two digits
	Mark      System = "mark"      // [Claim.Marks]
)

// Test asks whether a claim or line has a code. It names a set, or lists the codes
// of one system.
type Test struct {
	Set      string   `json:"set,omitempty"`
	System   System   `json:"system,omitempty"`
	Codes    []string `json:"codes,omitempty"`
	Position Position `json:"position,omitempty"`
}

// Position says where a code must stand.
type Position string

// The positions.
const (
	// Here, the empty word, is anywhere on the claim for what stands on a claim, and
	// the line at hand for what stands on a line; where a whole claim is asked, any line.
	Here      Position = ""
	Principal Position = "principal" // the principal diagnosis or procedure
	Secondary Position = "secondary" // a diagnosis or procedure that is not the principal one
	Anywhere  Position = "any"       // anywhere on the claim, its lines included
	OnLine    Position = "line"      // the line at hand: its codes and the diagnosis it points to
)

// Match asks something of a claim or line: every condition that is not empty must
// hold. The zero value matches everything.
//
// The relation of a service to the episode is told by tests: all care is none, care
// that is specific is Any, all care but some is None.
type Match struct {
	Settings []Setting `json:"settings,omitempty"` // one of these
	All      []Test    `json:"all,omitempty"`      // every test holds
	Any      []Test    `json:"any,omitempty"`      // a test holds
	None     []Test    `json:"none,omitempty"`     // no test holds
	// MinAmount is the least amount of the line, or of the claim where a whole claim
	// is asked; zero asks for nothing. A reversal is judged as what it reverses.
	MinAmount apm.Cents `json:"minAmount,omitzero"`
}

// Label is a name for what matches.
type Label struct {
	// Name may be empty for a cell: then the MS-DRG of the trigger names it, or without
	// one the code of its line.
	Name string `json:"name,omitempty"`
	Match
}

// Trigger says which events may start an episode. An event is a claim of a stay,
// a chain of them, or a line of another claim. A claim that its reversals bring to
// zero or below did not take place.
type Trigger struct {
	Name string `json:"name"`
	Match
	// Confirm asks for a second event; nil asks for none.
	Confirm *Confirm `json:"confirm,omitempty"`
	// Chain joins stays that follow each other by transfer; nil joins none.
	Chain *Chain `json:"chain,omitempty"`
	// Absorb takes in earlier events of other triggers; nil takes in none.
	Absorb *Absorb `json:"absorb,omitempty"`
}

// Confirm asks for another event of the same trigger on another claim, that many
// days after the first began.
type Confirm struct {
	Min int `json:"min"`
	Max int `json:"max,omitempty"` // 0 is any time later
}

// Chain joins a stay with the next one, whose admission lies zero to GapDays days
// after the discharge of the first. A chain begins with its first stay and ends with
// its last.
type Chain struct {
	GapDays int `json:"gapDays,omitempty"`
	// SameFacility also joins stays in one facility.
	SameFacility bool `json:"sameFacility,omitempty"`
	// Settings are those of stays that may be a leg; none means those of the trigger.
	Settings []Setting `json:"settings,omitempty"`
	// Codes says of which stay the codes are, on which the trigger and its labels are
	// tested, and Provider of which the providers; the last and the first unless said
	// otherwise.
	Codes    Leg `json:"codes,omitempty"`
	Provider Leg `json:"provider,omitempty"`
}

// Leg is a stay of a chain.
type Leg string

// The legs.
const (
	First Leg = "first"
	Last  Leg = "last"
)

// Absorb lets an event begin with earlier ones: those by the named triggers that
// began zero to Days days before it are not candidates themselves.
type Absorb struct {
	Triggers []string `json:"triggers"`
	Days     int      `json:"days"`
}

// Tie is a way to choose among events that start on one day.
type Tie string

// The ways to choose.
const (
	ByTrigger Tie = "trigger" // the earlier listed trigger
	BySetting Tie = "setting" // the earlier [Setting]: inpatient before outpatient before professional
	ByAmount  Tie = "amount"  // the greater amount of the line, or of the claim of a stay
	ByEnd     Tie = "end"     // the later end
)

// Window is a named span of days around a trigger, both ends included.
type Window struct {
	Name  string `json:"name"`
	Start Bound  `json:"start"`
	End   Bound  `json:"end"`
	// Use says whether what lies in the window is cost of the episode, which it is
	// unless said otherwise.
	Use Use `json:"use,omitempty"`
	// AtLeastOneDay moves an end that lies before the start to the start.
	AtLeastOneDay bool `json:"atLeastOneDay,omitempty"`
	// Extend moves the end; nil leaves it.
	Extend *Extend `json:"extend,omitempty"`
	// Cut lists what ends the window before its time, extended or not.
	Cut []Cut `json:"cut,omitempty"`
}

// Bound is a day: so many days after a reference, or before it when negative. The
// day of discharge counts as day 1 of 30 when the window starts at TriggerEnd + 0 and
// ends at TriggerEnd + 29.
type Bound struct {
	At Reference `json:"at"`
	// Window is the window whose start or end is meant; it is listed earlier.
	Window string `json:"window,omitempty"`
	Days   int    `json:"days,omitempty"`
}

// Reference is a day of an episode.
type Reference string

// The references.
const (
	TriggerStart Reference = "triggerStart" // admission, or first day of the trigger
	TriggerEnd   Reference = "triggerEnd"   // discharge, or last day of the trigger
	WindowStart  Reference = "windowStart"
	WindowEnd    Reference = "windowEnd"
	EpisodeStart Reference = "episodeStart" // the first day of all windows of cost; not for windows
	EpisodeEnd   Reference = "episodeEnd"   // the last day of all windows of cost; not for windows
	DataEnd      Reference = "dataEnd"      // the end of [Person.Observed]
)

// Use is what a window is for.
type Use string

// The uses.
const (
	ForCost  Use = ""      // what is included there is cost of the episode
	Apart    Use = "apart" // what is included there is reported apart from cost
	ForTests Use = "tests" // rules and exclusions refer to it; it takes no line by itself
)

// Extend moves the end of a window to the end of an event, such as a readmission.
// It happens once: what begins in the added days extends nothing. The trigger's own
// claims do not count.
type Extend struct {
	Match
	// Within is how many days after the reference of the window's end the event may
	// begin, at the latest; 0 means inside the window. It may not begin before the window.
	Within int `json:"within,omitempty"`
	// Max is how many days after the reference of the window's end the end may lie, at
	// most.
	Max int `json:"max"`
}

// Cut is what ends a window before its time.
type Cut struct {
	On CutEvent `json:"on"`
	// Span is the name of the coverage that must go on, for [Disenrollment].
	Span string `json:"span,omitempty"`
}

// CutEvent is an event that ends a window.
type CutEvent string

// The events.
const (
	Death         CutEvent = "death"         // the window ends with the day of death
	Disenrollment CutEvent = "disenrollment" // it ends with the last day of coverage that held when the trigger began; the day before the trigger without any
	NextTrigger   CutEvent = "nextTrigger"   // it ends the day before the next candidate of the definition begins
)
