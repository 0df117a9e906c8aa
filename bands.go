package apm

import (
	"github.com/seed-6807d414/apm/internal/words"
	"github.com/shopspring/decimal"
)

// Band is a slice of an amount, from where the band before it ends up to UpTo,
// and the share of that slice that counts.
type Band struct {
	// UpTo is where the band ends, in the unit of the amount that is banded; the
	// last band has none and goes on without end.
	UpTo decimal.NullDecimal `json:"upTo,omitzero"`
	// Share is a fraction of 0 to 1.
	Share decimal.Decimal `json:"share"`
}

// Bands is a rising list of bands that starts at zero. Its shares are marginal,
// as tax brackets are: each applies to the slice of the amount that lies inside
// its band, so the result has no cliff.
type Bands []Band

// Share is the sum over the bands of share times the slice of the amount inside
// the band, for an amount and bands in the same unit. What lies beyond the end of
// the last band counts nothing. Negative amounts have no slices: they give zero.
func (b Bands) Share(amount decimal.Decimal) decimal.Decimal {
	return b.ShareOf(amount, one)
}

// ShareOf is Share with the ends of the bands as fractions of a basis that is not
// negative: 0.05 of a benchmark of 100 million ends a band at 5 million. It
// allocates nothing of its own beyond the arithmetic.
//
// Numbers of thousands of digits, such as 1e1000000000, have no share: where the
// amount, the basis or a band is one the result is zero. [Bands.Validate] refuses
// such bands, and [Check.Number] such amounts.
func (b Bands) ShareOf(amount, basis decimal.Decimal) decimal.Decimal {
	if !b.bounded(amount, basis) {
		return decimal.Decimal{}
	}
	total := decimal.Decimal{}
	b.each(amount, basis, func(slice, share decimal.Decimal) {
		if !share.IsZero() {
			total = words.MulAdd(total, slice, share)
		}
	})
	return total
}

// Slice is the part of an amount that lies inside one band, and the share of it.
type Slice struct {
	Amount, Share decimal.Decimal
}

// Slices is the parts of an amount, band by band, as far as it reaches: ShareOf is
// the sum of their amounts times their shares.
func (b Bands) Slices(amount, basis decimal.Decimal) []Slice {
	// Room for most lists of bands, which a caller that keeps nothing has on its stack.
	return b.appendSlices(make([]Slice, 0, 8), amount, basis)
}

func (b Bands) appendSlices(slices []Slice, amount, basis decimal.Decimal) []Slice {
	if b.bounded(amount, basis) {
		b.each(amount, basis, func(slice, share decimal.Decimal) { slices = append(slices, Slice{slice, share}) })
	}
	return slices
}

// each visits the slices of the amount that are not empty.
func (b Bands) each(amount, basis decimal.Decimal, visit func(slice, share decimal.Decimal)) {
	if !amount.IsPositive() {
		return
	}
	start := decimal.Decimal{} // always below the amount
	for _, band := range b {
		if !band.UpTo.Valid {
			visit(less(amount, start), band.Share)
			return
		}
		end := words.Mul(band.UpTo.Decimal, basis)
		if words.Cmp(end, amount) >= 0 {
			visit(less(amount, start), band.Share)
			return
		}
		if words.Cmp(end, start) > 0 {
			visit(less(end, start), band.Share)
			start = end
		}
	}
}

// less subtracts; nothing costs nothing.
func less(a, b decimal.Decimal) decimal.Decimal {
	if b.IsZero() {
		return a
	}
	return words.Sub(a, b)
}

// At is the index of the band that holds the amount, the end of a band included
// in it, with the ends of the bands as fractions of a basis. It is -1 beyond the
// last band, and for numbers that [Bands.ShareOf] gives no share.
func (b Bands) At(amount, basis decimal.Decimal) int {
	if !b.bounded(amount, basis) {
		return -1
	}
	for i, band := range b {
		if !band.UpTo.Valid || words.Cmp(amount, words.Mul(band.UpTo.Decimal, basis)) <= 0 {
			return i
		}
	}
	return -1
}

func (b Bands) bounded(amount, basis decimal.Decimal) bool {
	for _, band := range b {
		if !bounded(band.Share) || !bounded(band.UpTo.Decimal) {
			return false
		}
	}
	return bounded(amount) && bounded(basis)
}

// Validate reports bands that overlap or run backwards, shares outside 0 to 1, and
// a band behind one that never ends.
func (b Bands) Validate(c Check) {
	if len(b) == 0 {
		c.Problemf("needs a band")
	}
	start := decimal.Decimal{}
	for i, band := range b {
		at := c.At(i)
		at.In("share").Fraction(band.Share)
		if !band.UpTo.Valid {
			if i < len(b)-1 {
				at.In("upTo").Problemf("only the last band goes on without end")
			}
			continue
		}
		if !at.In("upTo").Number(band.UpTo.Decimal) {
			return
		}
		if !band.UpTo.Decimal.GreaterThan(start) {
			at.In("upTo").Problemf("%s is not above %s, where the band starts", band.UpTo.Decimal, start)
		}
		start = band.UpTo.Decimal
	}
}
