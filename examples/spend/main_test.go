package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/command"
)

func output(t *testing.T, args ...string) string {
	t.Helper()
	var b bytes.Buffer
	if err := run(args, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// write makes a file of the test and gives its name.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func wants(t *testing.T, got string, lines ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(got), " ")
	for _, line := range lines {
		if !strings.Contains(flat, strings.Join(strings.Fields(line), " ")) {
			t.Errorf("lacks %q in\n%s", line, got)
		}
	}
}

// CMS's own annual totals come out of the claims, but for three exceptions.
func TestControlTotals(t *testing.T) {
	wants(t, output(t),
		"CMS's annual totals, inpatient: 996 of 998 beneficiary-years equal, 0 without a total",
		"5E5D3656373A070C 2008 11,000.00 7,000.00",
		"AD514EDB4307447C 2008 25,000.00 19,000.00",
		"all 1,994,070.00 1,984,070.00",
		"CMS's annual totals, outpatient: 997 of 998 beneficiary-years equal, 0 without a total",
		"5EAC6726C20F983A 2008 12,100.00 10,100.00",
		"it balances",
		"in 3,052 2,746,530.00 20,170.00")
}

// CMS dates by the through date and pays the pass-through beside the claim: without
// either fewer totals come out.
func TestControlTotalsDecide(t *testing.T) {
	terms := func(incurred, more string) string {
		return write(t, "terms.json", `{"name": "other terms", "period": "2008-01-01/2009-12-31", "incurred": "`+incurred+`", "months": {"count": "any"}`+more+`,
			"categories": [{"name": "inpatient", "when": [{"field": "setting", "in": ["inpatient"]}]}], "other": "outpatient"}`)
	}
	wants(t, output(t, "-terms", terms("through", "")), "inpatient: 946 of 998", "outpatient: 997 of 998")
	wants(t, output(t, "-terms", terms("from", `, "passThrough": true`)), "inpatient: 994 of 998", "outpatient: 985 of 998")
}

func TestFilesOfOnesOwn(t *testing.T) {
	claims := write(t, "claims.csv", "\ufeffmember,claim,version,action,from,through,paid_date,paid,setting\n"+
		"b,1,0,add,2023-01-05,2023-01-05,2023-02-01,100.00,office\n"+
		"a,7,0,add,2023-03-01,2023-03-04,2023-04-01,5000,hospital\n"+
		"a,7,1,replace,2023-03-01,2023-03-04,2023-09-01,4000,hospital\n"+
		"a,8,0,add,2023-03-04,2023-03-01,2023-04-01,10,hospital\n"+
		"a,9,0,add,2023-11-04,2023-11-04,2023-12-01,70,office\n")
	enrollment := write(t, "enrollment.csv", "member,from,to,cell\na,2023-01-01,2023-06-30,X\nb,2023-01-01,,X\n")
	got := output(t, "-claims", claims, "-enrollment", enrollment, "-paid-through", "2023-06-30")
	wants(t, got,
		"all services, 2023-01-01/2023-12-31, 2 members",
		"2023 hospital 2 18 1 4,000.00 222.22",
		"2023 office 2 18 1 100.00 5.56",
		"in months without enrollment 1 70.00 0.00",
		"superseded 1 5,000.00 0.00",
		"rejected 1 10.00 0.00",
		"rejected: through is before from lines 1 5 1 10.00",
		"What came since the run as of 2023-06-30",
		"2023-03 hospital 1 5,000.00 4,000.00",
		"2023-11 office, unenrolled 1 0.00 70.00")
	if strings.Contains(got, "CMS") {
		t.Error("files of one's own have CMS's totals")
	}
	small := output(t, "-claims", claims, "-enrollment", enrollment, "-paid-through", "2023-06-30", "-release")
	wants(t, small, "2023 hospital (small) (small) (small) (small) (small)", "rejected: through is before from lines (small) (small) (small) (small)", "in (small) (small) (small)", "2023-03 hospital (small) (small) (small)")
	if strings.Contains(small, "4,000") {
		t.Errorf("a small cell is shown:\n%s", small)
	}
}

func TestRefuses(t *testing.T) {
	good := write(t, "e.csv", "member,from\na,2023-01-01\n")
	for _, tc := range []struct{ name, claims, want string }{
		{"an empty file", "", "c.csv: the file is empty; want a header with member, through, paid"},
		{"no header", "SECRET,2023-02-01,1\n", "c.csv:1:1: header: unknown column (known: member, through, paid, claim, "},
		{"an unknown column", "member,through,paid,payed\n", "c.csv:1:21: header: unknown column (known: "},
		{"a column twice", "member,through,paid,paid\n", `c.csv:1:21: header: the column "paid" stands twice`},
		{"a column missing", "member,paid\n", `c.csv:1:1: header: the column "through" is missing`},
		{"a bad amount", "member,through,paid\nSECRET,2023-01-01,SECRET\n", "c.csv:2:19: paid: not a valid amount: want dollars such as 1234.56"},
		{"a month with 31 days in February", "member,through,paid\nSECRET,2023-02-31,1\n", "c.csv:2:8: through: not a valid date: no such day in the calendar"},
		{"a bad version", "member,through,paid,version\nSECRET,2023-02-01,1,SECRET\n", "c.csv:2:21: version: want a whole number"},
		{"a bad action", "member,through,paid,action\nSECRET,2023-02-01,1,SECRET\n", "c.csv:2:21: action: not a valid action: want add, void or replace"},
		{"no amount", "member,through,paid\nSECRET,2023-02-01,\n", "c.csv:2:19: paid: is empty"},
		{"a torn row", "member,through,paid\nSECRET,2023-02-01\n", "c.csv:2:1: 2 values, and the header has 3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := write(t, "c.csv", tc.claims)
			err := run([]string{"-claims", path, "-enrollment", good}, &bytes.Buffer{})
			if err == nil || !strings.HasPrefix(err.Error(), filepath.Join(filepath.Dir(path), tc.want)) {
				t.Fatalf("got %v, want %s", err, tc.want)
			}
			if strings.Contains(err.Error(), "SECRET") {
				t.Error("the text shows what stands in the row")
			}
		})
	}
	for _, args := range [][]string{{"-claims", good}, {"extra"}, {"-paid-through", "soon"}, {"-terms", good}, {"-claims", "none.csv", "-enrollment", good}} {
		if err := run(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%v is accepted", args)
		}
	}
}

// lines is a claims file of one line for each of some members, in one setting.
func lines(from, to int, setting, day string) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "m%d,%s,100,%s\n", i, day, setting)
	}
	return b.String()
}

func enrolled(n int) string {
	var b strings.Builder
	b.WriteString("member,from\n")
	for i := range n {
		fmt.Fprintf(&b, "m%d,2023-01-01\n", i)
	}
	return b.String()
}

// A release hides few people, also where they have many lines, and not only few
// lines.
func TestReleaseCountsPeople(t *testing.T) {
	claims := "member,through,paid,setting\n" + lines(0, 40, "office", "2023-02-01")
	for month := range 12 {
		claims += strings.Repeat(fmt.Sprintf("m1,2023-%02d-01,100,dialysis\n", month+1), 3)
	}
	got := output(t, "-claims", write(t, "c.csv", claims), "-enrollment", write(t, "e.csv", enrolled(40)), "-release")
	wants(t, got, "2023 dialysis (small) (small) (small) (small) (small)")
	if strings.Contains(got, "3,600.00") {
		t.Errorf("the lines of one member are shown:\n%s", got)
	}
	if got := output(t, "-release"); strings.Contains(got, "5E5D3656373A070C") {
		t.Error("a release names a beneficiary")
	}
}

// Of the months of a category one that is hidden alone would be the rest of the year.
func TestReleaseHidesTheComplement(t *testing.T) {
	claims := "member,through,paid,setting,paid_date\n"
	for month, n := range []int{30, 20, 5} {
		claims += strings.ReplaceAll(lines(0, n, "office", fmt.Sprintf("2023-0%d-01", month+1)), "office\n", "office,2023-12-01\n")
	}
	got := output(t, "-claims", write(t, "c.csv", claims), "-enrollment", write(t, "e.csv", enrolled(40)), "-release", "-paid-through", "2023-06-30")
	wants(t, got, "2023-01 office 30 0.00 3,000.00", "2023-02 office (small) (small) (small)", "2023-03 office (small) (small) (small)")
}

// A run ends at a date of payment; lines without one are named, and not taken for
// lines that came later.
func TestRunWithoutPaidDates(t *testing.T) {
	wants(t, output(t, "-paid-through", "2008-12-31"), "What came since the run as of 2008-12-31; it rejects 3,052 lines for want of a paid date")
}

func TestMonthsOfTheLedger(t *testing.T) {
	for _, tc := range []struct{ name, claims, enrollment, want string }{
		{"a header alone", "member,through,paid\n", "member,from,to\na,2023-01-01,2023-03-31\n", "2023-01-01/2023-12-31, 1 members"},
		{"a mistyped century", "member,through,paid\na,2023-01-01,1\na,2022-01-01,1\na,2203-01-01,1\n", "member,from\na,2022-01-01\n", "2022-01-01/2023-12-31, 1 members"},
		{"years far apart", "member,through,paid\na,1900-01-01,1\na,1930-01-01,1\na,1960-01-01,1\na,1990-01-01,1\na,2023-01-01,1\n", "member,from\na,2022-01-01\n", "2023-01-01/2023-12-31, 1 members"},
		{"settings that read as patterns", "member,through,paid,setting\na,2023-01-01,1,*\na,2023-01-01,1,..\na,2023-01-01,1,other\na,2023-01-01,1, \n", "member,from\na,2023-01-01\n", "any other 1 12 3 3.00"},
		{"CRLF, blank lines, columns in another order, a quoted mark", "\ufeff\"paid\",member,through\r\n\r\n1,a,2023-01-01\r\n\r\n", "from,member\r\n2023-01-01,a\r\n", "2023 other 1 12 1 1.00 0.08"},
		{"a row twice", "member,through,paid,claim\na,2023-01-01,1,7\na,2023-01-01,1,7\n", "member,from\na,2023-01-01\n", "the same claim, version and line again lines 1 2 1 1.00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wants(t, output(t, "-claims", write(t, "c.csv", tc.claims), "-enrollment", write(t, "e.csv", tc.enrollment)), tc.want)
		})
	}
	err := run([]string{"-claims", write(t, "c.csv", "member,through,paid\n"), "-enrollment", write(t, "e.csv", "member,from\n")}, &bytes.Buffer{})
	if err == nil || err.Error() != "no claim and no enrollment has a date, so there are no months: give -terms" {
		t.Error(err)
	}
}

func TestParts(t *testing.T) {
	terms := write(t, "t.json", `{"name": "n", "period": "2023-01-01/2023-12-31", "incurred": "through", "months": {"count": "any"}, "other": "all",
		"parts": [{"name": "teaching", "treat": "remove"}, {"name": "sequestration", "treat": "append"}]}`)
	enrollment := write(t, "e.csv", "member,from\na,2023-01-01\n")
	wants(t, output(t, "-claims", write(t, "c.csv", "member,through,paid,parts\na,2023-01-01,100,teaching=30; sequestration = 2.50\n"), "-enrollment", enrollment, "-terms", terms),
		"it balances", "2023 all 1 12 1 72.50", "services excluded 0 30.00 0.00")
	wants(t, output(t, "-release", "-claims", write(t, "c.csv", "member,through,paid,parts\na,2023-01-01,100,teaching=30\n"), "-enrollment", enrollment, "-terms", terms),
		"services excluded (small) (small) (small)")
	for _, parts := range []string{"teaching", "teaching=x", "teaching=1;"} {
		err := run([]string{"-claims", write(t, "c.csv", "member,through,paid,parts\na,2023-01-01,100,"+parts+"\n"), "-enrollment", enrollment, "-terms", terms}, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), "c.csv:2:18: parts: ") {
			t.Errorf("%q: %v", parts, err)
		}
	}
}

func TestStatus(t *testing.T) {
	var out, stderr bytes.Buffer
	if command.Status("spend", run([]string{"-help"}, &out), &stderr) != 0 || stderr.Len() > 0 || !strings.Contains(out.String(), "paid_date") {
		t.Errorf("help: %s%s", out.String(), stderr.String())
	}
	out.Reset()
	if command.Status("spend", run([]string{"-nonsense"}, &out), &stderr) != 2 || out.Len() > 0 || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("a wrong flag: %s%s", out.String(), stderr.String())
	}
}
