package quality

import "github.com/shopspring/decimal"

// Improvement gives points for getting better: exactly one of the six shapes, joined
// with achievement as Combine says. At a measure it looks at rates; at a node at the
// node's score before adjusters, at Values[Prior] as the score before, and at zero and
// the points available as the range. NetSignificant looks at the measures below.
type Improvement struct {
	LineFromBase   *TwoPoint       `json:"lineFromBase,omitempty"` // Low defaults to the prior rate
	GapTarget      *GapTarget      `json:"gapTarget,omitempty"`
	StepTarget     *StepTarget     `json:"stepTarget,omitempty"`
	RankJump       *RankJump       `json:"rankJump,omitempty"`
	RateOfChange   *RateOfChange   `json:"rateOfChange,omitempty"`
	NetSignificant *NetSignificant `json:"netSignificant,omitempty"`

	Combine Combine `json:"combine"`
	// Prior names the value that is a node's score before.
	Prior string `json:"prior,omitzero"`
	// Round rounds the improvement points.
	Round *Round `json:"round,omitempty"`
	// Most is the most that achievement and improvement may come to together: the points
	// available where a program caps the measure or domain there.
	Most decimal.NullDecimal `json:"most,omitzero"`
	// When is the condition under which improvement is considered at all.
	When      *Condition `json:"when,omitempty"`
	Authority string     `json:"authority,omitzero"`
}

// Combine joins improvement with achievement.
type Combine string

// The ways to join.
const (
	GreaterOf  Combine = "greaterOf"  // the higher of the two
	Either     Combine = "either"     // all points when achievement is met in full, else what improvement gives
	AddBonus   Combine = "add"        // added; the points available stay
	AddCounted Combine = "addCounted" // added, and the most that improvement gives is available too
)

// Base says which earlier rate improvement is measured from.
type Base string

// The bases of improvement; the zero value is the prior rate.
const (
	FromPrior     Base = "prior"
	FromBestPrior Base = "bestPrior" // regression is not rewarded
)

// GapTarget is met when the rate has closed a share of the gap between the base and the
// benchmark's high end, or has moved by at least a floor, but never more than to the
// high end itself: the "Minnesota method" of Oregon's coordinated care organisations.
type GapTarget struct {
	Share  decimal.Decimal `json:"share"`          // fraction of the gap
	Floor  decimal.Decimal `json:"floor,omitzero"` // least movement, in the scale of the rate
	Points decimal.Decimal `json:"points"`
	Base   Base            `json:"base,omitzero"`
}

// StepTarget gives fixed points for a gain of at least a share of the distance between
// the ends of the benchmark's range, both rounded: MassHealth.
type StepTarget struct {
	Share  decimal.Decimal `json:"share"` // 0.2: a fifth
	Round  *Round          `json:"round,omitempty"`
	Points decimal.Decimal `json:"points"`
	Base   Base            `json:"base,omitzero"`
}

// RankJump gives points for rising among peers: CJR.
type RankJump struct {
	// Jump is the rise that it takes: deciles where ByDecile is set (from the 45th to the
	// 64th percentile are two), percentile points otherwise.
	Jump     decimal.Decimal `json:"jump"`
	ByDecile bool            `json:"byDecile,omitzero"`
	Points   decimal.Decimal `json:"points"`
}

// RateOfChange is the relative gain over the score before, times a number, held to 0
// and Most: (current - prior) / prior x 10 in the MIPS quality category.
type RateOfChange struct {
	Times decimal.Decimal `json:"times"`
	Most  decimal.Decimal `json:"most"`
	// PriorLeast is what a lower prior score is read as: 30.
	PriorLeast decimal.NullDecimal `json:"priorLeast,omitzero"`
}

// NetSignificant looks at the measures below it that have improved or declined
// significantly: (x1 - x0)^2 > z^2 (se1^2 + se0^2), both standard errors given. The net
// share, improved less declined over the scored measures, goes through a curve.
type NetSignificant struct {
	Z decimal.Decimal `json:"z"` // 1.96
	// Curve takes the net share, -1 to 1: the ladder of MSSP until 2020, or a line from 0 to
	// the most points (MIPS cost).
	Curve Curve `json:"curve"`
}
