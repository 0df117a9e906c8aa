// Command episodes builds episodes of care from claims and settles them. It prints what
// became of the claims and of each category, and writes the table that providers are
// sent.
//
//	go run ./examples/episodes
//	go run ./examples/episodes -definition list
//	go run ./examples/episodes -claims claims.csv -members members.csv \
//		-definition asthma -program program.json -out episodes.csv -lines lines.csv -report report.txt
//	go run ./examples/episodes -claims claims.csv -definition team -prices prices.csv -providers providers.csv \
//		-program team -set track=1 -set order=qualityFirst -set straightLine=yes -set lowVolume=beforeNetting
//
// Without files it takes the embedded claims, which are synthetic (CMS DE-SynPUF, 2008
// and 2009, ICD-9): no result on them is a finding about anyone. It says which
// definitions fire there. What is written appears under its name only when the run has
// succeeded. It exits with 2 when a flag, a file or a row cannot be used, and with 1
// when a result cannot be written or the run is interrupted.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/examples/internal/screen"
)

func main() { command.Main("", run) }

const help = `episodes builds episodes of care from claims, settles them, and prints what became of
the claims, of each category of episodes and of the providers who gain or lose most.

  episodes                      the embedded synthetic claims, every definition
  episodes -definition list     the definitions; -program list, the programs
  episodes -claims FILE -definition NAME|FILE [flags]

Files are CSV with a header, columns in any order, dates such as 2024-01-31 and
dollars such as -1234.56; a name that ends in .gz is unpacked. Lists have spaces
between their words. Columns in brackets may be absent; an unknown one is an error.

  claims   member,setting,from,amount[,claim,through,drg,diagnoses,procedures,icd,status,
           facility,group,npi,surgeon,gmlos,marks,line_from,line_through,code,revenue,ndc,
           place,line_diagnosis,line_npi,visits,outlier]
           One row for each line. Rows with one member and claim are one claim, in any
           order; from to marks are those of the claim and stand on each of its rows,
           and rows that differ there are versions of it. A reversal is a row with a
           negative amount. Settings: inpatient, otherInpatient, ltch, irf, ipf, snf,
           nursingHome, homeHealth, hospice, outpatient, ed, observation, professional,
           laboratory, dme, pharmacy, transport, dental, capitation. Diagnoses and
           procedures list the principal one first; icd is 9 or 10 (empty: 10). Amounts
           are on the price basis of the program.
  members  member[,birth,death,span,from,to]
           One row for each span of a member: enrolled, dual, thirdParty, esrd,
           managedCare, otherPayer and what else a definition names.
  prices   category,target[,cell,provider,member,from,regional]
           For programs that hold episodes against a price: dollars for an episode. The
           price of a member and from, the first day of the trigger, is that of one
           episode; else that of provider and cell, provider, cell, category is taken, in
           this order. Regional is the price without the provider's own history.
  providers
           provider[,category,score,status,revenue,carried,run,paid_through,settled,
           baseline,post_mean,post_deviation,post_excess,metric.NAME,amount.NAME]
           For programs that ask for them. One row for each provider or, where something
           is of a category alone, for each provider and category. A rule for all of a
           provider reads the row without a category; a cell of score, status and metrics
           that is empty in a row with one is that of the row without. Score is a fraction,
           0.8 for 80 %; baseline counts the episodes of the baseline period; run is
           provisional, final or reopened, and settled what earlier runs have paid; post_mean
           and post_deviation are of the region's spending after an episode, post_excess the
           dollars in all by which the provider's exceeds what is usual. NAME is a metric or
           amount that a rule of the program names.
  levels   category[,gain_limit,commendable,acceptable]
           For the programs of states: dollars for an episode.

A definition or program of your own is JSON: print one to begin, with -json definition
or -json program.

Output. A file appears only when the run has succeeded, and one that is new is for its
owner only:

  -out     one row for each episode: member,definition,episode,category,cell,trigger,
           claim,setting,drg,code,trigger_from,trigger_to,from,to,provider,cost,apart,
           counts,exclusions
  -lines   one row for each line and definition, or part of a line: member,claim,line,
           definition,episode,window,rule,effect,category,setting,amount; line counts
           the rows of the claim in the order of the file. A line in no window has the
           rule outside, one that cannot be used the rule rejected, one that no rule
           names unmatched; the amounts of a definition add up to those of the file
  -report  the table that providers are sent: a row for each provider and category with
           percentiles, levels and gain or loss, a row for all of a provider with what it
           gains or loses after every rule, then low volume and exclusions by reason

Not on the command line are risk weights and what a model of risk reads (every episode has
the weight 1), limits of outliers from a baseline, regions and periods of prices, and who
gave most of the care: a program that asks for them is one for the library. So are TennCare's,
which divides by risk weights, and BPCI Advanced, which looks at the outliers of the nation.
All episodes of the claims are settled, but with ohio, which takes those that end in its year.

Exit status: 0 done, 2 a flag, a file or a row cannot be used, 1 a result cannot be
written or the run was interrupted.

`

// flags is what the command line says.
type flags struct {
	claims, members    string
	prices, providers  string
	levels             string
	settings           map[string]string
	definition         string
	program, provider  string
	out, lines, report string
	json               string
	release            bool
	workers            int
}

func (f flags) embedded() bool { return f.claims == "" }

func parse(args []string, stderr io.Writer) (flags, error) {
	f := flags{settings: make(map[string]string)}
	set := flag.NewFlagSet("episodes", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&f.claims, "claims", "", "CSV `file` of claim lines (none: embedded synthetic claims)")
	set.StringVar(&f.members, "members", "", "CSV `file` of members: birth, death, coverage")
	set.StringVar(&f.prices, "prices", "", "CSV `file` of target prices by category, cell, provider or episode")
	set.StringVar(&f.providers, "providers", "", "CSV `file` of what the program has to know of providers: quality, baseline, revenue")
	set.StringVar(&f.levels, "levels", "", "CSV `file` of thresholds by category, for a state's program")
	set.Func("set", "`NAME=VALUE` of a setting of a payer's program; once for each", func(word string) error { return addSetting(f.settings, word) })
	set.StringVar(&f.definition, "definition", "", "`name` of a definition, a .json file, all, or list")
	set.StringVar(&f.program, "program", "", "`name` of a program, a .json file, or list")
	set.StringVar(&f.provider, "provider", "", "`role` of who answers for an episode: facility, group, practitioner or surgeon of the trigger (none: as the program says)")
	set.StringVar(&f.out, "out", "", "write every episode to this `file`")
	set.StringVar(&f.lines, "lines", "", "write every claim line with its episode, rule and amount to this `file`")
	set.StringVar(&f.report, "report", "", "write the table of all providers to this `file`")
	set.BoolVar(&f.release, "release", false, "hide counts of 1 to 10, and what would reveal them, in what is printed and in -report")
	set.StringVar(&f.json, "json", "", "print the definition or the program as JSON and stop: `what` is definition or program")
	set.IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "how many `members` to work on at the same time")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			set.SetOutput(stderr)
			fmt.Fprint(stderr, help)
			set.PrintDefaults()
			return f, err
		}
		return f, fmt.Errorf("%w; see episodes -h", err)
	}
	usage := func(text string) (flags, error) { return f, errors.New(text) }
	switch {
	case set.NArg() > 0:
		return usage("episodes takes no arguments behind its flags")
	case f.workers < 1:
		return usage("-workers: want at least 1")
	case f.claims == "" && f.members != "":
		return usage("-members goes with -claims")
	case f.json != "" && f.json != "definition" && f.json != "program":
		return usage("-json: want definition or program")
	case samePlace(f.out, f.lines) || samePlace(f.out, f.report) || samePlace(f.lines, f.report):
		return usage("-out, -lines and -report: want different files")
	case f.release && f.out+f.lines != "":
		return usage("-release goes with what is printed and with -report; -out and -lines name members")
	}
	if f.definition == "" {
		f.definition = allDefinitions
		if !f.embedded() && f.json == "" {
			return usage("-claims needs -definition; -definition list prints what there is")
		}
	}
	if f.program == "" {
		f.program = reportOnly
		if f.embedded() {
			f.program = illustrative
		}
	}
	if _, ok := roles[f.provider]; !ok {
		return usage("-provider: want facility, group, practitioner or surgeon (-providers takes a file)")
	}
	return f, nil
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if f.definition == "list" {
		return listDefinitions(stdout)
	}
	if f.program == "list" {
		return listPrograms(stdout)
	}
	suite, err := suiteNamed(f.definition)
	if err != nil {
		return err
	}
	arrangement, period, err := programNamed(f)
	if err != nil {
		return err
	}
	switch f.json {
	case "definition":
		return printJSON(stdout, suite)
	case "program":
		return printJSON(stdout, arrangement.Program())
	}
	j := &job{flags: f, arrangement: arrangement, period: period, progress: screen.NewProgress(stderr, "members")}
	if j.prices, err = readPrices(f.prices); err != nil {
		return err
	}
	if j.providers, err = readProviders(f.providers, arrangement.Program()); err != nil {
		return err
	}
	if f.embedded() {
		j.members, err = embedded()
		j.notes = append(j.notes, aboutEmbedded(&suite)...)
	} else {
		j.members, err = readMembers(f.claims, f.members)
		if f.members == "" {
			j.notes = append(j.notes, withoutPersons(&suite)...)
		} else {
			j.notes = append(j.notes, j.aboutPersons(&suite)...)
		}
	}
	if err != nil {
		return err
	}
	if j.engine, err = episode.New(suite); err != nil {
		return err
	}
	if err := j.run(ctx); err != nil {
		return err
	}
	return j.print(stdout)
}

// reads are the files that the run reads.
func (f flags) reads() []string {
	reads := []string{f.claims, f.members, f.prices, f.providers, f.levels}
	for _, name := range []string{f.definition, f.program} {
		if strings.HasSuffix(name, ".json") {
			reads = append(reads, name)
		}
	}
	return reads
}
