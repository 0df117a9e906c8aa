package spend

import (
	"cmp"
	"errors"
	"strings"

	"github.com/seed-6807d414/apm"
)

// Change is what moved between two runs for one member, month and category.
type Change struct {
	Start     apm.Date `json:"start"` // first day of the month
	Standing  Standing `json:"standing"`
	Exclusion string   `json:"exclusion,omitzero"` // of an excluded month
	Cell      string   `json:"cell,omitzero"`
	// Name is the category or the exclusion of the amounts. It is empty for a change
	// of enrollment, which has no amounts.
	Name string `json:"name,omitzero"`
	// Enrolled is the change of the share of the month.
	Enrolled apm.MemberMonths `json:"enrolled,omitzero"`
	// Was and Is are the amounts of the two runs.
	Was Amounts `json:"was,omitzero"`
	Is  Amounts `json:"is,omitzero"`
}

// Spending is the change in dollars. It fails with [apm.ErrOverflow] beyond the
// range of cents.
func (c Change) Spending() (apm.Cents, error) { return c.Is.Spending.Sub(c.Was.Spending) }

// Diff lists what changed from one run of a member to another, by month, cell and
// category, in the order of the pages; what is the same in both is left out. It
// fails when the pages are not of the same member.
func Diff(was, is Page) ([]Change, error) {
	if was.ID != is.ID {
		return nil, errors.New("the two pages are of different members")
	}
	var changes []Change
	a, b := was.Months, is.Months
	for len(a) > 0 || len(b) > 0 {
		order := 0
		switch {
		case len(b) == 0:
			order = -1
		case len(a) == 0:
			order = 1
		default:
			order = compareMonths(&a[0], &b[0])
		}
		var before, after Month
		head := &before
		if order <= 0 {
			before, a = a[0], a[1:]
		}
		if order >= 0 {
			after, b = b[0], b[1:]
			head = &after
		}
		at := Change{Start: head.Start, Standing: head.Standing, Exclusion: head.Exclusion, Cell: head.Cell}
		if before.Enrolled != after.Enrolled {
			moved := at
			moved.Enrolled = after.Enrolled - before.Enrolled
			changes = append(changes, moved)
		}
		changes = diffEntries(changes, at, before.Entries, after.Entries)
		changes = diffEntries(changes, at, before.Excluded, after.Excluded)
	}
	return changes, nil
}

func compareMonths(a, b *Month) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Standing, b.Standing),
		strings.Compare(a.Exclusion, b.Exclusion), strings.Compare(a.Cell, b.Cell))
}

// diffEntries compares two short lists, each of which has a name at most once.
func diffEntries(changes []Change, at Change, was, is []Entry) []Change {
	find := func(list []Entry, name string) (Amounts, bool) {
		for i := range list {
			if list[i].Name == name {
				return list[i].Amounts, true
			}
		}
		return Amounts{}, false
	}
	for _, e := range was {
		if after, _ := find(is, e.Name); after != e.Amounts {
			c := at
			c.Name, c.Was, c.Is = e.Name, e.Amounts, after
			changes = append(changes, c)
		}
	}
	for _, e := range is {
		if _, before := find(was, e.Name); !before && e.Amounts != (Amounts{}) {
			c := at
			c.Name, c.Is = e.Name, e.Amounts
			changes = append(changes, c)
		}
	}
	return changes
}
