package main

import (
	"errors"
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/streams"
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// sharing is a proposal that shares savings, and losses where it has a list for them.
type sharing struct {
	*proposal
	plan *tcoc.Arrangement
}

func newSharing(p *proposal) (arrangement, error) {
	plan, err := tcoc.New(*p.Settlement)
	return sharing{p, plan}, under("settlement", err)
}

func (s sharing) settle(m *model, o *organisation) (result, error) {
	in, err := m.study.scope(s.Scope)
	if err != nil {
		return result{}, err
	}
	t, err := m.target(in, o)
	if err != nil {
		return result{}, err
	}
	settled, err := s.plan.Settle(s.facts(&t, o))
	if err != nil {
		return result{}, err
	}
	r := result{paid: settled.Paid, account: settled.Account, spent: t.spent[1].before, target: &t}
	r.advance, err = s.paidAhead(t.spent[1].months.Decimal())
	return r, err
}

// facts is the performance that a plan settles.
func (s sharing) facts(t *target, o *organisation) tcoc.Performance {
	return tcoc.Performance{
		Benchmark:    decimal.NewNullDecimal(t.benchmark),
		Expenditure:  decimal.NewNullDecimal(t.spent[1].dollars),
		Population:   len(o.panels[1]),
		PersonYears:  decimal.NewNullDecimal(t.spent[1].months.PersonYears()),
		MemberMonths: decimal.NewNullDecimal(t.spent[1].months.Decimal()),
		Quality:      o.quality,
	}
}

// target is the benchmark of an organisation.
func (m *model) target(in *scopeSpending, o *organisation) (target, error) {
	level, leveled := o.level[in.Name]
	return in.target(m.chain, m.terms.Benchmark.Retrospective, o.panels, decimal.NullDecimal{Decimal: level, Valid: leveled})
}

// levels is what the spending of an organisation has to be multiplied by to come to its
// benchmark, for each scope.
func (m *model) levels(o *organisation) (map[string]decimal.Decimal, error) {
	levels := make(map[string]decimal.Decimal)
	for i := range m.study.scopes {
		in := &m.study.scopes[i]
		t, err := m.target(in, o)
		if err != nil {
			continue // nothing is settled in this scope
		}
		level, err := apm.Quo(t.benchmark, t.spent[1].dollars)
		switch {
		case errors.Is(err, apm.ErrDivideByZero): // nothing was spent, so nothing varies
		case err != nil:
			return nil, err
		default:
			levels[in.Name] = level
		}
	}
	return levels, nil
}

// stream asks the plan what it can pay and take, at the facts of the first organisation
// that has a benchmark.
func (s sharing) stream(m *model) (lan.Stream, error) {
	in, err := m.study.scope(s.Scope)
	if err != nil {
		return lan.Stream{}, err
	}
	for _, o := range m.organisations {
		var t target
		if t, err = m.target(in, o); err != nil {
			continue
		}
		var stream lan.Stream
		stream, _, err = streams.TCOC(s.plan, s.facts(&t, o))
		stream.Scope = in.Care
		if err == nil {
			return stream, nil
		}
	}
	return lan.Stream{}, err
}

// overlap settles the proposals that are declared to be together on the same members: each
// hands on, member by member, what it measured, and a later one shares only what is left.
func (m *model) overlap(o *organisation) (reconcile.Netting, error) {
	facts := reconcile.OverlapFacts{Arrangements: make(map[string][]reconcile.MemberSaving)}
	for i, a := range m.proposals {
		s, ok := a.(sharing)
		if !ok || !m.isTogether(s.Name) {
			continue
		}
		if err := o.results[i].failed; err != nil {
			return reconcile.Netting{}, err
		}
		in, err := m.study.scope(s.Scope)
		if err != nil {
			return reconcile.Netting{}, err
		}
		savings, err := m.memberSavings(in, o, o.results[i].target)
		if err != nil {
			return reconcile.Netting{}, err
		}
		facts.Arrangements[s.Name] = savings
	}
	return m.together.Settle(facts, func(name string, saving apm.Cents) (apm.Cents, error) {
		for i, a := range m.proposals {
			s, ok := a.(sharing)
			if !ok || s.Name != name {
				continue
			}
			performance := s.facts(o.results[i].target, o)
			performance.Expenditure.Decimal = performance.Benchmark.Decimal.Sub(saving.Decimal())
			settled, err := s.plan.Settle(performance)
			if err != nil {
				return 0, err
			}
			return apm.RoundCents(settled.Paid, apm.HalfUp)
		}
		return 0, fmt.Errorf("no proposal is called %q", name)
	})
}

func (m *model) isTogether(name string) bool {
	for _, a := range m.terms.Together.Arrangements {
		if a.Name == name {
			return true
		}
	}
	return false
}

// memberSavings lays the gap between benchmark and spending on the people of the panel:
// the benchmark by their months, the spending as it was, in whole cents that add up.
func (m *model) memberSavings(in *scopeSpending, o *organisation, t *target) ([]reconcile.MemberSaving, error) {
	months := make([]decimal.Decimal, len(o.panels[1]))
	for k, i := range o.panels[1] {
		months[k] = in.years[1].people[i].months.Decimal()
	}
	total, err := apm.RoundCents(t.benchmark, apm.HalfUp)
	if err != nil {
		return nil, err
	}
	parts, err := apm.Allocate(total, months)
	if err != nil {
		return nil, err
	}
	savings := make([]reconcile.MemberSaving, len(parts))
	for k, i := range o.panels[1] {
		spent, err := apm.RoundCents(in.years[1].people[i].dollars, apm.HalfUp)
		if err != nil {
			return nil, err
		}
		saving, err := parts[k].Sub(spent)
		if err != nil {
			return nil, err
		}
		savings[k] = reconcile.MemberSaving{Member: m.study.population.people[i].ID, Saving: saving}
	}
	return savings, nil
}
