package reconcile

import (
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

// ContractTerms are the risk sharing of a Medicaid managed care contract for a rating
// period. Each part is optional. They are settled in the order of the fields, because
// each is a figure of the next: stop-loss lowers the cost that the corridor splits, and
// what the two bring is premium in the medical loss ratio (42 CFR 438.8(f)(2)).
type ContractTerms struct {
	Name string `json:"name"`
	// RatingPeriod is the twelve months, or whatever they are, of the rates.
	RatingPeriod apm.Period `json:"ratingPeriod"`
	// Agreed is the day from which the risk sharing stands in the contract and in the rate
	// certification; it must be before the rating period (42 CFR 438.6(b)(1)).
	Agreed    apm.Date         `json:"agreed,omitzero"`
	StopLoss  *StopLoss        `json:"stopLoss,omitempty"`
	Corridor  *PremiumCorridor `json:"corridor,omitempty"`
	LossRatio *LossRatioTerms  `json:"lossRatio,omitempty"`
	// IncentiveCeiling is the most that capitation and incentive payments together may be
	// of the capitation that the arrangement covers: 1.05 (42 CFR 438.6(b)(2)). Without
	// it the test is not made.
	IncentiveCeiling decimal.NullDecimal `json:"incentiveCeiling,omitzero"`
	// FederalRate is the federal share of payments under the contract, as a fraction; it
	// is given, because it differs by state, year and population.
	FederalRate decimal.NullDecimal `json:"federalRate,omitzero"`
}

// StopLoss is what the state pays of high cost, and what it charges for that.
type StopLoss struct {
	// PerMember is the state's share of each slice of one member's cost, in dollars: a
	// first band of share 0 ends at the attachment point.
	PerMember apm.Bands `json:"perMember,omitempty"`
	// Aggregate is the state's share of each slice of the whole cost after that, its bands
	// ending at fractions of the premium: 0 up to 1.10 of it.
	Aggregate apm.Bands `json:"aggregate,omitempty"`
	// Charge is the price, as a fraction of the premium.
	Charge    decimal.Decimal `json:"charge"`
	Authority string          `json:"authority,omitzero"`
}

// PremiumCorridor shares the plan's profits and losses outside of a threshold (42 CFR
// 438.6(a)). A gain is a target above the cost.
type PremiumCorridor struct {
	// Target is the part of the premium that is meant for care, as a fraction: 0.88.
	Target decimal.Decimal `json:"target"`
	Corridor
}

// Validate reports every problem of the terms, each with its path, as [apm.Problems];
// nil when there is none.
func (t ContractTerms) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	named(t.Name, c)
	closed(t.RatingPeriod, c.In("ratingPeriod"))
	if t.Agreed != 0 && !t.Agreed.Valid() {
		c.In("agreed").Problemf("is no date of the years 1 to 9999")
	}
	if s := t.StopLoss; s != nil {
		at := c.In("stopLoss")
		if s.PerMember == nil && s.Aggregate == nil {
			at.Problemf("needs perMember, aggregate or both")
		}
		if s.PerMember != nil {
			s.PerMember.Validate(at.In("perMember"))
		}
		if s.Aggregate != nil {
			s.Aggregate.Validate(at.In("aggregate"))
		}
		at.In("charge").Fraction(s.Charge)
	}
	if r := t.Corridor; r != nil {
		c.In("corridor").In("target").Fraction(r.Target)
		r.validate(c.In("corridor"), OfPremium, OfTarget)
	}
	if t.LossRatio != nil {
		t.LossRatio.validate(c.In("lossRatio"))
	}
	c.In("incentiveCeiling").NotNegative(t.IncentiveCeiling.Decimal)
	c.In("federalRate").Fraction(t.FederalRate.Decimal)
	return problems.Err()
}

// Contract is terms that have been checked. It is safe for use by several goroutines.
type Contract struct{ terms ContractTerms }

// NewContract checks the terms and keeps a copy of them. It fails with [apm.Problems],
// which list everything that is wrong.
func NewContract(t ContractTerms) (*Contract, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	return &Contract{terms: data.Copy(data.Room[ContractTerms](), t)}, nil
}

// ContractFacts are what happened under a contract, in dollars.
type ContractFacts struct {
	// Premium is earned premium as 42 CFR 438.8(f)(2) has it, before earned withholds and
	// net risk-sharing receipts, and without pass-through payments.
	Premium decimal.NullDecimal `json:"premium"`
	// Cost is what the contract holds against its corridor and its stop-loss, before what
	// stop-loss pays; required where there is one of them.
	Cost decimal.NullDecimal `json:"cost,omitzero"`
	// MemberCosts are the cost of each member that is above the attachment point; those
	// below it change nothing. The list is required where stop-loss is per member; an
	// empty list says that nobody is.
	MemberCosts []decimal.Decimal `json:"memberCosts"`
	// LossRatio is the further facts of the medical loss ratio.
	LossRatio  *LossRatioFacts  `json:"lossRatio,omitempty"`
	Incentives []IncentiveFacts `json:"incentives,omitempty"`
	Withhold   *WithholdFacts   `json:"withhold,omitempty"`
}

// IncentiveFacts are an incentive arrangement: payments over and above capitation.
type IncentiveFacts struct {
	Name string `json:"name"`
	// Capitation is the approved capitation attributable to the enrollees or services
	// that the arrangement covers, not that of the whole contract.
	Capitation decimal.NullDecimal `json:"capitation"`
	Paid       decimal.NullDecimal `json:"paid"`
}

// WithholdFacts are a withhold arrangement: a part of the capitation that is paid for
// meeting targets.
type WithholdFacts struct {
	// Capitation is the approved capitation, the withhold included.
	Capitation decimal.NullDecimal `json:"capitation"`
	Withheld   decimal.NullDecimal `json:"withheld"`
	// NotAchievable is the part of it that the plan could not reasonably achieve.
	NotAchievable decimal.NullDecimal `json:"notAchievable"`
	// Earned is what the plan earned back.
	Earned decimal.NullDecimal `json:"earned"`
	// Sound is the lowest capitation that the actuary certifies as sound.
	Sound decimal.NullDecimal `json:"sound,omitzero"`
}

// ContractResult is a contract settled. Amounts are dollars, not rounded.
type ContractResult struct {
	// StopLoss is what the state pays the plan, less the charge. Corridor is what the
	// state pays it, or takes back when it is negative. Withhold is what it earned back.
	// Remittance is what it owes for a medical loss ratio below the floor.
	StopLoss   decimal.Decimal `json:"stopLoss"`
	Corridor   decimal.Decimal `json:"corridor"`
	Withhold   decimal.Decimal `json:"withhold"`
	Remittance decimal.Decimal `json:"remittance"`
	// Net is what is paid to the plan, or owed by it when it is negative: the three less
	// the remittance. Incentives were paid apart.
	Net decimal.Decimal `json:"net"`
	// FederalRemittance is the federal share of the remittance, which the state returns
	// (42 CFR 438.74(b)); unknown without a rate.
	FederalRemittance decimal.NullDecimal `json:"federalRemittance"`
	// LossRatio is the medical loss ratio, where the terms have one.
	LossRatio *LossRatioResult `json:"lossRatio,omitempty"`
	Findings  []Finding        `json:"findings,omitempty"`
	Account   apm.Account      `json:"account"`
}

// Settle settles a contract. It fails with a [*apm.FactError] on facts that are impossible,
// such as a negative premium, or that are missing and decide.
func (k *Contract) Settle(facts ContractFacts) (ContractResult, error) {
	t := &k.terms
	if err := facts.check(t); err != nil {
		return ContractResult{}, err
	}
	var r ContractResult
	account := &r.Account
	account.Title = t.Name + ", rating period " + t.RatingPeriod.String()
	account.Facts = []apm.Figure{dollars("premium", facts.Premium.Decimal)}
	step := func(path, rule string, part decimal.Decimal, authority string, figures []apm.Figure) {
		account.Steps = append(account.Steps, apm.Step{
			Path: path, Rule: rule, Before: r.Net, After: r.Net.Add(part), Figures: figures, Authority: authority,
		})
		r.Net = r.Net.Add(part)
	}
	if w := facts.Withhold; w != nil {
		r.Withhold = w.Earned.Decimal
		step("withhold", "earned back", r.Withhold, "42 CFR 438.6(b)(3)", []apm.Figure{
			dollars("withheld", w.Withheld.Decimal), dollars("not reasonably achievable", w.NotAchievable.Decimal),
			dollars("earned", w.Earned.Decimal), dollars("forfeited", w.Withheld.Decimal.Sub(w.Earned.Decimal)),
		})
	}
	cost := facts.Cost.Decimal
	if s := t.StopLoss; s != nil {
		paid, figures := s.pays(&facts)
		charge := apm.Trim(facts.Premium.Decimal.Mul(s.Charge))
		cost = cost.Sub(paid)
		r.StopLoss = paid.Sub(charge)
		step("stopLoss", "pay less charge", r.StopLoss, s.Authority, append(figures, dollars("charge", charge)))
	}
	if c := t.Corridor; c != nil {
		target := apm.Trim(facts.Premium.Decimal.Mul(c.Target))
		basis := facts.Premium.Decimal
		if c.Of == OfTarget {
			basis = target
		}
		difference := target.Sub(cost)
		part, figures, err := c.split(difference, basis)
		if err != nil {
			return ContractResult{}, apm.AtRule("corridor", err)
		}
		r.Corridor = part.Sub(difference) // what the plan does not keep, or does not bear
		figures = append([]apm.Figure{
			dollars("target", target), dollars("cost", cost), dollars("gain or loss", difference),
		}, figures...)
		step("corridor", "share", r.Corridor, c.Authority, append(figures, dollars("kept or borne by the plan", part)))
	}
	if t.LossRatio != nil {
		ratio, err := t.LossRatio.ratio(&facts, r.StopLoss.Add(r.Corridor))
		if err != nil {
			return ContractResult{}, err
		}
		r.LossRatio, r.Remittance = &ratio, ratio.Remittance
		step("lossRatio", "remit", r.Remittance.Neg(), t.LossRatio.authority(), ratio.figures)
		r.Findings = append(r.Findings, ratio.Finding)
		if t.FederalRate.Valid {
			r.FederalRemittance = decimal.NewNullDecimal(apm.Trim(r.Remittance.Mul(t.FederalRate.Decimal)))
		}
	}
	r.Findings = append(r.Findings, t.findings(&facts)...)
	account.Results = r.headlines(t)
	return r, nil
}

func (r *ContractResult) headlines(t *ContractTerms) []apm.Figure {
	name, net := "paid to the plan", r.Net
	if net.IsNegative() {
		name, net = "owed by the plan", net.Neg()
	}
	out := []apm.Figure{dollars(name, net)}
	if r.FederalRemittance.Valid {
		out = append(out, fraction("federal rate", t.FederalRate.Decimal), dollars("federal share of the remittance", r.FederalRemittance.Decimal))
	}
	return out
}

// pays is what stop-loss pays, for single members and then for the whole.
func (s *StopLoss) pays(facts *ContractFacts) (decimal.Decimal, []apm.Figure) {
	members := decimal.Decimal{}
	for _, cost := range facts.MemberCosts {
		members = members.Add(s.PerMember.Share(cost))
	}
	rest := facts.Cost.Decimal.Sub(members)
	aggregate := s.Aggregate.ShareOf(rest, facts.Premium.Decimal)
	return apm.Trim(members.Add(aggregate)), []apm.Figure{
		dollars("paid for single members", apm.Trim(members)), dollars("paid in the aggregate", apm.Trim(aggregate)),
	}
}
