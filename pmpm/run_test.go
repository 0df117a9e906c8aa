package pmpm_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
)

// When which month is paid, and when a run in a later month pays what it changes.
func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		name           string
		schedule       pmpm.Schedule
		month, at, due string
	}{
		{"none", pmpm.Schedule{}, "2025-02", "2025-02", ""},
		{"monthly, ahead", pmpm.Schedule{Every: 1}, "2025-02", "2025-01", "2025-02-01"},
		{"monthly, ahead, late", pmpm.Schedule{Every: 1, Day: 20}, "2025-02", "2025-05", "2025-05-20"},
		{"monthly, a month later", pmpm.Schedule{Every: 1, Lag: 1, Day: 5}, "2025-12", "2025-12", "2026-01-05"},
		{"monthly, two before", pmpm.Schedule{Every: 1, Lag: -2}, "2025-02", "2024-11", "2024-12-01"},
		{"quarterly, ahead", pmpm.Schedule{Every: 3}, "2025-02", "2025-01", "2025-01-01"},
		{"quarterly, ahead, run in its month", pmpm.Schedule{Every: 3}, "2025-02", "2025-02", "2025-04-01"},
		{"quarterly, last month", pmpm.Schedule{Every: 3}, "2025-03", "2025-01", "2025-01-01"},
		{"quarterly, next quarter", pmpm.Schedule{Every: 3}, "2025-04", "2025-01", "2025-04-01"},
		{"quarterly, after its end", pmpm.Schedule{Every: 3, Lag: 3, Day: 28}, "2025-02", "2025-02", "2025-04-28"},
		{"quarterly, after its end, years late", pmpm.Schedule{Every: 3, Lag: 3}, "2025-02", "2027-03", "2027-04-01"},
		{"quarters of November", pmpm.Schedule{Every: 3, From: 11}, "2025-01", "2024-11", "2024-11-01"},
		{"quarters of November, February", pmpm.Schedule{Every: 3, From: 11}, "2025-02", "2024-11", "2025-02-01"},
		{"fiscal years of July", pmpm.Schedule{Every: 12, From: 7, Lag: 14}, "2025-06", "2024-07", "2025-09-01"},
		{"fiscal years of July, the first month", pmpm.Schedule{Every: 12, From: 7}, "2025-07", "2024-07", "2025-07-01"},
		{"before the calendar", pmpm.Schedule{Every: 12, Lag: -12}, "0001-01", "0001-01", "0001-01-01"},
		{"behind the calendar", pmpm.Schedule{Every: 1, Lag: 1}, "9999-12", "9999-12", ""},
	} {
		list := terms(flat("fee", "5"))
		list.Schedule = c.schedule
		facts := members("a", 1)
		facts.Counts[0].Month = pmpm.MustParseMonth(c.month)
		r := must[pmpm.Run](t)(arrange(t, list).Run(pmpm.Statement{}, facts, pmpm.MustParseMonth(c.at)))
		if got := r.Entries[0].Due.String(); len(r.Entries) != 1 || got != c.due {
			t.Errorf("%s: due %q, want %q", c.name, got, c.due)
		}
		if p := must[[]pmpm.Payment](t)(r.Payments()); len(p) != 1 || p[0].Amount != 500 || p[0].Due.String() != c.due {
			t.Errorf("%s: %v", c.name, p)
		}
	}
}

// A member moves to another cell two months back: one cell gives back what the other
// gets, in the order of the lines.
func TestMoveBetweenCells(t *testing.T) {
	list := terms(pmpm.Fee{Payment: "fee", Table: pmpm.Table{By: []string{"cell"}, Rates: []pmpm.CellRate{{Cell: "a", PMPM: num("4.35")}, {Cell: "b", PMPM: num("12")}}}},
		pmpm.Withhold{Payment: "withhold", Of: []string{"fee"}, Rate: num("0.1")})
	a := arrange(t, list)
	first := must[pmpm.Run](t)(a.Run(pmpm.Statement{}, members("a", 10), june))
	second := must[pmpm.Run](t)(a.Run(first.Statement, members("a", 9, "b", 1), june+2))
	entry := func(cell, payment string, amount apm.Cents, months int) pmpm.Entry {
		return pmpm.Entry{Line: pmpm.Line{Month: june, Cell: cell, Payment: payment, Amount: amount}, MemberMonths: apm.WholeMonths(months)}
	}
	want := []pmpm.Entry{entry("a", "fee", -435, -1), entry("a", "withhold", 43, -1), entry("b", "fee", 1200, 1), entry("b", "withhold", -120, 1)}
	// 43.50 and 39.15 have 4.35 and 3.92 (from 3.915) held back.
	if diff := cmp.Diff(want, second.Entries); diff != "" {
		t.Error(diff)
	}
	// A payment that the terms no longer have is given back behind those that they have.
	bare := arrange(t, terms(list.Rules[0]))
	third := must[pmpm.Run](t)(bare.Run(second.Statement, members("a", 9, "b", 1), june+2))
	if want := []pmpm.Entry{entry("a", "withhold", 392, 0), entry("b", "withhold", 120, 0)}; cmp.Diff(want, third.Entries) != "" {
		t.Error(cmp.Diff(want, third.Entries))
	}
}

// Performance that is known late changes months that enrollment no longer can.
func TestLookBackDoesNotLimitPerformance(t *testing.T) {
	list := terms(flat("ahead", "4"), pmpm.Repay{Payment: "repaid", Of: []string{"ahead"}, Earned: pmpm.Parts{{Weight: num("1"), Rate: linear}}})
	list.LookBack = &pmpm.LookBack{Removed: 1, Added: 1}
	a := arrange(t, list)
	facts := members("a", 100)
	facts.Provisional = true
	first := must[pmpm.Run](t)(a.Run(pmpm.Statement{}, facts, june))
	facts = members("a", 99)
	facts.Quality = score("0.75")
	final := must[pmpm.Run](t)(a.Run(first.Statement, facts, june+18))
	if want := []pmpm.Entry{{Line: pmpm.Line{Month: june, Cell: "a", Payment: "repaid", Amount: -10000}}}; cmp.Diff(want, final.Entries) != "" {
		t.Error(cmp.Diff(want, final.Entries))
	}
	if want := []pmpm.Closed{{Month: june, Cell: "a", MemberMonths: -apm.OneMonth}}; cmp.Diff(want, final.Closed) != "" {
		t.Error(cmp.Diff(want, final.Closed))
	}
}

func TestHostileRuns(t *testing.T) {
	list := terms(flat("fee", "5"))
	list.LookBack = &pmpm.LookBack{}
	a := arrange(t, list)
	first := must[pmpm.Run](t)(a.Run(pmpm.Statement{}, members("a", 1), june))
	twice := members("a", 1, "b", 2, "a", 3)
	for _, c := range []struct {
		name   string
		before func(*pmpm.Statement)
		facts  pmpm.Facts
		at     pmpm.Month
		want   string
	}{
		{"no month", nil, members("a", 1), 0, "at: is no month of the years 1 to 9999"},
		{"a month of another age", nil, members("a", 1), 1 << 30, "at: is no month of the years 1 to 9999"},
		{"months out of order", nil, members("a", 1), june - 1, "at: is before the month of the run before"},
		{"another provider", nil, pmpm.Facts{Provider: "Q"}, june, "provider: is not the provider of the statement before"},
		{"a cell twice", nil, twice, june + 9, "counts[2]: is the month and cell of counts[0] again"},
		{"a negative month behind", nil, pmpm.Facts{Provider: "P", Counts: []pmpm.Count{{Month: june + 1, Cell: "a"}, {Month: june, Cell: "a", MemberMonths: -1}}}, june + 9,
			"counts[1].memberMonths: is negative; a correction states the months that are right, not the difference"},
		{"a statement that cannot be", func(s *pmpm.Statement) { s.Counts = []pmpm.Count{{Month: june, Cell: "a", MemberMonths: -1}} }, members("a", 1), june + 9,
			"before.counts[0].memberMonths: is negative; a correction states the months that are right, not the difference"},
		{"a statement of other cells", func(s *pmpm.Statement) { s.Counts = []pmpm.Count{{Month: june, Cell: "a/b", MemberMonths: 1}} }, members("a", 1), june + 9,
			`before.counts[0].cell: "a/b" has 2 values for 1 keys`},
		{"a statement with a cell twice", func(s *pmpm.Statement) { s.Counts = append(s.Counts[:1:1], s.Counts[0]) }, members("a", 1), june + 9,
			"before.counts[1]: is the month and cell of before.counts[0] again"},
		{"a statement of nobody", func(s *pmpm.Statement) { s.Provider = "" }, members("a", 1), june + 9, "provider: is not the provider of the statement before"},
		{"lines of nobody", func(s *pmpm.Statement) { *s = pmpm.Statement{Lines: s.Lines} }, members("a", 1), june + 9, "provider: is not the provider of the statement before"},
		{"a statement of no run", func(s *pmpm.Statement) { s.At = 0 }, members("a", 1), june + 9,
			"before.at: is missing, and the look-back hangs on it: start from the statement of a run"},
		{"lines beyond cents", func(s *pmpm.Statement) {
			s.Lines = []pmpm.Line{{Month: june, Cell: "a", Payment: "fee", Amount: 1<<63 - 1}, {Month: june, Cell: "a", Payment: "fee", Amount: 1}}
		}, members("a", 1), june, "beyond the range of the type"},
		{"a difference beyond cents", func(s *pmpm.Statement) {
			s.Lines = []pmpm.Line{{Month: june, Cell: "a", Payment: "fee", Amount: -1 << 63}}
		}, members("a", 1), june, "beyond the range of the type"},
	} {
		before := first.Statement
		if c.before != nil {
			c.before(&before)
		}
		if _, err := a.Run(before, c.facts, c.at); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	// Without a look-back a run may start from what Pay computed.
	list.LookBack = nil
	all := arrange(t, list)
	r := must[pmpm.Run](t)(all.Run(must[pmpm.Statement](t)(all.Pay(members("a", 3))), members("a", 1), june+9))
	if want := []pmpm.Entry{{Line: pmpm.Line{Month: june, Cell: "a", Payment: "fee", Amount: -1000}, MemberMonths: -2 * apm.OneMonth}}; cmp.Diff(want, r.Entries) != "" {
		t.Error(cmp.Diff(want, r.Entries))
	}
	over := pmpm.Run{Entries: []pmpm.Entry{{Line: pmpm.Line{Amount: 1<<63 - 1}}, {Line: pmpm.Line{Amount: 1}}}}
	if _, err := over.Payments(); !errors.Is(err, apm.ErrOverflow) {
		t.Error(err)
	}
}

// An arrangement may be used by several goroutines at once.
func TestConcurrentUse(t *testing.T) {
	a, facts := arrange(t, must[pmpm.Terms](t)(pmpm.MainePrimaryCarePlus(2, 2))), year(8)
	want := must[pmpm.Statement](t)(a.Pay(facts))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 5 {
				got, err := a.Pay(facts)
				if err != nil || cmp.Diff(want, got) != "" {
					t.Error(err, cmp.Diff(want, got))
				}
			}
		})
	}
	group.Wait()
}
