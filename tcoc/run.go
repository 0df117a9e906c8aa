package tcoc

import (
	"errors"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// runner applies a list of rules and collects what they leave behind.
type runner struct {
	steps []apm.Step
	marks []apm.Figure
	bound Bound
	// benchmark is the one that decides, where a rule put it in place of the one before.
	benchmark decimal.NullDecimal
	stop      bool
}

// list applies the rules in order, each at its path.
func (r *runner) list(facts *Performance, rules Rules, at []string, amount decimal.Decimal) (decimal.Decimal, error) {
	if cap(r.steps) < len(rules) {
		r.steps = make([]apm.Step, 0, len(rules))
	}
	for i, rule := range rules {
		var move Move
		var err error
		if i == 0 {
			err = possible(amount, "got")
		}
		if m, ok := rule.(Mark); ok { // without the list that Apply allocates: a third of most lists are marks
			move.To, r.marks, move.Key = amount, append(r.marks, m.figure(amount)), m.Name
		} else if err == nil {
			err = apply(&move, rule, facts, amount)
		}
		to := move.To
		if err == nil && (i == 0 || to != amount) { // the very same number has been looked at
			if err = possible(to, "gave"); err == nil {
				to = apm.Trim(to)
			}
		}
		if err != nil {
			return amount, apm.AtRule(at[i], err)
		}
		// Written where it stays: a step is large, and a settlement copies none.
		r.steps = r.steps[:i+1]
		step := &r.steps[i]
		step.Path, step.Rule, step.Key, step.Authority = at[i], rule.Kind(), move.Key, move.Authority
		step.Before, step.After, step.Figures = amount, to, move.Figures
		if len(move.Branches) > 0 {
			step.Branches = prefixed(move.Branches, at[i])
		}
		amount = to
		r.marks = append(r.marks, move.Marks...)
		if r.bound != Exact && !monotone(rule) {
			r.bound = Uncertain
		}
		if move.Bound != Exact || move.Benchmark.Valid {
			carried := r.carry(facts, &move)
			facts = &carried
		}
		if move.Stop {
			r.stop = true
			break
		}
	}
	return amount, nil
}

// apply makes the move of a rule. It names the rules of this package one by one, which
// leaves the facts on the stack; one of the caller's own gets a copy of them, because it
// may keep them.
func apply(move *Move, rule Rule, facts *Performance, amount decimal.Decimal) (err error) {
	switch rule := rule.(type) {
	case MinimumRate:
		*move, err = rule.Apply(facts, amount)
	case Share:
		*move, err = rule.Apply(facts, amount)
	case Corridor:
		*move, err = rule.Apply(facts, amount)
	case Cap:
		*move, err = rule.Apply(facts, amount)
	case Guardrail:
		*move, err = rule.Apply(facts, amount)
	case DisasterRelief:
		*move, err = rule.Apply(facts, amount)
	case Prorate:
		*move, err = rule.Apply(facts, amount)
	case Sequester:
		*move, err = rule.Apply(facts, amount)
	case Recoup:
		*move, err = rule.Apply(facts, amount)
	case MinimumPayment:
		*move, err = rule.Apply(facts, amount)
	case Round:
		*move, err = rule.Apply(facts, amount)
	case When:
		*move, err = rule.Apply(facts, amount)
	case Greater:
		*move, err = rule.Apply(facts, amount)
	case Lesser:
		*move, err = rule.Apply(facts, amount)
	case Sum:
		*move, err = rule.Apply(facts, amount)
	default:
		own := facts.copy()
		if *move, err = rule.Apply(&own, amount); err == nil {
			err = move.check()
		}
	}
	return err
}

// carry hands what a rule found to the rules behind it: that the amount is a bound,
// and a benchmark in place of the one before.
func (r *runner) carry(facts *Performance, move *Move) Performance {
	r.bound = r.bound.with(move.Bound)
	carried := facts.copy()
	carried.incoming = r.bound
	if move.Benchmark.Valid && move.Benchmark != facts.Benchmark {
		if carried.Difference.Valid && carried.Benchmark.Valid {
			change := move.Benchmark.Decimal.Sub(carried.Benchmark.Decimal)
			carried.Difference.Decimal = carried.Difference.Decimal.Add(change)
		}
		carried.Benchmark, r.benchmark = move.Benchmark, move.Benchmark
	}
	return carried
}

// possible refuses what no amount of a list can be.
func possible(amount decimal.Decimal, verb string) error {
	if amount.IsNegative() || !apm.Plain(amount) {
		return errors.New("the rule " + verb + " an amount below zero or beyond any sum of money")
	}
	return nil
}

// check refuses what a rule of the caller's own must not give. All but the amount of the
// rules of this package is known to be sound.
func (m *Move) check() error {
	if err := possible(m.To, "gave"); err != nil {
		return err
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
	case Share, Cap, Guardrail, DisasterRelief, Prorate, Sequester, Recoup, MinimumPayment, Round, Mark, When, Greater, Lesser, Sum:
		return true
	}
	return false
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
	r := runner{bound: facts.incoming}
	to, err := r.list(facts, rules, paths(name, len(rules)), amount)
	move := Move{
		To: to, Marks: r.marks, Bound: r.bound, Stop: r.stop,
		Branches:  []apm.Branch{{Name: name, Result: to, Taken: true, Steps: r.steps}},
		Benchmark: r.benchmark,
	}
	return move, err
}

// marks is how many amounts the list itself marks.
func (rules Rules) marks() int {
	n := 0
	for _, rule := range rules {
		if _, ok := rule.(Mark); ok {
			n++
		}
	}
	return n
}
