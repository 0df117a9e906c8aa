package spend

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// MemberMonths counts months of enrollment exactly: in units of 1/377,580 of a
// month, which every fraction of a month of 28, 29, 30 or 31 days is a whole
// number of. So sums of months never depend on the order of adding.
//
// As text it is the decimal number of months.
type MemberMonths int64

// OneMonth is one whole member-month.
const OneMonth MemberMonths = 28 * 29 * 30 * 31 / 2

var (
	unitsOfMonth = decimal.NewFromInt(int64(OneMonth))
	unitsOfYear  = decimal.NewFromInt(int64(12 * OneMonth))
)

// monthShare is that many days of a month of that many days.
func monthShare(days, of int) MemberMonths {
	return OneMonth / MemberMonths(of) * MemberMonths(days)
}

// Decimal is the number of months, to 34 significant digits.
func (m MemberMonths) Decimal() decimal.Decimal {
	months, _ := apm.Quo(decimal.NewFromInt(int64(m)), unitsOfMonth) // the divisor is not zero
	return months
}

// PersonYears is the number of months divided by twelve.
func (m MemberMonths) PersonYears() decimal.Decimal {
	years, _ := apm.Quo(decimal.NewFromInt(int64(m)), unitsOfYear) // the divisor is not zero
	return years
}

// String is the number of months, to six decimals.
func (m MemberMonths) String() string { return m.Decimal().Round(6).String() }

// MarshalText writes the number of months to 34 significant digits, from which
// [MemberMonths.UnmarshalText] makes the same value again.
func (m MemberMonths) MarshalText() ([]byte, error) { return []byte(m.Decimal().String()), nil }

// UnmarshalText reads a number of months, to the nearest 1/377,580.
func (m *MemberMonths) UnmarshalText(b []byte) error {
	months, err := apm.ParseDecimal(string(b))
	if err != nil {
		return err
	}
	units := months.Mul(unitsOfMonth).Round(0).BigInt()
	if !units.IsInt64() {
		return &apm.ParseError{Type: "number of months", Value: string(b), Reason: "beyond the range"}
	}
	*m = MemberMonths(units.Int64())
	return nil
}

var (
	twelve = decimal.New(12, 0)
	one    = decimal.New(1, 0)
)
