package episode

import (
	"fmt"
	"math"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Risk is how a program allows for patients who need more care than others: by a
// weight of each episode. Without factors the weight is the one that the payer gives
// with the case.
type Risk struct {
	// Apply says whether the weight divides the cost or multiplies the target.
	Apply RiskUse `json:"apply"`
	// Form says how factors make a weight; needed where there are any.
	Form RiskForm `json:"form,omitzero"`
	// Intercept is where a sum starts, also the one under an exponential; a product
	// starts at 1.
	Intercept decimal.Decimal `json:"intercept,omitzero"`
	Factors   []Factor        `json:"factors,omitempty"`
	// Normalise divides the weights by a number; nil leaves them as they are.
	Normalise *Normalise `json:"normalise,omitempty"`
	Authority string     `json:"authority,omitzero"`
}

// RiskUse says what a risk weight is applied to.
type RiskUse string

// The uses. A weight above 1 lowers the cost that counts, or raises the target.
const (
	DivideEpisode  RiskUse = "divideEpisode"
	MultiplyTarget RiskUse = "multiplyTarget"
)

// RiskForm says how factors make a weight.
type RiskForm string

// The forms.
const (
	// ProductForm multiplies the coefficients of the factors whose covariate is 1;
	// covariates are 0 or 1.
	ProductForm RiskForm = "product"
	// SumForm adds up coefficient times covariate.
	SumForm RiskForm = "sum"
	// ExponentialForm is e to the power of that sum: statistics, computed in floating point and
	// kept to 12 significant digits.
	ExponentialForm RiskForm = "exponential"
)

// Factor is a part of a risk model: a covariate of the case by name, and what it counts.
type Factor struct {
	Name        string          `json:"name"`
	Coefficient decimal.Decimal `json:"coefficient"`
}

// Normalise says what weights are divided by. Without a factor it is the mean weight of
// the episodes given, so that their mean becomes 1; with a factor alone it is that
// factor; with both it is the mean, kept within that fraction of the factor.
type Normalise struct {
	// Factor was set beforehand, above zero.
	Factor decimal.NullDecimal `json:"factor,omitzero"`
	// Within is a fraction: 0.05 keeps the mean between 95 % and 105 % of the factor.
	Within decimal.NullDecimal `json:"within,omitzero"`
}

func (r *Risk) validate(c apm.Check) {
	if r.Apply != DivideEpisode && r.Apply != MultiplyTarget {
		c.In("apply").Problemf("unknown use %q (known: divideEpisode, multiplyTarget)", string(r.Apply))
	}
	switch {
	case len(r.Factors) == 0:
		if r.Form != "" {
			c.In("form").Problemf("does not apply: there are no factors, so the payer gives the weight")
		}
	case r.Form != ProductForm && r.Form != SumForm && r.Form != ExponentialForm:
		c.In("form").Problemf("unknown form %q (known: product, sum, exponential)", string(r.Form))
	}
	if c.In("intercept").Number(r.Intercept) && !r.Intercept.IsZero() && (len(r.Factors) == 0 || r.Form == ProductForm) {
		c.In("intercept").Problemf("does not apply: only a sum of factors has one")
	}
	seen := make(map[string]bool)
	for i, f := range r.Factors {
		at := c.In("factors").At(i)
		if f.Name == "" {
			at.In("name").Problemf("is empty")
		}
		if seen[f.Name] {
			at.In("name").Problemf("%q stands twice", f.Name)
		}
		seen[f.Name] = true
		if at.In("coefficient").Number(f.Coefficient) && r.Form == ProductForm && !f.Coefficient.IsPositive() {
			at.In("coefficient").Problemf("%s is not above zero, and a product multiplies by it", f.Coefficient)
		}
	}
	if r.Normalise != nil {
		r.Normalise.validate(c.In("normalise"))
	}
}

func (n *Normalise) validate(c apm.Check) {
	if n.Factor.Valid && c.In("factor").Number(n.Factor.Decimal) && !n.Factor.Decimal.IsPositive() {
		c.In("factor").Problemf("%s is not above zero", n.Factor.Decimal)
	}
	if n.Within.Valid {
		c.In("within").Fraction(n.Within.Decimal)
		if !n.Factor.Valid {
			c.In("factor").Problemf("is missing: within is a fraction of it")
		}
	}
}

// adjust weighs the episodes that count, and divides costs or multiplies targets.
func (r *Risk) adjust(cases []Case, prepared []PreparedCase) (decimal.NullDecimal, error) {
	sum, n := decimal.Decimal{}, 0
	for i := range prepared {
		if len(prepared[i].Excluded) > 0 {
			continue
		}
		weight, err := r.weight(&cases[i])
		if err != nil {
			return decimal.NullDecimal{}, inCase(i, err)
		}
		prepared[i].Weight = decimal.NewNullDecimal(weight)
		sum = sum.Add(weight)
		n++
	}
	if n == 0 {
		return decimal.NullDecimal{}, nil
	}
	by, err := r.Normalise.by(apm.Trim(sum), n)
	if err != nil {
		return by, err
	}
	for i := range prepared {
		if c := &prepared[i]; len(c.Excluded) == 0 {
			if err := r.use(c, by); err != nil {
				return by, inCase(i, err)
			}
		}
	}
	return by, nil
}

// by is the number that weights are divided by.
func (n *Normalise) by(sum decimal.Decimal, episodes int) (decimal.NullDecimal, error) {
	switch {
	case n == nil:
		return decimal.NullDecimal{}, nil
	case n.Factor.Valid && !n.Within.Valid:
		return n.Factor, nil
	}
	mean, err := apm.Quo(sum, count(episodes))
	if err == nil && n.Within.Valid {
		least, most := n.Factor.Decimal.Mul(unity.Sub(n.Within.Decimal)), n.Factor.Decimal.Mul(unity.Add(n.Within.Decimal))
		mean = apm.Trim(decimal.Min(decimal.Max(mean, least), most))
	}
	return decimal.NewNullDecimal(mean), err
}

func (r *Risk) use(c *PreparedCase, by decimal.NullDecimal) error {
	var err error
	if by.Valid {
		if c.Weight.Decimal, err = apm.Quo(c.Weight.Decimal, by.Decimal); err != nil {
			return err
		}
	}
	if r.Apply == DivideEpisode {
		c.Cost, err = apm.Quo(apm.Trim(c.Cost), c.Weight.Decimal)
		return err
	}
	if !c.Target.Valid {
		return apm.Missing("target")
	}
	c.Target.Decimal = apm.Trim(c.Target.Decimal.Mul(c.Weight.Decimal))
	if c.RegionalTarget.Valid {
		c.RegionalTarget.Decimal = apm.Trim(c.RegionalTarget.Decimal.Mul(c.Weight.Decimal))
	}
	return nil
}

// weight is the weight of a case before it is normalised.
func (r *Risk) weight(c *Case) (decimal.Decimal, error) {
	if len(r.Factors) == 0 {
		if !c.Weight.Valid {
			return decimal.Decimal{}, apm.Missing("weight")
		}
		return c.Weight.Decimal, nil
	}
	weight := r.Intercept
	if r.Form == ProductForm {
		weight = unity
	}
	for _, f := range r.Factors {
		x, found := c.Covariates[f.Name]
		switch {
		case !found:
			return weight, apm.Missing("covariates." + f.Name)
		case r.Form != ProductForm:
			weight = weight.Add(f.Coefficient.Mul(x))
		case x.Equal(unity):
			if weight = apm.Trim(weight.Mul(f.Coefficient)); !apm.Plain(weight) {
				return weight, endlessWeight()
			}
		case !x.IsZero():
			return weight, &apm.FactError{Field: "covariates." + f.Name, Reason: "is neither 0 nor 1, and a product of factors asks for yes or no"}
		}
	}
	if r.Form == ExponentialForm {
		return exponential(weight)
	}
	weight = apm.Trim(weight)
	if !weight.IsPositive() || !apm.Plain(weight) {
		return weight, endlessWeight()
	}
	return weight, nil
}

func endlessWeight() error {
	return &apm.FactError{Field: "covariates", Reason: "make a risk weight that is not above zero, or beyond any weight"}
}

// exponential is e to the power of a sum, in floating point: statistics, not money.
func exponential(sum decimal.Decimal) (decimal.Decimal, error) {
	fail := &apm.FactError{Field: "covariates", Reason: "make the exponential of a number beyond -50 to 50"}
	if !apm.Plain(sum) || sum.Abs().GreaterThan(decimal.New(50, 0)) {
		return sum, fail
	}
	weight, err := decimal.NewFromString(fmt.Sprintf("%.12g", math.Exp(sum.InexactFloat64())))
	if err != nil {
		return sum, fail
	}
	return weight, nil
}
