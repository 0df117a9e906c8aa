package episode

import (
	"cmp"
	"maps"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// ReportOptions say what a provider report shows.
type ReportOptions struct {
	// Percentiles are those of the distribution of adjusted costs, as fractions in any
	// order, by this definition; without percentiles there is no distribution.
	Percentiles []decimal.Decimal        `json:"percentiles,omitempty"`
	Definition  apm.PercentileDefinition `json:"definition,omitzero"`
	// Suppress hides counts of 1 to 10 and what would reveal them, as a report that is
	// released to others must.
	Suppress bool `json:"suppress,omitzero"`
}

// Report is the table that providers are sent: a row for each provider and category of
// episodes, by category and then provider, and what each category and each provider come
// to.
type Report struct {
	Program   string           `json:"program"`
	Options   ReportOptions    `json:"options"`
	Rows      []ReportRow      `json:"rows"`
	Totals    []ReportTotal    `json:"totals"`
	Providers []ReportProvider `json:"providers,omitempty"`
}

// ReportRow is one provider's episodes of one category. Counts that are nil are suppressed;
// with the count of episodes every figure that is made of them is.
type ReportRow struct {
	Provider string `json:"provider"`
	Category string `json:"category"`
	// Episodes is how many count, Excluded how many do not; the reasons count an episode
	// once for each reason that it has.
	Episodes *int           `json:"episodes"`
	Excluded *int           `json:"excluded"`
	Reasons  []ReportReason `json:"reasons,omitempty"`
	// Mean is the mean cost as it was spent, AdjustedMean the one after outliers and
	// risk, in dollars. Without episodes there is none.
	Mean         decimal.NullDecimal `json:"mean,omitzero"`
	AdjustedMean decimal.NullDecimal `json:"adjustedMean,omitzero"`
	// Percentiles are those of the adjusted cost, in the order of the options.
	Percentiles []decimal.Decimal `json:"percentiles,omitempty"`
	// Acceptable, Commendable and GainLimit are the thresholds, the last of them the mean
	// below which savings no longer count, and Target is the mean target of an episode, in
	// dollars; missing where the program has none.
	Acceptable  decimal.NullDecimal `json:"acceptable,omitzero"`
	Commendable decimal.NullDecimal `json:"commendable,omitzero"`
	GainLimit   decimal.NullDecimal `json:"gainLimit,omitzero"`
	Target      decimal.NullDecimal `json:"target,omitzero"`
	// Quality and Metrics are those of the category.
	Quality apm.Quality                `json:"quality,omitzero"`
	Metrics map[string]decimal.Decimal `json:"metrics,omitempty"`
	// Low is the action on low volume that applies.
	Low VolumeAction `json:"low,omitzero"`
	// Gap is what should have been spent less what was, Net what the category gains or
	// loses before what applies to all categories of the provider.
	Gap decimal.NullDecimal `json:"gap,omitzero"`
	Net decimal.NullDecimal `json:"net,omitzero"`
	// Result is what the provider gains or loses in all its categories.
	Result decimal.NullDecimal `json:"result,omitzero"`
}

// ReportReason is how many episodes were excluded for a reason; nil is suppressed.
type ReportReason struct {
	Reason   string `json:"reason"`
	Episodes *int   `json:"episodes"`
}

// ReportTotal is a category over all providers of the report; nil is suppressed.
type ReportTotal struct {
	Category string `json:"category"`
	Episodes *int   `json:"episodes"`
	// Unassigned is the excluded episodes that nobody answers for; they stand in no row.
	Unassigned *int `json:"unassigned"`
}

// ReportProvider is a provider over all of its categories: one of several, or any where the
// program has rules for their sum, because its gain or loss is then not that of a row. With
// one of its rows both figures are suppressed, so that they tell nothing of it.
type ReportProvider struct {
	Provider string `json:"provider"`
	Episodes *int   `json:"episodes"`
	// Result is what the provider gains or loses after every rule, in dollars.
	Result decimal.NullDecimal `json:"result,omitzero"`
}

// Report makes the table of providers from their settlements and the cases that were
// settled, with those that nobody answers for. It is a pure function: the order of both does
// not matter. It fails where a provider is settled twice or by another program, and where
// the cases are not those of the settlements.
func (a *Arrangement) Report(settlements []Settlement, cases []PreparedCase, o ReportOptions) (Report, error) {
	if err := o.check(); err != nil {
		return Report{}, err
	}
	type cell struct{ category, provider string }
	costs, excluded, open := make(map[cell][]decimal.Decimal), make(map[cell]int), make(map[cell]bool)
	for i := range cases {
		c := &cases[i]
		at := cell{c.Category, c.Provider}
		open[at] = true
		if len(c.Excluded) > 0 {
			excluded[at]++
		} else {
			if err := checkFigure("cost", c.Cost, true); err != nil {
				return Report{}, inCase(i, err)
			}
			costs[at] = append(costs[at], c.Cost)
		}
	}
	out := Report{Program: a.program.Name, Options: o}
	out.Options.Percentiles = slices.Clone(o.Percentiles)
	seen := make(map[string]bool)
	for _, s := range settlements {
		switch {
		case seen[s.Provider]:
			return Report{}, &apm.FactError{Field: "settlements", Reason: "hold a provider twice"}
		case s.Program != a.program.Name:
			return Report{}, &apm.FactError{Field: "settlements", Reason: "are of another program"}
		}
		seen[s.Provider] = true
		if len(s.Categories) > 1 || a.settlesSum() {
			out.Providers = append(out.Providers, ReportProvider{s.Provider, new(int), decimal.NewNullDecimal(s.Result)})
		}
		for i := range s.Categories {
			c := &s.Categories[i]
			at := cell{c.Category, s.Provider}
			if len(costs[at]) != c.Episodes || excluded[at] != c.Excluded {
				return Report{}, &apm.FactError{Field: "cases", Reason: "are not those that were settled"}
			}
			delete(open, at)
			row, err := a.row(s, c, costs[at], o)
			if err != nil {
				return Report{}, err
			}
			out.Rows = append(out.Rows, row)
		}
	}
	unassigned := make(map[string]int)
	for at := range open {
		if at.provider != "" || len(costs[at]) > 0 {
			return Report{}, &apm.FactError{Field: "cases", Reason: "hold some of providers that are not settled"}
		}
		unassigned[at.category] = excluded[at]
	}
	slices.SortFunc(out.Rows, func(a, b ReportRow) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Provider, b.Provider))
	})
	slices.SortFunc(out.Providers, func(a, b ReportProvider) int { return cmp.Compare(a.Provider, b.Provider) })
	out.total(unassigned)
	if o.Suppress {
		out.suppress()
	}
	return out, nil
}

// settlesSum says whether the program has rules for all categories of a provider together.
func (a *Arrangement) settlesSum() bool {
	p := &a.program
	return len(p.Gains)+len(p.Losses)+len(p.Final) > 0 || slices.ContainsFunc(p.Volume, func(v Volume) bool { return v.AfterNetting })
}

func (o ReportOptions) check() error {
	var problems apm.Problems
	c := problems.Check()
	for i, p := range o.Percentiles {
		c.In("percentiles").At(i).Fraction(p)
	}
	if len(o.Percentiles) > 0 {
		o.Definition.Validate(c.In("definition"))
	}
	return problems.Err()
}

// row is one provider's episodes of one category, in full.
func (a *Arrangement) row(s Settlement, c *CategorySettlement, costs []decimal.Decimal, o ReportOptions) (ReportRow, error) {
	episodes, excluded := c.Episodes, c.Excluded
	row := ReportRow{
		Provider: s.Provider, Category: c.Category, Episodes: &episodes, Excluded: &excluded, Quality: c.Quality, Metrics: maps.Clone(c.Metrics), Low: c.Low,
		Gap: decimal.NewNullDecimal(c.Gap), Net: decimal.NewNullDecimal(c.Net), Result: decimal.NewNullDecimal(s.Result),
	}
	for _, r := range c.Reasons {
		row.Reasons = append(row.Reasons, ReportReason{r.Reason, &r.Episodes})
	}
	if l, found := byCategory(a.levels, c.Category); found {
		row.Acceptable, row.Commendable, row.GainLimit = l.Acceptable, l.Commendable, l.GainLimit
	}
	if c.Episodes == 0 {
		return row, nil
	}
	for _, mean := range [...]struct {
		sum decimal.NullDecimal
		to  *decimal.NullDecimal
	}{{decimal.NewNullDecimal(c.Raw), &row.Mean}, {decimal.NewNullDecimal(c.Spending), &row.AdjustedMean}, {c.Target, &row.Target}} {
		if !mean.sum.Valid || mean.to == &row.Target && a.program.Benchmark.Thresholds != nil {
			continue
		}
		value, err := apm.Quo(mean.sum.Decimal, count(c.Episodes))
		if err != nil {
			return row, err
		}
		*mean.to = decimal.NewNullDecimal(value)
	}
	if len(o.Percentiles) > 0 {
		costs = sorted(costs)
	}
	for _, p := range o.Percentiles {
		value, err := o.Definition.Percentile(costs, p)
		if err != nil {
			return row, err
		}
		row.Percentiles = append(row.Percentiles, apm.Trim(value))
	}
	return row, nil
}

// sorted is the costs in order. They are brought to one exponent first, so that no
// comparison has to.
func sorted(costs []decimal.Decimal) []decimal.Decimal {
	exponent := int32(0)
	for _, c := range costs {
		exponent = min(exponent, c.Exponent())
	}
	out, finest := make([]decimal.Decimal, len(costs)), decimal.New(0, exponent)
	for i, c := range costs {
		out[i], _ = decimal.RescalePair(c, finest)
	}
	slices.SortFunc(out, decimal.Decimal.Cmp)
	return out
}

// total adds up each category, those without any row among them, and each provider.
func (r *Report) total(unassigned map[string]int) {
	episodes, answers := make(map[string]int), make(map[string]int)
	for category := range unassigned {
		episodes[category] = 0
	}
	for _, row := range r.Rows {
		episodes[row.Category] += *row.Episodes
		answers[row.Provider] += *row.Episodes
	}
	for i := range r.Providers {
		*r.Providers[i].Episodes = answers[r.Providers[i].Provider]
	}
	for _, category := range slices.Sorted(maps.Keys(episodes)) {
		n, nobody := episodes[category], unassigned[category]
		r.Totals = append(r.Totals, ReportTotal{category, &n, &nobody})
	}
}

// suppress hides small counts: those of episodes in each category, whose total is shown,
// and in each row the excluded episodes with their reasons. What a provider comes to is told
// only where every row of it is, so that it says no more than they do: a table with totals
// on both sides would need more to be hidden than one with totals on one.
func (r *Report) suppress() {
	first := 0
	hidden := make(map[string]bool) // providers with a row that is hidden
	for t := range r.Totals {
		rows := r.Rows[first:]
		if end := slices.IndexFunc(rows, func(row ReportRow) bool { return row.Category != r.Totals[t].Category }); end >= 0 {
			rows = rows[:end]
		}
		first += len(rows)
		counts := make([]int64, len(rows))
		for i := range rows {
			counts[i] = int64(*rows[i].Episodes)
		}
		s := apm.Suppress(counts)
		if s.Total {
			r.Totals[t].Episodes = nil
		}
		if small(*r.Totals[t].Unassigned) {
			r.Totals[t].Unassigned = nil
		}
		for i := range rows {
			rows[i].suppressReasons()
			if s.Cells[i] {
				hidden[rows[i].Provider] = true
				rows[i].hide()
			}
		}
	}
	for i := range r.Rows {
		if hidden[r.Rows[i].Provider] {
			r.Rows[i].Result = decimal.NullDecimal{}
		}
	}
	for i := range r.Providers {
		if p := &r.Providers[i]; hidden[p.Provider] {
			p.Episodes, p.Result = nil, decimal.NullDecimal{}
		}
	}
}

// hide takes out the count of episodes and what is made of them.
func (row *ReportRow) hide() {
	row.Episodes, row.Percentiles, row.Low, row.Quality, row.Metrics = nil, nil, "", apm.Quality{}, nil
	for _, figure := range [...]*decimal.NullDecimal{&row.Mean, &row.AdjustedMean, &row.Target, &row.Gap, &row.Net, &row.Result} {
		*figure = decimal.NullDecimal{}
	}
}

// suppressReasons hides small counts of excluded episodes, first as if the reasons of a row
// added up to its excluded episodes. They do not where an episode has several: then the
// excluded less one reason are those without it, and the sum of the reasons less the
// excluded those that are counted twice, and the excluded are hidden where either is small.
func (row *ReportRow) suppressReasons() {
	counts := make([]int64, len(row.Reasons))
	n, sum, reveals := *row.Excluded, 0, false
	for i := range row.Reasons {
		counts[i] = int64(*row.Reasons[i].Episodes)
		sum += *row.Reasons[i].Episodes
		reveals = reveals || small(n-*row.Reasons[i].Episodes)
	}
	reveals = sum > n && (reveals || small(sum-n))
	s := apm.Suppress(counts)
	for i := range row.Reasons {
		if s.Cells[i] {
			row.Reasons[i].Episodes = nil
		}
	}
	if s.Total || reveals || small(n) {
		row.Excluded = nil
		if n <= apm.SmallCell {
			for i := range row.Reasons {
				row.Reasons[i].Episodes = nil
			}
		}
	}
}

func small(n int) bool { return n >= 1 && n <= apm.SmallCell }
