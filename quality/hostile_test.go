package quality_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// What New refuses, and what it says. Each case is a change to terms that are in order.
func TestHostileTerms(t *testing.T) {
	loop := &quality.Condition{}
	loop.Not = loop
	huge := decimal.New(1, 1_000_000_000)
	node := func(n quality.Node) func(*quality.Terms) {
		return func(t *quality.Terms) { t.Nodes = append(t.Nodes, n) }
	}
	curve := func(c quality.Curve) func(*quality.Terms) {
		return func(t *quality.Terms) { t.Measures[0].Curve = c }
	}
	bench := func(b quality.Benchmark) func(*quality.Terms) {
		return func(t *quality.Terms) { b.Measure = "a"; t.Benchmarks = []quality.Benchmark{b} }
	}
	test := func(x quality.Test) func(*quality.Terms) {
		return func(t *quality.Terms) { t.Measures[0].Tests = []quality.Test{x} }
	}
	improve := func(m quality.Improvement) func(*quality.Terms) {
		return func(t *quality.Terms) { t.Measures[0].Improvement = &m }
	}
	way := func(q quality.Condition) func(*quality.Terms) {
		return func(t *quality.Terms) {
			t.Status, t.Otherwise = []quality.Pathway{{Status: apm.Met, When: q}}, apm.NotMet
		}
	}
	adjust := func(a quality.Adjust) func(*quality.Terms) {
		return func(t *quality.Terms) { t.Nodes[0].Adjust = []quality.Adjust{a} }
	}
	one := quality.Number(num("1"))
	for _, c := range []struct {
		name   string
		change func(*quality.Terms)
		want   string
	}{
		{"nothing", func(t *quality.Terms) { *t = quality.Terms{} }, "name: is empty\nmeasures: needs a measure\nthe terms give neither a score nor a status"},
		{"a negative year", func(t *quality.Terms) { t.Year = -1 }, "year: -1 is negative"},
		{"duplicate measures", func(t *quality.Terms) { t.Measures[1].ID = "a" }, "measures[1].id: \"a\" is the name of another measure or node\nnodes[0].of[1].of: no measure or node is named \"b\""},
		{"a node named as a measure", func(t *quality.Terms) { t.Nodes[0].Name, t.Score = "b", "b"; t.Nodes[0].Of = quality.Parts("a") }, `nodes[0].name: "b" is the name of another measure or node`},
		{"an unknown score", func(t *quality.Terms) { t.Score = "x" }, `score: no measure or node is named "x"`},
		{"an unknown form", func(t *quality.Terms) { t.As = "stars" }, `as: unknown form "stars" (known: fraction, points)`},
		{"no default", func(t *quality.Terms) { way(quality.Condition{Flag: "x"})(t); t.Otherwise = "" }, "otherwise: is empty: pathways need a status for when none holds"},
		{"a way to nowhere", func(t *quality.Terms) { way(quality.Condition{Flag: "x"})(t); t.Status[0].Status = "" }, "status[0].status: is empty"},
		{"no direction", func(t *quality.Terms) { t.Measures[0].Direction = "" }, `measures[0].direction: unknown direction "" (known: higher, lower)`},
		{"no scale", func(t *quality.Terms) { t.Measures[0].Scale = "" }, `measures[0].scale: unknown scale "" (known: percent, fraction, per100, perThousand, ratio, points, days)`},
		{"no kind", func(t *quality.Terms) { t.Measures[0].Kind = "" }, `measures[0].kind: unknown kind "" (known: proportion, riskRatio, survey, continuous, attestation)`},
		{"a proportion in days", func(t *quality.Terms) { t.Measures[0].Scale = quality.Days }, "measures[0].scale: a proportion is a percent or a fraction"},
		{"no curve", curve(quality.Curve{}), "measures[0].curve: a curve is exactly one of steps, line, deciles, twoPoint, rankGroups, zScore, binary and reported, not 0 of them"},
		{"two curves", curve(quality.Curve{Reported: &quality.Reported{}, Binary: &quality.Binary{}}), "measures[0].curve: a curve is exactly one of steps, line, deciles, twoPoint, rankGroups, zScore, binary and reported, not 2 of them"},
		{"a ladder that falls", curve(steps("0", "10", "2", "20", "1")), "measures[0].curve.steps.rungs[1].points: 1 is below the points before it"},
		{"a ladder backwards", curve(steps("0", "20", "1", "10", "2")), "measures[0].curve.steps.rungs[1].from: 10 is not better than the rung before it"},
		{"an empty ladder", curve(quality.Curve{Steps: &quality.Steps{}}), "measures[0].curve.steps: needs a rung"},
		{"a line that falls", curve(line("0", "5", "10", "4")), "measures[0].curve.line.knots[1].points: 4 is below the points before it"},
		{"a line backwards", curve(line("10", "4", "0", "5")), "measures[0].curve.line.knots[1].at: 0 is worse than the knot before it"},
		{"no bottom decile", curve(quality.Curve{Deciles: &quality.Deciles{}}), `measures[0].curve.deciles.bottom: unknown bottom decile "" (known: constant, interpolated)`},
		{"a line that falls to its end", curve(quality.Curve{TwoPoint: &quality.TwoPoint{From: num("2"), To: num("1")}}), "measures[0].curve.twoPoint.to: 1 is below the points at low, 2"},
		{"a jump down at the end", curve(quality.Curve{TwoPoint: &quality.TwoPoint{To: num("9"), Reached: known("8")}}), "measures[0].curve.twoPoint.reached: 8 is below the points just short of high, 9"},
		{"groups that rise", curve(quality.Curve{RankGroups: &quality.RankGroups{Points: numbers("0", "2")}}), "measures[0].curve.rankGroups.points[1]: 2 is above the points of the better group"},
		{"a z beyond all percentiles", curve(quality.Curve{ZScore: &quality.ZScore{Low: known("5"), High: known("0.5")}}),
			"measures[0].curve.zScore.low: 5 is outside 0 to 1 (2 % is 0.02)\nmeasures[0].curve.zScore.high: 0.5 is below low 5"},
		{"no rounding", curve(quality.Curve{Reported: &quality.Reported{}, Round: &quality.Round{}}),
			"measures[0].curve.round.to: 0 is not above zero\nmeasures[0].curve.round.mode: unknown rounding \"\" (known: halfUp, halfEven, down, up)"},
		{"a huge number", curve(quality.Curve{Reported: &quality.Reported{Points: huge}}), "measures[0].curve.reported.points: the number has more than 40 digits before the point or 200 behind it"},
		{"an interval of a score", func(t *quality.Terms) {
			t.Measures[0].Kind = quality.Survey
			curve(quality.Curve{Binary: &quality.Binary{Bound: quality.Worse}})(t)
		}, "measures[0].curve.binary.bound: only the rate of a proportion has an interval"},
		{"two tests in one", test(quality.Test{Present: true, HasBenchmark: true, OnFail: quality.OnFail{Do: quality.Drop}}),
			"measures[0].tests[0]: a test is exactly one of present, minCases, minReliability, minCompleteness, hasBenchmark, notSuppressed and unless, not 2 of them"},
		{"no consequence", test(quality.Test{Present: true}), `measures[0].tests[0].onFail.do: unknown consequence "" (known: drop, zero, points, fullCredit, useRate, floorComposite, failStatus)`},
		{"points that are missing", test(quality.Test{Present: true, OnFail: quality.OnFail{Do: quality.GivePoints}}), "measures[0].tests[0].onFail.points: points needs points"},
		{"no rate to use", test(quality.Test{Present: true, OnFail: quality.OnFail{Do: quality.UseRate}}), "measures[0].tests[0].onFail.rate: goes with useRate, and useRate with it"},
		{"no improvement", improve(quality.Improvement{Combine: quality.AddBonus}), "measures[0].improvement: an improvement is exactly one of lineFromBase, gapTarget, stepTarget, rankJump, rateOfChange and netSignificant, not 0 of them"},
		{"no way to combine", improve(quality.Improvement{RankJump: &quality.RankJump{}}), `measures[0].improvement.combine: unknown way to combine "" (known: greaterOf, either, add, addCounted)`},
		{"a benchmark for another year", func(t *quality.Terms) { t.Year = 2023; bench(quality.Benchmark{Flat: true, Year: 2022})(t) }, "benchmarks[0].year: 2022 is not the performance year of the terms, 2023"},
		{"a benchmark for nothing", func(t *quality.Terms) { t.Benchmarks = []quality.Benchmark{{Measure: "x", Flat: true}} }, `benchmarks[0].measure: no measure reads results named "x"`},
		{"two benchmarks", func(t *quality.Terms) {
			t.Benchmarks = []quality.Benchmark{{Measure: "a", Flat: true}, {Measure: "a", Flat: true}}
		}, `benchmarks[1]: the measure "a" has a benchmark for the source "" already`},
		{"an empty benchmark", bench(quality.Benchmark{}), "benchmarks[0]: the benchmark is empty"},
		{"eight deciles", bench(quality.Benchmark{Deciles: numbers("1", "2", "3", "4", "5", "6", "7", "8")}), "benchmarks[0].deciles: needs the lower bounds of deciles 2 to 10, nine numbers, not 8"},
		{"deciles both ways", bench(quality.Benchmark{Deciles: numbers("1", "2", "3", "4", "5", "6", "7", "8", "7")}), "benchmarks[0].deciles[8]: 7 is worse than the bound before it"},
		{"percentiles both ways", bench(quality.Benchmark{Percentiles: []quality.Percentile{{At: num("10"), Value: num("5")}, {At: num("10"), Value: num("4")}}}),
			"benchmarks[0].percentiles[1].at: 10 is not above the percentile before it\nbenchmarks[0].percentiles[1].value: 4 is below the value before it"},
		{"a goal below attainment", bench(quality.Benchmark{Range: &quality.Range{Low: known("5"), High: known("4")}}), "benchmarks[0].range.high: 4 is worse than low 5"},
		{"no deviation", bench(quality.Benchmark{Moments: &quality.Moments{}}), "benchmarks[0].moments.sd: 0 is not above zero"},
		{"two forms", bench(quality.Benchmark{Flat: true, CutPoints: numbers("1")}), "benchmarks[0]: a benchmark is at most one of deciles, percentiles, flat, cutPoints and moments, not 2 of them"},
		{"cut points for another curve", func(t *quality.Terms) {
			curve(quality.Curve{Steps: &quality.Steps{AtCutPoints: numbers("1", "2")}})(t)
			bench(quality.Benchmark{CutPoints: numbers("1")})(t)
		}, `benchmarks[0].cutPoints: 1 of them, and the curve of "a" has points at 2`},
		{"no method", node(quality.Node{Name: "x", Of: quality.Parts("a")}), `nodes[1].method: unknown method "" (known: pointsOverAvailable, weightedMean, weightedSum, mean, sum, min, max, countMet, volumeWeighted)`},
		{"no parts", node(quality.Node{Name: "x", Method: quality.SumOf}), "nodes[1].of: needs a part"},
		{"an unknown part", node(quality.Node{Name: "x", Method: quality.SumOf, Of: quality.Parts("y")}), `nodes[1].of[0].of: no measure or node is named "y"`},
		{"a part twice", node(quality.Node{Name: "x", Method: quality.SumOf, Of: quality.Parts("a", "a")}), `nodes[1].of[1].of: "a" stands twice`},
		{"a node in itself", node(quality.Node{Name: "x", Method: quality.SumOf, Of: quality.Parts("x")}), "nodes[1].of[0].of: the node holds itself"},
		{"weights that do not sum", node(quality.Node{Name: "x", Method: quality.WeightedSum, Of: []quality.Part{quality.Weighted("a", num("0.5")), quality.Weighted("b", num("0.4"))}}),
			"nodes[1].of: the weights of a weighted sum are 0.9 together, not 1"},
		{"weights of a mean", node(quality.Node{Name: "x", Method: quality.MeanOf, Of: []quality.Part{quality.Weighted("a", num("0.5"))}}), "nodes[1].of[0].weight: the method has no weights"},
		{"no weight at all", node(quality.Node{Name: "x", Method: quality.WeightedMean, Of: []quality.Part{quality.Weighted("a", num("0"))}}), "nodes[1].of: no part has a weight above zero"},
		{"a negative weight", node(quality.Node{Name: "x", Method: quality.WeightedMean, Of: []quality.Part{quality.Weighted("a", num("-1")), {Of: "b"}}}), "nodes[1].of[0].weight: -1 is negative"},
		{"more parts than there are", node(quality.Node{Name: "x", Method: quality.SumOf, Of: quality.Parts("a"), MinParts: 2, Best: 2}),
			"nodes[1].minParts: 2 is outside 0 to the number of parts, 1\nnodes[1].best: 2 is outside 0 to the number of parts, 1"},
		{"reweighing what is missing", node(quality.Node{Name: "x", Method: quality.WeightedMean, Of: quality.Parts("a", "b"), Reweigh: []quality.Reweigh{{Missing: []string{"a"}, Weights: quality.Parts("a", "c")}}}),
			"nodes[1].reweigh[0]: \"a\" is missing and weighed\nnodes[1].reweigh[0]: \"c\" is no part of the node\nnodes[1].reweigh[0].weights[1].of: no measure or node is named \"c\""},
		{"a circle", func(t *quality.Terms) {
			t.Nodes = append(t.Nodes, quality.Node{Name: "x", Method: quality.SumOf, Of: quality.Parts("y")}, quality.Node{Name: "y", Method: quality.SumOf, Of: quality.Parts("x")})
		}, "nodes: run in a circle: x, y, x"},
		{"a circle through a condition", func(t *quality.Terms) {
			t.Measures[0].Tests = []quality.Test{{Unless: &quality.Condition{Scored: "node"}, OnFail: quality.OnFail{Do: quality.Drop}}}
		}, "nodes: run in a circle: a, node, a"},
		{"a condition that holds itself", way(*loop), "the terms hold themselves, or more than 10000 measures, nodes, conditions and amounts"},
		{"no condition", way(quality.Condition{}), "status[0].when: a condition is exactly one of all, any, not, flag, compare, distinct, scored and maintained, not 0 of them"},
		{"half a comparison", way(quality.Condition{Compare: &quality.Comparison{Of: one}}), "status[0].when.compare: a comparison is exactly one of atLeast, atMost, above and below, not 0 of them"},
		{"an unknown tag", way(quality.Condition{Distinct: []quality.Where{{Tags: []string{"x"}}}}), `status[0].when.distinct[0].tags[0]: no measure has the tag "x"`},
		{"no deterioration by nothing", way(quality.Condition{Maintained: &quality.Maintained{}}), "status[0].when.maintained: is by exactly one of tolerance and z"},
		{"no adjuster", adjust(quality.Adjust{}), "nodes[0].adjust[0]: an adjuster is exactly one of add, multiply, atLeast, atMost, round and curve, not 0 of them"},
		{"an empty amount", adjust(quality.Adjust{Add: &quality.Amount{}}), "nodes[0].adjust[0].add: an amount is exactly one of fixed, value, of, count, sum, product, quotient, least, most, cases and map, not 0 of them"},
		{"a quotient of one", adjust(quality.Adjust{Add: &quality.Amount{Quotient: []quality.Amount{one}}}), "nodes[0].adjust[0].add.quotient: has 1 amounts"},
		{"the mean of a measure", adjust(quality.Adjust{Add: &quality.Amount{Of: &quality.Statistic{Node: "a", Stat: quality.Mean}}}), "nodes[0].adjust[0].add.of.stat: a measure has no parts"},
		{"the rate of a node", adjust(quality.Adjust{Add: &quality.Amount{Of: &quality.Statistic{Node: "node", Stat: quality.Rate}}}), "nodes[0].adjust[0].add.of.stat: only a measure has a rate"},
		{"a curve of deciles for a score", adjust(quality.Adjust{Curve: &quality.Curve{Deciles: &quality.Deciles{Bottom: quality.ConstantBottom}}}), "nodes[0].adjust[0].curve.deciles: needs a benchmark, and there is none here"},
		{"what supplies", adjust(quality.Adjust{AtMost: &one, Supplies: true}), "nodes[0].adjust[0].supplies: goes with atLeast"},
	} {
		t.Run(c.name, func(t *testing.T) {
			terms := plain()
			c.change(&terms)
			err := terms.Validate()
			var problems apm.Problems
			if !errors.As(err, &problems) || err.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}

// plain is terms that are in order: two proportions and their mean.
func plain() quality.Terms {
	m := func(id string) quality.Measure {
		return quality.Measure{ID: id, Direction: quality.Higher, Scale: quality.Percent, Kind: quality.Proportion, Curve: line("0", "0", "100", "10")}
	}
	return quality.Terms{Name: "plain", Measures: []quality.Measure{m("a"), m("b")}, Score: "node",
		Nodes: []quality.Node{{Name: "node", Method: quality.MeanOf, Of: quality.Parts("a", "b")}}}
}

// What Score refuses of facts, and what it says.
func TestHostileFacts(t *testing.T) {
	terms := plain()
	terms.Year = 2023
	terms.Benchmarks = []quality.Benchmark{{Measure: "b", Source: "x", Flat: true}, {Measure: "b", Source: "y", Flat: true}}
	terms.Nodes[0].Adjust = []quality.Adjust{{Add: &quality.Amount{Value: "bonus"}}}
	p := program(t, terms)
	a := func(r quality.Result) quality.Facts {
		r.Measure = "a"
		return quality.Facts{Results: []quality.Result{r}}
	}
	huge := decimal.NewNullDecimal(decimal.New(1, 1_000_000))
	for _, c := range []struct {
		name  string
		facts quality.Facts
		want  string
	}{
		{"another year", quality.Facts{Year: 2022}, "year: is not the performance year of the terms, 2023"},
		{"an unknown measure", quality.Facts{Results: []quality.Result{{Measure: "x"}}}, "results[0].measure: no measure of the terms reads this result"},
		{"a result twice", quality.Facts{Results: []quality.Result{{Measure: "a"}, {Measure: "a"}}}, "results[1]: is of the same measure and source as results[0]"},
		{"an unknown flag", quality.Facts{Flags: map[string]bool{"x": true}}, `flags: the terms ask for no flag "x"`},
		{"an unknown value", quality.Facts{Values: map[string]decimal.Decimal{"x": num("1")}}, `values: "x" is no value that the terms ask for, or has too many digits`},
		{"an unknown volume", quality.Facts{Volumes: map[string]decimal.Decimal{"a": num("1")}}, `volumes: "a" is no volume that the terms ask for, or is negative, or has too many digits`},
		{"a rate above 100 %", a(quality.Result{Rate: known("100.01")}), "results[0].rate: is outside 0 to 100 %"},
		{"a negative rate", a(quality.Result{Rate: known("-1")}), "results[0].rate: is outside 0 to 100 %"},
		{"a prior rate above 100 %", a(quality.Result{Rate: known("1"), Prior: known("101")}), "results[0].prior: is outside 0 to 100 %"},
		{"a fraction above one", a(quality.Result{Rate: known("1.5"), Scale: quality.Fraction}), "results[0].rate: is outside 0 to 100 %"},
		{"a huge rate", a(quality.Result{Rate: huge}), "results[0].rate: has too many digits"},
		{"more met than counted", a(quality.Result{Numerator: known("9"), Denominator: known("10"), Exclusions: known("2")}), "results[0].numerator: is above the denominator less exclusions and exceptions"},
		{"more excluded than counted", a(quality.Result{Numerator: known("0"), Denominator: known("10"), Exclusions: known("6"), Exceptions: known("5")}), "results[0].denominator: is below exclusions and exceptions together"},
		{"a negative count", a(quality.Result{Numerator: known("-1")}), "results[0].numerator: is negative"},
		{"reliability in percent", a(quality.Result{Reliability: known("60")}), "results[0].reliability: is above 1 (75 % is 0.75)"},
		{"a percentile above 100", a(quality.Result{Percentile: known("101")}), "results[0].percentile: is above 100"},
		{"days for a percent", a(quality.Result{Rate: known("1"), Scale: quality.Days}), "results[0].scale: cannot be converted into that of the measure"},
		{"no source", quality.Facts{Results: []quality.Result{{Measure: "b", Rate: known("1")}}}, "results[0].source: is missing, and the measure has a benchmark for each of several"},
		{"a missing value", a(quality.Result{Rate: known("1")}), "nodes[0].adjust[0]: values.bonus: is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := p.Score(c.facts)
			if err == nil || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
			var fact *apm.FactError
			if !errors.As(err, &fact) || fact.Missing != (strings.Contains(c.want, "missing")) {
				t.Errorf("no fact error, or not rightly missing: %#v", err)
			}
		})
	}
}

// A denominator of zero is no rate, and no error.
func TestDenominatorOfZero(t *testing.T) {
	o := score(t, program(t, plain()), quality.Facts{Results: []quality.Result{{Measure: "a", Numerator: known("0"), Denominator: known("5"), Exclusions: known("5")}, {Measure: "b", Rate: known("50")}}})
	if m := o.Measures[0]; m.Scored || m.Why != quality.NoRate || !o.Score.Decimal.Equal(num("5")) {
		t.Errorf("%+v, score %v", m, o.Score)
	}
}

// Equal neighbouring bounds: the best decile counts and nothing is divided by zero.
func TestEqualNeighbours(t *testing.T) {
	for _, c := range []struct {
		name   string
		dir    quality.Direction
		bounds string
		rate   string
		want   string
	}{
		{"all equal, reached", quality.Higher, "5 5 5 5 5 5 5 5 5", "5", "10"},
		{"all equal, not reached", quality.Higher, "5 5 5 5 5 5 5 5 5", "4.99", "1"},
		{"all equal, inverse", quality.Lower, "0 0 0 0 0 0 0 0 0", "0", "10"},
		{"all equal, inverse, not reached", quality.Lower, "0 0 0 0 0 0 0 0 0", "0.01", "1"},
		{"the Web Interface of 2022", quality.Higher, "0 0 30 40 50 60 70 80 90", "0", "3"},
		{"between an empty decile and the next", quality.Higher, "0 0 30 40 50 60 70 80 90", "15", "3.5"},
		{"equal in the middle", quality.Lower, "90 80 70 50 50 50 30 20 10", "50", "7"},
		{"just worse than the equal ones", quality.Lower, "90 80 70 50 50 50 30 20 10", "60", "4.5"},
	} {
		p := program(t, single(quality.Measure{Direction: c.dir, Curve: exactDeciles()}, quality.Benchmark{Deciles: numbers(strings.Fields(c.bounds)...)}))
		if got := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known(c.rate)}}}).Score.Decimal; !got.Equal(num(c.want)) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A score of which nothing is available is no fraction.
func TestNothingAvailable(t *testing.T) {
	terms := single(quality.Measure{Curve: quality.Curve{Reported: &quality.Reported{}}})
	terms.As = quality.AsFraction
	_, err := program(t, terms).Score(quality.Facts{Results: []quality.Result{{Measure: "m"}}})
	if err == nil || !errors.Is(err, apm.ErrDivideByZero) {
		t.Errorf("got %v", err)
	}
}

// A program that New did not make is an error.
func TestNoProgram(t *testing.T) {
	var none *quality.Program
	for _, p := range []*quality.Program{none, new(quality.Program)} {
		if _, err := p.Score(quality.Facts{}); err == nil {
			t.Error("a score without a program")
		}
	}
}

// Small inputs that would take long: what is bounded is refused, what is not stays short.
func TestHostileSizes(t *testing.T) {
	many := func(n int, f func(i int) quality.Measure) quality.Terms {
		terms := quality.Terms{Name: "many", Score: "m0"}
		for i := range n {
			m := f(i)
			m.ID, m.Direction, m.Scale, m.Kind = fmt.Sprintf("m%d", i), quality.Higher, quality.Points, quality.Continuous
			terms.Measures = append(terms.Measures, m)
		}
		return terms
	}
	reported := quality.Curve{Reported: &quality.Reported{Points: num("1")}}
	tags := many(1, func(int) quality.Measure {
		m := quality.Measure{Curve: reported}
		for i := range 50_000 {
			m.Tags = append(m.Tags, strconv.Itoa(i))
		}
		return m
	})
	peers := many(500, func(int) quality.Measure {
		return quality.Measure{Result: "r", Curve: quality.Curve{ZScore: &quality.ZScore{}}}
	})
	peers.Benchmarks = []quality.Benchmark{{Measure: "r"}}
	for i := range 3000 {
		peers.Benchmarks[0].Peers = append(peers.Benchmarks[0].Peers, decimal.New(int64(i), 0))
	}
	choice := many(1, func(int) quality.Measure { return quality.Measure{Curve: reported, Tags: []string{"t"}} })
	choice.Status = []quality.Pathway{{Name: "p", Status: apm.Met, When: quality.Condition{Distinct: []quality.Where{{Tags: slices.Repeat([]string{"t"}, 50_000)}}}}}
	choice.Otherwise = apm.NotMet
	ids := choice
	ids.Status = []quality.Pathway{{Name: "p", Status: apm.Met, When: quality.Condition{Distinct: []quality.Where{{Measures: slices.Repeat([]string{"m0"}, 50_000)}}}}}
	nodes := many(1, func(int) quality.Measure { return quality.Measure{Curve: reported} })
	nodes.Nodes = []quality.Node{{Name: "n", Method: quality.WeightedMean, Of: quality.Parts("m0"), Reweigh: make([]quality.Reweigh, 20_000)}}
	for want, terms := range map[string]quality.Terms{
		"measures[0].tags: has 50000 tags, more than 100":                                       tags,
		"benchmarks[0].peers: measures times peers of z-scores are more than 1000000":           peers,
		"status[0].when.distinct[0].tags: has 50000 tags, more than 100":                        choice,
		"status[0].when.distinct[0].measures: has 50000 ids, more than there are measures":      ids,
		"the terms hold themselves, or more than 10000 measures, nodes, conditions and amounts": nodes,
	} {
		if _, err := quality.New(terms); err == nil || err.Error() != want {
			t.Errorf("%.200v, want %s", err, want)
		}
	}
	// Scores that grow from node to node end in an error, not in numbers without end.
	grows := many(2, func(int) quality.Measure { return quality.Measure{Curve: reported} })
	for i := range 400 {
		of := quality.Parts("m0", "m1")
		if i > 1 {
			of = quality.Parts(grows.Nodes[i/2*2-2].Name, grows.Nodes[i/2*2-1].Name)
		}
		grows.Nodes = append(grows.Nodes, quality.Node{Name: fmt.Sprintf("n%d", i), Method: quality.SumOf, Of: of})
	}
	if _, err := program(t, grows).Score(quality.Facts{Results: []quality.Result{{Measure: "m0"}, {Measure: "m1"}}}); !errors.Is(err, apm.ErrOverflow) {
		t.Errorf("%v", err)
	}
}

// What is computed in machine words is what it would be without.
func TestLongSumsAndLines(t *testing.T) {
	terms := quality.Terms{Name: "long", Score: "sum", As: quality.AsPoints, Nodes: []quality.Node{{Name: "sum", Method: quality.SumOf}}}
	var f quality.Facts
	for i := range 150 {
		id := strconv.Itoa(i)
		terms.Measures = append(terms.Measures, quality.Measure{ID: id, Direction: quality.Higher, Scale: quality.Points, Kind: quality.Continuous,
			Curve: quality.Curve{Reported: &quality.Reported{Points: num("99999999999.000001")}}})
		terms.Nodes[0].Of = append(terms.Nodes[0].Of, quality.Part{Of: id})
		f.Results = append(f.Results, quality.Result{Measure: id})
	}
	if o := score(t, program(t, terms), f); !o.Score.Decimal.Equal(num("14999999999850.00015")) {
		t.Errorf("%s", o.Score.Decimal)
	}
	for _, c := range []struct{ from, to, at, want string }{
		{"0", "1000000", "500000", "50000"},
		{"0", "0.001", "0.0005", "50000"},
		{"0", "999999999999999", "333333333333333", "33333.33333333333333333333333333333"},
		{"0", "99999999999", "33333333333", "33333.33333333333333333333333333333"},
		{"0", "3", "1.000000", "33333.33333333333333333333333333333"},
		{"0", "3", "1.000000000000000000000000000000", "33333.33333333333333333333333333333"},
	} {
		p := program(t, single(quality.Measure{Curve: line(c.from, "0", c.to, "100000")}))
		o := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known(c.at)}}})
		if got := o.Measures[0].Points; !got.Equal(num(c.want)) {
			t.Errorf("%s between %s and %s: %s, want %s", c.at, c.from, c.to, got, c.want)
		}
	}
}

// Of two results that give as many points, the source first in the alphabet counts.
func TestEqualSources(t *testing.T) {
	p := program(t, single(quality.Measure{Curve: line("0", "0", "100", "10")}))
	ehr, registry := quality.Result{Measure: "m", Source: "ehr", Rate: known("50")}, quality.Result{Measure: "m", Source: "registry", Rate: known("50")}
	for _, r := range [][]quality.Result{{ehr, registry}, {registry, ehr}} {
		if o := score(t, p, quality.Facts{Results: r}); o.Measures[0].Source != "ehr" {
			t.Errorf("%s counts", o.Measures[0].Source)
		}
	}
}
