package episode

import (
	"strconv"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Settle computes what a provider gains or loses on its prepared episodes, with the
// account of how. The order of the cases does not matter; cases of other providers are
// refused. It fails with a [*apm.FactError] when a fact is impossible, or is missing and
// decides the result, and with whatever error a rule of the caller's own returned, at that
// rule's path.
func (a *Arrangement) Settle(provider ProviderFacts, cases []PreparedCase) (Settlement, error) {
	if err := provider.check(); err != nil {
		return Settlement{}, err
	}
	categories, err := a.collect(&provider, cases)
	if err != nil {
		return Settlement{}, err
	}
	for _, c := range categories {
		if err := a.hold(c); err != nil {
			return Settlement{}, err
		}
	}
	if err := a.choose(categories); err != nil {
		return Settlement{}, err
	}
	s := Settlement{Program: a.program.Name, Provider: provider.ID, Run: provider.Run}
	gaps := decimal.Decimal{}
	step := apm.Step{Path: "each", Rule: "net"}
	for _, c := range categories {
		if err := a.settleCategory(c); err != nil {
			return Settlement{}, err
		}
		gaps, s.Net = gaps.Add(c.Gap), s.Net.Add(c.Net)
		step.Branches = append(step.Branches, apm.Branch{Name: c.Category, Result: c.Net, Taken: true, Facts: c.figures, Steps: c.steps})
	}
	step.Before, step.After = gaps, apm.Trim(s.Net)
	s.Account.Steps = append(s.Account.Steps, step)
	s.Net = step.After
	net, steps := a.relieve(categories, s.Net)
	s.Account.Steps = append(s.Account.Steps, steps...)
	if err := a.finish(&s, together(&provider, categories, net.IsNegative()), net); err != nil {
		return Settlement{}, err
	}
	for _, c := range categories {
		s.Categories = append(s.Categories, c.CategorySettlement)
	}
	s.Account.Title = a.program.Name
	return s, nil
}

// settleCategory applies volume rules and the lists of Each to the gap of a category.
func (a *Arrangement) settleCategory(c *category) error {
	c.facing()
	amount := c.Gap
	for i, v := range a.program.Volume {
		if !v.concerns(amount) {
			continue
		}
		low, n, err := v.low(&c.performance)
		if err != nil {
			return apm.AtRule(volumePath(i), err)
		}
		if !low {
			continue
		}
		if c.Low = v.Action; v.AfterNetting {
			c.lowAfter = true
			continue
		}
		c.steps = append(c.steps, v.step(i, c.Category, amount, decimal.Decimal{}, n))
		amount = decimal.Decimal{}
	}
	rules, at, s := a.program.Each.Gains, a.eachGains, gainSide
	if amount.IsNegative() {
		rules, at, s = a.program.Each.Losses, a.eachLosses, lossSide
	}
	net, run, err := a.side(rules, at, s, a.perCategory, &c.performance, amount)
	c.Net, c.Marks, c.steps = net, run.marks, append(c.steps, run.steps...)
	return err
}

// facing lists the facts that a category's account opens with.
func (c *category) facing() {
	figures := append(make([]apm.Figure, 0, len(c.figures)+5),
		apm.Figure{Name: "episodes", Value: count(c.Episodes), Unit: apm.Number}, apm.Figure{Name: "spending", Value: c.Spending, Unit: apm.Dollars})
	if c.Episodes > 0 {
		if mean, err := apm.Quo(c.Spending, count(c.Episodes)); err == nil {
			figures = append(figures, apm.Figure{Name: "mean", Value: mean, Unit: apm.Dollars})
		}
	}
	figures = append(figures, c.figures...)
	if c.Target.Valid {
		figures = append(figures, apm.Figure{Name: "target", Value: c.Target.Decimal, Unit: apm.Dollars})
	}
	c.figures = append(figures, apm.Figure{Name: "gap", Value: c.Gap, Unit: apm.Dollars})
}

// side runs the list of one side. Without any list the amount goes on as it is; with one
// only, the other side is zero.
func (a *Arrangement) side(rules Rules, at []string, s side, any bool, p *Performance, amount decimal.Decimal) (decimal.Decimal, ruleRun, error) {
	run := ruleRun{facts: p}
	switch {
	case !any:
		return amount, run, nil
	case len(rules) == 0:
		return decimal.Decimal{}, run, nil
	}
	to, err := run.list(rules, at, amount.Abs(), s)
	run.marks = withSign(run.marks, s == lossSide)
	if s == lossSide {
		to = to.Neg()
	}
	return to, run, err
}

// relieve takes off a net loss what comes from categories of low volume.
func (a *Arrangement) relieve(categories []*category, net decimal.Decimal) (decimal.Decimal, []apm.Step) {
	var steps []apm.Step
	for i, v := range a.program.Volume {
		if !v.AfterNetting || !net.IsNegative() {
			continue
		}
		low := decimal.Decimal{}
		for _, c := range categories {
			if c.lowAfter {
				low = low.Add(c.Net)
			}
		}
		if low.IsZero() {
			continue
		}
		to := apm.Trim(decimal.Min(net.Sub(low), decimal.Decimal{}))
		steps = append(steps, v.step(i, "", net, to, low))
		net = to
		for _, c := range categories {
			c.lowAfter = false
		}
	}
	return net, steps
}

func (v Volume) step(i int, key string, before, after, n decimal.Decimal) apm.Step {
	figures := []apm.Figure{{Name: "losses of low volume", Value: n, Unit: apm.Dollars}}
	if key != "" {
		figures = []apm.Figure{{Name: string(v.On) + " episodes", Value: n, Unit: apm.Number}, {Name: "minimum", Value: count(v.Minimum), Unit: apm.Number}}
	}
	return apm.Step{Path: volumePath(i), Rule: string(v.Action), Key: key, Before: before, After: after, Figures: figures, Authority: v.Authority}
}

func volumePath(i int) string { return "volume[" + strconv.Itoa(i) + "]" }

// together is all categories of a provider. Their target is the one that gains or losses are
// measured from, whichever the sum is, so that it does not leap where a single category
// passes from one side to the other.
func together(provider *ProviderFacts, categories []*category, loses bool) *Performance {
	zero := decimal.NewNullDecimal(decimal.Decimal{})
	p := &Performance{
		Quality: provider.Quality, metrics: provider.Metrics, provider: provider, parts: categories,
		baseline: zero, benchmark: zero, target: zero,
	}
	for _, c := range categories {
		p.episodes += c.Episodes
		p.spending = p.spending.Add(c.Spending)
		if c.Episodes == 0 {
			continue
		}
		target := c.gainTarget
		if loses {
			target = c.lossTarget
		}
		for _, sum := range [...]struct {
			to *decimal.NullDecimal
			of decimal.NullDecimal
		}{{&p.baseline, c.facts.BaselineEpisodes}, {&p.benchmark, c.Benchmark}, {&p.target, target}} {
			sum.to.Decimal, sum.to.Valid = sum.to.Decimal.Add(sum.of.Decimal), sum.to.Valid && sum.of.Valid
		}
	}
	return p
}

// finish applies the lists of the program to the sum.
func (a *Arrangement) finish(s *Settlement, total *Performance, net decimal.Decimal) error {
	rules, at, which := a.program.Gains, a.gains, gainSide
	if net.IsNegative() {
		rules, at, which = a.program.Losses, a.losses, lossSide
	}
	amount, run, err := a.side(rules, at, which, len(a.program.Gains)+len(a.program.Losses) > 0, total, net)
	if err != nil {
		return err
	}
	last := ruleRun{facts: total}
	if amount, err = last.list(a.program.Final, a.final, amount, finalSide); err != nil {
		return err
	}
	s.Result, s.Carried = amount, last.carried
	s.Marks = append(run.marks, last.marks...)
	s.Account.Steps = append(append(s.Account.Steps, run.steps...), last.steps...)
	for _, f := range [...]struct {
		of    Basis
		value decimal.NullDecimal
	}{{TotalBenchmark, total.benchmark}, {TotalTarget, total.target}} {
		if f.value.Valid {
			s.Account.Facts = append(s.Account.Facts, apm.Figure{Name: string(f.of), Value: f.value.Decimal, Unit: apm.Dollars})
		}
	}
	s.Account.Facts = append(s.Account.Facts, apm.Figure{Name: string(TotalSpending), Value: total.spending, Unit: apm.Dollars})
	name := "paid to the provider"
	if amount.IsNegative() {
		name = "owed by the provider"
	}
	s.Account.Results = []apm.Figure{{Name: name, Value: amount.Abs(), Unit: apm.Dollars}}
	return nil
}
