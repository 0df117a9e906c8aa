package spend_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
)

// benchTerms has the breadth of a state's total cost of care: settings, code
// ranges, specialties, a carve-out and a cohort rule.
func benchTerms() spend.Terms {
	t := spend.Terms{
		Name:     "total cost of care",
		Period:   apm.CalendarYear(2023),
		Incurred: spend.ByThrough,
		Months:   apm.MonthRule{Count: apm.OnDay, Day: 1},
		Cells:    []string{"ESRD", "DISABLED", "AGED_DUAL", "AGED_NONDUAL"},
		Cohort:   []spend.CohortRule{{Name: "limited benefit", Flags: []string{"limited"}}},
		Exclude: []spend.Service{
			{Name: "denied", When: spend.Where{{Field: spend.Denial, In: []string{"*"}}}},
			{Name: "dental", When: spend.Where{{Field: spend.Code, In: []string{"D*"}}}},
		},
		Categories: []spend.Service{
			{Name: "primary care", When: spend.Where{
				{Field: spend.Setting, In: []string{"71", "72"}},
				{Field: spend.Specialty, In: []string{"01", "08", "11", "38"}},
				{Field: spend.Code, In: []string{"99202..99215", "99381..99397", "G0438", "G0439"}},
			}},
		},
		Other: "other",
	}
	for i, code := range []string{"10", "20", "30", "40", "50", "60", "71", "72", "81", "82"} {
		t.Categories = append(t.Categories, spend.Service{Name: fmt.Sprintf("category %d", i),
			When: spend.Where{{Field: spend.Setting, In: []string{code}}}})
	}
	return t
}

// benchMembers makes members of 40 lines each, one in ten of them with a replaced
// and a voided claim.
func benchMembers(n int) []spend.Member {
	r := rand.New(rand.NewPCG(1, 2))
	settings := []string{"10", "20", "30", "40", "50", "60", "71", "71", "71", "71", "72", "81"}
	specialties := []string{"01", "08", "11", "38", "06", "93", "50"}
	start := apm.MustParseDate("2023-01-01")
	members := make([]spend.Member, n)
	for i := range members {
		m := &members[i]
		m.ID = fmt.Sprintf("M%06d", i)
		m.Spans = []spend.Span{{Period: apm.CalendarYear(2023), Cell: "AGED_NONDUAL"}}
		for k := 0; len(m.Lines) < 40; k++ { // claims of one to five lines
			day, setting, specialty := start.AddDays(r.IntN(365)), settings[r.IntN(len(settings))], specialties[r.IntN(len(specialties))]
			for n := range 1 + r.IntN(5) {
				m.Lines = append(m.Lines, spend.Line{
					Claim: fmt.Sprintf("C%d-%d", i, k), Number: int32(n), From: day, Through: day, Paid: day.AddDays(r.IntN(120)),
					PaidAmount: apm.Cents(r.IntN(100000)), Allowed: apm.Cents(r.IntN(120000)), Given: spend.GivesAllowed,
					Setting: setting, Specialty: specialty, Code: fmt.Sprintf("%05d", 99000+r.IntN(400)),
				})
			}
		}
		if i%10 == 0 {
			m.Lines[7].Claim, m.Lines[7].Version, m.Lines[7].Action = m.Lines[3].Claim, 1, spend.Replace
			m.Lines[8].Claim, m.Lines[8].Version, m.Lines[8].Action = m.Lines[4].Claim, 1, spend.Void
		}
	}
	return members
}

// BenchmarkPost is one core from lines into member-months, with a page of its own for
// each member.
func BenchmarkPost(b *testing.B) {
	l, err := spend.New(benchTerms())
	if err != nil {
		b.Fatal(err)
	}
	members := benchMembers(50)
	lines := 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m := members[i%len(members)]
		lines += len(m.Lines)
		if _, err := l.Post(m); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(lines), "ns/line")
}

// BenchmarkPostInto is the same with one page for all members. The target is 60 ns a
// line.
func BenchmarkPostInto(b *testing.B) {
	l, err := spend.New(benchTerms())
	if err != nil {
		b.Fatal(err)
	}
	members := benchMembers(50)
	lines := 0
	var p spend.Page
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m := members[i%len(members)]
		lines += len(m.Lines)
		if err := l.PostInto(&p, m); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(lines), "ns/line")
}

func BenchmarkTotals(b *testing.B) {
	l, err := spend.New(benchTerms())
	if err != nil {
		b.Fatal(err)
	}
	page, err := l.Post(benchMembers(1)[0])
	if err != nil {
		b.Fatal(err)
	}
	totals := spend.NewTotals(l, func(_ spend.Page, m spend.Month) (string, bool) { return m.Cell, true })
	b.ReportAllocs()
	for b.Loop() {
		if err := totals.Add(page); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTriangles(b *testing.B) {
	l, err := spend.New(benchTerms())
	if err != nil {
		b.Fatal(err)
	}
	run, err := l.AsOf(apm.MustParseDate("2024-03-31"))
	if err != nil {
		b.Fatal(err)
	}
	triangles, err := spend.NewTriangles(run)
	if err != nil {
		b.Fatal(err)
	}
	m := benchMembers(1)[0]
	b.ReportAllocs()
	for b.Loop() {
		triangles.Add(m)
	}
}

func BenchmarkComplete(b *testing.B) {
	triangle := triangleOf(taylorAshe)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (spend.Development{}).Complete(triangle); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAdjust(b *testing.B) {
	rules, err := spend.MSSPAdjustments(2023, spend.MSSPAnnual, []spend.CellAmount{{Cell: spend.MSSPAgedDual, Amount: dec("208929.14")}})
	if err != nil {
		b.Fatal(err)
	}
	adjuster, err := spend.NewAdjuster(rules)
	if err != nil {
		b.Fatal(err)
	}
	p := spend.Person{Cell: spend.MSSPAgedDual, Dollars: dec("150000"), Months: 6 * apm.OneMonth}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := adjuster.Adjust(p); err != nil {
			b.Fatal(err)
		}
	}
}
