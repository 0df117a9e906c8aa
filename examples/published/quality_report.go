package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/seed-6807d414/apm/examples/internal/screen"
)

// listed is how many unexplained values of a set are named one by one; -out has all.
const listed = 50

// line is a line of the table: a set and one of its outputs.
type line struct {
	set, output string
	counts      map[verdict]int
	reasons     map[string]int
}

// tally counts the values of a set by output, in the order in which they occur.
func tally(r scored) []*line {
	var lines []*line
	byOutput := make(map[string]*line)
	for _, v := range r.values {
		l := byOutput[v.output]
		if l == nil {
			l = &line{r.set.name, v.output, make(map[verdict]int), make(map[string]int)}
			byOutput[v.output] = l
			lines = append(lines, l)
		}
		l.counts[v.verdict]++
		if v.reason != "" {
			l.reasons[v.reason]++
		}
	}
	return lines
}

func (l *line) values() int {
	n := 0
	for _, count := range l.counts {
		n += count
	}
	return n
}

// reportScores prints the table by set and output, the documented reasons, what is
// adopted, and every value that did not come out.
func reportScores(results []scored, skipped []string, stdout io.Writer) error {
	verdicts := []verdict{equal, withinPrint, documented, unexplainedV}
	table := screen.NewTable("Published quality scores", 2, "set", "output", "values",
		string(equal), string(withinPrint), string(documented), string(unexplainedV))
	var lines []*line
	for _, r := range results {
		lines = append(lines, tally(r)...)
	}
	for _, l := range lines {
		cells := []string{l.set, l.output, fmt.Sprint(l.values())}
		for _, v := range verdicts {
			cells = append(cells, dot(l.counts[v]))
		}
		table.Row(cells...)
	}
	if err := table.Print(stdout); err != nil {
		return err
	}
	fmt.Fprintln(stdout, "\nequal: the published digits; rounding: equal within the rounding of the printed figures;")
	fmt.Fprintln(stdout, "documented: different, for a reason below; unexplained: none of these")
	if skipped != nil {
		fmt.Fprintln(stdout, "\nLeft out:")
	}
	for _, s := range skipped {
		fmt.Fprintf(stdout, "- %s\n", s)
	}
	printReasons(lines, stdout)
	fmt.Fprintln(stdout, "\nAdopted or fitted, because no rule gives it:")
	for _, r := range results {
		for _, a := range r.set.adopted {
			fmt.Fprintf(stdout, "- %s: %s\n", r.set.name, a)
		}
	}
	failed := false
	for _, r := range results {
		short := listUnexplained(r, stdout)
		if r.set.demand != nil {
			d := r.set.demand(r.values)
			fmt.Fprintln(stdout)
			for _, text := range d.lines {
				fmt.Fprintf(stdout, "%s: %s\n", r.set.name, text)
			}
			short = !d.met
		}
		failed = failed || short
	}
	if failed {
		return errUnexplained
	}
	return nil
}

// printReasons counts the documented differences by reason.
func printReasons(lines []*line, stdout io.Writer) {
	first := true
	for _, l := range lines {
		reasons := make([]string, 0, len(l.reasons))
		for r := range l.reasons {
			reasons = append(reasons, r)
		}
		slices.Sort(reasons)
		for _, r := range reasons {
			if first {
				fmt.Fprintln(stdout, "\nDocumented:")
				first = false
			}
			fmt.Fprintf(stdout, "- %s %s: %d, %s\n", l.set, l.output, l.reasons[r], r)
		}
	}
}

// listUnexplained names the values that are unexplained, and says whether there are any.
func listUnexplained(r scored, stdout io.Writer) bool {
	n := 0
	for _, v := range r.values {
		if v.verdict != unexplainedV {
			continue
		}
		if n == 0 {
			fmt.Fprintf(stdout, "\n%s unexplained:\n", r.set.name)
		}
		if n < listed {
			fmt.Fprintf(stdout, "- %s/%s %s: computed %s, published %s\n", r.set.name, v.key, v.output, orNone(v.computed), orNone(v.published))
		}
		n++
	}
	if n > listed {
		fmt.Fprintf(stdout, "- and %d more, which -out lists\n", n-listed)
	}
	return n > 0
}
