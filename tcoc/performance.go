package tcoc

import (
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/words"
	"github.com/shopspring/decimal"
)

// Performance is what one organisation did in one performance period: the facts
// that a settlement starts from. Money is in dollars, rates are fractions. A
// figure that is missing is missing, never zero; a rule that needs it fails.
type Performance struct {
	// Benchmark is what the care should have cost, in total dollars of the period,
	// not below zero.
	Benchmark decimal.NullDecimal `json:"benchmark,omitzero"`
	// Expenditure is what it did cost, in total dollars.
	Expenditure decimal.NullDecimal `json:"expenditure,omitzero"`
	// Difference is benchmark less expenditure where a payer publishes it: it takes
	// the place of the difference of the two (rounded) figures above.
	Difference decimal.NullDecimal `json:"difference,omitzero"`
	// Population is the number of people assigned, which sets a minimum rate by
	// size; zero is unknown.
	Population int `json:"population,omitzero"`
	// PersonYears and MemberMonths are the time that those people were eligible.
	PersonYears  decimal.NullDecimal `json:"personYears,omitzero"`
	MemberMonths decimal.NullDecimal `json:"memberMonths,omitzero"`
	// Quality is the score and the status that quality measurement gave.
	Quality apm.Quality `json:"quality,omitzero"`
	// MinimumRate is the minimum savings and loss rate that a two-sided participant
	// elected, as a fraction of the benchmark, or that the payer set case by case
	// where its table leaves that open. Missing means that none was elected. A
	// minimum that offers no choice does not read it.
	MinimumRate decimal.NullDecimal `json:"minimumRate,omitzero"`
	// StandardError is that of benchmark less expenditure, in dollars.
	StandardError decimal.NullDecimal `json:"standardError,omitzero"`
	// Revenue is the fee-for-service revenue of the participants, in dollars, that
	// limits losses in some programs.
	Revenue decimal.NullDecimal `json:"revenue,omitzero"`
	// Advances is what was paid ahead and is still to be recouped, in dollars;
	// missing means nothing.
	Advances decimal.NullDecimal `json:"advances,omitzero"`
	// Disaster is the relief for extreme and uncontrollable circumstances; nil means
	// that there were none.
	Disaster *Disaster `json:"disaster,omitempty"`
	// Exit is how the organisation left the agreement during the period or at its end;
	// nil means that it did not.
	Exit *Exit `json:"exit,omitempty"`
	// AgreementYear is the year of the agreement, counted from 1; zero is unknown.
	AgreementYear int `json:"agreementYear,omitzero"`
	// GuardrailBenchmark is the benchmark recomputed for the guardrail (see
	// [Guardrail]), in total dollars. Benchmark is then the one before it.
	GuardrailBenchmark decimal.NullDecimal `json:"guardrailBenchmark,omitzero"`
	// Guarded says that Benchmark, Difference or both are already those recomputed
	// under the guardrail, as CMS publishes them.
	Guarded bool `json:"guarded,omitzero"`
	// Amounts holds what else a program's terms name: "coreCost", "careManagementFees".
	Amounts map[Basis]decimal.Decimal `json:"amounts,omitempty"`
	// Flags holds the yes-or-no facts that a program's conditions name. A flag that is
	// not there is unknown, not false.
	Flags map[string]bool `json:"flags,omitempty"`

	// bounded lets limits without their figure pass, see Arrangement.Bound; incoming
	// is then the bound that the amount so far is.
	bounded  bool
	incoming Bound
	// sheet is room for figures of the account, in a settlement; elsewhere it is nil.
	sheet []apm.Figure
}

// copy shares what is only read, and not the sheet, which is written to.
func (p *Performance) copy() Performance {
	c := *p
	c.sheet = nil
	return c
}

// figures is room for n figures of the account. Several rules share a sheet, which costs
// less than a list for each; facts that are not a settlement's own stay as they are.
func (p *Performance) figures(n int) []apm.Figure {
	if n > len(p.sheet) {
		if p.sheet == nil {
			return make([]apm.Figure, 0, n)
		}
		p.sheet = make([]apm.Figure, max(n, 6))
	}
	room := p.sheet[:0:n]
	p.sheet = p.sheet[n:]
	return room
}

// Disaster measures extreme and uncontrollable circumstances: dollars of relief
// where the payer states them, or else the parts from which relief is computed.
type Disaster struct {
	Dollars decimal.NullDecimal `json:"dollars,omitzero"` // relief from the loss, not below zero
	People  decimal.NullDecimal `json:"people,omitzero"`  // fraction of the assigned people who live in affected areas
	Months  decimal.NullDecimal `json:"months,omitzero"`  // affected months of the year, 0 to 12
}

// Exit says when and how an organisation left its agreement.
type Exit struct {
	// Months is how many months of the period it was in the agreement, the month of the
	// exit included: 9 for an exit effective September 15, 12 for December 31.
	Months int `json:"months"`
	// ByPayer says that the payer ended the agreement, not the organisation.
	ByPayer bool `json:"byPayer,omitzero"`
}

// Basis names an amount of a [Performance] that a percentage can be a percentage
// of: "5 %" of the benchmark and "5 %" of revenue are different money. A name that
// is none of the constants is looked up in Performance.Amounts.
type Basis string

// The amounts that have a field of their own.
const (
	Benchmark     Basis = "benchmark"
	Expenditure   Basis = "expenditure"
	Difference    Basis = "difference" // benchmark less expenditure, either sign
	Revenue       Basis = "revenue"
	Population    Basis = "population"
	PersonYears   Basis = "personYears"
	MemberMonths  Basis = "memberMonths"
	StandardError Basis = "standardError"
	Advances      Basis = "advances" // zero where none are known of
	AgreementYear Basis = "agreementYear"
)

func (b Basis) unit() apm.Unit {
	switch b {
	case Population, PersonYears, MemberMonths, AgreementYear:
		return apm.Number
	}
	return apm.Dollars
}

// Amount is the amount of that name, or a [*apm.FactError] that matches [apm.ErrMissing].
// A rule of one's own uses it as the rules of this package do.
func (p *Performance) Amount(of Basis) (decimal.Decimal, error) {
	var d decimal.NullDecimal
	switch of {
	case Benchmark:
		d = p.Benchmark
	case Expenditure:
		d = p.Expenditure
	case Difference:
		return p.difference()
	case Revenue:
		d = p.Revenue
	case Population:
		d = decimal.NullDecimal{Decimal: decimal.NewFromInt(int64(p.Population)), Valid: p.Population > 0}
	case PersonYears:
		d = p.PersonYears
	case MemberMonths:
		d = p.MemberMonths
	case StandardError:
		d = p.StandardError
	case Advances:
		return p.Advances.Decimal, nil
	case AgreementYear:
		d = decimal.NullDecimal{Decimal: decimal.NewFromInt(int64(p.AgreementYear)), Valid: p.AgreementYear > 0}
	default:
		amount, found := p.Amounts[of]
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

// difference is benchmark less expenditure, the published one first.
func (p *Performance) difference() (decimal.Decimal, error) {
	if p.Difference.Valid {
		return p.Difference.Decimal, nil
	}
	if err := p.needDifference(); err != nil {
		return decimal.Decimal{}, err
	}
	return words.Sub(p.Benchmark.Decimal, p.Expenditure.Decimal), nil
}

// needDifference fails where there is no difference.
func (p *Performance) needDifference() error {
	switch {
	case p.Difference.Valid:
	case !p.Benchmark.Valid:
		return apm.Missing("benchmark")
	case !p.Expenditure.Valid:
		return apm.Missing("expenditure")
	}
	return nil
}

// check refuses facts that cannot be.
func (p *Performance) check() error {
	var wrong error
	number := func(field string, d decimal.NullDecimal, signed bool) {
		if d.Valid && wrong == nil {
			wrong = checkNumber(field, d.Decimal, signed)
		}
	}
	number("benchmark", p.Benchmark, false)
	number("expenditure", p.Expenditure, true)
	number("difference", p.Difference, true)
	number("personYears", p.PersonYears, false)
	number("memberMonths", p.MemberMonths, false)
	number("revenue", p.Revenue, false)
	number("standardError", p.StandardError, false)
	number("advances", p.Advances, false)
	number("guardrailBenchmark", p.GuardrailBenchmark, false)
	number("minimumRate", p.MinimumRate, false)
	number("quality.score", p.Quality.Score, false)
	if wrong != nil {
		return wrong
	}
	if p.MinimumRate.Valid && words.Cmp(p.MinimumRate.Decimal, one) > 0 {
		return &apm.FactError{Field: "minimumRate", Reason: "is above 1 (2 % is 0.02)"}
	}
	if p.Population < 0 {
		return &apm.FactError{Field: "population", Reason: "is negative"}
	}
	if p.Exit != nil && p.Exit.Months < 0 {
		return &apm.FactError{Field: "exit.months", Reason: "is negative"}
	}
	if p.AgreementYear < 0 {
		return &apm.FactError{Field: "agreementYear", Reason: "is negative"}
	}
	for name, amount := range p.Amounts {
		if name.builtIn() {
			return &apm.FactError{Field: "amounts." + string(name), Reason: "has a field of its own; set that"}
		}
		if err := checkNumber("amounts."+string(name), amount, true); err != nil {
			return err
		}
	}
	if err := p.checkDifference(); err != nil {
		return err
	}
	return p.Disaster.check()
}

// checkDifference refuses a published difference that the figures beside it
// contradict by more than rounding explains: two dollars, or a millionth of the
// benchmark where figures are printed to seven digits.
func (p *Performance) checkDifference() error {
	if !p.Difference.Valid || !p.Benchmark.Valid || !p.Expenditure.Valid {
		return nil
	}
	off := words.Sub(words.Sub(p.Benchmark.Decimal, p.Expenditure.Decimal), p.Difference.Decimal).Abs()
	if words.Cmp(off, two) > 0 && off.GreaterThan(p.Benchmark.Decimal.Shift(-6)) {
		return &apm.FactError{Field: "difference", Reason: "is not benchmark less expenditure, by more than rounding"}
	}
	return nil
}

func (d *Disaster) check() error {
	if d == nil {
		return nil
	}
	var wrong error
	number := func(field string, d decimal.NullDecimal) {
		if d.Valid && wrong == nil {
			wrong = checkNumber(field, d.Decimal, false)
		}
	}
	number("disaster.dollars", d.Dollars)
	number("disaster.people", d.People)
	number("disaster.months", d.Months)
	switch {
	case wrong != nil:
		return wrong
	case d.People.Valid && words.Cmp(d.People.Decimal, one) > 0:
		return &apm.FactError{Field: "disaster.people", Reason: "is above 1"}
	case d.Months.Valid && words.Cmp(d.Months.Decimal, twelve) > 0:
		return &apm.FactError{Field: "disaster.months", Reason: "is above 12"}
	}
	if !d.Dollars.Valid && !(d.People.Valid && d.Months.Valid) {
		return &apm.FactError{Field: "disaster", Reason: "needs dollars, or people and months", Missing: true}
	}
	return nil
}

func checkNumber(field string, d decimal.Decimal, signed bool) error {
	if !apm.Plain(d) {
		return &apm.FactError{Field: field, Reason: "has more than 40 digits before the point or 200 behind it"}
	}
	if !signed && d.IsNegative() {
		return &apm.FactError{Field: field, Reason: "is negative"}
	}
	return nil
}

func (b Basis) builtIn() bool {
	switch b {
	case Benchmark, Expenditure, Difference, Revenue, Population, PersonYears, MemberMonths,
		StandardError, Advances, AgreementYear:
		return true
	}
	return false
}

func (b Basis) validate(c apm.Check) {
	if b == "" {
		c.Problemf("is empty: name the amount that this is a part of, such as benchmark or revenue")
	}
}

var (
	one    = decimal.New(1, 0)
	two    = decimal.New(2, 0)
	twelve = decimal.New(12, 0)
)
