package quality

import (
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// checker validates terms: it knows every name in them.
type checker struct {
	t     *Terms
	names map[string]int // measures first, then nodes
}

// validate reports everything that is wrong with terms.
func (t *Terms) validate(c apm.Check) {
	k := checker{t: t, names: make(map[string]int)}
	if strings.TrimSpace(t.Name) == "" {
		c.In("name").Problemf("is empty")
	}
	if t.Year < 0 {
		c.In("year").Problemf("%d is negative", t.Year)
	}
	if len(t.Measures) == 0 {
		c.In("measures").Problemf("needs a measure")
	}
	for i, m := range t.Measures {
		k.name(m.ID, i, c.In("measures").At(i).In("id"))
	}
	for i, n := range t.Nodes {
		k.name(n.Name, len(t.Measures)+i, c.In("nodes").At(i).In("name"))
	}
	for i := range t.Measures {
		k.measure(&t.Measures[i], c.In("measures").At(i))
	}
	k.benchmarks(c.In("benchmarks"))
	for i := range t.Nodes {
		k.node(&t.Nodes[i], c.In("nodes").At(i))
	}
	if t.Score != "" {
		k.known(t.Score, c.In("score"))
	}
	switch t.As {
	case "", AsFraction, AsPoints:
	default:
		c.In("as").Problemf("unknown form %q (known: fraction, points)", string(t.As))
	}
	for i := range t.Status {
		at := c.In("status").At(i)
		if t.Status[i].Status == "" {
			at.In("status").Problemf("is empty")
		}
		k.condition(&t.Status[i].When, at.In("when"))
	}
	switch {
	case len(t.Status) > 0 && t.Otherwise == "":
		c.In("otherwise").Problemf("is empty: pathways need a status for when none holds")
	case len(t.Status) == 0 && t.Score == "":
		c.Problemf("the terms give neither a score nor a status")
	}
}

func (k *checker) name(name string, index int, c apm.Check) {
	if strings.TrimSpace(name) == "" {
		c.Problemf("is empty")
		return
	}
	if _, taken := k.names[name]; taken {
		c.Problemf("%q is the name of another measure or node", name)
		return
	}
	k.names[name] = index
}

func (k *checker) known(name string, c apm.Check) bool {
	if _, ok := k.names[name]; !ok {
		c.Problemf("no measure or node is named %q", name)
		return false
	}
	return true
}

// mostTags is the most tags of a measure and of a choice among measures.
const mostTags = 100

func (k *checker) measure(m *Measure, c apm.Check) {
	m.Direction.validate(c.In("direction"))
	switch m.Scale {
	case Percent, Fraction, Per100, PerThousand, Ratio, Points, Days:
	default:
		c.In("scale").Problemf("unknown scale %q (known: percent, fraction, per100, perThousand, ratio, points, days)", string(m.Scale))
	}
	switch m.Kind {
	case Proportion:
		if m.Scale != "" && m.Scale != Percent && m.Scale != Fraction {
			c.In("scale").Problemf("a proportion is a percent or a fraction")
		}
	case RiskRatio, Survey, Continuous, Attestation:
	default:
		c.In("kind").Problemf("unknown kind %q (known: proportion, riskRatio, survey, continuous, attestation)", string(m.Kind))
	}
	if len(m.Tags) > mostTags {
		c.In("tags").Problemf("has %d tags, more than %d", len(m.Tags), mostTags)
	}
	for i, tag := range m.Tags[:min(len(m.Tags), mostTags)] {
		if tag == "" || slices.Contains(m.Tags[:i], tag) {
			c.In("tags").At(i).Problemf("%q is empty or stands twice", tag)
		}
	}
	for i := range m.Tests {
		k.test(&m.Tests[i], c.In("tests").At(i))
	}
	u := use{dir: m.Direction, kind: m.Kind}
	m.Curve.validate(c.In("curve"), u)
	notNegative(c.In("available"), m.Available)
	if m.Improvement != nil {
		k.improvement(m.Improvement, c.In("improvement"), u)
		if m.Improvement.Prior != "" {
			c.In("improvement").In("prior").Problemf("a measure's prior rate stands in its result")
		}
	}
	if m.KeepPrior != nil {
		k.condition(m.KeepPrior, c.In("keepPrior"))
	}
	k.adjusts(m.Adjust, c.In("adjust"))
}

func (k *checker) test(t *Test, c apm.Check) {
	forms := 0
	for _, given := range []bool{t.Present, t.MinCases.Valid, t.MinReliability.Valid, t.MinCompleteness.Valid, t.HasBenchmark, t.NotSuppressed, t.Unless != nil} {
		if given {
			forms++
		}
	}
	if forms != 1 {
		c.Problemf("a test is exactly one of present, minCases, minReliability, minCompleteness, hasBenchmark, notSuppressed and unless, not %d of them", forms)
	}
	notNegative(c.In("minCases"), t.MinCases)
	fraction(c.In("minReliability"), t.MinReliability)
	fraction(c.In("minCompleteness"), t.MinCompleteness)
	if t.Unless != nil {
		k.condition(t.Unless, c.In("unless"))
	}
	if t.When != nil {
		k.condition(t.When, c.In("when"))
	}
	c, f := c.In("onFail"), t.OnFail
	notNegative(c.In("points"), f.Points)
	notNegative(c.In("mostGain"), f.MostGain)
	switch f.Do {
	case Drop, ZeroPoints, FullCredit, FailStatus, UseRate:
		if f.Points.Valid {
			c.In("points").Problemf("does not go with %s", string(f.Do))
		}
	case GivePoints, FloorComposite:
		if !f.Points.Valid {
			c.In("points").Problemf("%s needs points", string(f.Do))
		}
	default:
		c.In("do").Problemf("unknown consequence %q (known: drop, zero, points, fullCredit, useRate, floorComposite, failStatus)", string(f.Do))
	}
	switch f.Rate {
	case PriorRate, BestPriorRate, PeerMedian, SubstituteRate, "":
		if (f.Rate == "") == (f.Do == UseRate) {
			c.In("rate").Problemf("goes with useRate, and useRate with it")
		}
	default:
		c.In("rate").Problemf("unknown rate %q (known: prior, bestPrior, peerMedian, substitute)", string(f.Rate))
	}
	if f.MostGain.Valid && f.Do != UseRate {
		c.In("mostGain").Problemf("goes with useRate")
	}
}

func (k *checker) improvement(m *Improvement, c apm.Check, u use) {
	forms := 0
	base := func(b Base, c apm.Check) {
		if b != "" && b != FromPrior && b != FromBestPrior {
			c.In("base").Problemf("unknown base %q (known: prior, bestPrior)", string(b))
		}
	}
	if s := m.LineFromBase; s != nil {
		forms++
		s.validate(c.In("lineFromBase"), u, true)
	}
	if s := m.GapTarget; s != nil {
		forms++
		at := c.In("gapTarget")
		at.In("share").Fraction(s.Share)
		at.In("floor").NotNegative(s.Floor)
		at.In("points").NotNegative(s.Points)
		base(s.Base, at)
	}
	if s := m.StepTarget; s != nil {
		forms++
		at := c.In("stepTarget")
		at.In("share").Fraction(s.Share)
		at.In("points").NotNegative(s.Points)
		s.Round.validate(at.In("round"))
		base(s.Base, at)
	}
	if s := m.RankJump; s != nil {
		forms++
		percentile(c.In("rankJump").In("jump"), decimal.NewNullDecimal(s.Jump))
		c.In("rankJump").In("points").NotNegative(s.Points)
	}
	if s := m.RateOfChange; s != nil {
		forms++
		at := c.In("rateOfChange")
		at.In("times").NotNegative(s.Times)
		at.In("most").NotNegative(s.Most)
		if s.PriorLeast.Valid && at.In("priorLeast").Number(s.PriorLeast.Decimal) && !s.PriorLeast.Decimal.IsPositive() {
			at.In("priorLeast").Problemf("%s is not above zero", s.PriorLeast.Decimal)
		}
	}
	if s := m.NetSignificant; s != nil {
		forms++
		c.In("netSignificant").In("z").NotNegative(s.Z)
		s.Curve.validate(c.In("netSignificant").In("curve"), use{dir: Higher, alone: true})
	}
	if forms != 1 {
		c.Problemf("an improvement is exactly one of lineFromBase, gapTarget, stepTarget, rankJump, rateOfChange and netSignificant, not %d of them", forms)
	}
	switch m.Combine {
	case GreaterOf, Either, AddBonus, AddCounted:
	default:
		c.In("combine").Problemf("unknown way to combine %q (known: greaterOf, either, add, addCounted)", string(m.Combine))
	}
	m.Round.validate(c.In("round"))
	notNegative(c.In("most"), m.Most)
	if m.When != nil {
		k.condition(m.When, c.In("when"))
	}
}

func (k *checker) adjusts(list []Adjust, c apm.Check) {
	for i := range list {
		a, at := &list[i], c.At(i)
		forms := 0
		for _, f := range []struct {
			name   string
			amount *Amount
		}{{"add", a.Add}, {"multiply", a.Multiply}, {"atLeast", a.AtLeast}, {"atMost", a.AtMost}} {
			if f.amount != nil {
				forms++
				k.amount(f.amount, at.In(f.name))
			}
		}
		if a.Round != nil {
			forms++
			a.Round.validate(at.In("round"))
		}
		if a.Curve != nil {
			forms++
			a.Curve.validate(at.In("curve"), use{dir: Higher, alone: true})
		}
		if forms != 1 {
			at.Problemf("an adjuster is exactly one of add, multiply, atLeast, atMost, round and curve, not %d of them", forms)
		}
		if a.Supplies && a.AtLeast == nil {
			at.In("supplies").Problemf("goes with atLeast")
		}
		if a.When != nil {
			k.condition(a.When, at.In("when"))
		}
	}
}
