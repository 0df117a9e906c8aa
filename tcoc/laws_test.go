package tcoc_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The laws of settlements. Facts are drawn so that gaps fall on, just below and just
// above minimum rates, the ends of bands and caps; populations on the ends of the
// table; scores on the bounds of loss rates.

const benchmark = 100_000_000

// upTo lists 0 to n, to sample evenly from: ranges of integers prefer small ones.
func upTo(n int64) []int64 {
	out := make([]int64, n+1)
	for i := range out {
		out[i] = int64(i)
	}
	return out
}

var (
	basisPoints = upTo(10_000)
	gapEdges    = []int64{0, 1, 500_000, 1_000_000, 1_500_000, 2_000_000, 2_700_000, 3_000_000, 3_600_000, 5_000_000, 10_000_000,
		15_000_000, 20_000_000, 25_000_000, 35_000_000, 40_000_000, 50_000_000, 60_000_000, benchmark}
)

// drawGap draws benchmark less expenditure in dollars.
func drawGap(t *rapid.T) decimal.Decimal {
	cents := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) int64 {
			return rapid.SampledFrom(gapEdges).Draw(t, "edge")*100 + rapid.Int64Range(-1, 1).Draw(t, "beside it")
		}),
		rapid.Custom(func(t *rapid.T) int64 {
			return rapid.SampledFrom(basisPoints).Draw(t, "basis points") * benchmark / 100
		}),
		rapid.Custom(func(t *rapid.T) int64 { // around the minimum rates
			return rapid.SampledFrom(basisPoints).Draw(t, "hundredths of a basis point") * benchmark / 2000
		}),
	).Draw(t, "gap in cents")
	if rapid.Bool().Draw(t, "loss") {
		cents = -cents
	}
	return decimal.New(cents, -2)
}

func drawFacts(t *rapid.T) tcoc.Performance {
	dollarsUpTo := func(most int64, label string) decimal.Decimal {
		return decimal.New(rapid.SampledFrom(basisPoints).Draw(t, label)*most/10_000, 0)
	}
	facts := tcoc.Performance{
		Benchmark: decimal.NewNullDecimal(decimal.New(benchmark, 0)),
		Population: rapid.OneOf(rapid.SampledFrom([]int{1, 499, 500, 999, 1000, 4999, 5000, 5333, 9999, 59999, 60000}),
			rapid.Custom(func(t *rapid.T) int { return int(rapid.SampledFrom(basisPoints).Draw(t, "tens of people"))*7 + 1 })).
			Draw(t, "population"),
		Quality: apm.Quality{
			Status: rapid.SampledFrom([]apm.Status{apm.Met, apm.Met, apm.NotMet}).Draw(t, "status"),
			Score:  decimal.NewNullDecimal(drawScore(t, "score")),
		},
		Revenue:       decimal.NewNullDecimal(dollarsUpTo(benchmark, "revenue")),
		Advances:      decimal.NewNullDecimal(dollarsUpTo(2_000_000, "advances")),
		AgreementYear: rapid.IntRange(1, 5).Draw(t, "agreement year"),
		Flags: map[string]bool{
			tcoc.LowRevenue:        rapid.Bool().Draw(t, "low revenue"),
			tcoc.RevenueLossLimit:  rapid.Bool().Draw(t, "revenue loss limit"),
			tcoc.AlignedInitiative: rapid.Bool().Draw(t, "initiative"),
		},
		Amounts: map[tcoc.Basis]decimal.Decimal{
			tcoc.CoreCost:             dollarsUpTo(benchmark, "core cost"),
			tcoc.PCPlusTierDifference: dollarsUpTo(1_000_000, "tier difference"),
		},
	}
	facts.Expenditure = decimal.NewNullDecimal(facts.Benchmark.Decimal.Sub(drawGap(t)))
	if rapid.Bool().Draw(t, "elected") {
		facts.MinimumRate = decimal.NewNullDecimal(num(rapid.SampledFrom([]string{"0", "0.005", "0.01", "0.015", "0.02"}).Draw(t, "rate")))
	}
	if months := rapid.SampledFrom([]int{0, 0, 0, 0, 12, 1, 6, 7, 11}).Draw(t, "months"); months > 0 {
		facts.Exit = &tcoc.Exit{Months: months, ByPayer: rapid.Bool().Draw(t, "by the payer")}
	}
	if rapid.Bool().Draw(t, "disaster") {
		facts.Disaster = &tcoc.Disaster{
			People: decimal.NewNullDecimal(drawScore(t, "people")),
			Months: decimal.NewNullDecimal(decimal.New(rapid.Int64Range(0, 12).Draw(t, "disaster months"), 0)),
		}
	}
	return facts
}

func drawScore(t *rapid.T, label string) decimal.Decimal {
	return decimal.New(rapid.OneOf(rapid.SampledFrom([]int64{0, 1, 3333, 4000, 8000, 9999, 10000}), rapid.SampledFrom(basisPoints)).
		Draw(t, label), -4)
}

// drawPreset draws a preset of any program and year.
func drawPreset(all map[string]tcoc.Plan) func(*rapid.T) tcoc.Plan {
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	return func(t *rapid.T) tcoc.Plan { return all[rapid.SampledFrom(names).Draw(t, "preset")] }
}

func mustSettle(t *rapid.T, p tcoc.Plan, facts tcoc.Performance) tcoc.Settlement {
	a, err := tcoc.New(p)
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.Settle(facts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A settlement never exceeds a cap of its list, and every step's account is a chain.
func TestLawCapsHoldAndStepsChain(t *testing.T) {
	draw := drawPreset(presets(t))
	rapid.Check(t, func(t *rapid.T) {
		plan, facts := draw(t), drawFacts(t)
		s := mustSettle(t, plan, facts)
		before := s.Gross.Abs()
		for _, step := range s.Account.Steps {
			if !step.Before.Equal(before) {
				t.Fatalf("%s starts from %s, not from %s", step.Path, step.Before, before)
			}
			if step.Rule == "cap" {
				for _, limit := range step.Figures {
					if limit.Unit == apm.Dollars && step.After.GreaterThan(limit.Value) {
						t.Fatalf("%s: %s exceeds %s", step.Path, step.After, limit.Value)
					}
				}
			}
			before = step.After
		}
		if len(s.Account.Steps) > 0 && !before.Equal(s.Paid.Abs()) {
			t.Fatalf("the last step gives %s, paid is %s", before, s.Paid)
		}
		if s.Paid.Abs().GreaterThan(s.Gross.Abs()) {
			t.Fatalf("paid %s is more than the gap %s", s.Paid, s.Gross)
		}
		if s.Paid.Sign()*s.Gross.Sign() < 0 {
			t.Fatalf("paid %s on a gap of %s", s.Paid, s.Gross)
		}
		if !s.Earned.Valid || s.Earned.Decimal.Abs().LessThan(s.Paid.Abs()) {
			t.Fatalf("earned %v, paid %s", s.Earned, s.Paid)
		}
	})
}

// Scaling every dollar, those in the terms included, scales the result.
func TestLawScale(t *testing.T) {
	draw := drawPreset(presets(t))
	rapid.Check(t, func(t *rapid.T) {
		plan, facts := draw(t), drawFacts(t)
		if rapid.Bool().Draw(t, "with dollars in the terms") {
			plan = dollarTerms("1")
		}
		factor := decimal.New(rapid.Int64Range(1, 10_000).Draw(t, "factor"), -2)
		one := mustSettle(t, plan, facts)
		scaled := facts
		for _, d := range []*decimal.NullDecimal{&scaled.Benchmark, &scaled.Expenditure, &scaled.Revenue, &scaled.Advances} {
			d.Decimal = d.Decimal.Mul(factor)
		}
		scaled.Amounts = make(map[tcoc.Basis]decimal.Decimal)
		for name, d := range facts.Amounts {
			scaled.Amounts[name] = d.Mul(factor)
		}
		if plan.Name == "dollars in the terms" {
			plan = dollarTerms(factor.String())
		}
		other := mustSettle(t, plan, scaled)
		if want := one.Paid.Mul(factor); other.Paid.Sub(want).Abs().GreaterThan(num("1e-15")) {
			t.Fatalf("scaled by %s: %s, want %s", factor, other.Paid, want)
		}
	})
}

// dollarTerms has an amount in dollars in every rule that can hold one.
func dollarTerms(factor string) tcoc.Plan {
	d := func(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s).Mul(num(factor))) }
	rules := tcoc.Rules{
		tcoc.Corridor{Bands: apm.Bands{{UpTo: d("1000000"), Share: num("0.9")}, {UpTo: d("9000000"), Share: num("0.5")}, {Share: num("0.1")}}},
		tcoc.Cap{Lesser: []tcoc.Limit{{Dollars: d("5000000")}, {Rate: dollars("0.2"), Of: tcoc.Revenue}}},
		tcoc.MinimumPayment{Dollars: d("10000").Decimal},
		tcoc.Mark{Name: tcoc.Earned},
	}
	return tcoc.Plan{Terms: tcoc.Terms{Name: "dollars in the terms", Savings: rules, Losses: rules}}
}

// Better quality never lowers a saving nor raises a loss.
func TestLawQuality(t *testing.T) {
	draw := drawPreset(presets(t))
	rapid.Check(t, func(t *rapid.T) {
		plan, facts := draw(t), drawFacts(t)
		worse, better := facts, facts
		a, b := drawScore(t, "a score"), drawScore(t, "another")
		worse.Quality.Score.Decimal, better.Quality.Score.Decimal = decimal.Min(a, b), decimal.Max(a, b)
		if rapid.Bool().Draw(t, "status too") {
			worse.Quality.Status, better.Quality.Status = apm.NotMet, apm.Met
		}
		if low, high := mustSettle(t, plan, worse).Paid, mustSettle(t, plan, better).Paid; high.LessThan(low) {
			t.Fatalf("better quality: %s after %s", high, low)
		}
	})
}

// Lower expenditure never pays less, whatever the terms here.
func TestLawExpenditure(t *testing.T) {
	draw := drawPreset(presets(t))
	rapid.Check(t, func(t *rapid.T) {
		plan, facts := draw(t), drawFacts(t)
		if plan.From.Of == tcoc.Expenditure {
			plan = tcoc.VermontNextGeneration() // the plan holds the premium there
		}
		dear, cheap := facts, facts
		saved := decimal.New(rapid.Int64Range(0, 1_000_000_000).Draw(t, "cents saved"), -2)
		cheap.Expenditure.Decimal = cheap.Expenditure.Decimal.Sub(saved)
		if low, high := mustSettle(t, plan, dear).Paid, mustSettle(t, plan, cheap).Paid; high.LessThan(low) {
			t.Fatalf("%s less spent: %s after %s", saved, high, low)
		}
	})
}

// A corridor with the same bands on both sides is odd, never shares more than the
// gap, and is continuous: a cent more moves the result by at most a cent.
func TestLawCorridor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var bands apm.Bands
		upTo := decimal.Decimal{}
		for range rapid.IntRange(0, 4).Draw(t, "bands") {
			upTo = upTo.Add(decimal.New(rapid.Int64Range(1, 30).Draw(t, "width"), -2))
			bands = append(bands, apm.Band{UpTo: decimal.NewNullDecimal(upTo), Share: drawScore(t, "share")})
		}
		bands = append(bands, apm.Band{Share: drawScore(t, "last share")})
		rules := tcoc.Rules{tcoc.Corridor{Of: tcoc.Benchmark, Bands: bands}}
		plan := tcoc.Plan{Terms: tcoc.Terms{Name: "corridor", Savings: rules, Losses: rules}}
		at := func(gap decimal.Decimal) decimal.Decimal {
			b := decimal.New(benchmark, 0)
			return mustSettle(t, plan, tcoc.Performance{
				Benchmark: decimal.NewNullDecimal(b), Expenditure: decimal.NewNullDecimal(b.Sub(gap)),
			}).Paid
		}
		g := drawGap(t)
		cent := num("0.01")
		if !at(g.Neg()).Equal(at(g).Neg()) {
			t.Fatalf("%s on %s, %s on the opposite", at(g), g, at(g.Neg()))
		}
		if at(g).Abs().GreaterThan(g.Abs()) {
			t.Fatalf("%s of a gap of %s", at(g), g)
		}
		if step := at(g.Add(cent)).Sub(at(g)); step.IsNegative() || step.GreaterThan(cent) {
			t.Fatalf("a cent beyond %s moves the result by %s", g, step)
		}
		// Splitting a band changes nothing.
		i := rapid.IntRange(0, len(bands)-1).Draw(t, "band to split")
		start := decimal.Decimal{}
		if i > 0 {
			start = bands[i-1].UpTo.Decimal
		}
		end := start.Add(num("0.5"))
		if bands[i].UpTo.Valid {
			end = bands[i].UpTo.Decimal
		}
		middle := start.Add(end.Sub(start).Mul(decimal.New(rapid.Int64Range(1, 99).Draw(t, "where"), -2)))
		split := slices.Insert(slices.Clone(bands), i, apm.Band{UpTo: decimal.NewNullDecimal(middle), Share: bands[i].Share})
		splitRules := tcoc.Rules{tcoc.Corridor{Of: tcoc.Benchmark, Bands: split}}
		before := at(g)
		plan = tcoc.Plan{Terms: tcoc.Terms{Name: "split", Savings: splitRules, Losses: splitRules}}
		if !at(g).Equal(before) {
			t.Fatalf("split at %s: %s, before %s", middle, at(g), before)
		}
	})
}

// A first-dollar minimum jumps where it is met; a minimum that shares only the excess
// is continuous; strictly below it, nothing is paid.
func TestLawMinimumRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := decimal.New(rapid.Int64Range(1, 5000).Draw(t, "rate"), -4)
		above := rapid.Bool().Draw(t, "above")
		pay := func(excess bool, gap decimal.Decimal) decimal.Decimal {
			b := decimal.New(benchmark, 0)
			return mustSettle(t, tcoc.Plan{Terms: tcoc.Terms{Name: "minimum", Savings: tcoc.Rules{
				tcoc.MinimumRate{Fixed: decimal.NewNullDecimal(rate), Excess: excess, Above: above},
			}}}, tcoc.Performance{Benchmark: decimal.NewNullDecimal(b), Expenditure: decimal.NewNullDecimal(b.Sub(gap))}).Paid
		}
		minimum, cent := rate.Mul(decimal.New(benchmark, 0)), num("0.01")
		below := minimum.Sub(decimal.New(rapid.Int64Range(1, minimum.Shift(2).IntPart()-1).Draw(t, "cents below"), -2))
		if !pay(false, below).IsZero() || !pay(true, below).IsZero() {
			t.Fatalf("paid below the minimum")
		}
		at := minimum
		if above {
			at = decimal.Decimal{}
		}
		if got := pay(false, minimum); !got.Equal(at) {
			t.Fatalf("at the minimum of %s: %s (above: %v)", minimum, got, above)
		}
		if got := pay(false, minimum.Add(cent)); !got.Equal(minimum.Add(cent)) {
			t.Fatalf("first dollar: %s", got)
		}
		if got := pay(true, minimum.Add(cent)); !got.Equal(cent) {
			t.Fatalf("excess: %s", got)
		}
	})
}

// Capping before and after sharing differ, and the one before gives the smaller
// amount; they agree where the share is one or the cap does not bind.
func TestLawCapBeforeShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit, share := drawScore(t, "limit"), drawScore(t, "share")
		facts := tcoc.Performance{Benchmark: dollars("100000000"), Expenditure: decimal.NewNullDecimal(num("100000000").Sub(drawGap(t).Abs()))}
		capRule := tcoc.Cap{Lesser: []tcoc.Limit{{Rate: decimal.NewNullDecimal(limit), Of: tcoc.Benchmark}}}
		shareRule := tcoc.Share{Rate: apm.FixedRate(share)}
		pay := func(rules ...tcoc.Rule) decimal.Decimal {
			return mustSettle(t, tcoc.Plan{Terms: tcoc.Terms{Name: "order", Savings: rules}}, facts).Paid
		}
		first, last := pay(capRule, shareRule), pay(shareRule, capRule)
		binds := facts.Benchmark.Decimal.Sub(facts.Expenditure.Decimal).GreaterThan(limit.Mul(facts.Benchmark.Decimal))
		switch {
		case first.GreaterThan(last):
			t.Fatalf("capped first %s, capped last %s", first, last)
		case !binds && !first.Equal(last), share.Equal(num("1")) && !first.Equal(last):
			t.Fatalf("capped first %s, capped last %s", first, last)
		}
	})
}

// swap exchanges two rules of a copy of a list.
func swap(rules tcoc.Rules, i, j int) tcoc.Rules {
	out := slices.Clone(rules)
	out[i], out[j] = out[j], out[i]
	return out
}

// Rules that must not commute do not: for each pair the search finds facts on which
// the order changes what is paid.
func TestLawOrderMatters(t *testing.T) {
	find := func(name string, plan tcoc.Plan, savings bool, first, second string) {
		t.Run(name, func(t *testing.T) {
			rules := plan.Losses
			if savings {
				rules = plan.Savings
			}
			index := func(kind string) int {
				i := slices.IndexFunc(rules, func(r tcoc.Rule) bool { return r.Kind() == kind })
				if i < 0 {
					t.Fatalf("no rule %s in %s", kind, plan.Name)
				}
				return i
			}
			swapped := plan.Terms
			if savings {
				swapped.Savings = swap(rules, index(first), index(second))
			} else {
				swapped.Losses = swap(rules, index(first), index(second))
			}
			facts := rapid.Custom(drawFacts)
			for seed := range 2000 {
				p := facts.Example(seed)
				a := settle(t, plan, p)
				if b := settle(t, tcoc.Plan{Terms: swapped}, p); !a.Paid.Equal(b.Paid) {
					return
				}
			}
			t.Errorf("no facts were found on which the order of %s and %s matters", first, second)
		})
	}
	find("Next Generation caps, then shares", must(t)(tcoc.NextGeneration(2018, tcoc.ArrangementA, num("0.05"))), true, "cap", "share")
	find("Maine caps, then shares", must(t)(tcoc.MaineAccountableCommunities(2026)), true, "cap", "when")
	find("MSSP sequesters, then caps", mssp(t, 2023, tcoc.Enhanced), true, "sequester", "cap")
	find("MSSP tests the minimum, then shares", mssp(t, 2023, tcoc.Enhanced), true, "minimumRate", "share")
	find("MSSP limits losses, then relieves", mssp(t, 2023, tcoc.BasicC), false, "cap", "disasterRelief")
	find("MSSP shares losses, then limits", mssp(t, 2023, tcoc.BasicE), false, "share", "cap")
	find("MSSP limits losses, then prorates", mssp(t, 2023, tcoc.BasicC), false, "cap", "prorate")
}

// Sequestration never raises what is owed: without the rule losses are the same.
func TestLawSequestrationTouchesSavingsOnly(t *testing.T) {
	draw := drawPreset(presets(t))
	rapid.Check(t, func(t *rapid.T) {
		plan, facts := draw(t), drawFacts(t)
		without := plan.Terms
		drop := func(r tcoc.Rule) bool { return r.Kind() == "sequester" }
		without.Savings = slices.DeleteFunc(slices.Clone(plan.Savings), drop)
		without.Losses = slices.DeleteFunc(slices.Clone(plan.Losses), drop)
		with, none := mustSettle(t, plan, facts).Paid, mustSettle(t, tcoc.Plan{Terms: without}, facts).Paid
		if with.GreaterThan(none) || with.IsNegative() && !with.Equal(none) {
			t.Fatalf("with sequestration %s, without %s", with, none)
		}
	})
}

// The greater of several plans is the best of them, and a sum their sum.
func TestLawPlans(t *testing.T) {
	draw := drawPreset(presets(t))
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := draw(t), draw(t), draw(t)
		facts := drawFacts(t)
		pa, pb, pc := mustSettle(t, a, facts).Paid, mustSettle(t, b, facts).Paid, mustSettle(t, c, facts).Paid
		greater := mustSettle(t, tcoc.Plan{GreaterOf: []tcoc.Plan{a, {Sum: []tcoc.Plan{b, c}}}}, facts)
		if want := decimal.Max(pa, pb.Add(pc)); !greater.Paid.Equal(want) {
			t.Fatalf("greater of %s and %s+%s: %s", pa, pb, pc, greater.Paid)
		}
	})
}

// Rules inside one list: greater, lesser and sum of two lists.
func TestLawCombinations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := tcoc.Share{Rate: apm.FixedRate(drawScore(t, "x"))}, tcoc.Share{Rate: apm.FixedRate(drawScore(t, "y"))}
		facts := tcoc.Performance{Benchmark: dollars("1000000"), Expenditure: dollars("900000")}
		pay := func(rules ...tcoc.Rule) decimal.Decimal {
			return mustSettle(t, tcoc.Plan{Terms: tcoc.Terms{Name: "combination", Savings: rules}}, facts).Paid
		}
		px, py := pay(x), pay(y)
		of := []tcoc.Rules{{x}, {y}}
		for _, c := range []struct {
			got, want decimal.Decimal
		}{
			{pay(tcoc.Greater{Of: of}), decimal.Max(px, py)},
			{pay(tcoc.Lesser{Of: of}), decimal.Min(px, py)},
			{pay(tcoc.Sum{Of: of}), px.Add(py)},
		} {
			if !c.got.Equal(c.want) {
				t.Fatalf("of %s and %s: %s, want %s", px, py, c.got, c.want)
			}
		}
	})
}

// The account survives JSON, so an audit store can keep it.
func TestLawSettlementJSON(t *testing.T) {
	draw := drawPreset(presets(t))
	rapid.Check(t, func(t *rapid.T) {
		s := mustSettle(t, draw(t), drawFacts(t))
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var again tcoc.Settlement
		if err := json.Unmarshal(text, &again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
