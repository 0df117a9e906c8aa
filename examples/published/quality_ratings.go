package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// starYears recomputes the stars of measures and the ratings of 2026, and the stars of
// domains of 2022.
func starYears(from *source) (scores, error) {
	var s scores
	t, err := readStarTables(from)
	if err != nil {
		return s, err
	}
	contracts, err := readContracts(from)
	if err != nil {
		return s, err
	}
	for _, c := range contracts {
		if c.measures == nil {
			s.leave("contracts")
			continue
		}
		if err := c.rateMeasures(t, &s); err != nil {
			return s, err
		}
		if c.row == nil {
			continue
		}
		for _, rating := range starRatings(c.kind) {
			if err := c.rate(rating, t, &s); err != nil {
				return s, err
			}
		}
		if c.row.err != nil {
			return s, c.row.err
		}
	}
	return s, starDomains(from, &s)
}

// rateMeasures compares the stars that the values of the contract have.
func (c *contract) rateMeasures(t *starTables, s *scores) error {
	facts := quality.Facts{Values: c.facts.Values}
	list := c.list("D")
	for _, r := range c.measures {
		id := r.name("measure")
		if _, found := t.survey[c.list(id)+id]; !found {
			r.fail("measure", "unknown measure %q: it has no cut points in list %s", id, c.list(id))
		}
		if value := r.number("value"); value.Valid {
			facts.Results = append(facts.Results, quality.Result{Measure: id, Rate: value})
		}
		if r.needed("stars"); r.err != nil {
			return r.err
		}
	}
	program := t.measures[list]
	outcome, err := program.Score(facts)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", starMeasureRows, c.id, err)
	}
	s.trail(c.id, trailOf(program, facts))
	for _, r := range c.measures {
		id := r.text("measure")
		m, _ := outcome.Measure(id)
		if !m.Scored {
			continue // a star without a value
		}
		output, reason, stars := "stars", "", r.number("stars")
		if t.survey[c.list(id)+id] {
			output = "stars CAHPS"
			if within(m.Points, stars.Decimal, decimal.New(1, 0)) {
				reason = surveyTests
			}
		} else if c.struck {
			reason = afterDisaster
		}
		if c.row == nil && reason == "" {
			reason = noContract
		}
		s.compare(newFigure(output, 0, "0"), c.id+"/"+id, known(m.Points), stars, reason)
	}
	return nil
}

// rate compares a rating of the contract, where it has one, by the published stars.
func (c *contract) rate(rating starRating, t *starTables, s *scores) error {
	published := c.row.number(rating.column)
	if !published.Valid {
		return c.row.err
	}
	facts := quality.Facts{Values: make(map[string]decimal.Decimal)}
	if slices.Contains(rating.lists, "c") { // the measures in their first year are of part C
		maps.Copy(facts.Values, c.facts.Values)
	}
	if rating.column != "part_c" {
		facts.Flags = c.facts.Flags
	}
	figure := newFigure(rating.column, 1, "0")
	adjustment := c.row.number(rating.value)
	if c.row.err != nil || !adjustment.Valid {
		s.compare(figure, c.id, decimal.NullDecimal{}, published, "")
		return c.row.err
	}
	facts.Values[quality.CategoricalAdjustment] = adjustment.Decimal
	measures := t.of(rating)
	for _, r := range c.measures {
		id := r.text("measure")
		if slices.ContainsFunc(measures, func(m quality.StarMeasure) bool { return m.ID == id }) {
			facts.Results = append(facts.Results, quality.Result{Measure: id, Rate: r.number("stars")})
		}
	}
	program := t.ratings[c.kind+rating.column]
	outcome, err := program.Score(facts)
	if err != nil {
		return fmt.Errorf("%s:%d: %s: %w", c.row.table.file, c.row.line, rating.column, err)
	}
	s.also(c.id, func() (string, error) {
		trail, err := trailOf(program, facts)()
		return rating.column + ": " + trail, err
	})
	s.compare(figure, c.id, outcome.Score, published, "")
	return nil
}

// starDomains recomputes the stars of domains of 2022.
func starDomains(from *source, s *scores) error {
	t, err := from.published(starDomainRows, []string{"contract", "domain", "measure_stars", "stars"}, []string{"contract", "domain"})
	if err != nil {
		return err
	}
	programs := make(map[int]*quality.Program) // by the number of measures
	for i := range t.rows {
		r := &t.rows[i]
		key := r.name("contract") + "/" + r.name("domain")
		var facts quality.Facts
		var names []string
		for n, text := range strings.Fields(r.name("measure_stars")) {
			star, err := decimal.NewFromString(text)
			if err != nil || !slices.Contains([]string{"1", "2", "3", "4", "5"}, text) {
				r.fail("measure_stars", "%q is not a number of stars from 1 to 5", text)
			}
			names = append(names, fmt.Sprintf("measure %d", n+1))
			facts.Results = append(facts.Results, quality.Result{Measure: names[n], Rate: known(star)})
		}
		published := r.number("stars")
		if r.err != nil {
			return r.err
		}
		program := programs[len(names)]
		if program == nil {
			terms, err := quality.MedicareStarDomain(2022, names...)
			if err != nil {
				return err
			}
			if program, err = quality.New(terms); err != nil {
				return err
			}
			programs[len(names)] = program
		}
		outcome, err := program.Score(facts)
		if err != nil {
			return fmt.Errorf("%s:%d: %w", t.file, r.line, err)
		}
		s.trail(key, trailOf(program, facts))
		s.compare(newFigure("stars of a domain", 0, "0"), key, outcome.Score, published, "")
	}
	return nil
}
