package episode

import "testing"

// D7 to D11: the window runs to the 30th day behind the discharge, or to the
// discharge of a readmission that began by then, and never beyond the 45th.
func TestArkansasHeartFailureWindow(t *testing.T) {
	e := engineOf(t, suiteOf(must(t)(ArkansasHeartFailure(2013))))
	for _, x := range []struct{ id, readmission, end string }{
		{"D7", "", "2013-02-09"},
		{"D8", "inpatient 2013-02-05..2013-02-15", "2013-02-15"},
		{"D9", "inpatient 2013-02-08..2013-03-10", "2013-02-24"},
		{"D10", "inpatient 2013-02-10..2013-02-20", "2013-02-09"},
		{"D11", "inpatient 2013-02-09..2013-02-12", "2013-02-12"},
		{"no stay", "ed 2013-02-09", "2013-02-09"},
		{"short stay", "inpatient 2013-02-01..2013-02-03", "2013-02-09"},
	} {
		claims := []string{"inpatient 2013-01-05..2013-01-10 dx=I509 facility=H"}
		if x.readmission != "" {
			claims = append(claims, x.readmission)
		}
		o := build(t, e, memberOf(t, claims...))
		if len(o.Episodes) != 1 || o.Episodes[0].Period.From.String() != "2013-01-05" || o.Episodes[0].Period.To.String() != x.end {
			t.Errorf("%s: %+v", x.id, o.Episodes)
		}
	}
}

// Heart failure as principal diagnosis of a stay triggers, by either coding.
func TestArkansasHeartFailureTrigger(t *testing.T) {
	e := engineOf(t, suiteOf(must(t)(ArkansasHeartFailure(2020))))
	fires(t, e, map[string]bool{
		"inpatient 2020-01-05..2020-01-10 dx=I50.23":           true,
		"inpatient 2020-01-05..2020-01-10 dx=I110,N179":        true,
		"inpatient 2020-01-05..2020-01-10 dx=N179,I509":        false,
		"inpatient 2020-01-05..2020-01-10 dx=I119":             false,
		"inpatient 2008-01-05..2008-01-10 dx=4280 icd9":        true,
		"inpatient 2008-01-05..2008-01-10 dx=4289 icd9":        true,
		"inpatient 2008-01-05..2008-01-10 dx=4290 icd9":        false,
		"inpatient 2008-01-05..2008-01-10 dx=4280":             false, // ICD-10 claims have no such code
		"inpatient 2008-01-05..2008-01-10 dx=40291 icd9":       true,
		"inpatient 2008-01-05..2008-01-10 dx=40290 icd9":       false,
		"outpatient 2020-01-05 dx=I509":                        false,
		"otherInpatient 2020-01-05..2020-01-10 dx=I509 drg=87": true,
	})
}

// fires tests which claims make an episode by themselves.
func fires(t *testing.T, e *Engine, claims map[string]bool) {
	t.Helper()
	for claim, want := range claims {
		if o := build(t, e, memberOf(t, claim)); len(o.Episodes) == 1 != want {
			t.Errorf("%s: %d episodes", claim, len(o.Episodes))
		}
	}
}

func TestArkansasHeartFailureRules(t *testing.T) {
	probeRules(t, must(t)(ArkansasHeartFailure(2020)), []string{"inpatient 2020-03-05..2020-03-10 dx=I509"}, []probe{
		{"nursingHome 2020-03-20..2020-03-22 dx=I509", "nursingHome"}, {"snf 2020-03-20..2020-03-22 dx=I509", "acuteSNF"}, {"snf 2020-03-20..2020-03-22 dx=I10", Unmatched},
		{"professional 2020-03-20 pos=21 marks=epsdt", "epsdt"}, {"capitation 2020-03-20", "managedCare"}, {"ed 2020-03-20 marks=managedcare", "managedCareClaim"},
		{"snf 2020-03-20..2020-03-22 dx=I509 after snf 2020-02-10..2020-02-12", "priorSNF"}, {"snf 2020-03-20..2020-03-22 dx=I509 after snf 2020-01-20..2020-02-04", "priorSNF"}, {"snf 2020-03-20..2020-03-22 dx=I509 after snf 2020-01-20..2020-02-03", "acuteSNF"},
		{"inpatient 2020-03-20..2020-03-22 dx=S720", "stay"}, {"homeHealth 2020-03-20..2020-03-22", "stay"}, {"dme 2020-03-20", "stay"}, {"observation 2020-03-20", "stay"},
		{"professional 2020-03-10 pos=11", "professional"}, {"professional 2020-03-11 pos=11", Unmatched}, {"professional 2020-03-11 pos=21", "hospitalProfessional"},
		{"outpatient 2020-03-20 rev=0450", "emergency"}, {"outpatient 2020-03-20 code=99283", "emergency"}, {"outpatient 2020-03-20 code=99213", Unmatched},
		{"pharmacy 2020-03-20", Unmatched}, {"ed 2020-04-09", "stay"}, {"ed 2020-04-10", "outside"},
	})
}

func TestArkansasHeartFailureExclusions(t *testing.T) {
	d := must(t)(ArkansasHeartFailure(2020))
	// The episode runs from 2020-03-05 to 2020-04-09.
	probeExclusions(t, d, []string{"inpatient 2020-03-05..2020-03-10 dx=I509"}, []bar{
		{"notEnrolled", covered("2020-03-06", "2021-01-01"), covered("2020-03-05", "2020-04-09")},
		{"dual", span("dual", "2020-04-09", "2021-01-01"), span("dual", "2020-04-10", "2021-01-01")},
		{"thirdParty", span("thirdParty", "2019-01-01", "2020-03-05"), span("thirdParty", "2019-01-01", "2020-03-04")},
		{"age", born("2002-03-06"), born("2002-03-05")},
		{"priorStay", with(t, "inpatient 2020-01-20..2020-02-04"), with(t, "inpatient 2020-01-20..2020-02-03")},
		{"priorStay", with(t, "inpatient 2020-03-01..2020-03-04"), with(t, "inpatient 2020-03-11..2020-03-12")},
		{"esrd", with(t, "professional 2019-03-06 dx=N186"), with(t, "professional 2019-03-05 dx=N186")},
		{"transplant", with(t, "professional 2020-04-09 dx=Z941"), with(t, "professional 2020-04-10 dx=Z941")},
		{"pregnancy", with(t, "professional 2020-01-01 dx=I10,O0901"), with(t, "professional 2020-01-01 dx=I10,N0901")},
		{"assistDevice", with(t, "professional 2020-01-01 dx=Z95811"), with(t, "professional 2020-01-01 dx=Z95810")},
		{"balloonPump", instead(t, "inpatient 2020-03-05..2020-03-10 dx=I509 px=5A02210"), instead(t, "inpatient 2020-03-05..2020-03-10 dx=I509 px=5A02215")},
	})
}
