package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// drop leaves a column out.
func drop(file, column string) func(string, [][]string) [][]string {
	return func(name string, records [][]string) [][]string {
		if i := slices.Index(records[0], column); name == file && i >= 0 {
			for j := range records {
				records[j] = slices.Delete(records[j], i, i+1)
			}
		}
		return records
	}
}

// again repeats the first row.
func again(file string) func(string, [][]string) [][]string {
	return func(name string, records [][]string) [][]string {
		if name == file {
			records = append(records, records[1])
		}
		return records
	}
}

// few keeps the first rows, of joined files those that belong together.
func few(name string, records [][]string) [][]string {
	switch name {
	case hvbpMeasureRows, starMeasureRows:
		return slices.DeleteFunc(records, func(r []string) bool {
			return r[0] != "ccn" && r[0] != "contract" && r[0] != "010005" && r[0] != "E3014" && r[0] != "H0028"
		})
	}
	if name == hrrpRows || name == hrrpMeasureRows {
		return records
	}
	return records[:min(len(records), 3)]
}

// What the job refuses, with exit status 2, one error, and nothing written.
func TestQualityRefusals(t *testing.T) {
	type change = func(string, [][]string) [][]string
	for _, c := range []struct {
		name, set string
		changes   []change
		want      string
	}{
		{"a missing column", "app", []change{drop(appRows, "q318")}, appRows + ":1: missing column q318"},
		{"a missing benchmark", "hac", []change{drop(hacRows, "ssi_z")}, hacRows + ":1: missing column ssi_z"},
		{"a bad rate", "app", []change{setCell(t, appRows, "A1006/2022", "q318", "95,56")}, appRows + `:2: column q318: "95,56" is not a valid number`},
		{"a huge rate", "snf-vbp", []change{setCell(t, snfRows, "010007", "perf_rate", "1e300")}, snfRows + `:2: column perf_rate: "1e300" is not a valid number`},
		{"a rate above one", "snf-vbp", []change{setCell(t, snfRows, "010007", "perf_rate", "25.997")}, snfRows + ":2: column perf_rate: 25.997 is outside 0 to 1"},
		{"a rate above 100 %", "app", []change{setCell(t, appRows, "A1006/2022", "q318", "100.01")}, appRows + ":2: "},
		{"no rate", "snf-vbp", []change{setCell(t, snfRows, "010007", "perf_rate", "")}, snfRows + ":2: column perf_rate: is blank"},
		{"no score", "app", []change{setCell(t, appRows, "A1006/2022", "qual_score", "")}, appRows + ":2: column qual_score: is blank"},
		{"an unknown year", "app", []change{setCell(t, appRows, "A1006/2022", "py", "2021")}, appRows + ":2: column py: 2021 is not among the years with benchmarks"},
		{"a year that is none", "app", []change{setCell(t, appRows, "A1006/2022", "py", "22nd")}, appRows + `:2: column py: "22nd" is not a whole number`},
		{"an ACO twice", "app", []change{again(appRows)}, appRows + ":4: column aco_id: A1006 stands in line 2 already"},
		{"a hospital twice", "hac", []change{again(hacRows)}, hacRows + ":4: column ccn: 010005 stands in line 2 already"},
		{"a measure twice", "hvbp", []change{again(hvbpMeasureRows)}, ": column ccn: 010005 stands in line 2 already"},
		{"an unknown measure", "hvbp", []change{setCell(t, hvbpMeasureRows, "010005/comp_hip_knee", "measure", "comp_hip")}, hvbpMeasureRows + `:3: column measure: unknown measure "comp_hip": it has no standard`},
		{"no performance", "hvbp", []change{setCell(t, hvbpMeasureRows, "010005/comp_hip_knee", "performance", "")}, hvbpMeasureRows + ":3: column performance: is blank"},
		{"a bad score", "hvbp", []change{setCell(t, hvbpMeasureRows, "010005/comp_hip_knee", "imp", "ten")}, hvbpMeasureRows + `:3: column imp: "ten" is not a valid number`},
		{"a bad total", "hvbp", []change{setCell(t, hvbpScoreRows, "010005", "tps", "x")}, hvbpScoreRows + `:2: column tps: "x" is not a valid number`},
		{"a fiscal year without weights", "hvbp", []change{setCell(t, hvbpTotalRows, "2016/010001", "fy", "2015")}, hvbpTotalRows + ":2: column fy: HospitalVBPTotal: the weights of the domains are known for"},
		{"a domain beyond 100", "hvbp", []change{setCell(t, hvbpTotalRows, "2016/010001", "domain1", "x1")}, hvbpTotalRows + `:2: column domain1: "x1" is not a valid number`},
		{"a bad z-score", "hac", []change{setCell(t, hacRows, "010005", "cdi_z", "-")}, hacRows + `:2: column cdi_z: "-" is not a valid number`},
		{"no state", "hac", []change{setCell(t, hacRows, "010005", "state", "")}, hacRows + ":2: column state: is blank"},
		{"a year without a rule", "hrrp", []change{setCell(t, hrrpRows, "2020", "fy", "2019")}, hrrpRows + ":2: column fy: HospitalReadmissions: known for fiscal years 2020 to 2025, not for 2019"},
		{"measures of no report", "hrrp", []change{setCell(t, hrrpMeasureRows, "2020/ami", "fy", "2030")}, hrrpMeasureRows + ":2: column fy: HospitalReadmissions: known for fiscal years 2020 to 2025, not for 2030"},
		{"nothing expected", "hrrp", []change{setCell(t, hrrpMeasureRows, "2020/ami", "expected", "0")}, hrrpMeasureRows + ":2: column expected: "},
		{"an unknown kind", "stars", []change{setCell(t, starContractRows, "E3014", "kind", "pffs")}, starContractRows + `:2: column kind: unknown kind "pffs" (known: mapd, ma, pdp)`},
		{"a flag that is none", "stars", []change{setCell(t, starContractRows, "E3014", "pr_only", "no")}, starContractRows + `:2: column pr_only: "no" is neither 0 nor 1`},
		{"a star without cut points", "stars", []change{setCell(t, starMeasureRows, "E3014/D02", "measure", "D99")}, starMeasureRows + `:2: column measure: unknown measure "D99": it has no cut points in list pdp`},
		{"no star", "stars", []change{setCell(t, starMeasureRows, "E3014/D02", "stars", "")}, starMeasureRows + ":2: column stars: is blank"},
		{"six stars", "stars", []change{setCell(t, starDomainRows, "E3014/dd2", "measure_stars", "5 6")}, starDomainRows + `:2: column measure_stars: "6" is not a number of stars from 1 to 5`},
		{"no quality score", "mips", []change{setCell(t, mipsRows, "0042101099", "quality", "")}, mipsRows + ":2: column quality: is blank"},
		{"a category beyond 100", "mips", []change{setCell(t, mipsRows, "0042101099", "reweighted", "")}, ""},
		{"a strange flag", "mips", []change{setCell(t, mipsRows, "0042101099", "aci_reweighted", "yes")}, mipsRows + `:2: column aci_reweighted: "yes" is neither 0 nor 1`},
	} {
		if c.want == "" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, c.set, append([]change{few}, c.changes...)...)
			out := filepath.Join(t.TempDir(), "out.csv")
			code, stdout, stderr := call("quality", "-set", c.set, "-dir", dir, "-out", out)
			if code != 2 || !strings.Contains(stderr, c.want) || stdout != "" || strings.Count(stderr, "\n") != 1 {
				t.Errorf("exit %d\ngot  %s\nwant %s", code, stderr, c.want)
			}
			if _, err := os.Stat(out); err == nil {
				t.Error("an output was written")
			}
		})
	}
}

// Standards and cut points of the folder take the place of the embedded ones, and bad
// ones are refused.
func TestQualityStandardsOfAFolder(t *testing.T) {
	write := func(dir, file, text string) {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	packed := func(file string) string {
		_, data, err := source{}.read(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, c := range []struct {
		set, file, from, to string
		code                int
		want                string
	}{
		{"hvbp", hvbpStandards, "comp_hip_knee,clinical,1,,0.025396,0.018159", "comp_hip_knee,clinical,1,,0.025396,0.019300", 1, "- hvbp/010005/comp_hip_knee ach: computed 10, published 8"},
		{"hvbp", hvbpStandards, "comp_hip_knee,clinical,1,,0.025396,0.018159", "comp_hip_knee,clinical,1,,,0.018159", 2, hvbpStandards + ":7: column threshold: is blank"},
		{"hvbp", hvbpStandards, "comp_hip_knee,clinical", "mort_30_hf,clinical", 2, hvbpStandards + ":7: column measure: mort_30_hf stands in line 3 already"},
		{"hvbp", hvbpStandards, "comp_hip_knee,clinical", "hip,clinical", 2, hvbpStandards + ": "},
		{"stars", starCutPoints, "D02,pdp,1,0,2,,0.31,0.19,0.1,0.03", "D02,pdp,1,0,2,,0.31,0.19,0.1,0.001", 1, "- stars/E3014/D02 stars: computed 4, published 5"},
		{"stars", starCutPoints, "D02,pdp,1,0,2,,0.31,0.19,0.1,0.03", "D02,pdp,1,0,2,,0.31,0.19,0.1,0.2", 2, starCutPoints + ": "},
		{"stars", starCutPoints, "C01,c,0,0,1,,58,71,76,84", "C01,c,0,0,1,,58,71,76,", 2, starCutPoints + ":2: column cut5: is blank"},
		{"stars", starRewards, "c,1,1,3.695652", "x,1,1,3.695652", 2, "MedicareStars: no reward thresholds for a rating with improvement measures true and recent measures true"},
		{"stars", starRewards, "c,1,1,3.695652", "c,1,1,", 2, starRewards + ":2: column mean_p65: is blank"},
		{"app", appBenchmarks(2022), `"deciles"`, `"decile"`, 2, appBenchmarks(2022) + ": "},
		{"app", appBenchmarks(2022), "30, 40, 50, 60, 70, 80, 90]", "30, 40, 50, 60, 70, 80, 95]", 1, "app: with the year before in the file"},
	} {
		dir := folder(t, c.set)
		if !strings.Contains(packed(c.file), c.from) {
			t.Fatalf("%s has no %s", c.file, c.from)
		}
		write(dir, c.file, strings.ReplaceAll(packed(c.file), c.from, c.to))
		code, stdout, stderr := call("quality", "-set", c.set, "-dir", dir)
		if code != c.code || !strings.Contains(stdout+stderr, c.want) {
			t.Errorf("%s to %s: exit %d, %q is not in\n%s%s", c.from, c.to, code, c.want, stdout, stderr)
		}
	}
}

// A folder may hold some sets; the others are skipped, with a line that says so.
func TestQualityFolders(t *testing.T) {
	dir := folder(t, "hrrp")
	code, stdout, stderr := call("quality", "-dir", dir)
	if code != 0 || strings.Count(stdout, ": there is no ") != 6 || !strings.Contains(stdout, "\nLeft out:\n- app: there is no mssp_app_quality.csv\n") || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	// Columns come in any order, with a byte order mark and other line ends.
	turned := folder(t, "hrrp", func(_ string, records [][]string) [][]string {
		for _, r := range records {
			slices.Reverse(r)
		}
		records[0][0] = "\ufeff" + records[0][0]
		last := len(records[0]) - 1
		for _, r := range records {
			r[last] += "\r"
		}
		return records
	})
	code, stdout, stderr = call("quality", "-dir", turned, "-set", "hrrp")
	if code != 0 || !strings.Contains(words(stdout), "hrrp factor 6 6") || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-dir", dir, "-set", "hac"}, "published: -dir " + dir + ": has no rows to score (hac: there is no hac_2024.csv)"},
		{[]string{"-dir", t.TempDir()}, "has no rows to score (app: there is no "},
		{[]string{"-dir", "no/such/folder"}, "-dir no/such/folder: is no folder that can be read"},
		{[]string{"-dir", filepath.Join(dir, hrrpRows)}, "is no folder that can be read"},
		{[]string{"-set", "apps"}, `unknown set "apps" (known: app, hvbp, snf-vbp, hac, hrrp, stars, mips)`},
		{[]string{"-explain", "hrrp"}, "-explain wants a set and a key such as app/A1027/2022"},
		{[]string{"-explain", "hrrp/"}, "-explain wants a set and a key"},
		{[]string{"-explain", "hrrp/2020", "-set", "hac"}, "-explain wants a set and a key"},
		{[]string{"-explain", "hrrp/2019"}, "hrrp has no 2019"},
		{[]string{"-explain", "hrp/2019"}, `unknown set "hrp"`},
		{[]string{"-set", "hrrp", "-out", "no/such/folder/out.csv"}, "open no/such/folder/"},
		{[]string{"-set", "hrrp", "more"}, `unexpected argument "more"`},
		{[]string{"-dir", dir, "-out", filepath.Join(dir, hrrpRows)}, "-out " + filepath.Join(dir, hrrpRows) + ": is a file that was read"},
	} {
		code, stdout, stderr := call(append([]string{"quality"}, c.args...)...)
		if code != 2 || !strings.Contains(stderr, c.want) || stdout != "" {
			t.Errorf("%v: exit %d, %s%s", c.args, code, stdout, stderr)
		}
	}
}

// Of rows that belong together some may be lacking: what is there is scored, what is not
// is said, and only a folder without anything to compare is refused.
func TestQualityOfPartOfTheRows(t *testing.T) {
	without := func(file, key string) func(string, [][]string) [][]string {
		return func(name string, records [][]string) [][]string {
			if name != file {
				return records
			}
			return slices.DeleteFunc(records, func(r []string) bool { return r[0] == key })
		}
	}
	for _, c := range []struct {
		set    string
		change func(string, [][]string) [][]string
		remove []string
		code   int
		want   string
		none   string
	}{
		{"hvbp", few, []string{hvbpScoreRows, hvbpTotalRows}, 0, "- hvbp: there is no " + hvbpScoreRows + ", " + hvbpTotalRows, "hvbp  tps"},
		{"hvbp", few, []string{hvbpMeasureRows, hvbpScoreRows}, 0, "hvbp tps 2016 ", "hvbp  ach"},
		{"hvbp", few, []string{hvbpMeasureRows}, 0, "- hvbp: hospitals of which no measure is there: 2 ", "hvbp  engagement"},
		{"hvbp", few, []string{hvbpMeasureRows, hvbpTotalRows}, 2, "hvbp: hospitals of which no measure is there: 2)", "Published"},
		{"hvbp", without(hvbpScoreRows, "010005"), nil, 0, "hvbp tps 1500 1500 ", "Left out"},
		{"hvbp", without(hvbpMeasureRows, "010005"), nil, 0, "- hvbp: hospitals of which no measure is there: 1 ", "unexplained:\n"},
		{"hrrp", few, []string{hrrpRows}, 0, "hrrp penalized 36 36 ", "hrrp  factor"},
		{"hrrp", few, []string{hrrpMeasureRows}, 2, "hrrp: reports of which no measure is there: 6)", "Published"},
		{"hrrp", without(hrrpRows, "2020"), nil, 0, "hrrp factor 5 5 ", "Left out"},
		{"hrrp", without(hrrpMeasureRows, "2020"), nil, 0, "- hrrp: reports of which no measure is there: 1 ", "unexplained:\n"},
		{"stars", few, []string{starMeasureRows, starContractRows}, 0, "stars stars of a domain ", "stars  part_c"},
		{"stars", few, []string{starMeasureRows, starDomainRows}, 2, "stars: contracts of which no measure is there: 2)", "Published"},
		{"stars", nil, []string{starContractRows, starDomainRows}, 0, noContract, "stars  part_c"},
		{"stars", without(starMeasureRows, "H0028"), nil, 0, "- stars: contracts of which no measure is there: 1 ", "unexplained:\n"},
	} {
		change := c.change
		if change == nil {
			change = func(_ string, records [][]string) [][]string { return records }
		}
		dir := folder(t, c.set, change)
		for _, file := range c.remove {
			if err := os.Remove(filepath.Join(dir, file)); err != nil {
				t.Fatal(err)
			}
		}
		code, stdout, stderr := call("quality", "-set", c.set, "-dir", dir)
		if code != c.code || !strings.Contains(words(stdout+stderr), c.want) || strings.Contains(stdout, c.none) {
			t.Errorf("%s without %v: exit %d, want %d with %q and without %q:\n%s%s", c.set, c.remove, code, c.code, c.want, c.none, stdout, stderr)
		}
	}
}

// A hospital without scores has one trail of all its measures.
func TestExplainOfMeasuresAlone(t *testing.T) {
	dir := folder(t, "hvbp", few)
	if err := os.Remove(filepath.Join(dir, hvbpScoreRows)); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := call("quality", "-dir", dir, "-explain", "hvbp/010005")
	for _, want := range []string{"mort_30_ami 4 10 0.864067", "hai_5 7 10 0.531", "overall score computed 0, published 0: equal"} {
		if code != 0 || !strings.Contains(words(stdout), want) {
			t.Errorf("exit %d, %q is not in\n%s%s", code, want, stdout, stderr)
		}
	}
}

// Every value is written, also when a key is explained, and published values are no
// inputs of what is computed beside them.
func TestQualityOut(t *testing.T) {
	dir := t.TempDir()
	with := filepath.Join(dir, "with.csv")
	if code, stdout, stderr := call("quality", "-out", with, "-explain", "snf-vbp/010044"); code != 0 || !strings.Contains(stdout, "computed 92.23297111, published 92.23297: equal") {
		t.Fatal(stdout, stderr)
	}
	a := read(t, with)
	if got := strings.Join(a[0], ","); got != "set,key,output,computed,published,status" {
		t.Errorf("header %s", got)
	}
	for _, want := range []string{
		"hvbp,010005/comp_hip_knee,imp,9,9,equal", "hvbp,010001/2016,tps 2016,28.107142858,28.10714286,equal", "hac,010005,reduction,1,1,equal",
		"hrrp,2023,factor,0.9956,0.9956,equal", "stars,H0028,part_c,3.5,3.5,equal", "stars,E3014/dd2,stars of a domain,5,5,equal", "mips,0042101099,final,39.5,39.5,equal",
		"app,A1070/2023,qual_score 2023,,65.76,documented: " + atFloor, "app,A1488/2023,qual_score 2023,79.46,72.24,unexplained",
	} {
		if !slices.ContainsFunc(a, func(r []string) bool { return strings.Join(r, ",") == want }) {
			t.Errorf("no record %s", want)
		}
	}
	// Blank the published outputs of sets that have no published intermediate inputs.
	blank := map[string][]string{
		appRows: nil, snfRows: {"ach", "imp", "score", "multiplier"}, hvbpMeasureRows: {"ach", "imp", "score"},
		hvbpScoreRows: {"hcahps_base", "hcahps_consistency", "tps", "clinical", "engagement", "safety", "efficiency", "w_clinical", "w_safety"},
		hvbpTotalRows: {"tps"}, hacRows: {"total", "reduction"}, hrrpMeasureRows: {"err", "penalized"}, hrrpRows: {"reduction", "factor", "dual_share"}, starDomainRows: {"stars"},
	}
	computed := make(map[string]string)
	for _, r := range a[1:] {
		computed[r[0]+" "+r[1]+" "+r[2]] = r[3]
	}
	for _, set := range []string{"snf-vbp", "hvbp", "hac", "hrrp"} {
		without := filepath.Join(dir, set+".csv")
		code, _, stderr := call("quality", "-set", set, "-out", without, "-dir", folder(t, set, func(file string, records [][]string) [][]string {
			for _, column := range blank[file] {
				for _, r := range records[1:] {
					r[slices.Index(records[0], column)] = ""
				}
			}
			return records
		}))
		if code != 1 { // nothing to compare with is no success
			t.Fatalf("%s: exit %d, %s", set, code, stderr)
		}
		for _, r := range read(t, without)[1:] {
			if want := computed[r[0]+" "+r[1]+" "+r[2]]; want != r[3] {
				t.Errorf("%v: computed %s with published results", r, want)
			}
		}
	}
}

// The trail of each set tells how the value came about.
func TestQualityExplain(t *testing.T) {
	for key, want := range map[string][]string{
		"app/A1027/2022":    {"318", "cahps", "CAHPS_11", "computed 78.6, published 78.6: equal"},
		"app/A3527/2023":    {"extreme and uncontrollable circumstances", "documented"},
		"hvbp/010005":       {"comp_hip_knee", "consistency_nurses", "42 CFR 412.165", "computed 21.5, published 21.5: equal"},
		"hvbp/010001/2016":  {"domain3", "tps 2016", "28.10714286: equal"},
		"hvbp/010005/hai_5": {"computed 7, published 7: equal"},
		"snf-vbp/010044":    {"snfrm", "multiplier 1.017768796 = 1 - 0.02 + 0.038322119 / (1 + exp(-0.1 (score - 50)))", "computed 92.23297111, published 92.23297: equal"},
		"hac/010005":        {"clabsi", "worst quartile", "a total above 0.3755 is cut", "computed 1, published 1: equal"},
		"hrrp/2023":         {"42 CFR 412.154", "tha_tka", "true", "computed 0.9956, published 0.9956: equal"},
		"stars/H0028":       {"withImprovementAndRecent", "reward factor", "overall", "computed 3.5, published 3.5: equal"},
		"stars/E3014/dd2":   {"whole stars", "computed 5, published 5: equal"},
		"mips/0042101099":   {"42 CFR 414.1380(c)", "computed 39.5, published 39.5: equal"},
	} {
		args := []string{"quality", "-explain", key}
		if set, _, _ := strings.Cut(key, "/"); set != "app" {
			args = append(args, "-dir", folder(t, set, few))
		}
		code, stdout, stderr := call(args...)
		for _, text := range append(want, key+"\n") {
			if code != 0 || !strings.Contains(stdout, text) {
				t.Errorf("%s: exit %d, %q is not in\n%s%s", key, code, text, stdout, stderr)
			}
		}
	}
}

// A star that differs is documented in a contract that a disaster struck in either year,
// and one of the survey when it is one step away.
func TestStarsThatDiffer(t *testing.T) {
	for _, c := range []struct {
		measure, star, year, share string
		want                       verdict
	}{
		{"D02", "4", "disaster_2023", "25", documented}, {"D02", "4", "disaster_2024", "25", documented},
		{"D02", "4", "disaster_2023", "24", unexplainedV}, {"D02", "5", "disaster_2023", "99", equal},
		{"D05", "4", "disaster_2023", "0", documented}, {"D05", "3", "disaster_2023", "99", unexplainedV},
	} {
		dir := folder(t, "stars", few, setCell(t, starMeasureRows, "E3014/"+c.measure, "stars", c.star),
			setCell(t, starContractRows, "E3014", c.year, c.share), setCell(t, starMeasureRows, "E3014/D05", "value", "90"))
		results, _, err := scoreAll(qualityOptions{set: "stars", dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(results[0].values, func(v value) bool { return v.key == "E3014/"+c.measure })
		if v := results[0].values[i]; v.verdict != c.want {
			t.Errorf("%+v: %+v", c, v)
		}
	}
}
