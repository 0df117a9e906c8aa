package pmpm_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
)

// challenge is a pool of 2 % of payments, awarded by measures met with a challenge pool
// for the rest.
func challenge() pmpm.PoolTerms {
	return pmpm.PoolTerms{
		Name:    "pool",
		Funding: []pmpm.Funding{{Rate: known("0.02"), Of: "payments"}},
		Stages: []pmpm.Stage{
			{Name: "measures", By: []pmpm.Basis{pmpm.Contribution}, Awards: []pmpm.Award{
				{Rate: apm.Rate{Ladder: []apm.Rung{{AtLeast: num("8"), Rate: num("0.6")}, {AtLeast: num("12"), Rate: num("1")}}}}}},
			{Name: "challenge", By: []pmpm.Basis{pmpm.Months, "challengeMeasures"}},
		},
		Mode:      apm.HalfUp,
		Authority: "section 5",
	}
}

func entrant(name, payments, met string, months, measures int) pmpm.Facts {
	return pmpm.Facts{
		Provider: name, Quality: score(met),
		Counts:  []pmpm.Count{{Month: june, MemberMonths: apm.WholeMonths(months)}},
		Amounts: map[pmpm.Basis]decimal.Decimal{"payments": num(payments), "challengeMeasures": decimal.NewFromInt(int64(measures))},
	}
}

func TestPoolOfTwoStages(t *testing.T) {
	d := must[pmpm.Distribution](t)(must[*pmpm.Pool](t)(pmpm.NewPool(challenge())).Distribute([]pmpm.Facts{
		entrant("c", "10000", "12", 100, 1), // 200.00 in, all of it earned
		entrant("a", "5000", "8", 50, 2),    // 100.00 in, 60.00 earned
		entrant("b", "3000", "7", 100, 0),   // 60.00 in, none earned
	}))
	// 100.00 is left, by members x measures 100 : 100 : 0.
	want := []pmpm.PoolShare{
		{Provider: "a", Contributed: 10000, Stages: []apm.Cents{6000, 5000}, Paid: 11000},
		{Provider: "b", Contributed: 6000, Stages: []apm.Cents{0, 0}},
		{Provider: "c", Contributed: 20000, Stages: []apm.Cents{20000, 5000}, Paid: 25000},
	}
	if diff := cmp.Diff(want, d.Shares); diff != "" || d.Funded != 36000 || d.Paid != 36000 || d.Left != 0 {
		t.Error(d.Funded, d.Paid, d.Left, diff)
	}
	const account = `pool
  part of payments                  2 %
  put in from payments           360.00
  funded                         360.00
  stages[0] stage (measures)     100.00  section 5
      a                           60.00  taken
        weight                      100
        share                    100.00
        earned                     60 %
      b                            0.00  taken
        weight                       60
        share                     60.00
        earned                      0 %
      c                          200.00  taken
        weight                      200
        share                    200.00
        earned                    100 %
  stages[1] stage (challenge)      0.00  section 5
      a                           50.00  taken
        weight                      100
        share                     50.00
        earned                    100 %
      b                            0.00  taken
        weight                        0
        share                      0.00
      c                           50.00  taken
        weight                      100
        share                     50.00
        earned                    100 %
  paid                           360.00
  left                             0.00
`
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	if diff := cmp.Diff(words(account), words(d.Account.String())); diff != "" {
		t.Error(diff)
	}
}

// A pool of a payer's dollars and of what was forfeited, where what nobody earns goes back.
func TestPoolThatLeavesSomething(t *testing.T) {
	terms := pmpm.PoolTerms{
		Name:    "pool",
		Funding: []pmpm.Funding{{Dollars: known("1000")}, {Rate: known("1"), Of: "forfeited"}},
		Stages: []pmpm.Stage{{Name: "by members", By: []pmpm.Basis{pmpm.Months}, Awards: []pmpm.Award{
			{If: &pmpm.Condition{Flag: "disqualified"}, Rate: apm.FixedRate(num("0"))},
			{If: &pmpm.Condition{Measure: "gate", Status: []apm.Status{apm.Met}}, Rate: linear, Measure: "challenge"},
		}}},
		Mode: apm.HalfEven,
	}
	text := must[[]byte](t)(json.Marshal(terms))
	again := must[pmpm.PoolTerms](t)(pmpm.DecodePool(text))
	if diff := cmp.Diff(terms, again); diff != "" {
		t.Error(diff)
	}
	facts := func(name string, months int, disqualified bool, gate apm.Status, challenge string) pmpm.Facts {
		f := entrant(name, "0", "0", months, 0)
		f.Amounts["forfeited"] = num("33.335")
		f.Flags = map[string]bool{"disqualified": disqualified}
		f.Measures = map[string]apm.Quality{"gate": {Status: gate}, "challenge": score(challenge)}
		return f
	}
	d := must[pmpm.Distribution](t)(must[*pmpm.Pool](t)(pmpm.NewPool(terms)).Distribute([]pmpm.Facts{
		facts("a", 1, false, apm.Met, "0.5"), facts("b", 1, true, apm.Met, "1"), facts("c", 1, false, apm.NotMet, "1"),
	}))
	// 33.335 rounds to 33.34 each: 1100.02 in three is 366.68, 366.67, 366.67.
	if d.Funded != 110002 || d.Paid != 18334 || d.Left != 110002-18334 || d.Shares[0].Paid != 18334 {
		t.Errorf("%+v", d.Shares)
	}
}

func TestHostilePools(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*pmpm.PoolTerms)
		want   string
	}{
		{"nothing", func(p *pmpm.PoolTerms) { *p = pmpm.PoolTerms{} },
			"name: is empty\nfunding: needs a source of money\nstages: needs a stage\nmode: unknown rounding \"\" (known: halfUp, halfEven, down, up)"},
		{"no weights", func(p *pmpm.PoolTerms) { p.Stages[1].By = nil }, "stages[1].by: needs a weight: nothing says who gets the money"},
		{"an empty weight", func(p *pmpm.PoolTerms) { p.Stages[1].By[0] = "" }, "stages[1].by[0]: is empty"},
		{"a stage without a name", func(p *pmpm.PoolTerms) { p.Stages[0].Name = " " }, "stages[0].name: is empty"},
		{"nothing left for the second stage", func(p *pmpm.PoolTerms) { p.Stages[0].Awards = nil },
			"stages[0].awards: needs an award: a stage that pays everything leaves nothing to the next"},
		{"an award behind one for always", func(p *pmpm.PoolTerms) {
			p.Stages[0].Awards = append(p.Stages[0].Awards, pmpm.Award{If: &pmpm.Condition{}, Rate: linear})
		}, "stages[0].awards[0].if: only the last award is without a condition\nstages[0].awards[1].if: the condition is empty"},
		{"an award above all", func(p *pmpm.PoolTerms) { p.Stages[0].Awards[0].Rate = apm.FixedRate(num("2")) },
			"stages[0].awards[0].rate.fixed: 2 is outside 0 to 1 (2 % is 0.02)"},
		{"a source in two ways", func(p *pmpm.PoolTerms) { p.Funding[0].Dollars = known("-1") },
			"funding[0]: a source is either dollars, or a rate and what it is of\nfunding[0].dollars: -1 is negative"},
		{"a source of nothing", func(p *pmpm.PoolTerms) { p.Funding[0].Of = "" },
			"funding[0]: a source is either dollars, or a rate and what it is of"},
		{"a condition that holds itself", func(p *pmpm.PoolTerms) {
			loop := pmpm.Condition{}
			loop.Not = &loop
			p.Stages[0].Awards[0].If = &loop
		}, "the terms hold themselves, or more than 10000 conditions"},
	} {
		terms := challenge()
		c.change(&terms)
		if _, err := pmpm.NewPool(terms); err == nil || err.Error() != c.want {
			t.Errorf("%s: got\n%v\nwant\n%s", c.name, err, c.want)
		}
	}
	huge := decimal.New(1, 1_000_000_000)
	for _, c := range []struct {
		name   string
		change func([]pmpm.Facts)
		want   string
	}{
		{"a provider twice", func(f []pmpm.Facts) { f[2].Provider = "a" }, "providers[2].provider: is that of providers[0] again"},
		{"nobody", func(f []pmpm.Facts) { f[1].Provider = "" }, "providers[1].provider: is missing"},
		{"no payments", func(f []pmpm.Facts) { delete(f[1].Amounts, "payments") }, "funding[0]: providers[1].amounts.payments: is missing"},
		{"negative payments", func(f []pmpm.Facts) { f[1].Amounts["payments"] = num("-1") },
			"funding[0]: providers[1].amounts.payments: is negative, and the pool is funded from it"},
		{"huge payments", func(f []pmpm.Facts) { f[1].Amounts["payments"] = huge },
			"providers[1].amounts.payments: has more than 40 digits before the point or 200 behind it"},
		{"payments beyond cents", func(f []pmpm.Facts) { f[1].Amounts["payments"] = num("1e30") }, "funding[0]: beyond the range of the type"},
		{"no score", func(f []pmpm.Facts) { f[2].Quality.Score.Valid = false }, "stages[0]: providers[2].quality.score: is missing, and the rate depends on it"},
		{"no member-months", func(f []pmpm.Facts) { f[0].Counts = nil }, "stages[1]: providers[0].counts: is missing"},
		{"negative member-months", func(f []pmpm.Facts) { f[0].Counts[0].MemberMonths = -1 }, "providers[0].counts[0].memberMonths: is negative"},
		{"a negative weight", func(f []pmpm.Facts) { f[0].Amounts["challengeMeasures"] = num("-1") },
			"stages[1]: providers[0].amounts.challengeMeasures: is negative, and a share of the pool is by it"},
		{"nobody with a weight", func(f []pmpm.Facts) {
			for i := range f {
				f[i].Amounts["challengeMeasures"] = num("0")
			}
		}, "stages[1]: memberMonths x challengeMeasures: is zero for every provider, so nothing says who gets the money"},
		{"a weight beyond numbers", func(f []pmpm.Facts) { f[0].Amounts["challengeMeasures"] = num("1e39") },
			"stages[1]: providers[0].memberMonths x challengeMeasures: has more than 40 digits before the point or 200 behind it"},
	} {
		f := []pmpm.Facts{entrant("a", "100", "5", 100, 1), entrant("b", "100", "9", 20, 1), entrant("c", "100", "1", 30, 1)}
		c.change(f)
		_, err := must[*pmpm.Pool](t)(pmpm.NewPool(challenge())).Distribute(f)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got\n%v\nwant\n%s", c.name, err, c.want)
		}
	}
	for _, text := range []string{`{"name":"x","stages":[{"name":"a","By":[]}]}`, `{"name":"x","funding":[{"kind":"x"}]}`, `[]`} {
		if p, err := pmpm.DecodePool([]byte(text)); err == nil {
			t.Errorf("%s passed as %+v", text, p)
		}
	}
	// A stage to which nothing is left asks for nothing, nor does a pool that holds nothing.
	earned := entrant("a", "100", "12", 0, 0)
	earned.Counts = nil
	if d, err := must[*pmpm.Pool](t)(pmpm.NewPool(challenge())).Distribute([]pmpm.Facts{earned}); err != nil || d.Paid != 200 {
		t.Error(d.Paid, err)
	}
	// Nor does the performance of a provider matter to whom nothing falls.
	newcomer := entrant("b", "0", "0", 0, 0)
	newcomer.Quality = apm.Quality{}
	if d, err := must[*pmpm.Pool](t)(pmpm.NewPool(challenge())).Distribute([]pmpm.Facts{earned, newcomer}); err != nil || d.Paid != 200 || d.Shares[1].Paid != 0 {
		t.Error(d.Paid, err)
	}
	d, err := must[*pmpm.Pool](t)(pmpm.NewPool(challenge())).Distribute(nil)
	if err != nil || d.Funded != 0 || fmt.Sprint(d.Shares) != "[]" {
		t.Error(d, err)
	}
}
