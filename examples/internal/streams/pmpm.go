package streams

import (
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
)

// PMPM asks payments per member per month what they do, and gives the stream that they
// are, with the findings in words: money for people, on top of payment for services or in
// its place, that performance changes or not.
//
// What takes the place of claims leaves the provider with all that care costs less or
// more than the payment. Whether the performance is results, reporting alone or use of
// services alone the terms do not tell; it is taken for results, and a caller who knows
// better changes the quality of the stream. The scope, the purpose, the line of business
// and the names are the caller's to fill in.
func PMPM(a *pmpm.Arrangement) (lan.Stream, []string) {
	none := lan.Exposure{Share: decimal.NewNullDecimal(decimal.Decimal{})}
	s := lan.Stream{Role: lan.Added, Basis: lan.PerPerson, Timing: lan.Prospective, Upside: none, Downside: none, Quality: lan.NoQuality}
	why := []string{"claims: are paid as well"}
	if a.Claims() == pmpm.Replacement {
		all := lan.Exposure{Share: decimal.NewNullDecimal(decimal.NewFromInt(1)), Unlimited: true}
		s.Role, s.Upside, s.Downside = lan.Replaces, all, all
		why[0] = "claims: are not paid, so what care costs less or more is the provider's"
	}
	if a.ReadsPerformance() {
		s.Quality = lan.Performance
		return s, append(why, "performance: changes the money")
	}
	return s, append(why, "performance: changes nothing")
}
