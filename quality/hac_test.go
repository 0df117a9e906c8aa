package quality_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
)

// HAC Reduction, fiscal year 2024: the z-scores, total and cut of CCN 010005, whose
// values are published with three decimals, and of invented hospitals at the edges.
func TestHACReduction(t *testing.T) {
	terms, err := quality.HACReduction(2024)
	program := preset(t, terms, err)
	o := outcomeOf(t, program, quality.Facts{Results: results(
		"psi90", "0.9975", "clabsi", "2.349", "cauti", "0.664", "ssi", "1.522", "cdi", "0.487", "mrsa", "0.531")})
	for measure, want := range map[string]string{
		"psi90": "0.0237", "clabsi": "2.2883", "cauti": "-0.0616", "ssi": "1.1335", "cdi": "0.0436", "mrsa": "-0.5591",
	} {
		m, _ := o.Measure(measure)
		same(t, measure, figOr(m.Points.String()), want, 4)
	}
	same(t, "total", o.Score, "0.4781", 4)
	if o.Status != quality.Reduced {
		t.Errorf("status %q", o.Status)
	}
	for _, c := range []struct {
		name   string
		pairs  []string
		exempt bool
		total  string
		status apm.Status
	}{
		{"no measure", nil, false, "", quality.NotReduced},
		{"at the percentile", []string{"cdi", "0.597709290"}, false, "0.3755", quality.NotReduced},
		{"above it", []string{"cdi", "0.597742648"}, false, "0.3756", quality.Reduced},
		{"the best are held", []string{"psi90", "0.5"}, false, "-1.5902", quality.NotReduced},
		{"so are the worst", []string{"mrsa", "9", "cdi", "9"}, false, "2.29215", quality.Reduced},
		{"Maryland", []string{"mrsa", "9"}, true, "2.2744", quality.NotInHAC},
	} {
		o := outcomeOf(t, program, quality.Facts{Results: results(c.pairs...), Flags: map[string]bool{quality.HACExempt: c.exempt}})
		same(t, c.name, o.Score, c.total, 9)
		if o.Status != c.status {
			t.Errorf("%s: status %q, want %q", c.name, o.Status, c.status)
		}
	}
}

// Payments are cut by 1 % strictly above the 75th percentile of all totals.
func TestHACPenalty(t *testing.T) {
	penalty := quality.HACPenalty(apm.Type7)
	threshold, err := penalty.Threshold(figs("-1", "0", "0.3", "0.5", "2"))
	if err != nil || !threshold.Equal(fig("0.5")) {
		t.Fatal(threshold, err)
	}
	for total, want := range map[string]string{"0.5": "1", "0.5001": "0.99", "-3": "1"} {
		if got := penalty.PaymentFactor(fig(total), threshold); !got.Equal(fig(want)) {
			t.Errorf("%s: %s, want %s", total, got, want)
		}
	}
}

// What was recovered from the published z-scores of fiscal year 2024, measure by measure.
func TestHACMoments(t *testing.T) {
	terms, err := quality.HACReduction(2024)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][4]string{
		"psi90": {"0.99471", "0.11776", "-1.5902", "2.3062"}, "clabsi": {"0.82817", "0.60037", "-1.3794", "2.2883"},
		"cauti": {"0.697", "0.5354", "-1.3018", "2.3067"}, "ssi": {"0.82405", "0.61573", "-1.3383", "2.1665"},
		"cdi": {"0.47245", "0.33358", "-1.4163", "2.3099"}, "mrsa": {"0.88518", "0.6335", "-1.3973", "2.2744"},
	}
	if len(terms.Benchmarks) != len(want) {
		t.Errorf("%d measures, want %d", len(terms.Benchmarks), len(want))
	}
	for _, b := range terms.Benchmarks {
		m := b.Moments
		got := [4]string{m.Mean.String(), m.SD.String(), m.LowZ.Decimal.String(), m.HighZ.Decimal.String()}
		for i, s := range want[b.Measure] {
			if !fig(got[i]).Equal(fig(s)) {
				t.Errorf("%s: %v, want %v", b.Measure, got, want[b.Measure])
			}
		}
	}
}
