package quality_test

import (
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// category is the MIPS quality category with six reported measures, flat benchmarks, one
// administrative claims measure.
func category(t testing.TB, year, required int, tags ...string) *quality.Program {
	t.Helper()
	var measures []quality.Measure
	var benchmarks []quality.Benchmark
	for i := range 7 {
		m := quality.Measure{ID: fmt.Sprintf("m%d", i), Direction: quality.Higher, Scale: quality.Percent, Kind: quality.Proportion, Tags: tags}
		if i == 6 {
			m.ID, m.Tags = "claims", []string{quality.AdministrativeTag, quality.ReadmissionTag}
		}
		measures = append(measures, m)
		benchmarks = append(benchmarks, quality.Benchmark{Measure: m.ID, Flat: true})
	}
	terms, err := quality.MIPS(year, required, measures, benchmarks)
	if err != nil {
		t.Fatal(err)
	}
	return program(t, terms)
}

func reported(rates ...string) []quality.Result {
	var out []quality.Result
	for i, r := range rates {
		out = append(out, quality.Result{Measure: fmt.Sprintf("m%d", i), Rate: known(r)})
	}
	return out
}

// 42 CFR 414.1380(b)(1)(i) and (iii): what a measure gets that fails a test, by year.
func TestMIPSFloors(t *testing.T) {
	few := func(r *quality.Result) { r.Cases = known("19") }
	incomplete := func(r *quality.Result) { r.Incomplete = true }
	low := func(r *quality.Result) { r.Rate = known("5") }
	short := func(r *quality.Result) { r.Completeness = known("0.7499") }
	for _, c := range []struct {
		name   string
		year   int
		small  bool
		change func(*quality.Result)
		want   string
		source string
	}{
		{"2017 few cases", 2017, false, few, "3", ""}, {"2021 few cases", 2021, false, few, "3", ""}, {"2022 few cases", 2022, false, few, "3", ""},
		{"2023 few cases", 2023, false, few, "0", ""}, {"2023 few cases, small practice", 2023, true, few, "3", ""},
		{"2017 incomplete", 2017, false, incomplete, "3", ""}, {"2018 incomplete", 2018, false, incomplete, "1", ""}, {"2019 incomplete, small", 2019, true, incomplete, "3", ""},
		{"2020 incomplete", 2020, false, incomplete, "0", ""}, {"2020 incomplete, small", 2020, true, incomplete, "3", ""},
		{"2023 below 75 % is no test yet", 2023, false, short, "6", ""}, {"2024 below 75 %", 2024, false, short, "0", ""},
		{"2022 first decile", 2022, false, low, "3", ""}, {"2023 first decile", 2023, false, low, "1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := reported("50")
			c.change(&r[0])
			o := score(t, category(t, c.year, 1), quality.Facts{Results: r, Flags: map[string]bool{quality.SmallPractice: c.small}})
			if m := o.Measures[0]; !m.Scored || !m.Points.Equal(num(c.want)) {
				t.Errorf("%+v, want %s", m, c.want)
			}
		})
	}
}

// A measure in its first years has more points at least; Web Interface measures without cases
// leave both sides, and incomplete ones count zero.
func TestMIPSTags(t *testing.T) {
	for _, c := range []struct {
		tag    string
		year   int
		change func(*quality.Result)
		scored bool
		want   string
	}{
		{quality.FirstYearTag, 2022, nil, true, "7"}, {quality.SecondYearTag, 2022, nil, true, "5"}, {quality.FirstYearTag, 2021, nil, true, "3"},
		{quality.WebInterfaceTag, 2021, func(r *quality.Result) { r.Cases = known("5") }, false, "0"},
		{quality.WebInterfaceTag, 2018, func(r *quality.Result) { r.Incomplete = true }, true, "0"},
	} {
		r := reported("5")
		if c.change != nil {
			c.change(&r[0])
		}
		o := score(t, category(t, c.year, 1, c.tag), quality.Facts{Results: r})
		if m := o.Measures[0]; m.Scored != c.scored || !m.Points.Equal(num(c.want)) {
			t.Errorf("%s %d: %+v", c.tag, c.year, m)
		}
	}
	claims := score(t, category(t, 2023, 1), quality.Facts{Results: append(reported("50"), quality.Result{Measure: "claims", Rate: known("50"), Cases: known("199")})})
	if m, _ := claims.Measure("claims"); m.Scored || m.Why != quality.FewCases || m.Test == "" {
		t.Errorf("readmissions of 199 cases: %+v", m)
	}
}

// An administrative claims measure without a benchmark leaves by a test, with its authority.
func TestMIPSClaimsWithoutBenchmark(t *testing.T) {
	claims := quality.Measure{ID: "claims", Direction: quality.Higher, Scale: quality.Percent, Kind: quality.Proportion, Tags: []string{quality.AdministrativeTag}}
	terms, err := quality.MIPS(2023, 0, []quality.Measure{claims}, nil)
	if err != nil {
		t.Fatal(err)
	}
	facts := quality.Facts{Results: []quality.Result{{Measure: "claims", Rate: known("50")}}, Flags: map[string]bool{quality.SmallPractice: true}}
	if _, err := program(t, terms).Score(facts); err == nil {
		t.Error("claims alone ask for the size of the practice")
	}
	facts.Flags = nil
	if m := score(t, program(t, terms), facts).Measures[0]; m.Scored || m.Why != quality.NoBenchmark || m.Test == "" {
		t.Errorf("%+v", m)
	}
}

// The best of the measures count, and what lacks counts zero of ten.
func TestMIPSRequired(t *testing.T) {
	for _, c := range []struct {
		name     string
		required int
		rates    []string
		want     string
	}{
		{"six of six", 6, []string{"50", "50", "50", "50", "50", "50"}, "60"},
		{"four of six", 6, []string{"50", "50", "50", "50"}, "40"},
		{"the best two of four", 2, []string{"10", "90", "50", "20"}, "80"},
		{"nothing required", 0, []string{"50"}, "60"},
	} {
		o := score(t, category(t, 2023, c.required), quality.Facts{Results: reported(c.rates...)})
		if !o.Score.Valid || !o.Score.Decimal.Equal(num(c.want)) {
			t.Errorf("%s: %v, want %s\n%s", c.name, o.Score.Decimal, c.want, o)
		}
	}
}

// 42 CFR 414.1380(b)(1)(v)(C): six points for a small practice from 2019 on, in every year
// since, for one that reports at least one measure.
func TestMIPSSmallPractice(t *testing.T) {
	for year := 2017; year <= 2026; year++ {
		small := quality.Facts{Results: reported("50"), Flags: map[string]bool{quality.SmallPractice: true}}
		with := score(t, category(t, year, 6), small)
		small.Flags = nil
		without := score(t, category(t, year, 6), small)
		want := "10" // 6 of 60
		if year < 2019 {
			want = "0"
		}
		if got := with.Score.Decimal.Sub(without.Score.Decimal); !got.Equal(num(want)) {
			t.Errorf("%d: %s more, want %s", year, got, want)
		}
		nothing := score(t, category(t, year, 6), quality.Facts{Flags: map[string]bool{quality.SmallPractice: true}})
		if nothing.Score.Decimal.IsPositive() {
			t.Errorf("%d: %s for nothing", year, nothing.Score.Decimal)
		}
	}
}

// 42 CFR 414.1380(b)(1)(v): bonus points, each family at most 10 % of the points available.
func TestMIPSBonus(t *testing.T) {
	bonus := map[string]decimal.Decimal{quality.HighPriorityBonus: num("12"), quality.ElectronicBonus: num("3")}
	o := score(t, category(t, 2020, 6), quality.Facts{Results: reported("50", "50", "50", "50", "50", "50"), Values: bonus, Flags: map[string]bool{quality.SmallPractice: true}})
	node, _ := o.Node(quality.APPScore)
	for i, want := range []struct{ name, amount string }{{"high priority", "10"}, {"end-to-end electronic", "5"}, {"small practice", "10"}} {
		if s := node.Steps[i]; s.Name != want.name || !s.Amount.Equal(num(want.amount)) {
			t.Errorf("%+v, want %s", s, want.amount)
		}
	}
	if !o.Score.Decimal.Equal(num("85")) {
		t.Errorf("score %s", o.Score.Decimal)
	}
	for year := 2017; year <= 2021; year++ {
		if _, err := category(t, year, 6).Score(quality.Facts{Values: bonus, Results: reported("50")}); err != nil {
			t.Errorf("%d: %v", year, err)
		}
	}
	if _, err := category(t, 2022, 6).Score(quality.Facts{Values: bonus}); err == nil {
		t.Error("bonus points are taken in 2022")
	}
}

// Improvement counts from 2018 on.
func TestMIPSYearsOfImprovement(t *testing.T) {
	for year := 2017; year <= 2026; year++ {
		f := quality.Facts{Results: reported("50"), Values: map[string]decimal.Decimal{quality.PriorAchievement: num("50")}}
		if _, err := category(t, year, 1).Score(f); (err == nil) != (year >= 2018) {
			t.Errorf("%d: %v", year, err)
		}
	}
}

// 90 FR and secondary sources on the complex organization adjustment of 2025: one more point for
// each complete eCQM, none beyond ten.
func TestComplexOrganizationAdjustment(t *testing.T) {
	identity := line("0", "0", "10", "10")
	for _, c := range []struct {
		name       string
		points     []string
		electronic int
		incomplete int // which measure, -1 for none
		bonus      string
		want       string
	}{
		{"five eCQMs, one at ten already", []string{"7", "8", "10", "6", "9", "6", "5", "7"}, 5, -1, "4", "77.5"},
		{"the second is incomplete", []string{"7", "8", "10", "6", "9", "6", "5", "7"}, 5, 1, "3", "66.25"},
		{"none", []string{"9", "9", "10", "6", "7", "6", "5", "7"}, 0, -1, "0", "73.75"},
		{"five on sixty", []string{"5", "5", "5", "5", "5", "5"}, 5, -1, "5", "58.333333"},
		{"three on sixty", []string{"5", "5", "5", "5", "5", "5"}, 3, -1, "3", "55"},
		{"five on eighty", []string{"5", "5", "5", "5", "5", "5", "5", "5"}, 5, -1, "5", "56.25"},
	} {
		t.Run(c.name, func(t *testing.T) {
			plus, err := quality.APP(2025, quality.APPPlus, nil)
			if err != nil {
				t.Fatal(err)
			}
			terms := quality.Terms{Name: "eCQMs", Score: "score"}
			node := quality.Node{Name: "score", Method: quality.PointsOverAvailable}
			var f quality.Facts
			for i, points := range c.points {
				id := fmt.Sprintf("m%d", i)
				m := quality.Measure{ID: id, Direction: quality.Higher, Scale: quality.Points, Kind: quality.Continuous, Curve: identity,
					Tests: []quality.Test{{MinCompleteness: known("0.75"), UnknownHolds: true, OnFail: quality.OnFail{Do: quality.ZeroPoints}}}}
				for _, a := range plus.Measures[0].Adjust { // the adjusters of measure 001, for this one
					if a.When != nil {
						count := *a.When.Compare.Of.Count
						count.Measures = []string{id}
						a.When = &quality.Condition{Compare: &quality.Comparison{Of: quality.Amount{Count: &count}, AtLeast: a.When.Compare.AtLeast}}
					}
					m.Adjust = append(m.Adjust, a)
				}
				r := quality.Result{Measure: id, Rate: known(points), Source: "registry", Incomplete: i == c.incomplete}
				if i < c.electronic {
					r.Source = "electronicHealthRecord"
				}
				f.Results = append(f.Results, r)
				terms.Measures = append(terms.Measures, m)
				node.Of = append(node.Of, quality.Part{Of: id})
			}
			terms.Nodes = []quality.Node{node}
			o := score(t, program(t, terms), f)
			if !o.Score.Decimal.Round(6).Equal(num(c.want)) {
				t.Errorf("%s, want %s\n%s", o.Score.Decimal, c.want, o)
			}
			var base decimal.Decimal
			for i, m := range o.Measures {
				if i != c.incomplete {
					base = base.Add(m.Points.Sub(m.Achievement))
				}
			}
			if !base.Equal(num(c.bonus)) {
				t.Errorf("bonus %s, want %s", base, c.bonus)
			}
			if got := o.Nodes[0].Achievement; c.bonus != "0" && !got.LessThan(o.Nodes[0].Combined) {
				t.Errorf("the achievement %s holds the bonus", got)
			}
		})
	}
}

// 42 CFR 414.1405: the payment adjustment before the scaling factor.
func TestMIPSAdjustment(t *testing.T) {
	for at, want := range map[string]string{"75": "0", "87.5": "4.5", "100": "9", "46.875": "-3.375", "18.76": "-6.7488", "18.75": "-9", "0": "-9"} {
		c, err := quality.MIPSAdjustment(2024)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Points(num(at)); err != nil || !got.Equal(num(want)) {
			t.Errorf("%s: %s, want %s, %v", at, got, want, err)
		}
	}
}

// 42 CFR 414.1367(d): weights and what becomes of them without a category.
func TestAPPFinal(t *testing.T) {
	terms, err := quality.APPFinal(2023)
	if err != nil {
		t.Fatal(err)
	}
	p := program(t, terms)
	for _, c := range []struct{ name, quality, ia, pi, bonus, want string }{
		{"all three", "80", "100", "90", "0", "87"}, {"without promoting interoperability", "80", "100", "", "0", "85"},
		{"without quality", "", "100", "90", "0", "92.5"}, {"without improvement activities", "80", "", "90", "0", "83.75"},
		{"complex patients", "80", "100", "90", "10", "97"}, {"at most 100", "99", "100", "100", "10", "100"},
		{"one category", "80", "", "", "0", "75"}, {"none", "", "", "", "0", "75"},
	} {
		f := quality.Facts{Values: map[string]decimal.Decimal{"complexPatientBonus": num(c.bonus)}}
		for id, v := range map[string]string{"quality": c.quality, "ia": c.ia, "pi": c.pi} {
			if v != "" {
				f.Results = append(f.Results, quality.Result{Measure: id, Rate: known(v)})
			}
		}
		o := score(t, p, f)
		if !o.Score.Valid || !o.Score.Decimal.Equal(num(c.want)) {
			t.Errorf("%s: %v, want %s", c.name, o.Score.Decimal, c.want)
		}
	}
}

func TestMIPSRefuses(t *testing.T) {
	m := quality.Measure{ID: "m", Direction: quality.Higher, Scale: quality.Percent, Kind: quality.Proportion}
	own := m
	own.Curve = steps("0", "1", "1")
	_, err := quality.MIPS(2023, 7, []quality.Measure{m, own}, nil)
	want := "required: 7 is outside 0 to 6\nmeasures[1]: has a curve, tests, improvement or adjusters of its own; they are MIPS's\nrequired: 7 measures are required and 2 given"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
