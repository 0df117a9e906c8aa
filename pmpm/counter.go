package pmpm

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
)

// Span is a stretch of days on which a member belongs to a provider, in a cell.
type Span struct {
	Provider string `json:"provider"`
	Cell     string `json:"cell,omitzero"` // see [Count]
	// Period includes both ends; an open one goes on.
	Period apm.Period `json:"period"`
}

// Counter counts member-months of many members by provider, month and cell. Counters of
// one arrangement and months merge, in any order. It is not safe for use by several
// goroutines at once.
type Counter struct {
	rule     apm.MonthRule
	keys     int
	from, to Month
	months   map[counted]apm.MemberMonths
	shares   []share // of one member, kept to be used again
	spans    []enrolled
}

type counted struct {
	provider, cell string
	month          Month
}

type share struct {
	counted
	months apm.MemberMonths
}

// enrolled is a span cut to the months of the counter.
type enrolled struct {
	*Span
	from, to apm.Date
	row      int
}

// Counter starts a count of the months from one to another, both included. It fails
// where the terms do not say how part months count.
func (a *Arrangement) Counter(from, to Month) (*Counter, error) {
	if a.terms.Months == (apm.MonthRule{}) {
		return nil, &apm.FactError{Field: "months", Reason: "the terms do not say how part months count"}
	}
	if !from.Valid() || !to.Valid() || from > to {
		return nil, &apm.FactError{Field: "months", Reason: "run from a month of the years 1 to 9999 to the same or a later one"}
	}
	return &Counter{rule: a.terms.Months, keys: len(a.terms.Keys), from: from, to: to, months: make(map[counted]apm.MemberMonths)}, nil
}

// Add counts one member, in any order of the spans. Spans that share a day of the counted
// months must be of one provider and cell: otherwise, and for a span that cannot be, it
// fails with a [*apm.FactError] and counts nothing of the member, so that a caller may set
// the member aside and go on.
func (c *Counter) Add(spans []Span) error {
	c.spans, c.shares = c.spans[:0], c.shares[:0]
	first, last := c.from.First(), c.to.Last()
	for i := range spans {
		s := &spans[i]
		fail := func(field, reason string) error {
			return &apm.FactError{Field: fmt.Sprintf("spans[%d].%s", i, field), Reason: reason}
		}
		if s.Provider == "" {
			return fail("provider", "is missing")
		}
		if fits := cellFits(s.Cell, c.keys); fits != "" {
			return fail("cell", "does not fit the keys of the terms")
		}
		if !s.Period.Valid() {
			return fail("period", "holds no day")
		}
		e := enrolled{s, s.Period.From, s.Period.To, i}
		if e.to == 0 {
			e.to = last
		}
		if e.from, e.to = max(e.from, first), min(e.to, last); e.from <= e.to {
			c.spans = append(c.spans, e)
		}
	}
	slices.SortFunc(c.spans, func(a, b enrolled) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.row, b.row))
	})
	if err := c.join(); err != nil {
		return err
	}
	all := c.spans
	for len(c.spans) > 0 {
		m := MonthOf(c.spans[0].from)
		c.month(m)
		for len(c.spans) > 0 && c.spans[0].to <= m.Last() {
			c.spans = c.spans[1:]
		}
		if len(c.spans) > 0 {
			c.spans[0].from = max(c.spans[0].from, m.Last()+1)
		}
	}
	c.spans = all[:0] // the whole of it, for the next member
	return c.take(c.shares)
}

// join makes one span of those of one provider and cell that overlap, and refuses others
// that do.
func (c *Counter) join() error {
	joined := c.spans[:0]
	for _, e := range c.spans {
		if n := len(joined); n > 0 && e.from <= joined[n-1].to {
			before := &joined[n-1]
			if before.Provider != e.Provider || before.Cell != e.Cell {
				return &apm.FactError{Field: fmt.Sprintf("spans[%d].period", e.row),
					Reason: fmt.Sprintf("shares days with spans[%d], which is of another provider or cell", before.row)}
			}
			before.to = max(before.to, e.to)
			continue
		}
		joined = append(joined, e)
	}
	c.spans = joined
	return nil
}

// month counts one month of the joined spans, the first of which has days in it.
func (c *Counter) month(m Month) {
	first, last := m.First(), m.Last()
	n := 0
	days := 0
	for n < len(c.spans) && c.spans[n].from <= last {
		e := &c.spans[n]
		here := int(min(e.to, last)-max(e.from, first)) + 1
		days += here
		if c.rule.Count == apm.ByDays {
			c.share(m, e, apm.MonthShare(here, m.Days()))
		}
		n++
	}
	in := c.spans[:n]
	on := func(day apm.Date) {
		for i := range in {
			if in[i].from <= day && day <= in[i].to {
				c.share(m, &in[i], apm.OneMonth)
			}
		}
	}
	switch c.rule.Count {
	case apm.OnDay:
		on(first + apm.Date(c.rule.Day) - 1)
	case apm.OnLastDay:
		on(last)
	case apm.AnyDay, apm.AllDays:
		if c.rule.Count == apm.AllDays && days < m.Days() {
			return
		}
		chosen := &in[0]
		if c.rule.Choose == apm.LastDay {
			chosen = &in[n-1]
		}
		c.share(m, chosen, apm.OneMonth)
	}
}

func (c *Counter) share(m Month, e *enrolled, months apm.MemberMonths) {
	c.shares = append(c.shares, share{counted{e.Provider, e.Cell, m}, months})
}

// take adds all of a list or, beyond the range, none of it.
func (c *Counter) take(shares []share) error {
	for i := range shares {
		sum, err := c.months[shares[i].counted].Add(shares[i].months)
		if err != nil {
			for _, done := range shares[:i] {
				c.months[done.counted] -= done.months
			}
			return err
		}
		c.months[shares[i].counted] = sum
	}
	return nil
}

// Merge adds the members of another counter. It fails where the two count other months
// or by other rules, and with [apm.ErrOverflow] beyond the range.
func (c *Counter) Merge(d *Counter) error {
	if c.rule != d.rule || c.keys != d.keys || c.from != d.from || c.to != d.to {
		return errors.New("the counters count other months or by other rules")
	}
	all := make([]share, 0, len(d.months))
	for k, n := range d.months {
		all = append(all, share{k, n})
	}
	return c.take(all)
}

// Counts is the member-months by provider, each in order of month and cell.
func (c *Counter) Counts() map[string][]Count {
	out := make(map[string][]Count)
	for k, n := range c.months {
		out[k.provider] = append(out[k.provider], Count{k.month, k.cell, n})
	}
	for _, counts := range out {
		slices.SortFunc(counts, func(a, b Count) int { return a.before(&b) })
	}
	return out
}
