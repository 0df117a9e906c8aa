package pmpm

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Fee pays dollars per member per month by cell: a care management fee, an
// infrastructure payment, a comprehensive primary care payment, a capitation.
type Fee struct {
	// Payment is the name of what is paid.
	Payment string `json:"payment"`
	// Table is the dollars by cell. A cell of the facts that it does not hold is an error.
	Table
	// During limits the fee to a period of whole months; the zero value is all time. A
	// rate that changes is two fees of one name.
	During    apm.Period `json:"during,omitzero"`
	Authority string     `json:"authority,omitzero"`
}

// Kind is "fee".
func (Fee) Kind() string { return "fee" }

// Payments is the payment.
func (f Fee) Payments() []string { return []string{f.Payment} }

// Apply multiplies the member-months of each cell and month by the cell's rate.
func (f Fee) Apply(s *Sheet) (Move, error) { return compiledFee{f, f.index(s.keys)}.Apply(s) }

// Validate reports an empty name, a bad period and what is wrong with the table.
func (f Fee) Validate(c apm.Check) {
	named(f.Payment, c)
	f.validate(c)
	during(f.During, c)
}

func during(p apm.Period, c apm.Check) {
	if !p.Valid() {
		c.In("during").Problemf("the period holds no day")
		return
	}
	if p.From != 0 && p.From != MonthOf(p.From).First() {
		c.In("during").Problemf("starts on %s, within a month: a month is paid by one rate", p.From)
	}
	if p.To != 0 && p.To != MonthOf(p.To).Last() {
		c.In("during").Problemf("ends on %s, within a month: a month is paid by one rate", p.To)
	}
}

// covers says whether a month lies in a period of whole months.
func covers(p apm.Period, m Month) bool {
	return p == apm.Period{} || p.Contains(m.First())
}

// compiledFee is a fee with its table made ready.
type compiledFee struct {
	Fee
	index *rateIndex
}

func (f compiledFee) Apply(s *Sheet) (Move, error) {
	dollars, figures, err := s.byTable(f.index, f.During, one)
	return Move{Added: []Addition{{f.Payment, dollars}}, Figures: figures, Authority: f.Authority}, err
}

// byTable is member-months times rate times factor, with the figures of each rate: what
// it counted, and the rate.
func (s *Sheet) byTable(x *rateIndex, period apm.Period, factor decimal.Decimal) ([]decimal.Decimal, []apm.Figure, error) {
	const unseen = -1
	rowOf := make([]int, len(s.cells))
	for i := range rowOf {
		rowOf[i] = unseen
	}
	// The rates that occur, in the order in which they do.
	type used struct {
		rate   decimal.Decimal
		months apm.MemberMonths
		cell   string
	}
	var rates []used
	place := make(map[int]int, 8)
	dollars := make([]decimal.Decimal, len(s.counts))
	for _, in := range s.spans {
		if !covers(period, s.counts[in.from].Month) {
			continue
		}
		for i := in.from; i < in.to; i++ {
			c := s.cellOf[i]
			if rowOf[c] == unseen {
				row, want := x.find(s.cells[c])
				if row < 0 {
					return nil, nil, &apm.FactError{Field: fmt.Sprintf("counts[%d].cell", s.rows[i]), Reason: fmt.Sprintf("has no rate: the table does not hold %q", want)}
				}
				at, found := place[row]
				if !found {
					at = len(rates)
					place[row] = at
					rate := x.rates[row].PMPM
					if !factor.Equal(one) {
						rate = rate.Mul(factor)
					}
					rates = append(rates, used{rate: rate, cell: want})
				}
				rowOf[c] = at
			}
			u := &rates[rowOf[c]]
			n := s.counts[i].MemberMonths
			u.months += n // the panel of each month was added up without overflow
			if n != 0 && !u.rate.IsZero() {
				dollars[i] = n.Times(u.rate)
			}
		}
	}
	figures := make([]apm.Figure, 0, 2*len(rates))
	for _, u := range rates {
		label := ""
		if u.cell != "" {
			label = u.cell + " "
		}
		figures = append(figures,
			apm.Figure{Name: label + "member-months", Value: u.months.Decimal(), Unit: apm.Number},
			apm.Figure{Name: label + "per member per month", Value: u.rate, Unit: apm.Dollars})
	}
	return dollars, figures, nil
}

// PanelFee pays dollars per member per month by the size of the provider's panel, which
// is all its member-months of the month.
type PanelFee struct {
	Payment string `json:"payment"`
	// Tiers rise from zero; the last one goes on without end.
	Tiers []PanelTier `json:"tiers"`
	// Whole pays the tier that the whole panel falls into for all of it, the end of a tier
	// included in it. Otherwise tiers are marginal, as tax brackets are: each applies to the
	// members inside it, and there is no cliff.
	Whole bool `json:"whole,omitzero"`
	// During is as in [Fee].
	During    apm.Period `json:"during,omitzero"`
	Authority string     `json:"authority,omitzero"`
}

// PanelTier is a slice of the panel and what is paid for it.
type PanelTier struct {
	// UpTo is the member-months of one month where the tier ends; the last one has none.
	UpTo decimal.NullDecimal `json:"upTo,omitzero"`
	// PMPM is dollars per member per month.
	PMPM decimal.Decimal `json:"pmpm"`
}

// Kind is "panelFee".
func (PanelFee) Kind() string { return "panelFee" }

// Payments is the payment.
func (f PanelFee) Payments() []string { return []string{f.Payment} }

func (f PanelFee) bands() apm.Bands {
	bands := make(apm.Bands, len(f.Tiers))
	for i, t := range f.Tiers {
		bands[i] = apm.Band{UpTo: t.UpTo, Share: one}
	}
	return bands
}

// Apply pays each month's panel by its tiers. What marginal tiers pay for a month is
// spread over its cells by member-months.
func (f PanelFee) Apply(s *Sheet) (Move, error) {
	bands := f.bands()
	dollars := make([]decimal.Decimal, len(s.counts))
	months := make([]apm.MemberMonths, len(f.Tiers))
	exact := make([]decimal.Decimal, len(f.Tiers)) // member-months in a marginal tier
	for _, in := range s.spans {
		if in.panel == 0 || !covers(f.During, s.counts[in.from].Month) {
			continue
		}
		panel := in.panel.Decimal()
		if f.Whole {
			tier := max(bands.At(panel, one), 0)
			months[tier] += in.panel
			for i := in.from; i < in.to; i++ {
				dollars[i] = s.counts[i].MemberMonths.Times(f.Tiers[tier].PMPM)
			}
			continue
		}
		pay := decimal.Decimal{}
		for tier, slice := range bands.Slices(panel, one) {
			exact[tier] = exact[tier].Add(slice.Amount)
			pay = pay.Add(slice.Amount.Mul(f.Tiers[tier].PMPM))
		}
		if err := s.spread(pay, in, dollars); err != nil {
			return Move{}, err
		}
	}
	var figures []apm.Figure
	for tier, t := range f.Tiers {
		value := exact[tier]
		if f.Whole {
			value = months[tier].Decimal()
		}
		if !value.IsZero() {
			figures = append(figures, apm.Figure{Name: fmt.Sprintf("member-months in tier %d", tier+1), Value: value, Unit: apm.Number},
				apm.Figure{Name: "per member per month", Value: t.PMPM, Unit: apm.Dollars})
		}
	}
	return Move{Added: []Addition{{f.Payment, dollars}}, Figures: figures, Authority: f.Authority}, nil
}

// spread divides dollars over the cells of a month by member-months, of which there are
// some. The last cell gets what the quotients leave, so that the parts add up.
func (s *Sheet) spread(pay decimal.Decimal, in span, dollars []decimal.Decimal) error {
	left, last := pay, in.from
	for i := in.from; i < in.to; i++ {
		n := s.counts[i].MemberMonths
		if n == 0 {
			continue
		}
		part, err := apm.Quo(pay.Mul(decimal.NewFromInt(int64(n))), decimal.NewFromInt(int64(in.panel)))
		if err != nil {
			return err
		}
		dollars[i], last = part, i
		left = left.Sub(part)
	}
	dollars[last] = dollars[last].Add(left)
	return nil
}

// Validate reports tiers that overlap or run backwards, and a last one that ends.
func (f PanelFee) Validate(c apm.Check) {
	named(f.Payment, c)
	during(f.During, c)
	for i, t := range f.Tiers {
		c.In("tiers").At(i).In("pmpm").Number(t.PMPM)
	}
	f.bands().Validate(c.In("tiers"))
	if n := len(f.Tiers); n > 0 && f.Tiers[n-1].UpTo.Valid {
		c.In("tiers").At(n - 1).In("upTo").Problemf("the last tier goes on without end, so that every member is paid for")
	}
}

// Percent pays a part of an amount per member per month that the facts state: percent of
// premium, or a share of historic revenue that is paid ahead.
type Percent struct {
	Payment string `json:"payment"`
	// Rate is the part, not negative: 0.88 of premium; 0.275 for a quarter of historic
	// revenue raised by a tenth.
	Rate decimal.Decimal `json:"rate"`
	// Basis is the table in Facts.PerMember that the rate is a part of.
	Basis     Basis      `json:"basis"`
	During    apm.Period `json:"during,omitzero"` // as in [Fee]
	Authority string     `json:"authority,omitzero"`
}

// Kind is "percent".
func (Percent) Kind() string { return "percent" }

// Payments is the payment.
func (p Percent) Payments() []string { return []string{p.Payment} }

// Apply multiplies member-months by the part of the cell's amount.
func (p Percent) Apply(s *Sheet) (Move, error) {
	table, found := s.facts.PerMember[p.Basis]
	if !found {
		return Move{}, apm.Missing("perMember." + string(p.Basis))
	}
	dollars, figures, err := s.byTable(table.index(s.keys), p.During, p.Rate)
	figures = append([]apm.Figure{{Name: "part of " + string(p.Basis), Value: p.Rate, Unit: apm.Fraction}}, figures...)
	return Move{Added: []Addition{{p.Payment, dollars}}, Figures: figures, Authority: p.Authority}, err
}

// Validate reports a negative rate, a bad period and an empty basis.
func (p Percent) Validate(c apm.Check) {
	named(p.Payment, c)
	during(p.During, c)
	c.In("rate").NotNegative(p.Rate)
	if p.Basis == "" {
		c.In("basis").Problemf("is empty: name the amount per member per month that this is a part of")
	}
}

// Lump pays an amount a month that does not depend on the number of members, as long as
// there are any: an infrastructure payment, or a lump sum of a provider's own.
type Lump struct {
	Payment string `json:"payment"`
	// Dollars is the amount of a month; or else Rate is a part of Basis, an amount of
	// Facts.Amounts in dollars a month.
	Dollars   decimal.NullDecimal `json:"dollars,omitzero"`
	Rate      decimal.NullDecimal `json:"rate,omitzero"`
	Basis     Basis               `json:"basis,omitzero"`
	During    apm.Period          `json:"during,omitzero"` // as in [Fee]
	Authority string              `json:"authority,omitzero"`
}

// Kind is "lump".
func (Lump) Kind() string { return "lump" }

// Payments is the payment.
func (l Lump) Payments() []string { return []string{l.Payment} }

// Apply spreads the amount of each month that has members over its cells, by
// member-months.
func (l Lump) Apply(s *Sheet) (Move, error) {
	pay := l.Dollars.Decimal
	var figures []apm.Figure
	if !l.Dollars.Valid {
		basis, err := s.facts.Amount(l.Basis)
		if err != nil {
			return Move{}, err
		}
		pay = apm.Trim(basis.Mul(l.Rate.Decimal))
		figures = append(figures, apm.Figure{Name: string(l.Basis), Value: basis, Unit: apm.Dollars}, apm.Figure{Name: "rate", Value: l.Rate.Decimal, Unit: apm.Fraction})
	}
	dollars := make([]decimal.Decimal, len(s.counts))
	months := int64(0)
	for _, in := range s.spans {
		if in.panel == 0 || !covers(l.During, s.counts[in.from].Month) {
			continue
		}
		months++
		if err := s.spread(pay, in, dollars); err != nil {
			return Move{}, err
		}
	}
	figures = append(figures, apm.Figure{Name: "a month", Value: pay, Unit: apm.Dollars}, apm.Figure{Name: "months", Value: decimal.NewFromInt(months), Unit: apm.Number})
	return Move{Added: []Addition{{l.Payment, dollars}}, Figures: figures, Authority: l.Authority}, nil
}

// Validate reports an amount that is stated twice or not at all.
func (l Lump) Validate(c apm.Check) {
	named(l.Payment, c)
	during(l.During, c)
	c.In("dollars").Number(l.Dollars.Decimal)
	c.In("rate").Number(l.Rate.Decimal)
	if l.Dollars.Valid == l.Rate.Valid || l.Rate.Valid != (l.Basis != "") {
		c.Problemf("an amount is either dollars, or a rate and its basis")
	}
}
