package apm_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The references read the definitions of Hyndman and Fan (1996) off the
// distribution of the values, without positions.

// lowerQuantile is the smallest value that at least a fraction p of the values do
// not exceed, and upperQuantile the smallest that more than p do not exceed.
func lowerQuantile(values []*big.Rat, p *big.Rat) *big.Rat { return quantile(values, p, 0) }
func upperQuantile(values []*big.Rat, p *big.Rat) *big.Rat { return quantile(values, p, 1) }

func quantile(values []*big.Rat, p *big.Rat, least int) *big.Rat {
	var best, largest *big.Rat
	for _, v := range values {
		below := int64(0)
		for _, w := range values {
			if w.Cmp(v) <= 0 {
				below++
			}
		}
		if big.NewRat(below, int64(len(values))).Cmp(p) >= least && (best == nil || v.Cmp(best) < 0) {
			best = v
		}
		if largest == nil || v.Cmp(largest) > 0 {
			largest = v
		}
	}
	if best == nil {
		return largest
	}
	return best
}

// interpolated runs the broken line through the points (i/(n-1), value i).
func interpolated(values []*big.Rat, p *big.Rat) *big.Rat {
	sorted := slices.SortedFunc(slices.Values(values), (*big.Rat).Cmp)
	last := int64(len(sorted) - 1)
	for i := int64(0); i < last; i++ {
		left, right := big.NewRat(i, last), big.NewRat(i+1, last)
		if p.Cmp(left) >= 0 && p.Cmp(right) <= 0 {
			along := new(big.Rat).Sub(p, left)
			along.Quo(along, new(big.Rat).Sub(right, left))
			rise := new(big.Rat).Sub(sorted[i+1], sorted[i])
			return rise.Mul(rise, along).Add(rise, sorted[i])
		}
	}
	return sorted[0]
}

var percentileReference = map[apm.PercentileDefinition]func([]*big.Rat, *big.Rat) *big.Rat{
	apm.Type7:       interpolated,
	apm.NearestRank: lowerQuantile,
	apm.SAS5: func(values []*big.Rat, p *big.Rat) *big.Rat {
		low, high := lowerQuantile(values, p), upperQuantile(values, p)
		if p.Sign() == 0 { // the lowest value, not the mean of nothing and it
			return high
		}
		mean := new(big.Rat).Add(low, high)
		return mean.Mul(mean, big.NewRat(1, 2))
	},
}

// Each definition gives what the textbook says, between the least and the greatest
// value, whatever the order of the list, and rises with p.
func TestPercentile(t *testing.T) {
	value := rapid.Map(rapid.Int64Range(-50, 50), func(n int64) decimal.Decimal { return decimal.New(n, -1) })
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(value, 1, 12).Draw(t, "values")
		p := fraction().Draw(t, "p")
		if rapid.Bool().Draw(t, "at a value") { // p = i/n or i/(n-1), as far as it is a decimal
			n := int64(rapid.IntRange(max(1, len(values)-1), len(values)).Draw(t, "n"))
			if q, err := apm.Quo(decimal.NewFromInt(rapid.Int64Range(0, n).Draw(t, "i")), decimal.NewFromInt(n)); err == nil {
				p = q
			}
		}
		exact := make([]*big.Rat, len(values))
		for i, v := range values {
			exact[i] = rat(v)
		}
		for d, reference := range percentileReference {
			got, err := d.Percentile(values, p)
			if err != nil {
				t.Fatal(err)
			}
			if want := reference(exact, rat(p)); rat(got).Cmp(want) != 0 {
				t.Fatalf("%s of %v at %s: %s, want %s", d, values, p, got, want.FloatString(10))
			}
			if got.LessThan(slices.MinFunc(values, decimal.Decimal.Cmp)) || got.GreaterThan(slices.MaxFunc(values, decimal.Decimal.Cmp)) {
				t.Fatalf("%s of %v is %s", d, values, got)
			}
			shuffled, err := d.Percentile(rapid.Permutation(values).Draw(t, "shuffled"), p)
			if err != nil || !shuffled.Equal(got) {
				t.Fatalf("%s: the order matters: %s, %s", d, got, shuffled)
			}
			if higher, err := d.Percentile(values, decimal.Min(p.Add(fraction().Draw(t, "more")), decimal.New(1, 0))); err != nil || higher.LessThan(got) {
				t.Fatalf("%s falls from %s to %s", d, got, higher)
			}
		}
	})
}

// Small lists whose percentiles stand in many textbooks.
func TestPercentileKnown(t *testing.T) {
	five, ten := "15 20 35 40 50", "3 6 7 8 8 10 13 15 16 20"
	for _, c := range []struct {
		definition apm.PercentileDefinition
		values     string
		p, want    string
	}{
		{apm.NearestRank, five, "0.05", "15"}, {apm.NearestRank, five, "0.3", "20"}, {apm.NearestRank, five, "0.4", "20"},
		{apm.NearestRank, five, "0.5", "35"}, {apm.NearestRank, five, "1", "50"}, {apm.NearestRank, five, "0", "15"},
		{apm.NearestRank, ten, "0.25", "7"}, {apm.NearestRank, ten, "0.5", "8"}, {apm.NearestRank, ten, "0.75", "15"},
		{apm.Type7, five, "0.4", "29"}, {apm.Type7, "1 2 3 4", "0.75", "3.25"}, {apm.Type7, "1 2 3 4", "0.25", "1.75"},
		{apm.Type7, "1 2 3 4", "0", "1"}, {apm.Type7, "1 2 3 4", "1", "4"}, {apm.Type7, "9", "0.99", "9"},
		{apm.SAS5, "1 2 3 4", "0.25", "1.5"}, {apm.SAS5, "1 2 3 4", "0.5", "2.5"}, {apm.SAS5, "1 2 3 4", "0.75", "3.5"},
		{apm.SAS5, "1 2 3 4", "0.3", "2"}, {apm.SAS5, "1 2 3 4", "0", "1"}, {apm.SAS5, "1 2 3 4", "1", "4"}, {apm.SAS5, "9", "0.99", "9"},
	} {
		got, err := c.definition.Percentile(decs(c.values), dec(c.p))
		if err != nil || !got.Equal(dec(c.want)) {
			t.Errorf("%s of %s at %s: %s, %v; want %s", c.definition, c.values, c.p, got, err, c.want)
		}
	}
}

func TestPercentileRefusals(t *testing.T) {
	huge := decimal.New(1, 1<<31-1)
	for _, c := range []struct {
		definition apm.PercentileDefinition
		values     []decimal.Decimal
		p          decimal.Decimal
		want       string
	}{
		{apm.Type7, nil, dec("0.5"), "a percentile of no values has no value"},
		{apm.Type7, decs("1"), dec("99"), "a percentile is a fraction of 0 to 1 (the 99th is 0.99)"},
		{apm.SAS5, decs("1"), dec("-0.01"), "a percentile is a fraction of 0 to 1 (the 99th is 0.99)"},
		{apm.SAS5, decs("1"), huge, "a percentile is a fraction of 0 to 1 (the 99th is 0.99)"},
		{"type8", decs("1"), dec("0.5"), `unknown percentile definition "type8"`},
		{apm.NearestRank, []decimal.Decimal{dec("1"), huge}, dec("0.5"), "values[1]: the number has more than 40 digits before the point or 200 behind it"},
	} {
		if got, err := c.definition.Percentile(c.values, c.p); err == nil || err.Error() != c.want {
			t.Errorf("%s: %s, %v; want %s", c.definition, got, err, c.want)
		}
	}
	if lo, hi, _, err := apm.SAS5.Rank(math.MaxInt/2+1, dec("0.5")); err != nil || hi != math.MaxInt/4+1 || lo != hi-1 {
		t.Errorf("of 2^62 values the middle is %d and %d, %v", lo, hi, err)
	}
}
