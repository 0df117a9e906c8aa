package episode

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// PostEpisode takes off what the provider's patients cost after the episode beyond what
// is usual: for each category, the mean by which they exceed the regional mean and some
// standard deviations, times the number of episodes. It stands in the final list, so no
// corridor protects from it.
type PostEpisode struct {
	// Deviations is how many standard deviations above the mean are usual, not below
	// zero. Categories in which the facts give the excess itself do not use it.
	Deviations decimal.Decimal `json:"deviations"`
	Authority  string          `json:"authority,omitzero"`
}

// Kind is "postEpisode".
func (PostEpisode) Kind() string { return "postEpisode" }

// Apply subtracts the excess of all categories.
func (r PostEpisode) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	excess, err := p.postEpisode(r.Deviations)
	return Move{
		To: amount.Sub(excess), Authority: r.Authority,
		Figures: []apm.Figure{
			{Name: "standard deviations", Value: r.Deviations, Unit: apm.Number},
			{Name: "excess post-episode spending", Value: excess, Unit: apm.Dollars},
		},
	}, err
}

// Validate reports negative deviations.
func (r PostEpisode) Validate(c apm.Check) { c.In("deviations").NotNegative(r.Deviations) }

// OneSided turns a loss into nothing.
type OneSided struct {
	Authority string `json:"authority,omitzero"`
}

// Kind is "oneSided".
func (OneSided) Kind() string { return "oneSided" }

// Apply gives zero for an amount below zero.
func (r OneSided) Apply(_ *Performance, amount decimal.Decimal) (Move, error) {
	return Move{To: decimal.Max(amount, decimal.Decimal{}), Authority: r.Authority}, nil
}

// Validate has nothing to report.
func (OneSided) Validate(apm.Check) {}

// CarryForward asks for no repayment of a loss, but carries it to later periods, where
// gains are set against it first.
type CarryForward struct {
	Authority string `json:"authority,omitzero"`
}

// Kind is "carryForward".
func (CarryForward) Kind() string { return "carryForward" }

// Apply sets a gain against what is carried, or adds a loss to it.
func (r CarryForward) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	carried, err := p.Amount(CarriedLoss)
	if err != nil {
		return Move{}, err
	}
	move := Move{Authority: r.Authority}
	left := carried.Sub(amount)
	if left.IsNegative() {
		move.To, left = left.Neg(), decimal.Decimal{}
	}
	move.Carried = decimal.NewNullDecimal(left)
	move.Figures = []apm.Figure{
		{Name: "carried from earlier periods", Value: carried, Unit: apm.Dollars},
		{Name: "carried to later periods", Value: left, Unit: apm.Dollars},
	}
	return move, nil
}

// Validate has nothing to report.
func (CarryForward) Validate(apm.Check) {}

// TrueUp leaves of the result what earlier runs have not settled yet, Run.Settled. A
// result that the list marks before it is the whole.
type TrueUp struct {
	Authority string `json:"authority,omitzero"`
}

// Kind is "trueUp".
func (TrueUp) Kind() string { return "trueUp" }

// Apply subtracts what was settled.
func (r TrueUp) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	settled, err := p.Amount(SettledBefore)
	return Move{
		To: amount.Sub(settled), Authority: r.Authority,
		Figures: []apm.Figure{{Name: "settled by earlier runs", Value: settled, Unit: apm.Dollars}},
	}, err
}

// Validate has nothing to report.
func (TrueUp) Validate(apm.Check) {}
