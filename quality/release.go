package quality

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Release is a copy of the outcome that may be published: of each measure the counts of 1
// to 10 are hidden (CMS's cell size suppression policy), of those in the numerator, of those in
// the denominator but not in the numerator, and of the denominator itself, with
// what would reveal them. A hidden count is a null decimal. Where a count is hidden,
// everything from which it could be computed is hidden too: the rates, the segment of
// the curve, the points and their steps of the measure. Scores of nodes stay: of a node with a
// single part they are those of the part, and a caller who publishes such a node hides it.
// Counts that are not whole are not counts of people and stay.
func (o Outcome) Release() Outcome {
	o.Measures = slices.Clone(o.Measures)
	o.Nodes = slices.Clone(o.Nodes)
	hidden := make(map[string]bool)
	for i := range o.Measures {
		if o.Measures[i].release() {
			hidden[o.Measures[i].Measure] = true
		}
	}
	for i := range o.Nodes {
		parts := slices.Clone(o.Nodes[i].Parts)
		for k := range parts {
			if hidden[parts[k].Part] {
				parts[k].Points, parts[k].Share, parts[k].Hidden = decimal.Decimal{}, decimal.Decimal{}, true
			}
		}
		o.Nodes[i].Parts = parts
	}
	return o
}

// release hides what must not be shown of one measure, and says whether there was any.
func (m *MeasureTrail) release() bool {
	few := func(d decimal.NullDecimal) bool {
		return d.Valid && d.Decimal.IsInteger() && d.Decimal.IsPositive() && !d.Decimal.GreaterThan(decimal.New(apm.SmallCell, 0))
	}
	hide := few(m.Numerator) || few(m.Denominator) || few(m.Cases)
	if m.Numerator.Valid && m.Denominator.Valid && m.Numerator.Decimal.IsInteger() && m.Denominator.Decimal.IsInteger() {
		counts := []int64{m.Numerator.Decimal.IntPart(), m.Denominator.Decimal.Sub(m.Numerator.Decimal).IntPart()}
		shown := apm.Suppress(counts)
		// The cells are the numerator and what is left of the denominator. Where one of the two is
		// hidden, the numerator is: with the denominator it would give the other.
		hide = hide || shown.Cells[0] || shown.Cells[1]
	}
	if !hide {
		return false
	}
	none := decimal.NullDecimal{}
	m.Numerator = none
	if few(m.Denominator) {
		m.Denominator = none
	}
	if few(m.Cases) {
		m.Cases = none
	}
	m.Rate, m.Own, m.Improvement, m.Target, m.Steps, m.Segment = none, none, none, none, nil, Segment{}
	m.Achievement, m.Points, m.Hidden = decimal.Decimal{}, decimal.Decimal{}, true
	return true
}
