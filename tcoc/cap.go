package tcoc

import (
	"errors"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/words"
	"github.com/shopspring/decimal"
)

// Cap limits the amount. Its place in the list says whether it limits the gap
// before it is shared or the payment after: these are different programs.
type Cap struct {
	// Lesser limits the amount to the smallest of several, Greater to the largest of
	// several; exactly one is set.
	Lesser  []Limit `json:"lesser,omitempty"`
	Greater []Limit `json:"greater,omitempty"`
	// Incomplete says that the program has further limits, which these terms do not
	// know: what is due may be less, and the settlement is a bound.
	Incomplete bool   `json:"incomplete,omitzero"`
	Authority  string `json:"authority,omitzero"`
}

// Limit is an amount that a [Cap] limits to: dollars, or a part of a basis.
type Limit struct {
	// Dollars is a limit in dollars.
	Dollars decimal.NullDecimal `json:"dollars,omitzero"`
	// Rate is a limit as a fraction of the basis Of.
	Rate decimal.NullDecimal `json:"rate,omitzero"`
	// ByYear is a rate for each year of the agreement, the last one for all later
	// years. An unknown year is an error only where it could change the result.
	ByYear []decimal.Decimal `json:"byYear,omitempty"`
	// Of is what the rate is a fraction of.
	Of Basis `json:"of,omitzero"`
}

// Kind is "cap".
func (Cap) Kind() string { return "cap" }

// Apply gives the smaller of the amount and the limit. When a limit's figure is
// missing it fails with a [*apm.FactError] that matches [apm.ErrMissing], unless a bound was
// asked for, see [Arrangement.Bound].
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
	move.Figures = p.figures(2 * len(limits))
	for _, l := range limits {
		limit, err := l.amount(p, amount)
		if errors.Is(err, apm.ErrMissing) && p.bounded {
			// Less could be due under a smallest limit, more under a largest.
			if move.Bound = AtMost; !lesser {
				move.Bound = AtLeast
			}
			continue
		}
		if err != nil {
			return move, err
		}
		if l.Rate.Valid {
			move.Figures = append(move.Figures, apm.Figure{Name: "rate", Value: l.Rate.Decimal, Unit: apm.Fraction})
		}
		move.Figures = append(move.Figures, apm.Figure{Name: l.name(), Value: limit, Unit: apm.Dollars})
		if !best.Valid || lesser == (words.Cmp(limit, best.Decimal) < 0) {
			best = decimal.NewNullDecimal(limit)
		}
	}
	switch {
	case !best.Valid && move.Bound != Exact:
		move.Bound = AtMost // no limit is known: it can only take away
	case best.Valid && words.Cmp(amount, best.Decimal) > 0:
		move.To = best.Decimal
	case !lesser:
		move.Bound = Exact // a larger limit would not bind either
	}
	if c.Incomplete {
		move.Bound = move.Bound.with(AtMost)
	}
	return move, nil
}

// amount is the limit in dollars.
func (l Limit) amount(p *Performance, amount decimal.Decimal) (decimal.Decimal, error) {
	if l.Dollars.Valid {
		return l.Dollars.Decimal, nil
	}
	basis, err := p.Amount(l.Of)
	if err != nil {
		return basis, err
	}
	if basis.IsNegative() {
		return basis, &apm.FactError{Field: string(l.Of), Reason: "is negative, and a limit is a fraction of it"}
	}
	if l.Rate.Valid {
		return words.Mul(l.Rate.Decimal, basis), nil
	}
	return l.yearly(p, amount, basis)
}

// yearly is the limit of the agreement year. Where the year is unknown and the
// amount is within the limit of every year, the tightest stands for them all.
func (l Limit) yearly(p *Performance, amount, basis decimal.Decimal) (decimal.Decimal, error) {
	if p.AgreementYear > 0 {
		return words.Mul(l.ByYear[min(p.AgreementYear, len(l.ByYear))-1], basis), nil
	}
	tightest := decimal.Min(l.ByYear[0], l.ByYear[1:]...).Mul(basis)
	if amount.GreaterThan(tightest) {
		return tightest, apm.Missing(string(AgreementYear))
	}
	return tightest, nil
}

func (l Limit) name() string {
	switch {
	case l.Of == "":
		return "limit"
	case l.Of == Benchmark:
		return "limit of benchmark" // most limits are, and this needs no allocation
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
	forms := 0
	if l.Dollars.Valid {
		forms++
		c.In("dollars").NotNegative(l.Dollars.Decimal)
		if l.Of != "" {
			c.In("of").Problemf("does not go with dollars")
		}
	} else {
		l.Of.validate(c.In("of"))
	}
	if l.Rate.Valid {
		forms++
		c.In("rate").NotNegative(l.Rate.Decimal) // a limit may exceed its basis
	}
	if l.ByYear != nil {
		forms++
		if len(l.ByYear) == 0 {
			c.In("byYear").Problemf("needs a year")
		}
		for i, rate := range l.ByYear {
			c.In("byYear").At(i).NotNegative(rate)
		}
	}
	if forms != 1 {
		c.Problemf("a limit is exactly one of dollars, rate and byYear, not %d of them", forms)
	}
}
