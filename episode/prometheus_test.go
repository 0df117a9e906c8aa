package episode

import (
	"maps"
	"testing"

	"github.com/seed-6807d414/apm"
)

// Typical and complication cost stand apart, and a stay with a complication among its
// secondary diagnoses is typical with complication.
func TestHeartAttack(t *testing.T) {
	d := IllustrativeHeartAttack()
	e := engineOf(t, suiteOf(d))
	fires(t, e, map[string]bool{
		"inpatient 2020-03-05..2020-03-08 dx=I214": true, "inpatient 2020-03-05..2020-03-08 dx=I200": false, "inpatient 2020-03-05..2020-03-08 dx=I200,I214": false,
		"inpatient 2008-03-05..2008-03-08 dx=41071 icd9": true, "inpatient 2008-03-05..2008-03-08 dx=41072 icd9": false,
		"otherInpatient 2020-03-05..2020-03-08 dx=I214": false, "ed 2020-03-05 dx=I214": false,
	})
	base := []string{"inpatient 2020-03-05..2020-03-08 dx=I214 amount=9000.00"}
	probeRules(t, d, base, []probe{
		{"inpatient 2020-03-05..2020-03-08 dx=I214,N179", "triggerWithComplication"}, {"professional 2020-03-06", "professionalOfStay"}, {"inpatient 2020-03-06..2020-03-07 dx=K859", "otherStayOfTrigger"},
		{"inpatient 2020-03-20..2020-03-22 dx=I10,I509", "complicationStay"}, {"inpatient 2020-03-20..2020-03-22 dx=I214", "complicationStay"},
		{"inpatient 2020-03-20..2020-03-22 dx=I2510", "relevantStay"}, {"inpatient 2020-03-20..2020-03-22 dx=K859", "unrelated"},
		{"professional 2020-03-20 dx=I509,I2510", "complication"}, {"professional 2020-03-20 dx=I2510,I509", "relevant"}, {"professional 2020-03-20 dx=K859", "unrelated"},
		{"snf 2020-03-20..2020-03-22 dx=I2510", "postAcute"}, {"snf 2020-03-20..2020-03-22 dx=K859", "unrelated"}, {"professional 2020-04-07 dx=I2510", "relevant"}, {"professional 2020-04-08 dx=I2510", "outside"},
	})
	o := build(t, e, memberOf(t, "inpatient 2020-03-05..2020-03-08 dx=I214,N179 amount=9000.00", "professional 2020-03-20 dx=I2510 amount=80.00", "ed 2020-03-21 dx=I509 amount=400.00", "ed 2020-03-21 dx=K859 amount=1.00"))
	got := make(map[Category]apm.Cents)
	for _, a := range o.Episodes[0].Amounts {
		got[a.Category] += a.Amount
	}
	if want := map[Category]apm.Cents{TypicalWithComplication: 9000_00, Typical: 80_00, Complication: 400_00}; !maps.Equal(got, want) || o.Tally.Excluded != 1_00 {
		t.Errorf("%v, %+v", got, o.Tally)
	}
}

// A heart attack that ends with the member's death ends there.
func TestHeartAttackEndsWithDeath(t *testing.T) {
	m := memberOf(t, "inpatient 2020-03-05..2020-03-08 dx=I214", "dme 2020-03-21 dx=I2510")
	died("2020-03-20")(&m)
	o := build(t, engineOf(t, suiteOf(IllustrativeHeartAttack())), m)
	if got := o.Episodes[0].Period.To.String(); got != "2020-03-20" || o.Tally.Outside != 100_00 {
		t.Errorf("to %s, %+v", got, o.Tally)
	}
}

// One price replaces the stay, its practitioners and related readmissions.
func TestCaseRate(t *testing.T) {
	d := must(t)(IllustrativeCaseRate())
	base := []string{"inpatient 2020-03-05..2020-03-08 drg=470"}
	fires(t, engineOf(t, suiteOf(d)), map[string]bool{base[0]: true, "inpatient 2020-03-05..2020-03-08 drg=471": false, "inpatient 2020-03-05..2020-03-08 drg=468": false})
	probeRules(t, d, base, []probe{
		{"professional 2020-03-08", "professional"}, {"professional 2020-03-09", Unmatched}, {"outpatient 2020-03-08", Unmatched},
		{"inpatient 2020-04-07..2020-04-12 drg=560", "readmission"}, {"inpatient 2020-04-08..2020-04-12 drg=560", "outside"}, {"inpatient 2020-04-07..2020-04-12 drg=054", "unrelatedReadmission"},
		{"professional 2020-04-08 after inpatient 2020-04-07..2020-04-12 drg=054", "outside"},
	})
	probeExclusions(t, d, base, []bar{
		{"notEnrolled", covered("2020-03-06", "2021-01-01"), covered("2020-03-05", "2020-04-07")},
		{"esrd", span("esrd", "2020-04-07", "2021-01-01"), span("esrd", "2020-04-08", "2021-01-01")},
	})
}
