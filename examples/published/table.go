package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// table is a CSV file whose columns are found by name, in any order.
type table struct {
	file    string
	columns map[string]int
	rows    []row
}

// row is one line of a table. The first cell that cannot be read is kept as the
// row's error, so that a caller reads all it needs and asks once.
type row struct {
	table *table
	line  int
	cells []string
	err   error
}

// readTable reads a whole CSV file. Every column of need must be there.
func readTable(file string, data []byte, need []string) (*table, error) {
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	t, err := newTable(file, reader, need)
	if err != nil {
		return nil, err
	}
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) && len(t.rows) == 0 {
			return nil, fmt.Errorf("%s:2: there are no rows", file)
		}
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, t.syntax(err)
		}
		line, _ := reader.FieldPos(0)
		t.rows = append(t.rows, row{table: t, line: line, cells: cells})
	}
}

// readHeader reads the first line of a CSV file alone.
func readHeader(file string, line []byte, need []string) (*table, error) {
	return newTable(file, csv.NewReader(bytes.NewReader(bytes.TrimPrefix(line, []byte("\ufeff")))), need)
}

// newTable reads the header and finds the columns.
func newTable(file string, reader *csv.Reader, need []string) (*table, error) {
	t := &table{file: file, columns: make(map[string]int)}
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s:1: the file is empty", file)
	}
	if err != nil {
		return nil, t.syntax(err)
	}
	if !utf8.ValidString(strings.Join(header, ",")) {
		return nil, fmt.Errorf("%s:1: this is no UTF-8 text", file)
	}
	if len(header) == 1 {
		return nil, fmt.Errorf("%s:1: one column only: are there commas between the cells?", file)
	}
	for i, name := range header {
		name = strings.TrimSpace(name)
		if _, twice := t.columns[name]; twice {
			return nil, fmt.Errorf("%s:1: column %s stands twice", file, name)
		}
		t.columns[name] = i
	}
	var lacking []string
	for _, name := range need {
		if _, found := t.columns[name]; !found {
			lacking = append(lacking, name)
		}
	}
	if lacking != nil {
		return nil, fmt.Errorf("%s:1: missing column %s", file, strings.Join(lacking, ", "))
	}
	return t, nil
}

func (t *table) syntax(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return fmt.Errorf("%s:%d: column %d: %w", t.file, parse.Line, parse.Column, parse.Err)
	}
	return fmt.Errorf("%s: %w", t.file, err)
}

// unique refuses two rows with the same key.
func (t *table) unique(key []string) error {
	lines := make(map[string]int)
	for i := range t.rows {
		r := &t.rows[i]
		cells := make([]string, len(key))
		for j, column := range key {
			cells[j] = r.text(column)
		}
		if first, twice := lines[strings.Join(cells, "\x00")]; twice {
			return fmt.Errorf("%s:%d: column %s: %s stands in line %d already", t.file, r.line, key[0], cells[0], first)
		}
		lines[strings.Join(cells, "\x00")] = r.line
	}
	return nil
}

// fail keeps the first thing that is wrong with the row.
func (r *row) fail(column, format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%s:%d: column %s: %s", r.table.file, r.line, column, fmt.Sprintf(format, args...))
	}
}

// text is a cell without the spaces around it.
func (r *row) text(column string) string {
	return strings.TrimSpace(r.cells[r.table.columns[column]])
}

// number is a cell that may be blank.
func (r *row) number(column string) decimal.NullDecimal {
	s := r.text(column)
	if s == "" {
		return decimal.NullDecimal{}
	}
	d, err := apm.ParseDecimal(s)
	if err != nil {
		r.fail(column, "%q is %v", s, err)
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(d)
}

// needed is a number that must be there.
func (r *row) needed(column string) decimal.NullDecimal {
	d := r.number(column)
	if !d.Valid {
		r.fail(column, "is blank")
	}
	return d
}

// whole is a whole number that must be there.
func (r *row) whole(column string) int {
	n, err := strconv.Atoi(r.text(column))
	if err != nil {
		r.fail(column, "%q is not a whole number", r.text(column))
	}
	return n
}

// name is a cell that must not be blank.
func (r *row) name(column string) string {
	s := r.text(column)
	if s == "" {
		r.fail(column, "is blank")
	}
	return s
}

// fraction is a rate or score of 0 to 1, or blank.
func (r *row) fraction(column string) decimal.NullDecimal {
	d := r.number(column)
	if d.Valid && (d.Decimal.IsNegative() || d.Decimal.GreaterThan(decimal.New(1, 0))) {
		r.fail(column, "%s is outside 0 to 1 (2 %% is 0.02)", d.Decimal)
	}
	return d
}

// fractionNeeded is a rate that must be there.
func (r *row) fractionNeeded(column string) decimal.NullDecimal {
	r.needed(column)
	return r.fraction(column)
}

// flag is a 0, a 1 or blank.
func (r *row) flag(column string) (set, known bool) {
	switch s := r.text(column); s {
	case "":
		return false, false
	case "0", "1":
		return s == "1", true
	default:
		r.fail(column, "%q is neither 0 nor 1", s)
		return false, false
	}
}

// slack is how far a figure may be from its printed form: half a unit of the last of
// so many places (trailing zeros are not printed), or one unit of the last digit
// where more are printed.
func (r *row) slack(column string, places int32) decimal.Decimal {
	if printed := r.decimals(column); printed > places {
		return decimal.New(1, -printed)
	}
	return decimal.New(5, -1-places)
}

// decimals counts the digits behind the point of a cell.
func (r *row) decimals(column string) int32 {
	_, digits, _ := strings.Cut(r.text(column), ".")
	return int32(len(digits))
}
