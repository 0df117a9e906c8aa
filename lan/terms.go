package lan

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
)

// Terms say how dollars are measured: by which edition, in which period, what the
// denominator leaves out, and where a dollar counts that stands under a contract with
// several streams.
type Terms struct {
	Name    string  `json:"name,omitzero"`
	Edition Edition `json:"edition"`
	// Period is what the measurement looks back on, closed at both ends: a calendar year
	// or the latest twelve months.
	Period apm.Period `json:"period"`
	// Exclude lists what the denominator leaves out; the first that matches a dollar line
	// takes it. Dollars that nothing excludes are counted.
	Exclude []Exclusion `json:"exclude,omitempty"`
	// Dominance has no default, because it moves dollars between categories.
	Dominance Dominance `json:"dominance"`
	// Rank replaces [DefaultRank], from the least advanced to the most: every category
	// once. It serves [ByRank], and [ByDollars] between equal sums.
	Rank []Category `json:"rank,omitempty"`
	// Change says what becomes of a stream whose category changes within the period; the
	// zero value is [ByPeriod].
	Change Change `json:"change,omitzero"`
}

// Dominance says where the dollars of a contract with several streams count. Each
// dollar counts once in any case. The framework classifies by the dominant form of
// payment; in most contracts the most advanced category is also that of most dollars,
// and where it is not (a small capitation beside large shared savings) this decides.
type Dominance string

// The policies.
const (
	ByRank    Dominance = "byRank"    // all in the contract's most advanced category
	ByDollars Dominance = "byDollars" // all in the category of most of its dollars; of equal sums the most advanced
	ByStream  Dominance = "byStream"  // each stream in its own category
)

// Change says where the dollars of a stream count whose terms change within the period.
type Change string

// The policies.
const (
	ByPeriod Change = ""      // each dollar in the category under which it was paid; a dollar line across the change is divided by days
	AtEnd    Change = "atEnd" // all in the category of the stream's last terms in the period
)

// Spending is a kind of spending that a denominator may leave out.
type Spending string

// The kinds that the LAN's measurement names. A state may name others.
const (
	Dental       Spending = "dental"
	Vision       Spending = "vision"
	LTSS         Spending = "ltss"         // long-term services and supports
	DualEligible Spending = "dualEligible" // for people in both Medicare and Medicaid
)

// Exclusion leaves a kind of spending out of the denominator.
type Exclusion struct {
	Name string   `json:"name"`
	Of   Spending `json:"of"`
	// Lines are the lines of business where it holds; none means all.
	Lines     []Line `json:"lines,omitempty"`
	Authority string `json:"authority,omitzero"`
}

func (x Exclusion) matches(line Line, kinds []Spending) bool {
	return (len(x.Lines) == 0 || slices.Contains(x.Lines, line)) && slices.Contains(kinds, x.Of)
}

// LANExclusions is what the LAN's measurement effort leaves out of the denominator:
// dental and vision in every line, and in Medicaid spending for dual eligibles and
// long-term services and supports (LAN APM measurement FAQ, information collections
// ICR 201509-0938-006 and 201902-0938-001).
func LANExclusions() []Exclusion {
	const authority = "LAN APM measurement effort FAQ"
	medicaid := []Line{Medicaid}
	return []Exclusion{
		{Name: "dental", Of: Dental, Authority: authority},
		{Name: "vision", Of: Vision, Authority: authority},
		{Name: "dual eligibles in Medicaid", Of: DualEligible, Lines: medicaid, Authority: authority},
		{Name: "long-term services and supports in Medicaid", Of: LTSS, Lines: slices.Clone(medicaid), Authority: authority},
	}
}

// same says whether two measurements count alike, whatever they are called.
func (t Terms) same(other Terms) bool {
	return t.Edition == other.Edition && t.Period == other.Period && t.Dominance == other.Dominance && t.Change == other.Change &&
		sameExclusions(t.Exclude, other.Exclude) && slices.Equal(t.order(), other.order())
}

func sameExclusions(a, b []Exclusion) bool {
	return slices.EqualFunc(a, b, func(x, y Exclusion) bool {
		return x.Name == y.Name && x.Of == y.Of && slices.Equal(x.Lines, y.Lines)
	})
}

// order is the categories from the least advanced to the most.
func (t Terms) order() []Category {
	if t.Rank == nil {
		return DefaultRank()
	}
	return t.Rank
}

// Measurement is terms that have been checked and are ready to report. It is safe for
// use by several goroutines.
type Measurement struct {
	terms Terms
	rank  map[Category]int
}

// New checks terms and makes a measurement of a copy of them. It fails with
// [apm.Problems], which list everything that is wrong.
func New(t Terms) (*Measurement, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	m := &Measurement{terms: data.Copy(data.Room[Terms](), t), rank: make(map[Category]int)}
	for i, c := range t.order() {
		m.rank[c] = i
	}
	return m, nil
}

// Validate reports every problem of the terms, each with its path, as [apm.Problems].
func (t Terms) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	if !t.Edition.known() {
		c.In("edition").Problemf("%s", t.Edition.problem())
	}
	if n, closed := t.Period.Days(); !closed || n < 1 {
		c.In("period").Problemf("needs a first and a last day, the last not before the first")
	}
	wanted(c.In("dominance"), t.Dominance, ByRank, ByDollars, ByStream)
	word(c.In("change"), t.Change, AtEnd)
	validateExclusions(t.Exclude, c.In("exclude"))
	if t.Rank != nil {
		validateRank(t.Rank, c.In("rank"))
	}
	return problems.Err()
}

func validateExclusions(list []Exclusion, c apm.Check) {
	names := make(map[string]bool)
	for i, x := range list {
		at := c.At(i)
		if x.Name == "" {
			at.In("name").Problemf("is empty")
		}
		if names[x.Name] {
			at.In("name").Problemf("%q is there already", x.Name)
		}
		names[x.Name] = true
		if x.Of == "" {
			at.In("of").Problemf("is empty: name the kind of spending")
		}
		for j, line := range x.Lines {
			wanted(at.In("lines").At(j), line, Lines()...)
		}
	}
}

func validateRank(rank []Category, c apm.Check) {
	seen := make(map[Category]bool)
	for i, category := range rank {
		if !in(category, Categories()) {
			c.At(i).Problemf("unknown category %q (known: %s)", string(category), list(Categories()))
		} else if seen[category] {
			c.At(i).Problemf("%s is there already", category)
		}
		seen[category] = true
	}
	for _, category := range Categories() {
		if !seen[category] {
			c.Problemf("lacks %s", category)
		}
	}
}
