package spend

import (
	"fmt"
	"slices"
	"sync"

	"github.com/seed-6807d414/apm"
)

// Ledger is terms that have been checked and compiled. It is safe for use by
// several goroutines.
type Ledger struct {
	terms  Terms
	match  matcher
	groups []group // first the exclusions, then the categories
	first  int     // the first category among the groups
	rest   int     // the group of what no category holds, or -1
	words  int     // of a set of groups
	parts  map[string]part
	needs  AmountSet // what a line must give beside the paid amount

	days   []uint16 // the month of each day of the period
	months []month
	cells  map[string]int32 // the place of each rate cell in the list of the terms
	flags  map[string]uint64
	cohort []cohort

	pool *sync.Pool // of *scratch
}

// group is what a line can be posted under.
type group struct {
	name string
	date dateCode
}

// part is the treatment of a part; where it is removed, the group to post it under.
type part struct {
	treat Treatment
	group int
}

type month struct {
	start apm.Date
	first int32 // offset of its first day in the period
	days  int32
}

// cohort is a compiled cohort rule.
type cohort struct {
	name         string
	cells        []string
	flags, lacks uint64
	byFlags      bool
}

// New checks terms and makes a ledger of them. It fails with [apm.Problems], which
// list everything that is wrong. The ledger keeps a copy of the terms.
func New(t Terms) (*Ledger, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	t = t.clone()
	l := &Ledger{terms: t, rest: -1, parts: make(map[string]part)}
	var rules []Where
	add := func(name string, date DateRule) int {
		if date == "" {
			date = t.Incurred
		}
		l.groups = append(l.groups, group{name, dateCodes[date]})
		return len(l.groups) - 1
	}
	for _, s := range t.Exclude {
		add(s.Name, s.Incurred)
		rules = append(rules, s.When)
	}
	if t.Beyond != "" {
		l.rest = add(t.Beyond, "")
	}
	for _, p := range t.Parts {
		l.parts[p.Name] = part{p.Treat, len(l.groups)}
		if p.Treat == Remove {
			add(p.Name, "")
		}
	}
	l.first = len(l.groups)
	for _, s := range t.Categories {
		add(s.Name, s.Incurred)
		rules = append(rules, s.When)
	}
	if t.Other != "" {
		l.rest = add(t.Other, "")
	}
	l.words = (len(l.groups) + 63) / 64
	l.match = newMatcher(rules)
	switch t.Spending {
	case Allowed:
		l.needs = GivesAllowed
	case Repriced:
		l.needs = GivesRepriced
	}
	l.compileMonths()
	l.compileCohort()
	l.pool = &sync.Pool{New: func() any { return l.newScratch() }}
	return l, nil
}

func (l *Ledger) compileMonths() {
	for day := l.terms.Period.From; day <= l.terms.Period.To; {
		next := day.AddMonths(1)
		m := month{start: day, first: int32(len(l.days)), days: int32(next - day)}
		for range m.days {
			l.days = append(l.days, uint16(len(l.months)))
		}
		l.months = append(l.months, m)
		day = next
	}
}

func (l *Ledger) compileCohort() {
	l.cells = make(map[string]int32)
	for i, c := range l.terms.Cells {
		l.cells[c] = int32(i)
	}
	l.flags = make(map[string]uint64)
	for i, f := range flagsOf(l.terms.Cohort) {
		l.flags[f] = 1 << i
	}
	for _, r := range l.terms.Cohort {
		c := cohort{name: r.Name, cells: r.Cells, byFlags: r.Flags != nil}
		for _, f := range r.Flags {
			c.flags |= l.flags[f]
		}
		for _, f := range r.Lacks {
			c.lacks |= l.flags[f]
		}
		l.cohort = append(l.cohort, c)
	}
}

// exclusion is the cohort rule that takes out a day of that cell and those flags,
// or -1.
func (l *Ledger) exclusion(cell string, flags uint64) int16 {
	for i := range l.cohort {
		r := &l.cohort[i]
		if (r.cells == nil || slices.Contains(r.cells, cell)) &&
			(!r.byFlags || flags&r.flags != 0) &&
			(r.lacks == 0 || flags&r.lacks != r.lacks) {
			return int16(i)
		}
	}
	return -1
}

// Terms is a copy of the terms of the ledger.
func (l *Ledger) Terms() Terms { return l.terms.clone() }

// clone copies the terms with all their lists.
func (t Terms) clone() Terms {
	services := func(list []Service) []Service {
		list = slices.Clone(list)
		for i := range list {
			list[i].When = slices.Clone(list[i].When)
			for k, test := range list[i].When {
				list[i].When[k].In, list[i].When[k].NotIn = slices.Clone(test.In), slices.Clone(test.NotIn)
			}
		}
		return list
	}
	t.Parts, t.Cells, t.Cohort = slices.Clone(t.Parts), slices.Clone(t.Cells), slices.Clone(t.Cohort)
	for i, r := range t.Cohort {
		t.Cohort[i].Cells, t.Cohort[i].Flags, t.Cohort[i].Lacks = slices.Clone(r.Cells), slices.Clone(r.Flags), slices.Clone(r.Lacks)
	}
	t.Exclude, t.Categories = services(t.Exclude), services(t.Categories)
	return t
}

// Categories is the names of the categories, in the order of the terms; other
// comes last.
func (l *Ledger) Categories() []string { return names(l.groups[l.first:]) }

// Exclusions is the names of everything that can take out lines, parts or months:
// rules for lines, what is beyond the categories, removed parts, cohort rules.
func (l *Ledger) Exclusions() []string {
	list := names(l.groups[:l.first])
	for _, c := range l.cohort {
		list = append(list, c.name)
	}
	return list
}

func names(groups []group) []string {
	list := make([]string, len(groups))
	for i, g := range groups {
		list[i] = g.name
	}
	return list
}

// AsOf is the same ledger for the run that ends with what was paid through a date.
// The run as of any date can be rebuilt from the same claims, because a later
// version never erases an earlier one but takes it back at its own paid date. It
// fails on what is no date.
func (l *Ledger) AsOf(paidThrough apm.Date) (*Ledger, error) {
	if !paidThrough.Valid() {
		return nil, fmt.Errorf("paidThrough: is no date of the years 1 to 9999")
	}
	run := *l
	run.terms.PaidThrough = paidThrough
	run.pool = &sync.Pool{New: func() any { return run.newScratch() }}
	return &run, nil
}
