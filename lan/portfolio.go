package lan

import (
	"cmp"
	"maps"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Portfolio is what is measured: streams, the dollars paid under them, and how many
// people are covered.
type Portfolio struct {
	Streams []Stream  `json:"streams"`
	Dollars []Dollars `json:"dollars"`
	// Covered is the average number of people covered in each line of business; a line
	// that is not there is unknown.
	Covered map[Line]decimal.Decimal `json:"covered,omitempty"`
}

// Dollars is a line of dollars: what was paid under a stream in a period. The
// numerator of a category is all that is paid under its arrangements, the fees that
// are reconciled included, and not only the incentive.
type Dollars struct {
	Stream string `json:"stream"` // the ID of the stream
	// Paid is net of what the provider paid back; a line below zero is refused, because
	// a share of a negative total means nothing.
	Paid apm.Cents `json:"paid"`
	// Members is the average number of people whose dollars these are; several lines of
	// one stream in the same period add up. Missing is unknown.
	Members decimal.NullDecimal `json:"members,omitzero"`
	// Period is closed, inside the period of the measurement, and covered by the stream's
	// terms without a gap.
	Period apm.Period `json:"period"`
	// Kinds are the kinds of spending that it is, for the exclusions of the denominator.
	Kinds []Spending `json:"kinds,omitempty"`
}

// version is a stream's terms in one part of the period, classified.
type version struct {
	Stream
	in     apm.Period // the part of its period inside the measurement
	at     int        // where it stands in the portfolio
	class  Classification
	counts *version // the version by which its dollars count, by Terms.Change
}

// book is a checked portfolio: the versions of each stream in order of time.
type book map[string][]*version

// read checks a portfolio and classifies its streams.
func (m *Measurement) read(p Portfolio) (book, error) {
	var problems apm.Problems
	c := problems.Check()
	streams := make(book)
	var ids []string
	for i, s := range p.Streams {
		at := c.In("streams").At(i)
		before := len(problems)
		s.validate(at)
		if s.ID == "" {
			at.In("id").Problemf("is empty")
		}
		if s.Line == "" {
			at.In("line").Problemf("is empty (known: %s)", words(Lines()))
		}
		if len(problems) > before {
			continue
		}
		class, err := Classify(s, m.terms.Edition)
		if err != nil {
			at.Problemf("%v", err)
			continue
		}
		v := &version{Stream: s, at: i, in: s.Period.Intersect(m.terms.Period), class: class}
		if streams[s.ID] == nil {
			ids = append(ids, s.ID)
		}
		streams[s.ID] = append(streams[s.ID], v)
	}
	for _, id := range ids {
		m.order(streams[id], c)
	}
	checkNames(p.Streams, streams, c)
	m.checkDollars(p.Dollars, streams, problems == nil, c)
	for _, line := range slices.Sorted(maps.Keys(p.Covered)) {
		at := c.In("covered").In(string(line))
		wanted(at, line, Lines()...)
		at.NotNegative(p.Covered[line])
	}
	return streams, problems.Err()
}

// order sorts the versions of a stream and refuses those that overlap or belong to
// different contracts.
func (m *Measurement) order(versions []*version, c apm.Check) {
	slices.SortFunc(versions, func(a, b *version) int {
		return cmp.Or(cmp.Compare(a.Period.From, b.Period.From), cmp.Compare(a.at, b.at))
	})
	var last *version
	for i, v := range versions {
		at := c.In("streams").At(v.at)
		if i > 0 {
			before := versions[i-1]
			if v.Period.Overlaps(before.Period) {
				at.In("period").Problemf("overlaps that of streams[%d], which are terms of the same stream: a dollar would have two categories", before.at)
			}
			if v.Contract != before.Contract || v.Payer != before.Payer || v.Line != before.Line {
				at.Problemf("has another contract, payer or line of business than streams[%d] of the same id", before.at)
			}
		}
		if v.in.Valid() {
			last = v
		}
	}
	for _, v := range versions {
		v.counts = v
		if m.terms.Change == AtEnd && last != nil {
			v.counts = last
		}
	}
}

// checkNames refuses a stream that stands alone under the name of a contract, because
// their dollars could not be told apart.
func checkNames(list []Stream, streams book, c apm.Check) {
	for i, s := range list {
		for _, other := range streams[s.Contract] {
			if s.Contract != "" && other.Contract == "" && other.Payer == s.Payer && other.Line == s.Line {
				c.In("streams").At(i).In("contract").Problemf("is the id of streams[%d], which stands alone", other.at)
				break
			}
		}
	}
}

// checkDollars refuses lines of dollars that cannot be placed.
func (m *Measurement) checkDollars(lines []Dollars, streams book, whole bool, c apm.Check) {
	for i, d := range lines {
		at := c.In("dollars").At(i)
		if d.Paid < 0 {
			at.In("paid").Problemf("is negative: net what was paid back against the other dollars of the stream")
		}
		if d.Members.Valid {
			at.In("members").NotNegative(d.Members.Decimal)
		}
		for j, kind := range d.Kinds {
			if kind == "" {
				at.In("kinds").At(j).Problemf("is empty")
			}
		}
		if n, closed := d.Period.Days(); !closed || n < 1 {
			at.In("period").Problemf("needs a first and a last day, the last not before the first")
			continue
		}
		if d.Period.Intersect(m.terms.Period) != d.Period {
			at.In("period").Problemf("is not inside the period of the measurement, %s", m.terms.Period)
			continue
		}
		if !whole {
			continue // the stream itself, or a part of its time, may have been refused
		}
		versions, found := streams[d.Stream]
		if !found {
			at.In("stream").Problemf("no stream has this id")
			continue
		}
		if day, gap := uncovered(versions, d.Period); gap {
			at.In("period").Problemf("no terms of the stream hold on %s", day)
		}
	}
}

// uncovered is the first day of a period on which no version holds.
func uncovered(versions []*version, p apm.Period) (apm.Date, bool) {
	day := p.From
	for _, v := range versions {
		both := v.in.Intersect(p)
		if !both.Valid() {
			continue
		}
		if both.From > day {
			return day, true
		}
		day = max(day, both.To+1)
	}
	return day, day <= p.To
}
