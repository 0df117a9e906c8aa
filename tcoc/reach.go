package tcoc

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// REACHOption is the risk arrangement of an ACO in ACO REACH or, until 2022, in
// Global and Professional Direct Contracting.
type REACHOption string

// The risk arrangements.
const (
	Professional REACHOption = "Professional"
	Global       REACHOption = "Global"
)

// REACH is the settlement of Global and Professional Direct Contracting (2021 and
// 2022) and ACO REACH (2023 to 2025): marginal risk corridors, the same for savings
// and losses, first dollar and without a minimum rate; sequestration is taken from
// savings only (participation agreement, Exhibit A; CMS's published results of 2021
// to 2023). From 2026 the Global corridors differ, and not all of them are published
// by CMS, so that year is refused.
//
// Benchmark is the settlement benchmark: after discount, quality withhold and the
// health equity benchmark adjustment. Expenditure is net of stop-loss. No published
// settlement reaches the last Global corridor, above half of the benchmark.
//
// The settlement marks shared and earned.
func REACH(year int, option REACHOption) (Plan, error) {
	if year < 2021 || year > 2025 {
		return Plan{}, fmt.Errorf("REACH: known for performance years 2021 to 2025, not for %d", year)
	}
	if option != Professional && option != Global {
		return Plan{}, fmt.Errorf("REACH: unknown risk arrangement %q (known: Professional, Global)", string(option))
	}
	corridor := func() Corridor {
		bands := apm.Bands{band("0.25", "1"), band("0.35", "0.50"), band("0.50", "0.25"), lastBand("0.10")}
		if option == Professional {
			bands = apm.Bands{band("0.05", "0.50"), band("0.10", "0.35"), band("0.15", "0.15"), lastBand("0.05")}
		}
		return Corridor{Of: Benchmark, Bands: bands, Authority: "participation agreement, Exhibit A"}
	}
	name := "ACO REACH"
	if year < 2023 {
		name = "GPDC"
	}
	return Plan{Terms: Terms{
		Name: fmt.Sprintf("%s %s, performance year %d", name, option, year),
		Savings: Rules{corridor(), Mark{Name: Shared},
			Sequester{Rate: num("0.02"), Authority: "section 251A of the BBEDCA (2 U.S.C. 901a)"}, Mark{Name: Earned}},
		Losses: Rules{corridor(), Mark{Name: Shared}, Mark{Name: Earned}},
	}}, nil
}

func band(upTo, share string) apm.Band { return apm.Band{UpTo: known(upTo), Share: num(share)} }
func lastBand(share string) apm.Band   { return apm.Band{Share: num(share)} }

// NextGenerationArrangement is the risk arrangement of a Next Generation ACO.
type NextGenerationArrangement string

// The risk arrangements.
const (
	ArrangementA NextGenerationArrangement = "A" // 80 % of savings and losses, 85 % from 2019
	ArrangementB NextGenerationArrangement = "B" // all of them
)

// NextGeneration is the settlement of the Next Generation ACO Model for performance
// years 2016 to 2020: savings and losses are capped first, at the 5 % to 15 % of the
// benchmark that the ACO chose, and shared then; sequestration is taken from savings
// only (participation agreement, risk arrangements). CMS publishes no settlement that
// this could be held against, and whether 2 % was withheld from the savings of 2019
// and 2020, as it was not in MSSP, is not known: an analyst who knows better drops
// the rule.
func NextGeneration(year int, arrangement NextGenerationArrangement, limit decimal.Decimal) (Plan, error) {
	if year < 2016 || year > 2020 {
		return Plan{}, fmt.Errorf("NextGeneration: known for performance years 2016 to 2020, not for %d", year)
	}
	if !apm.Plain(limit) || limit.LessThan(num("0.05")) || limit.GreaterThan(num("0.15")) {
		return Plan{}, fmt.Errorf("NextGeneration: the cap is a fraction of 0.05 to 0.15 of the benchmark")
	}
	share := num("1")
	switch {
	case arrangement == ArrangementA && year >= 2019:
		share = num("0.85")
	case arrangement == ArrangementA:
		share = num("0.80")
	case arrangement != ArrangementB:
		return Plan{}, fmt.Errorf("NextGeneration: unknown arrangement %q (known: A, B)", string(arrangement))
	}
	const authority = "NGACO participation agreement, risk arrangements"
	side := func(rest ...Rule) Rules {
		return append(Rules{
			Cap{Lesser: []Limit{{Rate: decimal.NewNullDecimal(limit), Of: Benchmark}}, Authority: authority},
			Share{Rate: apm.FixedRate(share), Authority: authority},
			Mark{Name: Shared},
		}, rest...)
	}
	return Plan{Terms: Terms{
		Name:    fmt.Sprintf("Next Generation ACO, arrangement %s, performance year %d", arrangement, year),
		Savings: side(Sequester{Rate: num("0.02"), Authority: authority}, Mark{Name: Earned}),
		Losses:  side(Mark{Name: Earned}),
	}}, nil
}
