package benchmark

import (
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Greatest weighs adjustments against each other and applies the one that raises the
// benchmark of all categories together most; where none raises it, nothing changes (42
// CFR 425.652(a)(8)). The chosen adjustment applies by category as it is, so that
// single categories may fall.
type Greatest struct {
	Of []Option `json:"of"`
	// Mix is the year whose time weighs the categories.
	Mix       string `json:"mix"`
	Authority string `json:"authority,omitzero"`
}

// Option is an adjustment that may be chosen. What it adds for all categories
// together, per unit of time, is a figure of its Name for the options and rules behind
// it.
type Option struct {
	Name  string `json:"name"`
	Rules Rules  `json:"rules"`
}

// Kind is "greatest".
func (Greatest) Kind() string { return "greatest" }

// Apply runs every option on the same lines; of equal gains the first counts. Gains
// are compared to the twentieth decimal, so that the last digits of quotients choose
// nothing where two adjustments stand at the same cap.
func (g Greatest) Apply(f *Facts, lines []Line) (Move, error) {
	before, err := f.Mix(g.Mix, lines)
	if err != nil {
		return Move{}, err
	}
	facts := *f
	facts.named = append([]apm.Figure(nil), f.named...)
	move := Move{To: lines, Authority: g.Authority}
	best, chosen := decimal.Decimal{}, -1
	for i, option := range g.Of {
		run, err := nested(&facts, option.Rules, lines, "of["+strconv.Itoa(i)+"].rules")
		if err != nil {
			return Move{}, err
		}
		after, err := facts.Mix(g.Mix, run.lines)
		if err != nil {
			return Move{}, err
		}
		gain := after.Sub(before)
		facts.named = append(facts.named, apm.Figure{Name: option.Name, Value: gain, Unit: apm.Dollars})
		move.Branches = append(move.Branches, apm.Branch{Name: option.Name, Result: gain, Steps: run.steps})
		if exceeds(gain, best) {
			best, chosen = gain, i
			move.To, move.Marks = run.lines, run.facts.marks[len(f.marks):]
			move.Merged, move.Time = run.merged, run.time
		}
	}
	move.Named = facts.named[len(f.named):]
	if chosen >= 0 {
		move.Branches[chosen].Taken = true
	}
	return move, nil
}

// Validate reports a choice of nothing, options without a name or of the same one.
func (g Greatest) Validate(c apm.Check) {
	if g.Mix == "" {
		c.In("mix").Problemf("is empty: name the year whose time weighs the categories")
	}
	if len(g.Of) == 0 {
		c.In("of").Problemf("needs an option")
	}
	for i, option := range g.Of {
		at := c.In("of").At(i)
		if strings.TrimSpace(option.Name) == "" {
			at.In("name").Problemf("is empty")
		}
		for _, other := range g.Of[:i] {
			if other.Name == option.Name {
				at.In("name").Problemf("%q stands twice", option.Name)
				break
			}
		}
		option.Rules.validate(at.In("rules"))
	}
}

// PriorSavings adds a part of what the entity saved in the years before: the same
// dollars for each category (42 CFR 425.658). A mean that is not above zero adds
// nothing.
type PriorSavings struct {
	// Years are figures of Facts.Amounts: per-capita savings, or losses below zero, of
	// each year before the agreement; zero for a year that was not reconciled.
	Years []Measure `json:"years"`
	// Proration is a figure of Facts.Amounts that scales the mean down where the
	// population has grown; above 1 it counts as 1. Empty means none.
	Proration Measure `json:"proration,omitzero"`
	// Share is the part of the mean that counts: 0.5.
	Share decimal.Decimal `json:"share"`
	// Cap limits the adjustment, as a fraction of the mean of the figure Of by the time
	// of the year In.
	Cap       decimal.Decimal `json:"cap"`
	Of        Measure         `json:"of"`
	In        string          `json:"in"`
	Authority string          `json:"authority,omitzero"`
}

// Kind is "priorSavings".
func (PriorSavings) Kind() string { return "priorSavings" }

// Apply adds the adjustment to each line.
func (p PriorSavings) Apply(f *Facts, lines []Line) (Move, error) {
	sum := decimal.Decimal{}
	for _, year := range p.Years {
		savings, err := f.Amount(year)
		if err != nil {
			return Move{}, err
		}
		sum = sum.Add(savings)
	}
	average, err := apm.Quo(sum, decimal.New(int64(len(p.Years)), 0))
	if err != nil {
		return Move{}, err
	}
	figures := []apm.Figure{{Name: "mean savings per capita", Value: average, Unit: apm.Dollars}}
	adjustment := decimal.Decimal{}
	if average.IsPositive() {
		adjustment = average.Mul(p.Share)
		if p.Proration != "" {
			factor, err := f.Amount(p.Proration)
			if err != nil {
				return Move{}, err
			}
			if factor.IsNegative() {
				return Move{}, &apm.FactError{Field: "amounts." + string(p.Proration), Reason: "is negative"}
			}
			factor = decimal.Min(factor, one)
			adjustment = adjustment.Mul(factor)
			figures = append(figures, apm.Figure{Name: "proration", Value: factor, Unit: apm.Fraction})
		}
		limit, err := partOf(f, lines, p.Cap, p.Of, p.In)
		if err != nil {
			return Move{}, err
		}
		figures = append(figures, apm.Figure{Name: "cap", Value: limit, Unit: apm.Dollars})
		adjustment = decimal.Min(adjustment, limit)
	}
	figures = append(figures, apm.Figure{Name: "adjustment", Value: adjustment, Unit: apm.Dollars})
	return change(lines, p.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		return l.PerCapita.Add(adjustment), figures, nil
	})
}

// partOf is a fraction of the mean of a figure by the time of a year.
func partOf(f *Facts, lines []Line, fraction decimal.Decimal, of Measure, year string) (decimal.Decimal, error) {
	mean, err := f.mean(year, len(lines), func(i int) (string, string) { return lines[i].Category, lines[i].Year },
		func(i int) (decimal.Decimal, error) { return f.notNegative(lines[i].Category, year, of) })
	return apm.Trim(mean.Mul(fraction)), err
}

// Validate reports an adjustment of no years and rates outside 0 to 1.
func (p PriorSavings) Validate(c apm.Check) {
	if len(p.Years) == 0 {
		c.In("years").Problemf("needs a year")
	}
	for i, year := range p.Years {
		year.validate(c.In("years").At(i))
	}
	c.In("share").Fraction(p.Share)
	c.In("cap").Fraction(p.Cap)
	p.Of.validate(c.In("of"))
	if p.In == "" {
		c.In("in").Problemf("is empty: name the year of %s", p.Of)
	}
}

// EquityAdjustment raises the benchmark of an entity that serves many people of low
// income: their share times what is left of a cap when other adjustments have taken
// their part, the same dollars for each category (the health equity benchmark
// adjustment of 42 CFR 425.662).
type EquityAdjustment struct {
	// Share is a figure of Facts.Amounts: the fraction of people with low income. Below
	// Minimum nothing is added.
	Share   Measure         `json:"share"`
	Minimum decimal.Decimal `json:"minimum"`
	// Cap is a fraction of the mean of the figure Of by the time of the year In.
	Cap decimal.Decimal `json:"cap"`
	Of  Measure         `json:"of"`
	In  string          `json:"in"`
	// Less are figures of Facts.Amounts or earlier options of a [Greatest]: the largest
	// of them, where it is above zero, lowers the cap.
	Less      []Measure `json:"less,omitempty"`
	Authority string    `json:"authority,omitzero"`
}

// Kind is "equityAdjustment".
func (EquityAdjustment) Kind() string { return "equityAdjustment" }

// Apply adds the adjustment to each line.
func (e EquityAdjustment) Apply(f *Facts, lines []Line) (Move, error) {
	share, err := f.fraction(e.Share)
	if err != nil {
		return Move{}, err
	}
	figures := []apm.Figure{{Name: "share", Value: share, Unit: apm.Fraction}}
	adjustment := decimal.Decimal{}
	if share.GreaterThanOrEqual(e.Minimum) {
		scaler, err := partOf(f, lines, e.Cap, e.Of, e.In)
		if err != nil {
			return Move{}, err
		}
		taken := decimal.Decimal{}
		for _, other := range e.Less {
			amount, err := f.Amount(other)
			if err != nil {
				return Move{}, err
			}
			taken = decimal.Max(taken, amount)
		}
		scaler = scaler.Sub(taken)
		figures = append(figures, apm.Figure{Name: "left of the cap", Value: scaler, Unit: apm.Dollars})
		adjustment = decimal.Max(decimal.Decimal{}, scaler.Mul(share))
	}
	figures = append(figures, apm.Figure{Name: "adjustment", Value: adjustment, Unit: apm.Dollars})
	return change(lines, e.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		return l.PerCapita.Add(adjustment), figures, nil
	})
}

// Validate reports shares and caps outside 0 to 1.
func (e EquityAdjustment) Validate(c apm.Check) {
	e.Share.validate(c.In("share"))
	c.In("minimum").Fraction(e.Minimum)
	c.In("cap").Fraction(e.Cap)
	e.Of.validate(c.In("of"))
	if e.In == "" {
		c.In("in").Problemf("is empty: name the year of %s", e.Of)
	}
	for i, other := range e.Less {
		other.validate(c.In("less").At(i))
	}
}
