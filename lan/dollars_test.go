package lan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

// published finds a published percent.
func published(t *testing.T, year int, line lan.Line, categories []lan.Category) decimal.Decimal {
	t.Helper()
	for _, r := range lan.Published() {
		if r.Year == year && r.Line == line && r.Measure == "" && cmp.Equal(r.Categories, categories) {
			return r.Percent
		}
	}
	t.Fatalf("nothing published for %d %s %v", year, line, categories)
	return decimal.Decimal{}
}

// LV-43 to LV-52, LV-61 and LV-62: what the LAN published is consistent in itself.
func TestPublishedResults(t *testing.T) {
	one, two := []lan.Category{lan.Category1}, []lan.Category{lan.Category2A, lan.Category2B, lan.Category2C, lan.Category2D}
	three, four := []lan.Category{lan.Category3A, lan.Category3B}, []lan.Category{lan.Category4A, lan.Category4B, lan.Category4C}
	all := func(year int, set []lan.Category) decimal.Decimal { return published(t, year, lan.AllLines, set) }
	want := func(name string, got decimal.Decimal, want string) {
		t.Helper()
		if !got.Equal(num(want)) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for year, sets := range map[int][][]lan.Category{2015: {one, two, lan.APM()}, 2016: {one, two, lan.APM()}, 2018: {one, two, lan.APM()}, 2021: {one, two, three, four}} {
		sum := decimal.Decimal{}
		for _, set := range sets {
			sum = sum.Add(all(year, set))
		}
		want("LV-43 to LV-45: the categories add up", sum, "100")
	}
	want("LV-45: categories 3 and 4 of 2021", all(2021, three).Add(all(2021, four)), "40.0")
	for i, line := range lan.Lines() {
		a, b := published(t, 2022, line, lan.APM()), published(t, 2022, line, lan.TwoSided())
		c, d := published(t, 2023, line, lan.APM()), published(t, 2023, line, lan.TwoSided())
		want("LV-46 "+string(line), a.Sub(b), []string{"18.1", "21.6", "18.3", "11.2"}[i])
		want("LV-47 "+string(line), c.Sub(d), []string{"17.6", "22.6", "21.3", "8.3"}[i])
		want("LV-48 "+string(line), d.Sub(b), []string{"5.1", "2.4", "4.1", "3.5"}[i])
	}
	want("LV-52", published(t, 2021, lan.MedicareAdvantage, lan.TwoSided()).Sub(num("5.8")), "29.4")
	want("LV-61, 3A of 2017", all(2017, lan.APM()).Sub(all(2017, lan.TwoSided())), "21.5")
	want("LV-61, 2017 to 2021", all(2021, lan.TwoSided()).Sub(all(2017, lan.TwoSided())), "7.1")
	want("LV-61, 2017 to 2023", all(2023, lan.TwoSided()).Sub(all(2017, lan.TwoSided())), "16.0")
	// LV-51 and LV-62: the goals of 2016 and 2018 against what was published.
	for year, missed := range map[int]string{2016: "-1", 2018: "-14.2"} {
		goals, err := lan.LANGoals(year)
		if err != nil {
			t.Fatal(err)
		}
		apms := all(year, lan.APM())
		r := measure(t, terms(lan.ByStream), portfolio(lan.Commercial, paid{"3A", apms.StringFixed(2)}, paid{"1", num("100").Sub(apms).StringFixed(2)}))
		s, err := r.Standing(goals[0])
		if err != nil || s.Outcome != lan.Short || !s.Points.Decimal.Equal(num(missed)) {
			t.Errorf("LV-51, LV-62: %d %+v, %v", year, s, err)
		}
	}
	// LV-49: people represented; LV-50: people in accountable care and what they are a part of.
	for _, c := range []struct{ name, part, whole, percent string }{
		{"LV-49", "233870081", "300887000", "77.7"}, {"LV-49", "263621410", "304000000", "86.7"},
		{"LV-50 Medicaid", "16500000", "56700000", "29.1"}, {"LV-50 traditional Medicare", "14100000", "28500000", "49.5"},
	} {
		share, err := apm.Quo(num(c.part), num(c.whole))
		if err != nil || !share.Shift(2).Round(1).Equal(num(c.percent)) {
			t.Errorf("%s: %s", c.name, share)
		}
	}
	for _, r := range lan.Published() {
		if r.Origin == "" || r.Year < 2015 || r.Year > 2023 || (r.Measure == "") != (r.Categories != nil) {
			t.Errorf("%+v", r)
		}
	}
}

// The people of LV-50 in a report.
func TestAccountableLives(t *testing.T) {
	p := portfolio(lan.Medicaid, paid{"3B", "10.00"}, paid{"2A", "1.00"}, paid{"3N", "1.00"}, paid{"4A", "1.00"})
	for i, n := range []string{"16500000", "40000000", "5000000", "7000000"} {
		p.Dollars[i].Members = share(n)
	}
	p.Covered = map[lan.Line]decimal.Decimal{lan.Medicaid: num("56700000"), lan.Commercial: num("100")}
	r := measure(t, terms(lan.ByStream), p)
	lives := r.Line(lan.Medicaid).Lives
	if !lives.Accountable.Decimal.Equal(num("16500000")) || !lives.Share.Decimal.Shift(2).Round(1).Equal(num("29.1")) {
		t.Errorf("%+v", lives)
	}
	if c := r.Line(lan.Commercial).Lives; !c.Share.Valid || !c.Share.Decimal.IsZero() {
		t.Errorf("nobody in accountable care: %+v", c)
	}
	if !r.All.Lives.Covered.Decimal.Equal(num("56700100")) {
		t.Errorf("%+v", r.All.Lives)
	}
	goal := lan.CMSAccountableCare()
	goal.Line, goal.Share = lan.Medicaid, share("0.5")
	s, err := r.Standing(goal)
	if err != nil || s.Outcome != lan.Short || !s.LivesGap.Decimal.Equal(num("11850000")) {
		t.Errorf("%+v, %v", s, err)
	}
	goal.Share = share("0.29")
	if s, err = r.Standing(goal); err != nil || s.Outcome != lan.Met || s.LivesGap.Valid {
		t.Errorf("%+v, %v", s, err)
	}
	goal.Share.Valid = false
	if s, err = r.Standing(goal); err != nil || s.Outcome != lan.Unknown || s.Missing != "goal.share" {
		t.Errorf("%+v, %v", s, err)
	}
	goal.Line = lan.TraditionalMedicare
	if s, err = r.Standing(goal); err != nil || s.Outcome != lan.Unknown || s.Missing != "covered" {
		t.Errorf("%+v, %v", s, err)
	}

	// The same people under two streams of one contract, for half of the year.
	half := apm.MustParsePeriod("2024-01-01/2024-07-01") // 183 of 366 days
	p = lan.Portfolio{Covered: map[lan.Line]decimal.Decimal{lan.Medicaid: num("1000")}}
	for i, c := range []lan.Category{lan.Category3A, lan.Category3B} {
		s := standalone(string(c), c, lan.Medicaid)
		s.Contract = "one"
		p.Streams = append(p.Streams, s)
		p.Dollars = append(p.Dollars, lan.Dollars{Stream: string(c), Period: half, Paid: 100, Members: share([]string{"400", "600"}[i])})
	}
	if lives := measure(t, terms(lan.ByStream), p).All.Lives; !lives.Accountable.Decimal.Equal(num("300")) || !lives.Share.Decimal.Equal(num("0.3")) {
		t.Errorf("%+v", lives)
	}
	p.Dollars[1].Members.Valid = false
	r = measure(t, terms(lan.ByStream), p)
	goal = lan.CMSAccountableCare()
	goal.Line = lan.Medicaid
	if s, err := r.Standing(goal); err != nil || s.Missing != "members" || r.All.Lives.Accountable.Valid {
		t.Errorf("%+v, %v", s, err)
	}
}

// LV-53 to LV-60, as the LAN counts dollars.
func TestVectorsOfDollars(t *testing.T) {
	want := func(name string, got map[lan.Category]string, want map[lan.Category]string) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	one := portfolio(lan.Commercial, paid{"3A", "10000000.00"})
	one.Dollars = append(one.Dollars, dollars("commercial 3A", "300000.00"))
	want("LV-53", amounts(measure(t, terms(lan.ByStream), one).All), map[lan.Category]string{"3A": "10300000.00"})

	several := portfolio(lan.Commercial, paid{"2A", "200000.00"}, paid{"2C", "100000.00"}, paid{"3A", "10300000.00"})
	for i := range several.Streams {
		several.Streams[i].Contract = "the provider's"
	}
	dominant := map[lan.Category]string{"3A": "10600000.00"}
	want("LV-54 by rank", amounts(measure(t, terms(lan.ByRank), several).All), dominant)
	want("LV-54 by dollars", amounts(measure(t, terms(lan.ByDollars), several).All), dominant)
	want("LV-54 by stream", amounts(measure(t, terms(lan.ByStream), several).All),
		map[lan.Category]string{"2A": "200000.00", "2C": "100000.00", "3A": "10300000.00"})

	primary := portfolio(lan.Medicaid, paid{"2A", "300.00"}, paid{"2C", "100.00"})
	for i := range primary.Streams {
		primary.Streams[i].Contract = "primary care"
	}
	want("LV-18 by rank", amounts(measure(t, terms(lan.ByRank), primary).All), map[lan.Category]string{"2C": "400.00"})
	want("LV-18 by dollars", amounts(measure(t, terms(lan.ByDollars), primary).All), map[lan.Category]string{"2A": "400.00"})

	r := measure(t, terms(lan.ByRank), portfolio(lan.Commercial, paid{"1", "40"}, paid{"2C", "20"}, paid{"3A", "25"}, paid{"3B", "10"}, paid{"4B", "4"}, paid{"3N", "1"}))
	for _, c := range []struct {
		set  []lan.Category
		want string
	}{{lan.APM(), "0.39"}, {lan.TwoSided(), "0.14"}, {lan.Linked(), "0.59"}} {
		if _, share := r.All.Of(c.set...); !share.Decimal.Equal(num(c.want)) {
			t.Errorf("LV-55 %v: %s, want %s", c.set, share.Decimal, c.want)
		}
	}

	medicaid := portfolio(lan.Medicaid, paid{"1", "100000000.00"})
	for kind, amount := range map[lan.Spending]string{lan.Dental: "5000000.00", lan.LTSS: "8000000.00", lan.DualEligible: "6000000.00", "housing": "0.00"} {
		d := dollars("medicaid 1", amount)
		d.Kinds = []lan.Spending{kind}
		medicaid.Dollars = append(medicaid.Dollars, d)
	}
	r = measure(t, terms(lan.ByRank), medicaid)
	excluded := make(map[string]string)
	for _, x := range r.Excluded {
		excluded[x.Name] = x.Paid.String()
	}
	want("LV-56", amounts(r.All), map[lan.Category]string{"1": "100000000.00"})
	if diff := cmp.Diff(map[string]string{"dental": "5000000.00", "dual eligibles in Medicaid": "6000000.00", "long-term services and supports in Medicaid": "8000000.00"}, excluded); diff != "" {
		t.Errorf("LV-56:\n%s", diff)
	}
	// What Medicaid leaves out counts in a commercial line.
	commercial := portfolio(lan.Commercial, paid{"1", "100.00"})
	commercial.Dollars[0].Kinds = []lan.Spending{lan.LTSS}
	want("long-term services of a commercial plan", amounts(measure(t, terms(lan.ByRank), commercial).All), map[lan.Category]string{"1": "100.00"})

	pooled := joined(portfolio(lan.Commercial, paid{"3A", "30000000"}, paid{"1", "70000000"}), portfolio(lan.Medicaid, paid{"3A", "180000000"}, paid{"1", "120000000"}))
	if _, share := measure(t, terms(lan.ByRank), pooled).All.Of(lan.APM()...); !share.Decimal.Equal(num("0.525")) {
		t.Errorf("LV-59: %s", share.Decimal)
	}
}

// changing is a stream that is 3A until the end of June and 3B from July on.
func changing() lan.Portfolio {
	a, b := standalone("aco", lan.Category3A, lan.Medicaid), standalone("aco", lan.Category3B, lan.Medicaid)
	a.Period, b.Period = apm.MustParsePeriod("2023-01-01/2024-06-30"), apm.MustParsePeriod("2024-07-01/")
	return lan.Portfolio{Streams: []lan.Stream{b, a}}
}

// LV-60: a contract that changes category within the year.
func TestChangeWithinTheYear(t *testing.T) {
	p := changing()
	first, second := dollars("aco", "6000000.00"), dollars("aco", "6000000.00")
	first.Period, second.Period = apm.MustParsePeriod("2024-01-01/2024-06-30"), apm.MustParsePeriod("2024-07-01/2024-12-31")
	p.Dollars = []lan.Dollars{first, second}
	want := func(name string, r lan.Report, want map[lan.Category]string) {
		t.Helper()
		if diff := cmp.Diff(want, amounts(r.All)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	want("LV-60", measure(t, terms(lan.ByRank), p), map[lan.Category]string{"3A": "6000000.00", "3B": "6000000.00"})
	atEnd := terms(lan.ByRank)
	atEnd.Change = lan.AtEnd
	r := measure(t, atEnd, p)
	want("LV-60 at the end", r, map[lan.Category]string{"3B": "12000000.00"})
	if len(r.Streams) != 2 || r.Streams[0].Classification.Category != lan.Category3A || len(r.Placements) != 1 {
		t.Errorf("%+v", r)
	}

	// One line for the year is divided by its days: 182 and 184 of 366.
	p.Dollars = []lan.Dollars{dollars("aco", "36600.01")}
	want("a line across the change", measure(t, terms(lan.ByRank), p), map[lan.Category]string{"3A": "18200.00", "3B": "18400.01"})

	// A care fee beside it follows the dominant category of each half.
	fee := standalone("fee", lan.Category2A, lan.Medicaid)
	p.Streams = append(p.Streams, fee)
	for i := range p.Streams {
		p.Streams[i].Contract = "c"
	}
	p.Dollars = []lan.Dollars{first, second, dollars("fee", "3660.00")}
	want("with a fee", measure(t, terms(lan.ByRank), p), map[lan.Category]string{"3A": "6001820.00", "3B": "6001840.00"})
	want("with a fee, by stream", measure(t, terms(lan.ByStream), p), map[lan.Category]string{"2A": "3660.00", "3A": "6000000.00", "3B": "6000000.00"})
}

// What dominates, where rank and dollars differ, and what an undetermined stream does.
func TestDominance(t *testing.T) {
	contract := func(amounts ...paid) lan.Portfolio {
		p := portfolio(lan.Commercial, amounts...)
		for i := range p.Streams {
			p.Streams[i].Contract = "c"
		}
		return p
	}
	for _, c := range []struct {
		name   string
		p      lan.Portfolio
		change func(*lan.Terms)
		want   map[lan.Category]string
	}{
		{"a tiny capitation beside a large 3A, by rank", contract(paid{"4A", "1.00"}, paid{"3A", "99.00"}), nil, map[lan.Category]string{"4A": "100.00"}},
		{"the same by dollars", contract(paid{"4A", "1.00"}, paid{"3A", "99.00"}), func(t *lan.Terms) { t.Dominance = lan.ByDollars }, map[lan.Category]string{"3A": "100.00"}},
		{"equal dollars", contract(paid{"3A", "50.00"}, paid{"4A", "50.00"}), func(t *lan.Terms) { t.Dominance = lan.ByDollars }, map[lan.Category]string{"4A": "100.00"}},
		{"an N outranks nothing with a link", contract(paid{"4N", "99.00"}, paid{"2A", "1.00"}), nil, map[lan.Category]string{"2A": "100.00"}},
		{"an N outranks fees", contract(paid{"3N", "1.00"}, paid{"1", "99.00"}), nil, map[lan.Category]string{"3N": "100.00"}},
		{"a rank of one's own", contract(paid{"4N", "99.00"}, paid{"2A", "1.00"}), func(t *lan.Terms) {
			t.Rank = []lan.Category{"1", "2A", "2B", "2C", "2D", "3N", "3A", "3B", "4N", "4A", "4B", "4C"}
		}, map[lan.Category]string{"4N": "100.00"}},
		{"a stream without dollars dominates nothing", contract(paid{"4C", "0.00"}, paid{"2C", "9.00"}), nil, map[lan.Category]string{"2C": "9.00"}},
		{"what is undetermined stays so", contract(paid{"", "5.00"}, paid{"3A", "9.00"}, paid{"1", "1.00"}), nil, map[lan.Category]string{"": "5.00", "3A": "10.00"}},
	} {
		terms := terms(lan.ByRank)
		if c.change != nil {
			c.change(&terms)
		}
		if diff := cmp.Diff(c.want, amounts(measure(t, terms, c.p).All)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
	}
	// The same contract in two lines of business, or of two payers, is weighed apart.
	p := contract(paid{"4A", "1.00"}, paid{"3A", "99.00"})
	p.Streams[0].Line = lan.Medicaid
	if got := amounts(measure(t, terms(lan.ByRank), p).All); got["3A"] != "99.00" {
		t.Errorf("two lines: %v", got)
	}
	p.Streams[0].Line, p.Streams[0].Payer = lan.Commercial, "another plan"
	if got := amounts(measure(t, terms(lan.ByRank), p).All); got["3A"] != "99.00" {
		t.Errorf("two payers: %v", got)
	}
}

func TestSince(t *testing.T) {
	now := measure(t, terms(lan.ByRank), portfolio(lan.Medicaid, paid{"1", "40"}, paid{"2C", "10"}, paid{"3A", "30"}, paid{"4B", "20"}))
	before := terms(lan.ByRank)
	before.Period = apm.CalendarYear(2020)
	p := portfolio(lan.Medicaid, paid{"1", "80"}, paid{"3A", "20"})
	for i := range p.Dollars {
		p.Dollars[i].Period = before.Period
	}
	baseline := measure(t, before, p)
	progress, err := now.Since(baseline)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{lan.MeasureAPM: "30", lan.MeasureTwoSided: "20", lan.MeasureLinked: "40"}
	for _, c := range progress {
		if points, known := want[c.Measure]; known && !c.Points.Decimal.Equal(num(points)) || c.Measure == lan.MeasureLives && c.Points.Valid {
			t.Errorf("%+v", c)
		}
	}
	if len(progress) != 8 { // Medicaid and all lines
		t.Errorf("%d changes", len(progress))
	}
	other := measure(t, terms(lan.ByStream), portfolio(lan.Medicaid, paid{"1", "80"}))
	if _, err := now.Since(other); err == nil {
		t.Error("progress by another policy")
	}
}
