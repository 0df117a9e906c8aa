package tcoc

import (
	"fmt"

	"github.com/seed-6807d414/apm"
)

// The facts that Maine's terms read beside those of every program.
const (
	// AlignedInitiative is the flag of an accountable community that completed a
	// Department-Aligned Initiative.
	AlignedInitiative = "alignedInitiative"
	// CoreCost is the actual cost of core services before the claims cap, in dollars.
	CoreCost Basis = "coreCost"
	// PCPlusTierDifference is the difference between Tier 3 and Tier 2 Primary Care
	// Plus payments of the accountable community, in dollars.
	PCPlusTierDifference Basis = "pcPlusTierDifference"
)

// MaineAccountableCommunities is Model I of MaineCare's Accountable Communities for
// the state fiscal year 2026 (July 2025 to June 2026), as the Department announced it
// on June 30, 2025.
//
// The gap counts up to 5 % of the benchmark before it is shared, and the payment is
// limited again, to 1 % of core cost. The share of savings is up to 40 %, or 35 %
// without a Department-Aligned Initiative, times the quality score; the share of
// losses up to 15 %, or 20 % without one, times one less the score, as this package
// reads the announcement.
//
// Losses are limited by the lowest of several amounts of which the first is the
// Primary Care Plus tier difference; the others could not be read in the source, so
// what the terms give for a loss is a bound: at most this. No settlement is published
// that the preset could be held against.
func MaineAccountableCommunities(stateFiscalYear int) (Plan, error) {
	if stateFiscalYear != 2026 {
		return Plan{}, fmt.Errorf("MaineAccountableCommunities: known for state fiscal year 2026, not for %d", stateFiscalYear)
	}
	const authority = "MaineCare notice of June 30, 2025, Accountable Communities"
	by := func(with, without apm.Rate) Rule {
		return When{
			If:        Condition{Flag: AlignedInitiative},
			Then:      Rules{Share{Rate: with, Authority: authority}},
			Else:      Rules{Share{Rate: without, Authority: authority}},
			Authority: authority,
		}
	}
	quality := func(share string) apm.Rate { return apm.Rate{Linear: &apm.Linear{Slope: num(share)}} }
	// share x (1 - score)
	lack := func(share string) apm.Rate {
		return apm.Rate{Linear: &apm.Linear{Intercept: num(share), Slope: num(share).Neg()}}
	}
	return Plan{Terms: Terms{
		Name: "MaineCare Accountable Communities Model I, state fiscal year 2026",
		Savings: Rules{
			Cap{Lesser: []Limit{perBenchmark("0.05")}, Authority: authority},
			by(quality("0.40"), quality("0.35")),
			Mark{Name: Shared},
			Cap{Lesser: []Limit{{Rate: known("0.01"), Of: CoreCost}}, Authority: authority},
			Mark{Name: Earned},
		},
		Losses: Rules{
			by(lack("0.15"), lack("0.20")),
			Mark{Name: Shared},
			Cap{Lesser: []Limit{{Rate: known("1"), Of: PCPlusTierDifference}}, Incomplete: true, Authority: authority},
			Mark{Name: Earned},
		},
	}}, nil
}

// VermontNextGeneration is the risk corridor of the Vermont Medicaid Next Generation
// ACO contract that held the organisation liable up to 103 % of the expected total
// cost of care and let it keep savings down to 97 %. The clause states no year, and
// the settlements of 2019 and 2020 show that other years had other corridors.
// Benchmark is the expected total cost of care. No settlement of a 3 % year is
// published that the preset could be held against.
func VermontNextGeneration() Plan {
	side := func() Rules {
		return Rules{Corridor{
			Of: Benchmark, Bands: apm.Bands{band("0.03", "1"), lastBand("0")},
			Authority: "Vermont Medicaid Next Generation ACO contract, risk corridor",
		}, Mark{Name: Earned}}
	}
	return Plan{Terms: Terms{
		Name:    "Vermont Medicaid Next Generation ACO, corridor of 3 %",
		Savings: side(),
		Losses:  side(),
	}}
}

// ACARiskCorridor is the temporary risk corridor of qualified health plans for 2014
// to 2016 (42 U.S.C. 18062(b)). The plan holds the premium, so its settlement is a
// payment to it when allowable costs, in Expenditure, exceed the target amount, in
// Benchmark, and a payment by it when they fall short. The preset rests on the statute
// alone; it is not held against the payments that were made.
func ACARiskCorridor(year int) (Plan, error) {
	if year < 2014 || year > 2016 {
		return Plan{}, fmt.Errorf("ACARiskCorridor: in force for 2014 to 2016, not for %d", year)
	}
	side := func(authority string) Rules {
		return Rules{Corridor{
			Of: Benchmark, Bands: apm.Bands{band("0.03", "0"), band("0.08", "0.50"), lastBand("0.80")}, Authority: authority,
		}, Mark{Name: Earned}}
	}
	return Plan{Terms: Terms{
		Name:    fmt.Sprintf("ACA risk corridor, %d", year),
		From:    Gap{Of: Expenditure, Less: Benchmark},
		Savings: side("42 U.S.C. 18062(b)(1)"),
		Losses:  side("42 U.S.C. 18062(b)(2)"),
	}}, nil
}
