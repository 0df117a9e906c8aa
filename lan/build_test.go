package lan_test

import (
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

// The shapes that streams are made of in the tests.

var year = apm.CalendarYear(2024)

func num(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func exposure(s string) lan.Exposure { return lan.Exposure{Share: share(s)} }

// fees is a fee schedule; quality may change it.
func fees(q lan.Quality) lan.Stream {
	return lan.Stream{Role: lan.ForServices, Basis: lan.PerService, Quality: q, Incentive: lan.Reward}
}

// added is money on top, per person, for care coordination and the like.
func added(q lan.Quality) lan.Stream {
	return lan.Stream{Role: lan.Added, Basis: lan.PerPerson, Quality: q, Purpose: lan.Infrastructure, Incentive: lan.Reward}
}

// against is fee for service settled against a target or an episode price.
func against(b lan.Basis, q lan.Quality, up, down string) lan.Stream {
	return lan.Stream{
		Role: lan.ForServices, Basis: b, Scope: lan.Comprehensive, Quality: q, Timing: lan.Retrospective,
		Upside: exposure(up), Downside: exposure(down),
	}
}

// prepaid takes the place of payment for services, per person and in advance.
func prepaid(scope lan.Scope, q lan.Quality) lan.Stream {
	return lan.Stream{
		Role: lan.Replaces, Basis: lan.PerPerson, Scope: scope, Quality: q, Timing: lan.Prospective,
		Upside: exposure("1"), Downside: exposure("1"), Integrated: lan.No,
	}
}

func with(s lan.Stream, change func(*lan.Stream)) lan.Stream {
	change(&s)
	return s
}

func integrated(s *lan.Stream) { s.Integrated = lan.Yes }

func classify(t testing.TB, s lan.Stream, e lan.Edition) lan.Classification {
	t.Helper()
	c, err := lan.Classify(s, e)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// portfolio is one stream for each category with that many dollars, in a line of
// business.
type paid struct {
	category lan.Category
	dollars  string
}

// of is a stream of that category.
func of(c lan.Category) lan.Stream {
	switch c {
	case lan.Category1:
		return fees(lan.NoQuality)
	case lan.Category2A:
		return added(lan.NoQuality)
	case lan.Category2B:
		return fees(lan.Reporting)
	case lan.Category2C:
		return fees(lan.Performance)
	case lan.Category2D:
		return with(fees(lan.Performance), func(s *lan.Stream) { s.Incentive = lan.Penalty })
	case lan.Category3A:
		return against(lan.Target, lan.Performance, "0.5", "0")
	case lan.Category3B:
		return against(lan.Target, lan.Performance, "0.5", "0.3")
	case lan.Category3N:
		return against(lan.Target, lan.NoQuality, "0.5", "0")
	case lan.Category4A:
		return prepaid(lan.Condition, lan.Performance)
	case lan.Category4B:
		return prepaid(lan.Comprehensive, lan.Performance)
	case lan.Category4C:
		return with(prepaid(lan.Comprehensive, lan.Performance), integrated)
	case lan.Category4N:
		return prepaid(lan.Comprehensive, lan.NoQuality)
	}
	return lan.Stream{}
}

// standalone is a stream of a category that stands alone under its ID.
func standalone(id string, c lan.Category, line lan.Line) lan.Stream {
	s := of(c)
	s.ID, s.Line, s.Payer = id, line, "plan"
	return s
}

func dollars(stream, amount string) lan.Dollars {
	return lan.Dollars{Stream: stream, Paid: apm.MustParseCents(amount), Period: year}
}

// portfolio is one stream alone for each category.
func portfolio(line lan.Line, amounts ...paid) lan.Portfolio {
	var p lan.Portfolio
	for _, a := range amounts {
		id := string(line) + " " + a.category.String()
		p.Streams = append(p.Streams, standalone(id, a.category, line))
		p.Dollars = append(p.Dollars, dollars(id, a.dollars))
	}
	return p
}

func joined(parts ...lan.Portfolio) lan.Portfolio {
	var out lan.Portfolio
	for _, p := range parts {
		out.Streams = append(out.Streams, p.Streams...)
		out.Dollars = append(out.Dollars, p.Dollars...)
	}
	return out
}

func terms(d lan.Dominance) lan.Terms {
	return lan.Terms{Edition: lan.Edition2017, Period: year, Dominance: d, Exclude: lan.LANExclusions()}
}

func measure(t testing.TB, terms lan.Terms, p lan.Portfolio) lan.Report {
	t.Helper()
	m, err := lan.New(terms)
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Report(p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// amounts is the dollars of a report by category.
func amounts(s lan.Shares) map[lan.Category]string {
	out := make(map[lan.Category]string)
	for _, c := range s.Categories {
		out[c.Category] = c.Paid.String()
	}
	return out
}
