package quality

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Direction says which rates are better. It is data: the stored rate of a measure
// where lower is better is never negated.
type Direction string

// The directions.
const (
	Higher Direction = "higher" // a higher rate is better
	Lower  Direction = "lower"  // a lower rate is better: an inverse measure
)

// Scale says what a rate is counted in. Units differ inside one program: of the APP
// measures of 2022 one is a fraction, one is per 100 person-years and the others are
// percents.
type Scale string

// The scales. Percent, fraction, per 100 and per 1,000 are converted into each
// other; the others are not.
const (
	Percent     Scale = "percent"     // 76.61 for 76.61 %
	Fraction    Scale = "fraction"    // 0.7661
	Per100      Scale = "per100"      // admissions per 100 person-years; the same factor as a percent, but not bounded by 100
	PerThousand Scale = "perThousand" // visits per 1,000 member-months
	Ratio       Scale = "ratio"       // observed over expected
	Points      Scale = "points"      // a survey score, stars
	Days        Scale = "days"
)

// MeasureKind says how a rate comes about.
type MeasureKind string

// The kinds of measures.
const (
	// Proportion is numerator over denominator less exclusions and exceptions: the share
	// of patients. It lies within 0 and 100 %.
	Proportion MeasureKind = "proportion"
	// RiskRatio is observed (or predicted) over expected: the numerator is what happened,
	// the denominator what was expected.
	RiskRatio MeasureKind = "riskRatio"
	// Survey is a score of answers, adjusted for the case mix by whoever ran the survey.
	Survey MeasureKind = "survey"
	// Continuous is any other number: a mean, a rate per 1,000, a cost.
	Continuous MeasureKind = "continuous"
	// Attestation is a yes or no: a result that is there is a yes.
	Attestation MeasureKind = "attestation"
)

// Measure is a measure of a program and how it is scored: the rate that the result
// states goes through the tests, then through the curve, then improvement is
// considered, then the adjusters apply.
type Measure struct {
	// ID names the measure in the program, and its score in the composite.
	ID string `json:"id"`
	// Result is the name under which results and benchmarks of the measure are known,
	// where it is not the ID: two programs that use the same measure under different
	// names, or two curves over one rate (Hospital VBP scores each HCAHPS dimension
	// twice).
	Result string `json:"result,omitzero"`
	// Title and Population tell what is measured and in whom. [Align] compares the
	// population.
	Title      string `json:"title,omitzero"`
	Population string `json:"population,omitzero"`

	Direction Direction   `json:"direction"`
	Scale     Scale       `json:"scale"`
	Kind      MeasureKind `json:"kind"`
	// Tags are names that conditions and counts look for: "outcome", "ecqm".
	Tags []string `json:"tags,omitempty"`

	// Tests are tried in order before the curve; each says what happens when it fails.
	// Where none of them says so, a measure without a result, a rate or the benchmark
	// that its curve needs is dropped from both sides.
	Tests []Test `json:"tests,omitempty"`
	// Curve turns the rate into points.
	Curve Curve `json:"curve"`
	// Available is the points that can be had, where it is not the most that the curve
	// gives.
	Available decimal.NullDecimal `json:"available,omitzero"`
	// Improvement is considered beside achievement.
	Improvement *Improvement `json:"improvement,omitempty"`
	// KeepPrior is when the points of the year before (Result.PriorPoints) stay where
	// they are better: the disaster rule of Medicare Star Ratings.
	KeepPrior *Condition `json:"keepPrior,omitempty"`
	// Adjust changes the points, in order: a bonus, a cap. What it adds is no
	// achievement: [Improvement.RateOfChange] does not see it.
	Adjust []Adjust `json:"adjust,omitempty"`
	// Authority is where the rule is laid down: "42 CFR 414.1380(b)(1)".
	Authority string `json:"authority,omitzero"`
}

// result is the name under which results of the measure are known.
func (m *Measure) result() string {
	if m.Result != "" {
		return m.Result
	}
	return m.ID
}

// Round rounds to the nearest multiple of a step.
type Round struct {
	// To is the step, above zero: 1 for whole points, 0.01 for two decimals, 0.5 for half
	// stars.
	To   decimal.Decimal `json:"to"`
	Mode apm.Rounding    `json:"mode"`
}
