package tcoc_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// saved settles a gap of 100 on a benchmark of 1,000 by a list of savings rules.
func saved(t *testing.T, change func(*tcoc.Performance), rules ...tcoc.Rule) tcoc.Settlement {
	t.Helper()
	facts := gap("1000", "10")
	if change != nil {
		change(&facts)
	}
	return settle(t, tcoc.Plan{Terms: tcoc.Terms{Name: "rules", Savings: rules}}, facts)
}

func TestStatisticalMinimum(t *testing.T) {
	rule := tcoc.MinimumRate{Statistical: &tcoc.Statistical{Z: num("1.645"), Confidence: num("0.95")}}
	for deviation, want := range map[string]string{"60": "100", "61": "0"} { // 98.7 and 100.345
		s := saved(t, func(p *tcoc.Performance) { p.StandardError = dollars(deviation) }, rule)
		if !s.Paid.Equal(num(want)) {
			t.Errorf("standard error %s: %s, want %s", deviation, s.Paid, want)
		}
		if text := s.Account.String(); !strings.Contains(text, "95 %") || !strings.Contains(text, "one-sided") {
			t.Errorf("the account does not state the confidence:\n%s", text)
		}
	}
}

// An open band's rate is the least; the payer may set a higher one, and a lower one
// does not count.
func TestOpenBand(t *testing.T) {
	rule := tcoc.MinimumRate{Table: []tcoc.RateBand{{From: 1, To: 999, AtFrom: num("0.12"), AtTo: num("0.08"), Open: true}}}
	for set, want := range map[string]string{"0.10": "0.1", "0.07": "0.08"} {
		rate, err := rule.Rate(&tcoc.Performance{Population: 999, MinimumRate: dollars(set)})
		if err != nil || !rate.Equal(num(want)) {
			t.Errorf("set to %s: %s, %v; want %s", set, rate, err, want)
		}
	}
}

func TestDifferenceMayBeRounded(t *testing.T) {
	for difference, fine := range map[string]bool{"200": true, "198": true, "202": true, "197.99": false, "-200": false} {
		facts := gap("1000", "20")
		facts.Difference = dollars(difference)
		if _, err := arrange(t, tcoc.VermontNextGeneration()).Settle(facts); (err == nil) != fine {
			t.Errorf("benchmark less expenditure is 200, published %s: %v", difference, err)
		}
	}
}

func TestMinimumOfAnotherBasis(t *testing.T) {
	rule := tcoc.MinimumRate{Fixed: dollars("0.2"), Of: tcoc.Revenue}
	for revenue, want := range map[string]string{"500": "100", "501": "0"} {
		if s := saved(t, func(p *tcoc.Performance) { p.Revenue = dollars(revenue) }, rule); !s.Paid.Equal(num(want)) {
			t.Errorf("revenue %s: %s, want %s", revenue, s.Paid, want)
		}
	}
}

// Below the minimum its own list applies in place of what follows.
func TestBelowReplacesTheRest(t *testing.T) {
	half := tcoc.Share{Rate: apm.FixedRate(num("0.5"))}
	s := saved(t, nil,
		tcoc.MinimumRate{Fixed: dollars("0.2"), Below: tcoc.Rules{half, tcoc.Mark{Name: tcoc.Earned}}},
		tcoc.Sequester{Rate: num("1")}, tcoc.Mark{Name: tcoc.Shared})
	if !s.Paid.Equal(num("50")) || !s.Earned.Decimal.Equal(num("50")) || s.Shared.Valid {
		t.Errorf("paid %s, earned %v, shared %v", s.Paid, s.Earned, s.Shared)
	}
	if got := s.Account.Steps[0].Branches[0].Steps[0].Path; got != "savings[0].below[0]" {
		t.Errorf("the step inside stands at %s", got)
	}
}

// It does so inside a condition too.
func TestBelowInsideAConditionEndsTheList(t *testing.T) {
	half := tcoc.Share{Rate: apm.FixedRate(num("0.5"))}
	s := saved(t, func(p *tcoc.Performance) { p.Flags = map[string]bool{"yes": true} },
		tcoc.When{If: tcoc.Condition{Flag: "yes"}, Then: tcoc.Rules{tcoc.MinimumRate{Fixed: dollars("0.2"), Below: tcoc.Rules{half}}, half}},
		half)
	if !s.Paid.Equal(num("50")) {
		t.Errorf("paid %s, want 50", s.Paid)
	}
}

func TestWholeAmountCorridor(t *testing.T) {
	corridor := tcoc.Corridor{Of: tcoc.Benchmark, Whole: true, Bands: apm.Bands{
		{UpTo: dollars("0.05"), Share: num("0")}, {UpTo: dollars("0.10"), Share: num("0.5")}, {UpTo: dollars("0.2"), Share: num("0.7")},
	}}
	for percent, want := range map[string]string{"5": "0", "5.01": "25.05", "10": "50", "10.01": "70.07", "20": "140", "20.01": "0"} {
		s := settle(t, tcoc.Plan{Terms: tcoc.Terms{Name: "whole", Savings: tcoc.Rules{corridor}}}, gap("1000", percent))
		if !s.Paid.Equal(num(want)) {
			t.Errorf("%s %%: %s, want %s", percent, s.Paid, want)
		}
	}
}

func TestCapOfSeveral(t *testing.T) {
	limits := []tcoc.Limit{{Rate: dollars("0.05"), Of: tcoc.Benchmark}, {Dollars: dollars("80")}, {Rate: dollars("0.1"), Of: tcoc.Revenue}}
	revenue := func(p *tcoc.Performance) { p.Revenue = dollars("600") }
	if s := saved(t, revenue, tcoc.Cap{Lesser: limits}); !s.Paid.Equal(num("50")) {
		t.Errorf("lesser of 50, 80, 60: %s", s.Paid)
	}
	if s := saved(t, revenue, tcoc.Cap{Greater: limits}); !s.Paid.Equal(num("80")) {
		t.Errorf("greater of 50, 80, 60: %s", s.Paid)
	}
}

// A bound says which way it errs, and is exact where the unknown limit cannot matter.
func TestBounds(t *testing.T) {
	known := tcoc.Limit{Dollars: dollars("80")}
	wide := tcoc.Limit{Dollars: dollars("200")}
	unknown := tcoc.Limit{Rate: dollars("0.1"), Of: tcoc.Revenue}
	whole := tcoc.Corridor{Whole: true, Bands: apm.Bands{{Share: num("1")}}}
	half := tcoc.Rules{tcoc.Share{Rate: apm.FixedRate(num("0.5"))}}
	for _, c := range []struct {
		name  string
		rules tcoc.Rules
		paid  string
		bound tcoc.Bound
	}{
		{"lesser, known limit binds", tcoc.Rules{tcoc.Cap{Lesser: []tcoc.Limit{known, unknown}}}, "80", tcoc.AtMost},
		{"lesser, nothing known", tcoc.Rules{tcoc.Cap{Lesser: []tcoc.Limit{unknown}}}, "100", tcoc.AtMost},
		{"greater, known limit binds", tcoc.Rules{tcoc.Cap{Greater: []tcoc.Limit{known, unknown}}}, "80", tcoc.AtLeast},
		{"greater, known limit does not bind", tcoc.Rules{tcoc.Cap{Greater: []tcoc.Limit{wide, unknown}}}, "100", tcoc.Exact},
		{"greater, nothing known", tcoc.Rules{tcoc.Cap{Greater: []tcoc.Limit{unknown}}}, "100", tcoc.AtMost},
		{"both ways", tcoc.Rules{tcoc.Cap{Greater: []tcoc.Limit{known, unknown}}, tcoc.Cap{Lesser: []tcoc.Limit{unknown}}}, "80", tcoc.Uncertain},
		{"a whole-amount corridor behind it", tcoc.Rules{tcoc.Cap{Lesser: []tcoc.Limit{known, unknown}}, whole}, "80", tcoc.Uncertain},
		{"inside a branch", tcoc.Rules{tcoc.Greater{Of: []tcoc.Rules{half, {tcoc.Cap{Lesser: []tcoc.Limit{known, unknown}}}}}}, "80", tcoc.AtMost},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := tcoc.Plan{Terms: tcoc.Terms{Name: "bounds", Savings: c.rules}}
			s, err := arrange(t, plan).Bound(gap("1000", "10"))
			if err != nil {
				t.Fatal(err)
			}
			if !s.Paid.Equal(num(c.paid)) || s.Bound != c.bound {
				t.Errorf("%s (%q), want %s (%q)", s.Paid, s.Bound, c.paid, c.bound)
			}
			if _, err := arrange(t, plan).Settle(gap("1000", "10")); !errors.Is(err, apm.ErrMissing) && c.bound != tcoc.Exact {
				t.Errorf("Settle does not ask for the revenue: %v", err)
			}
		})
	}
}

// Bounds of components that offset each other say nothing of the sum.
func TestBoundOfASum(t *testing.T) {
	part := func(of, less tcoc.Basis) tcoc.Plan {
		rules := tcoc.Rules{tcoc.Cap{Lesser: []tcoc.Limit{{Rate: dollars("0.1"), Of: tcoc.Revenue}}}}
		return tcoc.Plan{Terms: tcoc.Terms{Name: "part", From: tcoc.Gap{Of: of, Less: less}, Savings: rules, Losses: rules}}
	}
	a := arrange(t, tcoc.Plan{Sum: []tcoc.Plan{part("a", "b"), part("c", "d")}})
	for d, want := range map[string]tcoc.Bound{"5": tcoc.AtMost, "15": tcoc.Uncertain} {
		s, err := a.Bound(tcoc.Performance{Amounts: map[tcoc.Basis]decimal.Decimal{
			"a": num("10"), "b": num("5"), "c": num("10"), "d": num(d),
		}})
		if err != nil || s.Bound != want {
			t.Errorf("d = %s: %q, want %q (%v)", d, s.Bound, want, err)
		}
	}
}

// The true settlement lies where the bound says.
func TestBoundHolds(t *testing.T) {
	for _, track := range []tcoc.MSSPTrack{tcoc.BasicC, tcoc.BasicD, tcoc.BasicE} {
		a := arrange(t, mssp(t, 2023, track))
		facts := gap("1000000", "-20")
		facts.Population, facts.MinimumRate = 10_000, dollars("0")
		bound, err := a.Bound(facts)
		if err != nil || bound.Bound != tcoc.AtMost {
			t.Fatal(bound.Bound, err)
		}
		for _, revenue := range []string{"0", "1000", "500000", "100000000"} {
			facts.Revenue = dollars(revenue)
			s, err := a.Settle(facts)
			if err != nil || s.Paid.Abs().GreaterThan(bound.Paid.Abs()) || s.Bound != tcoc.Exact {
				t.Errorf("%s, revenue %s: owes %s, at most %s (%v)", track, revenue, s.Paid, bound.Paid, err)
			}
		}
		if last := bound.Account.Results[0].Name; last != "owed by the organisation (atMost: a limit is unknown)" {
			t.Errorf("the account ends with %q", last)
		}
	}
}

func TestPaymentRules(t *testing.T) {
	for _, c := range []struct {
		name  string
		rules tcoc.Rules
		paid  string
	}{
		{"below the smallest payment", tcoc.Rules{tcoc.MinimumPayment{Dollars: num("100.01")}}, "0"},
		{"the smallest payment", tcoc.Rules{tcoc.MinimumPayment{Dollars: num("100")}}, "100"},
		{"round half up", tcoc.Rules{tcoc.Share{Rate: apm.FixedRate(num("0.00125"))}, tcoc.Round{Places: 2, Mode: apm.HalfUp}}, "0.13"},
		{"round half even", tcoc.Rules{tcoc.Share{Rate: apm.FixedRate(num("0.00125"))}, tcoc.Round{Places: 2, Mode: apm.HalfEven}}, "0.12"},
		{"round down to tens", tcoc.Rules{tcoc.Share{Rate: apm.FixedRate(num("0.99"))}, tcoc.Round{Places: -1, Mode: apm.Down}}, "90"},
		{"recoup part", tcoc.Rules{tcoc.Recoup{}}, "70"},
		{"recoup all", tcoc.Rules{tcoc.Recoup{}, tcoc.Recoup{}, tcoc.Recoup{}, tcoc.Recoup{}}, "0"},
		{"six of twelve months", tcoc.Rules{tcoc.Prorate{}}, "50"},
		{"six of six months", tcoc.Rules{tcoc.Prorate{Months: 6}}, "100"},
		{"six of eight months", tcoc.Rules{tcoc.Prorate{Months: 8}}, "75"},
		{"six months are not owed through the sixth", tcoc.Rules{tcoc.Prorate{VoluntaryAfter: 6}}, "0"},
		{"six months are owed after the fifth", tcoc.Rules{tcoc.Prorate{VoluntaryAfter: 5}}, "50"},
		{"forfeit", tcoc.Rules{tcoc.Prorate{Forfeit: true}}, "0"},
		{"relief", tcoc.Rules{tcoc.DisasterRelief{}}, "60"},
		{"relief of more than there is", tcoc.Rules{tcoc.Share{Rate: apm.FixedRate(num("0.1"))}, tcoc.DisasterRelief{}}, "0"},
	} {
		s := saved(t, func(p *tcoc.Performance) {
			p.Advances, p.Exit, p.Disaster = dollars("30"), &tcoc.Exit{Months: 6}, &tcoc.Disaster{Dollars: dollars("40")}
		}, c.rules...)
		if !s.Paid.Equal(num(c.paid)) {
			t.Errorf("%s: %s, want %s", c.name, s.Paid, c.paid)
		}
	}
}

func TestConditions(t *testing.T) {
	facts := tcoc.Performance{
		Population: 5000, Revenue: dollars("10"), Quality: apm.Quality{Status: apm.Met},
		Flags: map[string]bool{"yes": true, "no": false},
	}
	flag := func(name string) tcoc.Condition { return tcoc.Condition{Flag: name} }
	not := func(c tcoc.Condition) tcoc.Condition { return tcoc.Condition{Not: &c} }
	anyOf := func(c ...tcoc.Condition) tcoc.Condition { return tcoc.Condition{Any: c} }
	for _, c := range []struct {
		name      string
		condition tcoc.Condition
		want      string
	}{
		{"true flag", flag("yes"), "holds"},
		{"false flag", flag("no"), "fails"},
		{"unknown flag", flag("maybe"), "flags.maybe: is missing"},
		{"not true", not(flag("yes")), "fails"},
		{"not false", not(flag("no")), "holds"},
		{"not unknown", not(flag("maybe")), "flags.maybe: is missing"},
		{"any, one holds beside an unknown", anyOf(flag("maybe"), flag("yes")), "holds"},
		{"any, one fails beside an unknown", anyOf(flag("maybe"), flag("no")), "flags.maybe: is missing"},
		{"any, none", anyOf(flag("no"), flag("no")), "fails"},
		{"a failed part decides beside an unknown", tcoc.Condition{Flag: "maybe", Not: &tcoc.Condition{Flag: "yes"}}, "fails"},
		{"a part that holds does not", tcoc.Condition{Flag: "maybe", Not: &tcoc.Condition{Flag: "no"}}, "flags.maybe: is missing"},
		{"status among", tcoc.Condition{Status: []apm.Status{apm.NotMet, apm.Met}}, "holds"},
		{"status not among", tcoc.Condition{Status: []apm.Status{apm.NotMet}}, "fails"},
		{"at least", tcoc.Condition{Of: tcoc.Population, AtLeast: dollars("5000")}, "holds"},
		{"not at least", tcoc.Condition{Of: tcoc.Population, AtLeast: dollars("5001")}, "fails"},
		{"below", tcoc.Condition{Of: tcoc.Revenue, Below: dollars("10.01")}, "holds"},
		{"not below", tcoc.Condition{Of: tcoc.Revenue, Below: dollars("10")}, "fails"},
		{"between", tcoc.Condition{Of: tcoc.Revenue, AtLeast: dollars("10"), Below: dollars("11")}, "holds"},
		{"of an unknown", tcoc.Condition{Of: tcoc.Benchmark, AtLeast: dollars("1")}, "benchmark: is missing"},
		{"of unknown months", tcoc.Condition{Of: tcoc.MemberMonths, AtLeast: dollars("1")}, "memberMonths: is missing"},
		{"of unknown person-years", tcoc.Condition{Of: tcoc.PersonYears, AtLeast: dollars("1")}, "personYears: is missing"},
		{"of an unknown gap", tcoc.Condition{Of: tcoc.Difference, AtLeast: dollars("1")}, "benchmark: is missing"},
	} {
		holds, err := c.condition.Holds(&facts)
		got := map[bool]string{true: "holds", false: "fails"}[holds]
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	facts.Quality.Status = ""
	if _, err := (tcoc.Condition{Status: []apm.Status{apm.Met}}).Holds(&facts); !errors.Is(err, apm.ErrMissing) {
		t.Errorf("an unknown status: %v", err)
	}
}

// A condition in a list replaces the benchmark for what follows when a guardrail
// inside it does.
func TestGuardrailInsideACondition(t *testing.T) {
	facts := gap("100", "-10")
	facts.GuardrailBenchmark = dollars("105")
	facts.Flags = map[string]bool{"new": true}
	s := settle(t, tcoc.Plan{Terms: tcoc.Terms{Name: "guardrail", Losses: tcoc.Rules{
		tcoc.When{If: tcoc.Condition{Flag: "new"}, Then: tcoc.Rules{tcoc.Guardrail{}}},
		tcoc.Cap{Lesser: []tcoc.Limit{{Rate: dollars("0.04"), Of: tcoc.Benchmark}}},
	}}}, facts)
	if !s.Paid.Equal(num("-4.2")) {
		t.Errorf("4 %% of the benchmark that decides is 4.20, got %s", s.Paid)
	}
}

// Components of spending add up; a figure that one of them does not define is unknown
// in the sum.
func TestSumOfComponents(t *testing.T) {
	part := func(name string, of, less tcoc.Basis, rules ...tcoc.Rule) tcoc.Plan {
		return tcoc.Plan{Terms: tcoc.Terms{Name: name, From: tcoc.Gap{Of: of, Less: less}, Savings: rules, Losses: rules}}
	}
	half := tcoc.Share{Rate: apm.FixedRate(num("0.5"))}
	plan := tcoc.Plan{Sum: []tcoc.Plan{
		part("core", "coreTarget", tcoc.CoreCost, half, tcoc.Mark{Name: tcoc.Earned}),
		part("drugs", "drugTarget", "drugCost", half, tcoc.Mark{Name: tcoc.Earned}, tcoc.Mark{Name: tcoc.Shared}),
	}}
	s := settle(t, plan, tcoc.Performance{Amounts: map[tcoc.Basis]decimal.Decimal{
		"coreTarget": num("100"), tcoc.CoreCost: num("80"), "drugTarget": num("50"), "drugCost": num("56"),
	}})
	if !s.Gross.Equal(num("14")) || !s.Paid.Equal(num("7")) || !s.Earned.Decimal.Equal(num("7")) || s.Shared.Valid {
		t.Errorf("gross %s, paid %s, earned %v, shared %v", s.Gross, s.Paid, s.Earned, s.Shared)
	}
	if got := s.Account.Branches[1].Steps[0].Path; got != "sum[1].losses[0]" {
		t.Errorf("the second component's step stands at %s", got)
	}
	if _, err := arrange(t, plan).Settle(tcoc.Performance{}); err == nil || err.Error() != "amounts.coreTarget: is missing" {
		t.Errorf("got %v", err)
	}
}

// Arkansas in outline: the greater of improvement against an own benchmark and of
// performance against a threshold that is the same for all.
func TestGreaterOfAlternatives(t *testing.T) {
	plan := tcoc.Plan{GreaterOf: []tcoc.Plan{
		{Terms: tcoc.Terms{Name: "improvement", Savings: tcoc.Rules{
			tcoc.MinimumRate{Fixed: dollars("0.02")}, tcoc.Share{Rate: apm.FixedRate(num("0.3"))}, tcoc.Mark{Name: tcoc.Earned}}}},
		{Terms: tcoc.Terms{Name: "absolute", From: tcoc.Gap{Of: "mediumThreshold", Less: tcoc.Expenditure}, Savings: tcoc.Rules{
			tcoc.Share{Rate: apm.FixedRate(num("0.5"))}, tcoc.Mark{Name: tcoc.Earned}}}},
	}}
	for threshold, want := range map[string]string{"1000": "60", "900": "50", "800": "30"} {
		facts := tcoc.Performance{Benchmark: dollars("900"), Expenditure: dollars("800"),
			Amounts: map[tcoc.Basis]decimal.Decimal{"mediumThreshold": num(threshold)}}
		if threshold == "1000" {
			facts.Expenditure = dollars("880")
		}
		s := settle(t, plan, facts)
		if !s.Paid.Equal(num(want)) || !s.Earned.Decimal.Equal(num(want)) {
			t.Errorf("threshold %s: %s, want %s", threshold, s.Paid, want)
		}
		taken := 0
		for _, b := range s.Account.Branches {
			if b.Taken {
				taken++
			}
		}
		if taken != 1 {
			t.Errorf("%d alternatives are taken", taken)
		}
	}
}
