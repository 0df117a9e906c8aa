package benchmark

import (
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// BaseYears weighs the base years of each category into one amount: 10, 30 and 60 %,
// or thirds.
type BaseYears struct {
	Years []YearWeight `json:"years"`
	// Of is what the weights add up to; missing means 1. Thirds are weights of 1 of 3.
	Of        decimal.NullDecimal `json:"of,omitzero"`
	Authority string              `json:"authority,omitzero"`
}

// YearWeight is the weight of a base year.
type YearWeight struct {
	Year   string          `json:"year"`
	Weight decimal.Decimal `json:"weight"`
}

// Kind is "baseYears".
func (BaseYears) Kind() string { return "baseYears" }

// Apply merges the lines of each category into one. It fails when a category lacks a
// year, or has one without a weight.
func (b BaseYears) Apply(_ *Facts, lines []Line) (Move, error) {
	move := Move{Authority: b.Authority}
	for i := 0; i < len(lines); {
		category, n := lines[i].Category, i
		for n < len(lines) && lines[n].Category == category {
			n++
		}
		sum := decimal.Decimal{}
		figures := make([]apm.Figure, 0, 2*len(b.Years))
		for _, y := range b.Years {
			line, found := lineOf(lines[i:n], y.Year)
			if !found {
				return Move{}, apm.Missing("experience[" + category + " " + y.Year + "]")
			}
			sum = sum.Add(line.PerCapita.Mul(y.Weight))
			figures = append(figures, apm.Figure{Name: y.Year, Value: line.PerCapita, Unit: apm.Dollars},
				apm.Figure{Name: "weight", Value: y.Weight, Unit: apm.Number})
		}
		for _, l := range lines[i:n] {
			if !b.weighs(l.Year) {
				return Move{}, &apm.FactError{Field: "experience[" + l.key() + "]", Reason: "has no weight: the rule does not list the year"}
			}
		}
		amount := apm.Trim(sum)
		if b.Of.Valid {
			var err error
			if amount, err = apm.Quo(amount, b.Of.Decimal); err != nil {
				return Move{}, err
			}
		}
		move.To = append(move.To, Line{Category: category, PerCapita: amount})
		move.Figures = append(move.Figures, figures)
		i = n
	}
	return move, nil
}

func (b BaseYears) weighs(year string) bool {
	for _, y := range b.Years {
		if y.Year == year {
			return true
		}
	}
	return false
}

func lineOf(lines []Line, year string) (Line, bool) {
	for _, l := range lines {
		if l.Year == year {
			return l, true
		}
	}
	return Line{}, false
}

// Validate reports weights that do not add up to the whole, and years that are empty
// or stand twice.
func (b BaseYears) Validate(c apm.Check) {
	weights := make([]decimal.NullDecimal, len(b.Years))
	for i, y := range b.Years {
		weights[i] = decimal.NewNullDecimal(y.Weight)
		if y.Year == "" {
			c.In("years").At(i).In("year").Problemf("is empty")
		}
		for _, other := range b.Years[:i] {
			if other.Year == y.Year {
				c.In("years").At(i).In("year").Problemf("%q stands twice", y.Year)
				break
			}
		}
	}
	checkWeights(c, "years", weights, b.Of, false)
}

// Mix merges the categories into one line: their mean by the time that each has in a
// year. The performance year's mix means that a change of mix changes the benchmark.
type Mix struct {
	Year      string `json:"year"`
	Authority string `json:"authority,omitzero"`
}

// Kind is "mix".
func (Mix) Kind() string { return "mix" }

// Apply merges the lines. It fails as [Facts.Mix] does.
func (m Mix) Apply(f *Facts, lines []Line) (Move, error) {
	all, err := f.Mix(m.Year, lines)
	if err != nil {
		return Move{}, err
	}
	if len(lines) == 1 && lines[0].Category == "" {
		return Move{To: lines, Authority: m.Authority}, nil
	}
	time := decimal.Decimal{}
	figures := make([]apm.Figure, 0, 2*len(lines))
	for _, l := range lines {
		t, err := f.Figure(l.Category, m.Year, Time)
		if err != nil {
			return Move{}, err
		}
		time = time.Add(t)
		figures = append(figures, apm.Figure{Name: l.Category, Value: l.PerCapita, Unit: apm.Dollars},
			apm.Figure{Name: "time", Value: t, Unit: apm.Number})
	}
	return Move{
		To: []Line{{PerCapita: all}}, Figures: [][]apm.Figure{figures}, Authority: m.Authority,
		Merged: lines, Time: decimal.NewNullDecimal(time),
	}, nil
}

// Validate reports a mix of no year.
func (m Mix) Validate(c apm.Check) {
	if m.Year == "" {
		c.In("year").Problemf("is empty: name the year whose time weighs the categories")
	}
}

// Names of marks that the presets set.
const (
	Historical  = "historical"  // the historical benchmark, after adjustments
	Preadjusted = "preadjusted" // before regional and other adjustments
)

// Mark names the benchmark on its way, so that a result reports it and rules behind
// it may weigh by it. It changes nothing.
type Mark struct {
	Name string `json:"name"`
	// Mix is the year by whose time the mark's mean of all categories is weighed; empty
	// means that it has none.
	Mix string `json:"mix,omitzero"`
}

// Kind is "mark".
func (Mark) Kind() string { return "mark" }

// Apply keeps the lines under the name.
func (m Mark) Apply(f *Facts, lines []Line) (Move, error) {
	marked := Marked{Name: m.Name, Lines: append([]Line(nil), lines...)}
	move := Move{To: lines}
	if m.Mix != "" {
		all, err := f.Mix(m.Mix, lines)
		if err != nil {
			return Move{}, err
		}
		marked.All = decimal.NewNullDecimal(all)
	}
	move.Marks = []Marked{marked}
	return move, nil
}

// Validate reports a mark without a name.
func (m Mark) Validate(c apm.Check) {
	if strings.TrimSpace(m.Name) == "" {
		c.In("name").Problemf("is empty")
	}
}

// Round rounds every line. Nothing else in a benchmark rounds.
type Round struct {
	// Places behind the point, from -15 to 15: 0 for whole dollars.
	Places    int          `json:"places"`
	Mode      apm.Rounding `json:"mode"`
	Authority string       `json:"authority,omitzero"`
}

// Kind is "round".
func (Round) Kind() string { return "round" }

// Apply rounds each line.
func (r Round) Apply(_ *Facts, lines []Line) (Move, error) {
	return change(lines, r.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		rounded, err := apm.Round(l.PerCapita, int32(r.Places), r.Mode)
		return rounded, nil, err
	})
}

// Validate reports an unknown mode and places outside -15 to 15.
func (r Round) Validate(c apm.Check) {
	r.Mode.Validate(c.In("mode"))
	c.In("places").Within(int(r.Places), -15, 15)
}
