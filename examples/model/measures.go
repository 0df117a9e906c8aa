package main

import (
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// claimsMeasure is how a measure is counted from claims: people of the panel with at
// least one such service, or services for every 1,000 member-months.
type claimsMeasure struct {
	ID    string   `json:"id"`
	Codes []string `json:"codes"` // procedure codes; "99281..99285" is a range, "G01*" a prefix
	// PerThousand counts services for every 1,000 member-months, not people.
	PerThousand bool `json:"perThousand,omitzero"`
	// MinMonths is how many months of the year a person must be enrolled to count.
	MinMonths int `json:"minMonths,omitzero"`
}

func (m claimsMeasure) holds(code string) bool {
	return slices.ContainsFunc(m.Codes, func(pattern string) bool {
		if low, high, isRange := strings.Cut(pattern, ".."); isRange {
			return len(code) == len(low) && low <= code && code <= high
		}
		if start, isPrefix := strings.CutSuffix(pattern, "*"); isPrefix {
			return strings.HasPrefix(code, start)
		}
		return code == pattern
	})
}

// counted is what a measure counts: people, those of them with the service, services,
// and the time of the people.
type counted struct {
	people, met, services int
	time                  apm.MemberMonths
}

// count counts a measure for a panel in a year. Claims that were reversed to nothing do
// not count as services.
func (m claimsMeasure) count(s *study, in *scopeSpending, panel []int, year int) counted {
	var sum counted
	for _, i := range panel {
		months := in.years[year].people[i].months
		if months < apm.MemberMonths(m.MinMonths)*apm.OneMonth || months == 0 {
			continue
		}
		n := 0
		for k := range s.population.people[i].spending.Lines {
			l := &s.population.people[i].spending.Lines[k]
			switch {
			case !s.years[year].Contains(l.Through) || !m.holds(l.Code):
			case l.PaidAmount < 0:
				n--
			default:
				n++
			}
		}
		sum.people++
		sum.time += months
		sum.services += max(n, 0)
		if n > 0 {
			sum.met++
		}
	}
	return sum
}

// result is a count as the quality program reads it.
func (m claimsMeasure) result(c counted) quality.Result {
	whole := func(n int) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.NewFromInt(int64(n))) }
	out := quality.Result{Measure: m.ID, Cases: whole(c.people)}
	if !m.PerThousand {
		out.Numerator, out.Denominator = whole(c.met), whole(c.people)
		return out
	}
	rate, err := apm.Quo(decimal.NewFromInt(int64(1000*c.services)), c.time.Decimal())
	out.Rate = decimal.NullDecimal{Decimal: rate, Valid: err == nil}
	return out
}

// measured scores a panel's quality of a year, against itself in the base year where the
// terms ask for it.
func (m *model) measured(in *scopeSpending, panels [2][]int) (quality.Outcome, error) {
	var facts quality.Facts
	for _, measure := range m.terms.Measures {
		now, before := measure.result(measure.count(m.study, in, panels[1], 1)), measure.result(measure.count(m.study, in, panels[0], 0))
		now.Prior = before.Rate
		if before.Numerator.Valid {
			if rate, err := apm.Quo(before.Numerator.Decimal.Shift(2), before.Denominator.Decimal); err == nil {
				now.Prior = decimal.NewNullDecimal(rate) // proportions are in percent
			}
		}
		facts.Results = append(facts.Results, now)
	}
	return m.quality.Score(facts)
}

// ownMeasures can be counted from procedure codes alone.
func ownMeasures() []claimsMeasure {
	return []claimsMeasure{
		{ID: "office visit", Codes: []string{"99201..99215", "99381..99397"}, MinMonths: 6},
		{ID: "influenza vaccination", Codes: []string{"90654..90662", "G0008"}, MinMonths: 6},
		{ID: "cholesterol test", Codes: []string{"80061", "82465", "83718", "83721", "84478"}, MinMonths: 6},
		{ID: "emergency visits", Codes: []string{"99281..99285"}, PerThousand: true},
	}
}

// ownQuality scores each measure from nothing at its attainment level to ten points at
// its goal. Quality is met with two fifths of all points, and only if nothing has become
// much worse than in the base year: five points of a percentage, fifteen visits for every
// 1,000 member-months. The levels are illustrations.
func ownQuality() quality.Terms {
	measure := func(id, attain, goal string) quality.Measure {
		return quality.Measure{ID: id, Direction: quality.Higher, Scale: quality.Percent, Kind: quality.Proportion,
			Tests: []quality.Test{{MinCases: fraction("10"), OnFail: quality.OnFail{Do: quality.Drop}}},
			Curve: quality.Curve{Line: &quality.Line{Knots: []quality.Knot{{At: number(attain)}, {At: number(goal), Points: number("10")}}}}}
	}
	emergency := measure("emergency visits", "40", "10")
	emergency.Direction, emergency.Scale, emergency.Kind = quality.Lower, quality.PerThousand, quality.Continuous
	shares := []string{"office visit", "influenza vaccination", "cholesterol test"}
	kept := func(tolerance string, measures ...string) quality.Condition {
		return quality.Condition{Maintained: &quality.Maintained{
			Among: quality.Where{Measures: measures}, Tolerance: fraction(tolerance), UnknownHolds: true,
		}}
	}
	least := quality.Number(number("40"))
	return quality.Terms{
		Name:     "measures from claims (illustrative)",
		Measures: []quality.Measure{measure(shares[0], "70", "95"), measure(shares[1], "5", "40"), measure(shares[2], "10", "50"), emergency},
		Nodes:    []quality.Node{{Name: "composite", Method: quality.PointsOverAvailable, Of: quality.Parts(append(shares, emergency.ID)...)}},
		Score:    "composite",
		Status: []quality.Pathway{{Name: "two fifths of the points, and nothing much worse", Status: apm.Met, When: quality.Condition{All: []quality.Condition{
			{Compare: &quality.Comparison{Of: quality.Amount{Of: &quality.Statistic{Node: "composite", Stat: quality.Score}}, AtLeast: &least}},
			kept("5", shares...), kept("15", emergency.ID),
		}}}},
		Otherwise: apm.NotMet,
	}
}
