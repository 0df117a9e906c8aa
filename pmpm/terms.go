package pmpm

import (
	"reflect"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

// Terms are the payments of one arrangement to each of its providers.
type Terms struct {
	// Name is what the program calls itself.
	Name string `json:"name"`
	// Claims says how the payments stand to claims. A program that does both, such as a fee
	// beside a capitation, is two terms.
	Claims ClaimsBasis `json:"claims"`
	// Keys is what cells are told apart by, in the order in which a cell states them: tier,
	// cohort, risk band, age, or any other. Without keys there is one cell, the empty one.
	Keys []string `json:"keys,omitempty"`
	// Months says how part months of enrollment count, and which provider and cell has one
	// that several share, the first or the last; only [Arrangement.Counter] asks. The zero
	// value says nothing, which is enough where the member-months come counted.
	Months apm.MonthRule `json:"months,omitzero"`
	// Rules apply in order. Each adds a named payment to every cell and month, or takes
	// one off, and may read those before it.
	Rules Rules `json:"rules"`
	// Rounding names what is rounded to whole cents.
	Rounding Rounding `json:"rounding"`
	// Schedule says when which month is paid; without one, entries have no due date.
	Schedule Schedule `json:"schedule,omitzero"`
	// LookBack limits how late a change of member-months counts; nil means that any does.
	LookBack *LookBack `json:"lookBack,omitempty"`
}

// ClaimsBasis says whether payments come on top of claims or in their place.
type ClaimsBasis string

// How payments stand to claims.
const (
	Additional  ClaimsBasis = "additional"  // on top of what claims are paid
	Replacement ClaimsBasis = "replacement" // in place of claims, which are not paid or paid less
)

// Rules is a list of rules in the order in which they apply.
type Rules []Rule

// Rule is one step of a payment. The rules of this package are data; a program that has
// another implements the interface and puts its own into the list. A rule that holds
// lists of rules runs them with [Rules.Run] and checks them with [Rules.Validate].
type Rule interface {
	// Kind is the rule's name in JSON.
	Kind() string
	// Payments is the names of the payments that the rule may add to.
	Payments() []string
	// Apply says what the rule adds. It must not change what it is given. It gives the
	// same result for the same input and may be called from several goroutines.
	Apply(*Sheet) (Move, error)
	// Validate reports what is wrong with the rule's own fields.
	Validate(c apm.Check)
}

// Move is what a rule adds. Pay writes the step of the account from it.
type Move struct {
	// Added is the amounts by payment; empty where the rule adds nothing.
	Added []Addition
	// Figures are the numbers that the rule used.
	Figures []apm.Figure
	// Authority is where the rule is laid down.
	Authority string
	// Branches are the lists that were run or weighed.
	Branches []apm.Branch
	// Key tells which case applied, for the account.
	Key string
}

// Addition is what a rule adds to a payment: dollars of either sign for each of
// [Sheet.Counts], in that order.
type Addition struct {
	Payment string
	Dollars []decimal.Decimal
}

// Validate reports every problem of the terms, each with its path, as [apm.Problems];
// nil when there is none.
func (t Terms) Validate() error {
	_, err := t.checked()
	return err
}

// checked is a copy of the terms that shares nothing with them, with pointers to the
// rules of this package made plain.
func (t Terms) checked() (Terms, error) {
	var problems apm.Problems
	c := problems.Check()
	room := data.Room[Terms]()
	if !room.Small(t, reflect.TypeFor[Rule](), reflect.TypeFor[Condition]()) {
		c.Problemf("the terms hold themselves, or more than %d rules and conditions", data.MaxNodes)
		return Terms{}, problems
	}
	t = data.Copy(room, t)
	t.validate(c)
	return t, problems.Err()
}

func (t *Terms) validate(c apm.Check) {
	if strings.TrimSpace(t.Name) == "" {
		c.In("name").Problemf("is empty")
	}
	switch t.Claims {
	case Additional, Replacement:
	default:
		c.In("claims").Problemf("%q is neither additional to claims nor a replacement of them (known: additional, replacement)", string(t.Claims))
	}
	for i, key := range t.Keys {
		if key == "" {
			c.In("keys").At(i).Problemf("is empty")
		} else if slices.Contains(t.Keys[:i], key) {
			c.In("keys").At(i).Problemf("%q stands twice", key)
		}
	}
	if t.Months != (apm.MonthRule{}) {
		t.Months.Validate(c.In("months"), apm.FirstDay, apm.LastDay)
	}
	if len(t.Rules) == 0 {
		c.In("rules").Problemf("needs a rule")
	}
	t.Rules.Validate(c.In("rules"))
	t.Rules.connect(t.Keys, make(map[string]bool), c.In("rules"))
	t.Rounding.validate(c.In("rounding"))
	t.Schedule.validate(c.In("schedule"))
	if l := t.LookBack; l != nil {
		if l.Removed < 0 {
			c.In("lookBack").In("removed").Problemf("%d is negative", l.Removed)
		}
		if l.Added < 0 {
			c.In("lookBack").In("added").Problemf("%d is negative", l.Added)
		}
	}
}

// Validate reports what is wrong with each rule.
func (rules Rules) Validate(c apm.Check) {
	for i, r := range rules {
		if r == nil {
			c.At(i).Problemf("is no rule")
			continue
		}
		r.Validate(c.At(i))
	}
}

// connect reports rules that read payments or keys that are not there. The names of the
// payments that the rules before the list add to grow by those of the list, which it gives.
func (rules Rules) connect(keys []string, names map[string]bool, c apm.Check) (more []string) {
	add := func(payments []string) {
		for _, name := range payments {
			if !names[name] {
				names[name] = true
				more = append(more, name)
			}
		}
	}
	for i, r := range rules {
		if r == nil {
			continue
		}
		at := c.At(i)
		if k, ok := r.(interface{ known([]string, apm.Check) }); ok {
			k.known(keys, at)
		}
		if reads, ok := r.(interface{ reads() []string }); ok {
			for j, name := range reads.reads() {
				if !names[name] {
					at.In("of").At(j).Problemf("no rule before this adds a payment %q", name)
				}
			}
		}
		if w, ok := r.(When); ok {
			then := w.Then.connect(keys, names, at.In("then"))
			for _, name := range then { // the other list does not see them
				delete(names, name)
			}
			more = append(more, w.Else.connect(keys, names, at.In("else"))...)
			add(then)
			continue
		}
		add(r.Payments())
	}
	return more
}

// payments is the names that the rules add to, each once, in order.
func (rules Rules) payments() []string {
	var names []string
	seen := make(map[string]bool)
	for _, r := range rules {
		for _, name := range r.Payments() {
			if !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// MarshalJSON writes each rule as an object with its kind.
func (rules Rules) MarshalJSON() ([]byte, error) { return apm.MarshalKinds(rules) }

// Kinds is the rules of this package by name. A caller adds its own with With:
//
//	pmpm.Decode(b, pmpm.Kinds().With(Supplement{}))
func Kinds() apm.Kinds[Rule] {
	return apm.Kinds[Rule]{}.With(
		Fee{}, PanelFee{}, Percent{}, Lump{}, // what members bring
		Adjust{}, Leakage{}, Withhold{}, EarnBack{}, Repay{}, // what performance changes
		When{},
	)
}

// Decode reads terms from JSON, strictly: see [apm.Kinds.Decode] for what is refused. The
// terms are read, not yet checked; [New] checks them.
func Decode(b []byte, kinds apm.Kinds[Rule]) (Terms, error) {
	var t Terms
	err := kinds.Decode(b, &t)
	return t, err
}

// named reports an empty name of a payment.
func named(payment string, c apm.Check) {
	if strings.TrimSpace(payment) == "" {
		c.In("payment").Problemf("is empty")
	}
}

// of reports a list of payments that is empty or names one twice.
func of(payments []string, c apm.Check) {
	if len(payments) == 0 {
		c.In("of").Problemf("is empty: name the payments that this is a part of")
	}
	for i, p := range payments {
		if slices.Contains(payments[:i], p) {
			c.In("of").At(i).Problemf("%q stands twice", p)
		}
	}
}
