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

// lowest is the rule of the lowest number in the set, or -1.
func (s *ruleSet) lowest() int {
	if s[0] != 0 {
		return bits.TrailingZeros64(s[0])
	}
	if s[1] != 0 {
		return 64 + bits.TrailingZeros64(s[1])
	}
	return -1
}

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
	last  *remembered
	pairs [1024][2]remembered // each value has two places
}

type remembered struct {
	key   uint64
	value string
	set   ruleSet
}

func (r *remembered) is(key uint64, v string) bool {
	return r.key == key && len(r.value) == len(v) && (len(v) <= 8 || r.value == v)
}

// keyOf is made of the bytes of a value: with its length it tells values of one to
// eight bytes apart, so that these are compared as numbers.
func keyOf(v string) uint64 {
	n := len(v)
	if n < 4 {
		return uint64(v[0])<<16 | uint64(v[n/2])<<8 | uint64(v[n-1])
	}
	w := v[n-4:]
	return uint64(v[0]) | uint64(v[1])<<8 | uint64(v[2])<<16 | uint64(v[3])<<24 |
		uint64(w[0])<<32 | uint64(w[1])<<40 | uint64(w[2])<<48 | uint64(w[3])<<56
}

// lookUp is the rules that a value leaves; the value is not empty.
func (f *fieldMatcher) lookUp(cache *recent, v string) *ruleSet {
	key := keyOf(v)
	if r := cache.last; r != nil && r.is(key, v) {
		return &r.set
	}
	pair := &cache.pairs[key*0x9e3779b97f4a7c15>>54] // the golden ratio spreads close values
	r := &pair[0]
	if !r.is(key, v) {
		if r = &pair[1]; !r.is(key, v) {
			pair[1], r = pair[0], &pair[0]
			r.key, r.value, r.set = key, v, f.find(v)
		}
	}
	cache.last = r
	return &r.set
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
	left := m.all
	for i := range m.fields {
		f := &m.fields[i]
		set := &f.empty
		if v := l.field(f.number); v != "" {
			set = f.lookUp(&caches[i], v)
		}
		left[0] &= set[0]
		left[1] &= set[1]
	}
	return left.lowest()
}
