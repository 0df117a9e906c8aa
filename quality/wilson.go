package quality

import (
	"math/big"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Z95 is the critical value of a two-sided 95 % interval: 1.959964.
func Z95() decimal.Decimal { return decimal.New(1959964, -6) }

// Wilson is the Wilson score interval of a proportion of met out of n, as fractions:
//
//	centre = (p + z^2/2n) / (1 + z^2/n), half = z sqrt(p(1-p)/n + z^2/4n^2) / (1 + z^2/n)
//
// It is decimal throughout, good to about 30 digits. It fails with a [*apm.FactError]
// when n is not above zero, met lies outside 0 to n, or z is negative.
func Wilson(met, n, z decimal.Decimal) (low, high decimal.Decimal, err error) {
	fail := func(field, reason string) (decimal.Decimal, decimal.Decimal, error) {
		return decimal.Decimal{}, decimal.Decimal{}, &apm.FactError{Field: field, Reason: reason}
	}
	switch {
	case !countable(n) || !n.IsPositive():
		return fail("denominator", "is not above zero")
	case !countable(met) || met.IsNegative() || met.GreaterThan(n):
		return fail("numerator", "is outside zero to the denominator")
	case !countable(z) || z.IsNegative() || z.GreaterThan(hundred):
		return fail("z", "is outside 0 to 100")
	}
	// Multiplied through by n: (met + z^2/2 -+ z sqrt(met (n-met)/n + z^2/4)) / (n + z^2).
	zz := z.Mul(z)
	spread, err := apm.Quo(met.Mul(n.Sub(met)), n)
	if err != nil {
		return decimal.Decimal{}, decimal.Decimal{}, err
	}
	half := z.Mul(root(spread.Add(zz.Mul(decimal.New(25, -2)))))
	centre := met.Add(zz.Mul(decimal.New(5, -1)))
	below := n.Add(zz)
	if low, err = apm.Quo(apm.Trim(centre.Sub(half)), below); err != nil {
		return decimal.Decimal{}, decimal.Decimal{}, err
	}
	if high, err = apm.Quo(apm.Trim(centre.Add(half)), below); err != nil {
		return decimal.Decimal{}, decimal.Decimal{}, err
	}
	// What the rounding of the root leaves outside is not outside.
	return decimal.Max(low, decimal.Decimal{}), decimal.Min(high, one), nil
}

// countable says whether a number is a count of people and not of atoms.
func countable(d decimal.Decimal) bool {
	return apm.Plain(d) && d.NumDigits()+int(d.Exponent()) <= 18 && d.Exponent() >= -18
}

// root is the square root of a number that is not negative, to 40 decimals, cut off.
func root(d decimal.Decimal) decimal.Decimal {
	const places = 40
	scaled := d.Shift(2 * places).Truncate(0).BigInt()
	return decimal.NewFromBigInt(new(big.Int).Sqrt(scaled), -places)
}
