package reconcile

import "github.com/seed-6807d414/apm"

// Decodable is what [Decode] reads.
type Decodable interface {
	Terms | Facts | Booked | StatementTerms | StatementFacts | ContractTerms | ContractFacts | OverlapTerms | OverlapFacts
}

// Decode reads terms, facts or a stored run from JSON, strictly: see
// [apm.Kinds.Decode] for what is refused, an amount that was left out among it. What is
// read is not yet checked.
func Decode[T Decodable](text []byte) (T, error) {
	var v, none T
	if err := (apm.Kinds[apm.Kinder]{}).Decode(text, &v); err != nil {
		return none, err
	}
	return v, nil
}
