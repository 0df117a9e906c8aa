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
	plan    tcoc.Plan
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
	return msspTerms{arrangement, plan, minimum}, err
}

func msspProgram() program {
	known := make(map[string]msspTerms) // by track, year and agreement
	return program{
		name: "mssp",
		file: "rows/mssp_aco_years.csv",
		columns: []string{"py", "aco_id", "track", "rev_exp_cat", "six_month", "n_ab", "bnchmk_total", "exp_total",
			"bnchmk_minus_exp", "sav_rate", "msr", "qual_score", "max_share", "final_share", "final_loss", "met_qps",
			"met_altqps", "reduced_ss", "guardrail", "rev_loss_limit", "dis_adj", "gen_save_loss", "earn_save_loss"},
		key:    []string{"aco_id", "py", "track", "six_month"},
		settle: func(r *row) (result, error) { return settleMSSP(r, known) },
		adopted: `mssp: the elected minimum rate (column msr, where it is 0, 0.5, 1, 1.5 or 2 % of a two-sided ACO) and the one set
  case by case below 500 people; the quality score and status, until 2015 by a sharing rate of zero for "not met" and
  a blank score for pay for reporting; the revenue category and the kind of loss limit; whether the guardrail was
  applied (the column is filled for agreements that start in 2024); the disaster adjustment in dollars.`,
	}
}

// msspCase is one ACO's performance year, ready to settle.
type msspCase struct {
	result
	terms     msspTerms
	facts     tcoc.Performance
	published publishedMSSP
}

// readMSSP reads the terms and the facts of a row.
func readMSSP(r *row, known map[string]msspTerms) (c msspCase, err error) {
	c.result = result{program: "mssp", aco: r.name("aco_id"), track: r.text("track"), year: r.whole("py")}
	track, found := msspTracks[c.track]
	if !found {
		r.fail("track", "unknown track %q (known: T1, T1+, T2, T3, A to E, EN)", c.track)
	}
	guarded, from2024 := r.flag("guardrail")
	if r.err != nil {
		return c, r.err
	}
	key := fmt.Sprint(c.track, c.year, from2024)
	if c.terms, found = known[key]; !found {
		if c.terms, err = newMSSPTerms(c.year, track, from2024); err != nil {
			r.fail("py", "%v", err)
			return c, r.err
		}
		known[key] = c.terms
	}
	c.facts = msspFacts(r, c.year)
	c.facts.Guarded = guarded
	c.published = readPublished(r)
	if r.err != nil {
		return c, r.err
	}
	if !c.terms.rateIs(c.facts, r, c.published.msr.Decimal) {
		c.facts.MinimumRate = c.published.msr // elected, or set case by case
	}
	return c, nil
}

// settleMSSP recomputes a row.
func settleMSSP(r *row, known map[string]msspTerms) (result, error) {
	c, err := readMSSP(r, known)
	if err != nil {
		return c.result, err
	}
	out := c.result
	out.published = c.published.earned
	settlement, err := c.terms.Bound(c.facts)
	if err != nil {
		out.status, out.reason = unexplained, err.Error()
		return out, nil
	}
	out.settlement, out.generated, out.earned = settlement, settlement.Generated, settlement.Earned
	out.status, out.reason = c.terms.compare(r, out, c.facts, c.published)
	out.notes = c.terms.differingRates(r, out, c.facts, c.published)
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
	if !facts.Benchmark.Decimal.IsPositive() {
		r.fail("bnchmk_total", "is not above zero")
	}
	if facts.Population < 1 {
		r.fail("n_ab", "is not above zero")
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
	q := apm.Quality{Score: r.fraction("qual_score"), Status: apm.NotMet}
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

// rateIs says whether the printed minimum rate is the one that the terms give. Rates
// are printed as percents with two decimals or more.
func (t msspTerms) rateIs(facts tcoc.Performance, r *row, printed decimal.Decimal) bool {
	rate, err := t.minimum.Rate(&facts)
	return err == nil && within(rate, printed, r.slack("msr", 4))
}

// publishedMSSP is what the recomputed figures are compared with.
type publishedMSSP struct{ expenditure, savingsRate, msr, maxShare, share, loss, generated, earned decimal.NullDecimal }

func readPublished(r *row) publishedMSSP {
	return publishedMSSP{
		expenditure: r.number("exp_total"), savingsRate: r.number("sav_rate"), msr: r.fractionNeeded("msr"),
		maxShare: r.fraction("max_share"), share: r.fraction("final_share"), loss: r.fraction("final_loss"),
		generated: r.number("gen_save_loss"), earned: r.number("earn_save_loss"),
	}
}

// compare holds a recomputed row against the published one.
func (t msspTerms) compare(r *row, out result, facts tcoc.Performance, published publishedMSSP) (status, string) {
	if reason := t.compareRates(r, out, facts, published); reason != "" {
		return unexplained, reason
	}
	dollar := decimal.New(1, 0)
	if published.generated.Valid && !within(out.generated.Decimal, published.generated.Decimal, dollar) {
		return unexplained, "generated savings or losses differ: computed " + out.generated.Decimal.Round(2).String()
	}
	if !published.earned.Valid {
		return unpublished, ""
	}
	computed, paid := out.earned.Decimal, published.earned.Decimal
	tolerance := dollar
	if out.year == 2013 {
		tolerance = decimal.New(25, -2) // the file of 2013 prints cents
	}
	switch {
	case within(computed, paid, tolerance) && paid.IsZero():
		return zero, ""
	case within(computed, paid, tolerance) && capped(out.settlement):
		return atCap, ""
	case within(computed, paid, tolerance):
		return exact, ""
	case t.withinPrintedScore(r, out.year, facts, paid):
		return rounding, ""
	}
	if limit, ok := impliedLimit(out.settlement, facts, paid); ok {
		return limited, "a limit of " + limit.Round(0).String() + " explains it"
	}
	return unexplained, "earned differs: computed " + computed.Round(2).String()
}

// impliedLimit is the revenue-based loss limit that a published loss implies, where
// one could have decided: the loss is computed as a bound, the limit is above zero
// and below what the limits that are known allow.
func impliedLimit(s tcoc.Settlement, facts tcoc.Performance, paid decimal.Decimal) (decimal.Decimal, bool) {
	if s.Bound != tcoc.AtMost || paid.IsPositive() {
		return decimal.Decimal{}, false
	}
	if onRevenue, known := facts.Flags[tcoc.RevenueLossLimit]; known && !onRevenue {
		return decimal.Decimal{}, false
	}
	limit := paid.Neg()
	if facts.Disaster != nil {
		limit = limit.Add(facts.Disaster.Dollars.Decimal)
	}
	for _, step := range s.Account.Steps {
		if step.Rule == (tcoc.DisasterRelief{}).Kind() { // behind the limit
			return limit, limit.IsPositive() && limit.LessThan(step.Before)
		}
	}
	return limit, limit.IsPositive() && limit.LessThan(s.Earned.Decimal.Neg())
}

// compareRates holds the published difference, the savings rate and the minimum rate
// against the rules.
func (t msspTerms) compareRates(r *row, out result, facts tcoc.Performance, published publishedMSSP) string {
	gap := facts.Difference.Decimal
	if published.expenditure.Valid && !within(facts.Benchmark.Decimal.Sub(published.expenditure.Decimal), gap, decimal.New(2, 0)) {
		return "benchmark less expenditure differs from the published difference"
	}
	if !t.rateIs(facts, r, published.msr.Decimal) {
		return "the minimum rate differs"
	}
	rate, err := apm.Quo(gap, facts.Benchmark.Decimal)
	dollars, _ := apm.Quo(decimal.New(2, 0), facts.Benchmark.Decimal) // the dollars are rounded, and the printed rate is not computed from them
	if err != nil || published.savingsRate.Valid && !within(rate, published.savingsRate.Decimal, r.slack("sav_rate", 4).Add(dollars)) {
		return "the savings rate differs: computed " + rate.Round(6).String()
	}
	return ""
}

// differingRates holds the printed sharing and loss rates against the rules. Money
// does not hang on how a rate is printed, so a difference is noted and no more.
func (t msspTerms) differingRates(r *row, out result, facts tcoc.Performance, published publishedMSSP) []string {
	var notes []string
	below := len(out.settlement.Account.Steps) > 0 && out.settlement.Account.Steps[0].Branches != nil && out.generated.Decimal.IsPositive()
	if reduced, known := r.flag("reduced_ss"); known && reduced != below {
		notes = append(notes, "the half rate below the minimum differs")
	}
	for _, c := range []struct {
		what, column string
		printed      decimal.NullDecimal
		rules        tcoc.Rules
		quality      apm.Quality
	}{
		{"greatest sharing rate", "max_share", published.maxShare, t.plan.Savings, apm.Quality{Status: apm.Met, Score: decimal.NewNullDecimal(decimal.New(1, 0))}},
		{"sharing rate", "final_share", published.share, t.plan.Savings, facts.Quality},
		{"loss rate", "final_loss", published.loss, t.plan.Losses, facts.Quality},
	} {
		rate, found := shareRate(c.rules, c.quality)
		if !c.printed.Valid || !found {
			continue
		}
		if below && c.column == "final_share" {
			rate = rate.Mul(decimal.New(5, -1))
		}
		places := int32(4)
		if out.year == 2019 || out.year == 2020 {
			places = 2 // these files print whole percents
		}
		slack := r.slack(c.column, places)
		if out.year <= 2020 {
			slack = slack.Add(decimal.New(5, -5)) // the score was used with more digits than it is printed
		}
		if !within(rate, c.printed.Decimal, slack) {
			notes = append(notes, fmt.Sprintf("the %s differs: computed %s", c.what, rate.Round(6)))
		}
	}
	return notes
}

// shareRate is the rate of the first share in a list at that quality.
func shareRate(rules tcoc.Rules, q apm.Quality) (decimal.Decimal, bool) {
	for _, rule := range rules {
		if share, ok := rule.(tcoc.Share); ok {
			rate, err := share.Rate.At(q)
			return rate, err == nil
		}
	}
	return decimal.Decimal{}, false
}

// withinPrintedScore says whether some quality score that prints as the published
// one gives the published settlement. From 2015 to 2020 CMS settled on more digits
// than the four that it prints; before, it printed them all, and from 2021 the printed
// score is the one used.
func (t msspTerms) withinPrintedScore(r *row, year int, facts tcoc.Performance, paid decimal.Decimal) bool {
	if year < 2015 || year > 2020 || r.text("qual_score") == "" {
		return false
	}
	half := decimal.New(5, -5)
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
