package quality

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// mostDeviations is the most values from which means and deviations are computed: hundreds
// of measures of all hospitals.
const mostDeviations = 1_000_000

func (k *checker) benchmarks(c apm.Check) {
	type key struct{ measure, source string }
	seen := make(map[key]bool)
	zScores := 0
	for i := range k.t.Benchmarks {
		b, at := &k.t.Benchmarks[i], c.At(i)
		if seen[key{b.Measure, b.Source}] {
			at.Problemf("the measure %q has a benchmark for the source %q already", b.Measure, b.Source)
		}
		seen[key{b.Measure, b.Source}] = true
		if k.t.Year != 0 && b.Year != 0 && b.Year != k.t.Year {
			at.In("year").Problemf("%d is not the performance year of the terms, %d", b.Year, k.t.Year)
		}
		used, scored := false, 0
		type user struct {
			dir   Direction
			scale Scale
			cuts  int
		}
		users := make(map[user]bool)
		for j := range k.t.Measures {
			m := &k.t.Measures[j]
			if m.result() != b.Measure {
				continue
			}
			used = true
			u := user{m.Direction, m.Scale, 0}
			if s := m.Curve.Steps; s != nil {
				u.cuts = len(s.AtCutPoints)
			}
			if !users[u] {
				b.validate(at, m)
			}
			users[u] = true
			if m.Curve.ZScore != nil {
				scored++
			}
		}
		if zScores += scored * len(b.Peers); zScores > mostDeviations {
			at.In("peers").Problemf("measures times peers of z-scores are more than %d", mostDeviations)
		}
		if !used {
			at.In("measure").Problemf("no measure reads results named %q", b.Measure)
		}
	}
}

// validate reports a benchmark that is empty or double, or runs the wrong way for the
// measure.
func (b *Benchmark) validate(c apm.Check, m *Measure) {
	forms := 0
	switch b.Basis {
	case "", Historical, Performance:
	default:
		c.In("basis").Problemf("unknown basis %q (known: historical, performance)", string(b.Basis))
	}
	if b.Deciles != nil {
		forms++
		if len(b.Deciles) != 9 {
			c.In("deciles").Problemf("needs the lower bounds of deciles 2 to 10, nine numbers, not %d", len(b.Deciles))
		}
		if ordered(c.In("deciles"), b.Deciles, m.Direction) && number(c.In("first"), b.First) && b.First.Valid &&
			len(b.Deciles) > 0 && beats(m.Direction, b.First.Decimal, b.Deciles[0]) {
			c.In("first").Problemf("%s is better than where decile 2 starts", b.First.Decimal)
		}
	} else if b.First.Valid {
		c.In("first").Problemf("goes with deciles")
	}
	if b.Percentiles != nil {
		forms++
		for i, p := range b.Percentiles {
			at := c.In("percentiles").At(i)
			percentile(at.In("at"), decimal.NewNullDecimal(p.At))
			if !apm.Plain(p.At) || !at.In("value").Number(p.Value) {
				return
			}
			if i == 0 {
				continue
			}
			last := b.Percentiles[i-1]
			if !p.At.GreaterThan(last.At) {
				at.In("at").Problemf("%s is not above the percentile before it", p.At)
			}
			if p.Value.LessThan(last.Value) {
				at.In("value").Problemf("%s is below the value before it", p.Value)
			}
		}
		if len(b.Percentiles) == 0 {
			c.In("percentiles").Problemf("needs a percentile")
		}
	}
	if b.Flat {
		forms++
		if m.Scale != Percent && m.Scale != Fraction {
			c.In("flat").Problemf("is for a measure in percent or fractions")
		}
	}
	if b.CutPoints != nil {
		forms++
		if len(b.CutPoints) == 0 {
			c.In("cutPoints").Problemf("needs a cut point")
		}
		ordered(c.In("cutPoints"), b.CutPoints, m.Direction)
		if s := m.Curve.Steps; s != nil && s.AtCutPoints != nil && len(s.AtCutPoints) != len(b.CutPoints) {
			c.In("cutPoints").Problemf("%d of them, and the curve of %q has points at %d", len(b.CutPoints), m.ID, len(s.AtCutPoints))
		}
	}
	if b.Peers != nil {
		if len(b.Peers) == 0 {
			c.In("peers").Problemf("needs a peer")
		}
		for i, p := range b.Peers {
			if !c.In("peers").At(i).Number(p) {
				return
			}
		}
	}
	if n := b.Moments; n != nil {
		forms++
		at := c.In("moments")
		at.In("mean").Number(n.Mean)
		if at.In("sd").Number(n.SD) && !n.SD.IsPositive() {
			at.In("sd").Problemf("%s is not above zero", n.SD)
		}
		if number(at.In("lowZ"), n.LowZ) && number(at.In("highZ"), n.HighZ) && n.LowZ.Valid && n.HighZ.Valid && n.HighZ.Decimal.LessThan(n.LowZ.Decimal) {
			at.In("highZ").Problemf("%s is below lowZ %s", n.HighZ.Decimal, n.LowZ.Decimal)
		}
	}
	if r := b.Range; r != nil {
		at := c.In("range")
		if number(at.In("low"), r.Low) && number(at.In("high"), r.High) && number(at.In("floor"), r.Floor) && number(at.In("substitute"), r.Substitute) {
			if r.Low.Valid && r.High.Valid && beats(m.Direction, r.Low.Decimal, r.High.Decimal) {
				at.In("high").Problemf("%s is worse than low %s", r.High.Decimal, r.Low.Decimal)
			}
			if r.Floor.Valid && r.Low.Valid && beats(m.Direction, r.Floor.Decimal, r.Low.Decimal) {
				at.In("floor").Problemf("%s is better than low %s", r.Floor.Decimal, r.Low.Decimal)
			}
		}
	}
	switch {
	case forms > 1:
		c.Problemf("a benchmark is at most one of deciles, percentiles, flat, cutPoints and moments, not %d of them", forms)
	case forms == 0 && b.Range == nil && b.Peers == nil:
		c.Problemf("the benchmark is empty")
	}
	notNegative(c.In("mostPoints"), b.MostPoints)
}

// ordered reports numbers that do not stand in scoring order.
func ordered(c apm.Check, list []decimal.Decimal, dir Direction) bool {
	for i, d := range list {
		if !c.At(i).Number(d) {
			return false
		}
		if i > 0 && beats(dir, list[i-1], d) {
			c.At(i).Problemf("%s is worse than the bound before it", d)
		}
	}
	return true
}
