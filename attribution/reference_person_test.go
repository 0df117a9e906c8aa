package attribution_test

import (
	"slices"
	"sort"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

func monthOf(d apm.Date) string { return d.String()[:7] }

// months lists the months of a period with what the person had in each, and
// whether there is a record; a month that began after death has none.
func months(p apm.Period, person attribution.Person) (coverage []attribution.Coverage, recorded []bool) {
	for d := apm.MustParseDate(monthOf(p.From) + "-01"); d <= p.To; d = d.AddMonths(1) {
		c, found := attribution.Coverage(0), false
		for _, m := range person.Enrollment {
			if monthOf(m.Month) == monthOf(d) && (person.Death == 0 || d <= person.Death) {
				c, found = c|m.Coverage, true
			}
		}
		coverage, recorded = append(coverage, c), append(recorded, found)
	}
	return coverage, recorded
}

func (ref reference) ineligible(e *attribution.Eligibility, p apm.Period, person attribution.Person) attribution.Reason {
	if e == nil {
		return ""
	}
	for _, x := range person.Programs {
		if slices.Contains(e.Programs, x.Program) && x.Period.Overlaps(p) {
			return attribution.OtherProgram
		}
	}
	coverage, recorded := months(p, person)
	covered, row, longest, partial := 0, 0, 0, false
	var ever, latest attribution.Coverage
	for i, c := range coverage {
		ever |= c
		if recorded[i] {
			latest = c
		}
		if recorded[i] && c&e.Covered == e.Covered {
			covered, row = covered+1, row+1
			longest = max(longest, row)
		} else {
			row = 0
			partial = partial || c&e.Covered != 0
		}
	}
	few := (e.Months > 0 || e.InARow > 0) && !(e.Months > 0 && covered >= e.Months) && !(e.InARow > 0 && longest >= e.InARow)
	broken := e.Whole && partial
	switch {
	case ever&e.Never&attribution.ManagedCare != 0:
		return attribution.InManagedCare
	case ever&e.Never != 0:
		return attribution.ExcludedCoverage
	case e.Both && few && broken || !e.Both && (few || broken):
		return attribution.NotEnrolled
	case e.Resident && latest&attribution.Resident == 0:
		return attribution.NotResident
	}
	return ""
}

func (ref reference) assign(v *verdict, organization string, from apm.Date, person attribution.Person) {
	v.Organization, v.From, v.Reason = organization, from, ""
	e := ref.m.Retention
	if e == nil {
		e = ref.m.Eligibility
	}
	coverage, recorded := months(ref.period, person)
	d := apm.MustParseDate(monthOf(ref.period.From) + "-01")
	for i, c := range coverage {
		alive := person.Death == 0 || d <= person.Death
		good := e == nil || recorded[i] && c&e.Covered == e.Covered && c&e.Never == 0
		if alive && good && d.AddMonths(1) > from {
			v.Months++
		}
		d = d.AddMonths(1)
	}
}

// elect asks the elections in order.
func (ref reference) elect(v *verdict, m attribution.Member) bool {
	for _, rule := range ref.m.Elections {
		if slices.ContainsFunc(m.Programs, func(p attribution.Participation) bool {
			return slices.Contains(rule.NotIn, p.Program) && p.Period.Overlaps(ref.period)
		}) {
			continue
		}
		var days [][2]apm.Date // the day that is looked at, and the day from which the member counts
		switch rule.InForce {
		case attribution.AtEnd:
			days = [][2]apm.Date{{ref.period.To, 0}}
		case attribution.EachQuarter:
			for d := ref.period.From; d <= ref.period.To; d = d.AddMonths(3) {
				days = append(days, [2]apm.Date{d.AddDays(-1), d})
			}
		default:
			days = [][2]apm.Date{{ref.period.From.AddMonths(-rule.Lead).AddDays(-1), ref.period.From}}
		}
		for _, day := range days {
			var chosen []attribution.Election
			for _, e := range m.Elections {
				by, want := e.By, rule.By
				if by == "" {
					by = "member"
				}
				if want == "" {
					want = "member"
				}
				if by == want && e.Period.Contains(day[0]) && (len(rule.Specialties) == 0 || slices.Contains(rule.Specialties, e.Specialty)) {
					chosen = append(chosen, e)
				}
			}
			if len(chosen) == 0 {
				continue
			}
			sort.Slice(chosen, func(i, j int) bool {
				a, b := chosen[i], chosen[j]
				if a.Period.From != b.Period.From {
					return a.Period.From > b.Period.From
				}
				return a.Organization+"|"+a.Clinician+"|"+a.Specialty < b.Organization+"|"+b.Clinician+"|"+b.Specialty
			})
			e := chosen[0]
			organization := ""
			for _, p := range ref.roster.Participants {
				if e.Organization != "" && p.Organization == e.Organization {
					organization = e.Organization
				}
			}
			if e.Organization == "" {
				if found := ref.organizations(npi(e.Clinician), max(day[0], ref.period.From)); len(found) == 1 {
					organization = found[0]
				}
			}
			if organization == "" {
				if rule.IgnoreOthers {
					continue
				}
				v.Step, v.Reason, v.Winner = rule.Name, attribution.ElectedElsewhere, e.Organization
				return true
			}
			if slices.ContainsFunc(rule.Passed, func(test string) bool { return !ref.passed(test, organization, m) }) {
				continue
			}
			from := day[1]
			if from == 0 {
				from = ref.period.From
				if e.Period.From > from {
					from = apm.MustParseDate(monthOf(e.Period.From) + "-01")
				}
			}
			v.Step, v.Winner = rule.Name, organization
			ref.assign(v, organization, from, m.Person)
			return true
		}
	}
	return false
}
