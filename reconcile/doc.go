// Package reconcile answers four questions about money that was paid before it was
// known what was owed, or by several who pay for the same people.
//
// # Advances
//
// A provider was paid in advance; what is it owed in the end? The advance is held against
// what fee-for-service would have paid, in full, not at all, or through a corridor; the
// enhanced part is recouped; months of members who had died or lost eligibility are
// taken back. Repricing the claims at fee-for-service rates is the caller's.
//
//	reconciliation, err := reconcile.New(reconcile.Terms{
//		Name:            "Primary care advance",
//		Period:          apm.MustParsePeriod("2026-07-01/2027-06-30"),
//		Method:          reconcile.FullTrueUp,
//		Death:           reconcile.FirstDay, // months that begin after the death
//		LostEligibility: reconcile.FirstDay,
//		Rounding:        apm.HalfUp,
//	})
//	run := reconcile.Run{Status: reconcile.Provisional, PaidThrough: apm.MustParseDate("2027-09-30")}
//	result, err := reconciliation.Reconcile(facts, run, nil) // the first run
//	later, err := reconciliation.Reconcile(facts, final, &result.Booked)
//	fmt.Print(later.Account)
//
// A settlement is calculated several times: provisional while claims run out, then final,
// and sometimes reopened. Each [Run] counts the claims paid through its date, and its
// entries are the difference from the run before; a dispute changes facts and is run
// again, and no result is ever edited. [Book] gives any other settlement the same books.
//
// # A state's statement
//
// Are the payments of a fiscal year consistent with section 1902(a)(30)(A) of the Social
// Security Act? A [Statement] adds up claims, advances and settlement by service type and
// ownership class, exactly, holds them to the upper payment limit where one applies, and
// reports on efficiency, economy, quality and access. A finding is met, not met or not
// tested; it never changes a payment. The statement prints as the page that a state
// attaches to its submission.
//
// # Managed care
//
// What do a plan and the state owe each other under a [Contract]: stop-loss, a corridor on
// premium, what was earned of the withhold, and the remittance for a low medical loss
// ratio (MLR)? And does it stay within the ceilings?
//
// # Several arrangements, several payers
//
// Models are not mutually exclusive, so the same member may be in several. An [Overlap]
// settles them by a declared precedence and pays the same saving never twice; the account
// shows what was netted. [SideBySide] shows one organisation across its payers, with
// shared members counted once.
//
// # Promises
//
// Money is decimal or whole cents, never floating point; nothing is rounded but where the
// terms name the unit and the mode. Amounts that are paid are positive, amounts that come
// back negative. A fact that is missing and decides is an error ([apm.ErrMissing]) or a
// test that was not made, never a zero. Error texts name rows and fields, not members.
// Compiled terms may be used by several goroutines at once. Nothing panics.
package reconcile
