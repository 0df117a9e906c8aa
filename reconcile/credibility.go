package reconcile

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Credible says how far the experience of a plan counts.
type Credible string

// The degrees of credibility (42 CFR 438.8(b)).
const (
	FullyCredible     Credible = "fully"
	PartiallyCredible Credible = "partially"
	NotCredible       Credible = "not" // presumed to meet the standard
)

// Credibility is a table of what is added to a medical loss ratio for chance, by size
// (42 CFR 438.8(h)). Between its points the adjustment is linear. Below the first point
// experience is not credible, from the last one on it is fully credible; where the last
// point still adds something, it is fully credible above it.
//
// CMS publishes the factors for Medicaid; the caller enters them. [CommercialCredibility]
// is the table of the commercial market.
type Credibility struct {
	// Points have sizes in member-months, or in life-years of twelve of them.
	Points    []CredibilityPoint `json:"points"`
	LifeYears bool               `json:"lifeYears,omitzero"`
	// Deductibles multiply the adjustment, linear between their points: below the first
	// by 1, above the last as at the last.
	Deductibles []DeductiblePoint `json:"deductibles,omitempty"`
	// Years of credible size, this one among them, in each of which the ratio before
	// adjustment was below the standard, end the adjustment; zero when there is no such
	// rule.
	Years     int    `json:"years,omitzero"`
	Authority string `json:"authority,omitzero"`
}

// CredibilityPoint is the adjustment at a size.
type CredibilityPoint struct {
	Size       int64           `json:"size"`
	Adjustment decimal.Decimal `json:"adjustment"` // fraction
}

// DeductiblePoint is the factor at an average deductible.
type DeductiblePoint struct {
	Deductible decimal.Decimal `json:"deductible"` // dollars
	Factor     decimal.Decimal `json:"factor"`
}

// CommercialCredibility is the table of the commercial market: base factors by
// life-years, deductible factors, and no adjustment in the third year below the standard
// (45 CFR 158.230, 158.232, as amended through 78 FR 66655). Between 50,000 and 75,000
// life-years it is taken to fall to zero.
func CommercialCredibility() *Credibility {
	point := func(size, basisPoints int64) CredibilityPoint {
		return CredibilityPoint{Size: size, Adjustment: decimal.New(basisPoints, -4)}
	}
	deductible := func(dollars, thousandths int64) DeductiblePoint {
		return DeductiblePoint{Deductible: decimal.New(dollars, 0), Factor: decimal.New(thousandths, -3)}
	}
	return &Credibility{
		Points: []CredibilityPoint{
			point(1_000, 830), point(2_500, 520), point(5_000, 370), point(10_000, 260), point(25_000, 160), point(50_000, 120), point(75_000, 0),
		},
		LifeYears:   true,
		Deductibles: []DeductiblePoint{deductible(2_500, 1_164), deductible(5_000, 1_402), deductible(10_000, 1_736)},
		Years:       3,
		Authority:   "45 CFR 158.232",
	}
}

func (c *Credibility) validate(at apm.Check) {
	if len(c.Points) == 0 {
		at.In("points").Problemf("needs a point")
	}
	for i, p := range c.Points {
		point := at.In("points").At(i)
		point.In("adjustment").Fraction(p.Adjustment)
		switch {
		case p.Size < 1:
			point.In("size").Problemf("%d is below 1", p.Size)
		case p.Size > maxSize:
			point.In("size").Problemf("%d is above %d", p.Size, int64(maxSize))
		case i > 0 && p.Size <= c.Points[i-1].Size:
			point.In("size").Problemf("%d is not above %d, the point before it", p.Size, c.Points[i-1].Size)
		}
		if i > 0 && apm.Plain(p.Adjustment) && apm.Plain(c.Points[i-1].Adjustment) && p.Adjustment.GreaterThan(c.Points[i-1].Adjustment) {
			point.In("adjustment").Problemf("%s is above %s, that of a smaller plan", p.Adjustment, c.Points[i-1].Adjustment)
		}
	}
	for i, d := range c.Deductibles {
		point := at.In("deductibles").At(i)
		point.In("deductible").NotNegative(d.Deductible)
		point.In("factor").NotNegative(d.Factor)
		if i > 0 && apm.Plain(d.Deductible) && apm.Plain(c.Deductibles[i-1].Deductible) && !d.Deductible.GreaterThan(c.Deductibles[i-1].Deductible) {
			point.In("deductible").Problemf("%s is not above %s, the point before it", d.Deductible, c.Deductibles[i-1].Deductible)
		}
	}
	if c.Years < 0 {
		at.In("years").Problemf("%d is negative", c.Years)
	}
}

// maxSize is beyond the people of the earth, and leaves room to multiply by twelve.
const maxSize = 1_000_000_000_000

// adjust is the degree of credibility and what is added to the ratio.
func (c *Credibility) adjust(f *LossRatioFacts, ratio, standard decimal.Decimal) (Credible, decimal.Decimal, error) {
	unit := int64(1)
	if c.LifeYears {
		unit = 12
	}
	months := decimal.NewFromInt(f.MemberMonths)
	size := func(i int) decimal.Decimal { return decimal.NewFromInt(c.Points[i].Size * unit) } // in member-months
	last := len(c.Points) - 1
	switch {
	case months.LessThan(size(0)):
		return NotCredible, decimal.Decimal{}, nil
	case months.GreaterThan(size(last)), months.Equal(size(last)) && c.Points[last].Adjustment.IsZero():
		return FullyCredible, decimal.Decimal{}, nil
	case c.persists(f, unit, ratio, standard):
		return PartiallyCredible, decimal.Decimal{}, nil
	}
	above := 0
	for months.GreaterThan(size(above)) {
		above++
	}
	adjustment := c.Points[above].Adjustment
	if !months.Equal(size(above)) {
		from, to := c.Points[above-1].Adjustment, adjustment
		var err error
		if adjustment, err = between(months, size(above-1), size(above), from, to); err != nil {
			return "", adjustment, err
		}
	}
	factor, err := c.deductible(f.Deductible)
	return PartiallyCredible, apm.Trim(adjustment.Mul(factor)), err
}

// persists says whether the plan was below the standard in each of the years that end
// the adjustment.
func (c *Credibility) persists(f *LossRatioFacts, unit int64, ratio, standard decimal.Decimal) bool {
	if c.Years == 0 || len(f.Before) < c.Years-1 || !ratio.LessThan(standard) {
		return false
	}
	for _, y := range f.Before[:c.Years-1] {
		if y.MemberMonths < c.Points[0].Size*unit || !y.Ratio.LessThan(standard) {
			return false
		}
	}
	return true
}

// deductible is the factor of an average deductible.
func (c *Credibility) deductible(average decimal.NullDecimal) (decimal.Decimal, error) {
	if !average.Valid || len(c.Deductibles) == 0 || average.Decimal.LessThan(c.Deductibles[0].Deductible) {
		return one, nil
	}
	for i, d := range c.Deductibles {
		switch {
		case average.Decimal.Equal(d.Deductible):
			return d.Factor, nil
		case average.Decimal.LessThan(d.Deductible):
			before := c.Deductibles[i-1]
			return between(average.Decimal, before.Deductible, d.Deductible, before.Factor, d.Factor)
		}
	}
	return c.Deductibles[len(c.Deductibles)-1].Factor, nil
}

// between is the value at x of the line from (x0, y0) to (x1, y1).
func between(x, x0, x1, y0, y1 decimal.Decimal) (decimal.Decimal, error) {
	slope, err := apm.Quo(y1.Sub(y0).Mul(x.Sub(x0)), x1.Sub(x0))
	return apm.Trim(y0.Add(slope)), err
}
