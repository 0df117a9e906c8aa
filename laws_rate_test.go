package apm_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// fraction draws 0 to 1 in steps of a hundredth, so that ends and ties turn up.
func fraction() *rapid.Generator[decimal.Decimal] {
	return rapid.Map(rapid.Int64Range(0, 100), func(n int64) decimal.Decimal { return decimal.New(n, -2) })
}

func optional(d *rapid.Generator[decimal.Decimal]) *rapid.Generator[decimal.NullDecimal] {
	return rapid.Custom(func(t *rapid.T) decimal.NullDecimal {
		if rapid.Bool().Draw(t, "missing") {
			return decimal.NullDecimal{}
		}
		return decimal.NewNullDecimal(d.Draw(t, "value"))
	})
}

func scored(score decimal.Decimal) apm.Quality {
	return apm.Quality{Score: decimal.NewNullDecimal(score)}
}

func validate(v interface{ Validate(apm.Check) }) error {
	var problems apm.Problems
	v.Validate(problems.Check())
	return problems.Err()
}

// anyLadder draws a valid ladder over scores of 0 to 1.
func anyLadder() *rapid.Generator[[]apm.Rung] {
	return rapid.Custom(func(t *rapid.T) (ladder []apm.Rung) {
		at := rapid.Int64Range(0, 30).Draw(t, "first")
		for range rapid.IntRange(1, 5).Draw(t, "rungs") {
			ladder = append(ladder, apm.Rung{AtLeast: decimal.New(at, -2), Rate: fraction().Draw(t, "rate")})
			at += rapid.Int64Range(1, 30).Draw(t, "step")
		}
		return ladder
	})
}

// A linear rate is intercept + slope x score, pulled into its bounds.
func TestLinearRate(t *testing.T) {
	signed := rapid.Map(rapid.Int64Range(-150, 150), func(n int64) decimal.Decimal { return decimal.New(n, -2) })
	rapid.Check(t, func(t *rapid.T) {
		l := apm.Linear{Intercept: signed.Draw(t, "intercept"), Slope: signed.Draw(t, "slope"),
			Min: optional(fraction()).Draw(t, "min"), Max: optional(fraction()).Draw(t, "max")}
		rate := apm.Rate{Linear: &l}
		score := fraction().Draw(t, "score")
		got, err := rate.At(scored(score))
		if err != nil {
			t.Fatal(err)
		}
		inRange := !got.IsNegative() && !got.GreaterThan(decimal.New(1, 0))
		switch err := validate(rate); {
		case err == nil && !inRange:
			t.Fatalf("a valid rate gives %s", got)
		case l.Min.Valid && l.Max.Valid && l.Max.Decimal.LessThan(l.Min.Decimal):
			if err == nil {
				t.Fatal("bounds that cross are valid")
			}
			return
		}
		line := l.Intercept.Add(l.Slope.Mul(score))
		switch {
		case l.Min.Valid && line.LessThan(l.Min.Decimal):
			line = l.Min.Decimal
		case l.Max.Valid && line.GreaterThan(l.Max.Decimal):
			line = l.Max.Decimal
		}
		if !got.Equal(line) {
			t.Fatalf("at %s: %s, want %s", score, got, line)
		}
	})
}

// A ladder gives the rate of the highest rung that the score reaches; a score on
// the boundary reaches it.
func TestLadderRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ladder := anyLadder().Draw(t, "ladder")
		rate := apm.Rate{Ladder: ladder}
		if err := validate(rate); err != nil {
			t.Fatal(err)
		}
		scores := []decimal.Decimal{fraction().Draw(t, "score"), rapid.SampledFrom(ladder).Draw(t, "rung").AtLeast}
		for _, score := range scores {
			want := decimal.Decimal{}
			for i := len(ladder) - 1; i >= 0; i-- {
				if ladder[i].AtLeast.Sub(score).Sign() <= 0 {
					want = ladder[i].Rate
					break
				}
			}
			if got, err := rate.At(scored(score)); err != nil || !got.Equal(want) {
				t.Fatalf("at %s: %s, %v; want %s", score, got, err, want)
			}
		}
	})
}

// A rate by status asks the rate of that status, whatever the order of the list.
func TestStatusRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := map[apm.Status]decimal.Decimal{
			apm.Met: fraction().Draw(t, "met"), apm.Alternative: fraction().Draw(t, "alternative"), apm.NotMet: fraction().Draw(t, "not met")}
		var rate apm.Rate
		for _, s := range rapid.Permutation([]apm.Status{apm.Met, apm.Alternative, apm.NotMet}).Draw(t, "order") {
			rate.ByStatus = append(rate.ByStatus, apm.StatusRate{Status: s, Rate: apm.FixedRate(rates[s])})
		}
		if err := validate(rate); err != nil {
			t.Fatal(err)
		}
		for status, want := range rates {
			if got, err := rate.At(apm.Quality{Status: status}); err != nil || !got.Equal(want) {
				t.Fatalf("%s: %s, %v; want %s", status, got, err, want)
			}
		}
	})
}

// Quality and rates read back from JSON as they were: a zero stays a zero and what
// is missing stays missing.
func TestQualityAndRateRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := apm.Quality{Score: optional(fraction()).Draw(t, "score"),
			Status: rapid.SampledFrom([]apm.Status{"", apm.Met, apm.NotMet, "state's own"}).Draw(t, "status")}
		written, err := json.Marshal(q)
		if err != nil {
			t.Fatal(err)
		}
		var back apm.Quality
		if err := (apm.Kinds[apm.Kinder]{}).Decode(written, &back); err != nil || back.Status != q.Status ||
			back.Score.Valid != q.Score.Valid || !back.Score.Decimal.Equal(q.Score.Decimal) {
			t.Fatalf("%s reads back as %v, %v", written, back, err)
		}
		rate := rapid.SampledFrom([]apm.Rate{
			{Fixed: decimal.NewNullDecimal(fraction().Draw(t, "fixed"))},
			{Linear: &apm.Linear{Slope: fraction().Draw(t, "slope"), Min: optional(fraction()).Draw(t, "min"), Max: optional(fraction()).Draw(t, "max")}},
			{Ladder: anyLadder().Draw(t, "ladder")},
			{ByStatus: []apm.StatusRate{{apm.Met, apm.Rate{Ladder: anyLadder().Draw(t, "of a status")}}, {"own", apm.FixedRate(dec("0"))}}},
		}).Draw(t, "rate")
		if written, err = json.Marshal(rate); err != nil {
			t.Fatal(err)
		}
		var same apm.Rate
		if err := (apm.Kinds[apm.Kinder]{}).Decode(written, &same); err != nil || !cmp.Equal(rate, same) {
			t.Fatalf("%s reads back otherwise, %v (-want +got):\n%s", written, err, cmp.Diff(rate, same))
		}
	})
}

// What a rate needs and does not get is an error that names it.
func TestRateRefusals(t *testing.T) {
	linear := apm.Rate{Linear: &apm.Linear{Slope: dec("0.75")}}
	ladder := apm.Rate{Ladder: []apm.Rung{{AtLeast: dec("0.5"), Rate: dec("1")}}}
	status := apm.Rate{ByStatus: []apm.StatusRate{{apm.Met, linear}, {apm.NotMet, apm.FixedRate(dec("0"))}}}
	cyclic := apm.Rate{ByStatus: make([]apm.StatusRate, 1)}
	cyclic.ByStatus[0].Rate = cyclic
	huge := decimal.New(1, 1<<31-1)
	for _, c := range []struct {
		name string
		rate apm.Rate
		q    apm.Quality
		want string
	}{
		{"no score", linear, apm.Quality{Status: apm.Met}, "quality.score: is missing, and the rate depends on it"},
		{"no score on a ladder", ladder, apm.Quality{}, "quality.score: is missing, and the rate depends on it"},
		{"a percentage for a fraction", linear, scored(dec("76.6")), "quality.score: is outside 0 to 1 (76.6 % is 0.766)"},
		{"a negative score", linear, scored(dec("-0.01")), "quality.score: is outside 0 to 1 (76.6 % is 0.766)"},
		{"a huge score", ladder, scored(huge), "quality.score: has too many digits"},
		{"no status", status, scored(dec("1")), "quality.status: is missing, and the rate depends on it"},
		{"an unknown status", status, apm.Quality{Status: "partly"}, `quality.status: "partly" has no rate (known: met, notMet)`},
		{"a status without the score it needs", status, apm.Quality{Status: apm.Met}, "quality.score: is missing, and the rate depends on it"},
		{"an empty rate", apm.Rate{}, scored(dec("1")), "the rate is empty"},
		{"a status inside a status", cyclic, apm.Quality{}, "the rate of a status cannot depend on the status again"},
		{"a huge slope", apm.Rate{Linear: &apm.Linear{Slope: huge}}, scored(dec("1")), "linear: the number has more than 40 digits before the point or 200 behind it"},
		{"a huge rung", apm.Rate{Ladder: []apm.Rung{{AtLeast: huge}}}, scored(dec("1")), "ladder[0].atLeast: the number has more than 40 digits before the point or 200 behind it"},
	} {
		got, err := c.rate.At(c.q)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %s, %v; want %s", c.name, got, err, c.want)
		}
		var q *apm.QualityError
		if errors.As(err, &q) != (c.want[:8] == "quality.") {
			t.Errorf("%s: the error is %T", c.name, err)
		}
	}
}
