package quality

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// publicRow is a row as it stands in the file. What CMS leaves out in some years is a
// pointer or null.
type publicRow struct {
	MeasureID              string              `json:"measureId"`
	BenchmarkYear          int                 `json:"benchmarkYear"`
	PerformanceYear        int                 `json:"performanceYear"`
	SubmissionMethod       string              `json:"submissionMethod"`
	IsToppedOut            *bool               `json:"isToppedOut,omitempty"`
	IsHighPriority         *bool               `json:"isHighPriority,omitempty"`
	IsToppedOutByProgram   *bool               `json:"isToppedOutByProgram,omitempty"`
	IsInverse              *bool               `json:"isInverse,omitempty"`
	MetricType             string              `json:"metricType,omitzero"`
	AveragePerformanceRate decimal.NullDecimal `json:"averagePerformanceRate,omitzero"`

	Deciles     []decimal.Decimal          `json:"deciles,omitempty"`
	Percentiles map[string]decimal.Decimal `json:"percentiles,omitempty"`
}

// The years whose public files are known, and the first that gives percentiles.
const (
	firstPublic      = 2017
	firstPercentiles = 2023
	lastPublic       = 2026
)

// publicMethods are the collection types of the file.
func publicMethods() []string {
	return []string{"administrativeClaims", "certifiedSurveyVendor", "claims", "cmsWebInterface", "electronicHealthRecord", "registry"}
}

// publicPercentiles are the percentiles of a row.
func publicPercentiles() []string {
	return []string{"1", "10", "20", "30", "40", "50", "60", "70", "80", "90", "99"}
}

// DecodeBenchmarks reads the public benchmark file of a performance year, 2017 to 2026.
// It is strict: an unknown field or collection type, a missing or repeated row key, a row of
// another year, or the wrong number of bounds refuses the whole file with
// [apm.Problems], which name the row by its index, as [3]. From 2023 on rows hold raw
// percentiles and say which direction is better. Rows of earlier years hold lower bounds of
// deciles 2 to 10 (a tenth number is the best value, or in front of cost measures where
// decile 1 starts) and leave the direction to
// be told from them; where all bounds are equal it cannot be told.
func DecodeBenchmarks(data []byte, year int) (*PublicBenchmarks, error) {
	if year < firstPublic || year > lastPublic {
		return nil, fmt.Errorf("no public benchmark file of %d is known (known: %d to %d)", year, firstPublic, lastPublic)
	}
	var rows []publicRow
	if err := (apm.Kinds[apm.Kinder]{}).Decode(data, &rows); err != nil {
		return nil, err
	}
	var problems apm.Problems
	c := problems.Check()
	if len(rows) == 0 {
		c.Problemf("the file has no rows")
	}
	out := &PublicBenchmarks{Year: year}
	type key struct{ measure, source string }
	seen := make(map[key]int)
	for i := range rows {
		row, at := &rows[i], c.At(i)
		k := key{row.MeasureID, row.SubmissionMethod}
		if first, twice := seen[k]; twice {
			at.Problemf("measure %q by %q stands in [%d] already", k.measure, k.source, first)
		}
		seen[k] = i
		row.validate(at, year)
		if len(problems) > 0 {
			continue
		}
		b := row.benchmark(i)
		if !b.Benchmark.runsOneWay() {
			out.Refused = append(out.Refused, RefusedRow{Row: i, Measure: row.MeasureID, Source: row.SubmissionMethod, Reason: "its bounds run both ways"})
			continue
		}
		out.Rows = append(out.Rows, b)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return out, nil
}

func (row *publicRow) validate(c apm.Check, year int) {
	if row.MeasureID == "" {
		c.In("measureId").Problemf("is empty")
	}
	if row.PerformanceYear != year {
		c.In("performanceYear").Problemf("%d is not the year of the file, %d", row.PerformanceYear, year)
	}
	if row.BenchmarkYear < year-3 || row.BenchmarkYear > year {
		c.In("benchmarkYear").Problemf("%d is not one of the four years up to %d", row.BenchmarkYear, year)
	}
	if !slices.Contains(publicMethods(), row.SubmissionMethod) {
		c.In("submissionMethod").Problemf("unknown collection type %q", row.SubmissionMethod)
	}
	if year < firstPercentiles {
		if row.Percentiles != nil || row.IsInverse != nil {
			c.Problemf("percentiles and isInverse stand in files from %d on", firstPercentiles)
		}
		if n := len(row.Deciles); n != 9 && n != 10 {
			c.In("deciles").Problemf("needs nine lower bounds, or ten with the best value, not %d", n)
		}
		return
	}
	if row.Deciles != nil {
		c.In("deciles").Problemf("stands in files before %d", firstPercentiles)
	}
	if row.IsInverse == nil {
		c.In("isInverse").Problemf("is missing")
	}
	for _, name := range publicPercentiles() {
		if _, ok := row.Percentiles[name]; !ok {
			c.In("percentiles").In(name).Problemf("is missing")
		}
	}
	if len(row.Percentiles) > len(publicPercentiles()) {
		c.In("percentiles").Problemf("has %d percentiles, not %d", len(row.Percentiles), len(publicPercentiles()))
	}
}

func (row *publicRow) benchmark(i int) PublicBenchmark {
	told := func(b *bool) bool { return b != nil && *b }
	out := PublicBenchmark{
		Row: i, BenchmarkYear: row.BenchmarkYear, ToppedOut: told(row.IsToppedOut), SevenPointCap: told(row.IsToppedOutByProgram),
		HighPriority: told(row.IsHighPriority), MetricType: row.MetricType, Average: row.AveragePerformanceRate,
		Benchmark: Benchmark{
			Measure: row.MeasureID, Source: row.SubmissionMethod, Year: row.PerformanceYear, Basis: Historical,
			Authority: fmt.Sprintf("CMS, Quality Payment Program benchmarks of %d", row.PerformanceYear),
		},
	}
	if row.BenchmarkYear == row.PerformanceYear {
		out.Benchmark.Basis = Performance
	}
	if out.SevenPointCap {
		out.Benchmark.MostPoints = decimal.NewNullDecimal(decimal.New(7, 0))
	}
	if row.Percentiles == nil {
		out.Benchmark.Deciles = row.Deciles[:9:9]
		if len(row.Deciles) == 10 && row.startsWithFirst() {
			out.Benchmark.First, out.Benchmark.Deciles = decimal.NewNullDecimal(row.Deciles[0]), row.Deciles[1:10:10]
		} else if len(row.Deciles) == 10 {
			out.Best = decimal.NewNullDecimal(row.Deciles[9])
		}
		last := row.Deciles[len(row.Deciles)-1].Cmp(row.Deciles[0])
		out.Direction = Higher
		if last < 0 {
			out.Direction = Lower
		} else if last == 0 {
			out.Direction = ""
		}
		return out
	}
	out.Direction = Higher
	if told(row.IsInverse) {
		out.Direction = Lower
	}
	for _, name := range publicPercentiles() {
		at, _ := decimal.NewFromString(name)
		out.Benchmark.Percentiles = append(out.Benchmark.Percentiles, Percentile{At: at, Value: row.Percentiles[name]})
	}
	return out
}

// startsWithFirst says how a row of ten numbers is to be read: from where decile 1 starts,
// as the cost measures from 2018 on and the measure of multiple chronic conditions of 2021
// are, or to the best value, as all others. The files do not say it; the numbers do: the
// first of total per capita cost in 2019 is three times the second, and the last that of
// readmissions in 2021 is two thirds of the one before.
func (row *publicRow) startsWithFirst() bool {
	id := row.MeasureID
	cost := strings.HasPrefix(id, "COST_") || id == "MSPB_1" || id == "TPCC_1"
	return cost && row.PerformanceYear > 2017 || id == "MCC1"
}

// runsOneWay says whether bounds run in one direction, equal neighbours allowed.
func (b *Benchmark) runsOneWay() bool {
	values := b.Deciles
	if b.Percentiles != nil {
		values = nil
		for _, p := range b.Percentiles {
			values = append(values, p.Value)
		}
	}
	up := slices.IsSortedFunc(values, decimal.Decimal.Cmp)
	down := slices.IsSortedFunc(values, func(a, b decimal.Decimal) int { return b.Cmp(a) })
	return up || down && b.Percentiles == nil
}

// For is the benchmarks of the measures named, ready for [Terms.Benchmarks]: those of one
// collection type, or of all where none is given. Without names it is every row.
func (p *PublicBenchmarks) For(sources []string, measures ...string) []Benchmark {
	var out []Benchmark
	for _, row := range p.Rows {
		b := row.Benchmark
		if len(measures) > 0 && !slices.Contains(measures, b.Measure) || len(sources) > 0 && !slices.Contains(sources, b.Source) {
			continue
		}
		out = append(out, b)
	}
	return out
}
