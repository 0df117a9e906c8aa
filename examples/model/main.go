// Command model shows proposed alternative payment models at work on claims: who is
// accountable for whom, what was spent, what it should have cost, how well, and what
// each proposal pays.
//
//	go run ./examples/model
//	go run ./examples/model -explain 'Alder Health/3'
//	go run ./examples/model -write-terms DIR
//	go run ./examples/model -vary 'benchmark.rules[2].fixed=1:1.06:0.01'
//	go run ./examples/model -chance 1000
//	go run ./examples/model -html FILE
//
// Without files it takes the embedded synthetic claims and a fictional roster, and four
// proposals whose numbers are illustrations. It exits with 2 when a flag, a file or the
// terms cannot be used, and with 1 when a result cannot be written or the run is
// interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/examples/internal/screen"
)

func main() { command.Main("model", run) }

const help = `model shows proposed payment models at work on claims.

  model                         four proposals on the embedded synthetic claims
  model -write-terms DIR        write the built-in terms, to edit one and run it with -terms
  model -explain 'ORGANISATION/NUMBER'
                                how a figure came about: attribution, benchmark, quality, settlement
  model -terms FILE             the proposals, the benchmark or the measures of a file that you edited
  model -vary 'PATH=FROM:TO:STEP'
                                the outcomes over a range of any number in the terms, such as
                                'benchmark.rules[2].fixed=1:1.06:0.01'; the path stands in messages about
                                the terms, and its end will do where no other number ends so
  model -chance N               what chance alone would pay or take, from N draws
  model -html FILE              a page with charts, the settlement and the dollars by category

The rates, prices and thresholds of the built-in proposals are illustrations. Files are
those of the command attribute: claims with member,date,allowed[,claim,tin,ccn,npi,
specialty,code,bill_type,revenue,pos,through], a roster with id,kind,organization[,from,
to], enrollment with member,month[,a,b,ma,us,death]. What is allowed counts as spending;
a line without a bill type is a practitioner's.

`

// options is what the command line says.
type options struct {
	files               claims.Files
	embedded            bool
	base, year          int
	terms, writeTerms   string
	explain, vary, html string
	draws               int
	seed                uint64
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	set := flag.NewFlagSet("model", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.Usage = func() {
		fmt.Fprint(stderr, help)
		set.PrintDefaults()
	}
	set.StringVar(&o.files.Claims, "claims", "", "CSV `file` of service lines (none: embedded synthetic claims)")
	set.StringVar(&o.files.Roster, "roster", "", "CSV `file` of identifiers and their organisations")
	set.StringVar(&o.files.Enrollment, "enrollment", "", "CSV `file` of coverage by month (none: everyone, every month)")
	set.IntVar(&o.base, "base", 2008, "the base `year`")
	set.IntVar(&o.year, "year", 2009, "the performance `year`")
	set.StringVar(&o.terms, "terms", "", "JSON `file` of terms in place of the built-in ones; what it leaves out stays built-in")
	set.StringVar(&o.writeTerms, "write-terms", "", "write the built-in terms into this `folder`, and do no more")
	set.StringVar(&o.explain, "explain", "", "`organisation/number` of a proposal to account for")
	set.StringVar(&o.vary, "vary", "", "`path=from:to:step` of a number in the terms")
	set.IntVar(&o.draws, "chance", 0, "`number` of draws that say what chance alone would do")
	set.Uint64Var(&o.seed, "seed", 1, "`seed` of the draws")
	set.StringVar(&o.html, "html", "", "write a page with charts to this `file`")
	if err := set.Parse(args); err != nil {
		return o, err
	}
	o.embedded = o.files.Claims == ""
	switch {
	case set.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", set.Arg(0))
	case o.embedded && o.files.Roster+o.files.Enrollment != "":
		return o, errors.New("-roster and -enrollment go with -claims")
	case !o.embedded && o.files.Roster == "":
		return o, errors.New("-claims needs -roster")
	case o.base < 1900 || o.base >= o.year || o.year > 2100:
		return o, fmt.Errorf("-base %d and -year %d: want a base year before the performance year", o.base, o.year)
	case o.embedded && (o.base != 2008 || o.year != 2009):
		return o, fmt.Errorf("-base %d and -year %d: the embedded claims are of 2008 and 2009", o.base, o.year)
	case o.vary != "" && (o.explain != "" || o.draws > 0 || o.html != ""):
		return o, errors.New("-vary stands alone: it prints no account, draws or page")
	case o.draws < 0 || o.draws > 1_000_000:
		return o, fmt.Errorf("-chance: want 1 to 1000000 draws, not %d", o.draws)
	}
	if o.embedded {
		o.files = claims.Embedded()
	}
	return o, nil
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	return runOn(ctx, args, stdout, stderr, load)
}

// loader reads the files of a run.
type loader func(files claims.Files, embedded bool, years ...apm.Period) (*population, error)

// runOn runs the program on what load reads.
func runOn(ctx context.Context, args []string, stdout, stderr io.Writer, load loader) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	years := [2]apm.Period{apm.CalendarYear(o.base), apm.CalendarYear(o.year)}
	t := ownTerms(years)
	if o.writeTerms != "" {
		return writeTerms(o.writeTerms, t)
	}
	if o.terms != "" {
		data, err := os.ReadFile(o.terms)
		if err != nil {
			return err
		}
		if t, err = decodeTerms(data, t); err != nil {
			return fmt.Errorf("%s: %w", o.terms, err)
		}
	}
	m, err := newModel(t)
	if err != nil {
		return err
	}
	var v *varied
	if o.vary != "" {
		if v, err = vary(t, o.vary); err != nil {
			return err
		}
	}
	p, err := load(o.files, o.embedded, years[:]...)
	if err != nil {
		return err
	}
	// The embedded file has no specialties.
	method := attribution.OpenPrimaryCare(attribution.OpenTerms{UnknownIsPrimaryCare: o.embedded})
	if v != nil {
		return v.print(ctx, stdout, p, method, years)
	}
	if err := m.settle(ctx, p, method, years); err != nil {
		return err
	}
	if o.explain != "" {
		err = m.explain(stdout, o.explain)
	} else {
		err = m.screen(stdout)
	}
	if err == nil && o.draws > 0 {
		err = m.printChances(ctx, stdout, o.draws, o.seed, screen.NewProgress(stderr, "draws"))
	}
	if err == nil && o.html != "" {
		err = m.writePage(o.html, o.files.Claims, o.files.Roster, o.files.Enrollment, o.terms)
	}
	return err
}
