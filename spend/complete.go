package spend

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Completion is what the rows of a triangle are expected to end at.
type Completion struct {
	Pattern Pattern        `json:"pattern"`
	Rows    []CompletedRow `json:"rows"`
	// Known, ToCome, Ultimate and Margin are the sums over the rows, in dollars.
	Known    decimal.Decimal `json:"known"`
	ToCome   decimal.Decimal `json:"toCome"`
	Ultimate decimal.Decimal `json:"ultimate"`
	Margin   decimal.Decimal `json:"margin"`
}

// CompletedRow is one origin period with what is still to come. Amounts are dollars.
type CompletedRow struct {
	Origin apm.Date `json:"origin"`
	Age    int      `json:"age"` // the last known age
	// Known is what has become known through that age.
	Known decimal.Decimal `json:"known"`
	// Completion is the fraction that is known at that age, by the pattern.
	Completion decimal.Decimal `json:"completion"`
	// Method is how the ultimate was found.
	Method Method `json:"method"`
	// Expected is the a priori ultimate of a blended row.
	Expected decimal.NullDecimal `json:"expected,omitzero"`
	// ToCome is the ultimate less what is known.
	ToCome   decimal.Decimal `json:"toCome"`
	Ultimate decimal.Decimal `json:"ultimate"`
	// Margin is the margin on what is to come, and no part of the ultimate.
	Margin decimal.Decimal `json:"margin"`
}

// Method is how the ultimate of a row was found.
type Method string

// The methods.
const (
	ChainLadder Method = "chainLadder" // what is known divided by the completion
	// Blend is the method of Bornhuetter and Ferguson (1972): what is known, plus the
	// expected ultimate times the fraction that is not known yet.
	Blend Method = "blend"
)

// Complete completes a triangle. It fails as [Development.Pattern] does, and where
// a row is weak and there is nothing to blend it with: no exposure, or no row that
// is not weak.
func (d Development) Complete(t Triangle) (Completion, error) {
	p, err := d.Pattern(t)
	if err != nil {
		return Completion{}, err
	}
	c := Completion{Pattern: p, Rows: make([]CompletedRow, len(t.Rows))}
	for i, known := range t.cumulative() {
		age := len(known) - 1
		r := CompletedRow{Origin: t.Rows[i].Origin, Age: age, Known: known[age], Completion: p.Completion[age], Method: ChainLadder}
		if d.Weak.Valid && r.Completion.LessThan(d.Weak.Decimal) {
			r.Method = Blend
		}
		r.Ultimate = apm.Trim(r.Known.Mul(p.ToUltimate[age]))
		c.Rows[i] = r
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Method == Blend {
			expected, err := d.expected(t, c.Rows, i)
			if err != nil {
				return Completion{}, fmt.Errorf("rows[%d]: %w", i, err)
			}
			r.Expected = decimal.NewNullDecimal(expected)
			r.Ultimate = r.Known.Add(apm.Trim(expected.Mul(one.Sub(r.Completion))))
		}
		r.ToCome = r.Ultimate.Sub(r.Known)
		if d.Margin.Valid {
			r.Margin = apm.Trim(r.ToCome.Mul(d.Margin.Decimal))
		}
		c.Known, c.ToCome = c.Known.Add(r.Known), c.ToCome.Add(r.ToCome)
		c.Ultimate, c.Margin = c.Ultimate.Add(r.Ultimate), c.Margin.Add(r.Margin)
	}
	return c, nil
}

// expected is the a priori ultimate of the weak row i.
func (d Development) expected(t Triangle, rows []CompletedRow, i int) (decimal.Decimal, error) {
	if !t.Rows[i].Exposure.Valid {
		return decimal.Decimal{}, fmt.Errorf("exposure: is missing, and the row is blended")
	}
	exposure := t.Rows[i].Exposure.Decimal
	if d.Expected.PMPM.Valid {
		return apm.Trim(exposure.Mul(d.Expected.PMPM.Decimal)), nil
	}
	dollars, months := decimal.Decimal{}, decimal.Decimal{}
	n := 0
	for k := len(rows) - 1; k >= 0 && (d.Expected.Latest == 0 || n < d.Expected.Latest); k-- {
		if rows[k].Method == Blend {
			continue
		}
		if !t.Rows[k].Exposure.Valid {
			return decimal.Decimal{}, fmt.Errorf("the mean of the other rows needs the exposure of rows[%d]", k)
		}
		n++
		trended, err := trend(rows[k].Ultimate, d.Expected.Trend, i-k)
		if err != nil {
			return decimal.Decimal{}, err
		}
		dollars, months = dollars.Add(trended), months.Add(t.Rows[k].Exposure.Decimal)
	}
	pmpm, err := apm.Quo(dollars, months)
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("no row with exposure is complete enough to expect anything from")
	}
	return apm.Trim(exposure.Mul(pmpm)), nil
}

// trend brings an amount that many rows forward, or back.
func trend(amount decimal.Decimal, rate decimal.NullDecimal, rows int) (decimal.Decimal, error) {
	if !rate.Valid {
		return amount, nil
	}
	growth := one
	for range max(rows, -rows) {
		growth = apm.Trim(growth.Mul(one.Add(rate.Decimal)))
	}
	if rows < 0 {
		return apm.Quo(amount, growth)
	}
	return apm.Trim(amount.Mul(growth)), nil
}

// Emergence compares what was expected to become known between two valuations of
// one row with what did. Amounts are dollars.
type Emergence struct {
	Origin   apm.Date        `json:"origin"`
	From     int             `json:"from"` // age at the earlier valuation
	To       int             `json:"to"`   // age at the later valuation
	Expected decimal.Decimal `json:"expected"`
	Actual   decimal.Decimal `json:"actual"`
	// Ratio is actual over expected; missing where nothing was expected.
	Ratio decimal.NullDecimal `json:"ratio,omitzero"`
}

// Against compares a completion with a later triangle of the same rows, once
// run-out has arrived. Of what was to come for a row, the share expected by the
// later age is (later completion - completion) / (1 - completion). It fails when
// the later triangle lacks a row, or knows less of it.
func (c Completion) Against(later Triangle) ([]Emergence, error) {
	if err := later.Validate(); err != nil {
		return nil, err
	}
	byOrigin := make(map[apm.Date]int)
	for i, r := range later.Rows {
		byOrigin[r.Origin] = i
	}
	known := later.cumulative()
	out := make([]Emergence, len(c.Rows))
	for i, r := range c.Rows {
		at, found := byOrigin[r.Origin]
		if !found {
			return nil, fmt.Errorf("the later triangle has no row for %s", r.Origin)
		}
		e := Emergence{Origin: r.Origin, From: r.Age, To: len(known[at]) - 1}
		if e.To < e.From {
			return nil, fmt.Errorf("the later triangle knows less of the row for %s", r.Origin)
		}
		e.Actual = known[at][e.To].Sub(r.Known)
		share, err := apm.Quo(c.Pattern.at(e.To).Sub(r.Completion), one.Sub(r.Completion))
		if err == nil { // otherwise the row was complete, and nothing was expected
			e.Expected = apm.Trim(r.ToCome.Mul(share))
		}
		if ratio, err := apm.Quo(e.Actual, e.Expected); err == nil {
			e.Ratio = decimal.NewNullDecimal(ratio)
		}
		out[i] = e
	}
	return out, nil
}
