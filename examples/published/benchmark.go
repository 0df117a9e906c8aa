package main

import (
	"embed"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/seed-6807d414/apm/examples/internal/screen"
	"github.com/shopspring/decimal"
)

//go:embed rows/mssp_historical_benchmark_2014.csv rows/mssp_national_trends_2014.csv
var embeddedBenchmarks embed.FS

const (
	historicalRows = "rows/mssp_historical_benchmark_2014.csv"
	trendRows      = "rows/mssp_national_trends_2014.csv"
)

type benchmarkOptions struct {
	rows, trends, out, explain string
}

// enrollmentTypes is the categories with what the columns call them.
var enrollmentTypes = []struct{ name, column string }{
	{"ESRD", "esrd"}, {"DISABLED", "dis"}, {"AGED_DUAL", "agdu"}, {"AGED_NONDUAL", "agnd"},
}

// computed is the historical benchmark of one ACO beside the published one.
type computed struct {
	aco, start string
	result     benchmark.Result
	published  decimal.Decimal
	difference decimal.Decimal // computed less published
}

func (c computed) explained() bool { return c.difference.Abs().LessThanOrEqual(decimal.New(1, 0)) }

func benchmarks(o benchmarkOptions, stdout io.Writer) error {
	results, err := benchmarkAll(o)
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := writeBenchmarks(o, results); err != nil {
			return err
		}
	}
	if o.explain != "" {
		return explainBenchmark(o.explain, results, stdout)
	}
	return reportBenchmarks(results, stdout)
}

// input reads a file that the caller names, or an embedded one.
func input(named, standard string) (file string, data []byte, err error) {
	if named != "" {
		data, err = os.ReadFile(named)
		return named, data, err
	}
	data, err = embeddedBenchmarks.ReadFile(standard)
	return standard, data, err
}

// benchmarkAll recomputes every row of the files that the options name.
func benchmarkAll(o benchmarkOptions) ([]computed, error) {
	trends, err := readTrends(o.trends)
	if err != nil {
		return nil, err
	}
	need := []string{"aco_id", "agreement_start", "hist_bnchmk"}
	for _, t := range enrollmentTypes {
		for _, year := range []string{"by1", "by2", "by3"} {
			need = append(need, "pc_"+t.column+"_"+year, "rs_"+t.column+"_"+year)
		}
		need = append(need, "py_"+t.column+"_by3")
	}
	file, data, err := input(o.rows, historicalRows)
	if err != nil {
		return nil, err
	}
	rows, err := readTable(file, data, need)
	if err != nil {
		return nil, err
	}
	results := make([]computed, len(rows.rows))
	for i := range rows.rows {
		if results[i], err = recompute(&rows.rows[i], trends); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// trendKey is a cohort, an enrollment type and a base year.
type trendKey struct{ start, category, year string }

func readTrends(named string) (map[trendKey]decimal.Decimal, error) {
	file, data, err := input(named, trendRows)
	if err != nil {
		return nil, err
	}
	need := []string{"agreement_start"}
	for _, t := range enrollmentTypes {
		need = append(need, "trend_"+t.column+"_by1", "trend_"+t.column+"_by2")
	}
	rows, err := readTable(file, data, need)
	if err != nil {
		return nil, err
	}
	trends := make(map[trendKey]decimal.Decimal)
	for i := range rows.rows {
		r := &rows.rows[i]
		start := r.text("agreement_start")
		for _, t := range enrollmentTypes {
			for _, year := range []string{"BY1", "BY2"} {
				key := trendKey{start, t.name, year}
				if _, twice := trends[key]; twice {
					r.fail("agreement_start", "%q stands twice", start)
				}
				trends[key] = r.needed("trend_" + t.column + "_" + strings.ToLower(year)).Decimal
			}
		}
		if r.err != nil {
			return nil, r.err
		}
	}
	return trends, nil
}

// recompute makes the benchmark of one row from the row and the trends of its cohort.
func recompute(r *row, trends map[trendKey]decimal.Decimal) (computed, error) {
	c := computed{aco: r.text("aco_id"), start: r.text("agreement_start"), published: r.needed("hist_bnchmk").Decimal}
	start := r.americanDate("agreement_start")
	var facts benchmark.Facts
	for _, t := range enrollmentTypes {
		for _, year := range []string{"BY1", "BY2", "BY3"} {
			suffix := t.column + "_" + strings.ToLower(year)
			e := benchmark.Experience{
				Category: t.name, Year: year,
				PerCapita: r.needed("pc_" + suffix), Risk: r.needed("rs_" + suffix),
			}
			if year == "BY3" {
				e.Time = r.needed("py_" + suffix)
			} else {
				trend, found := trends[trendKey{c.start, t.name, year}]
				if !found {
					r.fail("agreement_start", "no trends of a cohort that starts %s", c.start)
				}
				e.Figures = map[benchmark.Measure]decimal.Decimal{benchmark.NationalTrend: trend}
			}
			facts.Experience = append(facts.Experience, e)
		}
	}
	if r.err != nil {
		return c, r.err
	}
	terms, err := benchmark.MSSPFirstAgreement(start)
	if err != nil {
		r.fail("agreement_start", "%v", err)
		return c, r.err
	}
	chain, err := benchmark.New(terms)
	if err != nil {
		return c, err
	}
	if c.result, err = chain.Calculate(facts); err != nil {
		return c, fmt.Errorf("%s:%d: %w", r.table.file, r.line, err)
	}
	c.difference = c.result.PerCapita.Decimal.Sub(c.published)
	return c, nil
}

// americanDate is a cell with a date as 07/01/2012.
func (r *row) americanDate(column string) apm.Date {
	s := r.text(column)
	if len(s) == len("07/01/2012") && s[2] == '/' && s[5] == '/' {
		if d, err := apm.ParseDate(s[6:] + "-" + s[:2] + "-" + s[3:5]); err == nil {
			return d
		}
	}
	r.fail(column, "%q is not a date such as 07/01/2012", s)
	return 0
}

func explainBenchmark(aco string, results []computed, stdout io.Writer) error {
	for _, c := range results {
		if c.aco != aco {
			continue
		}
		fmt.Fprintf(stdout, "%s, agreement from %s\n%s\npublished %s: %s\n", aco, c.start, c.result.Account, c.published, c.text())
		return nil
	}
	return fmt.Errorf("no row of %s", aco)
}

func (c computed) text() string {
	if c.explained() {
		return "within $1"
	}
	return "unexplained"
}

func writeBenchmarks(o benchmarkOptions, results []computed) error {
	records := [][]string{{"aco_id", "agreement_start", "computed", "published", "difference", "status"}}
	for _, c := range results {
		records = append(records, []string{c.aco, c.start, c.result.PerCapita.Decimal.Round(2).String(),
			c.published.String(), c.difference.Round(2).String(), c.text()})
	}
	return writeRecords(o.out, []string{o.rows, o.trends}, records)
}

// reportBenchmarks prints the differences by cohort, how far the trends prove
// anything, and every row that did not come out.
func reportBenchmarks(results []computed, stdout io.Writer) error {
	var cohorts []string
	sizes := make(map[string][]decimal.Decimal)
	for _, c := range results {
		if sizes[c.start] == nil {
			cohorts = append(cohorts, c.start)
		}
		sizes[c.start] = append(sizes[c.start], c.difference.Abs())
	}
	slices.SortFunc(cohorts, func(a, b string) int { return strings.Compare(a[6:]+a, b[6:]+b) })
	table := screen.NewTable("Published historical benchmarks", 1, "agreement start", "ACOs", "within $1", "median", "largest")
	var all []decimal.Decimal
	for _, cohort := range cohorts {
		table.Row(cohortRow(cohort, sizes[cohort])...)
		all = append(all, sizes[cohort]...)
	}
	if len(cohorts) != 1 {
		table.Row(cohortRow("all", all)...)
	}
	if err := table.Print(stdout); err != nil {
		return err
	}
	fmt.Fprint(stdout, `
Historical benchmarks, per capita: computed from three years, risk scores and person-years
against what CMS published. Adopted, because CMS published them in no file: the national
trends, 8 factors for each cohort, which were fitted to all of its ACOs, as many as 119.
They are few against what they explain, but they are no independent proof of the trends.
`)
	failed := false
	for _, c := range results {
		if c.explained() {
			continue
		}
		if !failed {
			fmt.Fprintln(stdout, "\nunexplained:")
		}
		failed = true
		fmt.Fprintf(stdout, "- %s from %s: computed %s, published %s\n", c.aco, c.start, c.result.PerCapita.Decimal.Round(2), c.published)
	}
	if failed {
		return errUnexplained
	}
	return nil
}

// cohortRow is a row of the table.
func cohortRow(name string, sizes []decimal.Decimal) []string {
	sorted := slices.SortedFunc(slices.Values(sizes), decimal.Decimal.Cmp)
	close := 0
	for _, size := range sorted {
		if size.LessThanOrEqual(decimal.New(1, 0)) {
			close++
		}
	}
	return []string{name, fmt.Sprint(len(sorted)), fmt.Sprint(close),
		sorted[(len(sorted)-1)/2].StringFixed(2), sorted[len(sorted)-1].StringFixed(2)}
}
