package attribution_test

import (
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

// reference attributes a member in the slow and obvious way: no packing, no masks,
// a map for every sum. It decides as the documentation of the types says.
type reference struct {
	m      attribution.Method
	roster attribution.Roster
	period apm.Period
	window apm.Period
}

func newReference(m attribution.Method, r attribution.Roster, period apm.Period) reference {
	window := period
	end := period.To
	if m.Window.Lead > 0 || m.Window.Prior {
		end = period.From.AddMonths(-m.Window.Lead).AddDays(-1)
	}
	if m.Window.Months > 0 {
		window = apm.Period{From: end.AddDays(1).AddMonths(-m.Window.Months), To: end}
	}
	return reference{m, r, period, window}
}

// verdict is what both implementations must agree on.
type verdict struct {
	Organization, Step, Winner, RunnerUp string
	Total, RunnerUpTotal                 int64
	Reason                               attribution.Reason
	From                                 apm.Date
	Months, Used                         int
}

func verdictOf(r attribution.Result) verdict {
	return verdict{r.Organization, r.Step, r.Winner.String(), r.RunnerUp.String(), r.Total, r.RunnerUpTotal,
		r.Reason, r.Period.From, r.Months, r.Lines.Used.Lines}
}

func (ref reference) decides(l attribution.Line) apm.Date {
	if ref.m.Date == attribution.ByThrough && l.Through > l.From {
		return l.Through
	}
	return l.From
}

func (ref reference) identities(l attribution.Line) []attribution.ID {
	kinds := ref.m.Identity
	if len(kinds) == 0 {
		kinds = []attribution.IDKind{attribution.CCN, attribution.TIN}
	}
	var ids []attribution.ID
	for _, k := range kinds {
		value := map[attribution.IDKind]string{attribution.TIN: l.TIN, attribution.CCN: l.CCN, attribution.NPI: l.NPI}[k]
		if value != "" {
			ids = append(ids, attribution.ID{Kind: k, Value: value})
		}
	}
	return ids
}

// organizations lists who claims an identifier on a day.
func (ref reference) organizations(id attribution.ID, on apm.Date) []string {
	var found []string
	for _, p := range ref.roster.Participants {
		if p.ID == id && p.Period.Contains(on) && !slices.Contains(found, p.Organization) {
			found = append(found, p.Organization)
		}
	}
	return found
}

// entity says for whom a line counts; shared lines and lines of nobody count for
// none.
func (ref reference) entity(l attribution.Line) (attribution.Entity, bool) {
	ids := ref.identities(l)
	for _, id := range ids {
		switch found := ref.organizations(id, ref.decides(l)); len(found) {
		case 0:
		case 1:
			return attribution.Entity{Organization: found[0]}, true
		default:
			return attribution.Entity{}, false
		}
	}
	if len(ids) == 0 {
		return attribution.Entity{}, false
	}
	return attribution.Entity{ID: ids[0]}, true
}

func inCodes(list []string, code string) bool {
	code = strings.ToUpper(code)
	for _, text := range list {
		from, to, isRange := strings.Cut(text, "-")
		if !isRange {
			to = from
		}
		if code != "" && len(code) == len(from) && from <= code && code <= to {
			return true
		}
	}
	return false
}

// meets says whether a line meets the conditions of a service, add-ons aside.
func (ref reference) meets(s attribution.Service, l attribution.Line, person attribution.Person) bool {
	if len(s.Codes) > 0 && !inCodes(s.Codes, l.Code) || inCodes(s.NotCodes, l.Code) {
		return false
	}
	bill := strings.TrimPrefix(l.BillType, "0")
	if bill == "" {
		bill = "none"
	} else {
		bill = bill[:2]
	}
	if len(s.Bills) > 0 && !slices.Contains(s.Bills, bill) {
		return false
	}
	revenue := l.Revenue
	for revenue != "" && len(revenue) < 4 {
		revenue = "0" + revenue
	}
	if len(s.Revenue) > 0 && (revenue == "" || !slices.Contains(s.Revenue, revenue) && !slices.Contains(s.Revenue, revenue[:3]+"X")) {
		return false
	}
	place := l.Place
	if len(place) == 1 {
		place = "0" + place
	}
	if len(s.Places) > 0 && !slices.Contains(s.Places, place) || slices.Contains(s.NotPlaces, place) {
		return false
	}
	if s.OnList != "" {
		on := false
		for _, list := range ref.roster.Lists {
			for _, id := range list.IDs {
				on = on || list.Name == s.OnList && (id == tin(l.TIN) || id == ccn(l.CCN) || id == npi(l.NPI))
			}
		}
		if !on {
			return false
		}
	}
	through := max(l.From, l.Through)
	for _, stay := range person.Stays {
		if slices.Contains(s.NotDuring, stay.Kind) && stay.From <= through && l.From <= stay.To {
			return false
		}
	}
	return true
}

// service says whether a line counts as that service, its add-on condition
// included.
func (ref reference) service(s attribution.Service, m attribution.Member, i int) bool {
	l := m.Lines[i]
	if !ref.meets(s, l, m.Person) {
		return false
	}
	if s.AddOnTo == "" {
		return true
	}
	for j, other := range m.Lines {
		sameClaim := l.Claim == other.Claim && (l.Claim != "" || l.NPI == other.NPI && l.From == other.From)
		if !sameClaim || !ref.eligibleLine(m, j) {
			continue
		}
		for _, base := range ref.m.Services {
			if base.Name == s.AddOnTo && base.AddOnTo == "" && ref.meets(base, other, m.Person) {
				return true
			}
		}
	}
	return false
}

// eligibleLine says whether a line has an entity and counts for any contest, add-on
// conditions aside: only such a line can be the base of an add-on.
func (ref reference) eligibleLine(m attribution.Member, j int) bool {
	if _, ok := ref.entity(m.Lines[j]); !ok {
		return false
	}
	for _, c := range ref.all() {
		if ref.inTime(c, m.Lines[j]) {
			for _, s := range ref.m.Services {
				if slices.Contains(c.services, s.Name) && ref.meets(s, m.Lines[j], m.Person) && ref.by(c, s, m.Lines[j]) {
					return true
				}
			}
		}
	}
	return false
}

// contest is a test, a step or a tie-break: which lines it looks at.
type contest struct {
	services, clinicians []string
	months               int
}

func (ref reference) all() []contest {
	var all []contest
	for _, t := range ref.m.Tests {
		all = append(all, contest{t.Services, t.Clinicians, t.Months})
	}
	for _, s := range ref.m.Steps {
		all = append(all, contest{s.Services, s.Clinicians, s.Months})
		for _, t := range s.Ties {
			all = append(all, tieContest(s, t))
		}
	}
	return all
}

func tieContest(s attribution.Step, t attribution.Tie) contest {
	c := contest{t.Services, t.Clinicians, s.Months}
	if len(c.services) == 0 {
		c.services = s.Services
	}
	if len(c.clinicians) == 0 {
		c.clinicians = s.Clinicians
	}
	return c
}

func (ref reference) named(name string) contest {
	for _, t := range ref.m.Tests {
		if t.Name == name {
			return contest{t.Services, t.Clinicians, t.Months}
		}
	}
	for _, s := range ref.m.Steps {
		if s.Name == name {
			return contest{s.Services, s.Clinicians, s.Months}
		}
	}
	panic("no contest " + name)
}

func (ref reference) inTime(c contest, l attribution.Line) bool {
	w := ref.window
	if c.months > 0 {
		w.From = w.To.AddDays(1).AddMonths(-c.months)
	}
	return w.Contains(ref.decides(l))
}

// by says whether one of the contest's clinicians rendered the line.
func (ref reference) by(c contest, s attribution.Service, l attribution.Line) bool {
	if len(c.clinicians) == 0 {
		return true
	}
	if s.CountsAs != "" {
		return slices.Contains(c.clinicians, s.CountsAs)
	}
	specialty := l.Specialty
	if len(specialty) == 1 {
		specialty = "0" + specialty
	}
	for _, g := range ref.m.Clinicians {
		if slices.Contains(c.clinicians, g.Name) && (g.Anyone || g.Unknown && specialty == "" || specialty != "" && slices.Contains(g.Specialties, specialty)) {
			return true
		}
	}
	return false
}

func (ref reference) takes(c contest, m attribution.Member, i int) bool {
	if _, ok := ref.entity(m.Lines[i]); !ok || !ref.inTime(c, m.Lines[i]) {
		return false
	}
	for _, s := range ref.m.Services {
		if slices.Contains(c.services, s.Name) && ref.service(s, m, i) && ref.by(c, s, m.Lines[i]) {
			return true
		}
	}
	return false
}

func (ref reference) counts(m attribution.Member, i int) bool {
	return slices.ContainsFunc(ref.all(), func(c contest) bool { return ref.takes(c, m, i) })
}

// reversed says whether the service of a line was taken back.
func (ref reference) reversed(m attribution.Member, i int) bool {
	if ref.m.Reversals == attribution.SumReversed {
		return false
	}
	l, sum, negative := m.Lines[i], apm.Cents(0), false
	for j, other := range m.Lines {
		if ref.counts(m, j) && other.TIN == l.TIN && other.CCN == l.CCN && strings.EqualFold(other.Code, l.Code) && other.From == l.From {
			sum += other.Allowed
			negative = negative || other.Allowed < 0
		}
	}
	return negative && sum <= 0
}
