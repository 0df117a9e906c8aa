package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

//go:embed rows/*.gz
var embeddedScores embed.FS

type qualityOptions struct {
	set, dir, out, explain string
}

// scoreSet is one family of published scores.
type scoreSet struct {
	name string
	// rows are the files of published rows: with -dir they come from there alone, and
	// what needs a file that is not there is left out.
	rows []string
	// given are standards and cut points: where the folder has none, the embedded ones
	// stay.
	given []string
	// score recomputes every row.
	score func(*source) (scores, error)
	// demand says which hit rate falls short, beside values that are unexplained.
	demand func([]value) demand
	// adopted is what no rule gives.
	adopted []string
}

// demand is a hit rate that a set must reach beside having nothing unexplained.
type demand struct {
	lines []string // as it came out
	met   bool
}

// scores is what a set gives: values in the order of the rows, and the trail of each key.
type scores struct {
	values []value
	trails map[string]func() (string, error)
	bare   map[string]int // by kind, what is left out because no measure of it is there
}

// leave leaves a hospital, contract or report out.
func (s *scores) leave(kind string) {
	if s.bare == nil {
		s.bare = make(map[string]int)
	}
	s.bare[kind]++
}

// compare adds a value, where anything is published or computed at all. A reason, where
// one is known, documents a difference.
func (s *scores) compare(f figure, key string, computed, published decimal.NullDecimal, reason string) {
	if computed.Valid || published.Valid {
		s.values = append(s.values, f.against(key, computed, published, reason))
	}
}

func (s *scores) trail(key string, trail func() (string, error)) {
	if s.trails == nil {
		s.trails = make(map[string]func() (string, error))
	}
	s.trails[key] = trail
}

// also adds to what the trail of a key prints.
func (s *scores) also(key string, more func() (string, error)) {
	first := s.trails[key]
	s.trail(key, func() (string, error) {
		before, err := first()
		if err != nil {
			return "", err
		}
		text, err := more()
		return before + "\n" + text, err
	})
}

func scoreSets() []scoreSet {
	return []scoreSet{appSet(), hvbpSet(), snfSet(), hacSet(), hrrpSet(), starsSet(), mipsSet()}
}

// source is where the files of a run come from.
type source struct{ dir string }

// lacks says whether there is a folder and the file is not in it.
func (s source) lacks(file string) bool {
	if s.dir == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(s.dir, file))
	return errors.Is(err, fs.ErrNotExist)
}

// read gives a file of the folder or the embedded one.
func (s source) read(file string) (name string, data []byte, err error) {
	if s.dir != "" {
		name = filepath.Join(s.dir, file)
		if data, err = os.ReadFile(name); !errors.Is(err, fs.ErrNotExist) {
			return name, data, err
		}
	}
	name = "rows/" + file
	packed, err := embeddedScores.ReadFile(name + ".gz")
	if err != nil {
		return name, nil, err
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return name, nil, err
	}
	data, err = io.ReadAll(unpacked)
	return name, data, err
}

// table reads a file whose rows differ in the key columns.
func (s source) table(file string, need, key []string) (*table, error) {
	name, data, err := s.read(file)
	if err != nil {
		return nil, err
	}
	t, err := readTable(name, data, need)
	if err != nil {
		return nil, err
	}
	return t, t.unique(key)
}

// published reads a file of published rows; there are none where the folder lacks it.
func (s source) published(file string, need, key []string) (*table, error) {
	if s.lacks(file) {
		return &table{file: file}, nil
	}
	return s.table(file, need, key)
}

// verdict says how a computed value stands to the published one.
type verdict string

const (
	equal        verdict = "equal"      // the same digits
	withinPrint  verdict = "rounding"   // equal within the rounding of the printed figures
	documented   verdict = "documented" // different, for a reason that is named
	unexplainedV verdict = "unexplained"
)

// value is one published output beside the recomputed one.
type value struct {
	key, output         string
	computed, published string
	verdict             verdict
	reason              string // why a documented value differs
	joined              bool   // the year before is in the file too
}

// figure is a kind of output: how many places are printed, and how far a value may be
// from print because its inputs are rounded too.
type figure struct {
	output    string
	places    int32
	tolerance decimal.Decimal
}

func newFigure(output string, places int32, tolerance string) figure {
	return figure{output, places, decimal.RequireFromString(tolerance)}
}

// against compares a computed value with the published one.
func (f figure) against(key string, computed, published decimal.NullDecimal, reason string) value {
	v := value{key: key, output: f.output, verdict: unexplainedV}
	if published.Valid {
		v.published = published.Decimal.String()
	}
	if computed.Valid {
		v.computed = computed.Decimal.Round(f.places + 3).String()
	}
	switch {
	case computed.Valid != published.Valid:
	case computed.Decimal.Round(f.places).Equal(published.Decimal):
		v.verdict = equal
	case within(computed.Decimal, published.Decimal, f.tolerance):
		v.verdict = withinPrint
	}
	if v.verdict == unexplainedV && reason != "" {
		v.verdict, v.reason = documented, reason
	}
	return v
}

// scored is a set as it came out.
type scored struct {
	set scoreSet
	scores
}

func qualityScores(o qualityOptions, stdout io.Writer) error {
	key := ""
	if o.explain != "" {
		set, rest, found := strings.Cut(o.explain, "/")
		if !found || rest == "" || o.set != "" && o.set != set {
			return fmt.Errorf("-explain wants a set and a key such as app/A1027/2022, not %q", o.explain)
		}
		if o.out == "" {
			o.set = set // the others are not asked for
		}
		key = rest
		o.explain = set
	}
	results, skipped, err := scoreAll(o)
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := writeScores(o, results); err != nil {
			return err
		}
	}
	if o.explain != "" {
		return explainScore(o.explain, key, results, stdout)
	}
	return reportScores(results, skipped, stdout)
}

// scoreAll recomputes the sets that the options name. It says what it had to leave out
// for want of rows.
func scoreAll(o qualityOptions) (results []scored, skipped []string, err error) {
	var names []string
	from := source{o.dir}
	if o.dir != "" {
		if info, err := os.Stat(o.dir); err != nil || !info.IsDir() {
			return nil, nil, errors.Join(fmt.Errorf("-dir %s: is no folder that can be read", o.dir), err)
		}
	}
	for _, set := range scoreSets() {
		names = append(names, set.name)
		if o.set != "" && o.set != set.name {
			continue
		}
		lacking := slices.DeleteFunc(slices.Clone(set.rows), func(file string) bool { return !from.lacks(file) })
		if len(lacking) > 0 {
			skipped = append(skipped, fmt.Sprintf("%s: there is no %s", set.name, strings.Join(lacking, ", ")))
		}
		if len(lacking) == len(set.rows) {
			continue
		}
		s, err := set.score(&from)
		if err != nil {
			return nil, nil, err
		}
		for _, whole := range slices.Sorted(maps.Keys(s.bare)) {
			skipped = append(skipped, fmt.Sprintf("%s: %s of which no measure is there: %d", set.name, whole, s.bare[whole]))
		}
		if len(s.values) > 0 {
			results = append(results, scored{set, s})
		}
	}
	switch {
	case results == nil && skipped == nil:
		return nil, nil, fmt.Errorf("unknown set %q (known: %s)", o.set, strings.Join(names, ", "))
	case results == nil:
		return nil, nil, fmt.Errorf("-dir %s: has no rows to score (%s)", o.dir, strings.Join(skipped, "; "))
	}
	return results, skipped, nil
}

// writeScores writes every value to a CSV file.
func writeScores(o qualityOptions, results []scored) error {
	records := [][]string{{"set", "key", "output", "computed", "published", "status"}}
	for _, r := range results {
		for _, v := range r.values {
			status := string(v.verdict)
			if v.reason != "" {
				status += ": " + v.reason
			}
			records = append(records, []string{r.set.name, v.key, v.output, v.computed, v.published, status})
		}
	}
	var read []string
	if o.dir != "" {
		for _, set := range scoreSets() {
			for _, file := range slices.Concat(set.rows, set.given) {
				read = append(read, filepath.Join(o.dir, file))
			}
		}
	}
	return writeRecords(o.out, read, records)
}

// explainScore prints how the values of one key came about.
func explainScore(set, key string, results []scored, stdout io.Writer) error {
	for _, r := range results {
		if r.set.name != set {
			continue
		}
		trail, found := r.trails[key]
		if i := strings.LastIndex(key, "/"); !found && i > 0 { // one measure of what has a trail
			trail, found = r.trails[key[:i]]
		}
		if !found {
			return fmt.Errorf("%s has no %s", set, key)
		}
		text, err := trail()
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s/%s\n%s\n", set, key, text)
		for _, v := range r.values {
			if v.key != key && !strings.HasPrefix(v.key, key+"/") {
				continue
			}
			fmt.Fprintf(stdout, "%-40s computed %s, published %s: %s", strings.TrimPrefix(v.key, key+"/")+" "+v.output,
				orNone(v.computed), orNone(v.published), v.verdict)
			if v.reason != "" {
				fmt.Fprintf(stdout, " (%s)", v.reason)
			}
			fmt.Fprintln(stdout)
		}
	}
	return nil
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
