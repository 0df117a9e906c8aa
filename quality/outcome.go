package quality

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Outcome is a provider's score and status, two separate results, each with its trail.
type Outcome struct {
	Program string `json:"program"`
	// Score is the program's score, on the scale of its node, and Available the points that
	// could be had. No score is not a zero.
	Score     decimal.NullDecimal `json:"score,omitzero"`
	Available decimal.Decimal     `json:"available,omitzero"`
	// Status is empty in a program without pathways. Pathway is the name of the way that gave
	// it, empty for the default.
	Status  apm.Status `json:"status,omitzero"`
	Pathway string     `json:"pathway,omitzero"`
	// Quality is what the money rooms take.
	Quality apm.Quality `json:"quality"`

	// Measures and Nodes are in the order of the terms.
	Measures []MeasureTrail `json:"measures,omitempty"`
	Nodes    []NodeTrail    `json:"nodes,omitempty"`
	Pathways []PathwayTrail `json:"pathways,omitempty"`
}

// MeasureTrail tells what was measured and which rule gave which points.
type MeasureTrail struct {
	Measure string `json:"measure"`
	Source  string `json:"source,omitzero"`
	// Rate is the rate that was scored, in the scale of the measure; Own is the provider's
	// own, where another took its place.
	Rate  decimal.NullDecimal `json:"rate,omitzero"`
	Own   decimal.NullDecimal `json:"own,omitzero"`
	Cases decimal.NullDecimal `json:"cases,omitzero"`
	// Numerator and Denominator are the counts, the denominator without exclusions and
	// exceptions.
	Numerator   decimal.NullDecimal `json:"numerator,omitzero"`
	Denominator decimal.NullDecimal `json:"denominator,omitzero"`

	// Scored says whether the measure counts in points and points available.
	Scored bool `json:"scored"`
	// Why is the reason that it does not, or that its points do not come from its curve.
	Why Reason `json:"why,omitzero"`
	// Test is the path of the test that failed, "tests[1]", empty where none did.
	Test string `json:"test,omitzero"`

	// Rule is the form of the curve, and Segment the part of it that gave the points; empty
	// where a test decided.
	Rule    string  `json:"rule,omitzero"`
	Segment Segment `json:"segment,omitzero"`
	// Achievement is what the curve gave, Improvement what improvement gave and Target what it
	// asked for; Points is what counts after everything, of Available.
	Achievement decimal.Decimal     `json:"achievement"`
	Improvement decimal.NullDecimal `json:"improvement,omitzero"`
	Target      decimal.NullDecimal `json:"target,omitzero"`
	Points      decimal.Decimal     `json:"points"`
	Available   decimal.Decimal     `json:"available"`
	Steps       []AdjustTrail       `json:"steps,omitempty"`
	Authority   string              `json:"authority,omitzero"`
	// Hidden says that [Outcome.Release] has taken out counts, rates and points.
	Hidden bool `json:"hidden,omitzero"`
}

// Segment is the part of a piecewise curve in which a rate lies: the bound that it has
// reached, the next one, and the points at both. Before the first bound From is unknown,
// beyond the last one To.
type Segment struct {
	From   decimal.NullDecimal `json:"from,omitzero"`
	To     decimal.NullDecimal `json:"to,omitzero"`
	AtFrom decimal.Decimal     `json:"atFrom"`
	AtTo   decimal.NullDecimal `json:"atTo,omitzero"` // only where points run between the two
}

// Reason says why a measure has no points from its own rate.
type Reason string

// The reasons.
const (
	NoResult      Reason = "no result"
	NoRate        Reason = "no rate"
	NoBenchmark   Reason = "no benchmark"
	FewCases      Reason = "too few cases"
	Unreliable    Reason = "not reliable"
	Incomplete    Reason = "incomplete data"
	Withheld      Reason = "suppressed by the program"
	Excepted      Reason = "excepted by a condition"
	PriorKept     Reason = "last year's points kept"
	NothingToHave Reason = "no points available"
	NotReached    Reason = "the condition of the node does not hold"
	TooFewParts   Reason = "too few parts with a score"
	PartMissing   Reason = "a part has no score"
)

// NodeTrail tells how a node's score came about.
type NodeTrail struct {
	Node   string      `json:"node"`
	Method Method      `json:"method"`
	Parts  []PartTrail `json:"parts"`
	Scored bool        `json:"scored"`
	Why    Reason      `json:"why,omitzero"`
	// Achievement is what the method gave, without what adjusters gave below; Combined is
	// what it gave with that.
	Achievement decimal.Decimal     `json:"achievement"`
	Combined    decimal.Decimal     `json:"combined"`
	Improvement decimal.NullDecimal `json:"improvement,omitzero"`
	Steps       []AdjustTrail       `json:"steps,omitempty"`
	Score       decimal.Decimal     `json:"score"`
	Available   decimal.Decimal     `json:"available"`
	Authority   string              `json:"authority,omitzero"`
	// Hidden says that [Outcome.Release] has taken out the scores and steps.
	Hidden bool `json:"hidden,omitzero"`
}

// PartTrail tells what became of a part of a node.
type PartTrail struct {
	Part   string          `json:"part"`
	Weight decimal.Decimal `json:"weight"` // after reweighing, before redistribution
	Counts bool            `json:"counts"` // whether it counts in the score
	Points decimal.Decimal `json:"points"` // its score
	// Share is its part of the node's combined score, by methods with weights: the shares
	// add up to Combined.
	Share decimal.Decimal `json:"share,omitzero"`
	// Hidden says that [Outcome.Release] has taken out points and share.
	Hidden bool `json:"hidden,omitzero"`
}

// AdjustTrail is an adjuster at work, or one whose condition did not hold.
type AdjustTrail struct {
	Name      string          `json:"name"` // its name, or its kind
	Applied   bool            `json:"applied"`
	Amount    decimal.Decimal `json:"amount"`
	Before    decimal.Decimal `json:"before"`
	After     decimal.Decimal `json:"after"`
	Authority string          `json:"authority,omitzero"`
}

// PathwayTrail says whether a pathway to a status held. Those behind the one that gave the
// status were not asked.
type PathwayTrail struct {
	Name      string     `json:"name"`
	Status    apm.Status `json:"status"`
	Held      bool       `json:"held"`
	Authority string     `json:"authority,omitzero"`
}

// Measure is the trail of a measure, and whether there is one.
func (o *Outcome) Measure(id string) (MeasureTrail, bool) {
	for _, m := range o.Measures {
		if m.Measure == id {
			return m, true
		}
	}
	return MeasureTrail{}, false
}

// Node is the trail of a node, and whether there is one.
func (o *Outcome) Node(name string) (NodeTrail, bool) {
	for _, n := range o.Nodes {
		if n.Node == name {
			return n, true
		}
	}
	return NodeTrail{}, false
}
