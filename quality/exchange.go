package quality

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Exchange is a payment factor program: part of every payment is withheld and given
// back by a function of the score,
//
//	factor = 1 - Withhold + a x f(score)
//
// where a is the constant that makes what is given back, over all participants, equal
// to the share Return of what was withheld. Exactly one of Linear and Logistic is set.
type Exchange struct {
	// Withhold is the rate held back, a fraction: 0.02.
	Withhold decimal.Decimal `json:"withhold"`
	// Return is the share of what is withheld that is given back: 1 in Hospital VBP, 0.6 in
	// SNF VBP.
	Return decimal.Decimal `json:"return"`
	// Linear gives back in proportion to the score: f = score / 100 (42 CFR 412.162).
	Linear bool `json:"linear,omitzero"`
	// Logistic gives back along an S: f = 1 / (1 + exp(-Steepness (score - Middle))).
	Logistic  *Logistic `json:"logistic,omitempty"`
	Authority string    `json:"authority,omitzero"`
}

// Logistic is the shape of a logistic exchange.
type Logistic struct {
	Steepness decimal.Decimal `json:"steepness"` // 0.1, above zero
	Middle    decimal.Decimal `json:"middle"`    // the score at which half is given back: 50
}

// Participant is what solving an exchange needs to know of one participant.
type Participant struct {
	Payments decimal.Decimal // base payments, dollars, not negative
	Score    decimal.Decimal // 0 to 100
}

// Slope is an exchange whose constant is known. It is immutable.
type Slope struct {
	terms    Exchange
	constant decimal.Decimal
}

// Solve finds the constant that makes the exchange neutral over the participants: the
// sum of payments x (factor - 1 + Withhold) equals Return x Withhold x the sum of
// payments. It fails with [apm.Problems] for bad terms, and when nobody would be given
// anything back.
func (e Exchange) Solve(participants []Participant) (Slope, error) {
	if err := e.Validate(); err != nil {
		return Slope{}, err
	}
	paid, weighted := decimal.Decimal{}, decimal.Decimal{}
	for i, p := range participants {
		if !apm.Plain(p.Payments) || p.Payments.IsNegative() {
			return Slope{}, &apm.FactError{Field: fmt.Sprintf("participants[%d].payments", i), Reason: "is negative or beyond any sum of money"}
		}
		f, err := e.share(p.Score)
		if err != nil {
			return Slope{}, &apm.FactError{Field: fmt.Sprintf("participants[%d].score", i), Reason: err.Error()}
		}
		paid = paid.Add(p.Payments)
		weighted = weighted.Add(p.Payments.Mul(f))
	}
	a, err := apm.Quo(apm.Trim(e.Withhold.Mul(e.Return).Mul(paid)), apm.Trim(weighted))
	if err != nil {
		return Slope{}, &apm.FactError{Field: "participants", Reason: "no payments with a score above zero: nothing can be given back"}
	}
	return Slope{terms: e, constant: a}, nil
}

// At is the exchange with a constant that is known from elsewhere: a program publishes
// it, or it was recovered from published factors.
func (e Exchange) At(constant decimal.Decimal) (Slope, error) {
	var problems apm.Problems
	c := problems.Check()
	e.validate(c)
	c.In("constant").NotNegative(constant)
	return Slope{terms: e, constant: constant}, problems.Err()
}

// Constant is a. Of a linear exchange a / Withhold is the "exchange function slope".
func (s Slope) Constant() decimal.Decimal { return s.constant }

// Factor is the payment factor at a score of 0 to 100, to 34 significant digits.
func (s Slope) Factor(score decimal.Decimal) (decimal.Decimal, error) {
	f, err := s.terms.share(score)
	if err != nil {
		return decimal.Decimal{}, &apm.FactError{Field: "score", Reason: err.Error()}
	}
	return apm.Trim(one.Sub(s.terms.Withhold).Add(s.constant.Mul(f))), nil
}

// share is f of the score.
func (e Exchange) share(score decimal.Decimal) (decimal.Decimal, error) {
	if !apm.Plain(score) || score.IsNegative() || score.GreaterThan(hundred) {
		return decimal.Decimal{}, fmt.Errorf("is outside 0 to 100")
	}
	if e.Linear {
		return score.Shift(-2), nil
	}
	if e.Logistic == nil {
		return decimal.Decimal{}, fmt.Errorf("the exchange has no shape")
	}
	// 1 / (1 + e^x), with numerator and denominator divided by e^x where x is above
	// zero: far from the middle e^x is beyond what a calculation can carry.
	x := e.Logistic.Steepness.Mul(e.Logistic.Middle.Sub(score))
	power, err := exp(x.Abs().Neg())
	if err != nil {
		return decimal.Decimal{}, err
	}
	if x.IsPositive() {
		return apm.Quo(power, one.Add(power))
	}
	return apm.Quo(one, one.Add(power))
}

// Validate reports every problem of the exchange as [apm.Problems].
func (e Exchange) Validate() error {
	var problems apm.Problems
	e.validate(problems.Check())
	return problems.Err()
}

func (e Exchange) validate(c apm.Check) {
	c.In("withhold").Fraction(e.Withhold)
	c.In("return").Fraction(e.Return)
	if e.Linear == (e.Logistic != nil) {
		c.Problemf("an exchange is exactly one of linear and logistic")
	}
	if l := e.Logistic; l != nil {
		at := c.In("logistic")
		if at.In("steepness").Number(l.Steepness) && (!l.Steepness.IsPositive() || l.Steepness.GreaterThan(one)) {
			at.In("steepness").Problemf("%s is outside 0 (excluded) to 1", l.Steepness)
		}
		if at.In("middle").Number(l.Middle) && (l.Middle.IsNegative() || l.Middle.GreaterThan(hundred)) {
			at.In("middle").Problemf("%s is outside 0 to 100", l.Middle)
		}
	}
}

// exp is e^x to about 30 significant digits, for x within -200 and 200, by the Taylor
// series at x / 2^k squared k times.
func exp(x decimal.Decimal) (decimal.Decimal, error) {
	if !apm.Plain(x) || x.Abs().GreaterThan(decimal.New(200, 0)) {
		return decimal.Decimal{}, apm.ErrOverflow
	}
	half, halvings := decimal.New(5, -1), 0
	for ; x.Abs().GreaterThan(half); halvings++ {
		x = x.Mul(half)
	}
	x = x.Round(60)
	sum, term := one, one
	for n := int64(1); n <= 40; n++ {
		next, err := apm.Quo(term.Mul(x).Round(60), decimal.NewFromInt(n))
		if err != nil {
			return decimal.Decimal{}, err
		}
		if next.IsZero() {
			break
		}
		term = next
		sum = sum.Add(term)
	}
	for range halvings {
		sum = round50(sum.Mul(sum))
	}
	return apm.Trim(sum), nil
}

// round50 keeps 50 significant digits.
func round50(d decimal.Decimal) decimal.Decimal {
	if surplus := d.NumDigits() - 50; surplus > 0 {
		return d.Round(-d.Exponent() - int32(surplus))
	}
	return d
}
