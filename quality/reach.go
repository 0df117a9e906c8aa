package quality

import (
	"fmt"
)

// The facts that REACH asks for.
const (
	// GatewayMet says that the ACO met the criterion of continuous improvement and sustained
	// exceptional performance.
	GatewayMet = "gatewayMet"
	// DataReporting is the health equity data reporting adjustment, 0 to 10 percentage
	// points.
	DataReporting = "dataReporting"
)

// REACH is the total quality score of ACO REACH in performance year 2023 over an initial
// score that CMS gives from ranks among peers (the result "initial", 0 to 100): half of it
// where the continuous improvement gateway is not met, plus the adjustment for reporting
// data on health equity, held to 100. Every published total of that year fits these
// bounds: the ten ACOs that failed the gateway have at most 50 without the adjustment. How ranks
// become the initial score is not published in a form that could be read.
func REACH(year int) (Terms, error) {
	if year != 2023 {
		return Terms{}, fmt.Errorf("REACH: the total quality score is known for performance year 2023, not for %d", year)
	}
	const authority = "CMS, ACO REACH quality methodology, performance year 2023"
	half := Number(num("0.5"))
	return Terms{
		Name: "ACO REACH total quality score, performance year 2023", Year: year, Score: "total",
		Measures: []Measure{{ID: "initial", Direction: Higher, Scale: Points, Kind: Continuous, Authority: authority,
			Curve: Curve{Line: &Line{Knots: []Knot{{At: num("0"), Points: num("0")}, {At: hundred, Points: hundred}}}}}},
		Nodes: []Node{{Name: "total", Method: SumOf, Of: Parts("initial"), Authority: authority, Adjust: []Adjust{
			{Name: "gateway", Multiply: &half, When: &Condition{Not: &Condition{Flag: GatewayMet}}, Authority: authority},
			{Name: "data reporting", Add: &Amount{Value: DataReporting, Default: known("0")}, Authority: authority},
			{Name: "not above 100", AtMost: amount(Number(hundred)), Authority: authority},
		}}},
	}, nil
}
