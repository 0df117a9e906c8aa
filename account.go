package apm

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Unit says what a figure is counted in.
type Unit string

// The units.
const (
	Dollars  Unit = "dollars"
	Fraction Unit = "fraction" // a rate or score, 0.02 for 2 %; it prints as a percentage
	Number   Unit = "number"   // people, months, person-years, factors
)

// Figure is a number with its name and unit.
type Figure struct {
	Name  string          `json:"name"`
	Value decimal.Decimal `json:"value"`
	Unit  Unit            `json:"unit"`
}

// Step is one rule at work: what came in, what went out, and why.
type Step struct {
	Path      string          `json:"path"`          // where the rule stands in the terms: "losses[2]"
	Rule      string          `json:"rule"`          // its kind: "cap"
	Key       string          `json:"key,omitempty"` // the category that it worked on, or the name that it gave
	Before    decimal.Decimal `json:"before"`        // dollars
	After     decimal.Decimal `json:"after"`         // dollars
	Figures   []Figure        `json:"figures,omitempty"`
	Authority string          `json:"authority,omitempty"` // "42 CFR 425.605(d)(1)(v)"
	Branches  []Branch        `json:"branches,omitempty"`
}

// Branch is an alternative that a rule weighed, with the steps inside it.
type Branch struct {
	Name   string          `json:"name"`
	Result decimal.Decimal `json:"result"` // dollars
	Taken  bool            `json:"taken"`  // whether it counts in the result
	// Facts and Branches are those of an alternative that is an account of its own.
	Facts    []Figure `json:"facts,omitempty"`
	Steps    []Step   `json:"steps,omitempty"`
	Branches []Branch `json:"branches,omitempty"`
}

// Account tells how a result came about: the facts it started from, every step in
// order, and what came out. It prints as a table that can be followed with a
// calculator, and marshals to JSON for an audit store.
type Account struct {
	Title    string   `json:"title"`
	Facts    []Figure `json:"facts"`
	Steps    []Step   `json:"steps"`
	Branches []Branch `json:"branches,omitempty"` // where whole arrangements were weighed
	Results  []Figure `json:"results"`
}

// String is the table that [Account.WriteTo] writes.
func (a Account) String() string {
	var p printer
	p.row(0, a.Title, "", "")
	p.figures(1, a.Facts)
	p.steps(1, a.Steps)
	p.branches(1, a.Branches)
	p.figures(1, a.Results)
	return p.String()
}

// WriteTo writes the account as a table: one line a fact, a step or a figure of a
// step, with the amount after the step and the authority of the rule. Money is
// rounded to cents and rates to six decimals of a percent, for print only.
func (a Account) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, a.String())
	return int64(n), err
}

// printer collects the rows of a table and aligns its columns at the end.
type printer struct{ rows [][3]string }

func (p *printer) row(depth int, label, amount, note string) {
	p.rows = append(p.rows, [3]string{strings.Repeat("  ", depth) + label, amount, note})
}

func (p *printer) figures(depth int, figures []Figure) {
	for _, f := range figures {
		p.row(depth, f.Name, f.Text(), "")
	}
}

func (p *printer) steps(depth int, steps []Step) {
	for _, s := range steps {
		label := s.Path + " " + s.Rule
		if s.Key != "" {
			label += " (" + s.Key + ")"
		}
		p.row(depth, label, Figure{Value: s.After, Unit: Dollars}.Text(), s.Authority)
		p.figures(depth+2, s.Figures)
		p.branches(depth+2, s.Branches)
	}
}

func (p *printer) branches(depth int, branches []Branch) {
	for _, b := range branches {
		note := "not taken"
		if b.Taken {
			note = "taken"
		}
		p.row(depth, b.Name, Figure{Value: b.Result, Unit: Dollars}.Text(), note)
		p.figures(depth+1, b.Facts)
		p.steps(depth+1, b.Steps)
		p.branches(depth+1, b.Branches)
	}
}

func (p *printer) String() string {
	labels, amounts := 0, 0
	for _, r := range p.rows {
		if r[1] != "" { // a title may run on
			labels = max(labels, utf8.RuneCountInString(r[0]))
		}
		amounts = max(amounts, utf8.RuneCountInString(r[1]))
	}
	var b strings.Builder
	for _, r := range p.rows {
		line := r[0]
		if r[1] != "" {
			line += spaces(labels-utf8.RuneCountInString(r[0])+2) + spaces(amounts-utf8.RuneCountInString(r[1])) + r[1]
		}
		if r[2] != "" {
			line += "  " + r[2]
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }

// Text is the value as it prints: "1,234.50" for dollars, "2.5 %" for a fraction.
// A value too large to be [Plain] prints as a power of ten, "1E50".
func (f Figure) Text() string {
	digits := int32(6)
	switch f.Unit {
	case Dollars:
		digits = 2
	case Fraction:
		digits = 8 // six of the percentage
	}
	value, err := Round(f.Value, digits, HalfUp)
	if err != nil || !Plain(value) {
		return Trim(f.Value).ScientificNotationString()
	}
	switch f.Unit {
	case Dollars:
		return thousands(value.StringFixed(2))
	case Fraction:
		return value.Shift(2).String() + " %"
	}
	return thousands(value.String())
}

// thousands puts a comma between groups of three digits before the point.
func thousands(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, decimals, found := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if found {
		decimals = "." + decimals
	}
	return sign + whole + decimals
}
