package reconcile

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// FederalIncentiveCeiling is 105 % of the capitation that an incentive arrangement
// covers (42 CFR 438.6(b)(2)).
func FederalIncentiveCeiling() decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.New(105, -2))
}

// amount is a fact in dollars and what is demanded of it.
type amount struct {
	field  string
	value  decimal.NullDecimal
	needed bool
	signed bool // may be below zero
}

// checkAmounts refuses the first amount that is missing, negative or too long.
func checkAmounts(list ...amount) error {
	for _, a := range list {
		switch {
		case a.needed && !a.value.Valid:
			return apm.Missing(a.field)
		case !apm.Plain(a.value.Decimal):
			return &apm.FactError{Field: a.field, Reason: notPlain}
		case !a.signed && a.value.Decimal.IsNegative():
			return &apm.FactError{Field: a.field, Reason: "is negative"}
		}
	}
	return nil
}

// check refuses facts that are impossible or missing.
func (f *ContractFacts) check(t *ContractTerms) error {
	list := []amount{
		{"premium", f.Premium, true, false},
		{"cost", f.Cost, t.StopLoss != nil || t.Corridor != nil, true},
	}
	if t.StopLoss != nil && t.StopLoss.PerMember != nil && f.MemberCosts == nil {
		return apm.Missing("memberCosts")
	}
	if len(f.MemberCosts) > 0 && (t.StopLoss == nil || t.StopLoss.PerMember == nil) {
		return &apm.FactError{Field: "memberCosts", Reason: "is given, but the terms have no stop-loss for single members"}
	}
	for i, cost := range f.MemberCosts {
		list = append(list, amount{fmt.Sprintf("memberCosts[%d]", i), decimal.NewNullDecimal(cost), true, false})
	}
	for i, n := range f.Incentives {
		at := fmt.Sprintf("incentives[%d].", i)
		if n.Name == "" {
			return apm.Missing(at + "name")
		}
		list = append(list, amount{at + "capitation", n.Capitation, false, false}, amount{at + "paid", n.Paid, false, false})
	}
	if w := f.Withhold; w != nil {
		list = append(list,
			amount{"withhold.capitation", w.Capitation, true, false}, amount{"withhold.withheld", w.Withheld, true, false},
			amount{"withhold.notAchievable", w.NotAchievable, true, false}, amount{"withhold.earned", w.Earned, true, false},
			amount{"withhold.sound", w.Sound, false, false})
	}
	if err := checkAmounts(list...); err != nil {
		return err
	}
	refuse := func(field, reason string) error { return &apm.FactError{Field: field, Reason: reason} }
	members := decimal.Decimal{}
	for _, cost := range f.MemberCosts {
		members = members.Add(cost)
	}
	if members.IsPositive() && members.GreaterThan(f.Cost.Decimal) {
		return refuse("memberCosts", "together are more than the cost that they are a part of")
	}
	if w := f.Withhold; w != nil {
		switch {
		case w.Withheld.Decimal.GreaterThan(w.Capitation.Decimal):
			return refuse("withhold.withheld", "is more than the capitation that it is a part of")
		case w.NotAchievable.Decimal.GreaterThan(w.Withheld.Decimal):
			return refuse("withhold.notAchievable", "is more than what is withheld")
		case w.Earned.Decimal.GreaterThan(w.Withheld.Decimal):
			return refuse("withhold.earned", "is more than what is withheld")
		}
	}
	if f.LossRatio != nil && t.LossRatio == nil {
		return refuse("lossRatio", "is given, but the terms have no medical loss ratio")
	}
	if t.LossRatio != nil {
		if f.LossRatio == nil {
			return apm.Missing("lossRatio")
		}
		return f.LossRatio.check(t.LossRatio)
	}
	return nil
}

// findings are the tests of the contract beside the medical loss ratio.
func (t *ContractTerms) findings(facts *ContractFacts) []Finding {
	var out []Finding
	if t.StopLoss != nil || t.Corridor != nil {
		f := Finding{Criterion: RiskSharing, Test: "agreed before the rating period", Outcome: NotTested, Authority: "42 CFR 438.6(b)(1)"}
		switch {
		case t.Agreed.IsZero():
			f.Note = "the day is not given"
		case t.Agreed < t.RatingPeriod.From:
			f.Outcome = Met
		default:
			f.Outcome = NotMet
		}
		out = append(out, f)
	}
	for _, n := range facts.Incentives {
		f := Finding{Criterion: Incentive, Test: "ceiling on capitation and incentive", Of: n.Name, Outcome: NotTested, Authority: "42 CFR 438.6(b)(2)"}
		switch {
		case !t.IncentiveCeiling.Valid:
			f.Note = "the terms have no ceiling"
		case !n.Capitation.Valid || !n.Paid.Valid:
			f.Note = "the capitation or the payment is not given"
		default:
			together, capitation := n.Capitation.Decimal.Add(n.Paid.Decimal), n.Capitation.Decimal
			f.Outcome = atMost(together, capitation.Mul(t.IncentiveCeiling.Decimal))
			f.Figures = []apm.Figure{dollars("capitation covered", capitation), dollars("incentive", n.Paid.Decimal)}
			f.Figures = append(f.Figures, ratio("together", together, capitation)...)
			f.Figures = append(f.Figures, fraction("at most", t.IncentiveCeiling.Decimal))
		}
		out = append(out, f)
	}
	if w := facts.Withhold; w != nil {
		left := w.Capitation.Decimal.Sub(w.NotAchievable.Decimal)
		f := Finding{
			Criterion: Withhold, Test: "capitation less what is not reasonably achievable is sound", Outcome: NotTested,
			Authority: "42 CFR 438.6(b)(3)", Figures: []apm.Figure{
				dollars("capitation", w.Capitation.Decimal), dollars("withheld", w.Withheld.Decimal),
				dollars("reasonably achievable", w.Withheld.Decimal.Sub(w.NotAchievable.Decimal)),
				dollars("capitation less the rest", left),
			},
		}
		if w.Sound.Valid {
			f.Outcome = atMost(w.Sound.Decimal, left)
			f.Figures = append(f.Figures, dollars("lowest sound capitation", w.Sound.Decimal))
		} else {
			f.Note = "the lowest sound capitation is not given"
		}
		out = append(out, f)
	}
	return out
}
