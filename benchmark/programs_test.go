package benchmark_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

func must(t testing.TB) func(benchmark.Terms, error) benchmark.Terms {
	return func(terms benchmark.Terms, err error) benchmark.Terms {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return terms
	}
}

// reachFacts is one ACO with a total benchmark before deductions, as if of one
// member-month.
func reachFacts(unadjusted, trend, quality, retention string) benchmark.Facts {
	return benchmark.Facts{
		Experience: []benchmark.Experience{{
			Category: "AD", Year: "PY", Time: known("1"), PerCapita: known(unadjusted),
			Figures: map[benchmark.Measure]decimal.Decimal{benchmark.RetrospectiveTrend: num(trend)},
		}},
		Amounts: map[benchmark.Measure]decimal.Decimal{
			benchmark.QualityScore: num(quality), benchmark.Retained: num("1").Sub(num(retention).Mul(num("50"))),
			benchmark.HighNeedMonths: num("0"), benchmark.LowNeedMonths: num("0"),
		},
	}
}

// CMS, results of Global and Professional Direct Contracting and ACO REACH.
func TestPublishedREACHBenchmarks(t *testing.T) {
	global2021 := must(t)(benchmark.REACH(2021, benchmark.Global))
	r, err := build(t, global2021).Calculate(reachFacts("5167826.5686", "0.9491", "1", "0"))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "D0027/2021", r.Total.Decimal, "4806688.5124", "0.0001")
	for _, c := range []struct {
		aco                                                string
		option                                             benchmark.REACHOption
		unadjusted, discount, quality, retention, f, final string
		trend                                              string
	}{
		{"D0211", benchmark.Professional, "1438242826.06", "0", "1.0", "0", "1", "1390436305.87", "0.96676"},
		{"D0116", benchmark.Global, "132064460.84", "0.03", "1.0", "0", "0.97", "123843154.11", "0.96675"},
		{"D0012", benchmark.Professional, "84532617.13", "0", "0.21", "0", "0.9842", "80422569.65", "0.96665"},
		{"D0120", benchmark.Professional, "40419739.46", "0", "0.41", "0", "0.9882", "38609412.0", "0.96662"},
		{"D0005", benchmark.Global, "819689990.3", "0.03", "0.39", "0", "0.9578", "758986297.93", "0.96674"},
		{"D0101", benchmark.Global, "58333283.54", "0.03", "0.22", "0", "0.9544", "53814407.6", "0.96661"},
		{"D0251", benchmark.Global, "302277478.41", "0.03", "0.99", "0.02", "0.9498", "277535222.24", "0.96667"},
		{"D0348", benchmark.Global, "35914587.97", "0.03", "0.69", "0.02", "0.9438", "32763830.6", "0.96659"},
	} {
		terms := must(t)(benchmark.REACH(2023, c.option))
		r, err := build(t, terms).Calculate(reachFacts(c.unadjusted, "1", c.quality, c.retention))
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.aco+" deductions", r.Total.Decimal, num(c.unadjusted).Mul(num(c.f)).String())
		// One retrospective trend explains all of them.
		implied := quo(t, num(c.final), r.Total.Decimal)
		near(t, c.aco, implied, c.trend, "0.000005")
		if implied.LessThan(num("0.9663")) || implied.GreaterThan(num("0.9669")) {
			t.Errorf("%s: the trend is %s", c.aco, implied)
		}
		if c.retention == "0" || c.option == benchmark.Professional {
			continue
		}
		// Compounded, the deductions would need a trend that no other ACO had.
		deductions := terms.Retrospective[1].(benchmark.Deductions)
		deductions.Compound = true
		terms.Retrospective[1] = deductions
		if r, err = build(t, terms).Calculate(reachFacts(c.unadjusted, "1", c.quality, c.retention)); err != nil {
			t.Fatal(err)
		}
		if implied = quo(t, num(c.final), r.Total.Decimal); implied.GreaterThan(num("0.9663")) {
			t.Errorf("%s: compounded the trend is %s", c.aco, implied)
		}
	}
	facts := reachFacts("1000000", "1", "1", "0")
	facts.Amounts[benchmark.HighNeedMonths], facts.Amounts[benchmark.LowNeedMonths] = num("439"), num("17911")
	if r, err = build(t, must(t)(benchmark.REACH(2023, benchmark.Professional))).Calculate(facts); err != nil {
		t.Fatal(err)
	}
	near(t, "D0120 equity", r.Total.Decimal.Sub(num("1000000")), "-94296")
}

// The corridor on the retrospective trend of ACO REACH in 2024: within 1 % nothing
// changes, then the entity bears all up to 4 %, half up to 8 % and nothing beyond.
func TestRetrospectiveTrendCorridor(t *testing.T) {
	rule := benchmark.TrueUp{
		Actual: "actual", Expected: "expected", Year: "BY3", Deadband: num("0.01"),
		Bands: apm.Bands{{UpTo: known("0.04"), Share: num("1")}, {UpTo: known("0.08"), Share: num("0.5")}, {Share: num("0")}},
	}
	for deviation, want := range map[string]string{
		"0.009": "1.000", "0.01": "1", "-0.01": "1", "-0.03": "0.970", "-0.05": "0.955", "0.052": "1.046", "-0.06": "0.950",
		"-0.10": "0.940", "0.12": "1.060",
	} {
		facts := fourTypes(figures{"BY3", benchmark.PerCapita, same("1")}, figures{"BY3", "expected", same("2")},
			figures{"BY3", "actual", same(num("1").Add(num(deviation)).Mul(num("2")).String())})
		near(t, deviation, category(t, chain(t, facts, rule), "ESRD"), want)
	}
}

func TestNextGeneration(t *testing.T) {
	terms := must(t)(benchmark.NextGeneration(2016, num("0.03")))
	r, err := build(t, terms).Calculate(benchmark.Facts{Experience: []benchmark.Experience{
		{Category: "AD", Year: "BY", PerCapita: known("10000"), Risk: known("1.00"), Figures: map[benchmark.Measure]decimal.Decimal{
			benchmark.ProjectedTrend: num("1.04"), benchmark.RegionalPriceTrend: num("1.01")}},
		{Category: "AD", Year: "PY", Time: known("12000"), Risk: known("1.02")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "per capita", r.PerCapita.Decimal, "10392.6576")
	near(t, "total", r.Total.Decimal, "124711891.2")
}

// What presets refuse, and what they say.
func TestPresetsRefuseWhatTheyDoNotKnow(t *testing.T) {
	for _, c := range []struct {
		what func() (benchmark.Terms, error)
		want string
	}{
		{func() (benchmark.Terms, error) { return benchmark.MSSPFirstAgreement(apm.MustParseDate("2012-03-31")) },
			"MSSP: first agreement periods of 42 CFR 425.602 started from 2012-04-01 to 2018-01-01, not on 2012-03-31"},
		{func() (benchmark.Terms, error) { return benchmark.MSSPFirstAgreement(apm.MustParseDate("2018-01-02")) },
			"MSSP: first agreement periods of 42 CFR 425.602 started from 2012-04-01 to 2018-01-01, not on 2018-01-02"},
		{func() (benchmark.Terms, error) { return benchmark.MSSP(apm.MustParseDate("2019-06-30"), 2019, false) },
			"MSSP: known for agreement periods that start on 2019-07-01 and on January 1 of 2020 to 2024, not on 2019-06-30"},
		{func() (benchmark.Terms, error) { return benchmark.MSSP(apm.MustParseDate("2023-07-01"), 2023, false) },
			"MSSP: known for agreement periods that start on 2019-07-01 and on January 1 of 2020 to 2024, not on 2023-07-01"},
		{func() (benchmark.Terms, error) { return benchmark.MSSP(apm.MustParseDate("2025-01-01"), 2025, false) },
			"MSSP: known for agreement periods that start on 2019-07-01 and on January 1 of 2020 to 2024, not on 2025-01-01"},
		{func() (benchmark.Terms, error) { return benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2026, false) },
			"MSSP: agreement periods from 2024 are known for performance years 2024 and 2025, not for 2026"},
		{func() (benchmark.Terms, error) { return benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2023, false) },
			"MSSP: the agreement period starts after performance year 2023"},
		{func() (benchmark.Terms, error) { return benchmark.MSSP(apm.MustParseDate("2022-01-01"), 2028, false) },
			"MSSP: an agreement period from 2022-01-01 lasts to performance year 2026, not to 2028"},
		{func() (benchmark.Terms, error) { return benchmark.MSSP(apm.MustParseDate("2019-07-01"), 2025, false) },
			"MSSP: an agreement period from 2019-07-01 lasts to performance year 2024, not to 2025"},
		{func() (benchmark.Terms, error) { return benchmark.MSSP(apm.MustParseDate("2020-01-01"), 2025, true) },
			"MSSP: an agreement period from 2020-01-01 lasts to performance year 2024, not to 2025"},
		{func() (benchmark.Terms, error) { return benchmark.MSSP(apm.MustParseDate("2022-06-15"), 2023, false) },
			"MSSP: known for agreement periods that start on 2019-07-01 and on January 1 of 2020 to 2024, not on 2022-06-15"},
		{func() (benchmark.Terms, error) { return benchmark.REACH(2024, benchmark.Global) },
			"REACH: known for performance years 2021 to 2023, not for 2024"},
		{func() (benchmark.Terms, error) { return benchmark.REACH(2021, "Total") },
			`REACH: unknown risk arrangement "Total" (known: Professional, Global)`},
		{func() (benchmark.Terms, error) { return benchmark.NextGeneration(2019, num("0.01")) },
			"NextGeneration: the discount is known for performance years 2016 to 2018, not for 2019"},
		{func() (benchmark.Terms, error) { return benchmark.NextGeneration(2018, num("0.046")) },
			"NextGeneration: the discount lies between 0.005 and 0.045"},
		{func() (benchmark.Terms, error) { return benchmark.NextGeneration(2018, decimal.New(1, 1_000_000_000)) },
			"NextGeneration: the discount lies between 0.005 and 0.045"},
	} {
		if _, err := c.what(); err == nil || err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}

// Every number of the presets, by year: a subject expert can check them by eye.
func TestPresetNumbersByYear(t *testing.T) {
	for _, c := range []struct {
		start string
		year  int
		later bool
		years string // weights of the base years
		above string // cap on the risk ratio, or points beyond demographic growth
		below string // negative cap of the regional adjustment
		acpt  string // weight of the prospective trend
	}{
		{"2019-07-01", 2019, false, "0.1 0.3 0.6", "1.03", "0.05", ""},
		{"2020-01-01", 2021, true, "1 1 1 of 3", "1.03", "0.05", ""},
		{"2023-01-01", 2027, false, "0.1 0.3 0.6", "1.03", "0.05", ""},
		{"2024-01-01", 2024, false, "0.1 0.3 0.6", "0.03", "0.015", "1 of 6"},
		{"2024-01-01", 2025, true, "1 1 1 of 3", "0.03", "0.015", "1 of 3"},
	} {
		terms := must(t)(benchmark.MSSP(apm.MustParseDate(c.start), c.year, c.later))
		var years, above, below, acpt string
		var walk func(benchmark.Rules)
		walk = func(rules benchmark.Rules) {
			for _, rule := range rules {
				switch r := rule.(type) {
				case benchmark.BaseYears:
					years = r.Years[0].Weight.String() + " " + r.Years[1].Weight.String() + " " + r.Years[2].Weight.String()
					if r.Of.Valid {
						years += " of " + r.Of.Decimal.String()
					}
				case benchmark.RiskRatio:
					if r.AtMost.Valid {
						above = r.AtMost.Decimal.String()
					} else if r.Growth != nil {
						above = r.Growth.Points.String()
					}
				case benchmark.RegionalAdjustment:
					below = r.CapBelow.String()
				case benchmark.Trend:
					if r.Of.Valid {
						acpt = r.Blend[1].Weight.Decimal.String() + " of " + r.Of.Decimal.String()
					}
				case benchmark.Greatest:
					walk(r.Of[0].Rules)
					if len(r.Of) != 1+map[bool]int{true: 1}[c.later] {
						t.Errorf("%s: %d options", c.start, len(r.Of))
					}
				case benchmark.Guardrail:
					walk(r.Rules)
				}
			}
		}
		walk(terms.Rules)
		walk(terms.Retrospective)
		if years != c.years || above != c.above || below != c.below || acpt != c.acpt {
			t.Errorf("%s %d: %s, %s, %s, %s", c.start, c.year, years, above, below, acpt)
		}
	}
}
