package episode_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// costing is an episode of that cost.
func costing(cell, cost string) episode.Case {
	return episode.Case{Provider: "H", Category: "CHF", Cell: cell, Amounts: map[episode.PriceBasis]decimal.Decimal{episode.Allowed: usd(cost)}, Target: given("1000")}
}

// numbered are n episodes that cost 1, 2 ... dollars.
func numbered(n int) []episode.Case {
	out := make([]episode.Case, n)
	for i := range out {
		out[i] = costing("470", fmt.Sprint(i+1))
	}
	return out
}

func adjusting(adjust ...episode.Adjustment) episode.Program {
	return episode.Program{Name: "test", Basis: episode.Allowed, Adjust: adjust, Benchmark: episode.Benchmark{Target: &episode.Target{}}}
}

func outlierTerms(o episode.Outlier) episode.Program {
	return adjusting(episode.Adjustment{Outlier: &o})
}

func costsOf(p episode.Prepared) []string {
	var out []string
	for _, c := range p.Cases {
		out = append(out, c.Cost.String())
	}
	return out
}

func TestWinsorise(t *testing.T) {
	both := func(d apm.PercentileDefinition) episode.Outlier {
		return episode.Outlier{Method: episode.Winsorise, Lower: &episode.Cutoff{Percentile: given("0.01")}, Upper: &episode.Cutoff{Percentile: given("0.99")}, Definition: d}
	}
	for _, c := range []struct {
		name         string
		n            int
		definition   apm.PercentileDefinition
		lower, upper string
	}{
		{"D41", 200, apm.SAS5, "2.5", "198.5"}, {"D42", 150, apm.SAS5, "2", "149"}, {"D43", 100, apm.SAS5, "1.5", "99.5"},
		{"D44", 50, apm.SAS5, "1", "50"}, {"D45", 200, apm.Type7, "2.99", "198.01"},
	} {
		p, err := arrange(t, outlierTerms(both(c.definition))).Prepare(numbered(c.n))
		if err != nil {
			t.Fatal(err)
		}
		wantAmount(t, c.name+" lower", p.Limits[0].Lower.Decimal, c.lower)
		wantAmount(t, c.name+" upper", p.Limits[0].Upper.Decimal, c.upper)
		wantAmount(t, c.name+" first", p.Cases[0].Cost, c.lower)
		wantAmount(t, c.name+" last", p.Cases[c.n-1].Cost, c.upper)
		wantAmount(t, c.name+" raw", p.Cases[0].Raw, "1")
		wantAmount(t, c.name+" middle", p.Cases[c.n/2].Cost, fmt.Sprint(c.n/2+1))
	}
}

func TestOutliers(t *testing.T) {
	three := []episode.Case{costing("470", "0"), costing("470", "10"), costing("470", "50")} // mean 20
	for _, c := range []struct {
		name      string
		o         episode.Outlier
		costs     []string
		excluded  []string
		low, high int
	}{
		{"cap", episode.Outlier{Method: episode.CapCost, Upper: &episode.Cutoff{Dollars: given("40")}}, []string{"0", "10", "40"}, []string{"", "", ""}, 0, 1},
		{"on the limit", episode.Outlier{Method: episode.ExcludeOutliers, Lower: &episode.Cutoff{Dollars: given("0")}, Upper: &episode.Cutoff{Dollars: given("50")}}, []string{"0", "10", "50"}, []string{"", "", ""}, 0, 0},
		{"excluded", episode.Outlier{Method: episode.ExcludeOutliers, Lower: &episode.Cutoff{Dollars: given("1")}, Upper: &episode.Cutoff{Dollars: given("49.99")}}, []string{"0", "10", "50"}, []string{"low cost", "", "high cost"}, 1, 1},
		{"a fifth of the tail", episode.Outlier{Method: episode.Winsorise, Lower: &episode.Cutoff{Dollars: given("5")}, Upper: &episode.Cutoff{Dollars: given("40")}, TailShare: usd("0.2")}, []string{"4", "10", "42"}, []string{"", "", ""}, 1, 1},
		// Squared differences 400, 100 and 900: 700 of a sample, 466.67 of a population.
		{"sample", episode.Outlier{Method: episode.CapCost, Upper: &episode.Cutoff{Deviations: given("1")}, Deviation: episode.SampleDeviation}, []string{"0", "10", "46.45751311064590590501615753639260"}, []string{"", "", ""}, 0, 1},
		{"population", episode.Outlier{Method: episode.Winsorise, Lower: &episode.Cutoff{Deviations: given("0.5")}, Upper: &episode.Cutoff{Deviations: given("3")}, Deviation: episode.PopulationDeviation}, []string{"9.198765502653566281723387606520", "10", "50"}, []string{"", "", ""}, 1, 0},
	} {
		p, err := arrange(t, outlierTerms(c.o)).Prepare(three)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range p.Cases {
			if want := usd(c.costs[i]); got.Cost.Sub(want).Abs().GreaterThan(usd("0.00000000000000000000000001")) {
				t.Errorf("%s: cost %d is %s, want %s", c.name, i, got.Cost, want)
			}
			if reasons := fmt.Sprint(got.Excluded); reasons != "["+c.excluded[i]+"]" {
				t.Errorf("%s: %d excluded for %s", c.name, i, reasons)
			}
		}
		if p.Limits[0].Low != c.low || p.Limits[0].High != c.high || p.Limits[0].Episodes != 3 {
			t.Errorf("%s: %+v", c.name, p.Limits[0])
		}
	}
}

func TestOutliersByGroupAndBaseline(t *testing.T) {
	cap99 := episode.Outlier{Method: episode.CapCost, Upper: &episode.Cutoff{Percentile: given("0.5")}, Definition: apm.NearestRank, GroupBy: []episode.Grouping{episode.ByCell, episode.ByRegion}}
	var cases []episode.Case
	for _, cost := range []string{"1", "2", "3"} {
		a, b := costing("470", cost), costing("469", cost+"00")
		a.Region, b.Region = "East", "West"
		cases = append(cases, a, b)
	}
	excluded := costing("470", "1000000")
	excluded.Excluded, excluded.Region = []string{"dual"}, "East"
	cases = append(cases, excluded)
	baseline, err := arrange(t, outlierTerms(cap99)).Prepare(cases)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := costsOf(baseline), []string{"1", "100", "2", "200", "2", "200", "0"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	want := []episode.OutlierLimits{
		{Group: []string{"469", "West"}, Upper: given("200"), Episodes: 3, High: 1},
		{Group: []string{"470", "East"}, Upper: given("2"), Episodes: 3, High: 1},
	}
	if diff := cmp.Diff(want, baseline.Limits); diff != "" {
		t.Error(diff)
	}
	cap99.FromBaseline = true
	later := costing("470", "7")
	later.Region = "East"
	p, err := arrange(t, outlierTerms(cap99)).Prepare([]episode.Case{later}, baseline.Limits...)
	if err != nil || p.Cases[0].Cost.String() != "2" {
		t.Errorf("%v %v", costsOf(p), err)
	}
	later.Region = "South"
	if _, err = arrange(t, outlierTerms(cap99)).Prepare([]episode.Case{later}, baseline.Limits...); errorText(err) != `adjust[0].outlier: group ["470" "South"]: baseline limit: is missing` {
		t.Error(err)
	}
}

// Limits of one policy do not serve another.
func TestBaselineLimitsBelongToOnePolicy(t *testing.T) {
	from := func(dollars string) episode.Adjustment {
		return episode.Adjustment{Outlier: &episode.Outlier{Method: episode.CapCost, Upper: &episode.Cutoff{Dollars: given(dollars)}, FromBaseline: true}}
	}
	p, err := arrange(t, adjusting(from("1"), from("1"))).Prepare([]episode.Case{costing("", "100")},
		episode.OutlierLimits{Adjustment: 1, Upper: given("20")}, episode.OutlierLimits{Adjustment: 0, Upper: given("50")})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "first", p.Limits[0].Upper.Decimal, "50")
	wantAmount(t, "second", p.Limits[1].Upper.Decimal, "20")
}

// Groups are told apart whatever their names hold.
func TestGroupsDoNotRunTogether(t *testing.T) {
	o := episode.Outlier{Method: episode.CapCost, Upper: &episode.Cutoff{Percentile: given("0")}, Definition: apm.SAS5,
		GroupBy: []episode.Grouping{episode.ByCategory, episode.ByCell, episode.ByRegion, episode.ByPeriod}}
	a, b := costing("", "1"), costing("", "2")
	a.Region, a.Period = "1:x", "y"
	b.Region, b.Period = "1:", "xy"
	p, err := arrange(t, outlierTerms(o)).Prepare([]episode.Case{a, b})
	if err != nil || len(p.Limits) != 2 || p.Cases[1].Cost.String() != "2" {
		t.Errorf("%+v %v", p.Limits, err)
	}
}

// Before the risk adjustment an outlier is one of dollars as spent, behind it one of
// adjusted dollars.
func TestOrderOfOutliersAndRisk(t *testing.T) {
	high := episode.Adjustment{Outlier: &episode.Outlier{Method: episode.ExcludeOutliers, Upper: &episode.Cutoff{Dollars: given("100")}}}
	risk := episode.Adjustment{Risk: &episode.Risk{Apply: episode.DivideEpisode}}
	c := costing("470", "150")
	c.Weight = given("2")
	before, err := arrange(t, adjusting(high, risk)).Prepare([]episode.Case{c})
	after, err2 := arrange(t, adjusting(risk, high)).Prepare([]episode.Case{c})
	if err != nil || err2 != nil || len(before.Cases[0].Excluded) != 1 || len(after.Cases[0].Excluded) != 0 {
		t.Errorf("%+v %v, %+v %v", before.Cases, err, after.Cases, err2)
	}
	wantAmount(t, "adjusted", after.Cases[0].Cost, "75")
}
