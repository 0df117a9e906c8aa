package benchmark_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		confidence string
		sides      benchmark.Sides
		want       string
	}{
		{"0.90", benchmark.OneSided, "1.281551566"}, {"0.95", benchmark.OneSided, "1.644853627"},
		{"0.99", benchmark.OneSided, "2.326347874"}, {"0.5", benchmark.OneSided, "0"},
		{"0.90", benchmark.TwoSided, "1.644853627"}, {"0.95", benchmark.TwoSided, "1.959963985"}, {"0.99", benchmark.TwoSided, "2.575829304"},
	} {
		z, err := benchmark.Quantile(num(c.confidence), c.sides)
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.confidence, z, c.want, "1e-9")
	}
}

// The table of minimum savings rates (42 CFR 425.604(b)) implies that yearly cost varies
// by 2.1 times its mean, if the rates keep chance out at 90, 95 and 99 %. The table does
// not say so: these confidences are an assumption, for illustration.
func TestPublishedTableImpliesTheVariation(t *testing.T) {
	for _, c := range []struct {
		people     int
		rate       string
		confidence string
		want       string
	}{
		{5_000, "0.039", "0.90", "2.15"}, {20_000, "0.025", "0.95", "2.15"}, {50_000, "0.022", "0.99", "2.11"},
	} {
		cv, err := benchmark.ImpliedVariation(num(c.rate), c.people, num(c.confidence), benchmark.OneSided)
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.rate, cv, c.want, "0.005")
		back, err := benchmark.MinimumSavingsRate(c.people, benchmark.Variation{Coefficient: cv, Source: "implied"}, num(c.confidence), benchmark.OneSided)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "and back", back.Rate, c.rate, "1e-30")
	}
}

func TestConfidenceInterval(t *testing.T) {
	m, err := benchmark.ConfidenceInterval(num("10000"), 1600, benchmark.Variation{Coefficient: num("2"), Source: "test"}, num("0.95"), benchmark.TwoSided)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "rate", m.Rate, "0.09799819925")
	near(t, "low", m.Low.Decimal, "9020.0180075")
	near(t, "high", m.High.Decimal, "10979.9819925")
	if m.Formula != "z x cv / sqrt(n)" || m.Source != "test" || m.Sides != benchmark.TwoSided || !m.Confidence.Equal(num("0.95")) {
		t.Errorf("%+v", m)
	}
}

func TestCredibility(t *testing.T) {
	full, err := benchmark.FullCredibility(benchmark.Variation{Coefficient: num("2"), Source: "test"}, num("0.05"), num("0.95"))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "full credibility", full, "6146.3341", "0.001")
	for _, c := range []struct{ n, want string }{{"0", "0"}, {"1500", "0.494012"}, {"6000", "0.988024"}, {"6200", "1"}, {"900000", "1"}} {
		z, err := benchmark.LimitedFluctuation(num(c.n), full)
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.n, z, c.want, "0.000001")
	}
	z, err := benchmark.Buehlmann(num("1500"), num("500"))
	if err != nil || !z.Equal(num("0.75")) {
		t.Errorf("Buehlmann: %s, %v", z, err)
	}
	facts := fourTypes(figures{"BY3", benchmark.PerCapita, same("12000")}, figures{"BY3", benchmark.Time, same("1500")}, figures{"BY3", "manual", same("10000")})
	near(t, "blend by K", category(t, chain(t, facts, benchmark.Credibility{K: known("500"), Manual: "manual", Year: "BY3"}), "ESRD"), "11500")
	near(t, "blend by root", category(t, chain(t, facts, benchmark.Credibility{Full: known("6000"), Manual: "manual", Year: "BY3"}), "ESRD"), "11000")
	facts.Amounts = map[benchmark.Measure]decimal.Decimal{"manual": num("10000")}
	all := chain(t, facts, benchmark.Mix{Year: "BY3"}, benchmark.Credibility{Full: known("24000"), Manual: "manual", Year: "BY3"})
	near(t, "blend of all", all.PerCapita.Decimal, "11000")
}

func TestMidpointMonths(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"2022-01-01/2022-12-31", "2024-01-01/2024-12-31", "24"},
		{"2022-01-01/2022-12-31", "2023-01-01/2023-03-31", "7.5"},
		{"2021-07-01/2022-06-30", "2023-02-01/2023-02-28", "13.5"},
		{"2024-01-01/2024-12-31", "2022-01-01/2022-12-31", "-24"},
	} {
		got, err := benchmark.MidpointMonths(apm.MustParsePeriod(c.from), apm.MustParsePeriod(c.to))
		if err != nil || !got.Equal(num(c.want)) {
			t.Errorf("%s to %s: %s, %v", c.from, c.to, got, err)
		}
	}
	for period, want := range map[string]string{
		"2022-01-01/":           "to: a midpoint needs a period with both ends",
		"2022-01-02/2022-12-31": "to: 2022-01-02/2022-12-31 is not a span of whole months",
		"2022-01-01/2022-12-30": "to: 2022-01-01/2022-12-30 is not a span of whole months",
	} {
		if _, err := benchmark.MidpointMonths(apm.CalendarYear(2022), apm.MustParsePeriod(period)); err == nil || err.Error() != want {
			t.Errorf("%s: %v", period, err)
		}
	}
	if _, err := benchmark.MidpointMonths(apm.Period{}, apm.CalendarYear(2022)); err == nil {
		t.Error("all time has no midpoint")
	}
}

// A yearly trend over months: exact where they are years, and the twelfth root where
// they are not.
func TestAnnualTrend(t *testing.T) {
	facts := fourTypes(figures{"2022", benchmark.PerCapita, same("10000")}, figures{"2023", benchmark.PerCapita, same("10000")}, figures{"2024", benchmark.PerCapita, same("10000")})
	r, err := build(t, benchmark.Terms{Name: "annual", Years: []string{"2022", "2023", "2024"}, Rules: benchmark.Rules{
		benchmark.Trend{To: "PY", Growth: benchmark.Growth{Annual: &benchmark.Projection{Rate: num("0.03"),
			Months: map[string]decimal.Decimal{"2022": num("36"), "2023": num("1"), "2024": num("0")}}}},
	}}).Calculate(facts)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "three years", r.Lines[0].PerCapita, "10927.27", "0")
	near(t, "a month", r.Lines[1].PerCapita, "10024.66269772303599979971653064299", "1e-24") // 1.03^(1/12)
	near(t, "no months", r.Lines[2].PerCapita, "10000", "0")
	// Twelve such months are a year, to 28 digits.
	month := quo(t, r.Lines[1].PerCapita, num("10000"))
	year := num("1")
	for range 12 {
		year = apm.Trim(year.Mul(month))
	}
	near(t, "twelve months", year, "1.03", "1e-28")
}
