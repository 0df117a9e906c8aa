package episode

import "slices"

// IllustrativeAsthma is an episode of acute asthma exacerbation in the manner of
// Tennessee, Ohio and Arkansas: an emergency visit, observation or admission with
// asthma as principal diagnosis, and 30 days after it. The accountable provider is the
// facility.
//
// It holds all care on the days of the event. Behind it the care of the airways counts,
// and another emergency visit or stay for asthma is a complication. ILLUSTRATIVE: the
// windows and exclusions are recalled and not from the states' published definitions,
// and the code lists, ICD-9 and ICD-10, are this library's own.
//
// Spans of [Person]: "enrolled", "dual" and "thirdParty"; age needs the date of birth.
// The mark "asthmadrug" tells pharmacy claims for asthma.
func IllustrativeAsthma() Definition {
	const authority = "illustrative, after TennCare and Ohio Medicaid"
	acute := func(settings ...Setting) Match {
		return Match{Settings: settings, All: []Test{principalIn("illustrativeAsthma")}}
	}
	visit := acute(Outpatient)
	visit.Any = emergency()
	post := []string{"post"}
	include := func(id string, windows []string, category Category, m Match) Inclusion {
		return Inclusion{ID: id, Windows: windows, Match: m, Effect: Include, Category: category}
	}
	return Definition{
		ID: "asthma", Name: "Acute asthma exacerbation (illustrative)", Version: "illustrative", Authority: authority,
		Sets: slices.Concat([]CodeSet{
			{Name: "illustrativeAsthma", System: ICD10CM, Codes: codeList("J4521 J4522 J4531 J4532 J4541 J4542 J4551 J4552 J45901 J45902")},
			{Name: "illustrativeAsthma", System: ICD9CM, Codes: codeList("493*")},
			{Name: "illustrativeAirway", System: ICD10CM, Codes: codeList("J00-J06* J09-J18* J20-J22* J30-J39* J40-J47* J96* R05* R06*")},
			{Name: "illustrativeAirway", System: ICD9CM, Codes: codeList("460-466* 470-478* 480-493* 496* 51881 51882 7860* 7862*")},
			{Name: "illustrativeOtherLung", System: ICD10CM, Codes: codeList("E84* C33-C34* J84* P27*")},
			{Name: "illustrativeOtherLung", System: ICD9CM, Codes: codeList("2770* 162* 515* 516* 7707*")},
		}, emergencySets()),
		Triggers: []Trigger{
			{Name: "stay", Match: acute(stays()...), Chain: &Chain{Codes: First}},
			{Name: "visit", Match: acute(ED, Observation)},
			{Name: "outpatient visit", Match: visit},
		},
		Ties: []Tie{BySetting, ByAmount},
		Windows: []Window{
			{Name: "trigger", Start: dayAt(TriggerStart, 0), End: dayAt(TriggerEnd, 0)},
			{Name: "post", Start: dayAt(TriggerEnd, 1), End: dayAt(TriggerEnd, 30)},
		},
		Inclusion: []Inclusion{
			{ID: "fee", Match: Match{Settings: []Setting{Capitation, NursingHome, Dental}}, Effect: Exclude},
			include("event", []string{"trigger"}, Typical, Match{}),
			include("repeatStay", post, Complication, acute(stays()...)),
			include("repeatVisit", post, Complication, acute(ED, Observation)),
			include("repeatOutpatientVisit", post, Complication, visit),
			include("airway", post, Typical, Match{Settings: append(facilityLines(), Professional, Laboratory, DME), All: []Test{inSet("illustrativeAirway")}}),
			include("airwayStay", post, Complication, Match{Settings: stays(), All: []Test{principalIn("illustrativeAirway")}}),
			include("drug", post, Typical, Match{Settings: []Setting{Pharmacy}, All: []Test{hasMark("asthmadrug")}}),
		},
		Exclusions: append(panel(authority),
			Exclusion{ID: "age", Kind: Clinical, Age: &Bounds{Min: atLeast(2).Min, Max: atMost(64).Max}},
			Exclusion{ID: "leftAgainstAdvice", Kind: Business, Trigger: &Match{All: []Test{{System: Discharge, Codes: codeList("07")}}}},
			Exclusion{ID: "longStay", Kind: Business, StayDays: atMost(30)},
			Exclusion{ID: "died", Kind: Clinical, Died: true},
			hasCondition("otherLung", "illustrativeOtherLung", between(dayAt(TriggerStart, -365), dayAt(EpisodeEnd, 0))),
			Exclusion{ID: "noFacility", Kind: Business, NoProvider: ByFacility},
		),
	}
}
