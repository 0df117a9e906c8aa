package main

import (
	"html/template"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// payer is what an arrangement would pay an organisation at other facts: the payment and
// where the organisation itself stands on the same axis, by percent.
type payer struct {
	at   decimal.Decimal
	pays func(percent decimal.Decimal) (decimal.Decimal, error) // dollars
	of   decimal.Decimal                                        // what the payment is a percentage of
}

// axes says what a payoff is drawn over.
type axes struct {
	x, y           string
	from, to, step int64
}

var (
	overSpending = axes{"spending, percent of benchmark", "payment, percent of benchmark", 75, 125, 5}
	overCost     = axes{"cost of its episodes, percent of price", "payment, percent of price", 75, 125, 5}
	overQuality  = axes{"quality score, percent", "dollars per member-month", 0, 100, 20}
)

// payoff draws what a proposal pays, for each organisation, and where they stand.
func (m *model) payoff(i int, a arrangement) (template.HTML, error) {
	over := overSpending
	switch a.(type) {
	case fee:
		over = overQuality
	case *episodes:
		over = overCost
	}
	p := newChart(m.terms.Proposals[i].Name, over.x, over.y)
	for k, o := range m.organisations {
		if o.results[i].failed != nil {
			continue
		}
		one, found, err := m.payer(i, a, o)
		if err != nil {
			return "", err
		}
		if !found {
			continue
		}
		var curve plotter.XYs
		for percent := decimal.NewFromInt(over.from); percent.LessThanOrEqual(decimal.NewFromInt(over.to)); percent = percent.Add(number("0.5")) {
			paid, err := one.pays(percent)
			if err != nil {
				curve = nil // what it has no facts for, such as a score, is needed on the way
				break
			}
			curve = append(curve, plotter.XY{X: drawn(percent), Y: percentOf(paid, one.of)})
		}
		if curve == nil {
			continue
		}
		line, err := plotter.NewLine(curve)
		if err != nil {
			return "", err
		}
		line.Color, line.Width = colour(k), vg.Points(1.5)
		spot, err := plotter.NewScatter(plotter.XYs{{X: drawn(one.at), Y: percentOf(o.results[i].paid, one.of)}})
		if err != nil {
			return "", err
		}
		spot.Color, spot.Shape, spot.Radius = colour(k), draw.CircleGlyph{}, vg.Points(4)
		p.Add(line, spot)
		p.Legend.Add(o.name, line, spot)
	}
	p.Legend.Left = false
	var ticks plot.ConstantTicks
	for x := over.from; x <= over.to; x += over.step {
		ticks = append(ticks, plot.Tick{Value: float64(x), Label: decimal.NewFromInt(x).String()})
	}
	p.X.Tick.Marker = ticks
	p.X.Max = float64(over.to + 2)        // the last label is as wide
	p.Y.Max += 0.25 * (p.Y.Max - p.Y.Min) // room for the names
	p.Add(plotter.NewGrid())
	return svg(p, 15*vg.Centimeter, 9*vg.Centimeter)
}

// payer asks an arrangement about an organisation; found is false where it has nothing to
// be paid for.
func (m *model) payer(i int, a arrangement, o *organisation) (one payer, found bool, err error) {
	switch a := a.(type) {
	case sharing:
		t := o.results[i].target
		facts := a.facts(t, o)
		one.of = t.benchmark
		one.at, err = apm.Quo(facts.Expenditure.Decimal.Shift(2), t.benchmark)
		one.pays = func(percent decimal.Decimal) (decimal.Decimal, error) {
			facts.Expenditure.Decimal = t.benchmark.Mul(percent.Shift(-2))
			settled, err := a.plan.Settle(facts)
			return settled.Paid, err
		}
	case fee:
		in, err := m.study.scope(a.Scope)
		if err != nil {
			return one, false, err
		}
		at := *o
		one.of = in.spent(1, o.panels[1]).months.Decimal().Shift(2)
		one.at = o.quality.Score.Decimal.Shift(2)
		one.pays = func(percent decimal.Decimal) (decimal.Decimal, error) {
			at.quality.Score = decimal.NewNullDecimal(percent.Shift(-2))
			r, err := a.settle(m, &at)
			return r.paid, err
		}
	case *episodes:
		cases := a.found.of[o.name]
		cost, target := totals(cases)
		if !cost.IsPositive() || !target.IsPositive() {
			return one, false, nil
		}
		one.of = target
		one.at, err = apm.Quo(cost.Shift(2), target)
		one.pays = func(percent decimal.Decimal) (decimal.Decimal, error) {
			level, err := apm.Quo(target.Mul(percent.Shift(-2)), cost)
			if err != nil {
				return level, err
			}
			settled, err := a.program.Settle(episode.ProviderFacts{ID: o.name, Quality: o.quality}, scaled(cases, level))
			return settled.Result, err
		}
	}
	return one, one.of.IsPositive(), err
}
