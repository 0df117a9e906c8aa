package pmpm

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Withhold holds back a part of named payments, to be earned back ([EarnBack]).
type Withhold struct {
	Payment string   `json:"payment"` // the name of what is held back, a negative amount
	Of      []string `json:"of"`
	// Rate is the part that is held back, as a fraction.
	Rate      decimal.Decimal `json:"rate"`
	Authority string          `json:"authority,omitzero"`
}

// Kind is "withhold".
func (Withhold) Kind() string { return "withhold" }

// Payments is what is held back.
func (w Withhold) Payments() []string { return []string{w.Payment} }

func (w Withhold) reads() []string { return w.Of }

// Apply takes the part off what the named payments are so far. Two withholds of the same
// payment add up; they do not compound.
func (w Withhold) Apply(s *Sheet) (Move, error) {
	return Move{Added: []Addition{{w.Payment, s.scaled(w.Of, w.Rate.Neg())}}, Authority: w.Authority,
		Figures: []apm.Figure{{Name: "held back", Value: w.Rate, Unit: apm.Fraction}}}, nil
}

// Validate reports a rate outside 0 to 1.
func (w Withhold) Validate(c apm.Check) {
	named(w.Payment, c)
	of(w.Of, c)
	c.In("rate").Fraction(w.Rate)
}

// EarnBack returns what was held back as far as it is earned: all of it at full
// performance, none of it without. While the facts are provisional it returns nothing.
type EarnBack struct {
	Payment string   `json:"payment"` // the name of what is returned
	Of      []string `json:"of"`      // what was held back, see [Withhold]
	// Earned says what is earned; the weights add up to 1.
	Earned    Parts  `json:"earned"`
	Authority string `json:"authority,omitzero"`
}

// Kind is "earnBack".
func (EarnBack) Kind() string { return "earnBack" }

// Payments is what is returned.
func (e EarnBack) Payments() []string { return []string{e.Payment} }

func (e EarnBack) reads() []string { return e.Of }

// ReadsPerformance says whether anything but constants sets what is earned.
func (e EarnBack) ReadsPerformance() bool { return e.Earned.depends() }

// Apply returns the earned part.
func (e EarnBack) Apply(s *Sheet) (Move, error) {
	return earned(s, e.Payment, e.Of, e.Earned, e.Authority, decimal.Decimal.Neg)
}

// Validate reports weights that do not add up to 1.
func (e EarnBack) Validate(c apm.Check) {
	named(e.Payment, c)
	of(e.Of, c)
	e.Earned.whole(c.In("earned"))
}

// Repay takes back what was paid ahead for performance as far as it was not earned.
// While the facts are provisional it takes nothing.
type Repay struct {
	Payment string   `json:"payment"` // the name of what is repaid, a negative amount
	Of      []string `json:"of"`      // what was paid ahead
	// Earned says what is earned; the weights add up to 1.
	Earned    Parts  `json:"earned"`
	Authority string `json:"authority,omitzero"`
}

// Kind is "repay".
func (Repay) Kind() string { return "repay" }

// Payments is what is repaid.
func (r Repay) Payments() []string { return []string{r.Payment} }

func (r Repay) reads() []string { return r.Of }

// ReadsPerformance says whether anything but constants sets what is earned.
func (r Repay) ReadsPerformance() bool { return r.Earned.depends() }

// Apply takes back the part that was not earned.
func (r Repay) Apply(s *Sheet) (Move, error) {
	return earned(s, r.Payment, r.Of, r.Earned, r.Authority, func(rate decimal.Decimal) decimal.Decimal { return rate.Sub(one) })
}

// Validate reports weights that do not add up to 1.
func (r Repay) Validate(c apm.Check) {
	named(r.Payment, c)
	of(r.Of, c)
	r.Earned.whole(c.In("earned"))
}

// earned adds a factor of the payments that depends on what was earned.
func earned(s *Sheet, payment string, of []string, parts Parts, authority string, factor func(decimal.Decimal) decimal.Decimal) (Move, error) {
	if s.facts.Provisional {
		return Move{Key: payment + ", provisional: not yet", Authority: authority}, nil
	}
	rate, figures, err := parts.sum(s.facts, "earned")
	if err != nil {
		return Move{}, err
	}
	if len(parts) > 1 {
		figures = append(figures, apm.Figure{Name: "earned in all", Value: rate, Unit: apm.Fraction})
	}
	return Move{Added: []Addition{{payment, s.scaled(of, factor(rate))}}, Figures: figures, Authority: authority}, nil
}
