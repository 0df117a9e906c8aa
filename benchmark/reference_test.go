package benchmark_test

import (
	"math"
	"slices"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"pgregory.net/rapid"
)

// reference computes the updated benchmark of 42 CFR 425.601 (to 2023) and 425.652 (from
// 2024) as one straight calculation in float64, written from the regulation.
type reference struct {
	t                                         *rapid.T
	f                                         benchmark.Facts
	later, from2024                           bool
	acpt                                      float64 // weight of the prospective trend
	historical, total                         float64
	second                                    float64 // per capita, without the prospective trend
	chosen                                    string
	riskCapped, regionCapped, negative, floor bool
}

func (r *reference) get(category, year string, of benchmark.Measure) float64 {
	d, err := r.f.Figure(category, year, of)
	if err != nil {
		r.t.Fatal(err)
	}
	return d.InexactFloat64()
}

func (r *reference) amount(of benchmark.Measure) float64 { return r.f.Amounts[of].InexactFloat64() }

// mean weighs a value of each type by the person-years of a year.
func (r *reference) mean(year string, value func(string) float64) float64 {
	sum, weight := 0.0, 0.0
	for _, e := range enrollmentTypes {
		sum += value(e) * r.get(e, year, benchmark.Time)
		weight += r.get(e, year, benchmark.Time)
	}
	return sum / weight
}

// above is a > b, where a tie that float64 misses by its last digits is a tie.
func above(a, b float64) bool { return a-b > 1e-9*math.Max(1, math.Abs(b)) }

func (r *reference) run() {
	ratio := func(e, from, to string, of benchmark.Measure) float64 { return r.get(e, to, of) / r.get(e, from, of) }
	weights := map[string]float64{"BY1": 0.1, "BY2": 0.3, "BY3": 0.6}
	if r.later {
		weights = map[string]float64{"BY1": 1.0 / 3, "BY2": 1.0 / 3, "BY3": 1.0 / 3}
	}
	G, hb := map[string]float64{}, map[string]float64{}
	for _, e := range enrollmentTypes {
		g := r.get(e, "BY3", benchmark.MarketShare)
		for y, w := range weights {
			trend := g*ratio(e, y, "BY3", benchmark.National) + (1-g)*ratio(e, y, "BY3", benchmark.Regional)
			G[e] += w * r.get(e, y, benchmark.PerCapita) * ratio(e, y, "BY3", benchmark.Risk) * trend
		}
	}
	diff := func(e string) float64 {
		return r.get(e, "BY3", benchmark.Regional)*r.get(e, "BY3", benchmark.Risk) - G[e]
	}
	single := r.mean("BY3", diff)
	times := int(r.amount(benchmark.AdjustmentTimes))
	table := []float64{0.35, 0.5, 0.5, 0.5}
	if r.negative = above(0, single); r.negative {
		table = []float64{0.15, 0.25, 0.35, 0.5}
	}
	weight := table[min(times, 4)-1]
	offset := 0.0
	if r.from2024 {
		dollars, scores := 0.0, 0.0
		for _, e := range enrollmentTypes {
			d := r.get(e, "BY3", benchmark.PerCapita) * r.get(e, "BY3", benchmark.Time)
			dollars, scores = dollars+d, scores+d*r.get(e, "BY3", benchmark.Risk)
		}
		offset = math.Min(1, math.Max(0, r.amount(benchmark.DualShare)+scores/dollars-1))
	}
	adjustment := func(e string) float64 {
		least := -0.05
		if r.from2024 {
			least = -0.015
		}
		n := r.get(e, "BY3", benchmark.National)
		a := math.Min(math.Max(weight*diff(e), least*n), 0.05*n)
		r.floor = r.floor || a == least*n
		if a < 0 {
			a *= 1 - offset
		}
		return a
	}
	r.chosen = "regional adjustment"
	if r.from2024 {
		regional, prior := r.mean("BY3", adjustment), 0.0
		if r.later {
			if mean := (r.amount(benchmark.PriorSavings1) + r.amount(benchmark.PriorSavings2) + r.amount(benchmark.PriorSavings3)) / 3; mean > 0 {
				prior = math.Min(0.5*mean*math.Min(1, r.amount(benchmark.PriorProration)), 0.05*r.mean("BY3", func(e string) float64 { return r.get(e, "BY3", benchmark.National) }))
			}
		}
		switch {
		case !above(regional, 0) && !above(prior, 0):
			r.chosen = ""
			adjustment = func(string) float64 { return 0 }
		case above(prior, regional):
			r.chosen = "prior savings adjustment"
			adjustment = func(string) float64 { return prior }
		}
	}
	for _, e := range enrollmentTypes {
		hb[e] = G[e] + adjustment(e)
	}
	r.historical = r.mean("BY3", func(e string) float64 { return hb[e] })
	growth := func(of benchmark.Measure) float64 {
		sum, w := 0.0, 0.0
		for _, e := range enrollmentTypes {
			x := hb[e] * r.get(e, "PY", benchmark.Time)
			sum, w = sum+x*ratio(e, "BY3", "PY", of), w+x
		}
		return sum / w
	}
	risk := func(e string) float64 { return math.Min(1.03, ratio(e, "BY3", "PY", benchmark.Risk)) }
	restore := func(string) float64 { return 1 }
	if r.from2024 {
		limit := growth(benchmark.Demographic) + 0.03
		r.riskCapped = above(growth(benchmark.Risk), limit)
		risk = func(e string) float64 {
			if h := ratio(e, "BY3", "PY", benchmark.Risk); !r.riskCapped || h < limit {
				return h
			}
			return limit
		}
		base := growth(benchmark.RegionalDemographic) + 0.03
		share := r.mean("PY", func(e string) float64 { return r.get(e, "PY", benchmark.MarketShare) })
		regionLimit := base + share*math.Max(0, growth(benchmark.RegionalRisk)-base)
		r.regionCapped = above(growth(benchmark.RegionalRisk), regionLimit)
		restore = func(e string) float64 {
			if own := ratio(e, "BY3", "PY", benchmark.RegionalRisk); r.regionCapped && own > regionLimit {
				return own / regionLimit
			}
			return 1
		}
	}
	updated := func(acpt float64) float64 {
		return r.mean("PY", func(e string) float64 {
			g := r.get(e, "PY", benchmark.MarketShare)
			two := g*ratio(e, "BY3", "PY", benchmark.National) + (1-g)*ratio(e, "BY3", "PY", benchmark.Regional)*restore(e)
			return hb[e] * risk(e) * ((1-acpt)*two + acpt*r.get(e, "PY", benchmark.AccountableTrend))
		})
	}
	r.total, r.second = updated(r.acpt), updated(0)
}

// The presets' chains give what the straight calculation gives, and what is drawn
// reaches every choice and cap.
func TestChainsAgainstTheReference(t *testing.T) {
	reached := map[string]int{}
	property := func(t *rapid.T) {
		year := rapid.SampledFrom([]int{2022, 2024, 2025}).Draw(t, "year")
		r := &reference{t: t, f: drawFacts(t), later: rapid.Bool().Draw(t, "later"), from2024: year >= 2024}
		start := "2022-01-01"
		switch year {
		case 2024:
			start, r.acpt = "2024-01-01", 1.0/6
		case 2025:
			start, r.acpt = "2024-01-01", 1.0/3
		}
		r.run()
		terms, err := benchmark.MSSP(apm.MustParseDate(start), year, r.later)
		if err != nil {
			t.Fatal(err)
		}
		got := calculate(t, terms, r.f)
		historical, _ := got.Marked(benchmark.Historical)
		second, _ := got.Marked(benchmark.SecondBenchmark)
		for _, c := range []struct {
			what      string
			got, want float64
		}{
			{"historical", historical.All.Decimal.InexactFloat64(), r.historical},
			{"updated", got.PerCapita.Decimal.InexactFloat64(), r.total},
			{"second", second.All.Decimal.InexactFloat64(), map[bool]float64{true: r.second}[r.from2024]},
		} {
			if math.Abs(c.got-c.want) > 1e-8*math.Abs(c.want)+1e-9 {
				t.Fatalf("%s: %v, reference %v", c.what, c.got, c.want)
			}
		}
		reached[start[:4]+" "+r.chosen]++
		for name, yes := range map[string]bool{"risk capped": r.riskCapped, "region capped": r.regionCapped, "negative": r.negative, "floor": r.floor} {
			if yes {
				reached[name]++
			}
		}
	}
	want := []string{"2022 regional adjustment", "2024 regional adjustment", "2024 prior savings adjustment", "2024 ", "risk capped", "region capped", "negative", "floor"}
	unreached := func(name string) bool { return reached[name] == 0 }
	rapid.Check(t, property)
	for range 10 { // a rare one may need more draws than one round has
		if slices.ContainsFunc(want, unreached) {
			rapid.Check(t, property)
		}
	}
	if i := slices.IndexFunc(want, unreached); i >= 0 {
		t.Errorf("nothing drawn reaches %q: %v", want[i], reached)
	}
}
