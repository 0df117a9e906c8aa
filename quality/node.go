package quality

import "github.com/shopspring/decimal"

// Node combines measures and other nodes to a score. Nodes are a flat list with names,
// so that one part may stand in several: the best of a composite with and without
// some measures is a node over two nodes.
type Node struct {
	Name   string `json:"name"`
	Method Method `json:"method"`
	Of     []Part `json:"of"`
	// Scale is what [PointsOverAvailable] is out of: 100 where it is not given.
	Scale decimal.NullDecimal `json:"scale,omitzero"`
	// Missing says what becomes of parts without a score.
	Missing Missing `json:"missing,omitzero"`
	// Reweigh gives other weights where certain parts are missing: the first entry whose
	// parts are exactly the missing ones counts.
	Reweigh []Reweigh `json:"reweigh,omitempty"`
	// MinParts is the least number of scored parts; with fewer the node has no score.
	MinParts int `json:"minParts,omitzero"`
	// Best is how many of the scored parts count, the best ones: the six required
	// measures. All count where it is zero.
	Best int `json:"best,omitzero"`
	// MetAt is what a part needs for [CountMet], where it is not all points available.
	MetAt decimal.NullDecimal `json:"metAt,omitzero"`
	// Available is the points that can be had, where the parts do not say it.
	Available decimal.NullDecimal `json:"available,omitzero"`
	// When is the condition under which the node has a score at all. It may ask for the
	// node's own statistics.
	When *Condition `json:"when,omitempty"`
	// Improvement is considered before the adjusters.
	Improvement *Improvement `json:"improvement,omitempty"`
	// Adjust changes the score, in order.
	Adjust    []Adjust `json:"adjust,omitempty"`
	Authority string   `json:"authority,omitzero"`
}

// Part is a measure or a node inside a node.
type Part struct {
	Of string `json:"of"` // a measure's ID or a node's name
	// Weight is what it weighs in a weighted mean or sum, not negative; 1 where it is not
	// given. A part that weighs nothing counts neither in the score nor in the number of
	// scored parts.
	Weight decimal.NullDecimal `json:"weight,omitzero"`
	// When is the condition under which the part belongs to the node. A part that does not
	// is not missing: it is not there.
	When *Condition `json:"when,omitempty"`
}

// Parts is parts of equal weight.
func Parts(names ...string) []Part {
	parts := make([]Part, len(names))
	for i, name := range names {
		parts[i].Of = name
	}
	return parts
}

// Weighted is a part with its weight.
func Weighted(name string, weight decimal.Decimal) Part {
	return Part{Of: name, Weight: decimal.NewNullDecimal(weight)}
}

// Method is how a node combines its parts.
type Method string

// The methods. Each gives a score and the points available.
const (
	PointsOverAvailable Method = "pointsOverAvailable" // sum of points over sum of points available, times Scale
	WeightedMean        Method = "weightedMean"        // sum(w x) / sum(w)
	WeightedSum         Method = "weightedSum"         // sum(w x); missing parts are redistributed by raising the other weights
	MeanOf              Method = "mean"                // equal weights
	SumOf               Method = "sum"
	MinOf               Method = "min" // must-pass
	MaxOf               Method = "max" // the best of several trees; of equals the first
	CountMet            Method = "countMet"
	VolumeWeighted      Method = "volumeWeighted" // weights are Facts.Volumes
)

// Missing is what becomes of a part without a score.
type Missing string

// The policies; the zero value is Redistribute.
const (
	// Redistribute leaves the part out of both sides, so that its weight falls to the others
	// in proportion.
	Redistribute Missing = "redistribute"
	// CountZero keeps the part's weight and available points, and counts no points.
	CountZero Missing = "zero"
	// NoScore gives the node no score as soon as a part has none.
	NoScore Missing = "noScore"
)

// Reweigh is the weights that apply when certain parts are missing.
type Reweigh struct {
	Missing []string `json:"missing"`
	Weights []Part   `json:"weights"` // of the parts that are left
}

// Adjust is one step after a score was combined: exactly one of the changes is set.
type Adjust struct {
	// Name tells the step in the trail: "health equity adjustment".
	Name string `json:"name,omitzero"`

	Add      *Amount `json:"add,omitempty"`
	Multiply *Amount `json:"multiply,omitempty"`
	AtLeast  *Amount `json:"atLeast,omitempty"`
	AtMost   *Amount `json:"atMost,omitempty"`
	Round    *Round  `json:"round,omitempty"`
	// Curve sends the score through a curve; the points available become its most.
	Curve *Curve `json:"curve,omitempty"`

	// Supplies says that AtLeast also gives the score where there is none.
	Supplies  bool       `json:"supplies,omitzero"`
	When      *Condition `json:"when,omitempty"`
	Authority string     `json:"authority,omitzero"`
}
