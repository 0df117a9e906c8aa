package benchmark

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Frozen is a benchmark that was set before the year, with all that it was set on. It
// is plain data: keep it as JSON and read it again with [DecodeFrozen]. When the year is
// over, only the retrospective rules of its terms may still run.
type Frozen struct {
	Terms  Terms  `json:"terms"`
	Facts  Facts  `json:"facts"`
	Result Result `json:"result"`
	// All is the benchmark of all categories together: behind a [Mix], or by the time of
	// Terms.FrozenMix.
	All decimal.NullDecimal `json:"all,omitzero"`
	// Named are figures that rules have named for those behind them.
	Named []apm.Figure `json:"named,omitempty"`
}

// Final is a benchmark after its retrospective rules.
type Final struct {
	Result
	// Differences is what each rule changed, in the order in which they ran; they add up
	// to the final benchmark less the frozen one.
	Differences []Difference `json:"differences"`
}

// Difference is what one retrospective rule changed.
type Difference struct {
	Path string `json:"path"` // "retrospective[0]"
	Rule string `json:"rule"` // its kind
	// Lines is the change of each category, where the rule did not merge them.
	Lines []Line `json:"lines,omitempty"`
	// All is the change of all categories together, per unit of time; missing where the
	// categories were not mixed and Terms.FrozenMix names no year.
	All decimal.NullDecimal `json:"all,omitzero"`
}

// Freeze runs the rules that make the benchmark in advance, and none of the
// retrospective ones. It fails as [Benchmark.Calculate] does.
func (b *Benchmark) Freeze(f Facts) (Frozen, error) {
	run, facts, err := b.start(&f)
	if err != nil {
		return Frozen{}, err
	}
	if err := run.list(b.terms.Rules, b.rules); err != nil {
		return Frozen{}, err
	}
	all, err := together(run.facts, b.terms.FrozenMix, run.lines)
	return Frozen{
		Terms: copied(b.terms), Facts: f.copy(), Result: run.result(b.terms.Name, facts), All: all, Named: run.facts.named,
	}, err
}

// together is the benchmark of all categories, where something weighs them.
func together(f *Facts, year string, lines []Line) (decimal.NullDecimal, error) {
	if len(lines) != 1 || lines[0].Category != "" {
		if year == "" || apart(lines) != nil && !single(lines) {
			return decimal.NullDecimal{}, nil
		}
		merged := append([]Line(nil), lines...)
		for i := range merged {
			merged[i].Year = "" // the only base year
		}
		lines = merged
	}
	all, err := f.Mix(year, lines)
	return decimal.NewNullDecimal(all), err
}

// single says whether no category has two lines.
func single(lines []Line) bool {
	for i := range lines {
		for j := range i {
			if lines[i].Category == lines[j].Category {
				return false
			}
		}
	}
	return true
}

// Finalise runs retrospective rules on the frozen benchmark: all that its terms
// declare, or fewer, in the declared order. The facts are those that it was frozen with
// and what has become known since.
//
// Any other change is refused: a rule that was not declared, or declared otherwise; a
// fact that differs from the frozen one, is gone, or adds a row to a base year.
// Without rules the result is the frozen benchmark.
func (z Frozen) Finalise(f Facts, rules ...Rule) (Final, error) {
	if err := z.check(); err != nil {
		return Final{}, err
	}
	places, err := z.declared(rules)
	if err != nil {
		return Final{}, err
	}
	if err := f.check(); err != nil {
		return Final{}, err
	}
	if err := z.unchanged(&f); err != nil {
		return Final{}, err
	}
	f.marks, f.named = z.Result.Marks, z.Named
	run := &runner{facts: &f, lines: slices.Clone(z.Result.Lines), time: z.Result.Time}
	if z.Result.Time.Valid {
		run.merged = z.Result.Categories
	}
	facts := make([]apm.Figure, 0, len(run.lines))
	for _, l := range run.lines {
		facts = append(facts, apm.Figure{Name: "frozen benchmark of " + l.key(), Value: l.PerCapita, Unit: apm.Dollars})
	}
	var differences []Difference
	all := z.All
	for i := range rules {
		rule := z.Terms.Retrospective[places[i]] // as it was declared, to the field that JSON leaves out
		before := run.lines
		path := paths("retrospective", places[i]+1)[places[i]:]
		if err := run.list(Rules{rule}, path); err != nil {
			return Final{}, err
		}
		d := Difference{Path: path[0], Rule: rule.Kind(), Lines: changes(before, run.lines)}
		after, err := together(run.facts, z.Terms.FrozenMix, run.lines)
		if err != nil {
			return Final{}, apm.AtRule(path[0], err)
		}
		if all.Valid && after.Valid {
			d.All = decimal.NewNullDecimal(after.Decimal.Sub(all.Decimal))
		}
		all = after
		differences = append(differences, d)
	}
	return Final{Result: run.result(z.Terms.Name+", final", facts), Differences: differences}, nil
}

// check refuses a frozen benchmark that [Benchmark.Freeze] cannot have made: one that
// was read from elsewhere may hold anything.
func (z *Frozen) check() error {
	terms, err := z.Terms.checked()
	if err != nil {
		return err
	}
	z.Terms = terms
	if err := z.Facts.check(); err != nil {
		return err
	}
	sound := checkLines(z.Result.Lines) == nil && apm.Plain(z.All.Decimal) && apm.Plain(z.Result.Time.Decimal) &&
		(!z.Result.Time.Valid || len(z.Result.Lines) == 1 && checkLines(z.Result.Categories) == nil)
	for _, marked := range z.Result.Marks {
		sound = sound && marked.check() == nil
	}
	for _, named := range z.Named {
		sound = sound && apm.Plain(named.Value)
	}
	if !sound {
		return errFrozen
	}
	return nil
}

var errEndless = errors.New("the rules hold themselves, or are more than any terms declare")

var errFrozen = errors.New("the frozen result is none that terms make: it lacks lines, or holds an amount beyond any sum of money")

// changes is the difference line by line, or nothing where the lines are others.
func changes(before, after []Line) []Line {
	if len(before) != len(after) {
		return nil
	}
	out := make([]Line, len(after))
	for i, l := range after {
		if before[i].Category != l.Category {
			return nil
		}
		l.PerCapita = l.PerCapita.Sub(before[i].PerCapita)
		out[i] = l
	}
	return out
}

// declared finds the place of each rule among the declared ones.
func (z Frozen) declared(rules Rules) ([]int, error) {
	if !measured(rules) {
		return nil, errEndless
	}
	for i, r := range rules {
		if v := reflect.ValueOf(r); r == nil || v.Kind() == reflect.Pointer && v.IsNil() {
			return nil, &apm.RuleError{Path: paths("rules", i+1)[i], Err: errors.New("is no rule")}
		}
	}
	known := make([][]byte, len(z.Terms.Retrospective))
	names := make([]string, len(known))
	for i, rule := range z.Terms.Retrospective {
		var err error
		if known[i], err = apm.MarshalKind(rule); err != nil {
			return nil, err
		}
		names[i] = rule.Kind()
	}
	places := make([]int, len(rules))
	next := 0
	for i, rule := range rules {
		text, err := apm.MarshalKind(rule)
		if err != nil {
			return nil, &apm.RuleError{Path: paths("rules", i+1)[i], Err: err}
		}
		for next < len(known) && !bytes.Equal(known[next], text) {
			next++
		}
		if next == len(known) {
			reason := "differs from the one declared, or stands in another order"
			if !slices.Contains(names, rule.Kind()) {
				reason = "was not declared when the benchmark was frozen"
			}
			return nil, &apm.RuleError{Path: paths("rules", i+1)[i], Err: fmt.Errorf(
				"the rule %s %s (declared: %s)", rule.Kind(), reason, strings.Join(names, ", "))}
		}
		places[i] = next
		next++
	}
	return places, nil
}

// unchanged refuses facts that would have changed the frozen benchmark.
func (z Frozen) unchanged(f *Facts) error {
	differs := func(field string) error {
		return &apm.FactError{Field: field, Reason: "differs from what the benchmark was frozen with"}
	}
	for i := range z.Facts.Experience {
		frozen := &z.Facts.Experience[i]
		for _, of := range frozen.measures() {
			was, err := z.Facts.Figure(frozen.Category, frozen.Year, of)
			if err != nil {
				return err
			}
			is, err := f.Figure(frozen.Category, frozen.Year, of)
			if err != nil {
				return err
			}
			if !is.Equal(was) {
				return differs(place(frozen.Category, frozen.Year, of))
			}
		}
	}
	for _, year := range z.Terms.Years {
		if was, is := len(z.Facts.categories([]string{year})), len(f.categories([]string{year})); was != is {
			return &apm.FactError{Field: "experience[" + year + "]",
				Reason: fmt.Sprintf("has %d categories, and the benchmark was frozen with %d", is, was)}
		}
	}
	for _, name := range sortedKeys(z.Facts.Amounts) {
		is, found := f.Amounts[name]
		if !found {
			return apm.Missing("amounts." + string(name))
		}
		if !is.Equal(z.Facts.Amounts[name]) {
			return differs("amounts." + string(name))
		}
	}
	return nil
}

// measures is the figures that a row holds.
func (row *Experience) measures() []Measure {
	held := sortedKeys(row.Figures)
	for _, f := range [...]struct {
		of    Measure
		value decimal.NullDecimal
	}{{Time, row.Time}, {PerCapita, row.PerCapita}, {Risk, row.Risk}} {
		if f.value.Valid {
			held = append(held, f.of)
		}
	}
	return held
}

// DecodeFrozen reads a frozen benchmark from JSON, as strictly as [Decode].
func DecodeFrozen(data []byte, kinds apm.Kinds[Rule]) (Frozen, error) {
	var z Frozen
	err := kinds.Decode(data, &z)
	return z, err
}
