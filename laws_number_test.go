package apm_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// anyNumber draws Plain numbers: everyday ones, ones of many digits, runs of
// nines that round up to a power of ten, and ties at the 34th digit.
func anyNumber() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		digits := rapid.OneOf(
			rapid.StringMatching(`[0-9]{1,6}`),
			rapid.StringMatching(`[0-9]{1,40}`),
			rapid.StringMatching(`[0-9]{15,19}`),
			rapid.StringMatching(`9{15,19}`),
			rapid.StringMatching(`9{30,40}`),
			rapid.StringMatching(`[1-9][0-9]{33}50{0,3}`),
			rapid.StringMatching(`[1-9][0-9]{33}49{0,3}`),
			rapid.StringMatching(`10{0,38}`),
			rapid.StringMatching(`[0-9]{100,240}`),
		).Draw(t, "digits")
		coefficient, _ := new(big.Int).SetString(digits, 10)
		if rapid.Bool().Draw(t, "negative") {
			coefficient.Neg(coefficient)
		}
		most := 40 - decimal.NewFromBigInt(coefficient, 0).NumDigits()
		exp := rapid.OneOf(rapid.IntRange(min(-4, most), min(0, most)), rapid.IntRange(-200, most)).Draw(t, "exponent")
		return decimal.NewFromBigInt(coefficient, int32(exp))
	})
}

// pow10 is 10^n as an exact fraction.
func pow10(n int) *big.Rat {
	p := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil))
	if n < 0 {
		p.Inv(p)
	}
	return p
}

// roundedTo34 rounds a fraction to 34 significant digits, ties away from zero, in
// the plainest way: scale it until it has 34 digits, add a half, cut.
func roundedTo34(x *big.Rat) *big.Rat {
	if x.Sign() == 0 {
		return x
	}
	magnitude, scale := new(big.Rat).Abs(x), 0
	for magnitude.Cmp(pow10(34)) >= 0 {
		magnitude.Mul(magnitude, pow10(-1))
		scale++
	}
	for magnitude.Cmp(pow10(33)) < 0 {
		magnitude.Mul(magnitude, pow10(1))
		scale--
	}
	magnitude.Add(magnitude, big.NewRat(1, 2))
	cut := new(big.Rat).SetInt(new(big.Int).Quo(magnitude.Num(), magnitude.Denom()))
	if x.Sign() < 0 {
		cut.Neg(cut)
	}
	return cut.Mul(cut, pow10(scale))
}

// A quotient is the exact one rounded to 34 digits, and has no more.
func TestQuo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyNumber().Draw(t, "a"), anyNumber().Draw(t, "b")
		got, err := apm.Quo(a, b)
		if b.IsZero() {
			if !errors.Is(err, apm.ErrDivideByZero) {
				t.Fatalf("a number by zero: %s, %v", got, err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if want := roundedTo34(new(big.Rat).Quo(rat(a), rat(b))); rat(got).Cmp(want) != 0 {
			t.Fatalf("got %s, want %s", got, want.FloatString(250))
		}
		if got.NumDigits() > apm.SignificantDigits {
			t.Fatalf("%s has %d digits", got, got.NumDigits())
		}
	})
}

// Quo does not depend on the package-wide precision of decimals.
func TestQuoKnown(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"1", "3", "0.3333333333333333333333333333333333"},
		{"2", "3", "0.6666666666666666666666666666666667"},
		{"-2", "3", "-0.6666666666666666666666666666666667"},
		{"1", "8", "0.125"},
		{"100", "7", "14.28571428571428571428571428571429"},
		{"999999999999999999999999999999999999", "1", "1000000000000000000000000000000000000"},
		{"1", "1e-40", "10000000000000000000000000000000000000000"},
		{"0", "5", "0"},
		// Ties at the 35th digit.
		{"999999999999999999", "8388608", "119209289550.7812498807907104492188"},
		{"-999999999999999999", "16777216", "-59604644775.39062494039535522460938"},
		{"300000000000000001", "16777216", "17881393432.61718755960464477539063"},
		{"765432109876543211", "-16777216", "-45623309008.86912411451339721679688"},
		{"123456789012345677", "33554432", "3679299027.095606237649917602539063"},
		{"0.300000000000000001", "33554432", "0.000000008940696716308593779802322387695313"},
	} {
		if got, err := apm.Quo(dec(c.a), dec(c.b)); err != nil || got.String() != c.want {
			t.Errorf("%s / %s = %s, %v; want %s", c.a, c.b, got, err, c.want)
		}
	}
}

// Trim rounds to 34 digits, and once is enough.
func TestTrim(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyNumber().Draw(t, "d")
		for range rapid.IntRange(0, 3).Draw(t, "factors") {
			d = d.Mul(anyNumber().Draw(t, "factor"))
		}
		got := apm.Trim(d)
		if want := roundedTo34(rat(d)); rat(got).Cmp(want) != 0 {
			t.Fatalf("Trim(%s) = %s, want %s", d, got, want.FloatString(50))
		}
		if got.NumDigits() > apm.SignificantDigits {
			t.Fatalf("%s has %d digits", got, got.NumDigits())
		}
		if again := apm.Trim(got); !again.Equal(got) || again.Exponent() != got.Exponent() {
			t.Fatalf("trimmed again %s becomes %s", got, again)
		}
	})
}

// roundedRat rounds a fraction to places by comparing its distances to the two
// neighbours.
func roundedRat(x *big.Rat, places int, mode apm.Rounding) *big.Rat {
	unit := pow10(-places)
	scaled := new(big.Rat).Quo(new(big.Rat).Abs(x), unit)
	below := new(big.Int).Quo(scaled.Num(), scaled.Denom())
	rest := new(big.Rat).Sub(scaled, new(big.Rat).SetInt(below))
	half := rest.Cmp(big.NewRat(1, 2))
	up := false
	switch mode {
	case apm.HalfUp:
		up = half >= 0
	case apm.HalfEven:
		up = half > 0 || half == 0 && below.Bit(0) == 1
	case apm.Up:
		up = rest.Sign() > 0
	}
	if up {
		below.Add(below, big.NewInt(1))
	}
	out := new(big.Rat).Mul(new(big.Rat).SetInt(below), unit)
	if x.Sign() < 0 {
		out.Neg(out)
	}
	return out
}

var roundings = []apm.Rounding{apm.HalfUp, apm.HalfEven, apm.Down, apm.Up}

// Each mode picks the neighbour that its name says, ties included.
func TestRound(t *testing.T) {
	tie := rapid.Custom(func(t *rapid.T) decimal.Decimal {
		return decimal.New(rapid.Int64Range(-9999, 9999).Draw(t, "n")*10+5, int32(rapid.IntRange(-5, 2).Draw(t, "exponent")))
	})
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.OneOf(anyNumber(), tie).Draw(t, "d")
		mode := rapid.SampledFrom(roundings).Draw(t, "mode")
		places := rapid.OneOf(rapid.IntRange(-4, 6), rapid.IntRange(-60, 260)).Draw(t, "places")
		if rapid.Bool().Draw(t, "about the first digit") {
			places = rapid.IntRange(-1, 2).Draw(t, "digits left") - d.NumDigits() - int(d.Exponent())
		}
		got, err := apm.Round(d, int32(places), mode)
		if err != nil {
			t.Fatal(err)
		}
		if want := roundedRat(rat(d), places, mode); rat(got).Cmp(want) != 0 {
			t.Fatalf("%s to %d places %s = %s, want %s", d, places, mode, got, want.FloatString(10))
		}
		if c, err := apm.RoundCents(d, mode); err == nil {
			if want := roundedRat(rat(d), 2, mode); rat(c.Decimal()).Cmp(want) != 0 {
				t.Fatalf("%s in cents %s = %s", d, mode, c)
			}
		} else if want := roundedRat(rat(d), 2, mode); new(big.Rat).Mul(want, pow10(2)).Num().IsInt64() {
			t.Fatalf("%s in cents %s: %v", d, mode, err)
		}
	})
}

// What a decimal prints reads back as the same number.
func TestParseDecimalRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyNumber().Draw(t, "number")
		if !apm.Plain(want) {
			t.Fatalf("%s is not plain", want)
		}
		if got, err := apm.ParseDecimal(want.String()); err != nil || !got.Equal(want) {
			t.Fatalf("%s reads back as %s, %v", want, got, err)
		}
	})
}

// Plain ends exactly at 40 digits before the point and 200 behind it.
func TestPlainEndsWhereItSays(t *testing.T) {
	nines := strings.Repeat("9", 40)
	decimals := strings.Repeat("9", 200)
	for _, s := range []string{"0", nines, "-" + nines, nines + "." + decimals, "0." + decimals, "1e39", "1e-200", "10e-201"} {
		d := dec(s)
		if plain := apm.Plain(d); plain != (d.Exponent() >= -200) {
			t.Errorf("Plain(%s) = %t", s, plain)
		}
	}
	for _, s := range []string{"9" + nines, "1e40", "0.1" + decimals, "1e-201", "1e10000", "1e-10000", "0e41", "0e-201"} {
		if apm.Plain(dec(s)) {
			t.Errorf("%s is plain", s)
		}
		if d, err := apm.ParseDecimal(s); err == nil {
			t.Errorf("%s reads as %s", s, d)
		}
	}
}
