package main

import (
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/seed-6807d414/apm/spend"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// some is a number for a preset that needs one of its caller; it says nothing about the
// program.
func some(s string) decimal.Decimal           { return decimal.RequireFromString(s) }
func given(s string) decimal.NullDecimal      { return decimal.NewNullDecimal(some(s)) }
func always(terms any) func(int) (any, error) { return func(int) (any, error) { return terms, nil } }

// any1 forgets the type of a preset's terms.
func any1[T any](terms T, err error) (any, error) { return terms, err }

func january(year int) apm.Date { return apm.CalendarYear(year).From }

// rooms are the presets of the library. Those with options are asked with the first of
// them.
func rooms() []room {
	return []room{
		{name: "attribution", question: "Who is accountable for whom?", presets: []preset{
			{function: "MSSP", terms: func(y int) (any, error) { return any1(attribution.MSSP(y, attribution.Retrospective)) }},
			{function: "REACH", terms: func(y int) (any, error) {
				claims := attribution.OpenPrimaryCare(attribution.OpenTerms{})
				claims.Window.Prior = true
				return any1(attribution.REACH(y, attribution.REACHProspective, claims))
			}},
			{function: "Medicaid", anyYear: true, terms: always(attribution.Medicaid(attribution.MedicaidTerms{Name: "a state", Codes: []string{"99213"}, Months: 12}))},
			{function: "OpenPrimaryCare", anyYear: true, terms: always(attribution.OpenPrimaryCare(attribution.OpenTerms{}))},
		}},
		{name: "spend", question: "What was spent, on whom, in which month?", presets: []preset{
			{function: "MSSP", terms: func(y int) (any, error) { return any1(spend.MSSP(y, apm.CalendarYear(y))) }},
			{function: "MSSPAdjustments", terms: func(y int) (any, error) {
				var limits []spend.CellAmount
				for _, cell := range []string{spend.MSSPESRD, spend.MSSPDisabled, spend.MSSPAgedDual, spend.MSSPAgedNonDual} {
					limits = append(limits, spend.CellAmount{Cell: cell, Amount: some("100000")})
				}
				return any1(spend.MSSPAdjustments(y, spend.MSSPAnnual, limits))
			}},
		}},
		{name: "benchmark", question: "What should the care have cost?", presets: []preset{
			{function: "MSSPFirstAgreement", terms: func(y int) (any, error) { return any1(benchmark.MSSPFirstAgreement(january(y))) }},
			{function: "MSSP", terms: func(y int) (any, error) { return any1(benchmark.MSSP(january(y), y, false)) }},
			{function: "REACH", terms: func(y int) (any, error) { return any1(benchmark.REACH(y, benchmark.Professional)) }},
			{function: "NextGeneration", terms: func(y int) (any, error) { return any1(benchmark.NextGeneration(y, some("0.0125"))) }},
		}},
		{name: "tcoc", question: "What is paid or owed against a benchmark?", presets: []preset{
			{function: "MSSP", terms: func(y int) (any, error) {
				for _, track := range []tcoc.MSSPTrack{tcoc.Track1, tcoc.BasicB} {
					if plan, err := tcoc.MSSP(y, track, january(y)); err == nil {
						return plan, nil
					}
				}
				return any1(tcoc.MSSP(y, tcoc.BasicB, january(y)))
			}},
			{function: "REACH", terms: func(y int) (any, error) { return any1(tcoc.REACH(y, tcoc.Professional)) }},
			{function: "NextGeneration", terms: func(y int) (any, error) { return any1(tcoc.NextGeneration(y, tcoc.ArrangementA, some("0.10"))) }},
			{function: "MaineAccountableCommunities", terms: func(y int) (any, error) { return any1(tcoc.MaineAccountableCommunities(y)) }},
			{function: "VermontNextGeneration", anyYear: true, terms: always(tcoc.VermontNextGeneration())},
			{function: "ACARiskCorridor", terms: func(y int) (any, error) { return any1(tcoc.ACARiskCorridor(y)) }},
		}},
		{name: "pmpm", question: "What is paid per member per month?", presets: []preset{
			{function: "MainePrimaryCarePlus", terms: func(y int) (any, error) { return any1(pmpm.MainePrimaryCarePlus(1, y)) }},
			{function: "CPCPlus", anyYear: true, terms: func(int) (any, error) { return any1(pmpm.CPCPlus(2)) }},
			{function: "OregonCPCPlus", anyYear: true, terms: func(int) (any, error) { return any1(pmpm.OregonCPCPlus(1, true)) }},
			{function: "OregonCPCPlusLumpSum", anyYear: true, terms: func(int) (any, error) { return any1(pmpm.OregonCPCPlusLumpSum(some("0.1"))) }},
		}},
		{name: "episode", question: "What belongs to a clinical event, and what is gained or lost on it?", presets: []preset{
			{function: "BPCIAdvanced", terms: func(y int) (any, error) { return any1(episode.BPCIAdvanced(y)) }},
			{function: "BPCIAdvancedProgram", terms: func(y int) (any, error) {
				return any1(episode.BPCIAdvancedProgram(y, episode.BPCIAdvancedOptions{MaximumAdjustment: given("0.1")}))
			}},
			{function: "TEAM", terms: func(y int) (any, error) { return any1(episode.TEAM(y)) }},
			{function: "TEAMProgram", terms: func(y int) (any, error) {
				return any1(episode.TEAMProgram(y, 3, episode.TEAMOptions{Order: episode.QualityFirst, StraightLine: true, LowVolume: episode.BeforeNetting}))
			}},
			{function: "CJR", terms: func(y int) (any, error) { return any1(episode.CJR(y)) }},
			{function: "CJRProgram", terms: func(y int) (any, error) {
				return any1(episode.CJRProgram(y, episode.CJROptions{StopGain: given("0.05"), Eligible: []apm.Status{"good"}}))
			}},
			{function: "ArkansasHeartFailure", terms: func(y int) (any, error) { return any1(episode.ArkansasHeartFailure(y)) }},
			{function: "ArkansasPerinatal", terms: func(y int) (any, error) { return any1(episode.ArkansasPerinatal(y)) }},
			{function: "ArkansasADHD", terms: func(y int) (any, error) { return any1(episode.ArkansasADHD(y)) }},
			{function: "ArkansasProgram", terms: func(y int) (any, error) { return any1(episode.ArkansasProgram(y, retrospective())) }},
			{function: "TennesseeProgram", terms: func(y int) (any, error) { return any1(episode.TennesseeProgram(y, retrospective())) }},
			{function: "OhioProgram", terms: func(y int) (any, error) { return any1(episode.OhioProgram(y, retrospective())) }},
			{function: "ColoradoMaternity", terms: func(y int) (any, error) { return any1(episode.ColoradoMaternity(y)) }},
			{function: "ColoradoProgram", anyYear: true, terms: func(int) (any, error) {
				o := retrospective()
				o.GainShare, o.LossShare = decimal.NullDecimal{}, decimal.NullDecimal{}
				return any1(episode.ColoradoProgram(o))
			}},
		}},
		{name: "quality", question: "How well, and does it pass?", presets: []preset{
			{function: "APP", terms: func(y int) (any, error) {
				return firstSet(func(s quality.APPSet) (quality.Terms, error) { return quality.APP(y, s, nil) })
			}},
			{function: "MSSP", terms: func(y int) (any, error) {
				return firstSet(func(s quality.APPSet) (quality.Terms, error) { return quality.MSSP(y, s, nil) })
			}},
			{function: "REACH", terms: func(y int) (any, error) { return any1(quality.REACH(y)) }},
			{function: "MIPSFinal", terms: func(y int) (any, error) { return any1(quality.MIPSFinal(y)) }},
			{function: "APPFinal", terms: func(y int) (any, error) { return any1(quality.APPFinal(y)) }},
			{function: "HospitalVBPTotal", terms: func(y int) (any, error) { return any1(quality.HospitalVBPTotal(y)) }},
			{function: "SNFVBP", terms: func(y int) (any, error) { return any1(quality.SNFVBP(y)) }},
			{function: "HACReduction", terms: func(y int) (any, error) { return any1(quality.HACReduction(y)) }},
			{function: "TEAM", terms: func(y int) (any, error) { return any1(quality.TEAM(y)) }},
			{function: "BPCIAdvanced", anyYear: true, terms: func(int) (any, error) { return any1(quality.BPCIAdvanced("a", "b")) }},
			{function: "CJR", anyYear: true, terms: func(int) (any, error) { return any1(quality.CJR(quality.CJR2020)) }},
			{function: "MIPS", terms: func(y int) (any, error) {
				return any1(quality.MIPS(y, 1, []quality.Measure{{ID: "001", Direction: quality.Lower, Scale: quality.Percent, Kind: quality.Proportion}}, nil))
			}},
			{function: "HospitalVBP", terms: func(y int) (any, error) { return any1(quality.HospitalVBP(y, nil)) }},
			{function: "HospitalReadmissions", terms: func(y int) (any, error) { return any1(quality.HospitalReadmissions(y, some("1"))) }},
			{function: "MedicareStarMeasures", terms: func(y int) (any, error) { return any1(quality.MedicareStarMeasures(y, nil)) }},
			{function: "MedicareStars", terms: func(y int) (any, error) {
				var rewards []quality.StarReward
				for _, improvement := range []bool{false, true} {
					for _, recent := range []bool{false, true} {
						rewards = append(rewards, quality.StarReward{Improvement: improvement, Recent: recent})
					}
				}
				return any1(quality.MedicareStars(y, nil, rewards, true))
			}},
			{function: "MedicareStarDomain", terms: func(y int) (any, error) { return any1(quality.MedicareStarDomain(y, "a")) }},
			{function: "MassHealth", anyYear: true, terms: func(int) (any, error) {
				return any1(quality.MassHealth([]quality.MassHealthDomain{{Name: "domain", Weight: some("1"), Measures: []quality.MassHealthMeasure{{ID: "a", Direction: quality.Higher, Attainment: some("1"), Goal: some("2")}}}}))
			}},
			{function: "OregonCCO", terms: func(y int) (any, error) {
				measures := make([]quality.OregonMeasure, 17)
				if y == 2017 {
					measures = measures[:16]
				}
				return any1(quality.OregonCCO(y, measures))
			}},
		}},
		{name: "lan", question: "Which HCP-LAN category, and how far from the goal?", presets: []preset{
			{function: "LANGoals", terms: func(y int) (any, error) { return any1(lan.LANGoals(y)) }},
			{function: "HHSGoals", terms: func(y int) (any, error) { return any1(lan.HHSGoals(y)) }},
			{function: "CMSAccountableCare", anyYear: true, terms: always(lan.CMSAccountableCare())},
			{function: "OregonCCO", terms: func(y int) (any, error) { return any1(lan.OregonCCO(y)) }},
			{function: "OregonCompact", terms: func(y int) (any, error) { return any1(lan.OregonCompact(y)) }},
			{function: "MaineCare", terms: func(y int) (any, error) { return any1(lan.MaineCare(y)) }},
			{function: "Arizona", anyYear: true, terms: always(lan.Arizona())},
			{function: "NewHampshire", anyYear: true, terms: always(lan.NewHampshire())},
			{function: "NewYork", terms: func(y int) (any, error) { return any1(lan.NewYork(y)) }},
			{function: "Texas", terms: func(y int) (any, error) { return any1(lan.Texas(y)) }},
			{function: "Pennsylvania", terms: func(y int) (any, error) { return any1(lan.Pennsylvania(y)) }},
		}},
	}
}

// retrospective is options for the programs of states, which set their own figures.
func retrospective() episode.RetrospectiveOptions {
	return episode.RetrospectiveOptions{
		Basis: episode.Paid, Dollars: episode.Adjusted, GainShare: given("0.5"), LossShare: given("0.5"),
		Levels: []episode.Level{{Acceptable: given("2"), Commendable: given("1")}},
	}
}

// firstSet is the terms of the first measure set that a year knows.
func firstSet(preset func(quality.APPSet) (quality.Terms, error)) (terms any, err error) {
	for _, set := range []quality.APPSet{quality.APPWebInterface, quality.APPReported, quality.APPPlus} {
		if terms, err = any1(preset(set)); err == nil {
			return terms, nil
		}
	}
	return terms, err
}
