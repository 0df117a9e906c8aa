// Package screen writes what the example programs show: tables with aligned columns,
// and on a terminal how far a run is.
package screen

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Table is headings and rows. The first columns are words and stand to the left, the
// others are figures and stand to the right.
type Table struct {
	Title string // on a line of its own; empty for none
	words int
	rows  [][]string
}

// NewTable is an empty table with that many columns of words.
func NewTable(title string, words int, headings ...string) *Table {
	return &Table{Title: title, words: words, rows: [][]string{headings}}
}

// Row adds a row; cells that are not given are empty.
func (t *Table) Row(cells ...string) { t.rows = append(t.rows, cells) }

// Print writes an empty line, the title and the table, or that there is nothing in it.
func (t *Table) Print(w io.Writer) error {
	var b strings.Builder
	b.WriteString("\n")
	if t.Title != "" {
		fmt.Fprintf(&b, "%s\n", t.Title)
	}
	if len(t.rows) == 1 {
		b.WriteString("  nothing\n")
		_, err := io.WriteString(w, b.String())
		return err
	}
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < t.words {
				line.WriteString("  " + cell + pad)
			} else {
				line.WriteString("  " + pad + cell)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
