package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/examples/internal/screen"
	"github.com/shopspring/decimal"
)

// smallPanel is the size below which chance decides more than the arrangement does.
const smallPanel = 1000

// chance is how a proposal would come out for an organisation that changed nothing.
type chance struct {
	draws, paid, owed int
	failed            int // draws that cannot be settled, such as one of nobody in the base year
	paidSum, owedSum  decimal.Decimal
	outcomes          []decimal.Decimal
}

func (c *chance) add(amount decimal.Decimal) {
	amount = amount.Round(2) // a part of a cent is neither paid nor owed
	c.draws++
	switch {
	case amount.IsPositive():
		c.paid++
		c.paidSum = c.paidSum.Add(amount)
	case amount.IsNegative():
		c.owed++
		c.owedSum = c.owedSum.Add(amount)
	}
	c.outcomes = append(c.outcomes, amount)
}

// share is the part of the draws in which something happened.
func (c *chance) share(n int) string {
	part, err := apm.Quo(decimal.NewFromInt(int64(100*n)), decimal.NewFromInt(int64(c.draws)))
	if err != nil {
		return ""
	}
	return part.StringFixed(1) + " %"
}

// mean is the mean of the draws in which something happened.
func mean(sum decimal.Decimal, n int) string {
	m, err := apm.Quo(sum, decimal.NewFromInt(int64(n)))
	if err != nil {
		return "."
	}
	return dollars(m)
}

func (c *chance) percentile(p string) string {
	at, err := apm.Type7.Percentile(c.outcomes, number(p))
	if err != nil {
		return ""
	}
	return dollars(at)
}

// chances answers how often an organisation would be paid or owe if it changed nothing.
// Each draw takes as many people as the organisation had in either year, with
// replacement, each with both of his years; the benchmark is set anew on what they cost
// in the base year. Their spending in the performance year is multiplied by one factor,
// which closes the gap to the benchmark that was observed: so the mean of many draws has
// no true effect, and what is paid or owed is chance. Fees that do not follow spending
// come out the same in every draw.
func (m *model) chances(ctx context.Context, o *organisation, draws int, seed uint64, tick func()) ([]chance, error) {
	out := make([]chance, len(m.proposals))
	name := fnv.New64a()
	_, _ = io.WriteString(name, o.name) // it never fails
	random := rand.New(rand.NewPCG(seed, name.Sum64()))
	people := slices.Concat(o.panels[0], o.panels[1])
	slices.Sort(people)
	people = slices.Compact(people)
	in := [2]map[int]bool{make(map[int]bool), make(map[int]bool)}
	for y := range in {
		for _, i := range o.panels[y] {
			in[y][i] = true
		}
	}
	level, err := m.levels(o)
	if err != nil {
		return nil, err
	}
	for range draws {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		drawn := &organisation{name: o.name, quality: o.quality, outcome: o.outcome, level: level, random: random}
		for range people {
			i := people[random.IntN(len(people))]
			for y := range in {
				if in[y][i] {
					drawn.panels[y] = append(drawn.panels[y], i)
				}
			}
		}
		for k, p := range m.proposals {
			if r, err := p.settle(m, drawn); err == nil {
				out[k].add(r.paid)
			} else {
				out[k].failed++
			}
		}
		tick()
	}
	return out, nil
}

// printChances prints the answer for every organisation and proposal.
func (m *model) printChances(ctx context.Context, w io.Writer, draws int, seed uint64, progress *screen.Progress) error {
	fmt.Fprintf(w, "\nIf nothing had changed: %d draws with replacement of the people of each organisation, both years, centred on no\ntrue effect (seed %d), at the quality that it has. How often it would be paid or owe, and how much:\n", draws, seed)
	t := screen.NewTable("", 2, "proposal", "organisation", "people", "paid", "mean if paid", "owes", "mean if it owes", "5th percentile", "95th percentile")
	done := 0
	small, failed := false, 0
	for k := range m.proposals {
		p := &m.terms.Proposals[k]
		for _, o := range m.organisations {
			if k == 0 {
				c, err := m.chances(ctx, o, draws, seed, func() {
					done++
					progress.Show(done, draws*len(m.organisations))
				})
				if err != nil {
					return err
				}
				o.chances = c
			}
			c := &o.chances[k]
			if o.results[k].failed != nil {
				t.Row(p.Name, o.name, count(len(o.panels[1])), unsettled)
				continue
			}
			failed += c.failed
			t.Row(p.Name, o.name, count(len(o.panels[1])), c.share(c.paid), mean(c.paidSum, c.paid), c.share(c.owed), mean(c.owedSum, c.owed), c.percentile("0.05"), c.percentile("0.95"))
			small = small || len(o.panels[1]) < smallPanel
		}
	}
	progress.End()
	if err := t.Print(w); err != nil {
		return err
	}
	if failed > 0 {
		fmt.Fprintf(w, "\n%s of the settlements had too few people drawn to be settled, and are left out.\n", count(failed))
	}
	if small {
		fmt.Fprintf(w, "\nWarning: panels of fewer than %s people. What is paid or owed here is mostly chance.\n", count(smallPanel))
	}
	return nil
}
