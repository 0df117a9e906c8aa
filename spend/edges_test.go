package spend_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
)

// A month and seven days of the next are no finite decimal of a year; who stands at a
// limit stands at it all the same.
func TestAtTheLimit(t *testing.T) {
	limit := spend.AmountLimit(dec("45309.60"))
	p := spend.Person{Dollars: dec("4628.40"), Months: apm.OneMonth + apm.OneMonth/31*7}
	layers := apm.Bands{{UpTo: nullDec("45309.60")}, {Share: dec("1")}}
	for _, rule := range []spend.Adjustment{
		spend.TrimTails{High: limit, Annual: true},
		spend.TrimTails{Low: limit, Annual: true},
		spend.Truncate{Limit: limit, Annual: true},
		spend.Winsorise{High: limit, Annual: true},
		spend.StopLoss{Layers: layers, Annual: true},
	} {
		a, err := spend.NewAdjuster(spend.Adjustments{rule})
		if err != nil {
			t.Fatal(err)
		}
		got, err := a.Adjust(p)
		if err != nil || !got.Dollars.Equal(p.Dollars) || got.Months != p.Months {
			t.Errorf("%s: %s in %s months, %v", rule.Kind(), got.Dollars, got.Months, err)
		}
	}
	whole, err := spend.StopLoss{Layers: apm.Bands{{Share: dec("1")}}, Annual: true}.Apply(spend.Person{Dollars: dec("100"), Months: 7 * apm.OneMonth})
	if err != nil || !whole.Removed.Equal(dec("100")) {
		t.Errorf("a pool that pays all pays %s, %v", whole.Removed, err)
	}
}

// Dollars that grow beyond what a calculation can carry are an error at the rule that
// made them.
func TestDollarsThatGrow(t *testing.T) {
	grow := spend.Complete{Factor: decimal.New(1, 39)}
	stopLoss := spend.StopLoss{Layers: apm.Bands{{Share: dec("1")}}}
	for _, rules := range []spend.Adjustments{
		{grow, stopLoss},
		{spend.StopLoss{Layers: stopLoss.Layers, Annual: true}},
	} {
		a, err := spend.NewAdjuster(rules)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := a.Adjust(spend.Person{Dollars: decimal.New(1, 38), Months: apm.OneMonth}); !errors.Is(err, apm.ErrOverflow) {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

// A list that is there and empty would make a rule that never holds, until a round
// trip through JSON drops the list and the rule holds.
func TestEmptyLists(t *testing.T) {
	terms := simpleTerms()
	terms.Cohort = []spend.CohortRule{{Name: "dual", Cells: []string{}, Flags: []string{"dual"}}, {Name: "not dual", Flags: []string{}, Lacks: []string{"dual"}}}
	_, err := spend.New(terms)
	if want := "cohort[0].cells: the list is empty\ncohort[1].flags: the list is empty"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = spend.NewAdjuster(spend.Adjustments{spend.StopLoss{ByCell: []spend.CellLayers{}}})
	if want := "[0].byCell: needs a cell"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// What the caller does with his lists afterwards changes neither ledger nor rules.
func TestTermsAreCopied(t *testing.T) {
	terms := simpleTerms()
	terms.Cohort = []spend.CohortRule{{Name: "X out", Cells: []string{"X"}}}
	terms.Categories = []spend.Service{{Name: "office", When: spend.Where{{Field: spend.Setting, In: []string{"office"}}}}}
	l := mustNew(t, terms)
	want := l.Terms()
	for _, mine := range []spend.Terms{terms, l.Terms()} {
		mine.Cohort[0].Cells[0] = "Y"
		mine.Cohort[0].Name = "Y out"
		mine.Categories[0].When[0].In[0] = "hospital"
	}
	if diff := cmp.Diff(want, l.Terms()); diff != "" {
		t.Error(diff)
	}
	p := mustPost(t, l, spend.Member{Spans: []spend.Span{{Cell: "Y"}}})
	if p.Months[0].Standing != spend.Counted {
		t.Error("the cohort of a ledger changed with the caller's list")
	}
	rules := spend.Adjustments{spend.Complete{Factor: dec("2")}}
	a, err := spend.NewAdjuster(rules)
	if err != nil {
		t.Fatal(err)
	}
	rules[0] = nil
	if got, err := a.Adjust(spend.Person{Dollars: dec("5")}); err != nil || !got.Dollars.Equal(dec("10")) {
		t.Errorf("%s, %v", got.Dollars, err)
	}
	thresholds := []spend.CellAmount{{Cell: "A", Amount: dec("1")}}
	mssp, err := spend.MSSPAdjustments(2023, spend.MSSPAnnual, thresholds)
	if err != nil {
		t.Fatal(err)
	}
	thresholds[0].Cell = "B"
	if got := mssp[0].(spend.Truncate).Limit.ByCell[0].Cell; got != "A" {
		t.Errorf("the threshold is that of %s", got)
	}
}

// A name that is an exclusion in one ledger and a category in another fits neither
// list of the other's totals.
func TestTotalsOfAnotherLedger(t *testing.T) {
	totals := spend.NewTotals(mustNew(t, simpleTerms()), func(spend.Page, spend.Month) (int, bool) { return 0, true })
	for _, m := range []spend.Month{
		{Excluded: []spend.Entry{{Name: "all"}}},
		{Standing: spend.Excluded, Exclusion: "all"},
	} {
		if err := totals.Add(spend.Page{Months: []spend.Month{m}}); err == nil {
			t.Error("accepted")
		}
	}
}

func TestReferenceZeroValue(t *testing.T) {
	var a, b spend.Reference
	if err := errors.Join(a.Add(spend.Person{Dollars: dec("5")}), b.Merge(&a)); err != nil {
		t.Fatal(err)
	}
	rules, err := spend.Adjustments{spend.Truncate{Limit: spend.Limit{Percentile: &spend.Percentile{At: dec("1"), Definition: apm.SAS5}}}}.Resolve(&b)
	if err != nil || !rules[0].(spend.Truncate).Limit.Amount.Decimal.Equal(dec("5")) {
		t.Errorf("%+v, %v", rules, err)
	}
}

func TestSumErrorNamesTheMember(t *testing.T) {
	day := apm.MustParseDate("2024-02-01")
	_, err := mustNew(t, simpleTerms()).Post(spend.Member{ID: "SECRET", Lines: []spend.Line{{Through: day, PaidAmount: math.MaxInt64}, {Through: day, PaidAmount: 1}}})
	var sum *spend.SumError
	if !errors.As(err, &sum) || sum.Member != "SECRET" || err.Error() != "the sum of a member's lines: beyond the range of the type" {
		t.Errorf("%v", err)
	}
}

// A month in an episode of care for COVID-19 leaves the expenditures of the Shared
// Savings Program with its dollars (42 CFR 425.611).
func TestMSSPCovidEpisode(t *testing.T) {
	terms, err := spend.MSSP(2023, apm.CalendarYear(2023))
	if err != nil {
		t.Fatal(err)
	}
	ab := []string{"partA", "partB"}
	p := mustPost(t, mustNew(t, terms), spend.Member{ID: "m", Spans: []spend.Span{
		{Period: apm.MustParsePeriod("2023-01-01/2023-02-28"), Cell: spend.MSSPAgedDual, Flags: append(ab, "covidEpisode")},
		{Period: apm.MustParsePeriod("2023-03-01/2023-03-31"), Cell: spend.MSSPAgedDual, Flags: ab},
	}, Lines: []spend.Line{{Through: apm.MustParseDate("2023-02-27"), PaidAmount: 100, Setting: "60"}}})
	var b spend.Balance
	b.Add(spend.Member{}, p)
	if got := p.Months[1].Exclusion; got != "COVID-19 episode" || p.Months[2].Standing != spend.Counted || b.ExcludedMonths.Lines != 1 {
		t.Errorf("%q: %+v", got, p)
	}
}

// Twenty lines of one person are a small cell, whole or in parts that merge; lines
// that name no claim are no duplicates of each other.
func TestFindingsCountPeople(t *testing.T) {
	l := mustNew(t, simpleTerms())
	report := func(ids ...string) *spend.Report {
		r, err := spend.NewReport(l, spend.Checks{})
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			m := spend.Member{ID: id}
			for i := range 20 {
				m.Lines = append(m.Lines, spend.Line{Through: apm.MustParseDate("2024-02-01").AddMonths(i % 2), PaidAmount: 1, Practitioner: "p"})
			}
			if err := r.Add(m, mustPost(t, l, m)); err != nil {
				t.Fatal(err)
			}
		}
		return r
	}
	r := report("a")
	if err := r.Merge(report("b", "c")); err != nil {
		t.Fatal(err)
	}
	want := []spend.Finding{{Name: "in months without enrollment", Count: 60, Of: 60, Unit: "lines", Members: 3, Dollars: dec("0.6")}}
	if diff := cmp.Diff(want, r.Findings()); diff != "" {
		t.Error(diff)
	}
	want[0].Count, want[0].Members, want[0].Dollars, want[0].Hidden = 0, 0, decimal.Decimal{}, true
	if diff := cmp.Diff(want, spend.Release(r.Findings())); diff != "" {
		t.Error(diff)
	}
}
