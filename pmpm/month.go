package pmpm

import (
	"cmp"
	"time"

	"github.com/seed-6807d414/apm"
)

// Month is a month of the calendar. Months compare with < and ==, and the difference of
// two is a number of months. The zero value means "no month".
//
// As text it is "2006-01", and the empty text for no month.
type Month int32

// MonthOf is the month of a date; of no date it is no month.
func MonthOf(d apm.Date) Month {
	if !d.Valid() {
		return 0
	}
	year, month, _ := d.Civil()
	return Month(year*12 + int(month) - 1)
}

// ParseMonth reads "2006-01". Anything else is an [*apm.ParseError].
func ParseMonth(s string) (Month, error) {
	d, err := apm.ParseDate(s + "-01")
	if err != nil {
		return 0, &apm.ParseError{Type: "month", Value: s, Reason: "want a month such as 2006-01"}
	}
	return MonthOf(d), nil
}

// MustParseMonth is [ParseMonth] for constants in programs and tests; it panics on text
// that is no month.
func MustParseMonth(s string) Month {
	m, err := ParseMonth(s)
	if err != nil {
		panic(err.Error() + ": " + s)
	}
	return m
}

// Valid says whether m is a month of the years 1 to 9999.
func (m Month) Valid() bool { return m >= 12 && m < 12*10000 }

// First is the first day of the month, or no date where the month is not valid.
func (m Month) First() apm.Date {
	if !m.Valid() {
		return 0
	}
	d, _ := apm.NewDate(int(m)/12, time.Month(m%12+1), 1) // a valid month has a first day
	return d
}

// Last is the last day of the month, or no date where the month is not valid.
func (m Month) Last() apm.Date {
	if !m.Valid() {
		return 0
	}
	return m.First().AddDays(m.Days() - 1)
}

// Days is the number of days of the month: 28 to 31, or 0 where it is not valid.
func (m Month) Days() int {
	switch {
	case !m.Valid():
		return 0
	case m%12 == 11:
		return 31
	}
	return int((m + 1).First() - m.First())
}

// String is the month as "2006-01"; no month is the empty text, and what lies outside
// the years 1 to 9999 is "invalid month".
func (m Month) String() string {
	switch {
	case m == 0:
		return ""
	case !m.Valid():
		return "invalid month"
	}
	return m.First().String()[:len("2006-01")]
}

// MarshalText writes what [Month.String] does. It fails for what lies outside the years
// 1 to 9999.
func (m Month) MarshalText() ([]byte, error) {
	if m != 0 && !m.Valid() {
		return nil, &apm.ParseError{Type: "month", Reason: "outside the years 1 to 9999"}
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads what [ParseMonth] does; the empty text is no month.
func (m *Month) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = 0
		return nil
	}
	parsed, err := ParseMonth(string(b))
	if err == nil {
		*m = parsed
	}
	return err
}

// Count is the member-months of one cell in one month.
type Count struct {
	Month Month `json:"month"`
	// Cell is the values of the keys of the terms in their order, with a slash between
	// them: "adult/complex". Terms without keys have the one cell "".
	Cell string `json:"cell,omitzero"`
	// MemberMonths is not negative.
	MemberMonths apm.MemberMonths `json:"memberMonths"`
}

// before is the order of counts: by month, then by cell.
func (c *Count) before(d *Count) int {
	return cmp.Or(cmp.Compare(c.Month, d.Month), cmp.Compare(c.Cell, d.Cell))
}
