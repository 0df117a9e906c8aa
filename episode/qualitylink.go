package episode

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Gate lets a gain pass only with sufficient quality: by metrics, or without metrics by
// the status of the provider's quality.
type Gate struct {
	// Statuses are those that pass; needed without metrics.
	Statuses []apm.Status `json:"statuses,omitempty"`
	// Metrics are those that are linked to gains.
	Metrics []Metric `json:"metrics,omitempty"`
	// Needed is the part of the metrics, by weight, that must be met, as a fraction above
	// zero; the zero value is all of them.
	Needed    decimal.NullDecimal `json:"needed,omitzero"`
	Authority string              `json:"authority,omitzero"`
}

// Metric is a quality metric with the value that meets it: exactly one of AtLeast and
// AtMost is set, in the unit of the metric, the boundary included.
type Metric struct {
	ID      string              `json:"id"`
	AtLeast decimal.NullDecimal `json:"atLeast,omitzero"`
	AtMost  decimal.NullDecimal `json:"atMost,omitzero"`
	// Weight counts where a part of the metrics is enough; zero is 1.
	Weight decimal.Decimal `json:"weight,omitzero"`
}

// Kind is "gate".
func (Gate) Kind() string { return "gate" }

// Apply keeps the amount when quality suffices and gives zero otherwise. A metric
// without a value is missing, not failed: a program that forgives it leaves it out.
func (g Gate) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	move := Move{Authority: g.Authority}
	if amount.IsZero() {
		return move, nil
	}
	passed, key, figures, err := g.passes(p)
	if move.Key, move.Figures = key, figures; passed {
		move.To = amount
	}
	return move, err
}

func (g Gate) passes(p *Performance) (bool, string, []apm.Figure, error) {
	if len(g.Metrics) == 0 {
		if p.Quality.Status == "" {
			return false, "", nil, apm.Missing("quality.status")
		}
		return slices.Contains(g.Statuses, p.Quality.Status), string(p.Quality.Status), nil, nil
	}
	met, all := decimal.Decimal{}, decimal.Decimal{}
	figures := make([]apm.Figure, 0, len(g.Metrics))
	for _, m := range g.Metrics {
		value, found := p.metrics[m.ID]
		if !found {
			return false, "", nil, apm.Missing("metrics." + m.ID)
		}
		weight := m.weight()
		if all = all.Add(weight); m.met(value) {
			met = met.Add(weight)
		}
		figures = append(figures, apm.Figure{Name: m.ID, Value: value, Unit: apm.Number})
	}
	needed := all
	if g.Needed.Valid {
		needed = all.Mul(g.Needed.Decimal)
	}
	if met.LessThan(needed) {
		return false, "missed", figures, nil
	}
	return true, "met", figures, nil
}

func (m Metric) weight() decimal.Decimal {
	if m.Weight.IsZero() {
		return unity
	}
	return m.Weight
}

func (m Metric) met(value decimal.Decimal) bool {
	if m.AtLeast.Valid {
		return value.GreaterThanOrEqual(m.AtLeast.Decimal)
	}
	return value.LessThanOrEqual(m.AtMost.Decimal)
}

// Validate reports a gate that nothing could pass, or everything.
func (g Gate) Validate(c apm.Check) {
	if (len(g.Statuses) == 0) == (len(g.Metrics) == 0) {
		c.Problemf("a gate has either statuses or metrics")
	}
	for i, s := range g.Statuses {
		if s == "" {
			c.In("statuses").At(i).Problemf("is empty")
		}
	}
	if g.Needed.Valid {
		if len(g.Metrics) == 0 {
			c.In("needed").Problemf("does not apply: there are no metrics")
		}
		c.In("needed").Fraction(g.Needed.Decimal)
		if g.Needed.Decimal.IsZero() {
			c.In("needed").Problemf("is zero, so that every provider passes")
		}
	}
	seen := make(map[string]bool)
	for i, m := range g.Metrics {
		at := c.In("metrics").At(i)
		if m.ID == "" {
			at.In("id").Problemf("is empty")
		}
		if seen[m.ID] {
			at.In("id").Problemf("%q stands twice", m.ID)
		}
		seen[m.ID] = true
		if m.AtLeast.Valid == m.AtMost.Valid {
			at.Problemf("a metric is met by exactly one of atLeast and atMost")
		}
		at.In("atLeast").Number(m.AtLeast.Decimal)
		at.In("atMost").Number(m.AtMost.Decimal)
		at.In("weight").NotNegative(m.Weight)
	}
}

// Adjust moves an amount by a percentage that depends on the quality score in a straight
// line, up to a maximum.
type Adjust struct {
	// Maximum is the greatest adjustment, as a fraction of the amount.
	Maximum   decimal.Decimal `json:"maximum"`
	Direction Direction       `json:"direction"`
	Authority string          `json:"authority,omitzero"`
}

// Direction says how an [Adjust] moves an amount.
type Direction string

// The directions, for a quality score Q of 0 to 1 and a maximum M.
const (
	Withhold  Direction = "withhold"  // of a gain M x (1 - Q) is kept back: the best keep it whole
	Bonus     Direction = "bonus"     // a gain grows by M x Q
	Forgive   Direction = "forgive"   // of a loss M x Q is forgiven: the worst owe it whole
	Surcharge Direction = "surcharge" // a loss grows by M x (1 - Q)
)

// Kind is "adjust".
func (Adjust) Kind() string { return "adjust" }

// Apply adjusts the amount. An amount of zero stays zero and asks nothing of quality. It
// fails with a [*apm.FactError] when the score is missing or outside 0 to 1.
func (a Adjust) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	move := Move{Authority: a.Authority}
	if amount.IsZero() {
		return move, nil
	}
	if !p.Quality.Score.Valid {
		return move, apm.Missing("quality.score")
	}
	score := p.Quality.Score.Decimal
	if score.IsNegative() || score.GreaterThan(unity) {
		return move, &apm.FactError{Field: "quality.score", Reason: "is outside 0 to 1 (80 points of 100 are 0.8)"}
	}
	rate := a.Maximum.Mul(score)
	if a.Direction == Withhold || a.Direction == Surcharge {
		rate = a.Maximum.Mul(unity.Sub(score))
	}
	change := amount.Mul(rate)
	if a.Direction == Withhold || a.Direction == Forgive {
		change = change.Neg()
	}
	move.To = amount.Add(change)
	move.Figures = []apm.Figure{
		{Name: "quality score", Value: score, Unit: apm.Fraction},
		{Name: "adjustment", Value: rate, Unit: apm.Fraction},
		{Name: "change by quality", Value: change, Unit: apm.Dollars},
	}
	return move, nil
}

// Validate reports a maximum outside 0 to 1 and an unknown direction.
func (a Adjust) Validate(c apm.Check) {
	c.In("maximum").Fraction(a.Maximum)
	switch a.Direction {
	case Withhold, Bonus, Forgive, Surcharge:
	default:
		c.In("direction").Problemf("unknown direction %q (known: withhold, bonus, forgive, surcharge)", string(a.Direction))
	}
}

// misplaced reports a direction that punishes better quality on that side.
func (a Adjust) misplaced(s side, c apm.Check) {
	switch {
	case s == finalSide:
		c.Problemf("adjust has one side: it belongs in a list of gains or of losses")
	case s == gainSide && (a.Direction == Forgive || a.Direction == Surcharge):
		c.In("direction").Problemf("%s goes with losses", string(a.Direction))
	case s == lossSide && (a.Direction == Withhold || a.Direction == Bonus):
		c.In("direction").Problemf("%s goes with gains", string(a.Direction))
	}
}
