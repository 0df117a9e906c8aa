package lan_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Close moves the fewest dollars of all choices that close the gap, with the fewest
// contracts: against trying every subset of small portfolios, with ties.
func TestLawCloseMovesTheFewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p lan.Portfolio
		n := rapid.IntRange(0, 10).Draw(t, "contracts")
		for i := range n {
			c := rapid.SampledFrom([]lan.Category{"1", "1", "2C", "3A", "3B", "4B", ""}).Draw(t, "category")
			id := fmt.Sprint("c", i)
			p.Streams = append(p.Streams, standalone(id, c, lan.Medicaid))
			d := dollars(id, "0.00")
			d.Paid = apm.Cents(rapid.OneOf(rapid.Int64Range(0, 6), rapid.Int64Range(0, 1000)).Draw(t, "paid"))
			p.Dollars = append(p.Dollars, d)
		}
		goal := lan.Goal{Name: "g", Basis: lan.OfDollars, Categories: lan.TwoSided(),
			Share: decimal.NewNullDecimal(decimal.New(rapid.Int64Range(0, 100).Draw(t, "percent"), -2))}
		r := reported(t, terms(lan.ByRank), p)
		if r.All.Total == (apm.CentsSum{}) {
			return
		}
		s, err := r.Standing(goal)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Close(goal)
		if err != nil {
			t.Fatal(err)
		}
		var movable []apm.Cents
		for i, s := range p.Streams {
			if c, _ := lan.Classify(s, lan.Edition2017); slices.Contains([]lan.Category{"1", "2C", "3A"}, c.Category) && p.Dollars[i].Paid > 0 {
				movable = append(movable, p.Dollars[i].Paid)
			}
		}
		gap, err := s.Gap.Cents()
		if err != nil {
			t.Fatal(err)
		}
		best, count := apm.Cents(-1), 0
		for set := range 1 << len(movable) {
			sum, size := apm.Cents(0), 0
			for i, paid := range movable {
				if set>>i&1 == 1 {
					sum, size = sum+paid, size+1
				}
			}
			if sum >= gap && (best < 0 || sum < best || sum == best && size < count) {
				best, count = sum, size
			}
		}
		if got.Possible != (best >= 0) || !got.Fewest {
			t.Fatalf("possible %v, %d", got.Possible, best)
		}
		if moved, _ := got.Moved.Cents(); best >= 0 && (moved != best || len(got.Moves) != count) {
			t.Fatalf("moved %d in %d, want %d in %d", moved, len(got.Moves), best, count)
		}
		if best >= 0 { // and the goal is met then, and not by a cent less
			counted, _ := s.Counted.Cents()
			after := (counted + gap).Decimal()
			need := s.Total.Decimal().Mul(goal.Share.Decimal)
			if after.LessThan(need) || gap > 0 && (counted+gap-1).Decimal().GreaterThanOrEqual(need) {
				t.Fatalf("a gap of %d with %d counted", gap, counted)
			}
		}
	})
}
