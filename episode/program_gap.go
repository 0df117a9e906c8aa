package episode

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// hold holds the spending of a category against its benchmark.
func (a *Arrangement) hold(c *category) error {
	if c.Episodes == 0 {
		return nil
	}
	if a.program.Benchmark.Thresholds != nil {
		return a.holdThresholds(c)
	}
	prices, err := a.prices(c)
	if err != nil {
		return err
	}
	if r := a.program.Benchmark.CaseRate; r != nil && r.Allowance != nil {
		allowance, err := r.Allowance.sum(prices, c.Episodes)
		if err != nil {
			return err
		}
		c.figures = append(c.figures, apm.Figure{Name: "prices of typical care", Value: prices, Unit: apm.Dollars}, apm.Figure{Name: "allowance", Value: allowance, Unit: apm.Dollars})
		prices = apm.Trim(prices.Add(allowance))
	}
	c.Benchmark = decimal.NewNullDecimal(prices)
	gain, loss := prices, prices
	if d, found := byCategory(a.discounts, c.Category); found {
		if gain, loss, err = d.apply(c, prices); err != nil {
			return err
		}
	}
	c.gainTarget, c.lossTarget = decimal.NewNullDecimal(gain), decimal.NewNullDecimal(loss)
	c.gain, c.loss = gain.Sub(c.Spending), loss.Sub(c.Spending)
	return nil
}

// prices is the sum of the prices of a category, regional ones where volume asks for it.
func (a *Arrangement) prices(c *category) (decimal.Decimal, error) {
	for _, v := range a.program.Volume {
		if v.Action != RegionalOnly {
			continue
		}
		low, n, err := v.low(&c.performance)
		if err != nil {
			return c.prices, err
		}
		if !low {
			continue
		}
		if c.withoutRegional {
			return c.prices, apm.Missing("cases.regionalTarget")
		}
		c.Low = RegionalOnly
		c.figures = append(c.figures, apm.Figure{Name: "regional prices alone: episodes", Value: n, Unit: apm.Number})
		return c.regional, nil
	}
	return c.prices, nil
}

// apply takes the discounts off the prices.
func (d Discount) apply(c *category, prices decimal.Decimal) (gain, loss decimal.Decimal, err error) {
	rate, err := d.Rate.At(c.Quality)
	if err != nil {
		return gain, loss, apm.AtRule("benchmark.target.discounts", err)
	}
	lossRate := rate
	if d.LossRate != nil {
		if lossRate, err = d.LossRate.At(c.Quality); err != nil {
			return gain, loss, apm.AtRule("benchmark.target.discounts", err)
		}
	}
	if lossRate.GreaterThan(rate) {
		return gain, loss, apm.AtRule("benchmark.target.discounts", &apm.FactError{Field: "lossRate", Reason: "is above the discount for gains at this quality"})
	}
	c.figures = append(c.figures, apm.Figure{Name: "discount", Value: rate, Unit: apm.Fraction})
	if !lossRate.Equal(rate) {
		c.figures = append(c.figures, apm.Figure{Name: "discount for losses", Value: lossRate, Unit: apm.Fraction})
	}
	return apm.Trim(prices.Mul(unity.Sub(rate))), apm.Trim(prices.Mul(unity.Sub(lossRate))), nil
}

// holdThresholds compares the mean with the levels, without dividing: the sum with the
// level times the episodes.
func (a *Arrangement) holdThresholds(c *category) error {
	l, found := byCategory(a.levels, c.Category)
	if !found {
		return &apm.FactError{Field: categoryField(c.Category, "levels"), Reason: "the program has no thresholds for the category", Missing: true}
	}
	n, scale := count(c.Episodes), unity
	if a.program.Benchmark.Thresholds.Dollars == Rescaled {
		if c.withoutWeight {
			return apm.Missing("cases.weight")
		}
		var err error
		if scale, err = apm.Quo(c.weights, n); err != nil {
			return err
		}
		c.figures = append(c.figures, apm.Figure{Name: "mean risk weight", Value: scale, Unit: apm.Number})
	}
	for _, level := range [...]struct {
		name  string
		value decimal.NullDecimal
	}{{"acceptable", l.Acceptable}, {"commendable", l.Commendable}, {"gain limit", l.GainLimit}} {
		if level.value.Valid {
			c.figures = append(c.figures, apm.Figure{Name: level.name, Value: level.value.Decimal, Unit: apm.Dollars})
		}
	}
	commendable, acceptable := l.Commendable.Decimal.Mul(n), l.Acceptable.Decimal.Mul(n)
	c.gainTarget = decimal.NullDecimal{Decimal: commendable, Valid: l.Commendable.Valid}
	c.lossTarget = decimal.NullDecimal{Decimal: acceptable, Valid: l.Acceptable.Valid}
	if l.Commendable.Valid && c.Spending.LessThan(commendable) {
		counted := c.Spending
		if l.GainLimit.Valid {
			counted = decimal.Max(counted, l.GainLimit.Decimal.Mul(n))
		}
		c.gain = apm.Trim(commendable.Sub(counted).Mul(scale))
	}
	if l.Acceptable.Valid && c.Spending.GreaterThan(acceptable) {
		c.loss = apm.Trim(acceptable.Sub(c.Spending).Mul(scale))
	}
	return nil
}

// choose decides for each category whether it is measured from the price for gains or
// from the one for losses: by its own gap where each category is settled by itself, and
// otherwise by the sum of what volume rules leave of the gaps.
func (a *Arrangement) choose(categories []*category) error {
	bySum, twoPrices := !a.perCategory && a.program.Benchmark.Thresholds == nil, false
	for _, c := range categories {
		twoPrices = twoPrices || !c.gain.Equal(c.loss)
	}
	var gains, losses decimal.Decimal
	if bySum = bySum && twoPrices; bySum {
		var err error
		if gains, losses, err = a.sums(categories); err != nil {
			return err
		}
	}
	for _, c := range categories {
		if !bySum {
			gains, losses = c.gain, c.loss
		}
		switch {
		case losses.IsNegative():
			c.Gap, c.Target = c.loss, c.lossTarget
		case gains.IsNegative(): // between the two prices
			c.Gap, c.Target = decimal.Decimal{}, c.gainTarget
		default:
			c.Gap, c.Target = c.gain, c.gainTarget
		}
		c.performance.benchmark, c.performance.target = c.Benchmark, c.Target
		if a.program.Benchmark.Thresholds != nil && c.Gap.IsZero() {
			c.Target = decimal.NullDecimal{} // between the levels
		}
	}
	return nil
}

// sums adds up what volume rules leave of the gaps, from the prices for gains and from
// those for losses. A loss that is not owed must not choose the price that the gains of
// others are measured from.
func (a *Arrangement) sums(categories []*category) (gains, losses decimal.Decimal, err error) {
	for _, c := range categories {
		gain, err := a.left(c, c.gain)
		if err != nil {
			return gains, losses, err
		}
		loss, err := a.left(c, c.loss)
		if err != nil {
			return gains, losses, err
		}
		gains, losses = gains.Add(gain), losses.Add(loss)
	}
	return gains, losses, nil
}

// left is what volume rules leave of a gap before the categories are netted.
func (a *Arrangement) left(c *category, gap decimal.Decimal) (decimal.Decimal, error) {
	for i, v := range a.program.Volume {
		if v.AfterNetting || !v.concerns(gap) {
			continue
		}
		low, _, err := v.low(&c.performance)
		if err != nil {
			return gap, apm.AtRule(volumePath(i), err)
		}
		if low {
			return decimal.Decimal{}, nil
		}
	}
	return gap, nil
}
