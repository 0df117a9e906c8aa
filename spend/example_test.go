package spend_test

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
)

// A year of primary care spending per member per month: what other doctors were
// paid stays visible under the name of the exclusion, and a member without claims
// counts in the denominator.
func Example() {
	ledger, err := spend.New(spend.Terms{
		Name:     "primary care, 2023",
		Period:   apm.CalendarYear(2023),
		Incurred: spend.ByThrough,
		Months:   apm.MonthRule{Count: apm.OnDay, Day: 1},
		Cohort:   []spend.CohortRule{{Name: "limited benefit", Flags: []string{"limited"}}},
		Categories: []spend.Service{
			{Name: "visits", When: spend.Where{
				{Field: spend.Code, In: []string{"99202..99215"}},
				{Field: spend.Specialty, In: []string{"01", "08", "11"}},
			}},
			{Name: "wellness", When: spend.Where{{Field: spend.Code, In: []string{"G0438", "G0439"}}}},
		},
		Beyond: "not primary care",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	day := apm.MustParseDate
	line := func(date, code, specialty, paid string) spend.Line {
		return spend.Line{From: day(date), Through: day(date), Paid: day(date).AddDays(30),
			Code: code, Specialty: specialty, PaidAmount: apm.MustParseCents(paid)}
	}
	year := []spend.Span{{Period: apm.CalendarYear(2023)}}
	members := []spend.Member{
		{ID: "A", Spans: year, Lines: []spend.Line{
			line("2023-02-03", "99213", "08", "92.40"),
			line("2023-05-09", "G0439", "11", "118.00"),
			line("2023-05-20", "99213", "06", "92.40"), // a cardiologist
		}},
		{ID: "B", Spans: year}, // no claims
		{ID: "C", Spans: []spend.Span{
			{Period: apm.MustParsePeriod("2023-01-01/2023-06-30"), Flags: []string{"limited"}},
			{Period: apm.MustParsePeriod("2023-07-01/2023-12-31")},
		}, Lines: []spend.Line{
			line("2023-03-01", "99214", "01", "130.00"),
			line("2023-08-15", "99214", "01", "130.00"),
		}},
	}
	totals := spend.NewTotals(ledger, func(spend.Page, spend.Month) (string, bool) { return "all", true })
	var balance spend.Balance
	for _, m := range members {
		page, err := ledger.Post(m)
		if err != nil {
			fmt.Println(err)
			return
		}
		if err := totals.Add(page); err != nil {
			fmt.Println(err)
			return
		}
		balance.Add(m, page)
	}
	all := totals.Get("all")
	fmt.Println("members", all.Members, "months", all.Months, "balanced", balance.Balanced())
	for i, name := range ledger.Categories() {
		dollars := all.Categories[i].Spending.Decimal()
		pmpm, _ := all.PMPM(dollars) // there are months
		fmt.Printf("%-16s %8s  %6s a month\n", name, dollars.StringFixed(2), pmpm.StringFixed(2))
	}
	for i, name := range ledger.Exclusions() {
		fmt.Printf("%-16s %8s  %6s months\n", name, all.Excluded[i].Spending.Decimal().StringFixed(2), all.ExcludedMonths[i])
	}
	// Output:
	// members 3 months 30 balanced true
	// visits             222.40    7.41 a month
	// wellness           118.00    3.93 a month
	// not primary care    92.40       0 months
	// limited benefit    130.00       6 months
}

// Completion from a triangle: payments for services of January to May, by month of
// payment, at the end of May. The youngest months are too thin to divide by their
// completion, so they are blended with what the older ones lead to expect.
func ExampleDevelopment_Complete() {
	rows := [][]int64{
		{400, 380, 150, 50, 20},
		{420, 370, 160, 40},
		{390, 400, 140},
		{410, 390},
		{300},
	}
	t := spend.Triangle{Name: "outpatient"}
	for i, row := range rows {
		r := spend.Row{Origin: apm.CalendarYear(2023).From.AddMonths(i), Exposure: decimal.NewNullDecimal(decimal.NewFromInt(10))}
		for _, dollars := range row {
			r.Increments = append(r.Increments, decimal.NewFromInt(dollars))
		}
		t.Rows = append(t.Rows, r)
	}
	terms := spend.Development{
		Weak:   decimal.NewNullDecimal(decimal.RequireFromString("0.5")),
		Margin: decimal.NewNullDecimal(decimal.RequireFromString("0.1")),
	}
	c, err := terms.Complete(t)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range c.Rows {
		fmt.Printf("%s %6s known, complete to %5s %%, ultimate %8s (%s)\n", r.Origin.String()[:7], r.Known,
			r.Completion.Shift(2).StringFixed(1), r.Ultimate.StringFixed(2), r.Method)
	}
	fmt.Printf("still to come %s, and a margin of %s\n", c.ToCome.StringFixed(2), c.Margin.StringFixed(2))
	// Output:
	// 2023-01   1000 known, complete to 100.0 %, ultimate  1000.00 (chainLadder)
	// 2023-02    990 known, complete to  98.0 %, ultimate  1010.20 (chainLadder)
	// 2023-03    930 known, complete to  93.5 %, ultimate   994.41 (chainLadder)
	// 2023-04    800 known, complete to  78.5 %, ultimate  1018.51 (chainLadder)
	// 2023-05    300 known, complete to  40.3 %, ultimate   900.78 (blend)
	// still to come 903.91, and a margin of 90.39
}

// The same year as of two dates: a hospital stay is replaced by a corrected claim
// and a visit arrives late. Both runs come from the same lines.
func ExampleDiff() {
	ledger, err := spend.New(spend.Terms{
		Name:       "total cost of care, 2023",
		Period:     apm.CalendarYear(2023),
		Incurred:   spend.ByThrough,
		Months:     apm.MonthRule{Count: apm.AnyDay},
		Categories: []spend.Service{{Name: "inpatient", When: spend.Where{{Field: spend.Setting, In: []string{"60"}}}}},
		Other:      "other",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	day := apm.MustParseDate
	member := spend.Member{ID: "A",
		Spans: []spend.Span{{Period: apm.MustParsePeriod("2023-01-01/")}},
		Lines: []spend.Line{
			{Claim: "1", From: day("2023-11-02"), Through: day("2023-11-07"), Paid: day("2023-12-20"), Setting: "60", PaidAmount: apm.MustParseCents("9000")},
			{Claim: "1", Version: 1, Action: spend.Replace, From: day("2023-11-02"), Through: day("2023-11-07"), Paid: day("2024-05-14"), Setting: "60", PaidAmount: apm.MustParseCents("7400")},
			{Claim: "2", From: day("2023-12-12"), Through: day("2023-12-12"), Paid: day("2024-04-02"), Setting: "71", PaidAmount: apm.MustParseCents("80")},
		}}
	var pages [2]spend.Page
	for i, through := range []string{"2024-03-31", "2024-06-30"} {
		run, err := ledger.AsOf(day(through))
		if err != nil {
			fmt.Println(err)
			return
		}
		if pages[i], err = run.Post(member); err != nil {
			fmt.Println(err)
			return
		}
	}
	changes, err := spend.Diff(pages[0], pages[1])
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range changes {
		fmt.Println(c.Start, c.Name, "was", c.Was.Spending, "is", c.Is.Spending)
	}
	// Output:
	// 2023-11-01 inpatient was 9000.00 is 7400.00
	// 2023-12-01 other was 0.00 is 80.00
}

// The order of the list is the order of the rules: the Shared Savings Program cuts
// annualised spending at its threshold and completes what is left.
func ExampleAdjuster_Adjust() {
	rules, err := spend.MSSPAdjustments(2023, spend.MSSPAnnual, []spend.CellAmount{
		{Cell: spend.MSSPAgedDual, Amount: decimal.RequireFromString("208929.14")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	adjuster, err := spend.NewAdjuster(rules)
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := adjuster.Adjust(spend.Person{Cell: spend.MSSPAgedDual, Dollars: decimal.NewFromInt(150000), Months: 6 * apm.OneMonth})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("cut", got.Effects[0].Removed)
	fmt.Println("to come", got.Effects[1].Added)
	fmt.Println("counted", got.Dollars, "in person-years", got.Months.PersonYears())
	// Output:
	// cut 45535.43
	// to come 1358.03941
	// counted 105822.60941 in person-years 0.5
}

// A pool pays 80 % of what a person costs above 1,000 a month, and its charge is
// neutral: to the cent the organisations pay what their members were paid.
func ExamplePool_Charges() {
	rule := spend.StopLoss{Annual: true, Layers: apm.Bands{
		{UpTo: decimal.NewNullDecimal(decimal.NewFromInt(12000)), Share: decimal.Zero},
		{Share: decimal.RequireFromString("0.8")},
	}}
	var pool spend.Pool
	months := make([]apm.MemberMonths, 2)
	for _, p := range []struct {
		organisation int
		dollars      int64
		months       apm.MemberMonths
	}{{0, 9000, 12}, {0, 52000, 12}, {1, 10000, 6}} {
		person := spend.Person{Dollars: decimal.NewFromInt(p.dollars), Months: p.months * apm.OneMonth}
		effect, err := rule.Apply(person)
		if err != nil {
			fmt.Println(err)
			return
		}
		pool.Add(person.Months, effect.Removed)
		months[p.organisation] += person.Months
	}
	charges, err := pool.Charges(months, apm.HalfUp)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("paid", pool.Paid, "charged", charges)
	// Output:
	// paid 35200 charged [28160.00 7040.00]
}

// A payer's control totals against what the claims add up to.
func ExampleCompare() {
	type key struct {
		member string
		year   int
	}
	c, err := spend.Compare(
		[]spend.Stated[key]{{key{"A", 2008}, 1200000}, {key{"B", 2008}, 0}, {key{"A", 2009}, 540000}},
		[]spend.Stated[key]{{key{"A", 2008}, 1200000}, {key{"A", 2009}, 500000}, {key{"A", 2009}, 30000}},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Equal, "of", c.Compared)
	for _, d := range c.Differences {
		fmt.Println(d.Key.year, "stated", d.Stated, "found", d.Found)
	}
	// Output:
	// 2 of 3
	// 2009 stated 5400.00 found 5300.00
}
