package quality_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// tenths draws a number of one decimal, often one of a few, so that ties happen.
func tenths(low, high int64) *rapid.Generator[decimal.Decimal] {
	return rapid.OneOf(
		rapid.Custom(func(t *rapid.T) decimal.Decimal {
			return decimal.New(rapid.Int64Range(low, high).Draw(t, "tenth"), -1)
		}),
		rapid.Custom(func(t *rapid.T) decimal.Decimal {
			return decimal.New(rapid.Int64Range(low/100, high/100).Draw(t, "ten"), 1)
		}),
	)
}

// sorted draws n numbers in scoring order, equal neighbours among them.
func sorted(t *rapid.T, n int, dir quality.Direction) []decimal.Decimal {
	list := rapid.SliceOfN(tenths(0, 1000), n, n).Draw(t, "bounds")
	slices.SortFunc(list, decimal.Decimal.Cmp)
	if dir == quality.Lower {
		slices.Reverse(list)
	}
	return list
}

func direction(t *rapid.T) quality.Direction {
	return rapid.SampledFrom([]quality.Direction{quality.Higher, quality.Lower}).Draw(t, "direction")
}

// scored draws a measure of any curve whose points never fall, with its benchmark.
func scored(t *rapid.T, id string) (quality.Measure, quality.Benchmark) {
	m := quality.Measure{ID: id, Direction: direction(t), Scale: quality.Percent, Kind: quality.Continuous}
	b := quality.Benchmark{Measure: id}
	points := func(n int) []decimal.Decimal {
		list := rapid.SliceOfN(tenths(0, 100), n, n).Draw(t, "points")
		slices.SortFunc(list, decimal.Decimal.Cmp)
		return list
	}
	switch rapid.IntRange(0, 6).Draw(t, "form") {
	case 0:
		bottom := rapid.SampledFrom([]quality.BottomDecile{quality.ConstantBottom, quality.InterpolatedBottom}).Draw(t, "bottom")
		m.Curve.Deciles = &quality.Deciles{Bottom: bottom}
		list := sorted(t, 10, m.Direction)
		b.First, b.Deciles = decimal.NewNullDecimal(list[0]), list[1:]
	case 1:
		list, p := sorted(t, 4, m.Direction), points(5)
		b.CutPoints = list
		m.Curve.Steps = &quality.Steps{Below: p[0], AtCutPoints: p[1:]}
	case 2:
		list, p := sorted(t, 4, m.Direction), points(6)
		l := &quality.Line{Before: decimal.NewNullDecimal(p[0]), After: decimal.NewNullDecimal(p[5]), Beyond: rapid.Bool().Draw(t, "beyond")}
		for i := range list {
			l.Knots = append(l.Knots, quality.Knot{At: list[i], Points: p[i+1]})
		}
		m.Curve.Line, b.Flat = l, true
	case 3:
		list, p := sorted(t, 2, m.Direction), points(4)
		m.Curve.TwoPoint = &quality.TwoPoint{Below: p[0], From: p[1], To: p[2], Reached: decimal.NewNullDecimal(p[3]), Beyond: rapid.Bool().Draw(t, "beyond")}
		b.Range = &quality.Range{Low: decimal.NewNullDecimal(list[0]), High: decimal.NewNullDecimal(list[1])}
	case 4:
		p := points(3)
		slices.Reverse(p)
		m.Curve.RankGroups = &quality.RankGroups{Points: p}
		b.Peers = rapid.SliceOfN(tenths(0, 1000), 1, 12).Draw(t, "peers")
	case 5:
		m.Curve.ZScore = &quality.ZScore{Oriented: true, Low: known("0.05"), High: known("0.95")}
		b.Peers = rapid.SliceOfN(tenths(0, 1000), 2, 12).Draw(t, "peers")
	default:
		m.Curve.Binary = &quality.Binary{Points: points(1)[0]}
		b.Range = &quality.Range{High: decimal.NewNullDecimal(tenths(0, 1000).Draw(t, "target"))}
	}
	if rapid.Bool().Draw(t, "rounded") {
		m.Curve.Round = &quality.Round{To: rapid.SampledFrom(numbers("1", "0.5", "0.01", "0.3")).Draw(t, "step"),
			Mode: rapid.SampledFrom([]apm.Rounding{apm.HalfUp, apm.HalfEven, apm.Down, apm.Up}).Draw(t, "mode")}
	}
	if rapid.Bool().Draw(t, "improves") {
		m.Improvement = &quality.Improvement{Combine: quality.GreaterOf, LineFromBase: &quality.TwoPoint{Beyond: true, To: num("3"), High: quality.Point{Value: known("50")}}}
	}
	return m, b
}

func compiled(t *rapid.T, terms quality.Terms) *quality.Program {
	p, err := quality.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func outcome(t *rapid.T, p *quality.Program, f quality.Facts) quality.Outcome {
	o, err := p.Score(f)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// A better rate never has fewer points, and points stay between zero and what is available.
func TestLawBetterIsNeverWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, b := scored(t, "m")
		terms := quality.Terms{Name: "law", Measures: []quality.Measure{m}, Benchmarks: []quality.Benchmark{b}, Score: "m", As: quality.AsPoints}
		p := compiled(t, terms)
		// Bounds are tenths; a rate lies on one or between two.
		rate := rapid.Custom(func(t *rapid.T) decimal.Decimal {
			return tenths(-100, 1100).Draw(t, "rate").Add(rapid.SampledFrom(numbers("0", "0", "0.05", "0.0000001", "0.00000000000000000001")).Draw(t, "between"))
		})
		low, high := rate.Draw(t, "one"), rate.Draw(t, "other")
		if low.GreaterThan(high) {
			low, high = high, low
		}
		prior := decimal.NewNullDecimal(rate.Draw(t, "prior"))
		at := func(x decimal.Decimal) quality.MeasureTrail {
			return outcome(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: decimal.NewNullDecimal(x), Prior: prior}}}).Measures[0]
		}
		worse, better := at(low), at(high)
		if m.Direction == quality.Lower {
			worse, better = better, worse
		}
		if better.Points.LessThan(worse.Points) {
			t.Fatalf("%s has %s points, the worse %s has %s", better.Rate.Decimal, better.Points, worse.Rate.Decimal, worse.Points)
		}
		slack := decimal.Decimal{}
		if m.Curve.Round != nil {
			slack = m.Curve.Round.To // a step may lie beyond what is available
		}
		if m.Curve.ZScore == nil && m.Improvement == nil && (worse.Points.IsNegative() || better.Points.GreaterThan(better.Available.Add(slack))) {
			t.Fatalf("%s and %s of %s points", worse.Points, better.Points, better.Available)
		}
	})
}

// The piecewise engine gives what a plain reading of the rule gives.
func TestLawDecilesByTheBook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := direction(t)
		list := sorted(t, 10, dir)
		m := quality.Measure{ID: "m", Direction: dir, Scale: quality.Percent, Kind: quality.Continuous, Curve: quality.Curve{Deciles: &quality.Deciles{Bottom: quality.InterpolatedBottom}}}
		b := quality.Benchmark{Measure: "m", First: decimal.NewNullDecimal(list[0]), Deciles: list[1:]}
		p := compiled(t, quality.Terms{Name: "law", Measures: []quality.Measure{m}, Benchmarks: []quality.Benchmark{b}, Score: "m"})
		x := tenths(0, 1000).Draw(t, "rate").Add(rapid.SampledFrom(numbers("0", "0.05", "0.000000001")).Draw(t, "between"))
		sign := num("1")
		if dir == quality.Lower {
			sign = num("-1")
		}
		want := num("1")
		switch {
		case !x.Mul(sign).LessThan(list[9].Mul(sign)):
			want = num("10")
		default:
			for n := 8; n >= 0; n-- {
				if !x.Mul(sign).LessThan(list[n].Mul(sign)) {
					way := list[n+1].Sub(list[n])
					var err error
					if want, err = apm.Quo(way.Mul(decimal.NewFromInt(int64(n+1))).Add(x.Sub(list[n])), way); err != nil {
						t.Fatal(err)
					}
					break
				}
			}
		}
		got := outcome(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: decimal.NewNullDecimal(x)}}}).Measures[0].Points
		if !got.Equal(want) {
			t.Fatalf("%s among %v: %s, want %s", x, list, got, want)
		}
	})
}

// group draws a node over measures that show their points, with the points of each.
func group(t *rapid.T, method quality.Method) (quality.Terms, []quality.Result, map[string]decimal.Decimal) {
	terms := quality.Terms{Name: "law", Score: "node", As: quality.AsPoints}
	node := quality.Node{Name: "node", Method: method}
	var results []quality.Result
	volumes := make(map[string]decimal.Decimal)
	for i := range rapid.IntRange(1, 6).Draw(t, "parts") {
		id := fmt.Sprintf("m%d", i)
		terms.Measures = append(terms.Measures, quality.Measure{ID: id, Direction: quality.Higher, Scale: quality.Points, Kind: quality.Continuous, Curve: line("0", "0", "10", "10")})
		part := quality.Part{Of: id}
		if method == quality.WeightedMean {
			part.Weight = decimal.NewNullDecimal(decimal.NewFromInt(rapid.Int64Range(1, 4).Draw(t, "weight")))
		}
		if method == quality.VolumeWeighted {
			volumes[id] = decimal.NewFromInt(rapid.Int64Range(1, 50).Draw(t, "volume"))
		}
		node.Of = append(node.Of, part)
		if i == 0 || rapid.IntRange(0, 3).Draw(t, "there") > 0 {
			results = append(results, quality.Result{Measure: id, Rate: decimal.NewNullDecimal(tenths(0, 100).Draw(t, "points"))})
		}
	}
	terms.Nodes = []quality.Node{node}
	return terms, results, volumes
}

func between() []quality.Method {
	return []quality.Method{quality.WeightedMean, quality.MeanOf, quality.MinOf, quality.MaxOf, quality.VolumeWeighted}
}

// A composite lies between its worst and its best part; as points over available, between
// them as shares.
func TestLawCompositeLiesBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		method := rapid.SampledFrom(append(between(), quality.PointsOverAvailable)).Draw(t, "method")
		terms, results, volumes := group(t, method)
		o := outcome(t, compiled(t, terms), quality.Facts{Results: results, Volumes: volumes})
		least, most := num("10"), num("0")
		for _, r := range results {
			least, most = decimal.Min(least, r.Rate.Decimal), decimal.Max(most, r.Rate.Decimal)
		}
		if method == quality.PointsOverAvailable {
			least, most = least.Mul(num("10")), most.Mul(num("10"))
		}
		slack := num("1e-30") // the last digit of a quotient
		if s := o.Score.Decimal; s.LessThan(least.Sub(slack)) || s.GreaterThan(most.Add(slack)) {
			t.Fatalf("%s is %s, outside %s to %s", method, s, least, most)
		}
	})
}

// A part that has what the composite has changes nothing when it is dropped.
func TestLawDroppingTheMeanChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		method := rapid.SampledFrom([]quality.Method{quality.WeightedMean, quality.MeanOf, quality.VolumeWeighted, quality.PointsOverAvailable}).Draw(t, "method")
		terms, results, volumes := group(t, method)
		without := outcome(t, compiled(t, terms), quality.Facts{Results: results, Volumes: volumes}).Score.Decimal
		rate := without
		if method == quality.PointsOverAvailable {
			rate = rate.Shift(-1)
		}
		more := quality.Measure{ID: "more", Direction: quality.Higher, Scale: quality.Points, Kind: quality.Continuous, Curve: line("0", "0", "10", "10")}
		terms.Measures = append(terms.Measures, more)
		terms.Nodes[0].Of = append(slices.Clone(terms.Nodes[0].Of), quality.Part{Of: "more"})
		if method == quality.VolumeWeighted {
			volumes["more"] = num("7")
		}
		with := outcome(t, compiled(t, terms), quality.Facts{Results: append(results, quality.Result{Measure: "more", Rate: decimal.NewNullDecimal(rate)}), Volumes: volumes}).Score.Decimal
		if with.Sub(without).Abs().GreaterThan(num("1e-29")) {
			t.Fatalf("%s without, %s with", without, with)
		}
	})
}

// No order matters: of measures, parts, benchmarks or results.
func TestLawOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := quality.Terms{Name: "law", Score: "node", As: quality.AsPoints}
		node := quality.Node{Name: "node", Method: rapid.SampledFrom(append(between()[:4], quality.PointsOverAvailable, quality.SumOf, quality.CountMet)).Draw(t, "method"),
			Missing: rapid.SampledFrom([]quality.Missing{quality.Redistribute, quality.NoScore}).Draw(t, "missing")}
		var f quality.Facts
		for i := range rapid.IntRange(1, 5).Draw(t, "measures") {
			m, b := scored(t, fmt.Sprintf("m%d", i))
			terms.Measures, terms.Benchmarks = append(terms.Measures, m), append(terms.Benchmarks, b)
			node.Of = append(node.Of, quality.Part{Of: m.ID})
			for _, source := range []string{"x", "y"}[:rapid.IntRange(0, 2).Draw(t, "sources")] {
				f.Results = append(f.Results, quality.Result{Measure: m.ID, Source: source, Rate: decimal.NewNullDecimal(tenths(0, 1000).Draw(t, "rate")), Prior: known("40")})
			}
		}
		node.Best = rapid.IntRange(0, len(node.Of)).Draw(t, "best")
		terms.Nodes = []quality.Node{node}
		one := outcome(t, compiled(t, terms), f)
		terms.Measures = rapid.Permutation(terms.Measures).Draw(t, "measures")
		terms.Benchmarks = rapid.Permutation(terms.Benchmarks).Draw(t, "benchmarks")
		terms.Nodes = slices.Clone(terms.Nodes)
		terms.Nodes[0].Of = rapid.Permutation(terms.Nodes[0].Of).Draw(t, "parts")
		f.Results = rapid.Permutation(f.Results).Draw(t, "results")
		other := outcome(t, compiled(t, terms), f)
		if one.Score.Valid != other.Score.Valid || one.Score.Decimal.Sub(other.Score.Decimal).Abs().GreaterThan(num("1e-28")) {
			t.Fatalf("%v, in another order %v\n%s\n%s", one.Score, other.Score, one, other)
		}
	})
}

// What a neutral exchange takes it gives back: the changes of all payments sum to what the
// program keeps, to nothing where it keeps nothing.
func TestLawExchangeIsNeutral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := quality.Exchange{Withhold: num("0.02"), Return: rapid.SampledFrom(numbers("1", "0.6")).Draw(t, "return"), Linear: rapid.Bool().Draw(t, "linear")}
		if !e.Linear {
			e.Logistic = &quality.Logistic{Steepness: num("0.1"), Middle: num("50")}
		}
		people := []quality.Participant{{Payments: num("1000"), Score: num("40")}}
		for range rapid.IntRange(0, 8).Draw(t, "participants") {
			people = append(people, quality.Participant{Payments: decimal.NewFromInt(rapid.Int64Range(0, 1_000_000_000).Draw(t, "payments")), Score: tenths(0, 1000).Draw(t, "score")})
		}
		slope, err := e.Solve(people)
		if err != nil {
			t.Fatal(err)
		}
		change, paid := decimal.Decimal{}, decimal.Decimal{}
		for i, p := range people {
			f, err := slope.Factor(p.Score)
			if err != nil {
				t.Fatal(err)
			}
			change, paid = change.Add(p.Payments.Mul(f.Sub(num("1")))), paid.Add(p.Payments)
			for _, q := range people[:i] {
				g, _ := slope.Factor(q.Score)
				if q.Score.LessThan(p.Score) && g.GreaterThan(f) {
					t.Fatalf("score %s has factor %s, %s has %s", q.Score, g, p.Score, f)
				}
			}
		}
		kept := paid.Mul(e.Withhold).Mul(num("1").Sub(e.Return))
		if change.Add(kept).Abs().GreaterThan(num("1e-15")) {
			t.Fatalf("payments change by %s, the program keeps %s", change, kept)
		}
	})
}

// Alignment does not depend on which program is named first.
func TestLawAlignmentIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) *quality.Program {
			terms := quality.Terms{Name: name, Score: "node"}
			node := quality.Node{Name: "node", Method: quality.SumOf}
			for _, id := range []string{"a", "b", "c", "d"} {
				if len(node.Of) > 0 && rapid.Bool().Draw(t, "leaves out") {
					continue
				}
				m := quality.Measure{ID: id, Direction: direction(t), Scale: quality.Percent, Kind: quality.Proportion, Curve: exactDeciles(),
					Population: rapid.SampledFrom([]string{"", "adults"}).Draw(t, "population")}
				terms.Measures = append(terms.Measures, m)
				if rapid.Bool().Draw(t, "flat") {
					terms.Benchmarks = append(terms.Benchmarks, quality.Benchmark{Measure: id, Flat: true})
				}
				node.Of = append(node.Of, quality.Part{Of: id})
			}
			terms.Nodes = []quality.Node{node}
			return compiled(t, terms)
		}
		p, q := draw("p"), draw("q")
		one, err := quality.Align(p, q)
		if err != nil {
			t.Fatal(err)
		}
		other, err := quality.Align(q, p)
		if err != nil {
			t.Fatal(err)
		}
		x, y := one.Pairs[0], other.Pairs[0]
		y.OnlyA, y.OnlyB, y.OfA, y.OfB = y.OnlyB, y.OnlyA, y.OfB, y.OfA
		if !cmp.Equal(x, y) || one.Common != other.Common || one.Total != other.Total || one.Total != len(x.Common)+len(x.OnlyA)+len(x.OnlyB) {
			t.Fatal(cmp.Diff(x, y))
		}
		for i, m := range one.Measures {
			if !slices.Equal(m.Differs, other.Measures[i].Differs) || m.Measure != other.Measures[i].Measure {
				t.Fatalf("%+v and %+v", m, other.Measures[i])
			}
		}
		same, err := quality.Align(p, compiled(t, renamed(p.Terms())))
		if err != nil || len(same.Pairs[0].Differs) > 0 || same.Common != same.Total {
			t.Fatalf("a program differs from itself: %+v, %v", same, err)
		}
	})
}

func renamed(t quality.Terms) quality.Terms {
	t.Name += " again"
	return t
}

// Terms survive being written and read, and score the same.
func TestLawRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, b := scored(t, "m")
		m.Tests = []quality.Test{{MinCases: known("20"), UnknownHolds: true, OnFail: quality.OnFail{Do: quality.Drop}}}
		terms := quality.Terms{Name: "law", Measures: []quality.Measure{m}, Benchmarks: []quality.Benchmark{b}, Score: "m", As: quality.AsPoints,
			Status: []quality.Pathway{{Name: "way", Status: apm.Met, When: quality.Condition{Distinct: []quality.Where{{Points: known("5")}}}}}, Otherwise: apm.NotMet}
		text, err := json.Marshal(terms)
		if err != nil {
			t.Fatal(err)
		}
		back, err := quality.Decode(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !cmp.Equal(terms, back) {
			t.Fatal(cmp.Diff(terms, back))
		}
		f := quality.Facts{Results: []quality.Result{{Measure: "m", Rate: decimal.NewNullDecimal(tenths(0, 1000).Draw(t, "rate"))}}}
		if one, other := outcome(t, compiled(t, terms), f), outcome(t, compiled(t, back), f); !cmp.Equal(one, other) {
			t.Fatal(cmp.Diff(one, other))
		}
	})
}
