package quality_test

import (
	"testing"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// SNF VBP, fiscal year 2025: the published points of two facilities, and the boundaries.
func TestSNFVBP(t *testing.T) {
	terms, err := quality.SNFVBP(2025)
	program := preset(t, terms, err)
	for _, c := range []struct {
		source, rate, base string
		want               measureRow
	}{
		{"CCN 010007", "0.25997", "0.20151", measureRow{"0", "0", "0"}},
		{"CCN 010044", "0.17204", "0.17141", measureRow{"92.23297", "0", "92.23297"}},
		{"at the threshold", "0.20861", "", measureRow{"5", "", "5"}},
		{"short of it", "0.20862", "", measureRow{"0", "", "0"}},
		{"at the benchmark", "0.17088", "", measureRow{"100", "", "100"}},
		{"short of it", "0.17089", "", measureRow{"94.97615", "", "94.97615"}},
		{"half way from the baseline", "0.19", "0.20912", measureRow{"49.39173", "45", "49.39173"}},
		{"hardly better", "0.2495", "0.25", measureRow{"0", "0", "0"}},
		{"nearly all the way", "0.1709", "0.25", measureRow{"94.95229", "90", "94.95229"}},
		{"all the way", "0.17", "0.25", measureRow{"100", "90", "100"}},
		{"from beyond the benchmark", "0.15", "0.16", measureRow{"100", "90", "100"}},
		{"no better", "0.16", "0.16", measureRow{"100", "0", "100"}},
	} {
		t.Run(c.source, func(t *testing.T) {
			o := outcomeOf(t, program, quality.Facts{Results: []quality.Result{{Measure: "snfrm", Rate: figOr(c.rate), Prior: figOr(c.base)}}})
			checkMeasure(t, o, "snfrm", c.want, 5)
			same(t, "score", o.Score, c.want.score, 5)
		})
	}
}

// The published multipliers of those facilities, and the ends of the curve.
func TestSNFVBPExchange(t *testing.T) {
	exchange, err := quality.SNFVBPExchange(2025)
	if err != nil {
		t.Fatal(err)
	}
	slope, err := exchange.At(fig("0.038322119"))
	if err != nil {
		t.Fatal(err)
	}
	for score, want := range map[string]string{"0": "0.980256484", "92.23297": "1.017768793", "50": "0.99916106", "100": "1.018065635"} {
		factor, err := slope.Factor(fig(score))
		if err != nil || factor.Sub(fig(want)).Abs().GreaterThan(fig("0.000000004")) {
			t.Errorf("%s: %s, want %s, %v", score, factor, want, err)
		}
	}
	// Of payments that are known, 60 % of what is withheld is given back.
	participants := []quality.Participant{
		{Payments: fig("1000000"), Score: fig("0")}, {Payments: fig("250000.50"), Score: fig("61.2")}, {Payments: fig("730000"), Score: fig("100")},
	}
	if slope, err = exchange.Solve(participants); err != nil {
		t.Fatal(err)
	}
	back, paid := decimal.Decimal{}, decimal.Decimal{}
	for _, p := range participants {
		factor, err := slope.Factor(p.Score)
		if err != nil {
			t.Fatal(err)
		}
		back = back.Add(p.Payments.Mul(factor.Sub(fig("0.98"))))
		paid = paid.Add(p.Payments)
	}
	if got, want := back, paid.Mul(fig("0.012")); got.Sub(want).Abs().GreaterThan(fig("0.0000000001")) {
		t.Errorf("%s is given back, want %s", got, want)
	}
}
