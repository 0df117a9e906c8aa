// Package lan classifies payment streams by the HCP-LAN APM Framework and measures how
// many dollars flow through which category. It answers: which category is this
// contract, and why; what share of our dollars is in alternative payment models; how
// far are we from the target, and which contracts would close the gap?
//
// # A class comes from what the contract does
//
// A [Stream] says what a payment does: whether it replaces payment for services or is
// added to it, what it follows, how quality moves it, and what the provider gains or
// owes. [Classify] asks the framework's questions in order and keeps the trail:
//
//	c, err := lan.Classify(lan.Stream{
//		Role: lan.ForServices, Basis: lan.Target, Quality: lan.Performance,
//		Upside: lan.Exposure{Share: half}, Downside: lan.Exposure{Share: zero},
//	}, lan.Edition2017)
//	fmt.Print(c) // category 3A: not 3B, the provider owes nothing when spending exceeds the target
//
// What a program calls itself decides nothing: an ACO that is paid by fee schedule with
// a quality bonus is 2C. A field that decides and is missing makes the stream
// undetermined, and the classification names it.
//
// A stream should be derived from the terms that settle the money, by asking them
// (does any overrun make this arrangement owe? does quality change what it pays?), so
// that the class cannot drift from it. This package imports no other room; the
// programs under examples show how a caller joins them.
//
// # Dollars
//
// [New] takes the rules of a measurement: the edition, the period looked back on, what the
// denominator leaves out, and where a dollar counts under a contract with several
// streams. [Measurement.Report] adds up a [Portfolio]: every dollar stands once, in a
// category of a line of business or under the exclusion that took it out. Reports of
// several payers are joined by [Pool], and compared with a baseline by [Report.Since].
//
//	m, err := lan.New(lan.Terms{Edition: lan.Edition2017, Period: apm.CalendarYear(2024),
//		Exclude: lan.LANExclusions(), Dominance: lan.ByRank})
//	report, err := m.Report(portfolio)
//	overlay, err := lan.OregonCCO(2024)
//	standings, err := report.Standings(overlay)      // met, or short by how many points and dollars
//	closing, err := report.Close(overlay.Targets[0]) // which contracts would close the gap
//
// Goals and state overlays are data: [LANGoals], [HHSGoals], [OregonCCO],
// [OregonCompact], [MaineCare], [Arizona], [NewHampshire], [NewYork], [Texas],
// [Pennsylvania]. Where a source does not say what counts or how much, the field is
// missing and the outcome unknown until the caller sets it.
//
// # Words of the field
//
// Categories 1 and 2 are fee for service, without and with a link to quality; category 3
// is fee for service compared to a cost target, with savings shared (3A) or losses too
// (3B); category 4 is population-based payment, for a condition or a service line (4A),
// for all care (4B), or inside an integrated system (4C). 3N and 4N have no link to quality and get no
// credit. An alternative payment model (APM) is one of [APM], two-sided one of
// [TwoSided], and linked one of [Linked]. Accountable care lives are people in an APM of
// comprehensive scope.
//
// Beside the framework, and not mixed in, stand the federal tests that are asked with
// it: [NominalRisk] for Other-Payer Advanced APMs, [PlanPayment] for incentive and
// withhold arrangements.
//
// # Promises
//
// Dollars are whole cents and add up: by category to the total, with what is excluded to
// the dollars given. Shares have 34 digits; percents are rounded so that a table adds
// up to 100. Nothing panics. A classification takes about a microsecond.
package lan
