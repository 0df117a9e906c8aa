package reconcile_test

import (
	"encoding/json"
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/shopspring/decimal"
)

// num, known and cents read the constants of the examples.
func num(s string) decimal.Decimal       { return decimal.RequireFromString(s) }
func known(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s)) }
func cents(s string) apm.Cents           { return apm.MustParseCents(s) }
func day(s string) apm.Date              { return apm.MustParseDate(s) }

// A practice was advanced $60 per member and month, and $5 of enhancement. One member
// died in August: the advance for September comes back with the rest. The provisional
// run counts what was paid by the end of September, the final one what came later too,
// and its entries are only the difference. The terms are an illustration.
func Example() {
	reconciliation, err := reconcile.New(reconcile.Terms{
		Name:            "Primary care advance",
		Period:          apm.MustParsePeriod("2026-07-01/2026-09-30"),
		Method:          reconcile.ThroughCorridor,
		Corridor:        &reconcile.Corridor{Of: reconcile.OfAdvance, Gains: half(), Losses: half()},
		Death:           reconcile.FirstDay,
		LostEligibility: reconcile.FirstDay,
		Rounding:        apm.HalfUp,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := reconcile.Facts{
		Provider:   "Practice 17",
		Ineligible: []reconcile.Ineligible{{Member: "b", Days: apm.MustParsePeriod("2026-08-12/"), Reason: reconcile.Died}},
		Claims: []reconcile.Claim{
			{Member: "a", Service: day("2026-07-03"), Paid: day("2026-07-20"), Equivalent: cents("110.00")},
			{Member: "b", Service: day("2026-08-11"), Paid: day("2026-10-15"), Equivalent: cents("95.00")},
		},
	}
	for _, month := range []string{"2026-07-01", "2026-08-01", "2026-09-01"} {
		for _, member := range []string{"a", "b"} {
			facts.Advances = append(facts.Advances, reconcile.Advance{Member: member, Month: day(month), Base: cents("60"), Enhanced: cents("5")})
		}
	}
	first, err := reconciliation.Reconcile(facts, reconcile.Run{Status: reconcile.Provisional, PaidThrough: day("2026-09-30")}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	last, err := reconciliation.Reconcile(facts, reconcile.Run{Status: reconcile.Final, PaidThrough: day("2026-12-31")}, &first.Booked)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(last.Account)
	for _, entry := range last.Booked.Entries {
		fmt.Println(entry.Month, entry.Item, entry.Amount)
	}
	// Output:
	// Primary care advance, Practice 17, 2026-07-01/2026-09-30; run 2, final, claims paid through 2026-12-31
	//   paid on claims                     0.00
	//   advanced                         360.00
	//   advanced as enhancement           30.00
	//   recover lost months              300.00
	//       recovered                     60.00
	//   corridor share                   252.50
	//       fee-for-service equivalent   205.00
	//       advance above equivalent      95.00
	//       corridor of advance          300.00
	//       slice                         95.00
	//       share of it                    50 %
	//       kept or borne                 47.50
	//   finally paid                     252.50
	//   less paid on claims                0.00
	//   less advanced                    360.00
	//   less enhancement recouped         30.00
	//   settlement                      -137.50
	//   of which this run                 47.50
	//  kept -47.50
	// 2026-08-01 equivalent 95.00
}

func half() apm.Bands { return apm.Bands{{Share: num("0.5")}} }

// A state proposes to pay its primary care clinics and practitioners in advance. The page
// adds up what was paid and reports on efficiency, economy, quality and access. All
// figures are an illustration.
func ExampleDemonstration_Statement() {
	demonstration, err := reconcile.NewDemonstration(reconcile.StatementTerms{
		Name:       "State plan amendment 27-0003, advance payment for primary care (illustration)",
		FiscalYear: apm.MustParsePeriod("2026-07-01/2027-06-30"),
		Services:   reconcile.FederalServices(),
		Economy:    &reconcile.EconomyTest{AtMost: num("1.02"), Authority: "attachment 4.19-B"},
		Quality:    &reconcile.QualityTest{AtLeast: known("0.70")},
		Access:     reconcile.FederalAccessTest(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	statement, err := demonstration.Statement(reconcile.StatementFacts{
		Run: reconcile.Run{Status: reconcile.Provisional, PaidThrough: day("2027-09-30")},
		Payments: []reconcile.Payment{
			{Service: reconcile.Clinic, Ownership: reconcile.Private, Claims: known("1250000.00"), Advances: known("3600000.00"),
				Settlement: known("-140000.50"), Equivalent: known("4650000.00"), Supplemental: known("200000")},
			{Service: reconcile.Clinic, Ownership: reconcile.NonStateGovernment, Claims: known("400000.25"), Advances: known("900000"),
				Settlement: known("55000"), Equivalent: known("1340000"), Supplemental: known("0")},
			{Service: reconcile.Practitioner, Ownership: reconcile.Private, Claims: known("2000000"), Advances: known("5000000"),
				Settlement: known("120000"), Equivalent: known("7000000")},
			{Service: reconcile.Inpatient, Ownership: reconcile.StateGovernment, Claims: known("9100000"), Advances: known("0"),
				Settlement: known("0"), Equivalent: known("9100000"), Supplemental: known("0"), Disproportionate: known("2500000")},
		},
		Limits: []reconcile.Limit{
			{Service: reconcile.Clinic, Ownership: reconcile.Private, Amount: num("4900000"), Method: "Medicare physician fee schedule, by code"},
			{Service: reconcile.Inpatient, Ownership: reconcile.StateGovernment, Amount: num("9400000"), Method: "Medicare payment to charge, cost reports of 2025"},
		},
		Quality: apm.Quality{Score: known("0.7425")},
		Access: []reconcile.RateChange{{
			Category: "primary care", Medicaid: known("12100000"), Medicare: known("14800000"), Cut: known("310000"), Spending: known("12400000"),
		}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(statement)
	// Output:
	// Payments under section 1902(a)(30)(A) of the Social Security Act
	// State plan amendment 27-0003, advance payment for primary care (illustration)
	// State fiscal year 2026-07-01 to 2027-06-30; provisional, claims paid through 2027-09-30
	//
	// 1. Payments by service type and ownership class, in dollars
	//   service type        ownership class         claims paid      advances   settlement          final
	//   inpatient hospital  state government       9,100,000.00          0.00         0.00   9,100,000.00
	//   clinic              non-state government     400,000.25    900,000.00    55,000.00   1,355,000.25
	//   clinic              private                1,250,000.00  3,600,000.00  -140,000.50   4,709,999.50
	//   practitioner        private                2,000,000.00  5,000,000.00   120,000.00   7,120,000.00
	//   inpatient hospital  all                    9,100,000.00          0.00         0.00   9,100,000.00
	//   clinic              all                    1,650,000.25  4,500,000.00   -85,000.50   6,064,999.75
	//   practitioner        all                    2,000,000.00  5,000,000.00   120,000.00   7,120,000.00
	//   all                 state government       9,100,000.00          0.00         0.00   9,100,000.00
	//   all                 non-state government     400,000.25    900,000.00    55,000.00   1,355,000.25
	//   all                 private                3,250,000.00  8,600,000.00   -20,000.50  11,829,999.50
	//   total                                     12,750,000.25  9,500,000.00    34,999.50  22,284,999.75
	//
	// 2. Beside the final payments, in dollars
	//   service type        ownership class       fee-for-service equivalent  supplemental  disproportionate share
	//   inpatient hospital  state government                    9,100,000.00          0.00            2,500,000.00
	//   clinic              non-state government                1,340,000.00          0.00               not given
	//   clinic              private                             4,650,000.00    200,000.00               not given
	//   practitioner        private                             7,000,000.00     not given               not given
	//   total                                                  22,090,000.00     not given            2,500,000.00
	//
	// 3. Findings
	//   efficiency  not met
	//   economy     met
	//   quality     met
	//   access      not tested
	//
	//   efficiency: upper payment limit, inpatient hospital, state government: met  42 CFR 447.272(b)
	//     payments that count  9,100,000.00
	//     limit                9,400,000.00
	//     room                   300,000.00
	//     method: Medicare payment to charge, cost reports of 2025
	//
	//   efficiency: upper payment limit, clinic, non-state government: not tested  42 CFR 447.321(b)
	//     payments that count  1,355,000.25
	//     no limit is given for the class
	//
	//   efficiency: upper payment limit, clinic, private: not met  42 CFR 447.321(b)
	//     payments that count  4,909,999.50
	//     limit                4,900,000.00
	//     room                    -9,999.50
	//     method: Medicare physician fee schedule, by code
	//
	//   economy: final against equivalent, all services: met  attachment 4.19-B
	//     finally paid                22,284,999.75
	//     fee-for-service equivalent  22,090,000.00
	//     of the equivalent            100.882751 %
	//     at most                             102 %
	//
	//   quality: quality standard: met
	//     score     74.25 %
	//     at least     70 %
	//
	//   access: rates against Medicare, primary care: met  42 CFR 447.203(c)(1)(i)
	//     Medicaid after the change  12,100,000.00
	//     Medicare                   14,800,000.00
	//     fraction                     81.756757 %
	//     at least                            80 %
	//
	//   access: cumulative reduction in the fiscal year, primary care: met  42 CFR 447.203(c)(1)(ii)
	//     reduction                    310,000.00
	//     fee-for-service spending  12,400,000.00
	//     fraction                          2.5 %
	//     at most                             4 %
	//
	//   access: concerns of the public process, primary care: not tested  42 CFR 447.203(c)(1)(iii)
	//     the facts are not given
}

// An episode model and an accountable community share a member. The episode comes first;
// the community counts the gain of the episode as spending, and its care management fees
// too, so the saving of $4,000 is not paid twice.
func ExampleOverlap_Settle() {
	overlap, err := reconcile.NewOverlap(reconcile.OverlapTerms{
		Name: "Two arrangements (illustration)",
		Arrangements: []reconcile.Arrangement{
			{Name: "community", Precedence: 2, Counts: []reconcile.Count{
				{Of: "episodes", What: reconcile.Gains}, {Of: "episodes", What: reconcile.Losses}, {Of: "community", What: reconcile.Fees},
			}},
			{Name: "episodes", Precedence: 1},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	share := map[string]apm.Cents{"episodes": 80, "community": 50} // percent
	netting, err := overlap.Settle(reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{
		"episodes":  {{Member: "a", Saving: cents("4000")}},
		"community": {{Member: "a", Saving: cents("5200"), Fees: cents("100")}, {Member: "b", Saving: cents("-700"), Fees: cents("100")}},
	}}, func(arrangement string, saving apm.Cents) (apm.Cents, error) {
		return max(saving, 0) * share[arrangement] / 100, nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(netting.Account)
	// Output:
	// Two arrangements (illustration)
	//   members, each once                          2
	//   precedence 1 settle (episodes)       3,200.00
	//       members                                 1
	//       of which shared                         1
	//       measured                         4,000.00
	//       netted, paid or charged already      0.00
	//       fees counted as spending             0.00
	//       gains counted as spending            0.00
	//       losses counted as spending           0.00
	//       left to settle                   4,000.00
	//       paid or charged                  3,200.00
	//   precedence 2 settle (community)      3,750.00
	//       members                                 2
	//       of which shared                         1
	//       measured                         4,500.00
	//       netted, paid or charged already      0.00
	//       fees counted as spending           200.00
	//       gains counted as spending        3,200.00
	//       losses counted as spending           0.00
	//       left to settle                   1,100.00
	//       paid or charged                    550.00
	//   paid by all arrangements             3,750.00
	//   netted                                   0.00
}

// A plan with a medical loss ratio of 83.3 % owes the state a remittance, because the
// receipt from its corridor counts as premium. The contract is an illustration.
func ExampleContract_Settle() {
	contract, err := reconcile.NewContract(reconcile.ContractTerms{
		Name:         "Plan contract (illustration)",
		RatingPeriod: apm.CalendarYear(2026),
		Agreed:       day("2025-11-15"),
		LossRatio: &reconcile.LossRatioTerms{
			Standard: num("0.85"),
			Remittance: &reconcile.Remittance{
				Floor: num("0.85"), Bands: apm.Bands{{Share: num("1")}}, Of: reconcile.OfTarget, Authority: "contract, section 7",
			},
		},
		IncentiveCeiling: reconcile.FederalIncentiveCeiling(),
		FederalRate:      known("0.65"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := contract.Settle(reconcile.ContractFacts{
		Premium: known("100000000"),
		LossRatio: &reconcile.LossRatioFacts{
			MemberMonths: 240_000,
			Claims:       known("80000000"), Recoveries: known("0"), Rebates: known("0"),
			QualityActivities: known("2000000"), FraudPrevention: known("500000"),
			Taxes: known("3000000"), Fees: known("0"), NetRiskSharing: known("2000000"),
		},
		Incentives: []reconcile.IncentiveFacts{{Name: "maternal health", Capitation: known("40000000"), Paid: known("2100000")}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(result.Account)
	for _, f := range result.Findings {
		fmt.Println(f.Criterion, f.Of, f.Outcome.Text(), f.Figures[len(f.Figures)-2].Text())
	}
	// Output:
	// Plan contract (illustration), rating period 2026-01-01/2026-12-31
	//   premium                           100,000,000.00
	//   lossRatio remit                    -1,650,000.00  42 CFR 438.8(j); contract, section 7
	//       incurred claims                80,000,000.00
	//       quality improvement             2,000,000.00
	//       fraud prevention                  500,000.00
	//       numerator                      82,500,000.00
	//       premium with earned withhold  100,000,000.00
	//       net risk sharing                2,000,000.00
	//       taxes and fees                  3,000,000.00
	//       denominator                    99,000,000.00
	//       medical loss ratio               83.333333 %
	//       adjusted ratio                   83.333333 %
	//       floor                                   85 %
	//       fractions of target            99,000,000.00
	//       slice below the floor             1.666667 %
	//       paid back of it                        100 %
	//   owed by the plan                    1,650,000.00
	//   federal rate                                65 %
	//   federal share of the remittance     1,072,500.00
	// lossRatio  not met 83.333333 %
	// incentive maternal health not met 105.25 %
}

// One organisation with two plans of Medicaid managed care: a member of both counts once.
func ExampleSideBySide() {
	across, err := reconcile.SideBySide("Community partners", []reconcile.PayerSettlement{
		{Payer: "Plan A", Run: reconcile.Run{Status: reconcile.Final, PaidThrough: day("2027-06-30")}, Members: []string{"a", "b", "c"}, Settlement: cents("120000")},
		{Payer: "Plan B", Run: reconcile.Run{Status: reconcile.Provisional, PaidThrough: day("2027-03-31")}, Members: []string{"c", "d"}, Settlement: cents("-35000.50")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(across)
	// Output:
	// Community partners; provisional, claims paid through 2027-03-31
	//   payer                     status       paid through  members  of which shared  settlement
	//   Plan A                    final          2027-06-30        3                1  120,000.00
	//   Plan B                    provisional    2027-03-31        2                1  -35,000.50
	//   in sum, each member once  provisional    2027-03-31        4                1   84,999.50
}

// Terms are data: they are stored as JSON, and read back strictly.
func ExampleDecode() {
	_, err := reconcile.Decode[reconcile.Terms]([]byte(`{"name": "advance", "Method": "none", "corridor": {"of": "dollars", "gains": [{"upTo": 1000}]}}`))
	fmt.Println(err)
	terms, _ := reconcile.Decode[reconcile.Terms]([]byte(`{"name": "advance", "period": "2026-01-01/2026-12-31", "method": "none",
		"death": "daily", "lostEligibility": "keep", "rounding": "halfUp"}`))
	text, _ := json.Marshal(terms)
	fmt.Println(string(text))
	// Output:
	// Method: the key differs from "method" only in case
	// corridor.gains[0].share: the number is missing
	// {"name":"advance","period":"2026-01-01/2026-12-31","method":"none","death":"daily","lostEligibility":"keep","rounding":"halfUp"}
}
