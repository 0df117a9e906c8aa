package quality

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// scale is a curve made ready for one benchmark.
type scale struct {
	*Curve
	dir   Direction
	stick *yardstick // nil without a benchmark
	form  string
	on    Basis
	fixed *piecewise // where no fact of the provider's moves the function
	ends  *TwoPoint  // of a two-point curve or a target
	z     moments
	ready bool // the benchmark has what the curve needs
	most  decimal.Decimal
	// whole is what a fraction of one is on the scale of the rate.
	whole decimal.Decimal
}

// compile makes a valid curve ready.
func (c *Curve) compile(dir Direction, whole decimal.Decimal, stick *yardstick) (*scale, error) {
	s := &scale{Curve: c, dir: dir, stick: stick, ready: true, on: OnRate, most: c.most(), whole: whole}
	var err error
	set := func(p piecewise) { p.mark(); s.fixed = &p }
	switch {
	case c.Steps != nil:
		s.form, s.on = "steps", c.Steps.On
		rungs := c.Steps.Rungs
		if c.Steps.AtCutPoints != nil {
			if s.ready = stick != nil && len(stick.CutPoints) == len(c.Steps.AtCutPoints); !s.ready {
				break
			}
			rungs = make([]Rung, len(stick.CutPoints))
			for i, at := range stick.CutPoints {
				rungs[i] = Rung{From: at, Points: c.Steps.AtCutPoints[i]}
			}
		}
		set(ladder(s.seen(), c.Steps.Below, rungs))
	case c.Line != nil:
		s.form, s.on = "line", c.Line.On
		set(line(s.seen(), c.Line))
	case c.Deciles != nil:
		s.form = "deciles"
		if s.ready = stick != nil && len(stick.bounds) == 9; s.ready {
			set(deciles(dir, c.Deciles, stick.first, stick.bounds))
		}
	case c.TwoPoint != nil:
		s.form, s.on, s.ends = "twoPoint", c.TwoPoint.On, c.TwoPoint
	case c.Binary != nil:
		s.form, s.on = "binary", c.Binary.On
		s.ends = &TwoPoint{Low: c.Binary.Target, To: c.Binary.Points}
		if s.ends.Low == (Point{}) {
			s.ends.Low = Point{Of: AtHigh}
		}
		s.ends.High = s.ends.Low
	case c.RankGroups != nil:
		s.form, s.ready = "rankGroups", stick != nil && len(stick.peers) > 0
	case c.ZScore != nil:
		s.form = "zScore"
		s.z, s.ready, err = stick.moments(c.ZScore)
	case c.Reported != nil:
		s.form = "reported"
	}
	if s.on == "" {
		s.on = OnRate
	}
	if s.ends != nil && s.ends.static() {
		none := reading{}
		low, high, e := s.points(&none)
		if err == nil {
			err = e
		}
		if s.ready = low.Valid && high.Valid; s.ready {
			set(twoPoint(s.seen(), s.ends, low.Decimal, high.Decimal))
		}
	}
	return s, err
}

// seen is the direction of what the curve looks at: of a percentile, higher is better.
func (s *scale) seen() Direction {
	if s.on == OnPercentile {
		return Higher
	}
	return s.dir
}

// static says whether no rate of the provider's own is an end.
func (t *TwoPoint) static() bool {
	own := func(p Point) bool { return p.Of == AtPrior || p.Of == AtBestPrior }
	return !own(t.Low) && !own(t.High)
}

// points are the ends of a two-point curve.
func (s *scale) points(r *reading) (low, high decimal.NullDecimal, err error) {
	if low, err = s.stick.point(s.ends.Low, r); err != nil {
		return low, high, err
	}
	to := s.ends.High
	if to == (Point{}) {
		to.Of = AtHigh
	}
	high, err = s.stick.point(to, r)
	return low, high, err
}

// missing is why the curve has nothing to say about a reading, empty where it has.
func (s *scale) missing(r *reading) Reason {
	if s.form == "reported" {
		switch {
		case r.result == nil:
			return NoResult
		case r.result.Suppressed:
			return Withheld
		case r.result.Incomplete:
			return Incomplete
		}
		return ""
	}
	if s.on == OnPercentile && s.form != "deciles" {
		switch {
		case r.result == nil:
			return NoResult
		case !s.rank(r).Valid && !r.rate.Valid:
			return NoRate
		case !s.rank(r).Valid:
			return NoBenchmark
		}
	} else if !r.rate.Valid {
		if r.result == nil {
			return NoResult
		}
		return NoRate
	}
	if !s.ready {
		return NoBenchmark
	}
	return ""
}

// rank is the percentile among peers.
func (s *scale) rank(r *reading) decimal.NullDecimal {
	if r.result != nil && r.result.Percentile.Valid {
		return r.result.Percentile
	}
	if !r.rate.Valid {
		return decimal.NullDecimal{}
	}
	at, ok := s.stick.rank(r.rate.Decimal)
	return decimal.NullDecimal{Decimal: at, Valid: ok}
}

// points is what the curve gives for a reading for which nothing is missing. Unknown
// ends are told by known.
func (s *scale) score(r *reading) (points decimal.Decimal, seg Segment, known bool, err error) {
	if s.form == "reported" {
		points = s.Reported.Points
	} else {
		x := r.rate.Decimal
		if s.on == OnPercentile {
			x = s.rank(r).Decimal
		}
		if points, seg, known, err = s.value(x, r); err != nil || !known {
			return points, seg, known, err
		}
	}
	if points, err = s.Round.apply(points); err != nil {
		return points, seg, false, err
	}
	if s.Round == nil && s.TwoPoint == nil && seg.AtTo.Valid && s.within(seg.AtFrom) && s.within(seg.AtTo.Decimal) {
		return points, seg, true, nil // what runs between two points is between them
	}
	return held(points, s.Min, s.Max), seg, true, nil
}

// within says whether points lie between the least and the most of the curve.
func (s *scale) within(points decimal.Decimal) bool {
	return !(s.Min.Valid && points.LessThan(s.Min.Decimal) || s.Max.Valid && points.GreaterThan(s.Max.Decimal))
}

func (s *scale) value(x decimal.Decimal, r *reading) (points decimal.Decimal, seg Segment, known bool, err error) {
	switch {
	case s.Binary != nil && s.Binary.Bound != "" && s.Binary.Bound != Estimate:
		if x, known, err = s.bound(r); err != nil || !known {
			return points, seg, false, err
		}
	case s.RankGroups != nil:
		better, n, k := s.stick.better(x), len(s.stick.peers), len(s.RankGroups.Points)
		return s.RankGroups.Points[min(better*k/n, k-1)], seg, true, nil
	case s.ZScore != nil:
		z, err := s.z.z(x)
		if s.ZScore.Oriented && s.dir == Lower {
			z = z.Neg()
		}
		return z, seg, true, err
	}
	p := s.fixed
	if p == nil {
		low, high, err := s.points(r)
		if err != nil || !low.Valid || !high.Valid {
			return points, seg, false, err
		}
		f := twoPoint(s.seen(), s.ends, low.Decimal, high.Decimal)
		p = &f
	}
	points, seg, err = p.at(x)
	return points, seg, true, err
}

// bound is the end of the Wilson interval that is held against the target; it is known
// for a proportion with its counts.
func (s *scale) bound(r *reading) (decimal.Decimal, bool, error) {
	if !r.numerator.Valid || !r.denominator.Valid || !r.denominator.Decimal.IsPositive() || !r.rate.Valid {
		return decimal.Decimal{}, false, nil
	}
	z := Z95()
	if s.Binary.Z.Valid {
		z = s.Binary.Z.Decimal
	}
	low, high, err := Wilson(r.numerator.Decimal, r.denominator.Decimal, z)
	if err != nil {
		return decimal.Decimal{}, false, err
	}
	if (s.Binary.Bound == Worse) == (s.dir == Lower) {
		low = high
	}
	return low.Mul(s.whole), true, nil
}

// Points is what a curve gives for a number, without a benchmark and with higher numbers
// better: a payment adjustment as a function of a score. It fails with [apm.Problems] for
// a curve that is not valid or that needs a benchmark.
func (c Curve) Points(at decimal.Decimal) (decimal.Decimal, error) {
	var problems apm.Problems
	check := problems.Check()
	c.validate(check, use{dir: Higher, falls: true, alone: true})
	if len(problems) > 0 {
		return decimal.Decimal{}, problems
	}
	s, err := c.compile(Higher, one, nil)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return s.plain(at)
}

// plain is the value of a curve over a number that is no result.
func (s *scale) plain(at decimal.Decimal) (decimal.Decimal, error) {
	if !apm.Plain(at) {
		return decimal.Decimal{}, apm.ErrOverflow
	}
	r := reading{rate: decimal.NewNullDecimal(at)}
	points, _, _, err := s.score(&r)
	return points, err
}

// most is the most points that a curve gives, as far as it has a most.
func (c *Curve) most() decimal.Decimal {
	m := decimal.Decimal{}
	up := func(d decimal.Decimal) { m = decimal.Max(m, d) }
	switch {
	case c.Steps != nil:
		up(c.Steps.Below)
		for _, r := range c.Steps.Rungs {
			up(r.Points)
		}
		for _, p := range c.Steps.AtCutPoints {
			up(p)
		}
	case c.Line != nil:
		for _, k := range c.Line.Knots {
			up(k.Points)
		}
		up(c.Line.Before.Decimal)
		up(c.Line.After.Decimal)
	case c.Deciles != nil:
		up(ten)
	case c.TwoPoint != nil:
		up(c.TwoPoint.Below)
		up(c.TwoPoint.reached())
	case c.RankGroups != nil:
		for _, p := range c.RankGroups.Points {
			up(p)
		}
	case c.Binary != nil:
		up(c.Binary.Points)
	case c.Reported != nil:
		up(c.Reported.Points)
	}
	return m
}
