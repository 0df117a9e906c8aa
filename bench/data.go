package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
)

// The shape of the data: members of 1 to 39 lines over two years, who see one to
// six regular practitioners of their county and one line in ten another; 5,000 TINs
// of which a fifth are in 100 organisations; 400 codes of which 60 are primary care; 60
// specialties, 8 of the first step and 20 of the second; one line in a hundred is
// negative.
const (
	counties    = 250
	tins        = 5_000
	npis        = 50_000
	codes       = 400
	primary     = 60
	specialties = 60
	firstStep   = 8
	secondStep  = 28 // up to here, from firstStep
	days        = 730
)

// row is a line in numbers.
type row struct {
	member, npi, tin, code, specialty, day int32
	cents                                  int64
}

// dataset is the same lines in every form.
type dataset struct {
	rows         []row
	members      []attribution.Member
	organization [tins]int // 0 outside, else 1 to 100
}

func codeText(i int32) string      { return fmt.Sprintf("P%04d", i) }
func specialtyText(i int32) string { return fmt.Sprintf("%02d", i) }
func tinText(i int32) string       { return strconv.Itoa(200_000_000 + int(i)) }
func npiText(i int32) string       { return strconv.Itoa(1_000_000_000 + int(i)) }

// organizationText sorts before every TIN, as its number does.
func organizationText(i int) string { return fmt.Sprintf("100000%03d", i) }

var firstDay = apm.MustParseDate("2023-01-02") // so that the second year of data is a whole period

// period is the second half of the days.
func period() apm.Period {
	return apm.Period{From: firstDay.AddDays(days / 2), To: firstDay.AddDays(days - 1)}
}

// winner is the number of an entity in the checksum and in ties: organisations come
// before TINs.
func winner(organization, tin int) int64 {
	if organization > 0 {
		return int64(organization)
	}
	return int64(1000 + tin)
}

func generate(n int) *dataset {
	r := rand.New(rand.NewPCG(20, 26))
	d := &dataset{rows: make([]row, 0, n)}
	for t := range tins {
		if r.IntN(5) == 0 {
			d.organization[t] = 1 + r.IntN(100)
		}
	}
	const here, tinsHere = npis / counties, tins / counties
	var npiTIN, npiSpecialty [npis]int32
	for i := range npis {
		npiTIN[i] = int32(i/here*tinsHere + r.IntN(tinsHere))
		switch k := r.IntN(10); {
		case k < 4:
			npiSpecialty[i] = int32(r.IntN(firstStep))
		case k < 7:
			npiSpecialty[i] = int32(firstStep + r.IntN(secondStep-firstStep))
		default:
			npiSpecialty[i] = int32(secondStep + r.IntN(specialties-secondStep))
		}
	}
	for member := int32(1); len(d.rows) < n; member++ {
		county := r.IntN(counties)
		var regular [6]int
		seen := 1 + r.IntN(6)
		for i := range seen {
			regular[i] = county*here + r.IntN(here)
		}
		for range 1 + r.IntN(39) {
			if len(d.rows) == n {
				break
			}
			p := regular[r.IntN(seen)]
			if r.IntN(10) == 0 {
				p = r.IntN(npis)
			}
			chance := 10
			if npiSpecialty[p] < firstStep {
				chance = 55
			} else if npiSpecialty[p] < secondStep {
				chance = 30
			}
			code := primary + r.IntN(codes-primary)
			if r.IntN(100) < chance {
				code = r.IntN(primary)
			}
			cents := int64(2000 + r.IntN(18000))
			if r.IntN(20) == 0 {
				cents *= int64(2 + r.IntN(30))
			}
			if r.IntN(100) == 0 {
				cents = -cents
			}
			d.rows = append(d.rows, row{member, int32(p), npiTIN[p], int32(code), npiSpecialty[p], int32(r.IntN(days)), cents})
		}
	}
	d.typed()
	return d
}

// typed writes the rows as members, with one copy of each text.
func (d *dataset) typed() {
	texts := func(n int, f func(int32) string) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = f(int32(i))
		}
		return all
	}
	tinTexts, npiTexts, codeTexts, specTexts := texts(tins, tinText), texts(npis, npiText), texts(codes, codeText), texts(specialties, specialtyText)
	lines := make([]attribution.Line, len(d.rows))
	start := 0
	for i, x := range d.rows {
		lines[i] = attribution.Line{TIN: tinTexts[x.tin], NPI: npiTexts[x.npi], Code: codeTexts[x.code], Specialty: specTexts[x.specialty],
			From: firstDay.AddDays(int(x.day)), Allowed: apm.Cents(x.cents)}
		if i+1 == len(d.rows) || d.rows[i+1].member != x.member {
			d.members = append(d.members, attribution.Member{Person: attribution.Person{ID: strconv.Itoa(int(x.member))}, Lines: lines[start : i+1]})
			start = i + 1
		}
	}
}

// method is the two-step rule: primary care codes of the second year, by one group
// of specialties, else by another; the greatest sum, then the latest day, then the
// smaller entity.
func method() attribution.Method {
	var first, second []string
	for i := range int32(secondStep) {
		if i < firstStep {
			first = append(first, specialtyText(i))
		} else {
			second = append(second, specialtyText(i))
		}
	}
	ties := []attribution.Tie{{By: attribution.ByRecent}}
	return attribution.Method{
		Name: "two steps", Identity: []attribution.IDKind{attribution.TIN}, Reversals: attribution.SumReversed,
		Services:   []attribution.Service{{Name: "primary care", Codes: []string{codeText(0) + "-" + codeText(primary-1)}}},
		Clinicians: []attribution.Clinician{{Name: "first", Specialties: first}, {Name: "second", Specialties: second}},
		Steps: []attribution.Step{
			{Name: "1", Services: []string{"primary care"}, Clinicians: []string{"first"}, Ties: ties},
			{Name: "2", Services: []string{"primary care"}, Clinicians: []string{"second"}, NothingIn: []string{"1"}, Ties: ties},
		},
	}
}

func (d *dataset) roster() attribution.Roster {
	var r attribution.Roster
	for t, o := range d.organization {
		if o > 0 {
			r.Participants = append(r.Participants, attribution.Participant{
				ID: attribution.ID{Kind: attribution.TIN, Value: tinText(int32(t))}, Organization: organizationText(o)})
		}
	}
	return r
}
