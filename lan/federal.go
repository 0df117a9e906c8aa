package lan

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// The federal tests in this file are asked together with the framework's categories
// and are not part of them: an arrangement of category 3B may fail the test of nominal
// risk, and what a state withholds from a plan is no stream to a provider.

// NominalRisk is a standard for more than nominal financial risk, as Advanced and
// Other-Payer Advanced APMs must bear it (42 CFR 414.1415(c), 414.1420(d)): a least
// marginal risk, a greatest minimum loss rate, and a least total risk as a fraction of
// expected expenditure or of revenue, of which one is enough. The amounts are those of the
// payer and the year; this package has none of its own.
type NominalRisk struct {
	MarginalRisk    decimal.NullDecimal `json:"marginalRisk,omitzero"`    // the least share of losses
	MinimumLossRate decimal.NullDecimal `json:"minimumLossRate,omitzero"` // the greatest
	OfTarget        decimal.NullDecimal `json:"ofTarget,omitzero"`        // the least cap, of expected expenditure
	OfRevenue       decimal.NullDecimal `json:"ofRevenue,omitzero"`       // the least cap, of revenue
	Authority       string              `json:"authority,omitzero"`
}

// OtherPayer is what the federal test asks of an arrangement with a payer other than
// Medicare.
type OtherPayer struct {
	CEHRT    Answer   `json:"cehrt,omitzero"`   // it requires certified electronic health record technology
	Quality  Answer   `json:"quality,omitzero"` // it applies quality measures comparable to those of MIPS
	Downside Exposure `json:"downside,omitzero"`
}

// Verdict is the outcome of a federal test and how it was found.
type Verdict struct {
	Outcome Outcome    `json:"outcome"` // Short where the test is failed
	Missing string     `json:"missing,omitzero"`
	Trail   []Question `json:"trail"`
}

// note adds a part of the test: one that fails decides, whatever else is missing.
func (v *Verdict) note(question, field string, o Outcome) {
	v.Trail = append(v.Trail, Question{Question: question, Answer: string(o), Field: field})
	if o == Short || o == Unknown && v.Outcome == Met {
		v.Outcome, v.Missing = o, field
	}
	if v.Outcome == Short {
		v.Missing = ""
	}
}

// Validate reports numbers outside 0 to 1, and a standard that asks for nothing, as
// [apm.Problems].
func (n NominalRisk) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	asked := false
	for _, f := range []struct {
		field string
		value decimal.NullDecimal
	}{{"marginalRisk", n.MarginalRisk}, {"minimumLossRate", n.MinimumLossRate}, {"ofTarget", n.OfTarget}, {"ofRevenue", n.OfRevenue}} {
		fraction(c.In(f.field), f.value)
		asked = asked || f.value.Valid
	}
	if !asked {
		c.Problemf("the standard asks for nothing")
	}
	return problems.Err()
}

// Test says whether a downside exposure is more than nominal by the standard. It fails
// with [apm.Problems] on a standard or an exposure that is refused.
func (n NominalRisk) Test(downside Exposure) (Verdict, error) {
	if err := n.Validate(); err != nil {
		return Verdict{}, err
	}
	var problems apm.Problems
	downside.validate(problems.Check().In("downside"))
	if problems != nil {
		return Verdict{}, problems
	}
	v := Verdict{Outcome: Met}
	n.test(&v, downside)
	return v, nil
}

func (n NominalRisk) test(v *Verdict, x Exposure) {
	if n.MarginalRisk.Valid {
		v.note("Is the share of losses at least "+percent(n.MarginalRisk)+"?", "downside.share", reaches(x.Share, n.MarginalRisk.Decimal))
	}
	if n.MinimumLossRate.Valid {
		o := Unknown
		if x.Minimum.Valid {
			o = Met
			if x.Minimum.Decimal.GreaterThan(n.MinimumLossRate.Decimal) {
				o = Short
			}
		}
		v.note("Is the minimum loss rate at most "+percent(n.MinimumLossRate)+"?", "downside.minimum", o)
	}
	if n.OfTarget.Valid || n.OfRevenue.Valid {
		v.note("Is the cap on losses high enough?", "downside.cap", n.total(x))
	}
}

// total compares the cap with the standard that has the same basis. A cap on another
// basis than the standard's tells nothing of it, and of two standards the other may
// still be met.
func (n NominalRisk) total(x Exposure) Outcome {
	switch {
	case x.Unlimited:
		return Met
	case !x.Cap.Valid:
		return Unknown
	case x.Cap.Decimal.IsZero():
		return Short
	}
	same, other := n.OfTarget, n.OfRevenue
	if x.CapOf == OfRevenue {
		same, other = other, same
	}
	if same.Valid && reaches(x.Cap, same.Decimal) == Met {
		return Met
	}
	if other.Valid {
		return Unknown
	}
	return Short
}

// OtherPayerAdvanced says whether an arrangement is an Other-Payer Advanced APM (42 CFR
// 414.1420(a)): certified technology, comparable quality measures and more than nominal
// risk. Medicaid medical home models, which have a standard of their own, are not
// weighed.
func (n NominalRisk) OtherPayerAdvanced(p OtherPayer) (Verdict, error) {
	var problems apm.Problems
	c := problems.Check()
	word(c.In("cehrt"), p.CEHRT, Yes, No)
	word(c.In("quality"), p.Quality, Yes, No)
	if problems != nil {
		return Verdict{}, problems
	}
	risk, err := n.Test(p.Downside)
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Outcome: Met}
	v.note("Does it require certified electronic health record technology?", "cehrt", p.CEHRT.outcome())
	v.note("Does it apply quality measures comparable to those of MIPS?", "quality", p.Quality.outcome())
	for _, q := range risk.Trail {
		v.note(q.Question, q.Field, Outcome(q.Answer))
	}
	return v, nil
}

func (a Answer) outcome() Outcome {
	switch a {
	case Yes:
		return Met
	case No:
		return Short
	}
	return Unknown
}

func percent(d decimal.NullDecimal) string {
	return apm.Figure{Value: d.Decimal, Unit: apm.Fraction}.Text()
}

// PlanPayment is how a state moves money to a Medicaid managed care plan by results.
type PlanPayment struct {
	OverCapitation Answer `json:"overCapitation,omitzero"` // it is paid over and above the capitation rates
	Withheld       Answer `json:"withheld,omitzero"`       // it is a part of the capitation rates that is held back
	ForTargets     Answer `json:"forTargets,omitzero"`     // it depends on targets of the contract, distinct from general operational requirements
}

// PlanPaymentKind is what a payment to a plan is under 42 CFR 438.6(a).
type PlanPaymentKind string

// The kinds.
const (
	IncentiveArrangement PlanPaymentKind = "incentive arrangement"
	WithholdArrangement  PlanPaymentKind = "withhold arrangement"
	PlanPenalty          PlanPaymentKind = "penalty" // capitation withheld for general requirements
	NeitherKind          PlanPaymentKind = "neither"
)

// Kind tells an incentive arrangement from a withhold arrangement and from a penalty
// (42 CFR 438.6(a)). Where a field that decides is missing, missing names it and the
// kind is empty.
func (p PlanPayment) Kind() (kind PlanPaymentKind, missing string, err error) {
	var problems apm.Problems
	c := problems.Check()
	word(c.In("overCapitation"), p.OverCapitation, Yes, No)
	word(c.In("withheld"), p.Withheld, Yes, No)
	word(c.In("forTargets"), p.ForTargets, Yes, No)
	if p.OverCapitation == Yes && p.Withheld == Yes {
		c.Problemf("what is withheld from the capitation rates is not paid over and above them")
	}
	if problems != nil {
		return "", "", problems
	}
	switch {
	case p.Withheld == Yes && p.ForTargets == Yes:
		return WithholdArrangement, "", nil
	case p.Withheld == Yes && p.ForTargets == No:
		return PlanPenalty, "", nil
	case p.OverCapitation == Yes && p.ForTargets == Yes:
		return IncentiveArrangement, "", nil
	case p.OverCapitation == Yes && p.ForTargets == No, p.OverCapitation == No && p.Withheld == No:
		return NeitherKind, "", nil
	case p.Withheld == "" && p.OverCapitation != Yes:
		return "", "withheld", nil
	case p.OverCapitation == "" && p.Withheld != Yes:
		return "", "overCapitation", nil
	}
	return "", "forTargets", nil
}
