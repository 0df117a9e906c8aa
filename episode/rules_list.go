package episode

import (
	"errors"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Rules is a list of rules in the order in which they apply.
type Rules []Rule

// Rule is one step of a settlement. The rules of this package are data; a program
// that has another implements the interface and puts its own into the list.
type Rule interface {
	// Kind is the rule's name in JSON.
	Kind() string
	// Apply takes the amount so far, in dollars, and says what becomes of it. In lists of
	// gains and losses amounts are not below zero; in the final list a loss is negative.
	// It must not change the facts. It gives the same result for the same input and may be
	// called from several goroutines.
	Apply(facts *Performance, amount decimal.Decimal) (Move, error)
	// Validate reports what is wrong with the rule's own fields.
	Validate(c apm.Check)
}

// Move is what a rule makes of an amount. Settle writes the step of the account from
// it, so that no rule can forget to.
type Move struct {
	// To is the amount after the rule.
	To decimal.Decimal
	// Figures are the numbers that the rule used.
	Figures []apm.Figure
	// Authority is where the rule is laid down.
	Authority string
	// Key tells which case applied, for the account: a quality status, a name.
	Key string
	// Marks are amounts that the settlement reports by name.
	Marks []apm.Figure
	// Carried is what is carried to the next period, where the rule decides it: dollars
	// not below zero.
	Carried decimal.NullDecimal
}

// MarkAmount names an amount on its way, so that a settlement can report it.
type MarkAmount struct {
	Name string `json:"name"`
}

// Kind is "mark".
func (MarkAmount) Kind() string { return "mark" }

// Apply changes nothing.
func (m MarkAmount) Apply(_ *Performance, amount decimal.Decimal) (Move, error) {
	return Move{To: amount, Key: m.Name, Marks: []apm.Figure{{Name: m.Name, Value: amount, Unit: apm.Dollars}}}, nil
}

// Validate reports an empty name.
func (m MarkAmount) Validate(c apm.Check) {
	if m.Name == "" {
		c.In("name").Problemf("is empty")
	}
}

// Round rounds the amount. Nothing else in a settlement does.
type Round struct {
	// Places is the number of decimals, 2 for cents; negative places round to tens,
	// hundreds and so on. From -15 to 15.
	Places    int32        `json:"places"`
	Mode      apm.Rounding `json:"mode"`
	Authority string       `json:"authority,omitzero"`
}

// Kind is "round".
func (Round) Kind() string { return "round" }

// Apply rounds.
func (r Round) Apply(_ *Performance, amount decimal.Decimal) (Move, error) {
	to, err := apm.Round(amount, r.Places, r.Mode)
	return Move{To: to, Authority: r.Authority}, err
}

// Validate reports an unknown mode and places out of range.
func (r Round) Validate(c apm.Check) {
	r.Mode.Validate(c.In("mode"))
	c.In("places").Within(int(r.Places), -15, 15)
}

// MarshalJSON writes each rule as an object with its kind.
func (rules Rules) MarshalJSON() ([]byte, error) { return apm.MarshalKinds(rules) }

// side is where a list of rules stands.
type side int

const (
	gainSide side = iota
	lossSide
	finalSide
)

// validate reports what is wrong with each rule, rules that have no place in a list of
// that side, and amounts that are marked twice.
func (rules Rules) validate(c apm.Check, s side) {
	marked := make(map[string]bool)
	for i, r := range rules {
		at := c.At(i)
		if r == nil {
			at.Problemf("is no rule")
			continue
		}
		r.Validate(at)
		misplaced(r, s, at)
		if m, ok := r.(MarkAmount); ok {
			if marked[m.Name] {
				at.Problemf("%q is marked already", m.Name)
			}
			marked[m.Name] = true
		}
	}
}

// misplaced reports a rule that would do there what it is not made for, such as pay
// less for better quality.
func misplaced(r Rule, s side, c apm.Check) {
	switch r := r.(type) {
	case PostEpisode, OneSided, CarryForward, TrueUp:
		if s != finalSide {
			c.Problemf("%s works on amounts with a sign: it belongs in the final list", r.Kind())
		}
	case Gate:
		if s != gainSide {
			c.Problemf("a gate opens the way to gains: it belongs in a list of gains")
		}
	case Adjust:
		r.misplaced(s, c)
	case MinimumRate, Cap:
		if s == finalSide {
			c.Problemf("%s has one side: it belongs in a list of gains or of losses", r.Kind())
		}
	case SharingRate:
		switch s {
		case gainSide:
			risingWithQuality(r.Rate, c.In("rate"), "a share of gains")
		case lossSide:
			fallingWithQuality(r.Rate, c.In("rate"), "a share of losses")
		case finalSide:
			if !r.Rate.Fixed.Valid {
				c.In("rate").Problemf("in the final list, where amounts have a sign, a share is fixed")
			}
		}
	}
}

// fallingWithQuality reports a rate that rises with the score.
func fallingWithQuality(r apm.Rate, c apm.Check, what string) {
	if trend(r, -1) {
		c.Problemf("%s that rises with the quality score punishes better quality", what)
	}
}

// risingWithQuality reports a rate that falls as the score rises.
func risingWithQuality(r apm.Rate, c apm.Check, what string) {
	if trend(r, 1) {
		c.Problemf("%s that falls as the quality score rises punishes better quality", what)
	}
}

// trend says whether a rate goes against the wanted direction anywhere.
func trend(r apm.Rate, wanted int) bool {
	against := false
	if r.Linear != nil {
		against = r.Linear.Slope.Sign()*wanted < 0
	}
	for i := 1; i < len(r.Ladder); i++ {
		against = against || apm.Plain(r.Ladder[i].Rate) && apm.Plain(r.Ladder[i-1].Rate) && r.Ladder[i].Rate.Cmp(r.Ladder[i-1].Rate)*wanted < 0
	}
	// Below the lowest rung the rate is zero.
	if wanted < 0 && len(r.Ladder) > 0 && r.Ladder[0].Rate.IsPositive() && r.Ladder[0].AtLeast.IsPositive() {
		against = true
	}
	for _, s := range r.ByStatus {
		if s.Rate.ByStatus == nil {
			against = against || trend(s.Rate, wanted)
		}
	}
	return against
}

// ruleRun is a list of rules at work.
type ruleRun struct {
	facts   *Performance
	steps   []apm.Step
	marks   []apm.Figure
	carried decimal.NullDecimal
}

// list applies the rules in order, each at its path.
func (r *ruleRun) list(rules Rules, at []string, amount decimal.Decimal, s side) (decimal.Decimal, error) {
	for i, rule := range rules {
		move, err := rule.Apply(r.facts, amount)
		if err == nil {
			err = move.check(s)
		}
		if err != nil {
			return amount, apm.AtRule(at[i], err)
		}
		to := apm.Trim(move.To)
		r.steps = append(r.steps, apm.Step{
			Path: at[i], Rule: rule.Kind(), Key: move.Key, Before: amount, After: to, Figures: move.Figures, Authority: move.Authority,
		})
		amount = to
		r.marks = append(r.marks, move.Marks...)
		if move.Carried.Valid {
			r.carried = move.Carried
		}
	}
	return amount, nil
}

// check refuses what a rule must not give.
func (m *Move) check(s side) error {
	if !apm.Plain(m.To) || s != finalSide && m.To.IsNegative() {
		return errors.New("the rule gave an amount below zero where there is none, or beyond any sum of money")
	}
	if m.Carried.Valid && (!apm.Plain(m.Carried.Decimal) || m.Carried.Decimal.IsNegative()) {
		return errors.New("the rule carries an amount below zero or beyond any sum of money")
	}
	for _, figures := range [2][]apm.Figure{m.Figures, m.Marks} {
		for _, f := range figures {
			if !apm.Plain(f.Value) {
				return errors.New("the rule gave a figure with more than 40 digits before the point or 200 behind it")
			}
		}
	}
	return nil
}
