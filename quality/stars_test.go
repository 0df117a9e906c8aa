package quality_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// starsOf is measures with their weights, cut points at 1, 2, 3 and 4.
func starsOf(pairs ...string) []quality.StarMeasure {
	var list []quality.StarMeasure
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, quality.StarMeasure{ID: pairs[i], Direction: quality.Higher, Weight: fig(pairs[i+1]), CutPoints: figs("1", "2", "3", "4")})
	}
	return list
}

// rewardsOf is the same thresholds for every variant.
func rewardsOf(mean65, mean85, variance30, variance70 string) []quality.StarReward {
	var list []quality.StarReward
	for i := range 4 {
		list = append(list, quality.StarReward{
			Improvement: i&1 == 0, Recent: i&2 == 0,
			Mean65: fig(mean65), Mean85: fig(mean85), Variance30: fig(variance30), Variance70: fig(variance70),
		})
	}
	return list
}

// 42 CFR 422.166(f)(1): stars 5, 4, 4, 3 of weights 3, 1, 1, 2 have the mean 4.142857 and
// the variance 0.925170; the reward factor by mean and variance.
func TestMedicareStarsReward(t *testing.T) {
	measures := starsOf("C01", "3", "C02", "1", "C03", "1", "C06", "2")
	for _, c := range []struct {
		name    string
		rewards []quality.StarReward
		reward  string
	}{
		{"mean at the 85th, variance below the 30th", rewardsOf("3", "4.142857", "0.925171", "2"), "0.4"},
		{"variance at the 30th", rewardsOf("3", "4.142857", "0.925170", "2"), "0.3"},
		{"variance at the 70th", rewardsOf("3", "4.142857", "0.5", "0.925170"), "0"},
		{"mean short of the 85th, low variance", rewardsOf("3", "4.142858", "0.925171", "2"), "0.2"},
		{"mean at the 65th, medium variance", rewardsOf("4.142857", "4.5", "0.5", "0.925171"), "0.1"},
		{"mean short of the 65th", rewardsOf("4.142858", "4.5", "0.93", "2"), "0"},
		{"mean at the 65th, high variance", rewardsOf("4.142857", "4.5", "0.5", "0.6"), "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			terms, err := quality.MedicareStars(2026, measures, c.rewards, false)
			o := outcomeOf(t, preset(t, terms, err), quality.Facts{
				Results: results("C01", "5", "C02", "4", "C03", "4", "C06", "3"),
				Values:  map[string]decimal.Decimal{quality.CategoricalAdjustment: {}},
			})
			node, _ := o.Node("withImprovementAndRecent")
			i := slices.IndexFunc(node.Steps, func(s quality.AdjustTrail) bool { return s.Name == "reward factor" })
			if i < 0 {
				t.Fatalf("no reward factor in %+v", node.Steps)
			}
			if step := node.Steps[i]; !step.Before.Equal(fig("4.142857")) || !step.After.Sub(step.Before).Equal(fig(c.reward)) {
				t.Errorf("%s to %s, want a reward of %s on 4.142857", step.Before, step.After, c.reward)
			}
		})
	}
}

// Half stars, the adjustment, the cap, and what leaves a rating.
func TestMedicareStars(t *testing.T) {
	none := rewardsOf("5", "5", "0", "0")
	for _, c := range []struct {
		name       string
		measures   []quality.StarMeasure
		rewards    []quality.StarReward
		highest    bool
		pairs      []string
		adjustment string
		disasters  [2]string // 2023, 2024
		puertoRico bool
		rating     string
	}{
		{name: "rounded to half stars", measures: starsOf("C01", "1", "C02", "3"), rewards: none, pairs: []string{"C01", "3", "C02", "4"}, rating: "4"},
		{name: "a quarter is rounded up", measures: starsOf("C01", "1", "C02", "3"), rewards: none, pairs: []string{"C01", "4", "C02", "3"}, rating: "3.5"},
		{name: "the adjustment decides", measures: starsOf("C01", "1", "C02", "3"), rewards: none, pairs: []string{"C01", "4", "C02", "3"}, adjustment: "-0.000001", rating: "3"},
		{name: "at most five", measures: starsOf("C01", "1", "C02", "3"), rewards: rewardsOf("1", "1", "9", "9"), pairs: []string{"C01", "5", "C02", "5"}, rating: "5"},
		{name: "a measure without a star weighs nothing", measures: starsOf("C01", "1", "C02", "3"), rewards: none, pairs: []string{"C01", "2"}, rating: "2"},
		{name: "adherence in Puerto Rico", measures: starsOf("D01", "1", "D08", "3"), rewards: none, pairs: []string{"D01", "5", "D08", "2"}, puertoRico: true, rating: "5"},
		{name: "adherence elsewhere", measures: starsOf("D01", "1", "D08", "3"), rewards: none, pairs: []string{"D01", "5", "D08", "2"}, rating: "3"},
		{name: "a first-year measure of 2023", measures: starsOf("C01", "1", "C04", "1"), rewards: none, pairs: []string{"C01", "4", "C04", "1"}, disasters: [2]string{"25", ""}, rating: "4"},
		{name: "in an area of 24 percent", measures: starsOf("C01", "1", "C04", "1"), rewards: none, pairs: []string{"C01", "4", "C04", "1"}, disasters: [2]string{"24", ""}, rating: "2.5"},
		{name: "struck in the other year", measures: starsOf("C01", "1", "C04", "1", "C13", "1"), rewards: none, pairs: []string{"C01", "4", "C04", "1"}, disasters: [2]string{"", "90"}, rating: "2.5"},
		{name: "a first-year measure of 2024", measures: starsOf("C01", "1", "C13", "1"), rewards: none, pairs: []string{"C01", "4", "C13", "1"}, disasters: [2]string{"", "25"}, rating: "4"},
		{name: "all first-year measures go together", measures: starsOf("C01", "1", "C05", "1", "C13", "1"), rewards: none, pairs: []string{"C01", "4", "C05", "1", "C13", "1"}, disasters: [2]string{"", "25"}, rating: "4"},
		{name: "a good first-year measure stays", measures: starsOf("C01", "1", "C04", "1"), rewards: none, pairs: []string{"C01", "3", "C04", "5"}, disasters: [2]string{"99", ""}, rating: "4"},
		{name: "improvement left out at four stars", measures: starsOf("C01", "1", "C30", "1"), rewards: none, highest: true, pairs: []string{"C01", "4", "C30", "1"}, rating: "4"},
		{name: "and when the rest rounds to four", measures: starsOf("C01", "3", "C02", "1", "D04", "5"), rewards: none, highest: true, pairs: []string{"C01", "4", "C02", "3", "D04", "1"}, rating: "4"},
		{name: "not below four", measures: starsOf("C01", "1", "C30", "1"), rewards: none, highest: true, pairs: []string{"C01", "3", "C30", "1"}, rating: "2"},
		{name: "not in a lesser rating", measures: starsOf("C01", "1", "C30", "1"), rewards: none, pairs: []string{"C01", "4", "C30", "1"}, rating: "2.5"},
		{name: "good improvement stays", measures: starsOf("C01", "1", "C30", "1"), rewards: none, highest: true, pairs: []string{"C01", "4", "C30", "5"}, rating: "4.5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			facts := quality.Facts{Results: results(c.pairs...), Values: map[string]decimal.Decimal{quality.CategoricalAdjustment: {}}}
			if c.adjustment != "" {
				facts.Values[quality.CategoricalAdjustment] = fig(c.adjustment)
			}
			for i, name := range []string{quality.Disaster2023, quality.Disaster2024} {
				if c.disasters[i] != "" {
					facts.Values[name] = fig(c.disasters[i])
				}
			}
			if c.puertoRico {
				facts.Flags = map[string]bool{quality.PuertoRicoOnly: true}
			}
			terms, err := quality.MedicareStars(2026, c.measures, c.rewards, c.highest)
			o := outcomeOf(t, preset(t, terms, err), facts)
			same(t, "rating", o.Score, c.rating, 9)
		})
	}
}

// Cut points count at the boundary, in both directions; last year's stars stay where a
// disaster struck and they are better.
func TestMedicareStarMeasures(t *testing.T) {
	lower := quality.StarMeasure{ID: "C18", Direction: quality.Lower, Weight: fig("3"), CutPoints: figs("12", "10", "9", "7")}
	terms, err := quality.MedicareStarMeasures(2026, []quality.StarMeasure{
		{ID: "C01", Direction: quality.Higher, Weight: fig("1"), CutPoints: figs("58", "71", "76", "84")}, lower,
	})
	program := preset(t, terms, err)
	for _, c := range []struct{ id, value, prior, disaster, stars string }{
		{"C01", "57", "", "", "1"}, {"C01", "58", "", "", "2"}, {"C01", "71", "", "", "3"}, {"C01", "75.9", "", "", "3"}, {"C01", "76", "", "", "4"}, {"C01", "84", "", "", "5"},
		{"C18", "13", "", "", "1"}, {"C18", "12", "", "", "2"}, {"C18", "9", "", "", "4"}, {"C18", "7", "", "", "5"}, {"C18", "0", "", "", "5"},
		{"C01", "58", "4", "25", "4"}, {"C01", "58", "4", "24", "2"}, {"C01", "58", "1", "25", "2"},
	} {
		facts := quality.Facts{Results: []quality.Result{{Measure: c.id, Rate: figOr(c.value), PriorPoints: figOr(c.prior)}}}
		if c.disaster != "" {
			facts.Values = map[string]decimal.Decimal{quality.Disaster2024: fig(c.disaster)}
		}
		m, _ := func() (quality.MeasureTrail, bool) { o := outcomeOf(t, program, facts); return o.Measure(c.id) }()
		same(t, fmt.Sprint(c), decimal.NewNullDecimal(m.Points), c.stars, 9)
	}
}

// Star Ratings 2022, published domains: the plain mean, rounded half up.
func TestMedicareStarDomain(t *testing.T) {
	terms, err := quality.MedicareStarDomain(2022, "a", "b", "c", "d")
	program := preset(t, terms, err)
	for _, c := range []struct{ a, b, c, d, want string }{
		{"5", "4", "", "", "5"}, {"5", "5", "", "", "5"}, {"1", "1", "2", "1", "1"}, {"3", "3", "3", "4", "3"}, {"3", "4", "3", "4", "4"}, {"1", "", "", "", "1"},
	} {
		pairs := []string{"a", c.a}
		for i, star := range []string{c.b, c.c, c.d} {
			if star != "" {
				pairs = append(pairs, string(rune('b'+i)), star)
			}
		}
		o := outcomeOf(t, program, quality.Facts{Results: results(pairs...)})
		same(t, fmt.Sprint(c), o.Score, c.want, 9)
	}
}
