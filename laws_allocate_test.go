package apm_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func decs(values string) (out []decimal.Decimal) {
	for _, v := range strings.Fields(values) {
		out = append(out, dec(v))
	}
	return out
}

// anyWeights draws weights with zeros and equal ones among them, not all zero.
func anyWeights() *rapid.Generator[[]decimal.Decimal] {
	weight := rapid.OneOf(
		rapid.Map(rapid.Int64Range(0, 4), func(n int64) decimal.Decimal { return decimal.New(n, 0) }),
		rapid.Custom(func(t *rapid.T) decimal.Decimal { return anyNumber().Draw(t, "weight").Abs() }),
	)
	return rapid.SliceOfN(weight, 1, 20).Filter(func(ws []decimal.Decimal) bool {
		for _, w := range ws {
			if !w.IsZero() {
				return true
			}
		}
		return false
	})
}

// handedOut is the definition, one cent at a time: whole cents of each exact
// share, then cent after cent to the first of the largest remainders.
func handedOut(total apm.Cents, weights []decimal.Decimal) []*big.Int {
	sum := new(big.Rat)
	for _, w := range weights {
		sum.Add(sum, rat(w))
	}
	magnitude := new(big.Int).Abs(bigCents(total))
	left := new(big.Int).Set(magnitude)
	parts, remainders := make([]*big.Int, len(weights)), make([]*big.Rat, len(weights))
	for i, w := range weights {
		exact := new(big.Rat).SetInt(magnitude)
		exact.Mul(exact, rat(w)).Quo(exact, sum)
		parts[i] = new(big.Int).Quo(exact.Num(), exact.Denom())
		remainders[i] = exact.Sub(exact, new(big.Rat).SetInt(parts[i]))
		left.Sub(left, parts[i])
	}
	for ; left.Sign() > 0; left.Sub(left, big.NewInt(1)) {
		best := 0
		for i, r := range remainders {
			if r.Cmp(remainders[best]) > 0 {
				best = i
			}
		}
		parts[best].Add(parts[best], big.NewInt(1))
		remainders[best] = new(big.Rat)
	}
	if total < 0 {
		for _, p := range parts {
			p.Neg(p)
		}
	}
	return parts
}

// The parts are those of the definition, add up to the total, are within a cent of
// the exact share, and nothing goes to a weight of zero.
func TestAllocate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total, weights := anyCents().Draw(t, "total"), anyWeights().Draw(t, "weights")
		parts, err := apm.Allocate(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		want := handedOut(total, weights)
		var sum apm.CentsSum
		for i, part := range parts {
			sum.Add(part)
			if bigCents(part).Cmp(want[i]) != 0 {
				t.Fatalf("part %d is %d, want %s", i, part, want[i])
			}
			if weights[i].IsZero() && part != 0 {
				t.Fatalf("a weight of zero gets %s", part)
			}
		}
		if got, err := sum.Cents(); err != nil || got != total {
			t.Fatalf("the parts add up to %s, %v", got, err)
		}
		if total == math.MinInt64 {
			return
		}
		mirror, err := apm.Allocate(-total, weights)
		for i := range mirror {
			if err != nil || mirror[i] != -parts[i] {
				t.Fatalf("the mirror of %v is %v, %v", parts, mirror, err)
			}
		}
	})
}

func TestAllocateKnown(t *testing.T) {
	for _, c := range []struct {
		total   apm.Cents
		weights string
		want    []apm.Cents
	}{
		{100, "1 1 1", []apm.Cents{34, 33, 33}}, // ties go to the earlier part
		{101, "1 1 1", []apm.Cents{34, 34, 33}}, // and on in order
		{-100, "1 1 1", []apm.Cents{-34, -33, -33}},
		{10, "0.55 0.45", []apm.Cents{6, 4}}, // 5.5 and 4.5
		{10, "0.54 0.46", []apm.Cents{5, 5}}, // 5.4 and 4.6: the larger remainder
		{1, "0 1 0", []apm.Cents{0, 1, 0}},
		{0, "0 0", []apm.Cents{0, 0}},
		{math.MinInt64, "1", []apm.Cents{math.MinInt64}},
	} {
		got, err := apm.Allocate(c.total, decs(c.weights))
		if err != nil || len(got) != len(c.want) {
			t.Errorf("%d by %s: %v, %v", c.total, c.weights, got, err)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%d by %s: %v, want %v", c.total, c.weights, got, c.want)
				break
			}
		}
	}
}

// Among very many equal remainders the earlier still come first.
func TestAllocateLongList(t *testing.T) {
	weights := make([]decimal.Decimal, 300)
	for i := range weights {
		weights[i] = decimal.NewFromInt(int64(i*7%5 + 1))
	}
	const total = 12345
	parts, err := apm.Allocate(total, weights)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range handedOut(total, weights) {
		if bigCents(parts[i]).Cmp(want) != 0 {
			t.Fatalf("part %d is %d, want %s", i, parts[i], want)
		}
	}
}

func TestAllocateRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		total   apm.Cents
		weights []decimal.Decimal
		want    string
	}{
		"negative":      {1, decs("1 -1"), "weights[1]: a weight is a number not below zero"},
		"huge":          {1, []decimal.Decimal{decimal.New(1, math.MaxInt32)}, "weights[0]: a weight is a number not below zero"},
		"tiny":          {0, []decimal.Decimal{decimal.New(1, math.MinInt32)}, "weights[0]: a weight is a number not below zero"},
		"all zero":      {1, decs("0 0"), "weights: they add up to zero, so nothing says who gets the total"},
		"nobody at all": {1, nil, "weights: they add up to zero, so nothing says who gets the total"},
	} {
		if got, err := apm.Allocate(c.total, c.weights); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, %v; want %s", name, got, err, c.want)
		}
	}
}
