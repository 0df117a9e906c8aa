package main

import (
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/streams"
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/pmpm"
)

// fee is a proposal that pays an amount per member per month.
type fee struct {
	*proposal
	terms *pmpm.Arrangement
}

func newFee(p *proposal) (arrangement, error) {
	terms, err := pmpm.New(*p.Fee)
	return fee{p, terms}, under("fee", err)
}

// settle pays the members of the panel month by month. What is paid ahead is the fee
// before performance is known.
func (f fee) settle(m *model, o *organisation) (result, error) {
	in, err := m.study.scope(f.Scope)
	if err != nil {
		return result{}, err
	}
	facts := pmpm.Facts{Provider: o.name, Counts: m.counts(in, o), Quality: o.quality, Provisional: true}
	ahead, err := f.terms.Pay(facts)
	if err != nil {
		return result{}, err
	}
	facts.Provisional = false
	final, err := f.terms.Pay(facts)
	if err != nil {
		return result{}, err
	}
	spent := in.spent(1, o.panels[1])
	return result{paid: final.Paid.Decimal(), account: final.Account, spent: spent.before, advance: ahead.Paid}, nil
}

// counts is the member-months of a panel by month.
func (m *model) counts(in *scopeSpending, o *organisation) []pmpm.Count {
	byMonth := make(map[pmpm.Month]apm.MemberMonths)
	for _, i := range o.panels[1] {
		for _, one := range in.years[1].months[i] {
			byMonth[pmpm.MonthOf(one.start)] += one.months
		}
	}
	var counts []pmpm.Count
	for month, n := range byMonth {
		counts = append(counts, pmpm.Count{Month: month, MemberMonths: n})
	}
	return counts
}

func (f fee) stream(m *model) (lan.Stream, error) {
	in, err := m.study.scope(f.Scope)
	if err != nil {
		return lan.Stream{}, err
	}
	stream, _ := streams.PMPM(f.terms)
	stream.Scope, stream.Purpose = in.Care, lan.Infrastructure
	return stream, nil
}
