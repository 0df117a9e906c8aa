package episode

import (
	"cmp"
	"slices"

	"github.com/seed-6807d414/apm"
)

// result decides the lines for each definition and puts together what is returned.
func (w *Worker) result() (Result, error) {
	r := Result{Member: w.m.ID, Outcomes: make([]Outcome, len(w.e.plans)), Rejected: w.rejected}
	total, err := apm.Cents(w.total).Add(w.rejectedSum)
	if err != nil {
		return Result{Member: w.m.ID}, err
	}
	for i, p := range w.e.plans {
		r.Outcomes[i] = Outcome{Definition: p.ID,
			Tally: Tally{Total: total, Outside: apm.Cents(w.total), Rejected: w.rejectedSum}}
	}
	w.answers = w.answers[:0]
	if len(w.e.suite.Precedence) > 0 {
		w.taken = append(w.taken[:0], make([]bool, len(w.lines))...)
	}
	for _, n := range w.e.order {
		if len(w.events[n]) > 0 {
			w.outcome(w.e.plans[n], &r.Outcomes[n])
		}
	}
	return r, nil
}

// outcome fills the outcome of a definition that has events.
func (w *Worker) outcome(p *plan, o *Outcome) {
	w.assign(p)
	count := 0
	for i := range w.episodes[p.index] {
		if !w.episodes[p.index][i].gone {
			count++
		}
	}
	if count > 0 {
		o.Episodes = make([]Episode, 0, count)
	}
	all := make([]Share, len(w.shares))
	for i := range w.shares {
		s := &w.shares[i]
		all[i] = w.share(p, s)
		switch s.effect {
		case refused:
			o.Tally.Excluded += all[i].Amount
		case included:
			if p.windows[s.window].use == Apart {
				o.Tally.Apart += all[i].Amount
			} else {
				o.Tally.Cost += all[i].Amount
			}
		}
	}
	o.Tally.Outside = o.Tally.Outside - o.Tally.Excluded - o.Tally.Cost - o.Tally.Apart
	for i := range w.episodes[p.index] {
		if e := &w.episodes[p.index][i]; !e.gone {
			from, _ := slices.BinarySearchFunc(w.shares, int32(i), func(s share, e int32) int { return cmp.Compare(s.episode, e) })
			to, _ := slices.BinarySearchFunc(w.shares, int32(i)+1, func(s share, e int32) int { return cmp.Compare(s.episode, e) })
			o.Episodes = append(o.Episodes, w.episode(p, e, w.shares[from:to], all[from:to:to]))
		}
	}
	w.dropped(p, o)
}

// share is what the result says of a share.
func (w *Worker) share(p *plan, s *share) Share {
	l := &w.lines[s.line]
	r := &w.recs[l.rec]
	out := Share{Claim: int(r.claim), Line: int(l.line), Effect: effects[s.effect], Setting: r.setting,
		Amount: apm.Cents(s.amount), Cascaded: s.cascaded, Reversal: s.reversal}
	if s.window >= 0 {
		out.Window = p.windows[s.window].name
	}
	if s.rule < 0 {
		out.Rule = ownRules[-1-s.rule]
		return out
	}
	out.Rule = p.rules[s.rule].ID
	if s.effect == included {
		out.Category = p.rules[s.rule].Category
	}
	return out
}

// episode is what the result says of an episode.
func (w *Worker) episode(p *plan, e *episode, packed []share, shares []Share) Episode {
	out := Episode{Trigger: w.event(p, e.event), Cost: apm.Cents(e.sum[0]), Apart: apm.Cents(e.sum[1]),
		Period: period(interval{min(e.cost.from, e.start), max(e.cost.to, e.end)})}
	if len(shares) > 0 {
		out.Shares = shares
	}
	for i, days := range w.windowsOf(e) {
		if days.from <= days.to && days.to >= 1 && days.from <= lastDay {
			out.Windows = append(out.Windows, Interval{Name: p.windows[i].name, Period: period(days), Use: p.windows[i].use})
		}
	}
	out.Subtype = w.label(p.subtypes, e, &out.Trigger)
	out.Cell = w.label(p.cells, e, &out.Trigger)
	out.Amounts = w.table(p, packed)
	out.Exclusions = w.exclusions(p, e, false)
	return out
}

// label is the first label that matches the trigger.
func (w *Worker) label(labels []planLabel, e *episode, t *Event) string {
	x := &w.events[e.plan][e.event]
	var l *packed
	if x.line >= 0 {
		l = &w.lines[x.line]
	}
	for i := range labels {
		switch {
		case !w.matches(&labels[i].match, &w.recs[x.rec], l):
		case labels[i].name != "":
			return labels[i].name
		case t.DRG != "":
			return padded(t.DRG, widths[sysMSDRG])
		default:
			return padded(t.Code, 0)
		}
	}
	return ""
}

// table adds up what was included by window, category and setting.
func (w *Worker) table(p *plan, shares []share) []Amount {
	categories := len(p.categories)
	n := len(p.windows) * categories * int(lastSetting)
	w.amounts = slices.Grow(w.amounts[:0], n)[:n]
	clear(w.amounts)
	w.cells = slices.Grow(w.cells[:0], n)[:n]
	clear(w.cells)
	used := 0
	for i := range shares {
		s := &shares[i]
		if s.effect != included {
			continue
		}
		at := (int(s.window)*categories+p.rules[s.rule].category)*int(lastSetting) + int(w.recs[w.lines[s.line].rec].setting)
		w.amounts[at] += s.amount
		if !w.cells[at] {
			w.cells[at] = true
			used++
		}
	}
	if used == 0 {
		return nil
	}
	out := make([]Amount, 0, used)
	for at, is := range w.cells {
		if is {
			of := at / int(lastSetting)
			out = append(out, Amount{Window: p.windows[of/categories].name, Category: p.categories[of%categories],
				Setting: Setting(at % int(lastSetting)), Amount: apm.Cents(w.amounts[at])})
		}
	}
	return out
}

// dropped lists the candidates that are no episode. Of the lines of a claim that are
// tied it names one, and none where another line of the claim was preferred.
func (w *Worker) dropped(p *plan, o *Outcome) {
	events := w.events[p.index]
	var noted map[int32]bool // records whose lines are tied
	for i := range events {
		e := &events[i]
		if e.why == kept {
			continue
		}
		of := events // where the event that was preferred is
		if e.why == overlapped {
			of = w.events[e.byPlan]
		}
		by := &of[e.by]
		if e.why == tied {
			if w.sameClaim(by.rec, e.rec) || noted[e.rec] {
				continue
			}
			if noted == nil {
				noted = make(map[int32]bool)
			}
			noted[e.rec] = true
		}
		d := Dropped{Trigger: w.event(p, int32(i)), Why: dropReasons[e.why], By: int(w.recs[by.rec].claim), ByDefinition: p.index, Exclusions: e.reasons}
		if e.why == overlapped {
			d.ByDefinition = int(e.byPlan)
		}
		o.Dropped = append(o.Dropped, d)
	}
}
