package benchmark

import (
	"errors"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// TrueUp corrects for how a figure came out against how it was expected: a
// retrospective trend against the projected one, a final normalisation against the
// prospective one. The benchmark is multiplied by actual divided by expected, as far as
// a deadband, a corridor and limits let it.
type TrueUp struct {
	// Actual and Expected are figures of the Year.
	Actual   Measure `json:"actual"`
	Expected Measure `json:"expected"`
	Year     string  `json:"year,omitzero"`
	// Deadband is the deviation, up or down and itself included, that changes nothing: 0.01.
	// Beyond it the whole deviation counts.
	Deadband decimal.Decimal `json:"deadband,omitzero"`
	// Bands is the corridor: the part of the deviation that the entity bears, marginal,
	// the same up and down. Without bands it bears all.
	Bands apm.Bands `json:"bands,omitempty"`
	// AtMost and AtLeast limit the factor: 1.03 and 0.97.
	AtMost    decimal.NullDecimal `json:"atMost,omitzero"`
	AtLeast   decimal.NullDecimal `json:"atLeast,omitzero"`
	Authority string              `json:"authority,omitzero"`
}

// Kind is "trueUp".
func (TrueUp) Kind() string { return "trueUp" }

// Apply multiplies each line by its factor. Behind a [Mix] the figures are read in
// Facts.Amounts.
func (t TrueUp) Apply(f *Facts, lines []Line) (Move, error) {
	return scale(lines, t.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		expected, err := f.divisor(l.Category, t.Year, t.Expected)
		if err != nil {
			return one, nil, err
		}
		actual, err := f.Figure(l.Category, t.Year, t.Actual)
		if err != nil {
			return one, nil, err
		}
		if actual.IsNegative() {
			return one, nil, &apm.FactError{Field: place(l.Category, t.Year, t.Actual), Reason: "is negative"}
		}
		ratio, err := apm.Quo(actual, expected)
		if err != nil {
			return one, nil, err
		}
		factor := clamp(t.corridor(ratio), t.AtLeast, t.AtMost)
		return factor, []apm.Figure{
			{Name: "actual to expected", Value: ratio, Unit: apm.Number},
			{Name: "factor", Value: factor, Unit: apm.Number},
		}, nil
	})
}

// corridor is the factor of a ratio before limits.
func (t TrueUp) corridor(ratio decimal.Decimal) decimal.Decimal {
	deviation := ratio.Sub(one)
	size := deviation.Abs()
	if size.LessThanOrEqual(t.Deadband) {
		return one
	}
	if t.Bands == nil {
		return ratio
	}
	size = t.Bands.Share(size)
	if deviation.IsNegative() {
		size = size.Neg()
	}
	return one.Add(size)
}

// Validate reports figures without a name, and bands and limits that cannot be.
func (t TrueUp) Validate(c apm.Check) {
	t.Actual.validate(c.In("actual"))
	t.Expected.validate(c.In("expected"))
	c.In("deadband").Fraction(t.Deadband)
	if t.Bands != nil {
		t.Bands.Validate(c.In("bands"))
	}
	bounds(c, t.AtLeast, t.AtMost)
}

// Guardrail computes a second benchmark beside the first from the same lines: that of
// 42 CFR 425.652(b)(5), which leaves the prospective trend out and protects an entity
// from losses that only the trend has made. The first goes on; the second is reported
// as a mark, for the settlement to weigh.
type Guardrail struct {
	Name string `json:"name"`
	// Rules make the benchmark, Instead the second one.
	Rules     Rules  `json:"rules"`
	Instead   Rules  `json:"instead"`
	Authority string `json:"authority,omitzero"`
}

// SecondBenchmark is the name under which the presets' [Guardrail] marks its second
// benchmark.
const SecondBenchmark = "two-way benchmark"

// Kind is "guardrail".
func (Guardrail) Kind() string { return "guardrail" }

// Apply runs both lists.
func (g Guardrail) Apply(f *Facts, lines []Line) (Move, error) {
	first, err := nested(f, g.Rules, lines, "rules")
	if err != nil {
		return Move{}, err
	}
	second, err := nested(f, g.Instead, lines, "instead")
	if err != nil {
		return Move{}, err
	}
	if len(first.lines) != 1 || len(second.lines) != 1 {
		return Move{}, errUnmixed
	}
	marked := Marked{Name: g.Name, Lines: second.lines}
	if second.merged != nil {
		marked.Lines, marked.All = second.merged, decimal.NewNullDecimal(second.lines[0].PerCapita)
	}
	return Move{
		To: first.lines, Authority: g.Authority,
		Marks: append(first.facts.marks[len(f.marks):len(first.facts.marks):len(first.facts.marks)], marked),
		Named: first.facts.named[len(f.named):],
		Branches: []apm.Branch{
			{Name: "benchmark", Result: first.lines[0].PerCapita, Taken: true, Steps: first.steps},
			{Name: g.Name, Result: second.lines[0].PerCapita, Steps: second.steps},
		},
		Merged: first.merged, Time: first.time,
	}, nil
}

var errUnmixed = errors.New("the guardrail weighs benchmarks of all categories together: mix them in both lists")

// Validate reports a guardrail without a name or a second list.
func (g Guardrail) Validate(c apm.Check) {
	if g.Name == "" {
		c.In("name").Problemf("is empty")
	}
	if len(g.Instead) == 0 {
		c.In("instead").Problemf("needs a rule: the guardrail would be the benchmark as it is")
	}
	g.Rules.validate(c.In("rules"))
	g.Instead.validate(c.In("instead"))
}
