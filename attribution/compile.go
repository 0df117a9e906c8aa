package attribution

import (
	"slices"

	"github.com/shopspring/decimal"
)

// compile builds the look-ups of a method that has been validated.
func (a *Attributor) compile() {
	m := &a.method
	a.byThrough = m.Date == ByThrough
	a.cancel = m.Reversals != SumReversed
	kinds := m.Identity
	if len(kinds) == 0 {
		kinds = []IDKind{CCN, TIN}
	}
	for _, k := range kinds {
		a.identity = append(a.identity, idIndex(k))
	}
	a.enrollment = m.Eligibility != nil || m.Retention != nil
	services := a.compileServices()
	clinicians := a.compileClinicians()
	a.compileContests(services, clinicians)
	a.from, a.to = a.window.From, a.window.To
	for i := range a.selectors {
		s := &a.selectors[i]
		a.from = min(a.from, s.from)
		a.anyRole |= s.clinicians
	}
	for i := range m.Services {
		if by := m.Services[i].CountsAs; by != "" {
			a.asRules |= 1 << i
		}
	}
	a.gate = make([]uint32, len(a.roles))
	for i, role := range a.roles {
		if a.gate[i] = a.asRules; role&a.anyRole != 0 {
			a.gate[i] = 1<<32 - 1
		}
	}
}

func idIndex(k IDKind) int {
	switch k {
	case TIN:
		return 0
	case CCN:
		return 1
	}
	return 2
}

// compileServices gives each service a bit, and the bits of each name.
func (a *Attributor) compileServices() map[string]uint32 {
	byName := make(map[string]uint32)
	named := make(map[Code]uint32)   // services that name the code
	refused := make(map[Code]uint32) // services that refuse it
	other := uint32(0)               // services that take codes they do not name
	known := make(map[Code]bool)     // codes that any service names
	a.listRules = make(map[string]uint32)
	for i := range a.method.Services {
		s, bit := &a.method.Services[i], uint32(1)<<i
		byName[s.Name] |= bit
		for _, text := range s.Codes {
			expandCodes(text, func(c Code) { named[c] |= bit; known[c] = true })
		}
		for _, text := range s.NotCodes {
			expandCodes(text, func(c Code) { refused[c] |= bit; known[c] = true })
		}
		if len(s.Codes) == 0 {
			other |= bit
		}
		a.compileBills(s.Bills, bit)
		a.compileRevenue(s.Revenue, bit)
		a.compilePlaces(s, bit)
		for _, kind := range s.NotDuring {
			for set := range a.stays {
				if uint8(set)&stayBit(kind) != 0 {
					a.stays[set] |= bit
				}
			}
		}
		if s.OnList != "" {
			a.onList |= bit
			a.listRules[s.OnList] |= bit
		}
		if s.AddOnTo != "" {
			a.addOnMask |= bit
			a.claims = true
		}
		if len(s.Revenue) > 0 || len(s.Places) > 0 || len(s.NotPlaces) > 0 || len(s.NotDuring) > 0 || s.OnList != "" {
			a.limited |= bit
		}
	}
	for i := range a.method.Services {
		if on := a.method.Services[i].AddOnTo; on != "" {
			a.addOns = append(a.addOns, addOn{rules: 1 << i, base: byName[on] &^ a.addOnMask})
		}
	}
	rules := make(map[Code]uint32, len(known))
	for c := range known {
		rules[c] = (named[c] | other) &^ refused[c]
	}
	a.codes = newCodeTable(rules, other)
	return byName
}

func (a *Attributor) compileBills(bills []string, bit uint32) {
	if len(bills) == 0 {
		for i := range a.bills {
			a.bills[i] |= bit
		}
	}
	for _, text := range bills {
		if text == professional {
			text = ""
		}
		n, _ := packBill(text)
		a.bills[n] |= bit
	}
}

// professional stands for a claim without a bill type.
const professional = "none"

func (a *Attributor) compileRevenue(centers []string, bit uint32) {
	if len(centers) > 0 {
		a.withRev |= bit
	}
	for _, text := range centers {
		low, high, _ := revenueRange(text)
		a.revenue = append(a.revenue, rangeRule{low: low, high: high, rules: bit})
	}
}

// revenueRange reads four digits, or three and an X.
func revenueRange(s string) (low, high uint16, ok bool) {
	if len(s) != 4 {
		return 0, 0, false
	}
	if s[3] == 'X' {
		low, ok = packNumber(s[:3]+"0", 4)
		return low, low + 9, ok
	}
	low, ok = packNumber(s, 4)
	return low, low, ok
}

func (a *Attributor) compilePlaces(s *Service, bit uint32) {
	if len(s.Places) == 0 {
		for i := range a.places {
			a.places[i] |= bit
		}
	}
	for _, text := range s.Places {
		n, _ := packNumber(text, 2)
		a.places[n] |= bit
	}
	for _, text := range s.NotPlaces {
		n, _ := packNumber(text, 2)
		a.places[n] &^= bit
	}
}

// compileClinicians gives each group a bit, and the bits of each name.
func (a *Attributor) compileClinicians() map[string]uint32 {
	groups := a.method.Clinicians
	a.specialties = make(map[string]uint16)
	number := func(specialties []string) {
		for _, s := range specialties {
			if packSpecialty(s, a.specialties) == otherSpecialty {
				a.specialties[s] = uint16(shortSpecialties + len(a.specialties))
			}
		}
	}
	for _, g := range groups {
		number(g.Specialties)
	}
	for i := range a.method.Elections {
		number(a.method.Elections[i].Specialties)
	}
	a.roles = make([]uint32, shortSpecialties+len(a.specialties)+1) // the last is any other specialty
	byName := make(map[string]uint32)
	for i, g := range groups {
		bit := uint32(1) << i
		byName[g.Name] |= bit
		for _, s := range g.Specialties {
			a.roles[packSpecialty(s, a.specialties)] |= bit
		}
		if g.Unknown {
			a.roles[0] |= bit
		}
		if g.Anyone {
			for j := range a.roles {
				a.roles[j] |= bit
			}
		}
	}
	// The last bit is everyone, for selectors that name no clinician.
	for j := range a.roles {
		a.roles[j] |= everyone
	}
	return byName
}

const (
	everyone      = 1 << 31
	maxServices   = 32
	maxClinicians = 31
	maxContests   = 64
)

// compileContests builds the selectors of tests, steps and ties, and the steps.
func (a *Attributor) compileContests(services, clinicians map[string]uint32) {
	m := &a.method
	add := func(serviceNames, clinicianNames []string, months int) int {
		s := selector{from: a.window.From, to: a.window.To, clinicians: everyone}
		for _, name := range serviceNames {
			s.rules |= services[name]
		}
		if len(clinicianNames) > 0 {
			s.clinicians = 0
		}
		for _, name := range clinicianNames {
			s.clinicians |= clinicians[name]
		}
		for i := range m.Services {
			if by := m.Services[i].CountsAs; by != "" && s.rules&(1<<i) != 0 {
				s.rules &^= 1 << i
				if s.clinicians&clinicians[by] != 0 || s.clinicians == everyone {
					s.as |= 1 << i
				}
			}
		}
		if months > 0 {
			s.from = max(monthsBack(a.window.To, months), 1)
		}
		a.selectors = append(a.selectors, s)
		return len(a.selectors) - 1
	}
	a.tests = make(map[string]int)
	contests := make(map[string]int)
	for i := range m.Tests {
		t := &m.Tests[i]
		at := add(t.Services, t.Clinicians, t.Months)
		a.tests[t.Name], contests[t.Name] = at, at
	}
	for i := range m.Steps {
		s := &m.Steps[i]
		contests[s.Name] = add(s.Services, s.Clinicians, s.Months)
	}
	all := func(names []string) (found []int) {
		for _, name := range names {
			found = append(found, contests[name])
		}
		return found
	}
	for i := range m.Steps {
		s := &m.Steps[i]
		step := compiledStep{Step: s, selector: contests[s.Name],
			nothingIn: all(s.NothingIn), passed: all(s.Passed), failed: all(s.Failed)}
		step.share = fraction(s.Share)
		for _, x := range s.Mix {
			mix := compiledMix{part: contests[x.Part], whole: contests[x.Whole],
				hasTop: x.Below.Valid, below: fraction(x.Below.Decimal), hasLow: x.AtLeast.Valid, atLeast: fraction(x.AtLeast.Decimal)}
			step.mix = append(step.mix, mix)
		}
		for _, t := range s.Ties {
			tie := compiledTie{by: t.By, measure: t.Measure, selector: step.selector,
				own: len(t.Services) == 0 && len(t.Clinicians) == 0}
			if !tie.own {
				names, by := t.Services, t.Clinicians
				if len(names) == 0 {
					names = s.Services
				}
				if len(by) == 0 {
					by = s.Clinicians
				}
				tie.selector = add(names, by, s.Months)
			}
			a.claims = a.claims || t.By == ByMeasure && t.Measure == Visits
			step.ties = append(step.ties, tie)
		}
		for year := range s.Weights {
			step.weightStart = append(step.weightStart, monthsBack(a.window.To, 12*(year+1)))
		}
		a.claims = a.claims || s.Measure == Visits
		a.steps = append(a.steps, step)
	}
	for i := range m.Elections {
		r := &m.Elections[i]
		e := compiledElection{ElectionRule: r, days: r.days(a.period), passed: all(r.Passed)}
		if len(r.Specialties) > 0 {
			e.specialties = make(map[uint16]bool)
			for _, s := range r.Specialties {
				e.specialties[packSpecialty(s, a.specialties)] = true
			}
		}
		a.elections = append(a.elections, e)
	}
}

// maxShareDecimals is how many decimals a share may have.
const maxShareDecimals = 9

// fraction is a decimal of at most nine decimals between 0 and 1 as a fraction.
func fraction(d decimal.Decimal) ratio {
	scaled := d.Shift(maxShareDecimals)
	return ratio{num: uint64(scaled.IntPart()), den: 1_000_000_000}
}

// clone is a deep copy, so that a caller who changes a list later changes nothing.
func (m Method) clone() Method {
	if m.Eligibility != nil {
		e := *m.Eligibility
		e.Programs = slices.Clone(e.Programs)
		m.Eligibility = &e
	}
	if m.Retention != nil {
		e := *m.Retention
		e.Programs = slices.Clone(e.Programs)
		m.Retention = &e
	}
	m.Identity = slices.Clone(m.Identity)
	m.Elections = slices.Clone(m.Elections)
	for i := range m.Elections {
		r := &m.Elections[i]
		r.Specialties, r.Passed, r.NotIn = slices.Clone(r.Specialties), slices.Clone(r.Passed), slices.Clone(r.NotIn)
	}
	m.Services = slices.Clone(m.Services)
	for i := range m.Services {
		s := &m.Services[i]
		s.Codes, s.NotCodes, s.Bills, s.Revenue = slices.Clone(s.Codes), slices.Clone(s.NotCodes), slices.Clone(s.Bills), slices.Clone(s.Revenue)
		s.Places, s.NotPlaces, s.NotDuring = slices.Clone(s.Places), slices.Clone(s.NotPlaces), slices.Clone(s.NotDuring)
	}
	m.Clinicians = slices.Clone(m.Clinicians)
	for i := range m.Clinicians {
		m.Clinicians[i].Specialties = slices.Clone(m.Clinicians[i].Specialties)
	}
	m.Tests = slices.Clone(m.Tests)
	for i := range m.Tests {
		t := &m.Tests[i]
		t.Services, t.Clinicians = slices.Clone(t.Services), slices.Clone(t.Clinicians)
	}
	m.Steps = slices.Clone(m.Steps)
	for i := range m.Steps {
		s := &m.Steps[i]
		s.Services, s.Clinicians, s.NothingIn = slices.Clone(s.Services), slices.Clone(s.Clinicians), slices.Clone(s.NothingIn)
		s.Mix, s.Passed, s.Failed, s.Weights = slices.Clone(s.Mix), slices.Clone(s.Passed), slices.Clone(s.Failed), slices.Clone(s.Weights)
		s.Ties = slices.Clone(s.Ties)
		for j := range s.Ties {
			t := &s.Ties[j]
			t.Services, t.Clinicians = slices.Clone(t.Services), slices.Clone(t.Clinicians)
		}
	}
	return m
}
