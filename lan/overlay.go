package lan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Overlay is what a state, or a compact of payers, asks for in the words of the
// framework: its denominator and its targets. What its sources do not say is missing
// and can be set by the caller.
type Overlay struct {
	Name string `json:"name"`
	// Exclude is what the owner leaves out of the denominator, for [Terms.Exclude]; a report
	// by other exclusions is not held against the targets. None is unknown, and goes with
	// any report.
	Exclude []Exclusion `json:"exclude,omitempty"`
	Targets []Goal      `json:"targets"`
	// Results are what the owner has published of its own.
	Results   []PublishedResult `json:"results,omitempty"`
	Authority string            `json:"authority,omitzero"`
}

// Validate reports every problem of the overlay, each with its path, as
// [apm.Problems].
func (o Overlay) Validate() error {
	var problems apm.Problems
	c := problems.Check()
	if strings.TrimSpace(o.Name) == "" {
		c.In("name").Problemf("is empty")
	}
	validateExclusions(o.Exclude, c.In("exclude"))
	for i, g := range o.Targets {
		g.validate(c.In("targets").At(i))
	}
	return problems.Err()
}

// Standings is how the report stands to each target of an overlay, in their order. It
// fails, with [apm.Problems], on an overlay that [Overlay.Validate] refuses, and where the
// report's denominator is not that of the overlay.
func (r Report) Standings(o Overlay) ([]Standing, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if len(o.Exclude) > 0 && !sameExclusions(o.Exclude, r.Terms.Exclude) {
		return nil, apm.Problems{{Path: "exclude", Message: "the report leaves something else out of its denominator: measure by these exclusions"}}
	}
	out := make([]Standing, len(o.Targets))
	for i, g := range o.Targets {
		var err error
		if out[i], err = r.Standing(g); err != nil {
			return nil, fmt.Errorf("targets[%d]: %w", i, err)
		}
	}
	return out, nil
}

// target is a target of an overlay in dollars.
func target(name string, line Line, year int, percent string, authority string, categories ...Category) Goal {
	return Goal{Name: name, Line: line, Year: year, Basis: OfDollars, Categories: categories, Share: percentage(percent), Authority: authority}
}

// percentage reads the constants of this package: "7.5" is 0.075.
func percentage(s string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(s).Shift(-2))
}

// unknownYear is the error of a preset for a year that it does not know.
func unknownYear(what string, year int, known ...int) error {
	years := make([]string, len(known))
	for i, y := range known {
		years[i] = fmt.Sprint(y)
	}
	return fmt.Errorf("%s: known for %s, not for %d", what, strings.Join(years, ", "), year)
}

// from lists a category and all that count above it in the framework's own order: "2C
// or higher". What is not linked to quality is not higher than anything.
func from(least Category) []Category {
	linked := Linked()
	return slices.Clone(linked[slices.Index(linked, least):])
}
