package episode

import "slices"

// IllustrativeCaseRate is a prospective bundle in the manner of BPCI Model 4: one
// price, paid to the hospital, for the facility and professional services of a stay for
// a lower joint, with related readmissions of 30 days inside the price. The price is the
// program's ([CaseRate]); what an episode holds here is what the price replaces, so that
// it can be set against it.
//
// From CMS's description of Model 4 are the scope (facility and professional services of
// the stay) and the 30 days of related readmissions. ILLUSTRATIVE is the choice of the
// MS-DRGs 469 and 470 among the families of the model, and what counts as related:
// every readmission but those on the list of [BPCIAdvanced].
//
// A claim that the practitioner files for the record only (a no-pay claim) has amount
// zero. Spans: "enrolled" and "esrd".
func IllustrativeCaseRate() (Definition, error) {
	t, err := readBundles(bundles20250121)
	if err != nil {
		return Definition{}, err
	}
	const authority = "illustrative, after BPCI Model 4"
	readmission := medicareReadmission("unrelatedReadmission")
	readmission.Windows = []string{"readmission"}
	return Definition{
		ID: "case-rate", Name: "Lower joint, one price (illustrative)", Version: "illustrative", Authority: authority,
		Sets: medicareSets(t, true),
		Triggers: []Trigger{{Name: "stay", Chain: hospitalChain(),
			Match: Match{Settings: []Setting{Inpatient}, All: []Test{{System: MSDRG, Codes: codeList("469 470")}}, MinAmount: 1}}},
		Cells: []Label{{}},
		Windows: []Window{
			{Name: "stay", Start: dayAt(TriggerStart, 0), End: dayAt(TriggerEnd, 0)},
			{Name: "readmission", Start: dayAt(TriggerEnd, 1), End: dayAt(TriggerEnd, 30)},
		},
		Inclusion: slices.Concat([]Inclusion{
			{ID: "stay", Windows: []string{"stay"}, Match: Match{Settings: stays()}, Effect: Include, Category: Typical},
			{ID: "professional", Windows: []string{"stay"}, Match: Match{Settings: []Setting{Professional}}, Effect: Include, Category: Typical},
			readmission,
			{ID: "readmission", Windows: []string{"readmission"}, Match: Match{Settings: stays()}, Effect: Include, Category: Complication},
		}),
		Exclusions: []Exclusion{
			{ID: "notEnrolled", Kind: Eligibility, NotCovered: "enrolled"},
			{ID: "esrd", Kind: Eligibility, Touched: "esrd"},
		},
	}, nil
}
