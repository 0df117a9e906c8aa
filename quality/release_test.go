package quality_test

import (
	"testing"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// A count that comes alone is small too, and is hidden with what it tells.
func TestReleaseOfOneCount(t *testing.T) {
	few, many := known("10"), known("11")
	for _, c := range []struct {
		name   string
		r      quality.Result
		hidden bool
	}{
		{"a numerator alone", quality.Result{Rate: known("50"), Numerator: few}, true},
		{"a numerator of eleven alone", quality.Result{Rate: known("50"), Numerator: many}, false},
		{"a denominator alone", quality.Result{Rate: known("50"), Denominator: few, Cases: known("40")}, true},
		{"a denominator of eleven alone", quality.Result{Rate: known("50"), Denominator: many, Cases: known("40")}, false},
		{"cases alone", quality.Result{Rate: known("50"), Cases: few}, true},
		{"eleven cases alone", quality.Result{Rate: known("50"), Cases: many}, false},
		{"no cases", quality.Result{Rate: known("50"), Cases: known("0")}, false},
		{"all but a few of a sum", quality.Result{Rate: known("50"), Numerator: known("35.5"), Denominator: known("40")}, false},
	} {
		c.r.Measure = "a"
		o := score(t, program(t, plain()), quality.Facts{Results: []quality.Result{c.r, {Measure: "b", Rate: known("60")}}})
		m := o.Release().Measures[0]
		small := func(d decimal.NullDecimal) bool { return d.Valid && d.Decimal.Equal(few.Decimal) }
		if m.Hidden != c.hidden || m.Rate.Valid == c.hidden || small(m.Numerator) || small(m.Denominator) || small(m.Cases) || m.Achievement.IsZero() != c.hidden {
			t.Errorf("%s: %+v", c.name, m)
		}
	}
}

// Only parts that count leave something to compute; and of several that could be hidden with
// one, the first in the alphabet is.
func TestReleaseHidesNoMoreThanItMust(t *testing.T) {
	terms := plain()
	terms.Measures[0].Tests = []quality.Test{{MinCases: known("20"), OnFail: quality.OnFail{Do: quality.Drop}}}
	small := quality.Result{Measure: "a", Numerator: known("5"), Denominator: known("9")}
	o := score(t, program(t, terms), quality.Facts{Results: []quality.Result{small, {Measure: "b", Rate: known("60")}}}).Release()
	if !o.Measures[0].Hidden || o.Measures[1].Hidden || !o.Score.Valid {
		t.Errorf("a part that does not count: %+v", o.Measures)
	}
	// A score of zero is not that of a measure without one.
	o = score(t, program(t, terms), quality.Facts{Results: []quality.Result{small, {Measure: "b", Rate: known("0")}}}).Release()
	if !o.Score.Valid || !o.Quality.Score.Valid {
		t.Errorf("the score of the other part is hidden: %+v", o)
	}
	// The part that does not count cannot be hidden in the place of one that does.
	terms = plain()
	terms.Measures[0].Tests = []quality.Test{{MinCases: known("20"), OnFail: quality.OnFail{Do: quality.Drop}}}
	third, fourth := terms.Measures[1], terms.Measures[1]
	third.ID, fourth.ID = "d", "c"
	terms.Measures = append(terms.Measures, third, fourth)
	terms.Nodes[0].Of = quality.Parts("a", "b", "d", "c")
	o = score(t, program(t, terms), quality.Facts{Results: []quality.Result{
		{Measure: "a", Rate: known("60"), Cases: known("19")}, {Measure: "b", Numerator: known("5"), Denominator: known("40")},
		{Measure: "c", Rate: known("70")}, {Measure: "d", Rate: known("80")}}}).Release()
	for i, hidden := range []bool{false, true, false, true} {
		if m := o.Measures[i]; m.Hidden != hidden {
			t.Errorf("%s: hidden %t", m.Measure, m.Hidden)
		}
	}
	// What looks alike from another source is another result.
	terms = plain()
	terms.Nodes[0].Method = quality.SumOf
	terms.Measures = append(terms.Measures, third)
	terms.Nodes[0].Of = quality.Parts("a", "b", "d")
	one := quality.Result{Measure: "a", Source: "x", Rate: known("50"), Cases: known("9")}
	two, same := quality.Result{Measure: "b", Source: "y", Rate: known("1")}, quality.Result{Measure: "d", Source: "z", Rate: known("50")}
	o = score(t, program(t, terms), quality.Facts{Results: []quality.Result{one, two, same}}).Release()
	if !o.Measures[0].Hidden || !o.Measures[1].Hidden || o.Measures[2].Hidden {
		t.Errorf("%+v", o.Measures)
	}
}

// Nodes share measures: what is hidden in a later one leaves a gap in an earlier one.
func TestReleaseUntilNothingIsLeft(t *testing.T) {
	terms := plain()
	third := terms.Measures[1]
	third.ID = "c"
	terms.Measures = append(terms.Measures, third)
	terms.Nodes = []quality.Node{
		{Name: "first", Method: quality.MeanOf, Of: quality.Parts("b")},
		{Name: "second", Method: quality.WeightedMean, Of: []quality.Part{quality.Weighted("a", num("1")), quality.Weighted("b", num("1"))}},
		{Name: "third", Method: quality.MeanOf, Of: quality.Parts("c")},
		{Name: "node", Method: quality.MeanOf, Of: quality.Parts("second", "third", "first")},
	}
	o := score(t, program(t, terms), quality.Facts{Results: []quality.Result{
		{Measure: "a", Numerator: known("5"), Denominator: known("40")}, {Measure: "b", Rate: known("60")}, {Measure: "c", Rate: known("70")}}})
	public := o.Release()
	if n, _ := public.Node("first"); !n.Hidden || !n.Score.IsZero() {
		t.Errorf("the score of a part that was hidden later is left: %+v", n)
	}
	if n, _ := public.Node("second"); n.Hidden || !n.Score.Equal(o.Nodes[1].Score) || o.Nodes[1].Parts[0].Share.IsZero() || !n.Parts[0].Share.IsZero() {
		t.Errorf("the score of two hidden parts is gone: %+v", n)
	}
	if n, _ := o.Node("first"); n.Hidden || n.Score.IsZero() {
		t.Errorf("the outcome itself has changed: %+v", n)
	}
}

// The program's score goes with the measure or node that it is the score of.
func TestReleaseHidesTheScore(t *testing.T) {
	few := []quality.Result{{Measure: "m", Numerator: known("5"), Denominator: known("40")}}
	alone := single(quality.Measure{Scale: quality.Percent, Kind: quality.Proportion, Curve: line("0", "0", "100", "10")})
	over := alone
	over.Nodes = []quality.Node{{Name: "node", Method: quality.PointsOverAvailable, Of: quality.Parts("m")}}
	over.Score = "node"
	for name, terms := range map[string]quality.Terms{"a measure": alone, "a node with a score of its own": over} {
		o := score(t, program(t, terms), quality.Facts{Results: few})
		if public := o.Release(); !o.Score.Valid || public.Score.Valid || public.Quality.Score.Valid {
			t.Errorf("%s: %v", name, public.Score)
		}
	}
}
