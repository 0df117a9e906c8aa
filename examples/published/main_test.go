package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// call runs the program and gives its exit status and what it prints.
func call(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(args, &out, &errs)
	return code, out.String(), errs.String()
}

// words is a text with one space between its words, for tables.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read gives the records of a CSV file.
func read(t *testing.T, path string) [][]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// rowsOf gives the embedded rows of a program as records to change.
func rowsOf(t *testing.T, file string) [][]string {
	t.Helper()
	return read(t, filepath.Join("rows", file))
}

func toCSV(t *testing.T, records [][]string) string {
	t.Helper()
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(records); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEveryEmbeddedRowIsExplained(t *testing.T) {
	results, _, err := settleAll(settleOptions{})
	if err != nil {
		t.Fatal(err)
	}
	counts := make(map[string]map[status]int)
	for _, r := range results {
		if counts[r.program] == nil {
			counts[r.program] = make(map[status]int)
		}
		counts[r.program][r.status]++
	}
	for program, want := range map[string]map[status]int{
		"mssp":  {exact: 1008, rounding: 564, atCap: 2, zero: 1584, limited: 3},
		"reach": {exact: 173, unpaid: 1},
	} {
		for _, s := range columns {
			if counts[program][s] != want[s] {
				t.Errorf("%s %s: %d rows, want %d", program, s, counts[program][s], want[s])
			}
		}
	}
	if code, stdout, stderr := call("settle"); code != 0 || !strings.Contains(words(stdout), "mssp all 3161 1008 564 2 1584") || stderr != "" {
		t.Errorf("exit %d\n%s\n%s", code, stdout, stderr)
	}
}

// Any change of a dollar in what CMS paid is noticed.
func TestAWrongRowIsUnexplained(t *testing.T) {
	for _, c := range []struct{ file, column, key, value, want string }{
		{"mssp_aco_years.csv", "earn_save_loss", "A3507/2024", "2055646", "earned differs"},
		{"mssp_aco_years.csv", "earn_save_loss", "A3617/2023", "-463285", "earned differs"},
		{"mssp_aco_years.csv", "gen_save_loss", "A3507/2024", "5533826", "generated savings or losses differ"},
		{"mssp_aco_years.csv", "msr", "A3507/2024", "0.016", "minimumRate: is not among the rates on offer"},
		{"mssp_aco_years.csv", "msr", "A5328/2024", "0.05", "the minimum rate differs"},
		{"mssp_aco_years.csv", "exp_total", "A3507/2024", "69182107", "benchmark less expenditure differs"},
		{"mssp_aco_years.csv", "sav_rate", "A3507/2024", "0.0742", "the savings rate differs"},
		{"mssp_aco_years.csv", "max_share", "A3507/2024", "0.75", "the greatest sharing rate differs"},
		{"mssp_aco_years.csv", "final_share", "A3507/2024", "0.3795", "the sharing rate differs"},
		{"mssp_aco_years.csv", "final_loss", "A5407/2024", "0.4618", "the loss rate differs"},
		{"mssp_aco_years.csv", "reduced_ss", "A5328/2024", "0", "the half rate below the minimum differs"},
		{"mssp_aco_years.csv", "rev_loss_limit", "A1515/2021", "0", "earned differs"},
		{"reach_aco_years.csv", "sav_rate", "D0004/2021", "5.14", "the savings rate differs"},
		{"mssp_aco_years.csv", "n_ab", "A3507/2024", "4999", "the minimum rate differs"},
		{"mssp_aco_years.csv", "met_qps", "A3507/2024", "1", "earned differs"},
		{"reach_aco_years.csv", "shared_savings", "D0004/2021", "3879554.53", "shared savings differ"},
		{"reach_aco_years.csv", "shared_savings_seq", "D0004/2021", "3801963.6", "the payment differs"},
		{"reach_aco_years.csv", "tot_cost_care_net", "D0004/2021", "71678885.6", "benchmark less cost differs"},
		{"reach_aco_years.csv", "risk_arrangement", "D0004/2021", "Professional", "shared savings differ"},
	} {
		records := rowsOf(t, c.file)
		header := records[0]
		aco, year, _ := strings.Cut(c.key, "/")
		yearColumn := slices.IndexFunc(header, func(s string) bool { return s == "py" || s == "perf_year" })
		found := false
		for _, r := range records[1:] {
			if r[slices.Index(header, "aco_id")] == aco && r[yearColumn] == year {
				r[slices.Index(header, c.column)] = c.value
				found = true
			}
		}
		if !found {
			t.Fatalf("no row of %s", c.key)
		}
		code, stdout, _ := call("settle", "-rows", writeFile(t, c.file, toCSV(t, records)))
		exit := 1
		if slices.Contains([]string{"max_share", "final_share", "final_loss", "reduced_ss", "sav_rate"}, c.column) &&
			!(c.column == "sav_rate" && c.file == "mssp_aco_years.csv") {
			exit = 0 // noted, and no more: the money is as published
		}
		if code != exit || strings.Count(stdout, c.want) != 1 {
			t.Errorf("%s of %s is %s: exit %d\n%s", c.column, c.key, c.value, code, stdout[strings.LastIndex(stdout, "\n\n"):])
		}
	}
}

// Whatever row is changed by more than its tolerance is no longer equal. Only a loss
// that revenue may have limited can pass, as limited.
func TestEveryRowNoticesAChange(t *testing.T) {
	for _, c := range []struct {
		file, column, change string
		may                  []status
	}{
		{"mssp_aco_years.csv", "earn_save_loss", "5000", []status{unexplained, limited, rounding}},
		{"mssp_aco_years.csv", "earn_save_loss", "-5000", []status{unexplained, limited, rounding}},
		{"mssp_aco_years.csv", "gen_save_loss", "3", []status{unexplained}},
		{"mssp_aco_years.csv", "bnchmk_minus_exp", "4", []status{unexplained}},
		{"reach_aco_years.csv", "shared_savings_seq", "0.25", []status{unexplained}},
		{"reach_aco_years.csv", "shared_savings", "-0.11", []status{unexplained}},
	} {
		records := rowsOf(t, c.file)
		column := slices.Index(records[0], c.column)
		for _, r := range records[1:] {
			if r[column] != "" {
				r[column] = decimal.RequireFromString(r[column]).Add(decimal.RequireFromString(c.change)).String()
			}
		}
		results, _, err := settleAll(settleOptions{rows: writeFile(t, c.file, toCSV(t, records))})
		if err != nil {
			t.Fatal(err)
		}
		passed := make(map[status]int)
		for i, r := range results {
			switch {
			case records[i+1][column] == "": // 2013 prints no generated savings
			case !slices.Contains(c.may, r.status):
				t.Errorf("%s by %s: %s/%d %s is %s", c.column, c.change, r.aco, r.year, r.track, r.status)
			case r.status == rounding && (r.year < 2015 || r.year > 2020):
				t.Errorf("%s/%d passes as rounding", r.aco, r.year)
			}
			passed[r.status]++
		}
		if passed[rounding] > 60 || passed[limited] > 60 {
			t.Errorf("%s by %s: %v", c.column, c.change, passed)
		}
	}
}

// The published results are only compared with: without them the computed columns of
// -out are the same, but where a bound needs them to be known for exact.
func TestPublishedResultsAreNotInputs(t *testing.T) {
	for file, blank := range map[string][]string{
		"mssp_aco_years.csv":  {"gen_save_loss", "earn_save_loss", "max_share", "final_loss", "reduced_ss"},
		"reach_aco_years.csv": {"shared_savings", "shared_savings_seq", "sav_rate"},
	} {
		dir := t.TempDir()
		with, without := filepath.Join(dir, "with.csv"), filepath.Join(dir, "without.csv")
		if code, _, stderr := call("settle", "-rows", filepath.Join("rows", file), "-out", with); code != 0 {
			t.Fatal(stderr)
		}
		records := rowsOf(t, file)
		header := records[0]
		for _, r := range records[1:] {
			for _, column := range blank {
				r[slices.Index(header, column)] = ""
			}
			if i := slices.Index(header, "final_share"); i >= 0 && r[0] > "2015" {
				r[i] = ""
			}
		}
		if code, stdout, stderr := call("settle", "-rows", writeFile(t, file, toCSV(t, records)), "-out", without); code != 0 {
			t.Fatal(stdout, stderr)
		}
		a, b := read(t, with), read(t, without)
		if len(a) != len(b) || len(a) != len(records) {
			t.Fatalf("%d and %d records of %d", len(a), len(b), len(records))
		}
		bounds := 0
		for i := range a[1:] {
			x, y := a[i+1], b[i+1]
			if x[3] != y[3] {
				t.Fatalf("generated %v without results %v", x, y)
			}
			if y[4] == "" && (x[4] == "" || strings.HasPrefix(x[4], "-") || x[4] == "0") {
				bounds++
				continue
			}
			if x[4] != y[4] || y[5] != "" || y[6] != string(unpublished) {
				t.Fatalf("earned %v without results %v", x, y)
			}
		}
		if bounds > 120 {
			t.Errorf("%d rows have only a bound", bounds)
		}
	}
}

func TestOut(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	if code, _, stderr := call("settle", "-program", "mssp", "-out", out); code != 0 {
		t.Fatal(stderr)
	}
	records := read(t, out)
	if got := strings.Join(records[0], ","); got != "program,aco_id,py,generated,earned,published,status" {
		t.Errorf("header %s", got)
	}
	want := map[string]string{
		"A3507/2024":  "mssp,A3507,2024,5533824,2055644.07,2055644,exact",
		"A1515/2021":  "mssp,A1515,2021,-1328595,,0,limited",
		"A5328/2024":  "mssp,A5328,2024,32084,6288.46,6288,exact",
		"A00755/2017": "mssp,A00755,2017,38333745,12842326.3,12842326,cap",
	}
	for _, r := range records[1:] {
		if line, found := want[r[1]+"/"+r[2]]; found {
			if got := strings.Join(r, ","); got != line {
				t.Errorf("got %s, want %s", got, line)
			}
			delete(want, r[1]+"/"+r[2])
		}
	}
	for key := range want {
		t.Logf("%s is not among the embedded rows", key)
	}
	if len(want) > 1 {
		t.Errorf("rows are missing: %v", want)
	}
}

// -out replaces no input and nothing that is no plain file, and keeps what else was
// asked for.
func TestOutIsCareful(t *testing.T) {
	rows := writeFile(t, "rows.csv", toCSV(t, rowsOf(t, "reach_aco_years.csv")))
	if code, _, stderr := call("settle", "-rows", rows, "-out", rows); code != 2 || !strings.Contains(stderr, "-out "+rows+": is a file that was read") {
		t.Errorf("exit %d, %s", code, stderr)
	}
	link := filepath.Join(filepath.Dir(rows), "link.csv")
	if err := os.Symlink(rows, link); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := call("settle", "-rows", rows, "-out", link); code != 2 || !strings.Contains(stderr, "not a plain file") {
		t.Errorf("exit %d, %s", code, stderr)
	}
	out := writeFile(t, "out.csv", "old")
	if code, stdout, stderr := call("settle", "-rows", rows, "-out", out, "-explain", "D0004/2021"); code != 0 || !strings.Contains(stdout, "D0004/2021") {
		t.Errorf("exit %d, %s%s", code, stdout, stderr)
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 || len(read(t, out)) != 175 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

// Files come with a byte order mark, other line ends, blank lines and columns in any
// order.
func TestFormsOfCSV(t *testing.T) {
	records := rowsOf(t, "reach_aco_years.csv")
	for _, r := range records {
		slices.Reverse(r)
	}
	text := "\ufeff" + strings.ReplaceAll(toCSV(t, records), "\n", "\r\n\r\n")
	code, stdout, stderr := call("settle", "-rows", writeFile(t, "rows.csv", text))
	if code != 0 || !strings.Contains(words(stdout), "reach all 174 173") {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
}

func TestExplain(t *testing.T) {
	for key, want := range map[string][]string{
		"A3507/2024": {"A3507/2024\nMSSP BASIC Level E, performance year 2024\n", "42 CFR 425.605(b)", "2,055,644.07", "published 2055644: exact"},
		"A1515/2021": {"owed by the organisation (atMost: a limit is unknown)", "published 0: limited"},
		"D0128/2022": {"GPDC Professional", "published 0: unpaid"},
	} {
		code, stdout, stderr := call("settle", "-explain", key)
		for _, text := range want {
			if code != 0 || !strings.Contains(stdout, text) {
				t.Errorf("%s: exit %d, %q is not in\n%s%s", key, code, text, stdout, stderr)
			}
		}
	}
}

// What the program refuses, with exit status 2, one error, and nothing written.
func TestRefusals(t *testing.T) {
	head := "py,aco_id,track,rev_exp_cat,six_month,n_ab,bnchmk_total,exp_total,bnchmk_minus_exp,sav_rate,msr,qual_score," +
		"max_share,final_share,final_loss,met_qps,met_altqps,reduced_ss,guardrail,rev_loss_limit,dis_adj,gen_save_loss,earn_save_loss\n"
	good := "2023,A1,E,,,6000,1000,990,10,0.01,0,0.8,0.5,0.5,0.3,1,,,,,,10,4.9\n"
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "FILE:1: the file is empty"},
		{"header only", head, "FILE:2: there are no rows"},
		{"semicolons", strings.ReplaceAll(head, ",", ";"), "FILE:1: one column only: are there commas between the cells?"},
		{"UTF-16", "\xff\xfe" + head, "FILE:1: this is no UTF-8 text"},
		{"the same row twice", head + good + good, "FILE:3: column aco_id: A1 stands in line 2 already"},
		{"no name", head + strings.Replace(good, "A1", "", 1), "FILE:2: column aco_id: is blank"},
		{"nobody", head + strings.Replace(good, ",6000,", ",0,", 1), "FILE:2: column n_ab: is not above zero"},
		{"no benchmark", head + strings.Replace(good, ",1000,", ",-1000,", 1), "FILE:2: column bnchmk_total: is not above zero"},
		{"a score in percent", head + strings.Replace(good, ",0.8,", ",80,", 1), "FILE:2: column qual_score: 80 is outside 0 to 1 (2 % is 0.02)"},
		{"no such program", "a,b\n1,2\n", "as rows of mssp: FILE:1: missing column py, aco_id, track"},
		{"a missing column", strings.Replace(head, "msr,", "", 1), "FILE:1: missing column msr"},
		{"a column twice", "py," + head, "FILE:1: column py stands twice"},
		{"a short row", head + good + "2023,A2\n", "FILE:3: column 1: wrong number of fields"},
		{"an open quote", head + "\"2023,A1\n", "FILE:2: column 10: extraneous or missing"},
		{"a bad number", head + good + strings.Replace(strings.Replace(good, "A1", "A2", 1), ",1000,", ",1e3x,", 1), `FILE:3: column bnchmk_total: "1e3x" is not a valid number: want a decimal number such as 0.02`},
		{"a huge number", head + strings.Replace(good, ",1000,", ",1e300,", 1), `FILE:2: column bnchmk_total: "1e300" is not a valid number: want `},
		{"a blank that is needed", head + strings.Replace(good, ",1000,", ",,", 1), "FILE:2: column bnchmk_total: is blank"},
		{"an unknown track", head + strings.Replace(good, ",E,", ",F,", 1), `FILE:2: column track: unknown track "F" (known: T1, T1+, T2, T3, A to E, EN)`},
		{"an unknown year", head + strings.Replace(good, "2023", "2031", 1), "FILE:2: column py: MSSP: BASIC Level E is known for performance years 2019 to 2025, not for 2031"},
		{"a year that is none", head + strings.Replace(good, "2023", "MMXXIII", 1), `FILE:2: column py: "MMXXIII" is not a whole number`},
		{"a flag that is none", head + strings.Replace(good, ",1,,,,,,10", ",yes,,,,,,10", 1), `FILE:2: column met_qps: "yes" is neither 0 nor 1`},
		{"no status", head + strings.Replace(good, ",1,,,,,,10", ",,,,,,,10", 1), "FILE:2: column met_qps: is blank"},
		{"relief that is owed", head + strings.Replace(good, ",,10,4.9", ",5,10,4.9", 1), "FILE:2: column dis_adj: 5 is positive: relief is printed with a minus sign"},
		{"a strange category", head + strings.Replace(good, ",E,,", ",E,Middle,", 1), `FILE:2: column rev_exp_cat: "Middle" is neither Low Revenue nor High Revenue`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := writeFile(t, "rows.csv", c.text)
			out := filepath.Join(filepath.Dir(path), "out.csv")
			args := []string{"settle", "-rows", path, "-out", out}
			if c.name != "no such program" {
				args = append(args, "-program", "mssp")
			}
			code, stdout, stderr := call(args...)
			got := strings.ReplaceAll(strings.TrimPrefix(stderr, "published: "), path, "FILE")
			if code != 2 || !strings.HasPrefix(got, c.want) || stdout != "" {
				t.Errorf("exit %d\ngot  %s\nwant %s", code, got, c.want)
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 1 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"benchmarks"}, `unknown job "benchmarks" (known: settle, benchmark, quality)`},
		{[]string{"settle", "-program", "ngaco"}, `unknown program "ngaco" (known: mssp, reach)`},
		{[]string{"settle", "-rows", "no/such/file.csv"}, "open no/such/file.csv"},
		{[]string{"settle", "-out", "no/such/folder/out.csv"}, "open no/such/folder/"},
		{[]string{"settle", "-explain", "A3507"}, `-explain wants an ACO and a year such as A1027/2022, not "A3507"`},
		{[]string{"settle", "-explain", "A3507/1999"}, "no row of A3507 in 1999"},
		{[]string{"settle", "mssp"}, `unexpected argument "mssp"`},
		{[]string{"settle", "-colour"}, "flag provided but not defined: -colour"},
	} {
		code, _, stderr := call(c.args...)
		if code != 2 || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: exit %d, %s", c.args, code, stderr)
		}
	}
	if code, _, stderr := call("settle", "-help"); code != 0 || !strings.Contains(stderr, "usage: published") {
		t.Errorf("help: exit %d, %s", code, stderr)
	}
}
