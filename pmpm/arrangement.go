package pmpm

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Arrangement is terms that have been checked and are ready to pay. It is safe for use
// by several goroutines.
type Arrangement struct {
	terms    Terms
	compiled Rules
	paths    []string
	names    []string
	performs bool
}

// New checks terms and makes an arrangement of a copy of them. It fails with
// [apm.Problems], which list everything that is wrong.
func New(terms Terms) (*Arrangement, error) {
	terms, err := terms.checked()
	if err != nil {
		return nil, err
	}
	a := &Arrangement{terms: terms, paths: paths("rules", len(terms.Rules)), names: terms.Rules.payments(), performs: terms.Rules.perform()}
	a.compiled = compiled(terms.Rules, terms.Keys)
	return a, nil
}

// compiled is the rules with the tables of their fees made ready.
func compiled(rules Rules, keys []string) Rules {
	out := slices.Clone(rules)
	for i, r := range out {
		switch r := r.(type) {
		case Fee:
			out[i] = compiledFee{r, r.index(keys)}
		case When:
			r.Then, r.Else = compiled(r.Then, keys), compiled(r.Else, keys)
			out[i] = r
		}
	}
	return out
}

// Claims says how the payments stand to claims.
func (a *Arrangement) Claims() ClaimsBasis { return a.terms.Claims }

// ReadsPerformance says whether quality or another performance of the provider can change
// what is paid: a rule that adjusts, earns back or takes back by anything but a constant,
// or a condition on more than the number of members. A rule of one's own says so by a
// method ReadsPerformance() bool; without it, it is taken not to.
//
// Together with [Arrangement.Claims] this is what a classification of payments by the
// Health Care Payment Learning and Action Network asks.
func (a *Arrangement) ReadsPerformance() bool { return a.performs }

func (rules Rules) perform() bool {
	return slices.ContainsFunc(rules, func(r Rule) bool {
		if w, ok := r.(When); ok {
			return w.If.performs() || w.Then.perform() || w.Else.perform()
		}
		p, ok := r.(interface{ ReadsPerformance() bool })
		return ok && p.ReadsPerformance()
	})
}

// Statement is what a provider is due, by month, cell and payment, with the account of
// how it came about.
type Statement struct {
	Provider string `json:"provider"`
	// At is the month of the run that made the statement; no month where [Arrangement.Pay]
	// made it.
	At Month `json:"at,omitzero"`
	// Counts is the member-months that were paid for, in order of month and cell.
	Counts []Count `json:"counts"`
	// Lines are the amounts in order of month, cell, and payment as the rules have them.
	// What is zero has no line.
	Lines []Line `json:"lines"`
	// Paid is the sum of the lines; negative when the provider owes.
	Paid apm.Cents `json:"paid"`
	// Provisional says that performance was not known yet.
	Provisional bool        `json:"provisional,omitzero"`
	Account     apm.Account `json:"account"`
}

// Line is one payment of one cell and month, in whole cents. Amounts that are held back
// or taken back are negative.
type Line struct {
	Month   Month     `json:"month"`
	Cell    string    `json:"cell,omitzero"`
	Payment string    `json:"payment"`
	Amount  apm.Cents `json:"amount"`
}

// Pay computes what a provider is due. It fails with a [*apm.FactError] when a fact is
// impossible, or is missing and decides the result, with whatever error a rule of the
// caller's own returned, at that rule's path, and with [apm.ErrOverflow] beyond any sum
// of money.
func (a *Arrangement) Pay(facts Facts) (Statement, error) {
	st := Statement{Provider: facts.Provider, Provisional: facts.Provisional, Lines: []Line{}}
	if err := facts.check(a.terms.Keys); err != nil {
		return Statement{}, err
	}
	s, err := newSheet(&facts, a.terms.Keys, a.names)
	if err != nil {
		return Statement{}, err
	}
	months := apm.MemberMonths(0)
	for _, in := range s.spans {
		if months, err = months.Add(in.panel); err != nil {
			return Statement{}, &apm.FactError{Field: "counts", Reason: "add up to more member-months than can be counted"}
		}
	}
	steps, _, err := s.list(a.compiled, a.paths)
	if err != nil {
		return Statement{}, err
	}
	cents, err := a.terms.Rounding.cents(s)
	if err != nil {
		return Statement{}, err
	}
	st.Counts = s.counts
	results := make([]apm.Figure, 0, len(s.names)+1)
	sums := make([]apm.CentsSum, len(s.names))
	used := 0
	for n := range cents {
		if cents[n] != nil {
			used++
		}
	}
	lines := make([]Line, 0, used*len(s.counts))
	for i, c := range s.counts {
		for n := range cents {
			if cents[n] == nil || cents[n][i] == 0 {
				continue
			}
			sums[n].Add(cents[n][i])
			lines = append(lines, Line{c.Month, c.Cell, s.names[n], cents[n][i]})
		}
	}
	st.Lines = lines
	var total apm.CentsSum
	for n, name := range s.names {
		total.Merge(sums[n])
		if cents[n] != nil {
			results = append(results, apm.Figure{Name: name, Value: sums[n].Decimal(), Unit: apm.Dollars})
		}
	}
	if st.Paid, err = total.Cents(); err != nil {
		return Statement{}, err
	}
	results = append(results, apm.Figure{Name: "paid to the provider", Value: st.Paid.Decimal(), Unit: apm.Dollars})
	st.Account = apm.Account{
		Title: a.terms.Name + ", " + facts.Provider,
		Facts: []apm.Figure{
			{Name: "months", Value: decimal.NewFromInt(int64(len(s.spans))), Unit: apm.Number},
			{Name: "member-months", Value: months.Decimal(), Unit: apm.Number},
		},
		Steps: append(steps, apm.Step{Path: "rounding", Rule: string(a.terms.Rounding.Unit), Key: string(a.terms.Rounding.Mode),
			Before: s.total, After: st.Paid.Decimal()}),
		Results: results,
	}
	return st, nil
}
