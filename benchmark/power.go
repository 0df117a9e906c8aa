package benchmark

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// power is a positive base to an exponent of 0 to 100, to 28 significant digits or
// better: a whole exponent by multiplication, another through the logarithm. It is
// decimal throughout, because amounts of money are multiplied by it.
func power(base, exponent decimal.Decimal) (decimal.Decimal, error) {
	if exponent.IsInteger() {
		product := one
		for range exponent.IntPart() {
			product = apm.Trim(product.Mul(base))
		}
		return product, nil
	}
	logarithm, err := logarithm(base)
	if err != nil {
		return logarithm, err
	}
	return exponential(apm.Trim(logarithm.Mul(exponent)))
}

var errExponent = errors.New("the exponent is beyond -80 to 80")

// exponential is e to the x by its series, on x halved until it is small and the
// result squared as often.
func exponential(x decimal.Decimal) (decimal.Decimal, error) {
	if !apm.Plain(x) || x.Abs().GreaterThan(decimal.New(80, 0)) {
		return x, errExponent
	}
	const halvings = 12
	x = x.Mul(halved) // |x| below 0.02: each term has two digits less than the one before
	term, sum := one, one
	for n := int64(1); n < 24 && !term.IsZero(); n++ {
		var err error
		if term, err = apm.Quo(apm.Trim(term.Mul(x)), decimal.New(n, 0)); err != nil {
			return term, err
		}
		sum = sum.Add(term)
	}
	sum = sum.Round(48)
	for range halvings {
		sum = sum.Mul(sum)
		if surplus := sum.NumDigits() - 44; surplus > 0 {
			sum = sum.Round(-sum.Exponent() - int32(surplus))
		}
	}
	return apm.Trim(sum), nil
}

var halved = decimal.New(244140625, -12) // 2^-12

// logarithm is the natural logarithm of a positive number by Halley's steps from the
// nearest float64, each of which triples the digits that are right.
func logarithm(x decimal.Decimal) (decimal.Decimal, error) {
	if !apm.Plain(x) || !x.IsPositive() {
		return x, errors.New("only a number above zero has a logarithm")
	}
	start := math.Log(x.InexactFloat64())
	if math.IsInf(start, 0) || math.IsNaN(start) {
		return x, errExponent
	}
	y := decimal.NewFromFloat(start)
	for range 2 {
		e, err := exponential(y)
		if err != nil {
			return y, err
		}
		step, err := apm.Quo(x.Sub(e), x.Add(e))
		if err != nil {
			return y, err
		}
		y = y.Add(step.Mul(two))
	}
	return apm.Trim(y), nil
}

// root is the square root to 34 significant digits, by Newton's steps from the
// nearest float64.
func root(x decimal.Decimal) (decimal.Decimal, error) {
	if x.IsZero() {
		return x, nil
	}
	if !apm.Plain(x) || x.IsNegative() {
		return x, errors.New("only a number not below zero has a square root")
	}
	// An even power of ten is taken out, so that any number of [apm.Plain] has a float64.
	shift := (int32(x.NumDigits()) + x.Exponent()) / 2
	scaled := x.Shift(-2 * shift)
	y := decimal.NewFromFloat(math.Sqrt(scaled.InexactFloat64()))
	for range 3 {
		quotient, err := apm.Quo(scaled, y)
		if err != nil {
			return y, err
		}
		y = apm.Trim(y.Add(quotient).Mul(half))
	}
	return apm.Trim(y.Shift(shift)), nil
}

var half = decimal.New(5, -1)

func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// MidpointMonths is the months from the midpoint of one period to that of another,
// the number that a yearly trend is compounded over: 24 from calendar year 2022 to
// calendar year 2024, 7.5 to the first quarter of 2023. Both periods must consist of
// whole months.
func MidpointMonths(from, to apm.Period) (decimal.Decimal, error) {
	a, err := doubledMidpoint("from", from)
	if err != nil {
		return decimal.Decimal{}, err
	}
	b, err := doubledMidpoint("to", to)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return decimal.New(int64(b-a), 0).Mul(half), nil
}

// doubledMidpoint counts half months from the year 0 to the middle of a period.
func doubledMidpoint(name string, p apm.Period) (int, error) {
	month := func(d apm.Date) (count, day int) {
		year, month, day := d.Civil()
		return year*12 + int(month) - 1, day
	}
	if p.From.IsZero() || p.To.IsZero() || !p.Valid() {
		return 0, fmt.Errorf("%s: a midpoint needs a period with both ends", name)
	}
	start, first := month(p.From)
	last, _ := month(p.To)
	year, m, day := p.To.Civil()
	if first != 1 || day != time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return 0, fmt.Errorf("%s: %s is not a span of whole months", name, p)
	}
	return start + last + 1, nil
}
