package quality

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// run is the computation of one provider's score.
type run struct {
	p     *Program
	f     *Facts
	first []int // by slot, the first result of that name, -1 without one
	next  []int // by result, the next one of its name
	items []item
	out   Outcome
	// floor is the highest floor of the composite that a failed test asked for; failed says
	// that one asked for the status of last resort.
	floor  decimal.NullDecimal
	failed bool
	// own says that facts which the terms do not ask for belong to another program.
	own bool
}

// item is what is known of a measure or node.
type item struct {
	phase       phase
	scored      bool
	points      decimal.Decimal
	achievement decimal.Decimal
	available   decimal.Decimal
	apart       bool    // the points are not the achievement
	read        reading // of a measure
	scale       *scale
	counts      []bool            // of a node: which parts count
	weights     []decimal.Decimal // nil where all are one
}

type phase byte

const (
	untouched phase = iota
	running
	done
)

// Score computes the score and the status of a provider, with the trail of both. It
// fails with a [*apm.FactError] for facts that are impossible, that name what the terms
// do not know, or that are missing where the terms ask for them by name.
func (p *Program) Score(f Facts) (Outcome, error) { return p.run(f, false) }

func (p *Program) run(f Facts, own bool) (Outcome, error) {
	if p == nil || len(p.leaves) == 0 {
		return Outcome{}, errors.New("quality: a program comes from New")
	}
	r := run{p: p, f: &f, own: own}
	if err := r.facts(); err != nil {
		return Outcome{}, err
	}
	r.items = make([]item, len(p.leaves)+len(p.nodes))
	r.out = Outcome{Program: p.terms.Name, Measures: make([]MeasureTrail, len(p.leaves)), Nodes: make([]NodeTrail, len(p.nodes))}
	for i := range r.items {
		if err := r.item(i); err != nil {
			return Outcome{}, err
		}
	}
	if err := r.headline(); err != nil {
		return Outcome{}, err
	}
	if err := r.status(); err != nil {
		return Outcome{}, err
	}
	return r.out, nil
}

// facts checks what does not belong to one measure and sorts the results.
func (r *run) facts() error {
	p, f := r.p, r.f
	if f.Year != 0 && p.terms.Year != 0 && f.Year != p.terms.Year {
		return &apm.FactError{Field: "year", Reason: fmt.Sprintf("is not the performance year of the terms, %d", p.terms.Year)}
	}
	for _, name := range sortedUnless(f.Flags, func(name string, _ bool) bool { return r.own || p.asked[name] }) {
		return &apm.FactError{Field: "flags", Reason: fmt.Sprintf("the terms ask for no flag %q", name)}
	}
	for _, name := range sortedUnless(f.Values, func(name string, d decimal.Decimal) bool { return (r.own || p.asked["="+name]) && apm.Plain(d) }) {
		return &apm.FactError{Field: "values", Reason: fmt.Sprintf("%q is no value that the terms ask for, or has too many digits", name)}
	}
	for _, name := range sortedUnless(f.Volumes, func(name string, d decimal.Decimal) bool {
		return (r.own || p.asked["#"+name]) && apm.Plain(d) && !d.IsNegative()
	}) {
		return &apm.FactError{Field: "volumes", Reason: fmt.Sprintf("%q is no volume that the terms ask for, or is negative, or has too many digits", name)}
	}
	links := make([]int, len(p.slots)+len(f.Results))
	r.first, r.next = links[:len(p.slots)], links[len(p.slots):]
	for i := range links {
		links[i] = -1
	}
	for i := range f.Results {
		slot, known := p.slots[f.Results[i].Measure]
		if !known && r.own {
			continue
		}
		if !known {
			return &apm.FactError{Field: fmt.Sprintf("results[%d].measure", i), Reason: "no measure of the terms reads this result"}
		}
		for j := r.first[slot]; j >= 0; j = r.next[j] {
			if f.Results[j].Source == f.Results[i].Source {
				return &apm.FactError{Field: fmt.Sprintf("results[%d]", i), Reason: fmt.Sprintf("is of the same measure and source as results[%d]", j)}
			}
		}
		r.next[i] = r.first[slot]
		r.first[slot] = i
	}
	return nil
}

// sortedUnless is the keys whose entry is not right, sorted.
func sortedUnless[V any](m map[string]V, right func(string, V) bool) []string {
	if len(m) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(m)), func(k string) bool { return right(k, m[k]) })
}

// item computes a measure or node once.
func (r *run) item(i int) error {
	if r.items[i].phase != untouched {
		return nil
	}
	r.items[i].phase = running
	var err error
	if i < len(r.p.leaves) {
		err = r.measure(i)
	} else {
		err = r.node(i)
	}
	r.items[i].phase = done
	return err
}

// headline takes the score of the program.
func (r *run) headline() error {
	if r.p.score < 0 {
		return nil
	}
	it := &r.items[r.p.score]
	r.out.Available = it.available
	if !it.scored {
		return nil
	}
	score := it.points
	if r.floor.Valid && score.LessThan(r.floor.Decimal) {
		score = r.floor.Decimal
	}
	r.out.Score = decimal.NewNullDecimal(score)
	if r.p.terms.As == AsPoints {
		r.out.Quality.Score = r.out.Score
		return nil
	}
	share, err := apm.Quo(score, it.available)
	if err != nil {
		return &apm.RuleError{Path: "score", Err: fmt.Errorf("no points are available, so the score is no fraction: %w", err)}
	}
	r.out.Quality.Score = decimal.NewNullDecimal(share)
	return nil
}

// status takes the first pathway that holds.
func (r *run) status() error {
	t := &r.p.terms
	if len(t.Status) == 0 {
		return nil
	}
	r.out.Status = t.Otherwise
	if !r.failed {
		for i := range t.Status {
			w := &t.Status[i]
			held, err := r.holds(&w.When, -1)
			if err != nil {
				return apm.AtRule(fmt.Sprintf("status[%d]", i), err)
			}
			r.out.Pathways = append(r.out.Pathways, PathwayTrail{Name: w.Name, Status: w.Status, Held: held, Authority: w.Authority})
			if held {
				r.out.Status, r.out.Pathway = w.Status, w.Name
				break
			}
		}
	}
	r.out.Quality.Status = r.out.Status
	return nil
}

// adjust applies adjusters to an item's points, in order.
func (r *run) adjust(i int, list []adjuster) ([]AdjustTrail, error) {
	if len(list) == 0 {
		return nil, nil
	}
	it := &r.items[i]
	trail := make([]AdjustTrail, 0, len(list))
	for k := range list {
		a := &list[k]
		if !it.scored && !a.Supplies {
			continue
		}
		step := AdjustTrail{Name: a.name(), Before: it.points, After: it.points, Authority: a.Authority}
		apply := true
		var err error
		if a.When != nil {
			apply, err = r.holds(a.When, i)
		}
		if err == nil && apply {
			err = r.change(it, a, &step, i)
		}
		if err != nil {
			return nil, apm.AtRule(fmt.Sprintf("%s.adjust[%d]", r.p.path(i), k), err)
		}
		trail = append(trail, step)
	}
	return trail, nil
}

func (a *Adjust) name() string {
	switch {
	case a.Name != "":
		return a.Name
	case a.Add != nil:
		return "add"
	case a.Multiply != nil:
		return "multiply"
	case a.AtLeast != nil:
		return "at least"
	case a.AtMost != nil:
		return "at most"
	case a.Round != nil:
		return "round"
	}
	return "curve"
}

// change applies one adjuster whose condition holds.
func (r *run) change(it *item, a *adjuster, step *AdjustTrail, self int) error {
	var amount decimal.Decimal
	for _, m := range [...]*Amount{a.Add, a.Multiply, a.AtLeast, a.AtMost} {
		if m == nil {
			continue
		}
		d, known, err := r.amount(m, self)
		if err != nil {
			return err
		}
		if !known {
			return &apm.FactError{Field: "score", Reason: "is missing, and the adjuster depends on it", Missing: true}
		}
		amount = d
	}
	points := it.points
	var err error
	switch {
	case a.Add != nil:
		points = points.Add(amount)
	case a.Multiply != nil:
		points = points.Mul(amount)
	case a.AtLeast != nil:
		if !it.scored || points.LessThan(amount) {
			points = amount
		}
		it.scored = true
	case a.AtMost != nil:
		points = decimal.Min(points, amount)
	case a.Round != nil:
		amount = a.Round.To
		points, err = a.Round.apply(points)
	case a.curve != nil:
		points, err = a.curve.plain(points)
		it.available = a.curve.most
	}
	it.points = apm.Trim(points)
	if !apm.Plain(it.points) {
		return apm.ErrOverflow
	}
	it.apart = true
	step.Applied, step.Amount, step.After = true, amount, it.points
	return err
}

// path is where a measure or node stands in the terms.
func (p *Program) path(i int) string {
	if i < len(p.leaves) {
		return fmt.Sprintf("measures[%d]", i)
	}
	return fmt.Sprintf("nodes[%d]", i-len(p.leaves))
}
