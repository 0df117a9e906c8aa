package reconcile

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Result is an advance held against what was owed, as one run sees it. Amounts are in
// whole cents. These always hold:
//
//	Final = Paid + Base + Enhanced + Settlement
//	Settlement = Booked.Total, the sum of the lines
//	Booked.Change = what this run pays, because the runs before paid the rest
type Result struct {
	Name     string     `json:"name"`
	Provider string     `json:"provider"`
	Period   apm.Period `json:"period"`
	// Base and Enhanced are what was advanced, and Recovered the part of Base for months
	// of members who had died or were not eligible.
	Base      apm.Cents `json:"base"`
	Enhanced  apm.Cents `json:"enhanced"`
	Recovered apm.Cents `json:"recovered"`
	// Paid is what was paid on claims, and Equivalent what fee-for-service would have
	// paid for them.
	Paid       apm.Cents `json:"paid"`
	Equivalent apm.Cents `json:"equivalent"`
	// Kept is the part of the difference that the provider keeps through the corridor, or
	// bears when it is negative.
	Kept apm.Cents `json:"kept"`
	// Performance is shared savings, or losses when it is negative.
	Performance apm.Cents `json:"performance"`
	// Final is what the provider is paid in the end, everything together.
	Final apm.Cents `json:"final"`
	// Settlement is what is still owed to the provider, or by it when it is negative,
	// before what earlier runs paid.
	Settlement apm.Cents `json:"settlement"`
	// Excluded is what the facts hold and this run does not count, by reason.
	Excluded []Excluded `json:"excluded,omitempty"`
	// Booked is the run as the next one needs it.
	Booked  Booked      `json:"booked"`
	Account apm.Account `json:"account"`
}

// The reasons for which an advance or a claim does not count.
const (
	OutsidePeriod = "outside the period"
	PaidLater     = "paid after the date of the run"
	NotEligible   = "member not eligible on the day of service"
)

// Excluded is what was left out for a reason.
type Excluded struct {
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
	// Advances are base and enhanced together.
	Advances   apm.Cents `json:"advances"`
	Equivalent apm.Cents `json:"equivalent"`
	Payment    apm.Cents `json:"payment"`
}

// The items of the lines of a reconciliation.
const (
	ItemEquivalent  = "equivalent"  // what fee-for-service pays, by month of service
	ItemPaid        = "paid"        // what was paid on claims, taken off
	ItemBase        = "base"        // the advance, taken off
	ItemEnhanced    = "enhanced"    // the enhanced part, recouped
	ItemRecovered   = "recovered"   // the advance for lost months, taken back where the rest stays
	ItemKept        = "kept"        // what the corridor leaves with the provider
	ItemPerformance = "performance" // shared savings or losses
)

// sums are the amounts of a month, or of the whole period.
type sums struct{ base, enhanced, recovered, paid, equivalent apm.CentsSum }

// tally collects what counts by month and what does not by reason.
type tally struct {
	total    sums
	months   map[apm.Date]*sums
	excluded map[string]*left
}

// left is what does not count for one reason.
type left struct {
	rows                       int
	advances, equivalent, paid apm.CentsSum
}

func (t *tally) month(d apm.Date) *sums {
	year, month, _ := d.Civil()
	first, _ := apm.NewDate(year, month, 1)
	s := t.months[first]
	if s == nil {
		s = new(sums)
		t.months[first] = s
	}
	return s
}

func (t *tally) exclude(reason string, advances [2]apm.Cents, equivalent, paid apm.Cents) {
	e := t.excluded[reason]
	if e == nil {
		e = new(left)
		t.excluded[reason] = e
	}
	e.rows++
	e.advances.Add(advances[0])
	e.advances.Add(advances[1])
	e.equivalent.Add(equivalent)
	e.paid.Add(paid)
}

// Reconcile makes a run: it holds the advance against the fee-for-service equivalent of
// the claims paid through the date of the run. The last run is what the books hold; it
// is nil for the first. It fails with a [*apm.FactError] on facts that are impossible or
// missing, as [Book] does when the run cannot follow the last, and with
// [apm.ErrOverflow] beyond the range of cents.
func (r *Reconciliation) Reconcile(facts Facts, run Run, last *Booked) (Result, error) {
	t := &r.terms
	if err := run.check(); err != nil {
		return Result{}, err
	}
	if err := facts.check(t); err != nil {
		return Result{}, err
	}
	counted, err := t.count(&facts, run.PaidThrough)
	if err != nil {
		return Result{}, err
	}
	result := Result{Name: t.Name, Provider: facts.Provider, Period: t.Period}
	if result.Performance, err = apm.RoundCents(facts.Performance.Decimal, t.Rounding); err != nil {
		return Result{}, err
	}
	if err := result.amounts(counted); err != nil {
		return Result{}, err
	}
	steps, err := t.settle(&result)
	if err != nil {
		return Result{}, err
	}
	lines, err := t.lines(&result, counted)
	if err != nil {
		return Result{}, err
	}
	of := t.Name + "; " + facts.Provider + "; " + t.Period.String()
	if result.Booked, err = Book(of, run, last, lines); err != nil {
		return Result{}, err
	}
	result.Settlement = result.Booked.Total
	result.account(steps)
	return result, nil
}

// count adds up what counts, and tells apart what does not.
func (t *Terms) count(facts *Facts, through apm.Date) (*tally, error) {
	absent := facts.absences()
	c := &tally{months: make(map[apm.Date]*sums), excluded: make(map[string]*left)}
	for i := range facts.Advances {
		a := &facts.Advances[i]
		if !t.Period.Contains(a.Month) {
			c.exclude(OutsidePeriod, [2]apm.Cents{a.Base, a.Enhanced}, 0, 0)
			continue
		}
		recovered := apm.Cents(0)
		if taken, days := absent.recovered(t, a.Member, a.Month); taken == days {
			recovered = a.Base
		} else if taken > 0 {
			part, err := apm.Quo(a.Base.Decimal().Mul(decimal.NewFromInt(int64(taken))), decimal.NewFromInt(int64(days)))
			if err != nil {
				return nil, err
			}
			if recovered, err = apm.RoundCents(part, t.Rounding); err != nil {
				return nil, err
			}
		}
		for _, s := range [2]*sums{&c.total, c.month(a.Month)} {
			s.base.Add(a.Base)
			s.enhanced.Add(a.Enhanced)
			s.recovered.Add(recovered)
		}
	}
	for i := range facts.Claims {
		claim := &facts.Claims[i]
		reason := ""
		switch {
		case !t.Period.Contains(claim.Service):
			reason = OutsidePeriod
		case claim.Paid > through:
			reason = PaidLater
		case absent.on(claim.Member, claim.Service):
			reason = NotEligible
		}
		if reason != "" {
			c.exclude(reason, [2]apm.Cents{}, claim.Equivalent, claim.Payment)
			continue
		}
		for _, s := range [2]*sums{&c.total, c.month(claim.Service)} {
			s.equivalent.Add(claim.Equivalent)
			s.paid.Add(claim.Payment)
		}
	}
	return c, nil
}

// amounts takes over the sums.
func (r *Result) amounts(c *tally) error {
	var err error
	take := func(to *apm.Cents, s apm.CentsSum) {
		if cents, overflow := s.Cents(); overflow != nil {
			err = overflow
		} else {
			*to = cents
		}
	}
	take(&r.Base, c.total.base)
	take(&r.Enhanced, c.total.enhanced)
	take(&r.Recovered, c.total.recovered)
	take(&r.Paid, c.total.paid)
	take(&r.Equivalent, c.total.equivalent)
	for _, reason := range []string{OutsidePeriod, PaidLater, NotEligible} {
		if e := c.excluded[reason]; e != nil {
			out := Excluded{Reason: reason, Rows: e.rows}
			take(&out.Advances, e.advances)
			take(&out.Equivalent, e.equivalent)
			take(&out.Payment, e.paid)
			r.Excluded = append(r.Excluded, out)
		}
	}
	return err
}

// settle finds what is finally paid, with the steps of the account.
func (t *Terms) settle(r *Result) ([]apm.Step, error) {
	amount := r.Paid.Decimal().Add(r.Base.Decimal())
	var steps []apm.Step
	step := func(path, rule string, after decimal.Decimal, authority string, figures ...apm.Figure) {
		steps = append(steps, apm.Step{Path: path, Rule: rule, Before: amount, After: after, Figures: figures, Authority: authority})
		amount = after
	}
	if t.Method != FullTrueUp {
		step("recover", "lost months", amount.Sub(r.Recovered.Decimal()), t.Authority, dollars("recovered", r.Recovered.Decimal()))
	}
	equivalent := dollars("fee-for-service equivalent", r.Equivalent.Decimal())
	switch t.Method {
	case FullTrueUp:
		step("method", string(FullTrueUp), r.Equivalent.Decimal(), t.Authority, equivalent)
	case NoTrueUp:
		step("method", string(NoTrueUp), amount, t.Authority, equivalent)
	case ThroughCorridor:
		basis := r.Equivalent.Decimal()
		if t.Corridor.Of == OfAdvance {
			basis = r.Base.Decimal().Sub(r.Recovered.Decimal())
		}
		difference := amount.Sub(r.Equivalent.Decimal())
		kept, figures, err := t.Corridor.split(difference, basis)
		if err != nil {
			return nil, apm.AtRule("corridor", err)
		}
		if r.Kept, err = apm.RoundCents(kept, t.Rounding); err != nil {
			return nil, err
		}
		figures = append([]apm.Figure{equivalent, dollars("advance above equivalent", difference)}, figures...)
		figures = append(figures, dollars("kept or borne", r.Kept.Decimal()))
		step("corridor", "share", r.Equivalent.Decimal().Add(r.Kept.Decimal()), t.Corridor.Authority, figures...)
	}
	if t.Performance {
		step("performance", "add", amount.Add(r.Performance.Decimal()), t.Authority, dollars("shared savings or losses", r.Performance.Decimal()))
	}
	var err error
	r.Final, err = apm.RoundCents(amount, t.Rounding) // whole cents already
	return steps, err
}

// lines is the settlement in parts: what is finally paid less what was.
func (t *Terms) lines(r *Result, c *tally) ([]Line, error) {
	lines := []Line{{Item: ItemKept, Amount: r.Kept}, {Item: ItemPerformance, Amount: r.Performance}}
	var err error
	add := func(month apm.Date, item string, s apm.CentsSum, negative bool) {
		cents, overflow := s.Cents()
		if overflow == nil && negative {
			cents, overflow = apm.Cents(0).Sub(cents)
		}
		if overflow != nil {
			err = overflow
		}
		lines = append(lines, Line{Month: month, Item: item, Amount: cents})
	}
	for month, s := range c.months {
		add(month, ItemEnhanced, s.enhanced, true)
		if t.Method == NoTrueUp {
			add(month, ItemRecovered, s.recovered, true)
			continue
		}
		add(month, ItemEquivalent, s.equivalent, false)
		add(month, ItemPaid, s.paid, true)
		add(month, ItemBase, s.base, true)
	}
	return lines, err
}

// account writes down how the result came about.
func (r *Result) account(steps []apm.Step) {
	amount := func(name string, c apm.Cents) apm.Figure { return dollars(name, c.Decimal()) }
	r.Account = apm.Account{
		Title: r.Name + ", " + r.Provider + ", " + r.Period.String() + "; run " + r.Booked.label(),
		Facts: []apm.Figure{
			amount("paid on claims", r.Paid), amount("advanced", r.Base), amount("advanced as enhancement", r.Enhanced),
		},
		Steps: steps,
		Results: []apm.Figure{
			amount("finally paid", r.Final), amount("less paid on claims", r.Paid), amount("less advanced", r.Base),
			amount("less enhancement recouped", r.Enhanced), amount("settlement", r.Settlement),
			amount("of which this run", r.Booked.Change),
		},
	}
	for _, e := range r.Excluded {
		for _, left := range []struct {
			what string
			of   apm.Cents
		}{{"advances", e.Advances}, {"equivalent", e.Equivalent}, {"paid on claims", e.Payment}} {
			if left.of != 0 {
				r.Account.Facts = append(r.Account.Facts, amount(left.what+" left out, "+e.Reason, left.of))
			}
		}
	}
}
