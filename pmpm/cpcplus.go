package pmpm

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// The names of what the presets of Comprehensive Primary Care Plus pay and read.
const (
	// Utilization and ClinicalQuality name the measures of the performance payment.
	Utilization     = "utilization"
	ClinicalQuality = "clinicalQuality"
	// PriorRevenue is the average of the fee-for-service revenue of the third and second
	// years before, in dollars a month.
	PriorRevenue Basis = "priorRevenue"
)

// CPCPlus is what published descriptions state of Comprehensive Primary Care Plus in
// Medicare, for a practice of track 1 or 2: a care management fee per beneficiary per
// month by risk tier, and a performance-based incentive payment that is paid ahead and
// repaid as far as it is not earned.
//
// Only tier 2 is known: $8 in track 1 and $11 in track 2, with an incentive of $2.50 and
// $4.00. A beneficiary of another tier is refused by [Arrangement.Pay]; a caller who has
// the fees of the other tiers adds them to the table of the first rule. The
// comprehensive primary care payment of track 2 stands in the place of claims and is not
// part of these terms. The descriptions name no years.
//
// The cell is the tier, "2". The score of the overall quality is the fraction of the
// incentive that was earned. Amounts are rounded by payment, halves up, which no source
// states.
func CPCPlus(track int) (Terms, error) {
	fee, incentive := "8", "2.50"
	switch track {
	case 1:
	case 2:
		fee, incentive = "11", "4.00"
	default:
		return Terms{}, fmt.Errorf("CPCPlus: the tracks are 1 and 2, not %d", track)
	}
	const authority = "Comprehensive Primary Care Plus, as Frier Levitt describes it"
	return Terms{
		Name:   fmt.Sprintf("Comprehensive Primary Care Plus, track %d", track),
		Claims: Additional,
		Keys:   []string{"tier"},
		Rules: Rules{
			Fee{Payment: "care management fee", Table: Table{By: []string{"tier"}, Rates: []CellRate{{"2", num(fee)}}}, Authority: authority},
			Fee{Payment: "incentive paid ahead", Table: Flat(num(incentive)), Authority: authority},
			Repay{Payment: "incentive repaid", Of: []string{"incentive paid ahead"}, Authority: authority,
				Earned: Parts{{Weight: one, Rate: apm.Rate{Linear: &apm.Linear{Slope: one}}}}},
		},
		Rounding: Rounding{ByPayment, apm.HalfUp},
	}, nil
}

// OregonCPCPlus is the performance payment of Comprehensive Primary Care Plus in Oregon's
// Medicaid fee-for-service (OAR 410-149-0140 and 410-149-0150): per member per month up
// to $1 for clinical quality and $1 for utilisation in track 1, $2 and $2 in track 2. The
// rule allows to pay it ahead and to reconcile; without, it is paid once performance is
// known.
//
// The scores of the measures [ClinicalQuality] and [Utilization] are the fractions of
// either part that were earned. There is one cell, the empty one. Amounts are rounded by
// payment, halves up, which the rule does not state.
func OregonCPCPlus(track int, ahead bool) (Terms, error) {
	if track != 1 && track != 2 {
		return Terms{}, fmt.Errorf("OregonCPCPlus: the tracks are 1 and 2, not %d", track)
	}
	const authority = "OAR 410-149-0140 and 410-149-0150"
	t := Terms{Name: fmt.Sprintf("Oregon Medicaid Comprehensive Primary Care Plus, performance payment, track %d", track),
		Claims: Additional, Rounding: Rounding{ByPayment, apm.HalfUp}}
	for _, measure := range []string{ClinicalQuality, Utilization} {
		earned := Parts{{Weight: one, Measure: measure, Rate: apm.Rate{Linear: &apm.Linear{Slope: one}}}}
		most := Fee{Payment: measure, Table: Flat(num(fmt.Sprint(track))), Authority: authority}
		if ahead {
			t.Rules = append(t.Rules, most,
				Repay{Payment: measure + " repaid", Of: []string{measure}, Earned: earned, Authority: authority})
			continue
		}
		t.Rules = append(t.Rules, most,
			Withhold{Payment: measure + " not yet earned", Of: []string{measure}, Rate: one, Authority: authority},
			EarnBack{Payment: measure + " earned", Of: []string{measure + " not yet earned"}, Earned: earned, Authority: authority})
	}
	return t, nil
}

// OregonCPCPlusLumpSum is the lump sum of track 2 of the same program (OAR 410-149-0140
// and 410-149-0150): a chosen share of [PriorRevenue], in the place of the same share of
// every fee-for-service payment. Which shares may be chosen is not stated here; it is a
// fraction above 0 and up to 1. The lump sum is reconciled to actual use, which is not
// part of these terms.
func OregonCPCPlusLumpSum(share decimal.Decimal) (Terms, error) {
	if !apm.Plain(share) || !share.IsPositive() || share.GreaterThan(one) {
		return Terms{}, fmt.Errorf("OregonCPCPlusLumpSum: the share is a fraction above 0 and up to 1 (10 %% is 0.10)")
	}
	return Terms{
		Name:     "Oregon Medicaid Comprehensive Primary Care Plus, lump sum of track 2",
		Claims:   Replacement,
		Rules:    Rules{Lump{Payment: "lump sum", Rate: decimal.NewNullDecimal(share), Basis: PriorRevenue, Authority: "OAR 410-149-0140 and 410-149-0150"}},
		Rounding: Rounding{ByPayment, apm.HalfUp},
	}, nil
}
