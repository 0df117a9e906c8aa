package benchmark_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

// fullFacts is an ACO with every figure that the terms of MSSP read.
func fullFacts() benchmark.Facts {
	f := fourTypes(
		figures{"BY1", benchmark.PerCapita, [4]string{"92004", "13364", "17803", "11923"}},
		figures{"BY2", benchmark.PerCapita, [4]string{"93369", "14388", "18077", "12464"}},
		figures{"BY3", benchmark.PerCapita, [4]string{"93055", "13347", "18192", "12193"}},
		figures{"BY1", benchmark.Risk, [4]string{"1.07", "1.25", "1.05", "1.21"}},
		figures{"BY2", benchmark.Risk, [4]string{"1.04", "1.27", "1.08", "1.22"}},
		figures{"BY3", benchmark.Risk, [4]string{"1.05", "1.24", "1.09", "1.22"}},
		figures{"PY", benchmark.Risk, [4]string{"1.06", "1.30", "1.10", "1.29"}},
		figures{"BY3", benchmark.Time, [4]string{"260", "2133", "1343", "29481"}},
		figures{"PY", benchmark.Time, [4]string{"300", "2000", "1500", "31000"}},
		figures{"BY1", benchmark.National, [4]string{"80000", "11000", "16000", "10000"}},
		figures{"BY2", benchmark.National, [4]string{"82000", "11200", "16500", "10200"}},
		figures{"BY3", benchmark.National, [4]string{"83000", "11500", "16900", "10500"}},
		figures{"PY", benchmark.National, [4]string{"87000", "12100", "17900", "11300"}},
		figures{"BY1", benchmark.Regional, [4]string{"79000", "10900", "15900", "10100"}},
		figures{"BY2", benchmark.Regional, [4]string{"80500", "11100", "16300", "10400"}},
		figures{"BY3", benchmark.Regional, [4]string{"82500", "11300", "16600", "10600"}},
		figures{"PY", benchmark.Regional, [4]string{"86000", "12000", "17800", "11500"}},
		figures{"BY1", benchmark.NationalTrend, [4]string{"1.01", "1.05", "1.02", "1.04"}},
		figures{"BY2", benchmark.NationalTrend, [4]string{"1.00", "1.03", "1.01", "1.02"}},
		figures{"BY3", benchmark.MarketShare, [4]string{"0.05", "0.08", "0.10", "0.20"}},
		figures{"PY", benchmark.MarketShare, [4]string{"0.06", "0.09", "0.11", "0.22"}},
		figures{"BY3", benchmark.Demographic, same("1.00")},
		figures{"PY", benchmark.Demographic, [4]string{"1.00", "1.01", "1.02", "1.015"}},
		figures{"BY3", benchmark.RegionalRisk, same("1.00")},
		figures{"PY", benchmark.RegionalRisk, [4]string{"1.03", "1.04", "1.07", "1.055"}},
		figures{"BY3", benchmark.RegionalDemographic, same("1.00")},
		figures{"PY", benchmark.RegionalDemographic, [4]string{"1.00", "1.005", "1.01", "1.00"}},
		figures{"PY", benchmark.AccountableTrend, same("1.049")},
	)
	f.Amounts = map[benchmark.Measure]decimal.Decimal{
		benchmark.AdjustmentTimes: num("1"), benchmark.DualShare: num("0.08"), benchmark.PriorProration: num("0.95"),
		benchmark.PriorSavings1: num("250"), benchmark.PriorSavings2: num("-100"), benchmark.PriorSavings3: num("310"),
	}
	return f
}

// before leaves out what is known only when the year is over.
func before(f benchmark.Facts) benchmark.Facts {
	out := benchmark.Facts{Amounts: f.Amounts}
	for _, e := range f.Experience {
		if e.Year != "PY" {
			out.Experience = append(out.Experience, e)
		}
	}
	return out
}

// presets is every preset that reads the facts of fullFacts, in every form.
func presets(t testing.TB) map[string]benchmark.Terms {
	all := map[string]benchmark.Terms{"first": must(t)(benchmark.MSSPFirstAgreement(apm.MustParseDate("2014-01-01")))}
	for _, later := range []string{"", " later"} {
		all["2022"+later] = must(t)(benchmark.MSSP(apm.MustParseDate("2022-01-01"), 2023, later != ""))
		all["2024"+later] = must(t)(benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2024, later != ""))
		all["2024 in 2025"+later] = must(t)(benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2025, later != ""))
	}
	return all
}

// others is every other preset, and terms that hold the rules that no preset has.
func others(t testing.TB) map[string]benchmark.Terms {
	all := map[string]benchmark.Terms{
		"NGACO":          must(t)(benchmark.NextGeneration(2017, num("0.0125"))),
		"target price":   team(true),
		"every own rule": ownRules(),
	}
	for year := 2021; year <= 2023; year++ {
		for _, option := range []benchmark.REACHOption{benchmark.Professional, benchmark.Global} {
			terms := must(t)(benchmark.REACH(year, option))
			all[terms.Name] = terms
		}
	}
	return all
}

// ownRules is terms with every rule and form that the presets lack; they read the facts
// of fullFacts.
func ownRules() benchmark.Terms {
	return benchmark.Terms{Name: "own", Years: []string{"BY2", "BY3"}, FrozenMix: "BY3",
		Rules: benchmark.Rules{
			benchmark.Scale{By: benchmark.National, Divide: true},
			benchmark.Scale{By: benchmark.National, Year: "BY3"},
			benchmark.Trend{To: "BY3", Growth: benchmark.Growth{Product: []benchmark.Growth{
				{Annual: &benchmark.Projection{Rate: num("0.03"), Months: map[string]decimal.Decimal{"BY2": num("7.5")}}}, {Fixed: known("1.01")}}}},
			benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: "BY2", Weight: num("1")}, {Year: "BY3", Weight: num("2")}}, Of: known("3")},
			benchmark.RateBook{Rate: benchmark.Regional, Year: "BY3", AtRisk: true, Weight: num("1"), Of: known("3"),
				AtMost: known("0.05"), AtLeast: known("-0.02"), LimitOf: benchmark.National},
			benchmark.Multiplier{Form: benchmark.Exponential, Intercept: known("-0.1"), Year: "BY3", Coefficients: []benchmark.Coefficient{{Of: benchmark.MarketShare, Value: num("0.3")}}},
			benchmark.Credibility{Full: known("3000"), Manual: benchmark.National, Year: "BY3"},
			benchmark.EquityAdjustment{Share: benchmark.DualShare, Minimum: num("0.05"), Cap: num("0.05"), Of: benchmark.National, In: "BY3"},
		},
		Retrospective: benchmark.Rules{
			benchmark.RiskRatio{From: "BY3", To: "PY", AtMost: known("1.03"), AtLeast: known("0.97"),
				Normalise: &benchmark.Normalisation{By: benchmark.RegionalRisk, Population: "region", Weights: "person-years"},
				Coding:    &benchmark.CodingIntensity{Factor: benchmark.RegionalDemographic, AtMost: known("1.01")}},
			benchmark.TrueUp{Actual: benchmark.National, Expected: benchmark.Regional, Year: "PY", Deadband: num("0.01"), Bands: apm.Bands{{Share: num("0.5")}}},
			benchmark.Limit{Of: benchmark.National, Year: "BY3", AtMost: known("1.5"), AtLeast: known("0.5")},
			benchmark.Deductions{Compound: true, Of: []benchmark.Deduction{{Name: "discount", Rate: num("0.02")}}},
			benchmark.Mix{Year: "PY"},
			benchmark.Addend{Name: "fee", Rate: num("2.5")},
			benchmark.Round{Places: 2, Mode: apm.HalfUp},
		},
	}
}

func TestFreezeAndFinalise(t *testing.T) {
	all := presets(t)
	all["own"] = ownRules()
	for name, terms := range all {
		t.Run(name, func(t *testing.T) {
			b := build(t, terms)
			whole, err := b.Calculate(fullFacts())
			if err != nil {
				t.Fatal(err)
			}
			frozen, err := b.Freeze(before(fullFacts()))
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(frozen)
			if err != nil {
				t.Fatal(err)
			}
			if frozen, err = benchmark.DecodeFrozen(text, benchmark.Kinds()); err != nil {
				t.Fatal(err)
			}
			itself, err := frozen.Finalise(before(fullFacts()))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(itself.Lines, frozen.Result.Lines); diff != "" || itself.Differences != nil {
				t.Errorf("rerun without change: %s%v", diff, itself.Differences)
			}
			final, err := frozen.Finalise(fullFacts(), terms.Retrospective...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(final.Lines, whole.Lines); diff != "" {
				t.Errorf("not as at once: %s", diff)
			}
			if diff := cmp.Diff(final.Total, whole.Total); diff != "" || !final.Total.Valid {
				t.Errorf("total: %s", diff)
			}
			// The differences by rule add up.
			sum := frozen.All.Decimal
			for i, d := range final.Differences {
				if !d.All.Valid || d.Path != "retrospective["+string(rune('0'+i))+"]" {
					t.Errorf("difference %d: %+v", i, d)
				}
				sum = sum.Add(d.All.Decimal)
			}
			if len(terms.Retrospective) != len(final.Differences) {
				t.Errorf("%d differences", len(final.Differences))
			}
			near(t, "sum of differences", sum, final.PerCapita.Decimal.String(), "1e-25")
		})
	}
}

func TestFrozenRefusesChanges(t *testing.T) {
	terms := must(t)(benchmark.MSSP(apm.MustParseDate("2022-01-01"), 2023, false))
	frozen, err := build(t, terms).Freeze(before(fullFacts()))
	if err != nil {
		t.Fatal(err)
	}
	risk, update, mix := terms.Retrospective[0], terms.Retrospective[1], terms.Retrospective[2]
	looser := risk.(benchmark.RiskRatio)
	looser.AtMost = known("1.05")
	for _, c := range []struct {
		name   string
		rules  benchmark.Rules
		change func(*benchmark.Facts)
		want   string
	}{
		{"a rule that was not declared", benchmark.Rules{risk, benchmark.Addend{Name: "gift", Rate: num("100")}}, nil,
			"rules[1]: the rule addend was not declared when the benchmark was frozen (declared: riskRatio, trend, mix)"},
		{"a rule declared otherwise", benchmark.Rules{looser}, nil,
			"rules[0]: the rule riskRatio differs from the one declared, or stands in another order (declared: riskRatio, trend, mix)"},
		{"a rule twice", benchmark.Rules{risk, risk}, nil,
			"rules[1]: the rule riskRatio differs from the one declared, or stands in another order (declared: riskRatio, trend, mix)"},
		{"another order", benchmark.Rules{update, risk}, nil,
			"rules[1]: the rule riskRatio differs from the one declared, or stands in another order (declared: riskRatio, trend, mix)"},
		{"no rule", benchmark.Rules{nil}, nil, "rules[0]: is no rule"},
		{"an amount of a base year", benchmark.Rules{mix}, func(f *benchmark.Facts) { f.Experience[0].PerCapita = known("92005") },
			"experience[ESRD BY1].perCapita: differs from what the benchmark was frozen with"},
		{"a figure of a base year", nil, func(f *benchmark.Facts) { f.Experience[4].Figures[benchmark.National] = num("1") },
			"experience[ESRD BY2].national: differs from what the benchmark was frozen with"},
		{"a figure that is gone", nil, func(f *benchmark.Facts) { delete(f.Experience[4].Figures, benchmark.National) },
			"experience[ESRD BY2].national: is missing"},
		{"a category of a base year", nil, func(f *benchmark.Facts) {
			f.Experience = append(f.Experience, benchmark.Experience{Category: "CHILD", Year: "BY1", PerCapita: known("1")})
		}, "experience[BY1]: has 5 categories, and the benchmark was frozen with 4"},
		{"an amount", nil, func(f *benchmark.Facts) { f.Amounts[benchmark.AdjustmentTimes] = num("2") },
			"amounts.adjustmentTimes: differs from what the benchmark was frozen with"},
		{"an amount that is gone", nil, func(f *benchmark.Facts) { delete(f.Amounts, benchmark.AdjustmentTimes) },
			"amounts.adjustmentTimes: is missing"},
		{"facts that cannot be", nil, func(f *benchmark.Facts) { f.Experience[12].Time = known("-1") },
			"experience[ESRD PY].time: is negative"},
		{"what is not known yet", benchmark.Rules{mix}, func(f *benchmark.Facts) { *f = before(*f) },
			"retrospective[2]: experience[ESRD PY].time: is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := fullFacts()
			if c.change != nil {
				c.change(&facts)
			}
			if _, err := frozen.Finalise(facts, c.rules...); err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
	// Fewer rules than declared may run.
	if _, err := frozen.Finalise(fullFacts(), risk, mix); err != nil {
		t.Error(err)
	}
	frozen.Terms.Name = ""
	var problems apm.Problems
	if _, err := frozen.Finalise(fullFacts()); !errors.As(err, &problems) {
		t.Errorf("terms that were tampered with: %v", err)
	}
}

// A benchmark of one base year that its rules have not merged has a figure of all
// categories, too; one of several years has none.
func TestFrozenBaseYear(t *testing.T) {
	terms := must(t)(benchmark.NextGeneration(2016, num("0.03")))
	trends := map[benchmark.Measure]decimal.Decimal{benchmark.ProjectedTrend: num("1.04"), benchmark.RegionalPriceTrend: num("1")}
	facts := benchmark.Facts{Experience: []benchmark.Experience{
		{Category: "AD", Year: "BY", Time: known("3"), PerCapita: known("1000"), Risk: known("1"), Figures: trends},
		{Category: "ESRD", Year: "BY", Time: known("1"), PerCapita: known("9000"), Risk: known("1"), Figures: trends},
	}}
	frozen, err := build(t, terms).Freeze(facts)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "frozen", frozen.All.Decimal, "3120")
	facts.Experience = append(facts.Experience,
		benchmark.Experience{Category: "AD", Year: "PY", Time: known("1"), Risk: known("1.1")},
		benchmark.Experience{Category: "ESRD", Year: "PY", Time: known("1"), Risk: known("1")})
	final, err := frozen.Finalise(facts, terms.Retrospective...)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"78", "0", "-95.94", "1992.38"} {
		near(t, final.Differences[i].Rule, final.Differences[i].All.Decimal, want)
	}
	for i, want := range []string{"104", "0"} {
		near(t, "risk by category", final.Differences[0].Lines[i].PerCapita, want)
	}
	if final.Differences[3].Lines != nil {
		t.Errorf("a mix by category: %v", final.Differences[3].Lines)
	}
	apart := benchmark.Terms{Name: "apart", Years: []string{"BY1", "BY2"}, FrozenMix: "BY2", Rules: benchmark.Rules{benchmark.RiskRatio{To: "BY2"}},
		Retrospective: benchmark.Rules{benchmark.Trend{To: "PY", Growth: benchmark.Growth{Ratio: benchmark.National}}}}
	if frozen, err = build(t, apart).Freeze(before(fullFacts())); err != nil || frozen.All.Valid {
		t.Errorf("base years apart: %v, %v", frozen.All, err)
	}
	if final, err = frozen.Finalise(fullFacts(), apart.Retrospective...); err != nil || final.Differences[0].All.Valid || len(final.Differences[0].Lines) != 8 {
		t.Errorf("base years apart: %v, %v", final.Differences, err)
	}
}
