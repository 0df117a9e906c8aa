package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/seed-6807d414/apm/examples/internal/command"
	"github.com/seed-6807d414/apm/examples/internal/screen"
	"github.com/shopspring/decimal"
)

// job is one run of the program.
type job struct {
	flags       flags
	engine      *episode.Engine
	arrangement *episode.Arrangement
	members     []episode.Member
	period      apm.Period // that episodes have to lie in; none where the program has no day for it
	prices      prices
	providers   *providers
	notes       []string

	totals     []total
	cases      []episode.Case
	places     []int // of the definitions of the cases, in totals
	rejected   []*episode.LineError
	lineCount  int
	sum        apm.CentsSum // of all lines
	out, lines *output
	progress   *screen.Progress

	prepared episode.Prepared
	settled  episode.Report
}

// The columns of the files.
var (
	outHeader = strings.Fields("member definition episode category cell trigger claim setting drg code trigger_from trigger_to from to " +
		"provider cost apart counts exclusions")
	linesHeader = strings.Fields("member claim line definition episode window rule effect category setting amount")
)

// total is what became of all members under one definition.
type total struct {
	definition                                     string
	counting, excluded, dropped                    int64
	lines, cost, apart, left, outside, rejectedSum apm.CentsSum
	why                                            map[string]int64 // of dropped candidates; one may have several reasons
	others, beyond                                 int64            // episodes of categories without a level, and outside the period
	settled, unsettled                             int64            // the rest, by whether they count in the program
	hides                                          bool             // whether the report hides a count of one of its categories
}

// batchSize is the number of members in a batch.
const batchSize = 256

// run builds and settles the episodes. The files get their names when all of it has
// succeeded.
func (j *job) run(ctx context.Context) error {
	reads := j.flags.reads()
	return written(j.flags.out, outHeader, reads, func(out *output) error {
		return written(j.flags.lines, linesHeader, reads, func(lines *output) error {
			j.out, j.lines = out, lines
			if err := j.build(ctx); err != nil {
				return err
			}
			if err := j.settle(); err != nil {
				return err
			}
			return j.writeReport(reads)
		})
	})
}

// build builds the episodes of everyone.
func (j *job) build(ctx context.Context) error {
	for _, d := range j.engine.Suite().Definitions {
		j.totals = append(j.totals, total{definition: d.ID, why: make(map[string]int64)})
	}
	defer j.progress.End()
	next := 0
	for results, err := range j.engine.Run(ctx, j.batches(), episode.Options{Workers: j.flags.workers}) {
		if fact := (*episode.FactError)(nil); errors.As(err, &fact) && fact.Path == "birth" && fact.Missing {
			none := 0
			for i := range j.members {
				if j.members[i].Birth == 0 {
					none++
				}
			}
			return fmt.Errorf("-members: a definition tests the age of a member who has no date of birth (%d have none)", none)
		}
		if err != nil {
			return err
		}
		for i := range results {
			if err := j.add(&j.members[next], &results[i]); err != nil {
				return err
			}
			next++
		}
		j.progress.Show(next, len(j.members))
	}
	return nil
}

// writeReport writes the table of every provider.
func (j *job) writeReport(reads []string) error {
	if j.flags.report == "" {
		return nil
	}
	return create(j.flags.report, reads, func(w io.Writer) error {
		if _, err := j.settled.WriteTo(w); err != nil {
			return command.OutputError{Err: err}
		}
		return nil
	})
}

func (j *job) batches() iter.Seq2[[]episode.Member, error] {
	return func(yield func([]episode.Member, error) bool) {
		for batch := range slices.Chunk(j.members, batchSize) {
			if !yield(slices.Clone(batch), nil) {
				return
			}
		}
	}
}

// add counts what became of a member, and writes it.
func (j *job) add(m *episode.Member, r *episode.Result) error {
	for i := range m.Claims {
		j.lineCount += len(m.Claims[i].Lines)
	}
	if len(r.Outcomes) > 0 {
		j.sum.Add(r.Outcomes[0].Tally.Total)
	}
	j.rejected = append(j.rejected, r.Rejected...)
	for d := range r.Outcomes {
		o, t := &r.Outcomes[d], &j.totals[d]
		t.lines.Add(o.Tally.Total)
		t.cost.Add(o.Tally.Cost)
		t.apart.Add(o.Tally.Apart)
		t.left.Add(o.Tally.Excluded)
		t.outside.Add(o.Tally.Outside)
		t.rejectedSum.Add(o.Tally.Rejected)
		t.dropped += int64(len(o.Dropped))
		for _, x := range o.Dropped {
			if x.Why != episode.Excluded {
				t.why[string(x.Why)]++
			}
			for _, reason := range x.Exclusions {
				t.why[reason.ID]++
			}
		}
		for n := range o.Episodes {
			x := &o.Episodes[n]
			if x.Counts() {
				t.counting++
			} else {
				t.excluded++
			}
			c := j.caseOf(m.ID, o.Definition, n, x)
			j.cases, j.places = append(j.cases, c), append(j.places, d)
			if err := j.writeEpisode(m, o, n, c); err != nil {
				return err
			}
		}
		if err := j.writeLines(m, o, r.Rejected); err != nil {
			return err
		}
	}
	return nil
}

// caseOf is an episode for the program. Its category is the subtype, or without one
// the definition.
func (j *job) caseOf(member, definition string, n int, x *episode.Episode) episode.Case {
	category := x.Subtype
	if category == "" {
		category = definition
	}
	c := j.arrangement.Case(x, category)
	c.ID = member + " " + definition + " " + strconv.Itoa(n+1)
	c.Weight = decimal.NewNullDecimal(decimal.New(1, 0)) // no model of risk comes with the claims
	if price, found := j.prices.of(c, member); found {
		c.Target, c.RegionalTarget = decimal.NewNullDecimal(price.target), price.regional
	}
	return c
}

func (j *job) writeEpisode(m *episode.Member, o *episode.Outcome, n int, c episode.Case) error {
	if j.out == nil {
		return nil
	}
	x := &o.Episodes[n]
	ids := make([]string, len(x.Exclusions))
	for i, r := range x.Exclusions {
		ids[i] = r.ID
	}
	t := x.Trigger
	return j.out.write(m.ID, o.Definition, strconv.Itoa(n+1), c.Category, x.Cell, t.Trigger, t.ID, t.Setting.String(), t.DRG, t.Code,
		t.Period.From.String(), t.Period.To.String(), x.Period.From.String(), x.Period.To.String(), c.Provider, x.Cost.String(), x.Apart.String(),
		strconv.FormatBool(x.Counts()), strings.Join(ids, " "))
}

// The rules, and effects, of a line in no window and of one that cannot be used.
const (
	outsideAll = "outside"
	unusable   = "rejected"
)

// writeLines writes every line of a member: its shares, or that it lies outside all
// windows or was rejected.
func (j *job) writeLines(m *episode.Member, o *episode.Outcome, rejected []*episode.LineError) error {
	if j.lines == nil {
		return nil
	}
	type place struct{ claim, line int }
	type share struct {
		episode int
		episode.Share
	}
	shares := make(map[place][]share)
	for n := range o.Episodes {
		for _, s := range o.Episodes[n].Shares {
			at := place{s.Claim, s.Line}
			shares[at] = append(shares[at], share{n + 1, s})
		}
	}
	bad := make(map[place]bool)
	for _, r := range rejected {
		bad[place{r.Claim, r.Line}] = true
	}
	numbers := make(map[string]int) // of lines, through all versions of a claim
	for c := range m.Claims {
		claim := &m.Claims[c]
		for l := range claim.Lines {
			numbers[claim.ID]++
			head := []string{m.ID, claim.ID, strconv.Itoa(numbers[claim.ID]), o.Definition}
			found := shares[place{c, l}]
			for _, s := range found {
				if err := j.lines.write(append(head, strconv.Itoa(s.episode), s.Window, s.Rule, string(s.Effect), string(s.Category), s.Setting.String(), s.Amount.String())...); err != nil {
					return err
				}
			}
			if len(found) == 0 {
				rule := outsideAll
				if bad[place{c, l}] {
					rule = unusable
				}
				if err := j.lines.write(append(head, "", "", rule, rule, "", claim.Setting.String(), claim.Lines[l].Amount.String())...); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
