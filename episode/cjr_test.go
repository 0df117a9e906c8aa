package episode

import "testing"

// D4 and the price cells of D95 to D97, each with its near miss.
func TestCJRTriggers(t *testing.T) {
	early, late := engineOf(t, suiteOf(must(t)(CJR(4)))), engineOf(t, suiteOf(must(t)(CJR(6))))
	for _, x := range []struct {
		id    string
		e     *Engine
		claim string
		cell  string
		end   string
	}{
		{"D4", late, "inpatient 2023-03-01..2023-03-05 drg=470", "470 without fracture", "2023-06-02"},
		{"D95", early, "inpatient 2020-09-01..2020-09-05 drg=470 dx=S72001A", "470 with fracture", "2020-12-03"},
		{"D95", early, "inpatient 2020-10-01..2020-10-05 drg=522", "470 with fracture", "2021-01-02"},
		{"D95", early, "inpatient 2020-10-01..2020-10-05 drg=521", "469 with fracture", "2021-01-02"},
		{"D96", early, "inpatient 2019-03-01..2019-03-05 drg=470 dx=M1611,S72001A", "470 without fracture", "2019-06-02"},
		{"469", early, "inpatient 2019-03-01..2019-03-05 drg=469 dx=M1611", "469 without fracture", "2019-06-02"},
		{"469", early, "inpatient 2019-03-01..2019-03-05 drg=469 dx=S721", "469 with fracture", "2019-06-02"},
		{"469", early, "inpatient 2019-03-01..2019-03-05 drg=469 dx=S723", "469 without fracture", "2019-06-02"},
		{"D97", late, "inpatient 2021-08-20..2021-08-23 drg=470", "470 without fracture", "2021-11-20"},
		{"procedure", late, "outpatient 2021-07-04 code=27447", "470 without fracture", "2021-10-01"},
		{"procedure", late, "outpatient 2021-07-04 code=27130 dx=S72001A", "470 with fracture", "2021-10-01"},
		{"procedure", late, "outpatient 2021-07-03 code=27447", "", ""},
		{"procedure", early, "outpatient 2019-03-01 code=27447", "", ""},
		{"last day", late, "outpatient 2024-10-03 code=27447", "470 without fracture", "2024-12-31"},
		{"last day", late, "outpatient 2024-10-04 code=27447", "", ""},
		{"first day", early, "inpatient 2016-04-01..2016-04-03 drg=470", "470 without fracture", "2016-07-01"},
		{"first day", early, "inpatient 2016-03-31..2016-04-03 drg=470", "", ""},
		{"group", early, "inpatient 2019-03-01..2019-03-05 drg=468", "", ""},
		{"group", early, "inpatient 2019-03-01..2019-03-05 drg=471", "", ""},
		{"setting", early, "snf 2019-03-01..2019-03-05 drg=470", "", ""},
	} {
		o := build(t, x.e, memberOf(t, x.claim))
		cell, end := "", ""
		if len(o.Episodes) == 1 {
			cell, end = o.Episodes[0].Cell, o.Episodes[0].Period.To.String()
		}
		if cell != x.cell || end != x.end {
			t.Errorf("%s: %s: %q to %s, want %q to %s", x.id, x.claim, cell, end, x.cell, x.end)
		}
	}
}

// The later of two anchors cancels the earlier.
func TestCJROverlap(t *testing.T) {
	e := engineOf(t, suiteOf(must(t)(CJR(4))))
	o := build(t, e, memberOf(t, "inpatient 2019-01-01..2019-01-05 drg=470", "inpatient 2019-02-01..2019-02-03 drg=469"))
	if len(o.Episodes) != 1 || o.Episodes[0].Cell != "469 without fracture" {
		t.Errorf("%+v", o.Episodes)
	}
}

func TestCJRRules(t *testing.T) {
	probeRules(t, must(t)(CJR(6)), []string{"inpatient 2023-03-04..2023-03-08 drg=470"}, []probe{
		{"professional 2023-03-01 code=27447", "surgeonBefore"}, {"professional 2023-02-28 code=27447", "outside"}, {"professional 2023-03-01 code=27446", "outside"},
		{"professional 2023-03-20 marks=otherpayer", "illustrativeOtherPayer"}, {"professional 2023-03-20 code=G9678", "illustrativeOncologyPayment"},
		{"hospice 2023-03-20 marks=mccm", "illustrativeChoicesPayment"}, {"outpatient 2023-03-20 marks=passthrough", "illustrativePassThrough"},
		{"outpatient 2023-03-20 code=93797", "illustrativeCardiacRehab"}, {"professional 2023-03-20 code=93797 pos=11", "illustrativeCardiacRehabPlace"},
		{"dme 2023-03-20 code=J7170", "illustrativeClottingFactor"}, {"professional 2023-03-20 code=0002A", "illustrativePartBDrug"},
		{"professional 2023-03-08 pos=23", "dischargeDay"}, {"professional 2023-03-05", "anchorLine"},
		{"inpatient 2023-04-20..2023-04-22 drg=054", "illustrativeReadmission"}, {"ltch 2023-04-20..2023-04-22", "stay"}, {"ipf 2023-04-20..2023-04-22", "otherStay"},
		{"homeHealth 2023-04-20..2023-04-22 marks=lupa visits=1", "homeHealthVisits"}, {"snf 2023-04-20..2023-04-22", "postAcute"},
		{"professional 2023-06-05", "line"}, {"professional 2023-06-06", "line"}, {"professional 2023-07-06", "outside"}, {"pharmacy 2023-04-20", Unmatched},
	})
}

func TestCJRExclusions(t *testing.T) {
	probeExclusions(t, must(t)(CJR(6)), []string{"inpatient 2023-03-01..2023-03-05 drg=470"}, []bar{
		{"illustrativeNotEnrolled", covered("2023-03-02", "2024-01-01"), covered("2023-03-01", "2023-06-02")},
		{"illustrativeManagedCare", span("managedCare", "2023-06-02", "2024-01-01"), span("managedCare", "2023-06-03", "2024-01-01")},
		{"illustrativeESRD", span("esrd", "2023-06-02", "2024-01-01"), span("esrd", "2023-06-03", "2024-01-01")},
		{"illustrativeOtherPayer", span("otherPayer", "2022-06-02", "2023-03-01"), span("otherPayer", "2022-06-03", "2023-02-28")},
		{"illustrativeDied", died("2023-06-02"), died("2023-06-03")},
	})
}
