package spend_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
)

// place is where amounts stand on a page.
type place struct {
	start     apm.Date
	standing  spend.Standing
	exclusion string
	cell      string
	name      string
}

// reference is the ledger as slowly and plainly as it can be said: a day at a time,
// a claim at a time, every rule asked of every line. It knows nothing of the
// compiled form.
type reference struct {
	months                       map[place]apm.MemberMonths // name is empty
	entries                      map[place]spend.Amounts
	outside, pending, superseded int
	rejected                     []string
}

func plainLedger(t spend.Terms, m spend.Member) reference {
	r := reference{months: make(map[place]apm.MemberMonths), entries: make(map[place]spend.Amounts)}
	spans := plainSpans(t, m, &r)
	monthOf := make(map[apm.Date]apm.Date) // of a day
	stateOf := make(map[apm.Date]*place)   // of a day, where the month counts as enrolled
	for start := t.Period.From; start <= t.Period.To; start = start.AddMonths(1) {
		plainMonth(t, spans, start, &r, monthOf, stateOf)
	}
	fates := plainVersions(t, m, &r)
	for i, line := range m.Lines {
		switch fates[i] {
		case "pending":
			r.pending++
			continue
		case "superseded":
			r.superseded++
			continue
		case "rejected":
			continue
		}
		name, day, excluded := plainService(t, line)
		_ = excluded
		month, inside := monthOf[day]
		if !inside {
			r.outside++
			continue
		}
		at := place{start: month, standing: spend.Unenrolled}
		if s := stateOf[day]; s != nil {
			at = *s
		} else {
			r.months[at] = 0
		}
		at.name = name
		a := r.entries[at]
		a.Lines++
		a.Paid += line.PaidAmount
		a.Spending += line.PaidAmount
		a.LacksAllowed++
		a.LacksRepriced++
		for _, p := range line.Parts {
			for _, rule := range t.Parts {
				if rule.Name != p.Name {
					continue
				}
				switch rule.Treat {
				case spend.Remove:
					a.Paid -= p.Amount
					a.Spending -= p.Amount
					taken := at
					taken.name = p.Name
					b := r.entries[taken]
					b.Paid += p.Amount
					b.Spending += p.Amount
					r.entries[taken] = b
				case spend.Append:
					a.Paid += p.Amount
					a.Spending += p.Amount
				}
			}
		}
		r.entries[at] = a
	}
	slices.Sort(r.rejected)
	return r
}

func plainSpans(t spend.Terms, m spend.Member, r *reference) []spend.Span {
	var good []spend.Span
	for _, s := range m.Spans {
		switch {
		case s.Period.From != 0 && s.Period.To != 0 && s.Period.To < s.Period.From:
			r.rejected = append(r.rejected, string(spend.BadPeriod))
		case t.Cells != nil && !slices.Contains(t.Cells, s.Cell):
			r.rejected = append(r.rejected, string(spend.UnknownCell))
		default:
			good = append(good, s)
		}
	}
	if t.Cells != nil {
		return good
	}
	var kept []spend.Span
	for i, s := range good {
		conflict := false
		for k, o := range good {
			shared := s.Period.Intersect(o.Period).Intersect(t.Period)
			conflict = conflict || i != k && s.Cell != o.Cell && shared.Valid()
		}
		if conflict {
			r.rejected = append(r.rejected, string(spend.Overlap))
		} else {
			kept = append(kept, s)
		}
	}
	return kept
}

// plainDay is the standing of a day, or nil without enrollment.
func plainDay(t spend.Terms, spans []spend.Span, day apm.Date) *place {
	var covering []spend.Span
	for _, s := range spans {
		if s.Period.Contains(day) {
			covering = append(covering, s)
		}
	}
	if covering == nil {
		return nil
	}
	lead := slices.MinFunc(covering, func(a, b spend.Span) int {
		return cmp.Compare(slices.Index(t.Cells, a.Cell), slices.Index(t.Cells, b.Cell))
	})
	has := func(flag string) bool {
		return slices.ContainsFunc(covering, func(s spend.Span) bool { return slices.Contains(s.Flags, flag) })
	}
	state := &place{standing: spend.Counted, cell: lead.Cell}
	for _, rule := range t.Cohort {
		if len(rule.Cells) > 0 && !slices.Contains(rule.Cells, lead.Cell) {
			continue
		}
		if len(rule.Flags) > 0 && !slices.ContainsFunc(rule.Flags, has) {
			continue
		}
		if len(rule.Lacks) > 0 && !slices.ContainsFunc(rule.Lacks, func(f string) bool { return !has(f) }) {
			continue
		}
		state.standing, state.exclusion = spend.Excluded, rule.Name
		break
	}
	return state
}

func plainMonth(t spend.Terms, spans []spend.Span, start apm.Date, r *reference, monthOf map[apm.Date]apm.Date, stateOf map[apm.Date]*place) {
	var days []apm.Date
	var states []*place // of each day
	var enrolled []*place
	for day := start; day < start.AddMonths(1); day++ {
		state := plainDay(t, spans, day)
		if state != nil {
			state.start = start
			enrolled = append(enrolled, state)
		}
		monthOf[day] = start
		days, states = append(days, day), append(states, state)
	}
	if t.Months.Count == apm.ByDays {
		for i, day := range days {
			if states[i] != nil {
				stateOf[day] = states[i]
				r.months[*states[i]] += apm.OneMonth / apm.MemberMonths(len(days))
			}
		}
		return
	}
	var chosen *place
	switch t.Months.Count {
	case apm.OnDay:
		chosen = states[t.Months.Day-1]
	case apm.OnLastDay:
		chosen = states[len(states)-1]
	case apm.AllDays:
		if len(enrolled) == len(days) {
			chosen = plainChoice(t, enrolled)
		}
	case apm.AnyDay:
		if len(enrolled) > 0 {
			chosen = plainChoice(t, enrolled)
		}
	}
	if chosen == nil {
		return
	}
	r.months[*chosen] += apm.OneMonth
	for _, day := range days {
		stateOf[day] = chosen
	}
}

func plainChoice(t spend.Terms, enrolled []*place) *place {
	switch t.Months.Choose {
	case apm.LastDay:
		return enrolled[len(enrolled)-1]
	case apm.Leading:
		return slices.MinFunc(enrolled, func(a, b *place) int {
			return cmp.Compare(slices.Index(t.Cells, a.cell), slices.Index(t.Cells, b.cell))
		})
	case apm.MostDays:
		count, last := make(map[place]int), make(map[place]int)
		for i, s := range enrolled {
			count[*s]++
			last[*s] = i
		}
		return enrolled[slices.MaxFunc(slices.Collect(maps.Values(last)), func(a, b int) int {
			return cmp.Or(cmp.Compare(count[*enrolled[a]], count[*enrolled[b]]), cmp.Compare(a, b))
		})]
	}
	return enrolled[0]
}

// plainService is the name and the day that a line is posted under.
func plainService(t spend.Terms, line spend.Line) (name string, day apm.Date, excluded bool) {
	date := func(r spend.DateRule) apm.Date {
		return map[spend.DateRule]apm.Date{spend.ByFrom: line.From, spend.ByThrough: line.Through,
			spend.ByAdmission: line.Admission, spend.ByDischarge: line.Discharge}[cmp.Or(r, t.Incurred)]
	}
	for _, s := range t.Exclude {
		if plainWhere(s.When, line) {
			return s.Name, date(s.Incurred), true
		}
	}
	for _, s := range t.Categories {
		if plainWhere(s.When, line) {
			return s.Name, date(s.Incurred), false
		}
	}
	return t.Other + t.Beyond, date(""), t.Beyond != ""
}

func plainWhere(w spend.Where, line spend.Line) bool {
	for _, test := range w {
		v := map[spend.Field]string{spend.Setting: line.Setting, spend.Code: line.Code, spend.Diagnosis: line.Diagnosis,
			spend.Group: line.Group, spend.Place: line.Place, spend.Specialty: line.Specialty, spend.Practitioner: line.Practitioner,
			spend.Organisation: line.Organisation, spend.Denial: line.Denial, spend.Indicator: line.Indicator}[test.Field]
		held := false
		for _, pattern := range append(slices.Clone(test.In), test.NotIn...) {
			low, high, isRange := strings.Cut(pattern, "..")
			prefix, isPrefix := strings.CutSuffix(pattern, "*")
			switch {
			case isRange:
				held = held || len(v) == len(low) && v >= low && v <= high
			case isPrefix:
				held = held || v != "" && strings.HasPrefix(v, prefix)
			default:
				held = held || v == pattern
			}
		}
		if held != (test.In != nil) {
			return false
		}
	}
	return true
}

// plainVersions says of each line whether it is counted, pending, superseded or
// rejected, by replaying each claim as of the end of the run.
func plainVersions(t spend.Terms, m spend.Member, r *reference) []string {
	fates := make([]string, len(m.Lines))
	reject := func(i int, why spend.Reason) {
		fates[i] = "rejected"
		r.rejected = append(r.rejected, string(why))
	}
	claims := make(map[string]map[int32][]int)
	for i, line := range m.Lines {
		if why := plainFault(t, line); why != "" {
			reject(i, why)
			continue
		}
		if claims[line.Claim] == nil {
			claims[line.Claim] = make(map[int32][]int)
		}
		claims[line.Claim][line.Version] = append(claims[line.Claim][line.Version], i)
	}
	for _, versions := range claims {
		changed := false
		for _, rows := range versions {
			for _, i := range rows {
				changed = changed || m.Lines[i].Action != spend.Add
			}
		}
		var held []int
		var paid apm.Date
		some := false
		for _, v := range slices.Sorted(maps.Keys(versions)) {
			rows := versions[v]
			action, mixed := m.Lines[rows[0]].Action, false
			for _, i := range rows {
				mixed = mixed || m.Lines[i].Action != action
			}
			if mixed || action != spend.Add && !some && t.Orphans != spend.CountOrphans {
				for _, i := range rows {
					if mixed {
						reject(i, spend.MixedVersion)
					} else {
						reject(i, spend.NoOriginal)
					}
				}
				continue
			}
			some = true
			if changed {
				for _, i := range rows {
					paid = max(paid, m.Lines[i].Paid)
				}
			}
			if action != spend.Add && (t.PaidThrough == 0 || paid <= t.PaidThrough) {
				for _, i := range held {
					fates[i] = "superseded"
				}
				held = nil
			}
			for _, i := range rows {
				known := paid
				if !changed {
					known = m.Lines[i].Paid
				}
				switch {
				case t.PaidThrough != 0 && known > t.PaidThrough:
					fates[i] = "pending"
				case action == spend.Void:
					fates[i] = "superseded"
				default:
					fates[i] = "counted"
					held = append(held, i)
				}
			}
		}
	}
	return fates
}

func plainFault(t spend.Terms, line spend.Line) spend.Reason {
	if line.Paid == 0 && t.PaidThrough != 0 {
		return spend.NoPaidDate
	}
	if line.Action != spend.Add && line.Claim == "" {
		return spend.NoClaim
	}
	if line.Action == spend.Void {
		return ""
	}
	if line.From != 0 && line.Through != 0 && line.Through < line.From {
		return spend.BeforeFrom
	}
	name, day, _ := plainService(t, line)
	switch {
	case name == "":
		return spend.NoCategory
	case day == 0:
		return spend.NoDate
	case line.Paid != 0 && line.Paid < day:
		return spend.BeforeIncurred
	}
	return ""
}

// onPage reads a page in the form of the reference.
func onPage(p spend.Page) reference {
	r := reference{months: make(map[place]apm.MemberMonths), entries: make(map[place]spend.Amounts),
		outside: int(p.Outside.Lines), pending: int(p.Pending.Lines), superseded: int(p.Superseded.Lines)}
	for _, m := range p.Months {
		at := place{start: m.Start, standing: m.Standing, exclusion: m.Exclusion, cell: m.Cell}
		r.months[at] += m.Enrolled
		for _, e := range append(slices.Clone(m.Entries), m.Excluded...) {
			at.name = e.Name
			r.entries[at] = e.Amounts
		}
	}
	for _, rejected := range p.Rejected {
		r.rejected = append(r.rejected, string(rejected.Reason))
	}
	slices.Sort(r.rejected)
	return r
}
