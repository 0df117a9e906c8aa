package main

import (
	"testing"

	"github.com/shopspring/decimal"
)

// How a computed value stands to the published one: a value that one of the two lacks is
// no zero, and the tolerance belongs to the rounding.
func TestAgainst(t *testing.T) {
	none := decimal.NullDecimal{}
	number := func(s string) decimal.NullDecimal { return known(decimal.RequireFromString(s)) }
	for _, c := range []struct {
		computed, published decimal.NullDecimal
		reason              string
		want                verdict
	}{
		{number("1.234"), number("1.23"), "", equal},
		{number("1.235"), number("1.24"), "", equal},
		{number("1.25"), number("1.23"), "", withinPrint},
		{number("1.21"), number("1.23"), "", withinPrint},
		{number("1.2501"), number("1.23"), "", unexplainedV},
		{number("1.2501"), number("1.23"), "why", documented},
		{number("1.25"), number("1.23"), "why", withinPrint},
		{number("0"), none, "", unexplainedV},
		{none, number("0"), "", unexplainedV},
		{none, number("0"), "why", documented},
	} {
		v := newFigure("f", 2, "0.02").against("k", c.computed, c.published, c.reason)
		if v.verdict != c.want || (v.reason != "") != (c.want == documented) {
			t.Errorf("%v against %v: %+v, want %s", c.computed, c.published, v, c.want)
		}
	}
}

// What the APP scores must reach: 97 % of those whose year before is in the file, and of
// the others none that nothing explains. A documented difference is no miss, in however
// few rows.
func TestAppDemand(t *testing.T) {
	rows := func(joined bool, verdicts ...verdict) (values []value) {
		for _, v := range verdicts {
			values = append(values, value{verdict: v, joined: joined})
		}
		return values
	}
	var most []verdict
	for range 97 {
		most = append(most, equal)
	}
	for _, c := range []struct {
		name   string
		values []value
		met    bool
	}{
		{"nothing", nil, true},
		{"five, one documented", rows(true, equal, withinPrint, documented, equal, equal), true},
		{"five, one unexplained", rows(true, equal, withinPrint, unexplainedV, equal, equal), false},
		{"97 of 100", rows(true, append(most, unexplainedV, unexplainedV, unexplainedV)...), true},
		{"97 of 101", rows(true, append(most, unexplainedV, unexplainedV, unexplainedV, unexplainedV)...), false},
		{"without the year before", rows(false, equal, documented), true},
		{"without it, above print", rows(false, append(most, unexplainedV)...), false},
	} {
		if d := appDemand(c.values); d.met != c.met {
			t.Errorf("%s: %+v", c.name, d)
		}
	}
}
