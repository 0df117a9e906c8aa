package apm_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

func ExampleCents() {
	paid := apm.MustParseCents("1250.00")
	reversed := apm.MustParseCents("-199.99")

	net, err := paid.Add(reversed)
	fmt.Println(net, err)

	// What stands in a claim is not repeated by an error.
	_, err = apm.ParseCents("12.345")
	fmt.Println(err)
	// Output:
	// 1050.01 <nil>
	// not a valid amount: more precise than a cent
}

func ExampleCents_Add_overflow() {
	largest := apm.MustParseCents("92233720368547758.07")
	_, err := largest.Add(1)
	fmt.Println(errors.Is(err, apm.ErrOverflow))
	// Output: true
}

func ExampleRoundCents() {
	share := decimal.RequireFromString("1234.565")
	for _, mode := range []apm.Rounding{apm.HalfUp, apm.HalfEven, apm.Down} {
		c, err := apm.RoundCents(share, mode)
		fmt.Println(mode, c, err)
	}
	// Output:
	// halfUp 1234.57 <nil>
	// halfEven 1234.56 <nil>
	// down 1234.56 <nil>
}

// Two workers add up their part of a file, and the parts are merged.
func ExampleCentsSum() {
	var first, second apm.CentsSum
	first.Add(apm.MustParseCents("100.10"))
	first.Add(apm.MustParseCents("-0.05"))
	second.Add(apm.MustParseCents("2500.00"))

	first.Merge(second)
	total, err := first.Cents()
	fmt.Println(total, err)
	// Output: 2600.05 <nil>
}

func ExampleDate() {
	discharged := apm.MustParseDate("2023-11-30")
	fmt.Println("90 days later:", discharged.AddDays(90))
	fmt.Println("3 months later:", discharged.AddMonths(3))
	fmt.Println("in the year:", discharged <= apm.MustParseDate("2023-12-31"))

	var unknown apm.Date
	fmt.Println("no date:", unknown.IsZero())
	// Output:
	// 90 days later: 2024-02-28
	// 3 months later: 2024-02-29
	// in the year: true
	// no date: true
}

func ExamplePeriod() {
	year := apm.CalendarYear(2023)
	enrolled := apm.MustParsePeriod("2023-07-01/") // and still is

	both := year.Intersect(enrolled)
	days, _ := both.Days()
	fmt.Println(both, days)
	fmt.Println(both.Contains(apm.MustParseDate("2023-12-31")))
	// Output:
	// 2023-07-01/2023-12-31 184
	// true
}

func ExampleQuo() {
	perPerson, err := apm.Quo(decimal.New(100, 0), decimal.New(7, 0))
	fmt.Println(perPerson, err)
	// Output: 14.28571428571428571428571428571429 <nil>
}

// The share rises in steps with the score; a score on the boundary reaches it.
func ExampleRate_ladder() {
	d := decimal.RequireFromString
	rate := apm.Rate{Ladder: []apm.Rung{
		{AtLeast: d("0.4"), Rate: d("0.25")},
		{AtLeast: d("0.8"), Rate: d("0.5")},
	}}
	for _, score := range []string{"0.39", "0.4", "0.95"} {
		share, err := rate.At(apm.Quality{Score: decimal.NewNullDecimal(d(score))})
		fmt.Println(score, share, err)
	}
	// Output:
	// 0.39 0 <nil>
	// 0.4 0.25 <nil>
	// 0.95 0.5 <nil>
}

// Who meets the standard shares 75 %; who meets only the alternative one shares
// 75 % times the score.
func ExampleRate_byStatus() {
	d := decimal.RequireFromString
	rate := apm.Rate{ByStatus: []apm.StatusRate{
		{Status: apm.Met, Rate: apm.FixedRate(d("0.75"))},
		{Status: apm.Alternative, Rate: apm.Rate{Linear: &apm.Linear{Slope: d("0.75")}}},
		{Status: apm.NotMet, Rate: apm.FixedRate(d("0"))},
	}}
	score := decimal.NewNullDecimal(d("0.8"))
	fmt.Println(rate.At(apm.Quality{Score: score, Status: apm.Met}))
	fmt.Println(rate.At(apm.Quality{Score: score, Status: apm.Alternative}))
	fmt.Println(rate.At(apm.Quality{Status: apm.Alternative}))
	// Output:
	// 0.75 <nil>
	// 0.6 <nil>
	// 0 quality.score: is missing, and the rate depends on it
}

// Nothing of the first 2 % of the benchmark, half of what lies between 2 % and 5 %,
// and three quarters of the rest.
func ExampleBands() {
	d := decimal.RequireFromString
	bands := apm.Bands{
		{UpTo: decimal.NewNullDecimal(d("0.02")), Share: d("0")},
		{UpTo: decimal.NewNullDecimal(d("0.05")), Share: d("0.5")},
		{Share: d("0.75")},
	}
	saved, benchmark := d("7000000"), d("100000000")
	fmt.Println(bands.ShareOf(saved, benchmark).StringFixed(2))
	// Output: 3000000.00
}

// The 99th percentile is different money under each definition.
func ExamplePercentileDefinition() {
	var costs []decimal.Decimal
	for dollars := int64(1); dollars <= 100; dollars++ {
		costs = append(costs, decimal.NewFromInt(dollars*1000))
	}
	for _, definition := range []apm.PercentileDefinition{apm.Type7, apm.SAS5, apm.NearestRank} {
		limit, err := definition.Percentile(costs, decimal.RequireFromString("0.99"))
		fmt.Println(definition, limit, err)
	}
	// Output:
	// type7 99010 <nil>
	// sas5 99500 <nil>
	// nearestRank 99000 <nil>
}

// Three practices split $100 by their members, to the cent.
func ExampleAllocate() {
	members := []decimal.Decimal{decimal.NewFromInt(200), decimal.NewFromInt(200), decimal.NewFromInt(200)}
	parts, err := apm.Allocate(apm.MustParseCents("100.00"), members)
	fmt.Println(parts, err)
	// Output: [33.34 33.33 33.33] <nil>
}

// A single small count could be had from the total, so another goes with it.
func ExampleSuppress() {
	counts := []int64{250, 7, 41, 0}
	hidden := apm.Suppress(counts)
	for i, n := range counts {
		if hidden.Cells[i] {
			fmt.Println("*")
		} else {
			fmt.Println(n)
		}
	}
	// Output:
	// 250
	// *
	// *
	// 0
}

func ExampleAccount() {
	d := decimal.RequireFromString
	account := apm.Account{
		Title: "Two steps of an illustrative program",
		Facts: []apm.Figure{{Name: "saved", Value: d("7000000"), Unit: apm.Dollars}},
		Steps: []apm.Step{
			{Path: "savings[0]", Rule: "share", Before: d("7000000"), After: d("3500000"),
				Figures: []apm.Figure{{Name: "rate", Value: d("0.5"), Unit: apm.Fraction}}},
			{Path: "savings[1]", Rule: "cap", Before: d("3500000"), After: d("2000000"), Authority: "contract, section 4"},
		},
		Results: []apm.Figure{{Name: "earned", Value: d("2000000"), Unit: apm.Dollars}},
	}
	fmt.Print(account)
	// Output:
	// Two steps of an illustrative program
	//   saved             7,000,000.00
	//   savings[0] share  3,500,000.00
	//       rate                  50 %
	//   savings[1] cap    2,000,000.00  contract, section 4
	//   earned            2,000,000.00
}

// Validation reports all that is wrong at once, each problem with its path.
func ExampleProblems() {
	d := decimal.RequireFromString
	bands := apm.Bands{{UpTo: decimal.NewNullDecimal(d("0.05")), Share: d("50")}, {UpTo: decimal.NewNullDecimal(d("0.02")), Share: d("0.5")}}

	var problems apm.Problems
	bands.Validate(problems.Check().In("losses").At(0).In("bands"))
	fmt.Println(problems.Err())
	// Output:
	// losses[0].bands[0].share: 50 is outside 0 to 1 (2 % is 0.02)
	// losses[0].bands[1].upTo: 0.02 is not above 0.05, where the band starts
}

// Adjustment is a rule of one's own: anything with a kind. Here a floor under what
// is paid.
type Adjustment interface{ apm.Kinder }

// Floor is a state's own rule.
type Floor struct {
	Least apm.Cents `json:"least"`
}

// Kind is the name of the rule in JSON.
func (Floor) Kind() string { return "oregon.floor" }

// A decoder is told which kinds it knows, and refuses the rest by path.
func ExampleKinds() {
	known := apm.Kinds[Adjustment]{}.With(Floor{})

	var terms []Adjustment
	err := known.Decode([]byte(`[{"kind": "oregon.floor", "least": "5000.00"}]`), &terms)
	fmt.Println(terms, err)

	err = known.Decode([]byte(`[{"kind": "oregon.floor", "Least": "5000.00"}, {"kind": "ceiling"}]`), &terms)
	fmt.Println(err)
	// Output:
	// [{5000.00}] <nil>
	// [0].Least: the key differs from "least" only in case
	// [1]: unknown rule "ceiling" (known: oregon.floor)
}

func ExampleMarshalKind() {
	written, err := apm.MarshalKind(Floor{Least: apm.MustParseCents("5000.00")})
	fmt.Println(string(written), err)
	// Output: {"kind":"oregon.floor","least":"5000.00"} <nil>
}

func ExampleQuality() {
	known := apm.Quality{Score: decimal.NewNullDecimal(decimal.Decimal{}), Status: apm.NotMet}
	unknown := apm.Quality{}
	for _, q := range []apm.Quality{known, unknown} { // a score of zero is not a missing one
		written, err := json.Marshal(q)
		fmt.Println(string(written), err)
	}
	// Output:
	// {"score":"0","status":"notMet"} <nil>
	// {} <nil>
}
