package spend

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Development says how factors are read from a triangle, and where they are too
// weak to use.
type Development struct {
	// Average is how the ratios of one age are averaged; the empty value weighs them
	// by volume.
	Average Average `json:"average,omitzero"`
	// Latest uses the ratios of the latest rows only, that many for each age; zero
	// uses all.
	Latest int `json:"latest,omitzero"`
	// Exclude leaves the ratios of rows with these origins out.
	Exclude []apm.Date `json:"exclude,omitempty"`
	// Tail is the factor from the last known age to the end; missing means 1.
	Tail decimal.NullDecimal `json:"tail,omitzero"`
	// Negatives admits amounts below zero. They are recoveries in a triangle of
	// payments, and often mistakes.
	Negatives bool `json:"negatives,omitzero"`
	// Weak is the completion, as a fraction, below which a row is blended instead of
	// divided by its completion; missing means that no row is.
	Weak decimal.NullDecimal `json:"weak,omitzero"`
	// Expected is what a weak row is blended with. Only a blend reads it.
	Expected Expected `json:"expected,omitzero"`
	// Margin is a fraction of what is still to come, stated apart and in no other
	// figure; missing means none.
	Margin decimal.NullDecimal `json:"margin,omitzero"`
}

// Expected is the spending per member per month that a weak row is expected to end
// at: given, or the mean of the rows that are not weak.
type Expected struct {
	// PMPM is dollars per member per month.
	PMPM decimal.NullDecimal `json:"pmpm,omitzero"`
	// Latest takes the mean of the latest rows that are not weak, that many; zero
	// takes all of them. It has no meaning beside PMPM.
	Latest int `json:"latest,omitzero"`
	// Trend is the growth from one row to the next, a fraction, by which the rows of
	// the mean are brought to the weak row; missing means none. It has no meaning
	// beside PMPM.
	Trend decimal.NullDecimal `json:"trend,omitzero"`
}

// Average is how the ratios of one age are averaged.
type Average string

// The averages.
const (
	ByVolume Average = "volume" // the sum of the later amounts over the sum of the earlier
	Simple   Average = "simple" // the mean of the ratios
)

// Validate reports every problem of the terms, each with its path, as
// [apm.Problems]; nil when there is none.
func (d Development) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	switch d.Average {
	case "", ByVolume, Simple:
	default:
		c.In("average").Problemf("unknown average %q (known: volume, simple)", string(d.Average))
	}
	if d.Latest < 0 {
		c.In("latest").Problemf("%d is negative", d.Latest)
	}
	for i, origin := range d.Exclude {
		if !origin.Valid() {
			c.In("exclude").At(i).Problemf("is no date of the years 1 to 9999")
		}
	}
	if d.Tail.Valid && c.In("tail").Number(d.Tail.Decimal) && !d.Tail.Decimal.IsPositive() {
		c.In("tail").Problemf("%s is not above zero", d.Tail.Decimal)
	}
	if d.Weak.Valid {
		c.In("weak").Fraction(d.Weak.Decimal)
	}
	if d.Margin.Valid {
		c.In("margin").NotNegative(d.Margin.Decimal)
	}
	e, at := d.Expected, c.In("expected")
	if e.Latest < 0 {
		at.In("latest").Problemf("%d is negative", e.Latest)
	}
	if e.PMPM.Valid {
		at.In("pmpm").Number(e.PMPM.Decimal)
		if e.Latest != 0 || e.Trend.Valid {
			at.Problemf("is either pmpm or a mean of rows, not both")
		}
	}
	if e.Trend.Valid && at.In("trend").Number(e.Trend.Decimal) && !e.Trend.Decimal.GreaterThan(one.Neg()) {
		at.In("trend").Problemf("%s is not above -1", e.Trend.Decimal)
	}
	if !d.Weak.Valid && e != (Expected{}) {
		at.Problemf("has no meaning without weak")
	}
	return problems.Err()
}

// Pattern is how amounts develop with age, read from a triangle.
type Pattern struct {
	// AgeToAge is the factor from each age to the next.
	AgeToAge []decimal.Decimal `json:"ageToAge"`
	// Ratios counts the rows behind each factor.
	Ratios []int `json:"ratios"`
	// ToUltimate is the factor from each age to the end, the tail included.
	ToUltimate []decimal.Decimal `json:"toUltimate"`
	// Completion is the fraction that is known at each age: one over ToUltimate.
	Completion []decimal.Decimal `json:"completion"`
}

// at is the completion at an age; beyond the last known age nothing is to come.
func (p Pattern) at(age int) decimal.Decimal {
	if age >= len(p.Completion) {
		return one
	}
	return p.Completion[age]
}

// Pattern reads the factors from a triangle by the chain-ladder method. It fails
// with [apm.Problems] on bad terms or a bad triangle, and where an age has no
// factor: no row to read it from, or amounts that add up to zero or less.
func (d Development) Pattern(t Triangle) (Pattern, error) {
	if err := d.Validate(); err != nil {
		return Pattern{}, err
	}
	if err := t.Validate(); err != nil {
		return Pattern{}, err
	}
	if err := d.checkNegatives(t); err != nil {
		return Pattern{}, err
	}
	var p Pattern
	known := t.cumulative()
	ages := len(known[0])
	for age := range ages - 1 {
		factor, rows, err := d.factor(t, known, age)
		if err != nil {
			return Pattern{}, fmt.Errorf("the factor from age %d to %d: %w", age, age+1, err)
		}
		p.AgeToAge, p.Ratios = append(p.AgeToAge, factor), append(p.Ratios, rows)
	}
	p.ToUltimate, p.Completion = make([]decimal.Decimal, ages), make([]decimal.Decimal, ages)
	factor := one
	if d.Tail.Valid {
		factor = d.Tail.Decimal
	}
	for age := ages - 1; age >= 0; age-- {
		if age < ages-1 {
			factor = apm.Trim(factor.Mul(p.AgeToAge[age]))
		}
		completion, err := apm.Quo(one, factor)
		if err != nil {
			return Pattern{}, fmt.Errorf("the completion at age %d: %w", age, err)
		}
		p.ToUltimate[age], p.Completion[age] = factor, completion
	}
	return p, nil
}

func (d Development) checkNegatives(t Triangle) error {
	if d.Negatives {
		return nil
	}
	var problems apm.Problems
	c := problems.Check().In("rows")
	for i, r := range t.Rows {
		for k, amount := range r.Increments {
			if amount.IsNegative() {
				c.At(i).In("increments").At(k).Problemf("is negative, and the terms admit no negatives")
			}
		}
	}
	return problems.Err()
}

// factor averages the ratios of one age to the next, and counts them.
func (d Development) factor(t Triangle, known [][]decimal.Decimal, age int) (decimal.Decimal, int, error) {
	before, after, ratios := decimal.Decimal{}, decimal.Decimal{}, decimal.Decimal{}
	n := 0
	for i := len(known) - 1; i >= 0 && (d.Latest == 0 || n < d.Latest); i-- {
		if len(known[i]) <= age+1 || d.excludes(t.Rows[i].Origin) {
			continue
		}
		n++
		before, after = before.Add(known[i][age]), after.Add(known[i][age+1])
		if d.Average == Simple {
			ratio, err := apm.Quo(known[i][age+1], known[i][age])
			if err != nil {
				return decimal.Decimal{}, 0, fmt.Errorf("rows[%d] has nothing at that age, so it has no ratio", i)
			}
			ratios = ratios.Add(ratio)
		}
	}
	if n == 0 {
		return decimal.Decimal{}, 0, fmt.Errorf("no row is left to read it from")
	}
	if d.Average == Simple {
		before, after = decimal.NewFromInt(int64(n)), ratios
	}
	if !before.IsPositive() || !after.IsPositive() {
		return decimal.Decimal{}, 0, fmt.Errorf("the amounts add up to zero or less")
	}
	factor, err := apm.Quo(after, before)
	return factor, n, err
}

func (d Development) excludes(origin apm.Date) bool {
	for _, o := range d.Exclude {
		if o == origin {
			return true
		}
	}
	return false
}
