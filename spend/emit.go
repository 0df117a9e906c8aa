package spend

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
)

// close writes the sums of a cell in cents, with the spending by the terms.
func (l *Ledger) close(c *cell, a *Amounts) (err error) {
	a.Lines, a.LacksAllowed, a.LacksRepriced = c.lines, c.lacksAllowed, c.lacksRepriced
	spending := c.paid
	switch l.needs {
	case GivesAllowed:
		spending = c.allowed
	case GivesRepriced:
		spending = c.repriced
	}
	if l.terms.PassThrough {
		spending.Merge(c.passThrough)
	}
	cents := func(s apm.CentsSum) apm.Cents {
		sum, beyond := s.Cents()
		if beyond != nil {
			err = beyond
		}
		return sum
	}
	a.Spending, a.Paid, a.PassThrough = cents(spending), cents(c.paid), cents(c.passThrough)
	a.Allowed, a.Repriced = cents(c.allowed), cents(c.repriced)
	return err
}

// emit writes the page and leaves the scratch clean for the next member.
func (l *Ledger) emit(s *scratch, p *Page) error {
	p.Rejected = append(p.Rejected[:0], s.rejected...)
	overflow := l.emitMonths(s, p)
	for i, to := range [...]*Amounts{outside: &p.Outside, pending: &p.Pending, superseded: &p.Superseded} {
		*to = Amounts{}
		if s.set[i].lines > 0 {
			overflow = cmp.Or(overflow, l.close(&s.set[i], to))
			s.set[i] = cell{}
		}
	}
	appended, err := s.appended.Cents()
	p.Appended, s.appended = appended, apm.CentsSum{}
	if overflow = cmp.Or(overflow, err); overflow != nil {
		member := p.ID
		*p = Page{}
		return &SumError{Member: member, Err: overflow}
	}
	return nil
}

func (l *Ledger) emitMonths(s *scratch, p *Page) (overflow error) {
	entries := 0
	for _, set := range s.touched[:len(s.slots)*l.words] {
		entries += bits.OnesCount64(set)
	}
	p.Months = sized(p.Months, len(s.slots))
	p.backing = sized(p.backing, entries)
	next := 0
	for k, i := range l.inOrder(s) {
		m := &p.Months[k]
		l.head(m, &s.slots[i])
		touched := s.touched[int(i)*l.words : (int(i)+1)*l.words]
		cells := s.cells[int(i)*len(l.groups) : (int(i)+1)*len(l.groups)]
		first, categories := next, next // exclusions come before categories
		for w, set := range touched {
			for ; set != 0; set &= set - 1 {
				g := w<<6 | bits.TrailingZeros64(set)
				e := &p.backing[next]
				e.Name = l.groups[g].name
				if err := l.close(&cells[g], &e.Amounts); err != nil {
					overflow = err
				}
				cells[g] = cell{}
				next++
				if g < l.first {
					categories = next
				}
			}
			touched[w] = 0
		}
		if first < categories {
			m.Excluded = p.backing[first:categories:categories]
		}
		if categories < next {
			m.Entries = p.backing[categories:next:next]
		}
		if !s.slots[i].enrolled {
			s.unenrolled[s.slots[i].month] = -1
		}
	}
	return overflow
}

// sized is a list of that length in the memory of another where it has room.
func sized[T any](list []T, n int) []T {
	if n > cap(list) {
		return make([]T, n)
	}
	return list[:n]
}

// inOrder is the numbers of the slots in the order of the page.
func (l *Ledger) inOrder(s *scratch) []int32 {
	s.order = s.order[:0]
	sorted := true
	for i := range s.slots {
		s.order = append(s.order, int32(i))
		sorted = sorted && (i == 0 || s.slots[i-1].month < s.slots[i].month)
	}
	if !sorted {
		slices.SortFunc(s.order, func(a, b int32) int { return l.compareSlots(&s.slots[a], &s.slots[b]) })
	}
	return s.order
}

func (l *Ledger) head(m *Month, s *slot) {
	*m = Month{Start: l.months[s.month].start, Cell: s.cell, Enrolled: s.share}
	switch {
	case !s.enrolled:
		m.Standing = Unenrolled
	case s.exclusion >= 0:
		m.Standing, m.Exclusion = Excluded, l.cohort[s.exclusion].name
	}
}

// compareSlots orders as [Diff] walks: by month, counted before excluded before
// unenrolled, then by name.
func (l *Ledger) compareSlots(a, b *slot) int {
	switch {
	case a.month != b.month:
		return cmp.Compare(a.month, b.month)
	case a.enrolled != b.enrolled:
		if a.enrolled {
			return -1
		}
		return 1
	case a.exclusion < 0 || b.exclusion < 0:
		return cmp.Or(cmp.Compare(min(a.exclusion, 0), min(b.exclusion, 0)), strings.Compare(a.cell, b.cell))
	}
	return cmp.Or(strings.Compare(l.cohort[a.exclusion].name, l.cohort[b.exclusion].name), strings.Compare(a.cell, b.cell))
}
