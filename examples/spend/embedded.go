package main

import (
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/seed-6807d414/apm/spend"
)

// annualKey is what CMS states a total for.
type annualKey struct {
	member   string
	year     int
	category string
}

// embedded is the facility claims of DE-SynPUF as members, and CMS's own annual
// totals. The file has no dates of payment, and counts months of coverage without
// saying which: they are taken to start with January.
func embedded() ([]spend.Member, []spend.Stated[annualKey], error) {
	annual, err := claims.AnnualTotals()
	if err != nil {
		return nil, nil, err
	}
	facility, err := claims.FacilityClaims()
	if err != nil {
		return nil, nil, err
	}
	byID := make(map[string]*spend.Member)
	var totals []spend.Stated[annualKey]
	member := func(id string) *spend.Member {
		if byID[id] == nil {
			byID[id] = &spend.Member{ID: id}
		}
		return byID[id]
	}
	for _, a := range annual {
		totals = append(totals,
			spend.Stated[annualKey]{Key: annualKey{a.Member, a.Year, "inpatient"}, Amount: a.Inpatient.Medicare},
			spend.Stated[annualKey]{Key: annualKey{a.Member, a.Year, "outpatient"}, Amount: a.Outpatient.Medicare})
		m := member(a.Member)
		if months := min(a.MonthsA, a.MonthsB); months > 0 {
			from := apm.CalendarYear(a.Year).From
			m.Spans = append(m.Spans, spend.Span{Period: apm.Period{From: from, To: from.AddMonths(months).AddDays(-1)}})
		}
	}
	for _, c := range facility {
		m := member(c.Member)
		m.Lines = append(m.Lines, spend.Line{Claim: c.Claim, From: c.From, Through: c.Through, Setting: c.Kind, Organisation: c.CCN,
			PaidAmount: c.Paid, PerDiem: c.PerDiem, Days: int32(c.Days)})
	}
	members := make([]spend.Member, 0, len(byID))
	for _, m := range byID {
		members = append(members, *m)
	}
	sortMembers(members)
	return members, totals, nil
}
