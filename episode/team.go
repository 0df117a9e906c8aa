package episode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
)

// The performance years of [TEAM].
const (
	firstTEAMYear = 2026
	lastTEAMYear  = 2030
)

// teamCategory is an episode category of TEAM and its triggers.
type teamCategory struct {
	name  string
	drgs  string // MS-DRGs
	cells []teamCell
}

// teamCell is the procedures of outpatient triggers that are priced with an MS-DRG
// (42 CFR 512.540(a)).
type teamCell struct{ drg, codes string }

func teamCategories() []teamCategory {
	return []teamCategory{
		{"LEJR", "469 470 521 522", []teamCell{{"469", "27702"}, {"470", "27130 27447"}}},
		{"SHFFT", "480 481 482", nil},
		{"CABG", "231 232 233 234 235 236", nil},
		{"FUSION", "402 426 427 428 429 430 447 448 450 451 471 472 473",
			[]teamCell{{"402", "22633"}, {"451", "22612 22630"}, {"473", "22551 22554"}}},
		{"BOWEL", "329 330 331", nil},
	}
}

// TEAM is the five episode categories of the Transforming Episode Accountability
// Model (42 CFR part 512 subpart E) for a performance year from 2026 to 2030: lower
// joints (LEJR), hip and femur fractures (SHFFT), bypass surgery (CABG), spinal fusion
// (FUSION) and major bowel procedures (BOWEL). The subtype of an episode is its
// category, and the cell the MS-DRG that prices it; an outpatient procedure has the
// cell of its MS-DRG.
//
// An episode runs from admission, or the procedure, through the 30th day, of which the
// day of discharge or of the procedure is the first, and the 30 days behind it are
// kept apart. An inpatient stay that starts zero to three days after an outpatient
// procedure of its category makes one episode with it. Parts A and B, traditional
// Medicare as primary payer, no entitlement by renal disease and no United Mine Workers
// plan have to hold from admission to the end (512.535).
//
// The MS-DRG lists are those of public guides to the model for fiscal year 2025 and
// later, with 29 groups; the procedures are from the regulation.
//
// What is ILLUSTRATIVE, because the text of the rule was not at hand, has "illustrative"
// in its name: the lists of care that is left out, which are those of [BPCIAdvanced], and
// that psychiatric hospitals and hospices are in. The same holds for proration, which is
// as there, and for overlap: the first of two episodes wins.
//
// Spans of [Person] that it reads: "enrolled" (Parts A and B), "managedCare", "esrd",
// "mineWorkers" and "otherPayer". Marks: those of [BPCIAdvanced] but globalsurg and
// notj1.
func TEAM(year int) (Definition, error) {
	if year < firstTEAMYear || year > lastTEAMYear {
		return Definition{}, fmt.Errorf("TEAM: known for performance years %d to %d, not for %d", firstTEAMYear, lastTEAMYear, year)
	}
	t, err := readBundles(bundles20250121)
	if err != nil {
		return Definition{}, err
	}
	d := Definition{
		ID: "team", Name: "Transforming Episode Accountability Model", Version: fmt.Sprintf("performance year %d", year),
		Authority: "42 CFR part 512 subpart E",
		Effective: apm.Period{From: apm.CalendarYear(firstTEAMYear).From, To: apm.CalendarYear(lastTEAMYear).To},
		Sets:      medicareSets(t, true),
		Ties:      []Tie{BySetting, ByAmount},
		Windows:   medicareWindows(30),
		Inclusion: slices.Concat(medicareExclusions(illustrativeName), medicareAnchor(),
			[]Inclusion{
				medicareReadmission("illustrativeReadmission"),
				{ID: "illustrativePsychiatric", Match: Match{Settings: []Setting{IPF}, MinAmount: 1}, Effect: Include, Category: Typical, Prorate: PerDiem},
				{ID: "illustrativeHospice", Match: Match{Settings: []Setting{Hospice}, MinAmount: 1}, Effect: Include, Category: Typical, Prorate: PerDiem},
			}, medicareCare()),
		Exclusions: []Exclusion{
			{ID: "notEnrolled", Authority: "42 CFR 512.535", Kind: Eligibility, NotCovered: "enrolled"},
			{ID: "managedCare", Authority: "42 CFR 512.535", Kind: Eligibility, Touched: "managedCare"},
			{ID: "esrd", Authority: "42 CFR 512.535", Kind: Eligibility, Touched: "esrd"},
			{ID: "mineWorkers", Authority: "42 CFR 512.535", Kind: Eligibility, Touched: "mineWorkers"},
			{ID: "otherPayer", Authority: "42 CFR 512.535", Kind: Eligibility, Touched: "otherPayer"},
		},
	}
	for i := range d.Exclusions {
		d.Exclusions[i].BeforeOverlap = true
		d.Exclusions[i].Over = between(dayAt(TriggerStart, 0), windowEnd(postWindow))
	}
	var outpatient []Trigger
	for _, c := range teamCategories() {
		d.Sets = append(d.Sets, CodeSet{Name: c.name + " stay", Authority: "public guides of fiscal year 2025 to 42 CFR 512.525(d)", System: MSDRG, Codes: codeList(c.drgs)})
		inpatient := Trigger{Name: c.name + " stay", Chain: hospitalChain(),
			Match: Match{Settings: []Setting{Inpatient}, All: []Test{inSet(c.name + " stay")}, MinAmount: 1}}
		var procedures []string
		for _, cell := range c.cells {
			procedures = append(procedures, codeList(cell.codes)...)
			d.Cells = append(d.Cells, Label{Name: cell.drg, Match: Match{Settings: facilityLines(), All: []Test{{System: HCPCS, Codes: codeList(cell.codes)}}}})
		}
		if len(procedures) > 0 {
			procedure := c.name + " procedure"
			d.Sets = append(d.Sets, CodeSet{Name: procedure, Authority: "42 CFR 512.540(a)", System: HCPCS, Codes: procedures})
			outpatient = append(outpatient, Trigger{Name: procedure, Match: Match{Settings: facilityLines(), All: []Test{inSet(procedure)}, MinAmount: 1}})
			inpatient.Absorb = &Absorb{Triggers: []string{procedure}, Days: 3}
		}
		d.Triggers = append(d.Triggers, inpatient)
		for _, trigger := range append(d.Triggers[len(d.Triggers)-1:], outpatient...) {
			if strings.HasPrefix(trigger.Name, c.name+" ") {
				m := trigger.Match
				m.MinAmount = 0
				d.Subtypes = append(d.Subtypes, Label{Name: c.name, Match: m})
			}
		}
	}
	d.Triggers = append(d.Triggers, outpatient...)
	d.Cells = append(d.Cells, Label{})
	return d, nil
}
