package attribution

import (
	"sync"

	"github.com/seed-6807d414/apm"
)

// Attributor is a method made ready for one roster and one performance period. It
// is safe for concurrent use.
type Attributor struct {
	method   Method
	period   apm.Period
	window   apm.Period
	from, to apm.Date // the earliest and the latest day on which a line can count

	codes     codeTable
	bills     [256]uint32 // services by bill type
	roles     []uint32    // clinician groups by specialty
	gate      []uint32    // services that can count for a specialty
	anyRole   uint32      // groups that some selector asks for
	asRules   uint32      // services that count whoever rendered them
	limited   uint32      // services with a condition beyond code and bill type
	revenue   []rangeRule
	withRev   uint32 // services that ask for a revenue center
	places    [256]uint32
	stays     [4]uint32 // services barred by a set of stays: bit 1 SNF, bit 2 inpatient
	onList    uint32    // services that ask for a list
	listRules map[string]uint32
	addOns    []addOn
	addOnMask uint32

	specialties map[string]uint16
	identity    []int // 0 TIN, 1 CCN, 2 NPI
	byThrough   bool
	cancel      bool
	claims      bool // whether claims must be told apart
	enrollment  bool // whether coverage is asked for

	selectors []selector // tests, then steps, then those of ties
	tests     map[string]int
	steps     []compiledStep
	elections []compiledElection

	names         []ID
	organizations map[string]uint32
	organized     uint32               // the first number behind the organisations
	ids           [3]map[string]uint32 // by idIndex
	entity        []uint32
	spans         [][]span
	lists         []uint32 // services whose list holds an identifier

	windowMonths, periodMonths monthSpan
	covered                    *Eligibility // what makes a month of the period count; nil for any month
	workers                    sync.Pool
}

// rangeRule is a range of revenue centers and the services that take it.
type rangeRule struct {
	low, high uint16
	rules     uint32
}

// addOn is a service that needs another one on its claim.
type addOn struct{ rules, base uint32 }

// selector says which lines a test, a step or a tie-break looks at.
type selector struct {
	rules      uint32 // services for the groups
	as         uint32 // services that count as one of the groups, whoever rendered them
	clinicians uint32
	from, to   apm.Date
}

// compiledStep is a step with its names looked up.
type compiledStep struct {
	*Step
	selector    int
	nothingIn   []int
	mix         []compiledMix
	passed      []int
	failed      []int
	share       ratio
	ties        []compiledTie
	weightStart []apm.Date // first day of each weighted year, the latest first
}

type compiledMix struct {
	part, whole    int
	below, atLeast ratio
	hasTop, hasLow bool
}

// ratio is a share as a fraction of whole numbers.
type ratio struct{ num, den uint64 }

type compiledTie struct {
	by       TieRule
	selector int
	measure  Measure
	own      bool // compares the step's own most recent services
}

// New makes a method ready to attribute members for a performance period (both
// days included, at most 100 years), with a roster. It reports every problem of the
// method and of the roster at once, each with its path, as [apm.Problems]. The
// roster's values stay out of the message.
func New(method Method, roster Roster, period apm.Period) (*Attributor, error) {
	var problems apm.Problems
	c := problems.Check()
	method.validate(c.In("method"))
	if _, bounded := period.Days(); !bounded || !period.Valid() || period.From.AddMonths(1200) != 0 && period.From.AddMonths(1200) < period.To {
		c.In("period").Problemf("want a first and a last day, at most 100 years apart")
	}
	if problems != nil {
		return nil, problems
	}
	a := &Attributor{method: method.clone(), period: period}
	a.window = a.method.Window.of(period)
	if !a.window.Valid() || a.window.From == 0 || a.window.To == 0 {
		c.In("method").In("window").Problemf("lies outside the calendar")
		return nil, problems
	}
	a.compile()
	a.compileRoster(roster, method.Shared, c.In("roster"))
	if problems != nil {
		return nil, problems
	}
	a.windowMonths, a.periodMonths = newMonthSpan(a.window), newMonthSpan(period)
	if a.covered = a.method.Eligibility; a.method.Retention != nil {
		a.covered = a.method.Retention
	}
	return a, nil
}

// Method is a copy of the method.
func (a *Attributor) Method() Method { return a.method.clone() }

// Period is the performance period.
func (a *Attributor) Period() apm.Period { return a.period }

// Window is the time that the method looks back on for this performance period.
// Steps may look further back, see [Attributor.Span].
func (a *Attributor) Window() apm.Period { return a.window }

// Span is the time of all services that can count, the longest look-back included.
func (a *Attributor) Span() apm.Period { return apm.Period{From: a.from, To: a.to} }

// of is the window for a performance period.
func (w Window) of(period apm.Period) apm.Period {
	end := period.To
	if w.Lead > 0 || w.Prior {
		end = period.From.AddMonths(-w.Lead).AddDays(-1)
	}
	if w.Months == 0 {
		return period
	}
	return apm.Period{From: monthsBack(end, w.Months), To: end}
}

// monthsBack is the first day of the n months that end with that day.
func monthsBack(end apm.Date, n int) apm.Date { return end.AddDays(1).AddMonths(-n) }

// Attribute attributes one member. It fails with a [*LineError] or a [*FactError]
// when a fact cannot be used, and with [apm.ErrOverflow] when amounts leave the
// range of cents.
func (a *Attributor) Attribute(m Member) (Result, error) {
	w := a.worker()
	defer a.workers.Put(w)
	return w.Attribute(&m)
}

// Contests lists every step with all its candidates, for a member who asks.
func (a *Attributor) Contests(m Member) ([]Contest, error) {
	w := a.worker()
	defer a.workers.Put(w)
	if _, err := w.Attribute(&m); err != nil {
		return nil, err
	}
	return w.contests()
}

func (a *Attributor) worker() *Worker {
	if w, ok := a.workers.Get().(*Worker); ok {
		return w
	}
	return a.NewWorker()
}
