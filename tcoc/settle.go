package tcoc

import (
	"fmt"
	"strconv"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Arrangement is a plan that has been checked and is ready to settle. It is safe
// for use by several goroutines.
type Arrangement struct {
	terms     Terms
	savings   []string // the path of each rule
	losses    []string
	parts     []*Arrangement // of a plan with alternatives or components
	greaterOf bool
	path      string // where the plan stands in its whole: "greaterOf[1]"
}

// New checks a plan and makes an arrangement of a copy of it. It fails with
// [apm.Problems], which list everything that is wrong.
func New(p Plan) (*Arrangement, error) {
	p, err := p.checked()
	if err != nil {
		return nil, err
	}
	return compile(p, ""), nil
}

func compile(p Plan, path string) *Arrangement {
	a := &Arrangement{
		terms: p.Terms, path: path, greaterOf: p.GreaterOf != nil,
		savings: paths(join(path, "savings"), len(p.Savings)),
		losses:  paths(join(path, "losses"), len(p.Losses)),
	}
	list, plans := "sum", p.Sum
	if a.greaterOf {
		list, plans = "greaterOf", p.GreaterOf
	}
	for i, part := range paths(join(path, list), len(plans)) {
		a.parts = append(a.parts, compile(plans[i], part))
	}
	return a
}

func join(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

func paths(list string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = list + "[" + strconv.Itoa(i) + "]"
	}
	return out
}

// Settle computes what is paid or owed for a performance, with the account of how.
// It fails with a [*apm.FactError] when a fact is impossible, or is missing and decides
// the result, and with whatever error a rule of the caller's own returned, at that
// rule's path.
//
// A settlement of eight to ten rules costs two to four microseconds and 20 to 30
// allocations.
func (a *Arrangement) Settle(p Performance) (Settlement, error) {
	return a.settle(&p)
}

// Bound settles as [Arrangement.Settle] does, except that where a figure is
// missing on which a [Cap] depends, the limits that are known apply, and the
// settlement says that it is a bound.
func (a *Arrangement) Bound(p Performance) (Settlement, error) {
	p.bounded = true
	return a.settle(&p)
}

func (a *Arrangement) settle(p *Performance) (Settlement, error) {
	if err := p.check(); err != nil {
		return Settlement{}, err
	}
	if len(a.parts) > 0 {
		return a.settleParts(p)
	}
	p.sheet = make([]apm.Figure, 10) // the facts, three marks, and a rule or two
	gross, facts, err := a.gap(p)
	if err != nil {
		return Settlement{}, err
	}
	rules, at, start := a.terms.Savings, a.savings, gross
	if gross.IsNegative() {
		rules, at, start = a.terms.Losses, a.losses, gross.Neg()
	}
	s := Settlement{Gross: gross, Account: apm.Account{Title: a.terms.Name, Facts: facts}}
	run := runner{bound: p.incoming, steps: make([]apm.Step, 0, len(rules)), marks: p.figures(rules.marks())}
	var amount decimal.Decimal
	if len(rules) > 0 {
		amount, err = run.list(p, rules, at, start)
		if err != nil {
			return Settlement{}, err
		}
	} else {
		// One-sided terms: the other side neither earns nor owes.
		run.marks = []apm.Figure{{Name: Generated}, {Name: Shared}, {Name: Earned}}
	}
	s.Account.Steps = run.steps
	s.finish(start, amount, run.marks, run.bound)
	s.Account.Results = append(p.figures(1), s.headline(amount))
	return s, nil
}

// gap is what the lists start from, with the facts that the account opens with.
func (a *Arrangement) gap(p *Performance) (decimal.Decimal, []apm.Figure, error) {
	from := a.terms.From
	if from == (Gap{}) {
		gross, err := p.difference()
		facts := p.figures(3)
		for _, f := range [...]struct {
			name  Basis
			value decimal.NullDecimal
		}{{Benchmark, p.Benchmark}, {Expenditure, p.Expenditure}} {
			if f.value.Valid {
				facts = append(facts, apm.Figure{Name: string(f.name), Value: f.value.Decimal, Unit: apm.Dollars})
			}
		}
		return gross, append(facts, apm.Figure{Name: "benchmark less expenditure", Value: gross, Unit: apm.Dollars}), err
	}
	of, err := p.Amount(from.Of)
	if err != nil {
		return of, nil, err
	}
	less, err := p.Amount(from.Less)
	gross := of.Sub(less)
	return gross, append(p.figures(3),
		apm.Figure{Name: string(from.Of), Value: of, Unit: apm.Dollars},
		apm.Figure{Name: string(from.Less), Value: less, Unit: apm.Dollars},
		apm.Figure{Name: string(from.Of) + " less " + string(from.Less), Value: gross, Unit: apm.Dollars},
	), err
}

// settleParts settles alternatives or components.
func (a *Arrangement) settleParts(p *Performance) (Settlement, error) {
	settled := make([]Settlement, len(a.parts))
	best := 0
	for i, part := range a.parts {
		var err error
		if settled[i], err = part.settle(p); err != nil {
			return Settlement{}, err
		}
		if settled[i].Paid.GreaterThan(settled[best].Paid) {
			best = i
		}
	}
	var s Settlement
	title := "sum of " + fmt.Sprint(len(settled)) + " arrangements"
	if a.greaterOf {
		title = "greater of " + fmt.Sprint(len(settled)) + " arrangements"
		s = settled[best]
		for i := range settled {
			s.Bound = s.Bound.with(settled[i].Bound)
		}
	} else {
		s = total(settled)
	}
	s.Account = apm.Account{Title: title, Results: []apm.Figure{s.headline(s.Paid.Abs())}}
	for i, part := range settled {
		s.Account.Branches = append(s.Account.Branches, apm.Branch{
			Name: a.parts[i].path + " " + part.Account.Title, Result: part.Paid, Taken: !a.greaterOf || i == best,
			Facts: part.Account.Facts, Steps: part.Account.Steps, Branches: part.Account.Branches,
		})
	}
	return s, nil
}
