package spend

import "github.com/seed-6807d414/apm"

// Tally adds up [Amounts] over any number of members. The zero value is empty.
type Tally struct {
	Lines                                          int64
	Spending, Paid, PassThrough, Allowed, Repriced apm.CentsSum
	LacksAllowed, LacksRepriced                    int64
}

// Add adds amounts.
func (t *Tally) Add(a Amounts) {
	t.Lines += int64(a.Lines)
	t.Spending.Add(a.Spending)
	t.Paid.Add(a.Paid)
	t.PassThrough.Add(a.PassThrough)
	t.Allowed.Add(a.Allowed)
	t.Repriced.Add(a.Repriced)
	t.LacksAllowed += int64(a.LacksAllowed)
	t.LacksRepriced += int64(a.LacksRepriced)
}

// Merge adds another tally. It is commutative and associative.
func (t *Tally) Merge(o Tally) {
	t.Lines += o.Lines
	t.Spending.Merge(o.Spending)
	t.Paid.Merge(o.Paid)
	t.PassThrough.Merge(o.PassThrough)
	t.Allowed.Merge(o.Allowed)
	t.Repriced.Merge(o.Repriced)
	t.LacksAllowed += o.LacksAllowed
	t.LacksRepriced += o.LacksRepriced
}

// Balance shows where every line and every dollar went:
//
//	In + Appended = Counted + ExcludedServices + ExcludedMonths + Unenrolled
//	                + Outside + Pending + Superseded + Rejected
//
// for lines, paid, pass-through, allowed and repriced amounts alike. In is summed
// from the lines themselves, the rest from the pages.
type Balance struct {
	In       Tally
	Appended apm.CentsSum // to the paid amount

	Counted          Tally
	ExcludedServices Tally // of counted months: by rules for lines and parts
	ExcludedMonths   Tally // everything of months that a cohort rule takes out
	Unenrolled       Tally // everything of months without enrollment
	Outside          Tally
	Pending          Tally
	Superseded       Tally
	Rejected         Tally
}

// Add adds a member and his page.
func (b *Balance) Add(m Member, p Page) {
	for i := range m.Lines {
		b.In.addLine(&m.Lines[i])
	}
	b.Appended.Add(p.Appended)
	for i := range p.Months {
		month := &p.Months[i]
		counted, excluded := &b.Counted, &b.ExcludedServices
		switch month.Standing {
		case Excluded:
			counted, excluded = &b.ExcludedMonths, &b.ExcludedMonths
		case Unenrolled:
			counted, excluded = &b.Unenrolled, &b.Unenrolled
		}
		for k := range month.Entries {
			counted.Add(month.Entries[k].Amounts)
		}
		for k := range month.Excluded {
			excluded.Add(month.Excluded[k].Amounts)
		}
	}
	b.Outside.Add(p.Outside)
	b.Pending.Add(p.Pending)
	b.Superseded.Add(p.Superseded)
	for i := range p.Rejected {
		b.Rejected.Add(p.Rejected[i].Sum)
	}
}

func (t *Tally) addLine(l *Line) {
	t.Lines++
	t.Paid.Add(l.PaidAmount)
	passThrough, _ := l.passThrough()
	t.PassThrough.Add(passThrough)
	if l.Given&GivesAllowed != 0 {
		t.Allowed.Add(l.Allowed)
	} else {
		t.LacksAllowed++
	}
	if l.Given&GivesRepriced != 0 {
		t.Repriced.Add(l.Repriced)
	} else {
		t.LacksRepriced++
	}
}

// Merge adds another balance. It is commutative and associative.
func (b *Balance) Merge(o Balance) {
	b.In.Merge(o.In)
	b.Appended.Merge(o.Appended)
	from := o.places()
	for i, place := range b.places() {
		place.Merge(*from[i])
	}
}

func (b *Balance) places() [8]*Tally {
	return [...]*Tally{&b.Counted, &b.ExcludedServices, &b.ExcludedMonths, &b.Unenrolled,
		&b.Outside, &b.Pending, &b.Superseded, &b.Rejected}
}

// Balanced says whether what went in is what is in all the places together.
func (b *Balance) Balanced() bool {
	var out Tally
	for _, place := range b.places() {
		out.Merge(*place)
	}
	in := b.In
	in.Paid.Merge(b.Appended)
	in.Spending = out.Spending // the lines do not know what the terms count
	return in == out
}
