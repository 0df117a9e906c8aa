package main

import (
	"cmp"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/examples/internal/screen"
	"github.com/shopspring/decimal"
)

// hidden stands for a figure that a release does not tell, none for one there is not.
const (
	hidden = "*"
	none   = "-"
)

// shownProviders is how many rows of providers are printed; -report writes all.
const shownProviders = 12

// print prints what became of the claims, and what was gained and lost.
func (j *job) print(w io.Writer) error {
	for _, show := range []func(io.Writer) error{j.printClaims, j.printTotals, j.printFired, j.printCategories, j.printProviders, j.printSums, j.printReasons} {
		if err := show(w); err != nil {
			return err
		}
	}
	if j.flags.release {
		return print(w, "%s a count of 1 to %d, or what would reveal one\n", hidden, apm.SmallCell)
	}
	return nil
}

func (j *job) small(n int64) bool { return j.flags.release && n >= 1 && n <= apm.SmallCell }

func (j *job) count(n int64) string {
	if j.small(n) {
		return hidden
	}
	return apm.Figure{Value: decimal.NewFromInt(n), Unit: apm.Number}.Text()
}

// told is a count of the report, nil where that hides it.
func (j *job) told(n *int) string {
	if n == nil {
		return hidden
	}
	return j.count(int64(*n))
}

func dollars(d decimal.Decimal) string { return apm.Figure{Value: d, Unit: apm.Dollars}.Text() }

// printClaims says what was read, and why lines could not be used.
func (j *job) printClaims(w io.Writer) error {
	for _, note := range j.notes {
		if err := print(w, "%s\n", note); err != nil {
			return err
		}
	}
	if err := print(w, "\n%s members, %s lines of %s dollars, %s rejected\n",
		j.count(int64(len(j.members))), j.count(int64(j.lineCount)), dollars(j.sum.Decimal()), j.count(int64(len(j.rejected)))); err != nil {
		return err
	}
	reasons := make(map[string]int64)
	for _, r := range j.rejected {
		reasons[r.Field+": "+r.Reason]++
	}
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		if err := print(w, "rejected: %s %s\n", reason, j.count(reasons[reason])); err != nil {
			return err
		}
	}
	return nil
}

// parts are where the dollars of all lines are under a definition.
func (t *total) parts() []apm.CentsSum {
	return []apm.CentsSum{t.cost, t.apart, t.left, t.outside, t.rejectedSum}
}

// printTotals prints where the dollars went under each definition that met a trigger,
// and that all parts add up to all lines. In a release a definition of few episodes
// shows neither them nor what they hold, and so does one from which they could be told
// with the tables below.
func (j *job) printTotals(w io.Writer) error {
	table := screen.NewTable("Where the dollars went", 1, "definition", "episodes", "excluded", "dropped",
		"in episodes", "apart", "excluded by rule", "outside", "rejected")
	verdict := "Every row adds up to all lines."
	for i := range j.totals {
		t := &j.totals[i]
		var sum decimal.Decimal
		for _, part := range t.parts() {
			sum = sum.Add(part.Decimal())
		}
		if !sum.Equal(t.lines.Decimal()) || !sum.Equal(j.sum.Decimal()) {
			verdict = "IT DOES NOT ADD UP: " + t.definition
		}
		counts := []int64{t.counting, t.excluded, t.dropped}
		if t.counting+t.excluded+t.dropped == 0 {
			continue
		}
		few := t.hides || slices.ContainsFunc(counts, j.small) || // one of the counts and all of the rest would reveal it
			slices.ContainsFunc(append(t.apartFromTables(), t.others, t.beyond), j.small)
		var figures []string
		for _, n := range counts {
			figures = append(figures, j.count(n))
		}
		for _, part := range t.parts() {
			figures = append(figures, dollars(part.Decimal()))
		}
		for i := range figures {
			if few {
				figures[i] = hidden
			}
		}
		table.Row(append([]string{t.definition}, figures...)...)
	}
	if err := table.Print(w); err != nil {
		return command.OutputError{Err: err}
	}
	return print(w, "%s\n", verdict)
}

// apartFromTables is by how many the episodes of a definition, and those excluded, differ
// from those in the tables of its categories.
func (t *total) apartFromTables() []int64 {
	counting, excluded := t.counting-t.settled, t.unsettled-t.excluded
	return []int64{max(counting, -counting), max(excluded, -excluded)}
}

// tell lists counts by reason. In a release those that hold a small one are hidden, and
// those that the report hides one of.
func (j *job) tell(counts map[string]int64, hides bool) string {
	few := hides || slices.ContainsFunc(slices.Collect(maps.Values(counts)), j.small)
	var texts []string
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		text := j.count(counts[reason])
		if few {
			text = hidden
		}
		texts = append(texts, reason+" "+text)
	}
	return strings.Join(texts, ", ")
}

// printFired says which definitions found an episode and which did not, and why
// candidates were dropped.
func (j *job) printFired(w io.Writer) error {
	for i := range j.totals {
		if t := &j.totals[i]; t.dropped > 0 {
			if err := print(w, "dropped: %s: %s\n", t.definition, j.tell(t.why, false)); err != nil {
				return err
			}
		}
	}
	var fire, not []string
	for _, t := range j.totals {
		if t.counting+t.excluded > 0 {
			fire = append(fire, t.definition)
		} else {
			not = append(not, t.definition)
		}
	}
	for _, x := range []struct {
		head string
		ids  []string
	}{{"fire here: ", fire}, {"find nothing: ", not}} {
		if len(x.ids) > 0 {
			if err := print(w, "%s%s\n", x.head, strings.Join(x.ids, ", ")); err != nil {
				return err
			}
		}
	}
	return nil
}

// category is what the providers of a category have together.
type category struct {
	levels                        episode.ReportRow
	providers, episodes, excluded int64
	cost, target                  decimal.Decimal
	gains, losses                 decimal.Decimal
	few                           bool // whether a count of one of them is not told
}

// categories adds up the categories.
func (j *job) categories() map[string]*category {
	all := make(map[string]*category)
	of := func(name string) *category {
		if all[name] == nil {
			all[name] = &category{}
		}
		return all[name]
	}
	for _, row := range j.settled.Rows {
		c := of(row.Category)
		c.levels = row
		c.providers++
		if c.few = c.few || row.Episodes == nil || row.Excluded == nil; !c.few {
			c.target = c.target.Add(row.Target.Decimal.Mul(decimal.NewFromInt(int64(*row.Episodes))))
		}
		if row.Net.Decimal.IsNegative() {
			c.losses = c.losses.Add(row.Net.Decimal)
		} else {
			c.gains = c.gains.Add(row.Net.Decimal)
		}
	}
	for i := range j.prepared.Cases {
		x := &j.prepared.Cases[i]
		c := of(x.Category)
		if len(x.Excluded) > 0 {
			c.excluded++
			continue
		}
		c.episodes++
		c.cost = c.cost.Add(x.Cost)
	}
	return all
}

// mean is the mean of a sum over episodes.
func mean(sum decimal.Decimal, episodes int64) (string, error) {
	if episodes == 0 {
		return none, nil
	}
	m, err := apm.Quo(sum, decimal.NewFromInt(episodes))
	return dollars(m), err
}

// across is a count over all definitions, and whether there is any. In a release one that
// holds a small count of a definition is hidden.
func (j *job) across(of func(*total) int64) (text string, some bool) {
	n, few := int64(0), false
	for i := range j.totals {
		part := of(&j.totals[i])
		n, few = n+part, few || j.small(part)
	}
	if few {
		return hidden, true
	}
	return j.count(n), n > 0
}

// printCategories prints each category over all providers. In a release the figures of
// one in which a provider's are hidden are hidden too, but for the count of episodes
// where the report tells it.
func (j *job) printCategories(w io.Writer) error {
	if n, some := j.across(func(t *total) int64 { return t.others }); some {
		if err := print(w, "%s episodes are of categories without a level in the program: they are not in its tables\n", n); err != nil {
			return err
		}
	}
	if n, some := j.across(func(t *total) int64 { return t.beyond }); some {
		if err := print(w, "%s episodes are not of the program's period, %s to %s: they are not in its tables\n", n, j.period.From, j.period.To); err != nil {
			return err
		}
	}
	table := screen.NewTable(j.settled.Program, 1, "category", "providers", "episodes", "excluded", "adjusted mean",
		"commendable", "acceptable", "target", "gains", "losses")
	all, targets := j.categories(), j.arrangement.Program().Benchmark.Thresholds == nil
	for _, t := range j.settled.Totals {
		c := all[t.Category]
		cost, err := mean(c.cost, c.episodes)
		if err != nil {
			return err
		}
		target := none
		if targets {
			if target, err = mean(c.target, c.episodes); err != nil {
				return err
			}
		}
		excluded, gains, losses := j.count(c.excluded), dollars(c.gains), dollars(c.losses)
		if c.few || t.Unassigned == nil {
			excluded, cost, gains, losses = hidden, hidden, hidden, hidden
			if targets {
				target = hidden
			}
		}
		table.Row(t.Category, j.count(c.providers), j.told(t.Episodes), excluded, cost, level(c.levels.Commendable), level(c.levels.Acceptable), target, gains, losses)
	}
	if err := table.Print(w); err != nil {
		return command.OutputError{Err: err}
	}
	return nil
}

// printProviders prints the providers that gain or lose most; in a release, which must
// not rank what it hides, the first.
func (j *job) printProviders(w io.Writer) error {
	rows := slices.Clone(j.settled.Rows)
	if !j.flags.release {
		slices.SortStableFunc(rows, func(a, b episode.ReportRow) int {
			return cmp.Or(b.Net.Decimal.Abs().Cmp(a.Net.Decimal.Abs()), cmp.Compare(*b.Episodes, *a.Episodes))
		})
	}
	if len(rows) == 0 {
		return nil
	}
	table := screen.NewTable("", 2, "provider", "category", "episodes", "excluded", "mean", "adjusted", "gain or loss")
	for _, row := range rows[:min(len(rows), shownProviders)] {
		figure := func(d decimal.NullDecimal) string {
			if row.Episodes == nil {
				return hidden
			}
			return level(d)
		}
		provider := row.Provider
		if row.Low != "" {
			provider += " (" + string(row.Low) + ")"
		}
		table.Row(provider, row.Category, j.told(row.Episodes), j.told(row.Excluded), figure(row.Mean), figure(row.AdjustedMean), figure(row.Net))
	}
	if err := table.Print(w); err != nil {
		return command.OutputError{Err: err}
	}
	if more := len(rows) - shownProviders; more > 0 {
		return print(w, "  and %s more: -report FILE writes all, with percentiles, levels and reasons\n", j.count(int64(more)))
	}
	return nil
}

// printSums prints what providers of several categories, and of programs with rules for the
// sum of them, gain or lose after every rule; in a release the first, as above.
func (j *job) printSums(w io.Writer) error {
	sums := slices.Clone(j.settled.Providers)
	if !j.flags.release {
		slices.SortStableFunc(sums, func(a, b episode.ReportProvider) int {
			return cmp.Or(b.Result.Decimal.Abs().Cmp(a.Result.Decimal.Abs()), cmp.Compare(*b.Episodes, *a.Episodes))
		})
	}
	if len(sums) == 0 {
		return nil
	}
	table := screen.NewTable("", 1, "provider", "episodes", "after every rule")
	for _, p := range sums[:min(len(sums), shownProviders)] {
		result := hidden
		if p.Episodes != nil {
			result = level(p.Result)
		}
		table.Row(p.Provider, j.told(p.Episodes), result)
	}
	if err := table.Print(w); err != nil {
		return command.OutputError{Err: err}
	}
	if more := len(sums) - shownProviders; more > 0 {
		return print(w, "  and %s more in -report\n", j.count(int64(more)))
	}
	return nil
}

// printReasons prints why episodes do not count, by category. In a release a category
// with a reason of few episodes shows none.
func (j *job) printReasons(w io.Writer) error {
	all := make(map[string]map[string]int64)
	for i := range j.prepared.Cases {
		x := &j.prepared.Cases[i]
		for _, reason := range x.Excluded {
			if all[x.Category] == nil {
				all[x.Category] = make(map[string]int64)
			}
			all[x.Category][reason]++
		}
	}
	head, hides := "\n", j.hides()
	for _, t := range j.settled.Totals {
		if t.Unassigned == nil || *t.Unassigned > 0 {
			if err := print(w, "%snobody answers for: %s %s\n", head, t.Category, j.told(t.Unassigned)); err != nil {
				return err
			}
			head = ""
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if err := print(w, "%sexcluded: %s: %s\n", head, name, j.tell(all[name], hides[name])); err != nil {
			return err
		}
		head = ""
	}
	return nil
}

func level(d decimal.NullDecimal) string {
	if !d.Valid {
		return none
	}
	return dollars(d.Decimal)
}
