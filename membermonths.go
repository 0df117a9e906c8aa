package apm

import (
	"math"

	"github.com/shopspring/decimal"
)

// MemberMonths counts months of enrollment exactly: in units of 1/377,580 of a month,
// which every fraction of a month of 28, 29, 30 or 31 days is a whole number of. So
// sums of months never depend on the order of adding, and half a month or a third of
// one is exact too.
//
// As text it is the decimal number of months.
type MemberMonths int64

// OneMonth is one whole member-month.
const OneMonth MemberMonths = 28 * 29 * 30 * 31 / 2

var (
	unitsOfMonth = decimal.NewFromInt(int64(OneMonth))
	unitsOfYear  = decimal.NewFromInt(int64(12 * OneMonth))
)

// WholeMonths is that many whole member-months; what leaves the range, from about 24
// million million on, is the last value in it.
func WholeMonths(n int) MemberMonths {
	const most = math.MaxInt64 / OneMonth
	return max(min(MemberMonths(n), most), -most) * OneMonth
}

// MonthShare is that many days of a month of 28, 29, 30 or 31 days; of a month of any
// other length it is zero.
func MonthShare(days, of int) MemberMonths {
	if of < 28 || of > 31 {
		return 0
	}
	return OneMonth / MemberMonths(of) * MemberMonths(days)
}

// Decimal is the number of months, to 34 significant digits.
func (m MemberMonths) Decimal() decimal.Decimal { return m.Times(one) }

// Times is the dollars that this many member-months earn at a rate per month: one
// product, and a quotient to 34 significant digits where the months are not whole.
func (m MemberMonths) Times(rate decimal.Decimal) decimal.Decimal {
	if m%OneMonth == 0 {
		return rate.Mul(decimal.NewFromInt(int64(m / OneMonth)))
	}
	dollars, _ := Quo(rate.Mul(decimal.NewFromInt(int64(m))), unitsOfMonth) // the divisor is not zero
	return dollars
}

// PersonYears is the number of months divided by twelve, to 34 significant digits.
func (m MemberMonths) PersonYears() decimal.Decimal {
	years, _ := Quo(decimal.NewFromInt(int64(m)), unitsOfYear) // the divisor is not zero
	return years
}

// Add is the sum, or [ErrOverflow].
func (m MemberMonths) Add(n MemberMonths) (MemberMonths, error) {
	sum, err := Cents(m).Add(Cents(n))
	return MemberMonths(sum), err
}

// String is the number of months, to six decimals.
func (m MemberMonths) String() string { return m.Decimal().Round(6).String() }

// MarshalText writes the number of months to 34 significant digits, from which
// [MemberMonths.UnmarshalText] makes the same value again.
func (m MemberMonths) MarshalText() ([]byte, error) { return []byte(m.Decimal().String()), nil }

// UnmarshalText reads a number of months, to the nearest 1/377,580.
func (m *MemberMonths) UnmarshalText(b []byte) error {
	months, err := ParseDecimal(string(b))
	if err != nil {
		return err
	}
	units := months.Mul(unitsOfMonth).Round(0).BigInt()
	if !units.IsInt64() {
		return &ParseError{Type: "number of months", Value: string(b), Reason: "beyond the range"}
	}
	*m = MemberMonths(units.Int64())
	return nil
}
