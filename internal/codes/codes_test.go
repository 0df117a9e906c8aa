package codes_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm/internal/codes"
)

func TestLetters(t *testing.T) {
	const order = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for c := range 256 {
		upper := strings.ToUpper(string(rune(c)))
		want := 0
		if c < 128 {
			want = 1 + strings.Index(order, upper)
		}
		if got := int(codes.Letter(byte(c))); got != want {
			t.Errorf("%q is letter %d, not %d", rune(c), got, want)
		}
	}
}

func TestRanges(t *testing.T) {
	const ends, backwards, many = "the ends of a range have the same length and differ only in digits at their end",
		"the range runs backwards", "the range holds more than 10000 codes"
	for _, c := range []struct{ from, to, want string }{
		{"99202", "99205", "99202 99203 99204 99205"},
		{"j0998", "J1001", "J0998 J0999 J1000 J1001"},
		{"469", "469", "469"},
		{"A09", "A11", "A09 A10 A11"},
		{"099", "101", "099 100 101"},
		{"99205", "99202", backwards},
		{"99202", "992020", ends},
		{"A09", "B11", ends},
		{"9A", "9B", ends},
		{"A01", "A0B", ends},
		{"A0B", "A01", ends},
		{"9A", "9A", ends}, // no digits at the end
		{"", "", ends},
		{"00000", "10000", many},
	} {
		var got []string
		problem := codes.Range(c.from, c.to, func(code string) { got = append(got, code) })
		if problem != "" {
			got = append(got, problem)
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s to %s: %s", c.from, c.to, diff)
		}
	}
	var all []string
	if problem := codes.Range("00000", "09999", func(code string) { all = append(all, code) }); problem != "" || len(all) != 10_000 || !slices.IsSorted(all) {
		t.Errorf("the longest range: %d codes, %s", len(all), problem)
	}
}
