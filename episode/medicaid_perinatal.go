package episode

import (
	"fmt"
	"slices"
	"strings"
)

// pregnancySets are illustrative lists of a live birth, of pregnancy and childbirth,
// and of newborns.
func pregnancySets() []CodeSet {
	return []CodeSet{
		{Name: "illustrativeLiveBirth", System: ICD10CM, Codes: codeList("Z370 Z372 Z373 Z375* Z376*")},
		{Name: "illustrativeLiveBirth", System: ICD9CM, Codes: codeList("V270 V272 V273 V275 V276")},
		{Name: "illustrativePregnancy", System: ICD10CM, Codes: codeList("O00-O99* O9A* Z33* Z34* Z36* Z37* Z39*")},
		{Name: "illustrativePregnancy", System: ICD9CM, Codes: codeList("630-679* V22-V24* V27* V28*")},
		{Name: "illustrativeNewborn", System: ICD10CM, Codes: codeList("P00-P96* Z38*")},
		{Name: "illustrativeNewborn", System: ICD9CM, Codes: codeList("760-779* V30-V39*")},
		{Name: "illustrativeNewbornStay", System: MSDRG, Codes: codeList("789-795")},
		{Name: "illustrativeDelivery", System: HCPCS, Codes: codeList("59400 59409 59410 59510 59514 59515 59610 59612 59614 59618 59620 59622")},
	}
}

// perinatalRisks are illustrative lists of the conditions that the Arkansas rule
// names.
func perinatalRisks() []CodeSet {
	var sets []CodeSet
	for _, x := range []struct{ name, icd10, icd9 string }{
		{"illustrativeEmbolism", "O88*", "673*"},
		{"illustrativePlacentaPrevia", "O44*", "6410* 6411*"},
		{"illustrativeSeverePreeclampsia", "O141* O142*", "6425*"},
		{"illustrativeMultiples", "O301* O302* O308*", "6511* 6512* 6518*"},
		{"illustrativeLateEffects", "O94*", "677*"},
		{"illustrativePuerperalSepsis", "O85*", "670*"},
		{"illustrativeViralDamage", "O353*", "6553*"},
		{"illustrativeCerebrovascular", "O225* O873* I60-I69*", "6715* 6740* 430-438*"},
		{"illustrativeCancer", "C00-C96*", "140-208*"},
		{"illustrativeCysticFibrosis", "E84*", "2770*"},
		{"illustrativeCongenitalHeart", "Q20-Q28*", "745-747*"},
		{"illustrativeThrombosis", "I26* I80* I82* O223* O871* O082*", "4151* 451* 453* 6713* 6714* 6732*"},
		{"illustrativeESRD", "N186", "5856"},
		{"illustrativeSickleCell", "D57*", "2824* 2826*"},
		{"illustrativeDiabetes", "E10* O240*", "25001 25003 25011 25013 25021 25023 25031 25033 25041 25043 25051 25053 25061 25063 25071 25073 25081 25083 25091 25093"},
	} {
		sets = append(sets, CodeSet{Name: x.name, System: ICD10CM, Codes: codeList(x.icd10)}, CodeSet{Name: x.name, System: ICD9CM, Codes: codeList(x.icd9)})
	}
	return sets
}

// birth triggers an episode with a live birth on a claim of a facility.
func birth() []Trigger {
	return []Trigger{{Name: "birth", Match: Match{Settings: append(stays(), Outpatient), All: []Test{inSet("illustrativeLiveBirth")}, None: []Test{principalIn("illustrativeNewborn")}}}}
}

// newborn leaves out the care of the child, which the mother's episode does not hold.
func newborn(authority string) Inclusion {
	return Inclusion{ID: "newborn", Authority: authority, Effect: Exclude,
		Match: Match{Any: []Test{hasMark("newborn"), principalIn("illustrativeNewborn"), inSet("illustrativeNewbornStay")}}}
}

// pregnancyCare includes care with a diagnosis of pregnancy or childbirth.
func pregnancyCare(authority string, windows ...string) Inclusion {
	return Inclusion{ID: "pregnancy", Authority: authority, Windows: windows, Effect: Include, Category: Typical,
		Match: Match{All: []Test{{Set: "illustrativePregnancy", Position: Anywhere}}}}
}

// ArkansasPerinatal is the perinatal episode of the Arkansas Payment Improvement
// Initiative (Arkansas Medicaid, Episodes of Care manual, 211.000, text of 2013) for a
// year from 2013 to 2020: a live birth on a facility claim, from 40 weeks before the
// delivery to 60 days after it, both counted from the delivery, which is taken for the
// first day of the claim. It holds all care with a diagnosis of pregnancy and none of
// the newborn.
//
// How many prenatal claims are too few is not in the published text: no pregnancy
// claim between the start of the episode and 60 days before the delivery is. That the
// mother has to be enrolled all the time is taken from the rule on heart failure. The
// code lists are this library's own, ILLUSTRATIVE and named so.
//
// Spans: "enrolled", "dual" and "thirdParty". Marks: "newborn", "epsdt" and
// "managedcare".
func ArkansasPerinatal(year int) (Definition, error) {
	if err := arkansasYear(year); err != nil {
		return Definition{}, err
	}
	const authority = "Arkansas Medicaid, Episodes of Care manual, 211.000"
	pregnancy := Match{All: []Test{{Set: "illustrativePregnancy", Position: Anywhere}}}
	before := between(dayAt(TriggerStart, -280), dayAt(TriggerStart, -1))
	d := Definition{
		ID: "ar-perinatal", Name: "Perinatal, Arkansas", Version: fmt.Sprint(year), Authority: authority,
		Sets: slices.Concat(pregnancySets(), perinatalRisks()), Triggers: birth(),
		Windows: []Window{
			{Name: "pre", Start: dayAt(TriggerStart, -280), End: dayAt(TriggerStart, -1)},
			{Name: "trigger", Start: dayAt(TriggerStart, 0), End: dayAt(TriggerStart, 0)},
			{Name: "post", Start: dayAt(TriggerStart, 1), End: dayAt(TriggerStart, 60)},
		},
		Inclusion: slices.Concat(arkansasRules(), []Inclusion{newborn(authority), pregnancyCare(authority)}),
		Exclusions: append(panel(authority),
			Exclusion{ID: "limitedPrenatalCare", Authority: authority, Kind: Business,
				Claims: &Claims{Match: pregnancy, Over: between(dayAt(TriggerStart, -280), dayAt(TriggerStart, -60)), Fewer: 1}},
			Exclusion{ID: "noPrenatalService", Authority: authority, Kind: Business,
				Claims: &Claims{Match: pregnancy, Over: before, By: ByPractitioner, Fewer: 1}},
			Exclusion{ID: "noDeliveryClaim", Authority: authority, Kind: Business, Claims: &Claims{
				Match: Match{Settings: []Setting{Professional}, Any: []Test{inSet("illustrativeDelivery")}},
				Over:  between(dayAt(TriggerStart, 0), dayAt(TriggerEnd, 0)), Fewer: 1}},
		),
	}
	d.Exclusions = append(d.Exclusions, perinatalConditions()...)
	return d, nil
}

func perinatalConditions() (all []Exclusion) {
	for _, s := range perinatalRisks() {
		if id := conditionOf(s.Name); s.System == ICD10CM {
			all = append(all, hasCondition(id, s.Name, nil))
		}
	}
	return all
}

// conditionOf is the condition in the name of a set: "esrd" of "illustrativeESRD".
func conditionOf(set string) string {
	name := strings.TrimPrefix(set, "illustrative")
	if name == strings.ToUpper(name) {
		return strings.ToLower(name)
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// IllustrativePerinatal is a perinatal episode in the manner of Tennessee and Ohio: a
// live birth, 280 days before the stay, the stay, and 60 days after it. ILLUSTRATIVE:
// the windows are recalled and not from the states' published definitions, and the code
// lists are this library's own. Spans and marks are those of [ArkansasPerinatal].
func IllustrativePerinatal() Definition {
	const authority = "illustrative, after TennCare and Ohio Medicaid"
	d := Definition{
		ID: "perinatal", Name: "Perinatal (illustrative)", Version: "illustrative", Authority: authority,
		Sets: slices.Concat(pregnancySets(), perinatalRisks()), Triggers: birth(),
		Windows:   maternityWindows(),
		Inclusion: []Inclusion{newborn(authority), {ID: "stay", Windows: []string{"trigger"}, Effect: Include, Category: Typical}, pregnancyCare(authority, "pre", "post")},
		Exclusions: append(panel(authority),
			Exclusion{ID: "age", Kind: Clinical, Age: &Bounds{Min: atLeast(12).Min, Max: atMost(49).Max}},
			Exclusion{ID: "leftAgainstAdvice", Kind: Business, Trigger: &Match{All: []Test{{System: Discharge, Codes: codeList("07")}}}},
			Exclusion{ID: "died", Kind: Clinical, Died: true},
		),
	}
	d.Exclusions = append(d.Exclusions, perinatalConditions()...)
	return d
}

// maternityWindows are 280 days before a stay, the stay, and 60 days after it.
func maternityWindows() []Window {
	return []Window{
		{Name: "pre", Start: dayAt(TriggerStart, -280), End: dayAt(TriggerStart, -1)},
		{Name: "trigger", Start: dayAt(TriggerStart, 0), End: dayAt(TriggerEnd, 0)},
		{Name: "post", Start: dayAt(TriggerEnd, 1), End: dayAt(TriggerEnd, 60)},
	}
}
