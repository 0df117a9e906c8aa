package benchmark

import (
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// RiskRatio multiplies amounts by how much sicker the population has become: the mean
// risk score of the year To divided by that of the year they come from, by category. The
// order is: scores are normalised, the ratio is taken and capped, and coding
// intensity is taken out.
type RiskRatio struct {
	// Of is the score; the zero value is Risk.
	Of Measure `json:"of,omitzero"`
	// From is the year of lines whose base years are weighed already.
	From string `json:"from,omitzero"`
	To   string `json:"to"`
	// Normalise divides each score by the mean of a reference population.
	Normalise *Normalisation `json:"normalise,omitempty"`
	// AtMost caps the ratio of each category, AtLeast holds it up: 1.03 alone, or with
	// 0.97 for a symmetric cap.
	AtMost  decimal.NullDecimal `json:"atMost,omitzero"`
	AtLeast decimal.NullDecimal `json:"atLeast,omitzero"`
	// Growth caps the ratio at the growth of demographic risk plus points, where the
	// population as a whole exceeds it.
	Growth *DemographicCap `json:"growth,omitempty"`
	// Coding divides the capped ratio by the growth that coding alone explains.
	Coding    *CodingIntensity `json:"coding,omitempty"`
	Authority string           `json:"authority,omitzero"`
}

// Normalisation makes scores of different years and models comparable.
type Normalisation struct {
	// By is the mean score of the reference population, in the row of each category and
	// year.
	By Measure `json:"by"`
	// Population and Weights say in words what the mean is of, because a ratio of
	// scores on two scales means nothing: "national assignable beneficiaries",
	// "person-years".
	Population string `json:"population"`
	Weights    string `json:"weights"`
}

// DemographicCap is a cap on the growth of risk scores that is tested on the
// population as a whole: unless the mean growth exceeds the cap, no category is capped
// (42 CFR 425.605(a)(1)(ii)).
type DemographicCap struct {
	// Demographic is the demographic risk score.
	Demographic Measure `json:"demographic"`
	// Points is what the cap allows beyond demographic growth: 0.03.
	Points decimal.Decimal `json:"points"`
	// Weigh names the [Mark] whose amounts, times the time of the year To, weigh the
	// categories; empty means the lines as they are.
	Weigh string `json:"weigh,omitzero"`
}

// CodingIntensity neutralises growth of scores that comes from coding alone.
type CodingIntensity struct {
	// Factor is the factor that a ratio is divided by, a figure of the year To.
	Factor Measure `json:"factor"`
	// AtMost limits the factor: 1.01 for a ceiling of 1 %.
	AtMost decimal.NullDecimal `json:"atMost,omitzero"`
}

// Kind is "riskRatio".
func (RiskRatio) Kind() string { return "riskRatio" }

// Apply multiplies each line by its ratio.
func (r RiskRatio) Apply(f *Facts, lines []Line) (Move, error) {
	aggregate, test, err := r.aggregate(f, lines)
	if err != nil {
		return Move{}, err
	}
	return scale(lines, r.Authority, func(l Line) (decimal.Decimal, []apm.Figure, error) {
		from := l.Year
		if from == "" {
			from = r.From
		}
		if from == r.To {
			return one, nil, nil
		}
		ratio, err := r.ratio(f, l.Category, from)
		if err != nil {
			return ratio, nil, err
		}
		figures := make([]apm.Figure, 0, 6)
		figures = append(figures, apm.Figure{Name: "risk ratio", Value: ratio, Unit: apm.Number})
		used := clamp(ratio, r.AtLeast, r.AtMost)
		if r.Growth != nil {
			used = clamp(used, decimal.NullDecimal{}, aggregate)
			figures = append(figures, test...)
		}
		if r.Coding != nil {
			factor, err := f.divisor(l.Category, r.To, r.Coding.Factor)
			if err != nil {
				return used, nil, err
			}
			factor = clamp(factor, decimal.NullDecimal{}, r.Coding.AtMost)
			figures = append(figures, apm.Figure{Name: "coding intensity", Value: factor, Unit: apm.Number})
			if used, err = apm.Quo(apm.Trim(used), factor); err != nil {
				return used, nil, err
			}
		}
		if !used.Equal(ratio) {
			figures = append(figures, apm.Figure{Name: "ratio used", Value: used, Unit: apm.Number})
		}
		return used, figures, nil
	})
}

// ratio is the growth of a category's score, normalised and not capped.
func (r RiskRatio) ratio(f *Facts, category, from string) (decimal.Decimal, error) {
	of := r.Of
	if of == "" {
		of = Risk
	}
	growth, err := span{facts: f, category: category, from: from, to: r.To}.ratio(of)
	if err != nil || r.Normalise == nil {
		return growth, err
	}
	scale, err := span{facts: f, category: category, from: from, to: r.To}.ratio(r.Normalise.By)
	if err != nil {
		return growth, err
	}
	if !scale.IsPositive() {
		return scale, &apm.FactError{Field: place(category, r.To, r.Normalise.By), Reason: "is not above zero, and scores are divided by it"}
	}
	return apm.Quo(growth, scale)
}

// aggregate is the cap that holds for every category, where the population as a whole
// exceeds it, with the figures of the test.
func (r RiskRatio) aggregate(f *Facts, lines []Line) (decimal.NullDecimal, []apm.Figure, error) {
	none := decimal.NullDecimal{}
	if r.Growth == nil {
		return none, nil, nil
	}
	if err := apart(lines); err != nil {
		return none, nil, err
	}
	growth, demographic, err := weighedGrowth(f, lines, r.Growth.Weigh, r.From, r.To,
		func(category string) (decimal.Decimal, error) { return r.ratio(f, category, r.From) }, r.Growth.Demographic)
	if err != nil {
		return none, nil, err
	}
	limit := apm.Trim(demographic.Add(r.Growth.Points))
	figures := []apm.Figure{
		{Name: "risk growth of all", Value: growth, Unit: apm.Number},
		{Name: "demographic growth of all", Value: demographic, Unit: apm.Number},
		{Name: "cap", Value: limit, Unit: apm.Number},
	}
	if !exceeds(growth, limit) {
		return none, figures, nil
	}
	return decimal.NewNullDecimal(limit), figures, nil
}

func apart(lines []Line) error {
	for _, l := range lines {
		if l.Year != "" {
			return errApart
		}
	}
	return nil
}

// weighedGrowth is the mean growth of a score and of the demographic score, weighed by
// amounts (of the mark, or of the lines) times the time of the year to.
func weighedGrowth(f *Facts, lines []Line, mark, from, to string, score func(category string) (decimal.Decimal, error), demographic Measure) (growth, demo decimal.Decimal, err error) {
	if mark != "" {
		marked, found := f.Marked(mark)
		if !found {
			return growth, demo, &apm.FactError{Field: "weigh", Reason: "no mark of that name stands before: " + mark, Missing: true}
		}
		lines = marked.Lines
	}
	weights := decimal.Decimal{}
	for _, l := range lines {
		g, err := score(l.Category)
		if err != nil {
			return growth, demo, err
		}
		d, err := span{facts: f, category: l.Category, from: from, to: to}.ratio(demographic)
		if err != nil {
			return growth, demo, err
		}
		time, err := f.Figure(l.Category, to, Time)
		if err != nil {
			return growth, demo, err
		}
		weight := apm.Trim(l.PerCapita.Mul(time))
		growth, demo, weights = growth.Add(weight.Mul(g)), demo.Add(weight.Mul(d)), weights.Add(weight)
	}
	if !weights.IsPositive() {
		return growth, demo, &apm.FactError{Field: "experience[" + to + "]", Reason: "dollars of all categories are not above zero, so nothing weighs them"}
	}
	if growth, err = apm.Quo(apm.Trim(growth), weights); err != nil {
		return growth, demo, err
	}
	demo, err = apm.Quo(apm.Trim(demo), weights)
	return growth, demo, err
}

// Validate reports a ratio to no year, bounds that cross, and a normalisation that
// does not say what it is.
func (r RiskRatio) Validate(c apm.Check) {
	if r.To == "" {
		c.In("to").Problemf("is empty: name the year whose scores the amounts are carried to")
	}
	bounds(c, r.AtLeast, r.AtMost)
	if n := r.Normalise; n != nil {
		at := c.In("normalise")
		n.By.validate(at.In("by"))
		if strings.TrimSpace(n.Population) == "" {
			at.In("population").Problemf("is empty: say whose mean score is 1")
		}
		if strings.TrimSpace(n.Weights) == "" {
			at.In("weights").Problemf("is empty: say what weighs that population")
		}
	}
	if g := r.Growth; g != nil {
		g.Demographic.validate(c.In("growth").In("demographic"))
		c.In("growth").In("points").NotNegative(g.Points)
		if r.From == "" {
			c.In("growth").Problemf("is tested on weighed base years: name the year from")
		}
	}
	if r.Coding != nil {
		r.Coding.Factor.validate(c.In("coding").In("factor"))
		bounds(c.In("coding"), decimal.NullDecimal{}, r.Coding.AtMost)
	}
}

// bounds reports bounds that are negative or cross.
func bounds(c apm.Check, least, most decimal.NullDecimal) {
	if least.Valid {
		c.In("atLeast").NotNegative(least.Decimal)
	}
	if most.Valid {
		c.In("atMost").NotNegative(most.Decimal)
	}
	if least.Valid && most.Valid && apm.Plain(least.Decimal) && apm.Plain(most.Decimal) && most.Decimal.LessThan(least.Decimal) {
		c.In("atMost").Problemf("%s is below atLeast %s", most.Decimal, least.Decimal)
	}
}

// RiskGrowthCap gives regional growth back what risk adjustment took off because the
// region's scores grew beyond a cap: demographic growth plus points, and beyond that
// the entity's own share of the market in the excess (42 CFR 425.655).
type RiskGrowthCap struct {
	Risk        Measure `json:"risk"`        // the region's risk score
	Demographic Measure `json:"demographic"` // the region's demographic risk score
	// Points is what the cap allows beyond demographic growth: 0.03.
	Points decimal.Decimal `json:"points"`
	// Share is the entity's market share by category in the later year.
	Share Measure `json:"share"`
	// Weigh names the [Mark] whose amounts, times the time of the later year, weigh the
	// categories; empty means the lines as they are.
	Weigh string `json:"weigh,omitzero"`
}

// factor is 1, or what a category's regional growth exceeds the cap by.
func (r *RiskGrowthCap) factor(s span, note func(string, decimal.Decimal)) (decimal.Decimal, error) {
	if s.capped.of != r {
		if err := r.test(s); err != nil {
			return one, err
		}
	}
	growth, limit := s.capped.growth, s.capped.limit
	note("regional risk growth of all", growth)
	note("cap on regional risk growth", limit)
	own, err := s.ratio(r.Risk)
	if err != nil || !exceeds(growth, limit) || own.LessThanOrEqual(limit) {
		return one, err
	}
	factor, err := apm.Quo(own, limit)
	note("regional growth restored", factor)
	return factor, err
}

// test finds the growth of all categories together and its cap.
func (r *RiskGrowthCap) test(s span) error {
	if err := apart(s.lines); err != nil {
		return err
	}
	score := func(category string) (decimal.Decimal, error) {
		return span{facts: s.facts, category: category, from: s.from, to: s.to}.ratio(r.Risk)
	}
	growth, demographic, err := weighedGrowth(s.facts, s.lines, r.Weigh, s.from, s.to, score, r.Demographic)
	if err != nil {
		return err
	}
	share, err := s.facts.mean(s.to, len(s.lines), func(i int) (string, string) { return s.lines[i].Category, "" },
		func(i int) (decimal.Decimal, error) { return s.facts.Figure(s.lines[i].Category, s.to, r.Share) })
	if err != nil {
		return err
	}
	limit := demographic.Add(r.Points)
	if excess := growth.Sub(limit); excess.IsPositive() {
		limit = apm.Trim(limit.Add(share.Mul(excess)))
	}
	*s.capped = capped{of: r, growth: growth, limit: limit}
	return nil
}

func (r *RiskGrowthCap) validate(c apm.Check) {
	r.Risk.validate(c.In("risk"))
	r.Demographic.validate(c.In("demographic"))
	r.Share.validate(c.In("share"))
	c.In("points").NotNegative(r.Points)
}
