package pmpm

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

var (
	one  = decimal.New(1, 0)
	cent = decimal.New(1, -2)
)

// Rounding names what is rounded to whole cents, once, after all rules.
type Rounding struct {
	Unit RoundingUnit `json:"unit"`
	Mode apm.Rounding `json:"mode"`
}

// RoundingUnit is whose exact amount of a month is rounded. What it is made of gets whole
// cents by largest remainder, so that the parts add up to it. Months never share cents:
// a change in one leaves the others as they were.
type RoundingUnit string

// The rounding units.
const (
	ByCell     RoundingUnit = "cell"     // each payment of a cell and month
	ByPayment  RoundingUnit = "payment"  // each payment of a month, all cells together
	ByProvider RoundingUnit = "provider" // the provider's month, all payments and cells together
)

func (r Rounding) validate(c apm.Check) {
	switch r.Unit {
	case ByCell, ByPayment, ByProvider:
	default:
		c.In("unit").Problemf("unknown rounding unit %q (known: cell, payment, provider)", string(r.Unit))
	}
	r.Mode.Validate(c.In("mode"))
}

// cents rounds the amounts of a sheet: by payment and count, nil where there are none.
func (r Rounding) cents(s *Sheet) ([][]apm.Cents, error) {
	out := make([][]apm.Cents, len(s.names))
	for n, amounts := range s.amounts {
		if amounts == nil {
			continue
		}
		out[n] = make([]apm.Cents, len(amounts))
		switch r.Unit {
		case ByCell:
			for i, d := range amounts {
				var err error
				if out[n][i], err = toCents(settled(d, sumPlaces), r.Mode); err != nil {
					return nil, err
				}
			}
		case ByPayment:
			for _, in := range s.spans {
				if err := r.share(amounts[in.from:in.to], out[n][in.from:in.to]); err != nil {
					return nil, err
				}
			}
		}
	}
	if r.Unit != ByProvider {
		return out, nil
	}
	var amounts []decimal.Decimal
	var cents []apm.Cents
	for _, in := range s.spans {
		amounts = amounts[:0]
		for n := range out {
			if out[n] != nil {
				amounts = append(amounts, s.amounts[n][in.from:in.to]...)
			}
		}
		cents = append(cents[:0], make([]apm.Cents, len(amounts))...)
		if err := r.share(amounts, cents); err != nil {
			return nil, err
		}
		rest := cents
		for n := range out {
			if out[n] != nil {
				rest = rest[copy(out[n][in.from:in.to], rest):]
			}
		}
	}
	return out, nil
}

// Quotients end after 34 digits, so that a half cent made of thirds may be a hair less: a
// sum is taken to sumPlaces before it is rounded, and its parts to more places, so that
// no number of parts can take it below what they are rounded down to.
const (
	sumPlaces  = 15
	partPlaces = 20
)

func settled(d decimal.Decimal, places int32) decimal.Decimal {
	if d.Exponent() < -places {
		return d.Round(places)
	}
	return d
}

// share rounds the sum of amounts and gives each whole cents by largest remainder: of
// either sign, each is rounded down, and the cents that the sum has more go to the
// largest parts of a cent that were cut off, the earlier first among equals.
func (r Rounding) share(amounts []decimal.Decimal, cents []apm.Cents) error {
	sum := adder{}
	parts := make([]decimal.Decimal, len(amounts))
	var floor apm.CentsSum
	for i, d := range amounts {
		d = settled(d, partPlaces)
		sum.add(d)
		down, err := toCents(d, apm.Down)
		if err != nil {
			return err
		}
		if d.Exponent() < -2 { // or else there is no part of a cent
			parts[i] = d.Sub(down.Decimal())
		}
		if parts[i].IsNegative() {
			parts[i] = parts[i].Add(cent)
			if down, err = down.Sub(1); err != nil {
				return err
			}
		}
		cents[i] = down
		floor.Add(down)
	}
	total, err := apm.RoundCents(settled(sum.total(), sumPlaces), r.Mode)
	if err != nil {
		return err
	}
	below, err := floor.Cents()
	if err != nil {
		return err
	}
	more, err := total.Sub(below)
	if err != nil {
		return err
	}
	// Not apm.Allocate, which knows no amounts of two signs.
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return parts[b].Cmp(parts[a]) })
	for _, i := range order[:more] { // fewer than there are parts of a cent
		if cents[i], err = cents[i].Add(1); err != nil {
			return err
		}
	}
	return nil
}
