package quality

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// HospitalReadmissions is the payment factor of the Hospital Readmissions Reduction
// Program for fiscal years 2020 to 2025 (42 CFR 412.154): 1 less the capped sum of what
// the excess readmission ratios (predicted over expected) of measures with at least 25
// discharges lie above the median of the peer group, each weighing its share of payments,
// times the budget neutrality modifier of the year; at most 3 %, and rounded half up to
// four decimals. CMS's mock hospital reports of these years come out.
func HospitalReadmissions(year int, neutrality decimal.Decimal) (CappedExcess, error) {
	if year < 2020 || year > 2025 {
		return CappedExcess{}, fmt.Errorf("HospitalReadmissions: known for fiscal years 2020 to 2025, not for %d", year)
	}
	return CappedExcess{
		Neutrality: neutrality, Cap: num("0.03"), MinCases: num("25"),
		Round: &Round{To: num("0.0001"), Mode: apm.HalfUp}, Authority: "42 CFR 412.154",
	}, nil
}
