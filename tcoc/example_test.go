package tcoc_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/tcoc"
	"github.com/shopspring/decimal"
)

// amount and known read the constants of the examples.
func amount(s string) decimal.Decimal    { return decimal.RequireFromString(s) }
func known(s string) decimal.NullDecimal { return decimal.NewNullDecimal(amount(s)) }

// Settle what CMS published of ACO A3507 in performance year 2024: BASIC Level E, with
// an elected minimum rate of 1.5 %. Its quality score of 75.81 % meets only the
// alternative standard, so the sharing rate is half of that. CMS published earned
// savings of $2,055,644.
func Example() {
	plan, err := tcoc.MSSP(2024, tcoc.BasicE, apm.MustParseDate("2024-01-01"))
	if err != nil {
		fmt.Println(err)
		return
	}
	arrangement, err := tcoc.New(plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	settlement, err := arrangement.Settle(tcoc.Performance{
		Benchmark:   known("74715928"),
		Expenditure: known("69182103"),
		Difference:  known("5533824"), // as published: the two figures above are rounded
		Population:  6_420,
		MinimumRate: known("0.015"),
		Quality:     apm.Quality{Score: known("0.7581"), Status: apm.Alternative},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(settlement.Account)
	// Output:
	// MSSP BASIC Level E, performance year 2024
	//   benchmark                       74,715,928.00
	//   expenditure                     69,182,103.00
	//   benchmark less expenditure       5,533,824.00
	//   savings[0] minimumRate           5,533,824.00  42 CFR 425.605(b)
	//       minimum rate                        1.5 %
	//       minimum                      1,120,738.92
	//       people                              6,420
	//   savings[1] guardrail             5,533,824.00  42 CFR 425.652(b)(5)(ii)
	//   savings[2] mark (generated)      5,533,824.00
	//   savings[3] share (alternative)   2,097,595.99  42 CFR 425.605(d)(1)(v)
	//       rate                             37.905 %
	//       quality score                     75.81 %
	//   savings[4] mark (shared)         2,097,595.99
	//   savings[5] sequester             2,055,644.07  section 251A of the BBEDCA (2 U.S.C. 901a)
	//       sequestration                         2 %
	//   savings[6] cap                   2,055,644.07  42 CFR 425.605(d)(1)(v)
	//       rate                                 10 %
	//       limit of benchmark           7,471,592.80
	//   savings[7] prorate               2,055,644.07  42 CFR 425.221(b)
	//   savings[8] mark (earned)         2,055,644.07
	//   savings[9] recoup                2,055,644.07  42 CFR 425.630
	//   paid to the organisation         2,055,644.07
}

// Floor is a state's own rule: an organisation in its first years is paid at least a
// floor once it has saved anything.
type Floor struct {
	Dollars decimal.Decimal `json:"dollars"`
}

func (Floor) Kind() string { return "oregon.floor" }

func (f Floor) Apply(_ *tcoc.Performance, amount decimal.Decimal) (tcoc.Move, error) {
	if amount.IsPositive() {
		amount = decimal.Max(amount, f.Dollars)
	}
	return tcoc.Move{To: amount, Figures: []apm.Figure{{Name: "floor", Value: f.Dollars, Unit: apm.Dollars}}}, nil
}

func (f Floor) Validate(c apm.Check) { c.In("dollars").NotNegative(f.Dollars) }

// A state keeps its arrangements as JSON, with a rule of its own among them. The
// decoder is told which rules it knows, and refuses all others by path.
func ExampleDecode() {
	terms := []byte(`{
		"name": "Illustrative upside-only model",
		"savings": [
			{"kind": "minimumRate", "fixed": "0.02"},
			{"kind": "share", "rate": {"ladder": [
				{"atLeast": "0.5", "rate": "0.3"},
				{"atLeast": "0.8", "rate": "0.5"}
			]}},
			{"kind": "oregon.floor", "dollars": "25000"},
			{"kind": "mark", "name": "earned"}
		]
	}`)

	_, err := tcoc.Decode(terms, tcoc.Kinds())
	fmt.Println(err)

	plan, err := tcoc.Decode(terms, tcoc.Kinds().With(Floor{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	arrangement, err := tcoc.New(plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	settlement, err := arrangement.Settle(tcoc.Performance{
		Benchmark:   known("3000000"),
		Expenditure: known("2940000"),
		Quality:     apm.Quality{Score: known("0.62")},
	})
	fmt.Println(settlement.Paid, err)
	// Output:
	// savings[2]: unknown rule "oregon.floor" (known: cap, corridor, disasterRelief, greater, guardrail, lesser, mark, minimumPayment, minimumRate, prorate, recoup, round, sequester, share, sum, when)
	// 25000 <nil>
}

// What if losses were capped at 4 % of the benchmark instead of 8 %? Compare two
// proposals over a range of expenditures.
func ExampleArrangement_Curve() {
	proposal := func(lossCap string) *tcoc.Arrangement {
		arrangement, err := tcoc.New(tcoc.Plan{Terms: tcoc.Terms{
			Name:    "Proposal with losses capped at " + lossCap + " of the benchmark",
			Savings: tcoc.Rules{tcoc.Share{Rate: apm.FixedRate(amount("0.5"))}},
			Losses: tcoc.Rules{
				tcoc.Share{Rate: apm.FixedRate(amount("0.5"))},
				tcoc.Cap{Lesser: []tcoc.Limit{{Rate: known(lossCap), Of: tcoc.Benchmark}}},
			},
		}})
		if err != nil {
			fmt.Println(err)
		}
		return arrangement
	}
	tight, wide := proposal("0.04"), proposal("0.08")

	facts := tcoc.Performance{Benchmark: known("100")}
	of := func(a *tcoc.Arrangement) []tcoc.Point {
		points, err := a.Curve(facts, amount("90"), amount("120"), amount("5"))
		if err != nil {
			fmt.Println(err)
		}
		return points
	}
	other := of(wide)
	for i, point := range of(tight) {
		fmt.Printf("%4s %5s %5s\n", point.Expenditure, point.Settlement.Paid, other[i].Settlement.Paid)
	}
	// Output:
	//   90     5     5
	//   95   2.5   2.5
	//  100     0     0
	//  105  -2.5  -2.5
	//  110    -4    -5
	//  115    -4  -7.5
	//  120    -4    -8
}

// Losses of a BASIC ACO are limited by its participants' revenue. Without the
// revenue there is no settlement, but there is a bound.
func ExampleArrangement_Bound() {
	plan, _ := tcoc.MSSP(2023, tcoc.BasicC, apm.Date(0))
	arrangement, err := tcoc.New(plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := tcoc.Performance{
		Benchmark: known("150000000"), Expenditure: known("154000000"), Population: 12_000, MinimumRate: known("0"),
	}

	_, err = arrangement.Settle(facts)
	fmt.Println(err, errors.Is(err, apm.ErrMissing))

	bound, err := arrangement.Bound(facts)
	fmt.Println(bound.Paid, bound.Bound, err)

	facts.Revenue = known("50000000")
	settled, err := arrangement.Settle(facts)
	fmt.Println(settled.Paid, err)
	// Output:
	// losses[4]: revenue: is missing true
	// -1200000 atMost <nil>
	// -1000000 <nil>
}

// Terms are data: this is what they look like in a database.
func ExamplePlan() {
	text, err := json.MarshalIndent(tcoc.VermontNextGeneration().Losses, "", " ")
	fmt.Println(string(text), err)
	// Output:
	// [
	//  {
	//   "kind": "corridor",
	//   "of": "benchmark",
	//   "bands": [
	//    {
	//     "upTo": "0.03",
	//     "share": "1"
	//    },
	//    {
	//     "share": "0"
	//    }
	//   ],
	//   "authority": "Vermont Medicaid Next Generation ACO contract, risk corridor"
	//  },
	//  {
	//   "kind": "mark",
	//   "name": "earned"
	//  }
	// ] <nil>
}

// Several things wrong with the terms are reported at once, each with its path.
func ExampleNew() {
	_, err := tcoc.New(tcoc.Plan{Terms: tcoc.Terms{
		Name: "Two slips",
		Savings: tcoc.Rules{
			tcoc.MinimumRate{Fixed: known("2")},
			tcoc.Corridor{Of: tcoc.Benchmark, Bands: apm.Bands{
				{UpTo: known("0.05"), Share: amount("0.5")},
				{UpTo: known("0.03"), Share: amount("0.25")},
			}},
		},
	}})
	fmt.Println(err)
	// Output:
	// savings[0].fixed: 2 is outside 0 to 1 (2 % is 0.02)
	// savings[1].bands[1].upTo: 0.03 is not above 0.05, where the band starts
}
