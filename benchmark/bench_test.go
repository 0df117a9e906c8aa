package benchmark_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
)

// BenchmarkCalculate computes the benchmark of four enrollment types from three base
// years with its account, which is not printed.
func BenchmarkCalculate(b *testing.B) {
	for _, bench := range []struct {
		name  string
		terms benchmark.Terms
	}{
		{"MSSP first agreement", must(b)(benchmark.MSSPFirstAgreement(apm.MustParseDate("2014-01-01")))},
		{"MSSP 2022", must(b)(benchmark.MSSP(apm.MustParseDate("2022-01-01"), 2023, false))},
		{"MSSP 2024, second agreement", must(b)(benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2024, true))},
	} {
		b.Run(bench.name, func(b *testing.B) {
			chain, facts := build(b, bench.terms), fullFacts()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := chain.Calculate(facts); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
