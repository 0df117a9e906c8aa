package claims

import (
	"errors"
	"io"
	"strconv"

	"github.com/seed-6807d414/apm"
)

// Annual is CMS's own summary of a beneficiary for a year of DE-SynPUF.
type Annual struct {
	Member                               string
	Year                                 int
	Birth, Death                         apm.Date // no date while alive at the end of the year
	Sex                                  string   // 1 male, 2 female
	ESRD                                 bool
	State, County                        string // codes of the Social Security Administration
	MonthsA, MonthsB, MonthsHMO, MonthsD int    // months of coverage in the year
	Inpatient, Outpatient, Carrier       Payments
}

// Payments is what was paid for the claims of a kind in a year.
type Payments struct {
	Medicare    apm.Cents // reimbursed by Medicare
	Beneficiary apm.Cents // the beneficiary's responsibility
	Other       apm.Cents // paid by the primary payer
}

var annualColumns = []string{"member", "year", "birth", "death", "sex", "esrd", "state", "county",
	"months_a", "months_b", "months_hmo", "months_d",
	"inpatient", "inpatient_beneficiary", "inpatient_other", "outpatient", "outpatient_beneficiary", "outpatient_other",
	"carrier", "carrier_beneficiary", "carrier_other"}

// AnnualTotals is CMS's summaries of the embedded beneficiaries, sorted by member
// and year.
func AnnualTotals() ([]Annual, error) {
	t, err := openTable(embedded(), annualFile, annualColumns, nil)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	var all []Annual
	err = t.each(func() (bad *RowError) {
		a := Annual{Member: t.get("member"), Sex: t.get("sex"), State: t.get("state"), County: t.get("county")}
		whole := func(column string) int {
			n, err := strconv.Atoi(t.get(column))
			if err != nil && bad == nil {
				bad = t.fail(column, "want a whole number")
			}
			return n
		}
		money := func(column string) apm.Cents {
			c, err := apm.ParseCents(t.get(column))
			if err != nil && bad == nil {
				bad = t.fail(column, reason(err))
			}
			return c
		}
		day := func(column string) apm.Date {
			d, e := t.date(column)
			if e != nil && bad == nil {
				bad = e
			}
			return d
		}
		payments := func(kind string) Payments {
			return Payments{money(kind), money(kind + "_beneficiary"), money(kind + "_other")}
		}
		a.Year, a.Birth, a.Death = whole("year"), day("birth"), day("death")
		a.ESRD = whole("esrd") == 1
		a.MonthsA, a.MonthsB, a.MonthsHMO, a.MonthsD = whole("months_a"), whole("months_b"), whole("months_hmo"), whole("months_d")
		a.Inpatient, a.Outpatient, a.Carrier = payments("inpatient"), payments("outpatient"), payments("carrier")
		all = append(all, a)
		return bad
	})
	return all, err
}

// FacilityClaim is an inpatient or outpatient claim segment of DE-SynPUF.
type FacilityClaim struct {
	Member, Claim string
	Kind          string // "inpatient" or "outpatient"
	CCN           string
	From, Through apm.Date
	Paid          apm.Cents // by Medicare; negative for a reversal
	PerDiem       apm.Cents // pass-through for each day of utilization, inpatient only
	Days          int       // of utilization, inpatient only
}

// FacilityClaims is the facility claims of the embedded beneficiaries, sorted by
// member. CMS's annual total of inpatient payments is the sum of what was paid and of
// the per diem for each day, by the year of the through date.
func FacilityClaims() ([]FacilityClaim, error) {
	t, err := openTable(embedded(), "facility.csv.gz", []string{"member", "claim", "kind", "ccn", "date", "through", "paid", "per_diem", "days"}, nil)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	var all []FacilityClaim
	err = t.each(func() *RowError {
		c := FacilityClaim{Member: t.get("member"), Claim: t.get("claim"), Kind: t.get("kind"), CCN: t.get("ccn")}
		var bad *RowError
		if c.From, bad = t.date("date"); bad != nil {
			return bad
		}
		if c.Through, bad = t.date("through"); bad != nil {
			return bad
		}
		for _, x := range [...]struct {
			column string
			to     *apm.Cents
		}{{"paid", &c.Paid}, {"per_diem", &c.PerDiem}} {
			text := t.get(x.column)
			if text == "" {
				continue
			}
			var err error
			if *x.to, err = apm.ParseCents(text); err != nil {
				return t.fail(x.column, reason(err))
			}
		}
		if text := t.get("days"); text != "" {
			var err error
			if c.Days, err = strconv.Atoi(text); err != nil {
				return t.fail("days", "want a whole number")
			}
		}
		all = append(all, c)
		return nil
	})
	return all, err
}

// each visits every row and stops at the first that cannot be used.
func (t *table) each(row func() *RowError) error {
	for {
		bad, err := t.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if bad == nil {
			bad = row()
		}
		if bad != nil {
			return bad
		}
	}
}
