package reconcile

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// names is what service types and classes print as.
var names = map[string]string{
	string(Inpatient): "inpatient hospital", string(Outpatient): "outpatient hospital", string(Clinic): "clinic",
	string(NursingFacility): "nursing facility", string(IntermediateCare): "ICF/IID", string(Practitioner): "practitioner",
	string(StateGovernment): "state government", string(NonStateGovernment): "non-state government", string(Private): "private",
}

func name(key string) string {
	if n, known := names[key]; known {
		return n
	}
	return key
}

// String is the page that [Statement.WriteTo] writes.
func (s Statement) String() string {
	var b strings.Builder
	b.WriteString("Payments under section 1902(a)(30)(A) of the Social Security Act\n" + s.Name + "\n")
	b.WriteString("State fiscal year " + s.FiscalYear.From.String() + " to " + s.FiscalYear.To.String() + "; " + s.Run.String() + "\n")
	if s.Run.Reason != "" {
		b.WriteString("Reopened: " + s.Run.Reason + "\n")
	}

	b.WriteString("\n1. Payments by service type and ownership class, in dollars\n")
	t := table{indent: 2}
	t.row("service type", "ownership class", "claims paid", "advances", "settlement", "final")
	for i := range s.Rows {
		t.amounts(name(string(s.Rows[i].Service)), name(string(s.Rows[i].Ownership)), &s.Rows[i])
	}
	for i := range s.ByService {
		t.amounts(name(string(s.ByService[i].Service)), "all", &s.ByService[i])
	}
	for i := range s.ByOwnership {
		t.amounts("all", name(string(s.ByOwnership[i].Ownership)), &s.ByOwnership[i])
	}
	t.amounts("total", "", &s.Total)
	t.write(&b, 2)

	b.WriteString("\n2. Beside the final payments, in dollars\n")
	t = table{indent: 2}
	t.row("service type", "ownership class", "fee-for-service equivalent", "supplemental", "disproportionate share")
	beside := func(service, owner string, r *Row) {
		t.row(service, owner, text(r.Equivalent), text(r.Supplemental), text(r.Disproportionate))
	}
	for i := range s.Rows {
		beside(name(string(s.Rows[i].Service)), name(string(s.Rows[i].Ownership)), &s.Rows[i])
	}
	beside("total", "", &s.Total)
	t.write(&b, 2)

	b.WriteString("\n3. Findings\n")
	t = table{indent: 2}
	for _, c := range s.Conclusions {
		t.row(string(c.Criterion), c.Outcome.Text())
	}
	t.write(&b, 2)
	for i := range s.Findings {
		s.Findings[i].write(&b)
	}
	return b.String()
}

// WriteTo writes the statement as the page that a state attaches to its submission:
// payments by service type and ownership class, what stands beside them, and the
// findings with their figures.
func (s Statement) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, s.String())
	return int64(n), err
}

// write is a finding with a line for each of its figures.
func (f *Finding) write(b *strings.Builder) {
	b.WriteString("\n  " + string(f.Criterion) + ": " + f.Test)
	if f.Of != "" {
		parts := strings.Split(f.Of, ", ")
		for i := range parts {
			parts[i] = name(parts[i])
		}
		b.WriteString(", " + strings.Join(parts, ", "))
	}
	b.WriteString(": " + f.Outcome.Text())
	if f.Authority != "" {
		b.WriteString("  " + f.Authority)
	}
	b.WriteString("\n")
	t := table{indent: 4}
	for _, figure := range f.Figures {
		t.row(figure.Name, figure.Text())
	}
	t.write(b, 1)
	if f.Note != "" {
		b.WriteString("    " + f.Note + "\n")
	}
}

func text(d decimal.NullDecimal) string {
	if !d.Valid {
		return "not given"
	}
	return dollars("", d.Decimal).Text()
}

// table aligns columns: the first two to the left, amounts to the right.
type table struct {
	indent int
	rows   [][]string
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) amounts(service, owner string, r *Row) {
	money := func(d decimal.Decimal) string { return apm.Figure{Value: d, Unit: apm.Dollars}.Text() }
	t.row(service, owner, money(r.Claims), money(r.Advances), money(r.Settlement), money(r.Final))
}

func (t *table) write(b *strings.Builder, left int) {
	var widths []int
	for _, r := range t.rows {
		for i, cell := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, r := range t.rows {
		line := strings.Repeat(" ", t.indent)
		for i, cell := range r {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < left {
				line += cell + pad + "  "
			} else {
				line += pad + cell + "  "
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}
