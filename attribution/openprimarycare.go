package attribution

// OpenTerms are the choices of the open primary care method.
type OpenTerms struct {
	// UnknownIsPrimaryCare takes a line without a specialty for one by a primary care
	// clinician, for files that carry no specialty.
	UnknownIsPrimaryCare bool
}

// OpenPrimaryCare is a method in the manner of public data marts: five passes, each
// asked only when all before it found nobody: primary care clinicians in 12 months,
// specialists in 12 months, either in 24 months, the same clinicians by any code,
// and at last any clinician by any code. It sums allowed charges; ties go to the
// most recent service.
//
// It is nobody's regulation. Its primary care codes are those of [MSSP] for 2023, on
// professional claims and without conditions; its clinicians are those of MSSP.
func OpenPrimaryCare(t OpenTerms) Method {
	const primaryCare, anyService = "primary care", "any service"
	const clinicians, specialists = "primary care clinician", "specialist"
	var codes []string
	for _, group := range []codeGroup{anywhere, nursing, home, prolonged, planning} {
		codes = append(codes, msspCodesOf(2023, Retrospective, group)...)
	}
	m := Method{
		Name: "open primary care",
		Services: []Service{
			{Name: primaryCare, Codes: codes},
			{Name: anyService},
		},
		Identity: []IDKind{TIN, CCN},
		Window:   Window{Months: 12},
	}
	for _, c := range msspClinicians(2023) {
		name := clinicians
		if c.Name == SpecialistPhysician {
			name = specialists
		}
		m.Clinicians = append(m.Clinicians, Clinician{Name: name, Specialties: c.Specialties})
	}
	if t.UnknownIsPrimaryCare {
		m.Name += ", unknown specialty as primary care"
		m.Clinicians = append(m.Clinicians, Clinician{Name: clinicians, Unknown: true})
	}
	pass := func(name, service string, months int, by ...string) {
		s := Step{Name: name, Services: []string{service}, Clinicians: by, Months: months, Ties: []Tie{{By: ByRecent}}}
		for _, earlier := range m.Steps {
			s.NothingIn = append(s.NothingIn, earlier.Name)
		}
		m.Steps = append(m.Steps, s)
	}
	pass("primary care, 12 months", primaryCare, 12, clinicians)
	pass("specialist, 12 months", primaryCare, 12, specialists)
	pass("24 months", primaryCare, 24, clinicians, specialists)
	pass("any code", anyService, 24, clinicians, specialists)
	pass("any clinician", anyService, 24)
	return m
}
