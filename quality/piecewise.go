package quality

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// joint is where a piece of a function starts.
type joint struct {
	at     decimal.Decimal
	beyond bool // at itself still belongs to the piece before
	y      decimal.Decimal
	runs   bool // straight on to the next joint, where it comes to to
	to     decimal.Decimal
}

// piecewise is the one function behind ladders, lines, deciles and two-point curves:
// below short of the first joint, then piece after piece in scoring order.
type piecewise struct {
	dir    Direction
	below  decimal.Decimal
	joints []joint
	// share holds the part of the way to the next joint, least and most what comes out, of
	// pieces that run.
	share, least, most decimal.NullDecimal
	// marks are the places of the joints in units of 10^-places, where they fit: compared
	// as whole numbers they cost a tenth.
	marks  []int64
	places int32
	// runs are the pieces that run, as whole numbers, where marks and points are short.
	runs   []run64
	height int32
}

// run64 is a piece that runs: how long it is in units of 10^-places, where it starts and how
// much it rises in units of 10^-height. A piece that does not fit has no length.
type run64 struct {
	way, from, rise int64
	by              decimal.Decimal // way
}

// mark computes the marks, leaving room for rates of six more decimals than the places have.
func (p *piecewise) mark() {
	for i := range p.joints {
		p.places = max(p.places, -p.joints[i].at.Exponent()+6)
	}
	marks := make([]int64, len(p.joints))
	for i := range p.joints {
		m, ok := whole(p.joints[i].at, p.places)
		if !ok {
			return
		}
		marks[i] = m
	}
	p.marks = marks
	if p.share.Valid || p.least.Valid || p.most.Valid {
		return
	}
	for _, j := range p.joints {
		p.height = max(p.height, -j.y.Exponent(), -j.to.Exponent())
	}
	p.runs = make([]run64, len(p.joints))
	for i, j := range p.joints {
		from, ok := whole(j.y, p.height)
		to, also := whole(j.to, p.height)
		if !j.runs || !ok || !also {
			continue
		}
		// Within these bounds from x way + rise x gone is below 10^18.
		const longest, highest = 1e12, 1e5
		way := marks[i+1] - marks[i]
		if r := to - from; max(way, -way) < longest && max(from, -from) < highest && max(r, -r) < highest {
			p.runs[i] = run64{way: way, from: from, rise: r, by: decimal.New(way, 0)}
		}
	}
}

// whole is d in units of 10^-places, where it is a whole number of them below 10^17.
func whole(d decimal.Decimal, places int32) (int64, bool) {
	shift := int64(places) + int64(d.Exponent())
	if shift < 0 || shift > 17 || int64(d.NumDigits())+shift > 17 {
		return 0, false
	}
	n := d.CoefficientInt64()
	for range shift {
		n *= 10
	}
	return n, true
}

// passed is the last joint that x has reached, -1 short of the first; gone is how far beyond
// it x is in units of 10^-places, where ok says so.
func (p *piecewise) passed(x decimal.Decimal) (i int, gone int64, ok bool) {
	i = -1
	if p.marks != nil {
		if n, ok := whole(x, p.places); ok {
			for i+1 < len(p.marks) {
				m := p.marks[i+1]
				if m != n && (n > m) == (p.dir == Lower) || m == n && p.joints[i+1].beyond {
					break
				}
				i++
			}
			if i >= 0 {
				gone = n - p.marks[i]
			}
			return i, gone, true
		}
	}
	for i+1 < len(p.joints) && p.reached(&p.joints[i+1], x) {
		i++
	}
	return i, 0, false
}

func (p *piecewise) reached(j *joint, x decimal.Decimal) bool {
	c := x.Cmp(j.at)
	if p.dir == Lower {
		c = -c
	}
	return c > 0 || c == 0 && !j.beyond
}

// at is the value at x, and the piece that it lies in. Joints are passed in order: of
// several at one place the last counts, so that no piece has no length.
func (p *piecewise) at(x decimal.Decimal) (decimal.Decimal, Segment, error) {
	i, units, short := p.passed(x)
	var s Segment
	if i+1 < len(p.joints) {
		s.To = decimal.NewNullDecimal(p.joints[i+1].at)
	}
	if i < 0 {
		s.AtFrom = p.below
		return p.below, s, nil
	}
	j := &p.joints[i]
	s.From, s.AtFrom = decimal.NewNullDecimal(j.at), j.y
	if !j.runs {
		return j.y, s, nil
	}
	y := j.y
	s.AtTo = decimal.NewNullDecimal(j.to)
	if short && p.runs != nil && p.runs[i].way != 0 {
		r := &p.runs[i]
		y, err := apm.Quo(decimal.New(r.from*r.way+r.rise*units, -p.height), r.by)
		return y, s, err
	}
	if gone := x.Sub(j.at); !gone.IsZero() {
		way := p.joints[i+1].at.Sub(j.at)
		if p.share.Valid && gone.Abs().GreaterThan(p.share.Decimal.Mul(way.Abs())) {
			gone = p.share.Decimal.Mul(way)
		}
		// One division, so that the points do not depend on how the rate is written.
		sum := y.Mul(way).Add(gone.Mul(j.to.Sub(y)))
		if !apm.Plain(sum) {
			sum = apm.Trim(sum)
		}
		var err error
		if y, err = apm.Quo(sum, way); err != nil {
			return y, s, err
		}
	}
	if p.least.Valid && y.LessThan(p.least.Decimal) {
		y = p.least.Decimal
	}
	if p.most.Valid && y.GreaterThan(p.most.Decimal) {
		y = p.most.Decimal
	}
	return y, s, nil
}

// ladder is the function of steps.
func ladder(dir Direction, below decimal.Decimal, rungs []Rung) piecewise {
	p := piecewise{dir: dir, below: below, joints: make([]joint, len(rungs))}
	for i, r := range rungs {
		p.joints[i] = joint{at: r.From, beyond: r.Beyond, y: r.Points}
	}
	return p
}

// line is the function of a line.
func line(dir Direction, l *Line) piecewise {
	p := piecewise{dir: dir, joints: make([]joint, 0, len(l.Knots)+1)}
	for i, k := range l.Knots {
		j := joint{at: k.At, y: k.Points, beyond: i == 0 && l.Beyond}
		if i+1 < len(l.Knots) {
			j.runs, j.to = true, l.Knots[i+1].Points
		}
		p.joints = append(p.joints, j)
	}
	last := len(l.Knots) - 1
	p.below = l.Knots[0].Points
	if l.Before.Valid {
		p.below = l.Before.Decimal
	}
	if l.After.Valid {
		p.joints = append(p.joints, joint{at: l.Knots[last].At, beyond: true, y: l.After.Decimal})
	}
	return p
}

// deciles is the function of lower bounds of deciles 2 to 10.
func deciles(dir Direction, d *Deciles, first decimal.NullDecimal, bounds []decimal.Decimal) piecewise {
	p := piecewise{dir: dir, below: one, joints: make([]joint, 0, len(bounds)+1), share: d.MostFraction}
	if d.Bottom == InterpolatedBottom && first.Valid {
		p.joints = append(p.joints, joint{at: first.Decimal, y: one, runs: true, to: decimal.New(2, 0)})
	}
	for i, b := range bounds {
		n := int64(i + 2)
		j := joint{at: b, y: decimal.New(n, 0)}
		if i+1 < len(bounds) {
			j.runs, j.to = true, decimal.New(n+1, 0)
		}
		p.joints = append(p.joints, j)
	}
	return p
}

// twoPoint is the function between two points.
func twoPoint(dir Direction, t *TwoPoint, low, high decimal.Decimal) piecewise {
	return piecewise{dir: dir, below: t.Below, least: t.Least, most: t.Most, joints: []joint{
		{at: low, beyond: t.Beyond, y: t.From, runs: true, to: t.To},
		{at: high, y: t.reached()},
	}}
}

// reached is the points from the high end on.
func (t *TwoPoint) reached() decimal.Decimal {
	if t.Reached.Valid {
		return t.Reached.Decimal
	}
	return t.To
}
