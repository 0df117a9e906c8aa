package episode_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// targeted is a program on targets with these lists.
func targeted(gains, losses, final episode.Rules) episode.Program {
	return episode.Program{Name: "test", Basis: episode.Allowed, Benchmark: episode.Benchmark{Target: &episode.Target{}}, Gains: gains, Losses: losses, Final: final}
}

func TestRules(t *testing.T) {
	keep := episode.MarkAmount{Name: "kept"}
	gain := func(r ...episode.Rule) episode.Program { return targeted(r, episode.Rules{keep}, nil) }
	loss := func(r ...episode.Rule) episode.Program { return targeted(episode.Rules{keep}, r, nil) }
	final := func(r ...episode.Rule) episode.Program { return targeted(nil, nil, r) }
	rank := apm.Rate{Ladder: []apm.Rung{{AtLeast: usd("0"), Rate: usd("0.5")}, {AtLeast: usd("0.34"), Rate: usd("0.65")}, {AtLeast: usd("0.67"), Rate: usd("0.8")}}}
	for _, c := range []struct {
		name     string
		p        episode.Program
		spending string // against a target of 1,000,000
		want     string
	}{
		{"minimum not met", gain(episode.MinimumRate{Rate: usd("0.03"), Of: episode.TotalTarget}), "970000.01", "0"},
		{"minimum met counts from the first dollar", gain(episode.MinimumRate{Rate: usd("0.03"), Of: episode.TotalTarget}), "970000", "30000"},
		{"minimum to be exceeded", gain(episode.MinimumRate{Rate: usd("0.03"), Of: episode.TotalTarget, Above: true}), "970000", "0"},
		{"neutral band", gain(episode.MinimumRate{Rate: usd("0.03"), Of: episode.TotalTarget, Excess: true}), "960000", "10000"},
		{"neutral band of losses", loss(episode.MinimumRate{Rate: usd("0.02"), Of: episode.TotalBenchmark, Excess: true}), "1050000", "-30000"},
		{"within the band", loss(episode.MinimumRate{Rate: usd("0.02"), Of: episode.TotalBenchmark, Excess: true}), "1020000", "0"},
		{"share by rank", gain(episode.SharingRate{Rate: rank, By: "rank"}), "900000", "80000"},
		{"share by quality", gain(episode.SharingRate{Rate: apm.Rate{Linear: &apm.Linear{Slope: usd("0.5")}}}), "900000", "40000"},
		{"scale", loss(episode.Scale{Times: 1, Over: 3}), "1030000", "-10000"},
		{"cap by revenue", loss(episode.Cap{Lesser: []episode.Limit{{Rate: given("0.1"), Of: episode.TotalRevenue}, {Dollars: given("60000")}}}), "1100000", "-50000"},
		{"cap by the larger", loss(episode.Cap{Greater: []episode.Limit{{Rate: given("0.1"), Of: episode.TotalRevenue}, {Dollars: given("60000")}}}), "1100000", "-60000"},
		{"cap by another amount", loss(episode.Cap{Lesser: []episode.Limit{{Rate: given("2"), Of: "fees"}}}), "1100000", "-14000"},
		{"cap by spending", gain(episode.Cap{Lesser: []episode.Limit{{Rate: given("0.1"), Of: episode.TotalSpending}}}), "800000", "80000"},
		{"withhold", gain(episode.Adjust{Maximum: usd("0.1"), Direction: episode.Withhold}), "900000", "98000"},
		{"bonus", gain(episode.Adjust{Maximum: usd("0.1"), Direction: episode.Bonus}), "900000", "108000"},
		{"forgive", loss(episode.Adjust{Maximum: usd("0.1"), Direction: episode.Forgive}), "1100000", "-92000"},
		{"surcharge", loss(episode.Adjust{Maximum: usd("0.1"), Direction: episode.Surcharge}), "1100000", "-102000"},
		{"gate by metrics", gain(episode.Gate{Metrics: []episode.Metric{{ID: "visits", AtLeast: given("0.5")}, {ID: "falls", AtMost: given("3")}}}), "900000", "100000"},
		{"gate missed", gain(episode.Gate{Metrics: []episode.Metric{{ID: "visits", AtLeast: given("0.51")}, {ID: "falls", AtMost: given("3")}}}), "900000", "0"},
		{"gate missed below", gain(episode.Gate{Metrics: []episode.Metric{{ID: "visits", AtLeast: given("0.5")}, {ID: "falls", AtMost: given("2.99")}}}), "900000", "0"},
		{"part of the metrics is enough", gain(episode.Gate{Needed: given("0.75"), Metrics: []episode.Metric{{ID: "visits", AtLeast: given("0.51")}, {ID: "falls", AtMost: given("3"), Weight: usd("3")}}}), "900000", "100000"},
		{"part of the metrics is not", gain(episode.Gate{Needed: given("0.75"), Metrics: []episode.Metric{{ID: "visits", AtLeast: given("0.51")}, {ID: "falls", AtMost: given("3"), Weight: usd("2.9")}}}), "900000", "0"},
		{"half of two is one", gain(episode.Gate{Needed: given("0.5"), Metrics: []episode.Metric{{ID: "visits", AtLeast: given("0.51")}, {ID: "falls", AtMost: given("3")}}}), "900000", "100000"},
		{"one-sided by a rule", final(episode.OneSided{}), "1100000", "0"},
		{"one-sided keeps gains", final(episode.OneSided{}), "900000", "100000"},
		{"one-sided by the lists", targeted(episode.Rules{keep}, nil, nil), "1100000", "0"},
		{"losses alone", targeted(nil, episode.Rules{keep}, nil), "900000", "0"},
		{"no lists", final(), "1100000", "-100000"},
		{"post-episode", final(episode.PostEpisode{Deviations: usd("3")}), "900000", "99300"}, // 1 x (5,000 - (4,000 + 3 x 100))
		{"post-episode within what is usual", final(episode.PostEpisode{Deviations: usd("10")}), "900000", "100000"},
		{"carried loss comes first", final(episode.CarryForward{}), "900000", "75000"},
		{"carried loss is not used up", final(episode.CarryForward{}), "990000", "0"},
		{"loss is carried", final(episode.CarryForward{}), "1100000", "0"},
		{"second run", final(episode.TrueUp{}), "900000", "70000"},
		{"second run takes back", final(episode.TrueUp{}), "1100000", "-130000"},
		{"round", final(episode.Round{Places: -3, Mode: apm.HalfEven}), "999500", "0"},
		{"round a loss", final(episode.Round{Places: -3, Mode: apm.HalfUp}), "1000500", "-1000"},
		{"share in the final list", final(episode.SharingRate{Rate: apm.FixedRate(usd("0.5"))}), "1100000", "-50000"},
	} {
		facts := episode.ProviderFacts{
			Quality: scored("0.8"), Revenue: given("500000"), Carried: given("25000"), Run: &episode.Run{Kind: episode.FinalRun, Settled: given("30000")},
			Metrics:    map[string]decimal.Decimal{"visits": usd("0.5"), "falls": usd("3")},
			Amounts:    map[episode.Basis]decimal.Decimal{"rank": usd("0.7"), "fees": usd("7000")},
			Categories: map[string]episode.CategoryFacts{"LEJR": {PostEpisode: &episode.PostEpisodeNorm{Mean: given("4000"), Deviation: given("100")}}},
		}
		one := totalCase("LEJR", "1000000", c.spending)
		one.PostEpisode = given("5000")
		s := settleTerms(t, c.p, facts, one)
		wantAmount(t, c.name, s.Result, c.want)
		switch {
		case strings.HasPrefix(c.name, "carried loss comes"):
			wantAmount(t, c.name+": carried", s.Carried.Decimal, "0")
		case strings.HasPrefix(c.name, "carried loss is not"):
			wantAmount(t, c.name+": carried", s.Carried.Decimal, "15000")
		case strings.HasPrefix(c.name, "loss is carried"):
			wantAmount(t, c.name+": carried", s.Carried.Decimal, "125000")
		case s.Carried.Valid:
			t.Errorf("%s: carries %s", c.name, s.Carried.Decimal)
		}
	}
}

// The order of the list is the order of calculation.
func TestOrderIsData(t *testing.T) {
	cap5, half := episode.Cap{Lesser: []episode.Limit{{Rate: given("0.05"), Of: episode.TotalTarget}}}, episode.SharingRate{Rate: apm.FixedRate(usd("0.5"))}
	wantAmount(t, "cap, then share", settleTerms(t, targeted(episode.Rules{cap5, half}, nil, nil), episode.ProviderFacts{}, totalCase("LEJR", "1000", "920")).Result, "25")
	wantAmount(t, "share, then cap", settleTerms(t, targeted(episode.Rules{half, cap5}, nil, nil), episode.ProviderFacts{}, totalCase("LEJR", "1000", "920")).Result, "40")
}

// A second run settles the difference, and the runs add up to the whole.
func TestRunsAddUp(t *testing.T) {
	p := targeted(nil, nil, episode.Rules{episode.Round{Places: 2, Mode: apm.HalfUp}, episode.MarkAmount{Name: "whole"}, episode.TrueUp{}})
	settled := decimal.Decimal{}
	for i, spending := range []string{"900.004", "910.006", "1100.115"} {
		facts := episode.ProviderFacts{Run: &episode.Run{Kind: []episode.RunKind{episode.Provisional, episode.FinalRun, episode.Reopened}[i], Settled: decimal.NewNullDecimal(settled)}}
		if i == 0 {
			facts.Run.Settled = decimal.NullDecimal{} // the first run
		}
		s := settleTerms(t, p, facts, totalCase("LEJR", "1000", spending))
		settled = settled.Add(s.Result)
		whole, _ := s.Mark("whole")
		wantAmount(t, "sum of the runs", settled, whole.String())
		if s.Run != facts.Run {
			t.Error("the settlement does not say which run it is")
		}
	}
	wantAmount(t, "in the end", settled, "-100.12")
}

func TestCategoriesNetBeforeOrAfter(t *testing.T) {
	half := episode.Rules{episode.SharingRate{Rate: apm.FixedRate(usd("0.5"))}}
	full := episode.Rules{episode.MarkAmount{Name: "all"}}
	before := targeted(half, full, nil)
	after := targeted(nil, nil, nil)
	after.Each = episode.Sides{Gains: half, Losses: full}
	cases := []episode.PreparedCase{totalCase("CABG", "1000", "1040"), totalCase("LEJR", "1000", "900")}
	wantAmount(t, "netted first", settleTerms(t, before, episode.ProviderFacts{}, cases...).Result, "30")
	s := settleTerms(t, after, episode.ProviderFacts{}, cases...)
	wantAmount(t, "settled first", s.Result, "10")
	if mark, found := s.Categories[0].Mark("all"); !found || mark.String() != "-40" {
		t.Error("the mark of a loss", mark)
	}
	if _, found := s.Mark("all"); found {
		t.Error("a category's mark is not the provider's")
	}
}

// Each category may have a quality of its own.
func TestQualityOfACategory(t *testing.T) {
	p := targeted(nil, nil, nil)
	p.Each.Gains = episode.Rules{episode.Gate{Statuses: []apm.Status{apm.Met}}, episode.Gate{Metrics: []episode.Metric{{ID: "m", AtLeast: given("1")}}}}
	facts := episode.ProviderFacts{
		Quality: apm.Quality{Status: apm.Met}, Metrics: map[string]decimal.Decimal{"m": usd("1")},
		Categories: map[string]episode.CategoryFacts{
			"B": {Quality: &apm.Quality{Status: apm.NotMet}},
			"C": {Metrics: map[string]decimal.Decimal{"m": usd("0")}},
		},
	}
	s := settleTerms(t, p, facts, totalCase("A", "10", "9"), totalCase("B", "100", "90"), totalCase("C", "1000", "900"))
	wantAmount(t, "A alone passes", s.Result, "1")
}

// With two discounts the sum decides which one all categories have, unless each category
// is settled by itself.
func TestDiscountsOfTheSum(t *testing.T) {
	loss := apm.FixedRate(usd("0.01"))
	p := targeted(nil, nil, nil)
	p.Benchmark.Target.Discounts = []episode.Discount{{Rate: apm.FixedRate(usd("0.03")), LossRate: &loss}, {Category: "whole", Rate: apm.FixedRate(usd("0"))}}
	a, b := totalCase("A", "1000", "900"), totalCase("B", "1000", "1050")
	wantAmount(t, "sum gains", settleTerms(t, p, episode.ProviderFacts{}, a, b).Result, "-0") // 940 + 940 - 1,950 = -70; 990 + 990 - 1,950 = 30
	b.Cost = usd("1200")
	s := settleTerms(t, p, episode.ProviderFacts{}, a, b)
	wantAmount(t, "sum loses", s.Result, "-120")
	wantAmount(t, "both from the price for losses", s.Categories[0].Gap, "90")
	p.Each = episode.Sides{Gains: episode.Rules{episode.MarkAmount{Name: "kept"}}, Losses: episode.Rules{episode.MarkAmount{Name: "kept"}}}
	wantAmount(t, "each by itself", settleTerms(t, p, episode.ProviderFacts{}, a, b).Result, "-140") // 70 - 210
	p.Gains = episode.Rules{episode.Cap{Lesser: []episode.Limit{{Rate: given("0.05"), Of: episode.TotalTarget}}}}
	a.Cost, b.Cost = usd("0"), usd("1000")
	// 970 - 10 is a gain, so that the corridor is 5 % of 970 + 970, whichever price B lost by.
	wantAmount(t, "corridor of gains", settleTerms(t, p, episode.ProviderFacts{}, a, b).Result, "97")
	p.Gains, p.Losses = nil, p.Gains
	b.Cost = usd("9000")
	// 970 - 8,010 is a loss, limited to 5 % of 990 + 990.
	wantAmount(t, "corridor of losses", settleTerms(t, p, episode.ProviderFacts{}, a, b).Result, "-99")
	p.Losses = nil
	wantAmount(t, "a category of its own", settleTerms(t, p, episode.ProviderFacts{}, totalCase("whole", "1000", "999")).Result, "1")
}

// A loss that is not owed for low volume does not choose the price that others gain from:
// 1,000 less 3 % for gains and less 2 % for losses.
func TestLowVolumeChoosesNoPrice(t *testing.T) {
	loss := apm.FixedRate(usd("0.02"))
	p := targeted(nil, nil, nil)
	p.Benchmark.Target.Discounts = []episode.Discount{{Rate: apm.FixedRate(usd("0.03")), LossRate: &loss}}
	facts := episode.ProviderFacts{Categories: map[string]episode.CategoryFacts{"A": {BaselineEpisodes: given("30")}, "B": {BaselineEpisodes: given("31")}}}
	for _, c := range []struct {
		action  episode.VolumeAction
		after   bool
		a, b    string
		wantGap string
		want    string
	}{
		{episode.NoDownside, false, "5000", "900", "-4030", "70"},
		{episode.NoDownside, false, "975", "900", "-5", "70"},
		{episode.NoDownside, false, "900", "1000", "70", "40"},
		{episode.NoDownside, false, "5000", "1000", "-4020", "-20"},
		{episode.NoDownside, false, "5000", "975", "0", "0"},
		{episode.NoDownside, true, "5000", "900", "-4020", "0"},
		{episode.ReportOnly, false, "5000", "900", "-4030", "70"},
		{episode.ReportOnly, false, "0", "1000", "980", "-20"},
	} {
		p.Volume = []episode.Volume{{Minimum: 31, On: episode.OnBaseline, Action: c.action, AfterNetting: c.after}}
		s := settleTerms(t, p, facts, totalCase("A", "1000", c.a), totalCase("B", "1000", c.b))
		name := string(c.action) + " " + c.a + " " + c.b
		wantAmount(t, name, s.Result, c.want)
		wantAmount(t, name+": gap", s.Categories[0].Gap, c.wantGap)
	}
	facts = episode.ProviderFacts{ID: "H", Categories: map[string]episode.CategoryFacts{"B": {BaselineEpisodes: given("30")}}}
	_, err := arrange(t, p).Settle(facts, []episode.PreparedCase{totalCase("A", "1000", "5000"), totalCase("B", "1000", "900")})
	if want := "volume[0]: categories.A.baselineEpisodes: is missing"; errorText(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestVolumeActions(t *testing.T) {
	for _, c := range []struct {
		name           string
		v              episode.Volume
		n              int
		baseline, cost string
		want           string
		low            episode.VolumeAction
	}{
		{"report only, gain", episode.Volume{Minimum: 3, On: episode.OnPerformance, Action: episode.ReportOnly}, 2, "9", "90", "0", episode.ReportOnly},
		{"report only, loss", episode.Volume{Minimum: 3, On: episode.OnPerformance, Action: episode.ReportOnly}, 2, "9", "110", "0", episode.ReportOnly},
		{"enough", episode.Volume{Minimum: 3, On: episode.OnPerformance, Action: episode.ReportOnly}, 3, "0", "90", "30", ""},
		{"no downside, gain", episode.Volume{Minimum: 10, On: episode.OnBaseline, Action: episode.NoDownside}, 2, "9", "90", "20", ""},
		{"no downside, loss", episode.Volume{Minimum: 10, On: episode.OnBaseline, Action: episode.NoDownside}, 2, "9", "110", "0", episode.NoDownside},
		{"no downside, enough", episode.Volume{Minimum: 10, On: episode.OnBaseline, Action: episode.NoDownside}, 2, "10", "110", "-20", ""},
		{"regional", episode.Volume{Minimum: 20, On: episode.OnBaseline, Action: episode.RegionalOnly}, 2, "19", "90", "-40", episode.RegionalOnly},
		{"regional, enough", episode.Volume{Minimum: 20, On: episode.OnBaseline, Action: episode.RegionalOnly}, 2, "20", "90", "20", ""},
	} {
		p := targeted(nil, nil, nil)
		p.Volume = []episode.Volume{c.v}
		cases := sameCases("LEJR", c.n, c.cost)
		for i := range cases {
			cases[i].Target, cases[i].RegionalTarget = given("100"), given("70")
		}
		s := settleTerms(t, p, episode.ProviderFacts{Categories: map[string]episode.CategoryFacts{"LEJR": {BaselineEpisodes: given(c.baseline)}}}, cases...)
		wantAmount(t, c.name, s.Result, c.want)
		if s.Categories[0].Low != c.low {
			t.Errorf("%s: %q", c.name, s.Categories[0].Low)
		}
	}
}

func TestRescaledDollars(t *testing.T) {
	o := sampleOptions()
	o.Dollars = episode.Rescaled
	a := arrange(t, sure(episode.TennesseeProgram(2015, o)))
	var cases []episode.Case
	for _, weight := range []string{"1.5", "0.5", "1.6"} {
		cost := usd("3000").Mul(usd(weight))
		cases = append(cases, episode.Case{Provider: "H", Category: "perinatal", Amounts: map[episode.PriceBasis]decimal.Decimal{episode.Paid: cost}, Weight: given(weight)})
	}
	p, err := a.Prepare(cases)
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.Settle(episode.ProviderFacts{ID: "H", Quality: apm.Quality{Status: apm.Met}}, p.Cases)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "3 x (3,394 - 3,000) x 1.2 / 2", s.Result, "709.2")
	for i := range p.Cases {
		p.Cases[i].Cost = usd("4000")
	}
	if s, err = a.Settle(episode.ProviderFacts{ID: "H"}, p.Cases); err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "3 x (3,906 - 4,000) x 1.2 / 2", s.Result, "-169.2")
}

func TestCaseRateOfOnePrice(t *testing.T) {
	p := targeted(nil, nil, nil)
	p.Benchmark = episode.Benchmark{CaseRate: &episode.CaseRate{Price: given("100")}}
	p.Adjust = []episode.Adjustment{{Risk: &episode.Risk{Apply: episode.MultiplyTarget}}}
	a := arrange(t, p)
	one, own := costing("", "70"), costing("", "200")
	one.Target, one.Weight, own.Target, own.Weight = decimal.NullDecimal{}, given("1.5"), given("300"), given("1")
	prepared, err := a.Prepare([]episode.Case{one, own})
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.Settle(episode.ProviderFacts{ID: "H"}, prepared.Cases)
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "150 + 300 - 270", s.Result, "180")
}

// Excluded episodes count nowhere but by their reasons.
func TestExcludedCases(t *testing.T) {
	dual, both := totalCase("LEJR", "1", "500000"), totalCase("LEJR", "1", "500000")
	dual.Excluded, both.Excluded = []string{"dual", "dual"}, []string{"left", "dual"}
	nobody := both
	nobody.Category = "CABG"
	s := settleTerms(t, targeted(nil, nil, nil), episode.ProviderFacts{}, dual, totalCase("LEJR", "1000", "900"), both, nobody)
	wantAmount(t, "result", s.Result, "100")
	want := []episode.ReasonCount{{Reason: "dual", Episodes: 2}, {Reason: "left", Episodes: 1}}
	if diff := cmp.Diff(want, s.Categories[1].Reasons); diff != "" || s.Categories[1].Excluded != 2 || s.Categories[1].Episodes != 1 {
		t.Errorf("%+v %s", s.Categories[1], diff)
	}
	if s.Categories[0].Category != "CABG" || s.Categories[0].Excluded != 1 || s.Categories[0].Episodes != 0 {
		t.Errorf("%+v", s.Categories[0])
	}
}
