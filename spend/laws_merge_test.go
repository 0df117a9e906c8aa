package spend_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Merging totals, balances, reports and triangles of parts of the members is
// commutative and associative and equals one pass.
func TestLawMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		terms.PaidThrough = apm.MustParseDate("2024-04-30")
		l := mustNew(t, terms)
		a := gather(t, l, []spend.Member{drawMember(t, "1"), drawMember(t, "2")})
		b := gather(t, l, []spend.Member{drawMember(t, "3")})
		c := gather(t, l, []spend.Member{drawMember(t, "4"), drawMember(t, "5")})
		all := slices.Concat(a.members, b.members, c.members)
		want := gather(t, l, all).print(t)
		for name, got := range map[string]gathered{
			"(a b) c": merged(t, l, merged(t, l, a, b), c),
			"a (b c)": merged(t, l, a, merged(t, l, b, c)),
			"c (b a)": merged(t, l, c, merged(t, l, b, a)),
		} {
			if diff := cmp.Diff(want, got.print(t)); diff != "" {
				t.Fatalf("%s, one pass -, merged +:\n%s", name, diff)
			}
		}
	})
}

type gathered struct {
	members   []spend.Member
	totals    *spend.Totals[string]
	balance   spend.Balance
	report    *spend.Report
	triangles *spend.Triangles
}

func gather(t *rapid.T, l *spend.Ledger, members []spend.Member) gathered {
	g := gathered{members: members}
	g.totals = spend.NewTotals(l, func(_ spend.Page, m spend.Month) (string, bool) { return m.Cell, m.Start != period.From })
	var err error
	if g.report, err = spend.NewReport(l, spend.Checks{Spike: nullDec("1.5"), Practitioner: spend.Where{{Field: spend.Setting, In: []string{"71"}}}}); err != nil {
		t.Fatal(err)
	}
	if g.triangles, err = spend.NewTriangles(l); err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		p := mustPost(t, l, m)
		g.balance.Add(m, p)
		g.triangles.Add(m)
		if err := errors.Join(g.totals.Add(p), g.report.Add(m, p)); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

func merged(t *rapid.T, l *spend.Ledger, a, b gathered) gathered {
	out := gather(t, l, nil)
	for _, g := range []gathered{a, b} {
		out.balance.Merge(g.balance)
		if err := errors.Join(out.totals.Merge(g.totals), out.report.Merge(g.report), out.triangles.Merge(g.triangles)); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func (g gathered) print(t *rapid.T) string {
	cells := make(map[string]spend.Total)
	for key, total := range g.totals.All() {
		cells[key] = total
	}
	out := fmt.Sprintf("%+v\n%+v\n", cells, g.balance)
	for _, f := range g.report.Findings() {
		out += fmt.Sprintf("%+v\n", f)
	}
	triangle, err := g.triangles.Triangle("inpatient")
	if err != nil {
		t.Fatal(err)
	}
	return out + fmt.Sprintf("%+v\n", triangle)
}

// Of a released table no hidden count can be worked out.
func TestLawRelease(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []spend.ReleasedRow
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			n := int64(rapid.SampledFrom([]int{0, 1, 5, 10, 11, 12, 500}).Draw(t, "members"))
			rows = append(rows, spend.ReleasedRow{Members: n, Months: apm.MemberMonths(n) * apm.OneMonth, Dollars: decimal.NewFromInt(n * 100)})
		}
		released, total := spend.ReleaseRows(rows)
		hidden, shown := 0, int64(0)
		for i, r := range released {
			small := rows[i].Members >= 1 && rows[i].Members <= apm.SmallCell
			switch {
			case small && !r.Hidden:
				t.Fatalf("a small cell is shown: %+v", released)
			case r.Hidden && (r.Members != 0 || r.Months != 0 || !r.Dollars.IsZero()):
				t.Fatalf("a hidden row has figures: %+v", r)
			case r.Hidden:
				hidden++
			default:
				shown += r.Members
			}
		}
		if hidden > 0 && !total.Hidden && (hidden == 1 || total.Members-shown <= apm.SmallCell) {
			t.Fatalf("the total reveals what is hidden: %+v, total %+v", released, total)
		}
		findings := []spend.Finding{{Count: rows[0].Members, Of: 505, Unit: "lines", Dollars: dec("7")}}
		got := spend.Release(findings)[0]
		small := func(n int64) bool { return n >= 1 && n <= apm.SmallCell }
		if want := small(rows[0].Members) || small(505-rows[0].Members); got.Hidden != want || want && (got.Count != 0 || !got.Dollars.IsZero()) {
			t.Fatalf("%+v", got)
		}
	})
}
