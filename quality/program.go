package quality

import "github.com/seed-6807d414/apm"

// Decode reads terms from JSON, strictly: see [apm.Kinds.Decode] for what is refused.
// The terms are read, not yet checked; [New] checks them.
func Decode(data []byte) (Terms, error) {
	var t Terms
	err := apm.Kinds[apm.Kinder]{}.Decode(data, &t)
	return t, err
}
