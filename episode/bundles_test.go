package episode

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
)

func bundleEngine(t *testing.T) *Engine { return engineOf(t, suiteOf(must(t)(BPCIAdvanced(2023)))) }

// windowsOf is the windows of an episode as text.
func windowsOf(x Episode) string {
	var out []string
	for _, w := range x.Windows {
		out = append(out, fmt.Sprintf("%s %s..%s", w.Name, w.Period.From, w.Period.To))
	}
	return strings.Join(out, ", ")
}

// D1 to D3: the day of discharge is the first of 90 days, and 30 days follow.
func TestBundleWindows(t *testing.T) {
	for _, x := range []struct{ id, claim, lookback, post, after string }{
		{"D1", "inpatient 2023-03-01..2023-03-05 drg=291", "2022-09-02..2023-02-28", "2023-03-05..2023-06-02", "2023-06-03..2023-07-02"},
		{"D2", "outpatient 2023-03-05 code=27447", "2022-09-06..2023-03-04", "2023-03-05..2023-06-02", "2023-06-03..2023-07-02"},
		{"D3", "inpatient 2024-01-28..2024-02-01 drg=291", "2023-08-01..2024-01-27", "2024-02-01..2024-04-30", "2024-05-01..2024-05-30"},
	} {
		o := build(t, bundleEngine(t), memberOf(t, x.claim))
		if len(o.Episodes) != 1 {
			t.Errorf("%s: %d episodes", x.id, len(o.Episodes))
			continue
		}
		got := windowsOf(o.Episodes[0])
		for _, want := range []string{"lookback " + x.lookback, "post " + x.post, "postEpisode " + x.after} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %s, want %s", x.id, got, want)
			}
		}
	}
}

// Each of the 34 categories fires on each of its codes, and on no neighbour of them.
func TestBundlesFire(t *testing.T) {
	table := bundles(t)
	e := bundleEngine(t)
	known := make(map[string]bool)
	for _, c := range table.categories {
		for _, code := range c.codes {
			known[c.setting+code] = true
		}
	}
	subtypes := make(map[string]bool)
	for _, c := range table.categories {
		for _, code := range c.codes {
			for _, neighbour := range []string{code, next(code)} {
				claim := "inpatient 2023-03-01..2023-03-05 drg=" + neighbour + " px=02RF38Z,0RRJ00Z" // both guards
				if c.setting == "OP" {
					claim = "outpatient 2023-03-01 code=" + neighbour
				}
				o := build(t, e, memberOf(t, claim))
				if fires := len(o.Episodes) == 1; fires != known[c.setting+neighbour] {
					t.Errorf("%s: %v", claim, fires)
				} else if fires && neighbour == code {
					subtypes[o.Episodes[0].Subtype] = true
					if got := o.Episodes[0].Subtype; got != c.subtype() {
						t.Errorf("%s is %s, want %s", claim, got, c.subtype())
					}
				}
			}
		}
	}
	if len(subtypes) != 34 {
		t.Errorf("%d subtypes", len(subtypes))
	}
}

// Guards, settings and price cells: each row fires or just does not.
func TestBundleTriggerGuards(t *testing.T) {
	for _, x := range []struct{ claim, subtype, cell string }{
		{"inpatient 2023-03-01..2023-03-05 drg=266 px=02RF38Z", "ip-A0031", "266"},
		{"inpatient 2023-03-01..2023-03-05 drg=266 px=02RF48Z", "", ""},
		{"inpatient 2014-03-01..2014-03-05 icd9 drg=266 px=3505", "ip-A0031", "266"},
		{"inpatient 2014-03-01..2014-03-05 icd9 drg=266 px=3507", "", ""},
		{"inpatient 2023-03-01..2023-03-05 drg=483 px=0RRJ00Z", "ms-P0021", "483"},
		{"inpatient 2023-03-01..2023-03-05 drg=483 px=0RRL07Z", "", ""},
		{"inpatient 2023-03-01..2023-03-05 drg=483", "", ""},
		{"outpatient 2023-03-01 code=23472", "ms-P0021", "483"},
		{"outpatient 2023-03-01 code=27447", "ms-P0020", "470"},
		{"inpatient 2023-03-01..2023-03-05 drg=469", "ms-P0020", "469"},
		{"outpatient 2023-03-01 code=33249", "op-P0004", "APC 5232"},
		{"outpatient 2023-03-01 code=62287", "op-P0002", "APC 5431"},
		{"outpatient 2023-03-01 code=33249 amount=0.00", "", ""},
		{"outpatient 2023-03-01 code=33249 amount=0.01", "op-P0004", "APC 5232"},
		{"professional 2023-03-01 code=33249", "", ""},
		{"snf 2023-03-01..2023-03-05 drg=291", "", ""},
	} {
		o := build(t, bundleEngine(t), memberOf(t, x.claim))
		subtype, cell := "", ""
		if len(o.Episodes) == 1 {
			subtype, cell = o.Episodes[0].Subtype, o.Episodes[0].Cell
		}
		if subtype != x.subtype || cell != x.cell {
			t.Errorf("%s: %q %q", x.claim, subtype, cell)
		}
	}
}

// The payment group of an outpatient trigger is that of the year.
func TestBundleYears(t *testing.T) {
	for year, want := range map[int]string{2019: "APC 5432", 2020: "APC 5431"} {
		e := engineOf(t, suiteOf(must(t)(BPCIAdvanced(year))))
		o := build(t, e, memberOf(t, fmt.Sprintf("outpatient %d-03-01 code=62287", year)))
		if len(o.Episodes) != 1 || o.Episodes[0].Cell != want {
			t.Errorf("%d: %+v", year, o.Episodes)
		}
		rehab := fmt.Sprintf("professional %d-03-20 code=93797 pos=02", year)
		o = build(t, e, memberOf(t, fmt.Sprintf("inpatient %d-03-01..%d-03-05 drg=291", year, year), rehab))
		if got := o.Line(1, 0)[0].Rule; (got == "cardiacRehabPlace") != (year >= 2020) {
			t.Errorf("%d: rehabilitation by telehealth went by %s", year, got)
		}
	}
}

// startsOf is the starts of the triggers of the episodes, with their subtypes.
func startsOf(o Outcome) string {
	var out []string
	for _, x := range o.Episodes {
		out = append(out, x.Trigger.Period.From.String()[5:]+" "+x.Subtype)
	}
	return strings.Join(out, ", ")
}

// D25 to D36, but for those of PROMETHEUS: transfers, ties and overlap.
func TestBundleChainsAndOverlap(t *testing.T) {
	const hf, sepsis, uti, joint, pci, tavr = "drg=291", "drg=871", "drg=690", "drg=470", "drg=250", "drg=266 px=02RF38Z"
	for _, x := range []struct {
		id     string
		claims []string
		want   string
	}{
		{"D28", []string{"outpatient 2023-01-01 code=27447 amount=900.00", "outpatient 2023-01-01 code=33249 amount=1200.00"}, "01-01 op-P0004"},
		{"D28", []string{"outpatient 2023-01-01 code=27447 amount=1200.00", "outpatient 2023-01-01 code=33249 amount=900.00"}, "01-01 ms-P0020"},
		{"D29", []string{"inpatient 2023-01-01..2023-01-05 " + hf, "inpatient 2023-02-01..2023-02-03 " + sepsis}, "01-01 ip-A0010"},
		{"D30", []string{"inpatient 2023-01-01..2023-01-05 " + joint, "inpatient 2023-02-01..2023-02-03 " + joint}, "02-01 ms-P0020"},
		{"D31", []string{"inpatient 2023-01-01..2023-01-05 " + pci, "inpatient 2023-02-01..2023-02-03 " + tavr}, "02-01 ip-A0031"},
		{"D32", []string{"inpatient 2023-01-01..2023-01-05 " + tavr, "inpatient 2023-02-01..2023-02-03 " + pci}, "01-01 ip-A0031"},
		{"D33", []string{"outpatient 2023-01-01 code=27447 amount=90000.00", "inpatient 2023-01-01..2023-01-05 " + joint}, "01-01 ms-P0020"},
		{"D34", []string{"outpatient 2023-01-01 code=27447", "inpatient 2023-01-20..2023-01-22 " + joint}, "01-20 ms-P0020"},
		{"D35", []string{"inpatient 2023-01-01..2023-01-05 " + hf, "inpatient 2023-02-01..2023-02-03 " + sepsis, "inpatient 2023-04-10..2023-04-12 " + uti}, "01-01 ip-A0010, 04-10 ip-A0029"},
		{"D36", []string{"inpatient 2023-01-01..2023-01-05 " + joint, "inpatient 2023-02-01..2023-02-03 " + joint, "inpatient 2023-04-10..2023-04-12 " + hf}, "02-01 ms-P0020"},
	} {
		o := build(t, bundleEngine(t), memberOf(t, x.claims...))
		if got := startsOf(o); got != x.want {
			t.Errorf("%s: %s, want %s", x.id, got, x.want)
		}
		if x.id == "D33" && o.Episodes[0].Trigger.Setting != Inpatient {
			t.Error("D33: the stay does not win")
		}
	}
	stay := func(day, end, facility, drg string) string {
		return "inpatient 2023-01-" + day + "..2023-01-" + end + " drg=" + drg + " facility=" + facility
	}
	for _, x := range []struct {
		id     string
		claims []string
		want   string // begin, end, facility and group of each trigger
	}{
		{"D25", []string{stay("01", "05", "H1", "065"), stay("05", "09", "H2", "291")}, "01-01..01-09 H1 ip-A0010"},
		{"D26", []string{stay("01", "05", "H1", "065"), stay("06", "09", "H2", "291")}, "01-01..01-05 H1 ip-A0028"},
		{"D27", []string{stay("01", "05", "H1", "065"), stay("05", "09", "H1", "291")}, "01-01..01-05 H1 ip-A0028"},
	} {
		o := build(t, bundleEngine(t), memberOf(t, x.claims...))
		var got []string
		for _, e := range o.Episodes {
			got = append(got, fmt.Sprintf("%s..%s %s %s", e.Trigger.Period.From.String()[5:], e.Trigger.Period.To.String()[5:], e.Trigger.Facility, e.Subtype))
		}
		if strings.Join(got, ", ") != x.want {
			t.Errorf("%s: %v, want %s", x.id, got, x.want)
		}
	}
}

// D13 to D24: proration of what runs beyond a window, in the windows of D1.
func TestBundleProration(t *testing.T) {
	e := bundleEngine(t)
	for _, x := range []struct{ id, claim, anchor, post, after string }{
		{"D13", "inpatient 2023-05-31..2023-06-07 gmlos=5.0 amount=10800.00 outlier=800.00", "0", "8300", "2500"},
		{"D14", "inpatient 2023-05-31..2023-06-07 gmlos=3.5 amount=10800.00 outlier=800.00", "0", "10300", "500"},
		{"D15", "inpatient 2023-06-02..2023-06-09 gmlos=6.0 amount=12000.00", "0", "4000", "8000"},
		{"D16", "inpatient 2023-06-28..2023-07-08 gmlos=8.0 amount=17100.00 outlier=1100.00", "0", "0", "12500"},
		{"D17", "ipf 2023-05-31..2023-06-07 amount=10800.00", "0", "4050", "6750"},
		{"D18", "snf 2023-05-28..2023-06-10 amount=7000.00", "0", "3000", "4000"},
		{"D19", "snf 2023-05-20..2023-06-02 amount=7000.00", "0", "7000", "0"},
		{"D21", "professional 2023-06-02 amount=100.00", "0", "100", "0"},
		{"D21", "professional 2023-06-03 amount=100.00", "0", "0", "100"},
		{"D22", "snf 2023-03-03..2023-03-12 amount=1000.00", "200", "800", "0"},
		{"D23", "snf 2023-02-25..2023-03-12 amount=1000.00", "0", "0", "0"},
		{"D24", "professional 2023-03-05 pos=21", "100", "0", "0"},
		{"D24", "professional 2023-03-05 pos=11", "0", "100", "0"},
	} {
		o := build(t, e, memberOf(t, "inpatient 2023-03-01..2023-03-05 drg=291 amount=9000.00", x.claim))
		if got, want := moneyOf(o, 1), x.anchor+" "+x.post+" "+x.after; got != want {
			t.Errorf("%s: %s: %s, want %s", x.id, x.claim, got, want)
		}
	}
	m := memberOf(t, "inpatient 2023-03-01..2023-03-05 drg=291", "homeHealth 2023-05-30..2023-06-10 marks=lupa amount=600.00 visits=1")
	for _, day := range []string{"2023-06-01", "2023-06-04"} {
		m.Claims[1].Lines = append(m.Claims[1].Lines, Line{From: apm.MustParseDate(day), Visits: 1})
	}
	m.Claims[1].Lines[0].From = apm.MustParseDate("2023-05-30")
	if got := moneyOf(build(t, e, m), 1); got != "0 400 200" {
		t.Errorf("D20: %s", got)
	}
}

// moneyOf is the dollars of a claim that are included in anchor, post and
// post-episode.
func moneyOf(o Outcome, claim int) string {
	sums := make(map[string]apm.Cents)
	for _, x := range o.Episodes {
		for _, s := range x.Shares {
			if s.Claim == claim && s.Effect == Include {
				sums[s.Window] += s.Amount
			}
		}
	}
	return fmt.Sprintf("%d %d %d", sums[anchorWindow]/100, sums[postWindow]/100, sums[postEpisode]/100)
}

// Every rule of the inclusion list has a claim, and a claim that it just misses.
func TestBundleRules(t *testing.T) {
	base := []string{"inpatient 2023-03-02..2023-03-06 drg=291"}
	pci := []string{"inpatient 2023-03-02..2023-03-06 drg=250"}
	ibd := []string{"inpatient 2023-03-02..2023-03-06 drg=385"}
	d := must(t)(BPCIAdvanced(2023))
	rows := []probe{
		{"professional 2023-03-20 marks=otherpayer", "otherPayer"}, {"professional 2023-03-20 marks=otherpay", "line"},
		{"professional 2023-03-20 code=M0010", "oncologyPayment"}, {"professional 2023-03-20 code=G9678", "oncologyPayment"}, {"professional 2023-03-20 code=M0011", "line"},
		{"hospice 2023-03-20 marks=mccm", "choicesPayment"}, {"snf 2023-03-20..2023-03-21 marks=mccm", "postAcute"},
		{"outpatient 2023-03-20 marks=passthrough", "passThrough"}, {"dme 2023-03-20 marks=passthrough", "line"},
		{"outpatient 2023-03-20 code=93798", "cardiacRehab"}, {"outpatient 2023-03-20 code=93799", "line"},
		{"professional 2023-03-20 code=G0422 pos=19", "cardiacRehabPlace"}, {"professional 2023-03-20 code=G0422 pos=12", "line"},
		{"professional 2023-03-20 code=J7170", "clottingFactor"}, {"professional 2023-03-20 code=J7171", "line"},
		{"dme 2023-03-20 code=0001A", "partBDrug"}, {"laboratory 2023-03-20 code=0001A", "line"},
		{"ed 2023-03-01 rev=0450", "edBefore"}, {"ed 2023-03-01 rev=0453", "outside"}, {"ed 2023-02-28 rev=0450", "outside"},
		{"professional 2023-03-01 pos=23 after ed 2023-03-01 rev=0456", "edPhysicianBefore"}, {"professional 2023-03-01 pos=23", "outside"},
		{"professional 2023-03-01 pos=22 after ed 2023-03-01 rev=0456", "outside"},
		{"professional 2023-03-01 marks=globalsurg", "globalSurgery"}, {"professional 2023-03-01 code=99223", "outside"},
		{"professional 2023-03-06 pos=23", "dischargeDay"}, {"professional 2023-03-06 pos=22", "line"},
		{"professional 2023-03-04 pos=11", "anchorLine"}, {"pharmacy 2023-03-04", Unmatched},
		{"inpatient 2023-04-01..2023-04-03 drg=055", "readmission"}, {"inpatient 2023-04-01..2023-04-03 drg=057", "stay"},
		{"inpatient 2023-04-01..2023-04-03 drg=775", "readmission"}, {"inpatient 2023-04-01..2023-04-03 drg=057 marks=mdc14", "readmission"},
		{"professional 2023-04-02 after inpatient 2023-04-01..2023-04-03 drg=055", "readmission"},
		{"professional 2023-04-04 after inpatient 2023-04-01..2023-04-03 drg=055", "line"},
		{"outpatient 2023-04-02 after inpatient 2023-04-01..2023-04-03 drg=055", "line"},
		{"inpatient 2023-04-01..2023-04-03 drg=266 px=02RF38Z", "stay"},
		{"ipf 2023-04-01..2023-04-03", "otherStay"}, {"otherInpatient 2023-04-01..2023-04-03", "otherStay"}, {"irf 2023-04-01..2023-04-03", "stay"},
		{"homeHealth 2023-04-01..2023-04-30 marks=lupa visits=2", "homeHealthVisits"}, {"homeHealth 2023-04-01..2023-04-30", "postAcute"},
		{"transport 2023-04-01", "line"},
	}
	probeRules(t, withoutRules(d, "ibdDrug", "tavrInPCI"), base, rows)
	probeRules(t, onlyRules(d, "tavrInPCI"), pci, []probe{
		{"inpatient 2023-04-01..2023-04-03 drg=266 px=02RF38Z marks=otherpayer", "tavrInPCI"}, {"inpatient 2023-04-01..2023-04-03 drg=266 px=02RF48Z", Unmatched},
		{"inpatient 2023-06-20..2023-06-23 drg=266 px=02RF38Z marks=otherpayer", Unmatched},
	})
	probeRules(t, onlyRules(d, "ibdDrug"), ibd, []probe{{"professional 2023-04-01 code=J1745", "ibdDrug"}, {"professional 2023-04-01 code=J1746", Unmatched}})
	probeRules(t, onlyRules(d), base, []probe{{"professional 2023-04-01 code=J1745", Unmatched}, {"dental 2023-04-01", "nothing"}})
}

// onlyRules is a definition with some of its rules.
func onlyRules(d Definition, ids ...string) Definition {
	var kept []Inclusion
	for _, r := range d.Inclusion {
		if slices.Contains(ids, r.ID) {
			kept = append(kept, r)
		}
	}
	if kept == nil {
		kept = []Inclusion{{ID: "nothing", Match: Match{Settings: []Setting{Dental}}, Effect: Exclude}}
	}
	d.Inclusion = kept
	return d
}

func withoutRules(d Definition, ids ...string) Definition {
	var kept []string
	for _, r := range d.Inclusion {
		if !slices.Contains(ids, r.ID) {
			kept = append(kept, r.ID)
		}
	}
	return onlyRules(d, kept...)
}

// D12 and the other exclusions: every one holds for a member, and just not for
// another. 2022-09-03 is the first day of the lookback, 2023-06-03 the last of the
// episode.
func TestBundleExclusions(t *testing.T) {
	d := must(t)(BPCIAdvanced(2023))
	anchor := func(words string) func(*Member) {
		return instead(t, "inpatient 2023-03-02..2023-03-06 drg=291 facility=010001 "+words)
	}
	stay := func(dates string) func(*Member) { return instead(t, "inpatient "+dates+" drg=291") }
	early := func(drg, setting string) func(*Member) {
		return instead(t, setting+" 2023-03-01..2023-03-02 facility=H1 drg="+drg, "inpatient 2023-03-02..2023-03-06 drg=291 facility=H2")
	}
	probeExclusions(t, d, []string{"inpatient 2023-03-02..2023-03-06 drg=291 facility=010001"}, []bar{
		{"notEnrolled", covered("2022-09-04", "2023-06-03"), covered("2022-09-03", "2023-06-03")},
		{"notEnrolled", covered("2022-09-03", "2023-06-02"), func(m *Member) { covered("2022-09-03", "2023-05-01")(m); died("2023-05-01")(m) }},
		{"esrd", span("esrd", "2023-06-03", "2024-01-01"), span("esrd", "2023-06-04", "2024-01-01")},
		{"otherPayer", span("otherPayer", "2020-01-01", "2022-09-03"), span("otherPayer", "2020-01-01", "2022-09-02")},
		{"otherPayerPaid", anchor("marks=otherpayer"), anchor("marks=lupa")},
		{"died", died("2023-03-06"), died("2023-03-07")},
		{"deceased", anchor("status=20"), anchor("status=21")},
		{"longStay", stay("2023-01-01..2023-03-02"), stay("2023-01-01..2023-03-01")}, // D12
		{"longStay", stay("2023-01-01..2023-03-02"), stay("2023-01-01..2023-01-01")}, // D12
		{"excludedHospital", anchor("facility=670899"), anchor("facility=670898")},
		{"excludedHospital", anchor("facility=330154"), anchor("facility=330153")},
		{"otherHospital", early("291", "otherInpatient"), early("291", "inpatient")},
		{"excludedState", anchor("facility=210001"), anchor("facility=020121")},
		{"ruralModel", anchor("facility=391300"), anchor("facility=391301")},
		{"excludedMDC", anchor("marks=mdc25"), anchor("marks=mdc24")},
		{"excludedMDC", early("789", "inpatient"), early("799", "inpatient")},
		{"excludedMDC", early("001", "inpatient"), early("009", "inpatient")},
		{"notPrimary", instead(t, "outpatient 2023-03-02 code=27447 marks=notj1"), instead(t, "outpatient 2023-03-02 code=27447")},
	})
	// A candidate that is excluded stands in nobody's way.
	o := build(t, engineOf(t, suiteOf(d)), memberOf(t, "inpatient 2023-01-01..2023-01-05 drg=291 status=20", "inpatient 2023-02-01..2023-02-03 drg=871"))
	if got := startsOf(o); got != "02-01 ip-A0025" || len(o.Dropped) != 1 || o.Dropped[0].Why != Excluded {
		t.Errorf("%s, dropped %+v", got, o.Dropped)
	}
}

// No anchor's MS-DRG is among those that a chain may not hold.
func TestBundleListsAgree(t *testing.T) {
	table := bundles(t)
	for _, c := range table.categories {
		for _, code := range c.codes {
			if slices.Contains(table.lists["excluded-readmission"], code) {
				t.Errorf("%s triggers and is excluded", code)
			}
		}
	}
	for _, drg := range []string{"386", "387"} {
		if d := cmp.Diff(table.lists["ibd-drug-385"], table.lists["ibd-drug-"+drg]); d != "" {
			t.Error(d)
		}
	}
}

// The MS-DRGs of the excluded major diagnostic categories, at the ends of each range.
func TestBundleMDCs(t *testing.T) {
	e := bundleEngine(t)
	for drg, want := range map[string]string{
		"112": "stay", "113": "readmission", "125": "readmission", "126": "stay", "764": "stay", "765": "readmission", "798": "readmission", "799": "stay",
		"804": "stay", "805": "readmission", "807": "readmission", "808": "stay", "816": "stay", "817": "readmission", "819": "readmission",
		"831": "readmission", "833": "readmission", "850": "stay", "968": "stay", "969": "readmission", "970": "readmission", "973": "stay", "974": "readmission", "977": "readmission", "978": "stay",
	} {
		o := build(t, e, memberOf(t, "inpatient 2023-03-01..2023-03-05 drg=291", "inpatient 2023-04-01..2023-04-03 drg="+drg))
		if got := o.Line(1, 0)[0].Rule; got != want {
			t.Errorf("%s went by %s, want %s", drg, got, want)
		}
	}
}

func TestBundleCategories(t *testing.T) {
	all, err := BundleCategories()
	if err != nil {
		t.Fatal(err)
	}
	lines, surgical := make(map[string]int), 0
	for _, c := range all {
		lines[c.ServiceLine]++
		if c.Surgical {
			surgical++
		}
	}
	want := map[string]int{"Cardiac Care": 3, "Cardiac Procedures": 8, "Medical and Critical Care": 6, "Gastrointestinal Care": 4,
		"Gastrointestinal Surgery": 2, "Orthopedics": 6, "Neurological Care": 2, "Spinal Procedures": 3}
	if d := cmp.Diff(want, lines); d != "" || len(all) != 34 || surgical != 18 {
		t.Errorf("%d categories, %d surgical, %s", len(all), surgical, d)
	}
	if first := all[0]; first != (BundleCategory{"ip-A0001", "Acute myocardial infarction", "Cardiac Care", false}) {
		t.Error(first)
	}
}
