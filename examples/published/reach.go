package main

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

func reachProgram() program {
	known := make(map[string]*tcoc.Arrangement) // by option and year
	return program{
		name: "reach",
		file: "rows/reach_aco_years.csv",
		columns: []string{"aco_id", "perf_year", "risk_arrangement", "final_benchmark", "tot_cost_care_net", "gross_savings",
			"shared_savings", "shared_savings_seq", "sav_rate", "heba_up_amt", "heba_down_amt"},
		key:    []string{"aco_id", "perf_year"},
		settle: func(r *row) (result, error) { return settleREACH(r, known) },
		adopted: `reach: gross savings (the benchmark and cost beside it are printed to ten digits or more and must give them within
  that rounding). Why CMS paid nothing on savings that it lists is not published.`,
	}
}

// settleREACH recomputes one ACO's performance year.
func settleREACH(r *row, known map[string]*tcoc.Arrangement) (result, error) {
	out := result{program: "reach", aco: r.name("aco_id"), track: r.text("risk_arrangement"), year: r.whole("perf_year")}
	if r.err != nil {
		return out, r.err
	}
	key := fmt.Sprint(out.track, out.year)
	arrangement := known[key]
	if arrangement == nil {
		plan, err := tcoc.REACH(out.year, tcoc.REACHOption(out.track))
		if err != nil {
			r.fail("risk_arrangement", "%v", err)
			return out, r.err
		}
		if arrangement, err = tcoc.New(plan); err != nil {
			return out, err
		}
		known[key] = arrangement
	}
	benchmark, cost := r.needed("final_benchmark"), r.needed("tot_cost_care_net")
	// The health equity benchmark adjustment began in 2023; before, both are blank.
	up, down := r.number("heba_up_amt"), r.number("heba_down_amt")
	benchmark.Decimal = benchmark.Decimal.Add(up.Decimal).Add(down.Decimal)
	facts := tcoc.Performance{Benchmark: benchmark, Expenditure: cost, Difference: r.number("gross_savings")}
	if !benchmark.Decimal.IsPositive() {
		r.fail("final_benchmark", "with the equity adjustment is not above zero")
	}
	shared, paid := r.number("shared_savings"), r.number("shared_savings_seq")
	if r.err != nil {
		return out, r.err
	}
	settlement, err := arrangement.Settle(facts)
	if err != nil {
		out.status, out.reason = unexplained, err.Error()
		return out, nil
	}
	out.settlement, out.published = settlement, paid
	out.generated, out.earned = decimal.NewNullDecimal(settlement.Gross), settlement.Earned
	out.status, out.reason = compareREACH(r, out, benchmark.Decimal.Sub(cost.Decimal), shared, paid)
	// CMS prints the rate in percent of the benchmark before the equity adjustment.
	rate, err := apm.Quo(settlement.Gross, r.needed("final_benchmark").Decimal)
	printedRate := r.number("sav_rate")
	if err != nil || printedRate.Valid && !within(rate.Shift(2), printedRate.Decimal, r.slack("sav_rate", 4)) {
		out.notes = append(out.notes, "the savings rate differs: computed "+rate.Shift(2).Round(6).String()+" %")
	}
	return out, r.err
}

// compareREACH holds a recomputed row against the published one: the shared savings
// within five cents, the payment within twenty, because one published payment is
// seventeen cents from 98 % of the published shared savings beside it.
func compareREACH(r *row, out result, gross decimal.Decimal, shared, paid decimal.NullDecimal) (status, string) {
	cents := func(n int64) decimal.Decimal { return decimal.New(n, -2) }
	if !within(gross, out.settlement.Gross, printed(r).Add(cents(5))) {
		return unexplained, "benchmark less cost differs from gross savings: computed " + gross.Round(2).String()
	}
	if shared.Valid && !within(out.settlement.Shared.Decimal, shared.Decimal, cents(5)) {
		return unexplained, "shared savings differ: computed " + out.settlement.Shared.Decimal.Round(2).String()
	}
	if !paid.Valid {
		return unpublished, ""
	}
	computed := out.earned.Decimal
	switch {
	case within(computed, paid.Decimal, cents(5)):
		return exact, ""
	case within(computed, paid.Decimal, cents(20)):
		return rounding, ""
	case shared.Valid && paid.Decimal.IsZero() && computed.IsPositive():
		return unpaid, ""
	}
	return unexplained, "the payment differs: computed " + computed.Round(2).String()
}

// printed is half a unit of the last printed digit of every figure that gross
// savings are computed from.
func printed(r *row) decimal.Decimal {
	sum := decimal.Decimal{}
	for _, column := range []string{"final_benchmark", "tot_cost_care_net", "heba_up_amt", "heba_down_amt"} {
		if r.text(column) != "" {
			sum = sum.Add(decimal.New(5, -1-r.decimals(column)))
		}
	}
	return sum
}
