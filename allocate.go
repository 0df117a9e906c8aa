package apm

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// Allocate splits a total by weights so that the parts add up to it, to the cent:
// each part gets the whole cents of its exact share, and the cents left over go to
// the largest remainders, the earlier part first among equal ones. A negative
// total is split like its positive mirror. A part of weight zero gets nothing.
//
// It fails when a weight is negative or not [Plain], and when the weights of a
// total other than zero add up to zero.
func Allocate(total Cents, weights []decimal.Decimal) ([]Cents, error) {
	sum := decimal.Decimal{}
	for i, w := range weights {
		if !Plain(w) || w.IsNegative() {
			return nil, fmt.Errorf("weights[%d]: a weight is a number not below zero", i)
		}
		sum = sum.Add(w)
	}
	parts := make([]Cents, len(weights))
	if total == 0 {
		return parts, nil
	}
	if sum.IsZero() {
		return nil, fmt.Errorf("weights: they add up to zero, so nothing says who gets the total")
	}
	// In decimals, because the magnitude of the lowest amount is no Cents.
	whole := decimal.NewFromInt(int64(total)).Abs()
	left := whole
	remainders := make([]decimal.Decimal, len(weights))
	magnitudes := make([]uint64, len(weights))
	for i, w := range weights {
		var quotient decimal.Decimal
		quotient, remainders[i] = whole.Mul(w).QuoRem(sum, 0)
		left = left.Sub(quotient)
		magnitudes[i] = quotient.BigInt().Uint64()
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].Cmp(remainders[a]) })
	for _, i := range order[:left.IntPart()] {
		magnitudes[i]++
	}
	for i, m := range magnitudes {
		parts[i], _ = signedCents(total < 0, m)
	}
	return parts, nil
}
