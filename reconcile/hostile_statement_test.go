package reconcile_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/shopspring/decimal"
)

// What a statement refuses.
func TestHostileStatements(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*reconcile.StatementFacts)
		want   string
	}{
		{"no run", func(f *reconcile.StatementFacts) { f.Run = reconcile.Run{} }, "run.status: is missing"},
		{"no payments", func(f *reconcile.StatementFacts) { f.Payments = nil }, "payments: is missing"},
		{"an unknown service", func(f *reconcile.StatementFacts) { f.Payments[0].Service = "inpatient" }, "payments[0].service: is none of the service types of the terms"},
		{"an unknown class", func(f *reconcile.StatementFacts) { f.Payments[0].Ownership = "" }, "payments[0].ownership: is unknown (known: stateGovernment, nonStateGovernment, private)"},
		{"no claims", func(f *reconcile.StatementFacts) { f.Payments[0].Claims = decimal.NullDecimal{} }, "payments[0].claims: is missing"},
		{"no advances", func(f *reconcile.StatementFacts) { f.Payments[0].Advances = decimal.NullDecimal{} }, "payments[0].advances: is missing"},
		{"no settlement", func(f *reconcile.StatementFacts) { f.Payments[0].Settlement = decimal.NullDecimal{} }, "payments[0].settlement: is missing"},
		{"half a cent", func(f *reconcile.StatementFacts) { f.Payments[0].Settlement = known("0.005") }, "payments[0].settlement: is more precise than a cent"},
		{"a huge payment", func(f *reconcile.StatementFacts) { f.Payments[0].Supplemental = decimal.NewNullDecimal(huge) }, "payments[0].supplemental: " + notPlain},
		{"a limit where none applies", func(f *reconcile.StatementFacts) { f.Limits[0].Service = reconcile.Practitioner }, "limits[0].service: has no upper payment limit in the terms"},
		{"a limit of an unknown class", func(f *reconcile.StatementFacts) { f.Limits[0].Ownership = "tribal" }, "limits[0].ownership: is unknown (known: stateGovernment, nonStateGovernment, private)"},
		{"a limit without a method", func(f *reconcile.StatementFacts) { f.Limits[0].Method = " " }, "limits[0].method: is missing"},
		{"a negative limit", func(f *reconcile.StatementFacts) { f.Limits[0].Amount = num("-1") }, "limits[0].amount: is negative"},
		{"a limit of half a cent", func(f *reconcile.StatementFacts) { f.Limits[0].Amount = num("1.005") }, "limits[0].amount: is more precise than a cent"},
		{"a limit twice", func(f *reconcile.StatementFacts) { f.Limits = append(f.Limits, f.Limits[0]) }, "limits[1].service: has a limit for the class already"},
		{"a huge score", func(f *reconcile.StatementFacts) { f.Quality.Score = decimal.NewNullDecimal(huge) }, "quality.score: " + notPlain},
		{"a category without a name", func(f *reconcile.StatementFacts) { f.Access[0].Category = "" }, "access[0].category: is missing"},
		{"a category twice", func(f *reconcile.StatementFacts) { f.Access = append(f.Access, f.Access[0]) }, "access[1].category: stands twice"},
		{"negative rates", func(f *reconcile.StatementFacts) { f.Access[0].Medicaid = known("-1") }, "access[0].medicaid: is negative"},
		{"no Medicare rate", func(f *reconcile.StatementFacts) { f.Access[0].Medicare = known("0") }, "access[0].medicare: must be above zero, because rates are a fraction of it"},
		{"no spending", func(f *reconcile.StatementFacts) { f.Access[0].Spending = known("0") }, "access[0].spending: must be above zero, because the cut is a fraction of it"},
		{"a huge cut", func(f *reconcile.StatementFacts) { f.Access[0].Cut = decimal.NewNullDecimal(huge) }, "access[0].cut: " + notPlain},
		{"unknown concerns", func(f *reconcile.StatementFacts) { f.Access[0].Concerns = "some" }, "access[0].concerns: is unknown (known: none, answered, open)"},
	} {
		facts := reconcile.StatementFacts{
			Run: final("2027-12-31"), Payments: []reconcile.Payment{paid(reconcile.Clinic, reconcile.Private, "5")},
			Limits: []reconcile.Limit{{Service: reconcile.Clinic, Ownership: reconcile.Private, Amount: num("5"), Method: "cost"}},
			Access: []reconcile.RateChange{{Category: "dental"}},
		}
		c.change(&facts)
		d, err := reconcile.NewDemonstration(statementTerms())
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Statement(facts)
		var fact *apm.FactError
		if err == nil || err.Error() != c.want || !errors.As(err, &fact) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// What a contract refuses.
func TestHostileContracts(t *testing.T) {
	low := known("-1")
	bands := apm.Bands{lastBand("1")}
	full := ratioTerms(reconcile.CommercialCredibility(), &reconcile.Remittance{
		Floor: num("0.9"), Relief: &apm.Rate{Linear: &apm.Linear{Slope: num("0.01")}}, Bands: bands, Of: reconcile.OfPremium,
	})
	full.StopLoss = &reconcile.StopLoss{PerMember: bands}
	full.Corridor = &reconcile.PremiumCorridor{Target: num("0"), Corridor: reconcile.Corridor{Of: reconcile.OfTarget, Gains: bands, Losses: bands}}
	type facts = reconcile.ContractFacts
	for _, c := range []struct {
		name   string
		change func(*facts)
		want   string
	}{
		{"no premium", func(f *facts) { f.Premium = decimal.NullDecimal{} }, "premium: is missing"},
		{"a negative premium", func(f *facts) { f.Premium = low }, "premium: is negative"},
		{"a huge premium", func(f *facts) { f.Premium = decimal.NewNullDecimal(huge) }, "premium: " + notPlain},
		{"no premium left", func(f *facts) { f.Premium = known("3000000") }, "premium: less taxes and fees is not above zero, so the ratio has no value"},
		{"no cost", func(f *facts) { f.Cost = decimal.NullDecimal{} }, "cost: is missing"},
		{"a target of nothing", func(f *facts) { f.Cost = known("1") }, "corridor: target: must be above zero, because a corridor is a fraction of it"},
		{"no costs of members", func(f *facts) { f.MemberCosts = nil }, "memberCosts: is missing"},
		{"a negative cost of a member", func(f *facts) { f.MemberCosts = []decimal.Decimal{num("1"), num("-1")} }, "memberCosts[1]: is negative"},
		{"members that cost more than everybody", func(f *facts) { f.MemberCosts = []decimal.Decimal{f.Cost.Decimal, num("1")} }, "memberCosts: together are more than the cost that they are a part of"},
		{"an incentive without a name", func(f *facts) { f.Incentives[0].Name = "" }, "incentives[0].name: is missing"},
		{"a negative incentive", func(f *facts) { f.Incentives[0].Paid = low }, "incentives[0].paid: is negative"},
		{"no withhold", func(f *facts) { f.Withhold.Withheld = decimal.NullDecimal{} }, "withhold.withheld: is missing"},
		{"a withhold above the capitation", func(f *facts) { f.Withhold.Capitation = known("1") }, "withhold.withheld: is more than the capitation that it is a part of"},
		{"more not achievable than withheld", func(f *facts) { f.Withhold.NotAchievable = known("3") }, "withhold.notAchievable: is more than what is withheld"},
		{"more earned than withheld", func(f *facts) { f.Withhold.Earned = known("3") }, "withhold.earned: is more than what is withheld"},
		{"no facts of the ratio", func(f *facts) { f.LossRatio = nil }, "lossRatio: is missing"},
		{"no incurred claims", func(f *facts) { f.LossRatio.Claims = decimal.NullDecimal{} }, "lossRatio.claims: is missing"},
		{"no rebates", func(f *facts) { f.LossRatio.Rebates = decimal.NullDecimal{} }, "lossRatio.rebates: is missing"},
		{"negative recoveries", func(f *facts) { f.LossRatio.Recoveries = low }, "lossRatio.recoveries: is negative"},
		{"no risk sharing", func(f *facts) { f.LossRatio.NetRiskSharing = decimal.NullDecimal{} }, "lossRatio.netRiskSharing: is missing"},
		{"negative fraud recoveries", func(f *facts) { f.LossRatio.FraudReduction = &reconcile.FraudReduction{Recovered: low.Decimal} }, "lossRatio.fraudReduction.recovered: is negative"},
		{"a negative tax rate", func(f *facts) {
			f.LossRatio.CommunityBenefit = &reconcile.CommunityBenefit{HighestTaxRate: low.Decimal}
		}, "lossRatio.communityBenefit.highestTaxRate: is negative"},
		{"nobody", func(f *facts) { f.LossRatio.MemberMonths = 0 }, "lossRatio.memberMonths: is missing"},
		{"fewer than nobody", func(f *facts) { f.LossRatio.MemberMonths = -1 }, "lossRatio.memberMonths: is negative"},
		{"a negative deductible", func(f *facts) { f.LossRatio.Deductible = low }, "lossRatio.deductible: is negative"},
		{"a year of fewer than nobody", func(f *facts) { f.LossRatio.Before = []reconcile.YearBefore{{MemberMonths: -1}} }, "lossRatio.before[0].memberMonths: is negative"},
		{"a year of a huge ratio", func(f *facts) { f.LossRatio.Before = []reconcile.YearBefore{{Ratio: huge}} }, "lossRatio.before[0].ratio: " + notPlain},
		{"a huge score", func(f *facts) { f.LossRatio.Quality.Score = decimal.NewNullDecimal(huge) }, "lossRatio.quality.score: " + notPlain},
		{"no score for the relief", func(f *facts) { f.LossRatio.Quality.Score = decimal.NullDecimal{} }, "lossRatio.remittance.relief: quality.score: is missing"},
	} {
		f := ratioFacts("0", "0", "0")
		f.Cost, f.MemberCosts = known("0"), []decimal.Decimal{}
		f.Incentives = []reconcile.IncentiveFacts{{Name: "x", Capitation: known("1"), Paid: known("0")}}
		f.Withhold = &reconcile.WithholdFacts{Capitation: known("5"), Withheld: known("2"), NotAchievable: known("0"), Earned: known("0")}
		f.LossRatio.Quality.Score = known("0.5")
		c.change(&f)
		contract, err := reconcile.NewContract(full)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = contract.Settle(f); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	bare := reconcile.ContractTerms{Name: "Plan", RatingPeriod: apm.CalendarYear(2026)}
	for want, change := range map[string]func(*facts){
		"lossRatio: is given, but the terms have no medical loss ratio":             func(f *facts) { f.MemberCosts = nil },
		"memberCosts: is given, but the terms have no stop-loss for single members": func(f *facts) { f.LossRatio = nil },
	} {
		f := ratioFacts("0", "0", "0")
		f.MemberCosts = []decimal.Decimal{num("1")}
		change(&f)
		contract, err := reconcile.NewContract(bare)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = contract.Settle(f); err == nil || err.Error() != want {
			t.Error(err)
		}
	}
	// Tests that lack a fact are not made.
	f := facts{Premium: known("5"), Incentives: []reconcile.IncentiveFacts{{Name: "x"}, {Name: "y", Capitation: known("0"), Paid: known("0")}}}
	r := mustSettle(t, bare, f)
	bare.IncentiveCeiling = reconcile.FederalIncentiveCeiling()
	s := mustSettle(t, bare, f)
	if r.Findings[1].Outcome != reconcile.NotTested || s.Findings[0].Outcome != reconcile.NotTested || s.Findings[1].Outcome != reconcile.Met {
		t.Errorf("%+v %+v", r.Findings, s.Findings)
	}
	bare.StopLoss, f.Cost = &reconcile.StopLoss{Aggregate: bands}, known("0")
	if s = mustSettle(t, bare, f); s.Findings[0].Outcome != reconcile.NotTested {
		t.Errorf("%+v", s.Findings[0])
	}
	bare.Agreed = day("2025-12-31")
	if s = mustSettle(t, bare, f); s.Findings[0].Outcome != reconcile.Met {
		t.Errorf("%+v", s.Findings[0])
	}
}

// What an overlap and a comparison of payers refuse.
func TestHostileOverlaps(t *testing.T) {
	const secret = "MEMBER-SECRET"
	overlap, err := reconcile.NewOverlap(reconcile.OverlapTerms{Name: "two", Arrangements: []reconcile.Arrangement{
		{Name: "x", Precedence: 1}, {Name: "y", Precedence: 2, Counts: []reconcile.Count{{Of: "x", What: reconcile.Fees}, {Of: "y", What: reconcile.Fees}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	type members = []reconcile.MemberSaving
	failing := errors.New("no benchmark")
	for _, c := range []struct {
		name   string
		facts  map[string][]reconcile.MemberSaving
		settle func(string, apm.Cents) (apm.Cents, error)
		want   string
	}{
		{"no calculation", map[string][]reconcile.MemberSaving{"x": {}, "y": {}}, nil, "settle: is missing"},
		{"no facts", nil, all, `arrangements."x": is missing`},
		{"an arrangement too many", map[string][]reconcile.MemberSaving{"x": {}, "y": {}, "z": {}}, all, "arrangements: are not those of the terms: x, y"},
		{"a saving of nobody", map[string][]reconcile.MemberSaving{"x": {{}}, "y": {}}, all, `arrangements."x"[0].member: is missing`},
		{"a member twice", map[string][]reconcile.MemberSaving{"x": {}, "y": {{Member: secret}, {Member: secret}}}, all, `arrangements."y"[1].member: stands twice in the arrangement`},
		{"a failing calculation", map[string][]reconcile.MemberSaving{"x": {}, "y": {}}, func(string, apm.Cents) (apm.Cents, error) { return 0, failing }, "x: no benchmark"},
		{"a payment for nothing", map[string][]reconcile.MemberSaving{"x": members{{Member: secret, Saving: -5}}, "y": {}},
			func(string, apm.Cents) (apm.Cents, error) { return 1, nil }, "x: paid: is a payment for savings, or a charge for losses, that no member has left"},
		{"too much saving", map[string][]reconcile.MemberSaving{"x": members{{Member: "a", Saving: math.MaxInt64}, {Member: "b", Saving: 1}}, "y": {}}, all, "x: beyond the range of the type"},
		{"too many fees", map[string][]reconcile.MemberSaving{"x": members{{Member: "a", Fees: math.MaxInt64}}, "y": members{{Member: "a", Fees: 1}}}, all, "y: beyond the range of the type"},
		{"too much spending", map[string][]reconcile.MemberSaving{"x": members{{Member: "a", Fees: math.MaxInt64}}, "y": members{{Member: "a", Saving: -5}}}, all, "y: beyond the range of the type"},
		{"too much paid", map[string][]reconcile.MemberSaving{"x": members{{Member: "a", Saving: math.MaxInt64}}, "y": members{{Member: "b", Saving: 1}}}, all, "beyond the range of the type"},
	} {
		_, err := overlap.Settle(reconcile.OverlapFacts{Arrangements: c.facts}, c.settle)
		if err == nil || err.Error() != c.want || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", c.name, err)
		}
	}

	for _, c := range []struct {
		name   string
		who    string
		change func([]reconcile.PayerSettlement) []reconcile.PayerSettlement
		want   string
	}{
		{"nobody", "", nil, "organisation: is missing"},
		{"nothing", "x", func([]reconcile.PayerSettlement) []reconcile.PayerSettlement { return nil }, "settlements: is missing"},
		{"no payer", "x", func(s []reconcile.PayerSettlement) []reconcile.PayerSettlement { s[1].Payer = ""; return s }, "settlements[1].payer: is missing"},
		{"a payer twice", "x", func(s []reconcile.PayerSettlement) []reconcile.PayerSettlement { s[1].Payer = s[0].Payer; return s }, "settlements[1].payer: stands twice"},
		{"no members", "x", func(s []reconcile.PayerSettlement) []reconcile.PayerSettlement { s[1].Members = nil; return s }, "settlements[1].members: is missing"},
		{"a member without a name", "x", func(s []reconcile.PayerSettlement) []reconcile.PayerSettlement { s[0].Members[0] = ""; return s }, "settlements[0].members[0]: is missing"},
		{"a member twice", "x", func(s []reconcile.PayerSettlement) []reconcile.PayerSettlement {
			s[0].Members = []string{secret, secret}
			return s
		}, "settlements[0].members[1]: stands twice"},
		{"no run", "x", func(s []reconcile.PayerSettlement) []reconcile.PayerSettlement { s[1].Run.Status = ""; return s }, "settlements[1]: run.status: is missing"},
		{"too much money", "x", func(s []reconcile.PayerSettlement) []reconcile.PayerSettlement {
			s[0].Settlement = math.MaxInt64
			return s
		}, "beyond the range of the type"},
	} {
		list := []reconcile.PayerSettlement{
			{Payer: "p", Run: final("2027-01-31"), Members: []string{secret}, Settlement: 1}, {Payer: "q", Run: final("2027-01-31"), Members: []string{}, Settlement: 1},
		}
		if c.change != nil {
			list = c.change(list)
		}
		_, err := reconcile.SideBySide(c.who, list)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
