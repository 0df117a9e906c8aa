package spend

import (
	"testing"

	"pgregory.net/rapid"
)

// A line's rule does not depend on the lines before it: values of close keys, of any
// length and any bytes, are told apart.
func TestMatchForgetsNothing(t *testing.T) {
	values := []string{"", "7", "71", "711", "0711", "7111", "99213", "992130213", "992140213", "9921X0213",
		"J1234567", "J12\x804567", "J12\x805567", "J12\x004567", "ABCDEFGHIJ", "ABCDxxGHIJ", "ABCDEFXGHIJ"}
	var rules []Where
	for i, v := range values {
		if i%2 == 0 {
			rules = append(rules, Where{{Field: Code, In: []string{v}}})
		}
		if i%2 == 1 {
			rules = append(rules, Where{{Field: Code, NotIn: values[:i]}, {Field: Place, In: []string{"1", "2"}}})
		}
	}
	m := newMatcher(rules)
	rapid.Check(t, func(t *rapid.T) {
		caches := make([]recent, len(m.fields))
		for range rapid.IntRange(2, 8).Draw(t, "lines") {
			line := Line{Code: rapid.SampledFrom(values).Draw(t, "code"), Place: rapid.SampledFrom([]string{"", "1", "3"}).Draw(t, "place")}
			want := -1
			for r := len(rules) - 1; r >= 0; r-- {
				passes := true
				for _, test := range rules[r] {
					value, found := line.Code, false
					if test.Field == Place {
						value = line.Place
					}
					for _, v := range append(test.In, test.NotIn...) {
						found = found || v == value
					}
					passes = passes && found == (test.In != nil)
				}
				if passes {
					want = r
				}
			}
			if got := m.first(caches, &line); got != want {
				t.Fatalf("%q at %q passes rule %d, not %d", line.Code, line.Place, got, want)
			}
		}
	})
}
