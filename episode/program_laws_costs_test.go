package episode_test

import (
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Winsorising keeps the order of costs and leaves none outside the limits; the order of the
// cases does not matter.
func TestOutlierLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := episode.Outlier{Method: episode.Winsorise,
			Lower: sampleOf(t, "lower", nil, &episode.Cutoff{Percentile: given("0.1")}, &episode.Cutoff{Deviations: given("1")}),
			Upper: sampleOf(t, "upper", &episode.Cutoff{Percentile: given("0.9")}, &episode.Cutoff{Deviations: given("0.5")}), GroupBy: []episode.Grouping{episode.ByCell}}
		if o.Upper.Percentile.Valid || o.Lower != nil && o.Lower.Percentile.Valid {
			o.Definition = sampleOf(t, "definition", apm.SAS5, apm.Type7, apm.NearestRank)
		}
		if o.Upper.Deviations.Valid || o.Lower != nil && o.Lower.Deviations.Valid {
			o.Deviation = sampleOf(t, "deviation", episode.SampleDeviation, episode.PopulationDeviation)
		}
		cases := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) episode.Case {
			return costing(sampleOf(t, "cell", "469", "470"), fmt.Sprint(rapid.IntRange(-3, 40).Draw(t, "cost")))
		}), 1, 20).Draw(t, "cases")
		p, err := episode.NewProgram(outlierTerms(o))
		if err != nil {
			t.Fatal(err)
		}
		once, err := p.Prepare(cases)
		if err != nil {
			return // the limits cross
		}
		limits := make(map[string]episode.OutlierLimits)
		for _, l := range once.Limits {
			limits[l.Group[0]] = l
		}
		for i, c := range once.Cases {
			l := limits[cases[i].Cell]
			if l.Lower.Valid && c.Cost.LessThan(l.Lower.Decimal) || l.Upper.Valid && c.Cost.GreaterThan(l.Upper.Decimal) {
				t.Fatalf("%s outside %s to %s", c.Cost, l.Lower.Decimal, l.Upper.Decimal)
			}
			for j, other := range once.Cases {
				if cases[i].Cell == cases[j].Cell && c.Raw.LessThan(other.Raw) && c.Cost.GreaterThan(other.Cost) {
					t.Fatal("the order of costs changed")
				}
			}
		}
		order := make([]int, len(cases))
		for i := range order {
			order[i] = i
		}
		order = rapid.Permutation(order).Draw(t, "order")
		shuffled := make([]episode.Case, len(cases))
		for to, from := range order {
			shuffled[to] = cases[from]
		}
		other, err := p.Prepare(shuffled)
		if err != nil {
			t.Fatal(err)
		}
		for to, from := range order {
			if !other.Cases[to].Cost.Equal(once.Cases[from].Cost) {
				t.Fatalf("%s, in another order %s", once.Cases[from].Cost, other.Cases[to].Cost)
			}
		}
	})
}

// Normalised weights have a mean of 1, and dividing by them keeps what they divide.
func TestNormalisedWeightsMeanOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) episode.Case {
			c := costing("", fmt.Sprint(rapid.IntRange(1, 40).Draw(t, "cost")))
			c.Weight = decimal.NewNullDecimal(decimal.New(int64(rapid.IntRange(1, 300).Draw(t, "weight")), -2))
			return c
		}), 1, 12).Draw(t, "cases")
		a, err := episode.NewProgram(riskTerms(episode.Risk{Apply: episode.DivideEpisode, Normalise: &episode.Normalise{}}))
		if err != nil {
			t.Fatal(err)
		}
		p, err := a.Prepare(cases)
		if err != nil {
			t.Fatal(err)
		}
		sum := decimal.Decimal{}
		for _, c := range p.Cases {
			sum = sum.Add(c.Weight.Decimal)
			if !closeTo(c.Cost.Mul(c.Weight.Decimal), c.Raw) {
				t.Fatalf("%s x %s is not %s", c.Cost, c.Weight.Decimal, c.Raw)
			}
		}
		if !closeTo(sum, decimal.NewFromInt(int64(len(cases)))) {
			t.Fatalf("%s over %d", sum, len(cases))
		}
	})
}

// Sums are exact whatever the digits, and whatever order they come in.
func TestSumsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := targeted(nil, nil, nil)
		sum := decimal.Decimal{}
		var cases []episode.PreparedCase
		for range rapid.IntRange(1, 12).Draw(t, "cases") {
			cost := decimal.New(rapid.SampledFrom([]int64{0, 1, -1, 99, 99999999999999999, -99999999999999999, 100000000000000000, 9223372036854775807, -9223372036854775808}).Draw(t, "coefficient"), rapid.SampledFrom([]int32{0, -2, -2, -2, -5, 3}).Draw(t, "exponent"))
			sum = sum.Add(cost)
			cases = append(cases, episode.PreparedCase{Provider: "H", Category: "LEJR", Cost: cost, Target: given("0")})
		}
		for range rapid.SampledFrom([]int{0, 100}).Draw(t, "many") {
			cost := decimal.New(99999999999999999, -2)
			sum = sum.Add(cost)
			cases = append(cases, episode.PreparedCase{Provider: "H", Category: "LEJR", Cost: cost, Target: given("0")})
		}
		if got := settled(t, p, episode.ProviderFacts{ID: "H"}, cases); !got.Categories[0].Spending.Equal(sum) {
			t.Fatalf("%s, want %s", got.Categories[0].Spending, sum)
		}
	})
}
