package streams_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/streams"
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

func known(s string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(s))
}

func facts() tcoc.Performance {
	return tcoc.Performance{
		Benchmark: known("100000000"), Population: 10_000, MinimumRate: known("0.01"), Revenue: known("60000000"), AgreementYear: 1,
		Flags: map[string]bool{tcoc.LowRevenue: false, tcoc.RevenueLossLimit: true},
	}
}

func mssp(year int, track tcoc.MSSPTrack) func() (tcoc.Plan, error) {
	return func() (tcoc.Plan, error) {
		var start apm.Date
		if year >= 2024 {
			start = apm.MustParseDate("2024-01-01")
		}
		return tcoc.MSSP(year, track, start)
	}
}

// own is terms of the test's own, named as nothing that they are.
func own(savings apm.Rate, losses ...tcoc.Rule) func() (tcoc.Plan, error) {
	return func() (tcoc.Plan, error) {
		t := tcoc.Terms{Name: "Total Risk ACO", Losses: losses}
		t.Savings = tcoc.Rules{tcoc.Share{Rate: savings}}
		return tcoc.Plan{Terms: t}, nil
	}
}

// The class of an arrangement is what its settlement does, whatever its list of losses
// looks like and whatever it is called.
func TestTCOC(t *testing.T) {
	half := apm.FixedRate(decimal.RequireFromString("0.5"))
	byQuality := apm.Rate{Linear: &apm.Linear{Slope: decimal.RequireFromString("0.5")}}
	none := apm.FixedRate(decimal.Decimal{})
	for _, c := range []struct {
		name        string
		plan        func() (tcoc.Plan, error)
		want        lan.Category
		up, down    string
		downsideCap string
	}{
		{"MSSP Track 1", mssp(2019, tcoc.Track1), "3A", "0.5", "0", ""},
		{"MSSP BASIC A", mssp(2023, tcoc.BasicA), "3A", "0.392", "0", ""},
		{"MSSP BASIC E, limited by revenue or benchmark", mssp(2023, tcoc.BasicE), "3B", "0.49", "0.3", "0.04"},
		{"MSSP ENHANCED", mssp(2024, tcoc.Enhanced), "3B", "0.735", "0.75", "0.15"},
		{"shared savings without quality", own(half), "3N", "0.5", "0", ""},
		{"shared savings by quality", own(byQuality), "3A", "0.5", "0", ""},
		{"losses that take nothing", own(byQuality, tcoc.Share{Rate: none}), "3A", "0.5", "0", ""},
		{"losses that a cap takes away", own(byQuality, tcoc.Cap{Lesser: []tcoc.Limit{{Rate: known("0"), Of: tcoc.Benchmark}}}), "3A", "0.5", "0", ""},
		{"losses behind a minimum of 30 %", own(byQuality, tcoc.MinimumRate{Fixed: known("0.3")}, tcoc.Share{Rate: half}), "3B", "0.5", "0.5", ""},
		{"losses up to more than the benchmark", own(byQuality, tcoc.Cap{Lesser: []tcoc.Limit{{Rate: known("1.2"), Of: tcoc.Benchmark}}}), "3B", "0.5", "1", ""},
		{"shared risk without quality", own(half, tcoc.Share{Rate: half}), "3N", "0.5", "0.5", ""},
		{"quality on losses alone", own(half, tcoc.Share{Rate: byQuality}), "3B", "0.5", "0.5", ""},
		{"nothing at all", own(none), "1", "0", "0", ""},
	} {
		plan, err := c.plan()
		if err != nil {
			t.Fatal(err)
		}
		a, err := tcoc.New(plan)
		if err != nil {
			t.Fatal(err)
		}
		s, why, err := streams.TCOC(a, facts())
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		class, err := lan.Classify(s, lan.Edition2017)
		if err != nil {
			t.Fatal(err)
		}
		if class.Category != c.want || len(why) != 3 {
			t.Errorf("%s: %v\n%s", c.name, why, class)
		}
		if !s.Upside.Share.Decimal.Equal(known(c.up).Decimal) || !s.Downside.Share.Decimal.Equal(known(c.down).Decimal) {
			t.Errorf("%s: %v", c.name, why)
		}
		if c.downsideCap != "" && !s.Downside.Cap.Decimal.Equal(known(c.downsideCap).Decimal) || s.Downside.Cap.Valid != (c.downsideCap != "") {
			t.Errorf("%s: cap %v", c.name, s.Downside)
		}
	}
}

// The expenditure, a difference and the quality of the facts are replaced.
func TestTCOCReplacesResults(t *testing.T) {
	plan, err := tcoc.MSSP(2024, tcoc.Enhanced, apm.MustParseDate("2024-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := tcoc.New(plan)
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := streams.TCOC(a, facts())
	if err != nil {
		t.Fatal(err)
	}
	f := facts()
	f.Expenditure, f.Difference, f.Quality = known("1"), known("99999999"), apm.Quality{Status: apm.NotMet}
	if got, _, err := streams.TCOC(a, f); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v, %v", got, want, err)
	}
}

// A fact that the terms read and that is missing is an error, not a guess.
func TestTCOCNeedsFacts(t *testing.T) {
	plan, err := tcoc.MSSP(2023, tcoc.BasicE, 0)
	if err != nil {
		t.Fatal(err)
	}
	a, err := tcoc.New(plan)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*tcoc.Performance){
		"benchmark": func(p *tcoc.Performance) { p.Benchmark.Valid = false },
		"revenue":   func(p *tcoc.Performance) { p.Revenue.Valid = false },
		"people":    func(p *tcoc.Performance) { p.Population = 0 },
	} {
		f := facts()
		change(&f)
		if _, _, err := streams.TCOC(a, f); !errors.Is(err, apm.ErrMissing) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A class from the terms that settle the money: is BASIC Level E of the Medicare Shared
// Savings Program two-sided?
func ExampleTCOC() {
	plan, err := tcoc.MSSP(2023, tcoc.BasicE, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	arrangement, err := tcoc.New(plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	stream, why, err := streams.TCOC(arrangement, tcoc.Performance{
		Benchmark: known("100000000"), Population: 10_000, MinimumRate: known("0.01"), Revenue: known("60000000"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range why {
		fmt.Println(w)
	}
	class, err := lan.Classify(stream, lan.Edition2017)
	fmt.Println(class.Category, err)
	// Output:
	// savings: pays up to 49 % of them, at most 10 % of the benchmark
	// overruns: takes up to 30 % of them, at most 4 % of the benchmark
	// quality: changes the money, as at a difference of 1 %
	// 3B <nil>
}
