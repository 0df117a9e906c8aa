package words

import (
	"math"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"
)

// SignificantDigits is the precision of a quotient.
const SignificantDigits = 34

// Quo is a divided by b to 34 significant digits, ties away from zero, where both fit
// a word; ok is false for others, and b must not be zero. It divides three words by one
// and allocates nothing but the result. A quotient that ends is as short as it can be.
func Quo(a, b decimal.Decimal) (quotient decimal.Decimal, ok bool) {
	digitsA, digitsB, ok := digitsOfBoth(a, b)
	if !ok {
		return decimal.Decimal{}, false
	}
	return quo(a.CoefficientInt64(), digitsA, b.CoefficientInt64(), digitsB, a.Exponent()-b.Exponent()), true
}

// Mean is the mean of a and b by these weights, neither of them negative and not both
// zero, to 34 significant digits; ok is false where numbers or weights have too many.
func Mean(a decimal.Decimal, weightA int64, b decimal.Decimal, weightB int64) (mean decimal.Decimal, ok bool) {
	const most = 1e9
	x, y, ok := aligned(a, b)
	if !ok || max(x, -x, y, -y, weightA, weightB) >= most {
		return decimal.Decimal{}, false
	}
	sum, weight := x*weightA+y*weightB, weightA+weightB
	return quo(sum, digits(sum), weight, digits(weight), min(a.Exponent(), b.Exponent())), true
}

func digits(x int64) int {
	n := 1
	for n <= maxDigits && max(x, -x) >= int64(tens[n][0]) {
		n++
	}
	return n
}

// quo is x divided by y, times 10^exp. Of x it takes 19 digits, of y maxDigits.
func quo(x int64, digitsX int, y int64, digitsY int, exp int32) decimal.Decimal {
	if x == 0 {
		return decimal.Decimal{}
	}
	divisor := uint64(max(y, -y))
	// Scaled so that the numerator has 34 digits more than the denominator, the whole
	// quotient has 34 or 35: two words.
	shift := SignificantDigits + digitsY - digitsX
	exp -= int32(shift)
	high, middle, low := timesTen(uint64(max(x, -x)), shift)
	_, rest := bits.Div64(0, high, divisor)
	high, rest = bits.Div64(rest, middle, divisor)
	low, rest = bits.Div64(rest, low, divisor)
	exact, up := rest == 0, rest >= divisor-rest
	if !lessThanTen(high, low, SignificantDigits) {
		var digit uint64
		high, low, digit = tenth(high, low)
		exact, up = exact && digit == 0, digit >= 5
		exp++
	}
	switch {
	case exact:
		for h, l, digit := tenth(high, low); digit == 0; h, l, digit = tenth(high, low) {
			high, low = h, l
			exp++
		}
	case up:
		// It does not become 1000...: of two numbers that fit a word none is so close to a
		// power of ten times the other.
		var carry uint64
		low, carry = bits.Add64(low, 1, 0)
		high += carry
	}
	return fromWords(high, low, (x < 0) != (y < 0), exp)
}

func fromWords(high, low uint64, negative bool, exp int32) decimal.Decimal {
	if high == 0 && low <= math.MaxInt64 {
		coefficient := int64(low)
		if negative {
			coefficient = -coefficient
		}
		return decimal.New(coefficient, exp)
	}
	parts := [...]big.Word{big.Word(low), big.Word(high), 0, 0}
	if bits.UintSize == 32 {
		parts = [...]big.Word{big.Word(low), big.Word(low >> 32), big.Word(high), big.Word(high >> 32)}
	}
	var coefficient big.Int // copied into the number, so that it need not leave the stack
	coefficient.SetBits(parts[:])
	if negative {
		coefficient.Neg(&coefficient)
	}
	return decimal.NewFromBigInt(&coefficient, exp)
}

// timesTen is x times 10^n, from the highest word to the lowest; n is at most
// 34 + maxDigits.
func timesTen(x uint64, n int) (high, middle, low uint64) {
	carry, low := bits.Mul64(x, tens[n][0])
	over, middle := bits.Mul64(x, tens[n][1])
	middle, c := bits.Add64(middle, carry, 0)
	return x*tens[n][2] + over + c, middle, low
}

// tenth is a tenth of a number of two words, and the digit that is left.
func tenth(high, low uint64) (h, l, digit uint64) {
	h, digit = high/10, high%10
	l, digit = bits.Div64(digit, low, 10)
	return h, l, digit
}

// lessThanTen compares a number of two words with 10^n; n is at most 38.
func lessThanTen(high, low uint64, n int) bool {
	return high < tens[n][1] || high == tens[n][1] && low < tens[n][0]
}

// tens are the powers of ten, each from the lowest word to the highest.
var tens = func() (powers [SignificantDigits + maxDigits + 1][3]uint64) {
	powers[0][0] = 1
	for i := 1; i < len(powers); i++ {
		last := &powers[i-1]
		carry, low := bits.Mul64(last[0], 10)
		over, middle := bits.Mul64(last[1], 10)
		middle, c := bits.Add64(middle, carry, 0)
		powers[i] = [3]uint64{low, middle, last[2]*10 + over + c}
	}
	return powers
}()
