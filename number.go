package apm

import (
	"fmt"
	"math"
	"math/big"

	"github.com/seed-6807d414/apm/internal/words"
	"github.com/shopspring/decimal"
)

// SignificantDigits is the precision of every quotient ([Quo]) and of every
// trimmed product ([Trim]).
const SignificantDigits = words.SignificantDigits

// Bounds of the numbers that the library computes with, see [Plain].
const (
	maxWhole    = 40  // digits before the point
	maxDecimals = 200 // digits behind the point
	maxDigits   = 240 // digits in all
)

const notPlain = "the number has more than 40 digits before the point or 200 behind it"

// Plain says whether d is a number that a calculation can carry: at most 40
// digits before the point and 200 behind it. Beyond lie numbers such as
// 1e1000000000, which are short to write and fill the memory when computed with.
// Every decoder of the library refuses them.
func Plain(d decimal.Decimal) bool {
	_, ok := plainDigits(d)
	return ok
}

// plainDigits counts the digits of a number that is plain.
func plainDigits(d decimal.Decimal) (digits int, ok bool) {
	if exp := d.Exponent(); exp < -maxDecimals || exp > maxWhole {
		return 0, false
	}
	digits = d.NumDigits()
	return digits, digits <= maxDigits && digits+int(d.Exponent()) <= maxWhole
}

// bounded says whether arithmetic on d ends soon. It is looser than [Plain], for
// untrimmed products, and keeps out numbers that would fill the memory.
func bounded(d decimal.Decimal) bool {
	const limit = 10_000
	return max(d.Exponent(), -d.Exponent()) <= limit && d.Exponent() != math.MinInt32 && d.NumDigits() <= limit
}

// ParseDecimal reads a decimal number that is [Plain]: "0.02", "-1250", "5e-3".
func ParseDecimal(s string) (decimal.Decimal, error) {
	fail := func(reason string) (decimal.Decimal, error) {
		return decimal.Decimal{}, &ParseError{Type: "number", Value: s, Reason: reason}
	}
	if len(s) > maxDigits+maxWhole {
		return fail("too long")
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return fail("want a decimal number such as 0.02")
	}
	if !Plain(d) {
		return fail("want at most 40 digits before the point and 200 behind it")
	}
	return d, nil
}

// Quo is a divided by b to 34 significant digits, ties away from zero. It fails
// with [ErrDivideByZero] when b is zero and with [ErrOverflow] when a or b is not
// [Plain], except that zero divided by anything else is zero. It never reads
// decimal.DivisionPrecision.
func Quo(a, b decimal.Decimal) (decimal.Decimal, error) {
	if b.IsZero() {
		return decimal.Decimal{}, ErrDivideByZero
	}
	if a.IsZero() {
		return decimal.Decimal{}, nil
	}
	if quotient, ok := words.Quo(a, b); ok {
		return quotient, nil
	}
	digitsA, plainA := plainDigits(a)
	digitsB, plainB := plainDigits(b)
	if !plainA || !plainB {
		return decimal.Decimal{}, ErrOverflow
	}
	// Scaled so that the numerator has 34 digits more than the denominator, the whole
	// quotient has 34 or 35.
	numerator, denominator := a.Coefficient(), b.Coefficient()
	negative := numerator.Sign() != denominator.Sign()
	numerator.Abs(numerator)
	denominator.Abs(denominator)
	shift := int32(SignificantDigits + digitsB - digitsA)
	if shift >= 0 {
		numerator.Mul(numerator, powerOfTen(shift))
	} else {
		denominator.Mul(denominator, powerOfTen(-shift))
	}
	quotient, rest := numerator.QuoRem(numerator, denominator, new(big.Int))
	exp := a.Exponent() - b.Exponent() - shift
	if quotient.Cmp(powerOfTen(SignificantDigits)) >= 0 {
		// The digit that is cut off decides alone: what lies behind it can only have made
		// a half more.
		denominator = powerOfTen(1)
		quotient.QuoRem(quotient, denominator, rest)
		exp++
	}
	if rest.Lsh(rest, 1).Cmp(denominator) >= 0 {
		if quotient.Add(quotient, powerOfTen(0)).Cmp(powerOfTen(SignificantDigits)) == 0 {
			quotient.Set(powerOfTen(SignificantDigits - 1)) // 999... became 1000...
			exp++
		}
	}
	if negative {
		quotient.Neg(quotient)
	}
	return decimal.NewFromBigInt(quotient, exp), nil
}

// powerOfTen is 10^n, to be read only.
func powerOfTen(n int32) *big.Int {
	if int(n) < len(powersOfTen) {
		return powersOfTen[n]
	}
	return new(big.Int).Exp(powersOfTen[1], big.NewInt(int64(n)), nil)
}

var powersOfTen = func() (powers [64]*big.Int) {
	powers[0] = big.NewInt(1)
	for i := 1; i < len(powers); i++ {
		powers[i] = new(big.Int).Mul(powers[i-1], big.NewInt(10))
	}
	return powers
}()

// Trim rounds d to 34 significant digits, ties away from zero. A chain of
// products is trimmed at the borders of its steps, and only there: the products
// of a dozen ratios would otherwise grow to hundreds of digits.
func Trim(d decimal.Decimal) decimal.Decimal {
	if d.IsZero() {
		return decimal.Decimal{} // whatever exponent its factors have left it
	}
	// The second round is for 999... that was rounded up to 1000...
	for {
		surplus := d.NumDigits() - SignificantDigits
		exp := int64(d.Exponent()) + int64(surplus)
		if surplus <= 0 || exp > math.MaxInt32 { // no exponent says 10^2147483648
			return d
		}
		d = d.Round(int32(-exp))
	}
}

// Rounding names how a program rounds.
type Rounding string

// The rounding modes.
const (
	HalfUp   Rounding = "halfUp"   // to the nearest, ties away from zero
	HalfEven Rounding = "halfEven" // to the nearest, ties to the even digit
	Down     Rounding = "down"     // toward zero
	Up       Rounding = "up"       // away from zero
)

// Validate reports a mode that is none of the known ones.
func (r Rounding) Validate(c Check) {
	switch r {
	case HalfUp, HalfEven, Down, Up:
	default:
		c.Problemf("unknown rounding %q (known: halfUp, halfEven, down, up)", string(r))
	}
}

// Round rounds d to that many places behind the point; negative places round to
// tens, hundreds and so on. A number with no more places stays as it is. Round
// takes any number, [Plain] or not, and its work does not grow with an exponent.
// It fails on an unknown mode.
func Round(d decimal.Decimal, places int32, mode Rounding) (decimal.Decimal, error) {
	round := decimal.Decimal.Round
	switch mode {
	case HalfUp:
	case HalfEven:
		round = decimal.Decimal.RoundBank
	case Down:
		round = decimal.Decimal.RoundDown
	case Up:
		round = decimal.Decimal.RoundUp
	default:
		return decimal.Decimal{}, fmt.Errorf("unknown rounding %q (known: halfUp, halfEven, down, up)", string(mode))
	}
	switch dropped := -int64(places) - int64(d.Exponent()); {
	case d.IsZero():
		return decimal.Decimal{}, nil
	case dropped <= 0:
		return d, nil
	case places == math.MinInt32: // no exponent says 10^2147483648
		return decimal.Decimal{}, ErrOverflow
	case dropped <= int64(d.NumDigits()):
		return round(d, places), nil
	case mode == Up:
		return decimal.New(int64(d.Sign()), -places), nil
	}
	return decimal.Decimal{}, nil // below a tenth of the last place
}
