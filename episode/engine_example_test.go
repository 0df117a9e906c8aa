package episode_test

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
)

// asthmaEpisode is an exacerbation of asthma: a visit to an emergency department or a
// stay with asthma as the principal diagnosis, and thirty days of related care after
// it. It is illustrative.
func asthmaEpisode() episode.Definition {
	is := episode.Test{Set: "asthma", Position: episode.Principal}
	return episode.Definition{
		ID: "asthma exacerbation",
		Sets: []episode.CodeSet{
			{Name: "asthma", System: episode.ICD10CM, Codes: []string{"J45*"}},
			{Name: "asthma", System: episode.ICD9CM, Codes: []string{"493*"}},
			{Name: "pneumonia", System: episode.ICD10CM, Codes: []string{"J12-J18*"}},
		},
		Triggers: []episode.Trigger{
			{Name: "stay", Match: episode.Match{Settings: []episode.Setting{episode.Inpatient}, Any: []episode.Test{is}}},
			{Name: "emergency", Match: episode.Match{Settings: []episode.Setting{episode.ED, episode.Observation}, Any: []episode.Test{is}}},
		},
		CleanDays: 30,
		Windows: []episode.Window{
			{Name: "trigger", Start: episode.Bound{At: episode.TriggerStart}, End: episode.Bound{At: episode.TriggerEnd}},
			{Name: "after", Start: episode.Bound{At: episode.TriggerEnd, Days: 1}, End: episode.Bound{At: episode.TriggerEnd, Days: 30}},
		},
		Inclusion: []episode.Inclusion{
			{ID: "all care at the event", Windows: []string{"trigger"}, Effect: episode.Include, Category: episode.Typical},
			{ID: "complications", Match: episode.Match{Any: []episode.Test{{Set: "pneumonia"}}}, Effect: episode.Include, Category: episode.Complication},
			{ID: "asthma care", Match: episode.Match{Any: []episode.Test{{Set: "asthma"}}}, Effect: episode.Include, Category: episode.Typical},
		},
		Exclusions: []episode.Exclusion{
			{ID: "not enrolled", Kind: episode.Eligibility, NotCovered: "enrolled"},
			{ID: "left against advice", Kind: episode.Business, Trigger: &episode.Match{Any: []episode.Test{{System: episode.Discharge, Codes: []string{"07"}}}}},
		},
	}
}

// aChild is a member with an exacerbation, a follow-up visit, pneumonia, and a visit
// for something else.
func aChild() episode.Member {
	claim := func(id string, s episode.Setting, day, dx, code, amount string) episode.Claim {
		return episode.Claim{ID: id, Setting: s, From: apm.MustParseDate(day), Diagnoses: []string{dx},
			Lines: []episode.Line{{Code: code, Amount: apm.MustParseCents(amount)}}}
	}
	return episode.Member{
		Person: episode.Person{ID: "1", Spans: []episode.Span{{Name: "enrolled", Period: apm.CalendarYear(2023)}}},
		Claims: []episode.Claim{
			claim("11", episode.ED, "2023-03-01", "J45.901", "99284", "450"),
			claim("12", episode.Professional, "2023-03-10", "J45.30", "99213", "80"),
			claim("13", episode.Professional, "2023-03-28", "J18.9", "99214", "120"),
			claim("14", episode.Professional, "2023-03-28", "S93.401A", "99213", "75"),
			claim("15", episode.Professional, "2023-05-02", "J45.30", "99213", "80"),
		},
	}
}

// An episode of asthma, defined and built.
func Example() {
	e, err := episode.New(episode.Suite{Definitions: []episode.Definition{asthmaEpisode()}})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := e.Build(aChild())
	if err != nil {
		fmt.Println(err)
		return
	}
	outcome := result.Outcomes[0]
	for _, x := range outcome.Episodes {
		fmt.Println(x.Trigger.Trigger, x.Period, x.Cost, "counts:", x.Counts())
		for _, a := range x.Amounts {
			fmt.Println(" ", a.Window, a.Category, a.Setting, a.Amount)
		}
	}
	t := outcome.Tally
	fmt.Println(t.Total, "=", t.Cost, "+", t.Excluded, "excluded +", t.Outside, "outside")
	// Output:
	// emergency 2023-03-01/2023-03-31 650.00 counts: true
	//   trigger typical ed 450.00
	//   after typical professional 80.00
	//   after complication professional 120.00
	// 805.00 = 650.00 + 75.00 excluded + 80.00 outside
}

// What became of single lines, and why.
func ExampleOutcome_Line() {
	e, err := episode.New(episode.Suite{Definitions: []episode.Definition{asthmaEpisode()}})
	if err != nil {
		fmt.Println(err)
		return
	}
	member := aChild()
	result, err := e.Build(member)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, c := range member.Claims {
		shares := result.Outcomes[0].Line(i, 0)
		if len(shares) == 0 {
			fmt.Println(c.ID, "lies outside every window")
		}
		for _, s := range shares {
			fmt.Println(c.ID, s)
		}
	}
	// Output:
	// 11 rule all care at the event includes 450.00 in trigger (typical)
	// 12 rule asthma care includes 80.00 in after (typical)
	// 13 rule complications includes 120.00 in after (complication)
	// 14 rule unmatched excludes 75.00 from after
	// 15 lies outside every window
}
