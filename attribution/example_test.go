package attribution_test

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

// Three beneficiaries of 2023: one whom the ACO wins, one whom it loses to a
// practice outside, and one who only saw a nurse practitioner of the ACO.
func Example() {
	method, err := attribution.MSSP(2023, attribution.Retrospective)
	if err != nil {
		fmt.Println(err)
		return
	}
	roster := attribution.Roster{Participants: []attribution.Participant{
		{ID: attribution.ID{Kind: attribution.TIN, Value: "100000001"}, Organization: "Alder ACO"},
		{ID: attribution.ID{Kind: attribution.TIN, Value: "100000002"}, Organization: "Alder ACO"},
	}}
	a, err := attribution.New(method, roster, apm.CalendarYear(2023))
	if err != nil {
		fmt.Println(err)
		return
	}
	var year []attribution.Month // Parts A and B all year, in the United States
	for d := apm.MustParseDate("2023-01-15"); d <= a.Period().To; d = d.AddMonths(1) {
		year = append(year, attribution.Month{Month: d, Coverage: attribution.PartA | attribution.PartB | attribution.Resident})
	}
	visit := func(tin, specialty, day, allowed string) attribution.Line {
		return attribution.Line{TIN: tin, Specialty: specialty, Code: "99213",
			From: apm.MustParseDate(day), Allowed: apm.MustParseCents(allowed)}
	}
	const familyPractice, nursePractitioner = "08", "50"
	for _, m := range []attribution.Member{
		{Person: attribution.Person{ID: "1", Enrollment: year}, Lines: []attribution.Line{
			visit("100000001", familyPractice, "2023-02-03", "100"),
			visit("100000002", nursePractitioner, "2023-06-20", "60"),
			visit("900000001", familyPractice, "2023-11-08", "150"),
		}},
		{Person: attribution.Person{ID: "2", Enrollment: year}, Lines: []attribution.Line{
			visit("100000001", familyPractice, "2023-02-03", "100"),
			visit("900000001", familyPractice, "2023-11-08", "150"),
		}},
		{Person: attribution.Person{ID: "3", Enrollment: year}, Lines: []attribution.Line{
			visit("100000002", nursePractitioner, "2023-06-20", "60"),
		}},
	} {
		result, err := a.Attribute(m)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(result)
	}
	// Output:
	// Alder ACO, by step 1: Alder ACO had 160.00, tin 900000001 had 150.00; 12 months
	// unassigned (outside), by step 1: tin 900000001 had 150.00, Alder ACO had 100.00
	// unassigned (testNotMet), by step 1: Alder ACO had 60.00
}

// A state's own method: the member's choice decides, then the plan's assignment,
// then most visits to one practice in two years, then the most recent visit.
func ExampleMedicaid() {
	method := attribution.Medicaid(attribution.MedicaidTerms{
		Name:        "a state's primary care program (illustrative)",
		Codes:       []string{"99202-99205", "99211-99215", "99381-99397"},
		Months:      24,
		Eligibility: &attribution.Eligibility{Covered: attribution.MedicaidCoverage, Months: 6, Never: attribution.OhioCPCExclusions},
		Identity:    []attribution.IDKind{attribution.TIN},
	})
	practice := attribution.ID{Kind: attribution.TIN, Value: "310000001"}
	a, err := attribution.New(method, attribution.Roster{
		Participants: []attribution.Participant{{ID: practice, Organization: "Riverside Pediatrics"}},
	}, apm.MustParsePeriod("2023-07-01/2024-06-30"))
	if err != nil {
		fmt.Println(err)
		return
	}
	member := attribution.Member{Lines: []attribution.Line{
		{Claim: "1", TIN: practice.Value, Code: "99392", From: apm.MustParseDate("2022-09-01"), Allowed: 9500},
		{Claim: "2", TIN: practice.Value, Code: "99213", From: apm.MustParseDate("2023-10-02"), Allowed: 8000},
		{Claim: "3", TIN: "310000009", Code: "99214", From: apm.MustParseDate("2024-05-06"), Allowed: 13000},
	}}
	for d := a.Period().From; d <= a.Period().To; d = d.AddMonths(1) {
		member.Enrollment = append(member.Enrollment, attribution.Month{Month: d, Coverage: attribution.MedicaidCoverage | attribution.ManagedCare})
	}
	result, err := a.Attribute(member)
	fmt.Println(result, err)
	// Output:
	// Riverside Pediatrics, by plurality: Riverside Pediatrics had 2, tin 310000009 had 1; 12 months <nil>
}

// What changed between two years: the panels' members by where they were and are.
func ExampleChurn() {
	roster := attribution.Roster{Participants: []attribution.Participant{
		{ID: attribution.ID{Kind: attribution.TIN, Value: "100000001"}, Organization: "Alder"},
		{ID: attribution.ID{Kind: attribution.TIN, Value: "200000001"}, Organization: "Birch"},
	}}
	method := attribution.OpenPrimaryCare(attribution.OpenTerms{})
	before, err1 := attribution.New(method, roster, apm.CalendarYear(2022))
	after, err2 := attribution.New(method, roster, apm.CalendarYear(2024))
	if err1 != nil || err2 != nil {
		fmt.Println(err1, err2)
		return
	}
	visit := func(tin, day string) attribution.Line {
		return attribution.Line{TIN: tin, Specialty: "08", Code: "99213", From: apm.MustParseDate(day), Allowed: 10000}
	}
	var churn attribution.Churn
	for _, lines := range [][]attribution.Line{
		{visit("100000001", "2022-05-01"), visit("100000001", "2024-05-01")},
		{visit("100000001", "2022-05-01"), visit("200000001", "2024-05-01")},
		{visit("100000001", "2022-05-01"), visit("900000001", "2024-05-01")},
		{visit("200000001", "2024-05-01")},
	} {
		was, err1 := before.Attribute(attribution.Member{Lines: lines})
		is, err2 := after.Attribute(attribution.Member{Lines: lines})
		if err1 != nil || err2 != nil {
			fmt.Println(err1, err2)
			return
		}
		churn.Add(&was, &is)
	}
	for _, row := range churn.Rows() {
		fmt.Printf("%s: %d before, %d kept, %d after\n", row.Organization, row.Before, row.Kept, row.After)
		for _, f := range row.Lost {
			fmt.Printf("  lost %d to %s%s\n", f.Members, f.Organization, f.Reason)
		}
		for _, f := range row.Gained {
			fmt.Printf("  gained %d from %s%s\n", f.Members, f.Organization, f.Reason)
		}
	}
	// Output:
	// Alder: 3 before, 1 kept, 1 after
	//   lost 1 to outside
	//   lost 1 to Birch
	// Birch: 0 before, 0 kept, 2 after
	//   gained 1 from noService
	//   gained 1 from Alder
}

// A member attributed to two practices at once, in proportion to their charges.
func ExampleShares() {
	shares, err := attribution.Shares([]attribution.Candidate{
		{Entity: attribution.Entity{Organization: "Alder"}, Total: 20000},
		{Entity: attribution.Entity{Organization: "Birch"}, Total: 10000},
	}, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range shares {
		fmt.Println(s.Entity, s.Share)
	}
	// Output:
	// Alder 0.6667
	// Birch 0.3333
}
