package tcoc

import (
	"errors"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// runner applies a list of rules and collects what they leave behind.
type runner struct {
	facts *Performance
	steps []apm.Step
	marks []apm.Figure
	bound Bound
	stop  bool
}

// list applies the rules in order, each at its path.
func (r *runner) list(rules Rules, at []string, amount decimal.Decimal) (decimal.Decimal, error) {
	for i, rule := range rules {
		path := at[i]
		var move Move
		var err error
		if m, ok := rule.(Mark); ok {
			// Without the list that Apply allocates.
			move.To, r.marks, move.Key = amount, append(r.marks, m.figure(amount)), m.Name
		} else if move, err = rule.Apply(r.facts, amount); err == nil {
			err = move.check(rule)
		}
		if err != nil {
			return amount, apm.AtRule(path, err)
		}
		to := apm.Trim(move.To)
		// Written where it stays: a step is large, and a settlement copies none.
		r.steps = append(r.steps, apm.Step{})
		step := &r.steps[len(r.steps)-1]
		step.Path, step.Rule, step.Key, step.Authority = path, rule.Kind(), move.Key, move.Authority
		step.Before, step.After, step.Figures = amount, to, move.Figures
		if len(move.Branches) > 0 {
			step.Branches = prefixed(move.Branches, path)
		}
		amount = to
		r.marks = append(r.marks, move.Marks...)
		if r.bound != Exact && !monotone(rule) {
			r.bound = Uncertain
		}
		if move.Bound != Exact || move.Benchmark.Valid {
			r.carry(move)
		}
		if move.Stop {
			r.stop = true
			break
		}
	}
	return amount, nil
}

// carry hands what a rule found to the rules behind it: that the amount is a bound,
// and a benchmark in place of the one before.
func (r *runner) carry(move Move) {
	r.bound = r.bound.with(move.Bound)
	facts := *r.facts
	facts.incoming = r.bound
	if move.Benchmark.Valid {
		if facts.Difference.Valid && facts.Benchmark.Valid {
			change := move.Benchmark.Decimal.Sub(facts.Benchmark.Decimal)
			facts.Difference.Decimal = facts.Difference.Decimal.Add(change)
		}
		facts.Benchmark = move.Benchmark
	}
	r.facts = &facts
}

// check refuses what a rule must not give. The figures of the rules of this package
// are known to be sound.
func (m *Move) check(rule Rule) error {
	if !apm.Plain(m.To) || m.To.IsNegative() {
		return errors.New("the rule gave an amount below zero or beyond any sum of money")
	}
	if builtIn(rule) {
		return nil
	}
	if m.Benchmark.Valid && (!apm.Plain(m.Benchmark.Decimal) || m.Benchmark.Decimal.IsNegative()) {
		return errors.New("the rule gave a benchmark below zero or beyond any sum of money")
	}
	for _, figures := range [2][]apm.Figure{m.Figures, m.Marks} {
		for _, f := range figures {
			if !apm.Plain(f.Value) {
				return errors.New("the rule gave a figure with more than 40 digits before the point or 200 behind it")
			}
		}
	}
	switch m.Bound {
	case Exact, AtMost, AtLeast, Uncertain:
		return nil
	}
	return errors.New("the rule gave an unknown bound")
}

func builtIn(rule Rule) bool {
	switch rule.(type) {
	case MinimumRate, Share, Corridor, Cap, Guardrail, DisasterRelief, Prorate, Sequester, Recoup, MinimumPayment, Round,
		Mark, When, Greater, Lesser, Sum:
		return true
	}
	return false
}

// monotone says whether a larger amount never comes out smaller, so that a bound
// stays one. Lists inside a rule see to it themselves.
func monotone(rule Rule) bool {
	switch r := rule.(type) {
	case Corridor:
		return !r.Whole
	case MinimumRate:
		return len(r.Below) == 0
	case interface{ Monotone() bool }:
		return r.Monotone()
	}
	return builtIn(rule)
}

// prefixed is a copy of branches with the paths of their steps completed.
func prefixed(branches []apm.Branch, path string) []apm.Branch {
	if len(branches) == 0 {
		return nil
	}
	out := append([]apm.Branch(nil), branches...)
	for i := range out {
		out[i].Steps = append([]apm.Step(nil), out[i].Steps...)
		for j := range out[i].Steps {
			step := &out[i].Steps[j]
			step.Path = path + "." + step.Path
			step.Branches = prefixed(step.Branches, path)
		}
	}
	return out
}

// Run applies the list inside a rule and gives what the rule may return: the amount
// after the list, a branch of that name with its steps, and what the list marks,
// bounds or ends. The name is where the list stands in the rule: "then", "of[1]".
func (rules Rules) Run(facts *Performance, amount decimal.Decimal, name string) (Move, error) {
	r := runner{facts: facts, bound: facts.incoming}
	to, err := r.list(rules, paths(name, len(rules)), amount)
	move := Move{
		To: to, Marks: r.marks, Bound: r.bound, Stop: r.stop,
		Branches: []apm.Branch{{Name: name, Result: to, Taken: true, Steps: r.steps}},
	}
	if r.facts != facts && r.facts.Benchmark != facts.Benchmark {
		move.Benchmark = r.facts.Benchmark
	}
	return move, err
}
