package episode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
)

// The families of episodes that the published cases name, with 90 days from
// discharge, as BPCI Advanced resolves their overlap: the first wins, except among
// lower joints and where a valve follows a coronary intervention.
func families() episode.Suite {
	family := func(id string, triggers ...episode.Trigger) episode.Definition {
		return episode.Definition{ID: id, Triggers: triggers, Ties: []episode.Tie{episode.BySetting, episode.ByAmount},
			Windows: []episode.Window{around("anchor", episode.TriggerStart, 0, episode.TriggerEnd, -1), around("post", episode.TriggerEnd, 0, episode.TriggerEnd, 89)}, Inclusion: everything()}
	}
	inpatient := func(drgs ...string) episode.Trigger {
		return episode.Trigger{Name: "ip", Match: at(episode.Inpatient, drg(drgs...)), Chain: &episode.Chain{}}
	}
	outpatient := func(codes ...string) episode.Trigger {
		return episode.Trigger{Name: "op", Match: at(episode.Outpatient, hcpcs(codes...))}
	}
	joint := []string{"joint"}
	return episode.Suite{
		Definitions: []episode.Definition{family("chf", inpatient("291-293")), family("sepsis", inpatient("870-872")), family("uti", inpatient("689-690")),
			family("joint", inpatient("469-470", "521-522"), outpatient("27447", "27130")), family("pci", inpatient("250-251", "321-322"), outpatient("92928")), family("tavr", inpatient("266-267"))},
		Overlap: []episode.Group{{Overlap: episode.Overlap{Pairs: []episode.Pair{
			{Earlier: joint, Later: joint, Triggers: episode.Same, Action: episode.LastWins},
			{Earlier: joint, Later: joint, Triggers: episode.Different, DaysApart: 1, Action: episode.LastWins},
			{Earlier: []string{"pci"}, Later: []string{"tavr"}, Action: episode.LastWins},
		}}}},
	}
}

func inH(c episode.Claim, h string) episode.Claim {
	c.Facility = h
	return c
}

// told is the episodes of a result, one "definition claim from/to" each.
func told(r episode.Result) string {
	var out []string
	for _, o := range r.Outcomes {
		for _, e := range o.Episodes {
			out = append(out, fmt.Sprintf("%s %s %v", o.Definition, e.Trigger.ID, e.Trigger.Period))
		}
	}
	return strings.Join(out, "; ")
}

func TestTriggersAsPublished(t *testing.T) {
	const code = "27447"
	op := func(id, day, amount string) episode.Claim { return visit(id, episode.Outpatient, day, code, amount) }
	for _, test := range []struct {
		name   string
		claims []episode.Claim
		want   string
	}{
		{"D25 transfer chain (S1:c3)", []episode.Claim{inH(stay("1", "2023-01-01", "2023-01-05", "190", "100"), "H1"), inH(stay("2", "2023-01-05", "2023-01-09", "470", "100"), "H2")},
			"joint 2 2023-01-01/2023-01-09"},
		{"D26 a day between them: two stays", []episode.Claim{inH(stay("1", "2023-01-01", "2023-01-05", "190", "100"), "H1"), inH(stay("2", "2023-01-06", "2023-01-09", "470", "100"), "H2")},
			"joint 2 2023-01-06/2023-01-09"},
		{"D27 one provider: two stays", []episode.Claim{inH(stay("1", "2023-01-01", "2023-01-05", "190", "100"), "H1"), inH(stay("2", "2023-01-05", "2023-01-09", "470", "100"), "H1")},
			"joint 2 2023-01-05/2023-01-09"},
		{"D28 the greater of two lines of a day (S1:c5)", []episode.Claim{op("1", "2023-01-01", "900"), op("2", "2023-01-01", "1200")}, "joint 2 2023-01-01/2023-01-01"},
		{"D29 the first wins (S1:e1)", []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "291", "100"), stay("2", "2023-02-01", "2023-02-05", "871", "100")}, "chf 1 2023-01-01/2023-01-05"},
		{"D30 two lower joints", []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "470", "100"), stay("2", "2023-02-01", "2023-02-05", "470", "100")}, "joint 2 2023-02-01/2023-02-05"},
		{"D31 PCI, then TAVR", []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "250", "100"), stay("2", "2023-02-01", "2023-02-05", "266", "100")}, "tavr 2 2023-02-01/2023-02-05"},
		{"D32 TAVR, then PCI", []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "266", "100"), stay("2", "2023-02-01", "2023-02-05", "250", "100")}, "tavr 1 2023-01-01/2023-01-05"},
		{"D33 inpatient and outpatient on one day", []episode.Claim{op("2", "2023-01-01", "9000"), stay("1", "2023-01-01", "2023-01-05", "470", "100")}, "joint 1 2023-01-01/2023-01-05"},
		{"D34 outpatient, then inpatient", []episode.Claim{op("2", "2023-01-01", "9000"), stay("1", "2023-01-20", "2023-01-25", "470", "100")}, "joint 1 2023-01-20/2023-01-25"},
		{"D34 on the next day", []episode.Claim{op("2", "2023-01-19", "9000"), stay("1", "2023-01-20", "2023-01-25", "470", "100")}, "joint 1 2023-01-20/2023-01-25"},
		{"D35 one inside, one behind", []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "291", "100"), stay("2", "2023-02-01", "2023-02-05", "871", "100"), stay("3", "2023-04-10", "2023-04-12", "690", "100")},
			"chf 1 2023-01-01/2023-01-05; uti 3 2023-04-10/2023-04-12"},
		{"D35 on the last day of post", []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "291", "100"), stay("3", "2023-04-04", "2023-04-12", "690", "100")}, "chf 1 2023-01-01/2023-01-05"},
		{"D35 on the day after it", []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "291", "100"), stay("3", "2023-04-05", "2023-04-12", "690", "100")},
			"chf 1 2023-01-01/2023-01-05; uti 3 2023-04-05/2023-04-12"},
		{"D36 the second joint reaches further", []episode.Claim{stay("1", "2023-01-01", "2023-01-04", "470", "100"), stay("2", "2023-02-01", "2023-02-03", "470", "100"), stay("3", "2023-04-10", "2023-04-12", "291", "100")},
			"joint 2 2023-02-01/2023-02-03"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := told(build(t, suite(t, families()), episode.Member{Claims: test.claims})); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// A chain carries the first stay's day and providers and the last one's codes, or as
// the definition says.
func TestChain(t *testing.T) {
	claims := []episode.Claim{inH(stay("1", "2023-01-01", "2023-01-05", "469", "100"), "H1"), inH(stay("2", "2023-01-05", "2023-01-05", "190", "20"), "H2"), inH(stay("3", "2023-01-07", "2023-01-09", "470", "3"), "H1")}
	for _, test := range []struct {
		chain episode.Chain
		drg   string
		want  string
	}{
		{episode.Chain{GapDays: 2}, "470", "3 2023-01-01/2023-01-09 H1 123.00 [0 1 2]"},
		{episode.Chain{GapDays: 2, Codes: episode.First, Provider: episode.Last}, "469", "1 2023-01-01/2023-01-09 H1 123.00 [0 1 2]"},
		{episode.Chain{}, "190", "2 2023-01-01/2023-01-05 H1 120.00 [0 1]"},
		{episode.Chain{Provider: episode.Last}, "190", "2 2023-01-01/2023-01-05 H2 120.00 [0 1]"},
		{episode.Chain{GapDays: 1}, "470", "3 2023-01-07/2023-01-09 H1 3.00 [2]"},
		{episode.Chain{GapDays: 9, SameFacility: true}, "470", "3 2023-01-01/2023-01-09 H1 123.00 [0 1 2]"},
		{episode.Chain{Settings: []episode.Setting{episode.LTCH}}, "470", ""},
	} {
		d := withPost("chain", around("stay", episode.TriggerStart, 0, episode.TriggerEnd, 0))
		d.Triggers[0].Any, d.Triggers[0].Chain = []episode.Test{drg(test.drg)}, &test.chain
		o := outcome(t, d, episode.Person{}, claims...)
		got := ""
		for _, e := range o.Episodes {
			x := e.Trigger
			got += fmt.Sprint(x.ID, " ", x.Period, " ", x.Facility, " ", x.Amount, " ", x.Claims)
		}
		if got != test.want {
			t.Errorf("%+v: got %q, want %q", test.chain, got, test.want)
		}
	}
}

// Lines that tie in everything the definition asks for are told apart by what stands in
// them, not by their order.
func TestTieByContent(t *testing.T) {
	d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 30))
	d.Triggers[0].Match = at(episode.Professional)
	c := visit("1", episode.Professional, "2023-01-01", "99214", "10")
	c.Lines = append(c.Lines, episode.Line{Code: "99213", Amount: 1000, Practitioner: "9"})
	other := c
	other.Lines = []episode.Line{c.Lines[1], c.Lines[0]}
	for _, claim := range []episode.Claim{c, other} {
		x := outcome(t, d, episode.Person{}, claim).Episodes[0].Trigger
		if x.Code != "99213" || x.Practitioner != "9" || claim.Lines[x.Line].Code != "99213" {
			t.Errorf("the trigger is %+v", x)
		}
	}
}

func TestConfirm(t *testing.T) {
	confirm := func(min, max int) episode.Definition {
		d := withPost("c", around("all", episode.TriggerStart, 0, episode.TriggerStart, 5))
		d.Triggers = []episode.Trigger{{Name: "visit", Match: at(episode.Professional, hcpcs("99213")), Confirm: &episode.Confirm{Min: min, Max: max}}}
		return d
	}
	v := func(id, day string) episode.Claim { return visit(id, episode.Professional, day, "99213", "10") }
	for _, test := range []struct {
		name     string
		min, max int
		second   episode.Claim
		want     int
	}{
		{"on the least day", 30, 365, v("2", "2023-01-31"), 1},
		{"a day too soon", 30, 365, v("2", "2023-01-30"), 0},
		{"on the last day", 30, 40, v("2", "2023-02-10"), 1},
		{"a day too late", 30, 40, v("2", "2023-02-11"), 0},
		{"any time", 30, 0, v("2", "2029-01-01"), 1},
		{"the same claim does not confirm itself", 0, 365, v("1", "2023-01-31"), 0},
		{"nor does another code", 0, 365, visit("2", episode.Professional, "2023-01-31", "99214", "10"), 0},
	} {
		o := outcome(t, confirm(test.min, test.max), episode.Person{}, v("1", "2023-01-01"), test.second)
		got := 0
		for _, e := range o.Episodes {
			if e.Trigger.Period.From == on("2023-01-01") {
				got++
			}
		}
		if got != test.want {
			t.Errorf("%s: %d episodes, want %d; dropped %v", test.name, got, test.want, o.Dropped)
		}
		if got == 0 && (len(o.Dropped) == 0 || o.Dropped[0].Why != episode.Unconfirmed) {
			t.Errorf("%s: dropped %+v", test.name, o.Dropped)
		}
	}
}

func TestCleanPeriod(t *testing.T) {
	d := withPost("clean", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 5))
	d.CleanDays = 30
	for day, want := range map[string]int{"2023-02-03": 1, "2023-02-04": 1, "2023-02-05": 2} { // the first ends on 2023-01-05
		o := outcome(t, d, episode.Person{}, stay("1", "2023-01-01", "2023-01-05", "470", "10"), stay("2", day, day, "470", "10"))
		if len(o.Episodes) != want || want == 1 && (len(o.Dropped) != 1 || o.Dropped[0].Why != episode.Unclean || o.Dropped[0].By != 0) {
			t.Errorf("%s: %d episodes, want %d", day, len(o.Episodes), want)
		}
	}
}

// A candidate that is itself refused still disturbs the clean period of the next.
func TestCleanPeriodOfSeveral(t *testing.T) {
	d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 0))
	d.CleanDays = 30
	o := outcome(t, d, episode.Person{}, stay("1", "2023-01-01", "2023-01-02", "470", "1"), stay("2", "2023-01-25", "2023-01-28", "470", "1"),
		stay("3", "2023-02-20", "2023-02-21", "470", "1"))
	if len(o.Episodes) != 1 || len(o.Dropped) != 2 || o.Dropped[1].Why != episode.Unclean || o.Dropped[1].By != 1 {
		t.Errorf("%+v", o)
	}
}

// An inpatient stay within three days of an outpatient procedure starts with it (TEAM).
func TestAbsorb(t *testing.T) {
	d := surgical()
	d.Triggers[0].Absorb = &episode.Absorb{Triggers: []string{"outpatient"}, Days: 3}
	for _, test := range []struct{ day, want string }{
		{"2023-01-07", "2023-01-10/2023-01-12"}, // three days before
		{"2023-01-06", ""},
		{"2023-01-10", "2023-01-10/2023-01-12"},
	} {
		claims := []episode.Claim{visit("op", episode.Outpatient, test.day, "27447", "100"), stay("ip", "2023-01-10", "2023-01-12", "470", "500")}
		o := outcome(t, d, episode.Person{}, claims...)
		e := o.Episodes[0]
		switch test.day {
		case "2023-01-06":
			if e.Trigger.ID != "op" || len(o.Dropped) != 1 || o.Dropped[0].Why != episode.Overlapped {
				t.Errorf("%s: %+v", test.day, e.Trigger)
			}
		default:
			want := apm.Period{From: on(test.day), To: on("2023-01-12")}
			if e.Trigger.ID != "ip" || e.Trigger.Period != want || len(e.Trigger.Claims) != 2 || len(o.Dropped) != 1 || o.Dropped[0].Why != episode.Absorbed || o.Dropped[0].By != 1 {
				t.Errorf("%s: %+v, dropped %+v", test.day, e.Trigger, o.Dropped)
			}
			if e.Cost != 60000 {
				t.Errorf("%s: cost %v", test.day, e.Cost)
			}
		}
	}
}

func TestEffective(t *testing.T) {
	d := withPost("when", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 5))
	d.Effective = days("2023-01-02/2023-03-01")
	for day, want := range map[string]int{"2023-01-01": 0, "2023-01-02": 1, "2023-03-01": 1, "2023-03-02": 0} {
		o := outcome(t, d, episode.Person{}, stay("1", day, "2023-03-09", "470", "10"))
		if len(o.Episodes) != want || want == 0 && (len(o.Dropped) != 1 || o.Dropped[0].Why != episode.NotEffective) {
			t.Errorf("%s: %d episodes, want %d", day, len(o.Episodes), want)
		}
	}
}

// Guards, labels and positions.
func TestCellsAndPositions(t *testing.T) {
	fracture := episode.Test{System: episode.ICD10CM, Codes: []string{"S72*"}, Position: episode.Principal}
	d := withPost("cjr", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 89))
	d.Triggers = []episode.Trigger{
		{Name: "ip", Match: at(episode.Inpatient, drg("469-470", "521-522"))},
		{Name: "op", Match: episode.Match{Settings: []episode.Setting{episode.Outpatient}, Any: []episode.Test{hcpcs("27447")}, MinAmount: dollars("0.01"),
			None: []episode.Test{{System: episode.Facility, Codes: []string{"21*"}}}}},
	}
	d.Cells = []episode.Label{
		{Name: "470 with fracture", Match: episode.Match{Any: []episode.Test{drg("522")}}},
		{Name: "470 with fracture", Match: episode.Match{All: []episode.Test{drg("470"), fracture}}},
		{Match: episode.Match{}},
	}
	d.Subtypes = []episode.Label{{Name: "other diagnosis", Match: episode.Match{Any: []episode.Test{{System: episode.ICD10CM, Codes: []string{"S72*"}, Position: episode.Secondary}}}}}
	joint := func(day, drg string, dx ...string) episode.Claim {
		c := stay("1", day, day, drg, "10")
		c.Diagnoses = dx
		return c
	}
	op := visit("1", episode.Outpatient, "2023-01-01", "27447", "10")
	maryland, unpaid := inH(op, "210001"), visit("1", episode.Outpatient, "2023-01-01", "27447", "0")
	for _, test := range []struct {
		name          string
		claim         episode.Claim
		cell, subtype string
		none          bool
	}{
		{"D95 fracture as principal diagnosis, 470", joint("2020-09-01", "470", "S72.001A"), "470 with fracture", "", false},
		{"D95 MS-DRG 522", joint("2020-10-01", "522", "M16.0"), "470 with fracture", "", false},
		{"D96 fracture as secondary diagnosis only", joint("2019-01-01", "470", "M16.0", "S72001A"), "470", "other diagnosis", false},
		{"a code names its own cell", op, "27447", "", false},
		{"an excluded state", maryland, "", "", true},
		{"without an amount", unpaid, "", "", true},
	} {
		o := outcome(t, d, episode.Person{}, test.claim)
		if test.none {
			if len(o.Episodes) != 0 {
				t.Errorf("%s: an episode", test.name)
			}
			continue
		}
		if e := o.Episodes[0]; e.Cell != test.cell || e.Subtype != test.subtype {
			t.Errorf("%s: cell %q, subtype %q", test.name, e.Cell, e.Subtype)
		}
	}
}
