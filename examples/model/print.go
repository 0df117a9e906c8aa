package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/screen"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

func dollars(d decimal.Decimal) string { return apm.Figure{Value: d, Unit: apm.Dollars}.Text() }
func rounded(d decimal.Decimal) string {
	return apm.Figure{Value: d.Round(0), Unit: apm.Number}.Text()
}
func count(n int) string { return rounded(decimal.NewFromInt(int64(n))) }

// notes says what the claims are, and what they cannot tell.
func (m *model) notes(w io.Writer) {
	if m.study.population.embedded {
		fmt.Fprintln(w, "Synthetic claims of 500 people (CMS DE-SynPUF, sample 2, 2008-2009) and a fictional roster: no figure is a finding about anyone.")
		fmt.Fprintln(w, "Practitioners' services count at allowed charges, facilities' at what Medicare paid: the file has no other.")
	}
	if m.study.population.assumed {
		fmt.Fprintln(w, "No enrollment was given: everyone in the claims counts in every month of both years.")
	}
}

// print is the one screen of a run.
func (m *model) print(w io.Writer) error {
	m.notes(w)
	fmt.Fprintf(w, "%s: base year %s, performance year %s\n", m.terms.Name, year(m.study.years[0]), year(m.study.years[1]))
	headings := []string{""}
	for _, o := range m.organisations {
		headings = append(headings, o.name)
	}
	facts := screen.NewTable("", 1, headings...)
	row := func(name string, value func(*organisation) string) {
		cells := []string{name}
		for _, o := range m.organisations {
			cells = append(cells, value(o))
		}
		facts.Row(cells...)
	}
	row("people attributed, base year", func(o *organisation) string { return count(len(o.panels[0])) })
	row("people attributed, performance year", func(o *organisation) string { return count(len(o.panels[1])) })
	for i := range m.study.scopes {
		in := &m.study.scopes[i]
		targets := make(map[string]target)
		for _, o := range m.organisations {
			t, err := m.target(in, o)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", o.name, in.Name, err)
			}
			targets[o.name] = t
		}
		row(in.Name+", dollars per person-year", func(*organisation) string { return "" })
		row("  base year", func(o *organisation) string { return perYear(targets[o.name].spent[0].perYear()) })
		row("  benchmark, set before the year", func(o *organisation) string { return perYear(targets[o.name].frozen.All) })
		row("  performance year", func(o *organisation) string { return perYear(targets[o.name].spent[1].perYear()) })
		row("  outliers cut, all dollars", func(o *organisation) string {
			return rounded(targets[o.name].spent[1].cut)
		})
	}
	row("quality", func(o *organisation) string {
		score := "no score"
		if s := o.quality.Score; s.Valid {
			score = s.Decimal.Shift(2).StringFixed(1) + " %"
		}
		return strings.TrimSpace(score + " " + string(o.quality.Status))
	})
	if err := facts.Print(w); err != nil {
		return err
	}
	return m.printProposals(w, headings)
}

func (m *model) printProposals(w io.Writer, headings []string) error {
	table := screen.NewTable("What each proposal pays in all (what is still owed by the organisation is negative)", 2,
		append([]string{"proposal", "LAN"}, append(headings[1:], "together")...)...)
	var reasons []string
	for i := range m.proposals {
		class, err := m.classify(i)
		if err != nil {
			return err
		}
		name := strconv.Itoa(i+1) + " " + m.terms.Proposals[i].Name
		cells, ahead, change := []string{name, class.Category.String()}, []string{"    paid ahead", ""}, []string{"    final run", ""}
		var sum decimal.Decimal
		var aheadSum, changeSum apm.CentsSum
		for _, o := range m.organisations {
			r := &o.results[i]
			cells = append(cells, dollars(r.paid))
			ahead = append(ahead, dollars(r.advance.Decimal()))
			change = append(change, dollars(r.booked[1].Change.Decimal()))
			sum = sum.Add(r.paid)
			aheadSum.Add(r.advance)
			changeSum.Add(r.booked[1].Change)
		}
		table.Row(append(cells, dollars(sum))...)
		if aheadSum != (apm.CentsSum{}) {
			table.Row(append(ahead, dollars(aheadSum.Decimal()))...)
			table.Row(append(change, dollars(changeSum.Decimal()))...)
		}
		reasons = append(reasons, fmt.Sprintf("%d is %s: %s", i+1, class.Category, because(class)))
	}
	if m.together != nil {
		cells := []string{m.togetherName(), ""}
		var sum apm.CentsSum
		for _, o := range m.organisations {
			netting, err := m.overlap(o)
			if err != nil {
				return fmt.Errorf("%s: %w", o.name, err)
			}
			cells = append(cells, dollars(netting.Paid.Decimal()))
			sum.Add(netting.Paid)
		}
		table.Row(append(cells, dollars(sum.Decimal()))...)
	}
	if err := table.Print(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n-explain '%s/%d' shows how a figure came about.\n", strings.Join(reasons, "\n"), m.organisations[0].name, len(m.proposals))
	return err
}

// togetherName is the numbers of the proposals that are settled on the same members.
func (m *model) togetherName() string {
	var numbers []string
	for i := range m.terms.Proposals {
		if m.isTogether(m.terms.Proposals[i].Name) {
			numbers = append(numbers, strconv.Itoa(i+1))
		}
	}
	return strings.Join(numbers, " and ") + " on the same members"
}

// because is the question that decided a category.
func because(c lan.Classification) string {
	reason := ""
	for _, q := range c.Trail {
		if q.Because != "" {
			reason = q.Because
		}
	}
	return reason
}

func perYear(d decimal.NullDecimal) string {
	if !d.Valid {
		return "no time"
	}
	return rounded(d.Decimal)
}

// year is a calendar year, or the period where it is another.
func year(p apm.Period) string {
	y, _, _ := p.From.Civil()
	if p == apm.CalendarYear(y) {
		return strconv.Itoa(y)
	}
	return p.String()
}
