package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/columns"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

// yes is a column of yes and no.
func yes[T any](name string, field func(*T) *bool) columns.Column[T] {
	return columns.Column[T]{Name: name, Read: func(row *T, s string) error {
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

var contractColumns = slices.Concat([]columns.Column[lan.Stream]{
	columns.Text("id", func(s *lan.Stream) *string { return &s.ID }).Needed(),
	columns.Text("line", func(s *lan.Stream) *lan.Line { return &s.Line }).Needed(),
	columns.Text("contract", func(s *lan.Stream) *string { return &s.Contract }),
	columns.Text("payer", func(s *lan.Stream) *string { return &s.Payer }),
	columns.Text("provider", func(s *lan.Stream) *string { return &s.Provider }),
	columns.Text("program", func(s *lan.Stream) *string { return &s.Program }),
	columns.Date("from", func(s *lan.Stream) *apm.Date { return &s.Period.From }),
	columns.Date("to", func(s *lan.Stream) *apm.Date { return &s.Period.To }),
	columns.Text("role", func(s *lan.Stream) *lan.Role { return &s.Role }),
	columns.Text("basis", func(s *lan.Stream) *lan.Basis { return &s.Basis }),
	columns.Text("scope", func(s *lan.Stream) *lan.Scope { return &s.Scope }),
	columns.Text("quality", func(s *lan.Stream) *lan.Quality { return &s.Quality }),
	columns.Text("incentive", func(s *lan.Stream) *lan.Incentive { return &s.Incentive }),
	columns.Text("purpose", func(s *lan.Stream) *lan.Purpose { return &s.Purpose }),
	columns.Text("timing", func(s *lan.Stream) *lan.Timing { return &s.Timing }),
	columns.Text("integrated", func(s *lan.Stream) *lan.Answer { return &s.Integrated }),
},
	exposureColumns("upside", func(s *lan.Stream) *lan.Exposure { return &s.Upside }),
	exposureColumns("downside", func(s *lan.Stream) *lan.Exposure { return &s.Downside }))

func exposureColumns(side string, of func(*lan.Stream) *lan.Exposure) []columns.Column[lan.Stream] {
	return []columns.Column[lan.Stream]{
		columns.Number(side+"_share", func(s *lan.Stream) *decimal.NullDecimal { return &of(s).Share }),
		columns.Number(side+"_cap", func(s *lan.Stream) *decimal.NullDecimal { return &of(s).Cap }),
		columns.Text(side+"_cap_of", func(s *lan.Stream) *lan.CapBase { return &of(s).CapOf }),
		yes(side+"_unlimited", func(s *lan.Stream) *bool { return &of(s).Unlimited }),
		columns.Number(side+"_minimum", func(s *lan.Stream) *decimal.NullDecimal { return &of(s).Minimum }),
	}
}

var dollarColumns = []columns.Column[lan.Dollars]{
	columns.Text("stream", func(d *lan.Dollars) *string { return &d.Stream }).Needed(),
	columns.Column[lan.Dollars]{Name: "paid", Read: func(d *lan.Dollars, s string) error { return d.Paid.UnmarshalText([]byte(s)) }}.Needed(),
	columns.Date("from", func(d *lan.Dollars) *apm.Date { return &d.Period.From }).Needed(),
	columns.Date("to", func(d *lan.Dollars) *apm.Date { return &d.Period.To }).Needed(),
	columns.Number("members", func(d *lan.Dollars) *decimal.NullDecimal { return &d.Members }),
	{Name: "kinds", Read: func(d *lan.Dollars, s string) error {
		for kind := range strings.SplitSeq(s, ";") {
			d.Kinds = append(d.Kinds, lan.Spending(strings.TrimSpace(kind)))
		}
		return nil
	}},
}

// table is the rows of a file with the line that each stands on.
type table[T any] struct {
	name  string
	rows  []T
	lines []int
}

// readTable reads a file by the names of its columns.
func readTable[T any](name string, of []columns.Column[T]) (table[T], error) {
	t := table[T]{name: name}
	err := columns.Read(name, of, func(row T, line int) {
		t.rows, t.lines = append(t.rows, row), append(t.lines, line)
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
