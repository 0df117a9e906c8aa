package benchmark

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// RegionalAdjustment moves each category's benchmark a part of the way to what its
// region spends on people of the same risk. One weight, chosen by the sign of the
// difference of all categories together and by how often the entity has been adjusted
// before, holds for every category; each category's adjustment is then capped (42 CFR
// 425.601(f), 425.656).
type RegionalAdjustment struct {
	// Year is the base year of the figures.
	Year string `json:"year"`
	// Regional is risk-adjusted regional spending, which is multiplied by the category's
	// Risk. National is what the caps are fractions of.
	Regional Measure `json:"regional"`
	National Measure `json:"national"`
	// Times is a figure of Facts.Amounts: how many times the entity has been adjusted,
	// this one included, counted from 1.
	Times Measure `json:"times"`
	// Positive and Negative are the weights of the first, second and later times, the
	// last one for all behind it, where the entity spends less or more than its region.
	Positive []decimal.Decimal `json:"positive"`
	Negative []decimal.Decimal `json:"negative"`
	// CapAbove and CapBelow limit a category's adjustment, as fractions of National.
	CapAbove decimal.Decimal `json:"capAbove"`
	CapBelow decimal.Decimal `json:"capBelow"`
	// Offset lowers negative adjustments for a population that is poorer or sicker.
	Offset    *RiskOffset `json:"offset,omitempty"`
	Authority string      `json:"authority,omitzero"`
}

// RiskOffset lowers negative adjustments by the share of dually eligible people plus
// the mean risk score less 1, held within 0 to 1 (42 CFR 425.656(c)). Scores are
// weighed by the dollars of the base year.
type RiskOffset struct {
	// DualShare is a figure of Facts.Amounts, a fraction.
	DualShare Measure `json:"dualShare"`
}

// Kind is "regionalAdjustment".
func (RegionalAdjustment) Kind() string { return "regionalAdjustment" }

// Apply adds each category's adjustment.
func (r RegionalAdjustment) Apply(f *Facts, lines []Line) (Move, error) {
	differences := make([]decimal.Decimal, len(lines))
	for i, l := range lines {
		regional, err := f.Figure(l.Category, r.Year, r.Regional)
		if err != nil {
			return Move{}, err
		}
		risk, err := f.Figure(l.Category, r.Year, Risk)
		if err != nil {
			return Move{}, err
		}
		differences[i] = apm.Trim(regional.Mul(risk)).Sub(l.PerCapita)
	}
	single, err := f.mean(r.Year, len(lines), func(i int) (string, string) { return lines[i].Category, lines[i].Year },
		func(i int) (decimal.Decimal, error) { return differences[i], nil })
	if err != nil {
		return Move{}, err
	}
	weight, err := r.weight(f, single)
	if err != nil {
		return Move{}, err
	}
	offset, err := r.Offset.share(f, r.Year, lines)
	if err != nil {
		return Move{}, err
	}
	move := Move{To: make([]Line, len(lines)), Figures: make([][]apm.Figure, len(lines)), Authority: r.Authority}
	for i, l := range lines {
		national, err := f.notNegative(l.Category, r.Year, r.National)
		if err != nil {
			return Move{}, err
		}
		adjustment := clamp(weight.Mul(differences[i]),
			decimal.NewNullDecimal(r.CapBelow.Mul(national).Neg()), decimal.NewNullDecimal(r.CapAbove.Mul(national)))
		figures := append(make([]apm.Figure, 0, 6),
			apm.Figure{Name: "region less own", Value: differences[i], Unit: apm.Dollars},
			apm.Figure{Name: "region less own, all", Value: single, Unit: apm.Dollars},
			apm.Figure{Name: "weight", Value: weight, Unit: apm.Fraction})
		if r.Offset != nil && adjustment.IsNegative() {
			adjustment = adjustment.Mul(one.Sub(offset))
			figures = append(figures, apm.Figure{Name: "offset", Value: offset, Unit: apm.Fraction})
		}
		figures = append(figures, apm.Figure{Name: "adjustment", Value: adjustment, Unit: apm.Dollars})
		l.PerCapita = l.PerCapita.Add(adjustment)
		move.To[i], move.Figures[i] = l, figures
	}
	return move, nil
}

func (r RegionalAdjustment) weight(f *Facts, single decimal.Decimal) (decimal.Decimal, error) {
	times, err := f.Amount(r.Times)
	if err != nil {
		return times, err
	}
	if !times.IsInteger() || !times.IsPositive() {
		return times, &apm.FactError{Field: "amounts." + string(r.Times), Reason: "is not a count from 1"}
	}
	weights := r.Positive
	if exceeds(decimal.Decimal{}, single) {
		weights = r.Negative
	}
	last := decimal.New(int64(len(weights)), 0)
	return weights[decimal.Min(times, last).IntPart()-1], nil
}

func (o *RiskOffset) share(f *Facts, year string, lines []Line) (decimal.Decimal, error) {
	if o == nil {
		return decimal.Decimal{}, nil
	}
	dual, err := f.fraction(o.DualShare)
	if err != nil {
		return dual, err
	}
	scores, dollars := decimal.Decimal{}, decimal.Decimal{}
	for _, l := range lines {
		amount, err := f.Figure(l.Category, year, PerCapita)
		if err != nil {
			return dual, err
		}
		time, err := f.Figure(l.Category, year, Time)
		if err != nil {
			return dual, err
		}
		risk, err := f.Figure(l.Category, year, Risk)
		if err != nil {
			return dual, err
		}
		spent := apm.Trim(amount.Mul(time))
		scores, dollars = scores.Add(spent.Mul(risk)), dollars.Add(spent)
	}
	if !dollars.IsPositive() {
		return dual, &apm.FactError{Field: "experience[" + year + "]", Reason: "dollars of all categories are not above zero, so nothing weighs their scores"}
	}
	risk, err := apm.Quo(apm.Trim(scores), dollars)
	return clamp(dual.Add(risk).Sub(one), decimal.NewNullDecimal(decimal.Decimal{}), decimal.NewNullDecimal(one)), err
}

// Validate reports weights and caps outside 0 to 1, and figures without a name.
func (r RegionalAdjustment) Validate(c apm.Check) {
	if r.Year == "" {
		c.In("year").Problemf("is empty: name the base year of the figures")
	}
	r.Regional.validate(c.In("regional"))
	r.National.validate(c.In("national"))
	r.Times.validate(c.In("times"))
	for _, list := range []struct {
		name    string
		weights []decimal.Decimal
	}{{"positive", r.Positive}, {"negative", r.Negative}} {
		if len(list.weights) == 0 {
			c.In(list.name).Problemf("needs a weight")
		}
		for i, w := range list.weights {
			c.In(list.name).At(i).Fraction(w)
		}
	}
	c.In("capAbove").Fraction(r.CapAbove)
	c.In("capBelow").Fraction(r.CapBelow)
	if r.Offset != nil {
		r.Offset.DualShare.validate(c.In("offset").In("dualShare"))
	}
}

// RateBook blends what the population cost with a published rate, such as a regional
// rate book: the target price's own-to-region blend as well.
type RateBook struct {
	// Rate is the rate, a figure of the Year; AtRisk multiplies it by the category's Risk
	// of that year.
	Rate   Measure `json:"rate"`
	Year   string  `json:"year"`
	AtRisk bool    `json:"atRisk,omitzero"`
	// Weight is the part of the rate; Of what it is a part of, 1 where it is missing: 1
	// of 3.
	Weight decimal.Decimal     `json:"weight"`
	Of     decimal.NullDecimal `json:"of,omitzero"`
	// AtMost and AtLeast bound what the blend may add, as fractions of the figure
	// LimitOf: 0.05 and -0.02.
	AtMost    decimal.NullDecimal `json:"atMost,omitzero"`
	AtLeast   decimal.NullDecimal `json:"atLeast,omitzero"`
	LimitOf   Measure             `json:"limitOf,omitzero"`
	Authority string              `json:"authority,omitzero"`
}

// Kind is "rateBook".
func (RateBook) Kind() string { return "rateBook" }

// Apply blends each line.
func (r RateBook) Apply(f *Facts, lines []Line) (Move, error) {
	weight := r.Weight
	if r.Of.Valid {
		var err error
		if weight, err = apm.Quo(r.Weight, r.Of.Decimal); err != nil {
			return Move{}, err
		}
	}
	return change(lines, r.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		rate, err := f.Figure(l.Category, r.Year, r.Rate)
		if err != nil {
			return rate, nil, err
		}
		if r.AtRisk {
			risk, err := f.Figure(l.Category, r.Year, Risk)
			if err != nil {
				return rate, nil, err
			}
			rate = apm.Trim(rate.Mul(risk))
		}
		effect := rate.Sub(l.PerCapita).Mul(weight)
		figures := []apm.Figure{{Name: string(r.Rate), Value: rate, Unit: apm.Dollars}, {Name: "weight", Value: weight, Unit: apm.Fraction}}
		if r.LimitOf != "" {
			of, err := f.notNegative(l.Category, r.Year, r.LimitOf)
			if err != nil {
				return rate, nil, err
			}
			least, most := r.AtLeast, r.AtMost
			least.Decimal, most.Decimal = least.Decimal.Mul(of), most.Decimal.Mul(of)
			effect = clamp(effect, least, most)
			figures = append(figures, apm.Figure{Name: "effect within limits", Value: effect, Unit: apm.Dollars})
		}
		return l.PerCapita.Add(effect), figures, nil
	})
}

// Validate reports a weight beyond the whole and limits of nothing.
func (r RateBook) Validate(c apm.Check) {
	r.Rate.validate(c.In("rate"))
	if r.Year == "" {
		c.In("year").Problemf("is empty: name the year of the rate")
	}
	checkWeights(c, "weight", []decimal.NullDecimal{decimal.NewNullDecimal(r.Weight)}, r.Of, true)
	limited := r.AtMost.Valid || r.AtLeast.Valid
	if limited && r.LimitOf == "" {
		c.In("limitOf").Problemf("is empty: name what the limits are fractions of")
	}
	if !limited && r.LimitOf != "" {
		c.In("limitOf").Problemf("needs atMost, atLeast or both")
	}
	crossing(c, r.AtLeast, r.AtMost)
}

// crossing reports signed bounds that cross.
func crossing(c apm.Check, least, most decimal.NullDecimal) {
	if least.Valid && !c.In("atLeast").Number(least.Decimal) || most.Valid && !c.In("atMost").Number(most.Decimal) {
		return
	}
	if least.Valid && most.Valid && most.Decimal.LessThan(least.Decimal) {
		c.In("atMost").Problemf("%s is below atLeast %s", most.Decimal, least.Decimal)
	}
}
