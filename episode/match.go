package episode

import (
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/codes"
)

// The rows of a record: what stands on the claim, the principal codes, the others.
const recordRows = 3

// or adds the sets of a code to a row.
func (w *Worker) or(at int32, system uint8, code string) {
	t := &w.e.codes
	if code == "" || !t.used[system] {
		return
	}
	if l := codes.Letter(code[0]); l != 0 && t.firsts[system]>>l&1 == 0 {
		return
	}
	if n := t.find(packCode(system, code)); n != 0 {
		row := t.row(n)
		into := w.bits[at : int(at)+len(row)]
		for i := range row {
			into[i] |= row[i]
		}
	}
}

// grow makes empty rows.
func (w *Worker) grow(rows int) (at int32) {
	at = int32(len(w.bits))
	n := rows * w.e.codes.words
	w.bits = slices.Grow(w.bits, n)[:int(at)+n]
	clear(w.bits[at:])
	return at
}

// claimBits is where the rows of a record begin.
func (w *Worker) claimBits(r *record) int32 {
	if r.bits != 0 {
		return r.bits
	}
	at := w.grow(recordRows)
	r.bits = at
	words := int32(w.e.codes.words)
	c := w.claim(r)
	dx, px := uint8(sysICD10CM), uint8(sysICD10PCS)
	if c.ICD9 {
		dx, px = sysICD9CM, sysICD9Proc
	}
	for _, x := range [...]struct {
		system uint8
		codes  []string
	}{{dx, c.Diagnoses}, {px, c.Procedures}} {
		if !w.e.codes.used[x.system] {
			continue
		}
		for i, code := range x.codes {
			w.or(at+words*int32(1+min(i, 1)), x.system, code)
		}
	}
	for i := range words {
		w.bits[at+i] = w.bits[at+words+i] | w.bits[at+2*words+i]
	}
	w.or(at, sysMSDRG, c.DRG)
	w.or(at, sysFacility, c.Facility)
	w.or(at, sysProvider, c.Practitioner)
	w.or(at, sysProvider, c.Surgeon)
	w.or(at, sysDischarge, c.Status)
	for _, mark := range c.Marks {
		w.or(at, sysMark, mark)
	}
	return at
}

// lineBits is where the row of a line is.
func (w *Worker) lineBits(p *packed) int32 {
	if p.bits != 0 {
		return p.bits
	}
	at := w.grow(1)
	p.bits = at
	l := w.line(p)
	w.or(at, sysHCPCS, l.Code)
	w.or(at, sysRevenue, l.Revenue)
	w.or(at, sysNDC, l.NDC)
	w.or(at, sysPlace, l.Place)
	w.or(at, sysProvider, l.Practitioner)
	if l.Diagnosis != "" {
		dx := uint8(sysICD10CM)
		if w.claim(&w.recs[p.rec]).ICD9 {
			dx = sysICD9CM
		}
		w.or(at, dx, l.Diagnosis)
	}
	return at
}

// allBits is where the row of all lines of a record is. Reversals do not count.
func (w *Worker) allBits(r *record) int32 {
	if r.all != 0 {
		return r.all
	}
	at := w.grow(1)
	r.all = at
	for j := r.first; j < r.last; j++ {
		if l := &w.lines[j]; !l.follows {
			row := w.lineBits(l)
			for i := range int32(w.e.codes.words) {
				w.bits[at+i] |= w.bits[row+i]
			}
		}
	}
	return at
}

// test asks one test of a record, and of a line unless it is nil.
func (w *Worker) test(t *test, r *record, l *packed) bool {
	at := t.claim
	if l != nil {
		at = t.atLine
	}
	words := w.e.codes.words
	if at&(onClaim|atPrincipal|atSecondary) != 0 {
		base := int(w.claimBits(r)) + t.word
		if at&onClaim != 0 && w.bits[base]&t.mask != 0 || at&atPrincipal != 0 && w.bits[base+words]&t.mask != 0 ||
			at&atSecondary != 0 && w.bits[base+2*words]&t.mask != 0 {
			return true
		}
	}
	if at&onLine != 0 && w.bits[int(w.lineBits(l))+t.word]&t.mask != 0 {
		return true
	}
	return at&onLines != 0 && w.bits[int(w.allBits(r))+t.word]&t.mask != 0
}

// matches asks a match of a record, and of a line unless it is nil.
func (w *Worker) matches(m *match, r *record, l *packed) bool {
	return m.settings&(1<<r.setting) != 0 && w.fits(m, r, l)
}

// fits is matches without the setting.
func (w *Worker) fits(m *match, r *record, l *packed) bool {
	if m.min > 0 {
		amount := r.net
		if l != nil {
			amount = max(l.amount, -l.amount)
		}
		if amount < m.min {
			return false
		}
	}
	return w.passes(m, r, l)
}

// passes is fits without the amount.
func (w *Worker) passes(m *match, r *record, l *packed) bool {
	for i := range m.all {
		if !w.test(&m.all[i], r, l) {
			return false
		}
	}
	for i := range m.none {
		if w.test(&m.none[i], r, l) {
			return false
		}
	}
	for i := range m.any {
		if w.test(&m.any[i], r, l) {
			return true
		}
	}
	return len(m.any) == 0
}

// sameClaim says whether two records are versions of one claim.
func (w *Worker) sameClaim(a, b int32) bool {
	id := w.claim(&w.recs[a]).ID
	return a == b || id != "" && id == w.claim(&w.recs[b]).ID
}

// first is the place of the first record, in the order of their first days, that
// begins on the day or later.
func (w *Worker) firstFrom(day int32) int {
	if len(w.byStart) == 0 {
		for i := range w.recs {
			w.byStart = append(w.byStart, int32(i))
		}
		slices.SortFunc(w.byStart, func(a, b int32) int { return int(w.recs[a].from) - int(w.recs[b].from) })
	}
	at, _ := slices.BinarySearchFunc(w.byStart, day, func(i, day int32) int { return int(w.recs[i].from) - int(day) })
	return at
}

// begun visits the records that begin in the days and took place, until the visit
// ends it.
func (w *Worker) begun(days interval, visit func(i int32, r *record) (more bool)) {
	for at := w.firstFrom(days.from); at < len(w.byStart); at++ {
		i := w.byStart[at]
		r := &w.recs[i]
		if r.from > days.to || !r.dead && !visit(i, r) {
			return
		}
	}
}

// dayClaim is a day on which a line of a claim matches.
type dayClaim struct{ day, rec int32 }

// another says whether a line of another claim matches on the day.
func (w *Worker) another(which int, day, rec int32) bool {
	if !w.asked[which] {
		w.asked[which] = true
		w.fillDays(which)
	}
	list := w.sameDays[which]
	at, _ := slices.BinarySearchFunc(list, day, func(d dayClaim, day int32) int { return int(d.day) - int(day) })
	for ; at < len(list) && list[at].day == day; at++ {
		if !w.sameClaim(list[at].rec, rec) {
			return true
		}
	}
	return false
}

// fillDays lists the days on which lines match, with two different claims at most for
// each, which is all that need be known.
func (w *Worker) fillDays(which int) {
	list := w.sameDays[which][:0]
	m := &w.e.sameDays[which]
	for i := range w.recs {
		r := &w.recs[i]
		if r.dead || m.settings&(1<<r.setting) == 0 {
			continue
		}
		for j := r.first; j < r.last; j++ {
			if l := &w.lines[j]; !l.dead && w.fits(m, r, l) {
				list = append(list, dayClaim{l.from, int32(i)})
			}
		}
	}
	slices.SortFunc(list, func(a, b dayClaim) int { return int(a.day) - int(b.day) })
	kept := list[:0]
	for _, d := range list {
		n := len(kept)
		if n > 0 && kept[n-1].day == d.day && (w.sameClaim(kept[n-1].rec, d.rec) || n > 1 && kept[n-2].day == d.day) {
			continue
		}
		kept = append(kept, d)
	}
	w.sameDays[which] = kept
}

// provider is the identifier of a claim in a role.
func (c *Claim) provider(role ProviderRole) string {
	switch role {
	case ByFacility:
		return c.Facility
	case ByGroup:
		return c.Group
	case ByPractitioner:
		return c.Practitioner
	case BySurgeon:
		return c.Surgeon
	}
	return ""
}

// day is a day of the kernel as a date, held to the calendar.
func day(d int32) apm.Date { return apm.Date(min(max(d, 1), lastDay)) }

const lastDay = 3652059 // 9999-12-31

// padded is a code with its leading zeros, in upper case, for names of cells.
func padded(code string, width int) string {
	if missing := width - len(code); missing > 0 && code != "" {
		code = strings.Repeat("0", missing) + code
	}
	return strings.ToUpper(code)
}
