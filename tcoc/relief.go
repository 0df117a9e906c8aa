package tcoc

import (
	"errors"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/words"
	"github.com/shopspring/decimal"
)

// Guardrail protects an organisation from a benchmark update that would turn into
// a loss, as 42 CFR 425.652(b)(5) does: when it is liable under its benchmark, the
// benchmark is recomputed without the accountable care prospective trend, and
//
//   - if the loss is smaller under the recomputed benchmark, that benchmark decides;
//   - if spending is below the recomputed benchmark, it neither owes nor shares;
//   - if the loss is not smaller, nothing changes.
//
// The recomputed benchmark is Performance.GuardrailBenchmark; without it the rule
// changes nothing. In a list of losses it stands behind the minimum rate and before
// anything that changes the amount, in terms that start from benchmark less
// expenditure; the rules behind it see the benchmark that decides. In a list of
// savings it takes away savings that arise only under the recomputed benchmark, when
// Performance.Guarded says that the benchmark given is that one.
type Guardrail struct {
	// Retest holds the minimum loss rate against the recomputed benchmark too; nil
	// does not. The regulation uses that benchmark to determine responsibility for
	// losses, and no published case settles whether the rate is tested again.
	Retest    *MinimumRate `json:"retest,omitempty"`
	Authority string       `json:"authority,omitzero"`
}

// Kind is "guardrail".
func (Guardrail) Kind() string { return "guardrail" }

// Apply gives the loss that counts.
func (g Guardrail) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	move := Move{To: amount, Authority: g.Authority}
	if amount.IsZero() || !p.Guarded && !p.GuardrailBenchmark.Valid {
		return move, p.needDifference()
	}
	gross, err := p.difference()
	if err != nil {
		return move, err
	}
	if p.Guarded {
		if gross.IsPositive() {
			move.To = decimal.Decimal{}
		}
		return move, nil
	}
	if !gross.IsNegative() {
		return move, nil
	}
	benchmark, err := p.Amount(Benchmark)
	if err != nil {
		return move, err
	}
	if !apm.Trim(amount).Equal(apm.Trim(gross.Neg())) { // an amount is trimmed by any rule before
		return move, errors.New("the guardrail decides the whole loss: it stands before any rule that changes the amount")
	}
	recomputed := p.GuardrailBenchmark.Decimal
	loss := benchmark.Sub(gross).Sub(recomputed) // expenditure less the recomputed benchmark
	move.Figures = []apm.Figure{
		{Name: "recomputed benchmark", Value: recomputed, Unit: apm.Dollars},
		{Name: "loss under it", Value: loss, Unit: apm.Dollars},
	}
	if !loss.LessThan(gross.Neg()) {
		return move, nil
	}
	move.Benchmark = p.GuardrailBenchmark
	move.To = decimal.Max(loss, decimal.Decimal{})
	if g.Retest == nil || move.To.IsZero() {
		return move, nil
	}
	guarded := p.copy()
	guarded.Benchmark = p.GuardrailBenchmark
	retest, err := g.Retest.Apply(&guarded, move.To)
	move.To = retest.To
	move.Figures = append(move.Figures, retest.Figures...)
	return move, err
}

// Validate reports what is wrong with the minimum that is tested again.
func (g Guardrail) Validate(c apm.Check) {
	if g.Retest != nil {
		g.Retest.Validate(c.In("retest"))
		if len(g.Retest.Below) > 0 {
			c.In("retest").In("below").Problemf("does not go with a retest")
		}
	}
}

// DisasterRelief lowers a loss for extreme and uncontrollable circumstances, by
// the dollars in Performance.Disaster or else by the share of people affected times
// the share of the year affected.
type DisasterRelief struct {
	Authority string `json:"authority,omitzero"`
}

// Kind is "disasterRelief".
func (DisasterRelief) Kind() string { return "disasterRelief" }

// Apply takes the relief off the loss, down to zero at most.
func (r DisasterRelief) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	move := Move{To: amount, Authority: r.Authority}
	d := p.Disaster
	if d == nil || amount.IsZero() {
		return move, nil
	}
	relief := d.Dollars.Decimal
	if !d.Dollars.Valid {
		share, err := apm.Quo(words.Mul(d.People.Decimal, d.Months.Decimal), twelve)
		if err != nil {
			return move, err
		}
		relief = words.Mul(amount, share)
		move.Figures = append(p.figures(3),
			apm.Figure{Name: "people affected", Value: d.People.Decimal, Unit: apm.Fraction},
			apm.Figure{Name: "months affected", Value: d.Months.Decimal, Unit: apm.Number},
		)
	}
	move.Figures = append(move.Figures, apm.Figure{Name: "relief", Value: relief, Unit: apm.Dollars})
	move.To = decimal.Decimal{}
	if words.Cmp(relief, amount) < 0 {
		move.To = words.Sub(amount, relief)
	}
	return move, nil
}

// Validate has nothing to report.
func (DisasterRelief) Validate(apm.Check) {}

// Prorate is what becomes of the amount when the organisation left the agreement, see
// [Exit]; without an exit it changes nothing.
type Prorate struct {
	// Months is the length of the period; the zero value is twelve.
	Months int `json:"months,omitzero"`
	// Forfeit leaves nothing to an organisation that left before the end of the period
	// or whose agreement the payer ended.
	Forfeit bool `json:"forfeit,omitzero"`
	// VoluntaryAfter is the month up to which an organisation that leaves of its own
	// will owes nothing: 6 for an exit through June 30.
	VoluntaryAfter int    `json:"voluntaryAfter,omitzero"`
	Authority      string `json:"authority,omitzero"`
}

// Kind is "prorate".
func (Prorate) Kind() string { return "prorate" }

// Apply multiplies by months in the agreement over months of the period, or gives
// nothing where that is forfeit or not owed.
func (r Prorate) Apply(p *Performance, amount decimal.Decimal) (Move, error) {
	move := Move{To: amount, Authority: r.Authority}
	period := r.Months
	if period == 0 {
		period = 12
	}
	exit := p.Exit
	if exit == nil {
		return move, nil
	}
	if exit.Months > period {
		return move, &apm.FactError{Field: "exit.months", Reason: "is more than the months of the period"}
	}
	move.Figures = []apm.Figure{
		{Name: "months in the agreement", Value: decimal.NewFromInt(int64(exit.Months)), Unit: apm.Number},
		{Name: "months of the period", Value: decimal.NewFromInt(int64(period)), Unit: apm.Number},
	}
	var err error
	switch {
	case r.Forfeit && (exit.ByPayer || exit.Months < period), !exit.ByPayer && exit.Months <= r.VoluntaryAfter:
		move.To = decimal.Decimal{}
	case exit.Months < period:
		move.To, err = apm.Quo(amount.Mul(decimal.NewFromInt(int64(exit.Months))), decimal.NewFromInt(int64(period)))
	}
	return move, err
}

// Validate reports negative numbers of months.
func (r Prorate) Validate(c apm.Check) {
	if r.Months < 0 {
		c.In("months").Problemf("%d is negative", r.Months)
	}
	if r.VoluntaryAfter < 0 {
		c.In("voluntaryAfter").Problemf("%d is negative", r.VoluntaryAfter)
	}
}
