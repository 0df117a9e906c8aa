package streams_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/streams"
	"github.com/seed-6807d414/apm/lan"
	"github.com/shopspring/decimal"
)

func fixed(s string) apm.Rate { return apm.FixedRate(decimal.RequireFromString(s)) }

// priced is a program of the test's own that holds episodes against their price.
func priced(gains, losses episode.Rules) func() (episode.Program, error) {
	return func() (episode.Program, error) {
		return episode.Program{Name: "Full Risk Bundle", Basis: episode.Allowed, Benchmark: episode.Benchmark{Target: &episode.Target{}},
			Gains: gains, Losses: losses}, nil
	}
}

func team(track episode.TEAMTrack) func() (episode.Program, error) {
	return func() (episode.Program, error) {
		return episode.TEAMProgram(2028, track, episode.TEAMOptions{
			Hospital: episode.TEAMHospital{SafetyNet: true}, Order: episode.QualityFirst, StraightLine: true, LowVolume: episode.BeforeNetting,
		})
	}
}

func cjr(year int) func() (episode.Program, error) {
	return func() (episode.Program, error) {
		return episode.CJRProgram(year, episode.CJROptions{StopGain: known("0.05"), Eligible: []apm.Status{episode.CJRGood, episode.CJRExcellent}})
	}
}

// zones is a program with thresholds of a category, in dollars.
func zones(change func(*episode.RetrospectiveOptions)) func() (episode.Program, error) {
	return func() (episode.Program, error) {
		o := episode.RetrospectiveOptions{
			Basis: episode.Allowed, Dollars: episode.Adjusted, GainShare: known("0.5"), LossShare: known("0.5"),
			Gate:   &episode.Gate{Statuses: []apm.Status{apm.Met}},
			Levels: []episode.Level{{Category: "bypass", Acceptable: known("60000"), Commendable: known("50000"), GainLimit: known("26000")}},
		}
		if change != nil {
			change(&o)
		}
		return episode.TennesseeProgram(2018, o)
	}
}

// The class of an episode program is what its settlement does, at prices, volumes and
// statuses of its own, and whatever it is called.
func TestEpisode(t *testing.T) {
	half := episode.SharingRate{Rate: fixed("0.5")}
	byQuality := episode.SharingRate{Rate: apm.Rate{Ladder: []apm.Rung{{AtLeast: decimal.RequireFromString("0.3"), Rate: decimal.RequireFromString("0.5")}}}}
	forgiving := episode.SharingRate{Rate: apm.Rate{Ladder: []apm.Rung{{Rate: decimal.RequireFromString("0.5")}, {AtLeast: decimal.RequireFromString("0.3"), Rate: decimal.RequireFromString("0.2")}}}}
	capped := episode.Cap{Lesser: []episode.Limit{{Rate: known("0.1"), Of: episode.TotalTarget}}}
	for _, c := range []struct {
		name          string
		program       func() (episode.Program, error)
		category      string
		want          lan.Category
		up, down      string
		upCap, lowCap string
	}{
		{"gains by quality", priced(episode.Rules{byQuality}, nil), "", "3A", "0.5", "0", "", ""},
		{"gains by quality with a cap", priced(episode.Rules{byQuality, capped}, nil), "", "3A", "0.5", "0", "0.1", ""},
		{"losses with a cap", priced(episode.Rules{byQuality}, episode.Rules{half, capped}), "", "3B", "0.5", "0.5", "", "0.1"},
		{"losses that a cap takes away", priced(episode.Rules{byQuality}, episode.Rules{episode.Cap{Lesser: []episode.Limit{{Rate: known("0"), Of: episode.TotalTarget}}}}), "", "3A", "0.5", "0", "", ""},
		{"gains and losses without quality", priced(episode.Rules{half}, episode.Rules{half}), "", "3N", "0.5", "0.5", "", ""},
		{"the whole difference", priced(nil, nil), "", "3N", "1", "1", "", ""},
		{"quality on losses alone", priced(episode.Rules{half}, episode.Rules{forgiving}), "", "3B", "0.5", "0.5", "", ""},
		{"nothing at all", priced(episode.Rules{episode.SharingRate{Rate: fixed("0")}}, nil), "", "1", "0", "0", "", ""},
		{"one price for each case", func() (episode.Program, error) {
			return episode.Program{Name: "case rate", Basis: episode.Allowed, Benchmark: episode.Benchmark{CaseRate: &episode.CaseRate{Price: known("25000")}},
				Gains: episode.Rules{byQuality}, Losses: episode.Rules{half}}, nil
		}, "", "3B", "0.5", "0.5", "", ""},
		{"a case rate with an allowance in dollars", func() (episode.Program, error) {
			one := decimal.NewFromInt(1)
			return episode.Program{Name: "case rate", Basis: episode.Allowed, Gains: episode.Rules{byQuality}, Losses: episode.Rules{half},
				Benchmark: episode.Benchmark{CaseRate: &episode.CaseRate{Price: known("25000"), Allowance: &episode.Allowance{Cost: decimal.NewFromInt(500), Share: one, Flat: one}}}}, nil
		}, "", "3B", "1", "0.4995", "", ""},
		{"a minimum of episodes", func() (episode.Program, error) {
			p, err := priced(episode.Rules{byQuality}, episode.Rules{half})()
			p.Volume = []episode.Volume{{Minimum: 50, On: episode.OnPerformance, Action: episode.ReportOnly}}
			return p, err
		}, "", "3B", "0.5", "0.5", "", ""},
		{"thresholds above the usual price", zones(nil), "bypass", "3B", "", "0.5", "0.2", ""},
		{"thresholds of any category", zones(func(o *episode.RetrospectiveOptions) { o.Levels[0].Category = "" }), "bypass", "3B", "", "0.5", "0.2", ""},
		{"thresholds for rewards alone", zones(func(o *episode.RetrospectiveOptions) {
			o.RewardOnly, o.LossShare, o.Levels[0].Acceptable = true, decimal.NullDecimal{}, decimal.NullDecimal{}
		}), "bypass", "3A", "", "0", "0.24", ""},
		{"a threshold of nothing", zones(func(o *episode.RetrospectiveOptions) {
			o.Levels[0] = episode.Level{Commendable: known("0")}
		}), "bypass", "1", "0", "0", "", ""},
		{"TEAM track 1", team(1), "LEJR", "3A", "1", "0", "0.1", ""},
		{"TEAM track 3", team(3), "LEJR", "3B", "1", "1", "0.2", "0.2"},
		{"CJR year 1", cjr(1), "LEJR", "3A", "1", "0", "0.05", ""},
		{"CJR year 3", cjr(3), "LEJR", "3B", "1", "1", "0.05", "0.1"},
	} {
		program, err := c.program()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		a, err := episode.NewProgram(program)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if c.category == "" {
			c.category = "knee"
		}
		s, err := streams.Episode(a, c.category, program.Basis)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		class, err := lan.Classify(s, lan.Edition2017)
		if err != nil {
			t.Fatal(err)
		}
		if class.Category != c.want || s.Basis != lan.Episode {
			t.Errorf("%s: want %s, got %s%+v", c.name, c.want, class, s)
		}
		same := func(what, want string, got decimal.NullDecimal) {
			if got.Valid != (want != "") || want != "" && !got.Decimal.Equal(known(want).Decimal) {
				t.Errorf("%s: %s is %v, want %s", c.name, what, got, want)
			}
		}
		if c.up != "" {
			same("upside share", c.up, s.Upside.Share)
		}
		same("downside share", c.down, s.Downside.Share)
		same("upside cap", c.upCap, s.Upside.Cap)
		same("downside cap", c.lowCap, s.Downside.Cap)
		for side, x := range map[string]lan.Exposure{"upside": s.Upside, "downside": s.Downside} {
			if x.Unlimited == (x.Cap.Valid || x.Share.Decimal.IsZero()) {
				t.Errorf("%s: %s without a limit: %v", c.name, side, x.Unlimited)
			}
		}
	}
}

// What cannot be settled is an error, not a guess.
func TestEpisodeThatCannotBeAsked(t *testing.T) {
	half := episode.SharingRate{Rate: fixed("0.5")}
	revenue := episode.Cap{Lesser: []episode.Limit{{Rate: known("0.1"), Of: episode.TotalRevenue}}}
	many, err := priced(episode.Rules{half}, nil)()
	if err != nil {
		t.Fatal(err)
	}
	many.Volume = []episode.Volume{{Minimum: 10_001, On: episode.OnPerformance, Action: episode.ReportOnly}}
	limited, err := priced(episode.Rules{half}, episode.Rules{half, revenue})()
	if err != nil {
		t.Fatal(err)
	}
	plain, err := priced(nil, nil)()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		program episode.Program
		basis   episode.PriceBasis
		missing bool
		want    string
	}{
		{"too many episodes", many, episode.Allowed, false, "the program asks for 10001 episodes"},
		{"a limit of revenue", limited, episode.Allowed, true, "settling a difference of"},
		{"another price basis", plain, episode.Paid, true, "settling a difference of"},
	} {
		a, err := episode.NewProgram(c.program)
		if err != nil {
			t.Fatal(err)
		}
		_, err = streams.Episode(a, "knee", c.basis)
		if err == nil || errors.Is(err, apm.ErrMissing) != c.missing || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
