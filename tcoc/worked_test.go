package tcoc_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

func quality(status apm.Status, score string) apm.Quality {
	return apm.Quality{Status: status, Score: dollars(score)}
}

// The examples of CMS's specification "Shared Savings and Losses, Assignment and
// Quality Performance Standard Methodology", version 11, sections 4.2 to 4.4.
func TestSpecificationV11(t *testing.T) {
	levelB := tcoc.Performance{Benchmark: dollars("500000000"), Expenditure: dollars("487000000"), Population: 60_000}
	enhanced := tcoc.Performance{
		Benchmark: dollars("130000000"), Expenditure: dollars("132600000"), Population: 16_000, MinimumRate: dollars("0.01"),
		Disaster: &tcoc.Disaster{People: dollars("0.9"), Months: dollars("1.8")}, // 15 % of the year
	}
	levelE := tcoc.Performance{
		Benchmark: dollars("93411313"), Expenditure: dollars("103411313"), Population: 9_000, MinimumRate: dollars("0"),
		Revenue: dollars("13630983"),
	}
	for _, c := range []struct {
		name    string
		plan    tcoc.Plan
		facts   tcoc.Performance
		quality apm.Quality
		paid    string
	}{
		{"level E loss limit: 8 % of revenue", mssp(t, 2023, tcoc.BasicE), levelE, apm.Quality{}, "-1090478.64"},
		{"level B, standard met", mssp(t, 2023, tcoc.BasicB), levelB, quality(apm.Met, "0.8"), "5096000"},
		{"level B, alternative standard", mssp(t, 2023, tcoc.BasicB), levelB, quality(apm.Alternative, "0.45"), "2293200"},
		{"ENHANCED loss, quality failed", mssp(t, 2023, tcoc.Enhanced), enhanced, apm.Quality{Status: apm.NotMet}, "-1686750"},
		// The specification prints 1,459,250: it takes the relief from the loss of the case
		// before. Its own rule gives 1,722,500 x (1 - 0.15 x 0.90).
		{"ENHANCED loss, alternative standard", mssp(t, 2023, tcoc.Enhanced), enhanced, quality(apm.Alternative, "0.45"), "-1489962.5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.facts.Quality = c.quality
			if s := settle(t, c.plan, c.facts); !s.Paid.Equal(num(c.paid)) {
				t.Errorf("paid %s, want %s\n%s", s.Paid, c.paid, s.Account)
			}
		})
	}
}

// The table's band ends, and the example of 5,333 people: 3.9 % x 666/999 + 3.6 % x
// 333/999 = 3.8 % (specification version 11, section 4.2).
func TestMSSPMinimumRates(t *testing.T) {
	minimum := tcoc.MinimumRate{Table: tcoc.MSSPMinimumRates()}
	for population, want := range map[int]string{
		1: "0.122", 499: "0.122", 500: "0.122", 999: "0.087", 1000: "0.087", 2999: "0.05", 3000: "0.05", 4999: "0.039",
		5000: "0.039", 5333: "0.038", 5999: "0.036", 6000: "0.036", 6999: "0.034", 7000: "0.034", 7999: "0.032",
		8000: "0.032", 8999: "0.031", 9000: "0.031", 9999: "0.03", 10000: "0.03", 14999: "0.027", 15000: "0.027",
		19999: "0.025", 20000: "0.025", 49999: "0.022", 50000: "0.022", 59999: "0.02", 60000: "0.02", 1_000_000: "0.02",
	} {
		rate, err := minimum.Rate(&tcoc.Performance{Population: population})
		if err != nil || !rate.Round(30).Equal(num(want)) {
			t.Errorf("%d people: %s, %v; want %s", population, rate, err, want)
		}
	}
	// As published for an ACO of 34,601 in performance year 2014.
	rate, err := minimum.Rate(&tcoc.Performance{Population: 34_601})
	if err != nil || rate.Round(11).String() != "0.02353985133" {
		t.Errorf("34,601 people: %s, %v", rate, err)
	}
	// Below 500 the payer may set more than the table's lowest rate.
	rate, err = minimum.Rate(&tcoc.Performance{Population: 152, MinimumRate: dollars("0.2542")})
	if err != nil || rate.String() != "0.2542" {
		t.Errorf("152 people: %s, %v", rate, err)
	}
}

// Cases that no published settlement decides, computed from the text of the rules.
func TestMSSPDerived(t *testing.T) {
	loss := tcoc.Performance{
		Benchmark: dollars("150000000"), Expenditure: dollars("154000000"), Population: 12_000, MinimumRate: dollars("0"),
		Revenue: dollars("50000000"),
	}
	levelC := mssp(t, 2023, tcoc.BasicC)
	if s := settle(t, levelC, loss); !s.Paid.Equal(num("-1000000")) {
		t.Errorf("level C: 2 %% of revenue is 1,000,000, got %s", s.Paid)
	}
	for _, c := range []struct {
		name string
		exit *tcoc.Exit
		owed string
		paid string
	}{
		{"no exit", nil, "1000000", "4900000"},
		{"of its own will, effective June 30", &tcoc.Exit{Months: 6}, "0", "0"},
		{"of its own will, effective July 1", &tcoc.Exit{Months: 7}, "583333.33", "0"},
		{"of its own will, effective September 15", &tcoc.Exit{Months: 9}, "750000", "0"},
		{"of its own will, effective December 31", &tcoc.Exit{Months: 12}, "1000000", "4900000"},
		{"by CMS, effective March 31", &tcoc.Exit{Months: 3, ByPayer: true}, "250000", "0"},
		{"by CMS, effective December 31", &tcoc.Exit{Months: 12, ByPayer: true}, "1000000", "0"},
	} {
		lost, saved := loss, loss
		lost.Exit, saved.Exit = c.exit, c.exit
		saved.Expenditure, saved.Quality = dollars("140000000"), quality(apm.Met, "1")
		if s := settle(t, levelC, lost); !s.Paid.Neg().Round(2).Equal(num(c.owed)) {
			t.Errorf("%s: owes %s, want %s", c.name, s.Paid.Neg(), c.owed)
		}
		if s := settle(t, levelC, saved); !s.Paid.Equal(num(c.paid)) || !s.Generated.Decimal.Equal(num("10000000")) {
			t.Errorf("%s: paid %s of %s, want %s", c.name, s.Paid, s.Generated.Decimal, c.paid)
		}
	}
}

// The three outcomes of 42 CFR 425.652(b)(5): benchmark 100, spending 102, minimum
// loss rate 1 %, by the recomputed benchmark.
func TestGuardrail(t *testing.T) {
	minimum := tcoc.MinimumRate{Fixed: dollars("0.01")}
	plan := func(retest *tcoc.MinimumRate) tcoc.Plan {
		return tcoc.Plan{Terms: tcoc.Terms{
			Name: "guardrail",
			Losses: tcoc.Rules{minimum, tcoc.Guardrail{Retest: retest}, tcoc.Mark{Name: tcoc.Generated},
				tcoc.Cap{Lesser: []tcoc.Limit{{Rate: dollars("0.015"), Of: tcoc.Benchmark}}}},
		}}
	}
	for _, c := range []struct {
		name, recomputed string
		retest           *tcoc.MinimumRate
		generated, paid  string
	}{
		{"a smaller loss, below the rate when tested again", "101", &minimum, "0", "0"},
		{"a smaller loss, not tested again", "101", nil, "-1", "-1"},
		{"a smaller loss that passes again, limited by the benchmark that decides", "100.4", &minimum, "-1.6", "-1.506"},
		{"spending below the recomputed benchmark", "103", &minimum, "0", "0"},
		{"spending at the recomputed benchmark", "102", nil, "0", "0"},
		{"a larger loss", "99", &minimum, "-2", "-1.5"},
		{"an equal loss", "100", &minimum, "-2", "-1.5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := settle(t, plan(c.retest), tcoc.Performance{
				Benchmark: dollars("100"), Expenditure: dollars("102"), GuardrailBenchmark: dollars(c.recomputed),
			})
			if !s.Generated.Decimal.Equal(num(c.generated)) || !s.Paid.Equal(num(c.paid)) {
				t.Errorf("generated %s, paid %s; want %s, %s\n%s", s.Generated.Decimal, s.Paid, c.generated, c.paid, s.Account)
			}
		})
	}
	t.Run("below the minimum loss rate it is not asked", func(t *testing.T) {
		s := settle(t, plan(&minimum), tcoc.Performance{
			Benchmark: dollars("100"), Expenditure: dollars("100.5"), GuardrailBenchmark: dollars("90"),
		})
		if !s.Paid.IsZero() {
			t.Errorf("paid %s", s.Paid)
		}
	})
}

// gap is facts of a benchmark and a gap in percent of it.
func gap(benchmark, percent string) tcoc.Performance {
	b := num(benchmark)
	return tcoc.Performance{
		Benchmark:   decimal.NewNullDecimal(b),
		Expenditure: decimal.NewNullDecimal(b.Sub(b.Mul(num(percent).Shift(-2)))),
	}
}

// Corridors on a benchmark of 100 million, participation agreement, Exhibit A: the
// marginal shares of savings, and of losses with the opposite sign.
func TestREACHCorridors(t *testing.T) {
	for _, c := range []struct{ percent, professional, global string }{
		{"3", "1500000", "3000000"}, {"5", "2500000", "5000000"}, {"7", "3200000", "7000000"}, {"10", "4250000", "10000000"},
		{"12", "4550000", "12000000"}, {"15", "5000000", "15000000"}, {"20", "5250000", "20000000"}, {"25", "5500000", "25000000"},
		{"30", "5750000", "27500000"}, {"35", "6000000", "30000000"}, {"40", "6250000", "31250000"}, {"50", "6750000", "33750000"},
		{"60", "7250000", "34750000"},
	} {
		for option, want := range map[tcoc.REACHOption]string{tcoc.Professional: c.professional, tcoc.Global: c.global} {
			plan := reach(t, 2025, option)
			saved := settle(t, plan, gap("100000000", c.percent))
			lost := settle(t, plan, gap("100000000", "-"+c.percent))
			if !saved.Shared.Decimal.Equal(num(want)) || !lost.Paid.Equal(num(want).Neg()) {
				t.Errorf("%s %s %%: %s and %s, want %s", option, c.percent, saved.Shared.Decimal, lost.Paid, want)
			}
			if !saved.Paid.Equal(num(want).Mul(num("0.98"))) {
				t.Errorf("%s %s %%: paid %s", option, c.percent, saved.Paid)
			}
		}
	}
}

// Next Generation ACO caps before it shares: percent of the benchmark, participation
// agreement.
func TestNextGeneration(t *testing.T) {
	for _, c := range []struct {
		year         int
		arrangement  tcoc.NextGenerationArrangement
		limit        string
		percent      string
		shared, paid string
	}{
		{2016, tcoc.ArrangementA, "0.05", "2", "1.6", "1.568"},
		{2018, tcoc.ArrangementA, "0.05", "8", "4", "3.92"},
		{2019, tcoc.ArrangementB, "0.15", "20", "15", "14.7"},
		{2018, tcoc.ArrangementA, "0.15", "20", "12", "11.76"},
		{2019, tcoc.ArrangementA, "0.15", "20", "12.75", "12.495"},
		{2020, tcoc.ArrangementA, "0.15", "20", "12.75", "12.495"},
		{2017, tcoc.ArrangementA, "0.10", "8", "6.4", "6.272"},
		{2017, tcoc.ArrangementB, "0.15", "-20", "-15", "-15"},
	} {
		s := settle(t, must(t)(tcoc.NextGeneration(c.year, c.arrangement, num(c.limit))), gap("100", c.percent))
		if !s.Shared.Decimal.Equal(num(c.shared)) || !s.Paid.Equal(num(c.paid)) {
			t.Errorf("%d %s %s at %s %%: %s, %s", c.year, c.arrangement, c.limit, c.percent, s.Shared.Decimal, s.Paid)
		}
	}
}

// Maine Accountable Communities Model I on a benchmark of 50 million, with core cost
// the actual cost and a quality score of 80 %.
func TestMaineAccountableCommunities(t *testing.T) {
	plan := must(t)(tcoc.MaineAccountableCommunities(2026))
	for _, c := range []struct {
		actual     string
		initiative bool
		paid       string
	}{
		{"49000000", true, "320000"}, {"48000000", true, "480000"}, {"46000000", true, "460000"},
		{"51000000", true, "-30000"}, {"53000000", true, "-90000"},
		{"49000000", false, "280000"}, {"51000000", false, "-40000"},
	} {
		s, err := arrange(t, plan).Bound(tcoc.Performance{
			Benchmark: dollars("50000000"), Expenditure: dollars(c.actual), Quality: quality("", "0.8"),
			Amounts: map[tcoc.Basis]decimal.Decimal{tcoc.CoreCost: num(c.actual)},
			Flags:   map[string]bool{tcoc.AlignedInitiative: c.initiative},
		})
		if err != nil {
			t.Fatal(err)
		}
		if !s.Paid.Equal(num(c.paid)) || (s.Bound == tcoc.Exact) != s.Paid.IsPositive() {
			t.Errorf("%s: %s (%s), want %s", c.actual, s.Paid, s.Bound, c.paid)
		}
	}
}

// Maine's losses stay a bound even when the limit that is known is given: there are
// others.
func TestMaineLossesAreABound(t *testing.T) {
	s := settle(t, must(t)(tcoc.MaineAccountableCommunities(2026)), tcoc.Performance{
		Benchmark: dollars("50000000"), Expenditure: dollars("51000000"), Quality: quality("", "0.8"),
		Amounts: map[tcoc.Basis]decimal.Decimal{tcoc.PCPlusTierDifference: num("20000")},
		Flags:   map[string]bool{tcoc.AlignedInitiative: true},
	})
	if !s.Paid.Equal(num("-20000")) || s.Bound != tcoc.AtMost {
		t.Errorf("%s %q", s.Paid, s.Bound)
	}
}

// Corridors in the manner of Vermont (3 %, in millions), the ACA (cost of a target of
// 100 million), MassHealth and Michigan, the last two illustrative.
func TestCorridorPrograms(t *testing.T) {
	band := func(upTo, share string) apm.Band { return apm.Band{UpTo: dollars(upTo), Share: num(share)} }
	last := func(share string) apm.Band { return apm.Band{Share: num(share)} }
	one := func(of tcoc.Basis, bands ...apm.Band) tcoc.Plan {
		rules := tcoc.Rules{tcoc.Corridor{Of: of, Bands: bands}}
		return tcoc.Plan{Terms: tcoc.Terms{Name: "illustrative", Savings: rules, Losses: rules}}
	}
	aca := must(t)(tcoc.ACARiskCorridor(2015))
	massHealth := one(tcoc.Benchmark, band("0.05", "1"), last("0.05"))
	michigan := one(tcoc.Benchmark, band("0.05", "1"), band("0.10", "0.5"), last("0"))
	global2026 := one(tcoc.Benchmark, band("0.10", "1"), band("0.35", "0.50"), band("0.50", "0.25"), last("0.10"))
	for _, c := range []struct {
		name            string
		plan            tcoc.Plan
		benchmark, cost string
		paid            string
	}{
		{"Vermont", tcoc.VermontNextGeneration(), "200", "190", "6"},
		{"Vermont", tcoc.VermontNextGeneration(), "200", "196", "4"},
		{"Vermont", tcoc.VermontNextGeneration(), "200", "199", "1"},
		{"Vermont", tcoc.VermontNextGeneration(), "200", "203", "-3"},
		{"Vermont", tcoc.VermontNextGeneration(), "200", "206", "-6"},
		{"Vermont", tcoc.VermontNextGeneration(), "200", "212", "-6"},
		{"ACA", aca, "100", "85", "-8.1"}, {"ACA", aca, "100", "92", "-2.5"}, {"ACA", aca, "100", "95", "-1"},
		{"ACA", aca, "100", "97", "0"}, {"ACA", aca, "100", "103", "0"}, {"ACA", aca, "100", "106", "1.5"},
		{"ACA", aca, "100", "108", "2.5"}, {"ACA", aca, "100", "120", "12.1"},
		{"MassHealth", massHealth, "100", "99", "1"}, {"MassHealth", massHealth, "100", "95", "5"},
		{"MassHealth", massHealth, "100", "92", "5.15"}, {"MassHealth", massHealth, "100", "108", "-5.15"},
		{"high-cost drugs, bands in dollars", one("", band("100000", "0.01"), last("0")), "1000000", "750000", "1000"},
		{"Michigan", michigan, "100", "98", "2"}, {"Michigan", michigan, "100", "92", "6.5"}, {"Michigan", michigan, "100", "75", "7.5"},
		{"REACH Global in the manner of 2026", global2026, "100", "80", "15"},
		{"REACH Global in the manner of 2026", global2026, "100", "40", "27.25"},
	} {
		s := settle(t, c.plan, tcoc.Performance{Benchmark: dollars(c.benchmark), Expenditure: dollars(c.cost)})
		if !s.Paid.Equal(num(c.paid)) {
			t.Errorf("%s, cost %s of %s: %s, want %s", c.name, c.cost, c.benchmark, s.Paid, c.paid)
		}
	}
}

// A ladder on a count of thresholds met, net of the fees of the year: the medical
// home initiative of northeast Pennsylvania (PMC6220343, appendix).
func TestCountLadder(t *testing.T) {
	rung := func(count, share string) apm.Rung { return apm.Rung{AtLeast: num(count), Rate: num(share)} }
	plan := tcoc.Plan{Terms: tcoc.Terms{Name: "medical home", Savings: tcoc.Rules{
		tcoc.Recoup{Of: "fees"},
		tcoc.Share{Rate: apm.Rate{Ladder: []apm.Rung{
			rung("9", "0.41"), rung("10", "0.44"), rung("12", "0.47"), rung("14", "0.50"),
		}}},
	}}}
	for count, want := range map[string]string{
		"14": "220000", "13": "206800", "12": "206800", "11": "193600", "10": "193600", "9": "180400", "8": "0",
	} {
		s := settle(t, plan, tcoc.Performance{
			Benchmark: dollars("5000000"), Expenditure: dollars("4500000"), Quality: quality("", count),
			Amounts: map[tcoc.Basis]decimal.Decimal{"fees": num("60000")},
		})
		if !s.Paid.Equal(num(want)) {
			t.Errorf("%s thresholds met: %s, want %s", count, s.Paid, want)
		}
	}
}
