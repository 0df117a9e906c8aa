package lan

import (
	"encoding/json"

	"github.com/seed-6807d414/apm"
)

// Decodable is what [Decode] reads.
type Decodable interface {
	Terms | Portfolio | Stream | Goal | Overlay
}

// Decode reads terms, a portfolio, a stream, a goal or an overlay from JSON, strictly:
// see [apm.Kinds.Decode] for what is refused, and so is a line of dollars that does not
// say what was paid. The value is read, not yet checked.
func Decode[T Decodable](b []byte) (T, error) {
	var v T
	if err := (apm.Kinds[apm.Kinder]{}).Decode(b, &v); err != nil {
		return v, err
	}
	if _, lines := any(v).(Portfolio); lines {
		if err := paidIsThere(b); err != nil {
			var none T
			return none, err
		}
	}
	return v, nil
}

// paidIsThere refuses lines of dollars without an amount, which would be read as zero.
func paidIsThere(b []byte) error {
	var given struct {
		Dollars []struct {
			Paid json.RawMessage `json:"paid"`
		} `json:"dollars"`
	}
	if err := json.Unmarshal(b, &given); err != nil {
		return err
	}
	var problems apm.Problems
	c := problems.Check()
	for i, d := range given.Dollars {
		if d.Paid == nil {
			c.In("dollars").At(i).In("paid").Problemf("the amount is missing")
		}
	}
	return problems.Err()
}
