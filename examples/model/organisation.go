package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

// The years of a model, as its benchmark terms call them.
const (
	baseYear        = "base"
	performanceYear = "performance"
)

// everyone is the one category of the benchmarks, and reference the measure by which
// their terms read what everyone in the file cost.
const (
	everyone  = "everyone"
	reference = benchmark.Measure("reference")
)

// study is what a run knows before any proposal: who was attributed to whom in each of
// the two years, and what each person cost within each scope.
type study struct {
	population *population
	years      [2]apm.Period // base and performance
	assignable [2][]int      // people whom somebody won, in the roster or outside
	attributed [2][]attribution.Result
	scopes     []scopeSpending
	names      []string // the organisations, sorted
}

type scopeSpending struct {
	scope
	years [2]*spent
	all   [2]amount // of everyone assignable
}

// newStudy attributes everyone and makes the ledgers.
func newStudy(ctx context.Context, p *population, method attribution.Method, scopes []scope, years [2]apm.Period) (*study, error) {
	s := &study{population: p, years: years}
	for y, year := range years {
		var err error
		if s.attributed[y], err = p.attribute(ctx, method, year); err != nil {
			return nil, err
		}
		for i, r := range s.attributed[y] {
			if r.Assigned() || r.Reason == attribution.Outside {
				s.assignable[y] = append(s.assignable[y], i)
			}
			if r.Assigned() && !slices.Contains(s.names, r.Organization) {
				s.names = append(s.names, r.Organization)
			}
		}
	}
	slices.Sort(s.names)
	for k, one := range scopes {
		in := scopeSpending{scope: one}
		for y, year := range years {
			var err error
			if in.years[y], err = p.spend(ctx, one, year); err != nil {
				return nil, under(fmt.Sprintf("scopes[%d]", k), err)
			}
			in.all[y] = in.spent(y, s.assignable[y])
		}
		s.scopes = append(s.scopes, in)
	}
	return s, nil
}

// scope is the spending within the scope of that name.
func (s *study) scope(name string) (*scopeSpending, error) {
	for i := range s.scopes {
		if s.scopes[i].Name == name {
			return &s.scopes[i], nil
		}
	}
	return nil, fmt.Errorf("no scope is called %q", name)
}

// panel is the people attributed to an organisation in a year, by their place in the
// population. A resampled panel holds some of them several times.
func (s *study) panel(organisation string, year int) []int {
	var people []int
	for i, r := range s.attributed[year] {
		if r.Organization == organisation {
			people = append(people, i)
		}
	}
	return people
}

// spent adds up the spending of a panel within a scope.
func (in *scopeSpending) spent(year int, panel []int) amount {
	var sum amount
	for _, i := range panel {
		sum.add(in.years[year].people[i])
	}
	return sum
}

// target is the benchmark of an organisation within a scope.
type target struct {
	frozen    benchmark.Frozen
	final     benchmark.Final
	perYear   decimal.Decimal // dollars per person-year, final
	benchmark decimal.Decimal // dollars
	spent     [2]amount
}

// target sets the benchmark on the base year, freezes it, and finishes it with the
// person-years of the performance year. Spending is scaled by shift, which is one but in
// questions about chance.
func (in *scopeSpending) target(chain *benchmark.Benchmark, retrospective benchmark.Rules, panels [2][]int, shift decimal.NullDecimal) (target, error) {
	t := target{spent: [2]amount{in.spent(0, panels[0]), in.spent(1, panels[1])}}
	if shift.Valid {
		t.spent[1].dollars = t.spent[1].dollars.Mul(shift.Decimal)
	}
	facts := benchmark.Facts{Experience: []benchmark.Experience{{
		Category: everyone, Year: baseYear, Time: decimal.NewNullDecimal(t.spent[0].months.PersonYears()), PerCapita: t.spent[0].perYear(),
		Figures: map[benchmark.Measure]decimal.Decimal{},
	}}}
	if all := in.all[0].perYear(); all.Valid {
		facts.Experience[0].Figures[reference] = all.Decimal
	}
	var err error
	if t.frozen, err = chain.Freeze(facts); err != nil {
		return t, err
	}
	facts.Experience = append(facts.Experience, benchmark.Experience{
		Category: everyone, Year: performanceYear, Time: decimal.NewNullDecimal(t.spent[1].months.PersonYears()),
	})
	if t.final, err = t.frozen.Finalise(facts, retrospective...); err != nil {
		return t, err
	}
	if !t.final.Total.Valid {
		return t, fmt.Errorf("the benchmark terms end without a total: their last retrospective rule must be a mix by the year %q", performanceYear)
	}
	t.perYear, t.benchmark = t.final.PerCapita.Decimal, t.final.Total.Decimal
	return t, nil
}
