package benchmark

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Figures of the base year BY that the terms of [NextGeneration] read: the two
// projected trends, as factors to PY.
const (
	ProjectedTrend     Measure = "projectedTrend"     // of national fee-for-service spending
	RegionalPriceTrend Measure = "regionalPriceTrend" // of regional prices
)

// NextGeneration is the benchmark of the Next Generation ACO Model for performance
// years 2016 to 2018: one baseline year BY, the projected regional trend, which is the
// national trend times that of regional prices, risk, and the discount, in this order
// (CMS, Next Generation ACO Model financial methodology). The discount lies between 0.5
// and 4.5 %, by quality and efficiency; which it is, the caller knows. Mix and risk are
// those of PY. It caps no risk ratio, because no source gives the cap.
func NextGeneration(year int, discount decimal.Decimal) (Terms, error) {
	if year < 2016 || year > 2018 {
		return Terms{}, fmt.Errorf("NextGeneration: the discount is known for performance years 2016 to 2018, not for %d", year)
	}
	if !apm.Plain(discount) || discount.LessThan(num("0.005")) || discount.GreaterThan(num("0.045")) {
		return Terms{}, fmt.Errorf("NextGeneration: the discount lies between 0.005 and 0.045")
	}
	const authority = "Next Generation ACO Model, financial methodology"
	return Terms{
		Name:      fmt.Sprintf("Next Generation ACO, performance year %d", year),
		Years:     []string{"BY"},
		FrozenMix: "BY",
		Rules: Rules{
			Trend{To: "PY", Growth: Growth{Product: []Growth{{Factor: ProjectedTrend}, {Factor: RegionalPriceTrend}}}, Authority: authority},
		},
		Retrospective: Rules{
			RiskRatio{To: "PY", Authority: authority},
			BaseYears{Years: []YearWeight{{Year: "BY", Weight: one}}, Authority: authority},
			Deductions{Of: []Deduction{{Name: "discount", Rate: discount}}, Authority: authority},
			Mix{Year: "PY", Authority: authority},
		},
	}, nil
}
