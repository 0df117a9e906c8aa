package benchmark

import (
	"maps"
	"reflect"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

// measured says whether rules are few enough to be walked.
func measured(lists ...Rules) bool {
	return data.Room[Terms]().Small(lists, reflect.TypeFor[Rule](), reflect.TypeFor[Growth](), reflect.TypeFor[Option]())
}

// copied is a deep copy of data of this package, but for the rules of others, which it
// cannot know how to copy. Pointers to rules of this package become plain rules, and
// nil pointers to rules no rule.
func copied[T any](of T) T { return data.Copy(data.Room[Terms](), of) }

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
