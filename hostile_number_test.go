package apm_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// hostile numbers are short to write and would fill the memory or leave the range
// of an exponent when computed with.
var hostile = []decimal.Decimal{
	decimal.New(1, math.MaxInt32), decimal.New(-1, math.MaxInt32), decimal.New(math.MaxInt64, math.MaxInt32-1),
	decimal.New(1, math.MinInt32), decimal.New(-1, math.MinInt32), decimal.New(7, math.MinInt32+1),
	decimal.New(0, math.MaxInt32), decimal.New(0, math.MinInt32), decimal.New(1, 100_000_000), decimal.New(1, -100_000_000),
	decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(7), big.NewInt(60), nil), math.MaxInt32),
	decimal.NewFromBigInt(new(big.Int).Exp(big.NewInt(7), big.NewInt(60), nil), math.MinInt32),
	decimal.RequireFromString(strings.Repeat("9", 400)), decimal.New(1, 41), decimal.New(1, -201),
}

// Nothing that takes a decimal panics or runs on with a hostile one: a hang fails
// this test by the limit of the test run.
func TestHostileNumbersComeToAnEnd(t *testing.T) {
	for _, d := range append(hostile, decimal.New(5, -1), decimal.Decimal{}) {
		apm.Plain(d)
		apm.Trim(d)
		for _, mode := range append(roundings, "sideways") {
			for _, places := range []int32{0, 2, -2, 34, 1000, math.MaxInt32, math.MinInt32, math.MinInt32 + 1} {
				_, _ = apm.Round(d, places, mode)
			}
			_, _ = apm.RoundCents(d, mode)
		}
		for _, unit := range []apm.Unit{apm.Dollars, apm.Fraction, apm.Number, "furlongs"} {
			if text := (apm.Figure{Name: "x", Value: d, Unit: unit}).Text(); len(text) > 100 {
				t.Errorf("a figure of %d characters", len(text))
			}
		}
		account := apm.Account{Steps: []apm.Step{{Before: d, After: d, Branches: []apm.Branch{{Result: d}}}}}
		if len(account.String()) > 1000 {
			t.Error("an account that fills the screen")
		}
		for _, e := range append(hostile, decimal.New(5, -1), decimal.Decimal{}) {
			_, _ = apm.Quo(d, e)
			_, _ = apm.Allocate(100, []decimal.Decimal{d, e})
			_, _ = apm.Type7.Percentile([]decimal.Decimal{d, e}, decimal.New(5, -1))
			_, _ = apm.Type7.Percentile([]decimal.Decimal{d}, e)
			for _, f := range []decimal.Decimal{d, decimal.New(5, -1)} {
				some, other := decimal.NewNullDecimal(d), decimal.NewNullDecimal(e)
				bands := apm.Bands{{UpTo: some, Share: e}, {UpTo: other, Share: f}, {Share: d}}
				bands.ShareOf(f, e)
				bands.Share(e)
				bands.At(e, f)
				_ = validate(bands)
				for _, rate := range []apm.Rate{
					{Fixed: some},
					{Linear: &apm.Linear{Intercept: d, Slope: e}},
					{Linear: &apm.Linear{Intercept: f, Slope: f, Min: some, Max: other}},
					{Ladder: []apm.Rung{{AtLeast: d, Rate: e}, {AtLeast: e, Rate: d}}},
					{ByStatus: []apm.StatusRate{{Status: apm.Met, Rate: apm.FixedRate(d)}}},
				} {
					_, _ = rate.At(apm.Quality{Score: other, Status: apm.Met})
					_, _ = rate.At(scored(f))
					_ = validate(rate)
				}
			}
		}
		var problems apm.Problems
		c := problems.Check()
		c.Number(d)
		c.Fraction(d)
		c.NotNegative(d)
		if len(problems.Error()) > 1000 {
			t.Error("a message that fills the screen")
		}
	}
}

// What has no answer gets an error, and what has one gets it.
func TestHostileNumbersHaveAnswers(t *testing.T) {
	large, small := decimal.New(1, math.MaxInt32), decimal.New(1, math.MinInt32)
	one := decimal.New(1, 0)
	for name, err := range map[string]error{
		"Quo by a huge number":                 second(apm.Quo(one, large)),
		"Quo of a tiny number":                 second(apm.Quo(small, one)),
		"RoundCents of a fortune":              second(apm.RoundCents(large, apm.HalfUp)),
		"RoundCents one cent beyond the range": second(apm.RoundCents(decimal.RequireFromString("92233720368547758.08"), apm.HalfUp)),
		"Round to places without a name":       second(apm.Round(large, math.MinInt32, apm.Up)),
	} {
		if err == nil || err.Error() != "beyond the range of the type" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, c := range map[string]struct{ got, want decimal.Decimal }{
		"zero by a huge number":       {first(apm.Quo(decimal.Decimal{}, large)), decimal.Decimal{}},
		"a tiny number to cents":      {first(apm.Round(small, 2, apm.HalfUp)), decimal.Decimal{}},
		"a tiny number up to a cent":  {first(apm.Round(small.Neg(), 2, apm.Up)), decimal.New(-1, -2)},
		"many digits to cents":        {first(apm.Round(decimal.RequireFromString("2."+strings.Repeat("9", 500)), 2, apm.HalfEven)), decimal.New(3, 0)},
		"zero trimmed":                {apm.Trim(decimal.New(0, math.MaxInt32)), decimal.Decimal{}},
		"zero rounded":                {first(apm.Round(decimal.New(0, math.MaxInt32), 2, apm.Up)), decimal.Decimal{}},
		"a share of untrimmed digits": {apm.Bands{{Share: one}}.Share(decimal.New(1, -5000)), decimal.New(1, -5000)},
		"a share of a huge number":    {apm.Bands{{Share: one}}.Share(large), decimal.Decimal{}},
	} {
		if !c.got.Equal(c.want) || c.got.Exponent() > 1 {
			t.Errorf("%s is not %s", name, c.want)
		}
	}
	if c, err := apm.RoundCents(small, apm.HalfUp); c != 0 || err != nil {
		t.Errorf("a tiny number in cents: %s, %v", c, err)
	}
	if _, err := apm.Round(one, 2, "sideways"); err == nil || err.Error() != `unknown rounding "sideways" (known: halfUp, halfEven, down, up)` {
		t.Errorf("an unknown mode: %v", err)
	}
	if at := (apm.Bands{{Share: one}}).At(large, one); at != -1 {
		t.Errorf("a huge number lies in band %d", at)
	}
	for text, figure := range map[string]apm.Figure{
		"1E2147483647": {Value: large, Unit: apm.Dollars},
		"0.00":         {Value: small.Neg(), Unit: apm.Dollars},
		"0 %":          {Value: decimal.New(0, math.MaxInt32), Unit: apm.Fraction},
		"-1E41":        {Value: decimal.New(-1, 41), Unit: apm.Number},
	} {
		if got := figure.Text(); got != text {
			t.Errorf("prints %s, want %s", got, text)
		}
	}
}

func first[T any](v T, _ error) T        { return v }
func second[T any](_ T, err error) error { return err }

// Numbers that no calculation should carry are refused as text.
func TestParseDecimalRefusals(t *testing.T) {
	const number, long, size = "not a valid number: want a decimal number such as 0.02", "not a valid number: too long",
		"not a valid number: want at most 40 digits before the point and 200 behind it"
	for text, want := range map[string]string{
		"": number, " 1": number, "1,000": number, "$5": number, "NaN": number, "Infinity": number, "0x10": number,
		"1.2.3": number, "1e": number, "1e1.5": number, "--1": number, ".": number, "1_000": number,
		"1e99999999999999999999": number, "1e2000000000": number, "1e-2000000000": number,
		"1e41": size, "1e-201": size, "1e9999": size, "0e9999": size, strings.Repeat("9", 41): size,
		strings.Repeat("1", 281): long, "0." + strings.Repeat("0", 100_000): long,
	} {
		if d, err := apm.ParseDecimal(text); err == nil || err.Error() != want {
			t.Errorf("%.50q: %v, %v; want %s", text, d.Exponent(), err, want)
		}
	}
}
