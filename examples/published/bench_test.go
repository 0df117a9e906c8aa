package main

import "testing"

// BenchmarkSettlePublished settles the embedded rows of the Medicare Shared Savings
// Program one after the other, each with its account, which is not printed. Every row
// is settled on the terms of its track and year, as the job settle does it; reading and
// comparing are not measured.
func BenchmarkSettlePublished(b *testing.B) {
	mssp := msspProgram()
	data, err := embedded.ReadFile(mssp.file)
	if err != nil {
		b.Fatal(err)
	}
	t, err := readTable(mssp.file, data, mssp.columns)
	if err != nil {
		b.Fatal(err)
	}
	known := make(map[string]msspTerms)
	cases := make([]msspCase, len(t.rows))
	for i := range t.rows {
		if cases[i], err = readMSSP(&t.rows[i], known); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := cases[i].terms.Bound(cases[i].facts); err != nil {
			b.Fatal(err)
		}
		i = (i + 1) % len(cases)
	}
}
