package apm_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// anyCents draws amounts of every size, the ends of the range among them.
func anyCents() *rapid.Generator[apm.Cents] {
	return rapid.OneOf(
		rapid.SampledFrom([]apm.Cents{math.MinInt64, math.MinInt64 + 1, math.MaxInt64 - 1, math.MaxInt64,
			0, 1, -1, 9, -9, 10, -10, 99, -99, 100, -100}),
		rapid.Map(rapid.Int64Range(-1_000_000, 1_000_000), func(n int64) apm.Cents { return apm.Cents(n) }),
		rapid.Map(rapid.Int64(), func(n int64) apm.Cents { return apm.Cents(n) }),
	)
}

func bigCents(c apm.Cents) *big.Int { return big.NewInt(int64(c)) }

// rat is d as an exact fraction.
func rat(d decimal.Decimal) *big.Rat { return d.Rat() }

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// An amount written as text, JSON or a column of a database reads back as itself.
func TestCentsRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyCents().Draw(t, "amount")
		same := func(how string, got apm.Cents, err error) {
			if err != nil || got != want {
				t.Fatalf("%s: got %d, %v; want %d", how, got, err, want)
			}
		}
		got, err := apm.ParseCents(want.String())
		same("ParseCents(String)", got, err)

		text, err := want.MarshalText()
		same("MarshalText", want, err)
		got = 0
		err = got.UnmarshalText(text)
		same("UnmarshalText", got, err)

		written, err := json.Marshal(want)
		same("json.Marshal", want, err)
		if string(written) != `"`+want.String()+`"` {
			t.Fatalf("JSON is %s, not the text in quotes", written)
		}
		for _, form := range []string{string(written), want.String()} { // as a text and as a number
			got = 0
			err = json.Unmarshal([]byte(form), &got)
			same("json.Unmarshal "+form, got, err)
		}

		column, err := want.Value()
		same("Value", want, err)
		for _, src := range []any{column, []byte(column.(string))} {
			got = 0
			err = got.Scan(src)
			same("Scan", got, err)
		}
		if got := want.Decimal(); got.StringFixed(2) != want.String() {
			t.Fatalf("Decimal %s differs from %s", got, want)
		}
		got, err = apm.RoundCents(want.Decimal(), apm.HalfEven)
		same("RoundCents(Decimal)", got, err)
	})
}

// A sum or difference is that of whole numbers, and an overflow exactly where the
// whole number leaves the range.
func TestCentsArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyCents().Draw(t, "a"), anyCents().Draw(t, "b")
		agree := func(how string, got apm.Cents, err error, want *big.Int) {
			switch {
			case !want.IsInt64() && !errors.Is(err, apm.ErrOverflow):
				t.Fatalf("%s is %s, beyond the range: got %d, %v", how, want, got, err)
			case want.IsInt64() && (err != nil || int64(got) != want.Int64()):
				t.Fatalf("%s is %s: got %d, %v", how, want, got, err)
			}
		}
		got, err := a.Add(b)
		agree("a + b", got, err, new(big.Int).Add(bigCents(a), bigCents(b)))
		got, err = a.Sub(b)
		agree("a - b", got, err, new(big.Int).Sub(bigCents(a), bigCents(b)))
	})
}

// A sum equals the sum of whole numbers whatever the order of adding and merging.
// Beyond the range of Cents it is an overflow there and exact as a decimal.
func TestCentsSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(anyCents(), 0, 20).Draw(t, "amounts")
		order := rapid.Permutation(amounts).Draw(t, "in another order")
		cut := rapid.IntRange(0, len(amounts)).Draw(t, "cut")
		next := rapid.IntRange(cut, len(amounts)).Draw(t, "next cut")

		exact := new(big.Int)
		for _, c := range amounts {
			exact.Add(exact, bigCents(c))
		}
		sum := sumOf(amounts)
		if got := sum.Decimal(); !got.Equal(decimal.NewFromBigInt(exact, -2)) {
			t.Fatalf("Decimal %s, want %s cents", got, exact)
		}
		got, err := sum.Cents()
		if exact.IsInt64() && (err != nil || int64(got) != exact.Int64()) {
			t.Fatalf("Cents %d, %v, want %s", got, err, exact)
		}
		if !exact.IsInt64() && !errors.Is(err, apm.ErrOverflow) {
			t.Fatalf("Cents %d, %v, want an overflow at %s", got, err, exact)
		}
		if sumOf(order) != sum {
			t.Fatal("the order of adding matters")
		}
		a, b, c := sumOf(amounts[:cut]), sumOf(amounts[cut:next]), sumOf(amounts[next:])
		if merged(merged(a, b), c) != sum || merged(a, merged(b, c)) != sum || merged(c, b, a) != sum {
			t.Fatal("the order of merging matters")
		}
		var back apm.CentsSum
		text, err := sum.MarshalText()
		if err != nil || back.UnmarshalText(text) != nil || back != sum {
			t.Fatalf("%s reads back as %s", text, back)
		}
	})
}

func sumOf(amounts []apm.Cents) (s apm.CentsSum) {
	for _, c := range amounts {
		s.Add(c)
	}
	return s
}

func merged(sums ...apm.CentsSum) (s apm.CentsSum) {
	for _, t := range sums {
		s.Merge(t)
	}
	return s
}

// The ends of 128 bits are texts too.
func TestCentsSumAtTheEndsOfItsRange(t *testing.T) {
	largest := "1701411834604692317316873037158841057.27"
	for _, text := range []string{largest, "-1701411834604692317316873037158841057.28", "0.00", "-0.01"} {
		var s apm.CentsSum
		if err := s.UnmarshalText([]byte(text)); err != nil || s.String() != text {
			t.Errorf("%s reads as %s, %v", text, s, err)
		}
	}
	for text, want := range map[string]string{
		"1701411834604692317316873037158841057.28":  "not a valid amount: beyond the range of a sum of cents",
		"-1701411834604692317316873037158841057.29": "not a valid amount: beyond the range of a sum of cents",
		"0.005":   "not a valid amount: more precise than a cent",
		"1e2":     "not a valid amount: want dollars such as 1234.56",
		"":        "not a valid amount: want dollars such as 1234.56",
		"\u22125": "not a valid amount: want dollars such as 1234.56",
	} {
		var s apm.CentsSum
		if err := s.UnmarshalText([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
