package quality_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
)

// payer is a program of points over available with decile curves.
func payer(t testing.TB, name string, measures []quality.Measure, b ...quality.Benchmark) *quality.Program {
	t.Helper()
	terms := quality.Terms{Name: name, Score: "score", Benchmarks: b}
	node := quality.Node{Name: "score", Method: quality.PointsOverAvailable}
	for _, m := range measures {
		if m.Curve == (quality.Curve{}) {
			m.Curve = exactDeciles()
		}
		terms.Measures = append(terms.Measures, m)
		node.Of = append(node.Of, quality.Part{Of: m.ID})
	}
	terms.Nodes = []quality.Node{node}
	return program(t, terms)
}

func rate(id string, dir quality.Direction, scale quality.Scale) quality.Measure {
	return quality.Measure{ID: id, Direction: dir, Scale: scale, Kind: quality.Proportion}
}

func TestAlign(t *testing.T) {
	elsewhere := rate("A1C-9", quality.Higher, quality.Fraction) // the same measure, counted the other way round
	elsewhere.Result = "diabetes"
	adults := rate("screening", quality.Higher, quality.Percent)
	adults.Population = "adults"
	cited := func(authority string) quality.Measure {
		m := rate("pressure", quality.Higher, quality.Percent)
		m.Tests = []quality.Test{{NotSuppressed: true, OnFail: quality.OnFail{Do: quality.Drop}, Authority: authority}}
		return m
	}
	medicare := payer(t, "Medicare", []quality.Measure{rate("diabetes", quality.Lower, quality.Percent), cited("contract A"), rate("screening", quality.Higher, quality.Percent), rate("falls", quality.Higher, quality.Percent)},
		quality.Benchmark{Measure: "diabetes", Flat: true}, quality.Benchmark{Measure: "pressure", Flat: true, Year: 0, Authority: "x"}, quality.Benchmark{Measure: "screening", Flat: true}, quality.Benchmark{Measure: "falls", Flat: true})
	medicaid := payer(t, "Medicaid", []quality.Measure{elsewhere, cited("contract B"), adults, rate("wellChild", quality.Higher, quality.Percent)},
		quality.Benchmark{Measure: "diabetes", Flat: true}, quality.Benchmark{Measure: "pressure", Flat: true, Authority: "y"}, quality.Benchmark{Measure: "screening", Deciles: numbers("1", "2", "3", "4", "5", "6", "7", "8", "9")})
	a, err := quality.Align(medicare, medicaid)
	if err != nil {
		t.Fatal(err)
	}
	share := func(n, of int, s string) quality.Share {
		return quality.Share{Count: n, Of: of, Share: num(s)}
	}
	want := []quality.Overlap{{A: 0, B: 1, Common: []string{"diabetes", "pressure", "screening"}, OnlyA: []string{"falls"}, OnlyB: []string{"wellChild"}, Identical: []string{"pressure"},
		Differs: map[string][]quality.Difference{"diabetes": {quality.ByDirection, quality.ByScale}, "screening": {quality.ByPopulation, quality.ByBenchmark}},
		OfA:     share(3, 4, "0.75"), OfB: share(3, 4, "0.75"), OfBoth: share(3, 5, "0.6")}}
	if !cmp.Equal(a.Pairs, want) || a.Common != 3 || a.Total != 5 {
		t.Error(cmp.Diff(a.Pairs, want))
	}
	// One set of results: the rate of poor control is 35 %, so 65 % are under control.
	facts := quality.Facts{Results: []quality.Result{
		{Measure: "diabetes", Rate: known("35"), Scale: quality.Percent, Direction: quality.Lower}, {Measure: "pressure", Rate: known("60")},
		{Measure: "screening", Rate: known("8.5")}, {Measure: "falls", Rate: known("20")}, {Measure: "wellChild", Rate: known("50")}}}
	outcomes, err := a.Score(facts)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct{ program, diabetes, screening, score string }{{"Medicare", "7.5", "1", "46.25"}, {"Medicaid", "7.5", "9.5", "80"}} {
		o := outcomes[i]
		if o.Program != c.program || !o.Measures[0].Points.Equal(num(c.diabetes)) || !o.Measures[2].Points.Equal(num(c.screening)) || !o.Score.Decimal.Equal(num(c.score)) {
			t.Errorf("%s: %s\n%s", c.program, o.Score.Decimal, o)
		}
	}
	if m := outcomes[1].Measures[0]; !m.Rate.Decimal.Equal(num("0.65")) {
		t.Errorf("the complement of 35 %% is %s", m.Rate.Decimal)
	}
	facts.Results = append(facts.Results, quality.Result{Measure: "nobody's"})
	if _, err := a.Score(facts); err == nil || err.Error() != "results[5].measure: no program reads this result" {
		t.Errorf("got %v", err)
	}
	facts.Results = []quality.Result{{Measure: "pressure", Rate: known("101")}}
	var fact *apm.FactError
	if _, err := a.Score(facts); !errors.As(err, &fact) || err.Error() != "programs[0]: results[0].rate: is outside 0 to 100 %" {
		t.Errorf("got %v", err)
	}
}

func TestAlignRefuses(t *testing.T) {
	p := payer(t, "p", []quality.Measure{rate("a", quality.Higher, quality.Percent)})
	if _, err := quality.Align(); err == nil || err.Error() != "programs: needs a program" {
		t.Errorf("got %v", err)
	}
	if _, err := quality.Align(p, nil, p); err == nil || err.Error() != "programs[1]: is no program\nprograms[2]: \"p\" is the name of another program" {
		t.Errorf("got %v", err)
	}
}

// A result in the other direction that is no proportion has no complement.
func TestOnlyProportionsHaveAComplement(t *testing.T) {
	p := program(t, single(quality.Measure{Curve: line("0", "0", "100", "10")}))
	if _, err := p.Score(quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known("1"), Direction: quality.Lower}}}); err == nil ||
		err.Error() != "results[0].direction: is not that of the measure, and only a proportion has a complement" {
		t.Errorf("got %v", err)
	}
}

// What is kept from Align must not change with the caller's.
func TestProgramsKeepNothingOfTheCaller(t *testing.T) {
	terms := plain()
	p := program(t, terms)
	f := quality.Facts{Results: []quality.Result{{Measure: "a", Rate: known("50")}}}
	before := score(t, p, f)
	terms.Measures[0].Curve.Line.Knots[1].Points = num("99")
	terms.Nodes[0].Of[0].Of = "b"
	copied := p.Terms()
	copied.Measures[0].Curve.Line.Knots[1].Points = num("77")
	if after := score(t, p, f); !cmp.Equal(before, after) {
		t.Error(cmp.Diff(before, after))
	}
}

// What does not decide points is no difference, what does is one; common is what all programs
// use.
func TestAlignDetails(t *testing.T) {
	named := func(name string, change func(*quality.Terms)) *quality.Program {
		terms := plain()
		terms.Name = name
		terms.Benchmarks = []quality.Benchmark{{Measure: "a", Flat: true}}
		if change != nil {
			change(&terms)
		}
		return program(t, terms)
	}
	first := named("first", nil)
	for name, c := range map[string]struct {
		change func(*quality.Terms)
		want   []quality.Difference
	}{
		"the year of a benchmark":     {func(t *quality.Terms) { t.Benchmarks[0].Year, t.Benchmarks[0].Authority = 2023, "x" }, nil},
		"the basis of a benchmark":    {func(t *quality.Terms) { t.Benchmarks[0].Basis = quality.Performance }, nil},
		"a prior result that is kept": {func(t *quality.Terms) { t.Measures[0].KeepPrior = &quality.Condition{Flag: "disaster"} }, []quality.Difference{quality.ByPoints}},
		"an adjuster": {func(t *quality.Terms) {
			t.Measures[0].Adjust = []quality.Adjust{{Round: &quality.Round{To: num("1"), Mode: apm.HalfUp}}}
		}, []quality.Difference{quality.ByPoints}},
		"no benchmark": {func(t *quality.Terms) { t.Benchmarks = nil }, []quality.Difference{quality.ByBenchmark}},
	} {
		a, err := quality.Align(first, named("second", c.change))
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Measures[0].Differs; !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	third := single(quality.Measure{ID: "a", Curve: line("0", "0", "100", "10")})
	third.Name, third.Score = "third", "a"
	a, err := quality.Align(first, named("second", nil), program(t, third))
	if err != nil {
		t.Fatal(err)
	}
	if a.Common != 1 || a.Total != len(plain().Measures) {
		t.Errorf("%d of %d common to three, want 1", a.Common, a.Total)
	}
}

// CMS cell size suppression: counts of 1 to 10 and what would reveal them.
func TestRelease(t *testing.T) {
	for _, c := range []struct {
		name     string
		met, of  string
		excluded string
		hidden   bool
		numerator, denominator,
		rate bool // whether each is still there
	}{
		{"nobody met", "0", "40", "0", false, true, true, true},
		{"one met", "1", "40", "0", true, false, true, false},
		{"ten met", "10", "40", "0", true, false, true, false},
		{"eleven met", "11", "40", "0", false, true, true, true},
		{"the complement would be small", "35", "40", "0", true, false, true, false},
		{"all met", "40", "40", "0", false, true, true, true},
		{"a small denominator", "5", "9", "0", true, false, false, false},
		{"small after exclusions", "0", "40", "31", true, false, false, false},
	} {
		terms := plain()
		o := score(t, program(t, terms), quality.Facts{Results: []quality.Result{{Measure: "a", Numerator: known(c.met), Denominator: known(c.of), Exclusions: known(c.excluded)}, {Measure: "b", Rate: known("50")}}})
		public := o.Release()
		m := public.Measures[0]
		if m.Hidden != c.hidden || m.Numerator.Valid != c.numerator || m.Denominator.Valid != c.denominator || m.Rate.Valid != c.rate || m.Cases.Valid != c.denominator {
			t.Errorf("%s: %+v", c.name, m)
		}
		if c.hidden && (!m.Points.IsZero() || m.Segment != (quality.Segment{}) || !public.Nodes[0].Parts[0].Hidden || !public.Nodes[0].Parts[0].Points.IsZero()) {
			t.Errorf("%s: points are left: %+v %+v", c.name, m, public.Nodes[0].Parts[0])
		}
		// The other measure would give the points away, with the score of the node.
		if b := public.Measures[1]; b.Hidden != c.hidden || public.Nodes[0].Parts[1].Hidden != c.hidden || b.Rate.Valid == c.hidden || !public.Score.Valid {
			t.Errorf("%s: the other measure: %+v", c.name, b)
		}
		if !o.Measures[0].Rate.Valid || !o.Measures[1].Rate.Valid || o.Nodes[0].Parts[1].Hidden {
			t.Errorf("%s: the outcome itself has changed", c.name)
		}
	}
	// A node of one part, the node above it and the program's score are that part.
	terms := single(quality.Measure{Curve: line("0", "0", "100", "10")})
	terms.Measures = append(terms.Measures, quality.Measure{ID: "twin", Result: "m", Direction: quality.Higher, Scale: quality.Percent, Kind: quality.Proportion, Curve: line("0", "0", "100", "20")})
	terms.Measures[0].Scale, terms.Measures[0].Kind = quality.Percent, quality.Proportion
	terms.Nodes = []quality.Node{{Name: "one", Method: quality.SumOf, Of: quality.Parts("m")}, {Name: "top", Method: quality.MaxOf, Of: quality.Parts("one")}}
	terms.Score = "top"
	few := quality.Facts{Results: []quality.Result{{Measure: "m", Numerator: known("5"), Denominator: known("40")}}}
	public := score(t, program(t, terms), few).Release()
	if !public.Measures[0].Hidden || !public.Measures[1].Hidden || !public.Nodes[0].Hidden || !public.Nodes[1].Hidden ||
		!public.Nodes[0].Score.IsZero() || !public.Nodes[1].Combined.IsZero() || public.Score.Valid || public.Quality.Score.Valid {
		t.Errorf("the score of the only part is left: %+v", public)
	}
	terms.Score = "m"
	if public := score(t, program(t, terms), few).Release(); public.Score.Valid || public.Quality.Score.Valid {
		t.Errorf("the score is that of a hidden measure: %+v", public)
	}
	continuous := score(t, program(t, single(quality.Measure{Curve: line("0", "0", "10", "10")})), quality.Facts{Results: []quality.Result{{Measure: "m", Numerator: known("2.5"), Denominator: known("20.5")}}})
	if continuous.Release().Measures[0].Hidden {
		t.Error("sums that are no counts are hidden")
	}
}
