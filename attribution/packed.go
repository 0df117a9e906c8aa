package attribution

import (
	"hash/maphash"

	"github.com/seed-6807d414/apm"
)

// Record is a service line packed into 40 bytes, for those who keep claims in
// columns or attribute the same lines many times. A [Directory] gives the numbers
// of its identifiers.
type Record struct {
	Allowed       apm.Cents
	From          apm.Date
	Code          Code
	TIN, CCN, NPI uint32 // numbers from [Directory.Number]; 0 for none
	Claim         uint32 // any number that the lines of one claim of the member share; 0 for none
	Revenue       uint16 // one more than the revenue center; 0 for none
	Specialty     uint16 // from [Directory.Specialty]
	Days          uint16 // from the first day of the service to its last; 0 for a single day
	Bill          uint8  // the first two digits of the bill type, without a leading zero; 0 for none
	Place         uint8  // one more than the place of service; 0 for none
}

// Packed is a member with packed lines.
type Packed struct {
	Person
	Records []Record
}

// Directory numbers identifiers for one [Attributor]. It grows with the number of
// distinct identifiers, not of members or lines. Numbering is for one goroutine at
// a time; once filled, many may attribute with it.
type Directory struct {
	a      *Attributor
	others interner
	claims interner
	reject bool
	filter bool
	// What packing left out, for the account of the lines.
	skipped, rejected Lot
	errors            []*LineError
}

// NewDirectory is a directory that knows the identifiers of the roster.
func (a *Attributor) NewDirectory() *Directory {
	return &Directory{a: a, others: newInterner(), claims: newInterner()}
}

// Number is the number of an identifier of one of the three kinds, the same each
// time; 0 for an empty one.
func (d *Directory) Number(kind IDKind, value string) uint32 {
	if value == "" {
		return 0
	}
	if known := d.a.ids[idIndex(kind)]; len(known) > 0 {
		if n, ok := known[value]; ok {
			return n
		}
	}
	return uint32(len(d.a.names)) + d.others.number(ID{kind, value})
}

// Specialty is the number of a specialty code; 0 for an empty one.
func (d *Directory) Specialty(code string) uint16 { return packSpecialty(code, d.a.specialties) }

// name is the identifier with that number, the zero ID if there is none.
func (d *Directory) name(n uint32) ID {
	if uint64(n) < uint64(len(d.a.names)) {
		return d.a.names[n]
	}
	if i := uint64(n) - uint64(len(d.a.names)); i < uint64(len(d.others.list)) {
		return d.others.list[i]
	}
	return ID{}
}

// Pack appends the member's lines as records. It fails with a [*LineError] on a
// line that cannot be used.
func (d *Directory) Pack(m *Member, into []Record) ([]Record, error) {
	d.claims.reset()
	for i := range m.Lines {
		l := &m.Lines[i]
		code, ok1 := packCode(l.Code)
		bill, ok2 := packBill(l.BillType)
		revenue, ok3 := packNumber(l.Revenue, 4)
		place, ok4 := packNumber(l.Place, 2)
		if !(ok1 && ok2 && ok3 && ok4 && l.bounded()) {
			if err := d.refuse(m, i); err != nil {
				return into, err
			}
			continue
		}
		specialty := d.Specialty(l.Specialty)
		if d.filter && !d.a.wants(code, bill, specialty, l) {
			if err := d.skipped.add(l.Allowed); err != nil {
				return into, err
			}
			continue
		}
		r := Record{Allowed: l.Allowed, From: l.From, Code: code, Bill: bill, Revenue: revenue, Place: uint8(place),
			TIN: d.Number(TIN, l.TIN), CCN: d.Number(CCN, l.CCN), NPI: d.Number(NPI, l.NPI), Specialty: specialty}
		if l.Through > l.From {
			r.Days = uint16(l.Through - l.From)
		}
		if d.a.claims && l.Claim != "" {
			r.Claim = 1 + d.claims.number(ID{Value: l.Claim})
		}
		into = append(into, r)
	}
	return into, nil
}

// refuse is the error of a line that cannot be used, or notes it where the caller
// asked to go on.
func (d *Directory) refuse(m *Member, i int) error {
	l := &m.Lines[i]
	field, reason := l.Check()
	err := &LineError{Member: m.ID, Claim: l.Claim, Row: i, Field: field, Reason: reason}
	if !d.reject {
		return err
	}
	d.errors = append(d.errors, err)
	return d.rejected.add(l.Allowed)
}

// add counts a line.
func (l *Lot) add(amount apm.Cents) error {
	sum, err := l.Allowed.Add(amount)
	l.Lines++
	l.Allowed = sum
	return err
}

// interner numbers identifiers from zero. It is a hash table that can be emptied
// at the cost of what it holds.
type interner struct {
	seed  maphash.Seed
	slots []uint32 // one more than an index into the list
	used  []uint32
	list  []ID
}

const firstSlots = 64

func newInterner() interner {
	return interner{seed: maphash.MakeSeed(), slots: make([]uint32, firstSlots)}
}

func (n *interner) reset() {
	for _, slot := range n.used {
		n.slots[slot] = 0
	}
	n.used, n.list = n.used[:0], n.list[:0]
}

func (n *interner) number(id ID) uint32 {
	slot := n.find(id)
	if found := n.slots[slot]; found != 0 {
		return found - 1
	}
	n.list = append(n.list, id)
	n.slots[slot] = uint32(len(n.list))
	n.used = append(n.used, slot)
	if 2*len(n.list) > len(n.slots) {
		n.slots = make([]uint32, 2*len(n.slots))
		n.used = n.used[:0]
		for i, old := range n.list {
			slot := n.find(old)
			n.slots[slot] = uint32(i + 1)
			n.used = append(n.used, slot)
		}
	}
	return uint32(len(n.list) - 1)
}

// find is the slot of an identifier, or the empty slot where it belongs.
func (n *interner) find(id ID) uint32 {
	mask := uint32(len(n.slots) - 1)
	slot := uint32(maphash.String(n.seed, id.Value)) & mask
	for n.slots[slot] != 0 && n.list[n.slots[slot]-1] != id {
		slot = (slot + 1) & mask
	}
	return slot
}
