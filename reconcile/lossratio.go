package reconcile

import (
	"fmt"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// LossRatioTerms are a medical loss ratio and what follows from it (42 CFR 438.8).
type LossRatioTerms struct {
	// Standard is what the plan has to reach, as a fraction: 0.85 or more (42 CFR
	// 438.8(c)).
	Standard decimal.Decimal `json:"standard"`
	// Credibility is the table of adjustments for small numbers; without it every plan
	// is taken for fully credible.
	Credibility *Credibility `json:"credibility,omitempty"`
	// Remittance is what a plan below the floor pays back. The regulation does not ask
	// for it; a contract may.
	Remittance *Remittance `json:"remittance,omitempty"`
}

// Remittance is the state's own rule on what is paid back (42 CFR 438.8(j)).
type Remittance struct {
	// Floor is the ratio below which a plan pays back, as a fraction.
	Floor decimal.Decimal `json:"floor"`
	// Relief is what quality takes off the floor, as a fraction of 0 to 1; none when it
	// is nil.
	Relief *apm.Rate `json:"relief,omitempty"`
	// Bands are what is paid back of each slice of the ratio below the floor, their ends
	// measured down from it: 75 % from 0.90 to 0.86 is a band up to 0.04 of share 0.75.
	Bands apm.Bands `json:"bands"`
	// Of is what the slices are fractions of: premium, or target for premium less taxes
	// and fees, the denominator of the ratio.
	Of        Basis  `json:"of"`
	Authority string `json:"authority,omitzero"`
}

func (t *LossRatioTerms) validate(c apm.Check) {
	at := c.In("standard")
	at.Fraction(t.Standard)
	if apm.Plain(t.Standard) && t.Standard.LessThan(decimal.New(85, -2)) {
		at.Problemf("%s is below 0.85, the least that a state may ask for (42 CFR 438.8(c))", t.Standard)
	}
	if t.Credibility != nil {
		t.Credibility.validate(c.In("credibility"))
	}
	if r := t.Remittance; r != nil {
		at := c.In("remittance")
		at.In("floor").Fraction(r.Floor)
		if r.Relief != nil {
			r.Relief.Validate(at.In("relief"))
		}
		r.Bands.Validate(at.In("bands"))
		if r.Of != OfPremium && r.Of != OfTarget {
			at.In("of").Problemf("unknown basis %q (known here: premium, target)", string(r.Of))
		}
	}
}

// authority is what the ratio, its table and its remittance rest on.
func (t *LossRatioTerms) authority() string {
	list := []string{"42 CFR 438.8"}
	if c := t.Credibility; c != nil && c.Authority != "" {
		list = append(list, c.Authority)
	}
	if r := t.Remittance; r != nil {
		list[0] = "42 CFR 438.8(j)"
		if r.Authority != "" {
			list = append(list, r.Authority)
		}
	}
	return strings.Join(list, "; ")
}

// LossRatioFacts are the parts of the ratio beside the premium, in dollars.
type LossRatioFacts struct {
	MemberMonths int64 `json:"memberMonths"`
	// Claims are incurred claims (42 CFR 438.8(e)(2)): with provider incentives and
	// bonuses, provider withholds and liabilities not yet reported, without what follows.
	Claims decimal.NullDecimal `json:"claims"`
	// Recoveries of overpayments and Rebates on drugs are taken off the claims (42 CFR
	// 438.8(e)(2)(ii)).
	Recoveries decimal.NullDecimal `json:"recoveries"`
	Rebates    decimal.NullDecimal `json:"rebates"`
	// FraudReduction adds recoveries up to what they cost; nil when the plan claims none.
	FraudReduction *FraudReduction `json:"fraudReduction,omitempty"`
	// QualityActivities improve health care (42 CFR 438.8(e)(3)); FraudPrevention is
	// 438.8(e)(4).
	QualityActivities decimal.NullDecimal `json:"qualityActivities"`
	FraudPrevention   decimal.NullDecimal `json:"fraudPrevention"`
	// Taxes and Fees are federal, state and local taxes and licensing and regulatory fees
	// (42 CFR 438.8(f)(3)); they are taken off the premium.
	Taxes decimal.NullDecimal `json:"taxes"`
	Fees  decimal.NullDecimal `json:"fees"`
	// CommunityBenefit counts as tax within a bound; nil for a plan that is not exempt
	// from federal income tax.
	CommunityBenefit *CommunityBenefit `json:"communityBenefit,omitempty"`
	// NetRiskSharing is receipts less payments of risk sharing that this contract does not
	// settle, such as reinsurance of the state.
	NetRiskSharing decimal.NullDecimal `json:"netRiskSharing"`
	// Deductible is the average deductible of a person, where the credibility table asks
	// for it; without it the plan forgoes the factor.
	Deductible decimal.NullDecimal `json:"deductible,omitzero"`
	// Before are the reporting years before this one, the latest first.
	Before []YearBefore `json:"before,omitempty"`
	// Quality lowers the floor of the remittance, where the terms say so.
	Quality apm.Quality `json:"quality,omitzero"`
}

// FraudReduction is money recovered from fraud, which counts as claims up to what it
// cost to recover it (42 CFR 438.8(e)(2)(iii)(B)).
type FraudReduction struct {
	Recovered decimal.Decimal `json:"recovered"`
	Expense   decimal.Decimal `json:"expense"`
}

// CommunityBenefit is spending of a plan exempt from federal income tax, which counts as
// tax up to the higher of 3 % and the state's highest premium tax rate, of the earned
// premium (42 CFR 438.8(f)(3)(v)).
type CommunityBenefit struct {
	Spending decimal.Decimal `json:"spending"`
	// HighestTaxRate is the state's highest premium tax rate, as a fraction.
	HighestTaxRate decimal.Decimal `json:"highestTaxRate"`
}

// YearBefore is an earlier reporting year of a plan.
type YearBefore struct {
	MemberMonths int64 `json:"memberMonths"`
	// Ratio is the medical loss ratio before any adjustment.
	Ratio decimal.Decimal `json:"ratio"`
}

func (f *LossRatioFacts) check(t *LossRatioTerms) error {
	list := []amount{
		{"lossRatio.claims", f.Claims, true, true}, {"lossRatio.recoveries", f.Recoveries, true, false},
		{"lossRatio.rebates", f.Rebates, true, false}, {"lossRatio.qualityActivities", f.QualityActivities, true, false},
		{"lossRatio.fraudPrevention", f.FraudPrevention, true, false}, {"lossRatio.taxes", f.Taxes, true, true},
		{"lossRatio.fees", f.Fees, true, false}, {"lossRatio.netRiskSharing", f.NetRiskSharing, true, true},
		{"lossRatio.deductible", f.Deductible, false, false},
	}
	given := func(field string, d decimal.Decimal) {
		list = append(list, amount{field, decimal.NewNullDecimal(d), true, false})
	}
	if f.FraudReduction != nil {
		given("lossRatio.fraudReduction.recovered", f.FraudReduction.Recovered)
		given("lossRatio.fraudReduction.expense", f.FraudReduction.Expense)
	}
	if f.CommunityBenefit != nil {
		given("lossRatio.communityBenefit.spending", f.CommunityBenefit.Spending)
		given("lossRatio.communityBenefit.highestTaxRate", f.CommunityBenefit.HighestTaxRate)
	}
	for i, y := range f.Before {
		at := fmt.Sprintf("lossRatio.before[%d].", i)
		if y.MemberMonths < 0 {
			return &apm.FactError{Field: at + "memberMonths", Reason: "is negative"}
		}
		list = append(list, amount{at + "ratio", decimal.NewNullDecimal(y.Ratio), true, true})
	}
	if err := checkAmounts(list...); err != nil {
		return err
	}
	switch {
	case f.MemberMonths < 0:
		return &apm.FactError{Field: "lossRatio.memberMonths", Reason: "is negative"}
	case f.MemberMonths == 0 && t.Credibility != nil:
		return apm.Missing("lossRatio.memberMonths")
	case !apm.Plain(f.Quality.Score.Decimal):
		return &apm.FactError{Field: "lossRatio.quality.score", Reason: notPlain}
	}
	return nil
}

// LossRatioResult is a medical loss ratio. Ratios are fractions.
type LossRatioResult struct {
	Numerator   decimal.Decimal `json:"numerator"`   // dollars
	Denominator decimal.Decimal `json:"denominator"` // dollars
	Ratio       decimal.Decimal `json:"ratio"`
	// Credible says how far the experience counts, Adjustment what is added for chance,
	// and Adjusted the ratio with it.
	Credible   Credible        `json:"credible"`
	Adjustment decimal.Decimal `json:"adjustment"`
	Adjusted   decimal.Decimal `json:"adjusted"`
	// Remittance is what the plan pays back, in dollars.
	Remittance decimal.Decimal `json:"remittance"`
	Finding    Finding         `json:"finding"`

	figures []apm.Figure
}

// ratio computes the ratio, with the risk sharing that the contract itself settled.
func (t *LossRatioTerms) ratio(facts *ContractFacts, shared decimal.Decimal) (LossRatioResult, error) {
	f := facts.LossRatio
	var r LossRatioResult
	fraud := decimal.Decimal{}
	if f.FraudReduction != nil {
		fraud = decimal.Min(f.FraudReduction.Recovered, f.FraudReduction.Expense)
	}
	claims := f.Claims.Decimal.Sub(f.Recoveries.Decimal).Sub(f.Rebates.Decimal).Add(fraud)
	r.Numerator = apm.Trim(claims.Add(f.QualityActivities.Decimal).Add(f.FraudPrevention.Decimal))
	earned := facts.Premium.Decimal
	if facts.Withhold != nil {
		earned = earned.Add(facts.Withhold.Earned.Decimal)
	}
	benefit := decimal.Decimal{}
	if b := f.CommunityBenefit; b != nil {
		benefit = decimal.Min(b.Spending, earned.Mul(decimal.Max(decimal.New(3, -2), b.HighestTaxRate)))
	}
	net := f.NetRiskSharing.Decimal.Add(shared)
	off := f.Taxes.Decimal.Add(benefit).Add(f.Fees.Decimal)
	r.Denominator = apm.Trim(earned.Add(net).Sub(off))
	if !r.Denominator.IsPositive() {
		return r, &apm.FactError{Field: "premium", Reason: "less taxes and fees is not above zero, so the ratio has no value"}
	}
	var err error
	if r.Ratio, err = apm.Quo(r.Numerator, r.Denominator); err != nil {
		return r, err
	}
	r.figures = []apm.Figure{
		dollars("incurred claims", claims), dollars("quality improvement", f.QualityActivities.Decimal), dollars("fraud prevention", f.FraudPrevention.Decimal),
		dollars("numerator", r.Numerator), dollars("premium with earned withhold", earned), dollars("net risk sharing", net),
		dollars("taxes and fees", off), dollars("denominator", r.Denominator), fraction("medical loss ratio", r.Ratio),
	}
	r.Credible, r.Adjusted = FullyCredible, r.Ratio
	if t.Credibility != nil {
		if r.Credible, r.Adjustment, err = t.Credibility.adjust(f, r.Ratio, t.Standard); err != nil {
			return r, err
		}
		r.Adjusted = apm.Trim(r.Ratio.Add(r.Adjustment))
		r.figures = append(r.figures, number("member-months", f.MemberMonths), fraction("credibility adjustment", r.Adjustment))
	}
	r.figures = append(r.figures, fraction("adjusted ratio", r.Adjusted))
	r.Finding = Finding{
		Criterion: LossRatio, Test: "medical loss ratio", Outcome: atMost(t.Standard, r.Adjusted), Authority: "42 CFR 438.8(c)",
		Figures: []apm.Figure{fraction("adjusted ratio", r.Adjusted), fraction("at least", t.Standard)},
	}
	if r.Credible == NotCredible {
		r.Finding.Outcome, r.Finding.Note = Met, "presumed: the experience is not credible"
		return r, nil
	}
	if t.Remittance == nil {
		return r, nil
	}
	return r, t.Remittance.of(&r, f, earned)
}

// of sets what is paid back.
func (m *Remittance) of(r *LossRatioResult, f *LossRatioFacts, premium decimal.Decimal) error {
	floor := m.Floor
	if m.Relief != nil {
		relief, err := m.Relief.At(f.Quality)
		if err != nil {
			return apm.AtRule("lossRatio.remittance.relief", err)
		}
		floor = floor.Sub(relief)
		r.figures = append(r.figures, fraction("relief by quality", relief))
	}
	basis := premium
	if m.Of == OfTarget {
		basis = r.Denominator
	}
	below := floor.Sub(r.Adjusted)
	r.figures = append(r.figures, fraction("floor", floor), dollars("fractions of "+string(m.Of), basis))
	for _, s := range m.Bands.Slices(below, one) {
		r.Remittance = r.Remittance.Add(s.Amount.Mul(s.Share).Mul(basis))
		r.figures = append(r.figures, fraction("slice below the floor", s.Amount), fraction("paid back of it", s.Share))
	}
	r.Remittance = apm.Trim(r.Remittance)
	return nil
}
