package spend_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
)

// TestReport is a year of three members with one of each thing that a reader of the
// data looks for.
func TestReport(t *testing.T) {
	terms := spend.Terms{Name: "x", Period: apm.CalendarYear(2023), Incurred: spend.ByThrough, Months: apm.MonthRule{Count: apm.OnDay, Day: 1},
		Categories: []spend.Service{{Name: "visits", When: spend.Where{{Field: spend.Setting, In: []string{"71"}}}}}, Other: "hospital",
		PaidThrough: apm.MustParseDate("2024-03-31")}
	l := mustNew(t, terms)
	r, err := spend.NewReport(l, spend.Checks{Spike: nullDec("8"), Practitioner: spend.Where{{Field: spend.Setting, In: []string{"71"}}}})
	if err != nil {
		t.Fatal(err)
	}
	line := func(claim, through string, paid apm.Cents) spend.Line {
		day := apm.MustParseDate(through)
		return spend.Line{Claim: claim, From: day, Through: day, Paid: day.AddDays(20), Setting: "71", Practitioner: "p", PaidAmount: paid}
	}
	year := spend.Span{Period: apm.CalendarYear(2023)}
	a := spend.Member{ID: "a", Spans: []spend.Span{year, {Period: apm.MustParsePeriod("2023-12-31/2024-01-31")}}}
	for month := range 12 {
		if month == 5 {
			continue // no lines in June
		}
		amount := apm.Cents(1000)
		if month == 8 {
			amount = 9000 // a spike in September
		}
		a.Lines = append(a.Lines, line(fmt.Sprint(month), fmt.Sprintf("2023-%02d-10", month+1), amount))
	}
	a.Lines[2].Practitioner = ""
	b := spend.Member{ID: "b", Spans: []spend.Span{year}, Lines: []spend.Line{
		line("1", "2023-02-01", 500), line("1", "2023-02-01", 500), // the same again
		line("2", "2023-03-01", -700), // below zero
		line("3", "2022-12-31", 300),  // outside
		line("4", "2023-12-20", 400),
		line("5", "2023-04-01", 250),
	}}
	b.Lines[4].Paid = apm.MustParseDate("2024-05-01")
	b.Lines[5].Through = 0
	c := spend.Member{ID: "c", Spans: []spend.Span{{Period: apm.Period{From: 5, To: 4}}}, Lines: []spend.Line{line("9", "2023-02-02", 800)}}
	for _, m := range []spend.Member{a, b, c} {
		if err := r.Add(m, mustPost(t, l, m)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, f := range r.Findings() {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s: %d of %d %s, %s", f.Name, f.Detail, f.Count, f.Of, f.Unit, f.Dollars)))
	}
	want := []string{
		"a member's month and category below zero : 1 of 13 months and categories of a member, -7",
		"enrolled more than once on a day : 1 of 3 members, 190",
		"in months without enrollment : 1 of 18 lines, 8",
		"incurred outside the months of the ledger : 1 of 18 lines, 3",
		"paid after the end of the run : 1 of 18 lines, 4",
		"rejected: period ends before it starts : 1 of 4 spans, 0",
		"rejected: through is missing, and decides the month : 1 of 18 lines, 2.5",
		"the same claim, version and line again : 1 of 18 lines, 5",
		"without a practitioner : 1 of 18 lines that ought to have one, 10",
		"a month without lines visits, 2023-06: 1 of 12 months, 0",
		"a spike visits, 2023-09: 1 of 18 lines, 90",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, f := range spend.Release(r.Findings()) {
		if f.Hidden == (f.Unit == "months") || f.Hidden && f.Count != 0 {
			t.Errorf("%+v", f)
		}
	}
}

// A month in which nobody counts is no month without lines.
func TestReportExcludedMonth(t *testing.T) {
	terms := simpleTerms()
	terms.Cohort = []spend.CohortRule{{Name: "dual", Flags: []string{"dual"}}}
	l := mustNew(t, terms)
	r, err := spend.NewReport(l, spend.Checks{})
	if err != nil {
		t.Fatal(err)
	}
	m := spend.Member{Spans: []spend.Span{{Period: apm.MustParsePeriod("2024-01-01/2024-02-29")}, {Period: apm.MustParsePeriod("2024-03-01/2024-03-31"), Flags: []string{"dual"}}},
		Lines: []spend.Line{{Through: apm.MustParseDate("2024-01-05"), PaidAmount: 1, Practitioner: "p"}}}
	if err := r.Add(m, mustPost(t, l, m)); err != nil {
		t.Fatal(err)
	}
	if got := r.Findings(); len(got) != 1 || got[0].Detail != "all, 2024-02" {
		t.Errorf("%+v", got)
	}
}

// TestMSSP posts one month of each kind of claim by the Shared Savings Program's
// rules.
func TestMSSP(t *testing.T) {
	terms, err := spend.MSSP(2023, apm.CalendarYear(2023))
	if err != nil {
		t.Fatal(err)
	}
	day := apm.MustParseDate("2023-04-10")
	line := func(setting string, paid apm.Cents) spend.Line {
		return spend.Line{From: day, Through: day, Setting: setting, PaidAmount: paid, Indicator: "A"}
	}
	with := func(l spend.Line, change func(*spend.Line)) spend.Line { change(&l); return l }
	m := spend.Member{ID: "m", Spans: []spend.Span{
		{Period: apm.MustParsePeriod("2023-01-01/2023-04-01"), Cell: spend.MSSPAgedDual, Flags: []string{"partA", "partB"}},
		{Period: apm.MustParsePeriod("2023-02-01/2023-12-31"), Cell: spend.MSSPDisabled, Flags: []string{"partA", "partB"}},
	}, Lines: []spend.Line{
		with(line("60", 100000), func(l *spend.Line) {
			l.Parts = []spend.Part{{"indirect medical education", 10000}, {"disproportionate share", 5000}, {"sequestration", 2000}}
		}),
		line("20", 1), line("30", 2), line("40", 4), line("10", 8), line("50", 16), line("71", 32), line("72", 64), line("81", 128), line("82", 256),
		with(line("40", 512), func(l *spend.Line) { l.Denial = "N" }),
		with(line("40", 1024), func(l *spend.Line) { l.Place = "4" }),
		with(line("60", 2048), func(l *spend.Line) { l.Place = "4" }), // counts: only outpatient and home health
		with(line("71", 4096), func(l *spend.Line) { l.Denial = "0" }),
		with(line("71", 8192), func(l *spend.Line) { l.Denial = "D" }),
		with(line("71", 1<<18), func(l *spend.Line) { l.Denial = "Y" }),
		with(line("71", 1<<19), func(l *spend.Line) { l.Denial = "Z" }), // counts
		with(line("71", 16384), func(l *spend.Line) { l.Denial = "1" }), // counts
		with(line("82", 32768), func(l *spend.Line) { l.Indicator = "I" }),
		with(line("82", 65536), func(l *spend.Line) { l.Indicator = "" }),
		line("01", 131072), // a drug
	}}
	page := mustPost(t, mustNew(t, terms), m)
	april := page.Months[3]
	if april.Cell != spend.MSSPDisabled || april.Standing != spend.Counted || len(page.Months) != 12 {
		t.Errorf("%+v", april)
	}
	got := make(map[string]apm.Cents)
	for _, list := range [][]spend.Entry{april.Entries, april.Excluded} {
		for _, e := range list {
			got[e.Name] = e.Spending
		}
	}
	want := map[string]apm.Cents{"inpatient": 100000 - 15000 + 2000 + 2048, "skilled nursing facility": 3, "outpatient": 4, "home health": 8,
		"hospice": 16, "carrier": 32 + 64 + 16384 + 1<<19, "durable medical equipment": 128 + 256,
		"claim not paid": 512, "facility type 4 or 5": 1024, "line denied": 4096 + 8192 + 1<<18, "line not allowed": 32768 + 65536,
		"outside Parts A and B": 131072, "indirect medical education": 10000, "disproportionate share": 5000}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for i, f := range map[string][]string{"not in both Parts A and B": {"partA"}, "group health plan": {"partA", "partB", "groupHealthPlan"}} {
		m.Spans = []spend.Span{{Period: apm.CalendarYear(2023), Cell: spend.MSSPESRD, Flags: f}}
		if p := mustPost(t, mustNew(t, terms), m); p.Months[0].Standing != spend.Excluded || p.Months[0].Exclusion != i {
			t.Errorf("%v: %+v", f, p.Months[0])
		}
	}
}

// A page that is written over holds nothing of the one before.
func TestPostInto(t *testing.T) {
	l := mustNew(t, benchTerms())
	members := benchMembers(12)
	members[3].Lines, members[3].Spans = nil, nil
	members[4].Lines[0].Through = 1
	members[5].Lines = append(members[5].Lines, spend.Line{Through: -1})
	var p spend.Page
	for _, m := range members {
		if err := l.PostInto(&p, m); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(onPage(mustPost(t, l, m)), onPage(p), plainCmp); diff != "" {
			t.Fatal(diff)
		}
	}
}
