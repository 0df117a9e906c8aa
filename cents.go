package apm

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"math"
	"math/bits"
	"strconv"

	"github.com/shopspring/decimal"
)

// Cents is an amount of money in whole cents of a US dollar, as claims carry
// it: exact, eight bytes, no allocation. Reversals are negative. The zero value
// is zero dollars.
//
// As text it is dollars with two decimals, "-12.34". Arithmetic that leaves the
// range of an int64 is an [ErrOverflow], never a wrap; to add up many amounts
// use a [CentsSum].
type Cents int64

// ParseCents reads an amount in dollars: an optional sign, digits, and an
// optional point with decimals. Decimals beyond the second must be zeros, so
// that nothing is rounded silently. Spaces, currency signs, thousands
// separators and exponents are refused with a [*ParseError].
func ParseCents(s string) (Cents, error) {
	fail := func(reason string) (Cents, error) { return 0, &ParseError{Type: "amount", Value: s, Reason: reason} }
	rest, negative := s, false
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		negative, rest = rest[0] == '-', rest[1:]
	}
	var units uint64
	digits, decimals := 0, -1 // decimals is -1 until the point is seen
	for i := range len(rest) {
		c := rest[i]
		switch {
		case c == '.' && decimals < 0:
			decimals = 0
			continue
		case c < '0' || c > '9':
			return fail("want dollars such as 1234.56")
		}
		digits++
		if decimals >= 0 {
			decimals++
		}
		if decimals > 2 {
			if c != '0' {
				return fail("more precise than a cent")
			}
			continue
		}
		hi, lo := bits.Mul64(units, 10)
		sum, carry := bits.Add64(lo, uint64(c-'0'), 0)
		if hi != 0 || carry != 0 {
			return fail("beyond the range of cents")
		}
		units = sum
	}
	if digits == 0 {
		return fail("want dollars such as 1234.56")
	}
	for range 2 - min(max(decimals, 0), 2) {
		hi, lo := bits.Mul64(units, 10)
		if hi != 0 {
			return fail("beyond the range of cents")
		}
		units = lo
	}
	c, ok := signedCents(negative, units)
	if !ok {
		return fail("beyond the range of cents")
	}
	return c, nil
}

// MustParseCents is [ParseCents] for constants in programs and tests; it panics
// on text that is no amount.
func MustParseCents(s string) Cents {
	c, err := ParseCents(s)
	if err != nil {
		panic(err.Error() + ": " + strconv.Quote(s))
	}
	return c
}

// RoundCents rounds an amount in dollars to whole cents by the mode that the
// caller's program names. It fails with [ErrOverflow] beyond the range of Cents.
func RoundCents(dollars decimal.Decimal, mode Rounding) (Cents, error) {
	rounded, err := Round(dollars, 2, mode)
	if err != nil {
		return 0, err
	}
	if !Plain(rounded) {
		return 0, ErrOverflow
	}
	units := rounded.Shift(2).BigInt()
	if !units.IsInt64() {
		return 0, ErrOverflow
	}
	return Cents(units.Int64()), nil
}

// signedCents gives the amount of that sign and magnitude, if there is one.
func signedCents(negative bool, magnitude uint64) (Cents, bool) {
	if negative {
		return Cents(-magnitude), magnitude <= 1<<63
	}
	return Cents(magnitude), magnitude <= math.MaxInt64
}

// Decimal is the amount in dollars, exactly.
func (c Cents) Decimal() decimal.Decimal { return decimal.New(int64(c), -2) }

// Add is c plus d, or [ErrOverflow].
func (c Cents) Add(d Cents) (Cents, error) {
	sum := c + d
	if (sum > c) != (d > 0) && d != 0 {
		return 0, ErrOverflow
	}
	return sum, nil
}

// Sub is c less d, or [ErrOverflow].
func (c Cents) Sub(d Cents) (Cents, error) {
	difference := c - d
	if (difference < c) != (d > 0) && d != 0 {
		return 0, ErrOverflow
	}
	return difference, nil
}

// String is the amount in dollars with two decimals.
func (c Cents) String() string { return string(c.append(nil)) }

func (c Cents) append(b []byte) []byte {
	magnitude := uint64(c)
	if c < 0 {
		b = append(b, '-')
		magnitude = -magnitude
	}
	b = strconv.AppendUint(b, magnitude/100, 10)
	return append(b, '.', byte('0'+magnitude/10%10), byte('0'+magnitude%10))
}

// MarshalText writes what [Cents.String] does.
func (c Cents) MarshalText() ([]byte, error) { return c.append(nil), nil }

// UnmarshalText reads what [ParseCents] does.
func (c *Cents) UnmarshalText(b []byte) error {
	parsed, err := ParseCents(string(b))
	if err == nil {
		*c = parsed
	}
	return err
}

// UnmarshalJSON reads dollars from a JSON string or number.
func (c *Cents) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		return c.UnmarshalText([]byte(s))
	}
	if bytes.Equal(b, []byte("null")) {
		return &ParseError{Type: "amount", Value: "null", Reason: "an amount is required"}
	}
	return c.UnmarshalText(b)
}

// Value stores the amount as dollars in a NUMERIC or text column.
func (c Cents) Value() (driver.Value, error) { return c.String(), nil }

// Scan reads dollars from a NUMERIC or text column. Integers and floating point
// numbers are refused: an integer could be dollars or cents, and a float is not
// exact.
func (c *Cents) Scan(src any) error {
	s, err := scanText("amount", src)
	if err != nil {
		return err
	}
	return c.UnmarshalText([]byte(s))
}
