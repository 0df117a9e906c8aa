package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/screen"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

func printReport(out io.Writer, p lan.Portfolio, r lan.Report, settled []derived, overlay lan.Overlay) error {
	if err := categories(r).Print(out); err != nil {
		return err
	}
	for _, t := range []*screen.Table{excluded(r), undetermined(r)} {
		if t != nil {
			if err := t.Print(out); err != nil {
				return err
			}
		}
	}
	if len(settled) > 0 {
		fmt.Fprintln(out, "\nClassified from the terms that settle the money")
	}
	for _, d := range settled {
		fmt.Fprintf(out, "  %s (%s)\n    %s\n", d.stream.ID, d.stream.Program, strings.Join(d.why, "\n    "))
	}
	if err := printGoals(out, p, r, overlay); err != nil {
		return err
	}
	return published().Print(out)
}

// categories is percents by line of business, with what they add up to.
func categories(r lan.Report) *screen.Table {
	headings := []string{"percent of dollars", "dollars"}
	for _, c := range r.All.Categories {
		headings = append(headings, c.Category.String())
	}
	headings = append(headings, "linked", "3+4", "3B+4", "accountable lives")
	title := fmt.Sprintf("Dollars by category, %s, %s edition, %s", r.Terms.Period, r.Terms.Edition, r.Terms.Dominance)
	t := screen.NewTable(title, 1, headings...)
	for _, s := range append(slices.Clone(r.Lines), r.All) {
		row := []string{s.Line.String(), money(s.Total)}
		for _, all := range r.All.Categories {
			cell := "."
			for _, here := range s.Categories {
				if here.Category == all.Category {
					cell = here.Percent.StringFixed(1)
				}
			}
			row = append(row, cell)
		}
		for _, set := range [][]lan.Category{lan.Linked(), lan.APM(), lan.TwoSided()} {
			_, share := s.Of(set...)
			row = append(row, percent(share))
		}
		t.Row(append(row, percent(s.Lives.Share))...)
	}
	return t
}

// excluded is what the denominator leaves out, nil for nothing.
func excluded(r lan.Report) *screen.Table {
	if len(r.Excluded) == 0 {
		return nil
	}
	t := screen.NewTable("Left out of the denominator", 2, "line", "rule", "dollars")
	for _, x := range r.Excluded {
		t.Row(x.Line.String(), x.Name, money(x.Paid))
	}
	return t
}

// undetermined is the streams without a category, nil where there are none.
func undetermined(r lan.Report) *screen.Table {
	var t *screen.Table
	for _, p := range r.Placements {
		if p.Category != lan.Undetermined {
			continue
		}
		if t == nil {
			t = screen.NewTable("Undetermined: fill in the field", 2, "stream", "field", "dollars")
		}
		t.Row(p.Stream, p.Missing, money(p.Paid))
	}
	return t
}

// printGoals prints how the report stands to each target and what would close a gap.
func printGoals(out io.Writer, portfolio lan.Portfolio, r lan.Report, overlay lan.Overlay) error {
	// What stands under no contract, such as the fees of all other providers, cannot be
	// moved by one. Where there are no contracts every stream is one.
	named := make(map[string]bool)
	for _, s := range portfolio.Streams {
		named[s.Contract] = true
	}
	var contracts []string
	for _, p := range r.Placements {
		if named[p.Contract] {
			contracts = append(contracts, p.Contract)
		}
	}
	standings, err := r.Standings(overlay)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nAgainst the targets of %s\n", overlay.Name)
	for _, s := range standings {
		fmt.Fprintf(out, "  %s\n", standing(s))
		if s.Goal.Note != "" {
			fmt.Fprintf(out, "    note: %s\n", s.Goal.Note)
		}
		if s.Goal.Basis != lan.OfDollars || s.Gap == (apm.CentsSum{}) {
			continue
		}
		closing, err := r.Close(s.Goal, contracts...)
		if err != nil {
			return err
		}
		printClosing(out, closing)
	}
	for _, p := range overlay.Results {
		fmt.Fprintf(out, "  published for %d: %s %% (%s)\n", p.Year, p.Percent.StringFixed(1), p.Origin)
	}
	return nil
}

func standing(s lan.Standing) string {
	g := s.Goal
	head := g.Line.String() + ", " + g.Name
	if g.Year > 0 {
		head += fmt.Sprintf(", %d", g.Year)
	}
	what := "dollars"
	if g.Basis == lan.OfLives {
		what = "lives"
	}
	if g.Share.Valid {
		head += fmt.Sprintf(": %s %% of %s", g.Share.Decimal.Shift(2), what)
	}
	if s.Share.Valid {
		head += ", here " + percent(s.Share) + " %"
	}
	switch {
	case s.Outcome == lan.Unknown:
		return head + ": unknown for want of " + s.Missing
	case s.Outcome == lan.Met:
		return head + ": met by " + s.Points.Decimal.StringFixed(1) + " points"
	case g.Basis == lan.OfLives:
		return head + ": short by " + s.Points.Decimal.Neg().StringFixed(1) + " points, " + apm.Figure{Value: s.LivesGap.Decimal, Unit: apm.Number}.Text() + " people"
	}
	return head + ": short by " + s.Points.Decimal.Neg().StringFixed(1) + " points, $" + money(s.Gap)
}

func printClosing(out io.Writer, c lan.Closing) {
	switch {
	case !c.Possible:
		fmt.Fprintln(out, "    all contracts together do not close the gap")
		return
	case c.Fewest:
		fmt.Fprintf(out, "    closed with the fewest dollars moved, $%s:\n", money(c.Moved))
	default:
		fmt.Fprintf(out, "    closed with $%s moved, perhaps not the fewest:\n", money(c.Moved))
	}
	for _, m := range c.Moves {
		from := make([]string, len(m.From))
		for i, f := range m.From {
			from[i] = f.String()
		}
		fmt.Fprintf(out, "      %s (%s), now %s, $%s\n", m.Contract, m.Line, strings.Join(from, " and "), money(m.Paid))
	}
}

// published is the LAN's own results of the last year by line of business.
func published() *screen.Table {
	const year = 2023
	t := screen.NewTable(fmt.Sprintf("Published by the LAN for the dollars of %d, nationwide", year), 1, "percent of dollars", "3+4", "3B+4")
	for _, line := range append(lan.Lines(), lan.AllLines) {
		row := []string{line.String(), ".", "."}
		for _, p := range lan.Published() {
			if p.Year != year || p.Line != line || p.Measure != "" {
				continue
			}
			switch len(p.Categories) {
			case len(lan.APM()):
				row[1] = p.Percent.StringFixed(1)
			case len(lan.TwoSided()):
				row[2] = p.Percent.StringFixed(1)
			}
		}
		t.Row(row...)
	}
	return t
}

// printWhy prints what decided the category of a stream, in each part of the year.
func printWhy(out io.Writer, id string, p lan.Portfolio, settled []derived, r lan.Report) error {
	found := false
	for _, d := range settled {
		if d.stream.ID == id {
			fmt.Fprintf(out, "from the terms that settle it (%s):\n  %s\n", d.stream.Program, strings.Join(d.why, "\n  "))
		}
	}
	for _, c := range r.Streams {
		if c.Stream != id {
			continue
		}
		found = true
		fmt.Fprintf(out, "%s, %s: %s", c.Stream, c.Period, c.Classification)
		if coding, ok := c.Classification.Category.Coding(); ok {
			fmt.Fprintf(out, "  HL7 code: %s#%s\n", coding.System, coding.Code)
		} else {
			fmt.Fprintln(out, "  HL7 code: none")
		}
		for _, s := range p.Streams {
			if s.ID != id || !s.Period.Overlaps(c.Period) {
				continue
			}
			var codes []string
			for _, coding := range s.PaymentStreamCodes() {
				codes = append(codes, coding.Code)
			}
			fmt.Fprintf(out, "  Da Vinci payment-stream codes that fit: %s\n", strings.Join(codes, ", "))
		}
	}
	if !found {
		return fmt.Errorf("why: no stream of this id holds in %s", r.Terms.Period)
	}
	return nil
}

func percent(share decimal.NullDecimal) string {
	if !share.Valid {
		return "unknown"
	}
	return share.Decimal.Shift(2).StringFixed(1)
}

func money(sum apm.CentsSum) string {
	return apm.Figure{Value: sum.Decimal(), Unit: apm.Dollars}.Text()
}
