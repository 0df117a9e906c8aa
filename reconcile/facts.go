package reconcile

import (
	"fmt"
	"math/bits"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Facts are what one provider, or one organisation, was advanced and what
// fee-for-service would have paid it. The order of the lists does not matter.
type Facts struct {
	// Provider is who was advanced.
	Provider string `json:"provider"`
	// Advances are what was paid ahead, by member and month. An empty list says that
	// there was none; without a list it is missing.
	Advances []Advance `json:"advances"`
	// Claims are the services in scope, likewise. Repricing them at the rates of the state
	// plan is the caller's.
	Claims []Claim `json:"claims"`
	// Ineligible are the days on which members were not eligible.
	Ineligible []Ineligible `json:"ineligible,omitempty"`
	// Performance is shared savings, or losses when it is negative, in dollars and after
	// quality. It is required where the terms count it and refused where they do not.
	Performance decimal.NullDecimal `json:"performance,omitzero"`
}

// Advance is what was paid ahead for a member and a month. A correction is a further
// advance of the same month, negative where it took money back.
type Advance struct {
	Member string   `json:"member"`
	Month  apm.Date `json:"month"` // its first day
	// Base is held against the fee-for-service equivalent.
	Base apm.Cents `json:"base"`
	// Enhanced was paid on top of it, as working capital: it is recouped in full, by
	// every method.
	Enhanced apm.Cents `json:"enhanced,omitzero"`
}

// Claim is a service in scope as it was adjudicated. A reversal is a further claim with
// negative amounts.
type Claim struct {
	Member  string   `json:"member"`
	Service apm.Date `json:"service"` // day of service
	Paid    apm.Date `json:"paid"`    // day of payment, or of adjudication of a claim paid at zero
	// Equivalent is what fee-for-service pays for it: the claim repriced by the caller.
	Equivalent apm.Cents `json:"equivalent"`
	// Payment is what was paid on it, beside the advance: zero where the advance covers
	// it whole.
	Payment apm.Cents `json:"payment"`
}

// Reason is why a member was not eligible.
type Reason string

// The reasons.
const (
	Died  Reason = "died"
	Ended Reason = "ended" // lost eligibility, or it was never there
)

// Ineligible is a span of days on which a member was not eligible. After a death it
// begins on the day after and is open. Spans may overlap.
type Ineligible struct {
	Member string     `json:"member"`
	Days   apm.Period `json:"days"`
	Reason Reason     `json:"reason"`
}

// check refuses facts that are impossible. The error names the row, never the member.
func (f *Facts) check(t *Terms) error {
	refuse := func(field, reason string) error { return &apm.FactError{Field: field, Reason: reason} }
	switch {
	case f.Provider == "":
		return apm.Missing("provider")
	case f.Advances == nil:
		return apm.Missing("advances")
	case f.Claims == nil:
		return apm.Missing("claims")
	}
	for i := range f.Advances {
		a, at := &f.Advances[i], func(field string) string { return fmt.Sprintf("advances[%d].%s", i, field) }
		switch _, _, day := a.Month.Civil(); {
		case a.Member == "":
			return apm.Missing(at("member"))
		case a.Month.IsZero():
			return apm.Missing(at("month"))
		case day != 1:
			return refuse(at("month"), "is not the first day of a month")
		}
	}
	for i := range f.Claims {
		c, at := &f.Claims[i], func(field string) string { return fmt.Sprintf("claims[%d].%s", i, field) }
		switch {
		case c.Member == "":
			return apm.Missing(at("member"))
		case !c.Service.Valid():
			return apm.Missing(at("service"))
		case !c.Paid.Valid():
			return apm.Missing(at("paid"))
		case c.Paid < c.Service:
			return refuse(at("paid"), "is before the day of service")
		}
	}
	for i := range f.Ineligible {
		s, at := &f.Ineligible[i], func(field string) string { return fmt.Sprintf("ineligible[%d].%s", i, field) }
		switch {
		case s.Member == "":
			return apm.Missing(at("member"))
		case !s.Days.Valid():
			return refuse(at("days"), "holds no day")
		case s.Days.From == 0:
			return apm.Missing(at("days.from"))
		case s.Reason != Died && s.Reason != Ended:
			return refuse(at("reason"), "is unknown (known: died, ended)")
		}
	}
	switch {
	case t.Performance && !f.Performance.Valid:
		return apm.Missing("performance")
	case !t.Performance && f.Performance.Valid:
		return refuse("performance", "is given, but the terms do not count it")
	case !apm.Plain(f.Performance.Decimal):
		return refuse("performance", "has more than 40 digits before the point or 200 behind it")
	}
	return nil
}

// absences is the days of members without eligibility, by member.
type absences map[string][]Ineligible

func (f *Facts) absences() absences {
	out := make(absences)
	for _, s := range f.Ineligible {
		out[s.Member] = append(out[s.Member], s)
	}
	return out
}

// on says whether the member was without eligibility that day.
func (a absences) on(member string, day apm.Date) bool {
	for _, s := range a[member] {
		if s.Days.Contains(day) {
			return true
		}
	}
	return false
}

// recovered is the days of a month that are taken back, of all its days: for each
// reason by its own rule, and the larger of the two.
func (a absences) recovered(t *Terms, member string, month apm.Date) (taken, days int) {
	spans := a[member]
	last := month.AddMonths(1).AddDays(-1)
	if last == 0 { // December 9999
		last = month.AddDays(30)
	}
	days = int(last-month) + 1
	for _, rule := range [2]struct {
		reason   Reason
		recovery Recovery
	}{{Died, t.Death}, {Ended, t.LostEligibility}} {
		absent := uint32(0) // a bit for each day of the month
		for _, s := range spans {
			if s.Reason != rule.reason {
				continue
			}
			if both := s.Days.Intersect(apm.Period{From: month, To: last}); both.Valid() {
				absent |= (1<<(both.To-both.From+1) - 1) << (both.From - month)
			}
		}
		n := 0
		switch {
		case rule.recovery == FirstDay && absent&1 != 0, rule.recovery == AnyDay && absent != 0:
			n = days
		case rule.recovery == Daily:
			n = bits.OnesCount32(absent)
		}
		taken = max(taken, n)
	}
	return taken, days
}
