package attribution_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

// The data of the benchmarks: members of 1 to 39 lines over two years, who see one
// to six regular practitioners of their county and now and then another; 5,000 TINs,
// a fifth of them in 100 organisations; 400 codes, 60 of them primary care; 60
// specialties, 8 of the first step and 20 of the second; one line in a hundred
// negative.
const (
	benchMembers  = 50_000
	benchCounties = 250
	benchTINs     = 5_000
	benchNPIs     = 50_000
	benchCodes    = 400
	benchPrimary  = 60
	benchFirst    = 8
	benchSecond   = 28
	benchSpecs    = 60
)

func benchCode(i int) string { return fmt.Sprintf("P%04d", i) }
func benchSpec(i int) string { return fmt.Sprintf("%02d", i) }
func benchTIN(i int) string  { return strconv.Itoa(100_000_000 + i) }

// twoStep is the simple rule: primary care codes in a calendar year, first by one
// group of specialties, else by another; the greatest sum, then the latest date,
// then the smaller identifier.
func twoStep() attribution.Method {
	var first, second []string
	for i := range benchSecond {
		if i < benchFirst {
			first = append(first, benchSpec(i))
		} else {
			second = append(second, benchSpec(i))
		}
	}
	return attribution.Method{
		Name:       "two steps",
		Identity:   []attribution.IDKind{attribution.TIN},
		Reversals:  attribution.SumReversed,
		Services:   []attribution.Service{{Name: "primary care", Codes: []string{benchCode(0) + "-" + benchCode(benchPrimary-1)}}},
		Clinicians: []attribution.Clinician{{Name: "first", Specialties: first}, {Name: "second", Specialties: second}},
		Steps: []attribution.Step{
			{Name: "first", Services: []string{"primary care"}, Clinicians: []string{"first"}, Ties: []attribution.Tie{{By: attribution.ByRecent}}},
			{Name: "second", Services: []string{"primary care"}, Clinicians: []string{"second"}, NothingIn: []string{"first"}, Ties: []attribution.Tie{{By: attribution.ByRecent}}},
		},
	}
}

func benchRoster(r *rand.Rand) attribution.Roster {
	var roster attribution.Roster
	for t := range benchTINs {
		if r.IntN(5) == 0 {
			roster.Participants = append(roster.Participants, attribution.Participant{
				ID: tin(benchTIN(t)), Organization: fmt.Sprintf("A%03d", r.IntN(100))})
		}
	}
	return roster
}

// benchData gives the members; spec and code turn numbers into what a method
// knows.
func benchData(r *rand.Rand, spec, primary, other func(int) string) []attribution.Member {
	perCounty := benchNPIs / benchCounties
	npiTIN, npiSpec := make([]int, benchNPIs), make([]int, benchNPIs)
	for i := range benchNPIs {
		npiTIN[i] = i/perCounty*(benchTINs/benchCounties) + r.IntN(benchTINs/benchCounties)
		switch n := r.IntN(10); {
		case n < 4:
			npiSpec[i] = r.IntN(benchFirst)
		case n < 7:
			npiSpec[i] = benchFirst + r.IntN(benchSecond-benchFirst)
		default:
			npiSpec[i] = benchSecond + r.IntN(benchSpecs-benchSecond)
		}
	}
	npis := make([]string, benchNPIs)
	tins := make([]string, benchTINs)
	for i := range npis {
		npis[i] = strconv.Itoa(1_000_000_000 + i)
	}
	for i := range tins {
		tins[i] = benchTIN(i)
	}
	start := date("2023-01-01")
	months := enrolled("2023-01-01", "2024-12-01")
	members := make([]attribution.Member, benchMembers)
	for m := range members {
		county := r.IntN(benchCounties)
		regular := make([]int, 1+r.IntN(6))
		for i := range regular {
			regular[i] = county*perCounty + r.IntN(perCounty)
		}
		lines := make([]attribution.Line, 1+r.IntN(39))
		for i := range lines {
			n := regular[r.IntN(len(regular))]
			if r.IntN(10) == 0 {
				n = r.IntN(benchNPIs)
			}
			chance := 10
			if npiSpec[n] < benchFirst {
				chance = 55
			} else if npiSpec[n] < benchSecond {
				chance = 30
			}
			c := other(r.IntN(benchCodes - benchPrimary))
			if r.IntN(100) < chance {
				c = primary(r.IntN(benchPrimary))
			}
			allowed := apm.Cents(2000 + r.IntN(18000))
			if r.IntN(20) == 0 {
				allowed *= apm.Cents(2 + r.IntN(30))
			}
			if r.IntN(100) == 0 {
				allowed = -allowed
			}
			lines[i] = attribution.Line{TIN: tins[npiTIN[n]], NPI: npis[n], Specialty: spec(npiSpec[n]), Code: c,
				From: start.AddDays(r.IntN(731)), Allowed: allowed}
		}
		members[m] = attribution.Member{Person: attribution.Person{ID: strconv.Itoa(m), Enrollment: months}, Lines: lines}
	}
	return members
}

// plainData is the data in the words of the simple rule.
func plainData(r *rand.Rand) []attribution.Member {
	codes := make([]string, benchCodes)
	for i := range codes {
		codes[i] = benchCode(i)
	}
	specs := make([]string, benchSpecs)
	for i := range specs {
		specs[i] = benchSpec(i)
	}
	return benchData(r, func(i int) string { return specs[i] }, func(i int) string { return codes[i] },
		func(i int) string { return codes[benchPrimary+i] })
}

// regulationData is the same data in the words of MSSP.
func regulationData(r *rand.Rand) []attribution.Member {
	specs := []string{"01", "08", "11", "37", "38", "50", "89", "97",
		"06", "12", "13", "16", "23", "25", "26", "27", "29", "39", "46", "70", "79", "82", "83", "84", "86", "90", "98", "06"}
	for len(specs) < benchSpecs {
		specs = append(specs, "02")
	}
	primary := []string{"99213", "99214", "99203", "99204", "99308", "99490", "G0438", "G0439", "99495", "99348"}
	others := make([]string, benchCodes)
	for i := range others {
		others[i] = fmt.Sprintf("7%04d", i)
	}
	return benchData(r, func(i int) string { return specs[i] }, func(i int) string { return primary[i%len(primary)] },
		func(i int) string { return others[i] })
}

func lines(members []attribution.Member) int {
	n := 0
	for i := range members {
		n += len(members[i].Lines)
	}
	return n
}

func perLine(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/line")
}

func benchPacked(b *testing.B, m attribution.Method, members []attribution.Member, r attribution.Roster) {
	a := attributor(b, m, r, apm.CalendarYear(2024))
	dir := a.NewDirectory()
	packed := make([]attribution.Packed, len(members))
	all := make([]attribution.Record, 0, lines(members))
	for i := range members {
		start := len(all)
		var err error
		if all, err = dir.Pack(&members[i], all); err != nil {
			b.Fatal(err)
		}
		packed[i] = attribution.Packed{Person: members[i].Person, Records: all[start:]}
	}
	w := a.NewWorker()
	b.ReportAllocs()
	for b.Loop() {
		for i := range packed {
			if _, err := w.AttributePacked(&packed[i], dir); err != nil {
				b.Fatal(err)
			}
		}
	}
	perLine(b, len(all))
}

func benchTyped(b *testing.B, m attribution.Method, members []attribution.Member, r attribution.Roster) {
	a := attributor(b, m, r, apm.CalendarYear(2024))
	w := a.NewWorker()
	n := lines(members)
	b.ReportAllocs()
	for b.Loop() {
		for i := range members {
			if _, err := w.Attribute(&members[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	perLine(b, n)
}

func BenchmarkTwoStepPacked(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	benchPacked(b, twoStep(), plainData(r), benchRoster(r))
}

func BenchmarkTwoStepTyped(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	benchTyped(b, twoStep(), plainData(r), benchRoster(r))
}

func BenchmarkMSSP2024Packed(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	benchPacked(b, mssp(b, 2024, attribution.Retrospective), regulationData(r), benchRoster(r))
}

func BenchmarkMSSP2024Typed(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	benchTyped(b, mssp(b, 2024, attribution.Retrospective), regulationData(r), benchRoster(r))
}
