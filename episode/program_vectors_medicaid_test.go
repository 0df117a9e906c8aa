package episode_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// Levels and shares are samples: the states' own were not quotable.
func sampleOptions() episode.RetrospectiveOptions {
	return episode.RetrospectiveOptions{
		Basis: episode.Paid, Dollars: episode.Adjusted,
		Levels:    []episode.Level{{Category: "perinatal", Acceptable: given("3906"), Commendable: given("3394"), GainLimit: given("2000")}},
		GainShare: given("0.5"), LossShare: given("0.5"), Gate: &episode.Gate{Statuses: []apm.Status{apm.Met}},
	}
}

func TestMedicaidZones(t *testing.T) {
	limited, minimum, rewardOnly := sampleOptions(), sampleOptions(), sampleOptions()
	limited.LossLimit = &episode.Limit{Rate: given("0.10"), Of: episode.TotalRevenue}
	minimum.MinimumEpisodes = 5
	rewardOnly.RewardOnly, rewardOnly.LossShare = true, decimal.NullDecimal{}
	arkansas := func(o episode.RetrospectiveOptions) episode.Program { return sure(episode.ArkansasProgram(2015, o)) }
	for _, c := range []struct {
		name    string
		p       episode.Program
		n       int
		average string
		status  apm.Status
		want    string
	}{
		{"D71", arkansas(sampleOptions()), 20, "3000", apm.Met, "3940"},
		{"D72", arkansas(sampleOptions()), 20, "1800", apm.Met, "13940"},
		{"D73", arkansas(sampleOptions()), 20, "3394", apm.Met, "0"},
		{"D74", arkansas(sampleOptions()), 20, "3600", apm.Met, "0"},
		{"D75", arkansas(sampleOptions()), 20, "3906", apm.Met, "0"},
		{"D76", arkansas(sampleOptions()), 20, "4200", apm.Met, "-2940"},
		{"D77", arkansas(limited), 20, "4200", apm.Met, "-2000"},
		{"D78", arkansas(sampleOptions()), 20, "3000", apm.NotMet, "0"},
		{"D79", arkansas(sampleOptions()), 20, "4200", apm.NotMet, "-2940"},
		{"D80", arkansas(minimum), 4, "3000", apm.Met, "0"},
		{"D81", arkansas(minimum), 5, "3000", apm.Met, "985"},
		{"D82", sure(episode.TennesseeProgram(2016, sampleOptions())), 20, "4200", apm.Met, "-980"},
		{"TennCare 2019, waived", sure(episode.TennesseeProgram(2019, sampleOptions())), 20, "4200", apm.Met, "0"},
		{"D83", sure(episode.TennesseeProgram(2016, rewardOnly)), 20, "4200", apm.Met, "0"},
		{"D83, gain", sure(episode.TennesseeProgram(2017, rewardOnly)), 20, "3000", apm.Met, "3940"},
		{"D116 below, met", sure(episode.TennesseeProgram(2015, sampleOptions())), 20, "3000", apm.Met, "3940"},
		{"D116 below, missed", sure(episode.TennesseeProgram(2015, sampleOptions())), 20, "3000", apm.NotMet, "0"},
		{"D116 between", sure(episode.TennesseeProgram(2015, sampleOptions())), 20, "3600", apm.Met, "0"},
		{"D116 above", sure(episode.TennesseeProgram(2015, sampleOptions())), 20, "4200", apm.NotMet, "-2940"},
		{"Ohio", sure(episode.OhioProgram(2016, sampleOptions())), 20, "3000", apm.Met, "3940"},
	} {
		facts := episode.ProviderFacts{Quality: apm.Quality{Status: c.status}, Revenue: given("20000")}
		s := settleTerms(t, c.p, facts, sameCases("perinatal", c.n, c.average)...)
		wantAmount(t, c.name, s.Result, c.want)
		if low := s.Categories[0].Low; (low == episode.ReportOnly) != (c.name == "D80") {
			t.Errorf("%s: low volume %q", c.name, low)
		}
	}
}

func TestColoradoSubsetsStayApart(t *testing.T) {
	p := sure(episode.ColoradoProgram(episode.RetrospectiveOptions{Basis: episode.Paid, Dollars: episode.Adjusted,
		Levels: []episode.Level{{Acceptable: given("5000"), Commendable: given("5000")}}}))
	s := settleTerms(t, p, episode.ProviderFacts{}, append(sameCases("maternity", 10, "4000"), sameCases("maternity, behavioural health", 4, "6000")...)...)
	wantAmount(t, "D84 without", s.Categories[0].Gap, "10000")
	wantAmount(t, "D84 without, net", s.Categories[0].Net, "5000")
	wantAmount(t, "D84 with, net", s.Categories[1].Net, "-2000")
	wantAmount(t, "sum", s.Result, "3000")
}

func TestRiskWeightDivides(t *testing.T) {
	a := arrange(t, sure(episode.TennesseeProgram(2016, sampleOptions())))
	p, err := a.Prepare([]episode.Case{{Provider: "H", Category: "perinatal", Amounts: map[episode.PriceBasis]decimal.Decimal{episode.Paid: usd("12000")}, Weight: given("1.25")}})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "D90", p.Cases[0].Cost, "9600")
	wantAmount(t, "D90 raw", p.Cases[0].Raw, "12000")
}

func TestPROMETHEUSAllowance(t *testing.T) {
	for _, c := range []struct{ name, flat, price, want string }{
		{"D85", "0", "16670", "3125.625"}, {"D85", "0", "40000", "7500"}, {"D85", "0", "71180", "13346.25"},
		{"D86", "0.5", "16670", "5312.8125"}, {"D86", "0.5", "40000", "7500"}, {"D86", "0.5", "71180", "10423.125"},
		{"D87", "1", "16670", "7500"}, {"D87", "1", "40000", "7500"}, {"D87", "1", "71180", "7500"},
	} {
		// P7: a mean of 15,000 makes a pool of half of it.
		allowance := episode.Allowance{Cost: usd("15000"), Share: usd("0.5"), Flat: usd(c.flat), MeanPrice: given("40000")}
		got, err := allowance.Of(usd(c.price))
		if err != nil {
			t.Fatal(err)
		}
		wantAmount(t, c.name+" "+c.price, got, c.want)
	}
	// P6: typical care of 9,800 and an allowance of 10,300 make a budget of 20,100.
	p := episode.Program{Name: "PROMETHEUS, CHF", Basis: episode.Allowed, Benchmark: episode.Benchmark{CaseRate: &episode.CaseRate{
		Allowance: &episode.Allowance{Cost: usd("10300"), Share: usd("1"), Flat: usd("1")}}}}
	s := settleTerms(t, p, episode.ProviderFacts{}, totalCase("CHF", "9800", "20000"))
	wantAmount(t, "P6", s.Categories[0].Benchmark.Decimal, "20100")
	wantAmount(t, "P6 left", s.Result, "100")
}
