package tcoc

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Settlement is the outcome of an arrangement for one performance: headline figures
// and the account of how they came about. Savings are positive, losses negative. A
// figure that the list of rules does not mark is unknown, not zero; where one-sided
// terms have no list for the side of the gap, all of them are zero.
type Settlement struct {
	// Gross is the gap that the terms start from: benchmark less expenditure.
	Gross decimal.Decimal `json:"gross"`
	// Generated is what counts as savings or losses once the minimum rate is met.
	Generated decimal.NullDecimal `json:"generated"`
	// Shared is the organisation's part, before what is withheld from payment.
	Shared decimal.NullDecimal `json:"shared"`
	// Earned is what the organisation has earned or owes, before advances are
	// recouped.
	Earned decimal.NullDecimal `json:"earned"`
	// Paid is what is paid to the organisation, or owed by it when it is negative.
	Paid decimal.Decimal `json:"paid"`
	// Bound says whether Paid, and Earned with it, is exact or a bound.
	Bound Bound `json:"bound,omitzero"`
	// Marks are all the amounts that the terms name, those above among them, in the
	// order in which they arose.
	Marks []apm.Figure `json:"marks,omitempty"`
	// Account is how the settlement came about.
	Account apm.Account `json:"account"`
}

// The names of the marks that a settlement reports as figures of its own.
const (
	Generated = "generated"
	Shared    = "shared"
	Earned    = "earned"
)

// Bound says how a computed amount stands to the true one, in magnitude.
type Bound string

// The bounds.
const (
	Exact     Bound = ""          // it is the true amount
	AtMost    Bound = "atMost"    // the true amount is this or smaller: a limit is unknown
	AtLeast   Bound = "atLeast"   // the true amount is this or larger
	Uncertain Bound = "uncertain" // unknown figures pull both ways
)

// with is the bound on an amount that depends on two bounded ones.
func (b Bound) with(c Bound) Bound {
	switch {
	case b == Exact || b == c:
		return c
	case c == Exact:
		return b
	}
	return Uncertain
}

// finish sets the headline figures from the amount after the last rule. The list
// started from the magnitude of the gap, and may have marked it.
func (s *Settlement) finish(start, amount decimal.Decimal, marks []apm.Figure, bound Bound) {
	sign := mirror{s.Gross.IsNegative(), start, s.Gross}
	for i := range marks {
		marks[i].Value, marks[i].Unit = sign.of(marks[i].Value), apm.Dollars
		switch value := decimal.NewNullDecimal(marks[i].Value); marks[i].Name {
		case Generated:
			s.Generated = value
		case Shared:
			s.Shared = value
		case Earned:
			s.Earned = value
		}
	}
	s.Paid, s.Marks, s.Bound = sign.of(amount), marks, bound
}

// mirror gives amounts the sign of the gap. It keeps the last one, because an amount is
// often the very one before it.
type mirror struct {
	negative     bool
	last, signed decimal.Decimal
}

func (m *mirror) of(amount decimal.Decimal) decimal.Decimal {
	if !m.negative {
		return amount
	}
	if amount != m.last {
		m.last, m.signed = amount, amount.Neg()
	}
	return m.signed
}

// headline is what an account ends with: the magnitude of what is paid or owed.
func (s *Settlement) headline(amount decimal.Decimal) apm.Figure {
	name := "paid to the organisation"
	if s.Paid.IsNegative() {
		name = "owed by the organisation"
	}
	if s.Bound != Exact {
		name += " (" + string(s.Bound) + ": a limit is unknown)"
	}
	return apm.Figure{Name: name, Value: amount, Unit: apm.Dollars}
}

// total adds up the settlements of components.
func total(parts []Settlement) Settlement {
	s := parts[0]
	s.Marks = append([]apm.Figure(nil), s.Marks...)
	for _, p := range parts[1:] {
		s.Gross = s.Gross.Add(p.Gross)
		s.Generated = addKnown(s.Generated, p.Generated)
		s.Shared = addKnown(s.Shared, p.Shared)
		s.Earned = addKnown(s.Earned, p.Earned)
		s.Paid = s.Paid.Add(p.Paid)
		s.Marks = addMarks(s.Marks, p.Marks)
	}
	s.Bound = sumBound(parts)
	return s
}

// sumBound is the bound on the magnitude of a sum: parts of one sign keep their
// bound, parts that offset each other leave none.
func sumBound(parts []Settlement) Bound {
	bound, sign := Exact, 0
	mixed := false
	for _, p := range parts {
		bound = bound.with(p.Bound)
		switch s := p.Paid.Sign(); {
		case s != 0:
			mixed = mixed || sign != 0 && s != sign
			sign = s
		case p.Bound != Exact && p.Bound != AtMost:
			mixed = true // a nothing that may be more, of either sign
		}
	}
	if mixed && bound != Exact {
		return Uncertain
	}
	return bound
}

func addKnown(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(a.Decimal.Add(b.Decimal))
}
