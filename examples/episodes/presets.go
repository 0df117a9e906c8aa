package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/command"
)

// allDefinitions is the name of all of them.
const allDefinitions = "all"

// definition is a preset by name.
type definition struct {
	name, about string
	build       func(year int) (episode.Suite, error)
	year        int // that of the name alone; 0 where it has no years
}

// definitions is every preset.
func definitions() []definition {
	one := func(d episode.Definition, err error) (episode.Suite, error) {
		return episode.Suite{Definitions: []episode.Definition{d}}, err
	}
	plain := func(f func() episode.Definition) func(int) (episode.Suite, error) {
		return func(int) (episode.Suite, error) { return one(f(), nil) }
	}
	yearly := func(f func(int) (episode.Definition, error)) func(int) (episode.Suite, error) {
		return func(year int) (episode.Suite, error) { return one(f(year)) }
	}
	return []definition{
		{"asthma", "acute asthma exacerbation (illustrative)", plain(episode.IllustrativeAsthma), 0},
		{"tonsillectomy", "tonsillectomy (illustrative)", plain(episode.IllustrativeTonsillectomy), 0},
		{"adhd", "attention deficit hyperactivity disorder (illustrative)", plain(episode.IllustrativeADHD), 0},
		{"perinatal", "live birth (illustrative)", plain(episode.IllustrativePerinatal), 0},
		{"total-joint", "hip or knee replacement (illustrative)", plain(episode.IllustrativeTotalJoint), 0},
		{"heart-attack", "myocardial infarction, typical and complication cost (illustrative)", plain(episode.IllustrativeHeartAttack), 0},
		{"case-rate", "lower joint at one price (illustrative)", func(int) (episode.Suite, error) { return one(episode.IllustrativeCaseRate()) }, 0},
		{"ar-heart-failure", "congestive heart failure, Arkansas 2013 to 2020", yearly(episode.ArkansasHeartFailure), 2020},
		{"ar-perinatal", "live birth, Arkansas 2013 to 2020", yearly(episode.ArkansasPerinatal), 2020},
		{"ar-adhd", "attention deficit hyperactivity disorder, Arkansas 2013 to 2020", yearly(episode.ArkansasADHD), 2020},
		{"co-maternity", "live birth, Colorado 2020 to 2025", yearly(episode.ColoradoMaternity), 2025},
		{"cjr", "lower joint, CJR performance years 1 to 8", yearly(episode.CJR), 8},
		{"team", "five surgical categories, TEAM 2026 to 2030", yearly(episode.TEAM), 2026},
		{"bpci-advanced", "34 clinical episodes, BPCI Advanced 2018 to 2024", yearly(episode.BPCIAdvanced), 2024},
	}
}

// tennessee is not among all: its definitions stand there by themselves.
func tennessee() definition {
	return definition{"tennessee", "asthma, perinatal, total-joint, tonsillectomy and adhd, 2015 to 2019, from 2019 one at a time (illustrative)", episode.IllustrativeTennessee, 2019}
}

// suiteNamed is a preset, all of them, or a file.
func suiteNamed(name string) (episode.Suite, error) {
	if strings.HasSuffix(name, ".json") {
		b, err := os.ReadFile(name)
		if err != nil {
			return episode.Suite{}, err
		}
		s, err := episode.Decode(b)
		if err != nil {
			return s, fmt.Errorf("%s: %w", name, err)
		}
		return s, nil
	}
	if name == allDefinitions {
		all := episode.Suite{Name: "every definition"}
		for _, d := range definitions() {
			s, err := d.build(d.year)
			if err != nil {
				return s, err
			}
			all.Definitions = append(all.Definitions, s.Definitions...)
		}
		return all, nil
	}
	for _, d := range append(definitions(), tennessee()) {
		if d.name == name {
			return d.build(d.year)
		}
		if text, found := strings.CutPrefix(name, d.name+"-"); found && d.year != 0 {
			if year, err := strconv.Atoi(text); err == nil {
				return d.build(year)
			}
		}
	}
	return episode.Suite{}, fmt.Errorf("-definition: unknown %q; -definition list prints what there is", name)
}

func listDefinitions(w io.Writer) error {
	all := append(definitions(), tennessee(),
		definition{name: allDefinitions, about: "the definitions above but tennessee, each for itself"}, definition{name: "FILE.json", about: "definitions of your own, as JSON"})
	for _, d := range all {
		if err := print(w, "%-17s %s\n", d.name, d.about); err != nil {
			return err
		}
	}
	return print(w, "A definition with years is that of the last, TEAM's of the first; name-YEAR is that of another, such as cjr-5.\n")
}

// printJSON prints a suite or a program as a file of one's own begins.
func printJSON(w io.Writer, what any) error {
	b, err := json.MarshalIndent(what, "", "\t")
	if err != nil {
		return err
	}
	return print(w, "%s\n", b)
}

// print prints, and says when it cannot.
func print(w io.Writer, format string, values ...any) error {
	if _, err := fmt.Fprintf(w, format, values...); err != nil {
		return command.OutputError{Err: err}
	}
	return nil
}

// withoutPersons takes out of definitions what cannot be tested when nothing is known
// of the members but claims, and says so.
func withoutPersons(s *episode.Suite) []string {
	lift(s, func(x episode.Exclusion) bool {
		return x.NotCovered != "" || x.Touched != "" || x.Age != nil || x.Died || x.Unobserved
	})
	for i := range s.Definitions {
		for k := range s.Definitions[i].Windows {
			w := &s.Definitions[i].Windows[k]
			w.Cut = slices.DeleteFunc(slices.Clone(w.Cut), func(c episode.Cut) bool { return c.On != episode.NextTrigger })
		}
	}
	return []string{"No -members: coverage, other payers, age and death are not tested."}
}

// aboutPersons says what of the members nobody reads, and of whom nothing is known: most
// definitions leave them out.
func (j *job) aboutPersons(s *episode.Suite) (notes []string) {
	read := make(map[string]bool)
	for i := range s.Definitions {
		for _, x := range s.Definitions[i].Exclusions {
			read[x.NotCovered], read[x.Touched] = true, true
		}
		for _, w := range s.Definitions[i].Windows {
			for _, c := range w.Cut {
				read[c.Span] = true
			}
		}
	}
	unknown, unread := int64(0), make(map[string]bool)
	for i := range j.members {
		p := &j.members[i].Person
		if p.Birth == 0 && p.Death == 0 && len(p.Spans) == 0 {
			unknown++
		}
		for _, span := range p.Spans {
			unread[span.Name] = unread[span.Name] || !read[span.Name]
		}
	}
	maps.DeleteFunc(unread, func(_ string, yes bool) bool { return !yes })
	if unknown > 0 {
		notes = append(notes, "-members does not know "+j.count(unknown)+" of the members with claims: no coverage is known of them.")
	}
	if len(unread) > 0 {
		notes = append(notes, "No definition reads these spans of -members: "+strings.Join(slices.Sorted(maps.Keys(unread)), ", ")+".")
	}
	return notes
}

// lift takes exclusions out of every definition.
func lift(s *episode.Suite, which func(episode.Exclusion) bool) {
	for i := range s.Definitions {
		d := &s.Definitions[i]
		d.Exclusions = slices.DeleteFunc(slices.Clone(d.Exclusions), which)
	}
}

// aboutEmbedded says what the embedded claims are, and lifts the upper ages of
// definitions, because the claims are of Medicare's beneficiaries.
func aboutEmbedded(s *episode.Suite) []string {
	lift(s, func(x episode.Exclusion) bool { return x.Age != nil && x.Age.Max != nil })
	return []string{
		"Synthetic claims (CMS DE-SynPUF, 500 beneficiaries, 2008-2009): no figure here is about anyone.",
		"Their codes are ICD-9, their MS-DRGs disturbed by the synthesis, and they have no revenue center or place of service.",
		"Definitions with illustrative ICD-9 codes fire on diagnoses and procedures, BPCI Advanced and the case rate on the",
		"disturbed MS-DRGs; what TEAM and CJR find is dropped, because they begin in 2026 and 2016. Upper ages are not tested:",
		"these are Medicare's beneficiaries. Coverage is taken to start with January; amounts are paid to facilities, or allowed.",
	}
}
