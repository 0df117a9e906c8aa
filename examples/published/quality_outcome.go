package main

import (
	"github.com/seed-6807d414/apm/quality"
	"github.com/shopspring/decimal"
)

func known(d decimal.Decimal) decimal.NullDecimal { return decimal.NewNullDecimal(d) }

// scoreOf is the score of a node, none where it has none.
func scoreOf(o *quality.Outcome, node string) decimal.NullDecimal {
	n, found := o.Node(node)
	return decimal.NullDecimal{Decimal: n.Score, Valid: found && n.Scored}
}

// shareOf is what a part adds to the score of a node, none where it does not count.
func shareOf(n quality.NodeTrail, part string) decimal.NullDecimal {
	for _, p := range n.Parts {
		if n.Scored && p.Counts && p.Part == part {
			return known(p.Share)
		}
	}
	return decimal.NullDecimal{}
}

// trailOf scores again and prints the trail.
func trailOf(program *quality.Program, facts quality.Facts) func() (string, error) {
	return func() (string, error) {
		outcome, err := program.Score(facts)
		return outcome.String(), err
	}
}
