package tcoc

import (
	"errors"
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/logic"
	"github.com/shopspring/decimal"
)

// When applies one list or another, by a condition on the facts.
type When struct {
	If        Condition `json:"if"`
	Then      Rules     `json:"then,omitempty"`
	Else      Rules     `json:"else,omitempty"`
	Authority string    `json:"authority,omitzero"`
}

// Kind is "when".
func (When) Kind() string { return "when" }

// Apply runs the list that the condition chooses. It fails with a [*apm.FactError]
// when the condition hangs on a fact that is missing.
func (w When) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	holds, err := w.If.Holds(p)
	if err != nil {
		return Move{}, err
	}
	rules, name := w.Then, "then"
	if !holds {
		rules, name = w.Else, "else"
	}
	move, err := rules.Run(p, amount, name)
	move.Authority = w.Authority
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
	// Status is a list of quality statuses of which one must be the organisation's.
	Status []apm.Status `json:"status,omitempty"`
	// Of is an amount that must reach AtLeast, and stay below Below, where they are
	// given.
	Of      Basis               `json:"of,omitzero"`
	AtLeast decimal.NullDecimal `json:"atLeast,omitzero"`
	Below   decimal.NullDecimal `json:"below,omitzero"`
	// Not must not hold; of Any at least one must.
	Not *Condition  `json:"not,omitempty"`
	Any []Condition `json:"any,omitempty"`
}

// Holds says whether the condition holds. A part that fails decides even when the
// fact of another part is missing; otherwise a missing fact is a [*apm.FactError].
func (c Condition) Holds(p *Performance) (bool, error) {
	var all logic.All
	if c.Flag != "" {
		set, found := p.Flags[c.Flag]
		if !found {
			all.Add(false, apm.Missing("flags."+c.Flag))
		} else {
			all.Add(set, nil)
		}
	}
	if c.Status != nil {
		if p.Quality.Status == "" {
			all.Add(false, apm.Missing("quality.status"))
		} else {
			all.Add(slices.Contains(c.Status, p.Quality.Status), nil)
		}
	}
	if c.Of != "" {
		amount, err := p.Amount(c.Of)
		all.Add(logic.Between(amount, c.AtLeast, c.Below), err)
	}
	if c.Not != nil {
		inner, err := c.Not.Holds(p)
		all.Add(!inner, err)
	}
	if c.Any != nil {
		all.Add(logic.Any(c.Any, func(c Condition) (bool, error) { return c.Holds(p) }))
	}
	return all.Hold()
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
	if c.AtLeast.Valid {
		check.In("atLeast").Number(c.AtLeast.Decimal)
	}
	if c.Below.Valid {
		check.In("below").Number(c.Below.Decimal)
	}
	if c.Status != nil && len(c.Status) == 0 {
		check.In("status").Problemf("needs a status")
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

// Greater applies several lists to the same amount and takes the largest result.
type Greater struct {
	Of        []Rules `json:"of"`
	Authority string  `json:"authority,omitzero"`
}

// Kind is "greater".
func (Greater) Kind() string { return "greater" }

// Apply takes the list that gives most; of equals, the first.
func (g Greater) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	return choose(p, g.Of, amount, g.Authority, decimal.Decimal.GreaterThan)
}

// Validate reports what is wrong with the lists.
func (g Greater) Validate(c apm.Check) { validateLists(g.Of, c.In("of")) }

// Lesser applies several lists to the same amount and takes the smallest result.
type Lesser struct {
	Of        []Rules `json:"of"`
	Authority string  `json:"authority,omitzero"`
}

// Kind is "lesser".
func (Lesser) Kind() string { return "lesser" }

// Apply takes the list that gives least; of equals, the first.
func (l Lesser) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	return choose(p, l.Of, amount, l.Authority, decimal.Decimal.LessThan)
}

// Validate reports what is wrong with the lists.
func (l Lesser) Validate(c apm.Check) { validateLists(l.Of, c.In("of")) }

// choose runs the lists side by side and takes the one that is better than all
// before it, with all that it leaves behind.
func choose(p *Performance, lists []Rules, amount decimal.Decimal, authority string,
	better func(decimal.Decimal, decimal.Decimal) bool) (Move, error) {
	var taken Move
	var branches []apm.Branch
	bound, best := Exact, 0
	for i, rules := range lists {
		move, err := rules.Run(p, amount, fmt.Sprintf("of[%d]", i))
		if err != nil {
			return Move{}, err
		}
		branches = append(branches, move.Branches...)
		branches[i].Taken = false
		bound = bound.with(move.Bound)
		if i == 0 || better(move.To, taken.To) {
			taken, best = move, i
		}
	}
	if len(branches) > 0 {
		branches[best].Taken = true
	}
	taken.Authority, taken.Branches, taken.Bound = authority, branches, bound
	return taken, nil
}

// Sum applies several lists to the same amount and adds their results up, and the
// amounts that each of them marks by the same name. A list in it ends for itself, and
// none may hold a [Guardrail].
type Sum struct {
	Of        []Rules `json:"of"`
	Authority string  `json:"authority,omitzero"`
}

// Kind is "sum".
func (Sum) Kind() string { return "sum" }

// Apply adds up the results of the lists.
func (s Sum) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	sum := Move{Authority: s.Authority}
	for i, rules := range s.Of {
		move, err := rules.Run(p, amount, fmt.Sprintf("of[%d]", i))
		if err != nil {
			return Move{}, err
		}
		if move.Benchmark.Valid {
			return Move{}, errors.New("a guardrail cannot decide the benchmark inside a sum")
		}
		sum.To = sum.To.Add(move.To)
		sum.Branches = append(sum.Branches, move.Branches...)
		sum.Bound = sum.Bound.with(move.Bound)
		if i == 0 {
			sum.Marks = move.Marks
		} else {
			sum.Marks = addMarks(sum.Marks, move.Marks)
		}
	}
	return sum, nil
}

// addMarks adds up the amounts of the names that both lists have.
func addMarks(a, b []apm.Figure) []apm.Figure {
	var sums []apm.Figure
	for _, m := range a {
		i := slices.IndexFunc(b, func(f apm.Figure) bool { return f.Name == m.Name })
		if i >= 0 {
			m.Value = m.Value.Add(b[i].Value)
			sums = append(sums, m)
		}
	}
	return sums
}

// Validate reports what is wrong with the lists.
func (s Sum) Validate(c apm.Check) { validateLists(s.Of, c.In("of")) }

func validateLists(lists []Rules, c apm.Check) {
	if len(lists) < 2 {
		c.Problemf("needs two lists or more to compare or add")
	}
	for i, rules := range lists {
		rules.Validate(c.At(i))
	}
}
