package benchmark

import (
	"errors"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Facts is what a benchmark is computed from: what each category cost in each year,
// and the figures that its terms name. Money is in dollars, rates are fractions. A
// figure that is missing is missing, never zero; a rule that needs it fails.
type Facts struct {
	// Experience holds one row for each category and year, in any order. Categories
	// keep the order in which they first occur.
	Experience []Experience `json:"experience"`
	// Amounts holds the figures of the whole entity that the terms name:
	// "qualityScore", "priorSavings1".
	Amounts map[Measure]decimal.Decimal `json:"amounts,omitempty"`

	// What rules have named on the way, see Mark and Greatest.
	marks []Marked
	named []apm.Figure
}

// Experience is what one category (an enrollment type, a rate cell, an episode type in
// a region) cost in one year.
type Experience struct {
	Category string `json:"category"` // "AGED_DUAL"
	Year     string `json:"year"`     // as the terms call it: "BY1", "BY3", "PY", "2023"
	// Time is person-years, member-months or a count of episodes, the same unit for
	// every category of a year; not below zero.
	Time decimal.NullDecimal `json:"time,omitzero"`
	// PerCapita is dollars per unit of Time.
	PerCapita decimal.NullDecimal `json:"perCapita,omitzero"`
	// Risk is the mean risk score, not below zero.
	Risk decimal.NullDecimal `json:"risk,omitzero"`
	// Figures holds what else the terms name of the category in the year: "national"
	// per-capita spending, the "marketShare" of the entity in its region.
	Figures map[Measure]decimal.Decimal `json:"figures,omitempty"`
}

// Measure names a figure of a category and year, or of the whole entity. A name that
// is none of Time, PerCapita and Risk is looked up in Experience.Figures, or in
// Facts.Amounts.
type Measure string

// The measures that have a field of their own, and those that the presets read.
const (
	Time      Measure = "time"
	PerCapita Measure = "perCapita"
	Risk      Measure = "risk"

	// National is the per-capita spending of the nation's assignable beneficiaries, and
	// Regional that of the entity's region, risk-adjusted.
	National Measure = "national"
	Regional Measure = "regional"
	// NationalTrend is the growth of national per-capita spending from the base year in
	// whose row it stands to the last one, as a factor.
	NationalTrend Measure = "nationalTrend"
	// MarketShare is the entity's share of its region's assignable people, a fraction.
	MarketShare Measure = "marketShare"
	// Demographic is the mean demographic risk score; RegionalRisk and
	// RegionalDemographic are the two scores of the region.
	Demographic         Measure = "demographic"
	RegionalRisk        Measure = "regionalRisk"
	RegionalDemographic Measure = "regionalDemographic"
	// AccountableTrend is the accountable care prospective trend (ACPT) from the last
	// base year to the year in whose row it stands, as a factor.
	AccountableTrend Measure = "accountableTrend"
)

// place is where a figure stands, for errors.
func place(category, year string, of Measure) string {
	if category == "" {
		return "amounts." + string(of)
	}
	return "experience[" + category + " " + year + "]." + string(of)
}

// Figure is a figure of a category in a year, or a [*apm.FactError] that matches
// [apm.ErrMissing]. The category "", that of all categories together, reads
// Facts.Amounts. A rule of one's own uses it as the rules of this package do.
func (f *Facts) Figure(category, year string, of Measure) (decimal.Decimal, error) {
	if category == "" {
		return f.Amount(of)
	}
	for i := range f.Experience {
		row := &f.Experience[i]
		if row.Category != category || row.Year != year { // names of categories differ in length more often
			continue
		}
		var d decimal.NullDecimal
		switch of {
		case Time:
			d = row.Time
		case PerCapita:
			d = row.PerCapita
		case Risk:
			d = row.Risk
		default:
			d.Decimal, d.Valid = row.Figures[of]
		}
		if d.Valid {
			return d.Decimal, nil
		}
		break
	}
	return decimal.Decimal{}, apm.Missing(place(category, year, of))
}

// divisor is a figure that something is divided by.
func (f *Facts) divisor(category, year string, of Measure) (decimal.Decimal, error) {
	d, err := f.Figure(category, year, of)
	if err == nil && !d.IsPositive() {
		err = &apm.FactError{Field: place(category, year, of), Reason: "is not above zero, and a ratio needs it"}
	}
	return d, err
}

// notNegative is a figure that limits are fractions of.
func (f *Facts) notNegative(category, year string, of Measure) (decimal.Decimal, error) {
	d, err := f.Figure(category, year, of)
	if err == nil && d.IsNegative() {
		err = &apm.FactError{Field: place(category, year, of), Reason: "is negative, and limits are fractions of it"}
	}
	return d, err
}

// fraction is a figure of the whole entity from 0 to 1.
func (f *Facts) fraction(of Measure) (decimal.Decimal, error) {
	d, err := f.Amount(of)
	if err == nil && (d.IsNegative() || d.GreaterThan(one)) {
		err = &apm.FactError{Field: "amounts." + string(of), Reason: "is outside 0 to 1 (76.6 % is 0.766)"}
	}
	return d, err
}

// Amount is a figure of the whole entity: what a rule has named on the way, or else
// what Facts.Amounts holds. It fails with a [*apm.FactError] that matches [apm.ErrMissing].
func (f *Facts) Amount(of Measure) (decimal.Decimal, error) {
	for _, named := range f.named {
		if named.Name == string(of) {
			return named.Value, nil
		}
	}
	amount, found := f.Amounts[of]
	if !found {
		return amount, apm.Missing("amounts." + string(of))
	}
	return amount, nil
}

// Marked is the lines that a [Mark] has named before.
func (f *Facts) Marked(name string) (Marked, bool) {
	for _, m := range f.marks {
		if m.Name == name {
			return m, true
		}
	}
	return Marked{}, false
}

// Mix is the mean of the lines by the time that each category has in a year. It fails
// when base years are still apart, when a time is missing, and when the times add up
// to zero. A single line of all categories is its own mean.
func (f *Facts) Mix(year string, lines []Line) (decimal.Decimal, error) {
	return f.mean(year, len(lines), func(i int) (string, string) { return lines[i].Category, lines[i].Year },
		func(i int) (decimal.Decimal, error) { return lines[i].PerCapita, nil })
}

// mean weighs the values of lines by the time of their categories in a year.
func (f *Facts) mean(year string, n int, line func(int) (category, baseYear string), value func(int) (decimal.Decimal, error)) (decimal.Decimal, error) {
	sum, time := decimal.Decimal{}, decimal.Decimal{}
	for i := range n {
		category, baseYear := line(i)
		if baseYear != "" {
			return sum, errApart
		}
		v, err := value(i)
		if err != nil {
			return sum, err
		}
		if category == "" {
			return v, nil
		}
		t, err := f.Figure(category, year, Time)
		if err != nil {
			return sum, err
		}
		sum, time = sum.Add(v.Mul(t)), time.Add(t)
	}
	if time.IsZero() {
		return sum, &apm.FactError{Field: "experience[" + year + "].time", Reason: "adds up to zero, so nothing weighs the categories"}
	}
	return apm.Quo(apm.Trim(sum), time)
}

var errApart = errors.New("the base years are still apart: weigh them first, with a rule baseYears")

// check refuses facts that cannot be.
func (f *Facts) check() error {
	for i := range f.Experience {
		row := &f.Experience[i]
		if row.Category == "" || row.Year == "" {
			return &apm.FactError{Field: "experience", Reason: "a row needs a category and a year"}
		}
		for j := range i {
			if other := &f.Experience[j]; other.Category == row.Category && other.Year == row.Year {
				return &apm.FactError{Field: "experience[" + row.Category + " " + row.Year + "]", Reason: "stands twice"}
			}
		}
		if err := row.check(); err != nil {
			return err
		}
	}
	for name, amount := range f.Amounts {
		if name.builtIn() {
			return &apm.FactError{Field: "amounts." + string(name), Reason: "is a figure of a category and year; set it there"}
		}
		if reason := unusable(amount, true); reason != "" {
			return &apm.FactError{Field: "amounts." + string(name), Reason: reason}
		}
	}
	return nil
}

func (row *Experience) check() error {
	for _, f := range [...]struct {
		of     Measure
		value  *decimal.NullDecimal
		signed bool
	}{{Time, &row.Time, false}, {PerCapita, &row.PerCapita, true}, {Risk, &row.Risk, false}} {
		if !f.value.Valid {
			continue
		}
		if reason := unusable(f.value.Decimal, f.signed); reason != "" {
			return &apm.FactError{Field: place(row.Category, row.Year, f.of), Reason: reason}
		}
	}
	for name, figure := range row.Figures {
		if name.builtIn() {
			return &apm.FactError{Field: place(row.Category, row.Year, "figures."+name), Reason: "has a field of its own; set that"}
		}
		if reason := unusable(figure, true); reason != "" {
			return &apm.FactError{Field: place(row.Category, row.Year, name), Reason: reason}
		}
	}
	return nil
}

// unusable says why a number cannot be computed with.
func unusable(d decimal.Decimal, signed bool) string {
	if !apm.Plain(d) {
		return "has more than 40 digits before the point or 200 behind it"
	}
	if !signed && d.IsNegative() {
		return "is negative"
	}
	return ""
}

func (m Measure) builtIn() bool { return m == Time || m == PerCapita || m == Risk }

func (m Measure) validate(c apm.Check) {
	if m == "" {
		c.Problemf("is empty: name a figure of the facts, such as national")
	}
}

// categories lists the categories that have a row in one of the years.
func (f *Facts) categories(years []string) []string {
	var found []string
	for i := range f.Experience {
		row := &f.Experience[i]
		if slices.Contains(years, row.Year) && !slices.Contains(found, row.Category) {
			found = append(found, row.Category)
		}
	}
	return found
}
