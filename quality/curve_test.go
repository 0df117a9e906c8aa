package quality_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// Every form of curve at its edges.
func TestCurveForms(t *testing.T) {
	at := func(s string) quality.Point { return quality.Point{Percentile: known(s)} }
	peers := quality.Benchmark{Peers: numbers("10", "20", "30", "40", "50")}
	table := quality.Benchmark{Percentiles: []quality.Percentile{{At: num("10"), Value: num("20")}, {At: num("40"), Value: num("50")}, {At: num("90"), Value: num("80")}}}
	flat := quality.Benchmark{Flat: true}
	third := quality.Measure{Curve: quality.Curve{RankGroups: &quality.RankGroups{Points: numbers("4", "2", "0")}}}
	inverse := func(m quality.Measure) quality.Measure { m.Direction = quality.Lower; return m }
	binary := func(p quality.Point) quality.Measure {
		return quality.Measure{Curve: quality.Curve{Binary: &quality.Binary{Points: num("1"), Target: p}}}
	}
	ranked := quality.Measure{Curve: quality.Curve{Steps: &quality.Steps{On: quality.OnPercentile, Rungs: []quality.Rung{{From: num("40"), Points: num("1")}, {From: num("80"), Points: num("2")}}}}}
	beyond := quality.Measure{Curve: quality.Curve{Steps: &quality.Steps{Rungs: []quality.Rung{{From: num("5"), Points: num("1")}, {From: num("13.2"), Points: num("2")}, {From: num("13.2"), Beyond: true, Points: num("3")}}}}}
	z := func(m quality.ZScore) quality.Measure { return quality.Measure{Curve: quality.Curve{ZScore: &m}} }
	moments := quality.Benchmark{Moments: &quality.Moments{Mean: num("20"), SD: num("4"), LowZ: known("-1.5"), HighZ: known("2")}}
	jump := quality.Measure{Curve: line("0", "0", "10", "2", "10", "5", "20", "7")}
	dead := jump
	dead.Curve = quality.Curve{Line: &quality.Line{Knots: []quality.Knot{{At: num("10"), Points: num("5")}, {At: num("20"), Points: num("7")}}, Before: known("0"), After: known("9"), Beyond: true}}
	for _, c := range []struct {
		name    string
		measure quality.Measure
		with    quality.Benchmark
		rate    string
		want    string
	}{
		{"top third", third, peers, "40", "4"}, {"middle third", third, peers, "30", "2"}, {"still the middle third", third, peers, "20", "2"}, {"bottom third", third, peers, "10", "0"},
		{"worse than all", third, peers, "5", "0"}, {"better than all", third, peers, "60", "4"},
		{"equals share the better group", third, quality.Benchmark{Peers: numbers("1", "7", "7", "7", "7", "7")}, "7", "4"},
		{"top third, inverse", inverse(third), peers, "20", "4"}, {"bottom third, inverse", inverse(third), peers, "50", "0"},
		{"percentile of peers", ranked, peers, "40", "2"}, {"percentile of peers, lower", ranked, peers, "20", "1"}, {"percentile of peers, lowest", ranked, peers, "19", "0"},
		{"percentile of peers, inverse", inverse(ranked), peers, "20", "2"},
		{"percentile of a table", ranked, table, "80", "2"}, {"percentile of a table, 40th", ranked, table, "79.9", "1"}, {"percentile of a table, 10th", ranked, table, "49", "0"},
		{"percentile of flat deciles", ranked, flat, "80", "2"}, {"percentile of flat deciles, inverse", inverse(ranked), flat, "60", "1"},
		{"a target at a percentile of peers", binary(at("75")), peers, "40", "1"}, {"short of it", binary(at("75")), peers, "39.9", "0"},
		{"a target at a percentile of peers, inverse", inverse(binary(at("75"))), peers, "20", "1"},
		{"a target at a percentile of a table", binary(at("90")), table, "80", "1"}, {"inverse: the 60th is the raw 40th", inverse(binary(at("60"))), table, "50", "1"},
		{"a target at a decile", binary(at("40")), flat, "40", "1"}, {"short of a decile", binary(at("40")), flat, "39", "0"},
		{"greater than is not equal", beyond, flat, "13.2", "2"}, {"greater than", beyond, flat, "13.21", "3"},
		{"z-score", z(quality.ZScore{}), moments, "22", "0.5"}, {"z-score held low", z(quality.ZScore{}), moments, "2", "-1.5"}, {"z-score held high", z(quality.ZScore{}), moments, "99", "2"},
		{"z-score keeps its sign", inverse(z(quality.ZScore{})), moments, "22", "0.5"}, {"z-score oriented", inverse(z(quality.ZScore{Oriented: true})), moments, "22", "-0.5"},
		{"z-score of peers", z(quality.ZScore{}), quality.Benchmark{Peers: numbers("2", "4", "6")}, "8", "2"},
		{"z-score of winsorised peers", z(quality.ZScore{Low: known("0.5"), High: known("1"), Percentiles: apm.NearestRank}), quality.Benchmark{Peers: numbers("0", "4", "7")}, "1", "-0.57735"},
		{"z-score of equals", z(quality.ZScore{}), quality.Benchmark{Peers: numbers("4", "4")}, "9", "0"},
		{"just short of a jump", jump, flat, "9.999", "1.9998"}, {"at a jump", jump, flat, "10", "5"}, {"between", jump, flat, "15", "6"}, {"beyond the end", jump, flat, "30", "7"},
		{"at the end of a dead zone", dead, flat, "10", "0"}, {"out of it", dead, flat, "15", "6"}, {"at the last knot", dead, flat, "20", "7"}, {"beyond the last knot", dead, flat, "20.1", "9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := score(t, program(t, single(c.measure, c.with)), quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known(c.rate)}}})
			if !o.Score.Valid || !o.Score.Decimal.Round(5).Equal(num(c.want)) {
				t.Errorf("%v points, want %s", o.Score, c.want)
			}
		})
	}
}

// A curve whose benchmark does not have what it needs has no points.
func TestBenchmarkWithoutWhatIsNeeded(t *testing.T) {
	low := quality.Benchmark{Range: &quality.Range{Low: known("5")}}
	for name, m := range map[string]quality.Measure{
		"deciles":      {Curve: exactDeciles()},
		"cut points":   {Curve: quality.Curve{Steps: &quality.Steps{AtCutPoints: numbers("1")}}},
		"peers":        {Curve: quality.Curve{RankGroups: &quality.RankGroups{Points: numbers("1")}}},
		"moments":      {Curve: quality.Curve{ZScore: &quality.ZScore{}}},
		"a high end":   {Curve: quality.Curve{TwoPoint: &quality.TwoPoint{To: num("1")}}},
		"a target":     {Curve: quality.Curve{Binary: &quality.Binary{}}},
		"a rank":       {Curve: quality.Curve{Steps: &quality.Steps{On: quality.OnPercentile, Rungs: []quality.Rung{{From: num("5"), Points: num("1")}}}}},
		"a prior rate": {Curve: quality.Curve{TwoPoint: &quality.TwoPoint{Low: quality.Point{Of: quality.AtPrior}, High: quality.Point{Of: quality.AtLow}, To: num("1")}}},
		"counts":       {Kind: quality.Proportion, Curve: quality.Curve{Binary: &quality.Binary{Bound: quality.Worse, Target: quality.Point{Of: quality.AtLow}}}},
		"a percentile": {Curve: quality.Curve{Binary: &quality.Binary{Target: quality.Point{Percentile: known("45")}}}},
	} {
		o := score(t, program(t, single(m, low)), quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known("5")}}})
		if o.Score.Valid || o.Measures[0].Why != quality.NoBenchmark {
			t.Errorf("%s: %v %q", name, o.Score, o.Measures[0].Why)
		}
	}
}

// A reported measure needs a result that is complete and not withheld, and no rate.
func TestReported(t *testing.T) {
	p := program(t, single(quality.Measure{Kind: quality.Attestation, Curve: quality.Curve{Reported: &quality.Reported{Points: num("2")}}}))
	for _, c := range []struct {
		r    []quality.Result
		want quality.Reason
	}{{[]quality.Result{{Measure: "m"}}, ""}, {nil, quality.NoResult}, {[]quality.Result{{Measure: "m", Incomplete: true}}, quality.Incomplete}, {[]quality.Result{{Measure: "m", Suppressed: true}}, quality.Withheld}} {
		o := score(t, p, quality.Facts{Results: c.r})
		if o.Measures[0].Why != c.want || o.Score.Valid != (c.want == "") || o.Score.Valid && !o.Score.Decimal.Equal(num("2")) {
			t.Errorf("%+v", o.Measures[0])
		}
	}
}

// Achievement and improvement, and how they are joined.
func TestCombine(t *testing.T) {
	gain := func(combine quality.Combine, change func(*quality.Improvement)) quality.Measure {
		m := quality.Measure{Curve: line("0", "0", "100", "10"), Improvement: &quality.Improvement{Combine: combine,
			LineFromBase: &quality.TwoPoint{Beyond: true, High: quality.Point{Value: known("100")}, To: num("8")}}}
		if change != nil {
			change(m.Improvement)
		}
		return m
	}
	flag := &quality.Condition{Flag: "x"}
	for _, c := range []struct {
		name        string
		m           quality.Measure
		rate, prior string
		want, of    string
	}{
		{"the greater is achievement", gain(quality.GreaterOf, nil), "60", "50", "6", "10"}, {"the greater is improvement", gain(quality.GreaterOf, nil), "60", "0", "6", "10"},
		{"improvement by far", gain(quality.GreaterOf, nil), "95", "0", "9.5", "10"}, {"no prior rate", gain(quality.GreaterOf, nil), "60", "", "6", "10"},
		{"either, in full", gain(quality.Either, nil), "100", "50", "10", "10"}, {"either, not in full", gain(quality.Either, nil), "75", "50", "4", "10"}, {"either, without a prior rate", gain(quality.Either, nil), "75", "", "0", "10"},
		{"added", gain(quality.AddBonus, nil), "75", "50", "11.5", "10"}, {"added up to ten", gain(quality.AddBonus, func(m *quality.Improvement) { m.Most = known("10") }), "75", "50", "10", "10"},
		{"added and counted", gain(quality.AddCounted, nil), "75", "50", "11.5", "18"},
		{"rounded", gain(quality.AddBonus, func(m *quality.Improvement) { m.Round = &quality.Round{To: num("3"), Mode: apm.HalfUp} }), "75", "50", "10.5", "10"},
		{"under a condition", gain(quality.AddBonus, func(m *quality.Improvement) { m.When = flag }), "75", "50", "7.5", "10"},
		{"rate of change of a rate", gain(quality.AddBonus, func(m *quality.Improvement) {
			m.LineFromBase, m.RateOfChange = nil, &quality.RateOfChange{Times: num("10"), Most: num("10")}
		}), "60", "50", "8", "10"},
		{"rate of change from nothing", gain(quality.AddBonus, func(m *quality.Improvement) {
			m.LineFromBase, m.RateOfChange = nil, &quality.RateOfChange{Times: num("10"), Most: num("10")}
		}), "60", "0", "6", "10"},
		{"counted: gap target", gain(quality.AddCounted, func(m *quality.Improvement) { m.LineFromBase, m.GapTarget = nil, &quality.GapTarget{Points: num("3")} }), "60", "50", "6", "10"},
		{"counted: rate of change", gain(quality.AddCounted, func(m *quality.Improvement) {
			m.LineFromBase, m.RateOfChange = nil, &quality.RateOfChange{Times: num("10"), Most: num("5")}
		}), "60", "50", "8", "15"},
	} {
		r := quality.Result{Measure: "m", Rate: known(c.rate)}
		if c.prior != "" {
			r.Prior = known(c.prior)
		}
		o := score(t, program(t, single(c.m)), quality.Facts{Results: []quality.Result{r}})
		if !o.Score.Decimal.Equal(num(c.want)) || !o.Available.Equal(num(c.of)) {
			t.Errorf("%s: %s of %s, want %s of %s", c.name, o.Score.Decimal, o.Available, c.want, c.of)
		}
	}
}

// A rise in rank, counted in deciles or in percentile points (42 CFR 510.315(d)).
func TestRankJump(t *testing.T) {
	for _, c := range []struct {
		name, from, to, jump string
		byDecile             bool
		want                 string
	}{
		{"two deciles", "45", "65", "2", true, "1"}, {"two deciles, less than twenty points", "45", "64", "2", true, "1"}, {"one decile", "45", "59.9", "2", true, "0"},
		{"twenty points", "45", "65", "20", false, "1"}, {"nineteen points", "45", "64", "20", false, "0"}, {"the 100th is in the tenth decile", "80", "100", "2", true, "0"},
		{"no rank before", "", "99", "2", true, "0"},
	} {
		m := quality.Measure{Curve: quality.Curve{Steps: &quality.Steps{On: quality.OnPercentile, Rungs: []quality.Rung{{From: num("101"), Points: num("1")}}}},
			Improvement: &quality.Improvement{RankJump: &quality.RankJump{Jump: num(c.jump), ByDecile: c.byDecile, Points: num("1")}, Combine: quality.AddBonus}}
		r := quality.Result{Measure: "m", Percentile: known(c.to)}
		if c.from != "" {
			r.PriorPercentile = known(c.from)
		}
		if o := score(t, program(t, single(m)), quality.Facts{Results: []quality.Result{r}}); !o.Score.Decimal.Equal(num(c.want)) {
			t.Errorf("%s: %s, want %s", c.name, o.Score.Decimal, c.want)
		}
	}
}

// Improvement of a group: the shapes of rates work on its score too.
func TestImprovementOfANode(t *testing.T) {
	for _, c := range []struct {
		name string
		m    quality.Improvement
		want string
	}{
		{"line from the base", quality.Improvement{LineFromBase: &quality.TwoPoint{Beyond: true, To: num("100")}, Combine: quality.AddBonus, Prior: "before"}, "73.333333"},
		{"gap target", quality.Improvement{GapTarget: &quality.GapTarget{Share: num("0.1"), Points: num("7")}, Combine: quality.AddBonus, Prior: "before"}, "67"},
		{"step target", quality.Improvement{StepTarget: &quality.StepTarget{Share: num("0.2"), Points: num("7")}, Combine: quality.AddBonus, Prior: "before"}, "67"},
	} {
		n := quality.Node{Method: quality.PointsOverAvailable, Improvement: &c.m, Of: quality.Parts("a", "b")}
		f := quality.Facts{Results: points("6", "6", ""), Values: map[string]decimal.Decimal{"before": num("40")}}
		if c.name == "line from the base" {
			f.Values["before"] = num("53.84615384615384615384615385") // so that 60 is 2/15 of the way
		}
		if o := score(t, program(t, three(n)), f); !o.Score.Decimal.Round(6).Equal(num(c.want)) {
			t.Errorf("%s: %s, want %s", c.name, o.Score.Decimal, c.want)
		}
	}
}

// 42 CFR 414.1380(b)(1)(i): of several submissions of a measure the best counts; and last
// year's points stay where a disaster struck.
func TestSeveralResultsAndPriorPoints(t *testing.T) {
	m := quality.Measure{Curve: exactDeciles(), Tests: []quality.Test{{MinCases: known("20"), UnknownHolds: true, OnFail: quality.OnFail{Do: quality.FailStatus}}}, KeepPrior: &quality.Condition{Flag: "disaster"}}
	terms := single(m, quality.Benchmark{Flat: true}, quality.Benchmark{Source: "registry", Deciles: numbers("1", "2", "3", "4", "5", "6", "7", "8", "9")})
	terms.Status, terms.Otherwise = []quality.Pathway{{Name: "any", Status: apm.Met, When: quality.Condition{Scored: "m"}}}, apm.NotMet
	p := program(t, terms)
	o := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Source: "claims", Rate: known("55")}, {Measure: "m", Source: "registry", Rate: known("8")}, {Measure: "m", Source: "other", Rate: known("99"), Cases: known("3")}}})
	if got := o.Measures[0]; got.Source != "registry" || !got.Points.Equal(num("9")) || o.Status != apm.Met {
		t.Errorf("%+v %s", got, o.Status)
	}
	prior := []quality.Result{{Measure: "m", Source: "x", Rate: known("55"), PriorPoints: known("8")}}
	for disaster, want := range map[bool]string{true: "8", false: "6.5"} {
		o := score(t, p, quality.Facts{Results: prior, Flags: map[string]bool{"disaster": disaster}})
		if !o.Score.Decimal.Equal(num(want)) || (o.Measures[0].Why == quality.PriorKept) != disaster {
			t.Errorf("%v: %+v", disaster, o.Measures[0])
		}
	}
}

// What the result that counts has done to the composite and the status stays, and what the
// others did does not.
func TestConsequencesOfSeveralResults(t *testing.T) {
	for _, c := range []struct {
		name   string
		do     quality.OnFail
		cases  [2]string
		want   string // the score
		status apm.Status
	}{
		{"both floor", quality.OnFail{Do: quality.FloorComposite, Points: known("9")}, [2]string{"3", "4"}, "9", apm.Met},
		{"one floors, the other counts", quality.OnFail{Do: quality.FloorComposite, Points: known("9")}, [2]string{"3", "20"}, "4", apm.Met},
		{"both fail", quality.OnFail{Do: quality.FailStatus}, [2]string{"3", "4"}, "3", apm.NotMet},
		{"one fails, the other counts", quality.OnFail{Do: quality.FailStatus}, [2]string{"3", "20"}, "4", apm.Met},
	} {
		terms := plain()
		terms.Measures[0].Tests = []quality.Test{{MinCases: known("20"), OnFail: c.do}}
		terms.As = quality.AsPoints
		terms.Status, terms.Otherwise = []quality.Pathway{{Name: "any", Status: apm.Met, When: quality.Condition{Scored: "b"}}}, apm.NotMet
		p := program(t, terms)
		one := quality.Result{Measure: "a", Source: "x", Rate: known("90"), Cases: known(c.cases[0])}
		two := quality.Result{Measure: "a", Source: "y", Rate: known("50"), Cases: known(c.cases[1])}
		for _, r := range [][]quality.Result{{one, two}, {two, one}} {
			o := score(t, p, quality.Facts{Results: append(r, quality.Result{Measure: "b", Rate: known("30")})})
			if !o.Score.Decimal.Equal(num(c.want)) || o.Status != c.status {
				t.Errorf("%s: %v %s, want %s %s", c.name, o.Score.Decimal, o.Status, c.want, c.status)
			}
		}
	}
}

// The whole trail as a table.
func TestTrailPrints(t *testing.T) {
	n := quality.Node{Method: quality.PointsOverAvailable, Improvement: &quality.Improvement{RateOfChange: &quality.RateOfChange{Times: num("10"), Most: num("10")}, Combine: quality.AddBonus, Prior: "before"},
		Adjust: []quality.Adjust{{Name: "bonus", Add: &quality.Amount{Value: "bonus"}, Authority: "contract 4.2"}, {Round: &quality.Round{To: num("1"), Mode: apm.HalfUp}, When: &quality.Condition{Flag: "rounded"}}}}
	terms := three(n)
	terms.Measures[0].Improvement = &quality.Improvement{StepTarget: &quality.StepTarget{Share: num("0.2"), Points: num("1")}, Combine: quality.AddBonus}
	terms.Benchmarks = []quality.Benchmark{{Measure: "a", Range: &quality.Range{Low: known("0"), High: known("10")}}}
	terms.Measures[1].Tests = []quality.Test{{MinCases: known("20"), OnFail: quality.OnFail{Do: quality.GivePoints, Points: known("3")}}}
	terms.Measures[2].Tests = []quality.Test{{Unless: &quality.Condition{Flag: "covid"}, OnFail: quality.OnFail{Do: quality.UseRate, Rate: quality.PriorRate}}}
	terms.Status, terms.Otherwise = []quality.Pathway{{Name: "all", Status: apm.Met, When: quality.Condition{Flag: "never"}}}, apm.NotMet
	terms.Measures = append(terms.Measures, quality.Measure{ID: "d", Direction: quality.Lower, Scale: quality.Days, Kind: quality.Continuous, Curve: line("9", "0", "1", "5")})
	o := score(t, program(t, terms), quality.Facts{Results: []quality.Result{{Measure: "a", Rate: known("6"), Prior: known("3")}, {Measure: "b", Rate: known("5"), Cases: known("7")}, {Measure: "c", Source: "survey", Rate: known("8"), Prior: known("12")}},
		Values: map[string]decimal.Decimal{"before": num("50"), "bonus": num("1.25")}, Flags: map[string]bool{"covid": true}})
	want := `
three
  score        56.75 of 100
  status              notMet  no pathway holds
measure              points   of  rate  how
  a                       7   10     6  line: 0 at 0 to 10 at 10, achievement 6
    improvement           1             target 2
  b                       3   10     5  too few cases (tests[0])
  c (survey)             12   20    12  line: 0 at 0 to 20 at 20, own rate 8, excepted by a condition (tests[0])
  d                       -    -        not scored: no result
node                  56.75  100        pointsOverAvailable of a, b, c
    combined             55
    improvement         0.5
    bonus             56.75             by 1.25  [contract 4.2]
    round             56.75             does not apply
pathway to met  does not hold           all
`
	var b bytes.Buffer
	if _, err := o.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if got := "\n" + b.String(); squeezed(got) != squeezed(want) {
		t.Errorf("got%s", got)
	}
	if text := o.Release().String(); !strings.Contains(text, "hidden") {
		t.Errorf("no hidden measure:\n%s", text)
	}
}

// squeezed is a table without the width of its columns.
func squeezed(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	return strings.Join(lines, "\n")
}
