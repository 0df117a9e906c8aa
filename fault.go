package apm

import (
	"encoding/json"
	"errors"
)

// ErrMissing is what errors.Is finds in the error about a fact that is not there.
var ErrMissing = errors.New("the fact is missing")

// FactError says which fact keeps a calculation from its result, and why.
type FactError struct {
	Field  string // "revenue", "amounts.coreCost", "quality.score"
	Reason string
	// Missing says that the fact is not there; errors.Is(err, ErrMissing) asks the
	// same.
	Missing bool
}

func (e *FactError) Error() string { return e.Field + ": " + e.Reason }

// Unwrap is [ErrMissing] for a missing fact.
func (e *FactError) Unwrap() error {
	if e.Missing {
		return ErrMissing
	}
	return nil
}

// Missing is the error about a fact that is not there.
func Missing(field string) error {
	return &FactError{Field: field, Reason: "is missing", Missing: true}
}

// RuleError is an error of a rule, with the path of the rule: "losses[2].then[0]".
type RuleError struct {
	Path string
	Err  error
}

func (e *RuleError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap is the rule's own error, for instance a [*FactError].
func (e *RuleError) Unwrap() error { return e.Err }

// AtRule puts the path of a rule in front of its error, or of the path of a rule
// inside it. What a [Rate] lacks of quality becomes a fact that lacks.
func AtRule(path string, err error) error {
	var inner *RuleError
	if errors.As(err, &inner) {
		return &RuleError{Path: path + "." + inner.Path, Err: inner.Err}
	}
	var quality *QualityError
	if errors.As(err, &quality) {
		err = &FactError{Field: "quality." + quality.Field, Reason: quality.Reason, Missing: quality.Missing}
	}
	return &RuleError{Path: path, Err: err}
}

// MarshalKinds writes a list of values as JSON, each with its kind in front: what a
// list of rules does in its MarshalJSON.
func MarshalKinds[R Kinder](list []R) ([]byte, error) {
	out := make([]json.RawMessage, len(list))
	for i, v := range list {
		var err error
		if out[i], err = MarshalKind(v); err != nil {
			return nil, err
		}
	}
	return json.Marshal(out)
}
