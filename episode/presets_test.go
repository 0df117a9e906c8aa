package episode

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// claimOf reads a claim of one line, such as
//
//	inpatient 2023-03-01..2023-03-05 drg=291 dx=I509,N179 facility=100001 amount=1000.00
//
// The amount is 100.00 where none is given.
func claimOf(t testing.TB, text string) Claim {
	t.Helper()
	words := strings.Fields(text)
	var c Claim
	l := Line{Amount: 100_00}
	if err := c.Setting.UnmarshalText([]byte(words[0])); err != nil {
		t.Fatal(err)
	}
	from, through, _ := strings.Cut(words[1], "..")
	c.From, c.Through = apm.MustParseDate(from), apm.MustParseDate(from)
	if through != "" {
		c.Through = apm.MustParseDate(through)
	}
	for _, word := range words[2:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "id":
			c.ID = value
		case "drg":
			c.DRG = value
		case "dx":
			c.Diagnoses = strings.Split(value, ",")
		case "px":
			c.Procedures = strings.Split(value, ",")
		case "icd9":
			c.ICD9 = true
		case "status":
			c.Status = value
		case "facility":
			c.Facility = value
		case "npi":
			c.Practitioner = value
		case "gmlos":
			c.GMLOS = decimal.NewNullDecimal(decimal.RequireFromString(value))
		case "marks":
			c.Marks = strings.Split(value, ",")
		case "code":
			l.Code = value
		case "rev":
			l.Revenue = value
		case "pos":
			l.Place = value
		case "linedx":
			l.Diagnosis = value
		case "visits":
			fmt.Sscan(value, &l.Visits)
		case "amount", "outlier":
			cents, err := apm.ParseCents(value)
			if err != nil {
				t.Fatal(err)
			}
			if key == "amount" {
				l.Amount = cents
			} else {
				l.Outlier = cents
			}
		default:
			t.Fatalf("unknown word %q", word)
		}
	}
	c.Lines = []Line{l}
	return c
}

// memberOf is a member of fifty in 2023, covered from 2000 to 2040, with these claims.
func memberOf(t testing.TB, claims ...string) Member {
	t.Helper()
	always := apm.Period{From: apm.MustParseDate("2000-01-01"), To: apm.MustParseDate("2040-12-31")}
	m := Member{Person: Person{ID: "M", Birth: apm.MustParseDate("1973-01-01"), Observed: always, Spans: []Span{{Name: "enrolled", Period: always}}}}
	for _, c := range claims {
		m.Claims = append(m.Claims, claimOf(t, c))
	}
	return m
}

func engineOf(t *testing.T, s Suite) *Engine {
	t.Helper()
	e, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func suiteOf(d Definition) Suite { return Suite{Definitions: []Definition{d}} }

// build finds the episodes and fails unless every cent is accounted for.
func build(t *testing.T, e *Engine, m Member) Outcome {
	t.Helper()
	r, err := e.Build(m)
	if err != nil {
		t.Fatal(err)
	}
	var total apm.Cents
	for _, c := range m.Claims {
		for _, l := range c.Lines {
			total += l.Amount
		}
	}
	for _, o := range r.Outcomes {
		if sum := o.Tally.Cost + o.Tally.Apart + o.Tally.Excluded + o.Tally.Outside + o.Tally.Rejected; o.Tally.Total != total || sum != total {
			t.Errorf("%s: %+v of %s", o.Definition, o.Tally, total)
		}
	}
	return r.Outcomes[0]
}

func must(t *testing.T) func(Definition, error) Definition {
	return func(d Definition, err error) Definition {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
}

// presets is every preset by name, with the least of its years.
func presets(t *testing.T) map[string]Suite {
	ok := must(t)
	suite := func(s Suite, err error) Suite {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	return map[string]Suite{
		"bpci-advanced":    suiteOf(ok(BPCIAdvanced(2018))),
		"bpci-advanced-24": suiteOf(ok(BPCIAdvanced(2024))),
		"team":             suiteOf(ok(TEAM(2026))),
		"cjr-1":            suiteOf(ok(CJR(1))),
		"cjr-6":            suiteOf(ok(CJR(6))),
		"ar-heart-failure": suiteOf(ok(ArkansasHeartFailure(2013))),
		"ar-perinatal":     suiteOf(ok(ArkansasPerinatal(2013))),
		"ar-adhd":          suiteOf(ok(ArkansasADHD(2013))),
		"co-maternity":     suiteOf(ok(ColoradoMaternity(2020))),
		"asthma":           suiteOf(IllustrativeAsthma()),
		"tonsillectomy":    suiteOf(IllustrativeTonsillectomy()),
		"adhd":             suiteOf(IllustrativeADHD()),
		"perinatal":        suiteOf(IllustrativePerinatal()),
		"total-joint":      suiteOf(IllustrativeTotalJoint()),
		"heart-attack":     suiteOf(IllustrativeHeartAttack()),
		"case-rate":        suiteOf(ok(IllustrativeCaseRate())),
		"tennessee-2015":   suite(IllustrativeTennessee(2015)),
		"tennessee-2019":   suite(IllustrativeTennessee(2019)),
	}
}

// Every preset passes the engine's checks and survives JSON without loss.
func TestPresetsAreTerms(t *testing.T) {
	for name, s := range presets(t) {
		if err := s.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := json.Marshal(back)
		if err != nil || string(again) != string(b) {
			t.Errorf("%s changes in JSON: %s", name, cmp.Diff(string(b), string(again)))
		}
	}
}

// A year that a preset does not know is an error that lists those it does.
func TestUnknownYears(t *testing.T) {
	year := func(f func(int) (Definition, error)) func(int) error {
		return func(y int) error { _, err := f(y); return err }
	}
	for _, x := range []struct {
		name        string
		of          func(int) error
		first, last int
		known       string
	}{
		{"BPCIAdvanced", year(BPCIAdvanced), 2018, 2024, "BPCI Advanced: known for 2018 to 2024, not for "},
		{"TEAM", year(TEAM), 2026, 2030, "TEAM: known for performance years 2026 to 2030, not for "},
		{"CJR", year(CJR), 1, 8, "CJR: known for performance years 1 to 8, not for "},
		{"ArkansasHeartFailure", year(ArkansasHeartFailure), 2013, 2020, "episodes of Arkansas: known for 2013 to 2020, not for "},
		{"ArkansasPerinatal", year(ArkansasPerinatal), 2013, 2020, "episodes of Arkansas: known for 2013 to 2020, not for "},
		{"ArkansasADHD", year(ArkansasADHD), 2013, 2020, "episodes of Arkansas: known for 2013 to 2020, not for "},
		{"ColoradoMaternity", year(ColoradoMaternity), 2020, 2025, "maternity in Colorado: known for 2020 to 2025, not for "},
		{"IllustrativeTennessee", func(y int) error { _, err := IllustrativeTennessee(y); return err }, 2015, 2019, "TennCare episodes: known for 2015 to 2019, not for "},
	} {
		for _, y := range []int{x.first, x.last} {
			if err := x.of(y); err != nil {
				t.Errorf("%s(%d): %v", x.name, y, err)
			}
		}
		for _, y := range []int{x.first - 1, x.last + 1} {
			if err := x.of(y); err == nil || err.Error() != x.known+fmt.Sprint(y) {
				t.Errorf("%s(%d): %v", x.name, y, err)
			}
		}
	}
}

// What is not from a source says so: in the name of the preset, of the set, or of the
// rule.
func TestIllustrativeNames(t *testing.T) {
	for name, s := range presets(t) {
		for _, d := range s.Definitions {
			for _, set := range d.Sets {
				sourced := strings.Contains(set.Authority, "CMS Innovation Center") || strings.Contains(set.Authority, "42 CFR")
				if sourced == strings.HasPrefix(set.Name, "illustrative") {
					t.Errorf("%s: set %s, authority %q", name, set.Name, set.Authority)
				}
			}
			if illustrative := strings.HasPrefix(d.Authority, "illustrative"); illustrative != (d.Version == "illustrative") || illustrative && !strings.Contains(d.Name, "illustrative") {
				t.Errorf("%s: %s, version %s, authority %s", name, d.Name, d.Version, d.Authority)
			}
		}
	}
}

// A probe is a claim beside those that make the episode, and the rule that decides
// it; "outside" is none.
type probe struct{ claim, rule string }

// probeRules tests a definition rule by rule: every rule has a claim that it decides,
// and next to it stands one that it just does not. The first claims make the episode.
func probeRules(t *testing.T, d Definition, base []string, probes []probe) {
	t.Helper()
	e := engineOf(t, suiteOf(d))
	met := make(map[string]bool)
	for _, p := range probes {
		context, claim, found := strings.Cut(p.claim, " after ") // claims that the rule asks for
		claims := slices.Clone(base)
		if found {
			claims = append(claims, claim)
		}
		m := memberOf(t, append(claims, context)...)
		o := build(t, e, m)
		if len(o.Episodes) == 0 {
			t.Errorf("%s: no episode with %s", d.ID, p.claim)
			continue
		}
		rule := "outside"
		if shares := o.Line(len(m.Claims)-1, 0); len(shares) > 0 {
			rule = shares[0].Rule
		}
		met[rule] = true
		if rule != p.rule {
			t.Errorf("%s: %s went by %s, want %s", d.ID, p.claim, rule, p.rule)
		}
	}
	for i, r := range d.Inclusion {
		own := build(t, e, memberOf(t, base...))
		for _, episode := range own.Episodes {
			for _, s := range episode.Shares {
				met[s.Rule] = true
			}
		}
		if !met[r.ID] {
			t.Errorf("%s: no claim for rule %d, %s", d.ID, i, r.ID)
		}
	}
}

// A bar is an exclusion, what makes it hold, and what just does not.
type bar struct {
	id        string
	does, not func(*Member)
}

// probeExclusions tests a definition exclusion by exclusion. The claims make an episode
// that counts.
func probeExclusions(t *testing.T, d Definition, base []string, bars []bar) {
	t.Helper()
	e := engineOf(t, suiteOf(d))
	reasons := func(change func(*Member)) (ids []string) {
		m := memberOf(t, base...)
		change(&m)
		o := build(t, e, m)
		var all []Reason
		for _, x := range o.Episodes {
			all = append(all, x.Exclusions...)
		}
		for _, x := range o.Dropped {
			all = append(all, x.Exclusions...)
		}
		for _, r := range all {
			ids = append(ids, r.ID)
		}
		return ids
	}
	if got := reasons(func(*Member) {}); got != nil {
		t.Errorf("%s: the episode does not count: %v", d.ID, got)
	}
	met := make(map[string]bool)
	for _, b := range bars {
		met[b.id] = true
		if got := reasons(b.does); !slices.Contains(got, b.id) {
			t.Errorf("%s: %s does not hold (%v)", d.ID, b.id, got)
		}
		if got := reasons(b.not); slices.Contains(got, b.id) {
			t.Errorf("%s: %s holds too soon", d.ID, b.id)
		}
	}
	for _, x := range d.Exclusions {
		if !met[x.ID] {
			t.Errorf("%s: no row for exclusion %s", d.ID, x.ID)
		}
	}
}

// Ways to change a member.

func span(name, from, to string) func(*Member) {
	return func(m *Member) {
		m.Spans = append(m.Spans, Span{Name: name, Period: apm.Period{From: apm.MustParseDate(from), To: apm.MustParseDate(to)}})
	}
}

func covered(from, to string) func(*Member) {
	return func(m *Member) {
		m.Spans[0].Period = apm.Period{From: apm.MustParseDate(from), To: apm.MustParseDate(to)}
	}
}

func died(day string) func(*Member) { return func(m *Member) { m.Death = apm.MustParseDate(day) } }
func born(day string) func(*Member) { return func(m *Member) { m.Birth = apm.MustParseDate(day) } }

func with(t *testing.T, claims ...string) func(*Member) {
	return func(m *Member) {
		for _, c := range claims {
			m.Claims = append(m.Claims, claimOf(t, c))
		}
	}
}

// instead puts other claims in the place of all.
func instead(t *testing.T, claims ...string) func(*Member) {
	return func(m *Member) {
		m.Claims = nil
		with(t, claims...)(m)
	}
}
