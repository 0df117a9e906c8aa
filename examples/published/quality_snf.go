package main

import (
	"fmt"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

const snfRows = "snf_vbp_2025.csv"

// snfConstant makes the published multipliers: 60 % of what is withheld is given back.
const snfConstant = "0.038322119"

func snfSet() scoreSet {
	return scoreSet{
		name: "snf-vbp", rows: []string{snfRows}, score: snfYear,
		adopted: []string{
			"the exchange constant " + snfConstant + " is recovered from the multipliers, because CMS does not publish the payments that it follows from",
			"ranks are not recomputed: they count all facilities, and the rows are a part of them",
		},
	}
}

// snfYear recomputes fiscal year 2025.
func snfYear(from *source) (scores, error) {
	var s scores
	t, err := from.table(snfRows, []string{"ccn", "base_rate", "perf_rate", "ach", "imp", "score", "multiplier"}, []string{"ccn"})
	if err != nil {
		return s, err
	}
	terms, err := quality.SNFVBP(2025)
	if err != nil {
		return s, err
	}
	program, err := quality.New(terms)
	if err != nil {
		return s, err
	}
	exchange, err := quality.SNFVBPExchange(2025)
	if err != nil {
		return s, err
	}
	slope, err := exchange.At(decimal.RequireFromString(snfConstant))
	if err != nil {
		return s, err
	}
	points := func(output string) figure { return newFigure(output, 5, "0.000005") }
	for i := range t.rows {
		r := &t.rows[i]
		ccn := r.name("ccn")
		facts := quality.Facts{Results: []quality.Result{{
			Measure: "snfrm", Rate: r.fractionNeeded("perf_rate"), Prior: r.fraction("base_rate"),
		}}}
		ach, imp, score, multiplier := r.number("ach"), r.number("imp"), r.number("score"), r.number("multiplier")
		if r.err != nil {
			return s, r.err
		}
		outcome, err := program.Score(facts)
		if err != nil {
			return s, fmt.Errorf("%s:%d: %w", t.file, r.line, err)
		}
		m, _ := outcome.Measure("snfrm")
		factor, err := slope.Factor(outcome.Score.Decimal)
		if err != nil {
			return s, fmt.Errorf("%s:%d: %w", t.file, r.line, err)
		}
		s.trail(ccn, trailOf(program, facts))
		s.also(ccn, func() (string, error) {
			return fmt.Sprintf("multiplier %s = 1 - %s + %s / (1 + exp(-%s (score - %s)))  [%s]\n", factor.Round(9), exchange.Withhold,
				slope.Constant(), exchange.Logistic.Steepness, exchange.Logistic.Middle, exchange.Authority), nil
		})
		s.compare(points("ach"), ccn, known(m.Achievement), ach, "")
		s.compare(points("imp"), ccn, m.Improvement, imp, "")
		s.compare(points("score"), ccn, outcome.Score, score, "")
		s.compare(newFigure("multiplier", 9, "0.000000004"), ccn, known(factor), multiplier, "")
	}
	return s, nil
}
