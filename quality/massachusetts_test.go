package quality_test

import (
	"testing"

	"github.com/seed-6807d414/apm/quality"
)

// massHealth is two domains of two measures, attainment 45 and goal 80, so that the
// improvement target is 7.0.
func massHealth(t *testing.T) *quality.Program {
	t.Helper()
	measure := func(id string) quality.MassHealthMeasure {
		return quality.MassHealthMeasure{ID: id, Direction: quality.Higher, Attainment: fig("45"), Goal: fig("80")}
	}
	reporting := measure("reporting")
	reporting.Reporting = true
	small := measure("a2")
	small.MinDenominator = figOr("30")
	median := measure("b1")
	median.StatewideMedian = figOr("74")
	inverse := quality.MassHealthMeasure{ID: "b2", Direction: quality.Lower, Attainment: fig("55"), Goal: fig("20")}
	terms, err := quality.MassHealth([]quality.MassHealthDomain{
		{Name: "A", Weight: fig("0.75"), Measures: []quality.MassHealthMeasure{measure("a1"), small, reporting}},
		{Name: "B", Weight: fig("0.25"), Measures: []quality.MassHealthMeasure{median, inverse}},
	})
	return preset(t, terms, err)
}

// The line from attainment to goal, and five points for a gain of a fifth of the distance
// over the best year before, both rounded to 0.1.
func TestMassHealthMeasure(t *testing.T) {
	program := massHealth(t)
	for _, c := range []struct {
		id, rate, best string
		want           measureRow
	}{
		{"a1", "44.9", "", measureRow{"0", "", "0"}},
		{"a1", "45", "", measureRow{"0", "", "0"}},
		{"a1", "62.5", "", measureRow{"5", "", "5"}},
		{"a1", "80", "", measureRow{"10", "", "10"}},
		{"a1", "95", "", measureRow{"10", "", "10"}},
		{"a1", "62.5", "55.5", measureRow{"5", "5", "10"}},
		{"a1", "62.5", "55.56", measureRow{"5", "0", "5"}},  // 6.94 is 6.9
		{"a1", "62.5", "55.55", measureRow{"5", "5", "10"}}, // 6.95 is 7.0
		{"a1", "40", "33", measureRow{"0", "5", "5"}},       // below attainment
		{"a1", "90", "83", measureRow{"10", "5", "15"}},     // beyond the goal
		{"a1", "60", "70", measureRow{"4.285714", "0", "4.285714"}},
		{"b2", "37.5", "44.5", measureRow{"5", "5", "10"}}, // where lower is better
	} {
		o := outcomeOf(t, program, quality.Facts{Results: []quality.Result{{Measure: c.id, Rate: figOr(c.rate), BestPrior: figOr(c.best)}}})
		checkMeasure(t, o, c.id, c.want, 6)
	}
	// The contract's example: from 54.54 to 58.17 is 3.6, and the target of another
	// measure is 2.1.
	terms, err := quality.MassHealth([]quality.MassHealthDomain{{Name: "A", Weight: fig("1"), Measures: []quality.MassHealthMeasure{
		{ID: "m", Direction: quality.Higher, Attainment: fig("55"), Goal: fig("65.5")},
	}}})
	program = preset(t, terms, err)
	o := outcomeOf(t, program, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: figOr("58.17"), BestPrior: figOr("54.54")}}})
	m, _ := o.Measure("m")
	same(t, "the contract's example", m.Improvement, "5", 9)
}

// The contract's examples: a domain is its points over 10 for each scored measure, and at
// most all of them.
func TestMassHealthDomains(t *testing.T) {
	program := massHealth(t)
	prior := func(id, rate, best, denominator string) quality.Result {
		return quality.Result{Measure: id, Rate: figOr(rate), BestPrior: figOr(best), Cases: figOr(denominator)}
	}
	for _, c := range []struct {
		name       string
		results    []quality.Result
		a, b, want string
	}{
		{"6.5 of 20 points", []quality.Result{prior("a1", "50.25", "50", ""), prior("a2", "40", "30", "100")}, "32.5", "", "32.5"},
		{"22.3 points count as 20", []quality.Result{prior("a1", "73", "60", ""), prior("a2", "77.55", "77", "100")}, "100", "", "100"},
		{"a small denominator leaves both sides", []quality.Result{prior("a1", "62.5", "", ""), prior("a2", "45", "", "29")}, "50", "", "50"},
		{"so does a reporting measure", []quality.Result{prior("a1", "62.5", "", ""), prior("reporting", "80", "", "")}, "50", "", "50"},
		{"domains have their weights", []quality.Result{prior("a1", "80", "", ""), prior("b1", "45", "", "")}, "100", "0", "75"},
	} {
		o := outcomeOf(t, program, quality.Facts{Results: c.results})
		same(t, c.name+", A", nodeScore(o, "A"), c.a, 6)
		same(t, c.name+", B", nodeScore(o, "B"), c.b, 6)
		same(t, c.name, o.Score, c.want, 6)
	}
}

// The contract's examples: a rate of 73 and a statewide median, which helps by ten points
// at most and only where the contract lets it.
func TestMassHealthMedian(t *testing.T) {
	for _, c := range []struct {
		source, median string
		flag           bool
		rate           string
	}{
		{"median 74", "74", true, "74"}, {"median 70", "70", true, "73"}, {"median 80", "80", true, "80"}, {"median 84", "84", true, "83"},
		{"without the option", "84", false, "73"},
	} {
		terms, err := quality.MassHealth([]quality.MassHealthDomain{{Name: "A", Weight: fig("1"), Measures: []quality.MassHealthMeasure{
			{ID: "m", Direction: quality.Higher, Attainment: fig("45"), Goal: fig("90"), StatewideMedian: figOr(c.median)},
		}}})
		o := outcomeOf(t, preset(t, terms, err), quality.Facts{Results: results("m", "73"), Flags: map[string]bool{quality.MassHealthMedians: c.flag}})
		m, _ := o.Measure("m")
		same(t, c.source, m.Rate, c.rate, 9)
	}
}
