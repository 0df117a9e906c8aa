package claims

import (
	"io/fs"
	"strings"

	"github.com/seed-6807d414/apm"
)

// Clinical is what was wrong and what was done on a claim of DE-SynPUF, carrier,
// inpatient or outpatient.
type Clinical struct {
	Member, Claim        string
	DRG                  string   // of an inpatient claim; the synthesis disturbed it
	Attending, Operating string   // NPIs, of facility claims only
	Diagnoses            []string // ICD-9-CM without the point, the principal one first
	Procedures           []string // ICD-9-CM, of facility claims only
	Codes                []string // HCPCS, of facility claims only
}

// Clinicals is the clinical part of the embedded claims, sorted by member and claim.
func Clinicals() ([]Clinical, error) {
	var all []Clinical
	err := readRows(embedded(), "clinical.csv.gz", []string{"member", "claim", "drg", "attending", "operating", "diagnoses", "procedures", "codes"}, nil, func(r Row) *RowError {
		all = append(all, Clinical{Member: r.Get("member"), Claim: r.Get("claim"), DRG: r.Get("drg"), Attending: r.Get("attending"), Operating: r.Get("operating"),
			Diagnoses: strings.Fields(r.Get("diagnoses")), Procedures: strings.Fields(r.Get("procedures")), Codes: strings.Fields(r.Get("codes"))})
		return nil
	})
	return all, err
}

// Row is a row of a file that a program reads by columns of its own.
type Row struct{ t *table }

// Get is the value of a column without space around it, empty where the file has no
// such column.
func (r Row) Get(column string) string { return r.t.get(column) }

// Date is the date in a column, none where it is empty.
func (r Row) Date(column string) (apm.Date, *RowError) { return r.t.date(column) }

// Cents is the amount in a column, in dollars such as -1234.56.
func (r Row) Cents(column string) (apm.Cents, *RowError) {
	c, err := apm.ParseCents(r.Get(column))
	if err != nil {
		return 0, r.Fail(column, reason(err))
	}
	return c, nil
}

// Fail is the error that a value of the row cannot be used. The reason must not hold
// the value.
func (r Row) Fail(column, reason string) *RowError { return r.t.fail(column, reason) }

// ReadRows reads a file of the machine row by row and stops at the first that cannot
// be used, with a [*RowError]. Columns stand in any order; one that is neither required
// nor optional is an error.
func ReadRows(name string, required, optional []string, row func(Row) *RowError) error {
	return readRows(userFiles{}, name, required, optional, row)
}

func readRows(source fs.FS, name string, required, optional []string, row func(Row) *RowError) error {
	t, err := openTable(source, name, required, optional)
	if err != nil {
		return err
	}
	defer t.Close()
	return t.each(func() *RowError { return row(Row{t}) })
}
