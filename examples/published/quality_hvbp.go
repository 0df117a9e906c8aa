package main

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

const (
	hvbpMeasureRows = "hvbp_measures_2024.csv"
	hvbpScoreRows   = "hvbp_scores_2024.csv"
	hvbpTotalRows   = "hvbp_tps.csv"
	hvbpStandards   = "hvbp_standards_2024.csv"
)

func hvbpSet() scoreSet {
	return scoreSet{
		name: "hvbp", rows: []string{hvbpMeasureRows, hvbpScoreRows, hvbpTotalRows}, given: []string{hvbpStandards},
		score: func(from *source) (scores, error) {
			s, err := hvbpYear(from)
			if err != nil {
				return s, err
			}
			return s, hvbpTotals(from, &s)
		},
		adopted: []string{
			"where a hospital has both surgical site infections, their joint score is taken as published: it is weighted by predicted infections, which are not",
			"which measures a hospital is scored on is taken from the rows",
		},
	}
}

// The printed figures of Hospital VBP: whole points, scores to nine decimals.
var (
	hvbpDomains = []string{quality.ClinicalDomain, quality.EngagementDomain, quality.SafetyDomain, quality.EfficiencyDomain}
	hvbpPrinted = "0.00000001"
)

// hospital is the rows of a hospital. Its scores may be in a file that is not there.
type hospital struct {
	ccn      string
	scores   *row
	measures map[string]*row
	order    []string
}

// readStandards reads the standards as benchmarks.
func readStandards(from *source) ([]quality.Benchmark, error) {
	t, err := from.table(hvbpStandards, []string{"measure", "floor", "threshold", "benchmark"}, []string{"measure"})
	if err != nil {
		return nil, err
	}
	standards := make([]quality.Benchmark, len(t.rows))
	for i := range t.rows {
		r := &t.rows[i]
		standards[i] = quality.Benchmark{Measure: r.name("measure"), Range: &quality.Range{
			Floor: r.number("floor"), Low: r.needed("threshold"), High: r.needed("benchmark"),
		}}
		if r.err != nil {
			return nil, r.err
		}
	}
	return standards, nil
}

// readHospitals joins the measures of each hospital with its scores.
func readHospitals(from *source, standards []quality.Benchmark) ([]*hospital, error) {
	measures, err := from.published(hvbpMeasureRows, []string{"ccn", "measure", "baseline", "performance", "ach", "imp", "score"}, []string{"ccn", "measure"})
	if err != nil {
		return nil, err
	}
	need := []string{"ccn", "ssi_score", "hcahps_base", "hcahps_consistency", "tps"}
	for _, d := range hvbpDomains {
		need = append(need, d, "w_"+d)
	}
	totals, err := from.published(hvbpScoreRows, need, []string{"ccn"})
	if err != nil {
		return nil, err
	}
	var list []*hospital
	byCCN := make(map[string]*hospital)
	for i := range totals.rows {
		r := &totals.rows[i]
		h := &hospital{ccn: r.name("ccn"), scores: r, measures: make(map[string]*row)}
		if r.err != nil {
			return nil, r.err
		}
		byCCN[h.ccn] = h
		list = append(list, h)
	}
	for i := range measures.rows {
		r := &measures.rows[i]
		ccn, id := r.name("ccn"), r.name("measure")
		if !slices.ContainsFunc(standards, func(b quality.Benchmark) bool { return b.Measure == id }) {
			r.fail("measure", "unknown measure %q: it has no standard", id)
		}
		if r.err != nil {
			return nil, r.err
		}
		h := byCCN[ccn]
		if h == nil {
			h = &hospital{ccn: ccn, measures: make(map[string]*row)}
			byCCN[ccn] = h
			list = append(list, h)
		}
		h.measures[id] = r
		h.order = append(h.order, id)
	}
	return list, nil
}

// hvbpYear recomputes fiscal year 2024 from measures to totals.
func hvbpYear(from *source) (scores, error) {
	var s scores
	standards, err := readStandards(from)
	if err != nil {
		return s, err
	}
	terms, err := quality.HospitalVBP(2024, standards)
	if err != nil {
		return s, err
	}
	program, err := quality.New(terms)
	if err != nil {
		return s, fmt.Errorf("%s: %w", hvbpStandards, err)
	}
	hospitals, err := readHospitals(from, standards)
	if err != nil {
		return s, err
	}
	for _, h := range hospitals {
		if err := h.score(program, &s); err != nil {
			return s, err
		}
	}
	return s, nil
}

// facts is what the hospital's scores are computed from.
func (h *hospital) facts() (quality.Facts, error) {
	var facts quality.Facts
	for _, id := range h.order {
		r := h.measures[id]
		facts.Results = append(facts.Results, quality.Result{Measure: id, Rate: r.needed("performance"), Prior: r.number("baseline")})
		if r.err != nil {
			return facts, r.err
		}
	}
	if h.pooled() {
		facts.Volumes = map[string]decimal.Decimal{"hai_3": decimal.New(1, 0), "hai_4": decimal.New(1, 0)}
	}
	return facts, nil
}

// pooled says whether the hospital has both surgical site infections.
func (h *hospital) pooled() bool { return h.measures["hai_3"] != nil && h.measures["hai_4"] != nil }

// infections is the weights of the two surgical site infections that give their pooled
// score as published: predicted infections, up to a factor. There are none where that
// score is not there or no mean of the two.
func (h *hospital) infections(o *quality.Outcome) (volumes map[string]decimal.Decimal, found bool, err error) {
	if h.scores == nil || !h.pooled() {
		return nil, false, nil
	}
	a, _ := o.Measure("hai_3")
	b, _ := o.Measure("hai_4")
	pooled, one := h.scores.number("ssi_score"), decimal.New(1, 0)
	if !pooled.Valid || a.Points.Equal(b.Points) {
		return nil, false, h.scores.err
	}
	share, err := apm.Quo(pooled.Decimal.Sub(b.Points), a.Points.Sub(b.Points))
	if err != nil || share.IsNegative() || share.GreaterThan(one) {
		return nil, false, err
	}
	return map[string]decimal.Decimal{"hai_3": share, "hai_4": one.Sub(share)}, true, nil
}

// score compares all that is published of a hospital.
func (h *hospital) score(program *quality.Program, s *scores) error {
	if h.order == nil {
		s.leave("hospitals")
		return nil
	}
	facts, err := h.facts()
	if err != nil {
		return err
	}
	outcome, err := program.Score(facts)
	if err != nil {
		return fmt.Errorf("hospital %s: %w", h.ccn, err)
	}
	volumes, adopted, err := h.infections(&outcome)
	if err != nil {
		return err
	}
	if adopted {
		facts.Volumes = volumes
		if outcome, err = program.Score(facts); err != nil {
			return fmt.Errorf("hospital %s: %w", h.ccn, err)
		}
	}
	s.trail(h.ccn, trailOf(program, facts))
	if adopted {
		s.also(h.ccn, func() (string, error) {
			return fmt.Sprintf("hai_3 weighs %s and hai_4 %s in ssi: so they give the published ssi_score\n",
				volumes["hai_3"].Round(6), volumes["hai_4"].Round(6)), nil
		})
	}
	for _, id := range h.order {
		m, _ := outcome.Measure(id)
		printed := h.measures[id]
		key := h.ccn + "/" + id
		s.compare(newFigure("ach", 0, "0"), key, known(m.Achievement), printed.number("ach"), "")
		s.compare(newFigure("imp", 0, "0"), key, m.Improvement, printed.number("imp"), "")
		s.compare(newFigure("score", 0, "0"), key, known(m.Points), printed.number("score"), "")
		if printed.err != nil {
			return printed.err
		}
	}
	if h.scores == nil {
		return nil
	}
	return h.compareTotals(&outcome, adopted, s)
}

// compareTotals compares what is published of the hospital as a whole.
func (h *hospital) compareTotals(o *quality.Outcome, adopted bool, s *scores) error {
	node := func(name string) decimal.NullDecimal { return scoreOf(o, name) }
	add := func(f figure, computed decimal.NullDecimal) {
		s.compare(f, h.ccn, computed, h.scores.number(f.output), "")
	}
	if !adopted { // otherwise it would be compared with itself
		add(newFigure("ssi_score", 0, "0"), node("ssi"))
	}
	add(newFigure("hcahps_base", 0, "0"), node("hcahps_base"))
	add(newFigure("hcahps_consistency", 0, "0"), node("hcahps_consistency"))
	for _, d := range hvbpDomains {
		add(newFigure(d, 9, hvbpPrinted), node(d))
	}
	total, _ := o.Node("tps")
	for _, d := range hvbpDomains {
		add(newFigure("w_"+d, 9, hvbpPrinted), shareOf(total, d))
	}
	add(newFigure("tps", 9, hvbpPrinted), node("tps"))
	return h.scores.err
}

// hvbpTotals recomputes the totals of three fiscal years from domain scores.
func hvbpTotals(from *source, s *scores) error {
	t, err := from.published(hvbpTotalRows, []string{"fy", "ccn", "domain1", "domain2", "domain3", "domain4", "tps"}, []string{"ccn", "fy"})
	if err != nil {
		return err
	}
	programs := make(map[int]*quality.Program)
	for i := range t.rows {
		r := &t.rows[i]
		year := r.whole("fy")
		if programs[year] == nil && r.err == nil {
			terms, err := quality.HospitalVBPTotal(year)
			if err != nil {
				r.fail("fy", "%v", err)
				return r.err
			}
			if programs[year], err = quality.New(terms); err != nil {
				return err
			}
		}
		var facts quality.Facts
		for _, domain := range []string{"domain1", "domain2", "domain3", "domain4"} {
			if score := r.number(domain); score.Valid {
				facts.Results = append(facts.Results, quality.Result{Measure: domain, Rate: score})
			}
		}
		published := r.number("tps")
		key := fmt.Sprintf("%s/%d", r.name("ccn"), year)
		if r.err != nil {
			return r.err
		}
		outcome, err := programs[year].Score(facts)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", t.file, r.line, err)
		}
		s.trail(key, trailOf(programs[year], facts))
		s.compare(newFigure(fmt.Sprintf("tps %d", year), 8, "0.00000002"), key, outcome.Score, published, "")
	}
	return nil
}
