package quality

import "github.com/shopspring/decimal"

// Difference is a way in which two programs differ about one measure.
type Difference string

// The differences.
const (
	ByBenchmark  Difference = "benchmark"  // another benchmark, or none in one of them
	ByDirection  Difference = "direction"  // one counts what the other counts the other way round
	ByPopulation Difference = "population" // measured in other people
	ByScale      Difference = "scale"
	ByKind       Difference = "kind"
	ByPoints     Difference = "points" // another curve, other tests or improvement
)

// Alignment compares the measure sets of several programs: a provider with contracts of
// many payers is asked for the same thing in as many ways.
type Alignment struct {
	// Programs are the names of the programs, in the order given.
	Programs []string `json:"programs"`
	// Measures is every measure that any of them uses, sorted by name. A measure is known
	// by the name of its results, so that programs may call it what they like.
	Measures []AlignedMeasure `json:"measures"`
	// Pairs is the overlap of each two programs.
	Pairs []Overlap `json:"pairs"`
	// Common is the number of measures that all programs use, Total that of all measures.
	Common int `json:"common"`
	Total  int `json:"total"`

	programs []*Program
}

// AlignedMeasure is a measure and the programs that use it.
type AlignedMeasure struct {
	Measure string `json:"measure"`
	// Programs are indexes of Alignment.Programs, rising.
	Programs []int `json:"programs"`
	// Differs says in what the programs that use it differ; empty where they agree, or
	// where there is only one.
	Differs []Difference `json:"differs,omitempty"`
}

// Overlap is what two programs have in common.
type Overlap struct {
	A int `json:"a"` // index of Alignment.Programs
	B int `json:"b"`
	// Common measures, those that only one uses, and those common ones that do not differ at
	// all.
	Common    []string `json:"common,omitempty"`
	OnlyA     []string `json:"onlyA,omitempty"`
	OnlyB     []string `json:"onlyB,omitempty"`
	Identical []string `json:"identical,omitempty"`
	// Differs is in what each of the other common measures differs.
	Differs map[string][]Difference `json:"differs,omitempty"`
	// OfA is the share of A's measures that B uses too, OfB the other way round, OfBoth the
	// common ones among all of both; fractions, to 34 digits, zero where there are none.
	OfA    Share `json:"ofA"`
	OfB    Share `json:"ofB"`
	OfBoth Share `json:"ofBoth"`
}

// Share is a count and what it is out of.
type Share struct {
	Count int             `json:"count"`
	Of    int             `json:"of"`
	Share decimal.Decimal `json:"share"`
}
