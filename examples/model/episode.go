package main

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/attribution"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/streams"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

// episodeTerms are a clinical definition and the program that pays for it. The price of
// an episode is what episodes of everyone in the file cost on average in the base year,
// times Trend.
type episodeTerms struct {
	Suite   episode.Suite   `json:"suite"`
	Program episode.Program `json:"program"`
	Trend   decimal.Decimal `json:"trend"`
}

func decodeEpisode(data []byte, path string) (episodeTerms, error) {
	var t episodeTerms
	fields, err := object(data, path, "suite", "program", "trend")
	if err != nil {
		return t, err
	}
	for _, field := range []string{"suite", "program", "trend"} {
		if fields[field] == nil {
			return t, fmt.Errorf("%s: is missing", at(path, field))
		}
	}
	if t.Suite, err = episode.Decode(fields["suite"]); err != nil {
		return t, under(at(path, "suite"), err)
	}
	if t.Program, err = episode.DecodeProgram(fields["program"], episode.ProgramKinds()); err != nil {
		return t, under(at(path, "program"), err)
	}
	return t, under(at(path, "trend"), plain(fields["trend"], &t.Trend))
}

// ownEpisode is an upper gastrointestinal endoscopy with what follows within two weeks: an
// illustration, whose codes any file of claims has.
func ownEpisode() *episodeTerms {
	const procedure, after = "procedure", "after"
	endoscopies := episode.CodeSet{Name: "upper endoscopy", System: episode.HCPCS, Codes: []string{"43235", "43239", "43247", "43248", "43249", "43250", "43251", "43255"}}
	return &episodeTerms{
		Trend: number("1.03"),
		Suite: episode.Suite{Name: "upper endoscopy (illustrative)", Definitions: []episode.Definition{{
			ID: "upper endoscopy", Sets: []episode.CodeSet{endoscopies}, CleanDays: 14,
			Triggers: []episode.Trigger{{Name: procedure, Match: episode.Match{
				Settings: []episode.Setting{episode.Professional}, All: []episode.Test{{Set: endoscopies.Name}}, MinAmount: 1,
			}}},
			Windows: []episode.Window{
				{Name: procedure, Start: episode.Bound{At: episode.TriggerStart}, End: episode.Bound{At: episode.TriggerEnd}},
				{Name: after, Start: episode.Bound{At: episode.TriggerEnd, Days: 1}, End: episode.Bound{At: episode.TriggerEnd, Days: 14}},
			},
			Inclusion: []episode.Inclusion{
				{ID: "stays", Effect: episode.Exclude, Match: episode.Match{Settings: []episode.Setting{episode.Inpatient, episode.SNF}}},
				{ID: "day of the procedure", Windows: []string{procedure}, Effect: episode.Include, Category: episode.Typical},
				{ID: "outpatient department within two weeks", Windows: []string{after}, Effect: episode.Include, Category: episode.Complication,
					Match: episode.Match{Settings: []episode.Setting{episode.Outpatient}}},
				{ID: "other care within two weeks", Windows: []string{after}, Effect: episode.Exclude},
			},
		}}},
		Program: episode.Program{
			Name:  "upper endoscopy against a price (illustrative)",
			Basis: episode.Allowed,
			Adjust: []episode.Adjustment{{Outlier: &episode.Outlier{Method: episode.CapCost, Definition: apm.Type7,
				Upper: &episode.Cutoff{Percentile: fraction("0.95")}}}},
			Benchmark: episode.Benchmark{Target: &episode.Target{Discounts: []episode.Discount{{Rate: apm.FixedRate(number("0.02"))}}}},
			Gains: episode.Rules{
				episode.SharingRate{Rate: apm.Rate{Ladder: []apm.Rung{{AtLeast: number("0.3"), Rate: number("0.5")}}}},
				episode.Cap{Lesser: []episode.Limit{{Rate: fraction("0.10"), Of: episode.TotalTarget}}},
			},
			Losses: episode.Rules{
				episode.SharingRate{Rate: apm.FixedRate(number("0.5"))},
				episode.Cap{Lesser: []episode.Limit{{Rate: fraction("0.10"), Of: episode.TotalTarget}}},
			},
			Final: episode.Rules{episode.Round{Places: 2, Mode: apm.HalfUp}},
		},
	}
}

// episodes is a proposal that settles a clinical event against its price.
type episodes struct {
	*proposal
	engine  *episode.Engine
	program *episode.Arrangement
	found   *foundEpisodes // filled once, by the first settlement
}

// foundEpisodes are the episodes of the performance year, by who did the procedure, and
// the price that the base year has set for each definition.
type foundEpisodes struct {
	prices map[string]*price
	of     map[string][]episode.PreparedCase
}

// price is what an episode of a definition should cost: the mean of the base year, times
// the trend.
type price struct {
	definition string
	episodes   int
	sum, price decimal.Decimal // dollars, as the program has adjusted them
}

// prices sets the price of each definition on the episodes that count.
func (e *episodes) prices(base []episode.PreparedCase) (map[string]*price, error) {
	prices := make(map[string]*price)
	for _, c := range base {
		if len(c.Excluded) > 0 {
			continue
		}
		p := prices[c.Category]
		if p == nil {
			p = &price{definition: c.Category}
			prices[c.Category] = p
		}
		p.episodes++
		p.sum = p.sum.Add(c.Cost)
	}
	for _, p := range prices {
		var err error
		if p.price, err = apm.Quo(p.sum.Mul(e.Episode.Trend), decimal.NewFromInt(int64(p.episodes))); err != nil {
			return nil, err
		}
	}
	return prices, nil
}

func newEpisodes(p *proposal) (arrangement, error) {
	engine, err := episode.New(p.Episode.Suite)
	if err != nil {
		return nil, under("episode.suite", err)
	}
	program, err := episode.NewProgram(p.Episode.Program)
	if err != nil {
		return nil, under("episode.program", err)
	}
	return &episodes{proposal: p, engine: engine, program: program}, nil
}

// settle settles the episodes whose procedure the organisation did, whoever the people
// are attributed to.
func (e *episodes) settle(m *model, o *organisation) (result, error) {
	if e.found == nil {
		found, err := e.find(m.study)
		if err != nil {
			return result{}, err
		}
		e.found = found
	}
	cases := e.found.of[o.name]
	if o.random != nil {
		var err error
		if cases, err = e.draw(cases, o.random); err != nil {
			return result{}, err
		}
	}
	spent := decimal.Decimal{}
	for _, c := range cases {
		spent = spent.Add(c.Raw)
	}
	settled, err := e.program.Settle(episode.ProviderFacts{ID: o.name, Quality: o.quality}, cases)
	return result{paid: settled.Result, account: settled.Account, spent: spent}, err
}

// find builds the episodes of everyone in the file, sets the price on those of the base
// year as the program has adjusted them, and sorts those of the performance year by
// organisation.
func (e *episodes) find(s *study) (*foundEpisodes, error) {
	var cases [2][]episode.Case
	for i := range s.population.people {
		built, err := e.engine.Build(events(&s.population.people[i]))
		if err != nil {
			return nil, err
		}
		for _, outcome := range built.Outcomes {
			for k := range outcome.Episodes {
				one := &outcome.Episodes[k]
				start := one.Trigger.Period.From
				for y := range cases {
					if !one.Counts() || !s.years[y].Contains(start) {
						continue
					}
					provider := s.population.organisation(one.Trigger.Group, start)
					if provider == "" {
						provider = "outside the roster"
					}
					cases[y] = append(cases[y], episode.Case{
						ID: fmt.Sprintf("%d-%d", i, k), Provider: provider, Category: outcome.Definition,
						TriggerStart: start, TriggerEnd: one.Trigger.Period.To, End: one.Period.To,
						Amounts: map[episode.PriceBasis]decimal.Decimal{e.Episode.Program.Basis: one.Cost.Decimal()},
					})
				}
			}
		}
	}
	base, err := e.program.Prepare(cases[0])
	if err != nil {
		return nil, err
	}
	found := &foundEpisodes{}
	if found.prices, err = e.prices(base.Cases); err != nil {
		return nil, err
	}
	for i := range cases[1] {
		one := &cases[1][i]
		p := found.prices[one.Category]
		if p == nil {
			return nil, fmt.Errorf("no episode %q began in %s, so there is no price", one.Category, year(s.years[0]))
		}
		one.Target = decimal.NewNullDecimal(p.price)
	}
	prepared, err := e.program.Prepare(cases[1], base.Limits...)
	found.of = prepared.Of()
	return found, err
}

// draw takes as many episodes as there are, with replacement, each at the cost that makes
// all of them together their price.
func (e *episodes) draw(cases []episode.PreparedCase, random *rand.Rand) ([]episode.PreparedCase, error) {
	cost, target := totals(cases)
	if !cost.IsPositive() {
		return cases, nil
	}
	level, err := apm.Quo(target, cost)
	if err != nil {
		return nil, err
	}
	drawn := make([]episode.PreparedCase, len(cases))
	for i := range drawn {
		drawn[i] = cases[random.IntN(len(cases))]
	}
	return scaled(drawn, level), nil
}

// totals is the cost and the price of the episodes that count.
func totals(cases []episode.PreparedCase) (cost, target decimal.Decimal) {
	for _, c := range cases {
		if len(c.Excluded) == 0 {
			cost, target = cost.Add(c.Cost), target.Add(c.Target.Decimal)
		}
	}
	return cost, target
}

// scaled is the cases at another level of cost.
func scaled(cases []episode.PreparedCase, level decimal.Decimal) []episode.PreparedCase {
	out := slices.Clone(cases)
	for i := range out {
		out[i].Cost = apm.Trim(out[i].Cost.Mul(level))
	}
	return out
}

// events is the claims of a person as the engine reads them: the lines of one claim
// together.
func events(p *person) episode.Member {
	m := episode.Member{Person: episode.Person{ID: p.ID, Death: p.Death}}
	place := make(map[string]int)
	for i, l := range p.spending.Lines {
		setting := episode.Professional
		switch l.Setting {
		case inpatient:
			setting = episode.Inpatient
		case outpatient:
			setting = episode.Outpatient
		case nursing:
			setting = episode.SNF
		}
		key := l.Setting + "/" + l.Claim
		if l.Claim == "" {
			key = fmt.Sprintf("line/%d", i)
		}
		k, known := place[key]
		if !known {
			c := episode.Claim{ID: l.Claim, Setting: setting, From: l.From, Through: l.Through, Practitioner: l.Practitioner}
			if setting == episode.Professional {
				c.Group = l.Organisation
			} else {
				c.Facility = l.Organisation
			}
			k = len(m.Claims)
			place[key] = k
			m.Claims = append(m.Claims, c)
		}
		m.Claims[k].Lines = append(m.Claims[k].Lines, episode.Line{From: l.From, Through: l.Through, Code: l.Code, Practitioner: l.Practitioner,
			Amount: l.PaidAmount + l.PerDiem*apm.Cents(l.Days)})
	}
	return m
}

// organisation is whose a billing entity is on a day; empty for an outside one.
func (p *population) organisation(tin string, day apm.Date) string {
	for _, one := range p.roster.Participants {
		if one.ID.Kind == attribution.TIN && one.ID.Value == tin && one.Period.Contains(day) {
			return one.Organization
		}
	}
	return ""
}

func (e *episodes) stream(m *model) (lan.Stream, error) {
	stream, err := streams.Episode(e.program, e.Episode.Suite.Definitions[0].ID, e.Episode.Program.Basis)
	stream.Scope = lan.Condition
	return stream, err
}
