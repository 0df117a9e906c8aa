package quality_test

import (
	"errors"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// asked is the value of an amount about the node of three: its score is replaced by it.
func asked(t *testing.T, n quality.Node, a quality.Amount, f quality.Facts) decimal.Decimal {
	t.Helper()
	none := quality.Number(num("0"))
	keep := quality.Amount{Sum: []quality.Amount{a}}
	n.Adjust = []quality.Adjust{{Name: "asked", Add: &keep}, {Multiply: &none}}
	terms := three(n)
	terms.Measures[0].Adjust = []quality.Adjust{{Add: amountOf("1")}}
	o := score(t, program(t, terms), f)
	return o.Nodes[0].Steps[0].Amount
}

func amountOf(s string) *quality.Amount {
	a := quality.Number(num(s))
	return &a
}

// Which measures a choice picks, at the edge of each thing that it asks.
func TestPicked(t *testing.T) {
	f := quality.Facts{Results: []quality.Result{
		{Measure: "a", Source: "ehr", Rate: known("9"), Cases: known("20"), Completeness: known("0.75"), Percentile: known("40")}, // 10 of 10 points
		{Measure: "b", Source: "registry", Rate: known("5"), Cases: known("19"), Completeness: known("0.74"), Percentile: known("39")},
		{Measure: "c", Source: "ehr", Incomplete: true},
	}}
	for _, c := range []struct {
		name   string
		where  quality.Where
		picked string // the number
	}{
		{"all", quality.Where{}, "3"},
		{"from a source", quality.Where{Sources: []string{"ehr"}}, "2"},
		{"reported", quality.Where{Reported: true}, "3"},
		{"scored", quality.Where{Scored: true}, "2"},
		{"complete", quality.Where{Complete: true}, "2"},
		{"complete to the point", quality.Where{Complete: true, CompleteAt: known("0.75")}, "1"},
		{"met", quality.Where{Met: true}, "1"},
		{"enough cases", quality.Where{Cases: known("20")}, "1"},
		{"enough points", quality.Where{Points: known("5")}, "2"},
		{"more points", quality.Where{Points: known("5.1")}, "1"},
		{"no points are not zero points", quality.Where{Points: known("0")}, "2"},
		{"a percentile", quality.Where{Percentile: known("40")}, "1"},
	} {
		if got := asked(t, quality.Node{Method: quality.SumOf}, quality.Amount{Count: &c.where}, f); !got.Equal(num(c.picked)) {
			t.Errorf("%s: %s, want %s", c.name, got, c.picked)
		}
	}
	f.Results = f.Results[:1]
	for name, where := range map[string]quality.Where{"reported": {Reported: true}, "complete": {Complete: true}, "from a source": {Sources: []string{"ehr", ""}}} {
		if got := asked(t, quality.Node{Method: quality.SumOf}, quality.Amount{Count: &where}, f); !got.Equal(num("1")) {
			t.Errorf("%s, with one result: %s", name, got)
		}
	}
}

// A comparison of equals, and with what is not known.
func TestCompared(t *testing.T) {
	for _, c := range []struct {
		name string
		with func(*quality.Amount) quality.Comparison
		held [3]bool // by 4, 5 and 6 against 5
	}{
		{"at least", func(a *quality.Amount) quality.Comparison { return quality.Comparison{AtLeast: a} }, [3]bool{false, true, true}},
		{"at most", func(a *quality.Amount) quality.Comparison { return quality.Comparison{AtMost: a} }, [3]bool{true, true, false}},
		{"above", func(a *quality.Amount) quality.Comparison { return quality.Comparison{Above: a} }, [3]bool{false, false, true}},
		{"below", func(a *quality.Amount) quality.Comparison { return quality.Comparison{Below: a} }, [3]bool{true, false, false}},
	} {
		for i, of := range []string{"4", "5", "6"} {
			with := c.with(amountOf("5"))
			with.Of = quality.Number(num(of))
			a := quality.Amount{Cases: []quality.Case{{When: quality.Condition{Compare: &with}, Then: quality.Number(num("1"))}}}
			if got := asked(t, quality.Node{Method: quality.SumOf}, a, quality.Facts{Results: points("2", "6", "")}); got.Equal(num("1")) != c.held[i] {
				t.Errorf("%s %s 5: %s", of, c.name, got)
			}
		}
	}
}

// Statistics of a node with weights, and what amounts are made of.
func TestAmounts(t *testing.T) {
	weighted := quality.Node{Method: quality.WeightedMean, Of: []quality.Part{quality.Weighted("a", num("1")), quality.Weighted("b", num("3"))}}
	of := func(node string, s quality.StatisticName) quality.Amount {
		return quality.Amount{Of: &quality.Statistic{Node: node, Stat: s}, Default: known("99")}
	}
	rounded := quality.Number(num("2.345"))
	rounded.Round = &quality.Round{To: num("0.01"), Mode: apm.HalfUp}
	for _, c := range []struct {
		name string
		a    quality.Amount
		b    string // the points of b; a has 2
		want string
	}{
		{"weighted mean", of("node", quality.Mean), "6", "5"},
		{"weighted variance", of("node", quality.Variance), "6", "6"},
		{"variance of one", of("node", quality.Variance), "", "0"},
		{"points of the parts", of("node", quality.PartPoints), "6", "8"},
		{"available to the parts", of("node", quality.PartMax), "6", "20"},
		{"points", of("a", quality.Score), "6", "2"},
		{"achievement is before adjusters", of("a", quality.Achievement), "6", "1"},
		{"of what has no score", of("c", quality.Score), "6", "99"},
		{"rounded", rounded, "6", "2.35"},
	} {
		if got := asked(t, weighted, c.a, quality.Facts{Results: points("1", c.b, "")}); !got.Equal(num(c.want)) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	huge := quality.Amount{Value: "huge"}
	terms := three(quality.Node{Method: quality.SumOf, Adjust: []quality.Adjust{{Add: &quality.Amount{Quotient: []quality.Amount{*amountOf("1"),
		{Product: []quality.Amount{huge, huge}}}}}}})
	f := quality.Facts{Results: points("1", "1", "1"), Values: map[string]decimal.Decimal{"huge": decimal.New(1, 30)}}
	if _, err := program(t, terms).Score(f); !errors.Is(err, apm.ErrOverflow) {
		t.Errorf("a product of sixty digits: %v", err)
	}
}
