package attribution

import "fmt"

// Assignment is one of the two ways in which the Medicare Shared Savings Program
// assigns beneficiaries to a performance year (42 CFR 425.400(a)(2)-(3)).
type Assignment string

// The assignment methodologies.
const (
	// Retrospective is preliminary prospective assignment with retrospective
	// reconciliation: the window is the performance year itself.
	Retrospective Assignment = "retrospective"
	// Prospective fixes the list before the year, by the twelve months through
	// September 30 of the year before, and only removes from it later.
	Prospective Assignment = "prospective"
)

// The names that the MSSP presets use.
const (
	PrimaryCareService      = "primary care service"
	PrimaryCarePhysician    = "primary care physician"
	NonPhysician            = "non-physician practitioner"
	SpecialistPhysician     = "listed specialist"
	ETAList                 = "eta"            // roster list of electing teaching amendment hospitals, by CCN
	AttestedList            = "attested"       // roster list of physicians attested for FQHCs and RHCs, by NPI; to 2018
	SharedSavingsInitiative = "shared savings" // program of [Participation] that bars assignment
	WaiverModel             = "waiver model"   // program that bars voluntary alignment, 425.402(e)(2)(ii)(D)
	preStep                 = "pre-step"
	voluntaryAlignment      = "voluntary alignment"
)

const (
	firstMSSP            = 2012
	lastMSSP             = 2025
	firstProspectiveMSSP = 2016
)

// MSSP is how the Medicare Shared Savings Program assigns beneficiaries for a
// performance year of 2012 to 2025, by 42 CFR 425.400 to 425.404 and CMS's
// methodology specifications (version 11): the pre-step, steps 1 and 2, from 2025
// step 3, voluntary alignment from 2018, the facility claims of 425.402(d) and (f),
// and the primary care codes of the year. Use it with that calendar year as the
// performance period. Prospective assignment begins with 2016. Another year is an
// error.
//
// The roster lists the participants' TINs and CCNs, and, where they matter, the
// lists [ETAList] and [AttestedList]. Allowed charges of electing teaching
// amendment hospitals must have been imputed from the fee schedule.
//
// The groups of clinicians are those of 425.402(b) and (c) for every year; the
// regulation as it stood before 2016, which took non-physician practitioners and
// physicians of any specialty into step 2, is not restated.
func MSSP(year int, by Assignment) (Method, error) {
	if year < firstMSSP || year > lastMSSP {
		return Method{}, fmt.Errorf("MSSP: known for performance years %d to %d, not for %d", firstMSSP, lastMSSP, year)
	}
	m := Method{
		Name:        fmt.Sprintf("MSSP %d, %s", year, by),
		Authority:   "42 CFR 425.400-425.404",
		Date:        ByFrom,
		Identity:    []IDKind{CCN, TIN},
		Eligibility: msspEligibility(),
		Services:    msspServices(year, by),
		Clinicians:  msspClinicians(year),
		Elections:   msspElections(year),
	}
	switch by {
	case Retrospective:
		m.Window = Window{Months: 12}
		m.Shared = DropShared // 425.400(a)(2)(iii)
	case Prospective:
		if year < firstProspectiveMSSP {
			return Method{}, fmt.Errorf("no prospective MSSP assignment for %d (known: %d to %d)", year, firstProspectiveMSSP, lastMSSP)
		}
		m.Window = Window{Months: 12, Lead: 3}
		m.Retention = msspEligibility() // 425.401(b)
		m.Retention.Programs = nil
	default:
		return Method{}, fmt.Errorf("no MSSP assignment methodology %q (known: %s, %s)", string(by), Retrospective, Prospective)
	}
	m.Tests = []Test{{
		Name: preStep, Authority: "42 CFR 425.402(b)(1)",
		Services: []string{PrimaryCareService}, Clinicians: []string{PrimaryCarePhysician, SpecialistPhysician},
	}}
	m.Steps = []Step{{
		Name: "step 1", Authority: "42 CFR 425.402(b)(3)",
		Services: []string{PrimaryCareService}, Clinicians: []string{PrimaryCarePhysician, NonPhysician},
		Passed: []string{preStep}, Ties: msspTies(),
	}, {
		Name: "step 2", Authority: "42 CFR 425.402(b)(4)",
		Services: []string{PrimaryCareService}, Clinicians: []string{SpecialistPhysician},
		NothingIn: []string{"step 1"}, Passed: []string{preStep}, Ties: msspTies(),
	}}
	if year >= 2025 {
		m.Tests = append(m.Tests, Test{
			Name: "practitioner in 12 months", Authority: "42 CFR 425.402(b)(5)",
			Services: []string{PrimaryCareService}, Clinicians: []string{NonPhysician},
		}, Test{
			Name: "physician in 24 months", Authority: "42 CFR 425.402(b)(5)",
			Services: []string{PrimaryCareService}, Clinicians: []string{PrimaryCarePhysician, SpecialistPhysician}, Months: 24,
		})
		m.Steps = append(m.Steps, Step{
			Name: "step 3", Authority: "42 CFR 425.402(b)(5)", Months: 24,
			Services: []string{PrimaryCareService}, Clinicians: []string{PrimaryCarePhysician, SpecialistPhysician, NonPhysician},
			Failed: []string{preStep}, Passed: []string{"practitioner in 12 months", "physician in 24 months"}, Ties: msspTies(),
		})
	}
	return m, nil
}

// msspEligibility is 42 CFR 425.401(a): a month with Parts A and B, none with only
// one of them, none in a group health plan, not in another shared savings
// initiative, and resident in the United States or its territories.
func msspEligibility() *Eligibility {
	return &Eligibility{Covered: PartA | PartB, Months: 1, Whole: true, Never: ManagedCare, Resident: true,
		Programs: []string{SharedSavingsInitiative}}
}

// msspTies are the tie-breaks of the specifications, version 11, section 2.3.3.
func msspTies() []Tie {
	return []Tie{
		{By: ByRecent, Services: []string{PrimaryCareService}, Clinicians: []string{PrimaryCarePhysician, NonPhysician}},
		{By: ByRecent, Services: []string{PrimaryCareService}, Clinicians: []string{SpecialistPhysician}},
		{By: ByDraw},
	}
}

// msspElections is voluntary alignment, 42 CFR 425.402(e). For 2018 the designee
// needed one of the specialties of 425.402(b) and (c), and the beneficiary a primary
// care service by a physician of the ACO.
func msspElections(year int) []ElectionRule {
	if year < 2018 {
		return nil
	}
	rule := ElectionRule{
		Name: voluntaryAlignment, Authority: "42 CFR 425.402(e)",
		InForce: BeforePeriod, Lead: 3, // designations through September 30
		NotIn: []string{WaiverModel},
	}
	if year <= 2019 {
		rule.Lead = 2 // through October 31, 2017 and 2018
	}
	if year == 2018 {
		rule.Passed = []string{preStep}
		for _, c := range msspClinicians(year) {
			rule.Specialties = append(rule.Specialties, c.Specialties...)
		}
	}
	return []ElectionRule{rule}
}

// msspClinicians are the specialties of 42 CFR 425.20 and 425.402(b)-(c), by CMS
// specialty code. Pediatric medicine (37) is primary care from 2016.
func msspClinicians(year int) []Clinician {
	physicians := []string{"01", "08", "11", "38"}
	if year >= 2016 {
		physicians = append(physicians, "37")
	}
	return []Clinician{
		{Name: PrimaryCarePhysician, Specialties: physicians},
		{Name: NonPhysician, Specialties: []string{"50", "89", "97"}},
		{Name: SpecialistPhysician, Specialties: []string{"06", "12", "13", "16", "23", "25", "26", "27", "29", "39",
			"46", "70", "79", "82", "83", "84", "86", "90", "98"}},
	}
}
