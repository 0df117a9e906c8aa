package attribution

import (
	"cmp"
	"math/bits"
)

// codeTable gives the services that take a code: a hash table of buckets that hold
// two codes at most, so that a look-up reads one bucket and never branches.
type codeTable struct {
	buckets []codeBucket
	shift   uint32
	seed    uint32
	other   uint32 // services for a code that no rule names
}

type codeBucket struct {
	codes [2]Code
	rules [2]uint32
}

// emptySlot is larger than every code.
const emptySlot Code = 1<<32 - 1

// newCodeTable tries seeds until no bucket overflows, and doubles the table where a
// few do not do. The seeds are unrelated numbers: codes that fall together under one
// of them, by chance or by intent, are apart under the next.
func newCodeTable(rules map[Code]uint32, other uint32) codeTable {
	codes := sortedKeys(rules, cmp.Compare[Code])
	seed := uint32(0x9E3779B1)
	for size := bits.Len(uint(2*len(rules) + 3)); ; size++ {
		for range 16 {
			seed = seed*1664525 + 1013904223
			t := codeTable{buckets: make([]codeBucket, 1<<size), shift: uint32(32 - size), seed: seed | 1, other: other}
			for i := range t.buckets {
				t.buckets[i].codes = [2]Code{emptySlot, emptySlot}
			}
			if t.fill(codes, rules) {
				return t
			}
		}
	}
}

// fill places the codes and says whether all found room.
func (t *codeTable) fill(codes []Code, rules map[Code]uint32) bool {
	for _, code := range codes {
		b := &t.buckets[uint32(code)*t.seed>>t.shift]
		slot := 0
		if b.codes[0] != emptySlot {
			slot = 1
		}
		if b.codes[slot] != emptySlot {
			return false
		}
		b.codes[slot], b.rules[slot] = code, rules[code]
	}
	return true
}

// rules is the services that take a code.
func (t *codeTable) rules(c Code) uint32 {
	b := &t.buckets[uint32(c)*t.seed>>t.shift]
	is0, is1 := equal(b.codes[0], c), equal(b.codes[1], c)
	return b.rules[0]&is0 | b.rules[1]&is1 | t.other&^(is0|is1)
}

// equal is all ones where two codes are the same, else zero.
func equal(a, b Code) uint32 { return -uint32((uint64(a^b) - 1) >> 63) }
