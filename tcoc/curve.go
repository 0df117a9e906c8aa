package tcoc

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Point is the settlement at one expenditure.
type Point struct {
	Expenditure decimal.Decimal // dollars
	Settlement  Settlement
}

// maxPoints is the most points of one curve.
const maxPoints = 100_000

// Curve is the payoff of an arrangement over a range of expenditures, both ends
// included as far as the step reaches them, with every other fact as it is in p:
// amounts that would move with expenditure, such as a core cost, do not. A published
// difference is left aside. Where a limit is unknown the points are bounds, as
// [Arrangement.Bound] gives them, and say so. It fails as [Arrangement.Settle] does, and on
// a range that runs backwards, has no positive step, or more than 100,000 points.
func (a *Arrangement) Curve(p Performance, from, to, step decimal.Decimal) ([]Point, error) {
	for _, d := range []decimal.Decimal{from, to, step} {
		if err := checkNumber("the range of expenditures", d, true); err != nil {
			return nil, err
		}
	}
	if !step.IsPositive() || to.LessThan(from) {
		return nil, fmt.Errorf("a curve runs from an expenditure up to another in positive steps")
	}
	if to.Sub(from).GreaterThan(step.Mul(decimal.NewFromInt(maxPoints - 1))) {
		return nil, fmt.Errorf("a curve of more than %d points: take a larger step", maxPoints)
	}
	p.Difference, p.bounded = decimal.NullDecimal{}, true
	var points []Point
	for at := from; at.LessThanOrEqual(to); at = at.Add(step) {
		p.Expenditure = decimal.NewNullDecimal(at)
		s, err := a.settle(&p)
		if err != nil {
			return nil, err
		}
		points = append(points, Point{Expenditure: at, Settlement: s})
	}
	return points, nil
}
