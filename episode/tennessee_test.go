package episode

import "testing"

func TestTotalJoint(t *testing.T) {
	d := IllustrativeTotalJoint()
	fires(t, engineOf(t, suiteOf(d)), map[string]bool{
		"inpatient 2020-03-05..2020-03-08 px=0SR90J9":     true,
		"inpatient 2020-03-05..2020-03-08 px=0SRC0J9":     true,
		"inpatient 2020-03-05..2020-03-08 px=0SRG0J9":     false,
		"inpatient 2008-03-05..2008-03-08 px=8154 icd9":   true,
		"inpatient 2008-03-05..2008-03-08 px=8153 icd9":   false,
		"inpatient 2008-03-05..2008-03-08 px=8154":        false,
		"outpatient 2020-03-05 code=27447":                true,
		"outpatient 2020-03-05 code=27446":                false,
		"outpatient 2020-03-05 code=27447 amount=0.00":    false,
		"professional 2020-03-05 code=27447":              false,
		"otherInpatient 2020-03-05..2020-03-08 px=0SRD0L": true,
	})
	base := []string{"inpatient 2020-03-05..2020-03-08 px=0SR90J9"}
	probeRules(t, d, base, []probe{
		{"dental 2020-03-05", "fee"}, {"professional 2020-03-08", "surgery"}, {"professional 2020-01-20 dx=M1611", "workUp"}, {"professional 2020-01-19 dx=M1611", "outside"},
		{"professional 2020-01-20 dx=I10", Unmatched}, {"inpatient 2020-04-01..2020-04-03", "complicationStay"}, {"ed 2020-04-01 dx=I2699", "complication"},
		{"ed 2020-04-01 dx=M1611,I2699", "followUp"}, {"ed 2020-04-01 dx=I10,I2699", Unmatched}, {"snf 2020-03-09..2020-03-20", "postAcute"},
		{"professional 2020-06-06 dx=Z471", "followUp"}, {"professional 2020-06-07 dx=Z471", "outside"},
	})
	probeExclusions(t, d, base, []bar{
		{"notEnrolled", covered("2020-01-21", "2021-01-01"), covered("2020-01-20", "2020-06-06")},
		{"dual", span("dual", "2020-06-06", "2021-01-01"), span("dual", "2020-06-07", "2021-01-01")},
		{"thirdParty", span("thirdParty", "2020-06-06", "2021-01-01"), span("thirdParty", "2020-06-07", "2021-01-01")},
		{"age", born("2002-03-06"), born("2002-03-05")}, {"age", born("1955-03-05"), born("1955-03-06")},
		{"leftAgainstAdvice", instead(t, base[0]+" status=07"), instead(t, base[0]+" status=06")},
		{"died", died("2020-06-06"), died("2020-06-07")},
	})
}

// From 2019 on a provider is held to one episode where two share a patient: before,
// each definition stands for itself.
func TestTennesseeOverlap(t *testing.T) {
	for year, want := range map[int]int{2018: 2, 2019: 1} {
		s, err := IllustrativeTennessee(year)
		if err != nil {
			t.Fatal(err)
		}
		m := memberOf(t, "ed 2019-03-05 dx=J4541 facility=H", "inpatient 2019-03-20..2019-03-23 px=0SR90J9 facility=H")
		r, err := engineOf(t, s).Build(m)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, o := range r.Outcomes {
			n += len(o.Episodes)
		}
		if n != want || len(r.Outcomes[0].Episodes) != 1 {
			t.Errorf("%d: %d episodes", year, n)
		}
	}
}
