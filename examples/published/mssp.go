package main

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// msspTracks are the codes of the column track.
var msspTracks = map[string]tcoc.MSSPTrack{
	"T1": tcoc.Track1, "T1+": tcoc.Track1Plus, "T2": tcoc.Track2, "T3": tcoc.Track3,
	"A": tcoc.BasicA, "B": tcoc.BasicB, "C": tcoc.BasicC, "D": tcoc.BasicD, "E": tcoc.BasicE, "EN": tcoc.Enhanced,
}

// msspTerms is the arrangement of a track in a year, with its minimum rate.
type msspTerms struct {
	*tcoc.Arrangement
	minimum tcoc.MinimumRate
}

func newMSSPTerms(year int, track tcoc.MSSPTrack, from2024 bool) (msspTerms, error) {
	var start apm.Date
	switch {
	case year >= 2024 && from2024:
		start = apm.MustParseDate("2024-01-01")
	case year >= 2024:
		start = apm.MustParseDate("2023-01-01") // or before: the rules are the same
	}
	plan, err := tcoc.MSSP(year, track, start)
	if err != nil {
		return msspTerms{}, err
	}
	arrangement, err := tcoc.New(plan)
	minimum, _ := plan.Savings[0].(tcoc.MinimumRate)
	return msspTerms{arrangement, minimum}, err
}

func msspProgram() program {
	known := make(map[string]msspTerms) // by track, year and agreement
	return program{
		name: "mssp",
		file: "rows/mssp_aco_years.csv",
		columns: []string{"py", "aco_id", "track", "rev_exp_cat", "six_month", "n_ab", "bnchmk_total", "bnchmk_minus_exp", "msr",
			"qual_score", "final_share", "met_qps", "met_altqps", "guardrail", "rev_loss_limit", "dis_adj",
			"gen_save_loss", "earn_save_loss"},
		settle: func(r *row) (result, error) { return settleMSSP(r, known) },
		adopted: `mssp: the elected minimum rate (column msr, where it is 0, 0.5, 1, 1.5 or 2 % of a two-sided ACO) and the one set
  case by case below 500 people; the quality score and status, until 2015 by a sharing rate of zero for "not met" and
  a blank score for pay for reporting; the revenue category and the kind of loss limit; whether the guardrail was
  applied (the column is filled for agreements that start in 2024); the disaster adjustment in dollars.`,
	}
}

// settleMSSP recomputes one ACO's performance year.
func settleMSSP(r *row, known map[string]msspTerms) (result, error) {
	out := result{program: "mssp", aco: r.text("aco_id"), track: r.text("track"), year: r.whole("py")}
	track, found := msspTracks[out.track]
	if !found {
		r.fail("track", "unknown track %q (known: T1, T1+, T2, T3, A to E, EN)", out.track)
	}
	guarded, from2024 := r.flag("guardrail")
	if r.err != nil {
		return out, r.err
	}
	key := fmt.Sprint(out.track, out.year, from2024)
	terms, found := known[key]
	if !found {
		var err error
		if terms, err = newMSSPTerms(out.year, track, from2024); err != nil {
			r.fail("py", "%v", err)
			return out, r.err
		}
		known[key] = terms
	}
	facts := msspFacts(r, out.year)
	facts.Guarded = guarded
	published := publishedMSSP{msr: r.needed("msr"), generated: r.number("gen_save_loss"), earned: r.number("earn_save_loss")}
	if r.err != nil {
		return out, r.err
	}
	if !terms.asTable(facts, r, published.msr.Decimal) {
		facts.MinimumRate = published.msr
	}
	out.published = published.earned
	settlement, err := terms.Bound(facts)
	if err != nil {
		out.status, out.reason = unexplained, err.Error()
		return out, nil
	}
	out.settlement, out.generated, out.earned = settlement, settlement.Generated, settlement.Earned
	out.status, out.reason = terms.compare(r, out, facts, published)
	if out.status == limited || out.status == unpublished && settlement.Bound != tcoc.Exact {
		out.earned = decimal.NullDecimal{}
	}
	return out, nil
}

// msspFacts reads what a settlement starts from.
func msspFacts(r *row, year int) tcoc.Performance {
	facts := tcoc.Performance{
		Benchmark:  r.needed("bnchmk_total"),
		Difference: r.needed("bnchmk_minus_exp"),
		Population: r.whole("n_ab"),
		Quality:    msspQuality(r, year),
		Flags:      make(map[string]bool),
	}
	switch s := r.text("rev_exp_cat"); s {
	case "Low Revenue", "High Revenue":
		facts.Flags[tcoc.LowRevenue] = s == "Low Revenue"
	case "":
	default:
		r.fail("rev_exp_cat", "%q is neither Low Revenue nor High Revenue", s)
	}
	if limit, known := r.flag("rev_loss_limit"); known {
		facts.Flags[tcoc.RevenueLossLimit] = limit
	}
	if d := r.number("dis_adj"); d.Valid {
		if d.Decimal.IsPositive() {
			r.fail("dis_adj", "%s is positive: relief is printed with a minus sign", d.Decimal)
		}
		relief := d.Decimal.Neg()
		if half, _ := r.flag("six_month"); half {
			relief = relief.Mul(decimal.New(5, -1)) // it is printed for twelve months
		}
		facts.Disaster = &tcoc.Disaster{Dollars: decimal.NewNullDecimal(relief)}
	}
	return facts
}

// msspQuality reads the score and the status. The files of 2013 to 2015 print no
// status: an ACO that failed the standard has a sharing rate of zero there, and one
// in its year of pay for reporting has no score.
func msspQuality(r *row, year int) apm.Quality {
	q := apm.Quality{Score: r.number("qual_score"), Status: apm.NotMet}
	met, known := r.flag("met_qps")
	if alternative, _ := r.flag("met_altqps"); alternative {
		q.Status = apm.Alternative
	}
	switch {
	case known && met:
		q.Status = apm.Met
	case known:
	case year > 2015:
		r.fail("met_qps", "is blank")
	default:
		if rate := r.number("final_share"); !rate.Valid || !rate.Decimal.IsZero() {
			q.Status = apm.Met
		}
		if !q.Score.Valid {
			q.Score = decimal.NewNullDecimal(decimal.New(1, 0))
		}
	}
	return q
}

// asTable says whether the printed minimum rate is the one that the terms give
// without an election. Rates are printed as percents with two decimals or more.
func (t msspTerms) asTable(facts tcoc.Performance, r *row, printed decimal.Decimal) bool {
	facts.MinimumRate = decimal.NullDecimal{}
	return t.rateIs(facts, r, printed)
}

func (t msspTerms) rateIs(facts tcoc.Performance, r *row, printed decimal.Decimal) bool {
	rate, err := t.minimum.Rate(&facts)
	tolerance := decimal.New(5, -5)
	if places := r.decimals("msr"); places > 4 {
		tolerance = decimal.New(1, -places)
	}
	return err == nil && within(rate, printed, tolerance)
}

// publishedMSSP is what the recomputed figures are compared with.
type publishedMSSP struct{ msr, generated, earned decimal.NullDecimal }

// compare holds a recomputed row against the published one.
func (t msspTerms) compare(r *row, out result, facts tcoc.Performance, published publishedMSSP) (status, string) {
	dollar := decimal.New(1, 0)
	if !t.rateIs(facts, r, published.msr.Decimal) {
		return unexplained, "the minimum rate differs"
	}
	if published.generated.Valid && !within(out.generated.Decimal, published.generated.Decimal, dollar) {
		return unexplained, "generated savings or losses differ: computed " + out.generated.Decimal.Round(2).String()
	}
	if !published.earned.Valid {
		return unpublished, ""
	}
	computed, paid := out.earned.Decimal, published.earned.Decimal
	switch {
	case within(computed, paid, dollar) && paid.IsZero():
		return zero, ""
	case within(computed, paid, dollar) && capped(out.settlement):
		return atCap, ""
	case within(computed, paid, dollar):
		return exact, ""
	case t.withinPrintedScore(r, out.year, facts, paid):
		return rounding, ""
	case out.settlement.Bound == tcoc.AtMost && !paid.IsPositive() && paid.GreaterThan(computed):
		return limited, ""
	}
	return unexplained, "earned differs: computed " + computed.Round(2).String()
}

// withinPrintedScore says whether some quality score that prints as the published
// one gives the published settlement. Until 2020 CMS settled on more digits than it
// prints; from 2021 the printed score is the one used.
func (t msspTerms) withinPrintedScore(r *row, year int, facts tcoc.Performance, paid decimal.Decimal) bool {
	if year > 2020 || r.text("qual_score") == "" {
		return false
	}
	half := decimal.New(5, -1-max(r.decimals("qual_score"), 4))
	score := facts.Quality.Score.Decimal
	var ends [2]decimal.Decimal
	for i, q := range [2]decimal.Decimal{score.Sub(half), decimal.Min(score.Add(half), decimal.New(1, 0))} {
		facts.Quality.Score = decimal.NewNullDecimal(q)
		s, err := t.Bound(facts)
		if err != nil {
			return false
		}
		ends[i] = s.Earned.Decimal
	}
	low, high := decimal.Min(ends[0], ends[1]), decimal.Max(ends[0], ends[1])
	dollar := decimal.New(1, 0)
	return paid.GreaterThanOrEqual(low.Sub(dollar)) && paid.LessThanOrEqual(high.Add(dollar))
}

// capped says whether a cap took something away.
func capped(s tcoc.Settlement) bool {
	for _, step := range s.Account.Steps {
		if step.Rule == (tcoc.Cap{}).Kind() && step.After.LessThan(step.Before) {
			return true
		}
	}
	return false
}
