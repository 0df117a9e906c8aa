package quality_test

import (
	"testing"

	"github.com/seed-6807d414/apm/quality"
)

// Pieces that are long, high or steep beyond machine words are computed without them.
func TestPiecesBeyondWords(t *testing.T) {
	for _, c := range []struct{ from, low, to, high, at, want string }{
		{"0", "0", "99999999999", "99999", "33333333333", "33333"},
		{"0", "100000000000", "900000", "100000000009", "300000", "100000000003"},
		{"0", "0", "900000", "99999999999", "300000", "33333333333"},
		{"0", "0", "900000", "99999", "300000", "33333"},
	} {
		p := program(t, single(quality.Measure{Scale: quality.Points, Curve: line(c.from, c.low, c.to, c.high)}))
		o := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known(c.at)}}})
		if got := o.Measures[0].Points; !got.Equal(num(c.want)) {
			t.Errorf("%s between %s and %s: %s, want %s", c.at, c.from, c.to, got, c.want)
		}
	}
}

// The part of the way to the next decile is held where lower is better too.
func TestMostFractionOfInverseDeciles(t *testing.T) {
	for rate, want := range map[string]string{"45": "6.5", "41": "6.9", "40.1": "6.9", "40": "7", "50": "6"} {
		m := quality.Measure{Direction: quality.Lower, Curve: exactDeciles()}
		m.Curve.Deciles.MostFraction = known("0.9")
		p := program(t, single(m, quality.Benchmark{Deciles: numbers("90", "80", "70", "60", "50", "40", "30", "20", "10")}))
		o := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Rate: known(rate)}}})
		if !o.Score.Decimal.Equal(num(want)) {
			t.Errorf("%s: %s, want %s", rate, o.Score.Decimal, want)
		}
	}
}

// Only the first knot of a line can lie in what is before it.
func TestBeyondIsOfTheFirstKnot(t *testing.T) {
	l := line("0", "0", "10", "2", "10", "5", "20", "7")
	l.Line.Before, l.Line.Beyond = known("-1"), true
	for at, want := range map[string]string{"0": "-1", "0.1": "0.02", "10": "5", "20": "7"} {
		if got, err := l.Points(num(at)); err != nil || !got.Equal(num(want)) {
			t.Errorf("%s: %s, want %s, %v", at, got, want, err)
		}
	}
}

// A result of one source has no benchmark in that of another; one without a source has it.
func TestBenchmarkOfAnotherSource(t *testing.T) {
	p := program(t, single(quality.Measure{Curve: exactDeciles()}, quality.Benchmark{Source: "registry", Flat: true}))
	for source, scored := range map[string]bool{"registry": true, "": true, "ehr": false} {
		o := score(t, p, quality.Facts{Results: []quality.Result{{Measure: "m", Source: source, Rate: known("50")}}})
		if m := o.Measures[0]; m.Scored != scored || !scored && m.Why != quality.NoBenchmark {
			t.Errorf("source %q: %+v", source, m)
		}
	}
}
