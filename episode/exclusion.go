package episode

import (
	"cmp"
	"slices"

	"github.com/seed-6807d414/apm"
)

// exclusions lists the reasons for which an episode does not count: of the tests
// before overlap is resolved, or of the others.
func (w *Worker) exclusions(p *plan, e *episode, before bool) (reasons []Reason) {
	trigger := w.events[e.plan][e.event].trigger
	for i := range p.exclusions {
		x := &p.exclusions[i]
		if x.BeforeOverlap != before || x.triggers&(1<<trigger) == 0 {
			continue
		}
		if w.excludes(x, e) {
			reasons = append(reasons, Reason{ID: x.ID, Kind: x.Kind})
		}
	}
	return reasons
}

// excludes asks the test of an exclusion.
func (w *Worker) excludes(x *planExclusion, e *episode) bool {
	days := w.span(&x.over, e)
	m, event := w.m, &w.events[e.plan][e.event]
	switch {
	case x.Age != nil:
		return !x.Age.lets(age(m.Birth, day(e.start)))
	case x.StayDays != nil:
		return !x.StayDays.lets(max(int(e.end-e.start), 1))
	case x.Days != nil:
		return !x.Days.lets(max(int(days.to-days.from)+1, 0))
	case x.Cost != nil:
		cost := apm.Cents(e.sum[0])
		return x.Cost.Min != nil && cost < *x.Cost.Min || x.Cost.Max != nil && cost > *x.Cost.Max
	case x.claims != nil:
		if over := x.claims.over; over != nil {
			days = w.span(over, e)
		}
		return w.counts(x.claims, e, days)
	case x.Trigger != nil:
		return w.triggered(&x.trigger, e, event)
	case x.NotCovered != "":
		return days.from <= days.to && w.coveredTo(x.NotCovered, days.from) < days.to
	case x.Touched != "":
		return slices.ContainsFunc(m.Spans, func(s Span) bool {
			return s.Name == x.Touched && (s.Period.From == 0 || int32(s.Period.From) <= days.to) &&
				(s.Period.To == 0 || int32(s.Period.To) >= days.from) && days.from <= days.to
		})
	case x.Died:
		return m.Death != 0 && days.holds(int32(m.Death))
	case x.Unobserved:
		o := m.Observed
		return days.from <= days.to && (o.From != 0 && days.from < int32(o.From) || o.To != 0 && days.to > int32(o.To))
	}
	return w.providerOf(event, x.NoProvider) == ""
}

// providerOf is who triggered an event, in a role. The practitioner of a line comes
// before that of its claim.
func (w *Worker) providerOf(e *event, role ProviderRole) string {
	if role == ByPractitioner && e.line >= 0 {
		if own := w.line(&w.lines[e.line]).Practitioner; own != "" {
			return own
		}
	}
	return w.claim(&w.recs[e.provider]).provider(role)
}

// isBy says whether a claim, or a line of it that is no reversal, names a provider in a
// role.
func (w *Worker) isBy(r *record, role ProviderRole, provider string) bool {
	if w.claim(r).provider(role) == provider {
		return true
	}
	if role == ByPractitioner {
		for j := r.first; j < r.last; j++ {
			if !w.lines[j].follows && w.line(&w.lines[j]).Practitioner == provider {
				return true
			}
		}
	}
	return false
}

// triggered says whether a claim of the trigger matches, or its line.
func (w *Worker) triggered(m *match, e *episode, event *event) bool {
	if event.line >= 0 {
		return w.matches(m, &w.recs[event.rec], &w.lines[event.line])
	}
	return slices.ContainsFunc(e.own, func(i int32) bool { return w.matches(m, &w.recs[i], nil) })
}

// counts says whether as many claims lie in the days as the question asks for.
func (w *Worker) counts(q *planClaims, e *episode, days interval) bool {
	provider := ""
	if q.by != AnyProvider {
		if provider = w.providerOf(&w.events[e.plan][e.event], q.by); provider == "" {
			return q.atLeast == 0
		}
	}
	enough := max(q.atLeast, q.fewer)
	n := 0
	var seen map[string]bool
	starts := days
	if q.overlap {
		starts.from -= w.longest
	}
	w.begun(starts, func(i int32, r *record) bool {
		if (!q.overlap || r.to >= days.from && days.from <= days.to) && (q.own || !w.owns(e, i)) &&
			(q.by == AnyProvider || w.isBy(r, q.by, provider)) && w.matches(&q.match, r, nil) {
			if id := w.claim(r).ID; enough > 1 && id != "" {
				if seen[id] {
					return true
				}
				if seen == nil {
					seen = make(map[string]bool)
				}
				seen[id] = true
			}
			n++
		}
		return n < enough
	})
	return n >= q.atLeast && (q.fewer == 0 || n < q.fewer)
}

// age is the years of life on a day.
func age(birth, on apm.Date) int {
	y, m, d := birth.Civil()
	year, month, dayOfMonth := on.Civil()
	years := year - y
	if cmp.Or(cmp.Compare(month, m), cmp.Compare(dayOfMonth, d)) < 0 {
		years--
	}
	return years
}
