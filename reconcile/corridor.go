package reconcile

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Basis is what the ends of a corridor's bands are fractions of.
type Basis string

// The bases. The first two go with advances, the next two with premium.
const (
	OfEquivalent Basis = "equivalent" // the fee-for-service equivalent
	OfAdvance    Basis = "advance"    // the advance that stays after lost months are taken off
	OfPremium    Basis = "premium"    // the premium of a managed care contract
	OfTarget     Basis = "target"     // the part of the premium that is meant for care
	OfDollars    Basis = "dollars"    // no basis: the bands end at dollars
)

// Corridor splits a gain or a loss between who holds the risk (a provider with an
// advance, a plan with a premium) and the payer.
type Corridor struct {
	Of Basis `json:"of"`
	// Gains and Losses are the holder's share of each slice, marginally; what lies
	// beyond the end of the last band is the payer's. Both lists must be there: a single
	// band of share 1 leaves that side with the holder, of share 0 with the payer.
	Gains     apm.Bands `json:"gains"`
	Losses    apm.Bands `json:"losses"`
	Authority string    `json:"authority,omitzero"`
}

func (r *Corridor) validate(c apm.Check, bases ...Basis) {
	known := false
	for _, b := range append(bases, OfDollars) {
		known = known || r.Of == b
	}
	if !known {
		c.In("of").Problemf("unknown basis %q (known here: %s, %s, %s)", string(r.Of), bases[0], bases[1], OfDollars)
	}
	r.Gains.Validate(c.In("gains"))
	r.Losses.Validate(c.In("losses"))
}

// split is the holder's part of a gain, or of a loss when the difference is negative,
// and the figures of how.
func (r *Corridor) split(difference, basis decimal.Decimal) (decimal.Decimal, []apm.Figure, error) {
	if difference.IsZero() {
		return decimal.Decimal{}, nil, nil
	}
	var figures []apm.Figure
	if r.Of == OfDollars {
		basis = one
	} else {
		if !basis.IsPositive() {
			return basis, nil, &apm.FactError{Field: string(r.Of), Reason: "must be above zero, because a corridor is a fraction of it"}
		}
		figures = append(figures, dollars("corridor of "+string(r.Of), basis))
	}
	bands := r.Gains
	if difference.IsNegative() {
		bands = r.Losses
	}
	part := decimal.Decimal{}
	for _, s := range bands.Slices(difference.Abs(), basis) {
		part = part.Add(s.Amount.Mul(s.Share))
		figures = append(figures, dollars("slice", s.Amount), fraction("share of it", s.Share))
	}
	part = apm.Trim(part)
	if difference.IsNegative() {
		part = part.Neg()
	}
	return part, figures, nil
}

var one = decimal.New(1, 0)

func dollars(name string, d decimal.Decimal) apm.Figure {
	return apm.Figure{Name: name, Value: d, Unit: apm.Dollars}
}

func fraction(name string, d decimal.Decimal) apm.Figure {
	return apm.Figure{Name: name, Value: d, Unit: apm.Fraction}
}

func number(name string, n int64) apm.Figure {
	return apm.Figure{Name: name, Value: decimal.NewFromInt(n), Unit: apm.Number}
}
