package episode

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
)

// CJR is the Comprehensive Care for Joint Replacement Model (42 CFR part 510) for
// its performance years 1 (2016) to 8 (2024): replacement of a hip, knee or ankle joint
// with 90 days of care, of which the day of discharge is the first (510.210).
// Inpatient stays trigger in every year, by MS-DRG 469 and 470 and for admissions from
// October 1, 2020 on by 521 and 522, which did not exist before. Outpatient procedures
// trigger in performance years 6 to 8, for episodes from July 4, 2021 on (510.100).
//
// The cell is the MS-DRG with the state of the hip: "469 with fracture", "469 without
// fracture", and so with 470. A fracture is read from the principal diagnosis, and
// MS-DRG 521 and 522 are the cells of 469 and 470 with fracture (510.300(a)). An
// episode is priced as of its admission or procedure, which is where
// [Event.Period] begins.
//
// The services are those of 510.200(b), with the surgeon's claim in the three days
// before a stay that follows an outpatient procedure.
//
// What is ILLUSTRATIVE has "illustrative" in its name, because the text of the rule
// was not at hand: the diagnoses of hip fracture, the outpatient procedures, the lists
// of care that is left out (those of [BPCIAdvanced]), and cancellation for death and
// lost coverage. The same holds for overlap, where the later of two anchors cancels the
// earlier, and for proration, as in BPCI Advanced.
//
// Episodes end by December 31, 2024 (510.200), so that none begins after October 3;
// one of a stay that begins before and ends later is for the caller to leave out.
//
// Spans and marks are those of [TEAM] but mineWorkers. The hospital of a claim that
// was filed before a merger is for the caller to map: anchors admitted before the
// effective date belong to the predecessor (510.305(d)(1)(ii)).
func CJR(performanceYear int) (Definition, error) {
	if performanceYear < 1 || performanceYear > 8 {
		return Definition{}, fmt.Errorf("CJR: known for performance years 1 to 8, not for %d", performanceYear)
	}
	t, err := readBundles(bundles20250121)
	if err != nil {
		return Definition{}, err
	}
	fracture := []Test{{System: MSDRG, Codes: codeList("521 522")}, principalIn("illustrativeHipFracture")}
	cell := func(name, groups string, any ...Test) Label {
		return Label{Name: name, Match: Match{Settings: []Setting{Inpatient}, All: []Test{{System: MSDRG, Codes: codeList(groups)}}, Any: any}}
	}
	d := Definition{
		ID: "cjr", Name: "Comprehensive Care for Joint Replacement", Version: fmt.Sprintf("performance year %d", performanceYear),
		Authority: "42 CFR part 510",
		Effective: apm.Period{From: apm.MustParseDate("2016-04-01"), To: apm.MustParseDate("2021-07-03")},
		Sets: append(medicareSets(t, true),
			CodeSet{Name: "illustrativeHipFracture", System: ICD10CM, Codes: codeList("S720* S721* S722* M84451* M84452* M84453*")},
			CodeSet{Name: "illustrativeHipFracture", System: ICD9CM, Codes: codeList("820* 73314")},
			CodeSet{Name: "illustrativeJointProcedure", System: HCPCS, Codes: codeList("27130 27447")}),
		Triggers: []Trigger{{Name: "stay", Chain: hospitalChain(),
			Match: Match{Settings: []Setting{Inpatient}, All: []Test{{System: MSDRG, Codes: codeList("469 470 521 522")}}, MinAmount: 1}}},
		Ties: []Tie{BySetting, ByAmount},
		Cells: []Label{
			cell("469 with fracture", "469 521", fracture...), cell("469 without fracture", "469"),
			cell("470 with fracture", "470 522", fracture...), cell("470 without fracture", "470"),
		},
		Windows: append(medicareWindows(90), Window{Name: "surgeon", Start: dayAt(TriggerStart, -3), End: dayAt(TriggerStart, -1), Use: ForTests}),
		Overlap: Overlap{Default: LastWins},
		Exclusions: []Exclusion{
			{ID: "illustrativeNotEnrolled", Kind: Eligibility, NotCovered: "enrolled"},
			{ID: "illustrativeManagedCare", Kind: Eligibility, Touched: "managedCare"},
			{ID: "illustrativeESRD", Kind: Eligibility, Touched: "esrd"},
			{ID: "illustrativeOtherPayer", Kind: Eligibility, Touched: "otherPayer"},
			{ID: "illustrativeDied", Kind: Clinical, Died: true},
		},
		Inclusion: slices.Concat(medicareExclusions(illustrativeName),
			[]Inclusion{{ID: "surgeonBefore", Authority: "42 CFR 510.200(b)", Windows: []string{"surgeon"}, Triggers: []string{"stay"},
				Match:  Match{Settings: []Setting{Professional}, All: []Test{inSet("illustrativeJointProcedure")}, MinAmount: 1},
				Effect: Include, Category: Typical, Book: anchorWindow}},
			medicareAnchor(), []Inclusion{medicareReadmission("illustrativeReadmission")}, medicareCare()),
	}
	for i := range d.Exclusions {
		d.Exclusions[i].BeforeOverlap = true
		d.Exclusions[i].Over = between(dayAt(TriggerStart, 0), windowEnd(postWindow))
	}
	if performanceYear >= 6 {
		d.Effective = apm.Period{From: apm.MustParseDate("2021-07-04"), To: apm.MustParseDate("2024-10-03")}
		procedure := Match{Settings: facilityLines(), All: []Test{inSet("illustrativeJointProcedure")}, MinAmount: 1}
		d.Triggers = append(d.Triggers, Trigger{Name: "procedure", Match: procedure})
		procedure.MinAmount = 0
		broken := procedure
		broken.Any = fracture
		d.Cells = append(d.Cells, Label{Name: "470 with fracture", Match: broken}, Label{Name: "470 without fracture", Match: procedure})
	}
	return d, nil
}
