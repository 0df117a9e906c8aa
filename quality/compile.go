package quality

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

// Program is terms that have been checked and compiled. It is immutable and safe for
// use by several goroutines.
type Program struct {
	terms  Terms
	leaves []leaf
	nodes  []branch
	index  map[string]int      // of measures and then of nodes
	slots  map[string]int      // of the names of results
	asked  map[string]bool     // flags, "=" and values, "#" and volumes that the terms ask for
	score  int                 // index of the score, -1 without one
	peers  [][]decimal.Decimal // of each benchmark, rising
}

// leaf is a measure made ready.
type leaf struct {
	*Measure
	slot      int
	scales    []*scale // one for each benchmark, by source
	bare      *scale   // without a benchmark
	available decimal.Decimal
	adjust    []adjuster
	gain      *scale // the curve of a net share
}

// branch is a node made ready.
type branch struct {
	*Node
	parts     []part
	reweigh   []reweighing
	available decimal.Decimal // where every part has a score
	adjust    []adjuster
	gain      *scale
	under     []int  // the measures below, each once, where improvement looks at them
	none      []bool // no part
}

type part struct {
	*Part
	item   int
	weight decimal.Decimal
}

// reweighing is other weights by part, for the parts that are missing.
type reweighing struct {
	missing []bool
	weights []decimal.Decimal
}

type adjuster struct {
	*Adjust
	curve *scale
}

// New checks terms and compiles a copy of them. It fails with [apm.Problems], which list
// everything that is wrong.
func New(t Terms) (*Program, error) {
	var problems apm.Problems
	c := problems.Check()
	of := data.Room[Terms]()
	if !of.Small(t, reflect.TypeFor[Measure](), reflect.TypeFor[Node](), reflect.TypeFor[Part](), reflect.TypeFor[Condition](),
		reflect.TypeFor[Amount](), reflect.TypeFor[Benchmark](), reflect.TypeFor[Test](), reflect.TypeFor[Adjust](),
		reflect.TypeFor[Where](), reflect.TypeFor[Reweigh]()) {
		c.Problemf("the terms hold themselves, or more than %d measures, nodes, conditions and amounts", data.MaxNodes)
		return nil, problems
	}
	t = data.Copy(of, t)
	t.validate(c)
	if len(problems) > 0 {
		return nil, problems
	}
	p := &Program{terms: t, index: make(map[string]int), slots: make(map[string]int), asked: make(map[string]bool), score: -1}
	if err := p.compile(); err != nil {
		return nil, err
	}
	if loop := p.loop(); loop != "" {
		c.In("nodes").Problemf("run in a circle: %s", loop)
		return nil, problems
	}
	p.totals()
	return p, nil
}

// Validate reports every problem of the terms, each with its path, as [apm.Problems].
func (t Terms) Validate() error {
	_, err := New(t)
	return err
}

// Terms is a copy of the program's terms.
func (p *Program) Terms() Terms { return data.Copy(data.Room[Terms](), p.terms) }

func (p *Program) compile() error {
	t := &p.terms
	for i := range t.Measures {
		p.index[t.Measures[i].ID] = i
	}
	for i := range t.Nodes {
		p.index[t.Nodes[i].Name] = len(t.Measures) + i
	}
	if t.Score != "" {
		p.score = p.index[t.Score]
	}
	p.peers = make([][]decimal.Decimal, len(t.Benchmarks))
	for i := range t.Benchmarks {
		p.peers[i] = slices.SortedFunc(slices.Values(t.Benchmarks[i].Peers), decimal.Decimal.Cmp)
	}
	p.leaves = make([]leaf, len(t.Measures))
	for i := range t.Measures {
		if err := p.leaf(&t.Measures[i], &p.leaves[i]); err != nil {
			return fmt.Errorf("measures[%d]: %w", i, err)
		}
	}
	p.nodes = make([]branch, len(t.Nodes))
	for i := range t.Nodes {
		if err := p.branch(&t.Nodes[i], &p.nodes[i]); err != nil {
			return fmt.Errorf("nodes[%d]: %w", i, err)
		}
	}
	for i := range t.Status {
		p.ask(&t.Status[i].When)
	}
	return nil
}

func (p *Program) leaf(m *Measure, l *leaf) error {
	l.Measure = m
	slot, known := p.slots[m.result()]
	if !known {
		slot = len(p.slots)
		p.slots[m.result()] = slot
	}
	l.slot = slot
	whole := m.Scale.factor()
	var err error
	if l.bare, err = m.Curve.compile(m.Direction, whole, nil); err != nil {
		return err
	}
	for i := range p.terms.Benchmarks {
		b := &p.terms.Benchmarks[i]
		if b.Measure != m.result() {
			continue
		}
		s, err := m.Curve.compile(m.Direction, whole, newYardstick(b, m, p.peers[i]))
		if err != nil {
			return err
		}
		l.scales = append(l.scales, s)
	}
	l.available = m.Curve.most()
	if m.Available.Valid {
		l.available = m.Available.Decimal
	}
	if m.KeepPrior != nil {
		p.ask(m.KeepPrior)
	}
	for i := range m.Tests {
		p.ask(m.Tests[i].Unless)
		p.ask(m.Tests[i].When)
	}
	if l.gain, err = p.improvement(m.Improvement); err != nil {
		return err
	}
	l.adjust, err = p.adjusters(m.Adjust)
	return err
}

func (p *Program) branch(n *Node, b *branch) error {
	b.Node, b.none = n, make([]bool, len(n.Of))
	for i := range n.Of {
		p.ask(n.Of[i].When)
		b.parts = append(b.parts, part{Part: &n.Of[i], item: p.index[n.Of[i].Of], weight: n.Of[i].weight()})
	}
	for _, r := range n.Reweigh {
		w := reweighing{missing: make([]bool, len(n.Of)), weights: make([]decimal.Decimal, len(n.Of))}
		for i := range n.Of {
			w.missing[i] = slices.Contains(r.Missing, n.Of[i].Of)
			for j := range r.Weights {
				if r.Weights[j].Of == n.Of[i].Of {
					w.weights[i] = r.Weights[j].weight()
				}
			}
		}
		b.reweigh = append(b.reweigh, w)
	}
	if n.Method == VolumeWeighted {
		for i := range n.Of {
			p.asked["#"+n.Of[i].Of] = true
		}
	}
	p.ask(n.When)
	var err error
	if b.gain, err = p.improvement(n.Improvement); err != nil {
		return err
	}
	b.adjust, err = p.adjusters(n.Adjust)
	return err
}

func (p *Program) improvement(m *Improvement) (*scale, error) {
	if m == nil {
		return nil, nil
	}
	p.ask(m.When)
	if m.Prior != "" {
		p.asked["="+m.Prior] = true
	}
	if m.NetSignificant == nil {
		return nil, nil
	}
	return m.NetSignificant.Curve.compile(Higher, one, nil)
}

func (p *Program) adjusters(list []Adjust) ([]adjuster, error) {
	out := make([]adjuster, len(list))
	for i := range list {
		a := &list[i]
		out[i].Adjust = a
		p.ask(a.When)
		for _, amount := range []*Amount{a.Add, a.Multiply, a.AtLeast, a.AtMost} {
			p.askAmount(amount)
		}
		if a.Curve != nil {
			s, err := a.Curve.compile(Higher, one, nil)
			if err != nil {
				return nil, err
			}
			out[i].curve = s
		}
	}
	return out, nil
}

// ask notes the facts that a condition asks for.
func (p *Program) ask(q *Condition) {
	if q == nil {
		return
	}
	eachCondition(q, func(q *Condition) {
		if q.Flag != "" {
			p.asked[q.Flag] = true
		}
	}, p.note)
}

func (p *Program) askAmount(a *Amount) {
	if a != nil {
		eachAmount(a, func(q *Condition) {
			if q.Flag != "" {
				p.asked[q.Flag] = true
			}
		}, p.note)
	}
}

func (p *Program) note(a *Amount) {
	if a.Value != "" {
		p.asked["="+a.Value] = true
	}
}

// eachCondition visits a condition and all that it holds.
func eachCondition(q *Condition, condition func(*Condition), amount func(*Amount)) {
	if q == nil {
		return
	}
	condition(q)
	for i := range q.All {
		eachCondition(&q.All[i], condition, amount)
	}
	for i := range q.Any {
		eachCondition(&q.Any[i], condition, amount)
	}
	eachCondition(q.Not, condition, amount)
	if m := q.Compare; m != nil {
		for _, a := range []*Amount{&m.Of, m.AtLeast, m.AtMost, m.Above, m.Below} {
			eachAmount(a, condition, amount)
		}
	}
}

// eachAmount visits an amount and all that it holds.
func eachAmount(a *Amount, condition func(*Condition), amount func(*Amount)) {
	if a == nil {
		return
	}
	amount(a)
	for _, list := range [][]Amount{a.Sum, a.Product, a.Quotient, a.Least, a.Most} {
		for i := range list {
			eachAmount(&list[i], condition, amount)
		}
	}
	for i := range a.Cases {
		eachCondition(&a.Cases[i].When, condition, amount)
		eachAmount(&a.Cases[i].Then, condition, amount)
	}
	if a.Map != nil {
		eachAmount(&a.Map.Of, condition, amount)
	}
}
