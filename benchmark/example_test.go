package benchmark_test

import (
	"encoding/json"
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

// amount and some read the constants of the examples.
func amount(s string) decimal.Decimal   { return decimal.RequireFromString(s) }
func some(s string) decimal.NullDecimal { return decimal.NewNullDecimal(amount(s)) }

// Recompute what CMS published of ACO A67373, whose first agreement period began in
// July 2012: three years by enrollment type, risk scores, and the person-years of the
// third. The national trends were fitted to the published benchmarks of its cohort. CMS
// published a historical benchmark of $13,375.
func Example() {
	terms, err := benchmark.MSSPFirstAgreement(apm.MustParseDate("2012-07-01"))
	if err != nil {
		fmt.Println(err)
		return
	}
	chain, err := benchmark.New(terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	row := func(category, year, perCapita, risk, trend string) benchmark.Experience {
		return benchmark.Experience{
			Category: category, Year: year, PerCapita: some(perCapita), Risk: some(risk),
			Figures: map[benchmark.Measure]decimal.Decimal{benchmark.NationalTrend: amount(trend)},
		}
	}
	last := func(category, perCapita, risk, personYears string) benchmark.Experience {
		return benchmark.Experience{Category: category, Year: "BY3", PerCapita: some(perCapita), Risk: some(risk), Time: some(personYears)}
	}
	result, err := chain.Calculate(benchmark.Facts{Experience: []benchmark.Experience{
		row("ESRD", "BY1", "92004", "1.07148879", "1.0063"),
		row("ESRD", "BY2", "93369", "1.040782096", "1.004488"),
		last("ESRD", "93055", "1.055826923", "260.1666667"),
		row("DISABLED", "BY1", "13364", "1.256641513", "1.063461"),
		row("DISABLED", "BY2", "14388", "1.275261232", "1.035597"),
		last("DISABLED", "13347", "1.248561037", "2133.166667"),
		row("AGED_DUAL", "BY1", "17803", "1.058682184", "1.016171"),
		row("AGED_DUAL", "BY2", "18077", "1.08942832", "1.004538"),
		last("AGED_DUAL", "18192", "1.095877192", "1343.583333"),
		row("AGED_NONDUAL", "BY1", "11923", "1.21118358", "1.048155"),
		row("AGED_NONDUAL", "BY2", "12464", "1.224053918", "1.022955"),
		last("AGED_NONDUAL", "12193", "1.226609022", "29481.91667"),
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, l := range result.Categories {
		fmt.Println(l.Category, l.PerCapita.StringFixed(2))
	}
	fmt.Println("all", result.PerCapita.Decimal.StringFixed(2))
	// Output:
	// ESRD 93499.17
	// DISABLED 13796.73
	// AGED_DUAL 18267.81
	// AGED_NONDUAL 12414.45
	// all 13375.01
}

// A state's own method in a dozen lines, set before the year and made final behind it:
// two years of its own experience at regional growth, a third of the regional rate, a
// discount; the risk and the mix of the year itself come in afterwards. The numbers are
// illustrative.
func Example_stateMethod() {
	terms := benchmark.Terms{Name: "A state's method", Years: []string{"2023", "2024"}, FrozenMix: "2024",
		Rules: benchmark.Rules{
			benchmark.Trend{To: "2024", Growth: benchmark.Growth{Ratio: benchmark.Regional}},
			benchmark.RiskRatio{To: "2024"},
			benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: "2023", Weight: amount("1")}, {Year: "2024", Weight: amount("2")}}, Of: some("3")},
			benchmark.RateBook{Rate: benchmark.Regional, Year: "2024", AtRisk: true, Weight: amount("1"), Of: some("3")},
			benchmark.Deductions{Of: []benchmark.Deduction{{Name: "discount", Rate: amount("0.01")}}},
		},
		Retrospective: benchmark.Rules{
			benchmark.RiskRatio{From: "2024", To: "2026", AtMost: some("1.03")},
			benchmark.Mix{Year: "2026"},
		},
	}
	row := func(category, year, months, perMonth, risk, regional string) benchmark.Experience {
		return benchmark.Experience{Category: category, Year: year, Time: some(months), PerCapita: some(perMonth), Risk: some(risk),
			Figures: map[benchmark.Measure]decimal.Decimal{benchmark.Regional: amount(regional)}}
	}
	facts := benchmark.Facts{Experience: []benchmark.Experience{
		row("child", "2023", "60000", "210", "0.90", "225"), row("child", "2024", "63000", "220", "0.92", "234"),
		row("adult", "2023", "30000", "480", "1.10", "440"), row("adult", "2024", "31000", "470", "1.08", "451"),
	}}
	chain, err := benchmark.New(terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	frozen, err := chain.Freeze(facts)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("set before the year:", frozen.All.Decimal.StringFixed(2))
	facts.Experience = append(facts.Experience,
		benchmark.Experience{Category: "child", Year: "2026", Time: some("70000"), Risk: some("0.97")},
		benchmark.Experience{Category: "adult", Year: "2026", Time: some("30000"), Risk: some("1.09")})
	final, err := frozen.Finalise(facts, terms.Retrospective...)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range final.Differences {
		fmt.Printf("%s %s: %s\n", d.Path, d.Rule, d.All.Decimal.StringFixed(2))
	}
	fmt.Print(final.Account)
	// What was not declared is refused.
	_, err = frozen.Finalise(facts, benchmark.Addend{Name: "second thoughts", Rate: amount("5")})
	fmt.Println(err)
	// Output:
	// set before the year: 301.66
	// retrospective[0] riskRatio: 5.81
	// retrospective[1] mix: -7.59
	// A state's method, final
	//   frozen benchmark of child                  216.96
	//   frozen benchmark of adult                  473.81
	//   retrospective[0] riskRatio (child)         223.47
	//       risk ratio                           1.054348
	//       ratio used                               1.03
	//   retrospective[0] riskRatio (adult)         478.20
	//       risk ratio                           1.009259
	//   retrospective[1] mix (all)                 299.89
	//       child                                  223.47
	//       time                                   70,000
	//       adult                                  478.20
	//       time                                   30,000
	//   benchmark of all                           299.89
	//   time                                      100,000
	//   total benchmark                     29,988,546.86
	// rules[0]: the rule addend was not declared when the benchmark was frozen (declared: riskRatio, mix)
}

// A target price in the manner of TEAM: a region's mean episode in three years, carried to
// the last one, weighed towards it, carried on to the performance year, normalised, less a
// discount of 2 %. At reconciliation the trend that came about counts within 3 %.
// Weights, trends and normalisation are illustrative.
func Example_targetPrice() {
	terms := benchmark.Terms{Name: "Target price", Years: []string{"2022", "2023", "2024"},
		Rules: benchmark.Rules{
			benchmark.Trend{To: "2024", Growth: benchmark.Growth{Ratio: "regionMean"}},
			benchmark.BaseYears{Years: []benchmark.YearWeight{
				{Year: "2022", Weight: amount("0.17")}, {Year: "2023", Weight: amount("0.33")}, {Year: "2024", Weight: amount("0.50")}}},
			benchmark.Trend{From: "2024", To: "2026", Growth: benchmark.Growth{Factor: "prospectiveTrend"}},
			benchmark.Scale{By: "normalisation", Year: "2026"},
			benchmark.Deductions{Of: []benchmark.Deduction{{Name: "discount", Rate: amount("0.02")}}},
		},
		Retrospective: benchmark.Rules{
			benchmark.TrueUp{Actual: "actualTrend", Expected: "prospectiveTrend", Year: "2026", AtMost: some("1.03"), AtLeast: some("0.97")},
		},
	}
	episode := func(year, mean string) benchmark.Experience {
		return benchmark.Experience{Category: "LEJR", Year: year, PerCapita: some(mean),
			Figures: map[benchmark.Measure]decimal.Decimal{"regionMean": amount(mean)}}
	}
	chain, err := benchmark.New(terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := chain.Calculate(benchmark.Facts{Experience: []benchmark.Experience{
		episode("2022", "20000"), episode("2023", "22000"), episode("2024", "25000"),
		{Category: "LEJR", Year: "2026", Figures: map[benchmark.Measure]decimal.Decimal{
			"prospectiveTrend": amount("1.02"), "normalisation": amount("0.99"), "actualTrend": amount("1.08")}},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(result.Account)
	// Output:
	// Target price
	//   LEJR 2022 per capita            20,000.00
	//   LEJR 2023 per capita            22,000.00
	//   LEJR 2024 per capita            25,000.00
	//   rules[0] trend (LEJR 2022)      25,000.00
	//       regionMean                       1.25
	//       trend                            1.25
	//   rules[0] trend (LEJR 2023)      25,000.00
	//       regionMean                   1.136364
	//       trend                        1.136364
	//   rules[0] trend (LEJR 2024)      25,000.00
	//   rules[1] baseYears (LEJR)       25,000.00
	//       2022                        25,000.00
	//       weight                           0.17
	//       2023                        25,000.00
	//       weight                           0.33
	//       2024                        25,000.00
	//       weight                            0.5
	//   rules[2] trend (LEJR)           25,500.00
	//       prospectiveTrend                 1.02
	//       trend                            1.02
	//   rules[3] scale (LEJR)           25,245.00
	//       normalisation                    0.99
	//   rules[4] deductions (LEJR)      24,740.10
	//       discount                          2 %
	//       left                             98 %
	//   retrospective[0] trueUp (LEJR)  25,482.30
	//       actual to expected           1.058824
	//       factor                           1.03
	//   benchmark of LEJR               25,482.30
}

// What small numbers mean for a panel of 1,500 people. The published minimum savings
// rates of the Medicare Shared Savings Program imply that yearly cost varies by about
// 2.1 times its mean, where one assumes what confidence each of them stands for: the
// regulation's table names none, so that 90, 95 and 99 % are an illustration here. With
// that, savings of a panel so small are chance up to 8.9 %, and
// its own experience counts for half.
func Example_smallPanel() {
	for _, published := range []struct {
		people           int
		rate, confidence string
	}{{5_000, "0.039", "0.90"}, {20_000, "0.025", "0.95"}, {50_000, "0.022", "0.99"}} {
		cv, err := benchmark.ImpliedVariation(amount(published.rate), published.people, amount(published.confidence), benchmark.OneSided)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d people, %s, assumed confidence %s: variation %s\n", published.people, published.rate, published.confidence, cv.StringFixed(2))
	}
	variation := benchmark.Variation{Coefficient: amount("2.1"), Source: "implied by 42 CFR 425.604(b) at assumed confidence"}
	rate, err := benchmark.MinimumSavingsRate(1_500, variation, amount("0.95"), benchmark.OneSided)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("minimum savings rate: %s, %s, %s, z %s, %s\n", rate.Rate.StringFixed(3), rate.Formula, rate.Sides, rate.Z.StringFixed(3), rate.Source)
	interval, err := benchmark.ConfidenceInterval(amount("6000"), 1_500, variation, amount("0.95"), benchmark.TwoSided)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("6,000 per capita could as well be %s to %s\n", interval.Low.Decimal.StringFixed(0), interval.High.Decimal.StringFixed(0))
	full, err := benchmark.FullCredibility(variation, amount("0.05"), amount("0.95"))
	if err != nil {
		fmt.Println(err)
		return
	}
	weight, err := benchmark.LimitedFluctuation(amount("1500"), full)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("full credibility at %s people; of 1,500 the own experience counts %s\n", full.StringFixed(0), weight.StringFixed(2))
	// Output:
	// 5000 people, 0.039, assumed confidence 0.90: variation 2.15
	// 20000 people, 0.025, assumed confidence 0.95: variation 2.15
	// 50000 people, 0.022, assumed confidence 0.99: variation 2.11
	// minimum savings rate: 0.089, z x cv / sqrt(n), oneSided, z 1.645, implied by 42 CFR 425.604(b) at assumed confidence
	// 6,000 per capita could as well be 5362 to 6638
	// full credibility at 6776 people; of 1,500 the own experience counts 0.47
}

// Floor is a state's own rule: no category's benchmark is below a floor.
type Floor struct {
	Dollars decimal.Decimal `json:"dollars"`
}

func (Floor) Kind() string { return "oregon.floor" }

func (f Floor) Apply(_ *benchmark.Facts, lines []benchmark.Line) (benchmark.Move, error) {
	move := benchmark.Move{Authority: "the state's own"}
	for _, l := range lines {
		l.PerCapita = decimal.Max(l.PerCapita, f.Dollars)
		move.To = append(move.To, l)
	}
	return move, nil
}

func (f Floor) Validate(c apm.Check) { c.In("dollars").NotNegative(f.Dollars) }

// A state adds a rule of its own, keeps the terms in its database as JSON, and reads
// them again.
func ExampleDecode() {
	text, err := json.Marshal(benchmark.Terms{Name: "With a floor", Years: []string{"2024"}, Rules: benchmark.Rules{
		benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: "2024", Weight: amount("1")}}},
		Floor{Dollars: amount("250")},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	_, err = benchmark.Decode(text, benchmark.Kinds().With(Floor{}))
	fmt.Println(err)
	_, err = benchmark.Decode([]byte(`{"rules":[{"kind":"trend","to":"2026","ratio":"regional","Ratio":"national"}]}`), benchmark.Kinds())
	fmt.Println(err)
	// Output:
	// {"name":"With a floor","years":["2024"],"rules":[{"kind":"baseYears","years":[{"year":"2024","weight":"1"}]},{"kind":"oregon.floor","dollars":"250"}]}
	// <nil>
	// rules[0].Ratio: the key differs from "ratio" only in case
}
