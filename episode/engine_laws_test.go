package episode_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"pgregory.net/rapid"
)

// each runs a law on several members for each definition.
func each(t *testing.T, bad bool, law func(t *rapid.T, d episode.Definition, m episode.Member)) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDefinition(t, "d")
		for range 2 {
			law(t, d, drawMember(t, bad))
		}
	})
}

// Every line is decided as the slow reference decides it, and no dollar is lost nor
// counted twice.
func TestLawReference(t *testing.T) {
	each(t, true, func(t *rapid.T, d episode.Definition, m episode.Member) {
		o := build(t, engine(t, d), m).Outcomes[0]
		want := newSlow(&d, &m, o.Episodes).shares()
		for i := range m.Claims {
			for j := range m.Claims[i].Lines {
				got := o.Line(i, j)
				if diff := cmp.Diff(want[lineAt{i, j}], got); len(got)+len(want[lineAt{i, j}]) > 0 && diff != "" {
					t.Fatalf("claims[%d].lines[%d] %+v\nof %+v\n%s", i, j, m.Claims[i].Lines[j], m.Claims[i], diff)
				}
			}
		}
	})
}

// text is a result in words that do not depend on the order of claims and lines, with
// every date moved back by some days.
func text(m episode.Member, r episode.Result, back int) string {
	var out []string
	shift := func(p apm.Period) apm.Period { return apm.Period{From: p.From.AddDays(-back), To: p.To.AddDays(-back)} }
	body := func(i, j int) string {
		c := m.Claims[i]
		l := c.Lines[j]
		from := l.From
		if from != 0 {
			from = from.AddDays(-back)
		}
		return fmt.Sprint(c.ID, c.Setting, c.From.AddDays(-back), c.DRG, c.Diagnoses, from, l.Code, l.Place, l.Amount, l.Visits, l.Outlier)
	}
	for _, o := range r.Outcomes {
		for _, e := range o.Episodes {
			out = append(out, fmt.Sprintln(o.Definition, e.Trigger.Trigger, e.Trigger.ID, shift(e.Trigger.Period), e.Trigger.Amount, e.Trigger.Facility, e.Cost, e.Apart, e.Amounts, e.Exclusions, e.Subtype, e.Cell))
			for _, w := range e.Windows {
				out = append(out, fmt.Sprintln(w.Name, shift(w.Period)))
			}
			var shares []string
			for _, s := range e.Shares {
				shares = append(shares, fmt.Sprintln(body(s.Claim, s.Line), s.Rule, s.Effect, s.Window, s.Category, s.Amount, s.Cascaded, s.Reversal))
			}
			slices.Sort(shares)
			out = append(out, shares...)
		}
		var dropped []string
		for _, x := range o.Dropped {
			dropped = append(dropped, fmt.Sprintln(x.Trigger.ID, shift(x.Trigger.Period), x.Why, x.Exclusions))
		}
		slices.Sort(dropped)
		out = append(append(out, dropped...), fmt.Sprintln(o.Tally))
	}
	var rejected []string
	for _, e := range r.Rejected {
		rejected = append(rejected, fmt.Sprintln(e.ID, e.Field, e.Reason, e.Amount))
	}
	slices.Sort(rejected)
	return strings.Join(append(out, rejected...), "")
}

// The order of claims and lines does not matter.
func TestLawOrder(t *testing.T) {
	each(t, true, func(t *rapid.T, d episode.Definition, m episode.Member) {
		e := engine(t, d)
		other := m
		other.Claims = rapid.Permutation(m.Claims).Draw(t, "order")
		for i := range other.Claims {
			other.Claims[i].Lines = rapid.Permutation(other.Claims[i].Lines).Draw(t, "order of lines")
		}
		if diff := cmp.Diff(text(m, build(t, e, m), 0), text(other, build(t, e, other), 0)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Moving every date by some days moves every window by as many and changes nothing
// else.
func TestLawShift(t *testing.T) {
	each(t, true, func(t *rapid.T, d episode.Definition, m episode.Member) {
		e := engine(t, d)
		n := rapid.IntRange(1, 500).Draw(t, "days")
		move := func(d *apm.Date) { *d = d.AddDays(n) }
		before := text(m, build(t, e, m), 0)
		moved := m
		move(&moved.Death)
		move(&moved.Observed.From)
		move(&moved.Observed.To)
		moved.Spans, moved.Claims = slices.Clone(m.Spans), slices.Clone(m.Claims)
		for i := range moved.Spans {
			move(&moved.Spans[i].Period.From)
			move(&moved.Spans[i].Period.To)
		}
		for i := range moved.Claims {
			c := &moved.Claims[i]
			move(&c.From)
			move(&c.Through)
			c.Lines = slices.Clone(c.Lines)
			for j := range c.Lines {
				move(&c.Lines[j].From)
				move(&c.Lines[j].Through)
			}
		}
		after := text(moved, build(t, e, moved), n)
		if diff := cmp.Diff(before, after); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A longer window never takes in fewer lines, where nothing extends it, no other
// episode overlaps, and no rule asks about the length of the episode.
func TestLawLongerWindow(t *testing.T) {
	each(t, false, func(t *rapid.T, d episode.Definition, m episode.Member) {
		d.Windows, d.Inclusion = slices.Clone(d.Windows), slices.Clone(d.Inclusion)
		d.Windows[2].Extend, d.Windows[2].Cut = nil, nil
		d.Overlap, d.CleanDays, d.Exclusions, d.Triggers = episode.Overlap{Default: episode.KeepBoth}, 0, nil, d.Triggers[:1]
		d.Triggers = slices.Clone(d.Triggers)
		d.Triggers[0].Absorb, d.Triggers[0].Chain, d.Triggers[0].Any = nil, nil, []episode.Test{{System: episode.MSDRG, Codes: []string{"999"}}}
		for i := range d.Inclusion {
			d.Inclusion[i].When, d.Inclusion[i].Triggers, d.Inclusion[i].Prorate = nil, nil, episode.Whole
			if d.Inclusion[i].Effect == episode.Exclude { // one that names a window would also reach further
				d.Inclusion[i].Windows, d.Inclusion[i].Cascade = nil, nil
			}
		}
		m.Claims = append(m.Claims, stay("only trigger", "2023-01-10", "2023-01-12", "999", "100"))
		longer := d
		longer.Windows = slices.Clone(d.Windows)
		longer.Windows[2].End.Days += rapid.IntRange(1, 30).Draw(t, "longer")
		lines := func(d episode.Definition) (n int, excluded int) {
			o := outcome(t, d, m.Person, m.Claims...)
			if len(o.Episodes) != 1 {
				t.Fatalf("%d episodes", len(o.Episodes))
			}
			for _, s := range o.Episodes[0].Shares {
				if s.Effect == episode.Include {
					n++
				} else {
					excluded++
				}
			}
			return n, excluded
		}
		n1, x1 := lines(d)
		n2, x2 := lines(longer)
		if n2 < n1 || n2+x2 < n1+x1 {
			t.Fatalf("%d lines included and %d excluded, with the longer window %d and %d", n1, x1, n2, x2)
		}
	})
}

// The first wins and the last wins agree where no two episodes overlap, and differ
// where some do.
func TestLawFirstAndLast(t *testing.T) {
	apart, met := 0, 0
	each(t, false, func(t *rapid.T, d episode.Definition, m episode.Member) {
		d.Overlap = episode.Overlap{Default: episode.KeepBoth}
		both := outcome(t, d, m.Person, m.Claims...)
		overlapping := false
		for i, e := range both.Episodes {
			for _, x := range both.Episodes[:i] {
				end := x.Trigger.Period.To
				for n, w := range x.Windows {
					if w.Use == episode.ForCost && (n == 0 || w.Period.To > end) {
						end = w.Period.To
					}
				}
				overlapping = overlapping || e.Trigger.Period.From <= end
			}
		}
		d.Overlap.Default = episode.FirstWins
		first := outcome(t, d, m.Person, m.Claims...)
		d.Overlap.Default = episode.LastWins
		last := outcome(t, d, m.Person, m.Claims...)
		same := cmp.Diff(first, last) == ""
		if !overlapping && !same {
			t.Fatal("nothing overlaps, and they disagree")
		}
		if len(both.Episodes) > 1 {
			if overlapping {
				met++
			} else {
				apart++
			}
		}
	})
	if apart == 0 || met == 0 {
		t.Errorf("the law was tried on %d members with episodes apart and %d with overlap", apart, met)
	}
}

// Definitions survive JSON, and mean the same afterwards.
func TestLawJSON(t *testing.T) {
	each(t, true, func(t *rapid.T, d episode.Definition, m episode.Member) {
		if d.Exclusions == nil {
			least, cents := 18, apm.Cents(1)
			d.Exclusions = []episode.Exclusion{{ID: "age", Kind: episode.Clinical, Age: &episode.Bounds{Min: &least}}, {ID: "low", Kind: episode.CostOutlier, Cost: &episode.Money{Min: &cents}}}
		}
		d.Effective = days("2020-01-01/")
		s := episode.Suite{Name: "s", Definitions: []episode.Definition{d}, Precedence: []string{"d"}}
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		back, err := episode.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, back); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(build(t, suite(t, s), m), build(t, suite(t, back), m)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Several definitions in one pass give what one pass for each gives.
func TestLawOnePass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []episode.Definition
		for i := range rapid.IntRange(2, 4).Draw(t, "definitions") {
			list = append(list, drawDefinition(t, fmt.Sprint(i)))
		}
		e := engine(t, list...)
		for range 2 {
			m := drawMember(t, true)
			all := build(t, e, m)
			for i, d := range list {
				one := build(t, engine(t, d), m)
				for j := range one.Outcomes[0].Dropped {
					one.Outcomes[0].Dropped[j].ByDefinition = i
				}
				if diff := cmp.Diff(one.Outcomes[0], all.Outcomes[i]); diff != "" {
					t.Fatal(diff)
				}
			}
		}
	})
}

// Under a precedence no line is in the cost of two definitions, and the first one
// takes what it would take alone.
func TestLawPrecedence(t *testing.T) {
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		s := episode.Suite{Definitions: []episode.Definition{drawDefinition(t, "a"), drawDefinition(t, "b"), drawDefinition(t, "free")}, Precedence: []string{"b", "a"}}
		e := suite(t, s)
		for range 2 {
			m := drawMember(t, true)
			r := build(t, e, m)
			for _, i := range []int{1, 2} {
				alone := build(t, engine(t, s.Definitions[i]), m).Outcomes[0]
				for j := range alone.Dropped {
					alone.Dropped[j].ByDefinition = i
				}
				if diff := cmp.Diff(alone, r.Outcomes[i]); diff != "" {
					t.Fatal(diff)
				}
			}
			included := func(o episode.Outcome, i, j int) bool {
				return slices.ContainsFunc(o.Line(i, j), func(s episode.Share) bool { return s.Effect == episode.Include })
			}
			for i := range m.Claims {
				for j := range m.Claims[i].Lines {
					switch {
					case !included(r.Outcomes[1], i, j):
					case included(r.Outcomes[0], i, j):
						t.Fatal("a line serves two definitions")
					case len(r.Outcomes[0].Line(i, j)) > 0:
						taken++
						if s := r.Outcomes[0].Line(i, j)[0]; s.Rule != episode.Taken || s.Effect != episode.Exclude {
							t.Fatalf("a taken line has %+v", s)
						}
					}
				}
			}
		}
	})
	if taken == 0 {
		t.Error("no line was taken")
	}
}

// A claim and its reversal cancel to the cent wherever they are, and a reversed claim
// triggers nothing.
func TestLawReversal(t *testing.T) {
	each(t, false, func(t *rapid.T, d episode.Definition, m episode.Member) {
		for i := range m.Claims {
			for j := range m.Claims[i].Lines {
				l := &m.Claims[i].Lines[j]
				l.Amount, l.Outlier = max(l.Amount, -l.Amount), max(l.Outlier, -l.Outlier)
			}
		}
		whole := stay("whole", "2023-01-20", "2023-02-02", "470", "77.77")
		again := whole
		again.Lines = []episode.Line{{Amount: -7777}}
		c := drawClaim(t, false)
		c.ID = "mirrored"
		c.Lines = append(c.Lines, episode.Line{Code: "99213", Amount: 101})
		mirror := c
		mirror.Lines = nil
		for _, l := range c.Lines {
			l.Amount, l.Outlier = -l.Amount, -l.Outlier
			mirror.Lines = append(mirror.Lines, l)
		}
		n := len(m.Claims)
		m.Claims = append(m.Claims, c, mirror, whole, again)
		o := outcome(t, d, m.Person, m.Claims...)
		sums := map[string]apm.Cents{}
		for _, e := range o.Episodes {
			if e.Trigger.ID == "whole" || e.Trigger.ID == "mirrored" && c.Lines[0].Amount > 0 && len(c.Lines) == 1 {
				t.Fatal("a reversed claim triggers an episode")
			}
			for _, s := range e.Shares {
				if s.Claim >= n {
					sums[fmt.Sprint(e.Trigger, m.Claims[s.Claim].ID, s.Window, s.Rule, s.Effect)] += s.Amount
				}
			}
		}
		for where, sum := range sums {
			if sum != 0 {
				t.Fatalf("%s: %v is left", where, sum)
			}
		}
	})
}
