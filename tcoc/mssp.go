package tcoc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// MSSPTrack is a track or level of the Medicare Shared Savings Program.
type MSSPTrack string

// The tracks and levels, and the performance years for which [MSSP] knows them.
const (
	Track1     MSSPTrack = "Track 1"       // 2013 to 2021, one-sided
	Track1Plus MSSPTrack = "Track 1+"      // 2018 to 2021
	Track2     MSSPTrack = "Track 2"       // 2013 to 2021
	Track3     MSSPTrack = "Track 3"       // 2016 to 2021
	BasicA     MSSPTrack = "BASIC Level A" // 2019 to 2025, one-sided
	BasicB     MSSPTrack = "BASIC Level B" // 2019 to 2025, one-sided
	BasicC     MSSPTrack = "BASIC Level C" // 2019 to 2025
	BasicD     MSSPTrack = "BASIC Level D" // 2019 to 2025
	BasicE     MSSPTrack = "BASIC Level E" // 2019 to 2025
	Enhanced   MSSPTrack = "ENHANCED"      // 2019 to 2025
)

// LowRevenue is the flag of a low revenue ACO: its participants' fee-for-service
// revenue is below 35 % of its assigned beneficiaries' expenditures (42 CFR
// 425.20). MSSP terms of agreements from 2024 read it.
const LowRevenue = "lowRevenue"

// RevenueLossLimit is the flag of a Track 1+ ACO whose composition puts it under
// the revenue-based loss limit. The terms of Track 1+ read it.
const RevenueLossLimit = "revenueLossLimit"

// msspTrack is what a track agrees on: the shares and limits of 42 CFR 425.604
// (Track 1), 425.606 (Track 2), 425.610 (Track 3, ENHANCED), 425.605(d)(1)(i)-(v)
// (BASIC), and what CMS announced of the Track 1+ Model.
type msspTrack struct {
	first, last int    // performance years
	authority   string // the section
	share       string // greatest sharing rate
	savingsCap  string // of the benchmark
	lossRate    string // fixed loss rate, empty where it depends on quality
	lossMax     string // greatest loss rate that depends on quality; the least is 40 %
	lossCap     Rules
}

func perBenchmark(rate string) Limit { return Limit{Rate: known(rate), Of: Benchmark} }
func perRevenue(rate string) Limit   { return Limit{Rate: known(rate), Of: Revenue} }

func basic(level, share, lossRate string, lossCap Rules) msspTrack {
	return msspTrack{2019, 2025, "42 CFR 425.605(d)(1)(" + level + ")", share, "0.10", lossRate, "", lossCap}
}

// lossLimit limits losses to the smaller of a part of revenue and a part of the
// benchmark.
func lossLimit(revenue, benchmark, authority string) Rules {
	return Rules{Cap{Lesser: []Limit{perRevenue(revenue), perBenchmark(benchmark)}, Authority: authority}}
}

func msspTracks() map[MSSPTrack]msspTrack {
	const plus = "Medicare ACO Track 1+ Model"
	return map[MSSPTrack]msspTrack{
		Track1: {2013, 2021, "42 CFR 425.604", "0.50", "0.10", "", "", nil},
		// The loss limits are those of CMS's announcement as Becker's Hospital Review reports
		// it: 8 % of revenue or 4 % of the benchmark, by composition.
		Track1Plus: {2018, 2021, plus, "0.50", "0.10", "0.30", "", Rules{When{
			If:   Condition{Flag: RevenueLossLimit},
			Then: lossLimit("0.08", "0.04", plus),
			Else: Rules{Cap{Lesser: []Limit{perBenchmark("0.04")}, Authority: plus}},

			Authority: plus,
		}}},
		Track2: {2013, 2021, "42 CFR 425.606", "0.60", "0.15", "", "0.60", Rules{Cap{
			Lesser:    []Limit{{ByYear: []decimal.Decimal{num("0.05"), num("0.075"), num("0.10")}, Of: Benchmark}},
			Authority: "42 CFR 425.606",
		}}},
		Track3:   {2016, 2021, "42 CFR 425.610", "0.75", "0.20", "", "0.75", enhancedLossCap()},
		Enhanced: {2019, 2025, "42 CFR 425.610", "0.75", "0.20", "", "0.75", enhancedLossCap()},
		BasicA:   basic("i", "0.40", "", nil),
		BasicB:   basic("ii", "0.40", "", nil),
		BasicC:   basic("iii", "0.50", "0.30", lossLimit("0.02", "0.01", "42 CFR 425.605(d)(1)(iii)")),
		BasicD:   basic("iv", "0.50", "0.30", lossLimit("0.04", "0.02", "42 CFR 425.605(d)(1)(iv)")),
		BasicE:   basic("v", "0.50", "0.30", lossLimit("0.08", "0.04", "42 CFR 425.605(d)(1)(v), 414.1415(c)(3)(i)")),
	}
}

func enhancedLossCap() Rules {
	return Rules{Cap{Lesser: []Limit{perBenchmark("0.15")}, Authority: "42 CFR 425.610"}}
}

// MSSPMinimumRates is the minimum savings rate by assigned beneficiaries, linear
// within each band between its first and last whole number (42 CFR 425.604(b),
// 425.605(b)(1); below 5,000 as CMS published in 2013 to 2024). Below 500 the rate
// is at least 12.2 % and set case by case.
func MSSPMinimumRates() []RateBand {
	bands := []RateBand{{From: 1, To: 499, AtFrom: num("0.122"), AtTo: num("0.122"), Open: true}}
	for _, b := range []struct {
		from, to     int
		atFrom, atTo string
	}{
		{500, 999, "0.122", "0.087"}, {1000, 2999, "0.087", "0.050"}, {3000, 4999, "0.050", "0.039"},
		{5000, 5999, "0.039", "0.036"}, {6000, 6999, "0.036", "0.034"}, {7000, 7999, "0.034", "0.032"},
		{8000, 8999, "0.032", "0.031"}, {9000, 9999, "0.031", "0.030"}, {10000, 14999, "0.030", "0.027"},
		{15000, 19999, "0.027", "0.025"}, {20000, 49999, "0.025", "0.022"}, {50000, 59999, "0.022", "0.020"},
		{60000, 0, "0.020", "0.020"},
	} {
		bands = append(bands, RateBand{From: b.from, To: b.to, AtFrom: num(b.atFrom), AtTo: num(b.atTo)})
	}
	return bands
}

// MSSP is the settlement of the Medicare Shared Savings Program for a performance
// year from 2013 to 2025 and a track (42 CFR part 425 subpart G).
//
// From performance year 2024 on the start of the agreement period decides: one that
// starts in 2024 or later brings the guardrail (425.652(b)(5)) and, in BASIC, half
// the sharing rate for a low revenue ACO below its minimum savings rate
// (425.605(h)). For those years the date is required; before, it may be zero.
//
// The facts are those of CMS's settlement: the updated benchmark and the
// expenditure in total dollars, assigned beneficiaries in Population, the elected
// rate in MinimumRate, and in Quality the status against the quality performance
// standard with the score as a fraction. In a year of pay for reporting the status
// is met and the score 1. Losses under a revenue-based limit need Revenue.
//
// An organisation that leaves early ([Exit]) has no part in savings and, if it leaves
// of its own will after June 30 or CMS ends its agreement, a part of the losses by
// months (425.221(b), from 2019).
//
// Published settlements reach the caps on savings and the revenue limits of Track 1+
// and BASIC Levels C to E. None reaches a loss limit on the benchmark: 5, 7.5 and 10 %
// of Track 2, 15 % of Track 3 and ENHANCED, 4 % of Track 1+, 1, 2 and 4 % of Levels C, D
// and E. These rest on the regulation alone, as does all of 2025, and those of Track 1+
// on CMS's announcement.
//
// The settlement marks generated, shared (before sequestration) and earned. It is
// not rounded: CMS publishes whole dollars, rounded half up.
func MSSP(year int, track MSSPTrack, agreementStart apm.Date) (Plan, error) {
	tracks := msspTracks()
	t, found := tracks[track]
	if !found {
		return Plan{}, fmt.Errorf("MSSP: unknown track %q (known: %s)", string(track), strings.Join(msspNames(tracks), ", "))
	}
	if year < t.first || year > t.last {
		return Plan{}, fmt.Errorf("MSSP: %s is known for performance years %d to %d, not for %d", track, t.first, t.last, year)
	}
	if year >= 2024 && agreementStart.IsZero() {
		return Plan{}, fmt.Errorf("MSSP: performance year %d needs the start of the agreement period, because rules changed for those that start in 2024", year)
	}
	if !agreementStart.IsZero() && agreementStart < apm.MustParseDate("2012-04-01") {
		return Plan{}, fmt.Errorf("MSSP: the first agreement periods start on April 1, 2012")
	}
	if agreementStart > apm.CalendarYear(year).To {
		return Plan{}, fmt.Errorf("MSSP: the agreement period starts after performance year %d", year)
	}
	m := msspYear{msspTrack: t, track: track, year: year, from2024: agreementStart >= apm.CalendarYear(2024).From}
	// Track 2 agreements of 2012 to 2015 have a fixed minimum rate.
	m.fixed = track == Track2 && (agreementStart.IsZero() && year <= 2015 || !agreementStart.IsZero() && agreementStart < apm.CalendarYear(2016).From)
	terms := Terms{
		Name:    fmt.Sprintf("MSSP %s, performance year %d", track, year),
		Savings: m.savings(),
		Losses:  m.losses(),
	}
	return Plan{Terms: terms}, nil
}

func msspNames(tracks map[MSSPTrack]msspTrack) []string {
	names := make([]string, 0, len(tracks))
	for t := range tracks {
		names = append(names, string(t))
	}
	slices.Sort(names)
	return names
}

func num(s string) decimal.Decimal       { return decimal.RequireFromString(s) }
func known(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s)) }
