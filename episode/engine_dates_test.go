package episode_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
)

// surgical is a definition by MS-DRG 470 with the windows of the model: 90 days with
// the day of discharge as the first, 30 days after them apart, 180 days before for
// tests.
func surgical() episode.Definition {
	return episode.Definition{
		ID: "surgical",
		Triggers: []episode.Trigger{
			{Name: "inpatient", Match: at(episode.Inpatient, drg("470"))},
			{Name: "outpatient", Match: at(episode.Outpatient, hcpcs("27447"))},
		},
		Ties: []episode.Tie{episode.BySetting, episode.ByAmount},
		Windows: []episode.Window{
			{Name: "anchor", Start: episode.Bound{At: episode.TriggerStart}, End: episode.Bound{At: episode.TriggerEnd, Days: -1}, AtLeastOneDay: true},
			{Name: "post", Start: episode.Bound{At: episode.TriggerEnd}, End: episode.Bound{At: episode.TriggerEnd, Days: 89}},
			{Name: "after", Start: episode.Bound{At: episode.WindowEnd, Window: "post", Days: 1}, End: episode.Bound{At: episode.WindowEnd, Window: "post", Days: 30}, Use: episode.Apart},
			{Name: "lookback", Start: episode.Bound{At: episode.TriggerStart, Days: -180}, End: episode.Bound{At: episode.TriggerStart, Days: -1}, Use: episode.ForTests},
			{Name: "discharge", Start: episode.Bound{At: episode.TriggerEnd}, End: episode.Bound{At: episode.TriggerEnd}, Use: episode.ForTests},
		},
		Inclusion: []episode.Inclusion{
			{ID: "anchor stay", Windows: []string{"anchor"}, Match: episode.Match{Settings: []episode.Setting{episode.Inpatient, episode.Outpatient}}, Effect: episode.Include},
			{ID: "last day", Windows: []string{"discharge"}, Match: at(episode.Professional, episode.Test{System: episode.Place, Codes: []string{"21", "23"}}), Effect: episode.Include, Book: "anchor"},
			{ID: "stays", Match: at(episode.Inpatient), Effect: episode.Include, Prorate: episode.ByGMLOS},
			{ID: "lupa", Match: at(episode.HomeHealth, episode.Test{System: episode.Mark, Codes: []string{"lupa"}}), Effect: episode.Include, Prorate: episode.ByVisits},
			{ID: "by day", Match: episode.Match{Settings: []episode.Setting{episode.SNF, episode.IPF, episode.HomeHealth, episode.Hospice}}, Effect: episode.Include, Prorate: episode.PerDiem},
			{ID: "all", Effect: episode.Include},
		},
	}
}

// withPost is the surgical definition with a window of its own after the trigger.
func withPost(id string, w ...episode.Window) episode.Definition {
	return episode.Definition{ID: id, Triggers: []episode.Trigger{{Name: "stay", Match: at(episode.Inpatient, drg("470"))}},
		Windows: w, Inclusion: everything()}
}

// heartFailure is the window of the Arkansas rule 016.06.12-029, 213.000: 30 days
// after discharge, to the discharge of a readmission in that time, 45 at most.
func heartFailure() episode.Definition {
	d := withPost("heart failure", around("trigger", episode.TriggerStart, 0, episode.TriggerEnd, 0), around("post", episode.TriggerEnd, 1, episode.TriggerEnd, 30))
	d.Windows[1].Extend = &episode.Extend{Match: episode.Match{Settings: []episode.Setting{episode.Inpatient}}, Max: 45}
	return d
}

func TestWindowsAsPublished(t *testing.T) {
	maternity := withPost("maternity", around("pre", episode.TriggerStart, -280, episode.TriggerStart, -1),
		around("delivery", episode.TriggerStart, 0, episode.TriggerEnd, 0), around("post", episode.TriggerEnd, 1, episode.TriggerEnd, 60))
	perinatal := withPost("perinatal", around("all", episode.TriggerStart, -280, episode.TriggerStart, 60))
	cjr := withPost("cjr", around("episode", episode.TriggerStart, 0, episode.TriggerEnd, 89))
	team := withPost("team", around("episode", episode.TriggerStart, 0, episode.TriggerEnd, 29), around("after", episode.TriggerEnd, 30, episode.TriggerEnd, 59))
	index := func(from, through string) []episode.Claim {
		return []episode.Claim{stay("1", from, through, "470", "100")}
	}
	again := func(from, through string) []episode.Claim {
		return append(index("2013-01-08", "2013-01-10"), stay("2", from, through, "291", "100"))
	}
	for _, test := range []struct {
		name   string
		d      episode.Definition
		claims []episode.Claim
		want   map[string]string
	}{
		{"D1 BPCI Advanced, inpatient (S1:a2,c4)", surgical(), index("2023-03-01", "2023-03-05"), map[string]string{
			"lookback": "2022-09-02/2023-02-28", "anchor": "2023-03-01/2023-03-04", "post": "2023-03-05/2023-06-02", "after": "2023-06-03/2023-07-02"}},
		{"D2 BPCI Advanced, outpatient (S1:a2,c5)", surgical(), []episode.Claim{visit("1", episode.Outpatient, "2023-03-05", "27447", "100")}, map[string]string{
			"lookback": "2022-09-06/2023-03-04", "anchor": "2023-03-05/2023-03-05", "post": "2023-03-05/2023-06-02", "after": "2023-06-03/2023-07-02"}},
		{"D3 BPCI Advanced over a leap day", surgical(), index("2024-01-28", "2024-02-01"), map[string]string{
			"lookback": "2023-08-01/2024-01-27", "post": "2024-02-01/2024-04-30", "after": "2024-05-01/2024-05-30"}},
		{"D4 CJR (42 CFR 510.210)", cjr, index("2023-03-01", "2023-03-05"), map[string]string{"episode": "2023-03-01/2023-06-02"}},
		{"D5 TEAM, 30 days from discharge as day 1", team, index("2026-03-01", "2026-03-05"), map[string]string{
			"episode": "2026-03-01/2026-04-03", "after": "2026-04-04/2026-05-03"}},
		{"D6 Colorado maternity (10 CCR 2505-10 8.733)", maternity, index("2023-03-01", "2023-03-04"), map[string]string{
			"pre": "2022-05-25/2023-02-28", "post": "2023-03-05/2023-05-03"}},
		{"D7 Arkansas heart failure without readmission", heartFailure(), index("2013-01-08", "2013-01-10"), map[string]string{"post": "2013-01-11/2013-02-09"}},
		{"D8 extended to the discharge of a readmission", heartFailure(), again("2013-02-05", "2013-02-15"), map[string]string{"post": "2013-01-11/2013-02-15"}},
		{"D9 never beyond 45 days", heartFailure(), again("2013-02-08", "2013-03-10"), map[string]string{"post": "2013-01-11/2013-02-24"}},
		{"D10 a readmission on day 31", heartFailure(), again("2013-02-10", "2013-02-20"), map[string]string{"post": "2013-01-11/2013-02-09"}},
		{"D11 a readmission on day 30", heartFailure(), again("2013-02-09", "2013-02-12"), map[string]string{"post": "2013-01-11/2013-02-12"}},
		{"D91 Arkansas perinatal (016.06.13-003, 211.000)", perinatal, index("2013-03-01", "2013-03-03"), map[string]string{"all": "2012-05-25/2013-04-30"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := outcome(t, test.d, episode.Person{}, test.claims...)
			if len(o.Episodes) != 1 {
				t.Fatalf("%d episodes", len(o.Episodes))
			}
			for name, want := range test.want {
				if got, ok := o.Episodes[0].Window(name); !ok || got != days(want) {
					t.Errorf("%s is %v, want %s", name, got, want)
				}
			}
		})
	}
}

// Windows apart and for tests are no part of the period of an episode; the trigger is.
func TestPeriodOfAnEpisode(t *testing.T) {
	o := outcome(t, surgical(), episode.Person{}, stay("1", "2023-03-01", "2023-03-05", "470", "100"))
	if got := o.Episodes[0].Period; got != days("2023-03-01/2023-06-02") {
		t.Errorf("the period is %v", got)
	}
	after := withPost("after", around("all", episode.TriggerEnd, 1, episode.TriggerEnd, 9))
	o = outcome(t, after, episode.Person{}, stay("1", "2023-03-01", "2023-03-05", "470", "100"))
	if got := o.Episodes[0].Period; got != days("2023-03-01/2023-03-14") {
		t.Errorf("the period is %v, without the trigger", got)
	}
}

// The length of a stay is the days between its ends, and at least one.
func TestStayDays(t *testing.T) {
	most := 59
	d := surgical()
	d.Exclusions = []episode.Exclusion{{ID: "long", Kind: episode.Business, StayDays: &episode.Bounds{Max: &most}}}
	least, one := 2, 1
	d.Exclusions = append(d.Exclusions, episode.Exclusion{ID: "short", Kind: episode.Business, StayDays: &episode.Bounds{Min: &least}},
		episode.Exclusion{ID: "none", Kind: episode.Business, StayDays: &episode.Bounds{Min: &one}})
	for _, test := range []struct{ name, through, reason string }{
		{"D12 admitted and discharged on one day: 1 day", "2023-01-01", "short"},
		{"one night: 1 day", "2023-01-02", "short"},
		{"two nights", "2023-01-03", ""},
		{"D12 59 days are kept", "2023-03-01", ""},
		{"D12 60 days are not", "2023-03-02", "long"},
	} {
		o := outcome(t, d, episode.Person{}, stay("1", "2023-01-01", test.through, "470", "100"))
		got := ""
		for _, r := range o.Episodes[0].Exclusions {
			got += r.ID
		}
		if got != test.reason {
			t.Errorf("%s: excluded for %q, want %q", test.name, got, test.reason)
		}
	}
}

func TestCuts(t *testing.T) {
	whole := []episode.Window{around("trigger", episode.TriggerStart, 0, episode.TriggerEnd, 0),
		around("post", episode.TriggerEnd, 1, episode.TriggerEnd, 30), around("after", episode.WindowEnd, 1, episode.WindowEnd, 30)}
	whole[2].Start.Window, whole[2].End.Window, whole[2].Use = "post", "post", episode.Apart
	cutOn := func(cuts ...episode.Cut) episode.Definition {
		d := withPost("cut", append([]episode.Window(nil), whole...)...)
		d.Windows[1].Cut = cuts
		d.Windows[2].Cut = cuts
		d.Overlap.Default = episode.KeepBoth
		return d
	}
	death, left, next := episode.Cut{On: episode.Death}, episode.Cut{On: episode.Disenrollment, Span: "enrolled"}, episode.Cut{On: episode.NextTrigger}
	enrolled := func(periods ...string) (p episode.Person) {
		for _, s := range periods {
			p.Spans = append(p.Spans, episode.Span{Name: "enrolled", Period: days(s)})
		}
		p.Spans = append(p.Spans, episode.Span{Name: "other", Period: days("/")})
		return p
	}
	for _, test := range []struct {
		name        string
		d           episode.Definition
		p           episode.Person
		post, after string
	}{
		{"nothing cuts", cutOn(), episode.Person{Death: on("2023-01-20")}, "2023-01-06/2023-02-04", "2023-02-05/2023-03-06"},
		{"death inside", cutOn(death), episode.Person{Death: on("2023-01-20")}, "2023-01-06/2023-01-20", "2023-01-21/2023-01-20"},
		{"death on the last day", cutOn(death), episode.Person{Death: on("2023-02-04")}, "2023-01-06/2023-02-04", ""},
		{"alive", cutOn(death), episode.Person{}, "2023-01-06/2023-02-04", "2023-02-05/2023-03-06"},
		{"death in the stay leaves no window", cutOn(death), episode.Person{Death: on("2023-01-04")}, "", ""},
		{"coverage ends", cutOn(left), enrolled("2022-01-01/2023-01-15"), "2023-01-06/2023-01-15", ""},
		{"coverage goes on under a second span", cutOn(left), enrolled("2023-01-16/2023-01-31", "2022-01-01/2023-01-15"), "2023-01-06/2023-01-31", ""},
		{"coverage has a gap", cutOn(left), enrolled("2023-01-17/", "2022-01-01/2023-01-15"), "2023-01-06/2023-01-15", ""},
		{"coverage without an end", cutOn(left), enrolled("/"), "2023-01-06/2023-02-04", "2023-02-05/2023-03-06"},
		{"never covered", cutOn(left), episode.Person{}, "", ""},
		{"the next trigger", cutOn(next), episode.Person{}, "2023-01-06/2023-01-31", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			claims := []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "470", "100")}
			if test.name == "the next trigger" {
				claims = append(claims, stay("2", "2023-02-01", "2023-02-03", "470", "100"))
			}
			o := outcome(t, test.d, test.p, claims...)
			for name, want := range map[string]string{"post": test.post, "after": test.after} {
				got, ok := o.Episodes[0].Window(name)
				if want == "2023-01-21/2023-01-20" {
					want = ""
				}
				if ok != (want != "") || ok && got != days(want) {
					t.Errorf("%s is %v, want %q", name, got, want)
				}
			}
		})
	}
}

// A window may follow the end of the data, which must then be known.
func TestDataEnd(t *testing.T) {
	d := withPost("open", around("all", episode.TriggerStart, 0, episode.DataEnd, -1))
	o := outcome(t, d, episode.Person{Observed: days("/2023-12-31")}, stay("1", "2023-01-01", "2023-01-05", "470", "100"))
	if got, _ := o.Episodes[0].Window("all"); got != days("2023-01-01/2023-12-30") {
		t.Errorf("the window is %v", got)
	}
	var fact *episode.FactError
	_, err := engine(t, d).Build(episode.Member{Claims: []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "470", "100")}})
	if !asError(err, &fact) || !isMissing(err) || fact.Path != "observed.to" {
		t.Errorf("error %v", err)
	}
	if _, err := engine(t, d).Build(episode.Member{}); err != nil {
		t.Errorf("without a trigger nothing is missing: %v", err)
	}
}

// Windows at the ends of the calendar are held to it.
func TestEndsOfCalendar(t *testing.T) {
	for _, test := range []struct{ from, through, want string }{
		{"0001-01-02", "0001-01-03", "0001-01-01/0001-06-02"},
		{"9999-12-01", "9999-12-30", "9999-06-04/9999-12-31"},
	} {
		d := withPost("edge", around("all", episode.TriggerStart, -180, episode.TriggerEnd, 150))
		o := outcome(t, d, episode.Person{}, stay("1", test.from, test.through, "470", "100"))
		if got, _ := o.Episodes[0].Window("all"); got != days(test.want) {
			t.Errorf("from %s the window is %v, want %s", test.from, got, test.want)
		}
		if o.Tally.Cost != 10000 {
			t.Errorf("cost %v", o.Tally.Cost)
		}
	}
}

func isMissing(err error) bool { return errorIs(err, apm.ErrMissing) }
