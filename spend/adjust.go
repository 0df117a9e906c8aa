package spend

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Person is what one member cost under one rate cell: the unit that outlier rules
// work on.
type Person struct {
	Cell string `json:"cell,omitzero"`
	// Dollars is his spending, not annualised.
	Dollars decimal.Decimal `json:"dollars"`
	// Months is how long he was enrolled under that cell.
	Months apm.MemberMonths `json:"months"`
}

// Persons is the member under each of his rate cells: the spending and the time of
// the months that count, in the order in which the cells come up.
func (p Page) Persons() []Person {
	var out []Person
	var sums []apm.CentsSum
	for i := range p.Months {
		m := &p.Months[i]
		if m.Standing != Counted {
			continue
		}
		at := slices.IndexFunc(out, func(p Person) bool { return p.Cell == m.Cell })
		if at < 0 {
			at = len(out)
			out, sums = append(out, Person{Cell: m.Cell}), append(sums, apm.CentsSum{})
		}
		out[at].Months += m.Enrolled
		for k := range m.Entries {
			sums[at].Add(m.Entries[k].Spending)
		}
	}
	for i := range out {
		out[i].Dollars = sums[i].Decimal()
	}
	return out
}

var errNoMonths = errors.New("months: are not above zero, so nothing can be annualised")

// annual is the dollars per person-year.
func (p Person) annual() (decimal.Decimal, error) {
	if p.Months <= 0 {
		return decimal.Decimal{}, errNoMonths
	}
	return apm.Quo(p.Dollars.Mul(unitsOfYear), decimal.NewFromInt(int64(p.Months)))
}

// share is the part of an annual amount that falls on the person's months. Like
// annual it divides once, so that whoever stands at a limit stands at it exactly.
func (p Person) share(annual decimal.Decimal) (decimal.Decimal, error) {
	return apm.Quo(annual.Mul(decimal.NewFromInt(int64(p.Months))), unitsOfYear)
}

// Adjustments is a list of rules in the order in which they apply: what is cut
// before it is completed differs from what is completed before it is cut.
type Adjustments []Adjustment

// Adjustment is one rule on the spending of a person. The rules of this package are
// data; a program that has another implements the interface and puts its own into
// the list.
type Adjustment interface {
	// Kind is the rule's name in JSON.
	Kind() string
	// Apply says what becomes of a person's spending. It gives the same result for the
	// same input and may be called from several goroutines.
	Apply(p Person) (Effect, error)
	// Validate reports what is wrong with the rule's own fields.
	Validate(c apm.Check)
}

// Effect is what a rule does to a person's spending, in dollars. Neither amount is
// netted against the other.
type Effect struct {
	Removed decimal.Decimal `json:"removed"` // taken off; negative where a negative amount is cut
	Added   decimal.Decimal `json:"added"`   // put on
	Out     bool            `json:"out"`     // the person is left out, with his months
}

// Adjusted is the spending of a person after all rules:
//
//	Dollars + the sum of Removed = the person's dollars + the sum of Added
type Adjusted struct {
	Dollars decimal.Decimal `json:"dollars"`
	// Months is the person's months, or zero when a rule leaves him out.
	Months apm.MemberMonths `json:"months"`
	// Effects is the effect of each rule, in the order of the list. The rules behind
	// one that leaves the person out have none.
	Effects []Effect `json:"effects"`
}

// Validate reports every problem of the rules, each with its path, as
// [apm.Problems]; nil when there is none.
func (a Adjustments) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	for i, r := range a {
		if r == nil {
			c.At(i).Problemf("is no rule")
			continue
		}
		r.Validate(c.At(i))
	}
	return problems.Err()
}

// Adjuster is a list of rules that has been checked. It is safe for use by several
// goroutines.
type Adjuster struct{ rules Adjustments }

// NewAdjuster checks rules and makes an adjuster of them. It fails with
// [apm.Problems]; a limit at a percentile that was not resolved against a
// reference population is one. The list is copied; the caller must not change the
// limits and layers inside the rules afterwards.
func NewAdjuster(rules Adjustments) (*Adjuster, error) {
	if err := rules.Validate(); err != nil {
		return nil, err
	}
	return &Adjuster{slices.Clone(rules)}, nil
}

// Adjust applies the rules to one person. It fails where a rule needs what the
// person does not have: months to annualise by, a limit for his rate cell; and with
// [apm.ErrOverflow] where the dollars leave what is [apm.Plain]. The error names the
// rule by its place in the list.
func (a *Adjuster) Adjust(p Person) (Adjusted, error) {
	if !apm.Plain(p.Dollars) {
		return Adjusted{}, fmt.Errorf("dollars: %w", apm.ErrOverflow)
	}
	out := Adjusted{Effects: make([]Effect, 0, len(a.rules))}
	for i, r := range a.rules {
		e, err := r.Apply(p)
		if err != nil {
			return Adjusted{}, fmt.Errorf("[%d]: %w", i, err)
		}
		out.Effects = append(out.Effects, e)
		p.Dollars = p.Dollars.Sub(e.Removed).Add(e.Added)
		if !apm.Plain(p.Dollars) {
			return Adjusted{}, fmt.Errorf("[%d]: dollars: %w", i, apm.ErrOverflow)
		}
		if e.Out {
			p.Months = 0
			break
		}
	}
	out.Dollars, out.Months = p.Dollars, p.Months
	return out, nil
}

// MarshalJSON writes each rule as an object with its kind.
func (a Adjustments) MarshalJSON() ([]byte, error) {
	list := make([]json.RawMessage, len(a))
	for i, r := range a {
		var err error
		if list[i], err = apm.MarshalKind(r); err != nil {
			return nil, err
		}
	}
	return json.Marshal(list)
}

// Kinds is the rules of this package by name. A caller adds its own with With.
func Kinds() apm.Kinds[Adjustment] {
	return apm.Kinds[Adjustment]{}.With(Truncate{}, Winsorise{}, TrimTails{}, StopLoss{}, Complete{})
}

// DecodeAdjustments reads rules from JSON, strictly: see [apm.Kinds.Decode] for what
// is refused. The rules are read, not yet checked; [NewAdjuster] checks them.
func DecodeAdjustments(data []byte, kinds apm.Kinds[Adjustment]) (Adjustments, error) {
	var a Adjustments
	if err := kinds.Decode(data, &a); err != nil {
		return nil, err
	}
	return a, nil
}

// Complete multiplies spending by one completion factor, as programs do that
// publish a factor: the simple case of completion.
type Complete struct {
	Factor decimal.Decimal `json:"factor"` // above zero
}

// Kind is "complete".
func (Complete) Kind() string { return "complete" }

// Validate reports a factor that is not above zero.
func (r Complete) Validate(c apm.Check) {
	if c.In("factor").Number(r.Factor) && !r.Factor.IsPositive() {
		c.In("factor").Problemf("%s is not above zero", r.Factor)
	}
}

// Apply adds what is still to come by the factor.
func (r Complete) Apply(p Person) (Effect, error) {
	return Effect{Added: apm.Trim(p.Dollars.Mul(r.Factor)).Sub(p.Dollars)}, nil
}
