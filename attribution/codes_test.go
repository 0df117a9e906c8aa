package attribution_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

// Each primary care code of 42 CFR 425.400(c)(1) and the first performance year in
// which it counts under retrospective assignment; 0 never.
func TestMSSPCodesByYear(t *testing.T) {
	tests := []struct {
		first int
		codes []string
	}{
		{2012, []string{"99201", "99202", "99205", "99211", "99215", "99304", "99310", "99315", "99316", "99318", "99324", "99328",
			"99334", "99337", "99339", "99340", "99341", "99345", "99347", "99350", "G0402", "G0438", "G0439"}},
		{2016, []string{"99490", "99495", "99496"}},
		{2019, []string{"99487", "99489", "99484", "99492", "99493", "99494", "96160", "96161", "G0442", "G0443", "G0444", "G0506",
			"99354", "99355", "99497", "99498"}},
		{2020, []string{"99421", "99422", "99423", "G2010", "G2012", "99441", "99442", "99443"}}, // the public health emergency
		{2021, []string{"99439", "99483", "99491", "G2058", "G2064", "G2065", "G2214"}},
		{2022, []string{"99424", "99425", "99426", "99427", "99437", "G2212", "G2252"}},
		{2023, []string{"G0317", "G0318", "G3002", "G3003"}},
		{2024, []string{"96202", "96203", "97550", "97551", "97552", "99406", "99407", "G0019", "G0022", "G0023", "G0024", "G0101",
			"G0136", "G2086", "G2087", "G2088", "G2211"}},
		{2025, []string{"98016", "99452", "G0537", "G0538", "G0539", "G0540", "G0541", "G0542", "G0543", "G0544", "G0556", "G0557",
			"G0558", "G0560"}},
		{0, []string{"99200", "99216", "99281", "99303", "99351", "99356", "G0463", "G0401", "G0440", "G0545", "G0559", "98015", "99420", "99444"}},
	}
	for year := 2012; year <= 2025; year++ {
		a := attributor(t, mssp(t, year, attribution.Retrospective), roster(), apm.CalendarYear(year))
		for _, tt := range tests {
			for _, c := range tt.codes {
				m := fully(line(acoTIN, pcp, fmt.Sprintf("%d-06-15", year), "100", place("12"), code(c), claim("C")))
				if c == "99354" || c == "99355" { // with a base, whose amount is told apart
					m.Lines = append(m.Lines, line(acoTIN, pcp, fmt.Sprintf("%d-06-15", year), "1", claim("C")))
				}
				want := tt.first != 0 && year >= tt.first
				if got := attribute(t, a, m).Total >= 10000; got != want {
					t.Errorf("%s in %d counts: %v, want %v", c, year, got, want)
				}
			}
		}
	}
}

// Specialties, by the group of 42 CFR 425.20 and 425.402 that they are in.
func TestMSSPSpecialties(t *testing.T) {
	groups := map[string][]string{
		"physician":    {"01", "08", "11", "38"},
		"practitioner": {"50", "89", "97"},
		"specialist": {"06", "12", "13", "16", "23", "25", "26", "27", "29", "39", "46", "70", "79", "82", "83", "84", "86",
			"90", "98"},
	}
	in := func(group, s string) bool {
		for _, x := range groups[group] {
			if x == s {
				return true
			}
		}
		return false
	}
	for _, year := range []int{2012, 2015, 2016, 2024} {
		a := attributor(t, mssp(t, year, attribution.Retrospective), roster(), apm.CalendarYear(year))
		for i := range 100 {
			s := fmt.Sprintf("%02d", i)
			want := ""
			switch {
			case in("physician", s), s == "37" && year >= 2016:
				want = "Alder ACO, step 1"
			case in("practitioner", s):
				want = ", step 1" // without a physician the pre-step fails
			case in("specialist", s):
				want = "Alder ACO, step 2"
			default:
				want = ", "
			}
			r := attribute(t, a, fully(line(acoTIN, s, fmt.Sprintf("%d-06-15", year), "100")))
			if got := r.Organization + ", " + r.Step; got != want {
				t.Errorf("specialty %s in %d: %q, want %q", s, year, got, want)
			}
		}
	}
}

// Windows of 42 CFR 425.400(a)(2)-(3): first and last day on which a service counts.
func TestMSSPWindows(t *testing.T) {
	tests := []struct {
		name        string
		year        int
		by          attribution.Assignment
		window      string
		first, last string // of all services, the longest look-back included
	}{
		{"retrospective", 2024, attribution.Retrospective, "2024-01-01/2024-12-31", "2024-01-01", "2024-12-31"},
		{"retrospective, 24 months in step 3", 2025, attribution.Retrospective, "2025-01-01/2025-12-31", "2024-01-01", "2025-12-31"},
		{"prospective", 2024, attribution.Prospective, "2022-10-01/2023-09-30", "2022-10-01", "2023-09-30"},
		{"prospective, 24 months in step 3", 2025, attribution.Prospective, "2023-10-01/2024-09-30", "2022-10-01", "2024-09-30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := attributor(t, mssp(t, tt.year, tt.by), roster(), apm.CalendarYear(tt.year))
			want := []string{tt.window, tt.first + "/" + tt.last}
			if diff := cmp.Diff(want, []string{a.Window().String(), a.Span().String()}); diff != "" {
				t.Error(diff)
			}
			for _, day := range []apm.Date{date(tt.window[:10]), date(tt.window[11:])} {
				if !attribute(t, a, fully(line(acoTIN, pcp, day.String(), "100"))).Assigned() {
					t.Errorf("%s does not count", day)
				}
			}
			for _, day := range []apm.Date{date(tt.first).AddDays(-1), date(tt.last).AddDays(1)} {
				if r := attribute(t, a, fully(line(acoTIN, pcp, day.String(), "100"))); r.Lines.Used.Lines != 0 {
					t.Errorf("%s counts", day)
				}
			}
		})
	}
}

func TestUnknownYears(t *testing.T) {
	_, err1 := attribution.MSSP(2011, attribution.Retrospective)
	_, err2 := attribution.MSSP(2026, attribution.Retrospective)
	_, err3 := attribution.MSSP(2015, attribution.Prospective)
	_, err4 := attribution.MSSP(2024, "sometimes")
	claims := attribution.OpenPrimaryCare(attribution.OpenTerms{})
	claims.Window = attribution.Window{Months: 24, Lead: 6}
	_, err5 := attribution.REACH(2027, attribution.REACHProspective, claims)
	_, err6 := attribution.REACH(2024, "now", claims)
	_, err7 := attribution.REACH(2024, attribution.REACHProspective, attribution.OpenPrimaryCare(attribution.OpenTerms{}))
	_, err8 := attribution.REACHMinimum(2022, attribution.Standard)
	_, err9 := attribution.REACHMinimum(2024, "large")
	want := []string{
		"MSSP: known for performance years 2012 to 2025, not for 2011",
		"MSSP: known for performance years 2012 to 2025, not for 2026",
		"no prospective MSSP assignment for 2015 (known: 2016 to 2025)",
		`no MSSP assignment methodology "sometimes" (known: retrospective, prospective)`,
		"REACH: known for performance years 2021 to 2026, not for 2027",
		`no REACH timing "now" (known: prospective, prospectivePlus)`,
		"window: REACH aligns before the performance year, so the window needs lead or prior",
		"no REACH minimum for 2022 (known: 2023 to 2026)",
		`no REACH type "large" (known: standard, newEntrant, highNeeds)`,
	}
	for i, err := range []error{err1, err2, err3, err4, err5, err6, err7, err8, err9} {
		if err == nil || err.Error() != want[i] {
			t.Errorf("got %v, want %s", err, want[i])
		}
	}
}

func TestREACHMinimum(t *testing.T) {
	for kind, want := range map[attribution.REACHType][4]int{
		attribution.Standard: {5000, 5000, 5000, 5000}, attribution.NewEntrant: {2000, 3000, 4000, 5000}, attribution.HighNeeds: {500, 750, 1000, 1250},
	} {
		for i, n := range want {
			if got, err := attribution.REACHMinimum(2023+i, kind); err != nil || got != n {
				t.Errorf("%s %d: %d %v, want %d", kind, 2023+i, got, err, n)
			}
		}
	}
}

// Prospective Plus adds by voluntary alignment from the next quarter on.
func TestREACHTiming(t *testing.T) {
	claims := attribution.OpenPrimaryCare(attribution.OpenTerms{})
	claims.Window = attribution.Window{Months: 24, Lead: 6}
	tests := []struct {
		name    string
		timing  attribution.REACHTiming
		elected string
		from    string
		months  int
	}{
		{"before the year", attribution.REACHProspective, "2023-12-31", "2024-01-01", 12},
		{"in the year, prospective", attribution.REACHProspective, "2024-01-01", "", 0},
		{"before the year, plus", attribution.REACHProspectivePlus, "2023-12-31", "2024-01-01", 12},
		{"before the second quarter", attribution.REACHProspectivePlus, "2024-03-31", "2024-04-01", 9},
		{"in the second quarter", attribution.REACHProspectivePlus, "2024-04-01", "2024-07-01", 6},
		{"before the fourth quarter", attribution.REACHProspectivePlus, "2024-09-30", "2024-10-01", 3},
		{"in the fourth quarter", attribution.REACHProspectivePlus, "2024-10-01", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := attribution.REACH(2024, tt.timing, claims)
			if err != nil {
				t.Fatal(err)
			}
			a := attributor(t, m, roster(), apm.CalendarYear(2024))
			r := attribute(t, a, attribution.Member{Person: attribution.Person{
				Elections: []attribution.Election{{Organization: "Birch ACO", Period: apm.Period{From: date(tt.elected)}}}}})
			if r.Period.From.String() != tt.from || r.Months != tt.months || r.Assigned() != (tt.months > 0) {
				t.Errorf("%v from %s, %d months", r, r.Period.From, r.Months)
			}
		})
	}
}
