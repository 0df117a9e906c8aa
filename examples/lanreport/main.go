// Command lanreport measures which dollars flow through which category of the HCP-LAN
// APM Framework, and how far they are from goals.
//
//	go run ./examples/lanreport
//	go run ./examples/lanreport -overlay oregon -svg categories.svg
//	go run ./examples/lanreport -contracts contracts.csv -dollars dollars.csv -edition 2017
//
// Without files it reports on an embedded portfolio of a fictional state. -help lists
// the columns of the files and the overlays.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/columns"
	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/examples/internal/whole"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

func main() {
	os.Exit(command.Status("lanreport", run(os.Args[1:], os.Stdout), os.Stderr))
}

// options are the command line.
type options struct {
	contracts, dollars, covered string
	edition, dominance, change  string
	period, overlay, svg, why   string
	year                        int
}

func run(args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("lanreport", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // an error is printed once, by main
	flags.StringVar(&o.contracts, "contracts", "", "read payment streams from this CSV `file`")
	flags.StringVar(&o.dollars, "dollars", "", "read dollars from this CSV `file`")
	flags.StringVar(&o.covered, "covered", "", "people covered by `line` of business, such as medicaid=231000,commercial=402000")
	flags.StringVar(&o.edition, "edition", string(lan.Edition2017), "`edition` of the framework, 2016 or 2017")
	flags.StringVar(&o.dominance, "dominance", string(lan.ByRank), "where a contract's dollars count: byRank, byDollars or byStream")
	flags.StringVar(&o.change, "change", "", "where the dollars of a stream count that changes category: empty for each part of the year, or atEnd")
	flags.StringVar(&o.period, "period", "", "`period` looked back on, such as 2024-01-01/2024-12-31; empty for the calendar year of the first dollars")
	flags.StringVar(&o.overlay, "overlay", "", "measure against the targets of a state: "+strings.Join(overlayNames(), ", "))
	flags.IntVar(&o.year, "year", 0, "`year` of the overlay's targets; 0 for the last that is known by the period's end")
	flags.StringVar(&o.svg, "svg", "", "draw the categories by line of business into this SVG `file`")
	flags.StringVar(&o.why, "why", "", "print why the stream of this `id` has its category")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			flags.SetOutput(out)
			flags.Usage()
			fmt.Fprint(out, help())
		}
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("what is left of the command line has no meaning: %d words", flags.NArg())
	}
	return o.report(out)
}

// report computes and draws everything before it writes anything.
func (o options) report(out io.Writer) error {
	if (o.contracts == "") != (o.dollars == "") {
		return errors.New("contracts and dollars come together: give both files or none")
	}
	var text bytes.Buffer
	p, settled, report, err := o.measure()
	if err != nil {
		return err
	}
	overlay, err := o.chosenOverlay(report)
	if err != nil {
		return err
	}
	if o.contracts == "" {
		fmt.Fprintln(&text, fictional)
	}
	if o.why != "" {
		err = printWhy(&text, o.why, p, settled, report)
	} else {
		err = printReport(&text, p, report, settled, overlay)
	}
	if err != nil {
		return err
	}
	if o.svg != "" {
		title := "Dollars by category, " + report.Terms.Period.String()
		if o.contracts == "" {
			title += ", a fictional state"
		}
		drawn, err := picture(report, title)
		if err != nil {
			return err
		}
		write := func(w io.Writer) error { _, err := w.Write(drawn); return err }
		if err := whole.Write(o.svg, write, o.contracts, o.dollars); err != nil {
			return err
		}
	}
	_, err = out.Write(text.Bytes())
	return err
}

// measure reads the portfolio and adds it up.
func (o options) measure() (p lan.Portfolio, settled []derived, r lan.Report, err error) {
	var contracts table[lan.Stream]
	var dollars table[lan.Dollars]
	if o.contracts == "" {
		p, settled, err = embedded()
	} else {
		if contracts, err = readTable(o.contracts, contractColumns); err != nil {
			return p, nil, r, err
		}
		if dollars, err = readTable(o.dollars, dollarColumns); err != nil {
			return p, nil, r, err
		}
		p.Streams, p.Dollars = contracts.rows, dollars.rows
		if len(p.Dollars) == 0 {
			err = fmt.Errorf("%s: there are no dollars in it", o.dollars)
		}
	}
	if err != nil {
		return p, nil, r, err
	}
	if o.covered != "" {
		if p.Covered, err = readCovered(o.covered); err != nil {
			return p, nil, r, err
		}
	}
	terms := lan.Terms{
		Name: "dollars by category", Edition: lan.Edition(o.edition), Exclude: lan.LANExclusions(),
		Dominance: lan.Dominance(o.dominance), Change: lan.Change(o.change),
	}
	first, _, _ := p.Dollars[0].Period.From.Civil()
	terms.Period = apm.CalendarYear(first)
	if o.period != "" {
		if terms.Period, err = apm.ParsePeriod(o.period); err != nil {
			return p, nil, r, fmt.Errorf("period: %w", err)
		}
	}
	m, err := lan.New(terms)
	if err != nil {
		return p, nil, r, err
	}
	r, err = m.Report(p)
	return p, settled, r, place(err, contracts, dollars)
}

// readCovered reads "medicaid=231000,commercial=402000".
func readCovered(s string) (map[lan.Line]decimal.Decimal, error) {
	out := make(map[lan.Line]decimal.Decimal)
	for pair := range strings.SplitSeq(s, ",") {
		line, people, found := strings.Cut(pair, "=")
		n, err := apm.ParseDecimal(people)
		if _, twice := out[lan.Line(line)]; !found || err != nil || twice {
			return nil, errors.New("covered: want each line of business once with its people, such as medicaid=231000,commercial=402000")
		}
		out[lan.Line(line)] = n
	}
	return out, nil
}

// help is what the files hold, for -help.
func help() string {
	return `
The contracts file has a header and one row for each payment stream, or for each part
of the time in which its terms do not change. Its columns stand in any order:
  ` + columns.List(contractColumns) + `

The dollars file has one row for each amount:
  ` + columns.List(dollarColumns) + `

Dates are 2024-06-30 and an empty one is open, amounts dollars such as 1234.56, shares
and caps fractions such as 0.5. Kinds are words with semicolons between them: dental,
vision, ltss, dualEligible. What is empty is unknown; where it decides, the stream is
undetermined and the report names the field.
`
}
