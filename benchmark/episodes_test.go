package benchmark_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

// costs is the costs 1 to n of one group.
func costs(group string, n int) []benchmark.Cost {
	out := make([]benchmark.Cost, n)
	for i := range out {
		out[i] = benchmark.Cost{Group: group, Amount: decimal.New(int64(i+1), 0)}
	}
	return out
}

func TestWinsor(t *testing.T) {
	for _, c := range []struct {
		name       string
		n          int
		definition apm.PercentileDefinition
		low, high  string
		pulled     int
	}{
		{"D41", 200, apm.SAS5, "2.5", "198.5", 4},
		{"D42", 150, apm.SAS5, "2", "149", 2},
		{"D43", 100, apm.SAS5, "1.5", "99.5", 2},
		{"D44", 50, apm.SAS5, "1", "50", 0},
		{"D45", 200, apm.Type7, "2.99", "198.01", 4},
	} {
		// A second group of another scale, in between, must not disturb the first.
		var all []benchmark.Cost
		for _, cost := range costs("470", c.n) {
			all = append(all, cost, benchmark.Cost{Group: "469", Amount: num("5000")})
		}
		w := benchmark.Winsor{Lower: known("0.01"), Upper: known("0.99"), Definition: c.definition}
		got, ends, err := w.Apply(all)
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.name, got[0].Amount, c.low)
		near(t, c.name, got[2*c.n-2].Amount, c.high)
		near(t, c.name, ends["470"].Upper.Decimal, c.high)
		near(t, c.name+" middle", got[c.n].Amount, decimal.New(int64(c.n/2+1), 0).String())
		near(t, c.name+" other group", got[1].Amount, "5000")
		if ends["470"].Pulled != c.pulled || ends["469"].Pulled != 0 || len(got) != len(all) {
			t.Errorf("%s: %v", c.name, ends)
		}
	}
	capped, ends, err := benchmark.Winsor{Upper: known("0.99"), Definition: apm.SAS5}.Apply(costs("a", 200))
	if err != nil || !capped[0].Amount.Equal(num("1")) || ends["a"].Lower.Valid || ends["a"].Pulled != 2 {
		t.Errorf("cap alone: %v, %v, %v", capped[0], ends, err)
	}
}

func TestRepriceAndMix(t *testing.T) {
	got, err := benchmark.Reprice(benchmark.Component{Amount: num("18000"), Factor: num("1.02")}, benchmark.Component{Amount: num("12000"), Factor: num("1.05")})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "D46", got, "30960")
	// D47: price periods weighed by episodes, then the benchmark before a discount of 3 %.
	r, err := build(t, benchmark.Terms{Name: "periods", Years: []string{"PP"}, Rules: benchmark.Rules{
		benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: "PP", Weight: num("1")}}},
		benchmark.Mix{Year: "PP"},
	}}).Calculate(benchmark.Facts{Experience: []benchmark.Experience{
		{Category: "PP1", Year: "PP", Time: known("10"), PerCapita: known("20000")},
		{Category: "PP2", Year: "PP", Time: known("30"), PerCapita: known("21000")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "D47 target", r.PerCapita.Decimal, "20750")
	near(t, "D47 benchmark", quo(t, r.PerCapita.Decimal, num("0.97")), "21391.75", "0.01")
	near(t, "D47 dollars", r.Total.Decimal, "830000")
}

// team is a target price in the manner of TEAM; weights of the years and normalisation
// are illustrative.
func team(trended bool) benchmark.Terms {
	terms := benchmark.Terms{Name: "target price", Years: []string{"2022", "2023", "2024"}, Rules: benchmark.Rules{
		benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: "2022", Weight: num("0.17")}, {Year: "2023", Weight: num("0.33")}, {Year: "2024", Weight: num("0.50")}}},
	}}
	if trended {
		terms.Rules = append(benchmark.Rules{benchmark.Trend{To: "2024", Growth: benchmark.Growth{Ratio: "regionMean"}}}, terms.Rules...)
		terms.Rules = append(terms.Rules,
			benchmark.Trend{From: "2024", To: "2026", Growth: benchmark.Growth{Factor: "prospectiveTrend"}},
			benchmark.Scale{By: "normalisation", Year: "2026"},
			benchmark.Deductions{Of: []benchmark.Deduction{{Name: "discount", Rate: num("0.02"), ByCategory: map[string]decimal.Decimal{"CABG": num("0.015")}}}})
		terms.Retrospective = benchmark.Rules{
			benchmark.TrueUp{Actual: "actualTrend", Expected: "prospectiveTrend", Year: "2026", AtMost: known("1.03"), AtLeast: known("0.97")},
			benchmark.TrueUp{Actual: "finalNormalisation", Expected: "normalisation", Year: "2026", AtMost: known("1.05"), AtLeast: known("0.95")},
		}
	}
	return terms
}

func teamFacts() benchmark.Facts {
	var f benchmark.Facts
	for _, category := range []string{"LEJR", "CABG"} {
		for year, mean := range map[string]string{"2022": "20000", "2023": "22000", "2024": "25000"} {
			f.Experience = append(f.Experience, benchmark.Experience{Category: category, Year: year, PerCapita: known(mean),
				Figures: map[benchmark.Measure]decimal.Decimal{"regionMean": num(mean)}})
		}
		f.Experience = append(f.Experience, benchmark.Experience{Category: category, Year: "2026", Figures: map[benchmark.Measure]decimal.Decimal{
			"prospectiveTrend": num("1.02"), "normalisation": num("0.99"), "actualTrend": num("1.02"), "finalNormalisation": num("0.99")}})
	}
	return f
}

func TestTargetPrice(t *testing.T) {
	chain := build(t, team(true))
	r, err := chain.Calculate(teamFacts())
	if err != nil {
		t.Fatal(err)
	}
	near(t, "D48 weighed", figure(t, r, "baseYears", "LEJR", "2022"), "25000")
	near(t, "D48", category(t, r, "LEJR"), "24740.10")
	near(t, "discount by category", category(t, r, "CABG"), "24866.325")
	for _, c := range []struct{ actual, want string }{{"1.08", "1.03"}, {"0.95", "0.97"}, {"1.0302", "1.01"}} {
		facts := teamFacts()
		for i := range facts.Experience {
			if facts.Experience[i].Year == "2026" {
				facts.Experience[i].Figures["actualTrend"] = num(c.actual)
			}
		}
		if r, err = chain.Calculate(facts); err != nil {
			t.Fatal(err)
		}
		near(t, "D50 "+c.actual, category(t, r, "LEJR"), num("24740.10").Mul(num(c.want)).String())
	}
	facts := teamFacts()
	for i := range facts.Experience {
		if facts.Experience[i].Year == "2024" {
			facts.Experience[i].PerCapita = known("24000")
		}
		if facts.Experience[i].Year == "2022" {
			facts.Experience[i].PerCapita = known("21000")
		}
	}
	if r, err = build(t, team(false)).Calculate(facts); err != nil {
		t.Fatal(err)
	}
	near(t, "D49", category(t, r, "LEJR"), "22830")
}

func TestMultiplierForms(t *testing.T) {
	facts := benchmark.Facts{Experience: []benchmark.Experience{{Category: "LEJR", Year: "BY3", PerCapita: known("10000"),
		Figures: map[benchmark.Measure]decimal.Decimal{"dual": num("1"), "fracture": num("0"), "hcc": num("1")}}}}
	coefficients := []benchmark.Coefficient{{Of: "dual", Value: num("1.1")}, {Of: "fracture", Value: num("1.5")}, {Of: "hcc", Value: num("1.2")}}
	for _, c := range []struct {
		rule benchmark.Multiplier
		want string
	}{
		{benchmark.Multiplier{Form: benchmark.Product, Year: "BY3", Coefficients: coefficients}, "13200"},
		{benchmark.Multiplier{Form: benchmark.Sum, Year: "BY3", Coefficients: coefficients}, "33000"},
		{benchmark.Multiplier{Form: benchmark.Sum, Year: "BY3", Intercept: known("0.1"), Coefficients: coefficients}, "24000"},
		{benchmark.Multiplier{Form: benchmark.Exponential, Year: "BY3", Intercept: known("-2.3"), Coefficients: coefficients}, "10000"},
		{benchmark.Multiplier{Form: benchmark.Exponential, Year: "BY3", Intercept: known("-1.3"), Coefficients: coefficients}, "27182.818284590452353602874713526624977572"},
	} {
		near(t, string(c.rule.Form), category(t, chain(t, facts, c.rule), "LEJR"), c.want, "1e-24")
	}
}

func TestThresholds(t *testing.T) {
	var values []decimal.Decimal
	for _, cost := range costs("a", 200) {
		values = append(values, cost.Amount)
	}
	levels, err := benchmark.Thresholds{
		Acceptable:  &benchmark.Cut{Percentile: known("0.75")},
		Commendable: &benchmark.Cut{Percentile: known("0.25")},
		GainLimit:   &benchmark.Cut{Amount: known("10")},
		Definition:  apm.SAS5,
	}.From(values)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "acceptable", levels.Acceptable.Decimal, "150.5")
	near(t, "commendable", levels.Commendable.Decimal, "50.5")
	near(t, "gain limit", levels.GainLimit.Decimal, "10")
	only, err := benchmark.Thresholds{Acceptable: &benchmark.Cut{Amount: known("3906")}}.From(nil)
	if err != nil || only.Commendable.Valid || only.GainLimit.Valid || !only.Acceptable.Decimal.Equal(num("3906")) {
		t.Errorf("acceptable alone: %v, %v", only, err)
	}
}

// People of 50,000, 90,000 and 200,000 dollars against 100,000, at a trend of 20 %: cut
// off there is 60 + 100 + 100 of 50 + 90 + 100, above it 8 + 140 of 100 (thousands).
func TestLeveragedTrend(t *testing.T) {
	people := []decimal.Decimal{num("50000"), num("90000"), num("200000")}
	got, err := benchmark.TruncatedTrend(people, num("100000"), num("1.2"))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "below", got, "1.0833333333333333")
	if got, err = benchmark.ExcessTrend(people, num("100000"), num("1.2")); err != nil {
		t.Fatal(err)
	}
	near(t, "above", got, "1.48")
}
