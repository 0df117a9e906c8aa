package episode_test

import (
	"math/big"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
)

// A slow and obvious way to assign and prorate lines: it takes the episodes with
// their windows as they are and decides each line by going through the definition, day
// by day and code by code.

type lineAt struct{ claim, line int }

type slow struct {
	d        *episode.Definition
	m        *episode.Member
	episodes []episode.Episode
	reverses map[lineAt]lineAt // negative lines and what they reverse
	stays    map[int]map[string][]apm.Period
}

func newSlow(d *episode.Definition, m *episode.Member, episodes []episode.Episode) *slow {
	s := &slow{d: d, m: m, episodes: episodes, reverses: map[lineAt]lineAt{}, stays: map[int]map[string][]apm.Period{}}
	var negative []lineAt
	for i := range m.Claims {
		for j := range m.Claims[i].Lines {
			if k := (lineAt{i, j}); s.line(k).Amount < 0 && s.usable(k) {
				negative = append(negative, k)
			}
		}
	}
	slices.SortFunc(negative, func(a, b lineAt) int {
		switch {
		case s.before(a, b):
			return -1
		case s.before(b, a):
			return 1
		}
		return 0
	})
	for _, k := range negative {
		if target, ok := s.reversed(k); ok {
			s.reverses[k] = target
		}
	}
	return s
}

func (s *slow) claim(k lineAt) *episode.Claim { return &s.m.Claims[k.claim] }
func (s *slow) line(k lineAt) *episode.Line   { return &s.m.Claims[k.claim].Lines[k.line] }

func usableClaim(c *episode.Claim) bool { return c.Through == 0 || c.Through >= c.From }

func (s *slow) usable(k lineAt) bool {
	c, l := s.claim(k), s.line(k)
	return usableClaim(c) && (l.Through == 0 || l.Through >= l.From && l.Through.Valid())
}

// span is the days of a line: of a stay the claim's.
func (s *slow) span(k lineAt) (from, to apm.Date) {
	c, l := s.claim(k), s.line(k)
	if l.From == 0 || c.Setting.IsStay() {
		return c.From, max(c.From, c.Through)
	}
	return l.From, max(l.From, l.Through)
}

func (s *slow) sameClaim(a, b int) bool {
	id := s.m.Claims[a].ID
	return a == b || id != "" && id == s.m.Claims[b].ID
}

// within says whether a line lies in a window.
func (s *slow) within(k lineAt, p apm.Period, overlapping bool) bool {
	from, to := s.span(k)
	for day := from; day <= to; day++ {
		if p.Contains(day) {
			return true
		}
		if !overlapping {
			return false
		}
	}
	return false
}

type verdict struct {
	episode  int
	rule     *episode.Inclusion // nil for none
	window   string
	class    int
	cascaded bool
}

// decide is what the rules of one episode say; nil where it does not hold the line.
func (s *slow) decide(k lineAt, n int) *verdict {
	e := &s.episodes[n]
	v := &verdict{episode: n}
	overlapping := s.d.AssignBy == episode.ByOverlap
	for i := range s.d.Inclusion {
		r := &s.d.Inclusion[i]
		if len(r.Triggers) > 0 && !slices.Contains(r.Triggers, e.Trigger.Trigger) {
			continue
		}
		byOverlap := r.AssignBy == episode.ByOverlap || r.AssignBy == "" && s.d.AssignBy == episode.ByOverlap
		names := r.Windows
		if len(names) == 0 {
			names = []string{"before", "anchor", "post", "after"}
		}
		window := ""
		for _, name := range names {
			if p, ok := e.Window(name); ok && window == "" && s.within(k, p, byOverlap) {
				window = name
			}
		}
		if window == "" {
			continue
		}
		ok := s.matches(r.Match, k, false) && (r.SameDay == nil || s.another(*r.SameDay, k)) && (r.When == nil || s.counts(r.When, e))
		if !ok {
			from, _ := s.span(k)
			inside := slices.ContainsFunc(s.stays[n][r.ID], func(p apm.Period) bool { return p.Contains(from) })
			if !inside || !slices.Contains(r.Cascade, s.claim(k).Setting) {
				continue
			}
			v.cascaded = true
		}
		v.rule, v.window, overlapping = r, window, byOverlap
		if r.Effect == episode.Include {
			if r.Book != "" {
				window = r.Book
			}
			v.class = map[string]int{"after": 1}[window]
			if v.class == 0 {
				v.class = 2
			}
			return v
		}
		break
	}
	for _, w := range e.Windows {
		if w.Use != episode.ForTests && s.within(k, w.Period, overlapping) {
			v.window = w.Name
			return v
		}
	}
	return nil
}

// shares is what becomes of every line.
func (s *slow) shares() map[lineAt][]episode.Share {
	out := map[lineAt][]episode.Share{}
	all := make([]lineAt, 0)
	for _, stays := range []bool{true, false} {
		for i := range s.m.Claims {
			for j := range s.m.Claims[i].Lines {
				if k := (lineAt{i, j}); s.m.Claims[i].Setting.IsStay() == stays && s.usable(k) {
					all = append(all, k)
				}
			}
		}
	}
	for _, k := range all {
		if _, follows := s.reverses[k]; follows {
			continue
		}
		var found []*verdict
		for n := range s.episodes {
			if v := s.decide(k, n); v != nil {
				found = append(found, v)
				dead := s.line(k).Amount < 0 || s.lineNet(k) != s.line(k).Amount && s.lineNet(k) <= 0
				if v.rule != nil && v.class == 0 && len(v.rule.Cascade) > 0 && s.claim(k).Setting.IsStay() && s.happened(k.claim) && !dead {
					if s.stays[n] == nil {
						s.stays[n] = map[string][]apm.Period{}
					}
					from, to := s.span(k)
					s.stays[n][v.rule.ID] = append(s.stays[n][v.rule.ID], apm.Period{From: from, To: to})
				}
			}
		}
		best := 0
		for _, v := range found {
			best = max(best, v.class)
		}
		found = slices.DeleteFunc(found, func(v *verdict) bool { return v.class < best })
		if len(found) > 1 && s.d.Apportion == episode.ToLast {
			found = found[len(found)-1:]
		} else if len(found) > 1 && (s.d.Apportion != episode.Split || best == 0) {
			found = found[:1]
		}
		out[k] = s.write(k, k, found)
		for r, target := range s.reverses {
			if target == k {
				out[r] = s.write(r, k, found)
			}
		}
	}
	return out
}

// write is the shares of a line by the verdicts on it, or on what it reverses.
func (s *slow) write(k, of lineAt, found []*verdict) (out []episode.Share) {
	for i, v := range found {
		weights := make([]*big.Rat, len(found))
		for j := range weights {
			weights[j] = big.NewRat(1, 1)
		}
		share := episode.Share{Claim: k.claim, Line: k.line, Rule: episode.Unmatched, Effect: episode.Exclude, Window: v.window,
			Setting: s.claim(k).Setting, Cascaded: v.cascaded, Reversal: k != of, Amount: slowSplit(s.line(k).Amount, weights)[i]}
		if v.rule == nil || v.class == 0 {
			if v.rule != nil {
				share.Rule = v.rule.ID
			}
			out = append(out, share)
			continue
		}
		share.Rule, share.Effect, share.Category = v.rule.ID, episode.Include, v.rule.Category
		if v.rule.Book != "" {
			share.Window = v.rule.Book
			out = append(out, share)
			continue
		}
		out = append(out, s.prorate(share, of, v, slowSplit(s.line(k).Outlier, weights)[i])...)
	}
	return out
}

// owner is the window of a day: the line's own, or the first listed.
func (s *slow) owner(e *episode.Episode, own string, day apm.Date) string {
	if p, ok := e.Window(own); ok && p.Contains(day) {
		return own
	}
	for _, w := range e.Windows {
		if w.Use != episode.ForTests && w.Period.Contains(day) {
			return w.Name
		}
	}
	return ""
}

func (s *slow) prorate(share episode.Share, of lineAt, v *verdict, outlier apm.Cents) []episode.Share {
	e := &s.episodes[v.episode]
	from, to := s.span(of)
	own, _ := e.Window(v.window)
	if v.rule.Prorate == episode.Whole || own.Contains(from) && own.Contains(to) {
		return []episode.Share{share}
	}
	names, weights := []string{v.window}, map[string]int64{}
	note := func(day apm.Date, n int64) {
		w := s.owner(e, v.window, day)
		if w != "" && !slices.Contains(names, w) {
			names = append(names, w)
		}
		weights[w] += n
	}
	if v.rule.Prorate == episode.ByVisits {
		all := 0
		for _, reversed := range []bool{false, true} {
			for i := range s.m.Claims {
				for j := range s.m.Claims[i].Lines {
					x := lineAt{i, j}
					_, follows := s.reverses[x]
					if all > 0 && reversed || !s.sameClaim(i, of.claim) || !s.usable(x) || follows || s.line(x).Visits == 0 {
						continue
					}
					if !reversed && (!s.happened(i) || s.line(x).Amount < 0 || s.lineNet(x) != s.line(x).Amount && s.lineNet(x) <= 0) {
						continue
					}
					day := s.line(x).From
					if day == 0 {
						day = s.claim(x).From
					}
					note(day, int64(s.line(x).Visits))
					if !reversed {
						all++
					}
				}
			}
		}
		if len(weights) == 0 {
			share.Rule, share.Effect, share.Category = episode.NoVisits, episode.Exclude, ""
			return []episode.Share{share}
		}
	} else {
		for day := from; day <= to; day++ {
			note(day, 1)
		}
	}
	names = append(names, "")
	parts := make([]*big.Rat, len(names))
	for i, name := range names {
		parts[i] = big.NewRat(weights[name], 1)
	}
	amounts := make([]apm.Cents, len(names))
	if v.rule.Prorate == episode.ByGMLOS {
		gmlos := s.claim(of).GMLOS
		if !gmlos.Valid {
			share.Rule, share.Effect, share.Category = episode.NoGMLOS, episode.Exclude, ""
			return []episode.Share{share}
		}
		g := gmlos.Decimal.Rat()
		first := new(big.Rat).Quo(new(big.Rat).Add(parts[0], big.NewRat(1, 1)), g)
		if first.Cmp(big.NewRat(1, 1)) > 0 {
			first = big.NewRat(1, 1)
		}
		split := slowSplit(share.Amount-outlier, []*big.Rat{first, new(big.Rat).Sub(big.NewRat(1, 1), first)})
		amounts[0] += split[0]
		amounts[1] += split[1] // the next window, or outside
		share.Amount = outlier
	}
	for i, part := range slowSplit(share.Amount, parts) {
		amounts[i] += part
	}
	var out []episode.Share
	for i, name := range names {
		if amounts[i] == 0 && parts[i].Sign() == 0 {
			continue
		}
		s := share
		s.Amount, s.Window = amounts[i], name
		if name == "" {
			s.Effect, s.Category = episode.Outside, ""
		}
		out = append(out, s)
	}
	return out
}

// slowSplit gives each part the whole cents of its share, and the rest to the largest
// remainders.
func slowSplit(amount apm.Cents, weights []*big.Rat) []apm.Cents {
	sign := apm.Cents(1)
	if amount < 0 {
		sign, amount = -1, -amount
	}
	sum := new(big.Rat)
	for _, w := range weights {
		sum.Add(sum, w)
	}
	out, rests := make([]apm.Cents, len(weights)), make([]*big.Rat, len(weights))
	left := amount
	for i, w := range weights {
		exact := new(big.Rat).Mul(big.NewRat(int64(amount), 1), new(big.Rat).Quo(w, sum))
		whole := new(big.Int).Quo(exact.Num(), exact.Denom())
		out[i] = apm.Cents(whole.Int64())
		rests[i] = exact.Sub(exact, new(big.Rat).SetInt(whole))
		left -= out[i]
	}
	for ; left > 0; left-- {
		best := 0
		for i := range rests {
			if rests[i].Cmp(rests[best]) > 0 {
				best = i
			}
		}
		out[best]++
		rests[best] = big.NewRat(-1, 1)
	}
	for i := range out {
		out[i] *= sign
	}
	return out
}
