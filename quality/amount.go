package quality

import "github.com/shopspring/decimal"

// Amount is a number that an adjuster or a condition uses: exactly one of its fields is
// set, besides Round and Default.
type Amount struct {
	Fixed decimal.NullDecimal `json:"fixed,omitzero"`
	// Value is a value of the facts, by name. Without Default a missing one is an error.
	Value   string              `json:"value,omitzero"`
	Default decimal.NullDecimal `json:"default,omitzero"`
	// Of is a statistic of a measure or node. Where it has no score the Default counts;
	// without one a comparison with it does not hold, and an adjuster with it is an error.
	Of *Statistic `json:"of,omitempty"`
	// Count is the number of measures of which all of that holds.
	Count *Where `json:"count,omitempty"`

	Sum      []Amount `json:"sum,omitempty"`
	Product  []Amount `json:"product,omitempty"`
	Quotient []Amount `json:"quotient,omitempty"` // two: the first over the second
	Least    []Amount `json:"least,omitempty"`    // the least of them
	Most     []Amount `json:"most,omitempty"`     // the greatest of them
	// Cases is the amount of the first case whose condition holds; zero where none does.
	Cases []Case `json:"cases,omitempty"`
	// Map sends an amount through a curve, which needs no benchmark and may fall.
	Map *Map `json:"map,omitempty"`

	Round *Round `json:"round,omitempty"`
}

// Number is a fixed amount.
func Number(d decimal.Decimal) Amount { return Amount{Fixed: decimal.NewNullDecimal(d)} }

// Statistic is a number about a measure or a node.
type Statistic struct {
	Node string        `json:"node"` // a measure's ID or a node's name
	Stat StatisticName `json:"stat"`
}

// StatisticName names a statistic.
type StatisticName string

// The statistics.
const (
	Score       StatisticName = "score"       // the points, after everything
	Achievement StatisticName = "achievement" // the points before improvement, adjusters and what adjusters gave below
	Available   StatisticName = "available"   // the points that could be had
	PartPoints  StatisticName = "partPoints"  // the points of the parts in sum, unweighted
	PartMax     StatisticName = "partMax"     // what the parts could have had in sum
	Mean        StatisticName = "mean"        // weighted mean of the scored parts
	Variance    StatisticName = "variance"    // n/(n-1) x sum(w (x - mean)^2) / sum(w) over the n scored parts; zero for one
	Scored      StatisticName = "scored"      // number of scored parts
	Rate        StatisticName = "rate"        // of a measure: the rate that was scored
	RankOf      StatisticName = "percentile"  // of a measure: as OnPercentile
)

// Case is an amount under a condition.
type Case struct {
	When Condition `json:"when"`
	Then Amount    `json:"then"`
}

// Map is an amount sent through a curve.
type Map struct {
	Of    Amount `json:"of"`
	Curve Curve  `json:"curve"`
}

// Where picks measures: those of which everything that is set holds.
type Where struct {
	Measures []string `json:"measures,omitempty"` // one of these IDs
	Tags     []string `json:"tags,omitempty"`     // every one of these tags
	Sources  []string `json:"sources,omitempty"`  // the scored result is from one of these
	Without  []string `json:"without,omitempty"`  // none of these tags
	Reported bool     `json:"reported,omitzero"`  // there is a result
	Complete bool     `json:"complete,omitzero"`  // there is a result, not incomplete and not below CompleteAt
	// CompleteAt is the completeness, a fraction, that Complete asks for where it is known.
	CompleteAt decimal.NullDecimal `json:"completeAt,omitzero"`
	Scored     bool                `json:"scored,omitzero"` // it has points that count in both sides
	Met        bool                `json:"met,omitzero"`    // it has all points available
	// Cases, Percentile and Points are the least of each; Percentile as OnPercentile.
	Cases      decimal.NullDecimal `json:"cases,omitzero"`
	Percentile decimal.NullDecimal `json:"percentile,omitzero"`
	Points     decimal.NullDecimal `json:"points,omitzero"`
}
