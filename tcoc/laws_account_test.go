package tcoc_test

import (
	"errors"
	"reflect"
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
			untouched := facts
			move, err := rules[i].Apply(&facts, step.Before)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(facts, untouched) {
				t.Fatalf("%s has changed the facts", step.Path)
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

// The first rule gets the gap to its last digit; what a rule gives is trimmed.
func TestGapOfManyDigits(t *testing.T) {
	almost2 := tcoc.Performance{Benchmark: dollars("100"), Expenditure: dollars("98.0000000000000000000000000000000000000001")}
	minimum := tcoc.MinimumRate{Fixed: dollars("0.02")}
	all := tcoc.Share{Rate: apm.FixedRate(num("1"))}
	mark := tcoc.Mark{Name: tcoc.Generated}
	for _, c := range []struct {
		name  string
		rules tcoc.Rules
		want  string
	}{
		{"just below the minimum", tcoc.Rules{minimum}, "0"},
		{"trimmed before the minimum", tcoc.Rules{all, minimum}, "2"},
		{"marked before the minimum", tcoc.Rules{mark, minimum}, "2"},
	} {
		s := settle(t, tcoc.Plan{Terms: tcoc.Terms{Name: c.name, Savings: c.rules}}, almost2)
		if !s.Paid.Equal(num(c.want)) || !s.Account.Steps[0].Before.Equal(s.Gross) {
			t.Errorf("%s: paid %s, from %s", c.name, s.Paid, s.Account.Steps[0].Before)
		}
	}
}

// A guardrail decides a loss of any number of digits, behind the minimum and before it.
func TestGuardrailOfManyDigits(t *testing.T) {
	facts := tcoc.Performance{Benchmark: dollars("97.9999999999999999999999999999999999999999"), Expenditure: dollars("100"), GuardrailBenchmark: dollars("99")}
	minimum := tcoc.MinimumRate{Fixed: dollars("0.02")}
	for _, rules := range []tcoc.Rules{{minimum, tcoc.Guardrail{}}, {tcoc.Guardrail{}}} {
		if s := settle(t, tcoc.Plan{Terms: tcoc.Terms{Name: "guardrail", Losses: rules}}, facts); !s.Paid.Equal(num("-1")) {
			t.Errorf("behind %d rules: %s", len(rules)-1, s.Paid)
		}
	}
}

// keeper keeps the facts that it got, gives the benchmark as it is, and spoils the rest.
type keeper struct {
	rogue
	kept *[]*tcoc.Performance
}

func (r keeper) Apply(facts *tcoc.Performance, amount decimal.Decimal) (tcoc.Move, error) {
	*r.kept = append(*r.kept, facts)
	benchmark := facts.Benchmark
	facts.Benchmark, facts.Revenue = decimal.NullDecimal{}, dollars("1")
	return tcoc.Move{To: amount, Benchmark: benchmark}, nil
}

// A rule that keeps its facts or writes to them, which it must not, meddles with no other
// rule; one that gives the benchmark as it is may stand in a sum.
func TestRulesOfOthersAreKeptApart(t *testing.T) {
	var kept []*tcoc.Performance
	limit := tcoc.Cap{Lesser: []tcoc.Limit{{Rate: dollars("0.03"), Of: tcoc.Revenue}}}
	s := settle(t, tcoc.Plan{Terms: tcoc.Terms{Name: "keeper", Savings: tcoc.Rules{
		keeper{kept: &kept}, keeper{kept: &kept}, tcoc.Sum{Of: []tcoc.Rules{{keeper{kept: &kept}, limit}, {limit}}},
	}}}, tcoc.Performance{Benchmark: dollars("1000"), Expenditure: dollars("900"), Revenue: dollars("500")})
	if !s.Paid.Equal(num("30")) {
		t.Errorf("paid %s", s.Paid)
	}
	if len(kept) != 3 || kept[0] == kept[1] || kept[1] == kept[2] {
		t.Errorf("the facts kept are %v", kept)
	}
}

// twice marks the half of an amount, and then the whole of it.
type twice struct{ rogue }

func (twice) Apply(_ *tcoc.Performance, amount decimal.Decimal) (tcoc.Move, error) {
	half := amount.Mul(num("0.5"))
	return tcoc.Move{To: half, Marks: []apm.Figure{{Name: "half", Value: half}, {Name: "whole", Value: amount}}}, nil
}

// Marks have the sign of the gap in any order.
func TestMarksOfALoss(t *testing.T) {
	s := settle(t, tcoc.Plan{Terms: tcoc.Terms{Name: "twice", Losses: tcoc.Rules{twice{}}}}, gap("1000", "-10"))
	got := []string{s.Marks[0].Value.String(), s.Marks[1].Value.String(), s.Paid.String()}
	if diff := cmp.Diff([]string{"-50", "-100", "-50"}, got); diff != "" {
		t.Error(diff)
	}
}

// A step has the figures that decided, and no others.
func TestFiguresThatDecided(t *testing.T) {
	bands := apm.Bands{{UpTo: dollars("0.05"), Share: num("0.5")}, {UpTo: dollars("0.1"), Share: num("0.25")}}
	for _, c := range []struct {
		name  string
		rules tcoc.Rules
		want  []string
	}{
		{"a gap that ends with a band", tcoc.Rules{tcoc.Corridor{Of: tcoc.Benchmark, Bands: bands}},
			[]string{"corridor of benchmark 1000", "slice 50", "share of it 0.5"}},
		{"a gap beyond the bands", tcoc.Rules{tcoc.Corridor{Bands: bands, Whole: true}}, nil},
		{"no benchmark recomputed", tcoc.Rules{tcoc.Guardrail{}}, nil},
	} {
		s := settle(t, tcoc.Plan{Terms: tcoc.Terms{Name: c.name, Losses: c.rules}}, gap("1000", "-5"))
		var got []string
		for _, f := range s.Account.Steps[0].Figures {
			got = append(got, f.Name+" "+f.Value.String())
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// What the rules of this package give is held to the bounds of an amount too.
func TestProductsBeyondBounds(t *testing.T) {
	rate := tcoc.Share{Rate: apm.FixedRate(decimal.New(1, -190))}
	whole := tcoc.Rules{tcoc.Share{Rate: apm.FixedRate(num("1"))}}
	most := tcoc.Performance{Benchmark: decimal.NewNullDecimal(decimal.New(9, 39)), Expenditure: dollars("0")}
	for _, c := range []struct {
		rules tcoc.Rules
		facts tcoc.Performance
		at    string
	}{
		{tcoc.Rules{rate, rate}, gap("1000", "10"), "savings[1]"},
		{tcoc.Rules{tcoc.Sum{Of: []tcoc.Rules{whole, whole}}}, most, "savings[0]"},
	} {
		_, err := arrange(t, tcoc.Plan{Terms: tcoc.Terms{Name: "beyond", Savings: c.rules}}).Settle(c.facts)
		if want := c.at + ": the rule gave an amount below zero or beyond any sum of money"; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// The rate between the ends of a band is exact where the ends have too many digits for
// machine words.
func TestRateBetweenLongEnds(t *testing.T) {
	m := tcoc.MinimumRate{Table: []tcoc.RateBand{{From: 1, To: 5, AtFrom: num("0.1000000000000000000001"), AtTo: num("0.3000000000000000000001")}}}
	for population, want := range map[int]string{1: "0.1000000000000000000001", 2: "0.1500000000000000000001", 5: "0.3000000000000000000001"} {
		if rate, err := m.Rate(&tcoc.Performance{Population: population}); err != nil || !rate.Equal(num(want)) {
			t.Errorf("%d people: %s (%v), want %s", population, rate, err, want)
		}
	}
}
