package benchmark

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Result is a benchmark by category and in total, with the account of every rule.
// Nothing in it is rounded but by a [Round] in the terms.
type Result struct {
	// Lines is what the rules made at last: one line a category, or a single line of
	// all categories behind a [Mix]. Where no rule weighs the base years it is one line
	// a category and year.
	Lines []Line `json:"lines"`
	// Categories is the benchmark by category: the lines before they were mixed, or
	// Lines where they were not.
	Categories []Line `json:"categories"`
	// PerCapita is the benchmark of all categories together, Time what it is per
	// (person-years or member-months of the year that weighs the categories) and Total
	// their product in dollars. They are there only behind a [Mix].
	PerCapita decimal.NullDecimal `json:"perCapita,omitzero"`
	Time      decimal.NullDecimal `json:"time,omitzero"`
	Total     decimal.NullDecimal `json:"total,omitzero"`
	// Marks are the lines that a [Mark] or a [Guardrail] named, in order.
	Marks []Marked `json:"marks,omitempty"`
	// Account is how the benchmark came about. It prints as a table.
	Account apm.Account `json:"account"`
}

// Marked is the lines of that name, and whether there are any.
func (r Result) Marked(name string) (Marked, bool) {
	for _, m := range r.Marks {
		if m.Name == name {
			return m, true
		}
	}
	return Marked{}, false
}

// Category is the benchmark of a category, and whether there is one.
func (r Result) Category(name string) (decimal.Decimal, bool) {
	for _, l := range r.Categories {
		if l.Category == name && l.Year == "" {
			return l.PerCapita, true
		}
	}
	return decimal.Decimal{}, false
}

func (r *runner) result(title string, facts []apm.Figure) Result {
	out := Result{Lines: r.lines, Categories: r.lines, Marks: r.facts.marks}
	results := make([]apm.Figure, 0, len(r.lines)+2)
	for _, l := range r.lines {
		results = append(results, apm.Figure{Name: "benchmark of " + l.key(), Value: l.PerCapita, Unit: apm.Dollars})
	}
	if r.merged != nil {
		out.Categories = r.merged
		total := apm.Trim(r.lines[0].PerCapita.Mul(r.time.Decimal))
		out.PerCapita = decimal.NewNullDecimal(r.lines[0].PerCapita)
		out.Time, out.Total = r.time, decimal.NewNullDecimal(total)
		results = append(results,
			apm.Figure{Name: "time", Value: r.time.Decimal, Unit: apm.Number},
			apm.Figure{Name: "total benchmark", Value: total, Unit: apm.Dollars})
	}
	out.Account = apm.Account{Title: title, Facts: facts, Steps: r.steps, Results: results}
	return out
}
