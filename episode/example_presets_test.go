package episode_test

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
)

// TEAM builds 30-day episodes of five kinds of surgery. Here an outpatient knee
// replacement ends in a stay two days later: they are one episode, priced as the stay.
func ExampleTEAM() {
	definition, err := episode.TEAM(2026)
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := episode.New(episode.Suite{Definitions: []episode.Definition{definition}})
	if err != nil {
		fmt.Println(err)
		return
	}
	day := apm.MustParseDate
	year := apm.CalendarYear(2026)
	member := episode.Member{
		Person: episode.Person{ID: "M1", Spans: []episode.Span{{Name: "enrolled", Period: year}}},
		Claims: []episode.Claim{
			{ID: "1", Setting: episode.Outpatient, From: day("2026-03-02"), Facility: "010001", Lines: []episode.Line{{Code: "27447", Amount: 12_000_00}}},
			{ID: "2", Setting: episode.Inpatient, From: day("2026-03-04"), Through: day("2026-03-07"), DRG: "469", Facility: "010001", Lines: []episode.Line{{Amount: 9_000_00}}},
			{ID: "3", Setting: episode.SNF, From: day("2026-03-28"), Through: day("2026-04-14"), Lines: []episode.Line{{Amount: 1_800_00}}},
		},
	}
	result, err := engine.Build(member)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range result.Outcomes[0].Episodes {
		fmt.Println(e.Subtype, e.Cell, e.Period, "cost", e.Cost, "after it", e.Apart)
		for _, s := range e.Shares {
			fmt.Println(member.Claims[s.Claim].ID, s.Window, s.Rule, s.Amount)
		}
	}
	// Output:
	// LEJR 469 2026-03-02/2026-04-05 cost 21900.00 after it 900.00
	// 1 anchor anchorLine 12000.00
	// 2 anchor anchorStay 9000.00
	// 3 post postAcute 900.00
	// 3 postEpisode postAcute 900.00
}
