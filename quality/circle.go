package quality

import (
	"slices"
	"strings"
)

// loop is a circle among measures and nodes, empty where there is none. What an item's own
// adjusters and conditions ask of the item itself is known by then and no circle.
func (p *Program) loop() string {
	n := len(p.leaves) + len(p.nodes)
	state := make([]phase, n)
	var way []string
	var visit func(i int) bool
	visit = func(i int) (found bool) {
		switch state[i] {
		case running:
			way = append(way, p.nameOf(i))
			return true
		case done:
			return false
		}
		state[i] = running
		p.needs(i, func(j int) {
			if !found && j != i && state[j] != done {
				found = visit(j)
			}
		})
		if found {
			way = append(way, p.nameOf(i))
			return true
		}
		state[i] = done
		return false
	}
	for i := range n {
		if visit(i) {
			slices.Reverse(way)
			return strings.Join(way, ", ")
		}
	}
	return ""
}

func (p *Program) nameOf(item int) string {
	if item < len(p.leaves) {
		return p.leaves[item].ID
	}
	return p.nodes[item-len(p.leaves)].Name
}

// needs visits the items that an item's score depends on.
func (p *Program) needs(item int, add func(int)) {
	condition := func(q *Condition) {
		if q.Scored != "" {
			add(p.index[q.Scored])
		}
		for i := range q.Distinct {
			p.picks(&q.Distinct[i], add)
		}
		if q.Maintained != nil {
			p.picks(&q.Maintained.Among, add)
		}
	}
	amount := func(a *Amount) {
		if a.Of != nil {
			add(p.index[a.Of.Node])
		}
		if a.Count != nil {
			p.picks(a.Count, add)
		}
	}
	adjusts := func(list []Adjust) {
		for i := range list {
			a := &list[i]
			eachCondition(a.When, condition, amount)
			for _, m := range []*Amount{a.Add, a.Multiply, a.AtLeast, a.AtMost} {
				eachAmount(m, condition, amount)
			}
		}
	}
	if item < len(p.leaves) {
		m := p.leaves[item].Measure
		for i := range m.Tests {
			eachCondition(m.Tests[i].Unless, condition, amount)
			eachCondition(m.Tests[i].When, condition, amount)
		}
		eachCondition(m.KeepPrior, condition, amount)
		if m.Improvement != nil {
			eachCondition(m.Improvement.When, condition, amount)
		}
		adjusts(m.Adjust)
		return
	}
	b := &p.nodes[item-len(p.leaves)]
	for i := range b.parts {
		add(b.parts[i].item)
		eachCondition(b.Of[i].When, condition, amount)
	}
	eachCondition(b.When, condition, amount)
	if b.Improvement != nil {
		eachCondition(b.Improvement.When, condition, amount)
	}
	adjusts(b.Adjust)
}

// picks visits the measures that a choice may pick, whatever the results.
func (p *Program) picks(w *Where, add func(int)) {
	for i := range p.leaves {
		if w.may(p.leaves[i].Measure) {
			add(i)
		}
	}
}

// may says whether a choice could pick a measure.
func (w *Where) may(m *Measure) bool {
	if w.Measures != nil && !slices.Contains(w.Measures, m.ID) {
		return false
	}
	for _, tag := range w.Tags {
		if !slices.Contains(m.Tags, tag) {
			return false
		}
	}
	for _, tag := range w.Without {
		if slices.Contains(m.Tags, tag) {
			return false
		}
	}
	return true
}
