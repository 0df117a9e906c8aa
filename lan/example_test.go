package lan_test

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

// share reads the constants of the examples.
func share(s string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(s))
}

// A plan proposes what it calls total cost of care with quality. The provider is paid by
// fee schedule, gets half of the savings against a target, and owes nothing.
func ExampleClassify() {
	proposal := lan.Stream{
		Program: "Advanced Risk ACO", // decides nothing
		Role:    lan.ForServices, Basis: lan.Target, Scope: lan.Comprehensive, Quality: lan.Performance,
		Upside:   lan.Exposure{Share: share("0.5")},
		Downside: lan.Exposure{Share: share("0")},
	}
	c, err := lan.Classify(proposal, lan.Edition2017)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(c)

	// Without the downside in the contract nobody knows.
	proposal.Downside = lan.Exposure{}
	c, err = lan.Classify(proposal, lan.Edition2017)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Category, "for want of", c.Missing)
	// Output:
	// category 3A (2017 edition)
	//   1. Does the payment replace payment for services, or is it added to it? neither: it pays for services [role]
	//      not family 4: nothing takes the place of payment for services
	//   2. Is cost compared to a target, with money following the difference? yes [upside.share]
	//      not family 1 or 2: the provider keeps a part of the difference
	//   3. Is any of the money linked to quality? yes, on performance [quality]
	//      not 3N: quality changes the money
	//   4. Does the provider owe or absorb a part when spending exceeds the target? no [downside.share]
	//      3A, not 3B: the provider owes nothing when spending exceeds the target
	// undetermined for want of downside.share
}

// A coordinated care organisation in Oregon measures itself against the target of 2024:
// 70 % of payments in category 2C or higher. The contracts are made up.
func ExampleReport_Standing() {
	year := apm.CalendarYear(2024)
	fees := lan.Stream{Line: lan.Medicaid, Role: lan.ForServices, Basis: lan.PerService, Quality: lan.NoQuality}
	bonus, savings := fees, fees
	bonus.Quality = lan.Performance
	savings.Basis, savings.Quality = lan.Target, lan.Performance
	savings.Upside, savings.Downside = lan.Exposure{Share: share("0.5")}, lan.Exposure{Share: share("0.3")}

	var p lan.Portfolio
	for _, c := range []struct {
		id     string
		stream lan.Stream
		paid   string
	}{
		{"Harbor clinics", fees, "14000000.00"},
		{"Mesa hospital", fees, "22000000.00"},
		{"Valley clinics", fees, "9000000.00"},
		{"Ridge pediatrics", bonus, "25000000.00"},
		{"Coast ACO", savings, "30000000.00"},
	} {
		c.stream.ID = c.id
		p.Streams = append(p.Streams, c.stream)
		p.Dollars = append(p.Dollars, lan.Dollars{Stream: c.id, Paid: apm.MustParseCents(c.paid), Period: year})
	}
	m, err := lan.New(lan.Terms{Edition: lan.Edition2017, Period: year, Exclude: lan.LANExclusions(), Dominance: lan.ByRank})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := m.Report(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	oregon, err := lan.OregonCCO(2024)
	if err != nil {
		fmt.Println(err)
		return
	}
	standing, err := report.Standing(oregon.Targets[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %s by %s points, $%s\n", standing.Goal.Name, standing.Outcome, standing.Points.Decimal.Abs(), standing.Gap)
	closing, err := report.Close(oregon.Targets[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range closing.Moves {
		fmt.Printf("move %s, $%s\n", c.Contract, c.Paid)
	}
	// Output:
	// 2C or higher: short by 15 points, $15000000.00
	// move Mesa hospital, $22000000.00
}

// The states' minimum for downside risk, the LAN's newer goals and other numbers that
// are not presets are goals of the caller's own. This one is illustrative.
func ExampleGoal() {
	g := lan.Goal{
		Name: "3B or higher", Line: lan.Medicaid, Year: 2024, Basis: lan.OfDollars, Categories: lan.TwoSided(), Share: share("0.25"),
		MinDownside: &lan.MinDownside{Cap: share("0.03"), CapOf: lan.OfTarget},
	}
	fmt.Println(g.Validate())
	// Output: <nil>
}

// A test of nominal risk with an illustrative standard: an arrangement with a share of
// 30 % of losses up to 2 % of the target is two-sided, but its risk is nominal.
func ExampleNominalRisk() {
	standard := lan.NominalRisk{MarginalRisk: share("0.3"), MinimumLossRate: share("0.04"), OfTarget: share("0.03")}
	v, err := standard.Test(lan.Exposure{Share: share("0.3"), Cap: share("0.02"), CapOf: lan.OfTarget, Minimum: share("0.02")})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(v.Outcome)
	for _, q := range v.Trail {
		fmt.Printf("  %s %s\n", q.Question, q.Answer)
	}
	// Output:
	// short
	//   Is the share of losses at least 30 %? met
	//   Is the minimum loss rate at most 4 %? met
	//   Is the cap on losses high enough? short
}
