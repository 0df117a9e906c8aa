package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm/examples/internal/screen"
)

// report prints the table by program, year and track, what is adopted from the
// publication, and every row that did not come out.
func report(results []result, used []program, stdout io.Writer) error {
	type group struct {
		program, track string
		year           int
	}
	counts := make(map[group]map[status]int)
	totals := make(map[string]map[status]int)
	for _, r := range results {
		g := group{r.program, r.track, r.year}
		if counts[g] == nil {
			counts[g] = make(map[status]int)
		}
		if totals[r.program] == nil {
			totals[r.program] = make(map[status]int)
		}
		counts[g][r.status]++
		totals[r.program][r.status]++
	}
	shown := shownStatuses(results)
	groups := make([]group, 0, len(counts))
	for g := range counts {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b group) int {
		if c := strings.Compare(a.program, b.program); c != 0 {
			return c
		}
		if a.year != b.year {
			return a.year - b.year
		}
		return strings.Compare(a.track, b.track)
	})
	headings := []string{"program", "year", "track", "rows"}
	for _, s := range shown {
		headings = append(headings, string(s))
	}
	table := screen.NewTable("Published settlements", 3, headings...)
	for i, g := range groups {
		table.Row(rowOf(g.program, fmt.Sprint(g.year), g.track, counts[g], shown)...)
		if i == len(groups)-1 || groups[i+1].program != g.program {
			table.Row(rowOf(g.program, "all", "", totals[g.program], shown)...)
		}
	}
	if err := table.Print(stdout); err != nil {
		return err
	}
	fmt.Fprint(stdout, legend(shown))
	fmt.Fprintln(stdout, "\nAdopted from the publication, because no rule gives it:")
	for _, p := range used {
		fmt.Fprintf(stdout, "- %s\n", p.adopted)
	}
	return listRows(results, stdout)
}

// shownStatuses is the statuses that occur, and always whether rows are
// unexplained.
func shownStatuses(results []result) []status {
	occurs := map[status]bool{unexplained: true}
	for _, r := range results {
		occurs[r.status] = true
	}
	return slices.DeleteFunc(slices.Clone(columns), func(s status) bool { return !occurs[s] })
}

// rowOf is a row of the table.
func rowOf(program, year, track string, counts map[status]int, shown []status) []string {
	rows := 0
	for _, n := range counts {
		rows += n
	}
	cells := []string{program, year, track, fmt.Sprint(rows)}
	for _, s := range shown {
		cells = append(cells, dot(counts[s]))
	}
	return cells
}

// dot is a count, with a dot for none.
func dot(n int) string {
	if n == 0 {
		return "."
	}
	return fmt.Sprint(n)
}

// legend says what the columns mean.
func legend(shown []status) string {
	meaning := map[status]string{
		exact:       "equal to the published dollar (reach: within five cents)",
		rounding:    "equal within the rounding of the printed quality score (reach: of the printed savings)",
		atCap:       "equal, and limited by the cap on savings",
		zero:        "nothing earned or owed, as published",
		unpaid:      "savings that CMS lists and paid nothing on",
		limited:     "a loss limited by participants' revenue, which CMS does not publish; at most the computed bound, as published",
		unpublished: "no settlement in the file to compare with",
		unexplained: "none of these",
	}
	var b strings.Builder
	b.WriteString("\n")
	for _, s := range shown {
		fmt.Fprintf(&b, "%-13s %s\n", s, meaning[s])
	}
	return b.String()
}

// listRows names the rows that a reader should know of.
func listRows(results []result, stdout io.Writer) error {
	failed := false
	for _, s := range []status{limited, unpaid, unexplained} {
		first := true
		for _, r := range results {
			if r.status != s {
				continue
			}
			if first {
				fmt.Fprintf(stdout, "\n%s:\n", s)
				first = false
			}
			fmt.Fprintf(stdout, "- %s %s/%d %s: computed %s, published %s", r.program, r.aco, r.year, r.track,
				computedText(r), r.published.Decimal)
			if r.reason != "" {
				fmt.Fprintf(stdout, " (%s)", r.reason)
			}
			fmt.Fprintln(stdout)
			failed = failed || s == unexplained
		}
	}
	listNotes(results, stdout)
	if failed {
		return errUnexplained
	}
	return nil
}

// listNotes names the rows whose printed rates differ from the rules.
func listNotes(results []result, stdout io.Writer) {
	first := true
	for _, r := range results {
		for _, note := range r.notes {
			if first {
				fmt.Fprint(stdout, "\nprinted rates that differ, whatever the settlement:\n")
				first = false
			}
			fmt.Fprintf(stdout, "- %s %s/%d %s: %s\n", r.program, r.aco, r.year, r.track, note)
		}
	}
}

func computedText(r result) string {
	computed := r.settlement.Earned
	switch {
	case !computed.Valid:
		return "nothing"
	case r.status == limited:
		return "at most " + computed.Decimal.Round(0).String()
	}
	return computed.Decimal.Round(2).String()
}
