package pmpm

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Most amounts have few digits, so that machine words carry them. What follows is
// decimal arithmetic that takes this way where it is exact, and the long one otherwise.

// product is a times b.
func product(a, b decimal.Decimal) decimal.Decimal {
	if a.NumDigits()+b.NumDigits() <= 18 {
		return decimal.New(a.CoefficientInt64()*b.CoefficientInt64(), a.Exponent()+b.Exponent())
	}
	return a.Mul(b)
}

// adder adds up amounts: those of one exponent in a row as words.
type adder struct {
	sum         decimal.Decimal
	coefficient int64
	exponent    int32
}

func (a *adder) add(d decimal.Decimal) {
	if d.NumDigits() > 17 {
		a.sum = a.sum.Add(d)
		return
	}
	const most = 9e18 // and 17 digits more are still a word
	if d.Exponent() != a.exponent || a.coefficient >= most || a.coefficient <= -most {
		a.sum, a.coefficient, a.exponent = a.total(), 0, d.Exponent()
	}
	a.coefficient += d.CoefficientInt64()
}

func (a *adder) total() decimal.Decimal {
	if a.coefficient == 0 {
		return a.sum
	}
	return a.sum.Add(decimal.New(a.coefficient, a.exponent))
}

// toCents rounds dollars to cents.
func toCents(d decimal.Decimal, mode apm.Rounding) (apm.Cents, error) {
	if places := d.Exponent(); -2 <= places && places <= 0 && d.NumDigits() <= 16 {
		return apm.Cents(d.CoefficientInt64() * [...]int64{100, 10, 1}[-places]), nil
	}
	return apm.RoundCents(d, mode)
}
