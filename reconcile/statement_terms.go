package reconcile

import (
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

// Service is a type of service of a state plan.
type Service string

// The service types that [FederalServices] knows.
const (
	Inpatient       Service = "inpatientHospital"
	Outpatient      Service = "outpatientHospital"
	Clinic          Service = "clinic"
	NursingFacility Service = "nursingFacility"
	// IntermediateCare is facilities for individuals with intellectual disabilities.
	IntermediateCare Service = "icfIID"
	Practitioner     Service = "practitioner"
)

// Ownership is the class of a facility by who owns or operates it (42 CFR 447.272(a),
// 447.321(a)).
type Ownership string

// The ownership classes.
const (
	StateGovernment    Ownership = "stateGovernment"
	NonStateGovernment Ownership = "nonStateGovernment"
	Private            Ownership = "private"
)

var ownerships = [...]Ownership{StateGovernment, NonStateGovernment, Private}

// ServiceTerms is a service type that a statement covers.
type ServiceTerms struct {
	Service Service `json:"service"`
	// Limited says that an upper payment limit applies to each class.
	Limited   bool   `json:"limited,omitzero"`
	Authority string `json:"authority,omitzero"` // of the limit
}

// FederalServices is the service types of a statement with the upper payment limits of
// 42 CFR 447.272 (inpatient hospital, nursing facility, ICF/IID) and 447.321 (outpatient
// hospital, clinic). Practitioner services have none there. A state adds types of its
// own, or a limit of its own.
func FederalServices() []ServiceTerms {
	return []ServiceTerms{
		{Inpatient, true, "42 CFR 447.272(b)"},
		{Outpatient, true, "42 CFR 447.321(b)"},
		{Clinic, true, "42 CFR 447.321(b)"},
		{NursingFacility, true, "42 CFR 447.272(b)"},
		{IntermediateCare, true, "42 CFR 447.272(b)"},
		{Practitioner, false, ""},
	}
}

// EconomyTest is the bound that a state declares on what is finally paid.
type EconomyTest struct {
	// AtMost is the most that final payments may be of the fee-for-service equivalent, as
	// a fraction: 1.02 for 2 % above it.
	AtMost decimal.Decimal `json:"atMost"`
	// ByService holds each service type to it; otherwise the total is.
	ByService bool   `json:"byService,omitzero"`
	Authority string `json:"authority,omitzero"`
}

// QualityTest is the quality standard that a state declares: a score, one of several
// statuses, or both.
type QualityTest struct {
	AtLeast   decimal.NullDecimal `json:"atLeast,omitzero"` // the score
	Statuses  []apm.Status        `json:"statuses,omitempty"`
	Authority string              `json:"authority,omitzero"`
}

// AccessTest is the streamlined test of a rate reduction or restructuring: where a part
// of it is not met, the additional analysis of 42 CFR 447.203(c)(2) is required.
type AccessTest struct {
	// MinimumOfMedicare is the least that Medicaid pays of what Medicare does, after the
	// change, as a fraction.
	MinimumOfMedicare decimal.Decimal `json:"minimumOfMedicare"`
	// MaximumCut is the largest cumulative reduction within the state fiscal year, as a
	// fraction of fee-for-service spending in the benefit category.
	MaximumCut decimal.Decimal `json:"maximumCut"`
	Authority  string          `json:"authority,omitzero"`
}

// FederalAccessTest is the test of 42 CFR 447.203(c)(1): 80 % of Medicare and a cut of
// 4 %, in force since July 9, 2024.
func FederalAccessTest() *AccessTest {
	return &AccessTest{MinimumOfMedicare: decimal.New(80, -2), MaximumCut: decimal.New(4, -2), Authority: "42 CFR 447.203(c)(1)"}
}

// StatementTerms are what a statement under section 1902(a)(30)(A) of the Social Security
// Act covers and tests. A test that the terms do not have is reported as not tested.
type StatementTerms struct {
	// Name is what the statement is for: "State plan amendment 27-0003".
	Name       string         `json:"name"`
	FiscalYear apm.Period     `json:"fiscalYear"` // of the state
	Services   []ServiceTerms `json:"services"`
	Economy    *EconomyTest   `json:"economy,omitempty"`
	Quality    *QualityTest   `json:"quality,omitempty"`
	Access     *AccessTest    `json:"access,omitempty"`
}

// Validate reports every problem of the terms, each with its path, as [apm.Problems];
// nil when there is none.
func (t StatementTerms) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	named(t.Name, c)
	closed(t.FiscalYear, c.In("fiscalYear"))
	if len(t.Services) == 0 {
		c.In("services").Problemf("needs a service type")
	}
	seen := make(map[Service]bool)
	for i, s := range t.Services {
		at := c.In("services").At(i).In("service")
		if s.Service == "" {
			at.Problemf("is empty")
		} else if seen[s.Service] {
			at.Problemf("%q stands twice", string(s.Service))
		}
		seen[s.Service] = true
	}
	if t.Economy != nil {
		c.In("economy").In("atMost").NotNegative(t.Economy.AtMost)
	}
	if q := t.Quality; q != nil {
		at := c.In("quality")
		if !q.AtLeast.Valid && len(q.Statuses) == 0 {
			at.Problemf("needs atLeast, statuses or both")
		}
		at.In("atLeast").NotNegative(q.AtLeast.Decimal)
		for i, s := range q.Statuses {
			if s == "" {
				at.In("statuses").At(i).Problemf("is empty")
			}
		}
	}
	if a := t.Access; a != nil {
		c.In("access").In("minimumOfMedicare").NotNegative(a.MinimumOfMedicare)
		c.In("access").In("maximumCut").Fraction(a.MaximumCut)
	}
	return problems.Err()
}

// Demonstration is the terms of a statement that have been checked. It is safe for use
// by several goroutines.
type Demonstration struct{ terms StatementTerms }

// NewDemonstration checks the terms and keeps a copy of them. It fails with
// [apm.Problems], which list everything that is wrong.
func NewDemonstration(t StatementTerms) (*Demonstration, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	return &Demonstration{terms: data.Copy(data.Room[StatementTerms](), t)}, nil
}

// place is where a service stands in the terms, or -1.
func (t *StatementTerms) place(s Service) int {
	for i := range t.Services {
		if t.Services[i].Service == s {
			return i
		}
	}
	return -1
}

func classOf(o Ownership) int {
	for i, known := range ownerships {
		if o == known {
			return i
		}
	}
	return -1
}
