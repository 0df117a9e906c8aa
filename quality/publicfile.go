package quality

import "github.com/shopspring/decimal"

// PublicBenchmarks is a file of the benchmarks that CMS publishes for the quality
// category of MIPS and the APM Performance Pathway, one file a performance year
// (qpp-measures-data, benchmarks/YYYY.json).
type PublicBenchmarks struct {
	Year int `json:"year"`
	// Rows are the rows that can be used, in the order of the file.
	Rows []PublicBenchmark `json:"rows"`
	// Refused are rows that are written as they should be and mean nothing: bounds that
	// run both ways. CMS has published such rows.
	Refused []RefusedRow `json:"refused,omitempty"`
}

// PublicBenchmark is a row of the file.
type PublicBenchmark struct {
	Row           int `json:"row"` // its index in the file, counted from zero
	BenchmarkYear int `json:"benchmarkYear"`
	// Direction is stated from 2023 on and told from the bounds before; it is empty where
	// all bounds are equal.
	Direction     Direction `json:"direction,omitzero"`
	ToppedOut     bool      `json:"toppedOut"`
	SevenPointCap bool      `json:"sevenPointCap"` // topped out by the program's rule: at most 7 points
	HighPriority  bool      `json:"highPriority"`  // also false where the file does not say
	MetricType    string    `json:"metricType,omitzero"`
	// Average is the mean performance rate, and Best the best value of a row with ten
	// numbers.
	Average decimal.NullDecimal `json:"average,omitzero"`
	Best    decimal.NullDecimal `json:"best,omitzero"`
	// Benchmark is ready for [Terms.Benchmarks]; its source is the collection type.
	Benchmark Benchmark `json:"benchmark"`
}

// RefusedRow is a row that cannot be used, with the reason.
type RefusedRow struct {
	Row     int    `json:"row"` // its index in the file, counted from zero
	Measure string `json:"measure"`
	Source  string `json:"source"`
	Reason  string `json:"reason"`
}
