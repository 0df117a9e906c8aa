package reconcile

import (
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
)

// Method says what an advance is held against at the end.
type Method string

// The methods.
const (
	// FullTrueUp pays the fee-for-service equivalent, whatever was advanced.
	FullTrueUp Method = "fullTrueUp"
	// NoTrueUp leaves the advance as it is.
	NoTrueUp Method = "none"
	// ThroughCorridor pays the fee-for-service equivalent, and of the difference to the
	// advance the provider keeps or bears a part.
	ThroughCorridor Method = "corridor"
)

// Recovery says what becomes of the advance for a month in which the member was not
// eligible on some day.
type Recovery string

// The rules of recovery. FirstDay, AnyDay and Daily take back the advance of a month,
// or a part of it.
const (
	Keep     Recovery = "keep"     // nothing is taken back
	FirstDay Recovery = "firstDay" // the whole month, when the member was not eligible on its first day
	AnyDay   Recovery = "anyDay"   // the whole month, when the member was not eligible on any one day of it
	Daily    Recovery = "daily"    // the days without eligibility, of the days of the month
)

func (r Recovery) validate(c apm.Check) {
	switch r {
	case Keep, FirstDay, AnyDay, Daily:
	default:
		c.Problemf("unknown recovery %q (known: keep, firstDay, anyDay, daily)", string(r))
	}
}

// Terms are what was agreed on an advance: money paid ahead of the claims, that is held
// against what fee-for-service would have paid. CMS has described the model for states
// since September 2020 (SMD# 20-004): advanced payment in fee-for-service, provided
// that after an approved reconciliation the payments are consistent with section
// 1902(a)(30)(A) of the Social Security Act.
type Terms struct {
	Name string `json:"name"`
	// Period holds the days of service and the months that are reconciled; both its ends
	// are dates.
	Period apm.Period `json:"period"`
	Method Method     `json:"method"`
	// Corridor goes with the method of that name, of equivalent, advance or dollars. A
	// gain is an advance above the equivalent.
	Corridor *Corridor `json:"corridor,omitempty"`
	// Death and LostEligibility say what is taken back for months of members who died or
	// were no longer eligible.
	Death           Recovery `json:"death"`
	LostEligibility Recovery `json:"lostEligibility"`
	// Performance says that the shared savings or losses of the facts are a part of what
	// is finally paid.
	Performance bool `json:"performance,omitzero"`
	// Rounding is how amounts become whole cents. The unit that is rounded is the
	// advance of one member and month (Daily), the part kept in the corridor, and the
	// performance result; everything else is whole cents already.
	Rounding  apm.Rounding `json:"rounding"`
	Authority string       `json:"authority,omitzero"`
}

// Validate reports every problem of the terms, each with its path, as [apm.Problems];
// nil when there is none.
func (t Terms) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	named(t.Name, c)
	closed(t.Period, c.In("period"))
	switch t.Method {
	case FullTrueUp, NoTrueUp, ThroughCorridor:
	default:
		c.In("method").Problemf("unknown method %q (known: fullTrueUp, none, corridor)", string(t.Method))
	}
	switch {
	case t.Corridor != nil && t.Method != ThroughCorridor:
		c.In("corridor").Problemf("goes only with the method corridor")
	case t.Corridor != nil:
		t.Corridor.validate(c.In("corridor"), OfEquivalent, OfAdvance)
	case t.Method == ThroughCorridor:
		c.In("corridor").Problemf("is missing")
	}
	t.Death.validate(c.In("death"))
	t.LostEligibility.validate(c.In("lostEligibility"))
	t.Rounding.Validate(c.In("rounding"))
	return problems.Err()
}

func named(name string, c apm.Check) {
	if strings.TrimSpace(name) == "" {
		c.In("name").Problemf("is empty")
	}
}

// closed reports a period without a start or an end.
func closed(p apm.Period, c apm.Check) {
	switch {
	case p.From == 0 || p.To == 0:
		c.Problemf("needs a first and a last day")
	case !p.Valid():
		c.Problemf("holds no day")
	}
}

// Reconciliation is terms that have been checked. It is safe for use by several
// goroutines.
type Reconciliation struct{ terms Terms }

// New checks the terms and keeps a copy of them. It fails with [apm.Problems], which
// list everything that is wrong.
func New(t Terms) (*Reconciliation, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	return &Reconciliation{terms: data.Copy(data.Room[Terms](), t)}, nil
}
