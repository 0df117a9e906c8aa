package episode

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Settlement is the outcome of a program for one provider, with the account of how it
// came about. Gains are positive, losses negative, all in dollars.
type Settlement struct {
	Program  string `json:"program"`
	Provider string `json:"provider"`
	// Categories are the outcomes of each category, in the order of their names.
	Categories []CategorySettlement `json:"categories"`
	// Net is the sum of the categories, before the lists that apply to all of them.
	Net decimal.Decimal `json:"net"`
	// Result is what is paid to the provider, or owed by it when it is negative. In a later
	// run of a program with a [TrueUp] it is the difference from what was settled.
	Result decimal.Decimal `json:"result"`
	// Carried is the loss carried to later periods, where the program carries any.
	Carried decimal.NullDecimal `json:"carried,omitzero"`
	// Marks are the amounts that the program names, in the order in which they arose.
	Marks []apm.Figure `json:"marks,omitempty"`
	// Run is the reconciliation run that this is, where there are several.
	Run *Run `json:"run,omitempty"`
	// Account is how the settlement came about. In lists of gains and of losses its steps
	// are magnitudes; everywhere else amounts have a sign.
	Account apm.Account `json:"account"`
}

// CategorySettlement is the outcome of one category of episodes.
type CategorySettlement struct {
	Category string `json:"category"`
	// Episodes is how many count, and Excluded how many do not. Reasons count each
	// excluded episode once for every reason it has.
	Episodes int           `json:"episodes"`
	Excluded int           `json:"excluded"`
	Reasons  []ReasonCount `json:"reasons,omitempty"`
	// Raw is the cost of the episodes that count before adjustments, Spending after them.
	Raw      decimal.Decimal `json:"raw"`
	Spending decimal.Decimal `json:"spending"`
	// Benchmark is the sum of prices, and Target that sum less the discount; with
	// thresholds Target is the level that counts times episodes, missing between them.
	Benchmark decimal.NullDecimal `json:"benchmark,omitzero"`
	Target    decimal.NullDecimal `json:"target,omitzero"`
	// Gap is what should have been spent less what was.
	Gap decimal.Decimal `json:"gap"`
	// Low says which action on low volume applies; empty for none.
	Low VolumeAction `json:"low,omitzero"`
	// Net is what the category brings into the sum.
	Net decimal.Decimal `json:"net"`
	// Quality and Metrics are those that were used.
	Quality apm.Quality                `json:"quality,omitzero"`
	Metrics map[string]decimal.Decimal `json:"metrics,omitempty"`
	Marks   []apm.Figure               `json:"marks,omitempty"`
}

// ReasonCount is how many episodes were excluded for a reason.
type ReasonCount struct {
	Reason   string `json:"reason"`
	Episodes int    `json:"episodes"`
}

// Mark is the amount of that name among those of all categories together; false where no rule
// marked it.
func (s Settlement) Mark(name string) (decimal.Decimal, bool) { return marked(s.Marks, name) }

// Mark is the amount of that name; false where no rule marked it.
func (s CategorySettlement) Mark(name string) (decimal.Decimal, bool) { return marked(s.Marks, name) }

func marked(marks []apm.Figure, name string) (decimal.Decimal, bool) {
	for _, m := range marks {
		if m.Name == name {
			return m.Value, true
		}
	}
	return decimal.Decimal{}, false
}

// withSign makes magnitudes of a side amounts with a sign.
func withSign(marks []apm.Figure, negative bool) []apm.Figure {
	if negative {
		for i := range marks {
			marks[i].Value = marks[i].Value.Neg()
		}
	}
	return marks
}
