package benchmark_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The laws of benchmarks. Facts are drawn so that risk ratios fall on, just below and
// just above their caps, shares on 0 and 1, adjustments on both sides of zero and of
// their caps.

// upTo lists 0 to n, to sample evenly from: ranges of integers prefer small ones.
func upTo(n int64) []int64 {
	out := make([]int64, n+1)
	for i := range out {
		out[i] = int64(i)
	}
	return out
}

var (
	thousandths = upTo(1000)
	shareEdges  = []string{"0", "1", "0.5", "0.000001"}
	riskEdges   = []string{"1", "1.03", "1.0299999", "1.0300001", "0.97", "0.9699999", "0.9700001"}
)

// between draws evenly from low to high, in a thousand steps.
func between(t *rapid.T, low, high, label string) decimal.Decimal {
	step := decimal.New(rapid.SampledFrom(thousandths).Draw(t, label), -3)
	return num(low).Add(num(high).Sub(num(low)).Mul(step))
}

func edgeOr(t *rapid.T, edges []string, low, high, label string) decimal.Decimal {
	if rapid.Bool().Draw(t, label+" on an edge") {
		return num(rapid.SampledFrom(edges).Draw(t, label))
	}
	return between(t, low, high, label)
}

// drawFacts draws an ACO with every figure that the terms of MSSP read.
func drawFacts(t *rapid.T) benchmark.Facts {
	f := fullFacts()
	high := rapid.Bool().Draw(t, "the region spends more")
	for i := range f.Experience {
		e := &f.Experience[i]
		scale := map[string]string{"ESRD": "80000", "DISABLED": "11000", "AGED_DUAL": "16000", "AGED_NONDUAL": "10000"}[e.Category]
		dollars := func(low, high, label string) decimal.Decimal {
			return between(t, low, high, label+" "+e.Category+" "+e.Year).Mul(num(scale))
		}
		if e.PerCapita.Valid {
			e.PerCapita = decimal.NewNullDecimal(dollars("0.7", "1.4", "spending"))
		}
		if e.Time.Valid {
			e.Time = decimal.NewNullDecimal(edgeOr(t, []string{"0", "1", "260.1666667"}, "1", "30000", "time "+e.Category+" "+e.Year))
			if e.Category == "AGED_NONDUAL" {
				e.Time = decimal.NewNullDecimal(between(t, "1000", "30000", "time of the largest "+e.Year))
			}
		}
		e.Risk = known("1")
		if e.Year != "BY3" {
			e.Risk = decimal.NewNullDecimal(edgeOr(t, riskEdges, "0.85", "1.2", "risk "+e.Category+" "+e.Year))
		}
		for _, of := range []benchmark.Measure{benchmark.National, benchmark.Regional, benchmark.NationalTrend, benchmark.MarketShare,
			benchmark.Demographic, benchmark.RegionalRisk, benchmark.RegionalDemographic, benchmark.AccountableTrend} {
			if _, found := e.Figures[of]; !found {
				continue
			}
			label := string(of) + " " + e.Category + " " + e.Year
			switch of {
			case benchmark.National:
				e.Figures[of] = dollars("0.8", "1.3", "national")
			case benchmark.Regional:
				if e.Figures[of] = dollars("0.7", "1.1", "regional"); high {
					e.Figures[of] = dollars("0.9", "1.6", "regional")
				}
			case benchmark.MarketShare:
				e.Figures[of] = edgeOr(t, shareEdges, "0", "1", label)
			case benchmark.NationalTrend, benchmark.AccountableTrend:
				e.Figures[of] = between(t, "0.95", "1.1", label)
			default:
				if e.Figures[of] = num("1"); e.Year == "PY" {
					e.Figures[of] = between(t, "0.97", "1.1", label)
				}
			}
		}
	}
	f.Amounts[benchmark.AdjustmentTimes] = num(rapid.SampledFrom([]string{"1", "2", "3", "4", "7"}).Draw(t, "times"))
	f.Amounts[benchmark.DualShare] = edgeOr(t, shareEdges, "0", "1", "dual share")
	f.Amounts[benchmark.PriorProration] = edgeOr(t, []string{"1", "1.2"}, "0", "1", "proration")
	for _, year := range []benchmark.Measure{benchmark.PriorSavings1, benchmark.PriorSavings2, benchmark.PriorSavings3} {
		f.Amounts[year] = edgeOr(t, []string{"0"}, "-900", "2500", string(year))
	}
	return f
}

func drawTerms(t *rapid.T) benchmark.Terms {
	all := presets(loud{})
	return all[rapid.SampledFrom(slices.Sorted(maps.Keys(all))).Draw(t, "terms")]
}

// loud lets helpers of tests fail inside a law.
type loud struct{ testing.TB }

func (loud) Helper()           {}
func (loud) Fatal(args ...any) { panic(fmt.Sprint(args...)) }

func calculate(t *rapid.T, terms benchmark.Terms, f benchmark.Facts) benchmark.Result {
	b, err := benchmark.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.Calculate(f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// alone calculates one rule on the last base year.
func alone(t *rapid.T, f benchmark.Facts, rules ...benchmark.Rule) benchmark.Result {
	rules = append([]benchmark.Rule{benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: "BY3", Weight: num("1")}}}}, rules...)
	return calculate(t, benchmark.Terms{Name: "law", Years: []string{"BY3"}, Rules: rules}, f)
}

func equal(t *rapid.T, what string, a, b decimal.Decimal) {
	if a.Sub(b).Abs().GreaterThan(a.Abs().Add(num("1")).Mul(num("1e-28"))) {
		t.Fatalf("%s: %s and %s", what, a, b)
	}
}

// doubled is the facts with every dollar twice.
func doubled(f benchmark.Facts) benchmark.Facts {
	out := benchmark.Facts{Amounts: map[benchmark.Measure]decimal.Decimal{}}
	for _, e := range f.Experience {
		figures := map[benchmark.Measure]decimal.Decimal{}
		for name, d := range e.Figures {
			if name == benchmark.National || name == benchmark.Regional {
				d = d.Mul(num("2"))
			}
			figures[name] = d
		}
		e.Figures = figures
		e.PerCapita.Decimal = e.PerCapita.Decimal.Mul(num("2"))
		out.Experience = append(out.Experience, e)
	}
	for name, d := range f.Amounts {
		switch name {
		case benchmark.PriorSavings1, benchmark.PriorSavings2, benchmark.PriorSavings3:
			d = d.Mul(num("2"))
		}
		out.Amounts[name] = d
	}
	return out
}

func TestDoublingEveryDollarDoublesTheBenchmark(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, terms := drawFacts(t), drawTerms(t)
		twice := terms
		if rapid.Bool().Draw(t, "with dollars in the terms") {
			fee := between(t, "-100", "100", "fee")
			terms.Retrospective = append(slices.Clone(terms.Retrospective), benchmark.Addend{Name: "fee", Rate: fee})
			twice.Retrospective = append(slices.Clone(twice.Retrospective), benchmark.Addend{Name: "fee", Rate: fee.Mul(num("2"))})
		}
		once, double := calculate(t, terms, facts), calculate(t, twice, doubled(facts))
		equal(t, "total", double.Total.Decimal, once.Total.Decimal.Mul(num("2")))
		for i, l := range once.Categories {
			equal(t, l.Category, double.Categories[i].PerCapita, l.PerCapita.Mul(num("2")))
		}
	})
}

func TestWeightsKeepConstantExperienceConstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := fullFacts()
		constant := between(t, "1", "90000", "spending")
		for i := range facts.Experience {
			facts.Experience[i].PerCapita = decimal.NewNullDecimal(constant)
		}
		a, b := rapid.SampledFrom(thousandths).Draw(t, "first"), rapid.SampledFrom(thousandths).Draw(t, "second")
		c := rapid.SampledFrom(thousandths).Draw(t, "third") + 1
		weigh := benchmark.BaseYears{Of: decimal.NewNullDecimal(decimal.New(a+b+c, 0)), Years: []benchmark.YearWeight{
			{Year: "BY1", Weight: decimal.New(a, 0)}, {Year: "BY2", Weight: decimal.New(b, 0)}, {Year: "BY3", Weight: decimal.New(c, 0)}}}
		r := calculate(t, benchmark.Terms{Name: "law", Years: []string{"BY1", "BY2", "BY3"}, Rules: benchmark.Rules{weigh, benchmark.Mix{Year: "BY3"}}}, facts)
		for _, l := range append(slices.Clone(r.Categories), r.Lines...) {
			equal(t, l.Category, l.PerCapita, constant)
		}
	})
}

func TestOneChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := drawFacts(t)
		for i := range facts.Experience {
			e := &facts.Experience[i]
			e.Risk, e.Figures[benchmark.National], e.Figures[benchmark.Regional] = known("1.17"), num("4321"), num("8765")
			e.Figures["expected"], e.Figures["actual"] = num("1.02"), num("1.02")
		}
		update := rapid.SampledFrom([]benchmark.Growth{
			{Fixed: known("1")}, {Ratio: benchmark.National},
			{Blend: []benchmark.Weighted{{By: benchmark.MarketShare, In: "PY", Growth: benchmark.Growth{Ratio: benchmark.National}}, {Growth: benchmark.Growth{Ratio: benchmark.Regional}}}},
			{Of: known("3"), Blend: []benchmark.Weighted{{Weight: known("1"), Growth: benchmark.Growth{Fixed: known("1")}}, {Weight: known("2"), Growth: benchmark.Growth{Ratio: benchmark.Regional}}}},
			{Annual: &benchmark.Projection{Rate: num("0.07"), Months: map[string]decimal.Decimal{"BY3": num("0")}}},
			{Annual: &benchmark.Projection{Rate: num("0"), Months: map[string]decimal.Decimal{"BY3": num("17.5")}}},
		}).Draw(t, "growth")
		r := alone(t, facts, benchmark.Trend{From: "BY3", To: "PY", Growth: update},
			benchmark.RiskRatio{From: "BY3", To: "PY", AtMost: known("1.03"), AtLeast: known("0.97")},
			benchmark.TrueUp{Actual: "actual", Expected: "expected", Year: "PY"})
		for _, l := range r.Lines {
			for _, e := range facts.Experience {
				if e.Category == l.Category && e.Year == "BY3" {
					equal(t, l.Category, l.PerCapita, e.PerCapita.Decimal)
				}
			}
		}
	})
}

func TestRaisingACapNeverLowersWhatItCaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := drawFacts(t)
		low := between(t, "0", "0.2", "cap")
		high := low.Add(between(t, "0", "0.2", "more"))
		rule := rapid.SampledFrom([]func(decimal.Decimal) benchmark.Rule{
			func(d decimal.Decimal) benchmark.Rule {
				return benchmark.RiskRatio{From: "BY3", To: "PY", AtMost: decimal.NewNullDecimal(num("0.9").Add(d))}
			},
			func(d decimal.Decimal) benchmark.Rule {
				return benchmark.RiskRatio{From: "BY3", To: "PY", Growth: &benchmark.DemographicCap{Demographic: benchmark.Demographic, Points: d}}
			},
			func(d decimal.Decimal) benchmark.Rule {
				return benchmark.RegionalAdjustment{Year: "BY3", Regional: benchmark.Regional, National: benchmark.National, Times: benchmark.AdjustmentTimes,
					Positive: []decimal.Decimal{num("0.5")}, Negative: []decimal.Decimal{num("0.5")}, CapAbove: d, CapBelow: num("0.05")}
			},
			func(d decimal.Decimal) benchmark.Rule {
				return benchmark.PriorSavings{Years: []benchmark.Measure{benchmark.PriorSavings1}, Share: num("0.5"), Cap: d, Of: benchmark.National, In: "BY3"}
			},
			func(d decimal.Decimal) benchmark.Rule {
				return benchmark.RateBook{Rate: benchmark.Regional, Year: "BY3", Weight: num("0.4"), AtMost: decimal.NewNullDecimal(d), LimitOf: benchmark.National}
			},
			func(d decimal.Decimal) benchmark.Rule {
				return benchmark.Limit{Of: benchmark.National, Year: "BY3", AtMost: decimal.NewNullDecimal(num("0.9").Add(d))}
			},
			func(d decimal.Decimal) benchmark.Rule {
				return benchmark.TrueUp{Actual: benchmark.National, Expected: benchmark.Regional, Year: "PY", AtMost: decimal.NewNullDecimal(num("0.9").Add(d))}
			},
			func(d decimal.Decimal) benchmark.Rule {
				return benchmark.EquityAdjustment{Share: benchmark.DualShare, Minimum: num("0.15"), Cap: d, Of: benchmark.National, In: "BY3"}
			},
		}).Draw(t, "rule")
		tight, loose := alone(t, facts, rule(low)), alone(t, facts, rule(high))
		for i := range tight.Lines {
			if loose.Lines[i].PerCapita.LessThan(tight.Lines[i].PerCapita) {
				t.Fatalf("%s: %s under %s, %s under %s", tight.Lines[i].Category, tight.Lines[i].PerCapita, low, loose.Lines[i].PerCapita, high)
			}
		}
	})
}

func TestAMixLiesBetweenItsCategories(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := calculate(t, drawTerms(t), drawFacts(t))
		least, most, time := r.Categories[0].PerCapita, r.Categories[0].PerCapita, r.Time.Decimal
		for _, l := range r.Categories {
			least, most = decimal.Min(least, l.PerCapita), decimal.Max(most, l.PerCapita)
		}
		all := r.PerCapita.Decimal
		slack := most.Mul(num("1e-30"))
		if all.LessThan(least.Sub(slack)) || all.GreaterThan(most.Add(slack)) {
			t.Fatalf("%s is outside %s to %s", all, least, most)
		}
		equal(t, "total", r.Total.Decimal, all.Mul(time))
	})
}

func TestCredibilityLiesBetweenItsSources(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := drawFacts(t)
		standard := decimal.NewNullDecimal(between(t, "1", "40000", "standard"))
		rule := benchmark.Credibility{Full: standard, Manual: benchmark.National, Year: "BY3"}
		if rapid.Bool().Draw(t, "Buehlmann") {
			rule.Full, rule.K = rule.K, rule.Full
		}
		r := alone(t, facts, rule)
		for _, l := range r.Lines {
			own := figureOf(t, facts, l.Category, benchmark.PerCapita)
			manual := figureOf(t, facts, l.Category, benchmark.National)
			if l.PerCapita.LessThan(decimal.Min(own, manual)) || l.PerCapita.GreaterThan(decimal.Max(own, manual)) {
				t.Fatalf("%s is outside %s to %s", l.PerCapita, own, manual)
			}
			if time := figureOf(t, facts, l.Category, benchmark.Time); time.IsZero() {
				equal(t, "nobody", l.PerCapita, manual)
			} else if rule.Full.Valid && time.GreaterThanOrEqual(standard.Decimal) {
				equal(t, "enough", l.PerCapita, own)
			}
		}
	})
}

func figureOf(t *rapid.T, f benchmark.Facts, category string, of benchmark.Measure) decimal.Decimal {
	d, err := f.Figure(category, "BY3", of)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFrozenAndFinalisedIsAsAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, terms := drawFacts(t), drawTerms(t)
		b, err := benchmark.New(terms)
		if err != nil {
			t.Fatal(err)
		}
		frozen, err := b.Freeze(before(facts))
		if err != nil {
			t.Fatal(err)
		}
		again, err := frozen.Finalise(before(facts))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(frozen.Result.Lines, again.Lines); diff != "" {
			t.Fatal("a rerun without change:", diff)
		}
		final, err := frozen.Finalise(facts, terms.Retrospective...)
		if err != nil {
			t.Fatal(err)
		}
		whole := calculate(t, terms, facts)
		if diff := cmp.Diff(whole.Lines, final.Lines); diff != "" {
			t.Fatal(diff)
		}
		sum := frozen.All.Decimal
		for _, d := range final.Differences {
			sum = sum.Add(d.All.Decimal)
		}
		equal(t, "differences", sum, whole.PerCapita.Decimal)
	})
}

// The order in which the facts list categories and years changes no amount, and every
// step starts where the one before it ended.
func TestOrderOfFactsAndChainOfSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts, terms := drawFacts(t), drawTerms(t)
		r := calculate(t, terms, facts)
		other := facts
		other.Experience = rapid.Permutation(facts.Experience).Draw(t, "order")
		shuffled := calculate(t, terms, other)
		equal(t, "total", shuffled.Total.Decimal, r.Total.Decimal)
		last := make(map[string]decimal.Decimal)
		for _, f := range r.Account.Facts {
			last[f.Name[:len(f.Name)-len(" per capita")]] = f.Value
		}
		for _, s := range r.Account.Steps {
			was, known := last[s.Key]
			if known && !was.Equal(s.Before) {
				t.Fatalf("%s %s starts at %s behind %s", s.Path, s.Key, s.Before, was)
			}
			last[s.Key] = s.After
		}
		if !last["all"].Equal(r.PerCapita.Decimal) {
			t.Fatalf("the last step ends at %s, the result is %s", last["all"], r.PerCapita.Decimal)
		}
	})
}

func TestAddedDeductionsCommuteAndCompoundTakesLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		facts := drawFacts(t)
		facts.Amounts["quality"] = edgeOr(t, shareEdges, "0", "1", "quality")
		of := []benchmark.Deduction{
			{Name: "discount", Rate: between(t, "0", "0.3", "discount")},
			{Name: "withhold", Rate: between(t, "0", "0.3", "withhold"), EarnedBack: "quality"},
			{Name: "retention", Rate: between(t, "0", "0.3", "retention")},
		}
		other := slices.Clone(of)
		slices.Reverse(other)
		a, b := alone(t, facts, benchmark.Deductions{Of: of}), alone(t, facts, benchmark.Deductions{Of: other})
		c := alone(t, facts, benchmark.Deductions{Of: of, Compound: true})
		for i := range a.Lines {
			equal(t, "order", a.Lines[i].PerCapita, b.Lines[i].PerCapita)
			if c.Lines[i].PerCapita.Add(num("1e-25")).LessThan(a.Lines[i].PerCapita) {
				t.Fatalf("compounded %s is below %s", c.Lines[i].PerCapita, a.Lines[i].PerCapita)
			}
		}
	})
}
