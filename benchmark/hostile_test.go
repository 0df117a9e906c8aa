package benchmark_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

const tooLong = "the number has more than 40 digits before the point or 200 behind it"

// What New refuses, and what it says.
func TestHostileTerms(t *testing.T) {
	terms := func(rules ...benchmark.Rule) benchmark.Terms {
		return benchmark.Terms{Name: "hostile", Years: []string{"BY1"}, Rules: rules}
	}
	trend := func(g benchmark.Growth) benchmark.Terms { return terms(benchmark.Trend{To: "PY", Growth: g}) }
	fixed := benchmark.Growth{Fixed: known("1")}
	huge := decimal.New(1, 1_000_000_000)
	loop := benchmark.Rules{nil}
	loop[0] = benchmark.Guardrail{Name: "x", Instead: loop}
	growth := benchmark.Growth{Product: make([]benchmark.Growth, 1)}
	growth.Product[0] = growth
	var pointer *benchmark.Mix
	for _, c := range []struct {
		name  string
		terms benchmark.Terms
		want  string
	}{
		{"nothing", benchmark.Terms{}, "name: is empty\nyears: needs a base year to start from\nthe terms are empty: they need a list of rules"},
		{"years", benchmark.Terms{Name: "x", Years: []string{"BY1", "", "BY1"}, Rules: benchmark.Rules{benchmark.Mix{Year: "BY1"}}},
			"years[1]: is empty\nyears[2]: \"BY1\" stands twice"},
		{"no rule", terms(nil), "rules[0]: is no rule"},
		{"nil pointer", terms(pointer), "rules[0]: is no rule"},
		{"a list that holds itself", terms(loop...), "the terms hold themselves, or more than 10000 rules and growths"},
		{"a growth that holds itself", trend(growth), "the terms hold themselves, or more than 10000 rules and growths"},
		{"a bad retrospective rule", benchmark.Terms{Name: "x", Years: []string{"BY1"}, Retrospective: benchmark.Rules{benchmark.Mix{}}},
			"retrospective[0].year: is empty: name the year whose time weighs the categories"},

		{"weights that do not add up", terms(benchmark.BaseYears{Years: []benchmark.YearWeight{{"BY1", num("0.1")}, {"BY2", num("0.3")}, {"BY3", num("0.5")}}}),
			"rules[0].years: the weights add up to 0.9, not to 1"},
		{"thirds that do not add up", terms(benchmark.BaseYears{Years: []benchmark.YearWeight{{"BY1", num("1")}, {"BY2", num("1")}}, Of: known("3")}),
			"rules[0].years: the weights add up to 2, not to 3"},
		{"rounded thirds", terms(benchmark.BaseYears{Years: []benchmark.YearWeight{{"BY1", num("0.333333")}, {"BY2", num("0.333333")}, {"BY3", num("0.333333")}}}),
			"rules[0].years: the weights add up to 0.999999, not to 1"},
		{"weights of nothing", terms(benchmark.BaseYears{Years: []benchmark.YearWeight{{"BY1", num("0")}}, Of: known("0")}), "rules[0].of: 0 is not above zero"},
		{"a negative weight", terms(benchmark.BaseYears{Years: []benchmark.YearWeight{{"BY1", num("1.5")}, {"", num("-0.5")}, {"BY1", num("0")}}}),
			"rules[0].years[1].year: is empty\nrules[0].years[2].year: \"BY1\" stands twice\nrules[0].years[1].weight: -0.5 is negative"},
		{"no weights", terms(benchmark.BaseYears{}), "rules[0].years: needs a weight"},
		{"a huge weight", terms(benchmark.BaseYears{Years: []benchmark.YearWeight{{"BY1", huge}}}), "rules[0].years[0].weight: " + tooLong},
		{"a huge whole", terms(benchmark.BaseYears{Years: []benchmark.YearWeight{{"BY1", num("1")}}, Of: decimal.NewNullDecimal(huge)}), "rules[0].of: " + tooLong},

		{"a trend to no year", terms(benchmark.Trend{}), "rules[0].to: is empty: name the year that amounts are carried to\n" +
			"rules[0]: growth is exactly one of ratio, factor, fixed, annual, product and blend, not 0 of them"},
		{"two growths", trend(benchmark.Growth{Ratio: "a", Factor: "b"}), "rules[0]: growth is exactly one of ratio, factor, fixed, annual, product and blend, not 2 of them"},
		{"a negative growth", trend(benchmark.Growth{Fixed: known("-1"), Of: known("3")}), "rules[0].fixed: -1 is negative\nrules[0].of: goes with blend"},
		{"a restore of a factor", trend(benchmark.Growth{Factor: "a", Restore: &benchmark.RiskGrowthCap{Points: num("-1")}}),
			"rules[0].restore: goes with ratio\nrules[0].restore.risk: is empty: name a figure of the facts, such as national\n" +
				"rules[0].restore.demographic: is empty: name a figure of the facts, such as national\n" +
				"rules[0].restore.share: is empty: name a figure of the facts, such as national\nrules[0].restore.points: -1 is negative"},
		{"a product of nothing", trend(benchmark.Growth{Product: []benchmark.Growth{}}), "rules[0].product: needs a growth"},
		{"a blend of nothing", trend(benchmark.Growth{Blend: []benchmark.Weighted{}}), "rules[0].blend: needs a weight"},
		{"a blend that leaves some", trend(benchmark.Growth{Blend: []benchmark.Weighted{{Weight: known("0.7"), Growth: fixed}, {Weight: known("0.2"), Growth: fixed}}}),
			"rules[0].blend: the weights add up to 0.9, not to 1"},
		{"a blend of too much", trend(benchmark.Growth{Blend: []benchmark.Weighted{{Weight: known("1.2"), Growth: fixed}, {Growth: fixed}}}),
			"rules[0].blend: the weights add up to 1.2, not to 1"},
		{"two remainders", trend(benchmark.Growth{Blend: []benchmark.Weighted{{Growth: fixed}, {Growth: fixed}}}),
			"rules[0].blend: 2 parts take what the others leave; only one can"},
		{"a part weighed twice", trend(benchmark.Growth{Of: known("3"), Blend: []benchmark.Weighted{{Weight: known("1"), By: "share", Growth: fixed}, {Growth: benchmark.Growth{}}}}),
			"rules[0].blend[0]: a part is weighed by weight or by a figure, not by both\n" +
				"rules[0].blend[0].in: is empty: name the year whose share is the weight\n" +
				"rules[0].blend[1].growth: growth is exactly one of ratio, factor, fixed, annual, product and blend, not 0 of them\n" +
				"rules[0].of: does not go with weights that are figures: they are parts of 1"},
		{"a negative month count", trend(benchmark.Growth{Annual: &benchmark.Projection{Rate: num("0.03"), Months: map[string]decimal.Decimal{"BY1": num("-24"), "BY2": num("24")}}}),
			"rules[0].annual.months.BY1: -24 is negative"},
		{"a century of months", trend(benchmark.Growth{Annual: &benchmark.Projection{Rate: num("-1"), Months: map[string]decimal.Decimal{"BY1": num("1201")}}}),
			"rules[0].annual.rate: -1 loses everything within a year (3 % is 0.03)\nrules[0].annual.months.BY1: 1201 months are more than a century"},
		{"no months", trend(benchmark.Growth{Annual: &benchmark.Projection{}}), "rules[0].annual.months: needs the months of a year"},

		{"a ratio to no year", terms(benchmark.RiskRatio{}), "rules[0].to: is empty: name the year whose scores the amounts are carried to"},
		{"caps that cross", terms(benchmark.RiskRatio{To: "PY", AtMost: known("0.97"), AtLeast: known("1.03")}), "rules[0].atMost: 0.97 is below atLeast 1.03"},
		{"negative caps", terms(benchmark.RiskRatio{To: "PY", AtMost: known("-1"), AtLeast: known("-2")}), "rules[0].atLeast: -2 is negative\nrules[0].atMost: -1 is negative"},
		{"an unexplained normalisation", terms(benchmark.RiskRatio{To: "PY", Normalise: &benchmark.Normalisation{}}),
			"rules[0].normalise.by: is empty: name a figure of the facts, such as national\n" +
				"rules[0].normalise.population: is empty: say whose mean score is 1\nrules[0].normalise.weights: is empty: say what weighs that population"},
		{"an aggregate cap on base years", terms(benchmark.RiskRatio{To: "PY", Growth: &benchmark.DemographicCap{Points: num("-0.03")}, Coding: &benchmark.CodingIntensity{}}),
			"rules[0].growth.demographic: is empty: name a figure of the facts, such as national\nrules[0].growth.points: -0.03 is negative\n" +
				"rules[0].growth: is tested on weighed base years: name the year from\nrules[0].coding.factor: is empty: name a figure of the facts, such as national"},

		{"a regional adjustment in percent", terms(benchmark.RegionalAdjustment{Regional: "r", National: "n", Times: "t", Positive: []decimal.Decimal{num("35")}, CapAbove: num("5"), Offset: &benchmark.RiskOffset{}}),
			"rules[0].year: is empty: name the base year of the figures\nrules[0].positive[0]: 35 is outside 0 to 1 (2 % is 0.02)\nrules[0].negative: needs a weight\n" +
				"rules[0].capAbove: 5 is outside 0 to 1 (2 % is 0.02)\nrules[0].offset.dualShare: is empty: name a figure of the facts, such as national"},
		{"a rate book", terms(benchmark.RateBook{Rate: "r", Weight: num("2"), AtMost: known("-0.1"), AtLeast: known("0.1")}),
			"rules[0].year: is empty: name the year of the rate\nrules[0].weight: the weights add up to 2, not to 1\n" +
				"rules[0].limitOf: is empty: name what the limits are fractions of\nrules[0].atMost: -0.1 is below atLeast 0.1"},
		{"a limit of a rate book without limits", terms(benchmark.RateBook{Rate: "r", Year: "BY1", LimitOf: "n"}), "rules[0].limitOf: needs atMost, atLeast or both"},
		{"huge limits", terms(benchmark.RateBook{Rate: "r", Year: "BY1", LimitOf: "n", AtMost: decimal.NewNullDecimal(huge)}), "rules[0].atMost: " + tooLong},
		{"a choice of nothing", terms(benchmark.Greatest{}), "rules[0].mix: is empty: name the year whose time weighs the categories\nrules[0].of: needs an option"},
		{"options", terms(benchmark.Greatest{Mix: "BY1", Of: []benchmark.Option{{Name: "a"}, {Name: "a", Rules: benchmark.Rules{benchmark.Mark{}}}, {}}}),
			"rules[0].of[1].name: \"a\" stands twice\nrules[0].of[1].rules[0].name: is empty\nrules[0].of[2].name: is empty"},
		{"prior savings of no years", terms(benchmark.PriorSavings{Share: num("50"), Cap: num("5")}),
			"rules[0].years: needs a year\nrules[0].share: 50 is outside 0 to 1 (2 % is 0.02)\nrules[0].cap: 5 is outside 0 to 1 (2 % is 0.02)\n" +
				"rules[0].of: is empty: name a figure of the facts, such as national\nrules[0].in: is empty: name the year of "},
		{"a nameless prior year", terms(benchmark.PriorSavings{Years: []benchmark.Measure{""}, Of: "n", In: "BY1"}), "rules[0].years[0]: is empty: name a figure of the facts, such as national"},
		{"an equity adjustment in percent", terms(benchmark.EquityAdjustment{Share: "s", Minimum: num("15"), Cap: num("5"), Of: "n", Less: []benchmark.Measure{""}}),
			"rules[0].minimum: 15 is outside 0 to 1 (2 % is 0.02)\nrules[0].cap: 5 is outside 0 to 1 (2 % is 0.02)\n" +
				"rules[0].in: is empty: name the year of n\nrules[0].less[0]: is empty: name a figure of the facts, such as national"},
		{"a mark twice", terms(benchmark.Mark{Name: "a"}, benchmark.Mark{Name: "a"}), `rules[1].name: "a" is marked already`},
		{"no deductions", terms(benchmark.Deductions{}), "rules[0].of: needs a deduction"},
		{"deductions of more than all", terms(benchmark.Deductions{Of: []benchmark.Deduction{{Name: "a", Rate: num("0.6")}, {Rate: num("0.5"), ByCategory: map[string]decimal.Decimal{"x": num("2")}}}}),
			"rules[0].of[1].name: is empty\nrules[0].of[1].byCategory.x: 2 is outside 0 to 1 (2 % is 0.02)\nrules[0].of: the rates add up to 1.1, more than the whole benchmark\nrules[0].of: the rates of x add up to 2.6, more than the whole benchmark"},
		{"a huge deduction", terms(benchmark.Deductions{Of: []benchmark.Deduction{{Name: "a", Rate: huge}}}), "rules[0].of[0].rate: " + tooLong},
		{"an addend", terms(benchmark.Addend{Rate: huge, Units: "months"}), "rules[0].name: is empty\nrules[0].rate: " + tooLong + "\nrules[0].year: is empty: name the year of months"},
		{"a limit of nothing", terms(benchmark.Limit{}), "rules[0].of: is empty: name a figure of the facts, such as national\nrules[0]: needs atMost, atLeast or both"},
		{"a scale by nothing", terms(benchmark.Scale{}), "rules[0].by: is empty: name a figure of the facts, such as national"},
		{"a true-up", terms(benchmark.TrueUp{Actual: "a", Expected: "e", Deadband: num("-0.01"), Bands: apm.Bands{}, AtMost: known("-1")}),
			"rules[0].deadband: -0.01 is outside 0 to 1 (2 % is 0.02)\nrules[0].bands: needs a band\nrules[0].atMost: -1 is negative"},
		{"a guardrail of nothing", terms(benchmark.Guardrail{}), "rules[0].name: is empty\nrules[0].instead: needs a rule: the guardrail would be the benchmark as it is"},
		{"an unknown rounding", terms(benchmark.Round{Places: 16, Mode: "bankers"}),
			"rules[0].mode: unknown rounding \"bankers\" (known: halfUp, halfEven, down, up)\nrules[0].places: 16 is outside -15 to 15"},
		{"a multiplier", terms(benchmark.Multiplier{Form: "linear"}), "rules[0].form: unknown form \"linear\" (known: product, sum, exponential)\n" +
			"rules[0].coefficients: needs a coefficient\nrules[0].year: is empty: name the year of the factors"},
		{"a product with an intercept", terms(benchmark.Multiplier{Form: benchmark.Product, Intercept: known("1"), Year: "BY1", Coefficients: []benchmark.Coefficient{{Value: num("-1")}}}),
			"rules[0].intercept: does not go with a product\nrules[0].coefficients[0].of: is empty: name a figure of the facts, such as national\nrules[0].coefficients[0].value: -1 is negative"},
		{"two credibilities", terms(benchmark.Credibility{Full: known("0"), K: known("-1")}),
			"rules[0]: a credibility is exactly one of full and k\nrules[0].full: 0 is not above zero\nrules[0].k: -1 is not above zero\n" +
				"rules[0].manual: is empty: name a figure of the facts, such as national\nrules[0].year: is empty: name the year of the manual rate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := benchmark.New(c.terms)
			var problems apm.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got %v", err)
			}
			if got := err.Error(); got != c.want && !(strings.HasPrefix(c.want, "nested") && strings.HasSuffix(got, c.want)) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// What Calculate refuses, and what it says.
func TestHostileFacts(t *testing.T) {
	current := must(t)(benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2024, true))
	earlier := must(t)(benchmark.MSSP(apm.MustParseDate("2022-01-01"), 2023, false))
	own := ownRules()
	price := benchmark.Terms{Name: "price", Years: []string{"BY3"}, Rules: benchmark.Rules{
		benchmark.Multiplier{Form: benchmark.Product, Year: "BY3", Coefficients: []benchmark.Coefficient{{Of: "dual", Value: num("1.1")}}}}}
	row := func(f *benchmark.Facts, category, year string) *benchmark.Experience {
		for i := range f.Experience {
			if f.Experience[i].Category == category && f.Experience[i].Year == year {
				return &f.Experience[i]
			}
		}
		t.Fatal("no such row")
		return nil
	}
	huge := decimal.New(1, 1_000_000_000)
	for _, c := range []struct {
		name    string
		terms   benchmark.Terms
		change  func(*benchmark.Facts)
		want    string
		missing bool
	}{
		{"nothing", earlier, func(f *benchmark.Facts) { *f = benchmark.Facts{} }, "experience: is missing", true},
		{"a category missing in one year", earlier, func(f *benchmark.Facts) { row(f, "DISABLED", "BY2").Category = "OTHER" },
			"experience[DISABLED BY2].perCapita: is missing", true},
		{"an amount missing in one year", earlier, func(f *benchmark.Facts) { row(f, "DISABLED", "BY2").PerCapita.Valid = false },
			"experience[DISABLED BY2].perCapita: is missing", true},
		{"a row twice", earlier, func(f *benchmark.Facts) { f.Experience = append(f.Experience, f.Experience[0]) }, "experience[ESRD BY1]: stands twice", false},
		{"a row of nobody", earlier, func(f *benchmark.Facts) { f.Experience[0].Category = "" }, "experience: a row needs a category and a year", false},
		{"zero person-years", earlier, func(f *benchmark.Facts) {
			for _, name := range enrollmentTypes {
				row(f, name, "BY3").Time = known("0")
			}
		}, "rules[3]: experience[BY3].time: adds up to zero, so nothing weighs the categories", false},
		{"zero person-years of the year", current, func(f *benchmark.Facts) {
			for _, name := range enrollmentTypes {
				row(f, name, "PY").Time = known("0")
			}
		}, "retrospective[0]: experience[PY]: dollars of all categories are not above zero, so nothing weighs them", false},
		{"negative person-years", earlier, func(f *benchmark.Facts) { row(f, "ESRD", "BY3").Time = known("-1") }, "experience[ESRD BY3].time: is negative", false},
		{"no person-years", earlier, func(f *benchmark.Facts) { row(f, "ESRD", "PY").Time.Valid = false }, "retrospective[2]: experience[ESRD PY].time: is missing", true},
		{"a risk score of zero", earlier, func(f *benchmark.Facts) { row(f, "AGED_DUAL", "BY1").Risk = known("0") },
			"rules[1]: experience[AGED_DUAL BY1].risk: is not above zero, and a ratio needs it", false},
		{"a negative risk score", earlier, func(f *benchmark.Facts) { row(f, "AGED_DUAL", "BY1").Risk = known("-1") }, "experience[AGED_DUAL BY1].risk: is negative", false},
		{"no risk score", earlier, func(f *benchmark.Facts) { row(f, "AGED_DUAL", "PY").Risk.Valid = false }, "retrospective[0]: experience[AGED_DUAL PY].risk: is missing", true},
		{"a nation that spends nothing", earlier, func(f *benchmark.Facts) { row(f, "ESRD", "BY1").Figures[benchmark.National] = num("0") },
			"rules[0]: experience[ESRD BY1].national: is not above zero, and a ratio needs it", false},
		{"a share in percent", earlier, func(f *benchmark.Facts) { row(f, "ESRD", "BY3").Figures[benchmark.MarketShare] = num("5") },
			"rules[0]: experience[ESRD BY3].marketShare: is outside 0 to 1, and it weighs a blend", false},
		{"adjusted never", earlier, func(f *benchmark.Facts) { f.Amounts[benchmark.AdjustmentTimes] = num("0") },
			"rules[4]: amounts.adjustmentTimes: is not a count from 1", false},
		{"adjusted half a time", earlier, func(f *benchmark.Facts) { f.Amounts[benchmark.AdjustmentTimes] = num("1.5") },
			"rules[4]: amounts.adjustmentTimes: is not a count from 1", false},
		{"a path inside", current, func(f *benchmark.Facts) { delete(f.Amounts, benchmark.PriorSavings2) },
			"rules[4].of[1].rules[0]: amounts.priorSavings2: is missing", true},
		{"a negative proration", current, func(f *benchmark.Facts) { f.Amounts[benchmark.PriorProration] = num("-1") },
			"rules[4].of[1].rules[0]: amounts.priorProration: is negative", false},
		{"no prospective trend", current, func(f *benchmark.Facts) { delete(row(f, "ESRD", "PY").Figures, benchmark.AccountableTrend) },
			"retrospective[1].rules[0]: experience[ESRD PY].accountableTrend: is missing", true},
		{"a huge amount", earlier, func(f *benchmark.Facts) { f.Amounts["x"] = huge }, "amounts.x: has more than 40 digits before the point or 200 behind it", false},
		{"a huge figure", earlier, func(f *benchmark.Facts) { f.Experience[0].Figures["x"] = huge },
			"experience[ESRD BY1].x: has more than 40 digits before the point or 200 behind it", false},
		{"a huge cost", earlier, func(f *benchmark.Facts) { f.Experience[0].PerCapita = decimal.NewNullDecimal(huge) },
			"experience[ESRD BY1].perCapita: has more than 40 digits before the point or 200 behind it", false},
		{"a figure with a field", earlier, func(f *benchmark.Facts) { f.Experience[0].Figures[benchmark.Risk] = num("1") },
			"experience[ESRD BY1].figures.risk: has a field of its own; set that", false},
		{"an amount with a field", earlier, func(f *benchmark.Facts) { f.Amounts[benchmark.Time] = num("1") },
			"amounts.time: is a figure of a category and year; set it there", false},
		{"a normalisation by nothing", own, func(f *benchmark.Facts) { row(f, "ESRD", "PY").Figures[benchmark.RegionalRisk] = num("0") },
			"retrospective[0]: experience[ESRD PY].regionalRisk: is not above zero, and scores are divided by it", false},
		{"a factor that is neither", price, func(f *benchmark.Facts) {
			for _, name := range enrollmentTypes {
				row(f, name, "BY3").Figures["dual"] = num("0.5")
			}
		}, "rules[0]: experience[ESRD BY3].dual: is neither 0 nor 1, and a product of coefficients needs one of them", false},
		{"a quality score in percent", must(t)(benchmark.REACH(2022, benchmark.Global)), func(f *benchmark.Facts) {
			*f = reachFacts("100", "1", "76.6", "0")
		}, "retrospective[1]: amounts.qualityScore: is outside 0 to 1 (76.6 % is 0.766)", false},
		{"an addend over no time", must(t)(benchmark.REACH(2023, benchmark.Global)), func(f *benchmark.Facts) {
			*f = reachFacts("100", "1", "1", "0")
			f.Experience[0].Time = known("0")
		}, "retrospective[3]: experience[PY].time: adds up to zero, so nothing weighs the categories", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := fullFacts()
			c.change(&facts)
			_, err := build(t, c.terms).Calculate(facts)
			var fact *apm.FactError
			if !errors.As(err, &fact) {
				t.Fatalf("got %v", err)
			}
			if err.Error() != c.want || errors.Is(err, apm.ErrMissing) != c.missing {
				t.Errorf("got  %v (missing: %v)\nwant %s", err, errors.Is(err, apm.ErrMissing), c.want)
			}
		})
	}
}

// Lists that cannot run in their order, and what they say.
func TestHostileOrder(t *testing.T) {
	weigh := benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: "BY3", Weight: num("1")}}}
	for _, c := range []struct {
		name  string
		rules benchmark.Rules
		want  string
	}{
		{"a mix of years", benchmark.Rules{benchmark.Mix{Year: "BY3"}}, "rules[0]: the base years are still apart: weigh them first, with a rule baseYears"},
		{"an aggregate cap on years", benchmark.Rules{benchmark.RiskRatio{From: "BY3", To: "PY", Growth: &benchmark.DemographicCap{Demographic: benchmark.Demographic}}},
			"rules[0]: the base years are still apart: weigh them first, with a rule baseYears"},
		{"a year without a weight", benchmark.Rules{weigh}, "rules[0]: experience[ESRD BY1]: has no weight: the rule does not list the year"},
		{"a weight without a year", benchmark.Rules{benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: "BY0", Weight: num("1")}}}}, "rules[0]: experience[ESRD BY0]: is missing"},
		{"a trend from nowhere", benchmark.Rules{twoYears(), benchmark.Trend{To: "PY", Growth: benchmark.Growth{Fixed: known("1.02")}}},
			"rules[1]: from: is empty, and the base years are weighed already"},
		{"months of another year", benchmark.Rules{benchmark.Trend{To: "PY", Growth: benchmark.Growth{Annual: &benchmark.Projection{Months: map[string]decimal.Decimal{"BY3": num("1")}}}}},
			"rules[0]: annual.months.BY1: is missing: how many months is it from that year's midpoint"},
		{"a mark that is not there", benchmark.Rules{twoYears(), benchmark.RiskRatio{From: "BY3", To: "PY", Growth: &benchmark.DemographicCap{Demographic: benchmark.Demographic, Weigh: "none"}}},
			"rules[1]: weigh: no mark of that name stands before: none"},
		{"a guardrail by category", benchmark.Rules{twoYears(), benchmark.Guardrail{Name: "x", Instead: benchmark.Rules{benchmark.Mix{Year: "BY3"}}}},
			"rules[1]: the guardrail weighs benchmarks of all categories together: mix them in both lists"},
		{"a bad second list", benchmark.Rules{twoYears(), benchmark.Guardrail{Name: "x", Instead: benchmark.Rules{benchmark.Mix{Year: "BY4"}}}},
			"rules[1].instead[0]: experience[ESRD BY4].time: is missing"},
		{"an amount beyond money", benchmark.Rules{benchmark.Trend{To: "PY", Growth: benchmark.Growth{Fixed: decimal.NewNullDecimal(decimal.New(1, 39))}}},
			"rules[0]: the rule gave no lines, or an amount beyond any sum of money"},
		{"an exponent beyond all", benchmark.Rules{benchmark.Multiplier{Form: benchmark.Exponential, Year: "BY3", Coefficients: []benchmark.Coefficient{{Of: benchmark.National, Value: num("1")}}}},
			"rules[0]: the exponent is beyond -80 to 80"},
		{"a multiplier below zero", benchmark.Rules{benchmark.Multiplier{Form: benchmark.Sum, Year: "BY3", Coefficients: []benchmark.Coefficient{{Of: benchmark.National, Value: num("-1")}}}},
			"rules[0]: experience[ESRD BY3]: the risk multiplier comes out below zero"},
		{"no lines", benchmark.Rules{rogue{}}, "rules[0]: the rule gave no lines, or an amount beyond any sum of money"},
		{"an error of its own", benchmark.Rules{benchmark.Greatest{Mix: "BY3", Of: []benchmark.Option{{Name: "x", Rules: benchmark.Rules{rogue{}}}}}},
			"rules[0]: the base years are still apart: weigh them first, with a rule baseYears"},
		{"an error inside", benchmark.Rules{twoYears(), benchmark.Greatest{Mix: "BY3", Of: []benchmark.Option{{Name: "x", Rules: benchmark.Rules{rogue{err: errOwn}}}}}},
			"rules[1].of[0].rules[0]: no such county"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := build(t, benchmark.Terms{Name: "x", Years: []string{"BY1", "BY3"}, Rules: c.rules}).Calculate(fullFacts())
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
			if strings.HasSuffix(c.want, "county") && !errors.Is(err, errOwn) {
				t.Errorf("%v hides the rule's own error", err)
			}
		})
	}
}

func twoYears() benchmark.Rule {
	return benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: "BY1", Weight: num("0.5")}, {Year: "BY3", Weight: num("0.5")}}}
}

// rogue is a rule of the caller's own that does what it must not.
type rogue struct{ err error }

var errOwn = errors.New("no such county")

func (rogue) Kind() string       { return "rogue" }
func (rogue) Validate(apm.Check) {}
func (r rogue) Apply(*benchmark.Facts, []benchmark.Line) (benchmark.Move, error) {
	return benchmark.Move{}, r.err
}

// What Decode refuses, and what it says.
func TestHostileJSON(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"name":"x","rules":[{"kind":"greatest","of":[{"rules":[{"kind":"oregon.floor"}]}]}]}`,
			`rules[0].of[0].rules[0]: unknown rule "oregon.floor" (known: addend, baseYears, credibility, deductions, equityAdjustment, greatest, guardrail, limit, mark, mix, multiplier, priorSavings, rateBook, regionalAdjustment, riskRatio, round, scale, trend, trueUp)`},
		{`{"name":"x","name":"y"}`, "name: the key stands twice"},
		{`{"name":"x","Rules":[]}`, `Rules: the key differs from "rules" only in case`},
		{`{"name":"x","order":[]}`, "order: unknown field (known: frozenMix, name, retrospective, rules, years)"},
		{`{"rules":[{"kind":"trend","to":"PY","ratio":"national","weight":1}]}`, "rules[0].weight: unknown field (known: annual, authority, blend, factor, fixed, from, of, product, ratio, restore, to)"},
		{`{"rules":[{"kind":"trend","fixed":1e99999999}]}`, "rules[0].fixed: not a valid number: want "},
		{`{"name":`, "line 1, column 9: unexpected EOF"},
	} {
		_, err := benchmark.Decode([]byte(c.text), benchmark.Kinds())
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%.60s\ngot  %v\nwant %s", c.text, err, c.want)
		}
	}
	if _, err := benchmark.DecodeFrozen([]byte(`{"terms":{"rules":[{"kind":"x"}]}}`), benchmark.Kinds()); err == nil || !strings.HasPrefix(err.Error(), `terms.rules[0]: unknown rule "x"`) {
		t.Error(err)
	}
}
