package reconcile

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
)

// Decode reads terms, facts or a stored run from JSON, strictly: see
// [apm.Kinds.Decode] for what is refused. So is an amount in cents that was left out
// where the type always writes one: what is missing is not zero. What is read is not
// yet checked.
func Decode[T Terms | Facts | Booked | StatementTerms | StatementFacts | ContractTerms | ContractFacts | OverlapTerms | OverlapFacts](text []byte) (T, error) {
	var v, none T
	if err := (apm.Kinds[apm.Kinder]{}).Decode(text, &v); err != nil {
		return none, err
	}
	var problems apm.Problems
	missingAmounts(reflect.TypeFor[T](), text, problems.Check())
	if err := problems.Err(); err != nil {
		return none, err
	}
	return v, nil
}

// missingAmounts reports the amounts in cents that a text leaves out. The text has been
// read into the type before, so it has its shape.
func missingAmounts(t reflect.Type, text json.RawMessage, c apm.Check) {
	var list []json.RawMessage
	var fields map[string]json.RawMessage
	switch t.Kind() {
	case reflect.Pointer:
		missingAmounts(t.Elem(), text, c)
	case reflect.Slice:
		if json.Unmarshal(text, &list) == nil {
			for i, item := range list {
				missingAmounts(t.Elem(), item, c.At(i))
			}
		}
	case reflect.Map:
		if json.Unmarshal(text, &fields) == nil {
			for _, key := range slices.Sorted(maps.Keys(fields)) {
				missingAmounts(t.Elem(), fields[key], c.In(key))
			}
		}
	case reflect.Struct:
		// What unmarshals from a text, such as a decimal, is no object here.
		if json.Unmarshal(text, &fields) != nil || fields == nil {
			return
		}
		for i := range t.NumField() {
			f := t.Field(i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			value, given := fields[name]
			switch {
			case given:
				missingAmounts(f.Type, value, c.In(name))
			case f.Type == reflect.TypeFor[apm.Cents]() && !strings.Contains(options, "omit"):
				c.In(name).Problemf("the amount is missing")
			}
		}
	}
}
