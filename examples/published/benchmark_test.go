package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestEveryPublishedBenchmarkComesOut(t *testing.T) {
	results, err := benchmarkAll(benchmarkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	largest := decimal.Decimal{}
	for _, c := range results {
		largest = decimal.Max(largest, c.difference.Abs())
	}
	if len(results) != 207 || largest.GreaterThan(decimal.RequireFromString("0.78")) || largest.LessThan(decimal.RequireFromString("0.5")) {
		t.Errorf("%d rows, the largest difference is %s", len(results), largest)
	}
	code, stdout, stderr := call("benchmark")
	for _, want := range []string{
		"07/01/2012 56 56", "all 207 207 0.25 0.77",
		"8 factors for each cohort, which were fitted to all of its ACOs, as many as 119",
	} {
		if code != 0 || !strings.Contains(words(stdout), want) || stderr != "" {
			t.Errorf("exit %d, %q is not in\n%s%s", code, want, stdout, stderr)
		}
	}
}

// Without arguments every job runs, and one that fails decides.
func TestNoArgumentsRunEveryJob(t *testing.T) {
	code, stdout, _ := call()
	for _, want := range []string{"program year track", "agreement start", "set output"} {
		if code != 0 || !strings.Contains(words(stdout), want) {
			t.Errorf("exit %d, %q is not in the output", code, want)
		}
	}
}

// change writes the embedded rows with one cell changed.
func change(t *testing.T, file, key, column, value string) string {
	t.Helper()
	records := rowsOf(t, file)
	found := false
	for _, r := range records[1:] {
		if r[0] == key {
			r[slices.Index(records[0], column)] = value
			found = true
		}
	}
	if !found {
		t.Fatalf("no row of %s", key)
	}
	return writeFile(t, file, toCSV(t, records))
}

const (
	historicalFile = "mssp_historical_benchmark_2014.csv"
	trendFile      = "mssp_national_trends_2014.csv"
)

// Any change of two dollars, of a score or of a weight is noticed, in exactly that row.
func TestAWrongBenchmarkIsUnexplained(t *testing.T) {
	for _, c := range []struct{ column, value string }{
		{"hist_bnchmk", "13377"}, {"hist_bnchmk", "13373"}, {"pc_agnd_by3", "12197"}, {"pc_agnd_by1", "11946"},
		{"rs_agnd_by1", "1.20918358"}, {"rs_agnd_by3", "1.228609022"}, {"py_esrd_by3", "261.5"},
	} {
		code, stdout, _ := call("benchmark", "-rows", change(t, historicalFile, "A67373", c.column, c.value))
		if code != 1 || strings.Count(stdout, "\n- A") != 1 || !strings.Contains(stdout, "- A67373 from 07/01/2012: computed ") ||
			!strings.Contains(words(stdout), "all 207 206") {
			t.Errorf("%s is %s: exit %d\n%s", c.column, c.value, code, stdout)
		}
	}
	code, stdout, _ := call("benchmark", "-trends", change(t, trendFile, "04/01/2012", "trend_agnd_by2", "1.0254"))
	if code != 1 || strings.Count(stdout, "\n- A") < 15 {
		t.Errorf("a wrong trend: exit %d\n%s", code, stdout)
	}
	code, stdout, stderr := call("benchmark", "-explain", "A67373", "-rows", change(t, historicalFile, "A67373", "hist_bnchmk", "13377"))
	if code != 0 || !strings.Contains(stdout, "published 13377: unexplained") {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
}

// The published benchmark is compared with and never computed from.
func TestPublishedBenchmarksAreNotInputs(t *testing.T) {
	dir := t.TempDir()
	with, without := filepath.Join(dir, "with.csv"), filepath.Join(dir, "without.csv")
	if code, _, stderr := call("benchmark", "-out", with); code != 0 {
		t.Fatal(stderr)
	}
	records := rowsOf(t, historicalFile)
	for _, r := range records[1:] {
		r[slices.Index(records[0], "hist_bnchmk")] = "1"
	}
	if code, _, stderr := call("benchmark", "-rows", writeFile(t, historicalFile, toCSV(t, records)), "-out", without); code != 1 {
		t.Fatal(stderr)
	}
	a, b := read(t, with), read(t, without)
	if strings.Join(a[0], ",") != "aco_id,agreement_start,computed,published,difference,status" || len(a) != len(records) {
		t.Errorf("%d records, header %v", len(a), a[0])
	}
	for i := range a[1:] {
		if x, y := a[i+1], b[i+1]; x[2] != y[2] || y[3] != "1" || x[5] != "within $1" || y[5] != "unexplained" {
			t.Fatalf("%v, with other results %v", x, y)
		}
	}
	if got := strings.Join(a[1], ","); got != "A67373,07/01/2012,13375.01,13375,0.01,within $1" {
		t.Errorf("got %s", got)
	}
}

func TestExplainBenchmark(t *testing.T) {
	code, stdout, _ := call("benchmark", "-explain", "A67373")
	for _, want := range []string{"A67373, agreement from 07/01/2012\nMSSP, first agreement period\n", "42 CFR 425.602(a)", "rules[2] baseYears (AGED_DUAL)", "published 13375: within $1"} {
		if code != 0 || !strings.Contains(stdout, want) {
			t.Errorf("exit %d, %q is not in\n%s", code, want, stdout)
		}
	}
}

// What the job refuses, with exit status 2, one error, and nothing written.
func TestBenchmarkRefusals(t *testing.T) {
	replace := func(key, column, value string) func(*testing.T) []string {
		return func(t *testing.T) []string { return []string{"-rows", change(t, historicalFile, key, column, value)} }
	}
	for _, c := range []struct {
		name string
		args func(*testing.T) []string
		want string
	}{
		{"empty", func(t *testing.T) []string { return []string{"-rows", writeFile(t, historicalFile, "")} }, "FILE:1: the file is empty"},
		{"a missing column", func(t *testing.T) []string {
			return []string{"-rows", writeFile(t, historicalFile, "aco_id,hist_bnchmk\n")}
		},
			"FILE:1: missing column agreement_start, pc_esrd_by1, rs_esrd_by1, "},
		{"a missing trend", func(t *testing.T) []string {
			return []string{"-trends", writeFile(t, trendFile, "agreement_start,x\n")}
		},
			"FILE:1: missing column trend_esrd_by1, "},
		{"a blank trend", func(t *testing.T) []string {
			return []string{"-trends", change(t, trendFile, "07/01/2012", "trend_dis_by2", "")}
		},
			"FILE:5: column trend_dis_by2: is blank"},
		{"a cohort twice", func(t *testing.T) []string {
			return []string{"-trends", change(t, trendFile, "01/01/2014", "agreement_start", "01/01/2013")}
		},
			`FILE:3: column agreement_start: "01/01/2013" stands twice`},
		{"a cohort without trends", replace("A67373", "agreement_start", "01/01/2015"), "FILE:2: column agreement_start: no trends of a cohort that starts 01/01/2015"},
		{"a date of another kind", replace("A67373", "agreement_start", "2012-07-01"), `FILE:2: column agreement_start: "2012-07-01" is not a date such as 07/01/2012`},
		{"a day that is none", replace("A67373", "agreement_start", "02/30/2012"), `FILE:2: column agreement_start: "02/30/2012" is not a date such as 07/01/2012`},
		{"a blank score", replace("A67373", "rs_dis_by2", " "), "FILE:2: column rs_dis_by2: is blank"},
		{"a bad amount", replace("A67373", "pc_dis_by2", "14,388"), `FILE:2: column pc_dis_by2: "14,388" is not a valid number: want a decimal number such as 0.02`},
		{"no benchmark", replace("A67373", "hist_bnchmk", ""), "FILE:2: column hist_bnchmk: is blank"},
		{"a score of zero", replace("A67373", "rs_dis_by2", "0"), "FILE:2: rules[1]: experience[DISABLED BY2].risk: is not above zero, and a ratio needs it"},
		{"a negative score", replace("A67373", "rs_dis_by2", "-1"), "FILE:2: experience[DISABLED BY2].risk: is negative"},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := c.args(t)
			out := filepath.Join(filepath.Dir(args[1]), "out.csv")
			code, stdout, stderr := call(append([]string{"benchmark", "-out", out}, args...)...)
			got := strings.ReplaceAll(strings.TrimPrefix(stderr, "published: "), args[1], "FILE")
			if code != 2 || !strings.HasPrefix(got, c.want) || stdout != "" {
				t.Errorf("exit %d\ngot  %s\nwant %s", code, got, c.want)
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(args[1]), "*")); len(left) != 1 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"benchmark", "-rows", "no/such/file.csv"}, "open no/such/file.csv"},
		{[]string{"benchmark", "-trends", "no/such/file.csv"}, "open no/such/file.csv"},
		{[]string{"benchmark", "-out", "no/such/folder/out.csv"}, "open no/such/folder/"},
		{[]string{"benchmark", "-explain", "A0"}, "no row of A0"},
		{[]string{"benchmark", "2014"}, `unexpected argument "2014"`},
		{[]string{"benchmark", "-program", "mssp"}, "flag provided but not defined: -program"},
	} {
		code, _, stderr := call(c.args...)
		if code != 2 || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: exit %d, %s", c.args, code, stderr)
		}
	}
	trendsFile := writeFile(t, "trends.csv", toCSV(t, rowsOf(t, trendFile)))
	if code, _, stderr := call("benchmark", "-trends", trendsFile, "-out", trendsFile); code != 2 || !strings.Contains(stderr, "-out "+trendsFile+": is a file that was read") {
		t.Errorf("exit %d, %s", code, stderr)
	}
	// A cohort that the rule does not know, with trends of its own.
	trends := change(t, trendFile, "07/01/2012", "agreement_start", "07/01/2019")
	rows := change(t, historicalFile, "A67373", "agreement_start", "07/01/2019")
	if code, _, stderr := call("benchmark", "-rows", rows, "-trends", trends); code != 2 || !strings.Contains(stderr, "column agreement_start: MSSP: first agreement periods of 42 CFR 425.602") {
		t.Errorf("exit %d, %s", code, stderr)
	}
}
