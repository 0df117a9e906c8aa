// Package logic puts tests of facts together where a fact may be missing: a test holds,
// fails, or is unknown, with the error that says for want of what.
package logic

import "github.com/shopspring/decimal"

// All is tests that must all hold. The zero value, that of no test, holds.
type All struct {
	fails   bool
	unknown error
}

// Add adds a test. Where unknown is not nil it does not matter whether it holds.
func (a *All) Add(holds bool, unknown error) {
	switch {
	case unknown == nil:
		a.fails = a.fails || !holds
	case a.unknown == nil:
		a.unknown = unknown
	}
}

// Hold says whether all hold. One that fails decides, whatever is unknown; otherwise
// the first that is unknown is the error.
func (a *All) Hold() (bool, error) {
	if a.fails {
		return false, nil
	}
	return a.unknown == nil, a.unknown
}

// Any says whether at least one of some tests holds. One that does decides, whatever is
// unknown; otherwise the first that is unknown is the error.
func Any[T any](tests []T, holds func(T) (bool, error)) (bool, error) {
	var none All
	for _, t := range tests {
		ok, unknown := holds(t)
		none.Add(!ok, unknown)
	}
	fails, unknown := none.Hold()
	return !fails && unknown == nil, unknown
}

// Between says whether an amount is at least the one and below the other, where they
// are given.
func Between(amount decimal.Decimal, atLeast, below decimal.NullDecimal) bool {
	return (!atLeast.Valid || amount.GreaterThanOrEqual(atLeast.Decimal)) && (!below.Valid || amount.LessThan(below.Decimal))
}
