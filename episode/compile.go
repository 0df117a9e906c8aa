package episode

import (
	"math"
	"strconv"

	"github.com/seed-6807d414/apm"
)

// Limits of terms, so that terms from outside stay small and dates stay in range.
const (
	maxDefinitions = 500
	maxTriggers    = 64
	maxWindows     = 32
	maxRules       = 1000
	maxCodes       = 500_000
	maxSets        = 10_000
	maxOffset      = 36_600 // days
)

// plan is a definition with its names looked up.
type plan struct {
	*Definition
	index      int // in the suite
	precedence bool
	from, to   int32 // the days on which a trigger may begin
	triggers   []planTrigger
	ties       []Tie
	subtypes   []planLabel
	cells      []planLabel
	windows    []planWindow
	costs      uint32 // windows that are not for tests, as bits
	rules      []planRule
	categories []Category
	exclusions []planExclusion
	overlap    *planOverlap
	cascades   bool
	asks       bool // some rule asks of other claims
	needsEnd   bool // something refers to the end of the data
	needsBirth bool
}

// match is a Match made ready.
type match struct {
	settings       uint32 // bits
	all, any, none []test
	min            int64
}

// test is a Test made ready: a bit of a row, and where to look for it when a claim or
// a line is asked.
type test struct {
	word          int
	mask          uint64
	claim, atLine place
}

// onClaims says whether the tests are the same for every line of a claim.
func (m *match) onClaims() bool {
	for _, list := range [...][]test{m.all, m.any, m.none} {
		for i := range list {
			if list[i].claim != list[i].atLine {
				return false
			}
		}
	}
	return true
}

// place is a set of places at which codes stand.
type place uint8

const (
	onClaim     place = 1 << iota // what stands on the claim
	atPrincipal                   // the principal diagnosis and procedure
	atSecondary                   // the other ones
	onLines                       // all lines of the claim
	onLine                        // the line at hand
)

type planTrigger struct {
	*Trigger
	match
	chain    int // of the engine's chains; -1 for none
	absorbs  uint64
	onClaims bool // its tests are the same for every line of a claim
}

type planLabel struct {
	name string
	match
}

type planWindow struct {
	name       string
	start, end planBound
	use        Use
	oneDay     bool
	extend     *match
	within     int32 // -1 for the window itself
	max        int32
	cut        []Cut
}

type planBound struct {
	at     Reference
	window int
	days   int32
}

type planRule struct {
	*Inclusion
	windows  []int
	triggers uint64
	match
	when     *planClaims
	sameDay  int // of the engine's same-day matches; -1 for none
	category int
	book     int // -1 for the window in which the line lies
	overlap  bool
	cascade  uint32 // settings
}

type planClaims struct {
	match
	over           *planRange
	by             ProviderRole
	atLeast, fewer int
	own, overlap   bool
}

type planRange struct{ from, to planBound }

type planExclusion struct {
	*Exclusion
	over     planRange
	triggers uint64
	claims   *planClaims
	trigger  match
}

type planOverlap struct {
	*Overlap
	pairs []planPair
}

type planPair struct {
	*Pair
	earlier, later map[int]bool // definitions; nil for any
}

// compiler turns a suite into plans and reports what is wrong with it.
type compiler struct {
	suite  *Suite
	engine *Engine
	sets   []setCodes
	named  map[string]int // sets by scope and name
	inline map[string]int
	kinds  []place // by set: whether its codes stand on claims, on lines or on both
	codes  int
}

func (s *Suite) compile(c apm.Check) *Engine {
	k := &compiler{suite: s, engine: &Engine{suite: *s}, named: map[string]int{}, inline: map[string]int{}}
	if len(s.Definitions) == 0 {
		c.In("definitions").Problemf("a suite needs a definition")
	}
	if len(s.Definitions) > maxDefinitions {
		c.In("definitions").Problemf("%d definitions, more than %d", len(s.Definitions), maxDefinitions)
		return nil
	}
	k.codeSets("", s.Sets, c.In("sets"))
	ids := make(map[string]int)
	for i := range s.Definitions {
		d, at := &s.Definitions[i], c.In("definitions").At(i)
		named(at.In("id"), d.ID)
		if _, taken := ids[d.ID]; taken {
			at.In("id").Problemf("stands twice")
		}
		ids[d.ID] = i
	}
	for i := range s.Definitions {
		k.engine.plans = append(k.engine.plans, k.definition(i, c.In("definitions").At(i)))
	}
	k.groups(ids, c.In("overlap"))
	k.precedence(ids, c.In("precedence"))
	if len(k.sets) > maxSets {
		c.Problemf("more than %d code sets and lists of codes in tests", maxSets)
		return nil
	}
	k.engine.codes = newCodeTable(k.sets)
	k.engine.prepare()
	return k.engine
}

// named reports an empty name.
func named(c apm.Check, name string) {
	if name == "" {
		c.Problemf("is empty")
	}
}

// codeSets reads the sets of a scope: "" for the suite, else the definition's index.
func (k *compiler) codeSets(scope string, sets []CodeSet, c apm.Check) {
	for i := range sets {
		s, at := &sets[i], c.At(i)
		named(at.In("name"), s.Name)
		key := scope + "/" + s.Name
		n, known := k.named[key]
		if !known {
			n = k.newSet()
			k.named[key] = n
		}
		k.add(n, s.System, s.Codes, at)
	}
}

func (k *compiler) newSet() int {
	k.sets = append(k.sets, setCodes{})
	k.kinds = append(k.kinds, 0)
	return len(k.sets) - 1
}

// add reads codes into a set.
func (k *compiler) add(n int, system System, codes []string, c apm.Check) {
	apm.OneOf(c.In("system"), system, systems[:]...)
	if len(codes) == 0 {
		c.In("codes").Problemf("needs a code")
	}
	number := uint8(0)
	for i, s := range systems {
		if s == system {
			number = uint8(i + 1)
		}
	}
	if number == 0 {
		return
	}
	switch number {
	case sysICD10CM, sysICD9CM, sysProvider:
		k.kinds[n] |= onClaim | onLine
	case sysHCPCS, sysRevenue, sysNDC, sysPlace:
		k.kinds[n] |= onLine
	default:
		k.kinds[n] |= onClaim
	}
	set := &k.sets[n]
	for i, s := range codes {
		if k.codes > maxCodes {
			c.In("codes").At(i).Problemf("more than %d codes in all", maxCodes)
			return
		}
		problem := expandCodes(number, s, func(code uint64) {
			k.codes++
			set.exact = append(set.exact, code)
		}, func(low, high uint64) {
			k.codes++
			set.spans = append(set.spans, [2]uint64{low, high})
		})
		if problem != "" {
			c.In("codes").At(i).Problemf("%q: %s", s, problem)
		}
	}
}

// test makes a test ready; its set is one of the definition's or of the suite's.
func (k *compiler) test(t *Test, scope string, c apm.Check) (out test) {
	apm.OneOf(c.In("position"), t.Position, Here, Principal, Secondary, Anywhere, OnLine)
	n := -1
	switch {
	case t.Set != "" && (t.System != "" || len(t.Codes) > 0):
		c.Problemf("names a set or lists codes, not both")
	case t.Set != "":
		var known bool
		if n, known = k.named[scope+"/"+t.Set]; !known {
			if n, known = k.named["/"+t.Set]; !known {
				c.In("set").Problemf("no code set has the name %q", t.Set)
				return out
			}
		}
	default:
		key := string(t.System)
		for _, code := range t.Codes {
			key += "," + strconv.Quote(code)
		}
		var known bool
		if n, known = k.inline[key]; !known {
			n = k.newSet()
			k.add(n, t.System, t.Codes, c)
			k.inline[key] = n
		}
	}
	if n < 0 {
		return out
	}
	out.word, out.mask = n/64, 1<<(n%64)
	kind := k.kinds[n]
	claims, lines := kind&onClaim, place(0)
	if kind&onLine != 0 {
		lines = onLines
	}
	switch t.Position {
	case Here:
		out.claim, out.atLine = claims|lines, claims|kind&onLine
	case Anywhere:
		out.claim, out.atLine = claims|lines, claims|lines
	case OnLine:
		out.claim, out.atLine = lines, kind&onLine
	case Principal:
		out.claim, out.atLine = atPrincipal, atPrincipal
	case Secondary:
		out.claim, out.atLine = atSecondary, atSecondary
	}
	if out.claim == 0 {
		c.In("position").Problemf("the codes of the test never stand there")
	}
	return out
}

func (k *compiler) tests(list []Test, scope string, c apm.Check) []test {
	var out []test
	for i := range list {
		out = append(out, k.test(&list[i], scope, c.At(i)))
	}
	return out
}

func (k *compiler) match(m *Match, scope string, c apm.Check) match {
	out := match{settings: settingBits(m.Settings, c.In("settings")), min: int64(m.MinAmount)}
	if len(m.Settings) == 0 {
		out.settings = math.MaxUint32
	}
	if m.MinAmount < 0 {
		c.In("minAmount").Problemf("is negative")
	}
	out.all = k.tests(m.All, scope, c.In("all"))
	out.any = k.tests(m.Any, scope, c.In("any"))
	out.none = k.tests(m.None, scope, c.In("none"))
	return out
}

func settingBits(settings []Setting, c apm.Check) (bits uint32) {
	for i, s := range settings {
		if s >= lastSetting {
			c.At(i).Problemf("no such setting")
			continue
		}
		bits |= 1 << s
	}
	return bits
}
