package benchmark

import (
	"errors"
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Component is a part of what an episode cost with the factor that carries it to
// another year's prices: the hospital stay, and what follows it.
type Component struct {
	Amount decimal.Decimal `json:"amount"` // dollars
	Factor decimal.Decimal `json:"factor"` // not below zero
}

// Reprice is the cost of an episode at other prices: the sum of each part times its
// factor.
func Reprice(parts ...Component) (decimal.Decimal, error) {
	sum := decimal.Decimal{}
	for i, p := range parts {
		if !apm.Plain(p.Amount) || !apm.Plain(p.Factor) || p.Factor.IsNegative() {
			return sum, fmt.Errorf("parts[%d]: a part is an amount and a factor not below zero", i)
		}
		sum = sum.Add(p.Amount.Mul(p.Factor))
	}
	return apm.Trim(sum), nil
}

// Winsor pulls the ends of a distribution in to its percentiles. Without Lower it
// only caps.
type Winsor struct {
	Lower      decimal.NullDecimal      `json:"lower,omitzero"` // a percentile as a fraction: 0.01
	Upper      decimal.NullDecimal      `json:"upper,omitzero"` // 0.99
	Definition apm.PercentileDefinition `json:"definition"`
}

// Cost is what one episode cost, in the group within which it is winsorised: an
// episode type, a fiscal year and a price cell.
type Cost struct {
	Group  string
	Amount decimal.Decimal // dollars
}

// Ends is where a group was winsorised.
type Ends struct {
	Lower, Upper decimal.NullDecimal // dollars
	Pulled       int                 // how many costs were pulled in
}

// Validate reports percentiles outside 0 to 1 or crossing, and an unknown definition.
func (w Winsor) Validate(c apm.Check) {
	if !w.Lower.Valid && !w.Upper.Valid {
		c.Problemf("needs lower, upper or both")
	}
	c.In("lower").Fraction(w.Lower.Decimal)
	c.In("upper").Fraction(w.Upper.Decimal)
	if w.Lower.Valid && w.Upper.Valid && apm.Plain(w.Lower.Decimal) && apm.Plain(w.Upper.Decimal) && w.Upper.Decimal.LessThan(w.Lower.Decimal) {
		c.In("upper").Problemf("%s is below lower %s", w.Upper.Decimal, w.Lower.Decimal)
	}
	w.Definition.Validate(c.In("definition"))
}

// Apply winsorises each group by its own percentiles. The costs come back in their
// order, with the ends of every group by name.
func (w Winsor) Apply(costs []Cost) ([]Cost, map[string]Ends, error) {
	var problems apm.Problems
	w.Validate(problems.Check())
	if problems != nil {
		return nil, nil, problems
	}
	groups := make(map[string][]decimal.Decimal)
	for _, c := range costs {
		groups[c.Group] = append(groups[c.Group], c.Amount)
	}
	ends := make(map[string]Ends, len(groups))
	for _, name := range sortedKeys(groups) {
		var e Ends
		for _, end := range []struct {
			p  decimal.NullDecimal
			to *decimal.NullDecimal
		}{{w.Lower, &e.Lower}, {w.Upper, &e.Upper}} {
			if !end.p.Valid {
				continue
			}
			amount, err := w.Definition.Percentile(groups[name], end.p.Decimal)
			if err != nil {
				return nil, nil, fmt.Errorf("group %q: %w", name, err)
			}
			*end.to = decimal.NewNullDecimal(amount)
		}
		ends[name] = e
	}
	out := make([]Cost, len(costs))
	for i, c := range costs {
		e := ends[c.Group]
		to := clamp(c.Amount, e.Lower, e.Upper)
		if !to.Equal(c.Amount) {
			e.Pulled++
			ends[c.Group] = e
		}
		out[i] = Cost{Group: c.Group, Amount: to}
	}
	return out, ends, nil
}

// Cut is a level taken from a distribution: a percentile, or an amount that somebody
// has set. Exactly one of the two is set.
type Cut struct {
	Percentile decimal.NullDecimal `json:"percentile,omitzero"` // a fraction: 0.75
	Amount     decimal.NullDecimal `json:"amount,omitzero"`     // dollars
}

// Thresholds says how the levels are set that episodes are settled against.
type Thresholds struct {
	// Acceptable is the mean cost above which an accountable provider shares the excess,
	// Commendable the one below which it shares the savings, and GainLimit the cost below
	// which savings no longer count. Each may be missing.
	Acceptable  *Cut                     `json:"acceptable,omitempty"`
	Commendable *Cut                     `json:"commendable,omitempty"`
	GainLimit   *Cut                     `json:"gainLimit,omitempty"`
	Definition  apm.PercentileDefinition `json:"definition"`
}

// Levels is thresholds in dollars.
type Levels struct {
	Acceptable  decimal.NullDecimal `json:"acceptable,omitzero"`
	Commendable decimal.NullDecimal `json:"commendable,omitzero"`
	GainLimit   decimal.NullDecimal `json:"gainLimit,omitzero"`
}

// From takes the levels from a distribution, such as the mean risk-adjusted costs of
// all providers. It fails on a percentile of nothing, and when the levels come out in
// another order than gain limit, commendable, acceptable.
func (t Thresholds) From(costs []decimal.Decimal) (Levels, error) {
	var levels Levels
	lowest := decimal.NullDecimal{}
	for _, cut := range []struct {
		name string
		of   *Cut
		to   *decimal.NullDecimal
	}{{"gainLimit", t.GainLimit, &levels.GainLimit}, {"commendable", t.Commendable, &levels.Commendable}, {"acceptable", t.Acceptable, &levels.Acceptable}} {
		if cut.of == nil {
			continue
		}
		level, err := cut.of.level(t.Definition, costs)
		if err != nil {
			return Levels{}, fmt.Errorf("%s: %w", cut.name, err)
		}
		if lowest.Valid && level.LessThan(lowest.Decimal) {
			return Levels{}, fmt.Errorf("%s: comes out below the level before it; the order is gain limit, commendable, acceptable", cut.name)
		}
		lowest = decimal.NewNullDecimal(level)
		*cut.to = lowest
	}
	return levels, nil
}

func (c *Cut) level(definition apm.PercentileDefinition, costs []decimal.Decimal) (decimal.Decimal, error) {
	switch {
	case c.Percentile.Valid == c.Amount.Valid:
		return decimal.Decimal{}, errors.New("a threshold is exactly one of percentile and amount")
	case c.Amount.Valid:
		if reason := unusable(c.Amount.Decimal, false); reason != "" {
			return decimal.Decimal{}, errors.New(reason)
		}
		return c.Amount.Decimal, nil
	}
	return definition.Percentile(costs, c.Percentile.Decimal)
}

// TruncatedTrend is how much spending grows that is cut off at an attachment point
// fixed in dollars, when each person's whole spending grows by the ground-up trend: at
// most that trend.
func TruncatedTrend(costs []decimal.Decimal, attachment, trend decimal.Decimal) (decimal.Decimal, error) {
	return leveraged(costs, attachment, trend, func(cost decimal.Decimal) decimal.Decimal {
		return decimal.Min(cost, attachment)
	})
}

// ExcessTrend is the leveraged trend: how much the spending above a fixed attachment
// point grows, at least the ground-up trend where that is above 1.
func ExcessTrend(costs []decimal.Decimal, attachment, trend decimal.Decimal) (decimal.Decimal, error) {
	return leveraged(costs, attachment, trend, func(cost decimal.Decimal) decimal.Decimal {
		return decimal.Max(cost.Sub(attachment), decimal.Decimal{})
	})
}

func leveraged(costs []decimal.Decimal, attachment, trend decimal.Decimal, layer func(decimal.Decimal) decimal.Decimal) (decimal.Decimal, error) {
	if unusable(attachment, false) != "" || unusable(trend, false) != "" {
		return decimal.Decimal{}, errors.New("an attachment point is dollars and a trend a factor, both not below zero")
	}
	before, after := decimal.Decimal{}, decimal.Decimal{}
	for i, cost := range costs {
		if reason := unusable(cost, true); reason != "" {
			return decimal.Decimal{}, fmt.Errorf("costs[%d]: %s", i, reason)
		}
		before, after = before.Add(layer(cost)), after.Add(layer(cost.Mul(trend)))
	}
	if !before.IsPositive() {
		return decimal.Decimal{}, errors.New("nobody's spending reaches the layer, so it has no growth")
	}
	return apm.Quo(apm.Trim(after), apm.Trim(before))
}
