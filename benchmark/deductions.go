package benchmark

import (
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Deductions take rates off the benchmark: a discount, withholds of which quality
// earns a part back. They add up (1 less all of them), or compound (1 less each,
// multiplied): these are different programs.
type Deductions struct {
	Of        []Deduction `json:"of"`
	Compound  bool        `json:"compound,omitzero"`
	Authority string      `json:"authority,omitzero"`
}

// Deduction is one rate.
type Deduction struct {
	Name string `json:"name"` // "discount"
	// Rate is a fraction, and ByCategory the rates of categories that have another.
	Rate       decimal.Decimal            `json:"rate"`
	ByCategory map[string]decimal.Decimal `json:"byCategory,omitempty"`
	// EarnedBack is a figure of Facts.Amounts, the fraction of the rate that is given
	// back: a quality score. Empty means nothing.
	EarnedBack Measure `json:"earnedBack,omitzero"`
}

// Kind is "deductions".
func (Deductions) Kind() string { return "deductions" }

// Apply multiplies each line by what the deductions leave.
func (d Deductions) Apply(f *Facts, lines []Line) (Move, error) {
	return scale(lines, d.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		left := one
		figures := make([]apm.Figure, 0, len(d.Of)+1)
		for _, part := range d.Of {
			rate := part.Rate
			if own, found := part.ByCategory[l.Category]; found {
				rate = own
			}
			if part.EarnedBack != "" {
				back, err := f.fraction(part.EarnedBack)
				if err != nil {
					return left, nil, err
				}
				rate = rate.Mul(one.Sub(back))
			}
			figures = append(figures, apm.Figure{Name: part.Name, Value: rate, Unit: apm.Fraction})
			if d.Compound {
				left = apm.Trim(left.Mul(one.Sub(rate)))
			} else {
				left = left.Sub(rate)
			}
		}
		return left, append(figures, apm.Figure{Name: "left", Value: left, Unit: apm.Fraction}), nil
	})
}

// Validate reports rates outside 0 to 1, and rates that add up to more than all.
func (d Deductions) Validate(c apm.Check) {
	if len(d.Of) == 0 {
		c.In("of").Problemf("needs a deduction")
	}
	sums := map[string]decimal.Decimal{"": {}} // by category with a rate of its own; "" is the others
	for _, part := range d.Of {
		for category := range part.ByCategory {
			sums[category] = decimal.Decimal{}
		}
	}
	for i, part := range d.Of {
		at := c.In("of").At(i)
		if strings.TrimSpace(part.Name) == "" {
			at.In("name").Problemf("is empty")
		}
		at.In("rate").Fraction(part.Rate)
		for _, category := range sortedKeys(part.ByCategory) {
			at.In("byCategory").In(category).Fraction(part.ByCategory[category])
		}
		for category, sum := range sums {
			rate, own := part.ByCategory[category]
			if !own {
				rate = part.Rate
			}
			if apm.Plain(rate) { // or it is a problem already
				sums[category] = sum.Add(rate)
			}
		}
	}
	for _, category := range sortedKeys(sums) {
		sum, of := sums[category], ""
		if d.Compound || !sum.GreaterThan(one) {
			continue
		}
		if category != "" {
			of = " of " + category
		}
		c.In("of").Problemf("the rates%s add up to %s, more than the whole benchmark", of, sum)
	}
}

// Addend adds dollars: a rate for each unit of a figure, spread over the time of a
// year. "$30 for each month of a high-need member" is Rate 30, Units "highNeedMonths".
type Addend struct {
	Name string          `json:"name"`
	Rate decimal.Decimal `json:"rate"` // dollars, below zero to take away
	// Units is how many units the rate is paid for: a figure of the category and the
	// year, or of Facts.Amounts behind a [Mix]. Empty means each unit of time, so that
	// Rate is added as it is.
	Units Measure `json:"units,omitzero"`
	// Year is whose figures they are.
	Year      string `json:"year,omitzero"`
	Authority string `json:"authority,omitzero"`
}

// Kind is "addend".
func (Addend) Kind() string { return "addend" }

// Apply adds to each line. Behind a [Mix] the time is that of all categories with a
// row in the year.
func (a Addend) Apply(f *Facts, lines []Line) (Move, error) {
	return change(lines, a.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		figures := []apm.Figure{{Name: a.Name, Value: a.Rate, Unit: apm.Dollars}}
		if a.Units == "" {
			return l.PerCapita.Add(a.Rate), figures, nil
		}
		units, err := f.Figure(l.Category, a.Year, a.Units)
		if err != nil {
			return units, nil, err
		}
		time, err := f.timeOf(l.Category, a.Year)
		if err != nil {
			return units, nil, err
		}
		added, err := apm.Quo(apm.Trim(a.Rate.Mul(units)), time)
		return l.PerCapita.Add(added), append(figures, apm.Figure{Name: string(a.Units), Value: units, Unit: apm.Number},
			apm.Figure{Name: "added", Value: added, Unit: apm.Dollars}), err
	})
}

// timeOf is the time of a category in a year, or of all categories together.
func (f *Facts) timeOf(category, year string) (decimal.Decimal, error) {
	if category != "" {
		return f.divisor(category, year, Time)
	}
	sum := decimal.Decimal{}
	for _, name := range f.categories([]string{year}) {
		time, err := f.Figure(name, year, Time)
		if err != nil {
			return sum, err
		}
		sum = sum.Add(time)
	}
	if !sum.IsPositive() {
		return sum, &apm.FactError{Field: "experience[" + year + "].time", Reason: "adds up to zero, and dollars are spread over it"}
	}
	return sum, nil
}

// Validate reports an addend without a name, or of units in no year.
func (a Addend) Validate(c apm.Check) {
	if strings.TrimSpace(a.Name) == "" {
		c.In("name").Problemf("is empty")
	}
	c.In("rate").Number(a.Rate)
	if a.Units != "" && a.Year == "" {
		c.In("year").Problemf("is empty: name the year of %s", a.Units)
	}
}

// Limit holds amounts within fractions of a figure: a benchmark that moves at most
// 5 % from the one before.
type Limit struct {
	// Of is what the limits are fractions of, a figure of the Year.
	Of        Measure             `json:"of"`
	Year      string              `json:"year,omitzero"`
	AtMost    decimal.NullDecimal `json:"atMost,omitzero"`
	AtLeast   decimal.NullDecimal `json:"atLeast,omitzero"`
	Authority string              `json:"authority,omitzero"`
}

// Kind is "limit".
func (Limit) Kind() string { return "limit" }

// Apply limits each line. Behind a [Mix] the figure is read in Facts.Amounts.
func (m Limit) Apply(f *Facts, lines []Line) (Move, error) {
	return change(lines, m.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		of, err := f.notNegative(l.Category, m.Year, m.Of)
		if err != nil {
			return of, nil, err
		}
		least, most := m.AtLeast, m.AtMost
		least.Decimal, most.Decimal = least.Decimal.Mul(of), most.Decimal.Mul(of)
		figures := make([]apm.Figure, 0, 2)
		if least.Valid {
			figures = append(figures, apm.Figure{Name: "at least", Value: least.Decimal, Unit: apm.Dollars})
		}
		if most.Valid {
			figures = append(figures, apm.Figure{Name: "at most", Value: most.Decimal, Unit: apm.Dollars})
		}
		return clamp(l.PerCapita, least, most), figures, nil
	})
}

// Validate reports limits of nothing, negative or crossing.
func (m Limit) Validate(c apm.Check) {
	m.Of.validate(c.In("of"))
	if !m.AtMost.Valid && !m.AtLeast.Valid {
		c.Problemf("needs atMost, atLeast or both")
	}
	bounds(c, m.AtLeast, m.AtMost)
}
