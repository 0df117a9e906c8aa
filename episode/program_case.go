package episode

import (
	"fmt"
	"maps"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// PriceBasis names what the cost of an episode is measured in. A program may name
// another than the constants.
type PriceBasis string

// The usual price bases.
const (
	Allowed      PriceBasis = "allowed"      // what payer and patient pay
	Paid         PriceBasis = "paid"         // what the payer pays
	Standardised PriceBasis = "standardised" // without geographic and policy adjustments of prices
)

// Case is an episode as the financial half knows it: who answers for it, what it
// cost, and what its price and risk depend on. It holds no claim and no member.
type Case struct {
	// ID tells the episode apart from others; it is not a member's identifier, and no
	// text of an error holds it.
	ID string `json:"id,omitzero"`
	// Provider is who answers for the episode. It may be empty for an excluded episode.
	Provider string `json:"provider,omitzero"`
	// Category is the type of episode: "LEJR", "perinatal". Cell is the price cell in it,
	// such as an MS-DRG, Region where prices are by region, and Period what the prices are
	// of, such as a fiscal year. Only the category is needed.
	Category string `json:"category,omitzero"`
	Cell     string `json:"cell,omitzero"`
	Region   string `json:"region,omitzero"`
	Period   string `json:"period,omitzero"`
	// TriggerStart and TriggerEnd are admission and discharge of the anchor stay, or both
	// the day of the procedure; End is the last day of the episode.
	TriggerStart apm.Date `json:"triggerStart,omitzero"`
	TriggerEnd   apm.Date `json:"triggerEnd,omitzero"`
	End          apm.Date `json:"end,omitzero"`
	// Amounts is what the episode cost, in dollars, by price basis.
	Amounts map[PriceBasis]decimal.Decimal `json:"amounts,omitempty"`
	// PostEpisode is what was spent after the episode, in dollars, in the span that the
	// definition keeps apart.
	PostEpisode decimal.NullDecimal `json:"postEpisode,omitzero"`
	// Target is the price of the episode in dollars, not below zero, before what the
	// program itself does to it. RegionalTarget is the one without the provider's own
	// history, for programs that use it where volume is low.
	Target         decimal.NullDecimal `json:"target,omitzero"`
	RegionalTarget decimal.NullDecimal `json:"regionalTarget,omitzero"`
	// Weight is the risk weight where the payer gives it, above zero.
	Weight decimal.NullDecimal `json:"weight,omitzero"`
	// Covariates are the numbers that a risk model reads by name; 1 and 0 for yes and no.
	Covariates map[string]decimal.Decimal `json:"covariates,omitempty"`
	// Excluded are the reasons for which the episode does not count; empty where it does.
	Excluded []string `json:"excluded,omitempty"`
}

// PreparedCase is an episode whose cost has been adjusted, ready to be settled.
type PreparedCase struct {
	ID       string `json:"id,omitzero"`
	Provider string `json:"provider,omitzero"`
	Category string `json:"category"`
	// Raw is the cost on the program's price basis, in dollars, and Cost what the
	// adjustments have made of it. They are zero for an episode that was excluded before
	// its cost was looked at.
	Raw  decimal.Decimal `json:"raw"`
	Cost decimal.Decimal `json:"cost"`
	// Weight is the risk weight; missing where the program does not adjust for risk.
	Weight decimal.NullDecimal `json:"weight,omitzero"`
	// Target and RegionalTarget are the prices in dollars, multiplied by the weight where
	// the program says so.
	Target         decimal.NullDecimal `json:"target,omitzero"`
	RegionalTarget decimal.NullDecimal `json:"regionalTarget,omitzero"`
	PostEpisode    decimal.NullDecimal `json:"postEpisode,omitzero"` // dollars
	// Excluded are all reasons for which the episode does not count.
	Excluded []string `json:"excluded,omitempty"`
}

// Prepared is the episodes of a population after the adjustments, in the order in which
// they came, with what the adjustments were made of.
type Prepared struct {
	Cases []PreparedCase `json:"cases"`
	// Limits are the outlier limits, of each policy in the order of the program and by
	// group in the order of its name. Limits of a baseline can be handed to the next call.
	Limits []OutlierLimits `json:"limits,omitempty"`
	// Normalisation is the number that every weight was divided by; missing where the
	// program does not normalise.
	Normalisation decimal.NullDecimal `json:"normalisation,omitzero"`
}

// Of is the cases of each provider, in their order.
func (p Prepared) Of() map[string][]PreparedCase {
	out := make(map[string][]PreparedCase)
	for _, c := range p.Cases {
		out[c.Provider] = append(out[c.Provider], c)
	}
	return out
}

// Providers is the names of the providers that have a case, sorted, without the empty
// one of episodes that nobody answers for.
func (p Prepared) Providers() []string {
	names := make(map[string]bool)
	for _, c := range p.Cases {
		if c.Provider != "" {
			names[c.Provider] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Prepare adjusts the episodes of a population: it takes each cost on the price basis
// of the program, applies the outlier policies and the risk model in the order of the
// program, and multiplies targets. Percentiles, means and the normalisation are
// those of the episodes given, so they are to be all that the program looks at, not one
// provider's; a policy that reads limits of a baseline finds them in baseline, which
// earlier calls gave. Excluded episodes come back with their reasons and count nowhere.
// The order of the cases does not matter.
//
// It fails with a [*apm.FactError] where a fact that the program needs is missing or
// impossible.
func (a *Arrangement) Prepare(cases []Case, baseline ...OutlierLimits) (Prepared, error) {
	out := Prepared{Cases: make([]PreparedCase, len(cases))}
	for i := range cases {
		prepared, err := a.price(&cases[i])
		if err != nil {
			return Prepared{}, inCase(i, err)
		}
		out.Cases[i] = prepared
	}
	for i, adjust := range a.program.Adjust {
		var err error
		if adjust.Outlier != nil {
			var limits []OutlierLimits
			limits, err = adjust.Outlier.apply(i, cases, out.Cases, baseline)
			out.Limits = append(out.Limits, limits...)
		} else {
			out.Normalisation, err = adjust.Risk.adjust(cases, out.Cases)
		}
		if err != nil {
			return Prepared{}, err
		}
	}
	return out, nil
}

// price takes what the program needs of a case.
func (a *Arrangement) price(c *Case) (PreparedCase, error) {
	out := PreparedCase{
		ID: c.ID, Provider: c.Provider, Category: c.Category,
		Target: c.Target, RegionalTarget: c.RegionalTarget, PostEpisode: c.PostEpisode, Excluded: slices.Clone(c.Excluded),
	}
	if err := c.check(); err != nil {
		return out, err
	}
	if r := a.program.Benchmark.CaseRate; r != nil && r.Price.Valid && !out.Target.Valid {
		out.Target = r.Price
	}
	if len(c.Excluded) > 0 {
		return out, nil
	}
	if c.Provider == "" {
		return out, &apm.FactError{Field: "provider", Reason: "is missing, and the episode counts", Missing: true}
	}
	amount, found := c.Amounts[a.program.Basis]
	if !found {
		return out, apm.Missing("amounts." + string(a.program.Basis))
	}
	out.Raw, out.Cost = amount, amount
	return out, nil
}

func (c *Case) check() error {
	if c.Category == "" {
		return apm.Missing("category")
	}
	for _, basis := range slices.Sorted(maps.Keys(c.Amounts)) {
		if err := checkFigure("amounts."+string(basis), c.Amounts[basis], true); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Covariates)) {
		if err := checkFigure("covariates."+name, c.Covariates[name], true); err != nil {
			return err
		}
	}
	for _, f := range [...]struct {
		field  string
		value  decimal.NullDecimal
		signed bool
	}{
		{"postEpisode", c.PostEpisode, true}, {"target", c.Target, false}, {"regionalTarget", c.RegionalTarget, false}, {"weight", c.Weight, false},
	} {
		if f.value.Valid {
			if err := checkFigure(f.field, f.value.Decimal, f.signed); err != nil {
				return err
			}
		}
	}
	if c.Weight.Valid && !c.Weight.Decimal.IsPositive() {
		return &apm.FactError{Field: "weight", Reason: "is not above zero"}
	}
	if slices.Contains(c.Excluded, "") {
		return &apm.FactError{Field: "excluded", Reason: "holds an empty reason"}
	}
	return nil
}

// inCase puts the row in front of the field of a fact.
func inCase(i int, err error) error {
	if fact, ok := err.(*apm.FactError); ok {
		return &apm.FactError{Field: fmt.Sprintf("cases[%d].%s", i, fact.Field), Reason: fact.Reason, Missing: fact.Missing}
	}
	return fmt.Errorf("cases[%d]: %w", i, err)
}

func checkFigure(field string, d decimal.Decimal, signed bool) error {
	if !apm.Plain(d) {
		return &apm.FactError{Field: field, Reason: "has more than 40 digits before the point or 200 behind it"}
	}
	if !signed && d.IsNegative() {
		return &apm.FactError{Field: field, Reason: "is negative"}
	}
	return nil
}
