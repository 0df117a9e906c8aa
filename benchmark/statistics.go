package benchmark

import (
	"errors"
	"fmt"
	"math"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Sides says how many tails a confidence leaves out.
type Sides string

// The sides.
const (
	OneSided Sides = "oneSided" // 95 % confidence leaves 5 % above, z = 1.645
	TwoSided Sides = "twoSided" // 95 % confidence leaves 2.5 % at each end, z = 1.960
)

// Quantile is the z of a confidence under the standard normal distribution, to nine
// decimals. The confidence is a fraction above 0 (0.5 where it is one-sided) and below 1. It
// computes in float64: it is a statistic, no money.
func Quantile(confidence decimal.Decimal, sides Sides) (decimal.Decimal, error) {
	if !apm.Plain(confidence) || !confidence.IsPositive() || confidence.GreaterThanOrEqual(one) {
		return decimal.Decimal{}, errors.New("a confidence is a fraction above 0 and below 1 (95 % is 0.95)")
	}
	p := confidence.InexactFloat64()
	switch sides {
	case OneSided:
		if p < 0.5 {
			return decimal.Decimal{}, errors.New("a one-sided confidence below one half has no margin")
		}
		p = 2*p - 1
	case TwoSided:
	default:
		return decimal.Decimal{}, fmt.Errorf("unknown sides %q (known: oneSided, twoSided)", string(sides))
	}
	z := math.Sqrt2 * math.Erfinv(p)
	if math.IsInf(z, 0) || math.IsNaN(z) {
		return decimal.Decimal{}, errors.New("the confidence is too near to 1 for a normal quantile")
	}
	return decimal.NewFromFloat(z).Round(9), nil
}

// Margin is a statistical margin with what it rests on, so that no reader has to guess
// which formula it was.
type Margin struct {
	// Rate is the margin as a fraction of the mean.
	Rate decimal.Decimal `json:"rate"`
	// Low and High are the mean less and plus the margin, in dollars, where a mean was
	// given; a one-sided margin has only one of them that means something, by the side in
	// question.
	Low  decimal.NullDecimal `json:"low,omitzero"`
	High decimal.NullDecimal `json:"high,omitzero"`

	Formula    string          `json:"formula"` // "z x cv / sqrt(n)"
	Z          decimal.Decimal `json:"z"`
	Confidence decimal.Decimal `json:"confidence"`
	Sides      Sides           `json:"sides"`
	// Source is where the coefficient of variation comes from, in the caller's words.
	Source string `json:"source"`
}

// Variation is how much one person's yearly cost varies: the standard deviation
// divided by the mean, and where that number comes from.
type Variation struct {
	Coefficient decimal.Decimal `json:"coefficient"`
	Source      string          `json:"source"`
}

// MinimumSavingsRate is the least savings rate that chance alone does not explain, for
// a population of n people: z times the coefficient of variation divided by the root of
// n. Where the benchmark is uncertain as well, give the variation of the difference.
func MinimumSavingsRate(n int, v Variation, confidence decimal.Decimal, sides Sides) (Margin, error) {
	if n <= 0 {
		return Margin{}, errors.New("a margin needs a population above zero")
	}
	if !apm.Plain(v.Coefficient) || v.Coefficient.IsNegative() {
		return Margin{}, errors.New("a coefficient of variation is a number not below zero")
	}
	z, err := Quantile(confidence, sides)
	if err != nil {
		return Margin{}, err
	}
	people, err := root(decimal.New(int64(n), 0))
	if err != nil {
		return Margin{}, err
	}
	rate, err := apm.Quo(apm.Trim(z.Mul(v.Coefficient)), people)
	return Margin{
		Rate: rate, Formula: "z x cv / sqrt(n)", Z: z, Confidence: confidence, Sides: sides, Source: v.Source,
	}, err
}

// ConfidenceInterval is the interval around a per-capita amount of n people: the mean
// times 1 less and plus z x cv / sqrt(n).
func ConfidenceInterval(perCapita decimal.Decimal, n int, v Variation, confidence decimal.Decimal, sides Sides) (Margin, error) {
	if !apm.Plain(perCapita) || perCapita.IsNegative() {
		return Margin{}, errors.New("a per-capita amount is a number not below zero")
	}
	m, err := MinimumSavingsRate(n, v, confidence, sides)
	if err != nil {
		return m, err
	}
	width := perCapita.Mul(m.Rate)
	m.Low = decimal.NewNullDecimal(apm.Trim(perCapita.Sub(width)))
	m.High = decimal.NewNullDecimal(apm.Trim(perCapita.Add(width)))
	return m, nil
}

// ImpliedVariation is the coefficient of variation that a published minimum rate for n
// people implies: rate times the root of n divided by z.
func ImpliedVariation(rate decimal.Decimal, n int, confidence decimal.Decimal, sides Sides) (decimal.Decimal, error) {
	if n <= 0 || !apm.Plain(rate) || rate.IsNegative() {
		return decimal.Decimal{}, errors.New("a rate is not below zero, and its population is above zero")
	}
	z, err := Quantile(confidence, sides)
	if err != nil {
		return z, err
	}
	if z.IsZero() {
		return z, errors.New("a one-sided confidence of one half has no margin, so a rate implies nothing")
	}
	people, err := root(decimal.New(int64(n), 0))
	if err != nil {
		return people, err
	}
	return apm.Quo(apm.Trim(rate.Mul(people)), z)
}

// FullCredibility is the population from which own experience counts in full: the one
// whose mean stays within the tolerance (a fraction of it) at the confidence, the
// square of z x cv / tolerance.
func FullCredibility(v Variation, tolerance, confidence decimal.Decimal) (decimal.Decimal, error) {
	z, err := Quantile(confidence, TwoSided)
	if err != nil {
		return z, err
	}
	if !apm.Plain(v.Coefficient) || v.Coefficient.IsNegative() {
		return decimal.Decimal{}, errors.New("a coefficient of variation is a number not below zero")
	}
	if !apm.Plain(tolerance) || !tolerance.IsPositive() {
		return decimal.Decimal{}, errors.New("a tolerance is a fraction above zero")
	}
	q, err := apm.Quo(apm.Trim(z.Mul(v.Coefficient)), tolerance)
	return apm.Trim(q.Mul(q)), err
}
