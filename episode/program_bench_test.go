package episode_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// hospital is 500 episodes of five categories.
func hospital() []episode.Case {
	out := make([]episode.Case, 500)
	for i := range out {
		out[i] = episode.Case{Provider: "H", Category: []string{"LEJR", "SHFFT", "CABG", "FUSION", "BOWEL"}[i%5], Cell: []string{"469", "470"}[i%2],
			Amounts: map[episode.PriceBasis]decimal.Decimal{episode.Standardised: decimal.New(int64(1_500_000+i*7_919%1_000_003), -2)},
			Target:  given("20000"), PostEpisode: given("321.09"), Weight: given("1.0625")}
	}
	return out
}

func hospitalFacts() episode.ProviderFacts {
	facts := episode.ProviderFacts{ID: "H", Quality: apm.Quality{Score: given("0.8"), Status: apm.Met}, Revenue: given("100000000"), Categories: make(map[string]episode.CategoryFacts)}
	for _, c := range []string{"LEJR", "SHFFT", "CABG", "FUSION", "BOWEL"} {
		facts.Categories[c] = episode.CategoryFacts{BaselineEpisodes: given("300"), PostEpisode: &episode.PostEpisodeNorm{Mean: given("300"), Deviation: given("20")}}
	}
	return facts
}

func BenchmarkSettle(b *testing.B) {
	for name, p := range map[string]episode.Program{"TEAM": teamTerms(b, 2028, 3, episode.QualityFirst), "thresholds": thresholdsForBench()} {
		b.Run(name, func(b *testing.B) {
			a := arrange(b, p)
			prepared := sure(a.Prepare(hospital()))
			facts := hospitalFacts()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := a.Settle(facts, prepared.Cases); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func thresholdsForBench() episode.Program {
	o := sampleOptions()
	o.Basis, o.Levels = episode.Standardised, []episode.Level{{Acceptable: given("21000"), Commendable: given("19500")}}
	return sure(episode.TennesseeProgram(2018, o))
}

func BenchmarkPrepare(b *testing.B) {
	p := sure(episode.BPCIAdvancedProgram(3, episode.BPCIAdvancedOptions{MaximumAdjustment: given("0.1")}))
	p.Adjust = append(p.Adjust, episode.Adjustment{Risk: &episode.Risk{Apply: episode.MultiplyTarget}})
	a, cases := arrange(b, p), hospital()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Prepare(cases); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReport(b *testing.B) {
	a := arrange(b, thresholdsForBench())
	prepared := sure(a.Prepare(hospital()))
	s := []episode.Settlement{sure(a.Settle(hospitalFacts(), prepared.Cases))}
	o := episode.ReportOptions{Percentiles: []decimal.Decimal{usd("0.25"), usd("0.5"), usd("0.75")}, Definition: apm.Type7, Suppress: true}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Report(s, prepared.Cases, o); err != nil {
			b.Fatal(err)
		}
	}
}
