// Package apm holds the few words that every room of the library shares: money,
// dates, quality, rates, bands, percentiles, and the account that a result keeps.
//
// The library calculates alternative payment models in US health care: programs
// that pay for quality and cost instead of volume. Each room answers one question
// and imports this package, never another room, so that a caller composes them:
//
//   - [github.com/seed-6807d414/apm/attribution]: who is accountable for whom?
//   - [github.com/seed-6807d414/apm/spend]: what was spent, on whom, in which month?
//   - [github.com/seed-6807d414/apm/benchmark]: what should the care have cost?
//   - [github.com/seed-6807d414/apm/quality]: how well, and does it pass?
//   - [github.com/seed-6807d414/apm/tcoc]: who saved or lost against the benchmark, and
//     what is paid or owed?
//   - [github.com/seed-6807d414/apm/episode]: what belongs to one clinical event, and what
//     is gained or lost on it?
//   - [github.com/seed-6807d414/apm/pmpm]: what is paid per member per month?
//   - [github.com/seed-6807d414/apm/reconcile]: what was advanced, what was owed, and what do
//     several arrangements pay on the same members?
//   - [github.com/seed-6807d414/apm/lan]: which HCP-LAN category, and how far from the goal?
//
// # The one idea
//
// Terms are data: ordered lists of small rules. A calculation is a pure function
// of terms and facts. A result keeps its account. The order of the rules is the
// order of the list, so a reader sees a whole program at a glance, and a state
// that invents a rule puts its own into the list.
//
// # Promises
//
// No floating point takes part in money. Amounts on claims are [Cents]; rates,
// benchmarks and settlements are decimal.Decimal. A quotient has 34 significant
// digits ([Quo]); a product is trimmed to as many at the borders of its steps
// ([Trim]); beyond that nothing is rounded but where a program's terms say so, by
// the mode they say.
//
// No input panics. Bad terms are refused with every problem at once, each with
// its path ([Problems]); bad facts with an error that names the field. Error
// texts never hold what stands in a claim. Only the Must functions panic, and only
// on constants that the programmer wrote.
//
// Nothing holds global state, and every value may be used from several goroutines
// at once as long as none changes it.
package apm
