package quality_test

import (
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// oregon is the terms of a year with the same benchmark for all measures; the last one is
// better when lower.
func oregon(t *testing.T, year, n int, benchmark string) *quality.Program {
	t.Helper()
	measures := make([]quality.OregonMeasure, n)
	for i := range measures {
		measures[i] = quality.OregonMeasure{
			ID: fmt.Sprint("m", i+1), Direction: quality.Higher, Benchmark: fig(benchmark), GapShare: fig("0.10"), Floor: fig("3"),
		}
	}
	measures[n-1].Direction = quality.Lower
	terms, err := quality.OregonCCO(year, measures)
	return preset(t, terms, err)
}

// The improvement target: a tenth of the gap, three points at least, not beyond the
// benchmark.
func TestOregonImprovementTarget(t *testing.T) {
	for _, c := range []struct {
		source, id, benchmark, base, rate string
		target                            string
		met                               bool
	}{
		{"base 50, benchmark 70", "m1", "70", "50", "53", "53", true},
		{"short of it", "m1", "70", "50", "52.9", "53", false},
		{"base 69, benchmark 70", "m1", "70", "69", "70", "70", true},
		{"short of the benchmark", "m1", "70", "69", "69.9", "70", false},
		{"a tenth of the gap is more than the floor", "m1", "90", "50", "53.9", "54", false},
		{"and reached", "m1", "90", "50", "54", "54", true},
		{"both count once", "m1", "70", "50", "75", "", true},
		{"met at the benchmark after a fall", "m1", "70", "80", "71", "", true},
		{"where lower is better", "m16", "20", "40", "37", "37", true},
		{"not reached there", "m16", "20", "40", "37.1", "37", false},
	} {
		t.Run(c.source, func(t *testing.T) {
			o := outcomeOf(t, oregon(t, 2017, 16, c.benchmark), quality.Facts{
				Results: []quality.Result{{Measure: c.id, Rate: figOr(c.rate), Prior: figOr(c.base)}},
				Values:  map[string]decimal.Decimal{quality.OregonPrimaryCareHomes: fig("0.7")},
			})
			want := "0"
			if c.met {
				want = "1"
			}
			same(t, "met", o.Score, want, 9)
			m, _ := o.Measure(c.id)
			same(t, "points", decimal.NewNullDecimal(m.Points), want, 9)
			if c.target != "" {
				same(t, "target", m.Target, c.target, 9)
			}
		})
	}
}

// The full award: twelve measures, and 60 % of members in a primary care home.
func TestOregonFullAward(t *testing.T) {
	for _, c := range []struct {
		year, measures, met int
		homes               string
		status              apm.Status
	}{
		{2017, 16, 12, "0.60", apm.Met}, {2017, 16, 11, "0.90", apm.NotMet}, {2017, 16, 15, "0.5999", apm.NotMet}, {2013, 17, 12, "0.60", apm.Met},
	} {
		var pairs []string
		for i := range c.met {
			pairs = append(pairs, fmt.Sprint("m", i+1), "75")
		}
		o := outcomeOf(t, oregon(t, c.year, c.measures, "70"), quality.Facts{
			Results: results(pairs...), Values: map[string]decimal.Decimal{quality.OregonPrimaryCareHomes: fig(c.homes)},
		})
		same(t, "met", o.Score, fmt.Sprint(c.met), 9)
		if o.Status != c.status {
			t.Errorf("%+v: status %q", c, o.Status)
		}
	}
}
