package claims

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// RowError says which row of which file cannot be used and why. What stands in the
// row is in fields only: it is health information.
type RowError struct {
	File   string // its name
	Line   int    // counted from 1, the header included
	Column int    // counted from 1 in bytes; where the value starts
	Field  string // the name of the column
	Reason string
	Row    string // the row as it stands
}

func (e *RowError) Error() string {
	if e.Field == "" {
		return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Reason)
	}
	return fmt.Sprintf("%s:%d:%d: %s: %s", e.File, e.Line, e.Column, e.Field, e.Reason)
}

// UnsortedError says that a file is not sorted by member.
type UnsortedError struct {
	File string
	Line int
}

func (e *UnsortedError) Error() string {
	return fmt.Sprintf("%s:%d: the file is not sorted by member", e.File, e.Line)
}

// table reads the rows of a CSV file by the names of its columns.
type table struct {
	name    string
	file    fs.File
	in      *bufio.Reader
	line    int
	text    string
	fields  []field
	columns map[string]int
	width   int
}

// maxLine bounds a line, so that a file without line breaks cannot fill the memory.
const maxLine = 1 << 20

// openTable reads the header. Columns may stand in any order; those required must
// be there, the optional may, and others are refused, because a misspelt optional
// column would be lost without a word.
func openTable(source fs.FS, name string, required, optional []string) (*table, error) {
	f, err := source.Open(name)
	if err != nil {
		return nil, err
	}
	t := &table{name: name, file: f}
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", name, err), f.Close())
		}
	}
	t.in = bufio.NewReaderSize(in, 1<<16)
	if err := t.header(required, optional); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return t, nil
}

func (t *table) header(required, optional []string) error {
	rowErr, err := t.next()
	switch {
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%s: the file is empty; want a header with %s", t.name, strings.Join(required, ", "))
	case err != nil:
		return err
	case rowErr != nil:
		return rowErr
	}
	t.columns = make(map[string]int)
	for i, f := range t.fields {
		name := strings.ToLower(strings.TrimSpace(f.value))
		fail := func(reason string) error {
			return &RowError{File: t.name, Line: t.line, Column: f.column, Field: "header", Reason: reason, Row: t.text}
		}
		if _, twice := t.columns[name]; twice {
			return fail(fmt.Sprintf("the column %q stands twice", name))
		}
		if !slices.Contains(required, name) && !slices.Contains(optional, name) {
			// Its name stays out of the text: in a file without a header it is a member's.
			return fail(fmt.Sprintf("unknown column (known: %s)", strings.Join(append(slices.Clone(required), optional...), ", ")))
		}
		t.columns[name] = i
	}
	for _, name := range required {
		if _, ok := t.columns[name]; !ok {
			return &RowError{File: t.name, Line: t.line, Column: 1, Field: "header", Reason: fmt.Sprintf("the column %q is missing", name), Row: t.text}
		}
	}
	t.width = len(t.fields)
	return nil
}

// next reads a row. A row that cannot be taken apart is a row error, and the next
// call goes on behind it; io.EOF is the end.
func (t *table) next() (*RowError, error) {
	for {
		text, tooLong, err := t.readLine()
		if err != nil {
			return nil, err
		}
		t.line++
		if t.line == 1 {
			text = strings.TrimPrefix(text, "\ufeff") // a mark of the encoding, before a quote too
		}
		t.text, t.fields = text, t.fields[:0]
		if tooLong {
			return t.fail("", "the line is longer than a megabyte"), nil
		}
		if text == "" {
			continue
		}
		fields, column, problem := split(text, t.fields)
		t.fields = fields
		if problem != "" {
			return &RowError{File: t.name, Line: t.line, Column: column, Reason: problem, Row: text}, nil
		}
		if t.width > 0 && len(fields) != t.width {
			return t.fail("", fmt.Sprintf("%d values, and the header has %d", len(fields), t.width)), nil
		}
		return nil, nil
	}
}

// readLine reads up to the end of a line and drops what is beyond the limit.
func (t *table) readLine() (text string, tooLong bool, err error) {
	var long []byte
	for {
		part, err := t.in.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			return "", false, fmt.Errorf("%s: %w", t.name, err)
		}
		if len(long)+len(part) > maxLine {
			tooLong = true
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			if !tooLong {
				long = append(long, part...)
			}
			continue
		}
		if errors.Is(err, io.EOF) && len(part) == 0 && len(long) == 0 && !tooLong {
			return "", false, io.EOF
		}
		if tooLong {
			return "", true, nil
		}
		line := part
		if long != nil {
			line = append(long, part...)
		}
		return strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r"), false, nil
	}
}

// get is the value of a column, empty where the file has no such column. Space
// around it is no part of it: databases pad identifiers, and a padded one would be
// someone else's.
func (t *table) get(column string) string {
	if i, ok := t.columns[column]; ok {
		return strings.TrimSpace(t.fields[i].value)
	}
	return ""
}

// has says whether the file has a column.
func (t *table) has(column string) bool {
	_, ok := t.columns[column]
	return ok
}

// fail is the error of a value of the row at hand.
func (t *table) fail(column, reason string) *RowError {
	e := &RowError{File: t.name, Line: t.line, Column: 1, Field: column, Reason: reason, Row: t.text}
	if i, ok := t.columns[column]; ok && i < len(t.fields) {
		e.Column = t.fields[i].column
	}
	return e
}

func (t *table) Close() error { return t.file.Close() }
