// Package quality turns measure results into a score and a status, and answers one
// question: how well did a provider do, and does it pass? Savings bought with worse
// care are no value, so programs pay only when quality is met or kept.
//
// # A program is measures, nodes and pathways
//
// This is a whole program: two measures scored by deciles, their points over those
// available, and a gate.
//
//	terms := quality.Terms{
//		Name: "A plan's quality gate",
//		Measures: []quality.Measure{
//			{ID: "001", Direction: quality.Lower, Scale: quality.Percent, Kind: quality.Proportion, Curve: deciles},
//			{ID: "236", Direction: quality.Higher, Scale: quality.Percent, Kind: quality.Proportion, Curve: deciles,
//				Tests: []quality.Test{{MinCases: twenty, OnFail: quality.OnFail{Do: quality.Drop}}}},
//		},
//		Benchmarks: public.For(nil, "001", "236"),
//		Nodes: []quality.Node{{Name: "score", Method: quality.PointsOverAvailable, Of: quality.Parts("001", "236")}},
//		Score: "score",
//		Status: []quality.Pathway{{Name: "by score", Status: apm.Met, When: quality.Condition{Compare: &quality.Comparison{
//			Of: quality.Amount{Of: &quality.Statistic{Node: "score", Stat: quality.Score}}, AtLeast: &seventy}}}},
//		Otherwise: apm.NotMet,
//	}
//	program, err := quality.New(terms)    // every problem of the terms at once
//	outcome, err := program.Score(facts)  // a pure function of terms and facts
//	fmt.Print(outcome)                    // measure by measure, how it came about
//	settle(outcome.Quality)               // what the money rooms take
//
// A [Measure] is scored in this order: its [Test] list, each with what happens when it
// fails; its [Curve] over a [Benchmark]; [Improvement]; its adjusters. A [Node] combines
// parts by a [Method], then considers improvement, then adjusts in the order of the list.
// Nodes are a flat list with names, so that one part may stand in several: the best of a
// composite with and without some measures is a node over two. A [Condition] is a tree of
// questions, an [Amount] a small sum; both see scores, facts and counts of measures. A
// status comes from the first [Pathway] that holds. Score and status are separate results:
// a program may pass whom it scores low.
//
// Steps, lines, deciles and two-point curves are one piecewise function. Where a boundary
// belongs, what is rounded, what the lowest decile gives and what a missing result means are
// fields, because programs differ in exactly these.
//
// Programs come as presets, one function each, which take the year and what is published
// for it: [APP], [MIPS], [APPFinal], [MSSP], [REACH], [HospitalVBP], [SNFVBP], [HACReduction],
// [HospitalReadmissions], [MedicareStars], [CJR], [BPCIAdvanced], [TEAM], [MassHealth],
// [OregonCCO]. A preset is data: print it as JSON, edit it, read it again with [Decode]. None has code
// of its own in the engine. [DecodeBenchmarks] reads CMS's public benchmark files.
//
// # Words of the field
//
// Achievement is what a rate earns by itself, improvement what it earns against the past. A
// topped-out measure is one that nearly all do well. A composite is a score of scores; a
// gate is a condition that must hold. Payment factors ([Exchange], [WorstQuantile],
// [CappedExcess]) turn scores into a multiple of payments; share rates, withholds and pools
// belong to the money rooms, which take an [apm.Quality]. [Align] compares what several
// payers ask for and scores one set of results under each.
//
// # Promises
//
// All arithmetic is decimal, also of the interval, the deviation and the logistic function;
// nothing is rounded but where the terms say so, and quotients have 34 significant digits.
// A rate of a measure where lower is better is stored as it is. What is missing is never a
// zero: a measure without a result leaves both sides unless a test says otherwise, and a
// fact that the terms name and the caller leaves out is an error ([apm.ErrMissing]). Facts
// that the terms do not ask for are refused, so that a misspelt flag is not read as no. No
// result depends on the order of measures, benchmarks or results. Nothing panics.
//
// A full APP score (ten measures and a survey of nine parts) costs about 30 microseconds and
// about 120 allocations, its trail included; printing the trail costs more.
package quality
