package attribution

import "github.com/shopspring/decimal"

// Method says how members are attributed. It is plain data: it marshals to JSON,
// and [Decode] reads it back without loss.
//
// The order of the lists is the order of precedence: first the person must be
// eligible, then elections are asked one after another, then the steps.
type Method struct {
	Name      string `json:"name"`
	Authority string `json:"authority,omitempty"`
	// Window is the time that the method looks back on.
	Window Window `json:"window,omitzero"`
	// Date is the date of a line that decides in which window it falls and which
	// service is the most recent: its first day unless said otherwise.
	Date DateRule `json:"date,omitempty"`
	// Identity lists the identifiers that may say to whom a line belongs. The first
	// one that the roster knows on the date of the line decides; where it knows none
	// the first one that the line has competes alone. None means CCN, then TIN.
	Identity []IDKind `json:"identity,omitempty"`
	// Shared says what becomes of an identifier that two organisations claim at the
	// same time: the roster is refused, unless said otherwise.
	Shared SharedRule `json:"shared,omitempty"`
	// Reversals says what a negative line does beside lowering a sum.
	Reversals ReversalRule `json:"reversals,omitempty"`
	// Seed changes the draws that break ties; equal seeds give equal draws.
	Seed uint64 `json:"seed,omitempty"`

	// Eligibility is tested over the window; it is nil where everyone is eligible.
	Eligibility *Eligibility `json:"eligibility,omitempty"`
	// Retention is tested over the performance period, for lists that are made before
	// it and reviewed during it; nil where nobody is removed.
	Retention *Eligibility `json:"retention,omitempty"`
	// Elections are asked in order; the first that is in force decides.
	Elections []ElectionRule `json:"elections,omitempty"`

	Services   []Service   `json:"services"`
	Clinicians []Clinician `json:"clinicians,omitempty"`
	Tests      []Test      `json:"tests,omitempty"`
	Steps      []Step      `json:"steps"`
}

// Window is where the window lies against the performance period.
type Window struct {
	// Months is the length of the window, 0 for that of the performance period. A
	// step may look further back.
	Months int `json:"months,omitempty"`
	// Lead is how many months before the performance period the window ends: 0 when
	// it ends with the performance period (retrospective), 3 when a calendar year is
	// attributed by services through September 30 of the year before. A window that
	// ends the day before the period begins has Prior set and a lead of 0.
	Lead int `json:"lead,omitempty"`
	// Prior puts the window before the performance period even without a lead.
	Prior bool `json:"prior,omitempty"`
}

// DateRule names a date of a service line.
type DateRule string

// The dates of a line.
const (
	ByFrom    DateRule = "from" // also when empty
	ByThrough DateRule = "through"
)

// IDKind is a kind of identifier.
type IDKind string

// The kinds of identifier.
const (
	TIN IDKind = "tin" // taxpayer identification number of a billing entity
	CCN IDKind = "ccn" // CMS certification number of a facility
	NPI IDKind = "npi" // national provider identifier of a practitioner
)

// SharedRule says what becomes of an identifier that two organisations claim on
// the same day.
type SharedRule string

// The rules for shared identifiers. None of them lets one service count for two.
const (
	RefuseShared SharedRule = "refuse" // the roster is in error; also when empty
	DropShared   SharedRule = "drop"   // its services of that day count for nobody
)

// ReversalRule says what negative lines do.
type ReversalRule string

// The rules for reversals.
const (
	// CancelReversed, also when empty, takes a service to be the lines of a member
	// with the same billing entity, code and first day. A service whose reversals
	// bring it to zero or below did not take place: it makes nobody a candidate, passes
	// no test, is no visit and not the most recent service. Its amounts stay in the sums.
	CancelReversed ReversalRule = "cancel"
	// SumReversed lets reversals lower sums and nothing else, for files that hold
	// final claims only.
	SumReversed ReversalRule = "sum"
)

// Service is a kind of service that qualifies: a line must meet every condition
// that is not empty. Services of the same name are alternatives.
type Service struct {
	Name      string `json:"name"`
	Authority string `json:"authority,omitempty"`
	// Codes lists codes ("99213") and ranges ("99202-99205"); empty is any line.
	Codes []string `json:"codes,omitempty"`
	// NotCodes lists codes and ranges that do not qualify.
	NotCodes []string `json:"notCodes,omitempty"`
	// Bills lists bill types by their first two digits ("77"); "none" is a
	// professional claim, which has no bill type.
	Bills []string `json:"bills,omitempty"`
	// Revenue lists revenue centers of four digits ("0521"), an X at the end for any
	// digit ("096X").
	Revenue []string `json:"revenue,omitempty"`
	// Places lists places of service, one of which is required; NotPlaces those that
	// are refused.
	Places    []string `json:"places,omitempty"`
	NotPlaces []string `json:"notPlaces,omitempty"`
	// NotDuring refuses a service that overlaps a stay of one of these kinds.
	NotDuring []StayKind `json:"notDuring,omitempty"`
	// OnList names a list of the roster that must hold an identifier of the line.
	OnList string `json:"onList,omitempty"`
	// AddOnTo names services one of which must stand on the same claim (where claims
	// have no identifier: by the same practitioner on the same day).
	AddOnTo string `json:"addOnTo,omitempty"`
	// CountsAs names the clinicians for whom the service counts whoever rendered it.
	CountsAs string `json:"countsAs,omitempty"`
}

// Clinician is a group of clinicians by specialty. Groups of the same name add up.
type Clinician struct {
	Name string `json:"name"`
	// Specialties lists specialty codes ("08") or taxonomies.
	Specialties []string `json:"specialties,omitempty"`
	// Unknown takes in lines without a specialty.
	Unknown bool `json:"unknown,omitempty"`
	// Anyone takes in every line.
	Anyone bool `json:"anyone,omitempty"`
}

// Test is something that an organisation must have done: at least one service of
// these kinds by these clinicians in the time.
type Test struct {
	Name      string `json:"name"`
	Authority string `json:"authority,omitempty"`
	// Services and Clinicians are names; no clinician means anyone.
	Services   []string `json:"services"`
	Clinicians []string `json:"clinicians,omitempty"`
	// Months is how far to look back from the end of the window; 0 is the window.
	Months int `json:"months,omitempty"`
}

// Step is one contest between the entities that served the member.
type Step struct {
	Name      string `json:"name"`
	Authority string `json:"authority,omitempty"`
	// Services and Clinicians are names; no clinician means anyone.
	Services   []string `json:"services"`
	Clinicians []string `json:"clinicians,omitempty"`
	// Months is how far to look back from the end of the window; 0 is the window.
	Months int `json:"months,omitempty"`

	// NothingIn names steps and tests for which nobody may have had a qualifying
	// service; otherwise the step is not held.
	NothingIn []string `json:"nothingIn,omitempty"`
	// Mix holds the step only if one kind of service is a large or small enough part
	// of another.
	Mix []Mix `json:"mix,omitempty"`
	// Passed and Failed name tests that the winner must have passed or failed. They
	// bind organisations on the roster only.
	Passed []string `json:"passed,omitempty"`
	Failed []string `json:"failed,omitempty"`

	// Measure is what is summed: allowed charges unless said otherwise.
	Measure Measure `json:"measure,omitempty"`
	// Weights multiplies what was measured in each 12 months, counted back from the
	// end of the window: {2, 1} counts the latest year twice. None is no weighting;
	// what lies beyond the list counts nothing.
	Weights []int `json:"weights,omitempty"`
	// Winner says how the winner is chosen: by plurality unless said otherwise.
	Winner Winner `json:"winner,omitempty"`
	// Share is the part of the total of all entities that a winner by share needs, a
	// fraction above 0 and up to 1.
	Share decimal.Decimal `json:"share,omitzero"`
	// Ties break a tie in this order. At the end the smaller identifier always wins.
	Ties []Tie `json:"ties,omitempty"`
}

// Mix compares the totals of two tests or steps over all entities, both by the
// measure of the step that asks (and by its weights).
type Mix struct {
	Part  string `json:"part"`  // a test or step
	Whole string `json:"whole"` // a test or step
	// Below and AtLeast bound part / whole; either may be missing. A whole of zero or
	// less is below every bound.
	Below   decimal.NullDecimal `json:"below,omitzero"`
	AtLeast decimal.NullDecimal `json:"atLeast,omitzero"`
}

// Measure is what a step sums.
type Measure string

// The measures.
const (
	Allowed Measure = "allowed" // allowed charges in cents; also when empty
	// Visits counts claims; lines without a claim identifier are one visit for each
	// practitioner and day.
	Visits Measure = "visits"
	Days   Measure = "days" // counts distinct days with a service
)

// Winner is how a step chooses among its candidates.
type Winner string

// The ways to win.
const (
	Plurality  Winner = "plurality"  // the greatest total; also when empty
	Majority   Winner = "majority"   // more than half of the total of all
	AtLeast    Winner = "atLeast"    // the greatest total, if it reaches the share
	MostRecent Winner = "mostRecent" // the latest service, whatever the totals
)

// Tie is one way to break a tie.
type Tie struct {
	By TieRule `json:"by"`
	// Services and Clinicians say whose most recent service, or which measure, is
	// compared; empty means those of the step.
	Services   []string `json:"services,omitempty"`
	Clinicians []string `json:"clinicians,omitempty"`
	// Measure is what ByMeasure compares.
	Measure Measure `json:"measure,omitempty"`
}

// TieRule is a way to break a tie.
type TieRule string

// The ways to break a tie.
const (
	ByRecent     TieRule = "recent"     // the later most recent service
	ByMeasure    TieRule = "measure"    // the greater total by another measure
	ByDraw       TieRule = "draw"       // a draw by seed, member and identifier: the order of the input plays no part
	ByIdentifier TieRule = "identifier" // the smaller organisation or identifier
)
