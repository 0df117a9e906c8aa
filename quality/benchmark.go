package quality

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Benchmark is what rates of a measure are compared with. Its form is at most one of
// Deciles, Percentiles, Flat, CutPoints and Moments; a range and peers may stand beside
// it or alone.
type Benchmark struct {
	// Measure is the name of the results that it is for ([Measure.Result] or the ID).
	Measure string `json:"measure"`
	// Source is the collection type that it is for; empty is any that has none of its own.
	Source string `json:"source,omitzero"`
	// Year is the performance year, 0 for any. New refuses a benchmark for another year
	// than the terms'.
	Year int `json:"year,omitzero"`
	// Basis says whether it was fixed before the year or computed from it.
	Basis BenchmarkBasis `json:"basis,omitzero"`

	// Deciles are the lower bounds of deciles 2 to 10 in scoring order, so falling where
	// lower is better: nine numbers. First, where it is known, is where decile 1 starts.
	Deciles []decimal.Decimal   `json:"deciles,omitempty"`
	First   decimal.NullDecimal `json:"first,omitzero"`
	// Percentiles are percentiles of the raw values, rising, whatever the direction: where
	// lower is better, the 90th is where decile 2 starts.
	Percentiles []Percentile `json:"percentiles,omitempty"`
	// Flat is deciles at 10, 20 ... 90 percent (where lower is better at 90, 80 ... 10): for
	// measures in percent or fractions.
	Flat bool `json:"flat,omitzero"`
	// Range is two points, by whatever names a program calls them.
	Range *Range `json:"range,omitempty"`
	// CutPoints are thresholds in scoring order: four for five stars.
	CutPoints []decimal.Decimal `json:"cutPoints,omitempty"`
	// Peers is the sample of the providers that are compared, in any order, the provider
	// itself among them.
	Peers []decimal.Decimal `json:"peers,omitempty"`
	// Moments are the mean and deviation of a sample that is not given itself.
	Moments *Moments `json:"moments,omitempty"`

	// MostPoints is the most points that the benchmark lets a measure have: 7 for a measure
	// that is topped out. The points available stay the same.
	MostPoints decimal.NullDecimal `json:"mostPoints,omitzero"`
	// Authority is where the figures were published.
	Authority string `json:"authority,omitzero"`
}

// BenchmarkBasis says which year a benchmark was computed from.
type BenchmarkBasis string

// The bases.
const (
	Historical  BenchmarkBasis = "historical"  // fixed before the performance year
	Performance BenchmarkBasis = "performance" // computed from the performance year itself
)

// Percentile is a percentile of the raw values of a benchmark.
type Percentile struct {
	At    decimal.Decimal `json:"at"` // 0 to 100: 90 is the 90th
	Value decimal.Decimal `json:"value"`
}

// Range is two points in scoring order: achievement threshold and benchmark (Hospital
// VBP), attainment and goal (MassHealth).
type Range struct {
	// Low is the achievement threshold or attainment, High the benchmark or goal; each may
	// be unknown.
	Low  decimal.NullDecimal `json:"low,omitzero"`
	High decimal.NullDecimal `json:"high,omitzero"`
	// Floor is the worst value of the baseline period, which HCAHPS consistency counts from.
	Floor decimal.NullDecimal `json:"floor,omitzero"`
	// Substitute is a rate that takes the place of one's own, such as a statewide median.
	Substitute decimal.NullDecimal `json:"substitute,omitzero"`
}

// Moments are the mean and the standard deviation of a sample, and the z-scores at
// which it is cut off (winsorised).
type Moments struct {
	Mean decimal.Decimal `json:"mean"`
	SD   decimal.Decimal `json:"sd"` // above zero
	// LowZ and HighZ hold the z-score, where they are given.
	LowZ  decimal.NullDecimal `json:"lowZ,omitzero"`
	HighZ decimal.NullDecimal `json:"highZ,omitzero"`
}

// Point is a value on the scale of a rate: exactly one of its fields is set, or none
// for the default that the place names.
type Point struct {
	Value decimal.NullDecimal `json:"value,omitzero"`
	Of    PointName           `json:"of,omitzero"`
	// Percentile is a percentile, 0 to 100, of the benchmark's table or peers; 100 is the
	// best.
	Percentile decimal.NullDecimal `json:"percentile,omitzero"`
}

// PointName is a point of a range, or a rate of the provider's own.
type PointName string

// The named points.
const (
	AtFloor     PointName = "floor"     // Range.Floor
	AtLow       PointName = "low"       // Range.Low
	AtHigh      PointName = "high"      // Range.High
	AtPrior     PointName = "prior"     // Result.Prior
	AtBestPrior PointName = "bestPrior" // Result.BestPrior, or Result.Prior where that is missing
)

// PeerPercentiles says how percentiles of a peer sample are defined; the zero value is
// type 7.
type PeerPercentiles = apm.PercentileDefinition
