package quality_test

import (
	"errors"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// three is measures a, b, c that show their points of 10, 10 and 20, under one node.
func three(n quality.Node) quality.Terms {
	m := func(id, most string) quality.Measure {
		return quality.Measure{ID: id, Direction: quality.Higher, Scale: quality.Points, Kind: quality.Continuous, Curve: line("0", "0", most, most)}
	}
	if n.Of == nil {
		n.Of = quality.Parts("a", "b", "c")
	}
	n.Name = "node"
	return quality.Terms{Name: "three", Measures: []quality.Measure{m("a", "10"), m("b", "10"), m("c", "20")}, Nodes: []quality.Node{n}, Score: "node", As: quality.AsPoints}
}

func points(a, b, c string) []quality.Result {
	var out []quality.Result
	for id, v := range map[string]string{"a": a, "b": b, "c": c} {
		if v != "" {
			out = append(out, quality.Result{Measure: id, Rate: known(v)})
		}
	}
	return out
}

// What each method makes of the parts, and of missing ones.
func TestMethods(t *testing.T) {
	w := func(a, b, c string) []quality.Part {
		return []quality.Part{quality.Weighted("a", num(a)), quality.Weighted("b", num(b)), quality.Weighted("c", num(c))}
	}
	for _, c := range []struct {
		name            string
		node            quality.Node
		a, b, c         string
		want, available string // empty for no score
	}{
		{"points over available", quality.Node{Method: quality.PointsOverAvailable}, "5", "10", "5", "50", "100"},
		{"points over available of 1", quality.Node{Method: quality.PointsOverAvailable, Scale: known("1")}, "5", "10", "5", "0.5", "1"},
		{"a missing part leaves both sides", quality.Node{Method: quality.PointsOverAvailable}, "5", "10", "", "75", "100"},
		{"a missing part counts zero", quality.Node{Method: quality.PointsOverAvailable, Missing: quality.CountZero}, "5", "10", "", "37.5", "100"},
		{"no score with a missing part", quality.Node{Method: quality.PointsOverAvailable, Missing: quality.NoScore}, "5", "10", "", "", ""},
		{"too few parts", quality.Node{Method: quality.MeanOf, MinParts: 3}, "5", "10", "", "", ""},
		{"just enough parts", quality.Node{Method: quality.MeanOf, MinParts: 2}, "5", "10", "", "7.5", "10"},
		{"weighted mean", quality.Node{Method: quality.WeightedMean, Of: w("1", "2", "1")}, "4", "6", "8", "6", "12.5"},
		{"a missing weight is redistributed", quality.Node{Method: quality.WeightedMean, Of: w("1", "2", "1")}, "4", "", "8", "6", "15"},
		{"a missing weight counts zero", quality.Node{Method: quality.WeightedMean, Missing: quality.CountZero, Of: w("1", "2", "1")}, "4", "", "8", "3", "12.5"},
		{"a part of no weight does not count", quality.Node{Method: quality.WeightedMean, MinParts: 2, Of: w("1", "0", "0")}, "4", "6", "8", "", ""},
		{"weighted sum", quality.Node{Method: quality.WeightedSum, Of: w("0.5", "0.25", "0.25")}, "4", "8", "8", "6", "12.5"},
		{"a missing part of a weighted sum", quality.Node{Method: quality.WeightedSum, Of: w("0.5", "0.25", "0.25")}, "4", "", "7", "5", "13.3333333333"},
		{"other weights where one is missing", quality.Node{Method: quality.WeightedSum, Of: w("0.5", "0.25", "0.25"), Reweigh: []quality.Reweigh{
			{Missing: []string{"a"}, Weights: []quality.Part{quality.Weighted("b", num("0.5")), quality.Weighted("c", num("0.5"))}},
			{Missing: []string{"b"}, Weights: []quality.Part{quality.Weighted("a", num("0.1")), quality.Weighted("c", num("0.9"))}}}}, "4", "", "8", "7.6", "19"},
		{"other weights only for exactly those", quality.Node{Method: quality.WeightedSum, Of: w("0.5", "0.25", "0.25"), Reweigh: []quality.Reweigh{
			{Missing: []string{"b"}, Weights: []quality.Part{quality.Weighted("a", num("0.1")), quality.Weighted("c", num("0.9"))}}}}, "4", "", "", "4", "10"},
		{"mean", quality.Node{Method: quality.MeanOf}, "3", "6", "9", "6", "13.3333333333"},
		{"sum", quality.Node{Method: quality.SumOf}, "3", "6", "", "9", "20"},
		{"sum of the best two", quality.Node{Method: quality.SumOf, Best: 2}, "3", "6", "9", "15", "30"},
		{"the best two with one missing of three", quality.Node{Method: quality.PointsOverAvailable, Best: 2, Missing: quality.CountZero}, "10", "", "10", "66.6666666667", "100"},
		{"the best two with one scored", quality.Node{Method: quality.PointsOverAvailable, Best: 2, Missing: quality.CountZero}, "10", "", "", "33.3333333333", "100"},
		{"minimum", quality.Node{Method: quality.MinOf}, "3", "6", "9", "3", "10"},
		{"minimum with a missing part", quality.Node{Method: quality.MinOf, Missing: quality.CountZero}, "3", "", "9", "0", "10"},
		{"maximum", quality.Node{Method: quality.MaxOf}, "3", "6", "9", "9", "20"},
		{"count met in full", quality.Node{Method: quality.CountMet}, "10", "9", "20", "2", "3"},
		{"count met at six", quality.Node{Method: quality.CountMet, MetAt: known("6")}, "5.9", "6", "", "1", "2"},
		{"count met of all", quality.Node{Method: quality.CountMet, Missing: quality.CountZero}, "10", "", "", "1", "3"},
		{"count met of sixteen", quality.Node{Method: quality.CountMet, Available: known("16")}, "10", "10", "", "2", "16"},
		{"nothing there", quality.Node{Method: quality.SumOf}, "", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := score(t, program(t, three(c.node)), quality.Facts{Results: points(c.a, c.b, c.c)})
			n := o.Nodes[0]
			if c.want == "" {
				if o.Score.Valid || n.Why == "" {
					t.Errorf("a score of %s, %q", o.Score.Decimal, n.Why)
				}
				return
			}
			if !o.Score.Valid || !o.Score.Decimal.Round(10).Equal(num(c.want)) || !o.Available.Round(10).Equal(num(c.available)) {
				t.Errorf("%s of %s, want %s of %s\n%s", o.Score.Decimal, o.Available, c.want, c.available, o)
			}
		})
	}
}

// Volumes weigh; one part alone needs none.
func TestVolumeWeighted(t *testing.T) {
	p := program(t, three(quality.Node{Method: quality.VolumeWeighted}))
	volumes := map[string]decimal.Decimal{"a": num("30"), "b": num("10")}
	if o := score(t, p, quality.Facts{Results: points("4", "8", ""), Volumes: volumes}); !o.Score.Decimal.Equal(num("5")) || !o.Nodes[0].Parts[0].Share.Equal(num("3")) {
		t.Errorf("%s\n%s", o.Score.Decimal, o)
	}
	if o := score(t, p, quality.Facts{Results: points("4", "", "")}); !o.Score.Decimal.Equal(num("4")) {
		t.Errorf("alone: %s", o.Score.Decimal)
	}
	if _, err := p.Score(quality.Facts{Results: points("4", "8", "")}); !errors.Is(err, apm.ErrMissing) {
		t.Errorf("without volumes: %v", err)
	}
	none := map[string]decimal.Decimal{"a": num("0"), "b": num("0")}
	if o := score(t, p, quality.Facts{Results: points("4", "8", ""), Volumes: none}); o.Score.Valid || o.Nodes[0].Why != quality.NothingToHave {
		t.Errorf("no volume: %v %q", o.Score, o.Nodes[0].Why)
	}
}

// Adjusters apply in order, under their conditions, and say what they did.
func TestAdjusters(t *testing.T) {
	fixed := func(s string) *quality.Amount { a := quality.Number(num(s)); return &a }
	stat := func(s quality.StatisticName) quality.Amount {
		return quality.Amount{Of: &quality.Statistic{Node: "node", Stat: s}}
	}
	below := func(s string) *quality.Condition {
		return &quality.Condition{Compare: &quality.Comparison{Of: stat(quality.Score), Below: fixed(s)}}
	}
	n := quality.Node{Method: quality.MeanOf}
	for _, c := range []struct {
		name   string
		adjust []quality.Adjust
		want   string
	}{
		{"none", nil, "6"},
		{"add and then multiply", []quality.Adjust{{Add: fixed("1")}, {Multiply: fixed("2")}}, "14"},
		{"multiply and then add", []quality.Adjust{{Multiply: fixed("2")}, {Add: fixed("1")}}, "13"},
		{"at least and at most", []quality.Adjust{{AtLeast: fixed("8")}, {AtMost: fixed("7")}}, "7"},
		{"a condition on the score so far", []quality.Adjust{{Add: fixed("4")}, {Add: fixed("100"), When: below("10")}}, "10"},
		{"a condition that holds", []quality.Adjust{{Add: fixed("4"), When: below("6.1")}}, "10"},
		{"half steps", []quality.Adjust{{Add: fixed("0.25")}, {Round: &quality.Round{To: num("0.5"), Mode: apm.HalfUp}}}, "6.5"},
		{"a curve", []quality.Adjust{{Curve: &quality.Curve{Steps: &quality.Steps{Rungs: []quality.Rung{{From: num("6"), Beyond: true, Points: num("9")}}, Below: num("1")}}}}, "1"},
		{"variance of the parts", []quality.Adjust{{Add: &quality.Amount{Of: &quality.Statistic{Node: "node", Stat: quality.Variance}}}}, "15"},
		{"mean, points, available and number of the parts", []quality.Adjust{{Add: &quality.Amount{Sum: []quality.Amount{stat(quality.Mean), stat(quality.PartPoints), stat(quality.PartMax), stat(quality.Scored)}}}}, "73"},
		{"the greatest, the least, a product, a quotient", []quality.Adjust{{Add: &quality.Amount{Most: []quality.Amount{
			{Product: []quality.Amount{*fixed("2"), *fixed("3")}}, {Quotient: []quality.Amount{*fixed("7"), *fixed("2")}}, {Least: []quality.Amount{*fixed("50"), *fixed("5")}}}}}}, "12"},
		{"the first case that holds", []quality.Adjust{{Add: &quality.Amount{Cases: []quality.Case{{When: *below("6"), Then: *fixed("1")}, {When: *below("7"), Then: *fixed("2")}, {When: *below("8"), Then: *fixed("3")}}}}}, "8"},
		{"no case holds", []quality.Adjust{{Add: &quality.Amount{Cases: []quality.Case{{When: *below("6"), Then: *fixed("1")}}}}}, "6"},
		{"an amount through a curve", []quality.Adjust{{Add: &quality.Amount{Map: &quality.Map{Of: stat(quality.Score), Curve: line("0", "0", "10", "5")}}}}, "9"},
		{"the rate and rank of a measure", []quality.Adjust{{Add: &quality.Amount{Sum: []quality.Amount{{Of: &quality.Statistic{Node: "a", Stat: quality.Rate}}, {Of: &quality.Statistic{Node: "a", Stat: quality.RankOf}, Default: known("100")}}}}}, "109"},
	} {
		n.Adjust = c.adjust
		o := score(t, program(t, three(n)), quality.Facts{Results: points("3", "6", "9")})
		if !o.Score.Decimal.Equal(num(c.want)) {
			t.Errorf("%s: %s, want %s\n%s", c.name, o.Score.Decimal, c.want, o)
		}
		if len(o.Nodes[0].Steps) != len(c.adjust) {
			t.Errorf("%s: %d steps", c.name, len(o.Nodes[0].Steps))
		}
	}
}

// The best of trees with and without a part; a tree counts only where its own score says so.
func TestBestOfSeveralTrees(t *testing.T) {
	terms := three(quality.Node{Method: quality.MaxOf, Of: []quality.Part{{Of: "with"}, {Of: "without"}}})
	atLeast := quality.Number(num("4"))
	terms.Nodes = append(terms.Nodes,
		quality.Node{Name: "with", Method: quality.MeanOf, Of: quality.Parts("a", "b", "c")},
		quality.Node{Name: "without", Method: quality.MeanOf, Of: []quality.Part{{Of: "a"}, {Of: "b"}, {Of: "c", When: &quality.Condition{Flag: "keep"}}},
			When: &quality.Condition{Compare: &quality.Comparison{Of: quality.Amount{Of: &quality.Statistic{Node: "without", Stat: quality.Score}}, AtLeast: &atLeast}}})
	p := program(t, terms)
	for _, c := range []struct {
		a, b, c string
		keep    bool
		want    string
	}{{"4", "4", "1", false, "4"}, {"3.9", "4", "1", false, "2.9666666667"}, {"4", "4", "7", false, "5"}, {"4", "4", "1", true, "3"}} {
		o := score(t, p, quality.Facts{Results: points(c.a, c.b, c.c), Flags: map[string]bool{"keep": c.keep}})
		if !o.Score.Decimal.Round(10).Equal(num(c.want)) {
			t.Errorf("%+v: %s\n%s", c, o.Score.Decimal, o)
		}
	}
}

// What happens when a test fails, by policy.
func TestConsequences(t *testing.T) {
	fails := func(f quality.OnFail) []quality.Test {
		return []quality.Test{{MinCases: known("30"), OnFail: f}}
	}
	for _, c := range []struct {
		name   string
		onFail quality.OnFail
		want   string
		status apm.Status
		scored bool
	}{
		{"dropped from both sides", quality.OnFail{Do: quality.Drop}, "80", apm.Met, false},
		{"zero but kept", quality.OnFail{Do: quality.ZeroPoints}, "40", apm.Met, true},
		{"fixed points", quality.OnFail{Do: quality.GivePoints, Points: known("3")}, "55", apm.Met, true},
		{"full credit", quality.OnFail{Do: quality.FullCredit}, "90", apm.Met, true},
		{"last year's rate", quality.OnFail{Do: quality.UseRate, Rate: quality.PriorRate}, "65", apm.Met, true},
		{"the best earlier rate", quality.OnFail{Do: quality.UseRate, Rate: quality.BestPriorRate}, "70", apm.Met, true},
		{"the median of peers, with a limit", quality.OnFail{Do: quality.UseRate, Rate: quality.PeerMedian, MostGain: known("2")}, "60", apm.Met, true},
		{"no such rate", quality.OnFail{Do: quality.UseRate, Rate: quality.SubstituteRate}, "80", apm.Met, false},
		{"a floor of the composite", quality.OnFail{Do: quality.FloorComposite, Points: known("85")}, "85", apm.Met, false},
		{"a floor below", quality.OnFail{Do: quality.FloorComposite, Points: known("75")}, "80", apm.Met, false},
		{"the status fails", quality.OnFail{Do: quality.FailStatus}, "80", apm.NotMet, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			terms := plain()
			terms.Measures[0].Curve, terms.Measures[1].Curve = line("0", "0", "10", "10"), line("0", "0", "10", "10")
			terms.Measures[0].Tests = fails(c.onFail)
			terms.Nodes[0].Method = quality.PointsOverAvailable
			terms.Benchmarks = []quality.Benchmark{{Measure: "a", Peers: numbers("1", "9", "8")}}
			terms.Status, terms.Otherwise = []quality.Pathway{{Name: "reported", Status: apm.Met, When: quality.Condition{Scored: "b"}}}, apm.NotMet
			o := score(t, program(t, terms), quality.Facts{Results: []quality.Result{
				{Measure: "a", Rate: known("2"), Cases: known("29"), Prior: known("5"), BestPrior: known("6")}, {Measure: "b", Rate: known("8")}}})
			if !o.Score.Decimal.Equal(num(c.want)) || o.Status != c.status || o.Measures[0].Scored != c.scored || o.Measures[0].Why != quality.FewCases ||
				!o.Measures[0].Achievement.Equal(o.Measures[0].Points) {
				t.Errorf("%s %s, %+v\n%s", o.Score.Decimal, o.Status, o.Measures[0], o)
			}
		})
	}
}

// Which tests fail, and the reason that the trail gives.
func TestTests(t *testing.T) {
	drop := quality.OnFail{Do: quality.Drop}
	full := quality.Result{Rate: known("5"), Cases: known("30"), Reliability: known("0.6"), Completeness: known("0.75")}
	with := func(change func(*quality.Result)) quality.Result {
		r := full
		change(&r)
		return r
	}
	for _, c := range []struct {
		name string
		test quality.Test
		r    quality.Result
		want quality.Reason
	}{
		{"enough cases", quality.Test{MinCases: known("30")}, full, ""},
		{"too few", quality.Test{MinCases: known("31")}, full, quality.FewCases},
		{"unknown cases", quality.Test{MinCases: known("1")}, with(func(r *quality.Result) { r.Cases = decimal.NullDecimal{} }), quality.FewCases},
		{"unknown cases pass", quality.Test{MinCases: known("1"), UnknownHolds: true}, with(func(r *quality.Result) { r.Cases = decimal.NullDecimal{} }), ""},
		{"reliable", quality.Test{MinReliability: known("0.6")}, full, ""},
		{"not reliable", quality.Test{MinReliability: known("0.61")}, full, quality.Unreliable},
		{"complete", quality.Test{MinCompleteness: known("0.75")}, full, ""},
		{"incomplete", quality.Test{MinCompleteness: known("0.76")}, full, quality.Incomplete},
		{"found incomplete", quality.Test{MinCompleteness: known("0"), UnknownHolds: true}, with(func(r *quality.Result) { r.Incomplete = true }), quality.Incomplete},
		{"suppressed", quality.Test{NotSuppressed: true}, with(func(r *quality.Result) { r.Suppressed = true }), quality.Withheld},
		{"excepted", quality.Test{Unless: &quality.Condition{Flag: "x"}}, full, quality.Excepted},
		{"not asked", quality.Test{MinCases: known("31"), When: &quality.Condition{Not: &quality.Condition{Flag: "x"}}}, full, ""},
		{"no rate", quality.Test{Present: true}, with(func(r *quality.Result) { r.Rate = decimal.NullDecimal{} }), quality.NoRate},
		{"no benchmark is no missing result", quality.Test{Present: true}, full, ""},
	} {
		c.test.OnFail = drop
		c.r.Measure = "m"
		m := quality.Measure{Curve: line("0", "0", "10", "10"), Tests: []quality.Test{c.test}, KeepPrior: &quality.Condition{Flag: "x"}}
		o := score(t, program(t, single(m)), quality.Facts{Results: []quality.Result{c.r}, Flags: map[string]bool{"x": true}})
		if o.Measures[0].Why != c.want || o.Measures[0].Scored != (c.want == "") {
			t.Errorf("%s: %q", c.name, o.Measures[0].Why)
		}
	}
	deciles := single(quality.Measure{Curve: exactDeciles(), Tests: []quality.Test{{HasBenchmark: true, OnFail: quality.OnFail{Do: quality.GivePoints, Points: known("3")}}}})
	if o := score(t, program(t, deciles), quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known("5")}}}); !o.Score.Decimal.Equal(num("3")) || o.Measures[0].Why != quality.NoBenchmark {
		t.Errorf("without a benchmark: %+v", o.Measures[0])
	}
	if o := score(t, program(t, deciles), quality.Facts{}); o.Score.Valid || o.Measures[0].Why != quality.NoResult {
		t.Errorf("without a result: %+v", o.Measures[0])
	}
}

// 42 CFR 425.512 and state standards of care: nothing may become worse than it was.
func TestMaintained(t *testing.T) {
	for _, c := range []struct {
		name   string
		gate   quality.Maintained
		dir    quality.Direction
		r      quality.Result
		passes bool
	}{
		{"at the tolerance", quality.Maintained{Tolerance: known("2")}, quality.Higher, quality.Result{Rate: known("48"), Prior: known("50")}, true},
		{"beyond it", quality.Maintained{Tolerance: known("2")}, quality.Higher, quality.Result{Rate: known("47.9"), Prior: known("50")}, false},
		{"inverse at the tolerance", quality.Maintained{Tolerance: known("2")}, quality.Lower, quality.Result{Rate: known("52"), Prior: known("50")}, true},
		{"inverse beyond it", quality.Maintained{Tolerance: known("2")}, quality.Lower, quality.Result{Rate: known("52.1"), Prior: known("50")}, false},
		{"from the best year", quality.Maintained{Tolerance: known("2"), Base: quality.FromBestPrior}, quality.Higher, quality.Result{Rate: known("50"), Prior: known("50"), BestPrior: known("60")}, false},
		{"not significant", quality.Maintained{Z: known("2")}, quality.Higher, quality.Result{Rate: known("40"), Prior: known("50"), SE: known("3"), PriorSE: known("4")}, true},
		{"significant", quality.Maintained{Z: known("1.99")}, quality.Higher, quality.Result{Rate: known("40"), Prior: known("50"), SE: known("3"), PriorSE: known("4")}, false},
		{"significantly better", quality.Maintained{Z: known("1.99")}, quality.Lower, quality.Result{Rate: known("40"), Prior: known("50"), SE: known("3"), PriorSE: known("4")}, true},
		{"no baseline", quality.Maintained{Tolerance: known("2")}, quality.Higher, quality.Result{Rate: known("48")}, false},
		{"no baseline, which holds", quality.Maintained{Tolerance: known("2"), UnknownHolds: true}, quality.Higher, quality.Result{Rate: known("48")}, true},
		{"no standard error", quality.Maintained{Z: known("2")}, quality.Higher, quality.Result{Rate: known("60"), Prior: known("50")}, false},
		{"not picked", quality.Maintained{Tolerance: known("2"), Among: quality.Where{Cases: known("30")}}, quality.Higher, quality.Result{Rate: known("1"), Prior: known("50"), Cases: known("29")}, true},
	} {
		terms := single(quality.Measure{Direction: c.dir, Curve: line("0", "0", "100", "10")})
		if c.dir == quality.Lower {
			terms.Measures[0].Curve = line("100", "0", "0", "10")
		}
		terms.Status, terms.Otherwise = []quality.Pathway{{Name: "kept", Status: apm.Met, When: quality.Condition{Maintained: &c.gate}}}, apm.NotMet
		c.r.Measure = "m"
		if o := score(t, program(t, terms), quality.Facts{Results: []quality.Result{c.r}}); (o.Status == apm.Met) != c.passes {
			t.Errorf("%s: %s", c.name, o.Status)
		}
	}
}
