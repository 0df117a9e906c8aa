package spend

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
)

// Page is what the ledger says of one member: his months with their spending, and
// what stands beside the months. Every line of the member is in exactly one place.
type Page struct {
	ID string `json:"id"`
	// Months is every month of the ledger in which he was enrolled or has lines, in
	// order of time. A month has several entries where the terms divide it.
	Months []Month `json:"months,omitempty"`
	// Outside holds lines incurred before or after the months of the ledger.
	Outside Amounts `json:"outside,omitzero"`
	// Pending holds versions paid after the run's end.
	Pending Amounts `json:"pending,omitzero"`
	// Superseded holds versions that a later one took back, and the voids themselves.
	Superseded Amounts `json:"superseded,omitzero"`
	// Appended is the sum of the parts that the terms added to what was paid.
	Appended apm.Cents `json:"appended,omitzero"`
	// Rejected lists the lines and spans that could not be used, with the reason.
	Rejected []Rejection `json:"rejected,omitempty"`

	backing []Entry // of the lists of the months
}

// Month is a month of one member, or the part of it with the same standing.
type Month struct {
	// Start is the first day of the month.
	Start apm.Date `json:"start"`
	// Standing says whether the month counts.
	Standing Standing `json:"standing"`
	// Exclusion is the name of the cohort rule of an excluded month.
	Exclusion string `json:"exclusion,omitzero"`
	// Cell is the rate cell or enrollment type.
	Cell string `json:"cell,omitzero"`
	// Enrolled is the share of the month.
	Enrolled apm.MemberMonths `json:"enrolled,omitzero"`
	// Entries is the spending by category, in the order of the terms. A category
	// without lines has no entry.
	Entries []Entry `json:"entries,omitempty"`
	// Excluded is what rules for lines or for parts of the paid amount took out, by
	// their names.
	Excluded []Entry `json:"excluded,omitempty"`
}

// Standing says whether a month counts. As text it is "counted", "excluded" or
// "unenrolled".
type Standing uint8

// The standings.
const (
	Counted    Standing = iota
	Excluded            // a cohort rule takes the month out
	Unenrolled          // there are lines and no enrollment
)

var standingNames = [...]string{Counted: "counted", Excluded: "excluded", Unenrolled: "unenrolled"}

// String is the name of the standing.
func (s Standing) String() string {
	if int(s) < len(standingNames) {
		return standingNames[s]
	}
	return fmt.Sprintf("standing %d", uint8(s))
}

// MarshalText writes the name of the standing; it fails on one that is none.
func (s Standing) MarshalText() ([]byte, error) {
	if int(s) >= len(standingNames) {
		return nil, fmt.Errorf("no standing has the number %d", uint8(s))
	}
	return []byte(standingNames[s]), nil
}

// UnmarshalText reads "counted", "excluded" or "unenrolled".
func (s *Standing) UnmarshalText(b []byte) error {
	if i := slices.Index(standingNames[:], string(b)); i >= 0 {
		*s = Standing(i)
		return nil
	}
	return &apm.ParseError{Type: "standing", Value: string(b), Reason: "want counted, excluded or unenrolled"}
}

// Entry is the lines of one month under one name.
type Entry struct {
	Name string `json:"name"` // of the category or the exclusion
	Amounts
}

// Amounts adds up lines. The amounts are kept apart, because a program's spending
// is one of them and a report may ask for another.
type Amounts struct {
	// Lines counts lines. A part that was removed from a line is none.
	Lines int32 `json:"lines"`
	// Spending is the amount that the terms count.
	Spending apm.Cents `json:"spending"`

	Paid        apm.Cents `json:"paid"` // less the parts removed, plus the parts appended
	PassThrough apm.Cents `json:"passThrough,omitzero"`
	Allowed     apm.Cents `json:"allowed,omitzero"`
	Repriced    apm.Cents `json:"repriced,omitzero"`
	// LacksAllowed and LacksRepriced count the lines that do not give the amount: its
	// sum is then short of them.
	LacksAllowed  int32 `json:"lacksAllowed,omitzero"`
	LacksRepriced int32 `json:"lacksRepriced,omitzero"`
}

// Rejection is a line or a span that could not be used. Its text names the row, the
// field and the reason, never what stands there.
type Rejection struct {
	List   string  `json:"list"` // "lines" or "spans"
	Row    int     `json:"row"`  // its place in that list, counted from zero
	Field  string  `json:"field,omitzero"`
	Reason Reason  `json:"reason"`
	Sum    Amounts `json:"sum,omitzero"` // of a line
}

// Error is "lines[3].through: is before from".
func (r Rejection) Error() string {
	if r.Field == "" {
		return fmt.Sprintf("%s[%d]: %s", r.List, r.Row, r.Reason)
	}
	return fmt.Sprintf("%s[%d].%s: %s", r.List, r.Row, r.Field, r.Reason)
}

// Reason says why a line or a span could not be used.
type Reason string

// The reasons.
const (
	BeforeFrom      Reason = "is before from"
	BeforeAdmission Reason = "is before admission"
	BeforeIncurred  Reason = "is before the day on which the line was incurred"
	NoDate          Reason = "is missing, and decides the month"
	NoPaidDate      Reason = "is missing, and the run ends at a date"
	BadDate         Reason = "is no date of the years 1 to 9999"
	BadAction       Reason = "is no action"
	NoClaim         Reason = "is empty, so the other versions cannot be found"
	NoOriginal      Reason = "follows a version that is not there"
	MixedVersion    Reason = "differs from another line of the same version"
	NoCategory      Reason = "is in no category of the terms"
	NotGiven        Reason = "is not given, and counts as spending"
	UnknownPart     Reason = "names a part that the terms do not list"
	BeyondCents     Reason = "is beyond the range of cents"
	NegativeDays    Reason = "is negative"
	BadPeriod       Reason = "ends before it starts"
	UnknownCell     Reason = "is not in the list of cells of the terms"
	Overlap         Reason = "overlaps a span of another rate cell, and the terms do not say which leads"
)

// FactError is the first rejection of a page as an error, for callers who stop a
// run at bad facts. The member is a field and no part of the text.
type FactError struct {
	Member string
	Rejection
}

// Unwrap is the rejection.
func (e *FactError) Unwrap() error { return e.Rejection }

// Err is nil when every line and span could be used, and else a [*FactError].
func (p Page) Err() error {
	if len(p.Rejected) == 0 {
		return nil
	}
	return &FactError{Member: p.ID, Rejection: p.Rejected[0]}
}

// SumError says that the sums of a member's lines have no page. The member is a field
// and no part of the text.
type SumError struct {
	Member string
	Err    error // [apm.ErrOverflow]
}

// Error is the reason.
func (e *SumError) Error() string { return fmt.Sprintf("the sum of a member's lines: %v", e.Err) }

// Unwrap is the reason.
func (e *SumError) Unwrap() error { return e.Err }
