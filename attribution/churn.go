package attribution

import (
	"cmp"
	"slices"
)

// Churn counts who kept, gained and lost members between two periods. It grows
// with the number of pairs of organisations. The zero value is empty, and merging
// is commutative and associative.
type Churn struct {
	moves map[move]int64
}

// move is where members were and where they are: an organisation, or a reason.
type move struct{ from, to side }

type side struct {
	organization string
	reason       Reason
}

func sideOf(r *Result) side {
	if r == nil {
		return side{reason: Unseen}
	}
	return side{organization: r.Organization, reason: r.Reason}
}

// Unseen stands for a member who was not among the members of one of the periods.
const Unseen Reason = "unseen"

// Add counts a member with the results of both periods; nil where the member was
// not there.
func (c *Churn) Add(before, after *Result) {
	if c.moves == nil {
		c.moves = make(map[move]int64)
	}
	c.moves[move{sideOf(before), sideOf(after)}]++
}

// Merge adds what another churn counted.
func (c *Churn) Merge(other *Churn) {
	if c.moves == nil {
		c.moves = make(map[move]int64)
	}
	for m, n := range other.moves {
		c.moves[m] += n
	}
}

// OrganizationChurn is what became of one organisation's members.
type OrganizationChurn struct {
	Organization string `json:"organization"`
	Before       int64  `json:"before"` // kept + all that were lost
	After        int64  `json:"after"`  // kept + all that were gained
	Kept         int64  `json:"kept"`
	Gained       []Flow `json:"gained,omitempty"`
	Lost         []Flow `json:"lost,omitempty"`
}

// Flow is a number of members that came from, or went to, another organisation, or
// were or became unassigned for a reason.
type Flow struct {
	Organization string `json:"organization,omitempty"`
	Reason       Reason `json:"reason,omitempty"`
	Members      int64  `json:"members"`
}

// Rows are the organisations of either period, sorted by name.
func (c *Churn) Rows() []OrganizationChurn {
	byName := make(map[string]*OrganizationChurn)
	row := func(name string) *OrganizationChurn {
		if byName[name] == nil {
			byName[name] = &OrganizationChurn{Organization: name}
		}
		return byName[name]
	}
	for m, n := range c.moves {
		if m.from.organization == m.to.organization {
			if m.from.organization != "" {
				x := row(m.from.organization)
				x.Before, x.After, x.Kept = x.Before+n, x.After+n, x.Kept+n
			}
			continue
		}
		if m.from.organization != "" {
			x := row(m.from.organization)
			x.Before += n
			x.Lost = append(x.Lost, Flow{m.to.organization, m.to.reason, n})
		}
		if m.to.organization != "" {
			x := row(m.to.organization)
			x.After += n
			x.Gained = append(x.Gained, Flow{m.from.organization, m.from.reason, n})
		}
	}
	rows := make([]OrganizationChurn, 0, len(byName))
	for _, x := range byName {
		sortFlows(x.Gained)
		sortFlows(x.Lost)
		rows = append(rows, *x)
	}
	slices.SortFunc(rows, func(x, y OrganizationChurn) int { return cmp.Compare(x.Organization, y.Organization) })
	return rows
}

func sortFlows(flows []Flow) {
	slices.SortFunc(flows, func(x, y Flow) int {
		return cmp.Or(cmp.Compare(y.Members, x.Members), cmp.Compare(x.Organization, y.Organization), cmp.Compare(x.Reason, y.Reason))
	})
}
