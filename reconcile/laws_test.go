package reconcile_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The laws of advances and their runs. Amounts are drawn with zeros, negatives and cents
// beside round numbers; days on the ends of months, of the period and of the run.

func pick[T any](t *rapid.T, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(t, label)
}

// drawCents draws an amount, of either sign where signed.
func drawCents(t *rapid.T, label string, signed bool) apm.Cents {
	amount := rapid.OneOf(rapid.SampledFrom([]int64{0, 1, 99, 100, 101, 9_999, 10_000, 6_000, 333}), rapid.Int64Range(0, 5_000_000)).Draw(t, label)
	if signed && rapid.IntRange(0, 4).Draw(t, label+" reversed") == 0 {
		amount = -amount
	}
	return apm.Cents(amount)
}

var days = []string{"2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01", "2026-06-15", "2026-12-31", "2027-01-01"}

func drawDay(t *rapid.T, label string) apm.Date {
	if rapid.Bool().Draw(t, label+" on an edge") {
		return day(pick(t, label, days...))
	}
	return day("2026-01-01").AddDays(rapid.IntRange(0, 364).Draw(t, label))
}

func drawMember(t *rapid.T) string { return pick(t, "member", "a", "b", "c", "d") }

func drawBands(t *rapid.T, label string) apm.Bands {
	share := func() decimal.Decimal { return num(pick(t, label+" share", "0", "0.5", "1", "0.333")) }
	bands := apm.Bands{}
	for _, end := range []string{"0.03", "0.1"} {
		if rapid.Bool().Draw(t, label+" to "+end) {
			bands = append(bands, apm.Band{UpTo: known(end), Share: share()})
		}
	}
	return append(bands, apm.Band{Share: share()})
}

func drawTerms(t *rapid.T) reconcile.Terms {
	recovery := func(label string) reconcile.Recovery {
		return pick(t, label, reconcile.Keep, reconcile.FirstDay, reconcile.AnyDay, reconcile.Daily)
	}
	terms := reconcile.Terms{
		Name: "Advance", Period: apm.CalendarYear(2026), Method: pick(t, "method", reconcile.FullTrueUp, reconcile.NoTrueUp, reconcile.ThroughCorridor),
		Death: recovery("death"), LostEligibility: recovery("lost eligibility"), Performance: rapid.Bool().Draw(t, "performance"),
		Rounding: pick(t, "rounding", apm.HalfUp, apm.HalfEven, apm.Down, apm.Up),
	}
	if terms.Method == reconcile.ThroughCorridor {
		terms.Corridor = &reconcile.Corridor{Of: reconcile.OfDollars, Gains: drawBands(t, "gains"), Losses: drawBands(t, "losses")}
		if rapid.Bool().Draw(t, "of the equivalent") {
			terms.Corridor.Of = reconcile.OfEquivalent
		}
	}
	return terms
}

func drawClaims(t *rapid.T) []reconcile.Claim {
	claims := make([]reconcile.Claim, rapid.IntRange(0, 6).Draw(t, "claims"))
	for i := range claims {
		service := drawDay(t, "service")
		claims[i] = reconcile.Claim{
			Member: drawMember(t), Service: service, Paid: service.AddDays(pick(t, "days to payment", 0, 1, 30, 200)),
			Equivalent: drawCents(t, "equivalent", true), Payment: drawCents(t, "payment", true),
		}
	}
	// One claim that counts in every run, so that a corridor has a basis.
	return append(claims, reconcile.Claim{Member: "e", Service: day("2026-01-01"), Paid: day("2026-01-01"), Equivalent: cents("400000")})
}

func drawAdvances(t *rapid.T) []reconcile.Advance {
	advances := make([]reconcile.Advance, rapid.IntRange(0, 8).Draw(t, "advances"))
	for i := range advances {
		advances[i] = reconcile.Advance{
			Member: drawMember(t), Month: day(pick(t, "month", "2025-12-01", "2026-01-01", "2026-02-01", "2026-06-01", "2026-12-01", "2027-01-01")),
			Base: drawCents(t, "base", true), Enhanced: drawCents(t, "enhanced", true),
		}
	}
	return advances
}

func drawFacts(t *rapid.T, terms reconcile.Terms) reconcile.Facts {
	facts := reconcile.Facts{Provider: "P", Advances: drawAdvances(t), Claims: drawClaims(t)}
	for range rapid.IntRange(0, 3).Draw(t, "absences") {
		span := apm.Period{From: drawDay(t, "from")}
		if rapid.Bool().Draw(t, "back again") {
			span.To = span.From.AddDays(pick(t, "days away", 0, 1, 27, 40))
		}
		facts.Ineligible = append(facts.Ineligible, reconcile.Ineligible{
			Member: drawMember(t), Days: span, Reason: pick(t, "reason", reconcile.Died, reconcile.Ended),
		})
	}
	if terms.Performance {
		facts.Performance = decimal.NewNullDecimal(decimal.New(rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "performance"), -3))
	}
	return facts
}

// With full true-up what is finally paid does not depend on how much was prepaid, nor on
// how much was paid claim by claim.
func TestLawFullTrueUpForgetsTheAdvance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		terms.Method, terms.Corridor = reconcile.FullTrueUp, nil
		facts := drawFacts(t, terms)
		other := facts
		other.Advances, other.Claims = drawAdvances(t), slices.Clone(facts.Claims)
		for i := range other.Claims {
			other.Claims[i].Payment = drawCents(t, "other payment", true)
		}
		a, b := mustReconcile(t, terms, facts, final("2027-06-30"), nil), mustReconcile(t, terms, other, final("2027-06-30"), nil)
		if a.Final != b.Final || a.Final != a.Equivalent+a.Performance {
			t.Fatalf("%s and %s, the equivalent is %s", a.Final, b.Final, a.Equivalent)
		}
	})
}

// Whatever the method: what was paid and what is still owed make the final amount; the
// account is a chain from one to the other; and dollars in are dollars counted and
// dollars excluded by a named reason. The order of the facts does not matter.
func TestLawNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		facts := drawFacts(t, terms)
		run := final(pick(t, "paid through", "2026-01-01", "2026-06-15", "2027-06-30"))
		r := mustReconcile(t, terms, facts, run, nil)
		if r.Final != r.Paid+r.Base+r.Enhanced+r.Settlement {
			t.Fatalf("%s is not %s + %s + %s + %s", r.Final, r.Paid, r.Base, r.Enhanced, r.Settlement)
		}
		amount := r.Paid.Decimal().Add(r.Base.Decimal())
		for _, step := range r.Account.Steps {
			if !step.Before.Equal(amount) {
				t.Fatalf("%s starts from %s, not from %s", step.Path, step.Before, amount)
			}
			amount = step.After
		}
		if !amount.Equal(r.Final.Decimal()) {
			t.Fatalf("the account ends with %s, final is %s", amount, r.Final)
		}
		advances, equivalent, payment, rows := r.Base+r.Enhanced, r.Equivalent, r.Paid, 0
		for _, e := range r.Excluded {
			advances, equivalent, payment, rows = advances+e.Advances, equivalent+e.Equivalent, payment+e.Payment, rows+e.Rows
		}
		for _, a := range facts.Advances {
			advances -= a.Base + a.Enhanced
		}
		for _, c := range facts.Claims {
			equivalent, payment = equivalent-c.Equivalent, payment-c.Payment
		}
		if advances != 0 || equivalent != 0 || payment != 0 || rows > len(facts.Advances)+len(facts.Claims) {
			t.Fatalf("lost: %s, %s, %s in %d rows", advances, equivalent, payment, rows)
		}
		facts.Advances = append([]reconcile.Advance{}, rapid.Permutation(facts.Advances).Draw(t, "advances")...)
		facts.Claims = rapid.Permutation(facts.Claims).Draw(t, "claims")
		facts.Ineligible = rapid.Permutation(facts.Ineligible).Draw(t, "absences")
		if diff := cmp.Diff(r, mustReconcile(t, terms, facts, run, nil)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// A slow reference for lost months: day by day, in whole fractions.
func TestLawRecoveryDayByDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		terms.Method, terms.Corridor = reconcile.NoTrueUp, nil
		facts := drawFacts(t, terms)
		want := apm.Cents(0)
		for _, a := range facts.Advances {
			if !terms.Period.Contains(a.Month) {
				continue
			}
			most, month := 0, 0
			for _, rule := range []struct {
				reason   reconcile.Reason
				recovery reconcile.Recovery
			}{{reconcile.Died, terms.Death}, {reconcile.Ended, terms.LostEligibility}} {
				absent, first := 0, false
				month = 0
				for d := a.Month; d < a.Month.AddMonths(1); d++ {
					month++
					if slices.ContainsFunc(facts.Ineligible, func(s reconcile.Ineligible) bool {
						return s.Member == a.Member && s.Reason == rule.reason && s.Days.Contains(d)
					}) {
						absent++
						first = first || d == a.Month
					}
				}
				switch {
				case rule.recovery == reconcile.Keep, rule.recovery == reconcile.FirstDay && !first:
					absent = 0
				case rule.recovery != reconcile.Daily && absent > 0:
					absent = month
				}
				most = max(most, absent)
			}
			part, err := apm.Quo(a.Base.Decimal().Mul(decimal.New(int64(most), 0)), decimal.New(int64(month), 0))
			if err != nil {
				t.Fatal(err)
			}
			cents, err := apm.RoundCents(part, terms.Rounding)
			if err != nil {
				t.Fatal(err)
			}
			want += cents
		}
		if r := mustReconcile(t, terms, facts, final("2027-06-30"), nil); r.Recovered != want || r.Settlement != r.Performance-r.Enhanced-want {
			t.Fatalf("recovered %s, want %s; settlement %s", r.Recovered, want, r.Settlement)
		}
	})
}

// What a provider keeps or bears in a corridor never exceeds the difference, has its
// sign, and final payments rise with the advance and with the equivalent.
func TestLawCorridorIsBetweenNoneAndAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		terms.Method, terms.Performance = reconcile.ThroughCorridor, false
		terms.Corridor = &reconcile.Corridor{Of: reconcile.OfDollars, Gains: drawBands(t, "gains"), Losses: drawBands(t, "losses")}
		facts := drawFacts(t, terms)
		r := mustReconcile(t, terms, facts, final("2027-06-30"), nil)
		difference := r.Paid + r.Base - r.Recovered - r.Equivalent
		if difference < 0 && (r.Kept > 0 || r.Kept < difference) || difference >= 0 && (r.Kept < 0 || r.Kept > difference) {
			t.Fatalf("keeps %s of %s", r.Kept, difference)
		}
		more := facts
		more.Advances = append(slices.Clone(facts.Advances), reconcile.Advance{Member: "e", Month: day("2026-05-01"), Base: drawCents(t, "more", false)})
		if m := mustReconcile(t, terms, more, final("2027-06-30"), nil); m.Final < r.Final {
			t.Fatalf("a larger advance pays %s instead of %s", m.Final, r.Final)
		}
	})
}

// drawRuns draws a sequence of runs that may follow each other.
func drawRuns(t *rapid.T) []reconcile.Run {
	var runs []reconcile.Run
	status, through := reconcile.Provisional, day("2026-06-15")
	for range rapid.IntRange(1, 5).Draw(t, "runs") {
		if status == reconcile.Final {
			status = reconcile.Reopened
		} else if status == reconcile.Provisional && rapid.Bool().Draw(t, "final") {
			status = reconcile.Final
		}
		through = through.AddDays(pick(t, "days later", 0, 1, 100, 300))
		run := reconcile.Run{Status: status, PaidThrough: through}
		if status == reconcile.Reopened {
			run.Reason = "dispute"
		}
		runs = append(runs, run)
	}
	return runs
}

// Any sequence of runs, on facts that change in between and through a store of JSON, sums
// to the last: month by month and item by item, and to what the last run alone gives. A
// second run with no change writes nothing.
func TestLawRunsSumToTheLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		var last *reconcile.Booked
		var result reconcile.Result
		books := make(map[string]apm.Cents)
		paid := apm.Cents(0)
		facts := drawFacts(t, terms)
		for i, run := range drawRuns(t) {
			if rapid.Bool().Draw(t, "facts change") {
				facts = drawFacts(t, terms)
			}
			result = mustReconcile(t, terms, facts, run, last)
			if result.Booked.Number != i+1 {
				t.Fatalf("run %d is number %d", i+1, result.Booked.Number)
			}
			sum := apm.Cents(0)
			for _, e := range result.Booked.Entries {
				books[e.Month.String()+e.Item] += e.Amount
				sum += e.Amount
			}
			if sum != result.Booked.Change {
				t.Fatalf("the entries make %s, the change is %s", sum, result.Booked.Change)
			}
			paid += result.Booked.Change
			text, err := json.Marshal(result.Booked)
			if err != nil {
				t.Fatal(err)
			}
			stored, err := reconcile.Decode[reconcile.Booked](text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(result.Booked, stored); diff != "" {
				t.Fatal(diff)
			}
			last = &stored
		}
		for _, l := range last.Lines {
			books[l.Month.String()+l.Item] -= l.Amount
		}
		for key, amount := range books {
			if amount != 0 {
				t.Fatalf("the books are off by %s at %s", amount, key)
			}
		}
		alone := last.Run
		alone.Status = reconcile.Final
		fresh := mustReconcile(t, terms, facts, alone, nil)
		if paid != result.Settlement || fresh.Settlement != paid || !slices.Equal(fresh.Booked.Lines, last.Lines) {
			t.Fatalf("the runs pay %s, the last one alone %s", paid, fresh.Settlement)
		}
		again := last.Run
		if again.Status == reconcile.Final {
			again.Status, again.Reason = reconcile.Reopened, "the same again"
		}
		if repeated := mustReconcile(t, terms, facts, again, last); len(repeated.Booked.Entries) != 0 || repeated.Booked.Change != 0 {
			t.Fatalf("nothing changed, and the run writes %v", repeated.Booked.Entries)
		}
	})
}

// Book takes lines in any order, adds up those of one key, and knows payees apart.
func TestLawBooksAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) []reconcile.Line {
			lines := make([]reconcile.Line, rapid.IntRange(0, 6).Draw(t, label))
			for i := range lines {
				lines[i] = reconcile.Line{Payee: pick(t, "payee", "", "p", "q"), Item: pick(t, "item", "fee", "saving"), Amount: drawCents(t, "amount", true)}
				if rapid.Bool().Draw(t, "of a month") {
					lines[i].Month = day(pick(t, "month", "2026-01-01", "2026-02-01"))
				}
			}
			return lines
		}
		sums := func(lists ...[]reconcile.Line) map[string]apm.Cents {
			out := make(map[string]apm.Cents)
			for _, list := range lists {
				for _, l := range list {
					key := fmt.Sprint(l.Month, l.Payee, "|", l.Item)
					if out[key] += l.Amount; out[key] == 0 {
						delete(out, key)
					}
				}
			}
			return out
		}
		before, after := draw("before"), draw("after")
		first, err := reconcile.Book("x", reconcile.Run{Status: reconcile.Provisional, PaidThrough: day("2027-01-01")}, nil, before)
		if err != nil {
			t.Fatal(err)
		}
		second, err := reconcile.Book("x", final("2027-02-01"), &first, rapid.Permutation(after).Draw(t, "order"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sums(after), sums(before, second.Entries)); diff != "" {
			t.Fatal(diff)
		}
		if first.Total+second.Change != second.Total || len(sums(second.Lines)) != len(second.Lines) {
			t.Fatalf("%s and %s are not %s", first.Total, second.Change, second.Total)
		}
	})
}
