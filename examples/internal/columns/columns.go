// Package columns reads the rows of CSV files into structs, column by column.
package columns

import (
	"errors"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/shopspring/decimal"
)

// Column is a column of a file and how its text becomes a field. An empty text leaves
// the field as it is, unless the column is required.
type Column[T any] struct {
	Name     string
	Required bool
	Read     func(*T, string) error
}

// Needed is the column, required.
func (c Column[T]) Needed() Column[T] { c.Required = true; return c }

// Text is a column of words.
func Text[T any, W ~string](name string, field func(*T) *W) Column[T] {
	return Column[T]{Name: name, Read: func(row *T, s string) error { *field(row) = W(s); return nil }}
}

// Date is a column of days such as 2024-01-31.
func Date[T any](name string, field func(*T) *apm.Date) Column[T] {
	return Column[T]{Name: name, Read: func(row *T, s string) error { return field(row).UnmarshalText([]byte(s)) }}
}

// Cents is a column of dollars such as -1234.56.
func Cents[T any](name string, field func(*T) *apm.Cents) Column[T] {
	return Column[T]{Name: name, Read: func(row *T, s string) error { return field(row).UnmarshalText([]byte(s)) }}
}

// Number is a column of decimal numbers.
func Number[T any](name string, field func(*T) *decimal.NullDecimal) Column[T] {
	return Column[T]{Name: name, Read: func(row *T, s string) error {
		d, err := apm.ParseDecimal(s)
		*field(row) = decimal.NewNullDecimal(d)
		return err
	}}
}

// Whole is a column of whole numbers.
func Whole[T any](name string, field func(*T) *int32) Column[T] {
	return Column[T]{Name: name, Read: func(row *T, s string) error {
		n, err := strconv.ParseInt(s, 10, 32)
		if err != nil {
			return errors.New("want a whole number")
		}
		*field(row) = int32(n)
		return nil
	}}
}

// List is the names of columns, for a help text.
func List[T any](columns []Column[T]) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
		if c.Required {
			names[i] += " (required)"
		}
	}
	return strings.Join(names, ", ")
}

// Read reads a file by the names of its columns and gives each row with its line. An
// error names file, line, column and reason, and never shows what stands there: a row
// may be health information, and the first of a file without a header is a row too.
func Read[T any](name string, columns []Column[T], each func(row T, line int)) error {
	var required, optional []string
	for _, c := range columns {
		if c.Required {
			required = append(required, c.Name)
		} else {
			optional = append(optional, c.Name)
		}
	}
	return claims.ReadRows(name, required, optional, func(r claims.Row) *claims.RowError {
		var row T
		for _, c := range columns {
			s := r.Get(c.Name)
			if s == "" {
				if c.Required {
					return r.Fail(c.Name, "is empty")
				}
				continue
			}
			if err := c.Read(&row, s); err != nil {
				return r.Fail(c.Name, err.Error())
			}
		}
		each(row, r.Fail("", "").Line)
		return nil
	})
}
