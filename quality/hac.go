package quality

import (
	"fmt"

	"github.com/seed-6807d414/apm"
)

// Outcomes of [HACReduction].
const (
	Reduced    apm.Status = "reduced"    // payments are cut by 1 %
	NotReduced apm.Status = "notReduced" // they are not, with a total or without
	NotInHAC   apm.Status = "exempt"     // the hospital is outside the program: Maryland
)

// HACExempt is the flag of a hospital outside the HAC Reduction Program.
const HACExempt = "exempt"

const (
	hacTotal     = "total" // the node of the total score
	hacAuthority = "42 CFR 412.172"
)

// HACReduction is the scoring of the Hospital-Acquired Condition Reduction Program for
// fiscal year 2024 (42 CFR 412.170 to 412.172): the measures psi90, clabsi, cauti, ssi,
// cdi and mrsa, of which lower is better. Each becomes a winsorised z-score, the total is
// the plain mean of those that there are, and who lies strictly above the 75th percentile
// of all totals is paid 1 % less. Such hospitals have the status [Reduced], others
// [NotReduced], and with the flag [HACExempt] [NotInHAC].
//
// CMS publishes neither the means, deviations and limits nor the percentile. Those of the
// measures are recovered from the published values and z-scores, to the digits that these
// have; 0.3755 lies between the highest total that was not cut and the lowest that was.
// [WorstQuantile] finds the percentile of a population that is known.
func HACReduction(year int) (Terms, error) {
	if year != 2024 {
		return Terms{}, fmt.Errorf("HACReduction: known for fiscal year 2024, not for %d", year)
	}
	terms := Terms{
		Name: fmt.Sprintf("HAC Reduction Program, fiscal year %d", year), Score: hacTotal, As: AsPoints,
		Status: []Pathway{
			{Name: "outside the program", Status: NotInHAC, When: Condition{Flag: HACExempt}, Authority: hacAuthority},
			{Name: "worst quartile", Status: Reduced, When: Condition{Compare: &Comparison{
				Of: Amount{Of: &Statistic{Node: hacTotal, Stat: Score}}, Above: &Amount{Fixed: known("0.3755")},
			}}, Authority: hacAuthority},
		},
		Otherwise: NotReduced,
	}
	total := Node{Name: hacTotal, Method: MeanOf, Authority: hacAuthority}
	for _, m := range []struct{ id, mean, sd, low, high string }{
		{"psi90", "0.99471", "0.11776", "-1.5902", "2.3062"},
		{"clabsi", "0.82817", "0.60037", "-1.3794", "2.2883"},
		{"cauti", "0.69700", "0.53540", "-1.3018", "2.3067"},
		{"ssi", "0.82405", "0.61573", "-1.3383", "2.1665"},
		{"cdi", "0.47245", "0.33358", "-1.4163", "2.3099"},
		{"mrsa", "0.88518", "0.63350", "-1.3973", "2.2744"},
	} {
		terms.Measures = append(terms.Measures, Measure{
			ID: m.id, Direction: Lower, Scale: Ratio, Kind: RiskRatio, Curve: Curve{ZScore: &ZScore{}}, Authority: hacAuthority,
		})
		terms.Benchmarks = append(terms.Benchmarks, Benchmark{Measure: m.id, Basis: Performance, Moments: &Moments{
			Mean: num(m.mean), SD: num(m.sd), LowZ: known(m.low), HighZ: known(m.high),
		}})
		total.Of = append(total.Of, Part{Of: m.id})
	}
	terms.Nodes = []Node{total}
	return terms, nil
}

// HACPenalty is the cut of the HAC Reduction Program: 1 % for totals strictly above the
// 75th percentile (42 CFR 412.172). The definition of the percentile is not published;
// the caller names one.
func HACPenalty(definition apm.PercentileDefinition) WorstQuantile {
	return WorstQuantile{At: num("0.75"), Definition: definition, Direction: Lower, Factor: num("0.99"), Authority: hacAuthority}
}
