package spend

import (
	"slices"

	"github.com/seed-6807d414/apm"
)

// scratch is the working memory of one call, used again by later ones.
type scratch struct {
	caches     []recent
	spans      []span
	edges      []int32
	stretches  []stretch
	slots      []slot
	pieces     []piece
	whole      []int32 // the slot that all days of a month belong to, or -1
	firstPiece []int32 // of each month, and the end; a month that is whole has none
	unenrolled []int32 // the slot of each month's lines without enrollment, or -1
	order      []int32
	lines      []judged
	revised    []int32
	cells      []cell   // for each slot, the groups; all zero between calls
	touched    []uint64 // for each slot, the set of groups in use; the same
	rejected   []Rejection
	appended   apm.CentsSum
	set        [3]cell // outside, pending, superseded
}

// cell gathers the lines of one slot and group.
type cell struct {
	paid, passThrough, allowed, repriced apm.CentsSum
	lines, lacksAllowed, lacksRepriced   int32
}

func (l *Ledger) newScratch() *scratch {
	s := &scratch{
		caches:     make([]recent, len(l.match.fields)),
		whole:      make([]int32, len(l.months)),
		firstPiece: make([]int32, len(l.months)+1),
		unenrolled: make([]int32, len(l.months)),
	}
	for i := range s.unenrolled {
		s.unenrolled[i] = -1
	}
	return s
}

func (c *cell) add(l *Line, paid, passThrough apm.Cents) {
	c.lines++
	c.paid.Add(paid)
	if passThrough != 0 {
		c.passThrough.Add(passThrough)
	}
	if l.Given&GivesAllowed != 0 {
		c.allowed.Add(l.Allowed)
	} else {
		c.lacksAllowed++
	}
	if l.Given&GivesRepriced != 0 {
		c.repriced.Add(l.Repriced)
	} else {
		c.lacksRepriced++
	}
}

// Post makes the page of one member. What cannot be used stands on the page with
// its reason. It fails only with a [*SumError] of [apm.ErrOverflow], where a sum of one
// member leaves the range of cents.
//
// It allocates nothing but the page. Of the member it may keep some of the texts that
// rules test, such as codes, to know them again: a few thousand at most.
func (l *Ledger) Post(m Member) (Page, error) {
	var p Page
	err := l.PostInto(&p, m)
	return p, err
}

// PostInto is [Ledger.Post] for callers who are done with one page before the next:
// it writes over p and uses its memory again. After an error the page is empty.
func (l *Ledger) PostInto(p *Page, m Member) error {
	s := l.pool.Get().(*scratch)
	defer l.pool.Put(s)
	revised := l.read(s, &m)
	var alone judged
	for i := range m.Lines {
		line, j := &m.Lines[i], &alone
		if revised {
			j = &s.lines[i]
		} else {
			l.judge(s, line, j)
		}
		f := j.fault
		if f == 0 {
			f = l.place(s, line, j)
		}
		if f != 0 {
			s.rejected = append(s.rejected, l.rejection(line, i, f))
		}
	}
	p.ID = m.ID
	return l.emit(s, p)
}

// read fills the scratch with the enrollment of a member and, where some version
// of a claim changes another, with what is known of each line.
func (l *Ledger) read(s *scratch, m *Member) (revised bool) {
	s.rejected = s.rejected[:0]
	l.enroll(s, m)
	s.fit(len(l.groups), l.words)
	for i := range m.Lines {
		revised = revised || m.Lines[i].Action != Add
	}
	if revised {
		s.lines = slices.Grow(s.lines[:0], len(m.Lines))[:len(m.Lines)]
		for i := range m.Lines {
			l.judge(s, &m.Lines[i], &s.lines[i])
		}
		l.revise(s, m)
	}
	return revised
}

func (l *Ledger) rejection(line *Line, row int, f fault) Rejection {
	var c cell
	passThrough, _ := line.passThrough()
	c.add(line, line.PaidAmount, passThrough)
	r := Rejection{List: "lines", Row: row, Field: faults[f].field, Reason: faults[f].reason}
	_ = l.close(&c, &r.Sum) // what does not fit is what it was rejected for
	return r
}

// place adds a usable line to where it belongs.
func (l *Ledger) place(s *scratch, line *Line, j *judged) fault {
	passThrough, _ := line.passThrough() // judge has seen to its range
	end := l.terms.PaidThrough
	switch {
	case end != 0 && j.at > end:
		s.set[pending].add(line, line.PaidAmount, passThrough)
		return 0
	case j.void || j.until != 0 && (end == 0 || j.until <= end):
		s.set[superseded].add(line, line.PaidAmount, passThrough)
		return 0
	case uint32(j.day) >= uint32(len(l.days)):
		s.set[outside].add(line, line.PaidAmount, passThrough)
		return 0
	}
	at := l.slotOf(s, j.day)
	paid := line.PaidAmount
	if line.Parts != nil {
		var ok bool
		if paid, ok = l.partition(s, line, at); !ok {
			return beyondParts
		}
	}
	l.at(s, at, int(j.group)).add(line, paid, passThrough)
	return 0
}

const (
	outside = iota
	pending
	superseded
)

// slotOf is the slot that the lines of a day belong to.
func (l *Ledger) slotOf(s *scratch, day int32) int32 {
	if slot := s.whole[l.days[day]]; slot >= 0 {
		return slot
	}
	return l.slotInPart(s, day)
}

// slotInPart is the slot of a day in a month that is not whole; a day without enrollment
// has one for its month.
func (l *Ledger) slotInPart(s *scratch, day int32) int32 {
	month := l.days[day]
	for p := s.firstPiece[month]; p < s.firstPiece[month+1]; p++ {
		if day <= s.pieces[p].to {
			if s.pieces[p].slot >= 0 {
				return s.pieces[p].slot
			}
			break
		}
	}
	if s.unenrolled[month] < 0 {
		s.unenrolled[month] = int32(len(s.slots))
		s.slots = append(s.slots, slot{month: int32(month), exclusion: -1})
		s.fit(len(l.groups), l.words)
	}
	return s.unenrolled[month]
}

// fit makes room for the cells of all slots.
func (s *scratch) fit(groups, words int) {
	if need := len(s.slots) * groups; need > len(s.cells) {
		s.cells = append(s.cells, make([]cell, need-len(s.cells))...)
	}
	if need := len(s.slots) * words; need > len(s.touched) {
		s.touched = append(s.touched, make([]uint64, need-len(s.touched))...)
	}
}

// at is the cell of a slot and a group.
func (l *Ledger) at(s *scratch, slot int32, group int) *cell {
	s.touched[int(slot)*l.words+group>>6] |= 1 << (group & 63)
	return &s.cells[int(slot)*len(l.groups)+group]
}

// partition is what the paid amount becomes by the terms of its parts. What is
// removed is posted under its name.
func (l *Ledger) partition(s *scratch, line *Line, at int32) (paid apm.Cents, ok bool) {
	if paid, ok = l.paidOf(line); !ok {
		return 0, false
	}
	for i := range line.Parts {
		p := &line.Parts[i]
		switch rule := l.parts[p.Name]; rule.treat {
		case Remove:
			l.at(s, at, rule.group).paid.Add(p.Amount) // its line is counted in its own place
		case Append:
			s.appended.Add(p.Amount)
		}
	}
	return paid, true
}

// paidOf is the paid amount less the parts removed, plus the parts appended; ok is
// false beyond the range of cents.
func (l *Ledger) paidOf(line *Line) (paid apm.Cents, ok bool) {
	paid = line.PaidAmount
	var err error
	for i := range line.Parts {
		p := &line.Parts[i]
		switch l.parts[p.Name].treat {
		case Remove:
			paid, err = paid.Sub(p.Amount)
		case Append:
			paid, err = paid.Add(p.Amount)
		}
		if err != nil {
			return 0, false
		}
	}
	return paid, true
}
