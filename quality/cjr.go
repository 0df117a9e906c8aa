package quality

import (
	"fmt"

	"github.com/seed-6807d414/apm"
)

// CJRText is a wording of the quality rules of the Comprehensive Care for Joint
// Replacement Model.
type CJRText string

// The wordings.
const (
	CJR2015 CJRText = "2015" // the rule that started the model
	CJR2020 CJRText = "2020" // as in force in November 2020
)

// Outcomes of [CJR]. Where below good a hospital becomes acceptable is not set here.
const (
	CJRExcellent apm.Status = "excellent"
	CJRGood      apm.Status = "good"
	CJRBelowGood apm.Status = "belowGood"
)

// CJR is the composite quality score of the Comprehensive Care for Joint Replacement
// Model (42 CFR 510.315): up to 10 points for complications (thaTka), 8 for the HCAHPS
// survey (hcahps) and 2 for submitting patient-reported outcomes (pro, an attestation),
// by the hospital's percentile among all hospitals with at least 25 cases or 100 surveys,
// with 10 % of a measure's points on top for rising among them, and 20 points at most.
//
// A result gives its percentile, its rank of the year before, and its cases. One that is
// missing, withheld or has too few cases gets the points of the 50th percentile
// (510.315(e)); what was not submitted gets none.
//
// The 2015 wording asks for a rise of three deciles and puts good at 6.0 to 13.2; that of
// 2020 asks for two, for every year of the model, and puts good at 6.9 to 15.0. Above
// that is excellent. A rise counts deciles: from the 45th to the 64th percentile are two.
func CJR(text CJRText) (Terms, error) {
	var jump, good, excellent string
	switch text {
	case CJR2015:
		jump, good, excellent = "3", "6.0", "13.2"
	case CJR2020:
		jump, good, excellent = "2", "6.9", "15.0"
	default:
		return Terms{}, fmt.Errorf("CJR: unknown text %q (known: %s, %s)", string(text), CJR2015, CJR2020)
	}
	const authority = "42 CFR 510.315"
	total := Amount{Of: &Statistic{Node: "composite", Stat: Score}}
	return Terms{
		Name: "CJR composite quality score, text of " + string(text), Score: "composite", As: AsPoints,
		Measures: []Measure{
			cjrMeasure("thaTka", Lower, "25", jump, "1.0", "7.00", "10.00", "9.25", "8.50", "7.75", "7.00", "6.25", "5.50"),
			cjrMeasure("hcahps", Higher, "100", jump, "0.8", "5.60", "8.00", "7.40", "6.80", "6.20", "5.60", "5.00", "4.40"),
			{
				ID: "pro", Direction: Higher, Scale: Points, Kind: Attestation, Curve: Curve{Reported: &Reported{Points: num("2")}},
				Tests:     []Test{{Present: true, OnFail: OnFail{Do: ZeroPoints}}},
				Authority: authority + "(c)",
			},
		},
		Nodes: []Node{{
			Name: "composite", Method: SumOf, Of: Parts("thaTka", "hcahps", "pro"), Authority: authority,
			Adjust: []Adjust{{Name: "at most 20", AtMost: &Amount{Fixed: known("20")}}},
		}},
		Status: []Pathway{
			{Name: "excellent", Status: CJRExcellent, Authority: authority + "(f)",
				When: Condition{Compare: &Comparison{Of: total, Above: &Amount{Fixed: known(excellent)}}}},
			{Name: "good", Status: CJRGood, Authority: authority + "(f)",
				When: Condition{Compare: &Comparison{Of: total, AtLeast: &Amount{Fixed: known(good)}}}},
		},
		Otherwise: CJRBelowGood,
	}, nil
}

// cjrMeasure is a measure with the points from the 90th, 80th ... 30th percentile on.
func cjrMeasure(id string, direction Direction, cases, jump, bonus, median string, points ...string) Measure {
	give := OnFail{Do: GivePoints, Points: known(median)}
	m := Measure{
		ID: id, Direction: direction, Scale: Points, Kind: Continuous, Authority: "42 CFR 510.315(c) to (e)",
		Tests: []Test{
			{NotSuppressed: true, OnFail: give},
			{MinCases: known(cases), OnFail: give},
			{HasBenchmark: true, OnFail: give},
		},
		Curve:       Curve{Steps: &Steps{On: OnPercentile}},
		Improvement: &Improvement{RankJump: &RankJump{Jump: num(jump), ByDecile: true, Points: num(bonus)}, Combine: AddBonus},
	}
	for i := len(points) - 1; i >= 0; i-- {
		m.Curve.Steps.Rungs = append(m.Curve.Steps.Rungs, Rung{From: num(fmt.Sprint(90 - 10*i)), Points: num(points[i])})
	}
	return m
}
