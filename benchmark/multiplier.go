package benchmark

import (
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Multiplier multiplies target prices by the risk of the patients: coefficients of a
// model, combined in one of three forms.
type Multiplier struct {
	Form MultiplierForm `json:"form"`
	// Intercept is where the sum or the exponent starts; missing means 1 for a sum and 0
	// for an exponent. A product has none.
	Intercept    decimal.NullDecimal `json:"intercept,omitzero"`
	Coefficients []Coefficient       `json:"coefficients"`
	// Year is whose figures the coefficients go with.
	Year      string `json:"year,omitzero"`
	Authority string `json:"authority,omitzero"`
}

// MultiplierForm says how coefficients combine.
type MultiplierForm string

// The forms.
const (
	Product     MultiplierForm = "product"     // the coefficients of the factors that are 1, multiplied
	Sum         MultiplierForm = "sum"         // intercept plus each coefficient times its factor
	Exponential MultiplierForm = "exponential" // e to such a sum
)

// Coefficient is one risk factor of a model.
type Coefficient struct {
	// Of is the factor, a figure of the category and year: 0 or 1 in a product.
	Of    Measure         `json:"of"`
	Value decimal.Decimal `json:"value"`
}

// Kind is "multiplier".
func (Multiplier) Kind() string { return "multiplier" }

// Apply multiplies each line. It fails when a factor is missing, when a product's is
// neither 0 nor 1, and when the multiplier comes out below zero.
func (m Multiplier) Apply(f *Facts, lines []Line) (Move, error) {
	return scale(lines, m.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		sum, product := m.start(), one
		figures := make([]apm.Figure, 0, len(m.Coefficients)+1)
		for _, c := range m.Coefficients {
			x, err := f.Figure(l.Category, m.Year, c.Of)
			if err != nil {
				return sum, nil, err
			}
			figures = append(figures, apm.Figure{Name: string(c.Of), Value: x, Unit: apm.Number})
			switch {
			case m.Form != Product:
				sum = sum.Add(c.Value.Mul(x))
			case x.Equal(one):
				product = apm.Trim(product.Mul(c.Value))
			case !x.IsZero():
				return sum, nil, &apm.FactError{Field: place(l.Category, m.Year, c.Of), Reason: "is neither 0 nor 1, and a product of coefficients needs one of them"}
			}
		}
		result := product
		switch m.Form {
		case Sum:
			result = sum
		case Exponential:
			var err error
			if result, err = exponential(apm.Trim(sum)); err != nil {
				return sum, nil, err
			}
		}
		if result.IsNegative() {
			return result, nil, &apm.FactError{Field: "experience[" + l.Category + " " + m.Year + "]", Reason: "the risk multiplier comes out below zero"}
		}
		return result, append(figures, apm.Figure{Name: "multiplier", Value: result, Unit: apm.Number}), nil
	})
}

func (m Multiplier) start() decimal.Decimal {
	if m.Form == Sum && !m.Intercept.Valid {
		return one
	}
	return m.Intercept.Decimal
}

// Validate reports an unknown form and coefficients that cannot be.
func (m Multiplier) Validate(c apm.Check) {
	switch m.Form {
	case Product, Sum, Exponential:
	default:
		c.In("form").Problemf("unknown form %q (known: product, sum, exponential)", string(m.Form))
	}
	if m.Form == Product && m.Intercept.Valid {
		c.In("intercept").Problemf("does not go with a product")
	}
	c.In("intercept").Number(m.Intercept.Decimal)
	if len(m.Coefficients) == 0 {
		c.In("coefficients").Problemf("needs a coefficient")
	}
	for i, k := range m.Coefficients {
		at := c.In("coefficients").At(i)
		k.Of.validate(at.In("of"))
		if m.Form == Product {
			at.In("value").NotNegative(k.Value)
		} else {
			at.In("value").Number(k.Value)
		}
	}
	if strings.TrimSpace(m.Year) == "" {
		c.In("year").Problemf("is empty: name the year of the factors")
	}
}
