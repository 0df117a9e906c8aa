package pmpm_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The slow reference: rational amounts of fees, of an adjustment and of a withhold, of
// which each rounding unit is rounded once and no cell gets more than a cent beside its
// own. Providers, cells and months add up to the cent.
func TestLawRoundingUnits(t *testing.T) {
	rational := func(d decimal.Decimal) *big.Rat { return d.Rat() }
	rapid.Check(t, func(t *rapid.T) {
		tables := []pmpm.Table{drawTable(t, "fee"), drawTable(t, "capitation")}
		factor := map[string]*big.Rat{}
		for name, draw := range map[string][]string{"adjustment": {"0.07345", "-0.1", "0"}, "withhold": {"0.015", "0.5", "0"}} {
			factor[name] = rational(num(rapid.SampledFrom(draw).Draw(t, name)))
		}
		asDecimal := func(r *big.Rat) decimal.Decimal { return num(r.FloatString(8)) }
		list := terms(
			pmpm.Fee{Payment: "fee", Table: tables[0]}, pmpm.Fee{Payment: "capitation", Table: tables[1]},
			pmpm.Adjust{Payment: "adjustment", Of: []string{"fee"}, Given: "given"},
			pmpm.Withhold{Payment: "withhold", Of: []string{"fee", "capitation"}, Rate: asDecimal(factor["withhold"])},
		)
		unit, mode := rapid.SampledFrom(units).Draw(t, "unit"), rapid.SampledFrom(modes).Draw(t, "mode")
		list.Rounding = pmpm.Rounding{Unit: unit, Mode: mode}
		facts := pmpm.Facts{Provider: "P", Counts: drawCounts(t, false), Amounts: map[pmpm.Basis]decimal.Decimal{"given": asDecimal(factor["adjustment"])}}
		st := paid(t, compile(t, list), facts)

		type key struct {
			month         pmpm.Month
			cell, payment string
		}
		want := map[key]*big.Rat{} // of a rounding unit, in cents
		single := map[key]*big.Rat{}
		got := map[key]apm.Cents{}
		group := func(k key) key {
			switch unit {
			case pmpm.ByPayment:
				k.cell = ""
			case pmpm.ByProvider:
				k.cell, k.payment = "", ""
			}
			return k
		}
		add := func(k key, r *big.Rat) {
			single[k] = r
			if want[group(k)] == nil {
				want[group(k)] = new(big.Rat)
			}
			want[group(k)].Add(want[group(k)], r)
		}
		for _, c := range facts.Counts {
			amount := func(table pmpm.Table) *big.Rat {
				rate := table.Rates[0].PMPM
				for _, r := range table.Rates {
					if r.Cell == c.Cell {
						rate = r.PMPM
					}
				}
				r := new(big.Rat).Mul(rational(rate), big.NewRat(int64(c.MemberMonths), int64(apm.OneMonth)))
				return r.Mul(r, big.NewRat(100, 1))
			}
			fee, capitation := amount(tables[0]), amount(tables[1])
			both := new(big.Rat).Add(fee, capitation)
			add(key{c.Month, c.Cell, "fee"}, fee)
			add(key{c.Month, c.Cell, "capitation"}, capitation)
			add(key{c.Month, c.Cell, "adjustment"}, new(big.Rat).Mul(fee, factor["adjustment"]))
			add(key{c.Month, c.Cell, "withhold"}, both.Neg(both.Mul(both, factor["withhold"])))
		}
		for _, l := range st.Lines {
			k := key{l.Month, l.Cell, l.Payment}
			off := new(big.Rat).Sub(single[k], new(big.Rat).SetInt64(int64(l.Amount)))
			if off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("%+v is off by %s cents", l, off.FloatString(3))
			}
			got[group(k)] += l.Amount
		}
		total := apm.Cents(0)
		for k, r := range want {
			rounded := round(r, mode)
			if got[k] != rounded {
				t.Fatalf("%+v: %s, want %s", k, got[k], rounded)
			}
			total += rounded
		}
		if st.Paid != total || total != sum(st.Lines, func(pmpm.Line) bool { return true }) {
			t.Fatalf("paid %s, the units make %s", st.Paid, total)
		}
	})
}

// round rounds a rational number of cents.
func round(r *big.Rat, mode apm.Rounding) apm.Cents {
	whole := new(big.Int).Quo(r.Num(), r.Denom()) // toward zero
	rest := new(big.Rat).Sub(r, new(big.Rat).SetInt(whole))
	away := rest.Sign()
	half := rest.Abs(rest).Cmp(big.NewRat(1, 2))
	switch mode {
	case apm.Down:
		away = 0
	case apm.HalfUp:
		if half < 0 {
			away = 0
		}
	case apm.HalfEven:
		if half < 0 || half == 0 && whole.Bit(0) == 0 {
			away = 0
		}
	}
	return apm.Cents(whole.Int64()) + apm.Cents(away)
}

// Marginal tiers have no cliff and never pay less for more members at positive rates; a
// split of a tier changes nothing; each member costs what its tier says.
func TestLawPanelTiers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := rapid.SliceOfN(rapid.SampledFrom([]string{"0", "2.5", "4", "6.005"}), 3, 3).Draw(t, "rates")
		tiers := []pmpm.PanelTier{{UpTo: known("3"), PMPM: num(rates[0])}, {UpTo: known("7.5"), PMPM: num(rates[1])}, {PMPM: num(rates[2])}}
		split := slices.Insert(slices.Clone(tiers), 1, pmpm.PanelTier{UpTo: known("5"), PMPM: num(rates[1])})
		list := terms(pmpm.PanelFee{Payment: "panel", Tiers: tiers})
		list.Rounding.Unit = pmpm.ByProvider
		a := compile(t, list)
		list.Rules = pmpm.Rules{pmpm.PanelFee{Payment: "panel", Tiers: split}}
		b := compile(t, list)
		facts := pmpm.Facts{Provider: "P", Counts: drawCounts(t, false)}
		one, other := paid(t, a, facts), paid(t, b, facts)
		if diff := cmp.Diff(one.Lines, other.Lines); diff != "" {
			t.Fatal(diff)
		}
		// The slow reference, in units of a member-month.
		want := apm.Cents(0)
		panels := map[pmpm.Month]apm.MemberMonths{}
		for _, c := range facts.Counts {
			panels[c.Month] += c.MemberMonths
		}
		for _, panel := range panels {
			pay := new(big.Rat)
			for i, from := range []apm.MemberMonths{0, 3 * apm.OneMonth, 7*apm.OneMonth + apm.OneMonth/2} {
				to := []apm.MemberMonths{3 * apm.OneMonth, 7*apm.OneMonth + apm.OneMonth/2, 1 << 62}[i]
				slice := big.NewRat(int64(max(min(panel, to)-from, 0)), int64(apm.OneMonth))
				pay.Add(pay, slice.Mul(slice, tiers[i].PMPM.Rat()))
			}
			want += round(pay.Mul(pay, big.NewRat(100, 1)), apm.HalfUp)
		}
		if one.Paid != want {
			t.Fatalf("%s, want %s", one.Paid, want)
		}
	})
}

// A pool pays exactly its funding where its last stage pays everything, nobody without
// weight gets anything, and the order of the providers never matters.
func TestLawPool(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := challenge()
		list.Mode = rapid.SampledFrom(modes).Draw(t, "mode")
		ends := rapid.Bool().Draw(t, "the last stage awards too")
		if ends {
			list.Stages[1].Awards = []pmpm.Award{{Rate: linear, Measure: "challenge"}}
		}
		pool, err := pmpm.NewPool(list)
		if err != nil {
			t.Fatal(err)
		}
		var providers []pmpm.Facts
		for i := range rapid.IntRange(1, 5).Draw(t, "providers") {
			f := entrant(string(rune('a'+i)), rapid.SampledFrom([]string{"0", "0.25", "100", "33.33", "99999999.99"}).Draw(t, "payments"),
				rapid.SampledFrom([]string{"0", "7", "8", "11", "12"}).Draw(t, "met"), rapid.SampledFrom([]int{0, 1, 50, 50, 1000}).Draw(t, "members"),
				rapid.IntRange(0, 2).Draw(t, "challenge measures"))
			f.Measures = map[string]apm.Quality{"challenge": drawScore(t, "challenge")}
			providers = append(providers, f)
		}
		providers[0].Counts[0].MemberMonths, providers[0].Amounts["challengeMeasures"] = apm.WholeMonths(50), num("1") // somebody can take it
		d, err := pool.Distribute(providers)
		if err != nil {
			t.Fatal(err)
		}
		again, err := pool.Distribute(rapid.Permutation(providers).Draw(t, "order"))
		if diff := cmp.Diff(d, again); diff != "" || err != nil {
			t.Fatal(diff, err)
		}
		funded, total := apm.Cents(0), apm.Cents(0)
		for i, s := range d.Shares {
			funded += s.Contributed
			total += s.Paid
			if s.Stages[0]+s.Stages[1] != s.Paid || s.Stages[0] < 0 || s.Stages[1] < 0 || s.Stages[0] > s.Contributed {
				t.Fatalf("%+v", s)
			}
			f := providers[i]
			if weightless := f.Counts[0].MemberMonths == 0 || f.Amounts["challengeMeasures"].IsZero(); weightless && s.Stages[1] != 0 {
				t.Fatalf("%s gets %s without a weight", s.Provider, s.Stages[1])
			}
		}
		if d.Funded != funded || d.Paid != total || d.Left != funded-total || d.Left < 0 || !ends && d.Left != 0 {
			t.Fatalf("funded %s, paid %s, left %s", d.Funded, d.Paid, d.Left)
		}
	})
}
