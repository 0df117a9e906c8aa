package claims

import (
	"errors"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

// The columns of the files. Those of claims and roster are described at [Files].
var (
	claimsRequired     = []string{"member", "date", "allowed"}
	claimsOptional     = []string{"claim", "tin", "ccn", "npi", "specialty", "code", "bill_type", "revenue", "pos", "through"}
	staysRequired      = []string{"member", "kind", "from", "to"}
	enrollmentRequired = []string{"member", "month"}
	enrollmentOptional = []string{"a", "b", "ma", "us", "death"}
	electionsRequired  = []string{"member", "organization", "from"}
	electionsOptional  = []string{"to"}
)

// reason is what is wrong with a value, without the value.
func reason(err error) string {
	var parse *apm.ParseError
	if errors.As(err, &parse) {
		return parse.Reason
	}
	return err.Error()
}

func (t *table) date(column string) (apm.Date, *RowError) {
	var d apm.Date
	if err := d.UnmarshalText([]byte(t.get(column))); err != nil {
		return 0, t.fail(column, reason(err))
	}
	return d, nil
}

func (t *table) period() (apm.Period, *RowError) {
	from, e := t.date("from")
	if e != nil {
		return apm.Period{}, e
	}
	to, e := t.date("to")
	if e != nil {
		return apm.Period{}, e
	}
	p := apm.Period{From: from, To: to}
	if !p.Valid() {
		return p, t.fail("to", "it ends before it starts")
	}
	return p, nil
}

func (t *table) flag(column string) (bool, *RowError) {
	switch t.get(column) {
	case "1", "true":
		return true, nil
	case "", "0", "false":
		return false, nil
	}
	return false, t.fail(column, "want 1 or 0")
}

// serviceLine reads a row of claims.
func serviceLine(t *table) (l attribution.Line, e *RowError) {
	l = attribution.Line{Claim: t.get("claim"), TIN: t.get("tin"), CCN: t.get("ccn"), NPI: t.get("npi"), Specialty: t.get("specialty"),
		Code: t.get("code"), BillType: t.get("bill_type"), Revenue: t.get("revenue"), Place: t.get("pos")}
	if l.From, e = t.date("date"); e != nil {
		return l, e
	}
	if l.Through, e = t.date("through"); e != nil {
		return l, e
	}
	allowed, err := apm.ParseCents(t.get("allowed"))
	if err != nil {
		return l, t.fail("allowed", reason(err))
	}
	l.Allowed = allowed
	if column, why := l.Check(); why != "" {
		return l, t.fail(column, why)
	}
	return l, nil
}

// stay reads a row of stays.
func stay(t *table) (attribution.Stay, *RowError) {
	s := attribution.Stay{Kind: attribution.StayKind(t.get("kind"))}
	if s.Kind != attribution.SNF && s.Kind != attribution.Inpatient {
		return s, t.fail("kind", "want snf or inpatient")
	}
	p, e := t.period()
	if e != nil {
		return s, e
	}
	s.From, s.To = p.From, p.To
	if s.From == 0 {
		return s, t.fail("from", "the stay has no first day")
	}
	if s.To == 0 {
		return s, t.fail("to", "the stay has no last day")
	}
	return s, nil
}

// month is a row of enrollment: coverage, and the date of death that it repeats.
type month struct {
	attribution.Month
	death apm.Date
}

// enrollmentMonth reads a row of enrollment. Without a column for residence everyone
// is a resident.
func enrollmentMonth(t *table) (m month, e *RowError) {
	text := t.get("month")
	if len(text) == len("2006-01") {
		text += "-01"
	}
	d, err := apm.ParseDate(text)
	if err != nil {
		return m, t.fail("month", "want a month such as 2023-01")
	}
	m.Month.Month = d
	for _, x := range [...]struct {
		column string
		is     attribution.Coverage
	}{{"a", attribution.PartA}, {"b", attribution.PartB}, {"ma", attribution.ManagedCare}, {"us", attribution.Resident}} {
		on, e := t.flag(x.column)
		if e != nil {
			return m, e
		}
		if on || x.column == "us" && !t.has("us") {
			m.Coverage |= x.is
		}
	}
	m.death, e = t.date("death")
	return m, e
}

// election reads a row of elections.
func election(t *table) (attribution.Election, *RowError) {
	e := attribution.Election{Organization: t.get("organization")}
	if e.Organization == "" {
		return e, t.fail("organization", "is empty")
	}
	p, bad := t.period()
	if bad != nil {
		return e, bad
	}
	e.Period = p
	return e, nil
}
