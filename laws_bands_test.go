package apm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// anyBands draws valid bands that end at whole dollars below 60, with or without
// an end to the last.
func anyBands() *rapid.Generator[apm.Bands] {
	return rapid.Custom(func(t *rapid.T) (bands apm.Bands) {
		end := int64(0)
		for range rapid.IntRange(1, 5).Draw(t, "bands") {
			end += rapid.Int64Range(1, 12).Draw(t, "width")
			bands = append(bands, apm.Band{UpTo: decimal.NewNullDecimal(decimal.NewFromInt(end)), Share: fraction().Draw(t, "share")})
		}
		if rapid.Bool().Draw(t, "without end") {
			bands[len(bands)-1].UpTo = decimal.NullDecimal{}
		}
		return bands
	})
}

// shareOfDollar is the share that the dollar up to n counts with, and the index of
// its band.
func shareOfDollar(bands apm.Bands, n int64) (decimal.Decimal, int) {
	for i, b := range bands {
		if !b.UpTo.Valid || n <= b.UpTo.Decimal.IntPart() {
			return b.Share, i
		}
	}
	return decimal.Decimal{}, -1
}

// The share of an amount is the sum of what each of its dollars counts with; At
// names the band of the last dollar.
func TestBandsAddUpDollarByDollar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bands := anyBands().Draw(t, "bands")
		if err := validate(bands); err != nil {
			t.Fatal(err)
		}
		amount := rapid.Int64Range(-5, 80).Draw(t, "amount")
		want := decimal.Decimal{}
		for n := int64(1); n <= amount; n++ {
			share, _ := shareOfDollar(bands, n)
			want = want.Add(share)
		}
		if got := bands.Share(decimal.NewFromInt(amount)); !got.Equal(want) {
			t.Fatalf("of %d: %s, want %s", amount, got, want)
		}
		if _, band := shareOfDollar(bands, amount); bands.At(decimal.NewFromInt(amount), decimal.New(1, 0)) != band {
			t.Fatalf("%d lies in band %d, not in %d", amount, band, bands.At(decimal.NewFromInt(amount), decimal.New(1, 0)))
		}
	})
}

// A larger amount has a share that is no smaller, and larger by no more than the
// amount is: there is no cliff at the end of a band.
func TestBandsAreMonotoneWithoutCliffs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bands := anyBands().Draw(t, "bands")
		a := decimal.New(rapid.Int64Range(-1000, 8000).Draw(t, "a"), -2)
		if rapid.Bool().Draw(t, "at the end of a band") {
			a = rapid.SampledFrom(bands).Draw(t, "band").UpTo.Decimal
		}
		more := decimal.New(rapid.Int64Range(0, 1000).Draw(t, "more"), int32(rapid.IntRange(-9, -2).Draw(t, "places")))
		step := bands.Share(a.Add(more)).Sub(bands.Share(a))
		if step.IsNegative() || step.GreaterThan(more) {
			t.Fatalf("%s more adds %s", more, step)
		}
	})
}

// Scaling the amount and the basis scales the share, and a basis is the same as
// bands in its unit.
func TestBandsAreHomogeneous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bands := anyBands().Draw(t, "bands")
		amount := decimal.New(rapid.Int64Range(0, 8000).Draw(t, "amount"), -2)
		k := decimal.New(rapid.Int64Range(1, 100_000).Draw(t, "k"), -3)
		want := bands.Share(amount).Mul(k)
		if got := bands.ShareOf(amount.Mul(k), k); !got.Equal(want) {
			t.Fatalf("with a basis of %s: %s, want %s", k, got, want)
		}
		scaled := slices.Clone(bands)
		for i := range scaled {
			scaled[i].UpTo.Decimal = scaled[i].UpTo.Decimal.Mul(k)
		}
		if got := scaled.Share(amount.Mul(k)); !got.Equal(want) {
			t.Fatalf("with bands times %s: %s, want %s", k, got, want)
		}
		if got := scaled.At(amount.Mul(k), decimal.New(1, 0)); got != bands.At(amount, decimal.New(1, 0)) {
			t.Fatalf("scaling moves the amount to band %d", got)
		}
	})
}

// Cutting a band in two of the same share, at any point inside it, changes nothing.
func TestBandsSplitAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bands := anyBands().Draw(t, "bands")
		i := rapid.IntRange(0, len(bands)-1).Draw(t, "band")
		start := decimal.Decimal{}
		if i > 0 {
			start = bands[i-1].UpTo.Decimal
		}
		width := decimal.NewFromInt(10)
		if bands[i].UpTo.Valid {
			width = bands[i].UpTo.Decimal.Sub(start)
		}
		inside := start.Add(width.Mul(decimal.New(rapid.Int64Range(1, 999).Draw(t, "thousandths"), -3)))
		split := slices.Insert(slices.Clone(bands), i, apm.Band{UpTo: decimal.NewNullDecimal(inside), Share: bands[i].Share})
		if err := validate(split); err != nil {
			t.Fatal(err)
		}
		amount := decimal.New(rapid.Int64Range(-1000, 8000).Draw(t, "amount"), -2)
		if got, want := split.Share(amount), bands.Share(amount); !got.Equal(want) {
			t.Fatalf("split at %s: %s, want %s", inside, got, want)
		}
	})
}

// The slices of an amount add up to what the bands reach of it, and to its share.
func TestSlicesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bands := anyBands().Draw(t, "bands")
		amount := decimal.NewFromInt(rapid.Int64Range(-5, 80).Draw(t, "amount"))
		basis := decimal.New(rapid.Int64Range(1, 300).Draw(t, "basis"), -2)
		reached, share := decimal.Decimal{}, decimal.Decimal{}
		for _, s := range bands.Slices(amount, basis) {
			if !s.Amount.IsPositive() {
				t.Fatalf("an empty slice of %s", amount)
			}
			reached, share = reached.Add(s.Amount), share.Add(s.Amount.Mul(s.Share))
		}
		want := decimal.Max(amount, decimal.Decimal{})
		if last := bands[len(bands)-1].UpTo; last.Valid {
			want = decimal.Min(want, last.Decimal.Mul(basis))
		}
		if !reached.Equal(want) || !share.Equal(bands.ShareOf(amount, basis)) {
			t.Fatalf("of %s: slices reach %s (want %s) and share %s", amount, reached, want, share)
		}
	})
}

// Bands that Validate refuses have slices all the same, none of them empty or twice; a
// number that would fill the memory has none.
func TestSlicesOfBadBands(t *testing.T) {
	number := func(s string) decimal.Decimal {
		if s == "huge" {
			return decimal.New(1, 1_000_000_000)
		}
		return dec(s)
	}
	upTo := func(ends ...string) (bands apm.Bands) {
		for i, end := range ends {
			bands = append(bands, apm.Band{UpTo: decimal.NewNullDecimal(number(end)), Share: decimal.New(int64(i+1), -1)})
		}
		return bands
	}
	for _, c := range []struct {
		bands  apm.Bands
		amount string
		want   string
	}{
		{upTo("5", "3", "8"), "10", "5 at 0.1, 3 at 0.3"},
		{upTo("5", "5", "8"), "7", "5 at 0.1, 2 at 0.3"},
		{upTo("-2", "0", "8"), "7", "7 at 0.3"},
		{upTo("5", "huge"), "7", ""},
		{upTo("5"), "huge", ""},
	} {
		var slices []string
		for _, s := range c.bands.Slices(number(c.amount), dec("1")) {
			slices = append(slices, s.Amount.String()+" at "+s.Share.String())
		}
		if got := strings.Join(slices, ", "); got != c.want {
			t.Errorf("%s: %s, want %s", c.amount, got, c.want)
		}
	}
}
