// Package pmpm pays providers per member per month: care management fees,
// infrastructure, comprehensive primary care payments, capitation, percent of premium,
// with what performance adds, takes back or holds back. The package answers one
// question: what is a provider due for which cell and month, and what changes when
// enrollment or performance turns out otherwise?
//
// Who belongs to whom and how well a provider did come from the caller as plain values,
// whoever computed them.
//
// # A program is one list
//
// This is a whole program: a fee by risk tier, and an adjustment of it by quality.
//
//	arrangement, err := pmpm.New(pmpm.Terms{ // every problem of the terms at once
//		Name:   "A state's medical homes",
//		Claims: pmpm.Additional,
//		Keys:   []string{"tier"},
//		Rules: pmpm.Rules{
//			pmpm.Fee{Payment: "care management fee", Table: pmpm.Table{By: []string{"tier"}, Rates: []pmpm.CellRate{
//				{Cell: "low", PMPM: four}, {Cell: "high", PMPM: twelve},
//			}}},
//			pmpm.Adjust{
//				Payment: "performance adjustment", Of: []string{"care management fee"},
//				Up:      pmpm.Parts{{Weight: tenPercent, Rate: apm.Rate{Linear: &apm.Linear{Slope: one}}}},
//			},
//		},
//		Rounding: pmpm.Rounding{Unit: pmpm.ByPayment, Mode: apm.HalfUp},
//	})
//	statement, err := arrangement.Pay(facts)           // a pure function of terms and facts
//	run, err := arrangement.Run(before, facts, month)  // the entries since the run before
//	fmt.Print(statement.Account)                       // how it came about, line by line
//
// The order of the list is the order of calculation: a rule adds a named payment to
// every cell and month, or takes one off, and may read what the rules before it have
// added. Nothing is overwritten, so the payments of a statement add up to what is paid.
// A rule that no program here has is a type of the caller's own that implements [Rule].
//
// Programs come as presets: [MainePrimaryCarePlus], [CPCPlus], [OregonCPCPlus],
// [OregonCPCPlusLumpSum]. A preset is data: print it as JSON, edit it, decode it again
// with [Decode].
//
// # Words of the field
//
// A member-month is one member for one month, or a fraction of one where part months
// count by days ([apm.MonthRule], [Counter]). A cell is the members who are paid for alike:
// a tier, cohort, risk band or age ([Terms].Keys). The panel is all of a provider's
// members of a month; tiers of it are marginal or whole ([PanelFee]). A withhold is held
// back and earned back ([Withhold], [EarnBack]); performance money that is paid ahead is
// repaid as far as it was not earned ([Repay]). Leakage is what members get elsewhere
// though it was paid ahead ([Leakage]). Clawback is what a retroactive disenrollment
// takes back, within a look-back ([Arrangement.Run], [LookBack]). A pool is money that
// several providers share by performance; what is not awarded may go to a challenge pool
// ([Pool]).
//
// # Promises
//
// Money is decimal, never floating point. Member-months are counted exactly and
// multiplied once per cell and month. Nothing is rounded but once at the end, in the unit
// that the terms name ([Rounding]), and the parts of a rounded amount add up to it to the
// cent. Months never share cents, so a change in one leaves the others as they were. The
// order of counts, spans, members and providers never matters.
//
// A fact that is missing and decides is an error, never a zero ([apm.ErrMissing]); a cell
// without a rate is refused. Nothing panics, except on a rule of the caller's own that
// does.
//
// A payment of one cell and month costs about a microsecond and five allocations, its
// part of the account included.
package pmpm
