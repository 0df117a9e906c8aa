package spend

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Truncate cuts what lies above a limit; the person stays.
type Truncate struct {
	Limit Limit `json:"limit"`
	// Annual compares spending per person-year with the limit, and weighs what is cut
	// by the person-years again.
	Annual bool `json:"annual,omitzero"`
	// Symmetric also holds negative spending at the limit below zero.
	Symmetric bool `json:"symmetric,omitzero"`
	// Keep is the fraction of what lies beyond the limit that stays; missing means
	// none.
	Keep decimal.NullDecimal `json:"keep,omitzero"`
}

// Kind is "truncate".
func (Truncate) Kind() string { return "truncate" }

// Validate reports a limit that is missing or below zero, and a share to keep
// outside 0 to 1.
func (r Truncate) Validate(c apm.Check) {
	r.Limit.validate(c.In("limit"))
	if r.Limit.Amount.Valid {
		c.In("limit").In("amount").NotNegative(r.Limit.Amount.Decimal)
	}
	for i, a := range r.Limit.ByCell {
		c.In("limit").In("byCell").At(i).In("amount").NotNegative(a.Amount)
	}
	if r.Keep.Valid {
		c.In("keep").Fraction(r.Keep.Decimal)
	}
}

// Resolve gives the limit the amounts of its percentile.
func (r Truncate) Resolve(ref *Reference) (Adjustment, error) {
	err := ref.resolve(r.Annual, &r.Limit)
	return r, err
}

// Apply removes what lies beyond the limit.
func (r Truncate) Apply(p Person) (Effect, error) {
	high, err := r.Limit.of(p.Cell)
	if err != nil {
		return Effect{}, err
	}
	low := decimal.NullDecimal{Decimal: high.Neg(), Valid: r.Symmetric}
	beyond, err := p.beyond(low, decimal.NewNullDecimal(high), r.Annual)
	if err != nil {
		return Effect{}, err
	}
	if r.Keep.Valid {
		beyond = apm.Trim(beyond.Mul(one.Sub(r.Keep.Decimal)))
	}
	return Effect{Removed: beyond}, nil
}

// beyond is the dollars of a person above the high limit, or, negative, below the
// low one.
func (p Person) beyond(low, high decimal.NullDecimal, annual bool) (decimal.Decimal, error) {
	amount := p.Dollars
	if annual {
		var err error
		if amount, err = p.annual(); err != nil {
			return decimal.Decimal{}, err
		}
	}
	limit := decimal.Decimal{}
	switch {
	case high.Valid && amount.GreaterThan(high.Decimal):
		limit = high.Decimal
	case low.Valid && amount.LessThan(low.Decimal):
		limit = low.Decimal
	default:
		return decimal.Decimal{}, nil
	}
	if annual {
		var err error
		if limit, err = p.share(limit); err != nil {
			return decimal.Decimal{}, err
		}
	}
	return p.Dollars.Sub(limit), nil
}

// tails is the two limits of a rule that works on both ends.
type tails struct{ low, high *Limit }

func (t tails) validate(c apm.Check) {
	if !t.low.given() && !t.high.given() {
		c.Problemf("needs low, high or both")
	}
	if t.low.given() {
		t.low.validate(c.In("low"))
	}
	if t.high.given() {
		t.high.validate(c.In("high"))
	}
	if t.low.Amount.Valid && t.high.Amount.Valid && t.high.Amount.Decimal.LessThan(t.low.Amount.Decimal) {
		c.In("high").Problemf("%s is below low %s", t.high.Amount.Decimal, t.low.Amount.Decimal)
	}
	for i, h := range t.high.ByCell {
		for _, l := range t.low.ByCell {
			if l.Cell == h.Cell && h.Amount.LessThan(l.Amount) {
				c.In("high").In("byCell").At(i).Problemf("%s is below low %s", h.Amount, l.Amount)
			}
		}
	}
}

// of is the limits of a rate cell; one that the rule does not have is not valid.
func (t tails) of(cell string) (low, high decimal.NullDecimal, err error) {
	for _, end := range []struct {
		limit *Limit
		to    *decimal.NullDecimal
	}{{t.low, &low}, {t.high, &high}} {
		if end.limit.given() {
			if end.to.Decimal, err = end.limit.of(cell); err != nil {
				return low, high, err
			}
			end.to.Valid = true
		}
	}
	return low, high, nil
}

// Winsorise moves what lies outside two limits to the nearer of them; the person
// stays.
type Winsorise struct {
	Low    Limit `json:"low,omitzero"`
	High   Limit `json:"high,omitzero"`
	Annual bool  `json:"annual,omitzero"` // as of [Truncate]
}

// Kind is "winsorise".
func (Winsorise) Kind() string { return "winsorise" }

// Validate reports limits that are missing or crossed.
func (r Winsorise) Validate(c apm.Check) { tails{&r.Low, &r.High}.validate(c) }

// Resolve gives the limits the amounts of their percentiles.
func (r Winsorise) Resolve(ref *Reference) (Adjustment, error) {
	err := ref.resolve(r.Annual, &r.Low, &r.High)
	return r, err
}

// Apply removes what lies above the high limit and adds what lacks to the low one.
func (r Winsorise) Apply(p Person) (Effect, error) {
	low, high, err := tails{&r.Low, &r.High}.of(p.Cell)
	if err != nil {
		return Effect{}, err
	}
	beyond, err := p.beyond(low, high, r.Annual)
	if beyond.IsNegative() {
		return Effect{Added: beyond.Neg()}, err
	}
	return Effect{Removed: beyond}, err
}

// TrimTails leaves people out whose spending lies outside two limits, with all
// their dollars and months. A person at a limit stays.
type TrimTails struct {
	Low    Limit `json:"low,omitzero"`
	High   Limit `json:"high,omitzero"`
	Annual bool  `json:"annual,omitzero"` // as of [Truncate]
}

// Kind is "trim".
func (TrimTails) Kind() string { return "trim" }

// Validate reports limits that are missing or crossed.
func (r TrimTails) Validate(c apm.Check) { tails{&r.Low, &r.High}.validate(c) }

// Resolve gives the limits the amounts of their percentiles.
func (r TrimTails) Resolve(ref *Reference) (Adjustment, error) {
	err := ref.resolve(r.Annual, &r.Low, &r.High)
	return r, err
}

// Apply removes a person outside the limits.
func (r TrimTails) Apply(p Person) (Effect, error) {
	low, high, err := tails{&r.Low, &r.High}.of(p.Cell)
	if err != nil {
		return Effect{}, err
	}
	beyond, err := p.beyond(low, high, r.Annual)
	if err != nil || beyond.IsZero() {
		return Effect{}, err
	}
	return Effect{Removed: p.Dollars, Out: true}, nil
}
