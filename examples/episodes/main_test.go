package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/seed-6807d414/apm/examples/internal/trial"
)

// episodes runs the program, see [trial.Run].
func episodes(t *testing.T, dir string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	return trial.Run(t, run, dir, args...)
}

func contains(t *testing.T, text string, want ...string) {
	t.Helper()
	squeezed := strings.Join(strings.Fields(text), " ")
	for _, w := range want {
		if !strings.Contains(squeezed, w) {
			t.Errorf("%q is not in:\n%s", w, text)
		}
	}
}

// The embedded claims: which definitions fire, and where every cent went. All claims
// are those of the claims package, to the cent.
func TestEmbedded(t *testing.T) {
	out, errs, code := episodes(t, "")
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	contains(t, out, "codes are ICD-9", "500 members, 38,024 lines of 4,615,210.00 dollars, 0 rejected", "Every row adds up to all lines.",
		"asthma 1 3 0 12,240.00 0.00 3,650.00 4,599,320.00 0.00",
		"adhd 0 0 2 0.00 0.00 0.00 4,615,210.00 0.00",
		"total-joint 4 4 0 83,900.00 0.00 8,790.00 4,522,520.00 0.00",
		"heart-attack 6 0 0 93,610.00 0.00 3,290.00 4,518,310.00 0.00",
		"ar-heart-failure 4 12 0 130,690.00 0.00 10,640.00 4,473,880.00 0.00",
		"bpci-advanced 9 0 30 117,440.00 19,140.00 30.00 4,478,600.00 0.00",
		"dropped: bpci-advanced: esrd 15, excludedState 1, notEnrolled 23", "dropped: team: notEffective 8",
		"fire here: asthma, total-joint, heart-attack, case-rate, ar-heart-failure, bpci-advanced find nothing: tonsillectomy, adhd, perinatal, ar-perinatal, ar-adhd, co-maternity, cjr, team",
		"10 episodes are of categories without a level",
		"ar-heart-failure 15 4 12 14,017.50 5,000.00 9,000.00 - 1,465.00 -15,500.00",
		"gain or loss 3401MN ar-heart-failure 1 0 33,000.00 33,000.00 -12,000.00 0100KT heart-attack 1 0 35,090.00 35,090.00 -10,545.00 2100YG",
		"0501BG ar-heart-failure 1 0 4,070.00 4,070.00 465.00", "and 21 more: -report FILE",
		"excluded: ar-heart-failure: esrd 6, notEnrolled 4, transplant 3",
	)
	if lines := strings.Count(out, "\n"); strings.Contains(out, "DOES NOT") || lines > 56 {
		t.Errorf("%d lines:\n%s", lines, out)
	}
	for line := range strings.Lines(out) {
		if len(line) > 121 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
	members, err := embedded()
	if err != nil {
		t.Fatal(err)
	}
	var sum, want apm.Cents
	for _, m := range members {
		for _, c := range m.Claims {
			for _, l := range c.Lines {
				sum += l.Amount
			}
		}
	}
	loader := claims.NewLoader(claims.Embedded())
	for _, err := range loader.Members() {
		if err != nil {
			t.Fatal(err)
		}
	}
	facility, err := claims.FacilityClaims()
	if err != nil {
		t.Fatal(err)
	}
	want = loader.Dollars
	for _, f := range facility {
		want += f.Paid + f.PerDiem*apm.Cents(f.Days)
	}
	if sum != want || sum.String() != "4615210.00" {
		t.Errorf("%s in members, %s in claims", sum, want)
	}
}

const claimsCSV = `member,claim,setting,from,through,diagnoses,code,facility,npi,marks,amount
A,1,ed,2020-03-05,,J45901,99284,H1,7,,400.00
A,1,ed,2020-03-05,,J45901,94640,H1,7,,50.00
A,2,professional,2020-03-10,,J45909,99213,,8,,80.00
A,2,professional,2020-03-10,,J45909,99213,,8,,-80.00
A,3,pharmacy,2020-03-11,,,,,,asthmadrug,35.50
A,4,professional,2020-03-12,,S0001,99213,,8,,90.00
A,5,professional,2020-05-12,,J45909,99213,,8,,70.00
B,6,inpatient,2020-06-01,2020-06-04,J4551,,H1,7,,5000.00
`

const membersCSV = `member,birth,death,span,from,to
A,1990-01-01,,enrolled,2019-01-01,2020-12-31
B,2019-01-01,,enrolled,2019-01-01,2020-12-31
`

func TestOwnFiles(t *testing.T) {
	for _, workers := range []string{"1", "3"} {
		dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "members.csv": membersCSV})
		out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-members", "@members.csv", "-definition", "asthma", "-program", "illustrative",
			"-out", "@out.csv", "-lines", "@lines.csv", "-report", "@report.txt", "-workers", workers)
		if code != 0 || errs != "" {
			t.Fatal(code, errs)
		}
		contains(t, out, "2 members, 8 lines of 5,645.50 dollars, 0 rejected", "asthma 1 1 0 5,485.50 0.00 90.00 70.00 0.00 Every",
			"asthma 1 1 1 485.50 1,500.00 4,000.00 - 507.25 0.00", "H1 asthma 1 1 485.50 485.50 507.25", "excluded: asthma: age 1")
		if got, want := trial.Read(t, dir, "out.csv"), `member,definition,episode,category,cell,trigger,claim,setting,drg,code,trigger_from,trigger_to,from,to,provider,cost,apart,counts,exclusions
A,asthma,1,asthma,,visit,1,ed,,99284,2020-03-05,2020-03-05,2020-03-05,2020-04-04,H1,485.50,0.00,true,
B,asthma,1,asthma,,stay,6,inpatient,,,2020-06-01,2020-06-04,2020-06-01,2020-07-04,H1,5000.00,0.00,false,age
`; got != want {
			t.Errorf("got\n%s", got)
		}
		if got, want := trial.Read(t, dir, "lines.csv"), `member,claim,line,definition,episode,window,rule,effect,category,setting,amount
A,1,1,asthma,1,trigger,event,include,typical,ed,400.00
A,1,2,asthma,1,trigger,event,include,typical,ed,50.00
A,2,1,asthma,1,post,airway,include,typical,professional,80.00
A,2,2,asthma,1,post,airway,include,typical,professional,-80.00
A,3,1,asthma,1,post,drug,include,typical,pharmacy,35.50
A,4,1,asthma,1,post,unmatched,exclude,,professional,90.00
A,5,1,asthma,,,outside,outside,,professional,70.00
B,6,1,asthma,1,trigger,event,include,typical,inpatient,5000.00
`; got != want {
			t.Errorf("got\n%s", got)
		}
		contains(t, trial.Read(t, dir, "report.txt"), "Levels and shares of this command (illustrative)",
			"asthma H1 1 1 485.50 485.50 485.50 200.00 1,500.00 4,000.00 - - 507.25", "excluded: asthma H1: age 1")
		trial.Leftovers(t, dir, "claims.csv", "members.csv", "out.csv", "lines.csv", "report.txt")
	}
}

// Every line stands in -lines, its parts adding up to it.
func TestLinesAddUp(t *testing.T) {
	for _, definition := range []string{"ar-heart-failure", "bpci-advanced"} {
		dir := t.TempDir()
		if _, errs, code := episodes(t, dir, "-lines", "@lines.csv", "-definition", definition); code != 0 {
			t.Fatal(errs)
		}
		rows, err := csv.NewReader(strings.NewReader(trial.Read(t, dir, "lines.csv"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var sum apm.Cents
		lines := make(map[[3]string]bool)
		for _, row := range rows[1:] {
			amount, err := apm.ParseCents(row[10])
			if err != nil || row[3] != definition {
				t.Fatal(row, err)
			}
			sum += amount
			lines[[3]string{row[0], row[1], row[2]}] = true
		}
		if sum.String() != "4615210.00" || len(lines) != 38024 {
			t.Errorf("%s: %s in %d lines", definition, sum, len(lines))
		}
	}
}

// Without a file of members nothing of them is tested, and the program says so.
func TestWithoutMembers(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV})
	out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "asthma")
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	contains(t, out, "No -members: coverage, other payers, age and death are not tested.", "asthma 2 0 0 5,485.50", "Volume and cost", "asthma 1 2 0 2,742.75 - - - 0.00 0.00", "H1 asthma 2 0 2,742.75 2,742.75 0.00")
	for _, definition := range []string{"adhd", "bpci-advanced", "heart-attack", "tennessee", "all"} {
		if _, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", definition); code != 0 {
			t.Errorf("%s: %s", definition, errs)
		}
	}
}

// A file of members that lacks some, or has spans by a name that nobody reads, is noted.
func TestMembersThatDoNotFit(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "members.csv": "member,span,birth\nA,enroled,1990-01-01\nA,dual,\n"})
	if out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-members", "@members.csv", "-definition", "asthma", "-out", "@o.csv"); code != 2 || out != "" || errs != "-members: a definition tests the age of a member who has no date of birth (1 have none)\n" {
		t.Errorf("%d %s", code, errs)
	}
	trial.Leftovers(t, dir, "claims.csv", "members.csv")
	out, errs, _ := episodes(t, dir, "-claims", "@claims.csv", "-members", "@members.csv", "-definition", "ar-heart-failure")
	if errs != "" {
		t.Fatal(errs)
	}
	contains(t, out, "-members does not know 1 of the members with claims", "No definition reads these spans of -members: enroled. 2 members")
	dir = trial.Files(t, map[string]string{"claims.csv": claimsCSV, "members.csv": membersCSV})
	if out, _, _ := episodes(t, dir, "-claims", "@claims.csv", "-members", "@members.csv", "-definition", "adhd"); !strings.HasPrefix(out, "\n2 members") {
		t.Error(out)
	}
}

// Who answers for an episode can be chosen.
func TestProvider(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV})
	out, _, _ := episodes(t, dir, "-claims", "@claims.csv", "-definition", "asthma", "-provider", "practitioner")
	contains(t, out, "7 asthma 2 0")
	out, _, _ = episodes(t, dir, "-claims", "@claims.csv", "-definition", "asthma", "-provider", "surgeon")
	contains(t, out, "asthma 2 0 0 5,485.50", "asthma 0 0 2 - - - - 0.00 0.00", "nobody answers for: asthma 2") // they count, but nobody operated
}

// A definition and a program go out as JSON and come back as files.
func TestOwnTerms(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV})
	for what, name := range map[string]string{"definition": "asthma", "program": "illustrative"} {
		out, errs, code := episodes(t, dir, "-"+what, name, "-json", what)
		if code != 0 {
			t.Fatal(errs)
		}
		if err := os.WriteFile(filepath.Join(dir, what+".json"), []byte(out), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	own, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "@definition.json", "-program", "@program.json")
	preset, _, _ := episodes(t, dir, "-claims", "@claims.csv", "-definition", "asthma", "-program", "illustrative")
	if code != 0 || own != preset {
		t.Errorf("%s\n%s", own, errs)
	}
}

// What is released hides counts of 1 to 10 and the figures made of them.
func TestRelease(t *testing.T) {
	dir := t.TempDir()
	out, errs, code := episodes(t, dir, "-release", "-report", "@report.txt")
	if code != 0 {
		t.Fatal(errs)
	}
	contains(t, out, "ar-heart-failure * * * * * * * *", "dropped: bpci-advanced: esrd *, excludedState *, notEnrolled * fire here",
		"* episodes are of categories without", "ar-heart-failure 15 * * * 5,000.00 9,000.00 - * *", "asthma * * * *", "0501BG ar-heart-failure * 0 * * * 0501MA ar-heart-failure 0 * - - 0.00",
		"excluded: ar-heart-failure: esrd *, notEnrolled *, transplant *", "* a count of 1 to 10")
	contains(t, trial.Read(t, dir, "report.txt"), "ar-heart-failure 0501BG * 0 * * * 2,000.00 5,000.00 9,000.00 * * *", "excluded: ar-heart-failure 39T2HB: esrd *")
	for _, secret := range []string{"465.00", "4,473,880", "130,690", "39T2HB: esrd 2"} {
		if strings.Contains(out, secret) {
			t.Errorf("%s is told", secret)
		}
	}
}

// A category of many episodes shows their number and, because it has providers of few,
// nothing that is made of them.
func TestReleaseOfCategory(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("member,setting,from,diagnoses,facility,amount\n")
	for i := range 33 {
		facility := "H9"
		if i >= 20 {
			facility = fmt.Sprintf("H%d", i%2+2)
		}
		fmt.Fprintf(&rows, "M%d,ed,2020-03-05,J45901,%s,100.00\n", i, facility)
	}
	dir := trial.Files(t, map[string]string{"claims.csv": rows.String()})
	out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "asthma", "-release")
	if code != 0 {
		t.Fatal(errs)
	}
	contains(t, out, "asthma 33 0 0 3,300.00", "asthma * 33 * * - - - * *", "H3 asthma * 0 * * *", "H9 asthma 20 0 100.00", "H2 asthma * 0 * * *")
}
