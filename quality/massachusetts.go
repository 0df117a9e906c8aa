package quality

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// MassHealthMedians is the flag of a year in which the contract lets statewide medians
// take the place of worse rates: the years of COVID-19.
const MassHealthMedians = "statewideMedians"

// MassHealthDomain is a domain of the quality score of a MassHealth Accountable Care
// Organization with its weight and measures.
type MassHealthDomain struct {
	Name     string              `json:"name"`
	Weight   decimal.Decimal     `json:"weight"`
	Measures []MassHealthMeasure `json:"measures"`
}

// MassHealthMeasure is a measure with the contract's attainment threshold and goal, in
// percent.
type MassHealthMeasure struct {
	ID         string          `json:"id"`
	Direction  Direction       `json:"direction"`
	Attainment decimal.Decimal `json:"attainment"`
	Goal       decimal.Decimal `json:"goal"`
	// MinDenominator is the least denominator, where the contract has one; a measure
	// below it leaves both sides.
	MinDenominator decimal.NullDecimal `json:"minDenominator,omitzero"`
	// StatewideMedian takes the place of a rate that is worse, and improves it by 10
	// percentage points at most, where the flag MassHealthMedians is set.
	StatewideMedian decimal.NullDecimal `json:"statewideMedian,omitzero"`
	// Reporting says that the measure is pay for reporting, which leaves both sides.
	Reporting bool `json:"reporting,omitzero"`
}

// MassHealth is the quality score of a MassHealth Accountable Care Organization under its
// contract. A measure has 10 points at the goal, none below the attainment threshold and
// in between in proportion. It has 5 points of improvement besides when it gained, over
// the best year before (Result.BestPrior), at least a fifth of the distance from
// attainment to goal, both rounded half up to 0.1; these points are in no denominator. A
// domain is its points over 10 points for each scored measure, at most all of them, and
// the score the weighted mean of the domains.
//
// The domains, weights, thresholds and goals are those of the contract year and come from
// the caller. The improvement rule and the special cases are proven by the contract's own
// examples; the straight line between attainment and goal is how the contract is commonly
// read.
func MassHealth(domains []MassHealthDomain) (Terms, error) {
	if len(domains) == 0 {
		return Terms{}, fmt.Errorf("MassHealth: name the domains of the contract year")
	}
	const authority = "MassHealth ACO contract, quality and equity scoring"
	terms := Terms{Name: "MassHealth ACO quality score", Score: "score"}
	score := Node{Name: "score", Method: WeightedMean, Authority: authority}
	for _, domain := range domains {
		node := Node{
			Name: domain.Name, Method: PointsOverAvailable, Authority: authority,
			Adjust: []Adjust{{Name: "at most 100 %", AtMost: &Amount{Fixed: decimal.NewNullDecimal(hundred)}}},
		}
		for _, m := range domain.Measures {
			terms.Measures = append(terms.Measures, massHealthMeasure(m, authority))
			terms.Benchmarks = append(terms.Benchmarks, Benchmark{Measure: m.ID, Range: &Range{
				Low: decimal.NewNullDecimal(m.Attainment), High: decimal.NewNullDecimal(m.Goal), Substitute: m.StatewideMedian,
			}})
			if !m.Reporting {
				node.Of = append(node.Of, Part{Of: m.ID})
			}
		}
		terms.Nodes = append(terms.Nodes, node)
		score.Of = append(score.Of, Weighted(domain.Name, domain.Weight))
	}
	terms.Nodes = append(terms.Nodes, score)
	return terms, nil
}

func massHealthMeasure(m MassHealthMeasure, authority string) Measure {
	measure := Measure{
		ID: m.ID, Direction: m.Direction, Scale: Percent, Kind: Proportion, Authority: authority,
		Curve: Curve{TwoPoint: &TwoPoint{To: ten}},
		Improvement: &Improvement{
			StepTarget: &StepTarget{Share: num("0.2"), Round: &Round{To: num("0.1"), Mode: apm.HalfUp}, Points: num("5"), Base: FromBestPrior},
			Combine:    AddBonus,
		},
	}
	if m.MinDenominator.Valid {
		measure.Tests = append(measure.Tests, Test{MinCases: m.MinDenominator, OnFail: OnFail{Do: Drop}})
	}
	if m.StatewideMedian.Valid {
		measure.Tests = append(measure.Tests, Test{
			Unless: &Condition{Flag: MassHealthMedians}, OnFail: OnFail{Do: UseRate, Rate: SubstituteRate, MostGain: known("10")},
		})
	}
	return measure
}
