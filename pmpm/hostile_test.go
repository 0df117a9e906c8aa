package pmpm_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
)

var huge = decimal.New(1, 1_000_000_000)

// What New refuses, and what it says.
func TestHostileTerms(t *testing.T) {
	fee := flat("fee", "5")
	table := func(rates ...pmpm.CellRate) pmpm.Fee {
		return pmpm.Fee{Payment: "fee", Table: pmpm.Table{By: []string{"cell"}, Rates: rates}}
	}
	whole := pmpm.Parts{{Weight: num("1"), Rate: linear}}
	loop := pmpm.Rules{nil}
	loop[0] = pmpm.When{If: pmpm.Condition{Flag: "x"}, Then: loop}
	var pointer *pmpm.Fee
	for _, c := range []struct {
		name  string
		rules pmpm.Rules
		want  string
	}{
		{"no rules", nil, "rules: needs a rule"},
		{"no rule", pmpm.Rules{nil}, "rules[0]: is no rule"},
		{"a nil pointer", pmpm.Rules{pointer}, "rules[0]: is no rule"},
		{"a list that holds itself", loop, "the terms hold themselves, or more than 10000 rules and conditions"},
		{"too many rules", slices.Repeat(pmpm.Rules{fee}, 10_001), "the terms hold themselves, or more than 10000 rules and conditions"},
		{"no name", pmpm.Rules{flat(" ", "5")}, "rules[0].payment: is empty"},
		{"no rates", pmpm.Rules{pmpm.Fee{Payment: "fee"}}, "rules[0].rates: needs a rate"},
		{"a cell twice", pmpm.Rules{table(pmpm.CellRate{Cell: "a"}, pmpm.CellRate{Cell: "a"})}, `rules[0].rates[1].cell: "a" has a rate already`},
		{"a cell of two keys", pmpm.Rules{table(pmpm.CellRate{Cell: "a/b"})}, `rules[0].rates[0].cell: "a/b" has 2 values for 1 keys`},
		{"an empty value", pmpm.Rules{table(pmpm.CellRate{Cell: ""})}, `rules[0].rates[0].cell: "" has an empty value`},
		{"a cell without keys", pmpm.Rules{pmpm.Fee{Payment: "fee", Table: pmpm.Table{Rates: []pmpm.CellRate{{Cell: "a"}}}}},
			`rules[0].rates[0].cell: "a": without keys there is one cell, the empty one`},
		{"a huge rate", pmpm.Rules{table(pmpm.CellRate{Cell: "a", PMPM: huge})}, "rules[0].rates[0].pmpm: the number has more than 40 digits before the point or 200 behind it"},
		{"an unknown key", pmpm.Rules{pmpm.Fee{Payment: "fee", Table: pmpm.Table{By: []string{"age"}, Rates: []pmpm.CellRate{{Cell: "a"}}}}},
			`rules[0].by[0]: "age" is none of the keys of the terms (cell)`},
		{"a key twice", pmpm.Rules{pmpm.Fee{Payment: "fee", Table: pmpm.Table{By: []string{"cell", "cell"}, Rates: []pmpm.CellRate{{Cell: "a/a"}}}}},
			`rules[0].by[1]: "cell" stands twice`},
		{"a period of no day", pmpm.Rules{pmpm.Fee{Payment: "fee", Table: pmpm.Flat(num("1")), During: apm.Period{From: 5, To: 4}}}, "rules[0].during: the period holds no day"},
		{"a period that cuts months", pmpm.Rules{pmpm.Percent{Payment: "fee", Basis: "x", During: apm.MustParsePeriod("2023-06-02/2023-07-30")}},
			"rules[0].during: starts on 2023-06-02, within a month: a month is paid by one rate\nrules[0].during: ends on 2023-07-30, within a month: a month is paid by one rate"},
		{"no tiers", pmpm.Rules{pmpm.PanelFee{Payment: "fee"}}, "rules[0].tiers: needs a band"},
		{"tiers backwards", pmpm.Rules{pmpm.PanelFee{Payment: "fee", Tiers: []pmpm.PanelTier{{UpTo: known("100")}, {UpTo: known("50")}}}},
			"rules[0].tiers[1].upTo: 50 is not above 100, where the band starts\n" +
				"rules[0].tiers[1].upTo: the last tier goes on without end, so that every member is paid for"},
		{"a huge tier", pmpm.Rules{pmpm.PanelFee{Payment: "fee", Tiers: []pmpm.PanelTier{{PMPM: huge}}}},
			"rules[0].tiers[0].pmpm: the number has more than 40 digits before the point or 200 behind it"},
		{"a percentage of nothing", pmpm.Rules{pmpm.Percent{Payment: "fee", Rate: num("-1")}},
			"rules[0].rate: -1 is negative\nrules[0].basis: is empty: name the amount per member per month that this is a part of"},
		{"a lump of nothing", pmpm.Rules{pmpm.Lump{Payment: "lump"}}, "rules[0]: an amount is either dollars, or a rate and its basis"},
		{"a lump in two ways", pmpm.Rules{pmpm.Lump{Payment: "lump", Dollars: known("1"), Basis: "revenue"}}, "rules[0]: an amount is either dollars, or a rate and its basis"},
		{"a lump of a basis at no rate", pmpm.Rules{pmpm.Lump{Payment: "lump", Rate: known("1")}}, "rules[0]: an amount is either dollars, or a rate and its basis"},
		{"a part of what is not there", pmpm.Rules{fee, pmpm.Withhold{Payment: "withhold", Of: []string{"fee", "fees"}, Rate: num("1")}},
			`rules[1].of[1]: no rule before this adds a payment "fees"`},
		{"a part of what comes later", pmpm.Rules{pmpm.Withhold{Payment: "withhold", Of: []string{"fee"}, Rate: num("1")}, fee},
			`rules[0].of[0]: no rule before this adds a payment "fee"`},
		{"a part of itself", pmpm.Rules{fee, pmpm.Withhold{Payment: "withhold", Of: []string{"withhold"}, Rate: num("1")}},
			`rules[1].of[0]: no rule before this adds a payment "withhold"`},
		{"a part of the other list", pmpm.Rules{fee, pmpm.When{If: pmpm.Condition{Flag: "x"}, Then: pmpm.Rules{flat("then", "1")},
			Else: pmpm.Rules{pmpm.Withhold{Payment: "withhold", Of: []string{"then"}, Rate: num("1")}}}},
			`rules[1].else[0].of[0]: no rule before this adds a payment "then"`},
		{"a part of the other list, deep in it", pmpm.Rules{fee, pmpm.When{If: pmpm.Condition{Flag: "x"}, Then: pmpm.Rules{pmpm.When{If: pmpm.Condition{Flag: "y"}, Else: pmpm.Rules{flat("deep", "1")}}},
			Else: pmpm.Rules{pmpm.Withhold{Payment: "withhold", Of: []string{"deep"}, Rate: num("1")}}}},
			`rules[1].else[0].of[0]: no rule before this adds a payment "deep"`},
		{"a part of nothing", pmpm.Rules{fee, pmpm.Withhold{Payment: "withhold", Rate: num("2")}},
			"rules[1].of: is empty: name the payments that this is a part of\nrules[1].rate: 2 is outside 0 to 1 (2 % is 0.02)"},
		{"a part of one thing twice", pmpm.Rules{fee, pmpm.Leakage{Payment: "leakage", Of: []string{"fee", "fee"}, Max: known("25")}},
			"rules[1].of[1]: \"fee\" stands twice\nrules[1].max: 25 is outside 0 to 1 (2 % is 0.02)"},
		{"an adjustment by nothing", pmpm.Rules{fee, pmpm.Adjust{Payment: "a", Of: []string{"fee"}}}, "rules[1]: an adjustment is either up and down, or given"},
		{"an adjustment in two ways", pmpm.Rules{fee, pmpm.Adjust{Payment: "a", Of: []string{"fee"}, Given: "x", Up: whole}}, "rules[1]: an adjustment is either up and down, or given"},
		{"bounds that cross", pmpm.Rules{fee, pmpm.Adjust{Payment: "a", Of: []string{"fee"}, Given: "x", Min: known("0.2"), Max: known("0.1")}}, "rules[1].max: 0.1 is below min 0.2"},
		{"a bound below nothing", pmpm.Rules{fee, pmpm.Adjust{Payment: "a", Of: []string{"fee"}, Given: "x", Min: known("-10")}}, "rules[1].min: -10 takes more than there is"},
		{"a huge bound", pmpm.Rules{fee, pmpm.Adjust{Payment: "a", Of: []string{"fee"}, Given: "x", Max: decimal.NewNullDecimal(huge)}},
			"rules[1].max: the number has more than 40 digits before the point or 200 behind it"},
		{"nothing to earn", pmpm.Rules{fee, pmpm.Repay{Payment: "r", Of: []string{"fee"}}}, "rules[1].earned: needs a part"},
		{"three quarters to earn", pmpm.Rules{fee, pmpm.EarnBack{Payment: "e", Of: []string{"fee"}, Earned: pmpm.Parts{{Weight: num("0.75"), Rate: linear}}}},
			"rules[1].earned: the weights add up to 0.75, not to 1"},
		{"weights of no weight", pmpm.Rules{fee, pmpm.EarnBack{Payment: "e", Of: []string{"fee"}, Earned: pmpm.Parts{{Weight: num("0"), Rate: linear}, {Weight: num("1"), Rate: linear}}}},
			"rules[1].earned[0].weight: 0 is not above zero"},
		{"a weight in percent", pmpm.Rules{fee, pmpm.Adjust{Payment: "a", Of: []string{"fee"}, Up: pmpm.Parts{{Weight: num("25"), Rate: linear}}, Down: pmpm.Parts{{Weight: num("-1"), Rate: linear}}}},
			"rules[1].up[0].weight: 25 is outside 0 to 1 (2 % is 0.02)\nrules[1].down[0].weight: -1 is outside 0 to 1 (2 % is 0.02)"},
		{"a huge weight", pmpm.Rules{fee, pmpm.EarnBack{Payment: "e", Of: []string{"fee"}, Earned: pmpm.Parts{{Weight: huge, Rate: linear}}}},
			"rules[1].earned[0].weight: the number has more than 40 digits before the point or 200 behind it"},
		{"a part in two ways", pmpm.Rules{fee, pmpm.Repay{Payment: "r", Of: []string{"fee"}, Earned: pmpm.Parts{{Weight: num("1"), Rate: linear, Measure: "m", If: &pmpm.Condition{}}}}},
			"rules[1].earned[0].if: the condition is empty\nrules[1].earned[0].measure: does not go with a condition\nrules[1].earned[0]: a part has either a rate or a condition, not both"},
		{"a part of no rate", pmpm.Rules{fee, pmpm.Repay{Payment: "r", Of: []string{"fee"}, Earned: pmpm.Parts{{Weight: num("1")}}}},
			"rules[1].earned[0].rate: a rate is exactly one of fixed, linear, ladder and byStatus, not 0 of them"},
		{"nothing to do", pmpm.Rules{pmpm.When{}}, "rules[0].if: the condition is empty\nrules[0]: does nothing: it needs then, else or both"},
		{"a comparison with nothing", pmpm.Rules{pmpm.When{If: pmpm.Condition{Of: pmpm.Months, Any: []pmpm.Condition{{AtLeast: known("1")}}}, Then: pmpm.Rules{fee}}},
			"rules[0].if.of: needs atLeast, below or both\nrules[0].if.any[0]: the condition is empty\n" +
				"rules[0].if.any[0].of: is empty: name the amount that is compared"},
		{"empty choices", pmpm.Rules{pmpm.When{If: pmpm.Condition{Status: []apm.Status{}, Any: []pmpm.Condition{}, Not: &pmpm.Condition{Measure: "m", Flag: "f"}}, Else: pmpm.Rules{fee}}},
			"rules[0].if.status: needs a status\nrules[0].if.any: needs a condition\nrules[0].if.not.measure: needs the statuses that it is asked for"},
		{"a bad rule inside", pmpm.Rules{pmpm.When{If: pmpm.Condition{Flag: "x"}, Then: pmpm.Rules{flat("", "1")}}}, "rules[0].then[0].payment: is empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := pmpm.New(terms(c.rules...))
			var problems apm.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got %v", err)
			}
			if got := err.Error(); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if again := terms(c.rules...).Validate(); again == nil || again.Error() != c.want {
				t.Errorf("Validate says %v", again)
			}
		})
	}
	frame := func(change func(*pmpm.Terms)) pmpm.Terms {
		list := terms(fee)
		change(&list)
		return list
	}
	for _, c := range []struct {
		terms pmpm.Terms
		want  string
	}{
		{pmpm.Terms{}, "name: is empty\nclaims: \"\" is neither additional to claims nor a replacement of them (known: additional, replacement)\n" +
			"rules: needs a rule\nrounding.unit: unknown rounding unit \"\" (known: cell, payment, provider)\n" +
			"rounding.mode: unknown rounding \"\" (known: halfUp, halfEven, down, up)"},
		{frame(func(t *pmpm.Terms) { t.Keys = []string{"", "a", "a"} }), "keys[0]: is empty\nkeys[2]: \"a\" stands twice"},
		{frame(func(t *pmpm.Terms) { t.Months = apm.MonthRule{Count: "half"} }), "months.count: unknown count \"half\" (known: days, any, all, on, lastDay)"},
		{frame(func(t *pmpm.Terms) { t.Months = apm.MonthRule{Count: apm.OnDay, Day: 29, Choose: apm.FirstDay} }),
			"months.day: 29 is not a day that every month has (1 to 28)\nmonths.choose: has no meaning unless count is \"any\" or \"all\""},
		{frame(func(t *pmpm.Terms) { t.Months = apm.MonthRule{Count: apm.AnyDay, Day: 1, Choose: "most"} }),
			"months.day: has no meaning unless count is \"on\"\nmonths.choose: unknown choice \"most\" (known: first, last)"},
		{frame(func(t *pmpm.Terms) { t.Schedule = pmpm.Schedule{Every: 5, From: 13, Lag: 61, Day: 29} }),
			"schedule.every: 5 months do not divide a year\nschedule.from: 13 is no month of the year\nschedule.lag: 61 is outside -12 to 60 months\nschedule.day: 29 is outside 1 to 28, the days that every month has"},
		{frame(func(t *pmpm.Terms) { t.LookBack = &pmpm.LookBack{Removed: -1, Added: -2} }), "lookBack.removed: -1 is negative\nlookBack.added: -2 is negative"},
	} {
		if _, err := pmpm.New(c.terms); err == nil || err.Error() != c.want {
			t.Errorf("got\n%v\nwant\n%s", err, c.want)
		}
	}
}

// Conditions in a row are checked one by one, however many; what either list of one adds
// can be read behind it.
func TestConditionsInARow(t *testing.T) {
	rules := slices.Repeat(pmpm.Rules{pmpm.When{If: pmpm.Condition{Flag: "x"}, Then: pmpm.Rules{flat("then", "1")}, Else: pmpm.Rules{flat("else", "2")}}}, 1000)
	rules = append(rules, pmpm.Withhold{Payment: "withhold", Of: []string{"then", "else"}, Rate: num("0.5")})
	facts := members("a", 1)
	for flag, want := range map[bool]apm.Cents{true: 50000, false: 100000} {
		facts.Flags = map[string]bool{"x": flag}
		if got := pay(t, terms(rules...), facts).Paid; got != want {
			t.Errorf("%v: %s, want %s", flag, got, want)
		}
	}
}

// What Pay refuses, and what it says.
func TestHostileFacts(t *testing.T) {
	list := terms(
		pmpm.Fee{Payment: "fee", Table: pmpm.Table{By: []string{"cell"}, Rates: []pmpm.CellRate{{Cell: "a", PMPM: num("1")}, {Cell: "b", PMPM: num("2")}}}},
		pmpm.Percent{Payment: "share", Rate: num("0.5"), Basis: "premium"},
		pmpm.Lump{Payment: "lump", Rate: known("0.5"), Basis: "revenue"},
		pmpm.Adjust{Payment: "adjustment", Of: []string{"fee"}, Up: pmpm.Parts{{Weight: num("1"), Rate: linear}}, Down: pmpm.Parts{{Weight: num("1"), If: &pmpm.Condition{Flag: "late"}}}},
		pmpm.Leakage{Payment: "leakage", Of: []string{"share"}},
		pmpm.When{If: pmpm.Condition{Status: []apm.Status{apm.Met}, Measure: "gate"}, Then: pmpm.Rules{
			pmpm.EarnBack{Payment: "earned", Of: []string{"leakage"}, Earned: pmpm.Parts{{Weight: num("1"), Rate: linear, Measure: "utilization"}}}}},
	)
	fine := func() pmpm.Facts {
		f := members("b", 3, "a", 2)
		f.PerMember = map[pmpm.Basis]pmpm.Table{"premium": pmpm.Flat(num("100"))}
		f.Quality = score("0.5")
		f.Measures = map[string]apm.Quality{"gate": {Status: apm.Met}, "utilization": score("1")}
		f.Amounts = map[pmpm.Basis]decimal.Decimal{"revenue": num("10"), pmpm.Visits: num("10"), pmpm.VisitsElsewhere: num("1")}
		f.Flags = map[string]bool{"late": false}
		return f
	}
	if _, err := arrange(t, list).Pay(fine()); err != nil {
		t.Fatal(err)
	}
	count := func(month pmpm.Month, cell string, months apm.MemberMonths) pmpm.Count {
		return pmpm.Count{Month: month, Cell: cell, MemberMonths: months}
	}
	for _, c := range []struct {
		name    string
		change  func(*pmpm.Facts)
		want    string
		missing bool
	}{
		{"nobody", func(f *pmpm.Facts) { f.Provider = "" }, "provider: is missing", true},
		{"a cell without a rate", func(f *pmpm.Facts) { f.Counts[0].Cell = "c" }, `rules[0]: counts[0].cell: has no rate: the table does not hold "c"`, false},
		{"a cell without a rate and members", func(f *pmpm.Facts) { f.Counts[0] = count(june, "c", 0) }, `rules[0]: counts[0].cell: has no rate: the table does not hold "c"`, false},
		{"negative member-months", func(f *pmpm.Facts) { f.Counts[1].MemberMonths = -1 },
			"counts[1].memberMonths: is negative; a correction states the months that are right, not the difference", false},
		{"a cell twice", func(f *pmpm.Facts) { f.Counts = append(f.Counts, count(june, "b", 1)) }, "counts[2]: is the month and cell of counts[0] again", false},
		{"a cell of two values", func(f *pmpm.Facts) { f.Counts[0].Cell = "a/b" }, `counts[0].cell: "a/b" has 2 values for 1 keys`, false},
		{"an empty cell", func(f *pmpm.Facts) { f.Counts[0].Cell = "" }, `counts[0].cell: "" has an empty value`, false},
		{"no month", func(f *pmpm.Facts) { f.Counts[0].Month = 0 }, "counts[0].month: is no month of the years 1 to 9999", true},
		{"a month of another age", func(f *pmpm.Facts) { f.Counts[0].Month = 1 << 30 }, "counts[0].month: is no month of the years 1 to 9999", false},
		{"more months than there are", func(f *pmpm.Facts) { f.Counts[0].MemberMonths, f.Counts[1].MemberMonths = 1<<63-1, 1<<63-1 },
			"counts: add up to more member-months than can be counted", false},
		{"more months than there are, in two months", func(f *pmpm.Facts) {
			f.Counts[0], f.Counts[1] = count(june, "a", 1<<63-1), count(june+1, "a", 1<<63-1)
		}, "counts: add up to more member-months than can be counted", false},
		{"no premium", func(f *pmpm.Facts) { f.PerMember = nil }, "rules[1]: perMember.premium: is missing", true},
		{"a premium without the cell", func(f *pmpm.Facts) {
			f.PerMember["premium"] = pmpm.Table{By: []string{"cell"}, Rates: []pmpm.CellRate{{Cell: "a"}}}
		}, `rules[1]: counts[0].cell: has no rate: the table does not hold "b"`, false},
		{"a premium by an unknown key", func(f *pmpm.Facts) {
			f.PerMember["premium"] = pmpm.Table{By: []string{"age"}, Rates: []pmpm.CellRate{{Cell: "a"}}}
		}, `perMember.premium.by[0]: "age" is none of the keys of the terms (cell)`, false},
		{"an empty premium", func(f *pmpm.Facts) { f.PerMember["premium"] = pmpm.Table{} }, "perMember.premium.rates: needs a rate", false},
		{"no revenue", func(f *pmpm.Facts) { delete(f.Amounts, "revenue") }, "rules[2]: amounts.revenue: is missing", true},
		{"a huge revenue", func(f *pmpm.Facts) { f.Amounts["revenue"] = huge }, "amounts.revenue: has more than 40 digits before the point or 200 behind it", false},
		{"a revenue beyond cents", func(f *pmpm.Facts) { f.Amounts["revenue"] = num("1e30") }, "beyond the range of the type", false},
		{"an amount with a field", func(f *pmpm.Facts) { f.Amounts[pmpm.Months] = num("1") }, "amounts.memberMonths: has a field of its own; set that", false},
		{"a score with a field", func(f *pmpm.Facts) { f.Amounts[pmpm.Score] = num("1") }, "amounts.quality.score: has a field of its own; set that", false},
		{"no score", func(f *pmpm.Facts) { f.Quality.Score.Valid = false }, "rules[3]: quality.score: is missing, and the rate depends on it", true},
		{"a score in percent", func(f *pmpm.Facts) { f.Quality = score("80") }, "rules[3]: quality.score: is outside 0 to 1 (76.6 % is 0.766)", false},
		{"a huge score", func(f *pmpm.Facts) { f.Quality.Score.Decimal = huge }, "quality.score: has too many digits", false},
		{"an unknown flag", func(f *pmpm.Facts) { f.Flags = nil }, "rules[3]: flags.late: is missing", true},
		{"no visits", func(f *pmpm.Facts) { delete(f.Amounts, pmpm.Visits) }, "rules[4]: amounts.visits: is missing", true},
		{"no visits elsewhere", func(f *pmpm.Facts) { delete(f.Amounts, pmpm.VisitsElsewhere) }, "rules[4]: amounts.visitsElsewhere: is missing", true},
		{"more visits elsewhere than there are", func(f *pmpm.Facts) { f.Amounts[pmpm.VisitsElsewhere] = num("11") },
			"rules[4]: amounts.visitsElsewhere: is above all visits, and is a part of them", false},
		{"negative visits", func(f *pmpm.Facts) { f.Amounts[pmpm.VisitsElsewhere] = num("-1") }, "rules[4]: amounts.visitsElsewhere: is negative", false},
		{"no gate", func(f *pmpm.Facts) { delete(f.Measures, "gate") }, "rules[5]: measures.gate: is missing", true},
		{"a gate without a status", func(f *pmpm.Facts) { f.Measures["gate"] = apm.Quality{} }, "rules[5]: measures.gate.status: is missing", true},
		{"no measure", func(f *pmpm.Facts) { delete(f.Measures, "utilization") }, "rules[5].then[0]: measures.utilization: is missing", true},
		{"a measure without a score", func(f *pmpm.Facts) { f.Measures["utilization"] = apm.Quality{} },
			"rules[5].then[0]: measures.utilization.score: is missing, and the rate depends on it", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := fine()
			c.change(&facts)
			_, err := arrange(t, list).Pay(facts)
			if err == nil || err.Error() != c.want || errors.Is(err, apm.ErrMissing) != c.missing {
				t.Errorf("got  %v (missing: %v)\nwant %s", err, errors.Is(err, apm.ErrMissing), c.want)
			}
			if run, err := arrange(t, list).Run(pmpm.Statement{}, facts, june); err == nil || err.Error() != c.want || run.Entries != nil {
				t.Errorf("a run says %v, %v", run, err)
			}
		})
	}
}

// A fact that is missing does not matter where another decides.
func TestConditionsOnMissingFacts(t *testing.T) {
	for _, c := range []struct {
		condition pmpm.Condition
		want      string
	}{
		{pmpm.Condition{Flag: "no", Of: "unknown", AtLeast: known("1")}, "false <nil>"},
		{pmpm.Condition{Flag: "yes", Of: "unknown", AtLeast: known("1")}, "false amounts.unknown: is missing"},
		{pmpm.Condition{Any: []pmpm.Condition{{Flag: "unknown"}, {Flag: "yes"}}}, "true <nil>"},
		{pmpm.Condition{Any: []pmpm.Condition{{Flag: "unknown"}, {Flag: "no"}}}, "false flags.unknown: is missing"},
		{pmpm.Condition{Not: &pmpm.Condition{Flag: "unknown"}}, "false flags.unknown: is missing"},
		{pmpm.Condition{Not: &pmpm.Condition{Flag: "no"}}, "true <nil>"},
		{pmpm.Condition{Status: []apm.Status{apm.Met}}, "false quality.status: is missing"},
		{pmpm.Condition{Of: pmpm.Score, AtLeast: known("0.5"), Below: known("0.6")}, "true <nil>"},
		{pmpm.Condition{Of: pmpm.Score, AtLeast: known("0.51")}, "false <nil>"},
		{pmpm.Condition{Of: pmpm.Score, Below: known("0.5")}, "false <nil>"},
		{pmpm.Condition{Of: pmpm.Months, AtLeast: known("7"), Below: known("7.1")}, "true <nil>"},
	} {
		facts := members("a", 3, "b", 4)
		facts.Flags, facts.Quality = map[string]bool{"yes": true, "no": false}, score("0.5")
		holds, err := c.condition.Holds(&facts)
		got := map[bool]string{true: "true ", false: "false "}[holds] + "<nil>"
		if err != nil {
			got = map[bool]string{true: "true ", false: "false "}[holds] + err.Error()
		}
		if got != c.want {
			t.Errorf("%+v: got %s, want %s", c.condition, got, c.want)
		}
	}
	if _, err := (pmpm.Condition{Of: pmpm.Score, AtLeast: known("0.5")}).Holds(&pmpm.Facts{}); !errors.Is(err, apm.ErrMissing) {
		t.Error(err)
	}
}

// rogue is a rule of the caller's own that does what it must not.
type rogue struct {
	names []string
	move  pmpm.Move
	err   error
}

func (rogue) Kind() string                           { return "rogue" }
func (r rogue) Payments() []string                   { return r.names }
func (rogue) Validate(apm.Check)                     {}
func (r rogue) Apply(*pmpm.Sheet) (pmpm.Move, error) { return r.move, r.err }
func adds(payment string, d ...decimal.Decimal) pmpm.Move {
	return pmpm.Move{Added: []pmpm.Addition{{Payment: payment, Dollars: d}}}
}

func TestRulesOfOthers(t *testing.T) {
	own := errors.New("no such county")
	x := []string{"x"}
	for _, c := range []struct {
		rule rogue
		want string
	}{
		{rogue{names: x, move: adds("y", num("1"))}, `rules[0].then[0]: the rule added to a payment "y" that it does not name`},
		{rogue{move: adds("x", num("1"))}, `rules[0].then[0]: the rule added to a payment "x" that it does not name`},
		{rogue{names: x, move: adds("x")}, "rules[0].then[0]: the rule gave 0 amounts for 1 counts"},
		{rogue{names: x, move: adds("x", huge)}, "rules[0].then[0]: the rule gave an amount with more than 40 digits before the point or 200 behind it"},
		{rogue{names: x, move: pmpm.Move{Figures: []apm.Figure{{Name: "x", Value: huge}}}},
			"rules[0].then[0]: the rule gave a figure with more than 40 digits before the point or 200 behind it"},
		{rogue{names: x, err: own}, "rules[0].then[0]: no such county"},
	} {
		facts := members("a", 1)
		facts.Flags = map[string]bool{"yes": true}
		_, err := arrange(t, terms(pmpm.When{If: pmpm.Condition{Flag: "yes"}, Then: pmpm.Rules{c.rule}, Else: pmpm.Rules{flat("y", "1")}})).Pay(facts)
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
		if c.rule.err != nil && !errors.Is(err, own) {
			t.Errorf("%v hides the rule's own error", err)
		}
	}
	// What a rule hands over stays its own, and what it reads is complete.
	dollars := []decimal.Decimal{num("1")}
	mine := rogue{names: []string{"fee"}, move: adds("fee", dollars...)}
	a := arrange(t, terms(flat("fee", "2"), mine, mine, Supplement{Dollars: num("7")}, reader{}))
	facts := members("a", 1)
	facts.Flags = map[string]bool{"rural": true}
	for range 2 {
		if st := must[pmpm.Statement](t)(a.Pay(facts)); st.Paid != 2200 || !dollars[0].Equal(num("1")) {
			t.Error(st.Paid, dollars)
		}
	}
	// A fee in a rule of one's own has not been made ready, and pays all the same.
	if st := pay(t, terms(wrapper{flat("fee", "2")}), facts); st.Paid != 200 {
		t.Error(st.Paid)
	}
}

type wrapper struct{ pmpm.Fee }

func (wrapper) Kind() string { return "wrapper" }

// reader doubles all that it finds.
type reader struct{}

func (reader) Kind() string       { return "reader" }
func (reader) Payments() []string { return []string{"double"} }
func (reader) Validate(apm.Check) {}
func (reader) Apply(s *pmpm.Sheet) (pmpm.Move, error) {
	return pmpm.Move{Added: []pmpm.Addition{{Payment: "double", Dollars: s.Paid("fee", "rural supplement", "nothing")}}}, nil
}

// What Decode refuses, and what it says.
func TestHostileJSON(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"rules":[{"kind":"when","if":{"flag":"x"},"then":[{"kind":"state.own"}]}]}`,
			`rules[0].then[0]: unknown rule "state.own" (known: adjust, earnBack, fee, leakage, lump, panelFee, percent, repay, when, withhold)`},
		{`{"name":"x","name":"y"}`, "name: the key stands twice"},
		{`{"Name":"x"}`, `Name: the key differs from "name" only in case`},
		{`{"payments":[]}`, "payments: unknown field (known: claims, keys, lookBack, months, name, rounding, rules, schedule)"},
		{`{"rules":[{"kind":"fee","table":{}}]}`, "rules[0].table: unknown field (known: authority, by, during, payment, rates)"},
		{`{"rules":[{"kind":"fee","payment":"x","rates":[{"cell":"a"}]},{"kind":"withhold"}]}`,
			"rules[0].rates[0].pmpm: the number is missing\nrules[1].rate: the number is missing"},
		{`{"rules":[{"kind":"fee","during":"2023-02-30/"}]}`, "rules[0].during: not a valid period: want two dates such as 2023-01-01/2023-12-31"},
		{`{"rules":[{"kind":"fee","rates":[{"pmpm":1e999999999}]}]}`, "rules[0].rates[0].pmpm: not a valid number: want "},
		{`{"rules":{}}`, "rules: want a list, not an object"},
		{`{"rules":`, "line 1, column 10: unexpected EOF"},
	} {
		_, err := pmpm.Decode([]byte(c.text), pmpm.Kinds())
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%.60s\ngot  %v\nwant %s", c.text, err, c.want)
		}
	}
}

// An arrangement keeps nothing of the terms it was made of.
func TestArrangementIsItsOwn(t *testing.T) {
	fee := pmpm.Fee{Payment: "fee", Table: pmpm.Table{By: []string{"cell"}, Rates: []pmpm.CellRate{{Cell: "a", PMPM: num("2")}}}}
	list := terms(&fee, pmpm.Withhold{Payment: "withhold", Of: []string{"fee"}, Rate: num("0.5")})
	list.LookBack = &pmpm.LookBack{}
	a := arrange(t, list)
	before := must[pmpm.Statement](t)(a.Pay(members("a", 1)))
	fee.Rates[0].PMPM, fee.By[0], list.Keys[0], list.Rules[1], list.LookBack.Added = num("9"), "b", "b", nil, 5
	after := must[pmpm.Statement](t)(a.Pay(members("a", 1)))
	if diff := cmp.Diff(before, after); diff != "" || before.Paid != 100 {
		t.Error(before.Paid, diff)
	}
}
