package apm_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// settled is an account with every part that an account can have.
func settled() apm.Account {
	return apm.Account{
		Title: "A settlement of an invented program with a title longer than any row",
		Facts: []apm.Figure{
			{Name: "benchmark", Value: dec("104000000"), Unit: apm.Dollars},
			{Name: "minimum rate", Value: dec("0.0225"), Unit: apm.Fraction},
			{Name: "population", Value: dec("12345.5"), Unit: apm.Number},
		},
		Steps: []apm.Step{
			{Path: "savings[0]", Rule: "share", Key: "aged", Before: dec("4000000"), After: dec("2000000.005"),
				Figures: []apm.Figure{{Name: "rate", Value: dec("0.5"), Unit: apm.Fraction}}, Authority: "42 CFR 425.605(d)(1)(v)"},
			{Path: "savings[1]", Rule: "lesserOf", Before: dec("2000000.005"), After: dec("-1.5"),
				Branches: []apm.Branch{
					{Name: "of revenue", Result: dec("900"), Taken: true},
					{Name: "of bénéfices", Result: dec("1200"), Steps: []apm.Step{{Path: "b[0]", Rule: "cap", After: dec("1200")}}},
				}},
		},
		Branches: []apm.Branch{{Name: "another arrangement", Result: decimal.Decimal{}}},
		Results:  []apm.Figure{{Name: "earned", Value: dec("-1.5"), Unit: apm.Dollars}},
	}
}

func TestAccountPrintsAsATable(t *testing.T) {
	const want = `A settlement of an invented program with a title longer than any row
  benchmark                104,000,000.00
  minimum rate                     2.25 %
  population                     12,345.5
  savings[0] share (aged)    2,000,000.01  42 CFR 425.605(d)(1)(v)
      rate                           50 %
  savings[1] lesserOf               -1.50
      of revenue                   900.00  taken
      of bénéfices               1,200.00  not taken
        b[0] cap                 1,200.00
  another arrangement                0.00  not taken
  earned                            -1.50
`
	if diff := cmp.Diff(want, settled().String()); diff != "" {
		t.Errorf("the table differs (-want +got):\n%s", diff)
	}
	var b strings.Builder
	if n, err := settled().WriteTo(&b); err != nil || n != int64(b.Len()) || b.String() != settled().String() {
		t.Errorf("WriteTo: %d, %v", n, err)
	}
	if _, err := settled().WriteTo(full{}); err == nil {
		t.Error("WriteTo hides the error of the writer")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestFigureText(t *testing.T) {
	for _, c := range []struct {
		unit        apm.Unit
		value, want string
	}{
		{apm.Dollars, "0", "0.00"}, {apm.Dollars, "-0.001", "0.00"}, {apm.Dollars, "999.995", "1,000.00"},
		{apm.Dollars, "-1234567.891", "-1,234,567.89"}, {apm.Dollars, "123", "123.00"}, {apm.Dollars, "123456", "123,456.00"},
		{apm.Fraction, "0.02", "2 %"}, {apm.Fraction, "-0.0123456789", "-1.234568 %"}, {apm.Fraction, "0.333333333333", "33.333333 %"},
		{apm.Number, "1234.5678901", "1,234.56789"}, {apm.Number, "1000", "1,000"},
	} {
		if got := (apm.Figure{Value: dec(c.value), Unit: c.unit}).Text(); got != c.want {
			t.Errorf("%s %s prints %s, want %s", c.value, c.unit, got, c.want)
		}
	}
}

// An account in an audit store reads back as it was written, by this library's
// strict decoder and by encoding/json.
func TestAccountRoundTrip(t *testing.T) {
	want := settled()
	written, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var strict, plain apm.Account
	if err := (apm.Kinds[apm.Kinder]{}).Decode(written, &strict); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(written, &plain); err != nil {
		t.Fatal(err)
	}
	for _, got := range []apm.Account{strict, plain} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("another account comes back (-want +got):\n%s", diff)
		}
	}
}
