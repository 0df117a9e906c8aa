package spend_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
)

func simpleTerms() spend.Terms {
	return spend.Terms{Name: "all", Period: apm.CalendarYear(2024), Incurred: spend.ByThrough,
		Months: apm.MonthRule{Count: apm.ByDays}, Other: "all"}
}

// TestHostileFacts is the bad lines and spans that a page names, with the text of
// each. The member and what stands in his claims are in no text.
func TestHostileFacts(t *testing.T) {
	day := apm.MustParseDate
	good := func() spend.Line {
		return spend.Line{Claim: "SECRET", From: day("2024-02-01"), Through: day("2024-02-03"), Paid: day("2024-03-01"),
			PaidAmount: 12345678, Setting: "SECRET"}
	}
	for _, tc := range []struct {
		name  string
		terms func(*spend.Terms)
		facts func(*spend.Member)
		want  []string
	}{
		{"through before from", nil, func(m *spend.Member) { m.Lines[0].Through = day("2024-01-31") }, []string{"lines[0].through: is before from"}},
		{"discharge before admission", nil, func(m *spend.Member) {
			m.Lines[0].Admission, m.Lines[0].Discharge = day("2024-02-02"), day("2024-02-01")
		}, []string{"lines[0].discharge: is before admission"}},
		{"paid before incurred", nil, func(m *spend.Member) { m.Lines[0].Paid = day("2024-02-02") }, []string{"lines[0].paid: is before the day on which the line was incurred"}},
		{"no date to decide the month", func(t *spend.Terms) { t.Incurred = spend.ByDischarge }, func(*spend.Member) {}, []string{"lines[0].discharge: is missing, and decides the month"}},
		{"no from", func(t *spend.Terms) { t.Incurred = spend.ByFrom }, func(m *spend.Member) { m.Lines[0].From = 0 }, []string{"lines[0].from: is missing, and decides the month"}},
		{"no admission", func(t *spend.Terms) { t.Incurred = spend.ByAdmission }, func(*spend.Member) {}, []string{"lines[0].admission: is missing, and decides the month"}},
		{"no through", nil, func(m *spend.Member) { m.Lines[0].Through = 0 }, []string{"lines[0].through: is missing, and decides the month"}},
		{"no paid date in a run", func(t *spend.Terms) { t.PaidThrough = day("2024-12-31") }, func(m *spend.Member) { m.Lines[0].Paid = 0 }, []string{"lines[0].paid: is missing, and the run ends at a date"}},
		{"a date beyond the calendar", nil, func(m *spend.Member) { m.Lines[0].Paid = math.MaxInt32 }, []string{"lines[0].paid: is no date of the years 1 to 9999"}},
		{"a date before the calendar", nil, func(m *spend.Member) { m.Lines[0].From = -1 }, []string{"lines[0].from: is no date of the years 1 to 9999"}},
		{"a replacement without its original", nil, func(m *spend.Member) { m.Lines[0].Action = spend.Replace }, []string{"lines[0].version: follows a version that is not there"}},
		{"a void without its original", nil, func(m *spend.Member) { m.Lines[0].Action = spend.Void }, []string{"lines[0].version: follows a version that is not there"}},
		{"a replacement without a claim", nil, func(m *spend.Member) { m.Lines[0].Action, m.Lines[0].Claim = spend.Replace, "" }, []string{"lines[0].claim: is empty, so the other versions cannot be found"}},
		{"no action", nil, func(m *spend.Member) { m.Lines[0].Action = 9 }, []string{"lines[0].action: is no action"}},
		{"two actions in one version", nil, func(m *spend.Member) {
			m.Lines = append(m.Lines, good())
			m.Lines[1].Action = spend.Void
		}, []string{"lines[0].action: differs from another line of the same version", "lines[1].action: differs from another line of the same version"}},
		{"no category", func(t *spend.Terms) {
			t.Other, t.Categories = "", []spend.Service{{Name: "none", When: spend.Where{{Field: spend.Code, In: []string{"1"}}}}}
		}, func(*spend.Member) {}, []string{"lines[0]: is in no category of the terms"}},
		{"no allowed amount", func(t *spend.Terms) { t.Spending = spend.Allowed }, func(*spend.Member) {}, []string{"lines[0].allowed: is not given, and counts as spending"}},
		{"no repriced amount", func(t *spend.Terms) { t.Spending = spend.Repriced }, func(*spend.Member) {}, []string{"lines[0].repriced: is not given, and counts as spending"}},
		{"negative days", nil, func(m *spend.Member) { m.Lines[0].PerDiem, m.Lines[0].Days = 100, -1 }, []string{"lines[0].days: is negative"}},
		{"a pass-through beyond cents", nil, func(m *spend.Member) { m.Lines[0].PerDiem, m.Lines[0].Days = math.MaxInt64, 2 }, []string{"lines[0].perDiem: is beyond the range of cents"}},
		{"an unknown part", nil, func(m *spend.Member) { m.Lines[0].Parts = []spend.Part{{"SECRET", 1}} }, []string{"lines[0].parts: names a part that the terms do not list"}},
		{"a part beyond cents", func(t *spend.Terms) { t.Parts = []spend.PartRule{{"x", spend.Append}} }, func(m *spend.Member) { m.Lines[0].Parts = []spend.Part{{"x", math.MaxInt64}} }, []string{"lines[0].parts: is beyond the range of cents"}},
		{"enrollment that ends before it starts", nil, func(m *spend.Member) { m.Spans[0].Period.To = day("2023-12-31") }, []string{"spans[0].period: ends before it starts"}},
		{"enrollment outside the calendar", nil, func(m *spend.Member) { m.Spans[0].Period.To = -5 }, []string{"spans[0].period: is no date of the years 1 to 9999"}},
		{"enrollment that overlaps in another cell", nil, func(m *spend.Member) {
			m.Spans = append(m.Spans, spend.Span{Cell: "OTHER"})
		}, []string{
			"spans[0].period: overlaps a span of another rate cell, and the terms do not say which leads",
			"spans[1].period: overlaps a span of another rate cell, and the terms do not say which leads"}},
		{"an unknown cell", func(t *spend.Terms) { t.Cells = []string{"A"} }, func(m *spend.Member) { m.Spans[0].Cell = "SECRET" }, []string{"spans[0].cell: is not in the list of cells of the terms"}},
		{"enrollment that overlaps in one cell is enrollment", nil, func(m *spend.Member) { m.Spans = append(m.Spans, m.Spans[0]) }, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			terms := simpleTerms()
			if tc.terms != nil {
				tc.terms(&terms)
			}
			m := spend.Member{ID: "SECRET", Spans: []spend.Span{{Period: apm.CalendarYear(2024)}}, Lines: []spend.Line{good()}}
			tc.facts(&m)
			page := mustPost(t, mustNew(t, terms), m)
			var got []string
			for _, r := range page.Rejected {
				got = append(got, r.Error())
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
			var fact *spend.FactError
			err := page.Err()
			if (err != nil) != (tc.want != nil) || err != nil && (!errors.As(err, &fact) || fact.Member != "SECRET" || err.Error() != tc.want[0]) {
				t.Errorf("page error: %v", err)
			}
			if strings.Contains(strings.Join(got, ""), "SECRET") {
				t.Error("a text shows what stands in the claim")
			}
			var rejection spend.Rejection
			if err != nil && (!errors.As(err, &rejection) || rejection.Reason == "") {
				t.Error("the rejection cannot be reached")
			}
			var b spend.Balance
			if b.Add(m, page); !b.Balanced() {
				t.Errorf("out of balance: %+v", b)
			}
		})
	}
}

func TestHostileSums(t *testing.T) {
	m := spend.Member{ID: "m"}
	for range 2 {
		m.Lines = append(m.Lines, spend.Line{Through: apm.MustParseDate("2024-02-01"), PaidAmount: math.MaxInt64})
	}
	l := mustNew(t, simpleTerms())
	if _, err := l.Post(m); !errors.Is(err, apm.ErrOverflow) {
		t.Errorf("a sum beyond cents: %v", err)
	}
	// The memory of the call that failed is clean.
	m.Lines = m.Lines[:1]
	if p := mustPost(t, l, m); len(p.Months) != 1 || p.Months[0].Entries[0].Paid != math.MaxInt64 {
		t.Errorf("%+v", p)
	}
	m.Lines = []spend.Line{{Through: 1, PaidAmount: math.MaxInt64}, {Through: 1, PaidAmount: 1}}
	if _, err := l.Post(m); !errors.Is(err, apm.ErrOverflow) {
		t.Errorf("a sum outside the ledger: %v", err)
	}
}

// TestHostileTerms is the bad terms that New refuses, with every problem at once.
func TestHostileTerms(t *testing.T) {
	year := apm.CalendarYear(2024)
	many := make([]spend.Service, 129)
	for i := range many {
		many[i].Name = strings.Repeat("x", i+1)
	}
	for _, tc := range []struct {
		name  string
		terms spend.Terms
		want  string
	}{
		{"nothing", spend.Terms{}, `name: is empty
period: needs both ends
incurred: is empty (known: from, through, admission, discharge)
months.count: unknown count "" (known: days, any, all, on, lastDay)
categories: needs a category, or other for everything`},
		{"wrong words", spend.Terms{Name: "x", Period: year, Incurred: "paid", Spending: "charged", Orphans: "drop", PaidThrough: -1,
			Months: apm.MonthRule{Count: "half"}, Other: "x"},
			`incurred: unknown date rule "paid" (known: from, through, admission, discharge)
spending: unknown amount "charged" (known: paid, allowed, repriced)
orphans: unknown choice "drop" (known: reject, count)
months.count: unknown count "half" (known: days, any, all, on, lastDay)
paidThrough: is no date of the years 1 to 9999`},
		{"parts of months", spend.Terms{Name: "x", Period: apm.MustParsePeriod("2024-01-02/2024-01-31"), Incurred: spend.ByFrom, Months: apm.MonthRule{Count: apm.AnyDay}, Other: "x"},
			"period: is not whole months: from the first day of one through the last day of one"},
		{"months backwards", spend.Terms{Name: "x", Period: apm.Period{From: year.To, To: year.From}, Incurred: spend.ByFrom, Months: apm.MonthRule{Count: apm.AnyDay}, Other: "x"},
			"period: ends before it starts"},
		{"a century", spend.Terms{Name: "x", Period: apm.MustParsePeriod("1924-01-01/2023-12-31"), Incurred: spend.ByFrom, Months: apm.MonthRule{Count: apm.AnyDay}, Other: "x"},
			"period: has more than 240 months"},
		{"a month with 31 days in February", spend.Terms{Name: "x", Period: year, Incurred: spend.ByFrom, Months: apm.MonthRule{Count: apm.OnDay, Day: 31}, Other: "x"},
			"months.day: 31 is not a day that every month has (1 to 28)"},
		{"rules without meaning", spend.Terms{Name: "x", Period: year, Incurred: spend.ByFrom, Months: apm.MonthRule{Count: apm.ByDays, Day: 3, Choose: apm.LastDay}, Other: "x"},
			`months.day: has no meaning unless count is "on"
months.choose: has no meaning unless count is "any" or "all"`},
		{"a lead without order", spend.Terms{Name: "x", Period: year, Incurred: spend.ByFrom, Months: apm.MonthRule{Count: apm.AnyDay, Choose: apm.Leading}, Other: "x"},
			"months.choose: needs the list of cells, whose order decides"},
		{"an unknown choice", spend.Terms{Name: "x", Period: year, Incurred: spend.ByFrom, Months: apm.MonthRule{Count: apm.AnyDay, Choose: "best"}, Other: "x"},
			`months.choose: unknown choice "best" (known: first, last, most, lead)`},
		{"names twice", spend.Terms{Name: "x", Period: year, Incurred: spend.ByFrom, Months: apm.MonthRule{Count: apm.AnyDay},
			Parts: []spend.PartRule{{"a", spend.Remove}, {"", "drop"}}, Exclude: []spend.Service{{Name: "a"}}, Categories: []spend.Service{{Name: "b"}},
			Other: "b", Beyond: "c", Cells: []string{"A", "A", ""}, Cohort: []spend.CohortRule{{Name: "b", Flags: []string{"f"}}, {}}},
			`cells[1]: "A" stands twice
cells[2]: is empty
parts[1].name: is empty
parts[1].treat: unknown treatment "drop" (known: remove, append, leave)
exclude[0].name: "a" is the name of parts[0].name already
beyond: what no category holds is either other or beyond, not both
cohort[0].name: "b" is the name of categories[0].name already
cohort[1].name: is empty
cohort[1]: needs cells, flags or lacks: it would exclude everyone`},
		{"tests", spend.Terms{Name: "x", Period: year, Incurred: spend.ByFrom, Months: apm.MonthRule{Count: apm.AnyDay}, Categories: []spend.Service{
			{Name: "x", Incurred: "x", When: spend.Where{{Field: "npi", In: []string{}}, {Field: spend.Code}, {Field: spend.Code, In: []string{"1..22", "3..1", "*1", "..", "F*"}, NotIn: []string{"1"}}}}}},
			`categories[0].when[0].field: unknown field "npi" (known: setting, code, diagnosis, group, place, specialty, practitioner, organisation, denial, indicator)
categories[0].when[0].in: the list is empty
categories[0].when[1]: a test has exactly one of in and notIn
categories[0].when[2]: a test has exactly one of in and notIn
categories[0].when[2].in[0]: the ends of the range "1..22" differ in length
categories[0].when[2].in[1]: the range "3..1" runs backwards
categories[0].when[2].in[2]: in "*1" the star does not stand at the end
categories[0].when[2].in[3]: the ends of the range ".." differ in length
categories[0].incurred: unknown date rule "x" (known: from, through, admission, discharge)`},
		{"too many rules", spend.Terms{Name: "x", Period: year, Incurred: spend.ByFrom, Months: apm.MonthRule{Count: apm.AnyDay}, Categories: many},
			"has 129 exclusions and categories, more than 128"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := spend.New(tc.terms)
			if err == nil {
				t.Fatal("accepted")
			}
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestHostileMoney is the bad triangles, rules and tables, with the text of each.
func TestHostileMoney(t *testing.T) {
	d := func(s ...string) (out []decimal.Decimal) {
		for _, v := range s {
			out = append(out, dec(v))
		}
		return out
	}
	jan, feb := apm.MustParseDate("2024-01-01"), apm.MustParseDate("2024-02-01")
	triangle := func(rows ...spend.Row) spend.Triangle { return spend.Triangle{Rows: rows} }
	complete := func(terms spend.Development, t spend.Triangle) error {
		_, err := terms.Complete(t)
		return err
	}
	against := func(later spend.Triangle) error {
		c, err := spend.Development{}.Complete(triangle(spend.Row{Origin: jan, Increments: d("1", "2")}, spend.Row{Origin: feb, Increments: d("1")}))
		if err == nil {
			_, err = c.Against(later)
		}
		return err
	}
	adjust := func(r spend.Adjustment, p spend.Person) error {
		a, err := spend.NewAdjuster(spend.Adjustments{r})
		if err == nil {
			_, err = a.Adjust(p)
		}
		return err
	}
	amount := spend.AmountLimit(dec("100"))
	asks := spend.Limit{Percentile: &spend.Percentile{At: dec("0.99"), Definition: apm.SAS5}}
	resolve := func(ref *spend.Reference, r spend.Adjustment) error {
		_, err := spend.Adjustments{r}.Resolve(ref)
		return err
	}
	totals := func(l *spend.Ledger) *spend.Totals[int] {
		return spend.NewTotals(l, func(spend.Page, spend.Month) (int, bool) { return 0, true })
	}
	plain := mustNew(t, simpleTerms())
	otherTerms := simpleTerms()
	otherTerms.Other = "other"
	other := mustNew(t, otherTerms)
	run := func(l *spend.Ledger, through string) *spend.Ledger {
		r, err := l.AsOf(apm.MustParseDate(through))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	triangles := func(l *spend.Ledger) *spend.Triangles {
		tr, err := spend.NewTriangles(l)
		if err != nil {
			t.Fatal(err)
		}
		return tr
	}
	report := func(l *spend.Ledger) *spend.Report {
		r, err := spend.NewReport(l, spend.Checks{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	second := func(_ any, err error) error { return err }
	huge := decimal.New(1, 1000000000)
	pages := func(members func(func([]spend.Member, error) bool)) error {
		for _, err := range plain.Run(context.Background(), members, 2) {
			if err != nil {
				return err
			}
		}
		return nil
	}
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"a triangle with a negative cell", complete(spend.Development{}, triangle(spend.Row{Origin: jan, Increments: d("5", "-1")}, spend.Row{Origin: feb, Increments: d("5")})),
			"rows[0].increments[1]: is negative, and the terms admit no negatives"},
		{"a triangle without rows", complete(spend.Development{}, triangle()), "rows: needs a row"},
		{"no triangle", complete(spend.Development{}, triangle(spend.Row{Origin: feb, Increments: d("1"), Exposure: nullDec("-1")}, spend.Row{Origin: jan, Increments: d("1", "2")}, spend.Row{})),
			"rows[0].exposure: -1 is negative\nrows[1].origin: is not after the row before it\nrows[1].increments: has 2 ages, and the older row before it has 1\nrows[2].origin: is no date of the years 1 to 9999\nrows[2].increments: needs the amount of age 0\nrows[2].origin: is not after the row before it"},
		{"a number that fills the memory", complete(spend.Development{}, triangle(spend.Row{Origin: jan, Increments: []decimal.Decimal{huge}})), "rows[0].increments[0]: the number has more than 40 digits before the point or 200 behind it"},
		{"nothing to develop from", complete(spend.Development{}, triangle(spend.Row{Origin: jan, Increments: d("0", "5")}, spend.Row{Origin: feb, Increments: d("5")})), "the factor from age 0 to 1: the amounts add up to zero or less"},
		{"no ratio", complete(spend.Development{Average: spend.Simple}, triangle(spend.Row{Origin: jan, Increments: d("0", "5")}, spend.Row{Origin: feb, Increments: d("5")})), "the factor from age 0 to 1: rows[0] has nothing at that age, so it has no ratio"},
		{"every row left out", complete(spend.Development{Exclude: []apm.Date{jan}}, triangle(spend.Row{Origin: jan, Increments: d("1", "5")}, spend.Row{Origin: feb, Increments: d("5")})), "the factor from age 0 to 1: no row is left to read it from"},
		{"bad development", complete(spend.Development{Average: "median", Latest: -1, Exclude: []apm.Date{0}, Tail: nullDec("0"), Margin: nullDec("-1"), Expected: spend.Expected{PMPM: nullDec("1"), Latest: -1, Trend: nullDec("-1")}}, triangle()),
			"average: unknown average \"median\" (known: volume, simple)\nlatest: -1 is negative\nexclude[0]: is no date of the years 1 to 9999\ntail: 0 is not above zero\nmargin: -1 is negative\nexpected.latest: -1 is negative\nexpected: is either pmpm or a mean of rows, not both\nexpected.trend: -1 is not above -1\nexpected: has no meaning without weak"},
		{"a weak completion of 50", complete(spend.Development{Weak: nullDec("50")}, triangle()), "weak: 50 is outside 0 to 1 (2 % is 0.02)"},
		{"a blend without exposure", complete(spend.Development{Weak: nullDec("1")}, triangle(spend.Row{Origin: jan, Increments: d("5", "1")}, spend.Row{Origin: feb, Increments: d("5")})), "rows[1]: exposure: is missing, and the row is blended"},
		{"a blend without exposure to expect from", complete(spend.Development{Weak: nullDec("1")}, triangle(spend.Row{Origin: jan, Increments: d("5", "1")}, spend.Row{Origin: feb, Increments: d("5"), Exposure: nullDec("3")})), "rows[1]: the mean of the other rows needs the exposure of rows[0]"},
		{"a blend without a row to expect from", complete(spend.Development{Weak: nullDec("1"), Tail: nullDec("1.1")}, triangle(spend.Row{Origin: jan, Increments: d("5"), Exposure: nullDec("3")})), "rows[0]: no row with exposure is complete enough to expect anything from"},
		{"a later triangle without a row", against(triangle(spend.Row{Origin: jan, Increments: d("1", "2", "3")})), "the later triangle has no row for 2024-02-01"},
		{"a later triangle that knows less", against(triangle(spend.Row{Origin: jan, Increments: d("1")}, spend.Row{Origin: feb, Increments: d("1")})), "the later triangle knows less of the row for 2024-01-01"},
		{"no later triangle", against(triangle()), "rows: needs a row"},
		{"triangles of no run", second(spend.NewTriangles(plain)), "paidThrough: the ledger is no run as of a date"},
		{"triangles of half a month", second(spend.NewTriangles(run(plain, "2024-03-15"))), "paidThrough: is not the last day of a month"},
		{"a triangle of no category", second(triangles(run(plain, "2024-03-31")).Triangle("dental")), `the ledger has no category "dental"`},
		{"a triangle before its time", second(triangles(run(plain, "2023-03-31")).Triangle("all")), "the run ended before the first month of the ledger"},
		{"triangles of two runs", triangles(run(plain, "2024-03-31")).Merge(triangles(run(other, "2024-03-31"))), "the triangles are of different runs"},
		{"a run as of no date", second(plain.AsOf(0)), "paidThrough: is no date of the years 1 to 9999"},
		{"pages of two members", second(spend.Diff(spend.Page{ID: "1"}, spend.Page{ID: "2"})), "the two pages are of different members"},
		{"totals of two ledgers", totals(plain).Merge(totals(other)), "the totals are of ledgers with different categories or exclusions"},
		{"a page of another ledger", totals(plain).Add(spend.Page{Months: []spend.Month{{Entries: []spend.Entry{{Name: "dental"}}}}}), `the page has the category "dental", which is none of the ledger`},
		{"a page with a cohort of another ledger", totals(plain).Add(spend.Page{Months: []spend.Month{{Standing: spend.Excluded, Exclusion: "dual"}}}), `the page has the exclusion "dual", which is none of the ledger`},
		{"a month of no months", second(spend.Total{}.PMPM(dec("1"))), "division by zero"},
		{"a report on another's page", report(plain).Add(spend.Member{ID: "1"}, spend.Page{ID: "2"}), "the page is of another member"},
		{"reports of two ledgers", report(plain).Merge(report(other)), "the reports are of different ledgers"},
		{"bad checks", second(spend.NewReport(plain, spend.Checks{Spike: nullDec("1"), Practitioner: spend.Where{{Field: "x", In: []string{"1"}}}})), "spike: 1 is not above 1\npractitioner[0].field: unknown field \"x\" (known: setting, code, diagnosis, group, place, specialty, practitioner, organisation, denial, indicator)"},
		{"control totals beyond cents", second(spend.Compare([]spend.Stated[int]{{1, math.MaxInt64}, {1, 1}}, nil)), "stated: beyond the range of the type"},
		{"found totals beyond cents", second(spend.Compare(nil, []spend.Stated[int]{{1, math.MaxInt64}, {1, 1}})), "found: beyond the range of the type"},
		{"a percentile without a population", adjust(spend.Truncate{Limit: asks}, spend.Person{}), "[0].limit: the percentile has no amount yet: resolve it against a reference population"},
		{"no rule", adjust(nil, spend.Person{}), "[0]: is no rule"},
		{"two limits at once", adjust(spend.Truncate{Limit: spend.Limit{Amount: nullDec("1"), ByCell: []spend.CellAmount{{}}}, Keep: nullDec("2")}, spend.Person{}), "[0].limit: a limit is either amount or byCell\n[0].keep: 2 is outside 0 to 1 (2 % is 0.02)"},
		{"a negative limit", adjust(spend.Truncate{Limit: spend.AmountLimit(dec("-1"))}, spend.Person{}), "[0].limit.amount: -1 is negative"},
		{"a cell twice", adjust(spend.Truncate{Limit: spend.Limit{ByCell: []spend.CellAmount{{"A", dec("1")}, {"A", dec("-2")}}}}, spend.Person{}), "[0].limit.byCell[1].cell: \"A\" has a limit already\n[0].limit.byCell[1].amount: -2 is negative"},
		{"no cell", adjust(spend.Truncate{Limit: spend.Limit{ByCell: []spend.CellAmount{}}}, spend.Person{}), "[0].limit.byCell: needs a cell"},
		{"no limit for the cell", adjust(spend.Winsorise{High: spend.Limit{ByCell: []spend.CellAmount{{"A", dec("1")}}}}, spend.Person{Cell: "SECRET"}), "[0]: cell: has no limit in the terms"},
		{"a year of no months", adjust(spend.Truncate{Limit: amount, Annual: true}, spend.Person{Dollars: dec("5")}), "[0]: months: are not above zero, so nothing can be annualised"},
		{"a stop-loss year of no months", adjust(spend.StopLoss{Layers: apm.Bands{{Share: dec("0.5")}}, Annual: true}, spend.Person{}), "[0]: months: are not above zero, so nothing can be annualised"},
		{"dollars that fill the memory", adjust(spend.Truncate{Limit: amount}, spend.Person{Dollars: huge}), "dollars: beyond the range of the type"},
		{"no tails", adjust(spend.Winsorise{}, spend.Person{}), "[0]: needs low, high or both"},
		{"crossed tails", adjust(spend.TrimTails{Low: amount, High: spend.AmountLimit(dec("1"))}, spend.Person{}), "[0].high: 1 is below low 100"},
		{"crossed tails of a cell", adjust(spend.Winsorise{Low: spend.Limit{ByCell: []spend.CellAmount{{"A", dec("2")}}}, High: spend.Limit{ByCell: []spend.CellAmount{{"A", dec("1")}}}}, spend.Person{}), "[0].high.byCell[0]: 1 is below low 2"},
		{"no layers", adjust(spend.StopLoss{Charge: nullDec("-1")}, spend.Person{}), "[0]: a stop-loss has either layers or byCell\n[0].charge: -1 is negative"},
		{"no layers for the cell", adjust(spend.StopLoss{ByCell: []spend.CellLayers{{"A", apm.Bands{{Share: dec("1")}}}}}, spend.Person{Cell: "SECRET"}), "[0]: cell: has no layers in the terms"},
		{"layers twice", adjust(spend.StopLoss{ByCell: []spend.CellLayers{{"A", apm.Bands{{Share: dec("1")}}}, {"A", nil}}}, spend.Person{}), "[0].byCell[1].cell: \"A\" has layers already\n[0].byCell[1].layers: needs a band"},
		{"a factor of zero", adjust(spend.Complete{}, spend.Person{}), "[0].factor: 0 is not above zero"},
		{"an empty population", resolve(spend.NewReference(false), spend.Truncate{Limit: asks}), "[0]: a percentile of no values has no value"},
		{"an empty population by cell", resolve(spend.NewReference(false), spend.Truncate{Limit: spend.Limit{Percentile: &spend.Percentile{At: dec("1"), Definition: apm.SAS5, ByCell: true}}}), "[0]: the reference population is empty"},
		{"a population that is not annualised", resolve(spend.NewReference(false), spend.TrimTails{High: asks, Annual: true}), "[0]: annual: the rule and the reference population differ"},
		{"two kinds of population", spend.NewReference(true).Merge(spend.NewReference(false)), "one reference is annualised, the other is not"},
		{"a population of no months", spend.NewReference(true).Add(spend.Person{}), "months: are not above zero, so nothing can be annualised"},
		{"a population that fills the memory", spend.NewReference(false).Add(spend.Person{Dollars: huge}), "dollars: beyond the range of the type"},
		{"a pool without months", second((&spend.Pool{}).Charge()), "division by zero"},
		{"a pool beyond cents", second((&spend.Pool{Paid: decimal.New(1, 30)}).Charges(nil, apm.HalfUp)), "paid: beyond the range of the type"},
		{"a pool that nobody pays for", second((&spend.Pool{Paid: dec("1")}).Charges([]apm.MemberMonths{0}, apm.HalfUp)), "weights: they add up to zero, so nothing says who gets the total"},
		{"an unknown year of expenditures", second(spend.MSSP(2031, apm.CalendarYear(2031))), "MSSP expenditures: performance year 2031 is not known (known: 2023)"},
		{"an unknown year of factors", second(spend.MSSPAdjustments(2012, spend.MSSPAnnual, nil)), "MSSP completion factors: performance year 2012 is not known (known: 2023)"},
		{"an unknown run", second(spend.MSSPCompletion(2023, "weekly")), `MSSP completion factors: unknown run "weekly" (known: annual, quarterly, prospectiveQ1, prospectiveQ2, prospectiveQ3, prospectiveQ4)`},
		{"a reader that fails", pages(func(yield func([]spend.Member, error) bool) { yield(nil, errors.New("line 3: torn")) }), "line 3: torn"},
		{"a member beyond cents", pages(func(yield func([]spend.Member, error) bool) {
			yield([]spend.Member{{Lines: []spend.Line{{Through: jan, PaidAmount: math.MaxInt64}, {Through: jan, PaidAmount: 1}}}}, nil)
		}), "the sum of a member's lines: beyond the range of the type"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.err == nil {
				t.Fatal("accepted")
			}
			if got := tc.err.Error(); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestRunStops(t *testing.T) {
	l := mustNew(t, benchTerms())
	endless := func(yield func([]spend.Member, error) bool) {
		for yield([]spend.Member{{ID: "m"}}, nil) {
		}
	}
	n := 0
	for pages, err := range l.Run(context.Background(), endless, 3) {
		if err != nil || len(pages) != 1 {
			t.Fatal(pages, err)
		}
		if n++; n == 50 {
			break
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n = 0
	var last error
	for _, err := range l.Run(ctx, endless, 3) {
		if n++; n == 50 {
			cancel()
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("a cancelled run ends with %v", last)
	}
}
