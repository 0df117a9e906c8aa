package claims

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
)

// The clinical rows are one for each claim of the other files, by the same members.
func TestClinicals(t *testing.T) {
	all, err := Clinicals()
	if err != nil {
		t.Fatal(err)
	}
	byClaim := make(map[string]Clinical)
	for i, c := range all {
		if i > 0 && (all[i-1].Member > c.Member || all[i-1].Member == c.Member && all[i-1].Claim > c.Claim) {
			t.Fatal("clinical rows are not in order")
		}
		byClaim[c.Member+c.Claim] = c
	}
	if len(all) != 19729 {
		t.Errorf("%d rows", len(all))
	}
	members, _, err := load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	missing := 0
	for _, m := range members {
		for _, l := range m.Lines {
			if _, ok := byClaim[m.ID+l.Claim]; !ok {
				missing++
			}
		}
	}
	facility, err := FacilityClaims()
	if err != nil {
		t.Fatal(err)
	}
	stays, failing := 0, 0
	for _, f := range facility {
		c, ok := byClaim[f.Member+f.Claim]
		if !ok {
			missing++
		}
		if f.Kind == "inpatient" && c.DRG != "" {
			stays++
			if len(c.Diagnoses) > 0 && strings.HasPrefix(c.Diagnoses[0], "428") {
				failing++
			}
		}
	}
	if missing != 0 || stays != 225 || failing != 16 {
		t.Errorf("%d claims without a clinical row, %d stays with a group, %d for heart failure", missing, stays, failing)
	}
}

func TestReadRows(t *testing.T) {
	type row struct {
		code string
		day  apm.Date
		paid apm.Cents
	}
	read := func(text string) (all []row, err error) {
		err = ReadRows(write(t, "own.csv", text), []string{"code", "paid"}, []string{"day"}, func(r Row) *RowError {
			paid, bad := r.Cents("paid")
			if bad != nil {
				return bad
			}
			day, bad := r.Date("day")
			if bad != nil {
				return bad
			}
			if r.Get("code") == "" {
				return r.Fail("code", "is empty")
			}
			all = append(all, row{r.Get("code"), day, paid})
			return nil
		})
		return all, err
	}
	all, err := read("paid,day,code\n-1.50,2024-02-29, A \n2,,B\n")
	if err != nil || len(all) != 2 || all[0] != (row{"A", apm.MustParseDate("2024-02-29"), -150}) || all[1] != (row{"B", 0, 200}) {
		t.Error(all, err)
	}
	for text, want := range map[string]string{
		"code,paid\n,5\n":                ":2:1: code: is empty",
		"code,paid\nA,five\n":            ":2:3: paid: ",
		"code,paid,day\nA,5,sometime\n":  ":2:5: day: want a date such as 2006-01-02",
		"code\nA\n":                      `:1:1: header: the column "paid" is missing`,
		"code,paid,colour\nA,5,\n":       ":1:11: header: unknown column (known: code, paid, day)",
		"code,paid\nA,5,7\n":             ":2:1: 3 values, and the header has 2",
		"code,paid\n\"A,5\nB,7\nC,\"7\n": ":2:1: the quote is not closed on the line",
	} {
		_, err := read(text)
		var bad *RowError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if err := ReadRows("no such file", nil, nil, nil); err == nil {
		t.Error("a file that is not there was read")
	}
}
