package pmpm_test

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/pmpm"
	"github.com/shopspring/decimal"
)

// num and known read the constants of tests and examples.
func num(s string) decimal.Decimal       { return decimal.RequireFromString(s) }
func known(s string) decimal.NullDecimal { return decimal.NewNullDecimal(num(s)) }

// A medical home is paid a fee by risk tier, raised by up to 10 % for quality and lowered
// by 5 % when it did not report. The numbers are illustrative.
func Example() {
	arrangement, err := pmpm.New(pmpm.Terms{
		Name:   "Illustrative medical home",
		Claims: pmpm.Additional,
		Keys:   []string{"tier"},
		Rules: pmpm.Rules{
			pmpm.Fee{Payment: "care management fee", Table: pmpm.Table{By: []string{"tier"}, Rates: []pmpm.CellRate{
				{Cell: "low", PMPM: num("4.25")}, {Cell: "high", PMPM: num("12.10")},
			}}},
			pmpm.Adjust{
				Payment: "performance adjustment", Of: []string{"care management fee"},
				Up: pmpm.Parts{{Weight: num("0.10"), Rate: apm.Rate{Linear: &apm.Linear{Slope: num("1")}}}},
				Down: pmpm.Parts{{Weight: num("0.05"), If: &pmpm.Condition{
					Not: &pmpm.Condition{Flag: "reported"},
				}}},
				Min: known("-0.05"), Max: known("0.10"),
				Authority: "participation agreement, section 4",
			},
		},
		Rounding: pmpm.Rounding{Unit: pmpm.ByPayment, Mode: apm.HalfUp},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	january := pmpm.MustParseMonth("2025-01")
	statement, err := arrangement.Pay(pmpm.Facts{
		Provider: "Hillside Family Practice",
		Counts: []pmpm.Count{
			{Month: january, Cell: "low", MemberMonths: apm.WholeMonths(731)},
			{Month: january, Cell: "high", MemberMonths: apm.WholeMonths(109)},
		},
		Quality: apm.Quality{Score: known("0.7345")},
		Flags:   map[string]bool{"reported": true},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(statement.Account)
	for _, line := range statement.Lines {
		fmt.Println(line.Month, line.Cell, line.Payment, line.Amount)
	}
	// Output:
	// Illustrative medical home, Hillside Family Practice
	//   months                                           1
	//   member-months                                  840
	//   rules[0] fee (care management fee)        4,425.65
	//       high member-months                         109
	//       high per member per month                12.10
	//       low member-months                          731
	//       low per member per month                  4.25
	//   rules[1] adjust (performance adjustment)  4,750.71  participation agreement, section 4
	//       up                                     7.345 %
	//       down                                       0 %
	//       adjustment                             7.345 %
	//   rounding payment (halfUp)                 4,750.71
	//   care management fee                       4,425.65
	//   performance adjustment                      325.06
	//   paid to the provider                      4,750.71
	// 2025-01 high care management fee 1318.90
	// 2025-01 high performance adjustment 96.87
	// 2025-01 low care management fee 3106.75
	// 2025-01 low performance adjustment 228.19
}

// A plan is paid a capitation of which 1.5 % is held back. It earns back three quarters
// of that by quality and one quarter by a milestone. The numbers are illustrative.
func ExampleEarnBack() {
	arrangement, err := pmpm.New(pmpm.Terms{
		Name:   "Illustrative managed care withhold",
		Claims: pmpm.Replacement,
		Keys:   []string{"age"},
		Rules: pmpm.Rules{
			pmpm.Fee{Payment: "capitation", Table: pmpm.Table{By: []string{"age"}, Rates: []pmpm.CellRate{
				{Cell: "0-18", PMPM: num("182.40")}, {Cell: "19-64", PMPM: num("371.15")},
			}}},
			pmpm.Withhold{Payment: "withhold", Of: []string{"capitation"}, Rate: num("0.015")},
			pmpm.EarnBack{Payment: "earned back", Of: []string{"withhold"}, Earned: pmpm.Parts{
				{Weight: num("0.75"), Rate: apm.Rate{Linear: &apm.Linear{Slope: num("1")}}},
				{Weight: num("0.25"), If: &pmpm.Condition{Flag: "valueBasedContracts"}},
			}},
		},
		Rounding: pmpm.Rounding{Unit: pmpm.ByPayment, Mode: apm.HalfUp},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := pmpm.Facts{
		Provider: "Plan A",
		Counts: []pmpm.Count{
			{Month: pmpm.MustParseMonth("2025-01"), Cell: "0-18", MemberMonths: apm.WholeMonths(10_000)},
			{Month: pmpm.MustParseMonth("2025-01"), Cell: "19-64", MemberMonths: apm.WholeMonths(8_000)},
		},
		Provisional: true, // the year is not over
	}
	january, err := arrangement.Run(pmpm.Statement{}, facts, pmpm.MustParseMonth("2025-01"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("paid in January:", january.Statement.Paid)

	facts.Provisional = false
	facts.Quality = apm.Quality{Score: known("0.92")}
	facts.Flags = map[string]bool{"valueBasedContracts": true}
	final, err := arrangement.Run(january.Statement, facts, pmpm.MustParseMonth("2026-04"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range final.Entries {
		fmt.Println(e.Month, e.Cell, e.Payment, e.Amount)
	}
	fmt.Print(final.Statement.Account)
	// Output:
	// paid in January: 4721302.00
	// 2025-01 0-18 earned back 25718.40
	// 2025-01 19-64 earned back 41865.72
	// Illustrative managed care withhold, Plan A
	//   months                                         1
	//   member-months                             18,000
	//   rules[0] fee (capitation)           4,793,200.00
	//       0-18 member-months                    10,000
	//       0-18 per member per month             182.40
	//       19-64 member-months                    8,000
	//       19-64 per member per month            371.15
	//   rules[1] withhold (withhold)        4,721,302.00
	//       held back                              1.5 %
	//   rules[2] earnBack (earned back)     4,788,886.12
	//       earned                                  69 %
	//       earned for valueBasedContracts          25 %
	//       earned in all                           94 %
	//   rounding payment (halfUp)           4,788,886.12
	//   capitation                          4,793,200.00
	//   withhold                              -71,898.00
	//   earned back                            67,584.12
	//   paid to the provider                4,788,886.12
}

// In April it turns out that two members left in January and three in November. Months
// are paid a quarter at a time, a month after it has begun, and enrollment may change for
// four months: November is closed.
func ExampleArrangement_Run() {
	arrangement, err := pmpm.New(pmpm.Terms{
		Name:     "Illustrative fee with clawback",
		Claims:   pmpm.Additional,
		Rules:    pmpm.Rules{pmpm.Fee{Payment: "care coordination fee", Table: pmpm.Flat(num("4.35"))}},
		Rounding: pmpm.Rounding{Unit: pmpm.ByCell, Mode: apm.HalfUp},
		Schedule: pmpm.Schedule{Every: 3, Lag: 1, Day: 15},
		LookBack: &pmpm.LookBack{Removed: 4, Added: 4},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	members := func(counts ...int) pmpm.Facts {
		f := pmpm.Facts{Provider: "Hillside Family Practice"}
		for i, n := range counts {
			f.Counts = append(f.Counts, pmpm.Count{Month: pmpm.MustParseMonth("2024-11") + pmpm.Month(i), MemberMonths: apm.WholeMonths(n)})
		}
		return f
	}
	february, err := arrangement.Run(pmpm.Statement{}, members(400, 400, 400, 400), pmpm.MustParseMonth("2025-02"))
	if err != nil {
		fmt.Println(err)
		return
	}
	april, err := arrangement.Run(february.Statement, members(397, 400, 398, 398, 398), pmpm.MustParseMonth("2025-04"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("entries:")
	for _, e := range april.Entries {
		fmt.Println(e.Month, e.Payment, e.MemberMonths, e.Amount, "due", e.Due)
	}
	fmt.Println("closed:")
	for _, c := range april.Closed {
		fmt.Println(c.Month, c.MemberMonths)
	}
	payments, err := april.Payments()
	fmt.Println(payments, err)
	// Output:
	// entries:
	// 2025-01 care coordination fee -2 -8.70 due 2025-05-15
	// 2025-02 care coordination fee -2 -8.70 due 2025-05-15
	// 2025-03 care coordination fee 398 1731.30 due 2025-05-15
	// closed:
	// 2024-11 -3
	// [{2025-05-15 1713.90}] <nil>
}

// Part months count by days. A member who changes the tier on February 11 is a
// fraction of a month in either.
func ExampleCounter() {
	arrangement, err := pmpm.New(pmpm.Terms{
		Name: "Illustrative fee by days", Claims: pmpm.Additional, Keys: []string{"tier"},
		Months: apm.MonthRule{Count: apm.ByDays},
		Rules: pmpm.Rules{pmpm.Fee{Payment: "fee", Table: pmpm.Table{By: []string{"tier"}, Rates: []pmpm.CellRate{
			{Cell: "1", PMPM: num("28")}, {Cell: "2", PMPM: num("56")},
		}}}},
		Rounding: pmpm.Rounding{Unit: pmpm.ByCell, Mode: apm.HalfUp},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	counter, err := arrangement.Counter(pmpm.MustParseMonth("2025-01"), pmpm.MustParseMonth("2025-03"))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = counter.Add([]pmpm.Span{ // one member
		{Provider: "Hillside", Cell: "1", Period: apm.MustParsePeriod("2025-01-01/2025-02-10")},
		{Provider: "Hillside", Cell: "2", Period: apm.MustParsePeriod("2025-02-11/2025-02-28")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	statement, err := arrangement.Pay(pmpm.Facts{Provider: "Hillside", Counts: counter.Counts()["Hillside"]})
	for i, line := range statement.Lines {
		fmt.Println(line.Month, line.Cell, statement.Counts[i].MemberMonths, line.Amount)
	}
	fmt.Println(err)
	// Output:
	// 2025-01 1 1 28.00
	// 2025-02 1 0.357143 10.00
	// 2025-02 2 0.642857 36.00
	// <nil>
}

// A quality pool of 4.25 % of the year's payments: what each plan put in is awarded by
// the measures it met, and what is not awarded goes to a challenge pool, by members and
// challenge measures met. The pool is that of Oregon's coordinated care organisations
// in 2017, of which the full award at 12 of 16 measures and 60 % of members in a primary
// care home is published; the lower rungs are illustrative.
func ExamplePool() {
	home := &pmpm.Condition{Of: "primaryCareHome", AtLeast: known("0.60")}
	pool, err := pmpm.NewPool(pmpm.PoolTerms{
		Name:    "Quality pool",
		Funding: []pmpm.Funding{{Rate: known("0.0425"), Of: "payments"}},
		Stages: []pmpm.Stage{
			{Name: "measures", By: []pmpm.Basis{pmpm.Contribution}, Awards: []pmpm.Award{
				{If: home, Rate: apm.Rate{Ladder: []apm.Rung{{AtLeast: num("8"), Rate: num("0.6")}, {AtLeast: num("12"), Rate: num("1")}}}},
				{Rate: apm.Rate{Ladder: []apm.Rung{{AtLeast: num("8"), Rate: num("0.5")}}}},
			}},
			{Name: "challenge", By: []pmpm.Basis{pmpm.Months, "challengeMeasures"}},
		},
		Mode: apm.HalfUp,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	plan := func(name, payments, met, home, challenge string, months int) pmpm.Facts {
		return pmpm.Facts{
			Provider: name,
			Counts:   []pmpm.Count{{Month: pmpm.MustParseMonth("2017-12"), MemberMonths: apm.WholeMonths(months)}},
			Quality:  apm.Quality{Score: known(met)},
			Amounts:  map[pmpm.Basis]decimal.Decimal{"payments": num(payments), "primaryCareHome": num(home), "challengeMeasures": num(challenge)},
		}
	}
	d, err := pool.Distribute([]pmpm.Facts{
		plan("West", "90000000", "13", "0.71", "3", 40_000),
		plan("East", "60000000", "9", "0.64", "1", 30_000),
		plan("North", "25000000", "14", "0.52", "2", 12_000),
	})
	for _, s := range d.Shares {
		fmt.Println(s.Provider, s.Contributed, s.Stages, s.Paid)
	}
	fmt.Println(d.Funded, d.Paid, d.Left, err)
	// Output:
	// East 2550000.00 [1530000.00 267456.90] 1797456.90
	// North 1062500.00 [531250.00 213965.52] 745215.52
	// West 3825000.00 [3825000.00 1069827.58] 4894827.58
	// 7437500.00 7437500.00 0.00 <nil>
}

// Supplement is a state's own rule: a rural practice gets a supplement a month.
type Supplement struct {
	Dollars decimal.Decimal `json:"dollars"`
}

func (Supplement) Kind() string           { return "state.ruralSupplement" }
func (Supplement) Payments() []string     { return []string{"rural supplement"} }
func (s Supplement) Validate(c apm.Check) { c.In("dollars").NotNegative(s.Dollars) }

// Apply pays the supplement with the first cell of each month.
func (s Supplement) Apply(sheet *pmpm.Sheet) (pmpm.Move, error) {
	if !sheet.Facts().Flags["rural"] {
		return pmpm.Move{}, nil
	}
	counts := sheet.Counts()
	dollars := make([]decimal.Decimal, len(counts))
	for i, c := range counts {
		if i == 0 || counts[i-1].Month != c.Month {
			dollars[i] = s.Dollars
		}
	}
	return pmpm.Move{Added: []pmpm.Addition{{Payment: "rural supplement", Dollars: dollars}}}, nil
}

// A state keeps its terms as JSON, with a rule of its own among them. The decoder is told
// which rules it knows, and refuses all others by path.
func ExampleDecode() {
	text := []byte(`{
		"name": "Illustrative fee",
		"claims": "additional",
		"rules": [
			{"kind": "fee", "payment": "fee", "rates": [{"pmpm": "5.00"}]},
			{"kind": "state.ruralSupplement", "dollars": "250"}
		],
		"rounding": {"unit": "provider", "mode": "halfUp"}
	}`)
	_, err := pmpm.Decode(text, pmpm.Kinds())
	fmt.Println(err)

	terms, err := pmpm.Decode(text, pmpm.Kinds().With(Supplement{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	arrangement, err := pmpm.New(terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	statement, err := arrangement.Pay(pmpm.Facts{
		Provider: "Lone Pine Clinic",
		Counts:   []pmpm.Count{{Month: pmpm.MustParseMonth("2025-01"), MemberMonths: apm.WholeMonths(120)}},
		Flags:    map[string]bool{"rural": true},
	})
	fmt.Println(statement.Paid, arrangement.Claims(), arrangement.ReadsPerformance(), err)
	// Output:
	// rules[1]: unknown rule "state.ruralSupplement" (known: adjust, earnBack, fee, leakage, lump, panelFee, percent, repay, when, withhold)
	// 850.00 additional false <nil>
}
