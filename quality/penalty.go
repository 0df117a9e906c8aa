package quality

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// WorstQuantile cuts the payments of the worst: those whose total lies strictly beyond a
// percentile of all totals (the HAC Reduction Program cuts by 1 % above the 75th).
type WorstQuantile struct {
	// At is the percentile of the totals, a fraction: 0.75.
	At         decimal.Decimal          `json:"at"`
	Definition apm.PercentileDefinition `json:"definition"`
	// Direction says which totals are better: lower in the HAC Reduction Program. Where
	// higher is better, those below the percentile are cut.
	Direction Direction `json:"direction"`
	// Factor is what the payments of the worst are multiplied by: 0.99.
	Factor    decimal.Decimal `json:"factor"`
	Authority string          `json:"authority,omitzero"`
}

// Validate reports every problem as [apm.Problems].
func (w WorstQuantile) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	c.In("at").Fraction(w.At)
	w.Definition.Validate(c.In("definition"))
	w.Direction.validate(c.In("direction"))
	c.In("factor").Fraction(w.Factor)
	return problems.Err()
}

// Threshold is the total beyond which payments are cut.
func (w WorstQuantile) Threshold(totals []decimal.Decimal) (decimal.Decimal, error) {
	if err := w.Validate(); err != nil {
		return decimal.Decimal{}, err
	}
	if len(totals) == 0 {
		return decimal.Decimal{}, apm.Missing("totals")
	}
	return w.Definition.Percentile(totals, w.At)
}

// PaymentFactor is Factor for a total strictly beyond the threshold and 1 for any other.
func (w WorstQuantile) PaymentFactor(total, threshold decimal.Decimal) decimal.Decimal {
	if beats(w.Direction, threshold, total) {
		return w.Factor
	}
	return one
}

// CappedExcess cuts payments by a capped sum of excess ratios: the Hospital
// Readmissions Reduction Program,
//
//	factor = 1 - min(Cap, Neutrality x sum of weight x max(ratio - median, 0))
//
// over the items with enough cases.
type CappedExcess struct {
	Neutrality decimal.Decimal `json:"neutrality"` // budget neutrality modifier, not negative
	Cap        decimal.Decimal `json:"cap"`        // 0.03
	MinCases   decimal.Decimal `json:"minCases"`   // 25
	// Round rounds the factor, where it is given.
	Round     *Round `json:"round,omitempty"`
	Authority string `json:"authority,omitzero"`
}

// Excess is one item: a measure with its ratio.
type Excess struct {
	Name   string              `json:"name"`
	Ratio  decimal.NullDecimal `json:"ratio,omitzero"` // predicted over expected; an item without one does not count
	Median decimal.Decimal     `json:"median"`         // of the peer group
	Weight decimal.Decimal     `json:"weight"`         // share of payments, a fraction
	Cases  decimal.Decimal     `json:"cases"`
}

// ExcessTrail tells what an item did.
type ExcessTrail struct {
	Name      string          `json:"name"`
	Penalized bool            `json:"penalized"`
	Excess    decimal.Decimal `json:"excess"` // ratio less median, zero where not penalized
	Amount    decimal.Decimal `json:"amount"` // weight x excess
}

// PaymentFactor is the factor, with what each item did, in order.
func (x CappedExcess) PaymentFactor(items []Excess) (decimal.Decimal, []ExcessTrail, error) {
	if err := x.Validate(); err != nil {
		return decimal.Decimal{}, nil, err
	}
	sum := decimal.Decimal{}
	trail := make([]ExcessTrail, len(items))
	for i, item := range items {
		var problems apm.Problems
		c := problems.Check().In("items").At(i)
		c.In("ratio").NotNegative(item.Ratio.Decimal)
		c.In("median").NotNegative(item.Median)
		c.In("weight").Fraction(item.Weight)
		c.In("cases").NotNegative(item.Cases)
		if len(problems) > 0 {
			return decimal.Decimal{}, nil, &apm.FactError{Field: problems[0].Path, Reason: problems[0].Message}
		}
		trail[i].Name = item.Name
		if !item.Ratio.Valid || item.Cases.LessThan(x.MinCases) || !item.Ratio.Decimal.GreaterThan(item.Median) {
			continue
		}
		trail[i].Penalized = true
		trail[i].Excess = item.Ratio.Decimal.Sub(item.Median)
		trail[i].Amount = apm.Trim(item.Weight.Mul(trail[i].Excess))
		sum = sum.Add(trail[i].Amount)
	}
	factor := one.Sub(decimal.Min(x.Cap, apm.Trim(x.Neutrality.Mul(sum))))
	factor, err := x.Round.apply(factor)
	return factor, trail, err
}

// Validate reports every problem as [apm.Problems].
func (x CappedExcess) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	c.In("neutrality").NotNegative(x.Neutrality)
	c.In("cap").Fraction(x.Cap)
	c.In("minCases").NotNegative(x.MinCases)
	x.Round.validate(c.In("round"))
	return problems.Err()
}

// apply rounds to the step; no rounding leaves the number as it is.
func (r *Round) apply(d decimal.Decimal) (decimal.Decimal, error) {
	if r == nil {
		return d, nil
	}
	if places, ok := decimals(r.To); ok {
		return apm.Round(d, places, r.Mode)
	}
	steps, err := apm.Quo(d, r.To)
	if err == nil {
		steps, err = apm.Round(steps, 0, r.Mode)
	}
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("round: %w", err)
	}
	return steps.Mul(r.To), nil
}

// decimals is the number of places of a step that is a power of ten.
func decimals(step decimal.Decimal) (places int32, ok bool) {
	if step.NumDigits() == 1 && step.Coefficient().Int64() == 1 {
		return -step.Exponent(), true
	}
	return 0, false
}

func (r *Round) validate(c apm.Check) {
	if r == nil {
		return
	}
	if c.In("to").Number(r.To) && !r.To.IsPositive() {
		c.In("to").Problemf("%s is not above zero", r.To)
	}
	r.Mode.Validate(c.In("mode"))
}

// beats says whether a is strictly better than b.
func beats(d Direction, a, b decimal.Decimal) bool {
	if d == Lower {
		return a.LessThan(b)
	}
	return a.GreaterThan(b)
}

func (d Direction) validate(c apm.Check) {
	if d != Higher && d != Lower {
		c.Problemf("unknown direction %q (known: higher, lower)", string(d))
	}
}

var (
	one     = decimal.New(1, 0)
	ten     = decimal.New(10, 0)
	hundred = decimal.New(100, 0)
)
