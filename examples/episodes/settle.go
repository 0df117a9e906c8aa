package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// settle settles the episodes of every provider.
func (j *job) settle() error {
	terms := j.arrangement.Program()
	cases, places, err := j.known(terms)
	if err != nil {
		return err
	}
	if j.prepared, err = j.arrangement.Prepare(cases); err != nil {
		return fmt.Errorf("-program: %w", err)
	}
	if terms.Benchmark.Thresholds == nil {
		if err := j.prices.missing(j.prepared.Cases, cases); err != nil {
			return err
		}
	}
	of, lacks := j.prepared.Of(), lack{}
	var settlements []episode.Settlement
	for _, id := range j.prepared.Providers() {
		s, err := j.arrangement.Settle(j.providers.of(id), of[id])
		if column, yes := lacking(err); yes {
			lacks.add(j.providers, id, column)
			continue
		}
		if err != nil {
			return cmp.Or(ofEpisodes(err), j.providers.at(id, err))
		}
		settlements = append(settlements, s)
	}
	if err := lacks.error(j.providers.file, len(j.prepared.Providers())); err != nil {
		return err
	}
	j.notes = append(append(j.notes, j.aboutProviders()...), j.aboutPrices()...)
	j.settled, err = j.arrangement.Report(settlements, j.prepared.Cases, episode.ReportOptions{
		Percentiles: []decimal.Decimal{decimal.New(5, -1)}, Definition: apm.SAS5, Suppress: j.flags.release})
	if j.flags.program == reportOnly {
		for i := range j.settled.Rows {
			j.settled.Rows[i].Commendable = decimal.NullDecimal{} // it is nobody's level
		}
	}
	hides := j.hides()
	for i, place := range places {
		t, c := &j.totals[place], &j.prepared.Cases[i]
		if t.hides = t.hides || hides[c.Category]; len(c.Excluded) == 0 {
			t.settled++
		} else {
			t.unsettled++
		}
	}
	return err
}

// hides is the categories of which the report hides a total, or who is excluded.
func (j *job) hides() map[string]bool {
	hides := make(map[string]bool)
	for _, row := range j.settled.Rows {
		if row.Excluded == nil || slices.ContainsFunc(row.Reasons, func(r episode.ReportReason) bool { return r.Episodes == nil }) {
			hides[row.Category] = true
		}
	}
	for _, t := range j.settled.Totals {
		if t.Episodes == nil || t.Unassigned == nil {
			hides[t.Category] = true
		}
	}
	return hides
}

// known is the cases of the period, and of categories that the program has a level for,
// with the places of their definitions.
func (j *job) known(terms episode.Program) (cases []episode.Case, places []int, err error) {
	level := make(map[string]bool)
	if t := terms.Benchmark.Thresholds; t != nil {
		for _, l := range t.Levels {
			level[l.Category] = true
		}
	}
	for i, c := range j.cases {
		t := &j.totals[j.places[i]]
		if terms.Benchmark.Thresholds != nil && !level[""] && !level[c.Category] {
			t.others++
			continue
		}
		if j.period != (apm.Period{}) {
			inside, err := j.arrangement.Belongs(c, j.period)
			if err != nil {
				return nil, nil, fmt.Errorf("-program: %w", err)
			}
			if !inside {
				t.beyond++
				continue
			}
		}
		cases, places = append(cases, c), append(places, j.places[i])
	}
	return cases, places, nil
}

// lacking is what a settlement lacks of its provider, by the column that would give it.
func lacking(err error) (column string, yes bool) {
	var fact *apm.FactError
	if !errors.As(err, &fact) || !fact.Missing {
		return "", false
	}
	for field, column := range map[string]string{"quality.score": "score", "quality.status": "status", string(episode.TotalRevenue): "revenue",
		string(episode.CarriedLoss): "carried", string(episode.BaselineCount): "baseline", "run": "run", "run.settled": "settled"} {
		if fact.Field == field {
			return column, true
		}
	}
	for prefix, column := range map[string]string{"metrics.": metricColumn, "amounts.": amountColumn} {
		if name, found := strings.CutPrefix(fact.Field, prefix); found {
			return column + name, true
		}
	}
	for suffix, column := range map[string]string{".baselineEpisodes": "baseline", ".postEpisode": "post_mean and post_deviation (or post_excess)"} {
		if category, found := strings.CutSuffix(strings.TrimPrefix(fact.Field, "categories."), suffix); found && strings.HasPrefix(fact.Field, "categories.") {
			return column + " of " + category, true
		}
	}
	return "", false
}

// ofEpisodes is what a settlement lacks of the episodes themselves.
func ofEpisodes(err error) error {
	var fact *apm.FactError
	if errors.As(err, &fact) {
		switch fact.Field {
		case "cases.regionalTarget":
			return errors.New("-prices: an episode has no regional price, and the program takes it where volume is low")
		case "cases.postEpisode":
			return errors.New("-definition: an episode keeps no care after it apart, and the program looks at it")
		}
	}
	return nil
}

// lack counts the providers that lack a fact, by its column; each shows the first that it
// lacks.
type lack struct {
	of                map[string]int
	providers, absent int // absent: that the file does not have
}

func (l *lack) add(p *providers, id, column string) {
	if l.of == nil {
		l.of = make(map[string]int)
	}
	l.providers++
	if f := p.facts[id]; f == nil {
		l.absent++
	} else if onlyByCategory(f, column) {
		column += " in a row without a category"
	}
	l.of[column]++
}

// onlyByCategory says whether the quality of a provider stands in rows of categories, and not
// where a rule for all of them reads it.
func onlyByCategory(f *episode.ProviderFacts, column string) bool {
	for _, c := range f.Categories {
		if column == "score" && c.Quality.Score.Valid || column == "status" && c.Quality.Status != "" {
			return true
		}
	}
	return false
}

func (l *lack) error(file string, all int) error {
	if l.providers == 0 {
		return nil
	}
	var facts []string
	for _, column := range slices.Sorted(maps.Keys(l.of)) {
		facts = append(facts, fmt.Sprintf("%s (%d)", column, l.of[column]))
	}
	text := fmt.Sprintf("the program needs a fact that %d of %d providers with episodes lack: %s", l.providers, all, strings.Join(facts, ", "))
	switch {
	case file == "":
		return errors.New("-program: " + text + "; give it with -providers FILE")
	case l.absent > 0:
		text += fmt.Sprintf("; %d of them have no row in the file", l.absent)
	}
	return errors.New("-providers: " + text)
}

// shownNames is how many providers a note names.
const shownNames = 5

// first is the first of a list of names, and how many more there are.
func first(names []string) string {
	text := strings.Join(names[:min(len(names), shownNames)], ", ")
	if more := len(names) - shownNames; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// aboutProviders says what of -providers nobody reads.
func (j *job) aboutProviders() (notes []string) {
	settled := make(map[string]map[string]bool)
	for i := range j.prepared.Cases {
		c := &j.prepared.Cases[i]
		if settled[c.Provider] == nil {
			settled[c.Provider] = make(map[string]bool)
		}
		settled[c.Provider][c.Category] = true
	}
	var without []string
	categories := make(map[string]bool)
	for id, f := range j.providers.facts {
		if settled[id] == nil {
			without = append(without, id)
			continue
		}
		for category := range f.Categories {
			if !settled[id][category] {
				categories[category] = true
			}
		}
	}
	if slices.Sort(without); len(without) > 0 {
		notes = append(notes, "-providers has providers without episodes here: "+first(without)+".")
	}
	if len(categories) > 0 {
		notes = append(notes, "-providers has rows of categories in which their provider has no episodes: "+strings.Join(slices.Sorted(maps.Keys(categories)), ", ")+".")
	}
	var unread []string
	for status := range j.providers.statuses {
		if len(j.providers.program.statuses) > 0 && !j.providers.program.statuses[status] && !standardStatus(status) {
			unread = append(unread, string(status))
		}
	}
	if slices.Sort(unread); len(unread) > 0 {
		notes = append(notes, "No rule of the program names these statuses of -providers: "+strings.Join(unread, ", ")+".")
	}
	return notes
}

// standardStatus says whether a status is one that a program need not name to mean it.
func standardStatus(s apm.Status) bool {
	return slices.Contains(append(cjrStatuses(), apm.Met, apm.Alternative, apm.NotMet), s)
}
