package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/screen"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
)

// job is one run of the program over members in memory.
type job struct {
	out     io.Writer
	ledger  *spend.Ledger
	earlier *spend.Ledger // a run to set the ledger against, or nil
	members []spend.Member
	totals  []spend.Stated[annualKey] // CMS's, or none
	release bool

	years   *spend.Totals[int]
	balance spend.Balance
	people  map[place]int64 // members with lines there
	undated int64           // lines that the earlier run rejects for want of a paid date
	report  *spend.Report
	found   []spend.Stated[annualKey]
	moved   map[movedKey]*change
}

// place is where lines went: a category of a year in the ledger, or a place of the
// balance, which has no year.
type place struct {
	year int
	name string
}

func (j *job) run() (err error) {
	j.years = spend.NewTotals(j.ledger, func(_ spend.Page, m spend.Month) (int, bool) {
		year, _, _ := m.Start.Civil()
		return year, true
	})
	j.moved, j.people = make(map[movedKey]*change), make(map[place]int64)
	checks := spend.Checks{Spike: spikeFactor}
	if j.totals != nil {
		// CMS's totals come with facility claims alone; the practitioner of a stay is not
		// among their fields.
		checks.Practitioner = spend.Where{{Field: spend.Practitioner, In: []string{"*"}}}
	}
	if j.report, err = spend.NewReport(j.ledger, checks); err != nil {
		return err
	}
	next := 0
	batches := func(yield func([]spend.Member, error) bool) {
		for batch := range slices.Chunk(j.members, 256) {
			if !yield(batch, nil) {
				return
			}
		}
	}
	for pages, err := range j.ledger.Run(context.Background(), batches, runtime.GOMAXPROCS(0)) {
		if err != nil {
			return err
		}
		for _, page := range pages {
			if err := j.add(j.members[next], page); err != nil {
				return err
			}
			next++
		}
	}
	return j.print()
}

func (j *job) add(m spend.Member, page spend.Page) error {
	if err := j.years.Add(page); err != nil {
		return err
	}
	if err := j.report.Add(m, page); err != nil {
		return err
	}
	j.balance.Add(m, page)
	j.meet(m, page)
	if j.totals != nil {
		for _, month := range page.Months {
			year, _, _ := month.Start.Civil()
			for _, e := range month.Entries { // of enrolled months and of others: a total knows no months
				j.found = append(j.found, spend.Stated[annualKey]{Key: annualKey{m.ID, year, e.Name}, Amount: e.Spending})
			}
		}
	}
	if j.earlier == nil {
		return nil
	}
	return j.move(m, page)
}

// meet counts the member in each place that holds lines of his.
func (j *job) meet(m spend.Member, page spend.Page) {
	var own spend.Balance
	own.Add(m, page)
	for _, r := range placesOf(&own) {
		j.people[place{0, r.name}]++
	}
	met := make(map[place]bool)
	for _, month := range page.Months {
		if month.Standing != spend.Counted {
			continue
		}
		year, _, _ := month.Start.Civil()
		for _, e := range month.Entries {
			if at := (place{year, e.Name}); !met[at] {
				met[at] = true
				j.people[at]++
			}
		}
	}
}

func dollars(d decimal.Decimal) string { return apm.Figure{Value: d, Unit: apm.Dollars}.Text() }
func number(n int64) string {
	return apm.Figure{Value: decimal.NewFromInt(n), Unit: apm.Number}.Text()
}

const hidden = "(small)"

func (j *job) print() error {
	terms := j.ledger.Terms()
	fmt.Fprintf(j.out, "%s, %s, %s members\n", terms.Name, terms.Period, number(int64(len(j.members))))
	if j.totals != nil {
		fmt.Fprintln(j.out, "DE-SynPUF, facility claims of 500 synthetic beneficiaries: no finding about anyone")
	}
	ledger, places, totalHidden := j.rows()
	if err := j.printLedger(ledger); err != nil {
		return err
	}
	if err := j.printBalance(ledger, places, totalHidden); err != nil {
		return err
	}
	if j.totals != nil {
		if err := j.printControl(); err != nil {
			return err
		}
	}
	if err := j.printReport(places, totalHidden); err != nil {
		return err
	}
	return j.printMoved()
}

// row is a row of the ledger or of the balance: lines that are counted once.
type row struct {
	year    int
	name    string
	members int64 // enrolled in the year; zero for a place
	people  int64 // members with lines here
	months  apm.MemberMonths
	tally   spend.Tally
	rate    string
	hidden  bool
}

// rows is every place that lines went to. In a release the rows of few lines or few
// members are hidden together with what would reveal them, in one list: the lines of
// all rows add up to the lines that went in, so each is the complement of the rest.
func (j *job) rows() (ledger, places []row, totalHidden bool) {
	for year, total := range j.years.All() {
		for i, name := range j.ledger.Categories() {
			r := row{year: year, name: name, members: total.Members, people: j.people[place{year, name}], months: total.Months, tally: total.Categories[i], rate: "no months"}
			if pmpm, err := total.PMPM(r.tally.Spending.Decimal()); err == nil {
				r.rate = dollars(pmpm)
			}
			if r.tally.Lines > 0 {
				ledger = append(ledger, r)
			}
		}
	}
	slices.SortStableFunc(ledger, func(a, b row) int { return cmp.Compare(a.year, b.year) })
	places = placesOf(&j.balance)
	for i := range places {
		places[i].people = j.people[place{0, places[i].name}]
	}
	if !j.release {
		return ledger, places, false
	}
	var counts []int64
	for _, r := range slices.Concat(ledger, places) {
		n := r.tally.Lines
		if small(r.members) || small(r.people) {
			n = max(1, min(n, apm.SmallCell)) // parts removed have dollars and no line
		}
		counts = append(counts, n)
	}
	s := apm.Suppress(counts)
	for i := range ledger {
		ledger[i].hidden = s.Cells[i]
	}
	for i := range places {
		places[i].hidden = s.Cells[len(ledger)+i]
	}
	return ledger, places, s.Total
}

func small(n int64) bool { return n >= 1 && n <= apm.SmallCell }

// placesOf is the places of a balance, beside the counted, that hold anything.
func placesOf(b *spend.Balance) (places []row) {
	for _, r := range []row{{name: "services excluded", tally: b.ExcludedServices}, {name: "months excluded", tally: b.ExcludedMonths},
		{name: unenrolled, tally: b.Unenrolled}, {name: outside, tally: b.Outside}, {name: pending, tally: b.Pending},
		{name: "superseded", tally: b.Superseded}, {name: rejected, tally: b.Rejected}} {
		if r.tally != (spend.Tally{}) {
			places = append(places, r)
		}
	}
	return places
}

const (
	unenrolled = "in months without enrollment"
	outside    = "incurred outside the months of the ledger"
	pending    = "paid after the end of the run"
	rejected   = "rejected"
)

func (j *job) printLedger(ledger []row) error {
	t := screen.NewTable("Ledger, months that count", 2, "year", "category", "members", "months", "lines", "spending", "per member per month")
	for _, r := range ledger {
		if r.hidden {
			t.Row(fmt.Sprint(r.year), r.name, hidden, hidden, hidden, hidden, hidden)
			continue
		}
		t.Row(fmt.Sprint(r.year), r.name, number(r.members), r.months.String(), number(r.tally.Lines), dollars(r.tally.Spending.Decimal()), r.rate)
	}
	return t.Print(j.out)
}

func (j *job) printBalance(ledger, places []row, totalHidden bool) error {
	verdict := "it balances"
	if !j.balance.Balanced() {
		verdict = "IT DOES NOT BALANCE"
	}
	t := screen.NewTable("Where every line went: "+verdict, 1, "", "lines", "paid", "pass-through")
	counted := row{name: "counted", tally: j.balance.Counted}
	for _, r := range ledger {
		counted.hidden = counted.hidden || r.hidden
	}
	for _, r := range append([]row{{name: "in", tally: j.balance.In, hidden: totalHidden}, counted}, places...) {
		if r.hidden {
			t.Row(r.name, hidden, hidden, hidden)
			continue
		}
		t.Row(r.name, number(r.tally.Lines), dollars(r.tally.Paid.Decimal()), dollars(r.tally.PassThrough.Decimal()))
	}
	return t.Print(j.out)
}

// printControl sets CMS's totals against the claims, the exceptions by beneficiary:
// the file is synthetic, and nobody's.
func (j *job) printControl() error {
	for _, category := range []string{"inpatient", "outpatient"} {
		of := func(list []spend.Stated[annualKey]) (out []spend.Stated[annualKey]) {
			for _, s := range list {
				if s.Key.category == category {
					out = append(out, s)
				}
			}
			return out
		}
		c, err := spend.Compare(of(j.totals), of(j.found))
		if err != nil {
			return err
		}
		t := screen.NewTable(fmt.Sprintf("CMS's annual totals, %s: %d of %d beneficiary-years equal, %d without a total", category, c.Equal, c.Compared, len(c.Unstated)), 2,
			"exception", "year", "CMS", "claims")
		if j.release { // an exception is one person
			c.Differences = nil
			t.Title = fmt.Sprintf("CMS's annual totals, %s: exceptions are withheld", category)
		}
		for _, d := range c.Differences {
			t.Row(d.Key.member, fmt.Sprint(d.Key.year), dollars(d.Stated.Decimal()), dollars(d.Found.Decimal()))
		}
		t.Row("all", "", dollars(c.Stated.Decimal()), dollars(c.Found.Decimal()))
		if err := t.Print(j.out); err != nil {
			return err
		}
	}
	return nil
}

// printReport hides with a place of the balance every finding that repeats it.
func (j *job) printReport(places []row, totalHidden bool) error {
	findings := j.report.Findings()
	if j.release {
		findings = spend.Release(findings)
		for i := range findings {
			f := &findings[i]
			hide := totalHidden
			for _, r := range places {
				same := f.Name == r.name || r.name == rejected && strings.HasPrefix(f.Name, rejected)
				hide = hide || same && r.hidden
				// Of the reasons for a rejection one is the others' complement.
				hide = hide || r.name == rejected && strings.HasPrefix(f.Name, rejected) && anyHidden(findings)
			}
			if hide {
				f.Hidden = true
			}
		}
	}
	t := screen.NewTable(fmt.Sprintf("Quality of the data: %d findings", len(findings)), 2, "finding", "counts", "count", "of", "members", "dollars")
	for _, f := range findings {
		name := f.Name
		if f.Detail != "" {
			name += ": " + f.Detail
		}
		if f.Hidden {
			t.Row(name, f.Unit, hidden, hidden, hidden, hidden)
			continue
		}
		t.Row(name, f.Unit, number(f.Count), number(f.Of), number(f.Members), dollars(f.Dollars))
	}
	return t.Print(j.out)
}

func anyHidden(findings []spend.Finding) bool {
	return slices.ContainsFunc(findings, func(f spend.Finding) bool { return f.Hidden && strings.HasPrefix(f.Name, rejected) })
}
