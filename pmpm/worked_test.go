package pmpm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
)

var june = pmpm.MustParseMonth("2023-06")

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// terms is rules with nothing special around them: cells by a key "cell", each amount
// rounded by itself.
func terms(rules ...pmpm.Rule) pmpm.Terms {
	return pmpm.Terms{Name: "test", Claims: pmpm.Additional, Keys: []string{"cell"}, Rules: rules,
		Rounding: pmpm.Rounding{Unit: pmpm.ByCell, Mode: apm.HalfUp}}
}

func arrange(t testing.TB, terms pmpm.Terms) *pmpm.Arrangement {
	t.Helper()
	return must[*pmpm.Arrangement](t)(pmpm.New(terms))
}

func pay(t testing.TB, terms pmpm.Terms, facts pmpm.Facts) pmpm.Statement {
	t.Helper()
	return must[pmpm.Statement](t)(arrange(t, terms).Pay(facts))
}

// members is facts of one month from pairs of a cell and its members.
func members(pairs ...any) pmpm.Facts {
	f := pmpm.Facts{Provider: "P"}
	for i := 0; i < len(pairs); i += 2 {
		f.Counts = append(f.Counts, pmpm.Count{Month: june, Cell: pairs[i].(string), MemberMonths: apm.WholeMonths(pairs[i+1].(int))})
	}
	return f
}

func flat(payment, pmpmDollars string) pmpm.Fee {
	return pmpm.Fee{Payment: payment, Table: pmpm.Flat(num(pmpmDollars))}
}

func score(s string) apm.Quality { return apm.Quality{Score: known(s)} }

var linear = apm.Rate{Linear: &apm.Linear{Slope: decimal.New(1, 0)}}

// sum adds up the lines that the choice takes.
func sum(lines []pmpm.Line, choice func(pmpm.Line) bool) apm.Cents {
	total := apm.Cents(0)
	for _, l := range lines {
		if choice(l) {
			total += l.Amount
		}
	}
	return total
}

func of(payment string) func(pmpm.Line) bool {
	return func(l pmpm.Line) bool { return l.Payment == payment }
}

// HEBA of performance year 2023, the published figures of D0120: 439 member-months up at
// $30, 17,911 down at -$6.
func TestRatesOfBothSigns(t *testing.T) {
	st := pay(t, terms(pmpm.Fee{Payment: "adjustment", Table: pmpm.Table{By: []string{"cell"}, Rates: []pmpm.CellRate{
		{Cell: "up", PMPM: num("30")}, {Cell: "down", PMPM: num("-6")},
	}}}), members("up", 439, "down", 17_911))
	want := []pmpm.Line{{Month: june, Cell: "down", Payment: "adjustment", Amount: -10746600}, {Month: june, Cell: "up", Payment: "adjustment", Amount: 1317000}}
	if diff := cmp.Diff(want, st.Lines); diff != "" || st.Paid.String() != "-94296.00" {
		t.Error(st.Paid, diff)
	}
}

// Da Vinci value-based performance reporting, example 101: $5 for 300 member-months.
func TestCareCoordinationFee(t *testing.T) {
	if st := pay(t, terms(flat("fee", "5")), members("a", 300)); st.Paid.String() != "1500.00" {
		t.Error(st.Paid)
	}
}

// The account names what each rate counted, those of zero dollars too.
func TestFiguresOfAFee(t *testing.T) {
	facts := members("a", 2, "b", 3, "c", 5)
	for _, c := range facts.Counts {
		c.Month++
		facts.Counts = append(facts.Counts, c)
	}
	st := pay(t, terms(pmpm.Fee{Payment: "fee", Table: pmpm.Table{By: []string{"cell"}, Rates: []pmpm.CellRate{
		{Cell: "a", PMPM: num("0")}, {Cell: "b", PMPM: num("4.5")}, {Cell: "c", PMPM: num("1")}, {Cell: "d", PMPM: num("9")}}}}), facts)
	var got []string
	for _, f := range st.Account.Steps[0].Figures {
		got = append(got, f.Name+" "+f.Text())
	}
	want := []string{"a member-months 4", "a per member per month 0.00", "b member-months 6", "b per member per month 4.50", "c member-months 10", "c per member per month 1.00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A table may depend on some of the keys, in an order of its own; what it does not hold
// is named as the table would have it.
func TestTablesByKeys(t *testing.T) {
	fee := func(by string, cells ...string) pmpm.Terms {
		table := pmpm.Table{By: strings.Fields(by)}
		for i, cell := range cells {
			table.Rates = append(table.Rates, pmpm.CellRate{Cell: cell, PMPM: decimal.NewFromInt(int64(i + 1))})
		}
		list := terms(pmpm.Fee{Payment: "fee", Table: table})
		list.Keys = []string{"tier", "group", "risk"}
		return list
	}
	facts := members("1/child/low", 1, "2/adult/high", 10, "1/adult/low", 100)
	for _, c := range []struct {
		terms pmpm.Terms
		want  string
	}{
		{fee("", ""), "111.00"},
		{fee("group", "child", "adult"), "221.00"},
		{fee("risk", "low", "high"), "121.00"},
		{fee("risk tier", "low/1", "high/2"), "121.00"},
		{fee("risk group tier", "low/child/1", "high/adult/2", "low/adult/1"), "321.00"},
		{fee("tier group risk", "1/child/low", "2/adult/high", "1/adult/low"), "321.00"},
	} {
		if got := pay(t, c.terms, facts).Paid.String(); got != c.want {
			t.Errorf("%v: %s, want %s", c.terms.Rules[0], got, c.want)
		}
	}
	_, err := arrange(t, fee("risk tier", "low/1")).Pay(facts)
	if want := `rules[0]: counts[1].cell: has no rate: the table does not hold "high/2"`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestPercentOfPremium(t *testing.T) {
	facts := members("child", 100, "adult", 50)
	facts.PerMember = map[pmpm.Basis]pmpm.Table{"premium": {By: []string{"cell"}, Rates: []pmpm.CellRate{
		{Cell: "child", PMPM: num("210.55")}, {Cell: "adult", PMPM: num("402.10")}}}}
	st := pay(t, terms(pmpm.Percent{Payment: "percent of premium", Rate: num("0.88"), Basis: "premium"}), facts)
	want := []pmpm.Line{{Month: june, Cell: "adult", Payment: "percent of premium", Amount: 1769240}, {Month: june, Cell: "child", Payment: "percent of premium", Amount: 1852840}}
	if diff := cmp.Diff(want, st.Lines); diff != "" {
		t.Error(diff)
	}
}

// A quarter of the historic revenue per member per month, raised by a tenth, less what
// members got elsewhere. The numbers are illustrative.
func TestComprehensivePrimaryCarePayment(t *testing.T) {
	for _, c := range []struct{ elsewhere, visits, max, want string }{
		{"0", "400", "", "1650.00"}, {"100", "400", "", "1237.50"}, {"400", "400", "", "0.00"}, {"0", "0", "", "1650.00"},
		{"100", "400", "0.10", "1485.00"}, {"20", "400", "0.10", "1567.50"},
	} {
		leakage := pmpm.Leakage{Payment: "leakage", Of: []string{"primary care"}}
		if c.max != "" {
			leakage.Max = known(c.max)
		}
		facts := members("a", 300)
		facts.PerMember = map[pmpm.Basis]pmpm.Table{"historicRevenue": pmpm.Flat(num("20"))}
		facts.Amounts = map[pmpm.Basis]decimal.Decimal{pmpm.Visits: num(c.visits), pmpm.VisitsElsewhere: num(c.elsewhere)}
		st := pay(t, terms(pmpm.Percent{Payment: "primary care", Rate: num("0.275"), Basis: "historicRevenue"}, leakage), facts)
		if st.Paid.String() != c.want {
			t.Errorf("%s of %s visits elsewhere: %s, want %s", c.elsewhere, c.visits, st.Paid, c.want)
		}
	}
}

// The shape of an adjustment with a gateway, a ladder and a bonus for improvement, on
// a named subset of the payment. The numbers are illustrative.
func TestAdjustmentByParts(t *testing.T) {
	adjust := pmpm.Adjust{
		Payment: "adjustment", Of: []string{"population", "visits"},
		Up: pmpm.Parts{
			{Weight: num("1"), Measure: "utilization", Rate: apm.Rate{Ladder: []apm.Rung{{AtLeast: num("0.5"), Rate: num("0.065")}, {AtLeast: num("0.9"), Rate: num("0.34")}}}},
			{Weight: num("0.16"), Measure: "improvement", Rate: linear},
		},
		Down: pmpm.Parts{{Weight: num("0.10"), If: &pmpm.Condition{Measure: "gateway", Status: []apm.Status{apm.NotMet}}}},
		Min:  known("-0.10"), Max: known("0.45"),
	}
	list := terms(flat("population", "7"), flat("visits", "3"), flat("other", "5"), adjust)
	for _, c := range []struct {
		utilization, improvement string
		gateway                  apm.Status
		want                     string // of 1000 dollars
	}{
		{"0.4", "0", apm.NotMet, "-100.00"}, {"0.5", "0", apm.Met, "65.00"}, {"0.5", "0.5", apm.NotMet, "45.00"},
		{"0.9", "0.25", apm.Met, "380.00"}, {"1", "1", apm.Met, "450.00"}, {"0.4", "0", apm.Met, "0.00"},
	} {
		facts := members("a", 100)
		facts.Measures = map[string]apm.Quality{"utilization": score(c.utilization), "improvement": score(c.improvement), "gateway": {Status: c.gateway}}
		st := pay(t, list, facts)
		if got := sum(st.Lines, of("adjustment")); got.String() != c.want || st.Paid != got+150000 {
			t.Errorf("%+v: %s, want %s", c, got, c.want)
		}
	}
}

// Halves by utilisation and quality, weighted earn-backs, and what depends on a report.
func TestEarnBackAndConditions(t *testing.T) {
	list := terms(
		flat("fee", "10"),
		pmpm.When{If: pmpm.Condition{Flag: "milestone"}, Then: pmpm.Rules{flat("infrastructure", "2")}, Else: pmpm.Rules{
			pmpm.Adjust{Payment: "penalty", Of: []string{"fee"}, Down: pmpm.Parts{{Weight: num("0.1"), Rate: apm.FixedRate(num("1"))}}},
		}},
		pmpm.Withhold{Payment: "withhold", Of: []string{"fee", "infrastructure"}, Rate: num("0.2")},
		pmpm.EarnBack{Payment: "earned back", Of: []string{"withhold"}, Earned: pmpm.Parts{
			{Weight: num("0.5"), Measure: "utilization", Rate: linear}, {Weight: num("0.5"), Rate: linear},
		}},
	)
	for _, c := range []struct {
		milestone            bool
		quality, utilization string
		want                 string // of 100 members
	}{
		{true, "1", "1", "1200.00"}, {true, "0", "0", "960.00"}, {true, "1", "0", "1080.00"}, {true, "0", "0.5", "1020.00"},
		{false, "1", "1", "900.00"}, {false, "0", "0", "700.00"},
	} {
		facts := members("a", 100)
		facts.Quality, facts.Measures = score(c.quality), map[string]apm.Quality{"utilization": score(c.utilization)}
		facts.Flags = map[string]bool{"milestone": c.milestone}
		if got := pay(t, list, facts).Paid.String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// A lump sum of a month is spread over its cells and needs members.
func TestLump(t *testing.T) {
	list := terms(pmpm.Lump{Payment: "infrastructure", Dollars: known("100"), During: apm.CalendarYear(2023)})
	list.Rounding.Unit = pmpm.ByPayment
	facts := members("a", 1, "b", 1, "c", 1, "d", 0)
	facts.Counts = append(facts.Counts,
		pmpm.Count{Month: june + 1, Cell: "a"}, // nobody is left
		pmpm.Count{Month: june + 7, Cell: "a", MemberMonths: apm.WholeMonths(1)})
	line := func(cell string, cents apm.Cents) pmpm.Line {
		return pmpm.Line{Month: june, Cell: cell, Payment: "infrastructure", Amount: cents}
	}
	want := []pmpm.Line{line("a", 3334), line("b", 3333), line("c", 3333)} // of equal remainders the first
	if diff := cmp.Diff(want, pay(t, list, facts).Lines); diff != "" {
		t.Error(diff)
	}
}

// A rate that changes is two fees of one name.
func TestRatesThatChange(t *testing.T) {
	fee := func(rate, during string) pmpm.Rule {
		f := flat("fee", rate)
		f.During = apm.MustParsePeriod(during)
		return f
	}
	facts := members("a", 10)
	facts.Counts = append(facts.Counts, pmpm.Count{Month: june + 1, Cell: "a", MemberMonths: apm.WholeMonths(10)})
	st := pay(t, terms(fee("5", "/2023-06-30"), fee("6", "2023-07-01/")), facts)
	want := []pmpm.Line{{Month: june, Cell: "a", Payment: "fee", Amount: 5000}, {Month: june + 1, Cell: "a", Payment: "fee", Amount: 6000}}
	if diff := cmp.Diff(want, st.Lines); diff != "" {
		t.Error(diff)
	}
	// So are two percentages.
	facts.PerMember = map[pmpm.Basis]pmpm.Table{"premium": pmpm.Flat(num("100"))}
	part := pmpm.Percent{Payment: "fee", Rate: num("0.5"), Basis: "premium", During: apm.MustParsePeriod("2023-07-01/2023-07-31")}
	if got := pay(t, terms(part), facts).Lines; len(got) != 1 || got[0].Month != june+1 || got[0].Amount != 50000 {
		t.Error(got)
	}
}

// An adjustment that is given lies between -1 and 1, or the most that the terms allow.
func TestGivenAdjustment(t *testing.T) {
	for _, c := range []struct{ given, max, want string }{
		{"-1", "", "0.00"}, {"1", "", "100.00"}, {"0.25", "0.1", "55.00"}, {"2", "2", "150.00"}, {"1.5", "2", "125.00"},
		{"-1.0001", "", "outside"}, {"-25", "0.1", "outside"}, {"1.0001", "", "outside"}, {"25", "0.25", "outside"}, {"2.1", "2", "outside"},
	} {
		adjust := pmpm.Adjust{Payment: "adjustment", Of: []string{"fee"}, Given: "given"}
		if c.max != "" {
			adjust.Max = known(c.max)
		}
		facts := members("a", 10)
		facts.Amounts = map[pmpm.Basis]decimal.Decimal{"given": num(c.given)}
		st, err := arrange(t, terms(flat("fee", "5"), adjust)).Pay(facts)
		if c.want == "outside" {
			if err == nil || err.Error() != "rules[1]: amounts.given: is outside -1 to 1 (25 % is 0.25)" {
				t.Errorf("%s up to %q: %v, %v", c.given, c.max, st.Paid, err)
			}
		} else if err != nil || st.Paid.String() != c.want {
			t.Errorf("%s up to %q: %s, want %s (%v)", c.given, c.max, st.Paid, c.want, err)
		}
	}
	// It is told where the facts hold the amount.
	for given, field := range map[pmpm.Basis]string{pmpm.Score: "quality.score", pmpm.Months: "counts"} {
		facts := members("a", 10)
		facts.Quality = score("7")
		_, err := arrange(t, terms(flat("fee", "5"), pmpm.Adjust{Payment: "adjustment", Of: []string{"fee"}, Given: given})).Pay(facts)
		if want := "rules[1]: " + field + ": is outside -1 to 1 (25 % is 0.25)"; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestReadsPerformance(t *testing.T) {
	for _, c := range []struct {
		name string
		rule pmpm.Rule
		want bool
	}{
		{"a fee", flat("x", "1"), false},
		{"a fixed adjustment", pmpm.Adjust{Payment: "x", Of: []string{"fee"}, Up: pmpm.Parts{{Weight: num("1"), Rate: apm.FixedRate(num("0.1"))}}}, false},
		{"an adjustment by quality", pmpm.Adjust{Payment: "x", Of: []string{"fee"}, Up: pmpm.Parts{{Weight: num("1"), Rate: linear}}}, true},
		{"a reduction by a flag", pmpm.Adjust{Payment: "x", Of: []string{"fee"}, Down: pmpm.Parts{{Weight: num("1"), If: &pmpm.Condition{Flag: "late"}}}}, true},
		{"a given adjustment", pmpm.Adjust{Payment: "x", Of: []string{"fee"}, Given: "pba"}, true},
		{"a withhold", pmpm.Withhold{Payment: "x", Of: []string{"fee"}, Rate: num("0.1")}, false},
		{"an earn-back", pmpm.EarnBack{Payment: "x", Of: []string{"fee"}, Earned: pmpm.Parts{{Weight: num("1"), Rate: linear}}}, true},
		{"a repayment", pmpm.Repay{Payment: "x", Of: []string{"fee"}, Earned: pmpm.Parts{{Weight: num("1"), Rate: linear}}}, true},
		{"a repayment of a constant", pmpm.Repay{Payment: "x", Of: []string{"fee"}, Earned: pmpm.Parts{{Weight: num("1"), Rate: apm.FixedRate(num("0.5"))}}}, false},
		{"a smallest panel", pmpm.When{If: pmpm.Condition{Of: pmpm.Months, AtLeast: known("500")}, Then: pmpm.Rules{flat("x", "1")}}, false},
		{"a status", pmpm.When{If: pmpm.Condition{Not: &pmpm.Condition{Status: []apm.Status{apm.NotMet}}}, Then: pmpm.Rules{flat("x", "1")}}, true},
		{"a score", pmpm.When{If: pmpm.Condition{Any: []pmpm.Condition{{Of: pmpm.Score, AtLeast: known("0.5")}}}, Then: pmpm.Rules{flat("x", "1")}}, true},
		{"a list inside", pmpm.When{If: pmpm.Condition{Of: pmpm.Months, AtLeast: known("500")}, Else: pmpm.Rules{
			pmpm.EarnBack{Payment: "x", Of: []string{"fee"}, Earned: pmpm.Parts{{Weight: num("1"), Rate: linear}}}}}, true},
		{"a rule of one's own", Supplement{}, false},
	} {
		if got := arrange(t, terms(flat("fee", "1"), c.rule)).ReadsPerformance(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// Rates of more digits than money has, a hair below a cent each, must not take a sum below
// its parts.
func TestRoundingOfHairs(t *testing.T) {
	for _, c := range []struct {
		rate string
		mode apm.Rounding
		want string
	}{
		{"33.339999999999999999996", apm.Down, "333.40"}, {"-33.339999999999999999996", apm.Up, "-333.40"},
		{"0.000000000000000000004", apm.Up, "0.00"}, {"0.000000000000001", apm.Up, "0.01"}, {"33.3399999999999", apm.Down, "333.39"},
	} {
		for _, unit := range units[1:] {
			table := pmpm.Table{By: []string{"cell"}}
			var pairs []any
			for i := range 10 {
				pairs = append(pairs, fmt.Sprint(i), 1)
				table.Rates = append(table.Rates, pmpm.CellRate{Cell: fmt.Sprint(i), PMPM: num(c.rate)})
			}
			list := terms(pmpm.Fee{Payment: "fee", Table: table})
			list.Rounding = pmpm.Rounding{Unit: unit, Mode: c.mode}
			if got := pay(t, list, members(pairs...)).Paid.String(); got != c.want {
				t.Errorf("%s %s %s: %s, want %s", c.rate, unit, c.mode, got, c.want)
			}
		}
	}
}
