package quality_test

import (
	"errors"
	"math"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

// 42 CFR 412.162 and 484.360: the linear exchange.
func TestLinearExchange(t *testing.T) {
	e := quality.Exchange{Withhold: num("0.02"), Return: num("1"), Linear: true}
	s, err := e.At(num("0.05")) // a slope of 2.5
	if err != nil {
		t.Fatal(err)
	}
	if f, err := s.Factor(num("40")); err != nil || !f.Equal(num("1")) {
		t.Errorf("%s, %v", f, err)
	}
	s, err = e.At(num("0.02").Mul(num("1.931")))
	if err != nil {
		t.Fatal(err)
	}
	at, _ := s.Factor(num("51.787"))
	if at.Sub(num("1")).Abs().GreaterThan(num("0.000001")) {
		t.Errorf("factor %s at the break-even score", at)
	}
	solved, err := e.Solve([]quality.Participant{{Payments: num("100"), Score: num("30")}, {Payments: num("300"), Score: num("50")}})
	if err != nil || !solved.Constant().Round(10).Equal(num("0.0444444444")) {
		t.Errorf("constant %s, %v", solved.Constant(), err)
	}
}

// The logistic exchange agrees with the usual floating point.
func TestLogisticExchange(t *testing.T) {
	e := quality.Exchange{Withhold: num("0.02"), Return: num("0.6"), Logistic: &quality.Logistic{Steepness: num("0.1"), Middle: num("50")}}
	s, err := e.At(num("0.038322119"))
	if err != nil {
		t.Fatal(err)
	}
	for _, score := range []string{"0", "0.00001", "12.34567", "49.99999", "50", "77.7", "100"} {
		f, err := s.Factor(num(score))
		x, _ := num(score).Float64()
		want := 0.98 + 0.038322119/(1+math.Exp(-0.1*(x-50)))
		if got, _ := f.Float64(); err != nil || math.Abs(got-want) > 1e-15 {
			t.Errorf("%s: %s, want %v, %v", score, f, want, err)
		}
	}
}

// The steepest curve reaches from one end to the other, and as far below the half on
// one side of its middle as above it on the other.
func TestSteepestExchange(t *testing.T) {
	factor := func(middle, score string) decimal.Decimal {
		s, err := quality.Exchange{Logistic: &quality.Logistic{Steepness: num("1"), Middle: num(middle)}}.At(num("1"))
		if err != nil {
			t.Fatal(err)
		}
		f, err := s.Factor(num(score))
		if err != nil {
			t.Fatalf("middle %s, score %s: %v", middle, score, err)
		}
		return f
	}
	for _, c := range []struct{ middle, score, want string }{{"0", "100", "2"}, {"100", "0", "1"}, {"91", "0", "1"}} {
		if f := factor(c.middle, c.score); !f.Round(30).Equal(num(c.want)) {
			t.Errorf("middle %s, score %s: %s, want %s", c.middle, c.score, f, c.want)
		}
	}
	for _, distance := range []string{"0", "0.5", "7", "50"} {
		below, above := factor("50", num("50").Sub(num(distance)).String()), factor("50", num("50").Add(num(distance)).String())
		if sum := below.Add(above); !sum.Round(29).Equal(num("3")) {
			t.Errorf("%s from the middle: %s and %s", distance, below, above)
		}
	}
}

// It does so beyond the digits of floating point.
func TestLogisticExchangeToThirtyDigits(t *testing.T) {
	e := quality.Exchange{Logistic: &quality.Logistic{Steepness: num("0.1"), Middle: num("50")}}
	s, err := e.At(num("1"))
	if err != nil {
		t.Fatal(err)
	}
	for score, want := range map[string]string{
		"25": "1.0758581800212435511933061766462", "75": "1.9241418199787564488066938233538",
		"49.99": "1.4997500000208333312500002108137", "100": "1.9933071490757151444406380196187",
	} {
		if f, err := s.Factor(num(score)); err != nil || !f.Round(29).Equal(num(want).Round(29)) {
			t.Errorf("%s: %s, want %s, %v", score, f, want, err)
		}
	}
}

func TestExchangeRefuses(t *testing.T) {
	good := quality.Exchange{Withhold: num("0.02"), Return: num("1"), Linear: true}
	_, neither := quality.Exchange{Withhold: num("2"), Return: num("-1")}.Solve(nil)
	_, shape := quality.Exchange{Logistic: &quality.Logistic{Steepness: num("2"), Middle: num("200")}}.At(num("-1"))
	_, nobody := good.Solve(nil)
	_, zero := good.Solve([]quality.Participant{{Payments: num("5")}})
	_, negative := good.Solve([]quality.Participant{{Payments: num("-5")}})
	_, score := good.Solve([]quality.Participant{{Score: num("101")}})
	both := good
	both.Logistic = &quality.Logistic{Steepness: num("0.1"), Middle: num("-1")}
	s, _ := good.At(num("0.02"))
	_, factor := s.Factor(num("-1"))
	_, empty := quality.Slope{}.Factor(num("1"))
	for want, err := range map[string]error{
		"withhold: 2 is outside 0 to 1 (2 % is 0.02)\nreturn: -1 is outside 0 to 1 (2 % is 0.02)\nan exchange is exactly one of linear and logistic": neither,
		"logistic.steepness: 2 is outside 0 (excluded) to 1\nlogistic.middle: 200 is outside 0 to 100\nconstant: -1 is negative":                     shape,
		"an exchange is exactly one of linear and logistic\nlogistic.middle: -1 is outside 0 to 100":                                                 both.Validate(),
		"participants: no payments with a score above zero: nothing can be given back":                                                               nobody,
		"participants[0].payments: is negative or beyond any sum of money":                                                                           negative,
		"participants[0].score: is outside 0 to 100":                                                                                                 score,
		"score: is outside 0 to 100":       factor,
		"score: the exchange has no shape": empty,
	} {
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if zero == nil || zero.Error() != nobody.Error() {
		t.Errorf("got %v", zero)
	}
}

// The worst quarter is cut, strictly beyond the percentile.
func TestWorstQuantile(t *testing.T) {
	w := quality.WorstQuantile{At: num("0.75"), Definition: apm.Type7, Direction: quality.Lower, Factor: num("0.99")}
	at, err := w.Threshold(numbers("1", "2", "3", "4", "5"))
	if err != nil || !at.Equal(num("4")) {
		t.Fatalf("%s, %v", at, err)
	}
	w.Direction = quality.Higher
	if f := w.PaymentFactor(at, at); !f.Equal(num("1")) {
		t.Errorf("at the threshold, where higher is better: %s", f)
	}
	w.Direction = quality.Lower
	for total, want := range map[string]string{"4": "1", "4.0001": "0.99", "1": "1"} {
		if f := w.PaymentFactor(num(total), at); !f.Equal(num(want)) {
			t.Errorf("%s: %s", total, f)
		}
	}
	w.Direction = quality.Higher
	if f := w.PaymentFactor(num("3"), at); !f.Equal(num("0.99")) {
		t.Errorf("where higher is better: %s", f)
	}
	if _, err := w.Threshold(nil); !errors.Is(err, apm.ErrMissing) {
		t.Errorf("got %v", err)
	}
	if _, err := (quality.WorstQuantile{At: num("75")}).Threshold(nil); err == nil ||
		err.Error() != "at: 75 is outside 0 to 1 (2 % is 0.02)\ndefinition: unknown percentile definition \"\" (known: type7, sas5, nearestRank)\ndirection: unknown direction \"\" (known: higher, lower)" {
		t.Errorf("got %v", err)
	}
}

// The readmissions program: the sum is capped, and items without excess or cases do not
// count.
func TestCappedExcess(t *testing.T) {
	x := quality.CappedExcess{Neutrality: num("1"), Cap: num("0.03"), MinCases: num("25"), Round: &quality.Round{To: num("0.0001"), Mode: apm.HalfUp}}
	item := func(ratio, weight, cases string) quality.Excess {
		return quality.Excess{Name: "x", Ratio: known(ratio), Median: num("1"), Weight: num(weight), Cases: num(cases)}
	}
	for _, c := range []struct {
		name      string
		items     []quality.Excess
		want      string
		penalized int
	}{
		{"a sum of 0.045", []quality.Excess{item("1.15", "0.2", "25"), item("1.15", "0.1", "30")}, "0.97", 2},
		{"below the cap", []quality.Excess{item("1.1", "0.123456", "25")}, "0.9877", 1},
		{"at the median", []quality.Excess{item("1", "0.5", "25")}, "1", 0},
		{"too few cases", []quality.Excess{item("1.5", "0.5", "24")}, "1", 0},
		{"no ratio", []quality.Excess{{Name: "x", Cases: num("30"), Weight: num("0.5")}}, "1", 0},
		{"better does not offset worse", []quality.Excess{item("0.5", "0.1", "25"), item("1.1", "0.1", "25")}, "0.99", 1},
	} {
		f, trail, err := x.PaymentFactor(c.items)
		n := 0
		for _, i := range trail {
			if i.Penalized {
				n++
			}
		}
		if err != nil || !f.Equal(num(c.want)) || n != c.penalized {
			t.Errorf("%s: %s with %d penalized, %v", c.name, f, n, err)
		}
	}
	if _, _, err := x.PaymentFactor([]quality.Excess{item("-1", "0.5", "25")}); err == nil || err.Error() != "items[0].ratio: -1 is negative" {
		t.Errorf("got %v", err)
	}
	for want, change := range map[string]func(*quality.Excess){
		"items[1].median: -1 is negative":                       func(e *quality.Excess) { e.Median = num("-1") },
		"items[1].weight: 2 is outside 0 to 1 (2 % is 0.02)":    func(e *quality.Excess) { e.Weight = num("2") },
		"items[1].weight: -0.1 is outside 0 to 1 (2 % is 0.02)": func(e *quality.Excess) { e.Weight = num("-0.1") },
		"items[1].cases: -1 is negative":                        func(e *quality.Excess) { e.Cases = num("-1") },
	} {
		bad := item("1.5", "0.5", "25")
		change(&bad)
		if _, _, err := x.PaymentFactor([]quality.Excess{item("1", "0.5", "25"), bad}); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	half := x
	half.Neutrality, half.Round = num("0.5"), &quality.Round{To: num("0.002"), Mode: apm.HalfUp}
	f, trail, err := half.PaymentFactor([]quality.Excess{item("1.1", "0.1", "25"), item("1.2", "0.1", "25")})
	if err != nil || !f.Equal(num("0.986")) || !trail[1].Excess.Equal(num("0.2")) || !trail[1].Amount.Equal(num("0.02")) {
		t.Errorf("half of the excess, in steps: %s, %+v, %v", f, trail, err)
	}
	if err := (quality.CappedExcess{MinCases: num("-1"), Round: &quality.Round{Mode: apm.HalfUp}}).Validate(); err == nil ||
		err.Error() != "minCases: -1 is negative\nround.to: 0 is not above zero" {
		t.Errorf("got %v", err)
	}
	if err := (quality.WorstQuantile{At: num("0.75"), Definition: apm.Type7, Direction: quality.Lower, Factor: num("99")}).Validate(); err == nil ||
		err.Error() != "factor: 99 is outside 0 to 1 (2 % is 0.02)" {
		t.Errorf("got %v", err)
	}
	if _, _, err := (quality.CappedExcess{Cap: num("3"), Neutrality: decimal.New(-1, 0)}).PaymentFactor(nil); err == nil || err.Error() != "neutrality: -1 is negative\ncap: 3 is outside 0 to 1 (2 % is 0.02)" {
		t.Errorf("got %v", err)
	}
}

func TestWilsonRefuses(t *testing.T) {
	for _, c := range []struct{ met, n, z, want string }{
		{"1", "0", "2", "denominator: is not above zero"}, {"5", "4", "2", "numerator: is outside zero to the denominator"},
		{"-1", "4", "2", "numerator: is outside zero to the denominator"}, {"1", "4", "-2", "z: is outside 0 to 100"}, {"1", "1e30", "2", "denominator: is not above zero"},
	} {
		if _, _, err := quality.Wilson(num(c.met), num(c.n), num(c.z)); err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
