// Package attribution answers who is accountable for whom, and why.
//
// A method says how: who is eligible, whose choice counts before any claim, and an
// ordered list of steps, each a contest between the entities that served the member.
// Methods are plain data. The Medicare and Medicaid methods are presets:
//
//	method, err := attribution.MSSP(2023, attribution.Retrospective)
//	...
//	roster := attribution.Roster{Participants: []attribution.Participant{
//		{ID: attribution.ID{Kind: attribution.TIN, Value: "100000001"}, Organization: "Alder ACO"},
//	}}
//	a, err := attribution.New(method, roster, apm.CalendarYear(2023))
//	...
//	result, err := a.Attribute(member)
//	fmt.Println(result)
//	// Alder ACO, by step 1: Alder ACO had 160.00, tin 900000001 had 150.00; 12 months
//
// # The words
//
// A line is one service of a claim. It counts for an entity: the organisation that
// the roster has for its billing identifier (TIN or CCN), with all identifiers
// pooled, or the identifier itself, which competes alone. Services say which lines
// qualify, clinicians who rendered them. A test is something that an organisation must
// have done, such as the pre-step of the Shared Savings Program. A step sums a measure
// over its look-back and has a winner, by plurality or otherwise, and a list of
// tie-breaks. A member whom nobody on the roster wins is unassigned, for one of the
// [Reasons].
//
// # Many members
//
// [Attributor.Run] takes batches from anywhere and gives results in the same order
// for any number of workers; memory does not grow with the number of members. A
// [Panel] counts members and member-months, a [Churn] who moved between two periods;
// both merge. Those who keep claims in columns fill [Record] values of 40 bytes with a
// [Directory] and use a [Worker]: there is one kernel, and the typed form packs and
// calls it.
//
// # What it promises
//
// The order of members and of lines plays no part; draws depend on the seed, the
// member and the names only. Every line of a member is in one lot of the [Tally]. Bad
// facts are errors with the row, the field and a reason, whose text holds no value of
// the claim. No input panics.
package attribution
