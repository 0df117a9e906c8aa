package spend

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Checks says what a data-quality report looks for beside what it always does.
type Checks struct {
	// Spike is how many times the mean of the other months a category's spending per
	// member per month may be before it is a spike; missing looks for none. It is
	// above 1.
	Spike decimal.NullDecimal `json:"spike,omitzero"`
	// Practitioner is the lines that ought to name a practitioner; empty is all.
	Practitioner Where `json:"practitioner,omitempty"`
}

// Report gathers what a reader of the data wants to know before he believes a
// figure. Reports of parts of the members merge to the report of them all.
type Report struct {
	ledger *Ledger
	checks Checks
	match  matcher
	cache  []recent

	of     [unitCount]int64 // how many there are of each unit
	counts map[check]*count
	months []apm.MemberMonths
	groups map[string]int     // of the categories
	cells  map[int]*cellCount // month x category
}

// check is a finding before it is counted out.
type check struct {
	name string
	of   unit
}

// unit is what a finding counts.
type unit int

const (
	ofLines unit = iota
	ofWantedLines
	ofSpans
	ofMembers
	ofEntries
	ofMonths
	unitCount
)

var unitNames = [...]string{ofLines: "lines", ofWantedLines: "lines that ought to have one", ofSpans: "spans",
	ofMembers: "members", ofEntries: "months and categories of a member", ofMonths: "months"}

type count struct {
	n    int64
	paid apm.CentsSum
	people
}

type cellCount struct {
	lines    int64
	spending apm.CentsSum
	people
}

// people counts each member once, however often he comes up in a row.
type people struct {
	members int64
	last    int64 // the number of the member who came up last
}

func (p *people) meet(member int64) {
	if p.last != member {
		p.last = member
		p.members++
	}
}

// Finding is one thing that the report found.
type Finding struct {
	Name string `json:"name"`
	// Detail is the category and month, where the finding is about one.
	Detail string `json:"detail,omitzero"`
	// Count is how many there are, of how many Of: lines, members, months.
	Count int64  `json:"count"`
	Of    int64  `json:"of"`
	Unit  string `json:"unit"`
	// Members counts the people behind the count; zero where it is about none.
	Members int64 `json:"members"`
	// Dollars is the money at stake, exactly.
	Dollars decimal.Decimal `json:"dollars"`
	// Hidden says that count, members and dollars are withheld, see [Release].
	Hidden bool `json:"hidden,omitzero"`
}

// NewReport makes an empty report on a ledger. It fails with [apm.Problems] on bad
// checks.
func NewReport(l *Ledger, checks Checks) (*Report, error) {
	var problems apm.Problems
	c := problems.Check()
	if checks.Spike.Valid && c.In("spike").Number(checks.Spike.Decimal) && !checks.Spike.Decimal.GreaterThan(one) {
		c.In("spike").Problemf("%s is not above 1", checks.Spike.Decimal)
	}
	checks.Practitioner.validate(c.In("practitioner"))
	if problems != nil {
		return nil, problems
	}
	r := &Report{ledger: l, checks: checks, match: newMatcher([]Where{checks.Practitioner}), counts: make(map[check]*count),
		months: make([]apm.MemberMonths, len(l.months)), cells: make(map[int]*cellCount)}
	r.cache = make([]recent, len(r.match.fields))
	r.groups = make(map[string]int)
	for g := l.first; g < len(l.groups); g++ {
		r.groups[l.groups[g].name] = g
	}
	return r, nil
}

// The names of the findings. A rejected line or span is found under its field and
// reason.
const (
	foundOutside      = "incurred outside the months of the ledger"
	foundPending      = "paid after the end of the run"
	foundUnenrolled   = "in months without enrollment"
	foundDuplicate    = "the same claim, version and line again"
	foundNegative     = "a member's month and category below zero"
	foundOverlap      = "enrolled more than once on a day"
	foundPractitioner = "without a practitioner"
	foundEmpty        = "a month without lines"
	foundSpike        = "a spike"
)

// Add adds a member and his page. It fails where the page is of another member.
func (r *Report) Add(m Member, p Page) error {
	if m.ID != p.ID {
		return errors.New("the page is of another member")
	}
	r.of[ofMembers]++
	r.of[ofLines] += int64(len(m.Lines))
	r.of[ofSpans] += int64(len(m.Spans))
	var spending apm.CentsSum
	for i := range p.Months {
		r.addMonth(&p.Months[i], &spending)
	}
	for _, rejected := range p.Rejected {
		name := "rejected: " + rejected.Field + " " + string(rejected.Reason)
		if rejected.Field == "" {
			name = "rejected: " + string(rejected.Reason)
		}
		of := ofLines
		if rejected.List == "spans" {
			of = ofSpans
		}
		r.found(name, of, 1, rejected.Sum.Paid)
	}
	r.found(foundOutside, ofLines, int64(p.Outside.Lines), p.Outside.Paid)
	r.found(foundPending, ofLines, int64(p.Pending.Lines), p.Pending.Paid)
	if overlaps(m.Spans) {
		r.foundSum(foundOverlap, ofMembers, 1, spending)
	}
	type identity struct {
		claim           string
		version, number int32
	}
	seen := make(map[identity]bool, len(m.Lines))
	for i := range m.Lines {
		line := &m.Lines[i]
		if line.Claim != "" { // lines without a claim cannot be told apart
			id := identity{line.Claim, line.Version, line.Number}
			if seen[id] {
				r.found(foundDuplicate, ofLines, 1, line.PaidAmount)
			}
			seen[id] = true
		}
		if r.match.first(r.cache, line) == 0 {
			r.of[ofWantedLines]++
			if line.Practitioner == "" {
				r.found(foundPractitioner, ofWantedLines, 1, line.PaidAmount)
			}
		}
	}
	return nil
}

func (r *Report) addMonth(m *Month, spending *apm.CentsSum) {
	month := monthsBetween(r.ledger.terms.Period.From, m.Start)
	if m.Standing == Counted && month >= 0 && month < len(r.months) {
		r.months[month] += m.Enrolled
	}
	for _, list := range [2][]Entry{m.Entries, m.Excluded} {
		for i := range list {
			if m.Standing == Unenrolled {
				r.found(foundUnenrolled, ofLines, int64(list[i].Lines), list[i].Paid)
			}
		}
	}
	if m.Standing != Counted {
		return
	}
	r.of[ofEntries] += int64(len(m.Entries))
	for i := range m.Entries {
		e := &m.Entries[i]
		spending.Add(e.Spending)
		if e.Spending < 0 {
			r.found(foundNegative, ofEntries, 1, e.Spending)
		}
		if g, known := r.groups[e.Name]; known {
			c := r.cell(month*len(r.ledger.groups) + g)
			c.lines += int64(e.Lines)
			c.spending.Add(e.Spending)
			c.meet(r.of[ofMembers])
		}
	}
}

func (r *Report) cell(at int) *cellCount {
	if r.cells[at] == nil {
		r.cells[at] = new(cellCount)
	}
	return r.cells[at]
}

func (r *Report) found(name string, of unit, n int64, paid apm.Cents) {
	var sum apm.CentsSum
	sum.Add(paid)
	r.foundSum(name, of, n, sum)
}

func (r *Report) foundSum(name string, of unit, n int64, paid apm.CentsSum) {
	if n == 0 {
		return
	}
	c := r.count(check{name, of})
	c.n += n
	c.paid.Merge(paid)
	c.meet(r.of[ofMembers])
}

func (r *Report) count(at check) *count {
	if r.counts[at] == nil {
		r.counts[at] = new(count)
	}
	return r.counts[at]
}

// overlaps says whether some day is in two of the spans.
func overlaps(spans []Span) bool {
	sorted := make([]apm.Period, 0, len(spans))
	for _, s := range spans {
		if s.Period.Valid() {
			sorted = append(sorted, s.Period)
		}
	}
	slices.SortFunc(sorted, func(a, b apm.Period) int { return cmp.Compare(a.From, b.From) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i-1].Overlaps(sorted[i]) {
			return true
		}
	}
	return false
}

// Merge adds the report of other members. It is commutative and associative. It
// fails, and adds nothing, when the two are not of the same months and categories.
func (r *Report) Merge(o *Report) error {
	if r.ledger.terms.Period != o.ledger.terms.Period ||
		r.ledger.first != o.ledger.first || !slices.Equal(r.ledger.groups, o.ledger.groups) {
		return errors.New("the reports are of different ledgers")
	}
	for i := range o.of {
		r.of[i] += o.of[i]
	}
	for at, c := range o.counts {
		to := r.count(at)
		to.n += c.n
		to.paid.Merge(c.paid)
		to.members += c.members
	}
	for i := range o.months {
		r.months[i] += o.months[i]
	}
	for at, c := range o.cells {
		to := r.cell(at)
		to.lines += c.lines
		to.spending.Merge(c.spending)
		to.members += c.members
	}
	return nil
}

// Findings lists what was found: the counts by name, then months without lines of
// a category that has lines in other months, then spikes. A check that found
// nothing is not listed.
func (r *Report) Findings() []Finding {
	var out []Finding
	keys := slices.SortedFunc(maps.Keys(r.counts), func(a, b check) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.of, b.of)) })
	for _, at := range keys {
		c := r.counts[at]
		out = append(out, Finding{Name: at.name, Count: c.n, Of: r.of[at.of], Unit: unitNames[at.of], Members: c.members, Dollars: c.paid.Decimal()})
	}
	groups := len(r.ledger.groups)
	for g := r.ledger.first; g < groups; g++ {
		var empty, spikes []Finding
		found := false
		for month, m := range r.ledger.months {
			at := Finding{Detail: fmt.Sprintf("%s, %s", r.ledger.groups[g].name, m.start.String()[:len("2006-01")]), Count: 1, Of: int64(len(r.ledger.months)), Unit: unitNames[ofMonths]}
			c := r.cells[month*groups+g]
			if c == nil || c.lines == 0 {
				if r.months[month] > 0 {
					at.Name = foundEmpty
					empty = append(empty, at)
				}
				continue
			}
			found = true
			if r.spikes(month, g) {
				at.Name, at.Count, at.Of, at.Unit = foundSpike, c.lines, r.of[ofLines], unitNames[ofLines]
				at.Members, at.Dollars = c.members, c.spending.Decimal()
				spikes = append(spikes, at)
			}
		}
		if found {
			out = append(append(out, empty...), spikes...)
		}
	}
	return out
}

// spikes says whether a category's spending per member per month is more than the
// allowed multiple of the mean of the other months.
func (r *Report) spikes(month, group int) bool {
	if !r.checks.Spike.Valid || r.months[month] <= 0 {
		return false
	}
	var others apm.CentsSum
	var months apm.MemberMonths
	for i := range r.months {
		if i == month {
			continue
		}
		months += r.months[i]
		if c := r.cells[i*len(r.ledger.groups)+group]; c != nil {
			others.Merge(c.spending)
		}
	}
	mean, err := Total{Months: months}.PMPM(others.Decimal())
	if err != nil || !mean.IsPositive() {
		return false
	}
	own, err := Total{Months: r.months[month]}.PMPM(r.cells[month*len(r.ledger.groups)+group].spending.Decimal())
	return err == nil && own.GreaterThan(mean.Mul(r.checks.Spike.Decimal))
}
