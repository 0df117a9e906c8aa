package streams

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

// Episode asks an episode program what it does, and gives the stream that it is: one
// price for a clinical event, with the exposure that cheaper and dearer episodes of one
// category bring at any quality, as fractions of the price.
//
// It settles at least twenty like episodes, and as many as the program's minimum volume
// asks for, at costs from nothing to many times the price: that of the program's own
// levels or case rate, or else 1,000 dollars. Quality has the statuses of package apm and
// those of CJR. The scope, the line of business and the names are the caller's to fill in.
// Programs that need further facts, such as revenue or metrics, fail.
func Episode(a *episode.Arrangement, category string, basis episode.PriceBasis) (lan.Stream, error) {
	program := a.Program()
	price, n := priceOf(program.Benchmark, category), 20
	for _, v := range program.Volume {
		n = max(n, v.Minimum)
	}
	const most = 10_000
	if n > most {
		return lan.Stream{}, fmt.Errorf("the program asks for %d episodes, and no more than %d are settled here", n, most)
	}
	number := decimal.NewFromInt(int64(n))
	found, err := probe(price.Mul(number), func(gap decimal.Decimal) (func(apm.Quality) (decimal.Decimal, error), error) {
		cost := price.Mul(decimal.NewFromInt(1).Sub(gap))
		cases := make([]episode.Case, n)
		for k := range cases {
			cases[k] = episode.Case{
				ID: fmt.Sprint(k), Provider: "provider", Category: category,
				Target: decimal.NewNullDecimal(price), RegionalTarget: decimal.NewNullDecimal(price), Weight: decimal.NewNullDecimal(decimal.NewFromInt(1)),
				Amounts: map[episode.PriceBasis]decimal.Decimal{basis: cost},
			}
		}
		prepared, err := a.Prepare(cases)
		if err != nil {
			return nil, err
		}
		usual := episode.CategoryFacts{
			BaselineEpisodes: decimal.NewNullDecimal(number),
			PostEpisode:      &episode.PostEpisodeNorm{Excess: decimal.NewNullDecimal(decimal.Decimal{})},
		}
		return func(q apm.Quality) (decimal.Decimal, error) {
			settled, err := a.Settle(episode.ProviderFacts{
				ID: "provider", Quality: q, Categories: map[string]episode.CategoryFacts{category: usual},
			}, prepared.Cases)
			return settled.Result, err
		}, nil
	}, episode.CJRBelowAcceptable, episode.CJRAcceptable, episode.CJRGood, episode.CJRExcellent)
	if err != nil {
		return lan.Stream{}, err
	}
	return lan.Stream{
		Role: lan.ForServices, Basis: lan.Episode, Timing: lan.Retrospective,
		Upside: found.upside, Downside: found.downside, Quality: found.quality(),
	}, nil
}

// priceOf is what an episode of a category may cost: savings and overruns are found
// around it.
func priceOf(b episode.Benchmark, category string) decimal.Decimal {
	var candidates []decimal.NullDecimal
	if b.CaseRate != nil {
		candidates = append(candidates, b.CaseRate.Price)
	}
	if b.Thresholds != nil {
		for _, named := range []string{category, ""} {
			for _, l := range b.Thresholds.Levels {
				if l.Category == named {
					candidates = append(candidates, l.Acceptable, l.Commendable)
				}
			}
		}
	}
	for _, c := range candidates {
		if c.Valid && c.Decimal.IsPositive() {
			return c.Decimal
		}
	}
	return decimal.NewFromInt(1000)
}
