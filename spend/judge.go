package spend

import (
	"cmp"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
)

// judged is what the ledger knows of a line: a reason to reject it, or its group
// and day and when it holds.
type judged struct {
	fault fault
	group int16
	void  bool
	day   int32 // offset from the start of the period; any number
	// The line counts from at, the day that its version was paid (no date: always),
	// until another version takes it back (no date: never).
	at, until apm.Date
}

// fault is a reason to reject a line and the field at fault, by its place in the
// table of faults; zero is none.
type fault uint8

const (
	badAction fault = iota + 1
	badFrom
	badThrough
	badAdmission
	badDischarge
	badPaid
	noPaid
	noClaim
	beforeFrom
	beforeAdmission
	noCategory
	noFrom
	noThrough
	noAdmission
	noDischarge
	beforeIncurred
	noAllowed
	noRepriced
	negativeDays
	beyondPerDiem
	unknownPart
	beyondParts
	mixedVersion
	noOriginal
)

var faults = [...]struct {
	field  string
	reason Reason
}{
	badAction:       {"action", BadAction},
	badFrom:         {"from", BadDate},
	badThrough:      {"through", BadDate},
	badAdmission:    {"admission", BadDate},
	badDischarge:    {"discharge", BadDate},
	badPaid:         {"paid", BadDate},
	noPaid:          {"paid", NoPaidDate},
	noClaim:         {"claim", NoClaim},
	beforeFrom:      {"through", BeforeFrom},
	beforeAdmission: {"discharge", BeforeAdmission},
	noCategory:      {"", NoCategory},
	noFrom:          {"from", NoDate},
	noThrough:       {"through", NoDate},
	noAdmission:     {"admission", NoDate},
	noDischarge:     {"discharge", NoDate},
	beforeIncurred:  {"paid", BeforeIncurred},
	noAllowed:       {"allowed", NotGiven},
	noRepriced:      {"repriced", NotGiven},
	negativeDays:    {"days", NegativeDays},
	beyondPerDiem:   {"perDiem", BeyondCents},
	unknownPart:     {"parts", UnknownPart},
	beyondParts:     {"parts", BeyondCents},
	mixedVersion:    {"action", MixedVersion},
	noOriginal:      {"version", NoOriginal},
}

// judge looks at a line alone.
func (l *Ledger) judge(s *scratch, line *Line, j *judged) {
	*j = judged{at: line.Paid}
	j.fault = l.fault(s, line, j)
}

// fault is what is wrong with a line, or zero with the rest of what is known of it.
func (l *Ledger) fault(s *scratch, line *Line, j *judged) fault {
	// Dates are small positive numbers: one comparison clears them all.
	if uint32(line.From|line.Through|line.Admission|line.Discharge|line.Paid) >= 1<<21 {
		if f := badDate(line); f != 0 {
			return f
		}
	}
	if line.Paid == 0 && l.terms.PaidThrough != 0 {
		return noPaid
	}
	if line.Action != Add {
		switch {
		case line.Action > Replace:
			return badAction
		case line.Claim == "":
			return noClaim
		case line.Action == Void:
			j.void = true
			return 0 // of a void only the date of payment counts
		}
	}
	switch {
	case line.Through < line.From && line.Through != 0:
		return beforeFrom
	case line.Discharge < line.Admission && line.Discharge != 0:
		return beforeAdmission
	}
	group := l.match.first(s.caches, line) // the number of a rule
	switch {
	case group >= len(l.terms.Exclude):
		group += l.first - len(l.terms.Exclude)
	case group < 0:
		if group = l.rest; group < 0 {
			return noCategory
		}
	}
	j.group = int16(group)
	incurred, missing := l.groups[group].date.of(line)
	switch {
	case incurred == 0:
		return missing
	case line.Paid < incurred && line.Paid != 0:
		return beforeIncurred
	}
	j.day = int32(incurred - l.terms.Period.From)
	if line.Given&l.needs != l.needs || line.Days != 0 || line.Parts != nil { // most lines pass at a glance
		return l.judgeAmounts(line)
	}
	return 0
}

// dateCode is a date rule in compiled form.
type dateCode uint8

const (
	byThrough dateCode = iota
	byFrom
	byAdmission
	byDischarge
)

var dateCodes = map[DateRule]dateCode{ByThrough: byThrough, ByFrom: byFrom, ByAdmission: byAdmission, ByDischarge: byDischarge}

// of is the date that the rule names, and the fault of a line without it.
func (c dateCode) of(l *Line) (apm.Date, fault) {
	switch c {
	case byFrom:
		return l.From, noFrom
	case byAdmission:
		return l.Admission, noAdmission
	case byDischarge:
		return l.Discharge, noDischarge
	}
	return l.Through, noThrough
}

// badDate is the fault of a date outside the calendar.
func badDate(l *Line) fault {
	for i, d := range [...]apm.Date{l.From, l.Through, l.Admission, l.Discharge, l.Paid} {
		if d != 0 && !d.Valid() {
			return badFrom + fault(i)
		}
	}
	return 0
}

func (l *Ledger) judgeAmounts(line *Line) fault {
	switch {
	case line.Given&l.needs != l.needs:
		if l.needs == GivesAllowed {
			return noAllowed
		}
		return noRepriced
	case line.Days < 0:
		return negativeDays
	}
	if _, ok := line.passThrough(); !ok {
		return beyondPerDiem
	}
	for i := range line.Parts {
		if _, known := l.parts[line.Parts[i].Name]; !known {
			return unknownPart
		}
	}
	return 0
}

// revise follows the versions of each claim that has a void or a replacement.
func (l *Ledger) revise(s *scratch, m *Member) {
	claims := make([]string, 0, 8)
	for i := range m.Lines {
		if m.Lines[i].Action != Add && s.lines[i].fault == 0 {
			claims = append(claims, m.Lines[i].Claim)
		}
	}
	slices.Sort(claims)
	claims = slices.Compact(claims)
	s.revised = s.revised[:0]
	for i := range m.Lines {
		if _, found := slices.BinarySearch(claims, m.Lines[i].Claim); found && s.lines[i].fault == 0 {
			s.revised = append(s.revised, int32(i))
		}
	}
	slices.SortFunc(s.revised, func(a, b int32) int {
		x, y := &m.Lines[a], &m.Lines[b]
		return cmp.Or(strings.Compare(x.Claim, y.Claim), cmp.Compare(x.Version, y.Version), cmp.Compare(a, b))
	})
	for rest := s.revised; len(rest) > 0; {
		n := 1
		for n < len(rest) && m.Lines[rest[n]].Claim == m.Lines[rest[0]].Claim {
			n++
		}
		l.follow(s, m.Lines, rest[:n])
		rest = rest[n:]
	}
}

// follow walks through the versions of one claim, whose usable lines stand in
// order of their version. A version takes effect when it and all before it are
// paid, so that any run sees the first few versions and never a later one alone.
func (l *Ledger) follow(s *scratch, lines []Line, claim []int32) {
	held := 0 // claim[held:start] is what the versions so far left
	var at apm.Date
	seen := false
	for start := 0; start < len(claim); {
		first := &lines[claim[start]]
		end, mixed := start, false
		for ; end < len(claim) && lines[claim[end]].Version == first.Version; end++ {
			mixed = mixed || lines[claim[end]].Action != first.Action
		}
		version := claim[start:end]
		switch {
		case mixed:
			s.rejectAll(version, mixedVersion)
		case first.Action != Add && !seen && l.terms.Orphans != CountOrphans:
			s.rejectAll(version, noOriginal)
		default:
			seen = true
			for _, i := range version {
				at = max(at, s.lines[i].at)
			}
			for _, i := range version {
				s.lines[i].at = at
			}
			if first.Action != Add {
				for _, i := range claim[held:start] {
					s.lines[i].until = max(at, 1)
				}
				held = start
			}
		}
		start = end
	}
}

func (s *scratch) rejectAll(rows []int32, f fault) {
	for _, i := range rows {
		s.lines[i].fault = f
	}
}
