package episode

import (
	"errors"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// SharingRate keeps a part of the amount: the provider's share of a gain or a loss, or a
// multiplier by quality.
type SharingRate struct {
	// Rate is a fraction; in a list of gains it may not fall as the score rises, in a list
	// of losses it may not rise.
	Rate apm.Rate `json:"rate"`
	// By names the figure that takes the place of the quality score, a fraction such as the
	// provider's rank in the state; the zero value is the quality score.
	By        Basis  `json:"by,omitzero"`
	Authority string `json:"authority,omitzero"`
}

// Kind is "share".
func (SharingRate) Kind() string { return "share" }

// Apply multiplies by the rate. An amount of zero stays zero and asks nothing of
// quality.
func (s SharingRate) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	move := Move{Authority: s.Authority}
	if amount.IsZero() {
		return move, nil
	}
	quality, name := p.Quality, "quality score"
	if s.By != "" {
		score, err := p.Amount(s.By)
		if err != nil {
			return move, err
		}
		quality, name = apm.Quality{Score: decimal.NewNullDecimal(score)}, string(s.By)
	}
	rate, err := s.Rate.At(quality)
	var lacks *apm.QualityError
	if s.By != "" && errors.As(err, &lacks) {
		err = &apm.FactError{Field: name, Reason: lacks.Reason, Missing: lacks.Missing}
	}
	if err != nil {
		return move, err
	}
	move.To = amount.Mul(rate)
	move.Figures = []apm.Figure{{Name: "rate", Value: rate, Unit: apm.Fraction}}
	if s.Rate.ByStatus != nil {
		move.Key = string(quality.Status)
	}
	if !s.Rate.Fixed.Valid && quality.Score.Valid {
		move.Figures = append(move.Figures, apm.Figure{Name: name, Value: quality.Score.Decimal, Unit: apm.Fraction})
	}
	return move, nil
}

// Validate reports what is wrong with the rate.
func (s SharingRate) Validate(c apm.Check) {
	s.Rate.Validate(c.In("rate"))
	if s.By != "" && s.Rate.Linear == nil && s.Rate.Ladder == nil {
		c.In("by").Problemf("does not apply: the rate depends on no score")
	}
}

// Scale multiplies the amount by a ratio of two whole numbers, so that a third is a third:
// a year in which penalties were reduced.
type Scale struct {
	Times     int64  `json:"times"` // above zero; what is waived whole has a share of zero
	Over      int64  `json:"over"`  // above zero
	Authority string `json:"authority,omitzero"`
}

// Kind is "scale".
func (Scale) Kind() string { return "scale" }

// Apply multiplies and divides.
func (s Scale) Apply(_ *Performance, amount decimal.Decimal) (Move, error) {
	to, err := apm.Quo(apm.Trim(amount.Mul(decimal.NewFromInt(s.Times))), decimal.NewFromInt(s.Over))
	return Move{To: to, Authority: s.Authority, Figures: []apm.Figure{
		{Name: "times", Value: decimal.NewFromInt(s.Times), Unit: apm.Number},
		{Name: "over", Value: decimal.NewFromInt(s.Over), Unit: apm.Number},
	}}, err
}

// Validate reports a ratio that is not above zero or has no value.
func (s Scale) Validate(c apm.Check) {
	if s.Times < 1 {
		c.In("times").Problemf("%d is not above zero", s.Times)
	}
	if s.Over < 1 {
		c.In("over").Problemf("%d is not above zero", s.Over)
	}
}

// Cap limits the amount: a stop-gain in a list of gains, a stop-loss in a list of
// losses. Its place before or behind quality is money. A stop-loss on the target rises with
// a target that depends on quality; one on the benchmark does not.
type Cap struct {
	// Lesser limits the amount to the smallest of several, Greater to the largest of
	// several; exactly one is set.
	Lesser    []Limit `json:"lesser,omitempty"`
	Greater   []Limit `json:"greater,omitempty"`
	Authority string  `json:"authority,omitzero"`
}

// Limit is an amount that a [Cap] limits to: exactly one of dollars and a rate.
type Limit struct {
	Dollars decimal.NullDecimal `json:"dollars,omitzero"`
	// Rate is a limit as a fraction of the basis Of.
	Rate decimal.NullDecimal `json:"rate,omitzero"`
	Of   Basis               `json:"of,omitzero"`
}

// Kind is "cap".
func (Cap) Kind() string { return "cap" }

// Apply gives the smaller of the amount and the limit. It fails with a
// [*apm.FactError] that matches [apm.ErrMissing] when a limit's figure is missing.
func (c Cap) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	move := Move{To: amount, Authority: c.Authority}
	if amount.IsZero() {
		return move, nil
	}
	limits, lesser := c.Lesser, true
	if len(limits) == 0 {
		limits, lesser = c.Greater, false
	}
	var best decimal.NullDecimal
	for _, l := range limits {
		limit := l.Dollars.Decimal
		if l.Rate.Valid {
			basis, err := p.Amount(l.Of)
			if err != nil {
				return move, err
			}
			if basis.IsNegative() {
				return move, &apm.FactError{Field: string(l.Of), Reason: "is negative, and a limit is a fraction of it"}
			}
			limit = l.Rate.Decimal.Mul(basis)
			move.Figures = append(move.Figures, apm.Figure{Name: "rate", Value: l.Rate.Decimal, Unit: apm.Fraction})
		}
		move.Figures = append(move.Figures, apm.Figure{Name: l.name(), Value: limit, Unit: apm.Dollars})
		if !best.Valid || lesser == limit.LessThan(best.Decimal) {
			best = decimal.NewNullDecimal(limit)
		}
	}
	if best.Valid && amount.GreaterThan(best.Decimal) {
		move.To = best.Decimal
	}
	return move, nil
}

func (l Limit) name() string {
	if l.Of == "" {
		return "limit"
	}
	return "limit of " + string(l.Of)
}

// Validate reports a cap without limits or with limits of both kinds.
func (c Cap) Validate(check apm.Check) {
	if (len(c.Lesser) == 0) == (len(c.Greater) == 0) {
		check.Problemf("a cap has either lesser or greater limits")
	}
	for i, l := range c.Lesser {
		l.validate(check.In("lesser").At(i))
	}
	for i, l := range c.Greater {
		l.validate(check.In("greater").At(i))
	}
}

func (l Limit) validate(c apm.Check) {
	if l.Dollars.Valid == l.Rate.Valid {
		c.Problemf("a limit is exactly one of dollars and rate")
	}
	if l.Dollars.Valid {
		c.In("dollars").NotNegative(l.Dollars.Decimal)
		if l.Of != "" {
			c.In("of").Problemf("does not go with dollars")
		}
	}
	if l.Rate.Valid {
		c.In("rate").NotNegative(l.Rate.Decimal)
		l.Of.validate(c.In("of"))
	}
}

// MinimumRate is the least gain or loss that counts: a minimum savings rate, or with
// Excess a neutral band.
type MinimumRate struct {
	// Rate is the minimum as a fraction of the basis Of.
	Rate decimal.Decimal `json:"rate"`
	Of   Basis           `json:"of"`
	// Above asks for more than the minimum; otherwise reaching it is enough.
	Above bool `json:"above,omitzero"`
	// Excess counts only what exceeds the minimum; otherwise an amount that meets it counts
	// from the first dollar.
	Excess    bool   `json:"excess,omitzero"`
	Authority string `json:"authority,omitzero"`
}

// Kind is "minimumRate".
func (MinimumRate) Kind() string { return "minimumRate" }

// Apply gives zero below the minimum.
func (m MinimumRate) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	move := Move{Authority: m.Authority}
	if amount.IsZero() {
		return move, nil
	}
	basis, err := p.Amount(m.Of)
	if err != nil {
		return move, err
	}
	if basis.IsNegative() {
		return move, &apm.FactError{Field: string(m.Of), Reason: "is negative, and the minimum is a fraction of it"}
	}
	minimum := m.Rate.Mul(basis)
	move.Figures = []apm.Figure{
		{Name: "rate", Value: m.Rate, Unit: apm.Fraction}, {Name: "minimum of " + string(m.Of), Value: minimum, Unit: apm.Dollars},
	}
	if order := amount.Cmp(minimum); order > 0 || order == 0 && !m.Above {
		if move.To = amount; m.Excess {
			move.To = amount.Sub(minimum)
		}
	}
	return move, nil
}

// Validate reports a rate outside 0 to 1 and a missing basis.
func (m MinimumRate) Validate(c apm.Check) {
	c.In("rate").Fraction(m.Rate)
	m.Of.validate(c.In("of"))
}
