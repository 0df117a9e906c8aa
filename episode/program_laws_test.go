package episode_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The laws of programs. Spending is drawn so that it falls on, just below and just above
// thresholds, discounts, minimums and corridors; scores on their bounds; counts on minimums.

var drawnCategories = []string{"BOWEL", "CABG", "LEJR"}

// sampleOf draws evenly: ranges of integers prefer small ones.
func sampleOf[T any](t *rapid.T, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(t, label)
}

func drawQualityScore(t *rapid.T, label string) decimal.Decimal {
	return sampleOf(t, label, usd("0"), usd("0.01"), usd("0.25"), usd("0.5"), usd("0.7777"), usd("0.99"), usd("1"))
}

// drawRuleLists draws a list of one side that is continuous, or with a gate and a minimum that
// are not.
func drawRuleLists(t *rapid.T, gains, continuous bool, label string) episode.Rules {
	var rules episode.Rules
	for i := range rapid.IntRange(0, 4).Draw(t, label+" rules") {
		of := sampleOf(t, "of", episode.TotalTarget, episode.TotalBenchmark, episode.TotalRevenue)
		kind := sampleOf(t, "kind", "cap", "share", "adjust", "scale", "band", "linear", "mark", "minimum", "gate")
		if continuous && (kind == "minimum" || kind == "gate") {
			kind = "cap"
		}
		slope, intercept := usd("0.3"), usd("0.4")
		if !gains {
			slope, intercept = usd("-0.3"), usd("0.9")
		}
		switch kind {
		case "cap":
			rules = append(rules, episode.Cap{Lesser: []episode.Limit{{Rate: decimal.NewNullDecimal(sampleOf(t, "limit", usd("0"), usd("0.05"), usd("0.2"))), Of: of}}})
		case "share":
			rules = append(rules, episode.SharingRate{Rate: apm.FixedRate(sampleOf(t, "share", usd("0.5"), usd("1"), usd("0.75")))})
		case "adjust":
			direction := sampleOf(t, "direction", episode.Withhold, episode.Bonus)
			if !gains {
				direction = sampleOf(t, "direction of losses", episode.Forgive, episode.Surcharge)
			}
			rules = append(rules, episode.Adjust{Maximum: sampleOf(t, "maximum", usd("0.1"), usd("0.15"), usd("1")), Direction: direction})
		case "scale":
			rules = append(rules, episode.Scale{Times: sampleOf(t, "times", int64(1), 2, 3), Over: 3})
		case "band":
			rules = append(rules, episode.MinimumRate{Rate: usd("0.03"), Of: of, Excess: true})
		case "minimum":
			rules = append(rules, episode.MinimumRate{Rate: usd("0.03"), Of: of, Above: rapid.Bool().Draw(t, "above")})
		case "linear":
			rules = append(rules, episode.SharingRate{Rate: apm.Rate{Linear: &apm.Linear{Intercept: intercept, Slope: slope}}})
		case "mark":
			rules = append(rules, episode.MarkAmount{Name: fmt.Sprint("mark ", i)})
		case "gate":
			if gains {
				rules = append(rules, episode.Gate{Statuses: []apm.Status{apm.Met}})
			}
		}
	}
	return rules
}

func drawProgram(t *rapid.T, continuous bool) episode.Program {
	p := episode.Program{Name: "drawn", Basis: episode.Allowed,
		Gains: drawRuleLists(t, true, continuous, "gains"), Losses: drawRuleLists(t, false, continuous, "losses"),
		Each: episode.Sides{Gains: drawRuleLists(t, true, continuous, "each gains"), Losses: drawRuleLists(t, false, continuous, "each losses")},
	}
	switch sampleOf(t, "benchmark", "thresholds", "target", "two discounts", "case rate") {
	case "thresholds":
		p.Benchmark.Thresholds = &episode.Thresholds{Dollars: episode.Adjusted, Levels: []episode.Level{
			{Category: "LEJR", Acceptable: given("1100"), Commendable: given("900"), GainLimit: given("600")},
			{Category: "CABG", Acceptable: given("1000"), Commendable: given("1000")}, {Commendable: given("950")},
		}}
		// Between its levels a category has no target that all of them could add up to.
		for _, rules := range []episode.Rules{p.Gains, p.Losses, p.Each.Gains, p.Each.Losses} {
			for i, r := range rules {
				if c, ok := r.(episode.Cap); ok {
					c.Lesser[0].Of = episode.TotalRevenue
				}
				if m, ok := r.(episode.MinimumRate); ok {
					m.Of = episode.TotalRevenue
					rules[i] = m
				}
			}
		}
	case "target":
		p.Benchmark.Target = &episode.Target{Discounts: []episode.Discount{{Category: "CABG", Rate: apm.FixedRate(usd("0.03"))}}}
	case "two discounts":
		loss := apm.Rate{Linear: &apm.Linear{Intercept: usd("0.02"), Slope: usd("-0.01")}}
		p.Benchmark.Target = &episode.Target{Discounts: []episode.Discount{{Rate: apm.Rate{Linear: &apm.Linear{Intercept: usd("0.03"), Slope: usd("-0.01")}}, LossRate: &loss}}}
	case "case rate":
		p.Benchmark.CaseRate = &episode.CaseRate{Allowance: &episode.Allowance{Cost: usd("0"), Share: usd("0.5"), Flat: usd("1")}}
	}
	if rapid.Bool().Draw(t, "volume") {
		p.Volume = []episode.Volume{{Minimum: 3, On: sampleOf(t, "count", episode.OnBaseline, episode.OnPerformance), Action: episode.NoDownside, AfterNetting: rapid.Bool().Draw(t, "after netting")}}
	}
	if rapid.Bool().Draw(t, "report only") {
		p.Volume = append(p.Volume, episode.Volume{Minimum: 2, On: episode.OnPerformance, Action: episode.ReportOnly})
	}
	if rapid.Bool().Draw(t, "final") {
		p.Final = episode.Rules{episode.PostEpisode{Deviations: usd("3")}, episode.CarryForward{}}
	}
	return p
}

func drawPrepared(t *rapid.T) []episode.PreparedCase {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) episode.PreparedCase {
		cost := sampleOf(t, "cost", "0", "-50", "599.99", "600", "870", "899.99", "900", "900.01", "940", "950", "969.99", "970", "980", "990", "1000", "1000.01", "1099.99", "1100", "1100.01", "1250", "5000")
		c := episode.PreparedCase{Provider: "H", Category: sampleOf(t, "category", drawnCategories...), Raw: usd(cost), Cost: usd(cost),
			Target: given(sampleOf(t, "target", "1000", "1000", "1010.37")), PostEpisode: given(sampleOf(t, "after", "0", "130", "131.5", "400"))}
		if rapid.IntRange(0, 9).Draw(t, "excluded") == 0 {
			c.Excluded = []string{sampleOf(t, "reason", "dual", "high cost")}
		}
		return c
	}), 0, 8).Draw(t, "cases")
}

func drawProviderFacts(t *rapid.T) episode.ProviderFacts {
	facts := episode.ProviderFacts{ID: "H",
		Quality: apm.Quality{Score: decimal.NewNullDecimal(drawQualityScore(t, "score")), Status: sampleOf(t, "status", apm.Met, apm.NotMet)},
		Revenue: given(sampleOf(t, "revenue", "0", "300", "100000")), Carried: given(sampleOf(t, "carried", "0", "55.5", "9999")),
		Categories: make(map[string]episode.CategoryFacts),
	}
	for _, c := range drawnCategories {
		facts.Categories[c] = episode.CategoryFacts{BaselineEpisodes: given(sampleOf(t, "baseline", "0", "2", "3", "31")), PostEpisode: &episode.PostEpisodeNorm{Mean: given("100"), Deviation: given("10")}}
	}
	return facts
}

func settled(t rapid.TB, p episode.Program, facts episode.ProviderFacts, cases []episode.PreparedCase) episode.Settlement {
	a, err := episode.NewProgram(p)
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.Settle(facts, cases)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Any order of the episodes gives the same settlement, to the last digit of its account.
func TestOrderOfEpisodesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, facts, cases := drawProgram(t, false), drawProviderFacts(t), drawPrepared(t)
		if diff := cmp.Diff(settled(t, p, facts, cases), settled(t, p, facts, rapid.Permutation(cases).Draw(t, "shuffled"))); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Settlements scale with dollars.
func TestSettlementsScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, facts, cases := drawProgram(t, false), drawProviderFacts(t), drawPrepared(t)
		before := settled(t, p, facts, cases)
		by := sampleOf(t, "by", usd("2"), usd("100"), usd("0.5"))
		scale := func(d *decimal.NullDecimal) { d.Decimal = d.Decimal.Mul(by) }
		for i := range cases {
			c := &cases[i]
			c.Raw, c.Cost = c.Raw.Mul(by), c.Cost.Mul(by)
			scale(&c.Target)
			scale(&c.PostEpisode)
		}
		scale(&facts.Revenue)
		scale(&facts.Carried)
		for name, c := range facts.Categories {
			scale(&c.PostEpisode.Mean)
			scale(&c.PostEpisode.Deviation)
			facts.Categories[name] = c
		}
		if l := p.Benchmark.Thresholds; l != nil {
			for i := range l.Levels {
				scale(&l.Levels[i].Acceptable)
				scale(&l.Levels[i].Commendable)
				scale(&l.Levels[i].GainLimit)
			}
		}
		after := settled(t, p, facts, cases)
		if !closeTo(after.Result, before.Result.Mul(by)) || after.Carried.Valid && !closeTo(after.Carried.Decimal, before.Carried.Decimal.Mul(by)) {
			t.Fatalf("%s times %s is %s", before.Result, by, after.Result)
		}
	})
}

// closeTo allows for the 34th digit of a third.
func closeTo(a, b decimal.Decimal) bool {
	return a.Sub(b).Abs().LessThan(usd("0.00000000000000000001"))
}

// Nobody gains more than the stop-gain or loses more than the stop-loss, in every order of
// quality and corridor, and post-episode spending alone goes beyond.
func TestCorridorHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order := sampleOf(t, "order", episode.QualityFirst, episode.CorridorFirst)
		track := sampleOf(t, "track", episode.TEAMTrack(1), 2, 3)
		p, err := episode.TEAMProgram(2027, track, episode.TEAMOptions{Hospital: episode.TEAMHospital{SafetyNet: true}, Order: order, StraightLine: true,
			LowVolume: sampleOf(t, "low volume", episode.BeforeNetting, episode.AfterNetting), Undiscounted: rapid.Bool().Draw(t, "undiscounted")})
		if err != nil {
			t.Fatal(err)
		}
		facts, cases := drawProviderFacts(t), drawPrepared(t)
		s := settled(t, p, facts, cases)
		target := decimal.Decimal{}
		for _, c := range s.Categories {
			target = target.Add(c.Target.Decimal)
		}
		gain, loss := []string{"0.1", "0.05", "0.2"}[track-1], []string{"0", "0.05", "0.2"}[track-1]
		npra, _ := s.Mark(episode.NPRA)
		if npra.GreaterThan(target.Mul(usd(gain))) || npra.LessThan(target.Mul(usd(loss)).Neg()) {
			t.Fatalf("%s of a target of %s", npra, target)
		}
		if s.Result.GreaterThan(npra) || track == 1 && s.Result.IsNegative() {
			t.Fatalf("%s of %s", s.Result, npra)
		}
		if order == episode.CorridorFirst {
			return
		}
		p.Gains, p.Losses = reversedRules(p.Gains), reversedRules(p.Losses)
		other, _ := settled(t, p, facts, cases).Mark(episode.NPRA)
		if other.Abs().GreaterThan(npra.Abs()) {
			t.Fatalf("the corridor first gives %s, more than %s with quality first", other, npra)
		}
	})
}

func reversedRules(rules episode.Rules) episode.Rules {
	out := slices.Clone(rules)
	slices.Reverse(out)
	return out
}

// Without gates, minimums and volume rules a settlement moves with the cost: a cent of cost
// moves it by no more than a bonus and a surcharge on a cent for each rule that makes any.
func TestContinuousInTheCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, facts, cases := drawProgram(t, true), drawProviderFacts(t), drawPrepared(t)
		if len(cases) == 0 {
			return
		}
		// A list on one side of a category only and a benchmark with two prices leaps nowhere
		// either: the other side is zero from the threshold on.
		before := settled(t, p, facts, cases)
		i := rapid.IntRange(0, len(cases)-1).Draw(t, "case")
		step := usd("0.00001")
		cases[i].Cost = cases[i].Cost.Add(step)
		after := settled(t, p, facts, cases)
		change := before.Result.Sub(after.Result)
		if change.Abs().GreaterThan(step.Mul(usd("256"))) { // eight adjustments that double
			t.Fatalf("a step of %s moves %s to %s", step, before.Result, after.Result)
		}
	})
}

// A higher cost never pays more.
func TestMoreCostNeverPaysMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, facts, cases := drawProgram(t, true), drawProviderFacts(t), drawPrepared(t)
		if len(cases) == 0 {
			return
		}
		before := settled(t, p, facts, cases)
		i := rapid.IntRange(0, len(cases)-1).Draw(t, "case")
		cases[i].Cost = cases[i].Cost.Add(sampleOf(t, "more", usd("0.01"), usd("30"), usd("400"), usd("10000")))
		if after := settled(t, p, facts, cases); after.Result.GreaterThan(before.Result) && !closeTo(after.Result, before.Result) {
			t.Fatalf("%s becomes %s", before.Result, after.Result)
		}
	})
}

// Better quality never hurts.
func TestBetterQualityNeverHurts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, facts, cases := drawProgram(t, false), drawProviderFacts(t), drawPrepared(t)
		// But for limits on a target that itself rises with quality: a stop-loss and a minimum
		// rise with it.
		for _, rules := range []episode.Rules{p.Gains, p.Losses, p.Each.Gains, p.Each.Losses} {
			for i, r := range rules {
				if c, ok := r.(episode.Cap); ok && c.Lesser[0].Of == episode.TotalTarget && p.Benchmark.Thresholds == nil {
					c.Lesser[0].Of = episode.TotalBenchmark
				}
				if m, ok := r.(episode.MinimumRate); ok && m.Of == episode.TotalTarget && p.Benchmark.Thresholds == nil {
					m.Of = episode.TotalBenchmark
					rules[i] = m
				}
			}
		}
		better := facts
		better.Quality.Status = apm.Met
		better.Quality.Score.Decimal = decimal.Max(facts.Quality.Score.Decimal, drawQualityScore(t, "better score"))
		before, after := settled(t, p, facts, cases), settled(t, p, better, cases)
		if after.Result.LessThan(before.Result) && !closeTo(after.Result, before.Result) {
			t.Fatalf("%s becomes %s", before.Result, after.Result)
		}
	})
}

// No dollar is lost: the categories add up, and what the lists leave alone comes out whole.
func TestGapsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, facts, cases := drawProgram(t, false), drawProviderFacts(t), drawPrepared(t)
		p.Gains, p.Losses, p.Final, p.Volume, p.Each = nil, nil, nil, nil, episode.Sides{}
		s := settled(t, p, facts, cases)
		spending, net, n := decimal.Decimal{}, decimal.Decimal{}, 0
		for _, c := range s.Categories {
			spending, net, n = spending.Add(c.Spending), net.Add(c.Net), n+c.Episodes+c.Excluded
		}
		want := decimal.Decimal{}
		for _, c := range cases {
			if len(c.Excluded) == 0 {
				want = want.Add(c.Cost)
			}
		}
		if !spending.Equal(want) || !net.Equal(s.Result) || !s.Net.Equal(net) || n != len(cases) {
			t.Fatalf("%s of %s, %s of %s, %d of %d", spending, want, net, s.Result, n, len(cases))
		}
	})
}

// Carried losses and payments add up to what was settled over the periods.
func TestCarriedLossesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := targeted(nil, nil, episode.Rules{episode.MarkAmount{Name: "whole"}, episode.CarryForward{}})
		facts := drawProviderFacts(t)
		begun, paid, whole := facts.Carried.Decimal, decimal.Decimal{}, decimal.Decimal{}
		for range 4 {
			s := settled(t, p, facts, drawPrepared(t))
			mark, _ := s.Mark("whole")
			facts.Carried = s.Carried
			paid, whole = paid.Add(s.Result), whole.Add(mark)
			if s.Result.IsNegative() || s.Carried.Decimal.IsNegative() || s.Result.IsPositive() && s.Carried.Decimal.IsPositive() {
				t.Fatal("a payment beside a loss that is carried")
			}
		}
		if !paid.Sub(facts.Carried.Decimal).Equal(whole.Sub(begun)) {
			t.Fatalf("paid %s, carried %s from %s, settled %s", paid, facts.Carried.Decimal, begun, whole)
		}
	})
}

// Programs survive JSON, and settle the same.
func TestProgramsSurviveJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, facts, cases := drawProgram(t, false), drawProviderFacts(t), drawPrepared(t)
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		again, err := episode.DecodeProgram(b, episode.ProgramKinds())
		if err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		if diff := cmp.Diff(settled(t, p, facts, cases), settled(t, again, facts, cases)); diff != "" {
			t.Fatal(diff)
		}
		twice, err := json.Marshal(again)
		if err != nil || string(twice) != string(b) {
			t.Fatalf("%s\n%s", b, twice)
		}
	})
}
