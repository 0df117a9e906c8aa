package reconcile_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"pgregory.net/rapid"
)

// The laws of several arrangements on the same members.

func drawOverlap(t *rapid.T) (reconcile.OverlapTerms, reconcile.OverlapFacts) {
	names := []string{"w", "x", "y", "z"}[:rapid.IntRange(1, 4).Draw(t, "arrangements")]
	ranks := rapid.Permutation([]int{1, 2, 3, 9}).Draw(t, "ranks")
	terms := reconcile.OverlapTerms{Name: "several"}
	facts := reconcile.OverlapFacts{Arrangements: make(map[string][]reconcile.MemberSaving)}
	for i, name := range names {
		a := reconcile.Arrangement{Name: name, Precedence: ranks[i]}
		for j, other := range names {
			for _, what := range []reconcile.Payable{reconcile.Fees, reconcile.Gains, reconcile.Losses} {
				if (what == reconcile.Fees || ranks[j] < ranks[i]) && rapid.IntRange(0, 2).Draw(t, "counts") == 0 {
					a.Counts = append(a.Counts, reconcile.Count{Of: other, What: what})
				}
			}
		}
		terms.Arrangements = append(terms.Arrangements, a)
		facts.Arrangements[name] = []reconcile.MemberSaving{}
		for _, member := range []string{"a", "b", "c"} {
			if rapid.Bool().Draw(t, "in") {
				saving := pick(t, "round", 0, cents("1"), cents("100"), cents("-100"), cents("130.01"), drawCents(t, "saving", true))
				facts.Arrangements[name] = append(facts.Arrangements[name], reconcile.MemberSaving{
					Member: member, Saving: saving, Fees: pick(t, "fees", 0, 0, cents("7"), cents("0.01")),
				})
			}
		}
	}
	return terms, facts
}

// drawSettle draws calculations that pay or charge at most what they are handed: a share of
// it, one-sided or not, above a minimum or not.
func drawSettle(t *rapid.T) func(string, apm.Cents) (apm.Cents, error) {
	type calculation struct{ percent, minimum, sides apm.Cents }
	of := make(map[string]calculation)
	for _, name := range []string{"w", "x", "y", "z"} {
		of[name] = calculation{pick(t, "percent", apm.Cents(100), 100, 50, 33, 0), pick(t, "minimum", 0, 0, cents("90")), pick(t, "sides", apm.Cents(1), 2)}
	}
	return func(name string, saving apm.Cents) (apm.Cents, error) {
		c := of[name]
		if max(saving, -saving) < c.minimum || saving < 0 && c.sides == 1 {
			return 0, nil
		}
		return saving * c.percent / 100, nil
	}
}

// The same saving is never paid twice, nor the same loss charged: all arrangements
// together pay at most the largest saving that any of them measured of each member, and
// charge at most the largest loss and the fees that were counted.
func TestLawTheSameSavingIsNeverPaidTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms, facts := drawOverlap(t)
		n := mustNet(t, terms, facts, drawSettle(t))
		most, least := make(map[string]apm.Cents), make(map[string]apm.Cents)
		fees := apm.Cents(0)
		for _, list := range facts.Arrangements {
			for _, m := range list {
				most[m.Member], least[m.Member] = max(most[m.Member], m.Saving), min(least[m.Member], m.Saving)
			}
		}
		for _, s := range n.Standings {
			fees += s.Fees
		}
		saving, loss := apm.Cents(0), apm.Cents(0)
		for member := range most {
			saving, loss = saving+most[member], loss+least[member]
		}
		if n.Paid > saving || n.Paid < loss-fees {
			t.Fatalf("paid %s of savings of %s and losses of %s\n%s", n.Paid, saving, loss, n.Account)
		}
		if n.Members != len(most) {
			t.Fatalf("%d members, want %d", n.Members, len(most))
		}
	})
}

// Where nothing counts as spending and everything is paid, the arrangements together pay
// exactly the largest saving (or charge the largest loss) of each member, in any
// precedence: precedence says who, not how much.
func TestLawPrecedenceMovesButDoesNotMake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms, facts := drawOverlap(t)
		for i := range terms.Arrangements {
			terms.Arrangements[i].Counts = nil
		}
		// Of one sign, so that no arrangement comes out at nothing and claims nothing.
		sign := pick(t, "sign", apm.Cents(1), -1)
		largest := make(map[string]apm.Cents)
		for _, list := range facts.Arrangements {
			for i := range list {
				list[i].Saving = sign * max(list[i].Saving, -list[i].Saving)
				largest[list[i].Member] = max(largest[list[i].Member], sign*list[i].Saving)
			}
		}
		want := apm.Cents(0)
		for _, saving := range largest {
			want += sign * saving
		}
		for range 2 {
			n := mustNet(t, terms, facts, all)
			if n.Paid != want {
				t.Fatalf("paid %s, want %s\n%s", n.Paid, want, n.Account)
			}
			ranks := rapid.Permutation([]int{4, 5, 6, 7}).Draw(t, "other ranks")
			for i := range terms.Arrangements {
				terms.Arrangements[i].Precedence = ranks[i]
			}
		}
	})
}

// Where all arrangements count the same fees and pay everything, they pay exactly the
// largest saving of each member less the fees paid for it, in any precedence: the fees are
// taken off once, not by each of them.
func TestLawSharedFeesAreTakenOffOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms, facts := drawOverlap(t)
		of := terms.Arrangements[rapid.IntRange(0, len(terms.Arrangements)-1).Draw(t, "fees of")].Name
		fees := make(map[string]apm.Cents)
		for _, m := range facts.Arrangements[of] {
			fees[m.Member] = m.Fees
		}
		for i := range terms.Arrangements {
			terms.Arrangements[i].Counts = []reconcile.Count{{Of: of, What: reconcile.Fees}}
		}
		// Savings above the fees, or losses, so that no member changes sides.
		sign := pick(t, "sign", apm.Cents(1), -1)
		largest := make(map[string]apm.Cents)
		for _, list := range facts.Arrangements {
			for i := range list {
				list[i].Saving = sign*max(list[i].Saving, -list[i].Saving) + max(sign, 0)*cents("10")
				largest[list[i].Member] = max(largest[list[i].Member], sign*list[i].Saving)
			}
		}
		want := apm.Cents(0)
		for member, saving := range largest {
			want += sign*saving - fees[member]
		}
		if n := mustNet(t, terms, facts, all); n.Paid != want {
			t.Fatalf("paid %s, want %s\n%s", n.Paid, want, n.Account)
		}
	})
}

// The order in which arrangements, counts and members are listed changes nothing, and the
// account adds up.
func TestLawOnlyPrecedenceOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms, facts := drawOverlap(t)
		settle := drawSettle(t)
		n := mustNet(t, terms, facts, settle)
		sum, netted := apm.Cents(0), apm.Cents(0)
		for i, s := range n.Standings {
			if s.Saving != s.Measured-s.Netted-s.Fees-s.Gains-s.Losses || i > 0 && s.Precedence <= n.Standings[i-1].Precedence {
				t.Fatalf("%+v", s)
			}
			sum, netted = sum+s.Paid, netted+s.Netted
			if !n.Account.Steps[i].After.Equal(sum.Decimal()) {
				t.Fatalf("step %d ends with %s, not with %s", i, n.Account.Steps[i].After, sum)
			}
		}
		if sum != n.Paid || netted != n.Netted {
			t.Fatalf("paid %s and netted %s, not %s and %s", n.Paid, n.Netted, sum, netted)
		}
		terms.Arrangements = rapid.Permutation(terms.Arrangements).Draw(t, "listed")
		for i := range terms.Arrangements {
			terms.Arrangements[i].Counts = rapid.Permutation(terms.Arrangements[i].Counts).Draw(t, "counts")
		}
		for name, list := range facts.Arrangements {
			facts.Arrangements[name] = append([]reconcile.MemberSaving{}, rapid.Permutation(list).Draw(t, "members")...)
		}
		if diff := cmp.Diff(n, mustNet(t, terms, facts, settle)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Side by side, settlements add up, and every member counts once.
func TestLawSideBySide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []reconcile.PayerSettlement
		everybody, shared := make(map[string]int), 0
		sum := apm.Cents(0)
		earliest := day("2030-01-01")
		provisional := false
		for i := range rapid.IntRange(1, 4).Draw(t, "payers") {
			s := reconcile.PayerSettlement{
				Payer: fmt.Sprint("payer ", i), Settlement: drawCents(t, "settlement", true), Members: []string{},
				Run: reconcile.Run{Status: pick(t, "status", reconcile.Provisional, reconcile.Final, reconcile.Reopened), PaidThrough: drawDay(t, "through"), Reason: "x"},
			}
			for _, member := range []string{"a", "b", "c", "d"} {
				if rapid.Bool().Draw(t, "in") {
					s.Members = append(s.Members, member)
					if everybody[member]++; everybody[member] == 2 {
						shared++
					}
				}
			}
			list, sum, earliest = append(list, s), sum+s.Settlement, min(earliest, s.Run.PaidThrough)
			provisional = provisional || s.Run.Status == reconcile.Provisional
		}
		a, err := reconcile.SideBySide("organisation", list)
		if err != nil {
			t.Fatal(err)
		}
		if a.Settlement != sum || a.Members != len(everybody) || a.Shared != shared || a.PaidThrough != earliest || (a.Status == reconcile.Provisional) != provisional {
			t.Fatalf("%+v", a)
		}
		rows := 0
		for _, p := range a.Payers {
			rows += p.Members - p.Shared
		}
		if rows != a.Members-a.Shared {
			t.Fatalf("%d members of one payer only, want %d", rows, a.Members-a.Shared)
		}
	})
}
