package attribution

import (
	"fmt"

	"github.com/seed-6807d414/apm"
)

// Member is everything that attribution needs to know of one person. The order of
// the lists does not matter.
type Member struct {
	Person
	Lines []Line
}

// Person is what is known of a member beside the service lines.
type Person struct {
	ID         string          // the member's identifier; it seeds draws and is repeated in the result
	Stays      []Stay          // facility stays that bar services from counting
	Enrollment []Month         // a record for each month of coverage; a month without a record is not covered
	Death      apm.Date        // no date while alive
	Elections  []Election      // choices of the member, a plan or the state
	Programs   []Participation // other initiatives that the member is in
}

// Line is one service line of a claim.
type Line struct {
	Claim     string    // the claim's identifier; lines of one claim share it; may be empty
	TIN       string    // taxpayer number of the billing entity; may be empty
	CCN       string    // CMS certification number of a billing facility; may be empty
	NPI       string    // the practitioner who rendered the service (rendering, else other, else attending); may be empty
	Specialty string    // the practitioner's specialty ("08", or a taxonomy code); may be empty
	Code      string    // procedure code of up to six letters and digits; may be empty
	BillType  string    // of a facility claim, two to four digits such as "77", "771" or "0771"; empty on a professional claim
	Revenue   string    // revenue center of up to four digits; may be empty
	Place     string    // place of service, two digits; may be empty
	From      apm.Date  // first day of the service
	Through   apm.Date  // last day of the service; no date means the first day
	Allowed   apm.Cents // allowed charge; negative for a reversal
}

// maxAllowed bounds the allowed charge of one line, so that a line times a weight
// cannot leave the range of cents: 90 trillion dollars.
const maxAllowed = 1 << 53

// maxDays is the longest service that a [Record] can hold.
const maxDays = 1<<16 - 1

// LineError says which service line cannot be used and why. Its text has no value
// of the claim: the member and the claim are in fields only.
type LineError struct {
	Member string // the member's identifier
	Claim  string // the claim's identifier
	Row    int    // index of the line among the member's lines
	Field  string // the column of a claims file that holds it: "code", "bill_type"
	Reason string
}

func (e *LineError) Error() string {
	return fmt.Sprintf("lines[%d].%s: %s", e.Row, e.Field, e.Reason)
}

// FactError says which other fact of a member cannot be used and why.
type FactError struct {
	Member string // the member's identifier
	Path   string // "stays[0].to", "enrollment[3].month"
	Reason string
}

func (e *FactError) Error() string { return e.Path + ": " + e.Reason }

// Check says whether the line can be used: its field and the reason where it
// cannot, and empty texts where it can.
func (l *Line) Check() (field, reason string) {
	switch {
	case !l.From.Valid():
		return "date", "the service has no date"
	case l.Through != 0 && (!l.Through.Valid() || l.Through < l.From):
		return "through", "the service ends before it starts"
	case l.Through-l.From > maxDays:
		return "through", "the service takes more than 65535 days"
	case l.Allowed > maxAllowed || l.Allowed < -maxAllowed:
		return "allowed", "the amount is beyond 90 trillion dollars"
	}
	if _, ok := packCode(l.Code); !ok {
		return "code", "want up to six letters and digits"
	}
	if _, ok := packBill(l.BillType); !ok {
		return "bill_type", "want two to four digits such as 77, 771 or 0771"
	}
	if _, ok := packNumber(l.Revenue, 4); !ok {
		return "revenue", "want up to four digits"
	}
	if _, ok := packNumber(l.Place, 2); !ok {
		return "pos", "want up to two digits"
	}
	return "", ""
}

// bounded says whether dates and amount are such as [Line.Check] asks for.
func (l *Line) bounded() bool {
	return l.From.Valid() && (l.Through == 0 || l.Through.Valid() && l.Through >= l.From && l.Through-l.From <= maxDays) &&
		l.Allowed <= maxAllowed && l.Allowed >= -maxAllowed
}

// StayKind is the kind of a facility stay.
type StayKind string

// The kinds of stay that rules ask for.
const (
	SNF       StayKind = "snf"       // skilled nursing facility
	Inpatient StayKind = "inpatient" // acute inpatient hospital
)

// stayBit is the bit of a known kind, and zero for a kind that no rule asks for.
func stayBit(k StayKind) uint8 {
	switch k {
	case SNF:
		return 1
	case Inpatient:
		return 2
	}
	return 0
}

// Stay is a facility stay, both days included.
type Stay struct {
	Kind     StayKind
	From, To apm.Date
}

// Month is the coverage of a member in one calendar month.
type Month struct {
	Month    apm.Date // any day of the month
	Coverage Coverage
}

// Election is a clinician or an organisation that someone chose for the member.
type Election struct {
	By           string     // who chose: "member" (also when empty), "plan", "state", or a program's own word
	Organization string     // the organisation that was chosen, by the name in the roster
	Clinician    string     // or the NPI of the clinician who was chosen, when the organisation is empty
	Specialty    string     // of the clinician, where a rule asks for it
	Period       apm.Period // from the day of the choice to the day it was withdrawn; open while it stands
}

// Participation is a member's place in another initiative.
type Participation struct {
	Program string // the name that an eligibility rule uses: "shared savings"
	Period  apm.Period
}

// check reports the first fact of the person that cannot be used. Coverage is looked
// at only where the method asks for it.
func (p *Person) check(enrollment bool) error {
	fail := func(list string, i int, field, reason string) error {
		return &FactError{Member: p.ID, Path: fmt.Sprintf("%s[%d].%s", list, i, field), Reason: reason}
	}
	for i := range p.Stays {
		if s := &p.Stays[i]; !s.From.Valid() || !s.To.Valid() || s.To < s.From {
			return fail("stays", i, "to", "a stay has two dates, the second not before the first")
		}
	}
	if enrollment {
		for i := range p.Enrollment {
			if !p.Enrollment[i].Month.Valid() {
				return fail("enrollment", i, "month", "the month has no date")
			}
		}
	}
	for i := range p.Elections {
		if !p.Elections[i].Period.Valid() {
			return fail("elections", i, "period", "the period ends before it starts")
		}
	}
	for i := range p.Programs {
		if !p.Programs[i].Period.Valid() {
			return fail("programs", i, "period", "the period ends before it starts")
		}
	}
	if p.Death != 0 && !p.Death.Valid() {
		return &FactError{Member: p.ID, Path: "death", Reason: "not a date"}
	}
	return nil
}
