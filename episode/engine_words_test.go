package episode_test

import (
	"errors"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
)

// The words in which the tests of the engine are written.

func on(s string) apm.Date { return apm.MustParseDate(s) }

func days(s string) apm.Period { return apm.MustParsePeriod(s) }

func dollars(s string) apm.Cents { return apm.MustParseCents(s) }

// drg and hcpcs test for codes where they are looked for first.
func drg(codes ...string) episode.Test {
	return episode.Test{System: episode.MSDRG, Codes: codes}
}

func hcpcs(codes ...string) episode.Test {
	return episode.Test{System: episode.HCPCS, Codes: codes}
}

// at is the match of a setting and tests of which one holds.
func at(s episode.Setting, tests ...episode.Test) episode.Match {
	return episode.Match{Settings: []episode.Setting{s}, Any: tests}
}

// stay is an inpatient claim with one line.
func stay(id, from, through, drg, amount string) episode.Claim {
	return episode.Claim{ID: id, Setting: episode.Inpatient, From: on(from), Through: on(through), DRG: drg, Facility: "H" + id,
		Lines: []episode.Line{{Amount: dollars(amount)}}}
}

// visit is a claim of one line on one day.
func visit(id string, s episode.Setting, day, code, amount string) episode.Claim {
	return episode.Claim{ID: id, Setting: s, From: on(day), Through: on(day), Lines: []episode.Line{{Code: code, Amount: dollars(amount)}}}
}

// everything includes all lines of every window.
func everything() []episode.Inclusion {
	return []episode.Inclusion{{ID: "all", Effect: episode.Include}}
}

// around is a window of the definition from the days before the trigger to the days
// after it.
func around(name string, start episode.Reference, before int, end episode.Reference, after int) episode.Window {
	return episode.Window{Name: name, Start: episode.Bound{At: start, Days: before}, End: episode.Bound{At: end, Days: after}}
}

func engine(t tester, d ...episode.Definition) *episode.Engine {
	t.Helper()
	return suite(t, episode.Suite{Definitions: d})
}

func suite(t tester, s episode.Suite) *episode.Engine {
	t.Helper()
	e, err := episode.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// build finds the episodes of a member and checks that no dollar was lost.
func build(t tester, e *episode.Engine, m episode.Member) episode.Result {
	t.Helper()
	r, err := e.Build(m)
	if err != nil {
		t.Fatal(err)
	}
	conserved(t, e.Suite(), m, r)
	return r
}

// outcome is the outcome of the only definition.
func outcome(t tester, d episode.Definition, person episode.Person, claims ...episode.Claim) episode.Outcome {
	t.Helper()
	return build(t, engine(t, d), episode.Member{Person: person, Claims: claims}).Outcomes[0]
}

// conserved checks for each definition that each line is in shares that add up to it
// or in none, that the tally is the sum of what lies where it says, and that each
// episode's amounts are its shares.
func conserved(t tester, suite episode.Suite, m episode.Member, r episode.Result) {
	t.Helper()
	type key struct{ claim, line int }
	rejected := make(map[key]bool)
	rejectedSum := apm.Cents(0)
	for _, e := range r.Rejected {
		if e.Line >= 0 {
			rejected[key{e.Claim, e.Line}] = true
			rejectedSum += m.Claims[e.Claim].Lines[e.Line].Amount
		}
	}
	for n, o := range r.Outcomes {
		want := episode.Tally{Rejected: rejectedSum}
		sums := make(map[key]apm.Cents)
		seen := make(map[key]bool)
		for i := range o.Episodes {
			e := &o.Episodes[i]
			cost, apart := apm.Cents(0), apm.Cents(0)
			for _, s := range e.Shares {
				k := key{s.Claim, s.Line}
				sums[k] += s.Amount
				seen[k] = true
				switch s.Effect {
				case episode.Exclude:
					want.Excluded += s.Amount
				case episode.Outside:
					want.Outside += s.Amount
				default:
					use := episode.Use("none")
					for _, w := range suite.Definitions[n].Windows {
						if w.Name == s.Window {
							use = w.Use
						}
					}
					switch use {
					case episode.ForCost:
						cost += s.Amount
					case episode.Apart:
						apart += s.Amount
					default:
						t.Errorf("a share is booked to the window %q, which the definition has not", s.Window)
					}
				}
				if s.Rule == "" {
					t.Error("a share names no rule")
				}
			}
			if cost != e.Cost || apart != e.Apart {
				t.Errorf("the shares cost %v and %v apart, the episode says %v and %v", cost, apart, e.Cost, e.Apart)
			}
			table := apm.Cents(0)
			for _, a := range e.Amounts {
				table += a.Amount
			}
			if table != cost+apart {
				t.Errorf("the amounts add up to %v, the shares to %v", table, cost+apart)
			}
			want.Cost += cost
			want.Apart += apart
		}
		for i, c := range m.Claims {
			for j, l := range c.Lines {
				k := key{i, j}
				want.Total += l.Amount
				switch {
				case rejected[k] && seen[k]:
					t.Errorf("claims[%d].lines[%d] is rejected and in an episode", i, j)
				case !rejected[k] && !seen[k]:
					want.Outside += l.Amount
				case seen[k] && sums[k] != l.Amount:
					t.Errorf("claims[%d].lines[%d] is %v, its shares are %v", i, j, l.Amount, sums[k])
				}
			}
		}
		if o.Tally != want {
			t.Errorf("%s: tally %+v, want %+v", o.Definition, o.Tally, want)
		}
		if got := want.Cost + want.Apart + want.Excluded + want.Outside + want.Rejected; got != want.Total {
			t.Errorf("%s: the parts add up to %v of %v", o.Definition, got, want.Total)
		}
	}
}

func errorIs(err, target error) bool { return errors.Is(err, target) }

func asError[T error](err error, target *T) bool { return errors.As(err, target) }

// tester is a test, a benchmark or a law.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Error(args ...any)
	Fatal(args ...any)
}
