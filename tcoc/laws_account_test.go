package tcoc_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// An account is what its rules say: each step is what its rule, applied alone to the
// amount before it, makes of that amount, with the same figures. And no list of figures
// of an account shares room with another: what is appended to one shows in no other.
func TestLawAccountIsWhatItsRulesSay(t *testing.T) {
	draw := drawPreset(presets(t))
	rapid.Check(t, func(t *rapid.T) {
		plan, facts := draw(t), drawFacts(t)
		if rapid.Bool().Draw(t, "guardrail") {
			facts.GuardrailBenchmark = decimal.NewNullDecimal(facts.Expenditure.Decimal.Add(drawGap(t)).Abs())
		}
		s := mustSettle(t, plan, facts)
		rules := plan.Savings
		if s.Gross.IsNegative() {
			rules = plan.Losses
		}
		for i, step := range s.Account.Steps {
			move, err := rules[i].Apply(&facts, step.Before)
			if err != nil {
				t.Fatal(err)
			}
			if !apm.Trim(move.To).Equal(step.After) {
				t.Fatalf("%s gives %s, the rule alone %s", step.Path, step.After, move.To)
			}
			if diff := cmp.Diff(move.Figures, step.Figures, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s: the figures of the rule alone (-) and of the account (+):\n%s", step.Path, diff)
			}
			if move.Benchmark.Valid {
				facts.Benchmark = move.Benchmark
			}
		}
		printed := s.Account.String()
		for _, list := range figureLists(&s) {
			_ = append(*list, apm.Figure{Name: "not of this account"})
		}
		if after := s.Account.String(); after != printed {
			t.Fatalf("lists share room:\n%s\nbecame\n%s", printed, after)
		}
	})
}

// figureLists are the lists of figures of a settlement, those of its branches apart.
func figureLists(s *tcoc.Settlement) []*[]apm.Figure {
	lists := []*[]apm.Figure{&s.Account.Facts, &s.Marks, &s.Account.Results}
	for i := range s.Account.Steps {
		lists = append(lists, &s.Account.Steps[i].Figures)
	}
	return lists
}

// Lists inside a rule keep their figures apart too, also behind a rule that hands a
// bound on.
func TestAlternativesKeepTheirFigures(t *testing.T) {
	cap2 := tcoc.Cap{Lesser: []tcoc.Limit{{Dollars: dollars("60")}, {Rate: dollars("0.01"), Of: tcoc.Revenue}}}
	share := func(rate string) tcoc.Rule { return tcoc.Share{Rate: apm.FixedRate(num(rate))} }
	plan := tcoc.Plan{Terms: tcoc.Terms{Name: "alternatives", Savings: tcoc.Rules{
		tcoc.Greater{Of: []tcoc.Rules{{cap2, share("0.5")}, {share("0.25"), share("0.75")}}},
		share("1"), share("1"), share("1"),
	}}}
	s, err := arrange(t, plan).Bound(gap("1000", "100"))
	if err != nil {
		t.Fatal(err)
	}
	var rates []string
	for _, branch := range s.Account.Steps[0].Branches {
		for _, step := range branch.Steps {
			if step.Rule == "share" {
				rates = append(rates, step.Figures[0].Name+" "+step.Figures[0].Value.String())
			}
		}
	}
	if diff := cmp.Diff([]string{"rate 0.5", "rate 0.25", "rate 0.75"}, rates); diff != "" {
		t.Error(diff)
	}
}

// parallel runs lists of its own side by side, as a rule of the caller's may.
type parallel struct {
	of    []tcoc.Rules
	times decimal.Decimal // the amount
}

func (parallel) Kind() string       { return "parallel" }
func (parallel) Validate(apm.Check) {}
func (r parallel) Apply(facts *tcoc.Performance, amount decimal.Decimal) (tcoc.Move, error) {
	moves, errs := make([]tcoc.Move, len(r.of)), make([]error, len(r.of))
	var all sync.WaitGroup
	for i := range r.of {
		all.Add(1)
		go func() {
			defer all.Done()
			own := *facts
			moves[i], errs[i] = r.of[i].Run(&own, amount.Mul(r.times), "of")
		}()
	}
	all.Wait()
	var move tcoc.Move
	for i := range moves {
		move.To = move.To.Add(moves[i].To)
		move.Branches = append(move.Branches, moves[i].Branches...)
	}
	return move, errors.Join(errs...)
}

func TestRulesOfOthersRunLists(t *testing.T) {
	var lists []tcoc.Rules
	for i := range 8 {
		lists = append(lists, tcoc.Rules{tcoc.Share{Rate: apm.FixedRate(decimal.New(int64(i), -1))}})
	}
	plan := func(times int64) tcoc.Plan {
		return tcoc.Plan{Terms: tcoc.Terms{Name: "parallel", Savings: tcoc.Rules{
			parallel{lists, decimal.New(times, 0)}, tcoc.Share{Rate: apm.FixedRate(num("1"))}, tcoc.Share{Rate: apm.FixedRate(num("1"))},
		}}}
	}
	s := settle(t, plan(1), gap("1000", "100"))
	for i, branch := range s.Account.Steps[0].Branches {
		if got := branch.Steps[0].Figures[0].Value; !got.Equal(decimal.New(int64(i), -1)) {
			t.Errorf("list %d shares by %s", i, got)
		}
	}
	_, err := arrange(t, plan(-1)).Settle(gap("1000", "100"))
	if err == nil || !strings.HasPrefix(err.Error(), "savings[0].of[0]: the rule got an amount below zero or beyond any sum of money") {
		t.Errorf("a list that starts below zero: %v", err)
	}
}

// A guardrail needs the gap, in terms that start from another one too.
func TestGuardrailNeedsTheGap(t *testing.T) {
	for _, facts := range []tcoc.Performance{{}, {Guarded: true}, {Benchmark: dollars("5")}, {GuardrailBenchmark: dollars("5")}} {
		if _, err := (tcoc.Guardrail{}).Apply(&facts, num("1")); !errors.Is(err, apm.ErrMissing) {
			t.Errorf("%+v: %v", facts, err)
		}
	}
}
