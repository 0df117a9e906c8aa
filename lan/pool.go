package lan

import (
	"errors"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

// Pool joins the reports of several payers: dollars are added, so that a large payer
// weighs more than a small one, and people too. It equals the report on the pooled
// portfolios, but for the last of 34 digits of people. It fails where the terms differ in
// more than their name, because dollars counted by different rules do not add up, and where a payer with the same contract stands in two reports.
func Pool(reports ...Report) (Report, error) {
	if len(reports) == 0 {
		return Report{}, errors.New("there is no report to pool")
	}
	// Copies, so that the reports do not change with the pool.
	room := data.Room[Terms]()
	out := Report{Terms: data.Copy(room, reports[0].Terms)}
	owner := make(map[group]int)
	streams := make(map[string]int)
	lives := make(map[Line]decimal.NullDecimal)
	covered := make(map[Line]decimal.NullDecimal)
	for i, r := range reports {
		if !r.Terms.same(out.Terms) {
			return Report{}, errors.New("the reports are not by the same terms, so their dollars do not add up")
		}
		for _, p := range r.Placements {
			at := group{payer: p.Payer, contract: p.Contract, line: p.Line}
			if of, taken := owner[at]; taken && of != i {
				return Report{}, errors.New("two reports hold dollars of the same payer, contract and line of business")
			}
			owner[at] = i
			out.Placements = append(out.Placements, p)
		}
		for _, s := range r.Streams {
			if of, taken := streams[s.Stream]; taken && of != i {
				return Report{}, errors.New("two reports hold a stream of the same id")
			}
			streams[s.Stream] = i
			s.Classification = data.Copy(room, s.Classification)
			out.Streams = append(out.Streams, s)
		}
		for _, x := range r.Excluded {
			out.addExcluded(x)
		}
		for _, s := range r.Lines {
			addPeople(lives, s.Line, s.Lives.Accountable)
			addPeople(covered, s.Line, s.Lives.Covered)
		}
	}
	out.Placements = collect(out.Placements)
	slices.SortFunc(out.Streams, byStreamAndTime)
	known := make(map[Line]decimal.Decimal)
	for line, people := range covered {
		if people.Valid {
			known[line] = people.Decimal
		}
	}
	out.sum(lives, known)
	return out, nil
}

// addPeople adds people to those of a line; of several numbers of which one is missing
// there is no sum.
func addPeople(sums map[Line]decimal.NullDecimal, line Line, people decimal.NullDecimal) {
	if known, found := sums[line]; found {
		people = addKnown(known, people)
	}
	sums[line] = people
}

// addExcluded adds what an exclusion took out, in the order of the terms and lines.
func (r *Report) addExcluded(x Excluded) {
	if i := slices.IndexFunc(r.Excluded, func(e Excluded) bool { return e.Name == x.Name && e.Line == x.Line }); i >= 0 {
		r.Excluded[i].Paid.Merge(x.Paid)
		return
	}
	r.Excluded = append(r.Excluded, x)
	place := func(e Excluded) int {
		rule := slices.IndexFunc(r.Terms.Exclude, func(x Exclusion) bool { return x.Name == e.Name })
		return rule*len(Lines()) + slices.Index(Lines(), e.Line)
	}
	slices.SortFunc(r.Excluded, func(a, b Excluded) int { return place(a) - place(b) })
}

// Progress is the change of a share from a baseline to a report.
type Progress struct {
	Line    Line   `json:"line"`
	Measure string `json:"measure"` // "apm", "twoSided", "linked" or "accountable lives"
	// From and To are fractions, missing where there are no dollars or the people are not
	// known; Points is the change in percentage points.
	From   decimal.NullDecimal `json:"from"`
	To     decimal.NullDecimal `json:"to"`
	Points decimal.NullDecimal `json:"points"`
}

// The measures of progress.
const (
	MeasureAPM      = "apm"
	MeasureTwoSided = "twoSided"
	MeasureLinked   = "linked"
	MeasureLives    = "accountable lives"
)

// Since is the progress against a baseline, by line of business and in all. It fails
// where the two reports are by other terms than the period: another edition, policy or
// denominator would pass for progress.
func (r Report) Since(baseline Report) ([]Progress, error) {
	before := baseline.Terms
	before.Period = r.Terms.Period
	if !before.same(r.Terms) {
		return nil, errors.New("the baseline is by other terms, so a difference would not be progress")
	}
	var out []Progress
	for _, line := range append(Lines(), AllLines) {
		from, to := baseline.Line(line), r.Line(line)
		if line != AllLines && from.empty() && to.empty() {
			continue
		}
		for _, m := range []struct {
			name string
			set  []Category
		}{{MeasureAPM, APM()}, {MeasureTwoSided, TwoSided()}, {MeasureLinked, Linked()}} {
			_, a := from.Of(m.set...)
			_, b := to.Of(m.set...)
			out = append(out, progress(line, m.name, a, b))
		}
		out = append(out, progress(line, MeasureLives, from.Lives.Share, to.Lives.Share))
	}
	return out, nil
}

func (s Shares) empty() bool { return s.Total == apm.CentsSum{} && !s.Lives.Covered.Valid }

func progress(line Line, measure string, from, to decimal.NullDecimal) Progress {
	p := Progress{Line: line, Measure: measure, From: from, To: to}
	if from.Valid && to.Valid {
		p.Points = decimal.NewNullDecimal(to.Decimal.Sub(from.Decimal).Shift(2))
	}
	return p
}
