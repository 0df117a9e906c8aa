package episode

import (
	"cmp"
	"slices"

	"github.com/seed-6807d414/apm"
)

// event is what may trigger an episode.
type event struct {
	from, to  int32
	rec, line int32 // the claim whose codes count, and the line or -1
	provider  int32 // the record whose providers count
	legs      [2]int32
	trigger   int32
	amount    int64
	begin     int32 // from, or the first day of what it absorbed
	by        int32 // the event that was preferred
	byPlan    int32
	why       dropCode
	absorbs   []int32 // events that it took in
	reasons   []Reason
}

// dropCode is a DropReason; 0 keeps the event.
type dropCode uint8

var dropReasons = [...]DropReason{"", Tied, Absorbed, Unconfirmed, Unclean, NotEffective, Excluded, Overlapped}

const (
	kept dropCode = iota
	tied
	absorbed
	unconfirmed
	unclean
	notEffective
	excluded
	overlapped
)

// findEvents lists the events of every plan.
func (w *Worker) findEvents() {
	starts := &w.e.starts
	for i := range w.recs {
		r := &w.recs[i]
		if r.dead {
			continue
		}
		for _, s := range starts[min(r.setting, lastSetting-1)] {
			w.findIn(s, int32(i), r)
		}
	}
	for i, p := range w.e.plans {
		for j := range p.triggers {
			if t := &p.triggers[j]; t.chain >= 0 {
				w.findChains(i, j, t)
			}
		}
	}
}

// findIn lists the events of a trigger in one record.
func (w *Worker) findIn(s start, i int32, r *record) {
	t := &w.e.plans[s.plan].triggers[s.trigger]
	e := event{from: r.from, to: r.to, rec: i, line: -1, provider: i, trigger: int32(s.trigger), amount: r.net}
	if r.stay {
		if w.fits(&t.match, r, nil) {
			w.events[s.plan] = append(w.events[s.plan], e)
		}
		return
	}
	if t.onClaims && !w.passes(&t.match, r, nil) {
		return
	}
	for j := r.first; j < r.last; j++ {
		l := &w.lines[j]
		if !l.dead && w.fits(&t.match, r, l) {
			e.from, e.to, e.line, e.amount = l.from, l.to, j, l.net
			w.events[s.plan] = append(w.events[s.plan], e)
		}
	}
}

func (w *Worker) findChains(plan, trigger int, t *planTrigger) {
	for _, c := range w.chains(t.chain) {
		legs := w.legs[c.legs[0]:c.legs[1]]
		first, last := legs[0], legs[len(legs)-1]
		e := event{from: w.recs[first].from, to: w.recs[last].to, rec: last, line: -1, provider: first,
			legs: c.legs, trigger: int32(trigger)}
		if t.Chain.Codes == First {
			e.rec = first
		}
		if t.Chain.Provider == Last {
			e.provider = last
		}
		for _, leg := range legs {
			e.amount += w.recs[leg].net
		}
		if w.matches(&t.match, &w.recs[e.rec], nil) {
			w.events[plan] = append(w.events[plan], e)
		}
	}
}

// candidates keeps the events of a plan that may become episodes, in the order of
// their first days, and says of the others why not.
func (w *Worker) candidates(p *plan) {
	events := w.events[p.index]
	if len(events) == 0 {
		return
	}
	for i := range events {
		events[i].begin = events[i].from
	}
	slices.SortFunc(events, func(a, b event) int {
		if a.from != b.from {
			return cmp.Compare(a.from, b.from)
		}
		return w.compareEvents(p, &a, &b)
	})
	// Of the events of one trigger on one day one stays.
	for start := 0; start < len(events); {
		seen := [maxTriggers]int32{}
		end := start
		for ; end < len(events) && events[end].from == events[start].from; end++ {
			e := &events[end]
			if first := seen[e.trigger]; first != 0 {
				e.why, e.by = tied, first-1
			} else {
				seen[e.trigger] = int32(end) + 1
			}
		}
		start = end
	}
	w.absorb(p, events)
	w.breakTies(p, events)
	w.confirm(p, events)
	w.cleanPeriod(p, events)
	for i := range events {
		if e := &events[i]; e.why == kept && (e.begin < p.from || e.begin > p.to) {
			e.why, e.by = notEffective, int32(i)
		}
	}
}

// compareEvents orders events of one day by the ties of the definition, and then by
// what stands in them.
func (w *Worker) compareEvents(p *plan, a, b *event) int {
	for _, t := range p.ties {
		c := 0
		switch t {
		case ByTrigger:
			c = cmp.Compare(a.trigger, b.trigger)
		case BySetting:
			c = cmp.Compare(w.recs[a.rec].setting, w.recs[b.rec].setting)
		case ByAmount:
			c = cmp.Compare(b.amount, a.amount)
		case ByEnd:
			c = cmp.Compare(b.to, a.to)
		}
		if c != 0 {
			return c
		}
	}
	if c := w.compareClaims(a.rec, b.rec); c != 0 || a.line < 0 || b.line < 0 {
		return c
	}
	return w.compareTexts(a.line, b.line)
}

// absorb lets events begin with those that they take in.
func (w *Worker) absorb(p *plan, events []event) {
	for i := range events {
		e := &events[i]
		t := &p.triggers[e.trigger]
		if t.absorbs == 0 || e.why != kept {
			continue
		}
		earliest := e.from - int32(t.Absorb.Days)
		for j := w.endOfDay(events, i) - 1; j >= 0 && events[j].from >= earliest; j-- {
			if x := &events[j]; x.why == kept && x.from <= e.from && t.absorbs&(1<<x.trigger) != 0 {
				x.why, x.by = absorbed, int32(i)
				e.begin = min(e.begin, x.begin)
				e.absorbs = append(e.absorbs, int32(j))
			}
		}
	}
}

// endOfDay is the place behind the last event that begins on the day of that one.
func (w *Worker) endOfDay(events []event, i int) int {
	at, _ := slices.BinarySearchFunc(events, events[i].from+1, func(e event, day int32) int { return cmp.Compare(e.from, day) })
	return at
}

// breakTies keeps one of the events that begin on one day.
func (w *Worker) breakTies(p *plan, events []event) {
	best := make(map[int32]int32)
	for i := range events {
		e := &events[i]
		if e.why != kept {
			continue
		}
		first, taken := best[e.begin]
		if taken && w.compareEvents(p, &events[first], e) > 0 {
			events[first].why, events[first].by = tied, int32(i)
		} else if taken {
			e.why, e.by = tied, first
			continue
		}
		best[e.begin] = int32(i)
	}
}

// confirm asks for the second event of those that need one.
func (w *Worker) confirm(p *plan, events []event) {
	for i := range events {
		e := &events[i]
		c := p.triggers[e.trigger].Confirm
		if c == nil || e.why != kept {
			continue
		}
		from := e.from + int32(c.Min)
		at, _ := slices.BinarySearchFunc(events, from, func(x event, day int32) int { return cmp.Compare(x.from, day) })
		confirmed := false
		for ; at < len(events) && !confirmed && (c.Max == 0 || events[at].from <= e.from+int32(c.Max)); at++ {
			confirmed = events[at].trigger == e.trigger && !w.sameClaim(events[at].rec, e.rec)
		}
		if !confirmed {
			e.why, e.by = unconfirmed, int32(i)
		}
	}
}

// cleanPeriod refuses what follows another event too soon.
func (w *Worker) cleanPeriod(p *plan, events []event) {
	if p.CleanDays == 0 {
		return
	}
	latest, end := int32(-1), int32(0)
	for _, i := range w.byBegin(events) {
		e := &events[i]
		if latest >= 0 && end >= e.begin-int32(p.CleanDays) {
			e.why, e.by = unclean, latest
		}
		if latest < 0 || e.to > end {
			latest, end = i, e.to
		}
	}
}

// byBegin lists the events that are kept by the day on which they begin.
func (w *Worker) byBegin(events []event) []int32 {
	var order []int32
	for i := range events {
		if events[i].why == kept {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(events[a].begin, events[b].begin) })
	return order
}

// claimsOf adds the records of an event to a list: its legs, then what it absorbed.
func (w *Worker) claimsOf(events []event, i int32, list []int32) []int32 {
	e := &events[i]
	if e.legs[1] > e.legs[0] {
		list = append(list, w.legs[e.legs[0]:e.legs[1]]...)
	} else {
		list = append(list, e.rec)
	}
	for _, j := range e.absorbs {
		list = w.claimsOf(events, j, list)
	}
	return list
}

// event is what the result says of an event.
func (w *Worker) event(p *plan, i int32) Event {
	events := w.events[p.index]
	e := &events[i]
	c, by := w.claim(&w.recs[e.rec]), w.claim(&w.recs[e.provider])
	out := Event{Trigger: p.triggers[e.trigger].Name, Claim: int(w.recs[e.rec].claim), Line: -1, ID: c.ID,
		Period: apm.Period{From: day(e.begin), To: day(e.to)}, Setting: c.Setting, DRG: c.DRG, Amount: apm.Cents(e.amount),
		Facility: by.Facility, Group: by.Group, Practitioner: w.providerOf(e, ByPractitioner), Surgeon: by.Surgeon}
	for _, r := range w.claimsOf(events, i, nil) {
		out.Claims = append(out.Claims, int(w.recs[r].claim))
	}
	if e.line >= 0 {
		l := w.line(&w.lines[e.line])
		out.Line, out.Code = int(w.lines[e.line].line), l.Code
	}
	return out
}
