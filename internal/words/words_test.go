package words_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/words"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// number draws numbers on both sides of every border: digits that fit a word and that
// do not, exponents near and far.
func number() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		if rapid.IntRange(0, 19).Draw(t, "bare") == 0 {
			return decimal.Decimal{}
		}
		digits := rapid.OneOf(
			rapid.SampledFrom([]int64{0, 1, -1, 9, 10, 99999, 100000, 999999999, 1000000000, -9999999999,
				99999999999999999, 100000000000000000, 999999999999999999, 1000000000000000000, -999999999999999999,
				1<<53 - 1, 1 << 53, 1<<53 + 1, math.MaxInt64, math.MinInt64}),
			rapid.Int64Range(-100_000, 100_000), rapid.Int64(),
		).Draw(t, "digits")
		coefficient := big.NewInt(digits)
		if rapid.IntRange(0, 4).Draw(t, "long") == 0 {
			coefficient.Mul(coefficient, big.NewInt(rapid.Int64().Draw(t, "more")))
		}
		exponent := rapid.OneOf(rapid.Int32Range(-4, 2), rapid.Int32Range(-40, 40),
			rapid.SampledFrom([]int32{-20, -19, -18, -17, 17, 18, 19, -1 << 20, 1 << 20})).Draw(t, "exponent")
		return decimal.NewFromBigInt(coefficient, exponent)
	})
}

// near draws a second number that is often of the same exponent, or equal in value to the first.
func near(t *rapid.T, a decimal.Decimal) decimal.Decimal {
	b := number().Draw(t, "b")
	switch rapid.IntRange(0, 3).Draw(t, "kin") {
	case 0:
		return decimal.NewFromBigInt(b.Coefficient(), a.Exponent())
	case 1:
		zeros := rapid.Int32Range(0, 20).Draw(t, "zeros")
		power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(zeros)), nil)
		return decimal.NewFromBigInt(power.Mul(power, a.Coefficient()), a.Exponent()-zeros)
	}
	return b
}

func same(a, b decimal.Decimal) bool {
	return a.Exponent() == b.Exponent() && a.Coefficient().Cmp(b.Coefficient()) == 0
}

func TestAsTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := number().Draw(t, "a")
		b := near(t, a)
		asTheLibrary(t, a, b, near(t, decimal.New(0, a.Exponent()+b.Exponent())))
	})
}

// TestBorders takes every pair of numbers at the borders of a word.
func TestBorders(t *testing.T) {
	coefficients := []int64{0, 1, math.MaxInt64, math.MinInt64}
	for power := int64(1e18); power > 1; power /= 10 {
		coefficients = append(coefficients, power-1, power, 1-power)
	}
	for _, exponents := range [][2]int32{{0, 0}, {-2, -2}, {0, -1}, {-2, 3}, {0, -9}, {-18, 0}, {17, -1}, {19, -19}, {3, -18}} {
		for _, x := range coefficients {
			for _, y := range coefficients {
				a, b := decimal.New(x, exponents[0]), decimal.New(y, exponents[1])
				asTheLibrary(t, a, b, a)
				asTheLibrary(t, b, a, decimal.New(y, exponents[0]+exponents[1]))
			}
		}
	}
}

// asTheLibrary holds the arithmetic of a and b, and of sum plus their product, to that of
// the library.
func asTheLibrary(t interface{ Fatalf(string, ...any) }, a, b, sum decimal.Decimal) {
	check := func(name string, got, want decimal.Decimal) {
		if !same(got, want) {
			t.Fatalf("%s of %sE%d and %sE%d (%sE%d) = %sE%d, not %sE%d", name, a.Coefficient(), a.Exponent(), b.Coefficient(), b.Exponent(),
				sum.Coefficient(), sum.Exponent(), got.Coefficient(), got.Exponent(), want.Coefficient(), want.Exponent())
		}
	}
	check("Mul", words.Mul(a, b), a.Mul(b))
	if far := a.Exponent() - b.Exponent(); far > 10_000 || far < -10_000 {
		return // a sum of these has a million digits
	}
	check("Sub", words.Sub(a, b), a.Sub(b))
	check("MulAdd", words.MulAdd(sum, a, b), sum.Add(a.Mul(b)))
	check("Rest", words.Rest(a, b), a.Mul(decimal.New(1, 0).Sub(b)))
	if got, want := words.Cmp(a, b), a.Cmp(b); got != want {
		t.Fatalf("%s against %s is %d, not %d", a, b, got, want)
	}
}

func TestMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.OneOf(rapid.SampledFrom([]int64{0, 1, 5, 10, 99, 100, 999_999_999, 1_000_000_000, -999_999_999, -1_000_000_000,
			-100_000_000_000_000_000, -999_999_999_999_999_999}),
			rapid.Int64Range(-2_000_000_000, 2_000_000_000), rapid.Int64())
		weight := rapid.OneOf(rapid.SampledFrom([]int64{0, 1, 3, 999_999_999, 1_000_000_000, math.MaxInt64}), rapid.Int64Range(0, 2_000_000_000))
		exponent := rapid.Int32Range(-6, 3)
		a := decimal.New(digits.Draw(t, "a"), exponent.Draw(t, "exponent of a"))
		b := decimal.New(digits.Draw(t, "b"), exponent.Draw(t, "exponent of b"))
		m, n := weight.Draw(t, "weight of a"), weight.Draw(t, "weight of b")
		if m == 0 && n == 0 {
			return
		}
		got, ok := words.Mean(a, m, b, n)
		small := func(d decimal.Decimal) bool {
			return d.NumDigits() <= 9-int(d.Exponent()-min(a.Exponent(), b.Exponent()))
		}
		if !ok {
			if small(a) && small(b) && max(m, n) < 1e9 {
				t.Fatalf("no mean of %s and %s by %d and %d", a, b, m, n)
			}
			return
		}
		total := new(big.Int).Add(big.NewInt(m), big.NewInt(n))
		sum := a.Mul(decimal.NewFromInt(m)).Add(b.Mul(decimal.NewFromInt(n)))
		want, err := apm.Quo(sum, decimal.NewFromBigInt(total, 0))
		if err != nil || !got.Equal(want) {
			t.Fatalf("the mean of %s and %s by %d and %d is %s, not %s (%v)", a, b, m, n, got, want, err)
		}
	})
}

func TestMeanOfEdges(t *testing.T) {
	for _, c := range []struct {
		a    int64
		m    int64
		b    int64
		n    int64
		want string
	}{
		{0, 1, 0, 2, "0"}, {5, 1, -5, 1, "0"}, {10, 1, 0, 2, "3.333333333333333333333333333333333"},
		{100, 7, 100, 2, "100"}, {1000, 1, 0, 6, "142.8571428571428571428571428571429"}, {1, 1, 0, 99_999_999, "0.00000001"},
	} {
		got, ok := words.Mean(decimal.New(c.a, 0), c.m, decimal.New(c.b, 0), c.n)
		if !ok || got.String() != c.want {
			t.Errorf("the mean of %d and %d by %d and %d is %s (%v), want %s", c.a, c.b, c.m, c.n, got, ok, c.want)
		}
	}
}

func TestQuoOfZero(t *testing.T) {
	for _, zero := range []decimal.Decimal{{}, decimal.New(0, -9)} {
		if got, ok := words.Quo(zero, decimal.New(-7, 2)); !ok || !got.IsZero() {
			t.Errorf("%s (%v)", got, ok)
		}
	}
	if got, err := apm.Quo(decimal.New(0, 1<<20), decimal.New(7, 1<<20)); err != nil || !got.IsZero() {
		t.Errorf("of numbers beyond all bounds: %s (%v)", got, err)
	}
}

// TestQuoCarries: the 34 digits are two words, and rounding up carries from one to the
// other.
func TestQuoCarries(t *testing.T) {
	got, ok := words.Quo(decimal.New(156732301741703349, 0), decimal.New(313464603483405667, 0))
	if want := "0.5000000000000016445237971734495232"; !ok || got.String() != want {
		t.Errorf("%s (%v), want %s", got, ok, want)
	}
}

// TestFarExponents: what the library can say comes out; where it panics, so does this.
func TestFarExponents(t *testing.T) {
	multiply := func(product func(a, b decimal.Decimal) decimal.Decimal, a, b int32) (c decimal.Decimal, panicked bool) {
		defer func() { panicked = recover() != nil }()
		return product(decimal.New(7, a), decimal.New(6, b)), false
	}
	for _, c := range [][2]int32{
		{math.MaxInt32 - 5, 5}, {math.MinInt32 + 5, -5}, {math.MaxInt32 - 5, 6}, {math.MinInt32 + 5, -6}, {19, 18}, {-18, -19}, {18, 18}, {-18, -18},
	} {
		got, gone := multiply(words.Mul, c[0], c[1])
		want, panicked := multiply(decimal.Decimal.Mul, c[0], c[1])
		if gone != panicked || !same(got, want) {
			t.Errorf("7E%d x 6E%d = %sE%d", c[0], c[1], got.Coefficient(), got.Exponent())
		}
	}
}

// TestAllocations: words cost their result alone, and a comparison nothing.
func TestAllocations(t *testing.T) {
	a, b := decimal.New(48700000000, -2), decimal.New(75, -3)
	result := testing.AllocsPerRun(100, func() { sink = decimal.New(int64(sink.Exponent())+12345, -2) })
	for name, compute := range map[string]func(){
		"Mul": func() { sink = words.Mul(a, b) }, "Sub": func() { sink = words.Sub(a, b) },
		"MulAdd": func() { sink = words.MulAdd(a, a, b) }, "Rest": func() { sink = words.Rest(a, b) },
		"Quo": func() { sink, _ = words.Quo(b, decimal.New(4, 0)) },
	} {
		if n := testing.AllocsPerRun(100, compute); n > result {
			t.Errorf("%s allocates %v times, a number %v", name, n, result)
		}
	}
	if n := testing.AllocsPerRun(100, func() { words.Cmp(a, b) }); n != 0 {
		t.Errorf("Cmp allocates %v times", n)
	}
}

var sink decimal.Decimal

func BenchmarkWords(b *testing.B) {
	x, y := decimal.New(48700000000, -2), decimal.New(75, -3)
	for _, bench := range []struct {
		name            string
		words, decimals func()
	}{
		{"Mul", func() { sink = words.Mul(x, y) }, func() { sink = x.Mul(y) }},
		{"Sub", func() { sink = words.Sub(x, y) }, func() { sink = x.Sub(y) }},
		{"Cmp", func() { words.Cmp(x, y) }, func() { x.Cmp(y) }},
	} {
		for _, way := range []struct {
			name string
			run  func()
		}{{"words", bench.words}, {"decimals", bench.decimals}} {
			b.Run(bench.name+"/"+way.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					way.run()
				}
			})
		}
	}
}
