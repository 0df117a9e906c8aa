package episode

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// The quality categories of CJR (42 CFR 510.315), as statuses of quality.
const (
	CJRBelowAcceptable apm.Status = "belowAcceptable"
	CJRAcceptable      apm.Status = "acceptable"
	CJRGood            apm.Status = "good"
	CJRExcellent       apm.Status = "excellent"
)

// CJROptions are what [CJRProgram] must be told, because no source for it was found that
// could be quoted.
type CJROptions struct {
	// StopGain is a fraction of the target; needed from performance year 2 on.
	StopGain decimal.NullDecimal
	// StopLoss takes the place of the general stop-loss, for rural and other hospitals of
	// lower limits.
	StopLoss decimal.NullDecimal
	// Discount is the one by quality category that is taken off the prices, LossDiscount the
	// one that losses are measured from; nil for prices that are adjusted for quality
	// already.
	Discount, LossDiscount *apm.Rate
	// Eligible are the quality categories that can be paid; needed.
	Eligible []apm.Status
	// PostEpisodeDeviations is how many standard deviations above the regional mean
	// post-episode spending may lie; missing leaves the deduction out.
	PostEpisodeDeviations decimal.NullDecimal
}

// CJRProgram is the settlement of Comprehensive Care for Joint Replacement (42 CFR part 510)
// for performance year 1 (2016) to 5. The stop-loss of 0, 5, 10, 20 and 20 % of the target is
// that which the New Jersey Hospital Association reports of the final rule, the stop-gain of
// 5 % in year 1 that of Singletrack Analytics; the rest is in [CJROptions]. Years 6 to 8 are
// not known.
//
// Case.Target is the target price of the anchor's price cell: MS-DRG and hip fracture. An
// episode has the price in force on its admission (510.300(a)(3)). The result is not rounded.
func CJRProgram(year int, o CJROptions) (Program, error) {
	stopLosses := []string{"", "0.05", "0.10", "0.20", "0.20"}
	if year < 1 || year > len(stopLosses) {
		return Program{}, fmt.Errorf("CJR: known for performance years 1 to 5, not for %d", year)
	}
	if year == 1 && !o.StopGain.Valid {
		o.StopGain = known("0.05")
	}
	switch {
	case !o.StopGain.Valid:
		return Program{}, fmt.Errorf("CJR: the stop-gain of performance year %d is needed as an option", year)
	case len(o.Eligible) == 0:
		return Program{}, fmt.Errorf("CJR: the quality categories that can be paid are needed as an option")
	case year == 1 && o.StopLoss.Valid:
		return Program{}, fmt.Errorf("CJR: performance year 1 has no losses to limit")
	case o.Discount == nil && o.LossDiscount != nil:
		return Program{}, fmt.Errorf("CJR: a discount for losses goes with one for gains")
	}
	const authority = "42 CFR 510.305"
	p := Program{
		Name: fmt.Sprintf("CJR, performance year %d", year), Basis: Standardised,
		Attribution: &Attribution{Hierarchy: []Role{TriggerProvider}},
		Benchmark:   Benchmark{Target: &Target{}},
		Gains: Rules{
			Gate{Statuses: o.Eligible, Authority: "42 CFR 510.315"},
			Cap{Lesser: []Limit{{Rate: o.StopGain, Of: TotalTarget}}, Authority: authority},
		},
		Reconciliation: &Reconciliation{Price: AtTriggerStart},
	}
	if year > 1 {
		stopLoss := known(stopLosses[year-1])
		if o.StopLoss.Valid {
			stopLoss = o.StopLoss
		}
		p.Losses = Rules{Cap{Lesser: []Limit{{Rate: stopLoss, Of: TotalTarget}}, Authority: authority}}
	}
	if o.Discount != nil {
		p.Benchmark.Target.Discounts = []Discount{{Rate: *o.Discount, LossRate: o.LossDiscount, Authority: "42 CFR 510.315"}}
	}
	if o.PostEpisodeDeviations.Valid {
		p.Final = Rules{PostEpisode{Deviations: o.PostEpisodeDeviations.Decimal, Authority: authority}}
		if year == 1 {
			p.Final = append(p.Final, OneSided{Authority: authority})
		}
	}
	return p, nil
}

// CJRCategory2015 is the quality category of a composite score in points under the bands of
// the 2015 final rule, as Horty Springer quotes them: good from 6.0 to 13.2, excellent
// above. It fails below 6.0, where the bands are not known, and above 20, which no hospital
// can have.
func CJRCategory2015(points decimal.Decimal) (apm.Status, error) {
	switch {
	case !apm.Plain(points) || points.GreaterThan(decimal.New(20, 0)):
		return "", &apm.FactError{Field: "points", Reason: "are at most 20"}
	case points.GreaterThan(figure("13.2")):
		return CJRExcellent, nil
	case points.GreaterThanOrEqual(figure("6.0")):
		return CJRGood, nil
	}
	return "", &apm.FactError{Field: "points", Reason: "are below 6.0, where the bands are not known"}
}
