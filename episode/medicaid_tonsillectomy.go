package episode

// IllustrativeTonsillectomy is an episode of tonsillectomy, with or without the
// adenoids, in the manner of Ohio, Tennessee and Arkansas: the surgeon's claim, 30 days
// before it and 30 days after. The accountable provider is the surgeon.
//
// Before the procedure the visits and tests for the throat count, on its day all care,
// and after it care for the throat; bleeding, dehydration and a stay in a hospital are
// complications. ILLUSTRATIVE: the windows and exclusions are recalled and not from the
// states' published definitions, and the code lists are this library's own.
//
// Spans of [Person]: "enrolled", "dual" and "thirdParty"; age needs the date of birth.
func IllustrativeTonsillectomy() Definition {
	const authority = "illustrative, after Ohio Medicaid and TennCare"
	post := []string{"post"}
	include := func(id string, windows []string, category Category, m Match) Inclusion {
		return Inclusion{ID: id, Windows: windows, Match: m, Effect: Include, Category: category}
	}
	outpatient := append(facilityLines(), Professional, Laboratory)
	return Definition{
		ID: "tonsillectomy", Name: "Tonsillectomy (illustrative)", Version: "illustrative", Authority: authority,
		Sets: []CodeSet{
			{Name: "illustrativeTonsillectomy", System: HCPCS, Codes: codeList("42820 42821 42825 42826")},
			{Name: "illustrativeThroat", System: ICD10CM, Codes: codeList("J02* J03* J35* J36* G4733 R0683")},
			{Name: "illustrativeThroat", System: ICD9CM, Codes: codeList("034* 462* 463* 474* 475* 32723 78609")},
			{Name: "illustrativeThroatComplication", System: ICD10CM, Codes: codeList("J95830 J95831 K91840 K91841 T8110* E86* R042 R110* R112")},
			{Name: "illustrativeThroatComplication", System: ICD9CM, Codes: codeList("99811 2765* 7847 7848 7863* 7870*")},
			{Name: "illustrativePalate", System: HCPCS, Codes: codeList("42145")},
			{Name: "illustrativeDifficult", System: ICD10CM, Codes: codeList("Q35-Q37* Q90* C00-C96* D57* D66* D67*")},
			{Name: "illustrativeDifficult", System: ICD9CM, Codes: codeList("749* 7580* 140-208* 2826* 2860* 2861*")},
		},
		Triggers: []Trigger{{Name: "surgery", Match: Match{Settings: []Setting{Professional}, All: []Test{inSet("illustrativeTonsillectomy")}, MinAmount: 1}}},
		Windows: []Window{
			{Name: "trigger", Start: dayAt(TriggerStart, 0), End: dayAt(TriggerEnd, 0)},
			{Name: "pre", Start: dayAt(TriggerStart, -30), End: dayAt(TriggerStart, -1)},
			{Name: "post", Start: dayAt(TriggerEnd, 1), End: dayAt(TriggerEnd, 30)},
		},
		Inclusion: []Inclusion{
			{ID: "fee", Match: Match{Settings: []Setting{Capitation, NursingHome, Dental}}, Effect: Exclude},
			include("surgery", []string{"trigger"}, Typical, Match{}),
			include("workUp", []string{"pre"}, Typical, Match{Settings: outpatient, All: []Test{inSet("illustrativeThroat")}}),
			include("complication", post, Complication, Match{Any: []Test{inSet("illustrativeThroatComplication")}}),
			include("stay", post, Complication, Match{Settings: stays(), All: []Test{inSet("illustrativeThroat")}}),
			include("followUp", post, Typical, Match{Settings: outpatient, All: []Test{inSet("illustrativeThroat")}}),
		},
		Exclusions: append(panel(authority),
			Exclusion{ID: "age", Kind: Clinical, Age: &Bounds{Min: atLeast(1).Min, Max: atMost(20).Max}},
			Exclusion{ID: "palate", Kind: Clinical, Claims: &Claims{Match: Match{Any: []Test{inSet("illustrativePalate")}}, Over: between(dayAt(TriggerStart, 0), dayAt(TriggerEnd, 0)), OwnClaims: true}},
			hasCondition("difficult", "illustrativeDifficult", between(dayAt(TriggerStart, -365), dayAt(EpisodeEnd, 0))),
			Exclusion{ID: "died", Kind: Clinical, Died: true},
			Exclusion{ID: "noPractitioner", Kind: Business, NoProvider: ByPractitioner},
		),
	}
}
