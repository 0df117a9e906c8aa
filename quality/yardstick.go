package quality

import (
	"sort"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// yardstick is a benchmark made ready for one measure.
type yardstick struct {
	*Benchmark
	dir Direction
	// bounds are lower bounds of deciles 2 to 10 in scoring order, first where decile 1
	// starts.
	bounds []decimal.Decimal
	first  decimal.NullDecimal
	peers  []decimal.Decimal // sorted, rising
}

func newYardstick(b *Benchmark, m *Measure, peers []decimal.Decimal) *yardstick {
	y := &yardstick{Benchmark: b, dir: m.Direction, peers: peers}
	switch {
	case len(b.Deciles) > 0:
		y.bounds, y.first = b.Deciles, b.First
	case b.Flat:
		y.bounds = make([]decimal.Decimal, 9)
		for i := range y.bounds {
			share := int64(i+1) * 10
			if m.Direction == Lower {
				share = 100 - share
			}
			y.bounds[i] = decimal.New(share, -2).Mul(m.Scale.factor())
		}
	case len(b.Percentiles) > 0:
		y.bounds, y.first = fromPercentiles(b.Percentiles, m.Direction)
	}
	return y
}

// fromPercentiles is the lower bounds of the deciles in scoring order, where the table has
// every tenth percentile.
func fromPercentiles(table []Percentile, dir Direction) (bounds []decimal.Decimal, first decimal.NullDecimal) {
	for n := int64(1); n <= 9; n++ {
		at := decimal.New(n*10, 0)
		if dir == Lower {
			at = hundred.Sub(at)
		}
		value, ok := inTable(table, at)
		if !ok {
			return nil, decimal.NullDecimal{}
		}
		bounds = append(bounds, value)
	}
	at := one
	if dir == Lower {
		at = hundred.Sub(one)
	}
	if value, ok := inTable(table, at); ok {
		first = decimal.NewNullDecimal(value)
	}
	return bounds, first
}

func inTable(table []Percentile, at decimal.Decimal) (decimal.Decimal, bool) {
	for _, p := range table {
		if p.At.Equal(at) {
			return p.Value, true
		}
	}
	return decimal.Decimal{}, false
}

// better is the number of peers that are strictly better than x.
func (y *yardstick) better(x decimal.Decimal) int {
	if y.dir == Lower {
		return sort.Search(len(y.peers), func(i int) bool { return !y.peers[i].LessThan(x) })
	}
	return len(y.peers) - sort.Search(len(y.peers), func(i int) bool { return y.peers[i].GreaterThan(x) })
}

// rank is the percentile, 0 to 100 and 100 the best, that x reaches.
func (y *yardstick) rank(x decimal.Decimal) (decimal.Decimal, bool) {
	switch {
	case y == nil:
		return decimal.Decimal{}, false
	case len(y.Percentiles) > 0:
		best := decimal.Decimal{}
		for _, p := range y.Percentiles {
			at := p.At
			if y.dir == Lower {
				at = hundred.Sub(at)
			}
			if !beats(y.dir, p.Value, x) && at.GreaterThan(best) {
				best = at
			}
		}
		return best, true
	case len(y.bounds) > 0:
		n := int64(0)
		for _, b := range y.bounds {
			if beats(y.dir, b, x) {
				break
			}
			n++
		}
		return decimal.New(n*10, 0), true
	case len(y.peers) > 0:
		n := len(y.peers)
		share, err := apm.Quo(decimal.NewFromInt(int64(100*(n-y.better(x)))), decimal.NewFromInt(int64(n)))
		return share, err == nil
	}
	return decimal.Decimal{}, false
}

// point is the value of a point, and whether it is known.
func (y *yardstick) point(p Point, r *reading) (decimal.NullDecimal, error) {
	switch {
	case p.Value.Valid:
		return p.Value, nil
	case p.Of == AtPrior:
		return r.prior, nil
	case p.Of == AtBestPrior:
		return r.base(FromBestPrior), nil
	case y == nil:
		return decimal.NullDecimal{}, nil
	case p.Percentile.Valid:
		return y.percentile(p.Percentile.Decimal)
	case y.Range == nil:
		return decimal.NullDecimal{}, nil
	}
	switch p.Of {
	case AtFloor:
		return y.Range.Floor, nil
	case AtHigh:
		return y.Range.High, nil
	}
	return y.Range.Low, nil
}

// percentile is the rate at a percentile of 0 to 100, 100 the best.
func (y *yardstick) percentile(at decimal.Decimal) (decimal.NullDecimal, error) {
	if y.dir == Lower {
		at = hundred.Sub(at)
	}
	if len(y.peers) > 0 {
		v, err := apm.Type7.Percentile(y.peers, at.Shift(-2))
		return decimal.NewNullDecimal(v), err
	}
	if v, ok := inTable(y.Percentiles, at); ok {
		return decimal.NewNullDecimal(v), nil
	}
	if y.dir == Lower {
		at = hundred.Sub(at)
	}
	// The lower bound of decile n is percentile 10 (n - 1).
	if tenth, err := apm.Quo(at, ten); err == nil && tenth.IsInteger() && len(y.bounds) == 9 {
		if i := tenth.IntPart() - 1; i >= 0 && i < 9 {
			return decimal.NewNullDecimal(y.bounds[i]), nil
		}
	}
	return decimal.NullDecimal{}, nil
}

// substitute is a rate that takes the place of one's own.
func (y *yardstick) substitute(s Substitute, r *reading) (decimal.NullDecimal, error) {
	switch s {
	case PriorRate:
		return r.prior, nil
	case BestPriorRate:
		return r.base(FromBestPrior), nil
	}
	switch {
	case y == nil:
		return decimal.NullDecimal{}, nil
	case s == PeerMedian && len(y.peers) > 0:
		v, err := apm.Type7.Percentile(y.peers, decimal.New(5, -1))
		return decimal.NewNullDecimal(v), err
	case s == SubstituteRate && y.Range != nil:
		return y.Range.Substitute, nil
	}
	return decimal.NullDecimal{}, nil
}

// moments is the mean and the deviation that z-scores are counted in, with the values and
// the z-scores at which they are held.
type moments struct {
	mean, sd               decimal.Decimal
	low, high, lowZ, highZ decimal.NullDecimal
}

// moments are those of the benchmark, or of its peers after values beyond two
// percentiles were held to them.
func (y *yardstick) moments(z *ZScore) (moments, bool, error) {
	if y == nil {
		return moments{}, false, nil
	}
	if m := y.Moments; m != nil {
		return moments{mean: m.Mean, sd: m.SD, lowZ: m.LowZ, highZ: m.HighZ}, true, nil
	}
	n := len(y.peers)
	if n < 2 {
		return moments{}, false, nil
	}
	definition := z.Percentiles
	if definition == "" {
		definition = apm.Type7
	}
	var out moments
	for _, end := range []struct {
		at   decimal.NullDecimal
		into *decimal.NullDecimal
	}{{z.Low, &out.low}, {z.High, &out.high}} {
		if !end.at.Valid {
			continue
		}
		v, err := definition.Percentile(y.peers, end.at.Decimal)
		if err != nil {
			return moments{}, false, err
		}
		*end.into = decimal.NewNullDecimal(v)
	}
	sum := decimal.Decimal{}
	for _, v := range y.peers {
		sum = sum.Add(held(v, out.low, out.high))
	}
	var err error
	if out.mean, err = apm.Quo(apm.Trim(sum), decimal.NewFromInt(int64(n))); err != nil {
		return moments{}, false, err
	}
	squares := decimal.Decimal{}
	for _, v := range y.peers {
		d := held(v, out.low, out.high).Sub(out.mean)
		squares = squares.Add(d.Mul(d))
	}
	variance, err := apm.Quo(apm.Trim(squares), decimal.NewFromInt(int64(n-1)))
	if err != nil {
		return moments{}, false, err
	}
	out.sd = root(variance)
	return out, true, nil
}

// z is the z-score of x; zero where nothing varies.
func (m *moments) z(x decimal.Decimal) (decimal.Decimal, error) {
	if m.sd.IsZero() {
		return decimal.Decimal{}, nil
	}
	z, err := apm.Quo(held(x, m.low, m.high).Sub(m.mean), m.sd)
	return held(z, m.lowZ, m.highZ), err
}

// held is a number held between two bounds where they are given.
func held(d decimal.Decimal, low, high decimal.NullDecimal) decimal.Decimal {
	if low.Valid && d.LessThan(low.Decimal) {
		return low.Decimal
	}
	if high.Valid && d.GreaterThan(high.Decimal) {
		return high.Decimal
	}
	return d
}

// factor is what a fraction is multiplied by on a scale.
func (s Scale) factor() decimal.Decimal {
	switch s {
	case Percent, Per100:
		return hundred
	case PerThousand:
		return decimal.New(1000, 0)
	}
	return one
}

// convertible says whether the scale is a multiple of a fraction.
func (s Scale) convertible() bool {
	return s == Percent || s == Per100 || s == PerThousand || s == Fraction
}
