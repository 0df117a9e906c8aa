package main

import (
	"fmt"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

const (
	hacRows = "hac_2024.csv"
	// hacPercentile is the 75th percentile of all totals, in the terms and in print.
	hacPercentile = "0.3755"
)

func hacSet() scoreSet {
	return scoreSet{
		name: "hac", rows: []string{hacRows}, score: hacYear,
		adopted: []string{
			"means, deviations and limits of the z-scores are recovered from the published values and z-scores, and " + hacPercentile + ", the 75th percentile of all totals, from the reductions",
			"totals are of the published z-scores: some have no published value",
		},
	}
}

// hacYear recomputes fiscal year 2024.
func hacYear(from *source) (scores, error) {
	var s scores
	terms, err := quality.HACReduction(2024)
	if err != nil {
		return s, err
	}
	need := []string{"ccn", "state", "total", "reduction"}
	for _, m := range terms.Measures {
		need = append(need, m.ID, m.ID+"_z")
	}
	t, err := from.table(hacRows, need, []string{"ccn"})
	if err != nil {
		return s, err
	}
	program, err := quality.New(terms)
	if err != nil {
		return s, err
	}
	for i := range t.rows {
		if err := hacHospital(&t.rows[i], terms, program, &s); err != nil {
			return s, err
		}
	}
	return s, nil
}

// hacHospital compares the z-scores of the published values, and the total and the
// reduction of the published z-scores.
func hacHospital(r *row, terms quality.Terms, program *quality.Program, s *scores) error {
	ccn := r.name("ccn")
	flags := map[string]bool{quality.HACExempt: r.name("state") == "MD"}
	values, zScores := quality.Facts{Flags: flags}, quality.Facts{Flags: flags}
	for _, b := range terms.Benchmarks {
		if value := r.number(b.Measure); value.Valid {
			values.Results = append(values.Results, quality.Result{Measure: b.Measure, Rate: value})
		}
		if z := r.number(b.Measure + "_z"); z.Valid { // the value that has this z-score
			rate := b.Moments.Mean.Add(z.Decimal.Mul(b.Moments.SD))
			zScores.Results = append(zScores.Results, quality.Result{Measure: b.Measure, Rate: known(rate)})
		}
	}
	total, reduction := r.number("total"), r.number("reduction")
	if r.err != nil {
		return r.err
	}
	of, err := program.Score(values)
	if err != nil {
		return fmt.Errorf("%s:%d: %w", r.table.file, r.line, err)
	}
	outcome, err := program.Score(zScores)
	if err != nil {
		return fmt.Errorf("%s:%d: %w", r.table.file, r.line, err)
	}
	s.trail(ccn, trailOf(program, zScores))
	s.also(ccn, func() (string, error) { return momentsTrail(r, terms), nil })
	for _, m := range of.Measures {
		if !m.Scored {
			continue
		}
		z := newFigure(m.Measure+"_z", 4, "0.0001")
		if m.Measure == "psi90" { // four decimals of the value and a small deviation
			z = newFigure("psi90_z", 4, "0.0006")
		}
		s.compare(z, ccn, known(m.Points), r.number(z.output), "")
	}
	s.compare(newFigure("total", 4, "0.0001"), ccn, outcome.Score, total, "")
	s.compare(newFigure("reduction", 0, "0"), ccn, reductionOf(outcome.Status), reduction, "")
	return r.err
}

// momentsTrail prints what z-scores are made of: those above have the rates that the
// published z-scores stand for.
func momentsTrail(r *row, terms quality.Terms) string {
	var b strings.Builder
	fmt.Fprintf(&b, "z-score = (value - mean) / deviation, from low to high; a total above %s is cut\n", hacPercentile)
	fmt.Fprintf(&b, "  %-8s %10s %10s %10s %10s %10s\n", "measure", "value", "mean", "deviation", "low", "high")
	for _, m := range terms.Benchmarks {
		fmt.Fprintf(&b, "  %-8s %10s %10s %10s %10s %10s\n", m.Measure, orNone(r.text(m.Measure)),
			m.Moments.Mean, m.Moments.SD, m.Moments.LowZ.Decimal, m.Moments.HighZ.Decimal)
	}
	return b.String()
}

// reductionOf is how a reduction is printed: none for a hospital outside the program.
func reductionOf(status apm.Status) decimal.NullDecimal {
	switch status {
	case quality.Reduced:
		return known(decimal.New(1, 0))
	case quality.NotReduced:
		return known(decimal.Decimal{})
	}
	return decimal.NullDecimal{}
}
