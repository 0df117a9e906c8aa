package lan

import (
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Report is dollars by category. Every dollar of the portfolio stands in it once:
// counted in one category of one line of business, or excluded by a named rule.
type Report struct {
	// Terms are those of the measurement.
	Terms Terms `json:"terms"`
	// Lines holds the lines of business that have dollars or covered people, and All all of
	// them together: its shares are weighted by dollars.
	Lines []Shares `json:"lines"`
	All   Shares   `json:"all"`
	// Excluded is what each exclusion took out of the denominator.
	Excluded []Excluded `json:"excluded,omitempty"`
	// Placements is where the dollars of each contract count, and by which stream.
	Placements []Placement `json:"placements"`
	// Streams is the classification of each stream's terms that hold in the period.
	Streams []Classified `json:"streams"`
}

// Shares is the dollars of a line of business, or of all lines, by category.
type Shares struct {
	Line  Line         `json:"line"`
	Total apm.CentsSum `json:"total"`
	// Categories lists the categories that have lines of dollars, in the order of [Categories]; what
	// is undetermined stands last.
	Categories []CategoryShare `json:"categories"`
	Lives      Lives           `json:"lives"`
}

// CategoryShare is the dollars of one category.
type CategoryShare struct {
	Category Category     `json:"category"`
	Paid     apm.CentsSum `json:"paid"`
	// Share is Paid as a fraction of the total, to 34 digits.
	Share decimal.Decimal `json:"share"`
	// Percent is the share in percent with one decimal, rounded by largest remainders so
	// that the percents of a table add up to 100.
	Percent decimal.Decimal `json:"percent"`
}

// Lives is people in accountable care: in an alternative payment model (category 3 or
// 4, linked to quality) of comprehensive scope. A person under several streams of one
// contract counts once.
type Lives struct {
	// Accountable is the average number over the period, and Covered that of all who are
	// covered; Share is one by the other. Each is missing where it is unknown.
	Accountable decimal.NullDecimal `json:"accountable"`
	Covered     decimal.NullDecimal `json:"covered"`
	Share       decimal.NullDecimal `json:"share"`
}

// Excluded is what one exclusion took out of one line of business.
type Excluded struct {
	Name string       `json:"name"`
	Line Line         `json:"line"`
	Paid apm.CentsSum `json:"paid"`
}

// Placement is the dollars of one contract in one line of business that count in one
// category by one stream.
type Placement struct {
	Payer    string       `json:"payer,omitzero"`
	Contract string       `json:"contract"` // or the ID of a stream that stands alone
	Line     Line         `json:"line"`
	Category Category     `json:"category"`
	Stream   string       `json:"stream"`            // the stream whose category it is
	Missing  string       `json:"missing,omitzero"`  // the field that an undetermined stream lacks
	Downside Exposure     `json:"downside,omitzero"` // of that stream
	Paid     apm.CentsSum `json:"paid"`
}

// Classified is the classification of a stream's terms.
type Classified struct {
	Stream         string         `json:"stream"`
	Period         apm.Period     `json:"period"` // inside the period of the measurement
	Classification Classification `json:"classification"`
}

// Report adds up a portfolio. It fails with [apm.Problems] that list every stream and
// every line of dollars that cannot be used, and with [apm.ErrOverflow] where the
// dollars of one stream leave the range of [apm.Cents].
//
// The order of streams and lines does not matter, nor does dividing a line of dollars
// into several of the same stream and period.
func (m *Measurement) Report(p Portfolio) (Report, error) {
	streams, err := m.read(p)
	if err != nil {
		return Report{}, err
	}
	// A copy, because the report belongs to the caller.
	r := Report{Terms: m.copyTerms()}
	counted := m.exclude(&r, p.Dollars, streams)
	placed, lives, err := m.place(counted, streams)
	if err != nil {
		return Report{}, err
	}
	r.Placements = placed
	for _, versions := range streams {
		for _, v := range versions {
			if v.in.Valid() {
				r.Streams = append(r.Streams, Classified{Stream: v.ID, Period: v.in, Classification: v.class})
			}
		}
	}
	slices.SortFunc(r.Streams, byStreamAndTime)
	r.sum(lives, p.Covered)
	return r, nil
}

// exclude takes what the exclusions name out of the dollars.
func (m *Measurement) exclude(r *Report, lines []Dollars, streams book) []Dollars {
	type key struct {
		rule int
		line Line
	}
	sums := make(map[key]apm.CentsSum)
	var counted []Dollars
	for _, d := range lines {
		line := streams[d.Stream][0].Line
		rule := slices.IndexFunc(m.terms.Exclude, func(x Exclusion) bool { return x.matches(line, d.Kinds) })
		if rule < 0 {
			counted = append(counted, d)
			continue
		}
		sum := sums[key{rule, line}]
		sum.Add(d.Paid)
		sums[key{rule, line}] = sum
	}
	for i, x := range m.terms.Exclude {
		for _, line := range Lines() {
			if sum, found := sums[key{i, line}]; found {
				r.Excluded = append(r.Excluded, Excluded{Name: x.Name, Line: line, Paid: sum})
			}
		}
	}
	return counted
}

// sum adds the placements up by line of business and in all.
func (r *Report) sum(lives map[Line]decimal.NullDecimal, covered map[Line]decimal.Decimal) {
	r.Lines = nil
	total := Lives{Accountable: decimal.NewNullDecimal(decimal.Decimal{}), Covered: decimal.NewNullDecimal(decimal.Decimal{})}
	for _, line := range Lines() {
		s := r.shares(line)
		people, isCovered := covered[line]
		accountable, hasLives := lives[line]
		if !hasLives {
			accountable = decimal.NewNullDecimal(decimal.Decimal{})
		}
		if len(s.Categories) == 0 && !isCovered && !hasLives {
			continue
		}
		s.Lives = Lives{Accountable: accountable, Covered: decimal.NullDecimal{Decimal: people, Valid: isCovered}}
		s.Lives.share()
		total.Accountable = addKnown(total.Accountable, s.Lives.Accountable)
		total.Covered = addKnown(total.Covered, s.Lives.Covered)
		r.Lines = append(r.Lines, s)
	}
	r.All = r.shares(AllLines)
	total.share()
	r.All.Lives = total
}

func addKnown(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(a.Decimal.Add(b.Decimal))
}

func (l *Lives) share() {
	if !l.Accountable.Valid || !l.Covered.Valid {
		return
	}
	if share, err := apm.Quo(l.Accountable.Decimal, l.Covered.Decimal); err == nil {
		l.Share = decimal.NewNullDecimal(share)
	}
}

// shares adds up the placements of a line of business.
func (r *Report) shares(line Line) Shares {
	s := Shares{Line: line}
	sums := make(map[Category]apm.CentsSum)
	for _, p := range r.Placements {
		if line != AllLines && p.Line != line {
			continue
		}
		sum := sums[p.Category]
		sum.Merge(p.Paid)
		sums[p.Category] = sum
		s.Total.Merge(p.Paid)
	}
	var weights []decimal.Decimal
	for _, c := range append(Categories(), Undetermined) {
		if paid, found := sums[c]; found {
			share, _ := apm.Quo(paid.Decimal(), s.Total.Decimal()) // of a total of zero there is none
			s.Categories = append(s.Categories, CategoryShare{Category: c, Paid: paid, Share: share})
			weights = append(weights, paid.Decimal())
		}
	}
	const whole = 1000 // tenths of a percent
	if tenths, err := apm.Allocate(whole, weights); err == nil {
		for i, n := range tenths {
			s.Categories[i].Percent = decimal.New(int64(n), -1)
		}
	}
	return s
}

// Of is the dollars of a set of categories and their fraction of the total, which is
// missing where the total is zero.
func (s Shares) Of(categories ...Category) (apm.CentsSum, decimal.NullDecimal) {
	var sum apm.CentsSum
	for _, c := range s.Categories {
		if in(c.Category, categories) {
			sum.Merge(c.Paid)
		}
	}
	share, err := apm.Quo(sum.Decimal(), s.Total.Decimal())
	return sum, decimal.NullDecimal{Decimal: share, Valid: err == nil}
}

// Line is the shares of a line of business, or of all lines; of a line without dollars
// it is empty.
func (r Report) Line(line Line) Shares {
	if line == AllLines {
		return r.All
	}
	for _, s := range r.Lines {
		if s.Line == line {
			return s
		}
	}
	return Shares{Line: line}
}
