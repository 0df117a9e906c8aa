package tcoc

import (
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

// Plan is one arrangement, or several of which one counts or all add up: exactly
// one of its fields is set.
type Plan struct {
	Terms
	// GreaterOf settles each and takes the one that is best for the organisation.
	GreaterOf []Plan `json:"greaterOf,omitempty"`
	// Sum settles each and adds them up: components of spending with a corridor of
	// their own.
	Sum []Plan `json:"sum,omitempty"`
}

// Terms are the rules of one arrangement. Savings and losses are two lists,
// because programs treat them differently; the order of a list is the order of
// calculation. Without a losses list the arrangement is one-sided.
type Terms struct {
	// Name is what the program calls itself: "MSSP BASIC Level E, performance year 2022".
	Name string `json:"name,omitzero"`
	// From is the gap that the lists start from; the zero value is benchmark less
	// expenditure.
	From Gap `json:"from,omitzero"`
	// Savings applies when the gap is zero or above, Losses when it is below. Within a
	// list amounts are never negative.
	Savings Rules `json:"savings,omitempty"`
	Losses  Rules `json:"losses,omitempty"`
}

// Gap is the difference that an arrangement starts from: what should have been
// spent less what was.
type Gap struct {
	Of   Basis `json:"of,omitzero"`
	Less Basis `json:"less,omitzero"`
}

// Rules is a list of rules in the order in which they apply.
type Rules []Rule

// Rule is one step of a settlement. The rules of this package are data; a program
// that has another implements the interface and puts its own into the list. A rule
// that holds lists of rules runs them with [Rules.Run] and checks them with
// [Rules.Validate].
//
// A rule of one's own that never gives less for a larger amount may say so by a
// method Monotone() bool; without it [Arrangement.Bound] takes a bound that passes
// through it for uncertain.
type Rule interface {
	// Kind is the rule's name in JSON.
	Kind() string
	// Apply takes the amount so far, in dollars and not below zero, and says what
	// becomes of it. It must not change the facts. It gives the same result for the
	// same input and may be called from several goroutines.
	Apply(facts *Performance, amount decimal.Decimal) (Move, error)
	// Validate reports what is wrong with the rule's own fields.
	Validate(c apm.Check)
}

// Move is what a rule makes of an amount. Settle writes the step of the account
// from it, so that no rule can forget to.
type Move struct {
	// To is the amount after the rule, not below zero.
	To decimal.Decimal
	// Figures are the numbers that the rule used.
	Figures []apm.Figure
	// Authority is where the rule is laid down.
	Authority string
	// Branches are the alternatives that were weighed.
	Branches []apm.Branch
	// Key tells which case applied, for the account: a quality status, a name.
	Key string
	// Marks are amounts that the settlement reports by name.
	Marks []apm.Figure
	// Stop ends the list: the rules behind this one do not apply.
	Stop bool
	// Bound says that To is a bound, because a figure that limits it is unknown.
	Bound Bound
	// Benchmark takes the place of the benchmark for the rules behind this one.
	Benchmark decimal.NullDecimal
}

// Validate reports every problem of the plan, each with its path, as
// [apm.Problems]; nil when there is none.
func (p Plan) Validate() error {
	_, err := p.checked()
	return err
}

// checked is a copy of the plan that shares nothing with it, with pointers to the
// rules of this package made plain.
func (p Plan) checked() (Plan, error) {
	var problems apm.Problems
	c := problems.Check()
	if !measured(p) {
		c.Problemf("the plan holds itself, or more than %d rules and conditions", data.MaxNodes)
		return Plan{}, problems
	}
	p = copied(p)
	p.validate(c)
	return p, problems.Err()
}

func (p Plan) validate(c apm.Check) {
	forms := 0
	if !p.Terms.empty() {
		forms++
		p.Terms.validate(c)
	}
	if p.GreaterOf != nil {
		forms++
		validatePlans(p.GreaterOf, c.In("greaterOf"))
	}
	if p.Sum != nil {
		forms++
		validatePlans(p.Sum, c.In("sum"))
	}
	if forms != 1 {
		c.Problemf("a plan is exactly one of terms, greaterOf and sum, not %d of them", forms)
	}
}

func validatePlans(plans []Plan, c apm.Check) {
	if len(plans) == 0 {
		c.Problemf("needs a plan")
	}
	for i, p := range plans {
		p.validate(c.At(i))
	}
}

func (t *Terms) empty() bool {
	return t.Name == "" && t.From == (Gap{}) && t.Savings == nil && t.Losses == nil
}

func (t *Terms) validate(c apm.Check) {
	if strings.TrimSpace(t.Name) == "" {
		c.In("name").Problemf("is empty")
	}
	if (t.From.Of == "") != (t.From.Less == "") {
		c.In("from").Problemf("needs both of and less, or neither for benchmark less expenditure")
	}
	if len(t.Savings) == 0 && len(t.Losses) == 0 {
		c.Problemf("the terms are empty: they need a list of savings, of losses, or both")
	}
	t.Savings.Validate(c.In("savings"))
	t.Losses.Validate(c.In("losses"))
}

// Validate reports what is wrong with each rule, and amounts that would be marked
// twice on one way through the list.
func (rules Rules) Validate(c apm.Check) {
	marked := make(map[string]bool)
	for i, r := range rules {
		if r == nil {
			c.At(i).Problemf("is no rule")
			continue
		}
		r.Validate(c.At(i))
		names := marksOf(r)
		for _, name := range names {
			if marked[name] {
				c.At(i).Problemf("%q is marked already", name)
			}
		}
		if _, ends := r.(MinimumRate); ends {
			continue // its own list ends this one
		}
		for _, name := range names {
			marked[name] = true
		}
	}
}

// marksOf is the names that a rule marks, each once.
func marksOf(r Rule) []string {
	var names []string
	add := func(lists ...Rules) {
		for _, rules := range lists {
			for _, r := range rules {
				names = append(names, marksOf(r)...)
			}
		}
	}
	switch r := r.(type) {
	case Mark:
		names = []string{r.Name}
	case MinimumRate:
		add(r.Below)
	case When:
		add(r.Then, r.Else)
	case Greater:
		add(r.Of...)
	case Lesser:
		add(r.Of...)
	case Sum:
		add(r.Of...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// MarshalJSON writes each rule as an object with its kind.
func (rules Rules) MarshalJSON() ([]byte, error) { return apm.MarshalKinds(rules) }

// Kinds is the rules of this package by name. A caller adds its own with With:
//
//	tcoc.Decode(b, tcoc.Kinds().With(Floor{}))
func Kinds() apm.Kinds[Rule] {
	return apm.Kinds[Rule]{}.With(
		MinimumRate{}, Share{}, Corridor{}, Cap{}, // the deal
		Guardrail{}, DisasterRelief{}, Prorate{}, // relief
		Sequester{}, Recoup{}, MinimumPayment{}, Round{}, Mark{}, // money
		When{}, Greater{}, Lesser{}, Sum{}, // combinations
	)
}

// Decode reads a plan from JSON, strictly: see [apm.Kinds.Decode] for what is
// refused. The plan is read, not yet checked; [New] checks it.
func Decode(data []byte, kinds apm.Kinds[Rule]) (Plan, error) {
	var p Plan
	err := kinds.Decode(data, &p)
	return p, err
}
