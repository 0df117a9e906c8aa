package quality

import "github.com/shopspring/decimal"

// Result is what was measured: one measure of one provider, by one source. Everything
// that may be unknown is a null decimal: what is missing is not zero.
type Result struct {
	// Measure is the result's name, [Measure.Result] or the ID. Source is the collection
	// type, "electronicHealthRecord"; it picks the benchmark. Of several results of one
	// measure, from different sources, the one that gives most points counts.
	Measure string `json:"measure"`
	Source  string `json:"source,omitzero"`

	// Rate is in the scale of the measure, or in Scale where that is given. Without a
	// rate it is computed: numerator over denominator less exclusions less exceptions.
	Rate  decimal.NullDecimal `json:"rate,omitzero"`
	Scale Scale               `json:"scale,omitzero"`
	// Direction is which rates are better in this result, where that is known to differ:
	// of a proportion that was counted the other way round the complement is scored.
	Direction Direction `json:"direction,omitzero"`

	// Numerator, Denominator, Exclusions and Exceptions are counts, not negative.
	// Exclusions leave the denominator always; exceptions are those who leave it because
	// the numerator was not met.
	Numerator   decimal.NullDecimal `json:"numerator,omitzero"`
	Denominator decimal.NullDecimal `json:"denominator,omitzero"`
	Exclusions  decimal.NullDecimal `json:"exclusions,omitzero"`
	Exceptions  decimal.NullDecimal `json:"exceptions,omitzero"`
	// Cases is the number that minimum case tests look at; without it the denominator less
	// exclusions and exceptions.
	Cases decimal.NullDecimal `json:"cases,omitzero"`

	// SE is the standard error of the rate, in its scale; PriorSE that of the prior rate.
	SE      decimal.NullDecimal `json:"se,omitzero"`
	PriorSE decimal.NullDecimal `json:"priorSE,omitzero"`
	// Reliability is the signal-to-noise ratio, a fraction of 0 to 1.
	Reliability decimal.NullDecimal `json:"reliability,omitzero"`
	// Completeness is the share of eligible patients that was reported, 0 to 1.
	// Incomplete says that the program found the report incomplete, whatever the share.
	Completeness decimal.NullDecimal `json:"completeness,omitzero"`
	Incomplete   bool                `json:"incomplete,omitzero"`
	// Suppressed says that the program withholds the result, after an error in the data.
	Suppressed bool `json:"suppressed,omitzero"`

	// Prior is the rate of the year before (or of the baseline), BestPrior the best rate
	// of any year before, both in the scale of Rate.
	Prior     decimal.NullDecimal `json:"prior,omitzero"`
	BestPrior decimal.NullDecimal `json:"bestPrior,omitzero"`
	// PriorPoints is the points of the year before, for [Measure.KeepPrior].
	PriorPoints decimal.NullDecimal `json:"priorPoints,omitzero"`
	// Percentile and PriorPercentile are the rank among peers, 0 to 100 and 100 the best,
	// where it comes from outside.
	Percentile      decimal.NullDecimal `json:"percentile,omitzero"`
	PriorPercentile decimal.NullDecimal `json:"priorPercentile,omitzero"`
}

// Facts is what a provider's score is computed from.
type Facts struct {
	// Year is the performance year, 0 where it is not said. It must be that of the terms.
	Year    int      `json:"year,omitzero"`
	Results []Result `json:"results,omitempty"`
	// Flags are yes or no facts that conditions ask for; what is not there is a no.
	Flags map[string]bool `json:"flags,omitempty"`
	// Values are further numbers that amounts ask for by name: last year's score, a share
	// of underserved members.
	Values map[string]decimal.Decimal `json:"values,omitempty"`
	// Volumes are the weights of parts that a volume-weighted node combines, by the name of
	// the part: episodes, predicted infections. Not negative.
	Volumes map[string]decimal.Decimal `json:"volumes,omitempty"`
}
