package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// table is a title, headings and rows. The first columns are words and stand to the
// left, the others are figures and stand to the right.
type table struct {
	title string
	words int
	rows  [][]string
}

func newTable(title string, words int, headings ...string) *table {
	return &table{title: title, words: words, rows: [][]string{headings}}
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// print writes the table, or that there is nothing in it.
func (t *table) print(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n", t.title)
	if len(t.rows) == 1 {
		b.WriteString("  nothing\n")
		_, err := io.WriteString(out, b.String())
		return err
	}
	widths := make([]int, len(t.rows[0]))
	for _, row := range t.rows {
		for i, cell := range row {
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
	_, err := io.WriteString(out, b.String())
	return err
}
