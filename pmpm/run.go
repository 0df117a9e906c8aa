package pmpm

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
)

// LookBack limits how late enrollment may change what was paid. A change of a month's
// member-months counts when the run's month is at most so many months later. What
// performance changes is not limited.
//
// A member who moved between cells or providers is a removal in one and an addition in
// the other: with limits that differ, it may be paid for in both or in neither.
type LookBack struct {
	// Removed limits retroactive disenrollment, and so the clawback.
	Removed int `json:"removed"`
	// Added limits retroactive enrollment.
	Added int `json:"added"`
}

// Entry is money that a run pays or takes back: the difference to what all runs before
// it have paid.
type Entry struct {
	Line
	// MemberMonths is by how much the member-months of the cell and month changed, whichever
	// the payment.
	MemberMonths apm.MemberMonths `json:"memberMonths"`
	// Due is the day of payment by the schedule; no date without one.
	Due apm.Date `json:"due,omitzero"`
}

// Closed is a change of member-months that came too late to count.
type Closed struct {
	Month Month  `json:"month"`
	Cell  string `json:"cell,omitzero"`
	// MemberMonths is the change that was not made: negative for months removed.
	MemberMonths apm.MemberMonths `json:"memberMonths"`
}

// Run is what one run of payments writes.
type Run struct {
	// Statement is all that the provider is due, from which the next run starts.
	Statement Statement `json:"statement"`
	// Entries take the statement of the run before to this one, in the order of its lines.
	// Their amounts are never zero.
	Entries []Entry `json:"entries"`
	// Closed are the changes that the look-back kept out. They are not lost: a later run
	// reports them again.
	Closed []Closed `json:"closed,omitempty"`
}

// Payment is what is due on one day; negative where it is owed by the provider, to be
// recovered or offset.
type Payment struct {
	Due    apm.Date  `json:"due,omitzero"`
	Amount apm.Cents `json:"amount"`
}

// Payments is the entries added up by the day on which they are due. It fails with
// [apm.ErrOverflow] beyond the range of cents.
func (r Run) Payments() ([]Payment, error) {
	sums := make(map[apm.Date]apm.CentsSum)
	var days []apm.Date
	for _, e := range r.Entries {
		sum, found := sums[e.Due]
		if !found {
			days = append(days, e.Due)
		}
		sum.Add(e.Amount)
		sums[e.Due] = sum
	}
	slices.Sort(days)
	out := make([]Payment, len(days))
	for i, day := range days {
		amount, err := sums[day].Cents()
		if err != nil {
			return nil, err
		}
		out[i] = Payment{day, amount}
	}
	return out, nil
}

// Run pays in a month, given the statement of the run before; the zero Statement where
// there was none. Its cells are those of the same keys. The facts state all months that
// the arrangement has paid or pays now, as they are known at the time of the run. A
// member-month that is no longer there, or has moved to another cell, gives the entries
// that take back what it was paid.
//
// Where the terms limit changes, a month up to that of the run before changes only
// within the look-back, and is otherwise paid as it was; the changes that were kept out
// are reported. Months after it are open. A statement that [Arrangement.Pay] made has no
// month to tell the two apart by, and is refused.
//
// Entries add up: those of any series of runs, each from the statement of the one
// before, are the lines of the last statement. A run on facts that have not changed
// writes nothing.
func (a *Arrangement) Run(before Statement, facts Facts, at Month) (Run, error) {
	if !at.Valid() {
		return Run{}, &apm.FactError{Field: "at", Reason: "is no month of the years 1 to 9999", Missing: at == 0}
	}
	if before.At > at {
		return Run{}, &apm.FactError{Field: "at", Reason: "is before the month of the run before"}
	}
	first := before.Provider == "" && len(before.Counts) == 0 && len(before.Lines) == 0
	if !first && before.Provider != facts.Provider {
		return Run{}, &apm.FactError{Field: "provider", Reason: "is not the provider of the statement before"}
	}
	if !first && !before.At.Valid() && a.terms.LookBack != nil {
		return Run{}, &apm.FactError{Field: "before.at", Reason: "is missing, and the look-back hangs on it: start from the statement of a run", Missing: true}
	}
	if err := facts.check(a.terms.Keys); err != nil {
		return Run{}, err
	}
	if err := before.check(len(a.terms.Keys)); err != nil {
		return Run{}, err
	}
	r := Run{Entries: []Entry{}}
	if l := a.terms.LookBack; l != nil && !first {
		if _, err := newSheet(&facts, a.terms.Keys, nil); err != nil {
			return Run{}, err // in terms of the counts as they were given
		}
		facts.Counts, r.Closed = l.hold(before, facts.Counts, at)
	}
	var err error
	if r.Statement, err = a.Pay(facts); err != nil {
		return Run{}, err
	}
	r.Statement.At = at
	if err := a.enter(&r, before); err != nil {
		return Run{}, err
	}
	return r, nil
}

// check refuses counts that no run can have left.
func (s *Statement) check(keys int) error {
	seen := make(map[place]int, len(s.Counts))
	for i := range s.Counts {
		c := &s.Counts[i]
		if err := c.check(keys); err != nil {
			err.Field = fmt.Sprintf("before.counts[%d].%s", i, err.Field)
			return err
		}
		at := place{c.Month, c.Cell}
		if other, twice := seen[at]; twice {
			return &apm.FactError{Field: fmt.Sprintf("before.counts[%d]", i), Reason: fmt.Sprintf("is the month and cell of before.counts[%d] again", other)}
		}
		seen[at] = i
	}
	return nil
}

// hold gives the counts of a run that may not change some months any more, and what it
// kept out.
func (l *LookBack) hold(before Statement, counts []Count, at Month) (held []Count, closed []Closed) {
	late := func(m Month, limit int) bool { return m <= before.At && int(at-m) > limit }
	old := make(map[place]apm.MemberMonths, len(before.Counts))
	for _, c := range before.Counts {
		old[place{c.Month, c.Cell}] = c.MemberMonths
	}
	held = slices.Clone(counts) // in their order, which errors refer to
	for i := range held {
		c := &held[i]
		at := place{c.Month, c.Cell}
		was := old[at]
		delete(old, at)
		change := c.MemberMonths - was
		if change > 0 && late(c.Month, l.Added) || change < 0 && late(c.Month, l.Removed) {
			closed = append(closed, Closed{c.Month, c.Cell, change})
			c.MemberMonths = was
		}
	}
	for at, was := range old {
		if was > 0 && late(at.month, l.Removed) {
			closed = append(closed, Closed{at.month, at.cell, -was})
			held = append(held, Count{at.month, at.cell, was})
		}
	}
	slices.SortFunc(closed, func(a, b Closed) int { return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Cell, b.Cell)) })
	return held, closed
}

// place is a month and cell.
type place struct {
	month Month
	cell  string
}

// enter writes the entries from one statement to the next.
func (a *Arrangement) enter(r *Run, before Statement) error {
	type key struct {
		month         Month
		cell, payment string
	}
	paid := make(map[key]apm.CentsSum, len(before.Lines))
	lines := slices.Clone(r.Statement.Lines)
	for _, l := range before.Lines {
		k := key{l.Month, l.Cell, l.Payment}
		sum := paid[k]
		sum.Add(l.Amount)
		paid[k] = sum
	}
	seen := make(map[key]bool, len(lines))
	for _, l := range lines {
		seen[key{l.Month, l.Cell, l.Payment}] = true
	}
	for _, l := range before.Lines { // what is due no longer
		if k := (key{l.Month, l.Cell, l.Payment}); !seen[k] {
			seen[k] = true
			l.Amount = 0
			lines = append(lines, l)
		}
	}
	months := make(map[place]apm.MemberMonths, len(r.Statement.Counts))
	for _, c := range r.Statement.Counts {
		months[place{c.Month, c.Cell}] += c.MemberMonths
	}
	for _, c := range before.Counts {
		months[place{c.Month, c.Cell}] -= c.MemberMonths
	}
	order := func(payment string) int {
		if i := slices.Index(a.names, payment); i >= 0 {
			return i
		}
		return len(a.names) // of terms before these
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Cell, b.Cell), cmp.Compare(order(a.Payment), order(b.Payment)), cmp.Compare(a.Payment, b.Payment))
	})
	for _, l := range lines {
		was, err := paid[key{l.Month, l.Cell, l.Payment}].Cents()
		if err != nil {
			return err
		}
		if l.Amount, err = l.Amount.Sub(was); err != nil {
			return err
		}
		if l.Amount != 0 {
			r.Entries = append(r.Entries, Entry{Line: l, MemberMonths: months[place{l.Month, l.Cell}], Due: a.terms.Schedule.due(l.Month, r.Statement.At)})
		}
	}
	return nil
}
