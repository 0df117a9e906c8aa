package benchmark

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Trend carries amounts from one year to another by a [Growth]: base years to the
// last one, or, once the base years are weighed, the benchmark to the performance
// year (its update). A line of the year To stays as it is.
//
// A base that leaves out what people cost above an attachment point fixed in dollars
// does not grow at the trend of all spending: more people pass the point each year.
// Take the growth of what is left from [TruncatedTrend], and that of what is left out
// from [ExcessTrend], whose trend is the leveraged one.
//
// Changes of the fee schedule are taken out and put back with a [Scale] before the
// trend and one behind it.
type Trend struct {
	// From is the year of lines whose base years are weighed already.
	From string `json:"from,omitzero"`
	// To is the year that the amounts are carried to.
	To     string `json:"to"`
	Growth        // what they grow by
	// Authority is where the rule is laid down.
	Authority string `json:"authority,omitzero"`
}

// Kind is "trend".
func (Trend) Kind() string { return "trend" }

// Apply multiplies each line by the growth of its category.
func (t Trend) Apply(f *Facts, lines []Line) (Move, error) {
	var known capped
	return scale(lines, t.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		from := l.Year
		if from == "" {
			from = t.From
		}
		if from == t.To {
			return one, nil, nil
		}
		if from == "" {
			return one, nil, &apm.FactError{Field: "from", Reason: "is empty, and the base years are weighed already"}
		}
		span := span{facts: f, lines: lines, category: l.Category, from: from, to: t.To, year: l.Year, capped: &known}
		figures := make([]apm.Figure, 0, 6)
		growth, err := t.Growth.between(span, &figures)
		return growth, append(figures, apm.Figure{Name: "trend", Value: growth, Unit: apm.Number}), err
	})
}

// Validate reports a trend without a year to carry to, and what is wrong with its
// growth.
func (t Trend) Validate(c apm.Check) {
	if t.To == "" {
		c.In("to").Problemf("is empty: name the year that amounts are carried to")
	}
	t.Growth.validate(c)
}

// scale multiplies each line by a factor.
func scale(lines []Line, authority string, factor func(Line) (decimal.Decimal, []apm.Figure, error)) (Move, error) {
	return change(lines, authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		by, figures, err := factor(l)
		return l.PerCapita.Mul(by), figures, err
	})
}

// change replaces the amount of each line.
func change(lines []Line, authority string, amount func(Line) (decimal.Decimal, []apm.Figure, error)) (Move, error) {
	move := Move{To: make([]Line, len(lines)), Figures: make([][]apm.Figure, len(lines)), Authority: authority}
	for i, l := range lines {
		to, figures, err := amount(l)
		if err != nil {
			return Move{}, err
		}
		l.PerCapita = to
		move.To[i], move.Figures[i] = l, figures
	}
	return move, nil
}

var (
	one    = decimal.New(1, 0)
	two    = decimal.New(2, 0)
	twelve = decimal.New(12, 0)
)

// exceeds says whether a is above b, to the twentieth decimal: quotients are rounded to
// 34 digits, and their last ones must not decide where two figures are equal.
func exceeds(a, b decimal.Decimal) bool { return a.Sub(b).Round(20).IsPositive() }

// clamp holds a number within bounds where they are given.
func clamp(d decimal.Decimal, least, most decimal.NullDecimal) decimal.Decimal {
	if most.Valid && d.GreaterThan(most.Decimal) {
		d = most.Decimal
	}
	if least.Valid && d.LessThan(least.Decimal) {
		d = least.Decimal
	}
	return d
}

// Scale multiplies amounts by a figure of their category, or divides by it: a price
// index, a fee-schedule level that a trend must not see, a factor that the payer
// publishes.
type Scale struct {
	// By is the figure. Behind a [Mix] it is read in Facts.Amounts.
	By Measure `json:"by"`
	// Year is whose figure it is; empty means each line's own base year.
	Year string `json:"year,omitzero"`
	// Divide divides by the figure instead.
	Divide    bool   `json:"divide,omitzero"`
	Authority string `json:"authority,omitzero"`
}

// Kind is "scale".
func (Scale) Kind() string { return "scale" }

// Apply multiplies or divides each line.
func (s Scale) Apply(f *Facts, lines []Line) (Move, error) {
	return scale(lines, s.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		year := s.Year
		if year == "" {
			year = l.Year
		}
		by, err := f.divisor(l.Category, year, s.By)
		figures := []apm.Figure{{Name: string(s.By), Value: by, Unit: apm.Number}}
		if err == nil && s.Divide {
			by, err = apm.Quo(one, by)
		}
		return by, figures, err
	})
}

// Validate reports a scale without a figure.
func (s Scale) Validate(c apm.Check) { s.By.validate(c.In("by")) }
