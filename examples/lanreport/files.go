package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/claims"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

// column is a column of a file and how its text becomes a field. An empty text leaves
// the field unknown, unless the column is required.
type column[T any] struct {
	name     string
	required bool
	read     func(*T, string) error
}

func (c column[T]) needed() column[T] { c.required = true; return c }

func word[T any, W ~string](name string, field func(*T) *W) column[T] {
	return column[T]{name: name, read: func(row *T, s string) error { *field(row) = W(s); return nil }}
}

func date[T any](name string, field func(*T) *apm.Date) column[T] {
	return column[T]{name: name, read: func(row *T, s string) error { return field(row).UnmarshalText([]byte(s)) }}
}

func number[T any](name string, field func(*T) *decimal.NullDecimal) column[T] {
	return column[T]{name: name, read: func(row *T, s string) error {
		d, err := apm.ParseDecimal(s)
		*field(row) = decimal.NewNullDecimal(d)
		return err
	}}
}

func yes[T any](name string, field func(*T) *bool) column[T] {
	return column[T]{name: name, read: func(row *T, s string) error {
		switch s {
		case "yes":
			*field(row) = true
		case "no":
		default:
			return errors.New("want yes or no")
		}
		return nil
	}}
}

var contractColumns = slices.Concat([]column[lan.Stream]{
	word("id", func(s *lan.Stream) *string { return &s.ID }).needed(),
	word("line", func(s *lan.Stream) *lan.Line { return &s.Line }).needed(),
	word("contract", func(s *lan.Stream) *string { return &s.Contract }),
	word("payer", func(s *lan.Stream) *string { return &s.Payer }),
	word("provider", func(s *lan.Stream) *string { return &s.Provider }),
	word("program", func(s *lan.Stream) *string { return &s.Program }),
	date("from", func(s *lan.Stream) *apm.Date { return &s.Period.From }),
	date("to", func(s *lan.Stream) *apm.Date { return &s.Period.To }),
	word("role", func(s *lan.Stream) *lan.Role { return &s.Role }),
	word("basis", func(s *lan.Stream) *lan.Basis { return &s.Basis }),
	word("scope", func(s *lan.Stream) *lan.Scope { return &s.Scope }),
	word("quality", func(s *lan.Stream) *lan.Quality { return &s.Quality }),
	word("incentive", func(s *lan.Stream) *lan.Incentive { return &s.Incentive }),
	word("purpose", func(s *lan.Stream) *lan.Purpose { return &s.Purpose }),
	word("timing", func(s *lan.Stream) *lan.Timing { return &s.Timing }),
	word("integrated", func(s *lan.Stream) *lan.Answer { return &s.Integrated }),
},
	exposureColumns("upside", func(s *lan.Stream) *lan.Exposure { return &s.Upside }),
	exposureColumns("downside", func(s *lan.Stream) *lan.Exposure { return &s.Downside }))

func exposureColumns(side string, of func(*lan.Stream) *lan.Exposure) []column[lan.Stream] {
	return []column[lan.Stream]{
		number(side+"_share", func(s *lan.Stream) *decimal.NullDecimal { return &of(s).Share }),
		number(side+"_cap", func(s *lan.Stream) *decimal.NullDecimal { return &of(s).Cap }),
		word(side+"_cap_of", func(s *lan.Stream) *lan.CapBase { return &of(s).CapOf }),
		yes(side+"_unlimited", func(s *lan.Stream) *bool { return &of(s).Unlimited }),
		number(side+"_minimum", func(s *lan.Stream) *decimal.NullDecimal { return &of(s).Minimum }),
	}
}

var dollarColumns = []column[lan.Dollars]{
	word("stream", func(d *lan.Dollars) *string { return &d.Stream }).needed(),
	column[lan.Dollars]{name: "paid", read: func(d *lan.Dollars, s string) error { return d.Paid.UnmarshalText([]byte(s)) }}.needed(),
	date("from", func(d *lan.Dollars) *apm.Date { return &d.Period.From }).needed(),
	date("to", func(d *lan.Dollars) *apm.Date { return &d.Period.To }).needed(),
	number("members", func(d *lan.Dollars) *decimal.NullDecimal { return &d.Members }),
	{name: "kinds", read: func(d *lan.Dollars, s string) error {
		for kind := range strings.SplitSeq(s, ";") {
			d.Kinds = append(d.Kinds, lan.Spending(strings.TrimSpace(kind)))
		}
		return nil
	}},
}

func columnList[T any](columns []column[T]) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
		if c.required {
			names[i] += " (required)"
		}
	}
	return strings.Join(names, ", ")
}

// table is the rows of a file with the line that each stands on.
type table[T any] struct {
	name  string
	rows  []T
	lines []int
}

// readTable reads a file by the names of its columns.
func readTable[T any](name string, columns []column[T]) (table[T], error) {
	t := table[T]{name: name}
	var required, optional []string
	for _, c := range columns {
		if c.required {
			required = append(required, c.name)
		} else {
			optional = append(optional, c.name)
		}
	}
	err := claims.ReadRows(name, required, optional, func(r claims.Row) *claims.RowError {
		var row T
		for _, c := range columns {
			s := r.Get(c.name)
			if s == "" {
				if c.required {
					return r.Fail(c.name, "is empty")
				}
				continue
			}
			if err := c.read(&row, s); err != nil {
				return r.Fail(c.name, err.Error())
			}
		}
		t.rows, t.lines = append(t.rows, row), append(t.lines, r.Fail("", "").Line)
		return nil
	})
	return t, err
}

// place puts the lines of the files into problems of a portfolio, whose paths count its
// streams and dollars: "dollars[3].paid" becomes "dollars.csv:5: paid".
func place(err error, streams table[lan.Stream], dollars table[lan.Dollars]) error {
	var problems apm.Problems
	if !errors.As(err, &problems) {
		return err
	}
	out := slices.Clone(problems)
	for i, p := range out {
		for prefix, at := range map[string]struct {
			name  string
			lines []int
		}{"streams[": {streams.name, streams.lines}, "dollars[": {dollars.name, dollars.lines}} {
			rest, ours := strings.CutPrefix(p.Path, prefix)
			var n int
			if _, err := fmt.Sscanf(rest, "%d]", &n); !ours || err != nil || n >= len(at.lines) {
				continue
			}
			_, field, _ := strings.Cut(rest, "]")
			out[i].Path = strings.TrimSuffix(fmt.Sprintf("%s:%d: %s", at.name, at.lines[n], strings.TrimPrefix(field, ".")), ": ")
		}
	}
	return out
}
