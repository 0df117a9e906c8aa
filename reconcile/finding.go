package reconcile

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Outcome is what a test found. A test that lacks a fact was not made: it is neither
// met nor not met.
type Outcome string

// The outcomes.
const (
	Met       Outcome = "met"
	NotMet    Outcome = "notMet"
	NotTested Outcome = "notTested"
)

// Text is the outcome as it prints: "not met".
func (o Outcome) Text() string {
	switch o {
	case NotMet:
		return "not met"
	case NotTested:
		return "not tested"
	}
	return string(o)
}

// Finding is one test, with the figures that it rests on. A finding never changes an
// amount.
type Finding struct {
	// Criterion is what the test speaks to: "efficiency", "incentive".
	Criterion Criterion `json:"criterion"`
	Test      string    `json:"test"`
	// Of is what was tested: "inpatientHospital, private".
	Of      string       `json:"of,omitzero"`
	Outcome Outcome      `json:"outcome"`
	Figures []apm.Figure `json:"figures,omitempty"`
	// Note is why a test was not made, or what follows when it is not met.
	Note      string `json:"note,omitzero"`
	Authority string `json:"authority,omitzero"`
}

// Criterion is what a test speaks to.
type Criterion string

// The criteria. The first four are those of section 1902(a)(30)(A) of the Social
// Security Act, the others those of managed care contracts.
const (
	Efficiency Criterion = "efficiency" // upper payment limits
	Economy    Criterion = "economy"    // final payments against the fee-for-service equivalent
	Quality    Criterion = "quality"    // the quality standard that the state declares
	Access     Criterion = "access"     // rates against Medicare, and the size of a cut

	LossRatio   Criterion = "lossRatio"   // the medical loss ratio
	RiskSharing Criterion = "riskSharing" // agreed before the rating period
	Incentive   Criterion = "incentive"   // the ceiling on incentive payments
	Withhold    Criterion = "withhold"    // what remains is actuarially sound
)

// Conclusion is what the tests of one criterion say together: not met when one of them
// is not met; else not tested when one of them was not made, or none there was; else
// met.
type Conclusion struct {
	Criterion Criterion `json:"criterion"`
	Outcome   Outcome   `json:"outcome"`
}

func conclude(findings []Finding, criteria ...Criterion) []Conclusion {
	out := make([]Conclusion, len(criteria))
	for i, c := range criteria {
		out[i] = Conclusion{Criterion: c, Outcome: NotTested}
		made := false
		for _, f := range findings {
			if f.Criterion != c {
				continue
			}
			if f.Outcome == NotMet {
				out[i].Outcome = NotMet
				break
			}
			if f.Outcome == NotTested {
				made, out[i].Outcome = true, NotTested
			} else if !made {
				made, out[i].Outcome = true, f.Outcome
			}
		}
	}
	return out
}

// atMost is the outcome of amount <= limit.
func atMost(amount, limit decimal.Decimal) Outcome {
	if amount.GreaterThan(limit) {
		return NotMet
	}
	return Met
}

// ratio is the figure of a over b, or nothing where it has no value.
func ratio(name string, a, b decimal.Decimal) []apm.Figure {
	if !b.IsPositive() {
		return nil
	}
	q, err := apm.Quo(a, b)
	if err != nil {
		return nil
	}
	return []apm.Figure{fraction(name, q)}
}
