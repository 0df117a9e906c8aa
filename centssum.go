package apm

import (
	"bytes"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// CentsSum adds up amounts in 128 bits: the amounts of any file or map-reduce
// fit (it has room for 2^64 of them, each as large as can be), and the order of
// adding and merging does not matter. Sums compare with ==. The zero value is an
// empty sum.
//
// As text it is dollars with two decimals, as [Cents] are, so that a partial sum
// can travel to where it is merged.
type CentsSum struct {
	hi int64
	lo uint64
}

// Add adds one amount.
func (s *CentsSum) Add(c Cents) { s.Merge(CentsSum{hi: int64(c) >> 63, lo: uint64(c)}) }

// Merge adds the amounts of another sum.
func (s *CentsSum) Merge(t CentsSum) {
	lo, carry := bits.Add64(s.lo, t.lo, 0)
	s.hi, s.lo = s.hi+t.hi+int64(carry), lo
}

// Cents is the sum, or [ErrOverflow] where it leaves the range of Cents.
func (s CentsSum) Cents() (Cents, error) {
	if s.hi != int64(s.lo)>>63 {
		return 0, ErrOverflow
	}
	return Cents(s.lo), nil
}

// Decimal is the sum in dollars, exactly, at any size.
func (s CentsSum) Decimal() decimal.Decimal {
	units := big.NewInt(s.hi)
	units.Lsh(units, 64).Add(units, new(big.Int).SetUint64(s.lo))
	return decimal.NewFromBigInt(units, -2)
}

// String is the sum in dollars with two decimals.
func (s CentsSum) String() string { return s.Decimal().StringFixed(2) }

// MarshalText writes what [CentsSum.String] does.
func (s CentsSum) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads dollars with whole cents, as [ParseCents] does, in the
// range of 128 bits of cents.
func (s *CentsSum) UnmarshalText(b []byte) error {
	fail := func(reason string) error { return &ParseError{Type: "amount", Value: string(b), Reason: reason} }
	dollars, err := ParseDecimal(string(b))
	if err != nil || bytes.ContainsAny(b, "eE\u2212") { // exponents, the typographic minus
		return fail("want dollars such as 1234.56")
	}
	units := dollars.Shift(2)
	if !units.IsInteger() {
		return fail("more precise than a cent")
	}
	hi := new(big.Int).Rsh(units.BigInt(), 64) // rounds down, as the high half of a negative number does
	if !hi.IsInt64() {
		return fail("beyond the range of a sum of cents")
	}
	lo := new(big.Int).Sub(units.BigInt(), new(big.Int).Lsh(hi, 64))
	*s = CentsSum{hi: hi.Int64(), lo: lo.Uint64()}
	return nil
}
