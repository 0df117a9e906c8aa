package pmpm

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Part is one thing that performance is judged by, and how much hangs on it.
type Part struct {
	// Weight is how much: a share of the whole where something is earned, and percentage
	// points as a fraction where a payment is adjusted. It is above 0 and up to 1.
	Weight decimal.Decimal `json:"weight"`
	// Rate is the fraction of the weight that counts, by the quality of the measure: all or
	// nothing, a ladder, a line. Measure is empty for the overall quality.
	Rate    apm.Rate `json:"rate,omitzero"`
	Measure string   `json:"measure,omitzero"`
	// If counts the whole weight when it holds, such as a report that was made or a
	// milestone that was reached, and nothing when not. Exactly one of Rate and If is set.
	If *Condition `json:"if,omitempty"`
}

// Parts is a weighted sum of parts.
type Parts []Part

// sum is the weights times what counts of each, with the figures of the parts.
func (parts Parts) sum(f *Facts, label string) (decimal.Decimal, []apm.Figure, error) {
	sum := decimal.Decimal{}
	figures := make([]apm.Figure, 0, len(parts))
	for _, p := range parts {
		rate, name := one, label
		if p.If != nil {
			holds, err := p.If.Holds(f)
			if err != nil {
				return sum, nil, err
			}
			if !holds {
				rate = decimal.Decimal{}
			}
			if p.If.Flag != "" {
				name += " for " + p.If.Flag
			}
		} else {
			var err error
			if rate, err = f.rate(p.Rate, p.Measure); err != nil {
				return sum, nil, err
			}
			if p.Measure != "" {
				name += " for " + p.Measure
			}
		}
		value := apm.Trim(rate.Mul(p.Weight))
		figures = append(figures, apm.Figure{Name: name, Value: value, Unit: apm.Fraction})
		sum = sum.Add(value)
	}
	return sum, figures, nil
}

func (parts Parts) validate(c apm.Check) {
	for i, p := range parts {
		at := c.At(i)
		if at.In("weight").Fraction(p.Weight); p.Weight.IsZero() {
			at.In("weight").Problemf("0 is not above zero")
		}
		if p.If != nil {
			p.If.validate(at.In("if"))
			if p.Measure != "" {
				at.In("measure").Problemf("does not go with a condition")
			}
			if forms(p.Rate) > 0 {
				at.Problemf("a part has either a rate or a condition, not both")
			}
			continue
		}
		p.Rate.Validate(at.In("rate"))
	}
}

// whole reports parts that do not make up one whole.
func (parts Parts) whole(c apm.Check) {
	if len(parts) == 0 {
		c.Problemf("needs a part")
		return
	}
	parts.validate(c)
	sum := decimal.Decimal{}
	for _, p := range parts {
		if !apm.Plain(p.Weight) {
			return
		}
		sum = sum.Add(p.Weight)
	}
	if !sum.Equal(one) {
		c.Problemf("the weights add up to %s, not to 1", sum)
	}
}

// depends says whether anything but a constant decides.
func (parts Parts) depends() bool {
	for _, p := range parts {
		if p.If != nil || !p.Rate.Fixed.Valid {
			return true
		}
	}
	return false
}

func forms(r apm.Rate) int {
	n := 0
	for _, set := range []bool{r.Fixed.Valid, r.Linear != nil, r.Ladder != nil, r.ByStatus != nil} {
		if set {
			n++
		}
	}
	return n
}

// Adjust raises or lowers named payments, and only those, by a percentage that
// performance sets, within bounds.
type Adjust struct {
	// Payment is the name of the adjustment, which is a payment of its own.
	Payment string `json:"payment"`
	// Of is the payments that it is a percentage of, as they stand before this rule.
	Of []string `json:"of"`
	// Up and Down add up to what raises and what lowers; the adjustment is the difference.
	Up   Parts `json:"up,omitempty"`
	Down Parts `json:"down,omitempty"`
	// Given names an amount of the facts, a fraction from -1 to 1 or to Max, that the payer
	// has computed itself. It is set instead of Up and Down.
	Given Basis `json:"given,omitzero"`
	// Min and Max hold the adjustment within bounds, as fractions: -0.10 to 0.25. Min is
	// not below -1.
	Min       decimal.NullDecimal `json:"min,omitzero"`
	Max       decimal.NullDecimal `json:"max,omitzero"`
	Authority string              `json:"authority,omitzero"`
}

// Kind is "adjust".
func (Adjust) Kind() string { return "adjust" }

// Payments is the adjustment.
func (a Adjust) Payments() []string { return []string{a.Payment} }

func (a Adjust) reads() []string { return a.Of }

// ReadsPerformance says whether anything but constants sets the adjustment.
func (a Adjust) ReadsPerformance() bool { return a.Given != "" || a.Up.depends() || a.Down.depends() }

// Apply adds the percentage of what the named payments are so far.
func (a Adjust) Apply(s *Sheet) (Move, error) {
	rate, figures, err := a.rate(s.facts)
	if err != nil {
		return Move{}, err
	}
	held := rate
	if a.Max.Valid && held.GreaterThan(a.Max.Decimal) {
		held = a.Max.Decimal
	}
	if a.Min.Valid && held.LessThan(a.Min.Decimal) {
		held = a.Min.Decimal
	}
	if !held.Equal(rate) {
		figures = append(figures, apm.Figure{Name: "before bounds", Value: rate, Unit: apm.Fraction})
	}
	figures = append(figures, apm.Figure{Name: "adjustment", Value: held, Unit: apm.Fraction})
	return Move{Added: []Addition{{a.Payment, s.scaled(a.Of, held)}}, Figures: figures, Authority: a.Authority}, nil
}

func (a Adjust) rate(f *Facts) (decimal.Decimal, []apm.Figure, error) {
	if a.Given != "" {
		rate, err := f.Amount(a.Given)
		if err == nil && (rate.LessThan(one.Neg()) || rate.GreaterThan(one) && !(a.Max.Valid && rate.LessThanOrEqual(a.Max.Decimal))) {
			err = &apm.FactError{Field: a.Given.field(), Reason: "is outside -1 to 1 (25 % is 0.25)"}
		}
		return rate, nil, err
	}
	up, figures, err := a.Up.sum(f, "up")
	if err != nil {
		return up, nil, err
	}
	down, more, err := a.Down.sum(f, "down")
	return up.Sub(down), append(figures, more...), err
}

// Validate reports bounds that cross and an adjustment that nothing sets.
func (a Adjust) Validate(c apm.Check) {
	named(a.Payment, c)
	of(a.Of, c)
	if (len(a.Up) == 0 && len(a.Down) == 0) == (a.Given == "") {
		c.Problemf("an adjustment is either up and down, or given")
	}
	a.Up.validate(c.In("up"))
	a.Down.validate(c.In("down"))
	if !c.In("min").Number(a.Min.Decimal) || !c.In("max").Number(a.Max.Decimal) {
		return
	}
	if a.Min.Valid && a.Min.Decimal.LessThan(one.Neg()) {
		c.In("min").Problemf("%s takes more than there is", a.Min.Decimal)
	}
	if a.Min.Valid && a.Max.Valid && a.Max.Decimal.LessThan(a.Min.Decimal) {
		c.In("max").Problemf("%s is below min %s", a.Max.Decimal, a.Min.Decimal)
	}
}

// Leakage lowers a prospective payment by the part of the members' visits that were
// made elsewhere and paid for there.
type Leakage struct {
	Payment string   `json:"payment"` // the name of the reduction
	Of      []string `json:"of"`      // the payments that are lowered
	// Max is the most that is taken, as a fraction; missing for no limit.
	Max       decimal.NullDecimal `json:"max,omitzero"`
	Authority string              `json:"authority,omitzero"`
}

// Kind is "leakage".
func (Leakage) Kind() string { return "leakage" }

// Payments is the reduction.
func (l Leakage) Payments() []string { return []string{l.Payment} }

func (l Leakage) reads() []string { return l.Of }

// Apply takes off [VisitsElsewhere] divided by [Visits] of the named payments. Where
// there were no visits at all, none were elsewhere.
func (l Leakage) Apply(s *Sheet) (Move, error) {
	visits, err := s.facts.Amount(Visits)
	if err != nil {
		return Move{}, err
	}
	elsewhere, err := s.facts.Amount(VisitsElsewhere)
	switch {
	case err != nil:
		return Move{}, err
	case elsewhere.IsNegative():
		return Move{}, &apm.FactError{Field: "amounts." + string(VisitsElsewhere), Reason: "is negative"}
	case elsewhere.GreaterThan(visits):
		return Move{}, &apm.FactError{Field: "amounts." + string(VisitsElsewhere), Reason: "is above all visits, and is a part of them"}
	}
	rate := decimal.Decimal{}
	if !visits.IsZero() {
		if rate, err = apm.Quo(elsewhere, visits); err != nil {
			return Move{}, err
		}
	}
	if l.Max.Valid && rate.GreaterThan(l.Max.Decimal) {
		rate = l.Max.Decimal
	}
	return Move{Added: []Addition{{l.Payment, s.scaled(l.Of, rate.Neg())}}, Authority: l.Authority, Figures: []apm.Figure{
		{Name: "visits", Value: visits, Unit: apm.Number},
		{Name: "visits elsewhere", Value: elsewhere, Unit: apm.Number},
		{Name: "taken", Value: rate, Unit: apm.Fraction},
	}}, nil
}

// Validate reports a limit outside 0 to 1.
func (l Leakage) Validate(c apm.Check) {
	named(l.Payment, c)
	of(l.Of, c)
	c.In("max").Fraction(l.Max.Decimal)
}
