package episode_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
)

// Each test of an exclusion, on both sides of its edge, for a stay from 2023-03-01 to
// 2023-03-05 with 30 days after it.
func TestExclusions(t *testing.T) {
	number := func(n int) *int { return &n }
	cents := func(s string) *apm.Cents { c := dollars(s); return &c }
	before := &episode.Range{From: episode.Bound{At: episode.TriggerStart, Days: -30}, To: episode.Bound{At: episode.TriggerStart, Days: -1}}
	year := &episode.Range{From: episode.Bound{At: episode.TriggerStart, Days: -365}, To: episode.Bound{At: episode.EpisodeEnd}}
	anyStay := episode.Match{Settings: []episode.Setting{episode.Inpatient}}
	esrd := episode.Match{Any: []episode.Test{{System: episode.ICD10CM, Codes: []string{"N18.6"}}}}
	ill := func(day string) episode.Claim {
		c := visit("ill", episode.Professional, day, "99213", "5")
		c.Diagnoses = []string{"E119", "N186"}
		return c
	}
	by := func(npi string) episode.Claim {
		c := visit("by", episode.Professional, "2023-02-01", "99213", "5")
		c.Practitioner = npi
		return c
	}
	covered := func(periods ...string) (p episode.Person) {
		for _, s := range periods {
			p.Spans = append(p.Spans, episode.Span{Name: "enrolled", Period: days(s)})
		}
		return p
	}
	none := episode.Person{}
	for _, test := range []struct {
		name    string
		x       episode.Exclusion
		p       episode.Person
		claims  []episode.Claim
		applies bool
	}{
		{"D93 a day before the birthday", episode.Exclusion{Age: &episode.Bounds{Min: number(6), Max: number(17)}}, episode.Person{Birth: on("2017-03-02")}, nil, true},
		{"D93 on the birthday", episode.Exclusion{Age: &episode.Bounds{Min: number(6), Max: number(17)}}, episode.Person{Birth: on("2017-03-01")}, nil, false},
		{"D93 seventeen", episode.Exclusion{Age: &episode.Bounds{Min: number(6), Max: number(17)}}, episode.Person{Birth: on("2005-03-02")}, nil, false},
		{"D93 eighteen", episode.Exclusion{Age: &episode.Bounds{Min: number(6), Max: number(17)}}, episode.Person{Birth: on("2005-03-01")}, nil, true},
		{"born on February 29, at 18 on March 1", episode.Exclusion{Age: &episode.Bounds{Min: number(19)}}, episode.Person{Birth: on("2004-02-29")}, nil, false},
		{"days of the episode", episode.Exclusion{Days: &episode.Bounds{Min: number(35)}}, none, nil, false},
		{"fewer days", episode.Exclusion{Days: &episode.Bounds{Min: number(36)}}, none, nil, true},
		{"cost at the bound", episode.Exclusion{Cost: &episode.Money{Min: cents("100"), Max: cents("100")}}, none, nil, false},
		{"cost below", episode.Exclusion{Cost: &episode.Money{Min: cents("100.01")}}, none, nil, true},
		{"cost above", episode.Exclusion{Cost: &episode.Money{Max: cents("99.99")}}, none, nil, true},
		{"a stay thirty days before", episode.Exclusion{Over: before, Claims: &episode.Claims{Match: anyStay}}, none, []episode.Claim{stay("0", "2023-01-30", "2023-02-02", "1", "5")}, true},
		{"a stay thirty-one days before", episode.Exclusion{Over: before, Claims: &episode.Claims{Match: anyStay}}, none, []episode.Claim{stay("0", "2023-01-29", "2023-02-02", "1", "5")}, false},
		{"a stay that ends thirty days before", episode.Exclusion{Over: before, Claims: &episode.Claims{Match: anyStay, AssignBy: episode.ByOverlap}}, none, []episode.Claim{stay("0", "2023-01-10", "2023-01-30", "1", "5")}, true},
		{"a stay that ends the day before that", episode.Exclusion{Over: before, Claims: &episode.Claims{Match: anyStay, AssignBy: episode.ByOverlap}}, none, []episode.Claim{stay("0", "2023-01-10", "2023-01-29", "1", "5")}, false},
		{"a reversed stay", episode.Exclusion{Over: before, Claims: &episode.Claims{Match: anyStay}}, none, []episode.Claim{stay("0", "2023-01-30", "2023-02-02", "1", "5"), stay("0", "2023-01-30", "2023-02-02", "1", "-5")}, false},
		{"its own stay does not count", episode.Exclusion{Claims: &episode.Claims{Match: anyStay}}, none, nil, false},
		{"unless asked for", episode.Exclusion{Claims: &episode.Claims{Match: anyStay, OwnClaims: true}}, none, nil, true},
		{"a diagnosis in the year before", episode.Exclusion{Over: year, Claims: &episode.Claims{Match: esrd}}, none, []episode.Claim{ill("2022-03-01")}, true},
		{"longer ago", episode.Exclusion{Over: year, Claims: &episode.Claims{Match: esrd}}, none, []episode.Claim{ill("2022-02-28")}, false},
		{"on the last day", episode.Exclusion{Claims: &episode.Claims{Match: esrd, Over: year}}, none, []episode.Claim{ill("2023-04-04")}, true},
		{"on the day after", episode.Exclusion{Over: year, Claims: &episode.Claims{Match: esrd}}, none, []episode.Claim{ill("2023-04-05")}, false},
		{"D92 no claim where one is needed", episode.Exclusion{Over: before, Claims: &episode.Claims{Fewer: 1}}, none, nil, true},
		{"D92 one claim", episode.Exclusion{Over: before, Claims: &episode.Claims{Fewer: 1}}, none, []episode.Claim{ill("2023-02-20")}, false},
		{"two versions are one claim", episode.Exclusion{Over: before, Claims: &episode.Claims{AtLeast: 2}}, none, []episode.Claim{ill("2023-02-20"), ill("2023-02-20")}, false},
		{"two claims", episode.Exclusion{Over: before, Claims: &episode.Claims{AtLeast: 2}}, none, []episode.Claim{ill("2023-02-20"), by("7")}, true},
		{"none by the trigger's practitioner", episode.Exclusion{Over: before, Claims: &episode.Claims{Fewer: 1, By: episode.ByPractitioner}}, none, []episode.Claim{by("8")}, true},
		{"one by the trigger's practitioner", episode.Exclusion{Over: before, Claims: &episode.Claims{Fewer: 1, By: episode.ByPractitioner}}, none, []episode.Claim{by("7")}, false},
		{"an unknown provider is nobody's", episode.Exclusion{Over: before, Claims: &episode.Claims{By: episode.BySurgeon}}, none, []episode.Claim{by("8")}, false},
		{"discharged against advice", episode.Exclusion{Trigger: &episode.Match{Any: []episode.Test{{System: episode.Discharge, Codes: []string{"7"}}}}}, none, nil, true},
		{"died in hospital", episode.Exclusion{Trigger: &episode.Match{Any: []episode.Test{{System: episode.Discharge, Codes: []string{"20"}}}}}, none, nil, false},
		{"covered on every day", episode.Exclusion{NotCovered: "enrolled"}, covered("2023-03-15/2023-04-04", "2023-03-01/2023-03-14"), nil, false},
		{"a day missing in the middle", episode.Exclusion{NotCovered: "enrolled"}, covered("2023-03-16/2023-04-04", "2023-03-01/2023-03-14"), nil, true},
		{"the first day missing", episode.Exclusion{NotCovered: "enrolled"}, covered("2023-03-02/2023-04-04"), nil, true},
		{"the last day missing", episode.Exclusion{NotCovered: "enrolled"}, covered("2023-03-01/2023-04-03"), nil, true},
		{"touched on the last day", episode.Exclusion{Touched: "enrolled"}, covered("2023-04-04/"), nil, true},
		{"touched on the first", episode.Exclusion{Touched: "enrolled"}, covered("/2023-03-01"), nil, true},
		{"touched before and behind", episode.Exclusion{Touched: "enrolled"}, covered("/2023-02-28", "2023-04-05/"), nil, false},
		{"died on the last day", episode.Exclusion{Died: true}, episode.Person{Death: on("2023-04-04")}, nil, true},
		{"died later", episode.Exclusion{Died: true}, episode.Person{Death: on("2023-04-05")}, nil, false},
		{"observed to the last day", episode.Exclusion{Unobserved: true}, episode.Person{Observed: days("2023-03-01/2023-04-04")}, nil, false},
		{"not observed on the last day", episode.Exclusion{Unobserved: true}, episode.Person{Observed: days("2023-03-01/2023-04-03")}, nil, true},
		{"not observed on the first", episode.Exclusion{Unobserved: true}, episode.Person{Observed: days("2023-03-02/")}, nil, true},
		{"no surgeon", episode.Exclusion{NoProvider: episode.BySurgeon}, none, nil, true},
		{"no billing entity", episode.Exclusion{NoProvider: episode.ByGroup}, none, nil, true},
		{"a facility", episode.Exclusion{NoProvider: episode.ByFacility}, none, nil, false},
		{"of another trigger", episode.Exclusion{NoProvider: episode.BySurgeon, Triggers: []string{"other"}}, none, nil, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 30))
			d.Triggers = append(d.Triggers, episode.Trigger{Name: "other", Match: at(episode.LTCH)})
			d.Inclusion = []episode.Inclusion{{ID: "stay", Match: anyStay, Effect: episode.Include}}
			test.x.ID, test.x.Kind = "x", episode.Clinical
			d.Exclusions = []episode.Exclusion{test.x}
			index := stay("1", "2023-03-01", "2023-03-05", "470", "100")
			index.Status, index.Practitioner = "07", "7"
			claims := append([]episode.Claim{index}, test.claims...)
			o := outcome(t, d, test.p, claims...)
			if got := !o.Episodes[0].Counts(); got != test.applies {
				t.Errorf("excluded %v, want %v", got, test.applies)
			}
			if test.x.Cost != nil {
				return
			}
			d.Exclusions[0].BeforeOverlap = true
			o = outcome(t, d, test.p, claims...)
			if test.applies != (len(o.Episodes) == 0) || test.applies && (o.Dropped[0].Why != episode.Excluded || !slices.Equal(o.Dropped[0].Exclusions, []episode.Reason{{ID: "x", Kind: episode.Clinical}})) {
				t.Errorf("before overlap: %d episodes, dropped %+v", len(o.Episodes), o.Dropped)
			}
		})
	}
}

// All reasons are kept, and one that is excluded before overlap stands in nobody's
// way.
func TestAllReasonsAreKept(t *testing.T) {
	most := 1
	d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 30))
	d.Exclusions = []episode.Exclusion{
		{ID: "long", Kind: episode.Business, StayDays: &episode.Bounds{Max: &most}},
		{ID: "died", Kind: episode.Clinical, Died: true},
		{ID: "not enrolled", Kind: episode.Eligibility, NotCovered: "enrolled"},
	}
	claims := []episode.Claim{stay("1", "2023-03-01", "2023-03-05", "470", "10"), stay("2", "2023-03-20", "2023-03-21", "470", "10")}
	p := episode.Person{Death: on("2023-03-05")}
	o := outcome(t, d, p, claims...)
	if got := fmt.Sprint(o.Episodes[0].Exclusions); got != "[{long business} {died clinical} {not enrolled eligibility}]" {
		t.Errorf("reasons %s", got)
	}
	for i := range d.Exclusions {
		d.Exclusions[i].BeforeOverlap = true
	}
	o = outcome(t, d, p, claims...)
	if len(o.Episodes) != 0 || len(o.Dropped) != 2 || len(o.Dropped[0].Exclusions) != 3 || len(o.Dropped[1].Exclusions) != 1 {
		t.Errorf("%d episodes, dropped %+v", len(o.Episodes), o.Dropped)
	}
	d.Exclusions = d.Exclusions[:1]
	if o = outcome(t, d, p, claims...); len(o.Episodes) != 1 || o.Episodes[0].Trigger.ID != "2" {
		t.Errorf("the excluded one stands in the way: %+v", o.Dropped)
	}
}

// A rule that refuses a stay takes the physicians inside it along, when it says so,
// save for what a rule before it has taken.
func TestCascade(t *testing.T) {
	d := surgical()
	d.Inclusion = []episode.Inclusion{
		{ID: "anchor", Windows: []string{"anchor"}, Effect: episode.Include},
		{ID: "cancer", Match: at(episode.Inpatient, drg("180")), Effect: episode.Exclude, Cascade: []episode.Setting{episode.Professional}},
		{ID: "all", Effect: episode.Include},
	}
	o := outcome(t, d, episode.Person{}, stay("1", "2023-03-01", "2023-03-05", "470", "1000"),
		stay("2", "2023-04-01", "2023-04-05", "180", "500"), stay("3", "2023-04-03", "2023-04-09", "180", "300"),
		visit("4", episode.Professional, "2023-03-31", "99232", "10"), visit("5", episode.Professional, "2023-04-01", "99232", "20"),
		visit("6", episode.Professional, "2023-04-09", "99232", "30"), visit("7", episode.Professional, "2023-04-10", "99232", "40"),
		visit("8", episode.Outpatient, "2023-04-04", "99232", "50"), stay("9", "2023-03-03", "2023-03-04", "180", "60"), visit("10", episode.Professional, "2023-03-04", "99232", "70"),
		stay("11", "2023-04-20", "2023-04-30", "180", "1"), stay("12", "2023-04-22", "2023-04-23", "180", "2"), visit("13", episode.Professional, "2023-04-28", "99232", "80"))
	for i, want := range []map[string]string{{"anchor": "1000"}, {"excluded by cancer": "500"}, {"excluded by cancer": "300"}, {"post": "10"}, {"excluded by cancer": "20"},
		{"excluded by cancer": "30"}, {"post": "40"}, {"post": "50"}, {"anchor": "60"}, {"anchor": "70"},
		{"excluded by cancer": "1"}, {"excluded by cancer": "2"}, {"excluded by cancer": "80"}} {
		sameAmounts(t, by(o, i), want)
	}
	if s := o.Line(4, 0)[0]; !s.Cascaded || s.String() != "rule cancer excludes 20.00 from post, with the stay around it" {
		t.Errorf("%v", s)
	}
}

// Rules that ask about other claims: skilled nursing is refused to who had some in the
// thirty days before, and a physician's emergency line needs the facility's.
func TestRulesAboutOtherClaims(t *testing.T) {
	d := surgical()
	emergency := episode.Test{System: episode.Revenue, Codes: []string{"0450-0452", "0981"}}
	d.Inclusion = []episode.Inclusion{
		{ID: "prior", Match: at(episode.SNF), Effect: episode.Exclude, When: &episode.Claims{Match: at(episode.SNF),
			Over: &episode.Range{From: episode.Bound{At: episode.TriggerStart, Days: -30}, To: episode.Bound{At: episode.TriggerStart, Days: -1}}}},
		{ID: "emergency", Windows: []string{"lookback"}, Match: at(episode.Professional), Book: "anchor", Effect: episode.Include,
			SameDay: &episode.Match{Settings: []episode.Setting{episode.Outpatient}, Any: []episode.Test{emergency}}},
		{ID: "all", Effect: episode.Include},
	}
	index, nursing := stay("1", "2023-03-01", "2023-03-05", "470", "1000"), facility(episode.SNF, "2023-03-05", "2023-03-09", "400")
	doctor, room := visit("3", episode.Professional, "2023-02-28", "99284", "70"), visit("4", episode.Outpatient, "2023-02-28", "99284", "90")
	room.Lines[0].Revenue = "450"
	earlier := facility(episode.SNF, "2023-01-30", "2023-02-09", "400")
	earlier.ID = "earlier"
	o := outcome(t, d, episode.Person{}, index, nursing, doctor, room)
	for i, want := range []map[string]string{{"anchor": "1000"}, {"post": "400"}, {"anchor": "70"}, {}} {
		sameAmounts(t, by(o, i), want)
	}
	room.Lines[0].Revenue = "0510"
	o = outcome(t, d, episode.Person{}, index, nursing, doctor, room, earlier)
	for i, want := range []map[string]string{{"anchor": "1000"}, {"excluded by prior": "400"}, {}, {}, {}} {
		sameAmounts(t, by(o, i), want)
	}
}
