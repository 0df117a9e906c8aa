package quality_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
)

// cjrFacts is ranks now and a year ago, with cases enough.
func cjrFacts(complications, before, survey, beforeSurvey string, pro bool) quality.Facts {
	facts := quality.Facts{}
	if complications != "" {
		facts.Results = append(facts.Results, quality.Result{Measure: "thaTka", Cases: figOr("25"), Percentile: figOr(complications), PriorPercentile: figOr(before)})
	}
	if survey != "" {
		facts.Results = append(facts.Results, quality.Result{Measure: "hcahps", Cases: figOr("100"), Percentile: figOr(survey), PriorPercentile: figOr(beforeSurvey)})
	}
	if pro {
		facts.Results = append(facts.Results, quality.Result{Measure: "pro"})
	}
	return facts
}

// 42 CFR 510.315 by examples, and the ladder of the rule.
func TestCJR(t *testing.T) {
	few := cjrFacts("92", "", "92", "", false)
	few.Results[0].Cases, few.Results[1].Cases = figOr("24"), figOr("99")
	withheld := cjrFacts("92", "", "10", "", false)
	withheld.Results[0].Suppressed = true
	for _, c := range []struct {
		source string
		text   quality.CJRText
		facts  quality.Facts
		score  string
		status apm.Status
	}{
		{"92nd and 65th, reported", quality.CJR2020, cjrFacts("92", "", "65", "", true), "18.2", quality.CJRExcellent},
		{"92nd and 65th, text of 2015", quality.CJR2015, cjrFacts("92", "", "65", "", true), "18.2", quality.CJRExcellent},
		{"improvement is cut off at 20", quality.CJR2020, cjrFacts("95", "70", "95", "94", true), "20", quality.CJRExcellent},
		{"percentiles (90, 90)", quality.CJR2020, cjrFacts("90", "", "90", "", false), "18", quality.CJRExcellent},
		{"percentiles (89.9, 30)", quality.CJR2020, cjrFacts("89.9", "", "30", "", false), "13.65", quality.CJRGood},
		{"percentiles (29.9, 29.9)", quality.CJR2020, cjrFacts("29.9", "", "29.9", "", false), "0", quality.CJRBelowGood},
		{"percentiles (50, 40)", quality.CJR2020, cjrFacts("50", "", "40", "", false), "12", quality.CJRGood},
		{"rank 45 to 65", quality.CJR2020, cjrFacts("65", "45", "10", "10", false), "8.75", quality.CJRGood},
		{"rank 45 to 64", quality.CJR2020, cjrFacts("64", "45", "10", "10", false), "8.75", quality.CJRGood},
		{"45 to 59 is one decile", quality.CJR2020, cjrFacts("59", "45", "10", "10", false), "7", quality.CJRGood},
		{"two deciles of the survey", quality.CJR2020, cjrFacts("10", "10", "60", "40", false), "7", quality.CJRGood},
		{"two deciles are not enough in 2015", quality.CJR2015, cjrFacts("65", "45", "10", "10", false), "7.75", quality.CJRGood},
		{"three are", quality.CJR2015, cjrFacts("70", "45", "10", "10", false), "9.5", quality.CJRGood},
		{"no survey: its 50th percentile", quality.CJR2020, cjrFacts("75", "", "", "", false), "14.1", quality.CJRGood},
		{"no results", quality.CJR2020, cjrFacts("", "", "", "", false), "12.6", quality.CJRGood},
		{"too few cases", quality.CJR2020, few, "12.6", quality.CJRGood},
		{"withheld", quality.CJR2020, withheld, "7", quality.CJRGood},
		{"good of 2015 ends at 13.2", quality.CJR2015, cjrFacts("50", "", "60", "", false), "13.2", quality.CJRGood},
		{"and begins at 6", quality.CJR2015, cjrFacts("10", "", "50", "", false), "5.6", quality.CJRBelowGood},
	} {
		t.Run(c.source, func(t *testing.T) {
			terms, err := quality.CJR(c.text)
			o := outcomeOf(t, preset(t, terms, err), c.facts)
			same(t, "score", o.Score, c.score, 9)
			if o.Status != c.status {
				t.Errorf("status %q, want %q", o.Status, c.status)
			}
		})
	}
	// The points from each percentile on (42 CFR 510.315(c)).
	terms, err := quality.CJR(quality.CJR2020)
	program := preset(t, terms, err)
	for percentile, want := range map[string][2]string{
		"100": {"10", "8"}, "90": {"10", "8"}, "80": {"9.25", "7.4"}, "79.9": {"8.5", "6.8"}, "70": {"8.5", "6.8"}, "60": {"7.75", "6.2"},
		"50": {"7", "5.6"}, "40": {"6.25", "5"}, "30": {"5.5", "4.4"}, "29": {"0", "0"}, "0": {"0", "0"},
	} {
		o := outcomeOf(t, program, cjrFacts(percentile, "", percentile, "", false))
		for i, id := range []string{"thaTka", "hcahps"} {
			m, _ := o.Measure(id)
			same(t, id+" at "+percentile, figOr(m.Points.String()), want[i], 9)
		}
	}
}

// The categories at their edges, by terms that take the score as it is.
func TestCJRCategories(t *testing.T) {
	for _, text := range []struct {
		text       quality.CJRText
		categories map[string]apm.Status
	}{
		{quality.CJR2020, map[string]apm.Status{"6.89": quality.CJRBelowGood, "6.90": quality.CJRGood, "15.00": quality.CJRGood, "15.01": quality.CJRExcellent}},
		{quality.CJR2015, map[string]apm.Status{"5.99": quality.CJRBelowGood, "6.00": quality.CJRGood, "13.20": quality.CJRGood, "13.21": quality.CJRExcellent}},
	} {
		terms, err := quality.CJR(text.text)
		terms.Measures = []quality.Measure{{ID: "given", Direction: quality.Higher, Scale: quality.Points, Kind: quality.Continuous,
			Curve: quality.Curve{Line: &quality.Line{Knots: []quality.Knot{{}, {At: fig("20"), Points: fig("20")}}}}}}
		terms.Nodes[0].Of = quality.Parts("given")
		program := preset(t, terms, err)
		for score, want := range text.categories {
			if o := outcomeOf(t, program, quality.Facts{Results: results("given", score)}); o.Status != want {
				t.Errorf("%s of %s is %q, want %q", score, text.text, o.Status, want)
			}
		}
	}
}
