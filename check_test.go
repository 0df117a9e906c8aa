package apm_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

func TestCheckPaths(t *testing.T) {
	var problems apm.Problems
	c := problems.Check()
	for _, at := range []struct {
		check apm.Check
		want  string
	}{
		{c, ""},
		{c.In("savings"), "savings"},
		{c.At(3), "[3]"},
		{c.In("savings").At(0).At(12).In("upTo"), "savings[0][12].upTo"},
		{c.In("").In("a.b").In("x\ny").In("plain name"), `""."a.b"."x\ny".plain name`},
	} {
		if got := at.check.Path(); got != at.want {
			t.Errorf("path %s, want %s", got, at.want)
		}
	}
}

// Every problem is reported, in order, and the error can be taken apart again.
func TestProblems(t *testing.T) {
	var problems apm.Problems
	if err := problems.Err(); err != nil {
		t.Errorf("no problem is the error %v", err)
	}
	c := problems.Check()
	c.In("rate").Fraction(dec("2"))
	c.In("rate").Fraction(dec("-0.1"))
	c.In("rate").Fraction(dec("1"))
	c.In("limit").NotNegative(dec("-1"))
	c.In("limit").NotNegative(dec("0"))
	c.In("limit").Number(decimal.New(1, 41))
	c.Problemf("is %s", "odd")
	const want = `rate: 2 is outside 0 to 1 (2 % is 0.02)
rate: -0.1 is outside 0 to 1 (2 % is 0.02)
limit: -1 is negative
limit: the number has more than 40 digits before the point or 200 behind it
is odd`
	err := problems.Err()
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var list apm.Problems
	if !errors.As(err, &list) || len(list) != 5 || list[2].Path != "limit" {
		t.Errorf("the error is %T", err)
	}
	apm.Check{}.In("x").Problemf("goes nowhere")
}

func TestValidationReportsEverything(t *testing.T) {
	null := decimal.NewNullDecimal
	huge := decimal.New(1, 41)
	for _, c := range []struct {
		name  string
		value interface{ Validate(apm.Check) }
		want  string
	}{
		{"no bands", apm.Bands{}, "needs a band"},
		{"bands that run backwards", apm.Bands{{UpTo: null(dec("5")), Share: dec("2")}, {UpTo: null(dec("5"))}, {UpTo: null(dec("-1")), Share: dec("-1")}},
			"[0].share: 2 is outside 0 to 1 (2 % is 0.02)\n[1].upTo: 5 is not above 5, where the band starts\n" +
				"[2].share: -1 is outside 0 to 1 (2 % is 0.02)\n[2].upTo: -1 is not above 5, where the band starts"},
		{"a band behind the last", apm.Bands{{Share: dec("1")}, {Share: dec("1")}}, "[0].upTo: only the last band goes on without end"},
		{"a first band of no width", apm.Bands{{UpTo: null(dec("0"))}}, "[0].upTo: 0 is not above 0, where the band starts"},
		{"a huge band", apm.Bands{{UpTo: null(huge)}}, "[0].upTo: the number has more than 40 digits before the point or 200 behind it"},
		{"no rate", apm.Rate{}, "a rate is exactly one of fixed, linear, ladder and byStatus, not 0 of them"},
		{"two rates", apm.Rate{Fixed: null(dec("0.5")), Linear: &apm.Linear{}},
			"a rate is exactly one of fixed, linear, ladder and byStatus, not 2 of them"},
		{"a fixed rate above one", apm.FixedRate(dec("50")), "fixed: 50 is outside 0 to 1 (2 % is 0.02)"},
		{"a line out of bounds", apm.Rate{Linear: &apm.Linear{Intercept: dec("1"), Slope: dec("0.5")}},
			"linear: gives 1.5 at a score of 1, outside 0 to 1; bound it by min and max"},
		{"a line that is negative at 0", apm.Rate{Linear: &apm.Linear{Intercept: dec("-0.1"), Slope: dec("1")}},
			"linear: gives -0.1 at a score of 0, outside 0 to 1; bound it by min and max"},
		{"bounds that cross", apm.Rate{Linear: &apm.Linear{Min: null(dec("0.7")), Max: null(dec("0.4"))}}, "linear.max: 0.4 is below min 0.7"},
		{"bounds outside", apm.Rate{Linear: &apm.Linear{Min: null(dec("-1")), Max: null(dec("2"))}},
			"linear.min: -1 is outside 0 to 1 (2 % is 0.02)\nlinear.max: 2 is outside 0 to 1 (2 % is 0.02)"},
		{"an empty ladder", apm.Rate{Ladder: []apm.Rung{}}, "ladder: a ladder needs a rung"},
		{"rungs that do not rise", apm.Rate{Ladder: []apm.Rung{{AtLeast: dec("0.5")}, {AtLeast: dec("0.5"), Rate: dec("7")}}},
			"ladder[1].rate: 7 is outside 0 to 1 (2 % is 0.02)\nladder[1].atLeast: 0.5 is not above the rung before it"},
		{"no status", apm.Rate{ByStatus: []apm.StatusRate{}}, "byStatus: needs the rate of a status"},
		{"statuses", apm.Rate{ByStatus: []apm.StatusRate{{"met", apm.FixedRate(dec("1"))}, {"met", apm.Rate{}},
			{"", apm.FixedRate(dec("1"))}, {"notMet", apm.Rate{ByStatus: []apm.StatusRate{}}}}},
			"byStatus[1].status: \"met\" has a rate already\n" +
				"byStatus[1].rate: a rate is exactly one of fixed, linear, ladder and byStatus, not 0 of them\n" +
				"byStatus[2].status: is empty\n" +
				"byStatus[3].rate: the rate of a status cannot depend on the status again"},
		{"a rounding", apm.Rounding("up to you"), `unknown rounding "up to you" (known: halfUp, halfEven, down, up)`},
		{"a percentile", apm.PercentileDefinition(""), `unknown percentile definition "" (known: type7, sas5, nearestRank)`},
	} {
		err := validate(c.value)
		if err == nil {
			t.Errorf("%s is valid", c.name)
		} else if diff := cmp.Diff(c.want, err.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	for _, known := range append(roundings, apm.HalfUp) {
		if err := validate(known); err != nil {
			t.Error(err)
		}
	}
	for _, known := range []apm.PercentileDefinition{apm.Type7, apm.SAS5, apm.NearestRank} {
		if err := validate(known); err != nil {
			t.Error(err)
		}
	}
}

func TestCheckOfNumbersAndWords(t *testing.T) {
	type word string
	var problems apm.Problems
	c := problems.Check()
	for _, n := range []int{-16, -15, 0, 15, 16} {
		c.In("places").At(n).Within(n, -15, 15)
	}
	for _, w := range []word{"", "first", "last", "best"} {
		apm.OneOf(c.In("choose"), w, "first", "last")
		apm.OneOf(c.In("may be empty"), w, "", "first", "last")
	}
	apm.OneOf(c.In("nothing"), word("x"))
	want := `places[-16]: -16 is outside -15 to 15
places[16]: 16 is outside -15 to 15
choose: unknown word "" (known: first, last)
choose: unknown word "best" (known: first, last)
may be empty: unknown word "best" (known: first, last)
nothing: unknown word "x" (known: )`
	if diff := cmp.Diff(want, problems.Err().Error()); diff != "" {
		t.Error(diff)
	}
}
