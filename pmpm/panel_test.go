package pmpm_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
)

func TestPanelFee(t *testing.T) {
	tiers := []pmpm.PanelTier{{UpTo: known("100"), PMPM: num("6")}, {UpTo: known("250"), PMPM: num("4")}, {PMPM: num("2.5")}}
	for _, c := range []struct {
		panel           int
		marginal, whole string
	}{
		{0, "0.00", "0.00"}, {1, "6.00", "6.00"}, {99, "594.00", "594.00"}, {100, "600.00", "600.00"}, {101, "604.00", "404.00"},
		{250, "1200.00", "1000.00"}, {251, "1202.50", "627.50"}, {400, "1575.00", "1000.00"},
	} {
		for _, whole := range []bool{false, true} {
			fee := pmpm.PanelFee{Payment: "fee", Tiers: tiers, Whole: whole}
			want := c.marginal
			if whole {
				want = c.whole
			}
			// Two cells share the panel; two months are two panels.
			facts := members("a", c.panel/3, "b", c.panel-c.panel/3)
			for _, n := range facts.Counts {
				n.Month++
				facts.Counts = append(facts.Counts, n)
			}
			st := pay(t, func() pmpm.Terms {
				t := terms(fee)
				t.Rounding.Unit = pmpm.ByPayment
				return t
			}(), facts)
			if got := sum(st.Lines, func(l pmpm.Line) bool { return l.Month == june }); got.String() != want || st.Paid != 2*got {
				t.Errorf("panel %d, whole %v: %s, want %s", c.panel, whole, got, want)
			}
			counted := decimal.Decimal{}
			for _, f := range st.Account.Steps[0].Figures {
				if f.Unit == apm.Number {
					counted = counted.Add(f.Value)
				}
			}
			if !counted.Equal(decimal.NewFromInt(int64(2 * c.panel))) {
				t.Errorf("panel %d, whole %v: the account counts %s", c.panel, whole, counted)
			}
		}
	}
}

// 3 members at 6.005 and 4.5 at 2.50 are 29.265, though the cells get thirds of it.
func TestPanelFeeOfThirds(t *testing.T) {
	facts := members("a", 1, "b", 1003, "c", 2)
	facts.Counts[2].MemberMonths += apm.OneMonth / 3
	list := terms(pmpm.PanelFee{Payment: "panel", Tiers: []pmpm.PanelTier{
		{UpTo: known("3"), PMPM: num("6.005")}, {UpTo: known("7.5"), PMPM: num("2.5")}, {}}})
	list.Rounding.Unit = pmpm.ByProvider
	st := pay(t, list, facts)
	if exact := st.Account.Steps[0].After; st.Paid.String() != "29.27" || !exact.Equal(num("29.265")) {
		t.Error(st.Paid, exact)
	}
}
