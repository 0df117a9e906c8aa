package quality_test

import (
	"os"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/quality"
)

const row2022 = `{"measureId": "001", "benchmarkYear": 2020, "performanceYear": 2022, "submissionMethod": "registry", "isToppedOut": true, "isToppedOutByProgram": true, "isHighPriority": true, "deciles": [100, 80, 70, 60, 50, 40, 30, 20, 10]}`
const row2023 = `{"measureId": "479", "benchmarkYear": 2023, "performanceYear": 2023, "submissionMethod": "administrativeClaims", "isInverse": true, "isToppedOut": false, "isToppedOutByProgram": false, "metricType": "costScore", "averagePerformanceRate": null, "percentiles": {"1": 1, "10": 10, "20": 20, "30": 30, "40": 40, "50": 50, "60": 60, "70": 70, "80": 80, "90": 90, "99": 99}}`

// CMS, qpp-measures-data, benchmarks of 2021 to 2026: what the rows say.
func TestDecodeBenchmarks(t *testing.T) {
	for _, year := range []string{"2021", "2022", "2023", "2025", "2026"} {
		b, err := os.ReadFile("testdata/benchmarks_" + year + ".json")
		if err != nil {
			t.Fatal(err)
		}
		file, err := quality.DecodeBenchmarks(b, int(num(year).IntPart()))
		if err != nil || len(file.Rows) < 15 || len(file.Refused) != 0 {
			t.Fatalf("%s: %d rows, %v", year, len(file.Rows), err)
		}
	}
	file, err := quality.DecodeBenchmarks([]byte("["+row2022+"]"), 2022)
	if err != nil {
		t.Fatal(err)
	}
	r := file.Rows[0]
	if r.Direction != quality.Lower || !r.SevenPointCap || !r.ToppedOut || !r.HighPriority || r.Benchmark.Basis != quality.Historical || !r.Benchmark.MostPoints.Decimal.Equal(num("7")) || len(r.Benchmark.Deciles) != 9 {
		t.Errorf("%+v", r)
	}
	file, err = quality.DecodeBenchmarks([]byte("["+row2023+"]"), 2023)
	if err != nil {
		t.Fatal(err)
	}
	r = file.Rows[0]
	if r.Direction != quality.Lower || r.Benchmark.Basis != quality.Performance || r.Average.Valid || len(r.Benchmark.Percentiles) != 11 || r.MetricType != "costScore" {
		t.Errorf("%+v", r)
	}
}

// Ten numbers are read from where decile 1 starts, or to the best value.
func TestTenNumbers(t *testing.T) {
	b, err := os.ReadFile("testdata/benchmarks_2021.json")
	if err != nil {
		t.Fatal(err)
	}
	file, err := quality.DecodeBenchmarks(b, 2021)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range file.Rows {
		d := r.Benchmark
		switch d.Measure {
		case "MCC1":
			if !d.First.Decimal.Equal(num("100")) || !d.Deciles[0].Equal(num("41.48")) || !d.Deciles[8].Equal(num("27.47")) || r.Best.Valid {
				t.Errorf("%+v", r)
			}
		case "479":
			if d.First.Valid || !d.Deciles[0].Equal(num("0.1701")) || !d.Deciles[8].Equal(num("0.1343")) || !r.Best.Decimal.Equal(num("0.0927")) {
				t.Errorf("%+v", r)
			}
		}
	}
	terms, err := quality.APP(2021, quality.APPWebInterface, file.For(nil))
	if err != nil {
		t.Fatal(err)
	}
	o := score(t, program(t, terms), quality.Facts{Results: []quality.Result{{Measure: "484", Rate: known("38.22")}}})
	if m, _ := o.Measure("484"); !m.Points.Equal(num("3")) {
		t.Errorf("484 of 2021: %+v", m)
	}
}

// A row that is written right and means nothing is told, and the others are used.
func TestRefusedRows(t *testing.T) {
	both := strings.Replace(row2022, "20, 10]", "20, 25]", 1)
	other := strings.Replace(row2022, `"001"`, `"002"`, 1)
	file, err := quality.DecodeBenchmarks([]byte("["+both+","+other+"]"), 2022)
	if err != nil || len(file.Rows) != 1 || len(file.Refused) != 1 || file.Refused[0] != (quality.RefusedRow{Row: 0, Measure: "001", Source: "registry", Reason: "its bounds run both ways"}) {
		t.Errorf("%+v, %v", file, err)
	}
	if got := file.For([]string{"registry"}, "002"); len(got) != 1 {
		t.Errorf("%d benchmarks of 002", len(got))
	}
	if got := file.For([]string{"claims"}); len(got) != 0 {
		t.Errorf("%d benchmarks by claims", len(got))
	}
}

// What the loader refuses, with the row named.
func TestHostileBenchmarks(t *testing.T) {
	change := func(row, from, to string) string {
		return "[" + row2022 + "," + strings.Replace(row, from, to, 1) + "]"
	}
	third := strings.Replace(row2022, `"001"`, `"003"`, 1)
	for _, c := range []struct {
		name, text string
		year       int
		want       string
	}{
		{"another year", "[]", 2016, "no public benchmark file of 2016 is known (known: 2017 to 2026)"},
		{"no rows", "[]", 2022, "the file has no rows"},
		{"no list", "{}", 2022, "want a list, not an object"},
		{"a row of another year", change(third, "2022", "2021"), 2022, "[1].performanceYear: 2021 is not the year of the file, 2022"},
		{"a benchmark of long ago", change(third, "2020", "2010"), 2022, "[1].benchmarkYear: 2010 is not one of the four years up to 2022"},
		{"a row twice", change(row2022, "", ""), 2022, `[1]: measure "001" by "registry" stands in [0] already`},
		{"no measure", change(third, `"003"`, `""`), 2022, "[1].measureId: is empty"},
		{"an unknown collection type", change(third, "registry", "fax"), 2022, `[1].submissionMethod: unknown collection type "fax"`},
		{"an unknown field", change(third, "isToppedOut\"", "isTopped\""), 2022, "[1].isTopped: unknown field (known: averagePerformanceRate, benchmarkYear, deciles, isHighPriority, isInverse, isToppedOut, isToppedOutByProgram, measureId, metricType, percentiles, performanceYear, submissionMethod)"},
		{"a text for a bound", change(third, "100, 80", `"x", 80`), 2022, "[1].deciles[0]: not a valid number: want a decimal number such as 0.02"},
		{"eight bounds", change(third, "100, ", ""), 2022, "[1].deciles: needs nine lower bounds, or ten with the best value, not 8"},
		{"percentiles too early", "[" + strings.ReplaceAll(row2023, "2023", "2022") + "]", 2022, "[0]: percentiles and isInverse stand in files from 2023 on\n[0].deciles: needs nine lower bounds, or ten with the best value, not 0"},
		{"no percentile", "[" + strings.Replace(row2023, `"50": 50, `, "", 1) + "]", 2023, "[0].percentiles.50: is missing"},
		{"a further percentile", "[" + strings.Replace(row2023, `"50": 50, `, `"50": 50, "55": 55, `, 1) + "]", 2023, "[0].percentiles: has 12 percentiles, not 11"},
		{"no direction", "[" + strings.Replace(row2023, `"isInverse": true, `, "", 1) + "]", 2023, "[0].isInverse: is missing"},
		{"deciles too late", "[" + strings.ReplaceAll(strings.ReplaceAll(row2022, "2022", "2023"), "2020", "2021") + "]", 2023,
			"[0].deciles: stands in files before 2023\n[0].isInverse: is missing\n[0].percentiles.1: is missing\n[0].percentiles.10: is missing\n[0].percentiles.20: is missing\n[0].percentiles.30: is missing\n[0].percentiles.40: is missing\n[0].percentiles.50: is missing\n[0].percentiles.60: is missing\n[0].percentiles.70: is missing\n[0].percentiles.80: is missing\n[0].percentiles.90: is missing\n[0].percentiles.99: is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := quality.DecodeBenchmarks([]byte(c.text), c.year); err == nil || err.Error() != c.want {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}
