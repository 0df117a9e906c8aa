package apm

import (
	"database/sql/driver"
	"strconv"
	"time"
)

// Date is a civil date without clock or zone: the number of days since the last
// day of the year 0 in the Gregorian calendar, so that 0001-01-01 is 1. Dates
// compare with < and ==. The zero value means "no date".
//
// As text it is "2006-01-02", and the empty text for no date.
type Date int32

const (
	unixDay = 719163  // 1970-01-01
	lastDay = 3652059 // 9999-12-31
)

// NewDate is the date of that year (1 to 9999), month and day. A day that the
// calendar does not have, such as February 30, is a [*ParseError].
func NewDate(year int, month time.Month, day int) (Date, error) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		value := strconv.Itoa(year) + "-" + strconv.Itoa(int(month)) + "-" + strconv.Itoa(day)
		return 0, &ParseError{Type: "date", Value: value, Reason: "no such day in the calendar"}
	}
	return civil(year, month, day), nil
}

// DateOf is the civil date of t in t's own zone, or no date outside the years 1
// to 9999. The zero time is a time, and its date is 0001-01-01; who means "no
// date" by it asks t.IsZero first.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	if year < 1 || year > 9999 {
		return 0
	}
	return civil(year, month, day)
}

// ParseDate reads "2006-01-02". Anything else, the empty text included, is a
// [*ParseError].
func ParseDate(s string) (Date, error) {
	fail := func(reason string) (Date, error) { return 0, &ParseError{Type: "date", Value: s, Reason: reason} }
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return fail("want a date such as 2006-01-02")
	}
	var fields [3]int
	for i, span := range [3][2]int{{0, 4}, {5, 7}, {8, 10}} {
		for _, c := range []byte(s[span[0]:span[1]]) {
			if c < '0' || c > '9' {
				return fail("want a date such as 2006-01-02")
			}
			fields[i] = fields[i]*10 + int(c-'0')
		}
	}
	d, err := NewDate(fields[0], time.Month(fields[1]), fields[2])
	if err != nil {
		return fail("no such day in the calendar")
	}
	return d, nil
}

// MustParseDate is [ParseDate] for constants in programs and tests; it panics on
// text that is no date.
func MustParseDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err.Error() + ": " + strconv.Quote(s))
	}
	return d
}

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if leap(year) {
			return 29
		}
		return 28
	}
	return 31
}

// daysBefore counts the days of a common year before each month.
var daysBefore = [...]int{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}

func civil(year int, month time.Month, day int) Date {
	past := year - 1
	n := 365*past + past/4 - past/100 + past/400 + daysBefore[month-1] + day
	if month > time.February && leap(year) {
		n++
	}
	return Date(n)
}

// IsZero says whether d is no date.
func (d Date) IsZero() bool { return d == 0 }

// Valid says whether d is a date of the years 1 to 9999.
func (d Date) Valid() bool { return d >= 1 && d <= lastDay }

// Civil is the year, month and day of d; of no date they are all zero.
func (d Date) Civil() (year int, month time.Month, day int) {
	if !d.Valid() {
		return 0, 0, 0
	}
	return d.Time().Date()
}

// Time is midnight UTC at the start of d; of no date it is the zero time.
func (d Date) Time() time.Time {
	if !d.Valid() {
		return time.Time{}
	}
	return time.Unix((int64(d)-unixDay)*86400, 0).UTC()
}

// AddDays is the date that many days later, or earlier when n is negative. No
// date stays no date, and what would leave the years 1 to 9999 is no date.
func (d Date) AddDays(n int) Date {
	if !d.Valid() || n > lastDay || n < -lastDay || !Date(int(d)+n).Valid() {
		return 0
	}
	return Date(int(d) + n)
}

// AddMonths is the same day of a later or earlier month, held to the last day of
// a shorter month: one month after January 31 is the end of February. No date
// stays no date, and what would leave the years 1 to 9999 is no date.
func (d Date) AddMonths(n int) Date {
	if !d.Valid() || n > 12*9999 || n < -12*9999 {
		return 0
	}
	year, month, day := d.Civil()
	months := year*12 + int(month) - 1 + n
	if months < 12 || months >= 12*10000 {
		return 0
	}
	year, month = months/12, time.Month(months%12+1)
	return civil(year, month, min(day, daysIn(year, month)))
}

// String is the date as "2006-01-02"; no date is the empty text, and what lies
// outside the years 1 to 9999 is "invalid date".
func (d Date) String() string {
	if d != 0 && !d.Valid() {
		return "invalid date"
	}
	return string(d.append(nil))
}

func (d Date) append(b []byte) []byte {
	if d == 0 {
		return b
	}
	year, month, day := d.Civil()
	return append(b,
		byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10), '-',
		byte('0'+month/10), byte('0'+month%10), '-',
		byte('0'+day/10), byte('0'+day%10))
}

// MarshalText writes what [Date.String] does. It fails for what lies outside the
// years 1 to 9999.
func (d Date) MarshalText() ([]byte, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	return d.append(nil), nil
}

// check refuses what is neither a date nor no date: arithmetic on the day count
// can lead there, and written as text it would be lost.
func (d Date) check() error {
	if d == 0 || d.Valid() {
		return nil
	}
	return &ParseError{Type: "date", Value: "day " + strconv.Itoa(int(d)), Reason: "outside the years 1 to 9999"}
}

// UnmarshalText reads what [ParseDate] does; the empty text is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	parsed, err := ParseDate(string(b))
	if err == nil {
		*d = parsed
	}
	return err
}

// Value stores the date as text, and no date as NULL. It fails for what lies
// outside the years 1 to 9999.
func (d Date) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	return d.String(), nil
}

// Scan reads a DATE or text column; NULL is no date. Of a time it takes the civil
// date in the time's own zone.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = 0
		return nil
	case time.Time:
		date := DateOf(v)
		if date == 0 {
			return &ParseError{Type: "date", Value: v.String(), Reason: "outside the years 1 to 9999"}
		}
		*d = date
		return nil
	}
	s, err := scanText("date", src)
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(s))
}
