package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// unpacked gives a packed file as records.
func unpacked(t *testing.T, file string) [][]string {
	t.Helper()
	_, data, err := source{}.read(file)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// folder is a folder with the rows of a set, each changed as asked.
func folder(t *testing.T, set string, changes ...func(file string, records [][]string) [][]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, s := range scoreSets() {
		if s.name != set {
			continue
		}
		for _, file := range s.rows {
			records := unpacked(t, file)
			for _, change := range changes {
				records = change(file, records)
			}
			if err := os.WriteFile(filepath.Join(dir, file), []byte(toCSV(t, records)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// setCell changes one cell: of the row whose first cells are the key.
func setCell(t *testing.T, file, key, column, value string) func(string, [][]string) [][]string {
	return func(name string, records [][]string) [][]string {
		if name != file {
			return records
		}
		i, found := slices.Index(records[0], column), false
		if i < 0 {
			t.Fatalf("%s has no column %s", file, column)
		}
		want := strings.Split(key, "/")
		for _, r := range records[1:] {
			if slices.Equal(r[:len(want)], want) {
				r[i], found = value, true
			}
		}
		if !found {
			t.Fatalf("%s has no row %s", file, key)
		}
		return records
	}
}

// counted is how the values of an output came out.
type counted struct{ equal, rounding, documented, unexplained int }

// What the embedded rows give. None may get worse; of the values that are equal only
// within the rounding of print, so many are expected.
func TestEveryPublishedScoreComesOut(t *testing.T) {
	results, skipped, err := scoreAll(qualityOptions{})
	if err != nil || skipped != nil {
		t.Fatal(err, skipped)
	}
	want := map[string]counted{}
	for _, line := range reached {
		want[line.output] = line.counted
	}
	seen := 0
	for _, r := range results {
		for _, l := range tally(r) {
			got := counted{l.counts[equal], l.counts[withinPrint], l.counts[documented], l.counts[unexplainedV]}
			name := l.set + " " + l.output
			least, found := want[name]
			if !found || got.equal < least.equal || got.equal+got.rounding < least.equal+least.rounding ||
				got.documented > least.documented || got.unexplained > least.unexplained || l.values() != least.equal+least.rounding+least.documented+least.unexplained {
				t.Errorf("%s: %+v, want %+v", name, got, least)
			}
			seen++
		}
	}
	if seen != len(reached) {
		t.Errorf("%d outputs, want %d", seen, len(reached))
	}
	var out strings.Builder
	if err := reportScores(results, nil, &out); err != nil || !strings.Contains(out.String(), "Adopted or fitted") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// Whatever published figure is changed is noticed, in exactly the values that it should
// be.
func TestAWrongScoreIsUnexplained(t *testing.T) {
	changes, wanted, touched := make(map[string][]func(string, [][]string) [][]string), make(map[string][]string), make(map[string][]string)
	for _, c := range []struct{ set, file, key, column, value, want string }{
		{"app", appRows, "A1027/2022", "qual_score", "78.57", "app/A1027/2022 qual_score 2022: computed 78.6, published 78.57"},
		{"app", appRows, "A1006/2022", "qual_score", "93.05", "app/A1006/2022 qual_score 2022: computed 83, published 93.05"},
		{"hvbp", hvbpScoreRows, "010056", "ssi_score", "7", "hvbp/010056 ssi_score: computed 3, published 7"},
		{"hvbp", hvbpScoreRows, "010113", "ssi_score", "6", "hvbp/010113 ssi_score: computed "},
		{"hvbp", hvbpMeasureRows, "010005/comp_hip_knee", "ach", "7", "hvbp/010005/comp_hip_knee ach: computed 8, published 7"},
		{"hvbp", hvbpMeasureRows, "010005/comp_hip_knee", "imp", "8", "hvbp/010005/comp_hip_knee imp: computed 9, published 8"},
		{"hvbp", hvbpMeasureRows, "010005/comp_hip_knee", "score", "8", "hvbp/010005/comp_hip_knee score: computed 9, published 8"},
		{"hvbp", hvbpScoreRows, "010005", "hcahps_base", "3", "hvbp/010005 hcahps_base: computed 2, published 3"},
		{"hvbp", hvbpScoreRows, "010005", "hcahps_consistency", "5", "hvbp/010005 hcahps_consistency: computed 4, published 5"},
		{"hvbp", hvbpScoreRows, "010005", "clinical", "28.000001", "hvbp/010005 clinical: computed 28, published 28.000001"},
		{"hvbp", hvbpScoreRows, "010005", "safety", "", "hvbp/010005 safety: computed 22, published none"},
		{"hvbp", hvbpScoreRows, "010005", "w_efficiency", "7.6", "hvbp/010005 w_efficiency: computed 7.5, published 7.6"},
		{"hvbp", hvbpScoreRows, "010005", "tps", "21.50000003", "hvbp/010005 tps: computed 21.5, published 21.50000003"},
		{"hvbp", hvbpTotalRows, "2016/010001", "tps", "28.1071432", "hvbp/010001/2016 tps 2016: computed 28.107142858, published 28.1071432"},
		{"snf-vbp", snfRows, "010044", "ach", "92.23298", "snf-vbp/010044 ach: computed 92.23297"},
		{"snf-vbp", snfRows, "010044", "imp", "0.1", "snf-vbp/010044 imp: computed 0, published 0.1"},
		{"snf-vbp", snfRows, "010044", "score", "92.23298", "snf-vbp/010044 score: computed 92.23297"},
		{"snf-vbp", snfRows, "010044", "multiplier", "1.017768805", "snf-vbp/010044 multiplier: computed 1.017768"},
		{"hac", hacRows, "010006", "psi90_z", "1.1674", "hac/010006 psi90_z: computed 1.16"},
		{"hac", hacRows, "010006", "clabsi_z", "-0.2789", "hac/010006 clabsi_z: computed -0.2784"},
		{"hac", hacRows, "010005", "total", "0.4785", "hac/010005 total: computed 0.4781, published 0.4785"},
		{"hac", hacRows, "010005", "reduction", "0", "hac/010005 reduction: computed 1, published 0"},
		{"hrrp", hrrpMeasureRows, "2020/ami", "err", "0.980420963", "hrrp/2020/ami err: computed 0.9804209621"},
		{"hrrp", hrrpMeasureRows, "2020/tha_tka", "penalized", "0", "hrrp/2020/tha_tka penalized: computed 1, published 0"},
		{"hrrp", hrrpMeasureRows, "2021/hf", "payment_ratio", "", "hrrp/2021/hf penalized: computed 0, published 1"},
		{"hrrp", hrrpRows, "2020", "factor", "0.9839", "hrrp/2020 factor: computed 0.984, published 0.9839"},
		{"hrrp", hrrpRows, "2023", "reduction", "0.0043", "hrrp/2023 reduction: computed 0.0044, published 0.0043"},
		{"hrrp", hrrpRows, "2023", "dual_share", "0.1655", "hrrp/2023 dual_share: computed 0.16557"},
		{"stars", starContractRows, "H0028", "part_c", "4", "stars/H0028 part_c: computed 3.5, published 4"},
		{"stars", starContractRows, "H0028", "part_d", "3.5", "stars/H0028 part_d: computed 3, published 3.5"},
		{"stars", starContractRows, "H0028", "overall", "3", "stars/H0028 overall: computed 3.5, published 3"},
		{"stars", starMeasureRows, "E3014/D02", "stars", "4", "stars/E3014/D02 stars: computed 5, published 4"},
		{"stars", starDomainRows, "E3014/dd2", "stars", "4", "stars/E3014/dd2 stars of a domain: computed 5, published 4"},
		{"mips", mipsRows, "0042274508", "final", "64.12", "mips/0042274508 final: computed 64.04, published 64.12"},
		{"mips", mipsRows, "0042101099", "final", "39.4", "mips/0042101099 final: computed 39.5, published 39.4"},
	} {
		changes[c.set] = append(changes[c.set], setCell(t, c.file, c.key, c.column, c.value))
		touched[c.set] = append(touched[c.set], c.key)
		wanted[c.set] = append(wanted[c.set], c.want)
	}
	for set := range changes {
		dir := folder(t, set, changes[set]...)
		code, stdout, stderr := call("quality", "-set", set, "-dir", dir)
		if code != 1 || stderr != "" {
			t.Errorf("%s: exit %d\n%s%s", set, code, stdout, stderr)
		}
		_, list, _ := strings.Cut(stdout, "unexplained:\n")
		for line := range strings.Lines(list) {
			of := strings.FieldsFunc(line, func(r rune) bool { return r == '/' || r == ' ' })
			if len(of) > 2 && of[0] == "-" && set != "app" && !slices.ContainsFunc(touched[set], func(key string) bool { return strings.Contains(key, of[2]) }) {
				t.Errorf("not changed: %s", line)
			}
		}
		for _, want := range wanted[set] {
			if strings.Count(stdout, want) != 1 {
				t.Errorf("%q is not in\n%s", want, stdout)
			}
		}
	}
}
