package episode

import (
	"cmp"
	"slices"
)

// resolve resolves the overlap of the episodes of a group of definitions.
func (w *Worker) resolve(g *overlapGroup) {
	var order []*episode
	for _, n := range g.plans {
		for i := range w.episodes[n] {
			order = append(order, &w.episodes[n][i])
		}
	}
	if len(order) < 2 || g.overlap.Default == KeepBoth && len(g.overlap.pairs) == 0 && !g.overlap.Trim {
		return
	}
	slices.SortFunc(order, w.compareEpisodes)
	var active []*episode // those before that may reach the next
	for _, e := range order {
		active = slices.DeleteFunc(active, func(x *episode) bool { return x.gone && !x.blocks || x.cost.to < e.start })
		if w.meet(g.overlap, active, e) {
			active = append(active, e)
		}
	}
	if g.overlap.Trim {
		w.trim(order)
	}
}

// meet settles an episode with the earlier ones that it overlaps and says whether
// later ones meet it.
func (w *Worker) meet(o *planOverlap, active []*episode, e *episode) bool {
	for _, x := range active {
		if w.action(o, x, e) == FirstWins {
			w.drop(e, x)
			return false
		}
	}
	for _, x := range active {
		switch w.action(o, x, e) {
		case LastWins:
			w.drop(x, e)
		case Truncate:
			w.truncate(x, e)
		case ExcludeBoth:
			w.drop(x, e)
			w.drop(e, x)
			x.blocks, e.blocks = true, true
		}
	}
	return true
}

// action is what the policy says of two episodes that overlap.
func (w *Worker) action(o *planOverlap, earlier, later *episode) Action {
	a, b := &w.events[earlier.plan][earlier.event], &w.events[later.plan][later.event]
	nameA, nameB := w.e.plans[earlier.plan].triggers[a.trigger].Name, w.e.plans[later.plan].triggers[b.trigger].Name
	holds := func(p *planPair) bool {
		switch {
		case p.earlier != nil && !p.earlier[int(earlier.plan)], p.later != nil && !p.later[int(later.plan)]:
			return false
		case len(p.EarlierTriggers) > 0 && !slices.Contains(p.EarlierTriggers, nameA):
			return false
		case len(p.LaterTriggers) > 0 && !slices.Contains(p.LaterTriggers, nameB):
			return false
		case p.Triggers != SameOrNot && (p.Triggers == Same) != (nameA == nameB):
			return false
		case later.start-earlier.start < int32(p.DaysApart):
			return false
		}
		return p.WithinDays == nil || later.start-earlier.end <= int32(*p.WithinDays)
	}
	for i := range o.pairs {
		if holds(&o.pairs[i]) {
			return o.pairs[i].Action
		}
	}
	if o.Default == "" {
		return FirstWins
	}
	return o.Default
}

// compareEpisodes orders episodes of several definitions by the start of their
// trigger.
func (w *Worker) compareEpisodes(x, y *episode) int {
	a, b := &w.events[x.plan][x.event], &w.events[y.plan][y.event]
	stay := func(e *event) int {
		if w.recs[e.rec].stay {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(stay(a), stay(b)), cmp.Compare(x.end, y.end),
		cmp.Compare(x.plan, y.plan), cmp.Compare(a.trigger, b.trigger))
}

// drop takes an episode away for another.
func (w *Worker) drop(e, winner *episode) {
	if e.gone {
		return
	}
	e.gone = true
	x := &w.events[e.plan][e.event]
	x.why, x.by, x.byPlan = overlapped, winner.event, winner.plan
}

// truncate ends the earlier episode before the later trigger, and lets no window of
// the later begin before it.
func (w *Worker) truncate(earlier, later *episode) {
	windows := w.windowsOf(earlier)
	for i := range windows {
		windows[i].to = min(windows[i].to, later.start-1)
	}
	windows = w.windowsOf(later)
	for i := range windows {
		windows[i].from = max(windows[i].from, later.start)
	}
	w.measure(w.e.plans[earlier.plan], earlier)
	w.measure(w.e.plans[later.plan], later)
}

// trim lets windows that reach back into an earlier episode begin behind it.
func (w *Worker) trim(order []*episode) {
	end := int32(0)
	for _, e := range order {
		if e.gone {
			continue
		}
		if end > 0 && end < e.start {
			windows := w.windowsOf(e)
			for i := range windows {
				windows[i].from = max(windows[i].from, end+1)
			}
			w.measure(w.e.plans[e.plan], e)
		}
		end = max(end, e.cost.to)
	}
}
