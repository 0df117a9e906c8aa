package reconcile_test

import (
	"fmt"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
)

// BenchmarkReconcile reconciles an organisation of 1,000 members: twelve advances and ten
// claims each.
func BenchmarkReconcile(b *testing.B) {
	bands := apm.Bands{band("0.03", "1"), lastBand("0")}
	r, err := reconcile.New(terms(reconcile.ThroughCorridor, &reconcile.Corridor{Of: reconcile.OfAdvance, Gains: bands, Losses: bands}))
	if err != nil {
		b.Fatal(err)
	}
	facts := reconcile.Facts{Provider: "Organisation"}
	for m := range 1_000 {
		member := fmt.Sprint("member ", m)
		for month := range 12 {
			facts.Advances = append(facts.Advances, reconcile.Advance{Member: member, Month: day("2026-01-01").AddMonths(month), Base: 6_000, Enhanced: 500})
		}
		for i := range 10 {
			service := day("2026-01-10").AddDays(30 * i)
			facts.Claims = append(facts.Claims, reconcile.Claim{Member: member, Service: service, Paid: service.AddDays(20), Equivalent: 7_100})
		}
		if m%50 == 0 {
			facts.Ineligible = append(facts.Ineligible, reconcile.Ineligible{Member: member, Days: apm.MustParsePeriod("2026-09-01/"), Reason: reconcile.Ended})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Reconcile(facts, final("2027-06-30"), nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStatement states 600 payments of all types and classes, without printing.
func BenchmarkStatement(b *testing.B) {
	d, err := reconcile.NewDemonstration(statementTerms())
	if err != nil {
		b.Fatal(err)
	}
	facts := reconcile.StatementFacts{Run: final("2027-12-31")}
	for _, s := range reconcile.FederalServices() {
		for _, owner := range []reconcile.Ownership{reconcile.StateGovernment, reconcile.NonStateGovernment, reconcile.Private} {
			for i := range 34 {
				facts.Payments = append(facts.Payments, paid(s.Service, owner, fmt.Sprintf("%d.25", 1_000_000+i)))
			}
			if s.Limited {
				facts.Limits = append(facts.Limits, reconcile.Limit{Service: s.Service, Ownership: owner, Amount: num("40000000"), Method: "cost"})
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Statement(facts); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkContract settles a contract with every part.
func BenchmarkContract(b *testing.B) {
	bands := apm.Bands{band("0.03", "1"), lastBand("0.5")}
	full := ratioTerms(reconcile.CommercialCredibility(), &reconcile.Remittance{Floor: num("0.9"), Bands: bands, Of: reconcile.OfTarget})
	full.StopLoss = &reconcile.StopLoss{Aggregate: bands, Charge: num("0.01")}
	full.Corridor = &reconcile.PremiumCorridor{Target: num("0.9"), Corridor: reconcile.Corridor{Of: reconcile.OfPremium, Gains: bands, Losses: bands}}
	contract, err := reconcile.NewContract(full)
	if err != nil {
		b.Fatal(err)
	}
	facts := ratioFacts("0", "0", "0")
	facts.Cost = known("84000000")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := contract.Settle(facts); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOverlap nets three arrangements on 1,000 members.
func BenchmarkOverlap(b *testing.B) {
	o, err := reconcile.NewOverlap(reconcile.OverlapTerms{Name: "three", Arrangements: []reconcile.Arrangement{
		{Name: "x", Precedence: 1}, {Name: "y", Precedence: 2, Counts: []reconcile.Count{{Of: "x", What: reconcile.Gains}}}, {Name: "z", Precedence: 3},
	}})
	if err != nil {
		b.Fatal(err)
	}
	facts := reconcile.OverlapFacts{Arrangements: make(map[string][]reconcile.MemberSaving)}
	for _, name := range []string{"x", "y", "z"} {
		for m := range 1_000 {
			facts.Arrangements[name] = append(facts.Arrangements[name], reconcile.MemberSaving{Member: fmt.Sprint("member ", m), Saving: apm.Cents(m * len(name) * 31)})
		}
	}
	half := func(_ string, saving apm.Cents) (apm.Cents, error) { return saving / 2, nil }
	b.ReportAllocs()
	for b.Loop() {
		if _, err := o.Settle(facts, half); err != nil {
			b.Fatal(err)
		}
	}
}
