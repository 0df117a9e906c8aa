package episode

import (
	"math"
	"slices"

	"github.com/seed-6807d414/apm"
)

// Worker finds the episodes of one member after another with buffers of its own. It
// is for one goroutine at a time.
type Worker struct {
	e       *Engine
	m       *Member
	recs    []record
	lines   []packed
	bits    []uint64 // rows of the sets that claims and lines are in, filled when asked for
	total   int64    // of the lines that are not rejected
	longest int32    // the days from the start of a record to its end, at most
	most    int64    // the sum of the magnitudes of all of them

	rejected    []*LineError
	rejectedSum apm.Cents

	byStart  []int32 // records by their first day, filled when asked for
	spans    []Span  // of the member by their first day, filled when asked for
	byID     []int32 // records by their claim, filled when asked for
	ids      map[string]int32
	sameDays [][]dayClaim
	asked    []bool // which of sameDays are filled
	chained  [][]chain
	joined   []bool // which of chained are filled
	legs     []int32

	events   [][]event // by plan
	episodes [][]episode
	windows  []interval
	stays    []excludedStay
	taken    []bool
	shares   []share
	found    []decision
	parts    []part
	amounts  []int64
	cells    []bool
	answers  []int8
	visits   visitCache
	alive    finder
	bodies   map[int32][]int32 // the lines of records, sorted, of those that were compared
	compared map[[2]int32]int  // records by their bodies
}

// record is a claim, packed.
type record struct {
	net         int64 // amount with reversals
	from, to    int32
	first, last int32 // its lines
	claim       int32 // index of the member's claims
	bits        int32 // where its rows begin; 0 for not yet
	all         int32 // where the row of its lines is; 0 for not yet
	setting     Setting
	stay        bool
	touched     bool // reversed in part or whole, or a reversal itself
	dead        bool // it did not take place
}

// packed is a line, packed.
type packed struct {
	amount, net int64 // net of the lines that reverse it
	from, to    int32
	rec, line   int32
	bits        int32 // where its row is; 0 for not yet
	reversal    int32 // the first line that reverses this one, else the next that reverses the same; -1 for none
	follows     bool  // it reverses another line
	dead        bool  // reversed to nothing
}

// interval is days with both ends; empty when it ends before it starts.
type interval struct{ from, to int32 }

func (i interval) holds(day int32) bool { return i.from <= day && day <= i.to }

func (i interval) overlaps(from, to int32) bool {
	return i.from <= to && from <= i.to && i.from <= i.to
}

// NewWorker is a worker with empty buffers.
func (e *Engine) NewWorker() *Worker {
	w := &Worker{e: e, ids: make(map[string]int32), bodies: make(map[int32][]int32), compared: make(map[[2]int32]int)}
	w.events = make([][]event, len(e.plans))
	w.episodes = make([][]episode, len(e.plans))
	w.sameDays = make([][]dayClaim, len(e.sameDays))
	w.asked = make([]bool, len(e.sameDays))
	w.chained = make([][]chain, len(e.chains))
	w.joined = make([]bool, len(e.chains))
	return w
}

// Build finds the episodes of one member, as [Engine.Build] does. The result shares
// nothing with the worker.
func (w *Worker) Build(m *Member) (Result, error) {
	w.m = m
	defer func() { w.m = nil }()
	if err := m.Person.check(); err != nil {
		return Result{Member: m.ID}, err
	}
	w.reset()
	if err := w.pack(); err != nil {
		return Result{Member: m.ID}, err
	}
	w.findEvents()
	if err := w.findEpisodes(); err != nil {
		return Result{Member: m.ID}, err
	}
	return w.result()
}

func (w *Worker) reset() {
	w.recs, w.lines, w.legs, w.windows = w.recs[:0], w.lines[:0], w.legs[:0], w.windows[:0]
	w.bits = append(w.bits[:0], 0) // so that no row begins at 0
	w.total, w.most, w.longest = 0, 0, 0
	w.rejected, w.rejectedSum = nil, 0
	w.byStart, w.byID, w.spans = w.byStart[:0], w.byID[:0], w.spans[:0]
	for i := range w.asked {
		w.asked[i] = false
	}
	for i := range w.joined {
		w.joined[i] = false
	}
	for i := range w.events {
		w.events[i], w.episodes[i] = w.events[i][:0], w.episodes[i][:0]
	}
	w.visits.episode = -1
	clear(w.bodies)
	clear(w.compared)
}

// check reports the first fact of the person that cannot be used.
func (p *Person) check() error {
	fail := func(path, reason string) error {
		return &FactError{Member: p.ID, Path: path, Reason: reason}
	}
	switch {
	case p.Birth != 0 && !p.Birth.Valid():
		return fail("birth", "not a date")
	case p.Death != 0 && !p.Death.Valid():
		return fail("death", "not a date")
	case !p.Observed.Valid():
		return fail("observed", "the period ends before it starts")
	}
	for i := range p.Spans {
		if !p.Spans[i].Period.Valid() {
			return fail(apm.Check{}.In("spans").At(i).In("period").Path(), "the period ends before it starts")
		}
	}
	return nil
}

// pack checks the claims and packs those that can be used.
func (w *Worker) pack() error {
	negative := false
	for i := range w.m.Claims {
		c := &w.m.Claims[i]
		r := record{claim: int32(i), setting: c.Setting, stay: c.Setting.IsStay(), first: int32(len(w.lines)),
			from: int32(c.From), to: int32(max(c.From, c.Through))}
		if field, reason := c.check(); field != "" {
			if err := w.rejectClaim(i, field, reason); err != nil {
				return err
			}
			continue
		}
		first, last := int32(math.MaxInt32), int32(0)
		w.lines = slices.Grow(w.lines, len(c.Lines))
		for j := range c.Lines {
			l := &c.Lines[j]
			from, to := r.from, r.to
			if l.From != 0 && !r.stay {
				from, to = int32(l.From), int32(max(l.From, l.Through))
			}
			if !l.usable(apm.Date(from)) {
				field, reason := l.check(apm.Date(from))
				if err := w.reject(i, j, field, reason); err != nil {
					return err
				}
				continue
			}
			first, last = min(first, from), max(last, to)
			amount := int64(l.Amount)
			n := len(w.lines)
			w.lines = w.lines[:n+1]
			p := &w.lines[n]
			p.amount, p.net, p.from, p.to, p.rec, p.line = amount, amount, from, to, int32(len(w.recs)), int32(j)
			p.bits, p.reversal, p.follows, p.dead = 0, -1, false, false
			r.net += amount
			w.total += amount
			if w.most += max(amount, -amount); w.most > math.MaxInt64-maxAmount {
				return apm.ErrOverflow // before the sum leaves its range itself
			}
			if amount < 0 {
				r.touched, negative = true, true
			}
		}
		r.last = int32(len(w.lines))
		if r.from == 0 {
			if r.first == r.last {
				if len(c.Lines) == 0 {
					if err := w.rejectClaim(i, "from", "the claim has no date"); err != nil {
						return err
					}
				}
				continue
			}
			r.from, r.to = first, last
		}
		r.dead = r.touched && r.net <= 0
		w.longest = max(w.longest, r.to-r.from)
		w.recs = append(w.recs, r)
	}
	if negative {
		w.reverse()
	}
	return nil
}

// check says what is wrong with the claim as a whole.
func (c *Claim) check() (field, reason string) {
	switch {
	case c.Setting >= lastSetting:
		return "setting", "no such setting"
	case c.Setting.IsStay() && !c.From.Valid():
		return "from", "the stay has no date of admission"
	case c.From != 0 && !c.From.Valid():
		return "from", "not a date"
	case c.Through != 0 && !c.Through.Valid():
		return "through", "not a date"
	case c.Through != 0 && c.Through < c.From:
		return "through", "the claim ends before it starts"
	case c.GMLOS.Valid && (!apm.Plain(c.GMLOS.Decimal) || c.GMLOS.Decimal.Sign() <= 0):
		return "gmlos", "want a number of days above zero"
	}
	return "", ""
}

// usable says whether [Line.check] finds nothing wrong.
func (l *Line) usable(from apm.Date) bool {
	return from.Valid() && (l.Through == 0 || l.Through >= l.From && l.Through.Valid()) && (l.From == 0 || l.From.Valid()) &&
		l.Amount <= maxAmount && l.Amount >= -maxAmount && uint(l.Visits) <= maxVisits &&
		(l.Outlier == 0 || l.Outlier > 0 && l.Outlier <= l.Amount || l.Outlier < 0 && l.Outlier >= l.Amount)
}

// check says what is wrong with a line that is not usable; from is its first day or the
// claim's.
func (l *Line) check(from apm.Date) (field, reason string) {
	switch {
	case l.From != 0 && !l.From.Valid():
		return "from", "not a date"
	case !from.Valid():
		return "from", "the line has no date"
	case l.Through != 0 && !l.Through.Valid():
		return "through", "not a date"
	case l.Through != 0 && l.Through < l.From:
		return "through", "the line ends before it starts"
	case l.Amount > maxAmount || l.Amount < -maxAmount:
		return "amount", "beyond 90 trillion dollars"
	case l.Visits < 0 || l.Visits > maxVisits:
		return "visits", "want 0 to 1000"
	}
	return "outlier", "not a part of the amount"
}

// reject notes a line that cannot be used.
func (w *Worker) reject(claim, line int, field, reason string) (err error) {
	e := &LineError{Member: w.m.ID, ID: w.m.Claims[claim].ID, Claim: claim, Line: line, Field: field, Reason: reason}
	if line >= 0 {
		e.Amount = w.m.Claims[claim].Lines[line].Amount
	}
	w.rejected = append(w.rejected, e)
	w.rejectedSum, err = w.rejectedSum.Add(e.Amount)
	return err
}

// rejectClaim notes all lines of a claim, or the claim when it has none.
func (w *Worker) rejectClaim(claim int, field, reason string) error {
	lines := len(w.m.Claims[claim].Lines)
	if lines == 0 {
		return w.reject(claim, -1, field, reason)
	}
	for j := range lines {
		if err := w.reject(claim, j, field, reason); err != nil {
			return err
		}
	}
	return nil
}
