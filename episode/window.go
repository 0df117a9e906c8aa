package episode

import (
	"cmp"
	"math"
	"slices"

	"github.com/seed-6807d414/apm"
)

// episode is a candidate with its windows.
type episode struct {
	plan, event int32
	start, end  int32           // of the trigger
	windows     int32           // where its windows begin among the worker's
	cost        interval        // of all windows of cost
	reach       interval        // of all windows
	own         []int32         // records of its event
	ownIDs      map[string]bool // of their claims, when they are many
	gone        bool
	blocks      bool     // gone, and still in the way of others
	sum         [2]int64 // cost and apart
	answers     int32    // where the answers to the questions of its rules begin
}

func (w *Worker) windowsOf(e *episode) []interval {
	n := int32(len(w.e.plans[e.plan].windows))
	return w.windows[e.windows : e.windows+n]
}

// findEpisodes makes episodes of the candidates and resolves their overlap.
func (w *Worker) findEpisodes() error {
	for _, p := range w.e.plans {
		if len(w.events[p.index]) == 0 {
			continue
		}
		switch {
		case p.needsEnd && w.m.Observed.To == 0:
			return &FactError{Member: w.m.ID, Path: "observed.to", Reason: "is missing", Missing: true}
		case p.needsBirth && w.m.Birth == 0:
			return &FactError{Member: w.m.ID, Path: "birth", Reason: "is missing", Missing: true}
		}
		w.candidates(p)
		w.draw(p)
	}
	for i := range w.e.groups {
		w.resolve(&w.e.groups[i])
	}
	return nil
}

// draw gives each candidate its windows and tests what is tested before overlap.
func (w *Worker) draw(p *plan) {
	events := w.events[p.index]
	order := w.byBegin(events)
	for n, i := range order {
		next := int32(math.MaxInt32)
		if n+1 < len(order) {
			next = events[order[n+1]].begin
		}
		e := episode{plan: int32(p.index), event: i, start: events[i].begin, end: events[i].to, windows: int32(len(w.windows)), answers: -1}
		w.setOwn(&e, w.claimsOf(events, i, nil))
		for j := range p.windows {
			w.windows = append(w.windows, w.window(p, &e, j, next))
		}
		w.measure(p, &e)
		if reasons := w.exclusions(p, &e, true); len(reasons) > 0 {
			events[i].why, events[i].by, events[i].byPlan, events[i].reasons = excluded, i, int32(p.index), reasons
			w.windows = w.windows[:e.windows]
			continue
		}
		w.episodes[p.index] = append(w.episodes[p.index], e)
	}
}

// window is the days of a window. Those before it are drawn already.
func (w *Worker) window(p *plan, e *episode, n int, next int32) interval {
	win := &p.windows[n]
	days := interval{w.bound(&win.start, e), w.bound(&win.end, e)}
	reference := days.to - win.end.days
	if win.oneDay {
		days.to = max(days.to, days.from)
	}
	if win.extend != nil {
		last := days.to
		if win.within >= 0 {
			last = reference + win.within
		}
		w.begun(interval{days.from, last}, func(i int32, r *record) bool {
			if r.to > days.to && !w.owns(e, i) && w.matches(win.extend, r, nil) {
				days.to = max(days.to, min(r.to, reference+win.max))
			}
			return true
		})
	}
	for _, cut := range win.cut {
		switch cut.On {
		case Death:
			if death := w.m.Death; death != 0 {
				days.to = min(days.to, int32(death))
			}
		case Disenrollment:
			days.to = min(days.to, w.coveredTo(cut.Span, e.start))
		case NextTrigger:
			days.to = min(days.to, next-1)
		}
	}
	return days
}

// fewClaims is up to how many claims of a trigger are compared one by one.
const fewClaims = 8

// setOwn notes the records of the episode's trigger.
func (w *Worker) setOwn(e *episode, own []int32) {
	e.own = own
	if len(own) <= fewClaims {
		return
	}
	slices.Sort(e.own)
	e.ownIDs = make(map[string]bool)
	for _, i := range own {
		e.ownIDs[w.claim(&w.recs[i]).ID] = true
	}
}

// owns says whether a record is a claim of the episode's trigger.
func (w *Worker) owns(e *episode, rec int32) bool {
	if e.ownIDs == nil {
		return slices.ContainsFunc(e.own, func(own int32) bool { return w.sameClaim(own, rec) })
	}
	if id := w.claim(&w.recs[rec]).ID; id != "" && e.ownIDs[id] {
		return true
	}
	_, found := slices.BinarySearch(e.own, rec)
	return found
}

// bound is a day of an episode. No date is far enough from the ends of an int32 for
// the offsets to leave it.
func (w *Worker) bound(b *planBound, e *episode) int32 {
	at := int32(0)
	switch b.at {
	case TriggerStart:
		at = e.start
	case TriggerEnd:
		at = e.end
	case WindowStart:
		at = w.windows[e.windows+int32(b.window)].from
	case WindowEnd:
		at = w.windows[e.windows+int32(b.window)].to
	case EpisodeStart:
		at = e.cost.from
	case EpisodeEnd:
		at = e.cost.to
	case DataEnd:
		at = int32(w.m.Observed.To)
	}
	return at + b.days
}

// span is days around an episode.
func (w *Worker) span(r *planRange, e *episode) interval {
	return interval{w.bound(&r.from, e), w.bound(&r.to, e)}
}

// measure finds the days of the windows of cost and of all windows.
func (w *Worker) measure(p *plan, e *episode) {
	none := interval{math.MaxInt32, math.MinInt32}
	e.cost, e.reach = none, none
	for i, days := range w.windowsOf(e) {
		if days.from > days.to {
			continue
		}
		e.reach = interval{min(e.reach.from, days.from), max(e.reach.to, days.to)}
		if p.windows[i].use == ForCost {
			e.cost = interval{min(e.cost.from, days.from), max(e.cost.to, days.to)}
		}
	}
	if e.cost == none {
		e.cost = interval{e.start, e.end}
	}
}

// coveredTo is the last day of the coverage that holds on a day, the day before it
// when none does.
func (w *Worker) coveredTo(name string, from int32) int32 {
	if len(w.spans) == 0 {
		w.spans = append(w.spans, w.m.Spans...)
		slices.SortFunc(w.spans, func(a, b Span) int { return cmp.Compare(a.Period.From, b.Period.From) })
	}
	last := from - 1
	for i := range w.spans {
		s := &w.spans[i]
		if int32(s.Period.From) > last+1 {
			break
		}
		if s.Name != name {
			continue
		}
		if s.Period.To == 0 {
			return math.MaxInt32 / 2
		}
		last = max(last, int32(s.Period.To))
	}
	return last
}

// period is days as a period, held to the calendar.
func period(days interval) apm.Period { return apm.Period{From: day(days.from), To: day(days.to)} }
