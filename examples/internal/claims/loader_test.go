package claims

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

// write puts a file into a folder of the test.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(f Files) ([]attribution.Member, *Loader, error) {
	l := NewLoader(f)
	var all []attribution.Member
	for batch, err := range l.Members() {
		if err != nil {
			return all, l, err
		}
		all = append(all, batch...)
	}
	return all, l, nil
}

func TestEmbedded(t *testing.T) {
	members, l, err := load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	if len(members) != 500 || l.Rows != 30680 || l.Rejected != 0 {
		t.Errorf("%d members, %d rows, %d rejected", len(members), l.Rows, l.Rejected)
	}
	lines, died := 0, 0
	for i, m := range members {
		lines += len(m.Lines)
		if m.Death != 0 {
			died++
		}
		if i > 0 && members[i-1].ID >= m.ID {
			t.Fatal("members are not in order")
		}
	}
	if lines != l.Rows || died != 14 {
		t.Errorf("%d lines of %d rows, %d died", lines, l.Rows, died)
	}
	roster, err := l.Roster()
	if err != nil {
		t.Fatal(err)
	}
	if len(roster.Participants) != 5267 {
		t.Errorf("%d participants", len(roster.Participants))
	}
}

// CMS's annual totals of facility payments are sums of the claims: what was paid and
// the per diem for each day, by the year of the through date.
func TestAnnualTotals(t *testing.T) {
	annual, err := AnnualTotals()
	if err != nil {
		t.Fatal(err)
	}
	facility, err := FacilityClaims()
	if err != nil {
		t.Fatal(err)
	}
	type key struct {
		member, kind string
		year         int
	}
	sums := map[key]apm.Cents{}
	for _, c := range facility {
		year, _, _ := c.Through.Civil()
		sums[key{c.Member, c.Kind, year}] += c.Paid + c.PerDiem*apm.Cents(c.Days)
	}
	inpatient, outpatient := 0, 0
	for _, a := range annual {
		if sums[key{a.Member, "inpatient", a.Year}] == a.Inpatient.Medicare {
			inpatient++
		}
		if sums[key{a.Member, "outpatient", a.Year}] == a.Outpatient.Medicare {
			outpatient++
		}
	}
	if len(annual) != 998 || inpatient != 996 || outpatient != 997 {
		t.Errorf("%d years, %d inpatient and %d outpatient totals reproduced; want 998, 996 and 997", len(annual), inpatient, outpatient)
	}
}

func TestMerge(t *testing.T) {
	f := Files{
		Claims: write(t, "claims.csv", "\ufeffAllowed,date,member,code,tin,through\r\n10.50,2024-01-02,A,99213,1,2024-01-03\r\n\r\n-1,2024-01-02,C,\"99213\",1,\n"),
		Stays:  write(t, "stays.csv", "member,kind,from,to\nB,snf,2024-01-01,2024-01-05\nC,inpatient,2024-02-01,2024-02-01\n"),
		Enrollment: write(t, "months.csv", "member,month,a,b,ma,us,death\nA,2024-01,1,1,0,1,\nA,2024-02-01,true,0,1,,\n"+
			"D,2024-01,1,1,0,1,2024-03-05\nD,2024-02,1,1,0,1,2024-03-04\n"),
		Elections: write(t, "elections.csv", "member,organization,from,to\nE,Alder,2023-01-01,\n"),
	}
	members, l, err := load(f)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.ID)
	}
	if !slices.Equal(ids, []string{"A", "B", "C", "D", "E"}) || l.Rows != 2 || l.Others != 7 || l.Dollars != 950 {
		t.Fatalf("%v, %d rows, %d others, %s", ids, l.Rows, l.Others, l.Dollars)
	}
	a := members[0]
	want := attribution.Line{TIN: "1", Code: "99213", From: apm.MustParseDate("2024-01-02"), Through: apm.MustParseDate("2024-01-03"), Allowed: 1050}
	if len(a.Lines) != 1 || a.Lines[0] != want {
		t.Errorf("%+v", a.Lines)
	}
	if len(a.Enrollment) != 2 || a.Enrollment[0].Coverage != attribution.PartA|attribution.PartB|attribution.Resident ||
		a.Enrollment[1].Coverage != attribution.PartA|attribution.ManagedCare {
		t.Errorf("%+v", a.Enrollment)
	}
	if members[3].Death != apm.MustParseDate("2024-03-04") || members[1].Stays[0].Kind != attribution.SNF || members[4].Elections[0].Organization != "Alder" {
		t.Errorf("%+v", members)
	}
}

// Bad rows, by file: the place and the reason, without a value.
func TestBadRows(t *testing.T) {
	const head = "member,date,allowed,code,bill_type,revenue,pos,through\n"
	tests := []struct{ kind, text, want string }{
		{"claims", head + "A,2024-01-02,1,99213,,,,\nA,secret,1,,,,,\n", "3:3: date: want a date such as 2006-01-02"},
		{"claims", head + "A,,1,,,,,\n", "2:3: date: the service has no date"},
		{"claims", head + "A,2024-01-02,$secret,,,,,\n", "2:14: allowed: want dollars such as 1234.56"},
		{"claims", head + "A,2024-01-02,1.234,,,,,\n", "2:14: allowed: more precise than a cent"},
		{"claims", head + "A,2024-01-02,1,secret!,,,,\n", "2:16: code: want up to six letters and digits"},
		{"claims", head + "A,2024-01-02,1,,x,,,\n", "2:17: bill_type: want two to four digits such as 77, 771 or 0771"},
		{"claims", head + "A,2024-01-02,1,,,x,,\n", "2:18: revenue: want up to four digits"},
		{"claims", head + "A,2024-01-02,1,,,,x,\n", "2:19: pos: want up to two digits"},
		{"claims", head + "A,2024-01-02,1,,,,,2024-01-01\n", "2:20: through: the service ends before it starts"},
		{"claims", head + ",2024-01-02,1,,,,,\n", "2:1: member: is empty"},
		{"claims", head + "A,2024-01-02\n", "2:1: 2 values, and the header has 8"},
		{"claims", head + "A,\"2024-01-02,1,,,,,\n", "2:3: the quote is not closed on the line"},
		{"claims", head + "A,\"2024-01-02\"x,1,,,,,\n", "2:15: text after a closing quote"},
		{"claims", head + "A,20\"24,1,,,,,\n", "2:5: a quote inside a value that does not start with one"},
		{"claims", head + strings.Repeat("x", 2<<20) + "\nA,2024-01-02,1,99213,,,,\n", "2:1: the line is longer than a megabyte"},
		{"claims", "member,date\n", `1:1: header: the column "allowed" is missing`},
		{"claims", "member,date,allowed,specality\n", `1:21: header: unknown column (known: member, date, allowed, claim, tin, ccn, npi, specialty, code, bill_type, revenue, pos, through)`},
		{"claims", "member,date,allowed,date\n", `1:21: header: the column "date" stands twice`},
		{"stays", "member,kind,from,to\nA,hotel,2024-01-01,2024-01-01\n", "2:3: kind: want snf or inpatient"},
		{"stays", "member,kind,from,to\nA,snf,,2024-01-01\n", "2:7: from: the stay has no first day"},
		{"stays", "member,kind,from,to\nA,snf,2024-01-01,\n", "2:18: to: the stay has no last day"},
		{"stays", "member,kind,from,to\nA,snf,2024-01-02,2024-01-01\n", "2:18: to: it ends before it starts"},
		{"enrollment", "member,month,a\nA,2024,1\n", "2:3: month: want a month such as 2023-01"},
		{"enrollment", "member,month,a\nA,2024-01,yes\n", "2:11: a: want 1 or 0"},
		{"enrollment", "member,month,death\nA,2024-01,soon\n", "2:11: death: want a date such as 2006-01-02"},
		{"elections", "member,organization,from\nA,,2024-01-01\n", "2:3: organization: is empty"},
		{"elections", "member,organization,from,to\nA,X,2024-01-01,x\n", "2:16: to: want a date such as 2006-01-02"},
		{"roster", "id,kind,organization\n,tin,A\n", "2:1: id: is empty"},
		{"roster", "id,kind,organization\n1,tin,\n", "2:7: organization: is empty"},
		{"roster", "id,kind,organization\n1,ssn,A\n", "2:3: kind: want tin, ccn, npi, eta or attested"},
		{"roster", "id,kind,organization,from\n1,eta,,2024-01-01\n", "2:8: from: a list has no dates"},
		{"roster", "id,kind,organization,from,to\n1,tin,A,x,\n", "2:9: from: want a date such as 2006-01-02"},
	}
	for _, tt := range tests {
		path := write(t, tt.kind+".csv", tt.text)
		f := Files{Claims: write(t, "ok.csv", "member,date,allowed\n")}
		switch tt.kind {
		case "claims":
			f.Claims = path
		case "stays":
			f.Stays = path
		case "enrollment":
			f.Enrollment = path
		case "elections":
			f.Elections = path
		}
		var err error
		if tt.kind == "roster" {
			_, err = NewLoader(Files{Roster: path}).Roster()
		} else {
			_, _, err = load(f)
		}
		var e *RowError
		if !errors.As(err, &e) || err.Error() != path+":"+tt.want {
			t.Errorf("got %v, want %s", err, tt.want)
			continue
		}
		if e.Line == 1 || tt.kind == "roster" {
			continue
		}
		// With somewhere to put it, the row is left out and counted.
		f.Reject = func(*RowError) error { return nil }
		if _, l, err := load(f); err != nil || l.Rejected+l.Spoiled != 1 {
			t.Errorf("%s: %v, %d and %d rejected", tt.want, err, l.Rejected, l.Spoiled)
		}
	}
}

func TestRosterLists(t *testing.T) {
	r, err := NewLoader(Files{Roster: write(t, "r.csv", "kind,organization,id,from,to\ntin,A,1,2024-01-01,\neta,,070001,,\nattested,,1234567893,,\n")}).Roster()
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Participants) != 1 || r.Participants[0].Period.From != apm.MustParseDate("2024-01-01") ||
		r.Lists[0].IDs[0] != (attribution.ID{Kind: attribution.CCN, Value: "070001"}) || r.Lists[1].IDs[0].Kind != attribution.NPI {
		t.Errorf("%+v", r)
	}
}

func TestUnsorted(t *testing.T) {
	path := write(t, "claims.csv", "member,date,allowed\nB,2024-01-01,1\nA,2024-01-01,2\nB,2024-01-02,3\n")
	_, _, err := load(Files{Claims: path})
	var unsorted *UnsortedError
	if !errors.As(err, &unsorted) || unsorted.File != path {
		t.Fatal(err)
	}
	members, l, err := load(Files{Claims: path, InMemory: []string{path}})
	if err != nil || len(members) != 2 || members[0].ID != "A" || len(members[1].Lines) != 2 || l.Rows != 3 {
		t.Errorf("%v %+v %d", err, members, l.Rows)
	}
}

func TestMissingFiles(t *testing.T) {
	if _, _, err := load(Files{Claims: filepath.Join(t.TempDir(), "none.csv")}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	if _, _, err := load(Files{Claims: write(t, "empty.csv", "")}); err == nil || !strings.Contains(err.Error(), "the file is empty") {
		t.Error(err)
	}
	if _, _, err := load(Files{Claims: write(t, "claims.csv.gz", "not packed")}); err == nil {
		t.Error("text that is not packed")
	}
}

// FuzzSplit compares with encoding/csv on single lines, and asks for columns that
// point into the line.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"", "a,b", `"a""b",c`, `a"b`, `"a`, `"a"b`, ",", `"",""`, "é,ü"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\r\n") || line == "" {
			return
		}
		fields, column, problem := split(line, nil)
		r := csv.NewReader(strings.NewReader(line))
		want, err := r.Read()
		if (err != nil) != (problem != "") {
			t.Fatalf("%q: %v and %q", line, err, problem)
		}
		if problem != "" {
			if column < 1 || column > len(line)+1 {
				t.Fatalf("%q: column %d", line, column)
			}
			return
		}
		if len(fields) != len(want) {
			t.Fatalf("%q: %v, want %q", line, fields, want)
		}
		for i := range fields {
			if _, c := r.FieldPos(i); fields[i].value != want[i] || fields[i].column != c {
				t.Fatalf("%q: %+v, want %q at %d", line, fields[i], want[i], c)
			}
		}
	})
}

// FuzzClaims reads anything as claims: each row is a member's line or rejected.
func FuzzClaims(f *testing.F) {
	f.Add([]byte("member,date,allowed,code\nA,2024-01-01,1.00,99213\nA,x,1,\n"))
	f.Add([]byte("member,date,allowed\n\"A\",2024-01-01,\"-1\"\nB\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(t.TempDir(), "claims.csv")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		members, l, err := load(Files{Claims: path, InMemory: []string{path}, Reject: func(*RowError) error { return nil }})
		if err != nil {
			return
		}
		lines := 0
		for _, m := range members {
			lines += len(m.Lines)
		}
		if lines+l.Rejected != l.Rows {
			t.Fatalf("%d lines and %d rejected of %d rows", lines, l.Rejected, l.Rows)
		}
	})
}

// A mark of the encoding before a quoted header, and identifiers padded with spaces.
func TestQuotedHeader(t *testing.T) {
	f := Files{Claims: write(t, "claims.csv", "\ufeff\"member\",\"tin\",\"date\",\"allowed\"\r\n\"A  \",\"1 \",2024-01-02 , 5\r\nA,2,2024-01-02,6\r\n")}
	members, _, err := load(f)
	if err != nil {
		t.Fatal(err)
	}
	if len(members) != 1 || members[0].ID != "A" || len(members[0].Lines) != 2 || members[0].Lines[0].TIN != "1" || members[0].Lines[0].Allowed != 500 {
		t.Errorf("%+v", members)
	}
}

// A file without a header has a member in its place; the error does not name it.
func TestNoHeader(t *testing.T) {
	_, _, err := load(Files{Claims: write(t, "claims.csv", "\nsecret,2024-01-02,5\n")})
	var row *RowError
	if !errors.As(err, &row) || row.Line != 2 || row.Column != 1 || strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
}
