package quality_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// fig is a number of a test.
func fig(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// figOr is a number, or none for an empty string.
func figOr(s string) decimal.NullDecimal {
	if s == "" {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(fig(s))
}

// preset compiles the terms of a preset.
func preset(t *testing.T, terms quality.Terms, err error) *quality.Program {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	program, err := quality.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// outcomeOf scores facts that must be good.
func outcomeOf(t *testing.T, program *quality.Program, facts quality.Facts) quality.Outcome {
	t.Helper()
	outcome, err := program.Score(facts)
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

// same compares a number with the expected one, to so many places; empty is none.
func same(t *testing.T, what string, got decimal.NullDecimal, want string, places int32) {
	t.Helper()
	switch {
	case got.Valid != (want != ""):
		t.Errorf("%s: got %v, want %q", what, got, want)
	case got.Valid && !got.Decimal.Round(places).Equal(fig(want)):
		t.Errorf("%s: got %s, want %s", what, got.Decimal.Round(places+3), want)
	}
}

// results makes results from pairs of a name and a rate.
func results(pairs ...string) []quality.Result {
	var list []quality.Result
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, quality.Result{Measure: pairs[i], Rate: figOr(pairs[i+1])})
	}
	return list
}

// nodeScore is the score of a node, none where it has none.
func nodeScore(o quality.Outcome, name string) decimal.NullDecimal {
	n, found := o.Node(name)
	return decimal.NullDecimal{Decimal: n.Score, Valid: found && n.Scored}
}

// measureRow is a measure's points as they should come out.
type measureRow struct{ ach, imp, score string }

func checkMeasure(t *testing.T, o quality.Outcome, id string, want measureRow, places int32) {
	t.Helper()
	m, found := o.Measure(id)
	if !found || !m.Scored {
		t.Errorf("%s is not scored: %s", id, m.Why)
		return
	}
	same(t, id+" achievement", decimal.NewNullDecimal(m.Achievement), want.ach, places)
	same(t, id+" improvement", m.Improvement, want.imp, places)
	same(t, id+" points", decimal.NewNullDecimal(m.Points), want.score, places)
}

// 42 CFR 412.165(a) with a threshold of .47 and a benchmark of .87, and its boundaries.
func TestHospitalVBPMeasure(t *testing.T) {
	program := hospitalVBP(t)
	for _, c := range []struct {
		source, rate, base string
		want               measureRow
	}{
		{"5.675 and 6.924 points", "0.70", "0.21", measureRow{"6", "7", "7"}},
		{"beyond the benchmark", "0.91", "0.21", measureRow{"10", "9", "10"}},
		{"at the threshold", "0.47", "", measureRow{"1", "", "1"}},
		{"short of the threshold", "0.4699", "", measureRow{"0", "", "0"}},
		{"at the benchmark", "0.87", "", measureRow{"10", "", "10"}},
		{"short of the benchmark", "0.8699", "", measureRow{"9", "", "9"}},
		{"a half is rounded up", "0.514444444444444444444444444444445", "", measureRow{"2", "", "2"}},
		{"short of that half", "0.5144", "", measureRow{"1", "", "1"}},
		{"short of the last half", "0.8255", "", measureRow{"8", "", "8"}},
		{"at the first half of improvement", "0.47", "0.37", measureRow{"1", "2", "2"}},
		{"short of it", "0.4699", "0.37", measureRow{"0", "1", "1"}},
		{"at the last half of improvement", "0.82", "0.37", measureRow{"8", "9", "9"}},
		{"short of it", "0.8199", "0.37", measureRow{"8", "8", "8"}},
		{"no better than before", "0.60", "0.60", measureRow{"3", "0", "3"}},
		{"worse than before", "0.60", "0.61", measureRow{"3", "0", "3"}},
		{"hardly better", "0.401", "0.40", measureRow{"0", "0", "0"}},
		{"from the benchmark on", "0.90", "0.87", measureRow{"10", "9", "10"}},
		{"beyond it and no better", "0.90", "0.90", measureRow{"10", "0", "10"}},
		{"beyond it and worse", "0.89", "0.90", measureRow{"10", "0", "10"}},
		{"no more than nine", "0.8699", "0.21", measureRow{"9", "9", "9"}},
	} {
		t.Run(c.source, func(t *testing.T) {
			o := outcomeOf(t, program, quality.Facts{Results: []quality.Result{{Measure: "mort_30_hf", Rate: figOr(c.rate), Prior: figOr(c.base)}}})
			checkMeasure(t, o, "mort_30_hf", c.want, 9)
		})
	}
	// Where lower is better the line is the same, seen from the other side.
	for _, c := range []struct {
		rate, base string
		want       measureRow
	}{
		{"0.30", "0.79", measureRow{"6", "7", "7"}}, {"0.53", "0.53", measureRow{"1", "0", "1"}}, {"0.13", "", measureRow{"10", "", "10"}},
		{"0.5301", "0.60", measureRow{"0", "1", "1"}},
	} {
		o := outcomeOf(t, program, quality.Facts{Results: []quality.Result{{Measure: "hai_1", Rate: figOr(c.rate), Prior: figOr(c.base)}}})
		checkMeasure(t, o, "hai_1", c.want, 9)
	}
}

// hospitalVBP is Hospital VBP with one range for all measures where higher is better, and
// its mirror image for the others; HCAHPS has its floor at .27.
func hospitalVBP(t *testing.T) *quality.Program {
	t.Helper()
	terms, err := quality.HospitalVBP(2024, nil)
	for _, m := range terms.Measures {
		r := &quality.Range{Low: figOr("0.47"), High: figOr("0.87"), Floor: figOr("0.27")}
		if m.Direction == quality.Lower {
			r = &quality.Range{Low: figOr("0.53"), High: figOr("0.13")}
		}
		if m.Result == "" {
			terms.Benchmarks = append(terms.Benchmarks, quality.Benchmark{Measure: m.ID, Range: r})
		}
	}
	return preset(t, terms, err)
}

// dimensions is the same rate of seven HCAHPS dimensions and another of the last.
func dimensions(seven, last string) []string {
	var pairs []string
	for _, id := range []string{"nurses", "doctors", "responsiveness", "transition", "medicines", "clean_quiet", "discharge"} {
		pairs = append(pairs, id, seven)
	}
	return append(pairs, "overall", last)
}

func TestHospitalVBPEngagement(t *testing.T) {
	program := hospitalVBP(t)
	for _, c := range []struct{ seven, last, base, consistency, domain string }{
		{"0.87", "0.87", "80", "20", "100"},
		{"0.87", "0.47", "71", "20", "91"},   // every dimension at the threshold or beyond
		{"0.87", "0.469", "70", "19", "89"},  // d = .995: 19.4
		{"0.87", "0.37", "70", "10", "80"},   // d = .5: 9.5 is rounded up
		{"0.87", "0.4699", "70", "19", "89"}, // 19.49
		{"0.87", "0.2799", "70", "0", "70"},  // 0.49
		{"0.87", "0.28", "70", "1", "71"},    // d = .05: 0.5 is rounded up
		{"0.87", "0.277", "70", "0", "70"},   // d = .035: 0.2
		{"0.87", "0.27", "70", "0", "70"},
		{"0.87", "0.10", "70", "0", "70"},
		{"0.47", "0.47", "8", "20", "28"},
		{"0.47", "", "", "", ""}, // a dimension is missing
	} {
		o := outcomeOf(t, program, quality.Facts{Results: results(dimensions(c.seven, c.last)...)})
		what := c.seven + ", " + c.last
		same(t, what+" base", nodeScore(o, "hcahps_base"), c.base, 9)
		same(t, what+" consistency", nodeScore(o, "hcahps_consistency"), c.consistency, 9)
		same(t, what+" domain", nodeScore(o, quality.EngagementDomain), c.domain, 9)
	}
}

// Domains over what is scored, and totals of three domains and four.
func TestHospitalVBPTotalScore(t *testing.T) {
	program := hospitalVBP(t)
	best, worst := "0.13", "0.60"
	for _, c := range []struct {
		name                                       string
		pairs                                      []string
		volumes                                    map[string]decimal.Decimal
		clinical, engagement, safety, effic, total string
	}{
		{name: "one clinical measure is too few", pairs: []string{"mort_30_hf", "0.9", "mspb_1", best}, effic: "100"},
		{name: "two are a domain, and two domains no total", pairs: []string{"mort_30_hf", "0.9", "mort_30_pn", "0.1", "mspb_1", best}, clinical: "50", effic: "100"},
		{name: "three domains weigh a third each", pairs: append(dimensions("0.87", "0.87"), "mort_30_hf", "0.9", "mort_30_pn", "0.1", "mspb_1", worst),
			clinical: "50", engagement: "100", effic: "0", total: "50"},
		{name: "four weigh a quarter each", pairs: append(dimensions("0.87", "0.87"), "mort_30_hf", "0.9", "mort_30_pn", "0.1", "mspb_1", best, "hai_1", worst, "hai_6", worst),
			clinical: "50", engagement: "100", safety: "0", effic: "100", total: "62.5"},
		{name: "one infection is its own pool", pairs: []string{"hai_1", best, "hai_3", worst}, safety: "50"},
		{name: "two infections count once", pairs: []string{"hai_1", best, "hai_3", worst, "hai_4", best},
			volumes: map[string]decimal.Decimal{"hai_3": fig("1"), "hai_4": fig("3")}, safety: "90"}, // 7.5 is rounded up to 8
		{name: "weighed by predicted infections", pairs: []string{"hai_1", best, "hai_3", worst, "hai_4", best},
			volumes: map[string]decimal.Decimal{"hai_3": fig("34"), "hai_4": fig("66")}, safety: "85"}, // 6.6
		{name: "and alone they are no domain", pairs: []string{"hai_3", worst, "hai_4", best},
			volumes: map[string]decimal.Decimal{"hai_3": fig("1"), "hai_4": fig("3")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := outcomeOf(t, program, quality.Facts{Results: results(c.pairs...), Volumes: c.volumes})
			same(t, "clinical", nodeScore(o, quality.ClinicalDomain), c.clinical, 9)
			same(t, "engagement", nodeScore(o, quality.EngagementDomain), c.engagement, 9)
			same(t, "safety", nodeScore(o, quality.SafetyDomain), c.safety, 9)
			same(t, "efficiency", nodeScore(o, quality.EfficiencyDomain), c.effic, 9)
			same(t, "total", o.Score, c.total, 9)
		})
	}
}

// The totals of the years whose domains weigh otherwise (CMS, Hospital VBP FY2016: CCN
// 010001; a hospital that lacks a domain).
func TestHospitalVBPTotals(t *testing.T) {
	for _, c := range []struct {
		year    int
		domains []string
		want    string
	}{
		{2016, []string{"52.85714286", "15", "41.42857143", "10"}, "28.107142858"},
		{2016, []string{"40", "", "", "20"}, "25.714285714"}, // 10 and 25 of 35
		{2016, []string{"40", "", "", ""}, ""},
		{2021, []string{"40", "20", "60", "0"}, "30"},
		{2021, []string{"40", "20", "60", ""}, "40"},
		{2026, []string{"40", "20", "", ""}, ""},
	} {
		terms, err := quality.HospitalVBPTotal(c.year)
		var pairs []string
		for i, d := range c.domains {
			if d != "" {
				pairs = append(pairs, fmt.Sprintf("domain%d", i+1), d)
			}
		}
		o := outcomeOf(t, preset(t, terms, err), quality.Facts{Results: results(pairs...)})
		same(t, fmt.Sprint(c.year, c.domains), o.Score, c.want, 9)
	}
}

// 42 CFR 412.162: a slope of 2.5 at a score of 40 neither gains nor loses, and one of
// 1.931 at 51.787; the rates of each year.
func TestHospitalVBPExchange(t *testing.T) {
	exchange, err := quality.HospitalVBPExchange(2017)
	if err != nil {
		t.Fatal(err)
	}
	slope, err := exchange.At(fig("0.02").Mul(fig("2.5")))
	if err != nil {
		t.Fatal(err)
	}
	factor, err := slope.Factor(fig("40"))
	if err != nil || !factor.Equal(fig("1")) {
		t.Errorf("slope 2.5: %s, %v", factor, err)
	}
	slope, err = exchange.At(fig("0.02").Mul(fig("1.931")))
	if err != nil {
		t.Fatal(err)
	}
	low, _ := slope.Factor(fig("51.786"))
	high, _ := slope.Factor(fig("51.788"))
	if !low.LessThan(fig("1")) || !high.GreaterThan(fig("1")) {
		t.Errorf("slope 1.931: %s at 51.786, %s at 51.788", low, high)
	}
	for year, want := range map[int]string{2013: "0.01", 2014: "0.0125", 2015: "0.015", 2016: "0.0175", 2017: "0.02", 2024: "0.02"} {
		if e, err := quality.HospitalVBPExchange(year); err != nil || !e.Withhold.Equal(fig(want)) || !e.Return.Equal(fig("1")) {
			t.Errorf("%d: %v, %v", year, e, err)
		}
	}
}

// A preset for a year that it does not know is an error that says what it knows.
func TestPresetsRefuseUnknownYears(t *testing.T) {
	for name, c := range map[string]struct {
		call func() error
		want string
	}{
		"HospitalVBP":               {func() error { _, err := quality.HospitalVBP(2023, nil); return err }, "2024, not for 2023"},
		"HospitalVBPTotal":          {func() error { _, err := quality.HospitalVBPTotal(2017); return err }, "2016, 2021, 2024 and 2026, not for 2017"},
		"HospitalVBPExchange":       {func() error { _, err := quality.HospitalVBPExchange(2012); return err }, "2013 to 2025, not for 2012"},
		"HospitalVBPExchange later": {func() error { _, err := quality.HospitalVBPExchange(2026); return err }, "not for 2026"},
		"SNFVBP":                    {func() error { _, err := quality.SNFVBP(2024); return err }, "2025, not for 2024"},
		"SNFVBPExchange":            {func() error { _, err := quality.SNFVBPExchange(2026); return err }, "2025, not for 2026"},
		"HACReduction":              {func() error { _, err := quality.HACReduction(2025); return err }, "2024, not for 2025"},
		"HospitalReadmissions low":  {func() error { _, err := quality.HospitalReadmissions(2019, fig("1")); return err }, "2020 to 2025, not for 2019"},
		"HospitalReadmissions high": {func() error { _, err := quality.HospitalReadmissions(2026, fig("1")); return err }, "2020 to 2025, not for 2026"},
		"MIPSFinal":                 {func() error { _, err := quality.MIPSFinal(2018); return err }, "2017, not for 2018"},
		"MedicareStarMeasures":      {func() error { _, err := quality.MedicareStarMeasures(2025, nil); return err }, "2026, not for 2025"},
		"MedicareStars":             {func() error { _, err := quality.MedicareStars(2027, nil, nil, true); return err }, "2026, not for 2027"},
		"MedicareStars reward":      {func() error { _, err := quality.MedicareStars(2026, nil, nil, true); return err }, "no reward thresholds"},
		"MedicareStarDomain":        {func() error { _, err := quality.MedicareStarDomain(2026); return err }, "2022, not for 2026"},
		"CJR":                       {func() error { _, err := quality.CJR("2016"); return err }, `unknown text "2016" (known: 2015, 2020)`},
		"BPCIAdvanced":              {func() error { _, err := quality.BPCIAdvanced(); return err }, "name the measures"},
		"TEAM low":                  {func() error { _, err := quality.TEAM(0); return err }, "1 to 3, not for 0"},
		"TEAM high":                 {func() error { _, err := quality.TEAM(4); return err }, "1 to 3, not for 4"},
		"MassHealth":                {func() error { _, err := quality.MassHealth(nil); return err }, "name the domains"},
		"OregonCCO":                 {func() error { _, err := quality.OregonCCO(2016, nil); return err }, "2013 and 2017, not for 2016"},
		"OregonCCO measures":        {func() error { _, err := quality.OregonCCO(2017, nil); return err }, "2017 has 16 measures, not 0"},
	} {
		if err := c.call(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// figs is several numbers.
func figs(texts ...string) []decimal.Decimal {
	list := make([]decimal.Decimal, len(texts))
	for i, s := range texts {
		list[i] = fig(s)
	}
	return list
}

// The measures of fiscal year 2024: their domains, and which are better when lower.
func TestHospitalVBPMeasures(t *testing.T) {
	terms, err := quality.HospitalVBP(2024, nil)
	if err != nil {
		t.Fatal(err)
	}
	domains := map[string][]string{
		quality.ClinicalDomain:   {"mort_30_ami", "mort_30_hf", "mort_30_pn", "mort_30_copd", "mort_30_cabg", "comp_hip_knee"},
		quality.SafetyDomain:     {"hai_1", "hai_2", "hai_3", "hai_4", "hai_5", "hai_6"},
		quality.EfficiencyDomain: {"mspb_1"},
		quality.EngagementDomain: {"nurses", "doctors", "responsiveness", "transition", "medicines", "clean_quiet", "discharge", "overall"},
	}
	lower := []string{"comp_hip_knee", "hai_1", "hai_2", "hai_3", "hai_4", "hai_5", "hai_6", "mspb_1"}
	measures, scored := 0, 0
	for _, ids := range domains {
		measures += len(ids)
	}
	for _, m := range terms.Measures {
		if m.Result != "" {
			continue // scored a second time, for consistency
		}
		scored++
		if len(m.Tags) != 1 || !slices.Contains(domains[m.Tags[0]], m.ID) {
			t.Errorf("%s is in %v", m.ID, m.Tags)
		}
		if got := m.Direction == quality.Lower; got != slices.Contains(lower, m.ID) {
			t.Errorf("%s is better when %s", m.ID, m.Direction)
		}
	}
	if scored != measures {
		t.Errorf("%d measures, want %d", scored, measures)
	}
}
