package apm_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

func BenchmarkParseCents(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := apm.ParseCents("-1234567.89"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseDate(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := apm.ParseDate("2024-02-29"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCentsSumAdd(b *testing.B) {
	b.ReportAllocs()
	var sum apm.CentsSum
	for b.Loop() {
		sum.Add(-123456)
	}
}

func BenchmarkQuo(b *testing.B) {
	b.ReportAllocs()
	x, y := dec("104000000.55"), dec("12345.5")
	for b.Loop() {
		if _, err := apm.Quo(x, y); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBandsShareOf(b *testing.B) {
	b.ReportAllocs()
	bands := apm.Bands{
		{UpTo: decimal.NewNullDecimal(dec("0.02")), Share: dec("0")},
		{UpTo: decimal.NewNullDecimal(dec("0.05")), Share: dec("0.5")},
		{Share: dec("0.75")},
	}
	amount, basis := dec("7250000.25"), dec("100000000")
	for b.Loop() {
		bands.ShareOf(amount, basis)
	}
}

func BenchmarkDecode(b *testing.B) {
	b.ReportAllocs()
	known := kinds()
	document := []byte(`{"kind":"state.box","of":[{"kind":"dot"},{"kind":"square","width":"1.50","limit":"0.02","price":"3.10",
		"since":"2024-02-29","within":"2023-01-01/"},{"kind":"square","width":"2.50","price":"1.00","name":"small"}]}`)
	for b.Loop() {
		var got shape
		if err := known.Decode(document, &got); err != nil {
			b.Fatal(err)
		}
	}
}

// What runs once for every claim line allocates nothing.
func TestNoAllocations(t *testing.T) {
	var sum apm.CentsSum
	var cents apm.Cents
	var date apm.Date
	var held bool
	year := apm.CalendarYear(2023)
	for name, f := range map[string]func(){
		"ParseCents":      func() { cents, _ = apm.ParseCents("-1234567.89") },
		"ParseDate":       func() { date, _ = apm.ParseDate("2023-02-28") },
		"CentsSum.Add":    func() { sum.Add(cents) },
		"CentsSum.Cents":  func() { cents, _ = sum.Cents() },
		"Cents.Add":       func() { cents, _ = cents.Add(1) },
		"a date compared": func() { held = date < year.To && date == year.From },
		"Period.Contains": func() { held = year.Contains(date) },
		"Date.AddMonths":  func() { date = date.AddMonths(1).AddDays(-1) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
	_ = held
}
