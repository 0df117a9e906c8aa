package benchmark

import (
	"errors"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Credibility blends what a small population cost with a manual rate: the smaller the
// population, the less its own experience counts. Exactly one of Full and K is set.
type Credibility struct {
	// Full is the time from which own experience counts in full, by limited
	// fluctuation: its weight is the square root of time divided by Full, see
	// [FullCredibility].
	Full decimal.NullDecimal `json:"full,omitzero"`
	// K is the ratio of Buehlmann's credibility: the weight is time divided by time plus
	// K.
	K decimal.NullDecimal `json:"k,omitzero"`
	// Manual is the manual rate, a figure of the Year, whose Time counts.
	Manual    Measure `json:"manual"`
	Year      string  `json:"year"`
	Authority string  `json:"authority,omitzero"`
}

// Kind is "credibility".
func (Credibility) Kind() string { return "credibility" }

// Apply blends each line.
func (k Credibility) Apply(f *Facts, lines []Line) (Move, error) {
	return change(lines, k.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		manual, err := f.Figure(l.Category, k.Year, k.Manual)
		if err != nil {
			return manual, nil, err
		}
		var time decimal.Decimal
		if l.Category == "" {
			time, err = f.timeOf("", k.Year)
		} else {
			time, err = f.Figure(l.Category, k.Year, Time)
		}
		if err != nil {
			return manual, nil, err
		}
		weight, err := k.weight(time)
		if err != nil {
			return manual, nil, err
		}
		// Between the two even in the last digit: a product of the difference is.
		blended := manual.Add(weight.Mul(l.PerCapita.Sub(manual)))
		return blended, []apm.Figure{
			{Name: string(k.Manual), Value: manual, Unit: apm.Dollars},
			{Name: "time", Value: time, Unit: apm.Number},
			{Name: "credibility", Value: weight, Unit: apm.Fraction},
		}, nil
	})
}

func (k Credibility) weight(time decimal.Decimal) (decimal.Decimal, error) {
	if k.Full.Valid {
		return LimitedFluctuation(time, k.Full.Decimal)
	}
	return Buehlmann(time, k.K.Decimal)
}

// Validate reports a credibility that is not exactly one of full and k.
func (k Credibility) Validate(c apm.Check) {
	if k.Full.Valid == k.K.Valid {
		c.Problemf("a credibility is exactly one of full and k")
	}
	if k.Full.Valid && c.In("full").Number(k.Full.Decimal) && !k.Full.Decimal.IsPositive() {
		c.In("full").Problemf("%s is not above zero", k.Full.Decimal)
	}
	if k.K.Valid && c.In("k").Number(k.K.Decimal) && !k.K.Decimal.IsPositive() {
		c.In("k").Problemf("%s is not above zero", k.K.Decimal)
	}
	k.Manual.validate(c.In("manual"))
	if k.Year == "" {
		c.In("year").Problemf("is empty: name the year of the manual rate")
	}
}

var errPopulation = errors.New("a population and what it is measured against are not below zero, and not both zero")

// LimitedFluctuation is the weight of own experience by the square root rule of
// limited fluctuation credibility: the root of n divided by full, at most 1.
func LimitedFluctuation(n, full decimal.Decimal) (decimal.Decimal, error) {
	if !apm.Plain(n) || !apm.Plain(full) || n.IsNegative() || !full.IsPositive() {
		return decimal.Decimal{}, errPopulation
	}
	if n.GreaterThanOrEqual(full) {
		return one, nil
	}
	share, err := apm.Quo(n, full)
	if err != nil {
		return share, err
	}
	return root(share)
}

// Buehlmann is the weight of own experience by Buehlmann's credibility: n divided by n
// plus k, where k is the variance of a unit's cost around its own mean divided by the
// variance of means among populations.
func Buehlmann(n, k decimal.Decimal) (decimal.Decimal, error) {
	if !apm.Plain(n) || !apm.Plain(k) || n.IsNegative() || k.IsNegative() || n.Add(k).IsZero() {
		return decimal.Decimal{}, errPopulation
	}
	return apm.Quo(n, n.Add(k))
}
