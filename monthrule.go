package apm

import (
	"slices"
	"strings"
)

// MonthRule says which part of a month of enrollment counts, and who has a whole month
// that several share: providers, rate cells, cohorts.
type MonthRule struct {
	Count MonthCount `json:"count"`
	// Day is the day of the month that [OnDay] looks at, 1 to 28; for it alone.
	Day int `json:"day,omitzero"`
	// Choose says who has a whole month that several share, for [AnyDay] and [AllDays];
	// the empty value is [FirstDay].
	Choose MonthChoice `json:"choose,omitzero"`
}

// MonthCount is what makes a month of enrollment count.
type MonthCount string

// How months count.
const (
	ByDays    MonthCount = "days"    // by the days enrolled, as a fraction of the month; each day is whose it is
	AnyDay    MonthCount = "any"     // wholly, when enrolled on any day
	AllDays   MonthCount = "all"     // wholly, when enrolled on every day, with whomever
	OnDay     MonthCount = "on"      // wholly, when enrolled on a given day of the month
	OnLastDay MonthCount = "lastDay" // wholly, when enrolled on its last day
)

// MonthChoice is who has a whole month that several share.
type MonthChoice string

// The choices.
const (
	FirstDay MonthChoice = "first" // who has the first enrolled day
	LastDay  MonthChoice = "last"  // who has the last enrolled day
	MostDays MonthChoice = "most"  // who has most days, the later one on a tie
	Leading  MonthChoice = "lead"  // who stands first in an order of the terms
)

// Validate reports a count that is none, a day or a choice that does not go with it, and
// a choice that is not among those offered.
func (r MonthRule) Validate(c Check, offered ...MonthChoice) {
	switch r.Count {
	case ByDays, AnyDay, AllDays, OnDay, OnLastDay:
	default:
		c.In("count").Problemf("unknown count %q (known: days, any, all, on, lastDay)", string(r.Count))
	}
	switch {
	case r.Count == OnDay && (r.Day < 1 || r.Day > 28):
		c.In("day").Problemf("%d is not a day that every month has (1 to 28)", r.Day)
	case r.Count != OnDay && r.Day != 0:
		c.In("day").Problemf("has no meaning unless count is %q", string(OnDay))
	}
	switch {
	case r.Choose == "":
	case !slices.Contains(offered, r.Choose):
		known := make([]string, len(offered))
		for i, choice := range offered {
			known[i] = string(choice)
		}
		c.In("choose").Problemf("unknown choice %q (known: %s)", string(r.Choose), strings.Join(known, ", "))
	case r.Count != AnyDay && r.Count != AllDays:
		c.In("choose").Problemf("has no meaning unless count is %q or %q", string(AnyDay), string(AllDays))
	}
}
