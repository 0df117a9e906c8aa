package spend_test

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
	"pgregory.net/rapid"
)

// TestMain asks each law of more inputs than usual, unless the command line says how
// many: claims have many fields.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		_ = flag.Set("rapid.checks", "300")
	}
	os.Exit(m.Run())
}

var (
	period   = apm.MustParsePeriod("2024-01-01/2024-03-31") // a leap February
	around   = apm.MustParsePeriod("2023-12-15/2024-04-15")
	plainCmp = cmp.Options{cmp.AllowUnexported(reference{}, place{}), cmpopts.EquateEmpty()}
)

// edges are days on which months and their halves begin and end.
var edges = []string{"2023-12-31", "2024-01-01", "2024-01-02", "2024-01-15", "2024-01-16", "2024-01-17", "2024-01-30", "2024-01-31",
	"2024-02-01", "2024-02-02", "2024-02-14", "2024-02-15", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-30", "2024-03-31", "2024-04-01"}

func drawDate(t *rapid.T, name string) apm.Date {
	if rapid.IntRange(0, 3).Draw(t, "edge") > 0 {
		return apm.MustParseDate(rapid.SampledFrom(edges).Draw(t, name))
	}
	return apm.Date(rapid.IntRange(int(around.From), int(around.To)).Draw(t, name))
}

func drawTerms(t *rapid.T) spend.Terms {
	terms := spend.Terms{
		Name: "law", Period: period,
		Incurred: rapid.SampledFrom([]spend.DateRule{spend.ByThrough, spend.ByFrom}).Draw(t, "incurred"),
		Months: apm.MonthRule{Count: rapid.SampledFrom([]apm.MonthCount{
			apm.ByDays, apm.AnyDay, apm.AllDays, apm.OnDay, apm.OnLastDay}).Draw(t, "count")},
		Parts: []spend.PartRule{{Name: "inside", Treat: spend.Remove}, {Name: "beside", Treat: spend.Append}, {Name: "stays", Treat: spend.Leave}},
		Cohort: []spend.CohortRule{
			{Name: "limited benefit", Flags: []string{"limited"}},
			{Name: "not both", Cells: []string{"B", "C"}, Lacks: []string{"partA", "partB"}},
		},
		Exclude: []spend.Service{
			{Name: "denied", When: spend.Where{{Field: spend.Denial, In: []string{"*"}}}},
			{Name: "dental", When: spend.Where{{Field: spend.Code, In: []string{"D*"}}}},
			{Name: "listed", When: spend.Where{{Field: spend.Code, In: []string{"11", "1234567890"}}}},
		},
		Categories: []spend.Service{
			{Name: "primary care", When: spend.Where{{Field: spend.Setting, In: []string{"71"}}, {Field: spend.Code, In: []string{"99202..99215", "G0438"}}}},
			{Name: "inpatient", When: spend.Where{{Field: spend.Setting, In: []string{"60"}}}, Incurred: spend.ByDischarge},
			{Name: "not lab", When: spend.Where{{Field: spend.Code, NotIn: []string{"8*", ""}}}},
		},
		Orphans: rapid.SampledFrom([]spend.Orphans{"", spend.CountOrphans}).Draw(t, "orphans"),
	}
	if terms.Months.Count == apm.OnDay {
		terms.Months.Day = rapid.IntRange(1, 28).Draw(t, "day")
	}
	if rapid.Bool().Draw(t, "ranked") {
		terms.Cells = []string{"B", "A", "C"}
	}
	if terms.Months.Count == apm.AnyDay || terms.Months.Count == apm.AllDays {
		choices := []apm.MonthChoice{"", apm.FirstDay, apm.LastDay, apm.MostDays}
		if terms.Cells != nil {
			choices = append(choices, apm.Leading, apm.Leading)
		}
		terms.Months.Choose = rapid.SampledFrom(choices).Draw(t, "choose")
	}
	switch rapid.IntRange(0, 2).Draw(t, "rest") {
	case 1:
		terms.Other = "other"
	case 2:
		terms.Beyond = "beyond"
	}
	if rapid.Bool().Draw(t, "asOf") {
		terms.PaidThrough = drawDate(t, "paidThrough")
	}
	return terms
}

func drawMember(t *rapid.T, id string) spend.Member {
	m := spend.Member{ID: id}
	for range rapid.IntRange(0, 5).Draw(t, "spans") {
		s := spend.Span{Cell: rapid.SampledFrom([]string{"A", "A", "", "B", "C", "D"}).Draw(t, "cell"),
			Flags: rapid.SampledFrom([][]string{nil, {"partA", "partB"}, {"partA"}, {"limited", "partA", "partB"}, {"unknown"}}).Draw(t, "flags")}
		s.Period.From, s.Period.To = drawDate(t, "from"), drawDate(t, "to")
		if s.Period.To < s.Period.From && rapid.IntRange(0, 4).Draw(t, "backwards") > 0 {
			s.Period.From, s.Period.To = s.Period.To, s.Period.From
		}
		switch rapid.IntRange(0, 9).Draw(t, "open") {
		case 0:
			s.Period.From = 0
		case 1:
			s.Period.To = 0
		}
		m.Spans = append(m.Spans, s)
	}
	for range rapid.IntRange(0, 12).Draw(t, "lines") {
		m.Lines = append(m.Lines, drawLine(t))
	}
	return m
}

func drawLine(t *rapid.T) spend.Line {
	line := spend.Line{
		Claim:      rapid.SampledFrom([]string{"c1", "c1", "c2", "c3", "c4", ""}).Draw(t, "claim"),
		Version:    int32(rapid.IntRange(0, 3).Draw(t, "version")),
		Action:     rapid.SampledFrom([]spend.Action{spend.Add, spend.Add, spend.Add, spend.Replace, spend.Void}).Draw(t, "action"),
		From:       drawDate(t, "from"),
		PaidAmount: apm.Cents(rapid.IntRange(-500, 1000).Draw(t, "paid")),
		Setting:    rapid.SampledFrom([]string{"71", "71", "60", "rx", ""}).Draw(t, "setting"),
		Code:       rapid.SampledFrom([]string{"99201", "99202", "99208", "99215", "99216", "G0438", "D0120", "80048", "1", "11", "111", "1234567890", "1234x67890", ""}).Draw(t, "code"),
		Denial:     rapid.SampledFrom([]string{"", "", "", "D"}).Draw(t, "denial"),
	}
	line.Through = line.From.AddDays(max(rapid.IntRange(-1, 20).Draw(t, "stay"), rapid.IntRange(-1, 0).Draw(t, "backwards")))
	if rapid.Bool().Draw(t, "discharged") {
		line.Discharge = line.Through
	}
	if rapid.IntRange(0, 9).Draw(t, "dated") > 0 {
		line.Paid = line.Through.AddDays(rapid.SampledFrom([]int{-1, 0, 0, 1, 20, 30, 31, 60}).Draw(t, "lag"))
	}
	if rapid.IntRange(0, 2).Draw(t, "parts") == 0 {
		line.Parts = []spend.Part{{Name: rapid.SampledFrom([]string{"inside", "beside", "stays"}).Draw(t, "part"), Amount: apm.Cents(rapid.IntRange(-50, 50).Draw(t, "amount"))}}
	}
	return line
}

func mustNew(t interface{ Fatal(...any) }, terms spend.Terms) *spend.Ledger {
	l, err := spend.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func mustPost(t interface{ Fatal(...any) }, l *spend.Ledger, m spend.Member) spend.Page {
	p, err := l.Post(m)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
