package main

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/episode"
	"github.com/shopspring/decimal"
)

// job is one run of the program.
type job struct {
	flags       flags
	engine      *episode.Engine
	arrangement *episode.Arrangement
	members     []episode.Member
	prices      map[priceKey]decimal.Decimal
	notes       []string

	totals     []total
	cases      []episode.Case
	rejected   []*episode.LineError
	lineCount  int
	out, lines *output
}

// total is what became of all members under one definition.
type total struct {
	definition                                     string
	counting, excluded, dropped                    int64
	lines, cost, apart, left, outside, rejectedSum apm.CentsSum
}

// batchSize is the number of members in a batch.
const batchSize = 256

func (j *job) run(ctx context.Context) (err error) {
	defer func() {
		for _, o := range []*output{j.out, j.lines} {
			if err == nil {
				err = o.keep()
			} else {
				o.discard()
			}
		}
	}()
	if j.out, err = create(j.flags.out, "member", "definition", "episode", "category", "cell", "trigger", "claim", "setting", "drg", "code",
		"trigger_from", "trigger_to", "from", "to", "provider", "cost", "apart", "counts", "exclusions"); err != nil {
		return err
	}
	if j.lines, err = create(j.flags.lines, "member", "claim", "line", "definition", "episode", "window", "rule", "effect", "category", "setting", "amount"); err != nil {
		return err
	}
	for _, d := range j.engine.Suite().Definitions {
		j.totals = append(j.totals, total{definition: d.ID})
	}
	next := 0
	for results, err := range j.engine.Run(ctx, j.batches(), episode.Options{Workers: j.flags.workers}) {
		if err != nil {
			return err
		}
		for i := range results {
			if err := j.add(&j.members[next], &results[i]); err != nil {
				return err
			}
			next++
		}
	}
	return nil
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
		for n := range o.Episodes {
			x := &o.Episodes[n]
			if x.Counts() {
				t.counting++
			} else {
				t.excluded++
			}
			c := j.caseOf(m.ID, o.Definition, n, x)
			j.cases = append(j.cases, c)
			if err := j.writeEpisode(m, o, n, c); err != nil {
				return err
			}
		}
		if err := j.writeLines(m, o); err != nil {
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
	for _, at := range []priceKey{{category, x.Cell}, {category, ""}} {
		if price, ok := j.prices[at]; ok {
			c.Target = decimal.NewNullDecimal(price)
			break
		}
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

// outsideAll is the rule of a line in no window, and the effect of it.
const outsideAll = "outside"

// writeLines writes every line of a member: its shares, or that it lies outside all
// windows.
func (j *job) writeLines(m *episode.Member, o *episode.Outcome) error {
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
	for c := range m.Claims {
		claim := &m.Claims[c]
		for l := range claim.Lines {
			head := []string{m.ID, claim.ID, strconv.Itoa(l + 1), o.Definition}
			found := shares[place{c, l}]
			for _, s := range found {
				if err := j.lines.write(append(head, strconv.Itoa(s.episode), s.Window, s.Rule, string(s.Effect), string(s.Category), s.Setting.String(), s.Amount.String())...); err != nil {
					return err
				}
			}
			if len(found) == 0 {
				if err := j.lines.write(append(head, "", "", outsideAll, outsideAll, "", claim.Setting.String(), claim.Lines[l].Amount.String())...); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// balanced says whether the parts of a definition add up to all lines.
func (t *total) balanced() bool {
	sum := decimal.Sum(t.cost.Decimal(), t.apart.Decimal(), t.left.Decimal(), t.outside.Decimal(), t.rejectedSum.Decimal())
	return sum.Equal(t.lines.Decimal())
}
