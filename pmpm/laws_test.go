package pmpm_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The laws of payments. Rates are drawn so that a member-month ends in a half cent or a
// third of one, of either sign; months so that they are whole, parts or none; scores on
// and beside the rungs of ladders.

var (
	units = []pmpm.RoundingUnit{pmpm.ByCell, pmpm.ByPayment, pmpm.ByProvider}
	modes = []apm.Rounding{apm.HalfUp, apm.HalfEven, apm.Down, apm.Up}
	cells = []string{"a", "b", "c"}
)

func drawRate(t *rapid.T, label string) decimal.Decimal {
	return num(rapid.SampledFrom([]string{"0", "5", "4.35", "0.005", "0.015", "1.0025", "-6", "-0.005", "12.345678", "0.333333333333"}).Draw(t, label))
}

func drawScore(t *rapid.T, label string) apm.Quality {
	return score(rapid.SampledFrom([]string{"0", "1", "0.5", "0.4999", "0.3333", "0.9", "0.0001"}).Draw(t, label))
}

func drawTable(t *rapid.T, label string) pmpm.Table {
	if rapid.Bool().Draw(t, label+" is flat") {
		return pmpm.Flat(drawRate(t, label))
	}
	table := pmpm.Table{By: []string{"cell"}}
	for _, cell := range cells {
		table.Rates = append(table.Rates, pmpm.CellRate{Cell: cell, PMPM: drawRate(t, label+" of "+cell)})
	}
	return table
}

func drawParts(t *rapid.T) pmpm.Parts {
	quality := rapid.SampledFrom([]apm.Rate{linear, {Ladder: []apm.Rung{{AtLeast: num("0.5"), Rate: num("0.5")}, {AtLeast: num("0.9"), Rate: num("1")}}}}).Draw(t, "rate")
	if rapid.Bool().Draw(t, "one part") {
		return pmpm.Parts{{Weight: num("1"), Rate: quality}}
	}
	return pmpm.Parts{{Weight: num("0.5"), Rate: quality}, {Weight: num("0.25"), Measure: "utilization", Rate: linear}, {Weight: num("0.25"), If: &pmpm.Condition{Flag: "reported"}}}
}

// drawTerms draws fees with all that performance does to them; panel tiers and lump sums
// on request.
func drawTerms(t *rapid.T, panels bool) pmpm.Terms {
	list := terms(
		pmpm.Fee{Payment: "care management", Table: drawTable(t, "care management")},
		pmpm.Fee{Payment: "ahead", Table: drawTable(t, "ahead")},
		pmpm.Percent{Payment: "share", Rate: num("0.275"), Basis: "premium"},
		pmpm.Adjust{Payment: "adjustment", Of: []string{"care management", "share"}, Up: drawParts(t),
			Down: pmpm.Parts{{Weight: num("0.3"), Rate: linear, Measure: "utilization"}}, Min: known("-0.1"), Max: known("0.25")},
		pmpm.Leakage{Payment: "leakage", Of: []string{"share"}},
		pmpm.Withhold{Payment: "withhold", Of: []string{"care management", "adjustment"}, Rate: num(rapid.SampledFrom([]string{"0", "0.015", "0.333", "1"}).Draw(t, "withhold"))},
		pmpm.When{If: pmpm.Condition{Flag: "reported"},
			Then: pmpm.Rules{pmpm.EarnBack{Payment: "earned back", Of: []string{"withhold"}, Earned: drawParts(t)}},
			Else: pmpm.Rules{pmpm.Fee{Payment: "help", Table: drawTable(t, "help")}}},
		pmpm.Repay{Payment: "repaid", Of: []string{"ahead"}, Earned: drawParts(t)},
	)
	if panels {
		list.Rules = append(list.Rules,
			pmpm.PanelFee{Payment: "panel", Whole: rapid.Bool().Draw(t, "whole"), Tiers: []pmpm.PanelTier{
				{UpTo: known("3"), PMPM: drawRate(t, "tier 1")}, {UpTo: known("7.5"), PMPM: drawRate(t, "tier 2")}, {PMPM: drawRate(t, "tier 3")}}},
			pmpm.Lump{Payment: "lump", Dollars: known(rapid.SampledFrom([]string{"100", "0.01", "33.335"}).Draw(t, "lump"))})
	}
	list.Rounding = pmpm.Rounding{Unit: rapid.SampledFrom(units).Draw(t, "unit"), Mode: rapid.SampledFrom(modes).Draw(t, "mode")}
	list.Schedule = rapid.SampledFrom([]pmpm.Schedule{{}, {Every: 1, Lag: 1}, {Every: 3, From: 10, Lag: -1, Day: 15}}).Draw(t, "schedule")
	return list
}

func drawCounts(t *rapid.T, whole bool) []pmpm.Count {
	var counts []pmpm.Count
	for m := range pmpm.Month(3) {
		for _, cell := range cells {
			if rapid.IntRange(0, 3).Draw(t, "not there") == 0 {
				continue
			}
			n := apm.WholeMonths(rapid.SampledFrom([]int{0, 1, 2, 3, 7, 11, 1003}).Draw(t, "members"))
			if !whole {
				n += rapid.SampledFrom([]apm.MemberMonths{0, 0, apm.OneMonth / 3, apm.OneMonth / 2, apm.OneMonth / 31 * 19}).Draw(t, "part")
			}
			counts = append(counts, pmpm.Count{Month: june + m, Cell: cell, MemberMonths: n})
		}
	}
	return rapid.Permutation(counts).Draw(t, "order")
}

func drawFacts(t *rapid.T, whole bool) pmpm.Facts {
	return pmpm.Facts{
		Provider: "P", Counts: drawCounts(t, whole),
		PerMember: map[pmpm.Basis]pmpm.Table{"premium": drawTable(t, "premium")},
		Quality:   drawScore(t, "quality"),
		Measures:  map[string]apm.Quality{"utilization": drawScore(t, "utilization")},
		Flags:     map[string]bool{"reported": rapid.Bool().Draw(t, "reported")},
		Amounts: map[pmpm.Basis]decimal.Decimal{pmpm.Visits: num("30"),
			pmpm.VisitsElsewhere: num(rapid.SampledFrom([]string{"0", "3", "10", "30"}).Draw(t, "visits elsewhere"))},
		Provisional: rapid.Bool().Draw(t, "provisional"),
	}
}

func compile(t *rapid.T, terms pmpm.Terms) *pmpm.Arrangement {
	a, err := pmpm.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func paid(t *rapid.T, a *pmpm.Arrangement, facts pmpm.Facts) pmpm.Statement {
	st, err := a.Pay(facts)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func ran(t *rapid.T, a *pmpm.Arrangement, before pmpm.Statement, facts pmpm.Facts, at pmpm.Month) pmpm.Run {
	r, err := a.Run(before, facts, at)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// exact is what a statement rounds.
func exact(st pmpm.Statement) decimal.Decimal {
	return st.Account.Steps[len(st.Account.Steps)-1].Before
}

// Without panel tiers and lump sums, payment is linear in member-months: what two
// populations bring together is what they bring apart.
func TestLawPaymentIsLinearInMemberMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, facts, other := compile(t, drawTerms(t, false)), drawFacts(t, true), drawCounts(t, true)
		one := exact(paid(t, a, facts))
		times := rapid.IntRange(0, 5).Draw(t, "times")
		second, both := facts, facts
		second.Counts = other
		both.Counts = slices.Clone(other)
		for i := range both.Counts {
			both.Counts[i].MemberMonths *= apm.MemberMonths(times)
		}
		for _, c := range facts.Counts {
			if i := slices.IndexFunc(both.Counts, func(d pmpm.Count) bool { return d.Month == c.Month && d.Cell == c.Cell }); i >= 0 {
				both.Counts[i].MemberMonths += c.MemberMonths
			} else {
				both.Counts = append(both.Counts, c)
			}
		}
		want := one.Add(exact(paid(t, a, second)).Mul(decimal.NewFromInt(int64(times))))
		got := exact(paid(t, a, both))
		if got.Sub(want).Abs().GreaterThan(num("1e-25")) { // a third of visits is a quotient
			t.Fatalf("%s, not %s", got, want)
		}
	})
}

// A month that is removed reverses exactly what it paid, and nothing else.
func TestLawRemovedMonthReversesWhatItPaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, facts := compile(t, drawTerms(t, true)), drawFacts(t, false)
		first := ran(t, a, pmpm.Statement{}, facts, june+3)
		gone := june + pmpm.Month(rapid.IntRange(0, 2).Draw(t, "gone"))
		facts.Counts = slices.DeleteFunc(slices.Clone(facts.Counts), func(c pmpm.Count) bool { return c.Month == gone })
		second := ran(t, a, first.Statement, facts, june+4)
		var want, got []pmpm.Line
		for _, l := range first.Statement.Lines {
			if l.Month == gone {
				l.Amount = -l.Amount
				want = append(want, l)
			}
		}
		for _, e := range second.Entries {
			got = append(got, e.Line)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Full performance gives the whole withhold back, none of it nothing; of what was paid
// ahead full performance repays nothing, and none of it everything.
func TestLawFullAndNoPerformance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capitation := pmpm.Fee{Payment: "capitation", Table: drawTable(t, "capitation")}
		parts := drawParts(t)
		list := terms(capitation,
			pmpm.Withhold{Payment: "withhold", Of: []string{"capitation"}, Rate: num(rapid.SampledFrom([]string{"0.015", "0.333", "1"}).Draw(t, "rate"))},
			pmpm.EarnBack{Payment: "earned back", Of: []string{"withhold"}, Earned: parts})
		alone, prepaid := terms(capitation), terms(capitation, pmpm.Repay{Payment: "repaid", Of: []string{"capitation"}, Earned: parts})
		rounding := pmpm.Rounding{Unit: rapid.SampledFrom(units).Draw(t, "unit"), Mode: rapid.SampledFrom(modes).Draw(t, "mode")}
		list.Rounding, alone.Rounding, prepaid.Rounding = rounding, rounding, rounding
		facts := pmpm.Facts{Provider: "P", Counts: drawCounts(t, false)}
		perform := func(full bool) {
			facts.Flags, facts.Quality = map[string]bool{"reported": full}, score(map[bool]string{true: "1", false: "0"}[full])
			facts.Measures = map[string]apm.Quality{"utilization": facts.Quality}
		}
		perform(true)
		all := paid(t, compile(t, alone), facts)
		full := paid(t, compile(t, list), facts)
		if full.Paid != all.Paid || rounding.Unit != pmpm.ByProvider && sum(full.Lines, of("withhold")) != -sum(full.Lines, of("earned back")) {
			t.Fatalf("paid %s of %s", full.Paid, all.Paid)
		}
		if st := paid(t, compile(t, prepaid), facts); st.Paid != all.Paid || len(st.Lines) != len(all.Lines) {
			t.Fatalf("%s of %s ahead are left", st.Paid, all.Paid)
		}
		perform(false)
		if none := sum(paid(t, compile(t, list), facts).Lines, of("earned back")); none != 0 {
			t.Fatalf("%s earned back by nothing", none)
		}
		if st := paid(t, compile(t, prepaid), facts); st.Paid != 0 {
			t.Fatalf("%s are left of what was paid ahead", st.Paid)
		}
	})
}

// Withholds of one payment add up and do not compound, so that their order is nothing.
func TestLawWithholdsCommute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := []string{"0", "0.015", "0.02", "0.3335", "1"}
		hold := func(name string) pmpm.Rule {
			return pmpm.Withhold{Payment: name, Of: []string{"fee"}, Rate: num(rapid.SampledFrom(rates).Draw(t, name))}
		}
		fee, quality, retention := pmpm.Fee{Payment: "fee", Table: drawTable(t, "fee")}, hold("quality"), hold("retention")
		facts := pmpm.Facts{Provider: "P", Counts: drawCounts(t, false)}
		one := paid(t, compile(t, terms(fee, quality, retention)), facts)
		other := paid(t, compile(t, terms(fee, retention, quality)), facts)
		for _, name := range []string{"fee", "quality", "retention"} {
			if a, b := sum(one.Lines, of(name)), sum(other.Lines, of(name)); a != b {
				t.Fatalf("%s: %s and %s", name, a, b)
			}
		}
		both := quality.(pmpm.Withhold).Rate.Add(retention.(pmpm.Withhold).Rate)
		if want := one.Account.Steps[0].After.Mul(num("1").Sub(both)); exact(one).Sub(want).Abs().GreaterThan(num("1e-25")) {
			t.Fatalf("%s, not %s", exact(one), want)
		}
	})
}

// The order of the counts never matters, nor do counts of nobody change what is paid.
func TestLawOrderOfCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, facts := compile(t, drawTerms(t, true)), drawFacts(t, false)
		one := paid(t, a, facts)
		facts.Counts = rapid.Permutation(facts.Counts).Draw(t, "another order")
		if diff := cmp.Diff(one, paid(t, a, facts)); diff != "" {
			t.Fatal(diff)
		}
		for m := range pmpm.Month(3) {
			for _, cell := range cells {
				if !slices.ContainsFunc(facts.Counts, func(c pmpm.Count) bool { return c.Month == june+m && c.Cell == cell }) {
					facts.Counts = append(facts.Counts, pmpm.Count{Month: june + m, Cell: cell})
				}
			}
		}
		if diff := cmp.Diff(one.Lines, paid(t, a, facts).Lines); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Steps of the account are a chain, and its results add up to what is paid.
func TestLawAccount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := paid(t, compile(t, drawTerms(t, true)), drawFacts(t, false))
		before := decimal.Decimal{}
		for _, step := range st.Account.Steps {
			if !step.Before.Equal(before) {
				t.Fatalf("%s starts from %s, not from %s", step.Path, step.Before, before)
			}
			for _, b := range step.Branches {
				if !b.Result.Equal(step.After.Sub(before)) {
					t.Fatalf("%s: the branch adds %s, not %s", step.Path, b.Result, step.After.Sub(before))
				}
			}
			before = step.After
		}
		total := decimal.Decimal{}
		for _, f := range st.Account.Results[:len(st.Account.Results)-1] {
			total = total.Add(f.Value)
			if want := sum(st.Lines, of(f.Name)); !want.Decimal().Equal(f.Value) {
				t.Fatalf("%s: %s, the lines make %s", f.Name, f.Value, want)
			}
		}
		if !total.Equal(st.Paid.Decimal()) || !before.Equal(st.Paid.Decimal()) {
			t.Fatalf("%s and %s, paid %s", total, before, st.Paid)
		}
	})
}

// An adjustment stays within its bounds of what it adjusts, and touches nothing else.
func TestLawAdjustmentWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		least, most := num("-0.10"), num("0.25")
		rule := pmpm.Adjust{Payment: "adjustment", Of: []string{"fee"}, Up: drawParts(t), Down: drawParts(t), Min: decimal.NewNullDecimal(least), Max: decimal.NewNullDecimal(most)}
		facts := drawFacts(t, true)
		facts.Counts = []pmpm.Count{{Month: june, Cell: "a", MemberMonths: apm.WholeMonths(100)}}
		st := paid(t, compile(t, terms(flat("fee", "10"), flat("other", "10"), rule)), facts)
		got := sum(st.Lines, of("adjustment")).Decimal()
		if got.LessThan(num("-100")) || got.GreaterThan(num("250")) || sum(st.Lines, of("other")) != 100000 {
			t.Fatal(got)
		}
		// The bounds take nothing from what lies inside them.
		rule.Min, rule.Max = decimal.NullDecimal{}, decimal.NullDecimal{}
		free := sum(paid(t, compile(t, terms(flat("fee", "10"), rule)), facts).Lines, of("adjustment")).Decimal()
		if want := decimal.Max(decimal.Min(free, num("250")), num("-100")); !got.Equal(want) {
			t.Fatalf("%s held within bounds is %s", free, got)
		}
	})
}

// What is written is read as the same terms.
func TestLawJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawTerms(t, true)
		list.LookBack = &pmpm.LookBack{Removed: rapid.IntRange(0, 24).Draw(t, "removed")}
		list.Months = rapid.SampledFrom([]apm.MonthRule{{}, {Count: apm.OnDay, Day: 15}, {Count: apm.AnyDay, Choose: apm.LastDay}}).Draw(t, "part")
		text, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		again, err := pmpm.Decode(text, pmpm.Kinds())
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(list, again); diff != "" {
			t.Fatal(diff)
		}
	})
}
