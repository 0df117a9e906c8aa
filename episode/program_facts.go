package episode

import (
	"maps"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// ProviderFacts is what a settlement needs to know of an accountable provider beside its
// episodes. Money is in dollars. A figure that is missing is missing, never zero; a rule
// that needs it fails.
type ProviderFacts struct {
	// ID is the provider that the cases name.
	ID string `json:"id"`
	// Quality is the score, a fraction, and the status that quality measurement gave.
	Quality apm.Quality `json:"quality,omitzero"`
	// Metrics are the values of quality metrics by name, for a [Gate].
	Metrics map[string]decimal.Decimal `json:"metrics,omitempty"`
	// Revenue is what the payer paid the provider in the period, in all, where a limit
	// is a part of it.
	Revenue decimal.NullDecimal `json:"revenue,omitzero"`
	// Carried is the loss that earlier periods have carried forward, not below zero; zero
	// where there was none.
	Carried decimal.NullDecimal `json:"carried,omitzero"`
	// Run is the reconciliation run; nil where there is only one.
	Run *Run `json:"run,omitempty"`
	// Categories are facts of single categories of episodes.
	Categories map[string]CategoryFacts `json:"categories,omitempty"`
	// Amounts holds what else a program's rules name, such as a rank as a fraction.
	Amounts map[Basis]decimal.Decimal `json:"amounts,omitempty"`
}

// CategoryFacts is what a settlement needs to know of one category of a provider.
type CategoryFacts struct {
	// BaselineEpisodes is how many episodes the baseline period had, not below zero.
	BaselineEpisodes decimal.NullDecimal `json:"baselineEpisodes,omitzero"`
	// Quality and Metrics take the place of those of the provider; nil leaves them.
	Quality *apm.Quality               `json:"quality,omitempty"`
	Metrics map[string]decimal.Decimal `json:"metrics,omitempty"`
	// PostEpisode is what post-episode spending is held against.
	PostEpisode *PostEpisodeNorm `json:"postEpisode,omitempty"`
}

// PostEpisodeNorm is the usual spending after an episode of the category in the region:
// its mean and standard deviation, in dollars. Where the payer states how much all
// episodes of the provider exceed it, Excess is that sum and the others are not needed.
type PostEpisodeNorm struct {
	Mean      decimal.NullDecimal `json:"mean,omitzero"`
	Deviation decimal.NullDecimal `json:"deviation,omitzero"` // not below zero
	Excess    decimal.NullDecimal `json:"excess,omitzero"`    // not below zero
}

// Run is one of several settlements of the same period, on claims paid through a date.
type Run struct {
	Kind RunKind `json:"kind"`
	// PaidThrough is the date to which claims are counted; it is for the record.
	PaidThrough apm.Date `json:"paidThrough,omitzero"`
	// Settled is what earlier runs have paid in all, negative where they have recouped. It
	// may be missing for a provisional run, which is then the first.
	Settled decimal.NullDecimal `json:"settled,omitzero"`
}

// RunKind says what a run is.
type RunKind string

// The kinds of runs.
const (
	Provisional RunKind = "provisional"
	FinalRun    RunKind = "final"
	Reopened    RunKind = "reopened"
)

// Basis names a figure that a percentage can be a percentage of: "5 %" of the target and
// "5 %" of revenue are different money. A name that is none of the constants is looked
// up in ProviderFacts.Amounts.
type Basis string

// The figures that have a place of their own. In a list of Each they are those of the
// category, in other lists those of all categories together, those of low volume among
// them.
const (
	TotalTarget    Basis = "target"           // prices less discounts, or thresholds times episodes, from which gains or losses are measured
	TotalBenchmark Basis = "benchmark"        // prices before discounts
	TotalSpending  Basis = "spending"         // cost of the episodes, adjusted
	TotalRevenue   Basis = "revenue"          // of the provider
	EpisodeCount   Basis = "episodes"         // that are settled
	BaselineCount  Basis = "baselineEpisodes" // of the baseline period
	CarriedLoss    Basis = "carried"          // from earlier periods
	SettledBefore  Basis = "settled"          // by earlier runs
)

func (b Basis) builtIn() bool {
	switch b {
	case TotalTarget, TotalBenchmark, TotalSpending, TotalRevenue, EpisodeCount, BaselineCount, CarriedLoss, SettledBefore:
		return true
	}
	return false
}

func (b Basis) validate(c apm.Check) {
	if b == "" {
		c.Problemf("is empty: name the figure that this is a part of, such as target or revenue")
	}
}

// Performance is what a rule sees: one category of a provider's episodes, or all of
// them together.
type Performance struct {
	// Category is empty in the lists that apply to all categories together.
	Category string
	// Quality is that of the category where it has its own.
	Quality apm.Quality

	provider                    *ProviderFacts
	metrics                     map[string]decimal.Decimal
	episodes                    int
	baseline, benchmark, target decimal.NullDecimal
	spending                    decimal.Decimal
	parts                       []*category // the categories that count
}

// Amount is the figure of that name, or a [*apm.FactError] that matches
// [apm.ErrMissing]. A rule of one's own uses it as the rules of this package do.
func (p *Performance) Amount(of Basis) (decimal.Decimal, error) {
	var d decimal.NullDecimal
	switch of {
	case TotalTarget:
		d = p.target
	case TotalBenchmark:
		d = p.benchmark
	case TotalSpending:
		return p.spending, nil
	case TotalRevenue:
		d = p.provider.Revenue
	case EpisodeCount:
		return count(p.episodes), nil
	case BaselineCount:
		if d = p.baseline; !d.Valid && p.Category != "" {
			return d.Decimal, apm.Missing(categoryField(p.Category, "baselineEpisodes"))
		}
	case CarriedLoss:
		d = p.provider.Carried
	case SettledBefore:
		return p.settled()
	default:
		amount, found := p.provider.Amounts[of]
		if !found {
			return amount, apm.Missing("amounts." + string(of))
		}
		return amount, nil
	}
	if !d.Valid {
		return d.Decimal, apm.Missing(string(of))
	}
	return d.Decimal, nil
}

// settled is what earlier runs have paid.
func (p *Performance) settled() (decimal.Decimal, error) {
	r := p.provider.Run
	switch {
	case r == nil:
		return decimal.Decimal{}, apm.Missing("run")
	case !r.Settled.Valid && r.Kind != Provisional:
		return decimal.Decimal{}, apm.Missing("run.settled")
	}
	return r.Settled.Decimal, nil
}

// postEpisode is the excess of spending after the episodes.
func (p *Performance) postEpisode(deviations decimal.Decimal) (decimal.Decimal, error) {
	total := decimal.Decimal{}
	for _, c := range p.parts {
		if c.Episodes == 0 {
			continue
		}
		norm := c.facts.PostEpisode
		if norm == nil {
			return total, apm.Missing(categoryField(c.Category, "postEpisode"))
		}
		if norm.Excess.Valid {
			total = total.Add(norm.Excess.Decimal)
			continue
		}
		if c.withoutPostEpisode {
			return total, apm.Missing("cases.postEpisode")
		}
		usual := norm.Mean.Decimal.Add(norm.Deviation.Decimal.Mul(deviations)).Mul(count(c.Episodes))
		if excess := c.postEpisode.Sub(usual); excess.IsPositive() {
			total = total.Add(excess)
		}
	}
	return apm.Trim(total), nil
}

func categoryField(category, field string) string { return "categories." + category + "." + field }

// check refuses facts that cannot be.
func (p *ProviderFacts) check() error {
	if p.ID == "" {
		return apm.Missing("id")
	}
	if p.Revenue.Valid {
		if err := checkFigure("revenue", p.Revenue.Decimal, false); err != nil {
			return err
		}
	}
	if p.Carried.Valid {
		if err := checkFigure("carried", p.Carried.Decimal, false); err != nil {
			return err
		}
	}
	if err := checkQuality("quality.score", p.Quality, p.Metrics, "metrics."); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(p.Amounts)) {
		if name.builtIn() {
			return &apm.FactError{Field: "amounts." + string(name), Reason: "has a place of its own; set that"}
		}
		if err := checkFigure("amounts."+string(name), p.Amounts[name], true); err != nil {
			return err
		}
	}
	if r := p.Run; r != nil {
		switch r.Kind {
		case Provisional, FinalRun, Reopened:
		default:
			return &apm.FactError{Field: "run.kind", Reason: "is none of provisional, final, reopened"}
		}
		if err := checkFigure("run.settled", r.Settled.Decimal, true); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Categories)) {
		if err := p.Categories[name].check(name); err != nil {
			return err
		}
	}
	return nil
}

func checkQuality(field string, q apm.Quality, metrics map[string]decimal.Decimal, prefix string) error {
	if err := checkFigure(field, q.Score.Decimal, false); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(metrics)) {
		if err := checkFigure(prefix+id, metrics[id], true); err != nil {
			return err
		}
	}
	return nil
}

func (f CategoryFacts) check(name string) error {
	if f.BaselineEpisodes.Valid {
		at := categoryField(name, "baselineEpisodes")
		if err := checkFigure(at, f.BaselineEpisodes.Decimal, false); err != nil {
			return err
		}
		if !f.BaselineEpisodes.Decimal.IsInteger() {
			return &apm.FactError{Field: at, Reason: "is no whole number"}
		}
	}
	var quality apm.Quality
	if f.Quality != nil {
		quality = *f.Quality
	}
	if err := checkQuality(categoryField(name, "quality.score"), quality, f.Metrics, categoryField(name, "metrics.")); err != nil {
		return err
	}
	if f.PostEpisode == nil {
		return nil
	}
	at := categoryField(name, "postEpisode")
	for _, n := range [...]struct {
		field  string
		value  decimal.NullDecimal
		signed bool
	}{{".mean", f.PostEpisode.Mean, true}, {".deviation", f.PostEpisode.Deviation, false}, {".excess", f.PostEpisode.Excess, false}} {
		if err := checkFigure(at+n.field, n.value.Decimal, n.signed); err != nil {
			return err
		}
	}
	if !f.PostEpisode.Excess.Valid && !(f.PostEpisode.Mean.Valid && f.PostEpisode.Deviation.Valid) {
		return &apm.FactError{Field: at, Reason: "needs mean and deviation, or excess", Missing: true}
	}
	return nil
}
