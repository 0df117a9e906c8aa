package reconcile_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/shopspring/decimal"
)

func statementTerms() reconcile.StatementTerms {
	return reconcile.StatementTerms{
		Name: "State plan amendment", FiscalYear: apm.MustParsePeriod("2026-07-01/2027-06-30"), Services: reconcile.FederalServices(),
		Economy: &reconcile.EconomyTest{AtMost: num("1.02")}, Quality: &reconcile.QualityTest{AtLeast: known("0.7"), Statuses: []apm.Status{apm.Met}},
		Access: reconcile.FederalAccessTest(),
	}
}

// paid is a payment of claims alone.
func paid(service reconcile.Service, owner reconcile.Ownership, dollars string) reconcile.Payment {
	return reconcile.Payment{
		Service: service, Ownership: owner, Claims: known(dollars), Advances: known("0"), Settlement: known("0"),
		Equivalent: known(dollars), Supplemental: known("0"),
	}
}

func mustState(t failer, terms reconcile.StatementTerms, facts reconcile.StatementFacts) reconcile.Statement {
	t.Helper()
	d, err := reconcile.NewDemonstration(terms)
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Statement(facts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// outcomes are the findings of a criterion in order.
func outcomes(s reconcile.Statement, c reconcile.Criterion) string {
	var out []string
	for _, f := range s.Findings {
		if f.Criterion == c {
			out = append(out, f.Outcome.Text())
		}
	}
	return strings.Join(out, ", ")
}

func concluded(s reconcile.Statement, c reconcile.Criterion) reconcile.Outcome {
	for _, conclusion := range s.Conclusions {
		if conclusion.Criterion == c {
			return conclusion.Outcome
		}
	}
	return ""
}

// Private hospitals paid 40 and 30 against a class limit of 75 pass, although one of them
// may be above its own estimate; the state class at 21 against 20 fails, and the private
// class lends it no room.
func TestUpperPaymentLimit42CFR447_272(t *testing.T) {
	facts := reconcile.StatementFacts{Run: final("2027-12-31"), Payments: []reconcile.Payment{
		paid(reconcile.Inpatient, reconcile.Private, "40000000"), paid(reconcile.Inpatient, reconcile.Private, "30000000"),
		paid(reconcile.Inpatient, reconcile.StateGovernment, "21000000"),
	}, Limits: []reconcile.Limit{
		{Service: reconcile.Inpatient, Ownership: reconcile.Private, Amount: num("75000000"), Method: "cost"},
		{Service: reconcile.Inpatient, Ownership: reconcile.StateGovernment, Amount: num("20000000"), Method: "cost"},
	}}
	s := mustState(t, statementTerms(), facts)
	if got := outcomes(s, reconcile.Efficiency); got != "not met, met" || concluded(s, reconcile.Efficiency) != reconcile.NotMet {
		t.Error(got)
	}
	if !s.Total.Final.Equal(num("91000000")) {
		t.Errorf("the findings changed the total to %s", s.Total.Final)
	}
}

// What the limit holds: advances, settlement and supplemental payments, not exempt
// facilities, and not disproportionate share.
func TestWhatCountsAgainstTheLimit(t *testing.T) {
	p := paid(reconcile.NursingFacility, reconcile.NonStateGovernment, "60")
	p.Advances, p.Settlement, p.Supplemental, p.Disproportionate = known("30"), known("-5"), known("15"), known("1000")
	tribal := paid(reconcile.NursingFacility, reconcile.NonStateGovernment, "500")
	tribal.Exempt, tribal.Supplemental = true, decimal.NullDecimal{}
	for _, c := range []struct {
		name, limit, want string
		payments          []reconcile.Payment
	}{
		{"at the limit", "100", "met", []reconcile.Payment{p, tribal}},
		{"a cent below", "99.99", "not met", []reconcile.Payment{p, tribal}},
		{"no supplemental known", "100", "not tested", []reconcile.Payment{p, {Service: p.Service, Ownership: p.Ownership, Claims: known("0"), Advances: known("0"), Settlement: known("0")}}},
		{"only exempt", "100", "not tested", []reconcile.Payment{tribal}},
		{"no limit", "", "not tested", []reconcile.Payment{p}},
	} {
		facts := reconcile.StatementFacts{Run: final("2027-12-31"), Payments: c.payments}
		if c.limit != "" {
			facts.Limits = []reconcile.Limit{{Service: p.Service, Ownership: p.Ownership, Amount: num(c.limit), Method: "cost"}}
		}
		if got := outcomes(mustState(t, statementTerms(), facts), reconcile.Efficiency); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
	facts := reconcile.StatementFacts{Run: final("2027-12-31"), Payments: []reconcile.Payment{p}}
	if s := mustState(t, statementTerms(), facts); !s.Total.Final.Equal(num("85")) || !s.Total.Disproportionate.Decimal.Equal(num("1000")) {
		t.Errorf("final %s, disproportionate share %s", s.Total.Final, s.Total.Disproportionate.Decimal)
	}
}

// A limit on a class that was paid nothing is met, and practitioners have none.
func TestLimitsWithoutPaymentsAndPaymentsWithoutLimits(t *testing.T) {
	facts := reconcile.StatementFacts{Run: final("2027-12-31"),
		Payments: []reconcile.Payment{paid(reconcile.Practitioner, reconcile.Private, "5")},
		Limits:   []reconcile.Limit{{Service: reconcile.Clinic, Ownership: reconcile.Private, Amount: num("0"), Method: "cost"}},
	}
	if got := outcomes(mustState(t, statementTerms(), facts), reconcile.Efficiency); got != "met" {
		t.Error(got)
	}
}

func TestAccess42CFR447_203c(t *testing.T) {
	for _, c := range []struct {
		medicaid, cut string
		concerns      reconcile.Concerns
		want          string
		all           reconcile.Outcome
	}{
		{"81", "3.9", reconcile.NoConcerns, "met, met, met", reconcile.Met},
		{"80", "4.0", reconcile.NoConcerns, "met, met, met", reconcile.Met},
		{"79", "1", reconcile.NoConcerns, "not met, met, met", reconcile.NotMet},
		{"95", "4.1", reconcile.Answered, "met, not met, met", reconcile.NotMet},
		{"95", "-2", reconcile.Open, "met, met, not met", reconcile.NotMet},
		{"95", "1", "", "met, met, not tested", reconcile.NotTested},
		{"", "1", reconcile.Open, "not tested, met, not met", reconcile.NotMet},
		{"95", "", reconcile.Answered, "met, not tested, met", reconcile.NotTested},
	} {
		change := reconcile.RateChange{Category: "dental", Medicare: known("100"), Spending: known("100"), Concerns: c.concerns}
		if c.medicaid != "" {
			change.Medicaid = known(c.medicaid)
		}
		if c.cut != "" {
			change.Cut = known(c.cut)
		}
		facts := reconcile.StatementFacts{Run: final("2027-12-31"), Payments: []reconcile.Payment{paid(reconcile.Practitioner, reconcile.Private, "5")},
			Access: []reconcile.RateChange{change}}
		s := mustState(t, statementTerms(), facts)
		if got := outcomes(s, reconcile.Access); got != c.want || concluded(s, reconcile.Access) != c.all {
			t.Errorf("%s, %s, %s: %s", c.medicaid, c.cut, c.concerns, got)
		}
	}
}

func TestEconomyAndQuality(t *testing.T) {
	over, under := paid(reconcile.Clinic, reconcile.Private, "103"), paid(reconcile.Practitioner, reconcile.Private, "90")
	over.Equivalent, under.Equivalent = known("100"), known("100")
	facts := reconcile.StatementFacts{Run: final("2027-12-31"), Payments: []reconcile.Payment{over, under}}
	terms := statementTerms()
	check := func(name, economy, quality string) {
		t.Helper()
		s := mustState(t, terms, facts)
		if e, q := outcomes(s, reconcile.Economy), outcomes(s, reconcile.Quality); e != economy || q != quality {
			t.Errorf("%s: economy %s, quality %s", name, e, q)
		}
	}
	check("in total", "met", "not tested")
	terms.Economy.ByService = true
	facts.Quality = apm.Quality{Score: known("0.7"), Status: apm.Met}
	check("by service", "not met, met", "met")
	facts.Quality.Score = known("0.699")
	check("a low score", "not met, met", "not met")
	facts.Quality = apm.Quality{Score: known("0.9"), Status: apm.Alternative}
	check("another status", "not met, met", "not met")
	facts.Quality.Status = ""
	check("no status", "not met, met", "not tested")
	facts.Quality.Score = known("0.1")
	check("no status, and a low score", "not met, met", "not met")
	facts.Payments[1].Equivalent = decimal.NullDecimal{}
	check("an equivalent that is not known", "not met, not tested", "not met")
	terms.Economy, terms.Quality, terms.Access = nil, nil, nil
	check("no tests", "not tested", "not tested")
}

// The parts of a reconciliation become a payment that adds up, and the page and the JSON
// show the run.
func TestReconciliationBecomesAPayment(t *testing.T) {
	facts := lump("1000", "900", "100")
	facts.Advances[0].Enhanced = cents("50")
	r := mustReconcile(t, terms(reconcile.FullTrueUp, nil), facts, final("2027-06-30"), nil)
	run := reconcile.Run{Status: reconcile.Reopened, PaidThrough: day("2028-01-31"), Reason: "appeal 12"}
	s := mustState(t, statementTerms(), reconcile.StatementFacts{Run: run, Payments: []reconcile.Payment{r.Payment(reconcile.Clinic, reconcile.Private)}})
	if !s.Total.Final.Equal(r.Final.Decimal()) || !s.Total.Equivalent.Decimal.Equal(num("900")) || !s.Total.Advances.Equal(num("1050")) {
		t.Errorf("%+v", s.Total)
	}
	var page strings.Builder
	if n, err := s.WriteTo(&page); err != nil || n != int64(page.Len()) || page.String() != s.String() {
		t.Error(n, err)
	}
	if !strings.Contains(page.String(), "reopened, claims paid through 2028-01-31\nReopened: appeal 12\n") {
		t.Error(page.String())
	}
	text, err := json.Marshal(s)
	if err != nil || !strings.Contains(string(text), `"status":"reopened"`) {
		t.Errorf("%s, %v", text, err)
	}
}
