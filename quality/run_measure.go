package quality

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// measure scores a measure by each of its results and keeps the one that gives most.
func (r *run) measure(i int) error {
	l := &r.p.leaves[i]
	first := r.first[l.slot]
	if first < 0 || r.next[first] < 0 {
		return r.scored(i, first, &r.out.Measures[i])
	}
	var best item
	var kept MeasureTrail
	floor, failed := r.floor, r.failed
	bestFloor, bestFailed := floor, failed
	for at := first; at >= 0; at = r.next[at] {
		r.floor, r.failed = floor, failed
		r.items[i] = item{phase: running}
		var t MeasureTrail
		if err := r.scored(i, at, &t); err != nil {
			return err
		}
		if it := &r.items[i]; kept.Measure == "" || preferred(it, &t, &best, &kept) {
			best, kept, bestFloor, bestFailed = *it, t, r.floor, r.failed
		}
	}
	r.items[i], r.out.Measures[i], r.floor, r.failed = best, kept, bestFloor, bestFailed
	return nil
}

// preferred says whether a result counts instead of another of the same measure: one that
// is scored, then the more points, then the source first in the alphabet, so that the
// order of the results does not matter.
func preferred(a *item, at *MeasureTrail, b *item, bt *MeasureTrail) bool {
	if a.scored != b.scored {
		return a.scored
	}
	if c := a.points.Cmp(b.points); c != 0 {
		return c > 0
	}
	return at.Source < bt.Source
}

// scored scores one result of a measure; at is its index, -1 where there is none.
func (r *run) scored(i, at int, t *MeasureTrail) error {
	l, it := &r.p.leaves[i], &r.items[i]
	t.Measure, t.Available, t.Authority = l.ID, l.available, l.Authority
	var result *Result
	if at >= 0 {
		result = &r.f.Results[at]
		t.Source = result.Source
	}
	if err := l.read(result, at, &it.read); err != nil {
		return err
	}
	var err error
	if it.scale, err = l.yard(t.Source, at); err != nil {
		return err
	}
	it.available = l.available
	t.Rate, t.Cases, t.Numerator, t.Denominator = it.read.rate, it.read.cases, it.read.numerator, it.read.denominator
	decided, err := r.tests(i, t)
	if err == nil && !decided {
		err = r.curve(i, t)
	}
	if err != nil {
		return err
	}
	if !it.scored {
		it.points, it.achievement, it.available = decimal.Decimal{}, decimal.Decimal{}, decimal.Decimal{}
	}
	t.Scored, t.Points, t.Available = it.scored, it.points, it.available
	return nil
}

// yard is the curve with the benchmark of a source. A result without a source takes the
// only benchmark there is.
func (l *leaf) yard(source string, at int) (*scale, error) {
	var any *scale
	for _, s := range l.scales {
		switch s.stick.Source {
		case source:
			return s, nil
		case "":
			any = s
		}
	}
	switch {
	case any != nil:
		return any, nil
	case source != "" || len(l.scales) == 0 || at < 0:
		return l.bare, nil
	case len(l.scales) == 1:
		return l.scales[0], nil
	}
	return nil, &apm.FactError{Field: fmt.Sprintf("results[%d].source", at), Reason: "is missing, and the measure has a benchmark for each of several", Missing: true}
}

// tests tries the tests in order; decided says that a failed one has settled the measure.
func (r *run) tests(i int, t *MeasureTrail) (decided bool, err error) {
	l, it := &r.p.leaves[i], &r.items[i]
	for k := range l.Tests {
		test := &l.Tests[k]
		why, err := r.fails(test, i)
		if err != nil {
			return false, apm.AtRule(fmt.Sprintf("%s.tests[%d]", r.p.path(i), k), err)
		}
		if why == "" {
			continue
		}
		t.Why, t.Test = why, fmt.Sprintf("tests[%d]", k)
		if test.Authority != "" {
			t.Authority = test.Authority
		}
		f := &test.OnFail
		switch f.Do {
		case Drop:
		case ZeroPoints:
			it.scored = true
		case GivePoints:
			it.scored, it.points, it.achievement = true, f.Points.Decimal, f.Points.Decimal
		case FullCredit:
			it.scored, it.points, it.achievement = true, it.available, it.available
		case FloorComposite:
			if !r.floor.Valid || f.Points.Decimal.GreaterThan(r.floor.Decimal) {
				r.floor = f.Points
			}
		case FailStatus:
			r.failed = true
		case UseRate:
			known, err := r.substitute(it, f, t)
			if err != nil || known {
				if err != nil {
					return false, err
				}
				continue
			}
		}
		t.Achievement = it.achievement
		return true, nil
	}
	if why := it.scale.missing(&it.read); why != "" {
		t.Why = why
		return true, nil
	}
	return false, nil
}

// substitute puts another rate in the place of one's own where it is better, as far as it
// may.
func (r *run) substitute(it *item, f *OnFail, t *MeasureTrail) (known bool, err error) {
	other, err := it.scale.stick.substitute(f.Rate, &it.read)
	if err != nil || !other.Valid {
		return false, err
	}
	dir, own := it.scale.dir, it.read.rate
	if own.Valid {
		t.Own = own
		if f.MostGain.Valid {
			limit := own.Decimal.Add(f.MostGain.Decimal)
			if dir == Lower {
				limit = own.Decimal.Sub(f.MostGain.Decimal)
			}
			if beats(dir, other.Decimal, limit) {
				other.Decimal = limit
			}
		}
		if !beats(dir, other.Decimal, own.Decimal) {
			other = own
		}
	}
	it.read.rate = other
	t.Rate = other
	return true, nil
}

// fails says why a test fails, empty where it does not.
func (r *run) fails(test *Test, i int) (Reason, error) {
	it := &r.items[i]
	if test.When != nil {
		if asked, err := r.holds(test.When, i); err != nil || !asked {
			return "", err
		}
	}
	read := &it.read
	short := func(value, least decimal.NullDecimal, why Reason) (Reason, error) {
		if !value.Valid && test.UnknownHolds || value.Valid && !value.Decimal.LessThan(least.Decimal) {
			return "", nil
		}
		return why, nil
	}
	switch {
	case test.Present:
		if why := it.scale.missing(read); why == NoResult || why == NoRate {
			return why, nil
		}
	case test.HasBenchmark:
		if why := it.scale.missing(read); why == NoBenchmark {
			return why, nil
		}
	case test.NotSuppressed:
		if read.result != nil && read.result.Suppressed {
			return Withheld, nil
		}
	case test.MinCases.Valid:
		return short(read.cases, test.MinCases, FewCases)
	case test.Unless != nil:
		held, err := r.holds(test.Unless, i)
		if err != nil || !held {
			return "", err
		}
		return Excepted, nil
	case read.result == nil:
		return short(decimal.NullDecimal{}, decimal.NullDecimal{}, NoResult)
	case test.MinReliability.Valid:
		return short(read.result.Reliability, test.MinReliability, Unreliable)
	case read.result.Incomplete:
		return Incomplete, nil
	default:
		return short(read.result.Completeness, test.MinCompleteness, Incomplete)
	}
	return "", nil
}

// curve gives the points of a measure that has passed its tests.
func (r *run) curve(i int, t *MeasureTrail) error {
	l, it := &r.p.leaves[i], &r.items[i]
	points, seg, known, err := it.scale.score(&it.read)
	if err != nil {
		return apm.AtRule(r.p.path(i)+".curve", err)
	}
	if !known {
		t.Why = NoBenchmark
		return nil
	}
	if s := it.scale.stick; s != nil && s.MostPoints.Valid && points.GreaterThan(s.MostPoints.Decimal) {
		points = s.MostPoints.Decimal
	}
	it.scored, it.points, it.achievement = true, points, points
	t.Rule, t.Segment, t.Achievement = it.scale.form, seg, points
	if m := l.Improvement; m != nil {
		if err := r.improve(i, m, l.gain, &t.Improvement, &t.Target); err != nil {
			return apm.AtRule(r.p.path(i)+".improvement", err)
		}
	}
	if l.KeepPrior != nil && it.read.result != nil && it.read.result.PriorPoints.Valid && it.read.result.PriorPoints.Decimal.GreaterThan(it.points) {
		keep, err := r.holds(l.KeepPrior, i)
		if err != nil {
			return apm.AtRule(r.p.path(i)+".keepPrior", err)
		}
		if keep {
			it.points, it.apart, t.Why = it.read.result.PriorPoints.Decimal, true, PriorKept
		}
	}
	t.Steps, err = r.adjust(i, l.adjust)
	return err
}
