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
	years, err := from.published(hrrpRows, []string{"fy", "dual_stays", "stays", "dual_share", "neutrality", "reduction", "factor"}, []string{"fy"})
	if err != nil {
		return s, err
	}
	measures, err := from.published(hrrpMeasureRows,
		[]string{"fy", "measure", "discharges", "predicted", "expected", "err", "peer_median", "penalized", "payment_ratio"}, []string{"measure", "fy"})
	if err != nil {
		return s, err
	}
	var reports []*hospitalReport
	byYear := make(map[int]*hospitalReport)
	report := func(r *row) (*hospitalReport, error) {
		year := r.whole("fy")
		if byYear[year] == nil && r.err == nil {
			if _, err := quality.HospitalReadmissions(year, decimal.New(1, 0)); err != nil {
				r.fail("fy", "%v", err)
			}
			byYear[year] = &hospitalReport{year: year}
			reports = append(reports, byYear[year])
		}
		return byYear[year], r.err
	}
	for i := range years.rows {
		h, err := report(&years.rows[i])
		if err != nil {
			return s, err
		}
		h.whole = &years.rows[i]
	}
	for i := range measures.rows {
		h, err := report(&measures.rows[i])
		if err != nil {
			return s, err
		}
		h.measures = append(h.measures, &measures.rows[i])
	}
	for _, h := range reports {
		if err := h.score(&s); err != nil {
			return s, err
		}
	}
	return s, nil
}

// hospitalReport is the rows of a report. That of the hospital as a whole may be in a
// file that is not there.
type hospitalReport struct {
	year     int
	whole    *row
	measures []*row
}

// score compares the measures of a report, and the hospital's payment factor.
func (h *hospitalReport) score(s *scores) error {
	if h.measures == nil {
		s.leave("reports")
		return nil
	}
	neutrality := decimal.New(1, 0) // which is no part of what is compared without the factor
	if h.whole != nil {
		neutrality = h.whole.needed("neutrality").Decimal
		if h.whole.err != nil {
			return h.whole.err
		}
	}
	penalty, err := quality.HospitalReadmissions(h.year, neutrality)
	if err != nil {
		return err
	}
	items := make([]quality.Excess, len(h.measures))
	for i, m := range h.measures {
		ratio := quotient(m, "predicted", "expected")
		items[i] = quality.Excess{
			Name: m.name("measure"), Ratio: ratio, Median: m.number("peer_median").Decimal,
			Weight: m.fraction("payment_ratio").Decimal, Cases: m.number("discharges").Decimal,
		}
		if !m.number("peer_median").Valid || !m.number("payment_ratio").Valid {
			items[i].Ratio = decimal.NullDecimal{} // suppressed, or too few cases: it does not count
		}
		key := fmt.Sprintf("%d/%s", h.year, items[i].Name)
		s.compare(newFigure("err", 14, "0.0000000000002"), key, ratio, m.number("err"), "")
		if m.err != nil {
			return m.err
		}
	}
	factor, trail, err := penalty.PaymentFactor(items)
	if err != nil {
		return fmt.Errorf("fiscal year %d: %w", h.year, err)
	}
	for i, item := range trail {
		penalized := decimal.Decimal{}
		if item.Penalized {
			penalized = decimal.New(1, 0)
		}
		m := h.measures[i]
		s.compare(newFigure("penalized", 0, "0"), fmt.Sprintf("%d/%s", h.year, item.Name), known(penalized), m.number("penalized"), "")
		if m.err != nil {
			return m.err
		}
	}
	s.trail(fmt.Sprint(h.year), func() (string, error) { return excessTrail(penalty, items, trail, factor, h.whole != nil), nil })
	if h.whole == nil {
		return nil
	}
	return h.compareFactor(factor, s)
}

// compareFactor compares what is published of the hospital as a whole.
func (h *hospitalReport) compareFactor(factor decimal.Decimal, s *scores) error {
	r, key := h.whole, fmt.Sprint(h.year)
	s.compare(newFigure("dual_share", 14, "0.00000000000001"), key, quotient(r, "dual_stays", "stays"), r.number("dual_share"), "")
	if reduction := r.number("reduction"); reduction.Valid { // printed from 2022 on
		s.compare(newFigure("reduction", 4, "0"), key, known(decimal.New(1, 0).Sub(factor)), reduction, "")
	}
	s.compare(newFigure("factor", 4, "0"), key, known(factor), r.number("factor"), "")
	return r.err
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
func excessTrail(penalty quality.CappedExcess, items []quality.Excess, trail []quality.ExcessTrail, factor decimal.Decimal, whole bool) string {
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
	if whole {
		fmt.Fprintf(&b, "  1 less the sum x %s, at most %s: %s\n", penalty.Neutrality.StringFixed(6), penalty.Cap, factor)
	}
	return b.String()
}
