package columns_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/columns"
	"github.com/shopspring/decimal"
)

type payment struct {
	id     string
	day    apm.Date
	paid   apm.Cents
	share  decimal.NullDecimal
	visits int32
}

var payments = []columns.Column[payment]{
	columns.Text("id", func(p *payment) *string { return &p.id }).Needed(),
	columns.Date("day", func(p *payment) *apm.Date { return &p.day }),
	columns.Cents("paid", func(p *payment) *apm.Cents { return &p.paid }),
	columns.Number("share", func(p *payment) *decimal.NullDecimal { return &p.share }),
	columns.Whole("visits", func(p *payment) *int32 { return &p.visits }),
}

// readAll reads a file with this text.
func readAll(t *testing.T, text string) (rows []payment, lines []int, err error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "p.csv")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	err = columns.Read(name, payments, func(row payment, line int) {
		rows, lines = append(rows, row), append(lines, line)
	})
	return rows, lines, err
}

func TestReadFillsWhatIsThere(t *testing.T) {
	rows, lines, err := readAll(t, "\ufeffpaid,id,visits,share\r\n\r\n-1234.56, a ,-7,0.5\r\n,b,,\r\n")
	if err != nil || len(rows) != 2 || lines[0] != 3 || lines[1] != 4 {
		t.Fatal(rows, lines, err)
	}
	want := payment{id: "a", paid: -123456, share: decimal.NewNullDecimal(decimal.New(5, -1)), visits: -7}
	if got := rows[0]; got.id != want.id || got.paid != want.paid || !got.share.Decimal.Equal(want.share.Decimal) || got.visits != want.visits {
		t.Errorf("%+v", got)
	}
	if got := rows[1]; got != (payment{id: "b"}) {
		t.Errorf("empty texts changed fields: %+v", got)
	}
	if rows, _, err := readAll(t, "id,day\na,2024-02-29\n"); err != nil || rows[0].day.String() != "2024-02-29" {
		t.Error(rows, err)
	}
}

// What cannot be used is named by file, line, column and reason, without what stands
// there.
func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "p.csv: the file is empty; want a header with id",
		"id,paied\nSECRET,1\n":            "p.csv:1:4: header: unknown column (known: id, day, paid, share, visits)",
		"paid\n1\n":                       `p.csv:1:1: header: the column "id" is missing`,
		"id,id\n":                         `p.csv:1:4: header: the column "id" stands twice`,
		"id,paid\n,1\n":                   "p.csv:2:1: id: is empty",
		"id,day\nSECRET,SECRET\n":         "p.csv:2:8: day: ",
		"id,paid\na,1\nSECRET,SECRET\n":   "p.csv:3:8: paid: ",
		"id,share\nSECRET,SECRET\n":       "p.csv:2:8: share: ",
		"id,visits\nSECRET,SECRET\n":      "p.csv:2:8: visits: want a whole number",
		"id,visits\nSECRET,99999999999\n": "p.csv:2:8: visits: want a whole number",
		"id,day\nSECRET\n":                "p.csv:2:1: 1 values, and the header has 2",
	} {
		_, _, err := readAll(t, text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "9999") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestList(t *testing.T) {
	if got := columns.List(payments); got != "id (required), day, paid, share, visits" {
		t.Error(got)
	}
}
