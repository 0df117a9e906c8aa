package pmpm

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Table is dollars per member per month by cell.
type Table struct {
	// By is the keys that the amount depends on, among those of the terms; without any,
	// the table holds one amount for everybody.
	By []string `json:"by,omitempty"`
	// Rates is the amount of each cell, in any order.
	Rates []CellRate `json:"rates"`
}

// CellRate is the dollars per member per month of one cell.
type CellRate struct {
	// Cell is the values of the keys in By, in that order, with a slash between them.
	Cell string `json:"cell,omitzero"`
	// PMPM is dollars per member per month. A negative amount is taken from the provider.
	PMPM decimal.Decimal `json:"pmpm"`
}

// Flat is a table of one amount for everybody.
func Flat(pmpm decimal.Decimal) Table { return Table{Rates: []CellRate{{PMPM: pmpm}}} }

func (t Table) validate(c apm.Check) {
	seenKeys := make(map[string]bool)
	for i, key := range t.By {
		if seenKeys[key] {
			c.In("by").At(i).Problemf("%q stands twice", key)
		}
		seenKeys[key] = true
	}
	if len(t.Rates) == 0 {
		c.In("rates").Problemf("needs a rate")
	}
	seen := make(map[string]bool)
	for i, r := range t.Rates {
		at := c.In("rates").At(i)
		if fits := cellFits(r.Cell, len(t.By)); fits != "" {
			at.In("cell").Problemf("%s", fits)
		} else if seen[r.Cell] {
			at.In("cell").Problemf("%q has a rate already", r.Cell)
		}
		seen[r.Cell] = true
		at.In("pmpm").Number(r.PMPM)
	}
}

// known reports keys that the terms do not have.
func (t Table) known(keys []string, c apm.Check) {
	for i, key := range t.By {
		if !slices.Contains(keys, key) {
			c.In("by").At(i).Problemf("%q is none of the keys of the terms (%s)", key, strings.Join(keys, ", "))
		}
	}
}

// cellFits says what is wrong with a cell of that many keys.
func cellFits(cell string, keys int) string {
	switch values := strings.Count(cell, "/") + 1; {
	case keys == 0 && cell != "":
		return fmt.Sprintf("%q: without keys there is one cell, the empty one", cell)
	case keys == 0:
		return ""
	case values != keys:
		return fmt.Sprintf("%q has %d values for %d keys", cell, values, keys)
	case cell == "", cell[0] == '/', cell[len(cell)-1] == '/', strings.Contains(cell, "//"):
		return fmt.Sprintf("%q has an empty value", cell)
	}
	return ""
}

// rateIndex finds the rate of a cell of the terms.
type rateIndex struct {
	rates []CellRate
	at    []int // where the table's keys stand among those of the terms; nil for all of them in order
	rows  map[string]int
}

func (t Table) index(keys []string) *rateIndex {
	x := &rateIndex{rates: t.Rates, rows: make(map[string]int, len(t.Rates))}
	for i, r := range t.Rates {
		x.rows[r.Cell] = i
	}
	if !slices.Equal(t.By, keys) {
		x.at = make([]int, len(t.By))
		for i, key := range t.By {
			x.at[i] = slices.Index(keys, key)
		}
	}
	return x
}

// find is the row of a cell's rate, or -1 and the cell as the table would have it.
func (x *rateIndex) find(cell string) (row int, want string) {
	if x.at != nil {
		values := strings.Split(cell, "/")
		part := make([]string, len(x.at))
		for i, at := range x.at {
			if at < 0 || at >= len(values) {
				return -1, cell
			}
			part[i] = values[at]
		}
		cell = strings.Join(part, "/")
	}
	if row, found := x.rows[cell]; found {
		return row, cell
	}
	return -1, cell
}
