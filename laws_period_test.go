package apm_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/seed-6807d414/apm"
	"pgregory.net/rapid"
)

// smallPeriods is every period with ends in the first ten days, open ends and
// periods that end before they start among them.
func smallPeriods() (all []apm.Period) {
	for from := apm.Date(0); from <= 10; from++ {
		for to := apm.Date(0); to <= 10; to++ {
			all = append(all, apm.Period{From: from, To: to})
		}
	}
	return all
}

// holds is Contains in the words of the definition.
func holds(p apm.Period, d apm.Date) bool {
	return (p.From.IsZero() || p.From <= d) && (p.To.IsZero() || d <= p.To)
}

// Contains, Valid, Days, Intersect and Overlaps are what counting the days gives.
func TestPeriodCountedDayByDay(t *testing.T) {
	for _, p := range smallPeriods() {
		count := 0
		for d := apm.Date(1); d <= 12; d++ {
			if p.Contains(d) != holds(p, d) {
				t.Errorf("%s contains %s: %t", p, d, p.Contains(d))
			}
			if holds(p, d) {
				count++
			}
		}
		if p.Valid() != (count > 0) {
			t.Errorf("%s: Valid %t with %d days", p, p.Valid(), count)
		}
		closed := p.From != 0 && p.To != 0
		if n, ok := p.Days(); ok != closed || ok && n != count {
			t.Errorf("%s: Days %d, %t; counted %d", p, n, ok, count)
		}
		for _, q := range smallPeriods() {
			both, shared := p.Intersect(q), false
			for d := apm.Date(1); d <= 12; d++ {
				in := holds(p, d) && holds(q, d)
				shared = shared || in
				if both.Contains(d) != in {
					t.Errorf("%s and %s meet in %s, at %s wrongly", p, q, both, d)
				}
			}
			if p.Overlaps(q) != shared || both.Valid() != shared {
				t.Errorf("%s overlaps %s: %t, %s", p, q, p.Overlaps(q), both)
			}
		}
	}
}

// A period that holds a day reads back from text, JSON and a column as itself;
// one that holds none is not written at all.
func TestPeriodRoundTrips(t *testing.T) {
	ends := rapid.OneOf(anyDate(), rapid.Just(apm.Date(0)))
	rapid.Check(t, func(t *rapid.T) {
		want := apm.Period{From: ends.Draw(t, "from"), To: ends.Draw(t, "to")}
		text, err := want.MarshalText()
		if (err == nil) != want.Valid() {
			t.Fatalf("%s is written as %q, %v", want, text, err)
		}
		if !want.Valid() {
			if column, err := want.Value(); err == nil {
				t.Fatalf("%s is stored as %v", want, column)
			}
			if p, err := apm.ParsePeriod(want.String()); err == nil {
				t.Fatalf("%s reads as %s", want, p)
			}
			return
		}
		if got, err := apm.ParsePeriod(want.String()); err != nil || got != want {
			t.Fatalf("ParsePeriod(String) = %s, %v", got, err)
		}
		var got apm.Period
		if got.UnmarshalText(text) != nil || got != want {
			t.Fatalf("text %s reads back as %s", text, got)
		}
		got = apm.Period{}
		if written, err := json.Marshal(want); err != nil || json.Unmarshal(written, &got) != nil || got != want {
			t.Fatalf("JSON %s reads back as %s, %v", written, got, err)
		}
		got = apm.Period{}
		if column, err := want.Value(); err != nil || got.Scan(column) != nil || got != want {
			t.Fatalf("column %v reads back as %s, %v", column, got, err)
		}
	})
}

// The zero period is all time.
func TestPeriodZero(t *testing.T) {
	var all apm.Period
	if !all.Valid() || !all.Contains(1) || !all.Contains(lastDay) || all.Contains(0) || all.Contains(lastDay+1) || all.String() != "/" {
		t.Errorf("the zero period is %s", all)
	}
	if _, ok := all.Days(); ok {
		t.Error("all time has a number of days")
	}
}

func TestCalendarYear(t *testing.T) {
	for year, days := range map[int]int{1: 365, 1900: 365, 2000: 366, 2023: 365, 2024: 366, 9999: 365} {
		p := apm.CalendarYear(year)
		if n, ok := p.Days(); !ok || n != days {
			t.Errorf("%d has %d days", year, n)
		}
		if next := apm.CalendarYear(year + 1); next.Valid() && p.To.AddDays(1) != next.From {
			t.Errorf("%d does not run on into the next year", year)
		}
	}
	for _, year := range []int{0, -1, 10000, math.MaxInt} {
		if p := apm.CalendarYear(year); p.Valid() || p.Contains(1) || p.Contains(lastDay) {
			t.Errorf("year %d is %s", year, p)
		}
	}
}

// A period with an end outside the calendar holds no day, nor does what it shares
// with another.
func TestPeriodWithEndsOutsideTheCalendar(t *testing.T) {
	for _, p := range []apm.Period{{From: -5, To: 10}, {From: 5, To: lastDay + 1}, {From: lastDay + 1}, {To: -1}} {
		if p.Valid() || p.Contains(7) || p.Overlaps(apm.Period{}) || p.Intersect(apm.Period{From: 3, To: 9}).Valid() ||
			(apm.Period{From: 3, To: 9}).Intersect(p).Valid() {
			t.Errorf("%v holds a day", p)
		}
	}
}
