package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
)

const (
	fourRoster = "id,kind,organization\n000000001,tin,First\n000000002,tin,Second\n000000003,tin,Only base\n000000004,tin,Only now\n"
	fourClaims = `member,claim,date,allowed,tin,npi,specialty,code,bill_type,ccn
A,1,2021-02-01,100.00,000000001,1,08,99213,,
A,2,2022-02-01,110.00,000000001,1,08,99213,,
A,3,2022-03-01,900.00,000000001,,,,111,010001
A,3,2022-03-01,-900.00,000000001,,,,111,010001
A,4,2025-03-01,77.00,000000001,,,,111,010001
B,5,2021-05-01,200.00,000000002,2,08,99214,,
B,6,2022-05-01,90.00,000000002,2,08,99214,,
C,7,2021-06-01,50.00,000000003,2,08,99214,,
D,8,2022-06-03,70.00,000000004,3,08,99214,,
`
	oneSided = `{"name": "Ours", "proposals": [{"name": "all", "scope": "total cost of care", "advance": "1",
		"settlement": {"name": "one-sided", "savings": [{"kind": "share", "rate": {"fixed": "0.5"}}, {"kind": "mark", "name": "earned"}]}}]}`
)

func four(t *testing.T, claims string, more ...string) []string {
	return append([]string{"-claims", file(t, "claims.csv", claims), "-roster", file(t, "roster.csv", fourRoster), "-base", "2021", "-year", "2022"}, more...)
}

func TestWhoCannotBeSettledDoesNotStopTheOthers(t *testing.T) {
	terms := file(t, "terms.json", oneSided)
	page := filepath.Join(t.TempDir(), "page.html")
	out := printed(t, four(t, fourClaims, "-terms", terms, "-chance", "30", "-html", page)...)
	has(t, out, "people attributed, base year", "1                  1                  0                  1",
		"benchmark, set before the year", "no time",
		"1 all", "not settled", "1 is not settled for Only now: experience[everyone base].perCapita: is missing",
		"If nothing had changed: 30 draws", "Only now           1  not settled")
	has(t, printed(t, four(t, fourClaims, "-terms", terms, "-explain", "Only now/1")...), "Not settled: experience[everyone base].perCapita")
	has(t, printed(t, four(t, fourClaims, "-terms", terms, "-vary", "savings[0].rate.fixed=0:1:0.5")...), "What 1 all pays in all", "First", "0.5")
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	has(t, string(b), "<svg", "Only now", "not settled")
	// The built-in proposals need a quality score, which so few people do not have.
	out = printed(t, four(t, fourClaims, "-html", page)...)
	has(t, out, "no score, not met", "1 care management fee", "not settled", "4 upper endoscopy episode    3B          0.00",
		"2 and 3 on the same members", "not settled", "quality.score: is missing", "2 and 3 on the same members is not settled for First, Only base, Second")
	has(t, printed(t, four(t, fourClaims, "-explain", "First/3")...), "Measures, counted from claims", "Not settled: savings[2]: quality.score")
	has(t, printed(t, four(t, fourClaims, "-explain", "First/4")...), "Price of an episode", "nothing", "HCP-LAN category 3B")
}

func TestNoDollarOfAClaimIsLost(t *testing.T) {
	terms := file(t, "terms.json", oneSided)
	months := "member,month,a,b,ma\nA,2021-02-01,1,1,0\nA,2022-02-01,1,1,0\nB,2021-05-01,1,1,0\nB,2022-05-01,1,1,1\n"
	out := printed(t, four(t, fourClaims, "-terms", terms, "-enrollment", file(t, "months.csv", months))...)
	// 597 dollars in all: what was reversed, and the year 2025, are among them.
	has(t, out, "Dollars of everyone's claims", "all claims  counted  months excluded  not enrolled  other services  other years  rejected",
		"2021         697      300                0            50               0          347         0",
		"2022         697      110               90            70               0          427         0")
	p := population{people: []person{{}}}
	if got := p.find("nobody"); got != nil {
		t.Errorf("found %v", got)
	}
}

func TestClaimsThatAreNotSorted(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(fourClaims, "\n"), "\n")
	lines[1], lines[6] = lines[6], lines[1]
	code, _, stderr := call(t, four(t, strings.Join(lines, ""))...)
	if code != 2 || !strings.Contains(stderr, "not sorted by member") {
		t.Errorf("status %d, %s", code, stderr)
	}
}

func TestEditedTermsAreNotReplaced(t *testing.T) {
	dir := t.TempDir()
	printed(t, "-write-terms", dir)
	printed(t, "-write-terms", dir) // the same again is no loss
	all := filepath.Join(dir, "all.json")
	if err := os.WriteFile(all, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := call(t, "-write-terms", dir); code != 1 || !strings.Contains(stderr, "was edited") {
		t.Errorf("status %d, %s", code, stderr)
	}
	if b, err := os.ReadFile(all); err != nil || string(b) != "{}" {
		t.Errorf("the edited terms are lost: %s, %v", b, err)
	}
}

// An episode that the program leaves out has no part in the price.
func TestThePriceIsOfEpisodesThatCount(t *testing.T) {
	terms := ownEpisode()
	e := &episodes{proposal: &proposal{Episode: terms}}
	prices, err := e.prices([]episode.PreparedCase{
		{Category: "x", Cost: number("100")}, {Category: "x", Cost: number("300")},
		{Category: "x", Excluded: []string{"low cost"}}, {Category: "y", Cost: number("7")},
	})
	if err != nil || len(prices) != 2 {
		t.Fatal(prices, err)
	}
	if got := prices["x"]; got.episodes != 2 || !got.price.Equal(number("206")) {
		t.Errorf("%d episodes, price %s", got.episodes, got.price)
	}
	if got := prices["y"].price; !got.Equal(number("7.21")) {
		t.Errorf("price %s", got)
	}
}

// With no true effect a two-sided plan pays about as often as it takes, and the mean of
// spending is the benchmark.
func TestChanceIsCentred(t *testing.T) {
	out := printed(t, "-terms", file(t, "terms.json", `{"proposals": [{"name": "even", "scope": "total cost of care", "settlement": {"name": "even",
		"savings": [{"kind": "share", "rate": {"fixed": "1"}}, {"kind": "mark", "name": "earned"}],
		"losses": [{"kind": "share", "rate": {"fixed": "1"}}, {"kind": "mark", "name": "earned"}]}}]}`), "-chance", "200")
	_, table, _ := strings.Cut(out, "If nothing had changed")
	for _, name := range []string{"Alder Health", "Birch Medical Group", "Cedar Clinics"} {
		_, row, _ := strings.Cut(table, name)
		fields := strings.Fields(row)
		paid, err := apm.ParseDecimal(fields[1])
		if err != nil || paid.LessThan(number("40")) || paid.GreaterThan(number("60")) {
			t.Errorf("%s is paid in %s %% of the draws", name, fields[1])
		}
	}
}

func TestThePathsOfErrors(t *testing.T) {
	failed := errors.New("failed")
	for _, c := range []struct {
		err  error
		want string
	}{
		{under("a", nil), "<nil>"},
		{under("a", under("b", failed)), "a.b: failed"},
		{under("a", under("b", errors.New("[0]: failed"))), "a.b[0]: failed"},
		{under("a", under("b", apm.Problems{{Path: "[1].c", Message: "failed"}})), "a.b[1].c: failed"},
	} {
		got := "<nil>"
		if c.err != nil {
			got = c.err.Error()
		}
		if got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	if !errors.Is(under("a", failed), failed) {
		t.Error("the cause is lost")
	}
}

func TestAPartOfACentIsNeitherPaidNorOwed(t *testing.T) {
	var c chance
	for _, amount := range []string{"0.0000001", "-0.004", "0.01", "-0.01"} {
		c.add(number(amount))
	}
	if c.draws != 4 || c.paid != 1 || c.owed != 1 {
		t.Errorf("%d paid and %d owed of %d", c.paid, c.owed, c.draws)
	}
}
