package lan_test

import (
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
)

func BenchmarkClassify(b *testing.B) {
	s := of(lan.Category3B)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := lan.Classify(s, lan.Edition2017); err != nil {
			b.Fatal(err)
		}
	}
}

// A thousand contracts of three streams and twelve lines of dollars each.
func BenchmarkReport(b *testing.B) {
	var p lan.Portfolio
	for i := range 1000 {
		for j, c := range []lan.Category{lan.Category2A, lan.Category2C, lan.Category3A} {
			s := standalone(fmt.Sprint(i, " ", j), c, lan.Lines()[i%4])
			s.Contract = fmt.Sprint(i)
			p.Streams = append(p.Streams, s)
			for month := range 4 {
				d := dollars(s.ID, "123.45")
				d.Period = apm.Period{From: year.From + apm.Date(month*90), To: year.From + apm.Date(month*90) + 89}
				p.Dollars = append(p.Dollars, d)
			}
		}
	}
	m, err := lan.New(terms(lan.ByRank))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Report(p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkClose(b *testing.B) {
	var p lan.Portfolio
	for i := range 20 {
		id := fmt.Sprint(i)
		p.Streams = append(p.Streams, standalone(id, lan.Category1, lan.Medicaid))
		d := dollars(id, "0.00")
		d.Paid = apm.Cents(1_000_003 + i*i*i*7_919)
		p.Dollars = append(p.Dollars, d)
	}
	r := measure(b, terms(lan.ByRank), p)
	goal := lan.Goal{Name: "half", Basis: lan.OfDollars, Categories: lan.APM(), Share: share("0.5")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Close(goal); err != nil {
			b.Fatal(err)
		}
	}
}
