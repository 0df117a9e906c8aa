package pmpm

import (
	"time"

	"github.com/seed-6807d414/apm"
)

// Schedule says when a month is paid: months are paid in groups, on one day each. The
// zero value is no schedule.
type Schedule struct {
	// Every is how many months are paid at once: 1 for monthly, 3 for quarterly, 6, 12.
	Every int `json:"every"`
	// From is the month of the year in which a group starts, 1 to 12; zero is January.
	From int `json:"from,omitzero"`
	// Lag is the months from the first month of the group to the month of payment: 0 pays
	// ahead, 1 pays a month one month later, 3 pays a quarter after it has ended.
	Lag int `json:"lag"`
	// Day is the day of the month of payment, 1 to 28; zero is the first.
	Day int `json:"day,omitzero"`
}

func (s Schedule) validate(c apm.Check) {
	if s == (Schedule{}) {
		return
	}
	if s.Every < 1 || s.Every > 12 || 12%s.Every != 0 {
		c.In("every").Problemf("%d months do not divide a year", s.Every)
	}
	if s.From < 0 || s.From > 12 {
		c.In("from").Problemf("%d is no month of the year", s.From)
	}
	if s.Lag < -12 || s.Lag > 60 {
		c.In("lag").Problemf("%d is outside -12 to 60 months", s.Lag)
	}
	if s.Day < 0 || s.Day > 28 {
		c.In("day").Problemf("%d is outside 1 to 28, the days that every month has", s.Day)
	}
}

// due is the day on which an entry for a month is paid that a run in a later month
// writes: the month's own day, or where that is past, the next day of payment.
func (s Schedule) due(m, at Month) apm.Date {
	if s == (Schedule{}) {
		return 0
	}
	every := Month(s.Every)
	start := m - (m-Month(max(s.From, int(time.January))-1))%every
	pay := start + Month(s.Lag)
	if pay < at {
		pay += (at - pay + every - 1) / every * every
	}
	if first := pay.First(); first != 0 {
		return first.AddDays(max(s.Day, 1) - 1)
	}
	return 0
}
