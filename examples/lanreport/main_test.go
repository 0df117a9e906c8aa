package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
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
		t.Fatalf("%v: %v", args, err)
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

// The fictional state, with figures that can be added up from the files.
func TestEmbedded(t *testing.T) {
	wants(t, output(t), fictional,
		"percent of dollars dollars 1 2B 2C 3N 3A 3B 4N 4A 4B 4C undetermined linked 3+4 3B+4 accountable lives",
		"Medicaid 850,100,000.00 50.8 16.5 11.7 2.2 7.2 7.6 . 4.0 . . . 47.0 18.8 11.6 10.7",
		"all lines 5,183,460,000.00 48.5 2.7 13.6 0.4 14.1 10.0 0.5 1.5 3.9 3.4 1.4 49.1 32.9 18.8 23.9",
		"Medicaid long-term services and supports in Medicaid 212,500,000.00",
		"KM-draft downside.share 74,100,000.00",
		"TM-basicA (MSSP BASIC Level A, performance year 2024)", "overruns: takes nothing",
		"all lines, LAN 2018, 2018: 50 % of dollars, here 32.9 %: short by 17.1 points",
		"traditional Medicare, CMS 2030, accountable care, 2030: 100 % of lives, here 35.3 %: short by 64.7 points, 67,300 people",
		"Medicare Advantage 64.3 43.0")
	wants(t, output(t, "-dominance", "byStream"), "2A")
	wants(t, output(t, "-edition", "2016"), "2D", "2016 edition")
	wants(t, output(t, "-change", "atEnd"), "Medicaid 850,100,000.00 50.8 16.5 11.7 2.2 . 14.8 . 4.0")
}

func TestOverlaysOfTheCommandLine(t *testing.T) {
	for name, want := range map[string]string{
		"oregon": "Medicaid, 2C or higher, 2024: 70 % of dollars, here 30.5 %: short by 39.5 points, $335,720,000.00 " +
			"closed with the fewest dollars moved, $345,650,000.00: KC Valley (Medicaid), now 2B, $140,250,000.00",
		"oregon-compact": "advanced models, 2025: 70 % of dollars",
		"maine":          "2C or higher, 2022: 40 % of dollars",
		"arizona":        "Medicaid, categories 3 and 4, here 18.8 %: unknown for want of goal.share",
		"newhampshire":   "Medicaid, qualifying APMs: 50 % of dollars: unknown for want of goal.categories",
		"newyork":        "Medicaid, value-based, 2020: 80 % of dollars, here 18.8 %: short by 61.2 points, $520,080,000.00",
		"texas":          "note: the state does not name categories",
		"pennsylvania":   "Medicaid, medium or high risk, 2020: 25 % of dollars",
	} {
		wants(t, output(t, "-overlay", name), want)
	}
	wants(t, output(t, "-overlay", "arizona"), "published for 2024: 64.3 %")
	wants(t, output(t, "-overlay", "oregon", "-year", "2020"), "2C or higher, 2020: 20 % of dollars, here 30.5 %: met by 10.5 points")
	if len(overlayNames()) != 8 {
		t.Error(overlayNames())
	}
}

func TestWhy(t *testing.T) {
	wants(t, output(t, "-why", "KC-river"),
		"KC-river, 2024-01-01/2024-06-30: category 3A (2017 edition)", "3A, not 3B: the provider owes nothing when spending exceeds the target",
		"KC-river, 2024-07-01/2024-12-31: category 3B (2017 edition)", "hcp-lan-apm-framework#3B", "Da Vinci payment-stream codes that fit: ssq, ssl, tcoc")
	wants(t, output(t, "-why", "KM-fees"), "HL7 code: none")
	wants(t, output(t, "-why", "TM-enhanced"), "from the terms that settle it", "takes up to 75 % of them, at most 15 % of the benchmark")
}

// The picture is XML that a browser reads, names every line of business and shows each
// share that has room.
func TestSVG(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.svg")
	output(t, "-svg", name)
	svg, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if chars, ok := token.(xml.CharData); ok && strings.TrimSpace(string(chars)) != "" {
			texts = append(texts, string(chars))
		}
	}
	all := strings.Join(texts, "|")
	for _, want := range []string{"commercial", "Medicaid", "Medicare Advantage", "traditional Medicare", "all lines", "undetermined", "4C", "25.1", "a fictional state", "percent of dollars"} {
		if !strings.Contains(all, want) {
			t.Errorf("lacks %q in %s", want, all)
		}
	}
	if strings.Contains(string(svg), "font-family:Liberation Sans;") {
		t.Error("a font without a substitute")
	}
	again := filepath.Join(t.TempDir(), "b.svg")
	output(t, "-svg", again)
	if other, err := os.ReadFile(again); err != nil || !bytes.Equal(svg, other) {
		t.Errorf("the picture differs from run to run, %v", err)
	}
}

const contracts = `id,line,role,basis,quality,purpose,downside_share,upside_share
fees,medicaid,services,perService,none,,,
aco,medicaid,services,target,performance,,0,0.5
`

const dollars = `stream,paid,from,to,members,kinds
fees,60.00,2024-01-01,2024-12-31,,
fees,5.00,2024-01-01,2024-12-31,,dental; vision
aco,40.00,2024-01-01,2024-12-31,10,
`

func TestFiles(t *testing.T) {
	a, b := write(t, "contracts.csv", "\ufeff"+contracts), write(t, "dollars.csv", dollars)
	got := output(t, "-contracts", a, "-dollars", b, "-overlay", "maine")
	wants(t, got, "Medicaid 100.00 60.0 40.0 40.0 40.0 0.0 unknown", "Medicaid dental 5.00", "2C or higher, 2022: 40 % of dollars, here 40.0 %: met by 0.0 points")
	if strings.Contains(got, "Kestrel") || strings.Contains(got, "fictional") {
		t.Errorf("the caller's files under the name of a fictional state:\n%s", got)
	}
	wants(t, output(t, "-contracts", a, "-dollars", b, "-covered", "medicaid=100"), "Medicaid 100.00 60.0 40.0 40.0 40.0 0.0 0.0")
	wants(t, output(t, "-contracts", a, "-dollars", b, "-period", "2023-07-01/2024-12-31"), "2023-07-01/2024-12-31")
}

// What the program refuses, and what it says; nothing is written then.
func TestHostileInput(t *testing.T) {
	for _, c := range []struct{ name, contracts, dollars, want string }{
		{"an empty file", "", dollars, "contracts.csv: the file is empty; want a header with id, line"},
		{"no dollars", contracts, "stream,paid,from,to\n", "dollars.csv: there are no dollars in it"},
		{"a misspelt column", strings.Replace(contracts, "quality", "qualty", 1), dollars, "contracts.csv:1:20: header: unknown column (known: id, line, "},
		{"a column twice", strings.Replace(contracts, "purpose", "quality", 1), dollars, "contracts.csv:1:28: header: the column \"quality\" stands twice"},
		{"a column that is missing", contracts, strings.ReplaceAll(dollars, "paid", "members"), "dollars.csv:1:24: header: the column \"members\" stands twice"},
		{"no paid", contracts, "stream,from,to\n", "dollars.csv:1:1: header: the column \"paid\" is missing"},
		{"no amount", contracts, strings.Replace(dollars, "60.00", "", 1), "dollars.csv:2:6: paid: is empty"},
		{"an amount with a comma", contracts, strings.Replace(dollars, "60.00", `"1,060.00"`, 1), "dollars.csv:2:6: paid: not a valid amount: want dollars such as 1234.56"},
		{"negative dollars", contracts, strings.Replace(dollars, "40.00", "-40.00", 1), "dollars.csv:4: paid: is negative: net what was paid back against the other dollars of the stream"},
		{"a date of another country", contracts, strings.Replace(dollars, "2024-01-01", "01/01/2024", 1), "dollars.csv:2:12: from: not a valid date: want a date such as 2006-01-02"},
		{"too few cells", contracts, dollars + "aco,1.00\n", "dollars.csv:5:1: 2 values, and the header has 6"},
		{"a quote that does not end", contracts, dollars + "\"aco\n", "dollars.csv:"},
		{"a share above 100 %", strings.Replace(contracts, "0.5", "50", 1), dollars, "contracts.csv:3: upside.share: 50 is outside 0 to 1 (2 % is 0.02)"},
		{"a share in words", strings.Replace(contracts, "0.5", "half", 1), dollars, "contracts.csv:3:45: upside_share: not a valid number: want a decimal number such as 0.02"},
		{"an unknown line of business", strings.Replace(contracts, "medicaid", "tricare", 1), dollars, `contracts.csv:2: line: unknown word "tricare"`},
		{"dollars of an unknown stream", contracts, strings.Replace(dollars, "fees,5", "other,5", 1), "dollars.csv:3: stream: no stream has this id"},
		{"dollars of another year", contracts, strings.Replace(dollars, "aco,40.00,2024", "aco,40.00,2023", 1), "dollars.csv:4: period: is not inside the period of the measurement, 2024-01-01/2024-12-31"},
		{"the same stream twice", contracts + "aco,medicaid,services,target,performance,,0.3,0.5\n", dollars, "contracts.csv:4: period: overlaps that of streams[1], which are terms of the same stream"},
		{"a word for yes", strings.Replace(contracts, "purpose", "upside_unlimited", 1) + "x,medicaid,,,,maybe,,\n", dollars, "contracts.csv:4:15: upside_unlimited: want yes or no"},
	} {
		a, b := write(t, "contracts.csv", c.contracts), write(t, "dollars.csv", c.dollars)
		svg := write(t, "before.svg", "what was there before")
		var out bytes.Buffer
		err := run([]string{"-contracts", a, "-dollars", b, "-svg", svg}, &out)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
		if there, _ := os.ReadFile(svg); out.Len() > 0 || string(there) != "what was there before" {
			t.Errorf("%s: something was written", c.name)
		}
		if command.Status("lanreport", err, io.Discard) != 2 {
			t.Errorf("%s: exit status %d", c.name, command.Status("lanreport", err, io.Discard))
		}
	}
}

func TestHostileCommandLines(t *testing.T) {
	a := write(t, "contracts.csv", contracts)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-contracts", a}, "contracts and dollars come together: give both files or none"},
		{[]string{"-contracts", a, "-dollars", "no such file"}, "no such file"},
		{[]string{"-contracts", "no such file", "-dollars", a}, "no such file"},
		{[]string{"-edition", "2015"}, `edition: unknown edition "2015" (known: 2016, 2017)`},
		{[]string{"-dominance", "byLabel"}, `dominance: unknown word "byLabel" (known: byRank, byDollars, byStream)`},
		{[]string{"-overlay", "mars"}, "overlay: the name is not known (known: oregon, "},
		{[]string{"-overlay", "texas", "-year", "2019"}, "Texas: known for 2018, 2021, not for 2019"},
		{[]string{"-year", "2019"}, "year: goes with an overlay"},
		{[]string{"-why", "nobody"}, "why: no stream of this id holds in 2024-01-01/2024-12-31"},
		{[]string{"-period", "2024"}, "period: not a valid period: want two dates such as 2023-01-01/2023-12-31"},
		{[]string{"-period", "2024-02-01/2024-12-31"}, "is not inside the period of the measurement"},
		{[]string{"-covered", "medicaid"}, "covered: want each line of business once"},
		{[]string{"-covered", "medicaid=1,medicaid=2"}, "covered: want each line of business once"},
		{[]string{"-covered", "tricare=1"}, `covered.tricare: unknown word "tricare"`},
		{[]string{"-svg", "/no/such/directory/a.svg"}, "no such file or directory"},
		{[]string{"left", "over"}, "what is left of the command line has no meaning: 2 words"},
		{[]string{"-colour"}, "flag provided but not defined: -colour"},
	} {
		var out, stderr bytes.Buffer
		err := run(c.args, &out)
		if err == nil || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
			t.Errorf("%v: got %v, want %s; %d bytes written", c.args, err, c.want, out.Len())
		}
		if command.Status("lanreport", err, &stderr) != 2 || !strings.HasPrefix(stderr.String(), "lanreport: ") {
			t.Errorf("%v: %s", c.args, stderr.String())
		}
	}
	var help bytes.Buffer
	if err := run([]string{"-help"}, &help); !errors.Is(err, flag.ErrHelp) || command.Status("lanreport", err, io.Discard) != 0 {
		t.Errorf("%v", err)
	}
	wants(t, help.String(), "stream (required), paid (required), from (required), to (required), members, kinds", "-overlay")
	broken := errors.New("the pipe is closed")
	if err := run(nil, failing{broken}); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// Any bytes are read or refused by a line; what is read is measured or refused.
// A report is printed whole or not at all. The chart is left out: drawing it is slow.
func FuzzFiles(f *testing.F) {
	f.Add(contracts, dollars)
	f.Add("id,line,from,to\nx,medicaid,2024-12-31,2024-01-01\n", "stream,paid,from,to,kinds\nx,0,2024-01-01,2024-01-01,;\n")
	f.Fuzz(func(t *testing.T, a, b string) {
		var out bytes.Buffer
		err := run([]string{"-contracts", write(t, "a.csv", a), "-dollars", write(t, "b.csv", b)}, &out)
		if (err == nil) != (out.Len() > 0) {
			t.Fatalf("%v, but %d bytes", err, out.Len())
		}
	})
}
