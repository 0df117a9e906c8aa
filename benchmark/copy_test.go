package benchmark_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

// Whoever edits terms after New edits a draft, not the benchmark: lists, maps, what
// pointers lead to, and what Freeze hands out.
func TestTermsAreCopied(t *testing.T) {
	months := map[string]decimal.Decimal{"BY1": num("12")}
	rates := map[string]decimal.Decimal{"ESRD": num("0.1")}
	limit := &benchmark.DemographicCap{Demographic: benchmark.Demographic, Points: num("0.03")}
	trend := &benchmark.Trend{To: "BY2", Growth: benchmark.Growth{Annual: &benchmark.Projection{Rate: num("0.03"), Months: months}}}
	terms := benchmark.Terms{
		Name: "edited", Years: []string{"BY1"}, FrozenMix: "BY1",
		Rules: benchmark.Rules{
			trend, benchmark.BaseYears{Years: []benchmark.YearWeight{{"BY1", num("1")}}},
			benchmark.Deductions{Of: []benchmark.Deduction{{Name: "discount", Rate: num("0.02"), ByCategory: rates}}},
		},
		Retrospective: benchmark.Rules{benchmark.RiskRatio{From: "BY3", To: "PY", Growth: limit}},
	}
	facts := fullFacts()
	facts.Experience = append([]benchmark.Experience(nil), facts.Experience...)
	for i := range facts.Experience {
		if facts.Experience[i].Year == "BY1" {
			facts.Experience[i].Time = known("10")
		}
	}
	b, err := benchmark.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	want, err := b.Calculate(facts)
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := b.Freeze(facts)
	if err != nil {
		t.Fatal(err)
	}
	months["BY1"], rates["ESRD"], limit.Points, trend.To = num("24"), num("0.5"), num("0"), "BY9"
	terms.Years[0], terms.Rules[1] = "BY2", nil
	frozen.Terms.Years[0], frozen.Terms.Rules[0] = "BY2", nil
	frozen.Terms.Rules[2].(benchmark.Deductions).Of[0].ByCategory["ESRD"] = num("0.9")
	frozen.Terms.Retrospective[0].(benchmark.RiskRatio).Growth.Points = num("0")
	got, err := b.Calculate(facts)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The two lists of the guardrail take the same regional growth, and whoever edits one
// of them does not edit the other.
func TestPresetSharesNothing(t *testing.T) {
	terms := must(t)(benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2024, true))
	guardrail := terms.Retrospective[1].(benchmark.Guardrail)
	threeWay := guardrail.Rules[0].(benchmark.Trend).Growth.Blend[0].Growth
	twoWay := guardrail.Instead[0].(benchmark.Trend).Growth
	threeWay.Blend[1].Growth.Restore.Points = num("0.5")
	threeWay.Blend[0].In = "BY9"
	if in := twoWay.Blend[0].In; in != "PY" {
		t.Errorf("year %s", in)
	}
	if points := twoWay.Blend[1].Growth.Restore.Points; !points.Equal(num("0.03")) {
		t.Errorf("points %s", points)
	}
}

// Facts that change under a frozen benchmark are refused like others that differ: it
// keeps its own.
func TestFrozenKeepsItsFacts(t *testing.T) {
	for name, edit := range map[string]func(*benchmark.Facts){
		"a row":    func(f *benchmark.Facts) { f.Experience[0].PerCapita = known("1") },
		"a figure": func(f *benchmark.Facts) { f.Experience[0].Figures[benchmark.National] = num("1") },
		"an amount": func(f *benchmark.Facts) {
			f.Amounts[benchmark.DualShare] = num("0.5")
		},
	} {
		b := build(t, must(t)(benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2024, true)))
		facts := fullFacts()
		frozen, err := b.Freeze(facts)
		if err != nil {
			t.Fatal(err)
		}
		edit(&facts)
		if _, err := frozen.Finalise(facts); err == nil || !strings.Contains(err.Error(), "differs from what the benchmark was frozen with") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A frozen benchmark that was read from elsewhere may hold anything.
func TestHostileFrozen(t *testing.T) {
	huge := decimal.New(1, 1_000_000_000)
	const unsound = "the frozen result is none that terms make: it lacks lines, or holds an amount beyond any sum of money"
	for name, c := range map[string]struct {
		edit func(*benchmark.Frozen)
		want string
	}{
		"no lines": {func(z *benchmark.Frozen) { z.Result.Lines = nil }, unsound},
		"time without lines": {func(z *benchmark.Frozen) {
			z.Result.Lines, z.Result.Time = nil, known("1")
		}, unsound},
		"time of several lines": {func(z *benchmark.Frozen) { z.Result.Time = known("1") }, unsound},
		"a huge line":           {func(z *benchmark.Frozen) { z.Result.Lines[0].PerCapita = huge }, unsound},
		"a huge mark":           {func(z *benchmark.Frozen) { z.Result.Marks[0].All.Decimal = huge }, unsound},
		"a huge line of a mark": {func(z *benchmark.Frozen) { z.Result.Marks[0].Lines[0].PerCapita = huge }, unsound},
		"a huge name":           {func(z *benchmark.Frozen) { z.Named = []apm.Figure{{Name: "x", Value: huge}} }, unsound},
		"huge together":         {func(z *benchmark.Frozen) { z.All = decimal.NewNullDecimal(huge) }, unsound},
		"a huge fact":           {func(z *benchmark.Frozen) { z.Facts.Amounts["x"] = huge }, "amounts.x: has more than 40 digits before the point or 200 behind it"},
	} {
		z, err := build(t, must(t)(benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2024, true))).Freeze(fullFacts())
		if err != nil {
			t.Fatal(err)
		}
		c.edit(&z)
		if _, err := z.Finalise(fullFacts()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

// Lists that hold themselves twice over have more paths than anybody can walk.
func TestTermsThatHoldThemselves(t *testing.T) {
	loop := benchmark.Rules{nil}
	loop[0] = benchmark.Guardrail{Name: "x", Rules: loop, Instead: loop}
	growth := benchmark.Growth{Product: make([]benchmark.Growth, 2)}
	growth.Product[0], growth.Product[1] = growth, growth
	const want = "the terms hold themselves, or more than 10000 rules and growths"
	for _, rules := range []benchmark.Rules{loop, {benchmark.Trend{To: "PY", Growth: growth}}} {
		if _, err := benchmark.New(benchmark.Terms{Name: "x", Years: []string{"BY1"}, Rules: rules}); err == nil || err.Error() != want {
			t.Errorf("%v", err)
		}
	}
	z, err := build(t, must(t)(benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2024, true))).Freeze(fullFacts())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := z.Finalise(fullFacts(), loop[0]); err == nil || err.Error() != "the rules hold themselves, or are more than any terms declare" {
		t.Errorf("%v", err)
	}
}

// own is a rule of somebody else's that gives what it is told to, always the same
// slices.
type own struct {
	give func(lines []benchmark.Line) benchmark.Move
}

func (own) Kind() string       { return "own" }
func (own) Validate(apm.Check) {}
func (o own) Apply(_ *benchmark.Facts, lines []benchmark.Line) (benchmark.Move, error) {
	return o.give(lines), nil
}

func TestWhatAnOwnRuleMustNotGive(t *testing.T) {
	huge := decimal.New(1, 1_000_000_000)
	const figure = "rules[0]: the rule gave a figure with more than 40 digits before the point or 200 behind it"
	const amount = "rules[0]: the rule gave no lines, or an amount beyond any sum of money"
	const merged = "rules[0]: the rule merged categories without a single line for them, or without its time"
	line := []benchmark.Line{{PerCapita: num("1")}}
	for name, c := range map[string]struct {
		move benchmark.Move
		want string
	}{
		"a huge figure":       {benchmark.Move{To: line, Figures: [][]apm.Figure{{{Name: "x", Value: huge}}}}, figure},
		"a huge name":         {benchmark.Move{To: line, Named: []apm.Figure{{Name: "x", Value: huge}}}, figure},
		"a huge mark":         {benchmark.Move{To: line, Marks: []benchmark.Marked{{Name: "x", Lines: []benchmark.Line{{PerCapita: huge}}}}}, amount},
		"huge merged lines":   {benchmark.Move{To: line, Time: known("1"), Merged: []benchmark.Line{{PerCapita: huge}}}, amount},
		"merged without time": {benchmark.Move{To: line, Merged: line}, merged},
		"merged into two":     {benchmark.Move{To: []benchmark.Line{line[0], line[0]}, Merged: line, Time: known("1")}, merged},
		"a huge time":         {benchmark.Move{To: line, Merged: line, Time: decimal.NewNullDecimal(huge)}, merged},
	} {
		terms := benchmark.Terms{Name: "own", Years: []string{"BY3"}, Rules: benchmark.Rules{
			own{func([]benchmark.Line) benchmark.Move { return c.move }}}}
		if _, err := build(t, terms).Calculate(fullFacts()); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

// A rule that takes categories apart again takes the total with them.
func TestApartAgain(t *testing.T) {
	rule := own{func([]benchmark.Line) benchmark.Move {
		return benchmark.Move{To: []benchmark.Line{{Category: "x", PerCapita: num("1")}, {Category: "y", PerCapita: num("2")}}}
	}}
	terms := must(t)(benchmark.MSSPFirstAgreement(apm.MustParseDate("2014-01-01")))
	terms.Rules = append(terms.Rules, rule)
	r, err := build(t, terms).Calculate(fullFacts())
	if err != nil {
		t.Fatal(err)
	}
	if r.Total.Valid || r.PerCapita.Valid || len(r.Categories) != 2 {
		t.Errorf("total %v of %v", r.Total, r.Categories)
	}
}

// A rule may give the same slices again and again, from several goroutines: they are
// its own, and the calculation writes only into copies.
func TestOwnRuleKeepsItsSlices(t *testing.T) {
	lines := []benchmark.Line{{Category: "x", PerCapita: num("1.0")}}
	branches := []apm.Branch{{Name: "b", Steps: []apm.Step{{Path: "inner"}}}}
	rule := own{func([]benchmark.Line) benchmark.Move { return benchmark.Move{To: lines, Branches: branches} }}
	b := build(t, benchmark.Terms{Name: "own", Years: []string{"BY3"}, Rules: benchmark.Rules{rule}})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			r, err := b.Calculate(fullFacts())
			if err != nil {
				t.Error(err)
				return
			}
			if path := r.Account.Steps[0].Branches[0].Steps[0].Path; path != "rules[0].inner" {
				t.Errorf("path %s", path)
			}
		})
	}
	group.Wait()
	if branches[0].Steps[0].Path != "inner" {
		t.Errorf("path %s", branches[0].Steps[0].Path)
	}
}

// Finalising the same frozen benchmark from several goroutines writes into none of it.
func TestFinaliseTogether(t *testing.T) {
	same := own{func(lines []benchmark.Line) benchmark.Move { return benchmark.Move{To: lines} }}
	terms := must(t)(benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2024, true))
	terms.Retrospective = append(benchmark.Rules{benchmark.Greatest{Mix: "BY3", Of: []benchmark.Option{{Name: "none"}}}, same}, terms.Retrospective...)
	b := build(t, terms)
	z, err := b.Freeze(fullFacts())
	if err != nil {
		t.Fatal(err)
	}
	before, err := json.Marshal(z.Result)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if _, err := z.Finalise(fullFacts(), z.Terms.Retrospective...); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if after, err := json.Marshal(z.Result); err != nil || string(after) != string(before) {
		t.Errorf("the frozen result changed: %v", err)
	}
}

// A percentage where a fraction belongs, and limits of a figure below zero, are
// refused and not held within bounds.
func TestFactsBeyondTheirRange(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*benchmark.Facts)
		rule benchmark.Rule
		want string
	}{
		"dual share in percent": {func(f *benchmark.Facts) { f.Amounts[benchmark.DualShare] = num("20") }, nil,
			"amounts.dualShare: is outside 0 to 1"},
		"negative national spending": {func(f *benchmark.Facts) { f.Experience[2].Figures[benchmark.National] = num("-1") }, nil,
			"national: is negative, and limits are fractions of it"},
		"low-income share in percent": {func(f *benchmark.Facts) { f.Amounts["low"] = num("30") },
			benchmark.EquityAdjustment{Share: "low", Minimum: num("0.15"), Cap: num("0.05"), Of: benchmark.National, In: "BY3"},
			"amounts.low: is outside 0 to 1"},
		"negative rate book limit": {func(f *benchmark.Facts) { f.Experience[2].Figures["limit"] = num("-1") },
			benchmark.RateBook{Rate: benchmark.Regional, Year: "BY3", Weight: num("0.5"), AtMost: known("0.05"), LimitOf: "limit"},
			"limit: is negative, and limits are fractions of it"},
	} {
		facts := fullFacts()
		for i, e := range facts.Experience { // the first row of the last base year comes third
			if e.Category == "ESRD" && e.Year == "BY3" {
				facts.Experience[i], facts.Experience[2] = facts.Experience[2], e
			}
		}
		c.edit(&facts)
		terms := must(t)(benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2024, false))
		if c.rule != nil {
			terms = benchmark.Terms{Name: "x", Years: []string{"BY3"}, Rules: benchmark.Rules{
				benchmark.BaseYears{Years: []benchmark.YearWeight{{"BY3", num("1")}}}, c.rule}}
		}
		if _, err := build(t, terms).Calculate(facts); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}
