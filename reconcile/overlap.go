package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
)

// OverlapTerms say how several arrangements on the same members stand to each other. The
// order of the list does not matter; precedence does.
type OverlapTerms struct {
	Name         string        `json:"name"`
	Arrangements []Arrangement `json:"arrangements"`
}

// Arrangement is one model among several on the same members.
type Arrangement struct {
	Name string `json:"name"`
	// Precedence is the rank in which arrangements claim savings: the one of rank 1 claims
	// first. Each has a rank of its own.
	Precedence int `json:"precedence"`
	// Counts is what other arrangements paid that counts as spending here. Of an
	// arrangement whose gains or losses do not, the savings or losses themselves are
	// netted instead, so that the same dollar is never paid or charged twice.
	Counts    []Count `json:"counts,omitempty"`
	Authority string  `json:"authority,omitzero"`
}

// Count is payments of an arrangement that count as spending, for the members of both.
type Count struct {
	// Of is the arrangement. Fees may be of any, also of the one that counts them; gains
	// and losses of one that comes before it.
	Of   string  `json:"of"`
	What Payable `json:"what"`
}

// Payable is what an arrangement pays.
type Payable string

// What may count as spending.
const (
	Fees   Payable = "fees"   // care management and the like
	Gains  Payable = "gains"  // what it paid for savings: they raise spending
	Losses Payable = "losses" // what it charged for losses: they lower spending
)

// Validate reports every problem of the terms, each with its path, as [apm.Problems];
// nil when there is none.
func (t OverlapTerms) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	named(t.Name, c)
	if len(t.Arrangements) == 0 {
		c.In("arrangements").Problemf("needs an arrangement")
	}
	ranks, byName := make(map[int]string), make(map[string]int)
	for i, a := range t.Arrangements {
		at := c.In("arrangements").At(i)
		named(a.Name, at)
		if _, twice := byName[a.Name]; twice {
			at.In("name").Problemf("%q stands twice", a.Name)
		}
		byName[a.Name] = a.Precedence
		if a.Precedence < 1 {
			at.In("precedence").Problemf("%d is no rank: the first is 1", a.Precedence)
		} else if other, taken := ranks[a.Precedence]; taken {
			at.In("precedence").Problemf("%d is taken by %q: two arrangements cannot claim the same savings first", a.Precedence, other)
		} else {
			ranks[a.Precedence] = a.Name
		}
	}
	for i, a := range t.Arrangements {
		seen := make(map[Count]bool)
		for j, count := range a.Counts {
			at := c.In("arrangements").At(i).In("counts").At(j)
			rank, known := byName[count.Of]
			switch {
			case !known:
				at.In("of").Problemf("no arrangement is named %q", count.Of)
			case count.What != Fees && count.What != Gains && count.What != Losses:
				at.In("what").Problemf("unknown payment %q (known: fees, gains, losses)", string(count.What))
			case count.What != Fees && rank >= a.Precedence:
				at.In("of").Problemf("the %s of %q are not known yet: it does not come before %q", count.What, count.Of, a.Name)
			case seen[count]:
				at.Problemf("stands twice")
			}
			seen[count] = true
		}
	}
	return problems.Err()
}

// Overlap is terms that have been checked. It is safe for use by several goroutines.
type Overlap struct {
	terms OverlapTerms // in the order of precedence
}

// NewOverlap checks the terms and keeps a copy of them. It fails with [apm.Problems],
// which list everything that is wrong.
func NewOverlap(t OverlapTerms) (*Overlap, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	t = data.Copy(data.Room[OverlapTerms](), t)
	slices.SortFunc(t.Arrangements, func(a, b Arrangement) int { return a.Precedence - b.Precedence })
	return &Overlap{terms: t}, nil
}

// OverlapFacts are what each arrangement measured, by its name. An empty list says that
// an arrangement has no members; without a list it is missing.
type OverlapFacts struct {
	Arrangements map[string][]MemberSaving `json:"arrangements"`
}

// MemberSaving is one member in one arrangement.
type MemberSaving struct {
	Member string `json:"member"`
	// Saving is the member's benchmark less expenditure: negative for a loss.
	Saving apm.Cents `json:"saving"`
	// Fees is what the arrangement paid for the member beside that.
	Fees apm.Cents `json:"fees,omitzero"`
}

func (f *OverlapFacts) check(t *OverlapTerms) error {
	for _, a := range t.Arrangements {
		list := f.Arrangements[a.Name]
		if list == nil {
			return apm.Missing(fmt.Sprintf("arrangements.%q", a.Name))
		}
		seen := make(map[string]bool, len(list))
		for i := range list {
			at := func(field string) string { return fmt.Sprintf("arrangements.%q[%d].%s", a.Name, i, field) }
			switch m := list[i].Member; {
			case m == "":
				return apm.Missing(at("member"))
			case seen[m]:
				return &apm.FactError{Field: at("member"), Reason: "stands twice in the arrangement"}
			default:
				seen[m] = true
			}
		}
	}
	if len(f.Arrangements) != len(t.Arrangements) {
		names := make([]string, len(t.Arrangements))
		for i, a := range t.Arrangements {
			names[i] = a.Name
		}
		return &apm.FactError{Field: "arrangements", Reason: "are not those of the terms: " + strings.Join(names, ", ")}
	}
	return nil
}

// Standing is one arrangement after the others have been netted. Amounts are whole
// cents; savings and gains are positive, losses negative.
type Standing struct {
	Name       string `json:"name"`
	Precedence int    `json:"precedence"`
	Members    int    `json:"members"`
	// Shared is how many of them are in another arrangement too.
	Shared int `json:"shared"`
	// Measured is what the arrangement itself measured.
	Measured apm.Cents `json:"measured"`
	// Netted is the part of it that an earlier arrangement was paid or charged for.
	Netted apm.Cents `json:"netted"`
	// Fees, Gains and Losses are what counts as spending; losses are negative spending.
	Fees   apm.Cents `json:"fees"`
	Gains  apm.Cents `json:"gains"`
	Losses apm.Cents `json:"losses"`
	// Saving is what is left to settle: measured less netted less the spending.
	Saving apm.Cents `json:"saving"`
	// Paid is what the arrangement pays for it, or charges when it is negative.
	Paid apm.Cents `json:"paid"`
}

// Netting is several arrangements on the same members, settled one after the other.
type Netting struct {
	Standings []Standing `json:"standings"` // by precedence
	// Paid is the sum of what they pay, and Netted the sum of what was taken off because
	// it was paid or charged already.
	Paid   apm.Cents `json:"paid"`
	Netted apm.Cents `json:"netted"`
	// Members counts everybody once.
	Members int         `json:"members"`
	Account apm.Account `json:"account"`
}
