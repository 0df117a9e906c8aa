package main

import (
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/seed-6807d414/apm/spend"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

func fraction(s string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(s))
}
func number(s string) decimal.Decimal { return decimal.RequireFromString(s) }

const (
	totalCost   = "total cost of care"
	primaryCare = "primary care"
)

// primaryCareCodes are office, home and preventive visits and the wellness visits of
// Medicare: a common choice, not a program's.
var primaryCareCodes = []string{"99201..99215", "99341..99350", "99381..99397", "G0402", "G0438", "G0439"}

// ownScopes are the scopes of the proposals of this program.
func ownScopes(years [2]apm.Period) []scope {
	all := spend.Terms{
		Name:        totalCost,
		Period:      apm.Period{From: years[0].From, To: years[1].To},
		Incurred:    spend.ByThrough,
		PassThrough: true,
		Months:      apm.MonthRule{Count: apm.AnyDay},
		Cohort:      []spend.CohortRule{{Name: "managed care plan", Flags: []string{managedCare}}},
		Categories: []spend.Service{
			{Name: inpatient, When: spend.Where{{Field: spend.Setting, In: []string{inpatient}}}},
			{Name: outpatient, When: spend.Where{{Field: spend.Setting, In: []string{outpatient}}}},
			{Name: nursing, When: spend.Where{{Field: spend.Setting, In: []string{nursing}}}},
		},
		Other: professional,
	}
	visits := all
	visits.Name = primaryCare
	visits.Categories = []spend.Service{{Name: primaryCare, When: spend.Where{
		{Field: spend.Setting, In: []string{professional}},
		{Field: spend.Code, In: primaryCareCodes},
	}}}
	visits.Other, visits.Beyond = "", "not primary care"
	return []scope{
		{Name: totalCost, Care: lan.Comprehensive, Services: all, Outliers: spend.Adjustments{
			spend.Truncate{Annual: true, Limit: spend.Limit{Percentile: &spend.Percentile{At: number("0.99"), Definition: apm.Type7}}},
			spend.Complete{Factor: number("1.013")},
		}},
		{Name: primaryCare, Care: lan.ServiceLine, Services: visits, Outliers: spend.Adjustments{spend.Complete{Factor: number("1.013")}}},
	}
}

// ownBenchmark sets what care should cost: the base year of the organisation, blended
// with that of everyone in the file because the panels are small, carried forward by a
// trend that is fixed before the year.
func ownBenchmark() benchmark.Terms {
	return benchmark.Terms{
		Name:  "base year, blended and trended",
		Years: []string{baseYear},
		Rules: benchmark.Rules{
			benchmark.Credibility{Full: fraction("1000"), Manual: reference, Year: baseYear},
			benchmark.BaseYears{Years: []benchmark.YearWeight{{Year: baseYear, Weight: number("1")}}},
			benchmark.Trend{From: baseYear, To: performanceYear, Growth: benchmark.Growth{Fixed: fraction("1.03")}},
		},
		Retrospective: benchmark.Rules{benchmark.Mix{Year: performanceYear}},
		FrozenMix:     baseYear,
	}
}

// upsideOnly shares savings on primary care from the first dollar once 1 % is saved.
func upsideOnly() tcoc.Plan {
	return tcoc.Plan{Terms: tcoc.Terms{
		Name: "shared savings on primary care",
		Savings: tcoc.Rules{
			tcoc.MinimumRate{Fixed: fraction("0.01")},
			tcoc.Mark{Name: tcoc.Generated},
			tcoc.Share{Rate: apm.Rate{Linear: &apm.Linear{Slope: number("0.4")}}},
			tcoc.Mark{Name: tcoc.Shared},
			tcoc.Cap{Lesser: []tcoc.Limit{{Rate: fraction("0.10"), Of: tcoc.Benchmark}}},
			tcoc.Round{Places: 2, Mode: apm.HalfUp},
			tcoc.Mark{Name: tcoc.Earned},
		},
	}}
}

// twoSided shares savings and losses on the total cost of care.
func twoSided() tcoc.Plan {
	return tcoc.Plan{Terms: tcoc.Terms{
		Name: "two-sided total cost of care",
		Savings: tcoc.Rules{
			tcoc.MinimumRate{Fixed: fraction("0.02")},
			tcoc.Mark{Name: tcoc.Generated},
			tcoc.Share{Rate: apm.Rate{Linear: &apm.Linear{Slope: number("0.5")}}},
			tcoc.Mark{Name: tcoc.Shared},
			tcoc.Cap{Lesser: []tcoc.Limit{{Rate: fraction("0.10"), Of: tcoc.Benchmark}}},
			tcoc.Round{Places: 2, Mode: apm.HalfUp},
			tcoc.Mark{Name: tcoc.Earned},
		},
		Losses: tcoc.Rules{
			tcoc.MinimumRate{Fixed: fraction("0.02")},
			tcoc.Mark{Name: tcoc.Generated},
			tcoc.Share{Rate: apm.Rate{Linear: &apm.Linear{Intercept: number("0.5"), Slope: number("-0.3")}}},
			tcoc.Mark{Name: tcoc.Shared},
			tcoc.Cap{Lesser: []tcoc.Limit{{Rate: fraction("0.05"), Of: tcoc.Benchmark}}},
			tcoc.Round{Places: 2, Mode: apm.HalfUp},
			tcoc.Mark{Name: tcoc.Earned},
		},
	}}
}

// careFee pays for care management every month, and ahead for performance, which is
// repaid as far as it was not earned.
func careFee() pmpm.Terms {
	return pmpm.Terms{
		Name:   "care management fee with performance",
		Claims: pmpm.Additional,
		Rules: pmpm.Rules{
			pmpm.Fee{Payment: "care management", Table: pmpm.Flat(number("6"))},
			pmpm.Fee{Payment: "performance, paid ahead", Table: pmpm.Flat(number("3"))},
			pmpm.Repay{Payment: "performance, not earned", Of: []string{"performance, paid ahead"}, Earned: pmpm.Parts{
				{Weight: number("1"), Rate: apm.Rate{Ladder: []apm.Rung{
					{AtLeast: number("0.3"), Rate: number("0.5")}, {AtLeast: number("0.5"), Rate: number("1")},
				}}},
			}},
		},
		Rounding: pmpm.Rounding{Unit: pmpm.ByPayment, Mode: apm.HalfUp},
	}
}

const (
	feeProposal     = "care management fee"
	primaryProposal = "savings on primary care"
	totalProposal   = "two-sided total cost"
	episodeProposal = "upper endoscopy episode"
)

// ownTerms are the four arrangements that the program proposes. Their numbers are
// illustrations.
func ownTerms(years [2]apm.Period) terms {
	fee, primary, total := careFee(), upsideOnly(), twoSided()
	return terms{
		Name:      "Four proposed arrangements",
		Scopes:    ownScopes(years),
		Benchmark: ownBenchmark(),
		Measures:  ownMeasures(),
		Quality:   ownQuality(),
		Proposals: []proposal{
			{Name: feeProposal, Scope: totalCost, Fee: &fee},
			{Name: primaryProposal, Scope: primaryCare, Settlement: &primary},
			{Name: totalProposal, Scope: totalCost, Settlement: &total, Advance: fraction("4")},
			{Name: episodeProposal, Scope: totalCost, Episode: ownEpisode()},
		},
		Together: &reconcile.OverlapTerms{Name: "on the same members", Arrangements: []reconcile.Arrangement{
			{Name: primaryProposal, Precedence: 1},
			{Name: totalProposal, Precedence: 2},
		}},
	}
}
