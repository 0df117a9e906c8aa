package spend

import (
	"context"
	"iter"

	"github.com/seed-6807d414/apm/internal/inorder"
)

// Run makes the pages of all members with a number of workers (at least one), in
// batches and in the order of the input: the same for any number of workers. A
// batch of members belongs to Run from when it is yielded; a batch of pages
// belongs to the caller. Memory holds a few batches for each worker and never more.
//
// An error of the input, of a page, or of the context ends the sequence; it comes
// with no pages.
func (l *Ledger) Run(ctx context.Context, members iter.Seq2[[]Member, error], workers int) iter.Seq2[[]Page, error] {
	return inorder.Run(ctx, members, workers, func() inorder.Work[Member, Page] { return l.batch })
}

// batch posts members until one cannot be.
func (l *Ledger) batch(_ context.Context, members []Member) ([]Page, error) {
	pages := make([]Page, len(members))
	for i := range members {
		var err error
		if pages[i], err = l.Post(members[i]); err != nil {
			return nil, err
		}
	}
	return pages, nil
}
