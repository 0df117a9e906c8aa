package episode

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// BPCIAdvancedOptions are what [BPCIAdvancedProgram] must be told.
type BPCIAdvancedOptions struct {
	// MaximumAdjustment is the greatest part of an amount that quality moves, as a
	// fraction; needed from model year 3 on. No source for it was found that could be
	// quoted.
	MaximumAdjustment decimal.NullDecimal
	// Undiscounted says that the prices of the cases are benchmark prices, before CMS's
	// discount of 3 %.
	Undiscounted bool
}

// BPCIAdvancedProgram is the settlement of BPCI Advanced for model years 1 to 3 (2018 to
// 2020): clinical episodes are netted, adjusted for quality and limited to 20 % of the
// target. In model years 1 and 2, before there were quality scores, 10 % of a positive
// amount was kept back. These are the rules of Milliman's published reconciliation code;
// the discount is also that of Ryan and others (JAMA 2023). Later years are not known.
//
// Costs are winsorised at the 1st and 99th percentile by category, price cell and fiscal
// year (Case.Period), by SAS's default definition, as in CMS's published code for shadow
// bundles: Prepare wants all episodes of the nation, or limits of such a run with
// FromBaseline set. Case.Target is the target price in the period's dollars. The hospital
// of the anchor answers; for a group practice put [TriggerGroup] in its place. The result
// is not rounded.
func BPCIAdvancedProgram(modelYear int, o BPCIAdvancedOptions) (Program, error) {
	if modelYear < 1 || modelYear > 3 {
		return Program{}, fmt.Errorf("BPCI Advanced: known for model years 1 to 3, not for %d", modelYear)
	}
	const authority = "BPCI Advanced participation agreement, reconciliation"
	corridor := stop("0.20", TotalTarget, authority)
	p := Program{
		Name: fmt.Sprintf("BPCI Advanced, model year %d", modelYear), Basis: Standardised,
		Attribution: &Attribution{Hierarchy: []Role{TriggerProvider}},
		Adjust: []Adjustment{{Outlier: &Outlier{
			Method: Winsorise, Lower: &Cutoff{Percentile: known("0.01")}, Upper: &Cutoff{Percentile: known("0.99")},
			Definition: apm.SAS5, GroupBy: []Grouping{ByCategory, ByCell, ByPeriod}, Authority: "CMS shadow bundles, winsorisation",
		}}},
		Benchmark:      Benchmark{Target: &Target{}},
		Reconciliation: &Reconciliation{Membership: AtTriggerEnd},
	}
	if o.Undiscounted {
		p.Benchmark.Target.Discounts = []Discount{{Rate: fixed("0.03"), Authority: authority}}
	}
	if modelYear < 3 {
		p.Gains = Rules{SharingRate{Rate: fixed("0.90"), Authority: authority}, corridor}
		p.Losses = Rules{corridor}
		return p, nil
	}
	if !o.MaximumAdjustment.Valid {
		return Program{}, fmt.Errorf("BPCI Advanced: the greatest adjustment for quality is needed as an option from model year 3 on")
	}
	p.Gains = Rules{Adjust{Maximum: o.MaximumAdjustment.Decimal, Direction: Withhold, Authority: authority}, corridor}
	p.Losses = Rules{Adjust{Maximum: o.MaximumAdjustment.Decimal, Direction: Forgive, Authority: authority}, corridor}
	return p, nil
}

// stop is a stop-gain or a stop-loss.
func stop(rate string, of Basis, authority string) Cap {
	return Cap{Lesser: []Limit{{Rate: known(rate), Of: of}}, Authority: authority}
}

func fixed(rate string) apm.Rate { return apm.FixedRate(figure(rate)) }
