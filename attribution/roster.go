package attribution

import (
	"cmp"
	"slices"

	"github.com/seed-6807d414/apm"
)

// Roster says who belongs to whom.
type Roster struct {
	Participants []Participant
	Lists        []List
}

// Participant puts an identifier into an organisation for a time. An identifier may
// stand in several rows.
type Participant struct {
	ID           ID
	Organization string
	Period       apm.Period // both days included; open for as long as the roster is used
}

// List is a list of identifiers that the services of a method ask for, such as the
// teaching hospitals that elected to be paid for their physicians ("eta").
type List struct {
	Name string
	IDs  []ID
}

// Entity numbers: 0 is nobody; shared is an identifier of several organisations
// that is dropped; then organisations, then identifiers that the roster knows, then
// others. An identifier with several or dated rows refers to its spans.
const (
	shared  = 1<<32 - 1
	isSpans = 1 << 31
)

// span is a time for which an identifier belongs to an organisation.
type span struct {
	from, to     apm.Date
	organization uint32
}

// resolve is the organisation of a known identifier on a day, 0 for none.
func (a *Attributor) resolve(id uint32, on apm.Date) uint32 {
	e := a.entity[id]
	if e&isSpans == 0 || e == shared {
		return e
	}
	found := uint32(0)
	for _, s := range a.spans[e&^isSpans] {
		if s.from <= on && on <= s.to {
			if found != 0 && found != s.organization {
				return shared
			}
			found = s.organization
		}
	}
	return found
}

// compileRoster numbers organisations and identifiers, in an order that does not
// depend on that of the roster.
func (a *Attributor) compileRoster(r Roster, rule SharedRule, c apm.Check) {
	names := make(map[string]bool)
	rows := make(map[ID][]span)
	ids := make(map[ID]bool)
	for i, p := range r.Participants {
		at := c.In("participants").At(i)
		ok := checkID(p.ID, at.In("id"))
		if p.Organization == "" {
			at.In("organization").Problemf("is empty")
			ok = false
		}
		if !p.Period.Valid() {
			at.In("period").Problemf("ends before it starts")
			ok = false
		}
		if ok {
			names[p.Organization], ids[p.ID] = true, true
		}
	}
	lists := make(map[string]bool)
	for i, l := range r.Lists {
		at := c.In("lists").At(i)
		if l.Name == "" {
			at.In("name").Problemf("is empty")
		}
		lists[l.Name] = true
		for j, id := range l.IDs {
			if checkID(id, at.In("ids").At(j)) {
				ids[id] = true
			}
		}
	}
	a.names = append(a.names, ID{})
	a.organizations = make(map[string]uint32, len(names))
	for _, name := range sortedKeys(names, cmp.Compare[string]) {
		a.organizations[name] = uint32(len(a.names))
		a.names = append(a.names, ID{Value: name})
	}
	a.organized = uint32(len(a.names))
	a.ids = [3]map[string]uint32{{}, {}, {}}
	for _, id := range sortedKeys(ids, compareID) {
		a.ids[idIndex(id.Kind)][id.Value] = uint32(len(a.names))
		a.names = append(a.names, id)
	}
	for i, p := range r.Participants {
		organization, ok := a.organizations[p.Organization]
		if !ok || !ids[p.ID] || !p.Period.Valid() {
			continue
		}
		s := span{from: p.Period.From, to: p.Period.To, organization: organization}
		if s.to == 0 {
			s.to = openEnd
		}
		for _, other := range rows[p.ID] {
			if rule != DropShared && other.organization != organization && other.from <= s.to && s.from <= other.to {
				c.In("participants").At(i).Problemf("another organisation claims the identifier at the same time")
				break
			}
		}
		rows[p.ID] = append(rows[p.ID], s)
	}
	a.entity = make([]uint32, len(a.names))
	for id, spans := range rows {
		a.entity[a.ids[idIndex(id.Kind)][id.Value]] = a.entityOf(spans)
	}
	a.lists = make([]uint32, len(a.names))
	for _, l := range r.Lists {
		for _, id := range l.IDs {
			if n, ok := a.ids[idIndex(id.Kind)][id.Value]; ok {
				a.lists[n] |= a.listRules[l.Name]
			}
		}
	}
}

const openEnd = apm.Date(1<<31 - 1)

// entityOf is the organisation itself where it is the same for every day that
// matters, and otherwise a reference to the spans.
func (a *Attributor) entityOf(spans []span) uint32 {
	whole := len(spans) == 1
	for _, s := range spans {
		if s.organization == spans[0].organization && s.from <= a.from && s.to >= max(a.to, a.period.To) {
			continue
		}
		whole = false
	}
	if whole {
		return spans[0].organization
	}
	slices.SortFunc(spans, func(x, y span) int {
		return cmp.Or(cmp.Compare(x.from, y.from), cmp.Compare(x.to, y.to), cmp.Compare(x.organization, y.organization))
	})
	a.spans = append(a.spans, spans)
	return uint32(len(a.spans)-1) | isSpans
}

func checkID(id ID, c apm.Check) bool {
	switch id.Kind {
	case TIN, CCN, NPI:
	default:
		c.In("kind").Problemf("unknown kind %q (known: tin, ccn, npi)", string(id.Kind))
		return false
	}
	if id.Value == "" {
		c.In("value").Problemf("is empty")
		return false
	}
	return true
}

func compareID(x, y ID) int {
	return cmp.Or(cmp.Compare(x.Value, y.Value), cmp.Compare(x.Kind, y.Kind))
}

func sortedKeys[K comparable, V any](set map[K]V, compare func(a, b K) int) []K {
	keys := make([]K, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, compare)
	return keys
}
