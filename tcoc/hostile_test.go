package tcoc_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// What New refuses, and what it says.
func TestHostileTerms(t *testing.T) {
	terms := func(savings ...tcoc.Rule) tcoc.Plan {
		return tcoc.Plan{Terms: tcoc.Terms{Name: "hostile", Savings: savings}}
	}
	band := func(upTo, share string) apm.Band { return apm.Band{UpTo: dollars(upTo), Share: num(share)} }
	last := func(share string) apm.Band { return apm.Band{Share: num(share)} }
	loop := tcoc.Rules{nil}
	loop[0] = tcoc.When{If: tcoc.Condition{Flag: "x"}, Then: loop}
	twice := tcoc.Rules{nil}
	twice[0] = tcoc.Greater{Of: []tcoc.Rules{twice, twice}}
	plans := []tcoc.Plan{{}}
	plans[0].GreaterOf = plans
	condition := tcoc.Condition{}
	condition.Not = &condition
	huge := decimal.New(1, 1_000_000_000)
	var pointer *tcoc.Share
	for _, c := range []struct {
		name string
		plan tcoc.Plan
		want string
	}{
		{"no plan", tcoc.Plan{}, "a plan is exactly one of terms, greaterOf and sum, not 0 of them"},
		{"two plans in one", tcoc.Plan{Terms: terms(tcoc.Mark{Name: "x"}).Terms, Sum: []tcoc.Plan{terms(tcoc.Mark{Name: "x"})}},
			"a plan is exactly one of terms, greaterOf and sum, not 2 of them"},
		{"no alternatives", tcoc.Plan{GreaterOf: []tcoc.Plan{}}, "greaterOf: needs a plan"},
		{"empty terms", tcoc.Plan{Terms: tcoc.Terms{Savings: tcoc.Rules{}}}, "name: is empty\nthe terms are empty: they need a list of savings, of losses, or both"},
		{"half a gap", tcoc.Plan{Terms: tcoc.Terms{Name: "x", From: tcoc.Gap{Of: "target"}, Savings: tcoc.Rules{tcoc.Mark{Name: "x"}}}},
			"from: needs both of and less, or neither for benchmark less expenditure"},
		{"no rule", terms(nil), "savings[0]: is no rule"},
		{"nil pointer", terms(pointer), "savings[0]: is no rule"},
		{"a plan that holds itself", plans[0], "the plan holds itself, or more than 10000 rules and conditions"},
		{"a list that holds itself", terms(loop...), "the plan holds itself, or more than 10000 rules and conditions"},
		{"a condition that holds itself", terms(tcoc.When{If: condition, Then: tcoc.Rules{tcoc.Mark{Name: "x"}}}), "the plan holds itself, or more than 10000 rules and conditions"},
		{"no bands", terms(tcoc.Corridor{}), "savings[0].bands: needs a band"},
		{"bands that run backwards", terms(tcoc.Corridor{Bands: apm.Bands{band("0.1", "0.5"), band("0.05", "1")}}),
			"savings[0].bands[1].upTo: 0.05 is not above 0.1, where the band starts"},
		{"bands that overlap", terms(tcoc.Corridor{Bands: apm.Bands{band("0.1", "0.5"), band("0.1", "1")}}),
			"savings[0].bands[1].upTo: 0.1 is not above 0.1, where the band starts"},
		{"a band behind the last", terms(tcoc.Corridor{Bands: apm.Bands{last("0.5"), band("0.1", "1")}}),
			"savings[0].bands[0].upTo: only the last band goes on without end"},
		{"a share above one", terms(tcoc.Corridor{Bands: apm.Bands{last("1.5")}}), "savings[0].bands[0].share: 1.5 is outside 0 to 1 (2 % is 0.02)"},
		{"a huge number", terms(tcoc.Corridor{Bands: apm.Bands{{UpTo: decimal.NewNullDecimal(huge), Share: num("1")}}}),
			"savings[0].bands[0].upTo: the number has more than 40 digits before the point or 200 behind it"},
		{"a rate in percent", terms(tcoc.Share{Rate: apm.FixedRate(num("50"))}), "savings[0].rate.fixed: 50 is outside 0 to 1 (2 % is 0.02)"},
		{"a negative rate", terms(tcoc.Sequester{Rate: num("-0.02")}), "savings[0].rate: -0.02 is outside 0 to 1 (2 % is 0.02)"},
		{"no rate", terms(tcoc.Share{}), "savings[0].rate: a rate is exactly one of fixed, linear, ladder and byStatus, not 0 of them"},
		{"an unbounded slope", terms(tcoc.Share{Rate: apm.Rate{Linear: &apm.Linear{Intercept: num("1"), Slope: num("0.5")}}}),
			"savings[0].rate.linear: gives 1.5 at a score of 1, outside 0 to 1; bound it by min and max"},
		{"no minimum", terms(tcoc.MinimumRate{}), "savings[0]: a minimum rate is exactly one of fixed, table and statistical, not 0 of them"},
		{"two minimums", terms(tcoc.MinimumRate{Fixed: dollars("0.02"), Table: tcoc.MSSPMinimumRates()}),
			"savings[0]: a minimum rate is exactly one of fixed, table and statistical, not 2 of them"},
		{"an empty table", terms(tcoc.MinimumRate{Table: []tcoc.RateBand{}}), "savings[0].table: needs a band"},
		{"a table with a gap", terms(tcoc.MinimumRate{Table: []tcoc.RateBand{{From: 1, To: 99}, {From: 101}}}),
			"savings[0].table[1].from: 101 does not follow 99, the end of the band before it"},
		{"a table from nobody", terms(tcoc.MinimumRate{Table: []tcoc.RateBand{{}}}), "savings[0].table[0].from: 0 is below 1"},
		{"a table band backwards", terms(tcoc.MinimumRate{Table: []tcoc.RateBand{{From: 5, To: 2}}}), "savings[0].table[0].to: 2 is before the start 5"},
		{"an endless band inside", terms(tcoc.MinimumRate{Table: []tcoc.RateBand{{From: 1}, {From: 1}}}), "savings[0].table[0].to: only the last band goes on without end"},
		{"an endless band that slopes", terms(tcoc.MinimumRate{Table: []tcoc.RateBand{{From: 1, AtFrom: num("0.02"), AtTo: num("0.01")}}}),
			"savings[0].table[0].atTo: a band without end keeps its rate: 0.01 is not 0.02"},
		{"no options", terms(tcoc.MinimumRate{Fixed: dollars("0.02"), Election: &tcoc.Election{MinPopulation: -1}}),
			"savings[0].election.options: needs a rate to choose\nsavings[0].election.minPopulation: -1 is negative"},
		{"an option in percent", terms(tcoc.MinimumRate{Fixed: dollars("0.02"), Election: &tcoc.Election{Options: []decimal.Decimal{num("2")}}}),
			"savings[0].election.options[0]: 2 is outside 0 to 1 (2 % is 0.02)"},
		{"statistical with a basis", terms(tcoc.MinimumRate{Statistical: &tcoc.Statistical{Z: num("-1"), Confidence: num("95")}, Of: tcoc.Benchmark}),
			"savings[0].statistical.z: -1 is negative\nsavings[0].statistical.confidence: 95 is outside 0 to 1 (2 % is 0.02)\n" +
				"savings[0].statistical: is in dollars and not elected: of and election do not go with it"},
		{"no limits", terms(tcoc.Cap{}), "savings[0]: a cap has either lesser or greater limits"},
		{"a limit of nothing", terms(tcoc.Cap{Lesser: []tcoc.Limit{{}}}),
			"savings[0].lesser[0].of: is empty: name the amount that this is a part of, such as benchmark or revenue\n" +
				"savings[0].lesser[0]: a limit is exactly one of dollars, rate and byYear, not 0 of them"},
		{"a limit in two ways", terms(tcoc.Cap{Greater: []tcoc.Limit{{Dollars: dollars("-5"), Rate: dollars("-0.1"), Of: tcoc.Revenue}}}),
			"savings[0].greater[0].dollars: -5 is negative\nsavings[0].greater[0].of: does not go with dollars\n" +
				"savings[0].greater[0].rate: -0.1 is negative\n" +
				"savings[0].greater[0]: a limit is exactly one of dollars, rate and byYear, not 2 of them"},
		{"no years", terms(tcoc.Cap{Lesser: []tcoc.Limit{{ByYear: []decimal.Decimal{}, Of: tcoc.Benchmark}}}), "savings[0].lesser[0].byYear: needs a year"},
		{"a negative year", terms(tcoc.Cap{Lesser: []tcoc.Limit{{ByYear: []decimal.Decimal{num("-1")}, Of: tcoc.Benchmark}}}),
			"savings[0].lesser[0].byYear[0]: -1 is negative"},
		{"an unnamed mark", terms(tcoc.Mark{}), "savings[0].name: is empty"},
		{"a mark twice", terms(tcoc.Mark{Name: "earned"}, tcoc.Mark{Name: "earned"}), `savings[1]: "earned" is marked already`},
		{"a mark twice by way of a condition", terms(tcoc.When{If: tcoc.Condition{Flag: "x"}, Then: tcoc.Rules{tcoc.Mark{Name: "earned"}}}, tcoc.Mark{Name: "earned"}),
			`savings[1]: "earned" is marked already`},
		{"a mark twice below a minimum", terms(tcoc.Mark{Name: "earned"}, tcoc.MinimumRate{Fixed: dollars("0"), Below: tcoc.Rules{tcoc.Mark{Name: "earned"}}}),
			`savings[1]: "earned" is marked already`},
		{"a list that holds itself twice", terms(twice...), "the plan holds itself, or more than 10000 rules and conditions"},
		{"a mark twice by way of an else", terms(tcoc.When{If: tcoc.Condition{Flag: "x"}, Else: tcoc.Rules{tcoc.Mark{Name: "earned"}}}, tcoc.Mark{Name: "earned"}),
			`savings[1]: "earned" is marked already`},
		{"too many rules", terms(slices.Repeat([]tcoc.Rule{tcoc.Recoup{}}, 10_000)...), "the plan holds itself, or more than 10000 rules and conditions"},
		{"an unknown rounding", terms(tcoc.Round{Places: 99, Mode: "bankers"}),
			"savings[0].mode: unknown rounding \"bankers\" (known: halfUp, halfEven, down, up)\nsavings[0].places: 99 is outside -15 to 15"},
		{"a negative payment", terms(tcoc.MinimumPayment{Dollars: num("-1")}), "savings[0].dollars: -1 is negative"},
		{"a negative period", terms(tcoc.Prorate{Months: -1, VoluntaryAfter: -1}), "savings[0].months: -1 is negative\nsavings[0].voluntaryAfter: -1 is negative"},
		{"nothing to do", terms(tcoc.When{}), "savings[0].if: the condition is empty\nsavings[0]: does nothing: it needs then, else or both"},
		{"a comparison with nothing", terms(tcoc.When{If: tcoc.Condition{Of: tcoc.Revenue, Any: []tcoc.Condition{{AtLeast: dollars("1")}}}, Then: tcoc.Rules{tcoc.Recoup{}}}),
			"savings[0].if.of: needs atLeast, below or both\nsavings[0].if.any[0]: the condition is empty\n" +
				"savings[0].if.any[0].of: is empty: name the amount that is compared"},
		{"empty choices", terms(tcoc.When{If: tcoc.Condition{Status: []apm.Status{}, Any: []tcoc.Condition{}}, Else: tcoc.Rules{tcoc.Recoup{}}}),
			"savings[0].if.status: needs a status\nsavings[0].if.any: needs a condition"},
		{"a comparison with a huge number", terms(tcoc.When{If: tcoc.Condition{Of: tcoc.Revenue, AtLeast: decimal.NewNullDecimal(huge), Below: decimal.NewNullDecimal(huge)}, Then: tcoc.Rules{tcoc.Recoup{}}}),
			"savings[0].if.atLeast: the number has more than 40 digits before the point or 200 behind it\n" +
				"savings[0].if.below: the number has more than 40 digits before the point or 200 behind it"},
		{"nothing to compare", terms(tcoc.Greater{Of: []tcoc.Rules{{}}}), "savings[0].of: needs two lists or more to compare or add"},
		{"a bad rule inside", terms(tcoc.Sum{Of: []tcoc.Rules{{tcoc.Recoup{}}, {tcoc.Recoup{}, tcoc.Mark{}}}}), "savings[0].of[1][1].name: is empty"},
		{"a bad rule below", terms(tcoc.MinimumRate{Fixed: dollars("0"), Below: tcoc.Rules{tcoc.Mark{}}}), "savings[0].below[0].name: is empty"},
		{"a bad retest", terms(tcoc.Guardrail{Retest: &tcoc.MinimumRate{Fixed: dollars("2"), Below: tcoc.Rules{tcoc.Recoup{}}}}),
			"savings[0].retest.fixed: 2 is outside 0 to 1 (2 % is 0.02)\nsavings[0].retest.below: does not go with a retest"},
		{"bad alternatives", tcoc.Plan{GreaterOf: []tcoc.Plan{{Sum: []tcoc.Plan{terms(tcoc.Mark{})}}}}, "greaterOf[0].sum[0].savings[0].name: is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := tcoc.New(c.plan)
			var problems apm.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got %v", err)
			}
			if got := err.Error(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// What Settle refuses, and what it says.
func TestHostileFacts(t *testing.T) {
	levelE := mssp(t, 2023, tcoc.BasicE)
	fine := func() tcoc.Performance {
		return tcoc.Performance{
			Benchmark: dollars("100000000"), Expenditure: dollars("110000000"), Population: 10_000,
			MinimumRate: dollars("0.01"), Quality: quality(apm.Met, "0.8"), Revenue: dollars("50000000"),
		}
	}
	huge := decimal.NewNullDecimal(decimal.New(1, 1_000_000_000))
	for _, c := range []struct {
		name    string
		plan    tcoc.Plan
		change  func(*tcoc.Performance)
		want    string
		missing bool
	}{
		{"a revenue cap without revenue", levelE, func(p *tcoc.Performance) { p.Revenue.Valid = false }, "losses[4]: revenue: is missing", true},
		{"no benchmark", levelE, func(p *tcoc.Performance) { p.Benchmark.Valid = false }, "benchmark: is missing", true},
		{"no expenditure", levelE, func(p *tcoc.Performance) { p.Expenditure.Valid = false }, "expenditure: is missing", true},
		{"no benchmark beside the difference", levelE, func(p *tcoc.Performance) {
			p.Difference, p.Benchmark.Valid = dollars("-10000000"), false
		}, "losses[0]: benchmark: is missing", true},
		{"a negative benchmark", levelE, func(p *tcoc.Performance) { p.Benchmark = dollars("-1") }, "benchmark: is negative", false},
		{"a negative revenue", levelE, func(p *tcoc.Performance) { p.Revenue = dollars("-1") }, "revenue: is negative", false},
		{"a huge expenditure", levelE, func(p *tcoc.Performance) { p.Expenditure = huge }, "expenditure: has more than 40 digits before the point or 200 behind it", false},
		{"no population", levelE, func(p *tcoc.Performance) { p.Population = 0 }, "losses[0]: population: is missing", true},
		{"a negative population", levelE, func(p *tcoc.Performance) { p.Population = -5 }, "population: is negative", false},
		{"a minimum rate that is not on offer", levelE, func(p *tcoc.Performance) { p.MinimumRate = dollars("0.03") },
			"losses[0]: minimumRate: is not among the rates on offer", false},
		{"a minimum rate between those on offer", levelE, func(p *tcoc.Performance) { p.MinimumRate = dollars("0.0075") },
			"losses[0]: minimumRate: is not among the rates on offer", false},
		{"the highest minimum rate", levelE, func(p *tcoc.Performance) { p.MinimumRate = dollars("1") },
			"losses[0]: minimumRate: is not among the rates on offer", false},
		{"a minimum rate in percent", levelE, func(p *tcoc.Performance) { p.MinimumRate = dollars("2") }, "minimumRate: is above 1 (2 % is 0.02)", false},
		{"negative months", levelE, func(p *tcoc.Performance) { p.Exit = &tcoc.Exit{Months: -1} }, "exit.months: is negative", false},
		{"a negative agreement year", levelE, func(p *tcoc.Performance) { p.AgreementYear = -1 }, "agreementYear: is negative", false},
		{"thirteen months", levelE, func(p *tcoc.Performance) { p.Exit = &tcoc.Exit{Months: 13} }, "losses[6]: exit.months: is more than the months of the period", false},
		{"a disaster without measure", levelE, func(p *tcoc.Performance) { p.Disaster = &tcoc.Disaster{} }, "disaster: needs dollars, or people and months", true},
		{"a disaster of everybody twice", levelE, func(p *tcoc.Performance) {
			p.Disaster = &tcoc.Disaster{People: dollars("1.5"), Months: dollars("2")}
		}, "disaster.people: is above 1", false},
		{"a disaster of 13 months", levelE, func(p *tcoc.Performance) {
			p.Disaster = &tcoc.Disaster{People: dollars("1"), Months: dollars("13")}
		}, "disaster.months: is above 12", false},
		{"negative relief", levelE, func(p *tcoc.Performance) { p.Disaster = &tcoc.Disaster{Dollars: dollars("-1")} }, "disaster.dollars: is negative", false},
		{"figures that contradict each other", levelE, func(p *tcoc.Performance) { p.Difference = dollars("-10000200") },
			"difference: is not benchmark less expenditure, by more than rounding", false},
		{"a minimum of nothing", levelE, func(p *tcoc.Performance) { p.Benchmark = dollars("0") },
			"losses[0]: benchmark: must be above zero, because the minimum rate is a fraction of it", false},
		{"no quality", mssp(t, 2023, tcoc.Enhanced), func(p *tcoc.Performance) { p.Quality = apm.Quality{} },
			"losses[2]: quality.status: is missing, and the rate depends on it", true},
		{"no score", mssp(t, 2023, tcoc.Enhanced), func(p *tcoc.Performance) { p.Quality.Score.Valid = false },
			"losses[2]: quality.score: is missing, and the rate depends on it", true},
		{"a score in percent", mssp(t, 2023, tcoc.Enhanced), func(p *tcoc.Performance) { p.Quality.Score = dollars("80") },
			"losses[2]: quality.score: is outside 0 to 1 (76.6 % is 0.766)", false},
		{"a status of another year", mssp(t, 2022, tcoc.Enhanced), func(p *tcoc.Performance) { p.Quality.Status = apm.Alternative },
			`losses[2]: quality.status: "alternative" has no rate (known: met, notMet)`, false},
		{"a flag that is not known", must(t)(tcoc.MaineAccountableCommunities(2026)), func(*tcoc.Performance) {},
			"losses[0]: flags.alignedInitiative: is missing", true},
		{"an amount that is not known", must(t)(tcoc.MaineAccountableCommunities(2026)), func(p *tcoc.Performance) {
			p.Flags = map[string]bool{tcoc.AlignedInitiative: true}
		}, "losses[2]: amounts.pcPlusTierDifference: is missing", true},
		{"an amount with a field", levelE, func(p *tcoc.Performance) { p.Amounts = map[tcoc.Basis]decimal.Decimal{tcoc.Revenue: {}} },
			"amounts.revenue: has a field of its own; set that", false},
		{"a huge amount", levelE, func(p *tcoc.Performance) { p.Amounts = map[tcoc.Basis]decimal.Decimal{"x": huge.Decimal} },
			"amounts.x: has more than 40 digits before the point or 200 behind it", false},
		{"a corridor of nothing", reach(t, 2023, tcoc.Global), func(p *tcoc.Performance) { p.Benchmark = dollars("0") },
			"losses[0]: benchmark: must be above zero, because a corridor is a fraction of it", false},
		{"a limit of less than nothing", must(t)(tcoc.MaineAccountableCommunities(2026)), func(p *tcoc.Performance) {
			p.Flags = map[string]bool{tcoc.AlignedInitiative: true}
			p.Amounts = map[tcoc.Basis]decimal.Decimal{tcoc.PCPlusTierDifference: num("-1")}
		}, "losses[2]: pcPlusTierDifference: is negative, and a limit is a fraction of it", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := fine()
			c.change(&facts)
			_, err := arrange(t, c.plan).Settle(facts)
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

// rogue is a rule of the caller's own that does what it must not.
type rogue struct {
	to   decimal.Decimal
	move tcoc.Move
	err  error
}

func (rogue) Kind() string       { return "rogue" }
func (rogue) Validate(apm.Check) {}
func (r rogue) Apply(*tcoc.Performance, decimal.Decimal) (tcoc.Move, error) {
	move := r.move
	move.To = r.to
	return move, r.err
}

func TestRulesOfOthers(t *testing.T) {
	own := errors.New("no such county")
	for _, c := range []struct {
		rule rogue
		want string
	}{
		{rogue{to: num("-1")}, "savings[0].then[0]: the rule gave an amount below zero or beyond any sum of money"},
		{rogue{to: decimal.New(1, 1_000_000_000)}, "savings[0].then[0]: the rule gave an amount below zero or beyond any sum of money"},
		{rogue{err: own}, "savings[0].then[0]: no such county"},
		{rogue{move: tcoc.Move{Benchmark: dollars("-5")}}, "savings[0].then[0]: the rule gave a benchmark below zero or beyond any sum of money"},
		{rogue{move: tcoc.Move{Benchmark: decimal.NewNullDecimal(decimal.New(1, 1_000_000_000))}},
			"savings[0].then[0]: the rule gave a benchmark below zero or beyond any sum of money"},
		{rogue{move: tcoc.Move{Marks: []apm.Figure{{Name: "x", Value: decimal.New(1, 1_000_000_000)}}}},
			"savings[0].then[0]: the rule gave a figure with more than 40 digits before the point or 200 behind it"},
		{rogue{move: tcoc.Move{Bound: "roughly"}}, "savings[0].then[0]: the rule gave an unknown bound"},
	} {
		facts := gap("100", "10")
		facts.Flags = map[string]bool{"yes": true}
		_, err := arrange(t, tcoc.Plan{Terms: tcoc.Terms{Name: "rogue", Savings: tcoc.Rules{
			tcoc.When{If: tcoc.Condition{Flag: "yes"}, Then: tcoc.Rules{c.rule}},
		}}}).Settle(facts)
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
		if c.rule.err != nil && !errors.Is(err, own) {
			t.Errorf("%v hides the rule's own error", err)
		}
	}
}

// What Decode refuses, and what it says.
func TestHostileJSON(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"name":"x","losses":[{"kind":"sum","of":[[{"kind":"oregon.floor"}]]}]}`,
			`losses[0].of[0][0]: unknown rule "oregon.floor" (known: cap, corridor, disasterRelief, greater, guardrail, lesser, mark, minimumPayment, minimumRate, prorate, recoup, round, sequester, share, sum, when)`},
		{`{"name":"x","name":"y"}`, "name: the key stands twice"},
		{`{"name":"x","Savings":[]}`, `Savings: the key differs from "savings" only in case`},
		{`{"name":"x","gains":[]}`, "gains: unknown field (known: from, greaterOf, losses, name, savings, sum)"},
		{`{"savings":[{"kind":"sequester","rate":"0.02","Rate":"0.5"}]}`,
			`savings[0].Rate: the key differs from "rate" only in case`},
		{`{"savings":[{"kind":"sequester","rate":1e99999999}]}`, "savings[0].rate: not a valid number: want "},
		{`{"savings":[{"kind":"minimumRate","table":[{"from":"one"}]}]}`, "savings[0].table[0].from: want a whole number in the range of int, not a text"},
		{`{"name":"x","savings":[{"kind":"sequester"},{"kind":"corridor","bands":[{"upTo":"0.05"}]},{"kind":"share","rate":{"linear":{}}}]}`,
			"savings[0].rate: the number is missing\nsavings[1].bands[0].share: the number is missing\nsavings[2].rate.linear.slope: the number is missing"},
		{`{"savings":{"kind":"mark"}}`, "savings: want a list, not an object"},
		{strings.Repeat(`{"sum":[`, 60), "line 1, column 402: nested deeper than 100 levels"},
		{`{"name":`, "line 1, column 9: unexpected EOF"},
	} {
		_, err := tcoc.Decode([]byte(c.text), tcoc.Kinds())
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%.60s\ngot  %v\nwant %s", c.text, err, c.want)
		}
	}
}

func TestCurveRefusesHostileRanges(t *testing.T) {
	a := arrange(t, tcoc.VermontNextGeneration())
	for _, c := range []struct{ from, to, step, want string }{
		{"0", "10", "0", "a curve runs from an expenditure up to another in positive steps"},
		{"10", "0", "1", "a curve runs from an expenditure up to another in positive steps"},
		{"0", "100000", "1", "a curve of more than 100000 points: take a larger step"},
		{"0", "1e100", "1e99", "the range of expenditures: has more than 40 digits before the point or 200 behind it"},
	} {
		_, err := a.Curve(tcoc.Performance{Benchmark: dollars("100")}, num(c.from), num(c.to), num(c.step))
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	if _, err := a.Curve(tcoc.Performance{}, num("0"), num("1"), num("1")); !errors.Is(err, apm.ErrMissing) {
		t.Errorf("a curve needs a benchmark: %v", err)
	}
	points, err := a.Curve(tcoc.Performance{Benchmark: dollars("1"), Difference: dollars("5")}, num("0"), num("99999"), num("1"))
	if err != nil || len(points) != 100_000 || !points[0].Settlement.Gross.Equal(num("1")) {
		t.Errorf("%d points, %v", len(points), err)
	}
}
