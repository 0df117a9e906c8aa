package episode

import (
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// part is a window's part of a line, or what lies outside with a window of -1.
type part struct {
	window int32
	weight int64 // days or visits
}

// visitCache keeps the parts of the claim at hand, whose lines share them. Without one
// the episode is -1.
type visitCache struct {
	episode, plan, rec, window int32
	parts                      []part
}

// emit writes the shares of a line by the decisions about another one, which is
// itself or what it reverses.
func (w *Worker) emit(p *plan, found []decision, j int32, of *packed) {
	l := &w.lines[j]
	reversal := l != of
	amount, outlier := l.amount, int64(w.line(l).Outlier)
	k := int64(len(found))
	for i := range found {
		d := &found[i]
		s := share{line: j, episode: d.episode, rule: d.rule, window: d.window, cascaded: d.cascaded, reversal: reversal, order: int32(i) << 8,
			amount: equalPart(amount, k, int64(i))}
		if d.class == 0 {
			s.effect = refused
			w.add(p, s)
			continue
		}
		rule := &p.rules[d.rule]
		if rule.book >= 0 {
			s.window = int32(rule.book)
		}
		days := w.windowsOf(&w.episodes[p.index][d.episode])[d.window]
		if rule.Prorate == Whole || of.from >= days.from && of.to <= days.to {
			w.add(p, s)
			continue
		}
		w.prorate(p, rule, d, of, s, equalPart(outlier, k, int64(i)))
	}
}

// equalPart is the i-th of k parts of an amount that differ by a cent at most, the
// earlier ones not smaller.
func equalPart(amount, k, i int64) int64 {
	if k == 1 {
		return amount
	}
	part, rest := amount/k, amount%k
	switch {
	case rest > i:
		part++
	case -rest > i:
		part--
	}
	return part
}

// prorate splits a share among windows and what lies outside.
func (w *Worker) prorate(p *plan, rule *planRule, d *decision, l *packed, s share, outlier int64) {
	e := &w.episodes[p.index][d.episode]
	switch rule.Prorate {
	case PerDiem:
		w.split(p, s, w.byDays(p, e, d.window, l), s.amount, 0)
	case ByVisits:
		parts := w.byVisits(p, e, d, l)
		if len(parts) == 0 {
			s.rule, s.effect = ruleNoVisits, refused
			w.add(p, s)
			return
		}
		w.split(p, s, parts, s.amount, 0)
	case ByGMLOS:
		g := w.claim(&w.recs[l.rec]).GMLOS
		if !g.Valid {
			s.rule, s.effect = ruleNoGMLOS, refused
			w.add(p, s)
			return
		}
		parts := w.byDays(p, e, d.window, l)
		first, rest := s.amount-outlier, int64(0)
		if n := decimal.NewFromInt(parts[0].weight + 1); n.LessThan(g.Decimal) {
			amounts, err := apm.Allocate(apm.Cents(first), []decimal.Decimal{n, g.Decimal.Sub(n)})
			if err == nil { // cannot be otherwise: the weights are above zero
				first, rest = int64(amounts[0]), int64(amounts[1])
			}
		}
		w.amounts = append(w.amounts[:0], make([]int64, len(parts))...)
		w.amounts[0] += first
		next := len(parts) - 1 // outside, unless a window follows
		if len(parts) > 2 {
			next = 1
		}
		w.amounts[next] += rest
		w.split(p, s, parts, outlier, 1)
	}
}

// split allocates an amount by weights, to the cent, and writes a share for each part;
// with is 1 where the worker's amounts come on top.
func (w *Worker) split(p *plan, s share, parts []part, amount int64, with int64) {
	weights := make([]decimal.Decimal, len(parts))
	for i := range parts {
		weights[i] = decimal.NewFromInt(parts[i].weight)
	}
	amounts, err := apm.Allocate(apm.Cents(amount), weights)
	if err != nil { // cannot be: a line has a day, and visits were counted
		s.window, s.effect = -1, outside
		w.add(p, s)
		return
	}
	for i := range parts {
		s.amount = int64(amounts[i])
		if with != 0 {
			s.amount += w.amounts[i]
		}
		if s.amount == 0 && parts[i].weight == 0 {
			continue
		}
		s.window, s.effect = parts[i].window, included
		if s.window < 0 {
			s.effect = outside
		}
		w.add(p, s)
		s.order++
	}
}

// add keeps a share and adds it to its episode.
func (w *Worker) add(p *plan, s share) {
	if s.effect == included {
		if p.precedence {
			w.taken[s.line] = true
		}
		use := 0
		if p.windows[s.window].use == Apart {
			use = 1
		}
		w.episodes[p.index][s.episode].sum[use] += s.amount
	}
	w.shares = append(w.shares, s)
}

// owner is the window to which a day belongs: the one in which the line lies, else
// the first listed that holds it; -1 for none. Until is the last day for which the
// same holds.
func (w *Worker) owner(p *plan, windows []interval, first, day int32) (window, until int32) {
	window, until = -1, 1<<30
	for n := int32(-1); n < int32(len(windows)); n++ {
		i := n
		if n < 0 {
			i = first
		} else if n == first || p.costs&(1<<n) == 0 {
			continue
		}
		days := windows[i]
		switch {
		case days.from > days.to:
		case days.holds(day):
			return i, min(until, days.to)
		case days.from > day:
			until = min(until, days.from-1)
		}
	}
	return window, until
}

// byDays counts the days of a line in each window: first the window in which it lies,
// then the others in the order of their days, and last what is outside.
func (w *Worker) byDays(p *plan, e *episode, first int32, l *packed) []part {
	windows := w.windowsOf(e)
	parts := append(w.parts[:0], part{window: first})
	out := int64(0)
	for day := l.from; day <= l.to; {
		window, until := w.owner(p, windows, first, day)
		until = min(until, l.to)
		n := int64(until-day) + 1
		if window < 0 {
			out += n
		} else {
			parts = countIn(parts, window, n)
		}
		day = until + 1
	}
	w.parts = append(parts, part{window: -1, weight: out})
	return w.parts
}

// countIn adds to the part of a window.
func countIn(parts []part, window int32, n int64) []part {
	for i := range parts {
		if parts[i].window == window {
			parts[i].weight += n
			return parts
		}
	}
	return append(parts, part{window, n})
}

// byVisits counts the visits of a claim in each window and outside; none when it has
// no visit. Those of records and lines that were reversed count only where the claim has
// no others.
func (w *Worker) byVisits(p *plan, e *episode, d *decision, l *packed) []part {
	c := &w.visits
	if c.episode == d.episode && c.plan == e.plan && c.window == d.window && w.sameClaim(c.rec, l.rec) {
		return c.parts
	}
	*c = visitCache{d.episode, e.plan, l.rec, d.window, c.parts[:0]}
	parts, ok := w.countVisits(p, e, d, l, false)
	if !ok {
		parts, ok = w.countVisits(p, e, d, l, true)
	}
	if c.parts = parts; !ok {
		c.parts = parts[:0]
	}
	return c.parts
}

// countVisits is byVisits, of what took place or of all, and whether there is a visit.
func (w *Worker) countVisits(p *plan, e *episode, d *decision, l *packed, reversed bool) (parts []part, ok bool) {
	windows := w.windowsOf(e)
	out, all := int64(0), int64(0)
	parts = append(w.visits.parts[:0], part{window: d.window})
	for _, i := range w.versions(l.rec) {
		r := &w.recs[i]
		for j := r.first; j < r.last; j++ {
			x := w.line(&w.lines[j])
			n := int64(x.Visits)
			if n == 0 || w.lines[j].follows || !reversed && (r.dead || w.lines[j].dead) {
				continue
			}
			on := r.from
			if x.From != 0 {
				on = int32(x.From)
			}
			all += n
			if window, _ := w.owner(p, windows, d.window, on); window < 0 {
				out += n
			} else {
				parts = countIn(parts, window, n)
			}
		}
	}
	return append(parts, part{window: -1, weight: out}), all > 0
}

// versions lists the records of a claim.
func (w *Worker) versions(rec int32) []int32 {
	id := w.claim(&w.recs[rec]).ID
	if id == "" {
		return []int32{rec}
	}
	if len(w.byID) == 0 {
		for i := range w.recs {
			w.byID = append(w.byID, int32(i))
		}
		slices.SortFunc(w.byID, func(a, b int32) int {
			return strings.Compare(w.claim(&w.recs[a]).ID, w.claim(&w.recs[b]).ID)
		})
	}
	from, _ := slices.BinarySearchFunc(w.byID, id, func(i int32, id string) int { return strings.Compare(w.claim(&w.recs[i]).ID, id) })
	to := from
	for to < len(w.byID) && w.claim(&w.recs[w.byID[to]]).ID == id {
		to++
	}
	return w.byID[from:to]
}
