package apm_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/seed-6807d414/apm"
)

const wantDollars, wantDate, noDay = "not a valid amount: want dollars such as 1234.56",
	"not a valid date: want a date such as 2006-01-02", "not a valid date: no such day in the calendar"

func TestParseCentsKnown(t *testing.T) {
	for text, want := range map[string]apm.Cents{
		"0": 0, "-0": 0, "+1": 100, "1.": 100, ".5": 50, "1.2": 120, "-1.23": -123, "007": 700, "1.230000": 123,
		"92233720368547758.07": 1<<63 - 1, "-92233720368547758.08": -1 << 63, "0.00000000000000000000000000": 0,
	} {
		if got, err := apm.ParseCents(text); err != nil || got != want || apm.MustParseCents(text) != want {
			t.Errorf("%s = %d, %v", text, got, err)
		}
	}
}

// Every parser refuses with a message that does not repeat the text, which the
// error holds in a field.
func TestParseRefusals(t *testing.T) {
	const precise, beyond = "not a valid amount: more precise than a cent", "not a valid amount: beyond the range of cents"
	const wantPeriod = "not a valid period: want two dates such as 2023-01-01/2023-12-31"
	parsers := map[string]func(string) error{
		"amount": func(s string) error { return second(apm.ParseCents(s)) },
		"date":   func(s string) error { return second(apm.ParseDate(s)) },
		"period": func(s string) error { return second(apm.ParsePeriod(s)) },
	}
	for _, c := range []struct{ kind, text, want string }{
		{"amount", "", wantDollars}, {"amount", "-", wantDollars}, {"amount", ".", wantDollars}, {"amount", "+-1", wantDollars},
		{"amount", " 1", wantDollars}, {"amount", "1 ", wantDollars}, {"amount", "$1", wantDollars}, {"amount", "1,000", wantDollars},
		{"amount", "1e3", wantDollars}, {"amount", "1e999999999", wantDollars}, {"amount", "1.2.3", wantDollars}, {"amount", "١", wantDollars},
		{"amount", "1.001", precise}, {"amount", "1.0000000001", precise},
		{"amount", "92233720368547758.08", beyond}, {"amount", "-92233720368547758.09", beyond}, {"amount", "92233720368547759", beyond},
		{"amount", "184467440737095516.16", beyond}, {"amount", "18446744073709551616", beyond}, {"amount", "9999999999999999999", beyond}, {"amount", strings.Repeat("9", 1000), beyond},
		{"date", "", wantDate}, {"date", "2023-1-1", wantDate}, {"date", "2023/01/01", wantDate}, {"date", "2023-01-01T", wantDate},
		{"date", "20230101", wantDate}, {"date", "+023-01-01", wantDate}, {"date", "2023-0a-01", wantDate}, {"date", "٢023-01-0", wantDate},
		{"date", "2023-02-29", noDay}, {"date", "2023-13-01", noDay}, {"date", "2023-00-01", noDay}, {"date", "2023-01-00", noDay},
		{"date", "0000-01-01", noDay}, {"date", "2023-04-31", noDay}, {"date", "1900-02-29", noDay},
		{"period", "", wantPeriod}, {"period", "2023-01-01", wantPeriod}, {"period", "2023-01-01/x", wantPeriod}, {"period", "//", wantPeriod},
		{"period", "2023-01-01/2023-02-29", wantPeriod}, {"period", "2023-01-02/2023-01-01", "not a valid period: it ends before it starts"},
	} {
		err := parsers[c.kind](c.text)
		var parse *apm.ParseError
		if !errors.As(err, &parse) || err.Error() != c.want || parse.Value != c.text || parse.Type != c.kind {
			t.Errorf("%s %.40q: %v, want %s", c.kind, c.text, err, c.want)
		}
	}
}

// A column or a JSON value of another type than text has no certain meaning.
func TestScanAndUnmarshalRefusals(t *testing.T) {
	c, d, p, s := apm.Cents(5), apm.Date(5), apm.Period{From: 5}, apm.CentsSum{}
	for _, got := range []struct {
		name string
		err  error
		want string
	}{
		{"NULL amount", c.Scan(nil), "not a valid amount: the column is NULL"},
		{"integer amount", c.Scan(int64(12)), "not a valid amount: a column of type int64 has no certain meaning"},
		{"float amount", c.Scan(1.5), "not a valid amount: a column of type float64 has no certain meaning"},
		{"odd amount", c.Scan("x"), wantDollars},
		{"integer date", d.Scan(int64(12)), "not a valid date: a column of type int64 has no certain meaning"},
		{"late date", d.Scan(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)), "not a valid date: outside the years 1 to 9999"},
		{"odd date", d.Scan([]byte("2023-02-30")), noDay},
		{"NULL period", p.Scan(nil), "not a valid period: the column is NULL"},
		{"odd period", p.Scan("2023"), "not a valid period: want two dates such as 2023-01-01/2023-12-31"},
		{"null amount", json.Unmarshal([]byte("null"), &c), "not a valid amount: an amount is required"},
		{"a boolean amount", json.Unmarshal([]byte("true"), &c), wantDollars},
		{"an amount with an exponent", json.Unmarshal([]byte("1e2"), &c), wantDollars},
		{"a broken text", c.UnmarshalJSON([]byte(`"\x`)), "invalid character 'x' in string escape code"},
		{"an odd sum", s.UnmarshalText([]byte("x")), wantDollars},
	} {
		if got.err == nil || got.err.Error() != got.want {
			t.Errorf("%s: %v, want %s", got.name, got.err, got.want)
		}
	}
	if c != 5 || d != 5 || p != (apm.Period{From: 5}) || s != (apm.CentsSum{}) {
		t.Error("a refused value left a trace")
	}
	optional := &c
	if err := json.Unmarshal([]byte("null"), &optional); err != nil || optional != nil {
		t.Errorf("null for a missing amount: %v, %v", optional, err)
	}
}

func TestMustPanicsOnBadConstants(t *testing.T) {
	for name, must := range map[string]func(){
		`not a valid amount: want dollars such as 1234.56: "x"`:                 func() { apm.MustParseCents("x") },
		`not a valid date: want a date such as 2006-01-02: "x"`:                 func() { apm.MustParseDate("x") },
		`not a valid period: want two dates such as 2023-01-01/2023-12-31: "x"`: func() { apm.MustParsePeriod("x") },
	} {
		func() {
			defer func() {
				if got := recover(); got != name {
					t.Errorf("panics with %v, want %s", got, name)
				}
			}()
			must()
		}()
	}
	if apm.MustParsePeriod("2023-01-01/2023-12-31") != apm.CalendarYear(2023) {
		t.Error("MustParsePeriod reads another year")
	}
}
