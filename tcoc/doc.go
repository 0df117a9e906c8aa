// Package tcoc settles total cost of care arrangements: an organisation that is
// accountable for what a population costs shares savings, and in two-sided
// arrangements losses, against a benchmark. The package answers one question: what
// is paid or owed, and why?
//
// The benchmark, the expenditure and the quality result come from the caller as
// plain values, whoever computed them.
//
// # A program is two lists
//
// This is a whole arrangement: shared savings and losses with a minimum rate of 2 %,
// a share of half that quality scales, and caps.
//
//	plan := tcoc.Plan{Terms: tcoc.Terms{
//		Name: "A state's two-sided model",
//		Savings: tcoc.Rules{
//			tcoc.MinimumRate{Fixed: fraction("0.02")},
//			tcoc.Mark{Name: tcoc.Generated},
//			tcoc.Share{Rate: apm.Rate{Linear: &apm.Linear{Slope: half}}}, // 50 % x quality
//			tcoc.Cap{Lesser: []tcoc.Limit{{Rate: fraction("0.10"), Of: tcoc.Benchmark}}},
//			tcoc.Mark{Name: tcoc.Earned},
//		},
//		Losses: tcoc.Rules{
//			tcoc.MinimumRate{Fixed: fraction("0.02")},
//			tcoc.Mark{Name: tcoc.Generated},
//			tcoc.Share{Rate: apm.FixedRate(third)},
//			tcoc.Cap{Lesser: []tcoc.Limit{
//				{Rate: fraction("0.08"), Of: tcoc.Revenue},
//				{Rate: fraction("0.04"), Of: tcoc.Benchmark},
//			}},
//			tcoc.Mark{Name: tcoc.Earned},
//		},
//	}}
//	arrangement, err := tcoc.New(plan)          // every problem of the terms at once
//	settlement, err := arrangement.Settle(facts) // a pure function of terms and facts
//	fmt.Print(settlement.Account)                // how it came about, line by line
//
// The order of a list is the order of calculation, and it matters: Next Generation
// ACO caps and then shares, Maine caps before and after, MSSP takes sequestration off
// before the cap. Savings and losses are separate lists because programs treat them
// differently; without a losses list an arrangement is one-sided. Inside a list
// amounts are never negative.
//
// Programs come as presets, one function each: [MSSP], [REACH], [NextGeneration],
// [MaineAccountableCommunities], [VermontNextGeneration], [ACARiskCorridor]. A preset
// is data: print it as JSON, edit it, decode it again with [Decode]. A rule that no
// program here has is a type of the caller's own that implements [Rule].
//
// # Words of the field
//
// The benchmark is what care should have cost, the expenditure what it did. A minimum
// savings rate (MSR) or minimum loss rate (MLR) is the gap below which a difference
// is taken for chance ([MinimumRate]). A sharing rate or loss rate is the
// organisation's part ([Share]); a risk corridor makes that part depend on the size of
// the gap ([Corridor]). Extreme and uncontrollable circumstances are disasters that
// lower what is owed ([DisasterRelief]). Generated savings or losses are those that
// count, earned ones the organisation's part after caps, and what is paid is what
// remains after advances are recouped ([Settlement]).
//
// # Promises
//
// Money is decimal, never floating point; nothing is rounded but by a [Round] in the
// terms, and amounts carry 34 significant digits from rule to rule. A fact that is
// missing and decides is an error, never a zero ([apm.ErrMissing]); where an unknown figure
// only limits the result, [Arrangement.Bound] gives the bound and says so. Nothing
// panics, except on a rule of the caller's own that does.
//
// A settlement of eight to ten rules costs two to four microseconds and 20 to 30
// allocations, its account included; printing the account costs more.
package tcoc
