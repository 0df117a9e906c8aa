package benchmark

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Figures of Facts.Amounts that the terms of [MSSP] read.
const (
	// AdjustmentTimes counts how many times the ACO has been subject to a regional
	// adjustment, this one included.
	AdjustmentTimes Measure = "adjustmentTimes"
	// DualShare is the share of the last base year's assigned beneficiaries who are
	// dually eligible.
	DualShare Measure = "dualShare"
	// PriorSavings1 to PriorSavings3 are the per-capita savings, or losses below zero,
	// of the three performance years before the agreement; zero for one that was not
	// reconciled.
	PriorSavings1 Measure = "priorSavings1"
	PriorSavings2 Measure = "priorSavings2"
	PriorSavings3 Measure = "priorSavings3"
	// PriorProration is the factor for growth of the assigned population, 1 at most.
	PriorProration Measure = "priorProration"
)

// MSSP is the benchmark of the Medicare Shared Savings Program for an agreement period
// that starts on July 1, 2019 or January 1 of 2020 to 2023 (42 CFR 425.601) or of 2024
// (425.652 to 425.660), and a performance year of it: five, and with July 1, 2019 half a
// year more. Later says that it is not the ACO's first
// agreement period, which weighs the base years by thirds and, from 2024, brings the
// prior savings adjustment.
//
// Of agreements from 2024 the performance years 2024 and 2025 are known; for other
// years CMS may change the weight of the accountable care prospective trend. Agreements
// from 2025 add the health equity benchmark adjustment of 425.662, of which no source
// says how it is spread over the enrollment types; add an [EquityAdjustment] to the
// options of [Greatest] for them.
//
// Before the year the rules make the historical benchmark, marked [Historical]; the
// risk ratio, the update and the mix of the performance year are retrospective.
//
// The facts are rows for each enrollment type in BY1, BY2, BY3 and PY: PerCapita in
// the base years and Risk and Time everywhere they are compared, with the figures
// [National], [Regional] and [MarketShare]; from 2024 also [Demographic],
// [RegionalRisk] and [RegionalDemographic] in BY3 and PY, and [AccountableTrend] in PY.
// Amounts hold [AdjustmentTimes]; from 2024 [DualShare], and for a later agreement
// [PriorSavings1] to [PriorSavings3] and [PriorProration].
func MSSP(start apm.Date, year int, later bool) (Terms, error) {
	from2024 := start >= apm.MustParseDate("2024-01-01")
	first, _, _ := start.Civil()
	last := max(first+4, 2024) // five years, and half a year more from July 1, 2019
	switch {
	case start < apm.MustParseDate("2019-07-01") || start > apm.MustParseDate("2024-01-01"),
		start != apm.MustParseDate("2019-07-01") && start != apm.CalendarYear(first).From:
		return Terms{}, fmt.Errorf("MSSP: known for agreement periods that start on 2019-07-01 and on January 1 of 2020 to 2024, not on %s", start)
	case start > apm.CalendarYear(year).To:
		return Terms{}, fmt.Errorf("MSSP: the agreement period starts after performance year %d", year)
	case from2024 && year > 2025:
		return Terms{}, fmt.Errorf("MSSP: agreement periods from 2024 are known for performance years 2024 and 2025, not for %d", year)
	case year > last:
		return Terms{}, fmt.Errorf("MSSP: an agreement period from %s lasts to performance year %d, not to %d", start, last, year)
	}
	terms := Terms{
		Name:      fmt.Sprintf("MSSP, agreement from %s, performance year %d", start, year),
		Years:     baseYears(),
		FrozenMix: "BY3",
	}
	if from2024 {
		terms.Rules, terms.Retrospective = historicalFrom2024(later), updateFrom2024(year)
	} else {
		terms.Rules, terms.Retrospective = historicalTo2023(later), updateTo2023()
	}
	return terms, nil
}

// twoWay is national growth, weighed by the ACO's share of its region in a year, and
// regional growth.
func twoWay(year string, restore *RiskGrowthCap) Growth {
	return Growth{Blend: []Weighted{
		{By: MarketShare, In: year, Growth: Growth{Ratio: National}},
		{Growth: Growth{Ratio: Regional, Restore: restore}},
	}}
}

func weights(later bool, first, others string) BaseYears {
	if later {
		return thirds(others)
	}
	return firstWeights(first)
}

func historicalTo2023(later bool) Rules {
	return Rules{
		Trend{To: "BY3", Growth: twoWay("BY3", nil), Authority: "42 CFR 425.601(a)(5)"},
		RiskRatio{To: "BY3", Authority: "42 CFR 425.601(a)"},
		weights(later, "42 CFR 425.601(a)(7)", "42 CFR 425.601(e)(2)(i)"),
		Mark{Name: Preadjusted, Mix: "BY3"},
		regional("0.05", nil, "42 CFR 425.601(a)(8), (f)"),
		Mark{Name: Historical, Mix: "BY3"},
	}
}

func updateTo2023() Rules {
	return Rules{
		RiskRatio{From: "BY3", To: "PY", AtMost: known("1.03"), Authority: "42 CFR 425.605(a)(1)(i), 425.610(a)(2)(i)"},
		Trend{From: "BY3", To: "PY", Growth: twoWay("PY", nil), Authority: "42 CFR 425.601(b)"},
		Mix{Year: "PY", Authority: "42 CFR 425.605(a)"},
	}
}

// regional is the regional adjustment, whose negative cap differs.
func regional(capBelow string, offset *RiskOffset, authority string) RegionalAdjustment {
	return RegionalAdjustment{
		Year: "BY3", Regional: Regional, National: National, Times: AdjustmentTimes,
		Positive: nums("0.35", "0.50"),
		Negative: nums("0.15", "0.25", "0.35", "0.50"),
		CapAbove: num("0.05"), CapBelow: num(capBelow), Offset: offset, Authority: authority,
	}
}

func historicalFrom2024(later bool) Rules {
	options := []Option{{Name: "regional adjustment", Rules: Rules{
		regional("0.015", &RiskOffset{DualShare: DualShare}, "42 CFR 425.656"),
	}}}
	if later {
		options = append(options, Option{Name: "prior savings adjustment", Rules: Rules{PriorSavings{
			Years: []Measure{PriorSavings1, PriorSavings2, PriorSavings3}, Proration: PriorProration,
			Share: num("0.5"), Cap: num("0.05"), Of: National, In: "BY3", Authority: "42 CFR 425.658",
		}}})
	}
	return Rules{
		Trend{To: "BY3", Growth: twoWay("BY3", nil), Authority: "42 CFR 425.652(a)(5)"},
		RiskRatio{To: "BY3", Authority: "42 CFR 425.652(a), 425.659"},
		weights(later, "42 CFR 425.652(a)(7)", "42 CFR 425.652(c)(2)"),
		Mark{Name: Preadjusted, Mix: "BY3"},
		Greatest{Of: options, Mix: "BY3", Authority: "42 CFR 425.652(a)(8)"},
		Mark{Name: Historical, Mix: "BY3"},
	}
}

func updateFrom2024(year int) Rules {
	growth := func() Growth { // twice, so that whoever edits one does not edit the other
		return twoWay("PY", &RiskGrowthCap{
			Risk: RegionalRisk, Demographic: RegionalDemographic, Points: num("0.03"), Share: MarketShare, Weigh: Historical,
		})
	}
	others, whole := num("2"), known("3")
	if year == 2024 { // CMS lowered the weight for unforeseen circumstances
		others, whole = num("5"), known("6")
	}
	threeWay := Growth{Of: whole, Blend: []Weighted{
		{Weight: decimal.NewNullDecimal(others), Growth: growth()},
		{Weight: known("1"), Growth: Growth{Factor: AccountableTrend}},
	}}
	update := func(g Growth, authority string) Rules {
		return Rules{
			Trend{From: "BY3", To: "PY", Growth: g, Authority: authority},
			Mix{Year: "PY", Authority: "42 CFR 425.652(b)"},
		}
	}
	return Rules{
		RiskRatio{
			From: "BY3", To: "PY",
			Growth:    &DemographicCap{Demographic: Demographic, Points: num("0.03"), Weigh: Historical},
			Authority: "42 CFR 425.605(a)(1)(ii), 425.610(a)(2)(ii)",
		},
		Guardrail{
			Name:      SecondBenchmark,
			Rules:     update(threeWay, "42 CFR 425.652(b)(2)-(4), 425.655, 425.660"),
			Instead:   update(growth(), "42 CFR 425.652(b)(2), 425.655"),
			Authority: "42 CFR 425.652(b)(5)",
		},
	}
}

func nums(texts ...string) []decimal.Decimal {
	out := make([]decimal.Decimal, len(texts))
	for i, s := range texts {
		out[i] = num(s)
	}
	return out
}
