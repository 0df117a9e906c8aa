package episode

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// TEAMTrack is a track of the Transforming Episode Accountability Model: 1 without
// losses, 2 with small limits for hospitals of certain kinds, 3 with large ones.
type TEAMTrack int

// TEAMHospital is the kinds of a hospital that open tracks to it.
type TEAMHospital struct {
	SafetyNet, Rural, MedicareDependent, SoleCommunity bool
}

// TEAMOptions are what [TEAMProgram] must be told.
type TEAMOptions struct {
	Hospital TEAMHospital
	// Order says whether quality or the stop-gain and stop-loss comes first. Published
	// descriptions differ, so it is needed.
	Order QualityOrder
	// StraightLine takes the quality adjustment in proportion to the composite quality
	// score. What is published of the regulation gives the ends only; a straight line
	// between them is what calculators use. Without it there are no terms.
	StraightLine bool
	// LowVolume says when the loss of a category of low volume is dropped, which is not
	// published: before the categories are netted or after. It is needed.
	LowVolume NettingOrder
	// Undiscounted says that the prices of the cases are before CMS's discount; the target
	// prices that CMS publishes are after it.
	Undiscounted bool
}

// QualityOrder is the order of quality and the corridor.
type QualityOrder string

// The orders.
const (
	QualityFirst  QualityOrder = "qualityFirst"
	CorridorFirst QualityOrder = "corridorFirst"
)

// NettingOrder is the place of a step before or after categories are netted.
type NettingOrder string

// The places.
const (
	BeforeNetting NettingOrder = "beforeNetting"
	AfterNetting  NettingOrder = "afterNetting"
)

// NPRA is the mark of the net payment reconciliation amount in TEAM: after quality and the
// corridor, before post-episode spending.
const NPRA = "net payment reconciliation amount"

// The categories of TEAM's episodes, as [TEAMProgram] names them.
const (
	TEAMLowerJoint  = "LEJR"
	TEAMHipFracture = "SHFFT"
	TEAMBypass      = "CABG"
	TEAMFusion      = "FUSION"
	TEAMBowel       = "BOWEL"
)

// teamTrack is the limits of a track: stop-gain, stop-loss and the greatest adjustments for
// quality, as fractions.
type teamTrack struct{ stopGain, stopLoss, gainQuality, lossQuality string }

func teamTracks() []teamTrack {
	return []teamTrack{
		{"0.10", "", "0.10", ""},
		{"0.05", "0.05", "0.10", "0.15"},
		{"0.20", "0.20", "0.10", "0.10"},
	}
}

const teamAuthority = "42 CFR 512.550"

// TEAMProgram is the settlement of TEAM (42 CFR part 512 subpart E) for a performance year
// from 2026 to 2030 and a track.
//
// Case.Target is the reconciliation target price of the episode: the preliminary one times
// the beneficiary and hospital multipliers, the bounded trend and the normalisation.
// Spending is standardised. The quality score is the composite one as a fraction. Every
// category needs its baseline episodes where it has a loss, and the post-episode norm of
// the region. The result is not rounded.
//
// Tracks, discounts (2 % for LEJR, SHFFT and FUSION, 1.5 % for CABG and BOWEL), limits, the
// greatest adjustments, three standard deviations for post-episode spending and the minimum of
// 31 baseline episodes are those of the final rules for fiscal years 2025 and 2026 as
// Milliman, Applied Policy and CMS's fact sheets summarise them; the regulation's own text
// is not read for them. See [TEAMOptions] for what is not published.
func TEAMProgram(year int, track TEAMTrack, o TEAMOptions) (Program, error) {
	if year < 2026 || year > 2030 {
		return Program{}, fmt.Errorf("TEAM: known for performance years 2026 to 2030, not for %d", year)
	}
	tracks := teamTracks()
	if track < 1 || int(track) > len(tracks) {
		return Program{}, fmt.Errorf("TEAM: unknown track %d (known: 1, 2, 3)", track)
	}
	limits := tracks[track-1]
	if err := o.check(year, track); err != nil {
		return Program{}, err
	}
	const quality = "42 CFR 512.547"
	p := Program{
		Name: fmt.Sprintf("TEAM Track %d, performance year %d", track, year), Basis: Standardised,
		Attribution: &Attribution{Hierarchy: []Role{TriggerProvider}},
		Benchmark:   Benchmark{Target: &Target{}},
		Volume:      []Volume{{Minimum: 31, On: OnBaseline, Action: NoDownside, AfterNetting: o.LowVolume == AfterNetting, Authority: teamAuthority}},
		Gains: o.ordered(Adjust{Maximum: figure(limits.gainQuality), Direction: Withhold, Authority: quality},
			stop(limits.stopGain, TotalTarget, teamAuthority)),
		Final:          Rules{MarkAmount{Name: NPRA}, PostEpisode{Deviations: decimal.New(3, 0), Authority: teamAuthority}},
		Reconciliation: &Reconciliation{Price: AtTriggerEnd},
	}
	if o.Undiscounted {
		p.Benchmark.Target.Discounts = teamDiscounts()
	}
	if limits.stopLoss == "" {
		p.Final = append(p.Final, OneSided{Authority: teamAuthority})
	} else {
		p.Losses = o.ordered(Adjust{Maximum: figure(limits.lossQuality), Direction: Forgive, Authority: quality},
			stop(limits.stopLoss, TotalTarget, teamAuthority))
	}
	return p, nil
}

func (o TEAMOptions) ordered(quality, corridor Rule) Rules {
	if o.Order == CorridorFirst {
		return Rules{corridor, quality}
	}
	return Rules{quality, corridor}
}

// check refuses options that are not given and tracks that are not open.
func (o TEAMOptions) check(year int, track TEAMTrack) error {
	switch {
	case o.Order != QualityFirst && o.Order != CorridorFirst:
		return fmt.Errorf("TEAM: say by the option Order whether quality or the corridor comes first")
	case !o.StraightLine:
		return fmt.Errorf("TEAM: the form of the quality adjustment between its ends is not published; the option StraightLine takes a straight line")
	case o.LowVolume != BeforeNetting && o.LowVolume != AfterNetting:
		return fmt.Errorf("TEAM: say by the option LowVolume whether losses of low volume are dropped before or after netting")
	}
	h := o.Hospital
	switch track {
	case 1:
		if year > 2026 && !(h.SafetyNet && year <= 2028) {
			return fmt.Errorf("TEAM: Track 1 is open in 2026, and to safety net hospitals until 2028")
		}
	case 2:
		if year == 2026 || !(h.SafetyNet || h.Rural || h.MedicareDependent || h.SoleCommunity) {
			return fmt.Errorf("TEAM: Track 2 is open from 2027, to safety net, rural, Medicare-dependent and sole community hospitals")
		}
	}
	return nil
}

func teamDiscounts() []Discount {
	const authority = "42 CFR 512.540"
	var out []Discount
	for _, d := range []struct{ category, rate string }{
		{TEAMLowerJoint, "0.02"}, {TEAMHipFracture, "0.02"}, {TEAMBypass, "0.015"}, {TEAMFusion, "0.02"}, {TEAMBowel, "0.015"},
	} {
		out = append(out, Discount{Category: d.category, Rate: fixed(d.rate), Authority: authority})
	}
	return out
}
