package episode_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// Terms that are refused, with the message each gets.
func TestHostileDefinitions(t *testing.T) {
	one, two := 1, 2
	low, high := apm.Cents(1), apm.Cents(2)
	for _, test := range []struct {
		name string
		edit func(s *episode.Suite, d *episode.Definition)
		want string
	}{
		{"no definition", func(s *episode.Suite, d *episode.Definition) { s.Definitions = nil }, `definitions: a suite needs a definition`},
		{"two of one ID", func(s *episode.Suite, d *episode.Definition) { s.Definitions = append(s.Definitions, *d) }, `definitions[1].id: stands twice`},
		{"no ID", func(s *episode.Suite, d *episode.Definition) { d.ID = "" }, `definitions[0].id: is empty`},
		{"no trigger", func(s *episode.Suite, d *episode.Definition) { d.Triggers = nil }, `definitions[0].triggers: a definition has 1 to 64 triggers, not 0`},
		{"a window that ends before it starts", func(s *episode.Suite, d *episode.Definition) { d.Windows[1].End.Days = -1 }, `definitions[0].windows[1].end: the window ends before it starts`},
		{"windows for tests only", func(s *episode.Suite, d *episode.Definition) {
			d.Windows = d.Windows[3:4]
			d.Inclusion = everything()
		}, `definitions[0].windows: every window is for tests, so nothing could be included`},
		{"a window before it exists", func(s *episode.Suite, d *episode.Definition) {
			d.Windows[1].Start.At, d.Windows[1].Start.Window = episode.WindowEnd, "after"
		},
			`definitions[0].windows[1].start.window: no window with the name "after" stands before`},
		{"an episode's end as a bound of a window", func(s *episode.Suite, d *episode.Definition) { d.Windows[1].End.At = episode.EpisodeEnd },
			`definitions[0].windows[1].end.at: unknown word "episodeEnd" (known: triggerStart, triggerEnd, windowStart, windowEnd, dataEnd)`},
		{"an offset of centuries", func(s *episode.Suite, d *episode.Definition) { d.Windows[1].End.Days = 1 << 30 }, `definitions[0].windows[1].end.days: 1073741824 is outside -36600 to 36600`},
		{"an extension that shortens", func(s *episode.Suite, d *episode.Definition) { d.Windows[1].Extend = &episode.Extend{Max: 88} }, `definitions[0].windows[1].extend.max: 88 is outside 89 to 36600`},
		{"a cut without its span", func(s *episode.Suite, d *episode.Definition) {
			d.Windows[1].Cut = []episode.Cut{{On: episode.Disenrollment}}
		},
			`definitions[0].windows[1].cut[0].span: disenrollment, and nothing else, names a span`},
		{"no such set", func(s *episode.Suite, d *episode.Definition) { d.Inclusion[0].Any = []episode.Test{{Set: "x"}} }, `definitions[0].inclusion[0].any[0].set: no code set has the name "x"`},
		{"a set and codes", func(s *episode.Suite, d *episode.Definition) {
			d.Inclusion[0].Any = []episode.Test{{Set: "x", Codes: []string{"1"}}}
		}, `definitions[0].inclusion[0].any[0]: names a set or lists codes, not both`},
		{"a code that is none", func(s *episode.Suite, d *episode.Definition) { d.Inclusion[0].Any = []episode.Test{hcpcs("99 213")} },
			`definitions[0].inclusion[0].any[0].codes[0]: "99 213": want a code, a prefix such as J45*, or a range such as 469-470 or A00-B99*`},
		{"a range that runs backwards", func(s *episode.Suite, d *episode.Definition) {
			d.Inclusion[0].Any = []episode.Test{hcpcs("99215-99213")}
		},
			`definitions[0].inclusion[0].any[0].codes[0]: "99215-99213": the range runs backwards`},
		{"prefixes that run backwards", func(s *episode.Suite, d *episode.Definition) { d.Inclusion[0].Any = []episode.Test{hcpcs("B-A*")} },
			`definitions[0].inclusion[0].any[0].codes[0]: "B-A*": the ends of a range of prefixes have the same length and rise`},
		{"a range of letters", func(s *episode.Suite, d *episode.Definition) { d.Inclusion[0].Any = []episode.Test{hcpcs("A1-B2")} },
			`definitions[0].inclusion[0].any[0].codes[0]: "A1-B2": the ends of a range have the same length and differ only in digits at their end`},
		{"a range of millions", func(s *episode.Suite, d *episode.Definition) {
			d.Inclusion[0].Any = []episode.Test{hcpcs("0000000-9999999")}
		},
			`definitions[0].inclusion[0].any[0].codes[0]: "0000000-9999999": the range holds more than 10000 codes`},
		{"no code", func(s *episode.Suite, d *episode.Definition) {
			d.Inclusion[0].Any = []episode.Test{{System: episode.HCPCS}}
		}, `definitions[0].inclusion[0].any[0].codes: needs a code`},
		{"where no such code stands", func(s *episode.Suite, d *episode.Definition) {
			d.Inclusion[0].Any = []episode.Test{{System: episode.MSDRG, Codes: []string{"1"}, Position: episode.OnLine}}
		}, `definitions[0].inclusion[0].any[0].position: the codes of the test never stand there`},
		{"two rules of one ID", func(s *episode.Suite, d *episode.Definition) { d.Inclusion[1].ID = d.Inclusion[0].ID }, `definitions[0].inclusion[1].id: stands twice, or is a name of the engine's own`},
		{"a rule with a name of the engine", func(s *episode.Suite, d *episode.Definition) { d.Inclusion[1].ID = episode.Unmatched }, `definitions[0].inclusion[1].id: stands twice, or is a name of the engine's own`},
		{"no effect", func(s *episode.Suite, d *episode.Definition) { d.Inclusion[0].Effect = "" }, `definitions[0].inclusion[0].effect: unknown word "" (known: include, exclude)`},
		{"booked nowhere", func(s *episode.Suite, d *episode.Definition) { d.Inclusion[1].Book = "" },
			`definitions[0].inclusion[1].book: a line in a window for tests needs a window to which it is booked`},
		{"booked to a window for tests", func(s *episode.Suite, d *episode.Definition) { d.Inclusion[1].Book = "lookback" },
			`definitions[0].inclusion[1].book: no window that is not for tests has the name "lookback"`},
		{"booked and prorated", func(s *episode.Suite, d *episode.Definition) { d.Inclusion[1].Prorate = episode.PerDiem },
			`definitions[0].inclusion[1].prorate: a line that is booked to a window is not prorated`},
		{"the geometric mean by overlap", func(s *episode.Suite, d *episode.Definition) { d.AssignBy = episode.ByOverlap }, `definitions[0].inclusion[2].prorate: needs lines that are assigned by their start`},
		{"an inclusion that cascades", func(s *episode.Suite, d *episode.Definition) {
			d.Inclusion[2].Cascade = []episode.Setting{episode.Professional}
		}, `definitions[0].inclusion[2].cascade: only what is excluded cascades`},
		{"a category of what is excluded", func(s *episode.Suite, d *episode.Definition) {
			d.Inclusion[5].Effect, d.Inclusion[5].Category = episode.Exclude, episode.Typical
		}, `definitions[0].inclusion[5].category: an excluded line has none`},
		{"stays that cascade to stays", func(s *episode.Suite, d *episode.Definition) {
			d.Inclusion[5].Effect, d.Inclusion[5].Cascade = episode.Exclude, []episode.Setting{episode.SNF}
		}, `definitions[0].inclusion[5].cascade: a stay is not excluded with another`},
		{"no test", func(s *episode.Suite, d *episode.Definition) {
			d.Exclusions = []episode.Exclusion{{ID: "x", Kind: episode.Business}}
		}, `definitions[0].exclusions[0]: an exclusion has exactly one test, not 0`},
		{"two tests", func(s *episode.Suite, d *episode.Definition) {
			d.Exclusions = []episode.Exclusion{{ID: "x", Kind: episode.Business, Died: true, Touched: "y"}}
		}, `definitions[0].exclusions[0]: an exclusion has exactly one test, not 2`},
		{"bounds that cross", func(s *episode.Suite, d *episode.Definition) {
			d.Exclusions = []episode.Exclusion{{ID: "x", Kind: episode.Clinical, Age: &episode.Bounds{Min: &two, Max: &one}}}
		}, `definitions[0].exclusions[0].age: the least number is above the greatest`},
		{"amounts that cross", func(s *episode.Suite, d *episode.Definition) {
			d.Exclusions = []episode.Exclusion{{ID: "x", Kind: episode.CostOutlier, Cost: &episode.Money{Min: &high, Max: &low}}}
		}, `definitions[0].exclusions[0].cost: the least amount is above the greatest`},
		{"cost before overlap", func(s *episode.Suite, d *episode.Definition) {
			d.Exclusions = []episode.Exclusion{{ID: "x", Kind: episode.CostOutlier, BeforeOverlap: true, Cost: &episode.Money{Min: &low}}}
		}, `definitions[0].exclusions[0].beforeOverlap: the cost is known only after overlap is resolved`},
		{"no number", func(s *episode.Suite, d *episode.Definition) {
			d.Exclusions = []episode.Exclusion{{ID: "x", Kind: episode.Clinical, Claims: &episode.Claims{AtLeast: 2, Fewer: 2}}}
		}, `definitions[0].exclusions[0].claims.fewer: no number is at least 2 and below 2`},
		{"a confirmation in no time", func(s *episode.Suite, d *episode.Definition) {
			d.Triggers[0].Confirm = &episode.Confirm{Min: 5, Max: 4}
		}, `definitions[0].triggers[0].confirm.max: is below the least number of days`},
		{"a chain of lines", func(s *episode.Suite, d *episode.Definition) { d.Triggers[1].Chain = &episode.Chain{} }, `definitions[0].triggers[1].chain.settings: none of the settings is a stay`},
		{"an event that swallows itself", func(s *episode.Suite, d *episode.Definition) {
			d.Triggers[0].Absorb = &episode.Absorb{Triggers: []string{"inpatient"}}
		}, `definitions[0].triggers[0].absorb.triggers: a trigger does not absorb its own events`},
		{"a group and an overlap of its own", func(s *episode.Suite, d *episode.Definition) {
			d.Overlap.Trim, s.Overlap = true, []episode.Group{{}}
		}, `overlap[0].definitions[0]: "surgical" has an overlap of its own`},
		{"in two groups", func(s *episode.Suite, d *episode.Definition) { s.Overlap = []episode.Group{{}, {}} }, `overlap[1].definitions[0]: "surgical" is in two groups, or twice in one`},
		{"a pair of strangers", func(s *episode.Suite, d *episode.Definition) {
			d.Overlap.Pairs = []episode.Pair{{Earlier: []string{"surgical"}, LaterTriggers: []string{"z"}, Action: episode.KeepBoth}}
		}, "definitions[0].overlap.pairs[0].laterTriggers[0]: no trigger has the name \"z\"\ndefinitions[0].overlap.pairs[0].earlier[0]: no definition of the group has the ID \"surgical\""},
		{"a precedence of strangers", func(s *episode.Suite, d *episode.Definition) { s.Precedence = []string{"surgical", "x", "surgical"} },
			"precedence[1]: no definition has the ID \"x\"\nprecedence[2]: \"surgical\" stands twice"},
		{"a time that ends before it starts", func(s *episode.Suite, d *episode.Definition) { d.Effective = apm.Period{From: 2, To: 1} }, `definitions[0].effective: the period ends before it starts`},
		{"a setting that is none", func(s *episode.Suite, d *episode.Definition) { d.Triggers[0].Settings = []episode.Setting{200} }, `definitions[0].triggers[0].settings[0]: no such setting`},
		{"an amount below zero", func(s *episode.Suite, d *episode.Definition) { d.Triggers[0].MinAmount = -1 }, `definitions[0].triggers[0].minAmount: is negative`},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := episode.Suite{Definitions: []episode.Definition{surgical()}}
			test.edit(&s, &s.Definitions[0])
			got := ""
			if err := s.Validate(); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
	t.Run("too much of everything", func(t *testing.T) {
		d := surgical()
		for i := range 70 {
			d.Triggers = append(d.Triggers, episode.Trigger{Name: fmt.Sprint(i)})
			d.Windows = append(d.Windows, around(fmt.Sprint("w", i), episode.TriggerStart, 0, episode.TriggerEnd, 0))
		}
		for i := range 1100 {
			d.Inclusion = append(d.Inclusion, episode.Inclusion{ID: fmt.Sprint("r", i), Effect: episode.Include})
			d.Exclusions = append(d.Exclusions, episode.Exclusion{ID: fmt.Sprint("x", i), Kind: episode.Business, Died: true})
		}
		for i := range 60 {
			d.Sets = append(d.Sets, episode.CodeSet{Name: fmt.Sprint(i), System: episode.NDC, Codes: []string{fmt.Sprintf("%02d0000-%02d9999", i, i)}})
		}
		err := episode.Suite{Definitions: []episode.Definition{d}}.Validate()
		for _, want := range []string{"64 triggers, not 72", "32 windows, not 75", "1000 rules, not 1106", "1100 exclusions, more than 1000", "more than 500000 codes"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("no word of %q", want)
			}
		}
		if err := (episode.Suite{Definitions: make([]episode.Definition, 501)}).Validate(); err == nil || err.Error() != "definitions: 501 definitions, more than 500" {
			t.Error(err)
		}
	})
}

// JSON that is refused, with the message each gets.
func TestHostileDefinitionsInJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{"definitions":[{"id":"x","ID":"y"}]}`: `definitions[0].ID: the key differs from "id" only in case`,
		`{"definitions":[{"id":"x","cost":1}]}`: `definitions[0].cost: unknown field (known: apportion, assignBy, authority, cells, cleanDays, effective, exclusions, id, inclusion, name, overlap, sets, subtypes, ties, triggers, version, windows)`,
		`{"definitions":[],"definitions":[]}`:   `definitions: the key stands twice`,
		`{"definitions":[{"triggers":[{"settings":["Inpatient"]}]}]}`: `definitions[0].triggers[0].settings[0]: not a valid setting: unknown word (known: unknown, inpatient, otherInpatient, ltch, irf, ipf, snf, nursingHome, ` +
			`homeHealth, hospice, outpatient, ed, observation, professional, laboratory, dme, pharmacy, transport, dental, capitation)`,
		`{"definitions":[{"windows":[{"end":{"days":1.5}}]}]}`: `definitions[0].windows[0].end.days: want a whole number in the range of int, not a number`,
		`{"definitions":[]}`: `definitions: a suite needs a definition`,
		`{"definitions":[`:   `line 1, column 17: unexpected EOF`,
	} {
		if _, err := episode.Decode([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
	}
}

// Lines that cannot be used are rejected with a reason and their dollars; the others
// go on.
func TestHostileLines(t *testing.T) {
	good := stay("good", "2023-01-01", "2023-01-05", "470", "100")
	with := func(edit func(c *episode.Claim)) episode.Claim {
		c := episode.Claim{ID: "secret", Setting: episode.Professional, From: on("2023-01-02"), Lines: []episode.Line{{Amount: 700}}}
		edit(&c)
		return c
	}
	half := decimal.NewNullDecimal(decimal.RequireFromString("-0.5"))
	for _, test := range []struct {
		name  string
		claim episode.Claim
		want  string
	}{
		{"discharge before admission", with(func(c *episode.Claim) { c.Setting, c.Through = episode.Inpatient, on("2023-01-01") }), "claims[1].lines[0].through: the claim ends before it starts"},
		{"a stay without admission", with(func(c *episode.Claim) { c.Setting, c.From = episode.SNF, 0 }), "claims[1].lines[0].from: the stay has no date of admission"},
		{"no date at all", with(func(c *episode.Claim) { c.From = 0 }), "claims[1].lines[0].from: the line has no date"},
		{"no date and no line", with(func(c *episode.Claim) { c.From, c.Lines = 0, nil }), "claims[1].from: the claim has no date"},
		{"a date that is none", with(func(c *episode.Claim) { c.From = math.MaxInt32 }), "claims[1].lines[0].from: not a date"},
		{"an end that is none", with(func(c *episode.Claim) { c.Through = -3 }), "claims[1].lines[0].through: not a date"},
		{"through before from", with(func(c *episode.Claim) { c.Lines[0].From, c.Lines[0].Through = 9, 8 }), "claims[1].lines[0].through: the line ends before it starts"},
		{"a line's date that is none", with(func(c *episode.Claim) { c.Lines[0].From = -1 }), "claims[1].lines[0].from: not a date"},
		{"a line's end that is none", with(func(c *episode.Claim) { c.Lines[0].Through = math.MaxInt32 }), "claims[1].lines[0].through: not a date"},
		{"an amount beyond reason", with(func(c *episode.Claim) { c.Lines[0].Amount = 1<<53 + 1 }), "claims[1].lines[0].amount: beyond 90 trillion dollars"},
		{"an outlier above the amount", with(func(c *episode.Claim) { c.Lines[0].Outlier = 701 }), "claims[1].lines[0].outlier: not a part of the amount"},
		{"an outlier of the other sign", with(func(c *episode.Claim) { c.Lines[0].Outlier = -1 }), "claims[1].lines[0].outlier: not a part of the amount"},
		{"visits below zero", with(func(c *episode.Claim) { c.Lines[0].Visits = -1 }), "claims[1].lines[0].visits: want 0 to 1000"},
		{"a stay of negative length", with(func(c *episode.Claim) { c.GMLOS = half }), "claims[1].lines[0].gmlos: want a number of days above zero"},
		{"a setting that is none", with(func(c *episode.Claim) { c.Setting = 250 }), "claims[1].lines[0].setting: no such setting"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := episode.Member{Person: episode.Person{ID: "private"}, Claims: []episode.Claim{good, test.claim}}
			r := build(t, engine(t, surgical()), m)
			if len(r.Rejected) != 1 || r.Rejected[0].Error() != test.want {
				t.Fatalf("rejected %v, want %s", r.Rejected, test.want)
			}
			e := r.Rejected[0]
			if e.Member != "private" || e.ID != "secret" || strings.Contains(e.Error(), "secret") || strings.Contains(e.Error(), "private") {
				t.Errorf("the error tells %+v", e)
			}
			want := apm.Cents(0)
			if len(test.claim.Lines) > 0 {
				want = test.claim.Lines[0].Amount
			}
			if e.Amount != want || r.Outcomes[0].Tally.Rejected != want || r.Outcomes[0].Tally.Cost != 10000 {
				t.Errorf("%v was rejected, tally %+v", e.Amount, r.Outcomes[0].Tally)
			}
		})
	}
}

// Facts of a person that cannot be used.
func TestHostilePersons(t *testing.T) {
	least := 18
	d := surgical()
	d.Exclusions = []episode.Exclusion{{ID: "young", Kind: episode.Clinical, Age: &episode.Bounds{Min: &least}}}
	e := engine(t, d)
	claims := []episode.Claim{stay("1", "2023-03-01", "2023-03-02", "470", "1")}
	for want, p := range map[string]episode.Person{
		"birth: not a date":                                 {Birth: -1},
		"birth: is missing":                                 {},
		"death: not a date":                                 {Birth: 1, Death: math.MaxInt32},
		"observed: the period ends before it starts":        {Observed: apm.Period{From: 2, To: 1}},
		"spans[1].period: the period ends before it starts": {Spans: []episode.Span{{}, {Period: apm.Period{From: 2, To: 1}}}},
	} {
		_, err := e.Build(episode.Member{Person: p, Claims: claims})
		var fact *episode.FactError
		if !errors.As(err, &fact) || err.Error() != want || errors.Is(err, apm.ErrMissing) != strings.HasSuffix(want, "missing") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	big := visit("1", episode.Professional, "2023-01-01", "", "1")
	big.Lines[0].Amount = 1 << 53
	for range 10 {
		big.Lines = append(big.Lines, big.Lines...)
	}
	for range 2 { // 1,024 such lines go beyond 63 bits, 2,048 beyond 64
		if _, err := e.Build(episode.Member{Claims: []episode.Claim{big}}); !errors.Is(err, apm.ErrOverflow) {
			t.Errorf("a sum of %d lines beyond cents gives %v", len(big.Lines), err)
		}
		big.Lines = append(big.Lines, big.Lines...)
	}
	big.Lines = []episode.Line{{From: -1, Amount: math.MaxInt64}, {From: -1, Amount: math.MaxInt64}}
	if _, err := e.Build(episode.Member{Claims: []episode.Claim{big}}); !errors.Is(err, apm.ErrOverflow) {
		t.Errorf("a rejected sum beyond cents gives %v", err)
	}
	big.Lines = []episode.Line{{From: -1, Amount: math.MaxInt64}, {Amount: 1}}
	if _, err := e.Build(episode.Member{Claims: []episode.Claim{big}}); !errors.Is(err, apm.ErrOverflow) {
		t.Errorf("a total beyond cents gives %v", err)
	}
}

// A code in the lists of two rules goes by the first; one in an include and an
// exclude list too.
func TestCodeInBothLists(t *testing.T) {
	d := surgical()
	both := episode.Match{Any: []episode.Test{hcpcs("99213")}}
	include := episode.Inclusion{ID: "in", Match: both, Effect: episode.Include}
	exclude := episode.Inclusion{ID: "out", Match: both, Effect: episode.Exclude}
	for _, test := range []struct {
		rules []episode.Inclusion
		want  map[string]string
	}{
		{[]episode.Inclusion{include, exclude}, map[string]string{"post": "100"}},
		{[]episode.Inclusion{exclude, include}, map[string]string{"excluded by out": "100"}},
		{[]episode.Inclusion{{ID: "none", Match: episode.Match{All: both.Any, None: both.Any}, Effect: episode.Include}}, map[string]string{"excluded by unmatched": "100"}},
	} {
		d.Inclusion = test.rules
		o := outcome(t, d, episode.Person{}, stay("1", "2023-03-01", "2023-03-05", "470", "0"), visit("2", episode.Professional, "2023-03-20", "99213", "100"))
		sameAmounts(t, by(o, 1), test.want)
	}
}

// A member with ten thousand lines on one day, each of which could trigger, and a
// thousand claims, each with a reversal.
func TestCrowdedDay(t *testing.T) {
	m := crowdedDay(10_000)
	r := build(t, engine(t, asthma()), m)
	o := r.Outcomes[0]
	if len(o.Episodes) != 1 || len(o.Episodes[0].Shares) != 10_000 || len(o.Dropped) != 999 || o.Tally.Cost != o.Tally.Total {
		t.Errorf("%d episodes, %d dropped, tally %+v", len(o.Episodes), len(o.Dropped), o.Tally)
	}
	var stays []episode.Claim
	for i := range 10_000 {
		stays = append(stays, inH(stay(fmt.Sprint(i), "2023-05-01", "2023-05-01", "470", "1"), "H"+fmt.Sprint(i%2)))
	}
	d := withPost("x", around("all", episode.TriggerStart, 0, episode.TriggerEnd, 0))
	d.Triggers[0].Chain = &episode.Chain{}
	d.Windows[0].Extend = &episode.Extend{Max: 30}
	o = outcome(t, d, episode.Person{}, stays...)
	if len(o.Episodes) != 1 || len(o.Episodes[0].Trigger.Claims) != 10_000 {
		t.Errorf("%d episodes of a chain of ten thousand stays", len(o.Episodes))
	}
}

// An episode is not extended by its own stay, nor by a readmission to the extended
// days, and ends in any case.
func TestExtensionSwallowsNothing(t *testing.T) {
	d := heartFailure()
	d.Windows[1].Start.Days = -3 // so that the window holds the trigger's own admission
	o := outcome(t, d, episode.Person{}, stay("1", "2013-01-08", "2013-01-10", "470", "1"),
		stay("1", "2013-01-09", "2013-03-30", "470", "0"), // another version of the same claim
		stay("2", "2013-02-09", "2013-02-12", "470", "1"), stay("3", "2013-02-12", "2013-02-20", "470", "1"))
	if got, _ := o.Episodes[0].Window("post"); got != days("2013-01-07/2013-02-12") {
		t.Errorf("the window is %v", got)
	}
	long := heartFailure() // a chain of twelve stays, another version of one, and a readmission
	long.Triggers[0].Chain = &episode.Chain{SameFacility: true}
	var legs []episode.Claim
	for i := range 12 {
		from := on("2013-01-01").AddDays(i)
		legs = append(legs, stay(fmt.Sprint(i), from.String(), from.AddDays(1).String(), "470", "1"))
	}
	version := stay("5", "2013-01-20", "2013-03-30", "291", "1")
	o = outcome(t, long, episode.Person{}, append(legs, version)...)
	if got, _ := o.Episodes[0].Window("post"); got != days("2013-01-14/2013-02-12") || len(o.Episodes[0].Trigger.Claims) != 12 {
		t.Errorf("a chain of %d is extended to %v", len(o.Episodes[0].Trigger.Claims), got)
	}
	version.ID = "other"
	o = outcome(t, long, episode.Person{}, append(legs, version)...)
	if got, _ := o.Episodes[0].Window("post"); got != days("2013-01-14/2013-02-27") {
		t.Errorf("a readmission behind a chain extends to %v", got)
	}
	within := heartFailure()
	within.Windows[1].Extend.Within = 10
	o = outcome(t, within, episode.Person{}, stay("1", "2013-01-08", "2013-01-10", "470", "1"), stay("2", "2013-01-21", "2013-02-12", "291", "1"))
	if got, _ := o.Episodes[0].Window("post"); got != days("2013-01-11/2013-02-09") {
		t.Errorf("a readmission on day 11 of 10 extends to %v", got)
	}
}
