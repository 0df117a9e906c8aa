package episode

import (
	"cmp"
	"maps"
	"math"
	"math/bits"
	"slices"
)

// codeTable says in which sets a code is. A look-up gives a row of words with a bit
// for each set: exact codes are found in a hash table, prefixes by a binary search.
type codeTable struct {
	words int      // of a row
	rows  []uint64 // row 0 is empty
	slots []codeSlot
	shift uint
	seed  uint64
	spans [sysCount][]codeSpan
	used  [sysCount]bool // whether any set has codes of the system
	// firsts are the first letters, as bits, of the codes of a system in any set: most
	// codes of most claims are turned away by them.
	firsts [sysCount]uint64
}

type codeSlot struct {
	code uint64
	row  uint32
}

// codeSpan is from its first code to the next span's.
type codeSpan struct {
	from uint64
	row  uint32
}

// maxProbes is how many slots a look-up reads at most.
const maxProbes = 8

// setCodes are the codes of one set.
type setCodes struct {
	exact []uint64
	spans [][2]uint64 // both ends included
}

// newCodeTable makes the table of the sets, each with the number that is its index.
func newCodeTable(sets []setCodes) codeTable {
	t := codeTable{words: max(1, (len(sets)+63)/64)}
	t.rows = make([]uint64, t.words)
	interned := map[string]uint32{string(make([]byte, 8*t.words)): 0}
	row := func(members []uint64) uint32 {
		key := make([]byte, 0, 8*t.words)
		for _, w := range members {
			for shift := 0; shift < 64; shift += 8 {
				key = append(key, byte(w>>shift))
			}
		}
		n, known := interned[string(key)]
		if !known {
			n = uint32(len(t.rows) / t.words)
			interned[string(key)] = n
			t.rows = append(t.rows, members...)
		}
		return n
	}
	t.fillSpans(sets, row)
	exact := make(map[uint64][]uint64)
	for set, codes := range sets {
		for _, code := range codes.exact {
			t.used[code>>systemShift] = true
			if exact[code] == nil {
				exact[code] = slices.Clone(t.row(t.span(code)))
			}
			exact[code][set/64] |= 1 << (set % 64)
		}
	}
	slots := make([]codeSlot, 0, len(exact))
	for _, code := range slices.Sorted(maps.Keys(exact)) {
		slots = append(slots, codeSlot{code, row(exact[code])})
	}
	t.fill(slots)
	for _, codes := range sets {
		for _, code := range codes.exact {
			t.begins(code, code)
		}
		for _, s := range codes.spans {
			t.begins(s[0], s[1])
		}
	}
	return t
}

// begins notes the first letters of the codes from low to high. Codes that are filled
// up with zeros may begin with any.
func (t *codeTable) begins(low, high uint64) {
	system := low >> systemShift
	if widths[system] > 0 {
		t.firsts[system] = math.MaxUint64
		return
	}
	first := func(code uint64) uint64 { return code & (1<<systemShift - 1) / pow37[codeLetters-1] }
	for l := first(low); l <= first(high); l++ {
		t.firsts[system] |= 1 << l
	}
}

// fillSpans cuts the spans of each system where one begins or ends.
func (t *codeTable) fillSpans(sets []setCodes, row func([]uint64) uint32) {
	type edge struct {
		at    uint64
		set   int
		delta int
	}
	var edges [sysCount][]edge
	for set, codes := range sets {
		for _, s := range codes.spans {
			system := s[0] >> systemShift
			t.used[system] = true
			edges[system] = append(edges[system], edge{s[0], set, 1}, edge{s[1] + 1, set, -1})
		}
	}
	depth := make([]int, len(sets))
	for system := range edges {
		list := edges[system]
		slices.SortFunc(list, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
		members := make([]uint64, t.words)
		for i := 0; i < len(list); {
			at := list[i].at
			for ; i < len(list) && list[i].at == at; i++ {
				set := list[i].set
				depth[set] += list[i].delta
				if depth[set] > 0 {
					members[set/64] |= 1 << (set % 64)
				} else {
					members[set/64] &^= 1 << (set % 64)
				}
			}
			t.spans[system] = append(t.spans[system], codeSpan{at, row(members)})
		}
	}
}

// fill places the codes. It tries seeds until no look-up takes long, and doubles the
// table where a few do not do: codes that fall together under one seed, by chance or
// by intent, are apart under the next.
func (t *codeTable) fill(codes []codeSlot) {
	t.seed = 0x9E3779B97F4A7C15
	for size := bits.Len(uint(2*len(codes) + 7)); ; size++ {
		for range 8 {
			t.seed = t.seed*6364136223846793005 + 1442695040888963407
			t.slots = make([]codeSlot, 1<<size+maxProbes)
			t.shift = uint(64 - size)
			if t.place(codes) {
				return
			}
		}
	}
}

func (t *codeTable) place(codes []codeSlot) bool {
	for _, c := range codes {
		at := c.code * (t.seed | 1) >> t.shift
		last := at + maxProbes
		for t.slots[at].code != 0 {
			if at++; at == last {
				return false
			}
		}
		t.slots[at] = c
	}
	return true
}

// row is the words of a row.
func (t *codeTable) row(n uint32) []uint64 {
	return t.rows[int(n)*t.words : (int(n)+1)*t.words]
}

// find is the row of a code; 0 for a code in no set.
func (t *codeTable) find(code uint64) uint32 {
	if code == 0 {
		return 0
	}
	for at := code * (t.seed | 1) >> t.shift; t.slots[at].code != 0; at++ {
		if t.slots[at].code == code {
			return t.slots[at].row
		}
	}
	return t.span(code)
}

// span is the row of the span that holds a code.
func (t *codeTable) span(code uint64) uint32 {
	spans := t.spans[code>>systemShift]
	if len(spans) == 0 || code < spans[0].from {
		return 0
	}
	low, high := 0, len(spans)
	for high-low > 1 {
		if middle := (low + high) / 2; spans[middle].from <= code {
			low = middle
		} else {
			high = middle
		}
	}
	return spans[low].row
}
