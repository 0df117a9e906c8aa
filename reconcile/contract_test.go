package reconcile_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/shopspring/decimal"
)

// Worked examples of managed care, each named by its source.

// corridorContract is a contract with nothing but a corridor.
func corridorContract(t *testing.T, target string, of reconcile.Basis, gains, losses apm.Bands) *reconcile.Contract {
	t.Helper()
	contract, err := reconcile.NewContract(reconcile.ContractTerms{
		Name: "Corridor", RatingPeriod: apm.CalendarYear(2026),
		Corridor: &reconcile.PremiumCorridor{Target: num(target), Corridor: reconcile.Corridor{Of: of, Gains: gains, Losses: losses}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

func TestPremiumCorridors(t *testing.T) {
	michigan := apm.Bands{band("0.05", "1"), band("0.10", "0.5"), lastBand("0")}
	aca := apm.Bands{band("0.03", "1"), band("0.08", "0.5"), lastBand("0.2")}
	mass5, mass2 := apm.Bands{band("0.05", "1"), lastBand("0.05")}, apm.Bands{band("0.02", "1"), lastBand("0.05")}
	drug := apm.Bands{band("100000", "0.01"), lastBand("0")}
	daVinci := apm.Bands{lastBand("0.8")}
	type row struct{ cost, paid string } // in dollars; what the state pays the plan
	for _, c := range []struct {
		name, premium, target string
		of                    reconcile.Basis
		bands                 apm.Bands
		rows                  []row
	}{
		{"Michigan PIHP contract, unspent funds", "100000000", "1", reconcile.OfPremium, michigan,
			[]row{{"98000000", "0"}, {"95000000", "0"}, {"92000000", "-1500000"}, {"90000000", "-2500000"}, {"75000000", "-17500000"}}},
		{"42 USC 18062(b), ACA risk corridor", "100000000", "1", reconcile.OfTarget, aca,
			[]row{{"85000000", "-8100000"}, {"92000000", "-2500000"}, {"95000000", "-1000000"}, {"97000000", "0"}, {"100000000", "0"},
				{"103000000", "0"}, {"106000000", "1500000"}, {"108000000", "2500000"}, {"120000000", "12100000"}}},
		{"MassHealth contract, 5 % clause", "100000000", "1", reconcile.OfTarget, mass5,
			[]row{{"99000000", "0"}, {"97000000", "0"}, {"95000000", "0"}, {"92000000", "-2850000"}, {"108000000", "2850000"}}},
		{"MassHealth contract, 2 % clause", "100000000", "1", reconcile.OfTarget, mass2,
			[]row{{"99000000", "0"}, {"98000000", "0"}, {"97000000", "-950000"}, {"95000000", "-2850000"}, {"92000000", "-5700000"}}},
		{"MassHealth contract, high-cost drugs", "1000000", "1", reconcile.OfDollars, drug, []row{{"750000", "-249000"}}},
		{"HL7 Da Vinci value-based performance reporting, example 101", "10000", "0.85", reconcile.OfPremium, daVinci, []row{{"9000", "100"}}},
	} {
		contract := corridorContract(t, c.target, c.of, c.bands, c.bands)
		for _, r := range c.rows {
			got, err := contract.Settle(reconcile.ContractFacts{Premium: known(c.premium), Cost: known(r.cost)})
			if err != nil || !got.Net.Equal(num(r.paid)) || !got.Corridor.Equal(num(r.paid)) {
				t.Errorf("%s: cost %s pays %s, %v, want %s", c.name, r.cost, got.Net, err, r.paid)
			}
		}
	}
}

// ratioFacts are millions of dollars: claims 80, quality 2, premium 100, taxes and fees 3.
func ratioFacts(fraud, rebates, sharing string) reconcile.ContractFacts {
	in := func(s string) decimal.NullDecimal { return decimal.NewNullDecimal(million(s)) }
	return reconcile.ContractFacts{Premium: in("100"), LossRatio: &reconcile.LossRatioFacts{
		MemberMonths: 100_000, Claims: in("80"), Recoveries: in("0"), Rebates: in(rebates), QualityActivities: in("2"), FraudPrevention: in(fraud),
		Taxes: in("2"), Fees: in("1"), NetRiskSharing: in(sharing),
	}}
}

func ratioTerms(table *reconcile.Credibility, remittance *reconcile.Remittance) reconcile.ContractTerms {
	return reconcile.ContractTerms{
		Name: "Plan", RatingPeriod: apm.CalendarYear(2026),
		LossRatio: &reconcile.LossRatioTerms{Standard: num("0.85"), Credibility: table, Remittance: remittance},
	}
}

func mustSettle(t failer, terms reconcile.ContractTerms, facts reconcile.ContractFacts) reconcile.ContractResult {
	t.Helper()
	contract, err := reconcile.NewContract(terms)
	if err != nil {
		t.Fatal(err)
	}
	r, err := contract.Settle(facts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMedicaidLossRatio42CFR438_8(t *testing.T) {
	// 1.5 points for any size up to 200,000.
	flat := &reconcile.Credibility{Points: []reconcile.CredibilityPoint{{Size: 1, Adjustment: num("0.015")}, {Size: 200_000, Adjustment: num("0.015")}}}
	to85 := &reconcile.Remittance{Floor: num("0.85"), Bands: apm.Bands{lastBand("1")}, Of: reconcile.OfTarget}
	for _, c := range []struct {
		name                    string
		table                   *reconcile.Credibility
		fraud, rebates, sharing string
		ratio, adjusted         string
		remittance              string
		outcome                 reconcile.Outcome
	}{
		{"claims, quality and fraud prevention", nil, "0.5", "0", "0", "0.850515", "0.850515", "0", reconcile.Met},
		{"without fraud prevention", nil, "0", "0", "0", "0.845361", "0.845361", "450000", reconcile.NotMet},
		{"with a credibility adjustment", flat, "0", "0", "0", "0.845361", "0.860361", "0", reconcile.Met},
		{"drug rebates", nil, "0.5", "1", "0", "0.840206", "0.840206", "950000", reconcile.NotMet},
		{"a receipt from the corridor", nil, "0.5", "0", "2", "0.833333", "0.833333", "1650000", reconcile.NotMet},
	} {
		r := mustSettle(t, ratioTerms(c.table, to85), ratioFacts(c.fraud, c.rebates, c.sharing))
		l := r.LossRatio
		if l.Ratio.StringFixed(6) != c.ratio || l.Adjusted.StringFixed(6) != c.adjusted || l.Remittance.StringFixed(2) != num(c.remittance).StringFixed(2) || l.Finding.Outcome != c.outcome {
			t.Errorf("%s: %s, adjusted %s, remittance %s, %s", c.name, l.Ratio, l.Adjusted, l.Remittance, l.Finding.Outcome)
		}
	}
}

// A Kentucky contract: 75 % of what lies between 90 and 86 %, and, where the source is cut
// off, 100 % below; in 2016, 80 % of what lies below 85 %. Both of the premium.
func TestKentuckyRemittance(t *testing.T) {
	graded := &reconcile.Remittance{Floor: num("0.90"), Bands: apm.Bands{band("0.04", "0.75"), lastBand("1")}, Of: reconcile.OfPremium}
	plain := &reconcile.Remittance{Floor: num("0.85"), Bands: apm.Bands{lastBand("0.8")}, Of: reconcile.OfPremium}
	for _, c := range []struct {
		rule         *reconcile.Remittance
		claims, want string
	}{{graded, "95", "0"}, {graded, "90", "0"}, {graded, "88", "1.5"}, {graded, "86", "3"}, {plain, "82", "2.4"}} {
		facts := ratioFacts("0", "0", "0")
		f := facts.LossRatio
		f.Claims, f.QualityActivities, f.Taxes, f.Fees = decimal.NewNullDecimal(million(c.claims)), known("0"), known("0"), known("0")
		if r := mustSettle(t, ratioTerms(nil, c.rule), facts); !r.Remittance.Equal(million(c.want)) || !r.Net.Equal(r.Remittance.Neg()) {
			t.Errorf("claims %s: remittance %s, want %s", c.claims, r.Remittance, c.want)
		}
	}
}

// A contract's minimum of the target less 1.5 points less half a point times the points
// earned: with a target of 88 % and 60 of 100 points the floor is 86.2 %.
func TestFloorLoweredByPoints(t *testing.T) {
	rule := &reconcile.Remittance{
		Floor: num("0.88"), Relief: &apm.Rate{Linear: &apm.Linear{Intercept: num("0.015"), Slope: num("0.005")}},
		Bands: apm.Bands{lastBand("1")}, Of: reconcile.OfPremium,
	}
	facts := ratioFacts("0", "0", "0")
	f := facts.LossRatio
	f.Claims, f.QualityActivities, f.Taxes, f.Fees = known("86000000"), known("0"), known("0"), known("0")
	f.Quality.Score = known("0.6")
	if r := mustSettle(t, ratioTerms(nil, rule), facts); !r.Remittance.Equal(num("200000")) {
		t.Errorf("remittance %s", r.Remittance)
	}
}

func TestCommercialCredibility45CFR158_232(t *testing.T) {
	for _, c := range []struct {
		months     int64 // life-years are twelve of them
		deductible string
		want       string
		credible   reconcile.Credible
	}{
		{12 * 1_000, "", "0.083", reconcile.PartiallyCredible}, {12 * 1_750, "", "0.0675", reconcile.PartiallyCredible},
		{12 * 2_500, "", "0.052", reconcile.PartiallyCredible}, {12 * 3_750, "", "0.0445", reconcile.PartiallyCredible},
		{12 * 7_500, "", "0.0315", reconcile.PartiallyCredible}, {12 * 17_500, "", "0.021", reconcile.PartiallyCredible},
		{12 * 37_500, "", "0.014", reconcile.PartiallyCredible}, {12 * 62_500, "", "0.006", reconcile.PartiallyCredible},
		{12 * 75_000, "", "0", reconcile.FullyCredible}, {12*1_000 - 1, "", "0", reconcile.NotCredible},
		{12 * 1_000, "2499", "0.083", reconcile.PartiallyCredible}, {12 * 1_000, "2500", "0.096612", reconcile.PartiallyCredible},
		{12 * 1_000, "3750", "0.106489", reconcile.PartiallyCredible}, {12 * 1_000, "5000", "0.116366", reconcile.PartiallyCredible},
		{12 * 1_000, "7500", "0.130227", reconcile.PartiallyCredible}, {12 * 1_000, "10000", "0.144088", reconcile.PartiallyCredible},
		{12 * 1_000, "20000", "0.144088", reconcile.PartiallyCredible}, {12 * 2_500, "3750", "0.066716", reconcile.PartiallyCredible},
	} {
		facts := ratioFacts("0.5", "0", "0")
		facts.LossRatio.MemberMonths = c.months
		if c.deductible != "" {
			facts.LossRatio.Deductible = known(c.deductible)
		}
		l := mustSettle(t, ratioTerms(reconcile.CommercialCredibility(), nil), facts).LossRatio
		if !l.Adjustment.Equal(num(c.want)) || l.Credible != c.credible || !l.Adjusted.Equal(l.Ratio.Add(l.Adjustment)) {
			t.Errorf("%d months, deductible %q: %s, %s", c.months, c.deductible, l.Adjustment, l.Credible)
		}
	}
}

// The third credible year below the standard has no adjustment (45 CFR 158.232(d)), and
// experience that is not credible is presumed to meet it (158.230(d), 42 CFR 438.8(h)(3)).
func TestCredibilityEndsAndPresumes(t *testing.T) {
	low := reconcile.YearBefore{MemberMonths: 12_000, Ratio: num("0.849")}
	small, fine := low, low
	small.MemberMonths, fine.Ratio = 11_999, num("0.85")
	remit := &reconcile.Remittance{Floor: num("0.85"), Bands: apm.Bands{lastBand("1")}, Of: reconcile.OfTarget}
	for _, c := range []struct {
		name   string
		months int64
		claims string
		before []reconcile.YearBefore
		adjust string
		remits bool
	}{
		{"two low years before", 12_000, "70", []reconcile.YearBefore{low, low, fine}, "0", true},
		{"one year before", 12_000, "70", []reconcile.YearBefore{low}, "0.083", true},
		{"a small year", 12_000, "70", []reconcile.YearBefore{low, small}, "0.083", true},
		{"a year that met it", 12_000, "70", []reconcile.YearBefore{fine, low}, "0.083", true},
		{"this year meets it", 12_000, "85", []reconcile.YearBefore{low, low}, "0.083", false},
		{"this year meets it exactly", 12_000, "80.45", []reconcile.YearBefore{low, low}, "0.083", false},
		{"too small to measure", 11_999, "70", []reconcile.YearBefore{low, low}, "0", false},
	} {
		facts := ratioFacts("0", "0", "0")
		facts.LossRatio.MemberMonths, facts.LossRatio.Before = c.months, c.before
		facts.LossRatio.Claims = decimal.NewNullDecimal(million(c.claims))
		l := mustSettle(t, ratioTerms(reconcile.CommercialCredibility(), remit), facts).LossRatio
		if !l.Adjustment.Equal(num(c.adjust)) || l.Remittance.IsPositive() != c.remits {
			t.Errorf("%s: adjustment %s, remittance %s", c.name, l.Adjustment, l.Remittance)
		}
		if want := map[bool]reconcile.Outcome{true: reconcile.NotMet, false: reconcile.Met}[c.remits]; l.Finding.Outcome != want {
			t.Errorf("%s: %s", c.name, l.Finding.Outcome)
		}
	}
}

// A table whose last point still adds something is fully credible above it, not at it.
func TestCredibilityTableThatEndsAboveZero(t *testing.T) {
	table := &reconcile.Credibility{Points: []reconcile.CredibilityPoint{{Size: 100, Adjustment: num("0.08")}, {Size: 200, Adjustment: num("0.01")}}}
	for months, want := range map[int64]string{99: "not 0", 100: "partially 0.08", 150: "partially 0.045", 200: "partially 0.01", 201: "fully 0"} {
		facts := ratioFacts("0", "0", "0")
		facts.LossRatio.MemberMonths = months
		l := mustSettle(t, ratioTerms(table, nil), facts).LossRatio
		if got := string(l.Credible) + " " + l.Adjustment.String(); got != want {
			t.Errorf("%d months: %s, want %s", months, got, want)
		}
	}
}

func TestIncentiveCeiling42CFR438_6b2(t *testing.T) {
	for paid, want := range map[string]reconcile.Outcome{"1.9": reconcile.Met, "2.0": reconcile.Met, "2.1": reconcile.NotMet} {
		terms := reconcile.ContractTerms{Name: "Plan", RatingPeriod: apm.CalendarYear(2026), IncentiveCeiling: reconcile.FederalIncentiveCeiling()}
		facts := reconcile.ContractFacts{Premium: known("100000000"), Incentives: []reconcile.IncentiveFacts{
			{Name: "targets", Capitation: known("40000000"), Paid: decimal.NewNullDecimal(million(paid))},
		}}
		if r := mustSettle(t, terms, facts); r.Findings[0].Outcome != want || !r.Net.IsZero() {
			t.Errorf("%s million: %s, net %s", paid, r.Findings[0].Outcome, r.Net)
		}
	}
}

// What the plan earned of the withhold is paid and is premium; what it could not
// reasonably achieve must not make the rest unsound (42 CFR 438.6(b)(3)).
func TestWithhold42CFR438_6b3(t *testing.T) {
	for sound, want := range map[string]reconcile.Outcome{"98500000": reconcile.Met, "98500000.01": reconcile.NotMet, "": reconcile.NotTested} {
		facts := ratioFacts("0.5", "0", "0")
		facts.Premium = known("98000000")
		facts.Withhold = &reconcile.WithholdFacts{Capitation: known("100000000"), Withheld: known("2000000"), NotAchievable: known("1500000"), Earned: known("400000")}
		if sound != "" {
			facts.Withhold.Sound = known(sound)
		}
		r := mustSettle(t, ratioTerms(nil, nil), facts)
		if got := r.Findings[1].Outcome; got != want || !r.Net.Equal(num("400000")) || !r.LossRatio.Denominator.Equal(num("95400000")) {
			t.Errorf("sound %q: %s, net %s, denominator %s", sound, got, r.Net, r.LossRatio.Denominator)
		}
	}
}

// Stop-loss lowers the cost that the corridor splits, and what both bring is premium in
// the loss ratio.
func TestContractSettlesInOrder(t *testing.T) {
	terms := ratioTerms(nil, &reconcile.Remittance{Floor: num("0.85"), Bands: apm.Bands{lastBand("1")}, Of: reconcile.OfTarget})
	terms.Agreed, terms.FederalRate = day("2026-01-01"), known("0.65")
	terms.StopLoss = &reconcile.StopLoss{
		PerMember: apm.Bands{band("100000", "0"), lastBand("0.9")}, Aggregate: apm.Bands{band("0.9", "0"), lastBand("0.5")}, Charge: num("0.01"),
	}
	terms.Corridor = &reconcile.PremiumCorridor{Target: num("0.9"), Corridor: reconcile.Corridor{
		Of: reconcile.OfPremium, Gains: apm.Bands{band("0.01", "1"), lastBand("0.5")}, Losses: apm.Bands{lastBand("1")},
	}}
	facts := ratioFacts("0", "0", "0")
	facts.Cost = known("95600000")
	facts.MemberCosts = []decimal.Decimal{num("100000"), num("4100000"), num("50")} // 3,600,000 of it
	r := mustSettle(t, terms, facts)
	// 92.0 after single members, 2.0 above 90 % of premium at half, less a charge of 1.0.
	if !r.StopLoss.Equal(num("3600000")) {
		t.Errorf("stop-loss %s", r.StopLoss)
	}
	// The cost is 91.0 against a target of 90.0: the plan bears the loss whole.
	if !r.Corridor.IsZero() {
		t.Errorf("corridor %s", r.Corridor)
	}
	facts.Cost = known("90600000") // 87.0 after single members: a gain of 3.0, of which it keeps 1.0 + 1.0
	r = mustSettle(t, terms, facts)
	if !r.StopLoss.Equal(num("2600000")) || !r.Corridor.Equal(num("-1000000")) || !r.LossRatio.Denominator.Equal(num("98600000")) {
		t.Errorf("stop-loss %s, corridor %s, denominator %s", r.StopLoss, r.Corridor, r.LossRatio.Denominator)
	}
	// 82.0 of 98.6 is 1.81 below 85 %: the remittance is 83.81 less 82.
	if !r.Remittance.Round(2).Equal(num("1810000")) || !r.Net.Round(2).Equal(num("-210000")) || !r.FederalRemittance.Decimal.Round(2).Equal(num("1176500")) {
		t.Errorf("remittance %s, net %s, federal %s", r.Remittance, r.Net, r.FederalRemittance.Decimal)
	}
	if f := r.Findings[1]; f.Criterion != reconcile.RiskSharing || f.Outcome != reconcile.NotMet {
		t.Errorf("agreed on the first day: %+v", f)
	}
}

// Fraud recoveries count up to their expense, and community benefit up to 3 % of premium
// or the highest premium tax rate (42 CFR 438.8(e)(2)(iii)(B), (f)(3)(v)).
func TestBoundedPartsOfTheRatio(t *testing.T) {
	for _, c := range []struct{ recovered, expense, benefit, rate, numerator, denominator string }{
		{"3000000", "1000000", "2000000", "0", "83000000", "95000000"},
		{"1000000", "3000000", "4000000", "0.01", "83000000", "94000000"},
		{"0", "0", "5000000", "0.035", "82000000", "93500000"},
	} {
		facts := ratioFacts("0", "0", "0")
		facts.LossRatio.FraudReduction = &reconcile.FraudReduction{Recovered: num(c.recovered), Expense: num(c.expense)}
		facts.LossRatio.CommunityBenefit = &reconcile.CommunityBenefit{Spending: num(c.benefit), HighestTaxRate: num(c.rate)}
		l := mustSettle(t, ratioTerms(nil, nil), facts).LossRatio
		if !l.Numerator.Equal(num(c.numerator)) || !l.Denominator.Equal(num(c.denominator)) {
			t.Errorf("%s of %s", l.Numerator, l.Denominator)
		}
	}
}
