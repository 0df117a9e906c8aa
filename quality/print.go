package quality

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// String is the trail that [Outcome.WriteTo] writes.
func (o Outcome) String() string {
	var p table
	score := "no score"
	if o.Score.Valid {
		score = figure(o.Score.Decimal) + " of " + figure(o.Available)
	}
	p.row(o.Program)
	p.row("  score", score)
	if o.Status != "" {
		way := o.Pathway
		if way == "" {
			way = "no pathway holds"
		}
		p.row("  status", string(o.Status), way)
	}
	p.row("measure", "points", "of", "rate", "how")
	for i := range o.Measures {
		p.measure(&o.Measures[i])
	}
	for i := range o.Nodes {
		p.node(&o.Nodes[i])
	}
	for _, w := range o.Pathways {
		held := "does not hold"
		if w.Held {
			held = "holds"
		}
		p.row("pathway to "+string(w.Status), held, "", "", w.Name+note(w.Authority))
	}
	return p.String()
}

// WriteTo writes the trail as a table: each measure with its points, its rate and the rule
// that gave them, or why it has none; then each node with its parts and adjusters; then
// the pathways that were asked. Numbers are rounded to six decimals, for print only.
func (o Outcome) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, o.String())
	return int64(n), err
}

// table collects rows and aligns their columns at the end; the last column runs on.
type table struct{ rows [][]string }

func (p *table) row(cells ...string) { p.rows = append(p.rows, cells) }

func (p *table) measure(m *MeasureTrail) {
	name := "  " + m.Measure
	if m.Source != "" {
		name += " (" + m.Source + ")"
	}
	rate := ""
	if m.Rate.Valid {
		rate = figure(m.Rate.Decimal)
	}
	if m.Hidden {
		p.row(name, "*", "*", "*", "hidden: small counts")
		return
	}
	if !m.Scored {
		p.row(name, "-", "-", rate, "not scored: "+string(m.Why)+m.failed())
		return
	}
	p.row(name, figure(m.Points), figure(m.Available), rate, m.how())
	if m.Improvement.Valid {
		goal := ""
		if m.Target.Valid {
			goal = "target " + figure(m.Target.Decimal)
		}
		p.row("    improvement", figure(m.Improvement.Decimal), "", "", goal)
	}
	p.steps(m.Steps)
}

func (m *MeasureTrail) failed() string {
	if m.Test == "" {
		return ""
	}
	return " (" + m.Test + ")"
}

// how says which rule gave the points.
func (m *MeasureTrail) how() string {
	if m.Rule == "" {
		return string(m.Why) + m.failed()
	}
	s := m.Rule
	switch g := m.Segment; {
	case g.From.Valid && g.AtTo.Valid:
		s += fmt.Sprintf(": %s at %s to %s at %s", figure(g.AtFrom), figure(g.From.Decimal), figure(g.AtTo.Decimal), figure(g.To.Decimal))
	case g.From.Valid:
		s += fmt.Sprintf(": %s from %s on", figure(g.AtFrom), figure(g.From.Decimal))
	case g.To.Valid:
		s += fmt.Sprintf(": %s short of %s", figure(g.AtFrom), figure(g.To.Decimal))
	}
	if !m.Points.Equal(m.Achievement) {
		s += ", achievement " + figure(m.Achievement)
	}
	if m.Own.Valid {
		s += ", own rate " + figure(m.Own.Decimal)
	}
	if m.Why != "" {
		s += ", " + string(m.Why) + m.failed()
	}
	return s + note(m.Authority)
}

func (p *table) node(n *NodeTrail) {
	var parts []string
	for _, part := range n.Parts {
		text := part.Part
		if !part.Counts {
			text = "not " + text
		}
		parts = append(parts, text)
	}
	how := string(n.Method) + " of " + strings.Join(parts, ", ")
	if n.Hidden {
		p.row(n.Node, "*", "*", "", "hidden: small counts; "+how)
		return
	}
	if !n.Scored {
		p.row(n.Node, "-", "-", "", "no score: "+string(n.Why)+"; "+how)
		return
	}
	p.row(n.Node, figure(n.Score), figure(n.Available), "", how+note(n.Authority))
	if !n.Score.Equal(n.Combined) || n.Improvement.Valid {
		p.row("    combined", figure(n.Combined))
	}
	if n.Improvement.Valid {
		p.row("    improvement", figure(n.Improvement.Decimal))
	}
	p.steps(n.Steps)
}

func (p *table) steps(steps []AdjustTrail) {
	for _, s := range steps {
		if !s.Applied {
			p.row("    "+s.Name, figure(s.After), "", "", "does not apply")
			continue
		}
		p.row("    "+s.Name, figure(s.After), "", "", "by "+figure(s.Amount)+note(s.Authority))
	}
}

func note(authority string) string {
	if authority == "" {
		return ""
	}
	return "  [" + authority + "]"
}

func figure(d decimal.Decimal) string { return d.Round(6).String() }

func (p *table) String() string {
	var widths [4]int
	for _, row := range p.rows {
		if len(row) < 2 {
			continue // a title may run on
		}
		for i := range min(len(row), len(widths)) {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i]))
		}
	}
	var b strings.Builder
	for _, row := range p.rows {
		line := ""
		for i, cell := range row {
			pad := ""
			if i < len(widths) {
				pad = strings.Repeat(" ", max(widths[i]-utf8.RuneCountInString(cell), 0))
			}
			switch {
			case i == 0:
				line = cell
				if len(row) > 1 {
					line += pad
				}
			case i < len(widths):
				line += "  " + pad + cell
			default:
				line += "  " + cell
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}
