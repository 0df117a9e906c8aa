package tcoc

import (
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/words"
	"github.com/shopspring/decimal"
)

// Sequester takes a budget sequestration off a payment. Programs apply it to
// savings and not to losses, and whether it stands before or behind the cap is
// money: MSSP takes it off first.
type Sequester struct {
	// Rate is what is withheld, as a fraction: 0.02.
	Rate      decimal.Decimal `json:"rate"`
	Authority string          `json:"authority,omitzero"`
}

// Kind is "sequester".
func (Sequester) Kind() string { return "sequester" }

// Apply multiplies by one less the rate.
func (s Sequester) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	return Move{
		To:        words.Rest(amount, s.Rate),
		Figures:   append(p.figures(1), apm.Figure{Name: "sequestration", Value: s.Rate, Unit: apm.Fraction}),
		Authority: s.Authority,
	}, nil
}

// Validate reports a rate outside 0 to 1.
func (s Sequester) Validate(c apm.Check) { c.In("rate").Fraction(s.Rate) }

// Recoup nets what was paid already against the amount, down to zero at most: the
// rest of it stays outstanding.
type Recoup struct {
	// Of is what is netted; the zero value is Performance.Advances. A program that
	// nets its care management fees names them.
	Of        Basis  `json:"of,omitzero"`
	Authority string `json:"authority,omitzero"`
}

// Kind is "recoup".
func (Recoup) Kind() string { return "recoup" }

// Apply subtracts the smaller of what is outstanding and the amount.
func (r Recoup) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	of := r.Of
	if of == "" {
		of = Advances
	}
	outstanding, err := p.Amount(of)
	move := Move{To: amount, Authority: r.Authority}
	if err != nil {
		return move, err
	}
	if outstanding.IsNegative() {
		return move, &apm.FactError{Field: string(of), Reason: "is negative, and it is to be recouped"}
	}
	recouped := decimal.Min(outstanding, amount)
	move.To = amount.Sub(recouped)
	if outstanding.IsZero() {
		return move, nil
	}
	move.Figures = append(p.figures(3),
		apm.Figure{Name: string(of), Value: outstanding, Unit: apm.Dollars},
		apm.Figure{Name: "recouped", Value: recouped, Unit: apm.Dollars},
		apm.Figure{Name: "still outstanding", Value: outstanding.Sub(recouped), Unit: apm.Dollars},
	)
	return move, nil
}

// Validate has nothing to report.
func (Recoup) Validate(apm.Check) {}

// MinimumPayment drops amounts that are too small to be worth paying.
type MinimumPayment struct {
	// Dollars is the smallest amount that is paid.
	Dollars   decimal.Decimal `json:"dollars"`
	Authority string          `json:"authority,omitzero"`
}

// Kind is "minimumPayment".
func (MinimumPayment) Kind() string { return "minimumPayment" }

// Apply gives zero below the minimum.
func (m MinimumPayment) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	move := Move{
		To:        amount,
		Figures:   append(p.figures(1), apm.Figure{Name: "smallest payment", Value: m.Dollars, Unit: apm.Dollars}),
		Authority: m.Authority,
	}
	if amount.LessThan(m.Dollars) {
		move.To = decimal.Decimal{}
	}
	return move, nil
}

// Validate reports a negative minimum.
func (m MinimumPayment) Validate(c apm.Check) { c.In("dollars").NotNegative(m.Dollars) }

// Round rounds the amount. Nothing else in a settlement does.
type Round struct {
	// Places is the number of decimals, 2 for cents; negative places round to tens,
	// hundreds and so on. From -15 to 15.
	Places    int32        `json:"places"`
	Mode      apm.Rounding `json:"mode"`
	Authority string       `json:"authority,omitzero"`
}

// Kind is "round".
func (Round) Kind() string { return "round" }

// Apply rounds.
func (r Round) Apply(_ *Performance, amount decimal.Decimal) (Move, error) {
	to, err := apm.Round(amount, r.Places, r.Mode)
	return Move{To: to, Authority: r.Authority}, err
}

// Validate reports an unknown mode and places out of range.
func (r Round) Validate(c apm.Check) {
	r.Mode.Validate(c.In("mode"))
	c.In("places").Within(int(r.Places), -15, 15)
}

// Mark names an amount on its way, so that a settlement can report it: [Generated],
// [Shared], [Earned], or a name of the program's own.
type Mark struct {
	Name string `json:"name"`
}

// Kind is "mark".
func (Mark) Kind() string { return "mark" }

// Apply changes nothing.
func (m Mark) Apply(_ *Performance, amount decimal.Decimal) (Move, error) {
	return Move{To: amount, Marks: []apm.Figure{m.figure(amount)}}, nil
}

func (m Mark) figure(amount decimal.Decimal) apm.Figure {
	return apm.Figure{Name: m.Name, Value: amount, Unit: apm.Dollars}
}

// Validate reports an empty name.
func (m Mark) Validate(c apm.Check) {
	if m.Name == "" {
		c.In("name").Problemf("is empty")
	}
}
