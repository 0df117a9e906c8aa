package spend

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// ReleasedRow is one row of a table meant for release: people and their spending.
type ReleasedRow struct {
	Name    string           `json:"name"`
	Members int64            `json:"members"`
	Months  apm.MemberMonths `json:"months"`
	Dollars decimal.Decimal  `json:"dollars"`
	// Hidden says that the figures are withheld; they are then zero.
	Hidden bool `json:"hidden,omitzero"`
}

func (r *ReleasedRow) hide() { *r = ReleasedRow{Name: r.Name, Hidden: true} }

// ReleaseRows is a table without the rows of 1 to 10 members and without what would
// reveal them, and its total. The rows must be of different people: then the total
// is their sum, and [apm.Suppress] says what hides.
func ReleaseRows(rows []ReleasedRow) (released []ReleasedRow, total ReleasedRow) {
	total.Name = "total"
	counts := make([]int64, len(rows))
	released = make([]ReleasedRow, len(rows))
	for i, r := range rows {
		counts[i], released[i] = r.Members, r
		total.Members += r.Members
		total.Months += r.Months
		total.Dollars = total.Dollars.Add(r.Dollars)
	}
	hidden := apm.Suppress(counts)
	for i := range released {
		if hidden.Cells[i] {
			released[i].hide()
		}
	}
	if hidden.Total {
		total.hide()
	}
	return released, total
}

// Release is the findings without those of 1 to 10 or of 1 to 10 members, and
// without those that leave 1 to 10 of their kind: the one is the other's complement.
// Months are no people, and their count is always shown.
func Release(findings []Finding) []Finding {
	out := make([]Finding, len(findings))
	for i, f := range findings {
		out[i] = f
		small := func(n int64) bool { return n >= 1 && n <= apm.SmallCell }
		if f.Unit != unitNames[ofMonths] && (small(f.Count) || small(f.Members) || small(f.Of-f.Count)) {
			out[i].Count, out[i].Members, out[i].Dollars, out[i].Hidden = 0, 0, decimal.Decimal{}, true
		}
	}
	return out
}
