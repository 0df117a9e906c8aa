package quality

import (
	"fmt"
	"slices"

	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// node combines the parts of a node.
func (r *run) node(i int) error {
	at := i - len(r.p.leaves)
	b, it := &r.p.nodes[at], &r.items[i]
	t := &r.out.Nodes[at]
	*t = NodeTrail{Node: b.Name, Method: b.Method, Parts: make([]PartTrail, len(b.parts)), Authority: b.Authority}
	it.available, it.counts = b.available, make([]bool, len(b.parts))
	why, err := r.parts(b, it, t, at)
	if err == nil && why == "" {
		if why, err = r.combine(b, it, t, at); err == nil && !(apm.Plain(it.points) && apm.Plain(it.achievement) && apm.Plain(it.available)) {
			err = apm.AtRule(r.p.path(i), apm.ErrOverflow)
		}
	}
	if err != nil {
		return err
	}
	it.scored = why == ""
	t.Achievement, t.Combined = it.achievement, it.points
	if it.scored && b.Improvement != nil {
		if err := r.improve(i, b.Improvement, b.gain, &t.Improvement, new(decimal.NullDecimal)); err != nil {
			return apm.AtRule(r.p.path(i)+".improvement", err)
		}
	}
	if t.Steps, err = r.adjust(i, b.adjust); err != nil {
		return err
	}
	if b.When != nil {
		held, err := r.holds(b.When, i)
		if err != nil {
			return apm.AtRule(r.p.path(i)+".when", err)
		}
		if !held {
			it.scored, why = false, NotReached
		}
	}
	t.Scored, t.Why, t.Score, t.Available = it.scored, why, it.points, it.available
	if !it.scored {
		it.points, it.achievement, t.Score = decimal.Decimal{}, decimal.Decimal{}, decimal.Decimal{}
	}
	return nil
}

// parts computes the parts of a node and says which count, with what weight.
func (r *run) parts(b *branch, it *item, t *NodeTrail, at int) (Reason, error) {
	there := make([]bool, len(b.parts))
	scored, absent := 0, false
	for k := range b.parts {
		part := &b.parts[k]
		t.Parts[k] = PartTrail{Part: part.Of, Weight: part.weight}
		belongs := true
		if part.When != nil {
			var err error
			if belongs, err = r.holds(part.When, -1); err != nil {
				return "", apm.AtRule(fmt.Sprintf("nodes[%d].of[%d].when", at, k), err)
			}
		}
		there[k] = belongs
		if !belongs {
			continue
		}
		if err := r.item(part.item); err != nil {
			return "", err
		}
		it.counts[k] = r.items[part.item].scored
		absent = absent || !it.counts[k]
	}
	it.weights = b.weights(it.counts, there)
	for k := range b.parts {
		if it.weights[k].IsZero() {
			it.counts[k] = false
		}
		t.Parts[k].Weight, t.Parts[k].Points = it.weights[k], r.items[b.parts[k].item].points
		if it.counts[k] {
			scored++
		}
	}
	if absent && b.Missing == NoScore {
		return PartMissing, nil
	}
	if scored < max(b.MinParts, 1) {
		return TooFewParts, nil
	}
	if b.Best > 0 && scored > b.Best {
		r.keepBest(b, it.counts)
	}
	for k := range b.parts {
		t.Parts[k].Counts = it.counts[k]
	}
	return "", nil
}

// weights is the weights that apply to the parts that are there, those of the first
// reweighing whose missing parts are exactly the ones without a score. A part that is not
// there weighs nothing.
func (b *branch) weights(counts, there []bool) []decimal.Decimal {
	weights := make([]decimal.Decimal, len(b.parts))
	for k := range b.parts {
		if there[k] {
			weights[k] = b.parts[k].weight
		}
	}
	for _, w := range b.reweigh {
		exactly := true
		for k := range b.parts {
			exactly = exactly && (!there[k] || w.missing[k] != counts[k])
		}
		if exactly {
			for k := range b.parts {
				weights[k] = w.weights[k]
			}
			break
		}
	}
	return weights
}

// keepBest leaves only the best parts counting: by points, then by name, so that the
// order of the parts does not matter.
func (r *run) keepBest(b *branch, counts []bool) {
	order := make([]int, 0, len(counts))
	for k, c := range counts {
		if c {
			order = append(order, k)
		}
	}
	slices.SortFunc(order, func(x, y int) int {
		if c := r.items[b.parts[y].item].points.Cmp(r.items[b.parts[x].item].points); c != 0 {
			return c
		}
		if b.parts[x].Of < b.parts[y].Of {
			return -1
		}
		return 1
	})
	for _, k := range order[b.Best:] {
		counts[k] = false
	}
}

// combine gives the score of the counting parts.
func (r *run) combine(b *branch, it *item, t *NodeTrail, at int) (Reason, error) {
	switch b.Method {
	case MinOf, MaxOf:
		return r.extreme(b, it)
	case CountMet:
		return "", r.countMet(b, it)
	}
	if b.Method == VolumeWeighted {
		if err := r.volumes(b, it); err != nil {
			return "", apm.AtRule(fmt.Sprintf("nodes[%d]", at), err)
		}
	}
	weighs := b.Method == WeightedMean || b.Method == WeightedSum || b.Method == VolumeWeighted
	var sum, achieved, most, weight, whole total
	apart := slices.ContainsFunc(b.parts, func(p part) bool { return r.items[p.item].apart })
	zeros := r.zeros(b, it)
	for k := range b.parts {
		part := &r.items[b.parts[k].item]
		if it.weights[k].IsZero() && weighs {
			continue
		}
		w := one
		if weighs {
			w = it.weights[k]
		}
		whole.add(w)
		available := part.available
		if !it.counts[k] {
			if !zeros[k] {
				continue
			}
			available = r.worth(b.parts[k].item)
		}
		if it.counts[k] {
			sum.add(times(w, part.points))
			if apart {
				achieved.add(times(w, part.achievement))
			}
		}
		most.add(times(w, available))
		weight.add(w)
	}
	// The score is factor x sum / below.
	factor, below := one, one
	switch b.Method {
	case PointsOverAvailable:
		factor, below = b.scale(), most.value()
	case WeightedMean, MeanOf, VolumeWeighted:
		below = weight.value()
	case WeightedSum:
		factor, below = whole.value(), weight.value()
	}
	if below.IsZero() {
		return NothingToHave, nil
	}
	ratio := func(d decimal.Decimal) (decimal.Decimal, error) {
		if factor.Equal(below) {
			return apm.Trim(d), nil
		}
		return apm.Quo(apm.Trim(times(factor, d)), below)
	}
	var err error
	if it.points, err = ratio(sum.value()); err != nil {
		return "", err
	}
	it.achievement, it.apart = it.points, apart
	if apart {
		if it.achievement, err = ratio(achieved.value()); err != nil {
			return "", err
		}
	}
	it.available = b.scale()
	if b.Method != PointsOverAvailable {
		if it.available, err = ratio(most.value()); err != nil {
			return "", err
		}
	}
	if b.Available.Valid {
		it.available = b.Available.Decimal
	}
	for k := range t.Parts {
		if p := &t.Parts[k]; p.Counts && weighs {
			if p.Share, err = ratio(times(it.weights[k], p.Points)); err != nil {
				return "", err
			}
		}
	}
	return "", nil
}

// zeros is the parts without a score that count as zero: all of them, or as many as the best
// parts leave room for, those first that are worth most.
func (r *run) zeros(b *branch, it *item) []bool {
	if b.Missing != CountZero {
		return b.none
	}
	out := make([]bool, len(b.parts))
	var missing []int
	room := len(b.parts)
	if b.Best > 0 {
		room = b.Best
	}
	for k := range b.parts {
		switch {
		case it.counts[k]:
			room--
		case !it.weights[k].IsZero() && !r.items[b.parts[k].item].scored:
			missing = append(missing, k)
		}
	}
	slices.SortStableFunc(missing, func(x, y int) int { return r.worth(b.parts[y].item).Cmp(r.worth(b.parts[x].item)) })
	for _, k := range missing[:min(len(missing), max(room, 0))] {
		out[k] = true
	}
	return out
}

// times multiplies; one costs nothing.
func times(a, b decimal.Decimal) decimal.Decimal {
	if a.Equal(one) {
		return b
	}
	return a.Mul(b)
}

// worth is the points that a part without a score would have had available.
func (r *run) worth(i int) decimal.Decimal {
	if i < len(r.p.leaves) {
		return r.p.leaves[i].available
	}
	return r.p.nodes[i-len(r.p.leaves)].available
}

// extreme takes the worst or the best part; of equals the first.
func (r *run) extreme(b *branch, it *item) (Reason, error) {
	chosen := -1
	for k := range b.parts {
		if !it.counts[k] {
			if b.Missing == CountZero && !it.weights[k].IsZero() {
				it.points, it.achievement, it.available = decimal.Decimal{}, decimal.Decimal{}, r.worth(b.parts[k].item)
				return "", nil
			}
			continue
		}
		if chosen < 0 {
			chosen = k
			continue
		}
		c := r.items[b.parts[k].item].points.Cmp(r.items[b.parts[chosen].item].points)
		if b.Method == MaxOf && c > 0 || b.Method == MinOf && c < 0 {
			chosen = k
		}
	}
	part := &r.items[b.parts[chosen].item]
	it.points, it.achievement, it.available, it.apart = part.points, part.achievement, part.available, part.apart
	if b.Available.Valid {
		it.available = b.Available.Decimal
	}
	return "", nil
}

// countMet counts the parts that have what they need.
func (r *run) countMet(b *branch, it *item) error {
	met, of := int64(0), int64(0)
	zeros := r.zeros(b, it)
	for k := range b.parts {
		if !it.counts[k] {
			if zeros[k] {
				of++
			}
			continue
		}
		of++
		part := &r.items[b.parts[k].item]
		need := part.available
		if b.MetAt.Valid {
			need = b.MetAt.Decimal
		}
		if !part.points.LessThan(need) {
			met++
		}
	}
	it.points, it.available = decimal.NewFromInt(met), decimal.NewFromInt(of)
	it.achievement = it.points
	if b.Available.Valid {
		it.available = b.Available.Decimal
	}
	return nil
}

// volumes puts the volumes of the facts in the place of weights. Where only one part
// counts its volume does not matter.
func (r *run) volumes(b *branch, it *item) error {
	count := 0
	for _, c := range it.counts {
		if c {
			count++
		}
	}
	for k := range b.parts {
		v, known := r.f.Volumes[b.parts[k].Of]
		switch {
		case !it.counts[k]:
			it.weights[k] = decimal.Decimal{}
		case count == 1:
			it.weights[k] = one
		case !known:
			return &apm.FactError{Field: fmt.Sprintf("volumes.%s", b.parts[k].Of), Reason: "is missing, and parts are weighed by it", Missing: true}
		default:
			it.weights[k] = v
		}
	}
	return nil
}
