package attribution

import (
	"cmp"
	"slices"

	"github.com/seed-6807d414/apm"
)

// run attributes one member: the lines, the person, the elections, the steps.
func (w *Worker) run(p *Person, records []Record, d *Directory, v *Verdict) error {
	w.person, w.records, w.dir, w.over = p, records, d, false
	if err := p.check(w.a.enrollment); err != nil {
		return err
	}
	if err := w.scan(&v.Lines); err != nil {
		return err
	}
	a := w.a
	if v.Reason = w.ineligible(p); v.Reason != "" {
		return nil
	}
	if w.elect(p, v) {
		return w.err()
	}
	v.Reason = NoService
	for i := range a.steps {
		s := &a.steps[i]
		if !w.held(s) {
			continue
		}
		w.measure(&w.main, s.selector, s.Measure, s)
		if len(w.main.scores) == 0 {
			continue
		}
		best := w.pick(s, -1)
		reason := w.verdict(s, best)
		if reason != "" && v.Step != 0 {
			continue // the first contest that was lost is the evidence
		}
		v.Step = i + 1
		w.evidence(v, s, best)
		if v.Reason = reason; reason == "" {
			w.assign(v, v.Winner, a.period.From)
			break
		}
	}
	return w.err()
}

func (w *Worker) err() error {
	if w.over {
		return apm.ErrOverflow
	}
	return nil
}

// ineligible gives the reason why the person cannot be attributed to anyone.
func (w *Worker) ineligible(p *Person) Reason {
	a := w.a
	if p.Death != 0 && p.Death < a.period.From {
		return Died
	}
	if e := a.method.Eligibility; e != nil {
		if reason := e.test(p, &a.windowMonths, &w.months); reason != "" {
			return reason
		}
	}
	if e := a.method.Retention; e != nil {
		return e.test(p, &a.periodMonths, &w.months)
	}
	return ""
}

// elect asks the elections and says whether one decided.
func (w *Worker) elect(p *Person, v *Verdict) bool {
	for i := range w.a.elections {
		c, found := w.elected(&w.a.elections[i], p)
		if !found {
			continue
		}
		v.Step, v.Election, v.Winner = -1-i, c.election+1, c.organization
		if c.organization == 0 {
			v.Reason = ElectedElsewhere
			return true
		}
		w.assign(v, c.organization, c.from)
		return true
	}
	return false
}

// assign makes an organisation accountable from a day on.
func (w *Worker) assign(v *Verdict, organization uint32, from apm.Date) {
	a := w.a
	v.Organization = organization
	v.Period = apm.Period{From: from, To: a.period.To}
	if d := w.person.Death; d != 0 && d < v.Period.To {
		v.Period.To = max(d, from)
	}
	if a.covered == nil && w.person.Death == 0 {
		v.Months = a.periodMonths.from(from)
		return
	}
	v.Months = a.periodMonths.monthsCovered(w.person, a.covered, from, &w.months)
}

// held says whether a step is held: nobody had what it excludes, and the mix of
// services is as it asks.
func (w *Worker) held(s *compiledStep) bool {
	for _, sel := range s.nothingIn {
		if w.any(sel, 0) {
			return false
		}
	}
	for i := range s.mix {
		x := &s.mix[i]
		w.measure(&w.side, x.part, s.Measure, s)
		part := w.sum(&w.side)
		w.measure(&w.side, x.whole, s.Measure, s)
		whole := w.sum(&w.side)
		if x.hasTop && whole > 0 && x.below.reaches(part, whole) || x.hasLow && (whole <= 0 || !x.atLeast.reaches(part, whole)) {
			return false
		}
	}
	return true
}

// any says whether an entity, or with 0 anyone, has a service for a selector that
// was not reversed.
func (w *Worker) any(sel int, entity uint32) bool {
	bit := uint64(1) << sel
	for i := range w.hits {
		if h := &w.hits[i]; h.sel&bit != 0 && !h.dead && (entity == 0 || h.entity == entity) {
			return true
		}
	}
	return false
}

func (w *Worker) passedAll(tests []int, organization uint32) bool {
	for _, sel := range tests {
		if !w.any(sel, organization) {
			return false
		}
	}
	return true
}

// verdict gives the reason why the best candidate does not get the member.
func (w *Worker) verdict(s *compiledStep, best int) Reason {
	x := &w.main.scores[best]
	switch s.Winner {
	case Majority:
		sum := w.sum(&w.main)
		if x.total <= 0 || sum > 0 && x.total <= sum-x.total {
			return BelowShare
		}
	case AtLeast:
		if !s.share.reaches(x.total, w.sum(&w.main)) {
			return BelowShare
		}
	}
	if !w.organization(x.entity) {
		return Outside
	}
	if !w.passedAll(s.passed, x.entity) {
		return TestNotMet
	}
	for _, sel := range s.failed {
		if w.any(sel, x.entity) {
			return TestNotMet
		}
	}
	return ""
}

func (w *Worker) organization(entity uint32) bool { return entity < w.a.organized }

// evidence writes down who won a step and who came second.
func (w *Worker) evidence(v *Verdict, s *compiledStep, best int) {
	winner := &w.main.scores[best]
	v.Winner, v.Total = winner.entity, winner.total
	if winner.lines == 1 { // most winners of few services need no search
		r := &w.records[winner.line]
		_, v.ID = w.a.identified(r, winner.latest)
		v.Practitioner = r.NPI
	} else {
		v.ID, v.Practitioner = w.leading(s, winner.entity)
	}
	v.RunnerUp, v.RunnerUpTotal = 0, 0
	if second := w.pick(s, best); second >= 0 {
		v.RunnerUp, v.RunnerUpTotal = w.main.scores[second].entity, w.main.scores[second].total
	}
}

// leading is the identifier with the most of an entity's services in a step, and
// the practitioner with the most of the identifier's, by the measure of the step.
// Ties go to the smaller.
func (w *Worker) leading(s *compiledStep, entity uint32) (id, npi uint32) {
	bit := uint64(1) << s.selector
	several := false
	for i := range w.hits {
		h := &w.hits[i]
		if h.entity != entity || h.sel&bit == 0 {
			continue
		}
		r := &w.records[h.line]
		_, key := w.a.identified(r, h.date)
		several = several || id != 0 && (key != id || r.NPI != npi)
		id, npi = key, r.NPI
	}
	if !several {
		return id, npi
	}
	if id = entity; w.organization(entity) {
		id = w.most(s, entity, 0)
	}
	return id, w.most(s, entity, id)
}

// most finds the leading identifier of an entity, or the leading practitioner of
// one of its identifiers.
func (w *Worker) most(s *compiledStep, entity, of uint32) uint32 {
	t := &w.lead
	t.reset()
	w.visits = w.visits[:0]
	counting := s.Measure == Visits || s.Measure == Days
	bit := uint64(1) << s.selector
	for i := range w.hits {
		h := &w.hits[i]
		if h.entity != entity || h.sel&bit == 0 {
			continue
		}
		r := &w.records[h.line]
		_, key := w.a.identified(r, h.date)
		if of != 0 {
			if key != of {
				continue
			}
			key = r.NPI
		}
		x := t.at(key)
		if counting {
			if !h.dead {
				w.visits = append(w.visits, w.visit(h, key, s.Measure))
			}
			continue
		}
		amount := h.allowed
		if s.Weights != nil {
			amount *= s.weight(h.date)
		}
		x.total = w.add(x.total, amount)
	}
	if counting {
		w.count(t, s.Measure, s)
	}
	best := score{}
	for i, x := range t.scores {
		if i == 0 || x.total > best.total || x.total == best.total && compareID(w.dir.name(x.entity), w.dir.name(best.entity)) < 0 {
			best = x
		}
	}
	return best.entity
}

// contests lists the steps of the member who was attributed last.
func (w *Worker) contests() ([]Contest, error) {
	var all []Contest
	for i := range w.a.steps {
		s := &w.a.steps[i]
		c := Contest{Step: s.Name, Held: w.held(s), Measure: s.measure()}
		w.measure(&w.main, s.selector, s.Measure, s)
		w.rank(s)
		for _, x := range w.main.scores {
			id, _ := w.leading(s, x.entity)
			c.Candidates = append(c.Candidates, Candidate{Entity: w.dir.entity(x.entity, id), Total: x.total, Latest: x.latest})
		}
		all = append(all, c)
	}
	return all, w.err()
}

// rank sorts the scores at hand: the winner by every tie-break, then the rest by
// what they have and by name.
func (w *Worker) rank(s *compiledStep) {
	t := &w.main
	if len(t.scores) == 0 {
		return
	}
	winner := t.scores[w.pick(s, -1)].entity
	slices.SortFunc(t.scores, func(x, y score) int {
		if x.entity == winner || y.entity == winner {
			return cmp.Compare(btoi(y.entity == winner), btoi(x.entity == winner))
		}
		c := cmp.Compare(y.total, x.total)
		if s.Winner == MostRecent {
			c = cmp.Compare(y.latest, x.latest)
		}
		return cmp.Or(c, compareID(w.dir.name(x.entity), w.dir.name(y.entity)))
	})
	if len(t.scores) > searched {
		t.index()
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
