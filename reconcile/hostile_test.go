package reconcile_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/reconcile"
	"github.com/shopspring/decimal"
)

var huge = decimal.New(1, 1_000_000_000)

const notPlain = "has more than 40 digits before the point or 200 behind it"

// What New, NewDemonstration, NewContract and NewOverlap refuse, and what they say.
func TestHostileTerms(t *testing.T) {
	advance := func(change func(*reconcile.Terms)) error {
		terms := terms(reconcile.FullTrueUp, nil)
		change(&terms)
		_, err := reconcile.New(terms)
		return err
	}
	statement := func(change func(*reconcile.StatementTerms)) error {
		terms := statementTerms()
		change(&terms)
		_, err := reconcile.NewDemonstration(terms)
		return err
	}
	contract := func(change func(*reconcile.ContractTerms)) error {
		terms := ratioTerms(nil, nil)
		change(&terms)
		_, err := reconcile.NewContract(terms)
		return err
	}
	table := func(c reconcile.Credibility) error {
		return contract(func(t *reconcile.ContractTerms) { t.LossRatio.Credibility = &c })
	}
	overlap := func(list ...reconcile.Arrangement) error {
		_, err := reconcile.NewOverlap(reconcile.OverlapTerms{Name: "several", Arrangements: list})
		return err
	}
	point := func(size int64, adjustment string) reconcile.CredibilityPoint {
		return reconcile.CredibilityPoint{Size: size, Adjustment: num(adjustment)}
	}
	for _, c := range []struct {
		name string
		err  error
		want string
	}{
		{"empty terms", reconcile.Terms{}.Validate(), "name: is empty\nperiod: needs a first and a last day\n" +
			"method: unknown method \"\" (known: fullTrueUp, none, corridor)\n" +
			"death: unknown recovery \"\" (known: keep, firstDay, anyDay, daily)\n" +
			"lostEligibility: unknown recovery \"\" (known: keep, firstDay, anyDay, daily)\n" +
			"rounding: unknown rounding \"\" (known: halfUp, halfEven, down, up)"},
		{"a period backwards", advance(func(t *reconcile.Terms) { t.Period.From, t.Period.To = t.Period.To, t.Period.From }), "period: holds no day"},
		{"a corridor too many", advance(func(t *reconcile.Terms) {
			t.Corridor = &reconcile.Corridor{Of: reconcile.OfAdvance, Gains: apm.Bands{lastBand("1")}, Losses: apm.Bands{lastBand("1")}}
		}), "corridor: goes only with the method corridor"},
		{"a corridor too few", advance(func(t *reconcile.Terms) { t.Method = reconcile.ThroughCorridor }), "corridor: is missing"},
		{"an empty corridor of premium", advance(func(t *reconcile.Terms) {
			t.Method, t.Corridor = reconcile.ThroughCorridor, &reconcile.Corridor{Of: reconcile.OfPremium}
		}), "corridor.of: unknown basis \"premium\" (known here: equivalent, advance, dollars)\ncorridor.gains: needs a band\ncorridor.losses: needs a band"},

		{"an empty statement", reconcile.StatementTerms{Quality: &reconcile.QualityTest{}}.Validate(),
			"name: is empty\nfiscalYear: needs a first and a last day\nservices: needs a service type\nquality: needs atLeast, statuses or both"},
		{"services twice", statement(func(t *reconcile.StatementTerms) {
			t.Services = []reconcile.ServiceTerms{{Service: "home health"}, {}, {Service: "home health"}}
		}), "services[1].service: is empty\nservices[2].service: \"home health\" stands twice"},
		{"bad bounds", statement(func(t *reconcile.StatementTerms) {
			t.Economy.AtMost, t.Access.MinimumOfMedicare, t.Access.MaximumCut = num("-1"), huge, num("4")
			t.Quality = &reconcile.QualityTest{AtLeast: known("-0.1"), Statuses: []apm.Status{""}}
		}), "economy.atMost: -1 is negative\nquality.atLeast: -0.1 is negative\nquality.statuses[0]: is empty\n" +
			"access.minimumOfMedicare: the number " + notPlain + "\naccess.maximumCut: 4 is outside 0 to 1 (2 % is 0.02)"},

		{"an empty contract", reconcile.ContractTerms{}.Validate(), "name: is empty\nratingPeriod: needs a first and a last day"},
		{"a standard below the law", contract(func(t *reconcile.ContractTerms) { t.LossRatio.Standard = num("0.8") }),
			"lossRatio.standard: 0.8 is below 0.85, the least that a state may ask for (42 CFR 438.8(c))"},
		{"bad parts of a contract", contract(func(t *reconcile.ContractTerms) {
			t.Agreed = apm.Date(-5)
			t.StopLoss = &reconcile.StopLoss{Charge: num("2")}
			t.Corridor = &reconcile.PremiumCorridor{Target: num("88"), Corridor: reconcile.Corridor{Of: reconcile.OfAdvance}}
			t.LossRatio.Remittance = &reconcile.Remittance{Floor: num("85"), Relief: &apm.Rate{}, Of: reconcile.OfDollars}
			t.IncentiveCeiling, t.FederalRate = known("-1"), known("65")
		}), "agreed: is no date of the years 1 to 9999\nstopLoss: needs perMember, aggregate or both\nstopLoss.charge: 2 is outside 0 to 1 (2 % is 0.02)\n" +
			"corridor.target: 88 is outside 0 to 1 (2 % is 0.02)\ncorridor.of: unknown basis \"advance\" (known here: premium, target, dollars)\n" +
			"corridor.gains: needs a band\ncorridor.losses: needs a band\nlossRatio.remittance.floor: 85 is outside 0 to 1 (2 % is 0.02)\n" +
			"lossRatio.remittance.relief: a rate is exactly one of fixed, linear, ladder and byStatus, not 0 of them\n" +
			"lossRatio.remittance.bands: needs a band\nlossRatio.remittance.of: unknown basis \"dollars\" (known here: premium, target)\n" +
			"incentiveCeiling: -1 is negative\nfederalRate: 65 is outside 0 to 1 (2 % is 0.02)"},
		{"bad stop-loss bands", contract(func(t *reconcile.ContractTerms) {
			t.StopLoss = &reconcile.StopLoss{PerMember: apm.Bands{}, Aggregate: apm.Bands{lastBand("2")}}
		}), "stopLoss.perMember: needs a band\nstopLoss.aggregate[0].share: 2 is outside 0 to 1 (2 % is 0.02)"},
		{"no table", table(reconcile.Credibility{Years: -1}), "lossRatio.credibility.points: needs a point\nlossRatio.credibility.years: -1 is negative"},
		{"a table backwards", table(reconcile.Credibility{Points: []reconcile.CredibilityPoint{point(0, "0.01"), point(5, "0.02"), point(5, "2"), point(math.MaxInt64, "0")}}),
			"lossRatio.credibility.points[0].size: 0 is below 1\nlossRatio.credibility.points[1].adjustment: 0.02 is above 0.01, that of a smaller plan\n" +
				"lossRatio.credibility.points[2].adjustment: 2 is outside 0 to 1 (2 % is 0.02)\nlossRatio.credibility.points[2].size: 5 is not above 5, the point before it\n" +
				"lossRatio.credibility.points[2].adjustment: 2 is above 0.02, that of a smaller plan\n" +
				"lossRatio.credibility.points[3].size: 9223372036854775807 is above 1000000000000"},
		{"deductibles backwards", table(reconcile.Credibility{Points: []reconcile.CredibilityPoint{point(1, "0")}, Deductibles: []reconcile.DeductiblePoint{
			{Deductible: num("5"), Factor: num("-1")}, {Deductible: num("5"), Factor: num("1")},
		}}), "lossRatio.credibility.deductibles[0].factor: -1 is negative\nlossRatio.credibility.deductibles[1].deductible: 5 is not above 5, the point before it"},

		{"no arrangement", overlap(), "arrangements: needs an arrangement"},
		{"two arrangements each claiming first place", overlap(reconcile.Arrangement{Name: "x", Precedence: 1}, reconcile.Arrangement{Name: "y", Precedence: 1}),
			`arrangements[1].precedence: 1 is taken by "x": two arrangements cannot claim the same savings first`},
		{"no rank, no name, a name twice", overlap(reconcile.Arrangement{}, reconcile.Arrangement{Name: "x", Precedence: 2}, reconcile.Arrangement{Name: "x", Precedence: -1}),
			"arrangements[0].name: is empty\narrangements[0].precedence: 0 is no rank: the first is 1\n" +
				"arrangements[2].name: \"x\" stands twice\narrangements[2].precedence: -1 is no rank: the first is 1"},
		{"counting what is not known", overlap(
			reconcile.Arrangement{Name: "x", Precedence: 1, Counts: []reconcile.Count{{Of: "y", What: reconcile.Gains}, {Of: "x", What: reconcile.Losses}, {Of: "z", What: reconcile.Fees}}},
			reconcile.Arrangement{Name: "y", Precedence: 2, Counts: []reconcile.Count{{Of: "x", What: "rent"}, {Of: "x", What: reconcile.Fees}, {Of: "x", What: reconcile.Fees}}}),
			"arrangements[0].counts[0].of: the gains of \"y\" are not known yet: it does not come before \"x\"\n" +
				"arrangements[0].counts[1].of: the losses of \"x\" are not known yet: it does not come before \"x\"\n" +
				"arrangements[0].counts[2].of: no arrangement is named \"z\"\n" +
				"arrangements[1].counts[0].what: unknown payment \"rent\" (known: fees, gains, losses)\narrangements[1].counts[2]: stands twice"},
	} {
		var problems apm.Problems
		if c.err == nil || c.err.Error() != c.want || !errors.As(c.err, &problems) {
			t.Errorf("%s:\n%v\nwant\n%s", c.name, c.err, c.want)
		}
	}
}

// What a reconciliation refuses. Members are never named.
func TestHostileFacts(t *testing.T) {
	const secret = "MEMBER-SECRET"
	good := func() reconcile.Facts {
		f := lump("1000", "900", "100")
		f.Advances[0].Member, f.Claims[0].Member = secret, secret
		f.Ineligible = []reconcile.Ineligible{{Member: secret, Days: apm.MustParsePeriod("2026-05-01/"), Reason: reconcile.Died}}
		return f
	}
	with := terms(reconcile.ThroughCorridor, &reconcile.Corridor{Of: reconcile.OfEquivalent, Gains: apm.Bands{lastBand("1")}, Losses: apm.Bands{lastBand("1")}})
	reconciliation, err := reconcile.New(with)
	if err != nil {
		t.Fatal(err)
	}
	performing := with
	performing.Performance = true
	for _, c := range []struct {
		name    string
		change  func(*reconcile.Facts)
		want    string
		missing bool
	}{
		{"no provider", func(f *reconcile.Facts) { f.Provider = "" }, "provider: is missing", true},
		{"no advances", func(f *reconcile.Facts) { f.Advances = nil }, "advances: is missing", true},
		{"no claims", func(f *reconcile.Facts) { f.Claims = nil }, "claims: is missing", true},
		{"an advance without members", func(f *reconcile.Facts) { f.Advances[0].Member = "" }, "advances[0].member: is missing", true},
		{"an advance without a month", func(f *reconcile.Facts) { f.Advances[0].Month = 0 }, "advances[0].month: is missing", true},
		{"an advance in the middle of a month", func(f *reconcile.Facts) { f.Advances[0].Month++ }, "advances[0].month: is not the first day of a month", false},
		{"an advance of no year", func(f *reconcile.Facts) { f.Advances[0].Month = -4 }, "advances[0].month: is not the first day of a month", false},
		{"a claim of nobody", func(f *reconcile.Facts) { f.Claims[0].Member = "" }, "claims[0].member: is missing", true},
		{"a claim without a day", func(f *reconcile.Facts) { f.Claims[0].Service = 0 }, "claims[0].service: is missing", true},
		{"a claim that is not paid", func(f *reconcile.Facts) { f.Claims[0].Paid = 0 }, "claims[0].paid: is missing", true},
		{"a claim paid before the service", func(f *reconcile.Facts) { f.Claims[0].Paid = f.Claims[0].Service - 1 }, "claims[0].paid: is before the day of service", false},
		{"absence of nobody", func(f *reconcile.Facts) { f.Ineligible[0].Member = "" }, "ineligible[0].member: is missing", true},
		{"absence without a start", func(f *reconcile.Facts) { f.Ineligible[0].Days.From = 0 }, "ineligible[0].days.from: is missing", true},
		{"absence backwards", func(f *reconcile.Facts) { f.Ineligible[0].Days.To = 3 }, "ineligible[0].days: holds no day", false},
		{"absence for another reason", func(f *reconcile.Facts) { f.Ineligible[0].Reason = "moved" }, "ineligible[0].reason: is unknown (known: died, ended)", false},
		{"performance that does not count", func(f *reconcile.Facts) { f.Performance = known("0") }, "performance: is given, but the terms do not count it", false},
		{"a corridor of nothing", func(f *reconcile.Facts) { f.Claims[0].Equivalent = 0 }, "corridor: equivalent: must be above zero, because a corridor is a fraction of it", false},
		{"too much money", func(f *reconcile.Facts) {
			f.Advances = append(f.Advances, f.Advances[0])
			f.Advances[0].Base, f.Advances[1].Base = math.MaxInt64, 1
		}, "beyond the range of the type", false},
	} {
		facts := good()
		c.change(&facts)
		_, err := reconciliation.Reconcile(facts, final("2027-06-30"), nil)
		if err == nil || err.Error() != c.want || errors.Is(err, apm.ErrMissing) != c.missing {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%s names a member", c.name)
		}
	}
	r, err := reconcile.New(performing)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = r.Reconcile(good(), final("2027-06-30"), nil); !errors.Is(err, apm.ErrMissing) || err.Error() != "performance: is missing" {
		t.Error(err)
	}
	facts := good()
	facts.Performance = decimal.NewNullDecimal(huge)
	if _, err = r.Reconcile(facts, final("2027-06-30"), nil); err == nil || err.Error() != "performance: "+notPlain {
		t.Error(err)
	}
}

// Runs that cannot follow each other.
func TestHostileRuns(t *testing.T) {
	run := func(status reconcile.Status, through string) reconcile.Run {
		r := reconcile.Run{Status: status, PaidThrough: day(through)}
		if status == reconcile.Reopened {
			r.Reason = "appeal"
		}
		return r
	}
	booked := func(r reconcile.Run) *reconcile.Booked {
		if r.Status == reconcile.Reopened {
			first, _ := reconcile.Book("x", run(reconcile.Final, "2026-01-01"), nil, nil)
			b, err := reconcile.Book("x", r, &first, []reconcile.Line{{Item: "a", Amount: 5}})
			if err != nil {
				t.Fatal(err)
			}
			return &b
		}
		b, err := reconcile.Book("x", r, nil, []reconcile.Line{{Item: "a", Amount: 5}})
		if err != nil {
			t.Fatal(err)
		}
		return &b
	}
	edited := booked(run(reconcile.Provisional, "2027-01-31"))
	edited.Lines[0].Amount = 6
	unsorted := booked(run(reconcile.Provisional, "2027-01-31"))
	unsorted.Lines, unsorted.Total = []reconcile.Line{{Item: "b", Amount: 1}, {Item: "a", Amount: 4}}, 5
	unnumbered := booked(run(reconcile.Provisional, "2027-01-31"))
	unnumbered.Number = 0
	changed := booked(run(reconcile.Provisional, "2027-01-31"))
	changed.Change++
	stateless := booked(run(reconcile.Provisional, "2027-01-31"))
	stateless.Run.Status = ""
	const sum = "last: the stored run does not add up: a result is never edited, the facts are changed and the run repeated"
	for _, c := range []struct {
		name  string
		of    string
		run   reconcile.Run
		last  *reconcile.Booked
		lines []reconcile.Line
		want  string
	}{
		{"no name", " ", run(reconcile.Final, "2027-01-31"), nil, nil, "of: is missing"},
		{"no status", "x", reconcile.Run{PaidThrough: 5}, nil, nil, "run.status: is missing"},
		{"an unknown status", "x", run("draft", "2027-01-31"), nil, nil, "run.status: is unknown (known: provisional, final, reopened)"},
		{"no date", "x", reconcile.Run{Status: reconcile.Final}, nil, nil, "run.paidThrough: is missing"},
		{"an impossible date", "x", reconcile.Run{Status: reconcile.Final, PaidThrough: -1}, nil, nil, "run.paidThrough: is no date of the years 1 to 9999"},
		{"no reason", "x", reconcile.Run{Status: reconcile.Reopened, PaidThrough: 5}, nil, nil, "run.reason: is missing: a final settlement is opened again for a reason"},
		{"reopened first", "x", run(reconcile.Reopened, "2027-01-31"), nil, nil, "run.status: reopened: no final run stands before it"},
		{"reopened without final", "x", run(reconcile.Reopened, "2027-01-31"), booked(run(reconcile.Provisional, "2027-01-31")), nil, "run.status: reopened: no final run stands before it"},
		{"provisional after final", "x", run(reconcile.Provisional, "2027-01-31"), booked(run(reconcile.Final, "2027-01-31")), nil, "run.status: provisional: after a final run there are only reopened ones"},
		{"final after reopened", "x", run(reconcile.Final, "2027-01-31"), booked(run(reconcile.Reopened, "2027-01-31")), nil, "run.status: final: after a reopened run there are only reopened ones"},
		{"an earlier paid-through date", "x", run(reconcile.Final, "2027-01-30"), booked(run(reconcile.Provisional, "2027-01-31")), nil, "run.paidThrough: 2027-01-30 is before 2027-01-31, the date of the last run"},
		{"another settlement", "y", run(reconcile.Final, "2027-01-31"), booked(run(reconcile.Provisional, "2027-01-31")), nil, "last.of: the last run is of another settlement"},
		{"an edited result", "x", run(reconcile.Final, "2027-01-31"), edited, nil, sum},
		{"a result out of order", "x", run(reconcile.Final, "2027-01-31"), unsorted, nil, sum},
		{"a result without a number", "x", run(reconcile.Final, "2027-01-31"), unnumbered, nil, sum},
		{"an edited change", "x", run(reconcile.Final, "2027-01-31"), changed, nil, sum},
		{"a stored run without a status", "x", run(reconcile.Final, "2027-01-31"), stateless, nil, "last: run.status: is missing"},
		{"a line of nothing", "x", run(reconcile.Final, "2027-01-31"), nil, []reconcile.Line{{Amount: 1}}, "lines[0].item: is missing"},
		{"a line of no month", "x", run(reconcile.Final, "2027-01-31"), nil, []reconcile.Line{{Item: "a", Month: -1}}, "lines[0].month: is no date of the years 1 to 9999"},
		{"too much money", "x", run(reconcile.Final, "2027-01-31"), nil, []reconcile.Line{{Item: "a", Amount: math.MaxInt64}, {Item: "b", Amount: 1}}, "beyond the range of the type"},
		{"too much of one item", "x", run(reconcile.Final, "2027-01-31"), nil, []reconcile.Line{{Item: "a", Amount: math.MaxInt64}, {Item: "a", Amount: 1}}, "beyond the range of the type"},
	} {
		_, err := reconcile.Book(c.of, c.run, c.last, c.lines)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	lowest, err := reconcile.Book("x", run(reconcile.Provisional, "2027-01-31"), nil, []reconcile.Line{{Item: "a", Amount: math.MinInt64}})
	if err != nil {
		t.Fatal(err)
	}
	next, err := reconcile.Book("x", run(reconcile.Final, "2027-01-31"), &lowest, []reconcile.Line{{Item: "a", Amount: -1}})
	if err != nil || next.Change != math.MaxInt64 {
		t.Errorf("%s, %v", next.Change, err)
	}
}
