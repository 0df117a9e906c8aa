package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

const (
	starMeasureRows  = "stars_2026_measures.csv"
	starContractRows = "stars_2026_contracts.csv"
	starDomainRows   = "stars_2022_domains.csv"
	starCutPoints    = "stars_2026_cutpoints.csv"
	starRewards      = "stars_2026_reward.csv"
)

// What documents a star that differs.
const (
	afterDisaster = "a disaster struck the contract: last year's result, which is not in the files, counts where it is better"
	surveyTests   = "one step away after tests of significance and reliability, which are not published"
	noContract    = "the contract has no row of its own, which would say its kind and whether a disaster struck it"
)

func starsSet() scoreSet {
	return scoreSet{
		name: "stars", rows: []string{starMeasureRows, starContractRows, starDomainRows}, given: []string{starCutPoints, starRewards},
		score: starYears,
		adopted: []string{
			"ratings are of the published stars of measures: those of CAHPS measures pass tests whose inputs are not published, and some measures show a star alone",
			"the thresholds of the reward factor and the categorical adjustment of each contract are CMS's; they follow from contracts that it does not publish",
			"who has no rating is taken from the rows",
		},
	}
}

// starTables is what all contracts are rated by.
type starTables struct {
	lists   map[string][]quality.StarMeasure // c, mapd, pdp
	survey  map[string]bool                  // list and measure, of CAHPS
	rewards map[string][]quality.StarReward  // c, d_mapd, d_pdp, overall
	// programs are compiled once for each list or rating.
	measures map[string]*quality.Program
	ratings  map[string]*quality.Program
}

func readStarTables(from *source) (*starTables, error) {
	t := &starTables{
		lists: make(map[string][]quality.StarMeasure), survey: make(map[string]bool), rewards: make(map[string][]quality.StarReward),
		measures: make(map[string]*quality.Program), ratings: make(map[string]*quality.Program),
	}
	cuts, err := from.table(starCutPoints, []string{"measure", "list", "lower_is_better", "cahps", "weight", "cut2", "cut3", "cut4", "cut5"}, []string{"measure", "list"})
	if err != nil {
		return nil, err
	}
	for i := range cuts.rows {
		r := &cuts.rows[i]
		m := quality.StarMeasure{ID: r.name("measure"), Direction: quality.Higher, Weight: r.needed("weight").Decimal}
		if lower, _ := r.flag("lower_is_better"); lower {
			m.Direction = quality.Lower
		}
		for _, cut := range []string{"cut2", "cut3", "cut4", "cut5"} {
			m.CutPoints = append(m.CutPoints, r.needed(cut).Decimal)
		}
		list := r.name("list")
		survey, _ := r.flag("cahps")
		if r.err != nil {
			return nil, r.err
		}
		t.lists[list] = append(t.lists[list], m)
		t.survey[list+m.ID] = survey
	}
	rewards, err := from.table(starRewards, []string{"rating", "with_improvement", "with_new", "mean_p65", "mean_p85", "var_p30", "var_p70"}, []string{"rating", "with_improvement", "with_new"})
	if err != nil {
		return nil, err
	}
	for i := range rewards.rows {
		r := &rewards.rows[i]
		rating := r.name("rating")
		improvement, _ := r.flag("with_improvement")
		recent, _ := r.flag("with_new")
		t.rewards[rating] = append(t.rewards[rating], quality.StarReward{
			Improvement: improvement, Recent: recent,
			Mean65: r.needed("mean_p65").Decimal, Mean85: r.needed("mean_p85").Decimal,
			Variance30: r.needed("var_p30").Decimal, Variance70: r.needed("var_p70").Decimal,
		})
		if r.err != nil {
			return nil, r.err
		}
	}
	return t, t.compile()
}

// starRating is a rating that a kind of contract has.
type starRating struct {
	column, reward, value string // value is the column of the categorical adjustment
	lists                 []string
	highest               bool
}

// starRatings is the ratings of a kind of contract: health plans with drugs, health plans
// without, and drug plans.
func starRatings(kind string) []starRating {
	switch kind {
	case "mapd":
		return []starRating{
			{"part_c", "c", "cai_c", []string{"c"}, false}, {"part_d", "d_mapd", "cai_d", []string{"mapd"}, false},
			{"overall", "overall", "cai_overall", []string{"c", "mapd"}, true},
		}
	case "ma":
		return []starRating{{"part_c", "c", "cai_c", []string{"c"}, true}}
	case "pdp":
		return []starRating{{"part_d", "d_pdp", "cai_d", []string{"pdp"}, true}}
	}
	return nil
}

// compile makes the programs of all lists and ratings.
func (t *starTables) compile() error {
	compile := func(terms quality.Terms, err error) (*quality.Program, error) {
		if err != nil {
			return nil, err
		}
		return quality.New(terms)
	}
	for _, kind := range []string{"mapd", "ma", "pdp"} {
		var err error
		list := partD(kind)
		if t.measures[list], err = compile(quality.MedicareStarMeasures(2026, slices.Concat(t.lists["c"], t.lists[list]))); err != nil {
			return fmt.Errorf("%s: %w", starCutPoints, err)
		}
		for _, rating := range starRatings(kind) {
			program, err := compile(quality.MedicareStars(2026, t.of(rating), t.rewards[rating.reward], rating.highest))
			if err != nil {
				return fmt.Errorf("%s, %s: %s of %s: %w", starCutPoints, starRewards, rating.column, kind, err)
			}
			t.ratings[kind+rating.column] = program
		}
	}
	return nil
}

// partD is the list of part D measures of a kind of contract.
func partD(kind string) string {
	if kind == "pdp" {
		return "pdp"
	}
	return "mapd"
}

// of is the measures of a rating. Overall counts a measure that part C and part D share
// once.
func (t *starTables) of(rating starRating) []quality.StarMeasure {
	var measures []quality.StarMeasure
	for _, list := range rating.lists {
		for _, m := range t.lists[list] {
			if rating.column != "overall" || m.ID != "D02" && m.ID != "D03" {
				measures = append(measures, m)
			}
		}
	}
	return measures
}

// contract is the rows of a contract.
type contract struct {
	id, kind string // the kind is empty where it has no row of its own
	row      *row
	measures []*row
	facts    quality.Facts // flags and values
	struck   bool          // by a disaster, to 25 % at least
}

// readContracts joins measures with contracts, in the order of the measures.
func readContracts(from *source) ([]*contract, error) {
	contracts, err := from.published(starContractRows, []string{"contract", "kind", "pr_only", "disaster_2023", "disaster_2024",
		"cai_c", "cai_d", "cai_overall", "part_c", "part_d", "overall"}, []string{"contract"})
	if err != nil {
		return nil, err
	}
	measures, err := from.published(starMeasureRows, []string{"contract", "measure", "value", "stars"}, []string{"contract", "measure"})
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*contract)
	var list []*contract
	for i := range contracts.rows {
		r := &contracts.rows[i]
		c := &contract{id: r.name("contract"), kind: r.name("kind"), row: r}
		if err := c.read(); err != nil {
			return nil, err
		}
		byID[c.id] = c
		list = append(list, c)
	}
	for i := range measures.rows {
		r := &measures.rows[i]
		id := r.name("contract")
		if r.err != nil {
			return nil, r.err
		}
		if byID[id] == nil {
			byID[id] = &contract{id: id}
			list = append(list, byID[id])
		}
		byID[id].measures = append(byID[id].measures, r)
	}
	return list, nil
}

// read fills in what the contract's row says of it as a whole.
func (c *contract) read() error {
	r := c.row
	if starRatings(c.kind) == nil {
		r.fail("kind", "unknown kind %q (known: mapd, ma, pdp)", c.kind)
	}
	only, _ := r.flag("pr_only")
	c.facts.Flags = map[string]bool{quality.PuertoRicoOnly: only}
	c.facts.Values = make(map[string]decimal.Decimal)
	for _, name := range []string{quality.Disaster2023, quality.Disaster2024} {
		column := strings.Replace(name, "disaster", "disaster_", 1)
		if share := r.number(column); share.Valid {
			c.facts.Values[name] = share.Decimal
			c.struck = c.struck || share.Decimal.GreaterThanOrEqual(decimal.New(25, 0))
		}
	}
	return r.err
}

// list is the list of cut points that a measure of the contract has.
func (c *contract) list(measure string) string {
	switch {
	case strings.HasPrefix(measure, "C"):
		return "c"
	case c.row == nil && strings.HasPrefix(c.id, "S"):
		return "pdp"
	}
	return partD(c.kind)
}
