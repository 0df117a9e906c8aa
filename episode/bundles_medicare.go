package episode

import "strings"

// Building blocks of the Medicare definitions: BPCI Advanced, TEAM and CJR keep the
// same windows around a hospital stay or an outpatient procedure, and leave out care
// by lists.

// Names of the windows of the Medicare definitions.
const (
	anchorWindow    = "anchor"      // from the admission, or on the day of the procedure
	postWindow      = "post"        // from the day of discharge
	postEpisode     = "postEpisode" // behind the episode, apart from its cost
	lookbackWindow  = "lookback"
	eligibleWindow  = "eligible" // in which the coverage must hold
	dayBeforeWindow = "dayBefore"
	dischargeWindow = "discharge"
)

// codeList is a list of codes with spaces between them.
func codeList(text string) []string { return strings.Fields(text) }

func dayAt(at Reference, days int) Bound { return Bound{At: at, Days: days} }

func windowStart(name string) Bound { return Bound{At: WindowStart, Window: name} }
func windowEnd(name string) Bound   { return Bound{At: WindowEnd, Window: name} }

func between(from, to Bound) *Range { return &Range{From: from, To: to} }

func inSet(set string) Test        { return Test{Set: set} }
func principalIn(set string) Test  { return Test{Set: set, Position: Principal} }
func hasMark(words ...string) Test { return Test{System: Mark, Codes: words} }

func atLeast(n int) *Bounds { return &Bounds{Min: &n} }
func atMost(n int) *Bounds  { return &Bounds{Max: &n} }

// medicareWindows are the windows around an anchor: the anchor up to the day before
// the discharge, the days after it of which the day of discharge is the first, and 30
// days behind the episode that are kept apart from its cost.
func medicareWindows(days int) []Window {
	return []Window{
		{Name: anchorWindow, Start: dayAt(TriggerStart, 0), End: dayAt(TriggerEnd, -1), AtLeastOneDay: true},
		{Name: postWindow, Start: dayAt(TriggerEnd, 0), End: dayAt(TriggerEnd, days-1)},
		{Name: postEpisode, Start: Bound{At: WindowEnd, Window: postWindow, Days: 1}, End: Bound{At: WindowEnd, Window: postWindow, Days: 30},
			Use: Apart, Cut: []Cut{{On: Death}}},
		{Name: dischargeWindow, Start: dayAt(TriggerEnd, 0), End: dayAt(TriggerEnd, 0), Use: ForTests},
	}
}

// hospitalChain joins stays that follow by transfer on the day of discharge, of which
// the last gives the codes and the first the provider.
func hospitalChain() *Chain { return &Chain{Settings: []Setting{Inpatient, OtherInpatient}} }

// illustrativeName says of a rule that it is from no source.
func illustrativeName(id string) string {
	return "illustrative" + strings.ToUpper(id[:1]) + id[1:]
}

// facilityLines are the settings of outpatient claims of facilities.
func facilityLines() []Setting { return []Setting{Outpatient, ED, Observation} }

// partBLines are the settings of which the line's date decides and nothing is
// prorated.
func partBLines() []Setting {
	return append(facilityLines(), Professional, Laboratory, DME, Transport)
}

// medicareExclusions are the rules that leave care out by CMS's lists, and name makes
// their names.
func medicareExclusions(name func(string) string) []Inclusion {
	drugs := append(facilityLines(), Professional, DME)
	return []Inclusion{
		{ID: name("otherPayer"), Match: Match{All: []Test{hasMark("otherpayer")}}, Effect: Exclude},
		{ID: name("oncologyPayment"), Match: Match{All: []Test{inSet("oncologyPayment")}}, Effect: Exclude},
		{ID: name("choicesPayment"), Match: Match{Settings: []Setting{Hospice}, All: []Test{hasMark("mccm")}}, Effect: Exclude},
		{ID: name("passThrough"), Match: Match{Settings: append(facilityLines(), Professional), All: []Test{hasMark("passthrough")}}, Effect: Exclude},
		{ID: name("cardiacRehab"), Match: Match{Settings: facilityLines(), All: []Test{inSet("cardiacRehab")}}, Effect: Exclude},
		{ID: name("cardiacRehabPlace"), Match: Match{Settings: []Setting{Professional}, All: []Test{inSet("cardiacRehab"), inSet("cardiacRehabPlace")}}, Effect: Exclude},
		{ID: name("clottingFactor"), Match: Match{Settings: drugs, All: []Test{inSet("clottingFactor")}}, Effect: Exclude},
		{ID: name("partBDrug"), Match: Match{Settings: drugs, All: []Test{inSet("partBDrug")}}, Effect: Exclude},
	}
}

// medicareReadmission leaves out readmissions by CMS's list, with the physician lines
// inside them.
func medicareReadmission(id string) Inclusion {
	return Inclusion{ID: id, Windows: []string{postWindow, postEpisode},
		Match:  Match{Settings: []Setting{Inpatient, OtherInpatient}, Any: []Test{inSet("excludedReadmission"), inSet("excludedMDC"), inSet("illustrativeMDC")}},
		Effect: Exclude, Cascade: []Setting{Professional}}
}

// medicareAnchor includes what belongs to the anchor: its stays whole, the lines of
// its days, and on the day of discharge the lines from the hospital.
func medicareAnchor() []Inclusion {
	return []Inclusion{
		{ID: "dischargeDay", Windows: []string{dischargeWindow}, Effect: Include, Category: Typical, Book: anchorWindow,
			Match: Match{Settings: []Setting{Professional}, All: []Test{inSet("hospitalPlace")}, MinAmount: 1}},
		{ID: "anchorStay", Windows: []string{anchorWindow}, Effect: Include, Category: Typical,
			Match: Match{Settings: []Setting{Inpatient, OtherInpatient}, MinAmount: 1}},
		{ID: "anchorLine", Windows: []string{anchorWindow}, Effect: Include, Category: Typical,
			Match: Match{Settings: partBLines(), MinAmount: 1}},
	}
}

// medicareCare includes all other care of Parts A and B, and prorates what runs
// beyond a window.
func medicareCare() []Inclusion {
	include := func(id string, prorate Proration, m Match) Inclusion {
		m.MinAmount = 1
		return Inclusion{ID: id, Match: m, Effect: Include, Category: Typical, Prorate: prorate}
	}
	return []Inclusion{
		include("stay", ByGMLOS, Match{Settings: []Setting{Inpatient, LTCH, IRF}}),
		include("otherStay", PerDiem, Match{Settings: []Setting{OtherInpatient, IPF}}),
		include("homeHealthVisits", ByVisits, Match{Settings: []Setting{HomeHealth}, All: []Test{hasMark("lupa")}}),
		include("postAcute", PerDiem, Match{Settings: []Setting{SNF, HomeHealth, Hospice}}),
		include("line", Whole, Match{Settings: partBLines()}),
	}
}

// medicareSets are CMS's lists under the names that the rules use. Major diagnostic
// categories stand on a claim as the mark mdc02, mdc14, mdc15 or mdc25; without it the
// MS-DRG tells, by a list that CMS's workbooks do not have and that is illustrative.
func medicareSets(t bundleTable, telehealth bool) []CodeSet {
	const authority = "CMS Innovation Center, shadow bundles, medical code lists of " + bundleEdition
	var mdc, places []string
	for _, code := range t.lists["excluded-mdc"] {
		mdc = append(mdc, "mdc"+code)
	}
	for _, p := range t.places {
		if p.place != telehealthPlace || telehealth {
			places = append(places, p.place)
		}
	}
	return []CodeSet{
		{Name: "oncologyPayment", Authority: authority, System: HCPCS, Codes: append(t.lists["ocm-payment"], t.lists["eom-payment"]...)},
		{Name: "cardiacRehab", Authority: authority, System: HCPCS, Codes: t.lists["cardiac-rehab"]},
		{Name: "cardiacRehabPlace", Authority: authority, System: Place, Codes: places},
		{Name: "clottingFactor", Authority: authority, System: HCPCS, Codes: t.lists["clotting-factor"]},
		{Name: "partBDrug", Authority: authority, System: HCPCS, Codes: t.lists["excluded-part-b-drug"]},
		{Name: "excludedReadmission", Authority: authority, System: MSDRG, Codes: t.lists["excluded-readmission"]},
		{Name: "excludedMDC", Authority: authority, System: Mark, Codes: mdc},
		{Name: "illustrativeMDC", System: MSDRG,
			Codes: codeList("113-125 765-798 805-807 817-819 831-833 969-970 974-977")},
		{Name: "hospitalPlace", Authority: authority, System: Place, Codes: t.lists["discharge-day-place"]},
	}
}

// telehealthPlace is the place of service at which cardiac rehabilitation is left
// out from January 27, 2020 on.
const telehealthPlace = "02"
