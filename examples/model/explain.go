package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
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
	in, err := m.study.scope(m.terms.Proposals[i].Scope)
	if err != nil {
		return err
	}
	if err := m.explainSpending(w, o, in); err != nil {
		return err
	}
	if e, ok := m.proposals[i].(*episodes); ok {
		if err := e.explain(w, o); err != nil {
			return err
		}
	}
	if t := r.target; t != nil {
		fmt.Fprintf(w, "\nBenchmark, dollars per person-year, set before the year\n%s", t.frozen.Result.Account)
		fmt.Fprintf(w, "\nand finished after it\n%s", t.final.Account)
	}
	if err := m.explainCounts(w, o); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nQuality\n%s", o.outcome)
	if r.failed != nil {
		_, err := fmt.Fprintf(w, "\nNot settled: %v\n", r.failed)
		return err
	}
	fmt.Fprintf(w, "\nSettlement\n%s", r.account)
	if p := &m.terms.Proposals[i]; p.Advance.Valid {
		fmt.Fprintf(w, "\nPaid ahead: %s for each of %s member-months\n", dollars(p.Advance.Decimal), in.spent(1, o.panels[1]).months.Decimal())
	}
	runs := screen.NewTable("Runs", 1, "run", "settlement so far", "paid or taken back now")
	for _, b := range r.booked {
		runs.Row(b.Run.String(), dollars(b.Total.Decimal()), dollars(b.Change.Decimal()))
	}
	if err := runs.Print(w); err != nil {
		return err
	}
	if class, err := m.classify(i); err != nil {
		fmt.Fprintf(w, "\nHCP-LAN: no category: %v\n", err)
	} else {
		fmt.Fprintf(w, "\nHCP-LAN %s", class)
	}
	if m.together == nil || !m.isTogether(m.terms.Proposals[i].Name) {
		return nil
	}
	netting, err := m.overlap(o)
	if err != nil {
		_, err = fmt.Fprintf(w, "\nTogether with others on the same members: %s: %v\n", unsettled, err)
		return err
	}
	_, err = fmt.Fprintf(w, "\nTogether with others on the same members\n%s", netting.Account)
	return err
}

// explainPeople says by which step of the method the panels came about.
func (m *model) explainPeople(w io.Writer, o *organisation) error {
	var steps [2]map[string]int
	var order []string
	for y := range steps {
		steps[y] = make(map[string]int)
		for _, i := range o.panels[y] {
			step := m.study.attributed[y][i].Step
			if !slices.Contains(order, step) {
				order = append(order, step)
			}
			steps[y][step]++
		}
	}
	years := m.years()
	table := screen.NewTable("People, by the step that attributed them", 1, "step", years[0], years[1])
	for _, step := range order {
		table.Row(step, count(steps[0][step]), count(steps[1][step]))
	}
	table.Row("in all", count(len(o.panels[0])), count(len(o.panels[1])))
	return table.Print(w)
}

// explainSpending says what the people of the panels cost within a scope, what its rules
// took off and added, and where the dollars of everyone's claims went.
func (m *model) explainSpending(w io.Writer, o *organisation, in *scopeSpending) error {
	years := m.years()
	table := screen.NewTable("Spending of its people, "+in.Name, 1, "", years[0], years[1])
	spent := [2]amount{in.spent(0, o.panels[0]), in.spent(1, o.panels[1])}
	row := func(name string, value func(amount) string) { table.Row(name, value(spent[0]), value(spent[1])) }
	row("member-months", func(a amount) string { return a.months.Decimal().String() })
	row("claims", func(a amount) string { return dollars(a.before) })
	row("outliers cut", func(a amount) string { return dollars(a.cut.Neg()) })
	row("added, such as for claims still to come", func(a amount) string { return dollars(a.dollars.Sub(a.before).Add(a.cut)) })
	row("dollars that count", func(a amount) string { return dollars(a.dollars) })
	row("per person-year", func(a amount) string {
		if rate := a.perYear(); rate.Valid {
			return dollars(rate.Decimal)
		}
		return "no time"
	})
	if err := table.Print(w); err != nil {
		return err
	}
	return m.printBalance(w, in)
}

// explainCounts says what the measures counted.
func (m *model) explainCounts(w io.Writer, o *organisation) error {
	table := screen.NewTable("Measures, counted from claims", 2, "measure", "year", "people", "with the service", "services", "member-months")
	for _, measure := range m.terms.Measures {
		for y, year := range m.years() {
			c := measure.count(m.study, &m.study.scopes[0], o.panels[y], y)
			table.Row(measure.ID, year, count(c.people), count(c.met), count(c.services), c.time.Decimal().String())
		}
	}
	return table.Print(w)
}

// explain says what the price came from and what each episode cost.
func (e *episodes) explain(w io.Writer, o *organisation) error {
	if e.found == nil {
		return nil // the settlement says why
	}
	prices := screen.NewTable("Price of an episode, from everyone's in the base year", 1, "definition", "episodes", "dollars", "trend", "price")
	for _, name := range slices.Sorted(maps.Keys(e.found.prices)) {
		p := e.found.prices[name]
		prices.Row(name, count(p.episodes), dollars(p.sum), e.Episode.Trend.String(), dollars(p.price))
	}
	if err := prices.Print(w); err != nil {
		return err
	}
	list := screen.NewTable("Its episodes of the performance year, whoever the people are attributed to", 1, "definition", "claims", "after outliers", "price", "left out for")
	for _, c := range e.found.of[o.name] {
		list.Row(c.Category, dollars(c.Raw), dollars(c.Cost), dollars(c.Target.Decimal), strings.Join(c.Excluded, "; "))
	}
	return list.Print(w)
}
