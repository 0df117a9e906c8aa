package spend_test

import (
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// TestSpecification is the worked examples of the Shared Savings Program's
// Specifications, version 11, sections 3.2 to 3.5: aged/dual, six months.
func TestSpecification(t *testing.T) {
	thresholds := []spend.CellAmount{{Cell: spend.MSSPAgedDual, Amount: dec("208929.14")}} // 2021
	rules, err := spend.MSSPAdjustments(2023, spend.MSSPAnnual, thresholds)
	if err != nil {
		t.Fatal(err)
	}
	adjuster, err := spend.NewAdjuster(rules)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name                          string
		dollars, annual, cut, weighed string
	}{
		{"V1 V2 V4 V6 below the threshold", "10000", "20260", "0", "10130"},
		{"V3 V5 above the threshold", "150000", "211645.21882", "45535.43", "105822.60941"},
		{"symmetric below zero", "-150000", "-211645.21882", "-45535.43", "-105822.60941"},
		{"at the threshold", "104464.57", "211645.21882", "0", "105822.60941"},
		{"a cent above", "104464.58", "211645.21882", "0.01", "105822.60941"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := spend.Person{Cell: spend.MSSPAgedDual, Dollars: dec(tc.dollars), Months: 6 * apm.OneMonth}
			if got := p.Months.PersonYears(); !got.Equal(dec("0.5")) {
				t.Errorf("person-years %s, want 0.5", got)
			}
			got, err := adjuster.Adjust(p)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Dollars.Equal(dec(tc.weighed)) {
				t.Errorf("dollars %s, want %s", got.Dollars, tc.weighed)
			}
			if !got.Effects[0].Removed.Equal(dec(tc.cut)) {
				t.Errorf("removed %s, want %s", got.Effects[0].Removed, tc.cut)
			}
			annual, err := spend.Total{Months: got.Months}.PerCapita(got.Dollars)
			if err != nil || !annual.Equal(dec(tc.annual)) {
				t.Errorf("annualised %s (%v), want %s", annual, err, tc.annual)
			}
		})
	}
}

// TestWinsorise is percentiles 1 and 99 of the values 1 to n by different
// definitions: SAS PCTLDEF=5 is that of the BPCI Advanced episodes.
func TestWinsorise(t *testing.T) {
	for _, tc := range []struct {
		n          int
		definition apm.PercentileDefinition
		low, high  string
	}{
		{200, apm.SAS5, "2.5", "198.5"},
		{150, apm.SAS5, "2", "149"},
		{100, apm.SAS5, "1.5", "99.5"},
		{50, apm.SAS5, "1", "50"},
		{200, apm.Type7, "2.99", "198.01"},
	} {
		t.Run(fmt.Sprintf("%d values, %s", tc.n, tc.definition), func(t *testing.T) {
			ref := spend.NewReference(false)
			for v := range tc.n {
				if err := ref.Add(spend.Person{Dollars: decimal.NewFromInt(int64(v + 1))}); err != nil {
					t.Fatal(err)
				}
			}
			at := func(p string) spend.Limit {
				return spend.Limit{Percentile: &spend.Percentile{At: dec(p), Definition: tc.definition}}
			}
			rules, err := spend.Adjustments{spend.Winsorise{Low: at("0.01"), High: at("0.99")}}.Resolve(ref)
			if err != nil {
				t.Fatal(err)
			}
			adjuster, err := spend.NewAdjuster(rules)
			if err != nil {
				t.Fatal(err)
			}
			for v, want := range map[int64]string{1: tc.low, int64(tc.n): tc.high, 25: "25"} {
				got, err := adjuster.Adjust(spend.Person{Dollars: decimal.NewFromInt(v)})
				if err != nil || !got.Dollars.Equal(dec(want)) {
					t.Errorf("%d becomes %s (%v), want %s", v, got.Dollars, err, want)
				}
			}
		})
	}
}

// triangleOf makes a triangle of cumulative amounts, a row a year.
func triangleOf(cumulative [][]int64) spend.Triangle {
	var t spend.Triangle
	for i, row := range cumulative {
		r := spend.Row{Origin: apm.CalendarYear(2001 + i).From}
		before := int64(0)
		for _, v := range row {
			r.Increments = append(r.Increments, decimal.NewFromInt(v-before))
			before = v
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// taylorAshe is the triangle of Taylor and Ashe, "Second moments of estimates of
// outstanding claims", Journal of Econometrics 23 (1983), as cumulative amounts.
var taylorAshe = [][]int64{
	{357848, 1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286, 3833515, 3901463},
	{352118, 1236139, 2170033, 3353322, 3799067, 4120063, 4647867, 4914039, 5339085},
	{290507, 1292306, 2218525, 3235179, 3985995, 4132918, 4628910, 4909315},
	{310608, 1418858, 2195047, 3757447, 4029929, 4381982, 4588268},
	{443160, 1136350, 2128333, 2897821, 3402672, 3873311},
	{396132, 1333217, 2180715, 2985752, 3691712},
	{440832, 1288463, 2419861, 3483130},
	{359480, 1421128, 2864498},
	{376686, 1363294},
	{344014},
}

// raa is the triangle of the Reinsurance Association of America in Mack,
// "Measuring the variability of chain ladder reserve estimates", CAS Forum (1994).
var raa = [][]int64{
	{5012, 8269, 10907, 11805, 13539, 16181, 18009, 18608, 18662, 18834},
	{106, 4285, 5396, 10666, 13782, 15599, 15496, 16169, 16704},
	{3410, 8992, 13873, 16141, 18735, 22214, 22863, 23466},
	{5655, 11555, 15766, 21266, 23425, 26083, 27067},
	{1092, 9565, 15836, 22169, 25955, 26180},
	{1513, 6445, 11702, 12935, 15852},
	{557, 4020, 10946, 12314},
	{1351, 6947, 13112},
	{3133, 5395},
	{2063},
}

// TestTextbookTriangles holds chain-ladder results as published: factors to the
// printed digits and reserves to the unit.
func TestTextbookTriangles(t *testing.T) {
	for _, tc := range []struct {
		name     string
		triangle [][]int64
		terms    spend.Development
		factors  []string
		reserves []int64
		total    int64
	}{
		{
			name:     "Taylor and Ashe (1983), chain ladder in Mack, ASTIN Bulletin 23 (1993)",
			triangle: taylorAshe,
			factors:  []string{"3.4906", "1.7473", "1.4574", "1.1739", "1.1038", "1.0863", "1.0539", "1.0766", "1.0177"},
			reserves: []int64{0, 94634, 469511, 709638, 984889, 1419459, 2177641, 3920301, 4278972, 4625811},
			total:    18680856,
		},
		{
			name:     "RAA, Mack (1994)",
			triangle: raa,
			terms:    spend.Development{Negatives: true},
			factors:  []string{"2.9994", "1.6235", "1.2709", "1.1717", "1.1134", "1.0419", "1.0333", "1.0169", "1.0092"},
			reserves: []int64{0, 154, 617, 1636, 2747, 3649, 5435, 10907, 10650, 16339},
			total:    52135,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.terms.Complete(triangleOf(tc.triangle))
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range tc.factors {
				if f := got.Pattern.AgeToAge[i].Round(4); !f.Equal(dec(want)) {
					t.Errorf("factor %d is %s, want %s", i, f, want)
				}
			}
			for i, want := range tc.reserves {
				if r := got.Rows[i].ToCome.Round(0); !r.Equal(decimal.NewFromInt(want)) {
					t.Errorf("reserve of row %d is %s, want %d", i, r, want)
				}
			}
			if r := got.ToCome.Round(0); !r.Equal(decimal.NewFromInt(tc.total)) {
				t.Errorf("total reserve is %s, want %d", r, tc.total)
			}
		})
	}
}

// TestTriangles follows one claim through its versions: an original of January, paid
// in January, replaced in March and voided in April, beside a claim of February.
func TestTriangles(t *testing.T) {
	terms := simpleTerms()
	terms.Parts = []spend.PartRule{{Name: "inside", Treat: spend.Remove}}
	terms.Exclude = []spend.Service{{Name: "denied", When: spend.Where{{Field: spend.Denial, In: []string{"*"}}}}}
	run, err := mustNew(t, terms).AsOf(apm.MustParseDate("2024-04-30"))
	if err != nil {
		t.Fatal(err)
	}
	triangles, err := spend.NewTriangles(run)
	if err != nil {
		t.Fatal(err)
	}
	line := func(claim, through, paid string, version int32, action spend.Action, amount apm.Cents) spend.Line {
		return spend.Line{Claim: claim, Through: apm.MustParseDate(through), Paid: apm.MustParseDate(paid), Version: version, Action: action, PaidAmount: amount}
	}
	m := spend.Member{ID: "m", Spans: []spend.Span{{Period: apm.MustParsePeriod("2024-01-01/2024-03-15")}}, Lines: []spend.Line{
		line("a", "2024-01-10", "2024-01-31", 0, spend.Add, 10000),
		line("a", "2024-01-10", "2024-03-01", 1, spend.Replace, 7000),
		line("a", "2024-01-10", "2024-04-30", 2, spend.Void, 0),
		line("b", "2024-02-29", "2024-04-01", 0, spend.Add, 500),
		line("c", "2024-02-29", "2024-05-01", 0, spend.Add, 900), // after the run
		line("d", "2024-03-20", "2024-04-01", 0, spend.Add, 800), // not enrolled that day
		line("e", "2023-12-31", "2024-04-01", 0, spend.Add, 700), // before the ledger
		line("f", "2024-03-01", "2024-03-02", 0, spend.Add, 600),
		line("g", "2024-03-01", "2024-03-02", 0, spend.Add, 100),
	}}
	m.Lines[7].Parts = []spend.Part{{Name: "inside", Amount: 200}}
	m.Lines[8].Denial = "D"
	for range 2 { // twice over, on memory that was in use
		triangles.Add(m)
	}
	got, err := triangles.Triangle("all")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"200", "0", "-60", "-140"}, {"0", "0", "10"}, {"8", "0"}, {"0"}}
	exposure := []string{"2", "2", "0.967741935483871", "0"}
	for i, row := range got.Rows {
		for age, amount := range row.Increments {
			if len(row.Increments) != len(want[i]) || !amount.Equal(dec(want[i][age])) {
				t.Errorf("row %d, age %d is %s, want %v", i, age, amount, want[i])
			}
		}
		if !row.Exposure.Decimal.Round(15).Equal(dec(exposure[i])) {
			t.Errorf("row %d has %s months, want %s", i, row.Exposure.Decimal, exposure[i])
		}
	}
}

// TestExpected is the mean that weak rows are blended with: of the latest rows,
// trended to the weak one, forward and back.
func TestExpected(t *testing.T) {
	triangle := func(rows ...[]int64) (out spend.Triangle) {
		for i, row := range rows {
			r := spend.Row{Origin: period.From.AddMonths(i), Exposure: nullDec("10")}
			for _, v := range row {
				r.Increments = append(r.Increments, decimal.NewFromInt(v))
			}
			out.Rows = append(out.Rows, r)
		}
		return out
	}
	rising := triangle([]int64{80, 20}, []int64{88, 22}, []int64{50})       // complete to 80 % at age 0
	falling := triangle([]int64{100, -50}, []int64{100, -50}, []int64{100}) // age 1 is weaker than age 0
	for _, tc := range []struct {
		name     string
		triangle spend.Triangle
		tail     string
		expected spend.Expected
		want     []string
	}{
		{"all rows", rising, "1", spend.Expected{}, []string{"100", "110", "71"}},
		{"the latest row", rising, "1", spend.Expected{Latest: 1}, []string{"100", "110", "72"}},
		{"more than there are", rising, "1", spend.Expected{Latest: 9}, []string{"100", "110", "71"}},
		{"a trend forward", rising, "1", spend.Expected{Latest: 1, Trend: nullDec("0.2")}, []string{"100", "110", "76.4"}},
		{"a given rate", rising, "1", spend.Expected{PMPM: nullDec("20")}, []string{"100", "110", "90"}},
		{"a trend back", falling, "1.25", spend.Expected{Trend: nullDec("0.25")}, []string{"58", "60", "62.5"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d := spend.Development{Weak: nullDec("0.9"), Expected: tc.expected, Negatives: true, Tail: nullDec(tc.tail)}
			c, err := d.Complete(tc.triangle)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range tc.want {
				if !c.Rows[i].Ultimate.Equal(dec(want)) {
					t.Errorf("row %d ends at %s, want %s", i, c.Rows[i].Ultimate, want)
				}
			}
		})
	}
}

func TestCompare(t *testing.T) {
	got, err := spend.Compare(
		[]spend.Stated[string]{{"more", 100}, {"less", 300}, {"equal", 5}, {"none", 7}, {"zero", 0}, {"more", 1}},
		[]spend.Stated[string]{{"equal", 5}, {"more", 200}, {"less", 200}, {"unknown", 9}, {"unknown", 1}})
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprint([]spend.Difference[string]{{"more", 101, 200}, {"less", 300, 200}, {"none", 7, 0}}, []spend.Stated[string]{{"unknown", 10}}, 5, 2, dec("4.13"), dec("4.15"))
	if s := fmt.Sprint(got.Differences, got.Unstated, got.Compared, got.Equal, got.Stated.Decimal(), got.Found.Decimal()); s != want {
		t.Errorf("got %s, want %s", s, want)
	}
}

// TestFields finds a line by each field, with more rules than fit into one word.
func TestFields(t *testing.T) {
	set := map[spend.Field]func(*spend.Line){
		spend.Setting: func(l *spend.Line) { l.Setting = "X" }, spend.Code: func(l *spend.Line) { l.Code = "X" },
		spend.Diagnosis: func(l *spend.Line) { l.Diagnosis = "X" }, spend.Group: func(l *spend.Line) { l.Group = "X" },
		spend.Place: func(l *spend.Line) { l.Place = "X" }, spend.Specialty: func(l *spend.Line) { l.Specialty = "X" },
		spend.Practitioner: func(l *spend.Line) { l.Practitioner = "X" }, spend.Organisation: func(l *spend.Line) { l.Organisation = "X" },
		spend.Denial: func(l *spend.Line) { l.Denial = "X" }, spend.Indicator: func(l *spend.Line) { l.Indicator = "X" },
	}
	terms := simpleTerms()
	for i := range 118 {
		terms.Exclude = append(terms.Exclude, spend.Service{Name: fmt.Sprint("never ", i), When: spend.Where{
			{Field: spend.Code, In: []string{"X"}}, {Field: spend.Group, In: []string{"X"}}}})
	}
	for f := range set {
		terms.Categories = append(terms.Categories, spend.Service{Name: string(f), When: spend.Where{{Field: f, In: []string{"X"}}}})
	}
	l := mustNew(t, terms)
	if l.Terms().Name != terms.Name || len(l.Categories()) != 11 || len(l.Exclusions()) != 118 {
		t.Errorf("%v, %v", l.Categories(), l.Exclusions())
	}
	for f, change := range set {
		line := spend.Line{Through: period.From}
		change(&line)
		p := mustPost(t, l, spend.Member{Lines: []spend.Line{line}})
		if got := p.Months[0].Entries[0].Name; got != string(f) {
			t.Errorf("%s is found as %s", f, got)
		}
	}
}

// TestMSSPCompletion is the factors of the Specifications, version 11.
func TestMSSPCompletion(t *testing.T) {
	for run, want := range map[spend.MSSPRun]string{spend.MSSPAnnual: "1.013", spend.MSSPQuarterly: "1.072", spend.MSSPProspectiveQ1: "1.349",
		spend.MSSPProspectiveQ2: "1.154", spend.MSSPProspectiveQ3: "1.105", spend.MSSPProspectiveQ4: "1.072"} {
		if got, err := spend.MSSPCompletion(2023, run); err != nil || !got.Equal(dec(want)) {
			t.Errorf("%s: %s, %v", run, got, err)
		}
	}
}

// TestSpending is the sums of totals and of changes.
func TestSpending(t *testing.T) {
	l := mustNew(t, simpleTerms())
	m := spend.Member{ID: "m", Spans: []spend.Span{{}}, Lines: []spend.Line{{Through: period.From, PaidAmount: 1250}, {Through: period.To, PaidAmount: -50}}}
	p := mustPost(t, l, m)
	totals := spend.NewTotals(l, func(spend.Page, spend.Month) (bool, bool) { return true, true })
	if err := totals.Add(p); err != nil {
		t.Fatal(err)
	}
	if got := totals.Get(true); !got.Spending().Equal(dec("12")) || got.Members != 1 || got.Months != 12*apm.OneMonth {
		t.Errorf("%+v", got)
	}
	if got := totals.Get(false); got.Members != 0 || len(got.Categories) != 1 {
		t.Errorf("%+v", got)
	}
	changes, err := spend.Diff(spend.Page{ID: "m"}, p)
	if err != nil {
		t.Fatal(err)
	}
	sum := apm.Cents(0)
	for _, c := range changes {
		moved, err := c.Spending()
		if err != nil {
			t.Fatal(err)
		}
		sum += moved
	}
	if sum != 1200 {
		t.Errorf("moved %s", sum)
	}
}

// A month that is divided between days that count and days without enrollment, with
// no rate cell to tell them apart, is compared part by part.
func TestDiffParts(t *testing.T) {
	l := mustNew(t, simpleTerms())
	line := func(through string, paid apm.Cents) spend.Line {
		return spend.Line{Through: apm.MustParseDate(through), PaidAmount: paid}
	}
	was := mustPost(t, l, spend.Member{Spans: []spend.Span{{Period: apm.MustParsePeriod("2024-02-01/2024-02-10")}},
		Lines: []spend.Line{line("2024-02-05", 100), line("2024-02-20", 200)}})
	is := mustPost(t, l, spend.Member{Lines: []spend.Line{line("2024-02-20", 300)}})
	changes, err := spend.Diff(was, is)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, c := range changes {
		got += fmt.Sprintln(c.Standing, c.Name, c.Enrolled, c.Was.Spending, c.Is.Spending)
	}
	if want := "counted  -0.344828 0.00 0.00\ncounted all 0 1.00 0.00\nunenrolled all 0 2.00 3.00\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
