package episode

import (
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// hiddenText stands for a figure that is suppressed.
const hiddenText = "*"

// String is the text that [Report.WriteTo] writes.
func (r Report) String() string {
	var b, table strings.Builder
	b.WriteString(r.Program + "\n")
	t := tabwriter.NewWriter(&table, 0, 0, 2, ' ', tabwriter.AlignRight)
	write := func(cells []string) {
		// A strings.Builder does not fail.
		_, _ = io.WriteString(t, strings.Join(cells, "\t")+"\t\n")
	}
	heads := []string{"category", "provider", "episodes", "excluded", "mean", "adjusted"}
	for _, p := range r.Options.Percentiles {
		heads = append(heads, "p"+p.Shift(2).String())
	}
	stops := slices.ContainsFunc(r.Rows, func(row ReportRow) bool { return row.GainLimit.Valid })
	if stops {
		heads = append(heads, "gain limit")
	}
	heads = append(heads, "commendable", "acceptable", "target", "quality", "gain or loss")
	write(heads)
	for _, row := range r.Rows {
		cells := []string{row.Category, row.Provider, countText(row.Episodes), countText(row.Excluded), row.dollars(row.Mean), row.dollars(row.AdjustedMean)}
		for i := range r.Options.Percentiles {
			value := decimal.NullDecimal{}
			if i < len(row.Percentiles) {
				value = decimal.NewNullDecimal(row.Percentiles[i])
			}
			cells = append(cells, row.dollars(value))
		}
		if stops {
			cells = append(cells, row.dollars(row.GainLimit))
		}
		write(append(cells, row.dollars(row.Commendable), row.dollars(row.Acceptable), row.dollars(row.Target), row.quality(), row.dollars(row.Net)))
	}
	for _, total := range r.Totals {
		cells := make([]string, len(heads))
		cells[0], cells[1], cells[2] = total.Category, "all", countText(total.Episodes)
		write(cells)
	}
	for _, p := range r.Providers {
		cells := make([]string, len(heads))
		cells[0], cells[1], cells[2], cells[len(cells)-1] = "all", p.Provider, countText(p.Episodes), dollars(p.Result, p.Episodes)
		write(cells)
	}
	_ = t.Flush()
	for line := range strings.Lines(table.String()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	if len(r.Providers) > 0 {
		b.WriteString("gain or loss of all of a provider: after every rule\n")
	}
	for _, total := range r.Totals {
		if total.Unassigned == nil || *total.Unassigned > 0 {
			b.WriteString("nobody answers for: " + total.Category + " " + countText(total.Unassigned) + "\n")
		}
	}
	for _, row := range r.Rows {
		of := row.Category + " " + row.Provider + ": "
		if row.Low != "" {
			b.WriteString("low volume: " + of + string(row.Low) + "\n")
		}
		for _, id := range slices.Sorted(maps.Keys(row.Metrics)) {
			b.WriteString("metric: " + of + id + " " + apm.Figure{Value: row.Metrics[id], Unit: apm.Number}.Text() + "\n")
		}
		for _, reason := range row.Reasons {
			b.WriteString("excluded: " + of + reason.Reason + " " + countText(reason.Episodes) + "\n")
		}
	}
	if r.Options.Suppress {
		b.WriteString(hiddenText + " a count of 1 to 10, or what would reveal one\n")
	}
	return b.String()
}

// WriteTo writes the report as a table: its rows, all of each category and all of each
// provider; below it stand low volume, metrics and exclusions by reason. The gain limit has
// a column where a category has one. Money is rounded to cents, for print only; "-" is a
// figure that there is none of, "*" one that is suppressed.
func (r Report) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, r.String())
	return int64(n), err
}

func countText(n *int) string {
	if n == nil {
		return hiddenText
	}
	return strconv.Itoa(*n)
}

func (row ReportRow) dollars(d decimal.NullDecimal) string { return dollars(d, row.Episodes) }

// dollars is a figure that is made of so many episodes: suppressed where their count is,
// and else absent where there is none.
func dollars(d decimal.NullDecimal, episodes *int) string {
	switch {
	case d.Valid:
		return apm.Figure{Value: d.Decimal, Unit: apm.Dollars}.Text()
	case episodes == nil:
		return hiddenText
	}
	return "-"
}

func (row ReportRow) quality() string {
	switch q := row.Quality; {
	case q.Score.Valid:
		return apm.Figure{Value: q.Score.Decimal, Unit: apm.Fraction}.Text()
	case q.Status != "":
		return string(q.Status)
	case row.Episodes == nil:
		return hiddenText
	}
	return "-"
}
