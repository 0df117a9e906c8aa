package quality_test

import (
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

func program(t testing.TB, terms quality.Terms) *quality.Program {
	t.Helper()
	p, err := quality.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func score(t testing.TB, p *quality.Program, f quality.Facts) quality.Outcome {
	t.Helper()
	o, err := p.Score(f)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// one measure, scored by itself.
func single(m quality.Measure, b ...quality.Benchmark) quality.Terms {
	if m.ID == "" {
		m.ID = "m"
	}
	if m.Scale == "" {
		m.Scale = quality.Percent
	}
	if m.Direction == "" {
		m.Direction = quality.Higher
	}
	if m.Kind == "" {
		m.Kind = quality.Continuous
	}
	for i := range b {
		b[i].Measure = m.ID
	}
	return quality.Terms{Name: "single", Measures: []quality.Measure{m}, Benchmarks: b, Score: m.ID, As: quality.AsPoints}
}

func numbers(list ...string) []decimal.Decimal {
	out := make([]decimal.Decimal, len(list))
	for i, s := range list {
		out[i] = num(s)
	}
	return out
}

func steps(below string, pairs ...string) quality.Curve {
	s := &quality.Steps{Below: num(below)}
	for i := 0; i < len(pairs); i += 2 {
		s.Rungs = append(s.Rungs, quality.Rung{From: num(pairs[i]), Points: num(pairs[i+1])})
	}
	return quality.Curve{Steps: s}
}

func line(pairs ...string) quality.Curve {
	l := &quality.Line{}
	for i := 0; i < len(pairs); i += 2 {
		l.Knots = append(l.Knots, quality.Knot{At: num(pairs[i]), Points: num(pairs[i+1])})
	}
	return quality.Curve{Line: l}
}

func exactDeciles() quality.Curve {
	return quality.Curve{Deciles: &quality.Deciles{Bottom: quality.ConstantBottom}}
}

// What a curve gives for a rate.
func TestCurves(t *testing.T) {
	ladder := quality.Benchmark{Deciles: numbers("7", "16", "23", "36", "41", "62", "69", "79", "85")}
	decile4 := quality.Benchmark{Deciles: numbers("1", "2", "24", "36", "50", "60", "70", "80", "90")}
	capped := exactDeciles()
	capped.Deciles = &quality.Deciles{Bottom: quality.ConstantBottom, MostFraction: known("0.9")}
	withFirst := ladder
	withFirst.First = known("3")
	topped := ladder
	topped.MostPoints = known("7")
	inverse := func(m quality.Measure) quality.Measure { m.Direction = quality.Lower; return m }
	hvbp := quality.Measure{Curve: quality.Curve{
		TwoPoint: &quality.TwoPoint{From: num("0.5"), To: num("9.5"), Least: known("1"), Most: known("9"), Reached: known("10")},
		Round:    &quality.Round{To: num("1"), Mode: apm.HalfUp},
	}, Scale: quality.Fraction}
	improving := hvbp
	improving.Improvement = &quality.Improvement{
		LineFromBase: &quality.TwoPoint{Beyond: true, From: num("-0.5"), To: num("9.5"), Least: known("0"), Most: known("9"), Reached: known("9")},
		Round:        &quality.Round{To: num("1"), Mode: apm.HalfUp}, Combine: quality.GreaterOf,
	}
	scale := quality.Benchmark{Range: &quality.Range{Low: known("0.47"), High: known("0.87")}}
	for _, c := range []struct {
		name    string
		measure quality.Measure
		with    quality.Benchmark
		rate    string
		prior   string
		want    string
		digits  int32
	}{
		{"healthcarefornewengland.org: decile 4 is 24 to 36, rate 26", quality.Measure{Curve: exactDeciles()}, decile4, "26", "", "4.1667", 4},
		{"healthcarefornewengland.org: rate 41", quality.Measure{Curve: exactDeciles()}, ladder, "41", "", "6", 9},
		{"a bound with more decimals than any benchmark has", quality.Measure{Curve: exactDeciles()}, ladder, "41.000000000000", "", "6", 9},
		{"just short of it", quality.Measure{Curve: exactDeciles()}, ladder, "40.999999999999", "", "5.9999999999998", 13},
		{"healthcarefornewengland.org: rate 85", quality.Measure{Curve: exactDeciles()}, ladder, "85", "", "10", 9},
		{"rate 61.9, exact", quality.Measure{Curve: exactDeciles()}, ladder, "61.9", "", "6.995", 3},
		{"rate 61.9 as guides have it", quality.Measure{Curve: capped}, ladder, "61.9", "", "6.9", 9},
		{"the first decile rises from its first percentile where the curve says so", quality.Measure{Curve: quality.Curve{Deciles: &quality.Deciles{Bottom: quality.InterpolatedBottom}}}, withFirst, "5", "", "1.5", 9},
		{"and is constant where it says so, whatever its first percentile", quality.Measure{Curve: exactDeciles()}, withFirst, "5", "", "1", 9},
		{"topped out: seven points", quality.Measure{Curve: exactDeciles()}, topped, "85", "", "7", 9},
		{"CMS benchmarks, flat 40", quality.Measure{Curve: exactDeciles()}, quality.Benchmark{Flat: true}, "40.00", "", "5", 9},
		{"CMS benchmarks, flat 90", quality.Measure{Curve: exactDeciles()}, quality.Benchmark{Flat: true}, "90.00", "", "10", 9},
		{"CMS benchmarks, inverse flat 10", inverse(quality.Measure{Curve: exactDeciles()}), quality.Benchmark{Flat: true}, "10.00", "", "10", 9},
		{"inverse flat just worse than 10", inverse(quality.Measure{Curve: exactDeciles()}), quality.Benchmark{Flat: true}, "10.01", "", "9.999", 9},
		{"flat as a fraction", quality.Measure{Curve: exactDeciles(), Scale: quality.Fraction}, quality.Benchmark{Flat: true}, "0.45", "", "5.5", 9},
		{"76 FR 2454: achievement 6, improvement 7", improving, scale, "0.70", "0.21", "7", 9},
		{"76 FR 2454: without a baseline", improving, scale, "0.70", "", "6", 9},
		{"76 FR 2454: beyond the benchmark", hvbp, scale, "0.91", "", "10", 9},
		{"at the threshold", hvbp, scale, "0.47", "", "1", 9},
		{"short of the threshold", hvbp, scale, "0.469", "", "0", 9},
		{"a baseline beyond the benchmark improved upon", quality.Measure{Scale: quality.Fraction, Curve: steps("0", "0.99", "0"), Improvement: improving.Improvement}, scale, "0.95", "0.90", "9", 9},
		{"a baseline beyond the benchmark not improved upon", quality.Measure{Scale: quality.Fraction, Curve: steps("0", "0.99", "0"), Improvement: improving.Improvement}, scale, "0.90", "0.90", "0", 9},
		{"42 CFR 512.370(b): 90th", etc(), quality.Benchmark{Flat: true}, "90", "", "2", 9},
		{"42 CFR 512.370(b): 89th", etc(), quality.Benchmark{Flat: true}, "89", "", "1.5", 9},
		{"42 CFR 512.370(b): 75th", etc(), quality.Benchmark{Flat: true}, "75", "", "1.5", 9},
		{"42 CFR 512.370(b): 50th", etc(), quality.Benchmark{Flat: true}, "50", "", "1", 9},
		{"42 CFR 512.370(b): 30th", etc(), quality.Benchmark{Flat: true}, "30", "", "0.5", 9},
		{"42 CFR 512.370(b): 29th", etc(), quality.Benchmark{Flat: true}, "29", "", "0", 9},
		{"PMC6220343 table B2: 14 thresholds", pacci(), quality.Benchmark{Flat: true}, "14", "", "50", 9},
		{"PMC6220343 table B2: 13", pacci(), quality.Benchmark{Flat: true}, "13", "", "47", 9},
		{"PMC6220343 table B2: 10", pacci(), quality.Benchmark{Flat: true}, "10", "", "44", 9},
		{"PMC6220343 table B2: 9", pacci(), quality.Benchmark{Flat: true}, "9", "", "41", 9},
		{"PMC6220343 table B2: 8", pacci(), quality.Benchmark{Flat: true}, "8", "", "0", 9},
		{"gap to goal: 49 % of the target", gap(), quality.Benchmark{Flat: true}, "0.49", "", "0", 9},
		{"gap to goal: 75 %", gap(), quality.Benchmark{Flat: true}, "0.75", "", "50", 9},
		{"gap to goal: 100 %", gap(), quality.Benchmark{Flat: true}, "1", "", "100", 9},
		{"Oregon: target 53 from 50", oregonTarget(), quality.Benchmark{Range: &quality.Range{High: known("70")}}, "53", "50", "1", 9},
		{"short of a target of 53", oregonTarget(), quality.Benchmark{Range: &quality.Range{High: known("70")}}, "52.9", "50", "0", 9},
		{"Oregon: not above the benchmark", oregonTarget(), quality.Benchmark{Range: &quality.Range{High: known("70")}}, "70", "69", "1", 9},
		{"short of the benchmark", oregonTarget(), quality.Benchmark{Range: &quality.Range{High: known("70")}}, "69.9", "69", "0", 9},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := quality.Result{Measure: "m", Rate: known(c.rate)}
			if c.prior != "" {
				r.Prior = known(c.prior)
			}
			o := score(t, program(t, single(c.measure, c.with)), quality.Facts{Results: []quality.Result{r}})
			if !o.Score.Valid || !o.Score.Decimal.Round(c.digits).Equal(num(c.want)) {
				t.Errorf("%v points, want %s\n%s", o.Score.Decimal, c.want, o)
			}
		})
	}
}

func etc() quality.Measure {
	return quality.Measure{Curve: steps("0", "30", "0.5", "50", "1", "75", "1.5", "90", "2")}
}

func pacci() quality.Measure {
	return quality.Measure{Curve: steps("0", "9", "41", "10", "44", "12", "47", "14", "50")}
}

func gap() quality.Measure {
	return quality.Measure{Scale: quality.Fraction, Curve: quality.Curve{TwoPoint: &quality.TwoPoint{
		Low: quality.Point{Value: known("0.5")}, High: quality.Point{Value: known("1")}, To: num("100")}}}
}

func oregonTarget() quality.Measure {
	return quality.Measure{
		Curve: quality.Curve{Binary: &quality.Binary{Points: num("1")}},
		Improvement: &quality.Improvement{GapTarget: &quality.GapTarget{Share: num("0.1"), Floor: num("3"), Points: num("1")},
			Combine: quality.Either},
	}
}

// Of a rate that was beyond the high end already, the target is the high end.
func TestGapTargetBeyondTheHighEnd(t *testing.T) {
	p := program(t, single(oregonTarget(), quality.Benchmark{Range: &quality.Range{High: known("90")}}))
	for rate, want := range map[string]string{"92": "1", "90": "1", "89.9": "0"} {
		o := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known(rate), Prior: known("95")}}})
		if m := o.Measures[0]; !o.Score.Decimal.Equal(num(want)) || !m.Target.Decimal.Equal(num("90")) {
			t.Errorf("%s: %s, target %v", rate, o.Score.Decimal, m.Target)
		}
	}
}

// MassHealth ACO contract: gains and targets rounded to a tenth, five points for reaching
// the target.
func TestStepTarget(t *testing.T) {
	m := quality.Measure{
		Curve: quality.Curve{TwoPoint: &quality.TwoPoint{To: num("10")}},
		Improvement: &quality.Improvement{Combine: quality.AddBonus, StepTarget: &quality.StepTarget{
			Share: num("0.2"), Round: &quality.Round{To: num("0.1"), Mode: apm.HalfUp}, Points: num("5"), Base: quality.FromBestPrior}},
	}
	for _, c := range []struct {
		name, low, high, prior, rate, target, points string
	}{
		{"prior 54.54, now 58.17, target 2.1", "60", "70.5", "54.54", "58.17", "2.1", "5"},
		{"attainment 45, goal 80", "45", "80", "40", "46.99", "7", "5"},
		{"short of the target", "45", "80", "40", "46.94", "7", "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := program(t, single(m, quality.Benchmark{Range: &quality.Range{Low: known(c.low), High: known(c.high)}}))
			o := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known(c.rate), Prior: known("99"), BestPrior: known(c.prior)}}})
			trail := o.Measures[0]
			if !trail.Target.Decimal.Equal(num(c.target)) || !trail.Improvement.Decimal.Equal(num(c.points)) {
				t.Errorf("target %s, improvement %s", trail.Target.Decimal, trail.Improvement.Decimal)
			}
		})
	}
}

// MassHealth ACO contract, COVID option: the statewide median takes the place of a rate
// where it is better, for a gain of at most 10.
func TestSubstituteRate(t *testing.T) {
	m := quality.Measure{Curve: line("0", "0", "100", "100"), Tests: []quality.Test{{
		Unless: &quality.Condition{Flag: "covid"},
		OnFail: quality.OnFail{Do: quality.UseRate, Rate: quality.SubstituteRate, MostGain: known("10")}}}}
	for _, c := range []struct{ name, own, median, want string }{
		{"the median is better", "73", "74", "74"}, {"the median is worse", "73", "70", "73"}, {"a gain of seven", "73", "80", "80"}, {"a gain of eleven counts as ten", "73", "84", "83"},
		{"no rate of its own", "", "84", "84"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := program(t, single(m, quality.Benchmark{Range: &quality.Range{Substitute: known(c.median)}}))
			r := quality.Result{Measure: "m"}
			if c.own != "" {
				r.Rate = known(c.own)
			}
			o := score(t, p, quality.Facts{Results: []quality.Result{r}, Flags: map[string]bool{"covid": true}})
			if !o.Score.Decimal.Equal(num(c.want)) {
				t.Errorf("%s, want %s", o.Score.Decimal, c.want)
			}
		})
	}
}

// So it does where lower is better.
func TestSubstituteRateInverse(t *testing.T) {
	m := quality.Measure{Direction: quality.Lower, Curve: line("100", "0", "0", "100"), Tests: []quality.Test{{
		Unless: &quality.Condition{Flag: "covid"},
		OnFail: quality.OnFail{Do: quality.UseRate, Rate: quality.SubstituteRate, MostGain: known("10")}}}}
	for median, want := range map[string]string{"26": "74", "30": "73", "20": "80", "16": "83"} {
		p := program(t, single(m, quality.Benchmark{Range: &quality.Range{Substitute: known(median)}}))
		o := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known("27")}}, Flags: map[string]bool{"covid": true}})
		if !o.Score.Decimal.Equal(num(want)) || !o.Measures[0].Own.Decimal.Equal(num("27")) {
			t.Errorf("%s: %s, want %s", median, o.Score.Decimal, want)
		}
	}
}

// 42 CFR 414.1380(b)(1)(vi): improvement of the quality category.
func TestRateOfChange(t *testing.T) {
	terms := quality.Terms{Name: "improvement", Measures: []quality.Measure{{ID: "m", Direction: quality.Higher, Scale: quality.Points, Kind: quality.Continuous, Curve: line("0", "0", "100", "100")}},
		Nodes: []quality.Node{{Name: "score", Method: quality.SumOf, Of: quality.Parts("m"), Improvement: &quality.Improvement{
			RateOfChange: &quality.RateOfChange{Times: num("10"), Most: num("10"), PriorLeast: known("30")}, Combine: quality.AddBonus, Prior: "prior"}}},
		Score: "score"}
	p := program(t, terms)
	for _, c := range []struct{ name, prior, now, want string }{
		{"60 to 66", "60", "66", "1"}, {"25 to 45, read as 30", "25", "45", "5"},
		{"80 to 70", "80", "70", "0"}, {"20 to 95, capped", "20", "95", "10"},
	} {
		o := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known(c.now)}}, Values: map[string]decimal.Decimal{"prior": num(c.prior)}})
		if got := o.Nodes[0].Improvement.Decimal; !got.Equal(num(c.want)) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// 42 CFR 414.1380(b)(2): improvement of the cost category, by tests of significance.
func TestNetSignificant(t *testing.T) {
	terms := quality.Terms{Name: "cost", Score: "cost"}
	node := quality.Node{Name: "cost", Method: quality.PointsOverAvailable, Improvement: &quality.Improvement{
		NetSignificant: &quality.NetSignificant{Z: num("1.96"), Curve: line("0", "0", "1", "1")}, Combine: quality.AddBonus}}
	for i := range 5 {
		id := fmt.Sprintf("cost%d", i)
		terms.Measures = append(terms.Measures, quality.Measure{ID: id, Direction: quality.Lower, Scale: quality.Ratio, Kind: quality.RiskRatio, Curve: steps("0", "2", "1")})
		node.Of = append(node.Of, quality.Part{Of: id})
	}
	terms.Nodes = []quality.Node{node}
	p := program(t, terms)
	for _, c := range []struct {
		name string
		by   []string // the change of each measure; the standard error of the change is 0.05
		want string
	}{
		{"three gains, one decline of five", []string{"-0.2", "-0.2", "-0.2", "0.2", "0.01"}, "0.4"},
		{"one gain, three declines", []string{"-0.2", "0.2", "0.2", "0.2", "0"}, "0"},
		{"exactly at the critical value is not significant", []string{"-0.098", "-0.0981", "0", "0", "0"}, "0.2"},
	} {
		var f quality.Facts
		for i, by := range c.by {
			f.Results = append(f.Results, quality.Result{Measure: fmt.Sprintf("cost%d", i), Rate: decimal.NewNullDecimal(num("1").Add(num(by))),
				Prior: known("1"), SE: known("0.03"), PriorSE: known("0.04")})
		}
		if got := score(t, p, f).Nodes[0].Improvement.Decimal; !got.Equal(num(c.want)) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A measure that is not scored is none of those whose changes are counted.
func TestNetSignificantOfTheScored(t *testing.T) {
	n := quality.Node{Method: quality.PointsOverAvailable, Improvement: &quality.Improvement{
		NetSignificant: &quality.NetSignificant{Z: num("1.96"), Curve: line("0", "0", "1", "1")}, Combine: quality.AddBonus}}
	terms := three(n)
	terms.Measures[2].Tests = []quality.Test{{MinCases: known("20"), OnFail: quality.OnFail{Do: quality.Drop}}}
	var f quality.Facts
	for id, rate := range map[string]string{"a": "8", "b": "5", "c": "9"} {
		f.Results = append(f.Results, quality.Result{Measure: id, Rate: known(rate), Prior: known("5"), SE: known("0.3"), PriorSE: known("0.4"), Cases: known("19")})
	}
	if got := score(t, program(t, terms), f).Nodes[0].Improvement.Decimal; !got.Equal(num("0.5")) {
		t.Errorf("%s, want one gain of two", got)
	}
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		met, n    int64
		low, high string
	}{
		{8, 10, "0.490162", "0.943318"}, {0, 20, "0", "0.161125"}, {20, 20, "0.838875", "1"},
		{15, 30, "0.331541", "0.668459"}, {45, 50, "0.786398", "0.956524"}, {270, 300, "0.860834", "0.929052"},
	} {
		low, high, err := quality.Wilson(decimal.NewFromInt(c.met), decimal.NewFromInt(c.n), quality.Z95())
		if err != nil || !low.Round(6).Equal(num(c.low)) || !high.Round(6).Equal(num(c.high)) {
			t.Errorf("%d of %d: %s to %s, %v", c.met, c.n, low, high, err)
		}
	}
}

// The three ways to hold a rate against a target.
func TestBoundsOfABinaryGate(t *testing.T) {
	for _, c := range []struct {
		bound  quality.Bound
		dir    quality.Direction
		target string
		want   string
	}{
		{quality.Estimate, quality.Higher, "80", "1"}, {quality.Estimate, quality.Higher, "80.01", "0"},
		{quality.Worse, quality.Higher, "49.01", "1"}, {quality.Worse, quality.Higher, "49.02", "0"},
		{quality.Better, quality.Higher, "94.33", "1"}, {quality.Better, quality.Higher, "94.34", "0"},
		{quality.Worse, quality.Lower, "94.34", "1"}, {quality.Worse, quality.Lower, "94.33", "0"},
		{quality.Better, quality.Lower, "49.02", "1"}, {quality.Better, quality.Lower, "49.01", "0"},
	} {
		m := quality.Measure{Kind: quality.Proportion, Direction: c.dir, Curve: quality.Curve{Binary: &quality.Binary{
			Points: num("1"), Target: quality.Point{Value: known(c.target)}, Bound: c.bound}}}
		o := score(t, program(t, single(m)), quality.Facts{Results: []quality.Result{{Measure: "m", Numerator: known("8"), Denominator: known("12"), Exclusions: known("1"), Exceptions: known("1")}}})
		if !o.Score.Decimal.Equal(num(c.want)) {
			t.Errorf("%s %s %s: %s", c.bound, c.dir, c.target, o.Score.Decimal)
		}
	}
}
