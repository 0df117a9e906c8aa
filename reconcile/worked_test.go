package reconcile_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/shopspring/decimal"
)

// Worked examples of advances, each named by its source. Those of contracts have their
// rule from the source and their arithmetic from here.

func band(upTo, share string) apm.Band { return apm.Band{UpTo: known(upTo), Share: num(share)} }
func lastBand(share string) apm.Band   { return apm.Band{Share: num(share)} }

// million is an amount in millions of dollars.
func million(s string) decimal.Decimal { return num(s).Shift(6) }

func final(date string) reconcile.Run {
	return reconcile.Run{Status: reconcile.Final, PaidThrough: day(date)}
}

// terms are those of a calendar year.
func terms(method reconcile.Method, corridor *reconcile.Corridor) reconcile.Terms {
	return reconcile.Terms{
		Name: "Advance", Period: apm.CalendarYear(2026), Method: method, Corridor: corridor,
		Death: reconcile.FirstDay, LostEligibility: reconcile.FirstDay, Rounding: apm.HalfUp,
	}
}

// lump is one member with one advance and one claim.
func lump(base, equivalent, payment string) reconcile.Facts {
	return reconcile.Facts{
		Provider: "Organisation",
		Advances: []reconcile.Advance{{Member: "a", Month: day("2026-03-01"), Base: cents(base)}},
		Claims: []reconcile.Claim{{
			Member: "a", Service: day("2026-03-09"), Paid: day("2026-04-02"), Equivalent: cents(equivalent), Payment: cents(payment),
		}},
	}
}

// failer is a test, or a draw of one.
type failer interface {
	Helper()
	Fatal(args ...any)
}

func mustReconcile(t failer, terms reconcile.Terms, facts reconcile.Facts, run reconcile.Run, last *reconcile.Booked) reconcile.Result {
	t.Helper()
	r, err := reconcile.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	result, err := r.Reconcile(facts, run, last)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestVermontNextGenerationCorridor(t *testing.T) {
	bands := apm.Bands{band("0.03", "1"), lastBand("0")}
	corridor := &reconcile.Corridor{Of: reconcile.OfAdvance, Gains: bands, Losses: bands, Authority: "Vermont Medicaid Next Generation ACO contract"}
	for _, c := range []struct{ actual, kept, payer string }{
		{"190000000", "6000000", "4000000"}, {"196000000", "4000000", "0"}, {"199000000", "1000000", "0"},
		{"203000000", "-3000000", "0"}, {"206000000", "-6000000", "0"}, {"212000000", "-6000000", "-6000000"},
	} {
		r := mustReconcile(t, terms(reconcile.ThroughCorridor, corridor), lump("200000000", c.actual, "0"), final("2027-06-30"), nil)
		if r.Kept != cents(c.kept) || r.Settlement != -cents(c.payer) {
			t.Errorf("actual %s: the organisation keeps %s and settles %s", c.actual, r.Kept, r.Settlement)
		}
	}
}

// OneCare Vermont, Medicaid 2019 and 2020: the settlement and the fixed payment
// performance, which is what the fixed payments were above the claims that they covered.
func TestOneCareVermontPublishedCombination(t *testing.T) {
	for _, c := range []struct{ settlement, performance, combined string }{
		{"-6505293", "8245865", "1740572"}, {"11621236", "43738036", "55359272"},
	} {
		with := terms(reconcile.NoTrueUp, nil)
		with.Performance = true
		facts := lump("150000000", cents("150000000").Decimal().Sub(num(c.performance)).StringFixed(2), "0")
		facts.Performance = known(c.settlement)
		r := mustReconcile(t, with, facts, final("2027-06-30"), nil)
		if got := r.Final - r.Equivalent; got != cents(c.combined) || r.Settlement != cents(c.settlement) {
			t.Errorf("combined %s, settlement %s, published %s and %s", got, r.Settlement, c.combined, c.settlement)
		}
	}
}

// OneCare Vermont, Medicare 2019, in the page's rounded words: $11.3 million earned, $8.0
// million advanced, $3.3 million remain.
func TestOneCareVermontMedicareAdvance(t *testing.T) {
	with := terms(reconcile.NoTrueUp, nil)
	with.Performance = true
	facts := lump("0", "0", "0")
	facts.Advances[0].Enhanced, facts.Performance = cents("8000000"), known("11300000")
	if r := mustReconcile(t, with, facts, final("2027-06-30"), nil); r.Settlement != cents("3300000") {
		t.Errorf("%s remain", r.Settlement)
	}
}

// Oregon fee-for-service CPC+ Track 2: 10 % of the expected revenue as a lump sum, and
// every payment reduced by 10 % (OAR 410-149-0140).
func TestOregonTrack2IsTruedUp(t *testing.T) {
	for _, expected := range []string{"9000.00", "10000.00", "12345.67"} {
		advance := num(expected).Mul(num("0.1")).StringFixedBank(2)
		r := mustReconcile(t, terms(reconcile.FullTrueUp, nil), lump(advance, "10000.00", "9000.00"), final("2027-06-30"), nil)
		if r.Final != cents("10000") || r.Settlement != cents("1000")-cents(advance) {
			t.Errorf("expected %s: final %s, settlement %s", expected, r.Final, r.Settlement)
		}
	}
}
