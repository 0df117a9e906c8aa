package quality

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// The domains of Hospital VBP: the names of nodes of [HospitalVBP] and of measures of
// [HospitalVBPTotal].
const (
	ClinicalDomain   = "clinical"   // outcomes: deaths, complications
	EngagementDomain = "engagement" // person and community engagement: the HCAHPS survey
	SafetyDomain     = "safety"
	EfficiencyDomain = "efficiency" // Medicare spending per beneficiary
)

// hvbpMeasure is a measure of Hospital VBP with its domain and unit.
type hvbpMeasure struct {
	id, domain string
	direction  Direction
	scale      Scale
	kind       MeasureKind
}

// hvbpMeasures are the measures of fiscal year 2024.
func hvbpMeasures() []hvbpMeasure {
	var list []hvbpMeasure
	add := func(domain string, d Direction, s Scale, k MeasureKind, ids ...string) {
		for _, id := range ids {
			list = append(list, hvbpMeasure{id, domain, d, s, k})
		}
	}
	add(ClinicalDomain, Higher, Fraction, Continuous, "mort_30_ami", "mort_30_hf", "mort_30_pn", "mort_30_copd", "mort_30_cabg")
	add(ClinicalDomain, Lower, Fraction, Continuous, "comp_hip_knee")
	add(SafetyDomain, Lower, Ratio, RiskRatio, "hai_1", "hai_2", "hai_3", "hai_4", "hai_5", "hai_6")
	add(EfficiencyDomain, Lower, Ratio, Continuous, "mspb_1")
	add(EngagementDomain, Higher, Percent, Survey, hcahps()...)
	return list
}

// hcahps is the eight dimensions of the HCAHPS survey.
func hcahps() []string {
	return []string{"nurses", "doctors", "responsiveness", "transition", "medicines", "clean_quiet", "discharge", "overall"}
}

// hvbpPoints is the scoring of a measure (42 CFR 412.165(a)): achievement from the
// threshold to the benchmark, improvement from the hospital's own baseline to the
// benchmark, the higher of the two, in whole points. Who was at the benchmark before and
// still improves has 9 points of improvement.
func hvbpPoints() (Curve, *Improvement) {
	whole := &Round{To: num("1"), Mode: apm.HalfUp}
	return Curve{
			TwoPoint: &TwoPoint{From: num("0.5"), To: num("9.5"), Least: known("1"), Most: known("9"), Reached: known("10")},
			Round:    whole,
		}, &Improvement{
			LineFromBase: &TwoPoint{Beyond: true, From: num("-0.5"), To: num("9.5"), Least: known("0"), Most: known("9"), Reached: known("9")},
			Round:        whole,
			Combine:      GreaterOf,
		}
}

// hvbpConsistency is the curve of one dimension's consistency points: 20 from the
// threshold on, and down to none at the floor. The lowest of the eight counts.
func hvbpConsistency() Curve {
	return Curve{
		TwoPoint: &TwoPoint{
			Low: Point{Of: AtFloor}, High: Point{Of: AtLow},
			From: num("-0.5"), To: num("19.5"), Least: known("0"), Reached: known("20"),
		},
		Round: &Round{To: num("1"), Mode: apm.HalfUp},
	}
}

// HospitalVBP is the scoring of the Hospital Value-Based Purchasing Program for fiscal
// year 2024 (42 CFR 412.160 to 412.167). The standards give each measure its range:
// achievement threshold (Low), benchmark (High) and, of the HCAHPS dimensions, the floor.
// Rates of mortality (as survival) and complications are fractions, infections and
// spending ratios, HCAHPS percents.
//
// A domain is 100 x points over 10 points for each scored measure; clinical outcomes and
// safety need two scored measures. Engagement is the sum of the points of the dimensions
// and of consistency. The two surgical site infections count as one measure, each
// weighing as Facts.Volumes says under its name: its predicted infections. A total needs
// three domains, which weigh 25 % each; the weight of a missing one falls to the others
// in proportion.
//
// Points, domains and totals come out as published for every hospital of that year. How a
// hospital that has too few cases of a measure is found out is left to the caller: a
// measure without a result leaves both sides.
func HospitalVBP(year int, standards []Benchmark) (Terms, error) {
	if year != 2024 {
		return Terms{}, fmt.Errorf("HospitalVBP: measures are known for fiscal year 2024, not for %d", year)
	}
	terms := Terms{
		Name: fmt.Sprintf("Hospital VBP, fiscal year %d", year), Benchmarks: slices.Clone(standards), Score: "tps",
	}
	parts := make(map[string][]Part)
	for _, m := range hvbpMeasures() {
		curve, improvement := hvbpPoints()
		terms.Measures = append(terms.Measures, Measure{
			ID: m.id, Direction: m.direction, Scale: m.scale, Kind: m.kind, Tags: []string{m.domain},
			Curve: curve, Improvement: improvement, Authority: "42 CFR 412.165(a)",
		})
		if m.id != "hai_3" && m.id != "hai_4" {
			parts[m.domain] = append(parts[m.domain], Part{Of: m.id})
		}
	}
	var consistency []Part
	for _, id := range hcahps() {
		terms.Measures = append(terms.Measures, Measure{
			ID: "consistency_" + id, Result: id, Direction: Higher, Scale: Percent, Kind: Survey,
			Curve: hvbpConsistency(), Authority: "42 CFR 412.165(b)",
		})
		consistency = append(consistency, Part{Of: "consistency_" + id})
	}
	terms.Nodes = []Node{
		{Name: ClinicalDomain, Method: PointsOverAvailable, Of: parts[ClinicalDomain], MinParts: 2, Authority: "42 CFR 412.165(b)"},
		{Name: "hcahps_base", Method: SumOf, Of: parts[EngagementDomain], Missing: NoScore},
		{Name: "hcahps_consistency", Method: MinOf, Of: consistency, Missing: NoScore},
		{Name: EngagementDomain, Method: SumOf, Of: Parts("hcahps_base", "hcahps_consistency"), Missing: NoScore, Authority: "42 CFR 412.165(b)"},
		{Name: "ssi", Method: VolumeWeighted, Of: Parts("hai_3", "hai_4"),
			Adjust: []Adjust{{Name: "whole points", Round: &Round{To: num("1"), Mode: apm.HalfUp}}}},
		{Name: SafetyDomain, Method: PointsOverAvailable, Of: append(parts[SafetyDomain], Part{Of: "ssi"}), MinParts: 2, Authority: "42 CFR 412.165(b)"},
		{Name: EfficiencyDomain, Method: PointsOverAvailable, Of: parts[EfficiencyDomain], Authority: "42 CFR 412.165(b)"},
	}
	total, err := hvbpTotal(year, ClinicalDomain, EngagementDomain, SafetyDomain, EfficiencyDomain)
	terms.Nodes = append(terms.Nodes, total)
	return terms, err
}

// HospitalVBPTotal is the total performance score of Hospital VBP from the four domain
// scores, 0 to 100, as results named domain1 to domain4. In fiscal year 2016 they are
// process of care, patient experience, outcome and efficiency, which weigh 10, 25, 40 and
// 25 %, and two suffice for a total; in 2021, 2024 and 2026 clinical outcomes,
// engagement, safety and efficiency, which weigh 25 % each, and three are needed. The
// weight of a missing domain falls to the others in proportion (42 CFR 412.165(b)).
func HospitalVBPTotal(year int) (Terms, error) {
	names := []string{"domain1", "domain2", "domain3", "domain4"}
	total, err := hvbpTotal(year, names...)
	if err != nil {
		return Terms{}, err
	}
	terms := Terms{Name: fmt.Sprintf("Hospital VBP, total of fiscal year %d", year), Score: total.Name, Nodes: []Node{total}}
	for _, name := range names {
		terms.Measures = append(terms.Measures, givenScore(name, "0", "100"))
	}
	return terms, nil
}

// hvbpTotal is the weighted mean of the four domains.
func hvbpTotal(year int, domains ...string) (Node, error) {
	weights, least := []string{"0.25", "0.25", "0.25", "0.25"}, 3
	switch year {
	case 2016:
		weights, least = []string{"0.10", "0.25", "0.40", "0.25"}, 2
	case 2021, 2024, 2026:
	default:
		return Node{}, fmt.Errorf("HospitalVBPTotal: the weights of the domains are known for fiscal years 2016, 2021, 2024 and 2026, not for %d", year)
	}
	node := Node{Name: "tps", Method: WeightedMean, MinParts: least, Authority: "42 CFR 412.165(b)"}
	for i, domain := range domains {
		node.Of = append(node.Of, Weighted(domain, num(weights[i])))
	}
	return node, nil
}

// givenScore is a measure whose rate is a score already, from least to most points.
func givenScore(id, least, most string) Measure {
	return Measure{
		ID: id, Direction: Higher, Scale: Points, Kind: Continuous,
		Curve: Curve{Line: &Line{Knots: []Knot{{At: num(least), Points: num(least)}, {At: num(most), Points: num(most)}}}},
	}
}

// HospitalVBPExchange is the payment factor of Hospital VBP for fiscal years 2013 to 2025:
// 1.00, 1.25, 1.50 and 1.75 % of base operating payments in 2013 to 2016 and 2 % later are
// withheld, and all of it is given back in proportion to the total performance score (42
// CFR 412.162). From 2026 on health equity points let scores reach 110, so those years
// are refused.
func HospitalVBPExchange(year int) (Exchange, error) {
	rates := []string{"0.01", "0.0125", "0.015", "0.0175", "0.02"}
	if year < 2013 || year > 2025 {
		return Exchange{}, fmt.Errorf("HospitalVBPExchange: known for fiscal years 2013 to 2025, not for %d", year)
	}
	rate := rates[min(year-2013, len(rates)-1)]
	return Exchange{Withhold: num(rate), Return: num("1"), Linear: true, Authority: "42 CFR 412.162"}, nil
}

func num(s string) decimal.Decimal       { return decimal.RequireFromString(s) }
func known(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s)) }
