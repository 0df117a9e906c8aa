package episode

import (
	"cmp"
	"slices"
	"strings"
)

// reverse ties each negative line to the line of its claim that it reverses: of the
// lines above zero the one that agrees with it in the most fields, counted up to the
// first that differs of code, first day, revenue center, amount, last day, drug, place,
// diagnosis and practitioner. Claims that their reversals bring to zero or below did
// not take place; a negative line that finds no other stands for itself.
func (w *Worker) reverse() {
	clear(w.ids)
	n := int32(0)
	for i := range w.recs {
		if r := &w.recs[i]; r.touched {
			if id := w.claim(r).ID; id != "" {
				if _, known := w.ids[id]; !known {
					w.ids[id] = n
					n++
				}
			}
		}
	}
	var groups, negatives [][]int32
	if n > 0 {
		groups, negatives = make([][]int32, n), make([][]int32, n)
	}
	for i := range w.recs {
		r := &w.recs[i]
		if id := w.claim(r).ID; id != "" {
			if g, known := w.ids[id]; known {
				w.sortOut(r, &groups[g], &negatives[g])
			}
		} else if r.touched {
			var group, negative []int32
			w.sortOut(r, &group, &negative)
			w.tie(group, negative)
		}
	}
	for g := range groups {
		w.tie(groups[g], negatives[g])
	}
	for i := range w.recs {
		r := &w.recs[i]
		if !r.touched {
			continue
		}
		r.net = 0
		for j := r.first; j < r.last; j++ {
			if l := &w.lines[j]; !l.follows {
				r.net += l.net
			}
		}
		r.dead = r.net <= 0
	}
}

// sortOut puts the lines of a record above and below zero apart.
func (w *Worker) sortOut(r *record, above, below *[]int32) {
	for j := r.first; j < r.last; j++ {
		switch amount := w.lines[j].amount; {
		case amount > 0:
			*above = append(*above, j)
		case amount < 0:
			*below = append(*below, j)
		}
	}
}

// tie finds for each negative line the one that it reverses. Of lines that agree with
// it alike that is the first that is not reversed to nothing yet, so that a claim which
// was paid twice and reversed twice is gone.
func (w *Worker) tie(above, below []int32) {
	for _, b := range below {
		w.lines[b].dead = true
	}
	if len(above) == 0 || len(below) == 0 {
		return
	}
	slices.SortFunc(above, w.compareLines)
	slices.SortFunc(below, w.compareLines)
	w.alive = w.alive.reset(len(above))
	for _, b := range below {
		at, _ := slices.BinarySearchFunc(above, b, func(a, b int32) int { _, c := w.agreement(a, b); return c })
		best := 0
		if at < len(above) {
			best, _ = w.agreement(above[at], b)
		}
		if at > 0 {
			before, _ := w.agreement(above[at-1], b)
			best = max(best, before)
		}
		first, _ := slices.BinarySearchFunc(above, b, func(a, b int32) int {
			same, c := w.agreement(a, b)
			if same >= best {
				return 0
			}
			return c
		})
		if next := w.alive.from(first); next < len(above) {
			if same, _ := w.agreement(above[next], b); same >= best {
				first = next
			}
		}
		target, line := &w.lines[above[first]], &w.lines[b]
		line.follows, line.dead = true, true
		line.reversal, target.reversal = target.reversal, b
		target.net += line.amount
		if target.dead = target.net <= 0; target.dead {
			w.alive.take(first)
		}
		w.recs[target.rec].touched = true
	}
}

// agreement says in how many fields a line agrees with a reversal before one differs,
// and how that one compares.
func (w *Worker) agreement(a, b int32) (same, order int) {
	pa, pb := &w.lines[a], &w.lines[b]
	la, lb := w.line(pa), w.line(pb)
	for same, c := range [...]int{strings.Compare(la.Code, lb.Code), cmp.Compare(pa.from, pb.from), strings.Compare(la.Revenue, lb.Revenue),
		cmp.Compare(la.Amount, -lb.Amount), cmp.Compare(pa.to, pb.to), strings.Compare(la.NDC, lb.NDC), strings.Compare(la.Place, lb.Place),
		strings.Compare(la.Diagnosis, lb.Diagnosis), strings.Compare(la.Practitioner, lb.Practitioner)} {
		if c != 0 {
			return same, c
		}
	}
	return 9, 0
}

func (w *Worker) claim(r *record) *Claim { return &w.m.Claims[r.claim] }

func (w *Worker) line(l *packed) *Line { return &w.m.Claims[w.recs[l.rec].claim].Lines[l.line] }

// compareLines is an order of lines by what stands in them and their claims, that
// begins as agreement does. Lines that are equal in it cannot be told apart.
func (w *Worker) compareLines(a, b int32) int {
	if c := w.compareTexts(a, b); c != 0 {
		return c
	}
	return w.compareClaims(w.lines[a].rec, w.lines[b].rec)
}

// compareTexts is an order of lines by what stands in them alone.
func (w *Worker) compareTexts(a, b int32) int {
	pa, pb := &w.lines[a], &w.lines[b]
	la, lb := w.line(pa), w.line(pb)
	if c := cmp.Or(cmp.Compare(la.Code, lb.Code), cmp.Compare(pa.from, pb.from), cmp.Compare(la.Revenue, lb.Revenue),
		cmp.Compare(la.Amount, lb.Amount), cmp.Compare(pa.to, pb.to)); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(la.NDC, lb.NDC), cmp.Compare(la.Place, lb.Place), cmp.Compare(la.Diagnosis, lb.Diagnosis),
		cmp.Compare(la.Practitioner, lb.Practitioner), cmp.Compare(la.Visits, lb.Visits), cmp.Compare(la.Outlier, lb.Outlier),
		cmp.Compare(la.From, lb.From))
}

// compareClaims is an order of records by what stands in them beside their lines.
func (w *Worker) compareClaims(a, b int32) int {
	if a == b {
		return 0
	}
	ra, rb := &w.recs[a], &w.recs[b]
	ca, cb := w.claim(ra), w.claim(rb)
	if c := cmp.Or(cmp.Compare(ca.ID, cb.ID), cmp.Compare(ra.from, rb.from), cmp.Compare(ra.to, rb.to),
		cmp.Compare(ca.Setting, cb.Setting), cmp.Compare(ca.DRG, cb.DRG), cmp.Compare(ca.Facility, cb.Facility),
		cmp.Compare(ra.net, rb.net)); c != 0 {
		return c
	}
	if c := cmp.Or(cmp.Compare(ca.Group, cb.Group), cmp.Compare(ca.Practitioner, cb.Practitioner),
		cmp.Compare(ca.Surgeon, cb.Surgeon), cmp.Compare(ca.Status, cb.Status),
		slices.Compare(ca.Diagnoses, cb.Diagnoses), slices.Compare(ca.Procedures, cb.Procedures),
		slices.Compare(ca.Marks, cb.Marks), compareFlags(ca.ICD9, cb.ICD9), compareGMLOS(ca, cb)); c != 0 {
		return c
	}
	return w.compareBodies(a, b)
}

func compareFlags(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func compareGMLOS(a, b *Claim) int {
	if !a.GMLOS.Valid || !b.GMLOS.Valid {
		return compareFlags(a.GMLOS.Valid, b.GMLOS.Valid)
	}
	return a.GMLOS.Decimal.Cmp(b.GMLOS.Decimal)
}

// compareBodies compares the lines of two records, in an order of their own. Duplicates
// of a long claim meet as often as they have lines, so what was found is kept.
func (w *Worker) compareBodies(a, b int32) int {
	pair := [2]int32{a, b}
	c, known := w.compared[pair]
	if !known {
		c = slices.CompareFunc(w.body(a), w.body(b), w.compareTexts)
		w.compared[pair] = c
	}
	return c
}

// body is the lines of a record in an order of their own.
func (w *Worker) body(rec int32) []int32 {
	list, known := w.bodies[rec]
	if !known {
		r := &w.recs[rec]
		for j := r.first; j < r.last; j++ {
			list = append(list, j)
		}
		slices.SortFunc(list, w.compareTexts)
		w.bodies[rec] = list
	}
	return list
}
