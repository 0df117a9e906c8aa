package main

import (
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/seed-6807d414/apm/spend"
)

// managedCare flags months in a plan whose claims the file does not hold.
const managedCare = "managedCare"

// The settings that a line of claims has, from its bill type.
const (
	professional = "professional"
	inpatient    = "inpatient"
	outpatient   = "outpatient"
	nursing      = "nursing facility"
)

// person is one member of the file, in the forms that the rooms read.
type person struct {
	attribution.Member
	spending spend.Member
}

// population is the people of a run, sorted by identifier, and who belongs to whom.
type population struct {
	people   []person
	roster   attribution.Roster
	embedded bool
	assumed  bool // nobody's enrollment is known, so everyone counts in every month
}

// load reads the files of a run.
func load(files claims.Files, embedded bool, years ...apm.Period) (*population, error) {
	loader := claims.NewLoader(files)
	p := &population{embedded: embedded, assumed: !embedded && files.Enrollment == ""}
	var err error
	if p.roster, err = loader.Roster(); err != nil {
		return nil, err
	}
	for batch, err := range loader.Members() {
		if err != nil {
			return nil, err
		}
		for _, m := range batch {
			p.people = append(p.people, person{Member: m, spending: spending(m)})
		}
	}
	if embedded {
		return p, p.addFacilities()
	}
	for i := range p.people {
		p.people[i].spending.Spans = spans(&p.people[i].Member, p.assumed, years)
	}
	return p, nil
}

// spending is the lines of a member as a ledger reads them. What the file calls
// allowed is what counts as spending.
func spending(m attribution.Member) spend.Member {
	out := spend.Member{ID: m.ID, Lines: make([]spend.Line, len(m.Lines))}
	for i, l := range m.Lines {
		through := l.Through
		if through == 0 {
			through = l.From
		}
		organisation := l.TIN
		if l.CCN != "" {
			organisation = l.CCN
		}
		out.Lines[i] = spend.Line{
			Claim: l.Claim, Number: int32(i), From: l.From, Through: through, PaidAmount: l.Allowed,
			Setting: settingOf(l.BillType), Code: l.Code, Specialty: l.Specialty, Practitioner: l.NPI, Organisation: organisation,
		}
	}
	return out
}

// settingOf reads the first two digits of a bill type, the facility and the kind of
// care; a line without one is a practitioner's.
func settingOf(billType string) string {
	switch kind := strings.TrimPrefix(billType, "0"); {
	case kind == "":
		return professional
	case strings.HasPrefix(kind, "11"), strings.HasPrefix(kind, "41"):
		return inpatient
	case strings.HasPrefix(kind, "18"), strings.HasPrefix(kind, "2"):
		return nursing
	}
	return outpatient
}

// spans is the enrollment of a member of the user's own files: the months with hospital
// and medical coverage, or every month where no enrollment is known.
func spans(m *attribution.Member, assumed bool, years []apm.Period) []spend.Span {
	if assumed {
		var all []spend.Span
		for _, year := range years {
			all = append(all, spend.Span{Period: year})
		}
		return all
	}
	var out []spend.Span
	for _, month := range m.Enrollment {
		const both = attribution.PartA | attribution.PartB
		if month.Coverage&both != both {
			continue
		}
		year, of, _ := month.Month.Civil()
		from, err := apm.NewDate(year, of, 1)
		if err != nil {
			continue // the loader has read the date
		}
		span := spend.Span{Period: apm.Period{From: from, To: from.AddMonths(1).AddDays(-1)}}
		if month.Coverage&attribution.ManagedCare != 0 {
			span.Flags = []string{managedCare}
		}
		out = append(out, span)
	}
	return out
}

// addFacilities adds to the embedded claims what Medicare paid facilities, and the
// months of coverage, which CMS counts without saying which: they are taken to start
// with January, and a year with months in a managed care plan to be such a year.
func (p *population) addFacilities() error {
	annual, err := claims.AnnualTotals()
	if err != nil {
		return err
	}
	facilities, err := claims.FacilityClaims()
	if err != nil {
		return err
	}
	for _, a := range annual {
		m := p.find(a.Member)
		months := min(a.MonthsA, a.MonthsB)
		if m == nil || months == 0 {
			continue
		}
		from := apm.CalendarYear(a.Year).From
		span := spend.Span{Period: apm.Period{From: from, To: from.AddMonths(months).AddDays(-1)}}
		if a.MonthsHMO > 0 {
			span.Flags = []string{managedCare}
		}
		m.spending.Spans = append(m.spending.Spans, span)
	}
	for _, c := range facilities {
		m := p.find(c.Member)
		if m == nil {
			continue
		}
		m.spending.Lines = append(m.spending.Lines, spend.Line{Claim: c.Claim, From: c.From, Through: c.Through, Setting: c.Kind,
			Organisation: c.CCN, PaidAmount: c.Paid, PerDiem: c.PerDiem, Days: int32(c.Days)})
	}
	return nil
}

// find is the person of that identifier, or nil.
func (p *population) find(id string) *person {
	i, found := slices.BinarySearchFunc(p.people, id, func(p person, id string) int { return strings.Compare(p.ID, id) })
	if !found {
		return nil
	}
	return &p.people[i]
}
