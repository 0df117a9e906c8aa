package benchmark_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

func num(s string) decimal.Decimal       { return decimal.RequireFromString(s) }
func known(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s)) }

// near compares to a relative 1e-9, or to a tolerance.
func near(t *testing.T, what string, got decimal.Decimal, want string, tolerance ...string) {
	t.Helper()
	allowed := num(want).Abs().Mul(num("1e-9")).Add(num("1e-12"))
	if len(tolerance) > 0 {
		allowed = num(tolerance[0])
	}
	if got.Sub(num(want)).Abs().GreaterThan(allowed) {
		t.Errorf("%s: got %s, want %s", what, got, want)
	}
}

func quo(t testing.TB, a, b decimal.Decimal) decimal.Decimal {
	t.Helper()
	q, err := apm.Quo(a, b)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func build(t testing.TB, terms benchmark.Terms) *benchmark.Benchmark {
	t.Helper()
	b, err := benchmark.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// chain calculates a list of rules on base years that are one, called BY3.
func chain(t testing.TB, facts benchmark.Facts, rules ...benchmark.Rule) benchmark.Result {
	t.Helper()
	rules = append([]benchmark.Rule{benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: "BY3", Weight: num("1")}}}}, rules...)
	r, err := build(t, benchmark.Terms{Name: "worked", Years: []string{"BY3"}, Rules: rules}).Calculate(facts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var enrollmentTypes = []string{"ESRD", "DISABLED", "AGED_DUAL", "AGED_NONDUAL"}

// figures is the four enrollment types' figures of one name in a year.
type figures struct {
	year   string
	of     benchmark.Measure
	values [4]string
}

// fourTypes makes rows of the four enrollment types.
func fourTypes(sets ...figures) benchmark.Facts {
	rows := make(map[string]*benchmark.Experience)
	var order []string
	for _, s := range sets {
		for i, category := range enrollmentTypes {
			key := category + s.year
			row := rows[key]
			if row == nil {
				row = &benchmark.Experience{Category: category, Year: s.year, Figures: map[benchmark.Measure]decimal.Decimal{}}
				rows[key] = row
				order = append(order, key)
			}
			switch s.of {
			case benchmark.Time:
				row.Time = known(s.values[i])
			case benchmark.PerCapita:
				row.PerCapita = known(s.values[i])
			case benchmark.Risk:
				row.Risk = known(s.values[i])
			default:
				row.Figures[s.of] = num(s.values[i])
			}
		}
	}
	var f benchmark.Facts
	for _, key := range order {
		f.Experience = append(f.Experience, *rows[key])
	}
	return f
}

func same(value string) [4]string { return [4]string{value, value, value, value} }

// category is the benchmark of one category.
func category(t *testing.T, r benchmark.Result, name string) decimal.Decimal {
	t.Helper()
	d, found := r.Category(name)
	if !found {
		t.Fatalf("no category %s", name)
	}
	return d
}

// figure finds a figure by name in the first step of a rule for a key.
func figure(t *testing.T, r benchmark.Result, rule, key, name string) decimal.Decimal {
	t.Helper()
	var found *decimal.Decimal
	var walk func(steps []apm.Step)
	walk = func(steps []apm.Step) {
		for _, s := range steps {
			if s.Rule == rule && s.Key == key {
				for _, f := range s.Figures {
					if f.Name == name && found == nil {
						found = &f.Value
					}
				}
			}
			for _, b := range s.Branches {
				walk(b.Steps)
			}
		}
	}
	walk(r.Account.Steps)
	if found == nil {
		t.Fatalf("no figure %q of %s (%s) in\n%s", name, rule, key, r.Account)
	}
	return *found
}

// CMS, Shared Savings Program specifications v11, section 3.6: the risk ratio from the
// last base year to the performance year under the cap of 3 %.
func TestSpecificationRiskRatios(t *testing.T) {
	facts := fourTypes(
		figures{"BY3", benchmark.PerCapita, same("1000")},
		figures{"BY3", benchmark.Risk, [4]string{"1.031", "1.123", "0.987", "1.025"}},
		figures{"PY", benchmark.Risk, [4]string{"1.054", "1.074", "1.046", "1.001"}},
	)
	r := chain(t, facts, benchmark.RiskRatio{From: "BY3", To: "PY", AtMost: known("1.03")})
	for i, want := range []struct{ ratio, final string }{
		{"1.022", "1022"}, {"0.956", "956"}, {"1.060", "1030"}, {"0.977", "977"},
	} {
		name := enrollmentTypes[i]
		near(t, name, figure(t, r, "riskRatio", name, "risk ratio").Round(3), want.ratio)
		near(t, name, category(t, r, name).Round(0), want.final)
	}
	// The symmetric cap holds up what falls, too.
	r = chain(t, facts, benchmark.RiskRatio{From: "BY3", To: "PY", AtMost: known("1.03"), AtLeast: known("0.97")})
	near(t, "DISABLED, symmetric", category(t, r, "DISABLED"), "970")
}

// The same specifications, sections 3 and 4: growth of the nation and the region, the
// weight of the nation, and the blended trend.
func TestSpecificationTrend(t *testing.T) {
	facts := benchmark.Facts{}
	for _, y := range []struct{ year, national, regional string }{
		{"BY1", "18354", "12000"}, {"BY2", "18436", "12500"}, {"BY3", "19229", "13000"},
	} {
		facts.Experience = append(facts.Experience, benchmark.Experience{
			Category: "AGED_DUAL", Year: y.year, PerCapita: known("10000"),
			Figures: map[benchmark.Measure]decimal.Decimal{
				benchmark.National: num(y.national), benchmark.Regional: num(y.regional),
				// County A has 9,000 of 10,000 assigned, county B 2,000 of 12,000.
				benchmark.MarketShare: num("0.9").Mul(quo(t, num("9000"), num("11000"))).
					Add(quo(t, num("2000"), num("12000")).Mul(quo(t, num("2000"), num("11000")))),
			},
		})
	}
	b := build(t, benchmark.Terms{Name: "trend", Years: []string{"BY1", "BY2", "BY3"}, Rules: benchmark.Rules{
		benchmark.Trend{To: "BY3", Growth: benchmark.Growth{Blend: []benchmark.Weighted{
			{By: benchmark.MarketShare, In: "BY3", Growth: benchmark.Growth{Ratio: benchmark.National}},
			{Growth: benchmark.Growth{Ratio: benchmark.Regional}},
		}}},
	}})
	r, err := b.Calculate(facts)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ key, name, want, tolerance string }{
		{"AGED_DUAL BY1", "national", "1.047", "0.001"}, // CMS prints the digits cut off
		{"AGED_DUAL BY1", "national", "1.0476735", "0.0000005"},
		{"AGED_DUAL BY2", "national", "1.043", "0.0005"},
		{"AGED_DUAL BY1", "regional", "1.083", "0.0005"},
		{"AGED_DUAL BY2", "regional", "1.040", "0.0005"},
		{"AGED_DUAL BY1", "marketShare", "0.767", "0.0005"},
		{"AGED_DUAL BY1", "marketShare", "0.766666666666666667", "1e-15"},
		{"AGED_DUAL BY1", "trend", "1.055994", "0.0000005"},
	} {
		near(t, c.key+" "+c.name, figure(t, r, "trend", c.key, c.name), c.want, c.tolerance)
	}
	near(t, "BY3", r.Lines[2].PerCapita, "10000")
	// With the inputs that CMS prints.
	printed := []benchmark.Weighted{
		{Weight: known("0.767"), Growth: benchmark.Growth{Fixed: known("1.047")}},
		{Weight: known("0.233"), Growth: benchmark.Growth{Fixed: known("1.083")}},
	}
	b = build(t, benchmark.Terms{Name: "printed", Years: []string{"BY1"}, Rules: benchmark.Rules{benchmark.Trend{To: "BY3", Growth: benchmark.Growth{Blend: printed}}}})
	if r, err = b.Calculate(benchmark.Facts{Experience: facts.Experience[:1]}); err != nil {
		t.Fatal(err)
	}
	near(t, "printed inputs", r.Lines[0].PerCapita, "10553.88")
}

// aggregate is the facts of the aggregate risk cap: benchmarks, person-years and scores.
func aggregate(hcc, demographic [4]string) benchmark.Facts {
	return fourTypes(
		figures{"BY3", benchmark.PerCapita, [4]string{"90000", "13000", "20000", "11000"}},
		figures{"BY3", benchmark.Risk, same("1")},
		figures{"BY3", benchmark.Demographic, same("1")},
		figures{"PY", benchmark.Time, [4]string{"50", "900", "800", "8250"}},
		figures{"PY", benchmark.Risk, hcc},
		figures{"PY", benchmark.Demographic, demographic},
	)
}

// 42 CFR 425.605(a)(1)(ii): the cap is demographic growth plus three points, tested on
// all enrollment types together.
func TestDemographicCap(t *testing.T) {
	for _, c := range []struct {
		name             string
		hcc, demographic [4]string
		growth, limit    string
		used             [4]string
	}{
		{"D1 the cap binds", [4]string{"1.02", "1.05", "1.08", "1.06"}, [4]string{"1.00", "1.01", "1.02", "1.015"},
			"1.0601870679137861", "1.0446258641724278", [4]string{"1.02", "1.0446258641724278", "1.0446258641724278", "1.0446258641724278"}},
		{"D2 all together stay below it", [4]string{"1.02", "1.01", "1.08", "1.03"}, [4]string{"1.00", "1.01", "1.02", "1.015"},
			"1.0342374949166329", "1.0446258641724278", [4]string{"1.02", "1.01", "1.08", "1.03"}},
		{"D3 demographics shrink", [4]string{"1.01", "1.00", "1.02", "1.015"}, [4]string{"0.99", "0.985", "0.99", "0.98"},
			"1.0140402602684018", "1.0121431476209841", [4]string{"1.01", "1.00", "1.0121431476209841", "1.0121431476209841"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := aggregate(c.hcc, c.demographic)
			rule := benchmark.RiskRatio{From: "BY3", To: "PY", Growth: &benchmark.DemographicCap{Demographic: benchmark.Demographic, Points: num("0.03")}}
			r := chain(t, facts, rule)
			near(t, "growth", figure(t, r, "riskRatio", "ESRD", "risk growth of all"), c.growth)
			near(t, "cap", figure(t, r, "riskRatio", "ESRD", "cap"), c.limit)
			for i, name := range enrollmentTypes {
				ratio := quo(t, category(t, r, name), facts.Experience[i].PerCapita.Decimal)
				near(t, name, ratio, c.used[i])
			}
		})
	}
}

// 42 CFR 425.655 (D4): the factor that gives regional growth back.
func TestRegionalRiskGrowthCap(t *testing.T) {
	facts := fourTypes(
		figures{"BY3", benchmark.PerCapita, [4]string{"90000", "13000", "20000", "11000"}},
		figures{"BY3", benchmark.RegionalRisk, same("1")},
		figures{"BY3", benchmark.RegionalDemographic, same("1")},
		figures{"BY3", benchmark.Regional, same("100")},
		figures{"PY", benchmark.Regional, same("200")},
		figures{"PY", benchmark.Time, [4]string{"50", "900", "800", "8250"}},
		figures{"PY", benchmark.RegionalRisk, [4]string{"1.03", "1.04", "1.07", "1.055"}},
		figures{"PY", benchmark.RegionalDemographic, [4]string{"1.00", "1.005", "1.01", "1.00"}},
		figures{"PY", benchmark.MarketShare, [4]string{"0.05", "0.08", "0.10", "0.20"}},
	)
	restore := &benchmark.RiskGrowthCap{Risk: benchmark.RegionalRisk, Demographic: benchmark.RegionalDemographic,
		Points: num("0.03"), Share: benchmark.MarketShare, Weigh: "start"}
	r := chain(t, facts, benchmark.Mark{Name: "start"}, benchmark.Trend{From: "BY3", To: "PY", Growth: benchmark.Growth{Ratio: benchmark.Regional, Restore: restore}})
	near(t, "RH", figure(t, r, "trend", "ESRD", "regional risk growth of all"), "1.054609597397316")
	near(t, "cap", figure(t, r, "trend", "ESRD", "cap on regional risk growth"), "1.0358972611834079")
	for i, want := range []string{"1", "1.0039605653671728", "1.032920966291226", "1.0184407658291992"} {
		near(t, enrollmentTypes[i], figure(t, r, "trend", enrollmentTypes[i], "trend"), num(want).Mul(num("2")).String())
	}
	// Below the cap nothing is given back.
	for i := range facts.Experience {
		if facts.Experience[i].Year == "PY" {
			facts.Experience[i].Figures[benchmark.RegionalDemographic] = num("1.05")
		}
	}
	plain := *restore
	plain.Weigh = ""
	r = chain(t, facts, benchmark.Trend{From: "BY3", To: "PY", Growth: benchmark.Growth{Ratio: benchmark.Regional, Restore: &plain}})
	near(t, "below the cap", figure(t, r, "trend", "AGED_DUAL", "trend"), "2")
}
