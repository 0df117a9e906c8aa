package pmpm_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"pgregory.net/rapid"
)

// A second run with no change writes nothing; the entries of any series of runs are the
// last statement; and a statement that was stored as JSON carries on as itself.
func TestLawRunsSumToTheLast(t *testing.T) {
	type key struct {
		month         pmpm.Month
		cell, payment string
	}
	rapid.Check(t, func(t *rapid.T) {
		list := drawTerms(t, true)
		if rapid.Bool().Draw(t, "limited") {
			list.LookBack = &pmpm.LookBack{Removed: rapid.IntRange(0, 3).Draw(t, "removed"), Added: rapid.IntRange(0, 3).Draw(t, "added")}
		}
		a, at := compile(t, list), june
		var before pmpm.Statement
		sums := map[key]apm.Cents{}
		for range rapid.IntRange(1, 4).Draw(t, "runs") {
			facts := drawFacts(t, false)
			at += pmpm.Month(rapid.IntRange(0, 2).Draw(t, "months on"))
			r := ran(t, a, before, facts, at)
			due := apm.Cents(0)
			for _, e := range r.Entries {
				if e.Amount == 0 || e.Due.IsZero() != (list.Schedule == pmpm.Schedule{}) || e.Due != 0 && e.Due < at.First() {
					t.Fatalf("%+v", e)
				}
				due += e.Amount
				if sums[key{e.Month, e.Cell, e.Payment}] += e.Amount; sums[key{e.Month, e.Cell, e.Payment}] == 0 {
					delete(sums, key{e.Month, e.Cell, e.Payment})
				}
			}
			if r.Statement.Paid != before.Paid+due {
				t.Fatalf("%s after %s and entries of %s", r.Statement.Paid, before.Paid, due)
			}
			payments, err := r.Payments()
			for _, p := range payments {
				due -= p.Amount
			}
			if err != nil || due != 0 {
				t.Fatal(err, due)
			}
			if again := ran(t, a, r.Statement, facts, at); len(again.Entries) > 0 {
				t.Fatalf("a second run wrote %+v", again.Entries)
			}
			text, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			var stored pmpm.Run
			if err := json.Unmarshal(text, &stored); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(r.Entries, stored.Entries); diff != "" {
				t.Fatal(diff)
			}
			before = stored.Statement
		}
		last := map[key]apm.Cents{}
		for _, l := range before.Lines {
			last[key{l.Month, l.Cell, l.Payment}] = l.Amount
		}
		if diff := cmp.Diff(last, sums); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Within the look-back a change counts whole, beyond it not at all, and is reported.
func TestLawLookBack(t *testing.T) {
	type place struct {
		month pmpm.Month
		cell  string
	}
	months := func(counts []pmpm.Count) map[place]apm.MemberMonths {
		out := map[place]apm.MemberMonths{}
		for _, c := range counts {
			out[place{c.Month, c.Cell}] = c.MemberMonths
		}
		return out
	}
	rapid.Check(t, func(t *rapid.T) {
		list := terms(flat("fee", "4.35"))
		list.LookBack = &pmpm.LookBack{Removed: rapid.IntRange(0, 4).Draw(t, "removed"), Added: rapid.IntRange(0, 4).Draw(t, "added")}
		a := compile(t, list)
		first := pmpm.Facts{Provider: "P", Counts: drawCounts(t, false)}
		second := pmpm.Facts{Provider: "P", Counts: drawCounts(t, false)}
		run := june + pmpm.Month(rapid.IntRange(0, 3).Draw(t, "first run"))
		at := run + pmpm.Month(rapid.IntRange(0, 3).Draw(t, "second run"))
		before := ran(t, a, pmpm.Statement{}, first, run)
		after := ran(t, a, before.Statement, second, at)
		was, wants, got := months(first.Counts), months(second.Counts), months(after.Statement.Counts)
		closed := map[place]apm.MemberMonths{}
		for _, c := range after.Closed {
			closed[place{c.Month, c.Cell}] = c.MemberMonths
			if c.MemberMonths == 0 {
				t.Fatalf("%s %s is closed to no change", c.Month, c.Cell)
			}
		}
		for m := june; m < june+3; m++ {
			for _, cell := range cells {
				p := place{m, cell}
				change, limit := wants[p]-was[p], list.LookBack.Added
				if change < 0 {
					limit = list.LookBack.Removed
				}
				want, kept := wants[p], apm.MemberMonths(0)
				if m <= run && int(at-m) > limit {
					want, kept = was[p], change
				}
				if got[p] != want || closed[p] != kept {
					t.Fatalf("%s %s: %s then %s, paid %s, closed %s", m, cell, was[p], wants[p], got[p], closed[p])
				}
			}
		}
		if len(before.Closed) > 0 {
			t.Fatalf("the first run closed %v", before.Closed)
		}
	})
}
