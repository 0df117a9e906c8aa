package lan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Goal is a share of dollars or lives that a payer, a state or the LAN has set itself.
type Goal struct {
	Name string `json:"name"`
	// Line is the line of business; empty means all lines together.
	Line Line `json:"line,omitzero"`
	Year int  `json:"year,omitzero"` // by the end of which it is to be met; zero is unknown
	// Basis says what the share is a share of.
	Basis GoalBasis `json:"basis"`
	// Categories are what counts toward a goal in dollars; where they are not known there
	// is no answer. A goal in lives counts people in accountable care, see [Lives], and
	// has none.
	Categories []Category `json:"categories,omitempty"`
	// Share is the goal as a fraction, 0.5 for 50 %; missing is unknown.
	Share decimal.NullDecimal `json:"share,omitzero"`
	// MinDownside is what a stream of category 3B must at least put at risk to count, where
	// a state asks for more than the framework does.
	MinDownside *MinDownside `json:"minDownside,omitempty"`
	Authority   string       `json:"authority,omitzero"`
	// Note says what in this goal was read from the source in another way than as a number.
	Note string `json:"note,omitzero"`
}

// GoalBasis is what a goal is a share of.
type GoalBasis string

// The bases.
const (
	OfDollars GoalBasis = "dollars"
	OfLives   GoalBasis = "lives"
)

// MinDownside is a state's minimum for downside risk. Each field that is given must be
// reached.
type MinDownside struct {
	Share decimal.NullDecimal `json:"share,omitzero"` // of losses, a fraction
	Cap   decimal.NullDecimal `json:"cap,omitzero"`   // the least that the cap on losses may be, a fraction of CapOf
	CapOf CapBase             `json:"capOf,omitzero"`
}

// Outcome is how something stands to what is asked of it.
type Outcome string

// The outcomes.
const (
	Met     Outcome = "met"
	Short   Outcome = "short"
	Unknown Outcome = "unknown" // something that decides is missing
)

// Standing is how a report stands to a goal.
type Standing struct {
	Goal    Goal    `json:"goal"`
	Outcome Outcome `json:"outcome"`
	// Missing says what the outcome lacks when it is unknown.
	Missing string `json:"missing,omitzero"`
	// Share is what counts as a fraction of the total, and Points how far that is above
	// the goal, or below it when it is negative, in percentage points.
	Share  decimal.NullDecimal `json:"share"`
	Points decimal.NullDecimal `json:"points"`
	// Counted, Undetermined and Total are dollars, for a goal in dollars: what counts, what
	// might if a missing field were known, and the denominator.
	Counted      apm.CentsSum `json:"counted"`
	Undetermined apm.CentsSum `json:"undetermined"`
	Total        apm.CentsSum `json:"total"`
	// Gap is how many dollars more would have to count, of the same total, for the goal to
	// be met: rounded up to the cent, zero when it is met.
	Gap apm.CentsSum `json:"gap"`
	// LivesGap is how many people more, rounded up, for a goal in lives.
	LivesGap decimal.NullDecimal `json:"livesGap,omitzero"`
}

// Validate reports every problem of the goal, each with its path, as [apm.Problems].
// What is merely unknown is no problem.
func (g Goal) Validate() error {
	var problems apm.Problems
	g.validate(problems.Check())
	return problems.Err()
}

func (g Goal) validate(c apm.Check) {
	if strings.TrimSpace(g.Name) == "" {
		c.In("name").Problemf("is empty")
	}
	word(c.In("line"), g.Line, Lines()...)
	if g.Year < 0 {
		c.In("year").Problemf("is negative")
	}
	wanted(c.In("basis"), g.Basis, OfDollars, OfLives)
	for i, category := range g.Categories {
		if !in(category, Categories()) {
			c.In("categories").At(i).Problemf("unknown category %q (known: %s)", string(category), list(Categories()))
		} else if slices.Contains(g.Categories[:i], category) {
			c.In("categories").At(i).Problemf("%s is there already", category)
		}
	}
	fraction(c.In("share"), g.Share)
	if g.Basis == OfLives && (len(g.Categories) > 0 || g.MinDownside != nil) {
		c.In("basis").Problemf("a goal in lives counts people in accountable care and takes neither categories nor a minimum of downside")
	}
	if g.MinDownside != nil {
		at := c.In("minDownside")
		fraction(at.In("share"), g.MinDownside.Share)
		fraction(at.In("cap"), g.MinDownside.Cap)
		word(at.In("capOf"), g.MinDownside.CapOf, OfTarget, OfRevenue)
		if g.MinDownside.Cap.Valid && g.MinDownside.CapOf == "" {
			at.In("capOf").Problemf("is empty: name what the cap is a fraction of")
		}
	}
}

// Standing is how the report stands to a goal. It fails, with [apm.Problems], on a
// goal that [Goal.Validate] refuses. Where undetermined dollars could turn a goal that
// is short into one that is met, the outcome is unknown.
func (r Report) Standing(g Goal) (Standing, error) {
	if err := g.Validate(); err != nil {
		return Standing{}, err
	}
	if g.Basis == OfLives {
		return r.standingOfLives(g), nil
	}
	s := Standing{Goal: g}
	if len(g.Categories) == 0 {
		s.unknown("goal.categories")
		return s, nil
	}
	missing := ""
	for _, p := range r.Placements {
		if g.Line != AllLines && p.Line != g.Line {
			continue
		}
		s.Total.Merge(p.Paid)
		switch outcome, lacks := g.counts(p); outcome {
		case Met:
			s.Counted.Merge(p.Paid)
		case Unknown:
			s.Undetermined.Merge(p.Paid)
			if missing == "" && p.Paid != (apm.CentsSum{}) {
				missing = fmt.Sprintf("%s of stream %s", lacks, p.Stream)
			}
		}
	}
	share, err := apm.Quo(s.Counted.Decimal(), s.Total.Decimal())
	if err != nil {
		s.unknown("dollars")
		return s, nil
	}
	s.Share = decimal.NewNullDecimal(share)
	if !g.Share.Valid {
		s.unknown("goal.share")
		return s, nil
	}
	s.Points = decimal.NewNullDecimal(share.Sub(g.Share.Decimal).Shift(2))
	need := s.Total.Decimal().Mul(g.Share.Decimal).Sub(s.Counted.Decimal())
	s.Outcome = Met
	if need.IsPositive() {
		s.Outcome = Short
		up, _ := apm.Round(need, 2, apm.Up)
		if err := s.Gap.UnmarshalText([]byte(up.StringFixed(2))); err != nil {
			return Standing{}, apm.ErrOverflow
		}
		if !s.Undetermined.Decimal().LessThan(need) {
			s.unknown(missing)
		}
	}
	return s, nil
}

func (s *Standing) unknown(missing string) { s.Outcome, s.Missing = Unknown, missing }

// counts says whether a placement counts toward the goal, and which field is missing
// where that is unknown.
func (g Goal) counts(p Placement) (outcome Outcome, missing string) {
	switch {
	case p.Category == Undetermined:
		return Unknown, p.Missing
	case !in(p.Category, g.Categories):
		return Short, ""
	case p.Category == Category3B && g.MinDownside != nil:
		return g.MinDownside.allows(p.Downside)
	}
	return Met, ""
}

// allows says whether an exposure reaches the minimum. One that fails decides, whatever
// else is missing.
func (m *MinDownside) allows(x Exposure) (outcome Outcome, missing string) {
	outcome = Met
	part := func(o Outcome, field string) {
		if o == Short || o == Unknown && outcome == Met {
			outcome, missing = o, field
		}
	}
	if m.Share.Valid {
		part(reaches(x.Share, m.Share.Decimal), "downside.share")
	}
	if m.Cap.Valid && !x.Unlimited {
		if x.Cap.Valid && !x.Cap.Decimal.IsZero() && x.CapOf != m.CapOf {
			part(Unknown, "downside.cap as a fraction of "+string(m.CapOf))
		} else {
			part(reaches(x.Cap, m.Cap.Decimal), "downside.cap")
		}
	}
	if outcome == Short {
		missing = ""
	}
	return outcome, missing
}

func reaches(d decimal.NullDecimal, least decimal.Decimal) Outcome {
	switch {
	case !d.Valid:
		return Unknown
	case d.Decimal.LessThan(least):
		return Short
	}
	return Met
}

func (r Report) standingOfLives(g Goal) Standing {
	s := Standing{Goal: g}
	lives := r.Line(g.Line).Lives
	switch {
	case !lives.Covered.Valid:
		s.unknown("covered")
		return s
	case !lives.Share.Valid:
		s.unknown("members")
		return s
	}
	s.Share = lives.Share
	if !g.Share.Valid {
		s.unknown("goal.share")
		return s
	}
	s.Points = decimal.NewNullDecimal(lives.Share.Decimal.Sub(g.Share.Decimal).Shift(2))
	s.Outcome = Met
	if need := lives.Covered.Decimal.Mul(g.Share.Decimal).Sub(lives.Accountable.Decimal); need.IsPositive() {
		s.Outcome = Short
		up, _ := apm.Round(need, 0, apm.Up)
		s.LivesGap = decimal.NewNullDecimal(up)
	}
	return s
}
