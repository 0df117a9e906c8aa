package spend

import (
	"math/bits"
	"slices"
)

// maxRules is how many exclusions and categories a ledger can have together.
const maxRules = 128

// ruleSet is a set of rules by their number.
type ruleSet [maxRules / 64]uint64

func (s *ruleSet) add(rule int) { s[rule>>6&1] |= 1 << (rule & 63) }

// matcher finds the first of an ordered list of rules that a line passes. Each
// field that some rule tests narrows the set of rules that are left; the lowest
// number in what remains is the first rule.
type matcher struct {
	all    ruleSet
	fields []fieldMatcher
}

// fieldMatcher knows which rules a value of one field leaves.
type fieldMatcher struct {
	number int
	values map[string]*ruleSet // the values that some rule names in full
	rules  []fieldTests
	empty  ruleSet // for a line without a value
	other  ruleSet // for a value that no rule names; before its patterns are tried
	open   bool    // whether some rule has a range or a prefix
}

// fieldTests is the tests of one field by one rule.
type fieldTests struct {
	rule  int
	tests []fieldTest
}

type fieldTest struct {
	patterns []pattern
	negated  bool
}

func newMatcher(rules []Where) matcher {
	var m matcher
	for number, field := range fields {
		f := fieldMatcher{number: number, values: make(map[string]*ruleSet)}
		for r, where := range rules {
			var tests []fieldTest
			for _, t := range where {
				if t.Field == field {
					tests = append(tests, fieldTest{patterns(t.In, t.NotIn), t.NotIn != nil})
				}
			}
			if tests != nil {
				f.rules = append(f.rules, fieldTests{r, tests})
			}
		}
		if f.rules != nil {
			f.compile(len(rules))
			m.fields = append(m.fields, f)
		}
	}
	for r := range rules {
		m.all.add(r)
	}
	return m
}

func (f *fieldMatcher) compile(rules int) {
	for r := range rules {
		f.other.add(r)
	}
	for _, r := range f.rules {
		f.other[r.rule>>6&1] &^= 1 << (r.rule & 63)
	}
	free := f.other // the rules that do not test this field
	resolve := func(v string) *ruleSet {
		set := free
		f.narrow(&set, v)
		return &set
	}
	for _, r := range f.rules {
		for _, t := range r.tests {
			for _, p := range t.patterns {
				if p.low == p.high && !p.prefix {
					f.values[p.low] = resolve(p.low)
				} else {
					f.open = true
				}
			}
		}
	}
	f.empty = *resolve("")
	if f.open {
		f.other = free
		return
	}
	stranger := "?" // stands for any value that no rule names
	for f.values[stranger] != nil {
		stranger += "?"
	}
	f.other = *resolve(stranger)
}

// narrow adds to the set the rules whose tests of this field the value passes.
func (f *fieldMatcher) narrow(set *ruleSet, v string) {
rules:
	for _, r := range f.rules {
		for _, t := range r.tests {
			if slices.ContainsFunc(t.patterns, func(p pattern) bool { return p.holds(v) }) == t.negated {
				continue rules
			}
		}
		set.add(r.rule)
	}
}

// recent remembers what was found for values of a field that came by lately: the
// same few hundred codes make up most of any file, and the lines of one claim
// share most values.
type recent struct {
	last  remembered          // of the value that came by last
	pairs [1024][2]remembered // each value has two places
}

type remembered struct {
	key   uint64
	value string
	set   ruleSet
}

// is says whether the value remembered is v, which has that key and is not empty: at
// first none is.
func (r *remembered) is(key uint64, v string) bool {
	return r.key == key && len(r.value) == len(v) && (len(v) <= 8 || r.value == v)
}

// The key of a value is made of its bytes: with its length it tells values of one to
// eight bytes apart, so that these are compared as numbers.
func shortKey(v string) uint64 {
	return uint64(v[0])<<16 | uint64(v[len(v)/2])<<8 | uint64(v[len(v)-1])
}

func longKey(v string) uint64 { return fourBytes(v) | fourBytes(v[len(v)-4:])<<32 }

func fourBytes(v string) uint64 {
	return uint64(v[0]) | uint64(v[1])<<8 | uint64(v[2])<<16 | uint64(v[3])<<24
}

// lookUp makes a value the last one of its cache, with the rules that it leaves.
func (f *fieldMatcher) lookUp(cache *recent, key uint64, v string) {
	pair := &cache.pairs[key*0x9e3779b97f4a7c15>>54] // the golden ratio spreads close values
	r := &pair[0]
	if !r.is(key, v) {
		if r = &pair[1]; !r.is(key, v) {
			pair[1], r = pair[0], &pair[0]
			r.key, r.value, r.set = key, v, f.find(v)
		}
	}
	cache.last = *r
}

// find is the rules that a value leaves.
func (f *fieldMatcher) find(v string) ruleSet {
	if named := f.values[v]; named != nil {
		return *named
	}
	set := f.other
	if f.open {
		f.narrow(&set, v)
	}
	return set
}

// first is the number of the first rule that the line passes, or -1. The caches
// are one for each of the matcher's fields.
func (m *matcher) first(caches []recent, l *Line) int {
	low, high := m.all[0], m.all[1] // the set of the rules that are left
	for i := range m.fields {
		f := &m.fields[i]
		v := l.field(f.number)
		if v == "" {
			low, high = low&f.empty[0], high&f.empty[1]
			continue
		}
		var key uint64
		if len(v) < 4 {
			key = shortKey(v)
		} else {
			key = longKey(v)
		}
		cache := &caches[i]
		if !cache.last.is(key, v) {
			f.lookUp(cache, key, v)
		}
		low, high = low&cache.last.set[0], high&cache.last.set[1]
	}
	switch {
	case low != 0:
		return bits.TrailingZeros64(low)
	case high != 0:
		return 64 + bits.TrailingZeros64(high)
	}
	return -1
}
