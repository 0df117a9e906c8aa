package quality

import "github.com/shopspring/decimal"

// Test is a requirement on a result and what happens when it fails: which is policy,
// and differs by program. Exactly one of the requirements is set. Tests are tried in
// order; the first that fails decides, except that after a substitute rate the tests
// go on with that rate.
type Test struct {
	// Present asks for a result with what the curve looks at: a rate, a percentile, or of
	// a reported curve nothing more.
	Present bool `json:"present,omitzero"`
	// MinCases is the least number of cases.
	MinCases decimal.NullDecimal `json:"minCases,omitzero"`
	// MinReliability is the least reliability, a fraction.
	MinReliability decimal.NullDecimal `json:"minReliability,omitzero"`
	// MinCompleteness is the least share of eligible patients reported, a fraction. A
	// result that says Incomplete fails it.
	MinCompleteness decimal.NullDecimal `json:"minCompleteness,omitzero"`
	// UnknownHolds says that a number of cases, reliability or completeness that is not
	// known passes; otherwise it fails.
	UnknownHolds bool `json:"unknownHolds,omitzero"`
	// HasBenchmark asks for the benchmark that the curve needs.
	HasBenchmark bool `json:"hasBenchmark,omitzero"`
	// NotSuppressed asks for a result that the program does not withhold.
	NotSuppressed bool `json:"notSuppressed,omitzero"`
	// Unless fails when the condition holds: a flag of the facts.
	Unless *Condition `json:"unless,omitempty"`

	// When is the condition under which the test is made at all.
	When *Condition `json:"when,omitempty"`
	// OnFail is what happens when it fails.
	OnFail OnFail `json:"onFail"`
	// Authority is where the rule is laid down.
	Authority string `json:"authority,omitzero"`
}

// OnFail is what happens to a measure that fails a test.
type OnFail struct {
	Do Consequence `json:"do"`
	// Points go with GivePoints: the points that the measure gets. With FloorComposite
	// they are the floor.
	Points decimal.NullDecimal `json:"points,omitzero"`
	// Rate and MostGain go with UseRate: the rate that takes the place of one's own where it
	// is better, or where there is none, and how much better than one's own it may make the
	// result.
	Rate     Substitute          `json:"rate,omitzero"`
	MostGain decimal.NullDecimal `json:"mostGain,omitzero"`
}

// Consequence is one of the meanings of "no data".
type Consequence string

// The consequences.
const (
	Drop           Consequence = "drop"           // leaves points and available points: both sides
	ZeroPoints     Consequence = "zero"           // no points, but the points stay available
	GivePoints     Consequence = "points"         // fixed points, which stay available
	FullCredit     Consequence = "fullCredit"     // all points available
	UseRate        Consequence = "useRate"        // another rate takes its place
	FloorComposite Consequence = "floorComposite" // leaves both sides, and the program's score is not below the points
	FailStatus     Consequence = "failStatus"     // leaves both sides, and the status is that of the terms' Otherwise
)

// Substitute names a rate that takes the place of one's own.
type Substitute string

// The substitutes.
const (
	PriorRate      Substitute = "prior"      // Result.Prior
	BestPriorRate  Substitute = "bestPrior"  // Result.BestPrior
	PeerMedian     Substitute = "peerMedian" // the median of the benchmark's peers
	SubstituteRate Substitute = "substitute" // Range.Substitute: a statewide median
)
