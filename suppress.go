package apm

// SmallCell is the largest count that a report meant for release hides: CMS's
// cell size suppression policy withholds counts of 1 to 10.
const SmallCell = 10

// Suppression says which figures of a list of counts and of its total must not
// be shown.
type Suppression struct {
	Cells []bool // for each count, whether it is hidden
	Total bool   // whether the total is hidden too
}

// Suppress hides the counts of 1 to 10 of a list that is released with its total,
// and what would reveal them to a reader who subtracts what is shown from the
// total and knows that a count of zero is never hidden. They would be revealed
// when there is only one, when all are ones or all are tens, and their sum would
// itself be a small count when it is at most ten. Then the smallest count above
// ten is hidden too, the earlier one first among equals, or the total where there
// is no such count.
//
// Of several lists with common totals (a table of rows and columns) each needs its
// own pass. Negative counts are shown as they stand.
func Suppress(counts []int64) Suppression {
	s := Suppression{Cells: make([]bool, len(counts))}
	hidden, sum, next := int64(0), int64(0), -1
	for i, n := range counts {
		switch {
		case n >= 1 && n <= SmallCell:
			s.Cells[i] = true
			hidden++
			sum += n
		case n > SmallCell && (next < 0 || n < counts[next]):
			next = i
		}
	}
	switch {
	case hidden == 0 || sum > SmallCell && sum != hidden && sum != hidden*SmallCell:
	case next < 0:
		s.Total = true
	default:
		s.Cells[next] = true
	}
	return s
}
