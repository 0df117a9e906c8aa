package benchmark_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

// What the functions of episodes and small numbers refuse, and what they say.
func TestHostileFunctions(t *testing.T) {
	huge := decimal.New(1, 1_000_000_000)
	two := benchmark.Variation{Coefficient: num("2")}
	values := []decimal.Decimal{num("1"), num("2")}
	for _, c := range []struct {
		name string
		f    func() error
		want string
	}{
		{"a percentile of nothing", func() error {
			_, err := benchmark.Thresholds{Acceptable: &benchmark.Cut{Percentile: known("0.75")}, Definition: apm.SAS5}.From(nil)
			return err
		}, "acceptable: a percentile of no values has no value"},
		{"a threshold of nothing", func() error {
			_, err := benchmark.Thresholds{Commendable: &benchmark.Cut{}}.From(values)
			return err
		}, "commendable: a threshold is exactly one of percentile and amount"},
		{"a negative threshold", func() error {
			_, err := benchmark.Thresholds{GainLimit: &benchmark.Cut{Amount: known("-1")}}.From(values)
			return err
		}, "gainLimit: is negative"},
		{"thresholds that cross", func() error {
			_, err := benchmark.Thresholds{Commendable: &benchmark.Cut{Amount: known("5")}, Acceptable: &benchmark.Cut{Amount: known("4")}}.From(values)
			return err
		}, "acceptable: comes out below the level before it; the order is gain limit, commendable, acceptable"},
		{"a winsor of nothing", func() error { _, _, err := benchmark.Winsor{}.Apply(nil); return err },
			"needs lower, upper or both\ndefinition: unknown percentile definition \"\" (known: type7, sas5, nearestRank)"},
		{"a winsor that crosses", func() error {
			_, _, err := benchmark.Winsor{Lower: known("0.9"), Upper: known("0.1"), Definition: apm.SAS5}.Apply(nil)
			return err
		}, "upper: 0.1 is below lower 0.9"},
		{"a winsor of a huge cost", func() error {
			_, _, err := benchmark.Winsor{Lower: known("0.1"), Definition: apm.SAS5}.Apply([]benchmark.Cost{{Group: "g", Amount: huge}})
			return err
		}, `group "g": values[0]: ` + tooLong},
		{"a negative price", func() error { _, err := benchmark.Reprice(benchmark.Component{Factor: num("-1")}); return err },
			"parts[0]: a part is an amount and a factor not below zero"},
		{"a negative attachment", func() error { _, err := benchmark.TruncatedTrend(values, num("-1"), num("1")); return err },
			"an attachment point is dollars and a trend a factor, both not below zero"},
		{"an excess of nobody", func() error { _, err := benchmark.ExcessTrend(values, num("2"), num("1.1")); return err },
			"nobody's spending reaches the layer, so it has no growth"},
		{"a huge person", func() error {
			_, err := benchmark.ExcessTrend([]decimal.Decimal{huge}, num("2"), num("1.1"))
			return err
		},
			"costs[0]: has more than 40 digits before the point or 200 behind it"},
		{"confidence in percent", func() error { _, err := benchmark.Quantile(num("95"), benchmark.OneSided); return err },
			"a confidence is a fraction above 0 and below 1 (95 % is 0.95)"},
		{"no confidence", func() error { _, err := benchmark.Quantile(num("0.4"), benchmark.OneSided); return err },
			"a one-sided confidence below one half has no margin"},
		{"no sides", func() error { _, err := benchmark.Quantile(num("0.4"), "both"); return err },
			`unknown sides "both" (known: oneSided, twoSided)`},
		{"confidence of nearly all", func() error {
			_, err := benchmark.Quantile(num("0.99999999999999999999999"), benchmark.TwoSided)
			return err
		},
			"the confidence is too near to 1 for a normal quantile"},
		{"nobody", func() error {
			_, err := benchmark.MinimumSavingsRate(0, two, num("0.9"), benchmark.OneSided)
			return err
		},
			"a margin needs a population above zero"},
		{"a negative variation", func() error {
			_, err := benchmark.MinimumSavingsRate(5, benchmark.Variation{Coefficient: num("-1")}, num("0.9"), benchmark.OneSided)
			return err
		}, "a coefficient of variation is a number not below zero"},
		{"a margin without confidence", func() error {
			_, err := benchmark.MinimumSavingsRate(5, two, num("0"), benchmark.OneSided)
			return err
		}, "a confidence is a fraction above 0 and below 1 (95 % is 0.95)"},
		{"an interval of nobody", func() error {
			_, err := benchmark.ConfidenceInterval(num("1"), -1, two, num("0.9"), benchmark.OneSided)
			return err
		}, "a margin needs a population above zero"},
		{"an interval below zero", func() error {
			_, err := benchmark.ConfidenceInterval(num("-1"), 1, two, num("0.9"), benchmark.OneSided)
			return err
		}, "a per-capita amount is a number not below zero"},
		{"an implied variation of nobody", func() error {
			_, err := benchmark.ImpliedVariation(num("0.02"), 0, num("0.9"), benchmark.OneSided)
			return err
		},
			"a rate is not below zero, and its population is above zero"},
		{"an implied variation without confidence", func() error {
			_, err := benchmark.ImpliedVariation(num("0.02"), 5, num("9"), benchmark.OneSided)
			return err
		},
			"a confidence is a fraction above 0 and below 1 (95 % is 0.95)"},
		{"an implied variation at no margin", func() error {
			_, err := benchmark.ImpliedVariation(num("0.02"), 5, num("0.5"), benchmark.OneSided)
			return err
		},
			"a one-sided confidence of one half has no margin, so a rate implies nothing"},
		{"no tolerance", func() error { _, err := benchmark.FullCredibility(two, num("0"), num("0.9")); return err },
			"a tolerance is a fraction above zero"},
		{"full credibility of nothing", func() error {
			_, err := benchmark.FullCredibility(benchmark.Variation{Coefficient: huge}, num("0.05"), num("0.9"))
			return err
		}, "a coefficient of variation is a number not below zero"},
		{"credibility without confidence", func() error { _, err := benchmark.FullCredibility(two, num("0.05"), huge); return err },
			"a confidence is a fraction above 0 and below 1 (95 % is 0.95)"},
		{"a credibility of fewer than none", func() error { _, err := benchmark.LimitedFluctuation(num("-1"), num("5")); return err },
			"a population and what it is measured against are not below zero, and not both zero"},
		{"a credibility of nothing", func() error { _, err := benchmark.Buehlmann(num("0"), num("0")); return err },
			"a population and what it is measured against are not below zero, and not both zero"},
	} {
		if err := c.f(); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}
