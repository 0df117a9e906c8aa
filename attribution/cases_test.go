package attribution_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

func date(s string) apm.Date      { return apm.MustParseDate(s) }
func dollars(s string) apm.Cents  { return apm.MustParseCents(s) }
func span(s string) apm.Period    { return apm.MustParsePeriod(s) }
func tin(v string) attribution.ID { return attribution.ID{Kind: attribution.TIN, Value: v} }
func ccn(v string) attribution.ID { return attribution.ID{Kind: attribution.CCN, Value: v} }
func npi(v string) attribution.ID { return attribution.ID{Kind: attribution.NPI, Value: v} }

// The identifiers of the worked cases: two ACOs of two TINs each, the second with a
// CCN; everyone else is outside.
const (
	acoTIN, acoTIN2 = "100000001", "100000002"
	rivalTIN        = "200000001"
	rivalCCN        = "070001"
	otherTIN        = "900000001"
	thirdTIN        = "900000002"
	otherCCN        = "090001"
	etaCCN          = "070099"
)

func roster() attribution.Roster {
	return attribution.Roster{
		Participants: []attribution.Participant{
			{ID: tin(acoTIN), Organization: "Alder ACO"},
			{ID: tin(acoTIN2), Organization: "Alder ACO"},
			{ID: tin(rivalTIN), Organization: "Birch ACO"},
			{ID: ccn(rivalCCN), Organization: "Birch ACO"},
			{ID: ccn(etaCCN), Organization: "Birch ACO"},
		},
		Lists: []attribution.List{
			{Name: attribution.ETAList, IDs: []attribution.ID{ccn(etaCCN)}},
			{Name: attribution.AttestedList, IDs: []attribution.ID{npi("1000000001")}},
		},
	}
}

// line is a professional service of a specialty: 99213 unless changed.
func line(tin, specialty, day, allowed string, change ...func(*attribution.Line)) attribution.Line {
	l := attribution.Line{TIN: tin, Specialty: specialty, Code: "99213", From: date(day), Allowed: dollars(allowed)}
	for _, c := range change {
		c(&l)
	}
	return l
}

func code(c string) func(*attribution.Line)  { return func(l *attribution.Line) { l.Code = c } }
func place(p string) func(*attribution.Line) { return func(l *attribution.Line) { l.Place = p } }
func claim(c string) func(*attribution.Line) { return func(l *attribution.Line) { l.Claim = c } }
func facility(ccn, bill, revenue string) func(*attribution.Line) {
	return func(l *attribution.Line) { l.TIN, l.CCN, l.BillType, l.Revenue = "", ccn, bill, revenue }
}
func rendered(npi string) func(*attribution.Line) { return func(l *attribution.Line) { l.NPI = npi } }

// enrolled is coverage by Parts A and B, and residence, for the months between two
// dates.
func enrolled(from, to string, c ...attribution.Coverage) []attribution.Month {
	coverage := attribution.PartA | attribution.PartB | attribution.Resident
	if len(c) > 0 {
		coverage = c[0]
	}
	var months []attribution.Month
	for d := date(from); d <= date(to); d = d.AddMonths(1) {
		months = append(months, attribution.Month{Month: d, Coverage: coverage})
	}
	return months
}

func mssp(t testing.TB, year int, by attribution.Assignment) attribution.Method {
	t.Helper()
	m, err := attribution.MSSP(year, by)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func attributor(t testing.TB, m attribution.Method, r attribution.Roster, period apm.Period) *attribution.Attributor {
	t.Helper()
	a, err := attribution.New(m, r, period)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func attribute(t testing.TB, a *attribution.Attributor, m attribution.Member) attribution.Result {
	t.Helper()
	r, err := a.Attribute(m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// fully is someone covered for all of 2016 to 2026.
func fully(lines ...attribution.Line) attribution.Member {
	return attribution.Member{
		Person: attribution.Person{ID: "M1", Enrollment: enrolled("2010-01-01", "2026-12-01")},
		Lines:  lines,
	}
}

type outcome struct {
	Organization, Step, Winner string
	Total, RunnerUp            int64
	Reason                     attribution.Reason
}

func outcomeOf(r attribution.Result) outcome {
	return outcome{r.Organization, r.Step, r.Winner.String(), r.Total, r.RunnerUpTotal, r.Reason}
}

const (
	pcp, np, cardiology, psychiatry, surgery = "08", "50", "06", "26", "02"
)

// The cases of one beneficiary under retrospective MSSP assignment. D12 to D17 are
// derived from the text of 42 CFR 425.402.
func TestMSSPSteps(t *testing.T) {
	tests := []struct {
		name  string
		year  int
		lines []attribution.Line
		want  outcome
	}{
		{"425.402(b)(3) D12: physician and nurse practitioner pool", 2024, []attribution.Line{
			line(acoTIN, pcp, "2024-03-01", "100"), line(acoTIN2, np, "2024-04-01", "60"), line(otherTIN, pcp, "2024-05-01", "150"),
		}, outcome{"Alder ACO", "step 1", "Alder ACO", 16000, 15000, ""}},
		{"425.402(b)(4) D13: step 2 stays closed after step 1", 2024, []attribution.Line{
			line(acoTIN, pcp, "2024-03-01", "100"), line(otherTIN, pcp, "2024-05-01", "150"), line(acoTIN, cardiology, "2024-06-01", "500"),
		}, outcome{"", "step 1", "tin " + otherTIN, 15000, 10000, attribution.Outside}},
		{"425.402(b)(4) D14: step 2 without any primary care", 2024, []attribution.Line{
			line(acoTIN, cardiology, "2024-03-01", "90"), line(otherTIN, cardiology, "2024-05-01", "80"),
		}, outcome{"Alder ACO", "step 2", "Alder ACO", 9000, 8000, ""}},
		{"425.402(b)(1) D15: no physician of the ACO, 2024", 2024, []attribution.Line{
			line(acoTIN, np, "2024-03-01", "200"),
		}, outcome{"", "step 1", "Alder ACO", 20000, 0, attribution.TestNotMet}},
		{"425.402(b)(5) D16: step 3 of 2025", 2025, []attribution.Line{
			line(acoTIN, np, "2025-03-01", "200"), line(acoTIN, pcp, "2024-10-15", "50"), line(otherTIN, pcp, "2024-05-01", "180"),
		}, outcome{"Alder ACO", "step 3", "Alder ACO", 25000, 18000, ""}},
		{"425.402(b)(5): no physician in 24 months", 2025, []attribution.Line{
			line(acoTIN, np, "2025-03-01", "200"), line(acoTIN, pcp, "2023-12-31", "50"),
		}, outcome{"", "step 1", "Alder ACO", 20000, 0, attribution.TestNotMet}},
		{"425.402(b)(5): no practitioner in 12 months", 2025, []attribution.Line{
			line(acoTIN, np, "2024-03-01", "200"), line(acoTIN, pcp, "2024-10-15", "50"),
		}, outcome{"", "step 3", "Alder ACO", 25000, 0, attribution.TestNotMet}},
		{"425.402(b)(5): not before 2025", 2024, []attribution.Line{
			line(acoTIN, np, "2024-03-01", "200"), line(acoTIN, pcp, "2023-10-15", "50"),
		}, outcome{"", "step 1", "Alder ACO", 20000, 0, attribution.TestNotMet}},
		{"V11 2.3.3 D17: a tie goes to the most recent", 2024, []attribution.Line{
			line(acoTIN, pcp, "2024-03-03", "100"), line(otherTIN, pcp, "2024-11-08", "100"),
		}, outcome{"", "step 1", "tin " + otherTIN, 10000, 10000, attribution.Outside}},
		{"V11 2.3.3: still tied, the most recent specialist", 2024, []attribution.Line{
			line(acoTIN, pcp, "2024-03-03", "100"), line(otherTIN, pcp, "2024-03-03", "100"),
			line(acoTIN, cardiology, "2024-02-02", "1"), line(otherTIN, cardiology, "2024-02-01", "900"),
		}, outcome{"Alder ACO", "step 1", "Alder ACO", 10000, 10000, ""}},
		{"425.402(b)(1): the pre-step is passed by a specialist", 2024, []attribution.Line{
			line(acoTIN, np, "2024-03-01", "200"), line(acoTIN2, psychiatry, "2024-03-02", "1"),
		}, outcome{"Alder ACO", "step 1", "Alder ACO", 20000, 0, ""}},
		{"425.402(b)(1): another ACO's pre-step does not help", 2024, []attribution.Line{
			line(acoTIN, np, "2024-03-01", "200"), line(rivalTIN, pcp, "2024-03-02", "1"),
		}, outcome{"", "step 1", "Alder ACO", 20000, 100, attribution.TestNotMet}},
		{"1.5: a specialty that is not listed counts nowhere", 2024, []attribution.Line{
			line(acoTIN, surgery, "2024-03-01", "200"),
		}, outcome{"", "", "", 0, 0, attribution.NoService}},
		{"1.5: claims without a billing entity do not compete", 2024, []attribution.Line{
			line("", pcp, "2024-03-01", "900"), line(acoTIN, pcp, "2024-03-01", "1"),
		}, outcome{"Alder ACO", "step 1", "Alder ACO", 100, 0, ""}},
		{"1.2: a service before the window", 2024, []attribution.Line{
			line(acoTIN, pcp, "2023-12-31", "200"), line(otherTIN, pcp, "2024-01-01", "1"),
		}, outcome{"", "step 1", "tin " + otherTIN, 100, 0, attribution.Outside}},
		{"a reversed service makes nobody a candidate", 2024, []attribution.Line{
			line(acoTIN, pcp, "2024-03-01", "100"), line(acoTIN, pcp, "2024-03-01", "-100"), line(acoTIN, np, "2024-03-01", "30", code("99214")),
		}, outcome{"", "step 1", "Alder ACO", 3000, 0, attribution.TestNotMet}},
		{"a lowered service still counts", 2024, []attribution.Line{
			line(acoTIN, pcp, "2024-03-01", "100"), line(acoTIN, pcp, "2024-03-01", "-40"),
		}, outcome{"Alder ACO", "step 1", "Alder ACO", 6000, 0, ""}},
		{"425.402(d): an outside CCN competes alone", 2024, []attribution.Line{
			line(acoTIN, pcp, "2024-03-01", "100"), line("", "", "2024-03-02", "120", facility(otherCCN, "771", "0521"), code("")),
		}, outcome{"", "step 1", "ccn " + otherCCN, 12000, 10000, attribution.Outside}},
		{"425.404(b): every service of a health center is primary care by a physician", 2024, []attribution.Line{
			line("", "", "2024-03-02", "120", facility(rivalCCN, "771", ""), code("D0120")),
		}, outcome{"Birch ACO", "step 1", "Birch ACO", 12000, 0, ""}},
		{"425.404(b): and of a rural health clinic", 2019, []attribution.Line{
			line("", "", "2019-03-02", "120", facility(rivalCCN, "0711", ""), code("")),
		}, outcome{"Birch ACO", "step 1", "Birch ACO", 12000, 0, ""}},
		{"1.4: before 2019 a health center needs a code and an attested physician", 2018, []attribution.Line{
			line("", "", "2018-03-02", "120", facility(rivalCCN, "771", ""), rendered("1000000001")),
			line("", "", "2018-03-03", "500", facility(rivalCCN, "771", ""), rendered("1000000002")),
			line("", "", "2018-03-04", "700", facility(rivalCCN, "771", "0521"), rendered("1000000001"), code("D0120")),
		}, outcome{"Birch ACO", "step 1", "Birch ACO", 12000, 0, ""}},
		{"1.4: a rural health clinic by revenue center, to 2018", 2018, []attribution.Line{
			line("", "", "2018-03-02", "120", facility(rivalCCN, "711", "0521"), rendered("1000000001"), code("")),
			line("", "", "2018-03-02", "500", facility(rivalCCN, "711", "0523"), rendered("1000000001"), code("")),
		}, outcome{"Birch ACO", "step 1", "Birch ACO", 12000, 0, ""}},
		{"1.4: method II critical access hospital, by specialty", 2024, []attribution.Line{
			line("", pcp, "2024-03-02", "120", facility(rivalCCN, "851", "0962")),
			line("", pcp, "2024-03-03", "500", facility(rivalCCN, "851", "0510")),
			line("", surgery, "2024-03-03", "700", facility(rivalCCN, "851", "0981")),
		}, outcome{"Birch ACO", "step 1", "Birch ACO", 12000, 0, ""}},
		{"1.4: electing teaching hospital, G0463", 2024, []attribution.Line{
			line("", pcp, "2024-03-02", "120", facility(etaCCN, "131", "0510"), code("G0463")),
			line("", pcp, "2024-03-02", "500", facility(rivalCCN, "131", "0510"), code("G0463")),
			line(rivalTIN, pcp, "2024-03-02", "700", code("G0463")),
		}, outcome{"Birch ACO", "step 1", "Birch ACO", 12000, 0, ""}},
		{"1.7: an add-on counts with a primary care base", 2024, []attribution.Line{
			line(acoTIN, pcp, "2024-03-02", "100", claim("C1")), line(acoTIN, pcp, "2024-03-02", "40", claim("C1"), code("99354")),
			line(acoTIN, pcp, "2024-03-02", "900", claim("C2"), code("99355")),
		}, outcome{"Alder ACO", "step 1", "Alder ACO", 14000, 0, ""}},
		{"1.7: an add-on without claims, by practitioner and day", 2024, []attribution.Line{
			line(acoTIN, pcp, "2024-03-02", "100", rendered("1")), line(acoTIN, pcp, "2024-03-02", "40", rendered("1"), code("99354")),
			line(acoTIN, pcp, "2024-03-02", "900", rendered("2"), code("99354")),
		}, outcome{"Alder ACO", "step 1", "Alder ACO", 14000, 0, ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := attributor(t, mssp(t, tt.year, attribution.Retrospective), roster(), apm.CalendarYear(tt.year))
			if diff := cmp.Diff(tt.want, outcomeOf(attribute(t, a, fully(tt.lines...)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Where a code counts only in some places: 425.400(c)(1).
func TestMSSPPlaces(t *testing.T) {
	stay := func(kind attribution.StayKind, from, to string) []attribution.Stay {
		return []attribution.Stay{{Kind: kind, From: date(from), To: date(to)}}
	}
	center := facility(rivalCCN, "771", "0521")
	tests := []struct {
		name   string
		year   int
		change []func(*attribution.Line)
		stays  []attribution.Stay
		counts bool
	}{
		{"nursing code, place 31, 2016", 2016, []func(*attribution.Line){code("99308"), place("31")}, nil, true},
		{"nursing code, place 31, 2017", 2017, []func(*attribution.Line){code("99308"), place("31")}, nil, false},
		{"nursing code, place 32, 2018", 2018, []func(*attribution.Line){code("99308"), place("32")}, nil, true},
		{"nursing code, place 31, 2019", 2019, []func(*attribution.Line){code("99308"), place("31")}, nil, true},
		{"nursing code, stay, 2018", 2018, []func(*attribution.Line){code("99308")}, stay(attribution.SNF, "2018-06-15", "2018-06-15"), true},
		{"nursing code, stay ends that day, 2019", 2019, []func(*attribution.Line){code("99308")}, stay(attribution.SNF, "2019-06-01", "2019-06-15"), false},
		{"nursing code, stay starts that day, 2019", 2019, []func(*attribution.Line){code("99308")}, stay(attribution.SNF, "2019-06-15", "2019-06-20"), false},
		{"nursing code, stay ended the day before", 2019, []func(*attribution.Line){code("99308")}, stay(attribution.SNF, "2019-06-01", "2019-06-14"), true},
		{"nursing code, inpatient stay", 2024, []func(*attribution.Line){code("99308")}, stay(attribution.Inpatient, "2024-06-01", "2024-06-20"), true},
		{"office code during a stay", 2024, nil, stay(attribution.SNF, "2024-06-01", "2024-06-20"), true},
		{"nursing code of a center, stay, 2020", 2020, []func(*attribution.Line){code("99308"), center}, stay(attribution.SNF, "2020-06-01", "2020-06-20"), true},
		{"nursing code of a center, stay, 2021", 2021, []func(*attribution.Line){code("99308"), center}, stay(attribution.SNF, "2021-06-01", "2021-06-20"), false},
		{"other code of a center, stay, 2021", 2021, []func(*attribution.Line){center}, stay(attribution.SNF, "2021-06-01", "2021-06-20"), true},
		{"home code, no place, 2018", 2018, []func(*attribution.Line){code("99348")}, nil, true},
		{"home code, no place, 2019", 2019, []func(*attribution.Line){code("99348")}, nil, false},
		{"home code, place 12, 2019", 2019, []func(*attribution.Line){code("99348"), place("12")}, nil, true},
		{"home code, place 11, 2022", 2022, []func(*attribution.Line){code("99348"), place("11")}, nil, false},
		{"home code, place 11, 2023", 2023, []func(*attribution.Line){code("99348"), place("11")}, nil, true},
		{"care planning, inpatient stay, 2020", 2020, []func(*attribution.Line){code("99497")}, stay(attribution.Inpatient, "2020-06-10", "2020-06-20"), true},
		{"care planning, inpatient stay, 2021", 2021, []func(*attribution.Line){code("99498")}, stay(attribution.Inpatient, "2021-06-10", "2021-06-20"), false},
		{"care planning, nursing stay, 2021", 2021, []func(*attribution.Line){code("99497")}, stay(attribution.SNF, "2021-06-10", "2021-06-20"), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := attributor(t, mssp(t, tt.year, attribution.Retrospective), roster(), apm.CalendarYear(tt.year))
			m := fully(line(rivalTIN, pcp, fmt.Sprintf("%d-06-15", tt.year), "100", tt.change...))
			m.Stays = tt.stays
			if got := attribute(t, a, m).Assigned(); got != tt.counts {
				t.Errorf("assigned: %v, want %v", got, tt.counts)
			}
		})
	}
}
