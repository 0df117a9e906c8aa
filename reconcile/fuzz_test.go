package reconcile_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/shopspring/decimal"
)

// roundTrip reads a text; what can be read survives another round.
func roundTrip[T reconcile.Terms | reconcile.Facts | reconcile.Booked | reconcile.StatementTerms | reconcile.StatementFacts |
	reconcile.ContractTerms | reconcile.ContractFacts | reconcile.OverlapTerms | reconcile.OverlapFacts](t *testing.T, text []byte) (T, bool) {
	v, err := reconcile.Decode[T](text)
	if err != nil {
		return v, false
	}
	again, err := json.Marshal(v)
	if err != nil {
		return v, false // a period that holds no day has no text
	}
	other, err := reconcile.Decode[T](again)
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%s", err, again)
	}
	third, err := json.Marshal(other)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(again), string(third)); diff != "" {
		t.Fatal(diff)
	}
	return v, true
}

func seed(f *testing.F, values ...any) {
	for _, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"name":"a","name":"b","Period":null,"corridor":{"of":1e400,"gains":[{}]}}`))
}

// FuzzAdvance holds the terms, the facts and the stored run of advances against any text.
func FuzzAdvance(f *testing.F) {
	bands := apm.Bands{band("0.03", "1"), lastBand("0")}
	with := terms(reconcile.ThroughCorridor, &reconcile.Corridor{Of: reconcile.OfAdvance, Gains: bands, Losses: bands})
	facts := lump("1000", "900", "100")
	facts.Ineligible = []reconcile.Ineligible{{Member: "a", Days: apm.MustParsePeriod("2026-05-01/"), Reason: reconcile.Died}}
	seed(f, with, facts, mustReconcile(f, with, facts, final("2027-06-30"), nil).Booked)
	f.Fuzz(func(t *testing.T, text []byte) {
		run := reconcile.Run{Status: reconcile.Reopened, PaidThrough: day("2028-01-01"), Reason: "x"}
		if terms, ok := roundTrip[reconcile.Terms](t, text); ok {
			if r, err := reconcile.New(terms); err == nil {
				_, _ = r.Reconcile(facts, final("2027-06-30"), nil)
			}
		}
		r, err := reconcile.New(with)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := roundTrip[reconcile.Facts](t, text); ok {
			if result, err := r.Reconcile(other, final("2027-06-30"), nil); err == nil && result.Final != result.Paid+result.Base+result.Enhanced+result.Settlement {
				t.Fatal("it does not add up")
			}
		}
		if last, ok := roundTrip[reconcile.Booked](t, text); ok {
			if next, err := reconcile.Book(last.Of, run, &last, last.Lines); err == nil && len(next.Entries) > 0 {
				t.Fatal("nothing changed, and there are entries")
			}
		}
	})
}

// FuzzStatement holds the terms and the facts of statements against any text.
func FuzzStatement(f *testing.F) {
	facts := reconcile.StatementFacts{
		Run: final("2027-12-31"), Payments: []reconcile.Payment{paid(reconcile.Clinic, reconcile.Private, "5")},
		Limits: []reconcile.Limit{{Service: reconcile.Clinic, Ownership: reconcile.Private, Amount: num("5"), Method: "cost"}},
		Access: []reconcile.RateChange{{Category: "dental", Medicaid: known("81"), Medicare: known("100"), Cut: known("1"), Spending: known("25"), Concerns: reconcile.NoConcerns}},
	}
	seed(f, statementTerms(), facts)
	f.Fuzz(func(t *testing.T, text []byte) {
		if terms, ok := roundTrip[reconcile.StatementTerms](t, text); ok {
			if d, err := reconcile.NewDemonstration(terms); err == nil {
				s, _ := d.Statement(facts)
				_ = s.String()
			}
		}
		d, err := reconcile.NewDemonstration(statementTerms())
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := roundTrip[reconcile.StatementFacts](t, text); ok {
			if s, err := d.Statement(other); err == nil {
				_ = s.String()
				if !s.Total.Final.Equal(s.Total.Claims.Add(s.Total.Advances).Add(s.Total.Settlement)) {
					t.Fatal("it does not add up")
				}
			}
		}
	})
}

// FuzzContract holds the terms and the facts of contracts against any text.
func FuzzContract(f *testing.F) {
	bands := apm.Bands{band("0.03", "1"), lastBand("0")}
	full := ratioTerms(reconcile.CommercialCredibility(), &reconcile.Remittance{Floor: num("0.9"), Bands: bands, Of: reconcile.OfTarget})
	full.StopLoss = &reconcile.StopLoss{PerMember: bands, Aggregate: bands, Charge: num("0.01")}
	full.Corridor = &reconcile.PremiumCorridor{Target: num("0.9"), Corridor: reconcile.Corridor{Of: reconcile.OfPremium, Gains: bands, Losses: bands}}
	facts := ratioFacts("0", "0", "0")
	facts.Cost, facts.MemberCosts = known("91000000"), []decimal.Decimal{num("5")}
	seed(f, full, facts)
	f.Fuzz(func(t *testing.T, text []byte) {
		if terms, ok := roundTrip[reconcile.ContractTerms](t, text); ok {
			if contract, err := reconcile.NewContract(terms); err == nil {
				r, _ := contract.Settle(facts)
				_ = r.Account.String()
			}
		}
		contract, err := reconcile.NewContract(full)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := roundTrip[reconcile.ContractFacts](t, text); ok {
			if r, err := contract.Settle(other); err == nil {
				_ = r.Account.String()
			}
		}
	})
}

// FuzzOverlap holds the terms and the facts of several arrangements against any text.
func FuzzOverlap(f *testing.F) {
	terms := reconcile.OverlapTerms{Name: "two", Arrangements: []reconcile.Arrangement{
		{Name: "x", Precedence: 1}, {Name: "y", Precedence: 2, Counts: []reconcile.Count{{Of: "x", What: reconcile.Gains}, {Of: "y", What: reconcile.Fees}}},
	}}
	facts := reconcile.OverlapFacts{Arrangements: map[string][]reconcile.MemberSaving{"x": {{Member: "a", Saving: 5}}, "y": {{Member: "a", Saving: 7, Fees: 1}}}}
	seed(f, terms, facts)
	f.Fuzz(func(t *testing.T, text []byte) {
		if other, ok := roundTrip[reconcile.OverlapTerms](t, text); ok {
			if o, err := reconcile.NewOverlap(other); err == nil {
				_, _ = o.Settle(facts, all)
			}
		}
		o, err := reconcile.NewOverlap(terms)
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := roundTrip[reconcile.OverlapFacts](t, text); ok {
			_, _ = o.Settle(other, all)
		}
	})
}
