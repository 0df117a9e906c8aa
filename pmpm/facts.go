package pmpm

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Facts is what is known of one provider: whose members were in which cell in which
// month, and how the provider performed. A calculation never changes it.
type Facts struct {
	// Provider names the provider: a practice, a network, a plan.
	Provider string `json:"provider"`
	// Counts is the member-months, in any order, each month and cell once. A month and
	// cell that is not there has none.
	Counts []Count `json:"counts"`
	// PerMember holds the amounts in dollars per member per month that a [Percent] is
	// taken of: premiums, historic revenue.
	PerMember map[Basis]Table `json:"perMember,omitempty"`
	// Quality is the overall score and status.
	Quality apm.Quality `json:"quality,omitzero"`
	// Measures is the score and status of single measures or groups of measures, such as
	// "utilization".
	Measures map[string]apm.Quality `json:"measures,omitempty"`
	// Amounts holds what else the terms name, in the unit that they name it in.
	Amounts map[Basis]decimal.Decimal `json:"amounts,omitempty"`
	// Flags holds the yes-or-no facts that conditions name, such as a report that was
	// made or a milestone that was reached. A flag that is not there is unknown, not false.
	Flags map[string]bool `json:"flags,omitempty"`
	// Provisional says that the performance of the period is not known yet: what is earned
	// back or repaid by it ([EarnBack], [Repay]) waits for a later run.
	Provisional bool `json:"provisional,omitzero"`
}

// Basis names an amount of the facts. A name that is none of the constants is looked up
// in Facts.Amounts, or for a [Percent] in Facts.PerMember.
type Basis string

// The amounts that every provider has, and those that rules of this package read.
const (
	// Months is the member-months of all cells and months together.
	Months Basis = "memberMonths"
	// Score is the overall quality score.
	Score Basis = "quality.score"
	// Visits and VisitsElsewhere count the members' primary care visits, all of them and
	// those to other providers; [Leakage] reads them from Facts.Amounts.
	Visits          Basis = "visits"
	VisitsElsewhere Basis = "visitsElsewhere"
)

// Amount is the amount of that name, or a [*apm.FactError] that matches
// [apm.ErrMissing].
func (f *Facts) Amount(of Basis) (decimal.Decimal, error) {
	switch of {
	case Months:
		if len(f.Counts) == 0 {
			return decimal.Decimal{}, apm.Missing("counts")
		}
		total := apm.MemberMonths(0)
		for i := range f.Counts {
			var err error
			if total, err = total.Add(f.Counts[i].MemberMonths); err != nil {
				return decimal.Decimal{}, &apm.FactError{Field: "counts", Reason: "add up to more member-months than can be counted"}
			}
		}
		return total.Decimal(), nil
	case Score:
		if !f.Quality.Score.Valid {
			return decimal.Decimal{}, apm.Missing(string(Score))
		}
		return f.Quality.Score.Decimal, nil
	}
	amount, found := f.Amounts[of]
	if !found {
		return amount, apm.Missing(of.field())
	}
	return amount, nil
}

// field is where the facts hold the amount.
func (b Basis) field() string {
	switch b {
	case Months:
		return "counts"
	case Score:
		return string(Score)
	}
	return "amounts." + string(b)
}

// quality is the result of a measure, or the overall one where none is named.
func (f *Facts) quality(measure string) (apm.Quality, error) {
	if measure == "" {
		return f.Quality, nil
	}
	q, found := f.Measures[measure]
	if !found {
		return q, apm.Missing("measures." + measure)
	}
	return q, nil
}

// rate is a rate at the quality of a measure.
func (f *Facts) rate(r apm.Rate, measure string) (decimal.Decimal, error) {
	if r.Fixed.Valid {
		return r.Fixed.Decimal, nil
	}
	q, err := f.quality(measure)
	if err != nil {
		return decimal.Decimal{}, err
	}
	rate, err := r.At(q)
	var lack *apm.QualityError
	if measure != "" && errors.As(err, &lack) {
		err = &apm.FactError{Field: "measures." + measure + "." + lack.Field, Reason: lack.Reason, Missing: lack.Missing}
	}
	return rate, err
}

// check refuses facts that cannot be. Of several wrong amounts the first by name is told.
func (f *Facts) check(keys []string) error {
	if f.Provider == "" {
		return apm.Missing("provider")
	}
	for i := range f.Counts {
		if err := f.Counts[i].check(len(keys)); err != nil {
			err.Field = fmt.Sprintf("counts[%d].%s", i, err.Field)
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Amounts)) {
		if name == Months || name == Score {
			return &apm.FactError{Field: "amounts." + string(name), Reason: "has a field of its own; set that"}
		}
		if !apm.Plain(f.Amounts[name]) {
			return &apm.FactError{Field: "amounts." + string(name), Reason: "has more than 40 digits before the point or 200 behind it"}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.PerMember)) {
		var problems apm.Problems
		table := f.PerMember[name]
		table.validate(problems.Check())
		table.known(keys, problems.Check())
		if problems != nil {
			p := problems[0]
			return &apm.FactError{Field: "perMember." + string(name) + "." + p.Path, Reason: p.Message}
		}
	}
	if s := f.Quality.Score; s.Valid && !apm.Plain(s.Decimal) {
		return &apm.FactError{Field: "quality.score", Reason: "has too many digits"}
	}
	return nil
}

func (c *Count) check(keys int) *apm.FactError {
	if !c.Month.Valid() {
		return &apm.FactError{Field: "month", Reason: "is no month of the years 1 to 9999", Missing: c.Month == 0}
	}
	if fits := cellFits(c.Cell, keys); fits != "" {
		return &apm.FactError{Field: "cell", Reason: fits}
	}
	if c.MemberMonths < 0 {
		return &apm.FactError{Field: "memberMonths", Reason: "is negative; a correction states the months that are right, not the difference"}
	}
	return nil
}
