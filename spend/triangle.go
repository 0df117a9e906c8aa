package spend

import (
	"errors"
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Triangle is what became known of each origin period at each age: of claims
// incurred in a month, the dollars paid in that month, in the next, and so on. Of
// the oldest row the most ages are known.
type Triangle struct {
	Name string `json:"name,omitzero"` // the category
	Rows []Row  `json:"rows"`
}

// Row is one origin period of a triangle.
type Row struct {
	// Origin is the first day of the period in which the claims were incurred.
	Origin apm.Date `json:"origin"`
	// Exposure is the member-months of the period. Only a blend needs it.
	Exposure decimal.NullDecimal `json:"exposure,omitzero"`
	// Increments is the dollars that became known at age 0, 1, 2 and so on, not
	// cumulative.
	Increments []decimal.Decimal `json:"increments"`
}

// Validate reports rows that do not make a triangle: no rows, no ages, origins that
// do not rise, a younger row of which more ages are known, numbers out of range.
func (t Triangle) Validate() error {
	var problems apm.Problems
	c := problems.Check().In("rows")
	if len(t.Rows) == 0 {
		c.Problemf("needs a row")
	}
	for i, r := range t.Rows {
		at := c.At(i)
		if !r.Origin.Valid() {
			at.In("origin").Problemf("is no date of the years 1 to 9999")
		}
		if len(r.Increments) == 0 {
			at.In("increments").Problemf("needs the amount of age 0")
		}
		if r.Exposure.Valid {
			at.In("exposure").NotNegative(r.Exposure.Decimal)
		}
		for k, d := range r.Increments {
			at.In("increments").At(k).Number(d)
		}
		if i == 0 {
			continue
		}
		if r.Origin <= t.Rows[i-1].Origin {
			at.In("origin").Problemf("is not after the row before it")
		}
		if len(r.Increments) > len(t.Rows[i-1].Increments) {
			at.In("increments").Problemf("has %d ages, and the older row before it has %d", len(r.Increments), len(t.Rows[i-1].Increments))
		}
	}
	return problems.Err()
}

// cumulative is the running sums of each row.
func (t Triangle) cumulative() [][]decimal.Decimal {
	out := make([][]decimal.Decimal, len(t.Rows))
	for i, r := range t.Rows {
		sum := decimal.Decimal{}
		for _, d := range r.Increments {
			sum = sum.Add(d)
			out[i] = append(out[i], sum)
		}
	}
	return out
}

// Triangles gathers, for each category of a ledger, incurred by paid months of the
// spending in months that count. A version that a later one takes back leaves with
// the paid date of the later one, so that the diagonal of any month adds up to the
// run as of its end.
type Triangles struct {
	ledger *Ledger
	last   int // the last paid month, counted from the ledger's first month
	months []apm.MemberMonths
	cells  map[triangleCell]*apm.CentsSum
}

type triangleCell struct {
	group, origin, age int
}

// NewTriangles makes empty triangles for a run. The run must end with the last day
// of a month, because a month of which only some days are known develops by other
// factors than a whole one.
func NewTriangles(l *Ledger) (*Triangles, error) {
	end := l.terms.PaidThrough
	switch {
	case end == 0:
		return nil, errors.New("paidThrough: the ledger is no run as of a date")
	case !startsMonth(end.AddDays(1)):
		return nil, errors.New("paidThrough: is not the last day of a month")
	}
	return &Triangles{ledger: l, last: monthsBetween(l.terms.Period.From, end),
		months: make([]apm.MemberMonths, len(l.months)), cells: make(map[triangleCell]*apm.CentsSum)}, nil
}

// monthsBetween counts months from the month of one date to that of another.
func monthsBetween(from, to apm.Date) int {
	y1, m1, _ := from.Civil()
	y2, m2, _ := to.Civil()
	return (y2-y1)*12 + int(m2-m1)
}

// Add adds the lines of a member. Lines that the run rejects, excludes or does not
// know yet are left out, as on the member's page.
func (t *Triangles) Add(m Member) {
	l := t.ledger
	s := l.pool.Get().(*scratch)
	defer l.pool.Put(s)
	revised := l.read(s, &m)
	for i := range s.slots {
		if s.slots[i].exclusion < 0 {
			t.months[s.slots[i].month] += s.slots[i].share
		}
	}
	enrolled := int32(len(s.slots))
	var alone judged
	for i := range m.Lines {
		line, j := &m.Lines[i], &alone
		if revised {
			j = &s.lines[i]
		} else {
			l.judge(s, line, j)
		}
		if j.fault != 0 || j.void || uint32(j.day) >= uint32(len(l.days)) || int(j.group) < l.first {
			continue
		}
		slot := l.slotOf(s, j.day)
		if slot >= enrolled || s.slots[slot].exclusion >= 0 {
			continue
		}
		c, ok := l.single(line)
		if !ok {
			continue
		}
		origin := int(l.days[j.day])
		t.add(int(j.group), origin, monthsBetween(l.terms.Period.From, j.at), c.Spending)
		if j.until != 0 {
			t.add(int(j.group), origin, monthsBetween(l.terms.Period.From, j.until), -c.Spending)
		}
	}
	for _, sl := range s.slots[enrolled:] {
		s.unenrolled[sl.month] = -1
	}
}

// single is the amounts of one line by the terms.
func (l *Ledger) single(line *Line) (a Amounts, ok bool) {
	paid, ok := l.paidOf(line)
	if !ok {
		return a, false
	}
	var c cell
	passThrough, _ := line.passThrough()
	c.add(line, paid, passThrough)
	return a, l.close(&c, &a) == nil
}

func (t *Triangles) add(group, origin, paid int, amount apm.Cents) {
	if paid > t.last {
		return
	}
	at := triangleCell{group, origin, paid - origin} // nothing is paid before it is incurred
	sum := t.cells[at]
	if sum == nil {
		sum = new(apm.CentsSum)
		t.cells[at] = sum
	}
	sum.Add(amount)
}

// Merge adds triangles of other members. It is commutative and associative. It
// fails, and adds nothing, when the two are not of the same run.
func (t *Triangles) Merge(o *Triangles) error {
	a, b := t.ledger, o.ledger
	if a.terms.Period != b.terms.Period || t.last != o.last ||
		a.first != b.first || !slices.Equal(a.groups, b.groups) {
		return errors.New("the triangles are of different runs")
	}
	for i := range o.months {
		t.months[i] += o.months[i]
	}
	for at, from := range o.cells {
		if t.cells[at] == nil {
			t.cells[at] = new(apm.CentsSum)
		}
		t.cells[at].Merge(*from)
	}
	return nil
}

// Triangle is the triangle of a category: a row for each month of the ledger that
// had begun by the end of the run. It fails on a name that is no category of the
// ledger, and where the run ended before the ledger began.
func (t *Triangles) Triangle(category string) (Triangle, error) {
	group := slices.Index(t.ledger.Categories(), category)
	if group < 0 {
		return Triangle{}, fmt.Errorf("the ledger has no category %q", category)
	}
	group += t.ledger.first
	out := Triangle{Name: category}
	for i, m := range t.ledger.months {
		ages := t.last - i + 1
		if ages < 1 {
			break
		}
		row := Row{Origin: m.start, Exposure: decimal.NewNullDecimal(t.months[i].Decimal()), Increments: make([]decimal.Decimal, ages)}
		for age := range ages {
			if sum := t.cells[triangleCell{group, i, age}]; sum != nil {
				row.Increments[age] = sum.Decimal()
			}
		}
		out.Rows = append(out.Rows, row)
	}
	if out.Rows == nil {
		return Triangle{}, errors.New("the run ended before the first month of the ledger")
	}
	return out, nil
}
