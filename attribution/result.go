package attribution

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// ID is an identifier with its kind.
type ID struct {
	Kind  IDKind `json:"kind"`
	Value string `json:"value"`
}

// String is "tin 123456789", or empty for no identifier.
func (id ID) String() string {
	if id == (ID{}) {
		return ""
	}
	return string(id.Kind) + " " + id.Value
}

// Entity is someone who competes for members: an organisation, with the identifier
// that did most of the services, or an identifier outside every organisation.
type Entity struct {
	Organization string `json:"organization,omitempty"`
	ID           ID     `json:"id,omitzero"`
}

// String names the organisation, or the identifier that stands alone.
func (e Entity) String() string {
	if e.Organization != "" {
		return e.Organization
	}
	return e.ID.String()
}

// Result says to whom a member is attributed, and by what evidence; or why to
// nobody.
type Result struct {
	Member string `json:"member"`
	// Organization is who is accountable; empty when the member is unassigned.
	Organization string `json:"organization,omitempty"`
	// Step is the step or the election rule that decided, also where it decided
	// against the member's being attributed.
	Step string `json:"step,omitempty"`
	// Winner is who won the step: the organisation, or the outside entity to which
	// the member is lost. Its identifier is the one with the greatest total inside.
	Winner Entity `json:"winner,omitzero"`
	// Practitioner is the NPI with the greatest total for the winning identifier.
	Practitioner string `json:"practitioner,omitempty"`
	// Total is what the winner had: cents, visits or days by the measure of the step,
	// times its weights.
	Total int64 `json:"total"`
	// RunnerUp is who came second, and its total.
	RunnerUp      Entity  `json:"runnerUp,omitzero"`
	RunnerUpTotal int64   `json:"runnerUpTotal,omitempty"`
	Measure       Measure `json:"measure,omitempty"`
	// Reason says why the member is unassigned; empty when assigned.
	Reason Reason `json:"reason,omitempty"`
	// Period is the time for which the member is attributed, up to the end of the
	// performance period or to death, and Months the covered months in it.
	Period apm.Period `json:"period,omitzero"`
	Months int        `json:"months"`
	// Lines accounts for every line of the member.
	Lines Tally `json:"lines"`
	// Rejected holds the lines that could not be used, where the caller asked to go on
	// without them.
	Rejected []*LineError `json:"-"`
}

// Assigned says whether an organisation is accountable for the member.
func (r Result) Assigned() bool { return r.Organization != "" }

// Reason says why a member is unassigned.
type Reason string

// The reasons, in the order in which they are tested.
const (
	Died             Reason = "died"             // before the performance period began
	OtherProgram     Reason = "otherProgram"     // is in another initiative that takes precedence
	InManagedCare    Reason = "managedCare"      // had a month in a group health or managed care plan
	ExcludedCoverage Reason = "excludedCoverage" // had a month of coverage that the method excludes
	NotEnrolled      Reason = "notEnrolled"      // too few covered months, or a month of partial coverage
	NotResident      Reason = "notResident"      // by the latest record of the time
	ElectedElsewhere Reason = "electedElsewhere" // chose a clinician or an organisation that is not on the roster
	NoService        Reason = "noService"        // nobody had a qualifying service, or all were reversed
	Outside          Reason = "outside"          // an entity outside the roster won
	TestNotMet       Reason = "testNotMet"       // the organisation that won failed a test that the step asks for
	BelowShare       Reason = "belowShare"       // nobody had the share or the majority that the step asks for
)

// Reasons lists every reason, in the order in which they are tested.
func Reasons() []Reason {
	return []Reason{Died, OtherProgram, InManagedCare, ExcludedCoverage, NotEnrolled, NotResident,
		ElectedElsewhere, NoService, Outside, TestNotMet, BelowShare}
}

// Tally accounts for the lines of a member: every line is in exactly one lot.
type Tally struct {
	Used         Lot `json:"used"`         // qualified for a step or a test
	Unqualified  Lot `json:"unqualified"`  // qualified for nothing: another code, clinician or time
	Shared       Lot `json:"shared"`       // billed under an identifier that several organisations claim
	Unidentified Lot `json:"unidentified"` // without an identifier that could compete
	Rejected     Lot `json:"rejected"`     // could not be used
}

// Lot is a number of lines and their allowed charges.
type Lot struct {
	Lines   int       `json:"lines"`
	Allowed apm.Cents `json:"allowed"`
}

// Candidate is one entity in the contest of a step.
type Candidate struct {
	Entity Entity   `json:"entity"`
	Total  int64    `json:"total"`  // by the measure of the step, times its weights
	Latest apm.Date `json:"latest"` // its most recent service in the step
}

// Contest is a step with all its candidates.
type Contest struct {
	Step string `json:"step"`
	// Held says whether the step was held: what it asks of other steps was met.
	Held    bool    `json:"held"`
	Measure Measure `json:"measure"`
	// Candidates stand in the order of the totals; the winner by every tie-break is
	// first.
	Candidates []Candidate `json:"candidates"`
}

// Share is a candidate's part of a member.
type Share struct {
	Entity Entity          `json:"entity"`
	Share  decimal.Decimal `json:"share"` // a fraction
}

// Shares attributes a member to several entities at once, in proportion to their
// totals, with that many decimals (0 to 9). The shares add up to one, exactly: what
// rounding leaves goes to the largest remainders. Candidates with a total of zero
// or less have no share. Without any other the result is empty. It fails on other
// decimals.
func Shares(candidates []Candidate, decimals int32) ([]Share, error) {
	if decimals < 0 || decimals > 9 {
		return nil, fmt.Errorf("decimals: want 0 to 9")
	}
	var shares []Share
	var weights []decimal.Decimal
	for _, c := range candidates {
		if c.Total > 0 {
			shares = append(shares, Share{Entity: c.Entity})
			weights = append(weights, decimal.NewFromInt(c.Total))
		}
	}
	if len(shares) == 0 {
		return nil, nil
	}
	parts, err := apm.Allocate(apm.Cents(decimal.New(1, decimals).IntPart()), weights)
	if err != nil {
		return nil, err
	}
	for i, part := range parts {
		shares[i].Share = decimal.New(int64(part), -decimals)
	}
	return shares, nil
}

// FormatTotal writes a total of a measure: dollars for allowed charges, a whole
// number for visits and days.
func FormatTotal(total int64, m Measure) string {
	if m == Visits || m == Days {
		return strconv.FormatInt(total, 10)
	}
	return apm.Cents(total).String()
}

// String tells the result in a sentence, without naming the member.
func (r Result) String() string {
	var b strings.Builder
	switch {
	case r.Assigned():
		fmt.Fprintf(&b, "%s, by %s", r.Organization, r.Step)
	case r.Step != "":
		fmt.Fprintf(&b, "unassigned (%s), by %s", r.Reason, r.Step)
	default:
		return fmt.Sprintf("unassigned (%s)", r.Reason)
	}
	if r.Measure != "" {
		fmt.Fprintf(&b, ": %s had %s", r.Winner, FormatTotal(r.Total, r.Measure))
		if r.RunnerUp != (Entity{}) {
			fmt.Fprintf(&b, ", %s had %s", r.RunnerUp, FormatTotal(r.RunnerUpTotal, r.Measure))
		}
	}
	if r.Assigned() {
		fmt.Fprintf(&b, "; %d months", r.Months)
	}
	return b.String()
}
