package reconcile

import (
	"fmt"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// StatementFacts are the fee-for-service payments of a state fiscal year under the state
// plan. Dollars are whole cents. The order of the lists does not matter.
type StatementFacts struct {
	Run      Run       `json:"run"`
	Payments []Payment `json:"payments"`
	// Limits are the upper payment limits, one for each service type and ownership class
	// that has one.
	Limits  []Limit      `json:"limits,omitempty"`
	Quality apm.Quality  `json:"quality,omitzero"`
	Access  []RateChange `json:"access,omitempty"`
}

// Payment is what was paid for one service type to providers of one ownership class, or
// to one provider of it; several of the same add up.
type Payment struct {
	Provider  string    `json:"provider,omitzero"`
	Service   Service   `json:"service"`
	Ownership Ownership `json:"ownership"`
	// Claims, Advances and Settlement add up to what is finally paid; all three must be
	// known. The settlement is negative where money comes back.
	Claims     decimal.NullDecimal `json:"claims"`
	Advances   decimal.NullDecimal `json:"advances"`
	Settlement decimal.NullDecimal `json:"settlement"`
	// Equivalent is what fee-for-service would have paid, for the test of economy.
	Equivalent decimal.NullDecimal `json:"equivalent,omitzero"`
	// Supplemental is other payments for the same services, that stand beside the
	// amendment. They count against the upper payment limit, which is not tested while
	// they are unknown.
	Supplemental decimal.NullDecimal `json:"supplemental,omitzero"`
	// Disproportionate is disproportionate share hospital payments (section 1923 of the
	// Social Security Act). They are shown apart and count nowhere (42 CFR 447.272(c)(2)).
	Disproportionate decimal.NullDecimal `json:"disproportionate,omitzero"`
	// Exempt is a facility of the Indian Health Service or a tribe: its payments are
	// stated, and the upper payment limit does not apply to them (42 CFR 447.272(c)(1),
	// 447.321(c)).
	Exempt bool `json:"exempt,omitzero"`
}

// Payment is the reconciliation as a payment of a statement. Supplemental and
// disproportionate share payments are the caller's to add.
func (r *Result) Payment(service Service, ownership Ownership) Payment {
	known := decimal.NewNullDecimal
	return Payment{
		Provider: r.Provider, Service: service, Ownership: ownership,
		Claims:     known(r.Paid.Decimal()),
		Advances:   known(r.Base.Decimal().Add(r.Enhanced.Decimal())),
		Settlement: known(r.Settlement.Decimal()),
		Equivalent: known(r.Equivalent.Decimal()),
	}
}

// Limit is an upper payment limit: a reasonable estimate of what Medicare principles
// would pay the class for the services (42 CFR 447.272(b)(1), 447.321(b)(1)). The
// aggregate of the class is held to it, not each provider, and no class lends its room
// to another.
type Limit struct {
	Service   Service         `json:"service"`
	Ownership Ownership       `json:"ownership"`
	Amount    decimal.Decimal `json:"amount"` // dollars
	// Method is how it was estimated: "cost, CMS-2552 of 2026, trended".
	Method string `json:"method"`
}

// RateChange is a proposed reduction or restructuring of rates in a benefit category.
type RateChange struct {
	Category string `json:"category"`
	// Medicaid is what Medicaid pays for the category after the change, base and
	// supplemental, and Medicare what Medicare's most recent rates pay for the same
	// services, both in dollars.
	Medicaid decimal.NullDecimal `json:"medicaid,omitzero"`
	Medicare decimal.NullDecimal `json:"medicare,omitzero"`
	// Cut is the cumulative reduction within the state fiscal year, and Spending the
	// fee-for-service spending of the category that it is a part of, both in dollars. A
	// cut is positive.
	Cut      decimal.NullDecimal `json:"cut,omitzero"`
	Spending decimal.NullDecimal `json:"spending,omitzero"`
	// Concerns is what the public process brought up.
	Concerns Concerns `json:"concerns,omitzero"`
}

// Concerns is what a public process brought up about access. The empty value is
// unknown.
type Concerns string

// The outcomes of a public process.
const (
	NoConcerns Concerns = "none"
	Answered   Concerns = "answered" // significant ones, which the state can address
	Open       Concerns = "open"     // significant ones, not addressed
)

// check refuses facts that are impossible, and payments whose parts are missing.
func (f *StatementFacts) check(t *StatementTerms) error {
	if err := f.Run.check(); err != nil {
		return err
	}
	if len(f.Payments) == 0 {
		return apm.Missing("payments")
	}
	for i := range f.Payments {
		p, at := &f.Payments[i], func(field string) string { return fmt.Sprintf("payments[%d].%s", i, field) }
		if err := t.key(p.Service, p.Ownership, at); err != nil {
			return err
		}
		for _, a := range []struct {
			field  string
			value  decimal.NullDecimal
			needed bool
		}{
			{"claims", p.Claims, true}, {"advances", p.Advances, true}, {"settlement", p.Settlement, true},
			{"equivalent", p.Equivalent, false}, {"supplemental", p.Supplemental, false},
			{"disproportionate", p.Disproportionate, false},
		} {
			if a.needed && !a.value.Valid {
				return apm.Missing(at(a.field))
			}
			if err := wholeCents(a.value.Decimal, at(a.field)); err != nil {
				return err
			}
		}
	}
	return f.checkTests(t)
}

// checkTests refuses limits and rate changes that are impossible.
func (f *StatementFacts) checkTests(t *StatementTerms) error {
	refuse := func(field, reason string) error { return &apm.FactError{Field: field, Reason: reason} }
	seen := make(map[[2]string]bool)
	for i := range f.Limits {
		l, at := &f.Limits[i], func(field string) string { return fmt.Sprintf("limits[%d].%s", i, field) }
		if err := t.key(l.Service, l.Ownership, at); err != nil {
			return err
		}
		if err := wholeCents(l.Amount, at("amount")); err != nil {
			return err
		}
		key := [2]string{string(l.Service), string(l.Ownership)}
		switch {
		case !t.Services[t.place(l.Service)].Limited:
			return refuse(at("service"), "has no upper payment limit in the terms")
		case l.Amount.IsNegative():
			return refuse(at("amount"), "is negative")
		case strings.TrimSpace(l.Method) == "":
			return apm.Missing(at("method"))
		case seen[key]:
			return refuse(at("service"), "has a limit for the class already")
		}
		seen[key] = true
	}
	if !apm.Plain(f.Quality.Score.Decimal) {
		return refuse("quality.score", notPlain)
	}
	categories := make(map[string]bool)
	for i := range f.Access {
		r, at := &f.Access[i], func(field string) string { return fmt.Sprintf("access[%d].%s", i, field) }
		for _, a := range []struct {
			field string
			value decimal.NullDecimal
		}{{"medicaid", r.Medicaid}, {"medicare", r.Medicare}, {"cut", r.Cut}, {"spending", r.Spending}} {
			if !apm.Plain(a.value.Decimal) {
				return refuse(at(a.field), notPlain)
			}
		}
		switch {
		case strings.TrimSpace(r.Category) == "":
			return apm.Missing(at("category"))
		case categories[r.Category]:
			return refuse(at("category"), "stands twice")
		case r.Medicaid.Valid && r.Medicaid.Decimal.IsNegative():
			return refuse(at("medicaid"), "is negative")
		case r.Medicare.Valid && !r.Medicare.Decimal.IsPositive():
			return refuse(at("medicare"), "must be above zero, because rates are a fraction of it")
		case r.Spending.Valid && !r.Spending.Decimal.IsPositive():
			return refuse(at("spending"), "must be above zero, because the cut is a fraction of it")
		}
		switch r.Concerns {
		case "", NoConcerns, Answered, Open:
		default:
			return refuse(at("concerns"), "is unknown (known: none, answered, open)")
		}
		categories[r.Category] = true
	}
	return nil
}

const notPlain = "has more than 40 digits before the point or 200 behind it"

// key refuses a service or class that the terms do not know.
func (t *StatementTerms) key(s Service, o Ownership, at func(string) string) error {
	if t.place(s) < 0 {
		return &apm.FactError{Field: at("service"), Reason: "is none of the service types of the terms"}
	}
	if classOf(o) < 0 {
		return &apm.FactError{Field: at("ownership"), Reason: "is unknown (known: stateGovernment, nonStateGovernment, private)"}
	}
	return nil
}

// wholeCents refuses an amount that a page could not show exactly.
func wholeCents(d decimal.Decimal, field string) error {
	if !apm.Plain(d) {
		return &apm.FactError{Field: field, Reason: notPlain}
	}
	if !d.Shift(2).IsInteger() {
		return &apm.FactError{Field: field, Reason: "is more precise than a cent"}
	}
	return nil
}
