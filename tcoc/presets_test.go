package tcoc_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// tracks is every track with its performance years.
var tracks = []struct {
	track       tcoc.MSSPTrack
	first, last int
}{
	{tcoc.Track1, 2013, 2021}, {tcoc.Track1Plus, 2018, 2021}, {tcoc.Track2, 2013, 2021}, {tcoc.Track3, 2016, 2021},
	{tcoc.BasicA, 2019, 2025}, {tcoc.BasicB, 2019, 2025}, {tcoc.BasicC, 2019, 2025}, {tcoc.BasicD, 2019, 2025},
	{tcoc.BasicE, 2019, 2025}, {tcoc.Enhanced, 2019, 2025},
}

// presets is every preset in every year that it knows.
func presets(t testing.TB) map[string]tcoc.Plan {
	all := map[string]tcoc.Plan{
		"Vermont": tcoc.VermontNextGeneration(),
		"Maine":   must(t)(tcoc.MaineAccountableCommunities(2026)),
	}
	for _, tr := range tracks {
		for year := tr.first; year <= tr.last; year++ {
			all[fmt.Sprintf("%s %d", tr.track, year)] = mssp(t, year, tr.track)
			if year >= 2024 {
				all[fmt.Sprintf("%s %d, agreement of 2022", tr.track, year)] =
					must(t)(tcoc.MSSP(year, tr.track, apm.MustParseDate("2022-01-01")))
			}
		}
	}
	for year := 2021; year <= 2025; year++ {
		all[fmt.Sprintf("REACH Professional %d", year)] = reach(t, year, tcoc.Professional)
		all[fmt.Sprintf("REACH Global %d", year)] = reach(t, year, tcoc.Global)
	}
	for year := 2016; year <= 2020; year++ {
		all[fmt.Sprintf("NGACO A %d", year)] = must(t)(tcoc.NextGeneration(year, tcoc.ArrangementA, num("0.1")))
		all[fmt.Sprintf("NGACO B %d", year)] = must(t)(tcoc.NextGeneration(year, tcoc.ArrangementB, num("0.05")))
	}
	for year := 2014; year <= 2016; year++ {
		all[fmt.Sprintf("ACA %d", year)] = must(t)(tcoc.ACARiskCorridor(year))
	}
	return all
}

func TestEveryPresetIsValidAndSurvivesJSON(t *testing.T) {
	for name, plan := range presets(t) {
		t.Run(name, func(t *testing.T) {
			arrange(t, plan)
			text, err := json.Marshal(plan)
			if err != nil {
				t.Fatal(err)
			}
			again, err := tcoc.Decode(text, tcoc.Kinds())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(plan, again); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Every rule of a preset that changes money names its authority.
func TestEveryPresetNamesItsAuthorities(t *testing.T) {
	var walk func(t *testing.T, path string, v any)
	walk = func(t *testing.T, path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			kind, isRule := v["kind"]
			if authority, _ := v["authority"].(string); isRule && kind != "mark" && strings.TrimSpace(authority) == "" {
				t.Errorf("%s: %v has no authority", path, kind)
			}
			for key, inner := range v {
				walk(t, path+"."+key, inner)
			}
		case []any:
			for i, inner := range v {
				walk(t, fmt.Sprintf("%s[%d]", path, i), inner)
			}
		}
	}
	for name, plan := range presets(t) {
		text, err := json.Marshal(plan)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(text, &tree); err != nil {
			t.Fatal(err)
		}
		walk(t, name, tree)
	}
}

// One row a track: what an ACO of 10,000 people with a benchmark of 100 million is paid
// for savings, and owes for losses, of 5 % and of 40 %, at a quality score of 90 %.
// Revenue is 10 million.
func TestMSSPYearByYear(t *testing.T) {
	for _, c := range []struct {
		track                                    tcoc.MSSPTrack
		first, last                              int
		saved5, saved40, lost5, lost40, failed40 string
	}{
		{tcoc.Track1, 2013, 2018, "2205000", "10000000", "0", "0", "0"},
		{tcoc.Track1, 2019, 2020, "2250000", "10000000", "0", "0", "0"},
		{tcoc.Track1, 2021, 2021, "2450000", "10000000", "0", "0", "0"},
		{tcoc.Track1Plus, 2018, 2018, "2205000", "10000000", "-800000", "-800000", "-800000"},
		{tcoc.Track1Plus, 2019, 2020, "2250000", "10000000", "-800000", "-800000", "-800000"},
		{tcoc.Track1Plus, 2021, 2021, "2450000", "10000000", "-800000", "-800000", "-800000"},
		{tcoc.Track2, 2013, 2018, "2646000", "15000000", "-2300000", "-7500000", "-7500000"},
		{tcoc.Track2, 2019, 2020, "2700000", "15000000", "-2300000", "-7500000", "-7500000"},
		{tcoc.Track2, 2021, 2021, "2940000", "15000000", "-2300000", "-7500000", "-7500000"},
		{tcoc.Track3, 2016, 2018, "3307500", "20000000", "-2000000", "-15000000", "-15000000"},
		{tcoc.Track3, 2019, 2020, "3375000", "20000000", "-2000000", "-15000000", "-15000000"},
		{tcoc.Track3, 2021, 2021, "3675000", "20000000", "-2000000", "-15000000", "-15000000"},
		{tcoc.BasicA, 2019, 2020, "1800000", "10000000", "0", "0", "0"},
		{tcoc.BasicA, 2021, 2025, "1960000", "10000000", "0", "0", "0"},
		{tcoc.BasicB, 2019, 2020, "1800000", "10000000", "0", "0", "0"},
		{tcoc.BasicB, 2021, 2025, "1960000", "10000000", "0", "0", "0"},
		{tcoc.BasicC, 2019, 2020, "2250000", "10000000", "-200000", "-200000", "-200000"},
		{tcoc.BasicC, 2021, 2025, "2450000", "10000000", "-200000", "-200000", "-200000"},
		{tcoc.BasicD, 2019, 2020, "2250000", "10000000", "-400000", "-400000", "-400000"},
		{tcoc.BasicD, 2021, 2025, "2450000", "10000000", "-400000", "-400000", "-400000"},
		{tcoc.BasicE, 2019, 2020, "2250000", "10000000", "-800000", "-800000", "-800000"},
		{tcoc.BasicE, 2021, 2025, "2450000", "10000000", "-800000", "-800000", "-800000"},
		{tcoc.Enhanced, 2019, 2020, "3375000", "20000000", "-2000000", "-15000000", "-15000000"},
		{tcoc.Enhanced, 2021, 2025, "3675000", "20000000", "-2000000", "-15000000", "-15000000"},
	} {
		for year := c.first; year <= c.last; year++ {
			for _, side := range []struct {
				percent string
				status  apm.Status
				want    string
			}{
				{"5", apm.Met, c.saved5}, {"40", apm.Met, c.saved40}, {"40", apm.NotMet, "0"},
				{"-5", apm.Met, c.lost5}, {"-40", apm.Met, c.lost40}, {"-40", apm.NotMet, c.failed40},
				{"0", apm.Met, "0"},
			} {
				facts := gap("100000000", side.percent)
				facts.Population, facts.Revenue, facts.AgreementYear = 10_000, dollars("10000000"), 2
				facts.Quality = quality(side.status, "0.9")
				facts.Flags = map[string]bool{tcoc.LowRevenue: false, tcoc.RevenueLossLimit: true}
				s := settle(t, mssp(t, year, c.track), facts)
				if !s.Paid.Equal(num(side.want)) || !s.Earned.Decimal.Equal(num(side.want)) {
					t.Errorf("%s %d, gap %s %%, %s: %s, want %s", c.track, year, side.percent, side.status, s.Paid, side.want)
				}
			}
		}
	}
}

// The loss rates that quality decides, above the limit's reach: a loss of 3 % of 100
// million.
func TestMSSPLossRates(t *testing.T) {
	for _, c := range []struct {
		track   tcoc.MSSPTrack
		year    int
		quality apm.Quality
		owed    string
	}{
		{tcoc.Track2, 2016, quality(apm.Met, "1"), "1200000"},      // 40 %
		{tcoc.Track2, 2016, quality(apm.Met, "0.9"), "1380000"},    // 1 - 0.54
		{tcoc.Track2, 2016, quality(apm.Met, "0.5"), "1800000"},    // 60 % at most
		{tcoc.Track2, 2016, quality(apm.NotMet, "0.9"), "1800000"}, // 60 %
		{tcoc.Track3, 2018, quality(apm.Met, "0.6"), "1650000"},    // 1 - 0.45
		{tcoc.Track3, 2018, quality(apm.NotMet, "0.6"), "2250000"}, // 75 %
		{tcoc.Enhanced, 2022, quality(apm.NotMet, "0.6"), "2250000"},
		// One less 75 % of 80, 73.85, 60 and 40 %: 40, 44.61, 55 and 70 %.
		{tcoc.Enhanced, 2023, quality(apm.Met, "0.8"), "1200000"},
		{tcoc.Enhanced, 2024, quality(apm.Alternative, "0.7385"), "1338375"},
		{tcoc.Enhanced, 2025, quality(apm.Alternative, "0.6"), "1650000"},
		{tcoc.Enhanced, 2023, quality(apm.Alternative, "0.4"), "2100000"},
		{tcoc.Enhanced, 2023, quality(apm.Alternative, "0.1"), "2250000"},
		{tcoc.BasicE, 2023, quality(apm.NotMet, "0"), "900000"}, // 30 % whatever the quality
	} {
		facts := gap("100000000", "-3")
		facts.Population, facts.MinimumRate, facts.Revenue = 70_000, dollars("0.02"), dollars("90000000")
		facts.Quality = c.quality
		if s := settle(t, mssp(t, c.year, c.track), facts); !s.Paid.Neg().Equal(num(c.owed)) {
			t.Errorf("%s %d at %s: owes %s, want %s", c.track, c.year, c.quality.Score.Decimal, s.Paid.Neg(), c.owed)
		}
	}
}

func TestTrack2LossLimitByYear(t *testing.T) {
	for year, want := range map[int]string{1: "5000000", 2: "7500000", 3: "10000000", 4: "10000000"} {
		facts := gap("100000000", "-40")
		facts.Population, facts.Quality, facts.AgreementYear = 10_000, quality(apm.Met, "1"), year
		if s := settle(t, mssp(t, 2015, tcoc.Track2), facts); !s.Paid.Neg().Equal(num(want)) {
			t.Errorf("agreement year %d: owes %s, want %s", year, s.Paid.Neg(), want)
		}
	}
	facts := gap("100000000", "-12")
	facts.Population, facts.Quality = 10_000, quality(apm.Met, "1")
	if s := settle(t, mssp(t, 2015, tcoc.Track2), facts); !s.Paid.Neg().Equal(num("4800000")) {
		t.Errorf("an unknown year does not matter within the limit of every year: %s", s.Paid)
	}
	facts = gap("100000000", "-40")
	facts.Population, facts.Quality = 10_000, quality(apm.Met, "1")
	if _, err := arrange(t, mssp(t, 2015, tcoc.Track2)).Settle(facts); err == nil || !strings.Contains(err.Error(), "agreementYear: is missing") {
		t.Errorf("an unknown year matters beyond it: %v", err)
	}
}

// The fixed minimum rate of Track 2 belongs to the agreements of 2012 to 2015.
func TestTrack2MinimumRateByAgreement(t *testing.T) {
	for _, c := range []struct {
		year  int
		start string
		want  string
	}{
		{2015, "", "0.02"}, {2016, "", "0.03"}, {2016, "2014-01-01", "0.02"}, {2016, "2016-01-01", "0.03"}, {2015, "2015-01-01", "0.02"},
	} {
		var start apm.Date
		if c.start != "" {
			start = apm.MustParseDate(c.start)
		}
		minimum, ok := must(t)(tcoc.MSSP(c.year, tcoc.Track2, start)).Savings[0].(tcoc.MinimumRate)
		if !ok {
			t.Fatal("the first rule is no minimum rate")
		}
		if rate, err := minimum.Rate(&tcoc.Performance{Population: 10_000}); err != nil || !rate.Equal(num(c.want)) {
			t.Errorf("%d, agreement of %q: %s, %v; want %s", c.year, c.start, rate, err, c.want)
		}
	}
}

// Editing one side of a preset leaves the other side, and every other plan, alone.
func TestPresetsShareNothing(t *testing.T) {
	for name, plan := range presets(t) {
		before, err := json.Marshal(plan.Losses)
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range plan.Savings {
			switch r := rule.(type) {
			case tcoc.Corridor:
				r.Bands[0].Share = num("0.123")
			case tcoc.Cap:
				r.Lesser[0].Rate = dollars("0.123")
			case tcoc.MinimumRate:
				if r.Table != nil {
					r.Table[0].AtFrom = num("0.123")
				}
			}
		}
		after, err := json.Marshal(plan.Losses)
		if err != nil || string(before) != string(after) {
			t.Errorf("%s: the losses follow an edit of the savings", name)
		}
	}
	for name, plan := range presets(t) {
		if text, err := json.Marshal(plan); err != nil || strings.Contains(string(text), "0.123") {
			t.Errorf("%s: a preset follows an edit of an earlier one", name)
		}
	}
}

// The preset tests the minimum loss rate again under the recomputed benchmark.
func TestMSSPGuardrailRetests(t *testing.T) {
	facts := tcoc.Performance{
		Benchmark: dollars("100"), Expenditure: dollars("102"), GuardrailBenchmark: dollars("101"), Population: 10_000,
		MinimumRate: dollars("0.01"), Quality: quality(apm.Met, "0.8"),
	}
	if s := settle(t, mssp(t, 2024, tcoc.Enhanced), facts); !s.Paid.IsZero() {
		t.Errorf("a loss of 1 is 0.99 %% of 101, below the minimum: %s", s.Paid)
	}
}

func TestTrack1PlusLossLimits(t *testing.T) {
	for revenueLimit, want := range map[bool]string{true: "800000", false: "4000000"} {
		facts := gap("100000000", "-40")
		facts.Population, facts.Revenue = 10_000, dollars("10000000")
		facts.Flags = map[string]bool{tcoc.RevenueLossLimit: revenueLimit}
		if s := settle(t, mssp(t, 2018, tcoc.Track1Plus), facts); !s.Paid.Neg().Equal(num(want)) {
			t.Errorf("revenue-based %v: owes %s, want %s", revenueLimit, s.Paid.Neg(), want)
		}
	}
}

// A one-sided ACO's losses show in 2018 and 2019 and owe nothing.
func TestOneSidedLossesAreShownForMonitoring(t *testing.T) {
	facts := gap("100000000", "-10")
	facts.Population, facts.Quality = 10_000, quality(apm.Met, "1")
	for year, want := range map[int]string{2017: "0", 2018: "-10000000", 2019: "-10000000", 2020: "0"} {
		s := settle(t, mssp(t, year, tcoc.Track1), facts)
		if !s.Generated.Decimal.Equal(num(want)) || !s.Paid.IsZero() || !s.Generated.Valid {
			t.Errorf("%d: generated %s, paid %s; want %s and nothing", year, s.Generated.Decimal, s.Paid, want)
		}
	}
}

func TestUnknownYearsAndOptions(t *testing.T) {
	get := func(_ tcoc.Plan, err error) error { return err }
	date := apm.MustParseDate
	for _, c := range []struct {
		err  error
		want string
	}{
		{get(tcoc.MSSP(2012, tcoc.Track1, 0)), "MSSP: Track 1 is known for performance years 2013 to 2021, not for 2012"},
		{get(tcoc.MSSP(2017, tcoc.Track1Plus, 0)), "MSSP: Track 1+ is known for performance years 2018 to 2021, not for 2017"},
		{get(tcoc.MSSP(2015, tcoc.Track2, date("2012-03-31"))), "MSSP: the first agreement periods start on April 1, 2012"},
		{get(tcoc.MSSP(2022, tcoc.Track3, 0)), "MSSP: Track 3 is known for performance years 2016 to 2021, not for 2022"},
		{get(tcoc.MSSP(2026, tcoc.Enhanced, date("2024-01-01"))), "MSSP: ENHANCED is known for performance years 2019 to 2025, not for 2026"},
		{get(tcoc.MSSP(2024, tcoc.Enhanced, 0)), "MSSP: performance year 2024 needs the start of the agreement period, because rules changed for those that start in 2024"},
		{get(tcoc.MSSP(2023, tcoc.Enhanced, date("2024-01-01"))), "MSSP: the agreement period starts after performance year 2023"},
		{get(tcoc.MSSP(2023, "BASIC Level F", 0)), `MSSP: unknown track "BASIC Level F" (known: BASIC Level A, BASIC Level B, BASIC Level C, BASIC Level D, BASIC Level E, ENHANCED, Track 1, Track 1+, Track 2, Track 3)`},
		{get(tcoc.REACH(2020, tcoc.Global)), "REACH: known for performance years 2021 to 2025, not for 2020"},
		{get(tcoc.REACH(2026, tcoc.Global)), "REACH: known for performance years 2021 to 2025, not for 2026"},
		{get(tcoc.REACH(2023, "Total")), `REACH: unknown risk arrangement "Total" (known: Professional, Global)`},
		{get(tcoc.NextGeneration(2021, tcoc.ArrangementA, num("0.1"))), "NextGeneration: known for performance years 2016 to 2020, not for 2021"},
		{get(tcoc.NextGeneration(2018, "C", num("0.1"))), `NextGeneration: unknown arrangement "C" (known: A, B)`},
		{get(tcoc.NextGeneration(2018, tcoc.ArrangementA, num("0.2"))), "NextGeneration: the cap is a fraction of 0.05 to 0.15 of the benchmark"},
		{get(tcoc.NextGeneration(2018, tcoc.ArrangementA, decimal.New(1, 1_000_000_000))), "NextGeneration: the cap is a fraction of 0.05 to 0.15 of the benchmark"},
		{get(tcoc.MaineAccountableCommunities(2025)), "MaineAccountableCommunities: known for state fiscal year 2026, not for 2025"},
		{get(tcoc.ACARiskCorridor(2017)), "ACARiskCorridor: in force for 2014 to 2016, not for 2017"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", c.err, c.want)
		}
	}
}
