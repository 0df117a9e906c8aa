package quality

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Names that the terms of [MedicareStars] and [MedicareStarMeasures] read.
const (
	// Disaster2023 and Disaster2024 are values of the facts: the percent of a contract's
	// members who lived in a disaster area in that year, none where it is not given.
	Disaster2023 = "disaster2023"
	Disaster2024 = "disaster2024"
	// CategoricalAdjustment is the value of the Categorical Adjustment Index of the
	// contract's group (42 CFR 422.166(f)(2)).
	CategoricalAdjustment = "categoricalAdjustment"
	// PuertoRicoOnly is the flag of a contract whose service area is Puerto Rico alone.
	PuertoRicoOnly = "puertoRicoOnly"
)

// StarMeasure is a measure of Medicare Star Ratings.
type StarMeasure struct {
	ID        string          `json:"id"`        // "C01"
	Direction Direction       `json:"direction"` // of the value; stars are better when higher
	Weight    decimal.Decimal `json:"weight"`
	// CutPoints are where two, three, four and five stars start.
	CutPoints []decimal.Decimal `json:"cutPoints"`
}

// StarReward is the thresholds of the reward factor for a rating with or without the
// improvement and the recent measures: percentiles of the means and variances of all
// contracts (42 CFR 422.166(f)(1)).
type StarReward struct {
	Improvement bool            `json:"improvement"`
	Recent      bool            `json:"recent"`
	Mean65      decimal.Decimal `json:"mean65"`
	Mean85      decimal.Decimal `json:"mean85"`
	Variance30  decimal.Decimal `json:"variance30"`
	Variance70  decimal.Decimal `json:"variance70"`
}

const starAuthority = "42 CFR 422.166, 423.186"

// starRules is what one year of Star Ratings says of single measures.
type starRules struct {
	improvement []string            // the improvement measures
	recent      map[string][]string // measures in their first year, by the value of the disaster year that they were measured in
	notInPR     []string            // measures that weigh nothing for contracts in Puerto Rico only
}

func starYear(preset string, year int) (starRules, error) {
	if year != 2026 {
		return starRules{}, fmt.Errorf("%s: known for Star Ratings 2026, not for %d", preset, year)
	}
	return starRules{
		improvement: []string{"C30", "D04"},
		recent:      map[string][]string{Disaster2023: {"C04", "C05"}, Disaster2024: {"C13"}},
		notInPR:     []string{"D08", "D09", "D10"},
	}, nil
}

// affected holds for a contract with at least 25 % of its members in a disaster area (42
// CFR 422.166(i)).
func affected(value string) Condition {
	return Condition{Compare: &Comparison{
		Of: Amount{Value: value, Default: known("0")}, AtLeast: &Amount{Fixed: known("25")},
	}}
}

// MedicareStarMeasures is the stars of single measures in Star Ratings 2026: one, and one
// more for each of four cut points that the value reaches. A contract that a disaster
// struck keeps last year's stars (Result.PriorPoints) where they are better. Stars of
// CAHPS measures depend on a significance test and on reliability besides, which this
// leaves out: published ones are one step away at most.
func MedicareStarMeasures(year int, measures []StarMeasure) (Terms, error) {
	if _, err := starYear("MedicareStarMeasures", year); err != nil {
		return Terms{}, err
	}
	terms := Terms{Name: fmt.Sprintf("Medicare Star Ratings %d, measures", year), Score: "mean", As: AsPoints}
	mean := Node{Name: "mean", Method: WeightedMean, Authority: starAuthority}
	keep := Condition{Any: []Condition{affected(Disaster2023), affected(Disaster2024)}}
	for _, m := range measures {
		terms.Measures = append(terms.Measures, Measure{
			ID: m.ID, Direction: m.Direction, Scale: Points, Kind: Continuous,
			Curve:     Curve{Steps: &Steps{Below: num("1"), AtCutPoints: []decimal.Decimal{num("2"), num("3"), num("4"), num("5")}}},
			KeepPrior: &keep, Authority: starAuthority,
		})
		terms.Benchmarks = append(terms.Benchmarks, Benchmark{Measure: m.ID, CutPoints: slices.Clone(m.CutPoints)})
		mean.Of = append(mean.Of, Weighted(m.ID, m.Weight))
	}
	terms.Nodes = []Node{mean}
	return terms, nil
}

// MedicareStars is a rating of Star Ratings 2026 (part C, part D or overall) from the
// stars of its measures, which are the results.
//
// The weighted mean of the stars gets the reward factor for a high mean with a low
// variance and the Categorical Adjustment Index, and is rounded half up to half stars, at
// most five (42 CFR 422.166). Mean and variance are rounded to six decimals
// before they are compared with the thresholds. Measures in their first year are left out
// where that gives a better rating and a disaster struck the contract in the year that
// they were measured in. The improvement measures are left out of the highest rating
// where the rating without them is at least four stars and better: highest says that this
// is that rating (overall where there is one, else part C or part D).
//
// Every published rating of that year comes out.
func MedicareStars(year int, measures []StarMeasure, rewards []StarReward, highest bool) (Terms, error) {
	rules, err := starYear("MedicareStars", year)
	if err != nil {
		return Terms{}, err
	}
	terms := Terms{Name: fmt.Sprintf("Medicare Star Ratings %d", year), Score: "rating", As: AsPoints}
	for _, m := range measures {
		terms.Measures = append(terms.Measures, givenScore(m.ID, "1", "5"))
	}
	rating := Node{Name: "rating", Method: MaxOf, Authority: starAuthority}
	for _, improvement := range []bool{true, false} {
		best := Node{Name: starNode(improvement, ""), Method: MaxOf}
		for _, recent := range []bool{true, false} {
			when := rules.struck(measures)
			if !recent && when == nil {
				continue
			}
			i := slices.IndexFunc(rewards, func(r StarReward) bool { return r.Improvement == improvement && r.Recent == recent })
			if i < 0 {
				return Terms{}, fmt.Errorf("MedicareStars: no reward thresholds for a rating with improvement measures %t and recent measures %t", improvement, recent)
			}
			node := starRating(rules, measures, rewards[i])
			terms.Nodes = append(terms.Nodes, node)
			part := Part{Of: node.Name}
			if !recent {
				part.When = when
			}
			best.Of = append(best.Of, part)
		}
		terms.Nodes = append(terms.Nodes, best)
		switch {
		case improvement:
			rating.Of = append(rating.Of, Part{Of: best.Name})
		case highest:
			rating.Of = append(rating.Of, Part{Of: best.Name, When: &Condition{Compare: &Comparison{
				Of: Amount{Of: &Statistic{Node: best.Name, Stat: Score}}, AtLeast: &Amount{Fixed: known("4")},
			}}})
		}
	}
	terms.Nodes = append(terms.Nodes, rating)
	return terms, nil
}

func starNode(improvement bool, recent string) string {
	if improvement {
		return "withImprovement" + recent
	}
	return "withoutImprovement" + recent
}

// struck holds where a disaster struck in the year of one of the recent measures that the
// contract is rated on; nil for a rating without such measures.
func (r starRules) struck(measures []StarMeasure) *Condition {
	var when Condition
	for _, value := range []string{Disaster2023, Disaster2024} {
		var rated []Condition
		for _, id := range r.recent[value] {
			if slices.ContainsFunc(measures, func(m StarMeasure) bool { return m.ID == id }) {
				rated = append(rated, Condition{Scored: id})
			}
		}
		if rated != nil {
			when.Any = append(when.Any, Condition{All: []Condition{{Any: rated}, affected(value)}})
		}
	}
	if when.Any == nil {
		return nil
	}
	return &when
}

// starRating is the rating with or without the improvement and the recent measures.
func starRating(rules starRules, measures []StarMeasure, r StarReward) Node {
	suffix := "AndRecent"
	if !r.Recent {
		suffix = "NotRecent"
	}
	node := Node{Name: starNode(r.Improvement, suffix), Method: WeightedMean, Authority: starAuthority}
	recent := slices.Concat(rules.recent[Disaster2023], rules.recent[Disaster2024])
	for _, m := range measures {
		if !r.Improvement && slices.Contains(rules.improvement, m.ID) || !r.Recent && slices.Contains(recent, m.ID) {
			continue
		}
		part := Weighted(m.ID, m.Weight)
		if slices.Contains(rules.notInPR, m.ID) {
			part.When = &Condition{Not: &Condition{Flag: PuertoRicoOnly}}
		}
		node.Of = append(node.Of, part)
	}
	node.Adjust = []Adjust{
		{Name: "six decimals", Round: &Round{To: num("0.000001"), Mode: apm.HalfUp}},
		{Name: "reward factor", Add: starReward(node.Name, r), Authority: "42 CFR 422.166(f)(1)"},
		{Name: "categorical adjustment", Add: &Amount{Value: CategoricalAdjustment}, Authority: "42 CFR 422.166(f)(2)"},
		{Name: "half stars", Round: &Round{To: num("0.5"), Mode: apm.HalfUp}},
		{Name: "at most five", AtMost: &Amount{Fixed: known("5")}},
	}
	return node
}

// starReward is 0.4 or 0.3 for a mean at or above the 85th percentile and a variance
// below the 30th or 70th, 0.2 or 0.1 for a mean at or above the 65th, and nothing for
// others.
func starReward(node string, r StarReward) *Amount {
	statistic := func(s StatisticName) Amount {
		return Amount{Of: &Statistic{Node: node, Stat: s}, Round: &Round{To: num("0.000001"), Mode: apm.HalfUp}}
	}
	mean := func(least decimal.Decimal) Condition {
		bound := Number(least)
		return Condition{Compare: &Comparison{Of: statistic(Mean), AtLeast: &bound}}
	}
	variance := func(below decimal.Decimal) Condition {
		bound := Number(below)
		return Condition{Compare: &Comparison{Of: statistic(Variance), Below: &bound}}
	}
	var cases []Case
	for _, c := range []struct {
		mean, variance decimal.Decimal
		reward         string
	}{
		{r.Mean85, r.Variance30, "0.4"}, {r.Mean85, r.Variance70, "0.3"},
		{r.Mean65, r.Variance30, "0.2"}, {r.Mean65, r.Variance70, "0.1"},
	} {
		cases = append(cases, Case{When: Condition{All: []Condition{mean(c.mean), variance(c.variance)}}, Then: Number(num(c.reward))})
	}
	return &Amount{Cases: cases}
}

// MedicareStarDomain is the stars of a domain in Star Ratings 2022: the plain mean of the
// stars of its measures, which are the results, rounded half up to whole stars (42 CFR
// 422.166(b)).
func MedicareStarDomain(year int, measures ...string) (Terms, error) {
	if year != 2022 {
		return Terms{}, fmt.Errorf("MedicareStarDomain: known for Star Ratings 2022, not for %d", year)
	}
	terms := Terms{
		Name: fmt.Sprintf("Medicare Star Ratings %d, domain", year), Score: "domain", As: AsPoints,
		Nodes: []Node{{
			Name: "domain", Method: MeanOf, Of: Parts(measures...), Authority: "42 CFR 422.166(b)",
			Adjust: []Adjust{{Name: "whole stars", Round: &Round{To: num("1"), Mode: apm.HalfUp}}},
		}},
	}
	for _, m := range measures {
		terms.Measures = append(terms.Measures, givenScore(m, "1", "5"))
	}
	return terms, nil
}
