package episode

import (
	"cmp"
	"slices"
)

// decision is what the rules of an episode say about a line.
type decision struct {
	episode  int32
	rule     int32 // index, or one of the engine's own below zero
	window   int32
	class    int8 // 2 included as cost, 1 included apart, 0 excluded
	cascaded bool
}

// Rules of the engine's own, below zero.
const (
	ruleUnmatched = -1 - iota
	ruleTaken
	ruleNoGMLOS
	ruleNoVisits
)

var ownRules = [...]string{Unmatched, Taken, NoGMLOS, NoVisits}

// share is a Share, packed.
type share struct {
	amount        int64
	episode, line int32
	rule          int32
	window        int32 // -1 for none
	order         int32 // among the shares of the line
	effect        effectCode
	cascaded      bool
	reversal      bool
}

type effectCode uint8

const (
	included effectCode = iota
	refused
	outside
)

var effects = [...]Effect{Include, Exclude, Outside}

// excludedStay is the days of stays that a rule with a cascade excludes.
type excludedStay struct {
	episode, rule int32
	days          interval
}

// live is an episode that takes lines; most is the last day of it and of all before.
type live struct {
	episode    int32
	from, most int32
}

// assign decides the lines of the member for one definition.
func (w *Worker) assign(p *plan) {
	w.shares, w.stays = w.shares[:0], w.stays[:0]
	episodes := w.episodes[p.index]
	var list []live
	for i := range episodes {
		if e := &episodes[i]; !e.gone && e.reach.from <= e.reach.to {
			list = append(list, live{episode: int32(i), from: e.reach.from})
		}
	}
	if len(list) == 0 {
		return
	}
	slices.SortFunc(list, func(a, b live) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.episode, b.episode))
	})
	most := int32(0)
	for i := range list {
		most = max(most, episodes[list[i].episode].reach.to)
		list[i].most = most
	}
	if p.cascades {
		w.assignIf(p, list, most, func(r *record) bool { return r.stay })
		w.mergeStays()
		w.assignIf(p, list, most, func(r *record) bool { return !r.stay })
	} else {
		w.assignIf(p, list, most, func(*record) bool { return true })
	}
	slices.SortFunc(w.shares, func(a, b share) int {
		return cmp.Or(cmp.Compare(a.episode, b.episode), cmp.Compare(a.line, b.line), cmp.Compare(a.order, b.order))
	})
}

// assignIf decides the lines of some records.
func (w *Worker) assignIf(p *plan, list []live, most int32, wanted func(*record) bool) {
	first := list[0].from
	for i := range w.recs {
		r := &w.recs[i]
		if !wanted(r) {
			continue
		}
		for j := r.first; j < r.last; j++ {
			if l := &w.lines[j]; !l.follows && l.to >= first && l.from <= most {
				w.decide(p, list, j, l, r)
			}
		}
	}
}

// decide asks all episodes that may hold a line, and gives it to one of them or to
// several.
func (w *Worker) decide(p *plan, list []live, j int32, l *packed, r *record) {
	found := w.found[:0]
	episodes := w.episodes[p.index]
	at, _ := slices.BinarySearchFunc(list, l.to+1, func(x live, day int32) int { return cmp.Compare(x.from, day) })
	for at--; at >= 0 && list[at].most >= l.from; at-- {
		n := list[at].episode
		if e := &episodes[n]; e.reach.to >= l.from {
			if d, ok := w.ask(p, e, n, j, l, r); ok {
				found = append(found, d)
			}
		}
	}
	w.found = found
	if len(found) == 0 {
		return
	}
	if len(found) > 1 {
		found = w.choose(p, found)
	}
	w.emit(p, found, j, l)
	for k := l.reversal; k >= 0; k = w.lines[k].reversal {
		w.emit(p, found, k, l)
	}
}

// choose keeps the decisions that count when several episodes hold a line.
func (w *Worker) choose(p *plan, found []decision) []decision {
	slices.SortFunc(found, func(a, b decision) int {
		return cmp.Or(cmp.Compare(b.class, a.class), cmp.Compare(a.episode, b.episode))
	})
	n := 1
	for n < len(found) && found[n].class == found[0].class {
		n++
	}
	switch {
	case p.Apportion == ToLast:
		return found[n-1 : n]
	case p.Apportion == Split && found[0].class > 0:
		return found[:n]
	}
	return found[:1]
}

// ask goes through the rules for a line and an episode. It is not ok when the line
// lies in none of the episode's windows.
func (w *Worker) ask(p *plan, e *episode, n, j int32, l *packed, r *record) (d decision, ok bool) {
	d = decision{episode: n, rule: ruleUnmatched}
	windows := w.windowsOf(e)
	trigger := uint64(1) << w.events[e.plan][e.event].trigger
	overlapping := p.AssignBy == ByOverlap
	if p.precedence && w.taken[j] {
		d.rule = ruleTaken
	} else {
		for i := range p.rules {
			rule := &p.rules[i]
			if rule.triggers&trigger == 0 {
				continue
			}
			in := holding(windows, rule.windows, l, rule.overlap)
			if in < 0 {
				continue
			}
			if !w.applies(p, rule, e, i, l, r) {
				if rule.cascade&(1<<r.setting) == 0 || !w.inExcludedStay(n, int32(i), l.from) {
					continue
				}
				d.cascaded = true
			}
			d.rule, d.window, overlapping = int32(i), int32(in), rule.overlap
			if rule.Effect == Include {
				if rule.book >= 0 {
					in = rule.book
				}
				d.class = 1
				if p.windows[in].use == ForCost {
					d.class = 2
				}
				return d, true
			}
			break
		}
	}
	for i, days := range windows {
		if p.costs&(1<<i) != 0 && lies(days, l, overlapping) {
			d.window = int32(i)
			if d.rule >= 0 && p.cascades && r.stay && !r.dead && !l.dead && p.rules[d.rule].cascade != 0 {
				w.stays = append(w.stays, excludedStay{n, d.rule, interval{r.from, r.to}})
			}
			return d, true
		}
	}
	return d, false
}

// lies says whether a line lies in days.
func lies(days interval, l *packed, overlapping bool) bool {
	if overlapping {
		return days.overlaps(l.from, l.to)
	}
	return days.holds(l.from)
}

// holding is the first of the windows that holds a line; -1 for none.
func holding(windows []interval, list []int, l *packed, overlapping bool) int {
	for _, i := range list {
		if lies(windows[i], l, overlapping) {
			return i
		}
	}
	return -1
}

// applies says whether a rule matches a line beside its windows.
func (w *Worker) applies(p *plan, rule *planRule, e *episode, i int, l *packed, r *record) bool {
	if !w.matches(&rule.match, r, l) {
		return false
	}
	if rule.sameDay >= 0 && !w.another(rule.sameDay, l.from, l.rec) {
		return false
	}
	if rule.when == nil {
		return true
	}
	if e.answers < 0 {
		e.answers = int32(len(w.answers))
		w.answers = append(w.answers, make([]int8, len(p.rules))...)
	}
	answer := &w.answers[int(e.answers)+i]
	if *answer == 0 {
		days := e.cost
		if rule.when.over != nil {
			days = w.span(rule.when.over, e)
		}
		*answer = 1
		if w.counts(rule.when, e, days) {
			*answer = 2
		}
	}
	return *answer == 2
}

// mergeStays joins the days of excluded stays, so that they can be searched.
func (w *Worker) mergeStays() {
	slices.SortFunc(w.stays, func(a, b excludedStay) int {
		return cmp.Or(cmp.Compare(a.episode, b.episode), cmp.Compare(a.rule, b.rule), cmp.Compare(a.days.from, b.days.from))
	})
	merged := w.stays[:0]
	for _, s := range w.stays {
		if n := len(merged); n > 0 && merged[n-1].episode == s.episode && merged[n-1].rule == s.rule && s.days.from <= merged[n-1].days.to {
			merged[n-1].days.to = max(merged[n-1].days.to, s.days.to)
			continue
		}
		merged = append(merged, s)
	}
	w.stays = merged
}

// inExcludedStay says whether a rule excludes a stay that holds the day.
func (w *Worker) inExcludedStay(episode, rule, day int32) bool {
	at, _ := slices.BinarySearchFunc(w.stays, excludedStay{episode, rule, interval{from: day + 1}}, func(a, b excludedStay) int {
		return cmp.Or(cmp.Compare(a.episode, b.episode), cmp.Compare(a.rule, b.rule), cmp.Compare(a.days.from, b.days.from))
	})
	if at == 0 {
		return false
	}
	s := &w.stays[at-1]
	return s.episode == episode && s.rule == rule && s.days.to >= day
}
