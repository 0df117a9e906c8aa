package pmpm_test

import (
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
)

// year is a provider's year with a number of cells of Maine's keys.
func year(cells int) pmpm.Facts {
	names := []string{"child/well", "child/complex", "adult/well", "adult/complex", "abd/well", "abd/complex", "dual/well", "dual/complex"}
	f := pmpm.Facts{Provider: "P", Amounts: map[pmpm.Basis]decimal.Decimal{pmpm.MaineAdjustment: num("0.0725")}}
	for m := range 12 {
		for c := range cells {
			f.Counts = append(f.Counts, pmpm.Count{Month: june + pmpm.Month(m), Cell: names[c], MemberMonths: apm.WholeMonths(17*m + 31*c + 5)})
		}
	}
	return f
}

// BenchmarkPay pays a practice for a year: 96 months and cells, three payments each. The
// last metric is the cost of one payment of one month and cell, the account included.
func BenchmarkPay(b *testing.B) {
	for _, unit := range []pmpm.RoundingUnit{pmpm.ByCell, pmpm.ByPayment, pmpm.ByProvider} {
		b.Run(string(unit), func(b *testing.B) {
			terms := must[pmpm.Terms](b)(pmpm.MainePrimaryCarePlus(2, 2))
			terms.Rounding.Unit = unit
			a, facts := arrange(b, terms), year(8)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := a.Pay(facts); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(96*3), "ns/payment")
		})
	}
}

// BenchmarkFee pays one fee for a year of eight cells, 96 months and cells.
func BenchmarkFee(b *testing.B) {
	a := arrange(b, pmpm.Terms{Name: "fee", Claims: pmpm.Additional, Keys: []string{"group", "complexity"},
		Rules:    pmpm.Rules{flat("fee", "4.35")},
		Rounding: pmpm.Rounding{Unit: pmpm.ByCell, Mode: apm.HalfUp}})
	facts := year(8)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Pay(facts); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/96, "ns/payment")
}

// BenchmarkRun runs again after one member left, with eleven months unchanged.
func BenchmarkRun(b *testing.B) {
	a, facts := arrange(b, must[pmpm.Terms](b)(pmpm.MainePrimaryCarePlus(2, 2))), year(8)
	before := must[pmpm.Run](b)(a.Run(pmpm.Statement{}, facts, june+11))
	facts = year(8)
	facts.Counts[3].MemberMonths -= apm.OneMonth
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Run(before.Statement, facts, june+12); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCount counts a member of three spans over a year by days.
func BenchmarkCount(b *testing.B) {
	terms := terms(flat("fee", "1"))
	terms.Months.Count = apm.ByDays
	counter := must[*pmpm.Counter](b)(arrange(b, terms).Counter(june, june+11))
	spans := []pmpm.Span{
		{Provider: "P", Cell: "a", Period: apm.MustParsePeriod("2023-01-01/2023-08-10")},
		{Provider: "Q", Cell: "a", Period: apm.MustParsePeriod("2023-08-11/2024-02-02")},
		{Provider: "Q", Cell: "b", Period: apm.MustParsePeriod("2024-02-03/")},
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := counter.Add(spans); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPool distributes a pool of two stages among 200 providers.
func BenchmarkPool(b *testing.B) {
	pool := must[*pmpm.Pool](b)(pmpm.NewPool(challenge()))
	var providers []pmpm.Facts
	for i := range 200 {
		providers = append(providers, entrant(fmt.Sprintf("P%03d", i), fmt.Sprint(100_000+777*i), fmt.Sprint(float64(i%17)), 100+13*i, i%4))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pool.Distribute(providers); err != nil {
			b.Fatal(err)
		}
	}
}
