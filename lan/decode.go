package lan

import "github.com/seed-6807d414/apm"

// Decodable is what [Decode] reads.
type Decodable interface {
	Terms | Portfolio | Stream | Goal | Overlay
}

// Decode reads terms, a portfolio, a stream, a goal or an overlay from JSON, strictly:
// see [apm.Kinds.Decode] for what is refused, such as a line of dollars that does not say
// what was paid. The value is read, not yet checked.
func Decode[T Decodable](b []byte) (T, error) {
	var v T
	err := (apm.Kinds[apm.Kinder]{}).Decode(b, &v)
	return v, err
}
