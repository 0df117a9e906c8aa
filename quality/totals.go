package quality

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// totals computes what depends on everything below: the points that a node has available
// when every part has a score, and the measures below it where it asks for them.
func (p *Program) totals() {
	done := make([]bool, len(p.nodes))
	var visit func(i int)
	visit = func(i int) {
		if done[i] {
			return
		}
		done[i] = true
		b := &p.nodes[i]
		worth := make([]decimal.Decimal, len(b.parts))
		for j, part := range b.parts {
			if part.item < len(p.leaves) {
				worth[j] = p.leaves[part.item].available
				continue
			}
			child := part.item - len(p.leaves)
			visit(child)
			worth[j] = p.nodes[child].available
		}
		b.available = b.worth(worth)
		if b.gain != nil {
			b.under = p.below(i)
		}
	}
	for i := range p.nodes {
		visit(i)
	}
}

// below is the measures below a node, each once.
func (p *Program) below(node int) []int {
	var under []int
	seen := make([]bool, len(p.leaves)+len(p.nodes))
	todo := []int{len(p.leaves) + node}
	for len(todo) > 0 {
		item := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		switch {
		case seen[item]:
			continue
		case item < len(p.leaves):
			under = append(under, item)
		default:
			for _, part := range p.nodes[item-len(p.leaves)].parts {
				todo = append(todo, part.item)
			}
		}
		seen[item] = true
	}
	return under
}

// worth is the points that a node has available when every part has a score.
func (b *branch) worth(of []decimal.Decimal) decimal.Decimal {
	if b.Available.Valid {
		return b.Available.Decimal
	}
	sum, most, least := decimal.Decimal{}, decimal.Decimal{}, of[0]
	weighted, weights := decimal.Decimal{}, decimal.Decimal{}
	for j := range of {
		sum = sum.Add(of[j])
		most, least = decimal.Max(most, of[j]), decimal.Min(least, of[j])
		weighted, weights = weighted.Add(b.parts[j].weight.Mul(of[j])), weights.Add(b.parts[j].weight)
	}
	count := decimal.NewFromInt(int64(len(of)))
	out := most
	switch b.Method {
	case PointsOverAvailable:
		out = b.scale()
	case WeightedMean:
		out, _ = apm.Quo(weighted, weights)
	case WeightedSum:
		out = weighted
	case MeanOf:
		out, _ = apm.Quo(sum, count)
	case SumOf:
		out = sum
	case MinOf:
		out = least
	case CountMet:
		out = count
	}
	for _, a := range b.adjust {
		if a.curve != nil {
			out = a.curve.most
		}
	}
	return apm.Trim(out)
}

// scale is what points over available is out of.
func (n *Node) scale() decimal.Decimal {
	if n.Scale.Valid {
		return n.Scale.Decimal
	}
	return hundred
}

// total is a sum. Short numbers are added in units of 10^-totalPlaces, which costs nothing
// beside the sums of long ones.
type total struct {
	long  decimal.Decimal
	short int64
}

const totalPlaces = 6

func (t *total) add(d decimal.Decimal) {
	const most = 1e18
	if n, ok := whole(d, totalPlaces); ok && max(t.short+n, -t.short-n) < most {
		t.short += n
		return
	}
	if t.long.IsZero() {
		t.long = d
		return
	}
	t.long = t.long.Add(d)
}

func (t *total) value() decimal.Decimal {
	n, exp := t.short, int32(-totalPlaces)
	for ; exp < 0 && n%10 == 0; exp++ {
		n /= 10
	}
	switch {
	case n == 0:
		return t.long
	case t.long.IsZero():
		return decimal.New(n, exp)
	}
	return t.long.Add(decimal.New(n, exp))
}
