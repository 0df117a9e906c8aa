package quality

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

func (k *checker) node(n *Node, c apm.Check) {
	weighs := n.Method == WeightedMean || n.Method == WeightedSum
	switch n.Method {
	case PointsOverAvailable, WeightedMean, WeightedSum, MeanOf, SumOf, MinOf, MaxOf, CountMet, VolumeWeighted:
	default:
		c.In("method").Problemf("unknown method %q (known: pointsOverAvailable, weightedMean, weightedSum, mean, sum, min, max, countMet, volumeWeighted)", string(n.Method))
	}
	k.parts(n.Of, c.In("of"), weighs)
	if i := slices.IndexFunc(n.Of, func(p Part) bool { return p.Of == n.Name }); i >= 0 {
		c.In("of").At(i).In("of").Problemf("the node holds itself")
	}
	sumsToOne(n, n.Of, c.In("of"))
	for i, r := range n.Reweigh {
		at := c.In("reweigh").At(i)
		if !weighs {
			at.Problemf("%s has no weights", string(n.Method))
		}
		for j, name := range slices.Concat(r.Missing, partNames(r.Weights)) {
			if !slices.ContainsFunc(n.Of, func(p Part) bool { return p.Of == name }) {
				at.Problemf("%q is no part of the node", name)
			} else if j >= len(r.Missing) && slices.Contains(r.Missing, name) {
				at.Problemf("%q is missing and weighed", name)
			}
		}
		if len(r.Missing) == 0 {
			at.In("missing").Problemf("needs the name of a part")
		}
		k.parts(r.Weights, at.In("weights"), true)
		sumsToOne(n, r.Weights, at.In("weights"))
	}
	if n.Scale.Valid && n.Method != PointsOverAvailable {
		c.In("scale").Problemf("goes with pointsOverAvailable")
	}
	if n.Scale.Valid && c.In("scale").Number(n.Scale.Decimal) && !n.Scale.Decimal.IsPositive() {
		c.In("scale").Problemf("%s is not above zero", n.Scale.Decimal)
	}
	switch n.Missing {
	case "", Redistribute, NoScore:
	case CountZero:
		if n.Method == VolumeWeighted || n.Method == MaxOf {
			c.In("missing").Problemf("zero does not go with %s", string(n.Method))
		}
	default:
		c.In("missing").Problemf("unknown policy %q (known: redistribute, zero, noScore)", string(n.Missing))
	}
	if n.MinParts < 0 || n.MinParts > len(n.Of) {
		c.In("minParts").Problemf("%d is outside 0 to the number of parts, %d", n.MinParts, len(n.Of))
	}
	if n.Best < 0 || n.Best > len(n.Of) {
		c.In("best").Problemf("%d is outside 0 to the number of parts, %d", n.Best, len(n.Of))
	}
	if n.MetAt.Valid && n.Method != CountMet {
		c.In("metAt").Problemf("goes with countMet")
	}
	number(c.In("metAt"), n.MetAt)
	notNegative(c.In("available"), n.Available)
	if n.When != nil {
		k.condition(n.When, c.In("when"))
	}
	if m := n.Improvement; m != nil {
		k.improvement(m, c.In("improvement"), use{dir: Higher})
		if (m.Prior == "") != (m.NetSignificant != nil) {
			c.In("improvement").In("prior").Problemf("names the value that is the node's score before; only netSignificant needs none")
		}
		if m.RankJump != nil {
			c.In("improvement").In("rankJump").Problemf("a node has no rank")
		}
	}
	k.adjusts(n.Adjust, c.In("adjust"))
}

func partNames(parts []Part) []string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.Of
	}
	return names
}

func (k *checker) parts(parts []Part, c apm.Check, weighs bool) {
	if len(parts) == 0 {
		c.Problemf("needs a part")
	}
	positive := false
	for i, p := range parts {
		at := c.At(i)
		k.known(p.Of, at.In("of"))
		if slices.ContainsFunc(parts[:i], func(q Part) bool { return q.Of == p.Of }) {
			at.In("of").Problemf("%q stands twice", p.Of)
		}
		if p.Weight.Valid && !weighs {
			at.In("weight").Problemf("the method has no weights")
		}
		notNegative(at.In("weight"), p.Weight)
		positive = positive || !p.Weight.Valid || p.Weight.Decimal.IsPositive()
		if p.When != nil {
			k.condition(p.When, at.In("when"))
		}
	}
	if len(parts) > 0 && !positive {
		c.Problemf("no part has a weight above zero")
	}
}

// sumsToOne reports weights of a weighted sum that do not sum to one.
func sumsToOne(n *Node, parts []Part, c apm.Check) {
	if n.Method != WeightedSum || slices.ContainsFunc(parts, func(p Part) bool { return p.When != nil }) {
		return
	}
	sum := decimal.Decimal{}
	for _, p := range parts {
		w := p.weight()
		if !apm.Plain(w) {
			return
		}
		sum = sum.Add(w)
	}
	if len(parts) > 0 && !sum.Equal(one) {
		c.Problemf("the weights of a weighted sum are %s together, not 1", sum)
	}
}

// weight is the weight of a part.
func (p *Part) weight() decimal.Decimal {
	if p.Weight.Valid {
		return p.Weight.Decimal
	}
	return one
}

func (k *checker) amount(a *Amount, c apm.Check) {
	forms := 0
	form := func(given bool) {
		if given {
			forms++
		}
	}
	form(a.Fixed.Valid)
	form(a.Value != "")
	form(a.Of != nil)
	form(a.Count != nil)
	form(a.Cases != nil)
	form(a.Map != nil)
	number(c.In("fixed"), a.Fixed)
	number(c.In("default"), a.Default)
	if a.Default.Valid && a.Value == "" && a.Of == nil {
		c.In("default").Problemf("goes with value and of")
	}
	if s := a.Of; s != nil {
		at := c.In("of")
		if k.known(s.Node, at.In("node")) {
			isMeasure := k.names[s.Node] < len(k.t.Measures)
			switch s.Stat {
			case Score, Achievement, Available:
			case PartPoints, PartMax, Mean, Variance, Scored:
				if isMeasure {
					at.In("stat").Problemf("a measure has no parts")
				}
			case Rate, RankOf:
				if !isMeasure {
					at.In("stat").Problemf("only a measure has a rate")
				}
			default:
				at.In("stat").Problemf("unknown statistic %q (known: score, achievement, available, partPoints, partMax, mean, variance, scored, rate, percentile)", string(s.Stat))
			}
		}
	}
	if a.Count != nil {
		k.where(a.Count, c.In("count"))
	}
	for _, l := range []struct {
		name string
		list []Amount
	}{{"sum", a.Sum}, {"product", a.Product}, {"quotient", a.Quotient}, {"least", a.Least}, {"most", a.Most}} {
		if l.list == nil {
			continue
		}
		forms++
		if len(l.list) == 0 || l.name == "quotient" && len(l.list) != 2 {
			c.In(l.name).Problemf("has %d amounts", len(l.list))
		}
		for i := range l.list {
			k.amount(&l.list[i], c.In(l.name).At(i))
		}
	}
	if a.Cases != nil && len(a.Cases) == 0 {
		c.In("cases").Problemf("needs a case")
	}
	for i := range a.Cases {
		k.condition(&a.Cases[i].When, c.In("cases").At(i).In("when"))
		k.amount(&a.Cases[i].Then, c.In("cases").At(i).In("then"))
	}
	if a.Map != nil {
		k.amount(&a.Map.Of, c.In("map").In("of"))
		a.Map.Curve.validate(c.In("map").In("curve"), use{dir: Higher, falls: true, alone: true})
	}
	if forms != 1 {
		c.Problemf("an amount is exactly one of fixed, value, of, count, sum, product, quotient, least, most, cases and map, not %d of them", forms)
	}
	a.Round.validate(c.In("round"))
}

func (k *checker) where(w *Where, c apm.Check) {
	if len(w.Measures) > len(k.t.Measures) {
		c.In("measures").Problemf("has %d ids, more than there are measures", len(w.Measures))
		return
	}
	for i, id := range w.Measures {
		if index, ok := k.names[id]; !ok || index >= len(k.t.Measures) {
			c.In("measures").At(i).Problemf("no measure has the id %q", id)
		}
	}
	for _, l := range []struct {
		name string
		tags []string
	}{{"tags", w.Tags}, {"without", w.Without}} {
		if len(l.tags) > mostTags {
			c.In(l.name).Problemf("has %d tags, more than %d", len(l.tags), mostTags)
			continue
		}
		for i, tag := range l.tags {
			if !slices.ContainsFunc(k.t.Measures, func(m Measure) bool { return slices.Contains(m.Tags, tag) }) {
				c.In(l.name).At(i).Problemf("no measure has the tag %q", tag)
			}
		}
	}
	fraction(c.In("completeAt"), w.CompleteAt)
	notNegative(c.In("cases"), w.Cases)
	percentile(c.In("percentile"), w.Percentile)
	number(c.In("points"), w.Points)
}

func (k *checker) condition(q *Condition, c apm.Check) {
	forms := 0
	for _, l := range []struct {
		name string
		list []Condition
	}{{"all", q.All}, {"any", q.Any}} {
		if l.list == nil {
			continue
		}
		forms++
		if len(l.list) == 0 {
			c.In(l.name).Problemf("needs a condition")
		}
		for i := range l.list {
			k.condition(&l.list[i], c.In(l.name).At(i))
		}
	}
	if q.Not != nil {
		forms++
		k.condition(q.Not, c.In("not"))
	}
	if q.Flag != "" {
		forms++
	}
	if m := q.Compare; m != nil {
		forms++
		at := c.In("compare")
		k.amount(&m.Of, at.In("of"))
		sides := 0
		for _, s := range []struct {
			name string
			with *Amount
		}{{"atLeast", m.AtLeast}, {"atMost", m.AtMost}, {"above", m.Above}, {"below", m.Below}} {
			if s.with != nil {
				sides++
				k.amount(s.with, at.In(s.name))
			}
		}
		if sides != 1 {
			at.Problemf("a comparison is exactly one of atLeast, atMost, above and below, not %d of them", sides)
		}
	}
	if q.Distinct != nil {
		forms++
		if len(q.Distinct) == 0 || len(q.Distinct) > 20 {
			c.In("distinct").Problemf("has %d entries, outside 1 to 20", len(q.Distinct))
		}
		for i := range q.Distinct {
			k.where(&q.Distinct[i], c.In("distinct").At(i))
		}
	}
	if q.Scored != "" {
		forms++
		k.known(q.Scored, c.In("scored"))
	}
	if m := q.Maintained; m != nil {
		forms++
		at := c.In("maintained")
		k.where(&m.Among, at.In("among"))
		notNegative(at.In("tolerance"), m.Tolerance)
		notNegative(at.In("z"), m.Z)
		if m.Tolerance.Valid == m.Z.Valid {
			at.Problemf("is by exactly one of tolerance and z")
		}
		if m.Base != "" && m.Base != FromPrior && m.Base != FromBestPrior {
			at.In("base").Problemf("unknown base %q (known: prior, bestPrior)", string(m.Base))
		}
	}
	if forms != 1 {
		c.Problemf("a condition is exactly one of all, any, not, flag, compare, distinct, scored and maintained, not %d of them", forms)
	}
}
