package lan_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
)

// What counts alike is pooled and compared, however the terms are written or called; what
// counts otherwise is not.
func TestTermsThatCountAlike(t *testing.T) {
	of := func(change func(*lan.Terms), payer string) lan.Report {
		terms := lan.Terms{Edition: lan.Edition2017, Period: year, Dominance: lan.ByRank}
		change(&terms)
		p := portfolio(lan.Medicaid, paid{"1", "1"})
		p.Streams[0].ID, p.Dollars[0].Stream, p.Streams[0].Payer = payer, payer, payer
		return measure(t, terms, p)
	}
	base := of(func(*lan.Terms) {}, "a")
	dental := lan.Exclusion{Name: "dental", Of: lan.Dental}
	for name, c := range map[string]struct {
		change func(*lan.Terms)
		alike  bool
	}{
		"another name":            {func(x *lan.Terms) { x.Name = "plan b" }, true},
		"an empty list":           {func(x *lan.Terms) { x.Exclude = []lan.Exclusion{} }, true},
		"the usual rank, spelt":   {func(x *lan.Terms) { x.Rank = lan.DefaultRank() }, true},
		"another rank":            {func(x *lan.Terms) { x.Rank = lan.Categories() }, false},
		"another edition":         {func(x *lan.Terms) { x.Edition = lan.Edition2016 }, false},
		"another policy":          {func(x *lan.Terms) { x.Dominance = lan.ByDollars }, false},
		"another rule of changes": {func(x *lan.Terms) { x.Change = lan.AtEnd }, false},
		"another denominator":     {func(x *lan.Terms) { x.Exclude = []lan.Exclusion{dental} }, false},
	} {
		other := of(c.change, "b")
		if _, err := lan.Pool(base, other); (err == nil) != c.alike {
			t.Errorf("%s: pooled with %v", name, err)
		}
		if _, err := other.Since(base); (err == nil) != c.alike {
			t.Errorf("%s: compared with %v", name, err)
		}
	}
	next := of(func(x *lan.Terms) { x.Period.From-- }, "b")
	if _, err := lan.Pool(base, next); err == nil {
		t.Error("reports on different periods were pooled")
	}
	// Exclusions differ by what they take out, not by who is cited for them.
	one := of(func(x *lan.Terms) { x.Exclude = []lan.Exclusion{dental} }, "a")
	for name, c := range map[string]struct {
		x     lan.Exclusion
		alike bool
	}{
		"authority": {lan.Exclusion{Name: "dental", Of: lan.Dental, Authority: "a state"}, true},
		"kind":      {lan.Exclusion{Name: "dental", Of: lan.Vision}, false},
		"name":      {lan.Exclusion{Name: "teeth", Of: lan.Dental}, false},
		"lines":     {lan.Exclusion{Name: "dental", Of: lan.Dental, Lines: []lan.Line{lan.Medicaid}}, false},
	} {
		if _, err := lan.Pool(one, of(func(x *lan.Terms) { x.Exclude = []lan.Exclusion{c.x} }, "b")); (err == nil) != c.alike {
			t.Errorf("another %s: %v", name, err)
		}
	}
}

// A report that went through JSON pools with one that did not, and what is done to a
// pool does not reach the reports it was made of.
func TestPoolIsItsOwn(t *testing.T) {
	r := measure(t, terms(lan.ByRank), portfolio(lan.Medicaid, paid{"1", "1"}))
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var again lan.Report
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	again.Placements[0].Payer, again.Streams[0].Stream = "another plan", "another stream"
	pool, err := lan.Pool(r, again)
	if err != nil {
		t.Fatal(err)
	}
	pool.Terms.Exclude[0].Name = "changed"
	pool.Streams[0].Classification.Trail[0].Answer = "changed"
	pool.Streams[1].Classification.Trail[0].Answer = "changed"
	if now, err := json.Marshal(r); err != nil || string(now) != string(text) {
		t.Errorf("a change to the pool reached a report: %v\n%s", err, now)
	}
}

// A denominator of the overlay's own is checked, and must be that of the report.
func TestOverlayDenominator(t *testing.T) {
	r := measure(t, terms(lan.ByRank), portfolio(lan.Medicaid, paid{"1", "1"}))
	o, err := lan.MaineCare(2022)
	if err != nil {
		t.Fatal(err)
	}
	o.Exclude = lan.LANExclusions()
	if s, err := r.Standings(o); err != nil || len(s) != 1 {
		t.Errorf("the same denominator: %v, %v", s, err)
	}
	o.Exclude = o.Exclude[:1]
	_, err = r.Standings(o)
	refused(t, "another denominator", err, "exclude: the report leaves something else out of its denominator: measure by these exclusions")
	o.Exclude = []lan.Exclusion{{Name: "x", Lines: []lan.Line{"tricare"}}}
	_, err = r.Standings(o)
	refused(t, "hostile", err, "exclude[0].of: is empty: name the kind of spending\n"+
		"exclude[0].lines[0]: unknown word \"tricare\" (known: commercial, medicaid, medicareAdvantage, traditionalMedicare)")
}

// Several placements of one contract move together, in any order of the report, and the
// same name at another payer or in another line of business is another contract.
func TestContractsMoveWhole(t *testing.T) {
	r := measure(t, terms(lan.ByStream), portfolio(lan.Medicaid, paid{"1", "1"}))
	sum := func(cents apm.Cents) (s apm.CentsSum) { s.Add(cents); return s }
	r.Placements = []lan.Placement{
		{Contract: "c", Payer: "x", Line: lan.Medicaid, Category: lan.Category1, Paid: sum(10)},
		{Contract: "c", Payer: "y", Line: lan.Medicaid, Category: lan.Category1, Paid: sum(7)},
		{Contract: "c", Payer: "x", Line: lan.Commercial, Category: lan.Category1, Paid: sum(5)},
		{Contract: "c", Payer: "x", Line: lan.Medicaid, Category: lan.Category2C, Paid: sum(20)},
	}
	c, err := r.Close(lan.Goal{Name: "all", Basis: lan.OfDollars, Categories: lan.APM(), Share: share("1")}, "c")
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, m := range c.Moves {
		got += fmt.Sprintln(m.Payer, m.Line, m.From, m.Paid)
	}
	if want := "x Medicaid [1 2C] 0.30\ny Medicaid [1] 0.07\nx commercial [1] 0.05\n"; got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}
