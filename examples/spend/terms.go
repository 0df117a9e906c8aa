package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
)

// ownTerms is a ledger of the years in which the lines end, with a category for
// each setting, or all in one where there are more than a hundred.
func ownTerms(members []spend.Member) (spend.Terms, error) {
	from, to, ok := years(members)
	if !ok {
		return spend.Terms{}, errors.New("no claim and no enrollment has a date, so there are no months: give -terms")
	}
	terms := spend.Terms{
		Name:        "all services",
		Period:      apm.Period{From: apm.CalendarYear(from).From, To: apm.CalendarYear(to).To},
		Incurred:    spend.ByThrough,
		PassThrough: true,
		Months:      apm.MonthRule{Count: apm.AnyDay},
		Other:       "other",
	}
	settings := settingsOf(members)
	if len(settings) > 100 {
		return terms, nil
	}
	for slices.Contains(settings, terms.Other) {
		terms.Other = "any " + terms.Other
	}
	for _, s := range settings {
		terms.Categories = append(terms.Categories, spend.Service{Name: s, When: spend.Where{{Field: spend.Setting, In: []string{s}}}})
	}
	return terms, nil
}

// settingsOf is the settings of the lines, sorted. One that reads as a range or a
// prefix would match others, and is left to the category of all else.
func settingsOf(members []spend.Member) []string {
	seen := make(map[string]bool)
	var settings []string
	for i := range members {
		for k := range members[i].Lines {
			s := members[i].Lines[k].Setting
			if !seen[s] && strings.TrimSpace(s) != "" && !strings.Contains(s, "..") && !strings.Contains(s, "*") {
				settings = append(settings, s)
			}
			seen[s] = true
		}
	}
	slices.Sort(settings)
	return settings
}

const mostYears = 20 // of a ledger

// years is the first and last year of the twenty that most lines end in, so that a
// mistyped century takes its own line out and not all others. Without lines it is
// those that most spans start in.
func years(members []spend.Member) (first, last int, ok bool) {
	lines, spans := make(map[int]int), make(map[int]int)
	note := func(in map[int]int, d apm.Date) {
		if d.Valid() {
			year, _, _ := d.Civil()
			in[year]++
		}
	}
	for i := range members {
		for k := range members[i].Lines {
			note(lines, members[i].Lines[k].Through)
		}
		for k := range members[i].Spans {
			note(spans, members[i].Spans[k].Period.From)
		}
	}
	counts := lines
	if len(counts) == 0 {
		counts = spans
	}
	most := 0
	for start := range counts {
		n, end := 0, start
		for year := start; year < start+mostYears; year++ {
			if counts[year] > 0 {
				n, end = n+counts[year], year
			}
		}
		if n > most || n == most && start > first {
			first, last, most = start, end, n
		}
	}
	return first, last, most > 0
}
