package reconcile_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/shopspring/decimal"
)

// A claim of a member who was not eligible that day is left out and reported; the day of
// death itself counts.
func TestClaimsAfterDeathAreExcluded(t *testing.T) {
	facts := lump("0", "100", "10")
	late := facts.Claims[0]
	late.Service, late.Equivalent, late.Payment = day("2026-03-11"), cents("40"), cents("5")
	facts.Claims = append(facts.Claims, late)
	facts.Ineligible = []reconcile.Ineligible{{Member: "a", Days: apm.MustParsePeriod("2026-03-10/"), Reason: reconcile.Died}}
	r := mustReconcile(t, terms(reconcile.FullTrueUp, nil), facts, final("2027-06-30"), nil)
	want := []reconcile.Excluded{{Reason: reconcile.NotEligible, Rows: 1, Equivalent: cents("40"), Payment: cents("5")}}
	if diff := cmp.Diff(want, r.Excluded); diff != "" || r.Equivalent != cents("100") || r.Paid != cents("10") {
		t.Errorf("%s and %s\n%s", r.Equivalent, r.Paid, diff)
	}
	left := []apm.Figure{
		{Name: "equivalent left out, member not eligible on the day of service", Value: num("40.00"), Unit: apm.Dollars},
		{Name: "paid on claims left out, member not eligible on the day of service", Value: num("5.00"), Unit: apm.Dollars},
	}
	if diff := cmp.Diff(left, r.Account.Facts[3:]); diff != "" {
		t.Error(diff)
	}
}

// Days without eligibility for two reasons are taken back once: the larger part.
func TestTwoReasonsAreTakenBackOnce(t *testing.T) {
	with := terms(reconcile.NoTrueUp, nil)
	with.Death, with.LostEligibility = reconcile.Daily, reconcile.Daily
	facts := lump("310", "0", "0") // ten dollars a day
	facts.Ineligible = []reconcile.Ineligible{
		{Member: "a", Days: apm.MustParsePeriod("2026-03-20/2026-03-25"), Reason: reconcile.Ended},
		{Member: "a", Days: apm.MustParsePeriod("2026-03-22/2026-03-27"), Reason: reconcile.Ended},
		{Member: "a", Days: apm.MustParsePeriod("2026-03-29/"), Reason: reconcile.Died},
	}
	if r := mustReconcile(t, with, facts, final("2027-06-30"), nil); r.Recovered != cents("80") {
		t.Errorf("recovered %s", r.Recovered)
	}
}

// A stored run belongs to one provider, program and period.
func TestRunsOfAnotherProviderAreRefused(t *testing.T) {
	facts := lump("100", "90", "0")
	first := mustReconcile(t, terms(reconcile.FullTrueUp, nil), facts, reconcile.Run{Status: reconcile.Provisional, PaidThrough: day("2027-01-31")}, nil)
	other, renamed, moved := facts, terms(reconcile.FullTrueUp, nil), terms(reconcile.FullTrueUp, nil)
	other.Provider, renamed.Name, moved.Period = "Another", "Another", apm.MustParsePeriod("2026-01-01/2026-12-30")
	for _, c := range []struct {
		terms reconcile.Terms
		facts reconcile.Facts
	}{{terms(reconcile.FullTrueUp, nil), other}, {renamed, facts}, {moved, facts}} {
		r, err := reconcile.New(c.terms)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = r.Reconcile(c.facts, final("2027-06-30"), &first.Booked); err == nil || err.Error() != "last.of: the last run is of another settlement" {
			t.Error(err)
		}
	}
}

// Recoveries of overpayments lower the claims (42 CFR 438.8(e)(2)(ii)(A)).
func TestRecoveriesLowerTheRatio(t *testing.T) {
	facts := ratioFacts("0", "0", "0")
	facts.LossRatio.Recoveries = known("2000000")
	if l := mustSettle(t, ratioTerms(nil, nil), facts).LossRatio; !l.Numerator.Equal(num("80000000")) {
		t.Errorf("numerator %s", l.Numerator)
	}
}

// The account names the contract and the table beside the regulation.
func TestLossRatioNamesItsAuthority(t *testing.T) {
	rule := reconcile.Remittance{Floor: num("0.85"), Bands: apm.Bands{lastBand("1")}, Of: reconcile.OfTarget, Authority: "contract, section 7"}
	table := reconcile.CommercialCredibility()
	for _, c := range []struct {
		table *reconcile.Credibility
		rule  *reconcile.Remittance
		want  string
	}{
		{nil, nil, "42 CFR 438.8"}, {table, nil, "42 CFR 438.8; 45 CFR 158.232"}, {nil, &rule, "42 CFR 438.8(j); contract, section 7"},
		{table, &rule, "42 CFR 438.8(j); 45 CFR 158.232; contract, section 7"}, {&reconcile.Credibility{Points: table.Points}, nil, "42 CFR 438.8"},
	} {
		if r := mustSettle(t, ratioTerms(c.table, c.rule), ratioFacts("0", "0", "0")); r.Account.Steps[0].Authority != c.want {
			t.Errorf("%q, want %q", r.Account.Steps[0].Authority, c.want)
		}
	}
}

// Members above the attachment point may be the whole cost.
func TestMembersMayBeTheWholeCost(t *testing.T) {
	terms := reconcile.ContractTerms{Name: "Plan", RatingPeriod: apm.CalendarYear(2026), StopLoss: &reconcile.StopLoss{PerMember: apm.Bands{band("100", "0"), lastBand("1")}}}
	facts := reconcile.ContractFacts{Premium: known("500"), Cost: known("300"), MemberCosts: []decimal.Decimal{num("300")}}
	if r := mustSettle(t, terms, facts); !r.StopLoss.Equal(num("200")) {
		t.Errorf("stop-loss %s", r.StopLoss)
	}
}

// A page says the status that the quality standard was held to.
func TestThePageNamesTheStatus(t *testing.T) {
	facts := reconcile.StatementFacts{Run: final("2027-12-31"), Quality: apm.Quality{Score: known("0.7"), Status: apm.Met},
		Payments: []reconcile.Payment{paid(reconcile.Clinic, reconcile.Private, "5")}}
	if page := mustState(t, statementTerms(), facts).String(); !strings.Contains(page, "  quality: quality standard, status met: met\n") {
		t.Error(page)
	}
}

// An outcome that no test made, because the one that is missing comes first or last.
func TestConclusionsInAnyOrder(t *testing.T) {
	known, unknown := paid(reconcile.Clinic, reconcile.Private, "5"), paid(reconcile.Practitioner, reconcile.Private, "5")
	unknown.Equivalent = decimal.NullDecimal{}
	terms := statementTerms()
	terms.Economy.ByService = true
	facts := reconcile.StatementFacts{Run: final("2027-12-31"), Payments: []reconcile.Payment{known, unknown}}
	for range 2 {
		if got := concluded(mustState(t, terms, facts), reconcile.Economy); got != reconcile.NotTested {
			t.Errorf("%s of one met and one not tested", got)
		}
		terms.Services[2], terms.Services[5] = terms.Services[5], terms.Services[2]
	}
}

// Compiled terms keep nothing of the caller's, and serve several goroutines.
func TestCompiledTermsAreTheirOwn(t *testing.T) {
	bands := func() apm.Bands { return apm.Bands{band("0.03", "1"), lastBand("0")} }
	advance := terms(reconcile.ThroughCorridor, &reconcile.Corridor{Of: reconcile.OfAdvance, Gains: bands(), Losses: bands()})
	statement := statementTerms()
	contract := ratioTerms(reconcile.CommercialCredibility(), &reconcile.Remittance{Floor: num("0.9"), Bands: bands(), Of: reconcile.OfPremium})
	overlap := reconcile.OverlapTerms{Name: "two", Arrangements: []reconcile.Arrangement{
		{Name: "y", Precedence: 2, Counts: []reconcile.Count{{Of: "x", What: reconcile.Gains}}}, {Name: "x", Precedence: 1},
	}}
	r, err1 := reconcile.New(advance)
	d, err2 := reconcile.NewDemonstration(statement)
	c, err3 := reconcile.NewContract(contract)
	o, err4 := reconcile.NewOverlap(overlap)
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
		t.Fatal(err1, err2, err3, err4)
	}
	facts := lump("200", "190", "0")
	stated := reconcile.StatementFacts{Run: final("2027-12-31"), Payments: []reconcile.Payment{paid(reconcile.Clinic, reconcile.Private, "5")}}
	members := reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{"x": {{Member: "a", Saving: 60}}, "y": {{Member: "a", Saving: 100}}}}
	run := func() string {
		var out strings.Builder
		a, err1 := r.Reconcile(facts, final("2027-06-30"), nil)
		b, err2 := d.Statement(stated)
		c, err3 := c.Settle(ratioFacts("0", "0", "0"))
		n, err4 := o.Settle(members, all)
		if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
			t.Error(err1, err2, err3, err4)
		}
		out.WriteString(a.Account.String() + b.String() + c.Account.String() + n.Account.String())
		return out.String()
	}
	want := run()
	advance.Corridor.Gains[0].Share, advance.Corridor.Of = num("0"), reconcile.OfDollars
	statement.Services[0].Service, statement.Services[2].Limited = "changed", false
	statement.Economy.AtMost = num("0")
	contract.LossRatio.Remittance.Bands[0].Share = num("0")
	contract.LossRatio.Credibility.Points[0].Size = 999
	overlap.Arrangements[0].Counts[0].What = reconcile.Fees
	if overlap.Arrangements[0].Name != "y" {
		t.Error("the caller's list was sorted")
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if diff := cmp.Diff(want, run()); diff != "" {
				t.Error(diff)
			}
		})
	}
	group.Wait()
}

// The table of payers is what it says it writes.
func TestAcrossWrites(t *testing.T) {
	a, err := reconcile.SideBySide("x", []reconcile.PayerSettlement{{Payer: "p", Run: reconcile.Run{Status: reconcile.Reopened, PaidThrough: 9, Reason: "y"}, Members: []string{}}})
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	if n, err := a.WriteTo(&page); err != nil || n != int64(page.Len()) || page.String() != a.String() || a.Status != reconcile.Reopened {
		t.Error(n, err, a.Status)
	}
}

// An empty list says that there was nothing, no list that it is not known; JSON keeps the
// two apart.
func TestEmptyListsSurviveJSON(t *testing.T) {
	for _, c := range []struct {
		facts any
		want  string
	}{
		{reconcile.ContractFacts{MemberCosts: []decimal.Decimal{}}, `"memberCosts":[]`}, {reconcile.ContractFacts{}, `"memberCosts":null`},
		{reconcile.Facts{Claims: []reconcile.Claim{}}, `"advances":null,"claims":[]`},
	} {
		text, err := json.Marshal(c.facts)
		if err != nil || !strings.Contains(string(text), c.want) {
			t.Errorf("%s, %v, want %s", text, err, c.want)
		}
	}
}

// An amount that was forgotten is not a zero.
func TestForgottenAmountsAreRefused(t *testing.T) {
	_, err := reconcile.Decode[reconcile.Facts]([]byte(`{"provider": "p", "performance": "5",
		"advances": [{"member": "a", "month": "2026-01-01", "base": "60"}, {"member": "a", "month": "2026-02-01", "enhanced": "5"}],
		"claims": [{"member": "a", "service": "2026-01-01", "paid": "2026-01-01", "payment": "0"}]}`))
	if want := "advances[1].base: the number is missing\nclaims[0].equivalent: the number is missing"; err == nil || err.Error() != want {
		t.Error(err)
	}
	_, err = reconcile.Decode[reconcile.OverlapFacts]([]byte(`{"arrangements": {"y": [{"member": "a"}], "x": [{"member": "a", "saving": 0}, {"member": "b"}], "z": null}}`))
	if want := "arrangements.y[0].saving: the number is missing\narrangements.x[1].saving: the number is missing"; err == nil || err.Error() != want {
		t.Error(err)
	}
}
