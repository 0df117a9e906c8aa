package attribution

// MedicaidTerms are what a state fills in to attribute its Medicaid members.
type MedicaidTerms struct {
	Name      string
	Authority string // the state's program document
	// Codes and Specialties are the primary care services and who renders them; no
	// specialty means anyone.
	Codes       []string
	Specialties []string
	// Months is how far to look back from the end of the performance period; 0 is the
	// period.
	Months int
	// Measure is what the contest sums: visits unless said otherwise.
	Measure Measure
	// Eligibility is whom the program takes in; nil is everyone.
	Eligibility *Eligibility
	// Identity lists the identifiers that say to whom a service belongs; none means
	// NPI, CCN and then TIN.
	Identity []IDKind
}

// Medicaid is a method in the order that state programs use: the member's own
// choice, then the plan's assignment, then the plurality of primary care services,
// a tie going to the most recent. Ohio's comprehensive primary care program, for one,
// names member choice, then claims, then other data, and leaves out dual eligibles,
// limited benefits and third-party liability ([OhioCPCExclusions]); Minnesota's
// Integrated Health Partnerships attribute members of fee-for-service and of plans
// after the year to whom gave most of the services.
//
// It is a builder: what a state's rules say beyond the order is in the terms.
func Medicaid(t MedicaidTerms) Method {
	const primaryCare = "primary care"
	measure := t.Measure
	if measure == "" {
		measure = Visits
	}
	identity := t.Identity
	if len(identity) == 0 {
		identity = []IDKind{NPI, CCN, TIN}
	}
	m := Method{
		Name: t.Name, Authority: t.Authority, Identity: identity, Eligibility: t.Eligibility,
		Elections: []ElectionRule{
			{Name: "member's choice", By: "member", InForce: AtEnd},
			{Name: "plan's assignment", By: "plan", InForce: AtEnd},
		},
		Services: []Service{{Name: primaryCare, Codes: t.Codes}},
		Steps: []Step{{
			Name: "plurality", Services: []string{primaryCare}, Months: t.Months, Measure: measure,
			Ties: []Tie{{By: ByRecent}},
		}},
	}
	if len(t.Specialties) > 0 {
		m.Clinicians = []Clinician{{Name: primaryCare, Specialties: t.Specialties}}
		m.Steps[0].Clinicians = []string{primaryCare}
	}
	return m.clone()
}

// OhioCPCExclusions is the coverage that Ohio's comprehensive primary care program
// leaves out of attribution: dual eligibles, limited benefits, third-party liability.
const OhioCPCExclusions = Dual | Limited | OtherPayer
