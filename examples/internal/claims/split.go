package claims

import "strings"

// field is a value of a row and the column, counted from 1 in bytes, where it
// starts.
type field struct {
	value  string
	column int
}

// split takes a line of CSV apart (RFC 4180 without line breaks inside quotes: a
// line is a row, so that a quote that is never closed spoils one row and no more).
// A problem comes with the column where it is.
func split(line string, into []field) (fields []field, column int, problem string) {
	fields = into[:0]
	for start := 0; ; {
		if start < len(line) && line[start] == '"' {
			value, end, ok := quoted(line, start)
			if !ok {
				return fields, start + 1, "the quote is not closed on the line"
			}
			if end < len(line) && line[end] != ',' {
				return fields, end + 1, "text after a closing quote"
			}
			fields = append(fields, field{value, start + 1})
			if end == len(line) {
				return fields, 0, ""
			}
			start = end + 1
			continue
		}
		end := strings.IndexByte(line[start:], ',')
		value := line[start:]
		if end >= 0 {
			value = line[start : start+end]
		}
		if quote := strings.IndexByte(value, '"'); quote >= 0 {
			return fields, start + quote + 1, "a quote inside a value that does not start with one"
		}
		fields = append(fields, field{value, start + 1})
		if end < 0 {
			return fields, 0, ""
		}
		start += end + 1
	}
}

// quoted reads a value in quotes; end is the place behind the closing quote.
func quoted(line string, start int) (value string, end int, ok bool) {
	from := start + 1
	doubled := false
	for i := from; i < len(line); i++ {
		if line[i] != '"' {
			continue
		}
		if i+1 < len(line) && line[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		value = line[from:i]
		if doubled {
			value = strings.ReplaceAll(value, `""`, `"`)
		}
		return value, i + 1, true
	}
	return "", 0, false
}
