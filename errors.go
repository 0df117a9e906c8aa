package apm

import (
	"errors"
	"fmt"
)

// ErrOverflow says that a result is beyond the range of its type.
var ErrOverflow = errors.New("beyond the range of the type")

// ErrDivideByZero says that a quotient has no value.
var ErrDivideByZero = errors.New("division by zero")

// ParseError says why a text is not a value. The text itself is a field, not a
// part of the message: what stands in a claim is health information, and
// messages end up in logs.
type ParseError struct {
	Type   string // what was wanted: "amount", "date", "period"
	Value  string // the text that was refused
	Reason string
}

func (e *ParseError) Error() string { return fmt.Sprintf("not a valid %s: %s", e.Type, e.Reason) }

// scanText takes the text of a database column.
func scanText(kind string, src any) (string, error) {
	switch v := src.(type) {
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	case nil:
		return "", &ParseError{Type: kind, Value: "NULL", Reason: "the column is NULL"}
	}
	return "", &ParseError{Type: kind, Value: fmt.Sprint(src), Reason: fmt.Sprintf("a column of type %T has no certain meaning", src)}
}
