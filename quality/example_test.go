package quality_test

import (
	"fmt"
	"log"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// A Medicaid contract, as an illustration: nothing is shared unless wellness visits are
// kept up and at least two of three measures reach the 50th percentile; what is shared then
// depends on a ladder over percentiles.
func Example() {
	d := decimal.RequireFromString
	// Pairs of a percentile of the raw rates and its value.
	percentiles := func(pairs ...string) (table []quality.Percentile) {
		for i := 0; i < len(pairs); i += 2 {
			table = append(table, quality.Percentile{At: d(pairs[i]), Value: d(pairs[i+1])})
		}
		return table
	}
	measure := func(id string, dir quality.Direction) quality.Measure {
		return quality.Measure{
			ID: id, Direction: dir, Scale: quality.Percent, Kind: quality.Proportion,
			Tests: []quality.Test{{MinCases: decimal.NewNullDecimal(d("30")), OnFail: quality.OnFail{Do: quality.Drop}}},
			Curve: quality.Curve{Steps: &quality.Steps{On: quality.OnPercentile, Rungs: []quality.Rung{
				{From: d("50"), Points: d("0.5")}, {From: d("75"), Points: d("0.75")}, {From: d("90"), Points: d("1")}}}},
		}
	}
	half := quality.Where{Percentile: decimal.NewNullDecimal(d("50"))}
	terms := quality.Terms{
		Name:     "Medicaid gate and ladder (illustration)",
		Measures: []quality.Measure{measure("wellChild", quality.Higher), measure("immunization", quality.Higher), measure("poorControl", quality.Lower)},
		Benchmarks: []quality.Benchmark{
			{Measure: "wellChild", Percentiles: percentiles("50", "58.4", "75", "64.7", "90", "70.1")},
			{Measure: "immunization", Percentiles: percentiles("50", "30.9", "75", "37.6", "90", "45.3")},
			{Measure: "poorControl", Percentiles: percentiles("10", "24.1", "25", "29.7", "50", "33.5")},
		},
		Nodes: []quality.Node{{Name: "score", Method: quality.MeanOf, Of: quality.Parts("wellChild", "immunization", "poorControl")}},
		Score: "score",
		Status: []quality.Pathway{{Name: "gate", Status: apm.Met, When: quality.Condition{All: []quality.Condition{
			{Distinct: []quality.Where{half, half}},
			{Maintained: &quality.Maintained{Among: quality.Where{Measures: []string{"wellChild"}}, Tolerance: decimal.NewNullDecimal(d("2"))}},
		}}}},
		Otherwise: apm.NotMet,
	}
	program, err := quality.New(terms)
	if err != nil {
		log.Fatal(err)
	}
	result := func(measure, met, of, prior string) quality.Result {
		return quality.Result{Measure: measure, Numerator: decimal.NewNullDecimal(d(met)), Denominator: decimal.NewNullDecimal(d(of)), Prior: decimal.NewNullDecimal(d(prior))}
	}
	outcome, err := program.Score(quality.Facts{Results: []quality.Result{
		result("wellChild", "652", "1000", "66"), result("immunization", "88", "300", "30"), result("poorControl", "90", "400", "25"),
	}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(outcome)
	// Output:
	// Medicaid gate and ladder (illustration)
	//   score         0.583333 of 1
	//   status                  met  gate
	// measure                points    of       rate  how
	//   wellChild              0.75     1       65.2  steps: 0.75 from 75 on
	//   immunization              0     1  29.333333  steps: 0 short of 50
	//   poorControl               1     1       22.5  steps: 1 from 90 on
	// score                0.583333     1             mean of wellChild, immunization, poorControl
	// pathway to met          holds                   gate
}

// A decile score and its trail: what was measured, which decile gave which points, and why
// one measure does not count.
func ExampleProgram_Score() {
	d := decimal.RequireFromString
	rate := func(measure, rate, cases string) quality.Result {
		return quality.Result{Measure: measure, Rate: decimal.NewNullDecimal(d(rate)), Cases: decimal.NewNullDecimal(d(cases))}
	}
	terms, err := quality.APP(2022, quality.APPReported, []quality.Benchmark{
		{Measure: "001", Source: "registry", Flat: true},
		{Measure: "134", Source: "registry", Flat: true},
		{Measure: "236", Source: "registry", Flat: true},
		{Measure: "479", Source: "administrativeClaims", Deciles: []decimal.Decimal{
			d("0.1668"), d("0.1613"), d("0.1570"), d("0.1533"), d("0.1499"), d("0.1464"), d("0.1424"), d("0.1378"), d("0.1315")}},
	})
	if err != nil {
		log.Fatal(err)
	}
	program, err := quality.New(terms)
	if err != nil {
		log.Fatal(err)
	}
	outcome, err := program.Score(quality.Facts{Results: []quality.Result{
		rate("001", "9.74", "400"), rate("134", "71.74", "19"), rate("236", "80.15", "900"), rate("479", "0.1510", "800"),
	}})
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range outcome.Measures[:4] {
		if !m.Scored {
			fmt.Println(m.Measure, "does not count:", m.Why)
			continue
		}
		fmt.Println(m.Measure, m.Rate.Decimal, "gives", m.Points.Round(4), "from", m.Segment.From.Decimal)
	}
	fmt.Println("score", outcome.Score.Decimal, "as a fraction", outcome.Quality.Score.Decimal)
	// Output:
	// 001 9.74 gives 10 from 10
	// 134 does not count: too few cases
	// 236 80.15 gives 9.015 from 80
	// 479 0.151 gives 5.6765 from 0.1533
	// score 82.3 as a fraction 0.823
}

// Two payers ask for nearly the same thing. What they have in common is counted, and one
// set of results is scored under both.
func ExampleAlign() {
	d := decimal.RequireFromString
	payer := func(name string, benchmark quality.Benchmark, measures ...quality.Measure) *quality.Program {
		terms := quality.Terms{Name: name, Measures: measures, Score: "score", Benchmarks: []quality.Benchmark{benchmark}}
		node := quality.Node{Name: "score", Method: quality.PointsOverAvailable}
		for _, m := range measures {
			node.Of = append(node.Of, quality.Part{Of: m.ID})
		}
		terms.Nodes = []quality.Node{node}
		program, err := quality.New(terms)
		if err != nil {
			log.Fatal(err)
		}
		return program
	}
	line := quality.Curve{TwoPoint: &quality.TwoPoint{To: d("10")}}
	control := quality.Measure{ID: "control", Result: "diabetes", Direction: quality.Higher, Scale: quality.Percent, Kind: quality.Proportion, Curve: line}
	poor := quality.Measure{ID: "diabetes", Direction: quality.Lower, Scale: quality.Percent, Kind: quality.Proportion, Curve: line}
	screening := quality.Measure{ID: "screening", Direction: quality.Higher, Scale: quality.Percent, Kind: quality.Proportion,
		Curve: quality.Curve{Reported: &quality.Reported{Points: d("10")}}}
	ends := func(low, high string) quality.Benchmark {
		return quality.Benchmark{Measure: "diabetes", Range: &quality.Range{Low: decimal.NewNullDecimal(d(low)), High: decimal.NewNullDecimal(d(high))}}
	}
	alignment, err := quality.Align(payer("Plan A", ends("50", "90"), control, screening), payer("State B", ends("50", "10"), poor))
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range alignment.Measures {
		fmt.Println(m.Measure, "is used by", len(m.Programs), "and differs in", m.Differs)
	}
	pair := alignment.Pairs[0]
	fmt.Printf("common: %d of the %d measures of both\n", pair.OfBoth.Count, pair.OfBoth.Of)
	outcomes, err := alignment.Score(quality.Facts{Results: []quality.Result{
		{Measure: "diabetes", Rate: decimal.NewNullDecimal(d("30")), Direction: quality.Lower}, // in poor control
		{Measure: "screening"},
	}})
	if err != nil {
		log.Fatal(err)
	}
	for _, o := range outcomes {
		fmt.Println(o.Program, o.Score.Decimal)
	}
	// Output:
	// diabetes is used by 2 and differs in [direction benchmark]
	// screening is used by 1 and differs in []
	// common: 1 of the 2 measures of both
	// Plan A 75
	// State B 50
}

// A linear exchange whose slope makes payments neutral.
func ExampleExchange_Solve() {
	d := decimal.RequireFromString
	exchange := quality.Exchange{Withhold: d("0.02"), Return: d("1"), Linear: true, Authority: "42 CFR 412.162"}
	slope, err := exchange.Solve([]quality.Participant{
		{Payments: d("1000000"), Score: d("60")}, {Payments: d("3000000"), Score: d("20")},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, score := range []string{"60", "20"} {
		factor, err := slope.Factor(d(score))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(score, factor.Round(6))
	}
	// Output:
	// 60 1.02
	// 20 0.993333
}
