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
// the curve, the points and their steps of the measure, and the same of another measure that
// reads the same result. Of a node in which one part alone is hidden, that part is what the
// others leave of the score: a second measure is hidden with it, or the node's score where
// it has no other. Counts that are not whole are not counts of people and stay.
func (o Outcome) Release() Outcome {
	o.Measures = slices.Clone(o.Measures)
	o.Nodes = slices.Clone(o.Nodes)
	hidden := make(map[string]bool)
	for i := range o.Measures {
		if m := &o.Measures[i]; m.few() {
			o.hide(m, hidden)
		}
	}
	for again := len(hidden) > 0; again; {
		again = false
		for i := range o.Nodes {
			again = o.complement(&o.Nodes[i], hidden) || again
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

// complement hides a second part of a node in which one alone is hidden, or the node, and says
// whether it has hidden anything.
func (o *Outcome) complement(n *NodeTrail, hidden map[string]bool) bool {
	if hidden[n.Node] {
		return false
	}
	count, other := 0, -1
	for _, p := range n.Parts {
		if p.Counts && hidden[p.Part] {
			count++
		} else if i := slices.IndexFunc(o.Measures, func(m MeasureTrail) bool { return m.Measure == p.Part }); p.Counts && i >= 0 &&
			(other < 0 || p.Part < o.Measures[other].Measure) {
			other = i
		}
	}
	switch {
	case count != 1:
		return false
	case other >= 0:
		o.hide(&o.Measures[other], hidden)
		return true
	}
	hidden[n.Node] = true
	o.headless(n.Score)
	*n = NodeTrail{Node: n.Node, Method: n.Method, Parts: n.Parts, Scored: n.Scored, Why: n.Why, Available: n.Available, Authority: n.Authority, Hidden: true}
	return true
}

// headless hides the program's score where it is the score of what was hidden.
func (o *Outcome) headless(score decimal.Decimal) {
	if o.Score.Valid && o.Score.Decimal.Equal(score) {
		o.Score, o.Quality.Score = decimal.NullDecimal{}, decimal.NullDecimal{}
	}
}

// hide hides a measure and the others that read the same result: those with its numbers.
func (o *Outcome) hide(m *MeasureTrail, hidden map[string]bool) {
	type numbers struct {
		source                   string
		rate, numerator, of, own string
	}
	of := func(m *MeasureTrail) numbers {
		text := func(d decimal.NullDecimal) string {
			if !d.Valid {
				return ""
			}
			return d.Decimal.String()
		}
		return numbers{m.Source, text(m.Rate), text(m.Numerator), text(m.Denominator), text(m.Own)}
	}
	same, known := of(m), m.Rate.Valid
	for i := range o.Measures {
		if twin := &o.Measures[i]; twin == m || known && of(twin) == same {
			hidden[twin.Measure] = true
			if twin.Scored {
				o.headless(twin.Points)
			}
			twin.hide()
		}
	}
}

// few says whether a count of a measure must not be shown.
func (m *MeasureTrail) few() bool {
	if few(m.Numerator) || few(m.Denominator) || few(m.Cases) {
		return true
	}
	if !m.Numerator.Valid || !m.Denominator.Valid || !m.Numerator.Decimal.IsInteger() || !m.Denominator.Decimal.IsInteger() {
		return false
	}
	// The cells are the numerator and what is left of the denominator. Where one of the two is
	// hidden, the numerator is: with the denominator it would give the other.
	return apm.Suppress([]int64{m.Numerator.Decimal.IntPart(), m.Denominator.Decimal.Sub(m.Numerator.Decimal).IntPart()}).Cells[0]
}

func few(d decimal.NullDecimal) bool {
	return d.Valid && d.Decimal.IsInteger() && d.Decimal.IsPositive() && !d.Decimal.GreaterThan(decimal.New(apm.SmallCell, 0))
}

// hide takes out what must not be shown of one measure.
func (m *MeasureTrail) hide() {
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
}
