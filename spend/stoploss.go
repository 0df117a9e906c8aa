package spend

import (
	"errors"
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// StopLoss lets a pool pay shares of a person's spending in layers above an
// attachment point, and charges for it.
type StopLoss struct {
	// Layers are the bands of a person's dollars, with the share of each that the pool
	// pays: a first band with share 0 up to the attachment point, then 0.8 where the
	// coinsurance is 20 %. Exactly one of Layers and ByCell is given.
	Layers apm.Bands    `json:"layers,omitempty"`
	ByCell []CellLayers `json:"byCell,omitempty"`
	// Annual makes the bands those of a person-year: shorter enrollment shrinks them.
	Annual bool `json:"annual,omitzero"`
	// Charge is the pooling charge in dollars per member per month; missing means none.
	// [Pool.Charge] finds the one that is neutral.
	Charge decimal.NullDecimal `json:"charge,omitzero"`
}

// CellLayers is the layers of one rate cell.
type CellLayers struct {
	Cell   string    `json:"cell"`
	Layers apm.Bands `json:"layers"`
}

// Kind is "stopLoss".
func (StopLoss) Kind() string { return "stopLoss" }

// Validate reports layers that are missing or overlap, and a negative charge.
func (r StopLoss) Validate(c apm.Check) {
	if (r.Layers == nil) == (r.ByCell == nil) {
		c.Problemf("a stop-loss has either layers or byCell")
	}
	if r.Layers != nil {
		r.Layers.Validate(c.In("layers"))
	}
	if r.ByCell != nil && len(r.ByCell) == 0 {
		c.In("byCell").Problemf("needs a cell")
	}
	seen := make(map[string]bool)
	for i, b := range r.ByCell {
		at := c.In("byCell").At(i)
		if seen[b.Cell] {
			at.In("cell").Problemf("%q has layers already", b.Cell)
		}
		seen[b.Cell] = true
		b.Layers.Validate(at.In("layers"))
	}
	if r.Charge.Valid {
		c.In("charge").NotNegative(r.Charge.Decimal)
	}
}

// Apply removes what the pool pays and adds its charge.
func (r StopLoss) Apply(p Person) (Effect, error) {
	layers := r.Layers
	for i := range r.ByCell {
		if r.ByCell[i].Cell == p.Cell {
			layers = r.ByCell[i].Layers
		}
	}
	if layers == nil {
		return Effect{}, errors.New("cell: has no layers in the terms")
	}
	e := Effect{Removed: apm.Trim(layers.Share(p.Dollars))}
	if r.Annual {
		if p.Months <= 0 {
			return Effect{}, errNoMonths
		}
		// In units of a month and not of a year nothing is divided before the end.
		units := p.Dollars.Mul(unitsOfYear)
		var err error
		if e.Removed, err = apm.Quo(layers.ShareOf(units, decimal.NewFromInt(int64(p.Months))), unitsOfYear); err != nil {
			return Effect{}, fmt.Errorf("dollars: %w", err)
		}
	}
	if r.Charge.Valid {
		e.Added = apm.Trim(r.Charge.Decimal.Mul(p.Months.Decimal()))
	}
	return e, nil
}

// Pool adds up what a pool pays and the months that it covers. The zero value is
// empty.
type Pool struct {
	Paid   decimal.Decimal // dollars
	Months apm.MemberMonths
}

// Add adds a person: his months and what the pool pays for him.
func (p *Pool) Add(months apm.MemberMonths, paid decimal.Decimal) {
	p.Paid = p.Paid.Add(paid)
	p.Months += months
}

// Merge adds another pool. It is commutative and associative.
func (p *Pool) Merge(o Pool) { p.Add(o.Months, o.Paid) }

// Charge is the charge per member per month that pays for the pool, to 34
// significant digits. It fails with [apm.ErrDivideByZero] for a pool without months.
func (p *Pool) Charge() (decimal.Decimal, error) {
	return Total{Months: p.Months}.PMPM(p.Paid)
}

// Charges splits what the pool paid between its parts by their months, so that to
// the cent the charges of all are the payments to all. It fails when the months of
// a part are negative, when all are zero, and beyond the range of cents.
func (p *Pool) Charges(parts []apm.MemberMonths, mode apm.Rounding) ([]apm.Cents, error) {
	paid, err := apm.RoundCents(p.Paid, mode)
	if err != nil {
		return nil, fmt.Errorf("paid: %w", err)
	}
	weights := make([]decimal.Decimal, len(parts))
	for i, m := range parts {
		weights[i] = decimal.NewFromInt(int64(m))
	}
	return apm.Allocate(paid, weights)
}
