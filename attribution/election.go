package attribution

import "github.com/seed-6807d414/apm"

// ElectionRule lets a choice of the member, a plan or the state decide before any
// claim is looked at. A choice of an organisation on the roster attributes the
// member to it; a choice of anyone else keeps the member from being attributed.
type ElectionRule struct {
	Name      string `json:"name"`
	Authority string `json:"authority,omitempty"`
	// By is who chose: "member" (also when empty), "plan", "state".
	By string `json:"by,omitempty"`
	// InForce says on which day a choice must stand; of several the latest counts.
	InForce InForce `json:"inForce,omitempty"`
	// Lead moves the day of [BeforePeriod] that many months before the period: 3 for
	// September 30 of the year before.
	Lead int `json:"lead,omitempty"`
	// IgnoreOthers passes over a choice of someone who is not on the roster, instead
	// of letting it bar the member.
	IgnoreOthers bool `json:"ignoreOthers,omitempty"`
	// Specialties, where there are any, are those that the chosen clinician may have.
	// A choice of anyone else is passed over.
	Specialties []string `json:"specialties,omitempty"`
	// Passed names tests that the chosen organisation must have passed; otherwise the
	// choice is passed over.
	Passed []string `json:"passed,omitempty"`
	// NotIn names initiatives; the rule does not apply to a member of one of them
	// during the performance period.
	NotIn []string `json:"notIn,omitempty"`
}

// InForce is the day on which an election must stand.
type InForce string

// The days of elections.
const (
	// BeforePeriod is the day before the performance period starts, or a number of
	// months earlier; also when empty. The member counts from the start of the period.
	BeforePeriod InForce = "before"
	// EachQuarter is that day, and then the last day before each further quarter of
	// the period: a choice made during the year adds the member from the next quarter.
	EachQuarter InForce = "eachQuarter"
	// AtEnd is the last day of the period. The member counts from the month of the
	// choice, or from the start of the period if that is later.
	AtEnd InForce = "atEnd"
)

// electionDay is a day on which elections are looked at, and the day from which a
// member counts by them.
type electionDay struct{ on, counts apm.Date }

// days lists the days of the rule for a period, in order.
func (r *ElectionRule) days(period apm.Period) []electionDay {
	switch r.InForce {
	case AtEnd:
		return []electionDay{{on: period.To}}
	case EachQuarter:
		var days []electionDay
		for months := 0; ; months += 3 {
			start := period.From.AddMonths(months)
			if start == 0 || start > period.To {
				return days
			}
			days = append(days, electionDay{on: start.AddDays(-1), counts: start})
		}
	}
	return []electionDay{{on: period.From.AddMonths(-r.Lead).AddDays(-1), counts: period.From}}
}

// compiledElection is a rule with its names looked up.
type compiledElection struct {
	*ElectionRule
	days        []electionDay
	passed      []int // indexes of selectors
	specialties map[uint16]bool
}

// choice is what an election came to.
type choice struct {
	organization uint32   // 0 for someone who is not on the roster
	from         apm.Date // from when the member counts
	election     int      // its index among the person's elections
}

// elected finds the choice that decides under a rule.
func (w *Worker) elected(rule *compiledElection, p *Person) (c choice, found bool) {
	for i := range p.Programs {
		for _, name := range rule.NotIn {
			if p.Programs[i].Program == name && p.Programs[i].Period.Overlaps(w.a.period) {
				return choice{}, false
			}
		}
	}
	for _, day := range rule.days {
		var latest *Election
		at := 0
		for i := range p.Elections {
			e := &p.Elections[i]
			if !sameSource(e.By, rule.By) || !e.Period.Contains(day.on) {
				continue
			}
			if len(rule.specialties) > 0 && !rule.specialties[packSpecialty(e.Specialty, w.a.specialties)] {
				continue
			}
			if latest == nil || e.later(latest) {
				latest, at = e, i
			}
		}
		if latest == nil {
			continue
		}
		c = choice{from: day.counts, election: at}
		if c.from == 0 {
			c.from = max(w.a.period.From, monthStart(latest.Period.From))
		}
		c.organization = w.a.chosen(latest, max(day.on, w.a.period.From))
		if c.organization == 0 && rule.IgnoreOthers {
			continue
		}
		if c.organization != 0 && !w.passedAll(rule.passed, c.organization) {
			continue
		}
		return c, true
	}
	return choice{}, false
}

// sameSource compares who chose; the member is the default.
func sameSource(a, b string) bool {
	const member = "member"
	if a == "" {
		a = member
	}
	if b == "" {
		b = member
	}
	return a == b
}

// later orders elections so that their order in the input plays no part.
func (e *Election) later(other *Election) bool {
	if e.Period.From != other.Period.From {
		return e.Period.From > other.Period.From
	}
	if e.Organization != other.Organization {
		return e.Organization < other.Organization
	}
	if e.Clinician != other.Clinician {
		return e.Clinician < other.Clinician
	}
	return e.Specialty < other.Specialty
}

func monthStart(d apm.Date) apm.Date {
	if !d.Valid() {
		return 0
	}
	_, _, day := d.Civil()
	return d.AddDays(1 - day)
}

// chosen is the organisation that an election names, 0 if the roster has none.
func (a *Attributor) chosen(e *Election, on apm.Date) uint32 {
	if e.Organization != "" {
		return a.organizations[e.Organization]
	}
	if id, ok := a.ids[idIndex(NPI)][e.Clinician]; ok {
		if entity := a.resolve(id, on); entity != shared {
			return entity
		}
	}
	return 0
}
