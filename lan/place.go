package lan

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/data"
	"github.com/shopspring/decimal"
)

func (m *Measurement) copyTerms() Terms { return data.Copy(data.Room[Terms](), m.terms) }

// group is the streams that are weighed against each other: a contract in a line of
// business of a payer.
type group struct {
	payer, contract string // or the ID of a stream that stands alone
	line            Line
}

func groupOf(s Stream) group {
	return group{payer: s.Payer, contract: cmp.Or(s.Contract, s.ID), line: s.Line}
}

// spell is one stream's dollars and people in one segment of a contract's time.
type spell struct {
	*version
	paid apm.CentsSum
	// days is the sum over people of the days they were there, missing where a line does
	// not know its people.
	days decimal.NullDecimal
}

// place puts the dollars of each contract into categories and counts the people in
// accountable care.
func (m *Measurement) place(lines []Dollars, streams book) ([]Placement, map[Line]decimal.NullDecimal, error) {
	sums, err := merge(lines)
	if err != nil {
		return nil, nil, err
	}
	groups := make(map[group]map[string][]Dollars)
	for _, d := range sums {
		g := groupOf(streams[d.Stream][0].Stream)
		if groups[g] == nil {
			groups[g] = make(map[string][]Dollars)
		}
		groups[g][d.Stream] = append(groups[g][d.Stream], d)
	}
	lives := make(map[Line]decimal.NullDecimal)
	var placed []Placement
	for g, contract := range groups {
		segments, err := m.spells(contract, streams)
		if err != nil {
			return nil, nil, err
		}
		days := decimal.NewNullDecimal(decimal.Decimal{})
		for _, segment := range segments {
			for _, p := range m.dominant(segment) {
				p.Payer, p.Contract, p.Line = g.payer, g.contract, g.line
				placed = append(placed, p)
			}
			days = addKnown(days, accountable(segment))
		}
		addPeople(lives, g.line, days)
	}
	period, _ := m.terms.Period.Days()
	for line, days := range lives {
		if days.Valid {
			days.Decimal, _ = apm.Quo(days.Decimal, decimal.NewFromInt(int64(period)))
			lives[line] = days
		}
	}
	return collect(placed), lives, nil
}

// merge adds up the lines of the same stream and period, so that dividing a line
// changes nothing, not even by a cent of rounding.
func merge(lines []Dollars) ([]Dollars, error) {
	type key struct {
		stream string
		period apm.Period
	}
	sums := make(map[key]apm.CentsSum)
	members := make(map[key]decimal.NullDecimal)
	var order []key
	for _, d := range lines {
		k := key{d.Stream, d.Period}
		sum, found := sums[k]
		if !found {
			order = append(order, k)
			members[k] = d.Members
		} else {
			members[k] = addKnown(members[k], d.Members)
		}
		sum.Add(d.Paid)
		sums[k] = sum
	}
	out := make([]Dollars, len(order))
	for i, k := range order {
		paid, err := sums[k].Cents()
		if err != nil {
			return nil, fmt.Errorf("the dollars of one stream in %s: %w", k.period, err)
		}
		out[i] = Dollars{Stream: k.stream, Period: k.period, Paid: paid, Members: members[k]}
	}
	return out, nil
}

// spells divides the dollars of a contract over the segments of time in which none of
// its streams changes its terms. A line across several segments is divided by days.
func (m *Measurement) spells(contract map[string][]Dollars, streams book) ([][]spell, error) {
	var starts []apm.Date
	for id := range contract {
		for _, v := range streams[id] {
			if v.in.Valid() {
				starts = append(starts, v.in.From, v.in.To+1)
			}
		}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	segments := make([][]spell, len(starts))
	for id, lines := range contract {
		at := make(map[int]*spell)
		for _, d := range lines {
			var within []int // the segments that the line lies in
			var days []decimal.Decimal
			for i := range len(starts) - 1 {
				if n, _ := d.Period.Intersect(apm.Period{From: starts[i], To: starts[i+1] - 1}).Days(); n > 0 {
					within, days = append(within, i), append(days, decimal.NewFromInt(int64(n)))
				}
			}
			parts, err := apm.Allocate(d.Paid, days)
			if err != nil {
				return nil, err
			}
			for j, i := range within {
				if at[i] == nil {
					at[i] = &spell{version: holding(streams[id], starts[i]), days: decimal.NewNullDecimal(decimal.Decimal{})}
				}
				at[i].paid.Add(parts[j])
				people := d.Members
				people.Decimal = people.Decimal.Mul(days[j])
				at[i].days = addKnown(at[i].days, people)
			}
		}
		for i, s := range at {
			segments[i] = append(segments[i], *s)
		}
	}
	for _, segment := range segments {
		slices.SortFunc(segment, func(a, b spell) int { return cmp.Compare(a.ID, b.ID) })
	}
	return segments, nil
}

// holding is the version that holds on a day.
func holding(versions []*version, day apm.Date) *version {
	for _, v := range versions {
		if v.in.Contains(day) {
			return v
		}
	}
	return versions[0]
}

// dominant places the dollars of one segment. Dollars of an undetermined stream stay
// undetermined: what the others are does not tell what it is.
func (m *Measurement) dominant(segment []spell) []Placement {
	var placed []Placement
	var leader *spell
	totals := make(map[Category]apm.CentsSum)
	for i := range segment {
		s := &segment[i]
		sum := totals[s.counts.class.Category]
		sum.Merge(s.paid)
		totals[s.counts.class.Category] = sum
	}
	for i := range segment {
		s := &segment[i]
		if s.counts.class.Category != Undetermined && s.paid != (apm.CentsSum{}) && (leader == nil || m.leads(*s, *leader, totals)) {
			leader = s
		}
	}
	for _, s := range segment {
		by := s
		if s.counts.class.Category != Undetermined && leader != nil && m.terms.Dominance != ByStream {
			by = *leader
		}
		placed = append(placed, Placement{
			Category: by.counts.class.Category, Stream: by.ID, Missing: by.counts.class.Missing,
			Downside: by.counts.Downside, Paid: s.paid,
		})
	}
	return placed
}

// leads says whether stream a dominates b, which stands before it by name.
func (m *Measurement) leads(a, b spell, totals map[Category]apm.CentsSum) bool {
	if m.terms.Dominance == ByDollars {
		if c := totals[a.counts.class.Category].Decimal().Cmp(totals[b.counts.class.Category].Decimal()); c != 0 {
			return c > 0
		}
	}
	if c := cmp.Compare(m.rank[a.counts.class.Category], m.rank[b.counts.class.Category]); c != 0 {
		return c > 0
	}
	return a.paid.Decimal().GreaterThan(b.paid.Decimal())
}

// accountable is the days of people in accountable care in a segment: those of the
// largest such stream, because the streams of a contract hold the same people.
func accountable(segment []spell) decimal.NullDecimal {
	most := decimal.NewNullDecimal(decimal.Decimal{})
	for _, s := range segment {
		if s.counts.Scope != Comprehensive || !in(s.counts.class.Category, APM()) {
			continue
		}
		if !s.days.Valid {
			return s.days
		}
		if s.days.Decimal.GreaterThan(most.Decimal) {
			most = s.days
		}
	}
	return most
}

// collect joins the placements that differ only in time, in a fixed order.
func collect(placed []Placement) []Placement {
	slices.SortFunc(placed, byPlace)
	var out []Placement
	for _, p := range placed {
		if n := len(out); n > 0 && byPlace(out[n-1], p) == 0 {
			out[n-1].Paid.Merge(p.Paid)
			continue
		}
		out = append(out, p)
	}
	return out
}

func byPlace(a, b Placement) int {
	if c := cmp.Or(cmp.Compare(a.Line.place(), b.Line.place()), cmp.Compare(a.Payer, b.Payer), cmp.Compare(a.Contract, b.Contract)); c != 0 {
		return c
	}
	if a.Category != b.Category {
		return cmp.Compare(a.Category.place(), b.Category.place())
	}
	if c := cmp.Or(cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.Missing, b.Missing)); c != 0 || a.Downside.same(b.Downside) {
		return c
	}
	return cmp.Compare(a.Downside.key(), b.Downside.key())
}

// same says whether two exposures are written alike, which most are.
func (x Exposure) same(y Exposure) bool {
	alike := func(a, b decimal.NullDecimal) bool {
		return a.Valid == b.Valid && (!a.Valid || a.Decimal.Equal(b.Decimal))
	}
	return alike(x.Share, y.Share) && alike(x.Cap, y.Cap) && alike(x.Minimum, y.Minimum) && x.CapOf == y.CapOf && x.Unlimited == y.Unlimited
}

// key tells exposures apart, so that the same stream under other terms keeps its own
// placement.
func (x Exposure) key() string {
	text := func(d decimal.NullDecimal) string {
		if !d.Valid {
			return "-"
		}
		return d.Decimal.String() // 0.5 and 0.50 are written alike
	}
	return fmt.Sprint(text(x.Share), " ", text(x.Cap), " ", x.CapOf, " ", x.Unlimited, " ", text(x.Minimum))
}

func byStreamAndTime(a, b Classified) int {
	return cmp.Or(cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.Period.From, b.Period.From))
}
