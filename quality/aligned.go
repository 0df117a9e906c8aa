package quality

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Align compares the measure sets of programs. A measure is known by the name of its
// results; what a program scores twice counts once, with its first curve. It fails with
// [apm.Problems] where there is no program, or one is nil or shares its name with another.
func Align(programs ...*Program) (*Alignment, error) {
	var problems apm.Problems
	c := problems.Check().In("programs")
	if len(programs) == 0 {
		c.Problemf("needs a program")
	}
	a := &Alignment{programs: slices.Clone(programs)}
	for i, p := range programs {
		if p == nil {
			c.At(i).Problemf("is no program")
			continue
		}
		if slices.Contains(a.Programs, p.terms.Name) {
			c.At(i).Problemf("%q is the name of another program", p.terms.Name)
		}
		a.Programs = append(a.Programs, p.terms.Name)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	users := make(map[string][]int)
	for i, p := range programs {
		for name := range p.slots {
			users[name] = append(users[name], i)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(users)) {
		m := AlignedMeasure{Measure: name, Programs: users[name]}
		found := make(map[Difference]bool)
		for x, i := range m.Programs {
			for _, j := range m.Programs[x+1:] {
				for _, d := range differences(programs[i], programs[j], name) {
					found[d] = true
				}
			}
		}
		m.Differs = inOrder(found)
		if len(m.Programs) == len(programs) {
			a.Common++
		}
		a.Measures = append(a.Measures, m)
	}
	a.Total = len(a.Measures)
	for i := range programs {
		for j := i + 1; j < len(programs); j++ {
			a.Pairs = append(a.Pairs, a.overlap(i, j))
		}
	}
	return a, nil
}

// allDifferences is the differences in the order in which they are told.
func allDifferences() []Difference {
	return []Difference{ByDirection, ByPopulation, ByKind, ByScale, ByBenchmark, ByPoints}
}

func inOrder(found map[Difference]bool) []Difference {
	var out []Difference
	for _, d := range allDifferences() {
		if found[d] {
			out = append(out, d)
		}
	}
	return out
}

// measureOf is the first measure of a program that reads results of a name.
func (p *Program) measureOf(name string) *Measure {
	for i := range p.leaves {
		if p.leaves[i].result() == name {
			return p.leaves[i].Measure
		}
	}
	return nil
}

// differences is in what two programs differ about the measure of a name.
func differences(p, q *Program, name string) []Difference {
	a, b := p.measureOf(name), q.measureOf(name)
	found := map[Difference]bool{
		ByDirection:  a.Direction != b.Direction,
		ByPopulation: a.Population != b.Population,
		ByKind:       a.Kind != b.Kind,
		ByScale:      a.Scale != b.Scale,
		ByBenchmark:  !alike(p.benchmarksOf(name), q.benchmarksOf(name)),
		ByPoints: !alike(scoring{a.Tests, a.Curve, a.Available, a.Improvement, a.KeepPrior, a.Adjust},
			scoring{b.Tests, b.Curve, b.Available, b.Improvement, b.KeepPrior, b.Adjust}),
	}
	return inOrder(found)
}

// scoring is what makes points of a rate.
type scoring struct {
	Tests       []Test
	Curve       Curve
	Available   decimal.NullDecimal
	Improvement *Improvement
	KeepPrior   *Condition
	Adjust      []Adjust
}

// benchmarksOf is the benchmarks of a measure by source, without what does not decide
// points: the year and where they were published.
func (p *Program) benchmarksOf(name string) map[string]Benchmark {
	out := make(map[string]Benchmark)
	for _, b := range p.terms.Benchmarks {
		if b.Measure == name {
			b.Year, b.Authority, b.Basis = 0, "", ""
			out[b.Source] = b
		}
	}
	return out
}

// alike says whether two values are the same data: numbers by value, however written,
// and whatever the authority.
func alike(a, b any) bool {
	return same(reflect.ValueOf(a), reflect.ValueOf(b))
}

func same(a, b reflect.Value) bool {
	if d, ok := a.Interface().(decimal.Decimal); ok {
		return d.Equal(b.Interface().(decimal.Decimal))
	}
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return same(a.Elem(), b.Elem())
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for _, key := range a.MapKeys() {
			other := b.MapIndex(key)
			if !other.IsValid() || !same(a.MapIndex(key), other) {
				return false
			}
		}
		return true
	case reflect.Struct:
		for i := range a.NumField() {
			if a.Type().Field(i).Name != "Authority" && !same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	}
	return a.Equal(b)
}

// overlap is what two programs have in common.
func (a *Alignment) overlap(i, j int) Overlap {
	o := Overlap{A: i, B: j, Differs: make(map[string][]Difference)}
	for _, m := range a.Measures {
		first, second := slices.Contains(m.Programs, i), slices.Contains(m.Programs, j)
		switch {
		case first && second:
			o.Common = append(o.Common, m.Measure)
			if d := differences(a.programs[i], a.programs[j], m.Measure); len(d) > 0 {
				o.Differs[m.Measure] = d
			} else {
				o.Identical = append(o.Identical, m.Measure)
			}
		case first:
			o.OnlyA = append(o.OnlyA, m.Measure)
		case second:
			o.OnlyB = append(o.OnlyB, m.Measure)
		}
	}
	n := len(o.Common)
	o.OfA, o.OfB, o.OfBoth = shareOf(n, n+len(o.OnlyA)), shareOf(n, n+len(o.OnlyB)), shareOf(n, n+len(o.OnlyA)+len(o.OnlyB))
	return o
}

func shareOf(count, of int) Share {
	// Every program has a measure, so there is always something to be out of.
	share, _ := apm.Quo(decimal.NewFromInt(int64(count)), decimal.NewFromInt(int64(of)))
	return Share{Count: count, Of: of, Share: share}
}

// Score is the outcome under each program, in order, from one set of results. Each program
// takes from the facts what it asks for; a result states its scale and direction, and is
// converted where a program counts the same thing otherwise. A result that no program
// reads is an error.
func (a *Alignment) Score(f Facts) ([]Outcome, error) {
	out := make([]Outcome, len(a.programs))
	for i := range f.Results {
		name := f.Results[i].Measure
		if !slices.ContainsFunc(a.programs, func(p *Program) bool { _, reads := p.slots[name]; return reads }) {
			return nil, &apm.FactError{Field: fmt.Sprintf("results[%d].measure", i), Reason: "no program reads this result"}
		}
	}
	for i, p := range a.programs {
		var err error
		if out[i], err = p.run(f, true); err != nil {
			return nil, &apm.RuleError{Path: fmt.Sprintf("programs[%d]", i), Err: err}
		}
	}
	return out, nil
}
