package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm/examples/internal/screen"
)

// explain accounts for one figure: who the people are, what the benchmark came from, how
// quality was scored, what was paid and why it has its category.
func (m *model) explain(w io.Writer, key string) error {
	cut := strings.LastIndexByte(key, '/')
	number, err := strconv.Atoi(key[cut+1:])
	if cut < 0 || err != nil || number < 1 || number > len(m.proposals) {
		return fmt.Errorf("-explain: %q: want an organisation and the number of a proposal, 1 to %d, such as '%s/1'", key, len(m.proposals), m.organisations[0].name)
	}
	var o *organisation
	var names []string
	for _, one := range m.organisations {
		if one.name == key[:cut] {
			o = one
		}
		names = append(names, one.name)
	}
	if o == nil {
		return fmt.Errorf("-explain: nobody is called %q (there are %s)", key[:cut], strings.Join(names, ", "))
	}
	m.notes(w)
	i := number - 1
	fmt.Fprintf(w, "%s, %s\n", o.name, m.terms.Proposals[i].Name)
	if err := m.explainPeople(w, o); err != nil {
		return err
	}
	r := &o.results[i]
	if t := r.target; t != nil {
		fmt.Fprintf(w, "\nBenchmark, dollars per person-year, set before the year\n%s", t.frozen.Result.Account)
		fmt.Fprintf(w, "\nand finished after it\n%s", t.final.Account)
	}
	fmt.Fprintf(w, "\nQuality\n%s", o.outcome)
	fmt.Fprintf(w, "\nSettlement\n%s\n", r.account)
	runs := screen.NewTable("Runs", 1, "run", "settlement so far", "paid or taken back now")
	for _, b := range r.booked {
		runs.Row(b.Run.String(), dollars(b.Total.Decimal()), dollars(b.Change.Decimal()))
	}
	if err := runs.Print(w); err != nil {
		return err
	}
	class, err := m.classify(i)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "\nHCP-LAN %s", class); err != nil {
		return err
	}
	if m.together == nil || !m.isTogether(m.terms.Proposals[i].Name) {
		return nil
	}
	netting, err := m.overlap(o)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "\nTogether with others on the same members\n%s", netting.Account)
	return err
}

// explainPeople says by which step of the method the panel of the performance year came
// about.
func (m *model) explainPeople(w io.Writer, o *organisation) error {
	steps := make(map[string]int)
	var order []string
	for _, i := range o.panels[1] {
		step := m.study.attributed[1][i].Step
		if steps[step] == 0 {
			order = append(order, step)
		}
		steps[step]++
	}
	table := screen.NewTable("People of the performance year, by the step that attributed them", 1, "step", "people")
	for _, step := range order {
		table.Row(step, count(steps[step]))
	}
	return table.Print(w)
}
