package attribution_test

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The draws are narrow on purpose, so that totals tie, days meet and organisations
// share identifiers.

func pick[T any](t *rapid.T, label string, values ...T) T {
	return values[rapid.IntRange(0, len(values)-1).Draw(t, label)]
}

func chance(t *rapid.T, label string, percent int) bool {
	return rapid.IntRange(0, 99).Draw(t, label) < percent
}

func drawPeriod(t *rapid.T, label string, year int) apm.Period {
	from := apm.CalendarYear(year).From.AddMonths(rapid.IntRange(-30, 12).Draw(t, label+" from"))
	p := apm.Period{From: from}
	if chance(t, label+" ends", 60) {
		p.To = from.AddDays(rapid.IntRange(0, 900).Draw(t, label+" days"))
	}
	return p
}

func drawRoster(t *rapid.T, year int, exclusive bool) attribution.Roster {
	r := roster()
	for range rapid.IntRange(0, 3).Draw(t, "participants") {
		p := attribution.Participant{
			ID:           pick(t, "participant", tin(acoTIN), tin(otherTIN), tin(thirdTIN), ccn(otherCCN), npi("1000000001"), npi("1000000002")),
			Organization: pick(t, "organization", "Alder ACO", "Birch ACO", "Cedar ACO"),
			Period:       drawPeriod(t, "participant", year),
		}
		if exclusive && slices.ContainsFunc(r.Participants, func(q attribution.Participant) bool {
			return q.ID == p.ID && q.Organization != p.Organization && q.Period.Overlaps(p.Period)
		}) {
			continue
		}
		r.Participants = append(r.Participants, p)
	}
	return r
}

func drawLine(t *rapid.T, year int) attribution.Line {
	start := apm.CalendarYear(year).From
	l := attribution.Line{
		Claim:     pick(t, "claim", "", "C1", "C2", "C3"),
		NPI:       pick(t, "npi", "", "1000000001", "1000000002", "1000000003"),
		Specialty: pick(t, "specialty", "08", "8", "11", "50", "97", "06", "26", "02", "", "207Q00000X"),
		Code: pick(t, "code", "99213", "99213", "99214", "99308", "99348", "99354", "99497", "G0463", "g0438", "99490", "99441",
			"99424", "G3002", "G2211", "98016", "D0120", ""),
		Place:   pick(t, "place", "", "11", "12", "31"),
		From:    start.AddDays(pick(t, "day", 0, 30, 59, 180, 181, 364, -1, -93, -94, -200, -365, -366, -500, -731)),
		Allowed: apm.Cents(pick(t, "allowed", 10000, 10000, 5000, 20000, 2500, 0, -10000, -2500)),
	}
	switch rapid.IntRange(0, 9).Draw(t, "form") {
	case 0:
		l.CCN, l.BillType = pick(t, "ccn", rivalCCN, otherCCN), pick(t, "bill", "771", "0711", "77")
		l.Revenue = pick(t, "revenue", "", "0521", "521", "0900")
	case 1:
		l.CCN, l.BillType, l.Revenue = pick(t, "ccn", rivalCCN, otherCCN), "851", pick(t, "revenue", "0960", "0979", "0980", "0510")
	case 2:
		l.CCN, l.BillType = pick(t, "ccn", etaCCN, otherCCN), "131"
	default:
		l.TIN = pick(t, "tin", acoTIN, acoTIN, acoTIN2, rivalTIN, otherTIN, thirdTIN, "")
	}
	if chance(t, "both", 5) {
		l.TIN, l.CCN = pick(t, "tin", acoTIN, otherTIN), pick(t, "ccn", rivalCCN, otherCCN)
	}
	if chance(t, "long", 20) {
		l.Through = l.From.AddDays(rapid.IntRange(0, 40).Draw(t, "length"))
	}
	return l
}

func drawMember(t *rapid.T, year int) attribution.Member {
	m := attribution.Member{Person: attribution.Person{ID: pick(t, "member", "M1", "M2", "M3")}}
	for range rapid.IntRange(0, 9).Draw(t, "lines") {
		l := drawLine(t, year)
		m.Lines = append(m.Lines, l)
		if chance(t, "reversal", 15) {
			l.Allowed = pick(t, "reversal of", -l.Allowed, -l.Allowed/2)
			m.Lines = append(m.Lines, l)
		}
	}
	from := apm.CalendarYear(year).From.AddMonths(-26)
	odd := chance(t, "odd coverage", 40)
	for i := range 26 + 12 {
		c := attribution.PartA | attribution.PartB | attribution.Resident
		if odd && chance(t, "odd month", 6) {
			c = pick(t, "coverage", 0, attribution.PartA|attribution.Resident, attribution.PartA|attribution.PartB,
				c|attribution.ManagedCare, c|attribution.Dual)
		}
		if !odd || !chance(t, "no record", 5) {
			m.Enrollment = append(m.Enrollment, attribution.Month{Month: from.AddMonths(i).AddDays(i % 28), Coverage: c})
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "stays") {
		s := attribution.Stay{Kind: pick(t, "stay", attribution.SNF, attribution.Inpatient, "other")}
		s.From = apm.CalendarYear(year).From.AddDays(rapid.IntRange(-40, 200).Draw(t, "stay from"))
		s.To = s.From.AddDays(rapid.IntRange(0, 60).Draw(t, "stay days"))
		m.Stays = append(m.Stays, s)
	}
	if chance(t, "dies", 10) {
		m.Death = apm.CalendarYear(year).From.AddDays(rapid.IntRange(-60, 400).Draw(t, "death"))
	}
	for range pick(t, "elections", 0, 0, 0, 1, 2) {
		e := attribution.Election{By: pick(t, "by", "", "member", "plan"), Period: drawPeriod(t, "election", year),
			Specialty: pick(t, "designee", "08", "02")}
		if chance(t, "clinician", 30) {
			e.Clinician = pick(t, "chosen", "1000000001", "1000000009")
		} else {
			e.Organization = pick(t, "chosen", "Alder ACO", "Birch ACO", "Elsewhere")
		}
		m.Elections = append(m.Elections, e)
	}
	if chance(t, "program", 8) {
		m.Programs = []attribution.Participation{{
			Program: pick(t, "program name", attribution.SharedSavingsInitiative, attribution.WaiverModel, "other"),
			Period:  drawPeriod(t, "program", year),
		}}
	}
	return m
}

// drawMethod is a preset or a method of any parts.
func drawMethod(t *rapid.T, year int) attribution.Method {
	switch rapid.IntRange(0, 5).Draw(t, "method") {
	case 0, 1:
		m, err := attribution.MSSP(year, attribution.Retrospective)
		if err != nil {
			t.Fatal(err)
		}
		return noDraw(m)
	case 2:
		m, err := attribution.MSSP(max(year, 2016), attribution.Prospective)
		if err != nil {
			t.Fatal(err)
		}
		return noDraw(m)
	case 3:
		return attribution.OpenPrimaryCare(attribution.OpenTerms{UnknownIsPrimaryCare: chance(t, "unknown", 50)})
	}
	return drawParts(t)
}

// noDraw takes the draw out of the tie-breaks, which the reference does not do.
func noDraw(m attribution.Method) attribution.Method {
	for i := range m.Steps {
		m.Steps[i].Ties = slices.DeleteFunc(m.Steps[i].Ties, func(t attribution.Tie) bool { return t.By == attribution.ByDraw })
	}
	return m
}

func drawParts(t *rapid.T) attribution.Method {
	m := attribution.Method{
		Name:      "parts",
		Date:      pick(t, "date", "", attribution.ByThrough),
		Identity:  pick(t, "identity", nil, []attribution.IDKind{attribution.NPI, attribution.TIN}, []attribution.IDKind{attribution.TIN}),
		Shared:    attribution.DropShared,
		Reversals: pick(t, "reversals", "", attribution.SumReversed),
		Window:    pick(t, "window", attribution.Window{}, attribution.Window{Months: 12, Prior: true}, attribution.Window{Months: 6, Lead: 3}),
		Services: []attribution.Service{
			{Name: "office", Codes: []string{"99213-99214", "G0438"}},
			{Name: "office", Bills: []string{"77"}, CountsAs: "primary"},
			{Name: "other", NotCodes: []string{"99213"}, NotPlaces: []string{"31"}},
			{Name: "add-on", Codes: []string{"99354"}, AddOnTo: "office"},
		},
		Clinicians: []attribution.Clinician{
			{Name: "primary", Specialties: []string{"08", "50", "207Q00000X"}},
			{Name: "specialist", Specialties: []string{"06", "26"}, Unknown: true},
			{Name: "all", Anyone: true},
		},
	}
	if chance(t, "eligibility", 40) {
		m.Eligibility = &attribution.Eligibility{
			Covered: attribution.PartA | attribution.PartB, Months: pick(t, "months", 0, 5, 9), InARow: pick(t, "in a row", 0, 4),
			Whole: chance(t, "whole", 50), Never: pick(t, "never", 0, attribution.Dual, attribution.ManagedCare|attribution.Dual), Resident: chance(t, "resident", 50),
		}
		m.Eligibility.Both = m.Eligibility.Whole && m.Eligibility.Months > 0 && chance(t, "both fail", 50)
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "rules") {
		r := attribution.ElectionRule{Name: pick(t, "rule", "choice", "plan"), By: pick(t, "rule by", "", "plan"),
			InForce: pick(t, "in force", "", attribution.EachQuarter, attribution.AtEnd), IgnoreOthers: chance(t, "ignore", 40)}
		if i == 0 && chance(t, "rule test", 30) {
			r.Passed = []string{"seen"}
		}
		m.Elections = append(m.Elections, r)
	}
	services := func(label string) []string {
		return pick(t, label, []string{"office"}, []string{"office", "add-on"}, []string{"other"}, []string{"office", "other"})
	}
	clinicians := func(label string) []string {
		return pick(t, label, nil, []string{"primary"}, []string{"specialist"}, []string{"primary", "specialist"}, []string{"all"})
	}
	months := func(label string) int { return pick(t, label, 0, 0, 12, 24, 3) }
	m.Tests = []attribution.Test{{Name: "seen", Services: services("test services"), Clinicians: clinicians("test clinicians"), Months: months("test months")}}
	for i, name := range []string{"first", "second"} {
		s := attribution.Step{Name: name, Services: services("services"), Clinicians: clinicians("clinicians"), Months: months("months"),
			Measure: pick(t, "measure", "", attribution.Allowed, attribution.Visits, attribution.Days),
			Winner:  pick(t, "winner", "", attribution.Plurality, attribution.Majority, attribution.AtLeast, attribution.MostRecent),
			Weights: pick(t, "weights", nil, nil, []int{2, 1}, []int{1, 0, 3})}
		if s.Winner == attribution.AtLeast {
			s.Share = pick(t, "share", decimal.RequireFromString("0.4"), decimal.RequireFromString("0.333333333"), decimal.RequireFromString("1"))
		}
		for range rapid.IntRange(0, 3).Draw(t, "ties") {
			tie := attribution.Tie{By: pick(t, "tie", attribution.ByRecent, attribution.ByMeasure, attribution.ByIdentifier)}
			if tie.By == attribution.ByMeasure {
				tie.Measure = pick(t, "tie measure", attribution.Allowed, attribution.Visits, attribution.Days)
			}
			if chance(t, "tie by", 40) {
				tie.Services, tie.Clinicians = services("tie services"), clinicians("tie clinicians")
			}
			s.Ties = append(s.Ties, tie)
		}
		if chance(t, "passed", 30) {
			s.Passed = []string{"seen"}
		} else if chance(t, "failed", 20) {
			s.Failed = []string{"seen"}
		}
		if i == 1 && chance(t, "nothing in", 40) {
			s.NothingIn = []string{"first"}
		}
		if chance(t, "mix", 20) {
			mix := attribution.Mix{Part: "seen", Whole: "first"}
			if chance(t, "below", 50) {
				mix.Below = decimal.NewNullDecimal(decimal.RequireFromString("0.5"))
			} else {
				mix.AtLeast = decimal.NewNullDecimal(decimal.RequireFromString("0.25"))
			}
			s.Mix = []attribution.Mix{mix}
		}
		m.Steps = append(m.Steps, s)
	}
	return m
}

// world is a method, a roster and a period that fit together.
type world struct {
	year   int
	method attribution.Method
	roster attribution.Roster
	period apm.Period
	a      *attribution.Attributor
}

func drawWorld(t *rapid.T) world {
	w := world{year: rapid.IntRange(2012, 2025).Draw(t, "year")}
	w.method = drawMethod(t, w.year)
	if w.method.Window.Lead == 3 && w.method.Window.Months == 12 {
		w.year = max(w.year, 2016)
	}
	w.roster = drawRoster(t, w.year, w.method.Shared != attribution.DropShared)
	w.period = apm.CalendarYear(w.year)
	a, err := attribution.New(w.method, w.roster, w.period)
	if err != nil {
		t.Fatal(err)
	}
	w.a = a
	return w
}

func (w world) attribute(t *rapid.T, m attribution.Member) attribution.Result {
	r, err := w.a.Attribute(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
