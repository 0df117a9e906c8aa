package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/screen"
	"github.com/seed-6807d414/apm/spend"
)

// movedKey is a row of the difference between two runs.
type movedKey struct {
	start    apm.Date
	standing spend.Standing
	name     string
}

// change is how much a category of a month moved between two runs.
type change struct {
	members  int64
	last     string // the member who came up last
	was, now apm.CentsSum
}

// move adds what changed for one member since the earlier run.
func (j *job) move(m spend.Member, page spend.Page) error {
	was, err := j.earlier.Post(m)
	if err != nil {
		return err
	}
	changes, err := spend.Diff(was, page)
	if err != nil {
		return err
	}
	for _, r := range was.Rejected {
		if r.Reason == spend.NoPaidDate {
			j.undated++
		}
	}
	for _, c := range changes {
		if c.Name == "" {
			continue // of enrollment, which no paid date changes
		}
		key := movedKey{c.Start, c.Standing, c.Name}
		to := j.moved[key]
		if to == nil {
			to = new(change)
			j.moved[key] = to
		}
		if to.members == 0 || to.last != m.ID {
			to.members, to.last = to.members+1, m.ID
		}
		to.was.Add(c.Was.Spending)
		to.now.Add(c.Is.Spending)
	}
	return nil
}

func (j *job) printMoved() error {
	if j.earlier == nil {
		return nil
	}
	keys := slices.SortedFunc(maps.Keys(j.moved), func(a, b movedKey) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.standing, b.standing), cmp.Compare(a.name, b.name))
	})
	withheld := j.withheld(keys)
	title := "What came since the run as of " + j.earlier.Terms().PaidThrough.String()
	if j.undated > 0 {
		title += fmt.Sprintf("; it rejects %s lines for want of a paid date", j.count(j.undated))
	}
	t := screen.NewTable(title, 2, "month", "category", "members", "was", "is")
	for i, key := range keys {
		c := j.moved[key]
		month, name := key.start.String()[:len("2006-01")], key.name
		if key.standing != spend.Counted {
			name += ", " + key.standing.String()
		}
		if withheld[i] {
			t.Row(month, name, hidden, hidden, hidden)
			continue
		}
		t.Row(month, name, number(c.members), dollars(c.was.Decimal()), dollars(c.now.Decimal()))
	}
	return t.Print(j.out)
}

func (j *job) count(n int64) string {
	if j.release && small(n) {
		return hidden
	}
	return number(n)
}

// withheld says which rows of the difference a release hides: those of few members,
// and in each year and category what the ledger's row of that year would reveal.
func (j *job) withheld(keys []movedKey) []bool {
	out := make([]bool, len(keys))
	if !j.release {
		return out
	}
	lists := make(map[movedKey][]int)
	for i, key := range keys {
		year, _, _ := key.start.Civil()
		key.start = apm.CalendarYear(year).From
		lists[key] = append(lists[key], i)
	}
	for _, list := range lists {
		counts := make([]int64, len(list))
		for k, i := range list {
			counts[k] = j.moved[keys[i]].members
		}
		s := apm.Suppress(counts)
		for k, i := range list {
			out[i] = s.Cells[k] || s.Total
		}
	}
	return out
}
