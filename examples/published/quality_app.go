package main

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

const appRows = "mssp_app_quality.csv"

// appColumns are the columns of measure rates with the names that the public benchmark
// files have for the measures.
var appColumns = []struct{ column, measure string }{
	{"q318", "318"}, {"q110", "110"}, {"q226", "226"}, {"q134", "134"},
	{"q113", "113"}, {"q112", "112"}, {"q001", "001"}, {"q236", "236"},
	{"m479", "479"}, {"m484", "484"},
	{"cahps_1", "CAHPS_1"}, {"cahps_2", "CAHPS_2"}, {"cahps_3", "CAHPS_3"},
	{"cahps_4", "CAHPS_4"}, {"cahps_5", "CAHPS_5"}, {"cahps_6", "CAHPS_6"},
	{"cahps_7", "CAHPS_7"}, {"cahps_8", "CAHPS_8"}, {"cahps_9", "CAHPS_9"},
	{"cahps_11", "CAHPS_11"},
}

// appSlack is how far a score may be from print: rates are printed to two decimals.
const appSlack = "0.02"

// What documents a score that differs.
const (
	atFloor    = "raised to the 30th percentile of MIPS scores in an extreme and uncontrollable circumstance; who had one is not in the file"
	noYearBack = "improvement over the year before, whose results are not in the file"
)

func appSet() scoreSet {
	return scoreSet{
		name: "app", rows: []string{appRows}, given: []string{appBenchmarks(appYears[0]), appBenchmarks(appYears[1])},
		score: appScores, demand: appDemand,
		adopted: []string{
			"who was raised to the 30th percentile of MIPS scores is taken from the published scores that equal it",
			"which measures had too few cases is taken from the rates that are blank",
		},
	}
}

// appYears are the performance years of the rows.
var appYears = []int{2022, 2023}

func appBenchmarks(year int) string { return fmt.Sprintf("qpp_%d.json", year) }

// acoYear is an ACO in a performance year.
type acoYear struct {
	aco  string
	year int
}

func (a acoYear) String() string { return fmt.Sprintf("%s/%d", a.aco, a.year) }

// appRow is a published row with what it was scored on.
type appRow struct {
	of    acoYear
	row   *row
	rates []quality.Result
}

// readAppRows reads the rows that name measures of the terms.
func readAppRows(from *source) ([]*appRow, error) {
	need := []string{"aco_id", "py", "qual_score"}
	for _, c := range appColumns {
		need = append(need, c.column)
	}
	t, err := from.table(appRows, need, []string{"aco_id", "py"})
	if err != nil {
		return nil, err
	}
	list := make([]*appRow, len(t.rows))
	for i := range t.rows {
		r := &t.rows[i]
		a := &appRow{of: acoYear{r.name("aco_id"), r.whole("py")}, row: r}
		for _, c := range appColumns {
			if rate := r.number(c.column); rate.Valid {
				a.rates = append(a.rates, quality.Result{Measure: c.measure, Rate: rate})
			}
		}
		if r.needed("qual_score"); r.err != nil {
			return nil, r.err
		}
		list[i] = a
	}
	return list, nil
}

// appPrograms compiles the scoring of each year with its public benchmarks.
func appPrograms(from *source) (map[int]*quality.Program, error) {
	programs := make(map[int]*quality.Program)
	for _, y := range appYears {
		name, data, err := from.read(appBenchmarks(y))
		if err != nil {
			return nil, err
		}
		public, err := quality.DecodeBenchmarks(data, y)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		terms, err := quality.MSSP(y, quality.APPWebInterface, public.For(nil))
		if err != nil {
			return nil, err
		}
		if programs[y], err = quality.New(terms); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return programs, nil
}

// appScores recomputes every score, the year before first: what it achieved is what the
// next year improves on.
func appScores(from *source) (scores, error) {
	var s scores
	programs, err := appPrograms(from)
	if err != nil {
		return s, err
	}
	rows, err := readAppRows(from)
	if err != nil {
		return s, err
	}
	slices.SortStableFunc(rows, func(a, b *appRow) int { return a.of.year - b.of.year })
	achieved := make(map[acoYear]decimal.Decimal)
	for _, a := range rows {
		program := programs[a.of.year]
		if program == nil {
			a.row.fail("py", "%d is not among the years with benchmarks, 2022 and 2023", a.of.year)
			return s, a.row.err
		}
		prior, joined := achieved[acoYear{a.of.aco, a.of.year - 1}]
		facts := quality.Facts{Year: a.of.year, Results: a.rates, Values: make(map[string]decimal.Decimal)}
		if joined {
			facts.Values[quality.PriorAchievement] = prior
		}
		node, err := a.score(program, facts, joined, &s)
		if err != nil {
			return s, fmt.Errorf("%s:%d: %w", a.row.table.file, a.row.line, err)
		}
		if node.Scored {
			achieved[a.of] = node.Achievement
		}
	}
	return s, nil
}

// score compares the score of a row and gives the node that it comes from.
func (a *appRow) score(program *quality.Program, facts quality.Facts, joined bool, s *scores) (quality.NodeTrail, error) {
	outcome, err := program.Score(facts)
	if err != nil {
		return quality.NodeTrail{}, err
	}
	node, _ := outcome.Node("quality")
	key, published := a.of.String(), a.row.number("qual_score")
	f := newFigure(fmt.Sprintf("qual_score %d", a.of.year), 2, appSlack)
	v := f.against(key, outcome.Score, published, "")
	if v.verdict == unexplainedV && (!outcome.Score.Valid || outcome.Score.Decimal.LessThan(published.Decimal)) {
		facts.Flags = map[string]bool{quality.ExtremeCircumstances: true}
		raised, err := program.Score(facts)
		switch {
		case err != nil:
			return node, err
		case raised.Score.Decimal.Equal(published.Decimal):
			v.verdict, v.reason = documented, atFloor
		default:
			facts.Flags = nil
			if gain := published.Decimal.Sub(outcome.Score.Decimal); !joined && outcome.Score.Valid && gain.LessThanOrEqual(decimal.New(10, 0)) {
				v.verdict, v.reason = documented, noYearBack
			}
		}
	}
	v.joined = joined
	s.values = append(s.values, v)
	s.trail(key, trailOf(program, facts))
	return node, nil
}

// appDemand is what the scores must reach: of those whose year before is in the file, 97
// % within the rounding of print or at the floor; the others are never above print.
func appDemand(values []value) demand {
	var joined, hit, above int
	for _, v := range values {
		switch {
		case v.joined:
			joined++
			if v.verdict != unexplainedV {
				hit++
			}
		case v.verdict == unexplainedV:
			above++
		}
	}
	return demand{
		lines: []string{
			fmt.Sprintf("with the year before in the file: %d of %d within %s or at the floor (97 %% are asked for; the others are listed above)", hit, joined, appSlack),
			fmt.Sprintf("without it: %d that neither improvement nor the floor can explain (none is allowed)", above),
		},
		met: 100*hit >= 97*joined && above == 0,
	}
}
