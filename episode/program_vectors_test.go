package episode_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

func usd(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func given(s string) decimal.NullDecimal { return decimal.NewNullDecimal(usd(s)) }

func scored(s string) apm.Quality { return apm.Quality{Score: given(s)} }

func arrange(t testing.TB, p episode.Program) *episode.Arrangement {
	t.Helper()
	a, err := episode.NewProgram(p)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// sum is one prepared case that stands for all of a hospital's episodes of a category.
func totalCase(category, target, spending string) episode.PreparedCase {
	return episode.PreparedCase{Provider: "H", Category: category, Raw: usd(spending), Cost: usd(spending), Target: given(target)}
}

// same is n episodes of one cost.
func sameCases(category string, n int, cost string) []episode.PreparedCase {
	return slices.Repeat([]episode.PreparedCase{{Provider: "H", Category: category, Raw: usd(cost), Cost: usd(cost)}}, n)
}

func settleTerms(t testing.TB, p episode.Program, facts episode.ProviderFacts, cases ...episode.PreparedCase) episode.Settlement {
	t.Helper()
	facts.ID = "H"
	s, err := arrange(t, p).Settle(facts, cases)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wantAmount(t testing.TB, name string, got decimal.Decimal, want string) {
	t.Helper()
	if !got.Equal(usd(want)) {
		t.Errorf("%s: got %s, want %s", name, got, want)
	}
}

func sure[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func teamTerms(t testing.TB, year int, track episode.TEAMTrack, order episode.QualityOrder) episode.Program {
	t.Helper()
	p, err := episode.TEAMProgram(year, track, episode.TEAMOptions{
		Hospital: episode.TEAMHospital{SafetyNet: true}, Order: order, StraightLine: true, LowVolume: episode.BeforeNetting,
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// teamFacts are a hospital with enough baseline episodes and this excess of post-episode
// spending.
func teamFacts(cqs, excess string) episode.ProviderFacts {
	return episode.ProviderFacts{Quality: scored(cqs), Categories: map[string]episode.CategoryFacts{
		"LEJR": {BaselineEpisodes: given("31"), PostEpisode: &episode.PostEpisodeNorm{Excess: given(excess)}},
	}}
}

// The straight line of the quality adjustment and the order are options of the preset.
func TestTEAMSettlements(t *testing.T) {
	for _, c := range []struct {
		name          string
		track         episode.TEAMTrack
		order         episode.QualityOrder
		spending, cqs string
		excess        string
		npra, paid    string
		afterQuality  string
	}{
		{"D51", 1, episode.QualityFirst, "900000", "0.80", "0", "98000", "98000", "98000"},
		{"D52", 1, episode.QualityFirst, "850000", "1", "0", "100000", "100000", "150000"},
		{"D53", 1, episode.QualityFirst, "1200000", "0.50", "0", "0", "0", ""},
		{"D54", 2, episode.QualityFirst, "1040000", "0.60", "0", "-36400", "-36400", "-36400"},
		{"D55", 2, episode.QualityFirst, "1200000", "0.60", "0", "-50000", "-50000", "-182000"},
		{"D56", 2, episode.QualityFirst, "900000", "0.50", "0", "50000", "50000", "95000"},
		{"D57", 3, episode.QualityFirst, "900000", "0.50", "0", "95000", "95000", "95000"},
		{"D58", 3, episode.QualityFirst, "1300000", "0.60", "0", "-200000", "-200000", "-282000"},
		{"D59", 3, episode.QualityFirst, "1300000", "0.60", "15000", "-200000", "-215000", "-282000"},
		{"D60", 3, episode.QualityFirst, "700000", "0", "0", "200000", "200000", "270000"},
		{"D105 quality first", 3, episode.QualityFirst, "700000", "0", "0", "200000", "200000", "270000"},
		{"D105 corridor first", 3, episode.CorridorFirst, "700000", "0", "0", "180000", "180000", ""},
		{"D106 quality first", 3, episode.QualityFirst, "1300000", "0.60", "0", "-200000", "-200000", "-282000"},
		{"D106 corridor first", 3, episode.CorridorFirst, "1300000", "0.60", "0", "-188000", "-188000", ""},
	} {
		year := 2028
		s := settleTerms(t, teamTerms(t, year, c.track, c.order), teamFacts(c.cqs, c.excess), totalCase("LEJR", "1000000", c.spending))
		wantAmount(t, c.name, s.Result, c.paid)
		npra, found := s.Mark(episode.NPRA)
		if !found {
			t.Errorf("%s: no NPRA", c.name)
		}
		wantAmount(t, c.name+" NPRA", npra, c.npra)
		if c.afterQuality != "" {
			wantAmount(t, c.name+" after quality", s.Account.Steps[1].After, strings.TrimPrefix(c.afterQuality, "-"))
		}
	}
}

func TestTEAMDiscount(t *testing.T) {
	p := sure(episode.TEAMProgram(2026, 3, episode.TEAMOptions{Order: episode.QualityFirst, StraightLine: true, LowVolume: episode.AfterNetting, Undiscounted: true}))
	s := settleTerms(t, p, teamFacts("0.80", "0"), totalCase("LEJR", "1000000", "900000"))
	wantAmount(t, "D104 target", s.Categories[0].Target.Decimal, "980000")
	wantAmount(t, "D104 raw", s.Net, "80000")
	wantAmount(t, "D104", s.Result, "78400")
	for category, target := range map[string]string{"LEJR": "980000", "SHFFT": "980000", "CABG": "985000", "FUSION": "980000", "BOWEL": "985000"} {
		facts := episode.ProviderFacts{Quality: scored("1"), Categories: map[string]episode.CategoryFacts{category: {PostEpisode: &episode.PostEpisodeNorm{Excess: given("0")}}}}
		s := settleTerms(t, p, facts, totalCase(category, "1000000", "900000"))
		wantAmount(t, "B1 "+category, s.Categories[0].Target.Decimal, target)
	}
}

func TestTEAMLowVolume(t *testing.T) {
	norm := &episode.PostEpisodeNorm{Excess: given("0")}
	for _, c := range []struct {
		name, baseline      string
		order               episode.NettingOrder
		other, paid, summed string
	}{
		{"D113 30 episodes", "30", episode.BeforeNetting, "0", "0", "0"},
		{"D113 31 episodes", "31", episode.BeforeNetting, "0", "-10000", "-10000"},
		{"D113 30 episodes, after netting", "30", episode.AfterNetting, "0", "0", "-10000"},
		{"D113 31 episodes, after netting", "31", episode.AfterNetting, "0", "-10000", "-10000"},
		{"others gain, before", "30", episode.BeforeNetting, "4000", "4000", "4000"},
		{"others gain, after", "30", episode.AfterNetting, "4000", "0", "-6000"},
		{"others lose, before", "30", episode.BeforeNetting, "-4000", "-4000", "-4000"},
		{"others lose, after", "30", episode.AfterNetting, "-4000", "-4000", "-14000"},
		{"others gain more, after", "30", episode.AfterNetting, "14000", "4000", "4000"},
	} {
		p := sure(episode.TEAMProgram(2027, 3, episode.TEAMOptions{Order: episode.QualityFirst, StraightLine: true, LowVolume: c.order}))
		// With no effect of quality: the worst score owes a loss whole, the best keeps a gain.
		quality := "0"
		if !strings.HasPrefix(c.summed, "-") {
			quality = "1"
		}
		facts := episode.ProviderFacts{Quality: scored(quality), Categories: map[string]episode.CategoryFacts{
			"CABG": {BaselineEpisodes: given(c.baseline), PostEpisode: norm},
			"LEJR": {BaselineEpisodes: given("500"), PostEpisode: norm},
		}}
		if strings.HasPrefix(c.paid, "-") {
			facts.Quality = scored("0")
		}
		s := settleTerms(t, p, facts, totalCase("CABG", "1000000", "1010000"), totalCase("LEJR", "1000000", usd("1000000").Sub(usd(c.other)).String()))
		wantAmount(t, c.name, s.Result, c.paid)
		wantAmount(t, c.name+": sum", s.Net, c.summed)
	}
}

func TestTEAMTracks(t *testing.T) {
	safety, rural := episode.TEAMHospital{SafetyNet: true}, episode.TEAMHospital{Rural: true}
	for _, c := range []struct {
		name     string
		year     int
		track    episode.TEAMTrack
		hospital episode.TEAMHospital
		want     string
	}{
		{"D110 safety net PY3 asks 1", 2028, 1, safety, ""},
		{"D110 safety net PY4 asks 1", 2029, 1, safety, "TEAM: Track 1 is open in 2026, and to safety net hospitals until 2028"},
		{"D110 other hospital PY2 asks 1", 2027, 1, episode.TEAMHospital{}, "TEAM: Track 1 is open in 2026, and to safety net hospitals until 2028"},
		{"D110 rural PY1 asks 2", 2026, 2, rural, "TEAM: Track 2 is open from 2027, to safety net, rural, Medicare-dependent and sole community hospitals"},
		{"D110 rural PY2 asks 2", 2027, 2, rural, ""},
		{"other PY1 asks 1", 2026, 1, episode.TEAMHospital{}, ""},
		{"other PY2 asks 2", 2027, 2, episode.TEAMHospital{}, "TEAM: Track 2 is open from 2027, to safety net, rural, Medicare-dependent and sole community hospitals"},
		{"Medicare-dependent PY5 asks 2", 2030, 2, episode.TEAMHospital{MedicareDependent: true}, ""},
		{"sole community PY5 asks 2", 2030, 2, episode.TEAMHospital{SoleCommunity: true}, ""},
		{"any PY1 asks 3", 2026, 3, episode.TEAMHospital{}, ""},
		{"year before", 2025, 3, safety, "TEAM: known for performance years 2026 to 2030, not for 2025"},
		{"year after", 2031, 3, safety, "TEAM: known for performance years 2026 to 2030, not for 2031"},
		{"track 0", 2026, 0, safety, "TEAM: unknown track 0 (known: 1, 2, 3)"},
		{"track 4", 2026, 4, safety, "TEAM: unknown track 4 (known: 1, 2, 3)"},
	} {
		p, err := episode.TEAMProgram(c.year, c.track, episode.TEAMOptions{Hospital: c.hospital, Order: episode.CorridorFirst, StraightLine: true, LowVolume: episode.AfterNetting})
		if got := errorText(err); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if err == nil {
			arrange(t, p)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// The greatest adjustment of 10 % is not quotable, so it is an option here.
func TestBPCIAdvanced(t *testing.T) {
	p := sure(episode.BPCIAdvancedProgram(3, episode.BPCIAdvancedOptions{MaximumAdjustment: given("0.10")}))
	for _, c := range []struct{ name, spending, cqs, adjusted, paid string }{
		{"D61", "1900000", "0.75", "97500", "97500"},
		{"D62", "2100000", "0.75", "92500", "-92500"},
		{"D63", "1500000", "1", "500000", "400000"},
		{"D64", "2600000", "0", "600000", "-400000"},
	} {
		s := settleTerms(t, p, episode.ProviderFacts{Quality: scored(c.cqs)}, totalCase("CHF", "2000000", c.spending))
		wantAmount(t, c.name, s.Result, c.paid)
		wantAmount(t, c.name+" adjusted", s.Account.Steps[1].After, c.adjusted)
	}
	for _, year := range []int{1, 2} {
		flat := sure(episode.BPCIAdvancedProgram(year, episode.BPCIAdvancedOptions{}))
		wantAmount(t, "D89 +", settleTerms(t, flat, episode.ProviderFacts{}, totalCase("CHF", "1000000", "900000")).Result, "90000")
		wantAmount(t, "D89 -", settleTerms(t, flat, episode.ProviderFacts{}, totalCase("CHF", "1000000", "1100000")).Result, "-100000")
	}
	before := sure(episode.BPCIAdvancedProgram(1, episode.BPCIAdvancedOptions{Undiscounted: true}))
	s := settleTerms(t, before, episode.ProviderFacts{}, totalCase("CHF", "20000", "19400"))
	wantAmount(t, "D88", s.Categories[0].Target.Decimal, "19400")
	wantAmount(t, "D88 result", s.Result, "0")
}

func TestTargetsOfTwoPeriods(t *testing.T) {
	var cases []episode.PreparedCase
	for i := range 40 {
		one := totalCase("CHF", "20000", "0")
		if i >= 10 {
			one.Target = given("21000")
		}
		cases = append(cases, one)
	}
	s := settleTerms(t, sure(episode.BPCIAdvancedProgram(1, episode.BPCIAdvancedOptions{})), episode.ProviderFacts{}, cases...)
	wantAmount(t, "D47", s.Categories[0].Target.Decimal, usd("20750").Mul(usd("40")).String())
}

// The figures of this program are recalled, not read: it is illustrative.
func eom(discount, lossDiscount, stopGain, stopLoss string) episode.Program {
	loss := apm.FixedRate(usd(lossDiscount))
	multiplier := episode.SharingRate{Rate: apm.Rate{Linear: &apm.Linear{Slope: usd("1")}}, By: "multiplier"}
	lossMultiplier := episode.Scale{Times: 19, Over: 20}
	p := episode.Program{
		Name: "EOM, illustrative", Basis: episode.Allowed,
		Benchmark: episode.Benchmark{Target: &episode.Target{Discounts: []episode.Discount{{Rate: apm.FixedRate(usd(discount)), LossRate: &loss}}}},
		Gains:     episode.Rules{episode.Cap{Lesser: []episode.Limit{{Rate: given(stopGain), Of: episode.TotalBenchmark}}}, multiplier},
		Losses:    episode.Rules{episode.Cap{Lesser: []episode.Limit{{Rate: given(stopLoss), Of: episode.TotalBenchmark}}}},
	}
	if stopLoss == "0.06" {
		p.Losses = append(p.Losses, lossMultiplier)
	}
	return p
}

func TestEOMIllustrative(t *testing.T) {
	rr1, rr2 := eom("0.04", "0.02", "0.04", "0.02"), eom("0.03", "0.02", "0.12", "0.06")
	for _, c := range []struct {
		name                       string
		p                          episode.Program
		spending, multiplier, paid string
	}{
		{"D65", rr1, "900000", "1", "40000"}, {"D66", rr1, "940000", "0.75", "15000"},
		{"D67", rr1, "970000", "1", "0"}, {"D67 lower end", rr1, "960000", "1", "0"}, {"D67 upper end", rr1, "980000", "1", "0"},
		{"D67 beyond", rr1, "980001", "1", "-1"}, {"D67 before", rr1, "959999", "1", "1"},
		{"D68", rr1, "1050000", "1", "-20000"}, {"D69", rr2, "800000", "0.90", "108000"}, {"D70", rr2, "1050000", "0.95", "-57000"},
	} {
		facts := episode.ProviderFacts{Amounts: map[episode.Basis]decimal.Decimal{"multiplier": usd(c.multiplier)}}
		wantAmount(t, c.name, settleTerms(t, c.p, facts, totalCase("cancer", "1000000", c.spending)).Result, c.paid)
	}
}

func TestCJR(t *testing.T) {
	o := episode.CJROptions{StopGain: given("0.05"), Eligible: []apm.Status{episode.CJRAcceptable, episode.CJRGood, episode.CJRExcellent}}
	for _, c := range []struct {
		name     string
		year     int
		spending string
		paid     string
	}{
		{"D102 PY1", 1, "1080000", "0"}, {"D102 PY2", 2, "1080000", "-50000"}, {"D102 PY3", 3, "1080000", "-80000"},
		{"D103 PY2", 2, "1250000", "-50000"}, {"D103 PY3", 3, "1250000", "-100000"}, {"D103 PY4", 4, "1250000", "-200000"}, {"D103 PY5", 5, "1250000", "-200000"},
		{"P5 stop-gain 5 %", 1, "900000", "50000"},
	} {
		s := settleTerms(t, sure(episode.CJRProgram(c.year, o)), episode.ProviderFacts{Quality: apm.Quality{Status: episode.CJRGood}}, totalCase("LEJR", "1000000", c.spending))
		wantAmount(t, c.name, s.Result, c.paid)
	}
	s := settleTerms(t, sure(episode.CJRProgram(1, o)), episode.ProviderFacts{Quality: apm.Quality{Status: episode.CJRBelowAcceptable}}, totalCase("LEJR", "1000000", "900000"))
	wantAmount(t, "below acceptable", s.Result, "0")

	// Year 1 has no losses, by post-episode spending neither.
	o.PostEpisodeDeviations = given("3")
	for year, paid := range map[int]string{1: "0", 2: "-500"} {
		facts := teamFacts("1", "500")
		facts.Quality.Status = episode.CJRGood
		result := settleTerms(t, sure(episode.CJRProgram(year, o)), facts, totalCase("LEJR", "1000000", "1000000"))
		wantAmount(t, "post-episode", result.Result, paid)
	}
	o.PostEpisodeDeviations = decimal.NullDecimal{}

	// P4: an initial amount of 150,000 under a limit of 100,000.
	limit := episode.Program{Name: "stop-gain", Basis: episode.Allowed, Benchmark: episode.Benchmark{Target: &episode.Target{}},
		Gains: episode.Rules{episode.Cap{Lesser: []episode.Limit{{Dollars: given("100000")}}}}}
	for spending, paid := range map[string]string{"850000": "100000", "900000": "100000", "900001": "99999"} {
		wantAmount(t, "P4 "+spending, settleTerms(t, limit, episode.ProviderFacts{}, totalCase("LEJR", "1000000", spending)).Result, paid)
	}

	// The discount of 2 % for good quality is that of a published report; the others are
	// recalled and stand for options.
	good := apm.Rate{ByStatus: []apm.StatusRate{{Status: episode.CJRGood, Rate: apm.FixedRate(usd("0.02"))}}}
	repay := apm.Rate{ByStatus: []apm.StatusRate{{Status: episode.CJRGood, Rate: apm.FixedRate(usd("0.01"))}}}
	o.Discount, o.LossDiscount = &good, &repay
	for spending, paid := range map[string]string{"979000": "1000", "980000": "0", "985000": "0", "990000": "0", "991000": "-1000"} {
		s := settleTerms(t, sure(episode.CJRProgram(2, o)), episode.ProviderFacts{Quality: apm.Quality{Status: episode.CJRGood}}, totalCase("LEJR", "1000000", spending))
		wantAmount(t, "reduced discount for repayment "+spending, s.Result, paid)
	}
}

func TestCJRQualityCategory(t *testing.T) {
	for points, want := range map[string]apm.Status{"6.0": episode.CJRGood, "13.2": episode.CJRGood, "13.3": episode.CJRExcellent, "7.00": episode.CJRGood, "20": episode.CJRExcellent} {
		if got, err := episode.CJRCategory2015(usd(points)); err != nil || got != want {
			t.Errorf("D101, P1 %s: %s %v", points, got, err)
		}
	}
	for points, want := range map[string]string{"5.99": "points: are below 6.0, where the bands are not known", "20.1": "points: are at most 20"} {
		if _, err := episode.CJRCategory2015(usd(points)); errorText(err) != want {
			t.Errorf("%s: %v", points, err)
		}
	}
}
