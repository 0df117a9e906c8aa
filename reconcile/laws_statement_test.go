package reconcile_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// The laws of statements and of managed care.

func drawPayment(t *rapid.T) reconcile.Payment {
	amount := func(label string) decimal.NullDecimal {
		return decimal.NewNullDecimal(drawCents(t, label, true).Decimal())
	}
	perhaps := func(label string) decimal.NullDecimal {
		if rapid.IntRange(0, 3).Draw(t, label+" known") == 0 {
			return decimal.NullDecimal{}
		}
		return amount(label)
	}
	return reconcile.Payment{
		Service:   pick(t, "service", reconcile.Inpatient, reconcile.Outpatient, reconcile.Clinic, reconcile.Practitioner, reconcile.NursingFacility, reconcile.IntermediateCare),
		Ownership: pick(t, "ownership", reconcile.StateGovernment, reconcile.NonStateGovernment, reconcile.Private),
		Claims:    amount("claims"), Advances: amount("advances"), Settlement: amount("settlement"),
		Equivalent: perhaps("equivalent"), Supplemental: perhaps("supplemental"), Disproportionate: perhaps("disproportionate"),
		Exempt: rapid.IntRange(0, 4).Draw(t, "exempt") == 0,
	}
}

func drawStatement(t *rapid.T) (reconcile.StatementTerms, reconcile.StatementFacts) {
	terms := statementTerms()
	terms.Economy.ByService = rapid.Bool().Draw(t, "by service")
	facts := reconcile.StatementFacts{Run: final("2027-12-31"), Payments: make([]reconcile.Payment, rapid.IntRange(1, 10).Draw(t, "payments"))}
	for i := range facts.Payments {
		facts.Payments[i] = drawPayment(t)
	}
	seen := make(map[[2]string]bool)
	for _, p := range facts.Payments {
		key := [2]string{string(p.Service), string(p.Ownership)}
		if p.Service != reconcile.Practitioner && !seen[key] && rapid.Bool().Draw(t, "limit") {
			facts.Limits = append(facts.Limits, reconcile.Limit{
				Service: p.Service, Ownership: p.Ownership, Method: "cost",
				// On the payment's own final amount now and then, so that limits are hit exactly.
				Amount: decimal.Max(decimal.Decimal{}, pick(t, "limit", p.Claims.Decimal.Add(p.Advances.Decimal).Add(p.Settlement.Decimal).Add(p.Supplemental.Decimal),
					drawCents(t, "other limit", false).Decimal())),
			})
		}
		seen[key] = true
	}
	return terms, facts
}

// The statement adds up exactly: row by row, by service type, by ownership class and in
// total, to what was given; and claims, advances and settlement make the final amount.
func TestLawTheStatementAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms, facts := drawStatement(t)
		s := mustState(t, terms, facts)
		type key struct {
			service reconcile.Service
			owner   reconcile.Ownership
		}
		want := make(map[key][4]decimal.Decimal)
		for _, p := range facts.Payments {
			for _, k := range []key{{p.Service, p.Ownership}, {p.Service, ""}, {"", p.Ownership}, {"", ""}} {
				w := want[k]
				for i, d := range []decimal.Decimal{p.Claims.Decimal, p.Advances.Decimal, p.Settlement.Decimal} {
					w[i], w[3] = w[i].Add(d), w[3].Add(d)
				}
				want[k] = w
			}
		}
		rows := slices.Concat(s.Rows, s.ByService, s.ByOwnership, []reconcile.Row{s.Total})
		for _, r := range rows {
			w := want[key{r.Service, r.Ownership}]
			if !r.Claims.Equal(w[0]) || !r.Advances.Equal(w[1]) || !r.Settlement.Equal(w[2]) || !r.Final.Equal(w[3]) {
				t.Fatalf("%s, %s: %+v, want %v", r.Service, r.Ownership, r, w)
			}
			if !r.Claims.Add(r.Advances).Add(r.Settlement).Equal(r.Final) {
				t.Fatalf("%s, %s does not add up", r.Service, r.Ownership)
			}
		}
		if len(rows) != len(want) {
			t.Fatalf("%d rows, want %d", len(rows), len(want))
		}
		steps := s.Account.Steps
		if !steps[len(steps)-1].After.Equal(s.Total.Final) {
			t.Fatalf("the account ends with %s", steps[len(steps)-1].After)
		}
	})
}

// Findings never touch a payment: without limits and tests the rows are the same. Nor
// does the order in which payments and limits are given change anything.
func TestLawFindingsChangeNoPayment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms, facts := drawStatement(t)
		s := mustState(t, terms, facts)
		bare, none := terms, facts
		bare.Economy, bare.Quality, bare.Access, none.Limits = nil, nil, nil, nil
		rows := mustState(t, bare, none)
		unexported := cmpopts.IgnoreUnexported(reconcile.Row{})
		for _, pair := range [][2][]reconcile.Row{{s.Rows, rows.Rows}, {s.ByService, rows.ByService}, {s.ByOwnership, rows.ByOwnership}, {{s.Total}, {rows.Total}}} {
			if diff := cmp.Diff(pair[0], pair[1], unexported); diff != "" {
				t.Fatal(diff)
			}
		}
		facts.Payments = rapid.Permutation(facts.Payments).Draw(t, "payments")
		facts.Limits = rapid.Permutation(facts.Limits).Draw(t, "limits")
		if diff := cmp.Diff(s, mustState(t, terms, facts), unexported); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The tests are monotone in payments: a larger payment never turns "not met" into "met" for
// efficiency or economy, and a lower limit neither; a higher Medicaid rate never turns
// "met" into "not met" for access. Whether a test was made does not depend on amounts.
func TestLawTestsAreMonotone(t *testing.T) {
	better := func(t *rapid.T, from, to []reconcile.Finding, what string) {
		for i := range from {
			if (from[i].Outcome == reconcile.NotTested) != (to[i].Outcome == reconcile.NotTested) ||
				from[i].Outcome == reconcile.NotMet && to[i].Outcome == reconcile.Met {
				t.Fatalf("%s: %s turns from %s to %s", what, from[i].Of, from[i].Outcome, to[i].Outcome)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		terms, facts := drawStatement(t)
		facts.Access = []reconcile.RateChange{{
			Category: "x", Medicare: known("100"), Spending: known("100"), Concerns: reconcile.NoConcerns,
			Medicaid: decimal.NewNullDecimal(decimal.New(rapid.Int64Range(78, 82).Draw(t, "rate"), 0)),
			Cut:      decimal.NewNullDecimal(decimal.New(rapid.Int64Range(38, 42).Draw(t, "cut"), -1)),
		}}
		s := mustState(t, terms, facts)
		more := facts
		more.Payments = slices.Clone(facts.Payments)
		p := &more.Payments[rapid.IntRange(0, len(more.Payments)-1).Draw(t, "which")]
		raise := decimal.New(pick(t, "raise", int64(1), 100, 1_000_000), -2)
		field := pick(t, "part", &p.Claims, &p.Advances, &p.Settlement)
		field.Decimal = field.Decimal.Add(raise)
		better(t, s.Findings, mustState(t, terms, more).Findings, "a larger payment")
		if len(facts.Limits) > 0 {
			lower := facts
			lower.Limits = slices.Clone(facts.Limits)
			limit := &lower.Limits[rapid.IntRange(0, len(lower.Limits)-1).Draw(t, "limit")]
			limit.Amount = decimal.Max(decimal.Decimal{}, limit.Amount.Sub(raise))
			better(t, s.Findings, mustState(t, terms, lower).Findings, "a lower limit")
		}
		lowered := facts
		lowered.Access = slices.Clone(facts.Access)
		lowered.Access[0].Medicaid.Decimal = decimal.Max(decimal.Decimal{}, lowered.Access[0].Medicaid.Decimal.Sub(raise))
		lowered.Access[0].Cut.Decimal = lowered.Access[0].Cut.Decimal.Add(raise)
		better(t, s.Findings, mustState(t, terms, lowered).Findings, "a lower rate and a larger cut")
	})
}

// A conclusion is not met when one test is not, met only when every test was made and
// met, and not tested otherwise.
func TestLawConclusions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms, facts := drawStatement(t)
		s := mustState(t, terms, facts)
		for _, c := range s.Conclusions {
			counts := make(map[reconcile.Outcome]int)
			for _, f := range s.Findings {
				if f.Criterion == c.Criterion {
					counts[f.Outcome]++
				}
			}
			want := reconcile.NotTested
			switch {
			case counts[reconcile.NotMet] > 0:
				want = reconcile.NotMet
			case counts[reconcile.NotTested] == 0 && counts[reconcile.Met] > 0:
				want = reconcile.Met
			}
			if c.Outcome != want {
				t.Fatalf("%s: %s of %v", c.Criterion, c.Outcome, counts)
			}
		}
	})
}

// A contract pays exactly the sum of its parts; the plan's part of a corridor lies between
// nothing and the whole; the remittance falls as claims rise, is never negative, and
// never more than what takes the plan to the floor; and a ratio at the standard meets it.
func TestLawContracts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := ratioTerms(nil, &reconcile.Remittance{Floor: num("0.85"), Bands: drawBands(t, "remittance"), Of: reconcile.OfTarget})
		if rapid.Bool().Draw(t, "credibility") {
			terms.LossRatio.Credibility = reconcile.CommercialCredibility()
		}
		terms.Corridor = &reconcile.PremiumCorridor{Target: num("0.85"), Corridor: reconcile.Corridor{
			Of: pick(t, "of", reconcile.OfPremium, reconcile.OfTarget, reconcile.OfDollars), Gains: drawBands(t, "gains"), Losses: drawBands(t, "losses"),
		}}
		facts := ratioFacts(pick(t, "fraud", "0", "0.5"), pick(t, "rebates", "0", "1"), pick(t, "sharing", "-2", "0", "2"))
		facts.LossRatio.MemberMonths = pick(t, "months", int64(11_999), 12_000, 20_000, 899_999, 900_000)
		cost := decimal.New(rapid.Int64Range(75_000, 105_000).Draw(t, "claims"), 3)
		facts.LossRatio.Claims, facts.Cost = decimal.NewNullDecimal(cost), decimal.NewNullDecimal(cost)
		r := mustSettle(t, terms, facts)
		l := r.LossRatio
		difference := num("85000000").Sub(cost)
		if !r.Net.Equal(r.StopLoss.Add(r.Corridor).Add(r.Withhold).Sub(r.Remittance)) {
			t.Fatalf("net %s", r.Net)
		}
		if r.Corridor.Sign()*difference.Sign() > 0 || r.Corridor.Abs().GreaterThan(difference.Abs()) {
			t.Fatalf("the state's part of %s is %s", difference, r.Corridor)
		}
		short := decimal.Max(decimal.Decimal{}, num("0.85").Sub(l.Adjusted)).Mul(l.Denominator)
		if r.Remittance.IsNegative() || r.Remittance.GreaterThan(apm.Trim(short)) {
			t.Fatalf("remittance %s, short by %s", r.Remittance, short)
		}
		if met := l.Finding.Outcome == reconcile.Met; met != (!l.Adjusted.LessThan(num("0.85")) || l.Credible == reconcile.NotCredible) {
			t.Fatalf("%s is %s", l.Adjusted, l.Finding.Outcome)
		}
		if l.Credible == reconcile.NotCredible && !r.Remittance.IsZero() {
			t.Fatal("a plan that is not credible remits")
		}
		terms.Corridor = nil // its receipts would move the denominator
		r = mustSettle(t, terms, facts)
		facts.LossRatio.Claims.Decimal = cost.Add(drawCents(t, "more claims", false).Decimal())
		if more := mustSettle(t, terms, facts); more.Remittance.GreaterThan(r.Remittance) {
			t.Fatalf("more claims remit %s instead of %s", more.Remittance, r.Remittance)
		}
	})
}
