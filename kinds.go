package apm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Kinder is a value of one of several types that are told apart by a name.
type Kinder interface {
	// Kind is the name of the type in JSON: "cap", "oregon.floor".
	Kind() string
}

// Kinds is the set of types that a JSON decoder knows for the interface R. In
// JSON such a value is an object whose "kind" names its type, beside the fields
// of the type:
//
//	{"kind": "sequester", "rate": "0.02"}
//
// A set is never changed: [Kinds.With] makes another. The zero value knows
// nothing.
type Kinds[R Kinder] struct {
	types    map[string]reflect.Type
	conflict string // why no value can be decoded
}

// With is the set with more types in it, each given by any value of it. A set
// with a nil, a type without a name, or two types of the same name in it is
// refused by [Kinds.Decode].
func (k Kinds[R]) With(values ...R) Kinds[R] {
	out := Kinds[R]{types: maps.Clone(k.types), conflict: k.conflict}
	if out.types == nil {
		out.types = make(map[string]reflect.Type)
	}
	for _, v := range values {
		t := reflect.TypeOf(v)
		if t == nil || t.Kind() == reflect.Pointer && reflect.ValueOf(v).IsNil() {
			out.conflict = "a kind is given by nil, which says no type"
			continue
		}
		name := v.Kind()
		if known, taken := out.types[name]; taken && known != t {
			out.conflict = fmt.Sprintf("two types claim the kind %q", name)
		}
		if name == "" {
			out.conflict = fmt.Sprintf("the type %s has no kind", t)
		}
		out.types[name] = t
	}
	return out
}

// Names is the names of the known types, sorted.
func (k Kinds[R]) Names() []string { return slices.Sorted(maps.Keys(k.types)) }

// Decode reads JSON into the value that v points to, whose type may hold R at any
// depth. It is strict, because terms decide money: unknown kinds, unknown fields
// (also where a key differs from a field only in case), a key that stands twice, a
// value of the wrong type, numbers that are not [Plain] and nesting beyond 100
// levels are all reported, each with its path, as [Problems]. So is a number that was
// left out where the type always writes one (a decimal.Decimal or Cents without omitzero):
// what is missing is not zero. Where it fails it leaves v as it was.
//
// A type that unmarshals itself from a JSON object or array (not from a number or
// a text) is refused: its fields could not be checked.
func (k Kinds[R]) Decode(data []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return fmt.Errorf("decode into %T: want a pointer", v)
	}
	if k.conflict != "" {
		return errors.New(k.conflict)
	}
	var problems Problems
	check := problems.Check()
	tree, err := parseJSON(data, check)
	if err != nil {
		return err
	}
	if problems != nil {
		return problems
	}
	d := decoder{of: reflect.TypeFor[R](), types: k.types, names: k.Names, places: make(map[reflect.Type]map[string][]int)}
	fresh := reflect.New(target.Type().Elem()).Elem()
	d.value(tree, fresh, check)
	if problems != nil {
		return problems
	}
	target.Elem().Set(fresh)
	return nil
}

// MarshalKind writes a value as a JSON object with its kind in front. It fails for
// nil, for a value that is no JSON object and for one that has a field "kind" of
// its own.
func MarshalKind(v Kinder) ([]byte, error) {
	if r := reflect.ValueOf(v); !r.IsValid() || r.Kind() == reflect.Pointer && r.IsNil() {
		return nil, errors.New("no value to write")
	}
	fields, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(fields, []byte("{")) {
		return nil, fmt.Errorf("%T does not write a JSON object, so its kind %q has no place", v, v.Kind())
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(fields, &keys); err != nil {
		return nil, err
	}
	if _, taken := keys["kind"]; taken {
		return nil, fmt.Errorf("%T has a field of its own named kind", v)
	}
	name, err := json.Marshal(v.Kind())
	if err != nil {
		return nil, err
	}
	out := append([]byte(`{"kind":`), name...)
	if !bytes.Equal(fields, []byte("{}")) {
		out = append(out, ',')
	}
	return append(out, fields[1:]...), nil
}
