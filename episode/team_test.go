package episode

import (
	"strings"
	"testing"
)

// D115: 4 MS-DRGs for lower joints, 29 in all, and every code with its category and
// its price cell.
func TestTEAMTriggers(t *testing.T) {
	e := engineOf(t, suiteOf(must(t)(TEAM(2026))))
	drgs := map[string]string{
		"LEJR": "469 470 521 522", "SHFFT": "480 481 482", "CABG": "231 232 233 234 235 236", "BOWEL": "329 330 331",
		"FUSION": "402 426 427 428 429 430 447 448 450 451 471 472 473",
	}
	count := 0
	for category, list := range drgs {
		for _, drg := range strings.Fields(list) {
			count++
			o := build(t, e, memberOf(t, "inpatient 2026-03-01..2026-03-05 drg="+drg))
			if len(o.Episodes) != 1 || o.Episodes[0].Subtype != category || o.Episodes[0].Cell != drg {
				t.Errorf("%s %s: %+v", category, drg, o.Episodes)
			}
		}
	}
	if lower := strings.Fields(drgs["LEJR"]); len(lower) != 4 || count != 29 {
		t.Errorf("%d of lower joints, %d in all", len(lower), count)
	}
	for _, x := range []struct{ code, category, cell string }{
		{"27130", "LEJR", "470"}, {"27447", "LEJR", "470"}, {"27702", "LEJR", "469"}, {"22551", "FUSION", "473"}, {"22554", "FUSION", "473"},
		{"22612", "FUSION", "451"}, {"22630", "FUSION", "451"}, {"22633", "FUSION", "402"},
		{"27131", "", ""}, {"22634", "", ""}, {"23472", "", ""},
	} {
		o := build(t, e, memberOf(t, "outpatient 2026-03-01 code="+x.code))
		category, cell := "", ""
		if len(o.Episodes) == 1 {
			category, cell = o.Episodes[0].Subtype, o.Episodes[0].Cell
		}
		if category != x.category || cell != x.cell {
			t.Errorf("%s: %q %q", x.code, category, cell)
		}
	}
	for _, claim := range []string{"inpatient 2026-03-01..2026-03-05 drg=483", "inpatient 2026-03-01..2026-03-05 drg=460", "inpatient 2025-12-31..2026-03-05 drg=470",
		"inpatient 2031-01-01..2031-01-05 drg=470", "otherInpatient 2026-03-01..2026-03-05 drg=470", "professional 2026-03-01 code=27447"} {
		if o := build(t, e, memberOf(t, claim)); len(o.Episodes) != 0 {
			t.Errorf("%s fires", claim)
		}
	}
}

// D5: the day of discharge is the first of 30, and 30 days follow. An outpatient
// procedure counts as its own day of discharge.
func TestTEAMWindows(t *testing.T) {
	e := engineOf(t, suiteOf(must(t)(TEAM(2026))))
	for claim, want := range map[string]string{
		"inpatient 2026-03-01..2026-03-05 drg=470": "anchor 2026-03-01..2026-03-04, post 2026-03-05..2026-04-03, postEpisode 2026-04-04..2026-05-03, discharge 2026-03-05..2026-03-05",
		"outpatient 2026-03-05 code=27447":         "anchor 2026-03-05..2026-03-05, post 2026-03-05..2026-04-03, postEpisode 2026-04-04..2026-05-03, discharge 2026-03-05..2026-03-05",
	} {
		o := build(t, e, memberOf(t, claim))
		if got := windowsOf(o.Episodes[0]); got != want {
			t.Errorf("%s: %s", claim, got)
		}
	}
}

// A stay that starts zero to three days after an outpatient procedure of its category
// is one episode with it, and starts on the day of the procedure.
func TestTEAMMerges(t *testing.T) {
	e := engineOf(t, suiteOf(must(t)(TEAM(2026))))
	for _, x := range []struct{ procedure, stay, want string }{
		{"2026-03-01 code=27447", "2026-03-01..2026-03-06 drg=470", "03-01 LEJR 470"},
		{"2026-03-01 code=27447", "2026-03-04..2026-03-06 drg=470", "03-01 LEJR 470"},
		{"2026-03-01 code=27447", "2026-03-05..2026-03-06 drg=470", "03-01 LEJR 470 alone"},
		{"2026-03-01 code=27447", "2026-03-04..2026-03-06 drg=451", "03-01 LEJR 470 alone"},
		{"2026-03-01 code=22633", "2026-03-04..2026-03-06 drg=451", "03-01 FUSION 451"},
	} {
		o := build(t, e, memberOf(t, "outpatient "+x.procedure+" amount=7.00", "inpatient "+x.stay))
		got := startsOf(o)
		if len(o.Episodes) == 1 {
			got += " " + o.Episodes[0].Cell
			if o.Episodes[0].Trigger.Setting == Outpatient {
				got += " alone"
			}
		}
		if got != x.want {
			t.Errorf("%v: %s", x, got)
		}
	}
}

func TestTEAMRules(t *testing.T) {
	d := must(t)(TEAM(2026))
	probeRules(t, d, []string{"inpatient 2026-03-01..2026-03-05 drg=470"}, []probe{
		{"professional 2026-03-20 marks=otherpayer", "illustrativeOtherPayer"}, {"professional 2026-03-20 code=G9678", "illustrativeOncologyPayment"},
		{"professional 2026-03-20 code=G9679", "line"}, {"hospice 2026-03-20 marks=mccm", "illustrativeChoicesPayment"}, {"hospice 2026-03-20", "illustrativeHospice"}, {"otherInpatient 2026-03-20..2026-03-22 drg=056", "otherStay"},
		{"outpatient 2026-03-20 marks=passthrough", "illustrativePassThrough"}, {"outpatient 2026-03-20 code=93797", "illustrativeCardiacRehab"},
		{"outpatient 2026-03-20 code=93796", "line"}, {"professional 2026-03-20 code=93797 pos=02", "illustrativeCardiacRehabPlace"},
		{"professional 2026-03-20 code=93797 pos=03", "line"}, {"dme 2026-03-20 code=J7170", "illustrativeClottingFactor"},
		{"professional 2026-03-20 code=0002A", "illustrativePartBDrug"}, {"professional 2026-03-05 pos=21", "dischargeDay"},
		{"professional 2026-03-05 pos=11", "line"}, {"professional 2026-03-02 pos=11", "anchorLine"},
		{"inpatient 2026-03-20..2026-03-22 drg=054", "illustrativeReadmission"}, {"inpatient 2026-03-20..2026-03-22 drg=056", "stay"},
		{"professional 2026-03-21 after inpatient 2026-03-20..2026-03-22 drg=054", "illustrativeReadmission"},
		{"irf 2026-03-20..2026-03-22", "stay"}, {"ipf 2026-03-20..2026-03-22", "illustrativePsychiatric"}, {"homeHealth 2026-03-20..2026-03-22 marks=lupa visits=1", "homeHealthVisits"},
		{"snf 2026-03-20..2026-03-22", "postAcute"}, {"laboratory 2026-04-03", "line"}, {"laboratory 2026-05-04", "outside"}, {"pharmacy 2026-03-20", Unmatched},
	})
}

// Eligibility holds from admission to the last day, April 3 (42 CFR 512.535).
func TestTEAMExclusions(t *testing.T) {
	bars := []bar{
		{"notEnrolled", covered("2026-03-02", "2026-12-31"), covered("2026-03-01", "2026-04-03")},
		{"notEnrolled", covered("2026-01-01", "2026-04-02"), covered("2026-03-01", "2026-04-03")},
	}
	for _, name := range []string{"managedCare", "esrd", "mineWorkers", "otherPayer"} {
		bars = append(bars, bar{name, span(name, "2026-04-03", "2026-04-03"), span(name, "2026-04-04", "2026-12-31")},
			bar{name, span(name, "2025-01-01", "2026-03-01"), span(name, "2025-01-01", "2026-02-28")})
	}
	probeExclusions(t, must(t)(TEAM(2026)), []string{"inpatient 2026-03-01..2026-03-05 drg=470"}, bars)
}
