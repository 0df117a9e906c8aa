package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/trial"
)

// attribute runs the program, see [trial.Run].
func attribute(t *testing.T, dir string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	return trial.Run(t, run, dir, args...)
}

const rosterCSV = "id,kind,organization\n1,tin,Alder\n2,tin,Alder\n"

const claimsCSV = `member,claim,tin,npi,specialty,code,date,allowed
A,1,1,11,08,99213,2024-02-01,100
A,2,2,12,50,99213,2024-03-01,60
A,3,9,13,08,99213,2024-04-01,150
B,4,1,11,08,99213,2024-02-01,100
B,5,9,13,08,99213,2024-04-01,150
C,6,1,11,02,99213,2024-04-01,5
`

func TestEmbeddedRun(t *testing.T) {
	out, errs, code := attribute(t, "")
	for _, want := range []string{
		"fictional roster", "500", "Alder Health", "Birch Medical Group", "Cedar Clinics",
		"claims: 30680 rows read = 30680 used + 0 not qualifying + 0 rejected",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
	if code != 0 || errs != "" {
		t.Error(code, errs)
	}
}

func TestOwnFiles(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "roster.csv": rosterCSV})
	for _, workers := range []string{"1", "3"} {
		out, errs, code := attribute(t, dir, "-claims", "@claims.csv", "-roster", "@roster.csv", "-method", "mssp-2024",
			"-from", "2024-01-01", "-to", "2024-12-31", "-out", "@out.csv", "-candidates", "@candidates.csv", "-workers", workers)
		if code != 0 || errs != "" {
			t.Fatal(code, errs)
		}
		if want := "claims: 6 rows read = 5 used + 1 not qualifying + 0 rejected\nallowed: 565.00 = 560.00 used + 5.00 not qualifying\n"; !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
		if got, want := trial.Read(t, dir, "out.csv"), `member,organization,entity,step,total,runner_up,runner_up_total,reason
A,Alder,1,step 1,160.00,9,150.00,
B,,9,step 1,150.00,Alder,100.00,outside
C,,,,,,,noService
`; got != want {
			t.Errorf("got\n%s", got)
		}
		if got, want := trial.Read(t, dir, "candidates.csv"), `member,step,held,rank,organization,entity,total,latest
A,step 1,true,1,Alder,1,160.00,2024-03-01
A,step 1,true,2,,9,150.00,2024-04-01
B,step 1,true,1,,9,150.00,2024-04-01
B,step 1,true,2,Alder,1,100.00,2024-02-01
`; got != want {
			t.Errorf("got\n%s", got)
		}
	}
	trial.Leftovers(t, dir, "claims.csv", "roster.csv", "out.csv", "candidates.csv")
}

// Coverage and elections are tested when their files are there.
func TestPersonFiles(t *testing.T) {
	months := "member,month,a,b,ma,us,death\n"
	for _, m := range []string{"A", "B"} {
		months += m + ",2024-05,1,1,0,1,\n"
	}
	months += "C,2024-05,1,0,0,1,\nD,2024-05,1,1,0,1,2023-12-31\n"
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "roster.csv": rosterCSV, "months.csv": months,
		"elections.csv": "member,organization,from,to\nB,Alder,2023-09-30,\n", "stays.csv": "member,kind,from,to\nA,snf,2024-02-01,2024-02-02\n"})
	_, errs, code := attribute(t, dir, "-claims", "@claims.csv", "-roster", "@roster.csv", "-enrollment", "@months.csv", "-elections", "@elections.csv",
		"-stays", "@stays.csv", "-method", "mssp-2024", "-from", "2024-01-01", "-to", "2024-12-31", "-out", "@out.csv")
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	if got, want := trial.Read(t, dir, "out.csv"), `member,organization,entity,step,total,runner_up,runner_up_total,reason
A,Alder,1,step 1,160.00,9,150.00,
B,Alder,,voluntary alignment,,,,
C,,,,,,,notEnrolled
D,,,,,,,died
`; got != want {
		t.Errorf("got\n%s", got)
	}
}

// A bad row stops with its place and leaves nothing half-written; with -rejects it
// is written there and counted.
func TestBadRow(t *testing.T) {
	bad := claimsCSV + "D,7,1,11,08,99213,sometime,5\nE,8,1,11,08,99213,2024-04-01,5\n"
	dir := trial.Files(t, map[string]string{"claims.csv": bad, "roster.csv": rosterCSV})
	args := []string{"-claims", "@claims.csv", "-roster", "@roster.csv", "-method", "open", "-from", "2024-01-01", "-to", "2024-12-31", "-out", "@out.csv"}
	_, errs, code := attribute(t, dir, append([]string{}, args...)...)
	if code != 2 || errs != "claims.csv:8:19: date: want a date such as 2006-01-02\n" {
		t.Errorf("%d %q", code, errs)
	}
	trial.Leftovers(t, dir, "claims.csv", "roster.csv")
	out, errs, code := attribute(t, dir, append(args, "-rejects", "@rejects.csv")...)
	if code != 0 || errs != "" || !strings.Contains(out, "claims: 8 rows read = 7 used + 0 not qualifying + 1 rejected\n") {
		t.Errorf("%d %q\n%s", code, errs, out)
	}
	if got := strings.ReplaceAll(trial.Read(t, dir, "rejects.csv"), dir+string(filepath.Separator), ""); got !=
		"file,line,column,field,reason,row\nclaims.csv,8,19,date,want a date such as 2006-01-02,\"D,7,1,11,08,99213,sometime,5\"\n" {
		t.Error(got)
	}
	trial.Leftovers(t, dir, "claims.csv", "roster.csv", "out.csv", "rejects.csv")
}

// A file that is not sorted gives the same results, and the program says what it
// does.
func TestUnsortedFile(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(claimsCSV), "\n")
	shuffled := strings.Join([]string{lines[0], lines[6], lines[5], lines[1], lines[4], lines[3], lines[2]}, "\n")
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "mixed.csv": shuffled, "roster.csv": rosterCSV})
	for _, name := range []string{"claims", "mixed"} {
		out, errs, code := attribute(t, dir, "-claims", "@"+name+".csv", "-roster", "@roster.csv", "-method", "open",
			"-from", "2024-01-01", "-to", "2024-12-31", "-out", "@"+name+".out")
		if code != 0 || !strings.Contains(out, "claims: 6 rows read = 6 used") || (name == "mixed") != strings.Contains(errs, "mixed.csv is not sorted by member") {
			t.Errorf("%d %q\n%s", code, errs, out)
		}
	}
	if a, b := trial.Read(t, dir, "claims.out"), trial.Read(t, dir, "mixed.out"); a != b {
		t.Errorf("%s\n%s", a, b)
	}
}

func TestList(t *testing.T) {
	out, _, code := attribute(t, "", "-method", "list")
	if code != 0 || strings.Count(out, "\n") != len(methods())+1 {
		t.Error(out)
	}
	for _, m := range methods() {
		if method, err := m.build(); err != nil || method.Validate() != nil || !strings.Contains(out, m.name) {
			t.Errorf("%s: %v", m.name, err)
		}
	}
}

func TestOwnMethod(t *testing.T) {
	m, err := medicaid()
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "roster.csv": rosterCSV, "mine.json": string(b), "bad.json": `{"steps":1}`})
	args := []string{"-claims", "@claims.csv", "-roster", "@roster.csv", "-from", "2024-01-01", "-to", "2024-12-31", "-method"}
	if out, errs, code := attribute(t, dir, append(args, "@mine.json")...); code != 0 || !strings.Contains(out, "plurality") {
		t.Error(out, errs)
	}
	if _, errs, code := attribute(t, dir, append(args, "@bad.json")...); code != 2 || !strings.Contains(errs, "steps") {
		t.Error(errs)
	}
}

func TestUsage(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "roster.csv": rosterCSV, "twice.csv": "id,kind,organization\n1,tin,A\n1,tin,B\n"})
	full := func(change ...string) []string {
		args := map[string]string{"-claims": "@claims.csv", "-roster": "@roster.csv", "-method": "mssp-2024-prospective", "-from": "2024-01-01", "-to": "2024-12-31"}
		for i := 0; i < len(change); i += 2 {
			args[change[i]] = change[i+1]
		}
		var list []string
		for k, v := range args {
			if v != "" {
				list = append(list, k, v)
			}
		}
		return list
	}
	tests := []struct {
		args []string
		want string
	}{
		{[]string{"-nothing"}, "flag provided but not defined"},
		{[]string{"more"}, "takes no arguments"},
		{[]string{"-workers", "0"}, "-workers: want at least 1"},
		{[]string{"-roster", "x"}, "go with -claims"},
		{full("-roster", ""), "-claims needs -roster"},
		{full("-method", ""), "-claims needs -method"},
		{full("-to", ""), "-claims needs -from and -to"},
		{full("-from", "soon"), "-from: not a valid date"},
		{full("-to", "soon"), "-to: not a valid date"},
		{full("-to", "2023-12-31"), "-to: the period ends before it starts"},
		{full("-method", "best"), `unknown "best"`},
		{full("-roster", "@twice.csv"), "roster.participants[1]: another organisation claims the identifier at the same time"},
	}
	for _, tt := range tests {
		if _, errs, code := attribute(t, dir, tt.args...); code != 2 || !strings.Contains(errs, tt.want) {
			t.Errorf("%v: %d %q, want %q", tt.args, code, errs, tt.want)
		}
	}
	if _, errs, code := attribute(t, dir, full("-claims", "@none.csv")...); code != 2 {
		t.Error(code, errs)
	}
	if _, errs, code := attribute(t, dir, "-h"); code != 0 || !strings.Contains(errs, "member,organization,from[,to]") || !strings.Contains(errs, "-candidates") {
		t.Error(code, errs)
	}
	if _, errs, code := attribute(t, dir, full("-out", "@none/out.csv")...); code != 1 {
		t.Error(code, errs)
	}
	trial.Leftovers(t, dir, "claims.csv", "roster.csv", "twice.csv")
}

// No output takes the place of an input, of another output or of what is not a
// plain file; a file that is there keeps its permissions, and a link stays a link.
func TestOutputs(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "roster.csv": rosterCSV, "old.csv": "old\n"})
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for link, name := range map[string]string{"link.csv": "claims.csv", "mine.csv": "old.csv"} {
		if err := os.Symlink(filepath.Join(dir, name), filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	args := func(more ...string) []string {
		return append([]string{"-claims", "@claims.csv", "-roster", "@roster.csv", "-method", "open", "-from", "2024-01-01", "-to", "2024-12-31"}, more...)
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"-out", "@claims.csv"}, "-out: claims.csv is also the file of -claims\n"},
		{[]string{"-out", "@link.csv"}, "-out: link.csv is also the file of -claims\n"},
		{[]string{"-rejects", "@roster.csv"}, "-rejects: roster.csv is also the file of -roster\n"},
		{[]string{"-out", "@x.csv", "-candidates", "@x.csv"}, "-candidates: x.csv is also the file of -out\n"},
		{[]string{"-out", "@x.csv", "-rejects", "@folder/../x.csv"}, "-rejects: x.csv is also the file of -out\n"},
		{[]string{"-out", "@folder"}, "-out: folder is not a plain file\n"},
		{[]string{"-candidates", "@folder"}, "-candidates: folder is not a plain file\n"},
	} {
		if _, errs, code := attribute(t, dir, args(tt.args...)...); code != 2 || errs != tt.want {
			t.Errorf("%v: %d %q, want %q", tt.args, code, errs, tt.want)
		}
	}
	if trial.Read(t, dir, "claims.csv") != claimsCSV || trial.Read(t, dir, "roster.csv") != rosterCSV {
		t.Error("an input was changed")
	}
	if err := os.Chmod(filepath.Join(dir, "old.csv"), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := attribute(t, dir, args("-out", "@mine.csv", "-candidates", "@candidates.csv")...); code != 0 {
		t.Fatal(code, errs)
	}
	for name, want := range map[string]os.FileMode{"old.csv": 0o640, "candidates.csv": 0o600, "mine.csv": os.ModeSymlink} {
		info, err := os.Lstat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode(); got != want && got&os.ModeSymlink != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if !strings.HasPrefix(trial.Read(t, dir, "old.csv"), "member,") {
		t.Error("nothing was written through the link")
	}
	trial.Leftovers(t, dir, "claims.csv", "roster.csv", "old.csv", "folder", "link.csv", "mine.csv", "candidates.csv")
}

// A file with a header only, one that is empty, and more workers than there could be.
func TestSmallFiles(t *testing.T) {
	dir := trial.Files(t, map[string]string{"none.csv": "member,date,allowed\n", "empty.csv": "", "roster.csv": rosterCSV, "claims.csv": claimsCSV,
		"list.csv": "id,kind,organization\n"})
	run := func(claims, roster string) (string, string, int) {
		return attribute(t, dir, "-claims", claims, "-roster", roster, "-method", "open", "-from", "2024-01-01", "-to", "2024-12-31",
			"-out", "@out.csv", "-workers", "9000000000000000000")
	}
	out, errs, code := run("@none.csv", "@roster.csv")
	if code != 0 || errs != "" || !strings.Contains(out, "claims: 0 rows read = 0 used + 0 not qualifying + 0 rejected\n") ||
		trial.Read(t, dir, "out.csv") != "member,organization,entity,step,total,runner_up,runner_up_total,reason\n" {
		t.Errorf("%d %q\n%s", code, errs, out)
	}
	if out, errs, code = run("@claims.csv", "@list.csv"); code != 0 || errs != "" || !strings.Contains(out, "outside") {
		t.Errorf("%d %q\n%s", code, errs, out)
	}
	if _, errs, code = run("@empty.csv", "@roster.csv"); code != 2 || errs != "empty.csv: the file is empty; want a header with member, date, allowed\n" {
		t.Errorf("%d %q", code, errs)
	}
}

// A condition that no file can meet is not tested, and the report says so.
func TestNotes(t *testing.T) {
	dir := trial.Files(t, map[string]string{
		"claims.csv": "member,tin,specialty,code,date,allowed\nA,1,08,99213,2018-02-01,100\nA,2,08,99213,2018-02-01,200\n",
		"roster.csv": "id,kind,organization\n1,tin,Alder\n2,tin,Birch\n", "elections.csv": "member,organization,from\nA,Alder,2017-01-01\n",
		"months.csv": "member,month,a,b\nA,2018-05,1,1\n",
	})
	out, errs, code := attribute(t, dir, "-claims", "@claims.csv", "-roster", "@roster.csv", "-elections", "@elections.csv", "-enrollment", "@months.csv",
		"-method", "mssp-2018", "-from", "2018-01-01", "-to", "2018-12-31", "-out", "@out.csv")
	for _, want := range []string{"-elections has no specialty", "other initiatives: it is not tested"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
	if code != 0 || errs != "" || !strings.Contains(trial.Read(t, dir, "out.csv"), "A,Alder,,voluntary alignment,") {
		t.Errorf("%d %q\n%s", code, errs, trial.Read(t, dir, "out.csv"))
	}
}
