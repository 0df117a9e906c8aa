package quality

import "fmt"

// MIPSFinal is the final score of the Merit-based Incentive Payment System for
// performance year 2017 from its category scores (42 CFR 414.1380(c)): quality of 0 to
// 100, advancing care information (aci) of 0 to 100 and improvement activities (ia) of 0
// to 40 points, which weigh 60, 25 and 15 %. Where advancing care information is
// reweighted, its result is left out and its weight goes to quality.
func MIPSFinal(year int) (Terms, error) {
	if year != 2017 {
		return Terms{}, fmt.Errorf("MIPSFinal: known for performance year 2017, not for %d", year)
	}
	ia := givenScore("ia", "0", "40")
	ia.Curve.Line.Knots[1].Points = hundred
	return Terms{
		Name: fmt.Sprintf("MIPS final score %d", year), Score: "final",
		Measures: []Measure{givenScore("quality", "0", "100"), givenScore("aci", "0", "100"), ia},
		Nodes: []Node{{
			Name: "final", Method: WeightedMean, Authority: "42 CFR 414.1380(c)",
			Of:      []Part{Weighted("quality", num("0.60")), Weighted("aci", num("0.25")), Weighted("ia", num("0.15"))},
			Reweigh: []Reweigh{{Missing: []string{"aci"}, Weights: []Part{Weighted("quality", num("0.85")), Weighted("ia", num("0.15"))}}},
		}},
	}, nil
}
