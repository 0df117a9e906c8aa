package pmpm

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Sheet is what a rule sees: the facts, and what the rules before it have added.
type Sheet struct {
	facts  *Facts
	keys   []string
	counts []Count
	rows   []int    // where a count stands in the facts
	cells  []string // those that occur, each once
	cellOf []int    // of a count
	spans  []span   // the months that occur, in order

	names   []string
	amounts [][]decimal.Decimal // of a name, by count; nil where nothing was added
	total   decimal.Decimal
}

// span is the counts of one month.
type span struct {
	from, to int // counts[from:to]
	panel    apm.MemberMonths
}

// Facts is the facts, not to be changed.
func (s *Sheet) Facts() *Facts { return s.facts }

// Counts is the member-months in order of month and cell, not to be changed.
func (s *Sheet) Counts() []Count { return s.counts }

// Paid is the sum of the named payments so far, in dollars, for each of the counts; not
// to be changed. A payment that nothing was added to is zero.
func (s *Sheet) Paid(payments ...string) []decimal.Decimal {
	var sum []decimal.Decimal
	for _, name := range payments {
		if at := slices.Index(s.names, name); at >= 0 {
			sum = plus(sum, s.amounts[at])
		}
	}
	if sum == nil {
		sum = make([]decimal.Decimal, len(s.counts))
	}
	return sum
}

// plus adds two lists without changing either; nil is a list of zeros.
func plus(a, b []decimal.Decimal) []decimal.Decimal {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	sum := make([]decimal.Decimal, len(a))
	for i := range a {
		sum[i] = a[i].Add(b[i])
	}
	return sum
}

// scaled is a factor times what was paid so far.
func (s *Sheet) scaled(payments []string, factor decimal.Decimal) []decimal.Decimal {
	out := make([]decimal.Decimal, len(s.counts))
	if !factor.IsZero() {
		for i, paid := range s.Paid(payments...) {
			if !paid.IsZero() {
				out[i] = product(paid, factor)
			}
		}
	}
	return out
}

// newSheet sorts the counts of facts that were checked. It fails where a month and cell
// stands twice.
func newSheet(facts *Facts, keys, names []string) (*Sheet, error) {
	n := len(facts.Counts)
	s := &Sheet{facts: facts, keys: keys, names: names,
		counts: make([]Count, n), rows: make([]int, n), cellOf: make([]int, n), amounts: make([][]decimal.Decimal, len(names))}
	for i := range s.rows {
		s.rows[i] = i
	}
	given := facts.Counts
	if !slices.IsSortedFunc(given, func(a, b Count) int { return a.before(&b) }) {
		slices.SortStableFunc(s.rows, func(a, b int) int { return given[a].before(&given[b]) })
	}
	places := make(map[string]int, 16)
	for i, row := range s.rows {
		c := given[row]
		s.counts[i] = c
		if i > 0 && s.counts[i-1].before(&c) == 0 {
			return nil, &apm.FactError{Field: fmt.Sprintf("counts[%d]", row),
				Reason: fmt.Sprintf("is the month and cell of counts[%d] again", s.rows[i-1])}
		}
		place, found := places[c.Cell]
		if !found {
			place = len(s.cells)
			places[c.Cell] = place
			s.cells = append(s.cells, c.Cell)
		}
		s.cellOf[i] = place
		if last := len(s.spans) - 1; last >= 0 && s.counts[s.spans[last].from].Month == c.Month {
			s.spans[last].to = i + 1
		} else {
			s.spans = append(s.spans, span{from: i, to: i + 1})
		}
		in := &s.spans[len(s.spans)-1]
		var err error
		if in.panel, err = in.panel.Add(c.MemberMonths); err != nil {
			return nil, &apm.FactError{Field: "counts", Reason: "add up to more member-months than can be counted"}
		}
	}
	return s, nil
}

// add takes a move in, once it was checked.
func (s *Sheet) add(rule Rule, move *Move) error {
	for _, added := range move.Added {
		at := slices.Index(s.names, added.Payment)
		if at < 0 || !slices.Contains(rule.Payments(), added.Payment) {
			return fmt.Errorf("the rule added to a payment %q that it does not name", added.Payment)
		}
		if len(added.Dollars) != len(s.counts) {
			return fmt.Errorf("the rule gave %d amounts for %d counts", len(added.Dollars), len(s.counts))
		}
		own := builtIn(rule)
		sum := adder{}
		for i, d := range added.Dollars {
			if d.IsZero() {
				continue
			}
			if own {
				d = tidy(d)
				added.Dollars[i] = d
			}
			if !apm.Plain(d) {
				if own {
					return apm.ErrOverflow
				}
				return errors.New("the rule gave an amount with more than 40 digits before the point or 200 behind it")
			}
			sum.add(d)
		}
		s.total = s.total.Add(sum.total())
		s.amounts[at] = plus(s.amounts[at], added.Dollars)
	}
	if !builtIn(rule) {
		for _, f := range move.Figures {
			if !apm.Plain(f.Value) {
				return errors.New("the rule gave a figure with more than 40 digits before the point or 200 behind it")
			}
		}
	}
	return nil
}

// tidy trims a product, and drops what is far below any money.
func tidy(d decimal.Decimal) decimal.Decimal {
	const least = 100
	d = apm.Trim(d)
	if d.Exponent() < -least {
		return d.Round(least)
	}
	return d
}

func builtIn(rule Rule) bool {
	switch rule.(type) {
	case Fee, compiledFee, PanelFee, Percent, Lump, Adjust, Leakage, Withhold, EarnBack, Repay:
		return true
	}
	return false
}

// list applies rules in order, each at its path.
func (s *Sheet) list(rules Rules, at []string) ([]apm.Step, []Addition, error) {
	steps := make([]apm.Step, 0, len(rules)+1)
	var all []Addition
	for i, rule := range rules {
		before := s.total
		move, err := rule.Apply(s)
		if err == nil {
			err = s.add(rule, &move)
		}
		if err != nil {
			return nil, nil, apm.AtRule(at[i], err)
		}
		key := move.Key
		if key == "" && len(move.Added) == 1 {
			key = move.Added[0].Payment
		}
		steps = append(steps, apm.Step{Path: at[i], Rule: rule.Kind(), Key: key, Before: before, After: s.total,
			Figures: move.Figures, Authority: move.Authority, Branches: prefixed(move.Branches, at[i])})
		all = append(all, move.Added...)
	}
	return steps, all, nil
}

// Run applies the list inside a rule and gives what the rule may return: what the list
// adds, and a branch of that name with its steps. The name is where the list stands in
// the rule: "then", "of[1]".
func (rules Rules) Run(s *Sheet, name string) (Move, error) {
	fork := *s
	fork.amounts = slices.Clone(s.amounts) // lists of amounts are never changed, only replaced
	steps, added, err := fork.list(rules, paths(name, len(rules)))
	return Move{Added: added, Branches: []apm.Branch{{Name: name, Result: fork.total.Sub(s.total), Taken: true, Steps: steps}}}, err
}

func paths(list string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = list + "[" + strconv.Itoa(i) + "]"
	}
	return out
}

// prefixed is a copy of branches with the paths of their steps completed.
func prefixed(branches []apm.Branch, path string) []apm.Branch {
	if len(branches) == 0 {
		return nil
	}
	out := slices.Clone(branches)
	for i := range out {
		out[i].Steps = slices.Clone(out[i].Steps)
		for j := range out[i].Steps {
			step := &out[i].Steps[j]
			step.Path = path + "." + step.Path
			step.Branches = prefixed(step.Branches, path)
		}
	}
	return out
}
