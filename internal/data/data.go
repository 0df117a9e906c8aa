// Package data walks and copies the plain data that terms are made of: structs with
// exported fields of the room that calls and of package apm, in lists, maps, pointers
// and interfaces. What is of another package, such as a caller's own rule, is left as
// it is.
package data

import (
	"reflect"

	"github.com/seed-6807d414/apm"
)

// MaxNodes is the most nodes of one program's terms, and MaxNesting how deep they may
// lie in each other: far beyond any program, and what keeps terms that hold themselves
// from being followed for ever.
const (
	MaxNodes   = 10_000
	MaxNesting = 64
)

// Of is the data of a room, known by any type of it.
type Of struct{ room, root string }

// Room is the data of the package that declares T.
func Room[T any]() Of {
	return Of{room: reflect.TypeFor[T]().PkgPath(), root: reflect.TypeFor[apm.Rate]().PkgPath()}
}

func (o Of) ours(t reflect.Type) bool { return t.PkgPath() == o.room || t.PkgPath() == o.root }

// Small says whether a value holds few enough nodes to be walked: values of the types
// that are given, such as rules and conditions.
func (o Of) Small(value any, nodes ...reflect.Type) bool {
	count := 0
	var walk func(v reflect.Value, depth int) bool
	walk = func(v reflect.Value, depth int) bool {
		for _, t := range nodes {
			if v.Type() == t {
				count++
				depth++
			}
		}
		if count > MaxNodes || depth > MaxNesting {
			return false
		}
		switch v.Kind() {
		case reflect.Slice:
			for i := range v.Len() {
				if !walk(v.Index(i), depth) {
					return false
				}
			}
		case reflect.Pointer, reflect.Interface:
			return v.IsNil() || walk(v.Elem(), depth)
		case reflect.Struct:
			if !o.ours(v.Type()) {
				return true
			}
			for i := range v.NumField() {
				if !walk(v.Field(i), depth) {
					return false
				}
			}
		}
		return true
	}
	return walk(reflect.ValueOf(value), 0)
}

// Copy is a deep copy of a value that is [Of.Small]. In interfaces, pointers to data of
// the room become plain data, and nil pointers become nil.
func Copy[T any](o Of, value T) T {
	out, _ := o.copy(reflect.ValueOf(value)).Interface().(T)
	return out
}

func (o Of) copy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(o.copy(v.Index(i)))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, key := range v.MapKeys() {
			out.SetMapIndex(key, o.copy(v.MapIndex(key)))
		}
		return out
	case reflect.Pointer:
		if v.IsNil() || !o.ours(v.Type().Elem()) {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(o.copy(v.Elem()))
		return out
	case reflect.Interface:
		return o.copyInside(v)
	case reflect.Struct:
		if !o.ours(v.Type()) {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			out.Field(i).Set(o.copy(v.Field(i)))
		}
		return out
	}
	return v
}

// copyInside copies what an interface holds.
func (o Of) copyInside(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	inner := v.Elem()
	if inner.Kind() == reflect.Pointer {
		if inner.IsNil() {
			return reflect.Zero(v.Type())
		}
		if o.ours(inner.Type().Elem()) {
			inner = inner.Elem()
		}
	}
	if !o.ours(inner.Type()) {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	out.Set(o.copy(inner))
	return out
}
