package episode

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Benchmark is what the cost of episodes is held against: exactly one of its fields
// is set. Thresholds and prices are computed elsewhere and stand here as plain values.
type Benchmark struct {
	Thresholds *Thresholds `json:"thresholds,omitempty"`
	Target     *Target     `json:"target,omitempty"`
	CaseRate   *CaseRate   `json:"caseRate,omitempty"`
}

// Thresholds hold the mean cost of a provider's episodes against levels: savings below
// the commendable one, excess above the acceptable one, nothing between. Comparisons are
// strict: a mean on a level is between.
type Thresholds struct {
	// Levels are those of each category; one without a category serves all others.
	Levels []Level `json:"levels"`
	// Dollars says in which dollars the difference is paid.
	Dollars ThresholdDollars `json:"dollars"`
}

// ThresholdDollars says what the difference from a threshold is paid in.
type ThresholdDollars string

// The dollars of a difference.
const (
	Adjusted ThresholdDollars = "adjusted" // as risk adjustment has made them
	Rescaled ThresholdDollars = "rescaled" // times the provider's mean risk weight in the category
)

// Level is the thresholds of a category of episodes, in dollars an episode and not
// below zero. Without Acceptable there are no losses, without Commendable no gains.
type Level struct {
	Category    string              `json:"category,omitzero"`
	Acceptable  decimal.NullDecimal `json:"acceptable,omitzero"`
	Commendable decimal.NullDecimal `json:"commendable,omitzero"`
	// GainLimit is the mean below which savings no longer count.
	GainLimit decimal.NullDecimal `json:"gainLimit,omitzero"`
}

// Target holds the cost of every episode against a price, Case.Target.
type Target struct {
	// Discounts are taken off the prices, for each category; one without a category
	// serves all others. A category without one has its discount in the price.
	Discounts []Discount `json:"discounts,omitempty"`
}

// Discount is a fraction that the payer takes off a price in advance, which may
// depend on quality.
type Discount struct {
	Category string   `json:"category,omitzero"`
	Rate     apm.Rate `json:"rate"`
	// LossRate is the one that losses are measured from, never above Rate; nil is Rate.
	// Between the two prices there is neither gain nor loss.
	LossRate  *apm.Rate `json:"lossRate,omitempty"`
	Authority string    `json:"authority,omitzero"`
}

// CaseRate pays a price for each episode: the same for all, or Case.Target, the price by
// severity of its typical care, and an allowance for complications on top.
type CaseRate struct {
	// Price is the price of a case that has none of its own, in dollars.
	Price     decimal.NullDecimal `json:"price,omitzero"`
	Allowance *Allowance          `json:"allowance,omitempty"`
}

// Allowance is the part of the cost of potentially avoidable complications that a case
// rate pays for, in the manner of PROMETHEUS: a pool for each case, of which one part
// is paid flat and the other in proportion to the price of the case.
type Allowance struct {
	// Cost is the mean cost of complications of an episode, in dollars, and Share the
	// fraction of it that the pool holds.
	Cost  decimal.Decimal `json:"cost"`
	Share decimal.Decimal `json:"share"`
	// Flat is the fraction of the pool that every case gets alike.
	Flat decimal.Decimal `json:"flat"`
	// MeanPrice is the mean price of all cases in dollars, above zero; needed unless Flat is 1.
	MeanPrice decimal.NullDecimal `json:"meanPrice,omitzero"`
	Authority string              `json:"authority,omitzero"`
}

// Of is the allowance for a case of that price.
func (a Allowance) Of(price decimal.Decimal) (decimal.Decimal, error) { return a.sum(price, 1) }

// sum is the allowance of n cases whose prices add up to that.
func (a Allowance) sum(prices decimal.Decimal, n int) (decimal.Decimal, error) {
	pool := a.Cost.Mul(a.Share)
	flat := pool.Mul(a.Flat).Mul(count(n))
	part := pool.Mul(unity.Sub(a.Flat)).Mul(prices)
	if part.IsZero() {
		return apm.Trim(flat), nil
	}
	proportional, err := apm.Quo(apm.Trim(part), a.MeanPrice.Decimal)
	return apm.Trim(flat.Add(proportional)), err
}

func (b *Benchmark) validate(c apm.Check) {
	forms := 0
	if b.Thresholds != nil {
		forms++
		b.Thresholds.validate(c.In("thresholds"))
	}
	if b.Target != nil {
		forms++
		b.Target.validate(c.In("target"))
	}
	if b.CaseRate != nil {
		forms++
		b.CaseRate.validate(c.In("caseRate"))
	}
	if forms != 1 {
		c.Problemf("a benchmark is exactly one of thresholds, target and caseRate, not %d of them", forms)
	}
}

func (t *Thresholds) validate(c apm.Check) {
	if t.Dollars != Adjusted && t.Dollars != Rescaled {
		c.In("dollars").Problemf("unknown dollars %q (known: adjusted, rescaled)", string(t.Dollars))
	}
	if len(t.Levels) == 0 {
		c.In("levels").Problemf("needs the levels of a category")
	}
	seen := make(map[string]bool)
	for i, l := range t.Levels {
		at := c.In("levels").At(i)
		if seen[l.Category] {
			at.In("category").Problemf("%q has levels already", l.Category)
		}
		seen[l.Category] = true
		l.validate(at)
	}
}

func (l *Level) validate(c apm.Check) {
	if !l.Acceptable.Valid && !l.Commendable.Valid {
		c.Problemf("needs acceptable, commendable or both")
	}
	if l.GainLimit.Valid && !l.Commendable.Valid {
		c.In("gainLimit").Problemf("does not apply: without commendable there are no gains")
	}
	lowest, name := decimal.NullDecimal{}, ""
	for _, level := range [...]struct {
		name  string
		value decimal.NullDecimal
	}{{"gainLimit", l.GainLimit}, {"commendable", l.Commendable}, {"acceptable", l.Acceptable}} {
		if !level.value.Valid {
			continue
		}
		at := c.In(level.name)
		at.NotNegative(level.value.Decimal)
		if !apm.Plain(level.value.Decimal) {
			return
		}
		if lowest.Valid && level.value.Decimal.LessThan(lowest.Decimal) {
			at.Problemf("%s is below %s, %s", level.value.Decimal, name, lowest.Decimal)
		}
		lowest, name = level.value, level.name
	}
}

func (t *Target) validate(c apm.Check) {
	seen := make(map[string]bool)
	for i, d := range t.Discounts {
		at := c.In("discounts").At(i)
		if seen[d.Category] {
			at.In("category").Problemf("%q has a discount already", d.Category)
		}
		seen[d.Category] = true
		d.Rate.Validate(at.In("rate"))
		if d.LossRate != nil {
			d.LossRate.Validate(at.In("lossRate"))
		}
		fallingWithQuality(d.Rate, at.In("rate"), "a discount")
		if d.LossRate != nil {
			fallingWithQuality(*d.LossRate, at.In("lossRate"), "a discount")
			if rate, loss := d.Rate.Fixed, d.LossRate.Fixed; rate.Valid && loss.Valid && apm.Plain(rate.Decimal) && apm.Plain(loss.Decimal) && loss.Decimal.GreaterThan(rate.Decimal) {
				at.In("lossRate").Problemf("%s is above the discount for gains, %s", loss.Decimal, rate.Decimal)
			}
		}
	}
}

func (r *CaseRate) validate(c apm.Check) {
	if r.Price.Valid {
		c.In("price").NotNegative(r.Price.Decimal)
	}
	if a := r.Allowance; a != nil {
		at := c.In("allowance")
		at.In("cost").NotNegative(a.Cost)
		at.In("share").Fraction(a.Share)
		at.In("flat").Fraction(a.Flat)
		switch {
		case a.MeanPrice.Valid:
			if at.In("meanPrice").Number(a.MeanPrice.Decimal) && !a.MeanPrice.Decimal.IsPositive() {
				at.In("meanPrice").Problemf("%s is not above zero", a.MeanPrice.Decimal)
			}
		case apm.Plain(a.Flat) && !a.Flat.Equal(unity):
			at.In("meanPrice").Problemf("is missing, and a part of the allowance is in proportion to it")
		}
	}
}

// compiled is the levels and discounts by category.
func (b *Benchmark) compiled() (map[string]Level, map[string]Discount) {
	levels, discounts := make(map[string]Level), make(map[string]Discount)
	if b.Thresholds != nil {
		for _, l := range b.Thresholds.Levels {
			levels[l.Category] = l
		}
	}
	if b.Target != nil {
		for _, d := range b.Target.Discounts {
			discounts[d.Category] = d
		}
	}
	return levels, discounts
}

// byCategory finds what serves a category: its own, or the one without a category.
func byCategory[T any](of map[string]T, category string) (T, bool) {
	value, found := of[category]
	if !found {
		value, found = of[""]
	}
	return value, found
}
