package tcoc_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

var halfRule = tcoc.Share{Rate: apm.FixedRate(num("0.5"))}

func savings(rules ...tcoc.Rule) tcoc.Plan {
	return tcoc.Plan{Terms: tcoc.Terms{Name: "nested", Savings: rules}}
}

// A sum of lists adds up what they mark by the same name; a name that one of them
// lacks is unknown in the sum.
func TestSumOfListsAddsMarks(t *testing.T) {
	earned, shared := tcoc.Mark{Name: tcoc.Earned}, tcoc.Mark{Name: tcoc.Shared}
	s := saved(t, nil, tcoc.Sum{Of: []tcoc.Rules{{halfRule, earned, shared}, {halfRule, halfRule, earned}}})
	if !s.Paid.Equal(num("75")) || !s.Earned.Decimal.Equal(num("75")) || s.Shared.Valid {
		t.Errorf("paid %s, earned %v, shared %v", s.Paid, s.Earned, s.Shared)
	}
	s = saved(t, nil, tcoc.Greater{Of: []tcoc.Rules{{halfRule, earned}, {halfRule, halfRule, earned}}})
	if !s.Earned.Decimal.Equal(num("50")) || len(s.Marks) != 1 {
		t.Errorf("of alternatives the one taken marks: %v", s.Marks)
	}
}

// A list that ends inside an alternative that is taken ends the list around it.
func TestBelowInsideAnAlternative(t *testing.T) {
	stop := tcoc.MinimumRate{Fixed: dollars("0.2"), Below: tcoc.Rules{halfRule}}
	if s := saved(t, nil, tcoc.Lesser{Of: []tcoc.Rules{{stop}, {stop, halfRule}}}, halfRule); !s.Paid.Equal(num("50")) {
		t.Errorf("paid %s, want 50", s.Paid)
	}
	if s := saved(t, nil, tcoc.Sum{Of: []tcoc.Rules{{stop}, {stop}}}, halfRule); !s.Paid.Equal(num("50")) {
		t.Errorf("a list in a sum ends for itself: paid %s, want 50", s.Paid)
	}
}

// A bound is only claimed where it holds: a rule that can pay less on more takes it
// away, wherever it stands.
func TestBoundThroughRulesThatFall(t *testing.T) {
	whole := tcoc.Corridor{Whole: true, Bands: apm.Bands{{UpTo: dollars("50"), Share: num("1")}, {Share: num("0.2")}}}
	unknown := tcoc.Cap{Lesser: []tcoc.Limit{{Rate: dollars("0.1"), Of: tcoc.Revenue}}}
	below := tcoc.MinimumRate{Fixed: dollars("0.05"), Below: tcoc.Rules{tcoc.Mark{Name: "x"}}}
	yes := tcoc.Condition{Of: tcoc.Benchmark, AtLeast: dollars("1")}
	for name, rules := range map[string]tcoc.Rules{
		"plain":              {unknown, whole},
		"a pointer":          {unknown, &whole},
		"inside a condition": {unknown, tcoc.When{If: yes, Then: tcoc.Rules{whole}}},
		"inside the greater": {unknown, tcoc.Greater{Of: []tcoc.Rules{{whole}, {halfRule}}}},
		"inside a sum":       {unknown, tcoc.Sum{Of: []tcoc.Rules{{whole}, {halfRule}}}},
		"below a minimum":    {unknown, below},
		"a rule of others":   {unknown, rogue{to: num("7")}},
	} {
		s, err := arrange(t, savings(rules...)).Bound(gap("1000", "10"))
		if err != nil || s.Bound != tcoc.Uncertain {
			t.Errorf("%s: %s %q, %v", name, s.Paid, s.Bound, err)
		}
	}
	s, err := arrange(t, savings(unknown, rising{})).Bound(gap("1000", "10"))
	if err != nil || s.Bound != tcoc.AtMost {
		t.Errorf("a rule that says it rises keeps the bound: %q, %v", s.Bound, err)
	}
	// Below a minimum that is not met, a cap inside bounds.
	s, err = arrange(t, savings(tcoc.MinimumRate{Fixed: dollars("0.2"), Below: tcoc.Rules{unknown}})).Bound(gap("1000", "10"))
	if err != nil || s.Bound != tcoc.AtMost {
		t.Errorf("a cap below a minimum: %q, %v", s.Bound, err)
	}
	// Of whole plans one that is bounded bounds the choice.
	s, err = arrange(t, tcoc.Plan{GreaterOf: []tcoc.Plan{savings(unknown), savings(halfRule)}}).Bound(gap("1000", "10"))
	if err != nil || s.Bound != tcoc.AtMost {
		t.Errorf("a choice of plans: %q, %v", s.Bound, err)
	}
	// An alternative that is not taken may be larger than it looks.
	larger := tcoc.Cap{Greater: []tcoc.Limit{{Dollars: dollars("40")}, {Rate: dollars("0.1"), Of: tcoc.Revenue}}}
	s, err = arrange(t, tcoc.Plan{GreaterOf: []tcoc.Plan{savings(larger), savings(halfRule)}}).Bound(gap("1000", "10"))
	if err != nil || !s.Paid.Equal(num("50")) || s.Bound != tcoc.AtLeast {
		t.Errorf("a choice of plans: %s %q, %v", s.Paid, s.Bound, err)
	}
	// A part of a sum that is nothing so far, and may be more of either sign.
	greater := tcoc.Plan{Terms: tcoc.Terms{Name: "greater", From: tcoc.Gap{Of: "a", Less: "b"},
		Losses: tcoc.Rules{tcoc.Cap{Greater: []tcoc.Limit{{Dollars: dollars("0")}, {Rate: dollars("1"), Of: tcoc.Revenue}}}}}}
	facts := gap("1000", "10")
	facts.Amounts = map[tcoc.Basis]decimal.Decimal{"a": num("0"), "b": num("200")}
	s, err = arrange(t, tcoc.Plan{Sum: []tcoc.Plan{savings(halfRule), greater}}).Bound(facts)
	if err != nil || s.Bound != tcoc.Uncertain {
		t.Errorf("a sum with a nothing that may be more: %s %q, %v", s.Paid, s.Bound, err)
	}
}

// rising is a rule of others that gives more on more.
type rising struct{ rogue }

func (rising) Monotone() bool { return true }
func (rising) Apply(_ *tcoc.Performance, amount decimal.Decimal) (tcoc.Move, error) {
	return tcoc.Move{To: amount}, nil
}

// A guardrail decides the benchmark for all that follows, also out of an alternative
// that is taken, and refuses to stand where it cannot decide the whole loss.
func TestGuardrailElsewhere(t *testing.T) {
	limit := tcoc.Cap{Lesser: []tcoc.Limit{{Rate: dollars("0.01"), Of: tcoc.Benchmark}}}
	facts := gap("1000", "-20")
	facts.GuardrailBenchmark = dollars("1100")
	for _, c := range []struct {
		name  string
		rules tcoc.Rules
		want  string
	}{
		{"plain", tcoc.Rules{tcoc.Guardrail{}, limit}, "-11"},
		{"in an alternative", tcoc.Rules{tcoc.Lesser{Of: []tcoc.Rules{{tcoc.Guardrail{}}, {}}}, limit}, "-11"},
		{"in a sum", tcoc.Rules{tcoc.Sum{Of: []tcoc.Rules{{tcoc.Guardrail{}}, {}}}}, "losses[0]: a guardrail cannot decide the benchmark inside a sum"},
		{"behind a share", tcoc.Rules{halfRule, tcoc.Guardrail{}},
			"losses[1]: the guardrail decides the whole loss: it stands before any rule that changes the amount"},
	} {
		s, err := arrange(t, tcoc.Plan{Terms: tcoc.Terms{Name: "guardrail", Losses: c.rules}}).Settle(facts)
		got := s.Paid.String()
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	// A published difference moves with the benchmark.
	facts.Difference = dollars("-200")
	plan := tcoc.Plan{Terms: tcoc.Terms{Name: "guardrail", Losses: tcoc.Rules{tcoc.Guardrail{}, look{}}}}
	if s := settle(t, plan, facts); !s.Account.Steps[1].Figures[0].Value.Equal(num("-100")) {
		t.Errorf("the difference behind the guardrail is %s", s.Account.Steps[1].Figures[0].Value)
	}
}

// look reports the difference that it sees.
type look struct{ rogue }

func (look) Apply(p *tcoc.Performance, amount decimal.Decimal) (tcoc.Move, error) {
	d, err := p.Amount(tcoc.Difference)
	return tcoc.Move{To: amount, Figures: []apm.Figure{{Name: "difference", Value: d, Unit: apm.Dollars}}}, err
}

// An arrangement keeps a copy: editing the plan afterwards changes nothing, and a
// second arrangement of the edited plan is another.
func TestEditingAPlanAfterwards(t *testing.T) {
	plan := savings(tcoc.Corridor{Bands: apm.Bands{{Share: num("0.5")}}}, &tcoc.Share{Rate: apm.Rate{Linear: &apm.Linear{Intercept: num("1")}}})
	facts := gap("1000", "10")
	facts.Quality = quality("", "1")
	before := arrange(t, plan)
	corridor, _ := plan.Savings[0].(tcoc.Corridor)
	corridor.Bands[0].Share = num("1")
	share, _ := plan.Savings[1].(*tcoc.Share)
	share.Rate.Linear.Intercept = num("0.9")
	after := arrange(t, plan)
	plan.Savings = append(plan.Savings, halfRule)
	plan.Savings[0] = halfRule
	for _, c := range []struct {
		a    *tcoc.Arrangement
		want string
	}{{before, "50"}, {after, "90"}} {
		if s, err := c.a.Settle(facts); err != nil || !s.Paid.Equal(num(c.want)) {
			t.Errorf("paid %s, %v; want %s", s.Paid, err, c.want)
		}
	}
	if sum := (tcoc.Plan{Sum: []tcoc.Plan{plan}}); sum.Name != "" || sum.Savings != nil {
		t.Error("a sum has no terms of its own")
	}
}

// cached is a rule of others that gives the same branches every time.
type cached struct {
	rogue
	branches []apm.Branch
}

func (c cached) Apply(_ *tcoc.Performance, amount decimal.Decimal) (tcoc.Move, error) {
	return tcoc.Move{To: amount, Branches: c.branches}, nil
}

func TestArrangementsAreSafeForGoroutines(t *testing.T) {
	a := arrange(t, savings(cached{branches: []apm.Branch{{Name: "x", Steps: []apm.Step{{Path: "q"}}}}}, halfRule))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				s, err := a.Settle(gap("1000", "10"))
				if err != nil || s.Account.Steps[0].Branches[0].Steps[0].Path != "savings[0].q" {
					t.Errorf("%v %v", s.Account.Steps, err)
					return
				}
			}
		})
	}
	group.Wait()
}

// unless is a combinator of others: it runs a list when a flag is not set.
type unless struct {
	Flag  string     `json:"flag"`
	Rules tcoc.Rules `json:"rules"`
}

func (unless) Kind() string           { return "state.unless" }
func (u unless) Validate(c apm.Check) { u.Rules.Validate(c.In("rules")) }
func (u unless) Apply(p *tcoc.Performance, amount decimal.Decimal) (tcoc.Move, error) {
	if p.Flags[u.Flag] {
		return tcoc.Move{To: amount}, nil
	}
	return u.Rules.Run(p, amount, "rules")
}

func TestCombinatorsOfOthers(t *testing.T) {
	plan, err := tcoc.Decode([]byte(`{"name":"x","savings":[{"kind":"state.unless","flag":"f","rules":[
		{"kind":"share","rate":{"fixed":"0.5"}},{"kind":"mark","name":"earned"}]}]}`), tcoc.Kinds().With(unless{}))
	if err != nil {
		t.Fatal(err)
	}
	s := settle(t, plan, gap("1000", "10"))
	if !s.Earned.Decimal.Equal(num("50")) || s.Account.Steps[0].Branches[0].Steps[1].Path != "savings[0].rules[1]" {
		t.Errorf("earned %v\n%s", s.Earned, s.Account)
	}
	inner, _ := plan.Savings[0].(unless)
	inner.Rules[0] = tcoc.Share{}
	if _, err := tcoc.New(plan); err == nil || !strings.HasPrefix(err.Error(), "savings[0].rules[0].rate: ") {
		t.Errorf("got %v", err)
	}
}

// The account of a corridor can be followed with a calculator, and that of several
// plans shows what each started from.
func TestAccountsShowTheirFigures(t *testing.T) {
	plan := tcoc.Plan{GreaterOf: []tcoc.Plan{reach(t, 2023, tcoc.Professional), savings(halfRule)}}
	s := settle(t, plan, gap("1000", "12"))
	text := s.Account.String()
	for _, line := range []string{"corridor of benchmark", "slice", "share of it", "15 %", "benchmark less expenditure"} {
		if !strings.Contains(text, line) {
			t.Errorf("%q is not in\n%s", line, text)
		}
	}
	sum := decimal.Decimal{}
	figures := s.Account.Branches[0].Steps[0].Figures[1:]
	for i := 0; i < len(figures); i += 2 {
		sum = sum.Add(figures[i].Value.Mul(figures[i+1].Value))
	}
	if !sum.Equal(num("45.5")) {
		t.Errorf("slices times shares are %s, want 45.50\n%s", sum, text)
	}
	if _, err := json.Marshal(s); err != nil {
		t.Error(err)
	}
}
