package quality_test

import (
	"slices"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// The percentile of the other measure is the 30th until 2023 and the 40th from 2024 on.
func TestPercentileOfTheOtherMeasure(t *testing.T) {
	for year, least := range map[int]string{2022: "30", 2023: "30", 2024: "40", 2025: "40", 2026: "40"} {
		set := quality.APPReported
		if year >= 2025 {
			set = quality.APPPlus
		}
		terms, err := quality.MSSP(year, set, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, short := range []string{"0", "0.1"} {
			var f quality.Facts
			other := false
			for _, m := range terms.Measures {
				if !slices.Contains(m.Tags, quality.ReportTag) {
					continue
				}
				at := known("0")
				if slices.Contains(m.Tags, quality.OutcomeTag) {
					at = known("10")
				} else if !other {
					at, other = decimal.NewNullDecimal(num(least).Sub(num(short))), true
				}
				f.Results = append(f.Results, quality.Result{Measure: m.ID, Rate: known("50"), Cases: known("20"), Percentile: at})
			}
			if o := score(t, program(t, terms), f); (o.Status == apm.Met) != (short == "0") {
				t.Errorf("%d, %s short of %s: %s\n%s", year, short, least, o.Status, o)
			}
		}
	}
}
