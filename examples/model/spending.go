package main

import (
	"context"
	"iter"
	"runtime"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/lan"
	"github.com/seed-6807d414/apm/spend"
	"github.com/shopspring/decimal"
)

// scope is the services that a proposal makes an organisation accountable for, and what
// becomes of the spending of each person before it counts. The months of its ledger are
// those of the year it is asked for.
type scope struct {
	Name string `json:"name"`
	// Care says how much of the care this is, for the HCP-LAN category.
	Care     lan.Scope         `json:"care"`
	Services spend.Terms       `json:"services"`
	Outliers spend.Adjustments `json:"outliers,omitempty"`
}

// amount is the spending of one person in one year within a scope.
type amount struct {
	months  apm.MemberMonths
	before  decimal.Decimal // before the outlier rules
	dollars decimal.Decimal // behind them
	cut     decimal.Decimal // what the outlier rules took off
}

// spent is the spending of everyone in one year within a scope, by the place of the
// person in the population.
type spent struct {
	people  []amount
	months  [][]personMonth // of each person
	balance spend.Balance
}

// personMonth is how much of a month one person counts.
type personMonth struct {
	start  apm.Date
	months apm.MemberMonths
}

// spend makes the ledger of a year and cuts its outliers: percentiles are those of
// everyone in the file that year.
func (p *population) spend(ctx context.Context, s scope, year apm.Period) (*spent, error) {
	terms := s.Services
	terms.Period = year
	ledger, err := spend.New(terms)
	if err != nil {
		return nil, under("services", err)
	}
	out := &spent{people: make([]amount, len(p.people)), months: make([][]personMonth, len(p.people))}
	persons := make([][]spend.Person, len(p.people))
	reference := spend.NewReference(slices.ContainsFunc(s.Outliers, annualised))
	next := 0
	for pages, err := range ledger.Run(ctx, p.members(), runtime.GOMAXPROCS(0)) {
		if err != nil {
			return nil, err
		}
		for _, page := range pages {
			out.balance.Add(p.people[next].spending, page)
			for _, month := range page.Months {
				if month.Standing == spend.Counted && month.Enrolled > 0 {
					out.months[next] = append(out.months[next], personMonth{month.Start, month.Enrolled})
				}
			}
			persons[next] = page.Persons()
			for _, one := range persons[next] {
				if err := reference.Add(one); err != nil {
					return nil, err
				}
			}
			next++
		}
	}
	rules, err := s.Outliers.Resolve(reference)
	if err != nil {
		return nil, under("outliers", err)
	}
	adjuster, err := spend.NewAdjuster(rules)
	if err != nil {
		return nil, under("outliers", err)
	}
	for i, list := range persons {
		for _, one := range list {
			adjusted, err := adjuster.Adjust(one)
			if err != nil {
				return nil, under("outliers", err)
			}
			result := amount{months: adjusted.Months, before: one.Dollars, dollars: adjusted.Dollars}
			for _, e := range adjusted.Effects {
				result.cut = result.cut.Add(e.Removed)
			}
			out.people[i].add(result)
		}
	}
	return out, nil
}

// annualised says whether a rule compares spending per person-year with its limit.
func annualised(rule spend.Adjustment) bool {
	truncate, ok := rule.(spend.Truncate)
	return ok && truncate.Annual
}

// balanceHeadings are what the columns of a balance hold.
var balanceHeadings = []string{"all claims", "counted", "months excluded", "not enrolled", "other services", "other years", "rejected"}

// columns says where the dollars of all claims went: what the columns behind the first
// hold adds up to it.
func (s *spent) columns() []string {
	b := &s.balance
	services := b.ExcludedServices
	services.Merge(b.Pending)
	services.Merge(b.Superseded)
	var cells []string
	for _, t := range []spend.Tally{b.In, b.Counted, b.ExcludedMonths, b.Unenrolled, services, b.Outside, b.Rejected} {
		t.Paid.Merge(t.PassThrough)
		cells = append(cells, rounded(t.Paid.Decimal()))
	}
	return cells
}

func (a *amount) add(b amount) {
	a.months += b.months
	a.before = a.before.Add(b.before)
	a.dollars = a.dollars.Add(b.dollars)
	a.cut = a.cut.Add(b.cut)
}

// perYear is dollars per person-year, none without time.
func (a amount) perYear() decimal.NullDecimal {
	rate, err := apm.Quo(a.dollars, a.months.PersonYears())
	return decimal.NullDecimal{Decimal: rate, Valid: err == nil}
}

// members gives the people to a ledger by the batch.
func (p *population) members() iter.Seq2[[]spend.Member, error] {
	return func(yield func([]spend.Member, error) bool) {
		for batch := range slices.Chunk(p.people, 256) {
			members := make([]spend.Member, len(batch))
			for i := range batch {
				members[i] = batch[i].spending
			}
			if !yield(members, nil) {
				return
			}
		}
	}
}

// attribute says who is accountable for each person in a year, by the place of the
// person in the population; empty for nobody.
func (p *population) attribute(ctx context.Context, method attribution.Method, year apm.Period) ([]attribution.Result, error) {
	a, err := attribution.New(method, p.roster, year)
	if err != nil {
		return nil, err
	}
	batches := func(yield func([]attribution.Member, error) bool) {
		for batch := range slices.Chunk(p.people, 256) {
			members := make([]attribution.Member, len(batch))
			for i := range batch {
				members[i] = batch[i].Member
			}
			if !yield(members, nil) {
				return
			}
		}
	}
	results := make([]attribution.Result, 0, len(p.people))
	for batch, err := range a.Run(ctx, batches, attribution.Options{}) {
		if err != nil {
			return nil, err
		}
		results = append(results, batch...)
	}
	return results, nil
}
