package episode_test

import (
	"fmt"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Random members and definitions over few words, so that dates tie, days meet the ends
// of windows, claims share identifiers, and rules meet lines.

var (
	drawSettings = []episode.Setting{episode.Inpatient, episode.SNF, episode.HomeHealth, episode.Outpatient, episode.Professional, episode.HomeHealth, episode.Professional}
	drawDRGs     = []string{"470", "291", ""}
	drawDx       = []string{"J45.901", "E119", "C50"}
	drawCodes    = []string{"27447", "99213", "99214", ""}
	drawAmounts  = []apm.Cents{0, 1, 2, 100, 101, 9999, -1, -100, -101, -9999}
)

func pick[T any](t *rapid.T, label string, from []T) T { return rapid.SampledFrom(from).Draw(t, label) }

func chance(t *rapid.T, label string, in int) bool { return rapid.IntRange(1, in).Draw(t, label) == in }

func drawDay(t *rapid.T, label string) apm.Date {
	return on("2023-01-01").AddDays(rapid.IntRange(0, 60).Draw(t, label))
}

// drawClaim is a claim; a bad one now and then when asked for.
func drawClaim(t *rapid.T, bad bool) episode.Claim {
	c := episode.Claim{ID: pick(t, "id", []string{"", "a", "b", "c", "d", "e", "f"}), Setting: pick(t, "setting", drawSettings), From: drawDay(t, "from"),
		Facility: pick(t, "facility", []string{"H1", "H2"}), Status: pick(t, "status", []string{"01", "20"})}
	c.Through = c.From.AddDays(rapid.IntRange(0, 12).Draw(t, "length"))
	if c.Setting.IsStay() {
		c.DRG = pick(t, "drg", drawDRGs)
		if chance(t, "has gmlos", 2) {
			c.GMLOS = decimal.NewNullDecimal(decimal.New(int64(rapid.IntRange(1, 80).Draw(t, "gmlos")), -1))
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "diagnoses") {
		c.Diagnoses = append(c.Diagnoses, pick(t, "dx", drawDx))
	}
	if chance(t, "marked", 3) {
		c.Marks = []string{"lupa"}
	}
	for range rapid.IntRange(0, 3).Draw(t, "lines") {
		l := episode.Line{Code: pick(t, "code", drawCodes), Place: pick(t, "place", []string{"", "21"}), Amount: pick(t, "amount", drawAmounts)}
		if chance(t, "own day", 2) {
			l.From = c.From.AddDays(rapid.IntRange(0, 5).Draw(t, "line from"))
			if chance(t, "own end", 2) {
				l.Through = l.From.AddDays(rapid.IntRange(0, 3).Draw(t, "line length"))
			}
		}
		if c.Setting == episode.HomeHealth {
			l.Visits = rapid.IntRange(0, 2).Draw(t, "visits")
		}
		if c.Setting == episode.Inpatient && chance(t, "outlier", 3) {
			l.Outlier = l.Amount / 3
		}
		if bad && chance(t, "bad line", 40) {
			l.From = c.From
			l.Through = l.From - 1
		}
		c.Lines = append(c.Lines, l)
	}
	if bad && chance(t, "bad claim", 40) {
		c.Through = c.From - 1
	}
	return c
}

func drawMember(t *rapid.T, bad bool) episode.Member {
	m := episode.Member{Person: episode.Person{ID: "m", Birth: on("2000-02-29"), Observed: days("2022-12-01/2023-04-30")}}
	if chance(t, "dies", 3) {
		m.Death = drawDay(t, "death")
	}
	if chance(t, "enrolled", 2) {
		m.Spans = append(m.Spans, episode.Span{Name: "enrolled", Period: apm.Period{From: on("2022-12-20"), To: drawDay(t, "enrolled to")}})
	}
	for i := range rapid.IntRange(0, 14).Draw(t, "claims") {
		c := drawClaim(t, bad)
		if i < 2 { // so that most members have an episode, and many have two
			c.ID, c.Setting, c.DRG = fmt.Sprint("trigger ", i), episode.Inpatient, "470"
			for j := range c.Lines {
				c.Lines[j].Amount = max(c.Lines[j].Amount, -c.Lines[j].Amount)
				c.Lines[j].Outlier = 0
			}
		}
		m.Claims = append(m.Claims, c)
	}
	return m
}

func drawTest(t *rapid.T) episode.Test {
	switch rapid.IntRange(0, 5).Draw(t, "test") {
	case 0:
		return episode.Test{System: episode.MSDRG, Codes: []string{pick(t, "drgs", []string{"470", "290-292", "4*"})}}
	case 1:
		return episode.Test{System: episode.ICD10CM, Codes: []string{pick(t, "dxs", []string{"J45*", "E119", "C00-D49*"})},
			Position: pick(t, "position", []episode.Position{episode.Here, episode.Principal, episode.Secondary, episode.Anywhere})}
	case 2:
		return episode.Test{System: episode.Place, Codes: []string{"21"}, Position: pick(t, "position", []episode.Position{episode.Here, episode.Anywhere, episode.OnLine})}
	case 3:
		return episode.Test{System: episode.Mark, Codes: []string{"LUPA"}}
	case 4:
		return episode.Test{Set: "visits", Position: pick(t, "position", []episode.Position{episode.Here, episode.Anywhere})}
	}
	return episode.Test{System: episode.HCPCS, Codes: []string{pick(t, "codes", []string{"27447", "99213-99214", "9921*"})}, Position: pick(t, "position", []episode.Position{episode.Here, episode.Anywhere})}
}

func drawMatch(t *rapid.T) (m episode.Match) {
	for range max(0, rapid.IntRange(-3, 2).Draw(t, "settings")) {
		m.Settings = append(m.Settings, pick(t, "of", drawSettings))
	}
	list := func(label string) (out []episode.Test) {
		for range max(0, rapid.IntRange(-8, 2).Draw(t, label)) {
			out = append(out, drawTest(t))
		}
		return out
	}
	m.All, m.Any, m.None = list("all"), list("any"), list("none")
	if chance(t, "least", 4) {
		m.MinAmount = 100
	}
	return m
}

func drawRange(t *rapid.T) *episode.Range {
	if chance(t, "no range", 2) {
		return nil
	}
	return &episode.Range{From: episode.Bound{At: pick(t, "at", []episode.Reference{episode.TriggerStart, episode.EpisodeStart}), Days: rapid.IntRange(-20, 5).Draw(t, "days")},
		To: episode.Bound{At: pick(t, "to", []episode.Reference{episode.TriggerEnd, episode.EpisodeEnd}), Days: rapid.IntRange(-5, 10).Draw(t, "days")}}
}

func drawRule(t *rapid.T, id string) episode.Inclusion {
	r := episode.Inclusion{ID: id, Match: drawMatch(t), Effect: episode.Include, Category: pick(t, "category", []episode.Category{"", episode.Typical, episode.Complication})}
	for range max(0, rapid.IntRange(-2, 2).Draw(t, "windows")) {
		r.Windows = append(r.Windows, pick(t, "window", []string{"before", "anchor", "post"}))
	}
	if chance(t, "of a trigger", 6) {
		r.Triggers = []string{pick(t, "trigger", []string{"stay", "visit"})}
	}
	if chance(t, "in the test window", 6) {
		r.Windows, r.Book = append(r.Windows, "look"), "anchor"
	}
	if chance(t, "own assign", 4) {
		r.AssignBy = pick(t, "by", []episode.AssignBy{episode.ByStart, episode.ByOverlap})
	}
	if r.Book == "" {
		r.Prorate = pick(t, "prorate", []episode.Proration{episode.Whole, episode.PerDiem, episode.ByVisits, episode.ByGMLOS})
		if r.Prorate == episode.ByGMLOS {
			r.AssignBy = episode.ByStart
		}
	}
	if chance(t, "exclude", 4) {
		r.Effect, r.Category, r.Book, r.Prorate = episode.Exclude, "", "", episode.Whole
		if chance(t, "cascade", 2) {
			r.Settings = []episode.Setting{episode.Inpatient, episode.SNF}
			r.Cascade = []episode.Setting{episode.Professional, episode.Outpatient}
		}
	}
	if chance(t, "when", 5) {
		q := &episode.Claims{Match: drawMatch(t), Over: drawRange(t), OwnClaims: rapid.Bool().Draw(t, "own"), AssignBy: pick(t, "by", []episode.AssignBy{"", episode.ByOverlap})}
		if rapid.Bool().Draw(t, "counted") {
			q.AtLeast = rapid.IntRange(0, 2).Draw(t, "atLeast")
			q.Fewer = q.AtLeast + rapid.IntRange(1, 2).Draw(t, "fewer")
		}
		r.When = q
	}
	if chance(t, "same day", 5) {
		m := drawMatch(t)
		r.SameDay = &m
	}
	return r
}

// drawDefinition is a definition with four windows and up to five rules.
func drawDefinition(t *rapid.T, id string) episode.Definition {
	d := episode.Definition{
		ID:       id,
		Sets:     []episode.CodeSet{{Name: "visits", System: episode.HCPCS, Codes: []string{"99213"}}, {Name: "visits", System: episode.ICD10CM, Codes: []string{"E11*"}}},
		Triggers: []episode.Trigger{{Name: "stay", Match: at(episode.Inpatient, drg("470"))}, {Name: "visit", Match: at(episode.Outpatient, hcpcs("27447"))}},
		Windows: []episode.Window{
			around("before", episode.TriggerStart, -rapid.IntRange(1, 10).Draw(t, "before"), episode.TriggerStart, -1),
			{Name: "anchor", Start: episode.Bound{At: episode.TriggerStart}, End: episode.Bound{At: episode.TriggerEnd, Days: rapid.IntRange(-1, 0).Draw(t, "anchor end")}, AtLeastOneDay: rapid.Bool().Draw(t, "one day")},
			around("post", episode.TriggerEnd, rapid.IntRange(0, 1).Draw(t, "post start"), episode.TriggerEnd, rapid.IntRange(1, 20).Draw(t, "post end")),
			{Name: "after", Start: episode.Bound{At: episode.WindowEnd, Window: "post", Days: 1}, End: episode.Bound{At: episode.WindowEnd, Window: "post", Days: 10}, Use: episode.Apart},
			{Name: "look", Start: episode.Bound{At: episode.TriggerStart, Days: -2}, End: episode.Bound{At: episode.TriggerEnd}, Use: episode.ForTests},
		},
		AssignBy:  pick(t, "assign", []episode.AssignBy{"", episode.ByOverlap}),
		Apportion: pick(t, "apportion", []episode.Apportion{"", episode.ToLast, episode.Split}),
	}
	if chance(t, "chain", 3) {
		d.Triggers[0].Chain = &episode.Chain{GapDays: rapid.IntRange(0, 2).Draw(t, "gap")}
	}
	if chance(t, "extend", 3) {
		d.Windows[2].Extend = &episode.Extend{Match: episode.Match{Settings: []episode.Setting{episode.Inpatient}}, Max: 30}
	}
	if chance(t, "cut", 3) {
		d.Windows[2].Cut = []episode.Cut{{On: episode.Death}, {On: pick(t, "cut on", []episode.CutEvent{episode.NextTrigger, episode.Death})}}
	}
	if chance(t, "absorb", 4) {
		d.Triggers[0].Absorb = &episode.Absorb{Triggers: []string{"visit"}, Days: 3}
	}
	d.CleanDays = max(0, rapid.IntRange(-10, 10).Draw(t, "clean"))
	d.Overlap = episode.Overlap{Default: pick(t, "overlap", []episode.Action{"", episode.LastWins, episode.KeepBoth, episode.KeepBoth, episode.Truncate, episode.ExcludeBoth}), Trim: rapid.Bool().Draw(t, "trim")}
	for i := range rapid.IntRange(1, 5).Draw(t, "rules") {
		d.Inclusion = append(d.Inclusion, drawRule(t, fmt.Sprint("rule ", i)))
	}
	if chance(t, "excludes", 3) {
		d.Exclusions = []episode.Exclusion{
			{ID: "not covered", Kind: episode.Business, NotCovered: "enrolled", BeforeOverlap: rapid.Bool().Draw(t, "first")},
			{ID: "stays before", Kind: episode.Clinical, Over: &episode.Range{From: episode.Bound{At: episode.TriggerStart, Days: -30}, To: episode.Bound{At: episode.TriggerStart, Days: -1}},
				Claims: &episode.Claims{Match: episode.Match{Settings: []episode.Setting{episode.Inpatient}}}},
			{ID: "died", Kind: episode.Business, Died: true},
		}
	}
	return d
}
