package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/spend"
)

// column is a column of a file and how its text becomes a field.
type column[T any] struct {
	name     string
	required bool
	read     func(*T, string) error
}

func text[T any](name string, field func(*T) *string) column[T] {
	return column[T]{name: name, read: func(row *T, s string) error { *field(row) = s; return nil }}
}

func date[T any](name string, field func(*T) *apm.Date) column[T] {
	return column[T]{name: name, read: func(row *T, s string) error { return field(row).UnmarshalText([]byte(s)) }}
}

func cents[T any](name string, field func(*T) *apm.Cents) column[T] {
	return column[T]{name: name, read: func(row *T, s string) error { return field(row).UnmarshalText([]byte(s)) }}
}

func whole[T any](name string, field func(*T) *int32) column[T] {
	return column[T]{name: name, read: func(row *T, s string) error {
		n, err := strconv.ParseInt(s, 10, 32)
		if err != nil {
			return errors.New("want a whole number")
		}
		*field(row) = int32(n)
		return nil
	}}
}

type claimRow struct {
	member string
	spend.Line
}

type spanRow struct {
	member   string
	from, to apm.Date
	spend.Span
}

func (c column[T]) needed() column[T] { c.required = true; return c }

var claimColumns = []column[claimRow]{
	text("member", func(r *claimRow) *string { return &r.member }).needed(),
	text("claim", func(r *claimRow) *string { return &r.Claim }),
	whole("line", func(r *claimRow) *int32 { return &r.Number }),
	whole("version", func(r *claimRow) *int32 { return &r.Version }),
	{name: "action", read: func(r *claimRow, s string) error { return r.Action.UnmarshalText([]byte(s)) }},
	date("from", func(r *claimRow) *apm.Date { return &r.From }),
	date("through", func(r *claimRow) *apm.Date { return &r.Through }).needed(),
	date("admission", func(r *claimRow) *apm.Date { return &r.Admission }),
	date("discharge", func(r *claimRow) *apm.Date { return &r.Discharge }),
	date("paid_date", func(r *claimRow) *apm.Date { return &r.Paid }),
	cents("paid", func(r *claimRow) *apm.Cents { return &r.PaidAmount }).needed(),
	{name: "allowed", read: func(r *claimRow, s string) error {
		r.Given |= spend.GivesAllowed
		return r.Allowed.UnmarshalText([]byte(s))
	}},
	{name: "repriced", read: func(r *claimRow, s string) error {
		r.Given |= spend.GivesRepriced
		return r.Repriced.UnmarshalText([]byte(s))
	}},
	cents("per_diem", func(r *claimRow) *apm.Cents { return &r.PerDiem }),
	whole("days", func(r *claimRow) *int32 { return &r.Days }),
	{name: "parts", read: readParts},
	text("setting", func(r *claimRow) *string { return &r.Setting }),
	text("code", func(r *claimRow) *string { return &r.Code }),
	text("diagnosis", func(r *claimRow) *string { return &r.Diagnosis }),
	text("group", func(r *claimRow) *string { return &r.Group }),
	text("place", func(r *claimRow) *string { return &r.Place }),
	text("specialty", func(r *claimRow) *string { return &r.Specialty }),
	text("practitioner", func(r *claimRow) *string { return &r.Practitioner }),
	text("organisation", func(r *claimRow) *string { return &r.Organisation }),
	text("denial", func(r *claimRow) *string { return &r.Denial }),
	text("indicator", func(r *claimRow) *string { return &r.Indicator }),
}

var enrollmentColumns = []column[spanRow]{
	text("member", func(r *spanRow) *string { return &r.member }).needed(),
	date("from", func(r *spanRow) *apm.Date { return &r.from }).needed(),
	date("to", func(r *spanRow) *apm.Date { return &r.to }),
	text("cell", func(r *spanRow) *string { return &r.Cell }),
	{name: "flags", read: func(r *spanRow, s string) error { r.Flags = strings.Fields(s); return nil }},
}

// readParts reads "sequestration=12.50; indirect medical education=800".
func readParts(r *claimRow, s string) error {
	for pair := range strings.SplitSeq(s, ";") {
		name, amount, ok := strings.Cut(pair, "=")
		if !ok {
			return errors.New("want name=amount pairs with semicolons between them")
		}
		cents, err := apm.ParseCents(strings.TrimSpace(amount))
		if err != nil {
			return err
		}
		r.Parts = append(r.Parts, spend.Part{Name: strings.TrimSpace(name), Amount: cents})
	}
	return nil
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

// readFiles reads claims and enrollment of any order into memory, about half a
// kilobyte a row, and groups them by member.
func readFiles(claimsFile, enrollmentFile string) ([]spend.Member, error) {
	byID := make(map[string]*spend.Member)
	member := func(id string) *spend.Member {
		if byID[id] == nil {
			byID[id] = &spend.Member{ID: id}
		}
		return byID[id]
	}
	err := readFile(claimsFile, claimColumns, func(r claimRow) {
		m := member(r.member)
		m.Lines = append(m.Lines, r.Line)
	})
	if err != nil {
		return nil, err
	}
	err = readFile(enrollmentFile, enrollmentColumns, func(r spanRow) {
		m := member(r.member)
		r.Period = apm.Period{From: r.from, To: r.to}
		m.Spans = append(m.Spans, r.Span)
	})
	if err != nil {
		return nil, err
	}
	members := make([]spend.Member, 0, len(byID))
	for _, m := range byID {
		members = append(members, *m)
	}
	sortMembers(members)
	return members, nil
}

func sortMembers(members []spend.Member) {
	slices.SortFunc(members, func(a, b spend.Member) int { return strings.Compare(a.ID, b.ID) })
}

func readFile[T any](name string, columns []column[T], each func(T)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := readRows(f, columns, each); err != nil {
		return fmt.Errorf("%s:%w", name, err)
	}
	return nil
}

// readRows reads a CSV by the names of its columns, in any order. An unknown column
// is an error, because a misspelt one would be lost without a word. The text of an
// error begins with the line, names column and reason, and never shows what stands
// there: the first row of a file without a header is a claim too.
func readRows[T any](in io.Reader, columns []column[T], each func(T)) error {
	text := bufio.NewReader(in)
	if mark, _ := text.Peek(3); string(mark) == "\ufeff" {
		_, _ = text.Discard(3) // some programs begin a file with a mark of its encoding
	}
	r := csv.NewReader(text)
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return errors.New(csvReason(err))
	}
	top, _ := r.FieldPos(0)
	order := make([]column[T], len(header))
	for i, name := range header {
		at := slices.IndexFunc(columns, func(c column[T]) bool { return c.name == name })
		if at < 0 {
			return fmt.Errorf("%d: the name of column %d is not known (known: %s)", top, i+1, columnList(columns))
		}
		if slices.ContainsFunc(order[:i], func(c column[T]) bool { return c.name == name }) {
			return fmt.Errorf("%d: the column %q stands twice", top, name)
		}
		order[i] = columns[at]
	}
	for _, c := range columns {
		if c.required && !slices.ContainsFunc(order, func(o column[T]) bool { return o.name == c.name }) {
			return fmt.Errorf("%d: the column %q is missing", top, c.name)
		}
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.New(csvReason(err))
		}
		var row T
		for i, value := range record {
			line, _ := r.FieldPos(i)
			if value == "" && order[i].required {
				return fmt.Errorf("%d: %s: is empty", line, order[i].name)
			}
			if value == "" {
				continue
			}
			if err := order[i].read(&row, strings.Clone(value)); err != nil {
				return fmt.Errorf("%d: %s: %w", line, order[i].name, err)
			}
		}
		each(row)
	}
}

func csvReason(err error) string {
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		return fmt.Sprintf("%d: %v", parse.Line, parse.Err)
	case errors.Is(err, io.EOF):
		return "1: the file is empty"
	}
	return " " + err.Error()
}
