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

// screen is the one screen of a run.
func (m *model) screen(w io.Writer) error {
	m.notes(w)
	if err := m.print(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "-explain '%s/%d' shows how a figure came about.\n", m.organisations[0].name, len(m.proposals))
	return err
}

// print is what was computed, without what the claims are.
func (m *model) print(w io.Writer) error {
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
			targets[o.name], _ = m.target(in, o) // where it fails there is none, and the proposals say why
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
		return score + ", " + standing(o.quality.Status)
	})
	if err := facts.Print(w); err != nil {
		return err
	}
	if err := m.printBalance(w, &m.study.scopes[0]); err != nil {
		return err
	}
	return m.printProposals(w, headings)
}

// unsettled is what stands in place of dollars where there is no result.
const unsettled = "not settled"

func (m *model) printProposals(w io.Writer, headings []string) error {
	table := screen.NewTable("What each proposal pays in all (what is still owed by the organisation is negative)", 2,
		append([]string{"proposal", "LAN"}, append(headings[1:], "together")...)...)
	var notes []string
	for i := range m.proposals {
		category, because := m.category(i)
		name := strconv.Itoa(i+1) + " " + m.terms.Proposals[i].Name
		cells, ahead, change := []string{name, category}, []string{"    paid ahead", ""}, []string{"    final run", ""}
		sum, not := decimal.NullDecimal{}, &failures{}
		var aheadSum, changeSum apm.CentsSum
		for _, o := range m.organisations {
			r := &o.results[i]
			cells = append(cells, r.text())
			if r.failed != nil {
				ahead, change = append(ahead, ""), append(change, "")
				not.add(o.name, r.failed)
				continue
			}
			ahead = append(ahead, dollars(r.advance.Decimal()))
			change = append(change, dollars(r.booked[1].Change.Decimal()))
			sum = decimal.NewNullDecimal(sum.Decimal.Add(r.paid))
			aheadSum.Add(r.advance)
			changeSum.Add(r.booked[1].Change)
		}
		table.Row(append(cells, sumOf(sum))...)
		if aheadSum != (apm.CentsSum{}) {
			table.Row(append(ahead, dollars(aheadSum.Decimal()))...)
			table.Row(append(change, dollars(changeSum.Decimal()))...)
		}
		notes = append(notes, fmt.Sprintf("%d: %s", i+1, because))
		notes = append(notes, not.lines(strconv.Itoa(i+1))...)
	}
	if m.together != nil {
		cells := []string{m.togetherName(), ""}
		sum, not := decimal.NullDecimal{}, &failures{}
		for _, o := range m.organisations {
			netting, err := m.overlap(o)
			if err != nil {
				cells = append(cells, unsettled)
				not.add(o.name, err)
				continue
			}
			cells = append(cells, dollars(netting.Paid.Decimal()))
			sum = decimal.NewNullDecimal(sum.Decimal.Add(netting.Paid.Decimal()))
		}
		table.Row(append(cells, sumOf(sum))...)
		notes = append(notes, not.lines(m.togetherName())...)
	}
	if err := table.Print(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n%s\n", strings.Join(notes, "\n"))
	return err
}

// failures is who has no result, by the reason.
type failures struct {
	reasons []string
	names   map[string][]string
}

func (f *failures) add(name string, reason error) {
	if f.names == nil {
		f.names = make(map[string][]string)
	}
	text := reason.Error()
	if f.names[text] == nil {
		f.reasons = append(f.reasons, text)
	}
	f.names[text] = append(f.names[text], name)
}

// lines is a line for each reason.
func (f *failures) lines(what string) []string {
	var out []string
	for _, reason := range f.reasons {
		out = append(out, fmt.Sprintf("%s is %s for %s: %s", what, unsettled, strings.Join(f.names[reason], ", "), reason))
	}
	return out
}

// sumOf is a sum of dollars, where there is one.
func sumOf(d decimal.NullDecimal) string {
	if !d.Valid {
		return unsettled
	}
	return dollars(d.Decimal)
}

// text is the dollars of a result, or that there are none.
func (r *result) text() string {
	if r.failed != nil {
		return unsettled
	}
	return dollars(r.paid)
}

// category is the HCP-LAN category of a proposal and the answer that decided it.
func (m *model) category(i int) (name, reason string) {
	class, err := m.classify(i)
	if err != nil {
		return "none", err.Error()
	}
	return class.Category.String(), because(class)
}

// standing is a quality status in words.
func standing(s apm.Status) string {
	switch s {
	case apm.NotMet:
		return "not met"
	case "":
		return "no status"
	}
	return string(s)
}

// printBalance says where the dollars of everyone's claims went.
func (m *model) printBalance(w io.Writer, in *scopeSpending) error {
	table := screen.NewTable("Dollars of everyone's claims, "+in.Name, 1, append([]string{"year"}, balanceHeadings...)...)
	for y, year := range m.years() {
		table.Row(append([]string{year}, in.years[y].columns()...)...)
	}
	return table.Print(w)
}

// years is the two years in words.
func (m *model) years() [2]string {
	return [2]string{year(m.study.years[0]), year(m.study.years[1])}
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
