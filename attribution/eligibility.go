package attribution

import (
	"strings"

	"github.com/seed-6807d414/apm"
)

// Coverage is the set of what a member has in a month. As text it is words with
// spaces between them, "partA partB".
type Coverage uint16

// The kinds of coverage.
const (
	PartA            Coverage = 1 << iota // Medicare Part A
	PartB                                 // Medicare Part B
	MedicaidCoverage                      // Medicaid or CHIP
	ManagedCare                           // a group health plan: Medicare Advantage, a section 1876 plan, PACE, or a Medicaid plan
	Dual                                  // both Medicare and Medicaid
	Limited                               // limited benefits only
	OtherPayer                            // a third party is liable
	Resident                              // lives in the United States or its territories; of a state program, in the state
)

var coverageWords = [...]string{"partA", "partB", "medicaid", "managedCare", "dual", "limited", "otherPayer", "resident"}

// String is the words of the set.
func (c Coverage) String() string {
	var words []string
	for i, w := range coverageWords {
		if c&(1<<i) != 0 {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

// MarshalText writes what [Coverage.String] does.
func (c Coverage) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads words with spaces between them; an unknown word is an
// [*apm.ParseError].
func (c *Coverage) UnmarshalText(b []byte) error {
	set := Coverage(0)
	for _, word := range strings.Fields(string(b)) {
		bit := Coverage(0)
		for i, w := range coverageWords {
			if w == word {
				bit = 1 << i
			}
		}
		if bit == 0 {
			return &apm.ParseError{Type: "coverage", Value: string(b), Reason: "known words: " + strings.Join(coverageWords[:], ", ")}
		}
		set |= bit
	}
	*c = set
	return nil
}

// Eligibility is what a person must meet over a span of months. A month counts
// while the person is alive on its first day.
type Eligibility struct {
	// Covered is what a covered month has, all of it.
	Covered Coverage `json:"covered,omitzero"`
	// Months is how many covered months are needed, InARow how many without a gap.
	// Where both are given either suffices.
	Months int `json:"months,omitempty"`
	InARow int `json:"inARow,omitempty"`
	// Whole refuses a person with a month that has a part of Covered only.
	Whole bool `json:"whole,omitempty"`
	// Both refuses only a person who fails Months and Whole at once, as the letter of
	// 42 CFR 425.401(b)(1) has it; otherwise failing one is enough.
	Both bool `json:"both,omitempty"`
	// Never refuses a person with a month that has any of it.
	Never Coverage `json:"never,omitzero"`
	// Resident asks for residence by the latest record of the span.
	Resident bool `json:"resident,omitempty"`
	// Programs refuses a person who is in one of these initiatives during the span.
	Programs []string `json:"programs,omitempty"`
}

// monthNumber counts months from the year 0.
func monthNumber(d apm.Date) int {
	year, month, _ := d.Civil()
	return year*12 + int(month) - 1
}

// firstOf is the first day of a month by its number.
func firstOf(number int) apm.Date {
	const january2000 = 730120
	return apm.Date(january2000).AddMonths(number - 2000*12)
}

// monthSpan is a span of whole months by their numbers, both included. It keeps
// the dates too, so that a record is placed without dividing by calendars.
type monthSpan struct {
	first, last int
	days        apm.Period
	starts      []apm.Date // first day of each month, and of the month behind the last
}

func newMonthSpan(p apm.Period) monthSpan {
	s := monthSpan{first: monthNumber(p.From), last: monthNumber(p.To), days: p}
	for n := s.first; n <= s.last+1; n++ {
		s.starts = append(s.starts, firstOf(n))
	}
	return s
}

// index is the place of a day among the months of the span, -1 outside.
func (s *monthSpan) index(d apm.Date) int {
	end := len(s.starts) - 1
	if d < s.starts[0] || d >= s.starts[end] {
		return -1
	}
	i := min(int(d-s.starts[0])/28, end-1)
	for d < s.starts[i] {
		i--
	}
	return i
}

// test gives the reason why the person fails, or no reason. The scratch holds a
// coverage for each month.
func (e *Eligibility) test(p *Person, s *monthSpan, scratch *[]Coverage) Reason {
	for i := range p.Programs {
		for _, name := range e.Programs {
			if p.Programs[i].Program == name && p.Programs[i].Period.Overlaps(s.days) {
				return OtherProgram
			}
		}
	}
	s.coverage(p, scratch)
	covered, row, longest, partial, all := 0, 0, 0, false, Coverage(0)
	latest := Coverage(0)
	for _, c := range *scratch {
		all |= c
		if c&recorded != 0 {
			latest = c
		}
		part := c & e.Covered
		if part == e.Covered && c&recorded != 0 {
			covered++
			row++
			longest = max(longest, row)
			continue
		}
		row = 0
		partial = partial || part != 0
	}
	enough := e.Months == 0 && e.InARow == 0 || e.Months > 0 && covered >= e.Months || e.InARow > 0 && longest >= e.InARow
	broken := e.Whole && partial
	switch {
	case all&e.Never&ManagedCare != 0:
		return InManagedCare
	case all&e.Never != 0:
		return ExcludedCoverage
	case e.Both && !enough && broken, !e.Both && (!enough || broken):
		return NotEnrolled
	case e.Resident && latest&Resident == 0:
		return NotResident
	}
	return ""
}

// recorded marks a month that has a record, be it of no coverage.
const recorded Coverage = 1 << 15

// coverage puts the person's months of the span in order, those after death left
// out. Two records of one month add up.
func (s *monthSpan) coverage(p *Person, scratch *[]Coverage) {
	months := (*scratch)[:0]
	for range len(s.starts) - 1 {
		months = append(months, 0)
	}
	for i := range p.Enrollment {
		m := &p.Enrollment[i]
		if at := s.index(m.Month); at >= 0 && (p.Death == 0 || s.starts[at] <= p.Death) {
			months[at] |= m.Coverage | recorded
		}
	}
	*scratch = months
}

// from counts the months of the span that end on or after a day.
func (s *monthSpan) from(d apm.Date) int {
	n := len(s.starts) - 1
	for i := 0; i < len(s.starts)-1 && s.starts[i+1] <= d; i++ {
		n--
	}
	return n
}

// monthsCovered counts the months from a day on in which the person is alive and,
// where the method tests it, covered and not excluded.
func (s *monthSpan) monthsCovered(p *Person, e *Eligibility, from apm.Date, scratch *[]Coverage) int {
	s.coverage(p, scratch)
	n := 0
	for i, c := range *scratch {
		if s.starts[i+1] <= from || p.Death != 0 && s.starts[i] > p.Death {
			continue
		}
		if e == nil || c&recorded != 0 && c&e.Covered == e.Covered && c&e.Never == 0 {
			n++
		}
	}
	return n
}
