package episode

import (
	"fmt"
	"slices"
)

// The years of the Arkansas Payment Improvement Initiative's episodes.
const (
	firstArkansasYear = 2013
	lastArkansasYear  = 2020
)

func arkansasYear(year int) error {
	if year < firstArkansasYear || year > lastArkansasYear {
		return fmt.Errorf("episodes of Arkansas: known for %d to %d, not for %d", firstArkansasYear, lastArkansasYear, year)
	}
	return nil
}

// arkansasRules leaves out what no Arkansas episode holds: nursing homes, screening of
// children (EPSDT), managed care and its fees.
func arkansasRules() []Inclusion {
	const authority = "Arkansas Medicaid, Episodes of Care manual, 200.000"
	return []Inclusion{
		{ID: "nursingHome", Authority: authority, Match: Match{Settings: []Setting{NursingHome}}, Effect: Exclude},
		{ID: "epsdt", Authority: authority, Match: Match{All: []Test{hasMark("epsdt")}}, Effect: Exclude},
		{ID: "managedCare", Authority: authority, Match: Match{Settings: []Setting{Capitation}}, Effect: Exclude},
		{ID: "managedCareClaim", Authority: authority, Match: Match{All: []Test{hasMark("managedcare")}}, Effect: Exclude},
	}
}

// panel are the members whom a Medicaid program does not count: those who are not
// enrolled all the time, have Medicare too, or another payer.
func panel(authority string) []Exclusion {
	return []Exclusion{
		{ID: "notEnrolled", Authority: authority, Kind: Eligibility, NotCovered: "enrolled"},
		{ID: "dual", Authority: authority, Kind: Business, Touched: "dual"},
		{ID: "thirdParty", Authority: authority, Kind: Business, Touched: "thirdParty"},
	}
}

// hasCondition excludes an episode when a claim of the time, the trigger's among them,
// has a code of the set.
func hasCondition(id, set string, over *Range) Exclusion {
	return Exclusion{ID: id, Kind: Clinical, Claims: &Claims{Match: Match{Any: []Test{inSet(set)}}, Over: over, OwnClaims: true}}
}

// stays are the settings of acute stays.
func stays() []Setting { return []Setting{Inpatient, OtherInpatient} }

// ArkansasHeartFailure is the congestive heart failure episode of the Arkansas Payment
// Improvement Initiative (Arkansas Medicaid, Episodes of Care manual, 213.000) for a
// year from 2013 to 2020: an admission for heart failure with the care through the
// later of 30 days after discharge and the discharge of a readmission that began in
// those days, never beyond 45 days. The accountable provider is the admitting hospital.
//
// It holds the facility and professional care of the stay and of all readmissions,
// emergency and observation care, home health, durable equipment, and skilled nursing
// for heart failure unless there was skilled nursing in the 30 days before. A transfer on
// the day of discharge continues the stay, of which the rule does not speak. Code lists
// are this library's own, ILLUSTRATIVE and named so; of professional care behind the
// stay that with place of service 21 or 23 is taken for the hospital's.
//
// Spans of [Person] that it reads: "enrolled", "dual" and "thirdParty". Marks:
// "epsdt" and "managedcare".
func ArkansasHeartFailure(year int) (Definition, error) {
	if err := arkansasYear(year); err != nil {
		return Definition{}, err
	}
	const authority = "Arkansas Medicaid, Episodes of Care manual, 213.000"
	prior := between(dayAt(TriggerStart, -30), dayAt(TriggerStart, -1))
	year365 := between(dayAt(TriggerStart, -365), dayAt(EpisodeEnd, 0))
	include := func(id string, windows []string, m Match) Inclusion {
		return Inclusion{ID: id, Authority: authority, Windows: windows, Match: m, Effect: Include, Category: Typical}
	}
	post := []string{"post"}
	return Definition{
		ID: "ar-heart-failure", Name: "Congestive heart failure, Arkansas", Version: fmt.Sprint(year), Authority: authority,
		Sets: heartFailureSets(),
		Triggers: []Trigger{{Name: "stay", Match: Match{Settings: stays(), All: []Test{principalIn("illustrativeHeartFailure")}},
			Chain: &Chain{Codes: First}}},
		Windows: []Window{
			{Name: "trigger", Start: dayAt(TriggerStart, 0), End: dayAt(TriggerEnd, 0)},
			{Name: "post", Start: dayAt(TriggerEnd, 1), End: dayAt(TriggerEnd, 30), Extend: &Extend{Match: Match{Settings: stays()}, Within: 30, Max: 45}},
		},
		Inclusion: slices.Concat(arkansasRules(), []Inclusion{
			{ID: "priorSNF", Authority: authority, Match: Match{Settings: []Setting{SNF}},
				When: &Claims{Match: Match{Settings: []Setting{SNF}}, Over: prior, AssignBy: ByOverlap}, Effect: Exclude},
			include("stay", nil, Match{Settings: append(stays(), ED, Observation, HomeHealth, DME)}),
			include("professional", []string{"trigger"}, Match{Settings: []Setting{Professional}}),
			include("hospitalProfessional", post, Match{Settings: []Setting{Professional}, All: []Test{{System: Place, Codes: codeList("21 23")}}}),
			include("emergency", nil, Match{Settings: []Setting{Outpatient}, Any: emergency()}),
			include("acuteSNF", post, Match{Settings: []Setting{SNF}, All: []Test{inSet("illustrativeHeartFailure")}}),
		}),
		Exclusions: append(panel(authority),
			Exclusion{ID: "age", Authority: authority, Kind: Clinical, Age: atLeast(18)},
			Exclusion{ID: "priorStay", Authority: authority, Kind: Clinical, Claims: &Claims{Match: Match{Settings: stays()}, Over: prior, AssignBy: ByOverlap}},
			hasCondition("esrd", "illustrativeESRD", year365),
			hasCondition("transplant", "illustrativeTransplant", year365),
			hasCondition("pregnancy", "illustrativePregnancy", year365),
			hasCondition("assistDevice", "illustrativeAssistDevice", year365),
			hasCondition("balloonPump", "illustrativeBalloonPump", year365),
		),
	}, nil
}

func heartFailureSets() []CodeSet {
	return slices.Concat([]CodeSet{
		{Name: "illustrativeHeartFailure", System: ICD10CM, Codes: codeList("I50* I110 I130 I132 I0981")},
		{Name: "illustrativeHeartFailure", System: ICD9CM, Codes: codeList("428* 39891 40201 40211 40291 40401 40403 40411 40413 40491 40493")},
		{Name: "illustrativeESRD", System: ICD10CM, Codes: codeList("N186")},
		{Name: "illustrativeESRD", System: ICD9CM, Codes: codeList("5856")},
		{Name: "illustrativeTransplant", System: ICD10CM, Codes: codeList("Z94*")},
		{Name: "illustrativeTransplant", System: ICD9CM, Codes: codeList("V42*")},
		{Name: "illustrativeAssistDevice", System: ICD10CM, Codes: codeList("Z95811 Z95812")},
		{Name: "illustrativeAssistDevice", System: ICD9CM, Codes: codeList("V4321 V4322")},
		{Name: "illustrativeBalloonPump", System: ICD10PCS, Codes: codeList("5A02110 5A02210")},
		{Name: "illustrativeBalloonPump", System: ICD9Proc, Codes: codeList("3761")},
	}, emergencySets(), pregnancySets())
}

// emergencySets tell an emergency visit from other outpatient claims: by the revenue
// center, as CMS lists them, or by the code of the visit.
func emergencySets() []CodeSet {
	return []CodeSet{
		{Name: "emergency", Authority: "CMS Innovation Center, shadow bundles, code lists of " + bundleEdition, System: Revenue, Codes: codeList("0450-0452 0456 0459 0981")},
		{Name: "illustrativeEmergency", System: HCPCS, Codes: codeList("99281-99285")},
	}
}

// emergency asks for either on any line of a claim.
func emergency() []Test {
	return []Test{{Set: "emergency", Position: Anywhere}, {Set: "illustrativeEmergency", Position: Anywhere}}
}
