package pmpm_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"pgregory.net/rapid"
)

func counter(t testing.TB, part apm.MonthRule, from, to string) *pmpm.Counter {
	t.Helper()
	list := terms(flat("fee", "1"))
	list.Months = part
	return must[*pmpm.Counter](t)(arrange(t, list).Counter(pmpm.MustParseMonth(from), pmpm.MustParseMonth(to)))
}

func span(provider, cell, period string) pmpm.Span {
	return pmpm.Span{Provider: provider, Cell: cell, Period: apm.MustParsePeriod(period)}
}

// One member moves from A to B on January 20, is away from February 11 to 27, and leaves
// B on March 15.
func TestMonthRule(t *testing.T) {
	spans := []pmpm.Span{
		span("B", "x", "2023-02-28/2023-03-15"), // in no order
		span("A", "x", "/2023-01-19"),
		span("B", "x", "2023-01-20/2023-02-10"),
	}
	whole := apm.OneMonth
	for _, c := range []struct {
		part apm.MonthRule
		a, b map[string]apm.MemberMonths
	}{
		{apm.MonthRule{Count: apm.ByDays},
			map[string]apm.MemberMonths{"2023-01": whole / 31 * 19},
			map[string]apm.MemberMonths{"2023-01": whole / 31 * 12, "2023-02": whole / 28 * 11, "2023-03": whole / 31 * 15}},
		{apm.MonthRule{Count: apm.OnDay, Day: 1},
			map[string]apm.MemberMonths{"2023-01": whole}, map[string]apm.MemberMonths{"2023-02": whole, "2023-03": whole}},
		{apm.MonthRule{Count: apm.OnDay, Day: 15},
			map[string]apm.MemberMonths{"2023-01": whole}, map[string]apm.MemberMonths{"2023-03": whole}},
		{apm.MonthRule{Count: apm.OnDay, Day: 16},
			map[string]apm.MemberMonths{"2023-01": whole}, map[string]apm.MemberMonths{}},
		{apm.MonthRule{Count: apm.OnLastDay},
			map[string]apm.MemberMonths{}, map[string]apm.MemberMonths{"2023-01": whole, "2023-02": whole}},
		{apm.MonthRule{Count: apm.AnyDay, Choose: apm.FirstDay},
			map[string]apm.MemberMonths{"2023-01": whole}, map[string]apm.MemberMonths{"2023-02": whole, "2023-03": whole}},
		{apm.MonthRule{Count: apm.AnyDay, Choose: apm.LastDay},
			map[string]apm.MemberMonths{}, map[string]apm.MemberMonths{"2023-01": whole, "2023-02": whole, "2023-03": whole}},
		{apm.MonthRule{Count: apm.AllDays}, // the first one
			map[string]apm.MemberMonths{"2023-01": whole}, map[string]apm.MemberMonths{}},
		{apm.MonthRule{Count: apm.AllDays, Choose: apm.LastDay},
			map[string]apm.MemberMonths{}, map[string]apm.MemberMonths{"2023-01": whole}},
	} {
		n := counter(t, c.part, "2023-01", "2023-12")
		if err := n.Add(spans); err != nil {
			t.Fatal(err)
		}
		for provider, want := range map[string]map[string]apm.MemberMonths{"A": c.a, "B": c.b} {
			got := map[string]apm.MemberMonths{}
			for _, count := range n.Counts()[provider] {
				got[count.Month.String()] = count.MemberMonths
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%+v, %s: %s", c.part, provider, diff)
			}
		}
	}
}

func TestCounterCutsToItsMonths(t *testing.T) {
	n := counter(t, apm.MonthRule{Count: apm.ByDays}, "2024-02", "2024-02")
	for range 2 { // two members
		// Of one provider and cell, spans may overlap; what lies outside the months is not seen.
		if err := n.Add([]pmpm.Span{span("A", "x", "/"), span("A", "x", "2024-01-01/2024-02-03"), span("B", "x", "2030-01-01/")}); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string][]pmpm.Count{"A": {{Month: pmpm.MustParseMonth("2024-02"), Cell: "x", MemberMonths: apm.WholeMonths(2)}}}
	if diff := cmp.Diff(want, n.Counts()); diff != "" {
		t.Error(diff)
	}
}

func TestHostileEnrollment(t *testing.T) {
	for _, c := range []struct {
		name  string
		spans []pmpm.Span
		want  string
	}{
		{"two providers on a day", []pmpm.Span{span("A", "x", "2023-01-01/2023-06-30"), span("B", "x", "2023-06-30/2023-12-31")},
			"spans[1].period: shares days with spans[0], which is of another provider or cell"},
		{"two cells on a day, in no order", []pmpm.Span{span("A", "x", "2023-03-01/"), span("A", "y", "2023-01-01/2023-03-01")},
			"spans[0].period: shares days with spans[1], which is of another provider or cell"},
		{"an overlap behind a long span", []pmpm.Span{span("A", "x", "2023-01-01/2023-12-31"), span("A", "x", "2023-02-01/2023-02-02"), span("B", "x", "2023-05-01/2023-05-01")},
			"spans[2].period: shares days with spans[0], which is of another provider or cell"},
		{"a period that ends before it starts", []pmpm.Span{span("A", "x", "2023-01-01/2023-01-31"), {Provider: "A", Cell: "x", Period: apm.Period{From: 9, To: 8}}},
			"spans[1].period: holds no day"},
		{"no provider", []pmpm.Span{span("", "x", "/")}, "spans[0].provider: is missing"},
		{"a cell of other keys", []pmpm.Span{span("A", "x/y", "/")}, "spans[0].cell: does not fit the keys of the terms"},
		{"no cell", []pmpm.Span{span("A", "", "/")}, "spans[0].cell: does not fit the keys of the terms"},
	} {
		n := counter(t, apm.MonthRule{Count: apm.ByDays}, "2023-01", "2023-12")
		err := n.Add(c.spans)
		var fact *apm.FactError
		if !errors.As(err, &fact) || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
		if len(n.Counts()) != 0 {
			t.Errorf("%s: something was counted all the same", c.name)
		}
	}
	a := arrange(t, terms(flat("fee", "1")))
	if _, err := a.Counter(june, june); err == nil || err.Error() != "months: the terms do not say how part months count" {
		t.Error(err)
	}
	list := terms(flat("fee", "1"))
	list.Months.Count = apm.ByDays
	for _, months := range [][2]pmpm.Month{{june, june - 1}, {0, june}, {june, 12 * 10000}} {
		if _, err := arrange(t, list).Counter(months[0], months[1]); err == nil {
			t.Error("a counter of no months")
		}
	}
	n := counter(t, apm.MonthRule{Count: apm.ByDays}, "2023-01", "2023-12")
	if err := n.Merge(counter(t, apm.MonthRule{Count: apm.ByDays}, "2023-01", "2023-11")); err == nil {
		t.Error("counters of other months merged")
	}
}

// Counters double until the range ends, and say so.
func TestCounterOverflow(t *testing.T) {
	n := counter(t, apm.MonthRule{Count: apm.AnyDay, Choose: apm.FirstDay}, "2023-01", "2023-02")
	for _, period := range []string{"/", "2023-01-31/2023-01-31"} { // twice as many in January as in February
		if err := n.Add([]pmpm.Span{span("A", "x", period), span("A", "x", period)}); err != nil {
			t.Fatal(err)
		}
	}
	for range 43 {
		if err := n.Merge(n); err != nil {
			t.Fatal(err)
		}
	}
	before := n.Counts()
	for range 20 { // whichever month comes first
		if err := n.Merge(n); !errors.Is(err, apm.ErrOverflow) {
			t.Error(err)
		}
	}
	if diff := cmp.Diff(before, n.Counts()); diff != "" {
		t.Error(diff)
	}
}

// The order of members, of their spans and of merging never matters, and by days every
// enrolled day counts once.
func TestLawCounting(t *testing.T) {
	parts := []apm.MonthRule{
		{Count: apm.ByDays}, {Count: apm.OnDay, Day: 1}, {Count: apm.OnDay, Day: 28}, {Count: apm.OnLastDay},
		{Count: apm.AnyDay, Choose: apm.FirstDay}, {Count: apm.AnyDay, Choose: apm.LastDay}, {Count: apm.AllDays, Choose: apm.FirstDay},
	}
	start := apm.MustParseDate("2023-12-20") // before the first month
	rapid.Check(t, func(t *rapid.T) {
		list := terms(flat("fee", "1"))
		list.Months = rapid.SampledFrom(parts).Draw(t, "part")
		a, err := pmpm.New(list)
		if err != nil {
			t.Fatal(err)
		}
		fresh := func() *pmpm.Counter {
			c, err := a.Counter(pmpm.MustParseMonth("2024-01"), pmpm.MustParseMonth("2024-04"))
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		var people [][]pmpm.Span
		for range rapid.IntRange(1, 4).Draw(t, "members") {
			var spans []pmpm.Span
			day := start.AddDays(rapid.IntRange(0, 30).Draw(t, "start"))
			for range rapid.IntRange(0, 5).Draw(t, "spans") {
				end := day.AddDays(rapid.SampledFrom([]int{0, 0, 5, 27, 30, 45}).Draw(t, "days"))
				spans = append(spans, pmpm.Span{Provider: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "provider"),
					Cell: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "cell"), Period: apm.Period{From: day, To: end}})
				day = end.AddDays(rapid.SampledFrom([]int{1, 1, 2, 15}).Draw(t, "gap"))
			}
			people = append(people, spans)
		}
		one, left, right := fresh(), fresh(), fresh()
		for i, spans := range people {
			if err := one.Add(spans); err != nil {
				t.Fatal(err)
			}
			half := left
			if i%2 == 1 {
				half = right
			}
			shuffled := rapid.Permutation(spans).Draw(t, "order")
			if len(spans) > 0 { // a span told twice is told once
				shuffled = append(slices.Clone(shuffled), spans[0])
			}
			if err := half.Add(shuffled); err != nil {
				t.Fatal(err)
			}
		}
		if err := right.Merge(left); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one.Counts(), right.Counts()); diff != "" {
			t.Fatal(diff)
		}
		// The slow reference: day by day.
		reference := map[string]map[string]apm.MemberMonths{}
		for _, spans := range people {
			for m := pmpm.MustParseMonth("2024-01"); m <= pmpm.MustParseMonth("2024-04"); m++ {
				var days []pmpm.Span // of each enrolled day, in order
				var dates []apm.Date
				for d := m.First(); d <= m.Last(); d++ {
					for _, s := range spans {
						if s.Period.Contains(d) {
							days, dates = append(days, s), append(dates, d)
						}
					}
				}
				count := func(s pmpm.Span, months apm.MemberMonths) {
					if reference[s.Provider] == nil {
						reference[s.Provider] = map[string]apm.MemberMonths{}
					}
					reference[s.Provider][m.String()+" "+s.Cell] += months
				}
				for i, s := range days {
					switch part := list.Months; {
					case part.Count == apm.ByDays:
						count(s, apm.OneMonth/apm.MemberMonths(m.Days()))
					case part.Count == apm.OnDay && dates[i] == m.First()+apm.Date(part.Day)-1,
						part.Count == apm.OnLastDay && dates[i] == m.Last(),
						part.Count == apm.AnyDay && part.Choose == apm.FirstDay && i == 0,
						part.Count == apm.AnyDay && part.Choose == apm.LastDay && i == len(days)-1,
						part.Count == apm.AllDays && i == 0 && len(days) == m.Days():
						count(s, apm.OneMonth)
					}
				}
			}
		}
		got := map[string]map[string]apm.MemberMonths{}
		for provider, counts := range one.Counts() {
			got[provider] = map[string]apm.MemberMonths{}
			for _, c := range counts {
				got[provider][c.Month.String()+" "+c.Cell] = c.MemberMonths
			}
		}
		if diff := cmp.Diff(reference, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestMonth(t *testing.T) {
	for _, c := range []struct {
		text, first, last string
		days              int
	}{
		{"2024-02", "2024-02-01", "2024-02-29", 29}, {"2023-02", "2023-02-01", "2023-02-28", 28}, {"2023-12", "2023-12-01", "2023-12-31", 31},
		{"0001-01", "0001-01-01", "0001-01-31", 31}, {"9999-12", "9999-12-01", "9999-12-31", 31}, {"2023-11", "2023-11-01", "2023-11-30", 30},
	} {
		m := pmpm.MustParseMonth(c.text)
		if m.First().String() != c.first || m.Last().String() != c.last || m.Days() != c.days || m.String() != c.text ||
			pmpm.MonthOf(m.Last()) != m || pmpm.MonthOf(m.First()) != m {
			t.Errorf("%s: %s to %s, %d days", c.text, m.First(), m.Last(), m.Days())
		}
	}
	for _, m := range []pmpm.Month{0, 11, -1, 12 * 10000} {
		if m.Valid() || m.First() != 0 || m.Last() != 0 || m.Days() != 0 {
			t.Errorf("%d is a month", m)
		}
	}
	if pmpm.MonthOf(0) != 0 || pmpm.Month(0).String() != "" || pmpm.Month(5).String() != "invalid month" {
		t.Error("no month")
	}
	if _, err := pmpm.Month(5).MarshalText(); err == nil {
		t.Error("an invalid month was written")
	}
	for _, text := range []string{"2023", "2023-13", "2023-1", "2023-01-01", "x"} {
		var m pmpm.Month
		var parse *apm.ParseError
		if err := m.UnmarshalText([]byte(text)); !errors.As(err, &parse) {
			t.Errorf("%s: %v", text, err)
		}
	}
	var m pmpm.Month
	if err := json.Unmarshal([]byte(`""`), &m); err != nil || m != 0 {
		t.Error(m, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("MustParseMonth took what is no month")
		}
	}()
	pmpm.MustParseMonth("2023-00")
}
