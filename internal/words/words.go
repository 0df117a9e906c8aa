// Package words is decimal arithmetic in machine words: for numbers of up to 18
// digits, as those of money, counts and printed rates are, at a fraction of the cost and
// without allocating anything but the result. Other numbers it leaves to the decimal
// library. Products, sums and differences are that library's to the last digit and
// exponent, whichever way they are computed.
package words

import "github.com/shopspring/decimal"

// maxDigits is how many digits a number may have to be surely below 2^63.
const maxDigits = 18

// The exponents of the numbers that words take: those of any sum of money or rate. A
// number with more decimals is a quotient as a rule, with more digits than a word has,
// and counting these costs more than all else here.
const minExponent, maxExponent = -maxDigits, maxDigits

// digitsOf counts the digits of a number that fits a word.
func digitsOf(d decimal.Decimal) (digits int, ok bool) {
	if exp := d.Exponent(); exp < minExponent || exp > maxExponent {
		return 0, false
	}
	digits = d.NumDigits()
	return digits, digits <= maxDigits
}

// digitsOfBoth counts the digits of two numbers that fit a word each.
func digitsOfBoth(a, b decimal.Decimal) (digitsA, digitsB int, ok bool) {
	if digitsA, ok = digitsOf(a); ok {
		digitsB, ok = digitsOf(b)
	}
	return digitsA, digitsB, ok
}

// Mul is a times b.
func Mul(a, b decimal.Decimal) decimal.Decimal {
	if digitsA, digitsB, ok := digitsOfBoth(a, b); ok && digitsA+digitsB <= maxDigits {
		return decimal.New(a.CoefficientInt64()*b.CoefficientInt64(), a.Exponent()+b.Exponent())
	}
	return a.Mul(b)
}

// MulAdd is sum plus a times b.
func MulAdd(sum, a, b decimal.Decimal) decimal.Decimal {
	if digitsA, digitsB, ok := digitsOfBoth(a, b); ok && digitsA+digitsB <= maxDigits {
		product, exp := a.CoefficientInt64()*b.CoefficientInt64(), a.Exponent()+b.Exponent()
		if x, y, ok := alignedTo(sum, product, digits(product), exp); ok {
			return decimal.New(x+y, min(sum.Exponent(), exp))
		}
	}
	return sum.Add(a.Mul(b))
}

// Rest is a less the part b of it: a times (1 - b).
func Rest(a, b decimal.Decimal) decimal.Decimal {
	digitsA, digitsB, ok := digitsOfBoth(a, b)
	decimals := -int(b.Exponent())
	if ok && decimals >= 0 && digitsA+max(digitsB, decimals)+1 <= maxDigits {
		rest := int64(tens[decimals][0]) - b.CoefficientInt64()
		return decimal.New(a.CoefficientInt64()*rest, a.Exponent()+b.Exponent())
	}
	return a.Mul(one.Sub(b))
}

var one = decimal.New(1, 0)

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
	digitsB, ok := digitsOf(b)
	if !ok {
		return 0, 0, false
	}
	return alignedTo(a, b.CoefficientInt64(), digitsB, b.Exponent())
}

// alignedTo is aligned with the second number given by its parts.
func alignedTo(a decimal.Decimal, y int64, digitsY int, exp int32) (scaledA, scaledY int64, ok bool) {
	digitsA, ok := digitsOf(a)
	if !ok {
		return 0, 0, false
	}
	x := a.CoefficientInt64()
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
