package episode

import (
	"sync"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
)

// Engine is a suite made ready. It is safe for concurrent use.
type Engine struct {
	suite    Suite
	plans    []*plan // by the index of the definition
	order    []int   // in which definitions take lines
	groups   []overlapGroup
	codes    codeTable
	chains   []chaining
	sameDays []match
	starts   [lastSetting][]start
	workers  sync.Pool
}

// start is a trigger that asks single claims or lines of a setting.
type start struct{ plan, trigger int }

// overlapGroup is definitions whose episodes are resolved against each other.
type overlapGroup struct {
	plans   []int
	overlap *planOverlap
}

// New checks a suite and makes it ready: code sets become look-ups, names become
// numbers. It keeps a copy of the suite. Every problem is reported at once, with its
// path, as [apm.Problems].
func New(s Suite) (*Engine, error) {
	var problems apm.Problems
	kept := data.Copy(data.Room[Suite](), s)
	e := kept.compile(problems.Check())
	if problems != nil {
		return nil, problems
	}
	return e, nil
}

// prepare lists the triggers by setting.
func (e *Engine) prepare() {
	for i, p := range e.plans {
		for j := range p.triggers {
			if p.triggers[j].chain >= 0 {
				continue
			}
			for s := range lastSetting {
				if p.triggers[j].settings&(1<<s) != 0 {
					e.starts[s] = append(e.starts[s], start{i, j})
				}
			}
		}
	}
}

// Suite is a copy of the suite.
func (e *Engine) Suite() Suite { return data.Copy(data.Room[Suite](), e.suite) }

// Build finds the episodes of one member. What is wrong with a line rejects the line
// and is reported in the result. It fails with a [*FactError] when another fact of the
// member cannot be used or is missing, and with [apm.ErrOverflow] when amounts leave
// the range of cents. The result refers to the member's claims by index.
func (e *Engine) Build(m Member) (Result, error) {
	w, ok := e.workers.Get().(*Worker)
	if !ok {
		w = e.NewWorker()
	}
	defer e.workers.Put(w)
	return w.Build(&m)
}

// Validate reports every problem of the suite, each with its path, as
// [apm.Problems].
func (s Suite) Validate() error { _, err := New(s); return err }

// Decode reads a suite from JSON, strictly: an unknown or repeated field, a value of
// the wrong type, and everything that [Suite.Validate] reports is refused with its
// path, as [apm.Problems].
func Decode(b []byte) (Suite, error) {
	var s Suite
	if err := (apm.Kinds[apm.Kinder]{}).Decode(b, &s); err != nil {
		return Suite{}, err
	}
	return s, s.Validate()
}
