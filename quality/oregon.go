package quality

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// OregonMeasure is a measure of a coordinated care organisation with the state's
// benchmark and what counts as improvement, in percent.
type OregonMeasure struct {
	ID        string          `json:"id"`
	Direction Direction       `json:"direction"`
	Benchmark decimal.Decimal `json:"benchmark"`
	// GapShare is the share of the gap to the benchmark that must be closed, a fraction;
	// Floor the least movement, in percentage points.
	GapShare decimal.Decimal `json:"gapShare"`
	Floor    decimal.Decimal `json:"floor"`
}

// OregonPrimaryCareHomes is the value of the facts that Oregon's full award depends on
// besides: the share of members in a patient-centred primary care home, a fraction.
const OregonPrimaryCareHomes = "primaryCareHomes"

// OregonCCO is the quality pool of Oregon's coordinated care organisations for 2013 or
// 2017: a measure is met at the state's benchmark or at the organisation's own
// improvement target, which is the base (Result.Prior) moved by a share of its gap to the
// benchmark, by the floor at least, and never beyond the benchmark. With 12 measures met
// (of 17 in 2013, of 16 in 2017) and 60 % of members in a patient-centred primary care
// home the status is [apm.Met]: the full award. The score is the number of measures met.
//
// The counts are the state's. Benchmarks, shares and floors are set for each measure and
// year, and come from the caller; how much of the pool a lower count earns is not set
// here.
func OregonCCO(year int, measures []OregonMeasure) (Terms, error) {
	of := map[int]int{2013: 17, 2017: 16}[year]
	if of == 0 {
		return Terms{}, fmt.Errorf("OregonCCO: known for 2013 and 2017, not for %d", year)
	}
	if len(measures) != of {
		return Terms{}, fmt.Errorf("OregonCCO: %d has %d measures, not %d", year, of, len(measures))
	}
	met := Node{Name: "met", Method: CountMet, Missing: CountZero, Authority: "Oregon Health Authority, CCO quality pool"}
	terms := Terms{Name: fmt.Sprintf("Oregon CCO quality pool %d", year), Score: "met", As: AsPoints, Otherwise: apm.NotMet}
	for _, m := range measures {
		terms.Measures = append(terms.Measures, oregonMeasure(m))
		terms.Benchmarks = append(terms.Benchmarks, Benchmark{Measure: m.ID, Range: &Range{High: decimal.NewNullDecimal(m.Benchmark)}})
		met.Of = append(met.Of, Part{Of: m.ID})
	}
	terms.Nodes = []Node{met}
	terms.Status = []Pathway{{Name: "full award", Status: apm.Met, When: Condition{All: []Condition{
		{Compare: &Comparison{Of: Amount{Of: &Statistic{Node: "met", Stat: Score}}, AtLeast: &Amount{Fixed: known("12")}}},
		{Compare: &Comparison{Of: Amount{Value: OregonPrimaryCareHomes}, AtLeast: &Amount{Fixed: known("0.60")}}},
	}}}}
	return terms, nil
}

// oregonMeasure is met at the benchmark or at the improvement target.
func oregonMeasure(m OregonMeasure) Measure {
	return Measure{
		ID: m.ID, Direction: m.Direction, Scale: Percent, Kind: Proportion,
		Curve: Curve{Binary: &Binary{Points: one}},
		Improvement: &Improvement{
			GapTarget: &GapTarget{Share: m.GapShare, Floor: m.Floor, Points: one}, Combine: Either,
		},
	}
}
