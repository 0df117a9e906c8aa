package attribution_test

import (
	"math/big"
	"slices"
	"sort"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

// standing is what an entity has in a contest.
type standing struct {
	entity attribution.Entity
	total  int64
	latest apm.Date
}

func (ref reference) standings(c contest, measure attribution.Measure, weights []int, m attribution.Member) []standing {
	weight := func(d apm.Date) int64 {
		if weights == nil {
			return 1
		}
		for i, n := range weights {
			if d >= ref.window.To.AddDays(1).AddMonths(-12*(i+1)) {
				return int64(n)
			}
		}
		return 0
	}
	totals := make(map[attribution.Entity]int64)
	latest := make(map[attribution.Entity]apm.Date)
	first := make(map[attribution.Entity]map[string]apm.Date) // visits or days, and their first date
	for i, l := range m.Lines {
		if !ref.takes(c, m, i) {
			continue
		}
		e, _ := ref.entity(l)
		if measure == "" || measure == attribution.Allowed {
			totals[e] += int64(l.Allowed) * weight(ref.decides(l))
		}
		if ref.reversed(m, i) {
			continue
		}
		latest[e] = max(latest[e], ref.decides(l))
		key := "claim " + l.Claim
		if l.Claim == "" {
			key = "visit " + l.NPI + " " + ref.decides(l).String()
		}
		if measure == attribution.Days {
			key = ref.decides(l).String()
		}
		if first[e] == nil {
			first[e] = make(map[string]apm.Date)
		}
		if d, seen := first[e][key]; !seen || ref.decides(l) < d {
			first[e][key] = ref.decides(l)
		}
	}
	var all []standing
	for e, d := range latest {
		total := totals[e]
		if measure == attribution.Visits || measure == attribution.Days {
			for _, day := range first[e] {
				total += weight(day)
			}
		}
		all = append(all, standing{e, total, d})
	}
	sort.Slice(all, func(i, j int) bool { return less(all[i].entity, all[j].entity) })
	return all
}

// less orders entities by name, an organisation before an identifier of the same
// name.
func less(a, b attribution.Entity) bool {
	if x, y := a.Organization+a.ID.Value, b.Organization+b.ID.Value; x != y {
		return x < y
	}
	return a.ID.Kind < b.ID.Kind
}

// best is the winner among standings that are sorted by name.
func (ref reference) best(s attribution.Step, m attribution.Member, all []standing) standing {
	key := func(x standing) int64 {
		if s.Winner == attribution.MostRecent {
			return int64(x.latest)
		}
		return x.total
	}
	left := keepMax(all, key)
	for _, t := range s.Ties {
		c := tieContest(s, t)
		in := func(measure attribution.Measure, e attribution.Entity) standing {
			for _, x := range ref.standings(c, measure, s.Weights, m) {
				if x.entity == e {
					return x
				}
			}
			return standing{}
		}
		switch t.By {
		case attribution.ByRecent:
			left = keepMax(left, func(x standing) int64 { return int64(in(attribution.Allowed, x.entity).latest) })
		case attribution.ByMeasure:
			left = keepMax(left, func(x standing) int64 { return in(t.Measure, x.entity).total })
		case attribution.ByIdentifier:
			left = left[:1]
		case attribution.ByDraw:
			left = left[:1] // the tests of draws are apart
		}
	}
	return left[0]
}

func keepMax(all []standing, key func(standing) int64) []standing {
	var left []standing
	for _, x := range all {
		if len(left) > 0 && key(x) < key(left[0]) {
			continue
		}
		if len(left) > 0 && key(x) > key(left[0]) {
			left = nil
		}
		left = append(left, x)
	}
	return left
}

func (ref reference) passed(test, organization string, m attribution.Member) bool {
	for i, l := range m.Lines {
		e, _ := ref.entity(l)
		if ref.takes(ref.named(test), m, i) && !ref.reversed(m, i) && (organization == "" || e.Organization == organization) {
			return true
		}
	}
	return false
}

func (ref reference) held(s attribution.Step, m attribution.Member) bool {
	for _, name := range s.NothingIn {
		if ref.passed(name, "", m) {
			return false
		}
	}
	for _, x := range s.Mix {
		sum := func(name string) *big.Rat {
			n := new(big.Rat)
			for _, y := range ref.standings(ref.named(name), s.Measure, s.Weights, m) {
				n.Add(n, new(big.Rat).SetInt64(y.total))
			}
			return n
		}
		part, whole := sum(x.Part), sum(x.Whole)
		if whole.Sign() <= 0 {
			if x.AtLeast.Valid {
				return false
			}
			continue
		}
		share := part.Quo(part, whole)
		if x.Below.Valid && share.Cmp(x.Below.Decimal.Rat()) >= 0 || x.AtLeast.Valid && share.Cmp(x.AtLeast.Decimal.Rat()) < 0 {
			return false
		}
	}
	return true
}

func (ref reference) attribute(m attribution.Member) verdict {
	v := verdict{}
	for i := range m.Lines {
		if ref.counts(m, i) {
			v.Used++
		}
	}
	if m.Death != 0 && m.Death < ref.period.From {
		v.Reason = attribution.Died
		return v
	}
	if v.Reason = ref.ineligible(ref.m.Eligibility, ref.window, m.Person); v.Reason != "" {
		return v
	}
	if v.Reason = ref.ineligible(ref.m.Retention, ref.period, m.Person); v.Reason != "" {
		return v
	}
	if ref.elect(&v, m) {
		return v
	}
	v.Reason = attribution.NoService
	for _, s := range ref.m.Steps {
		if !ref.held(s, m) {
			continue
		}
		all := ref.standings(contest{s.Services, s.Clinicians, s.Months}, s.Measure, s.Weights, m)
		if len(all) == 0 {
			continue
		}
		winner := ref.best(s, m, all)
		reason := ref.reason(s, m, all, winner)
		if reason != "" && v.Step != "" {
			continue
		}
		v.Step, v.Winner, v.Total, v.Reason = s.Name, winner.entity.String(), winner.total, reason
		v.RunnerUp, v.RunnerUpTotal = "", 0
		if rest := slices.DeleteFunc(slices.Clone(all), func(x standing) bool { return x == winner }); len(rest) > 0 {
			second := ref.best(s, m, rest)
			v.RunnerUp, v.RunnerUpTotal = second.entity.String(), second.total
		}
		if reason == "" {
			ref.assign(&v, winner.entity.Organization, ref.period.From, m.Person)
			return v
		}
	}
	return v
}

func (ref reference) reason(s attribution.Step, m attribution.Member, all []standing, winner standing) attribution.Reason {
	sum, total := new(big.Rat), new(big.Rat).SetInt64(winner.total)
	for _, x := range all {
		sum.Add(sum, new(big.Rat).SetInt64(x.total))
	}
	switch s.Winner {
	case attribution.Majority:
		if total.Sign() <= 0 || sum.Sign() > 0 && new(big.Rat).Add(total, total).Cmp(sum) <= 0 {
			return attribution.BelowShare
		}
	case attribution.AtLeast:
		if total.Sign() <= 0 || sum.Sign() > 0 && total.Cmp(sum.Mul(sum, s.Share.Rat())) < 0 {
			return attribution.BelowShare
		}
	}
	if winner.entity.Organization == "" {
		return attribution.Outside
	}
	for _, test := range s.Passed {
		if !ref.passed(test, winner.entity.Organization, m) {
			return attribution.TestNotMet
		}
	}
	for _, test := range s.Failed {
		if ref.passed(test, winner.entity.Organization, m) {
			return attribution.TestNotMet
		}
	}
	return ""
}
