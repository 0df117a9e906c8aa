package apm

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// PercentileDefinition names one of the ways to define a percentile of a finite
// list. They differ, and a cap at "the 99th percentile" is different money under
// each: a program's terms must say which it means.
type PercentileDefinition string

// The definitions in use, for n sorted values and a fraction p.
const (
	// Type7 interpolates between the values around position 1 + (n-1)p: the
	// default of R, NumPy and spreadsheets' PERCENTILE.INC (Hyndman and Fan 1996,
	// type 7).
	Type7 PercentileDefinition = "type7"
	// SAS5 takes the value above position np, and the mean of two neighbours where
	// np is whole: the default of SAS, PCTLDEF=5 (Hyndman and Fan type 2).
	SAS5 PercentileDefinition = "sas5"
	// NearestRank takes the value at position np rounded up: always a value of the
	// list (Hyndman and Fan type 1).
	NearestRank PercentileDefinition = "nearestRank"
)

// Validate reports a definition that is none of the known ones.
func (d PercentileDefinition) Validate(c Check) {
	switch d {
	case Type7, SAS5, NearestRank:
	default:
		c.Problemf("unknown percentile definition %q (known: type7, sas5, nearestRank)", string(d))
	}
}

// Rank says where the percentile p (a fraction of 0 to 1) of n sorted values lies:
// between the values at indexes lo and hi (counted from zero, hi at most lo+1),
// as (1-weight) x value[lo] + weight x value[hi]. It serves lists of any type,
// also those too long to copy. It fails when n is not positive, when p lies
// outside 0 to 1, and for an unknown definition.
func (d PercentileDefinition) Rank(n int, p decimal.Decimal) (lo, hi int, weight decimal.Decimal, err error) {
	if n <= 0 {
		return 0, 0, decimal.Decimal{}, fmt.Errorf("a percentile of no values has no value")
	}
	if !Plain(p) || p.IsNegative() || p.GreaterThan(one) {
		return 0, 0, decimal.Decimal{}, fmt.Errorf("a percentile is a fraction of 0 to 1 (the 99th is 0.99)")
	}
	last := n - 1
	switch d {
	case Type7:
		position := p.Mul(decimal.NewFromInt(int64(last)))
		lo = int(position.IntPart())
		weight = position.Sub(decimal.NewFromInt(int64(lo)))
		return lo, min(lo+1, last), weight, nil
	case SAS5, NearestRank:
		position := p.Mul(decimal.NewFromInt(int64(n)))
		whole := int(position.IntPart())
		if !position.IsInteger() {
			return min(whole, last), min(whole, last), decimal.Decimal{}, nil
		}
		lo = max(whole-1, 0)
		if d == NearestRank || whole == 0 || whole == n {
			return lo, lo, decimal.Decimal{}, nil
		}
		return lo, whole, decimal.New(5, -1), nil
	}
	return 0, 0, decimal.Decimal{}, fmt.Errorf("unknown percentile definition %q", string(d))
}

// Percentile is the percentile p (a fraction of 0 to 1) of the values, in any
// order; it sorts a copy. It fails as [PercentileDefinition.Rank] does, and on a
// value that is not [Plain].
func (d PercentileDefinition) Percentile(values []decimal.Decimal, p decimal.Decimal) (decimal.Decimal, error) {
	lo, hi, weight, err := d.Rank(len(values), p)
	if err != nil {
		return decimal.Decimal{}, err
	}
	for i, v := range values {
		if !Plain(v) {
			return decimal.Decimal{}, fmt.Errorf("values[%d]: %s", i, notPlain)
		}
	}
	sorted := slices.SortedFunc(slices.Values(values), decimal.Decimal.Cmp)
	return sorted[lo].Add(sorted[hi].Sub(sorted[lo]).Mul(weight)), nil
}
