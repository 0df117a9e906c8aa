package tcoc_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

var levels = map[string]tcoc.MSSPTrack{
	"A": tcoc.BasicA, "B": tcoc.BasicB, "C": tcoc.BasicC, "D": tcoc.BasicD, "E": tcoc.BasicE, "EN": tcoc.Enhanced,
}

// near fails the test when two amounts differ by more than the tolerance.
func near(t *testing.T, what string, got, want decimal.Decimal, tolerance string) {
	t.Helper()
	if got.Sub(want).Abs().GreaterThan(num(tolerance)) {
		t.Errorf("%s: got %s, want %s within %s", what, got, want, tolerance)
	}
}

// halfRate is every ACO of performance year 2024 that CMS paid at half the rate below
// its minimum savings rate (Performance Year Financial and Quality Results, 2024):
// benchmark, generated and earned savings, and where it had advance investment
// payments their balance and what was left of it.
var halfRate = []struct {
	aco, level                                   string
	population                                   int
	benchmark, generated, earned, balance, after string
}{
	{"A5328", "A", 9906, "112323078", "32084", "6288", "565455", "559166.552"},
	{"A5339", "A", 5947, "83354603", "609027", "119369", "396545", "277175.6908"},
	{"A5347", "E", 7228, "97968830", "176988", "43362", "", ""},
	{"A5350", "A", 5177, "206415053", "2738218", "536691", "1172152", "635461.1809"},
	{"A5374", "A", 7615, "96384370", "236428", "46340", "651049", "604709.0223"},
	{"A5388", "A", 10131, "108065944", "2529603", "495802", "1894195", "1398392.732"},
	{"A5399", "A", 10212, "115512194", "3175426", "622384", "1803911", "1181527.453"},
	{"A5402", "A", 9922, "112636334", "2055711", "402919", "1735930", "1333010.565"},
	{"A5404", "A", 8069, "89657271", "2646280", "518671", "1408677", "890006.2004"},
	{"A5411", "A", 14727, "159881358", "1136547", "222763", "2002049", "1779285.721"},
	{"A5412", "A", 8097, "92316595", "352844", "69157", "1393483", "1324325.639"},
	{"A5438", "A", 7810, "96509666", "874124", "171328", "1464623", "1293294.657"},
	{"A5439", "A", 7872, "105597155", "1429963", "280273", "1364349", "1084076.22"},
}

func TestPublishedHalfRateAndAdvances(t *testing.T) {
	for _, row := range halfRate {
		t.Run(row.aco+"/2024", func(t *testing.T) {
			facts := tcoc.Performance{
				Benchmark: dollars(row.benchmark), Difference: dollars(row.generated), Population: row.population,
				Quality: apm.Quality{Status: apm.Met}, Flags: map[string]bool{tcoc.LowRevenue: true},
			}
			if row.balance != "" {
				facts.Advances = dollars(row.balance)
			}
			s := settle(t, mssp(t, 2024, levels[row.level]), facts)
			near(t, "generated", s.Generated.Decimal, num(row.generated), "1")
			near(t, "earned", s.Earned.Decimal, num(row.earned), "1")
			if row.balance != "" {
				left := facts.Advances.Decimal.Sub(s.Earned.Decimal.Sub(s.Paid))
				near(t, "balance left", left, num(row.after), "1")
			}
		})
	}
}

func TestHalfRateNeedsAllItsConditions(t *testing.T) {
	below := tcoc.Performance{
		Benchmark: dollars("100000000"), Difference: dollars("1000000"), Population: 8_000,
		Quality: apm.Quality{Status: apm.Alternative, Score: dollars("0.5")}, Flags: map[string]bool{tcoc.LowRevenue: true},
	}
	for _, c := range []struct {
		name   string
		plan   tcoc.Plan
		change func(*tcoc.Performance)
		earned string
	}{
		// 1,000,000 x 40 % x 0.5 / 2 x 0.98
		{"BASIC A", mssp(t, 2024, tcoc.BasicA), func(*tcoc.Performance) {}, "98000"},
		{"BASIC E", mssp(t, 2025, tcoc.BasicE), func(*tcoc.Performance) {}, "122500"},
		{"high revenue", mssp(t, 2024, tcoc.BasicA), func(p *tcoc.Performance) { p.Flags = map[string]bool{tcoc.LowRevenue: false} }, "0"},
		{"4,999 people", mssp(t, 2024, tcoc.BasicA), func(p *tcoc.Performance) { p.Population = 4_999 }, "0"},
		{"5,000 people", mssp(t, 2024, tcoc.BasicA), func(p *tcoc.Performance) { p.Population = 5_000 }, "98000"},
		{"quality failed", mssp(t, 2024, tcoc.BasicA), func(p *tcoc.Performance) { p.Quality.Status = apm.NotMet }, "0"},
		{"agreement of 2023", must(t)(tcoc.MSSP(2024, tcoc.BasicA, apm.MustParseDate("2023-01-01"))), func(*tcoc.Performance) {}, "0"},
		{"ENHANCED", mssp(t, 2024, tcoc.Enhanced), func(*tcoc.Performance) {}, "0"},
		{"under the guardrail", mssp(t, 2024, tcoc.BasicA), func(p *tcoc.Performance) { p.Guarded = true }, "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := below
			c.change(&facts)
			s := settle(t, c.plan, facts)
			if !s.Earned.Valid || !s.Earned.Decimal.Equal(num(c.earned)) {
				t.Errorf("earned %v, want %s", s.Earned, c.earned)
			}
		})
	}
}

// alternative is every ACO of performance year 2024 with savings that met only the
// alternative quality standard: its minimum savings rate as printed, in percent.
var alternative = []struct{ aco, level, minimum, benchmark, generated, score, earned string }{
	{"A2366", "E", "3.87", "87392050", "10807317", "76.63", "4058007"},
	{"A2619", "B", "2.39", "427300055", "23438159", "72.1", "6624374"},
	{"A2634", "D", "2", "94807636", "5006275", "74.21", "1820427"},
	{"A3361", "B", "3.78", "69733043", "3332155", "75.13", "981352"},
	{"A3507", "E", "1.5", "74715928", "5533824", "75.81", "2055644"},
	{"A3644", "B", "2.34", "467835397", "16026185", "76.55", "4809073"},
	{"A3722", "B", "2.84", "150917524", "8020666", "75.95", "2387945"},
	{"A3770", "EN", "0", "132925215", "20979165", "56.45", "8704413"},
	{"A4888", "A", "3.16", "131242168", "11220167", "76.45", "3362504"},
	{"A5068", "EN", "0", "123602518", "5204380", "51.25", "1960425"},
	{"A5148", "B", "2.94", "128476577", "6092443", "73.43", "1753683"},
	{"A5166", "C", "1", "73545341", "3944852", "76.88", "1486073"},
	{"A5305", "A", "3.09", "195199314", "10054564", "77.02", "3035658"},
}

func TestPublishedAlternativeStandard(t *testing.T) {
	for _, row := range alternative {
		t.Run(row.aco+"/2024", func(t *testing.T) {
			plan := mssp(t, 2024, levels[row.level])
			// The population that gave the rate is not printed beside it.
			plan.Savings[0] = tcoc.MinimumRate{Fixed: decimal.NewNullDecimal(num(row.minimum).Shift(-2))}
			s := settle(t, plan, tcoc.Performance{
				Benchmark: dollars(row.benchmark), Difference: dollars(row.generated),
				Quality: apm.Quality{Status: apm.Alternative, Score: decimal.NewNullDecimal(num(row.score).Shift(-2))},
			})
			near(t, "earned", s.Earned.Decimal, num(row.earned), "1")
		})
	}
}

// guarded is every ACO of performance year 2024 whose benchmark CMS recomputed under
// the guardrail, with the difference as published and what counted of it.
var guarded = []struct{ aco, level, minimum, benchmark, difference, generated string }{
	{"A2029", "EN", "0", "497679939", "-3432303", "-3432303"},
	{"A4638", "EN", "0", "57772015", "-2455458", "-2455458"},
	{"A5309", "E", "0", "116616215", "9657", "0"},
	{"A5321", "E", "0", "65932871", "70961", "0"},
	{"A5331", "EN", "0", "329962705", "-2436590", "-2436590"},
	{"A5386", "EN", "0", "86731783", "-358135", "-358135"},
	{"A5387", "EN", "0", "122595834", "-478647", "-478647"},
	{"A5407", "EN", "1", "245683884", "-2576264", "-2576264"},
	{"A5471", "EN", "0", "133346564", "-279953", "-279953"},
}

func TestPublishedGuardrail(t *testing.T) {
	for _, row := range guarded {
		t.Run(row.aco+"/2024", func(t *testing.T) {
			plan := mssp(t, 2024, levels[row.level])
			s, err := arrange(t, plan).Bound(tcoc.Performance{
				Benchmark: dollars(row.benchmark), Difference: dollars(row.difference), Population: 10_000,
				MinimumRate: decimal.NewNullDecimal(num(row.minimum).Shift(-2)), Guarded: true,
				Quality: apm.Quality{Status: apm.Met, Score: dollars("0.8")},
			})
			if err != nil {
				t.Fatal(err)
			}
			near(t, "generated", s.Generated.Decimal, num(row.generated), "1")
		})
	}
}

// capped is the published savings at the cap: CMS paid the whole of 10 % of the
// benchmark, so sequestration came before the cap.
func TestPublishedCapAfterSequestration(t *testing.T) {
	for _, row := range []struct {
		aco                            string
		year                           int
		track                          tcoc.MSSPTrack
		benchmark, savings, rate, paid string
	}{
		{"A00755", 2016, tcoc.Track1, "119762995", "28231243", "0.4433", "11976300"},
		{"A00755", 2017, tcoc.Track1, "128423263", "38333745", "0.4573", "12842326"},
		{"A1409", 2018, tcoc.Track1, "121182225", "37681081", "0.4541", "12118223"},
		{"A1070", 2020, tcoc.BasicB, "189938560", "56620645", "0.39", "18993856"},
	} {
		t.Run(row.aco, func(t *testing.T) {
			most := "0.5"
			if row.track == tcoc.BasicB {
				most = "0.4"
			}
			score, err := apm.Quo(num(row.rate), num(most))
			if err != nil {
				t.Fatal(err)
			}
			s := settle(t, mssp(t, row.year, row.track), tcoc.Performance{
				Benchmark: dollars(row.benchmark), Difference: dollars(row.savings), Population: 10_000,
				Quality: apm.Quality{Status: apm.Met, Score: decimal.NewNullDecimal(score)},
			})
			near(t, "paid", s.Paid, num(row.paid), "1")
		})
	}
}
