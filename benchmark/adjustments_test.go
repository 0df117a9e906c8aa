package benchmark_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/benchmark"
	"github.com/shopspring/decimal"
)

// regionalFacts is the ACO of D5: spending per capita, regional spending at the ACO's
// risk, national spending, and the shares of its population.
func regionalFacts(t *testing.T) benchmark.Facts {
	f := fourTypes(
		figures{"BY3", benchmark.PerCapita, [4]string{"95000", "12500", "19000", "12000"}},
		figures{"BY3", benchmark.Time, [4]string{"0.01", "0.17", "0.09", "0.73"}},
		figures{"BY3", benchmark.Risk, same("1.05")},
		figures{"BY3", benchmark.National, [4]string{"86000", "11800", "17600", "10500"}},
	)
	for i, at := range []string{"90000", "12700", "20500", "12300"} {
		f.Experience[i].Figures[benchmark.Regional] = quo(t, num(at), num("1.05"))
	}
	f.Amounts = map[benchmark.Measure]decimal.Decimal{benchmark.AdjustmentTimes: num("1"), benchmark.DualShare: num("0.20")}
	return f
}

// optionRules takes the adjustments out of the preset of agreements from 2024.
func optionRules(t *testing.T) (regional, prior benchmark.Rule) {
	t.Helper()
	terms, err := benchmark.MSSP(apm.MustParseDate("2024-01-01"), 2024, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range terms.Rules {
		if g, ok := r.(benchmark.Greatest); ok {
			return g.Of[0].Rules[0], g.Of[1].Rules[0]
		}
	}
	t.Fatal("the preset has no choice of adjustments")
	return nil, nil
}

// 42 CFR 425.656 (D5): the cap on negative adjustments and their offset.
func TestRegionalAdjustment(t *testing.T) {
	rule, _ := optionRules(t)
	facts := regionalFacts(t)
	r := chain(t, facts, rule, benchmark.Mark{Name: "adjusted", Mix: "BY3"})
	for i, want := range []struct{ difference, adjustment string }{
		{"-5000", "-967.5"}, {"200", "70"}, {"1500", "525"}, {"300", "105"},
	} {
		name := enrollmentTypes[i]
		near(t, name, figure(t, r, "regionalAdjustment", name, "region less own"), want.difference, "1e-9")
		near(t, name, figure(t, r, "regionalAdjustment", name, "adjustment"), want.adjustment, "1e-9")
		near(t, name, category(t, r, name).Sub(facts.Experience[i].PerCapita.Decimal), want.adjustment, "1e-9")
	}
	near(t, "single value", figure(t, r, "regionalAdjustment", "ESRD", "region less own, all"), "338", "1e-9")
	near(t, "offset", figure(t, r, "regionalAdjustment", "ESRD", "offset"), "0.25", "1e-9")
	marked, _ := r.Marked("adjusted")
	near(t, "all", marked.All.Decimal.Sub(num("13545")), "126.125", "1e-9")
	for _, c := range []struct{ times, positive, negative string }{
		{"1", "0.35", "0.15"}, {"2", "0.50", "0.25"}, {"3", "0.50", "0.35"}, {"4", "0.50", "0.50"}, {"9", "0.50", "0.50"},
	} {
		for sign, want := range map[string]string{"12000": c.positive, "13000": c.negative} {
			facts := regionalFacts(t)
			facts.Experience[3].PerCapita = known(sign)
			facts.Amounts[benchmark.AdjustmentTimes] = num(c.times)
			r := chain(t, facts, rule)
			near(t, c.times+" times", figure(t, r, "regionalAdjustment", "ESRD", "weight"), want)
		}
	}
	// 42 CFR 425.601: the negative cap is 5 %, without offset.
	terms, err := benchmark.MSSP(apm.MustParseDate("2022-01-01"), 2022, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range terms.Rules {
		if adjustment, ok := rule.(benchmark.RegionalAdjustment); ok {
			r = chain(t, facts, adjustment)
		}
	}
	near(t, "before 2024", figure(t, r, "regionalAdjustment", "ESRD", "adjustment"), "-1750", "1e-9")
}

// 42 CFR 425.658 (D6a, D6b).
func TestPriorSavings(t *testing.T) {
	_, rule := optionRules(t)
	for _, c := range []struct {
		name, a, b, c, proration, mean, want string
	}{
		{"D6a", "150", "-40", "0", "0.9", "36.66666667", "16.50"},
		{"D6b the cap", "1500", "1200", "1600", "1", "1433.33333333", "600"},
		{"growth never raises it", "150", "-40", "0", "1.3", "36.66666667", "18.33333333"},
		{"losses", "-150", "40", "0", "0.9", "-36.66666667", "0"},
		{"nothing", "0", "0", "0", "0.9", "0", "0"},
	} {
		facts := fourTypes(figures{"BY3", benchmark.PerCapita, same("10000")}, figures{"BY3", benchmark.Time, same("1")},
			figures{"BY3", benchmark.National, same("12000")})
		facts.Amounts = map[benchmark.Measure]decimal.Decimal{
			benchmark.PriorSavings1: num(c.a), benchmark.PriorSavings2: num(c.b), benchmark.PriorSavings3: num(c.c),
			benchmark.PriorProration: num(c.proration),
		}
		r := chain(t, facts, rule)
		near(t, c.name+" mean", figure(t, r, "priorSavings", "ESRD", "mean savings per capita"), c.mean, "1e-7")
		for _, name := range enrollmentTypes {
			near(t, c.name, category(t, r, name).Sub(num("10000")), c.want, "1e-7")
		}
	}
}

// flat adds an amount that is known as a single value.
func flat(t *testing.T, name, amount string) benchmark.Option {
	t.Helper()
	return benchmark.Option{Name: name, Rules: benchmark.Rules{benchmark.Addend{Name: name, Rate: num(amount)}}}
}

// 42 CFR 425.662 (D7): the health equity adjustment against the two others.
func TestEquityAdjustment(t *testing.T) {
	for _, c := range []struct{ share, regional, prior, chosen, gain string }{
		{"0.30", "100", "", "equity", "151.725"},
		{"0.14", "50", "", "regional", "50"},
		{"0.40", "-50", "", "equity", "242.30"},
		{"0.30", "60", "80", "equity", "157.725"},
		{"0.20", "-20", "40", "equity", "113.15"},
	} {
		facts := regionalFacts(t)
		facts.Amounts["lowIncomeShare"] = num(c.share)
		options := []benchmark.Option{flat(t, "regional", c.regional)}
		less := []benchmark.Measure{"regional"}
		if c.prior != "" {
			options = append(options, flat(t, "prior savings", c.prior))
			less = append(less, "prior savings")
		}
		options = append(options, benchmark.Option{Name: "equity", Rules: benchmark.Rules{benchmark.EquityAdjustment{
			Share: "lowIncomeShare", Minimum: num("0.15"), Cap: num("0.05"), Of: benchmark.National, In: "BY3", Less: less,
		}}})
		r := chain(t, facts, benchmark.Greatest{Of: options, Mix: "BY3"})
		for i, name := range enrollmentTypes {
			near(t, c.share, category(t, r, name).Sub(facts.Experience[i].PerCapita.Decimal), c.gain, "1e-9")
		}
		chosen := ""
		for _, b := range r.Account.Steps[4].Branches {
			if b.Taken {
				chosen = b.Name
			}
		}
		if chosen != c.chosen {
			t.Errorf("%s: %q is chosen, want %q", c.share, chosen, c.chosen)
		}
	}
}

// CMS, results of performance year 2024: which adjustment ACOs with agreements from
// 2024 got. Regional and prior savings adjustments are single values, per capita.
func TestPublishedChoices(t *testing.T) {
	for _, c := range publishedChoices {
		facts := regionalFacts(t)
		options := []benchmark.Option{flat(t, "regional", c.regional)}
		if c.prior != "" {
			options = append(options, flat(t, "prior savings", c.prior))
		}
		r := chain(t, facts, benchmark.Greatest{Of: options, Mix: "BY3"})
		chosen := ""
		for _, b := range r.Account.Steps[4].Branches {
			if b.Taken {
				chosen = b.Name
			}
		}
		if chosen != c.applied {
			t.Errorf("%s: %q, published %q", c.aco, chosen, c.applied)
		}
		if (chosen == "") != category(t, r, "ESRD").Equal(num("95000")) {
			t.Errorf("%s: %q, and the benchmark is %s", c.aco, chosen, category(t, r, "ESRD"))
		}
	}
	if len(publishedChoices) != 51 {
		t.Errorf("%d ACOs", len(publishedChoices))
	}
}

var publishedChoices = []struct{ aco, regional, prior, applied string }{
	{"A2029", "-31", "", ""},
	{"A2266", "144", "227", "prior savings"},
	{"A2778", "103", "125", "prior savings"},
	{"A2801", "317", "369", "prior savings"},
	{"A2802", "499", "502", "prior savings"},
	{"A3053", "-33", "103", "prior savings"},
	{"A3273", "67", "100", "prior savings"},
	{"A3327", "19", "174", "prior savings"},
	{"A3521", "12", "29", "prior savings"},
	{"A3566", "123", "173", "prior savings"},
	{"A3632", "-145", "", ""},
	{"A4641", "-34", "110", "prior savings"},
	{"A4652", "-115", "", ""},
	{"A4657", "133", "151", "prior savings"},
	{"A4776", "164", "229", "prior savings"},
	{"A4795", "151", "765", "prior savings"},
	{"A4976", "62", "130", "prior savings"},
	{"A5094", "-141", "51", "prior savings"},
	{"A5166", "-38", "", ""},
	{"A5318", "-77", "", ""},
	{"A5323", "-93", "", ""},
	{"A5330", "0", "", ""},
	{"A5341", "0", "", ""},
	{"A5350", "0", "", ""},
	{"A5355", "-51", "", ""},
	{"A5358", "-129", "", ""},
	{"A5375", "-20", "", ""},
	{"A5387", "-11", "64", "prior savings"},
	{"A5400", "-106", "", ""},
	{"A5403", "-17", "", ""},
	{"A5407", "-120", "", ""},
	{"A5419", "-19", "234", "prior savings"},
	{"A5424", "0", "", ""},
	{"A5439", "-104", "", ""},
	{"A5444", "-74", "", ""},
	{"A5451", "-16", "", ""},
	{"A5483", "129", "168", "prior savings"},
	{"A1026", "192", "156", "regional"},
	{"A1033", "391", "262", "regional"},
	{"A1041", "659", "399", "regional"},
	{"A1131", "671", "59", "regional"},
	{"A1199", "49", "35", "regional"},
	{"A1459", "464", "329", "regional"},
	{"A1488", "21", "4", "regional"},
	{"A1596", "458", "172", "regional"},
	{"A2097", "585", "452", "regional"},
	{"A2490", "471", "187", "regional"},
	{"A2500", "331", "89", "regional"},
	{"A2542", "602", "442", "regional"},
	{"A2571", "273", "238", "regional"},
	{"A2592", "322", "238", "regional"},
}

// 42 CFR 425.652(b)(4) (D8), with the preset's weights.
func TestThreeWayBlend(t *testing.T) {
	for year, want := range map[int]string{2024: "1.0708333333333333", 2025: "1.0664666666666667"} {
		terms, err := benchmark.MSSP(apm.MustParseDate("2024-01-01"), year, false)
		if err != nil {
			t.Fatal(err)
		}
		update := terms.Retrospective[1].(benchmark.Guardrail).Rules[0].(benchmark.Trend)
		update.Blend[0].Growth = benchmark.Growth{Fixed: known("1.0752")}
		facts := fourTypes(figures{"BY3", benchmark.PerCapita, same("1")}, figures{"PY", benchmark.AccountableTrend, same("1.049")})
		r := chain(t, facts, update)
		near(t, "update", category(t, r, "AGED_DUAL"), want)
	}
}

// Where both adjustments stand at 5 % of national spending, the first of them applies,
// whatever the last digits of the quotients are.
func TestGreatestKeepsTies(t *testing.T) {
	regional, prior := optionRules(t)
	for n := range int64(200) {
		facts := regionalFacts(t)
		for i := range facts.Experience {
			e := &facts.Experience[i]
			e.PerCapita = decimal.NewNullDecimal(quo(t, e.PerCapita.Decimal, decimal.New(n+3, 0)))
			e.Figures[benchmark.National] = quo(t, e.Figures[benchmark.National], decimal.New(2*n+7, 0))
			e.Figures[benchmark.Regional] = e.PerCapita.Decimal.Mul(num("3"))
			e.Time = decimal.NewNullDecimal(quo(t, e.Time.Decimal, decimal.New(3*n+11, 0)))
		}
		for _, year := range []benchmark.Measure{benchmark.PriorSavings1, benchmark.PriorSavings2, benchmark.PriorSavings3} {
			facts.Amounts[year] = num("9000")
		}
		facts.Amounts[benchmark.PriorProration] = num("1")
		r := chain(t, facts, benchmark.Greatest{Mix: "BY3", Of: []benchmark.Option{
			{Name: "regional", Rules: benchmark.Rules{regional}}, {Name: "prior", Rules: benchmark.Rules{prior}}}})
		if branches := r.Account.Steps[4].Branches; !branches[0].Taken || branches[1].Taken {
			t.Errorf("%d: %s and %s", n, branches[0].Result, branches[1].Result)
		}
	}
}
