package quality

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
)

// APPSet is a measure set of the APM Performance Pathway.
type APPSet string

// The sets, with the performance years for which [APP] and [MSSP] know them.
const (
	// APPWebInterface is ten measures of the CMS Web Interface, of which those with a
	// benchmark are scored, the CAHPS survey and two claims measures: 2021 to 2024.
	APPWebInterface APPSet = "webInterface"
	// APPReported is three eCQMs, MIPS CQMs or Medicare CQMs (001, 134, 236), the survey and
	// two claims measures: 2021 to 2024.
	APPReported APPSet = "reported"
	// APPPlus is the set that grows from 2025 on: six measures in 2025, eight in 2026.
	APPPlus APPSet = "plus"
)

// title is what the program calls the set.
func (s APPSet) title() string {
	switch s {
	case APPWebInterface:
		return "CMS Web Interface"
	case APPPlus:
		return "APP Plus"
	}
	return "eCQMs and CQMs"
}

// The facts that APP and MSSP ask for, and the names of the node of the score and of the
// survey measure.
const (
	APPScore  = "quality" // its Achievement is next year's PriorAchievement
	APPSurvey = "cahps"

	// PriorAchievement is last year's achievement percent, without bonus or improvement
	// points. Without it there is no improvement.
	PriorAchievement = "priorAchievement"
	// HighPriorityBonus and ElectronicBonus are bonus points earned, until 2021.
	HighPriorityBonus = "highPriorityBonus"
	ElectronicBonus   = "electronicBonus"
	// PartlyReported says that not every required measure was reported in full: then there is
	// no improvement, and a first year does not pass by reporting.
	PartlyReported = "partlyReported"
)

// Tags of the measures of MIPS and APP that rules look for.
const (
	OutcomeTag = "outcome"  // an outcome measure of the quality performance standard
	ReportTag  = "reported" // reported by the participant itself
	SurveyTag  = "survey"   // a part of the CAHPS survey
)

const appAuthority = "42 CFR 414.1367(c)(1), 414.1380(b)(1)"

// APP is the quality score of the APM Performance Pathway (42 CFR 414.1367, scored by
// 414.1380(b)(1)) for performance years 2021 to 2026: decile points of each measure, 10
// available for each that is scored; the CAHPS survey is one measure whose points are the
// plain mean of its scored parts; improvement over last year's achievement is added; the
// percent is held to 100 and rounded to two decimals, and nothing before. A measure
// without a benchmark, with fewer than 20 cases (the readmission measure 479: 200), or
// with incomplete data leaves both sides; a number of cases or a completeness that is not known is
// taken to do. From 2025 on a complete eCQM has one more point (the Complex Organization
// Adjustment for APM Entities), up to its 10.
//
// The benchmarks are those of the public file ([DecodeBenchmarks]); APP takes from them
// what the set uses. Results are named as there: "001", "479", "CAHPS_1"; their source is
// the collection type and may stay empty where there is only one. Which case minimum measure 484 has
// is not known to this preset: leave its result out where it was not scored. CMS's own totals of
// 2021 differ between releases by bonus points that it does not explain; the preset
// follows the regulation's text.
func APP(year int, set APPSet, benchmarks []Benchmark) (Terms, error) {
	measures, err := appSet(year, set)
	if err != nil {
		return Terms{}, err
	}
	t := Terms{Name: fmt.Sprintf("APM Performance Pathway, %s, performance year %d", set.title(), year), Year: year, Score: APPScore}
	survey := Node{Name: APPSurvey, Method: MeanOf, Authority: appAuthority}
	whole := Node{Name: APPScore, Method: PointsOverAvailable, Authority: appAuthority}
	for _, m := range measures {
		t.Measures = append(t.Measures, appMeasure(m, year))
		if m.tag == SurveyTag {
			survey.Of = append(survey.Of, Part{Of: m.id})
		} else {
			whole.Of = append(whole.Of, Part{Of: m.id})
		}
	}
	whole.Of = append(whole.Of, Part{Of: APPSurvey})
	mipsImprovement(&whole)
	if year <= lastBonus {
		whole.Adjust = append(whole.Adjust, bonus("high priority", HighPriorityBonus), bonus("end-to-end electronic", ElectronicBonus))
	}
	whole.Adjust = append(whole.Adjust,
		Adjust{Name: "not above 100", AtMost: amount(Number(hundred)), Authority: "42 CFR 414.1380(b)(1)"},
		Adjust{Round: &Round{To: num("0.01"), Mode: apm.HalfUp}})
	t.Nodes = []Node{survey, whole}
	for _, b := range benchmarks {
		if b.Measure == "MCC1" && year == 2021 {
			b.Measure = "484" // its name in the file of 2021
		}
		if i := slices.IndexFunc(measures, func(m appRow) bool { return m.id == b.Measure && m.from(set, b.Source) }); i >= 0 {
			t.Benchmarks = append(t.Benchmarks, b)
		}
	}
	return t, nil
}

func amount(a Amount) *Amount { return &a }

// lastBonus is the last year with bonus points for high priority measures and end-to-end
// electronic reporting.
const lastBonus = 2021

// mipsImprovement adds the improvement of the quality category: the gain of achievement
// over last year's, times 10, held to 0 and 10; a lower prior score than 30 counts as 30.
func mipsImprovement(n *Node) {
	n.Improvement = &Improvement{
		RateOfChange: &RateOfChange{Times: ten, Most: ten, PriorLeast: known("30")},
		Combine:      AddBonus, Prior: PriorAchievement,
		When:      &Condition{Not: &Condition{Flag: PartlyReported}},
		Authority: "42 CFR 414.1380(b)(1)(vi)",
	}
}

// bonus adds bonus points, at most 10 % of the points available.
func bonus(name, value string) Adjust {
	zero := known("0")
	return Adjust{Name: name, Add: &Amount{Least: []Amount{Number(ten), {Product: []Amount{Number(hundred),
		{Quotient: []Amount{{Value: value, Default: zero}, {Of: &Statistic{Node: APPScore, Stat: PartMax}}}}}}}},
		Authority: "42 CFR 414.1380(b)(1)(v)"}
}

// appRow is a measure of a set.
type appRow struct {
	id    string
	dir   Direction
	scale Scale
	kind  MeasureKind
	tag   string
	good  bool // an outcome measure
}

// from says whether benchmarks of a collection type are those of the measure in the set.
func (m appRow) from(set APPSet, source string) bool {
	switch {
	case m.tag == SurveyTag:
		return source == "certifiedSurveyVendor"
	case m.tag == "":
		return source == "administrativeClaims"
	case set == APPWebInterface:
		return source == "cmsWebInterface"
	}
	return source != "cmsWebInterface" && source != "claims"
}

func appSet(year int, set APPSet) ([]appRow, error) {
	reported := func(id string) appRow {
		row := appRow{id: id, dir: Higher, scale: Percent, kind: Proportion, tag: ReportTag, good: id == "001" || id == "236"}
		if id == "001" {
			row.dir = Lower
		}
		return row
	}
	claims := []appRow{
		{id: "479", dir: Lower, scale: Fraction, kind: RiskRatio, good: true},
		{id: "484", dir: Lower, scale: Per100, kind: RiskRatio, good: true},
	}
	var ids []string
	switch {
	case set == APPWebInterface && year >= 2021 && year <= 2024:
		ids = []string{"318", "110", "226", "134", "113", "112", "001", "236", "438", "370"}
	case set == APPReported && year >= 2021 && year <= 2024:
		ids = []string{"001", "134", "236"}
	case set == APPPlus && year == 2025:
		ids, claims = []string{"001", "134", "236", "112"}, claims[:1]
	case set == APPPlus && year == 2026:
		ids = []string{"001", "134", "236", "112", "113"}
	default:
		return nil, fmt.Errorf("APP: measure sets are known for 2021 to 2024 (webInterface, reported) and for 2025 and 2026 (plus), not %q for %d", string(set), year)
	}
	var rows []appRow
	for _, id := range ids {
		rows = append(rows, reported(id))
	}
	rows = append(rows, claims...)
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 11} {
		rows = append(rows, appRow{id: fmt.Sprintf("CAHPS_%d", n), dir: Higher, scale: Points, kind: Survey, tag: SurveyTag})
	}
	return rows, nil
}

func appMeasure(row appRow, year int) Measure {
	m := Measure{ID: row.id, Direction: row.dir, Scale: row.scale, Kind: row.kind, Curve: mipsDeciles(year), Authority: appAuthority}
	if row.good {
		m.Tags = append(m.Tags, OutcomeTag)
	}
	if row.tag != "" {
		m.Tags = append(m.Tags, row.tag)
	}
	drop := OnFail{Do: Drop}
	m.Tests = []Test{{NotSuppressed: true, OnFail: drop}}
	switch {
	case row.tag == ReportTag:
		least := "0"
		if year >= 2024 {
			least = "0.75"
		}
		m.Tests = append(m.Tests,
			Test{MinCompleteness: known(least), UnknownHolds: true, OnFail: drop},
			Test{MinCases: known("20"), UnknownHolds: true, OnFail: drop})
	case row.id == "479":
		m.Tests = append(m.Tests, Test{MinCases: known("200"), UnknownHolds: true, OnFail: drop})
	}
	if row.tag == ReportTag && year >= 2025 {
		m.Adjust = complexOrganization(row.id)
	}
	return m
}

// complexOrganization is one more point for an eCQM, up to the measure's ten, which is no
// more than a tenth of all points available.
func complexOrganization(id string) []Adjust {
	const authority = "42 CFR 414.1380(b)(1), complex organization adjustment"
	electronic := Amount{Count: &Where{Measures: []string{id}, Sources: []string{"electronicHealthRecord"}, Complete: true}}
	return []Adjust{
		{Name: "Complex Organization Adjustment", Add: amount(Number(one)), Authority: authority,
			When: &Condition{Compare: &Comparison{Of: electronic, AtLeast: amount(Number(one))}}},
		{Name: "not above 10", AtMost: amount(Number(ten)), Authority: authority},
	}
}

// mipsDeciles is the decile curve of a year: until 2022 at least 3 points, so that the first
// decile gives 3; from 2023 on at least 1, and the first decile runs from 1 at the 1st
// percentile.
func mipsDeciles(year int) Curve {
	if year <= 2022 {
		return Curve{Deciles: &Deciles{Bottom: ConstantBottom}, Min: known("3")}
	}
	return Curve{Deciles: &Deciles{Bottom: InterpolatedBottom}, Min: known("1")}
}
