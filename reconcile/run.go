package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
)

// Status says how far a calculation has come.
type Status string

// The statuses, in the order in which runs may follow each other. Provisional runs
// may follow each other; one final run ends them; after it there are only reopened
// ones.
const (
	Provisional Status = "provisional" // claims are still running out
	Final       Status = "final"       // the settlement that is owed
	Reopened    Status = "reopened"    // a final settlement that was calculated again
)

// Run is one calculation of a settlement, on the claims that were paid through a date.
// A dispute does not edit a result: it changes the facts, and another run is made.
type Run struct {
	Status Status `json:"status"`
	// PaidThrough is the last day on which a claim that counts was paid. It must not be
	// earlier than that of the run before.
	PaidThrough apm.Date `json:"paidThrough"`
	// Reason is why a final settlement is opened again; a reopened run needs one.
	Reason string `json:"reason,omitzero"`
}

// String is the status and the date: "provisional, claims paid through 2027-09-30".
func (r Run) String() string {
	return string(r.Status) + ", claims paid through " + r.PaidThrough.String()
}

func (r Run) check() error {
	switch {
	case r.Status == "":
		return apm.Missing("run.status")
	case r.Status != Provisional && r.Status != Final && r.Status != Reopened:
		return &apm.FactError{Field: "run.status", Reason: "is unknown (known: provisional, final, reopened)"}
	case r.PaidThrough.IsZero():
		return apm.Missing("run.paidThrough")
	case !r.PaidThrough.Valid():
		return &apm.FactError{Field: "run.paidThrough", Reason: "is no date of the years 1 to 9999"}
	case r.Status == Reopened && strings.TrimSpace(r.Reason) == "":
		return &apm.FactError{Field: "run.reason", Reason: "is missing: a final settlement is opened again for a reason", Missing: true}
	}
	return nil
}

// Line is one part of a settlement as a run calculates it, in whole cents: owed to the
// payee when it is positive, by it when negative.
type Line struct {
	// Month is the first day of the month that the line belongs to; no date when it
	// belongs to the whole period.
	Month apm.Date `json:"month,omitzero"`
	// Payee is who is paid, where a settlement pays several.
	Payee string `json:"payee,omitzero"`
	// Item is what is paid or taken back: "equivalent", "enhanced".
	Item   string    `json:"item"`
	Amount apm.Cents `json:"amount"`
}

func (l Line) compare(m Line) int {
	return cmp.Or(cmp.Compare(l.Month, m.Month), cmp.Compare(l.Payee, m.Payee), cmp.Compare(l.Item, m.Item))
}

// Booked is a run on the books: what it calculated, and the entries that take the books
// there from the run before. It is what a caller stores, as JSON, to make the next run.
type Booked struct {
	// Of is what is settled; all runs of a sequence are of the same.
	Of     string `json:"of"`
	Number int    `json:"number"` // of the run, from 1
	Run    Run    `json:"run"`
	// Lines are the whole settlement, each month, payee and item once, in that order;
	// what is zero has no line.
	Lines []Line `json:"lines"`
	// Entries are the lines less those of the run before: none when nothing changed.
	Entries []Line `json:"entries"`
	// Total is the sum of the lines and Change that of the entries: what this run pays,
	// or takes back when it is negative.
	Total  apm.Cents `json:"total"`
	Change apm.Cents `json:"change"`
}

// Book writes a run. The lines are the whole settlement as this run calculates it, in
// any order; those of one month, payee and item add up. The entries are what has to be
// paid now, because the runs before paid the rest. The last run is nil for the first
// of a sequence.
//
// It serves any settlement in cents: savings and losses, monthly payments, remittances.
// It fails with a [*apm.FactError] when the run cannot follow the last (see [Status]),
// goes back to an earlier date, is of something else, or when the last one does not
// add up, and with [apm.ErrOverflow] beyond the range of cents.
func Book(of string, run Run, last *Booked, lines []Line) (Booked, error) {
	if strings.TrimSpace(of) == "" {
		return Booked{}, apm.Missing("of")
	}
	if err := run.check(); err != nil {
		return Booked{}, err
	}
	booked := Booked{Of: of, Number: 1, Run: run}
	var before []Line
	if last == nil {
		if run.Status == Reopened {
			return Booked{}, &apm.FactError{Field: "run.status", Reason: "reopened: no final run stands before it"}
		}
	} else {
		if err := last.check(); err != nil {
			return Booked{}, err
		}
		if err := booked.follows(last); err != nil {
			return Booked{}, err
		}
		booked.Number, before = last.Number+1, last.Lines
	}
	for i, l := range lines {
		if l.Item == "" {
			return Booked{}, apm.Missing(fmt.Sprintf("lines[%d].item", i))
		}
		if l.Month != 0 && !l.Month.Valid() {
			return Booked{}, &apm.FactError{Field: fmt.Sprintf("lines[%d].month", i), Reason: "is no date of the years 1 to 9999"}
		}
	}
	var err error
	if booked.Lines, booked.Total, err = summed(lines, nil); err != nil {
		return Booked{}, err
	}
	booked.Entries, booked.Change, err = summed(booked.Lines, before)
	return booked, err
}

// follows says why a run cannot stand behind the last.
func (b *Booked) follows(last *Booked) error {
	refuse := func(field, reason string) error { return &apm.FactError{Field: field, Reason: reason} }
	closed := last.Run.Status != Provisional
	switch {
	case b.Of != last.Of:
		return refuse("last.of", "the last run is of another settlement")
	case b.Run.PaidThrough < last.Run.PaidThrough:
		return refuse("run.paidThrough", fmt.Sprintf("%s is before %s, the date of the last run", b.Run.PaidThrough, last.Run.PaidThrough))
	case closed && b.Run.Status != Reopened:
		return refuse("run.status", fmt.Sprintf("%s: after a %s run there are only reopened ones", b.Run.Status, last.Run.Status))
	case !closed && b.Run.Status == Reopened:
		return refuse("run.status", "reopened: no final run stands before it")
	}
	return nil
}

// check refuses a stored run that somebody has edited.
func (b *Booked) check() error {
	if err := b.Run.check(); err != nil {
		return fmt.Errorf("last: %w", err)
	}
	lines, total, err := summed(b.Lines, nil)
	if err != nil {
		return err
	}
	_, change, err := summed(b.Entries, nil)
	if err != nil {
		return err
	}
	if b.Number < 1 || total != b.Total || change != b.Change || !slices.Equal(lines, b.Lines) {
		return &apm.FactError{Field: "last", Reason: "the stored run does not add up: a result is never edited, the facts are changed and the run repeated"}
	}
	return nil
}

// summed is the lines less others, each key once, in order, without zeros, and their
// sum.
func summed(lines, less []Line) ([]Line, apm.Cents, error) {
	type signed struct {
		Line
		minus bool
	}
	all := make([]signed, 0, len(lines)+len(less))
	for _, l := range lines {
		all = append(all, signed{l, false})
	}
	for _, l := range less {
		all = append(all, signed{l, true})
	}
	slices.SortStableFunc(all, func(a, b signed) int { return a.compare(b.Line) })
	out := make([]Line, 0, len(all))
	var total apm.CentsSum
	for len(all) > 0 {
		key, n := all[0].Line, 1
		for n < len(all) && all[n].compare(key) == 0 {
			n++
		}
		var sum apm.CentsSum
		for _, l := range all[:n] {
			if !l.minus {
				sum.Add(l.Amount)
				continue
			}
			sum = minus(sum, l.Amount)
		}
		all = all[n:]
		var err error
		if key.Amount, err = sum.Cents(); err != nil {
			return nil, 0, err
		}
		if key.Amount != 0 {
			out = append(out, key)
			total.Add(key.Amount)
		}
	}
	amount, err := total.Cents()
	return out, amount, err
}

// minus takes an amount off a sum. The lowest amount has no negative of its own kind.
func minus(s apm.CentsSum, c apm.Cents) apm.CentsSum {
	const lowest = apm.Cents(-1 << 63)
	if c == lowest {
		s.Add(1)
		c++
	}
	s.Add(-c)
	return s
}

// label is the number and state of a run, for titles.
func (b *Booked) label() string { return fmt.Sprintf("%d, %s", b.Number, b.Run) }
