package benchmark

import (
	"errors"
	"slices"
	"strconv"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Benchmark is terms that have been checked and are ready to calculate. It is safe
// for use by several goroutines.
type Benchmark struct {
	terms         Terms
	rules         []string // the path of each rule
	retrospective []string
}

// New checks terms and makes a benchmark of them. It fails with [apm.Problems], which
// list everything that is wrong. The benchmark keeps a copy of the terms, so that the
// caller may go on editing them; only a rule of the caller's own is kept as it is.
func New(t Terms) (*Benchmark, error) {
	t, err := t.checked()
	if err != nil {
		return nil, err
	}
	return &Benchmark{
		terms:         t,
		rules:         paths("rules", len(t.Rules)),
		retrospective: paths("retrospective", len(t.Retrospective)),
	}, nil
}

func paths(list string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = list + "[" + strconv.Itoa(i) + "]"
	}
	return out
}

// Calculate runs all rules, the retrospective ones included, on the facts. It fails
// with a [*apm.FactError] when a fact is impossible, or is missing and needed, and with
// whatever error a rule of the caller's own returned, at that rule's path.
func (b *Benchmark) Calculate(f Facts) (Result, error) {
	run, facts, err := b.start(&f)
	if err != nil {
		return Result{}, err
	}
	if err := run.list(b.terms.Rules, b.rules); err != nil {
		return Result{}, err
	}
	if err := run.list(b.terms.Retrospective, b.retrospective); err != nil {
		return Result{}, err
	}
	return run.result(b.terms.Name, facts), nil
}

// start makes the lines that the list starts from: each category in each base year.
func (b *Benchmark) start(f *Facts) (*runner, []apm.Figure, error) {
	if err := f.check(); err != nil {
		return nil, nil, err
	}
	categories := f.categories(b.terms.Years)
	if len(categories) == 0 {
		return nil, nil, apm.Missing("experience")
	}
	n := len(categories) * len(b.terms.Years)
	run := &runner{facts: f, lines: make([]Line, 0, n)}
	facts := make([]apm.Figure, 0, n)
	for _, category := range categories {
		for _, year := range b.terms.Years {
			amount, err := f.Figure(category, year, PerCapita)
			if err != nil {
				return nil, nil, err
			}
			line := Line{Category: category, Year: year, PerCapita: amount}
			run.lines = append(run.lines, line)
			facts = append(facts, apm.Figure{Name: line.key() + " per capita", Value: amount, Unit: apm.Dollars})
		}
	}
	run.steps = make([]apm.Step, 0, n*(len(b.terms.Rules)+len(b.terms.Retrospective)))
	return run, facts, nil
}

// runner applies lists of rules and collects what they leave behind.
type runner struct {
	facts  *Facts
	lines  []Line
	steps  []apm.Step
	merged []Line
	time   decimal.NullDecimal
	own    bool // whether facts is the runner's own copy
}

// list applies the rules in order, each at its path.
func (r *runner) list(rules Rules, at []string) error {
	for i, rule := range rules {
		move, err := rule.Apply(r.facts, r.lines)
		if err == nil {
			err = move.check(rule)
		}
		if err != nil {
			return apm.AtRule(at[i], err)
		}
		if m, ok := rule.(Mark); ok && move.Marks[0].All.Valid {
			all := move.Marks[0].All.Decimal
			r.steps = append(r.steps, apm.Step{Path: at[i], Rule: m.Kind(), Key: m.Name, Before: all, After: all})
			r.remember(move)
			continue
		}
		if !builtIn(rule) { // what it gave may be its own, or the lines as they were
			move.To, move.Branches = slices.Clone(move.To), copied(move.Branches)
		}
		r.keep(at[i], rule.Kind(), move)
	}
	return nil
}

var (
	errLines  = errors.New("the rule gave no lines, or an amount beyond any sum of money")
	errMerged = errors.New("the rule merged categories without a single line for them, or without its time")
	errFigure = errors.New("the rule gave a figure with more than 40 digits before the point or 200 behind it")
)

func checkLines(lines []Line) error {
	if len(lines) == 0 {
		return errLines
	}
	for i := range lines {
		if !apm.Plain(lines[i].PerCapita) {
			return errLines
		}
	}
	return nil
}

// keep writes the steps of a rule and takes over what it made.
func (r *runner) keep(path, kind string, move Move) {
	prefix(move.Branches, path)
	for i := range move.To {
		line := &move.To[i]
		line.PerCapita = apm.Trim(line.PerCapita)
		step := apm.Step{
			Path: path, Rule: kind, Key: line.key(), Before: r.before(*line), After: line.PerCapita, Authority: move.Authority,
		}
		if i < len(move.Figures) {
			step.Figures = move.Figures[i]
		}
		if i == 0 {
			step.Branches = move.Branches // they concern all categories
		}
		r.steps = append(r.steps, step)
	}
	r.lines = move.To
	if move.Merged != nil {
		r.merged, r.time = move.Merged, move.Time
	} else if len(move.To) != 1 || move.To[0].Category != "" {
		r.merged, r.time = nil, decimal.NullDecimal{} // apart, or apart again
	}
	r.remember(move)
}

// remember keeps what a rule has named for the rules behind it.
func (r *runner) remember(move Move) {
	if len(move.Marks) == 0 && len(move.Named) == 0 {
		return
	}
	if !r.own {
		facts := *r.facts
		facts.marks, facts.named = slices.Clone(facts.marks), slices.Clone(facts.named)
		r.facts, r.own = &facts, true
	}
	r.facts.marks = append(r.facts.marks, move.Marks...)
	r.facts.named = append(r.facts.named, move.Named...)
}

// before is what stood where a line stands: the same category and year, or the
// category's last base year. Where categories were merged there is no such amount.
func (r *runner) before(l Line) decimal.Decimal {
	last := decimal.Decimal{}
	for i := range r.lines {
		if r.lines[i].Category != l.Category {
			continue
		}
		if last = r.lines[i].PerCapita; r.lines[i].Year == l.Year {
			break
		}
	}
	return last
}

// prefix completes the paths of the steps inside branches.
func prefix(branches []apm.Branch, path string) {
	for _, b := range branches {
		for i := range b.Steps {
			b.Steps[i].Path = path + "." + b.Steps[i].Path
			prefix(b.Steps[i].Branches, path)
		}
	}
}

// nested applies a list inside a rule. The name says where the list stands in the
// rule: "of[1].rules".
func nested(f *Facts, rules Rules, lines []Line, name string) (*runner, error) {
	r := &runner{facts: f, lines: lines}
	err := r.list(rules, paths(name, len(rules)))
	return r, err
}
