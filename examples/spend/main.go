// Command spend prints what was spent, on whom and in which month: the ledger of
// the embedded claims by year and category, CMS's own annual totals against what
// the claims add up to, and a report on the quality of the data.
//
//	go run ./examples/spend
//	go run ./examples/spend -claims claims.csv -enrollment enrollment.csv
//
// The embedded claims are those of DE-SynPUF, which is synthetic: no result on them
// is a finding about anyone. Files of one's own have the columns that -help lists.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/columns"
	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
)

func main() {
	os.Exit(command.Status("spend", run(os.Args[1:], os.Stdout), os.Stderr))
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("spend", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // an error is printed once, by main
	claimsFile := flags.String("claims", "", "read claim lines from this CSV `file`")
	enrollmentFile := flags.String("enrollment", "", "read enrollment from this CSV `file`")
	termsFile := flags.String("terms", "", "read the terms from this JSON `file`; without it each setting is a category")
	through := flags.String("paid-through", "", "set everything paid against the run as of this `date`, such as 2023-06-30")
	release := flags.Bool("release", false, "hide counts of 1 to 10 lines or members, and what would reveal them")
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
	if (*claimsFile == "") != (*enrollmentFile == "") {
		return errors.New("claims and enrollment come together: give both files or none")
	}
	var totals []spend.Stated[annualKey]
	var members []spend.Member
	var err error
	if *claimsFile == "" {
		members, totals, err = embedded()
	} else {
		members, err = readFiles(*claimsFile, *enrollmentFile)
	}
	if err != nil {
		return err
	}
	var terms spend.Terms
	if *termsFile != "" {
		terms, err = readTerms(*termsFile)
	} else {
		terms, err = ownTerms(members)
	}
	if err != nil {
		return err
	}
	ledger, err := spend.New(terms)
	if err != nil {
		return err
	}
	job := &job{out: out, ledger: ledger, members: members, totals: totals, release: *release}
	if *through != "" {
		date, err := apm.ParseDate(*through)
		if err != nil {
			return fmt.Errorf("paid-through: %w", err)
		}
		if job.earlier, err = ledger.AsOf(date); err != nil {
			return err
		}
	}
	return job.run()
}

func readTerms(name string) (spend.Terms, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return spend.Terms{}, err
	}
	terms, err := spend.Decode(b)
	if err != nil {
		return spend.Terms{}, fmt.Errorf("%s:\n%w", name, err)
	}
	return terms, nil
}

// help is what the files hold, for -help.
func help() string {
	return `
The claims file has a header and one row for each line of each version of a claim.
Its columns stand in any order:
  ` + columns.List(claimColumns) + `

Dates are 2023-06-30 and amounts dollars such as -1234.56. Version orders the
versions of a claim and action says what one does to those before it: add, void or
replace; empty is add. Parts are name=amount pairs with semicolons between them. An
empty allowed or repriced amount is missing, not zero.

The enrollment file has one row for each span of a member:
  ` + columns.List(enrollmentColumns) + `

Both dates belong to the span; an empty to is open. Flags are words with spaces
between them, for the cohort rules of the terms.
`
}

var spikeFactor = decimal.NewNullDecimal(decimal.New(2, 0))
