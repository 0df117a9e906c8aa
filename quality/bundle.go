package quality

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// BPCIAdvanced is the composite quality score of Bundled Payments for Care Improvement
// Advanced: the scores of the measures, 0 to 100, each weighing the volume of clinical
// episodes that it applies to (Facts.Volumes under the measure's name). A measure without
// a score leaves its weight to the others. What the score does to a reconciliation amount
// is a rule of the room that settles it.
func BPCIAdvanced(measures ...string) (Terms, error) {
	if len(measures) == 0 {
		return Terms{}, fmt.Errorf("BPCIAdvanced: name the measures of the clinical episode groups")
	}
	terms := episodeComposite("BPCI Advanced composite quality score", measures)
	for _, m := range measures {
		terms.Measures = append(terms.Measures, givenScore(m, "0", "100"))
	}
	return terms, nil
}

// The measures of TEAM.
const (
	TEAMReadmission = "readmission" // hospital-wide readmission
	TEAMSafety      = "psi90"       // patient safety and adverse events composite
	TEAMOutcomes    = "thaTkaPro"   // patient-reported outcomes of hip and knee replacements, inpatient
	TEAMRescue      = "rescue"      // deaths after complications that could be treated
	TEAMFalls       = "falls"       // falls with injury
	TEAMRespiratory = "respiratory" // respiratory failure after operations
	TEAMInformation = "information" // information transfer, outpatient
)

// TEAM is the composite quality score of the Transforming Episode Accountability Model
// for performance years 1 to 3, from 2026 (42 CFR 512.547): each measure scores the
// hospital's percentile in the national cohort of its baseline, which the result gives,
// and weighs the volume of episodes that it applies to (Facts.Volumes under the measure's
// name). Readmission, safety and the later inpatient measures apply to all inpatient
// episodes, outcomes to inpatient hip and knee replacements, information to all
// outpatient ones. A hospital none of whose episodes has a measure has no score.
//
// The measures of each year, and that percentiles make the scores, are CMS's. That
// volumes are the weights is read from how BPCI Advanced does it, and is to be checked
// against the year's rule.
func TEAM(performanceYear int) (Terms, error) {
	measures := []string{TEAMReadmission, TEAMSafety, TEAMOutcomes}
	switch {
	case performanceYear < 1 || performanceYear > 3:
		return Terms{}, fmt.Errorf("TEAM: known for performance years 1 to 3, not for %d", performanceYear)
	case performanceYear >= 2:
		measures = []string{TEAMReadmission, TEAMOutcomes, TEAMRescue, TEAMFalls, TEAMRespiratory}
	}
	if performanceYear >= 3 {
		measures = append(measures, TEAMInformation)
	}
	terms := episodeComposite(fmt.Sprintf("TEAM composite quality score, performance year %d", performanceYear), measures)
	for _, m := range measures {
		terms.Measures = append(terms.Measures, Measure{
			ID: m, Direction: teamDirection(m), Scale: Points, Kind: Continuous, Authority: "42 CFR 512.547",
			Curve: Curve{Line: &Line{On: OnPercentile, Knots: []Knot{{At: num("0"), Points: num("0")}, {At: hundred, Points: hundred}}}},
		})
	}
	return terms, nil
}

func teamDirection(measure string) Direction {
	if measure == TEAMOutcomes || measure == TEAMInformation {
		return Higher
	}
	return Lower
}

func episodeComposite(name string, measures []string) Terms {
	return Terms{
		Name: name, Score: "composite",
		Nodes: []Node{{Name: "composite", Method: VolumeWeighted, Of: Parts(measures...), Available: decimal.NewNullDecimal(hundred)}},
	}
}
