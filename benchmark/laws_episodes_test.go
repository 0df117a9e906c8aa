package benchmark_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Cutting spending off at a fixed point slows its growth and speeds up that of the
// excess; both together grow as all spending does.
func TestTrendAroundAnAttachmentPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		costs := make([]decimal.Decimal, rapid.IntRange(1, 6).Draw(t, "people"))
		for i := range costs {
			costs[i] = between(t, "100", "200000", "cost")
		}
		point := between(t, "50", "150000", "attachment")
		trend := between(t, "1", "1.5", "trend")
		below, err := benchmark.TruncatedTrend(costs, point, trend)
		if err != nil {
			t.Fatal(err)
		}
		if below.LessThan(num("1")) || below.GreaterThan(trend.Add(num("1e-30"))) {
			t.Fatalf("cut off %s, all %s", below, trend)
		}
		above, err := benchmark.ExcessTrend(costs, point, trend)
		if err != nil {
			return // nobody reaches it
		}
		if above.Add(num("1e-30")).LessThan(trend) {
			t.Fatalf("excess %s, all %s", above, trend)
		}
		kept, cut, all := decimal.Decimal{}, decimal.Decimal{}, decimal.Decimal{}
		for _, c := range costs {
			kept, all = kept.Add(decimal.Min(c, point)), all.Add(c)
		}
		cut = all.Sub(kept)
		equal(t, "together", kept.Mul(below).Add(cut.Mul(above)), all.Mul(trend))
	})
}

func TestWinsorStaysWithinItsGroup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := make([]benchmark.Cost, rapid.IntRange(1, 40).Draw(t, "episodes"))
		for i := range all {
			all[i] = benchmark.Cost{Group: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "group"), Amount: between(t, "0", "1000", "cost")}
		}
		w := benchmark.Winsor{Lower: decimal.NewNullDecimal(between(t, "0", "0.3", "lower")), Upper: decimal.NewNullDecimal(between(t, "0.3", "1", "upper")),
			Definition: rapid.SampledFrom([]apm.PercentileDefinition{apm.SAS5, apm.Type7, apm.NearestRank}).Draw(t, "definition")}
		got, ends, err := w.Apply(all)
		if err != nil {
			t.Fatal(err)
		}
		pulled := map[string]int{}
		for i, c := range got {
			e := ends[c.Group]
			if c.Group != all[i].Group || c.Amount.LessThan(e.Lower.Decimal) || c.Amount.GreaterThan(e.Upper.Decimal) {
				t.Fatalf("%v of %v is outside %v", c, all[i], e)
			}
			if inside := all[i].Amount.GreaterThanOrEqual(e.Lower.Decimal) && all[i].Amount.LessThanOrEqual(e.Upper.Decimal); inside != c.Amount.Equal(all[i].Amount) {
				t.Fatalf("%v became %v within %v", all[i], c, e)
			} else if !inside {
				pulled[c.Group]++
			}
		}
		for name, e := range ends {
			if e.Pulled != pulled[name] {
				t.Fatalf("%s: %d pulled, counted %d", name, pulled[name], e.Pulled)
			}
		}
	})
}
