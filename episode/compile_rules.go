package episode

import (
	"slices"

	"github.com/seed-6807d414/apm"
)

func (s *scoped) compileRules(p *plan, c apm.Check) {
	if n := len(s.d.Inclusion); n == 0 || n > maxRules {
		c.Problemf("a definition has 1 to %d rules, not %d", maxRules, n)
		if n > 0 {
			s.d.Inclusion = s.d.Inclusion[:maxRules]
		}
	}
	seen := map[string]bool{Unmatched: true, Taken: true, NoGMLOS: true, NoVisits: true}
	for i := range s.d.Inclusion {
		r, at := &s.d.Inclusion[i], c.At(i)
		named(at.In("id"), r.ID)
		if seen[r.ID] {
			at.In("id").Problemf("stands twice, or is a name of the engine's own")
		}
		seen[r.ID] = true
		p.rules = append(p.rules, s.rule(r, p, at))
	}
}

func (s *scoped) rule(r *Inclusion, p *plan, c apm.Check) planRule {
	out := planRule{Inclusion: r, triggers: s.triggerBits(r.Triggers, c.In("triggers")),
		match: s.match(&r.Match, s.scope, c), sameDay: -1, book: -1}
	onlyTests := false
	for i, name := range r.Windows {
		n, known := s.windows[name]
		if !known {
			c.In("windows").At(i).Problemf("no window has the name %q", name)
			continue
		}
		onlyTests = onlyTests || p.windows[n].use == ForTests
		out.windows = append(out.windows, n)
	}
	if len(r.Windows) == 0 {
		for n := range p.windows {
			if p.costs&(1<<n) != 0 {
				out.windows = append(out.windows, n)
			}
		}
	}
	if r.When != nil {
		w := s.claims(r.When, c.In("when"))
		out.when = &w
		p.asks = true
	}
	if r.SameDay != nil {
		out.sameDay = len(s.engine.sameDays)
		s.engine.sameDays = append(s.engine.sameDays, s.match(r.SameDay, s.scope, c.In("sameDay")))
	}
	apm.OneOf(c.In("effect"), r.Effect, Include, Exclude)
	apm.OneOf(c.In("assignBy"), r.AssignBy, "", ByStart, ByOverlap)
	apm.OneOf(c.In("prorate"), r.Prorate, Whole, PerDiem, ByVisits, ByGMLOS)
	by := r.AssignBy
	if by == "" {
		by = s.d.AssignBy
	}
	out.overlap = by == ByOverlap
	if r.Effect == Include {
		if out.category = slices.Index(p.categories, r.Category); out.category < 0 {
			out.category = len(p.categories)
			p.categories = append(p.categories, r.Category)
		}
	}
	s.checkRule(r, p, &out, onlyTests, c)
	return out
}

// checkRule reports fields that do not go together.
func (s *scoped) checkRule(r *Inclusion, p *plan, out *planRule, onlyTests bool, c apm.Check) {
	if r.Book != "" {
		n, known := s.windows[r.Book]
		if !known || p.costs&(1<<n) == 0 {
			c.In("book").Problemf("no window that is not for tests has the name %q", r.Book)
		}
		out.book = n
	}
	out.cascade = settingBits(r.Cascade, c.In("cascade"))
	switch {
	case r.Effect == Exclude:
		for _, x := range [...]struct {
			field string
			given bool
		}{{"book", r.Book != ""}, {"category", r.Category != ""}, {"prorate", r.Prorate != Whole}} {
			if x.given {
				c.In(x.field).Problemf("an excluded line has none")
			}
		}
	case r.Effect == Include:
		if onlyTests && r.Book == "" {
			c.In("book").Problemf("a line in a window for tests needs a window to which it is booked")
		}
		if r.Book != "" && r.Prorate != Whole {
			c.In("prorate").Problemf("a line that is booked to a window is not prorated")
		}
		if out.cascade != 0 {
			c.In("cascade").Problemf("only what is excluded cascades")
		}
		if r.Prorate == ByGMLOS && out.overlap {
			c.In("prorate").Problemf("needs lines that are assigned by their start")
		}
	}
	if out.cascade&staySettings != 0 {
		c.In("cascade").Problemf("a stay is not excluded with another")
	}
	if out.cascade != 0 {
		p.cascades = true
	}
}

func (s *scoped) claims(q *Claims, c apm.Check) planClaims {
	out := planClaims{match: s.match(&q.Match, s.scope, c), by: q.By, atLeast: q.AtLeast, fewer: q.Fewer, own: q.OwnClaims,
		overlap: q.AssignBy == ByOverlap}
	if q.Over != nil {
		r := s.span(q.Over, c.In("over"))
		out.over = &r
	}
	role(q.By, c.In("by"))
	apm.OneOf(c.In("assignBy"), q.AssignBy, "", ByStart, ByOverlap)
	c.In("atLeast").Within(q.AtLeast, 0, 1<<20)
	c.In("fewer").Within(q.Fewer, 0, 1<<20)
	if q.AtLeast == 0 && q.Fewer == 0 {
		out.atLeast = 1
	}
	if q.Fewer > 0 && q.Fewer <= q.AtLeast {
		c.In("fewer").Problemf("no number is at least %d and below %d", q.AtLeast, q.Fewer)
	}
	return out
}

func role(r ProviderRole, c apm.Check) {
	apm.OneOf(c, r, AnyProvider, ByFacility, ByGroup, ByPractitioner, BySurgeon)
}

func (s *scoped) compileExclusions(p *plan, c apm.Check) {
	if len(s.d.Exclusions) > maxRules {
		c.Problemf("%d exclusions, more than %d", len(s.d.Exclusions), maxRules)
		s.d.Exclusions = s.d.Exclusions[:maxRules]
	}
	seen := make(map[string]bool)
	for i := range s.d.Exclusions {
		x, at := &s.d.Exclusions[i], c.At(i)
		named(at.In("id"), x.ID)
		if seen[x.ID] {
			at.In("id").Problemf("stands twice")
		}
		seen[x.ID] = true
		p.exclusions = append(p.exclusions, s.exclusion(x, at))
		p.needsBirth = p.needsBirth || x.Age != nil
	}
}

func (s *scoped) exclusion(x *Exclusion, c apm.Check) planExclusion {
	apm.OneOf(c.In("kind"), x.Kind, Business, Clinical, CostOutlier, Eligibility)
	out := planExclusion{Exclusion: x, over: s.span(x.Over, c.In("over")), triggers: s.triggerBits(x.Triggers, c.In("triggers"))}
	role(x.NoProvider, c.In("noProvider"))
	tests := 0
	for _, given := range [...]bool{x.Age != nil, x.StayDays != nil, x.Days != nil, x.Cost != nil, x.Claims != nil, x.Trigger != nil,
		x.NotCovered != "", x.Touched != "", x.Died, x.Unobserved, x.NoProvider != ""} {
		if given {
			tests++
		}
	}
	if tests != 1 {
		c.Problemf("an exclusion has exactly one test, not %d", tests)
	}
	x.Age.check(c.In("age"))
	x.StayDays.check(c.In("stayDays"))
	x.Days.check(c.In("days"))
	if m := x.Cost; m != nil {
		switch {
		case m.Min == nil && m.Max == nil:
			c.In("cost").Problemf("needs a bound")
		case m.Min != nil && m.Max != nil && *m.Min > *m.Max:
			c.In("cost").Problemf("the least amount is above the greatest")
		}
		if x.BeforeOverlap {
			c.In("beforeOverlap").Problemf("the cost is known only after overlap is resolved")
		}
	}
	if x.Claims != nil {
		q := s.claims(x.Claims, c.In("claims"))
		out.claims = &q
	}
	if x.Trigger != nil {
		out.trigger = s.match(x.Trigger, s.scope, c.In("trigger"))
	}
	return out
}

func (b *Bounds) check(c apm.Check) {
	switch {
	case b == nil:
	case b.Min == nil && b.Max == nil:
		c.Problemf("needs a bound")
	case b.Min != nil && b.Max != nil && *b.Min > *b.Max:
		c.Problemf("the least number is above the greatest")
	}
}

// lets says whether a number is within the bounds.
func (b *Bounds) lets(n int) bool {
	return (b.Min == nil || n >= *b.Min) && (b.Max == nil || n <= *b.Max)
}

// groups makes the groups of overlap ready; a definition in none has its own.
func (k *compiler) groups(ids map[string]int, c apm.Check) {
	in := make([]bool, len(k.suite.Definitions))
	for i := range k.suite.Overlap {
		g, at := &k.suite.Overlap[i], c.At(i)
		members, triggers := make(map[string]int), make(map[string]int)
		names := g.Definitions
		if len(names) == 0 {
			for _, d := range k.suite.Definitions {
				names = append(names, d.ID)
			}
		}
		group := overlapGroup{}
		for j, name := range names {
			n, known := ids[name]
			if !known {
				at.In("definitions").At(j).Problemf("no definition has the ID %q", name)
				continue
			}
			if in[n] {
				at.In("definitions").At(j).Problemf("%q is in two groups, or twice in one", name)
				continue
			}
			in[n] = true
			members[name] = n
			d := &k.suite.Definitions[n]
			if d.Overlap.Default != "" || len(d.Overlap.Pairs) > 0 || d.Overlap.Trim {
				at.In("definitions").At(j).Problemf("%q has an overlap of its own", name)
			}
			for _, t := range d.Triggers {
				triggers[t.Name] = 0
			}
			group.plans = append(group.plans, n)
		}
		s := &scoped{compiler: k}
		group.overlap = s.overlap(&g.Overlap, members, triggers, at)
		slices.Sort(group.plans)
		k.engine.groups = append(k.engine.groups, group)
	}
	for n, p := range k.engine.plans {
		if !in[n] {
			k.engine.groups = append(k.engine.groups, overlapGroup{plans: []int{n}, overlap: p.overlap})
		}
	}
}

// precedence puts the definitions in the order in which they take lines.
func (k *compiler) precedence(ids map[string]int, c apm.Check) {
	for i, name := range k.suite.Precedence {
		n, known := ids[name]
		switch {
		case !known:
			c.At(i).Problemf("no definition has the ID %q", name)
		case k.engine.plans[n].precedence:
			c.At(i).Problemf("%q stands twice", name)
		default:
			k.engine.plans[n].precedence = true
			k.engine.order = append(k.engine.order, n)
		}
	}
	for n, p := range k.engine.plans {
		if !p.precedence {
			k.engine.order = append(k.engine.order, n)
		}
	}
}
