package episode

import "slices"

// TypicalWithComplication is the category of a stay for the episode's own condition
// with a complication among its secondary diagnoses.
const TypicalWithComplication Category = "typicalWithComplication"

// IllustrativeHeartAttack is an evidence-informed case rate (ECR) in the manner of
// PROMETHEUS: an acute myocardial infarction from the admission through 30 days after
// discharge, with the cost of typical care and of potentially avoidable complications
// apart.
//
// The order of the rules is the grouper's: the stay that triggers comes first and is
// typical, or typical with a complication if a complication is among its secondary
// diagnoses; then other stays with a complication or with a relevant diagnosis; then
// what outpatient and physician claims show. What is neither is left out. A line that
// lies in several episodes counts whole in the first ("unsplit"; set Apportion to
// [Split] for equal parts).
// ILLUSTRATIVE: the code lists and windows are this library's own and not PROMETHEUS's.
func IllustrativeHeartAttack() Definition {
	const authority = "illustrative, after the PROMETHEUS episode grouper"
	include := func(id string, category Category, m Match, windows ...string) Inclusion {
		return Inclusion{ID: id, Windows: windows, Match: m, Effect: Include, Category: category}
	}
	secondary := Test{Set: "illustrativeHeartComplication", Position: Secondary}
	acute := Match{Settings: []Setting{Inpatient}, All: []Test{principalIn("illustrativeHeartAttack")}}
	complicated := acute
	complicated.Any = []Test{secondary}
	lines := append(facilityLines(), Professional, Laboratory, DME)
	return Definition{
		ID: "heart-attack", Name: "Acute myocardial infarction, typical and complications (illustrative)", Version: "illustrative", Authority: authority,
		Sets: slices.Concat([]CodeSet{
			{Name: "illustrativeHeartAttack", System: ICD10CM, Codes: codeList("I21* I22*")},
			{Name: "illustrativeHeartAttack", System: ICD9CM, Codes: codeList("41000-41001 41010-41011 41020-41021 41030-41031 41040-41041 41050-41051 41060-41061 41070-41071 41080-41081 41090-41091")},
			{Name: "illustrativeHeartRelevant", System: ICD10CM, Codes: codeList("I20-I25* I10* I11* E78* R07* Z95*")},
			{Name: "illustrativeHeartRelevant", System: ICD9CM, Codes: codeList("401* 402* 410-414* 272* 7865* V45.8*")},
			{Name: "illustrativeHeartComplication", System: ICD10CM, Codes: codeList("I46* I49* I50* I63* I97* J95* N17* R57* T81* T82* J18* J96* L89* A41*")},
			{Name: "illustrativeHeartComplication", System: ICD9CM, Codes: codeList("4275 4274* 428* 434* 486 51881 584* 7855* 7070* 038* 996-999*")},
		}),
		Triggers: []Trigger{{Name: "stay", Match: acute, Chain: &Chain{GapDays: 1, Codes: First}}},
		Windows: []Window{
			{Name: "trigger", Start: dayAt(TriggerStart, 0), End: dayAt(TriggerEnd, 0), Cut: []Cut{{On: Death}}},
			{Name: "post", Start: dayAt(TriggerEnd, 1), End: dayAt(TriggerEnd, 30), Cut: []Cut{{On: Death}}},
		},
		Overlap: Overlap{Trim: true},
		Inclusion: []Inclusion{
			include("triggerWithComplication", TypicalWithComplication, complicated, "trigger"),
			include("trigger", Typical, acute, "trigger"),
			include("professionalOfStay", Typical, Match{Settings: []Setting{Professional, Laboratory}}, "trigger"),
			include("otherStayOfTrigger", Typical, Match{Settings: []Setting{Inpatient, OtherInpatient}}, "trigger"),
			include("complicationStay", Complication, Match{Settings: stays(), Any: []Test{inSet("illustrativeHeartComplication"), principalIn("illustrativeHeartAttack")}}, "post"),
			include("relevantStay", Typical, Match{Settings: stays(), All: []Test{inSet("illustrativeHeartRelevant")}}, "post"),
			include("complication", Complication, Match{Settings: lines, All: []Test{principalIn("illustrativeHeartComplication")}}),
			include("relevant", Typical, Match{Settings: lines, All: []Test{inSet("illustrativeHeartRelevant")}}),
			include("postAcute", Typical, Match{Settings: []Setting{SNF, IRF, LTCH, Hospice, HomeHealth}, All: []Test{inSet("illustrativeHeartRelevant")}}),
			{ID: "unrelated", Effect: Exclude},
		},
	}
}
