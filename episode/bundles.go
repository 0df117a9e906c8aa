package episode

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The calendar years of [BPCIAdvanced].
const (
	firstBundleYear = 2018
	lastBundleYear  = 2024
)

// BPCIAdvanced is the 34 clinical episodes of the Bundled Payments for Care
// Improvement Advanced Model as CMS publishes them for its shadow bundles (CMS
// Innovation Center, CMMI-shadow-bundles, code lists of 2025-01-21): triggers,
// windows, exclusions and proration of 90-day episodes. The year, from 2018 to 2024,
// is the calendar year whose outpatient payment groups (APC) name the price cells of
// outpatient episodes; for telehealth it decides whether cardiac rehabilitation at
// that place is left out (from January 27, 2020; here from 2020 on).
//
// The subtype of an episode is CMS's category with its setting: "ip-A0010" is
// inpatient congestive heart failure, "op-P0002" outpatient back and neck, "ms-P0020"
// the lower joint of both settings. [BundleCategories] lists them. The cell is the
// MS-DRG, and "APC 5115" for an outpatient procedure; outpatient lower joints have the
// cell 470 and upper joints 483.
//
// The MS-DRG is that of fiscal year 2024: regroup claims of other years before. The
// setting of a claim tells an IPPS hospital ([Inpatient]) from critical access,
// emergency and veterans' hospitals ([OtherInpatient]). Amounts are standardised
// allowed amounts.
//
// Spans of [Person] that it reads: "enrolled" (Parts A and B without Part C), "esrd"
// and "otherPayer". Marks of [Claim]: "otherpayer" (another payer paid first), "lupa"
// (home health paid by the visit), "mccm" (Medicare Care Choices), "passthrough"
// (OPPS status indicator H), "globalsurg" (a physician line of a global surgery),
// "notj1" (an outpatient line that is not the highest-ranking primary service of its
// claim), and "mdc14" for a major diagnostic category. Where that mark is not given the
// MS-DRG tells the categories 02, 14, 15 and 25, by a list of this library, ILLUSTRATIVE
// and named so.
//
// Three things are not in it: an episode's risk, which is the program's; of a transfer
// the sum of the amounts, which the anchor window shows; and ties of outpatient lines
// beyond the amount.
func BPCIAdvanced(year int) (Definition, error) {
	if year < firstBundleYear || year > lastBundleYear {
		return Definition{}, fmt.Errorf("BPCI Advanced: known for %d to %d, not for %d", firstBundleYear, lastBundleYear, year)
	}
	t, err := readBundles(bundles20250121)
	if err != nil {
		return Definition{}, err
	}
	d := Definition{
		ID: "bpci-advanced", Name: "BPCI Advanced", Version: fmt.Sprintf("%d, code lists of %s", year, bundleEdition),
		Authority: "CMS Innovation Center, shadow bundles (BPCI Advanced Model Year 8)",
		Sets:      append(medicareSets(t, year >= 2020), bundleSets(t)...),
		Ties:      []Tie{BySetting, ByAmount},
		Windows:   bundleWindows(),
		Overlap: Overlap{Pairs: []Pair{
			{EarlierTriggers: codeList("ip-P0020 op-P0020"), LaterTriggers: codeList("ip-P0020 op-P0020"), Triggers: Same, Action: LastWins},
			{EarlierTriggers: codeList("ip-P0020 op-P0020"), LaterTriggers: codeList("ip-P0020 op-P0020"), Triggers: Different, DaysApart: 1, Action: LastWins},
			{EarlierTriggers: codeList("ip-P0023 op-P0023"), LaterTriggers: codeList("ip-A0031"), Action: LastWins},
		}},
		Inclusion:  bundleInclusion(),
		Exclusions: bundleExclusions(),
	}
	d.Triggers, d.Subtypes = bundleTriggers(t)
	d.Cells = bundleCells(t, year)
	return d, nil
}

// BundleCategory is a clinical episode category of [BPCIAdvanced].
type BundleCategory struct {
	Subtype     string // of the episodes: "ip-A0010"
	Name        string // "Congestive heart failure"
	ServiceLine string // the group of categories: "Cardiac Care"
	Surgical    bool   // whether CMS counts it as surgical
}

// BundleCategories lists the 34 clinical episode categories, in the order of their
// subtypes.
func BundleCategories() ([]BundleCategory, error) {
	t, err := readBundles(bundles20250121)
	if err != nil {
		return nil, err
	}
	var all []BundleCategory
	for _, c := range t.categories {
		all = append(all, BundleCategory{Subtype: c.subtype(), Name: c.name, ServiceLine: c.serviceLine, Surgical: c.surgical})
	}
	slices.SortFunc(all, func(a, b BundleCategory) int { return strings.Compare(a.Subtype, b.Subtype) })
	return slices.Compact(all), nil
}

// trigger is the name of a category's trigger, and of its codes.
func (c bundleCategory) trigger() string { return strings.ToLower(c.setting) + "-" + c.id }

func (c bundleCategory) subtype() string {
	if c.both {
		return "ms-" + c.id
	}
	return c.trigger()
}

// bundleSets are the lists that BPCI Advanced alone has.
func bundleSets(t bundleTable) []CodeSet {
	const authority = "CMS Innovation Center, shadow bundles, code lists of " + bundleEdition
	hospitals := slices.Concat(t.lists["cancer-hospital"], t.lists["excluded-provider"])
	var states []string
	for _, state := range t.lists["excluded-state"] {
		states = append(states, state+"*")
	}
	sets := []CodeSet{
		{Name: "edRevenue", Authority: authority, System: Revenue, Codes: t.lists["ed-revenue"]},
		{Name: "excludedHospital", Authority: authority, System: Facility, Codes: hospitals},
		{Name: "excludedState", Authority: authority, System: Facility, Codes: states},
		{Name: "ruralModel", Authority: authority, System: Facility, Codes: append(t.lists["rural-demonstration"], t.lists["rural-pennsylvania"]...)},
		{Name: "deceased", Authority: authority, System: Discharge, Codes: t.lists["excluded-status"]},
		{Name: "ibdDrug", Authority: authority, System: HCPCS, Codes: t.lists["ibd-drug-385"]}, // 386 and 387 have the same
		{Name: "tavrProcedure", Authority: authority, System: ICD10PCS, Codes: t.lists["tavr-ICD-10"]},
		{Name: "tavrProcedure", Authority: authority, System: ICD9Proc, Codes: t.lists["tavr-ICD-9"]},
		{Name: "upperJointProcedure", Authority: authority, System: ICD10PCS, Codes: t.lists["upper-joint-trigger"]},
	}
	for _, c := range t.categories {
		system := MSDRG
		if c.setting == "OP" {
			system = HCPCS
		}
		sets = append(sets, CodeSet{Name: c.trigger(), Authority: authority, System: system, Codes: c.codes})
	}
	return sets
}

// bundleTriggers are the triggers, inpatient ones first, and the subtypes they name.
func bundleTriggers(t bundleTable) (triggers []Trigger, subtypes []Label) {
	guards := map[string]string{"ip-A0031": "tavrProcedure", "ip-P0021": "upperJointProcedure"}
	for _, setting := range []string{"IP", "OP"} {
		for _, c := range t.categories {
			if c.setting != setting {
				continue
			}
			m := Match{All: []Test{inSet(c.trigger())}, MinAmount: 1}
			trigger := Trigger{Name: c.trigger()}
			if setting == "IP" {
				m.Settings = []Setting{Inpatient}
				trigger.Chain = hospitalChain()
			} else {
				m.Settings = facilityLines()
			}
			if guard := guards[c.trigger()]; guard != "" {
				m.All = append(m.All, inSet(guard))
			}
			trigger.Match = m
			triggers = append(triggers, trigger)
			m.MinAmount = 0
			subtypes = append(subtypes, Label{Name: c.subtype(), Match: m})
		}
	}
	return triggers, subtypes
}

// bundleCells name the prices: outpatient joints by the MS-DRG of the inpatient
// procedure, other outpatient procedures by the payment group of the year, and stays
// by their MS-DRG.
func bundleCells(t bundleTable, year int) []Label {
	cells := []Label{
		{Name: "470", Match: Match{Settings: facilityLines(), All: []Test{inSet("op-P0020")}}},
		{Name: "483", Match: Match{Settings: facilityLines(), All: []Test{inSet("op-P0021")}}},
	}
	groups := make(map[string][]string)
	for code, apc := range t.groups[year] {
		groups[apc] = append(groups[apc], code)
	}
	for _, apc := range slices.Sorted(maps.Keys(groups)) {
		slices.Sort(groups[apc])
		cells = append(cells, Label{Name: "APC " + apc, Match: Match{Settings: facilityLines(), All: []Test{{System: HCPCS, Codes: groups[apc]}}}})
	}
	return append(cells, Label{})
}

func bundleWindows() []Window {
	return append(medicareWindows(90),
		Window{Name: dayBeforeWindow, Start: dayAt(TriggerStart, -1), End: dayAt(TriggerStart, 0), Use: ForTests},
		Window{Name: lookbackWindow, Start: dayAt(TriggerStart, -180), End: dayAt(TriggerStart, -1), Use: ForTests},
		Window{Name: eligibleWindow, Start: dayAt(TriggerStart, -180), End: windowEnd(postWindow), Use: ForTests, Cut: []Cut{{On: Death}}},
	)
}

func bundleInclusion() []Inclusion {
	ed := Match{Settings: facilityLines(), All: []Test{inSet("edRevenue")}}
	edLine := ed
	edLine.MinAmount = 1
	before := []string{dayBeforeWindow}
	return slices.Concat(
		medicareExclusions(func(name string) string { return name }),
		[]Inclusion{
			{ID: "ibdDrug", Triggers: codeList("ip-A0032"), Effect: Exclude,
				Match: Match{Settings: append(facilityLines(), Professional, DME), All: []Test{inSet("ibdDrug")}}},
			{ID: "edBefore", Windows: before, Match: edLine, Effect: Include, Category: Typical, Book: anchorWindow},
			{ID: "edPhysicianBefore", Windows: before, SameDay: &ed, Effect: Include, Category: Typical, Book: anchorWindow,
				Match: Match{Settings: []Setting{Professional}, All: []Test{{System: Place, Codes: codeList("23")}}, MinAmount: 1}},
			{ID: "globalSurgery", Windows: before, Effect: Include, Category: Typical, Book: anchorWindow,
				Match: Match{Settings: []Setting{Professional}, All: []Test{hasMark("globalsurg")}, MinAmount: 1}},
		},
		medicareAnchor(),
		[]Inclusion{
			medicareReadmission("readmission"),
			{ID: "tavrInPCI", Triggers: codeList("ip-P0023 op-P0023"), Windows: []string{postWindow}, Effect: Exclude, Cascade: []Setting{Professional},
				Match: Match{Settings: []Setting{Inpatient}, All: []Test{inSet("ip-A0031"), inSet("tavrProcedure")}}},
		},
		medicareCare(),
	)
}

// bundleExclusions drop a candidate before overlap is resolved.
func bundleExclusions() []Exclusion {
	eligible := between(windowStart(eligibleWindow), windowEnd(eligibleWindow))
	anchor := between(dayAt(TriggerStart, 0), dayAt(TriggerEnd, 0))
	claim := func(id string, kind ExclusionKind, m Match) Exclusion {
		return Exclusion{ID: id, Kind: kind, Trigger: &m}
	}
	all := []Exclusion{
		{ID: "notEnrolled", Kind: Eligibility, NotCovered: "enrolled", Over: eligible},
		{ID: "esrd", Kind: Eligibility, Touched: "esrd", Over: eligible},
		{ID: "otherPayer", Kind: Eligibility, Touched: "otherPayer", Over: eligible},
		claim("otherPayerPaid", Eligibility, Match{All: []Test{hasMark("otherpayer")}}),
		{ID: "died", Kind: Clinical, Died: true, Over: anchor},
		claim("deceased", Clinical, Match{All: []Test{inSet("deceased")}}),
		{ID: "longStay", Kind: Business, StayDays: atMost(59)},
		claim("excludedHospital", Business, Match{All: []Test{inSet("excludedHospital")}}),
		claim("otherHospital", Business, Match{Settings: []Setting{OtherInpatient}}),
		claim("excludedState", Business, Match{All: []Test{inSet("excludedState")}}),
		claim("ruralModel", Business, Match{All: []Test{inSet("ruralModel")}}),
		claim("excludedMDC", Clinical, Match{Any: []Test{inSet("excludedMDC"), inSet("illustrativeMDC"), inSet("excludedReadmission")}}),
		claim("notPrimary", Business, Match{All: []Test{hasMark("notj1")}}),
	}
	for i := range all {
		all[i].BeforeOverlap = true
	}
	return all
}
