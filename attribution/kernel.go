package attribution

import (
	"cmp"
	"slices"

	"github.com/seed-6807d414/apm"
)

// Worker attributes one member after another with buffers of its own, so that
// nothing is allocated on the way. It is for one goroutine at a time.
type Worker struct {
	a     *Attributor
	local *Directory // of the typed members' strangers, emptied for each member
	dir   *Directory // that the records at hand refer to

	person  *Person
	records []Record // the lines at hand
	packed  []Record // buffer for typed lines
	kept    []sieved
	sieved  int // how many are kept
	hits    []hit
	order   []uint32
	visits  []visit
	main    tally // of the step at hand
	side    tally // of a tie-break or a mix
	lead    tally // inside the winner
	tied    []int
	months  []Coverage
	over    bool // a sum left the range of cents
}

// hit is a line that counts for a selector.
type hit struct {
	allowed int64
	sel     uint64 // selectors that take it
	entity  uint32
	line    uint32 // index of its record
	rules   uint32
	date    apm.Date
	roles   uint32
	dead    bool // its service was reversed
}

// NewWorker is a worker with empty buffers.
func (a *Attributor) NewWorker() *Worker {
	w := &Worker{a: a, local: a.NewDirectory()}
	w.local.filter = true
	return w
}

// Attribute attributes a member, as [Attributor.Attribute] does.
func (w *Worker) Attribute(m *Member) (Result, error) {
	d := w.local
	d.others.reset()
	d.skipped, d.rejected, d.errors = Lot{}, Lot{}, nil
	var err error
	if w.packed, err = d.Pack(m, w.packed[:0]); err != nil {
		return Result{}, err
	}
	var v Verdict
	if err = w.run(&m.Person, w.packed, d, &v); err != nil {
		return Result{Member: m.ID}, err
	}
	v.Lines.Rejected = d.rejected
	v.Lines.Unqualified.Lines += d.skipped.Lines
	if v.Lines.Unqualified.Allowed, err = v.Lines.Unqualified.Allowed.Add(d.skipped.Allowed); err != nil {
		return Result{Member: m.ID}, err
	}
	r := d.Result(&m.Person, &v)
	r.Rejected = d.errors
	return r, nil
}

// AttributePacked attributes a member with packed lines, whose numbers come from
// that directory, which comes from the worker's [Attributor]. Other numbers are no
// error: one beyond those given is a stranger without a name, one below may be anyone.
// It fails with a [*FactError] when a fact of the person cannot be used, with a
// [*LineError] on an amount beyond 90 trillion dollars of a line that qualifies, and
// with [apm.ErrOverflow] when amounts leave the range of cents.
func (w *Worker) AttributePacked(m *Packed, d *Directory) (v Verdict, err error) {
	err = w.run(&m.Person, m.Records, d, &v)
	return v, err
}

// wants says whether a line could qualify by what is known before its identifiers
// are looked up.
func (a *Attributor) wants(code Code, bill uint8, specialty uint16, l *Line) bool {
	date := l.From
	if a.byThrough && l.Through > date {
		date = l.Through
	}
	return a.from <= date && date <= a.to && a.codes.rules(code)&a.bills[bill]&a.gate[min(int(specialty), len(a.gate)-1)] != 0
}

// sieve keeps the lines that could count by date, code, bill type and specialty,
// and adds up all of them, in halves that cannot overflow. It has no branch but the
// loop, because none of these could be predicted.
func (w *Worker) sieve() (all apm.Cents, err error) {
	a, records := w.a, w.records
	if cap(w.kept) < len(records) {
		w.kept = make([]sieved, 2*len(records))
	}
	kept := w.kept[:len(records)]
	n := 0
	high, low := int64(0), uint64(0)
	from, days := a.from, uint64(a.to-a.from)+1
	gate, bills := a.gate, &a.bills
	buckets, seed, shift, other := a.codes.buckets, a.codes.seed, a.codes.shift&31, a.codes.other
	byThrough := uint16(0)
	if a.byThrough {
		byThrough = 1<<16 - 1
	}
	for i := range records {
		r := &records[i]
		high += int64(r.Allowed >> 32)
		low += uint64(uint32(r.Allowed))
		date := r.From + apm.Date(r.Days&byThrough)
		b := &buckets[uint32(r.Code)*seed>>shift] // as codeTable.rules, written out
		is0, is1 := equal(b.codes[0], r.Code), equal(b.codes[1], r.Code)
		rules := b.rules[0]&is0 | b.rules[1]&is1 | other&^(is0|is1)
		rules &= bills[r.Bill] & gate[min(int(r.Specialty), len(gate)-1)]
		rules &= -uint32((uint64(uint32(date-from)) - days) >> 63)
		kept[n] = sieved{line: uint32(i), rules: rules}
		n += int((uint64(rules) + 1<<32 - 1) >> 32) // one if any rule is left
	}
	w.kept = w.kept[:cap(w.kept)]
	w.sieved = n
	high += int64(low >> 32)
	if high != int64(int32(high)) {
		return 0, apm.ErrOverflow
	}
	return apm.Cents(high<<32 | int64(uint32(low))), nil
}

// sieved is a line that may count.
type sieved struct{ line, rules uint32 }

// scan finds the lines that count and accounts for all of them.
func (w *Worker) scan(t *Tally) error {
	a := w.a
	hits := w.hits[:0]
	all, err := w.sieve()
	if err != nil {
		return err
	}
	used, over := int64(0), int64(0)
	reversed := false
	var addOns uint32
	for _, k := range w.kept[:w.sieved] {
		r := &w.records[k.line]
		amount := int64(r.Allowed)
		rules := k.rules
		if rules&a.limited != 0 {
			if rules = w.limit(r, rules); rules == 0 {
				continue
			}
		}
		role := a.roles[min(int(r.Specialty), len(a.roles)-1)]
		date := r.From
		if a.byThrough {
			date += apm.Date(r.Days)
		}
		sel := a.selected(rules, role, date)
		if sel == 0 {
			continue
		}
		entity := a.identify(r, date)
		if entity == 0 || entity == shared {
			lot := &t.Unidentified
			if entity == shared {
				lot = &t.Shared
			}
			if err := lot.add(r.Allowed); err != nil {
				return err
			}
			continue
		}
		if amount > maxAllowed || amount < -maxAllowed {
			return &LineError{Member: w.person.ID, Row: int(k.line), Field: "allowed", Reason: "the amount is beyond 90 trillion dollars"}
		}
		reversed = reversed || amount < 0
		addOns |= rules & a.addOnMask
		sum := used + amount
		over |= (used ^ sum) & (amount ^ sum)
		used = sum
		hits = append(hits, hit{allowed: amount, sel: sel, entity: entity, line: k.line, rules: rules, date: date, roles: role})
	}
	w.hits = hits
	if w.over = over < 0; w.over {
		return apm.ErrOverflow
	}
	if addOns != 0 {
		w.dropAddOns()
		used = 0
		for i := range w.hits {
			used = w.add(used, w.hits[i].allowed)
		}
	}
	if reversed && a.cancel {
		w.cancelReversed()
	}
	return t.account(len(w.records), all, len(w.hits), apm.Cents(used))
}

// account fills the lots from the totals, so that they add up by construction.
func (t *Tally) account(lines int, all apm.Cents, usedLines int, used apm.Cents) error {
	t.Used = Lot{Lines: usedLines, Allowed: used}
	rest := all
	var err error
	for _, part := range [...]apm.Cents{used, t.Shared.Allowed, t.Unidentified.Allowed} {
		if rest, err = rest.Sub(part); err != nil {
			return err
		}
	}
	t.Unqualified = Lot{Lines: lines - usedLines - t.Shared.Lines - t.Unidentified.Lines, Allowed: rest}
	return nil
}

// selected is the set of selectors that take a line.
func (a *Attributor) selected(rules, roles uint32, date apm.Date) uint64 {
	sel := uint64(0)
	for i := range a.selectors {
		s := &a.selectors[i]
		if date >= s.from && date <= s.to && (rules&s.rules != 0 && roles&s.clinicians != 0 || rules&s.as != 0) {
			sel |= 1 << i
		}
	}
	return sel
}

// limit takes away the services whose further conditions the line does not meet.
func (w *Worker) limit(r *Record, rules uint32) uint32 {
	a := w.a
	rules &= a.places[r.Place]
	if rules&a.withRev != 0 {
		met := ^a.withRev
		for _, x := range a.revenue {
			if x.low <= r.Revenue && r.Revenue <= x.high {
				met |= x.rules
			}
		}
		rules &= met
	}
	if rules&a.onList != 0 {
		met := ^a.onList
		for _, id := range [...]uint32{r.TIN, r.CCN, r.NPI} {
			if uint64(id) < uint64(len(a.lists)) {
				met |= a.lists[id]
			}
		}
		rules &= met
	}
	if rules&a.stays[3] != 0 {
		through := r.From + apm.Date(r.Days)
		during := uint8(0)
		for i := range w.person.Stays {
			if s := &w.person.Stays[i]; s.From <= through && r.From <= s.To {
				during |= stayBit(s.Kind)
			}
		}
		rules &^= a.stays[during]
	}
	return rules
}

// identify says for whom a line counts: an organisation, an identifier alone, 0
// for nobody or shared.
func (a *Attributor) identify(r *Record, date apm.Date) uint32 {
	entity, _ := a.identified(r, date)
	return entity
}

// identified also says which identifier decided.
func (a *Attributor) identified(r *Record, date apm.Date) (entity, id uint32) {
	first := uint32(0)
	for _, kind := range a.identity {
		id := r.TIN
		switch kind {
		case 1:
			id = r.CCN
		case 2:
			id = r.NPI
		}
		if id == 0 {
			continue
		}
		if uint64(id) < uint64(len(a.entity)) {
			if e := a.resolve(id, date); e != 0 {
				return e, id
			}
		}
		if first == 0 {
			first = id
		}
	}
	return first, first
}

// claimOrder compares records by claim, or by practitioner and day without one.
func claimOrder(x, y *Record) int {
	if c := cmp.Compare(x.Claim, y.Claim); c != 0 || x.Claim != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(x.NPI, y.NPI), cmp.Compare(x.From, y.From))
}

// groups sorts the hits by an order of their records and visits each group of
// equals.
func (w *Worker) groups(order func(x, y *Record) int, each func(group []uint32)) {
	w.order = w.order[:0]
	for i := range w.hits {
		w.order = append(w.order, uint32(i))
	}
	record := func(i uint32) *Record { return &w.records[w.hits[i].line] }
	slices.SortFunc(w.order, func(i, j uint32) int { return order(record(i), record(j)) })
	for start := 0; start < len(w.order); {
		end := start + 1
		for end < len(w.order) && order(record(w.order[start]), record(w.order[end])) == 0 {
			end++
		}
		each(w.order[start:end])
		start = end
	}
}

// dropAddOns takes away add-on services whose claim has no base service.
func (w *Worker) dropAddOns() {
	w.groups(claimOrder, func(group []uint32) {
		present := uint32(0)
		for _, i := range group {
			present |= w.hits[i].rules
		}
		for _, i := range group {
			h := &w.hits[i]
			for _, x := range w.a.addOns {
				if present&x.base == 0 {
					h.rules &^= x.rules
				}
			}
			h.sel = w.a.selected(h.rules, h.roles, h.date)
		}
	})
	w.hits = slices.DeleteFunc(w.hits, func(h hit) bool { return h.sel == 0 })
}

// serviceOrder compares records by service: the billing entity, the code and the
// first day.
func serviceOrder(x, y *Record) int {
	return cmp.Or(cmp.Compare(x.TIN, y.TIN), cmp.Compare(x.CCN, y.CCN),
		cmp.Compare(x.Code, y.Code), cmp.Compare(x.From, y.From))
}

// cancelReversed marks the lines of services that reversals brought to zero or
// below.
func (w *Worker) cancelReversed() {
	w.groups(serviceOrder, func(group []uint32) {
		sum, negative := int64(0), false
		for _, i := range group {
			sum = w.add(sum, w.hits[i].allowed)
			negative = negative || w.hits[i].allowed < 0
		}
		if negative && sum <= 0 {
			for _, i := range group {
				w.hits[i].dead = true
			}
		}
	})
}
