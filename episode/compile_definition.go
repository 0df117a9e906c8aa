package episode

import (
	"math"
	"strconv"

	"github.com/seed-6807d414/apm"
)

// scoped is a compiler at work on one definition.
type scoped struct {
	*compiler
	d        *Definition
	scope    string
	triggers map[string]int
	windows  map[string]int
	dataEnd  bool // some bound refers to the end of the data
}

func (k *compiler) definition(i int, c apm.Check) *plan {
	d := &k.suite.Definitions[i]
	s := &scoped{compiler: k, d: d, scope: strconv.Itoa(i), triggers: map[string]int{}, windows: map[string]int{}}
	p := &plan{Definition: d, index: i, from: math.MinInt32, to: math.MaxInt32}
	if !d.Effective.Valid() {
		c.In("effective").Problemf("the period ends before it starts")
	}
	if d.Effective.From != 0 {
		p.from = int32(d.Effective.From)
	}
	if d.Effective.To != 0 {
		p.to = int32(d.Effective.To)
	}
	k.codeSets(s.scope, d.Sets, c.In("sets"))
	s.compileTriggers(p, c)
	s.compileWindows(p, c.In("windows"))
	p.overlap = s.overlap(&d.Overlap, nil, s.triggers, c.In("overlap"))
	apm.OneOf(c.In("assignBy"), d.AssignBy, "", ByStart, ByOverlap)
	apm.OneOf(c.In("apportion"), d.Apportion, "", ToFirst, ToLast, Split)
	s.compileRules(p, c.In("inclusion"))
	s.compileExclusions(p, c.In("exclusions"))
	p.needsEnd = s.dataEnd
	return p
}

func (s *scoped) compileTriggers(p *plan, c apm.Check) {
	d := s.d
	if n := len(d.Triggers); n == 0 || n > maxTriggers {
		c.In("triggers").Problemf("a definition has 1 to %d triggers, not %d", maxTriggers, n)
		if n > 0 {
			d.Triggers = d.Triggers[:maxTriggers]
		}
	}
	for i := range d.Triggers {
		name, at := d.Triggers[i].Name, c.In("triggers").At(i).In("name")
		named(at, name)
		if _, taken := s.triggers[name]; taken {
			at.Problemf("stands twice")
		}
		s.triggers[name] = i
	}
	for i := range d.Triggers {
		t, at := &d.Triggers[i], c.In("triggers").At(i)
		out := planTrigger{Trigger: t, match: s.match(&t.Match, s.scope, at), chain: -1}
		out.onClaims = out.match.onClaims()
		if t.Confirm != nil {
			at.In("confirm").In("min").Within(t.Confirm.Min, 0, maxOffset)
			at.In("confirm").In("max").Within(t.Confirm.Max, 0, maxOffset)
			if t.Confirm.Max != 0 && t.Confirm.Max < t.Confirm.Min {
				at.In("confirm").In("max").Problemf("is below the least number of days")
			}
		}
		if t.Chain != nil {
			out.chain = s.chain(t, out.settings, at.In("chain"))
		}
		if t.Absorb != nil {
			at.In("absorb").In("days").Within(t.Absorb.Days, 0, maxOffset)
			out.absorbs = s.triggerBits(t.Absorb.Triggers, at.In("absorb").In("triggers"))
			if len(t.Absorb.Triggers) == 0 {
				at.In("absorb").In("triggers").Problemf("needs a trigger")
			}
			if out.absorbs&(1<<i) != 0 {
				at.In("absorb").In("triggers").Problemf("a trigger does not absorb its own events")
			}
		}
		p.triggers = append(p.triggers, out)
	}
	c.In("cleanDays").Within(d.CleanDays, 0, maxOffset)
	for i, t := range d.Ties {
		apm.OneOf(c.In("ties").At(i), t, ByTrigger, BySetting, ByAmount, ByEnd)
	}
	p.ties = append(append(p.ties, d.Ties...), ByTrigger, ByAmount, ByEnd)
	p.subtypes = s.labels(d.Subtypes, false, c.In("subtypes"))
	p.cells = s.labels(d.Cells, true, c.In("cells"))
}

// chain is the number of a way to join stays; triggers share those that are equal.
func (s *scoped) chain(t *Trigger, settings uint32, c apm.Check) int {
	c.In("gapDays").Within(t.Chain.GapDays, 0, 366)
	apm.OneOf(c.In("codes"), t.Chain.Codes, "", First, Last)
	apm.OneOf(c.In("provider"), t.Chain.Provider, "", First, Last)
	if len(t.Chain.Settings) > 0 {
		settings = settingBits(t.Chain.Settings, c.In("settings"))
	}
	settings &= staySettings
	if settings == 0 {
		c.In("settings").Problemf("none of the settings is a stay")
	}
	key := chaining{settings: settings, gap: int32(t.Chain.GapDays), sameFacility: t.Chain.SameFacility}
	for i, known := range s.engine.chains {
		if known == key {
			return i
		}
	}
	s.engine.chains = append(s.engine.chains, key)
	return len(s.engine.chains) - 1
}

var staySettings = func() (bits uint32) {
	for s := range lastSetting {
		if s.IsStay() {
			bits |= 1 << s
		}
	}
	return bits
}()

// triggerBits is the triggers with these names; none is all of them.
func (s *scoped) triggerBits(names []string, c apm.Check) (bits uint64) {
	for i, name := range names {
		n, known := s.triggers[name]
		if !known {
			c.At(i).Problemf("no trigger has the name %q", name)
		}
		bits |= 1 << n
	}
	if len(names) == 0 {
		bits = math.MaxUint64
	}
	return bits
}

func (s *scoped) labels(list []Label, mayBeEmpty bool, c apm.Check) []planLabel {
	var out []planLabel
	for i := range list {
		if !mayBeEmpty {
			named(c.At(i).In("name"), list[i].Name)
		}
		out = append(out, planLabel{list[i].Name, s.match(&list[i].Match, s.scope, c.At(i))})
	}
	return out
}

func (s *scoped) compileWindows(p *plan, c apm.Check) {
	d := s.d
	if n := len(d.Windows); n == 0 || n > maxWindows {
		c.Problemf("a definition has 1 to %d windows, not %d", maxWindows, n)
		if n > 0 {
			d.Windows = d.Windows[:maxWindows]
		}
	}
	for i := range d.Windows {
		w, at := &d.Windows[i], c.At(i)
		named(at.In("name"), w.Name)
		if _, taken := s.windows[w.Name]; taken {
			at.In("name").Problemf("stands twice")
		}
		out := planWindow{name: w.Name, use: w.Use, oneDay: w.AtLeastOneDay, cut: w.Cut}
		out.start = s.bound(&w.Start, false, at.In("start"))
		out.end = s.bound(&w.End, false, at.In("end"))
		if w.Start.At == w.End.At && w.Start.Window == w.End.Window && w.End.Days < w.Start.Days && !w.AtLeastOneDay {
			at.In("end").Problemf("the window ends before it starts")
		}
		apm.OneOf(at.In("use"), w.Use, ForCost, Apart, ForTests)
		if x := w.Extend; x != nil {
			m := s.match(&x.Match, s.scope, at.In("extend"))
			out.extend, out.within, out.max = &m, -1, int32(x.Max)
			at.In("extend").In("within").Within(x.Within, 0, maxOffset)
			at.In("extend").In("max").Within(x.Max, w.End.Days, maxOffset)
			if x.Within > 0 {
				out.within = int32(x.Within)
			}
		}
		for j, cut := range w.Cut {
			apm.OneOf(at.In("cut").At(j).In("on"), cut.On, Death, Disenrollment, NextTrigger)
			if (cut.On == Disenrollment) != (cut.Span != "") {
				at.In("cut").At(j).In("span").Problemf("disenrollment, and nothing else, names a span")
			}
		}
		if w.Use != ForTests {
			p.costs |= 1 << i
		}
		s.windows[w.Name] = i
		p.windows = append(p.windows, out)
	}
	if p.costs == 0 {
		c.Problemf("every window is for tests, so nothing could be included")
	}
}

// bound makes a bound ready. Those of windows refer to windows before them.
func (s *scoped) bound(b *Bound, whole bool, c apm.Check) planBound {
	known := []Reference{TriggerStart, TriggerEnd, WindowStart, WindowEnd, DataEnd}
	if whole {
		known = append(known, EpisodeStart, EpisodeEnd)
	}
	apm.OneOf(c.In("at"), b.At, known...)
	c.In("days").Within(b.Days, -maxOffset, maxOffset)
	s.dataEnd = s.dataEnd || b.At == DataEnd
	out := planBound{at: b.At, days: int32(b.Days)}
	if of := b.At == WindowStart || b.At == WindowEnd; of != (b.Window != "") {
		c.In("window").Problemf("windowStart and windowEnd, and nothing else, name a window")
	} else if of {
		n, found := s.windows[b.Window]
		if !found {
			c.In("window").Problemf("no window with the name %q stands before", b.Window)
		}
		out.window = n
	}
	return out
}

func (s *scoped) span(r *Range, c apm.Check) planRange {
	if r == nil {
		return planRange{planBound{at: EpisodeStart}, planBound{at: EpisodeEnd}}
	}
	return planRange{s.bound(&r.From, true, c.In("from")), s.bound(&r.To, true, c.In("to"))}
}

func (s *scoped) overlap(o *Overlap, ids map[string]int, triggers map[string]int, c apm.Check) *planOverlap {
	actions := []Action{FirstWins, LastWins, KeepBoth, Truncate, ExcludeBoth}
	apm.OneOf(c.In("default"), o.Default, append(actions, "")...)
	out := &planOverlap{Overlap: o}
	for i := range o.Pairs {
		pair, at := &o.Pairs[i], c.In("pairs").At(i)
		apm.OneOf(at.In("action"), pair.Action, actions...)
		apm.OneOf(at.In("triggers"), pair.Triggers, SameOrNot, Same, Different)
		at.In("daysApart").Within(pair.DaysApart, 0, maxOffset)
		if pair.WithinDays != nil {
			at.In("withinDays").Within(*pair.WithinDays, 0, maxOffset)
		}
		for _, side := range [2]struct {
			field string
			names []string
		}{{"earlierTriggers", pair.EarlierTriggers}, {"laterTriggers", pair.LaterTriggers}} {
			for j, name := range side.names {
				if _, known := triggers[name]; !known {
					at.In(side.field).At(j).Problemf("no trigger has the name %q", name)
				}
			}
		}
		out.pairs = append(out.pairs, planPair{pair,
			definitionSet(pair.Earlier, ids, at.In("earlier")), definitionSet(pair.Later, ids, at.In("later"))})
	}
	return out
}

func definitionSet(names []string, ids map[string]int, c apm.Check) map[int]bool {
	if len(names) == 0 {
		return nil
	}
	out := make(map[int]bool)
	for i, name := range names {
		n, known := ids[name]
		if !known {
			c.At(i).Problemf("no definition of the group has the ID %q", name)
			continue
		}
		out[n] = true
	}
	return out
}
