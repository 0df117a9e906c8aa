package benchmark

import (
	"reflect"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

// Terms are the rules of one benchmark. They start from one line for each category
// and base year, its per-capita amount; the order of the lists is the order of
// calculation.
type Terms struct {
	// Name is what the program calls itself: "MSSP, first agreement period".
	Name string `json:"name"`
	// Years are the base years whose experience the list starts from, oldest first.
	Years []string `json:"years"`
	// Rules make the benchmark that is set before the year.
	Rules Rules `json:"rules,omitempty"`
	// Retrospective are the rules that may still run when the year is over: the
	// declared adjusters of a benchmark set in advance. They run behind Rules.
	Retrospective Rules `json:"retrospective,omitempty"`
	// FrozenMix is the year whose time weighs the categories of a frozen benchmark into
	// one figure, from which the effect of each retrospective rule is counted. Empty
	// means that a frozen benchmark has such a figure only behind a [Mix].
	FrozenMix string `json:"frozenMix,omitzero"`
}

// Rules is a list of rules in the order in which they apply.
type Rules []Rule

// Rule is one step of a benchmark. The rules of this package are data; a program that
// has another implements the interface and puts its own into the list.
type Rule interface {
	// Kind is the rule's name in JSON.
	Kind() string
	// Apply takes the lines so far and says what becomes of them. It must not change
	// the facts or the lines. It gives the same result for the same input and may be
	// called from several goroutines.
	Apply(facts *Facts, lines []Line) (Move, error)
	// Validate reports what is wrong with the rule's own fields.
	Validate(c apm.Check)
}

// Line is the benchmark so far of one category, in dollars per unit of time.
type Line struct {
	// Category is empty for all categories together, behind a [Mix].
	Category string `json:"category,omitzero"`
	// Year is the base year, as long as base years are apart.
	Year      string          `json:"year,omitzero"`
	PerCapita decimal.Decimal `json:"perCapita"`
}

// key is how a line is called in the account.
func (l Line) key() string {
	switch {
	case l.Category == "":
		return "all"
	case l.Year == "":
		return l.Category
	}
	return l.Category + " " + l.Year
}

// Move is what a rule makes of the lines. The calculation writes the steps of the
// account from it, so that no rule can forget to.
type Move struct {
	// To is the lines after the rule.
	To []Line
	// Figures are the numbers that the rule used for each line, in the order of To; it
	// may be empty.
	Figures [][]apm.Figure
	// Authority is where the rule is laid down.
	Authority string
	// Branches are the alternatives that were weighed.
	Branches []apm.Branch
	// Marks are lines that the result reports by name, and rules behind this one may
	// read.
	Marks []Marked
	// Named are figures that rules behind this one may read as Facts.Amount.
	Named []apm.Figure
	// Merged are the lines of the categories that the rule merged into one.
	Merged []Line
	// Time is what the merged line is per: the sum of the time of its categories.
	Time decimal.NullDecimal
}

// Marked is lines under a name: the historical benchmark on its way to the updated
// one.
type Marked struct {
	Name  string `json:"name"`
	Lines []Line `json:"lines"`
	// All is the mean of the lines by the time of a year, where the mark names one.
	All decimal.NullDecimal `json:"all,omitzero"`
}

// Validate reports every problem of the terms, each with its path, as
// [apm.Problems]; nil when there is none.
func (t Terms) Validate() error {
	_, err := t.checked()
	return err
}

// checked is a copy of the terms that shares nothing with them, with pointers to the
// rules of this package made plain.
func (t Terms) checked() (Terms, error) {
	var problems apm.Problems
	c := problems.Check()
	if !measured(t.Rules, t.Retrospective) {
		c.Problemf("the terms hold themselves, or more than %d rules and growths", data.MaxNodes)
		return Terms{}, problems
	}
	t = copied(t)
	if strings.TrimSpace(t.Name) == "" {
		c.In("name").Problemf("is empty")
	}
	if len(t.Years) == 0 {
		c.In("years").Problemf("needs a base year to start from")
	}
	for i, year := range t.Years {
		if year == "" {
			c.In("years").At(i).Problemf("is empty")
		}
		for _, other := range t.Years[:i] {
			if other == year {
				c.In("years").At(i).Problemf("%q stands twice", year)
				break
			}
		}
	}
	if len(t.Rules) == 0 && len(t.Retrospective) == 0 {
		c.Problemf("the terms are empty: they need a list of rules")
	}
	t.Rules.validate(c.In("rules"))
	t.Retrospective.validate(c.In("retrospective"))
	return t, problems.Err()
}

func (rules Rules) validate(c apm.Check) {
	marks := make(map[string]bool)
	for i, r := range rules {
		if v := reflect.ValueOf(r); r == nil || v.Kind() == reflect.Pointer && v.IsNil() {
			c.At(i).Problemf("is no rule")
			continue
		}
		r.Validate(c.At(i))
		if m, ok := r.(Mark); ok {
			if marks[m.Name] {
				c.At(i).In("name").Problemf("%q is marked already", m.Name)
			}
			marks[m.Name] = true
		}
	}
}

// MarshalJSON writes each rule as an object with its kind.
func (rules Rules) MarshalJSON() ([]byte, error) { return apm.MarshalKinds(rules) }

// Kinds is the rules of this package by name. A caller adds its own with With:
//
//	benchmark.Decode(b, benchmark.Kinds().With(Floor{}))
func Kinds() apm.Kinds[Rule] {
	return apm.Kinds[Rule]{}.With(
		Trend{}, TrueUp{}, Scale{}, RiskRatio{}, BaseYears{}, // from experience to one amount
		RegionalAdjustment{}, PriorSavings{}, EquityAdjustment{}, Greatest{}, RateBook{}, // adjustments
		Deductions{}, Addend{}, Limit{}, Mix{}, Mark{}, Guardrail{}, Round{}, // the end of the chain
		Multiplier{}, Credibility{}, // episodes and small numbers
	)
}

// Decode reads terms from JSON, strictly: see [apm.Kinds.Decode] for what is refused.
// The terms are read, not yet checked; [New] checks them.
func Decode(data []byte, kinds apm.Kinds[Rule]) (Terms, error) {
	var t Terms
	err := kinds.Decode(data, &t)
	return t, err
}
