package main

import (
	"fmt"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

const (
	hrrpRows        = "hrrp_examples.csv"
	hrrpMeasureRows = "hrrp_example_measures.csv"
)

func hrrpSet() scoreSet {
	return scoreSet{
		name: "hrrp", rows: []string{hrrpRows, hrrpMeasureRows}, score: hrrpYears,
		adopted: []string{"peer medians, shares of payments and the neutrality modifier are those that CMS prints in the report; they follow from all hospitals"},
	}
}

// hrrpYears recomputes the mock hospital reports.
func hrrpYears(from *source) (scores, error) {
	var s scores
	years, err := from.table(hrrpRows, []string{"fy", "dual_stays", "stays", "dual_share", "neutrality", "reduction", "factor"}, []string{"fy"})
	if err != nil {
		return s, err
	}
	measures, err := from.table(hrrpMeasureRows,
		[]string{"fy", "measure", "discharges", "predicted", "expected", "err", "peer_median", "penalized", "payment_ratio"}, []string{"measure", "fy"})
	if err != nil {
		return s, err
	}
	byYear := make(map[int][]*row)
	for i := range measures.rows {
		r := &measures.rows[i]
		byYear[r.whole("fy")] = append(byYear[r.whole("fy")], r)
	}
	for i := range years.rows {
		r := &years.rows[i]
		year := r.whole("fy")
		if err := hrrpYear(r, byYear[year], &s); err != nil {
			return s, err
		}
		delete(byYear, year)
	}
	for _, rows := range byYear {
		rows[0].fail("fy", "%s has no row in %s", rows[0].text("fy"), hrrpRows)
		return s, rows[0].err
	}
	return s, nil
}

// hrrpYear recomputes one report.
func hrrpYear(r *row, measures []*row, s *scores) error {
	year := r.whole("fy")
	neutrality := r.needed("neutrality").Decimal
	share := quotient(r, "dual_stays", "stays")
	published := []decimal.NullDecimal{r.number("dual_share"), r.number("reduction"), r.number("factor")}
	if r.err != nil {
		return r.err
	}
	penalty, err := quality.HospitalReadmissions(year, neutrality)
	if err != nil {
		r.fail("fy", "%v", err)
		return r.err
	}
	items := make([]quality.Excess, len(measures))
	for i, m := range measures {
		ratio := quotient(m, "predicted", "expected")
		items[i] = quality.Excess{
			Name: m.name("measure"), Ratio: ratio, Median: m.number("peer_median").Decimal,
			Weight: m.fraction("payment_ratio").Decimal, Cases: m.number("discharges").Decimal,
		}
		if !m.number("peer_median").Valid || !m.number("payment_ratio").Valid {
			items[i].Ratio = decimal.NullDecimal{} // suppressed, or too few cases: it does not count
		}
		key := fmt.Sprintf("%d/%s", year, items[i].Name)
		s.compare(newFigure("err", 14, "0.0000000000002"), key, ratio, m.number("err"), "")
		if m.err != nil {
			return m.err
		}
	}
	factor, trail, err := penalty.PaymentFactor(items)
	if err != nil {
		return fmt.Errorf("%s:%d: %w", r.table.file, r.line, err)
	}
	for i, item := range trail {
		penalized := decimal.Decimal{}
		if item.Penalized {
			penalized = decimal.New(1, 0)
		}
		s.compare(newFigure("penalized", 0, "0"), fmt.Sprintf("%d/%s", year, item.Name), known(penalized), measures[i].number("penalized"), "")
		if measures[i].err != nil {
			return measures[i].err
		}
	}
	key := fmt.Sprint(year)
	s.trail(key, func() (string, error) { return excessTrail(penalty, items, trail, factor), nil })
	s.compare(newFigure("dual_share", 14, "0.00000000000001"), key, share, published[0], "")
	if published[1].Valid { // printed from 2022 on
		s.compare(newFigure("reduction", 4, "0"), key, known(decimal.New(1, 0).Sub(factor)), published[1], "")
	}
	s.compare(newFigure("factor", 4, "0"), key, known(factor), published[2], "")
	return nil
}

// quotient is one cell over another, none where one is blank.
func quotient(r *row, above, below string) decimal.NullDecimal {
	a, b := r.number(above), r.number(below)
	if !a.Valid || !b.Valid {
		return decimal.NullDecimal{}
	}
	q, err := apm.Quo(a.Decimal, b.Decimal)
	if err != nil {
		r.fail(below, "%v", err)
	}
	return known(q)
}

// excessTrail prints what each measure adds to the cut.
func excessTrail(penalty quality.CappedExcess, items []quality.Excess, trail []quality.ExcessTrail, factor decimal.Decimal) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Hospital readmissions reduction, %s\n  %-12s %10s %10s %10s %10s %10s  %s\n", penalty.Authority, "measure", "cases", "ratio", "median", "weight", "amount", "penalized")
	for i, item := range items {
		ratio := "none"
		if item.Ratio.Valid {
			ratio = item.Ratio.Decimal.StringFixed(6)
		}
		fmt.Fprintf(&b, "  %-12s %10s %10s %10s %10s %10s  %t\n", item.Name, item.Cases, ratio,
			item.Median.StringFixed(6), item.Weight.StringFixed(6), trail[i].Amount.StringFixed(6), trail[i].Penalized)
	}
	fmt.Fprintf(&b, "  1 less the sum x %s, at most %s: %s\n", penalty.Neutrality.StringFixed(6), penalty.Cap, factor)
	return b.String()
}
