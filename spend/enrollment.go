package spend

import (
	"cmp"
	"slices"

	"github.com/seed-6807d414/apm"
)

// slot is what the entries of a page are gathered under: a month, or a part of it,
// with one standing.
type slot struct {
	month     int32
	exclusion int16 // of the cohort, or -1
	enrolled  bool
	cell      string
	share     apm.MemberMonths
}

// stretch is days of the period, counted from its start, that belong together.
type stretch struct {
	from, to  int32
	exclusion int16
	rank      int32
	cell      string
}

// piece is a part of a month whose lines belong to one slot.
type piece struct {
	to   int32 // last day
	slot int32
}

// span is a usable span of enrollment, cut to the period.
type span struct {
	row, from, to int32
	rank          int32
	flags         uint64
	cell          string
}

// enroll turns spans into slots and says which slot each day belongs to.
func (l *Ledger) enroll(s *scratch, m *Member) {
	s.spans = s.spans[:0]
	for i := range m.Spans {
		if sp, reason, field := l.readSpan(&m.Spans[i]); reason != "" {
			s.rejected = append(s.rejected, Rejection{List: "spans", Row: i, Field: field, Reason: reason})
		} else if sp.from <= sp.to {
			sp.row = int32(i)
			s.spans = append(s.spans, sp)
		}
	}
	slices.SortFunc(s.spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.row, b.row))
	})
	if len(l.cells) == 0 && s.dropConflicts() {
		slices.SortFunc(s.rejected, func(a, b Rejection) int { return cmp.Compare(a.Row, b.Row) })
	}
	l.layOut(s)
	l.divide(s)
}

func (l *Ledger) readSpan(in *Span) (sp span, reason Reason, field string) {
	p := in.Period
	if (p.From != 0 && !p.From.Valid()) || (p.To != 0 && !p.To.Valid()) {
		return sp, BadDate, "period"
	}
	if !p.Valid() {
		return sp, BadPeriod, "period"
	}
	sp.cell = in.Cell
	if len(l.cells) > 0 {
		rank, known := l.cells[in.Cell]
		if !known {
			return sp, UnknownCell, "cell"
		}
		sp.rank = rank
	}
	if len(l.flags) > 0 {
		for _, f := range in.Flags {
			sp.flags |= l.flags[f]
		}
	}
	sp.to = int32(len(l.days)) - 1
	if from := p.From - l.terms.Period.From; p.From != 0 && from > 0 {
		sp.from = int32(from)
	}
	if to := p.To - l.terms.Period.From; p.To != 0 && to < apm.Date(sp.to) {
		sp.to = int32(to)
	}
	return sp, "", ""
}

// dropConflicts rejects every span that shares a day with a span of another cell.
// The spans stand in order of their start.
func (s *scratch) dropConflicts() bool {
	bad := false
	mark := func(i int) { s.spans[i].rank, bad = -1, true }
	// Of the spans before, the one that ends last, and the last-ending one of another
	// cell than that.
	far, other := -1, -1
	for i := range s.spans {
		for _, j := range [2]int{far, other} {
			if j >= 0 && s.spans[j].cell != s.spans[i].cell && s.spans[j].to >= s.spans[i].from {
				mark(i)
			}
		}
		switch {
		case far < 0 || s.spans[i].to >= s.spans[far].to:
			if far >= 0 && s.spans[far].cell != s.spans[i].cell {
				other = far
			}
			far = i
		case s.spans[i].cell != s.spans[far].cell && (other < 0 || s.spans[i].to > s.spans[other].to):
			other = i
		}
	}
	// Of the spans behind, the one that starts first, and the first one of another
	// cell than that.
	near, other := -1, -1
	for i := len(s.spans) - 1; i >= 0; i-- {
		for _, j := range [2]int{near, other} {
			if j >= 0 && s.spans[j].cell != s.spans[i].cell && s.spans[j].from <= s.spans[i].to {
				mark(i)
			}
		}
		if near >= 0 && s.spans[near].cell != s.spans[i].cell {
			other = near
		}
		near = i
	}
	if !bad {
		return false
	}
	kept := s.spans[:0]
	for _, sp := range s.spans {
		if sp.rank < 0 {
			s.rejected = append(s.rejected, Rejection{List: "spans", Row: int(sp.row), Field: "period", Reason: Overlap})
			continue
		}
		kept = append(kept, sp)
	}
	s.spans = kept
	return true
}

// layOut makes stretches without overlap of the spans: on each day the leading
// cell and the flags of all spans that cover it.
func (l *Ledger) layOut(s *scratch) {
	s.stretches = s.stretches[:0]
	s.edges = s.edges[:0]
	disjoint := true
	for i := range s.spans {
		s.edges = append(s.edges, s.spans[i].from, s.spans[i].to+1)
		disjoint = disjoint && (i == 0 || s.spans[i-1].to < s.spans[i].from)
	}
	if !disjoint {
		slices.Sort(s.edges)
		s.edges = slices.Compact(s.edges)
	}
	active := s.spans
	for e := 0; e+1 < len(s.edges); e++ {
		from, next := s.edges[e], s.edges[e+1]
		for len(active) > 0 && active[0].to < from {
			active = active[1:]
		}
		lead, flags := -1, uint64(0)
		for i := range active {
			sp := &active[i]
			if sp.from > from {
				break
			}
			if sp.to < from {
				continue
			}
			flags |= sp.flags
			if lead < 0 || sp.rank < active[lead].rank {
				lead = i
			}
		}
		if lead < 0 || from == next {
			continue
		}
		st := stretch{from: from, to: next - 1, rank: active[lead].rank, cell: active[lead].cell}
		st.exclusion = l.exclusion(st.cell, flags)
		if n := len(s.stretches); n > 0 && s.stretches[n-1].to+1 == from && s.stretches[n-1].same(&st) {
			s.stretches[n-1].to = st.to
			continue
		}
		s.stretches = append(s.stretches, st)
	}
}

func (a *stretch) same(b *stretch) bool { return a.cell == b.cell && a.exclusion == b.exclusion }

// divide makes the slots of each month, and what leads its days to them.
func (l *Ledger) divide(s *scratch) {
	s.slots, s.pieces = s.slots[:0], s.pieces[:0]
	rest := s.stretches
	for i := range l.months {
		m := &l.months[i]
		last := m.first + m.days - 1
		s.firstPiece[i] = int32(len(s.pieces))
		s.whole[i] = -1
		for len(rest) > 0 && rest[0].to < m.first {
			rest = rest[1:]
		}
		n := 0
		for n < len(rest) && rest[n].from <= last {
			n++
		}
		var st *stretch
		switch {
		case n == 0:
		case rest[0].from <= m.first && last <= rest[0].to: // the month is whole by any rule
			st = &rest[0]
		case l.terms.Months.Count == apm.ByDays:
			s.divideByDays(rest[:n], int32(i), m)
		default:
			st = l.choose(rest[:n], m)
		}
		if st != nil {
			s.whole[i] = int32(len(s.slots))
			s.slots = append(s.slots, slot{month: int32(i), exclusion: st.exclusion, enrolled: true, cell: st.cell, share: apm.OneMonth})
		}
	}
	s.firstPiece[len(l.months)] = int32(len(s.pieces))
}

func (s *scratch) divideByDays(stretches []stretch, i int32, m *month) {
	first := len(s.slots)
	for k := range stretches {
		st := &stretches[k]
		from, to := max(st.from, m.first), min(st.to, m.first+m.days-1)
		at := -1
		for j := first; j < len(s.slots); j++ {
			if s.slots[j].cell == st.cell && s.slots[j].exclusion == st.exclusion {
				at = j
			}
		}
		if at < 0 {
			at = len(s.slots)
			s.slots = append(s.slots, slot{month: i, exclusion: st.exclusion, enrolled: true, cell: st.cell})
		}
		s.slots[at].share += apm.MonthShare(int(to-from+1), int(m.days))
		if from > m.first && (k == 0 || stretches[k-1].to+1 < from) {
			s.pieces = append(s.pieces, piece{from - 1, -1})
		}
		s.pieces = append(s.pieces, piece{to, int32(at)})
	}
}

// choose is the stretch that a whole month takes its standing from, or nil where
// the month does not count as enrolled.
func (l *Ledger) choose(stretches []stretch, m *month) *stretch {
	rule := l.terms.Months
	last := m.first + m.days - 1
	if rule.Count == apm.OnDay || rule.Count == apm.OnLastDay {
		day := last
		if rule.Count == apm.OnDay {
			day = m.first + int32(rule.Day) - 1
		}
		for k := range stretches {
			if stretches[k].from <= day && day <= stretches[k].to {
				return &stretches[k]
			}
		}
		return nil
	}
	overlap := func(k int) int32 { return min(stretches[k].to, last) - max(stretches[k].from, m.first) + 1 }
	if rule.Count == apm.AllDays {
		days := int32(0)
		for k := range stretches {
			days += overlap(k)
		}
		if days < m.days {
			return nil
		}
	}
	best, most := 0, int32(0)
	switch rule.Choose {
	case apm.LastDay:
		best = len(stretches) - 1
	case apm.Leading:
		for k := range stretches {
			if stretches[k].rank < stretches[best].rank {
				best = k
			}
		}
	case apm.MostDays:
		for k := range stretches {
			days := int32(0)
			for j := range stretches[:k+1] {
				if stretches[j].same(&stretches[k]) {
					days += overlap(j)
				}
			}
			if days >= most {
				best, most = k, days
			}
		}
	}
	return &stretches[best]
}
