package apm

import (
	"fmt"
	"strings"

	"github.com/seed-6807d414/apm/internal/words"
	"github.com/shopspring/decimal"
)

// Rate is a rate as a function of quality: exactly one of its fields is set. All
// rates are fractions: 0.5 for one half.
type Rate struct {
	// Fixed is the same rate at any quality.
	Fixed decimal.NullDecimal `json:"fixed,omitzero"`
	// Linear rises or falls with the score.
	Linear *Linear `json:"linear,omitempty"`
	// Ladder gives the rate of the highest rung that the score reaches, and zero
	// below the lowest rung. The rungs stand in rising order.
	Ladder []Rung `json:"ladder,omitempty"`
	// ByStatus gives each status of the quality standard a rate of its own.
	ByStatus []StatusRate `json:"byStatus,omitempty"`
}

// Linear is intercept + slope x score, held within bounds where they are given.
// "Maximum times quality" is {Slope: 0.75}; "one less the maximum times quality,
// between 40 % and 75 %" is {Intercept: 1, Slope: -0.75, Min: 0.4, Max: 0.75}.
type Linear struct {
	Intercept decimal.Decimal     `json:"intercept,omitzero"`
	Slope     decimal.Decimal     `json:"slope"`
	Min       decimal.NullDecimal `json:"min,omitzero"`
	Max       decimal.NullDecimal `json:"max,omitzero"`
}

// Rung is a step of a ladder: from this score on, the boundary included, the rate
// is this.
type Rung struct {
	AtLeast decimal.Decimal `json:"atLeast"`
	Rate    decimal.Decimal `json:"rate"`
}

// StatusRate is the rate of one status.
type StatusRate struct {
	Status Status `json:"status"`
	Rate   Rate   `json:"rate"`
}

// FixedRate is a constant rate.
func FixedRate(rate decimal.Decimal) Rate { return Rate{Fixed: decimal.NewNullDecimal(rate)} }

// QualityError says which part of quality a rate needs and does not have.
type QualityError struct {
	Field   string // "score" or "status"
	Reason  string
	Missing bool // it is not known, rather than wrong
}

func (e *QualityError) Error() string { return "quality." + e.Field + ": " + e.Reason }

// At is the rate at that quality. It fails with a [*QualityError] when the rate
// depends on a score or a status that is unknown, on a status that the rate does
// not list, or, for a linear rate, on a score outside 0 to 1: a score of 76.6
// would pay a hundredfold. Of a rate that [Rate.Validate] refuses it promises
// only to come to an end.
func (r Rate) At(q Quality) (decimal.Decimal, error) {
	switch {
	case r.Fixed.Valid:
		return r.Fixed.Decimal, nil
	case r.ByStatus != nil:
		return r.byStatus(q)
	case r.Linear == nil && r.Ladder == nil:
		return decimal.Decimal{}, fmt.Errorf("the rate is empty")
	case !q.Score.Valid:
		return decimal.Decimal{}, &QualityError{Field: "score", Reason: "is missing, and the rate depends on it", Missing: true}
	case !Plain(q.Score.Decimal):
		return decimal.Decimal{}, &QualityError{Field: "score", Reason: "has too many digits"}
	case r.Linear != nil:
		return r.Linear.at(q.Score.Decimal)
	}
	rate := decimal.Decimal{}
	for i, rung := range r.Ladder {
		if !Plain(rung.AtLeast) {
			return decimal.Decimal{}, fmt.Errorf("ladder[%d].atLeast: %s", i, notPlain)
		}
		if words.Cmp(q.Score.Decimal, rung.AtLeast) < 0 {
			break
		}
		rate = rung.Rate
	}
	return rate, nil
}

func (r Rate) byStatus(q Quality) (decimal.Decimal, error) {
	for _, s := range r.ByStatus {
		if s.Status == q.Status {
			if s.Rate.ByStatus != nil {
				return decimal.Decimal{}, fmt.Errorf("the rate of a status cannot depend on the status again")
			}
			return s.Rate.At(q)
		}
	}
	if q.Status == "" {
		return decimal.Decimal{}, &QualityError{Field: "status", Reason: "is missing, and the rate depends on it", Missing: true}
	}
	known := make([]string, len(r.ByStatus))
	for i, s := range r.ByStatus {
		known[i] = string(s.Status)
	}
	return decimal.Decimal{}, &QualityError{Field: "status",
		Reason: fmt.Sprintf("%q has no rate (known: %s)", string(q.Status), strings.Join(known, ", "))}
}

func (l *Linear) at(score decimal.Decimal) (decimal.Decimal, error) {
	if score.IsNegative() || words.Cmp(score, one) > 0 {
		return decimal.Decimal{}, &QualityError{Field: "score", Reason: "is outside 0 to 1 (76.6 % is 0.766)"}
	}
	for _, d := range []decimal.Decimal{l.Intercept, l.Slope, l.Min.Decimal, l.Max.Decimal} {
		if !Plain(d) {
			return decimal.Decimal{}, fmt.Errorf("linear: %s", notPlain)
		}
	}
	rate := Trim(words.MulAdd(l.Intercept, l.Slope, score))
	if l.Max.Valid && words.Cmp(rate, l.Max.Decimal) > 0 {
		rate = l.Max.Decimal
	}
	if l.Min.Valid && words.Cmp(rate, l.Min.Decimal) < 0 {
		rate = l.Min.Decimal
	}
	return rate, nil
}

// Validate reports a rate that is empty or double, and any value of it that could
// lie outside 0 to 1.
func (r Rate) Validate(c Check) {
	forms := 0
	if r.Fixed.Valid {
		forms++
		c.In("fixed").Fraction(r.Fixed.Decimal)
	}
	if r.Linear != nil {
		forms++
		r.Linear.validate(c.In("linear"))
	}
	if r.Ladder != nil {
		forms++
		validateLadder(r.Ladder, c.In("ladder"))
	}
	if r.ByStatus != nil {
		forms++
		validateStatuses(r.ByStatus, c.In("byStatus"))
	}
	if forms != 1 {
		c.Problemf("a rate is exactly one of fixed, linear, ladder and byStatus, not %d of them", forms)
	}
}

func (l *Linear) validate(c Check) {
	if !c.In("intercept").Number(l.Intercept) || !c.In("slope").Number(l.Slope) {
		return
	}
	if l.Min.Valid {
		c.In("min").Fraction(l.Min.Decimal)
	}
	if l.Max.Valid {
		c.In("max").Fraction(l.Max.Decimal)
	}
	if !Plain(l.Min.Decimal) || !Plain(l.Max.Decimal) {
		return
	}
	if l.Min.Valid && l.Max.Valid && l.Max.Decimal.LessThan(l.Min.Decimal) {
		c.In("max").Problemf("%s is below min %s", l.Max.Decimal, l.Min.Decimal)
		return
	}
	for _, score := range []decimal.Decimal{{}, one} {
		if rate, err := l.at(score); err == nil && (rate.IsNegative() || rate.GreaterThan(one)) {
			c.Problemf("gives %s at a score of %s, outside 0 to 1; bound it by min and max", rate, score)
		}
	}
}

func validateLadder(ladder []Rung, c Check) {
	if len(ladder) == 0 {
		c.Problemf("a ladder needs a rung")
	}
	for i, rung := range ladder {
		c.At(i).In("rate").Fraction(rung.Rate)
		if !c.At(i).In("atLeast").Number(rung.AtLeast) {
			return
		}
		if i > 0 && !rung.AtLeast.GreaterThan(ladder[i-1].AtLeast) {
			c.At(i).In("atLeast").Problemf("%s is not above the rung before it", rung.AtLeast)
		}
	}
}

func validateStatuses(rates []StatusRate, c Check) {
	if len(rates) == 0 {
		c.Problemf("needs the rate of a status")
	}
	seen := make(map[Status]bool)
	for i, s := range rates {
		if s.Status == "" {
			c.At(i).In("status").Problemf("is empty")
		}
		if seen[s.Status] {
			c.At(i).In("status").Problemf("%q has a rate already", string(s.Status))
		}
		seen[s.Status] = true
		if s.Rate.ByStatus != nil {
			c.At(i).In("rate").Problemf("the rate of a status cannot depend on the status again")
			continue
		}
		s.Rate.Validate(c.At(i).In("rate"))
	}
}
