package spend

import (
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
)

// Where is a list of tests that a line must all pass; the empty list matches
// every line.
type Where []Test

// Test asks whether a field of a line has one of some values. Values are texts:
//
//	"99213"          this value
//	"99202..99215"   from one value through another, compared as text, of the
//	                 same length
//	"F*"             every value that starts so; "*" is any value but the empty one
//	""               no value
type Test struct {
	Field Field `json:"field"`
	// In passes a line whose value is in the list, NotIn one whose value is not.
	// Exactly one of them is given.
	In    []string `json:"in,omitempty"`
	NotIn []string `json:"notIn,omitempty"`
}

// Field names a field of a [Line] that rules may test.
type Field string

// The fields that rules may test.
const (
	Setting      Field = "setting"
	Code         Field = "code"
	Diagnosis    Field = "diagnosis"
	Group        Field = "group"
	Place        Field = "place"
	Specialty    Field = "specialty"
	Practitioner Field = "practitioner"
	Organisation Field = "organisation"
	Denial       Field = "denial"
	Indicator    Field = "indicator"
)

// fields is every field in a fixed order; its index is the field's number.
var fields = [...]Field{Setting, Code, Diagnosis, Group, Place, Specialty, Practitioner, Organisation, Denial, Indicator}

func (l *Line) field(number int) string {
	switch number {
	case 0:
		return l.Setting
	case 1:
		return l.Code
	case 2:
		return l.Diagnosis
	case 3:
		return l.Group
	case 4:
		return l.Place
	case 5:
		return l.Specialty
	case 6:
		return l.Practitioner
	case 7:
		return l.Organisation
	case 8:
		return l.Denial
	}
	return l.Indicator
}

func (w Where) validate(c apm.Check) {
	for i, t := range w {
		at := c.At(i)
		if slices.Index(fields[:], t.Field) < 0 {
			at.In("field").Problemf("unknown field %q (known: %s)", string(t.Field), fieldList())
		}
		if (t.In == nil) == (t.NotIn == nil) {
			at.Problemf("a test has exactly one of in and notIn")
		}
		validateValues(t.In, at.In("in"))
		validateValues(t.NotIn, at.In("notIn"))
	}
}

func fieldList() string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

func validateValues(values []string, c apm.Check) {
	if values != nil && len(values) == 0 {
		c.Problemf("the list is empty")
	}
	for i, v := range values {
		if low, high, isRange := strings.Cut(v, ".."); isRange {
			switch {
			case low == "" || len(low) != len(high):
				c.At(i).Problemf("the ends of the range %q differ in length", v)
			case high < low:
				c.At(i).Problemf("the range %q runs backwards", v)
			}
		} else if star := strings.IndexByte(v, '*'); star >= 0 && star != len(v)-1 {
			c.At(i).Problemf("in %q the star does not stand at the end", v)
		}
	}
}

// pattern is one value of a test: all from low through high of the same length, or
// all that start with low.
type pattern struct {
	low, high string
	prefix    bool
}

func patterns(lists ...[]string) []pattern {
	var out []pattern
	for _, v := range slices.Concat(lists...) {
		p := pattern{low: v, high: v}
		if low, high, isRange := strings.Cut(v, ".."); isRange {
			p.low, p.high = low, high
		} else {
			p.low, p.prefix = strings.CutSuffix(v, "*")
		}
		out = append(out, p)
	}
	return out
}

func (p pattern) holds(v string) bool {
	if p.prefix {
		return v != "" && strings.HasPrefix(v, p.low)
	}
	return len(v) == len(p.low) && p.low <= v && v <= p.high
}
