package apm_test

import (
	"math"
	"reflect"
	"testing"

	"github.com/seed-6807d414/apm"
	"pgregory.net/rapid"
)

// attack is a reader of the published list, who knows that hidden counts are 1 to
// most. For each of them he tries value after value and asks whether the others can
// make up what the total leaves. It gives the values found possible, up to two: a
// count with one is known.
func attack(counts []int64, s apm.Suppression, most int64) [][]int64 {
	others, left := int64(-1), int64(0)
	for i, n := range counts {
		if s.Cells[i] {
			others++
			left += n
		}
	}
	possible := make([][]int64, len(counts))
	for i := range counts {
		for n := int64(1); s.Cells[i] && n <= min(most, max(left, 2)) && len(possible[i]) < 2; n++ {
			rest := left - n
			if s.Total || rest == 0 && others == 0 || others > 0 && rest >= others && (rest-1)/most < others {
				possible[i] = append(possible[i], n)
			}
		}
	}
	return possible
}

// protected reports the first small count that a reader can know, by subtraction
// alone or by the further guess that every hidden count is small.
func protected(t interface{ Errorf(string, ...any) }, counts []int64, s apm.Suppression) {
	for _, most := range []int64{math.MaxInt64, apm.SmallCell} {
		for i, values := range attack(counts, s, most) {
			if n := counts[i]; n >= 1 && n <= apm.SmallCell && len(values) == 1 && values[0] == n {
				t.Errorf("%v published as %v: the count %d must be %d", counts, s, i, n)
			}
		}
	}
}

// every calls f with all lists of that many counts.
func every(length int, values []int64, f func([]int64)) {
	counts := make([]int64, length)
	var set func(int)
	set = func(i int) {
		if i == length {
			f(counts)
			return
		}
		for _, v := range values {
			counts[i] = v
			set(i + 1)
		}
	}
	set(0)
}

// No small count of any list of up to four counts can be worked out, nor their sum
// where it is small; and no more is hidden than that takes.
func TestSuppressAgainstAnAttacker(t *testing.T) {
	values := []int64{0, 1, 2, 3, 5, 8, 9, 10, 11, 12, 19, 30}
	for length := range 5 {
		every(length, values, func(counts []int64) {
			if t.Failed() {
				return
			}
			s := apm.Suppress(counts)
			checkSuppression(t, counts, s)
		})
	}
}

// Long lists of ones or tens are known by their sum alone.
func TestSuppressLongLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.SampledFrom([]int64{1, 9, 10}).Draw(t, "low")
		spread := rapid.Int64Range(0, 1).Draw(t, "spread")
		small := rapid.SliceOfN(rapid.Int64Range(low, min(low+spread, 10)), 0, 14).Draw(t, "small")
		large := rapid.SliceOfN(rapid.SampledFrom([]int64{0, 11, 12, 500}), 0, 3).Draw(t, "large")
		counts := rapid.Permutation(append(small, large...)).Draw(t, "counts")
		checkSuppression(t, counts, apm.Suppress(counts))
	})
}

func checkSuppression(t interface{ Errorf(string, ...any) }, counts []int64, s apm.Suppression) {
	protected(t, counts, s)
	first := apm.Suppression{Cells: make([]bool, len(counts))} // the small counts alone
	hidden, small, extra := int64(0), int64(0), -1
	for i, n := range counts {
		isSmall := n >= 1 && n <= apm.SmallCell
		first.Cells[i] = isSmall
		switch {
		case isSmall:
			small += n
			if !s.Cells[i] {
				t.Errorf("%v: %d is shown", counts, n)
			}
		case s.Cells[i] && (n == 0 || extra >= 0):
			t.Errorf("%v: hides a zero or two large counts: %v", counts, s)
		case s.Cells[i]:
			extra = i
		}
		if s.Cells[i] {
			hidden += n
		}
	}
	if hidden > 0 && hidden <= apm.SmallCell && !s.Total {
		t.Errorf("%v: the sum of what is hidden is %d and known", counts, hidden)
	}
	if extra < 0 && !s.Total {
		return
	}
	if extra >= 0 && s.Total {
		t.Errorf("%v: hides both a large count and the total", counts)
	}
	var leak failure
	protected(&leak, counts, first)
	if !leak && small > apm.SmallCell || small == 0 {
		t.Errorf("%v: hides more than it takes: %v", counts, s)
	}
	for i, n := range counts {
		if n > apm.SmallCell && !s.Cells[i] && (extra < 0 || n < counts[extra]) {
			t.Errorf("%v: hides %v, and %d is the smaller count", counts, s, n)
		}
	}
}

type failure bool

func (f *failure) Errorf(string, ...any) { *f = true }

func TestSuppressKnown(t *testing.T) {
	for _, c := range []struct {
		name   string
		counts []int64
		cells  []bool
		total  bool
	}{
		{"nothing", nil, []bool{}, false},
		{"nothing to hide", []int64{0, 11, 400}, []bool{false, false, false}, false},
		{"one small count takes the next with it", []int64{7, 50, 12, 0}, []bool{true, false, true, false}, false},
		{"the earlier of equals", []int64{50, 50, 3}, []bool{true, false, true}, false},
		{"a single cell takes the total", []int64{7}, []bool{true}, true},
		{"zeros do not hide anything", []int64{0, 7, 0}, []bool{false, true, false}, true},
		{"two that add up to ten", []int64{4, 6, 90}, []bool{true, true, true}, false},
		{"two that add up to eleven", []int64{5, 6, 90}, []bool{true, true, false}, false},
		{"all at the bound", []int64{10, 10, 90, 12}, []bool{true, true, false, true}, false},
		{"eleven ones", []int64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 90}, []bool{true, true, true, true, true, true, true, true, true, true, true, true}, false},
		{"negative counts are shown", []int64{-4, 7, 20, 30}, []bool{false, true, true, false}, false},
		{"counts at the end of the range", []int64{1, math.MaxInt64, math.MinInt64}, []bool{true, true, false}, false},
	} {
		want := apm.Suppression{Cells: c.cells, Total: c.total}
		if got := apm.Suppress(c.counts); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
}
