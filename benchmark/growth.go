package benchmark

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Growth is how much spending grows from one year to another, as a factor: exactly
// one of its forms is set.
type Growth struct {
	// Ratio is the growth of a level: its figure in the later year divided by that in
	// the earlier one.
	Ratio Measure `json:"ratio,omitzero"`
	// Restore gives back, with Ratio, regional growth that risk adjustment took off
	// beyond a cap.
	Restore *RiskGrowthCap `json:"restore,omitempty"`
	// Factor is a factor that is published or projected: a figure in the row of a
	// line's own base year or, once the base years are weighed, of the later year.
	Factor Measure `json:"factor,omitzero"`
	// Fixed is the same factor for all: 1.03.
	Fixed decimal.NullDecimal `json:"fixed,omitzero"`
	// Annual is a yearly rate, by the months from midpoint to midpoint.
	Annual *Projection `json:"annual,omitempty"`
	// Product is several that multiply: the national trend and a regional price trend.
	Product []Growth `json:"product,omitempty"`
	// Blend is several with weights that add up to Of.
	Blend []Weighted `json:"blend,omitempty"`
	// Of is what the weights of Blend add up to; missing means 1. Thirds are weights of
	// 1 and 2 of 3, exactly.
	Of decimal.NullDecimal `json:"of,omitzero"`
}

// Weighted is one part of a blend.
type Weighted struct {
	// Weight is the part's weight; missing on the one part that takes what the others
	// leave.
	Weight decimal.NullDecimal `json:"weight,omitzero"`
	// By is a figure that is the weight instead, read in the year In: the entity's
	// market share. It weighs a blend whose weights add up to 1.
	By     Measure `json:"by,omitzero"`
	In     string  `json:"in,omitzero"`
	Growth Growth  `json:"growth"`
}

// Projection is growth at a yearly rate, compounded over the months from the midpoint
// of one period to that of another, see [MidpointMonths].
type Projection struct {
	// Rate is a fraction a year: 0.03.
	Rate decimal.Decimal `json:"rate"`
	// Months is the months to the later period by the year that growth starts from.
	Months map[string]decimal.Decimal `json:"months"`
}

// span is what growth is computed over.
type span struct {
	facts              *Facts
	lines              []Line
	category, from, to string
	year               string // the line's own base year
	capped             *capped
}

// capped keeps what a [RiskGrowthCap] finds for all categories together, so that it is
// computed once a rule.
type capped struct {
	of            *RiskGrowthCap
	growth, limit decimal.Decimal
}

// between is the growth over a span; it adds the figures that it used.
func (g *Growth) between(s span, figures *[]apm.Figure) (decimal.Decimal, error) {
	note := func(name string, value decimal.Decimal) {
		*figures = append(*figures, apm.Figure{Name: name, Value: value, Unit: apm.Number})
	}
	switch {
	case g.Ratio != "":
		growth, err := s.ratio(g.Ratio)
		if err != nil {
			return growth, err
		}
		note(string(g.Ratio), growth)
		if g.Restore != nil {
			factor, err := g.Restore.factor(s, note)
			if err != nil {
				return growth, err
			}
			growth = growth.Mul(factor)
		}
		return growth, nil
	case g.Factor != "":
		year := s.year
		if year == "" {
			year = s.to
		}
		growth, err := s.facts.Figure(s.category, year, g.Factor)
		note(string(g.Factor), growth)
		return growth, err
	case g.Fixed.Valid:
		return g.Fixed.Decimal, nil
	case g.Annual != nil:
		return g.Annual.between(s, note)
	case g.Product != nil:
		product := one
		for i := range g.Product {
			factor, err := g.Product[i].between(s, figures)
			if err != nil {
				return product, err
			}
			product = apm.Trim(product.Mul(factor))
		}
		return product, nil
	}
	return g.blend(s, figures, note)
}

// ratio is the growth of a level.
func (s span) ratio(of Measure) (decimal.Decimal, error) {
	from, err := s.facts.divisor(s.category, s.from, of)
	if err != nil {
		return from, err
	}
	to, err := s.facts.Figure(s.category, s.to, of)
	if err != nil {
		return to, err
	}
	return apm.Quo(to, from)
}

func (g *Growth) blend(s span, figures *[]apm.Figure, note func(string, decimal.Decimal)) (decimal.Decimal, error) {
	whole := one
	if g.Of.Valid {
		whole = g.Of.Decimal
	}
	sum, left, rest := decimal.Decimal{}, whole, decimal.NullDecimal{}
	for i := range g.Blend {
		part := &g.Blend[i]
		growth, err := part.Growth.between(s, figures)
		if err != nil {
			return sum, err
		}
		weight := part.Weight.Decimal
		switch {
		case part.By != "":
			if weight, err = s.facts.Figure(s.category, part.In, part.By); err != nil {
				return sum, err
			}
			note(string(part.By), weight)
			if weight.IsNegative() || weight.GreaterThan(left) {
				return sum, &apm.FactError{Field: place(s.category, part.In, part.By), Reason: "is outside 0 to 1, and it weighs a blend"}
			}
		case !part.Weight.Valid:
			rest = decimal.NewNullDecimal(growth)
			continue
		}
		left = left.Sub(weight)
		sum = sum.Add(weight.Mul(growth))
	}
	if rest.Valid {
		sum = sum.Add(left.Mul(rest.Decimal))
	}
	if !g.Of.Valid {
		return apm.Trim(sum), nil
	}
	return apm.Quo(apm.Trim(sum), whole)
}

func (p *Projection) between(s span, note func(string, decimal.Decimal)) (decimal.Decimal, error) {
	months, found := p.Months[s.from]
	if !found {
		return months, &apm.FactError{Field: "annual.months." + s.from, Reason: "is missing: how many months is it from that year's midpoint", Missing: true}
	}
	note("months", months)
	years, err := apm.Quo(months, twelve)
	if err != nil {
		return years, err
	}
	return power(one.Add(p.Rate), years)
}

func (g *Growth) validate(c apm.Check) {
	forms := 0
	if g.Ratio != "" {
		forms++
	}
	if g.Factor != "" {
		forms++
	}
	if g.Fixed.Valid {
		forms++
		c.In("fixed").NotNegative(g.Fixed.Decimal)
	}
	if g.Annual != nil {
		forms++
		g.Annual.validate(c.In("annual"))
	}
	if g.Product != nil {
		forms++
		if len(g.Product) == 0 {
			c.In("product").Problemf("needs a growth")
		}
		for i := range g.Product {
			g.Product[i].validate(c.In("product").At(i))
		}
	}
	if g.Blend != nil {
		forms++
		g.validateBlend(c)
	} else if g.Of.Valid {
		c.In("of").Problemf("goes with blend")
	}
	if g.Restore != nil {
		if g.Ratio == "" {
			c.In("restore").Problemf("goes with ratio")
		}
		g.Restore.validate(c.In("restore"))
	}
	if forms != 1 {
		c.Problemf("growth is exactly one of ratio, factor, fixed, annual, product and blend, not %d of them", forms)
	}
}

func (g *Growth) validateBlend(c apm.Check) {
	shares, rests := false, 0
	weights := make([]decimal.NullDecimal, len(g.Blend))
	for i := range g.Blend {
		part, at := &g.Blend[i], c.In("blend").At(i)
		part.Growth.validate(at.In("growth"))
		switch {
		case part.By != "":
			shares = true
			if part.Weight.Valid {
				at.Problemf("a part is weighed by weight or by a figure, not by both")
			}
			if part.In == "" {
				at.In("in").Problemf("is empty: name the year whose %s is the weight", part.By)
			}
		case !part.Weight.Valid:
			rests++
		}
		weights[i] = part.Weight
	}
	if shares && g.Of.Valid {
		c.In("of").Problemf("does not go with weights that are figures: they are parts of 1")
	}
	if rests > 1 {
		c.In("blend").Problemf("%d parts take what the others leave; only one can", rests)
	}
	checkWeights(c, "blend", weights, g.Of, shares || rests > 0)
}

// checkWeights reports weights that are negative or do not add up to the whole; open
// ones need only stay within it.
func checkWeights(c apm.Check, list string, weights []decimal.NullDecimal, of decimal.NullDecimal, open bool) {
	if len(weights) == 0 {
		c.In(list).Problemf("needs a weight")
		return
	}
	whole := one
	if of.Valid {
		if !c.In("of").Number(of.Decimal) {
			return
		}
		if whole = of.Decimal; !whole.IsPositive() {
			c.In("of").Problemf("%s is not above zero", whole)
			return
		}
	}
	sum := decimal.Decimal{}
	for i, w := range weights {
		c.In(list).At(i).In("weight").NotNegative(w.Decimal)
		if !apm.Plain(w.Decimal) {
			return
		}
		sum = sum.Add(w.Decimal)
	}
	if sum.GreaterThan(whole) || !open && !sum.Equal(whole) {
		c.In(list).Problemf("the weights add up to %s, not to %s", sum, whole)
	}
}

func (p *Projection) validate(c apm.Check) {
	if c.In("rate").Number(p.Rate) && p.Rate.LessThanOrEqual(one.Neg()) {
		c.In("rate").Problemf("%s loses everything within a year (3 %% is 0.03)", p.Rate)
	}
	if len(p.Months) == 0 {
		c.In("months").Problemf("needs the months of a year")
	}
	for _, year := range sortedKeys(p.Months) {
		c.In("months").In(year).NotNegative(p.Months[year])
		if apm.Plain(p.Months[year]) && p.Months[year].GreaterThan(mostMonths) {
			c.In("months").In(year).Problemf("%s months are more than a century", p.Months[year])
		}
	}
}

var mostMonths = decimal.New(1200, 0)
