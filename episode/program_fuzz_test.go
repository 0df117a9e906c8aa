package episode_test

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// presetPrograms is one of each preset, with every kind of rule among them.
func presetPrograms(t testing.TB) []episode.Program {
	o := sampleOptions()
	o.LossLimit, o.MinimumEpisodes = &episode.Limit{Rate: given("0.1"), Of: episode.TotalRevenue}, 5
	shares := o
	shares.GainShare, shares.LossShare = decimal.NullDecimal{}, decimal.NullDecimal{}
	all := targeted(
		episode.Rules{episode.MinimumRate{Rate: usd("0.03"), Of: episode.TotalTarget}, episode.Gate{Metrics: []episode.Metric{{ID: "m", AtMost: given("3")}}}, episode.Adjust{Maximum: usd("0.1"), Direction: episode.Bonus}, episode.Cap{Greater: []episode.Limit{{Dollars: given("5")}}}},
		episode.Rules{episode.SharingRate{Rate: apm.FixedRate(usd("0.5"))}, episode.Scale{Times: 1, Over: 3}},
		episode.Rules{episode.MarkAmount{Name: "whole"}, episode.PostEpisode{Deviations: usd("3")}, episode.OneSided{}, episode.CarryForward{}, episode.TrueUp{}, episode.Round{Places: 2, Mode: apm.HalfUp}})
	all.Adjust = []episode.Adjustment{{Risk: &episode.Risk{Apply: episode.MultiplyTarget, Form: episode.ExponentialForm, Factors: []episode.Factor{{Name: "x", Coefficient: usd("0.5")}}, Normalise: &episode.Normalise{Factor: given("1"), Within: given("0.05")}}},
		{Outlier: &episode.Outlier{Method: episode.ExcludeOutliers, Upper: &episode.Cutoff{Deviations: given("3")}, Deviation: episode.SampleDeviation}}}
	all.Attribution = &episode.Attribution{Hierarchy: []episode.Role{episode.Surgeon}, TieBreak: []episode.TieBreak{episode.Latest}, Successions: []episode.Succession{{From: "a", To: "b", On: apm.MustParseDate("2020-01-01")}}}
	return []episode.Program{
		all, eom("0.04", "0.02", "0.04", "0.02"), teamTerms(t, 2027, 1, episode.QualityFirst), teamTerms(t, 2028, 2, episode.CorridorFirst), teamTerms(t, 2030, 3, episode.QualityFirst),
		sure(episode.CJRProgram(3, episode.CJROptions{StopGain: given("0.1"), Eligible: []apm.Status{episode.CJRGood}, PostEpisodeDeviations: given("3")})),
		sure(episode.CJRProgram(1, episode.CJROptions{Eligible: []apm.Status{episode.CJRGood}, StopLoss: decimal.NullDecimal{}, PostEpisodeDeviations: given("3")})),
		sure(episode.CJRProgram(5, episode.CJROptions{StopGain: given("0.2"), StopLoss: given("0.05"), Eligible: []apm.Status{episode.CJRGood}})),
		sure(episode.BPCIAdvancedProgram(2, episode.BPCIAdvancedOptions{Undiscounted: true})), sure(episode.BPCIAdvancedProgram(3, episode.BPCIAdvancedOptions{MaximumAdjustment: given("0.1")})),
		sure(episode.ArkansasProgram(2013, o)), sure(episode.TennesseeProgram(2016, o)), sure(episode.OhioProgram(2019, o)), sure(episode.ColoradoProgram(shares)),
	}
}

// Presets are sound terms, and JSON keeps them.
func TestPresetsAreSound(t *testing.T) {
	for _, p := range presetPrograms(t) {
		a := arrange(t, p)
		if a.Name() != p.Name {
			t.Error(a.Name())
		}
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(p.Name, err)
		}
		again, err := episode.DecodeProgram(b, episode.ProgramKinds())
		if diff := cmp.Diff(p, again); err != nil || diff != "" {
			t.Errorf("%s: %v %s", p.Name, err, diff)
		}
		if diff := cmp.Diff(p, a.Program()); diff != "" {
			t.Errorf("%s: %s", p.Name, diff)
		}
	}
}

// An arrangement keeps nothing of the terms that a caller could change.
func TestArrangementKeepsACopy(t *testing.T) {
	p := teamTerms(t, 2027, 3, episode.QualityFirst)
	a := arrange(t, p)
	facts := teamFacts("1", "0")
	facts.ID = "H"
	before := sure(a.Settle(facts, []episode.PreparedCase{totalCase("LEJR", "1000", "500")})).Result
	p.Gains[1].(episode.Cap).Lesser[0].Rate = given("0.5")
	p.Volume[0].Minimum = 1
	copied := a.Program()
	copied.Gains[1].(episode.Cap).Lesser[0].Rate = given("0.5")
	after := sure(a.Settle(facts, []episode.PreparedCase{totalCase("LEJR", "1000", "500")})).Result
	if !before.Equal(after) || before.String() != "200" {
		t.Error(before, after)
	}
}

// An arrangement may be used by several goroutines at once.
func TestArrangementsAreShared(t *testing.T) {
	a := arrange(t, teamTerms(t, 2028, 2, episode.CorridorFirst))
	facts := teamFacts("0.5", "3")
	facts.ID = "H"
	cases := []episode.PreparedCase{totalCase("LEJR", "1000", "900"), totalCase("LEJR", "1000", "950")}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			s, err := a.Settle(facts, cases)
			if err == nil {
				_, err = a.Report([]episode.Settlement{s}, cases, episode.ReportOptions{Suppress: true})
			}
			if err != nil || s.Result.String() != "92" { // 150 capped at 100, half of a tenth withheld, less 3
				t.Error(s.Result, err)
			}
		})
	}
	wait.Wait()
}

// FuzzDecodeProgram holds the decoder, the validation, the preparation and the settlement
// against any text: nothing panics, and what decodes survives another round.
func FuzzDecodeProgram(f *testing.F) {
	for _, p := range presetPrograms(f) {
		text, err := json.Marshal(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"name":"a","basis":"allowed","benchmark":{"caseRate":{"price":"1e40","allowance":{"cost":1,"share":1,"flat":0,"meanPrice":1e-200}}},"adjust":[{"risk":{"apply":"divideEpisode"}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := episode.DecodeProgram(text, episode.ProgramKinds())
		if err != nil {
			return
		}
		again, err := json.Marshal(p)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		other, err := episode.DecodeProgram(again, episode.ProgramKinds())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, again)
		}
		a, err := episode.NewProgram(p)
		if err != nil {
			return
		}
		if diff := cmp.Diff(p, other); diff != "" {
			t.Fatal(diff)
		}
		var cases []episode.Case
		for _, cost := range []string{"-1", "0", "900", "1e39", "1000.01"} {
			c := costing("470", cost)
			c.Amounts[p.Basis] = usd(cost)
			c.Category, c.Weight, c.PostEpisode, c.RegionalTarget = "LEJR", given("1e-39"), given("5"), given("1e39")
			c.Covariates = map[string]decimal.Decimal{"x": usd("1")}
			cases = append(cases, c)
		}
		prepared, err := a.Prepare(cases, episode.OutlierLimits{Lower: given("1"), Upper: given("2")})
		if err != nil {
			return // an error is fine, a panic is not
		}
		facts := teamFacts("0.5", "3")
		facts.ID, facts.Revenue, facts.Carried, facts.Quality.Status = "H", given("100"), given("1"), apm.Met
		facts.Run, facts.Metrics = &episode.Run{Kind: episode.Provisional}, map[string]decimal.Decimal{"m": usd("1")}
		if s, err := a.Settle(facts, prepared.Cases); err == nil {
			if !apm.Plain(s.Result) {
				t.Fatal("a result beyond any sum of money")
			}
			_, _ = a.Report([]episode.Settlement{s}, prepared.Cases, episode.ReportOptions{Suppress: true, Definition: apm.SAS5, Percentiles: []decimal.Decimal{usd("0.5")}})
			_ = s.Account.String()
		}
	})
}
