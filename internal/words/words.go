// Package words is decimal arithmetic in machine words: for numbers of up to 18
// digits, as those of money, counts and printed rates are, at a fraction of the cost and
// without allocating anything but the result. Other numbers it leaves to the decimal
// library. Products, sums and differences are that library's to the last digit and
// exponent, whichever way they are computed.
package words

import "github.com/shopspring/decimal"

// maxDigits is how many digits a number may have to be surely below 2^63.
const maxDigits = 18

// Exponents of numbers that words take: those of any sum of money or rate. Such a
// number has at most 40 digits before the point.
const minExponent, maxExponent = -200, 22

func fits(d decimal.Decimal, digits int) bool {
	return digits <= maxDigits && d.Exponent() >= minExponent && d.Exponent() <= maxExponent
}

// Mul is a times b.
func Mul(a, b decimal.Decimal) decimal.Decimal {
	digitsA := a.NumDigits()
	if fits(a, digitsA) {
		if digitsB := b.NumDigits(); digitsA+digitsB <= maxDigits && fits(b, digitsB) {
			return decimal.New(a.CoefficientInt64()*b.CoefficientInt64(), a.Exponent()+b.Exponent())
		}
	}
	return a.Mul(b)
}

// MulAdd is sum plus a times b.
func MulAdd(sum, a, b decimal.Decimal) decimal.Decimal {
	digitsA, digitsB := a.NumDigits(), b.NumDigits()
	if fits(a, digitsA) && fits(b, digitsB) && digitsA+digitsB <= maxDigits {
		product, exp := a.CoefficientInt64()*b.CoefficientInt64(), a.Exponent()+b.Exponent()
		if x, y, ok := alignedTo(sum, product, digits(product), exp); ok {
			return decimal.New(x+y, min(sum.Exponent(), exp))
		}
	}
	return sum.Add(a.Mul(b))
}

// Add is a plus b.
func Add(a, b decimal.Decimal) decimal.Decimal {
	if x, y, ok := aligned(a, b); ok {
		return decimal.New(x+y, min(a.Exponent(), b.Exponent()))
	}
	return a.Add(b)
}

// Sub is a less b.
func Sub(a, b decimal.Decimal) decimal.Decimal {
	if x, y, ok := aligned(a, b); ok {
		return decimal.New(x-y, min(a.Exponent(), b.Exponent()))
	}
	return a.Sub(b)
}

// Cmp is -1, 0 or 1 as a is less than, equal to or greater than b.
func Cmp(a, b decimal.Decimal) int {
	if a.Exponent() != b.Exponent() {
		if x, y, ok := aligned(a, b); ok {
			switch {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		}
	}
	return a.Cmp(b) // of one exponent it allocates nothing
}

// aligned is the digits of a and b at the smaller of their exponents, where they fit.
func aligned(a, b decimal.Decimal) (x, y int64, ok bool) {
	digitsB := b.NumDigits()
	if !fits(b, digitsB) {
		return 0, 0, false
	}
	return alignedTo(a, b.CoefficientInt64(), digitsB, b.Exponent())
}

// alignedTo is aligned with the second number given by its parts.
func alignedTo(a decimal.Decimal, y int64, digitsY int, exp int32) (x, aligned int64, ok bool) {
	digitsA := a.NumDigits()
	if !fits(a, digitsA) {
		return 0, 0, false
	}
	x = a.CoefficientInt64()
	switch shift := int(a.Exponent() - exp); {
	case shift > 0:
		ok = digitsA+shift <= maxDigits
		x *= int64(tens[min(shift, maxDigits)][0])
	case shift < 0:
		ok = digitsY-shift <= maxDigits
		y *= int64(tens[min(-shift, maxDigits)][0])
	default:
		ok = true
	}
	return x, y, ok
}
