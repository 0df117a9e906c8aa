package apm_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/seed-6807d414/apm"
	"pgregory.net/rapid"
)

const lastDay = apm.Date(3652059) // 9999-12-31

// anyDate draws dates of the whole calendar, month ends and leap days among them.
func anyDate() *rapid.Generator[apm.Date] {
	return rapid.OneOf(
		rapid.SampledFrom([]apm.Date{1, 2, lastDay - 1, lastDay,
			apm.MustParseDate("2000-02-29"), apm.MustParseDate("1900-02-28"), apm.MustParseDate("2024-02-29"),
			apm.MustParseDate("2023-01-31"), apm.MustParseDate("2023-12-31"), apm.MustParseDate("1970-01-01")}),
		rapid.Map(rapid.Int32Range(1, int32(lastDay)), func(n int32) apm.Date { return apm.Date(n) }),
	)
}

// The calendar is that of package time, on every day of the years 1 to 9999.
func TestDateIsTheGregorianCalendar(t *testing.T) {
	day := time.Date(1, time.January, 1, 0, 0, 0, 0, time.UTC)
	for want := apm.Date(1); want <= lastDay; want++ {
		year, month, dom := day.Date()
		got, err := apm.NewDate(year, month, dom)
		if err != nil || got != want || apm.DateOf(day) != want {
			t.Fatalf("%s: NewDate %d, %v; want %d", day.Format(time.DateOnly), got, err, want)
		}
		if y, m, d := want.Civil(); y != year || m != month || d != dom {
			t.Fatalf("%d: Civil %d-%d-%d, want %s", want, y, m, d, day.Format(time.DateOnly))
		}
		day = day.AddDate(0, 0, 1)
	}
	if day.Year() != 10000 {
		t.Fatalf("the last day is followed by %s", day)
	}
}

// A day that the calendar does not have is refused, in every month of common,
// leap and century years.
func TestNewDateRefusesWhatTheCalendarLacks(t *testing.T) {
	for _, year := range []int{1, 1900, 2000, 2023, 2024, 2100, 9999} {
		for month := time.Month(-1); month <= 14; month++ {
			for day := -1; day <= 33; day++ {
				want := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
				exists := want.Month() == month && want.Day() == day && want.Year() == year
				if d, err := apm.NewDate(year, month, day); (err == nil) != exists {
					t.Errorf("NewDate(%d, %d, %d) = %s, %v", year, month, day, d, err)
				}
			}
		}
	}
	for _, year := range []int{-1, 0, 10000} {
		if d, err := apm.NewDate(year, time.March, 1); err == nil {
			t.Errorf("NewDate(%d, 3, 1) = %s", year, d)
		}
		if d := apm.DateOf(time.Date(year, time.March, 1, 0, 0, 0, 0, time.UTC)); !d.IsZero() {
			t.Errorf("DateOf year %d = %s", year, d)
		}
	}
}

// A date written as text, JSON or a column reads back as itself; so does no date.
func TestDateRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.OneOf(anyDate(), rapid.Just(apm.Date(0))).Draw(t, "date")
		if !want.IsZero() {
			if got, err := apm.ParseDate(want.String()); err != nil || got != want {
				t.Fatalf("ParseDate(String) = %d, %v", got, err)
			}
			if text := want.Time().Format(time.DateOnly); text != want.String() {
				t.Fatalf("String %s, want %s", want, text)
			}
			if got := apm.DateOf(want.Time()); got != want {
				t.Fatalf("DateOf(Time) = %d", got)
			}
			got := apm.Date(0)
			if err := got.Scan(want.Time()); err != nil || got != want {
				t.Fatalf("Scan(time) = %d, %v", got, err)
			}
		}
		got := apm.Date(7)
		if text, err := want.MarshalText(); err != nil || got.UnmarshalText(text) != nil || got != want {
			t.Fatalf("text %q reads back as %d, %v", text, got, err)
		}
		got = 7
		if written, err := json.Marshal(want); err != nil || json.Unmarshal(written, &got) != nil || got != want {
			t.Fatalf("JSON %s reads back as %d, %v", written, got, err)
		}
		got = 7
		if column, err := want.Value(); err != nil || got.Scan(column) != nil || got != want {
			t.Fatalf("column %v reads back as %d, %v", column, got, err)
		}
	})
}

// A time gives the civil date in its own zone, not in UTC.
func TestDateOfTakesTheZoneOfTheTime(t *testing.T) {
	hawaii := time.FixedZone("HST", -10*3600)
	late := time.Date(2023, time.December, 31, 23, 59, 59, 0, hawaii)
	if got := apm.DateOf(late); got != apm.MustParseDate("2023-12-31") {
		t.Errorf("DateOf = %s", got)
	}
}

// Days and months are added as on a calendar; what leaves it is no date.
func TestDateArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		n := rapid.OneOf(rapid.IntRange(-800, 800), rapid.IntRange(-int(2*lastDay), int(2*lastDay)), rapid.Int()).Draw(t, "n")

		want := apm.Date(0)
		if n > -int(2*lastDay) && n < int(2*lastDay) {
			want = apm.DateOf(d.Time().AddDate(0, 0, n))
		}
		if got := d.AddDays(n); got != want {
			t.Fatalf("%s.AddDays(%d) = %s, want %s", d, n, got, want)
		}
		if back := d.AddDays(n).AddDays(-n); want != 0 && back != d {
			t.Fatalf("%d days on and back is %s, not %s", n, back, d)
		}

		want = 0
		if n > -200_000 && n < 200_000 {
			year, month, day := d.Time().Date()
			first := time.Date(year, month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
			end := first.AddDate(0, 1, -1).Day()
			want = apm.DateOf(time.Date(first.Year(), first.Month(), min(day, end), 0, 0, 0, 0, time.UTC))
		}
		if got := d.AddMonths(n); got != want {
			t.Fatalf("%s.AddMonths(%d) = %s, want %s", d, n, got, want)
		}
	})
}

// The calendar ends sharply on both sides.
func TestDateArithmeticAtTheEnds(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want apm.Date
	}{
		{"a month before the first", apm.Date(1).AddMonths(-1), 0},
		{"a month after the last", lastDay.AddMonths(1), 0},
		{"a day before the first", apm.Date(1).AddDays(-1), 0},
		{"a day after the last", lastDay.AddDays(1), 0},
		{"from end to end", apm.Date(1).AddDays(int(lastDay) - 1), lastDay},
		{"from end to end by months", apm.Date(1).AddMonths(12*9999 - 1), apm.MustParseDate("9999-12-01")},
		{"and back", lastDay.AddMonths(1 - 12*9999), 31},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
}

// Dates are in the order of time, and no date comes before all.
func TestDateOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDate().Draw(t, "a"), anyDate().Draw(t, "b")
		if (a < b) != a.Time().Before(b.Time()) || (a == b) != a.Time().Equal(b.Time()) || a < 1 {
			t.Fatalf("%s and %s are out of order", a, b)
		}
		if (a < b) != (a.String() < b.String()) {
			t.Fatalf("%s and %s sort otherwise as text", a, b)
		}
	})
}

// No date stays no date, and what is neither says so instead of passing as none.
func TestDateZeroAndInvalid(t *testing.T) {
	var none apm.Date
	if y, m, d := none.Civil(); !none.IsZero() || none.Valid() || none.String() != "" || y != 0 || m != 0 || d != 0 ||
		!none.Time().IsZero() || none.AddDays(1) != 0 || none.AddMonths(1) != 0 {
		t.Error("no date passes for a date")
	}
	for _, odd := range []apm.Date{-1, lastDay + 1, 1<<31 - 1, -1 << 31} {
		if odd.Valid() || odd.String() != "invalid date" || odd.AddDays(0) != 0 || odd.AddMonths(0) != 0 || !odd.Time().IsZero() {
			t.Errorf("%d passes for a date", int32(odd))
		}
		const want = "not a valid date: outside the years 1 to 9999"
		if text, err := odd.MarshalText(); err == nil || err.Error() != want {
			t.Errorf("%d as text: %q, %v", int32(odd), text, err)
		}
		if column, err := odd.Value(); err == nil || err.Error() != want {
			t.Errorf("%d as column: %v, %v", int32(odd), column, err)
		}
	}
}
