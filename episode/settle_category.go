package episode

import (
	"maps"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// category is one category of a provider's episodes on its way to a settlement.
type category struct {
	CategorySettlement
	facts              CategoryFacts
	performance        Performance
	sums               [6]amountSum
	prices, regional   decimal.Decimal
	withoutRegional    bool
	weights            decimal.Decimal
	withoutWeight      bool
	postEpisode        decimal.Decimal
	withoutPostEpisode bool
	gain, loss         decimal.Decimal // gap against the price for gains, and for losses
	gainTarget         decimal.NullDecimal
	lossTarget         decimal.NullDecimal
	steps              []apm.Step
	figures            []apm.Figure
	lowAfter           bool // no loss is owed, but only after netting
}

// collect adds up the cases by category, in the order of their names.
func (a *Arrangement) collect(provider *ProviderFacts, cases []PreparedCase) ([]*category, error) {
	byName := make(map[string]*category)
	reasons := make(map[*category]map[string]int)
	for i := range cases {
		p := &cases[i]
		if err := a.checkPrepared(p, provider.ID); err != nil {
			return nil, inCase(i, err)
		}
		c := byName[p.Category]
		if c == nil {
			c = &category{CategorySettlement: CategorySettlement{Category: p.Category}, facts: provider.Categories[p.Category]}
			byName[p.Category] = c
		}
		if len(p.Excluded) == 0 {
			c.add(p)
			continue
		}
		c.Excluded++
		if reasons[c] == nil {
			reasons[c] = make(map[string]int)
		}
		for j, reason := range p.Excluded {
			if !slices.Contains(p.Excluded[:j], reason) {
				reasons[c][reason]++
			}
		}
	}
	out := make([]*category, 0, len(byName))
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		c := byName[name]
		for _, reason := range slices.Sorted(maps.Keys(reasons[c])) {
			c.Reasons = append(c.Reasons, ReasonCount{reason, reasons[c][reason]})
		}
		c.begin(provider)
		out = append(out, c)
	}
	return out, nil
}

func (a *Arrangement) checkPrepared(c *PreparedCase, provider string) error {
	if c.Category == "" {
		return apm.Missing("category")
	}
	if c.Provider != provider {
		return &apm.FactError{Field: "provider", Reason: "is another than the one that is settled"}
	}
	if len(c.Excluded) > 0 {
		return nil
	}
	if a.program.Benchmark.Thresholds == nil && !c.Target.Valid {
		return apm.Missing("target")
	}
	for _, f := range [...]struct {
		field  string
		value  decimal.Decimal
		signed bool
	}{{"raw", c.Raw, true}, {"cost", c.Cost, true}, {"weight", c.Weight.Decimal, false}, {"target", c.Target.Decimal, false},
		{"regionalTarget", c.RegionalTarget.Decimal, false}, {"postEpisode", c.PostEpisode.Decimal, true}} {
		if err := checkFigure(f.field, f.value, f.signed); err != nil {
			return err
		}
	}
	return nil
}

// add counts a case.
func (c *category) add(p *PreparedCase) {
	c.Episodes++
	for i, d := range [...]*decimal.Decimal{&p.Raw, &p.Cost, &p.Target.Decimal, &p.RegionalTarget.Decimal, &p.Weight.Decimal, &p.PostEpisode.Decimal} {
		c.sums[i].add(*d)
	}
	c.withoutRegional = c.withoutRegional || !p.RegionalTarget.Valid
	c.withoutWeight = c.withoutWeight || !p.Weight.Valid
	c.withoutPostEpisode = c.withoutPostEpisode || !p.PostEpisode.Valid
}

// begin makes the performance of the category.
func (c *category) begin(provider *ProviderFacts) {
	for i, d := range [...]*decimal.Decimal{&c.Raw, &c.Spending, &c.prices, &c.regional, &c.weights, &c.postEpisode} {
		*d = c.sums[i].sum()
	}
	c.Quality = provider.Quality
	if c.facts.Quality != nil {
		c.Quality = *c.facts.Quality
	}
	metrics := provider.Metrics
	if c.facts.Metrics != nil {
		metrics = c.facts.Metrics
	}
	c.Metrics = maps.Clone(metrics)
	c.performance = Performance{
		Category: c.Category, Quality: c.Quality, provider: provider, metrics: metrics, parts: []*category{c},
		episodes: c.Episodes, baseline: c.facts.BaselineEpisodes, spending: c.Spending,
	}
}

// amountSum adds up amounts exactly. Those of one exponent and up to 17 digits, which
// most are, cost no allocation.
type amountSum struct {
	total decimal.Decimal
	part  int64
	exp   int32 // of the part
}

func (s *amountSum) add(d decimal.Decimal) {
	if d.IsZero() {
		return
	}
	if d.NumDigits() > 17 || s.part != 0 && d.Exponent() != s.exp {
		s.total = s.total.Add(d)
		return
	}
	s.part, s.exp = s.part+d.CoefficientInt64(), d.Exponent()
	if full := int64(1) << 62; s.part > full || s.part < -full {
		s.total, s.part = s.total.Add(decimal.New(s.part, s.exp)), 0
	}
}

func (s *amountSum) sum() decimal.Decimal { return apm.Trim(s.total.Add(decimal.New(s.part, s.exp))) }
