package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/trial"
)

// A row that cannot be used stops with its place, never its value, and leaves nothing
// half-written.
func TestBadRows(t *testing.T) {
	const head = "member,claim,setting,from,through,icd,gmlos,amount,outlier,line_from,line_through,visits\n"
	const person = "member,birth,death,span,from,to\n"
	for _, x := range []struct{ claims, members, want string }{
		{head + ",1,ed,2020-01-01,,,,5,,,,\n", "", "claims.csv:2:1: member: is empty\n"},
		{head + "A,1,bed,2020-01-01,,,,5,,,,\n", "", "claims.csv:2:5: setting: unknown word (known: unknown, inpatient, "},
		{head + "A,1,ed,sometime,,,,5,,,,\n", "", "claims.csv:2:8: from: want a date such as 2006-01-02\n"},
		{head + "A,1,ed,,,,,5,,,,\n", "", "claims.csv:2:8: from: is empty\n"},
		{head + "A,1,ed,2020-01-01,never,,,5,,,,\n", "", "claims.csv:2:19: through: want a date"},
		{head + "A,1,inpatient,2020-01-05,2020-01-01,,,5,,,,\n", "", "claims.csv:2:26: through: the claim ends before it starts\n"},
		{head + "A,1,ed,2020-01-01,,11,,5,,,,\n", "", "claims.csv:2:20: icd: want 9 or 10\n"},
		{head + "A,1,ed,2020-01-01,,,-1,5,,,,\n", "", "claims.csv:2:21: gmlos: want a number of days above zero\n"},
		{head + "A,1,ed,2020-01-01,,,1e9999999999,5,,,,\n", "", "claims.csv:2:21: gmlos: want a number of days above zero\n"},
		{head + "A,1,ed,2020-01-01,,,,five,,,,\n", "", "claims.csv:2:22: amount: "},
		{head + "A,1,ed,2020-01-01,,,,5,x,,,\n", "", "claims.csv:2:24: outlier: "},
		{head + "A,1,ed,2020-01-01,,,,5,,x,,\n", "", "claims.csv:2:25: line_from: want a date"},
		{head + "A,1,ed,2020-01-01,,,,5,,,x,\n", "", "claims.csv:2:26: line_through: want a date"},
		{head + "A,1,ed,2020-01-01,,,,5,,,,-1\n", "", "claims.csv:2:27: visits: want a whole number\n"},
		{head + "A,1,ed,2020-01-01,,,,5,,,\n", "", "claims.csv:2:1: 11 values, and the header has 12\n"},
		{"member,setting,from\n", "", `claims.csv:1:1: header: the column "amount" is missing` + "\n"},
		{"", "", "claims.csv: the file is empty"},
		{claimsCSV, person + ",,,,,\n", "members.csv:2:1: member: is empty\n"},
		{claimsCSV, person + "A,x,,,,\n", "members.csv:2:3: birth: want a date"},
		{claimsCSV, person + "A,2000-01-01,,,,\nA,2000-01-02,,,,\n", "members.csv:3:3: birth: another row of the member has another date\n"},
		{claimsCSV, person + "A,,,,2000-01-01,\n", "members.csv:2:5: span: is empty, and the row has dates\n"},
		{claimsCSV, person + "A,,,dual,x,\n", "members.csv:2:10: from: want a date"},
		{claimsCSV, person + "A,,,dual,,x\n", "members.csv:2:11: to: want a date"},
		{claimsCSV, person + "A,,,dual,2000-01-02,2000-01-01\n", "members.csv:2:21: to: it ends before it starts\n"},
	} {
		content := map[string]string{"claims.csv": x.claims, "out.csv": "kept\n"}
		args := []string{"-claims", "@claims.csv", "-definition", "asthma", "-out", "@out.csv", "-lines", "@lines.csv"}
		if x.members != "" {
			content["members.csv"] = x.members
			args = append(args, "-members", "@members.csv")
		}
		dir := trial.Files(t, content)
		if out, errs, code := episodes(t, dir, args...); code != 2 || out != "" || !strings.HasPrefix(errs, x.want) {
			t.Errorf("%d %q, want %q", code, errs, x.want)
		}
		if got := trial.Read(t, dir, "out.csv"); got != "kept\n" {
			t.Errorf("out.csv holds %q", got)
		}
		trial.Leftovers(t, dir, "claims.csv", "members.csv", "out.csv")
	}
}

// The order of the rows changes nothing, though the rows of a claim stand apart, and
// every line has a number of its own in its claim.
func TestOrderOfRows(t *testing.T) {
	rows := strings.SplitAfter(strings.TrimPrefix(`
A,1,outpatient,2020-03-05,I501,45901,0450,400.00
A,1,outpatient,2020-03-05,I501,99284,0450,50.00
A,2,inpatient,2020-03-01,I501,,,5000.00
A,3,outpatient,2020-03-06,I501,99284,0300,70.00
A,3,outpatient,2020-03-06,I501,93000,0450,80.00
A,3,outpatient,2020-05-20,I501,93000,0450,80.00
A,3,outpatient,2020-03-06,I501,99213,0300,60.00
A,3,outpatient,2020-03-06,I501,99284,0300,-70.00
`, "\n"), "\n")
	const head = "member,claim,setting,from,diagnoses,code,revenue,amount\n"
	var want [2]string
	for i := range 40 {
		if i > 0 {
			rand.Shuffle(len(rows), func(a, b int) { rows[a], rows[b] = rows[b], rows[a] })
		}
		dir := trial.Files(t, map[string]string{"claims.csv": head + strings.Join(rows, "")})
		out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "ar-heart-failure", "-lines", "@lines.csv")
		if code != 0 {
			t.Fatal(errs)
		}
		var found []string
		seen := make(map[string]bool)
		for line := range strings.Lines(trial.Read(t, dir, "lines.csv")) {
			cells := strings.Split(line, ",")
			if at := strings.Join(cells[:3], " "); seen[at] {
				t.Errorf("%s stands twice", at)
			} else {
				seen[at] = true
			}
			found = append(found, strings.Join(cells[5:], ","))
		}
		slices.Sort(found)
		got := [2]string{out, strings.Join(found, "")}
		if i == 0 {
			contains(t, out, "ar-heart-failure 1 0 0 5,590.00 0.00 0.00 80.00")
			want = got
		} else if got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	}
}

// Versions of a claim are rows that differ in what stands on each: a reversal with the
// same identifier takes the claim back.
func TestReversal(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": "member,claim,setting,from,diagnoses,facility,amount\n" +
		"A,1,ed,2020-03-05,J45901,H1,400.00\nB,9,ed,2020-03-05,J45901,H1,400.00\nA,1,ed,2020-03-05,J45901,H1,-400.00\n"})
	out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "asthma", "-lines", "@lines.csv")
	if code != 0 {
		t.Fatal(errs)
	}
	contains(t, out, "asthma 1 0 0 400.00 0.00 0.00 0.00 0.00 Every row adds up")
	contains(t, trial.Read(t, dir, "lines.csv"), "A,1,1,asthma,,,outside,outside,,ed,400.00 A,1,2,asthma,,,outside,outside,,ed,-400.00")
}

// A line that the engine cannot use is counted with its reason, and its dollars stand
// apart.
func TestRejected(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": "member,claim,setting,from,diagnoses,facility,amount\n" +
		"A,1,ed,2020-03-05,J45901,H1,400.00\nA,2,ed,2020-03-06,J45901,H1,90071992547409.93\n"})
	out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "asthma", "-lines", "@lines.csv")
	if code != 0 {
		t.Fatal(errs)
	}
	contains(t, trial.Read(t, dir, "lines.csv"), "A,2,1,asthma,,,rejected,rejected,,ed,90071992547409.93")
	contains(t, out, "1 members, 2 lines of 90,071,992,547,809.93 dollars, 1 rejected rejected: amount: ", "0.00 90,071,992,547,409.93 Every row adds up")
}
