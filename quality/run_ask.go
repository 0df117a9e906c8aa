package quality

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// amount is the value of an amount for an item (self, -1 outside any); known is false
// where it depends on a score that is not there.
func (r *run) amount(a *Amount, self int) (value decimal.Decimal, known bool, err error) {
	value, known, err = r.raw(a, self)
	if err != nil || !known {
		return value, known, err
	}
	if value, err = a.Round.apply(apm.Trim(value)); err == nil && !apm.Plain(value) {
		err = apm.ErrOverflow
	}
	return value, err == nil, err
}

func (r *run) raw(a *Amount, self int) (value decimal.Decimal, known bool, err error) {
	switch {
	case a.Fixed.Valid:
		return a.Fixed.Decimal, true, nil
	case a.Value != "":
		if v, given := r.f.Values[a.Value]; given {
			return v, true, nil
		}
		if a.Default.Valid {
			return a.Default.Decimal, true, nil
		}
		return value, false, apm.Missing("values." + a.Value)
	case a.Of != nil:
		value, known, err = r.statistic(a.Of, self)
		if err == nil && !known && a.Default.Valid {
			return a.Default.Decimal, true, nil
		}
		return value, known, err
	case a.Count != nil:
		n := int64(0)
		for i := range r.p.leaves {
			picked, err := r.picked(a.Count, i, self)
			if err != nil {
				return value, false, err
			}
			if picked {
				n++
			}
		}
		return decimal.NewFromInt(n), true, nil
	case a.Cases != nil:
		for i := range a.Cases {
			held, err := r.holds(&a.Cases[i].When, self)
			if err != nil {
				return value, false, err
			}
			if held {
				return r.amount(&a.Cases[i].Then, self)
			}
		}
		return value, true, nil
	case a.Map != nil:
		if value, known, err = r.amount(&a.Map.Of, self); err != nil || !known {
			return value, known, err
		}
		value, err = mapped(&a.Map.Curve, value)
		return value, err == nil, err
	}
	return r.several(a, self)
}

// mapped sends a number through a curve that was not compiled beforehand.
func mapped(c *Curve, at decimal.Decimal) (decimal.Decimal, error) {
	s, err := c.compile(Higher, one, nil)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return s.plain(at)
}

// several combines amounts.
func (r *run) several(a *Amount, self int) (value decimal.Decimal, known bool, err error) {
	for _, l := range [...]struct {
		list []Amount
		with func(a, b decimal.Decimal) (decimal.Decimal, error)
	}{
		{a.Sum, func(a, b decimal.Decimal) (decimal.Decimal, error) { return a.Add(b), nil }},
		{a.Product, func(a, b decimal.Decimal) (decimal.Decimal, error) { return apm.Trim(a.Mul(b)), nil }},
		{a.Quotient, apm.Quo},
		{a.Least, func(a, b decimal.Decimal) (decimal.Decimal, error) { return decimal.Min(a, b), nil }},
		{a.Most, func(a, b decimal.Decimal) (decimal.Decimal, error) { return decimal.Max(a, b), nil }},
	} {
		for i := range l.list {
			v, known, err := r.amount(&l.list[i], self)
			if err != nil || !known {
				return value, known, err
			}
			if i == 0 {
				value = v
			} else if value, err = l.with(value, v); err != nil {
				return value, false, err
			}
		}
	}
	return value, true, nil
}

// statistic is a number about a measure or node.
func (r *run) statistic(s *Statistic, self int) (value decimal.Decimal, known bool, err error) {
	i := r.p.index[s.Node]
	if i != self {
		if err := r.item(i); err != nil {
			return value, false, err
		}
	}
	it := &r.items[i]
	switch s.Stat {
	case Rate:
		return it.read.rate.Decimal, it.read.rate.Valid, nil
	case RankOf:
		if it.scale == nil {
			return value, false, nil
		}
		rank := it.scale.rank(&it.read)
		return rank.Decimal, rank.Valid, nil
	case Available:
		return it.available, true, nil
	case Scored:
		n := int64(0)
		for _, c := range it.counts {
			if c {
				n++
			}
		}
		return decimal.NewFromInt(n), true, nil
	}
	switch s.Stat {
	case Score:
		return it.points, it.scored, nil
	case Achievement:
		return it.achievement, it.scored, nil
	case PartPoints, PartMax:
		for k, c := range it.counts {
			if !c {
				continue
			}
			part := &r.items[r.p.nodes[i-len(r.p.leaves)].parts[k].item]
			if s.Stat == PartPoints {
				value = value.Add(part.points)
			} else {
				value = value.Add(part.available)
			}
		}
		return value, true, nil
	}
	return r.spread(s.Stat, i)
}

// spread is the weighted mean or variance of the parts that count.
func (r *run) spread(stat StatisticName, i int) (value decimal.Decimal, known bool, err error) {
	it, b := &r.items[i], &r.p.nodes[i-len(r.p.leaves)]
	var sum, weights decimal.Decimal
	n := int64(0)
	for k, c := range it.counts {
		if c {
			n++
			weights = weights.Add(it.weights[k])
			sum = sum.Add(it.weights[k].Mul(r.items[b.parts[k].item].points))
		}
	}
	if n == 0 || weights.IsZero() {
		return value, false, nil
	}
	mean, err := apm.Quo(apm.Trim(sum), weights)
	if err != nil || stat == Mean {
		return mean, err == nil, err
	}
	if n == 1 {
		return value, true, nil
	}
	squares := decimal.Decimal{}
	for k, c := range it.counts {
		if c {
			d := r.items[b.parts[k].item].points.Sub(mean)
			squares = squares.Add(it.weights[k].Mul(d).Mul(d))
		}
	}
	value, err = apm.Quo(apm.Trim(squares.Mul(decimal.NewFromInt(n))), apm.Trim(weights.Mul(decimal.NewFromInt(n-1))))
	return value, err == nil, err
}

// picked says whether a choice picks a measure.
func (r *run) picked(w *Where, i, self int) (bool, error) {
	l := &r.p.leaves[i]
	if !w.may(l.Measure) {
		return false, nil
	}
	if i != self {
		if err := r.item(i); err != nil {
			return false, err
		}
	}
	it := &r.items[i]
	result := it.read.result
	if w.Sources != nil && (result == nil || !slices.Contains(w.Sources, result.Source)) {
		return false, nil
	}
	if (w.Reported || w.Complete) && result == nil || w.Scored && !it.scored {
		return false, nil
	}
	if w.Complete && (result.Incomplete || w.CompleteAt.Valid && result.Completeness.Valid && result.Completeness.Decimal.LessThan(w.CompleteAt.Decimal)) {
		return false, nil
	}
	if w.Met && (!it.scored || it.points.LessThan(it.available)) {
		return false, nil
	}
	if w.Cases.Valid && (!it.read.cases.Valid || it.read.cases.Decimal.LessThan(w.Cases.Decimal)) {
		return false, nil
	}
	if w.Points.Valid && (!it.scored || it.points.LessThan(w.Points.Decimal)) {
		return false, nil
	}
	if w.Percentile.Valid {
		if it.scale == nil {
			return false, nil
		}
		rank := it.scale.rank(&it.read)
		return rank.Valid && !rank.Decimal.LessThan(w.Percentile.Decimal), nil
	}
	return true, nil
}

// holds says whether a condition holds for an item (self, -1 outside any).
func (r *run) holds(q *Condition, self int) (bool, error) {
	switch {
	case q.All != nil:
		for i := range q.All {
			if held, err := r.holds(&q.All[i], self); err != nil || !held {
				return false, err
			}
		}
		return true, nil
	case q.Any != nil:
		for i := range q.Any {
			if held, err := r.holds(&q.Any[i], self); err != nil || held {
				return held, err
			}
		}
		return false, nil
	case q.Not != nil:
		held, err := r.holds(q.Not, self)
		return !held, err
	case q.Flag != "":
		return r.f.Flags[q.Flag], nil
	case q.Compare != nil:
		return r.compare(q.Compare, self)
	case q.Distinct != nil:
		return r.distinct(q.Distinct, self)
	case q.Scored != "":
		i := r.p.index[q.Scored]
		if i != self {
			if err := r.item(i); err != nil {
				return false, err
			}
		}
		return r.items[i].scored, nil
	}
	return r.maintained(q.Maintained, self)
}

// compare is false where one of the amounts depends on a score that is not there.
func (r *run) compare(m *Comparison, self int) (bool, error) {
	of, known, err := r.amount(&m.Of, self)
	if err != nil || !known {
		return false, err
	}
	for _, side := range [...]struct {
		with *Amount
		held func(c int) bool
	}{
		{m.AtLeast, func(c int) bool { return c >= 0 }}, {m.AtMost, func(c int) bool { return c <= 0 }},
		{m.Above, func(c int) bool { return c > 0 }}, {m.Below, func(c int) bool { return c < 0 }},
	} {
		if side.with != nil {
			with, known, err := r.amount(side.with, self)
			return err == nil && known && side.held(of.Cmp(with)), err
		}
	}
	return false, nil
}

// distinct looks for a different measure for each choice.
func (r *run) distinct(choices []Where, self int) (bool, error) {
	fits := make([][]int, len(choices))
	for k := range choices {
		for i := range r.p.leaves {
			picked, err := r.picked(&choices[k], i, self)
			if err != nil {
				return false, err
			}
			if picked {
				// Two curves over one result are one measure.
				fits[k] = append(fits[k], r.p.leaves[i].slot)
			}
		}
	}
	// Augmenting paths: a choice takes a measure from another that can take a third.
	taken := make(map[int]int)
	var take func(k int, tried map[int]bool) bool
	take = func(k int, tried map[int]bool) bool {
		for _, measure := range fits[k] {
			if tried[measure] {
				continue
			}
			tried[measure] = true
			if owner, owned := taken[measure]; !owned || take(owner, tried) {
				taken[measure] = k
				return true
			}
		}
		return false
	}
	for k := range choices {
		if !take(k, make(map[int]bool)) {
			return false, nil
		}
	}
	return true, nil
}

// maintained says that no measure that is picked has become worse.
func (r *run) maintained(m *Maintained, self int) (bool, error) {
	for i := range r.p.leaves {
		picked, err := r.picked(&m.Among, i, self)
		if err != nil {
			return false, err
		}
		if !picked {
			continue
		}
		read, dir := &r.items[i].read, r.p.leaves[i].Direction
		base := read.base(m.Base)
		worse, known := false, read.rate.Valid && base.Valid
		switch {
		case m.Z.Valid:
			var sign int
			sign, known = read.significant(dir, base, m.Z)
			worse = sign < 0
		case known:
			limit := base.Decimal.Sub(m.Tolerance.Decimal)
			if dir == Lower {
				limit = base.Decimal.Add(m.Tolerance.Decimal)
			}
			worse = beats(dir, limit, read.rate.Decimal)
		}
		if worse || !known && !m.UnknownHolds {
			return false, nil
		}
	}
	return true, nil
}
