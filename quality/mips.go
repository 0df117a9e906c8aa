package quality

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// SmallPractice is the flag of a practice of 15 or fewer clinicians. Its floors are
// higher in [MIPS].
const SmallPractice = "smallPractice"

// Tags that [MIPS] looks for on a measure.
const (
	// WebInterfaceTag and AdministrativeTag are on measures of the CMS Web Interface and on
	// administrative claims measures: without a benchmark or cases they leave both sides.
	WebInterfaceTag   = "webInterface"
	AdministrativeTag = "administrativeClaims"
	// ReadmissionTag is on the hospital-wide readmission measure, which needs 200 cases.
	ReadmissionTag = "readmission"
	// FirstYearTag and SecondYearTag are on measures in their first and second year in the program:
	// from 2022 on they have at least 7 and 5 points.
	FirstYearTag  = "firstYearInProgram"
	SecondYearTag = "secondYearInProgram"
)

const mipsAuthority = "42 CFR 414.1380(b)(1)"

// mipsRules is what differs by year in the scoring of the quality category.
type mipsRules struct {
	incomplete      string // points of incomplete data
	incompleteSmall string // those of a small practice
	unscored        string // points without a benchmark or with too few cases
	improves        bool
	small           bool // six bonus points for a small practice
}

func mipsYear(year int) (mipsRules, bool) {
	switch {
	case year == 2017:
		return mipsRules{"3", "3", "3", false, false}, true
	case year == 2018:
		return mipsRules{"1", "3", "3", true, false}, true
	case year == 2019:
		return mipsRules{"1", "3", "3", true, true}, true
	case year >= 2020 && year <= 2022:
		return mipsRules{"0", "3", "3", true, true}, true
	case year >= 2023 && year <= 2026:
		return mipsRules{"0", "3", "0", true, true}, true
	}
	return mipsRules{}, false
}

// MIPS is the quality category of the Merit-based Incentive Payment System (42 CFR
// 414.1380(b)(1)) for performance years 2017 to 2026, as a percent. The measures are those that
// a clinician or group may report, with ID, direction, scale, kind and tags; MIPS fills in
// tests and curves. Of those that are reported by the participant the best count, as many as
// are required (six, or fewer where fewer apply), and each that lacks counts zero of 10;
// measures tagged as administrative claims count besides.
//
// Points are deciles, at least 3 until 2022 and at least 1 from 2023 on; a topped-out
// measure has at most 7 (its benchmark says so). No benchmark or fewer than 20 cases gives
// 3 points until 2022 and 0 from 2023 on, a small practice always 3; incomplete data
// 3 points in 2017, then 1, from 2020 on 0, a small practice 3. Web Interface and
// administrative claims measures leave both sides instead, except that incomplete Web Interface
// data gives 0. Results say by Incomplete that data are incomplete; from 2024 on a completeness
// below 75 % says so too. Bonus points of 2017 to 2021 are facts ([HighPriorityBonus],
// [ElectronicBonus], each at most 10 % of the points available), and a small practice that
// reports a measure has six more from 2019 on. Improvement counts from 2018 on
// ([PriorAchievement]).
//
// The six points of small practices after 2021, the floor of 3 of 2017 to 2020 and the year
// in which it ends for measures without a benchmark follow secondary sources; scores of 2021
// to 2023 were recomputed from published results.
func MIPS(year, required int, measures []Measure, benchmarks []Benchmark) (Terms, error) {
	rules, known := mipsYear(year)
	if !known {
		return Terms{}, fmt.Errorf("MIPS: known for performance years 2017 to 2026, not for %d", year)
	}
	var problems apm.Problems
	c := problems.Check()
	c.In("required").Within(required, 0, 6)
	t := Terms{Name: fmt.Sprintf("MIPS quality category, performance year %d", year), Year: year, Score: APPScore, Benchmarks: benchmarks}
	own := Node{Name: "reported", Method: SumOf, Missing: CountZero, Authority: mipsAuthority}
	whole := Node{Name: APPScore, Method: PointsOverAvailable, Authority: mipsAuthority}
	for i, m := range measures {
		at := c.In("measures").At(i)
		if m.Tests != nil || m.Curve != (Curve{}) || m.Improvement != nil || m.Adjust != nil {
			at.Problemf("has a curve, tests, improvement or adjusters of its own; they are MIPS's")
		}
		m.Curve, m.Tests, m.Authority = mipsDeciles(year), mipsTests(year, rules, m.Tags), mipsAuthority
		if year >= 2022 && slices.Contains(m.Tags, FirstYearTag) {
			m.Curve.Min = decimal.NewNullDecimal(num("7"))
		} else if year >= 2022 && slices.Contains(m.Tags, SecondYearTag) {
			m.Curve.Min = decimal.NewNullDecimal(num("5"))
		}
		t.Measures = append(t.Measures, m)
		if slices.Contains(m.Tags, AdministrativeTag) {
			whole.Of = append(whole.Of, Part{Of: m.ID})
		} else {
			own.Of = append(own.Of, Part{Of: m.ID})
		}
	}
	if len(own.Of) < required {
		c.In("required").Problemf("%d measures are required and %d given", required, len(own.Of))
	}
	if len(problems) > 0 {
		return Terms{}, problems
	}
	if own.Best = required; required == 0 {
		own.Missing = Redistribute // nothing can lack
	}
	if len(own.Of) > 0 {
		whole.Of = append(whole.Of, Part{Of: own.Name})
		t.Nodes = append(t.Nodes, own)
	}
	if rules.improves {
		mipsImprovement(&whole)
	}
	if year <= lastBonus {
		whole.Adjust = append(whole.Adjust, bonus("high priority", HighPriorityBonus), bonus("end-to-end electronic", ElectronicBonus))
	}
	if rules.small && len(own.Of) > 0 {
		submitted := Amount{Count: &Where{Measures: partNames(own.Of), Reported: true}}
		six := Amount{Quotient: []Amount{Number(num("600")), {Of: &Statistic{Node: APPScore, Stat: PartMax}}}}
		whole.Adjust = append(whole.Adjust, Adjust{Name: "small practice", Add: &six, Authority: mipsAuthority,
			When: &Condition{All: []Condition{{Flag: SmallPractice}, {Compare: &Comparison{Of: submitted, AtLeast: amount(Number(one))}}}}})
	}
	whole.Adjust = append(whole.Adjust, Adjust{Name: "not above 100", AtMost: amount(Number(hundred)), Authority: mipsAuthority})
	t.Nodes = append(t.Nodes, whole)
	return t, nil
}

// mipsTests is what a measure must pass, and what it gets where it does not.
func mipsTests(year int, rules mipsRules, tags []string) []Test {
	points := func(p string) OnFail {
		return OnFail{Do: GivePoints, Points: known(p)}
	}
	drop := OnFail{Do: Drop}
	small := &Condition{Flag: SmallPractice}
	cases := known("20")
	if slices.Contains(tags, ReadmissionTag) {
		cases = known("200")
	}
	least := known("0")
	if year >= 2024 {
		least = known("0.75")
	}
	// A measure that was not reported is missing, not floored.
	tests := []Test{{Present: true, OnFail: drop}, {NotSuppressed: true, OnFail: drop}}
	add := func(t Test, on OnFail, when *Condition) {
		t.OnFail, t.When, t.UnknownHolds, t.Authority = on, when, t.MinCases.Valid || t.MinCompleteness.Valid, mipsAuthority
		tests = append(tests, t)
	}
	if slices.Contains(tags, WebInterfaceTag) || slices.Contains(tags, AdministrativeTag) {
		if slices.Contains(tags, WebInterfaceTag) {
			add(Test{MinCompleteness: least}, points("0"), nil)
		}
		add(Test{HasBenchmark: true}, drop, nil)
		add(Test{MinCases: cases}, drop, nil)
		return tests
	}
	add(Test{MinCompleteness: least}, points(rules.incompleteSmall), small)
	add(Test{MinCompleteness: least}, points(rules.incomplete), nil)
	for _, t := range []Test{{HasBenchmark: true}, {MinCases: cases}} {
		add(t, points("3"), small)
		add(t, points(rules.unscored), nil)
	}
	return tests
}

// APPFinal is the MIPS final score of a participant in the APM Performance Pathway,
// performance years 2022 to 2026: quality 50 %, improvement activities 20 %, promoting
// interoperability 30 %; without promoting interoperability quality has 75 % and improvement
// activities 25 %, without quality promoting interoperability has 75 % and improvement
// activities 25 % (42 CFR 414.1367(d)). The results "quality", "ia" and "pi" are category
// scores, 0 to 100; the value "complexPatientBonus" is added, up to 100. With fewer than two
// categories the score is the performance threshold of 75, which is known from 2022 on.
func APPFinal(year int) (Terms, error) {
	if year < 2022 || year > 2026 {
		return Terms{}, fmt.Errorf("APPFinal: known for performance years 2022 to 2026, not for %d", year)
	}
	const authority = "42 CFR 414.1367(d), 414.1380(c)"
	t := Terms{Name: fmt.Sprintf("MIPS final score under the APM Performance Pathway, performance year %d", year), Year: year, Score: "final"}
	for _, id := range []string{"quality", "ia", "pi"} {
		t.Measures = append(t.Measures, Measure{ID: id, Direction: Higher, Scale: Points, Kind: Continuous, Authority: authority,
			Curve: Curve{Line: &Line{Knots: []Knot{{At: num("0"), Points: num("0")}, {At: hundred, Points: hundred}}}}})
	}
	weighted := func(name, weight string) Part { return Weighted(name, num(weight)) }
	t.Nodes = []Node{{Name: "final", Method: WeightedSum, MinParts: 2, Authority: authority,
		Of: []Part{weighted("quality", "0.50"), weighted("ia", "0.20"), weighted("pi", "0.30")},
		Reweigh: []Reweigh{
			{Missing: []string{"pi"}, Weights: []Part{weighted("quality", "0.75"), weighted("ia", "0.25")}},
			{Missing: []string{"quality"}, Weights: []Part{weighted("pi", "0.75"), weighted("ia", "0.25")}},
		},
		Adjust: []Adjust{
			{Name: "complex patients", Add: &Amount{Value: "complexPatientBonus", Default: known("0")}, Authority: authority},
			{Name: "not above 100", AtMost: amount(Number(hundred)), Authority: authority},
			{Name: "fewer than two categories", AtLeast: amount(Number(num("75"))), Supplies: true, Authority: authority,
				When: &Condition{Not: &Condition{Scored: "final"}}},
		},
	}}
	return t, nil
}

// MIPSAdjustment is the payment adjustment of MIPS, in percent, as a function of the final score
// for performance years 2022 to 2026: 0 at the threshold of 75; below, in a straight line to
// -9 at 0, but -9 already at a quarter of the threshold and below; above, in a straight
// line to +9 at 100, before the factor of up to 3 that keeps the budget (42 CFR 414.1405).
func MIPSAdjustment(year int) (Curve, error) {
	if year < 2022 || year > 2026 {
		return Curve{}, fmt.Errorf("MIPSAdjustment: known for performance years 2022 to 2026, not for %d", year)
	}
	knot := func(at, points string) Knot { return Knot{At: num(at), Points: num(points)} }
	before := known("-9")
	return Curve{Line: &Line{Before: before, Beyond: true, Knots: []Knot{knot("18.75", "-6.75"), knot("75", "0"), knot("100", "9")}}}, nil
}
