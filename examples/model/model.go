package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/quality"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
)

// model is terms made ready, on a population.
type model struct {
	terms         terms
	method        attribution.Method
	study         *study
	chain         *benchmark.Benchmark
	quality       *quality.Program
	proposals     []arrangement
	together      *reconcile.Overlap
	organisations []*organisation
}

// arrangement is a proposal made ready.
type arrangement interface {
	// settle computes what an organisation is paid or owes under the proposal.
	settle(*model, *organisation) (result, error)
	// stream is what the contract does, for the HCP-LAN category.
	stream(*model) (lan.Stream, error)
}

// organisation is who is accountable, with the people of its panels in the two years, by
// their place in the population.
type organisation struct {
	name    string
	panels  [2][]int
	outcome quality.Outcome
	quality apm.Quality
	// level is what spending in the performance year is multiplied by, by scope; it is
	// empty but in questions about chance.
	level   map[string]decimal.Decimal
	random  *rand.Rand // the same
	results []result
	chances []chance
}

// result is a proposal settled for one organisation.
type result struct {
	paid    decimal.Decimal // dollars; negative where the organisation owes
	account apm.Account
	// spent is what claims cost within the scope, and advance what was paid ahead.
	spent   decimal.Decimal
	advance apm.Cents
	booked  []reconcile.Booked
	target  *target // of a settlement against a benchmark
	failed  error   // why nothing could be settled; all else is then empty
}

// newModel checks every part of the terms and makes them ready.
func newModel(t terms) (*model, error) {
	if err := t.validate(); err != nil {
		return nil, err
	}
	m := &model{terms: t}
	var err error
	if m.chain, err = benchmark.New(t.Benchmark); err != nil {
		return nil, under("benchmark", err)
	}
	if m.quality, err = quality.New(t.Quality); err != nil {
		return nil, under("quality", err)
	}
	for i, s := range t.Scopes {
		if _, err := spend.New(s.Services); err != nil {
			return nil, under(fmt.Sprintf("scopes[%d].services", i), err)
		}
	}
	for i := range t.Proposals {
		a, err := t.Proposals[i].compile()
		if err != nil {
			return nil, under(fmt.Sprintf("proposals[%d]", i), err)
		}
		m.proposals = append(m.proposals, a)
	}
	if t.Together != nil {
		if m.together, err = reconcile.NewOverlap(*t.Together); err != nil {
			return nil, under("together", err)
		}
	}
	return m, nil
}

// settle runs the whole chain on a population.
func (m *model) settle(ctx context.Context, p *population, method attribution.Method, years [2]apm.Period) error {
	m.method = method
	var err error
	if m.study, err = newStudy(ctx, p, method, m.terms.Scopes, years); err != nil {
		return err
	}
	if len(m.study.names) == 0 {
		return fmt.Errorf("nobody was attributed to an organisation of the roster in %s or %s", year(years[0]), year(years[1]))
	}
	for _, name := range m.study.names {
		o, err := m.organisation(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		m.organisations = append(m.organisations, o)
	}
	return m.failed()
}

// failed is why nothing at all could be settled: one organisation without people, or too
// small to be scored, does not keep the others from their results.
func (m *model) failed() error {
	var first error
	for _, o := range m.organisations {
		for i := range o.results {
			err := o.results[i].failed
			if err == nil {
				return nil
			}
			if first == nil {
				first = fmt.Errorf("%s: %s: %w", o.name, m.terms.Proposals[i].Name, err)
			}
		}
	}
	return first
}

// validate reports what the parts cannot see of each other.
func (t *terms) validate() error {
	var problems apm.Problems
	c := problems.Check()
	if len(t.Scopes) == 0 {
		c.In("scopes").Problemf("needs a scope")
	}
	if len(t.Proposals) == 0 {
		c.In("proposals").Problemf("needs a proposal")
	}
	scopes := make(map[string]bool)
	for i, s := range t.Scopes {
		if s.Name == "" || scopes[s.Name] {
			c.In("scopes").At(i).In("name").Problemf("is empty, or stands twice")
		}
		scopes[s.Name] = true
	}
	names := make(map[string]*proposal)
	for i := range t.Proposals {
		p := &t.Proposals[i]
		at := c.In("proposals").At(i)
		if p.Name == "" || names[p.Name] != nil {
			at.In("name").Problemf("is empty, or stands twice")
		}
		if !scopes[p.Scope] {
			at.In("scope").Problemf("no scope is called %q", p.Scope)
		}
		if p.Advance.Valid {
			at.In("advance").NotNegative(p.Advance.Decimal)
		}
		names[p.Name] = p
	}
	ids := make(map[string]bool)
	for i, m := range t.Measures {
		at := c.In("measures").At(i)
		if m.ID == "" || ids[m.ID] {
			at.In("id").Problemf("is empty, or stands twice")
		}
		ids[m.ID] = true
		if len(m.Codes) == 0 {
			at.In("codes").Problemf("needs a code")
		}
		at.In("minMonths").Within(m.MinMonths, 0, 12)
	}
	if t.Together != nil {
		for i, a := range t.Together.Arrangements {
			if p := names[a.Name]; p == nil || p.Settlement == nil {
				c.In("together").In("arrangements").At(i).In("name").Problemf("no proposal of that name shares savings")
			}
		}
	}
	return problems.Err()
}

// compile makes a proposal ready.
func (p *proposal) compile() (arrangement, error) {
	switch {
	case p.Fee != nil:
		return newFee(p)
	case p.Settlement != nil:
		return newSharing(p)
	}
	return newEpisodes(p)
}

// organisation scores quality and settles every proposal, as far as it can be settled.
func (m *model) organisation(name string) (*organisation, error) {
	o := &organisation{name: name, panels: [2][]int{m.study.panel(name, 0), m.study.panel(name, 1)}}
	var err error
	if o.outcome, err = m.measured(&m.study.scopes[0], o.panels); err != nil {
		return nil, fmt.Errorf("quality: %w", err)
	}
	o.quality = o.outcome.Quality
	for i, a := range m.proposals {
		r, err := a.settle(m, o)
		if err == nil {
			err = m.reconcile(i, o, &r)
		}
		if err != nil {
			r = result{failed: err}
		}
		o.results = append(o.results, r)
	}
	return o, nil
}

// reconcile books a proposal twice: what was paid ahead during the year, and the final
// settlement, of which the second run pays the difference.
func (m *model) reconcile(i int, o *organisation, r *result) error {
	p := &m.terms.Proposals[i]
	year := m.study.years[1]
	first := reconcile.Run{Status: reconcile.Provisional, PaidThrough: year.To}
	final := reconcile.Run{Status: reconcile.Final, PaidThrough: year.To.AddMonths(12)}
	cents, err := apm.RoundCents(r.paid, apm.HalfUp)
	if err != nil {
		return err
	}
	of := p.Name + "; " + o.name
	ahead, err := reconcile.Book(of, first, nil, []reconcile.Line{{Item: "paid ahead", Amount: r.advance}})
	if err != nil {
		return err
	}
	settled, err := reconcile.Book(of, final, &ahead, []reconcile.Line{{Item: "settlement", Amount: cents}})
	if err != nil {
		return err
	}
	r.booked = []reconcile.Booked{ahead, settled}
	return nil
}

// paidAhead is an advance for the member-months of a panel.
func (p *proposal) paidAhead(months decimal.Decimal) (apm.Cents, error) {
	return apm.RoundCents(months.Mul(p.Advance.Decimal), apm.HalfUp)
}
