package quality_test

import (
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// Each measure weighs the episodes that it applies to.
func TestBPCIAdvanced(t *testing.T) {
	terms, err := quality.BPCIAdvanced("readmission", "psi90", "deaths")
	program := preset(t, terms, err)
	volumes := map[string]decimal.Decimal{"readmission": fig("300"), "psi90": fig("300"), "deaths": fig("100")}
	for _, c := range []struct {
		pairs []string
		want  string
	}{
		{[]string{"readmission", "80", "psi90", "60", "deaths", "0"}, "60"},
		{[]string{"readmission", "80", "deaths", "40"}, "70"}, // the weight of a missing one falls to the others
		{[]string{"deaths", "40"}, "40"},
		{nil, ""},
	} {
		o := outcomeOf(t, program, quality.Facts{Results: results(c.pairs...), Volumes: volumes})
		same(t, fmt.Sprint(c.pairs), o.Score, c.want, 9)
	}
}

// The measures of each year, and percentiles that weigh episodes. Outpatient episodes
// carry no measure before the third year: a hospital with no others has no score.
func TestTEAM(t *testing.T) {
	for year, measures := range map[int]int{1: 3, 2: 5, 3: 6} {
		terms, err := quality.TEAM(year)
		if preset(t, terms, err); len(terms.Measures) != measures {
			t.Errorf("year %d: %d measures, want %d", year, len(terms.Measures), measures)
		}
	}
	terms, err := quality.TEAM(1)
	program := preset(t, terms, err)
	facts := quality.Facts{
		Results: []quality.Result{
			{Measure: quality.TEAMReadmission, Percentile: figOr("90")}, {Measure: quality.TEAMSafety, Percentile: figOr("30")},
			{Measure: quality.TEAMOutcomes, Percentile: figOr("55.5")},
		},
		Volumes: map[string]decimal.Decimal{quality.TEAMReadmission: fig("100"), quality.TEAMSafety: fig("100"), quality.TEAMOutcomes: fig("40")},
	}
	o := outcomeOf(t, program, facts)
	same(t, "three measures", o.Score, "59.25", 9)
	o = outcomeOf(t, program, quality.Facts{})
	same(t, "no measure", o.Score, "", 9)
}
