package attribution

import (
	"cmp"
	"maps"
	"slices"

	"github.com/seed-6807d414/apm"
)

// Panel counts results: members and member-months by organisation, step, billing
// identifier and practitioner, and unassigned members by reason. It grows with the
// number of these, not of members. Merging panels is commutative and associative.
// The zero value is an empty panel.
type Panel struct {
	assigned   map[panelKey]Count
	unassigned map[lossKey]Count
}

type panelKey struct {
	organization, step string
	id                 ID
	practitioner       string
}

type lossKey struct {
	reason Reason
	step   string
}

// Count is a number of members and of their months.
type Count struct {
	Members int64 `json:"members"`
	Months  int64 `json:"months"` // member-months
}

func (c Count) plus(d Count) Count { return Count{c.Members + d.Members, c.Months + d.Months} }

// Add counts a result.
func (p *Panel) Add(r Result) {
	if p.assigned == nil {
		p.assigned, p.unassigned = make(map[panelKey]Count), make(map[lossKey]Count)
	}
	one := Count{Members: 1, Months: int64(r.Months)}
	if r.Assigned() {
		k := panelKey{r.Organization, r.Step, r.Winner.ID, r.Practitioner}
		p.assigned[k] = p.assigned[k].plus(one)
		return
	}
	k := lossKey{r.Reason, r.Step}
	p.unassigned[k] = p.unassigned[k].plus(one)
}

// Merge adds what another panel counted.
func (p *Panel) Merge(other *Panel) {
	if p.assigned == nil {
		p.assigned, p.unassigned = make(map[panelKey]Count), make(map[lossKey]Count)
	}
	for k, c := range other.assigned {
		p.assigned[k] = p.assigned[k].plus(c)
	}
	for k, c := range other.unassigned {
		p.unassigned[k] = p.unassigned[k].plus(c)
	}
}

// PanelRow is a line of a panel. At each level of a roll-up the fields below it are
// empty.
type PanelRow struct {
	Organization string `json:"organization,omitempty"`
	Step         string `json:"step,omitempty"`
	ID           ID     `json:"id,omitzero"`
	Practitioner string `json:"practitioner,omitempty"`
	Count
	// Hidden says that the count is withheld in a report for release.
	Hidden bool `json:"hidden,omitempty"`
}

// Level is how far a panel is broken down.
type Level int

// The levels of a panel. A practitioner rolls up to the billing identifier with
// most of the member's services, and this to its organisation.
const (
	ByOrganization Level = iota
	ByStep               // organisation and step
	ByBillingID          // organisation and TIN or CCN
	ByPractitioner       // organisation, TIN or CCN, and NPI
)

// Rows are the assigned members at a level, sorted. The rows of every level add up
// to the same total.
func (p *Panel) Rows(level Level) []PanelRow {
	sums := make(map[PanelRow]Count)
	for k, c := range p.assigned {
		row := PanelRow{Organization: k.organization}
		switch level {
		case ByStep:
			row.Step = k.step
		case ByBillingID:
			row.ID = k.id
		case ByPractitioner:
			row.ID, row.Practitioner = k.id, k.practitioner
		}
		sums[row] = sums[row].plus(c)
	}
	rows := make([]PanelRow, 0, len(sums))
	for row, c := range sums {
		row.Count = c
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(x, y PanelRow) int {
		return cmp.Or(cmp.Compare(x.Organization, y.Organization), cmp.Compare(x.Step, y.Step),
			compareID(x.ID, y.ID), cmp.Compare(x.Practitioner, y.Practitioner))
	})
	return rows
}

// LossRow counts the members that are unassigned for one reason.
type LossRow struct {
	Reason Reason `json:"reason"`
	Count
	Hidden bool `json:"hidden,omitempty"`
}

// Unassigned are the unassigned members by reason, in the order of [Reasons].
func (p *Panel) Unassigned() []LossRow {
	sums := make(map[Reason]Count)
	for k, c := range p.unassigned {
		sums[k.reason] = sums[k.reason].plus(c)
	}
	var rows []LossRow
	for _, reason := range Reasons() {
		if c, ok := sums[reason]; ok {
			rows = append(rows, LossRow{Reason: reason, Count: c})
		}
	}
	return rows
}

// Total is every member that was counted, and the assigned ones.
func (p *Panel) Total() (all, assigned Count) {
	for c := range maps.Values(p.assigned) {
		assigned = assigned.plus(c)
	}
	all = assigned
	for c := range maps.Values(p.unassigned) {
		all = all.plus(c)
	}
	return all, assigned
}

// Release hides the rows with 1 to 10 members, and those that would reveal them
// from the total, as [apm.Suppress] does: their counts are set to zero and Hidden
// is set. It says whether the total must be hidden too.
func Release(rows []PanelRow) (hideTotal bool) {
	return release(len(rows), func(i int) (*Count, *bool) { return &rows[i].Count, &rows[i].Hidden })
}

// ReleaseUnassigned does for the unassigned members what [Release] does for the
// others. Each total is one of its own; a report that also shows the sum of both
// shows neither of them where either is hidden.
func ReleaseUnassigned(rows []LossRow) (hideTotal bool) {
	return release(len(rows), func(i int) (*Count, *bool) { return &rows[i].Count, &rows[i].Hidden })
}

func release(n int, row func(i int) (*Count, *bool)) (hideTotal bool) {
	counts := make([]int64, n)
	for i := range counts {
		count, _ := row(i)
		counts[i] = count.Members
	}
	s := apm.Suppress(counts)
	for i, hide := range s.Cells {
		if hide {
			count, hidden := row(i)
			*count, *hidden = Count{}, true
		}
	}
	return s.Total
}
