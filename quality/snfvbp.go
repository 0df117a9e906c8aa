package quality

import "fmt"

// SNFVBP is the scoring of the Skilled Nursing Facility Value-Based Purchasing Program
// for fiscal year 2025: one measure, "snfrm", the rate of readmissions within 30 days as
// a fraction, with the rate of the baseline year as its prior (42 CFR 413.338).
//
// Achievement runs from 5 points at the threshold to 95 at the benchmark and gives 100
// from there on, improvement from the facility's own baseline likewise and is held to 90;
// the higher of the two counts, and nothing is rounded. The threshold is a rate of 20.861
// %, the benchmark 17.088 % (published as 0.79139 and 0.82912 of stays without a
// readmission).
func SNFVBP(year int) (Terms, error) {
	if err := snfYear("SNFVBP", year); err != nil {
		return Terms{}, err
	}
	return Terms{
		Name:  fmt.Sprintf("SNF VBP, fiscal year %d", year),
		Score: "snfrm",
		Measures: []Measure{{
			ID: "snfrm", Direction: Lower, Scale: Fraction, Kind: Continuous, Authority: "42 CFR 413.338",
			Curve: Curve{TwoPoint: &TwoPoint{From: num("5"), To: num("95"), Reached: known("100")}},
			Improvement: &Improvement{
				LineFromBase: &TwoPoint{Beyond: true, From: num("-5"), To: num("95"), Least: known("0"), Most: known("90"), Reached: known("90")},
				Combine:      GreaterOf,
			},
		}},
		Benchmarks: []Benchmark{{
			Measure: "snfrm", Basis: Historical,
			Range: &Range{Low: known("0.20861"), High: known("0.17088")},
		}},
	}, nil
}

// SNFVBPExchange is the payment factor of SNF VBP for fiscal year 2025: 2 % of payments
// are withheld and 60 % of that is given back along a logistic curve of the score. CMS
// does not publish the payments of each facility, from which Solve finds the constant:
// 0.038322119, which makes the published multipliers of all facilities, is recovered from
// them and goes with [Exchange.At].
func SNFVBPExchange(year int) (Exchange, error) {
	if err := snfYear("SNFVBPExchange", year); err != nil {
		return Exchange{}, err
	}
	return Exchange{
		Withhold: num("0.02"), Return: num("0.6"),
		Logistic:  &Logistic{Steepness: num("0.1"), Middle: num("50")},
		Authority: "42 CFR 413.337, 413.338",
	}, nil
}

func snfYear(preset string, year int) error {
	if year != 2025 {
		return fmt.Errorf("%s: known for fiscal year 2025, not for %d", preset, year)
	}
	return nil
}
