package quality

import "github.com/shopspring/decimal"

// Curve turns a rate into points: exactly one of its forms is set. Steps, Line,
// Deciles and TwoPoint are one piecewise function with different joints, and are
// computed by one engine. After the form, the points are rounded and held between Min
// and Max. Points never fall as the rate becomes better.
type Curve struct {
	Steps      *Steps      `json:"steps,omitempty"`
	Line       *Line       `json:"line,omitempty"`
	Deciles    *Deciles    `json:"deciles,omitempty"`
	TwoPoint   *TwoPoint   `json:"twoPoint,omitempty"`
	RankGroups *RankGroups `json:"rankGroups,omitempty"`
	ZScore     *ZScore     `json:"zScore,omitempty"`
	Binary     *Binary     `json:"binary,omitempty"`
	Reported   *Reported   `json:"reported,omitempty"`

	Round *Round              `json:"round,omitempty"`
	Min   decimal.NullDecimal `json:"min,omitzero"` // floor of the points
	Max   decimal.NullDecimal `json:"max,omitzero"` // cap of the points; it does not lower the points available
}

// Basis says what a curve looks at.
type Basis string

// The bases; the zero value is the rate.
const (
	OnRate Basis = "rate"
	// OnPercentile is the rank of 0 to 100 among peers, 100 the best: the result's own
	// percentile, else the highest percentile of the benchmark's table that the rate reaches,
	// else the share of its peers that are not better.
	OnPercentile Basis = "percentile"
)

// Steps is a ladder: the points of the best rung that the rate reaches.
type Steps struct {
	On Basis `json:"on,omitzero"`
	// Below is the points short of the first rung.
	Below decimal.Decimal `json:"below,omitzero"`
	// Rungs stand in scoring order, each better than the one before. Instead of them,
	// AtCutPoints gives the points at each cut point of the benchmark.
	Rungs       []Rung            `json:"rungs,omitempty"`
	AtCutPoints []decimal.Decimal `json:"atCutPoints,omitempty"`
}

// Rung is a step of a ladder.
type Rung struct {
	// From is where the rung is reached: at least that, or at most where lower is better.
	From decimal.Decimal `json:"from"`
	// Beyond says that From itself is not enough: "greater than 13.2".
	Beyond bool            `json:"beyond,omitzero"`
	Points decimal.Decimal `json:"points"`
}

// Line runs straight between knots in scoring order. Two knots at the same place make
// a jump.
type Line struct {
	On    Basis  `json:"on,omitzero"`
	Knots []Knot `json:"knots"`
	// Before and After are the points short of the first and beyond the last knot, where
	// they are not those of that knot: zero before the first is a dead zone.
	Before decimal.NullDecimal `json:"before,omitzero"`
	After  decimal.NullDecimal `json:"after,omitzero"`
	// Beyond says that the first knot itself counts as before it.
	Beyond bool `json:"beyond,omitzero"`
}

// Knot is a point of a line.
type Knot struct {
	At     decimal.Decimal `json:"at"`
	Points decimal.Decimal `json:"points"`
}

// Deciles gives n points from the lower bound of decile n on, and a share of the next
// point as the rate moves to the bound of decile n + 1; 10 in the tenth. MIPS and the
// APM Performance Pathway pay on the exact fraction: nothing is rounded, and the points
// of a decile do not stop at n.9, as guides to the program would have it. The benchmark is
// deciles, percentiles or flat. Of equal bounds only the best decile counts.
type Deciles struct {
	// Bottom says what decile 1 gives.
	Bottom BottomDecile `json:"bottom"`
	// MostFraction holds the share of the next point, where a program does so: 0.9.
	MostFraction decimal.NullDecimal `json:"mostFraction,omitzero"`
}

// BottomDecile says what a rate in the first decile gives.
type BottomDecile string

// The bottom deciles.
const (
	ConstantBottom     BottomDecile = "constant"     // 1 point (and the curve's Min above it)
	InterpolatedBottom BottomDecile = "interpolated" // from 1 at Benchmark.First (the 1st percentile) toward 2; 1 where that is unknown
)

// TwoPoint is a line between two points with a value of its own on either side:
// Hospital VBP gives 0 below the threshold, runs from 0.5 at the threshold to 9.5 at the
// benchmark, is rounded, held to 1..9, and gives 10 from the benchmark on. What lies short of
// Low is decided first: where High is not better than Low there is nothing between.
type TwoPoint struct {
	On Basis `json:"on,omitzero"`
	// Low and High are the ends; the defaults are those of the benchmark's range.
	Low  Point `json:"low,omitzero"`
	High Point `json:"high,omitzero"`
	// Below is the points short of Low; Beyond says that Low itself is still below.
	Below  decimal.Decimal `json:"below,omitzero"`
	Beyond bool            `json:"beyond,omitzero"`
	// From and To are the points of the line at Low and High; Least and Most hold them
	// in between.
	From  decimal.Decimal     `json:"from,omitzero"`
	To    decimal.Decimal     `json:"to"`
	Least decimal.NullDecimal `json:"least,omitzero"`
	Most  decimal.NullDecimal `json:"most,omitzero"`
	// Reached is the points from High on, where they are not To.
	Reached decimal.NullDecimal `json:"reached,omitzero"`
}

// RankGroups ranks the rate among the benchmark's peers and gives the points of its
// group: {4, 2, 0} for top, middle and bottom third. A rate is in group g of k, counted from
// zero, when the share of peers that are better is below (g+1)/k, so equals share
// the better group.
type RankGroups struct {
	Points []decimal.Decimal `json:"points"` // best group first, never rising
}

// ZScore is the distance from the mean in standard deviations. Of a benchmark with
// moments it takes those; of peers it holds the values between the percentiles Low
// and High (fractions of 0 to 1), and takes mean and deviation (n - 1) of what comes out.
// The z-score is above zero for a rate above the mean, whatever the direction, unless it is
// Oriented: then a better rate has the higher z-score. It has no points available.
type ZScore struct {
	Low         decimal.NullDecimal `json:"low,omitzero"`
	High        decimal.NullDecimal `json:"high,omitzero"`
	Percentiles PeerPercentiles     `json:"percentiles,omitzero"`
	Oriented    bool                `json:"oriented,omitzero"`
}

// Binary gives its points when the target is reached and none otherwise.
type Binary struct {
	On     Basis           `json:"on,omitzero"`
	Points decimal.Decimal `json:"points"`
	// Target is what must be reached; the default is the high end of the benchmark's range.
	Target Point `json:"target,omitzero"`
	// Bound says which value must reach it. The bounds are those of the Wilson interval
	// with Z, and need a proportion with its counts.
	Bound Bound               `json:"bound,omitzero"`
	Z     decimal.NullDecimal `json:"z,omitzero"` // 1.959964 where it is not given
}

// Bound says which end of a confidence interval is held against a target.
type Bound string

// The bounds; the zero value is the estimate.
const (
	Estimate Bound = "estimate" // the rate itself
	Worse    Bound = "worse"    // the worse end of the interval: the payer is sure
	Better   Bound = "better"   // the better end: the provider has the benefit of the doubt
)

// Reported gives its points for a result that is there, is not incomplete and is not
// suppressed: pay for reporting, attestations.
type Reported struct {
	Points decimal.Decimal `json:"points"`
}
