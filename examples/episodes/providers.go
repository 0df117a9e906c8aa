package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/shopspring/decimal"
)

// The columns of -providers that every program knows. Metrics and amounts that the program
// names have a column each.
var (
	providerRequired = strings.Fields("provider")
	providerOptional = strings.Fields("category score status revenue carried run paid_through settled baseline post_mean post_deviation post_excess")
)

// columns of facts that a program names.
const (
	metricColumn = "metric."
	amountColumn = "amount."
)

// providers is what a file says of providers, and what the program reads of it.
type providers struct {
	file     string
	program  reading
	facts    map[string]*episode.ProviderFacts
	first    map[string]*claims.RowError // where the rows of a provider begin
	statuses map[apm.Status]bool         // that stand in the file
}

// reading is the names of facts that the rules of a program read.
type reading struct {
	metrics, amounts map[string]bool
	statuses         map[apm.Status]bool
	counts           bool // a score may be a count, above 1: a ladder stands over it
}

// reads looks through the rules of a program.
func reads(p episode.Program) reading {
	out := reading{metrics: make(map[string]bool), amounts: make(map[string]bool), statuses: make(map[apm.Status]bool)}
	if t := p.Benchmark.Target; t != nil {
		for _, d := range t.Discounts {
			out.rate(d.Rate)
			if d.LossRate != nil {
				out.rate(*d.LossRate)
			}
		}
	}
	for _, rule := range slices.Concat(p.Each.Gains, p.Each.Losses, p.Gains, p.Losses, p.Final) {
		switch r := rule.(type) {
		case episode.Gate:
			for _, m := range r.Metrics {
				out.metrics[m.ID] = true
			}
			for _, s := range r.Statuses {
				out.statuses[s] = true
			}
		case episode.SharingRate:
			if r.By == "" {
				out.rate(r.Rate)
			} else {
				out.amount(r.By)
			}
		case episode.MinimumRate:
			out.amount(r.Of)
		case episode.Cap:
			for _, l := range slices.Concat(r.Lesser, r.Greater) {
				out.amount(l.Of)
			}
		}
	}
	return out
}

func (r *reading) rate(rate apm.Rate) {
	r.counts = r.counts || rate.Ladder != nil
	for _, s := range rate.ByStatus {
		r.statuses[s.Status] = true
		r.rate(s.Rate)
	}
}

// amount is a figure that has no place of its own among the facts.
func (r *reading) amount(of episode.Basis) {
	switch of {
	case "", episode.TotalTarget, episode.TotalBenchmark, episode.TotalSpending, episode.TotalRevenue, episode.EpisodeCount,
		episode.BaselineCount, episode.CarriedLoss, episode.SettledBefore:
	default:
		r.amounts[string(of)] = true
	}
}

// columns is those of the program by their names in a header, where case does not matter.
func (r *reading) columns() (map[string]string, error) {
	out := make(map[string]string)
	for prefix, names := range map[string]map[string]bool{metricColumn: r.metrics, amountColumn: r.amounts} {
		for name := range names {
			column := strings.ToLower(prefix + name)
			if _, twice := out[column]; twice {
				return nil, errors.New("-providers: the program has names that differ in case only, and headers do not tell them apart")
			}
			out[column] = name
		}
	}
	return out, nil
}

// readProviders reads what a program has to know of providers; no name is no file.
func readProviders(name string, p episode.Program) (*providers, error) {
	out := &providers{file: name, program: reads(p), facts: make(map[string]*episode.ProviderFacts),
		first: make(map[string]*claims.RowError), statuses: make(map[apm.Status]bool)}
	if name == "" {
		return out, nil
	}
	named, err := out.program.columns()
	if err != nil {
		return nil, err
	}
	type key struct{ provider, category string }
	seen := make(map[key]bool)
	err = claims.ReadRows(name, providerRequired, append(slices.Clone(providerOptional), slices.Sorted(maps.Keys(named))...), func(r claims.Row) *claims.RowError {
		at := key{r.Get("provider"), r.Get("category")}
		if at.provider == "" {
			return r.Fail("provider", "is empty")
		}
		if seen[at] {
			return r.Fail("provider", "the provider has a row of the category already")
		}
		seen[at] = true
		f := out.facts[at.provider]
		if f == nil {
			f = &episode.ProviderFacts{ID: at.provider, Categories: make(map[string]episode.CategoryFacts),
				Metrics: make(map[string]decimal.Decimal), Amounts: make(map[episode.Basis]decimal.Decimal)}
			out.facts[at.provider], out.first[at.provider] = f, r.Fail("provider", "")
		}
		if bad := providerRow(r, f, named); bad != nil {
			return bad
		}
		return out.categoryRow(r, f, at.category, named)
	})
	for _, f := range out.facts {
		fillIn(f)
	}
	return out, err
}

// providerRow reads what is of the provider as a whole, which may stand on any of its rows
// and must not differ.
func providerRow(r claims.Row, f *episode.ProviderFacts, named map[string]string) *claims.RowError {
	same := func(column string, signed bool, to *decimal.NullDecimal) *claims.RowError {
		d, bad := number(r, column, signed)
		if bad != nil || !d.Valid {
			return bad
		}
		if to.Valid && !to.Decimal.Equal(d.Decimal) {
			return r.Fail(column, "another row of the provider has another figure")
		}
		*to = d
		return nil
	}
	if bad := same("revenue", false, &f.Revenue); bad != nil {
		return bad
	}
	if bad := same("carried", false, &f.Carried); bad != nil {
		return bad
	}
	for _, column := range slices.Sorted(maps.Keys(named)) {
		if !strings.HasPrefix(column, amountColumn) {
			continue
		}
		of := episode.Basis(named[column])
		d := decimal.NullDecimal{}
		d.Decimal, d.Valid = f.Amounts[of]
		if bad := same(column, true, &d); bad != nil {
			return bad
		}
		if d.Valid {
			f.Amounts[of] = d.Decimal
		}
	}
	run := episode.Run{Kind: episode.RunKind(r.Get("run"))}
	switch run.Kind {
	case episode.Provisional, episode.FinalRun, episode.Reopened:
	case "":
		for _, column := range [...]string{"paid_through", "settled"} {
			if r.Get(column) != "" {
				return r.Fail(column, "goes with run, which is empty")
			}
		}
		return nil
	default:
		return r.Fail("run", "want provisional, final or reopened")
	}
	var bad *claims.RowError
	if run.PaidThrough, bad = r.Date("paid_through"); bad != nil {
		return bad
	}
	if run.Settled, bad = number(r, "settled", true); bad != nil {
		return bad
	}
	if old := f.Run; old != nil && (old.Kind != run.Kind || old.PaidThrough != run.PaidThrough || old.Settled.Valid != run.Settled.Valid || !old.Settled.Decimal.Equal(run.Settled.Decimal)) {
		return r.Fail("run", "another row of the provider has another run")
	}
	f.Run = &run
	return nil
}

// categoryRow reads what is of the category of the row or, where it has none, of the
// provider in all categories.
func (p *providers) categoryRow(r claims.Row, f *episode.ProviderFacts, category string, named map[string]string) *claims.RowError {
	quality := apm.Quality{Status: apm.Status(r.Get("status"))}
	var bad *claims.RowError
	if quality.Score, bad = number(r, "score", false); bad != nil {
		return bad
	}
	if quality.Score.Valid && !p.program.counts && quality.Score.Decimal.GreaterThan(decimal.New(1, 0)) {
		return r.Fail("score", "is above 1 (80 points of 100 are 0.8)")
	}
	if quality.Status != "" {
		p.statuses[quality.Status] = true
	}
	metrics := make(map[string]decimal.Decimal)
	for _, column := range slices.Sorted(maps.Keys(named)) {
		if !strings.HasPrefix(column, metricColumn) {
			continue
		}
		d, bad := number(r, column, true)
		if bad != nil {
			return bad
		}
		if d.Valid {
			metrics[named[column]] = d.Decimal
		}
	}
	c := episode.CategoryFacts{Quality: &quality, Metrics: metrics}
	var norm episode.PostEpisodeNorm
	for _, x := range []struct {
		column string
		signed bool
		to     *decimal.NullDecimal
	}{{"baseline", false, &c.BaselineEpisodes}, {"post_mean", true, &norm.Mean}, {"post_deviation", false, &norm.Deviation}, {"post_excess", false, &norm.Excess}} {
		if *x.to, bad = number(r, x.column, x.signed); bad != nil {
			return bad
		}
		if x.to.Valid && category == "" {
			return r.Fail(x.column, "is of a category, and the row has none")
		}
	}
	if c.BaselineEpisodes.Valid && !c.BaselineEpisodes.Decimal.IsInteger() {
		return r.Fail("baseline", "want a whole number of episodes")
	}
	if norm.Mean.Valid || norm.Deviation.Valid || norm.Excess.Valid {
		if !norm.Excess.Valid && norm.Mean.Valid != norm.Deviation.Valid {
			return r.Fail("post_mean", "post_mean and post_deviation go together, or post_excess stands alone")
		}
		c.PostEpisode = &norm
	}
	if category == "" {
		f.Quality, f.Metrics = quality, metrics
	} else {
		f.Categories[category] = c
	}
	return nil
}

// fillIn gives each category what its row leaves empty of the provider's quality.
func fillIn(f *episode.ProviderFacts) {
	for name, c := range f.Categories {
		if !c.Quality.Score.Valid {
			c.Quality.Score = f.Quality.Score
		}
		c.Quality.Status = cmp.Or(c.Quality.Status, f.Quality.Status)
		for id, value := range f.Metrics {
			if _, own := c.Metrics[id]; !own {
				c.Metrics[id] = value
			}
		}
		f.Categories[name] = c
	}
}

// of is the facts of a provider.
func (p *providers) of(id string) episode.ProviderFacts {
	if f := p.facts[id]; f != nil {
		return *f
	}
	return episode.ProviderFacts{ID: id}
}

// at is the error of a settlement with the place of the provider's rows.
func (p *providers) at(id string, err error) error {
	if row := p.first[id]; row != nil {
		bad := *row
		bad.Reason = err.Error()
		return &bad
	}
	return fmt.Errorf("-program: %w", err)
}
