package episode_test

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
)

// The part of the slow reference that asks about codes, reversals and other claims.

// reversed is the line that a negative line reverses.
func (s *slow) reversed(k lineAt) (best lineAt, found bool) {
	score := func(c lineAt) (n int) {
		a, b := s.line(c), s.line(k)
		fa, ta := s.span(c)
		fb, tb := s.span(k)
		for _, same := range []bool{a.Code == b.Code, fa == fb, a.Revenue == b.Revenue, a.Amount == -b.Amount, ta == tb,
			a.NDC == b.NDC, a.Place == b.Place, a.Diagnosis == b.Diagnosis, a.Practitioner == b.Practitioner} {
			if !same {
				break
			}
			n++
		}
		return n
	}
	for i := range s.m.Claims {
		for j := range s.m.Claims[i].Lines {
			c := lineAt{i, j}
			if !s.sameClaim(i, k.claim) || s.line(c).Amount <= 0 || !s.usable(c) {
				continue
			}
			n, dead, bestDead := score(c), s.lineNet(c) <= 0, found && s.lineNet(best) <= 0
			if !found || n > score(best) || n == score(best) && (bestDead && !dead || bestDead == dead && s.before(c, best)) {
				best, found = c, true
			}
		}
	}
	return best, found
}

// before orders lines that a reversal agrees with alike.
func (s *slow) before(a, b lineAt) bool {
	la, lb, ca, cb := s.line(a), s.line(b), s.claim(a), s.claim(b)
	fa, ta := s.span(a)
	fb, tb := s.span(b)
	first := cmp.Or(cmp.Compare(la.Code, lb.Code), cmp.Compare(fa, fb), cmp.Compare(la.Revenue, lb.Revenue), cmp.Compare(la.Amount, lb.Amount), cmp.Compare(ta, tb),
		cmp.Compare(la.Place, lb.Place), cmp.Compare(la.Visits, lb.Visits), cmp.Compare(la.Outlier, lb.Outlier), cmp.Compare(la.From, lb.From))
	return cmp.Or(first, cmp.Compare(ca.From, cb.From), cmp.Compare(ca.Through, cb.Through), cmp.Compare(ca.Setting, cb.Setting), cmp.Compare(ca.DRG, cb.DRG), cmp.Compare(ca.Facility, cb.Facility)) < 0
}

// lineNet is a line with what reverses it.
func (s *slow) lineNet(k lineAt) apm.Cents {
	sum := s.line(k).Amount
	for r, target := range s.reverses {
		if target == k {
			sum += s.line(r).Amount
		}
	}
	return sum
}

// net is a record with what reverses its lines, and without what it reverses.
func (s *slow) net(claim int) (sum apm.Cents) {
	for j := range s.m.Claims[claim].Lines {
		k := lineAt{claim, j}
		if _, follows := s.reverses[k]; !follows && s.usable(k) {
			sum += s.lineNet(k)
		}
	}
	return sum
}

// happened says whether a record took place: nothing reverses it, or not all.
func (s *slow) happened(claim int) bool {
	touched := false
	for j := range s.m.Claims[claim].Lines {
		k := lineAt{claim, j}
		if !s.usable(k) {
			continue
		}
		touched = touched || s.line(k).Amount < 0 || s.lineNet(k) != s.line(k).Amount
	}
	return usableClaim(&s.m.Claims[claim]) && (!touched || s.net(claim) > 0)
}

// has says whether codes of a test are among those of a place.
func (s *slow) has(system episode.System, want []string, k lineAt, whole bool, position episode.Position) bool {
	c := s.claim(k)
	var codes []string
	lines := []int{k.line}
	if whole || position == episode.Anywhere {
		lines = nil
		for j := range c.Lines {
			if _, follows := s.reverses[lineAt{k.claim, j}]; !follows && s.usable(lineAt{k.claim, j}) {
				lines = append(lines, j)
			}
		}
	}
	switch system {
	case episode.MSDRG:
		codes = []string{c.DRG}
	case episode.Mark:
		codes = c.Marks
	case episode.ICD10CM:
		for i, dx := range c.Diagnoses {
			if position == episode.OnLine || position == episode.Principal && i > 0 || position == episode.Secondary && i == 0 {
				continue
			}
			codes = append(codes, dx)
		}
	case episode.HCPCS, episode.Place:
		for _, j := range lines {
			codes = append(codes, map[episode.System]string{episode.HCPCS: c.Lines[j].Code, episode.Place: c.Lines[j].Place}[system])
		}
	}
	for _, code := range codes {
		code = strings.ToUpper(strings.ReplaceAll(code, ".", ""))
		for _, pattern := range want {
			stem, prefix := strings.CutSuffix(strings.ToUpper(pattern), "*")
			low, high, isRange := strings.Cut(stem, "-")
			switch {
			case code == "":
			case isRange && prefix:
				if head := code[:min(len(low), len(code))]; low <= head && head <= high {
					return true
				}
			case isRange:
				if len(code) == len(low) && low <= code && code <= high {
					return true
				}
			case prefix && strings.HasPrefix(code, stem), code == stem:
				return true
			}
		}
	}
	return false
}

func (s *slow) test(t episode.Test, k lineAt, whole bool) bool {
	if t.Set == "" {
		return s.has(t.System, t.Codes, k, whole, t.Position)
	}
	for _, set := range s.d.Sets {
		if set.Name == t.Set && s.has(set.System, set.Codes, k, whole, t.Position) {
			return true
		}
	}
	return false
}

func (s *slow) matches(m episode.Match, k lineAt, whole bool) bool {
	if len(m.Settings) > 0 && !slices.Contains(m.Settings, s.claim(k).Setting) {
		return false
	}
	if whole && s.net(k.claim) < m.MinAmount || !whole && max(s.line(k).Amount, -s.line(k).Amount) < m.MinAmount {
		return m.MinAmount == 0
	}
	holds := func(t episode.Test) bool { return s.test(t, k, whole) }
	for _, t := range m.All {
		if !holds(t) {
			return false
		}
	}
	return !slices.ContainsFunc(m.None, holds) && (len(m.Any) == 0 || slices.ContainsFunc(m.Any, holds))
}

func (s *slow) bound(b episode.Bound, e *episode.Episode) apm.Date {
	at := e.Trigger.Period.From
	switch b.At {
	case episode.TriggerEnd:
		at = e.Trigger.Period.To
	case episode.EpisodeStart, episode.EpisodeEnd:
		first, last := apm.Date(1<<30), apm.Date(0)
		for _, w := range e.Windows {
			if w.Use == episode.ForCost {
				first, last = min(first, w.Period.From), max(last, w.Period.To)
			}
		}
		if last == 0 {
			first, last = e.Trigger.Period.From, e.Trigger.Period.To
		}
		at = first
		if b.At == episode.EpisodeEnd {
			at = last
		}
	}
	return at.AddDays(b.Days)
}

// counts says whether as many claims match as a question asks for.
func (s *slow) counts(q *episode.Claims, e *episode.Episode) bool {
	over := q.Over
	if over == nil {
		over = &episode.Range{From: episode.Bound{At: episode.EpisodeStart}, To: episode.Bound{At: episode.EpisodeEnd}}
	}
	from, to := s.bound(over.From, e), s.bound(over.To, e)
	counted := map[string]bool{}
	n := 0
	for i := range s.m.Claims {
		own := slices.ContainsFunc(e.Trigger.Claims, func(c int) bool { return s.sameClaim(c, i) })
		c := &s.m.Claims[i]
		if own && !q.OwnClaims || !s.happened(i) || c.From > to || c.From < from && (q.AssignBy != episode.ByOverlap || max(c.From, c.Through) < from) || from > to || !s.matches(q.Match, lineAt{i, -1}, true) {
			continue
		}
		if c.ID == "" || !counted[c.ID] {
			n++
		}
		counted[c.ID] = true
	}
	least := q.AtLeast
	if q.AtLeast == 0 && q.Fewer == 0 {
		least = 1
	}
	return n >= least && (q.Fewer == 0 || n < q.Fewer)
}

func (s *slow) another(m episode.Match, k lineAt) bool {
	day, _ := s.span(k)
	for i := range s.m.Claims {
		if s.sameClaim(i, k.claim) || !s.happened(i) {
			continue
		}
		for j := range s.m.Claims[i].Lines {
			x := lineAt{i, j}
			from, _ := s.span(x)
			dead := s.line(x).Amount < 0 || s.lineNet(x) != s.line(x).Amount && s.lineNet(x) <= 0
			if s.usable(x) && !dead && from == day && s.matches(m, x, false) {
				return true
			}
		}
	}
	return false
}
