package tcoc_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
)

// BenchmarkSettle settles one ACO with its account, which is not printed.
func BenchmarkSettle(b *testing.B) {
	for _, bench := range []struct {
		name  string
		plan  tcoc.Plan
		facts tcoc.Performance
	}{
		{"MSSP BASIC B savings", mssp(b, 2023, tcoc.BasicB), tcoc.Performance{
			Benchmark: dollars("500000000"), Expenditure: dollars("487000000"), Population: 33_333,
			Quality: apm.Quality{Status: apm.Met, Score: dollars("0.8")},
		}},
		{"MSSP ENHANCED 2024 loss", mssp(b, 2024, tcoc.Enhanced), tcoc.Performance{
			Benchmark: dollars("130000000"), Expenditure: dollars("132600000"), Population: 16_000, MinimumRate: dollars("0.01"),
			Quality:  apm.Quality{Status: apm.Alternative, Score: dollars("0.45")},
			Disaster: &tcoc.Disaster{People: dollars("0.9"), Months: dollars("1.8")},
		}},
		{"REACH Professional", reach(b, 2023, tcoc.Professional), tcoc.Performance{
			Benchmark: dollars("30583976.40"), Expenditure: dollars("22884824.88"),
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			arrangement, err := tcoc.New(bench.plan)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := arrangement.Settle(bench.facts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
