package apm_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/seed-6807d414/apm"
	"pgregory.net/rapid"
)

// The days of a month add up to it, whatever parts they are counted in.
func TestMonthsAreExact(t *testing.T) {
	for of := 28; of <= 31; of++ {
		sum := apm.MemberMonths(0)
		for range of {
			sum += apm.MonthShare(1, of)
		}
		if sum != apm.OneMonth || apm.MonthShare(of, of) != apm.OneMonth {
			t.Errorf("%d days make %s months", of, sum)
		}
	}
	for _, of := range []int{-1, 0, 27, 32} {
		if apm.MonthShare(1, of) != 0 {
			t.Errorf("a month has %d days", of)
		}
	}
	if got := apm.MonthShare(14, 28).Decimal().String(); got != "0.5" {
		t.Errorf("half of February is %s", got)
	}
	if got := apm.WholeMonths(18).PersonYears().String(); got != "1.5" {
		t.Errorf("18 months are %s years", got)
	}
}

func TestWholeMonthsStayInTheRange(t *testing.T) {
	for _, n := range []int{math.MaxInt, math.MinInt} {
		if m := apm.WholeMonths(n); m%apm.OneMonth != 0 || (m > 0) != (n > 0) {
			t.Errorf("%d whole months are %d units", n, int64(m))
		}
	}
	if _, err := apm.MemberMonths(math.MaxInt64 - 1).Add(apm.OneMonth); !errors.Is(err, apm.ErrOverflow) {
		t.Errorf("a sum beyond the range gave %v", err)
	}
	if sum, err := apm.WholeMonths(2).Add(apm.MonthShare(31, 31)); err != nil || sum != apm.WholeMonths(3) {
		t.Errorf("%s, %v", sum, err)
	}
}

// Times is the exact product rounded to 34 digits where the months are not whole, and
// text gives the same months back.
func TestMemberMonthsTimesAndText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := apm.MemberMonths(rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000),
			rapid.Map(rapid.Int64Range(-5, 5), func(n int64) int64 { return n * int64(apm.OneMonth) })).Draw(t, "units"))
		rate := dec(rapid.SampledFrom([]string{"0", "1", "-3.75", "0.333333", "12345.67"}).Draw(t, "rate"))
		exact := new(big.Rat).Mul(rat(rate), big.NewRat(int64(m), int64(apm.OneMonth)))
		if got := rat(m.Times(rate)); got.Cmp(exact) != 0 && got.Cmp(roundedTo34(exact)) != 0 {
			t.Fatalf("%d units at %s: %s", int64(m), rate, got.FloatString(20))
		}
		text, err := m.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back apm.MemberMonths
		if err := back.UnmarshalText(text); err != nil || back != m {
			t.Fatalf("%s became %d, not %d (%v)", text, int64(back), int64(m), err)
		}
	})
}

func TestMonthsThatAreNone(t *testing.T) {
	for _, text := range []string{"", "x", "1e30", "-1e30", "0x1"} {
		var m apm.MemberMonths
		if err := m.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is %s months", text, m)
		}
	}
	if got := apm.MonthShare(1, 31).String(); got != "0.032258" {
		t.Errorf("a day of January is %s", got)
	}
}
