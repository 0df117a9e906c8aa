package episode

import (
	"fmt"
	"slices"
)

// ArkansasADHD is the attention deficit hyperactivity disorder episode of the Arkansas
// Payment Improvement Initiative (Arkansas Medicaid, Episodes of Care manual, 212.300)
// for a year from 2013 to 2020.
//
// From the rule: out are episodes shorter than four months, here 120 days, those of few
// medical and pharmacy claims, those with any behavioural or developmental comorbidity,
// and children of five or less or of eighteen or more at the first claim. ILLUSTRATIVE and
// named so is what the text at hand does not give: the trigger, a visit confirmed by a
// second one within a year; the window of a year, or as long as the member is enrolled;
// the care that counts; and the code lists. So is the number of claims that is few, less
// than two besides the first, and that the child has to be enrolled all the time, as in
// the rule on heart failure.
//
// Spans of [Person]: "enrolled", "dual" and "thirdParty"; age needs the date of birth.
// Marks: "adhddrug" for pharmacy claims, "epsdt" and "managedcare".
func ArkansasADHD(year int) (Definition, error) {
	if err := arkansasYear(year); err != nil {
		return Definition{}, err
	}
	const authority = "Arkansas Medicaid, Episodes of Care manual, 212.300"
	d := attentionDeficit(authority)
	d.ID, d.Name, d.Version = "ar-adhd", "ADHD, Arkansas", fmt.Sprint(year)
	d.Inclusion = slices.Concat(arkansasRules(), d.Inclusion)
	d.Exclusions = append(d.Exclusions,
		Exclusion{ID: "short", Authority: authority, Kind: Business, Days: atLeast(120)},
		Exclusion{ID: "fewClaims", Authority: authority, Kind: Business, Claims: &Claims{Match: attentionCare(), Fewer: 2}},
	)
	return d, nil
}

// IllustrativeADHD is an attention deficit hyperactivity disorder episode in the
// manner of Tennessee and Ohio: the same as [ArkansasADHD] in triggers, windows, ages and
// comorbidities, with no least length and number of claims. ILLUSTRATIVE: none of it is
// from the states' published definitions.
func IllustrativeADHD() Definition {
	d := attentionDeficit("illustrative, after TennCare and Ohio Medicaid")
	d.ID, d.Name, d.Version = "adhd", "ADHD (illustrative)", "illustrative"
	return d
}

// attentionCare is care for the disorder.
func attentionCare() Match {
	return Match{Any: []Test{principalIn("illustrativeADHD"), {Set: "illustrativeADHD", Position: OnLine}, hasMark("adhddrug")}}
}

func attentionDeficit(authority string) Definition {
	return Definition{
		Authority: authority,
		Sets: []CodeSet{
			{Name: "illustrativeADHD", System: ICD10CM, Codes: codeList("F90*")},
			{Name: "illustrativeADHD", System: ICD9CM, Codes: codeList("3140* 3141 3142 3148 3149")},
			{Name: "illustrativeComorbidity", System: ICD10CM, Codes: codeList("F10-F69* F70-F89* F91-F99*")},
			{Name: "illustrativeComorbidity", System: ICD9CM, Codes: codeList("291-313* 315-319*")},
		},
		Triggers: []Trigger{{Name: "illustrativeVisit", Confirm: &Confirm{Min: 1, Max: 365},
			Match: Match{Settings: []Setting{Professional, Outpatient}, All: []Test{principalIn("illustrativeADHD")}}}},
		Windows: []Window{{Name: "illustrativeYear", Start: dayAt(TriggerStart, 0), End: dayAt(TriggerStart, 364),
			Cut: []Cut{{On: Disenrollment, Span: "enrolled"}, {On: Death}}}},
		Inclusion: []Inclusion{{ID: "illustrativeDisorder", Match: attentionCare(), Effect: Include, Category: Typical}},
		Exclusions: append(panel(authority),
			Exclusion{ID: "age", Authority: authority, Kind: Clinical, Age: &Bounds{Min: atLeast(6).Min, Max: atMost(17).Max}},
			hasCondition("comorbidity", "illustrativeComorbidity", nil),
		),
	}
}
