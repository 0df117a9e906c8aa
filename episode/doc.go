// Package episode builds bundles from claims, prices them and settles them. It answers
// one question in two halves: what belongs to one clinical event, and what is paid or
// owed for it, by whom and why?
//
// # From claims to a settlement
//
// An arrangement is two pieces of plain data. A [Definition] is clinical: it says what an
// episode is. A [Program] is financial: it says who settles it how. One definition can
// serve several programs. Here a hospital answers for a hip or knee replacement and 90
// days of care; it keeps half of what its episodes cost less than 19,000 dollars on
// average, and owes half of what they cost more than 24,000.
//
//	joints := episode.Definition{
//		ID: "joint replacement",
//		Triggers: []episode.Trigger{{Name: "stay", Match: episode.Match{
//			Settings: []episode.Setting{episode.Inpatient},
//			Any:      []episode.Test{{System: episode.MSDRG, Codes: []string{"469-470", "521-522"}}},
//		}}},
//		Windows: []episode.Window{{
//			Name:  "episode", // the day of discharge is day 1 of 90
//			Start: episode.Bound{At: episode.TriggerStart},
//			End:   episode.Bound{At: episode.TriggerEnd, Days: 89},
//		}},
//		Inclusion: []episode.Inclusion{{ID: "all care", Effect: episode.Include}},
//	}
//	program := episode.Program{
//		Name: "joint replacement", Basis: episode.Allowed,
//		Benchmark: episode.Benchmark{Thresholds: &episode.Thresholds{
//			Levels:  []episode.Level{{Commendable: dollars(19_000), Acceptable: dollars(24_000)}},
//			Dollars: episode.Adjusted,
//		}},
//		Gains: half, Losses: half, // episode.Rules{episode.SharingRate{...}}
//	}
//
// Both are checked and made ready once. Then claims go in at one end, and what comes out
// at the other explains itself, by the line of a claim and by the step of a calculation.
//
//	engine, err := episode.New(episode.Suite{Definitions: []episode.Definition{joints}})
//	arrangement, err := episode.NewProgram(program)
//	...
//	result, err := engine.Build(member) // for each member
//	for _, e := range result.Outcomes[0].Episodes {
//		cases = append(cases, arrangement.Case(&e, "joint replacement"))
//	}
//	...
//	prepared, err := arrangement.Prepare(cases) // of all providers
//	settlement, err := arrangement.Settle(episode.ProviderFacts{ID: "010001"}, prepared.Of()["010001"])
//	fmt.Print(settlement.Account)
//
// The example "settlement" is this program as a whole. Programs that exist are presets:
// [TEAM] with [TEAMProgram], [CJR] with [CJRProgram], and those named below.
//
// # The words
//
// A trigger is the event that starts an episode: a stay, a chain of stays joined by
// transfer, or a line of another claim. A window is a named span of days around it, both
// ends included; what a window takes in is cost of the episode, or is kept apart, or is
// only looked at. Overlap is when a trigger lies inside an earlier episode. Inclusion
// rules are asked in order about each line in a window: the first that matches takes the
// line, with a category such as typical or complication, or refuses it. A claim that goes
// beyond its window is prorated. An exclusion is a reason for which an episode does not
// count; all reasons are kept. An accountable provider is paid or pays for the episodes
// that count.
//
// # Definitions of programs
//
// Presets are functions that return a [Definition]: [BPCIAdvanced] (34 clinical episodes,
// from CMS's published code lists), [TEAM], [CJR], [ArkansasHeartFailure],
// [ArkansasPerinatal], [ArkansasADHD] and [ColoradoMaternity] follow a rule that names
// them. A name that begins with Illustrative is an example in the manner of a program:
// [IllustrativeAsthma], [IllustrativeTonsillectomy], [IllustrativeADHD],
// [IllustrativePerinatal], [IllustrativeTotalJoint], [IllustrativeHeartAttack] (typical
// and complication cost), [IllustrativeCaseRate], and the suite [IllustrativeTennessee].
// Code lists of this library's own are sets whose names begin with illustrative: a state
// puts its own under the same name.
//
// # Programs
//
// A [Program] says on which price basis an episode is measured, what happens to outliers
// and risk, what the cost is held against (thresholds, target prices or a case rate),
// what low volume means, and by which lists of rules a provider gains or loses.
// [Arrangement.Case] makes of an episode a plain [Case]; [Arrangement.Prepare] takes the
// cases of all providers, because percentiles and mean weights are facts of all of them;
// [Arrangement.Settle] takes one provider's. The order of the lists is the order of
// calculation, so a program in which quality comes before the stop-loss and one in which
// it comes after differ in nothing else. Lists of Each apply to each category of episodes
// before they are netted, Gains and Losses to the sum, Final to the result with its sign.
// Thresholds and prices are the caller's, from package benchmark; shares by plurality
// from package attribution; scores from package quality. [Arrangement.Report] is the
// table that providers are sent, with small cells suppressed on request.
//
// # What it promises
//
// No dollar is lost, nor counted twice within a definition: [Tally] accounts for every
// cent of a member's lines as cost, apart, excluded by a named rule, outside every window
// or rejected with a reason. Proration splits to the cent. A negative line goes where the
// line goes that it reverses, and a claim that was reversed triggers nothing. The order of
// claims and lines plays no part: what ties is decided by what stands in the claims. No
// input panics. Bad lines and facts are named by row, field and reason in texts that hold
// no value of the claim. Money is cents in the clinical half and decimal in the financial
// one, never floating point.
//
// # Many members
//
// [Engine.Run] takes batches from anywhere and gives results in the same order for any
// number of workers; a [Worker] is for those who have a scheduler of their own. The
// definitions of a suite share one pass: claims are checked, packed and looked up once.
// Code sets become one hash table, with ranges of prefixes beside it, whose entries are
// the sets that hold the code. The memory of a worker is bounded by the largest member.
// In the package's benchmarks, with members of forty lines on typed records, a definition
// by MS-DRG and procedure takes 105 to 130 nanoseconds of processor time for each line,
// one by diagnosis on every claim about 175, which is more than five million lines a
// second on one core, and ten such definitions in one pass take about 400. One definition
// makes three to four allocations a member.
package episode
