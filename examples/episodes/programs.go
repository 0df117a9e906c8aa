package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// Names of programs of this command.
const (
	reportOnly   = "report"
	illustrative = "illustrative"
)

// roles are who may answer for an episode, by the word of the command line.
var roles = map[string]episode.Role{"": "", "facility": episode.TriggerProvider, "group": episode.TriggerGroup,
	"practitioner": episode.TriggerPractitioner, "surgeon": episode.Surgeon}

// program is a preset of a payer by name: its numbers are those of the preset, of -levels
// and of -set, and none is this command's.
type program struct {
	name, about string
	year        int // that of the name alone; 0 where it has no years
	levels      bool
	settings    []string // that -set may give
	needs       string   // for the list
	build       func(year int, o *settings) (episode.Program, error)
}

// programs is every preset that can be told by files and settings what it has to be told.
func programs() []program {
	retrospective := strings.Fields("gate lossLimit minimum basis")
	shares := append(strings.Fields("gainShare lossShare rewardOnly"), retrospective...)
	const zones = "-levels; -set gainShare, and lossShare or rewardOnly[, gate, lossLimit, minimum, basis]"
	return []program{
		{"arkansas", "Arkansas 2013 to 2020", 2020, true, shares, zones,
			func(year int, o *settings) (episode.Program, error) {
				return episode.ArkansasProgram(year, o.retrospective())
			}},
		{"ohio", "Ohio 2016 to 2019; an episode counts in the year in which it ends", 2019, true, shares, zones,
			func(year int, o *settings) (episode.Program, error) {
				return episode.OhioProgram(year, o.retrospective())
			}},
		{"colorado", "Colorado, one half of gains and losses", 0, true, retrospective, "-levels[; -set gate, lossLimit, minimum, basis]",
			func(_ int, o *settings) (episode.Program, error) { return episode.ColoradoProgram(o.retrospective()) }},
		{"team", "TEAM performance years 2026 to 2030, hospitals of one track; -prices are those of reconciliation", 2026, false,
			strings.Fields("track order straightLine lowVolume undiscounted hospital"),
			"-prices; -providers with score, baseline and post_; -set track, order, straightLine, lowVolume[, undiscounted, hospital]",
			func(year int, o *settings) (episode.Program, error) {
				track, team := o.team()
				return episode.TEAMProgram(year, track, team)
			}},
		{"cjr", "CJR performance years 1 to 5; -prices are those after the discount", 5, false, strings.Fields("eligible stopGain stopLoss postEpisode"),
			"-prices; -providers with status; -set eligible and, from year 2 on stopGain[, stopLoss, postEpisode]",
			func(year int, o *settings) (episode.Program, error) { return episode.CJRProgram(year, o.cjr()) }},
	}
}

// aboutSettings is what each setting says, for the list.
func aboutSettings() [][2]string {
	return [][2]string{
		{"gainShare, lossShare", "the provider's parts of gains and losses, as fractions"},
		{"rewardOnly", "yes: only gains are shared"},
		{"gate", "the statuses that can gain, such as met; -providers with status"},
		{"lossLimit", `dollars, or a fraction and its basis: "0.1 revenue" (-providers with revenue), "0.1 target"`},
		{"minimum", "the number of episodes below which a category is reported only"},
		{"basis", "what the amounts of the claims are: allowed (where nothing is set), paid, standardised"},
		{"track", "1, 2 or 3"},
		{"order", "qualityFirst or corridorFirst: published descriptions differ"},
		{"straightLine", "yes: quality adjusts in proportion to the score, which is not published"},
		{"lowVolume", "beforeNetting or afterNetting: when losses of low volume are dropped is not published"},
		{"undiscounted", "yes: the prices are before the discount"},
		{"hospital", "what opens tracks: words of safetyNet, rural, medicareDependent, soleCommunity"},
		{"eligible", "the quality categories that are paid: words of belowAcceptable, acceptable, good, excellent"},
		{"stopGain, stopLoss", "fractions of the target; without a stopLoss that of the rule"},
		{"postEpisode", "standard deviations that are usual; -providers with post_mean and post_deviation"},
	}
}

// programNamed is a program of this command or of a payer, or a file, with another provider
// where one is asked for.
func programNamed(f flags) (*episode.Arrangement, apm.Period, error) {
	name := f.program
	p, period, err := programTerms(f)
	if err != nil {
		return nil, period, err
	}
	if role := roles[f.provider]; role != "" {
		p.Attribution = &episode.Attribution{Hierarchy: []episode.Role{role}}
	}
	a, err := episode.NewProgram(p)
	if err != nil {
		return nil, period, fmt.Errorf("%s: %w", name, err)
	}
	return a, period, nil
}

// programTerms is the terms, and the period that episodes have to lie in where the program
// says by which day.
func programTerms(f flags) (p episode.Program, period apm.Period, err error) {
	preset, year, found := presetNamed(f.program)
	switch {
	case !found && len(f.settings) > 0:
		return p, period, errors.New("-set goes with the programs of payers; -program list prints them")
	case f.levels != "" && !preset.levels:
		return p, period, errors.New("-levels goes with arkansas, ohio and colorado")
	case found && preset.levels && f.levels == "":
		return p, period, fmt.Errorf("-program: %s needs -levels; -program list prints what else", preset.name)
	case found:
		return preset.terms(year, f)
	case strings.HasSuffix(f.program, ".json"):
		var b []byte
		if b, err = os.ReadFile(f.program); err == nil {
			if p, err = episode.DecodeProgram(b, episode.ProgramKinds()); err != nil {
				err = fmt.Errorf("%s: %w", f.program, err)
			}
		}
	case f.program == reportOnly:
		p = costOnly()
	case f.program == illustrative:
		p, err = zones()
	default:
		err = fmt.Errorf("-program: unknown %q; -program list prints what there is", f.program)
	}
	return p, period, err
}

// presetNamed finds a preset by its name, or its name and year.
func presetNamed(name string) (p program, year int, found bool) {
	for _, p := range programs() {
		if p.name == name {
			return p, p.year, true
		}
		if text, cut := strings.CutPrefix(name, p.name+"-"); cut && p.year != 0 {
			if year, err := strconv.Atoi(text); err == nil {
				return p, year, true
			}
		}
	}
	return p, 0, false
}

func (p program) terms(year int, f flags) (out episode.Program, period apm.Period, err error) {
	o := &settings{given: f.settings}
	for _, name := range slices.Sorted(maps.Keys(f.settings)) {
		if !slices.Contains(p.settings, name) {
			return out, period, fmt.Errorf("-set: %s has no %q (known: %s)", p.name, name, strings.Join(p.settings, ", "))
		}
	}
	if p.levels {
		if o.levels, err = readLevels(f.levels); err != nil {
			return out, period, err
		}
	}
	out, err = p.build(year, o)
	if o.problem != nil {
		err = o.problem
	} else if err != nil {
		err = fmt.Errorf("-program: %w; -program list prints what it needs", err)
	}
	if r := out.Reconciliation; r != nil && r.Membership != "" {
		period = apm.CalendarYear(year)
	}
	return out, period, err
}

func listPrograms(w io.Writer) error {
	var lines []string
	line := func(name, about string) { lines = append(lines, fmt.Sprintf("%-17s %s", name, about)) }
	line(reportOnly, "volume and cost, no gain and no loss")
	line(illustrative, "gains below a commendable and losses above an acceptable level, halved (illustrative)")
	for _, p := range programs() {
		line(p.name, p.about)
		line("", "needs "+p.needs)
	}
	line("FILE.json", "a program of your own, as JSON")
	lines = append(lines, "A program with years is that of the last, TEAM's of the first; name-YEAR is that of another, such as cjr-1.", "",
		"Settings, each as -set NAME=VALUE. None has a value of this command's own but the basis:")
	for _, s := range aboutSettings() {
		lines = append(lines, fmt.Sprintf("  %-21s %s", s[0], s[1]))
	}
	for _, text := range lines {
		if err := print(w, "%s\n", text); err != nil {
			return err
		}
	}
	return nil
}

// anyone answers for an episode: the facility, or without one who treated.
func anyone() *episode.Attribution {
	return &episode.Attribution{Hierarchy: []episode.Role{episode.TriggerProvider, episode.Surgeon, episode.TriggerPractitioner, episode.TriggerGroup}}
}

// costOnly settles nothing: below a cost of nothing there are no savings, and no part
// of them is shared.
func costOnly() episode.Program {
	return episode.Program{Name: "Volume and cost", Basis: episode.Allowed, Attribution: anyone(),
		Benchmark: episode.Benchmark{Thresholds: &episode.Thresholds{Levels: []episode.Level{{Commendable: decimal.NewNullDecimal(decimal.Decimal{})}}, Dollars: episode.Adjusted}},
		Each:      episode.Sides{Gains: episode.Rules{episode.SharingRate{Rate: apm.FixedRate(decimal.Decimal{})}}}}
}

// zones is a Medicaid program whose levels, shares and minimum are illustrations.
func zones() (episode.Program, error) {
	half := decimal.NewNullDecimal(decimal.New(5, -1))
	level := func(category string, commendable, acceptable, limit int64) episode.Level {
		d := func(n int64) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.NewFromInt(n)) }
		return episode.Level{Category: category, Commendable: d(commendable), Acceptable: d(acceptable), GainLimit: d(limit)}
	}
	p, err := episode.ArkansasProgram(2020, episode.RetrospectiveOptions{
		Basis: episode.Allowed, Dollars: episode.Adjusted, GainShare: half, LossShare: half, Attribution: anyone(),
		Levels: []episode.Level{
			level("asthma", 1_500, 4_000, 200), level("ar-heart-failure", 5_000, 9_000, 2_000), level("total-joint", 9_000, 14_000, 5_000),
			level("heart-attack", 9_000, 14_000, 4_000), level("perinatal", 3_500, 4_000, 2_000), level("tonsillectomy", 1_500, 2_500, 500), level("adhd", 1_500, 2_500, 500),
		},
	})
	p.Name = "Levels and shares of this command (illustrative)"
	return p, err
}
