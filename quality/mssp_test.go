package quality_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

func mssp(t testing.TB, year int, set quality.APPSet, b ...quality.Benchmark) *quality.Program {
	t.Helper()
	terms, err := quality.MSSP(year, set, b)
	if err != nil {
		t.Fatal(err)
	}
	return program(t, terms)
}

// flat benchmarks of the three reported measures and the two claims measures, with a peer
// sample of 30, 20 and 10 (of inverse measures the other way round), so that a rate shows its third.
func equityBenchmarks() []quality.Benchmark {
	peers := numbers("30", "20", "10")
	low := numbers("0.1", "0.2", "0.3")
	return []quality.Benchmark{
		{Measure: "001", Source: "registry", Flat: true, Peers: peers}, {Measure: "134", Source: "registry", Flat: true, Peers: peers},
		{Measure: "236", Source: "registry", Flat: true, Peers: peers},
		{Measure: "479", Source: "administrativeClaims", Peers: low}, {Measure: "484", Source: "administrativeClaims", Peers: peers},
		{Measure: "CAHPS_1", Source: "certifiedSurveyVendor", Deciles: numbers("10", "20", "30", "40", "50", "60", "70", "80", "90")},
		{Measure: "321", Peers: numbers("9", "5", "1")},
	}
}

// CMS, Shared Savings and Losses and Assignment Methodology, version 11, pages 78 to 81:
// the health equity adjustment of 2023. Groups in the order 321, 479, 484, 001, 134, 236.
func TestHealthEquityAdjustment(t *testing.T) {
	terms, err := quality.MSSP(2023, quality.APPReported, equityBenchmarks())
	if err != nil {
		t.Fatal(err)
	}
	p := program(t, terms)
	for _, c := range []struct{ name, groups, scaler, deprived, low, bonus, base, want string }{
		{"page 79, capped at 10 and at 100", "TTTTTT", "24", "0.4", "0.6", "10", "92", "100"},
		{"page 79, share of 0.2", "TTTTTT", "24", "0.1", "0.2", "4.8", "92", "96.8"},
		{"page 80, share of 0.3", "TMMTTM", "18", "0.3", "0.3", "5.4", "85", "90.4"},
		{"page 80, below 0.2", "TMMTTM", "18", "0.1", "0.1", "0", "85", "85"},
		{"page 81, share of 0.8", "MBBBMM", "6", "0.8", "0.6", "4.8", "60", "64.8"},
		{"page 81, share of 0.2", "MBBBMM", "6", "0.2", "0.1", "1.2", "60", "61.2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := quality.Facts{Values: map[string]decimal.Decimal{quality.DeprivedShare: num(c.deprived), quality.LowIncomeShare: num(c.low)}}
			high, inverse := map[byte]string{'T': "30", 'M': "20", 'B': "10"}, map[byte]string{'T': "10", 'M': "20", 'B': "30"}
			survey, claims := map[byte]string{'T': "9", 'M': "5", 'B': "1"}, map[byte]string{'T': "0.1", 'M': "0.2", 'B': "0.3"}
			for i, m := range []struct {
				id    string
				rates map[byte]string
			}{{"321", survey}, {"479", claims}, {"484", inverse}, {"001", inverse}, {"134", high}, {"236", high}} {
				f.Results = append(f.Results, quality.Result{Measure: m.id, Rate: known(m.rates[c.groups[i]])})
			}
			f.Results = append(f.Results, quality.Result{Measure: "CAHPS_1", Rate: known("50")})
			o := score(t, p, f)
			scaler, _ := o.Node(quality.EquityScaler)
			if !scaler.Score.Equal(num(c.scaler)) {
				t.Errorf("scaler %s, want %s", scaler.Score, c.scaler)
			}
			// The bonus on the base of the example, which has no measures of its own.
			node, _ := o.Node(quality.APPScore)
			var bonus decimal.Decimal
			for _, s := range node.Steps {
				if s.Name == "health equity adjustment" && s.Applied {
					bonus = s.Amount
				}
			}
			if !bonus.Equal(num(c.bonus)) {
				t.Errorf("bonus %s, want %s", bonus, c.bonus)
			}
			if got := decimal.Min(num(c.base).Add(bonus), num("100")); !got.Equal(num(c.want)) {
				t.Errorf("adjusted %s, want %s", got, c.want)
			}
		})
	}
}

// The bonus needs every measure of one's own in full, and the survey.
func TestEquityNeedsCompleteReporting(t *testing.T) {
	terms, err := quality.MSSP(2023, quality.APPReported, equityBenchmarks())
	if err != nil {
		t.Fatal(err)
	}
	p := program(t, terms)
	all := quality.Facts{Values: map[string]decimal.Decimal{quality.DeprivedShare: num("0.5")}, Results: []quality.Result{
		{Measure: "001", Rate: known("10")}, {Measure: "134", Rate: known("30")}, {Measure: "236", Rate: known("30")}, {Measure: "CAHPS_1", Rate: known("50")}}}
	applied := func(f quality.Facts) bool {
		o := score(t, p, f)
		node, _ := o.Node(quality.APPScore)
		for _, s := range node.Steps {
			if s.Name == "health equity adjustment" {
				return s.Applied
			}
		}
		return false
	}
	if !applied(all) {
		t.Error("complete reporting has no bonus")
	}
	full := all
	full.Results = []quality.Result{{Measure: "001", Rate: known("5")}, {Measure: "134", Rate: known("95")}, {Measure: "236", Rate: known("95")}, {Measure: "CAHPS_1", Rate: known("95")}}
	if o := score(t, p, full); !applied(full) || !o.Score.Decimal.Equal(num("100")) {
		t.Errorf("the bonus takes the score to %v", o.Score)
	}
	for _, without := range []int{0, 1, 2, 3} {
		f := all
		f.Results = append([]quality.Result(nil), all.Results...)
		f.Results = append(f.Results[:without], f.Results[without+1:]...)
		if applied(f) {
			t.Errorf("a bonus without result %d", without)
		}
	}
	scaler := func(f quality.Facts) decimal.Decimal {
		o := score(t, p, f)
		node, _ := o.Node(quality.EquityScaler)
		return node.Score
	}
	few := all
	few.Results = append([]quality.Result(nil), all.Results...)
	few.Results[1].Cases = known("19")
	if with, without := scaler(all), scaler(few); !with.Equal(num("12")) || !without.Equal(num("8")) {
		t.Errorf("points by thirds %s, and %s without the cases of one measure", with, without)
	}
	part := all
	part.Results = append([]quality.Result(nil), all.Results...)
	part.Results[1].Incomplete = true
	if applied(part) {
		t.Error("a bonus with incomplete data")
	}
}

// reporter is the results of an ACO that reports by itself: deciles of its three measures, of the
// readmission measure, and the percentile of the survey.
func reporter(deciles [4]int, survey string) []quality.Result {
	at := func(d int) decimal.NullDecimal { return known(strconv.Itoa(d*10 - 5)) }
	out := []quality.Result{
		{Measure: "001", Rate: decimal.NewNullDecimal(num("100").Sub(at(deciles[0]).Decimal)), Cases: known("30")},
		{Measure: "134", Rate: at(deciles[1]), Cases: known("30")},
		{Measure: "236", Rate: at(deciles[2]), Cases: known("30")},
		{Measure: "479", Rate: decimal.NewNullDecimal(num("0.1").Sub(at(deciles[3]).Decimal.Shift(-3))), Cases: known("300")},
	}
	if survey != "" {
		out = append(out, quality.Result{Measure: "321", Percentile: known(survey), Rate: known("5")})
	}
	return out
}

func ownBenchmarks() []quality.Benchmark {
	return []quality.Benchmark{
		{Measure: "001", Source: "registry", Flat: true}, {Measure: "134", Source: "registry", Flat: true}, {Measure: "236", Source: "registry", Flat: true},
		{Measure: "479", Source: "administrativeClaims", Deciles: numbers("0.09", "0.08", "0.07", "0.06", "0.05", "0.04", "0.03", "0.02", "0.01")},
	}
}

// 42 CFR 425.512(a): the pathways by year.
func TestPathways(t *testing.T) {
	for _, c := range []struct {
		name    string
		year    int
		deciles [4]int
		survey  string
		flags   map[string]bool
		change  func([]quality.Result)
		want    apm.Status
		way     string
	}{
		{"2021 by score", 2021, [4]int{8, 8, 8, 8}, "", nil, nil, apm.Met, "score at or above the 30th percentile"},
		{"2021 has no other way", 2021, [4]int{2, 2, 2, 9}, "90", nil, nil, apm.NotMet, ""},
		{"2022 by score", 2022, [4]int{8, 8, 8, 8}, "", nil, nil, apm.Met, "score at or above the 30th percentile"},
		{"2022 incentive: 10th on an outcome measure and 30th on another", 2022, [4]int{2, 4, 1, 1}, "", nil, nil, apm.Met, "eCQM/MIPS CQM reporting incentive"},
		{"2022 incentive without the case minimum", 2022, [4]int{2, 4, 1, 1}, "", nil, func(r []quality.Result) { r[1].Cases = known("19") }, apm.NotMet, ""},
		{"2022 has no alternative", 2022, [4]int{2, 1, 1, 1}, "", nil, nil, apm.NotMet, ""},
		{"the same measure for both tests", 2023, [4]int{4, 1, 1, 1}, "", nil, nil, apm.Alternative, "an outcome measure at the 10th percentile"},
		{"another outcome measure as the other one", 2023, [4]int{4, 1, 1, 2}, "", nil, nil, apm.Met, "eCQM/MIPS CQM reporting incentive"},
		{"the survey as the other one", 2023, [4]int{2, 1, 1, 1}, "30", nil, nil, apm.Met, "eCQM/MIPS CQM reporting incentive"},
		{"the survey is no outcome measure", 2023, [4]int{1, 4, 1, 1}, "30", nil, nil, apm.NotMet, ""},
		{"incomplete data", 2023, [4]int{2, 5, 1, 1}, "", nil, func(r []quality.Result) { r[2].Incomplete = true }, apm.Alternative, "an outcome measure at the 10th percentile"},
		{"2024 needs the 40th", 2024, [4]int{2, 4, 1, 1}, "", nil, nil, apm.Alternative, "an outcome measure at the 10th percentile"},
		{"2024 with the 40th", 2024, [4]int{2, 5, 1, 1}, "", nil, nil, apm.Met, "eCQM/MIPS CQM reporting incentive"},
		{"2024 drops the case minimum", 2024, [4]int{2, 5, 1, 1}, "", nil, func(r []quality.Result) { r[1].Cases = known("19") }, apm.Met, "eCQM/MIPS CQM reporting incentive"},
		{"first year", 2024, [4]int{1, 1, 1, 1}, "", map[string]bool{quality.FirstYear: true}, nil, apm.Met, "first year, complete reporting"},
		{"first year, not complete", 2024, [4]int{1, 1, 1, 1}, "", map[string]bool{quality.FirstYear: true, quality.PartlyReported: true}, nil, apm.NotMet, ""},
		{"no outcome measure at the 10th percentile", 2024, [4]int{1, 5, 1, 1}, "", nil, nil, apm.NotMet, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := reporter(c.deciles, c.survey)
			if c.change != nil {
				c.change(r)
			}
			o := score(t, mssp(t, c.year, quality.APPReported, ownBenchmarks()...), quality.Facts{Results: r, Flags: c.flags})
			if o.Status != c.want || o.Pathway != c.way || o.Quality.Status != c.want {
				t.Errorf("%s by %q, want %s by %q\n%s", o.Status, o.Pathway, c.want, c.way, o)
			}
		})
	}
}

// The survey is one measure of the pathways, its parts are none.
func TestPartOfSurveyIsNoOtherMeasure(t *testing.T) {
	r := append(reporter([4]int{2, 1, 1, 1}, ""), quality.Result{Measure: "CAHPS_1", Rate: known("90"), Percentile: known("90")})
	if o := score(t, mssp(t, 2023, quality.APPReported, ownBenchmarks()...), quality.Facts{Results: r}); o.Status != apm.Alternative {
		t.Errorf("%s\n%s", o.Status, o)
	}
}

// 42 CFR 425.512(a)(7) and (b): the years of the health equity adjustment and of the floor of
// (a)(7), and reporting by the Web Interface, which has no adjustment.
func TestYearsOfAdjustmentAndFloor(t *testing.T) {
	for year, has := range map[int]struct{ equity, floor bool }{
		2021: {false, false}, 2022: {false, false}, 2023: {true, false}, 2024: {true, true}, 2025: {true, true}, 2026: {false, true},
	} {
		set := quality.APPReported
		if year >= 2025 {
			set = quality.APPPlus
		}
		asks := func(set quality.APPSet, f quality.Facts) bool {
			_, err := mssp(t, year, set, ownBenchmarks()...).Score(f)
			return err == nil
		}
		underserved := quality.Facts{Values: map[string]decimal.Decimal{quality.DeprivedShare: num("0.3"), quality.LowIncomeShare: num("0.1")}}
		if asks(set, underserved) != has.equity {
			t.Errorf("%d: a health equity adjustment: %t", year, !has.equity)
		}
		if asks(set, quality.Facts{Flags: map[string]bool{quality.NoBenchmarkFloor: true}}) != has.floor {
			t.Errorf("%d: a floor without a benchmark: %t", year, !has.floor)
		}
		if year <= 2024 {
			terms, err := quality.MSSP(year, quality.APPWebInterface, nil)
			if err != nil {
				t.Fatal(err)
			}
			p := program(t, terms)
			if _, err := p.Score(underserved); err == nil {
				t.Errorf("%d: a health equity adjustment of the Web Interface", year)
			}
		}
	}
}

// An ACO that reports by the Web Interface has no incentive for reporting of its own.
func TestWebInterfaceHasNoIncentive(t *testing.T) {
	p := mssp(t, 2023, quality.APPWebInterface, quality.Benchmark{Measure: "134", Source: "cmsWebInterface", Flat: true}, quality.Benchmark{Measure: "001", Source: "cmsWebInterface", Flat: true})
	f := quality.Facts{Results: []quality.Result{{Measure: "001", Rate: known("85"), Cases: known("30")}, {Measure: "134", Rate: known("45"), Cases: known("30")}}}
	for _, id := range []string{"318", "110", "226", "113", "112", "236", "438", "370"} {
		f.Results = append(f.Results, quality.Result{Measure: id, Rate: known("45"), Cases: known("30")})
	}
	o := score(t, p, f)
	if o.Status != apm.Alternative {
		t.Errorf("%s\n%s", o.Status, o)
	}
}

// 42 CFR 425.512(c) and CMS's public use files: the floors of 2021 to 2024, which also
// give the score of an ACO without one; the standard of 2026 is the mean of three years.
func TestStandardsAndFloors(t *testing.T) {
	for year, floor := range map[int]string{2021: "61.73", 2022: "70.63", 2023: "65.76", 2024: "77.05", 2025: "76.70", 2026: "73.85"} {
		set := quality.APPReported
		if year >= 2025 {
			set = quality.APPPlus
		}
		p := mssp(t, year, set, ownBenchmarks()...)
		flags := map[string]bool{quality.ExtremeCircumstances: true}
		for name, r := range map[string][]quality.Result{"nothing reported": nil, "below": reporter([4]int{2, 2, 2, 2}, "")} {
			o := score(t, p, quality.Facts{Results: r, Flags: flags})
			if !o.Score.Valid || !o.Score.Decimal.Equal(num(floor)) || o.Status != apm.Met || !o.Quality.Score.Decimal.Equal(num(floor).Shift(-2)) {
				t.Errorf("%d %s: %v %s", year, name, o.Score, o.Status)
			}
		}
		above := score(t, p, quality.Facts{Results: reporter([4]int{9, 9, 9, 9}, ""), Flags: flags})
		if !above.Score.Decimal.GreaterThan(num(floor)) {
			t.Errorf("%d: the floor lowers %v", year, above.Score)
		}
		if year >= 2024 {
			o := score(t, p, quality.Facts{Results: reporter([4]int{2, 2, 2, 2}, ""), Flags: map[string]bool{quality.NoBenchmarkFloor: true}})
			if !o.Score.Decimal.Equal(num(floor)) {
				t.Errorf("%d: %v without a benchmark", year, o.Score)
			}
			o = score(t, p, quality.Facts{Flags: map[string]bool{quality.NoBenchmarkFloor: true}})
			if o.Score.Valid {
				t.Errorf("%d: the floor gives a score to who reported nothing", year)
			}
		}
	}
}

// mdinteractive.com on the standard of 2025: six measures at five points each are a score of 50, so that the alternative standard pays
// half of the greatest rate.
func TestAlternativeScalesTheRate(t *testing.T) {
	terms := quality.Terms{Name: "six", Score: "score", Otherwise: apm.Alternative, Status: []quality.Pathway{{Name: "never", Status: apm.Met, When: quality.Condition{Flag: "never"}}}}
	node := quality.Node{Name: "score", Method: quality.PointsOverAvailable}
	var f quality.Facts
	for _, id := range strings.Split("abcdef", "") {
		terms.Measures = append(terms.Measures, quality.Measure{ID: id, Direction: quality.Higher, Scale: quality.Percent, Kind: quality.Proportion, Curve: exactDeciles()})
		terms.Benchmarks = append(terms.Benchmarks, quality.Benchmark{Measure: id, Flat: true})
		node.Of = append(node.Of, quality.Part{Of: id})
		f.Results = append(f.Results, quality.Result{Measure: id, Rate: known("40")})
	}
	terms.Nodes = []quality.Node{node}
	o := score(t, program(t, terms), f)
	half := apm.Rate{ByStatus: []apm.StatusRate{{Status: apm.Alternative, Rate: apm.Rate{Linear: &apm.Linear{Slope: num("0.75")}}}}}
	rate, err := half.At(o.Quality)
	if err != nil || !rate.Equal(num("0.375")) {
		t.Errorf("rate %s, %v", rate, err)
	}
}

// CMS, MSSP public use file of 2024, and the methodology's page 52 to 56: what a score and a status of
// this room give in a money room.
func TestQualityMovesTheRates(t *testing.T) {
	for _, c := range []struct {
		name, score string
		status      apm.Status
		most        string
		share, loss string // percent, printed to two decimals
	}{
		{"BASIC B", "45", apm.Alternative, "0.40", "18", ""},
		{"ENHANCED", "45", apm.Alternative, "0.75", "33.75", "66.25"},
		{"B", "76.59", apm.Alternative, "0.40", "30.64", ""}, {"B", "71.30", apm.Alternative, "0.40", "28.52", ""},
		{"E", "76.63", apm.Alternative, "0.50", "38.31", ""}, {"B", "72.10", apm.Alternative, "0.40", "28.84", ""},
		{"D", "74.21", apm.Alternative, "0.50", "37.10", ""}, {"B", "68.82", apm.Alternative, "0.40", "27.53", ""},
		{"ENHANCED", "51.25", apm.Alternative, "0.75", "38.44", "61.56"}, {"ENHANCED", "56.45", apm.Alternative, "0.75", "42.34", "57.66"},
		{"2024, row 1", "41.35", apm.Met, "0.75", "75", "68.99"}, {"2024, row 2", "54.08", apm.Met, "0.75", "75", "59.44"}, {"2024, row 3", "57.29", apm.Met, "0.75", "75", "57.03"},
		{"2024, row 4", "60.65", apm.Met, "0.75", "75", "54.51"}, {"2024, row 5", "65.88", apm.Met, "0.75", "75", "50.59"}, {"2024, row 6", "68.05", apm.Met, "0.75", "75", "48.96"},
		{"2024, row 7", "80", apm.Met, "0.75", "75", "40"}, {"2024, row 8", "73.85", apm.Met, "0.75", "75", "44.61"}, {"2024, row 9", "60", apm.Met, "0.75", "75", "55"}, {"2024, row 10", "40", apm.Met, "0.75", "75", "70"},
	} {
		terms := single(quality.Measure{Curve: line("0", "0", "100", "100")})
		terms.As, terms.Otherwise = quality.AsFraction, apm.Alternative
		terms.Status = []quality.Pathway{{Name: "met", Status: apm.Met, When: quality.Condition{Flag: "met"}}}
		o := score(t, program(t, terms), quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known(c.score)}}, Flags: map[string]bool{"met": c.status == apm.Met}})
		share := apm.Rate{ByStatus: []apm.StatusRate{{Status: apm.Met, Rate: apm.FixedRate(num(c.most))}, {Status: apm.Alternative, Rate: apm.Rate{Linear: &apm.Linear{Slope: num(c.most)}}}}}
		got, err := share.At(o.Quality)
		if err != nil || got.Shift(2).Sub(num(c.share)).Abs().GreaterThan(num("0.01")) {
			t.Errorf("%s: share %s, %v", c.name, got, err)
		}
		if c.loss == "" {
			continue
		}
		loss := apm.Rate{Linear: &apm.Linear{Intercept: num("1"), Slope: num("-0.75"), Min: known("0.40"), Max: known("0.75")}}
		if got, err = loss.At(o.Quality); err != nil || got.Shift(2).Sub(num(c.loss)).Abs().GreaterThan(num("0.01")) {
			t.Errorf("%s: loss %s, %v", c.name, got, err)
		}
	}
}

// Presets say which years they know.
func TestUnknownYears(t *testing.T) {
	_, app := quality.APP(2027, quality.APPPlus, nil)
	_, set := quality.APP(2024, quality.APPPlus, nil)
	_, mssp := quality.MSSP(2020, quality.APPReported, nil)
	_, mips := quality.MIPS(2016, 6, nil, nil)
	_, final := quality.APPFinal(2021)
	_, adjustment := quality.MIPSAdjustment(2021)
	_, reach := quality.REACH(2024)
	for want, err := range map[string]error{
		`APP: measure sets are known for 2021 to 2024 (webInterface, reported) and for 2025 and 2026 (plus), not "plus" for 2027`: app,
		`APP: measure sets are known for 2021 to 2024 (webInterface, reported) and for 2025 and 2026 (plus), not "plus" for 2024`: set,
		"MSSP: the quality performance standard is known for performance years 2021 to 2026, not for 2020":                        mssp,
		"MIPS: known for performance years 2017 to 2026, not for 2016":                                                            mips,
		"APPFinal: known for performance years 2022 to 2026, not for 2021":                                                        final,
		"MIPSAdjustment: known for performance years 2022 to 2026, not for 2021":                                                  adjustment,
		"REACH: the total quality score is known for performance year 2023, not for 2024":                                         reach,
	} {
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// CMS, ACO REACH public use file of 2023.
func TestREACH(t *testing.T) {
	terms, err := quality.REACH(2023)
	if err != nil {
		t.Fatal(err)
	}
	p := program(t, terms)
	for _, c := range []struct {
		name, initial string
		met           bool
		data, want    string
	}{
		{"D0101", "44", false, "0", "22"}, {"D0077", "36", true, "0", "36"},
		{"at most 50 without the gateway", "100", false, "0", "50"}, {"held to 100", "95", true, "10", "100"}, {"added after the gateway", "60", false, "8", "38"},
	} {
		o := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "initial", Rate: known(c.initial)}},
			Flags: map[string]bool{quality.GatewayMet: c.met}, Values: map[string]decimal.Decimal{quality.DataReporting: num(c.data)}})
		if !o.Score.Decimal.Equal(num(c.want)) {
			t.Errorf("%s: %s, want %s", c.name, o.Score.Decimal, c.want)
		}
	}
}
