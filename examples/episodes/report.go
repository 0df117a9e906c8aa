package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

const hidden = "(small)"

// report prints what became of the claims, and the table that providers are sent.
func (j *job) report(w io.Writer) error {
	for _, note := range j.notes {
		if err := print(w, "%s\n", note); err != nil {
			return err
		}
	}
	if err := print(w, "\n%s members, %s lines, %s rejected\n", j.count(int64(len(j.members))), j.count(int64(j.lineCount)), j.count(int64(len(j.rejected)))); err != nil {
		return err
	}
	if err := j.printRejected(w); err != nil {
		return err
	}
	if err := j.printTotals(w); err != nil {
		return err
	}
	if err := j.printFired(w); err != nil {
		return err
	}
	return j.printProviders(w)
}

func (j *job) count(n int64) string {
	if j.flags.release && n >= 1 && n <= apm.SmallCell {
		return hidden
	}
	return apm.Figure{Value: decimal.NewFromInt(n), Unit: apm.Number}.Text()
}

func dollars(s apm.CentsSum) string {
	return apm.Figure{Value: s.Decimal(), Unit: apm.Dollars}.Text()
}

// printTotals prints where the dollars went under each definition. In a release a
// definition of few episodes shows neither them nor what they hold.
func (j *job) printTotals(w io.Writer) error {
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tab, "\ndefinition\tcount\texcluded\tdropped\tall lines\t= in episodes\t+ apart\t+ excluded by rule\t+ outside\t+ rejected\t\t")
	for i := range j.totals {
		t := &j.totals[i]
		verdict := "it balances"
		if !t.balanced() {
			verdict = "IT DOES NOT BALANCE"
		}
		cells := []string{t.definition, j.count(t.counting), j.count(t.excluded), j.count(t.dropped), dollars(t.lines)}
		parts := []apm.CentsSum{t.cost, t.apart, t.left, t.outside, t.rejectedSum}
		for _, sum := range parts {
			cells = append(cells, dollars(sum))
		}
		if j.flags.release && slices.Contains(cells[1:4], hidden) {
			for i := range cells[1:] { // one of the counts and all of the rest would reveal it
				if i != 3 {
					cells[i+1] = hidden
				}
			}
		}
		fmt.Fprintln(tab, strings.Join(append(cells, verdict), "\t")+"\t")
	}
	if err := tab.Flush(); err != nil {
		return outputError{err}
	}
	return nil
}

// printRejected says why lines could not be used.
func (j *job) printRejected(w io.Writer) error {
	reasons := make(map[string]int64)
	for _, r := range j.rejected {
		reasons[r.Field+": "+r.Reason]++
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		if err := print(w, "rejected: %s %s\n", reason, j.count(reasons[reason])); err != nil {
			return err
		}
	}
	return nil
}

// printFired says which definitions found an episode and which did not.
func (j *job) printFired(w io.Writer) error {
	var fire, not []string
	for _, t := range j.totals {
		if t.counting+t.excluded > 0 {
			fire = append(fire, t.definition)
		} else {
			not = append(not, t.definition)
		}
	}
	for _, x := range []struct {
		head string
		ids  []string
	}{{"\nfire here: ", fire}, {"find nothing: ", not}} {
		if len(x.ids) > 0 {
			if err := print(w, "%s%s\n", x.head, strings.Join(x.ids, ", ")); err != nil {
				return err
			}
		}
	}
	return nil
}

// printProviders settles every provider and prints the table.
func (j *job) printProviders(w io.Writer) error {
	cases, others := j.known()
	if others > 0 {
		if err := print(w, "%s episodes are of categories without a level in the program: they are not in its table\n", j.count(int64(others))); err != nil {
			return err
		}
	}
	prepared, err := j.arrangement.Prepare(cases)
	if err != nil {
		return fmt.Errorf("-program: %w", err)
	}
	of := prepared.Of()
	var settlements []episode.Settlement
	for _, id := range prepared.Providers() {
		s, err := j.arrangement.Settle(episode.ProviderFacts{ID: id}, of[id])
		if err != nil {
			return fmt.Errorf("-program: %w", err)
		}
		settlements = append(settlements, s)
	}
	r, err := j.arrangement.Report(settlements, prepared.Cases, episode.ReportOptions{
		Percentiles: []decimal.Decimal{decimal.New(5, -1)}, Definition: apm.SAS5, Suppress: j.flags.release})
	if err != nil {
		return fmt.Errorf("-program: %w", err)
	}
	if j.flags.program == reportOnly {
		for i := range r.Rows {
			r.Rows[i].Commendable = decimal.NullDecimal{} // it is nobody's level
		}
	}
	if err := print(w, "\n"); err != nil {
		return err
	}
	if _, err := r.WriteTo(w); err != nil {
		return outputError{err}
	}
	return nil
}

// known is the cases of categories that the program has a level for, and how many
// others there are.
func (j *job) known() (cases []episode.Case, others int) {
	t := j.arrangement.Program().Benchmark.Thresholds
	if t == nil {
		return j.cases, 0
	}
	level := make(map[string]bool)
	for _, l := range t.Levels {
		level[l.Category] = true
	}
	for _, c := range j.cases {
		if level[""] || level[c.Category] {
			cases = append(cases, c)
		} else {
			others++
		}
	}
	return cases, others
}
