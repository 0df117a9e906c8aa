package quality

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// use is where a curve stands.
type use struct {
	dir Direction
	// falls says that points may fall, alone that there is no benchmark or result of a
	// provider's.
	falls, alone bool
	kind         MeasureKind
}

func (u use) on(b Basis) use {
	if b == OnPercentile {
		u.dir = Higher
	}
	return u
}

// validate reports a curve that is empty or double, and any part of it that runs the
// wrong way.
func (c *Curve) validate(at apm.Check, u use) {
	forms := 0
	form := func(given bool, name string, check func(apm.Check)) {
		if given {
			forms++
			check(at.In(name))
		}
	}
	needs := func(c apm.Check) {
		if u.alone {
			c.Problemf("needs a benchmark, and there is none here")
		}
	}
	form(c.Steps != nil, "steps", func(at apm.Check) { c.Steps.validate(at, u) })
	form(c.Line != nil, "line", func(at apm.Check) { c.Line.validate(at, u) })
	form(c.Deciles != nil, "deciles", func(at apm.Check) { needs(at); c.Deciles.validate(at) })
	form(c.TwoPoint != nil, "twoPoint", func(at apm.Check) { c.TwoPoint.validate(at, u, false) })
	form(c.RankGroups != nil, "rankGroups", func(at apm.Check) { needs(at); c.RankGroups.validate(at) })
	form(c.ZScore != nil, "zScore", func(at apm.Check) { needs(at); c.ZScore.validate(at) })
	form(c.Binary != nil, "binary", func(at apm.Check) { c.Binary.validate(at, u) })
	form(c.Reported != nil, "reported", func(at apm.Check) { needs(at); at.In("points").NotNegative(c.Reported.Points) })
	if forms != 1 {
		at.Problemf("a curve is exactly one of steps, line, deciles, twoPoint, rankGroups, zScore, binary and reported, not %d of them", forms)
	}
	c.Round.validate(at.In("round"))
	least, most := number(at.In("min"), c.Min), number(at.In("max"), c.Max)
	if least && most && c.Min.Valid && c.Max.Valid && c.Max.Decimal.LessThan(c.Min.Decimal) {
		at.In("max").Problemf("%s is below min %s", c.Max.Decimal, c.Min.Decimal)
	}
}

// number reports a number that is given and cannot be computed with.
func number(c apm.Check, d decimal.NullDecimal) bool { return !d.Valid || c.Number(d.Decimal) }

func notNegative(c apm.Check, d decimal.NullDecimal) {
	if d.Valid {
		c.NotNegative(d.Decimal)
	}
}

func fraction(c apm.Check, d decimal.NullDecimal) {
	if d.Valid {
		c.Fraction(d.Decimal)
	}
}

func (b Basis) validate(c apm.Check, u use) {
	switch b {
	case "", OnRate:
	case OnPercentile:
		if u.alone {
			c.Problemf("there are no peers here")
		}
	default:
		c.Problemf("unknown basis %q (known: rate, percentile)", string(b))
	}
}

func (s *Steps) validate(c apm.Check, u use) {
	s.On.validate(c.In("on"), u)
	u = u.on(s.On)
	if !c.In("below").Number(s.Below) {
		return
	}
	before := s.Below
	if s.AtCutPoints != nil {
		if s.Rungs != nil {
			c.Problemf("has rungs and points at cut points; one of them")
		}
		if u.alone {
			c.In("atCutPoints").Problemf("needs a benchmark, and there is none here")
		}
		for i, p := range s.AtCutPoints {
			if c.In("atCutPoints").At(i).Number(p) && !u.falls && p.LessThan(before) {
				c.In("atCutPoints").At(i).Problemf("%s is below the points before it", p)
			}
			before = p
		}
	}
	if len(s.Rungs) == 0 && len(s.AtCutPoints) == 0 {
		c.Problemf("needs a rung")
	}
	for i, r := range s.Rungs {
		at := c.In("rungs").At(i)
		if !at.In("from").Number(r.From) || !at.In("points").Number(r.Points) {
			return
		}
		if i > 0 {
			last := s.Rungs[i-1]
			// Just above a place is a rung beyond it.
			if !beats(u.dir, r.From, last.From) && !(r.From.Equal(last.From) && r.Beyond && !last.Beyond) {
				at.In("from").Problemf("%s is not better than the rung before it", r.From)
			}
		}
		if !u.falls && r.Points.LessThan(before) {
			at.In("points").Problemf("%s is below the points before it", r.Points)
		}
		before = r.Points
	}
}

func (l *Line) validate(c apm.Check, u use) {
	l.On.validate(c.In("on"), u)
	u = u.on(l.On)
	if len(l.Knots) == 0 {
		c.In("knots").Problemf("needs a knot")
		return
	}
	if !number(c.In("before"), l.Before) || !number(c.In("after"), l.After) {
		return
	}
	before := l.Before
	for i, k := range l.Knots {
		at := c.In("knots").At(i)
		if !at.In("at").Number(k.At) || !at.In("points").Number(k.Points) {
			return
		}
		if i > 0 && beats(u.dir, l.Knots[i-1].At, k.At) {
			at.In("at").Problemf("%s is worse than the knot before it", k.At)
		}
		if !u.falls && before.Valid && k.Points.LessThan(before.Decimal) {
			at.In("points").Problemf("%s is below the points before it", k.Points)
		}
		before = decimal.NewNullDecimal(k.Points)
	}
	if !u.falls && l.After.Valid && l.After.Decimal.LessThan(before.Decimal) {
		c.In("after").Problemf("%s is below the points before it", l.After.Decimal)
	}
}

func (d *Deciles) validate(c apm.Check) {
	if d.Bottom != ConstantBottom && d.Bottom != InterpolatedBottom {
		c.In("bottom").Problemf("unknown bottom decile %q (known: constant, interpolated)", string(d.Bottom))
	}
	fraction(c.In("mostFraction"), d.MostFraction)
}

// validate reports points that fall; of a line from the base the low end is the base.
func (t *TwoPoint) validate(c apm.Check, u use, fromBase bool) {
	t.On.validate(c.In("on"), u)
	if fromBase && t.On == OnPercentile {
		c.In("on").Problemf("a line from the base is over the rate")
	}
	t.Low.validate(c.In("low"), u)
	t.High.validate(c.In("high"), u)
	if u.alone && (!t.Low.Value.Valid || !t.High.Value.Valid) {
		c.Problemf("needs values for low and high, as there is no benchmark here")
	}
	for _, f := range []struct {
		name  string
		value decimal.NullDecimal
	}{{"below", decimal.NewNullDecimal(t.Below)}, {"from", decimal.NewNullDecimal(t.From)}, {"to", decimal.NewNullDecimal(t.To)},
		{"least", t.Least}, {"most", t.Most}, {"reached", t.Reached}} {
		if !number(c.In(f.name), f.value) {
			return
		}
	}
	if u.falls {
		return
	}
	from, to := held(t.From, t.Least, t.Most), held(t.To, t.Least, t.Most)
	switch {
	case t.Least.Valid && t.Most.Valid && t.Most.Decimal.LessThan(t.Least.Decimal):
		c.In("most").Problemf("%s is below least %s", t.Most.Decimal, t.Least.Decimal)
	case from.LessThan(t.Below):
		c.In("from").Problemf("%s is below the points short of low, %s", from, t.Below)
	case to.LessThan(from):
		c.In("to").Problemf("%s is below the points at low, %s", to, from)
	case t.reached().LessThan(to):
		c.In("reached").Problemf("%s is below the points just short of high, %s", t.reached(), to)
	}
}

func (p Point) validate(c apm.Check, u use) {
	forms := 0
	if p.Value.Valid {
		forms++
		c.In("value").Number(p.Value.Decimal)
	}
	if p.Percentile.Valid {
		forms++
		percentile(c.In("percentile"), p.Percentile)
	}
	switch p.Of {
	case "":
	case AtFloor, AtLow, AtHigh, AtPrior, AtBestPrior:
		forms++
	default:
		c.In("of").Problemf("unknown point %q (known: floor, low, high, prior, bestPrior)", string(p.Of))
	}
	if forms > 1 {
		c.Problemf("a point is at most one of value, of and percentile, not %d of them", forms)
	}
}

func percentile(c apm.Check, d decimal.NullDecimal) {
	if d.Valid && c.Number(d.Decimal) && (d.Decimal.IsNegative() || d.Decimal.GreaterThan(hundred)) {
		c.Problemf("%s is outside 0 to 100", d.Decimal)
	}
}

func (g *RankGroups) validate(c apm.Check) {
	if len(g.Points) == 0 {
		c.In("points").Problemf("needs the points of a group")
	}
	for i, p := range g.Points {
		if c.In("points").At(i).Number(p) && i > 0 && apm.Plain(g.Points[i-1]) && p.GreaterThan(g.Points[i-1]) {
			c.In("points").At(i).Problemf("%s is above the points of the better group", p)
		}
	}
}

func (z *ZScore) validate(c apm.Check) {
	fraction(c.In("low"), z.Low)
	fraction(c.In("high"), z.High)
	if z.Low.Valid && z.High.Valid && apm.Plain(z.Low.Decimal) && apm.Plain(z.High.Decimal) && z.High.Decimal.LessThan(z.Low.Decimal) {
		c.In("high").Problemf("%s is below low %s", z.High.Decimal, z.Low.Decimal)
	}
	if z.Percentiles != "" {
		z.Percentiles.Validate(c.In("percentiles"))
	}
}

func (b *Binary) validate(c apm.Check, u use) {
	b.On.validate(c.In("on"), u)
	c.In("points").NotNegative(b.Points)
	b.Target.validate(c.In("target"), u)
	if u.alone && !b.Target.Value.Valid {
		c.In("target").Problemf("needs a value, as there is no benchmark here")
	}
	switch b.Bound {
	case "", Estimate:
	case Worse, Better:
		if u.kind != Proportion || b.On == OnPercentile {
			c.In("bound").Problemf("only the rate of a proportion has an interval")
		}
	default:
		c.In("bound").Problemf("unknown bound %q (known: estimate, worse, better)", string(b.Bound))
	}
	if b.Z.Valid && c.In("z").Number(b.Z.Decimal) && (b.Z.Decimal.IsNegative() || b.Z.Decimal.GreaterThan(hundred)) {
		c.In("z").Problemf("%s is outside 0 to 100", b.Z.Decimal)
	}
}
