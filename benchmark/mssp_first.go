package benchmark

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// MSSPFirstAgreement is the historical benchmark of a first agreement period in the
// Medicare Shared Savings Program that started from April 1, 2012 to January 1, 2018
// (42 CFR 425.602): three base years, trended to the last one by national growth and
// brought to its risk by enrollment type, weighed 10, 30 and 60 %, and mixed by the
// person-years of the last base year. It reproduces the published benchmarks of the
// agreements that began from 2012 to 2014 within a dollar.
//
// The facts are one row for each enrollment type and year BY1, BY2 and BY3, with
// PerCapita and Risk, in BY1 and BY2 the [NationalTrend] as a factor, and in BY3 the
// person-years in Time.
func MSSPFirstAgreement(start apm.Date) (Terms, error) {
	if start < apm.MustParseDate("2012-04-01") || start > apm.MustParseDate("2018-01-01") {
		return Terms{}, fmt.Errorf("MSSP: first agreement periods of 42 CFR 425.602 started from 2012-04-01 to 2018-01-01, not on %s", start)
	}
	const authority = "42 CFR 425.602(a)"
	return Terms{
		Name:  "MSSP, first agreement period",
		Years: baseYears(),
		Rules: Rules{
			Trend{To: "BY3", Growth: Growth{Factor: NationalTrend}, Authority: authority},
			RiskRatio{To: "BY3", Authority: authority},
			firstWeights(authority),
			Mark{Name: Historical, Mix: "BY3"},
			Mix{Year: "BY3", Authority: authority},
		},
	}, nil
}

func baseYears() []string { return []string{"BY1", "BY2", "BY3"} }

// firstWeights is 10, 30 and 60 %.
func firstWeights(authority string) BaseYears {
	return BaseYears{Years: []YearWeight{{"BY1", num("0.1")}, {"BY2", num("0.3")}, {"BY3", num("0.6")}}, Authority: authority}
}

// thirds is one third each.
func thirds(authority string) BaseYears {
	return BaseYears{Years: []YearWeight{{"BY1", one}, {"BY2", one}, {"BY3", one}}, Of: known("3"), Authority: authority}
}

func num(s string) decimal.Decimal       { return decimal.RequireFromString(s) }
func known(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s)) }
