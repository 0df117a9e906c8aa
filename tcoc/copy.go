package tcoc

import (
	"reflect"

	"github.com/seed-6807d414/apm"
)

// maxNodes is the most rules, conditions and plans of one plan, and maxNesting how
// deep they may lie in each other: far beyond any program, and what keeps a plan that
// holds itself from being followed for ever.
const (
	maxNodes   = 10_000
	maxNesting = 64
)

// measured says whether a plan is small enough to be walked.
func measured(p Plan) bool {
	nodes := 0
	var walk func(v reflect.Value, depth int) bool
	walk = func(v reflect.Value, depth int) bool {
		switch v.Type() {
		case reflect.TypeFor[Rule](), reflect.TypeFor[Plan](), reflect.TypeFor[Condition]():
			nodes++
			depth++
		}
		if nodes > maxNodes || depth > maxNesting {
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
			if !ours(v.Type()) {
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
	return walk(reflect.ValueOf(p), 0)
}

// copied is a deep copy of a plan, but for the rules of others, which it cannot know
// how to copy. Pointers to rules of this package become plain rules, and nil
// pointers to rules no rule.
func copied(p Plan) Plan {
	out, _ := deepCopy(reflect.ValueOf(p)).Interface().(Plan)
	return out
}

func deepCopy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(deepCopy(v.Index(i)))
		}
		return out
	case reflect.Pointer:
		if v.IsNil() || !ours(v.Type().Elem()) {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(deepCopy(v.Elem()))
		return out
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		inner := v.Elem()
		if inner.Kind() == reflect.Pointer {
			if inner.IsNil() {
				return reflect.Zero(v.Type())
			}
			if ours(inner.Type().Elem()) {
				inner = inner.Elem()
			}
		}
		if !ours(inner.Type()) {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		out.Set(deepCopy(inner))
		return out
	case reflect.Struct:
		if !ours(v.Type()) {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			out.Field(i).Set(deepCopy(v.Field(i)))
		}
		return out
	}
	return v
}

// ours says whether a type is of this package or of apm: plain data with exported
// fields.
func ours(t reflect.Type) bool {
	path := t.PkgPath()
	return path == reflect.TypeFor[Plan]().PkgPath() || path == reflect.TypeFor[apm.Rate]().PkgPath()
}
