package attribution_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

const ab = attribution.PartA | attribution.PartB | attribution.Resident

// change replaces the coverage of one month.
func change(months []attribution.Month, month string, c attribution.Coverage) []attribution.Month {
	for i := range months {
		if months[i].Month == date(month) {
			months[i].Coverage = c
		}
	}
	return months
}

// Eligibility of a beneficiary with a visit to the ACO, 42 CFR 425.401(a).
func TestMSSPEligibility(t *testing.T) {
	tests := []struct {
		name   string
		by     attribution.Assignment
		person attribution.Person
		reason attribution.Reason
		months int
	}{
		{"1.1 A: a single month", attribution.Retrospective, attribution.Person{Enrollment: enrolled("2024-12-01", "2024-12-01")}, "", 1},
		{"1.1 A: no month", attribution.Retrospective, attribution.Person{}, attribution.NotEnrolled, 0},
		{"1.1 A: a month of Part A only", attribution.Retrospective, attribution.Person{
			Enrollment: change(enrolled("2024-01-01", "2024-12-01"), "2024-05-01", attribution.PartA|attribution.Resident)}, attribution.NotEnrolled, 0},
		{"1.1 A: Part B only, the month before the window", attribution.Retrospective, attribution.Person{
			Enrollment: change(enrolled("2023-12-01", "2024-12-01"), "2023-12-01", attribution.PartB|attribution.Resident)}, "", 12},
		{"1.1 A: a month of neither", attribution.Retrospective, attribution.Person{
			Enrollment: change(enrolled("2024-01-01", "2024-12-01"), "2024-05-01", attribution.Resident)}, "", 11},
		{"1.1 B: a month in a group health plan", attribution.Retrospective, attribution.Person{
			Enrollment: change(enrolled("2024-01-01", "2024-12-01"), "2024-12-01", ab|attribution.ManagedCare)}, attribution.InManagedCare, 0},
		{"1.1 C: in another initiative", attribution.Retrospective, attribution.Person{Enrollment: enrolled("2024-01-01", "2024-12-01"),
			Programs: []attribution.Participation{{Program: attribution.SharedSavingsInitiative, Period: span("2024-12-31/")}}}, attribution.OtherProgram, 0},
		{"1.1 C: in another initiative the year before", attribution.Retrospective, attribution.Person{Enrollment: enrolled("2024-01-01", "2024-12-01"),
			Programs: []attribution.Participation{{Program: attribution.SharedSavingsInitiative, Period: span("/2023-12-31")}}}, "", 12},
		{"1.1 D: abroad in the last month", attribution.Retrospective, attribution.Person{
			Enrollment: change(enrolled("2024-01-01", "2024-12-01"), "2024-12-01", attribution.PartA|attribution.PartB)}, attribution.NotResident, 0},
		{"1.1 D: abroad before the last month", attribution.Retrospective, attribution.Person{
			Enrollment: change(enrolled("2024-01-01", "2024-12-01"), "2024-11-01", attribution.PartA|attribution.PartB)}, "", 12},
		{"1.1: died before the year", attribution.Retrospective, attribution.Person{
			Enrollment: enrolled("2024-01-01", "2024-12-01"), Death: date("2023-12-31")}, attribution.Died, 0},
		{"1.1: died in the year", attribution.Retrospective, attribution.Person{
			Enrollment: enrolled("2024-01-01", "2024-12-01"), Death: date("2024-03-01")}, "", 3},
		{"1.2: prospective, in a plan during the window", attribution.Prospective, attribution.Person{
			Enrollment: change(enrolled("2022-10-01", "2024-12-01"), "2023-09-01", ab|attribution.ManagedCare)}, attribution.InManagedCare, 0},
		{"1.2: prospective, in a plan between window and year", attribution.Prospective, attribution.Person{
			Enrollment: change(enrolled("2022-10-01", "2024-12-01"), "2023-10-01", ab|attribution.ManagedCare)}, "", 12},
		{"1.2: prospective, removed for a plan in the year", attribution.Prospective, attribution.Person{
			Enrollment: change(enrolled("2022-10-01", "2024-12-01"), "2024-06-01", ab|attribution.ManagedCare)}, attribution.InManagedCare, 0},
		{"1.2: prospective, removed for a month of one part", attribution.Prospective, attribution.Person{
			Enrollment: change(enrolled("2022-10-01", "2024-12-01"), "2024-06-01", attribution.PartA|attribution.Resident)}, attribution.NotEnrolled, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := attributor(t, mssp(t, 2024, tt.by), roster(), apm.CalendarYear(2024))
			day := a.Window().From.AddDays(40).String()
			r := attribute(t, a, attribution.Member{Person: tt.person, Lines: []attribution.Line{line(acoTIN, pcp, day, "100")}})
			if r.Reason != tt.reason || r.Months != tt.months {
				t.Errorf("reason %q and %d months, want %q and %d", r.Reason, r.Months, tt.reason, tt.months)
			}
		})
	}
}

// 42 CFR 425.401(b)(1) by its letter removes only who fails both tests.
func TestRemovalByTheLetter(t *testing.T) {
	m := mssp(t, 2024, attribution.Prospective)
	m.Retention.Both = true
	a := attributor(t, m, roster(), apm.CalendarYear(2024))
	visit := line(acoTIN, pcp, "2023-02-01", "100")
	one := attribution.Person{Enrollment: change(enrolled("2022-10-01", "2024-12-01"), "2024-06-01", attribution.PartA|attribution.Resident)}
	if r := attribute(t, a, attribution.Member{Person: one, Lines: []attribution.Line{visit}}); !r.Assigned() || r.Months != 11 {
		t.Error(r)
	}
	both := attribution.Person{Enrollment: append(enrolled("2022-10-01", "2023-09-01"), enrolled("2024-01-01", "2024-12-01", attribution.PartB|attribution.Resident)...)}
	if r := attribute(t, a, attribution.Member{Person: both, Lines: []attribution.Line{visit}}); r.Reason != attribution.NotEnrolled {
		t.Error(r)
	}
}

// Voluntary alignment, 42 CFR 425.402(e).
func TestMSSPVoluntaryAlignment(t *testing.T) {
	choice := func(organization, from string) attribution.Election {
		return attribution.Election{Organization: organization, Specialty: "02", Period: apm.Period{From: date(from)}}
	}
	rivals := line(rivalTIN, pcp, "2024-03-01", "100")
	tests := []struct {
		name      string
		year      int
		elections []attribution.Election
		lines     []attribution.Line
		programs  []attribution.Participation
		want      outcome
	}{
		{"1.6: no service is needed", 2024, []attribution.Election{choice("Alder ACO", "2023-09-30")}, nil, nil,
			outcome{"Alder ACO", "voluntary alignment", "Alder ACO", 0, 0, ""}},
		{"1.6: it beats claims", 2024, []attribution.Election{choice("Alder ACO", "2020-01-01")}, []attribution.Line{rivals}, nil,
			outcome{"Alder ACO", "voluntary alignment", "Alder ACO", 0, 0, ""}},
		{"1.2: too late, so claims decide", 2024, []attribution.Election{choice("Alder ACO", "2023-10-01")}, []attribution.Line{rivals}, nil,
			outcome{"Birch ACO", "step 1", "Birch ACO", 10000, 0, ""}},
		{"1.6: a clinician outside bars claims", 2024, []attribution.Election{choice("Elsewhere", "2023-09-30")}, []attribution.Line{rivals}, nil,
			outcome{"", "voluntary alignment", "Elsewhere", 0, 0, attribution.ElectedElsewhere}},
		{"1.6: the latest choice counts", 2024, []attribution.Election{choice("Elsewhere", "2022-09-30"), choice("Birch ACO", "2023-01-01")}, nil, nil,
			outcome{"Birch ACO", "voluntary alignment", "Birch ACO", 0, 0, ""}},
		{"1.1: blocked in a waiver model", 2024, []attribution.Election{choice("Alder ACO", "2023-09-30")}, []attribution.Line{rivals},
			[]attribution.Participation{{Program: attribution.WaiverModel, Period: span("2024-01-01/2024-02-01")}},
			outcome{"Birch ACO", "step 1", "Birch ACO", 10000, 0, ""}},
		{"1.6: not before 2018", 2017, []attribution.Election{choice("Alder ACO", "2015-09-30")}, nil, nil,
			outcome{"", "", "", 0, 0, attribution.NoService}},
		{"1.6: 2018 needs a designee with a listed specialty", 2018, []attribution.Election{choice("Alder ACO", "2017-10-31")},
			[]attribution.Line{line(acoTIN, cardiology, "2018-02-01", "1"), line(rivalTIN, pcp, "2018-02-01", "10")}, nil,
			outcome{"Birch ACO", "step 1", "Birch ACO", 1000, 0, ""}},
		{"1.6: 2018 needs a physician of the ACO", 2018,
			[]attribution.Election{{Organization: "Alder ACO", Specialty: "50", Period: span("2017-10-31/")}},
			[]attribution.Line{line(acoTIN, np, "2018-02-01", "1"), line(rivalTIN, pcp, "2018-02-01", "10")}, nil,
			outcome{"Birch ACO", "step 1", "Birch ACO", 1000, 100, ""}},
		{"1.2: 2018 takes designations through October 31", 2018,
			[]attribution.Election{{Organization: "Alder ACO", Specialty: "50", Period: span("2017-10-31/")}},
			[]attribution.Line{line(acoTIN, cardiology, "2018-02-01", "1"), line(rivalTIN, pcp, "2018-02-01", "10")}, nil,
			outcome{"Alder ACO", "voluntary alignment", "Alder ACO", 0, 0, ""}},
		{"1.6: 2018, a specialty that lost its leading zero", 2018,
			[]attribution.Election{{Organization: "Alder ACO", Specialty: "8", Period: span("2017-10-31/")}},
			[]attribution.Line{line(acoTIN, cardiology, "2018-02-01", "1"), line(rivalTIN, pcp, "2018-02-01", "10")}, nil,
			outcome{"Alder ACO", "voluntary alignment", "Alder ACO", 0, 0, ""}},
		{"1.2: 2019 takes designations through October 31", 2019, []attribution.Election{choice("Alder ACO", "2018-10-31")}, nil, nil,
			outcome{"Alder ACO", "voluntary alignment", "Alder ACO", 0, 0, ""}},
		{"1.2: 2020 takes them through September 30", 2020, []attribution.Election{choice("Alder ACO", "2019-10-31")}, nil, nil,
			outcome{"", "", "", 0, 0, attribution.NoService}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := attributor(t, mssp(t, tt.year, attribution.Retrospective), roster(), apm.CalendarYear(tt.year))
			m := fully(tt.lines...)
			m.Elections, m.Programs = tt.elections, tt.programs
			if diff := cmp.Diff(tt.want, outcomeOf(attribute(t, a, m))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A clinician who was chosen belongs to an organisation by the NPI in the roster.
func TestElectedClinician(t *testing.T) {
	r := roster()
	r.Participants = append(r.Participants, attribution.Participant{ID: npi("1000000007"), Organization: "Cedar", Period: span("2024-01-01/2024-12-31")})
	a := attributor(t, mssp(t, 2024, attribution.Retrospective), r, apm.CalendarYear(2024))
	m := fully()
	m.Elections = []attribution.Election{{Clinician: "1000000007", Period: span("2023-05-05/")}}
	if got := attribute(t, a, m); got.Organization != "Cedar" || got.Practitioner != "1000000007" {
		t.Error(got)
	}
}

// Medicaid: the member's choice, then the plan's, then visits, then the most recent.
func TestMedicaidOrder(t *testing.T) {
	method := attribution.Medicaid(attribution.MedicaidTerms{Name: "state", Codes: []string{"99213"}, Specialties: []string{"08"},
		Eligibility: &attribution.Eligibility{Covered: attribution.MedicaidCoverage, Months: 9, InARow: 6, Never: attribution.OhioCPCExclusions},
		Identity:    []attribution.IDKind{attribution.TIN}})
	a := attributor(t, method, roster(), apm.CalendarYear(2024))
	enroll := func(from, to string) []attribution.Month { return enrolled(from, to, attribution.MedicaidCoverage) }
	elect := func(by, organization, from string) attribution.Election {
		return attribution.Election{By: by, Organization: organization, Period: apm.Period{From: date(from)}}
	}
	tie := []attribution.Line{line(acoTIN, pcp, "2024-01-05", "10"), line(rivalTIN, pcp, "2024-01-06", "1")}
	tests := []struct {
		name   string
		person attribution.Person
		lines  []attribution.Line
		want   outcome
		months int
	}{
		{"choice before plan", attribution.Person{Enrollment: enroll("2024-01-01", "2024-12-01"),
			Elections: []attribution.Election{elect("plan", "Birch ACO", "2024-11-01"), elect("member", "Alder ACO", "2024-03-15")}}, tie,
			outcome{"Alder ACO", "member's choice", "Alder ACO", 0, 0, ""}, 10},
		{"plan before claims", attribution.Person{Enrollment: enroll("2024-01-01", "2024-12-01"),
			Elections: []attribution.Election{elect("plan", "Alder ACO", "2023-11-01")}}, tie,
			outcome{"Alder ACO", "plan's assignment", "Alder ACO", 0, 0, ""}, 12},
		{"visits, not dollars; the most recent of a tie", attribution.Person{Enrollment: enroll("2024-01-01", "2024-12-01")}, tie,
			outcome{"Birch ACO", "plurality", "Birch ACO", 1, 1, ""}, 12},
		{"more visits", attribution.Person{Enrollment: enroll("2024-01-01", "2024-12-01")},
			append(tie, line(acoTIN2, pcp, "2024-01-04", "1"), line(acoTIN2, pcp, "2024-01-04", "1")),
			outcome{"Alder ACO", "plurality", "Alder ACO", 2, 1, ""}, 12},
		{"six months in a row", attribution.Person{Enrollment: enroll("2024-03-01", "2024-08-01")}, tie,
			outcome{"Birch ACO", "plurality", "Birch ACO", 1, 1, ""}, 6},
		{"eight months, not six in a row", attribution.Person{Enrollment: append(enroll("2024-01-01", "2024-05-01"), enroll("2024-10-01", "2024-12-01")...)}, tie,
			outcome{"", "", "", 0, 0, attribution.NotEnrolled}, 0},
		{"nine months, not six in a row", attribution.Person{Enrollment: append(enroll("2024-01-01", "2024-05-01"), enroll("2024-09-01", "2024-12-01")...)}, tie,
			outcome{"Birch ACO", "plurality", "Birch ACO", 1, 1, ""}, 9},
		{"2.14: a dual eligible", attribution.Person{Enrollment: append(enroll("2024-01-01", "2024-11-01"),
			enrolled("2024-12-01", "2024-12-01", attribution.MedicaidCoverage|attribution.Dual)...)}, tie,
			outcome{"", "", "", 0, 0, attribution.ExcludedCoverage}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := attribute(t, a, attribution.Member{Person: tt.person, Lines: tt.lines})
			if diff := cmp.Diff(tt.want, outcomeOf(r)); diff != "" || r.Months != tt.months {
				t.Error(diff, r.Months)
			}
		})
	}
}

// The five passes of the open method, each with nobody in those before.
func TestOpenPrimaryCare(t *testing.T) {
	a := attributor(t, attribution.OpenPrimaryCare(attribution.OpenTerms{}), roster(), apm.CalendarYear(2024))
	unknown := attributor(t, attribution.OpenPrimaryCare(attribution.OpenTerms{UnknownIsPrimaryCare: true}), roster(), apm.CalendarYear(2024))
	tests := []struct {
		line      attribution.Line
		want, any string
	}{
		{line(acoTIN, pcp, "2024-02-01", "1"), "primary care, 12 months", "primary care, 12 months"},
		{line(acoTIN, cardiology, "2024-02-01", "1"), "specialist, 12 months", "specialist, 12 months"},
		{line(acoTIN, pcp, "2023-02-01", "1"), "24 months", "24 months"},
		{line(acoTIN, pcp, "2024-02-01", "1", code("93000")), "any code", "any code"},
		{line(acoTIN, surgery, "2023-02-01", "1"), "any clinician", "any clinician"},
		{line(acoTIN, "", "2024-02-01", "1"), "any clinician", "primary care, 12 months"},
		{line(acoTIN, pcp, "2022-12-31", "1"), "", ""},
	}
	for _, tt := range tests {
		m := attribution.Member{Lines: []attribution.Line{tt.line}}
		if got := attribute(t, a, m).Step; got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.line, got, tt.want)
		}
		if got := attribute(t, unknown, m).Step; got != tt.any {
			t.Errorf("unknown as primary care, %+v: %q, want %q", tt.line, got, tt.any)
		}
	}
}
