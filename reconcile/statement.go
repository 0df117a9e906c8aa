package reconcile

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Statement is what a state attaches to its submission: what was paid for the services
// of a fiscal year, by service type and ownership class, and whether that is consistent
// with section 1902(a)(30)(A) of the Social Security Act: efficient, economical, of
// quality, and sufficient for access. It prints as a page ([Statement.String]) and
// marshals to JSON. Its findings never change a payment.
type Statement struct {
	Name       string     `json:"name"`
	FiscalYear apm.Period `json:"fiscalYear"`
	Run        Run        `json:"run"`
	// Rows are the payments by service type and ownership class, in the order of the
	// terms; a pair without payments has no row. ByService, ByOwnership and Total are
	// their exact sums.
	Rows        []Row `json:"rows"`
	ByService   []Row `json:"byService"`
	ByOwnership []Row `json:"byOwnership"`
	Total       Row   `json:"total"`
	// Limits are the upper payment limits as they were given.
	Limits      []Limit      `json:"limits,omitempty"`
	Findings    []Finding    `json:"findings"`
	Conclusions []Conclusion `json:"conclusions"`
	Account     apm.Account  `json:"account"`
}

// Row is the payments of a service type, an ownership class, or both, in dollars.
type Row struct {
	Service   Service   `json:"service,omitzero"`
	Ownership Ownership `json:"ownership,omitzero"`
	// Final is claims, advances and settlement, exactly.
	Claims     decimal.Decimal `json:"claims"`
	Advances   decimal.Decimal `json:"advances"`
	Settlement decimal.Decimal `json:"settlement"`
	Final      decimal.Decimal `json:"final"`
	// The amounts below stand beside it. The first two are unknown as long as one of their
	// parts is.
	Equivalent   decimal.NullDecimal `json:"equivalent"`
	Supplemental decimal.NullDecimal `json:"supplemental"`
	// Disproportionate is the sum of what is given, and unknown when nothing is: only
	// hospitals have such payments.
	Disproportionate decimal.NullDecimal `json:"disproportionate"`

	// What the upper payment limit holds: without exempt facilities.
	limited     decimal.NullDecimal
	limitedOf   int // payments that the limit holds
	equivalents int // payments whose equivalent is known
	payments    int
}

func emptyRow(s Service, o Ownership) Row {
	zero := decimal.NewNullDecimal(decimal.Decimal{})
	return Row{Service: s, Ownership: o, Equivalent: zero, Supplemental: zero, limited: zero}
}

func (r *Row) add(p *Payment) {
	final := p.Claims.Decimal.Add(p.Advances.Decimal).Add(p.Settlement.Decimal)
	r.Claims = r.Claims.Add(p.Claims.Decimal)
	r.Advances = r.Advances.Add(p.Advances.Decimal)
	r.Settlement = r.Settlement.Add(p.Settlement.Decimal)
	r.Final = r.Final.Add(final)
	r.Equivalent = addKnown(r.Equivalent, p.Equivalent)
	r.Supplemental = addKnown(r.Supplemental, p.Supplemental)
	if p.Disproportionate.Valid {
		r.Disproportionate = decimal.NewNullDecimal(r.Disproportionate.Decimal.Add(p.Disproportionate.Decimal))
	}
	r.payments++
	if p.Equivalent.Valid {
		r.equivalents++
	}
	if !p.Exempt {
		r.limitedOf++
		r.limited = addKnown(r.limited, addKnown(decimal.NewNullDecimal(final), p.Supplemental))
	}
}

func addKnown(a, b decimal.NullDecimal) decimal.NullDecimal {
	if !a.Valid || !b.Valid {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(a.Decimal.Add(b.Decimal))
}

// Statement states the payments of a fiscal year and tests them. It fails with a
// [*apm.FactError] on a payment whose parts are missing or more precise than a cent, and
// on a service type, class or limit that the terms do not know; a test whose facts are
// missing is not made, and says so.
func (d *Demonstration) Statement(facts StatementFacts) (Statement, error) {
	t := &d.terms
	if err := facts.check(t); err != nil {
		return Statement{}, err
	}
	s := Statement{Name: t.Name, FiscalYear: t.FiscalYear, Run: facts.Run, Total: emptyRow("", "")}
	grid := make([][len(ownerships)]Row, len(t.Services))
	services := make([]Row, len(t.Services))
	var owners [len(ownerships)]Row
	for o, ownership := range ownerships {
		owners[o] = emptyRow("", ownership)
		for i := range grid {
			grid[i][o] = emptyRow(t.Services[i].Service, ownership)
			services[i] = emptyRow(t.Services[i].Service, "")
		}
	}
	for i := range facts.Payments {
		p := &facts.Payments[i]
		service, owner := t.place(p.Service), classOf(p.Ownership)
		for _, row := range []*Row{&grid[service][owner], &services[service], &owners[owner], &s.Total} {
			row.add(p)
		}
	}
	for i := range grid {
		for o := range grid[i] {
			row := &grid[i][o]
			limit := facts.limit(row.Service, row.Ownership)
			if limit != nil {
				s.Limits = append(s.Limits, *limit)
			}
			if row.payments > 0 {
				s.Rows = append(s.Rows, *row)
			}
			if t.Services[i].Limited && (row.payments > 0 || limit != nil) {
				s.Findings = append(s.Findings, row.underLimit(limit, t.Services[i].Authority))
			}
		}
		if services[i].payments > 0 {
			s.ByService = append(s.ByService, services[i])
		}
	}
	for o := range owners {
		if owners[o].payments > 0 {
			s.ByOwnership = append(s.ByOwnership, owners[o])
		}
	}
	s.Findings = append(s.Findings, t.economy(&s)...)
	s.Findings = append(s.Findings, t.quality(facts.Quality))
	s.Findings = append(s.Findings, t.access(facts.Access)...)
	s.Conclusions = conclude(s.Findings, Efficiency, Economy, Quality, Access)
	s.account()
	return s, nil
}

func (f *StatementFacts) limit(s Service, o Ownership) *Limit {
	for i := range f.Limits {
		if f.Limits[i].Service == s && f.Limits[i].Ownership == o {
			return &f.Limits[i]
		}
	}
	return nil
}

// underLimit holds a class to its upper payment limit.
func (r *Row) underLimit(limit *Limit, authority string) Finding {
	f := Finding{
		Criterion: Efficiency, Test: "upper payment limit", Of: string(r.Service) + ", " + string(r.Ownership),
		Outcome: NotTested, Authority: authority,
	}
	if r.limited.Valid {
		f.Figures = append(f.Figures, dollars("payments that count", r.limited.Decimal))
	}
	if limit != nil {
		f.Figures = append(f.Figures, dollars("limit", limit.Amount))
	}
	switch {
	case r.payments > 0 && r.limitedOf == 0:
		f.Note = "all payments are to exempt facilities"
	case limit == nil:
		f.Note = "no limit is given for the class"
	case !r.limited.Valid:
		f.Note = "supplemental payments are not given"
	default:
		f.Outcome = atMost(r.limited.Decimal, limit.Amount)
		f.Figures = append(f.Figures, dollars("room", limit.Amount.Sub(r.limited.Decimal)))
		f.Note = "method: " + limit.Method
	}
	return f
}

// economy holds final payments to the fee-for-service equivalent.
func (t *StatementTerms) economy(s *Statement) []Finding {
	if t.Economy == nil {
		return []Finding{{Criterion: Economy, Test: "final against equivalent", Outcome: NotTested, Note: "the state declares no bound"}}
	}
	rows := []Row{s.Total}
	if t.Economy.ByService {
		rows = s.ByService
	}
	findings := make([]Finding, len(rows))
	for i := range rows {
		r := &rows[i]
		of := "all services"
		if r.Service != "" {
			of = string(r.Service)
		}
		f := Finding{
			Criterion: Economy, Test: "final against equivalent", Of: of, Outcome: NotTested, Authority: t.Economy.Authority,
			Figures: []apm.Figure{dollars("finally paid", r.Final)},
		}
		if !r.Equivalent.Valid {
			f.Note = fmt.Sprintf("the fee-for-service equivalent is known of %d of %d payments", r.equivalents, r.payments)
		} else {
			equivalent := r.Equivalent.Decimal
			f.Outcome = atMost(r.Final, equivalent.Mul(t.Economy.AtMost))
			f.Figures = append(f.Figures, dollars("fee-for-service equivalent", equivalent))
			f.Figures = append(f.Figures, ratio("of the equivalent", r.Final, equivalent)...)
			f.Figures = append(f.Figures, fraction("at most", t.Economy.AtMost))
		}
		findings[i] = f
	}
	return findings
}

// quality holds the score and the status to the standard.
func (t *StatementTerms) quality(q apm.Quality) Finding {
	f := Finding{Criterion: Quality, Test: "quality standard", Outcome: NotTested}
	if t.Quality == nil {
		f.Note = "the state declares no standard"
		return f
	}
	f.Authority = t.Quality.Authority
	if q.Score.Valid {
		f.Figures = append(f.Figures, fraction("score", q.Score.Decimal))
	}
	unknown := false
	if least := t.Quality.AtLeast; least.Valid {
		f.Figures = append(f.Figures, fraction("at least", least.Decimal))
		if !q.Score.Valid {
			unknown, f.Note = true, "the score is not given"
		} else if q.Score.Decimal.LessThan(least.Decimal) {
			f.Outcome = NotMet
		}
	}
	if statuses := t.Quality.Statuses; len(statuses) > 0 {
		if q.Status != "" {
			f.Of = "status " + string(q.Status)
		}
		accepted := false
		for _, s := range statuses {
			accepted = accepted || s == q.Status
		}
		if q.Status == "" {
			unknown, f.Note = true, "the status is not given"
		} else if !accepted {
			f.Outcome = NotMet
		}
	}
	if f.Outcome == NotTested && !unknown {
		f.Outcome = Met
	}
	return f
}

// access holds each benefit category to the three parts of the streamlined test.
func (t *StatementTerms) access(changes []RateChange) []Finding {
	if t.Access == nil || len(changes) == 0 {
		note := "no rate is reduced or restructured"
		if t.Access == nil {
			note = "the terms have no test of access"
		}
		return []Finding{{Criterion: Access, Test: "rate reduction or restructuring", Outcome: NotTested, Note: note}}
	}
	const further = "the additional analysis of 42 CFR 447.203(c)(2) is required"
	var findings []Finding
	for i := range changes {
		r := &changes[i]
		add := func(test, paragraph string, known bool, outcome func() Outcome, figures ...apm.Figure) {
			f := Finding{Criterion: Access, Test: test, Of: r.Category, Outcome: NotTested, Figures: figures, Authority: t.Access.Authority}
			if f.Authority != "" {
				f.Authority += paragraph
			}
			if !known {
				f.Note = "the facts are not given"
			} else if f.Outcome = outcome(); f.Outcome == NotMet {
				f.Note = further
			}
			findings = append(findings, f)
		}
		add("rates against Medicare", "(i)", r.Medicaid.Valid && r.Medicare.Valid, func() Outcome {
			return atMost(r.Medicare.Decimal.Mul(t.Access.MinimumOfMedicare), r.Medicaid.Decimal)
		}, pair("Medicaid after the change", r.Medicaid, "Medicare", r.Medicare, "at least", t.Access.MinimumOfMedicare)...)
		add("cumulative reduction in the fiscal year", "(ii)", r.Cut.Valid && r.Spending.Valid, func() Outcome {
			return atMost(r.Cut.Decimal, r.Spending.Decimal.Mul(t.Access.MaximumCut))
		}, pair("reduction", r.Cut, "fee-for-service spending", r.Spending, "at most", t.Access.MaximumCut)...)
		add("concerns of the public process", "(iii)", r.Concerns != "", func() Outcome {
			if r.Concerns == Open {
				return NotMet
			}
			return Met
		})
	}
	return findings
}

// pair is the figures of a part, its whole, the fraction that it is, and the bound.
func pair(part string, a decimal.NullDecimal, whole string, b decimal.NullDecimal, bound string, limit decimal.Decimal) []apm.Figure {
	var figures []apm.Figure
	if a.Valid {
		figures = append(figures, dollars(part, a.Decimal))
	}
	if b.Valid {
		figures = append(figures, dollars(whole, b.Decimal))
	}
	if a.Valid && b.Valid {
		figures = append(figures, ratio("fraction", a.Decimal, b.Decimal)...)
	}
	return append(figures, fraction(bound, limit))
}

// account writes down how the total came about.
func (s *Statement) account() {
	s.Account = apm.Account{
		Title: s.Name + ", fiscal year " + s.FiscalYear.String() + "; " + s.Run.String(),
		Facts: []apm.Figure{
			dollars("claims paid", s.Total.Claims), dollars("advances", s.Total.Advances), dollars("settlement", s.Total.Settlement),
		},
		Results: []apm.Figure{dollars("finally paid", s.Total.Final)},
	}
	amount := decimal.Decimal{}
	for i := range s.Rows {
		r := &s.Rows[i]
		after := amount.Add(r.Final)
		s.Account.Steps = append(s.Account.Steps, apm.Step{
			Path: fmt.Sprintf("rows[%d]", i), Rule: "add", Key: string(r.Service) + ", " + string(r.Ownership), Before: amount, After: after,
			Figures: []apm.Figure{
				dollars("claims paid", r.Claims), dollars("advances", r.Advances), dollars("settlement", r.Settlement), dollars("final", r.Final),
			},
		})
		amount = after
	}
}
