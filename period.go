package apm

import (
	"database/sql/driver"
	"strconv"
	"strings"
	"time"
)

// Period is a span of dates that includes both ends. An end without a date is
// open, so the zero value is all time.
//
// As text it is the two dates with a slash, "2023-01-01/2023-12-31"; an open end
// is empty, "2023-01-01/".
type Period struct {
	From, To Date
}

// CalendarYear is January 1 to December 31 of a year from 1 to 9999; of another
// year it is a period that holds no day.
func CalendarYear(year int) Period {
	if year < 1 || year > 9999 {
		return Period{From: lastDay, To: 1}
	}
	return Period{From: civil(year, time.January, 1), To: civil(year, time.December, 31)}
}

// ParsePeriod reads "2023-01-01/2023-12-31", either end empty for an open one.
// An end before the start is a [*ParseError].
func ParsePeriod(s string) (Period, error) {
	fail := func(reason string) (Period, error) {
		return Period{}, &ParseError{Type: "period", Value: s, Reason: reason}
	}
	from, to, found := strings.Cut(s, "/")
	if !found {
		return fail("want two dates such as 2023-01-01/2023-12-31")
	}
	var p Period
	if p.From.UnmarshalText([]byte(from)) != nil || p.To.UnmarshalText([]byte(to)) != nil {
		return fail("want two dates such as 2023-01-01/2023-12-31")
	}
	if !p.Valid() {
		return fail("it ends before it starts")
	}
	return p, nil
}

// MustParsePeriod is [ParsePeriod] for constants in programs and tests; it panics
// on text that is no period.
func MustParsePeriod(s string) Period {
	p, err := ParsePeriod(s)
	if err != nil {
		panic(err.Error() + ": " + strconv.Quote(s))
	}
	return p
}

// Valid says whether the period holds a day: its ends are dates or open, and it
// does not end before it starts.
func (p Period) Valid() bool {
	from, to := p.bounds()
	return from <= to && (p.From == 0 || p.From.Valid()) && (p.To == 0 || p.To.Valid())
}

// bounds closes the open ends.
func (p Period) bounds() (from, to Date) {
	from, to = p.From, p.To
	if from == 0 {
		from = 1
	}
	if to == 0 {
		to = lastDay
	}
	return from, to
}

// Contains says whether the period holds the day; no date is in no period, and
// no day is in a period that is not [Period.Valid].
func (p Period) Contains(d Date) bool {
	from, to := p.bounds()
	return d.Valid() && from <= d && d <= to && p.Valid()
}

// Intersect is the days that both periods hold. Where there are none it is not
// [Period.Valid].
func (p Period) Intersect(q Period) Period {
	if !p.Valid() {
		return p
	}
	if !q.Valid() {
		return q
	}
	if p.From < q.From {
		p.From = q.From
	}
	if p.To == 0 || (q.To != 0 && q.To < p.To) {
		p.To = q.To
	}
	return p
}

// Overlaps says whether some day is in both periods.
func (p Period) Overlaps(q Period) bool { return p.Intersect(q).Valid() }

// Days counts the days of the period, both ends included: one for a single day,
// none when it is not valid. An open period has no count, and ok is false.
func (p Period) Days() (n int, ok bool) {
	switch {
	case p.From == 0 || p.To == 0:
		return 0, false
	case !p.Valid():
		return 0, true
	}
	return int(p.To-p.From) + 1, true
}

// String is the two dates with a slash between them.
func (p Period) String() string { return p.From.String() + "/" + p.To.String() }

// MarshalText writes what [Period.String] does. It fails for a period that is
// not [Period.Valid], because [ParsePeriod] would refuse the text.
func (p Period) MarshalText() ([]byte, error) {
	if !p.Valid() {
		return nil, &ParseError{Type: "period", Value: p.String(), Reason: "it holds no day"}
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads what [ParsePeriod] does.
func (p *Period) UnmarshalText(b []byte) error {
	parsed, err := ParsePeriod(string(b))
	if err == nil {
		*p = parsed
	}
	return err
}

// Value stores the period as text. It fails as [Period.MarshalText] does.
func (p Period) Value() (driver.Value, error) {
	b, err := p.MarshalText()
	if err != nil {
		return nil, err
	}
	return string(b), nil
}

// Scan reads the text that [Period.Value] stores.
func (p *Period) Scan(src any) error {
	s, err := scanText("period", src)
	if err != nil {
		return err
	}
	return p.UnmarshalText([]byte(s))
}
