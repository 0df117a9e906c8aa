// Command attribute says who is accountable for whom: it reads claims and a roster,
// attributes every member by a method, and prints the panels.
//
//	go run ./examples/attribute
//	go run ./examples/attribute -claims claims.csv -roster roster.csv -enrollment months.csv \
//		-method mssp-2024 -from 2024-01-01 -to 2024-12-31 -out attributed.csv
//	go run ./examples/attribute -method list
//
// Without files it takes the embedded synthetic claims and a fictional roster. The
// columns of the files are those of package claims; -from and -to are the
// performance period. What is written appears under its name only when the run has
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

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/seed-6807d414/apm/examples/internal/command"
)

func main() { command.Main("", run) }

const help = `attribute says who is accountable for whom, by claims and a roster.

  attribute                 the embedded synthetic claims with a fictional roster
  attribute -method list    the methods
  attribute -claims FILE -roster FILE -method NAME -from DATE -to DATE [flags]

Files are CSV with a header, columns in any order, dates such as 2024-01-31; a name
that ends in .gz is unpacked. Columns in brackets may be absent.

  claims      member,date,allowed[,claim,tin,ccn,npi,specialty,code,bill_type,revenue,pos,through]
  roster      id,kind,organization[,from,to]    kinds tin, ccn, npi; lists eta, attested
  stays       member,kind,from,to               kinds snf, inpatient
  enrollment  member,month[,a,b,ma,us,death]    1 or 0; without us all are residents
  elections   member,organization,from[,to]

A file that is sorted by member is read as a stream. One that is not is read a second
time, into memory whole, at a few hundred bytes a row.

Exit status: 0 done, 2 a flag, a file or a row cannot be used, 1 a result cannot be
written or the run was interrupted.

`

// flags is what the command line says.
type flags struct {
	files                    claims.Files
	embedded                 bool
	method                   string
	from, to                 string
	out, candidates, rejects string
	workers                  int
}

func parse(args []string, stderr io.Writer) (flags, error) {
	var f flags
	set := flag.NewFlagSet("attribute", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.Usage = func() {
		fmt.Fprint(stderr, help)
		set.PrintDefaults()
	}
	set.StringVar(&f.files.Claims, "claims", "", "CSV `file` of service lines (none: embedded synthetic claims)")
	set.StringVar(&f.files.Roster, "roster", "", "CSV `file` of identifiers and their organizations")
	set.StringVar(&f.files.Stays, "stays", "", "CSV `file` of facility stays")
	set.StringVar(&f.files.Enrollment, "enrollment", "", "CSV `file` of coverage by month")
	set.StringVar(&f.files.Elections, "elections", "", "CSV `file` of members' choices")
	set.StringVar(&f.method, "method", "", "`name` of the method, a .json file, or list")
	set.StringVar(&f.from, "from", "", "first `day` of the performance period")
	set.StringVar(&f.to, "to", "", "last `day` of the performance period")
	set.StringVar(&f.out, "out", "", "write the result of each member to this `file`")
	set.StringVar(&f.candidates, "candidates", "", "write every candidate of each step to this `file`")
	set.StringVar(&f.rejects, "rejects", "", "write rows that cannot be used to this `file` and go on")
	set.IntVar(&f.workers, "workers", runtime.GOMAXPROCS(0), "members attributed at the same `time`")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return f, err
		}
		return f, errors.New("see attribute -h")
	}
	usage := func(text string) (flags, error) { return f, errors.New(text) }
	if set.NArg() > 0 {
		return usage("attribute takes no arguments behind its flags")
	}
	if f.workers < 1 {
		return usage("-workers: want at least 1")
	}
	if f.method == "list" {
		return f, nil
	}
	f.embedded = f.files.Claims == ""
	if f.embedded {
		if f.files.Roster+f.files.Stays+f.files.Enrollment+f.files.Elections != "" {
			return usage("-roster, -stays, -enrollment and -elections go with -claims")
		}
		return f.withDefaults(), nil
	}
	switch {
	case f.files.Roster == "":
		return usage("-claims needs -roster")
	case f.method == "":
		return usage("-claims needs -method; -method list prints what there is")
	case f.from == "" || f.to == "":
		return usage("-claims needs -from and -to, the performance period")
	}
	return f, nil
}

// withDefaults is the run on the embedded claims.
func (f flags) withDefaults() flags {
	f.files = claims.Embedded()
	if f.method == "" {
		f.method = openUnknown
	}
	if f.from == "" {
		f.from = "2009-01-01"
	}
	if f.to == "" {
		f.to = "2009-12-31"
	}
	return f
}

func (f flags) period() (apm.Period, error) {
	from, err := apm.ParseDate(f.from)
	if err != nil {
		return apm.Period{}, fmt.Errorf("-from: %w", err)
	}
	to, err := apm.ParseDate(f.to)
	if err != nil {
		return apm.Period{}, fmt.Errorf("-to: %w", err)
	}
	if to < from {
		return apm.Period{}, errors.New("-to: the period ends before it starts")
	}
	return apm.Period{From: from, To: to}, nil
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if f.method == "list" {
		return list(stdout)
	}
	period, err := f.period()
	if err != nil {
		return err
	}
	if err := f.checkOutputs(); err != nil {
		return err
	}
	method, err := methodNamed(f.method)
	if err != nil {
		return err
	}
	roster, err := claims.NewLoader(f.files).Roster()
	if err != nil {
		return err
	}
	notes := adapt(&method, f)
	a, err := attribution.New(method, roster, period)
	if err != nil {
		return err
	}
	for {
		job := &job{flags: f, a: a, stderr: stderr}
		err := job.run(ctx)
		var unsorted *claims.UnsortedError
		if errors.As(err, &unsorted) {
			fmt.Fprintf(stderr, "%s is not sorted by member: starting again with all of its rows in memory\n", unsorted.File)
			f.files.InMemory = append(f.files.InMemory, unsorted.File)
			continue
		}
		if err != nil {
			return err
		}
		return job.report(stdout, notes)
	}
}

// adapt takes out of a method what cannot be tested without a file, and says so.
func adapt(m *attribution.Method, f flags) (notes []string) {
	if f.embedded {
		notes = append(notes,
			"Synthetic claims (CMS DE-SynPUF) and a fictional roster: no figure here is about anyone.",
			"They have no specialty, place of service or bill type, so methods that ask for them find nothing.")
	}
	if f.files.Enrollment == "" && (m.Eligibility != nil || m.Retention != nil) {
		m.Eligibility, m.Retention = nil, nil
		notes = append(notes, "No -enrollment: coverage and residence are not tested, and every month of the living counts.")
	}
	if f.files.Stays == "" {
		for _, s := range m.Services {
			if len(s.NotDuring) > 0 {
				notes = append(notes, "No -stays: services during facility stays are not told apart.")
				break
			}
		}
	}
	if f.files.Elections == "" && len(m.Elections) > 0 {
		notes = append(notes, "No -elections: claims alone decide.")
	}
	if m.Eligibility != nil && len(m.Eligibility.Programs) > 0 {
		notes = append(notes, "No file has membership in other initiatives: it is not tested.")
	}
	for i := range m.Elections {
		if f.files.Elections != "" && len(m.Elections[i].Specialties) > 0 {
			m.Elections[i].Specialties = nil
			notes = append(notes, "-elections has no specialty of the clinician: it is not tested.")
		}
	}
	return notes
}
