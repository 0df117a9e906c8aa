package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/trial"
	"github.com/shopspring/decimal"
)

const levelsCSV = "category,commendable,acceptable,gain_limit\nasthma,1500,4000,200\n"

// words is arguments with a -set before each setting.
func words(args string, settings ...string) []string {
	out := strings.Fields(args)
	for _, s := range settings {
		out = append(out, "-set", s)
	}
	return out
}

// A program by name is the preset of the library, told what the files and settings say and
// nothing else.
func TestNamedPrograms(t *testing.T) {
	dir := trial.Files(t, map[string]string{"levels.csv": levelsCSV})
	d := func(text string) decimal.NullDecimal { return decimal.NewNullDecimal(decimal.RequireFromString(text)) }
	levels := []episode.Level{{Category: "asthma", Commendable: d("1500"), Acceptable: d("4000"), GainLimit: d("200")}}
	zones := episode.RetrospectiveOptions{Basis: episode.Allowed, Levels: levels, Dollars: episode.Adjusted}
	shares, all, reward := zones, zones, zones
	shares.GainShare, shares.LossShare = d("0.5"), d("0.25")
	reward.GainShare, reward.RewardOnly = d("1"), true
	all.Basis, all.Gate, all.MinimumEpisodes = episode.Paid, &episode.Gate{Statuses: []apm.Status{"met", "gold"}}, 5
	all.LossLimit = &episode.Limit{Rate: d("0.1"), Of: episode.TotalRevenue}
	dollars := zones
	dollars.LossLimit = &episode.Limit{Dollars: d("5000")}
	team := episode.TEAMOptions{Order: episode.CorridorFirst, StraightLine: true, LowVolume: episode.AfterNetting}
	rural := team
	rural.Undiscounted, rural.Order, rural.LowVolume = true, episode.QualityFirst, episode.BeforeNetting
	rural.Hospital = episode.TEAMHospital{SafetyNet: true, Rural: true, MedicareDependent: true, SoleCommunity: true}
	cjr := episode.CJROptions{Eligible: []apm.Status{episode.CJRGood, episode.CJRExcellent}}
	later := cjr
	later.StopGain, later.StopLoss, later.PostEpisodeDeviations = d("0.2"), d("0.05"), d("3")
	for _, x := range []struct {
		args []string
		want func() (episode.Program, error)
	}{
		{words("-levels @levels.csv -program arkansas-2015", "gainShare=0.5", "lossShare=0.25"), func() (episode.Program, error) { return episode.ArkansasProgram(2015, shares) }},
		{words("-levels @levels.csv -program arkansas", "gainShare=1", "rewardOnly=yes"), func() (episode.Program, error) { return episode.ArkansasProgram(2020, reward) }},
		{words("-levels @levels.csv -program ohio", "gainShare=0.5", "lossShare=0.25", "rewardOnly=no"), func() (episode.Program, error) { return episode.OhioProgram(2019, shares) }},
		{words("-levels @levels.csv -program colorado", "basis=paid", "gate=met gold", "minimum=5", "lossLimit=0.1 revenue"), func() (episode.Program, error) { return episode.ColoradoProgram(all) }},
		{words("-levels @levels.csv -program colorado", "lossLimit=5000"), func() (episode.Program, error) { return episode.ColoradoProgram(dollars) }},
		{words("-program team", "track=1", "order=corridorFirst", "straightLine=yes", "lowVolume=afterNetting"), func() (episode.Program, error) { return episode.TEAMProgram(2026, 1, team) }},
		{words("-program team-2028", "track=2", "order=qualityFirst", "straightLine=yes", "lowVolume=beforeNetting", "undiscounted=yes", "hospital=safetyNet rural medicareDependent soleCommunity"),
			func() (episode.Program, error) { return episode.TEAMProgram(2028, 2, rural) }},
		{words("-program cjr-1", "eligible=good excellent"), func() (episode.Program, error) { return episode.CJRProgram(1, cjr) }},
		{words("-program cjr", "eligible=good excellent", "stopGain=0.2", "stopLoss=0.05", "postEpisode=3"), func() (episode.Program, error) { return episode.CJRProgram(5, later) }},
	} {
		p, err := x.want()
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.MarshalIndent(p, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		if got, errs, code := episodes(t, dir, append(x.args, "-json", "program")...); code != 0 || got != string(want)+"\n" {
			t.Errorf("%v: %s%s, want %s", x.args, got, errs, want)
		}
	}
}

// What a program is not told, and what it cannot be told, is an error that says what to give.
func TestSettingsThatCannotBeUsed(t *testing.T) {
	dir := trial.Files(t, map[string]string{"levels.csv": levelsCSV})
	levels := "-levels @levels.csv -program "
	for _, x := range []struct {
		args []string
		want string
	}{
		{words(levels + "arkansas"), "-program: Arkansas episodes, 2020: the share of gains is needed as an option; -program list prints what it needs\n"},
		{words(levels+"arkansas", "gainShare=1.5"), "-set gainShare: want a fraction from 0 to 1, such as 0.5\n"},
		{words(levels+"arkansas", "gainShare=-1"), "-set gainShare: want a fraction"},
		{words(levels+"arkansas", "gainShare=half"), "-set gainShare: want a fraction"},
		{words(levels+"arkansas", "gainShare=0.5", "rewardOnly=true"), "-set rewardOnly: want yes or no\n"},
		{words(levels+"arkansas", "minimum=0"), "-set minimum: want a whole number above zero\n"},
		{words(levels+"arkansas", "minimum=few"), "-set minimum: want a whole number above zero\n"},
		{words(levels+"arkansas", "lossLimit=-1"), "-set lossLimit: want dollars, or a fraction"},
		{words(levels+"arkansas", "lossLimit=0.1 of revenue"), "-set lossLimit: want dollars, or a fraction"},
		{words(levels+"arkansas", "lossLimit=10 revenue"), "-set lossLimit: want a fraction that is at most 1\n"},
		{words(levels+"colorado", "basis=cost"), "-set basis: want allowed, paid or standardised\n"},
		{words(levels+"colorado", "gainShare=0.5"), "-set: colorado has no \"gainShare\" (known: gate, lossLimit, minimum, basis)\n"},
		{words(levels+"ohio", "z=1", "a=1"), "-set: ohio has no \"a\""},
		{words(levels+"ohio-2021", "gainShare=1", "rewardOnly=yes"), "-program: episodes of Ohio: participation was suspended in 2021"},
		{words("-program team"), "-set track: want 1, 2 or 3\n"},
		{words("-program team", "track=7"), "-program: TEAM: unknown track 7 (known: 1, 2, 3); "},
		{words("-program team", "track=1"), "-program: TEAM: say by the option Order"},
		{words("-program team", "track=2", "hospital=urban"), "-set hospital: want words of safetyNet, rural, medicareDependent and soleCommunity\n"},
		{words("-program team-2027", "track=1", "order=qualityFirst", "straightLine=yes", "lowVolume=afterNetting"), "-program: TEAM: Track 1 is open in 2026"},
		{words("-program cjr"), "-program: CJR: the stop-gain of performance year 5 is needed"},
		{words("-program cjr-1", "eligible=fine"), "-set eligible: want words of belowAcceptable, acceptable, good and excellent\n"},
		{words("-program cjr-1", "eligible=good", "postEpisode=-1"), "-set postEpisode: want a number of standard deviations, not below zero\n"},
		{words("-program cjr-6", "eligible=good"), "-program: CJR: known for performance years 1 to 5, not for 6; "},
	} {
		if out, errs, code := episodes(t, dir, append(x.args, "-json", "program")...); code != 2 || out != "" || !strings.HasPrefix(errs, x.want) {
			t.Errorf("%v: %d %s", x.args, code, errs)
		}
	}
	for text, want := range map[string]string{
		"category,commendable\n,1\n":               "levels.csv:2:1: category: is empty\n",
		"category,commendable\nA,1\nA,2\n":         "levels.csv:3:1: category: the category has levels already\n",
		"category,commendable\nA,\n":               "levels.csv:2:1: category: has neither commendable nor acceptable\n",
		"category,commendable\nA,-1\n":             "levels.csv:2:3: commendable: is below zero\n",
		"category,commendable\nA,much\n":           "levels.csv:2:3: commendable: want a decimal number",
		"category,commendable,acceptable\nA,5,4\n": "levels.csv:2:5: acceptable: is below commendable\n",
		"category,acceptable,gain_limit\nA,5,4\n":  "levels.csv:2:5: gain_limit: without commendable there are no gains\n",
		"category,commendable,gain_limit\nA,4,5\n": "levels.csv:2:3: commendable: is below gain_limit\n",
		"category,commendable,colour\nA,4,5\n":     "levels.csv:1:22: header: unknown column (known: category, commendable, acceptable, gain_limit)\n",
		"category,commendable\n":                   "levels.csv: has no levels\n",
	} {
		dir := trial.Files(t, map[string]string{"levels.csv": text})
		if _, errs, code := episodes(t, dir, words(levels+"colorado")...); code != 2 || !strings.HasPrefix(errs, want) {
			t.Errorf("%q: %d %s", text, code, errs)
		}
	}
}

// The list names every program with what it needs, and says what each of its settings is.
func TestListOfPrograms(t *testing.T) {
	out, _, code := episodes(t, "", "-program", "list")
	if code != 0 {
		t.Fatal(out)
	}
	programList, settings, _ := strings.Cut(out, "Settings")
	for line := range strings.Lines(out) {
		if len(line) > 145 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
	for _, p := range programs() {
		for _, name := range p.settings {
			if !strings.Contains(p.needs, name) || !strings.Contains(settings, "  "+name+" ") && !strings.Contains(settings, ", "+name+" ") && !strings.Contains(settings, "  "+name+",") {
				t.Errorf("%s: the list does not say what %s is", p.name, name)
			}
		}
		if !strings.Contains(programList, "\n"+p.name+" ") || !strings.Contains(programList, p.needs) || p.levels != strings.HasPrefix(p.needs, "-levels") {
			t.Errorf("the list lacks %s", p.name)
		}
	}
}

// A state's program settles by name, the same as by the file that -json prints, and one
// whose year is that of the last day leaves out episodes of other years.
func TestStateByName(t *testing.T) {
	content := map[string]string{"claims.csv": strings.ReplaceAll(claimsCSV, "2020-", "2018-") + "C,7,ed,2018-12-20,,J45901,,H1,7,,300.00\n",
		"levels.csv": levelsCSV, "providers.csv": "provider,status,revenue\nH1,met,1000\n"}
	dir := trial.Files(t, content)
	args := "-claims @claims.csv -definition asthma -providers @providers.csv "
	settings := []string{"gainShare=0.5", "lossShare=0.5", "gate=met", "lossLimit=0.1 revenue"}
	named := words(args+"-levels @levels.csv -program ohio-2018", settings...)
	out, errs, code := episodes(t, dir, named...)
	if code != 0 {
		t.Fatal(errs)
	}
	contains(t, out, "1 episodes are not of the program's period, 2018-01-01 to 2018-12-31: they are not in its tables Ohio episodes, 2018",
		"asthma 1 2 0 2,742.75 1,500.00 4,000.00 - 0.00 0.00")
	if out, errs, _ := episodes(t, dir, words(args+"-levels @levels.csv -program arkansas-2018", settings...)...); !strings.Contains(out, "Arkansas episodes, 2018") || strings.Contains(out, "period") {
		t.Error(out, errs)
	} else {
		contains(t, out, "asthma 1 3 0 1,928.50 1,500.00 4,000.00")
	}
	terms, errs, code := episodes(t, dir, words("-levels @levels.csv -program arkansas-2018 -json program", settings...)...)
	if code != 0 {
		t.Fatal(errs)
	}
	if err := os.WriteFile(filepath.Join(dir, "program.json"), []byte(terms), 0o600); err != nil {
		t.Fatal(err)
	}
	byName, _, _ := episodes(t, dir, words(args+"-levels @levels.csv -program arkansas-2018", settings...)...)
	if byFile, errs, code := episodes(t, dir, words(args+"-program @program.json")...); code != 0 || byFile != byName {
		t.Errorf("%s\n%s, want\n%s", errs, byFile, byName)
	}
}
