package episode_test

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// threeStays are members with a joint replacement each, some of it followed by other care.
func threeStays() []episode.Member {
	claim := func(s episode.Setting, from, through, drg, amount string) episode.Claim {
		return episode.Claim{Setting: s, From: apm.MustParseDate(from), Through: apm.MustParseDate(through), DRG: drg, Facility: "010001",
			Lines: []episode.Line{{Amount: apm.MustParseCents(amount)}}}
	}
	return []episode.Member{
		{Claims: []episode.Claim{claim(episode.Inpatient, "2027-02-01", "2027-02-04", "470", "14200"), claim(episode.SNF, "2027-02-04", "2027-02-20", "", "7900")}},
		{Claims: []episode.Claim{claim(episode.Inpatient, "2027-03-09", "2027-03-11", "470", "13900"), claim(episode.HomeHealth, "2027-03-12", "2027-04-10", "", "2400")}},
		{Claims: []episode.Claim{claim(episode.Inpatient, "2027-05-20", "2027-05-22", "470", "13900"), claim(episode.Professional, "2027-09-01", "2027-09-01", "", "120")}},
	}
}

// From claims to a settlement: what an episode is, what is paid for it, and what that
// makes of three members of one hospital. The levels and shares are illustrative.
func Example_settlement() {
	joints := episode.Definition{
		ID: "joint replacement",
		Triggers: []episode.Trigger{{Name: "stay", Match: episode.Match{
			Settings: []episode.Setting{episode.Inpatient},
			Any:      []episode.Test{{System: episode.MSDRG, Codes: []string{"469-470", "521-522"}}},
		}}},
		Windows: []episode.Window{{
			Name:  "episode", // the day of discharge is day 1 of 90
			Start: episode.Bound{At: episode.TriggerStart},
			End:   episode.Bound{At: episode.TriggerEnd, Days: 89},
		}},
		Inclusion: []episode.Inclusion{{ID: "all care", Effect: episode.Include}},
	}
	dollars := func(n int64) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.New(n, 0)) }
	half := episode.Rules{episode.SharingRate{Rate: apm.FixedRate(decimal.New(5, -1))}}
	program := episode.Program{
		Name: "joint replacement", Basis: episode.Allowed,
		Benchmark: episode.Benchmark{Thresholds: &episode.Thresholds{
			Levels:  []episode.Level{{Commendable: dollars(19_000), Acceptable: dollars(24_000)}},
			Dollars: episode.Adjusted,
		}},
		Gains: half, Losses: half,
	}

	engine, err := episode.New(episode.Suite{Definitions: []episode.Definition{joints}})
	if err != nil {
		fmt.Println(err)
		return
	}
	arrangement, err := episode.NewProgram(program)
	if err != nil {
		fmt.Println(err)
		return
	}
	var cases []episode.Case
	for _, member := range threeStays() {
		result, err := engine.Build(member)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, e := range result.Outcomes[0].Episodes {
			cases = append(cases, arrangement.Case(&e, "joint replacement"))
		}
	}
	prepared, err := arrangement.Prepare(cases)
	if err != nil {
		fmt.Println(err)
		return
	}
	settlement, err := arrangement.Settle(episode.ProviderFacts{ID: "010001"}, prepared.Of()["010001"])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(settlement.Account)
	// Output:
	// joint replacement
	//   target                 57,000.00
	//   spending               52,300.00
	//   each net                4,700.00
	//       joint replacement   4,700.00  taken
	//         episodes                 3
	//         spending         52,300.00
	//         mean             17,433.33
	//         acceptable       24,000.00
	//         commendable      19,000.00
	//         target           57,000.00
	//         gap               4,700.00
	//   gains[0] share          2,350.00
	//       rate                    50 %
	//   paid to the provider    2,350.00
}
