// Package benchmark computes what care should have cost: the benchmark of a total cost
// of care arrangement, and the target price of an episode. It answers one question:
// which rule put every dollar into it?
//
// The experience comes from the caller as plain values, whoever computed or published
// them; the settlement against the benchmark is somebody else's.
//
// # A benchmark is a list
//
// This is a whole method of a state: three years of its own experience at the last
// year's risk and price, weighed towards the last, a quarter of it the regional rate,
// and a discount; risk and mix of the year itself come in when the year is over.
//
//	terms := benchmark.Terms{
//		Name:  "A state's method",
//		Years: []string{"2022", "2023", "2024"},
//		Rules: benchmark.Rules{
//			benchmark.Trend{To: "2024", Growth: benchmark.Growth{Ratio: benchmark.Regional}},
//			benchmark.RiskRatio{To: "2024"},
//			benchmark.BaseYears{Years: []benchmark.YearWeight{{"2022", tenth}, {"2023", threeTenths}, {"2024", sixTenths}}},
//			benchmark.RateBook{Rate: benchmark.Regional, Year: "2024", AtRisk: true, Weight: quarter},
//			benchmark.Deductions{Of: []benchmark.Deduction{{Name: "discount", Rate: onePercent}}},
//		},
//		Retrospective: benchmark.Rules{
//			benchmark.RiskRatio{From: "2024", To: "2026", AtMost: cap},
//			benchmark.Mix{Year: "2026"},
//		},
//	}
//	chain, err := benchmark.New(terms)     // every problem of the terms at once
//	frozen, err := chain.Freeze(facts)     // set before the year
//	final, err := frozen.Finalise(later, terms.Retrospective...) // and afterwards
//	fmt.Print(final.Account)               // how it came about, line by line
//
// The list starts from one line for each category (enrollment type, rate cell, episode
// type) and base year. A rule takes the lines and gives lines: it scales them, adds to
// them, weighs the base years into one ([BaseYears]), mixes the categories into one
// ([Mix]). The order of a list is the order of calculation, and it matters: a cap
// before the weights is another program than a cap behind them.
//
// Programs come as presets, one function each: [MSSPFirstAgreement], [MSSP], [REACH],
// [NextGeneration]. A preset is data: print it as JSON, edit it, decode it again with
// [Decode]. A rule that no program here has is a type of the caller's own that
// implements [Rule].
//
// # Words of the field
//
// The experience is what a population cost per capita in its base years. A trend
// carries it to a later year; a benchmark's update is a trend as well ([Trend]). A
// prospective trend is projected, a retrospective one corrects the projection by what
// happened ([TrueUp]). A risk ratio brings spending to the risk of another year; it is
// capped because scores also rise by coding ([RiskRatio]). A regional adjustment or a
// rate book moves the benchmark towards what the region spends ([RegionalAdjustment],
// [RateBook]). A discount or withhold is taken off ([Deductions]). Credibility says
// how much the experience of few people counts ([Credibility]); a minimum savings rate
// is the gap that chance does not explain ([MinimumSavingsRate]). The target price of
// an episode is a benchmark whose categories are episode types and whose time counts
// episodes; [Winsor], [Reprice], [Multiplier] and [Thresholds] are its own.
//
// # Promises
//
// Money is decimal, never floating point; nothing is rounded but by a [Round] in the
// terms, and amounts carry 34 significant digits from rule to rule. Quotients have as
// many. A trend over broken years has 28 or more. Only statistics ([Quantile]) are
// computed in float64, and say so. A figure that is missing and needed is an error,
// never a zero ([apm.ErrMissing]). Nothing panics, except on a rule of the caller's own that
// does.
//
// A benchmark of four categories and three base years costs about thirty microseconds to
// set, the account included. With the update of its year one of 2022 costs about ninety,
// and one of 2024, which weighs alternatives and computes its update twice, about a
// hundred and sixty. Printing the account costs more.
package benchmark
