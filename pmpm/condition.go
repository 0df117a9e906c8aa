package pmpm

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/logic"
	"github.com/shopspring/decimal"
)

// When applies one list or another, by a condition on the facts: a payment that depends
// on reporting, a milestone or the size of the provider.
type When struct {
	If        Condition `json:"if"`
	Then      Rules     `json:"then,omitempty"`
	Else      Rules     `json:"else,omitempty"`
	Authority string    `json:"authority,omitzero"`
}

// Kind is "when".
func (When) Kind() string { return "when" }

// Payments is the payments of both lists.
func (w When) Payments() []string { return append(w.Then.payments(), w.Else.payments()...) }

// Apply runs the list that the condition chooses. It fails with a [*apm.FactError] when
// the condition hangs on a fact that is missing.
func (w When) Apply(s *Sheet) (Move, error) {
	holds, err := w.If.Holds(s.facts)
	if err != nil {
		return Move{}, err
	}
	rules, name := w.Then, "then"
	if !holds {
		rules, name = w.Else, "else"
	}
	move, err := rules.Run(s, name)
	move.Key, move.Authority = name, w.Authority
	return move, err
}

// Validate reports what is wrong with the condition and the lists.
func (w When) Validate(c apm.Check) {
	w.If.validate(c.In("if"))
	if len(w.Then) == 0 && len(w.Else) == 0 {
		c.Problemf("does nothing: it needs then, else or both")
	}
	w.Then.Validate(c.In("then"))
	w.Else.Validate(c.In("else"))
}

// Condition is a test of the facts: it holds when every field that is set holds.
type Condition struct {
	// Flag is a yes-or-no fact that must be true.
	Flag string `json:"flag,omitzero"`
	// Status is a list of quality statuses of which one must be that of the measure, or
	// of the overall quality where none is named.
	Status  []apm.Status `json:"status,omitempty"`
	Measure string       `json:"measure,omitzero"`
	// Of is an amount that must reach AtLeast, and stay below Below, where they are given.
	Of      Basis               `json:"of,omitzero"`
	AtLeast decimal.NullDecimal `json:"atLeast,omitzero"`
	Below   decimal.NullDecimal `json:"below,omitzero"`
	// Not must not hold; of Any at least one must.
	Not *Condition  `json:"not,omitempty"`
	Any []Condition `json:"any,omitempty"`
}

// Holds says whether the condition holds. A part that fails decides even when the fact
// of another part is missing; otherwise a missing fact is a [*apm.FactError].
func (c Condition) Holds(f *Facts) (bool, error) {
	var all logic.All
	if c.Flag != "" {
		set, found := f.Flags[c.Flag]
		if !found {
			all.Add(false, apm.Missing("flags."+c.Flag))
		} else {
			all.Add(set, nil)
		}
	}
	if c.Status != nil {
		all.Add(c.status(f))
	}
	if c.Of != "" {
		amount, err := f.Amount(c.Of)
		all.Add(logic.Between(amount, c.AtLeast, c.Below), err)
	}
	if c.Not != nil {
		inner, err := c.Not.Holds(f)
		all.Add(!inner, err)
	}
	if c.Any != nil {
		all.Add(logic.Any(c.Any, func(c Condition) (bool, error) { return c.Holds(f) }))
	}
	return all.Hold()
}

func (c Condition) status(f *Facts) (bool, error) {
	q, err := f.quality(c.Measure)
	if err == nil && q.Status == "" {
		field := "quality.status"
		if c.Measure != "" {
			field = "measures." + c.Measure + ".status"
		}
		err = apm.Missing(field)
	}
	return slices.Contains(c.Status, q.Status), err
}

// performs says whether the condition asks for more than the number of members.
func (c Condition) performs() bool {
	return c.Flag != "" || c.Status != nil || c.Of != "" && c.Of != Months ||
		c.Not != nil && c.Not.performs() || slices.ContainsFunc(c.Any, Condition.performs)
}

func (c Condition) validate(check apm.Check) {
	if c.Flag == "" && c.Status == nil && c.Of == "" && c.Not == nil && c.Any == nil {
		check.Problemf("the condition is empty")
	}
	if c.Of != "" && !c.AtLeast.Valid && !c.Below.Valid {
		check.In("of").Problemf("needs atLeast, below or both")
	}
	if c.Of == "" && (c.AtLeast.Valid || c.Below.Valid) {
		check.In("of").Problemf("is empty: name the amount that is compared")
	}
	check.In("atLeast").Number(c.AtLeast.Decimal)
	check.In("below").Number(c.Below.Decimal)
	if c.Status != nil && len(c.Status) == 0 {
		check.In("status").Problemf("needs a status")
	}
	if c.Measure != "" && c.Status == nil {
		check.In("measure").Problemf("needs the statuses that it is asked for")
	}
	if c.Any != nil && len(c.Any) == 0 {
		check.In("any").Problemf("needs a condition")
	}
	if c.Not != nil {
		c.Not.validate(check.In("not"))
	}
	for i, inner := range c.Any {
		inner.validate(check.In("any").At(i))
	}
}
