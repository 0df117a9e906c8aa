package episode_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

var endlessNumber = decimal.New(1, 1_000_000_000)

// What a program promises to refuse, with the messages.
func TestHostilePrograms(t *testing.T) {
	huge := decimal.NewNullDecimal(endlessNumber)
	fixed, above := apm.FixedRate(usd("0.5")), apm.FixedRate(usd("0.6"))
	status := apm.Rate{ByStatus: []apm.StatusRate{{Status: apm.Met, Rate: fixed}}}
	var none *episode.SharingRate
	for _, c := range []struct {
		name   string
		change func(*episode.Program)
		want   string
	}{
		{"empty", func(p *episode.Program) { *p = episode.Program{} },
			"name: is empty\nbasis: is empty: name the amount that the cost of an episode is measured in, such as allowed or standardised\nbenchmark: a benchmark is exactly one of thresholds, target and caseRate, not 0 of them"},
		{"two benchmarks", func(p *episode.Program) { p.Benchmark.CaseRate = &episode.CaseRate{Price: given("-1")} },
			"benchmark.caseRate.price: -1 is negative\nbenchmark: a benchmark is exactly one of thresholds, target and caseRate, not 2 of them"},
		{"empty adjustment", func(p *episode.Program) { p.Adjust = []episode.Adjustment{{}} }, "adjust[0]: an adjustment is exactly one of outlier and risk"},
		{"both adjustments", func(p *episode.Program) {
			p.Adjust = []episode.Adjustment{{Outlier: &episode.Outlier{Method: episode.CapCost, Upper: &episode.Cutoff{Dollars: given("1")}}, Risk: &episode.Risk{Apply: episode.DivideEpisode}}}
		}, "adjust[0]: an adjustment is exactly one of outlier and risk"},
		{"outlier of nothing", func(p *episode.Program) {
			p.Adjust = []episode.Adjustment{{Outlier: &episode.Outlier{TailShare: usd("2")}}}
		},
			"adjust[0].outlier.method: unknown method \"\" (known: winsorise, cap, exclude)\nadjust[0].outlier: needs lower, upper or both\nadjust[0].outlier.tailShare: 2 is outside 0 to 1 (2 % is 0.02)"},
		{"cap from below", func(p *episode.Program) {
			p.Adjust = []episode.Adjustment{{Outlier: &episode.Outlier{Method: episode.CapCost, Lower: &episode.Cutoff{}, Definition: apm.SAS5, Deviation: episode.SampleDeviation}}}
		}, "adjust[0].outlier.lower: a cap has no lower limit; winsorise has\nadjust[0].outlier.lower: a cut-off is exactly one of percentile, deviations and dollars, not 0 of them\nadjust[0].outlier.definition: does not apply: no cut-off is a percentile\nadjust[0].outlier.deviation: does not apply: no cut-off is made of standard deviations"},
		{"crossed percentiles", func(p *episode.Program) {
			p.Adjust = []episode.Adjustment{{Outlier: &episode.Outlier{Method: episode.Winsorise, Lower: &episode.Cutoff{Percentile: given("0.9")}, Upper: &episode.Cutoff{Percentile: given("0.1")}}}}
		}, "adjust[0].outlier.definition: unknown percentile definition \"\" (known: type7, sas5, nearestRank)\nadjust[0].outlier.upper: 0.1 is below lower, 0.9"},
		{"groups", func(p *episode.Program) {
			p.Adjust = []episode.Adjustment{{Outlier: &episode.Outlier{Method: episode.ExcludeOutliers, TailShare: usd("1"), Upper: &episode.Cutoff{Deviations: huge}, GroupBy: []episode.Grouping{"cell", "cell", "surgeon"}}}}
		}, "adjust[0].outlier.upper.deviations: the number has more than 40 digits before the point or 200 behind it\nadjust[0].outlier.deviation: unknown deviation \"\" (known: sample, population)\nadjust[0].outlier.tailShare: an excluded episode has no tail that counts\nadjust[0].outlier.groupBy[1]: \"cell\" stands twice\nadjust[0].outlier.groupBy[2]: unknown label \"surgeon\" (known: category, cell, region, period)"},
		{"risk without form", func(p *episode.Program) {
			p.Adjust = []episode.Adjustment{{Risk: &episode.Risk{Apply: "both", Factors: []episode.Factor{{}, {}}}}}
		}, "adjust[0].risk.apply: unknown use \"both\" (known: divideEpisode, multiplyTarget)\nadjust[0].risk.form: unknown form \"\" (known: product, sum, exponential)\nadjust[0].risk.factors[0].name: is empty\nadjust[0].risk.factors[1].name: is empty\nadjust[0].risk.factors[1].name: \"\" stands twice"},
		{"product with a negative factor", func(p *episode.Program) {
			p.Adjust = []episode.Adjustment{{Risk: &episode.Risk{Apply: episode.DivideEpisode, Form: episode.ProductForm, Intercept: usd("1"), Factors: []episode.Factor{{Name: "a", Coefficient: usd("0")}}}}}
		}, "adjust[0].risk.intercept: does not apply: only a sum of factors has one\nadjust[0].risk.factors[0].coefficient: 0 is not above zero, and a product multiplies by it"},
		{"form without factors", func(p *episode.Program) {
			p.Adjust = []episode.Adjustment{{Risk: &episode.Risk{Apply: episode.DivideEpisode, Form: episode.ExponentialForm, Normalise: &episode.Normalise{Within: given("1.1")}}}}
		}, "adjust[0].risk.form: does not apply: there are no factors, so the payer gives the weight\nadjust[0].risk.normalise.within: 1.1 is outside 0 to 1 (2 % is 0.02)\nadjust[0].risk.normalise.factor: is missing: within is a fraction of it"},
		{"normalised by zero", func(p *episode.Program) {
			p.Adjust = []episode.Adjustment{{Risk: &episode.Risk{Apply: episode.DivideEpisode, Normalise: &episode.Normalise{Factor: given("0")}}}}
		}, "adjust[0].risk.normalise.factor: 0 is not above zero"},
		{"risk twice", func(p *episode.Program) {
			r := episode.Adjustment{Risk: &episode.Risk{Apply: episode.DivideEpisode}}
			p.Adjust = []episode.Adjustment{r, r}
		}, "adjust[1].risk: the risk is adjusted for already"},
		{"thresholds", func(p *episode.Program) {
			p.Benchmark = episode.Benchmark{Thresholds: &episode.Thresholds{}}
			p.Adjust = []episode.Adjustment{{Risk: &episode.Risk{Apply: episode.MultiplyTarget}}}
		}, "benchmark.thresholds.dollars: unknown dollars \"\" (known: adjusted, rescaled)\nbenchmark.thresholds.levels: needs the levels of a category\nadjust[0].risk.apply: thresholds are no targets of single episodes: divide the episode"},
		{"levels", func(p *episode.Program) {
			p.Benchmark = episode.Benchmark{Thresholds: &episode.Thresholds{Dollars: episode.Rescaled, Levels: []episode.Level{
				{}, {GainLimit: given("1")}, {Category: "a", Acceptable: given("10"), Commendable: given("11"), GainLimit: given("12")}, {Category: "b", Commendable: huge}, {Category: "c", Acceptable: given("-1")},
			}}}
		}, "benchmark.thresholds.levels[0]: needs acceptable, commendable or both\nbenchmark.thresholds.levels[1].category: \"\" has levels already\nbenchmark.thresholds.levels[1]: needs acceptable, commendable or both\nbenchmark.thresholds.levels[1].gainLimit: does not apply: without commendable there are no gains\nbenchmark.thresholds.levels[2].commendable: 11 is below gainLimit, 12\nbenchmark.thresholds.levels[2].acceptable: 10 is below commendable, 11\nbenchmark.thresholds.levels[3].commendable: the number has more than 40 digits before the point or 200 behind it\nbenchmark.thresholds.levels[4].acceptable: -1 is negative\nbenchmark.thresholds.dollars: there is nothing to rescale: no adjustment divides episodes by their risk"},
		{"discounts", func(p *episode.Program) {
			p.Benchmark.Target.Discounts = []episode.Discount{{Rate: apm.Rate{Linear: &apm.Linear{Slope: usd("0.1")}}, LossRate: &apm.Rate{}}, {Rate: fixed}, {Category: "A", Rate: fixed, LossRate: &above}}
		}, "benchmark.target.discounts[0].lossRate: a rate is exactly one of fixed, linear, ladder and byStatus, not 0 of them\nbenchmark.target.discounts[0].rate: a discount that rises with the quality score punishes better quality\nbenchmark.target.discounts[1].category: \"\" has a discount already\nbenchmark.target.discounts[2].lossRate: 0.6 is above the discount for gains, 0.5"},
		{"allowance", func(p *episode.Program) {
			p.Benchmark = episode.Benchmark{CaseRate: &episode.CaseRate{Allowance: &episode.Allowance{Cost: usd("-1"), Share: usd("50"), Flat: usd("0.5")}}}
		}, "benchmark.caseRate.allowance.cost: -1 is negative\nbenchmark.caseRate.allowance.share: 50 is outside 0 to 1 (2 % is 0.02)\nbenchmark.caseRate.allowance.meanPrice: is missing, and a part of the allowance is in proportion to it"},
		{"allowance by a price of zero", func(p *episode.Program) {
			p.Benchmark = episode.Benchmark{CaseRate: &episode.CaseRate{Allowance: &episode.Allowance{MeanPrice: given("0")}}}
		}, "benchmark.caseRate.allowance.meanPrice: 0 is not above zero"},
		{"volume", func(p *episode.Program) { p.Volume = []episode.Volume{{AfterNetting: true}} },
			"volume[0].minimum: 0 is not above zero\nvolume[0].on: unknown count \"\" (known: baseline, performance)\nvolume[0].action: unknown action \"\" (known: reportOnly, noDownside, regionalOnly)\nvolume[0].afterNetting: goes with noDownside only"},
		{"no rule", func(p *episode.Program) { p.Gains = episode.Rules{nil, none} }, "gains[0]: is no rule\ngains[1]: is no rule"},
		{"rules out of place", func(p *episode.Program) {
			p.Gains = episode.Rules{episode.PostEpisode{}, episode.TrueUp{}, episode.Adjust{Direction: episode.Forgive}}
			p.Losses = episode.Rules{episode.Gate{Statuses: []apm.Status{apm.Met}}, episode.Adjust{Direction: episode.Withhold}, episode.OneSided{}, &episode.CarryForward{}}
			p.Final = episode.Rules{episode.Adjust{Direction: episode.Forgive}, episode.Cap{Lesser: []episode.Limit{{Dollars: given("1")}}}, episode.MinimumRate{Of: "target"}, episode.SharingRate{Rate: status}}
		}, "gains[0]: postEpisode works on amounts with a sign: it belongs in the final list\ngains[1]: trueUp works on amounts with a sign: it belongs in the final list\ngains[2].direction: forgive goes with losses\nlosses[0]: a gate opens the way to gains: it belongs in a list of gains\nlosses[1].direction: withhold goes with gains\nlosses[2]: oneSided works on amounts with a sign: it belongs in the final list\nlosses[3]: carryForward works on amounts with a sign: it belongs in the final list\nfinal[0]: adjust has one side: it belongs in a list of gains or of losses\nfinal[1]: cap has one side: it belongs in a list of gains or of losses\nfinal[2]: minimumRate has one side: it belongs in a list of gains or of losses\nfinal[3].rate: in the final list, where amounts have a sign, a share is fixed"},
		{"better quality punished", func(p *episode.Program) {
			p.Gains = episode.Rules{episode.SharingRate{Rate: apm.Rate{Linear: &apm.Linear{Intercept: usd("1"), Slope: usd("-0.5")}}}}
			p.Each.Losses = episode.Rules{episode.SharingRate{Rate: apm.Rate{Ladder: []apm.Rung{{AtLeast: usd("0.5"), Rate: usd("0.5")}}}}}
			p.Each.Gains = episode.Rules{episode.SharingRate{Rate: apm.Rate{Ladder: []apm.Rung{{AtLeast: usd("0"), Rate: usd("0.5")}, {AtLeast: usd("0.5"), Rate: usd("0.4")}}}}}
		}, "each.gains[0].rate: a share of gains that falls as the quality score rises punishes better quality\neach.losses[0].rate: a share of losses that rises with the quality score punishes better quality\ngains[0].rate: a share of gains that falls as the quality score rises punishes better quality"},
		{"fields of rules", func(p *episode.Program) {
			p.Gains = episode.Rules{episode.MinimumRate{Rate: usd("3")}, episode.SharingRate{By: "rank", Rate: fixed}, episode.Scale{Times: -1}, episode.Cap{}, episode.Cap{Lesser: []episode.Limit{{}, {Rate: given("-1")}, {Dollars: given("-1"), Of: "target"}}},
				episode.Gate{}, episode.Gate{Statuses: []apm.Status{""}, Needed: given("0")}, episode.Gate{Metrics: []episode.Metric{{}, {AtLeast: huge, Weight: usd("-1")}}}, episode.Adjust{Maximum: usd("10")}, episode.Round{Places: 16, Mode: "up"}, episode.MarkAmount{}, episode.MarkAmount{Name: "a"}, episode.MarkAmount{Name: "a"}}
			p.Final = episode.Rules{episode.PostEpisode{Deviations: usd("-3")}}
		}, "gains[0].rate: 3 is outside 0 to 1 (2 % is 0.02)\ngains[0].of: is empty: name the figure that this is a part of, such as target or revenue\ngains[1].by: does not apply: the rate depends on no score\ngains[2].times: -1 is not above zero\ngains[2].over: 0 is not above zero\ngains[3]: a cap has either lesser or greater limits\ngains[4].lesser[0]: a limit is exactly one of dollars and rate\ngains[4].lesser[1].rate: -1 is negative\ngains[4].lesser[1].of: is empty: name the figure that this is a part of, such as target or revenue\ngains[4].lesser[2].dollars: -1 is negative\ngains[4].lesser[2].of: does not go with dollars\ngains[5]: a gate has either statuses or metrics\ngains[6].statuses[0]: is empty\ngains[6].needed: does not apply: there are no metrics\ngains[6].needed: is zero, so that every provider passes\ngains[7].metrics[0].id: is empty\ngains[7].metrics[0]: a metric is met by exactly one of atLeast and atMost\ngains[7].metrics[1].id: is empty\ngains[7].metrics[1].id: \"\" stands twice\ngains[7].metrics[1].atLeast: the number has more than 40 digits before the point or 200 behind it\ngains[7].metrics[1].weight: -1 is negative\ngains[8].maximum: 10 is outside 0 to 1 (2 % is 0.02)\ngains[8].direction: unknown direction \"\" (known: withhold, bonus, forgive, surcharge)\ngains[9].places: 16 is outside -15 to 15\ngains[10].name: is empty\ngains[12]: \"a\" is marked already\nfinal[0].deviations: -3 is negative"},
		{"attribution", func(p *episode.Program) {
			p.Attribution = &episode.Attribution{Hierarchy: []episode.Role{"", "a", "a"}, TieBreak: []episode.TieBreak{"random"}, Roster: []string{"x", ""}, Successions: []episode.Succession{{From: "a", To: "a"}, {From: "a", To: "b", On: apm.MustParseDate("2020-01-01")}}}
			p.Reconciliation = &episode.Reconciliation{Membership: "birth", Price: "death"}
		}, "attribution.hierarchy[0]: is empty\nattribution.hierarchy[2]: \"a\" stands twice\nattribution.tieBreak[0]: unknown tie-break \"random\" (known: mostDollars, mostLines, earliest, latest)\nattribution.roster: holds an empty provider\nattribution.successions[0]: a succession is from one provider to another\nattribution.successions[0].on: is no date\nattribution.successions[1].from: has a successor already\nreconciliation.membership: unknown day \"birth\" (known: triggerStart, triggerEnd, end)\nreconciliation.price: unknown day \"death\" (known: triggerStart, triggerEnd, end)"},
		{"empty attribution", func(p *episode.Program) {
			p.Attribution, p.Reconciliation = &episode.Attribution{}, &episode.Reconciliation{}
		}, "attribution.hierarchy: needs a role\nreconciliation: needs membership, price or both"},
		{"too large", func(p *episode.Program) { p.Gains = make(episode.Rules, 20_000) }, "the program holds itself, or more than 10000 rules and factors"},
	} {
		p := targeted(nil, nil, nil)
		c.change(&p)
		err := p.Validate()
		if got := errorText(err); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
		var problems apm.Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: %T", c.name, err)
		}
	}
}

// What preparing and settling refuse; no text holds what identifies an episode.
func TestHostileFacts(t *testing.T) {
	huge := decimal.NewNullDecimal(endlessNumber)
	cap5 := episode.Cap{Lesser: []episode.Limit{{Rate: given("0.05"), Of: episode.TotalRevenue}}}
	dividing := adjusting(episode.Adjustment{Risk: &episode.Risk{Apply: episode.DivideEpisode}})
	product := adjusting(episode.Adjustment{Risk: &episode.Risk{Apply: episode.MultiplyTarget, Form: episode.ProductForm, Factors: []episode.Factor{{Name: "dual", Coefficient: usd("2")}}}})
	sumForm := adjusting(episode.Adjustment{Risk: &episode.Risk{Apply: episode.MultiplyTarget, Form: episode.SumForm, Factors: []episode.Factor{{Name: "dual", Coefficient: usd("2")}}}})
	expForm := adjusting(episode.Adjustment{Risk: &episode.Risk{Apply: episode.MultiplyTarget, Form: episode.ExponentialForm, Factors: []episode.Factor{{Name: "dual", Coefficient: usd("2")}}}})
	for _, c := range []struct {
		name   string
		p      episode.Program
		change func(*episode.Case)
		want   string
	}{
		{"no category", adjusting(), func(c *episode.Case) { c.Category = "" }, "cases[1].category: is missing"},
		{"no provider", adjusting(), func(c *episode.Case) { c.Provider = "" }, "cases[1].provider: is missing, and the episode counts"},
		{"other basis", adjusting(), func(c *episode.Case) { c.Amounts = map[episode.PriceBasis]decimal.Decimal{episode.Paid: usd("1")} }, "cases[1].amounts.allowed: is missing"},
		{"endlessNumber amount", adjusting(), func(c *episode.Case) { c.Amounts = map[episode.PriceBasis]decimal.Decimal{"other": endlessNumber} }, "cases[1].amounts.other: has more than 40 digits before the point or 200 behind it"},
		{"endlessNumber covariate", adjusting(), func(c *episode.Case) { c.Covariates = map[string]decimal.Decimal{"age": endlessNumber} }, "cases[1].covariates.age: has more than 40 digits before the point or 200 behind it"},
		{"negative target", adjusting(), func(c *episode.Case) { c.Target = given("-1") }, "cases[1].target: is negative"},
		{"endlessNumber post-episode", adjusting(), func(c *episode.Case) { c.PostEpisode = huge }, "cases[1].postEpisode: has more than 40 digits before the point or 200 behind it"},
		{"weight of zero", dividing, func(c *episode.Case) { c.Weight = given("0") }, "cases[1].weight: is not above zero"},
		{"no weight", dividing, func(c *episode.Case) { c.Weight = decimal.NullDecimal{} }, "cases[1].weight: is missing"},
		{"empty reason", adjusting(), func(c *episode.Case) { c.Excluded = []string{""} }, "cases[1].excluded: holds an empty reason"},
		{"no covariate", product, func(c *episode.Case) { c.Covariates = nil }, "cases[1].covariates.dual: is missing"},
		{"neither yes nor no", product, func(c *episode.Case) { c.Covariates = map[string]decimal.Decimal{"dual": usd("2")} }, "cases[1].covariates.dual: is neither 0 nor 1, and a product of factors asks for yes or no"},
		{"no target to multiply", product, func(c *episode.Case) { c.Target = decimal.NullDecimal{} }, "cases[1].target: is missing"},
		{"weight below zero", sumForm, func(c *episode.Case) { c.Covariates = map[string]decimal.Decimal{"dual": usd("-2")} }, "cases[1].covariates: make a risk weight that is not above zero, or beyond any weight"},
		{"exponential beyond", expForm, func(c *episode.Case) { c.Covariates = map[string]decimal.Decimal{"dual": usd("26")} }, "cases[1].covariates: make the exponential of a number beyond -50 to 50"},
	} {
		fine := costing("470", "100")
		fine.ID, fine.Weight, fine.Covariates = "secret", given("1"), map[string]decimal.Decimal{"dual": usd("1")}
		bad := fine
		c.change(&bad)
		_, err := arrange(t, c.p).Prepare([]episode.Case{fine, bad})
		if got := errorText(err); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		missing := strings.HasSuffix(c.want, "is missing") || c.name == "no provider"
		var fact *apm.FactError
		if !errors.As(err, &fact) || errors.Is(err, apm.ErrMissing) != missing {
			t.Errorf("%s: %#v", c.name, err)
		}
	}
	baseline := episode.Outlier{Method: episode.Winsorise, Lower: &episode.Cutoff{Dollars: given("1")}, Upper: &episode.Cutoff{Dollars: given("2")}, FromBaseline: true}
	for want, limits := range map[string]episode.OutlierLimits{
		"adjust[0].outlier: group []: baseline limit: is missing":                                                {Lower: given("1")},
		"adjust[0].outlier: group []: limits: the upper limit comes out below the lower one":                     {Lower: given("3"), Upper: given("2")},
		"adjust[0].outlier: group []: baseline limit: has more than 40 digits before the point or 200 behind it": {Lower: given("3"), Upper: huge},
	} {
		if _, err := arrange(t, outlierTerms(baseline)).Prepare([]episode.Case{costing("", "1")}, limits); errorText(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	loss := func(r ...episode.Rule) episode.Program { return targeted(nil, r, nil) }
	final := func(r ...episode.Rule) episode.Program { return targeted(nil, nil, r) }
	aboveGain := targeted(nil, nil, nil)
	lossRate := apm.FixedRate(usd("0.03"))
	aboveGain.Benchmark.Target.Discounts = []episode.Discount{{Rate: apm.Rate{Linear: &apm.Linear{Intercept: usd("0.03"), Slope: usd("-0.01")}}, LossRate: &lossRate}}
	byStatus := targeted(nil, nil, nil)
	byStatus.Benchmark.Target.Discounts = []episode.Discount{{Rate: apm.Rate{ByStatus: []apm.StatusRate{{Status: apm.Met, Rate: lossRate}}}}}
	levels := sampleOptions()
	levels.Dollars = episode.Rescaled
	low := targeted(nil, nil, nil)
	low.Volume = []episode.Volume{{Minimum: 5, On: episode.OnBaseline, Action: episode.NoDownside}}
	regional := targeted(nil, nil, nil)
	regional.Volume = []episode.Volume{{Minimum: 5, On: episode.OnPerformance, Action: episode.RegionalOnly}}
	for _, c := range []struct {
		name   string
		p      episode.Program
		change func(*episode.ProviderFacts, *episode.PreparedCase)
		want   string
	}{
		{"no id", final(), func(f *episode.ProviderFacts, _ *episode.PreparedCase) { f.ID = "" }, "id: is missing"},
		{"another's case", final(), func(_ *episode.ProviderFacts, c *episode.PreparedCase) { c.Provider = "X" }, "cases[0].provider: is another than the one that is settled"},
		{"nobody's excluded case", final(), func(_ *episode.ProviderFacts, c *episode.PreparedCase) { c.Provider, c.Excluded = "", []string{"a"} }, "cases[0].provider: is another than the one that is settled"},
		{"another's excluded case", final(), func(_ *episode.ProviderFacts, c *episode.PreparedCase) { c.Provider, c.Excluded = "X", []string{"a"} }, "cases[0].provider: is another than the one that is settled"},
		{"no category", final(), func(_ *episode.ProviderFacts, c *episode.PreparedCase) { c.Category = "" }, "cases[0].category: is missing"},
		{"no target", final(), func(_ *episode.ProviderFacts, c *episode.PreparedCase) { c.Target = decimal.NullDecimal{} }, "cases[0].target: is missing"},
		{"endlessNumber cost", final(), func(_ *episode.ProviderFacts, c *episode.PreparedCase) { c.Cost = endlessNumber }, "cases[0].cost: has more than 40 digits before the point or 200 behind it"},
		{"negative revenue", final(), func(f *episode.ProviderFacts, _ *episode.PreparedCase) { f.Revenue = given("-1") }, "revenue: is negative"},
		{"negative carried", final(), func(f *episode.ProviderFacts, _ *episode.PreparedCase) { f.Carried = given("-1") }, "carried: is negative"},
		{"amount with a place", final(), func(f *episode.ProviderFacts, _ *episode.PreparedCase) {
			f.Amounts = map[episode.Basis]decimal.Decimal{"revenue": usd("1")}
		}, "amounts.revenue: has a place of its own; set that"},
		{"endlessNumber fact", final(), func(f *episode.ProviderFacts, _ *episode.PreparedCase) {
			f.Amounts = map[episode.Basis]decimal.Decimal{"fees": endlessNumber}
		}, "amounts.fees: has more than 40 digits before the point or 200 behind it"},
		{"endlessNumber metric", final(), func(f *episode.ProviderFacts, _ *episode.PreparedCase) {
			f.Metrics = map[string]decimal.Decimal{"m": endlessNumber}
		}, "metrics.m: has more than 40 digits before the point or 200 behind it"},
		{"negative score", final(), func(f *episode.ProviderFacts, _ *episode.PreparedCase) { f.Quality = scored("-1") }, "quality.score: is negative"},
		{"unknown run", final(), func(f *episode.ProviderFacts, _ *episode.PreparedCase) { f.Run = &episode.Run{} }, "run.kind: is none of provisional, final, reopened"},
		{"endlessNumber run", final(), func(f *episode.ProviderFacts, _ *episode.PreparedCase) {
			f.Run = &episode.Run{Kind: episode.FinalRun, Settled: huge}
		}, "run.settled: has more than 40 digits before the point or 200 behind it"},
		{"no run", final(episode.TrueUp{}), func(*episode.ProviderFacts, *episode.PreparedCase) {}, "final[0]: run: is missing"},
		{"final run without a first", final(episode.TrueUp{}), func(f *episode.ProviderFacts, _ *episode.PreparedCase) { f.Run = &episode.Run{Kind: episode.FinalRun} }, "final[0]: run.settled: is missing"},
		{"no carried", final(episode.CarryForward{}), func(*episode.ProviderFacts, *episode.PreparedCase) {}, "final[0]: carried: is missing"},
		{"no revenue", loss(cap5), func(*episode.ProviderFacts, *episode.PreparedCase) {}, "losses[0]: revenue: is missing"},
		{"no amount", loss(episode.Cap{Lesser: []episode.Limit{{Rate: given("1"), Of: "fees"}}}), func(*episode.ProviderFacts, *episode.PreparedCase) {}, "losses[0]: amounts.fees: is missing"},
		{"negative basis", loss(episode.Cap{Lesser: []episode.Limit{{Rate: given("1"), Of: "fees"}}}), func(f *episode.ProviderFacts, _ *episode.PreparedCase) {
			f.Amounts = map[episode.Basis]decimal.Decimal{"fees": usd("-1")}
		}, "losses[0]: fees: is negative, and a limit is a fraction of it"},
		{"minimum of a negative basis", loss(episode.MinimumRate{Of: "fees"}), func(f *episode.ProviderFacts, _ *episode.PreparedCase) {
			f.Amounts = map[episode.Basis]decimal.Decimal{"fees": usd("-1")}
		}, "losses[0]: fees: is negative, and the minimum is a fraction of it"},
		{"no score", loss(episode.Adjust{Direction: episode.Forgive}), func(*episode.ProviderFacts, *episode.PreparedCase) {}, "losses[0]: quality.score: is missing"},
		{"points for a score", loss(episode.Adjust{Direction: episode.Forgive}), func(f *episode.ProviderFacts, _ *episode.PreparedCase) { f.Quality = scored("80") }, "losses[0]: quality.score: is outside 0 to 1 (80 points of 100 are 0.8)"},
		{"no rank", loss(episode.SharingRate{By: "rank", Rate: apm.Rate{Linear: &apm.Linear{Slope: usd("0")}}}), func(*episode.ProviderFacts, *episode.PreparedCase) {}, "losses[0]: amounts.rank: is missing"},
		{"rank in percent", loss(episode.SharingRate{By: "rank", Rate: apm.Rate{Linear: &apm.Linear{Slope: usd("0")}}}), func(f *episode.ProviderFacts, _ *episode.PreparedCase) {
			f.Amounts = map[episode.Basis]decimal.Decimal{"rank": usd("70")}
		}, "losses[0]: rank: is outside 0 to 1 (76.6 % is 0.766)"},
		{"no baseline", low, func(*episode.ProviderFacts, *episode.PreparedCase) {}, "volume[0]: categories.LEJR.baselineEpisodes: is missing"},
		{"half a baseline episode", low, func(f *episode.ProviderFacts, _ *episode.PreparedCase) {
			f.Categories = map[string]episode.CategoryFacts{"LEJR": {BaselineEpisodes: given("0.5")}}
		}, "categories.LEJR.baselineEpisodes: is no whole number"},
		{"no regional price", regional, func(*episode.ProviderFacts, *episode.PreparedCase) {}, "cases.regionalTarget: is missing"},
		{"no norm", final(episode.PostEpisode{}), func(*episode.ProviderFacts, *episode.PreparedCase) {}, "final[0]: categories.LEJR.postEpisode: is missing"},
		{"half a norm", final(episode.PostEpisode{}), func(f *episode.ProviderFacts, _ *episode.PreparedCase) {
			f.Categories = map[string]episode.CategoryFacts{"LEJR": {PostEpisode: &episode.PostEpisodeNorm{Mean: given("1")}}}
		}, "categories.LEJR.postEpisode: needs mean and deviation, or excess"},
		{"no post-episode spending", final(episode.PostEpisode{}), func(f *episode.ProviderFacts, _ *episode.PreparedCase) {
			f.Categories = map[string]episode.CategoryFacts{"LEJR": {PostEpisode: &episode.PostEpisodeNorm{Mean: given("1"), Deviation: given("1")}}}
		}, "final[0]: cases.postEpisode: is missing"},
		{"no thresholds", sure(episode.ArkansasProgram(2015, sampleOptions())), func(*episode.ProviderFacts, *episode.PreparedCase) {}, "categories.LEJR.levels: the program has no thresholds for the category"},
		{"no weight to rescale", sure(episode.TennesseeProgram(2015, levels)), func(_ *episode.ProviderFacts, c *episode.PreparedCase) { c.Category = "perinatal" }, "cases.weight: is missing"},
		{"discounts crossed", aboveGain, func(f *episode.ProviderFacts, _ *episode.PreparedCase) { f.Quality = scored("1") }, "benchmark.target.discounts: lossRate: is above the discount for gains at this quality"},
		{"discount without status", byStatus, func(*episode.ProviderFacts, *episode.PreparedCase) {}, "benchmark.target.discounts: quality.status: is missing, and the rate depends on it"},
		{"no metric", targeted(episode.Rules{episode.Gate{Metrics: []episode.Metric{{ID: "m", AtLeast: given("1")}}}}, nil, nil), func(_ *episode.ProviderFacts, c *episode.PreparedCase) { c.Cost = usd("1") }, "gains[0]: metrics.m: is missing"},
		{"no status", targeted(episode.Rules{episode.Gate{Statuses: []apm.Status{apm.Met}}}, nil, nil), func(_ *episode.ProviderFacts, c *episode.PreparedCase) { c.Cost = usd("1") }, "gains[0]: quality.status: is missing"},
	} {
		facts, one := episode.ProviderFacts{ID: "H"}, totalCase("LEJR", "1000", "1100")
		one.ID = "secret"
		c.change(&facts, &one)
		_, err := arrange(t, c.p).Settle(facts, []episode.PreparedCase{one})
		if got := errorText(err); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// A rule of one's own cannot spoil a settlement.
type rogue struct {
	To, Carry decimal.Decimal
	Fails     bool
	Figures   bool
}

func (rogue) Kind() string       { return "oregon.rogue" }
func (rogue) Validate(apm.Check) {}
func (r rogue) Apply(p *episode.Performance, amount decimal.Decimal) (episode.Move, error) {
	if r.Fails {
		return episode.Move{}, errors.New("on purpose")
	}
	move := episode.Move{To: r.To, Carried: decimal.NewNullDecimal(r.Carry)}
	if r.Figures {
		move.Marks = []apm.Figure{{Name: p.Category, Value: endlessNumber}}
	}
	return move, nil
}

func TestRulesOfOnesOwn(t *testing.T) {
	for want, r := range map[string]rogue{
		"losses[0]: the rule gave an amount below zero where there is none, or beyond any sum of money": {To: usd("-1")},
		"losses[0]: the rule carries an amount below zero or beyond any sum of money":                   {Carry: usd("-1")},
		"losses[0]: on purpose": {Fails: true},
		"losses[0]: the rule gave a figure with more than 40 digits before the point or 200 behind it": {Figures: true},
	} {
		_, err := arrange(t, targeted(nil, episode.Rules{r}, nil)).Settle(episode.ProviderFacts{ID: "H"}, []episode.PreparedCase{totalCase("LEJR", "1", "2")})
		if errorText(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	wantAmount(t, "its amount", settleTerms(t, targeted(nil, episode.Rules{rogue{To: usd("7")}}, nil), episode.ProviderFacts{}, totalCase("LEJR", "1", "2")).Result, "-7")
	kinds := episode.ProgramKinds().With(rogue{})
	p, err := episode.DecodeProgram([]byte(`{"name":"x","basis":"paid","benchmark":{"target":{}},"gains":[{"kind":"oregon.rogue","To":"3","Carry":0,"Fails":false,"Figures":false}]}`), kinds)
	if err != nil || p.Gains[0] != (episode.Rule)(rogue{To: usd("3"), Carry: usd("0")}) && p.Gains[0].Kind() != "oregon.rogue" {
		t.Error(p, err)
	}
}

func TestHostileJSON(t *testing.T) {
	for in, want := range map[string]string{
		`{"nmae":"x"}`:                                                    "nmae: unknown field (known: adjust, attribution, basis, benchmark, each, final, gains, losses, name, reconciliation, volume)",
		`{"gains":[{"kind":"shrae"}]}`:                                    `gains[0]: unknown rule "shrae" (known: adjust, cap, carryForward, gate, mark, minimumRate, oneSided, postEpisode, round, scale, share, trueUp)`,
		`{"gains":[{"kind":"adjust","direction":"bonus"}]}`:               "gains[0].maximum: the number is missing",
		`{"benchmark":{"Target":{}}}`:                                     `benchmark.Target: the key differs from "target" only in case`,
		`{"name":"a","name":"b"}`:                                         "name: the key stands twice",
		`{"each":{"gains":[{"kind":"cap","lesser":[{"rate":"1e999"}]}]}}`: "each.gains[0].lesser[0].rate: not a valid number: want at most 40 digits before the point and 200 behind it",
	} {
		if _, err := episode.DecodeProgram([]byte(in), episode.ProgramKinds()); errorText(err) != want {
			t.Errorf("%s: got %v", in, err)
		}
	}
}

func TestPresetsRefuse(t *testing.T) {
	eligible := []apm.Status{episode.CJRGood}
	rate := apm.FixedRate(usd("0.01"))
	noGain, noLoss, both := sampleOptions(), sampleOptions(), sampleOptions()
	noGain.GainShare, noLoss.LossShare, both.RewardOnly = decimal.NullDecimal{}, decimal.NullDecimal{}, true
	for want, err := range map[string]error{
		"TEAM: say by the option Order whether quality or the corridor comes first":                                                 errorOf(episode.TEAMProgram(2026, 3, episode.TEAMOptions{})),
		"TEAM: the form of the quality adjustment between its ends is not published; the option StraightLine takes a straight line": errorOf(episode.TEAMProgram(2026, 3, episode.TEAMOptions{Order: episode.QualityFirst})),
		"TEAM: say by the option LowVolume whether losses of low volume are dropped before or after netting":                        errorOf(episode.TEAMProgram(2026, 3, episode.TEAMOptions{Order: episode.QualityFirst, StraightLine: true})),
		"CJR: known for performance years 1 to 5, not for 6":                                                                        errorOf(episode.CJRProgram(6, episode.CJROptions{})),
		"CJR: known for performance years 1 to 5, not for 0":                                                                        errorOf(episode.CJRProgram(0, episode.CJROptions{})),
		"CJR: the stop-gain of performance year 2 is needed as an option":                                                           errorOf(episode.CJRProgram(2, episode.CJROptions{Eligible: eligible})),
		"CJR: the quality categories that can be paid are needed as an option":                                                      errorOf(episode.CJRProgram(1, episode.CJROptions{})),
		"CJR: performance year 1 has no losses to limit":                                                                            errorOf(episode.CJRProgram(1, episode.CJROptions{Eligible: eligible, StopLoss: given("0.1")})),
		"CJR: a discount for losses goes with one for gains":                                                                        errorOf(episode.CJRProgram(1, episode.CJROptions{Eligible: eligible, LossDiscount: &rate})),
		"BPCI Advanced: known for model years 1 to 3, not for 4":                                                                    errorOf(episode.BPCIAdvancedProgram(4, episode.BPCIAdvancedOptions{})),
		"BPCI Advanced: the greatest adjustment for quality is needed as an option from model year 3 on":                            errorOf(episode.BPCIAdvancedProgram(3, episode.BPCIAdvancedOptions{})),
		"TennCare episodes: known for 2015 to 2019, not for 2020":                                                                   errorOf(episode.TennesseeProgram(2020, sampleOptions())),
		"TennCare episodes: known for 2015 to 2019, not for 2014":                                                                   errorOf(episode.TennesseeProgram(2014, sampleOptions())),
		"episodes of Ohio: participation was suspended in 2021 (Ohio Admin. Code 5160-19-04)":                                       errorOf(episode.OhioProgram(2021, sampleOptions())),
		"episodes of Ohio: known for 2016 to 2019, not for 2015":                                                                    errorOf(episode.OhioProgram(2015, sampleOptions())),
		"episodes of Arkansas: known for 2013 to 2020, not for 2021":                                                                errorOf(episode.ArkansasProgram(2021, sampleOptions())),
		"Arkansas episodes, 2015: the share of gains is needed as an option":                                                        errorOf(episode.ArkansasProgram(2015, noGain)),
		"Arkansas episodes, 2015: the share of losses is needed as an option, or RewardOnly":                                        errorOf(episode.ArkansasProgram(2015, noLoss)),
		"Arkansas episodes, 2015: a share of losses or a limit does not go with RewardOnly":                                         errorOf(episode.ArkansasProgram(2015, both)),
		"bundled payments of Colorado: the shares are those of the rule, one half each":                                             errorOf(episode.ColoradoProgram(sampleOptions())),
	} {
		if errorText(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
