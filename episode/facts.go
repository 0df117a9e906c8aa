package episode

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Member is everything that the engine needs to know of one person. The order of
// the lists does not matter.
type Member struct {
	Person
	Claims []Claim
}

// Person is what is known of a member beside the claims.
type Person struct {
	ID    string   // the member's identifier; it is repeated in the result
	Birth apm.Date // needed only where a definition asks for the age
	Death apm.Date // no date while alive
	// Observed is the time for which claims are at hand. Its end is what
	// [DataEnd] refers to; it is needed only where a definition asks for it.
	Observed apm.Period
	// Spans are coverage and other states of the member, each under the name that
	// the definitions use for it: "enrolled", "dual", "esrd".
	Spans []Span
}

// Span is a state of the member and the days on which it held. An open end is open.
type Span struct {
	Name   string
	Period apm.Period
}

// Claim is a claim, or one version of it: records that share an identifier belong
// to one claim. What is wrong with it rejects all its lines.
type Claim struct {
	ID      string // the claim's identifier; a claim without one stands alone
	Setting Setting
	// From and Through are the first and the last day of the service; of a stay (see
	// [Setting.IsStay]) the admission and the discharge. No last day means the first.
	From, Through apm.Date
	DRG           string   // MS-DRG, "470"; may be empty
	Diagnoses     []string // the principal one first; with or without the point
	Procedures    []string // ICD procedures, the principal one first
	ICD9          bool     // the diagnoses and procedures are ICD-9, not ICD-10
	Status        string   // discharge status, two digits
	Facility      string   // the facility, by CCN or by the state's own number
	Group         string   // the billing entity, by TIN
	Practitioner  string   // the attending or rendering practitioner, by NPI
	Surgeon       string   // the operating practitioner, by NPI
	// GMLOS is the geometric mean length of stay of the MS-DRG in days, for the
	// fiscal year of the discharge; needed only for [ByGMLOS].
	GMLOS decimal.NullDecimal
	// Marks are words of the caller's own that a [Test] of the system [Mark] asks
	// for: "lupa", "epsdt", "otherpayer"; up to eleven letters and digits.
	Marks []string
	Lines []Line
}

// Line is one line of a claim. Of a stay the claim's dates decide, of every other
// claim the line's.
type Line struct {
	// From and Through are the first and the last day of the service; no first day
	// means the days of the claim, no last day the first.
	From, Through apm.Date
	Code          string    // HCPCS or CPT; may be empty
	Revenue       string    // revenue center, up to four digits; may be empty
	NDC           string    // national drug code, eleven digits; may be empty
	Place         string    // place of service, two digits; may be empty
	Diagnosis     string    // the diagnosis that the line points to; may be empty
	Practitioner  string    // by NPI, where it is another than the claim's
	Visits        int       // home health visits on the first day of the line, for [ByVisits]
	Amount        apm.Cents // on the price basis of the program; negative for a reversal
	Outlier       apm.Cents // how much of the amount is an outlier payment, for [ByGMLOS]
}

// maxAmount bounds the amount of one line, so that a line times a count of days
// stays in the range of 128 bits and many lines in that of cents: 90 trillion
// dollars.
const maxAmount = 1 << 53

// maxVisits bounds the visits of one line.
const maxVisits = 1000

// LineError says which line of a claim was rejected and why. Its text has no value
// of the claim: the member and the claim are in fields only.
type LineError struct {
	Member string // the member's identifier
	ID     string // the claim's identifier
	Claim  int    // index among the member's claims
	Line   int    // index among the claim's lines; -1 for a claim without lines
	Field  string // "from", "through", "amount"
	Reason string
	Amount apm.Cents // what was rejected
}

func (e *LineError) Error() string {
	if e.Line < 0 {
		return fmt.Sprintf("claims[%d].%s: %s", e.Claim, e.Field, e.Reason)
	}
	return fmt.Sprintf("claims[%d].lines[%d].%s: %s", e.Claim, e.Line, e.Field, e.Reason)
}

// FactError says which other fact of a member cannot be used and why. It is an
// [apm.FactError] that names the member, in a field only; its text has no value of the
// fact.
type FactError struct {
	Member string // the member's identifier
	Path   string // "spans[0].period", "birth"
	Reason string
	// Missing says that the fact is not there; errors.Is(err, [apm.ErrMissing]) asks
	// the same.
	Missing bool
}

func (e *FactError) Error() string { return e.Path + ": " + e.Reason }

// Unwrap is [apm.ErrMissing] for a missing fact.
func (e *FactError) Unwrap() error {
	if e.Missing {
		return apm.ErrMissing
	}
	return nil
}
