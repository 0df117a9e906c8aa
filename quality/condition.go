package quality

import "github.com/shopspring/decimal"

// Condition is a question with a yes or no: exactly one of its fields is set.
type Condition struct {
	All []Condition `json:"all,omitempty"`
	Any []Condition `json:"any,omitempty"`
	Not *Condition  `json:"not,omitempty"`
	// Flag is a flag of the facts.
	Flag    string      `json:"flag,omitzero"`
	Compare *Comparison `json:"compare,omitempty"`
	// Distinct holds when different measures can be found, one for each entry: one measure
	// never serves two.
	Distinct []Where `json:"distinct,omitempty"`
	// Scored holds when the measure or node of that name has a score.
	Scored string `json:"scored,omitzero"`
	// Maintained holds when nothing has become worse.
	Maintained *Maintained `json:"maintained,omitempty"`
}

// Comparison compares an amount with another: exactly one of the four is set.
type Comparison struct {
	Of      Amount  `json:"of"`
	AtLeast *Amount `json:"atLeast,omitempty"`
	AtMost  *Amount `json:"atMost,omitempty"`
	Above   *Amount `json:"above,omitempty"`
	Below   *Amount `json:"below,omitempty"`
}

// Maintained is the gate of no deterioration: standards of care are kept while cost
// falls. It holds when no measure that is picked is worse than its base beyond the
// tolerance, or significantly worse. Exactly one of Tolerance and Z is set.
type Maintained struct {
	Among Where `json:"among,omitzero"`
	Base  Base  `json:"base,omitzero"`
	// Tolerance is how much worse a rate may be, in its scale; the boundary holds.
	Tolerance decimal.NullDecimal `json:"tolerance,omitzero"`
	// Z is the critical value of the test (x1 - x0)^2 > z^2 (se1^2 + se0^2).
	Z decimal.NullDecimal `json:"z,omitzero"`
	// UnknownHolds says that a measure that cannot be compared (no rate, no base, no
	// standard error) is no deterioration; otherwise it fails the gate.
	UnknownHolds bool `json:"unknownHolds,omitzero"`
}
