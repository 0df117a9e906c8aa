package pmpm

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// MaineAdjustment is the performance-based adjustment of a practice under Maine's
// Primary Care Plus: a fraction of the tier payment, of either sign. Terms for years
// behind the first read it from Facts.Amounts.
const MaineAdjustment Basis = "performanceBasedAdjustment"

// MainePrimaryCarePlus is MaineCare's Primary Care Plus for a practice of tier 1, 2 or 3
// (Code of Maine Rules 10-144 chapter 101, section VI-3, 3.08): a payment per member per
// month by tier, and one by the member's population group and complexity. The
// performance-based adjustment changes the tier payment only, by -10 % to +25 %; in the
// first year it is fixed, at 25 %, 8.3 % and 7.6 % by tier.
//
// The program year counts from 1. The rule states the rates without a year, so that
// every year behind the first has the same terms. How quality measures make the
// adjustment is the Department's; from the second year on it is a fact,
// [MaineAdjustment].
//
// Cells are the group and the complexity: child, adult, abd (aged, blind or disabled) or
// dual (eligible for Medicare too), each well or complex: "adult/complex". The rule
// names no rounding; the terms round each payment of a month, halves up.
func MainePrimaryCarePlus(tier, programYear int) (Terms, error) {
	tiers := []struct{ pmpm, firstYear string }{{"2.10", "0.25"}, {"6.30", "0.083"}, {"6.90", "0.076"}}
	if tier < 1 || tier > len(tiers) {
		return Terms{}, fmt.Errorf("MainePrimaryCarePlus: the tiers are 1, 2 and 3, not %d", tier)
	}
	if programYear < 1 {
		return Terms{}, fmt.Errorf("MainePrimaryCarePlus: known for program year 1 and later, not for %d", programYear)
	}
	const authority = "Code of Maine Rules 10-144 ch. 101 section VI-3, 3.08"
	of := tiers[tier-1]
	adjustment := Adjust{
		Payment: "performance-based adjustment", Of: []string{"tier payment"},
		Given: MaineAdjustment, Min: known("-0.10"), Max: known("0.25"), Authority: authority,
	}
	if programYear == 1 {
		adjustment.Given = ""
		adjustment.Up = Parts{{Weight: one, Rate: apm.FixedRate(num(of.firstYear))}}
	}
	return Terms{
		Name:   fmt.Sprintf("MaineCare Primary Care Plus, tier %d, program year %d", tier, programYear),
		Claims: Additional,
		Keys:   []string{"group", "complexity"},
		Rules: Rules{
			Fee{Payment: "tier payment", Table: Flat(num(of.pmpm)), Authority: authority},
			adjustment,
			Fee{Payment: "group payment", Authority: authority, Table: Table{By: []string{"group", "complexity"}, Rates: []CellRate{
				{"child/well", num("1.65")}, {"child/complex", num("4.95")},
				{"adult/well", num("1.15")}, {"adult/complex", num("3.00")},
				{"abd/well", num("2.25")}, {"abd/complex", num("6.60")},
				{"dual/well", num("2.50")}, {"dual/complex", num("8.75")},
			}}},
		},
		Rounding: Rounding{ByPayment, apm.HalfUp},
	}, nil
}

// num and known read the constants of the presets.
func num(s string) decimal.Decimal       { return decimal.RequireFromString(s) }
func known(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s)) }
