// Command published recomputes what CMS published, from what CMS published as the
// inputs, and says for every row whether it comes out.
//
//	published [settle [-program mssp|reach] [-rows FILE] [-out FILE] [-explain ACO/YEAR]]
//	published benchmark [-rows FILE] [-trends FILE] [-out FILE] [-explain ACO]
//
// Without arguments it runs all that it knows on the embedded rows. The exit status
// is 0 when every row is explained, 1 when one is not, and 2 when an input cannot be
// used.
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

settle recomputes the settlements of Medicare ACOs, benchmark the historical benchmarks that
CMS published for 2014. Flags:
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
		settled := settle(settleOptions{}, stdout)
		if settled != nil && !errors.Is(settled, errUnexplained) {
			return settled
		}
		fmt.Fprintln(stdout)
		return errors.Join(benchmarks(benchmarkOptions{}, stdout), settled)
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
	default:
		return fmt.Errorf("unknown job %q (known: settle, benchmark)", args[0])
	}
	err := flags.Parse(args[1:])
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stderr, usage)
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
