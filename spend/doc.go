// Package spend answers what was spent, on whom, in which month: it makes
// member-months with amounts by category of service from claims and enrollment, so
// that the same ledger feeds base years, a performance year and every rerun.
//
// Between raw claims and a benchmark most settlements go wrong: which date counts,
// which version of a claim, how much is still to come, whose outlier is cut. Here
// each of these is a named choice in the [Terms]:
//
//	ledger, err := spend.New(spend.Terms{
//		Name:     "primary care, 2023",
//		Period:   apm.CalendarYear(2023),
//		Incurred: spend.ByThrough,
//		Months:   apm.MonthRule{Count: apm.OnDay, Day: 1},
//		Cohort: []spend.CohortRule{
//			{Name: "limited benefit", Flags: []string{"limited"}},
//		},
//		Categories: []spend.Service{{Name: "primary care", When: spend.Where{
//			{Field: spend.Code, In: []string{"99202..99215", "G0438"}},
//			{Field: spend.Specialty, In: []string{"01", "08", "11"}},
//		}}},
//		Beyond: "not primary care",
//	})
//	...
//	run, err := ledger.AsOf(apm.MustParseDate("2024-03-31"))
//	page, err := run.Post(member)
//
// A [Page] holds the months of one member. Pages add up to [Totals] by any key, to
// a [Balance] that proves that nothing was lost, and to a [Report] on the quality
// of the data; lines add up to [Triangles]. All of these merge, in any order, so
// that any engine that groups by member can run the library; none is safe for use by
// several goroutines at once. [Page.Persons] are what outlier rules work on.
//
// # The words
//
//   - A line is incurred on one of its dates and known from the day its version was
//     paid. Versions of a claim add to, replace or void the ones before them; what
//     a version takes back leaves at that version's paid date. So any run can be
//     rebuilt ([Ledger.AsOf]), and two runs give a difference ([Diff]).
//   - A month counts, is excluded by a cohort rule, or is unenrolled: lines without
//     enrollment are reported, and enrollment without lines counts.
//   - An exclusion takes out lines, parts of a paid amount or months; its dollars
//     stay under its name.
//   - Completion is the fraction of the claims of a month that is known. It is read
//     from a triangle ([Development]) or published as one factor ([Complete]).
//   - Truncation cuts what lies above a limit, winsorising moves both tails to
//     limits, trimming leaves people out, stop-loss lets a pool pay. They are an
//     ordered list ([Adjustments]), because a program that cuts before it completes
//     pays differently from one that completes before it cuts.
//
// # Promises
//
// Every line of every member ends in exactly one place; lines and dollars in are
// lines and dollars counted, excluded by a named rule, set aside or rejected with a
// reason. The order of lines, spans, versions and members never matters. Errors
// name row, field and reason, and never what stands in a claim.
//
// Exact percentiles need a reference population in memory and so two passes; all
// else is one pass with memory that does not grow with the number of members.
package spend
