package apm

import (
	"reflect"
	"slices"
	"strings"
)

// fieldPlaces is the index path of each field of a struct by its name in JSON,
// with embedded structs inlined as encoding/json does it: of equal names the
// shallowest counts, then the one that a tag names, and of two of the same right
// none does.
func fieldPlaces(t reflect.Type) map[string][]int {
	type embedded struct {
		t     reflect.Type
		index []int
	}
	type place struct {
		index         []int
		tagged, clash bool
	}
	places, visited := make(map[string]place), make(map[reflect.Type]bool)
	for level := []embedded{{t: t}}; len(level) > 0; {
		var deeper []embedded
		here := make(map[string]place)
		for _, e := range level {
			for i := range e.t.NumField() {
				f := e.t.Field(i)
				tag := f.Tag.Get("json")
				name, _, _ := strings.Cut(tag, ",")
				p := place{index: append(slices.Clone(e.index), i), tagged: name != ""}
				inner := f.Type
				if inner.Kind() == reflect.Pointer {
					inner = inner.Elem()
				}
				switch {
				case tag == "-":
					continue
				case f.Anonymous && name == "" && inner.Kind() == reflect.Struct:
					deeper = append(deeper, embedded{inner, p.index})
					continue
				case !f.IsExported():
					continue
				case name == "":
					name = f.Name
				}
				earlier, taken := here[name]
				if !taken || p.tagged && !earlier.tagged {
					here[name] = p
				} else if p.tagged == earlier.tagged {
					earlier.clash = true
					here[name] = earlier
				}
			}
		}
		for name, p := range here {
			if _, taken := places[name]; !taken {
				places[name] = p
			}
		}
		for _, e := range level {
			visited[e.t] = true
		}
		level = slices.DeleteFunc(deeper, func(e embedded) bool { return visited[e.t] })
	}
	out := make(map[string][]int, len(places))
	for name, p := range places {
		if !p.clash {
			out[name] = p.index
		}
	}
	return out
}

// reach is the field at that index path. Embedded pointers on the way are made;
// one to an unexported type cannot be, and ok is false.
func reach(v reflect.Value, path []int) (field reflect.Value, ok bool) {
	for _, i := range path {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return reflect.Value{}, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, true
}
