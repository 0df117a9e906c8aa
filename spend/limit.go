package spend

import (
	"errors"
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Limit is an amount of spending, in dollars: one for everyone or one for each rate
// cell. Exactly one of Amount and ByCell is given; a Percentile beside it says
// where the amounts come from, and alone it asks [Resolve] for them.
type Limit struct {
	Amount     decimal.NullDecimal `json:"amount,omitzero"`
	ByCell     []CellAmount        `json:"byCell,omitempty"`
	Percentile *Percentile         `json:"percentile,omitempty"`
}

// CellAmount is the limit of one rate cell, in dollars.
type CellAmount struct {
	Cell   string          `json:"cell"`
	Amount decimal.Decimal `json:"amount"`
}

// Percentile asks for a percentile of a reference population.
type Percentile struct {
	At decimal.Decimal `json:"at"` // a fraction, 0.99 for the 99th
	// Definition names how the percentile is read; different definitions give
	// different limits.
	Definition apm.PercentileDefinition `json:"definition"`
	// ByCell takes the percentile of each rate cell on its own.
	ByCell bool `json:"byCell,omitzero"`
}

// AmountLimit is one limit for everyone.
func AmountLimit(dollars decimal.Decimal) Limit {
	return Limit{Amount: decimal.NewNullDecimal(dollars)}
}

func (l Limit) given() bool { return l.Amount.Valid || l.ByCell != nil || l.Percentile != nil }

func (l Limit) validate(c apm.Check) {
	if p := l.Percentile; p != nil {
		c.In("percentile").In("at").Fraction(p.At)
		p.Definition.Validate(c.In("percentile").In("definition"))
		if !l.Amount.Valid && l.ByCell == nil {
			c.Problemf("the percentile has no amount yet: resolve it against a reference population")
			return
		}
	}
	if l.Amount.Valid == (l.ByCell != nil) {
		c.Problemf("a limit is either amount or byCell")
		return
	}
	if l.Amount.Valid {
		c.In("amount").Number(l.Amount.Decimal)
		return
	}
	seen := make(map[string]bool)
	for i, a := range l.ByCell {
		at := c.In("byCell").At(i)
		at.In("amount").Number(a.Amount)
		if seen[a.Cell] {
			at.In("cell").Problemf("%q has a limit already", a.Cell)
		}
		seen[a.Cell] = true
	}
	if len(l.ByCell) == 0 {
		c.In("byCell").Problemf("needs a cell")
	}
}

// of is the limit of a rate cell.
func (l *Limit) of(cell string) (decimal.Decimal, error) {
	if l.Amount.Valid {
		return l.Amount.Decimal, nil
	}
	for i := range l.ByCell {
		if l.ByCell[i].Cell == cell {
			return l.ByCell[i].Amount, nil
		}
	}
	return decimal.Decimal{}, errors.New("cell: has no limit in the terms")
}

// Reference is the spending of a reference population, kept whole so that its
// percentiles are exact: the first of two passes. Its memory grows with the number
// of people. The zero value is an empty one of spending as it is.
type Reference struct {
	annual bool
	cells  map[string][]decimal.Decimal
}

// NewReference makes an empty reference population, of annualised spending or of
// spending as it is: the same as the rules that it serves.
func NewReference(annual bool) *Reference {
	return &Reference{annual: annual}
}

// Add adds a person. It fails when his spending cannot be annualised.
func (r *Reference) Add(p Person) error {
	amount := p.Dollars
	if r.annual {
		var err error
		if amount, err = p.annual(); err != nil {
			return err
		}
	}
	if !apm.Plain(amount) {
		return fmt.Errorf("dollars: %w", apm.ErrOverflow)
	}
	r.put(p.Cell, amount)
	return nil
}

// Merge adds the people of another reference. It is commutative and associative. It
// fails when one of the two is annualised and the other is not.
func (r *Reference) Merge(o *Reference) error {
	if r.annual != o.annual {
		return fmt.Errorf("one reference is annualised, the other is not")
	}
	for cell, amounts := range o.cells {
		r.put(cell, amounts...)
	}
	return nil
}

func (r *Reference) put(cell string, amounts ...decimal.Decimal) {
	if r.cells == nil {
		r.cells = make(map[string][]decimal.Decimal)
	}
	r.cells[cell] = append(r.cells[cell], amounts...)
}

// limit is the percentile as a limit with amounts.
func (r *Reference) limit(p Percentile) (Limit, error) {
	out := Limit{Percentile: &p}
	if !p.ByCell {
		var all []decimal.Decimal
		for _, amounts := range r.cells {
			all = append(all, amounts...)
		}
		amount, err := p.Definition.Percentile(all, p.At)
		out.Amount = decimal.NewNullDecimal(amount)
		return out, err
	}
	for cell, amounts := range r.cells {
		amount, err := p.Definition.Percentile(amounts, p.At)
		if err != nil {
			return Limit{}, err
		}
		out.ByCell = append(out.ByCell, CellAmount{cell, amount})
	}
	if out.ByCell == nil {
		return Limit{}, fmt.Errorf("the reference population is empty")
	}
	slices.SortFunc(out.ByCell, func(a, b CellAmount) int {
		if a.Cell < b.Cell {
			return -1
		}
		return 1
	})
	return out, nil
}

// Resolver is a rule with limits at percentiles.
type Resolver interface {
	Adjustment
	// Resolve is the rule with the amounts of those percentiles in a reference.
	Resolve(r *Reference) (Adjustment, error)
}

// Resolve gives every limit at a percentile its amounts, from a reference
// population. What comes out is terms again: they can be stored, published and
// checked. It fails where a percentile has no value, and where a rule annualises
// and the reference does not, or the other way round.
func (a Adjustments) Resolve(r *Reference) (Adjustments, error) {
	out := slices.Clone(a)
	for i, rule := range a {
		resolver, ok := rule.(Resolver)
		if !ok {
			continue
		}
		var err error
		if out[i], err = resolver.Resolve(r); err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return out, nil
}

// resolve fills the limits of one rule.
func (r *Reference) resolve(annual bool, limits ...*Limit) error {
	for _, l := range limits {
		if l.Percentile == nil {
			continue
		}
		if annual != r.annual {
			return fmt.Errorf("annual: the rule and the reference population differ")
		}
		resolved, err := r.limit(*l.Percentile)
		if err != nil {
			return err
		}
		*l = resolved
	}
	return nil
}
