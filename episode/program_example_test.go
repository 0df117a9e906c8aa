package episode_test

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// A hospital of TEAM's Track 3 spent less than its target prices. The prices, the quality
// and the spending are illustrative.
func ExampleArrangement_Settle() {
	program, err := episode.TEAMProgram(2027, 3, episode.TEAMOptions{
		Order: episode.QualityFirst, StraightLine: true, LowVolume: episode.BeforeNetting,
	})
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
	for i, spent := range []string{"18250.40", "21475.00", "16980.15", "19310.00"} {
		cases = append(cases, episode.Case{
			ID: fmt.Sprint(i), Provider: "010001", Category: episode.TEAMLowerJoint, Cell: "470",
			Amounts:     map[episode.PriceBasis]decimal.Decimal{episode.Standardised: decimal.RequireFromString(spent)},
			Target:      decimal.NewNullDecimal(decimal.New(20500, 0)),
			PostEpisode: decimal.NewNullDecimal(decimal.New(900, 0)),
		})
	}
	prepared, err := arrangement.Prepare(cases)
	if err != nil {
		fmt.Println(err)
		return
	}
	settlement, err := arrangement.Settle(episode.ProviderFacts{
		ID:      "010001",
		Quality: apm.Quality{Score: decimal.NewNullDecimal(decimal.New(80, -2))},
		Categories: map[string]episode.CategoryFacts{episode.TEAMLowerJoint: {
			BaselineEpisodes: decimal.NewNullDecimal(decimal.New(120, 0)),
			PostEpisode:      &episode.PostEpisodeNorm{Mean: decimal.NewNullDecimal(decimal.New(700, 0)), Deviation: decimal.NewNullDecimal(decimal.New(50, 0))},
		}},
	}, prepared.Of()["010001"])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(settlement.Account)
	// Output:
	// TEAM Track 3, performance year 2027
	//   benchmark                                          82,000.00
	//   target                                             82,000.00
	//   spending                                           76,015.55
	//   each net                                            5,984.45
	//       LEJR                                            5,984.45  taken
	//         episodes                                             4
	//         spending                                     76,015.55
	//         mean                                         19,003.89
	//         target                                       82,000.00
	//         gap                                           5,984.45
	//   gains[0] adjust                                     5,864.76  42 CFR 512.547
	//       quality score                                       80 %
	//       adjustment                                           2 %
	//       change by quality                                -119.69
	//   gains[1] cap                                        5,864.76  42 CFR 512.550
	//       rate                                                20 %
	//       limit of target                                16,400.00
	//   final[0] mark (net payment reconciliation amount)   5,864.76
	//   final[1] postEpisode                                5,664.76  42 CFR 512.550
	//       standard deviations                                    3
	//       excess post-episode spending                      200.00
	//   paid to the provider                                5,664.76
}

// Quarterbacks of asthma exacerbations are held against two thresholds. Levels, shares and
// the quality metric are illustrative: Tennessee's own are not published in one place.
func ExampleArrangement_Report() {
	dollars := func(n int64) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.New(n, 0)) }
	half := decimal.NewNullDecimal(decimal.New(5, -1))
	program, err := episode.TennesseeProgram(2016, episode.RetrospectiveOptions{
		Basis: episode.Paid, Dollars: episode.Adjusted,
		Levels:    []episode.Level{{Category: "asthma", Acceptable: dollars(1500), Commendable: dollars(1000), GainLimit: dollars(400)}},
		GainShare: half, LossShare: half, MinimumEpisodes: 5,
		Gate: &episode.Gate{Metrics: []episode.Metric{{ID: "follow-up visit", AtLeast: decimal.NewNullDecimal(decimal.New(43, -2))}}},
	})
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
	for i := range 36 {
		c := episode.Case{
			Provider: []string{"Memphis ED", "Nashville ED", "Small clinic"}[min(i/16, 2)], Category: "asthma",
			Amounts: map[episode.PriceBasis]decimal.Decimal{episode.Paid: decimal.New(int64(700+i*53%400+i/16*800), 0)},
			Weight:  decimal.NewNullDecimal(decimal.New(int64(95+i%11), -2)),
		}
		if i%9 == 8 {
			c.Excluded = []string{"third-party liability"}
		}
		cases = append(cases, c)
	}
	prepared, err := arrangement.Prepare(cases)
	if err != nil {
		fmt.Println(err)
		return
	}
	var settlements []episode.Settlement
	for _, provider := range prepared.Providers() {
		s, err := arrangement.Settle(episode.ProviderFacts{
			ID: provider, Metrics: map[string]decimal.Decimal{"follow-up visit": decimal.New(51, -2)},
		}, prepared.Of()[provider])
		if err != nil {
			fmt.Println(err)
			return
		}
		settlements = append(settlements, s)
	}
	report, err := arrangement.Report(settlements, prepared.Cases, episode.ReportOptions{
		Percentiles: []decimal.Decimal{decimal.New(25, -2), decimal.New(75, -2)}, Definition: apm.Type7,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(report)
	fmt.Println(settlements[1].Account)
	// Output:
	// TennCare episodes, 2016
	//   category      provider  episodes  excluded      mean  adjusted       p25       p75  gain limit  commendable  acceptable  target  quality  gain or loss
	//     asthma    Memphis ED        15         1    909.07    920.25    810.70  1,013.75      400.00     1,000.00    1,500.00       -        -        598.11
	//     asthma  Nashville ED        14         2  1,703.50  1,692.00  1,620.86  1,757.50      400.00     1,000.00    1,500.00       -        -       -448.01
	//     asthma  Small clinic         3         1  2,449.00  2,488.68  2,429.90  2,592.07      400.00     1,000.00    1,500.00       -        -          0.00
	//     asthma           all        32
	// metric: asthma Memphis ED: follow-up visit 0.51
	// excluded: asthma Memphis ED: third-party liability 1
	// metric: asthma Nashville ED: follow-up visit 0.51
	// excluded: asthma Nashville ED: third-party liability 2
	// low volume: asthma Small clinic: reportOnly
	// metric: asthma Small clinic: follow-up visit 0.51
	// excluded: asthma Small clinic: third-party liability 1
	// TennCare episodes, 2016
	//   target                      21,000.00
	//   spending                    23,688.03
	//   each net                      -448.01
	//       asthma                    -448.01  taken
	//         episodes                     14
	//         spending              23,688.03
	//         mean                   1,692.00
	//         acceptable             1,500.00
	//         commendable            1,000.00
	//         gain limit               400.00
	//         target                21,000.00
	//         gap                   -2,688.03
	//         each.losses[0] share   1,344.02  TennCare episodes of care
	//             rate                   50 %
	//         each.losses[1] scale     448.01  TennCare episodes of care, penalties of 2016
	//             times                     1
	//             over                      3
	//   owed by the provider           448.01
}
