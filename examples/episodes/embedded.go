package main

import (
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/claims"
)

// embedded is the claims of DE-SynPUF as members. Amounts are what Medicare paid a
// facility, with the pass-through of its days, and what was allowed for a line of a
// practitioner. The file counts months of coverage without saying which: they are
// taken to start with January.
func embedded() ([]episode.Member, error) {
	clinical, err := claims.Clinicals()
	if err != nil {
		return nil, err
	}
	type key struct{ member, claim string }
	details := make(map[key]claims.Clinical, len(clinical))
	for _, c := range clinical {
		details[key{c.Member, c.Claim}] = c
	}
	persons, err := claims.AnnualTotals()
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*episode.Member)
	for _, a := range persons {
		year := apm.CalendarYear(a.Year)
		m := byID[a.Member]
		if m == nil {
			m = &episode.Member{Person: episode.Person{ID: a.Member, Observed: apm.Period{From: year.From, To: apm.CalendarYear(2009).To}}}
			byID[a.Member] = m
		}
		m.Birth, m.Death = a.Birth, a.Death
		if months := min(a.MonthsA, a.MonthsB); months > 0 && a.MonthsHMO == 0 {
			m.Spans = append(m.Spans, episode.Span{Name: "enrolled", Period: apm.Period{From: year.From, To: year.From.AddMonths(months).AddDays(-1)}})
		}
		if a.ESRD {
			m.Spans = append(m.Spans, episode.Span{Name: "esrd", Period: year})
		}
	}
	facility, err := claims.FacilityClaims()
	if err != nil {
		return nil, err
	}
	for _, f := range facility {
		d := details[key{f.Member, f.Claim}]
		c := episode.Claim{ID: f.Claim, Setting: episode.Outpatient, From: f.From, Through: f.Through, DRG: d.DRG, Diagnoses: d.Diagnoses,
			Procedures: d.Procedures, ICD9: true, Facility: f.CCN, Practitioner: d.Attending, Surgeon: d.Operating}
		if f.Kind == "inpatient" {
			c.Setting = episode.Inpatient
		}
		line := episode.Line{Amount: f.Paid + f.PerDiem*apm.Cents(f.Days)}
		for i, code := range d.Codes { // the claim's payment stands with the first
			line.Code = code
			if i > 0 {
				line.Amount = 0
			}
			c.Lines = append(c.Lines, line)
		}
		if len(d.Codes) == 0 {
			c.Lines = []episode.Line{line}
		}
		byID[f.Member].Claims = append(byID[f.Member].Claims, c)
	}
	if err := addCarrier(byID, func(member, claim string) []string { return details[key{member, claim}].Diagnoses }); err != nil {
		return nil, err
	}
	return sorted(byID), nil
}

// addCarrier adds the practitioners' lines.
func addCarrier(byID map[string]*episode.Member, diagnoses func(member, claim string) []string) error {
	for batch, err := range claims.NewLoader(claims.Embedded()).Members() {
		if err != nil {
			return err
		}
		for _, from := range batch {
			to := byID[from.ID]
			for _, l := range from.Lines {
				if n := len(to.Claims); n == 0 || to.Claims[n-1].ID != l.Claim {
					to.Claims = append(to.Claims, episode.Claim{ID: l.Claim, Setting: episode.Professional, From: l.From, Through: l.Through,
						Diagnoses: diagnoses(from.ID, l.Claim), ICD9: true, Group: l.TIN, Practitioner: l.NPI})
				}
				c := &to.Claims[len(to.Claims)-1]
				c.Lines = append(c.Lines, episode.Line{Code: l.Code, Practitioner: l.NPI, Amount: l.Allowed})
			}
		}
	}
	return nil
}

// sorted is the members by their identifiers.
func sorted(byID map[string]*episode.Member) []episode.Member {
	members := make([]episode.Member, 0, len(byID))
	for _, m := range byID {
		members = append(members, *m)
	}
	slices.SortFunc(members, func(a, b episode.Member) int { return strings.Compare(a.ID, b.ID) })
	return members
}
