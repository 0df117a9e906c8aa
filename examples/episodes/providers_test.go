package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/trial"
)

// Three joints and two bowel operations at two hospitals, with prices.
const (
	teamClaims = `member,claim,setting,from,through,drg,facility,amount
A,1,inpatient,2027-03-01,2027-03-04,470,H1,20000.00
A,2,snf,2027-03-04,2027-03-20,,S1,4000.00
B,3,inpatient,2027-03-01,2027-03-04,469,H1,31000.00
C,4,inpatient,2027-05-01,2027-05-06,329,H1,42000.00
D,5,inpatient,2027-05-01,2027-05-06,329,H2,50000.00
E,6,inpatient,2027-05-01,2027-05-06,470,H2,19000.00
`
	teamPrices = `category,cell,provider,target
LEJR,469,,30000
LEJR,470,,25500.50
BOWEL,,,41000
BOWEL,,H2,47000
`
	teamProviders = `provider,category,score,baseline,post_mean,post_deviation,post_excess
H1,LEJR,,120,,,0
H1,,0.8,,,,
H1,BOWEL,,12,3000,500,
H2,BOWEL,,40,3000,500,
H2,,0.9,,,,
H2,LEJR,,33,,,465.50
`
)

// team runs TEAM in Track 3 with a file of providers; none where it is empty.
func team(t *testing.T, providers string, more ...string) (stdout, stderr string, code int) {
	t.Helper()
	content := map[string]string{"claims.csv": teamClaims, "prices.csv": teamPrices}
	args := []string{"-claims", "@claims.csv", "-definition", "team-2027", "-program", "team-2027", "-prices", "@prices.csv",
		"-set", "track=3", "-set", "order=qualityFirst", "-set", "straightLine=yes", "-set", "lowVolume=beforeNetting"}
	if providers != "" {
		content["providers.csv"] = providers
		args = append(args, "-providers", "@providers.csv")
	}
	return episodes(t, trial.Files(t, content), append(args, more...)...)
}

// A program of Medicare settles by name: H1 gains 500.50, less 10 % of what its quality
// lacks, and is not held to the loss of a category of low volume; H2 nets a gain and a
// loss, and its patients cost 465.50 more afterwards than is usual.
func TestProviders(t *testing.T) {
	out, errs, code := team(t, teamProviders)
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	contains(t, out, "TEAM Track 3, performance year 2027", "H2 LEJR 1 0 19,000.00 19,000.00 6,500.50", "H2 BOWEL 1 0 50,000.00 50,000.00 -3,000.00",
		"H1 (noDownside) BOWEL 1 0 42,000.00 42,000.00 0.00", "provider episodes after every rule H2 2 3,000.00 H1 3 490.49")
	if strings.Contains(out, "-providers") {
		t.Error(out)
	}
}

// In a release what a provider comes to is hidden with a row of it, on the screen and in the
// report.
func TestReleaseOfProviders(t *testing.T) {
	out, errs, code := team(t, teamProviders, "-release", "-report", filepath.Join(t.TempDir(), "report.txt"))
	if code != 0 {
		t.Fatal(errs)
	}
	contains(t, out, "provider episodes after every rule H1 * * H2 * *")
	for _, secret := range []string{"490.49", "3,000.00", "500.50"} {
		if strings.Contains(out, secret) {
			t.Errorf("%s is told", secret)
		}
	}
}

// What is of a category takes the place of what is of the provider, cell by cell.
func TestProvidersByCategory(t *testing.T) {
	const program = `{"name": "by category", "basis": "allowed", "benchmark": {"thresholds": {"dollars": "adjusted", "levels": [{"commendable": 60000}]}},
		"each": {"gains": [{"kind": "gate", "statuses": ["gold"]}, {"kind": "gate", "metrics": [{"id": "HbA1c", "atMost": 9}]},
			{"kind": "share", "rate": {"linear": {"slope": 1}}}, {"kind": "cap", "lesser": [{"rate": 0.01, "of": "revenue"}, {"rate": 0.5, "of": "net worth"}]}]}}`
	for _, x := range []struct{ rows, want string }{
		{"H1,,0.5,gold,1000000,90000,8\n", "BOWEL 9,000.00 LEJR 10,000.00"},
		{"H1,,0.5,gold,1000000,90000,8\nH1,LEJR,0.1,,,,\n", "BOWEL 9,000.00 LEJR 6,500.00"},
		{"H1,LEJR,,gold,,,\nH1,,0.5,met,1000000,90000,8\n", "BOWEL 0.00 LEJR 10,000.00"},
		{"H1,LEJR,,silver,,,\nH1,,0.5,gold,1000000,90000,8\n", "BOWEL 9,000.00 LEJR 0.00"},
		{"H1,LEJR,,,1000000.00,,9.5\nH1,,0.5,gold,1000000,90000,8\n", "BOWEL 9,000.00 LEJR 0.00"},
		{"H1,LEJR,0.5,gold,,3000,8\nH1,BOWEL,0.25,gold,1e6,,8\n", "BOWEL 1,500.00 LEJR 1,500.00"},
	} {
		dir := trial.Files(t, map[string]string{"claims.csv": teamClaims, "program.json": program,
			"providers.csv": "provider,category,score,status,revenue,amount.Net Worth,metric.hba1c\n" + x.rows + "H2,,0,gold,0,0,0\n"})
		out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "team-2027", "-program", "@program.json", "-providers", "@providers.csv", "-report", "@report.txt")
		if code != 0 {
			t.Errorf("%s: %s", x.rows, errs)
			continue
		}
		var got []string
		for line := range strings.Lines(trial.Read(t, dir, "report.txt")) {
			if cells := strings.Fields(line); len(cells) > 5 && cells[1] == "H1" && cells[0] != "all" {
				got = append(got, cells[0], cells[len(cells)-1])
			}
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s: got %s, want %s", x.rows, got, x.want)
		}
		if strings.Contains(out, "No rule of the program names these statuses of -providers: silver.") != strings.Contains(x.rows, "silver") {
			t.Error(out)
		}
	}
}

// Every rule that names a fact finds it in the column of that name.
func TestProvidersOfEveryRule(t *testing.T) {
	levels, target := `"thresholds": {"dollars": "adjusted", "levels": [{"commendable": 60000}]}`, `"target": {"discounts": [%s]}`
	for _, x := range []struct{ terms, header, rows, want string }{
		{`"benchmark": {` + levels + `}, "gains": [{"kind": "share", "by": "rank", "rate": {"linear": {"slope": 1}}}]`, "amount.rank", "H1,0.25\nH2,0\n", "H1 3 20,750.00"},
		{`"benchmark": {` + levels + `}, "gains": [{"kind": "minimumRate", "rate": 0.5, "of": "worth", "excess": true}]`, "amount.worth", "H1,6000\nH2,0\n", "H1 3 80,000.00"},
		{`"benchmark": {` + levels + `}, "final": [{"kind": "trueUp"}]`, "run,paid_through,settled", "H1,reopened,2028-01-31,-1000\nH2,provisional,,\n", "H1 3 84,000.00"},
		{`"benchmark": {` + levels + `}, "final": [{"kind": "carryForward"}]`, "carried", "H1,100000\nH2,0\n", "H1 3 0.00"},
		{`"benchmark": {` + fmt.Sprintf(target, `{"rate": {"byStatus": [{"status": "gold", "rate": {"fixed": 0}}, {"status": "tin", "rate": {"fixed": 0.1}}]},
			"lossRate": {"byStatus": [{"status": "gold", "rate": {"fixed": 0}}, {"status": "tin", "rate": {"ladder": [{"atLeast": 0, "rate": 0.05}, {"atLeast": 4, "rate": 0}]}}]}}`) + `}, "final": [{"kind": "mark", "name": "all"}]`,
			"status,score", "H1,tin,3\nH2,gold,4\n", "H1 3 -5,324.53"},
		{`"benchmark": {` + fmt.Sprintf(target, `{"rate": {"ladder": [{"atLeast": 0, "rate": 0.1}, {"atLeast": 5, "rate": 0}]}}`) + `}, "final": [{"kind": "mark", "name": "all"}]`,
			"score", "H1,6\nH2,0\n", "H1 3 -499.50"},
	} {
		dir := trial.Files(t, map[string]string{"claims.csv": teamClaims, "prices.csv": teamPrices, "program.json": `{"name": "x", "basis": "allowed", ` + x.terms + `}`,
			"providers.csv": "provider," + x.header + "\n" + x.rows})
		out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "team-2027", "-program", "@program.json", "-providers", "@providers.csv", "-prices", "@prices.csv")
		if code != 0 {
			t.Errorf("%s: %s", x.header, errs)
			continue
		}
		contains(t, out, x.want)
		if strings.Contains(out, "No rule") {
			t.Error(out)
		}
	}
}

// A status that is none of the usual ones is noted where the program names others, and
// nowhere else.
func TestStatusesThatNobodyNames(t *testing.T) {
	const gold = `, "gains": [{"kind": "gate", "statuses": ["gold"]}]`
	for _, x := range []struct {
		rules, status string
		noted         bool
	}{{gold, "glod", true}, {gold, "gold", false}, {gold, "notMet", false}, {gold, "belowAcceptable", false}, {"", "glod", false}} {
		dir := trial.Files(t, map[string]string{"claims.csv": teamClaims, "providers.csv": "provider,status\nH1," + x.status + "\nH2,gold\n",
			"program.json": `{"name": "x", "basis": "allowed", "benchmark": {"thresholds": {"dollars": "adjusted", "levels": [{"commendable": 60000}]}}` + x.rules + `}`})
		out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "team-2027", "-program", "@program.json", "-providers", "@providers.csv")
		if code != 0 || strings.Contains(out, "No rule of the program names these statuses of -providers: "+x.status+".") != x.noted || strings.Contains(out, "No rule") != x.noted {
			t.Errorf("%+v: %s%s", x, errs, out)
		}
	}
}

// A fact that is missing and decides the result is named, with how many providers lack it
// and how many the file does not have; nothing is written.
func TestProvidersThatLack(t *testing.T) {
	const head = "provider,category,score,baseline,post_mean,post_deviation\n"
	for _, x := range []struct{ rows, want string }{
		{"", "-program: the program needs a fact that 2 of 2 providers with episodes lack: baseline of BOWEL (2); give it with -providers FILE\n"},
		{"H9,,0.8,,,\n", "-providers: the program needs a fact that 2 of 2 providers with episodes lack: baseline of BOWEL (2); 2 of them have no row in the file\n"},
		{"H1,BOWEL,0.8,40,,\n", "-providers: the program needs a fact that 2 of 2 providers with episodes lack: baseline of BOWEL (1), score in a row without a category (1); 1 of them have no row in the file\n"},
		{"H1,BOWEL,,40,,\n", "-providers: the program needs a fact that 2 of 2 providers with episodes lack: baseline of BOWEL (1), score (1); 1 of them have no row in the file\n"},
		{"H1,,0.8,,,\nH1,BOWEL,,40,3000,500\nH2,BOWEL,,40,3000,500\nH2,,1,,,\n", "-providers: the program needs a fact that 2 of 2 providers with episodes lack: post_mean and post_deviation (or post_excess) of LEJR (2)\n"},
	} {
		content := x.rows
		if content != "" {
			content = head + content
		}
		out, errs, code := team(t, content)
		if code != 2 || out != "" || errs != x.want {
			t.Errorf("%s: %d %s", x.rows, code, errs)
		}
	}
	for column, rule := range map[string]string{
		"status": `{"kind": "gate", "statuses": ["met"]}`, "metric.falls": `{"kind": "gate", "metrics": [{"id": "falls", "atMost": 1}]}`,
		"revenue": `{"kind": "cap", "lesser": [{"rate": 1, "of": "revenue"}]}`, "amount.rank": `{"kind": "share", "rate": {"linear": {"slope": 1}}, "by": "rank"}`,
		"carried": `{"kind": "carryForward"}`, "run": `{"kind": "trueUp"}`, "baseline": `{"kind": "minimumRate", "rate": 0.1, "of": "baselineEpisodes"}`,
		"amount.worth": `{"kind": "minimumRate", "rate": 0.1, "of": "worth"}`,
	} {
		list := "gains"
		if column == "carried" || column == "run" {
			list = "final"
		}
		dir := trial.Files(t, map[string]string{"claims.csv": teamClaims,
			"program.json": fmt.Sprintf(`{"name": "x", "basis": "allowed", "benchmark": {"thresholds": {"dollars": "adjusted", "levels": [{"commendable": 60000}]}}, "%s": [%s]}`, list, rule)})
		if _, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "team-2027", "-program", "@program.json", "-out", "@out.csv"); code != 2 || !strings.HasPrefix(errs, "-program: the program needs a fact that 2 of 2 providers with episodes lack: "+column+" (2)") {
			t.Errorf("%s: %d %s", column, code, errs)
		}
		trial.Leftovers(t, dir, "claims.csv", "program.json")
	}
}

// Rows that nobody reads are noted: of providers without episodes, and of categories.
func TestProvidersWithoutEpisodes(t *testing.T) {
	out, errs, code := team(t, teamProviders+"H9,,1,,,,\nH8,LEJR,1,,,,\nH1,SHFFT,,50,,,\nH7,,,,,,\nH6,,,,,,\nH5,,,,,,\nH4,,,,,,\n")
	if code != 0 {
		t.Fatal(errs)
	}
	contains(t, out, "-providers has providers without episodes here: H4, H5, H6, H7, H8 and 1 more.",
		"-providers has rows of categories in which their provider has no episodes: SHFFT.", "H2 2 3,000.00 H1 3 490.49")
}

// A row that cannot be used stops with its place, never its value.
func TestBadProviders(t *testing.T) {
	const head = "provider,category,score,status,revenue,carried,run,paid_through,settled,baseline,post_mean,post_deviation,post_excess\n"
	for rows, want := range map[string]string{
		",,,,,,,,,,,,\n":                                 "2:1: provider: is empty\n",
		"H1,,0.8,,,,,,,,,,\nH1,,0.7,,,,,,,,,,\n":         "3:1: provider: the provider has a row of the category already\n",
		"H1,,high,,,,,,,,,,\n":                           "2:5: score: want a decimal number such as 0.02\n",
		"H1,,-1,,,,,,,,,,\n":                             "2:5: score: is below zero\n",
		"H1,,80,,,,,,,,,,\n":                             "2:5: score: is above 1 (80 points of 100 are 0.8)\n",
		"H1,,1e999999999,,,,,,,,,,\n":                    "2:5: score: want a decimal number such as 0.02\n",
		"H1,,,,-5,,,,,,,,\n":                             "2:7: revenue: is below zero\n",
		"H1,,,,5,,,,,,,,\nH1,LEJR,,,6,,,,,,,,\n":         "3:11: revenue: another row of the provider has another figure\n",
		"H1,,,,,-5,,,,,,,\n":                             "2:8: carried: is below zero\n",
		"H1,,,,,,last,,,,,,\n":                           "2:9: run: want provisional, final or reopened\n",
		"H1,,,,,,,,7,,,,\n":                              "2:11: settled: goes with run, which is empty\n",
		"H1,,,,,,,2027-01-01,,,,,\n":                     "2:10: paid_through: goes with run, which is empty\n",
		"H1,,,,,,final,soon,,,,,\n":                      "2:15: paid_through: want a date",
		"H1,,,,,,final,,x,,,,\n":                         "2:16: settled: want a decimal number",
		"H1,,,,,,final,,-7,,,,\nH1,A,,,,,final,,7,,,,\n": "3:10: run: another row of the provider has another run\n",
		"H1,,,,,,final,2027-01-31,7,,,,\nH1,A,,,,,final,2027-02-28,7,,,,\n": "3:10: run: another row of the provider has another run\n",
		"H1,,,,,,,,,12,,,\n":   "2:12: baseline: is of a category, and the row has none\n",
		"H1,A,,,,,,,,1.5,,,\n": "2:13: baseline: want a whole number of episodes\n",
		"H1,,,,,,,,,,1,1,\n":   "2:13: post_mean: is of a category",
		"H1,A,,,,,,,,,1,,\n":   "2:14: post_mean: post_mean and post_deviation go together, or post_excess stands alone\n",
		"H1,A,,,,,,,,,,-1,\n":  "2:15: post_deviation: is below zero\n",
		"H1,A,,,,,,,,,,,-1\n":  "2:16: post_excess: is below zero\n",
		"H1,A,,,,,,,,,,1\n":    "2:1: 12 values, and the header has 13\n",
	} {
		out, errs, code := team(t, head+rows)
		if code != 2 || out != "" || !strings.HasPrefix(errs, "providers.csv:"+want) {
			t.Errorf("%q: %d %s", rows, code, errs)
		}
	}
	for text, want := range map[string]string{
		"provider,metric.falls\nH1,1\n": "1:10: header: unknown column (known: provider, category, score, status, revenue, carried, run, paid_through, settled, baseline, post_mean, post_deviation, post_excess)\n",
		"score\n1\n":                    `1:1: header: the column "provider" is missing` + "\n",
	} {
		if _, errs, code := team(t, text); code != 2 || errs != "providers.csv:"+want {
			t.Errorf("%q: %d %s", text, code, errs)
		}
	}
}

// A fact that a rule refuses stands with the row of its provider.
func TestProvidersThatARuleRefuses(t *testing.T) {
	const program = `{"name": "x", "basis": "allowed", "benchmark": {"thresholds": {"dollars": "adjusted", "levels": [{"commendable": 60000}]}},
		"gains": [{"kind": "share", "rate": {"byStatus": [{"status": "gold", "rate": {"fixed": 0.5}}]}}, {"kind": "share", "rate": {"ladder": [{"atLeast": 3, "rate": 0.5}]}},
			{"kind": "cap", "lesser": [{"rate": 0.5, "of": "worth"}]}]}`
	for rows, want := range map[string]string{
		"4,H1,gold,1000000\n2,H2,gold,5\n": "",
		"4,H2,gold,5\n4,H1,tin,5\n":        "providers.csv:3:3: provider: gains[0]: quality.status: \"tin\" has no rate (known: gold)\n",
		"4,H1,gold,5\n4,H2,gold,-5\n":      "providers.csv:3:3: provider: gains[2]: worth: is negative, and a limit is a fraction of it\n",
	} {
		dir := trial.Files(t, map[string]string{"claims.csv": teamClaims, "program.json": program, "providers.csv": "score,provider,status,amount.worth\n" + rows})
		out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "team-2027", "-program", "@program.json", "-providers", "@providers.csv")
		if errs != want || (code == 0) != (want == "") {
			t.Errorf("%s: %d %s", rows, code, errs)
		}
		if want == "" {
			contains(t, out, "H1 3 20,750.00 H2 2 0.00")
		}
	}
	twice := strings.Replace(program, `"of": "worth"`, `"of": "worth"}, {"rate": 1, "of": "Worth"`, 1)
	dir := trial.Files(t, map[string]string{"claims.csv": teamClaims, "program.json": twice, "providers.csv": "provider\nH1\n"})
	if _, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "team-2027", "-program", "@program.json", "-providers", "@providers.csv"); code != 2 || !strings.Contains(errs, "differ in case only") {
		t.Error(code, errs)
	}
}
