package episode

import (
	"cmp"
	"slices"
	"strings"
)

// chaining is a way to join stays.
type chaining struct {
	settings     uint32
	gap          int32
	sameFacility bool
}

// chain is stays that follow each other: a range of the worker's legs.
type chain struct{ legs [2]int32 }

// chains joins the stays of the member in one way.
func (w *Worker) chains(which int) []chain {
	if w.joined[which] {
		return w.chained[which]
	}
	w.joined[which] = true
	list := w.chained[which][:0]
	how := &w.e.chains[which]
	var stays []int32
	for i := range w.recs {
		if r := &w.recs[i]; !r.dead && how.settings&(1<<r.setting) != 0 {
			stays = append(stays, int32(i))
		}
	}
	facility := func(i int32) string { return w.claim(&w.recs[i]).Facility }
	slices.SortFunc(stays, func(a, b int32) int {
		return cmp.Or(cmp.Compare(w.recs[a].from, w.recs[b].from), strings.Compare(facility(a), facility(b)),
			cmp.Compare(w.recs[a].to, w.recs[b].to), w.compareClaims(a, b))
	})
	w.alive = w.alive.reset(len(stays)) // the stays that are not a leg yet
	next := w.alive
	// runs says where the stays of one day in one facility end.
	runs := make([]int, len(stays))
	for i := len(stays) - 1; i >= 0; i-- {
		runs[i] = i + 1
		if i+1 < len(stays) && w.recs[stays[i]].from == w.recs[stays[i+1]].from && facility(stays[i]) == facility(stays[i+1]) {
			runs[i] = runs[i+1]
		}
	}
	for head := next.from(0); head < len(stays); head = next.from(0) {
		first := int32(len(w.legs))
		for leg := head; leg >= 0; {
			next.take(leg)
			w.legs = append(w.legs, stays[leg])
			end := w.recs[stays[leg]].to
			at, _ := slices.BinarySearchFunc(stays, end, func(i, day int32) int { return cmp.Compare(w.recs[i].from, day) })
			following := -1
			for at = next.from(at); at < len(stays) && w.recs[stays[at]].from <= end+how.gap; {
				if how.sameFacility || facility(stays[at]) != facility(stays[leg]) {
					following = at
					break
				}
				at = next.from(runs[at])
			}
			leg = following
		}
		list = append(list, chain{[2]int32{first, int32(len(w.legs))}})
	}
	w.chained[which] = list
	return list
}

// finder finds the next place that was not taken.
type finder []int

// reset is a finder of n places of which none is taken, in the same memory.
func (f finder) reset(n int) finder {
	f = slices.Grow(f[:0], n+1)[:n+1]
	for i := range f {
		f[i] = i
	}
	return f
}

func (f finder) from(i int) int {
	root := i
	for f[root] != root {
		root = f[root]
	}
	for f[i] != root {
		f[i], i = root, f[i]
	}
	return root
}

func (f finder) take(i int) { f[i] = i + 1 }
