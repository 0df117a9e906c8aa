package pmpm

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The quick ways give what decimal arithmetic gives, on both sides of their borders.
func TestLawQuickArithmetic(t *testing.T) {
	draw := func(t *rapid.T) decimal.Decimal {
		coefficient := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-100, 100),
			rapid.SampledFrom([]int64{99_999_999_999_999_999, -99_999_999_999_999_999, 999_999_999, 1_000_000_000, 1e18, -1e18, 9_999_999_999_999_999})).Draw(t, "coefficient")
		return decimal.New(coefficient, rapid.Int32Range(-20, 3).Draw(t, "exponent"))
	}
	rapid.Check(t, func(t *rapid.T) {
		var quick adder
		slow := decimal.Decimal{}
		exponent := rapid.Int32Range(-3, 0).Draw(t, "common exponent")
		for range rapid.IntRange(0, 200).Draw(t, "amounts") {
			d := decimal.New(rapid.SampledFrom([]int64{99_999_999_999_999_999, -5, 1, -99_999_999_999_999_999}).Draw(t, "common"), exponent)
			if rapid.IntRange(0, 9).Draw(t, "other") == 0 {
				d = draw(t)
			}
			quick.add(d)
			slow = slow.Add(d)
		}
		if !quick.total().Equal(slow) {
			t.Fatalf("%s, not %s", quick.total(), slow)
		}
		a, b := draw(t), draw(t)
		if got := product(a, b); !got.Equal(a.Mul(b)) {
			t.Fatalf("%s x %s is not %s", a, b, got)
		}
		mode := rapid.SampledFrom([]apm.Rounding{apm.HalfUp, apm.HalfEven, apm.Down, apm.Up}).Draw(t, "mode")
		got, err := toCents(a, mode)
		want, wantErr := apm.RoundCents(a, mode)
		if got != want || (err == nil) != (wantErr == nil) {
			t.Fatalf("%s is not %s", a, got)
		}
	})
}

// Many large amounts of one sign leave the words before these end.
func TestAdderLeavesWordsInTime(t *testing.T) {
	for _, coefficient := range []int64{99_999_999_999_999_999, -99_999_999_999_999_999} {
		var quick adder
		for range 200 {
			quick.add(decimal.New(coefficient, -2))
		}
		if want := decimal.New(coefficient, 0).Mul(decimal.New(2, 0)); !quick.total().Equal(want) {
			t.Errorf("%s, not %s", quick.total(), want)
		}
	}
}
