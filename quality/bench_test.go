package quality_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/quality"
)

// BenchmarkAPP is a full score with its trail: ten measures and a survey of nine parts.
func BenchmarkAPP(b *testing.B) {
	rows, err := csv.NewReader(strings.NewReader(published)).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	p := app(b, "2022")
	f := quality.Facts{Results: rates(rows[0], rows[1])}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Score(f); err != nil {
			b.Fatal(err)
		}
	}
}
