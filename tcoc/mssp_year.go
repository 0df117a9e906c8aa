package tcoc

import (
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// msspYear makes the lists of one track in one performance year.
type msspYear struct {
	msspTrack
	track    MSSPTrack
	year     int
	from2024 bool // the agreement period starts in 2024 or later
	fixed    bool // the minimum rate is 2 % for everybody
}

const (
	msspTermination = "42 CFR 425.221(b)"
	msspGuardrail   = "42 CFR 425.652(b)(5)"
	msspRelief      = "42 CFR 425.605(h)"
	msspAdvances    = "42 CFR 425.630"
)

func (m msspYear) savings() Rules {
	minimum := m.minimum()
	if m.from2024 && m.isBasic() {
		minimum.Below = m.lowRevenueRelief()
	}
	rules := Rules{minimum}
	if m.from2024 {
		rules = append(rules, Guardrail{Authority: msspGuardrail + "(ii)"})
	}
	return append(append(rules, Mark{Name: Generated}), m.payout(m.sharingRate(num(m.share)))...)
}

// payout is what follows once savings are generated.
func (m msspYear) payout(rate apm.Rate) Rules {
	rules := Rules{Share{Rate: rate, Authority: m.authority}, Mark{Name: Shared}}
	if rate := m.sequestration(); rate != "" {
		// Before the cap: four published ACOs at the cap were paid all of it.
		rules = append(rules, Sequester{Rate: num(rate), Authority: "section 251A of the BBEDCA (2 U.S.C. 901a)"})
	}
	rules = append(rules, Cap{Lesser: []Limit{perBenchmark(m.savingsCap)}, Authority: m.authority})
	if m.year >= 2019 {
		rules = append(rules, Prorate{Forfeit: true, Authority: msspTermination})
	}
	rules = append(rules, Mark{Name: Earned})
	if m.from2024 && m.isBasic() {
		rules = append(rules, Recoup{Authority: msspAdvances})
	}
	return rules
}

// sequestration is the part withheld from savings: 2 %, and nothing for 2019 and
// 2020, whose settlements fell into the suspension from May 2020 to March 2022. It is
// in force through fiscal year 2032 (Congressional Research Service, R45106).
func (m msspYear) sequestration() string {
	if m.year == 2019 || m.year == 2020 {
		return ""
	}
	return "0.02"
}

// minimum is the minimum savings rate, and with the opposite sign the minimum loss
// rate. Two-sided participants elect a fixed rate or the table; below 5,000
// beneficiaries the table applies to all (42 CFR 425.110(b)(3)).
func (m msspYear) minimum() MinimumRate {
	rate := MinimumRate{Table: MSSPMinimumRates(), Authority: m.paragraph("b")}
	switch {
	case m.fixed:
		rate.Table, rate.Fixed = nil, known("0.02")
	case m.lossRate != "" || m.lossMax != "":
		rate.Election = &Election{
			Options:       []decimal.Decimal{{}, num("0.005"), num("0.01"), num("0.015"), num("0.02")},
			MinPopulation: 5000,
		}
	}
	return rate
}

// sharingRate is the part of savings that is shared: the greatest rate times the
// quality score until 2020; from 2021 the greatest rate when the quality
// performance standard is met, from 2023 the greatest rate times the score when only
// the alternative standard is (42 CFR 425.502, 425.512).
func (m msspYear) sharingRate(most decimal.Decimal) apm.Rate {
	scaled := apm.Rate{Linear: &apm.Linear{Slope: most}}
	met := apm.FixedRate(most)
	if m.year <= 2020 {
		met = scaled
	}
	rates := []apm.StatusRate{{Status: apm.Met, Rate: met}}
	if m.year >= 2023 {
		rates = append(rates, apm.StatusRate{Status: apm.Alternative, Rate: scaled})
	}
	rates = append(rates, apm.StatusRate{Status: apm.NotMet, Rate: apm.FixedRate(decimal.Decimal{})})
	return apm.Rate{ByStatus: rates}
}

// lowRevenueRelief pays a low revenue ACO of 5,000 beneficiaries or more half the
// rate on savings below the minimum.
func (m msspYear) lowRevenueRelief() Rules {
	half := num(m.share).Mul(num("0.5"))
	return Rules{When{
		If: Condition{
			Flag: LowRevenue, Of: Population, AtLeast: known("5000"),
			Status: []apm.Status{apm.Met, apm.Alternative},
		},
		Then:      append(Rules{Guardrail{Authority: msspGuardrail + "(ii)"}, Mark{Name: Generated}}, m.payout(m.sharingRate(half))...),
		Else:      Rules{Share{Rate: apm.FixedRate(decimal.Decimal{}), Authority: msspRelief}, Mark{Name: Generated}, Mark{Name: Shared}, Mark{Name: Earned}},
		Authority: msspRelief,
	}}
}

func (m msspYear) losses() Rules {
	if m.lossRate == "" && m.lossMax == "" {
		if m.year != 2018 && m.year != 2019 {
			return nil
		}
		// CMS's files of these two years show the losses of one-sided ACOs beyond the
		// minimum rate, for monitoring; nothing is owed.
		return Rules{m.minimum(), Mark{Name: Generated},
			Share{Rate: apm.FixedRate(decimal.Decimal{}), Authority: m.authority}, Mark{Name: Shared}, Mark{Name: Earned}}
	}
	minimum := m.minimum()
	rules := Rules{minimum}
	if m.from2024 {
		rules = append(rules, Guardrail{Retest: &minimum, Authority: msspGuardrail})
	}
	rules = append(rules, Mark{Name: Generated}, Share{Rate: m.lossSharingRate(), Authority: m.authority}, Mark{Name: Shared})
	rules = append(rules, m.lossCap...)
	if m.year >= 2017 {
		disaster := "i" // of 425.606 and 425.610
		if m.isBasic() {
			disaster = "f"
		}
		rules = append(rules, DisasterRelief{Authority: m.paragraph(disaster)})
	}
	if m.year >= 2019 {
		rules = append(rules, Prorate{VoluntaryAfter: 6, Authority: msspTermination})
	}
	return append(rules, Mark{Name: Earned})
}

// lossSharingRate is fixed, or one less the greatest sharing rate times the quality
// score, from 40 % up to the greatest loss rate, which applies when quality failed.
func (m msspYear) lossSharingRate() apm.Rate {
	if m.lossRate != "" {
		return apm.FixedRate(num(m.lossRate))
	}
	scaled := apm.Rate{Linear: &apm.Linear{
		Intercept: one, Slope: num(m.share).Neg(), Min: known("0.40"), Max: known(m.lossMax),
	}}
	rates := []apm.StatusRate{{Status: apm.Met, Rate: scaled}}
	if m.year >= 2023 {
		rates = append(rates, apm.StatusRate{Status: apm.Alternative, Rate: scaled})
	}
	return apm.Rate{ByStatus: append(rates, apm.StatusRate{Status: apm.NotMet, Rate: apm.FixedRate(num(m.lossMax))})}
}

func (m msspYear) isBasic() bool { return strings.HasPrefix(string(m.track), "BASIC") }

// paragraph is a paragraph of the section that governs the track; the Track 1+ Model
// has none.
func (m msspYear) paragraph(letter string) string {
	section, _, _ := strings.Cut(m.authority, "(")
	if !strings.HasPrefix(section, "42 CFR") {
		return m.authority
	}
	return section + "(" + letter + ")"
}
