package quality

import (
	"strconv"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// reading is a result in the scale and direction of its measure.
type reading struct {
	result                        *Result // nil where there is none
	rate, prior, bestPrior        decimal.NullDecimal
	se, priorSE                   decimal.NullDecimal
	cases, numerator, denominator decimal.NullDecimal
}

// base is the earlier rate that improvement counts from.
func (r *reading) base(b Base) decimal.NullDecimal {
	if b == FromBestPrior && r.bestPrior.Valid {
		return r.bestPrior
	}
	return r.prior
}

// read checks a result and brings it to the scale and direction of a measure.
func (m *Measure) read(r *Result, at int, out *reading) error {
	if r == nil {
		return nil
	}
	bad := func(name, reason string) error {
		return &apm.FactError{Field: "results[" + strconv.Itoa(at) + "]." + name, Reason: reason}
	}
	for _, f := range [...]struct {
		name  string
		value *decimal.NullDecimal
		kind  byte // a rate, a count, a fraction, a percentile
	}{
		{"rate", &r.Rate, 'r'}, {"numerator", &r.Numerator, 'c'}, {"denominator", &r.Denominator, 'c'},
		{"exclusions", &r.Exclusions, 'c'}, {"exceptions", &r.Exceptions, 'c'}, {"cases", &r.Cases, 'c'},
		{"se", &r.SE, 'c'}, {"priorSE", &r.PriorSE, 'c'}, {"reliability", &r.Reliability, 'f'},
		{"completeness", &r.Completeness, 'f'}, {"prior", &r.Prior, 'r'}, {"bestPrior", &r.BestPrior, 'r'},
		{"priorPoints", &r.PriorPoints, 'r'}, {"percentile", &r.Percentile, 'p'}, {"priorPercentile", &r.PriorPercentile, 'p'},
	} {
		if !f.value.Valid {
			continue
		}
		d := f.value.Decimal
		switch {
		case !apm.Plain(d):
			return bad(f.name, "has too many digits")
		case f.kind != 'r' && d.IsNegative():
			return bad(f.name, "is negative")
		case f.kind == 'f' && d.GreaterThan(one):
			return bad(f.name, "is above 1 (75 % is 0.75)")
		case f.kind == 'p' && d.GreaterThan(hundred):
			return bad(f.name, "is above 100")
		}
	}
	out.result, out.numerator, out.cases = r, r.Numerator, r.Cases
	if r.Denominator.Valid {
		counted := r.Denominator.Decimal.Sub(r.Exclusions.Decimal).Sub(r.Exceptions.Decimal)
		if counted.IsNegative() {
			return bad("denominator", "is below exclusions and exceptions together")
		}
		out.denominator = decimal.NewNullDecimal(counted)
		if !out.cases.Valid {
			out.cases = out.denominator
		}
		if m.Kind == Proportion && r.Numerator.Valid && r.Numerator.Decimal.GreaterThan(counted) {
			return bad("numerator", "is above the denominator less exclusions and exceptions")
		}
	}
	factor := one
	if r.Scale != "" && r.Scale != m.Scale {
		if !r.Scale.convertible() || !m.Scale.convertible() {
			return bad("scale", "cannot be converted into that of the measure")
		}
		f, err := apm.Quo(m.Scale.factor(), r.Scale.factor())
		if err != nil {
			return err
		}
		factor = f
	}
	turn := r.Direction != "" && r.Direction != m.Direction
	if turn && m.Kind != Proportion {
		return bad("direction", "is not that of the measure, and only a proportion has a complement")
	}
	whole := m.Scale.factor()
	for _, f := range [...]struct {
		name    string
		from    decimal.NullDecimal
		to      *decimal.NullDecimal
		isRate  bool
		checked bool
	}{
		{"rate", r.Rate, &out.rate, true, true}, {"prior", r.Prior, &out.prior, true, true},
		{"bestPrior", r.BestPrior, &out.bestPrior, true, true},
		{"se", r.SE, &out.se, false, false}, {"priorSE", r.PriorSE, &out.priorSE, false, false},
	} {
		if !f.from.Valid {
			continue
		}
		d := f.from.Decimal
		if !factor.Equal(one) {
			d = apm.Trim(d.Mul(factor))
		}
		if f.checked && m.Kind == Proportion && (d.IsNegative() || above(d, whole)) {
			return bad(f.name, "is outside 0 to 100 %")
		}
		if turn && f.isRate {
			d = whole.Sub(d)
		}
		*f.to = decimal.NewNullDecimal(d)
	}
	if turn && out.denominator.Valid && out.numerator.Valid {
		out.numerator.Decimal = out.denominator.Decimal.Sub(out.numerator.Decimal)
	}
	if !out.rate.Valid && out.numerator.Valid && out.denominator.Valid && !out.denominator.Decimal.IsZero() {
		rate, err := apm.Quo(out.numerator.Decimal.Mul(whole), out.denominator.Decimal)
		if err != nil {
			return bad("rate", err.Error())
		}
		out.rate = decimal.NewNullDecimal(rate)
	}
	return nil
}

// significant is 1 where the rate is significantly better than the prior one, -1 where it
// is significantly worse, and 0 otherwise; known is false where it cannot be told.
func (r *reading) significant(dir Direction, base, z decimal.NullDecimal) (sign int, known bool) {
	if !r.rate.Valid || !base.Valid || !r.se.Valid || !r.priorSE.Valid {
		return 0, false
	}
	gain := r.rate.Decimal.Sub(base.Decimal)
	noise := r.se.Decimal.Mul(r.se.Decimal).Add(r.priorSE.Decimal.Mul(r.priorSE.Decimal))
	if !gain.Mul(gain).GreaterThan(z.Decimal.Mul(z.Decimal).Mul(noise)) {
		return 0, true
	}
	if gain.IsPositive() == (dir == Higher) {
		return 1, true
	}
	return -1, true
}

// above says whether d is above a limit, neither of them negative. Most are told apart by their
// length alone.
func above(d, limit decimal.Decimal) bool {
	length := func(d decimal.Decimal) int { return d.NumDigits() + int(d.Exponent()) }
	return length(d) >= length(limit) && d.GreaterThan(limit)
}
