package attribution

// codeGroup is what a primary care code asks for beyond its number.
type codeGroup int

const (
	anywhere  codeGroup = iota
	nursing             // not in a skilled nursing facility
	home                // place of service 12 for some years
	prolonged           // only with a base code that is itself primary care
	planning            // not during an inpatient stay, from 2021
	teaching            // only of electing teaching amendment hospitals
)

// codesSince is a list of codes and the first performance year in which they
// count. Once in, a code stays in every later list through 2025.
type codesSince struct {
	year  int
	group codeGroup
	codes []string
}

// msspCodes is the primary care codes of 42 CFR 425.400(c)(1), by the first
// performance year in which the code counts.
var msspCodes = []codesSince{
	{2012, anywhere, []string{"99201-99215", "G0402", "G0438", "G0439", "99319-99340"}},
	{2012, nursing, []string{"99304-99318"}},
	{2012, home, []string{"99341-99350"}},
	{2016, anywhere, []string{"99490", "99495", "99496"}},
	{2016, teaching, []string{"G0463"}},
	{2019, anywhere, []string{"99487", "99489", "99484", "99492-99494", "96160", "96161", "G0442", "G0443", "G0444", "G0506"}},
	{2019, prolonged, []string{"99354", "99355"}},
	{2019, planning, []string{"99497", "99498"}},
	{2021, anywhere, []string{"99421-99423", "99439", "99483", "99491", "G2010", "G2012", "G2058", "G2064", "G2065", "G2214"}},
	{2022, anywhere, []string{"99424-99427", "99437", "G2212", "G2252"}},
	{2023, anywhere, []string{"G0317", "G0318", "G3002", "G3003"}},
	{2024, anywhere, []string{"96202", "96203", "97550", "97551", "97552", "99406", "99407", "G0019", "G0022", "G0023", "G0024",
		"G0101", "G0136", "G2086", "G2087", "G2088", "G2211"}},
	{2025, anywhere, []string{"98016", "99452", "G0537-G0544", "G0556", "G0557", "G0558", "G0560"}},
}

// msspEmergency is the codes that count for every window that touches the COVID-19
// public health emergency (42 CFR 425.400(c)(2)), which began in January 2020; the
// telephone visits stay for as long as Medicare pays them.
var msspEmergency = []string{"99421-99423", "G2010", "G2012", "99441-99443"}

// msspCodesOf is the codes of a year in a group.
func msspCodesOf(year int, by Assignment, group codeGroup) []string {
	var codes []string
	for _, list := range msspCodes {
		if list.year <= year && list.group == group {
			codes = append(codes, list.codes...)
		}
	}
	// The first windows that touch the emergency: calendar 2020, and October 2019
	// through September 2020 for 2021.
	if group == anywhere && (year > 2020 || year == 2020 && by == Retrospective) {
		codes = append(codes, msspEmergency...)
	}
	return codes
}

// form is a kind of claim on which primary care services are billed.
type form struct {
	authority string
	bills     []string
	revenue   []string
	list      string
}

// msspForms are the claims by practitioners, by their specialty: 42 CFR 425.402(d)
// and specifications version 11, appendix D.
var msspForms = []form{
	{"42 CFR 425.402(b)", []string{professional}, nil, ""},
	{"42 CFR 425.402(d)", []string{"85"}, []string{"096X", "097X", "098X"}, ""}, // critical access hospitals, method II
	{"42 CFR 425.402(d)", []string{"13"}, nil, ETAList},
}

// msspServices are the primary care services of a year.
func msspServices(year int, by Assignment) []Service {
	var all []Service
	add := func(s Service) {
		s.Name = PrimaryCareService
		if len(s.Codes) > 0 || s.CountsAs != "" {
			all = append(all, s)
		}
	}
	for _, f := range msspForms {
		on := func(s Service) {
			s.Authority, s.Bills, s.Revenue, s.OnList = f.authority, f.bills, f.revenue, f.list
			add(s)
		}
		codes := func(g codeGroup) []string { return msspCodesOf(year, by, g) }
		on(Service{Codes: codes(anywhere)})
		nursing := Service{Codes: codes(nursing)}
		switch {
		case year >= 2019:
			nursing.NotDuring = []StayKind{SNF}
		case year >= 2017:
			nursing.NotPlaces = []string{"31"}
		}
		on(nursing)
		home := Service{Codes: codes(home)}
		if year >= 2019 && year <= 2022 {
			home.Places = []string{"12"}
		}
		on(home)
		on(Service{Codes: codes(prolonged), AddOnTo: PrimaryCareService})
		planning := Service{Codes: codes(planning)}
		if year >= 2021 {
			planning.NotDuring = []StayKind{Inpatient}
		}
		on(planning)
		if f.list == ETAList {
			on(Service{Codes: codes(teaching)})
		}
	}
	for _, s := range msspCenters(year, by) {
		add(s)
	}
	return all
}

// msspCenters are the services of federally qualified health centers (bill type 77)
// and rural health clinics (71), which count as those of primary care physicians,
// 42 CFR 425.404. To 2018 they need a primary care code, or at a clinic a revenue
// center, and a physician whom the ACO attested; from 2019 every service counts; from
// 2021 not the nursing facility codes during a stay in a skilled nursing facility.
func msspCenters(year int, by Assignment) []Service {
	const authority = "42 CFR 425.404(b)"
	centers := Service{Authority: authority, Bills: []string{"77", "71"}, CountsAs: PrimaryCarePhysician}
	nursing := msspCodesOf(year, by, nursing)
	switch {
	case year >= 2021:
		outside, inside := centers, centers
		outside.NotCodes = nursing
		inside.Codes, inside.NotDuring = nursing, []StayKind{SNF}
		return []Service{outside, inside}
	case year >= 2019:
		return []Service{centers}
	}
	coded, clinic := centers, centers
	coded.OnList, clinic.OnList = AttestedList, AttestedList
	coded.Codes = append(msspCodesOf(year, by, anywhere), msspCodesOf(year, by, home)...)
	clinic.Bills, clinic.Revenue = []string{"71"}, []string{"0521", "0522", "0524", "0525"}
	residents := coded
	residents.Codes = nursing
	if year >= 2017 {
		residents.NotPlaces = []string{"31"}
	}
	return []Service{coded, residents, clinic}
}
