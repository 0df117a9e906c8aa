package tcoc

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/words"
	"github.com/shopspring/decimal"
)

// MinimumRate is a minimum savings rate or minimum loss rate: a gap below it is
// taken for chance, and nothing is shared. The rate is fixed, or read from a table
// by population, or z times the standard error of the gap; participants may be
// free to elect one.
type MinimumRate struct {
	// Fixed is the rate for everybody, as a fraction.
	Fixed decimal.NullDecimal `json:"fixed,omitzero"`
	// Table gives the rate by the number of people assigned, in rising bands without
	// gaps; the last band goes on.
	Table []RateBand `json:"table,omitempty"`
	// Statistical makes the minimum in dollars from the standard error of the gap.
	Statistical *Statistical `json:"statistical,omitempty"`
	// Election lets a participant choose instead, in Performance.MinimumRate.
	Election *Election `json:"election,omitempty"`
	// Of is what the rate is a fraction of; the zero value is the benchmark.
	Of Basis `json:"of,omitzero"`
	// Above asks for more than the minimum; otherwise reaching it is enough.
	Above bool `json:"above,omitzero"`
	// Excess counts only what exceeds the minimum; otherwise a gap that meets it
	// counts from the first dollar.
	Excess bool `json:"excess,omitzero"`
	// Below applies to a gap that does not meet the minimum, in place of the rules that
	// follow. Without it such a gap counts as zero, and the list goes on.
	Below Rules `json:"below,omitempty"`
	// Authority is where the rule is laid down.
	Authority string `json:"authority,omitzero"`
}

// RateBand is the rate of populations between two sizes, both included: linear
// between them.
type RateBand struct {
	From int `json:"from"`
	// To is the last size of the band; zero in the last band, which goes on and keeps
	// the rate AtFrom.
	To     int             `json:"to,omitzero"`
	AtFrom decimal.Decimal `json:"atFrom"`
	AtTo   decimal.Decimal `json:"atTo"`
	// Open says that the rate is at least this: the payer sets it case by case, in
	// Performance.MinimumRate; where none is given, or a lower one, this one applies.
	Open bool `json:"open,omitzero"`
}

// Statistical sets the minimum at z standard errors of the gap between benchmark
// and expenditure, Performance.StandardError.
type Statistical struct {
	// Z is the one-sided quantile of the standard normal distribution that belongs to
	// the confidence: 1.645 for 95 %.
	Z decimal.Decimal `json:"z"`
	// Confidence is that confidence, as a fraction; it explains z and prints in the
	// account.
	Confidence decimal.Decimal `json:"confidence"`
}

// Election is the participant's choice among fixed rates.
type Election struct {
	// Options are the rates on offer, as fractions; zero may be among them.
	Options []decimal.Decimal `json:"options"`
	// MinPopulation is the size from which the choice holds; below it the table
	// applies whatever was elected.
	MinPopulation int `json:"minPopulation,omitzero"`
}

// Kind is "minimumRate".
func (MinimumRate) Kind() string { return "minimumRate" }

// Apply keeps the amount when it meets the minimum.
func (m MinimumRate) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	if amount.IsZero() {
		return Move{Authority: m.Authority}, nil
	}
	minimum, figures, err := m.minimum(p)
	if err != nil {
		return Move{}, err
	}
	move := Move{To: amount, Figures: figures, Authority: m.Authority}
	order := words.Cmp(amount, minimum)
	switch {
	case order > 0 || order == 0 && !m.Above:
		if m.Excess {
			move.To = amount.Sub(minimum)
		}
		return move, nil
	case len(m.Below) == 0:
		move.To = decimal.Decimal{}
		return move, nil
	}
	below, err := m.Below.Run(p, amount, "below")
	below.Figures, below.Authority, below.Stop = figures, m.Authority, true
	return below, err
}

// minimum is the least gap in dollars that counts, with the figures behind it.
func (m MinimumRate) minimum(p *Performance) (decimal.Decimal, []apm.Figure, error) {
	if m.Statistical != nil {
		deviation, err := p.Amount(StandardError)
		minimum := deviation.Mul(m.Statistical.Z)
		return minimum, append(p.figures(4),
			apm.Figure{Name: "z, one-sided", Value: m.Statistical.Z, Unit: apm.Number},
			apm.Figure{Name: "confidence", Value: m.Statistical.Confidence, Unit: apm.Fraction},
			apm.Figure{Name: "standard error", Value: deviation, Unit: apm.Dollars},
			apm.Figure{Name: "minimum", Value: minimum, Unit: apm.Dollars},
		), err
	}
	rate, err := m.Rate(p)
	if err != nil {
		return rate, nil, err
	}
	of := m.Of
	if of == "" {
		of = Benchmark
	}
	basis, err := p.Amount(of)
	if err == nil && !basis.IsPositive() && !rate.IsZero() {
		err = &apm.FactError{Field: string(of), Reason: "must be above zero, because the minimum rate is a fraction of it"}
	}
	minimum := words.Mul(rate, basis)
	figures := append(p.figures(3),
		apm.Figure{Name: "minimum rate", Value: rate, Unit: apm.Fraction},
		apm.Figure{Name: "minimum", Value: minimum, Unit: apm.Dollars},
	)
	if m.Table != nil {
		figures = append(figures, apm.Figure{Name: "people", Value: decimal.NewFromInt(int64(p.Population)), Unit: apm.Number})
	}
	return minimum, figures, err
}

// Rate is the rate that applies to a performance: the elected one where the choice
// holds, or else the fixed one or the table's. It fails with a [*apm.FactError] when the
// population decides and is unknown, or when the rate elected is not on offer.
func (m MinimumRate) Rate(p *Performance) (decimal.Decimal, error) {
	elected := p.MinimumRate
	if elected.Valid && m.Election != nil {
		if m.Election.MinPopulation > 0 && p.Population == 0 {
			return decimal.Decimal{}, apm.Missing("population")
		}
		if p.Population >= m.Election.MinPopulation {
			offered := func(option decimal.Decimal) bool { return words.Cmp(option, elected.Decimal) == 0 }
			if !slices.ContainsFunc(m.Election.Options, offered) {
				return decimal.Decimal{}, &apm.FactError{Field: "minimumRate", Reason: "is not among the rates on offer"}
			}
			return elected.Decimal, nil
		}
	}
	if m.Fixed.Valid {
		return m.Fixed.Decimal, nil
	}
	if p.Population == 0 {
		return decimal.Decimal{}, apm.Missing("population")
	}
	for _, band := range m.Table {
		if p.Population >= band.From && (p.Population <= band.To || band.To == 0) {
			return band.rate(p.Population, elected)
		}
	}
	return decimal.Decimal{}, &apm.FactError{Field: "population", Reason: "is outside the table of minimum rates"}
}

func (b RateBand) rate(population int, set decimal.NullDecimal) (decimal.Decimal, error) {
	rate := b.AtFrom
	if b.To > b.From && !b.AtFrom.Equal(b.AtTo) {
		// low x (to - n) + high x (n - from), over to - from: one division, so that a rate
		// that has few digits comes out with few.
		toEnd, fromStart := int64(b.To-population), int64(population-b.From)
		var ok bool
		if rate, ok = words.Mean(b.AtFrom, toEnd, b.AtTo, fromStart); !ok {
			sum := b.AtFrom.Mul(decimal.NewFromInt(toEnd)).Add(b.AtTo.Mul(decimal.NewFromInt(fromStart)))
			var err error
			if rate, err = apm.Quo(sum, decimal.NewFromInt(toEnd+fromStart)); err != nil {
				return rate, err
			}
		}
	}
	if b.Open && set.Valid && set.Decimal.GreaterThan(rate) {
		return set.Decimal, nil
	}
	return rate, nil
}

// Validate reports a minimum that is not exactly one of fixed, table and
// statistical, tables with gaps, and rates outside 0 to 1.
func (m MinimumRate) Validate(c apm.Check) {
	forms := 0
	if m.Fixed.Valid {
		forms++
		c.In("fixed").Fraction(m.Fixed.Decimal)
	}
	if m.Table != nil {
		forms++
		validateTable(m.Table, c.In("table"))
	}
	if s := m.Statistical; s != nil {
		forms++
		c.In("statistical").In("z").NotNegative(s.Z)
		c.In("statistical").In("confidence").Fraction(s.Confidence)
		if m.Of != "" || m.Election != nil {
			c.In("statistical").Problemf("is in dollars and not elected: of and election do not go with it")
		}
	}
	if forms != 1 {
		c.Problemf("a minimum rate is exactly one of fixed, table and statistical, not %d of them", forms)
	}
	if e := m.Election; e != nil {
		if len(e.Options) == 0 {
			c.In("election").In("options").Problemf("needs a rate to choose")
		}
		for i, option := range e.Options {
			c.In("election").In("options").At(i).Fraction(option)
		}
		if e.MinPopulation < 0 {
			c.In("election").In("minPopulation").Problemf("%d is negative", e.MinPopulation)
		}
	}
	m.Below.Validate(c.In("below"))
}

func validateTable(table []RateBand, c apm.Check) {
	if len(table) == 0 {
		c.Problemf("needs a band")
	}
	for i, band := range table {
		at := c.At(i)
		at.In("atFrom").Fraction(band.AtFrom)
		at.In("atTo").Fraction(band.AtTo)
		switch {
		case i == 0 && band.From < 1:
			at.In("from").Problemf("%d is below 1", band.From)
		case i > 0 && band.From != table[i-1].To+1:
			at.In("from").Problemf("%d does not follow %d, the end of the band before it", band.From, table[i-1].To)
		}
		switch {
		case band.To == 0 && i < len(table)-1:
			at.In("to").Problemf("only the last band goes on without end")
		case band.To == 0 && !band.AtTo.Equal(band.AtFrom):
			at.In("atTo").Problemf("a band without end keeps its rate: %s is not %s", band.AtTo, band.AtFrom)
		case band.To != 0 && band.To < band.From:
			at.In("to").Problemf("%d is before the start %d", band.To, band.From)
		}
	}
}
