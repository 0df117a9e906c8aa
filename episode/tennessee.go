package episode

import (
	"fmt"
	"slices"
)

// The years of [IllustrativeTennessee].
const (
	firstTennesseeYear = 2015
	lastTennesseeYear  = 2019
)

// IllustrativeTennessee is a suite of episodes in the manner of TennCare for a year
// from 2015 to 2019: asthma exacerbation, perinatal, total joint replacement,
// tonsillectomy and ADHD. From the state's published notes are the three episodes of
// the first wave (asthma, perinatal and total joint), and that from 2019 on a provider
// is held to only one when two of its episodes share a patient and spending: from then on
// the first of overlapping episodes wins, whoever is accountable. ILLUSTRATIVE is the rest:
// the definitions are recalled, and their code lists this library's own.
func IllustrativeTennessee(year int) (Suite, error) {
	if year < firstTennesseeYear || year > lastTennesseeYear {
		return Suite{}, fmt.Errorf("TennCare episodes: known for %d to %d, not for %d", firstTennesseeYear, lastTennesseeYear, year)
	}
	s := Suite{
		Name: fmt.Sprintf("TennCare episodes, %d (illustrative)", year), Authority: "illustrative, after TennCare",
		Definitions: []Definition{IllustrativeAsthma(), IllustrativePerinatal(), IllustrativeTotalJoint(), IllustrativeTonsillectomy(), IllustrativeADHD()},
	}
	if year >= 2019 {
		for i := range s.Definitions {
			s.Definitions[i].Overlap = Overlap{}
		}
		s.Overlap = []Group{{Overlap: Overlap{Default: FirstWins}}}
	}
	return s, nil
}

// IllustrativeTotalJoint is an episode of total hip or knee replacement in the manner
// of Tennessee: 45 days before the surgery, the surgery, and 90 days after it. The
// accountable provider is the surgeon. ILLUSTRATIVE: windows, exclusions and code lists,
// ICD-9 and ICD-10, are recalled or this library's own.
//
// Spans of [Person]: "enrolled", "dual" and "thirdParty"; age needs the date of birth.
func IllustrativeTotalJoint() Definition {
	const authority = "illustrative, after TennCare"
	include := func(id string, windows []string, category Category, m Match) Inclusion {
		return Inclusion{ID: id, Windows: windows, Match: m, Effect: Include, Category: category}
	}
	post := []string{"post"}
	lines := append(facilityLines(), Professional, Laboratory, DME)
	return Definition{
		ID: "total-joint", Name: "Total joint replacement (illustrative)", Version: "illustrative", Authority: authority,
		Sets: slices.Concat([]CodeSet{
			{Name: "illustrativeJoint", System: ICD10PCS, Codes: codeList("0SR90* 0SRB0* 0SRC0* 0SRD0*")},
			{Name: "illustrativeJoint", System: ICD9Proc, Codes: codeList("8151 8154")},
			{Name: "illustrativeJointCode", System: HCPCS, Codes: codeList("27130 27447")},
			{Name: "illustrativeJointCare", System: ICD10CM, Codes: codeList("M15-M19* M25* Z471 Z966* S72*")},
			{Name: "illustrativeJointCare", System: ICD9CM, Codes: codeList("715* 716* 719* V5481 V4364 V4365 820*")},
			{Name: "illustrativeJointComplication", System: ICD10CM, Codes: codeList("I26* I82* T81* T84* L03* J18* I21*")},
			{Name: "illustrativeJointComplication", System: ICD9CM, Codes: codeList("4151* 453* 9964* 9966* 9967* 998* 682* 486 410*")},
		}),
		Triggers: []Trigger{
			{Name: "stay", Match: Match{Settings: stays(), All: []Test{inSet("illustrativeJoint")}}, Chain: &Chain{Codes: First}},
			{Name: "outpatient", Match: Match{Settings: facilityLines(), All: []Test{inSet("illustrativeJointCode")}, MinAmount: 1}},
		},
		Ties: []Tie{BySetting, ByAmount},
		Windows: []Window{
			{Name: "trigger", Start: dayAt(TriggerStart, 0), End: dayAt(TriggerEnd, 0)},
			{Name: "pre", Start: dayAt(TriggerStart, -45), End: dayAt(TriggerStart, -1)},
			{Name: "post", Start: dayAt(TriggerEnd, 1), End: dayAt(TriggerEnd, 90)},
		},
		Inclusion: []Inclusion{
			{ID: "fee", Match: Match{Settings: []Setting{Capitation, NursingHome, Dental}}, Effect: Exclude},
			include("surgery", []string{"trigger"}, Typical, Match{}),
			include("workUp", []string{"pre"}, Typical, Match{Settings: lines, All: []Test{inSet("illustrativeJointCare")}}),
			include("complicationStay", post, Complication, Match{Settings: stays()}),
			include("complication", post, Complication, Match{Settings: lines, All: []Test{principalIn("illustrativeJointComplication")}}),
			include("postAcute", post, Typical, Match{Settings: []Setting{SNF, IRF, LTCH, HomeHealth}}),
			include("followUp", post, Typical, Match{Settings: lines, All: []Test{inSet("illustrativeJointCare")}}),
		},
		Exclusions: append(panel(authority),
			Exclusion{ID: "age", Kind: Clinical, Age: &Bounds{Min: atLeast(18).Min, Max: atMost(64).Max}},
			Exclusion{ID: "leftAgainstAdvice", Kind: Business, Trigger: &Match{All: []Test{{System: Discharge, Codes: codeList("07")}}}},
			Exclusion{ID: "died", Kind: Clinical, Died: true},
		),
	}
}
