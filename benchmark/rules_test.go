package benchmark_test

import (
	"testing"

	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

// A fee schedule that rises from 100 to 110 and 121 is taken out, the trend of use
// carries what is left, and the schedule of the year is put back.
func TestFeeScheduleTakenOutAndPutBack(t *testing.T) {
	facts := benchmark.Facts{}
	for _, y := range []struct{ year, cost, fee, use string }{{"2022", "10000", "100", "1.00"}, {"2023", "11220", "110", "1.02"}, {"2025", "0", "121", "1.05"}} {
		facts.Experience = append(facts.Experience, benchmark.Experience{Category: "child", Year: y.year, Time: known("1"), PerCapita: known(y.cost),
			Figures: map[benchmark.Measure]decimal.Decimal{"fee": num(y.fee), "use": num(y.use)}})
	}
	r, err := build(t, benchmark.Terms{Name: "fees", Years: []string{"2022", "2023"}, Rules: benchmark.Rules{
		benchmark.Scale{By: "fee", Divide: true},
		benchmark.Trend{To: "2025", Growth: benchmark.Growth{Ratio: "use"}},
		benchmark.Scale{By: "fee", Year: "2025"},
	}}).Calculate(facts)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "out", r.Account.Steps[0].After, "100")
	near(t, "out, second year", r.Account.Steps[1].After, "102")
	near(t, "back", r.Lines[0].PerCapita, "12705") // 100 x 1.05 x 121
	near(t, "back, second year", r.Lines[1].PerCapita, "12705")
}

// Scores rise by 10 %, those of the reference population by 4 %; coding explains 2 %, of
// which the ceiling lets 1 % count. The order is normalise, cap, coding.
func TestNormalisedRiskRatio(t *testing.T) {
	facts := fourTypes(
		figures{"BY3", benchmark.PerCapita, same("10000")}, figures{"BY3", benchmark.Risk, same("1.2")}, figures{"PY", benchmark.Risk, same("1.32")},
		figures{"BY3", "reference", same("1.25")}, figures{"PY", "reference", same("1.30")}, figures{"PY", "coding", same("1.02")},
	)
	normal := &benchmark.Normalisation{By: "reference", Population: "national assignable", Weights: "person-years"}
	for _, c := range []struct {
		name string
		rule benchmark.RiskRatio
		want string
	}{
		{"raw", benchmark.RiskRatio{}, "11000"},
		{"normalised", benchmark.RiskRatio{Normalise: normal}, "10576.92307692307692307692307692308"},
		{"and capped", benchmark.RiskRatio{Normalise: normal, AtMost: known("1.03")}, "10300"},
		{"and less coding", benchmark.RiskRatio{Normalise: normal, AtMost: known("1.03"), Coding: &benchmark.CodingIntensity{Factor: "coding"}}, "10098.03921568627450980392156862745"},
		{"under a ceiling", benchmark.RiskRatio{Normalise: normal, AtMost: known("1.03"), Coding: &benchmark.CodingIntensity{Factor: "coding", AtMost: known("1.01")}}, "10198.01980198019801980198019801980"},
	} {
		c.rule.From, c.rule.To = "BY3", "PY"
		near(t, c.name, category(t, chain(t, facts, c.rule), "ESRD"), c.want, "1e-28")
	}
}

// The blend with a rate book adds at most 5 % and takes at most 2 % of national spending.
func TestRateBookWithinLimits(t *testing.T) {
	for _, c := range []struct{ rate, want string }{
		{"10200", "10080"}, {"11200", "10480"}, {"11250", "10500"}, {"15000", "10500"}, {"9500", "9800"}, {"9000", "9800"}, {"9900", "9960"},
	} {
		facts := fourTypes(figures{"BY3", benchmark.PerCapita, same("10000")}, figures{"BY3", "book", same(c.rate)}, figures{"BY3", benchmark.National, same("10000")})
		r := chain(t, facts, benchmark.RateBook{Rate: "book", Year: "BY3", Weight: num("0.4"), AtMost: known("0.05"), AtLeast: known("-0.02"), LimitOf: benchmark.National})
		near(t, c.rate, category(t, r, "ESRD"), c.want)
	}
	// At the population's own risk, for a third.
	facts := fourTypes(figures{"BY3", benchmark.PerCapita, same("10000")}, figures{"BY3", "book", same("10000")}, figures{"BY3", benchmark.Risk, same("1.3")})
	r := chain(t, facts, benchmark.RateBook{Rate: "book", Year: "BY3", AtRisk: true, Weight: num("1"), Of: known("3")})
	near(t, "at risk", category(t, r, "ESRD"), "11000")
}

func TestLimit(t *testing.T) {
	facts := fourTypes(figures{"BY3", benchmark.PerCapita, [4]string{"900", "960", "1040", "1100"}}, figures{"BY3", benchmark.Time, same("1")}, figures{"BY3", "last", same("1000")})
	facts.Amounts = map[benchmark.Measure]decimal.Decimal{"last": num("900")}
	rule := benchmark.Limit{Of: "last", Year: "BY3", AtMost: known("1.05"), AtLeast: known("0.95")}
	r := chain(t, facts, rule)
	for i, want := range []string{"950", "960", "1040", "1050"} {
		near(t, enrollmentTypes[i], category(t, r, enrollmentTypes[i]), want)
	}
	near(t, "all", chain(t, facts, benchmark.Mix{Year: "BY3"}, rule).PerCapita.Decimal, "945")
	one := benchmark.Limit{Of: "last", Year: "BY3", AtLeast: known("0.95")}
	near(t, "below alone", category(t, chain(t, facts, one), "AGED_NONDUAL"), "1100")
}

// Where the other adjustments have used up the cap, nothing is left, and nothing is
// taken away either.
func TestEquityAdjustmentIsNeverNegative(t *testing.T) {
	facts := fourTypes(figures{"BY3", benchmark.PerCapita, same("10000")}, figures{"BY3", benchmark.Time, same("1")}, figures{"BY3", benchmark.National, same("10000")})
	facts.Amounts = map[benchmark.Measure]decimal.Decimal{"share": num("0.3"), "prior": num("600")}
	r := chain(t, facts, benchmark.EquityAdjustment{Share: "share", Minimum: num("0.15"), Cap: num("0.05"), Of: benchmark.National, In: "BY3", Less: []benchmark.Measure{"prior"}})
	near(t, "used up", category(t, r, "ESRD"), "10000")
}

// A benchmark carries 34 significant digits from step to step, and roots have as many.
func TestPrecision(t *testing.T) {
	facts := fullFacts()
	for name, terms := range presets(t) {
		r, err := build(t, terms).Calculate(facts)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range r.Account.Steps {
			if s.After.NumDigits() > 34 {
				t.Errorf("%s: %s %s carries %d digits", name, s.Path, s.Key, s.After.NumDigits())
			}
		}
	}
	for n, want := range map[string]string{
		"0.5": "0.7071067811865475244008443621048490", "0.0002": "0.01414213562373095048801688724209698",
		"1e-30": "1e-15", "0.25": "0.5", "0.123456789": "0.351364182864446216166582311675807704",
	} {
		got, err := benchmark.LimitedFluctuation(num(n), num("1"))
		if err != nil {
			t.Fatal(err)
		}
		if quo(t, got.Sub(num(want)), num(want)).Abs().GreaterThan(num("2e-33")) {
			t.Errorf("root of %s: got %s, want %s", n, got, want)
		}
	}
}
