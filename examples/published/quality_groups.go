package main

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

const mipsRows = "mips_group_2017.csv"

// noWeighting documents a final score without a flag.
const noWeighting = "neither weighting of advancing care information gives the published score: the flag of the rows is blank"

func mipsSet() scoreSet {
	return scoreSet{
		name: "mips", rows: []string{mipsRows}, score: mipsGroups,
		adopted: []string{
			"whose advancing care information was reweighted to quality is not published: the flag of the rows is set where only that gives the final score",
			"a quality score is printed to one decimal, cut off from x.95 on: so much a final score may differ",
		},
	}
}

// mipsGroups recomputes the final scores of groups for 2017 from their category scores.
func mipsGroups(from *source) (scores, error) {
	var s scores
	t, err := from.table(mipsRows, []string{"group", "quality", "aci", "ia", "aci_reweighted", "final"}, []string{"group"})
	if err != nil {
		return s, err
	}
	terms, err := quality.MIPSFinal(2017)
	if err != nil {
		return s, err
	}
	program, err := quality.New(terms)
	if err != nil {
		return s, err
	}
	for i := range t.rows {
		r := &t.rows[i]
		group := r.name("group")
		reweighted, flagged := r.flag("aci_reweighted")
		categories := []quality.Result{{Measure: "quality", Rate: r.needed("quality")}, {Measure: "ia", Rate: r.needed("ia")}}
		aci := r.needed("aci")
		if r.needed("final"); r.err != nil {
			return s, r.err
		}
		facts := quality.Facts{Results: categories}
		if !reweighted {
			facts.Results = append(slices.Clone(categories), quality.Result{Measure: "aci", Rate: aci})
		}
		v, err := finalScore(r, program, facts, reweighted)
		if err != nil {
			return s, err
		}
		if !flagged && v.verdict == unexplainedV {
			other, err := finalScore(r, program, quality.Facts{Results: categories}, true)
			if err != nil {
				return s, err
			}
			if other.verdict == unexplainedV {
				v.verdict, v.reason = documented, noWeighting
			}
		}
		s.trail(group, trailOf(program, facts))
		s.values = append(s.values, v)
	}
	return s, nil
}

// finalScore compares the final score of a group under one weighting.
func finalScore(r *row, program *quality.Program, facts quality.Facts, reweighted bool) (value, error) {
	outcome, err := program.Score(facts)
	if err != nil {
		return value{}, fmt.Errorf("%s:%d: %w", r.table.file, r.line, err)
	}
	weight := decimal.New(60, -2)
	if reweighted {
		weight = decimal.New(85, -2)
	}
	f := figure{"final", 2, weight.Mul(printedQuality(r)).Add(decimal.New(5, -3))}
	return f.against(r.text("group"), outcome.Score, r.number("final"), ""), nil
}

// printedQuality is how far quality may be from its printed form: half a tenth, or a
// whole one where it is cut off at x.9.
func printedQuality(r *row) decimal.Decimal {
	if text := r.text("quality"); r.decimals("quality") == 1 && text[len(text)-1] == '9' {
		return decimal.New(1, -1)
	}
	return decimal.New(5, -2)
}
