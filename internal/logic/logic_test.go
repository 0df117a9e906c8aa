package logic_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm/internal/logic"
	"github.com/shopspring/decimal"
)

var (
	errFirst  = errors.New("the first is unknown")
	errSecond = errors.New("the second is unknown")
)

// truth is what a test says: it holds, it fails, or it is unknown.
type truth struct {
	holds   bool
	unknown error
}

func (t truth) String() string {
	if t.unknown != nil {
		return t.unknown.Error()
	}
	return fmt.Sprint(t.holds)
}

func all(tests ...truth) string {
	var a logic.All
	for _, t := range tests {
		a.Add(t.holds, t.unknown)
	}
	holds, err := a.Hold()
	if holds && err != nil {
		return "both true and unknown"
	}
	return truth{holds, err}.String()
}

func some(tests ...truth) string {
	holds, err := logic.Any(tests, func(t truth) (bool, error) { return t.holds, t.unknown })
	if holds && err != nil {
		return "both true and unknown"
	}
	return truth{holds, err}.String()
}

// The tables of three values, for no test, one, and two; what an unknown test says
// beside its error plays no part.
func TestTables(t *testing.T) {
	yes, no := truth{holds: true}, truth{}
	for _, c := range []struct {
		tests    []truth
		all, any string
	}{
		{nil, "true", "false"},
		{[]truth{yes}, "true", "true"},
		{[]truth{no}, "false", "false"},
		{[]truth{{unknown: errFirst}}, errFirst.Error(), errFirst.Error()},
		{[]truth{yes, yes}, "true", "true"},
		{[]truth{yes, no}, "false", "true"},
		{[]truth{no, yes}, "false", "true"},
		{[]truth{no, no}, "false", "false"},
		{[]truth{yes, {unknown: errSecond}}, errSecond.Error(), "true"},
		{[]truth{no, {unknown: errSecond}}, "false", errSecond.Error()},
		{[]truth{{unknown: errFirst}, yes}, errFirst.Error(), "true"},
		{[]truth{{unknown: errFirst}, no}, "false", errFirst.Error()},
		{[]truth{{unknown: errFirst}, {unknown: errSecond}}, errFirst.Error(), errFirst.Error()},
		{[]truth{no, {unknown: errSecond}, yes}, "false", "true"},
	} {
		if got := all(c.tests...); got != c.all {
			t.Errorf("all of %v: %s, want %s", c.tests, got, c.all)
		}
		if got := some(c.tests...); got != c.any {
			t.Errorf("any of %v: %s, want %s", c.tests, got, c.any)
		}
		for i := range c.tests { // an unknown test that says true
			if c.tests[i].unknown != nil {
				c.tests[i].holds = true
			}
		}
		if got := all(c.tests...); got != c.all {
			t.Errorf("all of %v with an idle truth: %s, want %s", c.tests, got, c.all)
		}
		if got := some(c.tests...); got != c.any {
			t.Errorf("any of %v with an idle truth: %s, want %s", c.tests, got, c.any)
		}
	}
}

func TestBetween(t *testing.T) {
	open := decimal.NullDecimal{}
	at := func(n int64) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.New(n, 0)) }
	for _, c := range []struct {
		amount         int64
		atLeast, below decimal.NullDecimal
		want           bool
	}{
		{5, open, open, true}, {5, at(5), open, true}, {4, at(5), open, false}, {5, open, at(5), false}, {4, open, at(5), true},
		{5, at(5), at(6), true}, {6, at(5), at(6), false}, {-5, at(-5), at(-4), true}, {0, at(0), open, true},
	} {
		if got := logic.Between(decimal.New(c.amount, 0), c.atLeast, c.below); got != c.want {
			t.Errorf("%d from %v to %v: %v", c.amount, c.atLeast, c.below, got)
		}
	}
}
