package attribution_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/shopspring/decimal"
)

type fataler interface {
	Helper()
	Fatal(...any)
}

func roundTrip(t fataler, m attribution.Method) {
	t.Helper()
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := attribution.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, got); diff != "" {
		t.Fatal(diff)
	}
}

// Methods that are refused, and every problem that is reported.
func TestHostileMethods(t *testing.T) {
	tests := []struct {
		name   string
		change func(*attribution.Method)
		want   string
	}{
		{"no services", func(m *attribution.Method) { m.Services = nil },
			"services: a method needs a service that qualifies\nsteps[0].services[0]: no service has the name \"any\""},
		{"no steps", func(m *attribution.Method) { m.Steps = nil }, "steps: a method needs a step"},
		{"words", func(m *attribution.Method) {
			m.Date, m.Shared, m.Reversals, m.Identity = "paid", "split", "ignore", []attribution.IDKind{"ssn", attribution.TIN, attribution.TIN}
		}, "date: unknown word \"paid\" (known: from, through)\nshared: unknown word \"split\" (known: refuse, drop)\n" +
			"reversals: unknown word \"ignore\" (known: cancel, sum)\nidentity[0]: unknown word \"ssn\" (known: tin, ccn, npi)\nidentity[2]: \"tin\" stands twice"},
		{"window", func(m *attribution.Method) { m.Window = attribution.Window{Lead: -1, Prior: true} },
			"window.lead: -1 is outside 0 to 1200\nwindow.months: a window before the period needs a length"},
		{"elections", func(m *attribution.Method) {
			m.Elections = []attribution.ElectionRule{{Name: "choice", Specialties: append(make([]string, 1), slices.Repeat([]string{"08"}, 10000)...)}}
		}, "elections[0].specialties[0]: is empty\nelections[0].specialties: more than 10000 specialties in all"},
		{"codes", func(m *attribution.Method) {
			m.Services[0].Codes = []string{"9921x!", "99215-99211", "99215-G0438", "99215-992", "1-2000000"}
			m.Services[0].NotCodes = []string{""}
		}, `services[0].codes[0]: "9921x!": want a code such as 99213 or a range such as 99202-99205
services[0].codes[1]: "99215-99211": the range runs backwards
services[0].codes[2]: "99215-G0438": the ends of a range have the same length and differ only in digits at their end
services[0].codes[3]: "99215-992": the ends of a range have the same length and differ only in digits at their end
services[0].codes[4]: "1-2000000": want a code such as 99213 or a range such as 99202-99205
services[0].notCodes[0]: "": want a code such as 99213 or a range such as 99202-99205`},
		{"a range without end", func(m *attribution.Method) { m.Services[0].Codes = []string{"000000-999999"} },
			`services[0].codes[0]: "000000-999999": the range holds more than 10000 codes`},
		{"codes without end", func(m *attribution.Method) {
			for i := range 4 {
				m.Services[0].Codes = append(m.Services[0].Codes, fmt.Sprintf("%c0000-%c9999", 'A'+i, 'A'+i))
			}
		}, `services[0].codes[3]: more than 20000 codes in all`},
		{"conditions", func(m *attribution.Method) {
			s := &m.Services[0]
			s.Bills, s.Revenue, s.Places, s.NotPlaces = []string{"771", "x", ""}, []string{"52", "09XX"}, []string{"1"}, []string{"100"}
			s.NotDuring, s.AddOnTo, s.CountsAs = []attribution.StayKind{"hospice"}, "base", "nobody"
		}, `services[0].bills[0]: "771": want two digits such as 77, or none
services[0].bills[1]: "x": want two digits such as 77, or none
services[0].bills[2]: "": want two digits such as 77, or none
services[0].revenue[0]: "52": want four digits such as 0521, or 096X
services[0].revenue[1]: "09XX": want four digits such as 0521, or 096X
services[0].places[0]: "1": want two digits such as 31
services[0].notPlaces[0]: "100": want two digits such as 31
services[0].notDuring[0]: unknown word "hospice" (known: snf, inpatient)
services[0].addOnTo: no service that is not an add-on itself has the name "base"
services[0].countsAs: no clinician has the name "nobody"`},
		{"an add-on to itself", func(m *attribution.Method) { m.Services[0].AddOnTo = "any" },
			`services[0].addOnTo: no service that is not an add-on itself has the name "any"`},
		{"clinicians", func(m *attribution.Method) {
			m.Clinicians = []attribution.Clinician{{}, {Name: "b", Specialties: []string{""}}}
		}, "clinicians[0].name: is empty\nclinicians[0]: takes in nobody: needs specialties, unknown or anyone\n" +
			"clinicians[1].specialties[0]: is empty; unknown takes in lines without a specialty"},
		{"too many", func(m *attribution.Method) {
			for range 32 {
				m.Services = append(m.Services, attribution.Service{Name: "s"})
				m.Clinicians = append(m.Clinicians, attribution.Clinician{Name: "c", Anyone: true})
			}
			for range 64 {
				m.Steps[0].Ties = append(m.Steps[0].Ties, attribution.Tie{By: attribution.ByDraw})
			}
		}, "services: 33 services, more than 32\nclinicians: 32 groups, more than 31\n66 tests, steps and ties, more than 64"},
		{"names", func(m *attribution.Method) {
			m.Tests = []attribution.Test{{Name: "step", Services: []string{"x"}}, {}}
			s := &m.Steps[0]
			s.Clinicians, s.NothingIn, s.Passed, s.Failed = []string{"c"}, []string{"n"}, []string{"step", "p"}, []string{"f"}
			m.Elections = []attribution.ElectionRule{{Passed: []string{"q"}, InForce: "always", Lead: 3}}
		}, `tests[0].services[0]: no service has the name "x"
tests[1].name: is empty
tests[1].services: is empty
steps[0].name: another test or step has the name "step"
steps[0].clinicians[0]: no clinician has the name "c"
steps[0].nothingIn[0]: no test or step has the name "n"
steps[0].passed[1]: no test has the name "p"
steps[0].failed[0]: no test has the name "f"
elections[0].name: is empty
elections[0].inForce: unknown word "always" (known: before, eachQuarter, atEnd)
elections[0].lead: only a choice before the period has a lead
elections[0].passed[0]: no test has the name "q"`},
		{"steps", func(m *attribution.Method) {
			s := &m.Steps[0]
			s.Months, s.Measure, s.Winner, s.Weights = 1201, "dollars", "best", []int{-1, 1001}
			s.Share = decimal.RequireFromString("0.5")
			s.Mix = []attribution.Mix{{Part: "p", Whole: "w"}, {Part: "step", Whole: "step", Below: decimal.NewNullDecimal(decimal.NewFromInt(2))}}
			s.Ties = []attribution.Tie{{By: "age", Services: []string{"x"}, Clinicians: []string{"y"}, Measure: "z"}}
		}, `steps[0].months: 1201 is outside 0 to 1200
steps[0].mix[0].part: no test or step has the name "p"
steps[0].mix[0].whole: no test or step has the name "w"
steps[0].mix[0]: needs below or atLeast
steps[0].mix[1].below: 2 is outside 0 to 1 (2 % is 0.02)
steps[0].measure: unknown word "dollars" (known: allowed, visits, days)
steps[0].winner: unknown word "best" (known: plurality, majority, atLeast, mostRecent)
steps[0].weights[0]: -1 is outside 0 to 1000
steps[0].weights[1]: 1001 is outside 0 to 1000
steps[0].share: only a winner by share has a share
steps[0].ties[0].by: unknown word "age" (known: recent, measure, draw, identifier)
steps[0].ties[0].services[0]: no service has the name "x"
steps[0].ties[0].clinicians[0]: no clinician has the name "y"
steps[0].ties[0].measure: unknown word "z" (known: allowed, visits, days)`},
		{"shares", func(m *attribution.Method) {
			m.Steps[0].Winner, m.Steps[0].Share = attribution.AtLeast, decimal.New(1, -10)
			m.Steps = append(m.Steps, attribution.Step{Name: "b", Services: []string{"any"}, Winner: attribution.AtLeast})
			m.Steps = append(m.Steps, attribution.Step{Name: "c", Services: []string{"any"}, Winner: attribution.AtLeast, Share: decimal.New(1, 1_000_000_000)})
		}, `steps[0].share: has more than nine decimals
steps[0].share: a winner by share needs a share above 0
steps[1].share: a winner by share needs a share above 0
steps[2].share: the number has more than 40 digits before the point or 200 behind it
steps[2].share: a winner by share needs a share above 0`},
		{"eligibility", func(m *attribution.Method) {
			m.Eligibility = &attribution.Eligibility{Months: -1, Whole: true, Both: true, Never: attribution.Dual}
			m.Retention = &attribution.Eligibility{Covered: attribution.PartA | 1<<12, Never: attribution.PartA, InARow: 1300}
		}, `eligibility.months: -1 is outside 0 to 1200
eligibility.covered: is empty, so no month is covered or not
retention.inARow: 1300 is outside 0 to 1200
retention.covered: has a kind of coverage that does not exist
retention.never: "partA" is asked for and refused`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := oneStep()
			tt.change(&m)
			err := m.Validate()
			var problems apm.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
			if _, err := attribution.New(m, attribution.Roster{}, apm.CalendarYear(2024)); err == nil {
				t.Error("New takes it")
			}
		})
	}
}

func TestHostileRosters(t *testing.T) {
	r := attribution.Roster{
		Participants: []attribution.Participant{
			{ID: attribution.ID{Kind: "ssn", Value: "1"}, Organization: "A"},
			{ID: tin(""), Organization: "A"},
			{ID: tin("1")},
			{ID: tin("1"), Organization: "A", Period: apm.Period{From: 9, To: 1}},
			{ID: tin("2"), Organization: "A", Period: span("2024-01-01/2024-06-30")},
			{ID: tin("2"), Organization: "B", Period: span("2024-06-30/")},
			{ID: tin("2"), Organization: "C", Period: span("/2023-12-31")},
		},
		Lists: []attribution.List{{IDs: []attribution.ID{{}}}},
	}
	m := oneStep()
	m.Shared = ""
	_, err := attribution.New(m, r, apm.CalendarYear(2024))
	want := `roster.participants[0].id.kind: unknown kind "ssn" (known: tin, ccn, npi)
roster.participants[1].id.value: is empty
roster.participants[2].organization: is empty
roster.participants[3].period: ends before it starts
roster.lists[0].name: is empty
roster.lists[0].ids[0].kind: unknown kind "" (known: tin, ccn, npi)
roster.participants[5]: another organisation claims the identifier at the same time`
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v", err)
	}
	for _, p := range []apm.Period{{}, span("2024-01-01/"), {From: 9, To: 1}, span("1900-01-01/2024-12-31")} {
		if _, err := attribution.New(oneStep(), attribution.Roster{}, p); err == nil || err.Error() != "period: want a first and a last day, at most 100 years apart" {
			t.Errorf("%s: %v", p, err)
		}
	}
	early := oneStep()
	early.Window = attribution.Window{Months: 24, Prior: true}
	if _, err := attribution.New(early, attribution.Roster{}, apm.CalendarYear(1)); err == nil {
		t.Error("a window before the calendar")
	}
}

// Lines that cannot be used, the field and the reason; no value in the text.
func TestHostileLines(t *testing.T) {
	tests := []struct {
		change func(*attribution.Line)
		want   string
	}{
		{func(l *attribution.Line) { l.From = 0 }, "lines[1].date: the service has no date"},
		{func(l *attribution.Line) { l.From = math.MaxInt32 }, "lines[1].date: the service has no date"},
		{func(l *attribution.Line) { l.Through = l.From - 1 }, "lines[1].through: the service ends before it starts"},
		{func(l *attribution.Line) { l.Through = l.From + 70000 }, "lines[1].through: the service takes more than 65535 days"},
		{func(l *attribution.Line) { l.Allowed = 1<<53 + 1 }, "lines[1].allowed: the amount is beyond 90 trillion dollars"},
		{func(l *attribution.Line) { l.Allowed = math.MinInt64 }, "lines[1].allowed: the amount is beyond 90 trillion dollars"},
		{func(l *attribution.Line) { l.Code = "secret!" }, "lines[1].code: want up to six letters and digits"},
		{func(l *attribution.Line) { l.BillType = "secret" }, "lines[1].bill_type: want two to four digits such as 77, 771 or 0771"},
		{func(l *attribution.Line) { l.BillType = "0" }, "lines[1].bill_type: want two to four digits such as 77, 771 or 0771"},
		{func(l *attribution.Line) { l.Revenue = "secret" }, "lines[1].revenue: want up to four digits"},
		{func(l *attribution.Line) { l.Place = "1b" }, "lines[1].pos: want up to two digits"},
	}
	a := attributor(t, oneStep(), roster(), apm.CalendarYear(2024))
	for _, tt := range tests {
		m := fully(line(acoTIN, pcp, "2024-01-01", "1"), line(acoTIN, pcp, "2024-01-01", "2", claim("secret claim")))
		m.ID = "secret member"
		tt.change(&m.Lines[1])
		_, err := a.Attribute(m)
		var e *attribution.LineError
		if !errors.As(err, &e) || err.Error() != tt.want || e.Member != m.ID || e.Claim != "secret claim" || e.Row != 1 {
			t.Errorf("got %v (%+v), want %s", err, e, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("health information in %q", err)
		}
		if _, err := a.Contests(m); err == nil {
			t.Error("Contests takes it")
		}
	}
}

func TestHostileFacts(t *testing.T) {
	bad := apm.Period{From: 9, To: 1}
	tests := []struct {
		person attribution.Person
		want   string
	}{
		{attribution.Person{Stays: []attribution.Stay{{Kind: attribution.SNF, From: 5}}}, "stays[0].to: a stay has two dates, the second not before the first"},
		{attribution.Person{Enrollment: []attribution.Month{{}}}, "enrollment[0].month: the month has no date"},
		{attribution.Person{Elections: []attribution.Election{{}, {Period: bad}}}, "elections[1].period: the period ends before it starts"},
		{attribution.Person{Programs: []attribution.Participation{{Period: bad}}}, "programs[0].period: the period ends before it starts"},
		{attribution.Person{Death: -1}, "death: not a date"},
	}
	a := attributor(t, mssp(t, 2024, attribution.Retrospective), roster(), apm.CalendarYear(2024))
	for _, tt := range tests {
		tt.person.ID = "secret"
		_, err := a.Attribute(attribution.Member{Person: tt.person})
		var e *attribution.FactError
		if !errors.As(err, &e) || err.Error() != tt.want || e.Member != "secret" {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

// Packed records of any content neither panic nor pass what they cannot hold.
func TestHostileRecords(t *testing.T) {
	a := attributor(t, oneStep(), roster(), apm.CalendarYear(2024))
	w, dir := a.NewWorker(), a.NewDirectory()
	run := func(records ...attribution.Record) error {
		_, err := w.AttributePacked(&attribution.Packed{Records: records}, dir)
		return err
	}
	day := date("2024-05-05")
	var e *attribution.LineError
	if err := run(attribution.Record{From: day, TIN: 1, Allowed: math.MaxInt64}); !errors.As(err, &e) || e.Field != "allowed" {
		t.Error(err)
	}
	if err := run(attribution.Record{Allowed: math.MaxInt64}, attribution.Record{Allowed: 1}); !errors.Is(err, apm.ErrOverflow) {
		t.Error(err)
	}
	if err := run(attribution.Record{From: math.MaxInt32, Code: math.MaxUint32, TIN: math.MaxUint32, NPI: math.MaxUint32 - 1, Specialty: math.MaxUint16,
		Bill: 255, Place: 255, Revenue: math.MaxUint16, Days: math.MaxUint16},
		attribution.Record{From: day, CCN: math.MaxUint32 - 1, NPI: math.MaxUint32, Specialty: 40000, Allowed: 5}); err != nil {
		t.Error(err)
	}
	large := make([]attribution.Record, 1025)
	for i := range large {
		large[i] = attribution.Record{From: day, TIN: 1, Allowed: 1 << 53}
	}
	if err := run(large...); !errors.Is(err, apm.ErrOverflow) {
		t.Error(err)
	}
}

// A weighted total beyond the range of cents is an error.
func TestWeightedOverflow(t *testing.T) {
	m := oneStep()
	m.Steps[0].Weights = []int{1000}
	a := attributor(t, m, roster(), apm.CalendarYear(2024))
	l := line(acoTIN, pcp, "2024-05-05", "0")
	l.Allowed = 1 << 53
	if _, err := a.Attribute(fully(l, l)); !errors.Is(err, apm.ErrOverflow) {
		t.Error(err)
	}
	if _, err := a.Attribute(fully(l)); err != nil {
		t.Error(err)
	}
}

func TestSharesNeedDecimals(t *testing.T) {
	for _, n := range []int32{-1, 10} {
		if _, err := attribution.Shares(nil, n); err == nil {
			t.Errorf("%d decimals", n)
		}
	}
}

func TestDecodeIsStrict(t *testing.T) {
	tests := []struct{ json, want string }{
		{`{"name":"x","servces":[]}`, "servces"},
		{`{"services":[{"name":"a","codes":["99213"]}],"steps":[{"name":"s","services":["a"],"winner":"luck"}]}`, `steps[0].winner: unknown word "luck"`},
		{`{"eligibility":{"covered":"partA partC"}}`, "eligibility.covered"},
		{`{"name":"x","name":"y"}`, "twice"},
		{`[]`, ""},
		{`{`, ""},
	}
	for _, tt := range tests {
		if _, err := attribution.Decode([]byte(tt.json)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.json, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, m := range []attribution.Method{oneStep(), twoStep(), mssp(f, 2025, attribution.Prospective), attribution.OpenPrimaryCare(attribution.OpenTerms{})} {
		b, err := json.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := attribution.Decode(b)
		if err != nil {
			return
		}
		roundTripAny(t, m)
		a, err := attribution.New(m, attribution.Roster{}, apm.CalendarYear(2024))
		if err != nil {
			return
		}
		if _, err := a.Attribute(fully(line(acoTIN, pcp, "2024-02-02", "10"), line(otherTIN, "", "2024-02-02", "-10"))); err != nil {
			t.Fatal(err)
		}
	})
}

// roundTripAny takes empty and missing lists as the same.
func roundTripAny(t *testing.T, m attribution.Method) {
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	again, err := attribution.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	b2, err := json.Marshal(again)
	if err != nil || string(b) != string(b2) {
		t.Fatalf("%s\n%s\n%v", b, b2, err)
	}
}

func FuzzCode(f *testing.F) {
	for _, s := range []string{"", "99213", "g0438", "99213X7", "é", "0", "00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := attribution.ParseCode(s)
		if err != nil {
			return
		}
		b, _ := c.MarshalText()
		var again attribution.Code
		if err := again.UnmarshalText(b); err != nil || again != c || c.String() != strings.ToUpper(s) {
			t.Fatalf("%q: %v %v %v", s, c, again, err)
		}
	})
}

// Codes that fall together under many hash functions of one family do not make a
// large table.
func TestHostileCodes(t *testing.T) {
	m := oneStep()
	m.Services[0].Codes = []string{"ON9JIA", "S5GOQ9", "VONTY8"}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a := attributor(t, m, roster(), apm.CalendarYear(2024))
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<22 {
		t.Errorf("three codes take %d bytes", grown)
	}
	l := line(acoTIN, pcp, "2024-02-02", "10")
	l.Code = "VONTY8"
	if r, err := a.Attribute(fully(l)); err != nil || !r.Assigned() {
		t.Error(r, err)
	}
}

// Whether a sum leaves the range of cents does not depend on the order of lines.
func TestOverflowOrder(t *testing.T) {
	a := attributor(t, oneStep(), roster(), apm.CalendarYear(2024))
	d := a.NewDirectory()
	const most = apm.Cents(math.MaxInt64)
	sum := func(amounts ...apm.Cents) (attribution.Lot, error) {
		m := attribution.Packed{}
		for _, x := range amounts {
			m.Records = append(m.Records, attribution.Record{Allowed: x}) // without a date, so not qualifying
		}
		v, err := a.NewWorker().AttributePacked(&m, d)
		return v.Lines.Unqualified, err
	}
	for _, amounts := range [][]apm.Cents{{most, most, -most, -most, 7}, {-most, -most, 7, most, most}, {most, -most, 7, -most, most}} {
		if got, err := sum(amounts...); err != nil || got != (attribution.Lot{Lines: 5, Allowed: 7}) {
			t.Error(amounts, got, err)
		}
	}
	for _, amounts := range [][]apm.Cents{{most}, {-most - 1}, {most, -1, 1}, {-1, 1 << 32, -1 << 32}, {-most, -1}} {
		want := apm.Cents(0)
		for _, x := range amounts {
			want += x
		}
		if got, err := sum(amounts...); err != nil || got.Allowed != want {
			t.Error(amounts, got, err)
		}
	}
	for _, amounts := range [][]apm.Cents{{most, 1}, {1, most}, {-most, -2}, {most, most, most}, {-most - 1, -most - 1}} {
		if _, err := sum(amounts...); !errors.Is(err, apm.ErrOverflow) {
			t.Error(amounts, err)
		}
	}
}
