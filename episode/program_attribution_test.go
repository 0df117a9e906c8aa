package episode_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestAssign(t *testing.T) {
	day := apm.MustParseDate
	surgeons := []episode.Candidate{
		{Role: episode.Surgeon, Provider: "S2", Dollars: 100, Lines: 3, Day: day("2026-03-02")},
		{Role: episode.Surgeon, Provider: "S1", Dollars: 100, Lines: 1, Day: day("2026-03-01")},
		{Role: episode.Surgeon, Provider: "S3", Dollars: 90, Lines: 9},
		{Role: episode.TriggerProvider, Provider: "H"},
		{Role: episode.Plurality, Provider: ""},
	}
	for _, c := range []struct {
		name string
		at   episode.Attribution
		want string
	}{
		{"first role", episode.Attribution{Hierarchy: []episode.Role{episode.TriggerProvider, episode.Surgeon}}, "H"},
		{"role that nobody holds", episode.Attribution{Hierarchy: []episode.Role{episode.Plurality, "midwife", episode.TriggerProvider}}, "H"},
		{"nobody", episode.Attribution{Hierarchy: []episode.Role{episode.Plurality}}, ""},
		{"identifier alone", episode.Attribution{Hierarchy: []episode.Role{episode.Surgeon}}, "S1"},
		{"dollars, then lines", episode.Attribution{Hierarchy: []episode.Role{episode.Surgeon}, TieBreak: []episode.TieBreak{episode.MostDollars, episode.MostLines}}, "S2"},
		{"lines", episode.Attribution{Hierarchy: []episode.Role{episode.Surgeon}, TieBreak: []episode.TieBreak{episode.MostLines}}, "S3"},
		{"earliest", episode.Attribution{Hierarchy: []episode.Role{episode.Surgeon}, TieBreak: []episode.TieBreak{episode.Earliest}}, "S1"},
		{"latest, and no day comes last", episode.Attribution{Hierarchy: []episode.Role{episode.Surgeon}, TieBreak: []episode.TieBreak{episode.Latest}}, "S2"},
		{"only who takes part", episode.Attribution{Hierarchy: []episode.Role{episode.Surgeon, episode.TriggerProvider}, Roster: []string{"S3", "H"}}, "S3"},
		{"nobody of the first role takes part", episode.Attribution{Hierarchy: []episode.Role{episode.Surgeon, episode.TriggerProvider}, Roster: []string{"H"}}, "H"},
		{"the successor takes part", episode.Attribution{Hierarchy: []episode.Role{episode.TriggerProvider}, Roster: []string{"M"}, Successions: []episode.Succession{{From: "H", To: "M", On: day("2026-03-03")}}}, "M"},
		{"D98 before the merger", episode.Attribution{Hierarchy: []episode.Role{episode.TriggerProvider}, Successions: []episode.Succession{{From: "H", To: "M", On: day("2026-03-04")}}}, "H"},
		{"D98 on its day", episode.Attribution{Hierarchy: []episode.Role{episode.TriggerProvider}, Successions: []episode.Succession{{From: "H", To: "M", On: day("2026-03-03")}}}, "M"},
		{"two mergers", episode.Attribution{Hierarchy: []episode.Role{episode.TriggerProvider}, Successions: []episode.Succession{{From: "M", To: "N", On: day("2026-01-01")}, {From: "H", To: "M", On: day("2026-01-01")}}}, "N"},
		{"a circle ends", episode.Attribution{Hierarchy: []episode.Role{episode.TriggerProvider}, Successions: []episode.Succession{{From: "H", To: "M", On: day("2026-01-01")}, {From: "M", To: "H", On: day("2026-01-01")}}}, "H"},
	} {
		if got := c.at.Assign(day("2026-03-03"), surgeons); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAssignKnowsNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		candidates := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) episode.Candidate {
			return episode.Candidate{
				Role:     rapid.SampledFrom([]episode.Role{episode.Surgeon, episode.TriggerProvider}).Draw(t, "role"),
				Provider: rapid.SampledFrom([]string{"", "A", "B", "C"}).Draw(t, "provider"),
				Dollars:  apm.Cents(rapid.IntRange(-1, 1).Draw(t, "dollars")), Lines: rapid.IntRange(0, 1).Draw(t, "lines"),
				Day: apm.Date(rapid.IntRange(0, 2).Draw(t, "day")),
			}
		}), 0, 6).Draw(t, "candidates")
		at := episode.Attribution{
			Hierarchy: []episode.Role{episode.Surgeon, episode.TriggerProvider},
			TieBreak:  rapid.SliceOf(rapid.SampledFrom([]episode.TieBreak{episode.MostDollars, episode.MostLines, episode.Earliest, episode.Latest})).Draw(t, "tie-breaks"),
		}
		got := at.Assign(5, candidates)
		shuffled := rapid.Permutation(candidates).Draw(t, "shuffled")
		if other := at.Assign(5, shuffled); other != got {
			t.Fatalf("%q, shuffled %q", got, other)
		}
		surgeon := func(c episode.Candidate) bool { return c.Role == episode.Surgeon && c.Provider != "" }
		held := slices.ContainsFunc(candidates, func(c episode.Candidate) bool {
			return c.Provider == got && (surgeon(c) || !slices.ContainsFunc(candidates, surgeon))
		})
		if got != "" && !held || got == "" && slices.ContainsFunc(candidates, func(c episode.Candidate) bool { return c.Provider != "" }) {
			t.Fatalf("%q does not hold the first role", got)
		}
	})
}

func TestDaysOfACase(t *testing.T) {
	// D97: admitted 2021-08-20, ending 2021-11-20, has CJR's price of the admission; TEAM
	// looks at the discharge.
	c := episode.Case{TriggerStart: apm.MustParseDate("2021-08-20"), TriggerEnd: apm.MustParseDate("2021-08-23"), End: apm.MustParseDate("2021-11-20")}
	cjr := arrange(t, sure(episode.CJRProgram(5, episode.CJROptions{StopGain: given("0.2"), Eligible: []apm.Status{episode.CJRGood}})))
	if day, err := cjr.PriceDay(c); err != nil || day != c.TriggerStart {
		t.Errorf("D97: %v %v", day, err)
	}
	if day, err := arrange(t, teamTerms(t, 2027, 3, episode.QualityFirst)).PriceDay(c); err != nil || day != c.TriggerEnd {
		t.Errorf("TEAM: %v %v", day, err)
	}
	ohio := arrange(t, sure(episode.OhioProgram(2016, sampleOptions())))
	for period, want := range map[string]bool{"2021-11-20/2021-12-31": true, "2021-08-20/2021-11-19": false} {
		if got, err := ohio.Belongs(c, apm.MustParsePeriod(period)); err != nil || got != want {
			t.Errorf("%s: %v %v", period, got, err)
		}
	}
	for want, err := range map[string]error{
		"end: is missing": errorOf(ohio.Belongs(episode.Case{}, apm.CalendarYear(2021))), "reconciliation.membership: is missing": errorOf(cjr.Belongs(c, apm.CalendarYear(2021))),
		"reconciliation.price: is missing": errorOf(ohio.PriceDay(c)), "triggerEnd: is missing": errorOf(episode.Case{}.Day(episode.AtTriggerEnd)),
		"day: is none of triggerStart, triggerEnd, end": errorOf(c.Day("birth")),
	} {
		if errorText(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func errorOf[T any](_ T, err error) error { return err }

func TestCaseOfAnEpisode(t *testing.T) {
	e := &episode.Episode{
		Trigger: episode.Event{Facility: "H", Surgeon: "S", Group: "G", Practitioner: "P", Period: apm.MustParsePeriod("2026-03-01/2026-03-04")},
		Subtype: "hip", Cell: "470", Period: apm.MustParsePeriod("2026-03-01/2026-04-02"), Cost: 1234567, Apart: 890,
		Windows: []episode.Interval{{Name: "after", Use: episode.Apart}},
	}
	want := episode.Case{Provider: "H", Category: "LEJR", Cell: "470",
		TriggerStart: apm.MustParseDate("2026-03-01"), TriggerEnd: apm.MustParseDate("2026-03-04"), End: apm.MustParseDate("2026-04-02"),
		Amounts: map[episode.PriceBasis]decimal.Decimal{episode.Standardised: usd("12345.67")}, PostEpisode: given("8.90"),
	}
	if diff := cmp.Diff(want, arrange(t, teamTerms(t, 2027, 3, episode.QualityFirst)).Case(e, "LEJR")); diff != "" {
		t.Error(diff)
	}
	p := adjusting()
	for _, c := range []struct {
		roles []episode.Role
		want  string
	}{
		{[]episode.Role{episode.TriggerGroup}, "G"}, {[]episode.Role{episode.TriggerPractitioner}, "P"}, {[]episode.Role{episode.Surgeon}, "S"},
		{[]episode.Role{episode.Plurality, episode.Surgeon}, "M"},
	} {
		p.Attribution = &episode.Attribution{Hierarchy: c.roles}
		got := arrange(t, p).Case(e, "", episode.Candidate{Role: episode.Plurality, Provider: "M"})
		if got.Provider != c.want || got.Category != "hip" {
			t.Errorf("%v: %+v", c.roles, got)
		}
	}
	e.Trigger.Facility, e.Windows, e.Exclusions = "", nil, []episode.Reason{{ID: "dual"}}
	p.Attribution = nil
	got := arrange(t, p).Case(e, "")
	if !slices.Equal(got.Excluded, []string{"dual", episode.NoProvider}) || got.PostEpisode.Valid {
		t.Errorf("%+v", got)
	}
}
