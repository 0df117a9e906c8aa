package spend

import (
	"fmt"

	"github.com/seed-6807d414/apm"
)

// Stated is an amount under a key: a total that a payer states, or one that was
// found in the claims.
type Stated[K comparable] struct {
	Key    K
	Amount apm.Cents
}

// Comparison is control totals set against what was found.
type Comparison[K comparable] struct {
	// Compared counts the keys of the control totals, Equal those to the cent.
	Compared, Equal int
	// Differences is the keys of the control totals with another amount found, in the
	// order of the control totals. Where nothing was found the amount is zero.
	Differences []Difference[K]
	// Unstated is what was found under keys that have no control total, in the order
	// of what was found.
	Unstated []Stated[K]
	// Stated and Found are the sums of the two sides.
	Stated, Found apm.CentsSum
}

// Difference is one key on which the two sides differ.
type Difference[K comparable] struct {
	Key           K
	Stated, Found apm.Cents
}

// Compare sets control totals against what was found. A key may come several times
// on either side; its amounts add up. It fails with [apm.ErrOverflow] where the
// amounts of a key leave the range of cents.
func Compare[K comparable](stated, found []Stated[K]) (Comparison[K], error) {
	var c Comparison[K]
	wanted, order, err := sumByKey(stated, &c.Stated)
	if err != nil {
		return Comparison[K]{}, fmt.Errorf("stated: %w", err)
	}
	got, gotOrder, err := sumByKey(found, &c.Found)
	if err != nil {
		return Comparison[K]{}, fmt.Errorf("found: %w", err)
	}
	for _, key := range order {
		c.Compared++
		if wanted[key] == got[key] {
			c.Equal++
		} else {
			c.Differences = append(c.Differences, Difference[K]{key, wanted[key], got[key]})
		}
	}
	for _, key := range gotOrder {
		if _, known := wanted[key]; !known {
			c.Unstated = append(c.Unstated, Stated[K]{key, got[key]})
		}
	}
	return c, nil
}

func sumByKey[K comparable](list []Stated[K], total *apm.CentsSum) (sums map[K]apm.Cents, order []K, err error) {
	sums = make(map[K]apm.Cents, len(list))
	for _, s := range list {
		sum, seen := sums[s.Key]
		if !seen {
			order = append(order, s.Key)
		}
		if sums[s.Key], err = sum.Add(s.Amount); err != nil {
			return nil, nil, err
		}
		total.Add(s.Amount)
	}
	return sums, order, nil
}
