package episode_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// panel is providers with so many episodes each of a category, and so many excluded.
type panel struct {
	provider, category string
	episodes, excluded int
}

func reported(t rapid.TB, o episode.ReportOptions, panels ...panel) episode.Report {
	options := sampleOptions()
	options.Levels = append(options.Levels, episode.Level{Acceptable: given("110"), Commendable: given("100")})
	options.Gate = nil
	p, err := episode.ArkansasProgram(2015, options)
	if err != nil {
		t.Fatal(err)
	}
	a, err := episode.NewProgram(p)
	if err != nil {
		t.Fatal(err)
	}
	byProvider := make(map[string][]episode.PreparedCase)
	var all []episode.PreparedCase
	for _, p := range panels {
		for i := range p.episodes + p.excluded {
			cost := decimal.NewFromInt(int64(90 + i%3*10))
			c := episode.PreparedCase{Provider: p.provider, Category: p.category, Raw: cost.Mul(usd("2")), Cost: cost}
			if i >= p.episodes {
				c.Excluded = []string{[]string{"age", "dual", "left against advice"}[i%3]}
			}
			byProvider[p.provider] = append(byProvider[p.provider], c)
			all = append(all, c)
		}
	}
	var settlements []episode.Settlement
	for _, provider := range slices.Sorted(func(yield func(string) bool) {
		for name := range byProvider {
			if !yield(name) {
				return
			}
		}
	}) {
		s, err := a.Settle(episode.ProviderFacts{ID: provider, Quality: scored("0.875")}, byProvider[provider])
		if err != nil {
			t.Fatal(err)
		}
		settlements = append(settlements, s)
	}
	r, err := a.Report(settlements, all, o)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(settlements)
	slices.Reverse(all)
	again, err := a.Report(settlements, all, o)
	if diff := cmp.Diff(r, again); err != nil || diff != "" {
		t.Fatal("the order matters", err, diff)
	}
	return r
}

func TestReport(t *testing.T) {
	r := reported(t, episode.ReportOptions{Percentiles: []decimal.Decimal{usd("0.25"), usd("0.5")}, Definition: apm.Type7},
		panel{"B", "asthma", 4, 5}, panel{"A", "asthma", 30, 0}, panel{"A", "ADHD", 2, 0}, panel{"C", "asthma", 0, 2})
	want := `Arkansas episodes, 2015
  category  provider  episodes  excluded    mean  adjusted    p25     p50  commendable  acceptable  target  quality  gain or loss
      ADHD         A         2         0  190.00     95.00  92.50   95.00       100.00      110.00       -   87.5 %          5.00
    asthma         A        30         0  200.00    100.00  90.00  100.00       100.00      110.00       -   87.5 %          0.00
    asthma         B         4         5  195.00     97.50  90.00   95.00       100.00      110.00       -   87.5 %          5.00
    asthma         C         0         2       -         -      -       -       100.00      110.00       -   87.5 %          0.00
      ADHD       all         2
    asthma       all        34
       all         A        32                                                                                               5.00
gain or loss of all of a provider: after every rule
excluded: asthma B: age 1
excluded: asthma B: dual 2
excluded: asthma B: left against advice 2
excluded: asthma C: age 1
excluded: asthma C: dual 1
`
	if diff := cmp.Diff(want, r.String()); diff != "" {
		t.Error(diff)
	}
	wantAmount(t, "provider A", r.Rows[0].Result.Decimal, "5")
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
	var b strings.Builder
	if n, err := r.WriteTo(&b); err != nil || int(n) != len(want) || b.String() != want {
		t.Error(n, err)
	}
}

func TestReportSuppresses(t *testing.T) {
	r := reported(t, episode.ReportOptions{Suppress: true, Percentiles: []decimal.Decimal{usd("0.5")}, Definition: apm.SAS5},
		panel{"A", "asthma", 30, 12}, panel{"B", "asthma", 10, 0}, panel{"C", "asthma", 11, 3}, panel{"A", "ADHD", 10, 0}, panel{"D", "COPD", 50, 33})
	want := `Arkansas episodes, 2015
  category  provider  episodes  excluded    mean  adjusted     p50  commendable  acceptable  target  quality  gain or loss
      ADHD         A         *         0       *         *       *       100.00      110.00       *        *             *
      COPD         D        50        33  199.60     99.80  100.00       100.00      110.00       -   87.5 %          5.00
    asthma         A        30        12  200.00    100.00  100.00       100.00      110.00       -   87.5 %          0.00
    asthma         B         *         0       *         *       *       100.00      110.00       *        *             *
    asthma         C         *         *       *         *       *       100.00      110.00       *        *             *
      ADHD       all         *
      COPD       all        50
    asthma       all        51
       all         A         *                                                                                           *
gain or loss of all of a provider: after every rule
excluded: COPD D: age 11
excluded: COPD D: dual 11
excluded: COPD D: left against advice 11
excluded: asthma A: age *
excluded: asthma A: dual *
excluded: asthma A: left against advice *
excluded: asthma C: age *
excluded: asthma C: dual *
excluded: asthma C: left against advice *
* a count of 1 to 10, or what would reveal one
`
	if diff := cmp.Diff(want, r.String()); diff != "" {
		t.Error(diff)
	}
	for _, row := range r.Rows {
		// A has a row that is hidden, so that its sum is too.
		if (row.Provider == "D") != row.Result.Valid {
			t.Errorf("%s: %v", row.Provider, row.Result)
		}
	}
}

// No count of 1 to 10 is shown, nor what is left when all others are taken off a total of a
// category; what a provider comes to is made of nothing but what is shown of it, so that
// no further total can be set against others. What is shown is true.
func TestSuppressedReportsRevealNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var panels []panel
		for i := range rapid.IntRange(1, 5).Draw(t, "rows") {
			panels = append(panels, panel{fmt.Sprint("P", i%3), []string{"asthma", "COPD"}[i/3], rapid.SampledFrom([]int{0, 1, 5, 10, 11, 12, 40}).Draw(t, "episodes"), rapid.SampledFrom([]int{0, 1, 3, 10, 11, 30, 33}).Draw(t, "excluded")})
		}
		open, closed := reported(t, episode.ReportOptions{}, panels...), reported(t, episode.ReportOptions{Suppress: true}, panels...)
		small := func(n *int) bool { return n != nil && *n >= 1 && *n <= apm.SmallCell }
		left := make(map[string]int)
		for i, row := range closed.Rows {
			full := open.Rows[i]
			if small(row.Episodes) || small(row.Excluded) {
				t.Fatalf("%+v", row)
			}
			if row.Episodes == nil && (row.Mean.Valid || row.Net.Valid || row.Gap.Valid || row.Percentiles != nil || row.Result.Valid) {
				t.Fatalf("figures of what is hidden: %+v", row)
			}
			if row.Episodes != nil && (*row.Episodes != *full.Episodes || !row.Mean.Decimal.Equal(full.Mean.Decimal) || !row.Net.Decimal.Equal(full.Net.Decimal)) || row.Excluded != nil && *row.Excluded != *full.Excluded {
				t.Fatalf("%+v of %+v", row, full)
			}
			if row.Episodes != nil {
				left[row.Category] -= *row.Episodes
			}
			reasons, shown := 0, 0
			for j, r := range row.Reasons {
				if small(r.Episodes) {
					t.Fatalf("%+v", row.Reasons)
				}
				if reasons++; r.Episodes != nil {
					shown++
					if *r.Episodes != *full.Reasons[j].Episodes {
						t.Fatalf("%+v", row.Reasons)
					}
				}
			}
			if row.Excluded != nil && shown == 0 && reasons > 0 && *row.Excluded == apm.SmallCell*reasons {
				t.Fatalf("every reason is hidden, and only tens can add up to the excluded: %+v", row)
			}
			if row.Excluded != nil && reasons-shown == 1 {
				t.Fatalf("one reason is hidden, and what is left of the excluded is it: %+v", row)
			}
		}
		shownOf, hides, categories := make(map[string]int), make(map[string]bool), make(map[string]int)
		for _, row := range closed.Rows {
			if categories[row.Provider]++; row.Episodes == nil {
				hides[row.Provider] = true
			} else {
				shownOf[row.Provider] += *row.Episodes
			}
		}
		sums := make(map[string]bool)
		for i, p := range closed.Providers {
			full := open.Providers[i]
			sums[p.Provider] = true
			switch {
			case full.Episodes == nil || !full.Result.Valid || full.Provider != p.Provider:
				t.Fatalf("%+v", full)
			case hides[p.Provider]:
				if p.Episodes != nil || p.Result.Valid {
					t.Fatalf("%+v, and a row of it is hidden", p)
				}
			case p.Episodes == nil || *p.Episodes != shownOf[p.Provider] || *p.Episodes != *full.Episodes || !p.Result.Decimal.Equal(full.Result.Decimal):
				t.Fatalf("%+v of %+v", p, full)
			}
		}
		for provider, n := range categories {
			if sums[provider] != (n > 1) {
				t.Fatalf("%s has %d categories, and a sum: %t", provider, n, sums[provider])
			}
		}
		for _, total := range closed.Totals {
			if total.Episodes != nil {
				if rest := left[total.Category] + *total.Episodes; rest >= 1 && rest <= apm.SmallCell {
					t.Fatalf("%d is left of %s", rest, total.Category)
				}
			}
		}
	})
}

// Excluded episodes with several reasons reveal nothing by what is left of the excluded
// without a reason, nor by what is counted twice.
func TestReasonsThatOverlap(t *testing.T) {
	a := arrange(t, targeted(nil, nil, nil))
	for _, c := range []struct {
		onlyA, onlyB, both int
		want               string // excluded, age, dual
	}{
		{1, 1, 10, "* 11 11"},    // 12 - 11 = 1 without the other reason
		{10, 20, 11, "* 21 31"},  // 41 - 31 = 10
		{11, 11, 11, "33 22 22"}, // 11 of each
		{20, 20, 10, "* 30 30"},  // 60 - 50 = 10 counted twice
		{20, 20, 0, "40 20 20"},
		{0, 11, 11, "22 11 22"},
		{30, 3, 0, "33 * *"},
		{0, 0, 12, "12 12 12"},
		{2, 2, 2, "* * *"},
		{0, 0, 0, "0"},
	} {
		cases := []episode.PreparedCase{totalCase("LEJR", "1000", "900")}
		for reasons, n := range map[string]int{"age": c.onlyA, "dual": c.onlyB, "age dual": c.both} {
			for range n {
				one := totalCase("LEJR", "1000", "900")
				one.Excluded = strings.Fields(reasons)
				cases = append(cases, one)
			}
		}
		s := sure(a.Settle(episode.ProviderFacts{ID: "H"}, cases))
		row := sure(a.Report([]episode.Settlement{s}, cases, episode.ReportOptions{Suppress: true})).Rows[0]
		text := func(n *int) string {
			if n == nil {
				return "*"
			}
			return fmt.Sprint(*n)
		}
		got := text(row.Excluded)
		for _, r := range row.Reasons {
			got += " " + text(r.Episodes)
		}
		if got != c.want {
			t.Errorf("%+v: got %s, want %s", c, got, c.want)
		}
	}
}

// Where a program has rules for the sum of the categories, every provider has a line of
// its own with what they leave, also one of a single category and one that only owes from
// an earlier run.
func TestReportOfSums(t *testing.T) {
	low := targeted(nil, nil, nil)
	low.Volume = []episode.Volume{{Minimum: 5, On: episode.OnPerformance, Action: episode.NoDownside, AfterNetting: true}}
	for name, p := range map[string]episode.Program{
		"gains":  targeted(episode.Rules{episode.SharingRate{Rate: apm.FixedRate(usd("0.5"))}}, nil, nil),
		"final":  targeted(nil, nil, episode.Rules{episode.TrueUp{}}),
		"low":    low,
		"simple": targeted(nil, nil, nil),
	} {
		a := arrange(t, p)
		cases := []episode.PreparedCase{totalCase("LEJR", "1000", "900")}
		run := &episode.Run{Kind: episode.FinalRun, Settled: given("30")}
		settlements := []episode.Settlement{
			sure(a.Settle(episode.ProviderFacts{ID: "none", Run: run}, nil)),
			sure(a.Settle(episode.ProviderFacts{ID: "H", Run: run}, cases)),
		}
		r := sure(a.Report(settlements, cases, episode.ReportOptions{}))
		want := map[string]string{"gains": "H 1 50, none 0 0", "final": "H 1 70, none 0 -30", "low": "H 1 100, none 0 0"}[name]
		var got []string
		for _, p := range r.Providers {
			got = append(got, fmt.Sprintf("%s %d %s", p.Provider, *p.Episodes, p.Result.Decimal))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
		if strings.Contains(r.String(), "\n       all ") != (want != "") || strings.Contains(r.String(), "after every rule") != (want != "") {
			t.Errorf("%s: %s", name, r)
		}
	}
}

// The level at which gains stop has a column where a category has one, and stands in the
// rows of those that have.
func TestReportOfGainLimits(t *testing.T) {
	r := reported(t, episode.ReportOptions{}, panel{"A", "perinatal", 30, 0}, panel{"A", "asthma", 30, 0})
	var cells [][]string
	for line := range strings.Lines(r.String()) {
		cells = append(cells, strings.Fields(line))
	}
	for i, want := range []string{1: "category provider episodes excluded mean adjusted gain limit commendable acceptable target quality gain or loss",
		2: "asthma A 30 0 200.00 100.00 - 100.00 110.00 - 87.5 % 0.00", 3: "perinatal A 30 0 200.00 100.00 2,000.00 3,394.00 3,906.00 - 87.5 % 20,910.00",
		4: "asthma all 30", 5: "perinatal all 30", 6: "all A 60 20,910.00"} {
		if got := strings.Join(cells[i], " "); want != "" && got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestReportRefuses(t *testing.T) {
	a := arrange(t, targeted(nil, nil, nil))
	cases := []episode.PreparedCase{totalCase("LEJR", "1000", "900")}
	s, err := a.Settle(episode.ProviderFacts{ID: "H"}, cases)
	if err != nil {
		t.Fatal(err)
	}
	endlessCost, other := slices.Clone(cases), slices.Clone(cases)
	endlessCost[0].Cost, other[0].Provider = endlessNumber, "X"
	excluded := append(slices.Clone(cases), cases[0])
	excluded[1].Excluded = []string{"dual"}
	for want, err := range map[string]error{
		"percentiles[0]: 99 is outside 0 to 1 (2 % is 0.02)\ndefinition: unknown percentile definition \"\" (known: type7, sas5, nearestRank)": errorOf(a.Report(nil, nil, episode.ReportOptions{Percentiles: []decimal.Decimal{usd("99")}})),
		"settlements: hold a provider twice":                                       errorOf(a.Report([]episode.Settlement{s, s}, cases, episode.ReportOptions{})),
		"cases: are not those that were settled":                                   errorOf(a.Report([]episode.Settlement{s}, nil, episode.ReportOptions{})),
		"settlements: are of another program":                                      errorOf(arrange(t, sure(episode.ColoradoProgram(episode.RetrospectiveOptions{Basis: episode.Paid, Dollars: episode.Adjusted, Levels: []episode.Level{{Acceptable: given("1")}}}))).Report([]episode.Settlement{s}, cases, episode.ReportOptions{})),
		"cases: hold some of providers that are not settled":                       errorOf(a.Report([]episode.Settlement{s}, append(slices.Clone(cases), other...), episode.ReportOptions{})),
		"cases[0].cost: has more than 40 digits before the point or 200 behind it": errorOf(a.Report([]episode.Settlement{s}, endlessCost, episode.ReportOptions{})),
	} {
		if errorText(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if err := errorOf(a.Report([]episode.Settlement{s}, excluded, episode.ReportOptions{})); errorText(err) != "cases: are not those that were settled" {
		t.Error(err)
	}
	excluded[1].Provider = "X"
	if err := errorOf(a.Report([]episode.Settlement{s}, excluded, episode.ReportOptions{})); errorText(err) != "cases: hold some of providers that are not settled" {
		t.Error(err)
	}
	r, err := a.Report([]episode.Settlement{s}, cases, episode.ReportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	wantAmount(t, "mean target", r.Rows[0].Target.Decimal, "1000")
	// What nobody answers for stands in no row, and is not lost.
	for n, want := range map[int]string{1: "*", 10: "*", 11: "11"} {
		nobody := slices.Clone(cases)
		for range n {
			nobody = append(nobody, episode.PreparedCase{Category: "CABG", Excluded: []string{episode.NoProvider}})
		}
		r, err := a.Report([]episode.Settlement{s}, nobody, episode.ReportOptions{Suppress: true})
		if err != nil || !strings.Contains(r.String(), "nobody answers for: CABG "+want+"\n") || *r.Totals[0].Episodes != 0 {
			t.Errorf("%v %s", err, r)
		}
	}
}
