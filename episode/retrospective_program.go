package episode

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// RetrospectiveOptions are the figures of a Medicaid program of retrospective episodes:
// states and health plans set them by year and do not publish them in one place, so a
// caller gives them.
type RetrospectiveOptions struct {
	// Basis is the price basis; needed.
	Basis PriceBasis
	// Levels are the thresholds of each category, Dollars those in which the difference is
	// paid; both needed.
	Levels  []Level
	Dollars ThresholdDollars
	// GainShare and LossShare are the provider's parts, as fractions; needed, the latter
	// not where only gains are shared.
	GainShare, LossShare decimal.NullDecimal
	// RewardOnly shares gains only.
	RewardOnly bool
	// Gate is the quality that gains ask for; nil asks for none.
	Gate *Gate
	// LossLimit limits a loss; nil limits none.
	LossLimit *Limit
	// MinimumEpisodes is the number below which a category is reported only; zero is none.
	MinimumEpisodes int
	// Adjust is the outlier policies and the risk model.
	Adjust []Adjustment
	// Attribution says who is the principal accountable provider; nil is the facility.
	Attribution *Attribution
}

// program is the zones that the states have in common: savings below the commendable level
// are shared if quality suffices, the excess above the acceptable level is shared, and
// nothing happens between. Categories are settled one by one and added up.
func (o RetrospectiveOptions) program(name, authority string, penalty Rule) (Program, error) {
	switch {
	case !o.GainShare.Valid:
		return Program{}, fmt.Errorf("%s: the share of gains is needed as an option", name)
	case !o.LossShare.Valid && !o.RewardOnly:
		return Program{}, fmt.Errorf("%s: the share of losses is needed as an option, or RewardOnly", name)
	case o.RewardOnly && (o.LossShare.Valid || o.LossLimit != nil):
		return Program{}, fmt.Errorf("%s: a share of losses or a limit does not go with RewardOnly", name)
	}
	p := Program{
		Name: name, Basis: o.Basis, Attribution: o.Attribution, Adjust: o.Adjust,
		Benchmark: Benchmark{Thresholds: &Thresholds{Levels: o.Levels, Dollars: o.Dollars}},
	}
	if o.MinimumEpisodes != 0 {
		p.Volume = []Volume{{Minimum: o.MinimumEpisodes, On: OnPerformance, Action: ReportOnly, Authority: authority}}
	}
	if o.Gate != nil {
		p.Each.Gains = append(p.Each.Gains, *o.Gate)
	}
	p.Each.Gains = append(p.Each.Gains, SharingRate{Rate: apm.FixedRate(o.GainShare.Decimal), Authority: authority})
	if !o.RewardOnly {
		p.Each.Losses = Rules{SharingRate{Rate: apm.FixedRate(o.LossShare.Decimal), Authority: authority}}
		if o.LossLimit != nil {
			p.Each.Losses = append(p.Each.Losses, Cap{Lesser: []Limit{*o.LossLimit}, Authority: authority})
		}
		if penalty != nil {
			p.Each.Losses = append(p.Each.Losses, penalty)
		}
	}
	return copiedProgram(p), nil
}
