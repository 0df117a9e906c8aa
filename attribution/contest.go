package attribution

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/seed-6807d414/apm"
)

// score is what one entity has in a contest.
type score struct {
	entity uint32
	latest apm.Date
	total  int64
	lines  int32  // that counted, reversed ones included
	line   uint32 // the last of them
	live   bool   // has a service that was not reversed
}

// tally adds up a contest. Few entities are searched one by one, many through a
// table.
type tally struct {
	scores []score
	slots  []uint32 // one more than an index into scores
}

// searched is the number of entities up to which a search is faster than a table.
const searched = 24

func (t *tally) reset() {
	if len(t.scores) > searched {
		clear(t.slots)
	}
	t.scores = t.scores[:0]
}

// at is the score of an entity.
func (t *tally) at(entity uint32) *score {
	n := len(t.scores)
	if n <= searched {
		for i := range t.scores {
			if t.scores[i].entity == entity {
				return &t.scores[i]
			}
		}
		t.scores = append(t.scores, score{entity: entity})
		if n == searched {
			t.index()
		}
		return &t.scores[n]
	}
	slot := t.find(entity)
	if found := t.slots[slot]; found != 0 {
		return &t.scores[found-1]
	}
	t.scores = append(t.scores, score{entity: entity})
	t.slots[slot] = uint32(n + 1)
	if 2*len(t.scores) > len(t.slots) {
		t.index()
	}
	return &t.scores[n]
}

func (t *tally) index() {
	size := 4 << bits.Len(uint(len(t.scores)))
	if len(t.slots) < size {
		t.slots = make([]uint32, size)
	} else {
		clear(t.slots)
	}
	for i := range t.scores {
		t.slots[t.find(t.scores[i].entity)] = uint32(i + 1)
	}
}

func (t *tally) find(entity uint32) uint32 {
	mask := uint32(len(t.slots) - 1)
	slot := entity * 0x9E3779B1 >> 8 & mask
	for t.slots[slot] != 0 && t.scores[t.slots[slot]-1].entity != entity {
		slot = (slot + 1) & mask
	}
	return slot
}

// add is a checked sum; what leaves the range is noted, and ends the member.
func (w *Worker) add(a, b int64) int64 {
	sum := a + b
	if (a^sum)&(b^sum) < 0 {
		w.over = true
	}
	return sum
}

// visit is one line on its way to being counted among visits or days.
type visit struct {
	entity     uint32
	claim, npi uint32
	date       apm.Date
}

// visit is a line as a visit or a day of an entity.
func (w *Worker) visit(h *hit, entity uint32, m Measure) visit {
	v := visit{entity: entity, date: h.date}
	if m == Visits {
		r := &w.records[h.line]
		v.claim, v.npi = r.Claim, r.NPI
	}
	return v
}

// measure adds up one selector for every entity. Entities whose services were all
// reversed are left out.
func (w *Worker) measure(t *tally, sel int, m Measure, s *compiledStep) {
	t.reset()
	bit := uint64(1) << sel
	counting := m == Visits || m == Days
	w.visits = w.visits[:0]
	reversed := false
	for i := range w.hits {
		h := &w.hits[i]
		if h.sel&bit == 0 {
			continue
		}
		x := t.at(h.entity)
		x.lines++
		x.line = h.line
		if !counting {
			amount := h.allowed
			if s.Weights != nil {
				amount *= s.weight(h.date) // both are bounded, so the product is in range
			}
			x.total = w.add(x.total, amount)
		}
		if h.dead {
			reversed = true
			continue
		}
		x.live = true
		x.latest = max(x.latest, h.date)
		if counting {
			w.visits = append(w.visits, w.visit(h, h.entity, m))
		}
	}
	if counting {
		w.count(t, m, s)
	}
	if reversed {
		t.dropDead()
	}
}

// dropDead leaves out entities whose services were all reversed.
func (t *tally) dropDead() {
	many := len(t.scores) > searched
	t.scores = slices.DeleteFunc(t.scores, func(x score) bool { return !x.live })
	switch {
	case len(t.scores) > searched:
		t.index()
	case many: // a short list is searched without the table, which starts out empty
		clear(t.slots)
	}
}

// weight is the weight of a day by the step's years.
func (s *compiledStep) weight(d apm.Date) int64 {
	for i, start := range s.weightStart {
		if d >= start {
			return int64(s.Weights[i])
		}
	}
	return 0
}

// count counts distinct visits or days of each entity. A visit that spans two
// weighted years counts in the earlier one.
func (w *Worker) count(t *tally, m Measure, s *compiledStep) {
	slices.SortFunc(w.visits, func(x, y visit) int {
		return cmp.Or(cmp.Compare(x.entity, y.entity), x.compare(y, m), cmp.Compare(x.date, y.date))
	})
	for i := range w.visits {
		v := &w.visits[i]
		if i > 0 && w.visits[i-1].entity == v.entity && w.visits[i-1].compare(*v, m) == 0 {
			continue
		}
		weight := int64(1)
		if s.Weights != nil {
			weight = s.weight(v.date)
		}
		x := t.at(v.entity)
		x.total = w.add(x.total, weight)
	}
}

// compare orders visits, or days, of one entity.
func (v visit) compare(o visit, m Measure) int {
	if m == Days {
		return cmp.Compare(v.date, o.date)
	}
	if c := cmp.Compare(v.claim, o.claim); c != 0 || v.claim != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(v.npi, o.npi), cmp.Compare(v.date, o.date))
}

// pick is the index of the best score, -1 if there is none but the one excluded.
func (w *Worker) pick(s *compiledStep, exclude int) int {
	scores := w.main.scores
	best, ties := -1, 0
	for i := range scores {
		switch {
		case i == exclude:
		case best < 0:
			best = i
		default:
			c := cmp.Compare(scores[i].total, scores[best].total)
			if s.Winner == MostRecent {
				c = cmp.Compare(scores[i].latest, scores[best].latest)
			}
			if c > 0 {
				best, ties = i, 0
			} else if c == 0 {
				ties++
			}
		}
	}
	if ties == 0 {
		return best
	}
	return w.breakTie(s, exclude, best)
}

// breakTie asks the tie-breaks in order, each among those that are left.
func (w *Worker) breakTie(s *compiledStep, exclude, best int) int {
	scores := w.main.scores
	w.tied = w.tied[:0]
	for i := range scores {
		equal := scores[i].total == scores[best].total
		if s.Winner == MostRecent {
			equal = scores[i].latest == scores[best].latest
		}
		if i != exclude && equal {
			w.tied = append(w.tied, i)
		}
	}
	for _, tie := range s.ties {
		switch tie.by {
		case ByRecent:
			if tie.own {
				w.keep(func(x *score) uint64 { return uint64(x.latest) })
				break
			}
			w.measure(&w.side, tie.selector, Allowed, s)
			w.keep(func(x *score) uint64 { return uint64(w.side.get(x.entity).latest) })
		case ByMeasure:
			w.measure(&w.side, tie.selector, tie.measure, s)
			w.keep(func(x *score) uint64 { return uint64(w.side.get(x.entity).total) ^ 1<<63 })
		case ByDraw:
			w.keep(func(x *score) uint64 { return w.draw(x.entity) })
		case ByIdentifier:
			return w.smallest()
		}
		if len(w.tied) == 1 {
			return w.tied[0]
		}
	}
	return w.smallest()
}

// get is the score of an entity without making one.
func (t *tally) get(entity uint32) score {
	if len(t.scores) <= searched {
		for _, x := range t.scores {
			if x.entity == entity {
				return x
			}
		}
		return score{}
	}
	if found := t.slots[t.find(entity)]; found != 0 {
		return t.scores[found-1]
	}
	return score{}
}

// keep leaves those with the greatest key.
func (w *Worker) keep(key func(*score) uint64) {
	best, n := uint64(0), 0
	for _, i := range w.tied {
		k := key(&w.main.scores[i])
		if n > 0 && k < best {
			continue
		}
		if k > best {
			best, n = k, 0
		}
		w.tied[n] = i
		n++
	}
	w.tied = w.tied[:n]
}

// smallest is the one with the smallest name.
func (w *Worker) smallest() int {
	best := w.tied[0]
	for _, i := range w.tied[1:] {
		if compareID(w.dir.name(w.main.scores[i].entity), w.dir.name(w.main.scores[best].entity)) < 0 {
			best = i
		}
	}
	return best
}

// draw gives an entity a number that depends on the seed, the member and the
// entity's name only: FNV-1a over them, stirred at the end.
func (w *Worker) draw(entity uint32) uint64 {
	h := uint64(0xcbf29ce484222325) ^ w.a.method.Seed
	id := w.dir.name(entity)
	for _, text := range [...]string{w.person.ID, string(id.Kind), id.Value} {
		for i := range len(text) {
			h = (h ^ uint64(text[i])) * 0x100000001b3
		}
		h = (h ^ 0x1f) * 0x100000001b3
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// reaches says whether part / whole is at least num / den.
func (r ratio) reaches(part, whole int64) bool {
	if part <= 0 || whole <= 0 {
		return part > 0 || whole > 0 && r.num == 0 && part == 0
	}
	hi1, lo1 := bits.Mul64(uint64(part), r.den)
	hi2, lo2 := bits.Mul64(uint64(whole), r.num)
	return hi1 > hi2 || hi1 == hi2 && lo1 >= lo2
}

// sum adds up the totals of a tally.
func (w *Worker) sum(t *tally) int64 {
	sum := int64(0)
	for i := range t.scores {
		sum = w.add(sum, t.scores[i].total)
	}
	return sum
}
