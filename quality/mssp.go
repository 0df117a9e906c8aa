package quality

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// The facts that MSSP asks for besides those of [APP].
const (
	// ExtremeCircumstances says that extreme and uncontrollable circumstances affected the
	// ACO (42 CFR 425.512(c)): its score is not below the standard, and is the standard
	// where there is none.
	ExtremeCircumstances = "extremeCircumstances"
	// NoBenchmarkFloor says that the ACO reported everything and a required measure had no
	// benchmark or was suppressed (42 CFR 425.512(a)(7), 2024 to 2026).
	NoBenchmarkFloor = "noBenchmarkFloor"
	// FirstYear says that it is the first performance year of the ACO's first agreement.
	FirstYear = "firstYear"
	// DeprivedShare is the share of assigned beneficiaries with an area deprivation rank of 85
	// or more among those with a rank, LowIncomeShare that with the low-income subsidy or
	// dual eligibility: fractions, for the health equity adjustment of 2023 to 2025.
	DeprivedShare  = "deprivedShare"
	LowIncomeShare = "lowIncomeShare"
	// EquityScaler is the node of the points by thirds. Peers of a measure's benchmark are what
	// it ranks among; those of the survey go with the result and benchmark "321", whose
	// rate is the survey's points.
	EquityScaler = "equityScaler"
)

// msspStandard is what differs by year in 42 CFR 425.512.
type msspStandard struct {
	score      string // the quality performance standard, in percent
	percentile string // what it is the percentile of
	incentive  bool   // the incentive for reporting eCQMs
	other      string // the percentile that another measure must reach
	fallback   bool   // an alternative standard
	equity     bool   // the health equity adjustment
	floor      bool   // 425.512(a)(7)
}

func msspStandards() map[int]msspStandard {
	return map[int]msspStandard{
		2021: {"61.73", "30th", false, "", false, false, false},
		2022: {"70.63", "30th", true, "30", false, false, false},
		2023: {"65.76", "30th", true, "30", true, true, false},
		2024: {"77.05", "40th", true, "40", true, true, true},
		2025: {"76.70", "40th", true, "40", true, true, true},
		2026: {"73.85", "40th", true, "40", true, false, true},
	}
}

// MSSP is the quality performance standard of the Medicare Shared Savings Program (42 CFR
// 425.512) for performance years 2021 to 2026 over the score of [APP], which it extends:
// the health equity adjustment (425.512(b), 2023 to 2025), the floors, and the pathways to
// the standard. The standard is met, in this order, by an ACO's first year with complete
// reporting (from 2022 on), by a score at or above the standard, or by the incentive (from 2022
// on): all measures of one's own reported in full, one outcome measure at the 10th percentile and
// another measure at the 30th (from 2024 on the 40th). From 2023 on an outcome measure at the 10th
// percentile meets the alternative standard. Everything else fails, also what the text of
// the regulation leaves open.
//
// The standards are 61.73, 70.63, 65.76 and 77.05 as CMS's public use files show them for 2021
// to 2024, 76.70 for 2025 and 73.85 for 2026. An ACO that reports by the Web Interface and
// otherwise too has the better of two outcomes. The survey as a measure of the
// pathways is the result "321" with its percentile.
func MSSP(year int, set APPSet, benchmarks []Benchmark) (Terms, error) {
	standard, ok := msspStandards()[year]
	if !ok {
		return Terms{}, fmt.Errorf("MSSP: the quality performance standard is known for performance years 2021 to 2026, not for %d", year)
	}
	t, err := APP(year, set, benchmarks)
	if err != nil {
		return Terms{}, err
	}
	t.Name = fmt.Sprintf("MSSP quality performance standard, %s, performance year %d", set.title(), year)
	node := &t.Nodes[len(t.Nodes)-1]
	t.Measures = append(t.Measures, Measure{
		ID: "321", Title: "CAHPS survey as one measure of the pathways", Direction: Higher, Scale: Points, Kind: Survey,
		Curve: Curve{Line: &Line{Knots: []Knot{{At: num("0"), Points: num("0")}, {At: ten, Points: ten}}}}, Authority: "42 CFR 425.512",
	})
	if standard.equity && set != APPWebInterface {
		equity(&t, node)
		node = &t.Nodes[slices.IndexFunc(t.Nodes, func(n Node) bool { return n.Name == APPScore })]
		for _, b := range benchmarks {
			if b.Measure == "321" {
				t.Benchmarks = append(t.Benchmarks, b)
			}
		}
	}
	floor := Number(num(standard.score))
	node.Adjust = append(node.Adjust, Adjust{Name: "extreme and uncontrollable circumstances", AtLeast: &floor, Supplies: true,
		When: &Condition{Flag: ExtremeCircumstances}, Authority: "42 CFR 425.512(c)"})
	if standard.floor {
		node.Adjust = append(node.Adjust, Adjust{Name: "measure without a benchmark", AtLeast: &floor,
			When: &Condition{Flag: NoBenchmarkFloor}, Authority: "42 CFR 425.512(a)(7)"})
	}
	t.Status = standard.pathways(set)
	t.Otherwise = apm.NotMet
	return t, nil
}

func (s msspStandard) pathways(set APPSet) []Pathway {
	own := Where{Tags: []string{ReportTag}}
	complete := Where{Tags: []string{ReportTag}, Complete: true}
	if s.percentile == "30th" {
		complete.Cases = known("20") // the case minimum is part of it until 2023
	}
	outcome := Where{Tags: []string{OutcomeTag}, Percentile: known("10")}
	var ways []Pathway
	add := func(name string, status apm.Status, authority string, when Condition) {
		ways = append(ways, Pathway{Name: name, Status: status, When: when, Authority: authority})
	}
	if s.incentive {
		add("first year, complete reporting", apm.Met, "42 CFR 425.512(a)(2)",
			Condition{All: []Condition{{Flag: FirstYear}, {Not: &Condition{Flag: PartlyReported}}}})
	}
	add("score at or above the "+s.percentile+" percentile", apm.Met, "42 CFR 425.512(a)(4)(i), (a)(5)(i)", Condition{Compare: &Comparison{
		Of: Amount{Of: &Statistic{Node: APPScore, Stat: Score}}, AtLeast: amount(Number(num(s.score)))}})
	if s.incentive && set != APPWebInterface {
		add("eCQM/MIPS CQM reporting incentive", apm.Met, "42 CFR 425.512(a)(4)(i)(B), (a)(5)(i)(A)(2)", Condition{All: []Condition{
			{Compare: &Comparison{Of: Amount{Count: &complete}, AtLeast: &Amount{Count: &own}}},
			{Distinct: []Where{outcome, {Without: []string{SurveyTag}, Percentile: known(s.other)}}},
		}})
	}
	if s.fallback {
		add("an outcome measure at the 10th percentile", apm.Alternative, "42 CFR 425.512(a)(4)(ii), (a)(5)(ii)",
			Condition{Compare: &Comparison{Of: Amount{Count: &outcome}, AtLeast: amount(Number(one))}})
	}
	return ways
}

// equity adds the health equity adjustment: 4, 2 or 0 points for the top, middle or bottom
// third of each measure among ACOs of the same collection type, in sum, times the larger
// of two shares of underserved beneficiaries; nothing below 20 %; at most 10 points, and
// no more than 100 with the score.
func equity(t *Terms, score *Node) {
	const authority = "42 CFR 425.512(b)"
	points := []decimal.Decimal{num("4"), num("2"), num("0")}
	thirds := Node{Name: EquityScaler, Method: SumOf, Authority: authority}
	var more []Measure
	for _, m := range t.Measures {
		if slices.Contains(m.Tags, SurveyTag) {
			continue
		}
		third := Measure{ID: m.ID + " third", Result: m.ID, Direction: m.Direction, Scale: m.Scale, Kind: m.Kind,
			Curve: Curve{RankGroups: &RankGroups{Points: points}}, Authority: authority, Tests: m.Tests}
		more = append(more, third)
		thirds.Of = append(thirds.Of, Part{Of: third.ID})
	}
	t.Measures = append(t.Measures, more...)
	share := Amount{Most: []Amount{{Value: DeprivedShare, Default: known("0")}, {Value: LowIncomeShare, Default: known("0")}}}
	own := Where{Tags: []string{ReportTag}}
	complete := Where{Tags: []string{ReportTag}, Complete: true}
	score.Adjust = append(score.Adjust,
		Adjust{Name: "health equity adjustment", Authority: authority,
			Add: &Amount{Least: []Amount{Number(ten), {Product: []Amount{{Of: &Statistic{Node: EquityScaler, Stat: Score}, Default: known("0")}, share}}}},
			When: &Condition{All: []Condition{
				{Compare: &Comparison{Of: Amount{Count: &complete}, AtLeast: &Amount{Count: &own}}},
				{Scored: APPSurvey},
				{Compare: &Comparison{Of: share, AtLeast: amount(Number(num("0.20")))}},
			}}},
		Adjust{Name: "not above 100", AtMost: amount(Number(hundred)), Authority: authority})
	t.Nodes = append([]Node{thirds}, t.Nodes...)
}
