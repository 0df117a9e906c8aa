package spend_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
)

// TestMonths is what the rules make of enrollment in April 2024, a month of thirty
// days, with a line of 1.00 on the 1st, 2.00 on the 2nd, 4.00 on the 16th and 8.00 on
// the 30th. Spans are from and to day, cell and flag.
func TestMonths(t *testing.T) {
	days := apm.MonthRule{Count: apm.ByDays}
	on := func(day int) apm.MonthRule { return apm.MonthRule{Count: apm.OnDay, Day: day} }
	last := apm.MonthRule{Count: apm.OnLastDay}
	anyDay := func(c apm.MonthChoice) apm.MonthRule { return apm.MonthRule{Count: apm.AnyDay, Choose: c} }
	all := func(c apm.MonthChoice) apm.MonthRule { return apm.MonthRule{Count: apm.AllDays, Choose: c} }
	for _, tc := range []struct {
		name  string
		rule  apm.MonthRule
		spans string
		want  string
	}{
		{"nobody", days, "", "unenrolled 0 15.00"},
		{"the whole month", days, "1-30 A", "counted A 1 15.00"},
		{"but the first day", days, "2-30 A", "counted A 0.966667 14.00, unenrolled 0 1.00"},
		{"but a day in the middle", days, "1-15 A; 17-30 A", "counted A 0.966667 11.00, unenrolled 0 4.00"},
		{"but the last day", days, "1-29 A", "counted A 0.966667 7.00, unenrolled 0 8.00"},
		{"there and back", days, "1-1 A; 2-16 B; 17-30 A", "counted A 0.5 9.00, counted B 0.5 6.00"},
		{"adjoining spans are one", days, "1-15 A; 16-30 A", "counted A 1 15.00"},
		{"overlapping spans are one", days, "1-20 A; 10-30 A", "counted A 1 15.00"},
		{"the leading cell holds", days, "1-30 A; 2-15 B", "counted A 0.533333 13.00, counted B 0.466667 2.00"},
		{"flags of all spans hold", days, "1-30 B; 2-15 A out", "counted B 0.533333 13.00, excluded out B 0.466667 2.00"},
		{"on the first", on(1), "1-1 A", "counted A 1 15.00"},
		{"not on the first", on(1), "2-30 A", "unenrolled 0 15.00"},
		{"on the fifteenth", on(15), "1-14 A; 15-15 B; 16-30 A", "counted B 1 15.00"},
		{"on the last day", last, "1-29 A; 30-30 B", "counted B 1 15.00"},
		{"not on the last day", last, "1-29 A", "unenrolled 0 15.00"},
		{"any day", anyDay(""), "16-16 A", "counted A 1 15.00"},
		{"any day, the first state", anyDay(apm.FirstDay), "3-5 A; 6-30 B", "counted A 1 15.00"},
		{"any day, the last state", anyDay(apm.LastDay), "3-29 A; 30-30 B", "counted B 1 15.00"},
		{"any day, most days", anyDay(apm.MostDays), "1-7 A; 8-20 B; 21-27 A", "counted A 1 15.00"},
		{"any day, a tie goes to the later", anyDay(apm.MostDays), "1-15 A; 16-30 B", "counted B 1 15.00"},
		{"any day, a tie of one that came back", anyDay(apm.MostDays), "1-5 A; 6-15 B; 16-20 A", "counted A 1 15.00"},
		{"any day, the leading cell", anyDay(apm.Leading), "1-29 A; 30-30 B", "counted B 1 15.00"},
		{"any day, excluded", anyDay(apm.FirstDay), "1-2 A out; 3-30 A", "excluded out A 1 15.00"},
		{"all days", all(""), "1-15 A; 16-30 B", "counted A 1 15.00"},
		{"all but one day", all(""), "1-29 A", "unenrolled 0 15.00"},
		{"all days, overlaps do not fill gaps", all(""), "1-15 A; 1-15 A; 17-30 A", "unenrolled 0 15.00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			terms := simpleTerms()
			terms.Period, terms.Months, terms.Cells = apm.MustParsePeriod("2024-04-01/2024-04-30"), tc.rule, []string{"B", "A"}
			terms.Cohort = []spend.CohortRule{{Name: "out", Flags: []string{"out"}}}
			m := spend.Member{}
			for i, day := range []int{1, 2, 16, 30} {
				m.Lines = append(m.Lines, spend.Line{Through: terms.Period.From.AddDays(day - 1), PaidAmount: 100 << i})
			}
			for _, text := range strings.Split(tc.spans, "; ") {
				var from, to int
				var cell, flag string
				if n, _ := fmt.Sscanf(text, "%d-%d %s %s", &from, &to, &cell, &flag); n < 3 {
					continue
				}
				m.Spans = append(m.Spans, spend.Span{Cell: cell, Flags: []string{flag},
					Period: apm.Period{From: terms.Period.From.AddDays(from - 1), To: terms.Period.From.AddDays(to - 1)}})
			}
			var got []string
			for _, month := range mustPost(t, mustNew(t, terms), m).Months {
				sum := apm.Cents(0)
				for _, e := range month.Entries {
					sum += e.Spending
				}
				got = append(got, strings.Join(strings.Fields(fmt.Sprint(month.Standing, " ", month.Exclusion, " ", month.Cell, " ", month.Enrolled, " ", sum)), " "))
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, ", ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
