package lan_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

// What New refuses, and what it says.
func TestHostileTerms(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*lan.Terms)
		want   string
	}{
		{"nothing", func(t *lan.Terms) { *t = lan.Terms{} }, "edition: unknown edition \"\" (known: 2016, 2017)\n" +
			"period: needs a first and a last day, the last not before the first\ndominance: is empty (known: byRank, byDollars, byStream)"},
		{"another edition", func(t *lan.Terms) { t.Edition = "2018" }, `edition: unknown edition "2018" (known: 2016, 2017)`},
		{"an open period", func(t *lan.Terms) { t.Period.To = 0 }, "period: needs a first and a last day, the last not before the first"},
		{"a policy of another name", func(t *lan.Terms) { t.Dominance = "byLabel" }, `dominance: unknown word "byLabel" (known: byRank, byDollars, byStream)`},
		{"a change of another name", func(t *lan.Terms) { t.Change = "never" }, `change: unknown word "never" (known: atEnd)`},
		{"empty exclusions", func(t *lan.Terms) {
			t.Exclude = []lan.Exclusion{{}, {Name: "x", Of: "y", Lines: []lan.Line{"tricare", ""}}, {Name: "x", Of: "z"}}
		},
			"exclude[0].name: is empty\nexclude[0].of: is empty: name the kind of spending\n" +
				"exclude[1].lines[0]: unknown word \"tricare\" (known: commercial, medicaid, medicareAdvantage, traditionalMedicare)\n" +
				"exclude[1].lines[1]: is empty (known: commercial, medicaid, medicareAdvantage, traditionalMedicare)\nexclude[2].name: \"x\" is there already"},
		{"a rank that lacks categories", func(t *lan.Terms) { t.Rank = append(lan.DefaultRank()[:10:10], "5", "1") },
			"rank[10]: unknown category \"5\" (known: 1, 2A, 2B, 2C, 2D, 3N, 3A, 3B, 4N, 4A, 4B, 4C)\nrank[11]: 1 is there already\nrank: lacks 4B\nrank: lacks 4C"},
	} {
		terms := terms(lan.ByRank)
		c.change(&terms)
		refused(t, c.name, fault(lan.New(terms)), c.want)
	}
}

func refused(t *testing.T, name string, err error, want string) {
	t.Helper()
	var problems apm.Problems
	if !errors.As(err, &problems) || err.Error() != want {
		t.Errorf("%s: got\n%v\nwant\n%s", name, err, want)
	}
}

// What Classify refuses, and what it says.
func TestHostileStreams(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*lan.Stream)
		want   string
	}{
		{"a share of 120 %", func(s *lan.Stream) { s.Downside.Share = share("1.2") }, "downside.share: 1.2 is outside 0 to 1 (2 % is 0.02)"},
		{"a share of 50, in percent", func(s *lan.Stream) { s.Upside.Share = share("50") }, "upside.share: 50 is outside 0 to 1 (2 % is 0.02)"},
		{"a negative share", func(s *lan.Stream) { s.Upside.Share = share("-0.1") }, "upside.share: -0.1 is outside 0 to 1 (2 % is 0.02)"},
		{"a huge share", func(s *lan.Stream) { s.Upside.Share = decimal.NewNullDecimal(decimal.New(1, 1_000_000_000)) },
			"upside.share: the number has more than 40 digits before the point or 200 behind it"},
		{"a cap of nothing in particular", func(s *lan.Stream) { s.Downside.Cap = share("0.05") }, "downside.capOf: is empty: name what the cap is a fraction of"},
		{"a cap without limit", func(s *lan.Stream) {
			s.Downside = lan.Exposure{Cap: share("0.1"), CapOf: lan.OfTarget, Unlimited: true}
		}, "downside.unlimited: does not go with a cap"},
		{"an unknown line of business", func(s *lan.Stream) { s.Line = "tricare" }, `line: unknown word "tricare" (known: commercial, medicaid, medicareAdvantage, traditionalMedicare)`},
		{"a period that ends before it starts", func(s *lan.Stream) { s.Period = apm.Period{From: year.To, To: year.From} }, "period: holds no day"},
		{"a fee schedule per person", func(s *lan.Stream) { s.Role, s.Basis = lan.ForServices, lan.PerPerson },
			"role: a payment per person or in a lump either replaces payment for services or is added to it"},
		{"a replacement per service", func(s *lan.Stream) { s.Role, s.Basis = lan.Replaces, lan.PerService }, "role: a payment per service is payment for services and replaces none"},
		{"words of others", func(s *lan.Stream) {
			*s = lan.Stream{Role: "a", Basis: "b", Scope: "c", Quality: "d", Incentive: "e", Purpose: "f", Timing: "g", Integrated: "h", Upside: lan.Exposure{CapOf: "i"}}
		}, `role: unknown word "a" (known: services, replaces, added)
basis: unknown word "b" (known: perService, perPerson, target, episode, lump)
scope: unknown word "c" (known: serviceLine, condition, comprehensive)
quality: unknown word "d" (known: none, utilization, reporting, performance)
incentive: unknown word "e" (known: reward, penalty, rewardAndPenalty)
purpose: unknown word "f" (known: care, infrastructure)
timing: unknown word "g" (known: prospective, retrospective)
integrated: unknown word "h" (known: yes, no)
upside.capOf: unknown word "i" (known: target, revenue)`},
	} {
		s := of(lan.Category3B)
		c.change(&s)
		_, err := lan.Classify(s, lan.Edition2017)
		refused(t, c.name, err, c.want)
		refused(t, c.name, s.Validate(), c.want)
	}
	_, err := lan.Classify(lan.Stream{}, "2015")
	refused(t, "an unknown edition", err, `edition: unknown edition "2015" (known: 2016, 2017)`)
}

// What Report refuses, and what it says.
func TestHostilePortfolios(t *testing.T) {
	m, err := lan.New(terms(lan.ByRank))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		change func(*lan.Portfolio)
		want   string
	}{
		{"negative dollars", func(p *lan.Portfolio) { p.Dollars[0].Paid = -1 },
			"dollars[0].paid: is negative: net what was paid back against the other dollars of the stream"},
		{"negative people", func(p *lan.Portfolio) { p.Dollars[0].Members = share("-1") }, "dollars[0].members: -1 is negative"},
		{"a share above 100 %", func(p *lan.Portfolio) { p.Streams[0].Downside.Share = share("1.01") }, "streams[0].downside.share: 1.01 is outside 0 to 1 (2 % is 0.02)"},
		{"an unknown line of business", func(p *lan.Portfolio) { p.Streams[1].Line = "tricare" },
			`streams[1].line: unknown word "tricare" (known: commercial, medicaid, medicareAdvantage, traditionalMedicare)`},
		{"no line of business", func(p *lan.Portfolio) { p.Streams[1].Line = "" }, "streams[1].line: is empty (known: commercial, medicaid, medicareAdvantage, traditionalMedicare)"},
		{"a stream without a name", func(p *lan.Portfolio) { p.Streams[0].ID = "" }, "streams[0].id: is empty"},
		{"overlapping periods of one contract", func(p *lan.Portfolio) { p.Streams[1].Period.To++ },
			"streams[0].period: overlaps that of streams[1], which are terms of the same stream: a dollar would have two categories"},
		{"a stream twice", func(p *lan.Portfolio) { p.Streams = append(p.Streams, p.Streams[0]) },
			"streams[2].period: overlaps that of streams[0], which are terms of the same stream: a dollar would have two categories"},
		{"a stream that changes its payer", func(p *lan.Portfolio) { p.Streams[0].Payer = "other" },
			"streams[0]: has another contract, payer or line of business than streams[1] of the same id"},
		{"a gap in the terms", func(p *lan.Portfolio) { p.Streams[0].Period.From++ }, "dollars[0].period: no terms of the stream hold on 2024-07-01"},
		{"terms that end early", func(p *lan.Portfolio) { p.Streams[0].Period.To = year.To - 1 }, "dollars[0].period: no terms of the stream hold on 2024-12-31"},
		{"dollars of another year", func(p *lan.Portfolio) { p.Dollars[0].Period.From-- }, "dollars[0].period: is not inside the period of the measurement, 2024-01-01/2024-12-31"},
		{"dollars without a period", func(p *lan.Portfolio) { p.Dollars[0].Period = apm.Period{} }, "dollars[0].period: needs a first and a last day, the last not before the first"},
		{"dollars of nobody", func(p *lan.Portfolio) { p.Dollars[0].Stream = "nobody" }, "dollars[0].stream: no stream has this id"},
		{"a kind without a name", func(p *lan.Portfolio) { p.Dollars[0].Kinds = []lan.Spending{""} }, "dollars[0].kinds[0]: is empty"},
		{"people covered nowhere", func(p *lan.Portfolio) {
			p.Covered = map[lan.Line]decimal.Decimal{"": num("1"), "tricare": num("1"), lan.Medicaid: num("-1")}
		},
			"covered.\"\": is empty (known: commercial, medicaid, medicareAdvantage, traditionalMedicare)\ncovered.medicaid: -1 is negative\n" +
				"covered.tricare: unknown word \"tricare\" (known: commercial, medicaid, medicareAdvantage, traditionalMedicare)"},
		{"a stream under the name of a contract", func(p *lan.Portfolio) {
			s := standalone("other", lan.Category1, lan.Medicaid)
			s.Contract = "aco"
			p.Streams = append(p.Streams, s)
		}, "streams[2].contract: is the id of streams[1], which stands alone"},
	} {
		p := changing()
		p.Dollars = []lan.Dollars{dollars("aco", "100.00")}
		c.change(&p)
		_, err := m.Report(p)
		refused(t, c.name, err, c.want)
	}

	p := portfolio(lan.Medicaid, paid{"1", "92233720368547758.07"})
	p.Dollars = append(p.Dollars, p.Dollars[0])
	if _, err := m.Report(p); !errors.Is(err, apm.ErrOverflow) {
		t.Errorf("%v", err)
	}
	// Of several streams the sum may be as large as it will.
	p = portfolio(lan.Medicaid, paid{"1", "92233720368547758.07"}, paid{"3A", "92233720368547758.07"})
	r, err := m.Report(p)
	if err != nil || r.All.Total.String() != "184467440737095516.14" {
		t.Errorf("%s, %v", r.All.Total, err)
	}
	goal := lan.Goal{Name: "all", Basis: lan.OfDollars, Categories: lan.TwoSided(), Share: share("1")}
	if _, err := r.Close(goal); !errors.Is(err, apm.ErrOverflow) {
		t.Errorf("%v", err)
	}
	goal.Share = share("0.3") // a gap that fits, of contracts that do not
	if _, err := r.Close(goal); !errors.Is(err, apm.ErrOverflow) {
		t.Errorf("%v", err)
	}
}

// What a goal and an overlay refuse, and what they say.
func TestHostileGoals(t *testing.T) {
	for _, c := range []struct {
		goal lan.Goal
		want string
	}{
		{lan.Goal{Year: -1, Line: "tricare"}, "name: is empty\nline: unknown word \"tricare\" (known: commercial, medicaid, medicareAdvantage, traditionalMedicare)\n" +
			"year: is negative\nbasis: is empty (known: dollars, lives)"},
		{lan.Goal{Name: "x", Basis: lan.OfDollars, Categories: []lan.Category{"3A", "3A", "9"}, Share: share("70")},
			"categories[1]: 3A is there already\ncategories[2]: unknown category \"9\" (known: 1, 2A, 2B, 2C, 2D, 3N, 3A, 3B, 4N, 4A, 4B, 4C)\n" +
				"share: 70 is outside 0 to 1 (2 % is 0.02)"},
		{lan.Goal{Name: "x", Basis: lan.OfLives, Categories: lan.APM()},
			"basis: a goal in lives counts people in accountable care and takes neither categories nor a minimum of downside"},
		{lan.Goal{Name: "x", Basis: lan.OfDollars, MinDownside: &lan.MinDownside{Share: share("2"), Cap: share("0.03")}},
			"minDownside.share: 2 is outside 0 to 1 (2 % is 0.02)\nminDownside.capOf: is empty: name what the cap is a fraction of"},
	} {
		refused(t, "goal", c.goal.Validate(), c.want)
		_, err := lan.Report{}.Standing(c.goal)
		refused(t, "standing", err, c.want)
		refused(t, "overlay", lan.Overlay{Name: "x", Targets: []lan.Goal{c.goal}}.Validate(), "targets[0]."+strings.ReplaceAll(c.want, "\n", "\ntargets[0]."))
	}
}

func TestHostilePools(t *testing.T) {
	r := measure(t, terms(lan.ByRank), portfolio(lan.Medicaid, paid{"1", "1"}))
	other := measure(t, terms(lan.ByStream), portfolio(lan.Commercial, paid{"1", "1"}))
	alike := portfolio(lan.Medicaid, paid{"1", "1"})
	alike.Streams[0].Payer = "another plan"
	for want, reports := range map[string][]lan.Report{
		"there is no report to pool": nil,
		"the reports are not by the same terms, so their dollars do not add up":     {r, other},
		"two reports hold dollars of the same payer, contract and line of business": {r, r},
		"two reports hold a stream of the same id":                                  {r, measure(t, terms(lan.ByRank), alike)},
	} {
		if _, err := lan.Pool(reports...); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// What Decode refuses, and what it says.
func TestHostileJSON(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"streams":[{"id":"a","basis":"perService","Role":"added"}],"dollars":[]}`, `streams[0].Role: the key differs from "role" only in case`},
		{`{"streams":[],"dollars":[{"stream":"a","paid":"1.005","period":"2024-01-01/2024-12-31"}]}`, "dollars[0].paid: not a valid amount: more precise than a cent"},
		{`{"dollars":[{"stream":"a","paid":"1"},{"stream":"a"},{"stream":"a","paid":0}]}`, "dollars[1].paid: the number is missing"},
		{`{"streams":[{"category":"3A"}]}`, "streams[0].category: unknown field"},
		{`{"streams":[{"downside":{"share":"lots"}}]}`, "streams[0].downside.share: not a valid number: want a decimal number such as 0.02"},
		{`{"covered":{"medicaid":"1","medicaid":"2"}}`, "covered.medicaid: the key stands twice"},
		{`{"streams":`, "line 1, column 12: unexpected EOF"},
	} {
		_, err := lan.Decode[lan.Portfolio]([]byte(c.text))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s\ngot  %v\nwant %s", c.text, err, c.want)
		}
	}
}

// A measurement keeps a copy of its terms, and a report is the caller's own.
func TestMeasurementIsItsOwn(t *testing.T) {
	mine := terms(lan.ByRank)
	m, err := lan.New(mine)
	if err != nil {
		t.Fatal(err)
	}
	mine.Exclude[0].Of = "nothing"
	p := portfolio(lan.Medicaid, paid{"1", "1"})
	p.Dollars[0].Kinds = []lan.Spending{lan.Dental}
	r, err := m.Report(p)
	if err != nil || len(r.Excluded) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	r.Terms.Exclude[0].Of = "nothing"
	if r, err = m.Report(p); err != nil || len(r.Excluded) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}
