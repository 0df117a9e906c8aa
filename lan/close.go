package lan

import (
	"cmp"
	"errors"
	"slices"

	"github.com/seed-6807d414/apm"
)

// Closing is the contracts that would close the gap to a goal.
type Closing struct {
	// Gap is what is to be closed, in dollars.
	Gap apm.CentsSum `json:"gap"`
	// Moves are the contracts to change so that all their dollars count, the largest
	// first. There are none where the goal is met, and none where all contracts together
	// do not close the gap: then Possible is false.
	Moves    []Contract   `json:"moves"`
	Moved    apm.CentsSum `json:"moved"` // the dollars of the moves that did not count before
	Possible bool         `json:"possible"`
	// Fewest says that no other choice moves fewer dollars, nor as many dollars with fewer
	// contracts. It is false where the search was ended before it had weighed every
	// choice; Moved less Gap is then the most that a better choice could save.
	Fewest bool `json:"fewest"`
}

// Contract is a contract in a line of business, with its dollars that do not count
// toward a goal.
type Contract struct {
	Payer    string       `json:"payer,omitzero"`
	Contract string       `json:"contract"`
	Line     Line         `json:"line"`
	From     []Category   `json:"from"` // the categories that those dollars count in
	Paid     apm.CentsSum `json:"paid"`
}

// searchSteps ends the search of Close after some hundredths of a second. A choice
// among 20 contracts never takes as many.
const searchSteps = 1 << 22

// Close chooses contracts whose dollars, if they counted, would meet a goal in dollars
// that is short.
//
// A contract moves as a whole, in one line of business: all of its dollars that do not
// count yet. Of all choices that close the gap the one that moves the fewest dollars
// is taken, of several such the one with the fewest contracts, and of several such the
// one that comes first when contracts are listed from the largest to the smallest, then
// by payer, name and line. Dollars that are undetermined do not move: they need a field,
// not a negotiation. Where among is given only the contracts of these names are weighed;
// a name that no contract bears is an error.
//
// It fails as [Report.Standing] does, and on a goal in lives or one whose categories
// or share are unknown.
func (r Report) Close(g Goal, among ...string) (Closing, error) {
	s, err := r.Standing(g)
	if err != nil {
		return Closing{}, err
	}
	switch {
	case g.Basis == OfLives:
		return Closing{}, errors.New("basis: contracts are chosen by dollars, not by lives")
	case !s.Points.Valid:
		return Closing{}, &apm.FactError{Field: s.Missing, Reason: "is missing", Missing: true}
	}
	candidates, err := r.candidates(g, among)
	if err != nil {
		return Closing{}, err
	}
	c := Closing{Gap: s.Gap, Possible: true, Fewest: true}
	if s.Gap == (apm.CentsSum{}) {
		return c, nil
	}
	chosen, err := c.choose(candidates)
	if err != nil {
		return Closing{}, err
	}
	for _, i := range chosen {
		c.Moves = append(c.Moves, candidates[i])
		c.Moved.Merge(candidates[i].Paid)
	}
	return c, nil
}

// candidates is the contracts with dollars that do not count, the largest first.
func (r Report) candidates(g Goal, among []string) ([]Contract, error) {
	var out []Contract
	at := make(map[group]int)
	wanted, borne := make(map[string]bool, len(among)), make(map[string]bool)
	for _, name := range among {
		wanted[name] = true
	}
	for _, p := range r.Placements {
		borne[p.Contract] = true
		if g.Line != AllLines && p.Line != g.Line || len(among) > 0 && !wanted[p.Contract] {
			continue
		}
		if outcome, _ := g.counts(p); outcome != Short || p.Paid == (apm.CentsSum{}) {
			continue
		}
		of := group{payer: p.Payer, contract: p.Contract, line: p.Line}
		i, found := at[of]
		if !found {
			i = len(out)
			at[of] = i
			out = append(out, Contract{Payer: p.Payer, Contract: p.Contract, Line: p.Line})
		}
		out[i].Paid.Merge(p.Paid)
		if !in(p.Category, out[i].From) {
			out[i].From = append(out[i].From, p.Category)
		}
	}
	for _, name := range among {
		if !borne[name] {
			return nil, &apm.FactError{Field: "among", Reason: "no contract of the report has one of these names"}
		}
	}
	slices.SortFunc(out, func(a, b Contract) int {
		return cmp.Or(b.Paid.Decimal().Cmp(a.Paid.Decimal()), cmp.Compare(a.Payer, b.Payer), cmp.Compare(a.Contract, b.Contract),
			cmp.Compare(a.Line, b.Line))
	})
	return out, nil
}

// choose finds the contracts, sorted from the largest, whose sum is the smallest that
// reaches the gap, by branch and bound.
func (c *Closing) choose(contracts []Contract) ([]int, error) {
	gap, err := c.Gap.Cents()
	if err != nil {
		return nil, err
	}
	amounts := make([]apm.Cents, len(contracts))
	behind := make([]apm.Cents, len(contracts)+1) // what this one and those behind it add up to
	for i := len(contracts) - 1; i >= 0; i-- {
		if amounts[i], err = contracts[i].Paid.Cents(); err != nil {
			return nil, err
		}
		if behind[i], err = behind[i+1].Add(amounts[i]); err != nil {
			return nil, err
		}
	}
	if behind[0] < gap {
		c.Possible = false
		return nil, nil
	}
	// The larger contracts until the gap is closed are a first choice.
	var best, picked []int
	bestSum := apm.Cents(0)
	for i := 0; bestSum < gap; i++ {
		best, bestSum = append(best, i), bestSum+amounts[i]
	}
	steps := 0
	var search func(i int, sum apm.Cents)
	search = func(i int, sum apm.Cents) {
		if steps++; steps > searchSteps {
			return
		}
		if sum >= gap {
			if sum < bestSum || sum == bestSum && (len(picked) < len(best) || len(picked) == len(best) && slices.Compare(picked, best) < 0) {
				best, bestSum = slices.Clone(picked), sum
			}
			steps += len(picked) // long choices take long to compare and to keep
			return               // another contract only adds
		}
		if sum+behind[i] < gap {
			return
		}
		if sum+amounts[i] <= bestSum {
			picked = append(picked, i)
			search(i+1, sum+amounts[i])
			picked = picked[:len(picked)-1]
		}
		search(i+1, sum)
	}
	search(0, 0)
	c.Fewest = steps <= searchSteps
	return best, nil
}
