package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/seed-6807d414/apm/examples/internal/command"
)

// embeddedOnce reads the embedded claims once for all tests: nothing writes to them.
var embeddedOnce = sync.OnceValues(func() (*population, error) {
	return load(claims.Embedded(), true, apm.CalendarYear(2008), apm.CalendarYear(2009))
})

func loadOnce(files claims.Files, embedded bool, years ...apm.Period) (*population, error) {
	if embedded {
		return embeddedOnce()
	}
	return load(files, embedded, years...)
}

// call runs the program and gives its exit status and what it prints.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = command.Status("model", runOn(context.Background(), args, &out, &errs, loadOnce), &errs)
	return code, out.String(), errs.String()
}

// builtIn is what the program prints without any flag.
var builtIn = sync.OnceValue(func() string {
	var out, errs bytes.Buffer
	if command.Status("model", runOn(context.Background(), nil, &out, &errs, loadOnce), &errs) != 0 {
		return errs.String()
	}
	return out.String()
})

// printed is what a run prints that must succeed.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	code, stdout, stderr := call(t, args...)
	if code != 0 || stderr != "" {
		t.Fatalf("model %s: status %d, %s", strings.Join(args, " "), code, stderr)
	}
	return stdout
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// has fails the test unless every text stands in what was printed, in that order.
func has(t *testing.T, printed string, texts ...string) {
	t.Helper()
	rest := printed
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("%q is not there, or not in its place, in\n%s", text, printed)
		}
		rest = after
	}
}

func TestTheBuiltInProposalsOnTheEmbeddedClaims(t *testing.T) {
	out := builtIn()
	has(t, out, "Synthetic claims of 500 people", "base year 2008, performance year 2009",
		"people attributed, base year                             128                   75             48",
		"people attributed, performance year                      155                   92             40",
		"benchmark, set before the year                       5,750                5,455          5,523",
		"performance year                                     5,568                5,848          5,032",
		"1 care management fee        2C       9,495.00             7,074.00       3,024.00  19,593.00",
		"    paid ahead                       11,394.00             7,074.00       3,024.00  21,492.00",
		"    final run                        -1,899.00                 0.00           0.00  -1,899.00",
		"2 savings on primary care    3A           0.00                 0.00          49.57      49.57",
		"3 two-sided total cost       3B       4,654.76            -8,581.57       4,189.50     262.69",
		"4 upper endoscopy episode    3B", "2 and 3 on the same members           4,654.76            -8,581.57       4,127.18",
		"1: 2C, not 2A", "2: 3A, not 3B: the provider owes nothing when spending exceeds the target")
}

func TestEveryFigureIsExplained(t *testing.T) {
	for key, texts := range map[string][]string{
		"Alder Health/1":  {"in all", "128   155", "Spending of its people", "outliers cut", "-11,3", "Dollars of everyone's claims", "Measures, counted from claims", "emergency visits", "care management", "not earned", "paid to the provider", "9,495.00", "provisional", "11,394.00", "final", "-1,899.00", "category 2C"},
		"Cedar Clinics/2": {"primary care, 12 months", "credibility", "frozen benchmark", "minimum rate", "paid to the organisation           49.57", "category 3A", "netted, paid or charged already"},
		"Alder Health/3":  {"rules[2] trend", "Quality", "savings[2] share", "quality score", "paid to the organisation", "4,654.76", "Paid ahead: 4.00 for each of 1266 member-months", "category 3B", "precedence 2"},
		"Alder Health/4":  {"Price of an episode", "22  6,664.00   1.03  312.00", "Its episodes of the performance year", "upper endoscopy", "312.00", "episodes", "category 3B"},
	} {
		has(t, printed(t, "-explain", key), texts...)
	}
}

func TestWhatChanceAloneWouldDo(t *testing.T) {
	out := printed(t, "-chance", "60", "-seed", "7")
	has(t, out, "60 draws", "seed 7", "two-sided total cost", "Warning: panels of fewer than 1,000 people")
	if again := printed(t, "-chance", "60", "-seed", "7"); again != out {
		t.Error("the same seed gives other draws")
	}
	if other := printed(t, "-chance", "60", "-seed", "8"); other == out {
		t.Error("another seed gives the same draws")
	}
}

func TestTermsAreWrittenAndReadAgain(t *testing.T) {
	dir := t.TempDir()
	printed(t, "-write-terms", dir)
	if got, want := printed(t, "-terms", filepath.Join(dir, "all.json")), builtIn(); got != want {
		t.Errorf("the written terms give\n%s, and not\n%s", got, want)
	}
	for name, text := range map[string]string{
		"care-management-fee": "9,495.00", "savings-on-primary-care": "49.57",
		"two-sided-total-cost": "-8,581.57", "upper-endoscopy-episode": "3B",
	} {
		out := printed(t, "-terms", filepath.Join(dir, name+".json"))
		has(t, out, "1 ", text)
		if strings.Contains(out, "\n  2 ") || strings.Contains(out, "on the same members") {
			t.Errorf("%s holds more than one proposal:\n%s", name, out)
		}
	}
}

func TestAnyNumberOfTheTermsCanBeVaried(t *testing.T) {
	for arg, texts := range map[string][]string{
		"settlement.losses[0].fixed=0.06:0.08:0.02":                          {"What 3 two-sided total cost pays", "Birch Medical Group", "0.06", "-8,581.57", "0.08", "0.00"},
		"fee.rules[0].rates[0].pmpm=2:6:4":                                   {"What 1 care management fee pays", "Alder Health", "2", "4,431.00", "6", "9,495.00"},
		"benchmark.rules[2].fixed=1.02:1.03:0.01":                            {"What 3", "Cedar Clinics", "1.02", "3,732.31", "1.03", "4,189.50"},
		"episode.trend=1:1.1:0.1":                                            {"What 4", "Alder Health", "1.1"},
		"quality.measures[0].tests[0].minCases=1:2:1":                        {"changes nothing"},
		"proposals[2].advance=1:2:1":                                         {"changes nothing"},
		"proposals[1].advance=1:2:1":                                         {"changes nothing"}, // left out where it is nothing
		"scopes[0].outliers[1].factor=1:1.1:0.1":                             {"What 3", "Cedar Clinics", "1.1"},
		"quality.measures[0].curve.line.knots[1].at=90:95:5":                 {"What 1", "Alder Health", "11,394.00", "9,495.00", "What 3"},
		"proposals[2].settlement.savings[2].rate.linear.intercept=0:0.1:0.1": {"What 3", "4,654.76", "0.1", "6,574.36"},
		"program.benchmark.target.discounts[0].rate.fixed=0:0.04:0.04":       {"What 4", "-21.93", "not shown"},
	} {
		has(t, printed(t, "-vary", arg), texts...)
	}
}

func TestThePageNeedsNoNetworkAndNoScript(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.html")
	printed(t, "-html", path)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	if n := strings.Count(text, "<svg"); n != 12 {
		t.Errorf("%d charts, want 4 payoffs, 6 waterfalls, quality and categories", n)
	}
	for _, bad := range []string{"<script", "http://fonts", "https://", "<link", "@import", "<img"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	has(t, text, "<h1>Four proposed arrangements</h1>", "Settlement statements", "600,695.00", "Dollars by HCP-LAN category")
}

const (
	ownRoster = "id,kind,organization\n000000001,tin,First\n000000002,tin,Second\n"
	ownClaims = `member,claim,date,allowed,tin,npi,specialty,code,bill_type,ccn
A,1,2021-02-01,100.00,000000001,1,08,99213,,
A,2,2022-02-01,110.00,000000001,1,08,99213,,
A,3,2022-03-01,900.00,000000001,,,,111,010001
B,4,2021-05-01,200.00,000000002,2,08,99214,,
B,5,2022-05-01,90.00,000000002,2,08,99214,,
B,6,2022-06-01,50.00,000000002,2,08,43239,,
B,7,2022-06-03,70.00,000000002,,,,131,010002
`
)

func TestTheirOwnFiles(t *testing.T) {
	claims, roster := file(t, "claims.csv", ownClaims), file(t, "roster.csv", ownRoster)
	terms := file(t, "terms.json", `{"name": "Ours", "proposals": [{"name": "all", "scope": "total cost of care",
		"settlement": {"name": "one-sided", "savings": [{"kind": "share", "rate": {"fixed": "0.5"}}, {"kind": "mark", "name": "earned"}]}}]}`)
	args := []string{"-claims", claims, "-roster", roster, "-base", "2021", "-year", "2022", "-terms", terms}
	has(t, printed(t, args...), "No enrollment was given", "Ours: base year 2021, performance year 2022", "First  Second", "1 all", "3N")
	months := "member,month,a,b,ma\nA,2021-02-01,1,1,0\nA,2022-02-01,1,1,0\nA,2022-03-01,1,1,1\nB,2021-05-01,1,1,0\nB,2022-05-01,1,0,0\nB,2022-06-01,1,1,0\n"
	out := printed(t, append(args, "-enrollment", file(t, "months.csv", months), "-explain", "First/1")...)
	// One month of the performance year counts: the other is in a managed care plan.
	has(t, out, "First, all", "one-sided", "expenditure", "category 3N")
	has(t, out, "time", "0.083333")
}

func TestWhatCannotBeUsed(t *testing.T) {
	claims, roster := file(t, "claims.csv", ownClaims), file(t, "roster.csv", ownRoster)
	terms := func(text string) string { return file(t, "terms.json", text) }
	dir := t.TempDir()
	printed(t, "-write-terms", dir)
	own := []string{"-claims", claims, "-roster", roster, "-base", "2021", "-year", "2022"}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"an argument":                  {[]string{"x"}, "unexpected argument"},
		"an unknown flag":              {[]string{"-nope"}, "flag provided but not defined"},
		"claims without a roster":      {[]string{"-claims", claims}, "-claims needs -roster"},
		"a roster without claims":      {[]string{"-roster", roster}, "go with -claims"},
		"years that are not embedded":  {[]string{"-base", "2009", "-year", "2010"}, "the embedded claims are of 2008 and 2009"},
		"an outlier rule out of range": {[]string{"-vary", "limit.percentile.at=2:2:1"}, "at 2: scopes[0].outliers[0]: a percentile is a fraction"},
		"years that run backwards":     {[]string{"-base", "2009", "-year", "2008"}, "base year before"},
		"too many draws":               {[]string{"-chance", "2000000"}, "1 to 1000000"},
		"no file of terms":             {[]string{"-terms", filepath.Join(t.TempDir(), "none")}, "no such file"},
		"no claims":                    {[]string{"-claims", filepath.Join(t.TempDir(), "none"), "-roster", roster}, "no such file"},
		"terms that are no object":     {[]string{"-terms", terms("[]")}, "want an object"},
		"terms that break off":         {[]string{"-terms", terms(`{"name": "x"`)}, "terms"},
		"two objects":                  {[]string{"-terms", terms("{} {}")}, "more than one object"},
		"an unknown field":             {[]string{"-terms", terms(`{"nmae": "x"}`)}, "nmae: unknown field (known: name"},
		"a field twice":                {[]string{"-terms", terms(`{"name": "x", "name": "y"}`)}, "name: stands twice"},
		"proposals that are no list":   {[]string{"-terms", terms(`{"proposals": {}}`)}, "proposals: want a list"},
		"no proposals":                 {[]string{"-terms", terms(`{"proposals": []}`)}, "proposals: needs a proposal"},
		"no scopes":                    {[]string{"-terms", terms(`{"scopes": []}`)}, "scopes: needs a scope"},
		"a proposal of no kind":        {[]string{"-terms", terms(`{"proposals": [{"name": "x", "scope": "primary care"}]}`)}, "proposals[0]: a proposal is exactly one of"},
		"a proposal of two kinds":      {[]string{"-terms", terms(`{"proposals": [{"name": "x", "scope": "primary care", "fee": {"name": "f", "claims": "additional", "rules": [], "rounding": {"unit": "cell", "mode": "halfUp"}}, "settlement": {}}]}`)}, "not 2 of them"},
		"a scope that is not there":    {[]string{"-terms", terms(`{"proposals": [{"name": "x", "scope": "dental", "settlement": {"name": "n", "savings": [{"kind": "mark", "name": "earned"}]}}]}`)}, `proposals[0].scope: no scope is called "dental"`},
		"an unknown rule":              {[]string{"-terms", terms(`{"proposals": [{"name": "x", "scope": "primary care", "settlement": {"name": "n", "savings": [{"kind": "florr"}]}}]}`)}, `proposals[0].settlement.savings[0]: unknown`},
		"a bad rule":                   {[]string{"-terms", terms(`{"proposals": [{"name": "x", "scope": "primary care", "settlement": {"name": "n", "savings": [{"kind": "minimumRate", "fixed": "2"}]}}]}`)}, "proposals[0].settlement.savings[0].fixed"},
		"a bad fee":                    {[]string{"-terms", terms(`{"proposals": [{"name": "x", "scope": "primary care", "fee": {"name": "f", "claims": "additional", "rules": [], "rounding": {"unit": "cell", "mode": "halfUp"}}}]}`)}, "proposals[0].fee.rules: needs a rule"},
		"an unknown payment rule":      {[]string{"-terms", terms(`{"proposals": [{"name": "x", "scope": "primary care", "fee": {"rules": [{"kind": "nope"}]}}]}`)}, "proposals[0].fee.rules[0]"},
		"an episode without program":   {[]string{"-terms", terms(`{"proposals": [{"name": "x", "scope": "primary care", "episode": {"suite": {}}}]}`)}, "proposals[0].episode.program: is missing"},
		"a negative advance":           {[]string{"-terms", terms(`{"proposals": [{"name": "x", "scope": "primary care", "advance": "-1", "settlement": {"name": "n", "savings": [{"kind": "mark", "name": "earned"}]}}]}`)}, "proposals[0].advance"},
		"together with nobody":         {[]string{"-terms", terms(`{"together": {"name": "t", "arrangements": [{"name": "x", "precedence": 1}]}}`)}, "together.arrangements[0].name"},
		"two that claim first":         {[]string{"-terms", terms(`{"together": {"name": "t", "arrangements": [{"name": "savings on primary care", "precedence": 1}, {"name": "two-sided total cost", "precedence": 1}]}}`)}, "together.arrangements[1].precedence"},
		"a bad benchmark":              {[]string{"-terms", terms(`{"benchmark": {"name": "b", "years": []}}`)}, "benchmark.years"},
		"a benchmark without total":    {[]string{"-terms", terms(`{"benchmark": {"name": "b", "years": ["base"], "rules": [{"kind": "baseYears", "years": [{"year": "base", "weight": "1"}]}]}, "proposals": [{"name": "x", "scope": "primary care", "settlement": {"name": "n", "savings": [{"kind": "mark", "name": "earned"}]}}]}`)}, "mix by the year"},
		"bad quality":                  {[]string{"-terms", terms(`{"quality": {"name": "q", "score": "none"}}`)}, "quality."},
		"a measure without codes":      {[]string{"-terms", terms(`{"measures": [{"id": "x"}]}`)}, "measures[0].codes"},
		"a measure of too many months": {[]string{"-terms", terms(`{"measures": [{"id": "x", "codes": ["1"], "minMonths": 13}]}`)}, "measures[0].minMonths"},
		"a scope with a bad service":   {[]string{"-terms", terms(`{"scopes": [{"name": "s", "services": {"nope": 1}}]}`)}, "scopes[0].services"},
		"a scope with a bad outlier":   {[]string{"-terms", terms(`{"scopes": [{"name": "s", "services": {"name": "s", "period": "2008-01-01/2009-12-31", "incurred": "through", "months": {"count": "any"}, "other": "all"}, "outliers": [{"kind": "nope"}]}]}`)}, "scopes[0].outliers"},
		"an explanation of nothing":    {[]string{"-explain", "Alder Health"}, "want an organisation and the number"},
		"an explanation of the fifth":  {[]string{"-explain", "Alder Health/5"}, "1 to 4"},
		"an explanation of nobody":     {[]string{"-explain", "Elm/1"}, "there are Alder Health, Birch Medical Group, Cedar Clinics"},
		"a variation without a range":  {[]string{"-vary", "savings[0].fixed"}, "want path=from:to:step"},
		"a variation of words":         {[]string{"-vary", "x=a:b:c"}, "-vary"},
		"a step of nothing":            {[]string{"-vary", "x=0:1:0"}, "above zero"},
		"a range backwards":            {[]string{"-vary", "x=1:0:1"}, "ends before it starts"},
		"too many steps":               {[]string{"-vary", "x=0:1:0.0001"}, "more than 1000 steps"},
		"a number that is not there":   {[]string{"-vary", "savings[9].fixed=0:1:1"}, "there are benchmark.rules[2].fixed"},
		"a name that is not there":     {[]string{"-vary", "zzz=0:1:1"}, "-write-terms"},
		"a number of several":          {[]string{"-vary", "savings[0].fixed=0:1:1"}, "is ambiguous: proposals[1].settlement.savings[0].fixed, proposals[2]"},
		"a value out of range":         {[]string{"-vary", "settlement.losses[0].fixed=0:2:1"}, "-vary: at 2: proposals[2].settlement.losses[0].fixed"},
		"no episode in the base year":  {append(own, "-terms", filepath.Join(dir, "upper-endoscopy-episode.json")), "no episode \"upper endoscopy\" began in 2021"},
		"nobody attributed":            {[]string{"-claims", claims, "-roster", file(t, "other.csv", "id,kind,organization\n000000009,tin,X\n"), "-base", "2021", "-year", "2022"}, "nobody was attributed"},
		"a claim that is none":         {[]string{"-claims", file(t, "bad.csv", "member,date,allowed\nA,2021-99-01,1\n"), "-roster", roster, "-base", "2021", "-year", "2022"}, "date"},
		"a page in no folder":          {[]string{"-html", filepath.Join(t.TempDir(), "none", "x.html")}, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := call(t, c.args...)
			if code == 0 || !strings.Contains(stderr, c.want) {
				t.Errorf("status %d, %q; want %q", code, stderr, c.want)
			}
			if strings.Contains(stderr, "2021-99-01") {
				t.Errorf("the error repeats what stands in a claim: %s", stderr)
			}
			_ = stdout
		})
	}
}

func TestHelp(t *testing.T) {
	code, _, stderr := call(t, "-h")
	if code != 0 || !strings.Contains(stderr, "-vary 'PATH=FROM:TO:STEP'") {
		t.Errorf("status %d: %s", code, stderr)
	}
}

func TestWhatCannotBeWrittenIsStatusOne(t *testing.T) {
	code, _, stderr := call(t, "-html", filepath.Join(t.TempDir(), "none", "x.html"))
	if code != 1 {
		t.Errorf("status %d: %s", code, stderr)
	}
	if code, _, stderr = call(t, "-write-terms", filepath.Join(file(t, "file", ""), "below")); code != 1 {
		t.Errorf("status %d: %s", code, stderr)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var errs bytes.Buffer
	if err := run(ctx, nil, &errs, &errs); !errors.Is(err, context.Canceled) || command.Status("model", err, &errs) != 1 {
		t.Errorf("an interrupted run gave %v", err)
	}
}
