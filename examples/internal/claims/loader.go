package claims

import (
	"embed"
	"errors"
	"io/fs"
	"iter"
	"os"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

// Files names the CSV files of a run. Each has a header with the names of its
// columns in any order; names that end in .gz are unpacked.
type Files struct {
	// Claims has member, date and allowed, and may have claim, tin, ccn, npi,
	// specialty, code, bill_type, revenue, pos and through. Amounts are dollars.
	Claims string
	// Roster has id, kind and organization, and may have from and to. The kinds are
	// tin, ccn and npi; the kinds eta (CCN) and attested (NPI) make lists.
	Roster string
	// Stays has member, kind (snf or inpatient), from and to.
	Stays string
	// Enrollment has member and month, and may have a, b, ma and us (1 or 0) and death.
	Enrollment string
	// Elections has member, organization and from, and may have to.
	Elections string
	// InMemory names files that are not sorted by member.
	InMemory []string
	// Reject is told of bad rows, which are then left out; nil stops at the first one.
	// Rows of the roster always stop: without one of them others would win members.
	Reject func(*RowError) error

	source  fs.FS
	persons string // the embedded list of members
}

//go:embed data
var data embed.FS

// Embedded is the files of DE-SynPUF, with a fictional roster.
func Embedded() Files {
	return Files{Claims: "claims.csv.gz", Roster: "roster.csv.gz", persons: annualFile, source: embedded()}
}

const annualFile = "annual.csv.gz"

func embedded() fs.FS {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		return data // cannot be: the name is a constant and valid
	}
	return sub
}

// userFiles opens files of the machine by any path.
type userFiles struct{}

func (userFiles) Open(name string) (fs.File, error) { return os.Open(name) }

func (f Files) fs() fs.FS {
	if f.source != nil {
		return f.source
	}
	return userFiles{}
}

// Loader reads the files of a run.
type Loader struct {
	files    Files
	Rows     int       // rows of claims read so far
	Others   int       // rows of the other member files
	Rejected int       // rows of claims left out
	Dollars  apm.Cents // allowed charges of the rows of claims that were not left out
	Spoiled  int       // rows of the other member files left out
}

// NewLoader is a loader at the start of the files.
func NewLoader(f Files) *Loader { return &Loader{files: f} }

// rejecting says what becomes of a bad row and counts it.
func (l *Loader) rejecting(count *int) func(*RowError) error {
	return func(e *RowError) error {
		if l.files.Reject == nil {
			return e
		}
		*count++
		return l.files.Reject(e)
	}
}

// batchSize is the number of members in a batch.
const batchSize = 256

// Members gives every member of any of the files once, in rising order, by the
// batch. It fails with a [*RowError], with an [*UnsortedError], or with what reading
// gave.
func (l *Loader) Members() iter.Seq2[[]attribution.Member, error] {
	return func(yield func([]attribution.Member, error) bool) {
		m, err := l.open()
		if err != nil {
			yield(nil, errors.Join(err, m.close()))
			return
		}
		defer m.close()
		var batch []attribution.Member
		for {
			member, more, err := m.next(l)
			if err != nil {
				yield(nil, err)
				return
			}
			if more {
				batch = append(batch, member)
			}
			if len(batch) == batchSize || !more && len(batch) > 0 {
				if !yield(batch, nil) {
					return
				}
				batch = nil
			}
			if !more {
				return
			}
		}
	}
}

// merger joins the streams of a run by member.
type merger struct {
	claims     *stream[attribution.Line]
	stays      *stream[attribution.Stay]
	enrollment *stream[month]
	elections  *stream[attribution.Election]
	persons    *stream[apm.Date]
}

func (l *Loader) open() (m merger, err error) {
	f := l.files
	memory := func(name string) bool {
		for _, n := range f.InMemory {
			if n == name {
				return true
			}
		}
		return false
	}
	reject := l.rejecting(&l.Spoiled)
	if m.claims, err = openStream(f.fs(), f.Claims, claimsRequired, claimsOptional, memory(f.Claims), serviceLine, l.rejecting(&l.Rejected), &l.Rows); err != nil {
		return m, err
	}
	if m.stays, err = openStream(f.fs(), f.Stays, staysRequired, nil, memory(f.Stays), stay, reject, &l.Others); err != nil {
		return m, err
	}
	if m.enrollment, err = openStream(f.fs(), f.Enrollment, enrollmentRequired, enrollmentOptional, memory(f.Enrollment), enrollmentMonth, reject, &l.Others); err != nil {
		return m, err
	}
	if m.elections, err = openStream(f.fs(), f.Elections, electionsRequired, electionsOptional, memory(f.Elections), election, reject, &l.Others); err != nil {
		return m, err
	}
	died := func(t *table) (apm.Date, *RowError) { return t.date("death") }
	m.persons, err = openStream(f.fs(), f.persons, annualColumns[:1], annualColumns[1:], false, died, reject, &l.Others)
	return m, err
}

func (m *merger) close() error {
	return errors.Join(m.claims.close(), m.stays.close(), m.enrollment.close(), m.elections.close(), m.persons.close())
}

// next joins the rows of the smallest member at hand.
func (m *merger) next(l *Loader) (attribution.Member, bool, error) {
	id := ""
	for _, first := range []string{m.claims.first(), m.stays.first(), m.enrollment.first(), m.elections.first(), m.persons.first()} {
		if first != "" && (id == "" || first < id) {
			id = first
		}
	}
	member := attribution.Member{Person: attribution.Person{ID: id}}
	if id == "" {
		return member, false, nil
	}
	var err error
	if member.Lines, err = m.claims.take(id); err != nil {
		return member, false, err
	}
	for i := range member.Lines {
		if l.Dollars, err = l.Dollars.Add(member.Lines[i].Allowed); err != nil {
			return member, false, err
		}
	}
	if member.Stays, err = m.stays.take(id); err != nil {
		return member, false, err
	}
	if member.Elections, err = m.elections.take(id); err != nil {
		return member, false, err
	}
	months, err := m.enrollment.take(id)
	if err != nil {
		return member, false, err
	}
	for _, x := range months {
		member.Enrollment = append(member.Enrollment, x.Month)
		member.Death = earlier(member.Death, x.death)
	}
	deaths, err := m.persons.take(id)
	for _, d := range deaths {
		member.Death = earlier(member.Death, d)
	}
	return member, true, err
}

// earlier is the earlier of two dates of death, where either may be missing.
func earlier(a, b apm.Date) apm.Date {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// Roster reads the roster.
func (l *Loader) Roster() (attribution.Roster, error) {
	var r attribution.Roster
	t, err := openTable(l.files.fs(), l.files.Roster, []string{"id", "kind", "organization"}, []string{"from", "to"})
	if err != nil {
		return r, err
	}
	defer t.Close()
	lists := map[string]*attribution.List{attribution.ETAList: {Name: attribution.ETAList}, attribution.AttestedList: {Name: attribution.AttestedList}}
	err = t.each(func() *RowError {
		id := attribution.ID{Kind: attribution.IDKind(t.get("kind")), Value: t.get("id")}
		if id.Value == "" {
			return t.fail("id", "is empty")
		}
		period, bad := t.period()
		switch id.Kind {
		case attribution.TIN, attribution.CCN, attribution.NPI:
			if bad == nil && t.get("organization") == "" {
				bad = t.fail("organization", "is empty")
			}
			r.Participants = append(r.Participants, attribution.Participant{ID: id, Organization: t.get("organization"), Period: period})
		case attribution.ETAList:
			lists[attribution.ETAList].IDs = append(lists[attribution.ETAList].IDs, attribution.ID{Kind: attribution.CCN, Value: id.Value})
		case attribution.AttestedList:
			lists[attribution.AttestedList].IDs = append(lists[attribution.AttestedList].IDs, attribution.ID{Kind: attribution.NPI, Value: id.Value})
		default:
			return t.fail("kind", "want tin, ccn, npi, eta or attested")
		}
		if bad == nil && id.Kind != attribution.TIN && id.Kind != attribution.CCN && id.Kind != attribution.NPI && period != (apm.Period{}) {
			return t.fail("from", "a list has no dates")
		}
		return bad
	})
	r.Lists = []attribution.List{*lists[attribution.ETAList], *lists[attribution.AttestedList]}
	return r, err
}
