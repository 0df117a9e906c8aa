package quality

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// improve adds improvement to an item's points. It leaves improvement and target unknown
// where nothing could be compared.
func (r *run) improve(i int, m *Improvement, gain *scale, improvement, target *decimal.NullDecimal) error {
	it := &r.items[i]
	if m.When != nil {
		if asked, err := r.holds(m.When, i); err != nil || !asked {
			return err
		}
	}
	dir := Higher
	read := &it.read
	var stick *yardstick
	if i < len(r.p.leaves) {
		dir = r.p.leaves[i].Direction
		stick = it.scale.stick
	} else {
		read = &reading{rate: decimal.NewNullDecimal(it.points)}
		// The improvement of a composite looks at achievement alone.
		if m.RateOfChange != nil {
			read.rate.Decimal = it.achievement
		}
		if v, known := r.f.Values[m.Prior]; known && m.Prior != "" {
			read.prior = decimal.NewNullDecimal(v)
		}
		stick = &yardstick{dir: Higher, Benchmark: &Benchmark{Range: &Range{
			Low: decimal.NewNullDecimal(decimal.Decimal{}), High: decimal.NewNullDecimal(it.available)}}}
	}
	points, known, err := r.gained(i, m, dir, read, stick, gain, target)
	if err != nil {
		return err
	}
	if !known {
		if m.Combine == Either && it.points.LessThan(it.available) {
			it.points, it.apart = decimal.Decimal{}, true
		}
		return nil
	}
	if points, err = m.Round.apply(points); err != nil {
		return err
	}
	it.apart = true
	*improvement = decimal.NewNullDecimal(points)
	switch m.Combine {
	case GreaterOf:
		it.points = decimal.Max(it.points, points)
	case Either:
		if it.points.LessThan(it.available) {
			it.points = points
		}
	case AddCounted:
		it.available = it.available.Add(m.most())
		it.points = it.points.Add(points)
	case AddBonus:
		it.points = it.points.Add(points)
	}
	if m.Most.Valid && it.points.GreaterThan(m.Most.Decimal) {
		it.points = m.Most.Decimal
	}
	return nil
}

// most is the most points that an improvement gives.
func (m *Improvement) most() decimal.Decimal {
	switch {
	case m.LineFromBase != nil:
		return m.LineFromBase.reached()
	case m.GapTarget != nil:
		return m.GapTarget.Points
	case m.StepTarget != nil:
		return m.StepTarget.Points
	case m.RankJump != nil:
		return m.RankJump.Points
	case m.RateOfChange != nil:
		return m.RateOfChange.Most
	}
	return m.NetSignificant.Curve.most()
}

// gained is the improvement points before rounding.
func (r *run) gained(i int, m *Improvement, dir Direction, read *reading, stick *yardstick, gain *scale, target *decimal.NullDecimal) (points decimal.Decimal, known bool, err error) {
	rate := read.rate
	switch {
	case m.LineFromBase != nil:
		return lineFromBase(m.LineFromBase, dir, read, stick)
	case m.GapTarget != nil:
		s := m.GapTarget
		base := read.base(s.Base)
		high, err := stick.point(Point{Of: AtHigh}, read)
		if err != nil || !rate.Valid || !base.Valid || !high.Valid {
			return points, false, err
		}
		goal := s.goal(dir, base.Decimal, high.Decimal)
		*target = decimal.NewNullDecimal(goal)
		if beats(dir, goal, rate.Decimal) {
			return points, true, nil
		}
		return s.Points, true, nil
	case m.StepTarget != nil:
		return m.StepTarget.points(dir, read, stick, target)
	case m.RankJump != nil:
		return m.RankJump.points(i, r, read)
	case m.RateOfChange != nil:
		s := m.RateOfChange
		if !rate.Valid || !read.prior.Valid {
			return points, false, nil
		}
		prior := held(read.prior.Decimal, s.PriorLeast, decimal.NullDecimal{})
		if !prior.IsPositive() {
			return points, false, nil
		}
		change := rate.Decimal.Sub(prior)
		if dir == Lower {
			change = change.Neg()
		}
		change, err = apm.Quo(apm.Trim(change.Mul(s.Times)), prior)
		return decimal.Max(decimal.Decimal{}, decimal.Min(change, s.Most)), true, err
	}
	return r.netSignificant(i, m.NetSignificant, gain)
}

func lineFromBase(t *TwoPoint, dir Direction, read *reading, stick *yardstick) (points decimal.Decimal, known bool, err error) {
	from := t.Low
	if from == (Point{}) {
		from.Of = AtPrior
	}
	to := t.High
	if to == (Point{}) {
		to.Of = AtHigh
	}
	low, err := stick.point(from, read)
	if err != nil || !low.Valid || !read.rate.Valid {
		return points, false, err
	}
	high, err := stick.point(to, read)
	if err != nil || !high.Valid {
		return points, false, err
	}
	f := twoPoint(dir, t, low.Decimal, high.Decimal)
	points, _, err = f.at(read.rate.Decimal)
	return points, true, err
}

// goal is the base moved by a share of the gap or by the floor, whichever is more, and
// not beyond the high end.
func (s *GapTarget) goal(dir Direction, base, high decimal.Decimal) decimal.Decimal {
	gap := high.Sub(base).Abs()
	if !beats(dir, high, base) {
		return high
	}
	step := decimal.Min(decimal.Max(apm.Trim(gap.Mul(s.Share)), s.Floor), gap)
	if dir == Lower {
		return base.Sub(step)
	}
	return base.Add(step)
}

func (s *StepTarget) points(dir Direction, read *reading, stick *yardstick, target *decimal.NullDecimal) (points decimal.Decimal, known bool, err error) {
	base := read.base(s.Base)
	low, err := stick.point(Point{Of: AtLow}, read)
	if err != nil || !low.Valid || !base.Valid || !read.rate.Valid {
		return points, false, err
	}
	high, err := stick.point(Point{Of: AtHigh}, read)
	if err != nil || !high.Valid {
		return points, false, err
	}
	goal, err := s.Round.apply(high.Decimal.Sub(low.Decimal).Abs().Mul(s.Share))
	if err != nil {
		return points, false, err
	}
	*target = decimal.NewNullDecimal(goal)
	gained := read.rate.Decimal.Sub(base.Decimal)
	if dir == Lower {
		gained = gained.Neg()
	}
	if gained, err = s.Round.apply(gained); err != nil {
		return points, false, err
	}
	if gained.LessThan(goal) {
		return points, true, nil
	}
	return s.Points, true, nil
}

func (s *RankJump) points(i int, r *run, read *reading) (points decimal.Decimal, known bool, err error) {
	if read.result == nil || !read.result.PriorPercentile.Valid {
		return points, false, nil
	}
	now := r.items[i].scale.rank(read)
	if !now.Valid {
		return points, false, nil
	}
	from, to := read.result.PriorPercentile.Decimal, now.Decimal
	if s.ByDecile {
		// The 100th percentile belongs to the tenth decile.
		nine := decimal.New(9, 0)
		from, to = decimal.Min(from.Shift(-1).Floor(), nine), decimal.Min(to.Shift(-1).Floor(), nine)
	}
	if to.Sub(from).LessThan(s.Jump) {
		return points, true, nil
	}
	return s.Points, true, nil
}

// netSignificant looks at the scored measures below a node, or at a measure itself.
func (r *run) netSignificant(i int, s *NetSignificant, gain *scale) (points decimal.Decimal, known bool, err error) {
	under := []int{i}
	if i >= len(r.p.leaves) {
		under = r.p.nodes[i-len(r.p.leaves)].under
	}
	net, scored := int64(0), int64(0)
	for _, leaf := range under {
		if !r.items[leaf].scored {
			continue
		}
		scored++
		read := &r.items[leaf].read
		sign, _ := read.significant(r.p.leaves[leaf].Direction, read.prior, decimal.NewNullDecimal(s.Z))
		net += int64(sign)
	}
	if scored == 0 {
		return points, false, nil
	}
	share, err := apm.Quo(decimal.NewFromInt(net), decimal.NewFromInt(scored))
	if err != nil {
		return points, false, err
	}
	points, err = gain.plain(share)
	return points, err == nil, err
}
