package episode

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Volume is what becomes of a category in which a provider has too few episodes for
// its mean to say much.
type Volume struct {
	// Minimum is the number of episodes from which the rule no longer applies.
	Minimum int `json:"minimum"`
	// On says which episodes are counted.
	On VolumeCount `json:"on"`
	// Action is what happens below the minimum.
	Action VolumeAction `json:"action"`
	// AfterNetting lets the loss of such a category be offset by gains of others first:
	// what is left of a loss is then not owed as far as it comes from such categories.
	// Otherwise the loss is zero before the categories are netted, and the gains of
	// others stay whole. It goes with noDownside only.
	AfterNetting bool   `json:"afterNetting,omitzero"`
	Authority    string `json:"authority,omitzero"`
}

// VolumeCount says which episodes a [Volume] counts.
type VolumeCount string

// The counts.
const (
	OnBaseline    VolumeCount = "baseline"    // CategoryFacts.BaselineEpisodes
	OnPerformance VolumeCount = "performance" // the episodes that are settled
)

// VolumeAction is what happens to a category below a minimum.
type VolumeAction string

// The actions.
const (
	ReportOnly   VolumeAction = "reportOnly"   // neither gain nor loss
	NoDownside   VolumeAction = "noDownside"   // no loss
	RegionalOnly VolumeAction = "regionalOnly" // RegionalTarget takes the place of Target
)

func (v *Volume) validate(c apm.Check) {
	if v.Minimum < 1 {
		c.In("minimum").Problemf("%d is not above zero", v.Minimum)
	}
	if v.On != OnBaseline && v.On != OnPerformance {
		c.In("on").Problemf("unknown count %q (known: baseline, performance)", string(v.On))
	}
	switch v.Action {
	case ReportOnly, NoDownside, RegionalOnly:
	default:
		c.In("action").Problemf("unknown action %q (known: reportOnly, noDownside, regionalOnly)", string(v.Action))
	}
	if v.AfterNetting && v.Action != NoDownside {
		c.In("afterNetting").Problemf("goes with noDownside only")
	}
}

// concerns says whether the rule could change that gap of a category.
func (v *Volume) concerns(gap decimal.Decimal) bool {
	return v.Action != RegionalOnly && !gap.IsZero() && (v.Action != NoDownside || gap.IsNegative())
}

// low says whether a category has too few episodes, with the number that says so.
func (v *Volume) low(p *Performance) (bool, decimal.Decimal, error) {
	of := EpisodeCount
	if v.On == OnBaseline {
		of = BaselineCount
	}
	n, err := p.Amount(of)
	return err == nil && n.LessThan(count(v.Minimum)), n, err
}
