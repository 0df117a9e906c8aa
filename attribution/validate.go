package attribution

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// mostSpecialties is how many specialties a method lists at most, so that it stays small in memory.
const mostSpecialties = 10_000

// Decode reads a method from JSON, strictly: an unknown or repeated field, a value
// of the wrong type, and everything that [Method.Validate] reports is refused with
// its path, as [apm.Problems].
func Decode(data []byte) (Method, error) {
	var m Method
	if err := (apm.Kinds[apm.Kinder]{}).Decode(data, &m); err != nil {
		return Method{}, err
	}
	return m, m.Validate()
}

// Validate reports every problem of the method, each with its path, as
// [apm.Problems].
func (m Method) Validate() error {
	var problems apm.Problems
	m.validate(problems.Check())
	return problems.Err()
}

// limits of terms, so that terms from outside stay small and sums stay in range.
const (
	maxMonths = 1200
	maxWeight = 1000
	maxYears  = 100
	maxCodes  = 20_000
)

// names is what a list of names may refer to.
type nameSet map[string]bool

func (s nameSet) check(c apm.Check, names []string, what string) {
	for i, name := range names {
		if !s[name] {
			c.At(i).Problemf("no %s has the name %q", what, name)
		}
	}
}

func (m *Method) validate(c apm.Check) {
	c.In("window").In("months").Within(m.Window.Months, 0, maxMonths)
	c.In("window").In("lead").Within(m.Window.Lead, 0, maxMonths)
	if (m.Window.Lead > 0 || m.Window.Prior) && m.Window.Months == 0 {
		c.In("window").In("months").Problemf("a window before the period needs a length")
	}
	apm.OneOf(c.In("date"), m.Date, "", ByFrom, ByThrough)
	apm.OneOf(c.In("shared"), m.Shared, "", RefuseShared, DropShared)
	apm.OneOf(c.In("reversals"), m.Reversals, "", CancelReversed, SumReversed)
	seen := make(map[IDKind]bool)
	for i, k := range m.Identity {
		apm.OneOf(c.In("identity").At(i), k, TIN, CCN, NPI)
		if seen[k] {
			c.In("identity").At(i).Problemf("%q stands twice", string(k))
		}
		seen[k] = true
	}
	m.Eligibility.validate(c.In("eligibility"))
	m.Retention.validate(c.In("retention"))
	services := m.validateServices(c.In("services"))
	clinicians := m.validateClinicians(c.In("clinicians"))
	for i := range m.Services {
		if by := m.Services[i].CountsAs; by != "" && !clinicians[by] {
			c.In("services").At(i).In("countsAs").Problemf("no clinician has the name %q", by)
		}
	}
	m.validateContests(c, services, clinicians)
}

func (e *Eligibility) validate(c apm.Check) {
	if e == nil {
		return
	}
	c.In("months").Within(e.Months, 0, maxMonths)
	c.In("inARow").Within(e.InARow, 0, maxMonths)
	if e.Covered == 0 && (e.Months > 0 || e.InARow > 0 || e.Whole || e.Both) {
		c.In("covered").Problemf("is empty, so no month is covered or not")
	}
	if e.Both && (!e.Whole || e.Months == 0 && e.InARow == 0) {
		c.In("both").Problemf("needs whole and months or inARow")
	}
	known := Coverage(1<<len(coverageWords) - 1)
	if (e.Covered|e.Never)&^known != 0 {
		c.In("covered").Problemf("has a kind of coverage that does not exist")
	}
	if e.Covered&e.Never != 0 {
		c.In("never").Problemf("%q is asked for and refused", (e.Covered & e.Never).String())
	}
}

func (m *Method) validateServices(c apm.Check) nameSet {
	names := nameSet{}
	if len(m.Services) == 0 {
		c.Problemf("a method needs a service that qualifies")
	}
	if len(m.Services) > maxServices {
		c.Problemf("%d services, more than %d", len(m.Services), maxServices)
	}
	base := nameSet{} // names with a service that is not itself an add-on
	for i := range m.Services {
		s := &m.Services[i]
		names[s.Name] = true
		if s.AddOnTo == "" {
			base[s.Name] = true
		}
	}
	codes := 0
	list := func(at apm.Check, texts []string) {
		for j, text := range texts {
			if codes > maxCodes {
				at.At(j).Problemf("more than %d codes in all", maxCodes)
				return
			}
			if p := expandCodes(text, func(Code) { codes++ }); p != "" {
				at.At(j).Problemf("%q: %s", text, p)
			}
		}
	}
	for i := range m.Services {
		s, at := &m.Services[i], c.At(i)
		if s.Name == "" {
			at.In("name").Problemf("is empty")
		}
		list(at.In("codes"), s.Codes)
		list(at.In("notCodes"), s.NotCodes)
		for j, text := range s.Bills {
			if n, ok := packBill(text); text != professional && (!ok || n == 0 || len(text) != 2) {
				at.In("bills").At(j).Problemf("%q: want two digits such as 77, or none", text)
			}
		}
		for j, text := range s.Revenue {
			if _, _, ok := revenueRange(text); !ok {
				at.In("revenue").At(j).Problemf("%q: want four digits such as 0521, or 096X", text)
			}
		}
		places := func(list apm.Check, texts []string) {
			for j, text := range texts {
				if n, ok := packNumber(text, 2); !ok || n == 0 || len(text) != 2 {
					list.At(j).Problemf("%q: want two digits such as 31", text)
				}
			}
		}
		places(at.In("places"), s.Places)
		places(at.In("notPlaces"), s.NotPlaces)
		for j, kind := range s.NotDuring {
			apm.OneOf(at.In("notDuring").At(j), kind, SNF, Inpatient)
		}
		if s.AddOnTo != "" && !base[s.AddOnTo] {
			at.In("addOnTo").Problemf("no service that is not an add-on itself has the name %q", s.AddOnTo)
		}
	}
	return names
}

func (m *Method) validateClinicians(c apm.Check) nameSet {
	names := nameSet{}
	if len(m.Clinicians) > maxClinicians {
		c.Problemf("%d groups, more than %d", len(m.Clinicians), maxClinicians)
	}
	total := 0
	for i := range m.Clinicians {
		g, at := &m.Clinicians[i], c.At(i)
		if g.Name == "" {
			at.In("name").Problemf("is empty")
		}
		names[g.Name] = true
		if len(g.Specialties) == 0 && !g.Unknown && !g.Anyone {
			at.Problemf("takes in nobody: needs specialties, unknown or anyone")
		}
		for j, s := range g.Specialties {
			if s == "" {
				at.In("specialties").At(j).Problemf("is empty; unknown takes in lines without a specialty")
			}
		}
		if total += len(g.Specialties); total > mostSpecialties {
			at.In("specialties").Problemf("more than %d specialties in all", mostSpecialties)
		}
	}
	return names
}

func (m *Method) validateContests(c apm.Check, services, clinicians nameSet) {
	contests, tests := nameSet{}, nameSet{}
	selectors := len(m.Tests) + len(m.Steps)
	for i := range m.Tests {
		t, at := &m.Tests[i], c.In("tests").At(i)
		uniqueName(at, t.Name, contests)
		tests[t.Name] = true
		validateSelector(at, t.Services, t.Clinicians, t.Months, services, clinicians)
	}
	if len(m.Steps) == 0 {
		c.In("steps").Problemf("a method needs a step")
	}
	for i := range m.Steps {
		uniqueName(c.In("steps").At(i), m.Steps[i].Name, contests)
		selectors += len(m.Steps[i].Ties)
	}
	if selectors > maxContests {
		c.Problemf("%d tests, steps and ties, more than %d", selectors, maxContests)
	}
	for i := range m.Steps {
		s, at := &m.Steps[i], c.In("steps").At(i)
		validateSelector(at, s.Services, s.Clinicians, s.Months, services, clinicians)
		contests.check(at.In("nothingIn"), s.NothingIn, "test or step")
		tests.check(at.In("passed"), s.Passed, "test")
		tests.check(at.In("failed"), s.Failed, "test")
		s.validateMix(at.In("mix"), contests)
		apm.OneOf(at.In("measure"), s.Measure, "", Allowed, Visits, Days)
		apm.OneOf(at.In("winner"), s.Winner, "", Plurality, Majority, AtLeast, MostRecent)
		at.In("weights").Within(len(s.Weights), 0, maxYears)
		for j, weight := range s.Weights {
			at.In("weights").At(j).Within(weight, 0, maxWeight)
		}
		if s.Winner == AtLeast {
			if !shareOK(at.In("share"), s.Share) || !s.Share.IsPositive() {
				at.In("share").Problemf("a winner by share needs a share above 0")
			}
		} else if !s.Share.IsZero() {
			at.In("share").Problemf("only a winner by share has a share")
		}
		for j := range s.Ties {
			t, tie := &s.Ties[j], at.In("ties").At(j)
			apm.OneOf(tie.In("by"), t.By, ByRecent, ByMeasure, ByDraw, ByIdentifier)
			services.check(tie.In("services"), t.Services, "service")
			clinicians.check(tie.In("clinicians"), t.Clinicians, "clinician")
			apm.OneOf(tie.In("measure"), t.Measure, "", Allowed, Visits, Days)
		}
	}
	specialties := 0
	for i := range m.Elections {
		r, at := &m.Elections[i], c.In("elections").At(i)
		for j, s := range r.Specialties {
			if s == "" {
				at.In("specialties").At(j).Problemf("is empty")
			}
		}
		if specialties += len(r.Specialties); specialties > mostSpecialties {
			at.In("specialties").Problemf("more than %d specialties in all", mostSpecialties)
		}
		if r.Name == "" {
			at.In("name").Problemf("is empty")
		}
		apm.OneOf(at.In("inForce"), r.InForce, "", BeforePeriod, EachQuarter, AtEnd)
		at.In("lead").Within(r.Lead, 0, maxMonths)
		if r.Lead > 0 && r.InForce != "" && r.InForce != BeforePeriod {
			at.In("lead").Problemf("only a choice before the period has a lead")
		}
		tests.check(at.In("passed"), r.Passed, "test")
	}
}

func uniqueName(c apm.Check, name string, names nameSet) {
	switch {
	case name == "":
		c.In("name").Problemf("is empty")
	case names[name]:
		c.In("name").Problemf("another test or step has the name %q", name)
	}
	names[name] = true
}

func validateSelector(c apm.Check, services, by []string, months int, known, clinicians nameSet) {
	if len(services) == 0 {
		c.In("services").Problemf("is empty")
	}
	known.check(c.In("services"), services, "service")
	clinicians.check(c.In("clinicians"), by, "clinician")
	c.In("months").Within(months, 0, maxMonths)
}

func (s *Step) validateMix(c apm.Check, contests nameSet) {
	for i := range s.Mix {
		x, at := &s.Mix[i], c.At(i)
		if !contests[x.Part] {
			at.In("part").Problemf("no test or step has the name %q", x.Part)
		}
		if !contests[x.Whole] {
			at.In("whole").Problemf("no test or step has the name %q", x.Whole)
		}
		if !x.Below.Valid && !x.AtLeast.Valid {
			at.Problemf("needs below or atLeast")
		}
		shareOK(at.In("below"), x.Below.Decimal)
		shareOK(at.In("atLeast"), x.AtLeast.Decimal)
	}
}

// shareOK reports what is no fraction of at most nine decimals.
func shareOK(c apm.Check, d decimal.Decimal) bool {
	if !c.Number(d) {
		return false
	}
	c.Fraction(d)
	if !d.Equal(d.Truncate(maxShareDecimals)) {
		c.Problemf("has more than nine decimals")
		return false
	}
	return !d.IsNegative() && !d.GreaterThan(decimal.New(1, 0))
}
