// Command published recomputes what CMS published, from what CMS published as the
// inputs, and says for every row whether it comes out.
//
//	published [settle [-program mssp|reach] [-rows FILE] [-out FILE] [-explain ACO/YEAR]]
//	published benchmark [-rows FILE] [-trends FILE] [-out FILE] [-explain ACO]
//	published quality [-set SET] [-dir DIR] [-out FILE] [-explain SET/KEY]
//
// Without arguments it runs all that it knows on the embedded rows. The exit status
// is 0 when every row is explained (of the APP scores, as many as the rule is known to
// reach), 1 when one is not, and 2 when an input cannot be used.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// errUnexplained says that the run went through and some row did not come out.
var errUnexplained = errors.New("some rows are unexplained")

const usage = `usage: published [settle [-program mssp|reach] [-rows FILE] [-out FILE] [-explain ACO/YEAR]]
       published benchmark [-rows FILE] [-trends FILE] [-out FILE] [-explain ACO]
       published quality [-set app|hvbp|snf-vbp|hac|hrrp|stars|mips] [-dir DIR] [-out FILE] [-explain SET/KEY]

settle recomputes the settlements of Medicare ACOs, benchmark the historical benchmarks that
CMS published for 2014, quality the scores of seven programs. Exit status: 0 every row is
explained, 1 one is not, 2 an input cannot be used.
`

func run(args []string, stdout, stderr io.Writer) int {
	err := command(args, stdout, stderr)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUnexplained):
		return 1
	}
	fmt.Fprintln(stderr, "published:", err)
	return 2
}

func command(args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		return everyJob(stdout)
	}
	if args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
		args = []string{"settle", "-help"}
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.SetOutput(io.Discard) // an error is printed once, by the caller
	flags.Usage = func() {}
	var job func() error
	switch args[0] {
	case "settle":
		var o settleOptions
		flags.StringVar(&o.program, "program", "", "only this program: mssp or reach")
		flags.StringVar(&o.rows, "rows", "", "a CSV file with the columns of the embedded rows, in place of them")
		flags.StringVar(&o.out, "out", "", "write every row's result to this CSV file")
		flags.StringVar(&o.explain, "explain", "", "print the account of one ACO and year, such as A1027/2022")
		job = func() error { return settle(o, stdout) }
	case "benchmark":
		var o benchmarkOptions
		flags.StringVar(&o.rows, "rows", "", "a CSV file with the columns of the embedded rows, in place of them")
		flags.StringVar(&o.trends, "trends", "", "a CSV file with the national trends of each cohort, in place of the embedded ones")
		flags.StringVar(&o.out, "out", "", "write every row's result to this CSV file")
		flags.StringVar(&o.explain, "explain", "", "print the account of one ACO, such as A67373")
		job = func() error { return benchmarks(o, stdout) }
	case "quality":
		var o qualityOptions
		flags.StringVar(&o.set, "set", "", "only this set: app, hvbp, snf-vbp, hac, hrrp, stars or mips")
		flags.StringVar(&o.dir, "dir", "", "a folder with files of the same names and columns, in place of the embedded rows; standards and cut points that are not there stay the embedded ones")
		flags.StringVar(&o.out, "out", "", "write every value to this CSV file")
		flags.StringVar(&o.explain, "explain", "", "print the trail of one score, such as app/A1027/2022 or hvbp/010005")
		job = func() error { return qualityScores(o, stdout) }
	default:
		return fmt.Errorf("unknown job %q (known: settle, benchmark, quality)", args[0])
	}
	err := flags.Parse(args[1:])
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(stderr, "%s\nFlags of %s:\n", usage, args[0])
		flags.SetOutput(stderr)
		flags.PrintDefaults()
	}
	if err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return job()
}

// everyJob runs all jobs on the embedded rows; one that fails decides.
func everyJob(stdout io.Writer) error {
	var failed error
	for _, job := range []func() error{
		func() error { return settle(settleOptions{}, stdout) },
		func() error { return benchmarks(benchmarkOptions{}, stdout) },
		func() error { return qualityScores(qualityOptions{}, stdout) },
	} {
		err := job()
		if err != nil && !errors.Is(err, errUnexplained) {
			return err
		}
		failed = errors.Join(failed, err)
	}
	return failed
}
