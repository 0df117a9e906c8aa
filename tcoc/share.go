package tcoc

import (
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/words"
	"github.com/shopspring/decimal"
)

// Share keeps a part of the amount: the sharing rate or the loss rate, which may
// depend on quality.
type Share struct {
	Rate      apm.Rate `json:"rate"`
	Authority string   `json:"authority,omitzero"`
}

// Kind is "share".
func (Share) Kind() string { return "share" }

// Apply multiplies by the rate. An amount of zero stays zero and asks nothing of
// quality.
func (s Share) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	if amount.IsZero() {
		return Move{Authority: s.Authority}, nil
	}
	rate, err := s.Rate.At(p.Quality)
	move := Move{
		To:        words.Mul(amount, rate),
		Figures:   append(p.figures(2), apm.Figure{Name: "rate", Value: rate, Unit: apm.Fraction}),
		Authority: s.Authority,
	}
	if s.Rate.ByStatus != nil {
		move.Key = string(p.Quality.Status)
	}
	if !s.Rate.Fixed.Valid && p.Quality.Score.Valid {
		move.Figures = append(move.Figures, apm.Figure{Name: "quality score", Value: p.Quality.Score.Decimal, Unit: apm.Fraction})
	}
	return move, err
}

// Validate reports what is wrong with the rate.
func (s Share) Validate(c apm.Check) { s.Rate.Validate(c.In("rate")) }

// Corridor keeps a share of the amount that depends on its size: a risk corridor.
type Corridor struct {
	// Of is what the ends of the bands are fractions of; the zero value means that
	// they are dollars.
	Of Basis `json:"of,omitzero"`
	// Bands are marginal: each share applies to the slice inside its band. What lies
	// beyond the last band's end is not shared.
	Bands apm.Bands `json:"bands"`
	// Whole applies the share of the band that the amount falls into to the whole of
	// it.
	Whole     bool   `json:"whole,omitzero"`
	Authority string `json:"authority,omitzero"`
}

// Kind is "corridor".
func (Corridor) Kind() string { return "corridor" }

// Apply shares the amount by its bands.
func (r Corridor) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	move := Move{Authority: r.Authority}
	if amount.IsZero() {
		return move, nil
	}
	basis := one
	if r.Of != "" {
		var err error
		if basis, err = p.Amount(r.Of); err != nil {
			return move, err
		}
		if !basis.IsPositive() {
			return move, &apm.FactError{Field: string(r.Of), Reason: "must be above zero, because a corridor is a fraction of it"}
		}
	}
	var slices []apm.Slice
	if !r.Whole {
		slices = r.Bands.Slices(amount, basis)
	}
	figures := p.figures(2 + 2*len(slices))
	if r.Of != "" {
		figures = append(figures, apm.Figure{Name: "corridor of " + string(r.Of), Value: basis, Unit: r.Of.unit()})
	}
	if !r.Whole {
		for _, s := range slices {
			move.To = words.MulAdd(move.To, s.Amount, s.Share)
			figures = append(figures,
				apm.Figure{Name: "slice", Value: s.Amount, Unit: apm.Dollars},
				apm.Figure{Name: "share of it", Value: s.Share, Unit: apm.Fraction})
		}
	} else if i := r.Bands.At(amount, basis); i >= 0 {
		move.To = words.Mul(amount, r.Bands[i].Share)
		figures = append(figures, apm.Figure{Name: "share of the whole", Value: r.Bands[i].Share, Unit: apm.Fraction})
	}
	move.Figures = figures
	return move, nil
}

// Validate reports what is wrong with the bands.
func (r Corridor) Validate(c apm.Check) { r.Bands.Validate(c.In("bands")) }
