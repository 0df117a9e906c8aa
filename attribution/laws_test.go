package attribution_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"pgregory.net/rapid"
)

// The kernel decides as the reference does.
func TestReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		m := drawMember(t, w.year)
		want := newReference(w.method, w.roster, w.period).attribute(m)
		if diff := cmp.Diff(want, verdictOf(w.attribute(t, m))); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Neither the order of a member's lines nor that of other facts matters.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		m := drawMember(t, w.year)
		want := w.attribute(t, m)
		shuffled := m
		shuffled.Lines = rapid.Permutation(m.Lines).Draw(t, "lines")
		shuffled.Enrollment = rapid.Permutation(m.Enrollment).Draw(t, "enrollment")
		shuffled.Elections = rapid.Permutation(m.Elections).Draw(t, "elections")
		if diff := cmp.Diff(want, w.attribute(t, shuffled)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The order of the roster does not matter.
func TestRosterOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		m := drawMember(t, w.year)
		want := w.attribute(t, m)
		r := w.roster
		r.Participants = rapid.Permutation(r.Participants).Draw(t, "participants")
		a, err := attribution.New(w.method, r, w.period)
		if err != nil {
			t.Fatal(err)
		}
		got, err := a.Attribute(m)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A line in two halves of one claim counts as one.
func TestSplittingALineDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		m := drawMember(t, w.year)
		if len(m.Lines) == 0 {
			return
		}
		want := w.attribute(t, m)
		i := rapid.IntRange(0, len(m.Lines)-1).Draw(t, "line")
		half := m.Lines[i]
		half.Allowed /= 2
		split := m
		split.Lines = append(slices.Clone(m.Lines), half)
		split.Lines[i].Allowed -= half.Allowed
		got := w.attribute(t, split)
		want.Lines, got.Lines = attribution.Tally{}, attribution.Tally{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Three times every amount is the same winner with three times the total.
func TestScaleDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		m := drawMember(t, w.year)
		want := w.attribute(t, m)
		scaled := m
		scaled.Lines = slices.Clone(m.Lines)
		for i := range scaled.Lines {
			scaled.Lines[i].Allowed *= 3
		}
		got := w.attribute(t, scaled)
		if want.Measure == attribution.Allowed {
			want.Total, want.RunnerUpTotal = 3*want.Total, 3*want.RunnerUpTotal
		}
		want.Lines, got.Lines = attribution.Tally{}, attribution.Tally{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// oneStep is a method of a single contest by plurality without tests.
func oneStep() attribution.Method {
	return attribution.Method{
		Name: "one step", Shared: attribution.DropShared,
		Services: []attribution.Service{{Name: "any"}},
		Steps:    []attribution.Step{{Name: "step", Services: []string{"any"}, Ties: []attribution.Tie{{By: attribution.ByRecent}}}},
	}
}

// Within one step, more at the winner keeps the winner, and a loser who goes away
// changes nothing.
func TestPlurality(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const year = 2023
		w := world{year: year, method: oneStep(), roster: drawRoster(t, year, false), period: apm.CalendarYear(year)}
		var err error
		if w.a, err = attribution.New(w.method, w.roster, w.period); err != nil {
			t.Fatal(err)
		}
		m := drawMember(t, year)
		want := w.attribute(t, m)
		if want.Step == "" {
			return
		}
		ref := newReference(w.method, w.roster, w.period)
		is := func(l attribution.Line) bool {
			e, ok := ref.entity(l)
			return ok && e.String() == want.Winner.String()
		}
		more := m
		i := slices.IndexFunc(m.Lines, func(l attribution.Line) bool { return is(l) && w.period.Contains(l.From) })
		extra := m.Lines[i]
		extra.Allowed = apm.Cents(rapid.IntRange(1, 100000).Draw(t, "extra"))
		extra.Code = "99999"
		more.Lines = append(slices.Clone(m.Lines), extra)
		if got := w.attribute(t, more); got.Winner.String() != want.Winner.String() {
			t.Fatalf("%s lost with more: %s", want.Winner, got)
		}
		fewer := m
		var loser string
		fewer.Lines = slices.DeleteFunc(slices.Clone(m.Lines), func(l attribution.Line) bool {
			e, ok := ref.entity(l)
			if loser == "" && ok && !is(l) {
				loser = e.String()
			}
			return ok && e.String() == loser
		})
		if got := w.attribute(t, fewer); got.Winner != want.Winner || got.Organization != want.Organization {
			t.Fatalf("without %s: %s instead of %s", loser, got, want)
		}
	})
}

// Across the steps of MSSP more can lose a member: a first service by the ACO's own
// physician makes the pre-step pass, and shuts step 3, where the ACO had won.
func TestMoreCanLoseAMemberAcrossSteps(t *testing.T) {
	a := attributor(t, mssp(t, 2025, attribution.Retrospective), roster(), apm.CalendarYear(2025))
	m := fully(
		line(acoTIN, np, "2025-03-01", "100"), line(acoTIN, pcp, "2024-10-15", "90"),
		line(otherTIN, pcp, "2025-04-01", "150"))
	if got := attribute(t, a, m); got.Organization != "Alder ACO" || got.Step != "step 3" {
		t.Fatal(got)
	}
	m.Lines = append(m.Lines, line(acoTIN, pcp, "2025-05-01", "10"))
	if got := attribute(t, a, m); got.Reason != attribution.Outside {
		t.Fatal(got)
	}
}

// No line of an identifier that two organisations claim feeds either of them.
func TestSharedIdentifiersFeedNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := roster()
		r.Participants = append(r.Participants, attribution.Participant{ID: tin(otherTIN), Organization: "Alder ACO"},
			attribution.Participant{ID: tin(otherTIN), Organization: "Birch ACO", Period: span("2023-04-01/2023-06-30")})
		m := drawMember(t, 2023)
		a, err := attribution.New(oneStep(), r, apm.CalendarYear(2023))
		if err != nil {
			t.Fatal(err)
		}
		with, err := a.Attribute(m)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		m.Lines = slices.DeleteFunc(m.Lines, func(l attribution.Line) bool {
			drop := l.TIN == otherTIN && (l.CCN == "" || l.CCN == otherCCN) && span("2023-04-01/2023-06-30").Contains(l.From)
			if drop {
				n++
			}
			return drop
		})
		without, err := a.Attribute(m)
		if err != nil {
			t.Fatal(err)
		}
		if with.Lines.Shared.Lines != n {
			t.Fatalf("%d lines shared, want %d", with.Lines.Shared.Lines, n)
		}
		with.Lines, without.Lines = attribution.Tally{}, attribution.Tally{}
		if diff := cmp.Diff(without, with); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Every line and every dollar is in one lot.
func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		m := drawMember(t, w.year)
		var lines int
		var allowed apm.Cents
		tally := w.attribute(t, m).Lines
		for _, lot := range []attribution.Lot{tally.Used, tally.Unqualified, tally.Shared, tally.Unidentified, tally.Rejected} {
			lines += lot.Lines
			allowed += lot.Allowed
			if lot.Lines < 0 || lot.Lines == 0 && lot.Allowed != 0 {
				t.Fatalf("%+v", tally)
			}
		}
		for _, l := range m.Lines {
			lines--
			allowed -= l.Allowed
		}
		if lines != 0 || allowed != 0 {
			t.Fatalf("%d lines and %s left over: %+v", lines, allowed, tally)
		}
	})
}

// The packed form says what the typed form does.
func TestPackedIsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		dir := w.a.NewDirectory()
		worker := w.a.NewWorker()
		var packed []attribution.Packed
		var want []attribution.Result
		for range rapid.IntRange(1, 3).Draw(t, "members") {
			m := drawMember(t, w.year)
			records, err := dir.Pack(&m, nil)
			if err != nil {
				t.Fatal(err)
			}
			packed = append(packed, attribution.Packed{Person: m.Person, Records: records})
			want = append(want, w.attribute(t, m))
		}
		for i := range packed {
			v, err := worker.AttributePacked(&packed[i], dir)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want[i], dir.Result(&packed[i].Person, &v)); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// A method written as JSON and read back is the same method.
func TestMethodRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMethod(t, rapid.IntRange(2012, 2025).Draw(t, "year"))
		roundTrip(t, m)
	})
}

// The draws reach every reason, every step of the presets and ties of every kind.
func TestDrawsReachEverything(t *testing.T) {
	seen := map[string]int{}
	draws := rapid.Custom(func(t *rapid.T) attribution.Result {
		w := drawWorld(t)
		return w.attribute(t, drawMember(t, w.year))
	})
	for i := range 6000 {
		r := draws.Example(i)
		seen["reason "+string(r.Reason)]++
		seen["step "+r.Step]++
		if r.Step != "" && r.Total == r.RunnerUpTotal && r.RunnerUp != (attribution.Entity{}) {
			seen["tie by "+string(r.Measure)]++
		}
		if r.Lines.Shared.Lines > 0 {
			seen["shared"]++
		}
		if r.Lines.Unidentified.Lines > 0 {
			seen["unidentified"]++
		}
	}
	want := []string{"shared", "unidentified", "reason ", "step step 1", "step step 2", "step step 3", "step voluntary alignment",
		"step choice", "step plan", "step first", "step second", "step primary care, 12 months", "step specialist, 12 months", "step 24 months",
		"step any code", "step any clinician", "tie by allowed", "tie by visits", "tie by days"}
	for _, reason := range attribution.Reasons() {
		want = append(want, "reason "+string(reason))
	}
	for _, name := range want {
		if seen[name] == 0 {
			t.Errorf("no draw reaches %q", name)
		}
	}
}
