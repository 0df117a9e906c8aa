package episode_test

import (
	"testing"

	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

func riskTerms(r episode.Risk) episode.Program { return adjusting(episode.Adjustment{Risk: &r}) }

func withCovariates(covariates map[string]string) episode.Case {
	c := costing("470", "1200")
	c.RegionalTarget = given("500")
	c.Covariates = make(map[string]decimal.Decimal)
	for name, value := range covariates {
		c.Covariates[name] = usd(value)
	}
	return c
}

func TestRiskForms(t *testing.T) {
	factors := []episode.Factor{{Name: "hcc1", Coefficient: usd("1.5")}, {Name: "dual", Coefficient: usd("0.8")}}
	for _, c := range []struct {
		name   string
		r      episode.Risk
		facts  map[string]string
		weight string
	}{
		{"product of both", episode.Risk{Apply: episode.DivideEpisode, Form: episode.ProductForm, Factors: factors}, map[string]string{"hcc1": "1", "dual": "1"}, "1.2"},
		{"product of one", episode.Risk{Apply: episode.DivideEpisode, Form: episode.ProductForm, Factors: factors}, map[string]string{"hcc1": "1", "dual": "0"}, "1.5"},
		{"product of none", episode.Risk{Apply: episode.DivideEpisode, Form: episode.ProductForm, Factors: factors}, map[string]string{"hcc1": "0", "dual": "0", "other": "7"}, "1"},
		{"sum", episode.Risk{Apply: episode.DivideEpisode, Form: episode.SumForm, Intercept: usd("0.1"), Factors: factors}, map[string]string{"hcc1": "2", "dual": "-1"}, "2.3"},
		{"exponential", episode.Risk{Apply: episode.DivideEpisode, Form: episode.ExponentialForm, Intercept: usd("-2.3"), Factors: factors}, map[string]string{"hcc1": "2", "dual": "-1"}, "0.904837418036"}, // e^-0.1
		{"exponential of zero", episode.Risk{Apply: episode.DivideEpisode, Form: episode.ExponentialForm, Factors: factors}, map[string]string{"hcc1": "0", "dual": "0"}, "1"},
	} {
		p, err := arrange(t, riskTerms(c.r)).Prepare([]episode.Case{withCovariates(c.facts)})
		if err != nil {
			t.Fatal(c.name, err)
		}
		wantAmount(t, c.name, p.Cases[0].Weight.Decimal, c.weight)
		if back := p.Cases[0].Cost.Mul(usd(c.weight)); back.Sub(usd("1200")).Abs().GreaterThan(usd("0.0000000001")) {
			t.Errorf("%s: cost %s", c.name, p.Cases[0].Cost)
		}
		wantAmount(t, c.name+" target", p.Cases[0].Target.Decimal, "1000")
		c.r.Apply = episode.MultiplyTarget
		if p, err = arrange(t, riskTerms(c.r)).Prepare([]episode.Case{withCovariates(c.facts)}); err != nil {
			t.Fatal(c.name, err)
		}
		wantAmount(t, c.name+" cost", p.Cases[0].Cost, "1200")
		wantAmount(t, c.name+" multiplied target", p.Cases[0].Target.Decimal, usd(c.weight).Mul(usd("1000")).String())
		wantAmount(t, c.name+" multiplied regional target", p.Cases[0].RegionalTarget.Decimal, usd(c.weight).Mul(usd("500")).String())
	}
	endless := episode.Risk{Apply: episode.DivideEpisode, Form: episode.ProductForm, Factors: []episode.Factor{{Name: "hcc1", Coefficient: usd("1e39")}, {Name: "dual", Coefficient: usd("1e39")}}}
	_, err := arrange(t, riskTerms(endless)).Prepare([]episode.Case{withCovariates(map[string]string{"hcc1": "1", "dual": "1"})})
	if want := "cases[0].covariates: make a risk weight that is not above zero, or beyond any weight"; errorText(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestNormalise(t *testing.T) {
	for _, c := range []struct {
		name   string
		n      episode.Normalise
		by     string
		second string // weight of the second case
	}{
		{"population mean", episode.Normalise{}, "2", "1.5"},
		{"fixed", episode.Normalise{Factor: given("1.25")}, "1.25", "2.4"},
		{"within", episode.Normalise{Factor: given("1.95"), Within: given("0.05")}, "2", "1.5"},
		{"bounded above", episode.Normalise{Factor: given("1.5"), Within: given("0.2")}, "1.8", "1.6666666666666666666666666666666667"},
		{"bounded below", episode.Normalise{Factor: given("3"), Within: given("0.2")}, "2.4", "1.25"},
	} {
		a, b := costing("470", "100"), costing("470", "100")
		a.Weight, b.Weight = given("1"), given("3")
		out := costing("470", "100")
		out.Weight, out.Excluded = given("1000"), []string{"dual"}
		p, err := arrange(t, riskTerms(episode.Risk{Apply: episode.DivideEpisode, Normalise: &c.n})).Prepare([]episode.Case{out, a, b})
		if err != nil {
			t.Fatal(c.name, err)
		}
		wantAmount(t, c.name, p.Normalisation.Decimal, c.by)
		if got := p.Cases[2].Weight.Decimal; got.Sub(usd(c.second)).Abs().GreaterThan(usd("0.000000000000000000000000000001")) {
			t.Errorf("%s: weight %s", c.name, got)
		}
	}
	p, err := arrange(t, riskTerms(episode.Risk{Apply: episode.DivideEpisode, Normalise: &episode.Normalise{}})).Prepare(nil)
	if err != nil || p.Normalisation.Valid {
		t.Errorf("of nothing: %+v %v", p, err)
	}
}

func TestTEAMRisk(t *testing.T) {
	covariate := func(r episode.TEAMRisk, name string) string {
		t.Helper()
		out, err := r.Covariates()
		if err != nil {
			t.Fatal(err)
		}
		value, found := out[name]
		if !found {
			t.Fatal(name, "is not there")
		}
		return value.String()
	}
	for _, c := range []struct {
		name string
		r    episode.TEAMRisk
		yes  string
		no   string
	}{
		{"D111 250", episode.TEAMRisk{Beds: 250}, "beds1", "beds2"},
		{"D111 251", episode.TEAMRisk{Beds: 251}, "beds2", "beds1"},
		{"500", episode.TEAMRisk{Beds: 500}, "beds2", "beds3"},
		{"501", episode.TEAMRisk{Beds: 501}, "beds3", "beds2"},
		{"D111 850", episode.TEAMRisk{Beds: 850}, "beds3", "beds4"},
		{"D111 851", episode.TEAMRisk{Beds: 851}, "beds4", "beds3"},
		{"D112 on the percentile", episode.TEAMRisk{DualPercentile: usd("0.75")}, "hcc0", "safetyNet"},
		{"D112 above", episode.TEAMRisk{DualPercentile: usd("0.7501")}, "safetyNet", "hcc1"},
		{"subsidy above", episode.TEAMRisk{SubsidyPercentile: usd("0.7501")}, "safetyNet", "hcc1"},
		{"deprivation on the percentile", episode.TEAMRisk{CDIPercentile: usd("0.8")}, "beds1", "economic"},
		{"deprivation above", episode.TEAMRisk{CDIPercentile: usd("0.81")}, "economic", "beds2"},
		{"subsidy", episode.TEAMRisk{LowIncomeSubsidy: true}, "economic", "beds2"},
		{"Medicaid", episode.TEAMRisk{FullMedicaid: true}, "economic", "beds2"},
		{"3 HCCs", episode.TEAMRisk{HCCs: 3}, "hcc3", "hcc4"},
		{"9 HCCs", episode.TEAMRisk{HCCs: 9}, "hcc4", "hcc3"},
		{"64", episode.TEAMRisk{Age: 64}, "under65", "65to74"}, {"65", episode.TEAMRisk{Age: 65}, "65to74", "under65"},
		{"75", episode.TEAMRisk{Age: 75}, "75to84", "65to74"}, {"85", episode.TEAMRisk{Age: 85}, "85up", "75to84"},
	} {
		if covariate(c.r, c.yes) != "1" || covariate(c.r, c.no) != "0" {
			t.Error(c.name)
		}
	}
	for want, r := range map[string]episode.TEAMRisk{
		"HCCs: is negative": {HCCs: -1}, "age: is negative": {Age: -1}, "beds: is negative": {Beds: -1},
		"CDIPercentile: is outside 0 to 1 (the 80th is 0.8)": {CDIPercentile: usd("80")},
	} {
		if _, err := r.Covariates(); errorText(err) != want {
			t.Error(err)
		}
	}
}
