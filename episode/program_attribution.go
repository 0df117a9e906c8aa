package episode

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Attribution says who answers for an episode: the first role of a hierarchy that
// anybody holds, and among several holders of it a tie-break.
type Attribution struct {
	// Hierarchy lists the roles in the order in which they are asked.
	Hierarchy []Role `json:"hierarchy"`
	// TieBreak lists what decides among several candidates of a role, in this order. Where
	// it does not decide, the provider whose identifier sorts first is taken, so that the
	// order of the candidates never matters.
	TieBreak []TieBreak `json:"tieBreak,omitempty"`
	// Roster lists the providers that take part, after successions; a candidate that is not
	// among them is none. Empty, all take part.
	Roster []string `json:"roster,omitempty"`
	// Successions are providers that took the place of others: an anchor that begins
	// before the date belongs to the earlier provider, from the date on to the later one.
	// A provider has one successor, which may have one in turn.
	Successions []Succession `json:"successions,omitempty"`
	Authority   string       `json:"authority,omitzero"`
}

// Role is what a candidate was in the episode. A program may name another than the
// constants.
type Role string

// The usual roles.
const (
	TriggerProvider     Role = "triggerProvider"     // the facility of the anchor stay or procedure
	TriggerGroup        Role = "triggerGroup"        // the group practice on its claim
	TriggerPractitioner Role = "triggerPractitioner" // the practitioner on its claim
	Surgeon             Role = "surgeon"             // who operated
	Plurality           Role = "plurality"           // who gave most of the care, as package attribution finds
)

// TieBreak names what decides among candidates.
type TieBreak string

// The tie-breaks.
const (
	MostDollars TieBreak = "mostDollars"
	MostLines   TieBreak = "mostLines"
	Earliest    TieBreak = "earliest" // first day; a candidate without a day comes last
	Latest      TieBreak = "latest"
)

// Candidate is a provider that could answer for an episode.
type Candidate struct {
	Role     Role      `json:"role"`
	Provider string    `json:"provider"`
	Dollars  apm.Cents `json:"dollars,omitzero"`
	Lines    int       `json:"lines,omitzero"`
	Day      apm.Date  `json:"day,omitzero"` // of the service that makes it a candidate
}

// Succession says that from a date on, one provider takes the place of another, as after
// a merger.
type Succession struct {
	From string   `json:"from"`
	To   string   `json:"to"`
	On   apm.Date `json:"on"`
}

func (at *Attribution) validate(c apm.Check) {
	if len(at.Hierarchy) == 0 {
		c.In("hierarchy").Problemf("needs a role")
	}
	for i, r := range at.Hierarchy {
		if r == "" {
			c.In("hierarchy").At(i).Problemf("is empty")
		}
		if slices.Contains(at.Hierarchy[:i], r) {
			c.In("hierarchy").At(i).Problemf("%q stands twice", string(r))
		}
	}
	for i, t := range at.TieBreak {
		switch t {
		case MostDollars, MostLines, Earliest, Latest:
		default:
			c.In("tieBreak").At(i).Problemf("unknown tie-break %q (known: mostDollars, mostLines, earliest, latest)", string(t))
		}
	}
	if slices.Contains(at.Roster, "") {
		c.In("roster").Problemf("holds an empty provider")
	}
	for i, s := range at.Successions {
		in := c.In("successions").At(i)
		if slices.ContainsFunc(at.Successions[:i], func(other Succession) bool { return other.From == s.From }) {
			in.In("from").Problemf("has a successor already")
		}
		if s.From == "" || s.To == "" || s.From == s.To {
			in.Problemf("a succession is from one provider to another")
		}
		if !s.On.Valid() {
			in.In("on").Problemf("is no date")
		}
	}
}

// Assign is the provider that answers for an episode whose anchor begins on that day;
// empty where no candidate holds a role of the hierarchy.
func (at Attribution) Assign(anchor apm.Date, candidates []Candidate) string {
	for _, role := range at.Hierarchy {
		var best *Candidate
		for i := range candidates {
			c := &candidates[i]
			if c.Role == role && at.takesPart(c.Provider, anchor) && (best == nil || at.before(c, best)) {
				best = c
			}
		}
		if best != nil {
			return at.successor(best.Provider, anchor)
		}
	}
	return ""
}

func (at Attribution) takesPart(provider string, anchor apm.Date) bool {
	return provider != "" && (len(at.Roster) == 0 || slices.Contains(at.Roster, at.successor(provider, anchor)))
}

func (at Attribution) before(a, b *Candidate) bool {
	for _, t := range at.TieBreak {
		order := 0
		switch t {
		case MostDollars:
			order = cmp.Compare(b.Dollars, a.Dollars)
		case MostLines:
			order = cmp.Compare(b.Lines, a.Lines)
		case Earliest, Latest:
			if order = cmp.Compare(a.Day, b.Day); t == Latest {
				order = -order
			}
			if a.Day.IsZero() != b.Day.IsZero() {
				order = 1
				if b.Day.IsZero() {
					order = -1
				}
			}
		}
		if order != 0 {
			return order < 0
		}
	}
	return strings.Compare(a.Provider, b.Provider) < 0
}

// successor follows successions in force on the day; a circle of them ends where it
// began.
func (at Attribution) successor(provider string, day apm.Date) string {
	for range at.Successions {
		i := slices.IndexFunc(at.Successions, func(s Succession) bool { return s.From == provider && day >= s.On })
		if i < 0 {
			break
		}
		provider = at.Successions[i].To
	}
	return provider
}

// Reconciliation says which episodes belong to a period, and which day's price they have.
type Reconciliation struct {
	// Membership is the day that lies in the period; empty where the caller has seen to it.
	Membership CaseDay `json:"membership,omitzero"`
	// Price is the day whose price an episode has; empty where the caller knows it.
	Price CaseDay `json:"price,omitzero"`
}

// CaseDay names a day of a [Case].
type CaseDay string

// The days.
const (
	AtTriggerStart CaseDay = "triggerStart" // admission or procedure
	AtTriggerEnd   CaseDay = "triggerEnd"   // discharge or procedure
	AtEnd          CaseDay = "end"          // of the episode
)

func (d CaseDay) validate(c apm.Check) {
	switch d {
	case AtTriggerStart, AtTriggerEnd, AtEnd:
	default:
		c.Problemf("unknown day %q (known: triggerStart, triggerEnd, end)", string(d))
	}
}

func (r *Reconciliation) validate(c apm.Check) {
	if r.Membership == "" && r.Price == "" {
		c.Problemf("needs membership, price or both")
	}
	if r.Membership != "" {
		r.Membership.validate(c.In("membership"))
	}
	if r.Price != "" {
		r.Price.validate(c.In("price"))
	}
}

// Day is that day of a case. It fails where the case has none.
func (c Case) Day(of CaseDay) (apm.Date, error) {
	var day apm.Date
	switch of {
	case AtTriggerStart:
		day = c.TriggerStart
	case AtTriggerEnd:
		day = c.TriggerEnd
	case AtEnd:
		day = c.End
	default:
		return day, &apm.FactError{Field: "day", Reason: "is none of triggerStart, triggerEnd, end"}
	}
	if !day.Valid() {
		return day, apm.Missing(string(of))
	}
	return day, nil
}

// Belongs says whether a case belongs to a period by the program's reconciliation. It fails
// where the program has none or the case no such day.
func (a *Arrangement) Belongs(c Case, period apm.Period) (bool, error) {
	if a.program.Reconciliation == nil || a.program.Reconciliation.Membership == "" {
		return false, apm.Missing("reconciliation.membership")
	}
	day, err := c.Day(a.program.Reconciliation.Membership)
	return err == nil && period.Contains(day), err
}

// PriceDay is the day whose price a case has by the program's reconciliation.
func (a *Arrangement) PriceDay(c Case) (apm.Date, error) {
	if a.program.Reconciliation == nil || a.program.Reconciliation.Price == "" {
		return 0, apm.Missing("reconciliation.price")
	}
	return c.Day(a.program.Reconciliation.Price)
}

// NoProvider is the reason for which an episode does not count that nobody answers for.
const NoProvider = "no accountable provider"

// Case is what the program knows of an episode that an [Engine] has built: its cost as the
// amount on the program's price basis, what was kept apart as post-episode spending, and
// the reasons for which it does not count. Who answers for it is found among the providers
// of the trigger and the further candidates, such as one by plurality; without an
// attribution in the program it is the facility of the trigger. The category is the one
// given, or the episode's subtype where it is empty. Prices, weights and covariates are the
// caller's to add.
func (a *Arrangement) Case(e *Episode, category string, further ...Candidate) Case {
	if category == "" {
		category = e.Subtype
	}
	c := Case{
		Category: category, Cell: e.Cell,
		TriggerStart: e.Trigger.Period.From, TriggerEnd: e.Trigger.Period.To, End: e.Period.To,
		Amounts: map[PriceBasis]decimal.Decimal{a.program.Basis: e.Cost.Decimal()},
	}
	for _, w := range e.Windows {
		if w.Use == Apart {
			c.PostEpisode = decimal.NewNullDecimal(e.Apart.Decimal())
		}
	}
	for _, r := range e.Exclusions {
		c.Excluded = append(c.Excluded, r.ID)
	}
	if at := a.program.Attribution; at == nil {
		c.Provider = e.Trigger.Facility
	} else {
		day := e.Trigger.Period.From
		c.Provider = at.Assign(day, append([]Candidate{
			{Role: TriggerProvider, Provider: e.Trigger.Facility, Day: day},
			{Role: TriggerGroup, Provider: e.Trigger.Group, Day: day},
			{Role: TriggerPractitioner, Provider: e.Trigger.Practitioner, Day: day},
			{Role: Surgeon, Provider: e.Trigger.Surgeon, Day: day},
		}, further...))
	}
	if c.Provider == "" {
		c.Excluded = append(c.Excluded, NoProvider)
	}
	return c
}
