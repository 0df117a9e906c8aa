package episode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/episode"
)

// The published cases of the PROMETHEUS engine for episodes of one kind.
func TestPrometheusOverlap(t *testing.T) {
	two := 2
	chronic := withPost("chronic", around("before", episode.TriggerStart, -30, episode.TriggerStart, -1), around("all", episode.TriggerStart, 0, episode.TriggerStart, 180))
	chronic.Overlap = episode.Overlap{Trim: true}
	procedure := withPost("procedure", around("before", episode.TriggerStart, -30, episode.TriggerStart, -1), around("all", episode.TriggerStart, 0, episode.TriggerEnd, 88))
	procedure.Overlap = episode.Overlap{Default: episode.Truncate, Trim: true, Pairs: []episode.Pair{{WithinDays: &two, Action: episode.FirstWins}}}
	spans := func(o episode.Outcome) string {
		var out []string
		for _, e := range o.Episodes {
			out = append(out, e.Period.String())
		}
		return strings.Join(out, "; ")
	}
	claims := func(drg string, days ...string) (out []episode.Claim) {
		for i, d := range days {
			out = append(out, stay(fmt.Sprint(i), d[:10], d[11:], drg, "10"))
		}
		return out
	}
	for _, test := range []struct {
		name   string
		d      episode.Definition
		claims []episode.Claim
		want   string
	}{
		{"D37 the look-back of the second begins behind the first", chronic, claims("470", "2023-01-01/2023-01-01", "2023-07-10/2023-07-10"), "2022-12-02/2023-06-30; 2023-07-01/2024-01-06"},
		{"a trigger on the last day of the first is dropped", chronic, claims("470", "2023-01-01/2023-01-01", "2023-06-30/2023-06-30"), "2022-12-02/2023-06-30"},
		{"D38 within two days of the trigger", procedure, claims("470", "2023-01-01/2023-01-02", "2023-01-04/2023-01-04"), "2022-12-02/2023-03-31"},
		{"D39 later: the first is truncated", procedure, claims("470", "2023-01-01/2023-01-02", "2023-01-05/2023-01-05"), "2022-12-02/2023-01-04; 2023-01-05/2023-04-03"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := outcome(t, test.d, episode.Person{}, test.claims...)
			if got := spans(o); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
	d := withPost("both", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 30))
	d.Triggers = []episode.Trigger{{Name: "any", Match: episode.Match{Any: []episode.Test{{System: episode.ICD10CM, Codes: []string{"J45*"}}}}}}
	d.Ties = []episode.Tie{episode.BySetting}
	pb, ip := visit("pb", episode.Professional, "2023-01-01", "99213", "900"), stay("ip", "2023-01-01", "2023-01-01", "202", "10")
	pb.Diagnoses, ip.Diagnoses = []string{"J45.901"}, []string{"J45901"}
	o := outcome(t, d, episode.Person{}, pb, ip)
	if len(o.Episodes) != 1 || o.Episodes[0].Trigger.ID != "ip" || len(o.Dropped) != 1 || o.Dropped[0].Why != episode.Tied || o.Dropped[0].By != 1 {
		t.Errorf("D40 inpatient wins over professional: %+v", o)
	}
}

// The actions, on three stays of which each overlaps the next only.
func TestActions(t *testing.T) {
	claims := []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "470", "1"), stay("2", "2023-01-25", "2023-01-28", "470", "10"), stay("3", "2023-02-20", "2023-02-22", "470", "100")}
	for _, test := range []struct {
		action episode.Action
		want   string
	}{
		{episode.FirstWins, "1 2023-01-01/2023-02-04 11.00; 3 2023-02-20/2023-03-24 100.00 | 2 overlapped by 0"},
		{"", "1 2023-01-01/2023-02-04 11.00; 3 2023-02-20/2023-03-24 100.00 | 2 overlapped by 0"},
		{episode.LastWins, "3 2023-02-20/2023-03-24 100.00 | 1 overlapped by 1; 2 overlapped by 2"},
		{episode.KeepBoth, "1 2023-01-01/2023-02-04 11.00; 2 2023-01-25/2023-02-27 100.00; 3 2023-02-20/2023-03-24 0.00 | "},
		{episode.Truncate, "1 2023-01-01/2023-01-24 1.00; 2 2023-01-25/2023-02-19 10.00; 3 2023-02-20/2023-03-24 100.00 | "},
		{episode.ExcludeBoth, " | 1 overlapped by 1; 2 overlapped by 0; 3 overlapped by 1"},
	} {
		d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 30))
		d.Overlap.Default = test.action
		o := outcome(t, d, episode.Person{}, claims...)
		var kept, gone []string
		for _, e := range o.Episodes {
			kept = append(kept, fmt.Sprint(e.Trigger.ID, " ", e.Period, " ", e.Cost))
		}
		for _, x := range o.Dropped {
			gone = append(gone, fmt.Sprint(x.Trigger.ID, " ", x.Why, " by ", x.By))
		}
		if got := strings.Join(kept, "; ") + " | " + strings.Join(gone, "; "); got != test.want {
			t.Errorf("%q:\ngot  %s\nwant %s", test.action, got, test.want)
		}
	}
}

// When several episodes hold a line, one takes it, or they share it to the cent.
func TestApportion(t *testing.T) {
	claims := []episode.Claim{stay("1", "2023-01-01", "2023-01-05", "470", "0"), stay("2", "2023-01-10", "2023-01-12", "470", "0"),
		stay("3", "2023-01-14", "2023-01-15", "470", "0"), visit("4", episode.Professional, "2023-01-20", "99213", "1.01")}
	for how, want := range map[episode.Apportion]string{"": "1.01 0.00 0.00", episode.ToFirst: "1.01 0.00 0.00", episode.ToLast: "0.00 0.00 1.01", episode.Split: "0.34 0.34 0.33"} {
		d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 30))
		d.Overlap.Default, d.Apportion = episode.KeepBoth, how
		o := outcome(t, d, episode.Person{}, claims...)
		got := fmt.Sprint(o.Episodes[0].Cost, " ", o.Episodes[1].Cost, " ", o.Episodes[2].Cost)
		if got != want {
			t.Errorf("%q: %s, want %s", how, got, want)
		}
		if n := len(o.Line(3, 0)); n != map[bool]int{true: 3, false: 1}[how == episode.Split] {
			t.Errorf("%q: the line has %d shares", how, n)
		}
	}
	// A window of cost comes before one apart, whichever is first.
	d := surgical()
	o := outcome(t, d, episode.Person{}, stay("1", "2023-01-01", "2023-01-05", "470", "0"), stay("2", "2023-04-10", "2023-04-12", "470", "50"))
	if o.Tally.Cost != 5000 || o.Tally.Apart != 0 || len(o.Episodes) != 2 || o.Episodes[1].Cost != 5000 {
		t.Errorf("the second trigger is not its own cost: %+v", o.Tally)
	}
}

// Pairs are told apart by the names of triggers, and labels by what stands in the
// trigger.
func TestPairs(t *testing.T) {
	d := surgical()
	d.Overlap = episode.Overlap{Default: episode.KeepBoth, Pairs: []episode.Pair{
		{EarlierTriggers: []string{"inpatient"}, LaterTriggers: []string{"outpatient"}, Action: episode.FirstWins},
		{LaterTriggers: []string{"inpatient"}, Triggers: episode.Different, Action: episode.LastWins},
	}}
	d.Cells = []episode.Label{{}}
	ip := func(id, day string) episode.Claim { return stay(id, day, day, "470", "10") }
	op := func(id, day string) episode.Claim { return visit(id, episode.Outpatient, day, "27447", "10") }
	for _, test := range []struct {
		claims []episode.Claim
		want   string
	}{
		{[]episode.Claim{ip("1", "2023-01-01"), op("2", "2023-02-01")}, "1 470"},
		{[]episode.Claim{op("1", "2023-01-01"), ip("2", "2023-02-01")}, "2 470"},
		{[]episode.Claim{op("1", "2023-01-01"), op("2", "2023-02-01")}, "1 27447, 2 27447"},
		{[]episode.Claim{ip("1", "2023-01-01"), ip("2", "2023-02-01")}, "1 470, 2 470"},
	} {
		var got []string
		for _, e := range outcome(t, d, episode.Person{}, test.claims...).Episodes {
			got = append(got, e.Trigger.ID+" "+e.Cell)
		}
		if s := strings.Join(got, ", "); s != test.want {
			t.Errorf("got %s, want %s", s, test.want)
		}
	}
}
