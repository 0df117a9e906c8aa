package episode

import (
	"fmt"
	"testing"
)

// BenchmarkBPCIAdvanced is reading the code lists and making the engine ready.
func BenchmarkBPCIAdvanced(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		d, err := BPCIAdvanced(2024)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := New(suiteOf(d)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBundleMember is one member of 60 lines under all 34 categories.
func BenchmarkBundleMember(b *testing.B) {
	d, err := BPCIAdvanced(2024)
	if err != nil {
		b.Fatal(err)
	}
	e, err := New(suiteOf(d))
	if err != nil {
		b.Fatal(err)
	}
	claims := []string{"inpatient 2024-03-01..2024-03-05 drg=291"}
	for day := range 59 {
		claims = append(claims, fmt.Sprintf("professional 2024-%02d-%02d code=99213 pos=11", 1+day%12, 1+day%28))
	}
	m := memberOf(b, claims...)
	w := e.NewWorker()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Build(&m); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(m.Claims))*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}
