package benchmark

import (
	"maps"
	"reflect"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// maxNodes is the most rules and growths of one benchmark, and maxNesting how deep
// they may lie in each other: far beyond any program, and what keeps terms that hold
// themselves from being followed for ever.
const (
	maxNodes   = 10_000
	maxNesting = 64
)

// measured says whether rules are few enough to be walked.
func measured(lists ...Rules) bool {
	nodes := 0
	var walk func(v reflect.Value, depth int) bool
	walk = func(v reflect.Value, depth int) bool {
		switch v.Type() {
		case reflect.TypeFor[Rule](), reflect.TypeFor[Growth](), reflect.TypeFor[Option]():
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
	for _, list := range lists {
		if !walk(reflect.ValueOf(list), 0) {
			return false
		}
	}
	return true
}

// copied is a deep copy of data of this package, but for the rules of others, which it
// cannot know how to copy. Pointers to rules of this package become plain rules, and
// nil pointers to rules no rule.
func copied[T any](of T) T {
	out, _ := deepCopy(reflect.ValueOf(of)).Interface().(T)
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
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMapWithSize(v.Type(), v.Len())
		for _, key := range v.MapKeys() {
			out.SetMapIndex(key, deepCopy(v.MapIndex(key)))
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
		return copyInside(v)
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

// copyInside copies what an interface holds.
func copyInside(v reflect.Value) reflect.Value {
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
}

// ours says whether a type is of this package or of apm: plain data with exported
// fields.
func ours(t reflect.Type) bool {
	path := t.PkgPath()
	return path == reflect.TypeFor[Terms]().PkgPath() || path == reflect.TypeFor[apm.Rate]().PkgPath()
}

// copy is facts that share nothing with these.
func (f *Facts) copy() Facts {
	out := Facts{Experience: slices.Clone(f.Experience), Amounts: maps.Clone(f.Amounts), marks: f.marks, named: f.named}
	for i := range out.Experience {
		out.Experience[i].Figures = maps.Clone(out.Experience[i].Figures)
	}
	return out
}

// check refuses what a rule must not give. The figures of the rules of this package
// are known to be sound.
func (m *Move) check(rule Rule) error {
	if err := checkLines(m.To); err != nil || builtIn(rule) {
		return err
	}
	if m.Merged != nil {
		if err := checkLines(m.Merged); err != nil {
			return err
		}
		if len(m.To) != 1 || !m.Time.Valid || !apm.Plain(m.Time.Decimal) || m.Time.Decimal.IsNegative() {
			return errMerged
		}
	}
	for _, marked := range m.Marks {
		if err := marked.check(); err != nil {
			return err
		}
	}
	for _, figures := range append(slices.Clone(m.Figures), m.Named) {
		for _, f := range figures {
			if !apm.Plain(f.Value) {
				return errFigure
			}
		}
	}
	return nil
}

func (m Marked) check() error {
	for _, amount := range m.amounts() {
		if !apm.Plain(amount) {
			return errLines
		}
	}
	return nil
}

func (m Marked) amounts() []decimal.Decimal {
	out := []decimal.Decimal{m.All.Decimal}
	for _, l := range m.Lines {
		out = append(out, l.PerCapita)
	}
	return out
}

func builtIn(rule Rule) bool {
	switch rule.(type) {
	case Trend, TrueUp, Scale, RiskRatio, BaseYears, RegionalAdjustment, PriorSavings, EquityAdjustment, Greatest,
		RateBook, Deductions, Addend, Limit, Mix, Mark, Guardrail, Round, Multiplier, Credibility:
		return true
	}
	return false
}
