package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"
	"text/tabwriter"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/examples/internal/screen"
)

// job is one pass over the files.
type job struct {
	flags  flags
	a      *attribution.Attributor
	stderr io.Writer

	loader                  *claims.Loader
	panel                   attribution.Panel
	used, other             int
	usedSum, otherSum       apm.Cents
	out, candidates, reject *output
}

func (j *job) run(ctx context.Context) (err error) {
	defer func() {
		for _, o := range []*output{j.out, j.candidates, j.reject} {
			if err == nil {
				err = o.keep()
			} else {
				o.discard()
			}
		}
	}()
	if err := j.create(); err != nil {
		return err
	}
	files := j.flags.files
	if j.reject != nil {
		files.Reject = func(e *claims.RowError) error {
			return j.reject.write(e.File, strconv.Itoa(e.Line), strconv.Itoa(e.Column), e.Field, e.Reason, e.Row)
		}
	}
	j.loader = claims.NewLoader(files)
	progress := screen.NewProgress(j.stderr, "rows")
	defer progress.End()
	results := j.a.Run(ctx, j.batches(progress), attribution.Options{Workers: j.flags.workers})
	for batch, err := range results {
		if err != nil {
			return err
		}
		for i := range batch {
			if err := j.add(&batch[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *job) create() (err error) {
	f := j.flags
	if j.out, err = create(f.out, "member", "organization", "entity", "step", "total", "runner_up", "runner_up_total", "reason"); err != nil {
		return err
	}
	if j.candidates, err = create(f.candidates, "member", "step", "held", "rank", "organization", "entity", "total", "latest"); err != nil {
		return err
	}
	j.reject, err = create(f.rejects, "file", "line", "column", "field", "reason", "row")
	return err
}

// batches passes on what the loader reads. Candidates are written here, before a
// batch is given away.
func (j *job) batches(p *screen.Progress) iter.Seq2[[]attribution.Member, error] {
	return func(yield func([]attribution.Member, error) bool) {
		for batch, err := range j.loader.Members() {
			if err == nil && j.candidates != nil {
				err = j.contests(batch)
			}
			p.Show(j.loader.Rows, 0)
			if !yield(batch, err) || err != nil {
				return
			}
		}
	}
}

func (j *job) contests(batch []attribution.Member) error {
	for _, m := range batch {
		contests, err := j.a.Contests(m)
		if err != nil {
			return err
		}
		for _, c := range contests {
			for rank, x := range c.Candidates {
				if err := j.candidates.write(m.ID, c.Step, strconv.FormatBool(c.Held), strconv.Itoa(rank+1), x.Entity.Organization,
					x.Entity.ID.Value, attribution.FormatTotal(x.Total, c.Measure), x.Latest.String()); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// add writes a result and counts it.
func (j *job) add(r *attribution.Result) (err error) {
	j.panel.Add(*r)
	t := r.Lines
	j.used += t.Used.Lines
	if j.usedSum, err = j.usedSum.Add(t.Used.Allowed); err != nil {
		return err
	}
	for _, lot := range []attribution.Lot{t.Unqualified, t.Shared, t.Unidentified} {
		j.other += lot.Lines
		if j.otherSum, err = j.otherSum.Add(lot.Allowed); err != nil {
			return err
		}
	}
	if j.out == nil {
		return nil
	}
	total, second := "", ""
	if r.Measure != "" {
		total = attribution.FormatTotal(r.Total, r.Measure)
		if r.RunnerUp != (attribution.Entity{}) {
			second = attribution.FormatTotal(r.RunnerUpTotal, r.Measure)
		}
	}
	runnerUp := r.RunnerUp.Organization
	if runnerUp == "" {
		runnerUp = r.RunnerUp.ID.Value
	}
	return j.out.write(r.Member, r.Organization, r.Winner.ID.Value, r.Step, total, runnerUp, second, string(r.Reason))
}

// report prints the panels and accounts for every row.
func (j *job) report(w io.Writer, notes []string) error {
	for _, note := range notes {
		fmt.Fprintln(w, note)
	}
	fmt.Fprintf(w, "%s, %s to %s\n\n", j.a.Method().Name, j.a.Period().From, j.a.Period().To)
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "organization\tstep\tmembers\tmonths")
	all, assigned := j.panel.Total()
	for _, row := range j.panel.Rows(attribution.ByStep) {
		fmt.Fprintf(tab, "%s\t%s\t%d\t%d\n", row.Organization, row.Step, row.Members, row.Months)
	}
	fmt.Fprintf(tab, "attributed\t\t%d\t%d\n", assigned.Members, assigned.Months)
	for _, row := range j.panel.Unassigned() {
		fmt.Fprintf(tab, "unassigned\t%s\t%d\t\n", row.Reason, row.Members)
	}
	fmt.Fprintf(tab, "all members\t\t%d\t\n", all.Members)
	if err := tab.Flush(); err != nil {
		return command.OutputError{Err: err}
	}
	l := j.loader
	fmt.Fprintf(w, "\nclaims: %d rows read = %d used + %d not qualifying + %d rejected\n", l.Rows, j.used, j.other, l.Rejected)
	fmt.Fprintf(w, "allowed: %s = %s used + %s not qualifying\n", l.Dollars, j.usedSum, j.otherSum)
	if _, err := fmt.Fprintf(w, "other files: %d rows read, %d rejected\n", l.Others, l.Spoiled); err != nil {
		return command.OutputError{Err: err}
	}
	return nil
}
