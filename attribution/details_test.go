package attribution_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

// The most recent service of an entity is the latest one, wherever it stands among
// the lines.
func TestLatestOfUnorderedLines(t *testing.T) {
	a := attributor(t, oneStep(), roster(), apm.CalendarYear(2024))
	r := attribute(t, a, fully(line(acoTIN, pcp, "2024-09-09", "10"), line(acoTIN, pcp, "2024-01-01", "10", code("99214")),
		line(rivalTIN, pcp, "2024-05-05", "20")))
	if r.Organization != "Alder ACO" {
		t.Error(r)
	}
}

// A majority is more than half; half is not.
func TestMajority(t *testing.T) {
	m := oneStep()
	m.Steps[0].Winner = attribution.Majority
	a := attributor(t, m, roster(), apm.CalendarYear(2024))
	half := fully(line(acoTIN, pcp, "2024-09-09", "20"), line(rivalTIN, pcp, "2024-01-01", "10"), line(otherTIN, pcp, "2024-05-05", "10"))
	if r := attribute(t, a, half); r.Reason != attribution.BelowShare || r.Total != 2000 {
		t.Error(r)
	}
	half.Lines[2].Allowed--
	if r := attribute(t, a, half); r.Organization != "Alder ACO" {
		t.Error(r)
	}
}

// The period of a member who dies ends with the death.
func TestPeriodOfTheDead(t *testing.T) {
	a := attributor(t, oneStep(), roster(), apm.CalendarYear(2024))
	m := fully(line(acoTIN, pcp, "2024-01-09", "10"))
	m.Death = date("2024-04-02")
	if r := attribute(t, a, m); r.Period != span("2024-01-01/2024-04-02") || r.Months != 4 {
		t.Error(r.Period, r.Months)
	}
}

// The winner's identifier is the one with most of its services, the practitioner
// the one with most of the identifier's; ties go to the smaller.
func TestLeadingIdentifiers(t *testing.T) {
	lines := []attribution.Line{
		line(acoTIN, pcp, "2024-01-09", "10", rendered("3"), claim("1")),
		line(acoTIN2, pcp, "2024-02-09", "20", rendered("5"), claim("2")),
		line(acoTIN2, pcp, "2024-03-09", "25", rendered("4"), claim("3")),
		line(acoTIN, pcp, "2024-04-09", "10", rendered("3"), claim("4")),
		line(acoTIN, pcp, "2024-05-09", "10", rendered("2"), claim("5")),
		line(rivalTIN, pcp, "2024-05-09", "5", rendered("9"), claim("6")),
	}
	for measure, want := range map[attribution.Measure][2]string{
		attribution.Allowed: {acoTIN2, "4"}, attribution.Visits: {acoTIN, "3"}, attribution.Days: {acoTIN, "3"},
	} {
		m := oneStep()
		m.Steps[0].Measure = measure
		r := attribute(t, attributor(t, m, roster(), apm.CalendarYear(2024)), fully(lines...))
		if got := [2]string{r.Winner.ID.Value, r.Practitioner}; got != want || r.Organization != "Alder ACO" {
			t.Errorf("%s: %v, want %v", measure, got, want)
		}
	}
	even := fully(line(acoTIN2, pcp, "2024-01-09", "10", rendered("8")), line(acoTIN, pcp, "2024-01-10", "10", rendered("7")))
	if r := attribute(t, attributor(t, oneStep(), roster(), apm.CalendarYear(2024)), even); r.Winner.ID.Value != acoTIN || r.Practitioner != "7" {
		t.Error(r.Winner, r.Practitioner)
	}
}

// Months in a row count wherever they stand.
func TestMonthsInARow(t *testing.T) {
	m := oneStep()
	m.Eligibility = &attribution.Eligibility{Covered: attribution.MedicaidCoverage, InARow: 4}
	a := attributor(t, m, roster(), apm.CalendarYear(2024))
	covered := func(spans ...[2]string) attribution.Member {
		member := attribution.Member{Lines: []attribution.Line{line(acoTIN, pcp, "2024-01-09", "10")}}
		for _, s := range spans {
			member.Enrollment = append(member.Enrollment, enrolled(s[0], s[1], attribution.MedicaidCoverage)...)
		}
		return member
	}
	if r := attribute(t, a, covered([2]string{"2024-02-01", "2024-05-01"}, [2]string{"2024-08-01", "2024-08-01"})); r.Reason != "" || r.Months != 5 {
		t.Error(r)
	}
	if r := attribute(t, a, covered([2]string{"2024-02-01", "2024-04-01"}, [2]string{"2024-06-01", "2024-08-01"})); r.Reason != attribution.NotEnrolled {
		t.Error(r)
	}
}

// A participant counts on the first and on the last day of its time, and competes
// alone outside of it.
func TestRosterPeriods(t *testing.T) {
	r := attribution.Roster{Participants: []attribution.Participant{
		{ID: tin("1"), Organization: "A", Period: span("2024-02-01/2024-02-29")},
		{ID: tin("1"), Organization: "B", Period: span("2024-03-01/")},
	}}
	a := attributor(t, oneStep(), r, apm.CalendarYear(2024))
	for day, want := range map[string]string{"2024-01-31": "tin 1", "2024-02-01": "A", "2024-02-29": "A", "2024-03-01": "B", "2024-12-31": "B"} {
		if got := attribute(t, a, fully(line("1", pcp, day, "10"))).Winner.String(); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

// Each level of a panel keeps apart what belongs to different identifiers.
func TestPanelLevels(t *testing.T) {
	var p attribution.Panel
	for _, x := range [][2]string{{"1", "7"}, {"2", "7"}, {"2", "8"}} {
		p.Add(attribution.Result{Organization: "A", Step: "s", Winner: attribution.Entity{Organization: "A", ID: tin(x[0])}, Practitioner: x[1]})
	}
	for level, want := range map[attribution.Level]int{attribution.ByOrganization: 1, attribution.ByStep: 1, attribution.ByBillingID: 2, attribution.ByPractitioner: 3} {
		if got := len(p.Rows(level)); got != want {
			t.Errorf("level %d: %d rows, want %d", level, got, want)
		}
	}
}

// A code that is only ever refused is refused.
func TestRefusedCode(t *testing.T) {
	m := oneStep()
	m.Services[0].NotCodes = []string{"99213"}
	a := attributor(t, m, roster(), apm.CalendarYear(2024))
	if r := attribute(t, a, fully(line(acoTIN, pcp, "2024-01-09", "10"))); r.Reason != attribution.NoService {
		t.Error(r)
	}
	if r := attribute(t, a, fully(line(acoTIN, pcp, "2024-01-09", "10", code("99214")))); r.Reason != "" {
		t.Error(r)
	}
}

// A step by share, at the share and below it.
func TestAtLeast(t *testing.T) {
	m := oneStep()
	m.Steps[0].Winner = attribution.AtLeast
	var err error
	if m.Steps[0].Share, err = apm.ParseDecimal("0.4"); err != nil {
		t.Fatal(err)
	}
	a := attributor(t, m, roster(), apm.CalendarYear(2024))
	member := fully(line(acoTIN, pcp, "2024-09-09", "40"), line(rivalTIN, pcp, "2024-01-01", "30"), line(otherTIN, pcp, "2024-05-05", "30"))
	if r := attribute(t, a, member); r.Organization != "Alder ACO" {
		t.Error(r)
	}
	member.Lines[2].Allowed++
	if r := attribute(t, a, member); r.Reason != attribution.BelowShare {
		t.Error(r)
	}
}

// By the last day, a service belongs to the window and to the year of its last day,
// and is as recent as that.
func TestByThrough(t *testing.T) {
	stay := line(acoTIN, pcp, "2023-12-30", "10")
	stay.Through = date("2024-01-02")
	late := line(acoTIN, pcp, "2024-12-30", "10")
	late.Through = date("2025-01-02")
	for rule, want := range map[attribution.DateRule]apm.Date{attribution.ByThrough: date("2024-01-02"), attribution.ByFrom: date("2024-12-30")} {
		m := oneStep()
		m.Date = rule
		contests, err := attributor(t, m, roster(), apm.CalendarYear(2024)).Contests(fully(stay, late))
		if err != nil {
			t.Fatal(err)
		}
		if c := contests[0].Candidates; len(c) != 1 || c[0].Total != 1000 || c[0].Latest != want {
			t.Errorf("%s: %+v", rule, c)
		}
	}
}
